"""The file under examination: its pages with their boxes and what scanning found on them, and the wishes of the printer."""
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Name

from convert.press.preflight.geometry import Box
from convert.press.preflight.scanner import PageInk, Painted, Scanner, inherited
from convert.press.source import BROKEN
from convert.printer import Printer

_A4 = Box(0, 0, 595.276, 841.89)
X4, X1A = "x4", "x1a"


class Sheet(NamedTuple):
    """One page.  Boxes default as ISO 32000-1, 14.11.2 says; `spine` is the bound edge, "" on an imposed sheet."""

    number: int
    label: str
    page: pikepdf.Page
    media: Box
    crop: Box
    bleed: Box
    trim: Box
    spine: str
    ink: PageInk

    @property
    def artwork(self) -> Iterator[Painted]:
        """What shows inside the trimmed page, in painting order."""
        return (p for p in self.ink.painted if p.box.meets(self.trim) or p.box.width * p.box.height == 0)


class Subject(NamedTuple):
    """`standard`: x4 or x1a.  `imposed`: sheets of several pages, whose sizes differ and which nobody reads in order.

    `strict`: a printer was named, so that what it asks for must be there even where nothing shows the lack.
    """

    pdf: pikepdf.Pdf
    data: bytes
    printer: Printer
    standard: str
    imposed: bool
    strict: bool
    sheets: tuple[Sheet, ...]


def subject_of(pdf: pikepdf.Pdf, data: bytes, printer: Printer, standard: str, *, imposed: bool, strict: bool) -> Subject:
    scanner = Scanner()
    wishes = pdf.Root.get(Name.ViewerPreferences)
    backward = isinstance(wishes, pikepdf.Dictionary) and wishes.get(Name.Direction) == Name.R2L
    sheets = tuple(_sheet(number, page, scanner, backward, imposed) for number, page in enumerate(pdf.pages, 1))
    return Subject(pdf, data, printer, standard, imposed, strict, sheets)


def _sheet(number: int, page: pikepdf.Page, scanner: Scanner, backward: bool, imposed: bool) -> Sheet:
    media = _box(page.obj, Name.MediaBox, _A4)
    crop = _box(page.obj, Name.CropBox, media)
    trim = _box(page.obj, Name.TrimBox, _box(page.obj, Name.ArtBox, crop))
    bleed = _box(page.obj, Name.BleedBox, crop)
    odd_spine, even_spine = ("right", "left") if backward else ("left", "right")
    spine = "" if imposed else odd_spine if number % 2 else even_spine
    return Sheet(number, _label(page), page, media, crop, bleed, trim, spine, scanner.scan(page))


def _label(page: pikepdf.Page) -> str:
    try:
        return str(page.label)
    except BROKEN:
        return ""


def _box(page: pikepdf.Object, key: Name, default: Box) -> Box:
    value = inherited(page, key) if key in (Name.MediaBox, Name.CropBox) else page.get(key)
    if not isinstance(value, Array) or len(value) != 4:
        return default
    try:
        return Box.of(list(value.as_list()))
    except BROKEN:
        return default
