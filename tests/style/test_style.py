"""Style sheets: CSS words in, frozen values out; every mistake named."""
from __future__ import annotations

from pathlib import Path

import pytest

from convert.diagnostics import NOWHERE, Refusal, Span
from convert.style import DEFAULT_SHEETS, SCRIPTS, StyleSheet, load_style_sheet
from convert.workspace import shipped

STYLES = shipped("styles")


def sheet_of(tmp_path: Path, text: str) -> StyleSheet:
    (tmp_path / "test.yaml").write_text(text, encoding="utf-8")
    return load_style_sheet("test", (tmp_path, STYLES), NOWHERE)[0]


def codes_of(tmp_path: Path, text: str) -> list[tuple[str, int]]:
    with pytest.raises(Refusal) as caught:
        sheet_of(tmp_path, text)
    assert all(d.span.file.endswith("test.yaml") and d.hint for d in caught.value.diagnostics)
    return [(d.code, d.span.line) for d in caught.value.diagnostics]


@pytest.mark.parametrize("name", sorted(DEFAULT_SHEETS.values()))
def test_shipped_sheets_resolve(name: str) -> None:
    sheet, found = load_style_sheet(name, (STYLES,), NOWHERE)
    assert not found
    assert sheet.role("body").text_align == "justify"
    assert set(sheet.compositions) == set(SCRIPTS)
    assert all(set(sheet.labels[s]) == set(sheet.labels["zh-Hans"]) for s in SCRIPTS)


def test_magazine_column_holds_22_characters() -> None:
    sheet, _ = load_style_sheet("magazine", (STYLES,), NOWHERE)
    page, body = sheet.page, sheet.role("body")
    column = (page.measure - page.column_gap * (page.column_count - 1)) // page.column_count
    assert column // body.font_size == 22


def test_lengths_resolve_against_their_own_role(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "extends: magazine\nroles:\n  body: {font-size: 小四, line-height: 20pt, text-indent: 2ic}\n"
                               "  title: {font-size: 24pt, line-height: 2rlh, margin-block-end: 1lh}\n")
    assert sheet.role("body").text_indent == 24000
    assert sheet.role("title").line_height == 40000
    assert sheet.role("title").margin_block_end == 40000


def test_a_house_role_is_set_as_body(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "extends: magazine\n")
    assert sheet.role("unheard-of") == sheet.role("body")


@pytest.mark.parametrize(("text", "code"), [
    ("extends: magazine\nroles:\n  body: {colour: red}\n", "S004"),
    ("extends: magazine\nroles:\n  body: {font-size: big}\n", "S005"),
    ("extends: magazine\nroles:\n  body: {text-align: left}\n", "S006"),
    ("extends: magazine\nroles:\n  body: {color: mauve}\n", "S006"),
    ("extends: magazine\nroles:\n  body: {font-size: 10}\n", "S005"),
    ("extends: magazine\nroles:\n  lead: {extends: boddy}\n", "S003"),
])
def test_mistakes_are_named_with_their_line(tmp_path: Path, text: str, code: str) -> None:
    assert codes_of(tmp_path, text) == [(code, 3)]


def test_unknown_top_level_key(tmp_path: Path) -> None:
    assert codes_of(tmp_path, "extends: magazine\nrole: {}\n") == [("R009", 2)]


def test_missing_sheet_names_the_near_one() -> None:
    with pytest.raises(Refusal) as caught:
        load_style_sheet("magazin", (STYLES,), Span("issue.yaml", 3))
    assert caught.value.diagnostics[0].span.line == 3
    assert "magazine" in caught.value.diagnostics[0].hint


def test_a_circle_of_sheets_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a\n", encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        load_style_sheet("a", (tmp_path,), NOWHERE)
    assert caught.value.diagnostics[0].code == "S002"
