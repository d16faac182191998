"""Every rule of the proofreader on true and false examples."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from convert.diagnostics import Severity, Span
from convert.messages import MESSAGES
from convert.model.metadata import ArticleMetadata, IssueMetadata, Person
from convert.model.nodes import Article, Figure, Heading, Image, Issue, Mark, Paragraph, Run
from convert.proof import check_issue
from convert.proof.confusions import LOOK_ALIKES, VARIANTS
from convert.proof.fixedphrases import _DOUBTFUL, _WRONG
from convert.proof.sentences import _COLLOCATIONS, _LEFT_OUT, _PARTICLES, _TWICE_SAID
from convert.proof.tables import entries
from tests.proof.test_planted import SLIPS
from tests.proof.usage import USAGE

STYLE: object = None     # no rule asks the style sheet yet


def issue_of(*blocks: object, kind: str = "magazine-issue", date: str = "", **article: object) -> Issue:
    data = {"id": "a", "title": "题目"} | article
    own = Article(ArticleMetadata(**data), tuple(blocks), span=Span("issues/x/a.md", 1))  # type: ignore[arg-type]
    return Issue(IssueMetadata("x", kind, "刊名", date=date), (own,))


def paragraph(text: str, line: int = 5) -> Paragraph:
    return Paragraph((Run(text, span=Span("issues/x/a.md", line, 1)),), span=Span("issues/x/a.md", line, 1))


def codes(*texts: str) -> list[str]:
    issue = issue_of(*(paragraph(t, n) for n, t in enumerate(texts, 5)))
    return [d.code for d in check_issue(issue, STYLE)]  # type: ignore[arg-type]


TRUE = [
    ("P001", "码头and仓库都已检查"), ("P001", "夜班 and 白班"), ("P001", "港口of未来"),
    ("P002", "早上好,各位工友"), ("P002", "他说:“好。”"), ("P002", "《潮汐》;另见附表"), ("P002", "会议结束."),
    ("P003", "办公室(二楼)开放"), ("P003", "见附件[修订稿]"),
    ("P004", "他说：“今天到这里。"), ("P004", "《潮汐〉已出版"), ("P004", "共三项）完成"), ("P004", "“内‘外”’"),
    ("P006", "定于2025年2月29日召开"), ("P006", "4月31日前报送"), ("P006", "13月1日"),
    ("P007", "这个\ue123字"), ("P007", "乱码\ufffd了"),
    ("P008", '他说"好的"就走了'), ("P008", "码头'夜班'"),
    ("P009", "共有２４人"), ("P009", "Ａ座三层"),
    ("P010", "我们的的工作"), ("P010", "他在在码头上"), ("P010", "做完了了再走"),
    ("P011", "沙工发[2025]3号"), ("P011", "沙工办（2025）12号"), ("P011", "沙工函【2024】1号"),
    ("P016", "码头，，仓库都查过了"), ("P016", "查完了。，再走"), ("P016", "谁来查？，我来"), ("P016", "三项：、灯"),
    ("P017", "灯亮了...人走了"), ("P017", "灯亮了。。。"), ("P017", "灯亮了…人走了"),
    ("P018", "灯、桩、缆……等，都查过"), ("P019", "港口--我们的家"), ("P019", "港口———我们的家"), ("P020", "，灯亮着"),
    ("P022", "他说：“灯亮着。”。"), ("P023", "码头 仓库都查过"), ("P023", "共 3.5 万"), ("P023", "查过 12 处"),
    ("P023", "查过。 再走"), ("P024", "3月5日-8日"), ("P025", "2O25年"), ("P025", "二0二五年"), ("P025", "共12O件"),
    ("P025", "二○二五年"), ("P026", "来了10几个人"), ("P026", "百分之30"), ("P026", "用了3百件"),
    ("P027", "自98年3月起"), ("P028", "约30人左右"), ("P028", "超过50%以上"), ("P029", "事故减少了3倍"),
    ("P030", "2025年5月14日（星期五）"), ("P031", "8时75分"), ("P031", "25时10分"), ("P032", "2021—2011年"),
    ("P033", "占7．5%"), ("P033", "占75％"), ("P033", "共12，500元"), ("P034", "再接再励"), ("P034", "工作部暑"),
    ("P035", "己经查过"), ("P035", "自已动手"), ("P035", "每曰一查"), ("P035", "灯末达标"),
    ("P035", "3月5曰"), ("P035", "查了若千项"), ("P035", "女土们"),
    ("P035", "按排好了"), ("P036", "十四支队十四支队"), ("P036", "我们我们去"), ("P040", "码头的q东头"),
    ("P040", "码头の灯"), ("P041", "他們走了"), ("P042", "见http：//example.org"), ("P042", "写到a＠example.org"),
    ("P043", "“外“内”外”"), ("P043", "《选读《潮汐》》"), ("P044", "他说‘好’就走"), ("P045", "（，见附表）"),
    ("P045", "《》已出版"), ("P045", "《潮汐，》"), ("P046", "一是看，三是问"), ("P046", "①看②问④记"),
    ("P006", "二〇二五年二月三十日"), ("P035", "会议指岀"), ("P035", "产量増长"), ("P035", "请登陆网站查询"),
    ("P035", "2月18日一19日召开"), ("P028", "共有200余多人"),
    ("P007", "水位(cid:3421)已退"), ("P009", "“1＋4＋N”办法"), ("P010", "由由班长签字"), ("P010", "通知知各班组"),
    ("P010", "值班员会会告诉您"), ("P019", "—夜班侧记"), ("P019", "码头-仓库都查过"), ("P018", "灯、桩、缆……等开工再查"),
    ("P024", "室温24-26℃"), ("P024", "走15~20分钟"), ("P025", "二零二五年"), ("P025", "短号3OO1"), ("P026", "共7千3百册"),
    ("P026", "二十3间驿站"), ("P026", "搬了3千多件"), ("P027", "比25年同期多"), ("P028", "约四分钟左右"),
    ("P028", "不少于48小时以上"), ("P028", "不到一成多"), ("P031", "车在22:60发出"), ("P031", "25时至次日2时"),
    ("P031", "11:40、27:40各一趟"), ("P032", "7月10日至3日"), ("P032", "9月30日至7月1日"), ("P032", "2024年6月至2023年5月"),
    ("P033", "每次14，93元"), ("P033", "走了5·4公里"), ("P033", "共2．2天"), ("P035", "象一个人在眨眼"),
    ("P035", "截止6月30日，共办结"), ("P035", "请带好安全帽"), ("P035", "乘座渡船"), ("P035", "请拔短号"), ("P035", "灯坯了"),
    ("P035", "说了半天一一"), ("P036", "专款专用，专款专用。"), ("P036", "没有没有马上说办"), ("P040", "六个⼈"),
    ("P040", "码头*的灯"), ("P040", "码头\u00a0的灯"), ("P041", "那碗湯"), ("P041", "身後有人"), ("P042", "写到a@@b.example"),
    ("P068", "字写的很清楚。"), ("P068", "认真的看那盏灯"), ("P068", "一步一步的走"), ("P068", "觉的没有意思"),
    ("P070", "通过三期培训，使一百人学会急救"), ("P075", "浓茶、和咖啡"), ("P083", "这本流水帐"), ("P084", "约65°C"),
    ("P084", "摄氏24度"), ("P088", "坐了一、两个人"), ("P092", "听不懂口音的—只好跟着跑"), ("P102", "2205年5月"),
    ("P102", "225年7月"),
    ("P103", "水位一幕了然"), ("P103", "各班循序渐，不赶"), ("P103", "答案出忽意料"), ("P104", "轮换修息"), ("P104", "机修班纽"),
    ("P104", "国家有归定"), ("P108", "由61.3%提高到58.7%"), ("P108", "1284人中有307人记不清，占32.9%"),
    ("P108", "受理1260件，比第一季度增加214件，增长25.0%"), ("P109", "首先，灯要亮；第二，人要到。"), ("P118", "不小于12m2"),
    ("P119", "这样养得住吗。"), ("P119", "问：中暑算不算工伤。"), ("P120", "规矩只有一条：那就是：红牌不过夜"), ("P033",
    "增长20,5%"),
    ("P007", "腹股□处放冰袋"), ("P040", "照明完好l；"), ("P084", "低7C°左右"), ("P041", "羣众来信"), ("P068", "不慌不忙的眨眼"),
    ("P103", "行知有效的办法"), ("P092", "在说什么一一很多人"), ("P044", "〈我的一盏灯〉征文"), ("P010", "靠靠耳朵听"), ("P073",
    "特此订，"),
    ("P073", "专款用。"), ("P035", "半个月后在考。"), ("P035", "起初已为是他"), ("P021", "请大家批评指正"),
    ("P035", "他们己经退休"), ("P035", "严紧虚列开支"), ("P035", "先退三步在说。"), ("P007", "抽查锟斤拷没有"), ("P025",
    "先看C02报警器"),
    ("P026", "6月二十五日前"), ("P084", "保持65°以上"), ("P088", "十有八、九是"), ("P081", "第二句、水要开"), ("P010",
    "请请大家看"),
    ("P068", "一寸一寸得送"), ("P036", "凉棚是铁架子，日晒雨淋。凉棚是铁架子，日晒雨淋。"), ("P076", "他说：“在那边干活呢”。"),
    ("P040", "下棋，abc喝茶"), ("P040", "今晚要开会xyz。"), ("P002", "可以延到20:00.除了作业辅导"),
    ("P118", "先看CO2报警器"), ("P002", "推迟到2:00,灯光调暗"), ("P006", "2025年14月"), ("P010", "再再扣腿带"),
    ("P025", "问卷I284份"), ("P025", "共4二人参加"), ("P028", "约六分四十秒左右"), ("P028", "不少于20升以上"),
    ("P035", "班里的调查纽"), ("P036", "水位水位涨了"), ("P040", "值班调度\u200b应当"), ("P041", "吿知各班组"),
    ("P045", "《筒仓里的回声。》一文"), ("P070", "切勿不要打结"), ("P070", "因为由于起雾"), ("P070", "共计累计五十件"),
    ("P019", "加装联锁装置--"), ("P033", "全程14。6公里"), ("P006", "请在13月完成"), ("P031", "8时至25时"),
    ("P040", "有two两个以上"),
    ("P103", "会上各执已见"), ("P104", "脚下的玻璃很透名"), ("P104", "司机的侍命表"),
]
FALSE = [
    "使用 Word and Excel 两种软件", "他喜欢《Gone with the Wind》这本书", "And 乐队", "“brand”店",
    "完成率96.4%，比值3:2，时间12:30", "见 https://example.org/a,b", "1,200人", "版本 v2.0 上线", "Mr. Li",
    "函数 f(x) 和 (A+B)", "（一）抓落实", "1）先看 2）再做", "一）准备", "Workers’ Daily 和 rock’n’roll",
    "“外‘内’外”", "《〈潮汐〉选读》", "2024年2月29日", "2025年12月31日", "2月29日",
    "灯……灯", "灯…………", "港口——我们的家", "科技—产业", "他问：“谁来？”我说：“我。”", "怎么！？", "3月5日—8日",
    "2025年5月14日（星期三）", "百分之三十", "20多人", "2011—2021年", "12时30分", "占7.5%", "一个一个一个", "研究研究",
    "自己已经", "期末能考完", "用手机app。打卡", "截止20:00。",
    "自己经历", "自己经营", "转45°", "C02泊位", "“油盖了。”“油盖了。”", "牌子写着：“请走右边的门”。", "第二、第三句",
    "他问：“养得住吗？”", "问：有人说是偶然。", "他说：“有两条：一是灯。”", "比分3:2", "1,200人", "是□否□", "一一介绍",
    "《〈潮汐〉选读》",
    "靠岸", "特此订正。", "不慌不忙的样子", "津津有味的听众", "比赛前在考场", "已为职工办妥", "气温37℃", "会后在说好的地方等",
    "子曰：“学”", "末班车", "粉末达标",
    "台风登陆东圩", "3月一过", "3月5日一早出发", "200余人", "一百多人多次上堤", "200多人多于往年",
    "周末", "人民加入民革", "名单按排名先后列出", "就象征团结", "一是看，二是问",
    "（1）看（2）问", "依次为“一、”“（一）”",
    "“外‘内’外”", "三千部手机", "约30人", "首都都看见", "成就就大", "实实在在的成绩", "的的确确好",
    "这是目的的说明", "坐的的士走了", "做好了了解工作", "和和气气", "一对对新人", "是是非非", "沙工发〔2025〕3号",
    "发（2025年）的通知", "作业区工会会同后勤中心", "研究所所长", "还没有有关通知", "来来去去", "11月15日至3月15日供暖",
    "2024年12月至2025年2月",
    "比分21:75", "二十多人", "五千米", "3千克", "携带口罩", "自带安全帽", "乘车座位", "毛坯房", "一一列出", "太后", "8:30至21:00",
    "由19起降到11起",
    "由61.3%提高到88.7%", "1284人中有307人记不清，占23.9%", "首先看灯，其次看人，最后签字", "精彩纷呈", "名列前三",
    "红十字会", "奋发有为",
    "三千部手机", "主席办公会", "公司工会会员", "劳动看似平常", "2035年的远景", "说的是实话", "他做的是慢活",
    "东礁—河口航线", "12个月", "明显的进步", "产值的一成", "不到一百人", "H2次班",
    "研究研究再办", "用app打卡",
    "给字加下划线", "一、两个井号", "共14。6月再查", "一下一下顶着", "盲人摸象", "30人站在灯塔左右两侧", "工作作风", "学习习惯",
    "12' 和 6\" 的管子", "C919、U盘、K歌",
]


@pytest.mark.parametrize(("code", "text"), TRUE)
def test_a_slip_is_found_with_code_and_place(code: str, text: str) -> None:
    found = check_issue(issue_of(paragraph(text)), STYLE)  # type: ignore[arg-type]
    (finding, *_) = [d for d in found if d.code == code] or found
    assert finding.code == code
    assert (finding.span.file, finding.span.line) == ("issues/x/a.md", 5)
    assert finding.hint


@pytest.mark.parametrize("text", FALSE)
def test_right_text_is_left_alone(text: str) -> None:
    assert codes(text) == []


def test_the_column_is_that_of_the_character_across_runs() -> None:
    runs = (Run("夜班", span=Span("a.md", 7, 3)), Run("服务,白班", Mark.STRONG, span=Span("a.md", 7, 7)))
    (finding,) = check_issue(issue_of(Paragraph(runs, span=Span("a.md", 7, 1))), STYLE)  # type: ignore[arg-type]
    assert finding.span == Span("a.md", 7, 9)
    assert "服务,白班" in finding.message


def test_code_and_other_languages_are_not_read() -> None:
    runs = (Run("运行"), Run("a,码", Mark.CODE), Run("后"), Run("好,的", lang="ja"))
    assert check_issue(issue_of(Paragraph(runs)), STYLE) == ()  # type: ignore[arg-type]


def test_a_quotation_over_several_paragraphs_is_legal() -> None:
    assert codes("他说：", "“第一段。", "“第二段。”") == []
    assert codes("他说：", "“第一段。", "第二段。") == ["P004"]


@pytest.mark.parametrize(("numbers", "found"), [
    (["一、甲", "二、乙", "三、丙"], []), (["一、甲", "三、丙"], ["P005"]), (["一、甲", "一、乙"], ["P005"]),
    (["一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅"], []), (["一、甲", "（二）子"], ["P005"]),
    (["九、甲"], ["P005"]), ([f"{n}、甲" for n in "一二三四五六七八九"] + ["十、甲", "十一、甲", "十二、甲"], []),
    (["没有序号", "一、甲"], []), (["1.甲", "2.乙", "4.丁"], ["P005"]),
])
def test_numbers_of_headings_follow_each_other(numbers: list[str], found: list[str]) -> None:
    headings = [Heading(1, (Run(t),), span=Span("a.md", n + 3)) for n, t in enumerate(numbers)]
    assert [d.code for d in check_issue(issue_of(*headings), STYLE)] == found  # type: ignore[arg-type]
    run_in = [Paragraph((Run(t, Mark.RUN_IN), Run("正文。"))) for t in numbers]
    assert [d.code for d in check_issue(issue_of(*run_in), STYLE)] == found  # type: ignore[arg-type]


@pytest.mark.parametrize(("shown", "found"), [
    ("题目", []), ("题　目", []), ("引题题目", []), ("题目——副题", []), ("引题题目——副题", []),
    ("题目——别的说明", []), ("题目（上）", []), ("题目变了", ["P012"]), ("别的题目", ["P012"]), ("", [])])
def test_the_contents_show_the_title_of_the_page(shown: str, found: list[str]) -> None:
    issue = issue_of(toc_title=shown, kicker=("引题",), subtitle=("——副题",))
    assert [d.code for d in check_issue(issue, STYLE)] == found  # type: ignore[arg-type]


def test_metadata_and_pictures_are_read_too() -> None:
    picture = Figure(Image(Path("a.png"), "image/png", 1, 1, ""), "", (Run("图题,一"),), "港口(资料)", span=Span("a.md", 9))
    found = check_issue(issue_of(picture, title="夜班,白班"), STYLE)  # type: ignore[arg-type]
    assert [d.code for d in found] == ["P002", "P003", "P013", "P002"]


def test_an_official_document_wants_signature_and_date() -> None:
    bare = issue_of(paragraph("正文。"), kind="official-document")
    found = check_issue(bare, STYLE)  # type: ignore[arg-type]
    assert [(d.code, d.severity, d.span.file) for d in found] == [
        ("P014", Severity.NOTE, "issues/x/issue.yaml"), ("P015", Severity.NOTE, "issues/x/issue.yaml")]
    parts = (Paragraph((Run("某局"),), role="signature"), Paragraph((Run("2025年1月1日"),), role="date"))
    signed = issue_of(*parts, kind="official-document")
    assert check_issue(signed, STYLE) == ()  # type: ignore[arg-type]
    assert [d.code for d in check_issue(issue_of(kind="official-document", date="2025-01-01"), STYLE)] == ["P014"]  # type: ignore[arg-type]
    assert check_issue(issue_of(), STYLE) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(("about", "found"), [
    ({"email": "bianji@xizhouport.example", "postcode": "000000"}, []), ({"email": "bianji.xizhouport"}, ["P050"]),
    ({"postcode": "00000"}, ["P050"]), ({"doc_number": "沙工发〔2024〕3号", "date": "2025-06-10"}, ["P051"]),
    ({"doc_number": "沙工发〔2025〕3号", "date": "2025-06-10"}, []), ({"columns": ("潮声",)}, ["P056"]),
    ({"issue_label": "2025年第6期", "volume_year": "2025", "number": "6"}, []),
    ({"issue_label": "2025年第6期", "volume_year": "2024", "number": "6"}, ["P049"]),
])
def test_what_the_data_say_twice_agrees(about: dict[str, object], found: list[str]) -> None:
    issue = Issue(IssueMetadata("x", "magazine-issue", "刊名", **about),  # type: ignore[arg-type]
                  (Article(ArticleMetadata("a", "题目"), (), span=Span("issues/x/a.md", 1)),))
    assert [d.code for d in check_issue(issue, STYLE)] == found  # type: ignore[arg-type]


def test_one_title_twice_in_a_column() -> None:
    articles = tuple(Article(ArticleMetadata(i, "题目"), (), span=Span(f"issues/x/{i}.md", 1)) for i in "ab")
    issue = Issue(IssueMetadata("x", "magazine-issue", "刊名"), articles)
    assert [(d.code, d.span.file) for d in check_issue(issue, STYLE)] == [("P054", "issues/x/b.md")]  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "found"), [
    ("工会主席石远山同志讲了话。", []), ("工会主席石远山、劳模石运山都来了。", ["P064"]), ("石元山介绍，灯都亮着。", ["P064"]),
    ("远处是石运山脉。", []), ("石远水下的桩。", []), ("班长石远三主持会议。", ["P064"]), ("石远山石运山。", [])])
def test_a_name_one_character_off_is_doubted_where_a_name_stands(text: str, found: list[str]) -> None:
    issue = issue_of(paragraph(text), byline="□ 石远山", authors=(Person("石远山"),))
    assert [d.code for d in check_issue(issue, STYLE)] == found  # type: ignore[arg-type]


@pytest.mark.parametrize(("title", "found"), [
    ("夜班灯亮起来", []), ("夜班灯亮起来。", ["P097"]), ("谁来点灯？", []), ("灯下——", []), ("一、灯：", ["P097"]), ("灯……", [])])
def test_titles_and_headings_end_without_a_stop(title: str, found: list[str]) -> None:
    assert [d.code for d in check_issue(issue_of(title=title), STYLE)] == found    # type: ignore[arg-type]
    heading = Heading(1, (Run(title),), span=Span("a.md", 5))
    assert [d.code for d in check_issue(issue_of(heading), STYLE)] == found         # type: ignore[arg-type]


def test_a_name_that_the_text_gives_often_is_a_measure_too() -> None:
    often = [f"第{n}天，工会主席石远山主持会议。" for n in range(3)]
    assert codes(*often, "晚上，工会主席石远三出席。") == ["P064"]
    assert codes(*often, "晚上，石远三来了。工会主席石远三出席。工会主席石远三同志讲了话。") == []
    assert codes(*often[:2], "晚上，工会主席石远三出席。") == []


@pytest.mark.parametrize(("pages", "found"), [
    (("3", "5", "12"), []), (("37", "3", "41"), ["b"]), (("3", "", "5"), []), (("3", "3"), [])])
def test_pages_of_the_contents_do_not_go_back(pages: tuple[str, ...], found: list[str]) -> None:
    articles = tuple(Article(ArticleMetadata(i, f"题目{i}", page=p), (), span=Span(f"issues/x/{i}.md", 1))
                     for i, p in zip("abc", pages, strict=False))
    issue = Issue(IssueMetadata("x", "magazine-issue", "刊名"), articles)
    said = [d for d in check_issue(issue, STYLE) if d.code == "P063"]  # type: ignore[arg-type]
    assert [d.span.file for d in said] == [f"issues/x/{i}.md" for i in found]


def test_every_code_of_the_proofreader_is_tested() -> None:
    planted = {slip.code for slip in SLIPS}
    tested = {code for code, _ in TRUE} | planted | {"P005", "P012", "P013", "P014", "P015"}
    tested |= {code for code, _ in USAGE} | {"P082", "P093", "P097", "P099"}
    tested |= {"P105", "P106", "P107", "P110", "P111", "P112", "P113", "P114", "P115", "P116", "P117"}      # test_agreeing
    tested |= {"P050", "P051", "P054", "P056", "P059", "P060", "P061", "P062", "P063", "P064"}
    assert {code for code in MESSAGES if code.startswith("P")} == tested


@pytest.mark.parametrize(("alt", "found"), [
    ("导入的图片，待写明画面上有什么", True), ("审阅者插入的图片", True), ("一条导入的缆绳盘在甲板上", False)])
def test_alternative_text_that_stands_for_none(alt: str, found: bool) -> None:
    figure = Figure(Image(Path("a.jpg"), "image/jpeg", 900, 600, ""), alt, span=Span("issues/x/a.md", 6, 1))
    said = [d.code for d in check_issue(issue_of(paragraph("码头的灯亮着。"), figure), STYLE)]  # type: ignore[arg-type]
    assert ("P058" in said) is found


@pytest.mark.parametrize("table", [LOOK_ALIKES, VARIANTS, _COLLOCATIONS, _TWICE_SAID, _LEFT_OUT, _PARTICLES, _WRONG, _DOUBTFUL])
def test_every_line_of_a_list_compiles(table: str) -> None:
    """They are compiled only when a text asks for them."""
    assert all(re.compile(entry.pattern) and entry.needles for entry in entries(table))
