"""Files that are not what they say: refused in words, no traceback, no source touched."""
from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from convert import cli

NAME = "notice-2025-08"


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with every part changed; None leaves it out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = change(info.filename, old.read(info))
            if part is not None:
                new.writestr(info.filename, part)
    return out.getvalue()


def document(change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    return lambda name, data: change(data) if name == "word/document.xml" else data


ENTITY = b'<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "text": lambda data: "不是文件".encode(),
    "old-doc": lambda data: b"\xd0\xcf\x11\xe0" + bytes(600),
    "cut-off": lambda data: data[:len(data) // 2],
    "scrambled": lambda data: data[:200] + bytes(b ^ 0x5A for b in data[200:2000]) + data[2000:],
    "bomb": lambda data: rewritten(data, document(lambda xml: xml.replace(b"<w:body>", b"<w:body>" + b" " * (200 << 20), 1))),
    "entities": lambda data: rewritten(data, document(lambda xml: xml.replace(b"<w:document", ENTITY + b"<w:document", 1))),
    "utf-16 entities": lambda data: rewritten(data, document(
        lambda xml: ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY a "x">]><d>&a;</d>').encode("utf-16"))),
    "no document": lambda data: rewritten(data, lambda name, part: None if name == "word/document.xml" else part),
    "no styles": lambda data: rewritten(data, lambda name, part: None if name == "word/styles.xml" else part),
    "no properties": lambda data: rewritten(data, lambda name, part: None if name.startswith("docProps") else part),
    "broken xml": lambda data: rewritten(data, document(lambda xml: xml[:-40])),
    "deep xml": lambda data: rewritten(data, document(lambda xml: b"<a>" * 100_000 + b"</a>" * 100_000)),
    "another issue": lambda data: rewritten(data, lambda name, part: part.replace(b"notice-2025-08 zh", b"notice-1999-01 zh")),
    "unknown state": lambda data: rewritten(data, lambda name, part: part.replace(b"zh-Hans ", b"zh-Hans 0123456789abcdef ")
                                            if name == "docProps/custom.xml" else part),
    "strange stamp": lambda data: rewritten(data, lambda name, part: part.replace(b"notice-2025-08 zh", b"../../etc zh")),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_refused_in_words(desk: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = desk / "issues" / NAME
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    data = (desk / "build" / NAME / f"{NAME}.zh-Hans.docx").read_bytes()
    (desk / "x.docx").write_bytes(HOSTILE[kind](data))
    assert cli.main(["review", "x.docx", "--apply"]) == 3
    said = capsys.readouterr().err
    assert "错误 W01" in said and "Traceback" not in said and "B007" not in said
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_a_missing_file_is_said_so(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["review", "nothing.docx"]) == 3
    assert "nothing.docx" in capsys.readouterr().err


def test_the_wrong_folder_is_said_so(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(desk / "build" / NAME / f"{NAME}.zh-Hans.docx", desk / "x.docx")
    assert cli.main(["review", "x.docx", "--issue", str(desk / "issues" / "bulletin-2025-03")]) == 3
    assert "W014" in capsys.readouterr().err


@pytest.mark.parametrize("part", ["word/footnotes.xml", "docProps/core.xml"])
def test_a_missing_part_loses_no_source(desk: Path, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A file without its notes or styles is still read; whatever is missing is reported, not deleted unasked."""
    folder = desk / "issues" / NAME
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    data = (desk / "build" / NAME / f"{NAME}.zh-Hans.docx").read_bytes()
    (desk / "x.docx").write_bytes(rewritten(data, lambda name, old: None if name == part else old))
    assert cli.main(["review", "x.docx"]) in {0, 1}
    assert "Traceback" not in capsys.readouterr().err
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_ids_doubled_by_copying_are_reported(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = (desk / "build" / NAME / f"{NAME}.zh-Hans.docx").read_bytes()

    def doubled(xml: bytes) -> bytes:
        start = xml.rindex(b"<w:p ", 0, xml.index("据气象部门".encode()))
        end = xml.index(b"</w:p>", start) + 6
        return xml[:end] + xml[start:end] + xml[end:]

    (desk / "x.docx").write_bytes(rewritten(data, document(doubled)))
    cli.main(["review", "x.docx", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert [d["code"] for d in found["diagnostics"]] == ["W017"]
    assert [c["kind"] for c in found["changes"]] == ["new"]


def test_a_paragraph_written_anew_keeps_its_place_by_its_number(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Word drops a bookmark with the last of its text; w14:paraId stays."""
    import re

    data = (desk / "build" / NAME / f"{NAME}.zh-Hans.docx").read_bytes()

    def retyped(xml: bytes) -> bytes:
        text = xml.decode()
        start = text.rindex("<w:p ", 0, text.index("八个热餐窗口供应"))
        end = text.index("</w:p>", start)
        paragraph = re.sub(r"<w:bookmark(Start|End)[^>]*/>", "", text[start:end])
        paragraph = re.sub(r"<w:t>.*</w:t>", "<w:t>夜宵另行安排。</w:t>", paragraph)
        return (text[:start] + paragraph + text[end:]).encode()

    (desk / "x.docx").write_bytes(rewritten(data, document(retyped)))
    assert cli.main(["review", "x.docx", "--apply", "--json"]) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert (change["kind"], change["after"]) == ("edit", "夜宵另行安排。")
    assert "\n\n夜宵另行安排。\n\n" in (desk / "issues" / NAME / "01-tongzhi.md").read_text(encoding="utf-8")


def test_line_ends_of_windows_stay(desk: Path) -> None:
    path = desk / "issues" / NAME / "01-tongzhi.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert cli.main(["build", str(desk / "issues" / NAME), "--edition", "word", "-q"]) == 0
    data = (desk / "build" / NAME / f"{NAME}.zh-Hans.docx").read_bytes()
    change = document(lambda xml: xml.replace("随作业点移动".encode(), "跟着走".encode()).replace(
        "八个热餐窗口供应".encode(), "八个窗口</w:t><w:br/><w:t>供应".encode()))
    (desk / "x.docx").write_bytes(rewritten(data, change))
    before = path.read_bytes()
    assert cli.main(["review", "x.docx", "--apply", "-q"]) == 0
    after = path.read_bytes()
    assert "跟着走".encode() in after and after.count(b"\n") == after.count(b"\r\n") == before.count(b"\r\n") + 1


def test_a_lost_state_is_made_again_from_the_same_sources(desk: Path) -> None:
    shutil.copy(desk / "build" / NAME / f"{NAME}.zh-Hans.docx", desk / "x.docx")
    shutil.rmtree(desk / "build")
    assert cli.main(["review", "x.docx", "-q"]) == 0


def test_comments_come_with_file_and_line(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import docx

    opened = docx.Document(str(desk / "build" / NAME / f"{NAME}.zh-Hans.docx"))
    paragraph = next(p for p in opened.paragraphs if "八个热餐窗口" in p.text)
    opened.add_comment(paragraph.runs[0], text="时间再核一下", author="李主席", initials="李")
    opened.save(str(desk / "x.docx"))
    assert cli.main(["review", "x.docx", "--json"]) == 0
    (note,) = json.loads(capsys.readouterr().out)["comments"]
    assert (note["author"], note["text"], note["file"]) == ("李主席", "时间再核一下", "01-tongzhi.md")
    lines = (desk / "issues" / NAME / "01-tongzhi.md").read_text(encoding="utf-8").split("\n")
    assert lines[note["line"] - 1].startswith("八个热餐窗口") and note["anchor"]


def test_the_source_moved_on(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both sides' changes go in where they do not touch; where they do, the source stays and both texts are shown."""
    data = (desk / "build" / NAME / f"{NAME}.zh-Hans.docx").read_bytes()
    edits = {"台风活动偏早": "台风活动偏晚", "供应品种以汤、粥、面为主": "品种以汤、粥、面为主"}

    def edited(xml: bytes) -> bytes:
        for old, new in edits.items():
            assert old.encode() in xml
            xml = xml.replace(old.encode(), new.encode())
        return xml

    (desk / "x.docx").write_bytes(rewritten(data, document(edited)))
    path = desk / "issues" / NAME / "01-tongzhi.md"
    text = path.read_text(encoding="utf-8").replace("台风活动偏早", "台风活动偏多").replace("留样不少于48小时", "留样不少于72小时")
    path.write_text(text, encoding="utf-8")
    assert cli.main(["review", "x.docx", "--apply", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert sorted(c["status"] for c in found["changes"]) == ["conflict", "ready"]
    now = path.read_text(encoding="utf-8")
    assert now == text.replace("供应品种以汤", "品种以汤")
    (clash,) = [c["conflict"] for c in found["changes"] if c["status"] == "conflict"]
    assert (clash["issued"], clash["reviewed"], clash["now"]) == ("早", "晚", "多")
    (backup,) = (desk / "build" / NAME / "review").glob("x.*.patch")
    assert "-" in backup.read_text(encoding="utf-8")
