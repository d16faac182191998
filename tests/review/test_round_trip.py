"""Round trip through a real LibreOffice: every edit, tracked or not, lands on the right source paragraph, and nowhere else."""
from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from convert import cli
from tests.review import office
from tests.review.cases import CASES

THIRD = "第三句，意见要当天回"
# kind -> (issue, edits, file, passage before, passage after); what a passage says between is left out with …
SINGLE: dict[str, tuple[str, list[list[str]], str, str, str]] = {
    "move": ("bulletin-2025-03", [["move", "第二句，水要看得见", THIRD]], "03-jiaoliu.md", "第二句…第三句", "第三句…第二句"),
    "copy": ("bulletin-2025-03", [["copy", "第二句，水要看得见", THIRD]], "03-jiaoliu.md", "第二句，水", "第二句，水…第二句，水"),
    "heading": ("bulletin-2025-03", [["style", "以上做法还很粗浅", "Heading 2"]], "03-jiaoliu.md", "\n以上做法", "\n## 以上做法"),
    "behind a table": ("bulletin-2025-03", [["add", "各单位热线办理情况（4月", "表后一段。"]], "01-rexian.md",
                       "6月30日）\n", "6月30日）\n\n表后一段。\n"),
    "new note": ("bulletin-2025-03", [["footnote", "保温桶是不透明的", "见附图。"]], "03-jiaoliu.md",
                 "不透明的，", "不透明的[^1]，"),
    "new note in a new paragraph": (
        "bulletin-2025-03", [["add", THIRD, "这是新写的一段。"], ["footnote", "这是新写的一", "新段的注。"]], "03-jiaoliu.md",
        "\n第四句", "\n\n这是新写的一[^1]段。\n\n第四句…\n\n[^1]: 新段的注。\n"),
    "row": ("bulletin-2025-03", [["row", "机修中心", "装卸中心", "12", "11", "91.7%", "1"]], "01-rexian.md",
            "| 98.4% | 4 |\n", "| 98.4% | 4 |\n| 装卸中心 | 12 | 11 | 91.7% | 1 |\n"),
    "drawn row": ("notice-2025-08", [["row", "移动凉棚检修、配水", "4.5", "夜间照明", "机修中心", "", "长期"]],
                  "02-fujian-fengong.md", "6月20日  |\n+-",
                  "| 4.5  | 夜间照明             | 机修中心     |              | 长期     |\n"),
    "drawn cell": ("notice-2025-08", [["replace", "每周清点", "每日清点"]], "02-fujian-fengong.md",
                   "| 每周清点             |", "| 每日清点             |"),
    "no row": ("bulletin-2025-03", [["unrow", "机修中心"]], "01-rexian.md", "| 后勤中心 |…| 机修中心 |",
               "| 9 |\n| 东礁作业区工会 |"),
    "item": ("notice-2025-08", [["add", "报。拨打短号3000", "记。记下时间。"]], "03-fujian-yingji.md",
             "派人到路口引导。\n5. ", "派人到路口引导。\n5. 记。记下时间。\n5. "),
    "no note": ("notice-2025-08", [["unnote", "高温津贴发放等措施"]], "01-tongzhi.md", "等措施[^heat]。", "等措施。"),
    "bold goes": ("notice-2025-08", [["replace", "一要压实责任。", ""]], "01-tongzhi.md", "**一要压实责任。**各单位", "各单位"),
}

# what changes no word: kind -> (issue, edits)
SILENT: dict[str, tuple[str, list[list[str]]]] = {
    "dress": ("bulletin-2025-03", [["dress", "第二句，水要看得见"], ["dress", "三、存在的问题"]]),
    "indexes": ("xizhou-2025-06", [["indexes"]]),
}


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
    for tracked in (True, False):
        jobs += [{"source": str(issued / "build" / issue / f"{issue}.zh-Hans.docx"), "tracked": tracked, "edits": edits,
                  "target": str(folder / f"{kind}.{tracked}.docx")} for kind, (issue, edits, *_) in SINGLE.items()]
    jobs += [{"source": str(issued / "build" / issue / f"{issue}.zh-Hans.docx"), "tracked": False, "edits": edits,
              "target": str(folder / f"{kind}.docx")} for kind, (issue, edits) in SILENT.items()]
    Image.new("RGB", (320, 240), (40, 90, 140)).save(folder / "new.png")
    issue = "bulletin-2025-03"
    jobs += [{"source": str(issued / "build" / issue / f"{issue}.zh-Hans.docx"), "tracked": tracked, "target": str(
        folder / f"picture.{tracked}.docx"), "edits": [["picture", THIRD, str(folder / "new.png")]]} for tracked in (True, False)]
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


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize("kind", SINGLE)
def test_what_is_rarer(desk: Path, edited: Path, kind: str, tracked: bool, capsys: pytest.CaptureFixture[str]) -> None:
    name, _, file, before, after = SINGLE[kind]
    old = sources(desk / "issues" / name)
    assert cli.main(["review", str(edited / f"{kind}.{tracked}.docx"), "--apply", "--json"]) == 0, capsys.readouterr().out
    new = sources(desk / "issues" / name)
    assert {n for n in new if new[n] != old[n]} == {file}
    assert re.search(pattern(before), old[file], re.S)
    assert re.search(pattern(after), new[file], re.S)
    kept = set(old[file].split("\n")) - set(new[file].split("\n"))
    assert len(kept) <= 2, kept                 # the line that was changed; with a note gone, the note's
    if kind == "new note":
        assert new[file].endswith("\n\n[^1]: 见附图。\n")
    if kind == "no note":
        assert "[^heat]" not in new[file]


def pattern(passage: str) -> str:
    return ".*".join(map(re.escape, passage.split("…")))


@pytest.mark.parametrize("name", CASES)
def test_an_untouched_file_says_nothing(desk: Path, edited: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["review", str(edited / f"{name}.untouched.docx"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []


@pytest.mark.parametrize("kind", SILENT)
def test_looks_and_contents_are_no_change(desk: Path, edited: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["review", str(edited / f"{kind}.docx"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []


@pytest.mark.parametrize("tracked", [True, False])
def test_a_new_picture_goes_home(desk: Path, edited: Path, tracked: bool, capsys: pytest.CaptureFixture[str]) -> None:
    folder = desk / "issues" / "bulletin-2025-03"
    assert cli.main(["review", str(edited / f"picture.{tracked}.docx"), "--apply"]) == 0
    (name,) = [p.name for p in (folder / "images").iterdir() if p.name.startswith("review-")]
    assert re.search(rf"\n第三句，.*\n\n!\[\]\(images/{name}\){{alt=\"[^\"]+\"}}\n\n第四句", sources(folder)["03-jiaoliu.md"])


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
