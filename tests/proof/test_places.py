"""A finding names file, line and column of its first character, as an editor's program jumps to it."""
from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from convert.cli import main

ROOT = Path(__file__).resolve().parents[2]


class Slip(NamedTuple):
    """`right` becomes `wrong` in `file`; the finding `code` points `at` characters into it."""

    code: str
    file: str
    right: str
    wrong: str
    at: int


SLIPS = (
    Slip("P002", "02-yeban.md", "走到大路，天都亮了", "走到大路,天都亮了", 4),
    Slip("P035", "04-jianghua.md", "成绩单已经印", "成绩单己经印", 3),
    Slip("P033", "02-yeban.md", "提高到88.7%", "提高到88.7％", 7),
    Slip("P017", "03-shilu.md", "走了。”船身", "走了...”船身", 2),
    Slip("P034", "17-haiyan.md", "。", "，再接再励。", 1),
    Slip("P055", "issue.yaml", "看不见的班组", "看得见的班组", 0),
)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "issues" / "xizhou-2025-06", tmp_path / "issues" / "x")
    for name in ("styles", "fonts"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "issues" / "x"


def planted(folder: Path, slip: Slip) -> str:
    path = folder / slip.file
    text = path.read_text(encoding="utf-8")
    begin = text.index(slip.right, 0 if slip.file == "issue.yaml" else text.index("\n---\n", 3))
    path.write_text(text[:begin] + slip.wrong + text[begin + len(slip.right):], encoding="utf-8")
    before = text[:begin + slip.at]
    return f"issues/x/{slip.file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def test_every_finding_points_at_its_first_character(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = {(slip.code, planted(workspace, slip)) for slip in SLIPS}
    main(["check", "issues/x", "--json", "--html", "report.html"])
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    assert wanted <= {(d["code"], f"{d['file']}:{d['line']}:{d['column']}") for d in found}
    page = Path("report.html").read_text(encoding="utf-8")
    assert all(place in page for _, place in wanted)
    main(["check", "issues/x"])
    said = "".join(capsys.readouterr())
    assert all(f"{place} " in said for _, place in wanted)
