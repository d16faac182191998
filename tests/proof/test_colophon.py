"""The colophon of an internal publication: what must stand there, what must not."""
from __future__ import annotations

import pytest

from convert.diagnostics import Span
from convert.model.metadata import ArticleMetadata, IssueMetadata, Source
from convert.model.nodes import Article, Issue, Paragraph, Run
from convert.proof import check_issue

WHOLE = {"id": "x", "document_type": "magazine-issue", "title": "河西工运", "permit": "（河）内资准字第6号", "compiler": "宣传部",
         "internal_use": "内部资料　免费交流", "audience": "各基层工会", "printer": "河西印刷厂", "printed": "2025-06-05",
         "print_run": "800册", "number": "6", "issue_label": "2025年第6期"}


def codes(text: str = "渡口的灯亮着。", article: dict[str, object] | None = None, **about: str) -> list[str]:
    span = Span("issues/x/a.md", 7, 1)
    block = Paragraph((Run(text, span=span),), span=span)
    own = Article(ArticleMetadata("a", "夜班灯", **(article or {})), (block,), span=Span("issues/x/a.md", 1))  # type: ignore[arg-type]
    issue = Issue(IssueMetadata(**(WHOLE | about)), (own,))  # type: ignore[arg-type]
    return [d.code for d in check_issue(issue, None)]   # type: ignore[arg-type]


def test_a_whole_colophon_is_quiet() -> None:
    assert codes() == []


@pytest.mark.parametrize(("about", "wanted"), [
    ({"permit": ""}, ["C001"]), ({"permit": "待批"}, ["C001"]), ({"internal_use": "内部资料"}, ["C001"]),
    ({"audience": ""}, ["C002"]), ({"printer": "", "printed": ""}, ["C002", "C002"]), ({"print_run": ""}, ["C002"]),
    ({"compiler": ""}, ["C002"]), ({"compiler": "", "organizer": "总工会"}, []), ({"number": "", "issue_label": ""}, ["C003"]),
    ({"title": "河西工人日报"}, ["C004"]), ({"title": "河西工运通讯"}, []), ({"publisher": "河西工运杂志社"}, ["C004"]),
    ({"rights": "CN 11-1234/D"}, ["C004"]),
    ({"permit": "", "internal_use": ""}, []), ({"document_type": "internal-bulletin", "audience": ""}, []),
])
def test_items(about: dict[str, str], wanted: list[str]) -> None:
    assert codes(**about) == wanted


@pytest.mark.parametrize(("text", "wanted"), [
    ("本刊上期登过一封信。", ["C006"]), ("他说：“本报讯三个字最难写。”", []), ("《本刊启事》贴在墙上。", []),
    ("成本报告交上来了。", []), ("根本报不上名。", []), ("定价：12元", ["C007"]),
    ("广告热线已停。", ["C009"]), ("公益广告一则。", []),
])
def test_words(text: str, wanted: list[str]) -> None:
    assert codes(text) == wanted


def test_bylines_and_reprints() -> None:
    assert codes(article={"byline": "□ 本刊记者　甲"}) == ["C005"]
    reprint = {"byline": "记者　甲", "source": Source("（来源：某报）", "某报")}
    assert codes("本报讯，渡口开航。", reprint) == ["C008"]
