"""Folders and files: what is listed, what is missing, what must not be opened, what is not text."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

from convert.diagnostics import ExitCode, Refusal
from convert.reader import files, pandoc
from convert.reader.issue import read_issue
from tests.reader.conftest import ISSUE, Desk, text_of


def test_without_a_list_the_numbered_files_stand_in_name_order(desk: Desk) -> None:
    for name in ("10-z.md", "02-b.md", "01-a.md", "notes.md", "README.md"):
        desk.article(name, name)
    assert [text_of(a.blocks[0]) for a in desk.read().articles] == ["01-a.md", "02-b.md", "10-z.md"]
    assert [(d.code, Path(d.span.file).name) for d in desk.warnings] == [("R026", "notes.md")]


def test_a_large_issue_is_read_in_batches_to_the_same_nodes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, other in (("01-a.md", "02-b"), ("02-b.md", "03-c"), ("03-c.md", "01-a")):
        desk.article(f"## 甲 {{#{name[:2]}-jia}}\n\n见[那一篇](#s-{other})。[^1]\n\n[^1]: 注。", name)
    together = desk.read()
    runs: list[int] = []
    run = pandoc._run
    monkeypatch.setattr(pandoc, "_run", lambda bodies: runs.append(len(bodies)) or run(bodies))
    monkeypatch.setattr(pandoc, "_CHARACTERS_AT_ONCE", 80)
    assert desk.read() == together
    assert sum(runs) == 3 and len(runs) > 1


def test_list_of_articles(desk: Desk) -> None:
    desk.issue_yaml(ISSUE + "articles: [02-b.md, 01-aa.md, 02-b.md, ../x.md, /etc/hosts, '']\n")
    desk.article("甲", "01-a.md")
    desk.article("乙", "02-b.md")
    found = [(d.code, d.message, d.hint) for d in desk.refusal()]
    assert [code for code, _, _ in found] == ["R025", "R031", "R024", "R024", "R025", "R026"]
    assert "01-a.md" in found[0][2]


def test_an_issue_needs_issue_yaml_and_articles(desk: Desk) -> None:
    assert {code for code, _, _ in desk.codes()} == {"R027"}
    (desk.folder / "issue.yaml").unlink()
    with pytest.raises(Refusal) as caught:
        read_issue(desk.folder, desk.base)
    assert (caught.value.exit_code, [d.code for d in caught.value.diagnostics]) == (ExitCode.SOURCE, ["R020"])


def test_links_out_of_the_folder_are_not_followed(desk: Desk) -> None:
    (desk.base / "secret.md").write_text("---\ntitle: 密\n---\n\n密文\n", encoding="utf-8")
    (desk.folder / "01-a.md").symlink_to(desk.base / "secret.md")
    (desk.folder / "02-b.md").symlink_to("02-b.md")
    found = desk.refusal()
    assert [d.code for d in found] == ["R024", "R025"]
    assert not any("密文" in d.render() for d in found)


def test_bom_and_windows_line_ends_are_taken_as_they_are(desk: Desk) -> None:
    (desk.folder / "01-a.md").write_bytes(b"\xef\xbb\xbf" + "---\r\ntitle: 甲\r\n---\r\n\r\n一行\r\n二行\r\n\r\n三\r\n".encode())
    article, = desk.read().articles
    assert [(text_of(b), b.span.line) for b in article.blocks] == [("一行二行", 5), ("三", 8)]


def test_files_that_are_no_text_are_named_with_a_guess(desk: Desk) -> None:
    (desk.folder / "01-a.md").write_bytes("---\ntitle: 甲\n---\n\n潮水\n".encode("gb18030"))
    (desk.folder / "02-b.md").write_bytes("---\ntitle: 甲\n".encode("utf-16"))
    (desk.folder / "03-c.md").write_bytes("---\ntitle: 甲\n---\n\n".encode() + b"\xff\xff\x80")
    found = {Path(d.span.file).name: (d.code, d.span.line, d.message) for d in desk.refusal()}
    assert found["01-a.md"][:2] == ("R021", 2) and "GB18030" in found["01-a.md"][2]
    assert found["02-b.md"][:2] == ("R021", 1) and "UTF-16" in found["02-b.md"][2]
    assert found["03-c.md"][:2] == ("R021", 5)


def test_invisible_characters_are_shown_with_line_and_column(desk: Desk) -> None:
    desk.article("甲\n乙\u200b丙")
    desk.read()
    assert [(d.code, d.span.line, d.span.column) for d in desk.warnings] == [("R023", 7, 2)]
    assert "U+200B" in desk.warnings[0].message
    desk.article("甲\n乙\u2028丙\U000f0001")
    assert {(d.code, d.span.line, d.span.column) for d in desk.refusal()} == {("R022", 7, 2), ("R022", 7, 4)}


def test_sizes_are_bounded(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    monkeypatch.setattr(files, "MAX_LINES", 100)
    desk.article("文" * 1000, "01-a.md")
    desk.article("\n" * 200, "02-b.md")
    desk.article("文", "03-c.md")
    assert {(code, name) for code, name, _ in desk.codes()} == {("R034", "01-a.md"), ("R037", "02-b.md")}


def test_tabs_in_text_are_warned_of(desk: Desk) -> None:
    desk.blocks("甲\n\n乙\t丙")
    assert [(d.code, d.span.line) for d in desk.warnings] == [("R079", 8)]


def test_reading_leaves_no_trace_and_does_not_depend_on_the_place(desk: Desk, monkeypatch, tmp_path_factory) -> None:
    desk.article("甲[^1]\n\n[^1]: 注")
    before = sorted(desk.base.rglob("*"))
    first = desk.read()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert desk.read() == first
    assert sorted(desk.base.rglob("*")) == before


def test_what_is_no_regular_file_is_refused_without_waiting_for_it(desk: Desk) -> None:
    (desk.folder / "01-a.md").mkdir()
    os.mkfifo(desk.folder / "02-b.md")
    (desk.folder / "03-c.md").symlink_to(desk.folder / "nowhere.md")
    desk.issue_yaml(ISSUE + "articles: [01-a.md, 02-b.md, 03-c.md]\n")
    assert [(d.code, d.span.line, "是不是" in d.hint) for d in desk.refusal()] == [("B006", 4, False)] * 3
