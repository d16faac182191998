"""Vertical pages: lines from right to left in bands one below the other, bound at the right; upright things stand upright."""
from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from convert.layout.block import BlockSetter
from convert.layout.boxes import ImageBox, Publication, TextLine
from convert.layout.columns import Notes, balance
from convert.layout.desk import Desk
from convert.layout.page import make_up
from convert.layout.strip import Strip
from convert.model.nodes import Issue, Run, Verse
from convert.style import StyleSheet, load_style_sheet
from tests.layout.makeup import (
    ROOT,
    TEXT,
    Span,
    article,
    book,
    everything,
    figure,
    issue,
    lines,
    logical_text,
    long_article,
    paragraph,
    table,
    text_of,
)

ROW, EM = 17_000, 10_500


@cache
def sheet() -> StyleSheet:
    return load_style_sheet("magazine", (ROOT / "styles",), Span("test"), vertical=True)[0]


def made(what: Issue) -> Publication:
    return make_up(what, sheet(), book(), "screen")[0]


def body_lines(publication: Publication, page: int) -> list[TextLine]:
    """Lines of the text, in its own size, as they were set."""
    return [line for number, line in lines(publication) if number == page and line.vertical and line.tag and line.tag.type == "P"
            and line.segments[0].size == EM]


@cache
def long_issue() -> Publication:
    return made(issue((long_article("a", 60),)))


def full_page(publication: Publication) -> int:
    return max((p.number for p in publication.pages), key=lambda n: len(body_lines(publication, n)))


