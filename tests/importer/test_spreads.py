"""Headlines over two pages, and the lines between a column's text and the head below it: whose they are, the next page tells."""
from __future__ import annotations

import pytest

from convert.importer.assembly import Imported
from convert.importer.characters import is_body_name
from convert.importer.frames import put_in_order
from convert.importer.furniture import strip_furniture
from convert.importer.heads import build_head
from convert.importer.matching import Joints
from convert.importer.rawlines import read_lines
from convert.importer.reading import DISPLAY, FIRST, MIDDLE, read_page
from convert.importer.records import Entry, Line
from convert.importer.wrapped import Item, page_items
from tests.importer.stories import skeleton
from tests.importer.test_roundtrip import imported

DYE = ("蓝草要在立秋前后割，割早了颜色浅，割晚了秆子老。染坊的人天不亮下地，露水还在叶子上，一捆一捆背回来，"
       "赶在日头高起来以前压进池里",
       "打靛是力气活，两个人对面站着，木耙一上一下，池里的水由黄转绿，由绿转蓝，浮起一层紫色的沫子。沫子散了，靛就成了",
       "老师傅说染布最怕的是心里有急火，下缸一次就要晾一次，十几遍下来，布上的蓝才有了深浅，像早晨的天一点一点亮开")
ROPE = ("搓绳的人都住在坡上，麻在坡下沤。沤好的麻一股一股挂起来，风吹过去，整条巷子都是水草的气味，"
        "外乡人闻不惯，本地人离了它睡不着",
        "一条过江的缆绳要搓四十天，十六个人分两班，中间不能歇，歇了就有软处，江水专找软处咬。所以搓绳的日子里谁家也不办喜事")
NEWS = ("近日，县城北关的织带作坊添了六台木机，作坊里年纪最小的学徒只有十七岁，师傅让他先学接线头，接满一千个才许上机",
        "作坊的带子卖到邻近三个县，订货的人把花样画在烟盒背面寄来，师傅照着样子打底稿，底稿打好了，机上的人才动手")


def wrapped(*paragraphs: str, end: str = "。") -> list[str]:
    """The lines of paragraphs in a measure of 25 em, the first ones set in by two."""
    out: list[str] = []
    for text in paragraphs:
        rest, room = text + end, 23
        while rest:
            cut = room + (rest[room:room + 1] in tuple("，。、"))
            out.append(rest[:cut])
            rest, room = rest[cut:], 25
    return out


def page(*rows: str | list[str]) -> str:
    """Lines between blank ones; what stands in one string with line ends touches."""
    lines = [line for row in rows for line in ([row] if isinstance(row, str) else row)]
    return "\n\n".join(lines)


def pages(*texts: str) -> str:
    """Every page but the first begins with a space and touches the one before it."""
    return "\n ".join(texts) + "\n"


OTHERS = tuple(page(wrapped(*texts), title) for texts, title in (
    (("铁匠铺的炉子三十年没有熄过火，夜里封着，早上捅开，捅炉子的声音就是半条街的钟，卖豆腐的听见了才出门",
      "打出来的锄头要在屋檐下挂一个夏天，经过雨的才卖，没有经过雨的，老铁匠说那还不算是锄头，只算是一块弯过的铁"),
     "炉火不熄的早晨"),
    (("补锅的担子一头是风箱一头是炭，走到哪里停下来，哪里就有人提着漏了底的锅出来，锅补好了先盛水给主人看",
      "补一口锅收两个鸡蛋，没有鸡蛋的人家给一碗热饭也行，担子在村里停一天，狗就跟着他走一天，到天黑才散"), "担子上的风箱"),
    (("弹棉花的弓有一人高，弦一响，满屋都是飞絮。弹到后来人和棉花分不清，只听见弦在白里响，像远处有人敲门",
      "一床被子要弹两千下，弹完了用红线在四角压出花样，新娘子的被子压双喜，老人的被子压寿字，孩子的压一只老虎"), "弦声里的白"),
    (("篾匠剖竹子不用尺，手指一量就是一寸二。剖好的篾片浮在水上不沉，他说沉下去的都是没有剖匀的，只能编鸡笼",
      "编一张晒席要七天，七天里他不同人说话，说话就要数错，数错一根就要拆到头。晒席卖出去，第二年秋天他去看一次"), "手指上的尺")))


