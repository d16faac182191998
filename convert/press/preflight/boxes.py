"""Page boxes and sizes (ISO 32000-1, 14.11.2; ISO 15930-7, 6.3): trim, bleed, media, and what the binding wants."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import compress

from pikepdf import Array, Name

from convert.press.preflight.findings import Finding, finding
from convert.press.preflight.geometry import MM, Box
from convert.press.preflight.subject import Sheet, Subject

_TOLERANCE = 0.3        # points; 0.1 mm


def check(subject: Subject) -> Iterator[Finding]:
    for sheet in subject.sheets:
        yield from _boxes(sheet)
        yield from _bleed(sheet, subject)
    yield from _sizes(subject)
    yield from _binding(subject)


def _boxes(sheet: Sheet) -> Iterator[Finding]:
    page = sheet.page.obj
    given = [key for key in (Name.TrimBox, Name.ArtBox) if isinstance(page.get(key), Array)]
    if len(given) != 1:
        yield finding("X110", sheet.number, problem="没有成品框 TrimBox" if not given else "同时有 TrimBox 和 ArtBox")
    if sheet.trim.width <= 0 or sheet.trim.height <= 0:
        yield finding("X111", sheet.number, problem="成品框是空的")
    for inner, outer, text in ((sheet.trim, sheet.bleed, "成品框超出了出血框"), (sheet.bleed, sheet.media, "出血框超出了纸张框"),
                               (sheet.trim, sheet.crop, "成品框超出了裁剪框")):
        if not outer.contains(inner):
            yield finding("X111", sheet.number, problem=text)
    if int(page.get(Name.Rotate, 0)) % 360 or float(page.get(Name.UserUnit, 1)) != 1:
        yield finding("X311", sheet.number)
    if sheet.crop != sheet.media:
        yield finding("X312", sheet.number)


def edges(sheet: Sheet, subject: Subject) -> Iterator[tuple[str, float, float]]:
    """(edge in Chinese, bleed wanted, bleed that the BleedBox leaves) in points."""
    wanted = subject.printer.bleed
    for name, edge in (("左", "left"), ("右", "right"), ("下", "bottom"), ("上", "top")):
        needed = 3 * MM
        if wanted is not None:
            sides = {"top": wanted.top, "bottom": wanted.bottom}
            needed = sides.get(edge, wanted.spine if edge == sheet.spine else wanted.outer) / 1000
        yield name, needed, abs(getattr(sheet.bleed, edge) - getattr(sheet.trim, edge))


def reaches(sheet: Sheet, box: Box, tolerance: float = 0.3) -> tuple[str, ...]:
    """The edges of the trimmed page that `box` comes up to from inside."""
    trim = sheet.trim.grown(-tolerance)
    there = box.left <= trim.left, box.right >= trim.right, box.bottom <= trim.bottom, box.top >= trim.top
    return tuple(compress("左右下上", there))


def _bleed(sheet: Sheet, subject: Subject) -> Iterator[Finding]:
    """A bleed box too small, where the printer asks for one or artwork runs off the page there."""
    touched = {edge for p in sheet.artwork if p.kind != "text" and not (p.ink and p.ink.is_white) for edge in reaches(sheet, p.box)}
    for name, needed, given in edges(sheet, subject):
        asked = subject.strict and subject.printer.bleed is not None
        if given < needed - _TOLERANCE and (asked or name in touched):
            yield finding("X302", sheet.number, f"{name}边", given=f"{given / MM:.1f}", wanted=f"{needed / MM:.4g}")


def _sizes(subject: Subject) -> Iterator[Finding]:
    sizes = [(round(s.trim.width / MM, 1), round(s.trim.height / MM, 1)) for s in subject.sheets]
    if not sizes or subject.imposed:
        return
    usual = Counter(sizes).most_common(1)[0][0]
    wanted = subject.printer.trim
    expected = (wanted[0].mm, wanted[1].mm) if wanted else usual
    code = "X301" if wanted else "X310"
    for sheet, size in zip(subject.sheets, sizes, strict=True):
        if any(abs(a - b) > 0.15 for a, b in zip(size, expected, strict=True)):
            yield finding(code, sheet.number, found=f"{size[0]:g} × {size[1]:g}", wanted=f"{expected[0]:g} × {expected[1]:g}")


def _binding(subject: Subject) -> Iterator[Finding]:
    count, multiple = len(subject.sheets), subject.printer.page_multiple
    if multiple > 1 and count % multiple and not subject.imposed:
        binding = {"saddle": "骑马订", "perfect": "胶订"}.get(subject.printer.binding, "装订")
        yield finding("X307", pages=count, multiple=multiple, binding=binding, more=-count % multiple)
