"""Where pieces and pages end: columns end together, little white is taken up, a page with a filler is full."""
from __future__ import annotations

import pytest

from convert.layout import magazine, plan
from convert.layout.boxes import Publication
from convert.layout.columns import fill
from convert.layout.desk import Desk
from convert.layout.filler import place_fillers, set_filler
from convert.layout.flow import NO_NOTES, Band, Flow, PageDraft
from convert.layout.grid import Grid
from convert.layout.level import lower_heads
from convert.layout.strip import Landmark, Strip
from convert.model.nodes import Article
from convert.model.text import article_text, squeeze
from tests.layout.makeup import TEXT, article, book, issue, lines, logical_text, made, paragraph, sheet_for

GRID = Grid.of(sheet_for("magazine-issue"))
FIRST = 5       # the first page of text


def piece(key: str, *lengths: int, **meta: object) -> Article:
    """An article with paragraphs of so many characters."""
    text = TEXT * 20
    return article(key, tuple(paragraph(f"{key}-{n}", text[n:n + length - 1] + "。") for n, length in enumerate(lengths)), **meta)


def feet(publication: Publication, key: str) -> list[int]:
    """Rows of the lowest line in each column, on the last page that carries text of article `key`."""
    own = [(n, b) for n, b in lines(publication) if b.segments and b.tag and b.tag.source.startswith(f"{key}-")]
    last = max(n for n, _ in own)
    side = publication.pages[last - 1].side
    found: dict[int, int] = {}
    for n, line in own:
        if n == last:
            column = sum(line.segments[0].x >= GRID.column_x(side, c) - GRID.em for c in range(1, GRID.columns))
            found[column] = max(found.get(column, 0), line.y)
    return [y // GRID.row for y in found.values()]


def uneven(publication: Publication, key: str) -> int:
    rows = feet(publication, key)
    return max(rows) - min(rows)


ENDS = [(100, 130, 110, 60, 88, 85, 60, 66, 64), (88, 85, 150, 110, 64, 240, 85), (66, 88, 240, 66, 110, 88, 88),
        (66, 100, 100, 110, 130)]


def test_the_columns_a_piece_ends_in_are_levelled_by_setting_a_paragraph_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [issue((piece("a", *lengths), piece("b", 900, column="评论"))) for lengths in ENDS]
    levelled = [uneven(made(source)[0], "a") for source in sources]
    monkeypatch.setattr(magazine, "copyfit", lambda *args: None)
    monkeypatch.setattr(magazine, "level_ends", lambda *args: None)
    assert max(levelled) <= 1 < min(uneven(made(source)[0], "a") for source in sources)


def white(publication: Publication) -> list[int]:
    """Rows free at the foot of every page of text but the last."""
    lowest: dict[int, int] = {}
    for n, line in lines(publication):
        if n >= FIRST and line.tag and line.y < GRID.bottom:
            lowest[n] = max(lowest.get(n, 0), line.y)
    return [(GRID.bottom - lowest[n]) // GRID.row for n in sorted(lowest)[:-1]]


@pytest.mark.parametrize("rows", [16, 18])
def test_a_page_that_a_piece_ends_a_few_rows_above_the_foot_is_filled(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By white in its head and lines that paragraphs take; nothing is lost."""
    lengths = [22 * 7 - 3] * 19 + [22 * rows - 30]
    source = issue((piece("a", *lengths), piece("b", *[22 * 7 - 3] * 18, column="评论")))
    publication, _ = made(source)
    for one in source.articles:
        assert squeeze(logical_text(publication, one.metadata.id)) == article_text(one)
    assert max(white(publication)) == 0
    monkeypatch.setattr(plan, "stretched", lambda unit, free: [])
    assert max(white(made(source)[0])) >= 3


def page_of(rows: int, lines_below: int) -> tuple[Flow, Band]:
    """A page with a head of four rows and, in two columns of `rows`, so many lines."""
    desk = Desk(issue((piece("a", 90),)), sheet_for("magazine-issue"), book(), "print")
    stream = tuple(Strip(1) for _ in range(lines_below))
    columns, _ = fill(stream, 2, rows, NO_NOTES)
    head = Band(0, 4, strip=Strip(4, landmarks=(Landmark("a", "题", head=True),)))
    band = Band(4, rows, columns, grid=GRID, source=stream)
    flow = Flow(desk, FIRST)
    flow.pages.append(PageDraft(FIRST, "right", GRID.rows, used=4 + rows, bands=[head, band]))
    return flow, band


def test_rows_that_columns_lack_go_to_the_head_above_them() -> None:
    flow, band = page_of(36, 68)
    lower_heads(flow)
    assert [c.foot for c in band.columns] == [34, 34]
    assert (flow.page.bands[0].rows, band.row, band.rows) == (6, 6, 34)


def test_heads_keep_their_white_where_nothing_lacks() -> None:
    flow, band = page_of(36, 72)
    lower_heads(flow)
    assert (flow.page.bands[0].rows, band.row) == (4, 4)


@pytest.mark.parametrize(("rows", "hole"), [(30, 0), (26, 0), (24, 0), (20, 4)])
def test_what_a_filler_leaves_of_a_hole_goes_into_it_and_to_the_head_above(rows: int, hole: int) -> None:
    flow, band = page_of(rows, 2 * rows)
    filler = set_filler(flow.desk, piece("f", 60, title="渠谚"))
    least = filler.rows
    assert [s.rows for s in filler.strips] == [least, least + 1, least + 2, least + 3]
    assert place_fillers(flow, [filler]) == []
    last = flow.page.bands[-1]
    assert last.row + last.rows == GRID.rows == flow.page.used
    assert last.row - band.row - band.rows == 1 + hole + (5 - least)