def found(made: Imported) -> dict[str, str]:
    return {skeleton(a.head.title): "".join(b.text for b in a.blocks) for a in made.articles}


def test_the_right_half_of_a_headline_goes_to_the_article_of_its_left_half() -> None:
    lines = wrapped(*DYE)
    text = pages(*OTHERS, page(lines[:4], "一池靛水见深浅\n\n——北关染坊立"),
                 page(lines[4:-1], lines[-1] + "（北关镇文化站）", "十遍下缸始成蓝\n\n秋打靛记", wrapped(*ROPE), "四十天一条绳"))
    made = imported(text)
    article = next(a for a in made.articles if "染坊" in "".join(a.head.subtitle))
    assert skeleton(article.head.title) == "一池靛水见深浅十遍下缸始成蓝"
    assert article.head.subtitle == ("——北关染坊立秋打靛记",)
    assert [b.text for b in article.blocks] == [part + "。" for part in DYE]
    assert found(made)["四十天一条绳"].startswith("搓绳的人")
    assert any("题目横跨两页" in doubt.reason for doubt in made.doubts)


def test_two_heads_with_their_own_bylines_are_no_halves() -> None:
    lines = wrapped(*DYE)
    made = imported(pages(*OTHERS, page(lines[:4], "一池靛水见深浅\n□　北关镇　柳三元"),
                          page(lines[4:], wrapped(*ROPE), "四十天一条绳\n□　上坡村　麻喜顺")))
    assert {"一池靛水见深浅", "四十天一条绳"} <= set(found(made))


def items_of(first: str, second: str, *known: str) -> list[list[tuple[bool, str]]]:
    """Whether they are display type, and the words, of what two pages hold; `known`: running text of other pages."""
    lines = read_lines(pages(*OTHERS, first, second), "a.txt")
    return [[(item.display, item.text) for item in items] for items in page_items(lines, 1, joints=Joints(known))][-2:]


CUT = "老师傅说染布最怕的是心里有急火，下缸一次就要"
REST = wrapped("晾一次，十几遍下来，布上的蓝才有了深浅，像早晨的天一点一点亮开，像夜里的江一点一点暗下去")
REST = ["".join(REST)[:25], *wrapped("".join(REST)[25:], end="")]


def test_the_first_line_of_a_paragraph_that_a_head_drew_to_itself_is_text() -> None:
    first, second = items_of(page(wrapped(*DYE[:2]), CUT, "十遍下缸始成蓝\n一池靛水见深浅"), page(REST))
    assert first[-2:] == [(False, CUT), (True, "十遍下缸始成蓝一池靛水见深浅")]
    assert not second[0][0]


def test_a_numbered_heading_above_the_cut_start_of_a_paragraph_stays_one() -> None:
    first, _ = items_of(page(wrapped(*DYE[:2]), "二、下缸", CUT, "十遍下缸始成蓝\n一池靛水见深浅"), page(REST))
    assert first[-3:] == [(True, "二、下缸"), (False, CUT), (True, "十遍下缸始成蓝一池靛水见深浅")]


def test_the_first_line_of_a_title_that_text_drew_to_itself_is_the_head_s() -> None:
    head = "北关镇染坊今秋举办“立秋打靛看蓝草”师徒同池比手艺"
    whole = "打靛是力气活，两个人对面站着，木耙一上一下地搅动池里的水由黄转绿，由绿转蓝，浮起一层紫色的"
    first, _ = items_of(page(wrapped(DYE[0]), whole[:23], whole[23:48], head, "活动"),
                        page("沫子散了，靛就成了。老师傅说染布不怕慢，怕的是心里", REST),
                        "浮起一层紫色的沫子散了", "由绿转蓝，浮起一层紫色的沫子散了")
    assert first[-1] == (True, head + "活动")


def test_a_heading_at_the_foot_of_a_page_ends_there() -> None:
    made = imported(pages(*OTHERS, page(wrapped(*DYE), "十遍下缸始成蓝\n一池靛水见深浅"), page(wrapped(*ROPE), "二、江边的规矩"),
                          page(wrapped(*NEWS))))
    blocks = made.articles[-1].blocks
    assert [b.text for b in blocks if b.role == "heading"] == ["二、江边的规矩"]
    assert blocks[-2].text == NEWS[0] + "。"


