"""Text that keeps the layout of its pages: what stands beside what on the grid of characters."""
from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from tests.importer.conftest import Importer

LEFT = ("  堤上的灯从来不熄。守堤的人换了三代，灯也换",
        "了三回：先是马灯，后来是汽灯，如今是太阳能的，",
        "天一黑自己就亮。老堤长说，灯亮着，夜里走路的",
        "人心里就不慌，江水看见灯也要让三分。",
        "  去年汛期，水位涨到了堤脚的第七级石阶。全站",
        "二十一个人分成三班，每两个小时巡一遍，每一处",
        "渗水的地方都插上一面小旗，旗子上写着钟点。",
        "  天亮以后数了数，一共插了四十六面。水退下去",
        "的那天，大家把小旗一面一面收回来，谁也没有多",
        "说话，只有灯还亮着。")
RIGHT = ("  堤下的菜地是站里自己开的。土是从老河道里挑",
         "来的，黑得发亮，种什么长什么。春天种豆角，秋",
         "天种萝卜，吃不完的腌在坛子里，冬天巡堤回来就",
         "着热粥，能吃三大碗。",
         "  种菜的事没有人排班。谁巡完堤还有力气，谁就",
         "去浇两担水。三年下来，菜地边上踩出了一条小路，",
         "和堤顶的大路一般平。",
         "  有人说该给小路也装一盏灯。老堤长想了半天，",
         "说不装了，走这条路的人，闭着眼睛也认得回来的",
         "方向。")
HEAD = "目录\n堤上的灯 ············ 1\n渡口的钟 ············ 2\n\f"


def beside(left: Sequence[str], right: Sequence[str]) -> str:
    """Two columns on one grid."""
    return "\n".join(f"{a:<36}{b}".rstrip() for a, b in itertools.zip_longest(left, right, fillvalue=""))


def page(number: int, title: str, *bands: str) -> str:
    head = [f"{number}     江堤    2031 年第 6 期", "", "", "", f"{' ' * 24}{title}", f"{' ' * 26}□ 守堤站", "", ""]
    return "\n".join([*head, "\n\n\n\n".join(bands)])


def issue(*bands: str) -> str:
    """Two articles on a page each, `bands` with white ones between them below the title of the first."""
    return HEAD + page(1, "堤上的灯", *bands) + "\f" + page(2, "渡口的钟", beside(RIGHT, LEFT))


def paragraphs(*columns: Sequence[str]) -> list[str]:
    text = "\n".join(line for column in columns for line in column)
    return ["".join(part.split("\n")) for part in text.strip().split("\n  ")]


def test_columns_above_a_picture_as_wide_as_the_page_are_read_before_those_below_it(importer: Importer) -> None:
    caption = f"汛期过后的江堤{' ' * 44}图：守堤站"
    made = importer(issue(beside(LEFT, RIGHT), caption, beside(RIGHT, LEFT)))
    assert made.titles() == ["堤上的灯", "渡口的钟"]
    assert made.body(0).split("\n\n") == paragraphs(LEFT, RIGHT, RIGHT, LEFT)
    assert "汛期过后的江堤" in (made.folder / made.report["articles"][0]["file"]).read_text(encoding="utf-8")


def test_a_paragraph_goes_on_over_a_white_band_where_it_has_not_ended(importer: Importer) -> None:
    """Both columns have a head below the same blank lines: the left column is read to its foot all the same."""
    left = [*LEFT[:4], "", "", "", "守堤", *LEFT[4:9]]
    right = [LEFT[9], *RIGHT[1:4], "", "", "", "种菜", *RIGHT[4:9]]
    body = importer(issue(beside(left, right))).body(0)
    assert "谁也没有多说话，只有灯还亮着。" in body
    assert body.index("## 守堤") < body.index("只有灯还亮着") < body.index("## 种菜")


def test_a_row_that_was_cut_before_quotation_marks_is_put_together_by_its_places(importer: Importer) -> None:
    left = [*LEFT[:4], "  “灯亮着吗？”", f"{' ' * 8}“亮着。”", f"{' ' * 12}“水呢？”", f"{' ' * 16}“退了。”", *LEFT[4:]]
    right = [*RIGHT[:4], "", "", "", "", *RIGHT[4:]]
    assert "“灯亮着吗？”“亮着。”“水呢？”“退了。”" in importer(issue(beside(left, right))).body(0).split("\n\n")


