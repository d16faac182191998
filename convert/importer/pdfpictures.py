"""The pictures of a PDF by the marked content they stand in."""
from __future__ import annotations

import contextlib
import io
from collections.abc import Collection, Iterator
from typing import Any

Mark = tuple[int, int]          # page from 0, MCID

_MAX_DEPTH = 12                 # forms within forms
_LEAST = 57                     # points, two centimetres: a picture to be looked at, no ornament
_UNDER = 0.9                    # share of the page that a picture covers at most; what covers more lies under the text
_REPEATED = 2                   # pages that show one picture at most, else it is of the page's frame
_MOST = 1000                    # pictures of a file
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


def pictures_by_page(data: bytes, pages: Collection[int]) -> Iterator[tuple[int, bytes]]:
    """(page, picture) in the order they are painted on those of the `pages`, from 0: what is large enough to be looked at, without
    what lies under a whole page and what stands on many pages."""
    import pypdfium2 as pdfium

    with contextlib.suppress(pdfium.PdfiumError), contextlib.closing(pdfium.PdfDocument(data)) as document:
        taken: list[tuple[int, bytes]] = []
        for number in sorted(pages):
            page = document[number]
            whole = page.get_width() * page.get_height()
            for _, image in _images(page):
                left, foot, right, top = image.get_bounds()
                wide, high = right - left, top - foot
                if min(wide, high) >= _LEAST and wide * high <= _UNDER * whole and len(taken) < _MOST:
                    with contextlib.suppress(pdfium.PdfiumError, ValueError, NotImplementedError):
                        taken.append((number, _encoded(image)))
            page.close()
        shown: dict[bytes, set[int]] = {}
        for number, picture in taken:
            shown.setdefault(picture, set()).add(number)
        yield from (found for found in taken if len(shown[found[1]]) <= _REPEATED)


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