def test_a_piece_of_news_begins_below_the_end_of_an_article_without_a_credit() -> None:
    dated = ("4月9日，" + NEWS[0][3:], NEWS[1])
    lines = wrapped(*DYE)
    made = imported(pages(*OTHERS, page(lines[:4], "十遍下缸始成蓝\n一池靛水见深浅"),
                          page(lines[4:], wrapped(*dated)[:-1], wrapped(*dated)[-1] + "（北关镇文化站）", "织带作坊添新机")))
    assert found(made)["织带作坊添新机"].startswith("4月9日")
    assert found(made)["十遍下缸始成蓝一池靛水见深浅"].endswith("一点一点亮开。")


def test_a_title_at_the_top_of_a_page_stands_above_its_text() -> None:
    made = imported(pages(*OTHERS, page(wrapped(*DYE), "十遍下缸始成蓝"), page("北关织带作坊添了木机", wrapped(*NEWS)),
                          page(wrapped(*ROPE), "四十天一条绳")))
    assert found(made)["北关织带作坊添了木机"].startswith("近日")


def test_a_clause_at_the_edge_of_several_pages_is_no_running_head() -> None:
    """The same words with other figures stand at the foot of three pages in a yearly account."""
    texts = [page("账房的话。", wrapped(DYE[k % 3]), f"打靛 {k + 31} 池，晾布 {k + 38} 匹，卖出") for k in range(4)]
    left = strip_furniture(read_lines(pages(*OTHERS, *texts), "a.txt"), (), (), ())
    assert sum("晾布" in line.text for line in left.lines) == 4


def test_a_title_below_which_text_stands_is_none_s_half_whatever_the_joints_are() -> None:
    """The first words of the text below the title fit the article that was cut, which goes on at the top of the page."""
    lines = wrapped(*DYE)
    asked = "搓绳的人是不是一家，老人们说手艺不分家，分家的是屋檐下的燕子和墙头上的草"
    again = page(wrapped("有人问" + "".join(lines[:4])[-3:] + asked), "手艺不分家")
    made = imported(pages(*OTHERS, again, page(lines[:4], "一池靛水见深浅"),
                          page(lines[4:-1], lines[-1] + "（北关镇文化站）", "四十天一条绳\n□　上坡村　麻喜顺", wrapped(*ROPE))))
    assert found(made)["四十天一条绳"].startswith("搓绳的人")


def item(number: int, text: str, display: bool = False) -> Item:
    return Item((Line("a.txt", number, text, gap=1),), display, None if display else True, True, 25.0)


def test_a_line_that_surely_goes_on_begins_nothing_though_it_is_as_short_as_a_first_one() -> None:
    left = [item(1, "木耙一上一下地搅动"), item(2, "一池靛水见深浅", True)]
    right = [item(3, "池里的水由黄转绿，由绿转蓝。（北关镇文化站）"), item(4, "十遍下缸始成蓝", True),
             item(5, f"4月9日，{NEWS[0]}。（北关镇文化站）"), item(6, "织带作坊添新机", True)]
    drafts = put_in_order([left, right], Joints(["木耙搅动池里的水"] * 9)).drafts
    assert [[line.text for line in draft.head] for draft in drafts] == [["一池靛水见深浅", "十遍下缸始成蓝"], ["织带作坊添新机"]]
    assert drafts[0].body[0].text.startswith("木耙一上一下地搅动池里的水")


FULL = "蓝草要在立秋前后割，割早了颜色浅，割晚了秆子老。染\n坊的人天不亮下地，露水还在叶子上，一捆一捆背回来，\n"


def labels(text: str, *known: str) -> list[int]:
    """`known`: running text of other pages."""
    lines = [line._replace(gap=1) for line in read_lines(text, "a.txt")]
    return [reading.label for reading in read_page(lines, 1, [False] * len(lines), 25.0, Joints(known))]


CLOSED = "赶在日头高起来以前压进池里。（北关镇文化站）\n"


def test_a_title_as_wide_as_a_first_line_is_one_where_a_date_begins_below_it() -> None:
    rows = "北关镇染坊办起“立秋打靛看蓝草”师徒手艺活动\n4 月 9 日至 11 日，来自邻近三县的学徒在北关镇老街\n"
    assert labels(FULL + CLOSED + rows + FULL)[3:5] == [DISPLAY, FIRST]


