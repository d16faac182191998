"""Fillers, house pages and what is said about pages: nothing lost, nothing blank, every finding with its place."""
from __future__ import annotations

from convert.layout.boxes import Publication, TextLine
from convert.layout.grid import Grid
from convert.model.nodes import Article, Container, Figure, Issue
from convert.model.text import article_text, squeeze
from tests.layout.makeup import (
    TEXT,
    article,
    figure,
    issue,
    lines,
    logical_text,
    long_article,
    made,
    page_text,
    paragraph,
    sheet_for,
    text_of,
)

GRID = Grid.of(sheet_for("magazine-issue"))


def filler(key: str, times: int = 1) -> Article:
    return article(key, (paragraph(f"{key}-1", TEXT * times),), title=f"渠谚{key}", filler=True)


def pages_of(publication: Publication, key: str) -> set[int]:
    def root(line: TextLine) -> str:
        tag = line.tag
        while tag and tag.parent:
            tag = tag.parent
        return tag.key if tag else ""

    return {n for n, line in lines(publication) if root(line) == key}


def short_issue(*fillers: Article) -> Issue:
    return issue((article("a", (paragraph("a-1", TEXT * 6),)), *fillers, long_article("b", 40, column="评论")))


def test_a_filler_stands_whole_at_the_foot_of_a_page_with_room() -> None:
    source = short_issue(filler("f", 2))
    publication, _ = made(source)
    assert squeeze(logical_text(publication, "f")) == article_text(source.articles[1])
    number, = pages_of(publication, "f")
    page = next(p for p in publication.pages if p.number == number)
    texts = [b for b in page.boxes if isinstance(b, TextLine) and b.tag]
    lowest = max(texts, key=lambda b: b.y)
    assert GRID.bottom - 3 * GRID.row <= lowest.y <= GRID.bottom
    assert lowest.tag is not None and lowest.tag.key.startswith("f")


def test_fillers_are_not_in_the_printed_contents() -> None:
    publication, _ = made(short_issue(filler("f")))
    contents = next(p for p in publication.pages if p.label == "封二")
    assert "渠谚f" not in page_text(publication, contents.number)
    assert "渠上的第b篇" in page_text(publication, contents.number)


def test_more_fillers_than_room_are_all_carried() -> None:
    source = short_issue(*(filler(f"f{i}", 9) for i in range(12)))
    publication, diagnostics = made(source)
    for piece in source.articles:
        assert squeeze(logical_text(publication, piece.metadata.id)) == article_text(piece)
    assert len(publication.pages) % 4 == 0
    said = [d for d in diagnostics if d.code == "L052"]
    assert all(d.span.file.startswith("f") for d in said)


def test_pages_added_for_the_binding_are_never_blank() -> None:
    for paragraphs in range(3, 40, 4):
        publication, _ = made(issue((long_article("a", paragraphs),), address="渠边路1号"))
        assert len(publication.pages) % 4 == 0
        assert all(any(isinstance(b, TextLine) for b in p.boxes) for p in publication.pages)


def test_a_short_page_and_a_far_picture_are_reported_with_file_and_line() -> None:
    pictures: tuple[Figure, ...] = tuple(figure(f"a-f{i}", 900, 1200) for i in range(9))
    source = issue((article("a", (paragraph("a-1"), *pictures, paragraph("a-2"))), long_article("b", 30, column="评论")))
    _, diagnostics = made(source)
    assert [d for d in diagnostics if d.code == "L062"]
    short = [d for d in made(short_issue())[1] if d.code == "L060"]
    assert not short or all(d.span.file and d.span.line for d in short)


def test_a_picture_does_not_head_a_page_with_nothing_to_follow() -> None:
    for count in range(30, 60):
        source = issue((article("a", (paragraph("a-0", TEXT * count), paragraph("a-1", TEXT * 4), figure("a-2"))),
                        article("b", (paragraph("b-1"),), column="评论")))
        publication, _ = made(source)
        for page in publication.pages:
            own = [b for b in page.boxes if b.tag and b.tag.key.startswith("a-")]   # type: ignore[union-attr]
            if own and "a-2" in {b.tag.key for b in own}:                           # type: ignore[union-attr]
                assert any(isinstance(b, TextLine) and len(text_of(b)) > 5 and b.tag and b.tag.type == "P" for b in own), count


def test_the_last_page_of_a_piece_is_no_stub_where_its_head_can_give() -> None:
    stubs = 0
    for count in range(58, 70):
        publication, _ = made(issue((article("a", tuple(paragraph(f"a-{i}", TEXT * (1 + i % 3)) for i in range(count))),
                                     long_article("b", 12, column="评论"))))
        last = max(pages_of(publication, "a"))
        own = {b.y for p in publication.pages if p.number == last for b in p.boxes
               if isinstance(b, TextLine) and b.tag and b.tag.key.startswith("a-")}
        stubs += len(own) < 3
    assert stubs == 0


def test_text_that_a_plate_parts_says_where_it_goes_on_and_comes_from() -> None:
    source = issue((article("a", (paragraph("a-0", TEXT * 16), figure("a-1", 800, 1200, "bleed"), paragraph("a-2", TEXT * 16))),))
    publication, _ = made(source)
    said = {p.label: t for p in publication.pages for b in p.boxes if isinstance(b, TextLine) and "第" in (t := text_of(b))
            and ("下转" in t or "上接" in t)}
    assert len(said) == 2
    on, back = sorted(said, key=int)
    assert said[on] == f"（下转第{back}页）"
    assert said[back] == f"（上接第{on}页）"
    assert squeeze(logical_text(publication, "a")) == article_text(source.articles[0])
    plain, _ = made(issue((long_article("b", 30),)))
    assert not [1 for _, line in lines(plain) if "上接" in text_of(line)]


def test_a_head_is_never_parted_from_its_text() -> None:
    beside = Container("beside", (figure("b-1", 600, 900), paragraph("b-2", TEXT * 2)), "b-b")
    for count in range(14, 34, 2):
        source = issue((article("a", (paragraph("a-0", TEXT * count),)), article("b", (beside, paragraph("b-3", TEXT * 2)))))
        publication, _ = made(source)
        found = {(line.tag.key, n) for n, line in lines(publication) if line.tag}
        head = {n for key, n in found if key == "~b-head0"}
        assert head & {n for key, n in found if key in ("b-2", "b-3")}, count
