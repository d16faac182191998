"""Rows of two columns that the grid of characters had no room for: a line of the left column with many figures reaches into the
right one, whose line was pushed right behind it, with one space or none -> the two set apart.

Where to cut is told by the measure of the column and by what goes on with the lines above and below.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from convert.importer.characters import HAN_CHAR, is_terminal, width
from convert.importer.layoutparts import RUN
from convert.importer.linecosts import squeeze, stretch
from convert.importer.matching import Joints
from convert.importer.reading import usual_width
from convert.importer.records import Line
from convert.importer.wordjoints import WordJoints

_NEAR = 3                   # lines above and below among which there is a row of two columns
_LEAST, _HAN = 4, 4         # rows of two columns that tell where the second begins; Han in either piece of such a row
_COLUMN = 12                # em of a line that tells the measure
_OVER = 2.0                 # em over the measure from which a piece holds two lines
_SLACK, _FIRST = 0.4, 2.0   # em that a row is out of its measure at most without cost; set in at its beginning
_AWAY = 3.0                 # cost of an em out of the measure
_NATURAL, _UNENDED = 0.8, 3.0           # of an em that marks were squeezed; of no end of a sentence above a paragraph
_WORD = 6.0                 # cost of a cut through a number or a Latin word
_RANGE = 4                  # em round the measure that are looked at
_MOST_LEFT = 2              # times where the right column begins that a line of the left one reaches at most
_GAP, _SET_IN = 3, 3         # characters between the columns at least; that a first line is set in
_FULL, _MOST = 1.2, 3.2     # em that a full line, the first of a paragraph, is short of the measure at most
_CLOSING, _OPENING = "，。、；：！？”’）》〉】%％℃", "“‘（《〈【"


class _Page(NamedTuple):
    """What the rows of a page tell: where the right column begins, in characters, and how wide the left one is, in em."""

    right: int
    measure: float


def set_apart(pages: Iterable[Sequence[Line]]) -> list[list[Line]]:
    """The lines of `pages`, the right column further to the right where the left one has no room."""
    out = [list(lines) for lines in pages]
    told = [_page(lines) for lines in out]
    pushed = [[at for at in range(len(lines)) if page and _is_pushed(lines, at, page)]
              for lines, page in zip(out, told, strict=True)]
    joints = WordJoints(Joints(text for lines in out for line in lines for text in RUN.split(line.raw.strip()) if any(pushed)))
    return [_laid_anew(lines, page, {at: _cut(lines, at, page, joints) for at in rows}) if page else lines
            for lines, page, rows in zip(out, told, pushed, strict=True)]


def _laid_anew(lines: list[Line], page: _Page, cuts: Mapping[int, int]) -> list[Line]:
    """The lines of a page with room for all of the left column.  `cuts`: where the right line begins in rows that have no gap."""
    sides = [_sides(line.raw, page.right, cuts.get(at, 0)) for at, line in enumerate(lines)]
    sides = [(left, right) if len(left) <= _MOST_LEFT * page.right else (line.raw, "")
             for (left, right), line in zip(sides, lines, strict=True)]
    more = max((len(left) + _GAP - page.right for left, right in sides if left and right), default=0)
    if more <= 0:
        return lines
    out: list[Line] = []
    above = ""
    for line, (left, right) in zip(lines, sides, strict=True):
        at = len(line.raw) - len(right)
        if left and len(left) + _GAP > page.right:
            at = page.right + _SET_IN * _is_first(right, above, page.measure)
        raw = left.ljust(at + more) + right if right else left
        above = right or above
        out.append(line._replace(raw=raw))
    return out


def _sides(raw: str, right: int, cut: int) -> tuple[str, str]:
    """What a line has in the left column, perhaps reaching into the right one, and what in that; "" for nothing."""
    if cut:
        return raw[:cut].rstrip(), raw[cut:].strip()
    if len(raw) - len(raw.lstrip()) >= right - 1:
        return "", raw.strip()
    gap = next((gap for gap in RUN.finditer(raw) if gap.end() >= right - 1), None)
    return (raw[:gap.start()], raw[gap.end():].rstrip()) if gap else (raw.rstrip(), "")


def _is_first(text: str, above: str, measure: float) -> bool:
    """Whether a line of the right column begins a paragraph: it is as much shorter, or stands below the end of one."""
    short = measure - width(text)
    return _FULL < short < _MOST if short < _MOST else is_terminal(above)


def _page(lines: Sequence[Line]) -> _Page | None:
    """Where the right column of a page begins; None where there is no such."""
    starts: Counter[int] = Counter()
    wide: Counter[int] = Counter()
    for line in lines:
        gap = RUN.search(line.raw.strip())
        sides = RUN.split(line.raw.strip())
        if gap is None or len(sides) != 2 or min(len(HAN_CHAR.findall(side)) for side in sides) < _HAN:
            continue
        starts[line.raw.rindex(sides[1])] += 1
        wide[int(width(sides[0]) + 0.3)] += width(sides[0]) >= _COLUMN
    right, count = max(starts.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
    measure = usual_width(wide)
    return _Page(right, measure) if count >= _LEAST and measure else None


def _is_pushed(lines: Sequence[Line], at: int, page: _Page) -> bool:
    """Whether the first piece of a line is two lines of print, one in either column, as the line above or below has two pieces."""
    raw = lines[at].raw
    first = RUN.split(raw.strip())[0]
    begin = len(raw) - len(raw.lstrip())
    if begin > page.right / 2 or begin + len(first) <= page.right or width(first) <= page.measure + _OVER:
        return False
    first, end = _block(lines, at)
    near = lines[max(first, at - _NEAR):min(end, at + _NEAR + 1)]
    return any(abs(gap.end() - page.right) <= _SET_IN for line in near for gap in RUN.finditer(line.raw))


def _block(lines: Sequence[Line], at: int) -> tuple[int, int]:
    """(first, end) of the lines round line `at` that no blank ones part."""
    first = next((k for k in range(at, 0, -1) if lines[k].gap), 0)
    return first, next((k for k in range(at + 1, len(lines)) if lines[k].gap), len(lines))


def _cut(lines: Sequence[Line], at: int, page: _Page, joints: WordJoints) -> int:
    """Where the line of the right column begins in a row that has no gap; 0 where nothing tells."""
    raw = lines[at].raw
    begin = len(raw) - len(raw.lstrip())
    room = page.measure - _FIRST * (begin > 1)
    first, end = _block(lines, at)
    below = lines[at + 1].raw.strip() if at + 1 < end else ""
    above = lines[at - 1].raw.rstrip() if at > first else ""
    if len(above) <= page.right:        # the right column goes on with the foot of the left one
        above = next((left for line in reversed(lines[at + 1:end]) if (left := _sides(line.raw, page.right, 0)[0])), "")
    ended = at + 1 < end and len(lines[at + 1].raw) - len(lines[at + 1].raw.lstrip()) > 1        # a paragraph begins below
    costs = []
    for cut in range(max(begin + 1, page.right - 1), len(raw)):
        left, right = raw[begin:cut].rstrip(), raw[cut:].lstrip()
        if width(left) > room + _RANGE:
            break
        if raw[cut] == " " or right[0] in _CLOSING or left[-1] in _OPENING or (width(left) < room - _RANGE and not ended):
            continue
        cost = _misfit(left, room, ended) + joints.odds(left, right)
        cost += _WORD * bool(raw[cut - 1] != " " and re.match("[0-9A-Za-z.]{2}", left[-1] + right[0]))
        cost -= (joints.odds(left, below) if below else 0.0) + (joints.odds(above, right) if above else 0.0)
        costs.append((cost, cut))
    return min(costs, default=(0.0, 0))[1]


def _misfit(text: str, room: float, ended: bool) -> float:
    """What it costs that a line of `room` em holds `text`; `ended`: its paragraph ends with it."""
    low, high = width(text) - squeeze(text) - _SLACK, width(text) + stretch(text) + _SLACK
    if ended and is_terminal(text):
        return _AWAY * max(0.0, low - room)
    return _AWAY * max(0.0, low - room, room - high) + _NATURAL * abs(width(text) - room) + _UNENDED * ended
