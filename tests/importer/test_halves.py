"""Headlines over two pages that the contents or their own words tell, and where articles begin beside them."""
from __future__ import annotations

import pytest

from convert.importer.evidence import settled
from convert.importer.frames import put_in_order
from convert.importer.furniture import strip_furniture
from convert.importer.heads import build_head
from convert.importer.matching import Joints
from convert.importer.rawlines import read_lines
from convert.importer.records import Contents, Draft, Entry, Line
from convert.importer.wrapped import Item, page_items
from tests.importer.test_roundtrip import imported
from tests.importer.test_spreads import CONTENTS, DYE, NEWS, OTHERS, ROPE, found, item, page, pages, wrapped

LEFT, RIGHT = "十遍下缸始成蓝", "一池靛水见深浅的北关镇"
DATED = f"4月9日，{NEWS[0]}。"
BY = "□　上坡村　麻喜顺"
KNOWN = "木耙搅动池里的水"


def put(*items: list[Item], titles: dict[str, int] | None = None) -> tuple[Draft, ...]:
    """`titles`: the words of lines that print the title of an entry."""
    lines = [line for page in items for item in page for line in item.lines]
    places = {line.key: titles[line.text] for line in lines if titles and line.text in titles}
    return put_in_order(items, Joints([KNOWN] * 9), places).drafts


def cluster(number: int, *texts: str) -> Item:
    return Item(tuple(item(10 * number + k, text).lines[0] for k, text in enumerate(texts)), True, None, True, 25.0)


def heads(drafts: tuple[Draft, ...]) -> list[str]:
    return ["".join(line.text for line in draft.head) for draft in drafts]


def texts(drafts: tuple[Draft, ...]) -> list[str]:
    return ["".join(line.text for line in draft.body) for draft in drafts]


def test_halves_that_the_contents_has_in_one_entry_are_one_headline_though_an_article_seems_to_begin_between() -> None:
    left = [item(1, f"{DYE[0]}。"), item(2, LEFT, True)]
    right = [item(3, DATED), item(4, RIGHT, True), item(5, f"近日，{ROPE[0]}。（上坡村）"), item(6, "四十天一条绳", True)]
    drafts = put(left, right, titles={LEFT: 0, RIGHT: 0})
    assert heads(drafts) == [LEFT + RIGHT, "四十天一条绳"]
    assert DATED in texts(drafts)[0]


def test_the_text_above_the_right_half_belongs_to_its_article_and_to_no_other_that_is_unfinished() -> None:
    left = [item(1, "木耙一上一下地搅动"), item(2, "染坊的木耙", True), item(3, f"{DYE[0]}。"), item(4, LEFT, True)]
    right = [item(5, f"池里的水由黄转绿，{DYE[1]}。"), item(6, RIGHT, True), item(7, f"近日，{ROPE[0]}。"),
             item(8, "四十天一条绳", True)]
    drafts = put(left, right, titles={LEFT: 0, RIGHT: 0})
    assert heads(drafts) == ["染坊的木耙", LEFT + RIGHT, "四十天一条绳"]
    assert texts(drafts)[1].endswith(f"{DYE[1]}。")


def test_the_contents_tells_the_halves_of_a_title_and_their_order() -> None:
    contents = CONTENTS.replace("立秋打靛\u3000看蓝草下缸十遍\t3", f"立秋打靛时节\u3000{RIGHT}看蓝草下缸——北关染坊秋打靛记\t3")
    lines = wrapped(*DYE)
    text = pages(contents + page(lines[:4], "立秋打靛时节\n——北关染坊秋"),
                 page(lines[4:-1], lines[-1] + "（北关镇文化站）", f"{RIGHT}看蓝草下缸\n打靛记", wrapped(*ROPE), "四十天一条绳"),
                 page(wrapped(*NEWS), "织带作坊添新机"), *OTHERS)
    article = imported(text).articles[0]
    assert article.head.title == f"立秋打靛时节\u3000{RIGHT}看蓝草下缸"
    assert (article.head.kicker, article.head.subtitle) == ((), ("——北关染坊秋打靛记",))
    assert len(article.blocks) == len(DYE)


