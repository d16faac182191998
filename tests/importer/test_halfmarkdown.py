"""Half-Markdown that a converter made of a PDF: print lines run together with spaces, contents and masthead as tables, blocks
out of turn."""
from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from convert.importer.assembly import Imported, assemble
from convert.importer.halfmarkdown import read_converted
from convert.importer.matching import common_length
from tests.importer.conftest import Importer
from tests.importer.damage import half_markdown, pages_of_columns
from tests.importer.stories import Story, skeleton, stories

_LEADER = "· · · · · ·"
WORDS = "摆渡的人说，灯亮了，心里就有底，从此夜里过河不用再喊，船靠岸的时候，岸上的人也看得清脚下的路，"


def run_together(told: Sequence[Story], turned: bool = False) -> str:
    """Such a text: a contents page as a table, then the pages; `turned`: the right column comes before a part of the left one."""
    pages = pages_of_columns(told)
    starts = [n for n, page in enumerate(pages, 1) if page[0]]
    out = ["# **苇湖**", "2032 2", "##### **目 录**", _contents(told, starts)]
    for number, (head, left, right) in enumerate(pages, 1):
        out.append(f"{number} **苇湖 2032 年第2 期**")
        out += [f"**{line}**" if line == told[sum(s <= number for s in starts) - 1].title else line for line in head]
        out += _turned(_blocks(left), _blocks(right)) if turned else [*_blocks(left), *_blocks(right)]
    return "\n\n".join(f"{block} " for block in out)


def _turned(left: list[str], right: list[str]) -> list[str]:
    """What the left column has from its second half on, where that begins with a head, below as many lines of the right one."""
    heads = [k for k, block in enumerate(left) if k > 1 and block.startswith("#")]
    if not heads:
        return [*left, *right]
    at, lines = heads[-1], sum(block.count(" ") + 1 for block in left[:heads[-1]])
    kept = next((k for k in range(1, len(right)) if sum(block.count(" ") + 1 for block in right[:k]) >= lines), len(right))
    return [*left[:at], *right[:kept], *left[at:], *right[kept:]]


def _contents(told: Sequence[Story], starts: Sequence[int]) -> str:
    rows = []
    column = ""
    for story, page in zip(told, starts, strict=True):
        rows += [f"|**{story.column}**||"] if story.column != column else []
        column = story.column
        author = f"<br>{story.byline.removeprefix('□').strip()}" if story.byline else ""
        rows.append(f"|{story.kicker}{story.title}{author}<br>{_LEADER}|{page}<br> {_LEADER}|")
    return "\n".join([rows[0], "|---|---|", *rows[1:]])


def _blocks(lines: Sequence[str]) -> list[str]:
    """The paragraphs and headings of a column, their lines run together."""
    out: list[list[str]] = []
    for line in lines:
        begins = line.startswith("  ") or not out or (len(line) < 22 and not re.search("[。！？，、；：]", line))
        out += [[line.strip()]] if begins else []
        if not begins:
            out[-1].append(line)
    return [" ".join(block) if re.search("[。！？，、；：]", "".join(block)) else f"###### **{block[0]}**" for block in out]


def imported(text: str, kind: str = "magazine") -> Imported:
    made = assemble(read_converted(text, "raw.md"), kind)
    assert (made.lost, made.gained) == ("", "")
    return made


def share(told: Sequence[Story], made: Imported) -> float:
    """The share of the characters that stand in their article in their order."""
    found = {skeleton("".join([*a.head.kicker, a.head.title, *a.head.subtitle])): "".join(skeleton(b.text) for b in a.blocks)
             for a in made.articles}
    bodies = [(skeleton("".join(text for _, text in s.blocks)), found.get(skeleton(s.kicker + s.title + s.subtitle), ""))
              for s in told]
    return sum(common_length(a, b) for a, b in bodies) / sum(len(a) for a, _ in bodies)


def prose(count: int) -> list[str]:
    """Lines of 22 em."""
    return [(WORDS[at:] + WORDS[:at])[:22] for at in range(0, 7 * count, 7)]


def around(*blocks: str) -> str:
    """A text with enough prose to be known for what it is."""
    begun = " ".join([WORDS[:20], *prose(9), "天就亮了。"])
    return "\n\n".join(["###### **渡口的灯**", begun, *blocks])


