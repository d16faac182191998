"""Where articles begin and end on pages of print, and what is no title there: numbers that go on, verses, leads, cut credits."""
from __future__ import annotations

from convert.importer.characters import credit
from convert.importer.heads import build_head
from convert.importer.matching import Joints
from convert.importer.rawlines import read_lines
from convert.importer.reading import ALONE, DISPLAY, FIRST, read_page
from convert.importer.records import Entry, Line
from convert.importer.repair import repair_line
from tests.importer.pages import printed_pages
from tests.importer.stories import every_story
from tests.importer.test_roundtrip import imported

SPEECH = """修缮文庙这件事，去年开了头，今年要见到样子。我先把
看到的讲一讲，再说说往后怎样办，说得不对的地方请大家
当场指出来。

（一）先看屋面。瓦破了可以换，椽子烂了就要落架，哪一
间属于哪一种，开春以前必须逐间登记，登记的人要上到梁
上去看。

（二）再看木料。库房里还有两百多根老料，能用的先用，
不够的再去采买，采买的账目按月贴在二门外的墙上。
在文庙修缮动员会上的讲话
□　文庙管理所所长　鲁大成"""
REST = """（三）后看工匠。会做斗拱的师傅只剩四位，年纪都过了六
十，今年每位师傅带两个徒弟，徒弟的工钱由所里出，学成
以后留在所里。

旧书市场每逢初五、十五开市，天不亮就有人打着手电来
淘书。摊主老任说，手电照着的不是书，是人找书时候的那
一点急切。
旧书市场的手电光"""


OTHERS = ("""铸字行里最后一副铜模上个月修好了。修它的人七十三
岁，戴两副眼镜，一副看图纸，一副看刀口，看完图纸再换
一副，换得很慢。
最后一副铜模""", """城南的水井一共有九口，七口还能打水。街坊们约好轮
流淘井，淘一次井要半天，半天里谁家也不许下桶，等水清
了再说。
城南九口井""", """裱画的糨糊要打三遍，头一遍去筋，第二遍去火，第三
遍去掉打糨糊的人的急躁。老裱匠这样说的时候，手里一直
没有停。
糨糊打三遍""")


def apart(text: str) -> str:
    """A blank line between all lines, but those of a title that touch."""
    return text.replace("\n\n", "\n").replace("\n", "\n\n").replace("\n\n□", "\n□")


def lines_of(text: str) -> list[Line]:
    return [line._replace(gap=1) for line in read_lines(text, "a.txt")]


def labels(text: str, measure: float = 25.0) -> list[int]:
    lines = lines_of(text)
    return [reading.label for reading in read_page(lines, 1, [False] * len(lines), measure)]


def test_a_paragraph_that_goes_on_counting_begins_no_article() -> None:
    text = "\n\f".join(apart(page) for page in (*OTHERS, SPEECH, REST)) + "\n"
    made = imported(text)
    found = {article.head.title: "".join(block.text for block in article.blocks) for article in made.articles}
    assert "后看工匠" in found["在文庙修缮动员会上的讲话"]
    assert found["旧书市场的手电光"].startswith("旧书市场每逢")


def test_verses_without_marks_are_lines_of_their_own_and_the_title_below_them_is_one() -> None:
    verses = "瓦上的霜\n比瓦薄一点\n比早晨\n厚一点\n扫街的人\n先扫自己的影子\n"
    assert labels(PROSE + verses + "扫街（外一首）\n")[-7:] == [ALONE] * 6 + [DISPLAY]


def test_the_lead_of_a_report_is_no_title() -> None:
    lead = "本刊讯　文庙东庑的落架大修\n上周完工，拆下的三百多根木构件\n全部编了号，重装以后只换了九根。\n"
    assert labels(lead + PROSE)[0] == FIRST


PROSE = """修缮文庙这件事，去年开了头，今年要见到样子。我
把看到的讲一讲，再说说往后怎样办，说得不对的地方请大
家当场指出来。
"""


def test_the_rest_of_a_bracket_that_a_page_cut_may_stand_before_a_credit() -> None:
    assert credit("第３版）（文庙管理所）") is not None
    assert credit("修了三年（文庙管理所）") is None


def test_a_page_of_few_lines_is_not_dealt_to_two_columns() -> None:
    """Full lines and short ones by turns, whose joints fit crosswise as well."""
    made = imported(printed_pages(every_story("dukou"), 7))
    assert any("审议通过工作报告和经费审查报告" in block.text for article in made.articles for block in article.blocks)


def test_a_unit_apart_from_the_title_is_no_part_of_it_and_one_that_touches_is() -> None:
    unit, title = lines_of("文庙管理所\n让老瓦再挡一百年雨\n")
    assert build_head([unit, title], None, Joints(())).title == "让老瓦再挡一百年雨"
    assert build_head([unit, title._replace(gap=0)], None, Joints(())).title.startswith("文庙管理所")


def test_what_kind_of_report_it_is_stands_above_the_title() -> None:
    head = build_head(lines_of("文庙东庑落架大修三月手记\n瓦翻过来，字还在\n"), None, Joints(()))
    assert (head.title, head.kicker) == ("瓦翻过来，字还在", ("文庙东庑落架大修三月手记",))


def test_a_kicker_is_what_the_page_and_the_contents_set_on_a_line_of_its_own() -> None:
    """The contents has the author behind the title and words of its own behind a dash."""
    parts = ("文庙大修一百天", "瓦翻过来，字还在——大修见闻文庙管理所")
    entry = Entry("文庙大修一百天瓦翻过来，字还在——大修见闻", "文庙管理所", 4, "", "", 1, parts)
    head = build_head(lines_of("文庙大修一百天\n瓦翻过来，字还在\n——写在东庑上梁之后\n"), entry, Joints(()))
    assert (head.title, head.kicker, head.subtitle) == ("瓦翻过来，字还在", ("文庙大修一百天",), ("——写在东庑上梁之后",))
    couplet = Entry("让老瓦挡雨让新匠挑梁", "", 4, "", "", 1, ("让老瓦挡雨", "让新匠挑梁"))
    assert build_head(lines_of("让老瓦挡雨\n让新匠挑梁\n"), couplet, Joints(())).kicker == ()


def test_the_white_of_quotation_marks_is_no_gap() -> None:
    assert repair_line("海事局 “海巡 12” 轮 上岗") == "海事局“海巡12”轮\u3000上岗"
    assert repair_line("弘扬 “老瓦精神” 挡雨") == "弘扬“老瓦精神”挡雨"


def test_halves_of_a_title_below_the_words_that_announce_them_stay_together() -> None:
    words = ("鲁大成在修缮文庙动员会上强调", "先看屋面再看木料", "把今年的活计落到每一根椽子上")
    lines = [Line("a.txt", n, text, level=1) for n, text in enumerate(words, 1)]
    head = build_head(lines, Entry("\u3000".join(words), "", 3, "", "", 1), Joints(words))
    assert (head.kicker, head.title) == ((words[0],), "\u3000".join(words[1:]))


def test_a_title_below_a_credit_that_two_lines_hold_is_no_first_line() -> None:
    rows = ["旧书市场每逢初五开市，天不亮就有人", "打着手电来淘书。手电照着的是找书的", "人，那一点急切谁也学不会。（摘自",
            "《旧书人》2033年第2期）", "既要“照得见书”，也要“照得见人”"]
    assert labels("\n".join(rows), 16.0)[-1] == DISPLAY
