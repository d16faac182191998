"""Text whose lines are the rows of a page across its columns, one space where they meet, as pdfplumber writes it."""
from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from convert.importer.joinedrows import dealt
from convert.importer.rawlines import read_lines
from tests.importer.conftest import Importer
from tests.importer.test_layout import LEFT, RIGHT, paragraphs

HEAD = "目录\n堤上的灯 ············ 1\n渡口的钟 ············ 2\n\f"
MEASURE = 22
LAMP, GARDEN = paragraphs(LEFT), paragraphs(RIGHT)
BELL = ["入冬以后江面起雾的日子多了，渡船停航的时候也就多了。站里在两岸各装了一只铜钟，雾大就敲，一长两短，隔着江也听得清楚，"
        "船家照着钟声靠岸。",
        "敲钟的人轮流当值，一天换一个。钟绳磨断过两回，都是住在渡口的老木匠接上的，他说不要工钱，只要听见钟响，就知道对岸的人还在。"]


def column(text: Sequence[str]) -> list[str]:
    """The lines of paragraphs in a column, their first ones set in, no mark at the head of one."""
    out = []
    for paragraph in text:
        at, room = 0, MEASURE - 2
        while at < len(paragraph):
            end = at + room + (paragraph[at + room:at + room + 1] in tuple("，。；："))
            out.append(paragraph[at:end])
            at, room = end, MEASURE
    return out


def joined(left: Sequence[str], right: Sequence[str]) -> list[str]:
    """The rows of two columns."""
    return [" ".join(line for line in row if line) for row in itertools.zip_longest(left, right, fillvalue="")]


def issue(*rows: str, listed: str = "") -> str:
    """Two articles on a page each, the first of `rows` below its title; `listed`: another title of the contents."""
    second = ["江堤 2031年第6期 2", "渡口的钟", "□ 守堤站", *joined(column([*GARDEN, *BELL]), column([*BELL, *LAMP]))]
    head = HEAD.replace("渡口", f"{listed} ············ 1\n渡口") if listed else HEAD
    return head + "\n".join(["1 江堤 2031年第6期", "堤上的灯", "□ 守堤站", *rows]) + "\f" + "\n".join(second)


def order(text: str) -> list[str]:
    """The lines of the first page of an issue in the order they are read in, without its head."""
    return [line.text for line in dealt(read_lines(text, "raw.txt")) if line.page == 1][3:]


@pytest.mark.parametrize("feed", ["\f", "\n"])
def test_the_left_column_is_read_before_the_right_one(importer: Importer, feed: str) -> None:
    made = importer(issue(*joined(column(LAMP), column(GARDEN))).replace("\f", feed))
    assert made.titles() == ["堤上的灯", "渡口的钟"]
    assert made.body(0).split("\n\n") == [*LAMP, *GARDEN]
    assert made.body(1).split("\n\n") == [*GARDEN, *BELL, *BELL, *LAMP]


def test_rows_of_one_column_go_on_in_the_column_whose_text_they_continue() -> None:
    left, right = column(LAMP), column(GARDEN)
    rows = [*joined(left[:4], right[:4]), *left[4:6], *joined(left[6:8], right[4:6]), right[6], *joined(left[8:], right[7:])]
    assert order(issue(*rows)) == [*left, *right]


def test_a_head_across_both_columns_parts_the_page(importer: Importer) -> None:
    rows = [*joined(column(LAMP), column(GARDEN)), "雾里的钟声", *joined(column(BELL[:1]), column(BELL[1:]))]
    made = importer(issue(*rows, listed="雾里的钟声"))
    assert made.titles() == ["堤上的灯", "雾里的钟声", "渡口的钟"]
    assert [made.body(0).split("\n\n"), made.body(1).split("\n\n")] == [[*LAMP, *GARDEN], BELL]


def test_a_title_with_a_gap_is_not_cut_in_two() -> None:
    rows = [*joined(column(LAMP), column(GARDEN)), "雾里的钟声 一长两短隔江听", *joined(column(BELL[:1]), column(BELL[1:]))]
    lines = order(issue(*rows, listed="雾里的钟声 一长两短隔江听"))
    assert lines == [*column([*LAMP, *GARDEN]), "雾里的钟声 一长两短隔江听", *column(BELL)]


def test_a_gap_beside_a_number_is_no_gutter() -> None:
    left = [line.replace("一个人分成三班，", " 1 个人分成 3 班，") for line in column(LAMP)]
    assert sum(" " in line for line in left) == 1
    assert order(issue(*joined(left, column(GARDEN)))) == [*left, *column(GARDEN)]


def test_a_credit_ends_the_news_of_its_column_and_a_title_opens_the_next() -> None:
    """The title of larger type stands between lines of the other column, which it does not line up with."""
    left, news, right = column(LAMP), column(BELL[:1]), column(GARDEN)
    rows = [*joined(left[:5], [*news, "（渡口工会）"]), left[5], "堤下的菜地", left[6], "□ 守堤站", left[7],
            *joined(left[8:], right[:2]), *right[2:]]
    assert order(issue(*rows, listed="堤下的菜地")) == [*left, *news, "（渡口工会）", "堤下的菜地", "□ 守堤站", *right]