@pytest.mark.parametrize("turned", [False, True])
def test_articles_come_back_from_lines_run_together(turned: bool) -> None:
    told = stories("xizhou-2025-06", 1)
    text = run_together(told, turned)
    made = imported(text)
    assert share(told, made) > (0.97 if turned else 0.99)
    assert sum(len(a.blocks) for a in made.articles) == pytest.approx(sum(len(s.blocks) for s in told), rel=0.02)


def test_columns_of_a_contents_page_made_a_table_and_pages_are_read() -> None:
    told = stories("xizhou-2025-06", 1)
    made = imported(run_together(told))
    columns = {skeleton("".join([*a.head.kicker, a.head.title, *a.head.subtitle])): a.column for a in made.articles}
    assert sum(columns.get(skeleton(s.kicker + s.title + s.subtitle)) == s.column for s in told) >= len(told) - 2
    assert all(article.page for article in made.articles)


def apart(told: Sequence[Story]) -> str:
    """Such a text of another converter: every line of print between blank ones, its marks of items in the place of others."""
    pages = pages_of_columns(told)
    starts = [n for n, page in enumerate(pages, 1) if page[0]]
    listed = [f"{s.kicker}{s.title} {'- ' * 9}{n}" for s, n in zip(told, starts, strict=True)]
    out = ["# **苇湖**", "2032 2", "##### **目 录**", *listed]
    for number, (head, left, right) in enumerate(pages, 1):
        title = told[sum(s <= number for s in starts) - 1].title
        heads = [f"###### **{line}**" if line == title else line.replace("□", "   -") for line in head]
        out += [f"{number} **苇湖 2032 年第2 期**", *heads, *(line.strip() for line in (*left, *right))]
    return "\n\n\n".join(out)


def test_articles_come_back_from_lines_set_apart() -> None:
    told = stories("xizhou-2025-06", 1)
    made = imported(apart(told))
    assert share(told, made) > 0.97
    names = {skeleton(a.head.title): [p.name for p in a.authors] for a in made.articles}
    assert all(names.get(skeleton(s.title)) for s in told if s.byline and not s.kicker)
    assert all(article.page for article in made.articles)


def test_half_markdown_of_whole_paragraphs_is_left_alone() -> None:
    assert not any(read_converted(half_markdown(stories("weihu", 1), seed), "raw.md") for seed in range(4))
    assert not read_converted("一 二 三 四 五 六 七 八 九 十\n" * 80, "raw.md")


def test_the_command_reads_such_a_file(importer: Importer) -> None:
    told = stories("xizhou-2025-06", 1)
    assert len(importer(run_together(told), name="raw.md").titles()) >= len(told) - 1


def lines_of(*blocks: str) -> list[str]:
    return [line.text for line in read_converted(around(*blocks), "raw.md")][12:]


def test_lines_end_beside_numbers_where_the_measure_tells() -> None:
    """Beside digits white is set in the line, too: of the spaces there only the width of the line tells which was its end."""
    rows = ["去年夏天的第一场大水来得又急又猛，一共来了", "4 次，最高的一次比往年高出3 米，堤上守了36",
            "个日夜的人都没有合过眼，有人数过一共有128"]
    assert lines_of(" ".join([*rows, "人从这里过了河。"])) == [*rows, "人从这里过了河。"]


def test_white_inside_a_short_line_is_a_gap_and_beside_a_mark_is_none() -> None:
    assert lines_of("**灯亮起来 船靠岸**", "他们 **从来没有** 停过一天。") == ["灯亮起来　船靠岸", "他们**从来没有**停过一天。"]


def test_a_kicker_a_title_and_a_byline_run_together_stand_apart() -> None:
    assert lines_of("渡口纪事之三 **灯亮起来的那一夜**", "——老渡口的新故事 □ 渡口工会") == [
        "渡口纪事之三", "灯亮起来的那一夜", "——老渡口的新故事", "□ 渡口工会"]


def test_a_running_head_beside_its_folio_is_one_line_however_long() -> None:
    head = "船员权益保障知识问答与内河航运安全生产专题报道之三"
    assert lines_of(f"**{head}** 17", f"18 **{head}**") == [f"{head} 17", f"18 {head}"]


