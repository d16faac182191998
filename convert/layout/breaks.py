"""Line breaks: total-fit dynamic programming over the legal break positions of a chunk (Knuth and Plass 1981, clreq rules).

Everything is an integer: lengths in 1/1000 em, ratios in thousandths, demerits in thousandths of Knuth's.  Passes run from
tight to desperate, and the first that finds lines wins: there is no dead end.
"""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property
from heapq import heappop, heappush
from itertools import accumulate, compress, islice
from operator import sub
from typing import NamedTuple

from convert.layout.gaps import AUTOSPACE, AUTOSPACE_MAXIMUM, BREAK, WORD_SPACE, WORD_SPACE_MAXIMUM
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
    """Where the lines of a chunk may end, with the sums that a line's width, stretch and shrink are read off from.

    A line from k to j holds the items k … j - 1; `legal[j]` says whether it may end there (`last`, the end of the text, always).
    """

    def __init__(self, items: Items, legal: bytes, penalties: dict[int, int], *, ragged: bool):
        self.items, self.legal, self.hangs = items, legal, items.hangs
        self.last = count = len(items.text)
        self.starts = items.starts
        self.ends: list[int] = [0, *map(sub, islice(items.starts, 1, None), items.natural)]
        for place, width in items.hyphens.items():
            if self.legal[place]:
                self.ends[place] += width
        self.shrink_start = list(accumulate(items.shrink, initial=0))
        self.shrink_end = _before(self.shrink_start)
        self.floor_start = list(accumulate(items.floor(), initial=0))
        self.floor_end = _before(self.floor_start)
        nothing = [0] * (count + 1)
        if ragged:
            self.stretch_start, self.stretch_end = nothing, [RAGGED_STRETCH] * (count + 1)
            self.ease = OVERFULL_DEMERITS
        else:
            self.stretch_start = list(accumulate(items.stretch, initial=0))
            self.stretch_end = _before(self.stretch_start)
            self.ease = _EASE
        self.easy_start = self.easy_end = nothing
        if not ragged and (WORD_SPACE in items.kinds or AUTOSPACE in items.kinds):
            self.easy_start = list(accumulate(items.kinds.translate(_EASY), initial=0))
            self.easy_end = _before(self.easy_start)
        self.penalties = nothing.copy()
        for place, penalty in penalties.items():
            self.penalties[place] = penalty
        # the first place from which a last line would be a lone character, a short word
        self.lone = lone_limit(items) + 1
        self.widow = widow_limit(items) + 1

    @cached_property
    def tight_start(self) -> list[int]:
        """`tight_end[j] - tight_start[k]` is what the line from k to j takes with its marks shrunk within the table."""
        return list(map(sub, self.starts, self.shrink_start))

    @cached_property
    def tight_end(self) -> list[int]:
        return list(map(sub, self.ends, self.shrink_end))

    def squeezed(self, k: int, limit: int, over: int, high: int) -> list[tuple[int, int]]:
        """The lines from k to one of over … high, which reach beyond `limit` unless their marks shrink or hang: end and demerits.

        A stop that may hang does so before anything shrinks (CSS Text 4, allow-end).
        """
        legal, ends, penalties, hangs, last = self.legal, self.ends, self.penalties, self.hangs, self.last
        shrink_start, shrink_end = self.shrink_start[k], self.shrink_end
        lines: list[tuple[int, int]] = []
        for j in range(over, high + 1):
            if not legal[j]:
                continue
            excess = ends[j] - limit
            if hangs:
                excess -= hangs.get(j - 1, 0)
            shrink = shrink_end[j] - shrink_start
            if excess <= 0:
                cost = self.opened(k, j, -excess)
            elif excess <= shrink:
                cost = _SHRUNK[excess * 1000 // shrink]
            else:
                floor = self.floor_end[j] - self.floor_start[k]
                if excess > floor:
                    break
                cost = _SQUEEZED[(excess - shrink) * 1000 // (floor - shrink)]
            lines.append((j, cost + penalties[j] + (self.final(k) if j == last else 0)))
        return lines

    def stretched(self, k: int, limit: int, low: int, over: int, tolerance: int) -> list[tuple[int, int]]:
        """The lines from k to one of low … over - 1, which end before `limit`, down to the first one that stretches beyond
        `tolerance`: end and demerits.  The last line of the text is not stretched.
        """
        legal, ends, penalties, stretch_end, easy_end = self.legal, self.ends, self.penalties, self.stretch_end, self.easy_end
        stretch_start, easy = self.stretch_start[k], self.ease - self.easy_start[k]
        lines: list[tuple[int, int]] = []
        if over > self.last:
            over = self.last
            lines.append((over, self.final(k)))
        for j in range(over - 1, low - 1, -1):
            if legal[j]:
                stretch = stretch_end[j] - stretch_start
                slack = limit - ends[j]
                ratio = slack * 1000 // stretch if stretch > 0 else 0 if slack == 0 else tolerance + 1
                if ratio > tolerance:
                    break
                apart = HAN_APART if slack > easy_end[j] + easy else 0
                lines.append((j, _STRETCHED[ratio] + penalties[j] + apart))
        return lines

    def opened(self, k: int, j: int, slack: int) -> int:
        """Demerits of the line from k to j that leaves `slack`."""
        stretch = self.stretch_end[j] - self.stretch_start[k]
        if j == self.last or not slack:
            return _STRETCHED[0]
        return demerits(min(slack * 1000 // stretch, 9000) if stretch else 9000) + self.apart(k, j, slack)

    def apart(self, k: int, j: int, slack: int) -> int:
        """Demerits of spacing the ideographs of the line from k to j, when its spaces do not take up its slack."""
        return HAN_APART if slack > self.ease + self.easy_end[j] - self.easy_start[k] else 0

    def ratio(self, k: int, j: int, room: int) -> int:
        """How far the line from k to j is stretched in `room`."""
        stretch, slack = self.stretch_end[j] - self.stretch_start[k], self.starts[k] + room - self.ends[j]
        return slack * 1000 // stretch if stretch > 0 and slack > 0 else 0

    def final(self, k: int) -> int:
        """Demerits of a last line that begins at `k` and fits."""
        return 0 if k < self.widow or not k else LONE_DEMERITS if k >= self.lone else WIDOW_DEMERITS


def _before(sums: list[int]) -> list[int]:
    """At every place the sum at the place before it."""
    return [0, *sums[:-1]]


def fit(candidates: Candidates, first: int, width: int, tolerance: int) -> Breaks | None:
    """The best lines of which none is stretched beyond `tolerance` or shrunk beyond the table; None when there are none.

    The cheapest beginning goes on first (Dijkstra): most of the places where a line could end are never looked at.
    """
    c, m = candidates, candidates.last
    best = {0: 0}
    back: dict[int, int] = {}
    open_ends = [(0, 0)]
    while open_ends:
        base, k = heappop(open_ends)
        if k == m:
            return Breaks(_trace(back, m), base) if base < LONE_DEMERITS else None
        if base > best[k]:
            continue
        limit = c.starts[k] + (width if k else first)
        over = bisect_right(c.ends, limit, k + 1)
        lines = c.stretched(k, limit, k + 1, over, tolerance) + c.squeezed(k, limit, over, m)
        for j, demerit in lines:
            cost = base + demerit
            if j not in best or cost < best[j] or (cost == best[j] and k < back[j]):
                best[j], back[j] = cost, k
                heappush(open_ends, (cost, j))
    return None


def _trace(back: dict[int, int], last: int) -> tuple[int, ...]:
    out = []
    while last:
        out.append(last)
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

    def weigh(self, k: int, j: int, slack: int) -> _Line:
        """The line from k to j that leaves `slack`."""
        c = self.c
        if j == c.last:
            return _Line(c.final(k), 0, False)
        stretch = c.stretch_end[j] - c.stretch_start[k]
        ratio = min(slack * 1000 // stretch if stretch > 0 else slack * 20 + 1, 200_000) if slack else 0
        cost = demerits(min(ratio, 9000)) + max(0, ratio - 9000) * 5_000_000      # stays below EMERGENCY_PENALTY
        return _Line(cost + c.penalties[j] + c.apart(k, j, slack), ratio, False)

    def lines(self, k: int, width: int) -> list[tuple[int, _Line]]:
        """The lines worth trying from k."""
        c = self.c
        limit = c.starts[k] + width
        over = bisect_right(c.ends, limit, k + 1)
        out: list[tuple[int, _Line]] = []
        enough = False
        for j in range(over - 1, k, -1):
            if c.legal[j]:
                line = self.weigh(k, j, limit - c.ends[j])
                if enough and line.ratio > LOOSE:
                    break
                out.append((j, line))
                enough = enough or c.penalties[j] < EMERGENCY_PENALTY
        out += [(j, _Line(cost, 0, False)) for j, cost in c.squeezed(k, limit, over, c.last)]
        if not out and self.overfull:
            j = next(compress(range(k + 1, c.last + 1), c.legal[k + 1:]))
            out.append((j, _Line(OVERFULL_DEMERITS + (c.ends[j] - limit) * 10**6, 0, True)))
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
        return Breaks(_trace(back, m), *best[m])

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
            out.append(at)
            at = came[at]
        return Breaks(tuple(reversed(out)), winner[0], winner[2], winner[3])


def fit_exactly(candidates: Candidates, widths: Widths, count: int) -> Breaks | None:
    """The best lines when there must be `count` of them, none looser than TIGHT; None when there are none.

    Of the places where a line may end only those count from which the rest of the text can still fill just the lines left.
    """
    c, m = candidates, candidates.last
    rooms = [max(widths(n), 1) for n in range(count)]
    stretched = [s + t * TIGHT // 1000 for s, t in zip(c.starts, c.stretch_start, strict=True)]
    layer, trail = {0: 0}, []                                        # start -> cost, one dict a line
    for number, room in enumerate(rooms, 1):
        low = high = m
        if number < count:      # white that goes at line ends may ease the rest by an em a line
            most, least = sum(rooms[number:]) + 1000 * (count - number), sum(rooms[number:-1])
            low = bisect_left(c.tight_start, c.tight_end[m] - most)
            high = min(bisect_right(stretched, c.ends[m] + c.stretch_end[m] * TIGHT // 1000 - least), m) - 1
        following: dict[int, int] = {}
        came: dict[int, int] = {}
        for k, base in sorted(layer.items()):
            limit = c.starts[k] + room
            over = bisect_right(c.ends, limit, k + 1)
            lines = c.stretched(k, limit, max(low, k + 1), min(over, high + 1), TIGHT) + c.squeezed(k, limit, max(over, low), high)
            for j, demerit in lines:
                if j not in following or base + demerit < following[j]:
                    following[j], came[j] = base + demerit, k
        trail.append(came)
        layer = following
    if m not in layer or layer[m] >= LONE_DEMERITS:
        return None
    ends = [m]
    for came in reversed(trail[1:]):
        ends.append(came[ends[-1]])
    ends.reverse()
    return Breaks(tuple(ends), layer[m], max(map(c.ratio, [0, *ends], ends[:-1], rooms), default=0))


def break_lines(items: Items, first: int, width: int, *, ragged: bool = False, widths: Widths | None = None,
                count: int = 0) -> Breaks:
    """Break a chunk into lines: `first` and `width` are the room of the first and the other lines, `widths` that of each.

    `count`: so many lines within TIGHT, or none where they cannot be had; for 0 as many as are best.
    """
    candidates = Candidates(items, items.breaks(False), items.penalties, ragged=ragged)
    room = _Room(max(first, 1), max(width, 1), widths)
    if count:
        return fit_exactly(candidates, widths or room.of, count) or Breaks((), 0)
    found = None
    if widths is None:
        found = fit(candidates, first, width, TIGHT)
        if found is None and not ragged and offer(items):
            candidates = Candidates(items, items.breaks(False), items.penalties, ragged=False)
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
    basic = room.fit(Patient(Candidates(items, items.breaks(True), items.penalties, ragged=ragged)))
    if basic is not None and (strict is None or basic.ratio < strict.ratio):
        strict = Breaks(basic.positions, basic.cost, basic.ratio, basic=True)
    if strict is not None:
        return strict
    legal, penalties = _anywhere(items)
    forced = room.fit(Patient(Candidates(items, legal, penalties, ragged=ragged), overfull=True))
    assert forced is not None       # the overfull candidate always leads to the end
    return Breaks(forced.positions, forced.cost, forced.ratio, forced.overfull, basic=True, forced=True)


def _anywhere(items: Items) -> tuple[bytes, dict[int, int]]:
    """A line may end wherever a glyph does, at words rather than at marks: as `Items.breaks`, with what it costs to part there."""
    legal, penalties = bytearray(len(items.text)), dict(items.penalties)
    in_word = bytearray(len(items.text))
    for start, end in items.words:
        in_word[start:end - 1] = b"\1" * (end - 1 - start)
    for i in range(len(items.text) - 1):
        if items.clusters.get(i + 1) == () or items.boxes[i + 1] == 0:
            continue
        legal[i + 1] = BREAK
        if not items.flags[i]:
            penalties[i + 1] = EMERGENCY_PENALTY if in_word[i] else FORBIDDEN_PENALTY
    return bytes((*legal, BREAK)), penalties
