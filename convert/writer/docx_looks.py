"""What the styles of a Word document come to (ECMA-376, 17.7.2): lengths of paragraphs, sizes of runs.

Read from the written XML, so that who foretells the pages sees what Word and LibreOffice see.  Lengths are twips.
"""
from __future__ import annotations

from convert.model.record import Record
from convert.writer.ooxml import Element, clark

_STYLE_ID, _BASED_ON, _VAL = clark("w:styleId"), clark("w:basedOn"), clark("w:val")
_OFF = {"0", "false", "off"}
_RAISED = 0.58              # of the size: what LibreOffice leaves of a raised or lowered character
_HALF_POINT, _EIGHTH = 10, 2.5
_SINGLE = 240               # a line of which nothing is said


class RunLook(Record):
    """How wide a run's characters stand: size, spacing, and whether its Latin face has one width for all."""

    size: float = 210
    spacing: int = 0
    mono: bool = False


class ParagraphLook(Record):
    """What a paragraph style says of lines and the space around them."""

    before: int = 0
    after: int = 0
    line: int = _SINGLE
    exact: bool = True
    left: int = 0
    right: int = 0
    first: int = 0              # of the first line, negative where the others hang
    over: int = 0               # rule and air over the text
    under: int = 0
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    widows: bool = True         # neither first nor last line alone
    snaps: bool = True          # a line that grows with what it holds takes whole rows of the grid
    run: RunLook = RunLook()


class Looks:
    """The looks of the styles in `root` (w:styles), each worked out once."""

    def __init__(self, root: Element):
        self.styles = {style.get(_STYLE_ID) or "": style for style in root.iter(clark("w:style"))}
        self.defaults = [e for tag in ("w:rPrDefault", "w:pPrDefault")
                         if (e := root.find(f"{clark('w:docDefaults')}/{clark(tag)}")) is not None]
        self._paragraphs: dict[str, ParagraphLook] = {}
        self._runs: dict[tuple[str, RunLook], RunLook] = {}

    def paragraph(self, style: str) -> ParagraphLook:
        """The look of paragraph style `style`."""
        known = self._paragraphs.get(style)
        if known is None:
            known = self._paragraphs[style] = self._paragraph(style)
        return known

    def run(self, style: str, base: RunLook) -> RunLook:
        """The look of a run in character style `style` where its paragraph's is `base`."""
        if not style:
            return base
        known = self._runs.get((style, base))
        if known is None:
            known = self._runs[style, base] = _run_look(self._chain(style), base)
        return known

    def _chain(self, style: str) -> list[Element]:
        """`style` and what it is based on, nearest first."""
        out: list[Element] = []
        while style in self.styles:
            element = self.styles[style]
            out.append(element)
            based = element.find(_BASED_ON)
            style = "" if based is None else based.get(_VAL) or ""
        return out

    def _paragraph(self, style: str) -> ParagraphLook:
        chain = self._chain(style)
        spacing, indent = _attributes(chain, "w:spacing"), _attributes(chain, "w:ind")
        run = _run_look([*chain, *self.defaults], RunLook())
        over, under = _borders(chain)
        first = _number(indent, "firstLine") - _number(indent, "hanging")
        exact = spacing.get("lineRule") == "exact"
        whole = [*chain, *self.defaults]
        return ParagraphLook(
            _number(spacing, "before"), _number(spacing, "after"), _number(spacing, "line", _SINGLE), exact,
            _number(indent, "left"), _number(indent, "right"), first, over, under, _switch(chain, "w:keepNext"),
            _switch(chain, "w:keepLines"), _switch(chain, "w:pageBreakBefore"), _switch(whole, "w:widowControl", default=True),
            _switch(whole, "w:snapToGrid", default=True), run)


def _run_look(chain: list[Element], base: RunLook) -> RunLook:
    size = _value(chain, "w:rPr/w:sz")
    spacing = _value(chain, "w:rPr/w:spacing")
    raised = _value(chain, "w:rPr/w:vertAlign") in {"superscript", "subscript"}
    faces = next((f for e in chain if (f := _find(e, "w:rPr/w:rFonts")) is not None), None)
    latin = "" if faces is None else faces.get(clark("w:ascii")) or ""
    points = int(size) * _HALF_POINT if size else base.size
    return RunLook(int(points * _RAISED) if raised else points, int(spacing) if spacing else base.spacing,
                   "Mono" in latin or latin.startswith("Courier") if latin else base.mono)


def value_at(element: Element, path: str, name: str = _VAL) -> str:
    """Attribute `name` of what stands at `path` (`w:a/w:b`) in `element`; "" where there is none."""
    found = _find(element, path)
    return "" if found is None else found.get(name) or ""


def _find(element: Element, path: str) -> Element | None:
    return element.find("/".join(clark(step) for step in path.split("/")))


def _value(chain: list[Element], path: str) -> str:
    for element in chain:
        found = _find(element, path)
        if found is not None:
            return found.get(_VAL) or ""
    return ""


def _switch(chain: list[Element], tag: str, *, default: bool = False) -> bool:
    for element in chain:
        found = _find(element, f"w:pPr/{tag}")
        if found is not None:
            return (found.get(_VAL) or "1") not in _OFF
    return default


def _attributes(chain: list[Element], tag: str) -> dict[str, str]:
    """Attributes of `tag` in w:pPr, each from the nearest style that has it."""
    out: dict[str, str] = {}
    for element in reversed(chain):
        found = _find(element, f"w:pPr/{tag}")
        if found is not None:
            if tag == "w:ind":          # first line and hanging replace each other
                for name in {"firstLine": ("hanging",), "hanging": ("firstLine",)}.get(_first_kind(found), ()):
                    out.pop(name, None)
            out.update({str(name).rpartition("}")[2]: str(value) for name, value in found.attrib.items()})
    return out


def _first_kind(element: Element) -> str:
    return next((kind for kind in ("firstLine", "hanging") if element.get(clark(f"w:{kind}")) is not None), "")


def _number(attributes: dict[str, str], name: str, default: int = 0) -> int:
    return int(attributes.get(name, default))


def _borders(chain: list[Element]) -> tuple[int, int]:
    """Height of rule and air over and under the text."""
    borders = next((b for e in chain if (b := _find(e, "w:pPr/w:pBdr")) is not None), None)
    if borders is None:
        return 0, 0
    heights = []
    for side in ("w:top", "w:bottom"):
        rule = borders.find(clark(side))
        heights.append(0 if rule is None else
                       round(int(rule.get(clark("w:sz")) or 0) * _EIGHTH) + int(rule.get(clark("w:space")) or 0) * 20)
    return heights[0], heights[1]
