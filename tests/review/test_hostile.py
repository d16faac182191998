"""Files that are not what they say: refused in words, no traceback, no source touched."""
from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from convert import cli
from tests.review.packages import document, rewritten

NAME = "notice-2025-08"

ENTITY = b'<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
def random_text(size: int) -> bytes:
    """`size` MB that a zip hardly shrinks."""
    return random.Random(1).randbytes(1 << 19).hex().encode() * size


def crowded(data: bytes) -> bytes:
    """More paragraphs than any issue has."""
    return rewritten(data, document(lambda xml: xml.replace(b"<w:sectPr", b"<w:p/>" * 210_000 + b"<w:sectPr", 1)))


def flooded(data: bytes) -> bytes:
    """More changes than a reviewer makes."""
    paragraphs = "".join(f"<w:p><w:r><w:t>多出来的第{n}段</w:t></w:r></w:p>" for n in range(21_000)).encode()
    return rewritten(data, document(lambda xml: xml.replace(b"<w:body>", b"<w:body>" + paragraphs, 1)))


def locked(data: bytes) -> bytes:
    """Every part marked as encrypted."""
    made = bytearray(data)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = made.find(sign)
        while start >= 0:
            made[start + at] |= 1
            start = made.find(sign, start + 4)
    return bytes(made)


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "text": lambda data: "不是文件".encode(),
    "old-doc": lambda data: b"\xd0\xcf\x11\xe0" + bytes(600),
    "password": lambda data: b"\xd0\xcf\x11\xe0" + bytes(508) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    "rtf": lambda data: b"{\\rtf1\\ansi }",
    "web page": lambda data: "<html><body>网页另存为 .docx</body></html>".encode(),
    "macros": lambda data: rewritten(data, lambda name, part: part, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "encrypted zip": locked,
    "crowded": crowded,
    "flooded": flooded,
    "random text": lambda data: rewritten(data, document(
        lambda xml: xml.replace(b"<w:body>", b"<w:body><w:p><w:r><w:t>" + random_text(70) + b"</w:t></w:r></w:p>", 1))),
    "out of the package": lambda data: rewritten(data, lambda name, part: part.replace(
        b'Target="word/document.xml"', b'Target="../../etc/passwd"') if name == "_rels/.rels" else
        None if name == "word/document.xml" else part),
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


def test_what_is_outside_of_the_file_is_left_there(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Relations that lead elsewhere (a template, a picture on the net, a file) are not followed."""
    folder = desk / "issues" / NAME
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    outside = "".join(f'<Relationship Id="out{n}" Type="{base}/{kind}" TargetMode="External" Target="{target}"/>'
                      for n, (kind, target) in enumerate((("image", "http://example.invalid/a.png"), ("attachedTemplate", "file:///etc/passwd"),
                                 ("footnotes", "file:///etc/passwd")))).encode()
    data = (desk / "build" / NAME / f"{NAME}.zh-Hans.docx").read_bytes()
    (desk / "x.docx").write_bytes(rewritten(data, lambda name, part: part.replace(
        b"</Relationships>", outside + b"</Relationships>") if name == "word/_rels/document.xml.rels" else part))
    assert cli.main(["review", "x.docx", "--apply"]) == 0
    assert "root:" not in capsys.readouterr().out
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_strict_open_xml_is_read(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = (desk / "build" / NAME / f"{NAME}.zh-Hans.docx").read_bytes()
    names = ((b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
             (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
              b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
             (b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
              b"http://purl.oclc.org/ooxml/officeDocument/customProperties"))

    def strict(name: str, part: bytes) -> bytes:
        for old, new in names:
            part = part.replace(old, new)
        return part.replace("随作业点移动".encode(), "跟着走".encode())

    (desk / "x.docx").write_bytes(rewritten(data, strict))
    assert cli.main(["review", "x.docx", "--apply", "--json"]) == 0
    assert [c["kind"] for c in json.loads(capsys.readouterr().out)["changes"]] == ["edit"]


def test_a_running_head_that_was_edited_is_said_so(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "xizhou-2025-06"
    data = (desk / "build" / name / f"{name}.zh-Hans.docx").read_bytes()
    (desk / "x.docx").write_bytes(rewritten(data, lambda part, xml: xml.replace("一线调查".encode(), "一线采风".encode())
                                            if part.startswith("word/header") else xml))
    assert cli.main(["review", "x.docx"]) == 1
    said = capsys.readouterr().err
    assert "issue.yaml:1 " in said and "书眉" in said and "一线采风" in said


def test_an_article_deleted_whole_is_to_be_taken_from_the_list(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "bulletin-2025-03"
    before = {p.name: p.read_bytes() for p in (desk / "issues" / name).iterdir() if p.is_file()}
    data = (desk / "build" / name / f"{name}.zh-Hans.docx").read_bytes()

    def without(xml: bytes) -> bytes:
        root = etree.fromstring(xml)
        body = root[0]
        texts = ["".join(e.itertext()) for e in body]
        first = max(n for n, text in enumerate(texts) if "七月上旬夜间抽查情况" in text)
        last = max(n for n, text in enumerate(texts) if "在场的班组验收签字" in text)
        for element in list(body)[first:last + 1]:
            body.remove(element)
        return etree.tostring(root)

    (desk / "x.docx").write_bytes(rewritten(data, document(without)))
    assert cli.main(["review", "x.docx", "--apply"]) == 1
    said = capsys.readouterr().err
    assert said.count("W016") == 1 and "02-choucha.md:1 " in said and "articles" in said
    assert {p.name: p.read_bytes() for p in (desk / "issues" / name).iterdir() if p.is_file()} == before


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
