"""Property: whatever the document, each block knows its file and line, and no character is lost or moved."""
from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert.diagnostics import Refusal
from convert.model.nodes import Article, Block, List, Run, Table, ThematicBreak, Verse, inline_sequences, plain_text, walk
from tests.reader.conftest import BODY_LINE, Desk

WORDS = st.text("潮灯堤坝船桨风雨闸门，。；“”（）—…", min_size=1, max_size=12).map(lambda text: f"港{text}港")
PIECES = st.one_of(
    WORDS.map(lambda w: (w, w)), WORDS.map(lambda w: (f"**{w}。**", f"{w}。")), WORDS.map(lambda w: (f"*{w}*", w)),
    WORDS.map(lambda w: (f"[{w}]{{.dots}}", w)), st.sampled_from([(r"\*", "*"), (r"\#1", "#1"), ("12%", "12%"), ("C919", "C919")]))
LINE = st.lists(PIECES, min_size=1, max_size=4).map(
    lambda pieces: ("".join(f"港{source}港" for source, _ in pieces), "".join(f"港{text}港" for _, text in pieces)))


def paragraph(lines: list[tuple[str, str]]) -> tuple[str, list[tuple[int, str]]]:
    """(source, [(line within it, text)]) of a paragraph wrapped over several lines."""
    return "\n".join(s for s, _ in lines), [(0, "".join(t for _, t in lines))]


def each(prefix: str, indent: str = "") -> object:
    """One block (or cell, or verse) a line, each behind `prefix`."""
    return lambda lines: ("\n".join(f"{indent}{prefix}{s}" for s, _ in lines), [(n, t) for n, (_, t) in enumerate(lines)])


LINES = st.lists(LINE, min_size=1, max_size=3)
BLOCKS = st.one_of(
    LINES.map(paragraph),
    LINE.map(lambda line: (f"## {line[0]}", [(0, line[1])])),
    LINES.map(each("- ")), LINES.map(each("1. ")), LINES.map(each("| ")),
    LINES.map(lambda lines: (paragraph(lines)[0].replace("港", "> 港", 1), paragraph(lines)[1])),
    LINES.map(lambda lines: (f"::: box\n{paragraph(lines)[0]}\n:::", [(1, paragraph(lines)[1][0][1])])),
    LINES.map(lambda lines: ("\n".join(["| 甲 | 乙 |", "|---|--:|", *(f"| {source} | 2 |" for source, _ in lines)]),
                             [(0, "甲"), (0, "乙"), *((n, t) for n, (_, text) in enumerate(lines, 2) for t in (text, "2"))])),
    st.just(("---", [(0, "")])),
    st.just(("+----+----+\n| 甲 | 乙 |\n+====+====+\n| 一 | 二 |\n+----+----+", [(1, "甲"), (1, "乙"), (3, "一"), (3, "二")])),
    LINE.map(lambda line: (f"- {line[0]}\n\n    - {line[0]}", [(0, line[1]), (2, line[1])])),
)
DOCUMENTS = st.lists(st.lists(st.tuples(BLOCKS, st.integers(1, 3)), min_size=1, max_size=8), min_size=1, max_size=6)


def compose(blocks: list) -> tuple[str, list[tuple[int, str]]]:
    """The body of a document and where each text of it stands; a plain paragraph after each block keeps lists from joining."""
    lines: list[str] = []
    expected = []
    for (source, places), blanks in blocks:
        expected += [(len(lines) + offset + BODY_LINE, text) for offset, text in places]
        lines += source.split("\n") + [""] * blanks
        expected.append((len(lines) + BODY_LINE, "界"))
        lines += ["界", ""]
    return "\n".join(lines), expected


def places(block: Block) -> list[tuple[int, str]]:
    """(line, text) of each text that `block` itself holds."""
    match block:
        case Table():
            return [(c.span.line, plain_text(c.inlines)) for row in block.head + block.body for c in row.cells]
        case Verse():
            return [(line[0].span.line, plain_text(line)) for line in block.lines]  # type: ignore[union-attr]
        case ThematicBreak():
            return [(block.span.line, "")]
        case _:
            return [(block.span.line, plain_text(inlines)) for inlines in inline_sequences(block)]


def found_in(article: Article) -> list[tuple[int, str]]:
    return [place for block in walk(article.blocks) for place in places(block)]


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS)
def test_every_block_knows_its_line_and_keeps_its_text(documents: list) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        composed = [compose(document) for document in documents]
        for number, (body, _) in enumerate(composed, 10):
            desk.article(body, f"{number}-x.md")
        issue = desk.read()
    for article, (body, expected) in zip(issue.articles, composed, strict=True):
        assert found_in(article) == expected, body
        for block in walk(article.blocks):
            assert block.span.file == article.span.file
            assert not isinstance(block, List) or all(item.span.line for item in block.items)


NOISE = st.lists(st.sampled_from([*"潮灯。，“”*_`#-+=>|:[](){}!\\<&$^~.1a ", "\n", "\n\n", "\u3000", "**", "[^1]", "[^1]: ",
                                  "::: box\n", ":::\n", "---\n"]), max_size=40).map("".join)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NOISE, min_size=1, max_size=20))
def test_noise_is_refused_or_kept_whole(bodies: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        for number, body in enumerate(bodies, 10):
            desk.article(body, f"{number}-x.md")
        try:
            articles = desk.read().articles
        except Refusal as refusal:
            assert all(d.hint and d.span.file for d in refusal.diagnostics)
            return
    for article, body in zip(articles, bodies, strict=True):
        blocks = [*walk(article.blocks), *(b for note in article.notes for b in walk(note.blocks))]
        text = "".join(i.text for b in blocks for inlines in inline_sequences(b) for i in inlines if isinstance(i, Run))
        assert sorted(c for c in text if c in "潮灯") == sorted(c for c in body if c in "潮灯")


@pytest.mark.parametrize("plain", [
    "上文@\n下文", "上文\n\n@\n下文", "- 甲@\n@\n- 乙", "> 引文@", "## 题@\n@\n\n文", "| 诗一@\n| 诗二",
    "甲\n\n[^1]: 注@\n\n乙[^1]",
    "@\n\n| 甲 | 乙 |\n|---|---|\n| 丙@ | 丁 |", "甲 @\\\n乙", "::: box\n文\n@\n:::"])
def test_a_remark_of_the_review_is_in_no_edition(desk: Desk, plain: str) -> None:
    """It parts nothing and joins nothing; the list of findings has it with its line."""
    want = desk.blocks(re.sub("\n@(?=\n)|@", "", plain))
    got = desk.blocks(plain.replace("@", "<!-- 批注 李主席：[再核](一下 **`| -->"))
    assert [texts(b) for b in walk(got)] == [texts(b) for b in walk(want)]
    assert {(d.code, d.severity.name) for d in desk.warnings} == {("R085", "NOTE")}
    assert [d.span.line for d in desk.warnings] == [6 + n for n, line in enumerate(plain.split("\n")) if "@" in line]


def texts(block: Block) -> list[str]:
    return [type(block).__name__, *map(plain_text, inline_sequences(block))]
