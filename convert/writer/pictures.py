"""What the editions share about pictures: which way is up, transparency on paper, colours, results kept between runs."""
from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageMath

_ORIENTATION = 0x0112
_MODES = ("1", "L", "RGB", "CMYK")


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
    return picture if picture.mode in _MODES else picture.convert("RGB")


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
    for top in range(0, picture.height, _STRIP):
        area = (0, top, picture.width, min(top + _STRIP, picture.height))
        strip = picture.crop(area)
        c, m, y, k = strip.split()
        mean = ImageChops.add(ImageChops.add(c, m, 2), ImageChops.add(y, k, 2), 2)      # rounded down three times
        if (mean.getextrema()[1] + 1) * 4 * 100 > tac * 255:        # type: ignore[operator]
            picture.paste(Image.merge("CMYK", [*_scaled(c, m, y, k, tac * 255 // 100), k]), area)
    return picture


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
