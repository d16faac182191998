"""Pictures: told by content, bounded, whole, turned the way EXIF says."""
from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image as Pillow

from convert.model.nodes import Figure, plain_text
from convert.reader import images
from tests.reader.conftest import ISSUE, Desk

TURNED = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"     # orientation 6


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = io.BytesIO()
    Pillow.effect_noise(size, 90).convert(mode).save(out, kind, **options)
    return out.getvalue()


def put(desk: Desk, name: str, data: bytes) -> None:
    path = desk.folder / "images" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def huge_png(width: int, height: int) -> bytes:
    """A valid little file that claims to be a picture of width x height."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


def test_a_figure_has_all_its_parts(desk: Desk) -> None:
    put(desk, "a b.jpg", picture("JPEG"))
    figure, = desk.blocks('![夜*航*灯](<images/a b.jpg>){alt="灯塔 \\"亮\\"着" credit="资料室 摄" extent=span width=80% #deng}')
    assert isinstance(figure, Figure)
    assert (figure.alt, figure.credit, figure.extent, figure.width, figure.id) == ('灯塔 "亮"着', "资料室 摄", "span", 80, "deng")
    assert plain_text(figure.caption) == "夜航灯"
    assert (figure.image.media_type, figure.image.width, figure.image.height) == ("image/jpeg", 60, 40)


@pytest.mark.parametrize(("name", "data", "media_type", "size"), [
    ("wrong-name.png", picture("JPEG"), "image/jpeg", (60, 40)),
    ("cmyk.jpg", picture("JPEG", "CMYK"), "image/jpeg", (60, 40)),
    ("progressive.jpg", picture("JPEG", progressive=True), "image/jpeg", (60, 40)),
    ("palette.png", picture("PNG", "P"), "image/png", (60, 40)),
    ("turned.jpg", picture("JPEG", exif=TURNED), "image/jpeg", (40, 60)),
    ("trailing.jpg", picture("JPEG") + b"extra" * 10, "image/jpeg", (60, 40)),
])
def test_pictures_that_are_taken(desk: Desk, name: str, data: bytes, media_type: str, size: tuple[int, int]) -> None:
    put(desk, name, data)
    figure, = desk.blocks(f"![](images/{name}){{alt=x}}")
    assert (figure.image.media_type, figure.image.width, figure.image.height) == (media_type, *size)


@pytest.mark.parametrize(("data", "code", "word"), [
    (picture("JPEG")[:-200], "R065", "重新"),
    (picture("PNG")[:-60], "R065", "重新"),
    (b"", "R065", "重新"),
    (b"not a picture", "R065", "重新"),
    (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "R064", "PNG"),
    (picture("GIF", "P"), "R064", "PNG"),
    (huge_png(20_000, 9_000), "R066", "缩小"),
    (huge_png(60_000, 60_000), "R066", "缩小"),
])
def test_pictures_that_are_refused(desk: Desk, data: bytes, code: str, word: str) -> None:
    put(desk, "a.png", data)
    desk.article("甲\n\n![](images/a.png){alt=x}")
    found, = desk.refusal()
    assert (found.code, found.span.line) == (code, 8) and word in found.hint


def test_a_missing_picture_gets_a_guess(desk: Desk) -> None:
    put(desk, "dengta.jpg", picture("JPEG"))
    desk.article("![](images/dengda.jpg){alt=x}\n\n![](images/dengda.jpg){alt=x}")
    assert [(d.code, d.span.line, "images/dengta.jpg" in d.hint) for d in desk.refusal()] == [("R063", 6, True), ("R063", 8, True)]


def test_bytes_are_bounded(desk: Desk, monkeypatch) -> None:
    monkeypatch.setattr(images, "MAX_BYTES", 100)
    put(desk, "a.png", picture("PNG"))
    desk.article("![](images/a.png){alt=x}")
    assert [d.code for d in desk.refusal()] == ["R034"]


def test_the_cover_is_a_figure_that_bleeds(desk: Desk) -> None:
    put(desk, "a.png", picture("PNG"))
    desk.issue_yaml(ISSUE + "cover:\n  photo: images/a.png\n  alt: 灯塔\n  caption: 夜航\n  credit: 资料室\n")
    desk.article("文")
    cover = desk.read().cover
    assert cover is not None
    assert (cover.extent, cover.alt, plain_text(cover.caption), cover.credit) == ("bleed", "灯塔", "夜航", "资料室")


def test_pillow_is_not_imported_for_an_issue_without_pictures(desk: Desk) -> None:
    import subprocess
    import sys

    desk.article("文")
    program = ("import sys, pathlib; from convert.reader.issue import read_issue; "
               f"read_issue(pathlib.Path({str(desk.folder)!r}), pathlib.Path({str(desk.base)!r})); "
               "sys.exit(bool({'PIL', 'pypandoc'} & set(sys.modules)))")
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
