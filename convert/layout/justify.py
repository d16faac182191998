"""Justification: what a line's gaps give or take to fill its room, in the order of clreq 3.2.2.

Within a line all gaps of a kind change alike; what integer division leaves over goes to a few gaps, a few thousandths each.
"""
from __future__ import annotations

from itertools import compress

from convert.layout.boxes import shared
from convert.layout.gaps import (
    AFTER_PAUSE,
    AFTER_SENTENCE,
    AUTOSPACE,
    AUTOSPACE_MAXIMUM,
    BRACKET,
    DOT,
    FIXED,
    PLAIN,
    SHRINK_ORDER,
    STOP_SIDE,
    WHITES,
    WORD_SPACE,
    WORD_SPACE_MAXIMUM,
)

# what remains when word spaces and autospace have had their part
_EVEN = (PLAIN, BRACKET, AFTER_PAUSE, AFTER_SENTENCE, STOP_SIDE)
_STRETCHABLE = (*_EVEN, WORD_SPACE, AUTOSPACE)
_ANY, _SPACES = b"\1" * 256, bytes(kind in (WORD_SPACE, AUTOSPACE) for kind in range(256))
_KINDS = max(FIXED, DOT, *_STRETCHABLE) + 1
_CRUMB = 6      # 1/1000 em: the most a single gap takes of what division leaves over


def stretch(advances: list[int], kinds: bytearray, slack: int) -> int:
    """Widen the gaps of a line by `slack` in all, in place; returns the part all gaps share, -1 if none can be widened."""
    words, autos = kinds.count(WORD_SPACE), kinds.count(AUTOSPACE)
    deltas = [0] * _KINDS
    for kind, count, natural, maximum in ((WORD_SPACE, words, 250, WORD_SPACE_MAXIMUM), (AUTOSPACE, autos, 250, AUTOSPACE_MAXIMUM)):
        if count and slack:
            deltas[kind] = min(slack // count, maximum - natural)
            slack -= deltas[kind] * count
    sharing: tuple[int, ...] = _EVEN
    count = sum(map(kinds.count, _EVEN))
    if not count:
        sharing, count = (WORD_SPACE, AUTOSPACE), words + autos
    if not count:
        return -1
    uniform, rest = divmod(slack, count)
    if uniform:
        for kind in sharing:
            deltas[kind] += uniform
    if uniform or words or autos:
        _widen(advances, kinds, deltas, _ANY if uniform else _SPACES)
    if rest:
        _spread(advances, kinds, rest, sharing)
    return uniform if sharing is _EVEN else 0


def _widen(advances: list[int], kinds: bytearray, deltas: list[int], which: bytes) -> None:
    """Widen the gaps whose kind is one of `which` by the delta of their kind."""
    for i in compress(range(len(kinds)), kinds.translate(which)):
        advances[i] = shared(advances[i] + deltas[kinds[i]])


def _spread(advances: list[int], kinds: bytearray, rest: int, sharing: tuple[int, ...]) -> None:
    """Give `rest` units to few gaps, those beside marks first."""
    order = [i for i, k in enumerate(kinds) if k in sharing and k != PLAIN]
    order += [i for i, k in enumerate(kinds) if k == PLAIN]
    for i in order:
        crumb = min(rest, _CRUMB)
        advances[i] = shared(advances[i] + crumb)
        rest -= crumb
        if not rest:
            return
    advances[order[0]] = shared(advances[order[0]] + rest)


def shrink(advances: list[int], kinds: bytearray, room: list[int], natural: list[int], excess: int) -> int:
    """Narrow the gaps of a line by `excess` in all, in place: kind by kind within `room`, then the white of marks to nothing.

    `room`, `natural`: of the line's gaps.  What cannot be had is returned.
    """
    left = _take(advances, kinds, room, excess, (PLAIN, *SHRINK_ORDER))
    if left:
        left = _take(advances, kinds, [n - r for n, r in zip(natural, room, strict=True)], left, WHITES)
    return left


def _take(advances: list[int], kinds: bytearray, room: list[int], excess: int, order: tuple[int, ...]) -> int:
    """Take up to `room[i]` from each gap, in the order of kinds, gaps of a kind alike; what is left over is returned."""
    for kind in order:
        if not excess:
            break
        if kind not in kinds:
            continue
        gaps = sorted((i for i, k in enumerate(kinds) if k == kind and room[i] > 0), key=room.__getitem__)
        for place, i in enumerate(gaps):
            # ceiling: what division leaves over is taken one unit a gap
            part = min(room[i], -(-excess // (len(gaps) - place)))
            advances[i] = shared(advances[i] - part)
            excess -= part
    return excess
