"""The pictures of a PDF by the marked content they stand in."""
from __future__ import annotations

import contextlib
import io
from collections.abc import Collection, Iterator
from typing import Any

Mark = tuple[int, int]          # page from 0, MCID

_MAX_DEPTH = 12                 # forms within forms
_QUALITY = 92                   # of a JPEG made anew: its inks are not those of a screen


def pictures_at(data: bytes, marks: Collection[Mark]) -> dict[Mark, bytes]:
    """The picture painted at each of `marks`, the largest where there are several: JPEG as it lies in the file, else PNG."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]

    out: dict[Mark, bytes] = {}
    with contextlib.suppress(pdfium.PdfiumError), contextlib.closing(pdfium.PdfDocument(data)) as document:
        for number in sorted({page for page, _ in marks}):
            largest: dict[Mark, tuple[int, Any]] = {}
            page = document[number]
            for mcid, image in _images(page):
                width, height = image.get_px_size()
                if (number, mcid) in marks and width * height > largest.get((number, mcid), (0, None))[0]:
                    largest[number, mcid] = (width * height, image)
            for mark, (_, image) in largest.items():
                with contextlib.suppress(pdfium.PdfiumError, ValueError, NotImplementedError):
                    out[mark] = _encoded(image)
            page.close()
    return out


def _images(page: Any) -> Iterator[tuple[int, Any]]:
    from pypdfium2 import raw

    for image in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=_MAX_DEPTH):
        yield raw.FPDFPageObj_GetMarkedContentID(image.raw), image


def _encoded(image: Any) -> bytes:
    """A JPEG in grey or RGB as it lies in the file; another picture in the colours of a screen."""
    from pypdfium2 import raw

    known = image.get_metadata()
    screen = known.colorspace in (raw.FPDF_COLORSPACE_DEVICEGRAY, raw.FPDF_COLORSPACE_DEVICERGB, raw.FPDF_COLORSPACE_CALGRAY,
                                  raw.FPDF_COLORSPACE_CALRGB, raw.FPDF_COLORSPACE_ICCBASED) and known.bits_per_pixel in (8, 24)
    jpeg = image.get_filters() == ["DCTDecode"]
    transparent = bool(raw.FPDFPageObj_HasTransparency(image.raw))
    if jpeg and screen and not transparent:
        return bytes(image.get_data(decode_simple=False))
    picture = image.get_bitmap(render=transparent).to_pil()
    out = io.BytesIO()
    if jpeg and not transparent:
        picture.convert("RGB").save(out, "JPEG", quality=_QUALITY, subsampling=0)
    else:
        picture.save(out, "PNG")
    return out.getvalue()
