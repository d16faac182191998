"""Every construct of a body, as the model holds it."""
from __future__ import annotations

import pytest

from convert.model.nodes import (
    Container,
    Figure,
    Heading,
    LineBreak,
    List,
    Mark,
    NoteReference,
    Paragraph,
    Quote,
    Run,
    Table,
    ThematicBreak,
    Verse,
    plain_text,
    walk,
)
from tests.reader.conftest import Desk, text_of


def marked(blocks: tuple, mark: Mark) -> list[str]:
    return [i.text for i in blocks[0].inlines if isinstance(i, Run) and i.marks == mark]


@pytest.mark.parametrize(("source", "strong"), [
    ("**一要护好堤坝。**开闸之前", ["一要护好堤坝。"]),
    ("巡堤**“看水”**两字", ["“看水”"]),
    ("甲**乙**丙**（丁）**戊", ["乙", "（丁）"]),
    ("**甲。****乙。**", ["甲。乙。"]),
])
def test_bold_works_next_to_chinese_punctuation(desk: Desk, source: str, strong: list[str]) -> None:
    blocks = desk.blocks(source)
    assert marked(blocks, Mark.STRONG) == strong
    assert text_of(blocks[0]) == source.replace("*", "")


def test_marks_nest_and_carry_links_and_languages(desk: Desk) -> None:
    runs = desk.blocks("[（一）筑堤。]{.runin-3}看[水位]{.dots}、[险段]{.underline}、[**North** Dike]{lang=en}、"
                       "*[电*报*](https://example.org/a)*、H~2~O、m^2^、`a*b`")[0].inlines
    found = {(r.text, r.marks, r.href, r.lang) for r in runs if isinstance(r, Run)}
    assert {("（一）筑堤。", Mark.RUN_IN, "", ""), ("水位", Mark.EMPHASIS_DOTS, "", ""), ("险段", Mark.UNDERLINE, "", ""),
            ("North", Mark.STRONG, "", "en"), (" Dike", Mark.NONE, "", "en"), ("2", Mark.SUBSCRIPT, "", ""),
            ("2", Mark.SUPERSCRIPT, "", ""), ("a*b", Mark.CODE, "", "")} <= found
    assert any(href == "https://example.org/a" and Mark.EMPHASIS in marks for _, marks, href, _ in found)


def test_readings_go_to_their_characters_names_stay_apart(desk: Desk) -> None:
    runs = desk.blocks('看[水浒]{ruby="shuǐ hǔ"}，[李逵]{ruby="lǐkuí"}，[鲁智深]{.proper}[武松]{.proper}读[水经注]{.title}，'
                       '**[粟]{ruby="sù"}**')[0].inlines
    assert [(r.text, r.ruby) for r in runs if isinstance(r, Run) and r.ruby] == [
        ("水", "shuǐ"), ("浒", "hǔ"), ("李逵", "lǐkuí"), ("粟", "sù")]
    assert [r.text for r in runs if isinstance(r, Run) and r.marks == Mark.PROPER_NAME] == ["鲁智深", "武松"]
    assert marked(desk.blocks("读[水经注]{.title}。"), Mark.BOOK_TITLE) == ["水经注"]
    assert any(r.marks == Mark.STRONG and r.ruby == "sù" for r in runs if isinstance(r, Run))


@pytest.mark.parametrize(("source", "text"), [
    (r"\*星\* 3 \* 4 \_ \# \[甲\] \\ \`", "*星* 3 * 4 _ # [甲] \\ `"),
    ("收费$5和$6，1~3月和5~8月", "收费$5和$6，1~3月和5~8月"),
    ("甲\u3000乙　丙", "甲\u3000乙\u3000丙"),
    ("“引”‘号’ \"直引\" ... -- —— ……", "“引”‘号’ \"直引\" ... -- —— ……"),
    ("a < b > c & d @某人 [附] (1) 100% #话题#", "a < b > c & d @某人 [附] (1) 100% #话题#"),
    ("1.强化 2、落实 (一)其余", "1.强化 2、落实 (一)其余"),
    (r"2024\. 这一年", "2024. 这一年"),
])
def test_text_stays_as_typed(desk: Desk, source: str, text: str) -> None:
    blocks = desk.blocks(source)
    assert [text_of(b) for b in blocks] == [text]


@pytest.mark.parametrize(("source", "text"), [
    ("水位\n上涨", "水位上涨"), ("上涨，\n下降", "上涨，下降"), ("说：\n“好”\n的", "说：“好”的"), ("one\ntwo", "one two"),
    ("全长\n12 km", "全长 12 km"), ("他说——\n好", "他说——好"), ("said\n“yes”", "said “yes”"), ("**甲\n乙**", "甲乙"),
    ("见 a，\nb", "见 a，b"),
])
def test_soft_breaks_join_chinese_and_space_the_rest(desk: Desk, source: str, text: str) -> None:
    assert text_of(desk.blocks(source)[0]) == text


def test_hard_breaks_stay(desk: Desk) -> None:
    assert [type(i) for i in desk.blocks("甲\\\n乙  \n丙")[0].inlines] == [Run, LineBreak, Run, LineBreak, Run]


def test_headings_lists_quotes_and_rules(desk: Desk) -> None:
    blocks = desk.blocks("## 一、堤 {#di}\n\n### （一）坝\n\n- 甲\n    1. 子\n    2. 丑\n\n       续\n- 乙\n\n"
                         "c. 丙\nd. 丁\n\n> 引\n>\n> - 项\n\n---\n\n末")
    assert [type(b) for b in blocks] == [Heading, Heading, List, List, Quote, ThematicBreak, Paragraph]
    assert [(h.level, h.id, text_of(h)) for h in blocks[:2]] == [(1, "di", "一、堤"), (2, "s-01-a-1", "（一）坝")]
    bullets = blocks[2]
    assert (bullets.ordered, len(bullets.items)) == (False, 2)
    inner = bullets.items[0].blocks[1]
    assert (inner.ordered, inner.start, inner.marker) == (True, 1, "decimal")
    assert [text_of(p) for p in inner.items[1].blocks] == ["丑", "续"]
    assert (blocks[3].start, blocks[3].marker, blocks[3].delimiter) == (3, "lower-alpha", "period")
    assert [type(b) for b in blocks[4].blocks] == [Paragraph, List]


@pytest.mark.parametrize(("source", "marker", "delimiter"), [
    ("1) 甲\n2) 乙", "decimal", "paren"), ("(1) 甲\n(2) 乙", "decimal", "parens"), ("a) 甲\nb) 乙", "lower-alpha", "paren"),
    ("(iv) 甲\n(v) 乙", "lower-roman", "parens"), ("A.  甲\nB.  乙", "upper-alpha", "period")])
def test_what_stands_round_the_numbers_of_a_list_is_kept(desk: Desk, source: str, marker: str, delimiter: str) -> None:
    found = desk.blocks(source)[0]
    assert (found.marker, found.delimiter) == (marker, delimiter)


def test_an_empty_comment_parts_two_lists(desk: Desk) -> None:
    first, second = desk.blocks("1. 甲\n2. 乙\n    - 丙\n\n    <!-- -->\n\n    - 丁\n\n<!-- -->\n\n1. 戊")
    assert [(len(found.items), found.start) for found in (first, second)] == [(2, 1), (1, 1)]
    assert [type(b) for b in first.items[1].blocks] == [Paragraph, List, List]
    assert not desk.warnings


