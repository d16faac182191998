"""The command: what it says, what it writes, what it leaves alone."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from convert.cli import main
from tests.importer.conftest import Importer

TEXT = """# 目录

2031年第7期

## 灯下

巡堤的人\t/江边站 3
桥头修鞋记\t5

# 巡堤的人

□ 江边站

堤上的灯亮了 12 夜，守堤的人走了一夜。

---

## 桥头修鞋记

他的摊子摆在桥头，一摆就是二十年。（江边站）
"""


def test_it_says_where_and_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = tmp_path / "raw.txt"
    raw.write_text(TEXT, encoding="utf-8")
    assert main(["import", str(raw), "--out", str(tmp_path / "issues" / "a")]) == 0
    out, err = capsys.readouterr()
    assert out.strip().endswith("issues/a")
    assert "2 篇" in err
    assert "banxin build" in err


def test_json_has_files_and_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = tmp_path / "raw.txt"
    raw.write_text(TEXT, encoding="utf-8")
    assert main(["import", str(raw), "--out", str(tmp_path / "a"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["articles"] == 2
    assert "issue.yaml" in said["files"]
    assert [d["code"] for d in said["diagnostics"]] == ["I015"]         # no name of the magazine was found


def test_a_folder_with_something_in_it_is_left_alone(importer: Importer, capsys: pytest.CaptureFixture[str]) -> None:
    importer.folder.joinpath("issues", "a").mkdir(parents=True)
    mine = importer.folder / "issues" / "a" / "mine.txt"
    mine.write_text("手写的", encoding="utf-8")
    assert importer(TEXT).code == 2
    assert "I012" in capsys.readouterr().err
    assert sorted(p.name for p in mine.parent.iterdir()) == ["mine.txt"]


def test_force_replaces_what_an_import_wrote_and_nothing_else(importer: Importer) -> None:
    first = importer(TEXT)
    mine = first.folder / "images" / "a.txt"
    mine.parent.mkdir()
    mine.write_text("手放的", encoding="utf-8")
    second = importer(TEXT.replace("桥头修鞋记", "桥头补鞋记"), "magazine", "raw.txt", "--force")
    assert second.code == 0
    assert second.titles() == ["巡堤的人", "桥头补鞋记"]
    assert sorted(p.name for p in second.folder.glob("*.md")) == ["01-巡堤的人.md", "02-桥头补鞋记.md"]
    assert mine.read_text(encoding="utf-8") == "手放的"


def test_same_input_same_bytes(importer: Importer) -> None:
    def contents() -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in sorted((importer.folder / "issues" / "a").iterdir())}

    importer(TEXT)
    before = contents()
    importer(TEXT, "magazine", "raw.txt", "--force")
    assert contents() == before


def test_the_report_shows_every_line_that_changed_or_was_left_out(importer: Importer) -> None:
    result = importer(TEXT)
    (repair,) = [r for r in result.report["repairs"] if "堤上" in r["before"]]
    assert (repair["before"], repair["after"], repair["kind"]) == (
        "堤上的灯亮了 12 夜，守堤的人走了一夜。", "堤上的灯亮了12夜，守堤的人走了一夜。", "空格")
    left = {item["raw"].strip(): item["reason"] for item in result.report["left_out"]}
    assert "横线" in left["---"]
    assert "目录" in left["桥头修鞋记\t5"]
    page = (result.folder / "import-report.html").read_text(encoding="utf-8")
    assert "原文 raw.txt，" in page and '<td class="place">16</td>' in page
    assert "<mark>" in page


def test_several_files_make_one_issue(tmp_path: Path) -> None:
    parts = TEXT.partition("---")
    for name, text in (("1.txt", parts[0]), ("2.txt", parts[2])):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["import", str(tmp_path / "1.txt"), str(tmp_path / "2.txt"), "--out", str(tmp_path / "a"), "-q"]) == 0
    assert len(list((tmp_path / "a").glob("*.md"))) == 2


def test_an_unsafe_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "raw.txt").write_text(TEXT, encoding="utf-8")
    assert main(["import", str(tmp_path / "raw.txt"), "--out", str(tmp_path / "a b*")]) == 2
    assert "B005" in capsys.readouterr().err


def test_what_was_imported_builds(importer: Importer, tmp_path: Path) -> None:
    result = importer(TEXT)
    assert main(["build", str(result.folder), "--out", str(tmp_path / "build"), "--jobs", "1", "-q"]) == 0
    assert len(list((tmp_path / "build" / "a").glob("a.zh-Hans.*"))) == 4
