"""核红: every correction is found where it stands, and nothing else."""
from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PIL import Image

from convert.cli import main as banxin
from tests.proofsheet.conftest import BULLETIN, MAGAZINE, NOTICE, Proofs

Said = pytest.CaptureFixture[str]
# file, what stands there, what should, lengths equal or not, in text, headings, tables, titles, notes
CORRECTIONS = (
    ("02-yeban.md", "按章的办法很聪明。", "按章的办法十分聪明。"),
    ("02-yeban.md", "像是诉苦；", "像诉苦；"),
    ("02-yeban.md", "## 一、一张意见条", "## 一、一张小意见条"),
    ("02-yeban.md", "当时只有七盏灯", "当时只有八盏灯"),
    ("02-yeban.md", "两题以上漏答", "三题以上漏答"),
    ("14-wufan.md", "走职工平时走的路", "走职工平日走的路"),
    ("05-qingdan.md", "工人文化宫二层203室", "工人文化宫二层302室"),
    ("33-bubai-yanyu.md", "船头别解绊", "船头莫解绊"),
)
QUIET = ("folio", "furniture")


def shown(out: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(out)
    return data


def diff(capsys: Said, *arguments: object) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = banxin(["diff", *map(str, arguments), "--json"])
    return code, shown(capsys.readouterr().out)


def core(old: str, new: str) -> tuple[str, str]:
    """What differs of two strings, marks of Markdown apart."""
    old, new = (re.sub(r"^#+ |\s", "", text) for text in (old, new))
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new


def marks_of(first: Path) -> list[dict[str, object]]:
    """A proofreader's list of CORRECTIONS, with the places on the first proof."""
    record = json.loads(next(first.glob("*.proof.json")).read_bytes())
    out: list[dict[str, object]] = []
    for file, old, new in CORRECTIONS:
        said = re.sub(r"^#+ |\s", "", old)
        for page in record["pages"]:
            lines = page["lines"]
            for number, line in enumerate(lines):
                text = re.sub(r"\s", "", line["text"])
                below = [other for other in lines[number + 1:number + 2] if other["element"] == line["element"]]
                after = "".join(re.sub(r"\s", "", other["text"]) for other in below)
                at = (text + after).find(said)
                if line["file"] == file and 0 <= at < len(text):
                    out.append({"page": page["label"], "column": line["column"], "line": line["line"], "old": said,
                                "new": re.sub(r"^#+ |\s", "", new)})
                    break
            else:
                continue
            break
    assert len(out) == len(CORRECTIONS)
    return out


def test_every_correction_is_found_and_nothing_else(desk: Proofs, first: Path, capsys: Said) -> None:
    for correction in CORRECTIONS:
        desk.correct(MAGAZINE, *correction)
    assert desk.build(MAGAZINE) == 0
    code, found = diff(capsys, first, desk.out / MAGAZINE)
    assert code == 0
    changes = [c for c in found["changes"] if c["kind"] not in QUIET]
    assert sorted((c["old"], c["new"]) for c in changes) == sorted(core(old, new) for _, old, new in CORRECTIONS)
    wanted = {core(old, new): file for file, old, new in CORRECTIONS}
    for change in changes:
        at, file = change["new_at"], wanted[change["old"], change["new"]]
        assert at["file"] == file
        source = desk.source(MAGAZINE, file).read_text(encoding="utf-8").split("\n")
        # the change begins on a printed line that begins on this line of the source
        assert change["new"] in re.sub(r"[\s*]", "", "".join(source[at["source_line"] - 1:at["source_line"] + 2]))
    states = {page["page"]: page["state"] for page in found["pages"]}
    assert {page for page, state in states.items() if state == "changed"} == {c["new_at"]["page"] for c in changes}
    assert "same" in states.values()


def test_marks_are_judged_and_what_nobody_marked_is_named(desk: Proofs, first: Path, tmp_path: Path, capsys: Said) -> None:
    listed = marks_of(first)
    for correction in CORRECTIONS[:-1]:
        desk.correct(MAGAZINE, *correction)
    assert desk.build(MAGAZINE) == 0
    path = tmp_path / "一校.json"
    path.write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
    code, found = diff(capsys, first, desk.out / MAGAZINE, "--marks", path)
    assert [mark["state"] for mark in found["marks"]] == ["done"] * (len(listed) - 1) + ["undone"]
    assert found["unmarked"] == [] and code == 1
    assert [d["code"] for d in found["diagnostics"]] == ["K010"]

    desk.correct(MAGAZINE, *CORRECTIONS[-1])
    assert desk.build(MAGAZINE) == 0
    code, found = diff(capsys, first, desk.out / MAGAZINE, "--marks", path)
    assert code == 0 and {mark["state"] for mark in found["marks"]} == {"done"} and found["diagnostics"] == []

    path.write_text(json.dumps(listed[1:], ensure_ascii=False), encoding="utf-8")
    code, found = diff(capsys, first, desk.out / MAGAZINE, "--marks", path)
    assert code == 1 and [(c["old"], c["new"]) for c in found["unmarked"]] == [core(*CORRECTIONS[0][1:])]
    assert [d["code"] for d in found["diagnostics"]] == ["K013"]
    assert found["diagnostics"][0]["file"] == CORRECTIONS[0][0]


def test_a_correction_made_otherwise_and_a_mark_that_fits_nothing(desk: Proofs, first: Path, tmp_path: Path, capsys: Said) -> None:
    desk.correct(MAGAZINE, "02-yeban.md", "当时只有七盏灯", "当时只有九盏灯")
    assert desk.build(MAGAZINE) == 0
    marks = marks_of(first)
    path = tmp_path / "marks.json"
    path.write_text(json.dumps([marks[3], marks[3] | {"old": "这里没有的字", "new": "别的"}], ensure_ascii=False), encoding="utf-8")
    code, found = diff(capsys, first, desk.out / MAGAZINE, "--marks", path)
    assert code == 1 and [mark["state"] for mark in found["marks"]] == ["otherwise", "not-found"]
    assert "九" in found["marks"][0]["now"] and found["unmarked"] == []


LISTS = {
    "marks.yaml": "- page: 2\n  column: 左\n  line: 23\n  old: 很聪明\n  new: 十分聪明\n",
    "marks.tsv": "2\t左栏\t23\t很聪明\t十分聪明\n",
    "head.tsv": "页\t栏\t行\t原\t改\n第2页\t左\t第23行\t很聪明\t十分聪明\n",
    "foot.tsv": "2\t左栏\t倒数第2行\t很聪明\t十分聪明\n",
    "near.tsv": "2\t左栏\t22\t很聪明\t十分聪明\n",
    "page.tsv": "page\told\tnew\n2\t很聪明\t十分聪明\n",
    "marks.json": '{"marks": [{"页": "2", "原": "很聪明", "改": "十分聪明"}]}',
    "review.json": '{"changes": [{"kind": "edit", "file": "02-yeban.md", "line": 33, "before": "按章的办法很聪明。一个人提", '
                   '"after": "按章的办法十分聪明。一个人提", "status": "ready", "author": "王", "date": "", "reason": ""}]}',
}


def test_a_list_may_be_written_in_several_ways(desk: Proofs, first: Path, tmp_path: Path, capsys: Said) -> None:
    desk.correct(MAGAZINE, *CORRECTIONS[0])
    assert desk.build(MAGAZINE) == 0
    for name, text in LISTS.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        code, found = diff(capsys, first, desk.out / MAGAZINE, "--marks", path)
        assert code == 0 and found["marks"][0]["state"] == "done" and not found["unmarked"], name


def test_what_moves_has_not_changed(desk: Proofs, first: Path, capsys: Said) -> None:
    """A long insertion pushes text over many pages: one change, the pages after it only moved."""
    more = "这一段话是后来添上的，为的是把后面的字都往后推一推，看看校对的人会不会看花了眼。" * 9
    desk.correct(MAGAZINE, "02-yeban.md", "按章的办法很聪明。", f"按章的办法很聪明。{more}")
    assert desk.build(MAGAZINE) == 0
    _, found = diff(capsys, first, desk.out / MAGAZINE)
    changes = [c for c in found["changes"] if c["kind"] not in QUIET]
    assert [(c["old"], c["new"]) for c in changes] == [("", more)]
    states = [page["state"] for page in found["pages"]]
    assert states.count("changed") == 1 and states.count("reflowed") >= 2 and states.count("same") >= 4


def test_looks_spaces_pictures_and_moves(desk: Proofs, first: Path, capsys: Said) -> None:
    desk.correct(MAGAZINE, "02-yeban.md", "按章的办法很聪明。", "按章的办法**很聪明**。")
    text = desk.source(MAGAZINE, "17-haiyan.md").read_text(encoding="utf-8")
    paragraphs = text.split("\n\n")
    bodies = [n for n, p in enumerate(paragraphs) if len(p) > 60 and p[0] not in "-#!:|["]
    a, b = bodies[1], bodies[-1]
    moved = paragraphs.pop(a)
    paragraphs.insert(b, moved)
    desk.source(MAGAZINE, "17-haiyan.md").write_text("\n\n".join(paragraphs), encoding="utf-8")
    picture = next(p for p in sorted((desk.root / "issues" / MAGAZINE / "images").glob("*")) if p.name == "night-bus.jpg")
    with Image.open(picture) as image:
        image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(picture)
    assert desk.build(MAGAZINE) == 0
    _, found = diff(capsys, first, desk.out / MAGAZINE)
    kinds = [c["kind"] for c in found["changes"] if c["kind"] not in QUIET]
    assert sorted(kinds) == ["look", "move", "picture", "picture"]
    move = next(c for c in found["changes"] if c["kind"] == "move")
    assert re.sub(r"\s", "", move["new"]) in re.sub(r"[\s*]", "", moved)


def test_pages_added_and_taken_away(desk: Proofs, tmp_path: Path, capsys: Said) -> None:
    assert desk.build(NOTICE) == 0
    aside = tmp_path / "first"
    shutil.copytree(desk.out / NOTICE, aside)
    text = desk.source(NOTICE, "03-fujian-yingji.md").read_text(encoding="utf-8")
    more = "再添一大段说明，一直添到下一页去。" * 60
    desk.source(NOTICE, "03-fujian-yingji.md").write_text(f"{text}\n\n{more}\n", encoding="utf-8")
    assert desk.build(NOTICE) == 0
    _, found = diff(capsys, aside, desk.out / NOTICE)
    assert "added" in {page["state"] for page in found["pages"]}
    _, found = diff(capsys, desk.out / NOTICE, aside)
    assert "removed" in {page["state"] for page in found["pages"]}


def test_versions_are_kept_and_found_by_their_marks(desk: Proofs, capsys: Said) -> None:
    issue = desk.root / "issues" / BULLETIN
    for _ in range(2):
        assert desk.build(BULLETIN, "proof", "zh-Hans", "--force") == 0
    one = desk.record(BULLETIN)["mark"]
    code, found = diff(capsys, issue)
    assert code == 3 and found["diagnostics"][0]["code"] == "K007", "the same proof twice is one version"
    text = desk.source(BULLETIN, "01-rexian.md").read_text(encoding="utf-8")
    desk.source(BULLETIN, "01-rexian.md").write_text(text.replace("平均办理时间2.2天", "平均办理时间2.3天"), encoding="utf-8")
    assert desk.build(BULLETIN) == 0
    two = desk.record(BULLETIN)["mark"]
    assert one != two
    for names in ((issue,), (one, two), (one, issue), (one[:5], desk.file(BULLETIN, "proof.pdf"))):
        code, found = diff(capsys, *names, "--out", desk.out)
        assert code == 0 and (found["old"], found["new"]) == (one, two)
        assert [(c["old"], c["new"]) for c in found["changes"]] == [("2", "3")]
    code, found = diff(capsys, one, one, "--out", desk.out)
    assert code == 0 and found["changes"] == [] and {page["state"] for page in found["pages"]} == {"same"}


def test_the_report_shows_old_and_new_side_by_side(desk: Proofs, first: Path, tmp_path: Path, capsys: Said) -> None:
    desk.correct(MAGAZINE, *CORRECTIONS[0])
    assert desk.build(MAGAZINE) == 0
    report = tmp_path / "核红.html"
    assert banxin(["diff", str(first), str(desk.out / MAGAZINE), "--html", str(report)]) == 0
    out = capsys.readouterr().out
    assert "02-yeban.md:33" in out and "第 2 页左栏第 23 行" in out and "改了（1 页）：2" in out
    page = report.read_text(encoding="utf-8")
    assert "<del>很</del>" in page and "<ins>十分</ins>" in page and 'lang="zh-Hans"' in page


def test_the_changed_pages_come_out_tinted(desk: Proofs, first: Path, tmp_path: Path, capsys: Said) -> None:
    """What was marked in yellow, what nobody marked in red; pages that only moved are not among them."""
    for correction in CORRECTIONS[:2] + CORRECTIONS[-1:]:
        desk.correct(MAGAZINE, *correction)
    assert desk.build(MAGAZINE) == 0
    marks, made = tmp_path / "marks.json", tmp_path / "改了的页.pdf"
    marks.write_text(json.dumps(marks_of(first)[:2], ensure_ascii=False), encoding="utf-8")
    code, found = diff(capsys, first, desk.out / MAGAZINE, "--marks", marks, "--pdf", made)
    assert code == 1
    changes = [c for c in found["changes"] if c["kind"] not in QUIET]
    with pymupdf.open(made) as pdf:
        wanted = {c["new_at"]["page"] for c in changes}
        assert [page.get_label() for page in pdf] == sorted(wanted, key=lambda label: (len(label), label))
        tints: dict[str, list[str]] = {}
        for page in pdf:
            for drawing in page.get_drawings():
                fill = tuple(round(v, 2) for v in drawing["fill"] or ())
                if fill in ((1, 0.93, 0.6), (1, 0.78, 0.75)):
                    said = re.sub(r"\s", "", page.get_text(clip=drawing["rect"]))
                    tints.setdefault("red" if fill[1] < 0.9 else "yellow", []).append(said)
    assert len(tints["yellow"]) == 1 and "十分聪明" in tints["yellow"][0] and "像诉苦" in tints["yellow"][0]     # one line
    assert len(tints["red"]) == 1 and "船头莫解绊" in tints["red"][0]
    record = json.loads(next(first.glob("*.proof.json")).read_bytes())
    capsys.readouterr()
    assert banxin(["diff", record["mark"], record["mark"], "--out", str(desk.out), "--pdf", str(made), "--json"]) == 3
    assert [d["code"] for d in shown(capsys.readouterr().out)["diagnostics"]] == ["K008"]


# --- bad input ---
def test_bad_input_is_refused_in_chinese(desk: Proofs, samples: Proofs, tmp_path: Path, capsys: Said) -> None:
    assert desk.build(BULLETIN, "print,proof") == 0
    good, pdf = desk.file(BULLETIN, "proof.json"), desk.file(BULLETIN, "proof.pdf")
    text = good.read_text(encoding="utf-8")
    bad = {"cut.json": text[:len(text) // 2], "list.json": "[]", "empty.json": "",
           "format.json": text.replace("banxin proof 1", "x"), "type.json": text.replace('"line": 1,', '"line": "一",', 1),
           "look.json": text.replace('"looks": [[0', '"looks": [[99', 1),
           "element.json": text.replace('"element": 0', '"element": 99999', 1), "deep.json": "[" * 100_000}
    for name, content in bad.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "alone.pdf").write_bytes(pdf.read_bytes())
    (tmp_path / "empty").mkdir()
    stale = tmp_path / pdf.name
    stale.write_bytes(pdf.read_bytes().replace(desk.record(BULLETIN)["mark"].encode(), b"00000000"))
    shutil.copy(good, tmp_path)
    cases = [(tmp_path / name, "K001") for name in (*bad, "bytes.json")]
    cases += [(tmp_path / "alone.pdf", "K006"), (tmp_path / "empty", "K006"), (tmp_path / "nothing.pdf", "K002"),
              ("deadbeef", "K002"), (stale, "K004"), (samples.file(NOTICE, "proof.json"), "K005"),
              (samples.file(BULLETIN, "proof.json", "zh-Hant-TW"), "K005")]
    for name, code in cases:
        got, found = diff(capsys, name, good)
        assert (got, [d["code"] for d in found["diagnostics"]]) == (3, [code]), name
        assert re.search("[\u4e00-\u9fff]", found["diagnostics"][0]["message"])
    assert diff(capsys, desk.file(BULLETIN, "print.pdf"), pdf)[0] == 0


@pytest.mark.parametrize(("name", "text"), [
    ("a.yaml", "page: 2"), ("b.yaml", "- 只有字\n"), ("c.yaml", "- {page: 2}\n"), ("d.yaml", "- {old: 甲, new: 乙}\n"),
    ("e.yaml", "- {page: 2, line: 十七, old: 甲, new: 乙}\n"), ("f.yaml", "- {page: 2, olld: 甲}\n"), ("g.yaml", "- [\n"),
    ("h.json", "{"), ("i.json", "3"), ("j.tsv", "一栏而已\n"), ("k.tsv", "\n\n"), ("l.tsv", "1\t2\t3\t4\t5\t6\t7\t8\n")])
def test_a_list_that_is_none_is_refused_with_its_line(samples: Proofs, tmp_path: Path, capsys: Said, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    record = samples.file(BULLETIN, "proof.json")
    code, found = diff(capsys, record, record, "--marks", path)
    assert code == 3 and found["diagnostics"] and all(d["file"] == name and d["message"] for d in found["diagnostics"])


def test_a_title_is_corrected_once_and_marked_once(desk: Proofs, first: Path, tmp_path: Path, capsys: Said) -> None:
    """The contents and the running heads follow: nobody marks them again."""
    desk.correct(MAGAZINE, "14-wufan.md", "title: 一份午饭要走多远", "title: 一份午饭要走好远")
    assert desk.build(MAGAZINE) == 0
    record = json.loads(next(first.glob("*.proof.json")).read_bytes())
    page, line = next((page, line) for page in record["pages"][4:] for line in page["lines"] if line["text"] == "一份午饭要走多远")
    path = tmp_path / "marks.tsv"
    path.write_text(f"{page['label']}\t{line['column']}\t{line['line']}\t多远\t好远\n", encoding="utf-8")
    code, found = diff(capsys, first, desk.out / MAGAZINE, "--marks", path)
    assert code == 0 and found["marks"][0]["state"] == "done"
    assert len([c for c in found["changes"] if (c["old"], c["new"]) == ("多", "好")]) == 2
    path.write_text(f"{page['label']}\t{line['column']}\t{line['line']}\t午饭\t晚饭\n", encoding="utf-8")
    code, found = diff(capsys, first, desk.out / MAGAZINE, "--marks", path)
    assert code == 1 and found["marks"][0]["state"] == "undone" and len(found["unmarked"]) == 2


def test_a_mark_on_a_running_head(desk: Proofs, first: Path, tmp_path: Path, capsys: Said) -> None:
    record = json.loads(next(first.glob("*.proof.json")).read_bytes())
    page = next(page for page in record["pages"][5:] if any("2025年第6期" in text for text in page["furniture"]))
    path = tmp_path / "marks.tsv"
    path.write_text(f"{page['label']}\t\t\t2025年第6期\t2025年第七期\n", encoding="utf-8")
    assert [mark["state"] for mark in diff(capsys, first, first, "--marks", path)[1]["marks"]] == ["undone"]
    desk.correct(MAGAZINE, "issue.yaml", "issue_label: 2025年第6期", "issue_label: 2025年第七期")
    assert desk.build(MAGAZINE) == 0
    assert [mark["state"] for mark in diff(capsys, first, desk.out / MAGAZINE, "--marks", path)[1]["marks"]] == ["done"]


def test_what_word_brought_back_is_a_list_of_marks(desk: Proofs, tmp_path: Path, capsys: Said) -> None:
    """Edited in Word, written back by `review --apply`, set again: the report of the review is the list that is checked."""
    import docx

    assert desk.build(BULLETIN, "word,proof") == 0
    first = shutil.copytree(desk.out / BULLETIN, tmp_path / "first")
    path = desk.file(BULLETIN, "docx")
    document = docx.Document(str(path))
    run = next(run for paragraph in document.paragraphs for run in paragraph.runs if "平均办理时间" in run.text)
    run.text = run.text.replace("平均办理时间", "平均办结时间")
    edited = tmp_path / "改过的.docx"
    document.save(str(edited))
    issue = desk.root / "issues" / BULLETIN
    assert banxin(["review", str(edited), "--apply", "--issue", str(issue), "--out", str(desk.out), "-q"]) == 0
    assert desk.build(BULLETIN) == 0
    listed = desk.out / BULLETIN / "review" / "改过的.json"
    code, found = diff(capsys, first, desk.out / BULLETIN, "--marks", listed)
    assert code == 0 and [mark["state"] for mark in found["marks"]] == ["done"] and found["unmarked"] == []
