"""Pictures of the EPUB: upright, RGB or grey, at most 2000 pixels, without private metadata, the same bytes every time."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

from convert.diagnostics import NOWHERE
from convert.model.nodes import Image
from convert.writer.epub_images import EncodedImage, encode_image


def encode(path: Path) -> tuple[EncodedImage, Pillow.Image]:
    encoded = encode_image(Image(path, "", 1, 1, path.as_posix()), NOWHERE)
    assert encode_image(Image(path, "", 1, 1, "read again"), NOWHERE) == encoded
    return encoded, Pillow.open(io.BytesIO(encoded.data))


def test_orientation_is_applied_and_exif_left_out(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of somebody"
    Pillow.new("RGB", (300, 200), "red").save(tmp_path / "a.jpg", exif=exif)
    encoded, picture = encode(tmp_path / "a.jpg")
    assert (encoded.width, encoded.height) == picture.size == (200, 300)
    assert b"somebody" not in encoded.data and not picture.getexif()


def test_a_fitting_jpeg_keeps_its_pixels_only(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x010F] = "Camera of somebody"
    Pillow.effect_noise((300, 200), 60).convert("RGB").save(tmp_path / "a.jpg", exif=exif, comment=b"somebody")
    encoded, picture = encode(tmp_path / "a.jpg")
    assert b"somebody" not in encoded.data
    assert picture.tobytes() == Pillow.open(tmp_path / "a.jpg").tobytes()


def test_a_fitting_png_keeps_its_pixels_only(tmp_path: Path) -> None:
    texts = PngInfo()
    texts.add_text("Author", "somebody")
    Pillow.effect_noise((300, 200), 60).save(tmp_path / "a.png", pnginfo=texts)
    encoded, picture = encode(tmp_path / "a.png")
    assert encoded.suffix == "png" and b"somebody" not in encoded.data
    assert picture.tobytes() == Pillow.open(tmp_path / "a.png").tobytes()


@pytest.mark.parametrize(("mode", "name", "suffix"), [("CMYK", "a.jpg", "jpg"), ("RGB", "a.jpg", "jpg"), ("RGB", "a.png", "png")])
def test_large_and_press_pictures_are_made_for_screens(tmp_path: Path, mode: str, name: str, suffix: str) -> None:
    Pillow.new(mode, (2600, 1300), "white" if mode == "RGB" else (0, 90, 90, 0)).save(tmp_path / name)
    encoded, picture = encode(tmp_path / name)
    assert (encoded.suffix, encoded.width, encoded.height) == (suffix, 2000, 1000)
    assert picture.convert("RGB").mode == "RGB" and picture.mode in ("RGB", "P")
