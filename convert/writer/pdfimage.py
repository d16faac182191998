"""Pictures as PDF image XObjects: upright, opaque, and in `print` never RGB.

A JPEG is passed through as it is where its colours fit the edition; all else is decoded, flattened on paper white and encoded anew.
"""
from __future__ import annotations

import functools
import hashlib
import io
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

from convert.writer.reportlab_hooks import Stream

_VERSION = b"1"                 # of what is cached: change it when the bytes made below change
_FLAT_COLOURS = 4096            # a picture of fewer colours is a drawing: kept without loss
_QUALITY = 92
_SPACES = {"1": "DeviceGray", "L": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK"}
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """`entries`: the inside of the image dictionary."""

    entries: bytes
    data: bytes

    def stream(self) -> Stream:
        return Stream(self.entries, self.data)


def encode_image(path: Path, crop: tuple[int, ...], edition: str, profile: Path, cache: Path | None) -> EncodedImage:
    """The picture at `path` (cut to `crop`: left, top, right, bottom in pixels of the upright picture) for `edition`.

    `profile`: CMYK profile of the press.  `cache`: a folder that keeps results by content, or None.
    """
    data = path.read_bytes()
    if cache is None:
        return _encode(data, crop, edition, profile)
    state = hashlib.sha256(_VERSION + data)
    state.update(repr((crop, edition)).encode() + profile.read_bytes())
    kept = cache / f"{state.hexdigest()}.image"
    if kept.is_file():
        entries, _, body = kept.read_bytes().partition(b"\n")
        return EncodedImage(entries, body)
    made = _encode(data, crop, edition, profile)
    cache.mkdir(parents=True, exist_ok=True)
    beside = kept.with_name(f"{kept.stem}.{os.getpid()}.part")
    beside.write_bytes(made.entries + b"\n" + made.data)
    beside.replace(kept)
    return made


def _encode(data: bytes, crop: tuple[int, ...], edition: str, profile: Path) -> EncodedImage:
    with Image.open(io.BytesIO(data)) as image:
        if not crop and _fits(image, edition):
            return _pass_through(image, data)
        lossy = image.format == "JPEG"
        icc = image.info.get("icc_profile")
        upright = _flattened(ImageOps.exif_transpose(image))
    if crop:
        upright = upright.crop((crop[0], crop[1], crop[2], crop[3]))
    if upright.mode == "RGB":
        upright = _converted(upright, icc, edition, profile)
    elif upright.mode == "CMYK" and edition == "screen":
        upright = _cmyk_to_rgb(upright, icc, profile)
    lossy = lossy or (upright.mode != "1" and upright.getcolors(_FLAT_COLOURS) is None)
    return _as_jpeg(upright) if lossy else _as_deflated(upright)


def _fits(image: Image.Image, edition: str) -> bool:
    """Whether a JPEG can stand in the PDF as it is: upright, and in colours of the edition."""
    if image.format != "JPEG" or image.getexif().get(_ORIENTATION, 1) != 1:
        return False
    if image.mode == "RGB":
        return edition == "screen" and _is_srgb(image.info.get("icc_profile"))
    return image.mode == "L" or (image.mode == "CMYK" and edition == "print")


def _is_srgb(icc: bytes | None) -> bool:
    if not icc:
        return True
    try:
        return "sRGB" in (ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(icc))) or "")
    except ImageCms.PyCMSError:
        return True


def _pass_through(image: Image.Image, data: bytes) -> EncodedImage:
    # Adobe's CMYK JPEGs are stored inverted; DCTDecode gives what is stored
    inverted = image.mode == "CMYK" and "adobe" in image.info
    return _image(image, 8, b"/DCTDecode", data, inverted)


def _flattened(image: Image.Image) -> Image.Image:
    """`image` in mode 1, L, RGB or CMYK: palettes resolved, 16 bits made 8, transparency laid on white."""
    if image.mode in ("I", "F", "I;16", "I;16B", "I;16L"):
        wide: Any = image.convert("I")
        top = 65535 if image.mode != "F" else 255
        return Image.Image.convert(wide.point(lambda v: v * (255 / top)), "L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        opaque = Image.alpha_composite(paper, layer).convert("RGB")
        return opaque.convert("L") if image.mode in ("LA", "La", "L", "1") else opaque
    return image if image.mode in _SPACES else image.convert("RGB")


def _converted(image: Image.Image, icc: bytes | None, edition: str, profile: Path) -> Image.Image:
    if edition == "screen":
        if _is_srgb(icc):
            return image
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc or b""))
        return _transformed(image, source, ImageCms.createProfile("sRGB"), "RGB")
    return _apply(image, _press_transform(icc or b"", profile))


@functools.lru_cache(maxsize=8)
def _press_transform(icc: bytes, profile: Path) -> Any:
    """sRGB, or the picture's own profile, to the press: relative colorimetric with black-point compensation."""
    try:
        source: Any = ImageCms.ImageCmsProfile(io.BytesIO(icc)) if icc else ImageCms.createProfile("sRGB")
        return _transform(source, ImageCms.getOpenProfile(str(profile)), "RGB", "CMYK")
    except ImageCms.PyCMSError:
        return _transform(ImageCms.createProfile("sRGB"), ImageCms.getOpenProfile(str(profile)), "RGB", "CMYK")


def _cmyk_to_rgb(image: Image.Image, icc: bytes | None, profile: Path) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(icc)) if icc else ImageCms.getOpenProfile(str(profile))
    return _transformed(image, source, ImageCms.createProfile("sRGB"), "RGB")


def _transformed(image: Image.Image, source: Any, target: Any, mode: str) -> Image.Image:
    try:
        return _apply(image, _transform(source, target, image.mode, mode))
    except ImageCms.PyCMSError:
        return image.convert(mode)


def _transform(source: Any, target: Any, source_mode: str, target_mode: str) -> Any:
    return ImageCms.buildTransform(source, target, source_mode, target_mode, ImageCms.Intent.RELATIVE_COLORIMETRIC,
                                   ImageCms.Flags.BLACKPOINTCOMPENSATION)


def _apply(image: Image.Image, transform: Any) -> Image.Image:
    made = ImageCms.applyTransform(image, transform)
    return made if made is not None else image


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
