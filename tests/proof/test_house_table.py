"""The house's own table: fixed phrases and the duties of persons."""
from __future__ import annotations

from pathlib import Path

import pytest

from convert.diagnostics import Refusal, Span
from convert.model.metadata import ArticleMetadata, IssueMetadata
from convert.model.nodes import Article, Issue, Paragraph, Run
from convert.proof import check_issue
from convert.proof.house import HouseTable, read_table

TABLE = "words:\n  三问三办: 三问三办一公开\n  驿站之家: 潮汐驿站\nduties:\n  于谷松: 工会主席\n"


@pytest.mark.parametrize(("text", "wanted"), [
    ("推行三问三办。", ["P061"]), ("推行三问三办一公开。", []), ("走进驿站之家。", ["P061"]), ("走进潮汐驿站。", []),
    ("作业区工会副主席于谷松到场。", ["P062"]), ("作业区工会主席于谷松到场。", []), ("于谷松到场。", []),
    ("经理　于谷松", ["P062"]),
])
def test_words_and_duties(tmp_path: Path, text: str, wanted: list[str]) -> None:
    path = tmp_path / "check.yaml"
    path.write_text(TABLE, encoding="utf-8")
    article = Article(ArticleMetadata("a", "题目"), (Paragraph((Run(text),)),), span=Span("a.md", 1))
    issue = Issue(IssueMetadata("x", "magazine-issue", "刊名"), (article,))
    assert [d.code for d in check_issue(issue, None, read_table(path, "styles/check.yaml"))] == wanted  # type: ignore[arg-type]


def test_a_table_is_optional_but_must_be_right(tmp_path: Path) -> None:
    assert read_table(tmp_path / "none.yaml", "styles/check.yaml") == HouseTable()
    (tmp_path / "check.yaml").write_text("wrods: {甲: 乙}\n", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_table(tmp_path / "check.yaml", "styles/check.yaml")
    assert [d.code for d in refused.value.diagnostics] == ["R009"]
