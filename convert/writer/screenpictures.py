"""Pictures for screens (Word, EPUB): JPEG or PNG, RGB or grey, upright, no larger than asked, the same bytes every time."""
from __future__ import annotations

import io
import struct
from functools import lru_cache
from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageOps

from convert.model.nodes import Image
from convert.model.record import Record
from convert.workspace import press_profile
from convert.writer.pictures import flattened, is_turned, is_upright, kept, quiet, strip_jpeg, to_srgb

JPEG_QUALITY = 85
_VERSION = b"screen 1 "         # of what is kept between runs: change it when the bytes made below change
_FLAT_COLOURS = 4096            # a picture of fewer colours is a drawing: kept without loss
_PICTURE_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs"}


class UnreadablePicture(ValueError):
    """The file is not a picture that can be decoded."""


class ScreenPicture(Record):
    """`suffix` is jpg or png; `width` and `height` in pixels."""

    data: bytes
    suffix: str
    width: int
    height: int

    @property
    def media_type(self) -> str:
        return "image/jpeg" if self.suffix == "jpg" else "image/png"


def screen_picture(image: Image, limit: tuple[int, int], cache: Path | None = None) -> ScreenPicture:
    """`image` at most `limit` (width, height) pixels large; one that fits keeps its pixels and loses its private metadata.

    `cache` keeps converted pictures between runs.  Raises UnreadablePicture.
    """
    try:
        return _encode(image.path, image.sha256, limit, cache)
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise UnreadablePicture(image.path.name) from error


@lru_cache(maxsize=32)      # the editions of an issue in its scripts share their pictures
def _encode(path: Path, _content: str, limit: tuple[int, int], cache: Path | None) -> ScreenPicture:
    return _made(path.read_bytes(), limit, cache)


@quiet
def _made(data: bytes, limit: tuple[int, int], cache: Path | None) -> ScreenPicture:
    with Pillow.open(io.BytesIO(data)) as picture:
        if _is_plain(picture) and picture.width <= limit[0] and picture.height <= limit[1]:
            return _stripped(picture, data)
        packed = kept(cache, _VERSION + repr(limit).encode() + data, lambda: _pack(_convert(picture, data, limit)))
    return _unpack(packed)


def _pack(picture: ScreenPicture) -> bytes:
    return f"{picture.suffix} {picture.width} {picture.height}\n".encode() + picture.data


def _unpack(packed: bytes) -> ScreenPicture:
    head, _, data = packed.partition(b"\n")
    suffix, width, height = head.decode().split()
    return ScreenPicture(data, suffix, int(width), int(height))


def _is_plain(picture: Pillow.Image) -> bool:
    """Whether every reader shows the file as it is."""
    modes = {"JPEG": ("RGB", "L"), "PNG": ("RGB", "RGBA", "L", "LA", "P", "1")}.get(picture.format or "", ())
    return picture.mode in modes and is_upright(picture)


def _stripped(picture: Pillow.Image, data: bytes) -> ScreenPicture:
    is_png = picture.format == "PNG"
    return ScreenPicture(strip_png(data) if is_png else strip_jpeg(data), "png" if is_png else "jpg", *picture.size)


def _convert(picture: Pillow.Image, data: bytes, limit: tuple[int, int]) -> ScreenPicture:
    """`picture` anew; a drawing that scaling would only make heavier stays as it is."""
    is_plain, is_photograph = _is_plain(picture), picture.format == "JPEG" or picture.mode == "CMYK"
    icc = picture.info.get("icc_profile")
    stored = (limit[1], limit[0]) if is_turned(picture) else limit
    if is_photograph:
        picture.thumbnail(stored, Pillow.Resampling.BICUBIC)     # before turning: JPEG decodes at a fraction
    upright = ImageOps.exif_transpose(picture)
    has_alpha = upright.has_transparency_data
    upright = upright.convert("RGBA") if has_alpha else to_srgb(flattened(upright), icc, press_profile())
    is_photograph = is_photograph or (not has_alpha and upright.mode != "1" and upright.getcolors(_FLAT_COLOURS) is None)
    if upright.mode == "1":
        upright = upright.convert("L")
    upright.thumbnail(limit, Pillow.Resampling.BICUBIC)
    out = io.BytesIO()
    upright.info.clear()
    if is_photograph:
        upright.save(out, "JPEG", quality=JPEG_QUALITY)
    else:
        _fewest_colours(upright).save(out, "PNG", compress_level=6)
        if is_plain and len(data) <= out.tell() and picture.width <= 2 * limit[0] and picture.height <= 2 * limit[1]:
            return _stripped(picture, data)
    return ScreenPicture(out.getvalue(), "jpg" if is_photograph else "png", *upright.size)


def _fewest_colours(picture: Pillow.Image) -> Pillow.Image:
    """A drawing of at most 256 colours as a palette image, exactly the same pixels; else `picture` itself."""
    if picture.mode != "RGB" or picture.getcolors(256) is None:
        return picture
    return picture.convert("P", palette=Pillow.Palette.ADAPTIVE, colors=256)


def strip_png(data: bytes) -> bytes:
    """PNG `data` with the chunks that make the picture (PNG 3rd ed. §5.6), without texts, dates and Exif."""
    out = [data[:8]]
    at = 8
    while at + 8 <= len(data):
        length = 12 + struct.unpack(">I", data[at:at + 4])[0]
        if data[at + 4:at + 8] in _PICTURE_CHUNKS:
            out.append(data[at:at + length])
        at += length
    return b"".join(out)
