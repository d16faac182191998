"""Where things stand on the page: bleed really filled, text clear of the knife, marks outside the bleed, pages not blank."""
from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Name

from convert.press.preflight.boxes import edges
from convert.press.preflight.findings import Finding, finding
from convert.press.preflight.geometry import MM, Box
from convert.press.preflight.scanner import Painted
from convert.press.preflight.subject import Sheet, Subject

_NEAR = 0.5             # points: as good as on the edge
_THIN = 2.0             # points: a mark, not a field
_LONGEST_MARK = 40.0
_SHOWN = 3              # places named per page and rule


def check(subject: Subject) -> Iterator[Finding]:
    for sheet in subject.sheets:
        yield from _filled_bleed(sheet, subject)
        yield from _safe_distance(sheet, subject)
        yield from _marks(sheet, subject)
        if not any(not (p.ink and p.ink.is_white) for p in sheet.artwork):
            yield finding("X308", sheet.number)
    yield from _finding_the_way(subject)


def described(painted: Painted) -> str:
    """What it is and where, in millimetres from the page's lower left corner."""
    name = {"text": "文字", "fill": "色块", "stroke": "线条", "image": "图片", "shading": "渐变"}[painted.kind]
    x, y = painted.box.left / MM, painted.box.bottom / MM
    return f"{name}{' ' + painted.name if painted.name else ''}（左 {round(x)}、下 {round(y)} 毫米）"


def _filled_bleed(sheet: Sheet, subject: Subject) -> Iterator[Finding]:
    """Artwork that comes up to the knife's line must go on to the end of the bleed."""
    shown = 0
    wanted = list(edges(sheet, subject))
    for painted in sheet.artwork:
        if painted.kind == "text" or (painted.ink and painted.ink.is_white):
            continue
        short = [f"{name}边" for (name, needed, _), reach in zip(wanted, _reach(sheet.trim, painted.box), strict=True)
                 if needed > _NEAR and -_NEAR <= reach < needed - _NEAR]
        if short and shown < _SHOWN:
            shown += 1
            yield finding("X303", sheet.number, described(painted), edges="、".join(short))


def _reach(trim: Box, box: Box) -> tuple[float, float, float, float]:
    """How far `box` goes beyond the trim at left, right, bottom and top; negative: it stays inside."""
    return trim.left - box.left, box.right - trim.right, trim.bottom - box.bottom, box.top - trim.top


def _safe_distance(sheet: Sheet, subject: Subject) -> Iterator[Finding]:
    shown = 0
    for painted in sheet.artwork:
        if painted.kind != "text":
            continue
        nearest = -max(_reach(sheet.trim, painted.box))
        if nearest < subject.printer.safe / 1000 - _NEAR and shown < _SHOWN:
            shown += 1
            yield finding("X309", sheet.number, described(painted), found=f"{max(nearest, 0) / MM:.1f}",
                          wanted=f"{subject.printer.safe.mm:.4g}")


# --- marks ---
def _marks(sheet: Sheet, subject: Subject) -> Iterator[Finding]:
    outside = [p for p in sheet.ink.painted if not p.box.meets(sheet.trim)]
    marks = [p for p in outside if _is_crop_mark(p, sheet.trim)]
    aligned = [sum(_stands_on(p.box, edge, upright) for p in marks) for edge, upright in _lines(sheet.trim)]
    wanted = subject.printer.marks
    if wanted in ("crop", "full") and min(aligned) < 2:
        yield finding("X304", sheet.number)
    elif wanted == "none" and marks:
        yield finding("X305", sheet.number)
    if any(p.box.within(sheet.bleed).width > 0 < p.box.within(sheet.bleed).height for p in marks):
        yield finding("X306", sheet.number, problem="角线伸进了出血")
    if any(p.ink is None or p.ink.plates is None or min(p.ink.plates) < 0.99 for p in marks):
        yield finding("X306", sheet.number, problem="角线不是每块版上都有")
    if any(p.size and p.size > 1 for p in marks):
        yield finding("X306", sheet.number, problem="角线太粗")


def _lines(trim: Box) -> tuple[tuple[float, bool], ...]:
    return (trim.left, True), (trim.right, True), (trim.bottom, False), (trim.top, False)


def _is_crop_mark(painted: Painted, trim: Box) -> bool:
    box = painted.box
    if painted.kind not in ("stroke", "fill") or min(box.width, box.height) > _THIN or max(box.width, box.height) > _LONGEST_MARK:
        return False
    return any(_stands_on(box, edge, upright) for edge, upright in _lines(trim))


def _stands_on(box: Box, edge: float, upright: bool) -> bool:
    middle = (box.left + box.right) / 2 if upright else (box.bottom + box.top) / 2
    return (box.height > box.width) == upright and abs(middle - edge) <= _NEAR


def _finding_the_way(subject: Subject) -> Iterator[Finding]:
    """Page labels and bookmarks, by which the press and the editor talk of the same page."""
    root = subject.pdf.Root
    if Name.PageLabels not in root and len(subject.sheets) > 4:
        yield finding("X313")
    outlines = root.get(Name.Outlines)
    if (outlines is None or Name.First not in outlines) and len(subject.sheets) > 4:
        yield finding("X314")
