"""`check --fix`: safe mends alone, everything else byte for byte as it was."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from convert.cli import main
from convert.diagnostics import Span
from convert.model.metadata import ArticleMetadata, IssueMetadata
from convert.model.nodes import Article, Issue, Paragraph, Run
from convert.proof import budget, check_issue
from convert.proof.mending import mend

ROOT = Path(__file__).resolve().parents[2]


def mended(text: str) -> str:
    place = Span("a.md", 1, 1)
    article = Article(ArticleMetadata("a", "题目"), (Paragraph((Run(text, span=place),), span=place),), span=Span("a.md", 9))
    found = check_issue(Issue(IssueMetadata("x", "magazine-issue", "刊名"), (article,)), None)  # type: ignore[arg-type]
    return mend(text, found)[0]


@pytest.mark.parametrize(("text", "wanted"), [
    ("码头,灯亮着。", "码头，灯亮着。"), ("灯亮了(二楼)。", "灯亮了（二楼）。"),
    ("共２４人。", "共24人。"), ("灯，，亮。", "灯，亮。"),
    ("灯亮着...人来了。", "灯亮着……人来了。"), ("灯亮着--人来了。", "灯亮着——人来了。"),
    ("查过 12 处。", "查过12处。"),
    ("占75％。", "占75%。"), ("再接再励。", "再接再厉。"),
    ("沙工发[2025]3号。", "沙工发〔2025〕3号。"), ('他说"灯亮"了。', "他说“灯亮”了。"),
    ("第一、查灯。（二）、查缆。①、查桩。首先、查船。", "第一，查灯。（二）查缆。①查桩。首先，查船。"), ("《 潮汐 》", "《潮汐》"),
    ("踔励奋发", "踔厉奋发"), ("每人300元 /600元", "每人300元/600元"),
    ("灯,桩,缆;都查过。", "灯，桩，缆；都查过。"),
])
def test_safe_mends(text: str, wanted: str) -> None:
    assert mended(text) == wanted


@pytest.mark.parametrize("text", ["己经查过。", "2月30日开会。", "他说：“灯亮着。",
    "约30人左右。", "灯、，亮。", "码头、以及仓库。", "降低5-10%。", "以习近平总书记为核心", "极大的改善了食堂。", "加强巡查力度。",
    "惟一的灯。", "见 a,b 与 f(x)。"])
def test_what_a_person_must_decide_stays(text: str) -> None:
    assert mended(text) == text


def test_only_the_damaged_lines_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "issues" / "bulletin-2025-03", tmp_path / "issues" / "b")
    for name in ("styles", "fonts"):
        (tmp_path / name).symlink_to(ROOT / name)
    path = tmp_path / "issues" / "b" / "01-rexian.md"
    right = path.read_bytes()
    path.write_bytes(right.replace("三类合计985件，".encode(), "三类合计 985 件,".encode()))
    damaged = path.read_bytes()
    assert damaged != right
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--fix", "--dry-run", "issues/b"]) == 1
    assert path.read_bytes() == damaged
    assert "+夜间交通" in capsys.readouterr().out
    main(["check", "--fix", "issues/b"])
    assert path.read_bytes() == right
    assert main(["check", "issues/b"]) == 0
    assert "差错额度" in capsys.readouterr().err


def test_the_budget_is_two_in_ten_thousand() -> None:
    article = Article(ArticleMetadata("a", "题目"), (Paragraph((Run("灯　亮" * 4999),)),))
    assert budget(Issue(IssueMetadata("x", "magazine-issue", "刊名"), (article,))) == (10_002, 2.0004)


def test_the_gap_before_a_name_in_a_byline_stays() -> None:
    about = ArticleMetadata("a", "题目", byline="□ 汐州港工会主席 于谷松")
    issue = Issue(IssueMetadata("x", "magazine-issue", "刊名"), (Article(about, (Paragraph((Run("灯亮。"),)),)),))
    assert check_issue(issue, None) == ()       # type: ignore[arg-type]