@pytest.mark.parametrize(("listed", "joined"), [(f"{LEFT}\u3000{RIGHT}", True), (LEFT + RIGHT, False)])
def test_two_titles_that_a_broken_contents_ran_together_are_no_halves(listed: str, joined: bool) -> None:
    body = [Line("a.txt", 1, f"{DYE[0]}。", page=1, gap=1), Line("a.txt", 2, LEFT, page=1, gap=1),
            Line("a.txt", 3, f"{DYE[1]}。", page=2, gap=1), Line("a.txt", 4, RIGHT, page=2, gap=1)]
    _, places = settled(Contents((Entry(listed, "", 3, "", "", 1, (listed,)),)), [Line("a.txt", 9, listed)], body, {})
    halves = {places.get(line.key, -1) for line in body if line.text in (LEFT, RIGHT)}
    assert (len(halves) == 1) is joined


def test_who_spoke_is_the_right_half_of_the_headline_of_a_meeting() -> None:
    left = [item(1, f"{DYE[0]}。"), item(2, "全县手艺人大会召开", True)]
    right = [item(3, "柳三元出席并讲话", True), item(4, f"{DYE[1]}。（来源：北关镇文化站）"), item(5, DATED),
             item(6, "织带作坊添新机", True)]
    assert heads(put(left, right)) == ["全县手艺人大会召开柳三元出席并讲话", "织带作坊添新机"]


def test_the_end_of_a_subtitle_tells_the_right_half() -> None:
    left = [item(1, f"{DYE[0]}。"), cluster(2, LEFT, "——北关染坊立")]
    right = [item(4, DATED), cluster(5, RIGHT, "秋打靛纪实")]
    drafts = put(left, right)
    assert heads(drafts) == [f"{LEFT}{RIGHT}——北关染坊立秋打靛纪实"]


def test_titles_of_two_entries_in_one_cluster_are_two_heads() -> None:
    both = cluster(2, LEFT, "四十天一条绳")
    items = [item(1, f"{DYE[0]}。（北关镇文化站）"), both, item(4, DATED)]
    assert heads(put(items)) == [f"{LEFT}四十天一条绳"]
    assert heads(put(items, titles={LEFT: 0, "四十天一条绳": 1})) == [LEFT, "四十天一条绳"]


def test_no_heading_stands_in_a_sentence() -> None:
    """The text above a title goes on with the next page; the article below the title has its own above the next one."""
    items = [item(1, f"4月9日，{DYE[0]}。"), item(2, "木耙一上一下地搅动"), item(3, "北关染坊秋打靛", True),
             item(4, f"{ROPE[0]}。"), item(5, "四十天的一条绳", True)]
    before = [item(7, f"{NEWS[0]}。"), item(8, "织带作坊添新机", True)]
    drafts = put(before, items, [item(6, "池里的水由黄转绿。")._replace(first=False)])
    assert heads(drafts)[1:] == ["北关染坊秋打靛", "四十天的一条绳"]
    assert texts(drafts)[1].endswith("地搅动池里的水由黄转绿。")


@pytest.mark.parametrize("rest", [
    "镇上和邻近各村的师傅参加了当天的手艺比试。（北关镇文化站）", "染布的人今年要比去年多看一道水色。\n谢谢大家！"])
def test_the_end_of_an_article_at_the_top_of_a_page_begins_none(rest: str) -> None:
    left = [item(1, f"{DYE[0]}。"), item(2, LEFT, True)]
    last = [item(3 + k, text) for k, text in enumerate(rest.split("\n"))]
    drafts = put(left, [*last, item(6, f"{ROPE[0]}。"), item(7, "四十天一条绳", True)])
    assert heads(drafts) == [LEFT, "四十天一条绳"]
    assert texts(drafts)[1] == f"{ROPE[0]}。"


def test_a_line_every_string_of_whose_joint_is_known_begins_nothing() -> None:
    left = [item(1, f"{DYE[0]}，木耙一上一下地搅动")._replace(last_full=True), cluster(2, LEFT, BY)]
    right = [item(3, f"池里的水由黄转绿，四十天一条绳。{NEWS[1]}。"), item(4, f"{ROPE[0]}。"), cluster(5, "四十天一条绳", BY)]
    assert texts(put(left, right))[0].endswith(f"地搅动池里的水由黄转绿，四十天一条绳。{NEWS[1]}。")


