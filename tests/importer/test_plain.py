"""Text that a tool took out of print block by block: blocks of two columns by turns, rows cut at gaps, broken contents, tables."""
from __future__ import annotations

from convert.importer.assembly import Imported, assemble
from convert.importer.captions import without_captions
from convert.importer.contents import find_contents, read_contents
from convert.importer.fillers import without_fillers
from convert.importer.footnotes import without_notes
from convert.importer.interleaved import unzipped
from convert.importer.located import printed_titles
from convert.importer.matching import Joints
from convert.importer.pieces import gathered, rejoined
from convert.importer.rawlines import read_lines
from convert.importer.records import Contents, Entry, Line
from convert.importer.sidebyside import unfolded
from convert.importer.structure import body_blocks
from convert.importer.tablecells import table_cells, table_rows
from convert.importer.unsplit import unsplit
from convert.importer.wrapped import page_items
from tests.importer.conftest import Importer

LEFT = (
    "渡口的灯每晚六点半亮起来，摆渡的人远远看", "见了，就知道家里有人等。灯是老站长装的，装",
    "在一根旧桅杆上，风大的时候整根杆子都在响。", "后来换过三回灯泡，桅杆一直没有换过，也没",
    "有人说要换。新来的徒弟问为什么，师傅只说一", "句：它站得住，就让它站着。", "去年冬天结了冰，船停了九天，灯照样亮着。",
    "有人夜里走到江边，看一眼灯，又走回去。")
RIGHT = (
    "开春以后，站里量过一次水位，比往年高了两", "尺，跳板要重新搭。木匠带着两个人干了三天，",
    "把旧板子翻过来用，省下的料钉了一张长凳。", "长凳放在候船的棚子里，头一个坐上去的是位",
    "卖菜的老人，她说这辈子头一回在渡口坐着等，", "从前都是站着等的。", "棚子的柱子上钉了个铁盒，里面有针线和创可",
    "贴，谁用了谁添，添了三年，没有空过一次。")


def by_turns(rows: tuple[int, ...] = (1,) * 8) -> list[str]:
    """Blocks of LEFT and RIGHT by turns, a blank line between them; `rows`: lines of each."""
    blocks, at = [], 0
    for count in rows:
        blocks += ["\n".join(column[at:at + count]) for column in (LEFT, RIGHT)]
        at += count
    return blocks


def lines_of(text: str) -> tuple[Line, ...]:
    return read_lines(text, "raw.txt")


def in_order(text: str) -> list[str]:
    """The lines column by column; the words at the joints are known from other places."""
    return [line.text for line in unzipped(lines_of(text), Joints(["".join(LEFT), "".join(RIGHT)]))]


def test_blocks_of_two_columns_by_turns_come_back_column_by_column() -> None:
    assert in_order("\n\n".join(by_turns())) == [*LEFT, *RIGHT]


def test_lines_that_touch_stay_below_each_other() -> None:
    assert in_order("\n\n".join(by_turns((1, 1, 2, 1, 1, 1, 1)))) == [*LEFT, *RIGHT]


def test_a_credit_may_touch_the_line_of_the_other_column() -> None:
    blocks = by_turns()
    blocks[-1] += "\n（渡口工会）"           # set at the right edge of the left column, below its last line
    order = in_order("\n\n".join(blocks))
    assert [line for line in order if line != "（渡口工会）"] == [*LEFT, *RIGHT]
    assert "（渡口工会）" in order


def test_the_rest_of_a_row_cut_at_a_gap_comes_back_to_its_row() -> None:
    lines = lines_of("\n\n".join((LEFT[5], "站里一直开展点对点“送温暖", LEFT[0], RIGHT[1], LEFT[1], "献爱心”活动，家家")))
    assert [line.text for line in gathered(lines, 22.0, ())][1:3] == ["站里一直开展点对点“送温暖", "献爱心”活动，家家"]
    whole = rejoined(lines_of("站里一直开展点对点“送温暖\n\n献爱心”活动，家家\n\n灯\n\n" + LEFT[0]), 22.0, ())
    assert [line.text for line in whole] == ["站里一直开展点对点“送温暖\u3000献爱心”活动，家家", "灯", LEFT[0]]


