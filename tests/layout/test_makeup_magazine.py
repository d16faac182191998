"""A made-up magazine as its reader, its binder and its screen reader meet it."""
from __future__ import annotations

from itertools import pairwise

import pytest

from convert.diagnostics import ExitCode, Refusal
from convert.layout.boxes import ImageBox, Publication, Rectangle, TextLine
from convert.layout.grid import Grid
from convert.model.metadata import BoardRole
from convert.model.nodes import Footnote, Issue, List, ListItem, NoteReference, Run
from convert.model.record import replace
from convert.model.text import article_text, note_texts, squeeze
from tests.layout.makeup import (
    TEXT,
    article,
    everything,
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


@pytest.fixture(scope="module")
def source() -> Issue:
    return issue((everything("a"), long_article("b", 30), article("c", (paragraph("c-1", TEXT * 6),)),
                  long_article("d", 9, column="评论", section="修渠队"), article("e", (paragraph("e-1"),), column="评论")))


@pytest.fixture(scope="module")
def pages(source: Issue) -> Publication:
    return made(source)[0]


def body_lines(publication: Publication):
    first = next(p.number for p in publication.pages if p.label == "1")
    return [(n, line) for n, line in lines(publication)
            if n >= first and line.tag and line.segments and line.segments[0].size == GRID.em
            and line.tag.type == "P" and "-head" not in line.tag.key]


def test_every_article_reads_whole_and_in_order_through_its_tags(source: Issue, pages: Publication) -> None:
    for one in source.articles:
        assert squeeze(logical_text(pages, one.metadata.id)) == article_text(one)
        assert squeeze(logical_text(pages, one.metadata.id, notes=True)) == "".join(note_texts(one))


def test_all_body_lines_of_all_pages_stand_on_one_grid(pages: Publication) -> None:
    found = body_lines(pages)
    assert len(found) > 300
    assert len({(line.y - GRID.top) % GRID.row for _, line in found}) == 1


def test_text_stays_inside_the_type_area(pages: Publication) -> None:
    for number, line in body_lines(pages):
        left = GRID.left("right" if number % 2 else "left")
        assert GRID.top < line.y <= GRID.bottom
        assert line.segments[0].x >= left - GRID.em // 2
        assert line.segments[-1].x < left + GRID.measure


def test_no_two_lines_of_a_page_overlap(pages: Publication) -> None:
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for number, line in body_lines(pages):
        start, last = line.segments[0].x, line.segments[-1]
        end = last.x + sum(last.advances) * last.size // 1000 - GRID.em // 2
        for a, b in taken.setdefault((number, line.y), []):
            assert end <= a or start >= b, text_of(line)
        taken[number, line.y].append((start, end))


def test_whole_sheets_for_saddle_binding_with_the_back_cover_last(pages: Publication) -> None:
    assert len(pages.pages) % 4 == 0
    assert pages.pages[0].label == "封一"
    assert pages.pages[-1].label == "封四"
    labels = [p.label for p in pages.pages]
    assert len(set(labels)) == len(labels)
    assert pages.pages[labels.index("1")].side == "right"


def test_fillers_are_reported_and_never_blank() -> None:
    publication, diagnostics = made(issue((long_article("b", 12),)))
    (note,) = (d for d in diagnostics if d.code == "L050")
    assert note.message == f"为装订补了 3 页，全书 {len(publication.pages)} 页"
    assert publication.pages[-2].label == "封三"
    assert all(p.boxes for p in publication.pages)


def test_contents_name_the_page_on_which_the_article_opens(source: Issue, pages: Publication) -> None:
    by_id = dict(pages.page_map.article_pages)
    labels = {p.label: p for p in pages.pages}
    for one in source.articles:
        label = by_id[one.metadata.id]
        assert one.metadata.title in page_text(pages, labels[label].number)
        entry = logical_text(pages, f"~{one.metadata.id}-contents")
        assert entry.startswith((one.metadata.title, *one.metadata.kicker))
        assert entry.endswith(label)


def test_contents_entries_are_hot_on_screen_only(source: Issue, pages: Publication) -> None:
    anchors = {a.name for a in pages.anchors}
    hot = [link.href for p in pages.pages for link in p.links]
    assert {f"#{a.metadata.id}" for a in source.articles} <= set(hot)
    assert all(h[1:] in anchors for h in hot if h.startswith("#"))
    assert not any(p.links for p in made(source, "print")[0].pages)


def test_running_heads_name_issue_on_even_and_column_on_odd_pages(pages: Publication) -> None:
    for page in pages.pages:
        if not page.label.isdigit():
            continue
        top = [text_of(line) for n, line in lines(pages) if n == page.number and line.tag is None and line.y < GRID.top]
        if not top:
            continue                    # a picture to the bleed
        assert page.label in top
        assert ("2025年第3期" in "".join(top)) == (page.side == "left")
        assert page.side == "left" or any(c in "".join(top) for c in ("纪事", "评论"))
        folio_x = next(line.segments[0].x for n, line in lines(pages)
                       if n == page.number and line.tag is None and text_of(line) == page.label)
        left = GRID.left(page.side)
        assert folio_x == left if page.side == "left" else folio_x > left + GRID.measure - 3 * GRID.em


def test_bookmarks_go_by_column_article_and_heading(pages: Publication) -> None:
    levels = [b.level for b in pages.bookmarks]
    assert levels[0] == 0
    assert all(b - a <= 1 for a, b in pairwise(levels))
    titles = [b.title for b in pages.bookmarks]
    assert titles.index("纪事") < titles.index("渠上的第a篇") < titles.index("一、渠的由来") < titles.index("评论")


def test_bookmarks_of_an_issue_without_columns_stand_side_by_side() -> None:
    publication, _ = made(issue(tuple(long_article(k, 4, column="") for k in "ab")))
    assert [(b.title, b.level) for b in publication.bookmarks] == [
        ("渠上的第a篇", 0), ("第2段渠的由来", 1), ("渠上的第b篇", 0), ("第2段渠的由来", 1)]


def test_page_starts_name_the_first_character_on_each_page(source: Issue, pages: Publication) -> None:
    texts = {b.id: TEXT for a in source.articles for b in a.blocks}
    assert set(texts) >= {"b-1"}
    by_label = {p.label: p.number for p in pages.pages}
    starts = [s for s in pages.page_map.starts if s.block_id.startswith("b-") and "h" not in s.block_id]
    assert any(s.offset for s in starts)
    for start in starts:
        here = [line for n, line in lines(pages) if n == by_label[start.label] and line.tag and line.tag.source == start.block_id]
        number = int(start.block_id.split("-")[1])
        text = TEXT * (1 + number * 7 % 4) + "水"[: number % 2]
        assert text[start.offset:].startswith(text_of(here[0]))


def test_a_note_stands_on_the_page_of_its_reference(pages: Publication) -> None:
    place = {line.tag.key: n for n, line in lines(pages) if line.tag}
    numbers = [(n, line) for n, line in lines(pages) if line.tag and line.tag.type == "Lbl" and line.tag.parent
               and line.tag.parent.source in ("a-1", "a-21")]
    assert len(numbers) == 2
    assert [n for n, _ in numbers] == [place["~n1-n"], place["~n2-n"]]


def test_a_note_referred_to_in_two_columns_stands_once_and_both_marks_show_its_number() -> None:
    """In the column of the first reference; the second one, pages on, asks for no room."""
    blocks = (paragraph("z-1", notes=("zn",)), *(paragraph(f"z-{n}", TEXT * 4) for n in range(2, 14)),
              paragraph("z-14", notes=("zn",)), paragraph("z-15", TEXT * 2))
    note = Footnote("zn", 1, (paragraph("zn-p", "据队里的旧册。"),))
    publication, _ = made(issue((article("z", blocks, (note,)),)))
    places = {line.tag.key: n for n, line in lines(publication) if line.tag}
    assert places["z-14"] > places["z-1"]
    assert [n for n, line in lines(publication) if "据队里的旧册" in text_of(line)] == [places["z-1"]]
    marks = [(line.tag.parent.source, text_of(line)) for _, line in lines(publication)
             if line.tag and line.tag.type == "Lbl" and line.tag.parent and line.tag.parent.source in ("z-1", "z-14")]
    assert marks == [("z-1", "①"), ("z-14", "①")]


@pytest.mark.parametrize("extent", ["column", "span", "page"])
def test_a_note_called_in_the_words_below_a_picture_is_printed(extent: str) -> None:
    picture = replace(figure("y-2", extent=extent), caption=(Run("清淤那天"), NoteReference("yn")))
    note = Footnote("yn", 1, (paragraph("yn-p", "照片由队里保存。"),))
    one = article("y", (paragraph("y-1", TEXT * 3), picture, paragraph("y-3", TEXT * 9)), (note,))
    publication, _ = made(issue((one,)))
    assert squeeze(logical_text(publication, "y", notes=True)) == "照片由队里保存。"
    assert [text_of(line) for _, line in lines(publication) if line.tag and line.tag.type == "Lbl"].count("①") == 2


def test_a_table_head_stands_again_where_the_table_goes_on(pages: Publication) -> None:
    rows = {line.tag.parent.key: n for n, line in lines(pages)
            if line.tag and line.tag.parent and line.tag.parent.parent and line.tag.parent.parent.source == "a-20"}
    assert len(rows) == 31
    copies = [line for _, line in lines(pages) if line.tag is None and text_of(line) == "项目0"]
    assert copies


def test_pictures_keep_their_proportions_and_stay_in_the_measure(pages: Publication) -> None:
    boxes = [(p, b) for p in pages.pages for b in p.boxes if isinstance(b, ImageBox)]
    assert sorted(b.tag.source for _, b in boxes if b.tag) == ["a-15", "a-22", "a-4"]
    ratios = {"a-4": 1.5, "a-15": 3.2, "a-22": 800 / 1200}
    for page, box in boxes:
        assert box.tag is not None
        assert box.tag.alt == "渠边的人"
        assert abs(box.width / box.height - ratios[box.tag.source]) < 0.01
        assert box.x >= GRID.left(page.side)
        assert box.y + box.height <= GRID.bottom


def test_a_heading_keeps_two_lines_below_it_in_its_column(pages: Publication) -> None:
    middle = {n: GRID.column_x("right" if n % 2 else "left", 1) - GRID.gap for n in range(1, len(pages.pages) + 1)}
    found = [(n, line) for n, line in lines(pages) if line.tag and line.tag.type == "H2"]
    assert len(found) >= 7
    for number, line in found:
        same = [other.y for n, other in lines(pages) if n == number and other.tag
                and (other.segments[0].x > middle[number]) == (line.segments[0].x > middle[number])]
        assert sum(line.y < y <= GRID.bottom for y in set(same)) >= 2


def test_covers_reach_the_bleed(pages: Publication) -> None:
    for page in (pages.pages[0], pages.pages[-1]):
        widest = max((b for b in page.boxes if isinstance(b, Rectangle)), key=lambda b: b.width * b.height)
        assert (widest.x, widest.x + widest.width) == (-GRID.bleed, GRID.width + GRID.bleed)
        assert widest.y + widest.height == GRID.height + GRID.bleed
    assert "内部资料" in page_text(pages, 1)
    assert "（试）第001号" in page_text(pages, 1)


def test_a_character_no_face_has_refuses_with_its_place() -> None:
    with pytest.raises(Refusal) as refused:
        made(issue((article("x", (paragraph("x-1", "这里有一个\ue005字。"),)),)))
    assert refused.value.exit_code is ExitCode.MISSING
    found = next(d for d in refused.value.diagnostics if d.code == "F020")
    assert str(found.span) == "a.md:7"
    assert "U+E005" in found.message


def test_characters_no_face_has_are_named_together_file_by_file() -> None:
    """Those of a title are looked for where the title is written."""
    many = "".join(chr(0xE100 + n) for n in range(20))
    odd = article("q", (paragraph("q-1", TEXT),), title="渠上的\ue200")
    with pytest.raises(Refusal) as refused:
        made(issue((article("x", (paragraph("x-1", f"{many}\ue100字。"),)), odd)))
    found = {d.span.file: d for d in refused.value.diagnostics if d.code == "F020"}
    assert sorted(found) == ["a.md", "q.md"]
    assert "U+E100，第 7 行" in found["a.md"].message
    assert "20 个字" in found["a.md"].message
    assert "U+E200" in found["q.md"].message


def test_the_same_issue_makes_the_same_pages(source: Issue, pages: Publication) -> None:
    assert made(source)[0] == pages


def test_a_long_board_and_the_imprint_share_no_line_of_the_contents_page() -> None:
    board = tuple(BoardRole(f"第{n}组", ("修渠队", "水利站", "办公室", "看水组")) for n in range(9))
    publication, _ = made(issue((long_article("a", 4),), editorial_board=board, address="渠口镇修渠路1号", phone="0000000",
                                email="qu@example.org", printer="渠口镇印刷所", print_run="500册", audience="全渠各队"))
    contents = publication.pages[1]
    ys = sorted(b.y for b in contents.boxes if isinstance(b, TextLine) and b.tag and b.tag.key.startswith(("~board", "~imprint")))
    assert len(ys) > 15
    assert all(below - above >= 9_000 for above, below in pairwise(sorted(set(ys))))
    assert "渠口镇修渠路1号" in page_text(publication, len(publication.pages))


@pytest.mark.parametrize(("start", "marker", "delimiter", "ems"), [(1, "decimal", "period", 2), (7, "lower-roman", "parens", 3)])
def test_the_number_of_an_item_stands_within_the_measure(start: int, marker: str, delimiter: str, ems: int) -> None:
    items = tuple(ListItem((paragraph(f"a-{n}"),)) for n in range(3))
    block = List(items, True, start, marker, delimiter, "a-list")
    found = lines(made(issue((article("a", (paragraph("a-p"), block)),), "internal-bulletin"))[0])
    first = {line.tag.key: line for _, line in reversed(found) if line.tag}
    left = min(line.segments[0].x for _, line in found if line.tag and line.tag.key == "a-p")
    assert [(first[f"a-{n}"].segments[0].x - left) // first["a-p"].segments[0].size for n in range(3)] == [ems] * 3
    assert all(line.segments[0].x >= left for _, line in found if line.tag and line.tag.type == "Lbl")
