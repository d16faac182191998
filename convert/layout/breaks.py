"""Line breaks: total-fit dynamic programming over the legal break positions of a chunk (Knuth and Plass 1981, clreq rules).

Everything is an integer: lengths in 1/1000 em, ratios in thousandths, demerits in thousandths of Knuth's.  Passes run from
tight to desperate, and the first that finds lines wins: there is no dead end.
"""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import accumulate
from operator import itemgetter, sub
from typing import NamedTuple

from convert.layout.gaps import AUTOSPACE, AUTOSPACE_MAXIMUM, WORD_SPACE, WORD_SPACE_MAXIMUM
from convert.layout.hyphenation import offer
from convert.layout.items import Items, lone_limit, widow_limit

Widths = Callable[[int], int]       # line number from 0 -> room for it

TIGHT = 1200            # a ratio of 1000 stretches Han by 0.05 em: 0.06 em
FAIR = 2400
LOOSE = 5000            # 0.25 em: beyond it a legal line is reported
LONE_DEMERITS = 10**11
WIDOW_DEMERITS = 20_000_000     # a last line of one short word or number
OVERFULL_DEMERITS = 10**18
RAGGED_STRETCH = 3000   # unjustified lines: the room left at their end that counts as ratio 1000
EMERGENCY_PENALTY = 10**13
FORBIDDEN_PENALTY = 10**15


def demerits(ratio: int) -> int:
    """(1 + 100 r³)² of a stretch `ratio` in thousandths, times 1000."""
    badness = 1000 + ratio * ratio * ratio // 10_000
    return badness * badness // 1000


