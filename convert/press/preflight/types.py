"""Type and line work: fonts in the file, letters and lines that the plate can hold."""
from __future__ import annotations

from collections.abc import Iterator

from convert.press.preflight.artwork import described
from convert.press.preflight.findings import Finding, finding
from convert.press.preflight.scanner import Painted
from convert.press.preflight.subject import Subject

_SMALLEST_TYPE, _SMALLEST_TYPE_INKS = 5.0, 9.0          # points, in one ink and in several
_THINNEST_LINE, _THINNEST_LINE_INKS = 0.25, 0.5


def check(subject: Subject) -> Iterator[Finding]:
    for sheet in subject.sheets:
        for name, font in sheet.ink.fonts.items():
            if not font.embedded:
                yield finding("X112", sheet.number, f"字体 {name}")
        for trouble in sheet.ink.troubles:
            yield finding(trouble.code, sheet.number, trouble.thing, what=trouble.detail, detail=trouble.detail)
        broken: dict[str, list[Painted]] = {}
        for painted in sheet.artwork:
            for code in _faults(painted):
                broken.setdefault(code, []).append(painted)
        for code, things in sorted(broken.items()):
            worst = min(things, key=_measure)
            yield finding(code, sheet.number, described(worst), count=len(things), size=f"{_measure(worst):.3g}")


def _measure(painted: Painted) -> float:
    """The size of type or the width of a line, points."""
    return min(painted.box.width, painted.box.height) if painted.kind == "fill" else painted.size


def _faults(painted: Painted) -> Iterator[str]:
    plates = painted.ink.plates if painted.ink else None
    inks = 1 if plates is None else sum(p > 0.005 for p in plates)
    if painted.kind == "text" and round(painted.size, 1) < (_SMALLEST_TYPE if inks < 2 else _SMALLEST_TYPE_INKS):
        yield "X209"
    elif painted.kind in ("stroke", "fill") and inks and max(painted.box.width, painted.box.height) > 0:
        limit = _THINNEST_LINE if inks < 2 else _THINNEST_LINE_INKS
        if round(_measure(painted), 3) < limit and (painted.kind == "stroke" or min(painted.box.width, painted.box.height) > 0):
            yield "X210"
