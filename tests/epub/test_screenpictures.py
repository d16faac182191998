"""Pictures of Word and EPUB: upright, RGB or grey, no larger than asked, without private metadata, the same bytes every time."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

from convert.model.nodes import Image
from convert.workspace import press_profile
from convert.writer.screenpictures import ScreenPicture, UnreadablePicture, screen_picture


def encode(path: Path, limit: tuple[int, int] = (2000, 2000)) -> tuple[ScreenPicture, Pillow.Image]:
    encoded = screen_picture(Image(path, "", 1, 1, path.as_posix()), limit)
    assert screen_picture(Image(path, "", 1, 1, "read again"), limit) == encoded
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


def test_a_turned_photograph_is_measured_upright(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 8
    Pillow.effect_noise((1000, 400), 60).convert("RGB").save(tmp_path / "a.jpg", exif=exif)
    assert encode(tmp_path / "a.jpg", (200, 800))[1].size == (200, 500)
    assert encode(tmp_path / "a.jpg", (800, 200))[1].size == (80, 200)


def test_press_colours_become_those_of_the_press_on_a_screen(tmp_path: Path) -> None:
    Pillow.new("CMYK", (30, 20), (255, 0, 0, 0)).save(tmp_path / "a.jpg", quality=95)
    red, green, blue = encode(tmp_path / "a.jpg")[1].convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert red < 60 and 120 < green < 190 and blue > 190, "solid cyan ink, not the cyan of a screen"
    assert press_profile().is_file()


def test_a_drawing_stays_without_loss_and_a_photograph_in_png_does_not_stay_heavy(tmp_path: Path) -> None:
    drawing = Pillow.new("RGB", (1500, 300), "white")
    drawing.paste("red", (100, 100, 700, 200))
    drawing.save(tmp_path / "drawing.png")
    Pillow.merge("RGB", [Pillow.effect_noise((900, 600), s) for s in (30, 60, 90)]).save(tmp_path / "photo.png")
    assert encode(tmp_path / "drawing.png", (500, 500))[0].suffix == "png"
    photograph, picture = encode(tmp_path / "photo.png", (300, 300))
    assert photograph.suffix == "jpg" and picture.size == (300, 200)
    assert len(photograph.data) * 4 < (tmp_path / "photo.png").stat().st_size


def test_transparency_is_kept(tmp_path: Path) -> None:
    Pillow.new("RGBA", (900, 600), (200, 30, 40, 90)).save(tmp_path / "a.png")
    encoded, picture = encode(tmp_path / "a.png", (300, 300))
    assert encoded.suffix == "png" and picture.getchannel("A").getextrema() == (90, 90)


def test_a_kept_picture_is_the_picture_and_a_cache_out_of_reach_does_no_harm(tmp_path: Path) -> None:
    Pillow.effect_noise((900, 600), 60).save(tmp_path / "a.jpg")
    fresh, _ = encode(tmp_path / "a.jpg", (300, 300))

    def again(cache: Path, sha: str) -> ScreenPicture:
        return screen_picture(Image(tmp_path / "a.jpg", "", 1, 1, sha), (300, 300), cache)

    assert again(tmp_path / "cache", "first") == again(tmp_path / "cache", "second") == fresh
    assert len(list((tmp_path / "cache").iterdir())) == 1
    (tmp_path / "file").write_text("not a folder")
    assert again(tmp_path / "file" / "cache", "third") == fresh


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8 nothing")
    with pytest.raises(UnreadablePicture, match=r"a\.jpg"):
        encode(tmp_path / "a.jpg")
