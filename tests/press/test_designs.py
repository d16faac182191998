"""Every design as a printer takes it: built for an offset house and a digital one, preflight without a word."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from convert.cli import main
from convert.workspace import shipped


@pytest.mark.parametrize("design", sorted({"magazine"} | {p.stem for p in shipped("styles").glob("*.yaml")
                                                          if "extends: magazine" in p.read_text(encoding="utf-8")}))
@pytest.mark.parametrize("printer", ["offset", "digital"])
def test_a_design_prints_without_a_word(design: str, printer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "issues" / "a"
    assert main(["new", "issue", str(folder), "-q"]) == 0
    (tmp_path / "styles").mkdir()
    with (folder / "issue.yaml").open("a", encoding="utf-8") as about:
        about.write(f"\nstyle: {design}\n")
    assert main(["build", str(folder), "--edition", "print", "--printer", printer, "--out", str(tmp_path), "-q"]) == 0
    capsys.readouterr()
    assert main(["preflight", str(tmp_path / "a" / "a.zh-Hans.print.pdf"), "--printer", printer, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []
