"""Pages as an art editor plans them: short pieces share columns, columns end on the foot, nothing is lost on the way."""
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert.layout.boxes import ImageBox, Publication, TextLine
from convert.layout.columns import Column, Notes, balance, fill, fill_column, spread
from convert.layout.grid import Grid
from convert.layout.strip import Landmark, Strip
from convert.layout.tally import Tally
from convert.model.metadata import Person
from convert.model.nodes import Article, Container, Footnote, Issue, Mark, Paragraph, Run
from convert.model.record import replace
from convert.model.text import article_text, note_texts, squeeze
from tests.layout.makeup import (
    TEXT,
    article,
    book,
    figure,
    issue,
    lines,
    logical_text,
    long_article,
    made,
    make_up,
    page_text,
    paragraph,
    sheet_for,
    text_of,
)

GRID = Grid.of(sheet_for("magazine-issue"))
NONE = Notes({}, 17_000)
plain = st.lists(st.builds(Strip, rows=st.integers(1, 3), keep=st.booleans()), min_size=1, max_size=30)


def strips_of(column: Column) -> list[int]:
    return [id(s) for _, s in column.items]


@given(plain, st.integers(3, 15), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_counted_columns_break_where_walked_ones_do(stream: list[Strip], height: int, count: int) -> None:
    tally = Tally.of(stream)
    assert tally is not None
    walked, _ = fill(stream, count, height, NONE)
    counted = [tally.column(s) for s in tally.fill(0, count, height)]
    assert [strips_of(c) for c in counted] == [strips_of(c) for c in walked]
    even, found = balance(stream, count, height, NONE), tally.balance(0, count, height)
    assert (found is None) == (even is None)
    if found and even:
        assert [strips_of(tally.column(s)) for s in found] == [strips_of(c) for c in even]


def test_only_plain_text_is_counted() -> None:
    assert Tally.of([Strip(1), Strip(3, floating=True)]) is None
    assert Tally.of([Strip(1, notes=("n",))]) is None


def test_missing_rows_go_to_the_space_above_a_heading() -> None:
    items = ((0, Strip(3)), (3, Strip(1, space=True)), (4, Strip(2)))
    column = spread(Column(items, 6), 7)
    assert (column.rows, [row for row, _ in column.items]) == (7, [0, 3, 5])
    assert spread(Column(items, 6), 9).rows == 6        # three rows above one heading would be a hole
    assert spread(Column(items[:1], 3), 4).rows == 3


def test_a_picture_a_little_smaller_stands_where_it_fits() -> None:
    picture = Strip(5, floating=True, smaller=(Strip(4, floating=True),))
    stream = [Strip(1), Strip(1), picture, *(Strip(1) for _ in range(6))]
    assert [s.rows for _, s in fill_column(stream, 6, NONE)[0].items] == [1, 1, 4]
    assert [s.rows for _, s in fill_column(stream, 5, NONE)[0].items] == [1] * 5
    assert [s.rows for _, s in fill_column(stream, 9, NONE)[0].items] == [1, 1, 5, 1, 1]


def test_text_of_the_next_section_fills_a_large_hole_before_a_picture() -> None:
    picture = Strip(9, floating=True)
    title = Strip(1, keep=True, landmarks=(Landmark("h", "二、", 2, heading=True),))
    stream = [Strip(1), picture, title, *(Strip(1) for _ in range(8))]
    column, rest = fill_column(stream, 9, NONE)
    assert column.rows == 9
    assert rest[0] is picture


@pytest.fixture(scope="module")
def news() -> Issue:
    brief = [article(f"n{i}", tuple(paragraph(f"n{i}-{k}") for k in range(2 + i % 2)), title=f"第{i}渠口清淤完工", column="简讯")
             for i in range(6)]
    return issue((long_article("a", 14), *brief, long_article("z", 9, column="评论")))


@pytest.fixture(scope="module")
def pages(news: Issue) -> Publication:
    return made(news)[0]


def heads(publication: Publication, key: str) -> list[tuple[int, TextLine]]:
    return [(n, line) for n, line in lines(publication) if line.tag and line.tag.key.lstrip("~").startswith(f"{key}-head")]


def test_heads_of_short_pieces_stand_in_the_column(pages: Publication) -> None:
    for key in ("n1", "n2", "n3", "n4", "n5"):
        for number, line in heads(pages, key):
            left = GRID.column_x("right" if number % 2 else "left", 0)
            start = line.segments[0].x
            end = max(s.x + sum(s.advances) * s.size // 1000 for s in line.segments)
            column = 0 if start < left + GRID.column_width else 1
            edge = GRID.column_x("right" if number % 2 else "left", column)
            assert edge - GRID.em <= start < end <= edge + GRID.column_width + GRID.em
    (first,) = heads(pages, "n0")
    assert first[1].segments[0].size > heads(pages, "n1")[0][1].segments[0].size


def test_short_pieces_read_whole_and_are_found_by_the_contents(news: Issue, pages: Publication) -> None:
    labels = {p.label: p.number for p in pages.pages}
    opened = dict(pages.page_map.article_pages)
    for one in news.articles:
        key = one.metadata.id
        assert squeeze(logical_text(pages, key)) == article_text(one)
        assert labels[opened[key]] == heads(pages, key)[0][0]
        assert logical_text(pages, f"~{key}-contents").endswith(opened[key])


def test_brief_rows_nought_heads_every_piece_across_the_page(news: Issue) -> None:
    sheet = sheet_for("magazine-issue")
    wide = replace(sheet, make_up={**sheet.make_up, "brief-rows": "0"})
    publication, _ = make_up(news, wide, book(), "print")
    assert {line.segments[0].size for i in range(6) for _, line in heads(publication, f"n{i}")} == {
        sheet.role("title-brief").font_size}


def test_a_switch_that_is_no_number_is_reported_and_not_a_traceback(news: Issue) -> None:
    sheet = sheet_for("magazine-issue")
    wrong = replace(sheet, make_up={**sheet.make_up, "brief-rows": "四十八", "lines-together": "2.5"})
    _, diagnostics = make_up(news, wrong, book(), "print")
    assert [d.code for d in diagnostics if "make-up." in d.message] == ["S005", "S005"]


def short_columns(publication: Publication) -> int:
    """Columns of full pages that end above the foot; the last text page may."""
    short = 0
    for page in [p for p in publication.pages if p.label.isdecimal()][:-1]:
        middle = GRID.column_x("right" if page.number % 2 else "left", 1) - GRID.gap // 2
        body = [b for b in page.boxes if isinstance(b, TextLine) and b.tag and b.segments]
        lowest = [max((b.y for b in body if (b.segments[0].x < middle) == left), default=0) for left in (True, False)]
        short += sum(y < GRID.bottom - GRID.row for y in lowest)
    return short


def test_columns_are_filled_by_setting_a_paragraph_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = tuple(paragraph(f"a-{n}", TEXT * (2 + n * 7 % 5) + TEXT[:n * 13 % 50]) for n in range(60))
    source = issue((article("a", blocks),))
    filled = made(source)[0]
    assert squeeze(logical_text(filled, "a")) == article_text(source.articles[0])
    monkeypatch.setattr("convert.layout.magazine.copyfit", lambda *args: None)
    monkeypatch.setattr("convert.layout.magazine.fit_columns", lambda _flow, _reset: None)
    plain_pages = made(source)[0]
    assert len(filled.pages) == len(plain_pages.pages)
    assert short_columns(filled) < short_columns(plain_pages)


@pytest.mark.parametrize(("seed", "fewest"), [(2, 3), (9, 3), (10, 3)])
def test_columns_that_have_no_paragraph_to_give_get_lines_from_those_before(seed: int, fewest: int,
                                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer columns end short; nothing is lost, and pieces open where they opened."""
    long = TEXT * 6

    def piece(key: str, place: int) -> Article:
        lengths = [37 + (i * i * 31 + (seed + place) * 17 + i * seed) % 260 for i in range(40 + place * 7)]
        return article(key, tuple(paragraph(f"{key}-{i}", long[:length] + "。") for i, length in enumerate(lengths)))

    source = issue(tuple(piece(key, place) for place, key in enumerate("abc")))
    filled = made(source)[0]
    for one in source.articles:
        assert squeeze(logical_text(filled, one.metadata.id)) == article_text(one)
    monkeypatch.setattr("convert.layout.magazine.copyfit", lambda *args: None)
    plain_pages = made(source)[0]
    assert filled.page_map.article_pages == plain_pages.page_map.article_pages
    assert short_columns(filled) <= short_columns(plain_pages) - fewest


def test_a_note_longer_than_the_foot_of_a_column_ends_the_article() -> None:
    notes = (Footnote("n1", 1, (paragraph("n1-p", TEXT * 40),)), Footnote("n2", 2, (paragraph("n2-p", "短注。"),)))
    one = article("a", (paragraph("a-1", TEXT * 3, notes=("n1",)), paragraph("a-2", TEXT * 9, notes=("n2",))), notes)
    publication, _ = made(issue((one,)))
    assert squeeze(logical_text(publication, "a", notes=True)) == "".join(note_texts(one))
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for number, line in lines(publication):
        if line.tag and line.tag.type != "Lbl" and number > 2:
            end = line.segments[-1].x + sum(line.segments[-1].advances) * line.segments[-1].size // 1000 - GRID.em // 2
            start = line.segments[0].x + GRID.em // 2
            assert all(end <= a or start >= b for a, b in taken.setdefault((number, line.y), [])), text_of(line)
            taken[number, line.y].append((start, end))
            assert line.y <= GRID.bottom or "-head" in line.tag.key or number == len(publication.pages)


def test_a_bold_line_that_heads_a_box_keeps_the_text_below_it() -> None:
    bold = Paragraph((Run("先备好三样", Mark.STRONG),), "body", "a-t")
    for before in range(60, 80):
        box = Container("box", (bold, paragraph("a-x", TEXT * 2)), "a-b")
        filler = tuple(paragraph(f"a-{i}", "一行。") for i in range(before))
        publication, _ = made(issue((article("a", (*filler, box)),)))
        place = {line.tag.source: (n, line.segments[0].x // (GRID.column_width // 2)) for n, line in reversed(lines(publication))
                 if line.tag and line.tag.source in ("a-t", "a-x")}
        assert place["a-t"][0] == place["a-x"][0]
        assert abs(place["a-t"][1] - place["a-x"][1]) <= 1


def test_a_page_of_one_picture_starts_with_the_picture() -> None:
    one = article("a", (paragraph("a-1", TEXT * 4), figure("a-2", 800, 1200, "page")))
    publication, _ = made(issue((one,)))
    label = next(p.label for p in publication.pages if any(isinstance(b, ImageBox) for b in p.boxes))
    assert [(s.block_id, s.offset) for s in publication.page_map.starts if s.label == label] == [("a-2", 0)]


def test_contents_of_two_pages_are_a_spread_and_the_masthead_faces_the_text() -> None:
    many = issue(tuple(long_article(f"p{i}", 3, title=f"第{i}篇渠边札记") for i in range(50)))
    publication, _ = made(many)
    labels = [p.label for p in publication.pages]
    assert labels[1:5] == ["封二", "目录", "版权页", "1"]
    assert publication.pages[1].side == "left"
    assert "编委会" in page_text(publication, 4)


def test_the_contents_space_out_persons_of_two_characters_and_no_bodies() -> None:
    one = article("a", (paragraph("a-1", TEXT),), authors=(Person("汪琦"), Person("工会", corporate=True)))
    publication, _ = made(issue((one,)))
    gaps = {}
    for page in publication.pages[:3]:
        for line in (b for b in page.boxes if isinstance(b, TextLine)):
            places = {c: s.x + sum(s.advances[:i]) * s.size // 1000 for s in line.segments for i, c in enumerate(s.text)}
            size = line.segments[0].size if line.segments else 1
            found = [pair for pair in ("汪琦", "工会") if set(pair) <= set(places)]
            gaps |= {pair: (places[pair[1]] - places[pair[0]]) * 10 // size for pair in found}
    assert gaps == {"汪琦": 20, "工会": 10}


def test_coloured_text_is_nowhere_smaller_than_nine_points(pages: Publication) -> None:
    for _, line in lines(pages):
        for segment in line.segments:
            inks = sum(1 for ink in segment.color.cmyk if ink)
            assert inks < 2 or segment.size >= 9_000, text_of(line)


def test_words_of_a_tracked_title_stand_apart() -> None:
    publication, _ = made(issue((long_article("a", 4),), title_pinyin="Qubian Yuebao"))
    (line,) = (line for n, line in lines(publication) if line.tag and line.tag.key == "~cover-latin")
    text, advances = text_of(line), [a for s in line.segments for a in s.advances]
    assert text == "QUBIAN YUEBAO"
    gap = advances[text.index(" ") - 1] + advances[text.index(" ")]
    assert gap > 800


def test_what_a_sheet_says_in_vain_is_reported_once() -> None:
    sheet = sheet_for("magazine-issue")
    vain = replace(sheet, roles={**sheet.roles, "quote": replace(sheet.role("quote"), break_before="page")})
    _, diagnostics = make_up(issue((long_article("a", 3),)), vain, book(), "print")
    found = [d.message for d in diagnostics if d.code == "S007"]
    assert len(found) == 1
    assert "roles.quote.break-before: page" in found[0]
    assert not any(d.code == "S007" for d in made(issue((long_article("a", 3),)))[1])
