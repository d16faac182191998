"""What the art editor is told: every finding fires where it should, at its file and line, and not on pages that are in order."""
from __future__ import annotations

import pytest

from convert.diagnostics import Diagnostic, Span
from convert.layout.boxes import TextLine
from convert.layout.page import make_up
from convert.model.nodes import Article, Block, Paragraph
from convert.model.record import replace
from tests.layout.makeup import TEXT, article, book, figure, heading, issue, made, paragraph, sheet_for

WORD = "NATIONALWATERAUTHORITYOFFICE"


def at(line: int, block: Paragraph) -> Paragraph:
    """`block` as it stands in that line of its file."""
    return replace(block, span=Span("a.md", line), inlines=tuple(replace(i, span=Span("a.md", line)) for i in block.inlines))


def said(*articles: Article, kind: str = "magazine-issue") -> dict[str, list[Diagnostic]]:
    found: dict[str, list[Diagnostic]] = {}
    for diagnostic in made(issue(articles, kind))[1]:
        found.setdefault(diagnostic.code, []).append(diagnostic)
    return found


LINES: dict[str, tuple[str, str]] = {
    "L002": ("A" * 200, "a"),
    "L003": (f"渠水从山口出来{'、'.join([WORD] * 5)}。", "渠水从山口出来"),
    "L004": (f"{WORD} " * 6, WORD),
}


@pytest.mark.parametrize("code", LINES)
def test_a_line_that_cannot_be_set_well_is_named_with_its_place(code: str) -> None:
    text, begins = LINES[code]
    found = said(article("a", (paragraph("a-1"), at(31, paragraph("a-2", text)), paragraph("a-3"))))
    assert set(found) & set(LINES) == {code}
    (one,) = found[code]
    assert (one.span.file, one.span.line) == ("a.md", 31)
    assert begins in one.message or code == "L002"


def test_a_page_that_ends_early_is_named_with_the_text_that_it_ends_with() -> None:
    """A piece of two thirds of a page before a long one that opens a page of its own."""
    second = article("b", tuple(paragraph(f"b-{n}", TEXT * 8) for n in range(40)), column="评论")
    fired = 0
    for length in (16, 17, 18, 19):
        first = article("a", (paragraph("a-1", TEXT * length), at(9, paragraph("a-2", TEXT * 3))))
        for one in said(first, second).get("L060", []):
            assert (one.span.file, one.span.line) == ("a.md", 9)
            assert "第 1 页" in one.message
            fired += 1
    assert fired


def test_a_column_that_ends_early_is_named_with_the_text_above_the_white() -> None:
    blocks = (at(9, paragraph("a-1", TEXT * 4)), figure("a-2", 900, 900), heading("a-3", "二、用工"), paragraph("a-4", TEXT * 3))
    (one,) = said(article("a", blocks, column=""), kind="internal-bulletin")["L061"]
    assert (one.span.file, one.span.line) == ("a.md", 9)
    assert "第 1 页第 1 栏" in one.message


def test_a_picture_pages_away_from_its_text_is_named_at_its_own_line() -> None:
    pictures = tuple(replace(figure(f"a-f{n}", 900, 1200), span=Span("a.md", 20 + n)) for n in range(12))
    found = said(article("a", (paragraph("a-1"), *pictures, paragraph("a-2"))))["L062"]
    assert {d.span.line for d in found} <= set(range(20, 32))
    assert all(d.span.file == "a.md" for d in found)


@pytest.mark.parametrize("count", [8, 21, 34, 55])
def test_pages_in_order_are_passed_over_in_silence(count: int) -> None:
    blocks: tuple[Block, ...] = tuple(paragraph(f"a-{n}", TEXT * (1 + n % 4)) for n in range(count))
    found = said(article("a", (*blocks[:5], figure("a-f", 900, 600), *blocks[5:])))
    assert not [d for code, some in found.items() if code not in ("L050", "F003") for d in some]


def test_text_beside_a_high_picture_at_the_end_is_no_short_column() -> None:
    """Three columns of news: the picture fills one, and the text in the two others ends together above its foot."""
    sheet = sheet_for("magazine-issue")
    three = replace(sheet, make_up={**sheet.make_up, "three-columns": "纪事"})
    blocks = (paragraph("a-1", TEXT * 3), figure("a-2", 900, 2400), paragraph("a-3", TEXT * 3))
    publication, diagnostics = make_up(issue((article("a", blocks),)), three, book(), "print")
    assert not [d for d in diagnostics if d.code == "L061"]
    own = [b for p in publication.pages for b in p.boxes if isinstance(b, TextLine) and b.tag and b.tag.source in ("a-1", "a-3")]
    feet = [max(b.y for b in own if b.segments[0].x // 160_000 == n) for n in {b.segments[0].x // 160_000 for b in own}]
    assert len(feet) == 2
    assert max(feet) - min(feet) <= 17_000
