"""Every rule of the proofreader on true and false examples."""
from __future__ import annotations

from pathlib import Path

import pytest

from convert.diagnostics import Severity, Span
from convert.messages import MESSAGES
from convert.model.metadata import ArticleMetadata, IssueMetadata
from convert.model.nodes import Article, Figure, Heading, Image, Issue, Mark, Paragraph, Run
from convert.proof import check_issue

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
]
FALSE = [
    "使用 Word and Excel 两种软件", "他喜欢《Gone with the Wind》这本书", "And 乐队", "“brand”店",
    "完成率96.4%，比值3:2，时间12:30", "见 https://example.org/a,b", "1,200人", "版本 v2.0 上线", "Mr. Li", "共 3.5 万",
    "函数 f(x) 和 (A+B)", "（一）抓落实", "1）先看 2）再做", "一）准备", "Workers’ Daily 和 rock’n’roll",
    "“外‘内’外”", "《〈潮汐〉选读》", "2024年2月29日", "2025年12月31日", "2月29日",
    "实实在在的成绩", "的的确确好", "这是目的的说明", "坐的的士走了", "做好了了解工作", "和和气气", "一对对新人", "是是非非",
    "沙工发〔2025〕3号", "发（2025年）的通知", "12' 和 6\" 的管子", "C919、U盘、K歌",
]


@pytest.mark.parametrize(("code", "text"), TRUE)
def test_a_slip_is_found_with_code_and_place(code: str, text: str) -> None:
    (finding, *_) = check_issue(issue_of(paragraph(text)), STYLE)  # type: ignore[arg-type]
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


def test_every_code_of_the_proofreader_is_tested() -> None:
    tested = {code for code, _ in TRUE} | {"P005", "P012", "P013", "P014", "P015"}
    assert {code for code in MESSAGES if code.startswith("P")} == tested
