"""A text whose pages an extractor wrote by height, both columns by turns -> each page column by column, where that reads better."""
from __future__ import annotations

from collections.abc import Sequence

from convert.importer.characters import is_terminal, width
from convert.importer.matching import Joints
from convert.importer.pagerows import Titles
from convert.importer.pieces import gathered
from convert.importer.reading import usual_width
from convert.importer.records import Line
from convert.importer.rowwise import LEAST, PROVEN, by_rows
from convert.importer.wordjoints import WordJoints

_FULL, _INDENT = 1.2, 2.0   # em: short of the measure at most, a full line; an indent
_CERTAIN = 25.0             # what one page gains that proves its extractor to write by height
_NONE = Titles(frozenset())
_APART = 0.75               # share of the lines with a blank one above them from which the rows of a page are single lines


def unzipped(lines: Sequence[Line], joints: Joints, titles: Titles = _NONE) -> tuple[Line, ...]:
    """`lines` with the columns of every interleaved page one after the other; pages in order are left as they are.
    `titles`: what is known of the lines."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    common = _measure(lines)
    apart = sum(line.gap > 0 for line in lines) > _APART * len(lines)
    odds = WordJoints(joints)
    out: list[Line] = []
    most = 0.0
    for page in sorted(pages):
        measure = _own_measure(pages[page], common)
        laid = gathered(pages[page], common, titles.keys) if apart else pages[page]
        least = PROVEN if most > _CERTAIN else LEAST
        order, gain = by_rows(laid, odds, titles, measure, out[-1] if out else None, least)
        out += pages[page] if order is None else (line._replace(gap=0) for line in order)
        most = max(most, gain)
    return tuple(out) if most > 0 else tuple(lines)


def _measure(lines: Sequence[Line]) -> float:
    counts: dict[int, int] = {}
    for line in lines:
        w = width(line.text)
        if w >= 9 and not is_terminal(line.text):
            counts[int(w + 0.3)] = counts.get(int(w + 0.3), 0) + 1
    return usual_width(counts)


def _own_measure(lines: Sequence[Line], common: float) -> float:
    """The measure of a page: `common`, or that of its own lines where none is as wide and they are no first lines, set in."""
    if any(width(line.text) >= common - _FULL for line in lines):
        return common
    own = _measure(lines)
    return common if abs(own + _INDENT - common) < _FULL else own
