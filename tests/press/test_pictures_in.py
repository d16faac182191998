"""Pictures as people send them: printed right, or refused with file and line; never a crash."""
from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageCms

from convert.cli import main
from convert.workspace import press_profile

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="9" height="9"/></svg>'
SIZE = (900, 600)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png(width: int, height: int, data: bytes, *extra: bytes, depth: int = 8, color: int = 2) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


def monitor() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def colored(mode: str = "RGB") -> Image.Image:
    return Image.new("RGB", SIZE, (180, 60, 40)).convert(mode)


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(colored(), "JPEG", exif=exif)


def deep() -> bytes:
    row = b"\0" + struct.pack(">HHH", 46000, 15000, 10000) * SIZE[0]
    return png(*SIZE, row * SIZE[1], depth=16)


def broken_rows() -> bytes:
    whole = saved(Image.effect_noise(SIZE, 50))
    middle = len(whole) // 2
    return whole[:middle] + bytes(200) + whole[middle + 200:]


RIGHT = {
    "plain.png": saved(colored()), "deep.png": deep(), "alpha.png": saved(Image.new("RGBA", SIZE, (180, 60, 40, 128))),
    "turned.jpg": turned(), "palette.png": saved(colored().quantize(8)), "bilevel.png": saved(colored("1")),
    "grey-alpha.png": saved(Image.new("LA", SIZE, (90, 200))),
    "junk-profile.jpg": saved(colored(), "JPEG", icc_profile=b"not a profile" * 20),
    "cmyk-profile-in-rgb.jpg": saved(colored(), "JPEG", icc_profile=press_profile().read_bytes()),
    "grey-with-rgb-profile.jpg": saved(colored("L"), "JPEG", icc_profile=monitor()),
    "cmyk-other-profile.jpg": saved(colored("CMYK"), "JPEG", icc_profile=monitor()),
    "cmyk.jpg": saved(colored("CMYK"), "JPEG"),
}
REFUSED = {
    "bomb.png": png(60_000, 60_000, bytes(1000)), "script.svg": SVG, "script.png": SVG, "cut.jpg": saved(colored(), "JPEG")[:3000],
    "cut.png": saved(Image.effect_noise(SIZE, 50))[:9000], "rows.png": broken_rows(),
    "text-bomb.png": png(9, 9, bytes(300), chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000), 9))),
    "empty.png": b"", "tiff.png": saved(colored(), "TIFF"),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("w")
    assert main(["new", "issue", str(root / "issues" / "a"), "--kind", "internal-bulletin", "-q"]) == 0
    (root / "styles").mkdir()
    return root


def built(workspace: Path, name: str, data: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]], Path]:
    folder = workspace / "issues" / "a"
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images" / name).write_bytes(data)
    article = next(folder.glob("01-*.md"))
    text = article.read_text(encoding="utf-8").split("\n![")[0].rstrip("\n")
    article.write_text(f'{text}\n\n![码头](images/{name}){{alt="码头上的灯"}}\n', encoding="utf-8")
    capsys.readouterr()
    code = main(["build", str(folder), "--edition", "print", "--out", str(workspace / "build"), "--json"])
    said = json.loads(capsys.readouterr().out)
    return code, said["diagnostics"], workspace / "build" / "a" / "a.zh-Hans.print.pdf"


@pytest.mark.parametrize("name", RIGHT)
def test_printed_right(name: str, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found, path = built(workspace, name, RIGHT[name], capsys)
    assert code == 0, found
    with pikepdf.open(path) as pdf:
        image = next(i for page in pdf.pages for i in page.obj.Resources.get("/XObject", {}).values())
        assert str(image.ColorSpace) in ("/DeviceCMYK", "/DeviceGray") and "/SMask" not in image
        shape = int(image.Width) > int(image.Height)
    assert shape == (name != "turned.jpg")
    assert ("X403" in {d["code"] for d in found}) == (name == "cmyk-other-profile.jpg")


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_file_and_line(name: str, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found, _ = built(workspace, name, REFUSED[name], capsys)
    assert code == 3
    errors = [d for d in found if d["severity"] == "error"]
    assert errors and all(str(d["file"]).endswith(".md") and d["line"] and d["hint"] for d in errors), found


def test_a_coarse_picture_is_told_with_its_place(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found, _ = built(workspace, "small.png", saved(colored().resize((300, 200))), capsys)
    assert code == 0
    coarse = [d for d in found if d["code"] == "X401"]
    assert len(coarse) == 1 and coarse[0]["line"] and "small.png" in str(coarse[0]["message"])
