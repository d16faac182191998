"""How firmly two neighbouring characters belong together, learnt from the publication itself.

Titles should break between words, and Chinese writes none.  Characters that stand side by side far more often than chance would
have it make a word: 政府, 职工; where a pair is no more frequent than chance, a word ends.  And a word or phrase ends where what
stands on either side of a place is more frequent than what stands across it (Ando and Lee 2000): 从严治党 | 工作会议.  No
dictionary, no model: counts.
"""
from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

UNKNOWN = 3                 # bits assumed when there is nothing to learn from
MAXIMUM = 12
_ENOUGH = 5_000             # characters; less than that tells nothing
_SAMPLE = 80_000            # more than that tells nothing new
_PHRASES = 40_000           # of that, where fours are counted
_ORDER = sys.byteorder
_ENCODING = "utf-16-le" if _ORDER == "little" else "utf-16-be"


class Counts(NamedTuple):
    """How often the pair and the four that begin at each place of a text are seen."""

    pairs: Sequence[int]
    fours: Sequence[int]

    def in_word(self, place: int) -> int:
        """How surely a word goes on across `place`, 0 … 2: the pairs beside it that are no more frequent than that across it."""
        if not 2 <= place <= len(self.pairs) - 1:
            return 0
        across = self.pairs[place - 1]
        return (self.pairs[place - 2] <= across) + (self.pairs[place] <= across) if across else 0

    def in_phrase(self, place: int) -> int:
        """As `in_word`, of a set phrase, 0 … 6: fours beside `place` against each of the fours across it."""
        if not 4 <= place <= len(self.fours) - 1:
            return 0
        beside = self.fours[place - 4], self.fours[place]
        return sum(side <= seen for side in beside for seen in self.fours[place - 3:place] if seen > 1)


class Cohesion:
    """Pair statistics of `text`, counted when first asked for."""

    def __init__(self, text: str):
        self._text = text[:_SAMPLE]
        self._enough = len(text) >= _ENOUGH

    def bits(self, before: str, after: str) -> int:
        """log₂ of how many times more often than by chance `after` follows `before`; a bit or two more where one implies the other.

        0 … MAXIMUM; UNKNOWN when the text is too short to tell or lacks one of them.
        """
        if not self._enough:
            return UNKNOWN
        expected = self._single[before] * self._single[after]
        if not expected:
            return UNKNOWN
        seen = self._pair(before + after)
        rarer = min(self._single[before], self._single[after])
        implied = (4 * seen > 3 * rarer) + (10 * seen > 9 * rarer)
        return min(MAXIMUM, (seen * len(self._text) // expected).bit_length() + implied)

    def counts(self, text: str) -> Counts:
        """Of the pairs and fours of `text`, for `in_word` and `in_phrase`; empty where there is too little to learn from."""
        if not self._enough:
            return Counts((), ())
        low = _lower_bytes(text)
        fours = [self._fours[int.from_bytes(low[at:at + 4], _ORDER)] for at in range(len(text) - 3)]
        return Counts([self._pair(text[at:at + 2]) for at in range(len(text) - 1)], fours)

    @cached_property
    def _single(self) -> Counter[str]:
        return Counter(self._text)

    @cached_property
    def _pairs(self) -> Counter[int]:
        """Pairs as 32-bit numbers: two characters of UTF-16 each, read at even and at odd places."""
        return _fours_of(self._text.encode(_ENCODING, "surrogatepass"), step=2)

    @cached_property
    def _fours(self) -> Counter[int]:
        """Fours as 32-bit numbers, of the lower byte of each character: quick, and two of them hardly ever agree."""
        return _fours_of(_lower_bytes(self._text[:_PHRASES]), step=1)

    def _pair(self, pair: str) -> int:
        return self._pairs[int.from_bytes(pair.encode(_ENCODING)[:4], _ORDER)]


def _lower_bytes(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")[::2]


def _fours_of(data: bytes, step: int) -> Counter[int]:
    """How often each run of four bytes stands in `data` at a place divisible by `step`."""
    found: Counter[int] = Counter()
    for start in range(0, 4, step):
        end = start + (len(data) - start) // 4 * 4
        found.update(memoryview(data)[start:max(start, end)].cast("I"))
    return found