def test_a_closing_bracket_written_by_itself_comes_back_to_the_opening_one() -> None:
    lines = lines_of("\n\n".join((LEFT[0], "没有记下的水位在簿子里写作〔", RIGHT[0], "，第二天再补。", "〕", LEFT[1])))
    assert [line.text for line in gathered(lines, 22.0, ())] == [
        LEFT[0], "没有记下的水位在簿子里写作〔\u3000〕", RIGHT[0], "，第二天再补。", LEFT[1]]


def test_a_first_line_cut_before_a_mark_is_one_and_a_full_one_takes_nothing_from_the_next_row() -> None:
    head = ["《长凳与灯火与风浪与渡船与雪夜的》", "（2031"]
    whole = rejoined(lines_of("\n".join((*LEFT[:6], *head, "年2月9日）是老站长在渡口写的第一篇，写灯，"))), 22.0, ())
    assert whole[6].text == "《长凳与灯火与风浪与渡船与雪夜的》（2031"
    rows = ["《渡口上的灯与长凳和那些在雪夜里等船的", "人》（2031年2月9日）写的是老站长在渡口守"]
    assert [line.text for line in rejoined(lines_of("\n\n".join((LEFT[5], *rows))), 22.0, ())] == [LEFT[5], *rows]


def test_rows_that_were_cut_at_squeezed_marks_are_put_together_and_heads_are_not() -> None:
    usual = "\n".join((*LEFT[:5], *RIGHT[:5]) * 3)
    cut = ("码头的灯、", "船上的灯、", "家里的灯。", "都要亮，", "夜里", "才算安稳，走路的人心里有底，船也认得路。",
           "守好一盏灯，", "等一个晚归的人", "站里的人说，渡口从来不缺灯，缺的是", "守灯的人，守灯的人走了，灯还在，总要有人")
    joined = [line.text for line in unsplit(lines_of("\n".join((usual, *cut))))]
    assert "码头的灯、船上的灯、家里的灯。都要亮，夜里" in joined
    assert joined[-4:-2] == ["守好一盏灯，", "等一个晚归的人"]


def test_contents_whose_dots_and_numbers_stand_on_lines_of_their_own() -> None:
    text = ("目\n\n录\n\n渡口月刊\n\n2032 年第 2 期\n\nCONTENTS\n\n特稿\n渡口换上了新灯\n8\n· · · · · · ·\n长凳\n9\n· · · · · ·\n"
            "守灯人　接灯人\n11\n· · · · · ·\n\n" + "\n".join(LEFT * 2))
    lines = lines_of(text)
    start, end = find_contents(lines)
    contents, _, _ = read_contents(lines[start:end])
    assert [(entry.text, entry.page, entry.column) for entry in contents.entries] == [
        ("渡口换上了新灯", 8, "特稿"), ("长凳", 9, "特稿"), ("守灯人　接灯人", 11, "特稿")]


def test_words_from_the_middle_of_a_title_are_no_title() -> None:
    contents = Contents((Entry("全港召开渡口照明设施改造提升工作推进会议", "", 3, "", "", 1),))
    lines = lines_of("渡口照明设施改造提升工作\n全港召开渡口照明设施改造")
    assert printed_titles(lines[:1], contents) == frozenset()
    assert printed_titles(lines[1:], contents) == {lines[1].key}


