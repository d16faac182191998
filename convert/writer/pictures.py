"""What the editions share about pictures: which way is up, transparency on paper, colours, results kept between runs."""
from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import os
import struct
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from PIL import Image, ImageChops, ImageCms, ImageMath

P = ParamSpec("P")
T = TypeVar("T")
_ORIENTATION = 0x0112
_MODES = ("1", "L", "RGB", "CMYK")
_PRIVATE = (0xE1, 0xED, 0xFE)      # APP1 (Exif, XMP), APP13 (IPTC), COM: places, cameras and names stay at home


def quiet(work: Callable[P, T]) -> Callable[P, T]:
    """`work` without what the library says of doubtful Exif data and large pictures: the reader's own bounds are stricter."""
    @functools.wraps(work)
    def without_warnings(*values: P.args, **named: P.kwargs) -> T:
        with warnings.catch_warnings(action="ignore"):
            return work(*values, **named)

    return without_warnings


def is_upright(picture: Image.Image) -> bool:
    """Whether the stored rows run from the top down (Exif 2.32, Orientation)."""
    return int(picture.getexif().get(_ORIENTATION, 1)) == 1


def is_turned(picture: Image.Image) -> bool:
    """Whether the stored rows are columns of the picture: upright it is as high as it is stored wide."""
    return int(picture.getexif().get(_ORIENTATION, 1)) >= 5


def flattened(picture: Image.Image) -> Image.Image:
    """`picture` in mode 1, L, RGB or CMYK: palettes resolved, 16 bits made 8, transparency laid on white."""
    if picture.mode in ("I", "F", "I;16", "I;16B", "I;16L"):
        wide: Any = picture.convert("I")
        top = 65535 if picture.mode != "F" else 255
        return Image.Image.convert(wide.point(lambda v: v * (255 / top)), "L")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        opaque = Image.alpha_composite(paper, layer).convert("RGB")
        return opaque.convert("L") if picture.mode in ("LA", "La", "L", "1") else opaque
    if picture.mode == "CMYK" and "adobe" not in picture.info:      # Adobe alone stores inks inverted; the library turns them all
        return ImageChops.invert(picture)
    return picture if picture.mode in _MODES else picture.convert("RGB")


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


# --- colours ---
def is_srgb(icc: bytes | None) -> bool:
    """Whether RGB values under profile `icc` are sRGB already; without a profile, or with a broken one, they are taken to be."""
    if not icc:
        return True
    try:
        return "sRGB" in (ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(icc))) or "")
    except (ImageCms.PyCMSError, OSError):      # OSError: not a profile at all
        return True


def to_srgb(picture: Image.Image, icc: bytes | None, profile: Path) -> Image.Image:
    """A picture in mode 1, L, RGB or CMYK in the colours of a screen.

    `icc` is the picture's own profile; CMYK without one is taken for the press's, `profile`.
    """
    if picture.mode == "CMYK":
        return _transformed(picture, icc, ImageCms.getOpenProfile(str(profile)))
    return picture if picture.mode != "RGB" or is_srgb(icc) else _transformed(picture, icc, ImageCms.createProfile("sRGB"))


def to_press(picture: Image.Image, icc: bytes | None, profile: Path) -> Image.Image:
    """An RGB picture in the CMYK of `profile`: relative colorimetric with black-point compensation."""
    return apply(picture, _press_transform(icc or b"", profile))


_STRIP = 256            # rows worked on at a time: floats of a whole photograph would take 200 MB


def limited(picture: Image.Image, tac: int) -> Image.Image:
    """A CMYK picture whose inks sum up to `tac` per cent at most: cyan, magenta and yellow are scaled down, black is kept."""
    for area in list(_heavy_strips(picture, tac)):
        c, m, y, k = picture.crop(area).split()
        picture.paste(Image.merge("CMYK", [*_scaled(c, m, y, k, tac * 255 // 100), k]), area)
    return picture


def is_light(picture: Image.Image, tac: int) -> bool:
    """Whether the inks of a CMYK picture surely sum up to `tac` per cent at most everywhere."""
    return next(_heavy_strips(picture, tac), None) is None


def _heavy_strips(picture: Image.Image, tac: int) -> Iterator[tuple[int, int, int, int]]:
    for top in range(0, picture.height, _STRIP):
        area = (0, top, picture.width, min(top + _STRIP, picture.height))
        c, m, y, k = picture.crop(area).split()
        mean = ImageChops.add(ImageChops.add(c, m, 2), ImageChops.add(y, k, 2), 2)      # rounded down three times
        if (mean.getextrema()[1] + 1) * 4 * 100 > tac * 255:        # type: ignore[operator]
            yield area


def _scaled(c: Image.Image, m: Image.Image, y: Image.Image, k: Image.Image, limit: int) -> list[Image.Image]:
    share = ImageMath.lambda_eval(
        lambda a: a["min"](a["float"](a["max"](limit - a["k"], 0)) / a["max"](a["float"](a["c"]) + a["m"] + a["y"], 1), 1),
        c=c, m=m, y=y, k=k)
    return [ImageMath.lambda_eval(lambda a: a["convert"](a["int"](a["plate"] * a["share"] + 0.001), "L"), plate=plate, share=share)
            for plate in (c, m, y)]


@functools.lru_cache(maxsize=8)
def _press_transform(icc: bytes, profile: Path) -> Any:
    """sRGB, or the picture's own profile, to the press."""
    try:
        source: Any = ImageCms.ImageCmsProfile(io.BytesIO(icc)) if icc else ImageCms.createProfile("sRGB")
        return _transform(source, ImageCms.getOpenProfile(str(profile)), "RGB", "CMYK")
    except (ImageCms.PyCMSError, OSError):      # OSError: not a profile at all
        return _transform(ImageCms.createProfile("sRGB"), ImageCms.getOpenProfile(str(profile)), "RGB", "CMYK")


def _transformed(picture: Image.Image, icc: bytes | None, otherwise: Any) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc)) if icc else otherwise
        return apply(picture, _transform(source, ImageCms.createProfile("sRGB"), picture.mode, "RGB"))
    except (ImageCms.PyCMSError, OSError):      # OSError: not a profile at all
        return picture.convert("RGB")


def _transform(source: Any, target: Any, source_mode: str, target_mode: str) -> Any:
    return ImageCms.buildTransform(source, target, source_mode, target_mode, ImageCms.Intent.RELATIVE_COLORIMETRIC,
                                   ImageCms.Flags.BLACKPOINTCOMPENSATION)


def apply(picture: Image.Image, transform: Any) -> Image.Image:
    """`picture` through a colour transform."""
    made = ImageCms.applyTransform(picture, transform)
    return made if made is not None else picture


# --- between runs ---
def kept(cache: Path | None, key: bytes, make: Callable[[], bytes]) -> bytes:
    """What `make` gives, from the folder `cache` where it was made before from the same `key` (all that the result depends on).

    A cache that cannot be written costs time, never the build.
    """
    if cache is None:
        return make()
    path = cache / f"{hashlib.sha256(key).hexdigest()}.image"
    if path.is_file():
        return path.read_bytes()
    made = make()
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.stem}.{os.getpid()}.part")
        beside.write_bytes(made)
        beside.replace(path)
    return made
