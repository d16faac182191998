"""What a stranger does at the prompt: odd places, odd names, half-typed commands."""
from __future__ import annotations

import shlex
import zipfile
from pathlib import Path

import pymupdf
import pytest

from convert.cli import main


def test_an_issue_without_a_workspace_is_up_to_date_the_second_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its build/ lies inside its own folder: the outputs are not inputs."""
    folder = tmp_path / "单独一期"
    assert main(["new", "issue", str(folder)]) == 0
    assert main(["build", str(folder), "--edition", "epub", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert main(["build", str(folder), "--edition", "epub", "--jobs", "1"]) == 0
    made = capsys.readouterr().out.split()
    assert len(made) == 1
    assert made[0].endswith("单独一期.zh-Hans.epub（未改动）")


@pytest.mark.parametrize("what", ["workspace", "issue"])
def test_the_next_command_can_be_pasted_as_it_is_shown(what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", what, str(tmp_path / "我的 稿子" / "第一期")]) == 0
    command = shlex.split(capsys.readouterr().out.strip().rsplit("运行 ", maxsplit=1)[1])
    assert command[0] == "banxin"
    assert main([*command[1:], "--edition", "epub", "--jobs", "1", "-q"]) == 0


@pytest.mark.parametrize("command", [
    ["build"], ["check"], ["hant"], ["impose"], ["new"], ["new", "issue"], ["new", "workspace"], ["fonts"], ["doctor"]])
def test_every_help_is_in_chinese_and_ends_in_an_example(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*command, "--help"])
    said = capsys.readouterr().out
    assert caught.value.code == 0
    assert f"例：banxin {' '.join(command)}" in said
    assert not [word for word in ("usage", "options:", "positional", "show this") if word in said]


def test_a_wrong_choice_names_the_right_ones_without_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["new", "issue", "x", "--kind", "期刊"])
    said = capsys.readouterr().err
    assert caught.value.code == 2
    assert "--kind 不能是 期刊；可用的有 magazine-issue, official-document, internal-bulletin" in said


def test_tables_stand_in_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fonts"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len({line.index("zh-Han") for line in lines}) == 1


@pytest.mark.parametrize("typed", ["issues", "issues/ceshi/issue.yaml", "issues/cesh", "ceshi"])
def test_a_wrong_folder_is_answered_with_the_issues_there_are(
        typed: str, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(workspace)
    assert main(["build", typed]) == 3
    assert "可用的有：issues/ceshi" in capsys.readouterr().err


def test_simplified_code_stands_in_the_traditional_editions(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Code is not converted: the Traditional editions borrow its characters from a Simplified face."""
    with (workspace / "issues" / "ceshi" / "02-chuanfu.md").open("a", encoding="utf-8") as article:
        article.write("\n打开`图片/号码.jpg`。\n")
    arguments = ["--edition", "print", "--script", "all", "--jobs", "1", "-q"]
    assert main(["build", str(workspace / "issues" / "ceshi"), *arguments]) == 0, capsys.readouterr().err


def test_a_list_that_begins_with_a_huge_number_is_made_in_every_edition(workspace: Path) -> None:
    article = workspace / "issues" / "ceshi" / "02-chuanfu.md"
    article.write_text(article.read_text(encoding="utf-8") + "\n999999999. 甲班\n\n又一段。\n\ni. 乙班\n", encoding="utf-8")
    assert main(["build", str(workspace / "issues" / "ceshi"), "--edition", "print,word,epub", "--jobs", "1", "-q"]) == 0
    made = {path.suffix: path for path in (workspace / "build").rglob("*.zh-Hans.*")}
    with pymupdf.open(made[".pdf"]) as pages:
        text = "".join(page.get_text() for page in pages)
    assert "999999999." in text and "i." in text
    with zipfile.ZipFile(made[".docx"]) as word, zipfile.ZipFile(made[".epub"]) as epub:
        assert b'<w:start w:val="999999999"/>' in word.read("word/numbering.xml")
        assert any(b' start="999999999"' in epub.read(name) for name in epub.namelist() if name.endswith(".xhtml"))