def test_rows_and_cells_of_a_table_are_no_headings() -> None:
    rows = lines_of("表 1 各站摆渡人次\n站名 人次 车次 占比\n东渡 603 596 98.8%\n西渡 188 185 98.4%")
    assert table_rows(rows) == {0, 1, 2, 3}
    assert table_rows(lines_of("三月里一共走了 2 趟，来回 18 公里，没有一次误点")) == frozenset()
    assert table_cells(lines_of("东渡\n603\n596\n98.8%\n西渡\n188\n185")) == set(range(7))
    assert table_cells(lines_of("灯\n一盏灯\n守灯的人\n长凳\n新来的你\n码头\n渡船")) == frozenset()
    text = "\n".join((*LEFT, *(line.text for line in rows), *RIGHT))
    items = [item for page in page_items(lines_of(text), 0) for item in page]
    assert [item.text for item in items if item.text.startswith(("东渡", "西渡"))] == ["东渡603 596 98.8%", "西渡188 185 98.4%"]
    assert not any(item.display for item in items)
    assert [block.role for block in body_blocks([(line,) for line in (*rows, *lines_of(LEFT[5]))], False)] == ["p"] * 5


def test_captions_are_known_by_their_credits() -> None:
    text = "夜里十一点的渡口 图：渡口工会\n图 1 各站的位置\n" + LEFT[0] + "\n他说：图上没有这口井。"
    kept, found = without_captions(lines_of(text))
    assert [line.text for line in found] == ["夜里十一点的渡口 图：渡口工会", "图 1 各站的位置"]
    assert [line.text for line in kept] == [LEFT[0], "他说：图上没有这口井。"]


def test_a_caption_that_was_cut_before_its_quotation_is_whole() -> None:
    kept, found = without_captions(lines_of("\n".join((*LEFT, "开闸以前，", "“渡口三号”靠在南岸 图：渡口工会", *RIGHT))))
    assert [line.text for line in found] == ["开闸以前，", "“渡口三号”靠在南岸 图：渡口工会"]
    assert [line.text for line in kept] == [*LEFT, *RIGHT]


def test_what_a_picture_shows_from_left_to_right_is_its_caption() -> None:
    cut = ["凳子上的三样东西（从左到右）", "：", "一盏马灯、一卷旧", "缆绳，", "一本水位簿。"]
    for rows in (cut, ["".join(cut[:3]), "".join(cut[3:])]):
        kept, found = without_captions(lines_of("\n".join((*LEFT, *rows, *RIGHT))))
        assert [line.text for line in found] == rows
        assert [line.text for line in kept] == [*LEFT, *RIGHT]


def test_a_caption_that_interrupts_a_sentence_belongs_to_the_credit_below() -> None:
    def rows(caption: str) -> list[Line]:
        return lines_of("\n\n".join((*LEFT[:4], caption, "\n".join(LEFT[4:]), "图：渡口工会", *RIGHT)))

    kept, found = without_captions(rows("结冰那天，渡口的灯"))
    assert [line.text for line in found] == ["结冰那天，渡口的灯", "图：渡口工会"]
    assert [line.text for line in kept] == [*LEFT, *RIGHT]
    assert without_captions(rows("二、结冰那天的渡口"))[1] == ()


def test_lines_that_only_a_form_feed_parts_have_keys_of_their_own() -> None:
    first, second = lines_of("船到了。\f灯亮了。")
    assert first.number == second.number
    assert first.key != second.key


def test_a_credit_beside_the_other_column_is_no_part_of_its_line() -> None:
    rows = [f"{a}        {b}" for a, b in zip(LEFT * 2, RIGHT * 2, strict=True)]
    rows.append(f"{' ' * 17}（渡口工会）   {RIGHT[2]}")
    order = [line.text for line in unfolded(lines_of("\n".join(rows)))]
    assert "（渡口工会）" in order
    assert order[-1] == RIGHT[2]


def imported(text: str) -> Imported:
    made = assemble(unfolded(lines_of(text)), "magazine")
    assert (made.lost, made.gained) == ("", "")
    return made


