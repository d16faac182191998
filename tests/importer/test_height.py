"""Pages written by height: what parts them across, the turn of the contents, rows that gaps cut, heads that run through."""
from __future__ import annotations

import pytest

from convert.importer.fillers import without_boxes
from convert.importer.furniture import strip_furniture
from convert.importer.interleaved import unzipped
from convert.importer.matching import Joints
from convert.importer.namerows import with_name_rows
from convert.importer.pagerows import Page, Titles
from convert.importer.rawlines import read_lines
from convert.importer.records import CELL, Line
from convert.importer.repair import GAP, repair_line
from convert.importer.tables import with_page_tables
from convert.importer.unsplit import unsplit
from convert.importer.wordjoints import WordJoints
from convert.importer.wrapped import page_items
from tests.importer.stories import skeleton, stories
from tests.importer.test_plain import LEFT, RIGHT

FIRST, OTHER = (LEFT[0][2:], *LEFT[1:]), (RIGHT[0][2:], *RIGHT[1:])         # set in as the first line of a text is


def wrapped(text: str, measure: int = 22) -> tuple[str, ...]:
    """The rows of a paragraph, the first set in; a mark hangs at its row's end."""
    out: list[str] = []
    while text:
        end = measure if out else measure - 2
        end += text[end:end + 1] in tuple("，。")
        out, text = [*out, text[:end]], text[end:]
    return tuple(out)


BOATYARD = wrapped(
    "码头东头有一间修船铺子，铺主手艺是从父亲那里学来的，补船底不用铁钉而用竹钉，说是竹钉泡了水会胀，越泡越紧，一条船"
    "补一回能用上十年。学徒嫌慢，他就让学徒把两种钉子各钉一块板，沉在门口水缸里，过一个月再捞上来看。一个月以后铁钉锈了"
    "一圈，竹钉和木头已经分不出来。学徒从此不再问快慢，只问竹子是哪一年砍的。铺主说三年太嫩七年太脆，五年的刚好，砍要在"
    "冬至以后。")
KITCHEN = wrapped(
    "食堂的灶台正对着江面，大师傅炒菜的时候抬头就能看见来船，看见哪条船靠岸就往锅里多添一勺油，等人走到门口，菜正好出锅"
    "装盘。有人算过，从系缆到打饭要走四百二十步，一步也快不了，所以他炒的火候从来没有错过。有一回大雾什么也看不见，他听"
    "着汽笛的远近下锅，端出来还是热的。新来的帮厨问他凭什么，他说凭耳朵，汽笛响过三遍，船头就碰到木桩了，不信你自己去"
    "数数。")


def lines_of(text: str) -> tuple[Line, ...]:
    return read_lines(text, "raw.txt")


def dealt(blocks: list[str], titles: tuple[str, ...] = (), words: str = "", columns: tuple[str, ...] = (),
          pictures: tuple[str, ...] = ()) -> list[str]:
    """The lines of `blocks`, a blank line between them, column by column; `pictures`: lines below one."""
    lines = lines_of("\n\n".join(blocks))
    keys = [frozenset(line.key for line in lines if line.text in texts) for texts in (titles, columns, pictures)]
    known = Titles(keys[0], words, keys[1], keys[2])
    return [line.text for line in unzipped(lines, Joints(map("".join, (LEFT, RIGHT, BOATYARD, KITCHEN))), known)]


def rows(left: tuple[str, ...], right: tuple[str, ...]) -> list[str]:
    return [line for pair in zip(left, right, strict=True) for line in pair]


def test_the_name_of_a_column_parts_the_page() -> None:
    blocks = [*rows(LEFT[:3], RIGHT[:3]), "江上人家", "桅杆上的灯", *rows(LEFT[3:], RIGHT[3:])]
    out = dealt(blocks, ("桅杆上的灯",), columns=("江上人家",))
    assert out == [*LEFT[:3], *RIGHT[:3], "江上人家", "桅杆上的灯", *LEFT[3:], *RIGHT[3:]]


