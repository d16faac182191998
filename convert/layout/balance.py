"""Balanced lines for titles and headings: lines of like length, broken where the sense allows, by the same table of breaks."""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import compress
from typing import NamedTuple

from convert.charclass import OPENING
from convert.layout.breaks import LONE_DEMERITS, Breaks, Candidates, Widths
from convert.layout.cohesion import Cohesion
from convert.layout.items import Items
from convert.layout.sense import Sense

# against the squares of 1/100 em by which lines differ in length
EXTRA_LINE = 300_000        # for one line more than would do
SQUEEZED = 40_000           # a line that has to shrink
GROWING = 1_500             # a line longer than the one above it
SHORT_LAST = 10**8          # a last line of one or two characters
_SHORT = 3


def balanced(items: Items, first: int, width: int, widths: Widths | None, cohesion: Cohesion) -> Breaks | None:
    """The fewest lines `items` fit in, or one more, as even as the sense allows; None when some word is wider than its line."""
    room = widths or (lambda n: width if n else first)
    candidates = Candidates(items, items.breaks(False), items.penalties, ragged=True)
    fewest = _fewest(candidates, room)
    if fewest < 2:
        return Breaks((candidates.last,), 0) if fewest else None
    sense = Sense(items, cohesion)
    found = _evened(candidates, room, sense, fewest)
    if found is None or found.cost <= EXTRA_LINE:
        return found
    more = _evened(candidates, room, sense, fewest + 1)
    return more if more is not None and more.cost + EXTRA_LINE < found.cost else found


def _evened(candidates: Candidates, room: Widths, sense: Sense, count: int) -> Breaks | None:
    """The best `count` lines."""
    layers = [{0: (0, 0)}]                              # start -> (cost, came from), one dict a line
    target = candidates.ends[-1] // count
    for number in range(count):
        line = _Line(room(number), target, sum(map(room, range(number + 1, count))), number == count - 1)
        layers.append(_layer(candidates, layers, sense, line))
    end = layers[-1].get(candidates.last)
    if end is None:
        return None
    positions, at = [], candidates.last
    for layer in reversed(layers[1:]):
        positions.append(at)
        at = layer[at][1]
    return Breaks(tuple(reversed(positions)), end[0])


def _fewest(c: Candidates, room: Widths) -> int:
    """How many lines filling each in turn takes; 0 when a word does not fit."""
    at = count = 0
    while at < c.last:
        ahead = next((j for j in range(_farthest(c, at, room(count)), at, -1) if c.legal[j]), at)
        if ahead == at:
            return 0
        at, count = ahead, count + 1
    return count


def _farthest(c: Candidates, k: int, room: int) -> int:
    """The last place that the line from k may reach in `room`, its marks shrunk within the table."""
    return bisect_right(c.tight_end, c.tight_start[k] + room) - 1


class _Line(NamedTuple):
    """`rest`: the room of all lines after it."""

    room: int
    target: int
    rest: int
    last: bool


def _layer(c: Candidates, layers: list[dict[int, tuple[int, int]]], sense: Sense, line: _Line) -> dict[int, tuple[int, int]]:
    room, target, rest, last = line
    out: dict[int, tuple[int, int]] = {}
    low, high = (c.last, c.last) if last else (bisect_left(c.tight_start, c.tight_end[c.last] - rest), c.last - 1)
    for k, (base, before) in sorted(layers[-1].items()):
        above = c.ends[k] - c.starts[before] if k else 10**9
        begin, end = max(low, k + 1), min(high, _farthest(c, k, room)) + 1
        for j in compress(range(begin, end), c.legal[begin:end]):
            width = c.ends[j] - c.starts[k]
            off = (width - target) // 10
            cost = base + off * off + sense.cost(j) + (GROWING if width > above else 0)
            cost += SQUEEZED if width > room else 0
            if last and k and c.items.classes[k] != OPENING and _letters(c.items, k) < _SHORT:
                cost += SHORT_LAST if k < c.lone else LONE_DEMERITS
            if j not in out or cost < out[j][0]:
                out[j] = cost, k
    return out


def _letters(items: Items, start: int) -> int:
    return sum(c.isalnum() for c in items.text[start:])
