"""Round trip through a real LibreOffice: every edit, tracked or not, lands on the right source paragraph, and nowhere else."""
from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from convert import cli
from tests.review import office
from tests.review.cases import CASES


@pytest.fixture(scope="module")
def edited(issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with <id>.<how>.docx: untouched, tracked, plain and through-odt."""
    office.need_office()
    folder = tmp_path_factory.mktemp("edited")
    jobs = []
    for name, cases in CASES.items():
        source = str(issued / "build" / name / f"{name}.zh-Hans.docx")
        edits = [case.edit for case in cases]
        for how, what in (("untouched", []), ("tracked", edits), ("plain", edits)):
            target = str(folder / f"{name}.{how}.docx")
            jobs.append({"source": source, "target": target, "tracked": how == "tracked", "edits": what})
    name = "notice-2025-08"
    jobs.append({"source": str(issued / "build" / name / f"{name}.zh-Hans.docx"), "target": str(folder / f"{name}.odt.docx"),
                 "tracked": False, "odt": True, "edits": [case.edit for case in CASES[name]]})
    office.edit(jobs)
    return folder


def expected(folder: Path, name: str) -> dict[str, str]:
    """Every source of issue `name` with the cases of cases.py done."""
    texts = {p.name: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.suffix in {".md", ".yaml"}}
    for case in CASES[name]:
        assert texts[case.file].count(case.before) == 1, case
        texts[case.file] = texts[case.file].replace(case.before, case.after)
    return texts


def sources(folder: Path) -> dict[str, str]:
    return {p.name: p.read_bytes().decode() for p in folder.iterdir() if p.suffix in {".md", ".yaml"}}


@pytest.mark.parametrize("how", ["tracked", "plain"])
@pytest.mark.parametrize("name", CASES)
def test_every_edit_lands_in_its_place(desk: Path, edited: Path, name: str, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = desk / "issues" / name
    want = expected(folder, name)
    code = cli.main(["review", str(edited / f"{name}.{how}.docx"), "--apply", "--json"])
    found = json.loads(capsys.readouterr().out)
    wrong = [c for c in found["changes"] if c["status"] != "ready"]
    assert not wrong, wrong
    got = sources(folder)
    assert {n: t for n, t in got.items() if t != want[n]} == {}
    assert code == 0
    if how == "tracked":
        assert all(c["author"] for c in found["changes"] if c["kind"] in {"edit", "split", "delete", "new"}), found["changes"]


@pytest.mark.parametrize("name", CASES)
def test_an_untouched_file_says_nothing(desk: Path, edited: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["review", str(edited / f"{name}.untouched.docx"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []


def test_ids_outlive_the_way_through_odt(desk: Path, edited: Path) -> None:
    folder = desk / "issues" / "notice-2025-08"
    want = expected(folder, "notice-2025-08")
    assert cli.main(["review", str(edited / "notice-2025-08.odt.docx"), "--apply", "-q"]) == 0
    assert sources(folder) == want


def test_the_changed_sources_build_again(desk: Path, edited: Path) -> None:
    name = "bulletin-2025-03"
    assert cli.main(["review", str(edited / f"{name}.tracked.docx"), "--apply", "-q"]) == 0
    assert cli.main(["build", str(desk / "issues" / name), "--edition", "word", "-q"]) == 0
    # the file issued first is still known: its changes are in the sources now
    assert cli.main(["review", str(edited / f"{name}.tracked.docx"), "-q"]) == 0


def test_without_apply_nothing_is_written(desk: Path, edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "notice-2025-08"
    before = sources(desk / "issues" / name)
    shutil.copy(edited / f"{name}.plain.docx", desk / "a.docx")
    assert cli.main(["review", "a.docx", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "-气象" not in out and "+食材" not in out and "**当日采购、当班使用**" in out
    assert not (desk / "build" / name / "review").exists()
    assert cli.main(["review", "a.docx"]) == 0
    assert (desk / "build" / name / "review" / "a.html").is_file()
    assert sources(desk / "issues" / name) == before