def test_titles_side_by_side_come_in_the_turn_of_the_contents() -> None:
    left, right = ("桅杆上的灯", "风大的时候不换"), ("长凳搬进候船棚", "针线盒三年不空")
    blocks = ["\n".join(right), "\n".join((*left, FIRST[0])), OTHER[0], *rows(FIRST[1:], OTHER[1:])]      # the right one is higher
    assert dealt(blocks, (*left, *right), "\n".join(map("".join, (left, right)))) == [*left, *FIRST, *right, *OTHER]


def test_columns_end_above_a_picture_and_begin_again_below_it() -> None:
    text = (*LEFT, *RIGHT)
    assert dealt([*rows(text[:4], text[4:8]), *rows(text[8:12], text[12:])], pictures=(text[8],)) == [*text]


def test_a_poem_beside_prose_keeps_its_lines() -> None:
    verses = ("一盏灯等一条船，", "一条船等一阵风，", "桅杆什么也不等，", "它只是站着。", "风从上游来，", "人从下游来，",
              "水不问他们，", "各走各的路。")
    assert dealt([*rows(verses, RIGHT)]) == [*verses, *RIGHT]


def test_rows_of_names_written_cell_by_cell_come_back_whole() -> None:
    cells = ["先进名单", "江守灯", "上游航道站值班员", "周", "木", "下游木工班组长", "沈小帆", "候船棚管理员", "都是多年的老职工。"]
    whole = ["江守灯\u3000上游航道站值班员", "周\u3000木\u3000下游木工班组长", "沈小帆\u3000候船棚管理员"]
    assert [line.text for line in with_name_rows(lines_of("\n\n".join(cells)))] == [cells[0], *whole, cells[-1]]


def test_the_halves_of_a_name_in_brackets_are_one() -> None:
    assert [line.text for line in with_name_rows(lines_of("灯都亮着。\n\n（江\n\n帆）"))] == ["灯都亮着。", "（江\u3000帆）"]


def test_a_quotation_that_fills_its_row_exactly_was_cut_from_the_words_before_it() -> None:
    cut = ("徒弟问他这是为什么，师傅说：", "“灯还亮着呢你")
    out = [line.text for line in unsplit(lines_of("\n".join([*LEFT, *cut, "先回去吧。”说完又看了一眼江面，才慢慢走开。", *RIGHT])))]
    assert "".join(cut) in out


def test_the_name_above_its_number_is_a_running_head_though_a_title_has_the_word() -> None:
    pages = [f"{folio}\n\n江灯\n\n2031 年第 4 期\n\n" + "\n".join(column) for folio, column in ((2, LEFT), (4, RIGHT))]
    kept = strip_furniture(lines_of("\f".join(pages)), titles=["江灯照着的人"]).lines
    assert [line.text for line in kept] == [*LEFT, *RIGHT]


def test_a_title_over_every_page_is_a_running_head_and_the_title_stays() -> None:
    names = ("桅杆上的灯泡", "长凳搬进候船棚")
    pages = [f"{names[0]}\n□ 江守灯\n" + "\n".join(LEFT), "灯火\n\n" + names[0] + "\n\n" + "\n".join(RIGHT),
             "灯火\n\n" + names[1] + "\n\n" + f"{names[1]}\n□ 周木生\n" + "\n".join(RIGHT)]
    kept = [line.text for line in strip_furniture(lines_of("\f".join(pages)), titles=names).lines]
    assert [kept.count(name) for name in names] == [1, 1]
    assert kept[0] == names[0] and kept[kept.index(names[1]) + 1] == "□ 周木生"


def test_an_end_mark_behind_a_date_is_no_word_of_it() -> None:
    assert repair_line("2031 年 4 月 ■") == "2031年4月"


def test_a_sentence_that_leaves_room_for_a_character_ends_its_paragraph() -> None:
    ends = "把旧板子翻过来用，省下料钉了一张凳子。"           # a character more would have fitted
    lines = lines_of("\n".join([*RIGHT[:2], ends, "站里的人都去看过。", *LEFT]))
    first = page_items(lines, 0)[0][0]
    assert first.text.endswith(ends)


def test_the_last_row_of_an_article_of_a_law_stands_behind_its_number() -> None:
    number, text = "第二条", "本规矩自开春之日起施行。"
    blocks = [*rows(LEFT[:7], RIGHT[:7]), f"{LEFT[7]}\n{number}", text, RIGHT[7]]
    assert f"{number}\u3000{text}" in dealt(blocks)


