"""Pages of print without blank lines: what every line is, by the room that it has and what stands round it."""
from __future__ import annotations

from convert.importer.assembly import assemble
from convert.importer.captions import without_captions
from convert.importer.cutrows import rejoined
from convert.importer.furniture import strip_furniture
from convert.importer.rawlines import read_lines
from convert.importer.records import Line
from convert.importer.wrapped import Item, page_items

# a column of 22 em: the first line of a paragraph is set in by two
FIRST = "渡口的灯每晚六点半亮起来摆渡的人远远看见"
SECOND = "就知道家里有人等着他回来吃饭这一路走得不慌不"
LAST = "忙走得很稳。"
PARAGRAPH = [FIRST, SECOND, LAST]


def lines_of(text: str) -> tuple[Line, ...]:
    return read_lines(text, "raw.txt")


def items_of(*rows: str, indent: float = -1.0) -> list[Item]:
    lines = tuple(line._replace(indent=indent) for line in lines_of("\n".join([*PARAGRAPH * 4, *rows, *PARAGRAPH * 4])))
    return [item for page in page_items(lines, 0) for item in page]


def texts(*rows: str) -> list[str]:
    return [item.text for item in items_of(*rows)]


def test_a_head_broken_behind_a_comma_is_one_head() -> None:
    heads = [item.text for item in items_of("一、守住每一盏灯，", "让夜里的船都回得来") if item.display]
    assert heads == ["一、守住每一盏灯，让夜里的船都回得来"]


def test_a_line_that_cannot_be_squeezed_is_no_first_line() -> None:
    full = "木匠带着两个人干了三天把旧的木板子翻过来用。"
    stretched = "省下来的木料钉了一张长凳子放在棚子里面靠着"        # 21 em without a mark: an indent has no room
    assert not any(text.startswith("省下来") for text in texts(FIRST, full, stretched, SECOND, LAST))
    assert FIRST + full in texts(FIRST, full, FIRST, SECOND, LAST)


def test_a_call_alone_on_its_line_is_a_paragraph() -> None:
    full = "木匠带着两个人干了三天把旧的木板子翻过来用。"
    assert "谢谢大家！" in texts(FIRST, full, "谢谢大家！")


def test_an_item_may_end_with_a_semicolon() -> None:
    assert any(text.endswith("走得很稳；") for text in texts(FIRST, SECOND, "忙走得很稳；", *PARAGRAPH))


def test_a_quotation_below_a_head_with_a_dash_is_its_second_half() -> None:
    found = items_of("一盏灯的分量——", "“灯站得住，就让它一直在风里站着，谁也不要", "去动它”")
    assert [item.text for item in found if item.display] == ["“灯站得住，就让它一直在风里站着，谁也不要去动它”"]


def test_many_short_lines_are_verses_and_no_head() -> None:
    poem = ["灯在风里站着", "人在岸上走", "船还没有来", "水先来了", "一圈又一圈", "像有人在数", "数到天亮也没有数完",
            "守灯的人睡了", "灯还醒着", "江也醒着"]
    found = items_of(*poem)
    assert not any(item.display for item in found)
    assert [item.text for item in found if item.text in poem] == poem


def test_cells_without_rows_are_one_paragraph() -> None:
    cells = ["东渡", "603", "596", "西渡", "188", "185", "南渡", "141", "138"]
    assert "".join(cells) in texts(*cells)


def test_where_positions_are_known_a_line_set_in_begins_a_paragraph() -> None:
    full = "木匠带着两个人干了三天，把旧木板翻过来用了。"
    rows = [*PARAGRAPH * 4, FIRST, full, "见了灯，就知道家里有人等，船走得不慌不", SECOND, LAST]
    begins = {0, 3, 6, 9, 12, 14}
    lines = tuple(line._replace(indent=2.0 * (i in begins)) for i, line in enumerate(lines_of("\n".join(rows))))
    assert any(item.text.startswith("见了灯") for page in page_items(lines, 0) for item in page)


def test_half_a_bracket_is_no_date_and_one_character_no_last_row() -> None:
    rows = "\n".join([*PARAGRAPH * 4, SECOND])
    pieces = ("《渡口的灯为什么要一直亮着》", "（2031年", "9月21日）", "这是老站长在渡口的一次讲话里的话后", "来的人都记得，",
              "也都照着做，", "一直做到今天晚上都没", "变。", "再往后，", "没有人再提起过换灯的事也没有人问", "起过。")
    lines = rejoined(lines_of(f"{rows}\n" + "\n".join(pieces)), 22.0, frozenset())
    found = [line.text for line in lines]
    assert "9月21日）这是老站长在渡口的一次讲话里的话后" in found
    assert "变。再往后，没有人再提起过换灯的事也没有人问" in found