def test_the_lines_of_an_item_hang_below_its_number(importer: Importer) -> None:
    items = ["1. 巡堤。每两个小时走一遍，脚要踩在石阶上，手",
             "  电筒照着水边，看见冒泡的地方就插旗。",
             "2. 报水。整点看一次水尺，先报尺上的数，再报比上",
             "  一个钟点涨了还是落了。",
             "3. 换班。灯下交接，一句一句对过才能走。"]
    made = importer(issue(beside([*LEFT, *items], [*RIGHT, *RIGHT[:5]])))
    body = made.body(0)
    assert "脚要踩在石阶上，手电筒照着水边" in body
    assert "再报比上一个钟点涨了还是落了。" in body
    assert "手\n" not in body and not any(line.startswith("#") for line in body.split("\n"))


def test_a_table_in_a_column_is_read_by_its_grid(importer: Importer) -> None:
    """Numbers stand on a line between the two of the cell beside them; a first cell in the middle of its rows."""
    table = ["       表1   三段江堤的水位",
             "                  涨幅（厘米）",
             "堤段   断面    水位",
             "                  上月   本月",
             "      石矶    12.5    18      9",
             "东圩",
             "      老闸    11.8    10      4",
             "      渡口    12.0    16      7",
             "西河",
             "      上坝    10.9    12      3"]
    made = importer(issue(beside([*LEFT, *LEFT[:4]], [*RIGHT[:4], "", *table, "", *RIGHT[4:7]])))
    body = made.body(0)
    assert ": 表1\u3000三段江堤的水位" in body
    grid = [[cell.strip() for cell in line.split("|")[1:-1]] for line in body.split("\n") if line.startswith("| ")]
    assert ["东圩", "石矶", "12.5", "18", "9"] in grid and ["", "老闸", "11.8", "10", "4"] in grid
    assert ["西河", "渡口", "12.0", "16", "7"] in grid and ["", "上坝", "10.9", "12", "3"] in grid
    assert [cell for cell in grid[0] if cell] == ["堤段", "断面", "水位", "涨幅（厘米）"]
    assert any(row[-2:] == ["上月", "本月"] for row in grid)


def test_cells_on_two_lines_round_the_numbers_of_their_row(importer: Importer) -> None:
    table = ["盼望的事        人数    占比   说得最多的话",
             "                        “走到堤上，天都",
             "夜里的车       147    74.0%",
             "                        亮了”",
             "                        “后半夜只有冷饭，",
             "热的饭        125    63.0%",
             "                        吃了胃疼”",
             "                        “手电筒一照，全",
             "路上的灯        87    44.0%",
             "                        是水”"]
    made = importer(issue(beside([*LEFT, *LEFT[:4]], [*RIGHT[:4], "", *table, "", *RIGHT[4:7]])))
    grid = [[cell.strip() for cell in line.split("|")[1:-1]] for line in made.body(0).split("\n") if line.startswith("| ")]
    assert grid[0] == ["盼望的事", "人数", "占比", "说得最多的话"]
    assert ["夜里的车", "147", "74.0%", "“走到堤上，天都亮了”"] in grid
    assert ["热的饭", "125", "63.0%", "“后半夜只有冷饭，吃了胃疼”"] in grid
    assert ["路上的灯", "87", "44.0%", "“手电筒一照，全是水”"] in grid


def test_what_stands_set_in_below_both_columns_is_a_piece_of_its_own(importer: Importer) -> None:
    box = "\n".join(["  江边小调", "", "     早看东边红，晌午不行船；", "     晚看西边亮，夜里好守堤。", "", "",
                     "     灯下数石阶，一级不能差；", "     人走灯不走，水来灯先知。"])
    made = importer(issue(beside(LEFT, RIGHT), box))
    assert sorted(made.titles()) == sorted(["堤上的灯", "渡口的钟", "江边小调"])
    assert made.body(0).split("\n\n") == paragraphs(LEFT, RIGHT)
    assert "晚看西边亮" in made.body(made.titles().index("江边小调"))


def test_the_name_of_a_picture_beside_narrow_text_cuts_no_sentence(importer: Importer) -> None:
    narrow = ["          堤脚的石阶是民国十九",
              "        年砌的，一共九级。水涨一",
              "        级，老堤长就在灯柱上刻一",
              "        道痕，刻到第七道的时候，",
              "老灯柱",
              "        全站的人都上了堤。那一夜",
              "        谁也没有合眼。"]
    made = importer(issue(beside([*LEFT[:7], *narrow, *LEFT[7:]], [*RIGHT, *RIGHT[:7]])))
    whole = "堤脚的石阶是民国十九年砌的，一共九级。水涨一级，老堤长就在灯柱上刻一道痕，刻到第七道的时候，全站的人都上了堤。"
    assert whole in made.body(0)


