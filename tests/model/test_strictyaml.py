"""Strict YAML: text stays text, and every mistake names its line."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.diagnostics import Diagnostic, Refusal
from convert.strictyaml import Fields, Mapping, Scalar, parse


def fields(text: str) -> tuple[Fields, list[Diagnostic]]:
    found: list[Diagnostic] = []
    return Fields.of(parse(text, "a.yaml"), found), found


@pytest.mark.parametrize("text", ["12:30", "no", "010", "1e3", "2025-06-01", "true", "0x1F", "'810007'", "=", "~x"])
def test_scalars_stay_text(text: str) -> None:
    values, _ = fields(f"key: {text}\n")
    assert values.text("key") == text.strip("'")


def test_null_is_absent() -> None:
    values, found = fields("a: null\nb: ~\nc:\n")
    assert [values.text(k, "none") for k in "abc"] == ["none"] * 3
    assert not found


@pytest.mark.parametrize(("text", "code", "line"), [
    ("a: 1\nb: 2\na: 3\n", "R003", 3),
    ("a: [1\nb: 2\n", "R001", 2),
    ("a: &x 1\nb: *x\n", "R005", 2),
    ("? [a, b]\n: c\n", "R006", 1),
    ("a: \"b\n", "R001", 2),
])
def test_refused_with_line(text: str, code: str, line: int) -> None:
    with pytest.raises(Refusal) as caught:
        parse(text, "a.yaml", first_line=1)
    first = caught.value.diagnostics[0]
    assert (first.code, first.span.file) == (code, "a.yaml")
    assert abs(first.span.line - line) <= 1
    assert first.hint


def test_first_line_is_added() -> None:
    node = parse("a: 1\nb: 2\n", "x.md", first_line=2)
    assert isinstance(node, Mapping)
    assert [span.line for _, span, _ in node.entries] == [2, 3]


def test_full_width_colon_gets_its_hint() -> None:
    _, found = fields("标题：春天\n")
    assert [d.code for d in found] == ["R008"]


def test_unknown_key_suggests_the_near_one() -> None:
    values, found = fields("tilte: 春\n")
    values.text("title")
    values.finish()
    assert found[0].code == "R009"
    assert "title" in found[0].hint


def test_wrong_types_are_collected() -> None:
    values, found = fields("a: [1, 2]\nb: x\nc: {d: 1}\n")
    values.text("a")
    values.items("b")
    values.texts("c")
    assert [(d.code, d.span.line) for d in found] == [("R012", 1), ("R012", 2), ("R012", 3)]


def test_too_deep_and_too_long_are_refused() -> None:
    with pytest.raises(Refusal) as deep:
        parse("[" * 40 + "]" * 40, "a.yaml")
    assert deep.value.diagnostics[0].code == "R004"
    with pytest.raises(Refusal) as long:
        parse("a" * 1_000_001, "a.yaml")
    assert long.value.diagnostics[0].code == "R002"


@pytest.mark.parametrize("unit", ["[", "{a: ", "- ", "? "])
def test_nesting_that_would_overflow_the_parser_is_refused(unit: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse(unit * 100_000, "a.yaml")
    assert caught.value.diagnostics[0].code == "R004"


@given(st.text(max_size=200))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        parse(text, "a.yaml")
    except Refusal as refusal:
        assert all(d.span.file == "a.yaml" for d in refusal.diagnostics)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True),
                       st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20), max_size=6))
def test_quoted_strings_come_back(values: dict[str, str]) -> None:
    def quote(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    node = parse("".join(f"{k}: {quote(v)}\n" for k, v in values.items()), "a.yaml")
    assert isinstance(node, Mapping)
    assert {k: v.text for k, _, v in node.entries if isinstance(v, Scalar)} == values