def rows_of(*pieces: str) -> list[str]:
    """Rows of a page of 22 em, cut at their marks, that `pieces` make."""
    lines = lines_of("\n".join([*PARAGRAPH * 6, *pieces, *PARAGRAPH * 6]))
    return [line.text for line in rejoined(lines, 22.0, frozenset(), known=True)]


def test_a_quotation_on_the_row_that_announces_it_is_no_head() -> None:
    rows = rows_of("守夜人应当记住的", "渡口的旧章程上写着：", "“最后一个过江的人没", "有到家以前灯不许先灭这一条要记”",
                   "“在守夜的人", "心里比写在墙上更要紧，谁也不敢忘记它的用处呢")
    assert "渡口的旧章程上写着：“最后一个过江的人没" in rows


def test_a_row_that_was_squeezed_though_it_had_room_is_set_in() -> None:
    rows = [*PARAGRAPH * 4, FIRST, "木匠带着两个人干了三天把旧的木板子翻过来用。"]
    pieces = ["灯说", "“等”", "，人也说", "“再等一等”", "，江水听见了，"]
    laid = rejoined(lines_of("\n".join([*rows, *pieces, SECOND, LAST])), 22.0, ())
    assert [line.text for line in laid if line.set_in] == ["".join(pieces)]
    assert any(item.text.startswith("灯说“等”") for page in page_items(laid, 0) for item in page)


def test_a_date_below_the_end_of_a_sentence_begins_a_paragraph() -> None:
    full = "4月8日，头一个夜航服务站在渡口旁边挂牌。"
    assert any(text.startswith("4月15日") for text in texts(full, "4月15日，“船头课堂”在二号趸船开讲，首批学", "员三十八人。"))


def test_a_short_answer_stays_behind_the_words_that_announce_it() -> None:
    rows = rows_of("春天的意见一共二十五条，有一条问船能不能再等一", "刻钟，我们答复说：", "“水不等人，船等人。”")
    assert "刻钟，我们答复说：“水不等人，船等人。”" in rows


def test_a_row_that_a_number_had_no_room_on_is_no_last_row() -> None:
    rows = rows_of("（一）", "船比从前多人比从前少。", "全江跑的客船共", "有船员 46 人，每人每年平均来来回回往返大约",
                   "48981 次，比前年少了一成。这样的日子谁也没有想")
    assert "（一）船比从前多人比从前少。全江跑的客船共" in rows


def test_words_and_credit_below_the_number_of_a_picture_are_its_caption() -> None:
    kept, found = without_captions(lines_of(f"图 1\n各站的位置\n制图：渡口工会\n{FIRST}"))
    assert [line.text for line in found] == ["图 1", "各站的位置", "制图：渡口工会"]
    assert [line.text for line in kept] == [FIRST]


def test_the_first_line_of_a_title_below_a_running_head_stays() -> None:
    pages = [f"守住江上每一盏灯\n{n}\n" + "\n".join(PARAGRAPH * 4) for n in (3, 4, 5)]
    pages.append("守住江上每一盏灯\n6\n夜里十一点的\n渡口候船棚\n" + "\n".join(PARAGRAPH * 4))
    pages.append("夜里十一点的渡口候船棚\n7\n" + "\n".join(PARAGRAPH * 4))
    furniture = strip_furniture(lines_of("\f".join(pages)), titles=["守住江上每一盏灯", "夜里十一点的渡口候船棚"])
    kept = [line.text for line in furniture.lines]
    assert "夜里十一点的" in kept and "渡口候船棚" in kept
    assert "守住江上每一盏灯" not in kept


def test_a_tall_cluster_of_a_box_is_no_article() -> None:
    box = ["夜里行船的三条线", "风力 船怎样走", "八级以上 停", "六级以上 船上不载货物", "见不到对岸 等",
           "见得到对岸 慢行", "水位过了红线 停"]
    made = assemble(lines_of("\n".join(["守灯记", "□ 渡口工会", *PARAGRAPH * 4, *box, *PARAGRAPH * 4])), "magazine")
    assert [article.head.title for article in made.articles] == ["守灯记"]
