"""Preflight: would a stranger's press print this PDF right without asking?  Rule by rule, with page and object, in Chinese.

The rules are those of PDF/X (structure, metadata), of the trade (inks, type, pictures) and of the job (boxes, artwork).
"""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pikepdf

from convert.diagnostics import Severity
from convert.press.preflight import artwork, boxes, coverage, images, inks, metadata, structure, types
from convert.press.preflight.findings import Finding, finding
from convert.press.preflight.geometry import MM
from convert.press.preflight.subject import Sheet, Subject, subject_of
from convert.press.source import BROKEN, opened
from convert.printer import Printer

Rule = Callable[[Subject], Iterable[Finding]]
_RULES: dict[str, Rule] = {"文件结构": structure.check, "文件信息": metadata.check, "页面框": boxes.check, "版面": artwork.check,
                           "颜色": inks.check, "字和线": types.check, "图片": images.check}


_PROCESS = ("青", "品红", "黄", "黑")


class Verdict(NamedTuple):
    """What preflight found, with the figures that a delivery sheet gives.

    `trim` and `bleed` in millimetres; `tac` is the heaviest spot of the pages that had to be rendered, None when nothing needed
    it or nothing could; `lowest_ppi` None without pictures; `inks` the plates in use; `colored` the pages that need more than
    black; `size` in bytes.
    """

    path: Path
    sha256: str
    standard: str
    printer: Printer
    findings: tuple[Finding, ...]
    pages: int
    trim: tuple[float, float]
    bleed: float
    condition: str
    tac: float | None
    lowest_ppi: int | None
    fonts: tuple[str, ...]
    inks: tuple[str, ...]
    title: str
    colored: tuple[int, ...]
    size: int

    @property
    def clean(self) -> bool:
        """Nothing that would spoil the job."""
        return all(f.severity is not Severity.ERROR for f in self.findings)

    @property
    def figures(self) -> dict[str, object]:
        """For machines: everything but the findings."""
        return {"file": self.path.name, "sha256": self.sha256, "title": self.title, "standard": self.standard,
                "printer": self.printer.name, "pages": self.pages, "trim_mm": [round(n, 2) for n in self.trim],
                "bleed_mm": round(self.bleed, 2), "condition": self.condition, "tac": self.tac and round(self.tac, 1),
                "lowest_ppi": self.lowest_ppi, "fonts": self.fonts, "inks": self.inks,
                "colored_pages": self.colored, "bytes": self.size, "clean": self.clean}


def preflight(path: Path, printer: Printer, *, standard: str = "", imposed: bool = False, strict: bool = False) -> Verdict:
    """Examine the PDF at `path` for `printer`.

    `standard` "" takes what the file says of itself.  `strict`: bleed and condition must be as the printer asks, not only fit.
    Raises Refusal (exit 3) for what is no PDF, is locked, has no pages or too many.
    """
    pdf, data = opened(path)
    with pdf:
        subject = subject_of(pdf, data, printer, standard or metadata.claimed(pdf), imposed=imposed, strict=strict)
        found = [f for name, rule in _RULES.items() for f in _judged(name, rule, subject)]
        found += [finding("X126", detail=str(w)[:120]) for w in dict.fromkeys(map(str, pdf.get_warnings()))][:5]
        heaviest, more = coverage.measure(subject, path)
        return _verdict(path, subject, [*found, *more], max(heaviest.values(), default=None))


def _judged(name: str, rule: Rule, subject: Subject) -> Iterator[Finding]:
    """What `rule` finds; where the file is too broken to be judged that is said, never passed over."""
    try:
        yield from rule(subject)
    except BROKEN:
        yield finding("X127", what=name)


def _verdict(path: Path, subject: Subject, found: list[Finding], tac: float | None) -> Verdict:
    labels = {s.number: s.label for s in subject.sheets}
    placed = dict.fromkeys(f._replace(label=labels.get(f.page, "")) for f in found)
    ordered = sorted(placed, key=lambda f: (-f.severity, f.page, f.code, f.thing))
    first = subject.sheets[0]
    ppi = [images.resolution(p) for s in subject.sheets for p in s.artwork if p.kind == "image"]
    fonts = sorted({name for s in subject.sheets for name in s.ink.fonts})
    bleed = min(abs(a - b) for s in subject.sheets for a, b in zip(s.trim, s.bleed, strict=True))
    condition = _said(lambda: subject.pdf.Root.OutputIntents[0].OutputConditionIdentifier)
    title = _said(lambda: subject.pdf.docinfo["/Title"])
    return Verdict(path, hashlib.sha256(subject.data).hexdigest(), subject.standard, subject.printer, tuple(ordered),
                   len(subject.sheets), (first.trim.width / MM, first.trim.height / MM), bleed / MM, condition, tac,
                   round(min(ppi)) if ppi and min(ppi) != float("inf") else None, tuple(fonts), tuple(_plates(subject.sheets)),
                   title, tuple(s.number for s in subject.sheets if {*_plates((s,))} - {"黑"}), len(subject.data))


def _said(entry: Callable[[], object]) -> str:
    """A text of the file, "" where there is none."""
    try:
        text = entry()
    except BROKEN:
        return ""
    return str(text) if isinstance(text, pikepdf.String) else ""


def _plates(sheets: Iterable[Sheet]) -> Iterator[str]:
    """The plates that `sheets` need, by what is stated: spots last.  A picture in colour may need all four."""
    used = [False] * 4
    spots: dict[str, None] = {}
    for sheet in sheets:
        for painted in sheet.artwork:
            plates = painted.ink.plates if painted.ink else None
            if plates is None and painted.ink and painted.kind in ("image", "shading"):
                gray = painted.ink.space.chain[-1].family in ("DeviceGray", "CalGray")
                plates = (float(not gray),) * 3 + (1.0,)
            if plates:
                used = [u or p > 0.005 for u, p in zip(used, plates, strict=True)]
        for space in sheet.ink.spaces:
            spots |= dict.fromkeys(space.spots)
    yield from (name for name, there in zip(_PROCESS, used, strict=True) if there)
    yield from spots
