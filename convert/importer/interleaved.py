"""A text whose pages an extractor wrote by height, both columns by turns -> each page column by column, where that reads better."""
from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from convert.importer.characters import is_terminal, rank, width
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
_BOX, _HEAD = 7, 12.0       # lines of a box at least; em of its head at most
_EVEN, _EVENS = 0.6, 3      # em within which full lines of a box are as wide; such lines at least
_INSET = (1.5, 3.0)         # em that a column of a box is narrower than one of the page
_LINE, _ROWS, _SINGLE = 14, 20, 0.99    # em of a line of text; two such, one below the other, at least; share of them parted
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
    titles = titles._replace(single=_are_single(lines))
    out: list[Line] = []
    most = 0.0
    for page in sorted(pages):
        measure = _own_measure(pages[page], common)
        laid = gathered(pages[page], common, titles.keys) if apart else pages[page]
        least = PROVEN if most > _CERTAIN else LEAST
        first = _first_of_box(laid, measure, titles.keys)
        order, gain = by_rows(laid[:first], odds, titles, measure, out[-1] if out else None, least)
        if order is not None:
            out += (line._replace(gap=0) for line in order)
        else:
            out += laid[:first] if first < len(laid) else pages[page]
        out += _boxed(laid[first:], odds, titles)
        most = max(most, gain)
    return tuple(out) if most > 0 else tuple(lines)


def _are_single(lines: Sequence[Line]) -> bool:
    """Whether every row of text is a block of its own, with a blank line above it, whatever stands above it in its column."""
    wide = [width(line.text) >= _LINE for line in lines]
    beside = [line.gap > 0 for a, b, line in zip(wide, wide[1:], lines[1:], strict=False) if a and b]
    return len(beside) >= _ROWS and sum(beside) > _SINGLE * len(beside)


def _first_of_box(lines: Sequence[Line], measure: float, titles: Collection[int]) -> int:
    """Index of the head of a box at the foot of a page, set in two columns that are narrower than the page's; the number of lines
    where there is none."""
    for at in range(len(lines) - _BOX):
        head, body = lines[at], lines[at + 1:]
        short = head.gap > 0 and not body[0].gap and width(head.text) <= _HEAD and not is_terminal(head.text)
        if not short or rank(head.text) or any(line.key in titles for line in lines[at:]):
            continue
        widths = [width(line.text) for line in body]
        inner = usual_width(Counter(int(w + 0.3) for w in widths))
        even = sum(abs(w - inner) <= _EVEN for w in widths) >= _EVENS and max(widths) <= inner + _FULL
        if even and _INSET[0] <= measure - inner <= _INSET[1] and any(line.gap for line in body):
            return at
    return len(lines)


def _boxed(lines: Sequence[Line], odds: WordJoints, titles: Titles) -> list[Line]:
    """The lines of a box, its columns one after the other."""
    if not lines:
        return []
    inner = usual_width(Counter(int(width(line.text) + 0.3) for line in lines[1:]))
    order, _ = by_rows(lines[1:], odds, titles, inner, lines[0], PROVEN)
    return [line._replace(gap=0, box=lines[0].number) for line in (lines[0], *(order or lines[1:]))]


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
