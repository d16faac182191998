"""Pages of two columns written by height, dealt again: heads, titles, names of units and what spans the page among the lines."""
from __future__ import annotations

from convert.importer.contents import find_contents
from convert.importer.evidence import with_columns
from convert.importer.interleaved import unzipped
from convert.importer.matching import Joints
from convert.importer.pagerows import Page, Titles
from convert.importer.rawlines import read_lines
from convert.importer.records import Contents, Entry, Line
from convert.importer.sidebyside import unfolded
from convert.importer.wordjoints import WordJoints
from tests.importer.test_plain import LEFT, RIGHT

FIRST, OTHER = (LEFT[0][2:], *LEFT[1:]), (RIGHT[0][2:], *RIGHT[1:])         # set in as the first line of a text is


def lines_of(text: str) -> tuple[Line, ...]:
    return read_lines(text, "raw.txt")


def dealt(blocks: list[str], titles: tuple[str, ...] = (), words: str = "") -> list[str]:
    """The lines of `blocks`, a blank line between them, column by column."""
    lines = lines_of("\n\n".join(blocks))
    keys = frozenset(line.key for line in lines if line.text in titles)
    return [line.text for line in unzipped(lines, Joints(["".join(LEFT), "".join(RIGHT)]), Titles(frozenset(keys), words))]


def rows(left: tuple[str, ...], right: tuple[str, ...]) -> list[str]:
    return [line for pair in zip(left, right, strict=True) for line in pair]


def test_a_numbered_head_that_touches_the_line_above_is_no_credit_of_the_other_column() -> None:
    left = (*LEFT[:6], f"{LEFT[6]}\n（三）灯下的账", *LEFT[7:])
    right = (*RIGHT[:5], "从前都是站着等的。", "（四）铁盒里的针线\n棚子的柱子上钉了个铁盒，里面有针线和创可", RIGHT[7])
    assert dealt(rows(left, right)) == "\n".join([*left, *right]).split("\n")


def test_a_head_in_the_row_of_its_text_finds_it_behind_a_line_of_the_other_column() -> None:
    left = ["（一）摆渡的人", "第一条", "渡船每日六点半开，遇大风停航", "时，由站长在桅杆上挂牌告示。"]
    blocks = [f"{left[0]}\n{left[1]}", RIGHT[0], left[2], left[3], RIGHT[1], *rows(LEFT[:4], RIGHT[2:6])]
    assert dealt(blocks) == [left[0], f"{left[1]}\u3000{left[2]}", left[3], *LEFT[:4], *RIGHT[:6]]


def test_titles_beside_each_other_keep_their_columns() -> None:
    titles = ("桅杆上的灯", "风大的时候不换", "长凳搬进候船棚", "针线盒三年不空")
    heads = [f"{titles[0]}\n{titles[1]}", f"{titles[2]}\n{titles[3]}"]
    out = dealt([*heads, *rows(FIRST, OTHER)], titles, f"{titles[0]}{titles[1]}\n{titles[2]}{titles[3]}\n")
    assert out == [*titles[:2], *FIRST, *titles[2:], *OTHER]


def test_a_bracket_that_is_open_closes_before_a_sentence_ends() -> None:
    lines = lines_of("有人说要换（候船的老人、摆渡的人、补网的\n\n师傅和新来的徒弟）都来看过，都说再等一等\n\n"
                     "周木生到场。长凳放在候船的棚子里，灯亮着")
    page = Page(lines, WordJoints(Joints([])), Titles(frozenset()), 22.0, {})
    assert page.link(0, 1) < page.link(0, 2) - 2


def test_a_title_as_wide_as_a_line_may_stand_below_a_credit_and_above_a_first_line() -> None:
    lines = lines_of("（渡口工会）\n\n渡口航道工会试点“站船家”一同守候渡口\n\n" + FIRST[0])
    page = Page(lines, WordJoints(Joints([])), Titles(frozenset([lines[1].key])), 20.0, {})
    assert page.units[1].wide and page.link(0, 1) + page.link(1, 2) < 0


def test_words_of_a_title_inside_a_quotation_are_running_text() -> None:
    row = ("站里做了一块匾，写着“桅杆上的灯与长凳风大的", "时候不换\n\n长凳搬进候船棚”十四个字，刻在梁")
    out = dealt(rows((*LEFT[:3], *row, *LEFT[3:6]), RIGHT), ("时候不换",))
    assert any("时候不换\u3000长凳搬进候船棚”十四个字，刻在梁" in line for line in out)


def test_news_go_on_below_the_name_of_the_unit_that_signs_them() -> None:
    titles = ("桅杆上的灯", "长凳搬进候船棚")
    left = ("上游航道站", titles[0], *FIRST[:3], *LEFT[6:], "（上游航道站）")
    right = ("下游木工班", titles[1], *OTHER[:3], *RIGHT[6:], "（下游木工班）")
    out = dealt(rows(left, right), titles)
    assert out.index("（上游航道站）") == out.index("上游航道站") + len(left) - 1
    assert out.index("（下游木工班）") == out.index("下游木工班") + len(right) - 1


def test_a_question_in_the_contents_does_not_end_it() -> None:
    entries = ("灯坏了先找谁？ 本刊记者", "一根桅杆换了多少回灯泡，怎么换的？", "长凳是谁钉的", "针线盒里还有什么")
    listed = [row for number, entry in enumerate(entries, 1) for row in (entry, "· · · · · · · · · · ·", str(number))]
    lines = lines_of("\n\n".join(["目录", *listed]) + "\f" + "\n".join((*LEFT, *RIGHT)))
    assert lines[find_contents(lines)[1]].text == LEFT[0]


def test_titles_whose_authors_stand_below_them_in_the_contents_are_no_columns() -> None:
    body = lines_of("长廊\n\n灯火\n□ 江守灯\n" + "\n".join(LEFT) + "\n\n长廊\n\n旧桅杆\n□ 周木生\n" + "\n".join(RIGHT))
    read = (Entry("江守灯", "", 1, "灯火", "", 3), Entry("旧桅杆", "周木生", 2, "灯火", "", 5))
    contents = with_columns(Contents(read, ("长廊", "灯火")), body)
    assert contents.columns == ("长廊",)
    assert [(entry.text, entry.author, entry.column) for entry in contents.entries] == [
        ("灯火", "江守灯", "长廊"), ("旧桅杆", "周木生", "长廊")]


def beside(left: tuple[str, ...], right: tuple[str, ...]) -> list[str]:
    """Two columns that keep their places, dealt to lines in reading order."""
    text = "\n".join(f"{a:<34}{b}".rstrip() for a, b in zip(left, right, strict=True))
    return [line.text for line in unfolded(lines_of(text))]


def test_a_head_in_the_middle_of_its_column_does_not_span_the_page_where_nothing_is_beside_it() -> None:
    left = (*LEFT[:6], "", "    灯下的旧桅杆与新长凳", "", *LEFT[2:6])
    right = (*RIGHT[:6], "", "", "", *RIGHT[2:6])
    out = beside(left, right)
    assert out.index("灯下的旧桅杆与新长凳") == 6 and out[7:11] == list(LEFT[2:6])


def test_a_line_of_the_right_column_is_no_phrase_of_a_line_set_in_beside_it() -> None:
    left = (*LEFT[:5], "          □ 渡口航道工会 周木生", *LEFT[5:])
    right = (*RIGHT[:4], "从前都是站着等的。", "棚子里有针线，谁用了谁添，添了三年。", *RIGHT[5:])
    assert not any("周木生" in line and "针线" in line for line in beside(left, right))