def test_marks_alone_are_no_line() -> None:
    assert lines_of("**", "<sup></sup>", "灯亮了。") == ["灯亮了。"]


def test_a_long_byline_is_one_line() -> None:
    byline = "□ 苇湖市内河渡口管理委员会办公室水上安全科夜间值班组 张小舟"
    assert lines_of(byline)[0] == byline.replace("组 ", "组　")


def test_a_note_in_smaller_type_has_lines_of_its_own_measure() -> None:
    first = "①灯的高度以渡口的水尺零点为准，由管理委员会在每年的3 月和9 月各复测一次，误差超过2厘米，"
    assert lines_of(f"{first} 不足的不改。") == [first, "不足的不改。"]


def test_the_width_of_a_first_line_shows_its_indent() -> None:
    lines = read_converted(around(_paragraph("题下第一段话"), _resumed("接着上面的话")), "raw.md")
    assert [line.text[:6] for line in lines if line.set_in][-1] == "题下第一段话"


def test_entries_and_a_masthead_set_apart_are_read() -> None:
    text = apart(stories("xizhou-2025-06", 1)).replace("##### **目 录**", "**主编** 渡口工会\n\n\n##### **目 录**", 1)
    lines = [line.text for line in read_converted(re.sub("(?m)^(一份规程改了九遍) -", r"\1 安全生产监督部 -", text), "raw.md")]
    assert "主编　渡口工会" in lines
    at = lines.index("一份规程改了九遍")
    assert lines[at + 1].startswith("安全生产监督部 · ·")


def test_verses_keep_their_lines() -> None:
    assert lines_of("灯亮了 船就要靠岸了 岸上站着人 谁也没有说话 风把灯吹得摇摇晃晃") == [
        "灯亮了", "船就要靠岸了", "岸上站着人", "谁也没有说话", "风把灯吹得摇摇晃晃"]


def test_a_signature_and_its_date_stand_apart() -> None:
    assert lines_of("苇湖渡口管理委员会办公室 2032 年3 月1 日") == ["苇湖渡口管理委员会办公室", "2032 年3 月1 日"]


def test_dots_of_emphasis_are_no_part_of_their_line() -> None:
    first, second = prose(2)
    assert lines_of(" ".join([first, f"•••{second}", "就好了。"])) == [first, "•••", second, "就好了。"]


def test_items_keep_their_dash_and_what_goes_on_has_none() -> None:
    blocks = ["要带的有：", "- 一盏灯；", "   - 一把伞；", f"- {WORDS[:20]}", "- 才把船靠了岸。"]
    assert lines_of(*blocks) == ["要带的有：", "- 一盏灯；", "- 一把伞；", f"- {WORDS[:20]}", "才把船靠了岸。"]


def test_a_masthead_run_together_is_read_label_by_label() -> None:
    text = around("**编印** 苇湖渡口工会 **地址 电话** 0000-000000 **邮编** 000000")
    assert [line.text for line in read_converted(text, "raw.md")][-4:] == [
        "编印 苇湖渡口工会", "地址", "电话 0000-000000", "邮编 000000"]


def test_what_stands_behind_the_dots_of_an_entry_begins_the_next_one() -> None:
    told = stories("xizhou-2025-06", 1)[:3]
    entries = f"|{told[0].title}<br>{_LEADER}<br>渡口纪事|7<br>{_LEADER}|"
    text = run_together(told).replace("|---|---|", f"|---|---|\n{entries}")
    lines = [line.text for line in read_converted(text, "raw.md")]
    at = lines.index("渡口纪事")
    assert lines[at - 3:at] == [_LEADER, "7", _LEADER]


def table(caption: str) -> list[str]:
    return [caption, "|渡口|灯|\n|---|---|\n|东渡口|3<br>盏|\n|西渡口|5 盏|"]


