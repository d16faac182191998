"""Pictures for reading systems: JPEG or PNG, RGB or grey, upright, at most 2000 pixels long, the same bytes every time."""
from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image as Pillow
from PIL import ImageOps

from convert.diagnostics import ExitCode, Refusal, Span, diagnose
from convert.model.nodes import Image

LONGEST_SIDE = 2000
JPEG_QUALITY = 85
_ORIENTATION = 0x0112
_PICTURE_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs"}
_PRIVATE = (0xE1, 0xED, 0xFE)      # APP1 (Exif, XMP), APP13 (IPTC), COM: places, cameras and names stay at home


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """`suffix` is jpg or png; `width` and `height` in pixels."""

    data: bytes
    suffix: str
    width: int
    height: int

    @property
    def media_type(self) -> str:
        return "image/jpeg" if self.suffix == "jpg" else "image/png"


def encode_image(image: Image, span: Span) -> EncodedImage:
    """`image` for the book; a picture that fits keeps its pixels and loses its private metadata.  Raises Refusal (exit 5), W050."""
    try:
        return _encode(image)
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise Refusal(ExitCode.OUTPUT, [diagnose("W050", span, path=image.path.name)]) from error


@lru_cache(maxsize=32)      # the editions of an issue in its scripts share their pictures
def _encode(image: Image) -> EncodedImage:
    data = image.path.read_bytes()
    with Pillow.open(io.BytesIO(data)) as picture:
        if _fits(picture):
            is_png = picture.format == "PNG"
            return EncodedImage(strip_png(data) if is_png else strip_jpeg(data), "png" if is_png else "jpg", *picture.size)
        return _convert(picture)


def _fits(picture: Pillow.Image) -> bool:
    modes = {"JPEG": ("RGB", "L"), "PNG": ("RGB", "RGBA", "L", "LA", "P", "1")}.get(picture.format or "", ())
    return picture.mode in modes and max(picture.size) <= LONGEST_SIDE and picture.getexif().get(_ORIENTATION, 1) == 1


def _convert(picture: Pillow.Image) -> EncodedImage:
    is_photograph = picture.format == "JPEG" or picture.mode == "CMYK"
    if max(picture.size) > LONGEST_SIDE and picture.mode in ("RGB", "L", "CMYK"):
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Pillow.Resampling.BICUBIC)     # before turning: JPEG decodes at a fraction
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in ("RGB", "L"):
        has_alpha = "A" in upright.getbands() or "transparency" in upright.info
        upright = upright.convert("RGBA" if has_alpha else "RGB")
    if max(upright.size) > LONGEST_SIDE:
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Pillow.Resampling.BICUBIC)
    out = io.BytesIO()
    upright.info.clear()
    if is_photograph:
        upright.save(out, "JPEG", quality=JPEG_QUALITY)
    else:
        _fewest_colours(upright).save(out, "PNG", compress_level=6)
    return EncodedImage(out.getvalue(), "jpg" if is_photograph else "png", *upright.size)


def _fewest_colours(picture: Pillow.Image) -> Pillow.Image:
    """A drawing of at most 256 colours as a palette image, exactly the same pixels; else `picture` itself."""
    if picture.mode != "RGB" or picture.getcolors(256) is None:
        return picture
    return picture.convert("P", palette=Pillow.Palette.ADAPTIVE, colors=256)


def strip_jpeg(data: bytes) -> bytes:
    """JPEG `data` without its Exif, XMP, IPTC and comment segments (ITU T.81 B.1.1.4); colour profile and pixels untouched."""
    out = [data[:2]]
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        length = 2 + struct.unpack(">H", data[at + 2:at + 4])[0]
        if data[at + 1] not in _PRIVATE:
            out.append(data[at:at + length])
        at += length
    return b"".join([*out, data[at:]])


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
