"""How alike two texts are, and how well one line continues another: what fuzzy decisions rest on."""
from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable

from convert.importer.characters import skeleton

_STOPS = re.compile("[，。、；：！？—（）…]")


def common_length(a: str, b: str) -> int:
    """Length of the longest common subsequence, bit-parallel on big integers (Hyyrö 2004)."""
    if not a or not b:
        return 0
    where: dict[str, int] = {}
    for i, char in enumerate(a):
        where[char] = where.get(char, 0) | (1 << i)
    vector = mask = (1 << len(a)) - 1
    for char in b:
        match = where.get(char)
        if match is not None:
            update = vector & match
            vector = ((vector + update) | (vector - update)) & mask
    return len(a) - vector.bit_count()


def holds(whole: str, part: str) -> float:
    """How much of `part` stands in `whole`, in order, 0..1; both are skeletons."""
    if not part or not whole:
        return 0.0
    if part in whole:
        return 1.0
    return common_length(part, whole) / len(part)


def coverage(words: str, text: str) -> float:
    """The share of the pairs of characters of `words` that stand in `text`, 0..1: whether a head is about a text."""
    bare, body = skeleton(words), skeleton(text)
    pairs = {bare[i:i + 2] for i in range(len(bare) - 1)}
    return sum(pair in body for pair in pairs) / len(pairs) if pairs else 0.0


@functools.lru_cache(maxsize=1 << 14)       # the ends of lines are asked for with many others
def _bare(end: str) -> str:
    return skeleton(end)


class Joints:
    """Counts of short strings in the lines of a text (never across a line's end): whether two ends belong together."""

    def __init__(self, texts: Iterable[str]):
        self._counts: Counter[str] = Counter()
        for text in texts:
            for phrase in _STOPS.split(text):
                bare = skeleton(phrase)
                for n in (2, 3, 4):
                    self._counts.update([bare[i:i + n] for i in range(len(bare) - n + 1)])

    def strength(self, before: str, after: str) -> float:
        """0 when nothing like the joint is known; more the longer and the more often it is."""
        a, b = _bare(before[-12:])[-3:], _bare(after[:12])[:3]
        if not a or not b or _STOPS.match(before[-1:]) or _STOPS.match(after[:1]):
            return 0.0
        score = min(3.0, math.sqrt(self._counts[a[-1:] + b[:1]])) * 0.5
        for left, right in ((1, 2), (2, 1)):
            if len(a) >= left and len(b) >= right and self._counts[a[-left:] + b[:right]]:
                score += 1.5
        for left, right in ((2, 2), (1, 3), (3, 1)):
            if len(a) >= left and len(b) >= right and self._counts[a[-left:] + b[:right]]:
                score += 2.0
        return score
