"""Pictures: right colours on the page, never RGB in print, whatever the file was."""
from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from PIL import Image, ImageCms

from convert.diagnostics import Refusal
from convert.layout.boxes import ImageBox, Tag
from convert.model.length import Length
from convert.workspace import press_profile
from convert.writer.pdf import write_pdf
from convert.writer.pdfimage import encode_image
from tests.pdf.sheets import TIMESTAMP, issue, publication

RED, BLUE = (200, 30, 40), (30, 60, 190)


def two_halves(mode: str, left: object, right: object, size: tuple[int, int] = (120, 60)) -> Image.Image:
    image = Image.new(mode, size, left)  # type: ignore[arg-type]
    image.paste(right, (size[0] // 2, 0, *size))  # type: ignore[arg-type]
    return image


def picture(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.{'jpg' if 'jpeg' in kind else 'png'}"
    image = two_halves("RGB", RED, BLUE)
    match kind:
        case "rgb-jpeg" | "rgb-png":
            image.save(path, quality=95)
        case "rotated-jpeg":
            exif = Image.Exif()
            exif[0x0112] = 6        # shown after turning right by 90 degrees
            image.transpose(Image.Transpose.ROTATE_90).save(path, quality=95, exif=exif)
        case "cmyk-jpeg":
            image.convert("CMYK").save(path, quality=95)
        case "grey-jpeg":
            two_halves("L", 60, 200).save(path, quality=95)
        case "palette-png":
            image.quantize(4).save(path)
        case "alpha-png":
            two_halves("RGBA", (*RED, 255), (0, 0, 0, 0)).save(path)
        case "deep-png":
            two_halves("I;16", 60 * 257, 200 * 257).save(path)
        case "bilevel-png":
            two_halves("1", 0, 1).save(path)
    return path


def page_with(path: Path, edition: str, crop: tuple[int, ...] = ()) -> bytes:
    tag = Tag("f", "Figure", 0, alt="两色的图")
    box = ImageBox(Length(50_000), Length(50_000), Length(240_000), Length(120_000), path, crop, tag)
    return write_pdf(publication((box,)), issue(), edition=edition, timestamp=TIMESTAMP)


def colours(data: bytes, offset: float) -> list[tuple[int, int, int]]:
    """RGB in the middle of the left and of the right half, as shown."""
    with pymupdf.open(stream=data, filetype="pdf") as document:
        pixels = document[0].get_pixmap(dpi=72)
    y = round(110 + offset)
    return [tuple(pixels.pixel(round(x + offset), y)) for x in (110, 230)]  # type: ignore[misc]


def close(seen: tuple[int, int, int], wanted: tuple[int, int, int], by: int) -> bool:
    return all(abs(a - b) <= by for a, b in zip(seen, wanted, strict=True))


GREY = {"grey-jpeg": ((60,) * 3, (200,) * 3), "deep-png": ((60,) * 3, (200,) * 3), "bilevel-png": ((0,) * 3, (255,) * 3)}
COLOURED = {"alpha-png": (RED, (255, 255, 255))}
KINDS = ("rgb-jpeg", "rgb-png", "rotated-jpeg", "cmyk-jpeg", "palette-png", "alpha-png", "grey-jpeg", "deep-png", "bilevel-png")


@pytest.mark.parametrize("kind", KINDS)
def test_screen_shows_the_picture(kind: str, tmp_path: Path) -> None:
    data = page_with(picture(tmp_path, kind), "screen")
    wanted = GREY.get(kind) or COLOURED.get(kind) or (RED, BLUE)
    by = 60 if kind == "cmyk-jpeg" else 6       # the file's own CMYK knows no sRGB blue
    for seen, colour in zip(colours(data, 0), wanted, strict=True):
        assert close(seen, colour, by), (kind, seen)


@pytest.mark.parametrize("kind", KINDS)
def test_print_has_the_inks_of_the_profile_and_no_rgb(kind: str, tmp_path: Path) -> None:
    data = page_with(picture(tmp_path, kind), "print")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        image = next(iter(pdf.pages[0].Resources.XObject.values()))
        assert str(image.ColorSpace) == ("/DeviceGray" if kind in GREY else "/DeviceCMYK") and "/SMask" not in image
        pixels = pikepdf.PdfImage(image)
        decoded = pixels.as_pil_image()
    if kind in GREY:
        return
    wanted = two_halves("RGB", *COLOURED.get(kind, (RED, BLUE)))
    transform = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), str(press_profile()), "RGB", "CMYK",
                                        ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION)
    inks = ImageCms.applyTransform(wanted, transform)
    if kind == "cmyk-jpeg":
        inks = wanted.convert("CMYK")
    assert inks is not None and decoded.size == inks.size
    for x in (30, 90):
        assert all(abs(a - b) <= 6 for a, b in zip(decoded.getpixel((x, 30)), inks.getpixel((x, 30)), strict=True)), kind


def test_a_fitting_jpeg_is_passed_through_and_embedded_once(tmp_path: Path) -> None:
    path = picture(tmp_path, "rgb-jpeg")
    box = ImageBox(Length(0), Length(0), Length(100_000), Length(50_000), path)
    data = write_pdf(publication((box,), (box, box)), issue(), edition="screen", timestamp=TIMESTAMP)
    assert data.count(path.read_bytes()) == 1


def test_a_crop_shows_only_its_part(tmp_path: Path) -> None:
    data = page_with(picture(tmp_path, "rgb-png"), "screen", (60, 0, 120, 60))
    assert all(close(seen, BLUE, 6) for seen in colours(data, 0))


def test_a_drawing_is_kept_without_loss_and_a_photograph_is_not(tmp_path: Path) -> None:
    noise = Image.effect_noise((300, 300), 80)
    photo, drawing = tmp_path / "photo.png", picture(tmp_path, "rgb-png")
    Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180))).save(photo)
    assert b"/FlateDecode" in encode_image(drawing, (), "print", press_profile(), None).entries
    assert b"/DCTDecode" in encode_image(photo, (), "print", press_profile(), None).entries


def test_a_figure_has_its_alternative_text_and_box(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(page_with(picture(tmp_path, "rgb-png"), "screen"))) as pdf:
        figure = pdf.Root.StructTreeRoot.K[0].K[0]
        assert str(figure.S) == "/Figure" and str(figure.Alt) == "两色的图"
        height = float(pdf.pages[0].obj["/MediaBox"][3])
        assert [float(n) for n in figure.A.BBox] == pytest.approx([50, height - 170, 290, height - 50], abs=0.01)


def test_the_cache_gives_the_same_bytes(tmp_path: Path) -> None:
    path, cache = picture(tmp_path, "rgb-jpeg"), tmp_path / "cache"
    fresh = encode_image(path, (), "print", press_profile(), None)
    assert encode_image(path, (), "print", press_profile(), cache) == fresh
    assert len(list(cache.iterdir())) == 1
    assert encode_image(path, (), "print", press_profile(), cache) == fresh
    encode_image(path, (0, 0, 10, 10), "print", press_profile(), cache)
    assert len(list(cache.iterdir())) == 2


def test_a_broken_picture_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "坏图.png"
    path.write_bytes(b"not a picture")
    with pytest.raises(Refusal, match="坏图"):
        page_with(path, "screen")