def test_a_contents_that_mixes_two_entries_tells_kicker_and_author() -> None:
    listed = ("目录", "特别关注", "从傍晚六点半到清晨", "渡口上的一夜", "航道班组", "长凳搬进候船棚，针线放进盒", "木工班组",
              "·········", "1", "渡口守灯人委员会 · · · · · · · 2", "春天的水位 · · · · · · 3")
    pages = ("1\n\n从傍晚六点半到清晨\n\n渡口上的一夜\n□ 航道班组\n" + "\n".join(LEFT),
             "2\n\n长凳搬进候船棚，针线放进盒\n——在候船棚里的讲话\n渡口守灯人委员会\n" + "\n".join(RIGHT),
             "3\n\n春天的水位\n" + "\n".join((*LEFT[4:], *RIGHT[:4])))
    made = imported("\n\n".join(listed) + "".join("\n\f" + page for page in pages))
    assert [(a.head.kicker, a.head.title, a.head.byline) for a in made.articles] == [
        (("从傍晚六点半到清晨",), "渡口上的一夜", "□ 航道班组"),
        ((), "长凳搬进候船棚，针线放进盒", "渡口守灯人委员会"),
        ((), "春天的水位", "")]


def test_a_note_whose_number_stands_apart_interrupts_a_sentence_of_the_other_column() -> None:
    note = "② 船停的九天里，灯由徒弟一个人看着，夜里添两回油。"
    blocks = "\n\n".join((*LEFT[:6], LEFT[6] + "②", RIGHT[1], note, *RIGHT[2:], *LEFT * 2))
    found = without_notes(lines_of(blocks))
    assert [[line.text for line in lines] for lines in found.notes] == [[note]]
    assert not any("②" in line.text for line in found.lines)


def test_no_character_is_lost_where_a_caption_stands_right_behind_a_form_feed() -> None:
    head = "目录\n渡口换上了新灯 ······ 1\n长凳 ······ 2\n" + "\f1\n渡口换上了新灯\n" + "\n".join(LEFT)
    made = imported(f"{head}\f渡口夜色 图：渡口工会\f2\n长凳\n" + "\n".join(RIGHT))
    assert [article.head.title for article in made.articles] == ["渡口换上了新灯", "长凳"]
    assert made.articles[0].captions == ("渡口夜色图：渡口工会",)


def test_a_short_piece_set_across_both_columns_is_taken_out_of_the_article_it_interrupts() -> None:
    filler = ("守灯人的数目", "全港眼下有守灯人三十一位，最年长的六十七岁，最年轻的二十三岁；一年走的路够从渡口走到",
              "省城再走回来，走上十九个来回。")
    lines = lines_of("\n".join((*LEFT, *RIGHT[:4], *filler, *RIGHT[4:], *LEFT * 8)))
    kept, found = without_fillers(lines, ())
    assert [line.text for line in kept[:16]] == [*LEFT, *RIGHT]
    assert [(draft.head[0].text, [line.text for line in draft.body]) for draft in found] == [(filler[0], ["".join(filler[1:])])]


def test_a_piece_across_both_columns_whose_first_row_was_cut_at_its_marks() -> None:
    cut = ["全港眼下有守灯人三十一位，", "最年长的六十七岁，", "最年轻的二十三岁；一年走",
           "的路够从渡口走到省城再走回来，走上十九个来回，还有余下的路够走到江心。"]
    kept, found = without_fillers(lines_of("\n".join((*LEFT, *RIGHT[:4], "守灯人的数目", *cut, *RIGHT[4:], *LEFT * 16))), ())
    assert [line.text for line in kept[:16]] == [*LEFT, *RIGHT]
    assert [[line.text for line in draft.body] for draft in found] == [["".join(cut)]]


def test_quotations_one_behind_the_other_stay_in_their_row_and_a_numbered_paragraph_begins_its_own() -> None:
    rows = ["巡堤的队伍从晨光里出发把昨夜的水位一笔一笔写在木牌上一路", "念着走到桥头，江边的人都背，", "“水涨一寸人上一尺”",
            "“浪高一丈", "不慌不忙”这几句口诀，把它们刻进每一块石头，又写在每一本", "子上。",
            "（二）在江水退去以后，沿着新的岸线再走一遍，把没有看清", "的地方看清楚，把没有记下的数字记下来，交给下一班的人，",
            "谁家的灯亮着心里都有数，", "“谁走在前面谁就把门关好”是老规矩"]
    whole = [line.text for line in unsplit(lines_of("\n".join(rows[:1] * 140 + rows * 2)))]
    assert "念着走到桥头，江边的人都背，“水涨一寸人上一尺”“浪高一丈" in whole
    assert "子上。" in whole