@pytest.mark.parametrize(("above", "lead"), [
    (f"{DYE[1]}。", f"今天，我们在这里召开打靛动员会，{ROPE[0]}。"),
    (f"同志们，{DYE[1]}。", f"{ROPE[0]}。"), (f"{DYE[1]}。", f"■ {ROPE[0]}。")])
def test_the_lead_of_a_speech_or_of_points_begins_an_article_and_an_appeal_does_not(above: str, lead: str) -> None:
    left = [item(1, "木耙一上一下地搅动"), cluster(2, LEFT, BY)]
    right = [item(3, "池里的水由黄转绿。")._replace(first=False), item(4, above), item(5, lead), cluster(6, "缆绳的规矩", BY)]
    assert texts(put(left, right))[1] == lead


CUT = "师傅说，染布最怕的是心里有急火，下缸一次就"


def displayed(*texts: str, titles: tuple[str, ...], known: str = "") -> list[tuple[bool, str]]:
    """Whether they are display type, and the words, of what the last page but one holds; `titles`: lines that print some."""
    lines = read_lines(pages(*OTHERS, *texts), "a.txt")
    keys = frozenset(line.key for line in lines if line.text in titles)
    return [(item.display, item.text) for item in page_items(lines, 1, keys, Joints([known]))[-2]]


def test_the_first_line_of_a_paragraph_above_a_listed_title_is_text_whatever_the_next_page_begins_with() -> None:
    rows = displayed(page(wrapped(*DYE[:2]), CUT + "要晾", LEFT), page(wrapped(*NEWS)), titles=(LEFT,))
    assert rows[-2:] == [(False, CUT + "要晾"), (True, LEFT)]
    kicker = "柳三元，麻喜顺在北关镇看望老手艺人时强调"
    rows = displayed(page(wrapped(*DYE[:2]), kicker, LEFT), page(wrapped(*NEWS)), titles=(LEFT,))
    assert rows[-1] == (True, kicker + LEFT)


def test_what_surely_goes_on_over_the_page_is_text_though_the_rest_looks_like_a_first_line() -> None:
    start = "打靛是力气活两个人对面站着，木耙一上一下地搅动"
    rows = displayed(page(wrapped(*DYE[:2]), start, LEFT), page(wrapped(f"池里的水由黄转绿，{NEWS[0]}")), titles=(), known=KNOWN)
    assert rows[-2:] == [(False, start), (True, LEFT)]


def test_a_cut_start_below_a_paragraph_that_began_beside_a_picture_is_measured_by_its_wide_lines() -> None:
    beside = ["4月9日，织带作坊", "添了六台木机，坊里", "年纪最小的学徒只有", "十七岁，师傅让他先", "学接线头，接满一千"]
    wide = ["个才许上机，作坊的带子卖到邻近三个县订货的人把花样", "画在烟盒背面寄来，师傅照着样子打底稿，底稿打好了。"]
    rows = displayed(page(wrapped(*DYE[:2]), beside, wide, CUT + "要晾", LEFT), page(wrapped(*NEWS)), titles=(LEFT,))
    assert rows[-2:] == [(False, CUT + "要晾"), (True, LEFT)]


def test_words_in_the_midst_of_a_sentence_at_the_head_of_pages_are_no_running_head() -> None:
    narrow = ["县手艺人协会会长、北", "关镇染坊的柳三元到"]
    texts = [page(f"4月{k}日至{k + 2}日，", narrow, wrapped(DYE[k % 3])) for k in range(1, 5)]
    left = strip_furniture(read_lines(pages(*OTHERS, *texts), "a.txt"), (), (), ())
    assert sum("协会会长、北" in line.text for line in left.lines) == 4


def test_the_right_half_below_the_rest_of_an_article_whose_text_ended_with_the_page() -> None:
    """The rest begins with a quotation as wide as a full line, and nothing was cut."""
    lines = wrapped(*DYE)
    quoted = ["“染布最怕的是心里有急火，下缸一次就要晾一次才好。”", "老师傅这样说，十几遍下来，布上的蓝就有了深浅。（文化站）"]
    right = page(quoted, "一池靛水见深浅", wrapped("4月9日，" + NEWS[0]), "织带作坊添新机")
    made = imported(pages(*OTHERS, page(lines, LEFT), right))
    assert LEFT + "一池靛水见深浅" in found(made)


