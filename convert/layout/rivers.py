"""Rivers: white that stands under white in line after line.

Neither clreq nor Knuth and Plass measure them.  Here a river is a quarter of an em of white at the same place in RIVER lines that
follow each other: the blank half of stops and brackets, and spaces between words.  The paragraph is broken once more with one of
these line ends avoided, and that is taken when it costs no line and hardly any colour.
"""
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import compress

from convert.layout.breaks import HAN_APART, Breaks
from convert.layout.gaps import AFTER_PAUSE, AFTER_SENTENCE, BRACKET, STOP_SIDE, WORD_SPACE
from convert.layout.items import Items

RIVER = 4
UNIT = 125                      # 1/1000 em: what places of white are told apart by; two make a river
WIDE = 2 * UNIT
DEMERITS = 3 * HAN_APART        # what another way to break the paragraph may cost
AVOIDED = 100 * HAN_APART       # a line end that makes the river, while another is looked for

_NEAR = 0b111_1111               # the white of a mark and what it may be moved to the left
_IS_WHITE = bytes(k in (BRACKET, AFTER_PAUSE, AFTER_SENTENCE, STOP_SIDE, WORD_SPACE) for k in range(256))


def smoothed(items: Items, found: Breaks, first: int, width: int, again: Callable[[], Breaks]) -> Breaks:
    """`found`, or lines without a river where it has one and they can be had; `again` breaks the paragraph anew.

    A river that stays is noted.
    """
    at = river(items, found.positions, first, width)
    if at is None:
        return found
    for line in (at + 1, at, at + 2, at - 1):
        end = found.positions[max(0, line)]
        before = items.penalties.get(end, 0)
        items.penalties[end] = before + AVOIDED
        other = again()
        items.penalties[end] = before
        if len(other.positions) == len(found.positions) and other.cost <= found.cost + DEMERITS and (
                river(items, other.positions, first, width) is None):
            return other
    return found._replace(river=at)


def river(items: Items, positions: Sequence[int], first: int, width: int) -> int | None:
    """The line that the first river begins in; None when there is none."""
    wide = list(compress(range(len(items.kinds)), items.kinds.translate(_IS_WHITE)))
    if len(wide) < RIVER or not _may_have(items.starts, wide, positions, width - first):
        return None
    running: list[int] = []         # places of white common to the last RIVER lines, from the longest run to the shortest
    start = at = 0
    for number, end in enumerate(positions):
        stop = bisect_left(wide, end - 1, at)
        here = _places(items, wide[at:stop], start, end, first, width) if stop > at else 0
        running = [*(common & here for common in running[-RIVER + 1:]), here]
        if len(running) == RIVER and running[0] & (running[0] >> 1):
            return number - RIVER + 1
        at, start = bisect_left(wide, end, stop), end
    return None


def _may_have(starts: Sequence[int], wide: Sequence[int], positions: Sequence[int], indent: int) -> bool:
    """Whether the lines, as they would stand unadjusted, come near to a river: nearly every paragraph is done with here."""
    feet = [starts[i + 1] for i in wide]
    one = two = three = at = 0
    base = -indent
    for end in positions:
        stop = bisect_left(wide, end - 1, at)
        here = 0
        for foot in feet[at:stop]:
            here |= _NEAR << (foot - base) // UNIT
        if here & three:
            return True
        one, two, three = here, here & one, here & two
        if stop < len(wide) and wide[stop] < end:
            stop += 1
        at, base = stop, starts[end] if end < len(starts) else 0
    return False


def _places(items: Items, wide: Sequence[int], start: int, end: int, first: int, width: int) -> int:
    """Where the line of items start … end has white, a bit for each UNIT of it; `wide`: the gaps of it that are white.

    What the line is too long is taken from these gaps alike, what it lacks is given all along it.
    """
    starts, natural = items.starts, items.natural
    left, room = (width - first, first) if not start else (0, width)
    base = starts[start]
    slack = room - (starts[end - 1] + items.boxes[end - 1] - base)
    last = slack > 0 and end == len(items.text)
    squeezed = -slack // len(wide) if slack < 0 else 0
    bits = 0
    for nth, i in enumerate(wide, 1):
        foot = left + starts[i + 1] - base - squeezed * nth
        if slack > 0 and not last:
            foot += slack * (foot - left) // (room - slack)
        white = natural[i] - squeezed
        if white >= WIDE:
            bits |= ((1 << white // UNIT) - 1) << max(0, foot - white) // UNIT
    return bits
