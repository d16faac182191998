"""Pictures as people send them, in all editions: the same picture, upright and in its colours, or refused with file and line."""
from __future__ import annotations

import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageCms, ImageDraw, ImageStat

from convert.cli import main
from convert.workspace import press_profile

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><image href="file:///etc/hosts"/></svg>'
SIZE = (600, 400)
BODY, CORNER = (180, 60, 40), (40, 70, 190)
_HOW = Image.Transpose
STORED = {2: _HOW.FLIP_LEFT_RIGHT, 3: _HOW.ROTATE_180, 4: _HOW.FLIP_TOP_BOTTOM, 5: _HOW.TRANSPOSE, 6: _HOW.ROTATE_90,
          7: _HOW.TRANSVERSE, 8: _HOW.ROTATE_270}


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
    """A red field with a blue corner at the upper left."""
    image = Image.new("RGB", SIZE, BODY)
    ImageDraw.Draw(image).rectangle((0, 0, SIZE[0] // 3, SIZE[1] // 3), fill=CORNER)
    return image.convert(mode)


def turned(orientation: int, kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    how = STORED.get(orientation)
    return saved(colored() if how is None else colored().transpose(how), kind, exif=exif)


def deep(color: int, *values: int) -> bytes:
    """16 bits a sample, one colour."""
    row = b"\0" + struct.pack(f">{len(values)}H", *values) * SIZE[0]
    return png(*SIZE, row * SIZE[1], depth=16, color=color)


def without_adobe() -> bytes:
    """Four inks as the standard has them, 0 for none; only Adobe's marker says that they are the other way round."""
    upside_down = Image.eval(colored("CMYK"), lambda v: 255 - v)
    data = saved(upside_down, "JPEG", quality=95)
    at = data.index(b"Adobe") - 4
    return data[:at] + data[at + 16:]


def with_alpha() -> Image.Image:
    image = colored("RGBA")
    image.putalpha(Image.new("L", SIZE, 255))
    return image


COLORED = {
    "plain.png": saved(colored()), "plain.jpg": saved(colored(), "JPEG"),
    "progressive.jpg": saved(colored(), "JPEG", progressive=True),
    "opaque-alpha.png": saved(with_alpha()), "palette.png": saved(colored().quantize(8)), "noext": saved(colored()),
    "jpeg-called.png": saved(colored(), "JPEG"), "png-called.jpg": saved(colored()),
    "moving.png": saved(colored(), save_all=True, append_images=[colored().rotate(180)]),
    "junk-profile.jpg": saved(colored(), "JPEG", icc_profile=b"not a profile" * 20),
    "cut-profile.jpg": saved(colored("CMYK"), "JPEG", icc_profile=press_profile().read_bytes()[:5000]),
    "cmyk-profile-in-rgb.jpg": saved(colored(), "JPEG", icc_profile=press_profile().read_bytes()),
    "cmyk-monitor-profile.jpg": saved(colored("CMYK"), "JPEG", icc_profile=monitor()),
    "cmyk.jpg": saved(colored("CMYK"), "JPEG"), "cmyk-progressive.jpg": saved(colored("CMYK"), "JPEG", progressive=True),
    "cmyk-without-adobe.jpg": without_adobe(), "trailing-zip.jpg": saved(colored(), "JPEG") + b"PK\3\4" + bytes(900),
    "junk-exif.jpg": saved(colored(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(200)),
    **{f"turned-{n}.jpg": turned(n) for n in (0, 1, *STORED, 99)}, **{f"turned-{n}.png": turned(n, "PNG") for n in (3, 6, 8)},
}
ROWS = (b"\0" + bytes(BODY) * SIZE[0]) * SIZE[1]
PLAIN = {           # a picture of one tone, with its brightness on paper
    "deep.png": (deep(2, 46000, 15000, 10000), 86), "deep-grey.png": (deep(0, 40000), 156),
    "deep-half-clear.png": (deep(6, 46000, 15000, 10000, 32768), 170),
    "half-clear.png": (saved(Image.new("RGBA", SIZE, (180, 60, 40, 128))), 170),
    "grey-alpha.png": (saved(Image.new("LA", SIZE, (90, 200))), 126),
    "clear-colour.png": (saved(Image.new("RGB", SIZE, BODY), transparency=BODY), 255),
    "bilevel.png": (saved(Image.new("1", SIZE, 0)), 0),
    "no-gamma.png": (png(*SIZE, ROWS, chunk(b"gAMA", bytes(4))), 84),
    "grey-with-rgb-profile.jpg": (saved(Image.new("L", SIZE, 120), "JPEG", icc_profile=monitor()), 120),
}
SMALL = {"dot.png": saved(Image.new("RGB", (1, 1), BODY)), "row.png": saved(Image.new("RGB", (900, 1), BODY)),
         "column.jpg": saved(Image.new("RGB", (1, 900), BODY), "JPEG")}


def frame(marker: int, precision: int = 8) -> bytes:
    return saved(colored(), "JPEG").replace(b"\xff\xc0\0\x11\x08", bytes((0xFF, marker, 0, 0x11, precision)), 1)


def sized(height: int, width: int) -> bytes:
    return saved(colored(), "JPEG").replace(struct.pack(">HH", SIZE[1], SIZE[0]), struct.pack(">HH", height, width), 1)


def damaged() -> bytes:
    """One bit of the compressed rows fell over."""
    whole = bytearray(saved(Image.effect_noise(SIZE, 50)))
    whole[whole.index(b"IDAT") + 5000] ^= 1
    return bytes(whole)


REFUSED = {
    "bomb.png": png(60_000, 60_000, bytes(1000)), "endless.png": png(2**31, 9, b""), "bomb.jpg": sized(65_000, 65_000),
    "text-bomb.png": png(9, 9, bytes(300), chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000), 9))),
    "profile-bomb.png": png(9, 9, bytes(300), chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(80_000_000), 9))),
    "nothing-high.jpg": sized(0, 600), "nothing-wide.png": png(0, 9, b""), "empty.png": b"", "empty.jpg": b"",
    "script.svg": SVG, "script.png": SVG, "page.png": b"<html><script>alert(1)</script></html>", "document.jpg": b"%PDF-1.4\n",
    "program.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(a) run\n", "arithmetic.jpg": frame(0xC9),
    "lossless.jpg": frame(0xC3), "twelve-bits.jpg": frame(0xC0, 12),
    "cut.jpg": saved(colored(), "JPEG")[:3000], "cut.png": saved(Image.effect_noise(SIZE, 50))[:9000], "damaged.png": damaged(),
    "tiff.png": saved(colored(), "TIFF"), "deep.tif": saved(Image.new("I;16", SIZE, 40000), "TIFF"),
    "still.gif": saved(colored().quantize(8), "GIF"), "windows.bmp": saved(colored(), "BMP"),
    "still.webp": saved(colored(), "WEBP"),
    "moving.gif": saved(colored(), "GIF", save_all=True, append_images=[colored().rotate(180)]),
    "moving.webp": saved(colored(), "WEBP", save_all=True, append_images=[colored().rotate(180)]),
}
LINKS = {"outside.png": "../../../outside.png", "nowhere.png": "gone.png", "itself.png": "itself.png"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("w")
    assert main(["new", "issue", str(root / "issues" / "a"), "--kind", "internal-bulletin", "-q"]) == 0
    (root / "styles").mkdir()
    (root / "outside.png").write_bytes(saved(colored()))
    (root / "issues" / "a" / "images").mkdir(exist_ok=True)
    return root


def built(workspace: Path, capsys: pytest.CaptureFixture[str], files: dict[str, bytes],
          editions: str) -> tuple[int, list[dict[str, object]]]:
    """The issue with the pictures `files`, each on a line of its own; those without bytes are there already."""
    folder = workspace / "issues" / "a"
    for name, data in files.items():
        if data or not os.path.lexists(folder / "images" / name):
            (folder / "images" / name).write_bytes(data)
    article = next(folder.glob("01-*.md"))
    text = article.read_text(encoding="utf-8").split("\n![")[0].rstrip("\n")
    text += "".join(f'\n\n![{name}](images/{name}){{alt="{name}"}}' for name in files)
    article.write_text(text + "\n", encoding="utf-8")
    capsys.readouterr()
    code = main(["build", str(folder), "--edition", editions, "--out", str(workspace / "build"), "--json"])
    return code, json.loads(capsys.readouterr().out)["diagnostics"]


# --- the same picture in every edition ---
def pictures(path: Path) -> Iterator[Image.Image]:
    """The pictures inside a finished edition, in the order of their names; what a reader program would show."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            seen = {i.objgen: i for page in pdf.pages for i in page.obj.Resources.get("/XObject", {}).values()}
            for stream in seen.values():
                assert "/SMask" not in stream
                yield as_shown(stream)
    else:
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if ("/media/" in name or "/images/" in name) and "cover" not in name:
                    with Image.open(io.BytesIO(package.read(name))) as image:
                        assert image.format == {".jpg": "JPEG", ".png": "PNG"}[Path(name).suffix]
                        assert image.getexif().get(0x0112, 1) == 1
                        paper = Image.new("RGBA", image.size, "white")
                        yield Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


def as_shown(stream: pikepdf.Object) -> Image.Image:
    """The samples of an image XObject through its Decode array, in RGB; as a viewer reads them, not as Pillow guesses."""
    size, space = (int(stream.Width), int(stream.Height)), str(stream.ColorSpace)
    if str(stream.Filter) == "/DCTDecode":
        raw = Image.open(io.BytesIO(stream.read_raw_bytes()))
        samples = Image.eval(raw, lambda v: 255 - v) if raw.mode == "CMYK" else raw        # Pillow turned them
    else:
        mode = "1" if int(stream.BitsPerComponent) == 1 else {"/DeviceGray": "L", "/DeviceRGB": "RGB", "/DeviceCMYK": "CMYK"}[space]
        samples = Image.frombytes(mode, size, stream.read_bytes())
    if "/Decode" in stream:
        assert [int(n) for n in stream.Decode] == [1, 0] * 4
        samples = Image.eval(samples, lambda v: 255 - v)
    assert samples.size == size
    return samples.convert("RGB")


EDITIONS = ("zh-Hans.print.pdf", "zh-Hans.screen.pdf", "zh-Hans.docx", "zh-Hans.epub")


def shown_in(workspace: Path, edition: str) -> list[Image.Image]:
    return list(pictures(workspace / "build" / "a" / f"a.{edition}"))


def test_the_same_picture_in_every_edition(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each field is red and has its blue corner at the upper left, whatever the file says of itself."""
    code, found = built(workspace, capsys, COLORED, "print,screen,word,epub")
    assert code == 0, found
    assert {str(d["message"]).split()[1] for d in found if d["code"] == "X403"} == {"cut-profile.jpg", "cmyk-monitor-profile.jpg"}
    for edition in EDITIONS:
        shown = shown_in(workspace, edition)
        assert len(shown) == len(COLORED) or (len(shown) > 10 and edition in EDITIONS[2:])       # packages keep equal ones once
        for number, image in enumerate(shown):
            corner, body = (image.getpixel((SIZE[0] * n // 6, SIZE[1] * n // 6)) for n in (1, 4))
            assert image.size == SIZE, (edition, number)
            assert corner[2] > corner[0] + 60 and body[0] > body[2] + 60, (edition, number, corner, body)       # type: ignore[index]


def test_tones_and_transparency_on_paper(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tones = {name: data for name, (data, _) in PLAIN.items()}
    code, found = built(workspace, capsys, tones | SMALL, "print,screen,word,epub")
    assert code == 0, found
    for edition in EDITIONS:
        shown = [i for i in shown_in(workspace, edition) if i.size == SIZE]
        found_tones = sorted(round(ImageStat.Stat(i.convert("L")).mean[0]) for i in shown)
        wanted = sorted(tone for _, tone in PLAIN.values())
        assert found_tones == pytest.approx(wanted, abs=14), edition        # inks and back again


def test_each_bad_picture_is_refused_at_its_own_line(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = built(workspace, capsys, REFUSED, "print,screen,word,epub")
    assert code == 3
    errors = [d for d in found if d["severity"] == "error"]
    lines = sorted({int(str(d["line"])) for d in errors})
    assert len(errors) == len(lines) == len(REFUSED) and lines == list(range(lines[0], lines[0] + 2 * len(REFUSED), 2))
    assert all(str(d["file"]).endswith(".md") and d["code"] in ("R064", "R065", "R066") and d["hint"] for d in errors), errors


def test_links_out_of_the_folder_and_into_nothing(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = workspace / "issues" / "a" / "images"
    for name, target in LINKS.items():
        (folder / name).symlink_to(target)
    (folder / "folder.png").mkdir()
    os.mkfifo(folder / "pipe.png")
    names = [*LINKS, "folder.png", "pipe.png"]
    code, found = built(workspace, capsys, dict.fromkeys(names, b""), "print,screen,word,epub")
    assert code == 3
    errors = [d for d in found if d["severity"] == "error"]
    assert len({d["line"] for d in errors}) == len(names) and {d["code"] for d in errors} == {"R024", "R063", "B006"}


@pytest.mark.parametrize("edition", ["print", "screen", "word", "epub"])
def test_a_picture_damaged_inside_is_refused_for_one_edition_alone(edition: str, workspace: Path,
                                                                   capsys: pytest.CaptureFixture[str]) -> None:
    code, found = built(workspace, capsys, {"damaged.png": REFUSED["damaged.png"]}, edition)
    assert code == 3 and [d["code"] for d in found if d["severity"] == "error"] == ["R065"]


def test_a_coarse_picture_is_told_with_its_place(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = built(workspace, capsys, {"small.png": saved(colored().resize((300, 200)))}, "print")
    assert code == 0
    coarse = [d for d in found if d["code"] == "X401"]
    assert len(coarse) == 1 and coarse[0]["line"] and "small.png" in str(coarse[0]["message"])


def test_four_inks_too_heavy_are_brought_under_the_limit(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    heavy = saved(Image.new("CMYK", SIZE, (240, 230, 220, 200)), "JPEG", quality=95)
    code, found = built(workspace, capsys, {"heavy.jpg": heavy, "cmyk.jpg": COLORED["cmyk.jpg"]}, "print")
    assert code == 0, found
    with pikepdf.open(workspace / "build" / "a" / "a.zh-Hans.print.pdf") as pdf:
        streams = [i for page in pdf.pages for i in page.obj.Resources.get("/XObject", {}).values()]
        inks = [sum(ImageStat.Stat(Image.open(io.BytesIO(s.read_raw_bytes()))).mean) * 100 / 255 for s in streams]
        assert any(s.read_raw_bytes() == COLORED["cmyk.jpg"] for s in streams)
    assert max(inks) == pytest.approx(300, abs=2)


@pytest.mark.parametrize("edition", ["screen", "print"])
def test_what_the_camera_noted_stays_at_home(edition: str, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET PLACE"
    grey = saved(colored("L"), "JPEG", exif=exif, comment=b"SECRET NAME")
    assert built(workspace, capsys, {"grey.jpg": grey}, edition)[0] == 0
    assert b"SECRET" not in (workspace / "build" / "a" / f"a.zh-Hans.{edition}.pdf").read_bytes()