def test_lines_run_from_right_to_left_in_three_bands() -> None:
    publication = long_issue()
    found = body_lines(publication, full_page(publication))
    bands = sorted({line.segments[0].x // (210_000 + 25_000) for line in found})
    assert bands == [0, 1, 2]
    first = [line for line in found if line.segments[0].x // 235_000 == 0]
    assert [line.y for line in first] == sorted((line.y for line in first), reverse=True)
    assert len(first) >= 24


def test_all_lines_of_all_bands_keep_one_grid() -> None:
    publication = long_issue()
    for page in publication.pages:
        assert len({line.y % ROW for line in body_lines(publication, page.number)}) <= 1


def test_it_is_bound_at_the_right() -> None:
    publication = long_issue()
    assert publication.right_to_left
    assert [p.side for p in publication.pages[:4]] == ["left", "right", "left", "right"]
    inner, outer = sheet().page.margin_inside, sheet().page.margin_outside
    for side, margin in (("left", inner), ("right", outer + sheet().page.measure - 28 * ROW)):
        page = max((p for p in publication.pages if p.side == side), key=lambda p: len(body_lines(publication, p.number)))
        first = max(line.y for line in body_lines(publication, page.number)) + ROW // 2 + EM * 380 // 1000
        assert publication.width - first == pytest.approx(margin, abs=2)


def test_every_word_stands_there_in_order() -> None:
    text = logical_text(made(issue((everything(),))), "a")
    for part in ("一条渠与三代人", "（一）修渠的人", "一渠春水绕山行", "办公室"):
        assert part in text
    assert text.index("一、渠的由来") < text.index("第二层的第一条。") < text.index("29行2列") < text.index("3行8列")


def test_pictures_stand_upright_in_their_own_proportions() -> None:
    blocks = (paragraph("a-1"), figure("a-2", 900, 600), paragraph("a-3"), figure("a-4", 1600, 500, "wide"), paragraph("a-5"),
              figure("a-6", 600, 900, "page"), figure("a-7", 600, 900, "bleed"), paragraph("a-8"))
    publication = made(issue((article("a", blocks),)))
    boxes = [b for p in publication.pages for b in p.boxes if isinstance(b, ImageBox)]
    assert [round(b.width / b.height, 2) for b in boxes[:3]] == [1.5, 3.2, 0.67]
    bleed = boxes[3]
    assert bleed.x == -publication.bleed and bleed.x + bleed.width == publication.width + publication.bleed
    for box in boxes[:3]:
        assert box.x >= 0 and box.x + box.width <= publication.width


def test_tables_stand_upright_and_whole() -> None:
    publication = made(issue((article("a", (paragraph("a-1"), table("a-2", 6), paragraph("a-3"), table("a-4", 40, 3))),)))
    cells = [(page, line) for page, line in lines(publication) if line.tag and line.tag.type in ("TH", "TD")]
    assert len(cells) == 3 * 7 + 3 * 41
    assert not any(line.vertical for _, line in cells)
    small = [line for _, line in cells if line.tag and line.tag.key.startswith("~a-2")]
    assert max(line.y for line in small) - min(line.y for line in small) < 210_000
    assert all(0 < line.y < publication.height and line.segments[0].x > 0 for _, line in cells)


def test_a_table_longer_than_the_page_goes_on_under_its_head() -> None:
    publication = made(issue((article("a", (paragraph("a-1"), table("a-2", 90, 3), paragraph("a-3"))),)))
    pages = {page for page, line in lines(publication) if line.tag and line.tag.type == "TD"}
    assert len(pages) > 1 or len({line.segments[0].x for _, line in lines(publication) if text_of(line) == "项目0"}) > 1
    assert sum(text_of(line) == "项目0" for _, line in lines(publication)) > 1
    assert sum(text_of(line) == "项目0" and line.tag is not None for _, line in lines(publication)) == 1


def test_contents_name_every_article_with_its_page() -> None:
    publication = made(issue((long_article("a", 20), long_article("b", 12), long_article("c", 3))))
    contents = [p for p in publication.pages if p.label == "封二" or p.label.startswith("目")]
    shown = "".join(text_of(b) for p in contents for b in p.boxes if isinstance(b, TextLine) and b.vertical)
    for key in "abc":
        assert f"渠上的第{key}篇" in shown
    assert dict(publication.page_map.article_pages)["a"] == "1"
    first = next(p for p in publication.pages if p.label == "1")
    assert first.number % 2 == 1 and first.side == "left"
    assert len({link.href for p in contents for link in p.links}) == 3
    for page in contents:
        for link in page.links:
            assert link.x >= 0 and link.x + link.width <= publication.width and link.height > link.width


def test_heads_of_pages_stay_horizontal() -> None:
    publication = long_issue()
    page = publication.pages[full_page(publication) - 1]
    furniture = [b for b in page.boxes if isinstance(b, TextLine) and b.tag is None and not b.vertical]
    assert page.label in {text_of(line) for line in furniture}
    assert all(line.y < sheet().page.margin_top for line in furniture)


def by_band(publication: Publication, key: str) -> dict[int, int]:
    """How many lines of piece `key` each band of its last page holds."""
    own = [(n, line) for n, line in lines(publication) if line.vertical and line.tag and line.segments[0].size == EM
           and (line.tag.source.startswith(f"{key}-") or line.tag.key == f"~{key}-contributor")]
    last = max(n for n, _ in own)
    return dict(sorted(Counter(line.segments[0].x // 235_000 for n, line in own if n == last).items()))


def test_text_beside_a_picture_is_shared_out_among_the_other_bands() -> None:
    """A picture that fills a band leaves no other one empty."""
    found = by_band(made(issue((article("a", (paragraph("a-1", TEXT * 3), figure("a-2"), paragraph("a-3", TEXT * 2))),))), "a")
    assert list(found) == [0, 2]
    assert abs(found[0] - found[2]) <= 2


def test_the_closing_line_stands_with_text_though_a_picture_ends_the_piece() -> None:
    piece = article("a", (paragraph("a-1", TEXT * 4), figure("a-2"),), contributor="渠边水利站")
    found = by_band(made(issue((piece,))), "a")
    assert max(found.values()) - min(found.values()) <= 1
    assert found[2] >= 3        # two lines of text at least, and the closing line


def test_the_blank_line_between_stanzas_takes_no_band_of_its_own() -> None:
    verse = Verse(((Run("早看东南黑"),), (Run("船头别解缆"),), (), (Run("晚看西北明"),), (Run("夜班有月明"),)), "a-1")
    columns = balance(_strips(verse), 3, 9, Notes({}, 1))
    assert columns is not None
    assert [sum(not s.space for _, s in c.items) for c in columns] == [2, 2, 0]


def _strips(verse: Verse) -> list[Strip]:
    one = article("a", (verse,))
    desk = Desk(issue((one,)), sheet(), book(), "print")
    return BlockSetter(desk, one, desk.tag("a", "Sect"), desk.grid.column_width).article_strips()
