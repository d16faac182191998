"""Builds after the first: what earlier ones kept makes them quicker and never different."""
from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from convert.cli import main
from convert.layout import inline
from convert.pipeline import Job, build
from convert.pipeline.job import CACHE
from convert.reader import pandoc
from convert.workspace import Workspace

SCRIPTS = ("zh-Hans", "zh-Hant-TW")


def job(workspace: Path, out: str, **options: object) -> Job:
    wanted = Job(workspace / "issues" / "ceshi", Workspace(workspace), workspace / out, scripts=SCRIPTS, force=True)
    return wanted._replace(**options)


def made(workspace: Path, out: str = "build", **options: object) -> dict[str, bytes]:
    """Every file that a build gives, by name; the manifest and the report are among them, what went out before is not."""
    result = build([job(workspace, out, **options)])[0]
    assert result.exit_code == 0, result.diagnostics
    assert result.folder is not None
    return {p.name: p.read_bytes() for p in sorted(result.folder.iterdir()) if p.is_file()}


def kept(workspace: Path) -> list[Path]:
    return sorted((workspace / "build" / CACHE).glob("*.kept"))


def fresh(workspace: Path) -> dict[str, bytes]:
    """The same build where nothing is kept yet."""
    shutil.rmtree(workspace / "fresh", ignore_errors=True)
    return made(workspace, "fresh")


def rewrite(workspace: Path, name: str, change: Callable[[str], str]) -> None:
    path = workspace / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_a_rebuild_neither_asks_pandoc_nor_composes(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = made(workspace)
    monkeypatch.setattr(pandoc, "_run", None)
    monkeypatch.setattr(inline, "break_lines", None)
    assert made(workspace) == first


def test_a_changed_article_alone_is_read_again(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(workspace)
    read: list[str] = []
    run = pandoc._run
    monkeypatch.setattr(pandoc, "_run", lambda bodies: read.extend(bodies) or run(bodies))
    rewrite(workspace, "issues/ceshi/02-chuanfu.md", lambda text: text + "\n第二天，渡口来了新的船夫。\n")
    again = made(workspace)
    assert len(read) == 1
    assert "新的船夫" in read[0]
    assert again == fresh(workspace)


@pytest.mark.parametrize("change", [
    ("styles/base.yaml", lambda text: text.replace("songti", "heiti")),
    ("styles/base.yaml", lambda text: text.replace("hanging-punctuation: none", "hanging-punctuation: allow-end")),
    ("issues/ceshi/issue.yaml", lambda text: text.replace("title: 渡口\n", "title: 渡口与船\n")),
    ("issues/ceshi/01-hemian.md", lambda text: text.replace("又慢又稳[^1]", "又慢[^1]又稳")),
    ("issues/ceshi/01-hemian.md", lambda text: text.replace("**", "")),
], ids=["another face", "hanging stops", "title of the issue", "a note moved", "bold gone"])
def test_whatever_changes_the_result_is_what_a_fresh_build_gives(workspace: Path, change: tuple[str, Callable[[str], str]]) -> None:
    before = made(workspace)
    rewrite(workspace, *change)
    after = made(workspace)
    assert after == fresh(workspace)
    assert after["ceshi-2025-01.zh-Hans.print.pdf"] != before["ceshi-2025-01.zh-Hans.print.pdf"]


def test_damaged_files_are_made_anew(workspace: Path) -> None:
    first = made(workspace)
    files = kept(workspace)
    assert len(files) == 1 + 2 * len(SCRIPTS)         # what was read; lines and fonts of each script
    whole = {path: path.read_bytes() for path in files}
    for spoil in (lambda data: data[:len(data) // 2], lambda data: b"", lambda data: data[:-9] + b"\0" * 9,
                  lambda data: b"banxin cache 1\n" + b"\0" * 200):
        for path in files:
            path.write_bytes(spoil(whole[path]))
        assert made(workspace) == first
        assert {path: path.read_bytes() for path in files} == whole


def test_entries_that_make_no_sense_are_made_anew(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if another program had written them under our name, with the right hashes."""
    first = made(workspace)
    from convert import cache

    for nonsense in (b"", b"null", b'{"a": 1}', b"\xff" * 40, b"\0" * 12):
        with monkeypatch.context() as patch:
            patch.setattr(cache.Cache, "get", lambda self, key, said=nonsense: said if self else None)
            patch.setattr(cache.Cache, "save", lambda self: None)
            assert {n: d for n, d in made(workspace, editions=("epub",)).items() if n in first and n.endswith(".epub")} == \
                {n: d for n, d in first.items() if n.endswith(".epub")}


def test_the_folder_may_go_in_the_middle_of_a_build(workspace: Path) -> None:
    first = made(workspace)

    def take_away(_subject: str, step: str, _seconds: float) -> None:
        if step in ("读稿", "拼版"):
            shutil.rmtree(workspace / "build" / CACHE, ignore_errors=True)

    result = build([job(workspace, "build")], progress=take_away)[0]
    assert result.exit_code == 0
    assert result.folder is not None
    assert {p.name: p.read_bytes() for p in sorted(result.folder.iterdir()) if p.is_file()} == first


def test_findings_come_back_with_every_build(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line that has to be reported is reported anew, at the place where it stands now."""
    rewrite(workspace, "issues/ceshi/02-chuanfu.md", lambda text: text + "\n" + "渡" + "`" + "A" * 70 + "`\n")
    command = ["build", str(workspace / "issues" / "ceshi"), "--jobs", "1", "--force", "--json", "--edition", "print"]
    found = []
    for _ in range(2):
        main(command)
        found.append([d for d in json.loads(capsys.readouterr().out)["diagnostics"] if d["code"].startswith("L00")])
        rewrite(workspace, "issues/ceshi/02-chuanfu.md", lambda text: text.replace("账本的第一页", "\n账本的第一页"))
    main(command)
    found.append([d for d in json.loads(capsys.readouterr().out)["diagnostics"] if d["code"].startswith("L00")])
    assert found[0]
    assert found[0][0]["code"] == found[2][0]["code"]
    assert found[2][0]["line"] == found[0][0]["line"] + 2
