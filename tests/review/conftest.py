"""A workspace with the samples, their Word editions built once."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from convert import cli
from convert.workspace import shipped

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose three samples have been built as Word files; copy what you write to."""
    root = tmp_path_factory.mktemp("issued")
    shutil.copytree(ROOT / "issues", root / "issues")
    shutil.copytree(shipped("styles"), root / "styles")
    assert cli.main(["build", *map(str, sorted((root / "issues").iterdir())), "--edition", "word", "-q", "--jobs", "1"]) == 0
    return root


@pytest.fixture
def desk(issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of `issued` to write in; commands run there."""
    root = tmp_path / "desk"
    shutil.copytree(issued, root)
    monkeypatch.chdir(root)
    return root