def test_divs_name_the_role_of_their_text(desk: Desk) -> None:
    blocks = desk.blocks("::: {.salutation}\n各站：\n:::\n\n::: signature\n| 某站\n| 某处\n:::\n\n::: date\n三月\n:::\n\n"
                         "::: caption\n说明\n:::\n\n::: {.box #kuang}\n甲\n\n::: attribution\n出处\n:::\n\n乙\n:::\n")
    assert [(b.role, text_of(b)) for b in blocks[:-1]] == [
        ("salutation", "各站："), ("signature", "某站"), ("signature", "某处"), ("date", "三月"), ("caption-block", "说明")]
    box = blocks[-1]
    assert isinstance(box, Container)
    assert (box.role, box.id, [(b.role, text_of(b)) for b in box.blocks]) == (
        "box", "kuang", [("body", "甲"), ("attribution", "出处"), ("body", "乙")])


@pytest.mark.parametrize("source", [
    "| 潮来\n|   潮去\n|\n| 灯明", "::: poem\n潮来\n　潮去\n\n灯明\n:::", "::: poem\n| 潮来\n|   潮去\n|\n| 灯明\n:::"])
def test_verse_keeps_lines_stanzas_and_indents(desk: Desk, source: str) -> None:
    verse, = desk.blocks(source)
    assert isinstance(verse, Verse)
    assert [plain_text(line) for line in verse.lines] == ["潮来", "\u3000潮去", "", "灯明"]


def test_pipe_table(desk: Desk) -> None:
    table, = desk.blocks("| 站 | 水位 | 备注 |\n|:---|---:|:-:|\n| 一 | 3.5 | **涨** |\n| 二 |     | `|` |\n\n: 水位表 {#shuiwei}")
    assert isinstance(table, Table)
    assert (table.columns, table.widths, table.id, plain_text(table.caption)) == (3, (), "shuiwei", "水位表")
    assert [[(plain_text(c.inlines), c.align) for c in row.cells] for row in table.head + table.body] == [
        [("站", "start"), ("水位", "end"), ("备注", "center")], [("一", "start"), ("3.5", "end"), ("涨", "center")],
        [("二", "start"), ("", "end"), ("|", "center")]]
    assert [row.cells[0].span.line for row in table.head + table.body] == [6, 8, 9]


def test_grid_table_with_spans_and_several_paragraphs(desk: Desk) -> None:
    table, = desk.blocks("+----+----------+\n| 站 | 说明     |\n+====+==========+\n"
                         "| 一 | 甲       |\n|    |          |\n|    | 乙       |\n"
                         "|    +----------+\n|    | 丙       |\n+----+----------+\n| 合计 3 站     |\n+---------------+\n")
    assert [[(c.column_span, c.row_span) for c in row.cells] for row in table.body] == [[(1, 2), (1, 1)], [(1, 1)], [(2, 1)]]
    assert [type(i) for i in table.body[0].cells[1].inlines] == [Run, LineBreak, Run]
    assert sum(table.widths) == 1000 and table.widths[1] > table.widths[0] * 2
    assert [row.cells[0].span.line for row in table.head + table.body] == [7, 9, 13, 15]


def test_multiline_table(desk: Desk) -> None:
    blocks = desk.blocks("前\n\n-------- --------\n  站        数\n-------- --------\n"
                         " 一          3\n\n 二          4\n-------- --------\n\n: 多行\n\n后")
    table = blocks[1]
    assert [[plain_text(c.inlines) for c in row.cells] for row in table.body] == [["一", "3"], ["二", "4"]]
    assert (table.span.line, [row.cells[0].span.line for row in table.body], blocks[2].span.line) == (8, [11, 13], 18)


def test_footnotes_are_numbered_by_reference_and_shared(desk: Desk) -> None:
    article = desk.body("甲[^b]乙[^a]丙[^b]丁^[就地]。\n\n[^a]: 后一条\n\n    第二段\n\n[^b]: 前一条**粗**")
    references = [i.note_id for i in article.blocks[0].inlines if isinstance(i, NoteReference)]
    assert references == ["s-01-a-fn1", "s-01-a-fn2", "s-01-a-fn1", "s-01-a-fn3"]
    assert [(n.number, [text_of(b) for b in n.blocks]) for n in article.notes] == [
        (1, ["前一条粗"]), (2, ["后一条", "第二段"]), (3, ["就地"])]
    assert [n.span.line for n in article.notes] == [12, 8, 6]


