"""Pictures as PDF image XObjects: upright, opaque, and in `print` never RGB.

A JPEG is passed through, without what its camera noted, where its colours and inks fit the edition; all else is decoded,
flattened on paper white and encoded anew.
"""
from __future__ import annotations

import io
import zlib
from pathlib import Path

from PIL import Image, ImageOps

from convert.model.record import Record
from convert.writer.pictures import flattened, is_light, is_srgb, is_upright, kept, limited, quiet, strip_jpeg, to_press, to_srgb
from convert.writer.reportlab_hooks import Stream

_VERSION = b"pdf 4"             # of what is cached: change it when the bytes made below change
_FLAT_COLOURS = 4096            # a picture of fewer colours is a drawing: kept without loss
_QUALITY = 92
_SPACES = {"1": "DeviceGray", "L": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}


class EncodedImage(Record):
    """`entries`: the inside of the image dictionary."""

    entries: bytes
    data: bytes

    def stream(self) -> Stream:
        return Stream(self.entries, self.data)


def encode_image(path: Path, crop: tuple[int, ...], edition: str, profile: Path, cache: Path | None,
                 tac: int = 400) -> EncodedImage:
    """The picture at `path` (cut to `crop`: left, top, right, bottom in pixels of the upright picture) for `edition`.

    `profile`: CMYK profile of the press, `tac` its ink limit in per cent.  `cache`: a folder that keeps results by content.
    """
    data = path.read_bytes()
    if cache is None:
        return _encode(data, crop, edition, profile, tac)
    key = _VERSION + repr((crop, edition, tac)).encode() + profile.read_bytes() + data
    entries, _, body = kept(cache, key, lambda: _packed(_encode(data, crop, edition, profile, tac))).partition(b"\n")
    return EncodedImage(entries, body)


def _packed(made: EncodedImage) -> bytes:
    return made.entries + b"\n" + made.data


@quiet
def _encode(data: bytes, crop: tuple[int, ...], edition: str, profile: Path, tac: int) -> EncodedImage:
    with Image.open(io.BytesIO(data)) as image:
        if not crop and _fits(image, edition) and (image.mode != "CMYK" or is_light(flattened(image), tac)):
            return _pass_through(image, data)
        lossy = image.format == "JPEG"
        icc = image.info.get("icc_profile")
        upright = flattened(ImageOps.exif_transpose(image))
    if crop:
        upright = upright.crop((crop[0], crop[1], crop[2], crop[3]))
    if upright.mode == "RGB":
        upright = to_srgb(upright, icc, profile) if edition == "screen" else limited(to_press(upright, icc, profile), tac)
    elif upright.mode == "CMYK":
        upright = to_srgb(upright, icc, profile) if edition == "screen" else limited(upright, tac)
    lossy = lossy or (upright.mode != "1" and upright.getcolors(_FLAT_COLOURS) is None)
    return _as_jpeg(upright) if lossy else _as_deflated(upright)


def _fits(image: Image.Image, edition: str) -> bool:
    """Whether a JPEG can stand in the PDF as it is: upright, and in colours of the edition."""
    if image.format != "JPEG" or not is_upright(image):
        return False
    if image.mode == "RGB":
        return edition == "screen" and is_srgb(image.info.get("icc_profile"))
    return image.mode == "L" or (image.mode == "CMYK" and edition == "print")


def _pass_through(image: Image.Image, data: bytes) -> EncodedImage:
    # Adobe's CMYK JPEGs are stored inverted; DCTDecode gives what is stored
    inverted = image.mode == "CMYK" and "adobe" in image.info
    return _image(image, 8, b"/DCTDecode", strip_jpeg(data), inverted)


def _as_jpeg(image: Image.Image) -> EncodedImage:
    out = io.BytesIO()
    image.info.clear()
    image.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return _image(image, 8, b"/DCTDecode", out.getvalue(), image.mode == "CMYK")


def _as_deflated(image: Image.Image) -> EncodedImage:
    return _image(image, 1 if image.mode == "1" else 8, b"/FlateDecode", zlib.compress(image.tobytes(), 6), False)


def _image(image: Image.Image, bits: int, filter_name: bytes, data: bytes, inverted: bool) -> EncodedImage:
    decode = b" /Decode [1 0 1 0 1 0 1 0]" if inverted else b""
    return EncodedImage(b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /%s /BitsPerComponent %d /Filter %s%s"
                        % (image.width, image.height, _SPACES[image.mode].encode(), bits, filter_name, decode), data)