def test_the_right_column_begins_beside_a_picture_and_the_left_one_below_it() -> None:
    left, right = BOATYARD[:5], (*BOATYARD[5:], *KITCHEN)
    blocks = ["桅杆上的灯\n□ 江上人家", "\n".join(right[:5]), *rows(right[5:10], left), *right[10:]]
    assert dealt(blocks, ("桅杆上的灯",), "桅杆上的灯", pictures=(right[6],)) == ["桅杆上的灯", "□ 江上人家", *left, *right]


def test_names_of_units_have_no_turn_in_the_contents() -> None:
    listed = "江上人家木工班组\n长凳搬进候船棚灯塔班组\n桅杆上的灯航道班组\n针线盒三年不空木工班组"
    left = ("灯塔班组", "长凳搬进候船棚", *FIRST[:6], "（灯塔班组）")
    right = ("木工班组", "针线盒三年不空", *OTHER[:6], "（木工班组）")
    assert dealt(rows(left, right), (*left[:2], *right[:2]), listed) == [*left, *right]


CELLS = ("要修的东西 件数", "占比", "跳板", "12", "40.0%", "灯杆", "9", "30.0%", "长凳", "6", "20.0%", "桅杆", "3", "10.0%")
WORDS = ("说得最多的一句话", "“踩上去会晃，天", "黑不敢走”", "“一边亮一边暗”", "“坐着等，总比", "站着好”", "“它站得住”")
CAPTION = "渡口最要修的四样东西（2031 年 2 月，多选）"


def test_a_table_whose_last_column_and_caption_were_written_below_its_rows() -> None:
    lines = with_page_tables(lines_of("\n".join((*BOATYARD, "表 1", *CELLS, CAPTION, *WORDS, *KITCHEN))))
    assert [line.text.split(CELL) for line in lines if line.role == "row"] == [
        ["表1\u3000渡口最要修的四样东西（2031年2月，多选）"], ["要修的东西", "件数", "占比", "说得最多的一句话"],
        ["跳板", "12", "40.0%", "“踩上去会晃，天黑不敢走”"], ["灯杆", "9", "30.0%", "“一边亮一边暗”"],
        ["长凳", "6", "20.0%", "“坐着等，总比站着好”"], ["桅杆", "3", "10.0%", "“它站得住”"]]
    assert [line.text for line in lines if line.role != "row"] == [*BOATYARD, *KITCHEN]


def test_the_cells_of_a_table_and_the_note_of_the_editor_beside_it_do_not_mix() -> None:
    note = ("编者按", "2031 年 2 月，渡口请各班组", "把要修的东西写在木牌上，共收回三十块，", "一块也没有空着。")
    blocks = ["表 1", *CELLS, *note[:2], CAPTION, "\n".join(note[2:]), "\n".join(WORDS)]
    out = dealt([*rows(BOATYARD, KITCHEN), *blocks, *rows(LEFT, RIGHT)])
    for run in (("表 1", *CELLS), WORDS):
        at = out.index(run[0])
        assert out[at:at + len(run)] == [*run]
    assert GAP.join(note[:2]) in out


def test_a_cell_over_several_columns_is_of_its_table() -> None:
    wide = "灯杆和桅杆的木料放在河东渡口的棚子里，要用的班组自己去取，取走的在门后的本子上记一笔，谁取的，取了几根，哪一"
    table = [*CELLS, wide, "备料", "天还回来"]
    assert dealt(["渡口要修的东西", *table, *rows(FIRST, OTHER)], ("渡口要修的东西",), "渡口要修的东西") == [
        "渡口要修的东西", *table, *FIRST, *OTHER]


def test_the_last_rows_of_a_table_among_lines_of_the_other_column_are_of_the_table() -> None:
    above = ["改前", "改后", "班次", "12", "31", "候船的人", "480", "212"]
    below = [("等到末班的人", "26", "0"), ("没有等到的人", "3.5", "0")]
    blocks = [*rows(BOATYARD[:2], KITCHEN[-2:]), *above, BOATYARD[2], *below[0], BOATYARD[3], *below[1], "\n".join(BOATYARD[4:])]
    assert dealt(blocks) == [*BOATYARD, *KITCHEN[-2:], *above, *below[0], *below[1]]