def test_a_table_keeps_its_cells_and_its_caption(importer: Importer) -> None:
    text = around("###### **一、清点**", "各渡口的灯见表1。", *table("**表1 各渡口的灯**"), "以上各渡口都已换好。")
    result = importer("# **渡口工作通报**\n\n第3 期\n\n渡口管理委员会办公室\n\n2032 年3 月1 日\n\n" + text, "bulletin", "raw.md")
    body = result.body(0)
    assert re.search(r"\| *东渡口 *\| *3盏 *\|", body)
    assert re.search("(?m)^: .*各渡口的灯$", body)


def test_the_foot_of_a_document_that_was_taken_for_a_table_is_text() -> None:
    foot = "|抄送：东渡口工会，|西渡口工会。|\n|---|---|\n|渡口工会办公室|2032 年3 月1 日印发|\n|— 8 —||"
    assert lines_of(foot) == ["抄送：东渡口工会，", "西渡口工会。", "渡口工会办公室", "2032 年3 月1 日印发", "— 8 —"]


def test_the_place_of_a_picture_cuts_no_sentence(importer: Importer) -> None:
    """Two ways in which converters tell that there was one, and the words that they found in it."""
    rows = prose(3)
    body = [" ".join([WORDS[:20], *rows]), "![](images/raw-0001.png)", "**==> picture [20 x 30] intentionally omitted <==**",
            " ".join([rows[0], "天亮了。"])]
    result = importer("# **渡口工作通报**\n\n第3 期\n\n" + around(*body), "bulletin", "raw.md")
    assert "".join([*rows, rows[0], "天亮了。"]) in result.body(0)
    assert "images" not in result.body(0) and "picture" not in result.body(0)
    assert sum("图片的位置" in item["reason"] for item in result.report["left_out"]) == 2


def test_words_of_a_picture_and_page_separators_are_lines_of_their_own() -> None:
    marks = "<!-- Start of picture text -->\n东渡口<br>西渡口<br><!-- End of picture text -->"
    text = "下一页的话，说到这里。"
    assert lines_of(marks, "--- end of page.page_number=3 ---", text) == ["东渡口", "西渡口", text]
    assert read_converted(around("-----", text), "raw.md")[-1].page == 1


def test_words_inside_a_comment_are_not_lost() -> None:
    """A mark of the converter's own has no Chinese in it; what has is shown, for the page may print it."""
    assert lines_of("<!-- 渡口的灯 -->", "--- end of page 渡口的灯 ---") == ["<!-- 渡口的灯 -->", "--- end of page 渡口的灯 ---"]
    assert lines_of("灯亮了。<!-- image -->") == ["灯亮了。"]


def in_order(*blocks: str) -> list[str]:
    """The first characters of the blocks as they read on."""
    head = {block.lstrip("#* ")[:6]: block for block in blocks}
    return [key for line in read_converted(around(*blocks), "raw.md") for key in head if line.text.startswith(key)]


def _paragraph(begins: str, full_end: bool = False) -> str:
    """A paragraph of four lines; `full_end`: its last line is cut in mid-sentence."""
    rows = prose(3)
    return " ".join([(begins + rows[0])[:20], *rows[1:], rows[0][:22] if full_end else "就亮了。"])


def _resumed(begins: str) -> str:
    rows = prose(3)
    return " ".join([(begins + rows[0])[:22], *rows[1:], "也亮了。"])


def test_the_rest_of_a_sentence_follows_it() -> None:
    """The right column was written before the left one, which begins lower, with a head."""
    first, rest = _paragraph("左栏最后一段", full_end=True), _resumed("右栏接上一段")
    blocks = [_paragraph("题下第一段话"), rest, _paragraph("右栏另外一段"), "###### **一、左栏的头题**",
              _paragraph("左栏第一段话"), first, "###### **二、下面的头题**", _paragraph("最后一段的话")]
    assert in_order(*blocks) == ["题下第一段话", "一、左栏的头", "左栏第一段话", "左栏最后一段", "右栏接上一段",
                                 "右栏另外一段", "二、下面的头", "最后一段的话"]


def test_numbers_that_do_not_follow_each_other_tell_columns() -> None:
    blocks = [_paragraph("题下第一段话"), "###### **三、右栏的第三题**", _paragraph("右栏第一段话"), "###### **一、左栏的第一题**",
              _paragraph("左栏第一段话"), "###### **二、左栏的第二题**", _paragraph("左栏第二段话")]
    assert in_order(*blocks)[1:] == ["一、左栏的第", "左栏第一段话", "二、左栏的第", "左栏第二段话", "三、右栏的第", "右栏第一段话"]