def test_footnotes_of_two_articles_do_not_meet(desk: Desk) -> None:
    desk.article("甲[^1]\n\n[^1]: 甲注\n\n::: box\n没有关上", "01-a.md")
    desk.article("乙[^1]\n\n[^1]: 乙注", "02-b.md")
    assert desk.codes() == {("R049", "01-a.md", 10)}
    desk.article("甲[^1]\n\n[^1]: 甲注", "01-a.md")
    assert [text_of(a.notes[0].blocks[0]) for a in desk.read().articles] == ["甲注", "乙注"]


def test_block_ids_are_unique_valid_and_stable(desk: Desk) -> None:
    desk.write("01-a.md", "---\nid: 2025-01\ntitle: 甲\n---\n\n一[^1]\n\n- 二\n- 三\n\n[^1]: 注\n")
    desk.write("02-b.md", "---\nid: a2025-01-2\ntitle: 乙\n---\n\n见[甲](#2025-01)和[乙](#a2025-01-2)\n")
    issue = desk.read()
    assert [a.metadata.id for a in issue.articles] == ["a2025-01", "a2025-01-2"]
    assert [b.id for b in walk(issue.articles[0].blocks)] == ["a2025-01-1", "a2025-01-3", "a2025-01-4", "a2025-01-5"]
    assert [i.href for i in issue.articles[1].blocks[0].inlines if isinstance(i, Run) and i.href] == ["#a2025-01", "#a2025-01-2"]


def test_indents_at_the_start_of_paragraphs_are_dropped_with_one_warning(desk: Desk) -> None:
    blocks = desk.blocks("　　甲\n\n　　乙")
    assert [text_of(b) for b in blocks] == ["甲", "乙"]
    assert [(d.code, d.span.line) for d in desk.warnings] == [("R075", 6)]


def test_skipped_heading_level_is_a_warning(desk: Desk) -> None:
    desk.blocks("## 甲\n\n#### 乙\n\n文")
    assert [(d.code, d.span.line) for d in desk.warnings] == [("R041", 8)]


def test_pictures_of_a_group_share_its_extent_and_its_paragraphs_are_the_caption(desk: Desk, picture: str) -> None:
    group, = desk.blocks(f"::: {{.figures extent=span}}\n![甲]({picture}){{alt=一}}\n\n![]({picture}){{alt=二}}\n\n两幅图。\n:::")
    assert isinstance(group, Container)
    assert group.role == "figures"
    first, second, caption = group.blocks
    assert isinstance(first, Figure)
    assert isinstance(second, Figure)
    assert (first.extent, second.extent, plain_text(first.caption)) == ("span", "span", "甲")
    assert isinstance(caption, Paragraph)
    assert caption.role == "caption-block"


@pytest.mark.parametrize("body", ["::: {.figures}\n只有字。\n:::", "::: {.beside}\n只有字。\n:::"])
def test_a_group_without_its_pictures_is_refused_with_its_line(desk: Desk, body: str) -> None:
    desk.article(body)
    assert ("R086", "01-a.md", 6) in {(code, name, 6) for code, name, _ in desk.codes()}


def test_a_picture_with_text_beside_it_and_a_pull_quote(desk: Desk, picture: str) -> None:
    body = f"::: {{.beside}}\n![]({picture}){{alt=一}}\n\n旁边的字。\n:::\n\n::: {{.pull-quote}}\n一句话。\n:::"
    beside, quote = desk.blocks(body)
    assert isinstance(beside, Container)
    assert isinstance(beside.blocks[0], Figure)
    assert isinstance(quote, Container)
    assert quote.role == "pull-quote"