def test_an_item_rather_stands_below_what_announces_the_list_than_below_a_sentence() -> None:
    above = ("束，墙上写着的有三样：", "束，墙上写着的有三样。")
    item = "▪ 绳子绕三圈，绕松了夜里涨水，船就自己会走开"
    odds, none = WordJoints(Joints(())), Titles(frozenset())
    pages = [Page(lines_of("\n".join((*KITCHEN, text, item))), odds, none, 22.0, {}) for text in above]
    announced, ended = (page.link(len(KITCHEN), len(KITCHEN) + 1) for page in pages)
    assert announced < 0 < ended


def test_text_behind_a_head_in_its_row_fills_it_though_the_other_column_came_between() -> None:
    lead = ("小知识", BOATYARD[0], "一块木板泡过一夜水要重三成，先晾", "一个月才回得到原来的分量。")
    page = Page(lines_of("\n\n".join((*KITCHEN, *lead))), WordJoints(Joints(())), Titles(frozenset()), 22.0, {})
    assert abs(page.reach[page.texts.index(lead[2])] - 22) <= 1


def test_a_box_of_two_narrow_columns_is_a_piece_of_its_own() -> None:
    """The last line of its left column was written last."""
    text = "".join((*BOATYARD[3:], *KITCHEN[:2])).replace("学徒嫌慢", "学徒嫌它太慢")
    inner = wrapped(text + "。", 20)
    half = len(inner) // 2
    blocks = [*rows(BOATYARD, KITCHEN), "\n".join(("补船", *inner[:half - 1])), "\n".join(inner[half:]), inner[half - 1]]
    lines = unzipped(lines_of("\n\n".join(blocks)), Joints(map("".join, (BOATYARD, KITCHEN))))
    kept, found = without_boxes(lines, ())
    assert [line.text for line in kept] == [*BOATYARD, *KITCHEN]
    assert [(draft.head[0].text, "".join(line.text for line in draft.body)) for draft in found] == [("补船", text + "。")]


def test_quotations_that_fill_a_row_are_one_row_also_where_a_sentence_ends_between_them() -> None:
    cut = ("船的灯已经亮了。”", "“十八号箱位的灯也都亮了。”", "“都")
    page = Page(lines_of("\n".join((*KITCHEN, *cut, *BOATYARD))), WordJoints(Joints(())), Titles(frozenset()), 22.0, {})
    assert "".join(cut) in [line.text for line in page.laid(range(len(page.lines)))]


def test_figures_are_no_places_of_persons() -> None:
    cells = ["跳板", "1251 块", "灯杆", "1013 根", "长凳", "8744 张", "都数过了。"]
    assert len(with_name_rows(lines_of("\n\n".join(cells)))) == 4
    figures = [cell.split(" ")[0] for cell in cells]
    assert [line.text for line in with_name_rows(lines_of("\n\n".join(figures)))] == figures


@pytest.mark.parametrize("first", [0, 2])
def test_white_round_a_head_parts_rows_of_the_other_column_where_every_row_is_a_block(first: int) -> None:
    """The rows beside the white above and below the head, and beside the head, follow one another with blank lines all the same."""
    told = [text for story in stories("xizhou-2025-06") for level, text in story.blocks if not level and len(text) > 150]
    above, below, *beside = map(wrapped, (*told[first:first + 2], "".join(told[first + 2:first + 4])))
    at, head = len(above), "二、灯下的修船铺"
    count = min(len(below), len(beside[0]) - at - 3)
    right = beside[0][:at + 3 + count]
    blocks = [*rows(above, right[:at]), right[at], head, *right[at + 1:at + 3], *rows(below[:count], right[at + 3:])]
    found = unzipped(lines_of("\n\n".join(blocks)), Joints(row for text in told for row in wrapped(text)), Titles(frozenset()))
    assert skeleton("".join(line.text for line in found)) == skeleton("".join((*above, head, *below[:count], *right)))
