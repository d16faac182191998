"""The package: the same bytes every time, nothing of the template, valid for independent checkers, small."""
from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from convert.model.metadata import ArticleMetadata
from convert.model.nodes import Article, Issue, Paragraph
from convert.model.record import replace
from tests.docx.sample import TIMESTAMP, Package, build, bulletin, magazine, official, text

KINDS = {"magazine": magazine, "official": official, "bulletin": bulletin}


def tool(name: str) -> str:
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", [("openxml-audit", "Errors: 0"), ("ooxml-integrity check", "0 error(s)")])
def test_independent_validators_find_nothing(kind: str, command: tuple[str, str], tmp_path: Path) -> None:
    name, *words = command[0].split()
    path = tmp_path / "made.docx"
    path.write_bytes(build(KINDS[kind](tmp_path)))
    result = subprocess.run([tool(name), *words, str(path)], capture_output=True, text=True, check=False)
    assert command[1] in result.stdout, result.stdout


def test_two_builds_are_identical(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issue = magazine(tmp_path)
    first = build(issue)
    monkeypatch.setenv("TZ", "America/Caracas")
    time.tzset()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    try:
        assert build(issue) == first
    finally:
        monkeypatch.undo()
        time.tzset()


def test_hash_seed_does_not_matter(tmp_path: Path) -> None:
    code = ("import hashlib, sys; from pathlib import Path; from tests.docx.sample import build, magazine;"
            "print(hashlib.sha256(build(magazine(Path(sys.argv[1])))).hexdigest())")
    digests = {subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True,
                              env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}).stdout
               for seed in ("1", "2")}
    assert len(digests) == 1


def test_the_package_carries_only_what_it_needs(tmp_path: Path) -> None:
    made = Package(build(bulletin(tmp_path)))
    names = made.zip.namelist()
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    assert {n for n in names if not re.search(r"header|footer|_rels", n)} == {
        "[Content_Types].xml", "docProps/app.xml", "docProps/core.xml", "word/document.xml", "word/fontTable.xml",
        "word/settings.xml", "word/styles.xml", "word/theme/theme1.xml"}
    assert all(i.date_time == (1980, 1, 1, 0, 0, 0) for i in made.zip.infolist())
    everything = b"".join(made.zip.read(n) for n in names).decode()
    assert "python-docx" not in everything
    assert "ja-JP" not in everything
    assert "ＭＳ" not in everything


def test_properties_come_from_the_issue(tmp_path: Path) -> None:
    core = Package(build(official(tmp_path))).zip.read("docProps/core.xml").decode()
    moment = datetime.datetime.fromtimestamp(TIMESTAMP, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "<dc:title>港务联合会关于做好夜班服务工作的通知</dc:title>" in core
    assert "<dc:creator>港务联合会</dc:creator>" in core
    assert core.count(moment) == 2


def test_a_full_issue_is_small(tmp_path: Path) -> None:
    """75,000 characters in 32 articles."""
    words = "港口夜班服务要把车辆餐点照明逐项核对做到件件有着落事事有回音遇有问题当班处理"
    base = bulletin(tmp_path)
    articles = tuple(Article(ArticleMetadata(f"q{n}", f"第{n}篇"), tuple(
        Paragraph(text("，".join(words[(n * 7 + m * 3 + k) % 30:] for k in range(9)) + "。"), id=f"q{n}-{m}") for m in range(12)))
        for n in range(32))
    issue: Issue = replace(base, articles=articles)
    assert len(build(issue)) < 150_000