def test_dashes_and_numbers_set_apart_begin_items_of_a_list(importer: Importer) -> None:
    items = ["1. 看。先看堤脚有没有渗水，再看堤顶有没有裂缝；", "– 渗水是清的，记下地方和时间，", "▪ 马上打电话；",
             "▪ 人不要离开，等人来。", "2. 听。夜里关掉手电听一听水声，声音变了就停下来看。",
             "3. 说。看见的听见的都要说出来，说给下一班的人听。"]
    text = ["云岭省江堤管理局文件", "云堤发〔2031〕8 号", "云岭省江堤管理局关于夜间巡堤的通知", "各县江堤管理站：",
            "堤上的灯亮了一夜，守堤的人走了一夜，天亮的时候他们在", "最高的那一段坐下来，看江水慢慢退下去，谁也没有先说话。",
            *items, "云岭省江堤管理局", "2031 年 6 月 1 日"]
    body = importer("\n".join(text), "official").body(0)
    begun = [block.lstrip(" -")[:2] for block in body.split("\n\n")]
    assert {"1.", "渗水", "马上", "人不", "2.", "3."} <= set(begun), body


def test_a_row_cut_at_its_marks_is_squeezed_and_a_paragraph_that_fits_begins_its_own() -> None:
    full = ["渡口的灯每晚六点半亮起来，摆渡的人远远看", "见了就知道家里有人等。灯是老站长装的，装",
            "在一根旧桅杆上，风大的时候整根杆子都会响"] * 5
    squeezed = ["守灯人，", "撑船人，", "都在这里等一条晚归的船", "回家。"]           # 19 em where an indent leaves room for 18
    fitting = ["天再黑的夜里船也找得到它自己的岸边，", "回家的人都这样说。"]        # as wide as an indent leaves
    joined = [line.text for line in unsplit(lines_of("\n".join([*full, "的船。", *squeezed, *full, "岸边。", *fitting])))]
    assert "守灯人，撑船人，都在这里等一条晚归的船" in joined
    assert "岸边。" in joined and "天再黑的夜里船也找得到它自己的岸边，" in joined


def test_blank_lines_between_all_rows_tell_nothing_and_those_round_heads_do() -> None:
    pieces = "“灯亮着”\n“人就在”"            # of one row
    page = "\n\n".join([*LEFT[:2] * 8, pieces, *RIGHT[:2] * 8])
    assert {line.gap for line in lines_of(f"{page}\n\f\n{page}")} == {0}
    touching = "\n\n".join([*LEFT[:2] * 8, "\n".join(LEFT[:2]), pieces, *RIGHT[:2] * 8])
    assert {line.gap for line in lines_of(f"{touching}\n\f\n{touching}")} >= {0, 1}


def test_rows_of_a_numbered_table_come_back_whole_and_keep_their_numbers(importer: Importer) -> None:
    text = ["云岭省江堤管理局文件", "云堤发〔2031〕8 号", "云岭省江堤管理局关于夜间巡堤的通知", "各县江堤管理站：",
            *("堤上的灯亮了一夜，守堤的人走了一夜，天亮的时候他们在", "最高的那一段坐下来，看江水慢慢退下去，谁也没有先说话。") * 6,
            "云岭省江堤管理局", "2031 年 6 月 1 日", "\f附件 1", "夜间巡堤分工表", "序号 事项 牵头单位 完成时限",
            "1", "查看堤脚，记下", "水位 巡堤一队 6 月 2 日", "2", "检修堤灯 机修队", "6 月 3 日", "3 备好沙袋 物资站 长期"]
    body = importer("\n".join(text), "official").body(1)
    assert [row for row in body.split("\n") if row.startswith("|")][2:] == [
        "| 1 | 查看堤脚，记下水位 | 巡堤一队 | 6月2日 |", "| 2 | 检修堤灯 | 机修队 | 6月3日 |", "| 3 | 备好沙袋 | 物资站 | 长期 |"]
