"""Pictures that a reviewer puts in: into images/ under a safe name, a line in the source; anything else is said, not written."""
from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from PIL import Image

from convert import cli

NAME = "bulletin-2025-03"
WORDS = "利用率由47%提高到91%"


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 300), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 128).save(out, kind)
    return out.getvalue()


def put_in(desk: Path, data: bytes, change: Callable[[bytes], bytes] = lambda data: data, alt: str = "", beside: str = "") -> None:
    file = docx.Document(str(desk / "build" / NAME / f"{NAME}.zh-Hans.docx"))
    at = next(p for p in file.paragraphs if WORDS in p.text)
    new = file.add_paragraph(beside)
    shape = new.add_run().add_picture(io.BytesIO(data))
    shape._inline.docPr.set("descr", alt)
    at._p.addnext(new._p)
    part = file.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
    part._blob = change(part.blob)
    file.save(str(desk / "x.docx"))


def files(desk: Path) -> dict[str, bytes]:
    folder = desk / "issues" / NAME
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", "png"), ("JPEG", "jpg")])
def test_a_new_picture_goes_home(desk: Path, kind: str, suffix: str) -> None:
    before = files(desk)
    data = picture(kind)
    put_in(desk, data, alt='凉棚"的新{位置}')
    assert cli.main(["review", "x.docx"]) == 0
    assert files(desk) == before                            # nothing without --apply
    assert cli.main(["review", "x.docx", "--apply"]) == 0
    after = files(desk)
    (name,) = after.keys() - before.keys()
    assert name.startswith("images/review-") and name.endswith(suffix) and after[name] == data
    text = after["03-jiaoliu.md"].decode()
    assert f'提高到91%。\n\n![]({name}){{alt="凉棚的新位置"}}\n\n' in text
    assert text.replace(f'![]({name}){{alt="凉棚的新位置"}}\n\n', "") == before["03-jiaoliu.md"].decode()
    assert cli.main(["review", "x.docx", "--apply"]) == 0 and files(desk) == after
    assert cli.main(["build", str(desk / "issues" / NAME), "--edition", "word", "-q"]) == 0


@pytest.mark.parametrize("broken", ["cut", "gif", "text", "huge", "beside text"])
def test_what_is_no_plain_picture_is_said_and_not_written(desk: Path, broken: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(desk)
    others = {"cut": lambda data: data[:len(data) // 2], "gif": lambda data: picture("GIF", mode="L"),
              "text": lambda data: b"#!/bin/sh", "huge": lambda data: picture(size=(9000, 8000), mode="1")}
    put_in(desk, picture(), others.get(broken, lambda data: data), beside="见图" if broken == "beside text" else "")
    assert cli.main(["review", "x.docx", "--apply"]) == 1
    said = capsys.readouterr().err
    assert "W016" in said and "03-jiaoliu.md:" in said and "images/" in said and "Traceback" not in said
    assert files(desk) == before
