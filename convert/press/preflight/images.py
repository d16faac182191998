"""Pictures at the size at which they print."""
from __future__ import annotations

from collections.abc import Iterator

from convert.press.preflight.artwork import described
from convert.press.preflight.findings import Finding, finding
from convert.press.preflight.geometry import MM
from convert.press.preflight.scanner import Painted
from convert.press.preflight.subject import Subject

_RULE_PIXELS = 16       # a picture no wider than this in one direction is a rule or a gradient (GWG)


def resolution(painted: Painted) -> float:
    """Pixels an inch in the coarser direction; infinite where it has no extent."""
    return min((count * 72 / length for count, length in zip(painted.pixels, painted.reach, strict=True) if length > 0),
               default=float("inf"))


def check(subject: Subject) -> Iterator[Finding]:
    printer = subject.printer
    for sheet in subject.sheets:
        for painted in sheet.artwork:
            if painted.kind != "image" or min(painted.pixels) <= _RULE_PIXELS:
                continue
            ppi = round(resolution(painted))
            width, height = (length / MM for length in painted.reach)
            values = {"found": ppi, "size": f"{width:.0f} × {height:.0f}"}
            if painted.bilevel:
                if ppi < printer.min_ppi_lineart:
                    yield finding("X205", sheet.number, described(painted), wanted=printer.min_ppi_lineart, **values)
            elif ppi < printer.min_ppi:
                yield finding("X203", sheet.number, described(painted), wanted=printer.min_ppi, **values)
            elif ppi < printer.good_ppi:
                yield finding("X204", sheet.number, described(painted), wanted=printer.good_ppi, **values)

