"""Plain text counted once: where its columns break is looked up, not walked through, so that many ways can be tried."""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from convert.layout.columns import BALANCE_REACH, Column, unevenness
from convert.layout.strip import Strip

Stretch = tuple[int, int]       # first strip of a column, and the one after its last


class Tally:
    """Strips without floats, notes, tables or spanning ones; breaks as `fill_column` and `balance` find them."""

    def __init__(self, strips: Sequence[Strip]):
        self.strips = strips
        self.sums = list(accumulate((s.rows for s in strips), initial=0))
        self.size = len(strips)
        self._legal = [0] * (self.size + 1)         # the last place up to i where a column may end
        self._follow = [self.size] * (self.size + 1)    # the first strip from i on that is no space
        for i in range(1, self.size + 1):
            self._legal[i] = self._legal[i - 1] if strips[i - 1].keep and i < self.size else i
        for i in range(self.size - 1, -1, -1):
            self._follow[i] = self._follow[i + 1] if strips[i].space else i

    @classmethod
    def of(cls, strips: Sequence[Strip]) -> Tally | None:
        """The tally of `strips`; None when they are not plain."""
        for s in strips:
            if s.span or s.floating or s.notes or s.plate or any(g.head for g in s.groups):
                return None
        return cls(strips)

    def stretch(self, at: int, height: int) -> Stretch:
        """What a column of `height` rows takes from strip `at` on; nothing when first and last are equal."""
        start = self._follow[at]
        if start == self.size:
            return self.size, self.size
        end = bisect_right(self.sums, self.sums[start] + height) - 1
        end = self._legal[min(end, self.size)]
        return (start, end) if end > start else (start, start)

    def fill(self, at: int, columns: int, height: int) -> list[Stretch]:
        out = []
        for _ in range(columns):
            stretch = self.stretch(at, height)
            out.append(stretch)
            at = stretch[1]
        return out

    def rows(self, stretch: Stretch) -> int:
        """Rows of a column, the space at its foot left out."""
        start, end = stretch
        while end > start and self.strips[end - 1].space:
            end -= 1
        return self.sums[end] - self.sums[start]

    def balance(self, at: int, columns: int, height: int) -> list[Stretch] | None:
        """Columns of at most `height` rows that hold all from `at` on, their feet even; None when they cannot."""
        best: tuple[tuple[int, int], list[Stretch], int] | None = None
        lowest = -(-(self.sums[-1] - self.sums[at]) // columns) - 1
        for rows in range(max(1, lowest), height + 1):
            if best and rows > best[2] + BALANCE_REACH:
                break
            made = self.fill(at, columns, rows)
            if made[-1][1] < self.size:
                continue
            feet = [self.rows(s) for s in made]
            score = unevenness(feet), max(feet)
            if best is None or score < best[0]:
                best = score, made, feet[0]
            if score[0] <= 1:
                break
        return best[1] if best else None

    def column(self, stretch: Stretch) -> Column:
        """The column itself."""
        start, end = stretch
        while end > start and self.strips[end - 1].space:
            end -= 1
        base = self.sums[start]
        return Column(tuple((self.sums[i] - base, self.strips[i]) for i in range(start, end)), self.sums[end] - base)
