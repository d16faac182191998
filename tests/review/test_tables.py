"""Rows, columns and cells of tables, drawn or with bars: home where the source has room, else said with file and line."""
from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from convert import cli
from convert.review.grid import read_grid, width, wrap
from convert.review.rewrite import Stuck
from tests.review.clerk import Clerk, Element, body_of, w, with_body

PIPE = ("bulletin-2025-03", "01-rexian.md")
GRID = ("notice-2025-08", "02-fujian-fengong.md")


def table(body: Element, words: str) -> Element:
    return next(t for t in body.iter(w("tbl")) if words in "".join(t.itertext()))


def row_of(body: Element, words: str) -> Element:
    return next(r for r in body.iter(w("tr")) if words in "".join(r.itertext()))


def write(clerk: Clerk, row: Element, texts: list[str]) -> Element:
    """A row like `row` that says `texts`."""
    new = clerk.made("tr")
    for cell, text in zip(row.findall(w("tc")), texts, strict=True):
        new.append(clerk.made("tc", clerk.paragraph(cell.find(w("p")), text)))
    return new


def say(row: Element, cell: int, text: str) -> None:
    said = list(row.findall(w("tc"))[cell].iter(w("t")))
    said[0].text = text
    for more in said[1:]:
        more.text = ""


def reviewed(desk: Path, where: tuple[str, str], change: Callable[[Element, Clerk], None], tracked: bool,
             capsys: pytest.CaptureFixture[str]) -> tuple[str, str, list[dict[str, str]]]:
    """The source before and after, and the changes."""
    name, file = where
    data = (desk / "build" / name / f"{name}.zh-Hans.docx").read_bytes()
    body = body_of(data)
    change(body, Clerk(body, 1, tracked=tracked))
    (desk / "x.docx").write_bytes(with_body(data, body))
    path = desk / "issues" / name / file
    before = path.read_text(encoding="utf-8")
    capsys.readouterr()
    cli.main(["review", "x.docx", "--apply", "--json"])
    return before, path.read_text(encoding="utf-8"), json.loads(capsys.readouterr().out)["changes"]


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize(("where", "words", "texts", "lines"), [
    (PIPE, "机修中心", ["装卸|中心", "12", "", "100%", "*0*"], "| 装卸\\|中心 | 12 |  | 100% | \\*0\\* |\n"),
    (PIPE, "承办单位", ["第一行", "1", "2", "3", "4"], "| 第一行 | 1 | 2 | 3 | 4 |\n"),
    (GRID, "生产保护部", ["5.5", "给每一座凉棚编号并且张贴", "研究室", "", "6月底"],
     "| 5.5  | 给每一座凉棚编号并且 | 研究室       |              | 6月底    |\n"
     "|      | 张贴                 |              |              |          |\n"
     "+------+----------------------+--------------+--------------+----------+\n"),
])
def test_a_new_row(desk: Path, where: tuple[str, str], words: str, texts: list[str], lines: str, tracked: bool,
                   capsys: pytest.CaptureFixture[str]) -> None:
    def add(body: Element, clerk: Clerk) -> None:
        row = row_of(body, words)
        row.addnext(write(clerk, row, texts))

    before, after, changes = reviewed(desk, where, add, tracked, capsys)
    assert [(c["kind"], c["status"]) for c in changes] == [("new", "ready")]
    assert lines in after and after.replace(lines, "", 1) == before


@pytest.mark.parametrize(("where", "words", "gone"), [
    (PIPE, "机修中心", "| 机修中心 | 188 | 185 | 98.4% | 4 |\n"),
    (GRID, "研究室", "| 7    | 现场抽查与班组打分   | 研究室       | 联合会各部室 | 每月一次 |\n"
                     "+------+----------------------+--------------+--------------+----------+\n")])
@pytest.mark.parametrize("tracked", [True, False])
def test_a_row_that_went(desk: Path, where: tuple[str, str], words: str, gone: str, tracked: bool,
                         capsys: pytest.CaptureFixture[str]) -> None:
    def remove(body: Element, clerk: Clerk) -> None:
        row = row_of(body, words)
        if not tracked:
            row.getparent().remove(row)
            return
        row.insert(0, clerk.made("trPr", clerk.change("del")))          # as Word records it
        for run in list(row.iter(w("r"))):
            clerk.drop(run)

    before, after, changes = reviewed(desk, where, remove, tracked, capsys)
    assert [(c["kind"], c["status"]) for c in changes] == [("delete", "ready")]
    assert gone in before and after == before.replace(gone, "", 1)