def test_a_date_at_the_head_of_a_text_is_bound_to_no_title() -> None:
    rows = "北关镇染坊开展立秋打靛看蓝草师徒比手艺\n4月9日，来自邻近三县的学徒在北关镇的老街\n"
    assert labels(rows + FULL, *["师徒比手艺4月9日开始"] * 9)[:2] == [DISPLAY, FIRST]


def test_a_short_line_at_the_foot_of_a_page_ends_no_paragraph_without_a_mark() -> None:
    rows = CLOSED + "老师傅说，染布最怕的是心里急，下缸一次就要晾一\n十遍下缸始成蓝、一池水\n"
    assert labels(FULL + rows)[-1] == DISPLAY


def test_a_numbered_heading_of_two_clauses_as_wide_as_a_first_line_is_one() -> None:
    rows = "二、看水色辨靛花，把打靛的火候全记在木耙柄上\n打靛要12个人 6 只木耙，两个人对面站着，一上一下\n"
    assert labels(FULL + "赶在日头高起来以前压进池里。\n" + rows + FULL)[3:6] == [DISPLAY, FIRST, MIDDLE]


def lines_of(*texts: str) -> list[Line]:
    return [Line("a.txt", 2 * n, text, gap=1) for n, text in enumerate(texts, 1)]


def test_a_kicker_on_two_lines_is_one() -> None:
    words = ("染出好颜色织出好日子", "北关镇手艺人协会会长柳三元在东街", "染坊看望学徒时强调")
    head = build_head(lines_of(*words), None, Joints(["到东街染坊去看新来的学徒"]))
    assert (head.kicker, head.title) == (("".join(words[1:]),), words[0])
    short = ("染出好颜色织出好日子", "北关镇手艺人协会会长柳三元在东街看学徒", "比手艺时强调")
    assert build_head(lines_of(*short), None, Joints(())).kicker == ("".join(short[1:]),)
    entry = Entry(words[0], "", 4, "", "", 1, (words[0],))
    assert build_head(lines_of(*words), entry, Joints(())).kicker == ("".join(words[1:]),)


def test_who_spoke_is_no_title_below_a_kicker() -> None:
    entry = Entry("全县手艺人大会在北关镇开幕\u3000柳三元出席并讲话", "", 4, "", "", 1)
    head = build_head(lines_of("全县手艺人大会在北关镇开幕", "柳三元出席并讲话"), entry, Joints(()))
    assert (head.kicker, skeleton(head.title)) == ((), "全县手艺人大会在北关镇开幕柳三元出席并讲话")


@pytest.mark.parametrize("title", ["织就手艺人保障网", "共绘镇村新格局", "搭起师徒大舞台", "服务城乡新社会"])
def test_a_clause_that_ends_like_a_body_names_none(title: str) -> None:
    assert not is_body_name(title)
    head = build_head(lines_of(title, "北关染坊开门授徒"), None, Joints(()))
    assert head.section == ""


CONTENTS = "# 目录\n\n2033年第4期\n\n## 手艺\n\n立秋打靛\u3000看蓝草下缸十遍\t3\n四十天一条绳\t4\n织带作坊添新机\t5\n\n"


def test_both_halves_of_a_title_in_half_markdown_are_the_title() -> None:
    """Their marks differ, and the right one comes out in the middle of a sentence."""
    half = DYE[1].index("池里的水")
    text = (f"{CONTENTS}# 立秋打靛\n\n{DYE[0]}。\n\n{DYE[1][:half]}\n\n### 看蓝草下缸十遍\n\n{DYE[1][half:]}。\n\n"
            f"## 四十天一条绳\n\n{ROPE[0]}。（上坡村）\n\n## 织带作坊添新机\n\n{NEWS[0]}。（北关镇文化站）\n")
    article = imported(text).articles[0]
    assert (article.head.kicker, skeleton(article.head.title)) == ((), "立秋打靛看蓝草下缸十遍")
    assert [b.text for b in article.blocks] == [DYE[0] + "。", DYE[1] + "。"]