_STRETCHED = [demerits(q) for q in range(FAIR + 1)]
_SHRUNK = [demerits(q * 6 // 10) for q in range(1001)]
# clreq 3.2.2: shrink before stretch.  Marks set down to ½ em cost about what it costs to set ideographs apart at all.
_SQUEEZED = [600_000 + 600 * q for q in range(1001)]
HAN_APART = 1_000_000
_EASY = bytes(WORD_SPACE_MAXIMUM - 250 if k == WORD_SPACE else AUTOSPACE_MAXIMUM - 250 if k == AUTOSPACE else 0 for k in range(256))
_EASE = 90              # 1/1000 em in all: what a line may give its ideographs before the eye takes it for spacing


class Breaks(NamedTuple):
    """`positions`: where each line ends (the last is the text's length).  `overfull` lines exceed their room; `ratio` is the worst
    stretch in thousandths; `basic`: the strict level of clreq had no solution; `forced`: a word was cut; `river`: the line in which
    one begins that could not be avoided.
    """

    positions: tuple[int, ...]
    cost: int
    ratio: int = 0
    overfull: bool = False
    basic: bool = False
    forced: bool = False
    river: int = -1


class Candidates:
    """The break positions of a chunk with the sums a line's width, stretch and shrink are read off from.

    Index 0 is the start of the text, index m its end.
    """

    def __init__(self, items: Items, positions: list[int], penalties: dict[int, int], *, ragged: bool):
        shrink = list(accumulate(items.shrink, initial=0))
        floor = list(accumulate(items.floor(), initial=0))
        pick = itemgetter(0, *positions)
        before = itemgetter(0, *[p - 1 for p in positions])
        self.items, self.hangs = items, items.hangs
        self.positions = [0, *positions]
        self.starts: tuple[int, ...] = pick(items.starts)
        self.ends: list[int] = list(map(sub, self.starts, before(items.natural)))
        self.ends[0] = 0
        for place, width in items.hyphens.items():
            index = bisect_left(self.positions, place)
            if index < len(self.positions) and self.positions[index] == place:
                self.ends[index] += width
        self.shrink_start: tuple[int, ...] = pick(shrink)
        self.shrink_end: tuple[int, ...] = before(shrink)
        self.floor_start: tuple[int, ...] = pick(floor)
        self.floor_end: tuple[int, ...] = before(floor)
        nothing = (0,) * len(self.positions)
        if ragged:
            self.stretch_start, self.stretch_end = nothing, (RAGGED_STRETCH,) * len(self.positions)
            self.easy_start, self.easy_end = nothing, (OVERFULL_DEMERITS,) * len(self.positions)
        else:
            stretch = list(accumulate(items.stretch, initial=0))
            self.stretch_start, self.stretch_end = pick(stretch), before(stretch)
            self.easy_start, self.easy_end = nothing, (_EASE,) * len(self.positions)
            if WORD_SPACE in items.kinds or AUTOSPACE in items.kinds:
                easy = list(accumulate(items.kinds.translate(_EASY), initial=0))
                self.easy_start, self.easy_end = pick(easy), tuple(map(_EASE.__add__, before(easy)))
        self.penalties = [0] * len(self.positions)
        for place, penalty in penalties.items():
            index = bisect_left(self.positions, place)
            if index < len(self.positions) and self.positions[index] == place:
                self.penalties[index] = penalty
        self.last = len(positions)
        # first index from which a last line would be a lone character, a short word
        self.lone = bisect_right(self.positions, lone_limit(items))
        self.widow = bisect_right(self.positions, widow_limit(items))

    def shrunk(self, k: int, j: int, excess: int) -> int | None:
        """Demerits of the line from candidate k to j that is `excess` too long; None when its marks cannot give that much.

        A stop that may hang does so before anything shrinks (CSS Text 4, allow-end).
        """
        if self.hangs and (hang := self.hangs.get(self.positions[j] - 1)):
            excess -= hang
            if excess <= 0:
                return self.opened(k, j, -excess)
        shrink = self.shrink_end[j] - self.shrink_start[k]
        if excess <= shrink:
            return _SHRUNK[excess * 1000 // shrink]
        floor = self.floor_end[j] - self.floor_start[k]
        return _SQUEEZED[(excess - shrink) * 1000 // (floor - shrink)] if excess <= floor else None

    def opened(self, k: int, j: int, slack: int) -> int:
        """Demerits of the line from candidate k to j that leaves `slack`."""
        stretch = self.stretch_end[j] - self.stretch_start[k]
        if j == self.last or not slack:
            return _STRETCHED[0]
        return demerits(min(slack * 1000 // stretch, 9000) if stretch else 9000) + self.apart(k, j, slack)

    def apart(self, k: int, j: int, slack: int) -> int:
        """Demerits of spacing the ideographs of the line from candidate k to j, when its spaces do not take up its slack."""
        return HAN_APART if slack > self.easy_end[j] - self.easy_start[k] else 0

    def final(self, k: int) -> int:
        """Demerits of a last line that begins at candidate `k` and fits."""
        return 0 if k < self.widow or not k else LONE_DEMERITS if k >= self.lone else WIDOW_DEMERITS


def fit(candidates: Candidates, first: int, width: int, tolerance: int) -> Breaks | None:
    """The best lines of which none is stretched beyond `tolerance` or shrunk beyond the table; None when there are none.

    The cheapest beginning goes on first (Dijkstra): most of the places where a line could end are never looked at.
    """
    c, m = candidates, candidates.last
    ends, penalties, stretch_end, easy_end = c.ends, c.penalties, c.stretch_end, c.easy_end
    best = {0: 0}
    back: dict[int, int] = {}
    open_ends = [(0, 0)]
    while open_ends:
        base, k = heappop(open_ends)
        if k == m:
            return Breaks(_trace(c, back, m), base) if base < LONE_DEMERITS else None
        if base > best[k]:
            continue
        limit = c.starts[k] + (width if k else first)
        over = bisect_right(ends, limit, k + 1)
        lines = [(m, c.final(k))] if over > m else []
        stretch_start, easy_start = c.stretch_start[k], c.easy_start[k]
        for j in range(min(over, m) - 1, k, -1):
            stretch = stretch_end[j] - stretch_start
            slack = limit - ends[j]
            ratio = slack * 1000 // stretch if stretch > 0 else 0 if slack == 0 else tolerance + 1
            if ratio > tolerance:
                break
            apart = HAN_APART if slack > easy_end[j] - easy_start else 0
            lines.append((j, _STRETCHED[ratio] + penalties[j] + apart))
        for j in range(over, m + 1):
            cost = c.shrunk(k, j, ends[j] - limit)
            if cost is None:
                break
            lines.append((j, cost + penalties[j] + (c.final(k) if j == m else 0)))
        for j, demerit in lines:
            cost = base + demerit
            if j not in best or cost < best[j] or (cost == best[j] and k < back[j]):
                best[j], back[j] = cost, k
                heappush(open_ends, (cost, j))
    return None


def _trace(candidates: Candidates, back: dict[int, int], last: int) -> tuple[int, ...]:
    out = []
    while last:
        out.append(candidates.positions[last])
        last = back[last]
    return tuple(reversed(out))


class _Line(NamedTuple):
    """A line as the patient pass weighs it."""

    cost: int
    ratio: int
    overfull: bool


class Patient:
    """The pass for what the quick one leaves: any stretch, brackets and stops down to ½ em, lines counted if need be.

    Keeps one underfull candidate a start and, with `overfull`, the first too long one, so that it always ends.
    """

    def __init__(self, candidates: Candidates, *, overfull: bool = False):
        self.c, self.overfull = candidates, overfull

    def weigh(self, k: int, j: int, width: int) -> _Line | None:
        """The line from candidate k to j in `width`; None when it cannot be set."""
        c = self.c
        slack = width - (c.ends[j] - c.starts[k])
        if slack >= 0:
            if j == c.last:
                return _Line(c.final(k), 0, False)
            stretch = c.stretch_end[j] - c.stretch_start[k]
            ratio = min(slack * 1000 // stretch if stretch > 0 else slack * 20 + 1, 200_000) if slack else 0
            cost = demerits(min(ratio, 9000)) + max(0, ratio - 9000) * 5_000_000      # stays below EMERGENCY_PENALTY
            return _Line(cost + c.penalties[j] + c.apart(k, j, slack), ratio, False)
        shrunk = c.shrunk(k, j, -slack)
        if shrunk is None:
            return None
        return _Line(shrunk + c.penalties[j] + (c.final(k) if j == c.last else 0), 0, False)

    def lines(self, k: int, width: int) -> list[tuple[int, _Line]]:
        """The lines worth trying from candidate k."""
        c = self.c
        over = bisect_right(c.ends, c.starts[k] + width, k + 1)
        out: list[tuple[int, _Line]] = []
        legal = False
        for j in range(over - 1, k, -1):
            line = self.weigh(k, j, width)
            if line is None or (legal and line.ratio > LOOSE):
                break
            out.append((j, line))
            legal = legal or c.penalties[j] < EMERGENCY_PENALTY
        for j in range(over, c.last + 1):
            line = self.weigh(k, j, width)
            if line is None:
                break
            out.append((j, line))
        if not out and self.overfull:
            excess = c.ends[k + 1] - c.starts[k] - width
            out.append((k + 1, _Line(OVERFULL_DEMERITS + excess * 10**6, 0, True)))
        return out

    def fit(self, first: int, width: int) -> Breaks | None:
        """The best lines, when all but the first have the same room."""
        m = self.c.last
        best: dict[int, tuple[int, int, bool]] = {0: (0, 0, False)}      # start -> cost, worst ratio, overfull
        back: dict[int, int] = {}
        for k in range(m):
            if k not in best:
                continue
            base, worst, overfull = best[k]
            for j, line in self.lines(k, width if k else first):
                cost = base + line.cost
                if j not in best or cost < best[j][0]:
                    best[j] = cost, max(worst, line.ratio), overfull or line.overfull
                    back[j] = k
        if m not in best:
            return None
        return Breaks(_trace(self.c, back, m), *best[m])

    def fit_counted(self, widths: Widths) -> Breaks | None:
        """The best lines, when their room goes by their number."""
        m = self.c.last
        layer: dict[int, tuple[int, int, bool]] = {0: (0, 0, False)}     # start -> cost, worst ratio, overfull
        trail: list[dict[int, int]] = []
        winner: tuple[int, int, int, bool] | None = None                  # cost, number of lines, ratio, overfull
        while layer:
            width = max(widths(len(trail)), 1)
            following: dict[int, tuple[int, int, bool]] = {}
            came: dict[int, int] = {}
            for k in sorted(layer):
                base, worst, overfull = layer[k]
                for j, line in self.lines(k, width):
                    cost = base + line.cost
                    if j not in following or cost < following[j][0]:
                        following[j] = cost, max(worst, line.ratio), overfull or line.overfull
                        came[j] = k
            trail.append(came)
            done = following.pop(m, None)
            if done and (winner is None or done[0] < winner[0]):
                winner = done[0], len(trail), done[1], done[2]
            layer = {k: v for k, v in following.items() if winner is None or v[0] < winner[0]}
        if winner is None:
            return None
        at, out = m, []
        for came in reversed(trail[:winner[1]]):
            out.append(self.c.positions[at])
            at = came[at]
        return Breaks(tuple(reversed(out)), winner[0], winner[2], winner[3])


def fit_exactly(candidates: Candidates, widths: Widths, count: int) -> Breaks | None:
    """The best lines when there must be `count` of them, none looser than TIGHT; None when there are none.

    Of the places where a line may end only those count from which the rest of the text can still fill just the lines left.
    """
    c, m = candidates, candidates.last
    rooms = [max(widths(n), 1) for n in range(count)]
    shrunk = [s - t for s, t in zip(c.starts, c.shrink_start, strict=True)]
    stretched = [s + t * TIGHT // 1000 for s, t in zip(c.starts, c.stretch_start, strict=True)]
    layer: dict[int, tuple[int, int]] = {0: (0, 0)}                  # start -> cost, worst ratio
    trail: list[dict[int, int]] = []
    for number, room in enumerate(rooms, 1):
        low = high = m
        if number < count:      # white that goes at line ends may ease the rest by an em a line
            most, least = sum(rooms[number:]) + 1000 * (count - number), sum(rooms[number:-1])
            low = bisect_left(shrunk, c.ends[m] - c.shrink_end[m] - most)
            high = min(bisect_right(stretched, c.ends[m] + c.stretch_end[m] * TIGHT // 1000 - least), m) - 1
        following: dict[int, tuple[int, int]] = {}
        came: dict[int, int] = {}
        for k, (base, worst) in sorted(layer.items()):
            for j, cost, ratio in _decent(c, k, room, low, high):
                if j not in following or base + cost < following[j][0]:
                    following[j], came[j] = (base + cost, max(worst, ratio)), k
        trail.append(came)
        layer = following
    if m not in layer or layer[m][0] >= LONE_DEMERITS:
        return None
    at, out = m, []
    for came in reversed(trail):
        out.append(c.positions[at])
        at = came[at]
    return Breaks(tuple(reversed(out)), *layer[m])


def _decent(c: Candidates, k: int, room: int, low: int, high: int) -> Iterator[tuple[int, int, int]]:
    """Lines from candidate k to one of low … high within TIGHT and the table's shrink: (end, cost, ratio)."""
    limit = c.starts[k] + room
    over = bisect_right(c.ends, limit, k + 1)
    for j in range(min(over - 1, high), max(low, k + 1) - 1, -1):
        if j == c.last:
            yield j, c.final(k), 0
            continue
        stretch, slack = c.stretch_end[j] - c.stretch_start[k], limit - c.ends[j]
        if slack * 1000 > stretch * TIGHT:
            break
        ratio = slack * 1000 // stretch if stretch else 0
        yield j, demerits(ratio) + c.penalties[j] + c.apart(k, j, slack), ratio
    for j in range(max(over, low), high + 1):
        cost = c.shrunk(k, j, c.ends[j] - limit)
        if cost is None:
            break
        yield j, cost + c.penalties[j] + (c.final(k) if j == c.last else 0), 0


def break_lines(items: Items, first: int, width: int, *, ragged: bool = False, widths: Widths | None = None,
                count: int = 0) -> Breaks:
    """Break a chunk into lines: `first` and `width` are the room of the first and the other lines, `widths` that of each.

    `count`: so many lines within TIGHT, or none where they cannot be had; for 0 as many as are best.
    """
    candidates = Candidates(items, items.break_positions(False), items.penalties, ragged=ragged)
    room = _Room(max(first, 1), max(width, 1), widths)
    if count:
        return fit_exactly(candidates, widths or room.of, count) or Breaks((), 0)
    found = None
    if widths is None:
        found = fit(candidates, first, width, TIGHT)
        if found is None and not ragged and offer(items):
            candidates = Candidates(items, items.break_positions(False), items.penalties, ragged=False)
            found = fit(candidates, first, width, TIGHT)
        found = found or fit(candidates, first, width, FAIR)
    if found is None:
        found = _patient(items, candidates, room, ragged)
    return found


class _Room(NamedTuple):
    first: int
    width: int
    widths: Widths | None

    def of(self, line: int) -> int:
        return self.width if line else self.first

    def fit(self, patient: Patient) -> Breaks | None:
        return patient.fit_counted(self.widths) if self.widths else patient.fit(self.first, self.width)


def _patient(items: Items, candidates: Candidates, room: _Room, ragged: bool) -> Breaks:
    """Strict, then the basic level, then words cut anywhere."""
    strict = room.fit(Patient(candidates))
    if strict is not None and strict.ratio <= LOOSE:
        return strict
    basic = room.fit(Patient(Candidates(items, items.break_positions(True), items.penalties, ragged=ragged)))
    if basic is not None and (strict is None or basic.ratio < strict.ratio):
        strict = Breaks(basic.positions, basic.cost, basic.ratio, basic=True)
    if strict is not None:
        return strict
    positions, penalties = _anywhere(items)
    forced = room.fit(Patient(Candidates(items, positions, penalties, ragged=ragged), overfull=True))
    assert forced is not None       # the overfull candidate always leads to the end
    return Breaks(forced.positions, forced.cost, forced.ratio, forced.overfull, basic=True, forced=True)


def _anywhere(items: Items) -> tuple[list[int], dict[int, int]]:
    """Every position where a glyph ends, words preferred to marks, with what it costs to part there."""
    positions, penalties = [], dict(items.penalties)
    in_word = bytearray(len(items.text))
    for start, end in items.words:
        in_word[start:end - 1] = b"\1" * (end - 1 - start)
    for i in range(len(items.text) - 1):
        if items.clusters.get(i + 1) == () or items.boxes[i + 1] == 0:
            continue
        positions.append(i + 1)
        if not items.flags[i]:
            penalties[i + 1] = EMERGENCY_PENALTY if in_word[i] else FORBIDDEN_PENALTY
    return [*positions, len(items.text)], penalties