def test_a_credit_cut_at_its_marks_is_one_and_closes_its_article() -> None:
    left = [item(1, f"{DYE[0]}。（来源："), item(2, "北关镇文化站）"), item(3, DATED), cluster(4, "织带作坊添新机", BY)]
    drafts = put([item(8, f"{NEWS[1]}。"), cluster(9, LEFT, BY)], left, [item(5, f"{ROPE[0]}。")._replace(first=False)])
    assert texts(drafts)[0] == f"{NEWS[1]}。{DYE[0]}。（来源：北关镇文化站）"
    assert texts(drafts)[1] == f"{DATED}{ROPE[0]}。"


def test_a_speech_that_thanked_is_over() -> None:
    speech = [item(1, f"{DYE[0]}。"), item(2, "谢谢大家！"), cluster(3, LEFT, BY)]
    other = [item(4, f"今天，我们召开搓绳会，{ROPE[0]}，"), cluster(5, "四十天一条绳", BY)]
    drafts = put(speech, other, [item(6, f"{ROPE[1]}。")])
    assert ROPE[1] in texts(drafts)[1]


POINTS = ["■　蓝草要在立秋前后割，割早了颜色浅，割晚了秆子", "老，割草的人都知道",
          "■　打靛是力气活，两个人对面站着，木耙一上一下，", "池里的水由黄转绿"]


def test_a_title_at_the_foot_of_a_page_that_text_drew_to_itself_is_a_head() -> None:
    lines = wrapped(DYE[1] + "。" + DYE[2] + "。" + ROPE[0])
    rest, title = "".join(lines[5:]), "北关镇染坊今年秋天打靛看蓝草师徒比手艺活动纪要"
    known = lines[4][-3:] + rest[:3]
    rows = displayed(page(wrapped(DYE[0]), POINTS, lines[:5], title), page(rest[:25], wrapped(rest[25:])), titles=(), known=known)
    assert rows[-1] == (True, title)


def test_the_rest_of_a_quotation_begins_no_article_and_goes_to_the_one_that_quotes() -> None:
    left = [item(1, "老师傅说：“染布最怕的是心里有急火，"), cluster(2, LEFT, BY)]
    right = [item(3, f"下缸一次就要晾一次。”{DYE[1]}。"), item(4, f"{ROPE[0]}。"), cluster(5, "四十天一条绳", BY)]
    drafts = put([item(8, f"{NEWS[0]}，"), cluster(9, "织带作坊添新机", BY)], left, right)
    assert texts(drafts)[1] == f"老师傅说：“染布最怕的是心里有急火，下缸一次就要晾一次。”{DYE[1]}。"


def test_the_left_half_of_a_title_is_no_unit_s_name_though_it_ends_like_one() -> None:
    lines = [Line("a.txt", 1, "解锁数字工会", gap=1), Line("a.txt", 3, "守望织带人家", role="half", gap=1)]
    head = build_head(lines, None, Joints(()))
    assert (head.section, head.title) == ("", "解锁数字工会\u3000守望织带人家")


def test_a_line_without_a_mark_at_the_top_of_a_page_below_whole_text_is_a_head() -> None:
    title = "北关镇举办立秋打靛看蓝草师徒比手艺活动"

    def top(before: str) -> Item:
        lines = read_lines(pages(*OTHERS, page(before), page(title, POINTS, wrapped(*ROPE))), "a.txt")
        return page_items(lines, 1, joints=Joints(()))[-1][0]

    assert (top(page(wrapped(*DYE))).display, top(page(wrapped(*DYE))).text) == (True, title)
    assert not top(page(wrapped(*DYE)[:-1])).display


def test_what_a_page_begins_with_goes_to_the_article_that_the_page_before_cut() -> None:
    """It looks like the first line of a paragraph, and no string of the joint is known."""
    whole = [item(1, f"{DYE[0]}。"), cluster(2, LEFT, BY)]
    cut = [item(3, f"今天，我们召开搓绳会，{ROPE[0]}，"), cluster(4, "四十天一条绳", BY)]
    drafts = put(whole, cut, [item(5, f"{ROPE[1]}。")])
    assert texts(drafts) == [f"{DYE[0]}。", f"今天，我们召开搓绳会，{ROPE[0]}，{ROPE[1]}。"]
