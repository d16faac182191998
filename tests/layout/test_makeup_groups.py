"""Pictures in company, pull quotes, columns by kind, and the designs that come with the program."""
from __future__ import annotations

import pytest

from convert.diagnostics import Span
from convert.layout.boxes import ImageBox, Publication, TextLine
from convert.layout.grid import Grid
from convert.layout.page import make_up
from convert.model.nodes import Container, LineBreak, Mark, Paragraph, Run
from convert.model.record import replace
from convert.model.text import article_text, note_texts, squeeze
from convert.style import load_style_sheet
from tests.layout.makeup import (
    ROOT,
    TEXT,
    article,
    book,
    everything,
    figure,
    issue,
    logical_text,
    long_article,
    made,
    paragraph,
    sheet_for,
)

GRID = Grid.of(sheet_for("magazine-issue"))
DESIGNS = ("magazine", "official-monthly", "workers-monthly", "journal")


def images(publication: Publication) -> list[ImageBox]:
    return [b for p in publication.pages for b in p.boxes if isinstance(b, ImageBox)]


def text_lines(publication: Publication) -> list[TextLine]:
    return [b for p in publication.pages for b in p.boxes if isinstance(b, TextLine)]


def test_pictures_of_a_group_are_of_one_height_and_fill_their_width() -> None:
    figures = tuple(replace(figure(f"a-{i}", 600 + 200 * i, 800, "span", ""), credit="") for i in range(3))
    group = Container("figures", (*figures, paragraph("a-9", "春夏秋三季的渠。", "caption-block")), "a-g")
    source = issue((article("a", (paragraph("a-x"), group, paragraph("a-y", TEXT * 8))),))
    publication, _ = made(source)
    found = images(publication)
    assert len({b.height for b in found}) == 1
    assert max(b.x + b.width for b in found) - min(b.x for b in found) == pytest.approx(GRID.measure, abs=10)
    assert [round(b.width / b.height, 2) for b in found] == [0.75, 1.0, 1.25]
    assert squeeze(logical_text(publication, "a")) == article_text(source.articles[0])


def test_text_beside_a_picture_stays_clear_of_it_and_on_the_grid() -> None:
    beside = Container("beside", (replace(figure("a-1", 600, 800), width=40), paragraph("a-2", TEXT * 6)), "a-b")
    source = issue((article("a", (paragraph("a-0"), beside, paragraph("a-3", TEXT * 3))),))
    publication, _ = made(source)
    picture, = images(publication)
    page = next(p for p in publication.pages if picture in p.boxes)
    level = [b for b in page.boxes if isinstance(b, TextLine) and b.tag and b.tag.key == "a-2"
             and picture.y < b.y < picture.y + picture.height and b.segments[0].x < picture.x + GRID.column_width]
    assert level
    assert all(b.segments[0].x >= picture.x + picture.width for b in level)
    assert len({(b.y - GRID.top) % GRID.row for b in page.boxes if isinstance(b, TextLine) and b.tag and b.tag.key == "a-2"}) == 1
    assert squeeze(logical_text(publication, "a")) == article_text(source.articles[0])


def test_text_longer_than_the_picture_beside_it_goes_on_below_over_the_whole_measure() -> None:
    beside = Container("beside", (replace(figure("a-1", 600, 600), width=40), paragraph("a-2", TEXT * 8)), "a-b")
    publication, _ = made(issue((article("a", (beside, paragraph("a-3", TEXT * 3))),)))
    picture, = images(publication)
    page = next(p for p in publication.pages if picture in p.boxes)
    left = next(x for x in (GRID.column_x(page.side, c) for c in range(GRID.columns)) if abs(x - picture.x) < GRID.em)
    below = [b for b in text_lines(publication) if b.tag and b.tag.key == "a-2" and b.y > picture.y + picture.height + 3 * GRID.row
             and abs(b.segments[0].x - left) < GRID.column_width]
    assert below
    assert all(abs(b.segments[0].x - left) < GRID.em for b in below)


