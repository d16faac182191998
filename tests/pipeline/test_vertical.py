"""The vertical edition: files beside the horizontal ones of the Traditional scripts, never instead of them."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from convert import fidelity
from convert.cli import main
from convert.pipeline.job import SOURCE_SCRIPT
from convert.reader.issue import read_issue
from convert.variant import convert_issue

NAME = "ceshi-2025-01.zh-Hant-TW"
VERTICAL = {f"{NAME}.vertical.print.pdf", f"{NAME}.vertical.screen.pdf", f"{NAME}.vertical.epub"}


def build(workspace: Path, *arguments: str) -> int:
    return main(["build", str(workspace / "issues" / "ceshi"), "--jobs", "1", "--edition", "print,screen,epub", *arguments])


def contents(workspace: Path) -> dict[str, bytes]:
    folder = workspace / "build" / "ceshi-2025-01"
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())} if folder.is_dir() else {}


def test_it_comes_on_top_and_changes_nothing_else(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(workspace, "--script", "zh-Hans,zh-Hant-TW") == 0
    before = contents(workspace)
    assert not VERTICAL & set(before)
    assert build(workspace, "--script", "zh-Hans,zh-Hant-TW", "--vertical") == 0
    after = contents(workspace)
    assert set(after) - set(before) == VERTICAL
    assert all(after[name] == data for name, data in before.items() if name.endswith((".pdf", ".epub")))
    capsys.readouterr()
    assert build(workspace, "--script", "zh-Hans,zh-Hant-TW", "--vertical") == 0
    assert capsys.readouterr().out.count("未改动") == 10     # with the proofreader's list
    assert contents(workspace) == after


def test_every_character_stands_in_it(workspace: Path) -> None:
    build(workspace, "--script", "zh-Hant-TW", "--vertical")
    issue, _ = convert_issue(read_issue(workspace / "issues" / "ceshi", workspace)[0], "zh-Hant-TW", None)
    for name, data in contents(workspace).items():
        if name in VERTICAL:
            assert not fidelity.check_output(data, Path(name).suffix, issue, name)
            read = fidelity.read_epub if name.endswith(".epub") else fidelity.read_pdf
            assert "數到第12下，霧就散了。" in read(data).body


def test_a_lost_character_is_seen(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from convert.layout.turn import Turn

    boxes = Turn.boxes
    monkeypatch.setattr(Turn, "boxes", lambda self, made: list(boxes(self, made))[:-1])
    assert build(workspace, "--script", "zh-Hant-TW", "--vertical") == 5
    assert not contents(workspace)


def test_two_builds_are_alike(workspace: Path) -> None:
    build(workspace, "--script", "zh-Hant-TW", "--vertical")
    first = contents(workspace)
    build(workspace, "--script", "zh-Hant-TW", "--vertical", "--force")
    assert contents(workspace) == first


def test_without_a_traditional_script_there_is_nothing_to_turn(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(workspace, "--script", SOURCE_SCRIPT, "--vertical") == 2
    assert "B013" in capsys.readouterr().err
    assert not contents(workspace)


def test_documents_are_not_turned(workspace: Path) -> None:
    path = workspace / "issues" / "ceshi" / "issue.yaml"
    path.write_text("id: tongzhi\ndocument_type: official-document\ntitle: 关于开渡的通知\nissuer: 渡口镇文化站\ndate: 2025-01-15\n"
                    "articles:\n- 01-hemian.md\n", encoding="utf-8")
    assert build(workspace, "--script", "zh-Hant-TW", "--vertical") == 0
    folder = workspace / "build" / "tongzhi"
    assert not list(folder.glob("*vertical*"))
    assert "B014" in {d["code"] for d in json.loads((folder / "report.json").read_text(encoding="utf-8"))["diagnostics"]}


def test_a_sheet_may_not_turn_the_only_edition(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "styles" / "shupai.yaml").write_text("extends: magazine\npage: {writing-mode: vertical-rl}\n", encoding="utf-8")
    path = workspace / "issues" / "ceshi" / "issue.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "style: shupai\n", encoding="utf-8")
    assert build(workspace, "--script", "zh-Hant-TW") == 3
    assert "shupai.yaml:2" in capsys.readouterr().err


def test_a_sheet_says_how_the_vertical_edition_differs(workspace: Path) -> None:
    (workspace / "styles" / "shupai.yaml").write_text(
        "extends: magazine\nvertical:\n  page: {column-count: 2}\n"
        "  composition:\n    zh-Hant-TW: {text-combine-upright: digits 2}\n", encoding="utf-8")
    path = workspace / "issues" / "ceshi" / "issue.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "style: shupai\n", encoding="utf-8")
    assert build(workspace, "--script", "zh-Hant-TW", "--vertical") == 0
    assert set(contents(workspace)) >= VERTICAL
    (workspace / "styles" / "shupai.yaml").write_text("extends: magazine\nvertical:\n  page: {writing-mode: vertical-lr}\n",
                                                      encoding="utf-8")
    assert build(workspace, "--script", "zh-Hant-TW", "--vertical") == 3