def test_text_in_order_stays_so() -> None:
    blocks = ["###### **一、第一个题**", _paragraph("第一段的话呀", full_end=True), _resumed("第二段接着说"),
              "###### **二、第二个题**", _paragraph("第三段的话呀")]
    assert in_order(*blocks) == ["一、第一个题", "第一段的话呀", "第二段接着说", "二、第二个题", "第三段的话呀"]


def test_columns_written_by_turns_are_told_apart() -> None:
    """Short news in two columns, a block of the one and of the other by turns: a credit stands below a text, a head above one that
    is about it."""
    left = [_paragraph("左栏先说的话", full_end=True), "###### **东渡口换上新灯**", _paragraph("东渡口换上新"), "（东渡口工会）"]
    right = [_resumed("右栏接着说的"), "（西渡口工会）", "###### **西渡口修好跳板**", _paragraph("西渡口修好跳")]
    blocks = [_paragraph("题下第一段话"), left[1], left[2], right[0], right[1], left[3], right[2], left[0], right[3]]
    found = in_order(*blocks)
    assert found.index("右栏接着说的") == found.index("左栏先说的话") + 1
    assert found[1:4] == ["东渡口换上新", "东渡口换上新", "（东渡口工会"]
    assert found[-2:] == ["西渡口修好跳", "西渡口修好跳"]


def test_an_answer_follows_its_question() -> None:
    ask, answer = "问：{}夜里过河的人多不多？", "答：{}不少，" + WORDS[:40] + "就亮了。"
    blocks = [ask.format("东渡口"), ask.format("西渡口"), answer.format("西渡口"), ask.format("南渡口"), answer.format("南渡口"),
              answer.format("东渡口")]
    assert in_order(*blocks)[:2] == ["问：东渡口夜", "答：东渡口不"]


def test_the_mark_of_an_end_closes_its_article() -> None:
    """A numbered section cannot stand below the end of the article."""
    blocks = ["###### **一、第一个小题**", _paragraph("第一个小题的"), "###### **三、第三个小题**",
              _paragraph("第三个小题的") + " ■", "###### **二、第二个小题**", _paragraph("第二个小题的"), "###### **另外的一篇稿**",
              _paragraph("另外一篇的话")]
    assert in_order(*blocks) == ["一、第一个小", "第一个小题的", "二、第二个小", "第二个小题的", "三、第三个小", "第三个小题的",
                                 "另外的一篇稿", "另外一篇的话"]


def test_a_short_sentence_may_be_the_end_of_what_is_above_it() -> None:
    blocks = [_paragraph("头一段没说完", full_end=True), "就都亮了。", _paragraph("第二段没说完", full_end=True),
              _resumed("第二段接着说")]
    assert in_order(*blocks) == ["头一段没说完", "就都亮了。", "第二段没说完", "第二段接着说"]


def test_a_credit_stands_below_a_text_and_no_head() -> None:
    left = ["###### **东渡口换上新灯**", _paragraph("东渡口换上新"), "（东渡口工会）", "###### **南渡口清点船只**",
            _paragraph("南渡口没说完", full_end=True)]
    right = [_resumed("南渡口接着说"), "（南渡口工会）", "###### **西渡口修好跳板**", _paragraph("西渡口修好跳"), "（西渡口工会）"]
    turned = [left[0], right[0], left[1], right[1], right[2], left[2], left[3], right[3], left[4], right[4]]
    assert in_order(*turned) == in_order(*left, *right)


def test_text_stands_between_the_heads_of_two_sections() -> None:
    left = ["###### **一、头一件事情**", _paragraph("头一件的话呀"), "###### **二、第二件事情**",
            _paragraph("第二件没说完", full_end=True)]
    right = [_resumed("第二件接着说"), "###### **三、第三件事情**", _paragraph("第三件的话呀"), _paragraph("末了一段话呀")]
    turned = [left[0], right[0], left[1], left[2], right[1], right[2], right[3], left[3]]
    assert in_order(*turned) == in_order(*left, *right)
