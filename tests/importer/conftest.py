"""Imports as a person makes them: the command, a folder, the reader."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from convert.cli import main
from convert.model.nodes import Issue
from convert.pipeline import check_issue
from convert.workspace import find_workspace


class Result(NamedTuple):
    code: int
    folder: Path
    issue: Issue | None
    report: dict[str, Any]

    def body(self, index: int) -> str:
        """The Markdown of article `index` without its front matter."""
        assert self.issue is not None
        name = self.report["articles"][index]["file"]
        return (self.folder / name).read_text(encoding="utf-8").split("\n---\n", 1)[1].strip()

    def titles(self) -> list[str]:
        return [article["title"] for article in self.report["articles"]]


class Importer:
    def __init__(self, folder: Path):
        self.folder = folder

    def __call__(self, raw: str | bytes, kind: str = "magazine", name: str = "raw.txt", *options: str) -> Result:
        """Import `raw` and read the folder that came of it; the reader must find no error in it."""
        path = self.folder / name
        path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
        out = self.folder / "issues" / "a"
        code = main(["import", str(path), "--kind", kind, "--out", str(out), "-q", *options])
        if not (out / "issue.yaml").exists():
            return Result(code, out, None, {})
        issue, found = check_issue(out, find_workspace(out))
        assert issue is not None, [d.render() for d in found]
        return Result(code, out, issue, json.loads((out / "import-report.json").read_text(encoding="utf-8")))


@pytest.fixture
def importer(tmp_path: Path) -> Importer:
    return Importer(tmp_path)
