"""Findings a person has looked at: suppressed with a written reason, for a place, a file or an issue."""
from __future__ import annotations

from pathlib import Path

import pytest

from convert.proof import check_issue
from convert.reader.issue import read_issue

ISSUE = "id: x\ndocument_type: magazine-issue\ntitle: 潮声\n"


def codes(folder: Path, own: str = "", house: str = "") -> list[str]:
    folder.mkdir(exist_ok=True)
    (folder / "issue.yaml").write_text(ISSUE + house, encoding="utf-8")
    (folder / "01-a.md").write_text(f"---\ntitle: 夜班灯\n{own}---\n\n码头,灯亮着。\n\n仓库,灯也亮着。\n", encoding="utf-8")
    issue, _ = read_issue(folder, folder.parent)
    return [d.code for d in check_issue(issue, None)]   # type: ignore[arg-type]


@pytest.mark.parametrize(("check", "wanted"), [
    ("check:\n- code: P002\n  text: 码头,灯\n  reason: 照录招牌\n", ["P002"]),
    ("check:\n- code: P002\n  reason: 照录招牌\n", []),
    ("check:\n- code: P002\n  text: 码头,灯\n", ["P059", "P002", "P002"]),
    ("check:\n- code: P002\n  text: 码头,灯\n  reason: ''\n", ["P059", "P002", "P002"]),
    ("check:\n- code: P003\n  text: 码头\n  reason: 照录\n", ["P060", "P002", "P002"]),
])
def test_a_finding_is_silenced_with_a_reason_only(tmp_path: Path, check: str, wanted: list[str]) -> None:
    assert codes(tmp_path / "x", own=check) == wanted
    assert sorted(codes(tmp_path / "x", house=check)) == sorted(wanted)