def test_the_words_of_a_picture_as_wide_as_the_page_part_it_and_cut_no_sentence(importer: Importer) -> None:
    text = column([*LAMP, *GARDEN])
    made = importer(issue(*joined(text[:6], text[6:12]), "汛期过后的江堤 图：守堤站", *joined(text[12:16], text[16:])))
    assert made.body(0).split("\n\n") == [*LAMP, *GARDEN]


def test_a_footnote_at_the_foot_of_a_column_cuts_no_sentence() -> None:
    """Its type is smaller, so that a line of it has more characters than one of the text."""
    left, right = column(LAMP), column(GARDEN)
    notes = ["① 守堤站设在老堤的中段，离渡口三里，站房是前年新修的", "瓦房。"]
    assert order(issue(*joined(left[:8], right[:8]), *joined(notes, right[8:]))) == [*left[:8], *notes, *right]


@pytest.mark.parametrize("gap", ["    ", "\n"])
def test_other_text_is_left_as_it_is(gap: str) -> None:
    rows = zip(column([*LAMP, *BELL]), column([*GARDEN, *BELL]), strict=False)
    lines = read_lines(HEAD + "\n".join(f"{a}{gap}{b}" for a, b in rows), "raw.txt")
    assert dealt(lines) == lines


def page(*rows: str) -> list[str]:
    return order(issue(*joined(column(LAMP), column(GARDEN)), *rows))[len(column([*LAMP, *GARDEN])):]


def test_a_cell_over_two_rows_comes_before_them() -> None:
    """It is set in the middle of its height, so that its line is written between those of the rows."""
    rows = ("堤段 桩号 长度 守堤人", "老堤 310 42 周全", "东段", "新堤 352 67 何田", "石堤 420 18 余水", "西段", "土堤 438 95 方平")
    assert page(*rows) == [rows[0], rows[2], rows[1], rows[3], rows[5], rows[4], rows[6]]


def test_a_cell_of_two_lines_comes_behind_the_rest_of_its_row() -> None:
    rows = ("堤段 桩号 长度 说明", "汛期水位涨到堤脚", "老堤 310 42", "的第七级石阶", "去年渗过两处", "新堤 352 67", "今年补好了")
    assert page(*rows) == [rows[0], rows[2], rows[1], rows[3], rows[5], rows[4], rows[6]]


def test_the_words_of_a_cell_over_three_rows_are_taken_out_of_the_middle_one() -> None:
    rows = ("段 堤段 桩号 长度", "老堤 310 42", "东段 新堤 352 67", "石堤 420 18", "土堤 438 95", "西段 沙堤 533 20", "矮堤 553 九")
    assert page(*rows) == [rows[0], "东段", rows[1], "新堤 352 67", rows[3], "西段", rows[4], "沙堤 533 20", rows[6]]


def test_a_numbered_head_stands_in_the_column_that_has_the_number_before_it() -> None:
    left = ["一、守堤", *column(LAMP[:1]), "二、种菜", *column(GARDEN[1:2])]
    right = ["（一）敲钟", *column(BELL[:1]), "（二）修绳", *column(BELL[1:])]
    rows = [*joined(left[:5], right[:5]), left[5], right[5], *joined(left[6:], right[6:])]
    assert order(issue(*rows)) == [*left, *right]


def test_the_words_of_a_picture_in_a_column_cut_no_sentence() -> None:
    left, right = column(LAMP), column(GARDEN)
    rows = [*joined(left[:5], right[:5]), *right[5:7], "两岸的铜钟 图：守堤站", *joined(left[5:], right[7:])]
    lines = order(issue(*rows))
    assert "两岸的铜钟 图：守堤站" in lines
    assert [line for line in lines if "图：" not in line] == [*left, *right]


def test_what_has_no_room_in_a_column_spans_the_page() -> None:
    wide = "守堤站从今年入冬起把两岸的铜钟交给渡口的人敲，雾大的日子一长两短，天晴的日子不敲"
    assert page("敲钟", wide, "全文到此。")[1:] == [wide, "全文到此。"]


def test_two_lines_a_little_too_wide_for_their_columns_stay_one_row() -> None:
    row = f"{'守堤' * 11} {'敲钟' * 11}人"
    assert row in order(issue(*joined(column(LAMP), column(GARDEN)), row))


def test_a_line_as_long_as_a_page_is_no_row() -> None:
    long = " ".join(LAMP * 40)
    assert long in order(issue(*joined(column(LAMP), column(GARDEN)), long))


def test_a_page_of_the_contents_is_no_page_of_two_columns() -> None:
    """Titles as wide as a column with the author behind a gap, no leaders."""
    entries = [f"{line} 守堤站的老堤长周全 {number}" for number, line in enumerate(column([*LAMP, *GARDEN]), 1)]
    lines = dealt(read_lines(issue(*joined(column(LAMP), column(GARDEN))) + "\f" + "\n".join(entries), "raw.txt"))
    assert [line.text for line in lines if line.page == 3] == entries


def test_two_cells_of_two_lines_side_by_side_are_read_one_after_the_other() -> None:
    wide = "各站从今年入冬起把两岸的铜钟交给渡口的人敲，雾大的日子一长两"
    assert page("堤段 桩号 长度", "老堤 310 42", f"其他各 {wide}", "堤段 短") == [
        "堤段 桩号 长度", "老堤 310 42", "其他各", "堤段", wide, "短"]
