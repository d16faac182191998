"""The samples as proof sheets, made once; and a workspace whose sources a test may correct."""
from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from convert.cli import main as banxin

ROOT = Path(__file__).resolve().parents[2]
MAGAZINE, NOTICE, BULLETIN = "xizhou-2025-06", "notice-2025-08", "bulletin-2025-03"


class Proofs:
    """Builds of a workspace."""

    def __init__(self, root: Path, out: Path):
        self.root, self.out = root, out

    def build(self, issue: str, edition: str = "proof", script: str = "zh-Hans", *more: str) -> int:
        return banxin(["build", str(self.root / "issues" / issue), "--edition", edition, "--script", script, "--out", str(self.out),
                       "--jobs", "1", "-q", *more])

    def file(self, issue: str, ending: str, script: str = "zh-Hans") -> Path:
        return self.out / issue / f"{issue}.{script}.{ending}"

    def record(self, issue: str, script: str = "zh-Hans", lines: str = "") -> dict[str, Any]:
        made: dict[str, Any] = json.loads(self.file(issue, f"{lines}proof.json", script).read_bytes())
        return made

    def source(self, issue: str, name: str) -> Path:
        return self.root / "issues" / issue / name

    def correct(self, issue: str, name: str, old: str, new: str) -> None:
        path = self.source(issue, name)
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Proofs:
    """The three samples in two scripts, with the screen pages beside."""
    proofs = Proofs(ROOT, tmp_path_factory.mktemp("samples"))
    for issue in (MAGAZINE, NOTICE, BULLETIN):
        assert proofs.build(issue, "proof,screen", "zh-Hans,zh-Hant-TW") == 0
    return proofs


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the samples and the first proof of the magazine, to be copied."""
    root = tmp_path_factory.mktemp("press")
    for kind in ("styles", "fonts", "issues"):
        shutil.copytree(ROOT / kind, root / kind)
    assert Proofs(root, root / "build").build(MAGAZINE) == 0
    return root


@pytest.fixture
def desk(press: Path, tmp_path: Path) -> Proofs:
    """The samples, each test's own."""
    shutil.copytree(press, tmp_path / "work")
    return Proofs(tmp_path / "work", tmp_path / "work" / "build")


@pytest.fixture
def first(desk: Proofs) -> Path:
    """The first proof of the magazine, its folder kept aside."""
    return shutil.copytree(desk.out / MAGAZINE, desk.root / "first")
