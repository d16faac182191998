"""Cover, 编委会 and 版权页 in the orders that tools take them out of a PDF: every field with its own value, or none."""
from __future__ import annotations

from typing import Any

import pytest

from convert.importer.contents import cover_lines, read_contents
from convert.importer.evidence import with_columns
from convert.importer.masthead import read_masthead, spelled
from convert.importer.rawlines import read_lines
from tests.importer.test_roundtrip import imported

IMPRINT = {"organizer": "云台县总工会", "compiler": "《云台工人》编辑部", "address": "云台县石桥路27号", "postcode": "000002",
           "phone": "(0999)6120888 6120889", "email": "gongren@example.org", "permit": "（云）内资准字030号", "print_run": "1200册",
           "printer": "云台彩印厂", "internal_use": "内部资料 免费交流"}
ROWS = """主办   云台县总工会                   电话   (0999)6120888 6120889
编印   《云台工人》编辑部                邮箱   gongren@example.org
地址   云台县石桥路 27 号              准印证号    （云）内资准字030号
邮编   000002                   印数   1200 册
印刷   云台彩印厂                   内部资料　免费交流
"""
SINGLE_SPACES = """主办 云台县总工会
编印 《云台工人》编辑部
地址 云台县石桥路 27 号
邮编 000002
电话 (0999)6120888 6120889
邮箱 gongren@example.org
印刷 云台彩印厂
印数 1200 册
准印证号 （云）内资准字030号
内部资料 免费交流
"""
BELOW = """主办
云台县总工会
电话
(0999)6120888 6120889
编印
《云台工人》编辑部
邮箱
gongren@example.org
地址
云台县石桥路 27 号
准印证号
邮编
000002
印刷
云台彩印厂
印数
1200 册
内部资料
免费交流
（云）内资准字030号
"""
COLONS = """主办：云台县总工会　　编印：《云台工人》编辑部
地址：云台县石桥路27号　邮编：000002　电话：(0999)6120888 6120889
邮箱：gongren@example.org
准印证号：（云）内资准字030号　　印数：1200册　　印刷：云台彩印厂
内部资料　免费交流
"""


def values_of(text: str) -> dict[str, str]:
    return read_masthead(read_lines(text, "raw.txt")).values


@pytest.mark.parametrize("text", [ROWS, SINGLE_SPACES, BELOW, COLONS], ids=["rows", "single spaces", "labels above", "colons"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_an_imprint_in_every_order(text: str, gap: str) -> None:
    assert values_of(text.replace("\n", gap)) == IMPRINT


@pytest.mark.parametrize("text", [
    "云台县总工会   主办        准印证号   （云）内资准字030号   内部资料   免费交流",
    "云台县总工会 主办 准印证号 （云）内资准字030号 内部资料 免费交流",
    "云台县总工会　主办\n准印证号　（云）内资准字030号　内部资料 免费交流",
    "云台县总工会\n\n主办\n\n准印证号\n\n云台工人\n\n（云）内资准字030号\n\n内部资料 免费交流",
])
def test_a_cover_names_who_edits_it_before_the_word(text: str) -> None:
    found = values_of(text + "\n\n云台工人\n2032 年第 2 期\n")
    assert {key: found[key] for key in ("organizer", "permit", "internal_use")} == {
        "organizer": "云台县总工会", "permit": "（云）内资准字030号", "internal_use": "内部资料 免费交流"}


def test_no_field_takes_what_cannot_be_its_value() -> None:
    found = values_of("准印证号\n\n云台工人\n\n邮编\n\n内部资料 免费交流\n\n印数\n\n编委会\n")
    assert found == {"internal_use": "内部资料 免费交流"}


def _board(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return list(read_masthead(read_lines(text, "raw.txt")).board)


def test_the_board_goes_on_below_its_roles() -> None:
    wanted = [("主任", ("石远山",)), ("委员", ("汪琦", "何志明", "林小满")), ("主编", ("石远山",)), ("校对", ("校对室",))]
    below = "编委会\n主任\n石远山\n委员\n汪　琦\n何志明\n林小满\n主编\n石远山\n校对\n校对室\n云台工人\n2032年第2期\n"
    assert _board(below) == wanted
    assert _board("编委会\n主任 石远山\n委员 汪 琦 何志明\n林小满\n主编 石远山\n校对 校对室\n\n主办 云台县总工会\n") == wanted
    assert _board("编委会\n编委会 宣传部 研究室\n安全监督部\n主编 宣传部\n") == [
        ("编委会", ("宣传部", "研究室", "安全监督部")), ("主编", ("宣传部",))]


def test_names_that_lost_their_roles_are_told() -> None:
    read = read_masthead(read_lines("编委会\n\n主任\n\n石远山\n\n委员\n\n汪\n\n主编\n\n石远山\n\n邮编\n\n000002\n\n琦\n\n何志明\n\n"
                                    "林小满\n\n苏一苇\n", "raw.txt"))
    assert [(doubt.line, doubt.text) for doubt in read.doubts] == [(9, "汪、琦、何志明、林小满、苏一苇")]
    assert read.board == (("主任", ("石远山",)), ("主编", ("石远山",)))


@pytest.mark.parametrize(("latin", "values"), [
    ("YUNTAI GONGREN", {"title_pinyin": "YUNTAI GONGREN"}),
    ("Y U N T A I G O N G R E N", {"title_pinyin": "YUNTAIGONGREN"}),
    ("YUN TAI WORKERS", {"title_en": "YUN TAI WORKERS"}),
])
def test_the_name_in_latin_letters(latin: str, values: dict[str, Any]) -> None:
    assert spelled({"title": "云台工人", "title_en": latin}) == {"title": "云台工人"} | values


def test_a_masthead_set_in_two_columns_comes_into_issue_yaml() -> None:
    made = imported("云台工人\n2032年第2期\n\n# 目 录\n\n**栏目**\n\n修好那座桥\t1\n----\t----\n\n编委会\n\n主任\t石远山\n\n" + ROWS
                    + "\n# 修好那座桥\n\n桥在去年的大水里断了一根梁，走的人绕了三里路。春天一到，大家就动手修了起来。\n")
    assert {key: made.values.get(key) for key in IMPRINT} == IMPRINT
    assert made.values["editorial_board"] == [{"role": "主任", "names": ["石远山"]}]


def _contents(listed: str, body: str) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    found = with_columns(read_contents(read_lines(listed, "raw.txt"))[0], read_lines(body, "raw.txt"))
    return found.columns, [(entry.column, entry.text) for entry in found.entries]


def test_the_first_line_of_a_title_is_no_column() -> None:
    listed = ("桥修好了\n1\n路也通了\n2\n灯亮起来\n3\n雪后初晴\n4\n"
              "云台县工会\n“一把伞、一碗面、一盏灯”行动开始\n5\n春耕前的三件事\n6\n")
    body = ("桥修好了\n路也通了\n灯亮起来\n雪后初晴\n云台县工会“一把伞、一碗面、\n一盏灯”行动开始\n"
            "行动从三月做到五月，由各班组轮流值日，云台县工会管账。\n（云台县工会）\n春耕前的三件事\n")
    assert _contents(listed, body) == ((), [("", "桥修好了"), ("", "路也通了"), ("", "灯亮起来"), ("", "雪后初晴"),
                                            ("", "云台县工会“一把伞、一碗面、一盏灯”行动开始"), ("", "春耕前的三件事")])


def test_two_columns_one_below_the_other_and_a_caption_of_the_contents_page() -> None:
    listed = "要闻\n桥修好了 1\n封面：雪后的石桥\n图：设计室\n一线\n副刊\n路也通了 2\n雪后初晴 3\n"
    body = "要闻\n桥修好了\n一线\n路也通了\n副刊\n雪后初晴\n"
    assert _contents(listed, body) == (("要闻", "一线", "副刊"), [("要闻", "桥修好了"), ("副刊", "路也通了"), ("副刊", "雪后初晴")])


def test_heads_with_pages_of_their_own_as_word_processors_list_them() -> None:
    listed = ("要闻.........5\n东圩站工会......5\n桥修好了........5\n西圩站工会......6\n路也通了........6\n"
              "副刊.........8\n雪后初晴.......8\n晒场..........8\n")
    body = ("要闻\n东圩站工会\n桥修好了\n春天一到，大家就动手修了起来。\n西圩站工会\n路也通了\n路修到村口，车就开到村口。\n"
            "副刊\n江边来稿\n雪后初晴\n雪停了，堤上的人出来看天。\n晒场\n晒场上铺满了豆子。\n")
    found = with_columns(read_contents(read_lines(listed, "raw.txt"))[0], read_lines(body, "raw.txt"))
    assert [(e.column, e.section, e.text, e.page) for e in found.entries] == [
        ("要闻", "东圩站工会", "桥修好了", 5), ("要闻", "西圩站工会", "路也通了", 6),
        ("副刊", "", "雪后初晴", 8), ("副刊", "", "晒场", 8)]


def test_a_title_on_two_lines_of_the_cover_is_one() -> None:
    contents = read_contents(read_lines("凌晨四点的桥，桥上还有人在走 1\n雪后初晴　三县看河 2\n", "raw.txt"))[0]
    cover = read_lines("凌晨四点的桥，\n桥上还有人在走\n雪后初晴 三县看河\n云台工人\n", "raw.txt")
    assert [[line.text for line in rows] for rows in cover_lines(cover, contents)] == [
        ["凌晨四点的桥，", "桥上还有人在走"], ["雪后初晴 三县看河"]]
