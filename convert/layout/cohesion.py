"""How firmly two neighbouring characters belong together, learnt from the publication itself.

Titles should break between words, and Chinese writes none.  Characters that stand side by side far more often than chance would
have it make a word: 政府, 职工; where a pair is no more frequent than chance, a word ends.  And a word or phrase ends where what
stands on either side of a place is more frequent than what stands across it (Ando and Lee 2000): 从严治党 | 工作会议.  No
dictionary, no model: counts.
"""
from __future__ import annotations

import sys
from collections import Counter
from functools import cached_property

UNKNOWN = 3                 # bits assumed when there is nothing to learn from
MAXIMUM = 12
_ENOUGH = 5_000             # characters; less than that tells nothing
_SAMPLE = 80_000            # more than that tells nothing new
_PHRASES = 40_000           # of that, where fours are counted
_ORDER = sys.byteorder
_ENCODING = "utf-16-le" if _ORDER == "little" else "utf-16-be"


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

    def in_word(self, text: str, place: int) -> int:
        """How surely a word goes on across `place`, 0 … 2: the pairs beside it that are no more frequent than that across it."""
        if not self._enough or not 2 <= place <= len(text) - 2:
            return 0
        across = self._pair(text[place - 1:place + 1])
        return sum(self._pair(text[at:at + 2]) <= across for at in (place - 2, place)) if across else 0

    def in_phrase(self, text: str, place: int) -> int:
        """As `in_word`, of a set phrase, 0 … 6: fours beside `place` against each of the fours across it."""
        if not self._enough or not 4 <= place <= len(text) - 4:
            return 0
        beside = [self._four(text[at:at + 4]) for at in (place - 4, place)]
        across = [self._four(text[at:at + 4]) for at in range(place - 3, place)]
        return sum(side <= seen for side in beside for seen in across if seen > 1)

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

    def _four(self, four: str) -> int:
        return self._fours[int.from_bytes(_lower_bytes(four)[:4], _ORDER)]


def _lower_bytes(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")[::2]


def _fours_of(data: bytes, step: int) -> Counter[int]:
    """How often each run of four bytes stands in `data` at a place divisible by `step`."""
    found: Counter[int] = Counter()
    for start in range(0, 4, step):
        end = start + (len(data) - start) // 4 * 4
        found.update(memoryview(data)[start:max(start, end)].cast("I"))
    return found