def test_words_of_a_picture_between_paragraphs_are_no_text() -> None:
    text = (f"{CONTENTS}# 立秋打靛\u3000看蓝草下缸十遍\n\n{DYE[0]}。\n\n图为北关染坊的靛池\n\n{DYE[1]}。（北关镇文化站）\n\n"
            f"## 四十天一条绳\n\n{ROPE[0]}。（上坡村）\n\n## 织带作坊添新机\n\n{NEWS[0]}。（北关镇文化站）\n")
    article = imported(text).articles[0]
    assert article.captions == ("图为北关染坊的靛池",)
    assert len(article.blocks) == 2


def test_what_stands_below_a_credit_on_its_own_line_goes_to_the_article_without_one() -> None:
    text = (f"{CONTENTS}# 立秋打靛\u3000看蓝草下缸十遍\n\n{DYE[0]}。\n\n## 四十天一条绳\n\n{ROPE[0]}。\n\n（上坡村）\n\n"
            f"{DYE[1]}。（北关镇文化站）\n\n## 织带作坊添新机\n\n{NEWS[0]}。（北关镇文化站）\n")
    made = imported(text)
    assert [len(a.blocks) for a in made.articles] == [2, 1, 1]
    assert [a.contributor for a in made.articles] == ["北关镇文化站", "上坡村", "北关镇文化站"]


def test_short_news_each_with_its_credit_stay_one_article() -> None:
    news = ["●北关作坊添了六台木机。", "（许小麻）", "●坡上的绳子卖到了邻近三个县。", "（北关镇文化站）",
            "●染坊新开一口缸，蓝布不用再等。"]
    text = "\n\n".join(["# 搓绳的人", ROPE[0] + "。", ROPE[1] + "。", "# 简讯", *news, "# 打靛", DYE[0] + "。", DYE[1] + "。"])
    made = imported(text)
    assert [article.head.title for article in made.articles] == ["搓绳的人", "简讯", "打靛"]
    assert news[-1] in [block.text for block in made.articles[1].blocks]


def test_a_credit_with_words_of_the_title_is_no_part_of_the_head() -> None:
    """The two pages of the headline cut the unit's name."""
    contents = CONTENTS.replace("四十天一条绳\t", "四十天一条绳\u3000十六人两班倒——上坡村搓绳社纪事\t")
    text = (f"{contents}# 立秋打靛\u3000看蓝草下缸十遍\n\n{DYE[0]}。（北关镇文化站）\n\n"
            f"## 四十天一条绳\n\n### ——上坡\n\n{ROPE[0][:30]}\n\n## 十六人两班倒\n\n### 村搓绳社纪事\n\n{ROPE[0][30:]}。\n\n"
            f"(上坡村搓绳社)\n\n## 织带作坊添新机\n\n{NEWS[0]}。（北关镇文化站）\n")
    article = imported(text).articles[1]
    assert (article.contributor, article.head.subtitle) == ("上坡村搓绳社", ("——上坡村搓绳社纪事",))


@pytest.mark.parametrize("byline", ["上坡村搓绳社　褚三元", "北关镇手艺人协会会长　柳　青", "北关机务段　褚三元"])
def test_a_byline_without_its_mark_names_a_body_and_a_person(byline: str) -> None:
    text = (f"{CONTENTS}# 立秋打靛\u3000看蓝草下缸十遍\n\n{byline}\n\n{DYE[0]}。\n\n## 四十天一条绳\n\n{ROPE[0]}。（上坡村）\n\n"
            f"## 织带作坊添新机\n\n{NEWS[0]}。（北关镇文化站）\n")
    article = imported(text).articles[0]
    assert skeleton(article.head.byline) == skeleton(byline)
    assert [b.text for b in article.blocks] == [DYE[0] + "。"]


def test_a_column_of_four_characters_below_the_board_is_no_name() -> None:
    board = "目\u3000录\n\n2033年第4期\n\n编委会\n\n主编\u3000柳三元\n\n编辑\u3000麻喜顺\u3000鲁大成\n\n"
    contents = f"{board}手艺春秋\n\n立秋打靛看蓝草 3\n\n四十天一条绳 4\n\n"
    text = f"{contents}# 立秋打靛看蓝草\n\n{DYE[0]}。\n\n## 四十天一条绳\n\n{ROPE[0]}。（上坡村）\n"
    made = imported(text)
    assert [a.column for a in made.articles] == ["手艺春秋", "手艺春秋"]
    assert made.values["editorial_board"][-1]["names"] == ["麻喜顺", "鲁大成"]
