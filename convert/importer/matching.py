"""How alike two texts are, and how well one line continues another: what fuzzy decisions rest on."""
from __future__ import annotations

import functools
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable

from convert.importer.characters import skeleton

_MARKS = frozenset("，。、；：！？—（）…")
_STOPS = re.compile(f"[{''.join(sorted(_MARKS))}]")


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


@functools.lru_cache(maxsize=1 << 14)       # the ends of lines are asked for with many others: here and below
def _last(text: str) -> str:
    """The three characters that `text` ends with, "" where it ends with a mark."""
    return "" if text[-1:] in _MARKS else skeleton(text[-12:])[-3:]


@functools.lru_cache(maxsize=1 << 14)
def _first(text: str) -> str:
    """The three characters that `text` begins with, "" where it begins with a mark."""
    return "" if text[:1] in _MARKS else skeleton(text[:12])[:3]


def _strings(phrase: str, n: int) -> list[str]:
    """The strings of `n` characters in `phrase`."""
    return [phrase[i:i + n] for i in range(len(phrase) - n + 1)]


class Joints:
    """The short strings in the lines of a text (never across a line's end): whether two ends belong together."""

    def __init__(self, texts: Iterable[str]):
        phrases = [skeleton(phrase) for text in texts for phrase in _STOPS.split(text)]
        self._pairs = Counter(itertools.chain.from_iterable(_strings(phrase, 2) for phrase in phrases))
        self._longer = {string for phrase in phrases for n in (3, 4) for string in _strings(phrase, n)}

    def strength(self, before: str, after: str) -> float:
        """0 when nothing like the joint is known; more the longer and the more often it is."""
        a, b = _last(before), _first(after)
        pair = self._pairs.get(a[-1:] + b[:1], 0) if a and b else 0
        if not pair:
            return 0.0              # nor is any longer string that holds the pair
        score = min(3.0, math.sqrt(pair)) * 0.5
        for left, right, more in ((1, 2, 1.5), (2, 1, 1.5), (2, 2, 2.0), (1, 3, 2.0), (3, 1, 2.0)):
            if len(a) >= left and len(b) >= right and a[-left:] + b[:right] in self._longer:
                score += more
        return score
