"""How firmly two neighbouring characters belong together, learnt from the publication itself.

Titles should break between words, and Chinese writes none.  Characters that stand side by side far more often than chance would
have it make a word: 政府, 职工; where a pair is no more frequent than chance, a word ends.  No dictionary, no model: counts.
"""
from __future__ import annotations

import sys
from collections import Counter

UNKNOWN = 3                 # bits assumed when there is nothing to learn from
MAXIMUM = 12
_ENOUGH = 5_000             # characters; less than that tells nothing
_SAMPLE = 80_000            # more than that tells nothing new
_ORDER = sys.byteorder
_ENCODING = "utf-16-le" if _ORDER == "little" else "utf-16-be"


class Cohesion:
    """Pair statistics of `text`, counted when first asked for."""

    def __init__(self, text: str):
        self._text = text[:_SAMPLE]
        self._single: Counter[str] = Counter()
        self._pairs: Counter[int] = Counter()

    def bits(self, before: str, after: str) -> int:
        """log₂ of how many times more often than by chance `after` follows `before`; a bit or two more where one implies the other.

        0 … MAXIMUM; UNKNOWN when the text is too short to tell or lacks one of them.
        """
        if len(self._text) < _ENOUGH:
            return UNKNOWN
        if not self._single:
            self._count()
        expected = self._single[before] * self._single[after]
        if not expected:
            return UNKNOWN
        seen = self._pairs[int.from_bytes((before + after).encode(_ENCODING)[:4], _ORDER)]
        rarer = min(self._single[before], self._single[after])
        implied = (4 * seen > 3 * rarer) + (10 * seen > 9 * rarer)
        return min(MAXIMUM, (seen * len(self._text) // expected).bit_length() + implied)

    def _count(self) -> None:
        """Pairs are counted as 32-bit numbers: two characters of UTF-16 each, read at even and at odd places."""
        self._single = Counter(self._text)
        data = self._text.encode(_ENCODING, "surrogatepass")
        for start in (0, 2):
            end = start + (len(data) - start) // 4 * 4
            self._pairs.update(memoryview(data)[start:end].cast("I"))