def test_three_columns_above_two_are_read_before_them(importer: Importer) -> None:
    news = [("  东圩站换上了新水尺，夜里", "  西河站的职工自己动手修好", "  北闸站添了两盏太阳能灯，"),
            ("也能看清，守堤人不用再打着", "了抽水机，省下的钱给每人添", "照着通往水文房的小路，去年"),
            ("手电筒爬下石阶，每次能省六", "了一双防滑的胶鞋，汛期里走", "这里摔过三个人，如今再也没"),
            ("分钟，报水也准了，站长说这", "石阶不再打滑，老职工说比发", "有人摔过，站里的人都说灯装"),
            ("件小事办了三年才办成功，今", "奖金还实在，年轻人把旧胶鞋", "得好，只是飞蛾多了些，每天"),
            ("后还要换两把新的尺子才行。", "挂在墙上当作纪念品留下来。", "早上要扫一回，扫出一小堆。")]
    rows = [f"{a:<18}{b:<18}{c}" for a, b, c in news]
    made = importer(issue("\n".join(rows), beside(LEFT, RIGHT)))
    whole = ["".join(column).strip() for column in zip(*news, strict=True)]
    assert made.body(0).split("\n\n") == [*whole, *paragraphs(LEFT, RIGHT)]


@pytest.mark.parametrize("left", [False, True])
def test_the_imprint_beside_the_contents_is_read_behind_them(importer: Importer, left: bool) -> None:
    """At the right on their rows, or at the left between them."""
    titles = ["堤上的灯", "渡口的钟", "晚归的船", "水尺上的刻痕", "歪脖子的柳树", "井台边的夏天"]
    entries = [f"{title:<16}守堤站   ··················   {number}" for number, title in enumerate(titles, 1)]
    contents = ["目录", "", "", "堤上", *entries[:2], "", "", "江边", *entries[2:]]
    imprint = ["", "编委会", "陈大江　何小满", "主编", "周守堤", "", "主办　江堤管理处", "印刷　临江印刷厂", "邮编　100100"]
    pairs = list(itertools.zip_longest(contents, imprint, fillvalue=""))
    rows = [f"{a:<60}{b}".rstrip() for a, b in pairs]
    if left:
        rows = [row for a, b in pairs for row in (f"{' ' * 20}{a}".rstrip(), b) if row or not (a or b)]
    pages = [page(number, title, beside(LEFT, RIGHT)) for number, title in enumerate(titles, 1)]
    made = importer("\f".join(["\n".join(rows), *pages]))
    assert made.titles() == titles
    assert made.issue is not None
    assert [article.metadata.column for article in made.issue.articles] == ["堤上"] * 2 + ["江边"] * 4


def test_a_note_below_the_left_column_cuts_no_sentence_that_goes_on_in_the_right_one(importer: Importer) -> None:
    left = [*LEFT[:4], LEFT[4].replace("石阶", "石阶①"), LEFT[5], "", "① 从下往上数，一共二十级。"]
    made = importer(issue(beside(left, (*LEFT[6:], *RIGHT))))
    blocks = made.body(0).split("\n\n")
    assert blocks[-1] == "[^1]: 从下往上数，一共二十级。"
    assert blocks[:-1] == [text.replace("石阶。", "石阶[^1]。") for text in paragraphs(LEFT, RIGHT)]


def test_numbers_of_a_list_that_touch_its_items_are_set_apart_where_the_items_hang(importer: Importer) -> None:
    items = ["  守堤的人夜里记住两件事，天亮讲给接班的人听：", "1.先看水尺，水过了第三道红线就敲钟，钟响三遍以",
             "  前谁也不许离开自己的那一段；", "2.再看石缝。"]
    body = importer(issue(beside([*LEFT, *items], [*RIGHT, *RIGHT[:4]]))).body(0)
    assert "钟响三遍以前谁也不许离开自己的那一段；" in body and "#" not in body


def test_dots_drawn_below_words_are_no_part_of_their_row(importer: Importer) -> None:
    marked = [("•••••" if at == 5 else "") + line for at, line in enumerate(RIGHT)]
    made = importer(issue(beside(LEFT, marked), beside(LEFT, RIGHT)))
    assert "•" not in made.body(0) and "谁就去浇两担水。三年下来" in made.body(0)