def test_a_row_that_moved(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def move(body: Element, _: Clerk) -> None:
        row_of(body, "河口作业区工会").addnext(row_of(body, "后勤中心"))

    before, after, changes = reviewed(desk, PIPE, move, False, capsys)
    assert {(c["kind"], c["status"]) for c in changes} == {("move", "ready")}
    line = "| 后勤中心 | 603 | 596 | 98.8% | 9 |\n"
    assert after.replace(line, "") == before.replace(line, "") and after.index(line) > after.index("| 河口作业区工会 |")


def test_a_column_comes_and_a_column_goes(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def swap(body: Element, clerk: Clerk) -> None:
        for number, row in enumerate(table(body, "承办单位").findall(w("tr"))):
            cells = row.findall(w("tc"))
            cells[2].addnext(clerk.made("tc", clerk.paragraph(cells[2].find(w("p")), f"新{number}")))

    before, after, changes = reviewed(desk, PIPE, swap, False, capsys)
    assert [(c["kind"], c["status"]) for c in changes] == [("new", "ready")]
    assert "| 后勤中心 | 603 | 596 | 新1 | 98.8% | 9 |\n" in after
    assert len(set(after.split("\n")) - set(before.split("\n"))) == 9           # its rows and its dashes, nothing else
    cli.main(["build", str(desk / "issues" / PIPE[0]), "--edition", "word", "-q"])

    def drop(body: Element, _: Clerk) -> None:
        for row in table(body, "承办单位").findall(w("tr")):
            row.remove(row.findall(w("tc"))[3])

    _, again, changes = reviewed(desk, PIPE, drop, False, capsys)
    assert [(c["kind"], c["status"]) for c in changes] == [("delete", "ready")] and again == before


def test_a_new_table(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def add(body: Element, clerk: Clerk) -> None:
        like = row_of(body, "机修中心")
        at = next(p for p in body.iterfind(w("p")) if "夜间交通、用餐用水" in "".join(p.itertext()))
        rows = [write(clerk, like, [f"{r}{c}" for c in "甲乙丙丁戊"]) for r in "一二"]
        at.addnext(clerk.made("tbl", clerk.made("tblPr"), clerk.made("tblGrid"), *rows))

    before, after, changes = reviewed(desk, PIPE, add, False, capsys)
    assert [(c["kind"], c["status"]) for c in changes] == [("new", "ready")]
    lines = "| 一甲 | 一乙 | 一丙 | 一丁 | 一戊 |\n|---|---|---|---|---|\n| 二甲 | 二乙 | 二丙 | 二丁 | 二戊 |\n\n"
    assert after.replace(lines, "", 1) == before and lines in after


@pytest.mark.parametrize(("words", "cell", "text", "old", "new"), [
    ("急救员排班", 2, "医务室", "药箱     | 生产保护部   |", "药箱     | 医务室       |"),
    ("急救员排班", 1, "急救员排班，药箱每日清点", "|      | 每周清点             |", "|      | 每日清点             |"),
    ("移动凉棚检修", 1, "移动凉棚检修、配水、编号，并且登记", "| 移动凉棚检修、配水   | 机修中心     | 生产保护部   | 6月20日  |\n",
     "| 移动凉棚检修、配水、 | 机修中心     | 生产保护部   | 6月20日  |\n"
     "|      | 编号，并且登记       |              |              |          |\n"),
    ("以上七项", 1, "以上七项由办公室调度。", "以上七项，由联合会办公室统一调度，每月5日前通报上月进展。     |",
     "以上七项由办公室调度。                                        |"),
])
def test_a_cell_of_a_drawn_table(desk: Path, words: str, cell: int, text: str, old: str, new: str,
                                 capsys: pytest.CaptureFixture[str]) -> None:
    before, after, changes = reviewed(desk, GRID, lambda body, _: say(row_of(body, words), cell, text), False, capsys)
    assert [(c["kind"], c["status"]) for c in changes] == [("edit", "ready")]
    assert before.count(old) == 1 and after == before.replace(old, new)


def test_what_has_no_room_is_said(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = "2025-06-30T12:00"
    before, after, changes = reviewed(desk, GRID, lambda body, _: say(row_of(body, "急救员排班"), 4, words), False, capsys)
    assert [(c["status"], c["file"]) for c in changes] == [("manual", GRID[1])] and "放不下" in changes[0]["reason"]
    assert after == before


def test_a_head_that_went_is_said(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def remove(body: Element, _: Clerk) -> None:
        row = row_of(body, "承办单位")
        row.getparent().remove(row)

    before, after, changes = reviewed(desk, PIPE, remove, False, capsys)
    assert [c["status"] for c in changes] == ["manual"] and after == before


def test_columns_are_counted_as_pandoc_counts_them() -> None:
    grid = read_grid("文\n\n+----+---+\n| 甲 | b |\n+====+===+\n| 乙 | c |\n| d  | “ |\n+----+---+\n", 5)
    assert grid is not None and grid.head == 1 and [(r.first, r.last) for r in grid.rows] == [(4, 4), (6, 7)]
    assert [grid.source[a:b] for a, b in grid.slots(grid.rows[1], 1)] == [" c ", " “ "]
    assert width("甲，a“") == 6


def test_text_is_torn_where_the_reader_leaves_no_trace() -> None:
    assert wrap("共八个窗口供应abc不收现金", 12) == ["共八个窗口供", "应abc不收现", "金"]
    assert wrap("东礁作业区[八号](#a)供应", 14) == ["东礁作业", "区[八号](#a)供", "应"]
    with pytest.raises(Stuck):
        wrap("abcdefghijklm", 12)


SPANS = ("xizhou-2025-06", "05-qingdan.md")


@pytest.mark.parametrize(("old", "new", "lines"), [
    ("作业区服务站", "港区值守站", ("| 作业区   |", "| 港区     |", "| 服务站   |", "| 值守站   |")),
    ("22:00至次日4:30", "21:30至次日4:30", ("东侧平房       | 22:00至次日4:30 |", "东侧平房       | 21:30至次日4:30 |")),
])
def test_a_cell_among_cells_that_reach_over_rows(desk: Path, old: str, new: str, lines: tuple[str, ...],
                                                 capsys: pytest.CaptureFixture[str]) -> None:
    def change(body: Element, _: Clerk) -> None:
        text = next(t for t in table(body, "理货楼东侧平房").iter(w("t")) if old in (t.text or ""))
        text.text = (text.text or "").replace(old, new)

    before, after, changes = reviewed(desk, SPANS, change, False, capsys)
    assert [(c["kind"], c["status"]) for c in changes] == [("edit", "ready")], changes
    want = before
    for was, now in zip(lines[::2], lines[1::2], strict=True):
        assert want.count(was) == 1, was
        want = want.replace(was, now)
    assert after == want