def test_a_picture_taller_than_the_text_beside_it_keeps_its_room() -> None:
    beside = Container("beside", (figure("a-1", 600, 900), paragraph("a-2", "水到渠成。")), "a-b")
    publication, _ = made(issue((article("a", (beside, paragraph("a-3", TEXT * 9))),)))
    picture, = images(publication)
    page = next(p for p in publication.pages if picture in p.boxes)
    below = [b.y for b in page.boxes if isinstance(b, TextLine) and b.tag and b.tag.key == "a-3"
             and b.segments[0].x < picture.x + GRID.column_width]
    assert not below or min(below) > picture.y + picture.height


def test_a_pull_quote_is_larger_than_the_text_and_between_rules() -> None:
    quote = Container("pull-quote", (paragraph("a-2", "水到了，话就好说。"),), "a-q")
    source = issue((article("a", (paragraph("a-1", TEXT * 4), quote, paragraph("a-3", TEXT * 4))),))
    publication, _ = made(source)
    sizes = {b.segments[0].size for p in publication.pages for b in p.boxes
             if isinstance(b, TextLine) and b.tag and b.tag.key == "a-2"}
    assert min(sizes) > GRID.em
    assert squeeze(logical_text(publication, "a")) == article_text(source.articles[0])


def test_news_in_three_columns_where_the_sheet_says_so() -> None:
    news = article("a", tuple(paragraph(f"a-{i}", TEXT * 3) for i in range(6)), type="news")
    sheet = sheet_for("magazine-issue")
    three = replace(sheet, make_up={**sheet.make_up, "three-columns": "news"})
    publication, _ = make_up(issue((news, long_article("b", 6, column="评论"))), three, book(), "print")
    narrow = GRID.divided(3)
    assert (narrow.columns, narrow.column_width, narrow.measure) == (3, 14 * GRID.em, GRID.measure)
    own = [b for b in text_lines(publication) if b.tag and b.tag.key.startswith("a-")]
    widths = [sum(sum(s.advances) for s in b.segments) * GRID.em // 1000 for b in own]
    assert max(widths) <= narrow.column_width + GRID.em
    assert len({(b.segments[0].x - min(o.segments[0].x for o in own)) // (narrow.column_width + narrow.gap) for b in own}) == 3
    other = [b for b in text_lines(publication) if b.tag and b.tag.key.startswith("b-")]
    assert max(sum(sum(s.advances) for s in b.segments) * GRID.em // 1000 for b in other) > 20 * GRID.em


def test_letters_in_one_column_in_the_middle_of_the_page_where_the_sheet_says_so() -> None:
    letter = article("a", (paragraph("a-0", "同志们：", "salutation"), paragraph("a-1", TEXT * 5)), type="letter", title="信")
    sheet = sheet_for("magazine-issue")
    single = replace(sheet, make_up={**sheet.make_up, "one-column": "letter"})
    publication, _ = make_up(issue((letter, long_article("b", 6, column="评论"))), single, book(), "print")
    own = [b for b in text_lines(publication) if b.tag and b.tag.key in ("a-0", "a-1")]
    left = min(b.segments[0].x for b in own)
    width = max(sum(sum(s.advances) for s in b.segments) * GRID.em // 1000 for b in own)
    assert 30 * GRID.em <= width <= 35 * GRID.em
    assert abs(2 * (left - GRID.left("right")) + width - GRID.measure) < GRID.em
    title = next(b for b in text_lines(publication) if b.tag and b.tag.key.endswith("a-head0"))
    middle = title.segments[0].x + sum(title.segments[0].advances) * title.segments[0].size // 2000
    assert abs(middle - GRID.left("right") - GRID.measure // 2) < GRID.em


def test_a_portrait_stands_beside_the_name_and_the_particulars() -> None:
    name = Paragraph((Run("于水生", Mark.STRONG), LineBreak(), Run("渠口看水人")), id="a-2")
    portrait = replace(figure("a-1", 600, 800, caption=""), credit="", width=30)
    person = Container("profile", (portrait, name, paragraph("a-3", TEXT)), "a-p")
    source = issue((article("a", (paragraph("a-0"), person, paragraph("a-4", TEXT * 3))),))
    publication, _ = made(source)
    picture, = images(publication)
    assert picture.width < GRID.column_width // 2
    first = next(b for b in text_lines(publication) if b.tag and b.tag.key == "a-2")
    assert first.segments[0].x >= picture.x + picture.width
    assert picture.y < first.y < picture.y + GRID.row
    assert squeeze(logical_text(publication, "a")) == article_text(source.articles[0])


def test_no_folio_on_openers_where_the_sheet_says_so() -> None:
    source = issue((long_article("a", 12), long_article("b", 6, column="评论")))
    sheet = sheet_for("magazine-issue")
    bare, _ = make_up(source, replace(sheet, make_up={**sheet.make_up, "opener-folio": "false"}), book(), "print")
    full, _ = made(source)
    heads = [{p.label for p in publication.pages for b in p.boxes if isinstance(b, TextLine) and b.tag is None and b.y < GRID.top}
             for publication in (full, bare)]
    assert "1" in heads[0]
    assert "1" not in heads[1]
    assert "2" in heads[1]


def test_notes_at_the_end_by_style() -> None:
    source = issue((everything("a"),))
    sheet = sheet_for("magazine-issue")
    publication, _ = make_up(source, replace(sheet, make_up={**sheet.make_up, "notes": "end"}), book(), "print")
    assert squeeze(logical_text(publication, "a", notes=True)) == "".join(note_texts(source.articles[0]))
    places = [(page.number, line.segments[0].x > publication.width // 2, line.y, line.tag) for page in publication.pages
              for line in page.boxes if isinstance(line, TextLine) and line.tag and line.segments]
    body = max(place[:3] for place in places if place[3].key == "a-24")
    notes = [place[:3] for place in places if place[3].parent and place[3].parent.type == "Note"]
    assert notes and min(notes) > body


@pytest.mark.parametrize("name", DESIGNS)
def test_every_design_carries_everything_on_whole_sheets(name: str) -> None:
    sheet, found = load_style_sheet(name, (ROOT / "styles",), Span("test"))
    assert not found
    source = issue((everything("a"), long_article("b", 12, column="评论"), article("c", (paragraph("c-1"),), type="news")))
    publication, diagnostics = make_up(source, sheet, book(), "screen")
    for piece in source.articles:
        assert squeeze(logical_text(publication, piece.metadata.id)) == article_text(piece)
    assert len(publication.pages) % 4 == 0
    assert not [d for d in diagnostics if d.code.startswith("S")]
    cover = publication.pages[0]
    assert any(isinstance(b, TextLine) for b in cover.boxes)


def test_the_designs_differ_at_a_glance() -> None:
    sheets = [load_style_sheet(name, (ROOT / "styles",), Span("test"))[0] for name in DESIGNS[1:]]
    assert len({s.colors["accent"].rgb for s in sheets}) == 3
    assert len({(s.role("title").font_family, s.role("title").text_align) for s in sheets}) == 3


def test_a_wide_picture_reaches_the_bleed_on_both_sides_and_its_caption_keeps_to_the_type_area() -> None:
    source = issue((article("a", (paragraph("a-0", TEXT * 3), figure("a-1", 1600, 700, "wide"), paragraph("a-2", TEXT * 20))),))
    publication, _ = made(source)
    picture, = images(publication)
    page = next(p for p in publication.pages if picture in p.boxes)
    assert (picture.x, picture.x + picture.width) == (-GRID.bleed, GRID.width + GRID.bleed)
    caption = next(b for b in page.boxes if isinstance(b, TextLine) and b.tag and b.tag.type == "Caption")
    assert caption.segments[0].x == GRID.left(page.side)
    assert picture.y + picture.height < caption.y
    assert squeeze(logical_text(publication, "a")) == article_text(source.articles[0])


def test_a_name_with_particulars_keeps_the_text_below_it() -> None:
    for count in range(20, 44):
        name = Paragraph((Run("测水组", Mark.STRONG), LineBreak(), Run("六人，渠口")), "body", "a-n")
        source = issue((article("a", (paragraph("a-0", TEXT * count), name, paragraph("a-1", TEXT * 9))),))
        publication, _ = made(source)
        last: dict[tuple[int, int], str] = {}
        for page in publication.pages:
            for line in sorted((b for b in page.boxes if isinstance(b, TextLine) and b.tag), key=lambda b: b.y):
                last[page.number, (line.segments[0].x > GRID.column_x(page.side, 1) - GRID.gap)] = line.tag.key  # type: ignore[union-attr]
        assert "a-n" not in last.values(), count
