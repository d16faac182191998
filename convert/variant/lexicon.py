"""Word boundaries: the cheapest way to cut a stretch of Han into known words (clreq knows no word; OpenCC needs one).

The vocabulary is `lexicon.tsv` and the words of `glossary.tsv`.  Deterministic, no statistics, no third-party segmenter.
"""
from __future__ import annotations

import functools
from importlib import resources

from convert.model.record import Record

WORD = 20           # a known word of two characters or more
OWN = 19            # a word of the glossary: we are sure of it
FREE = {"!": 20, "?": 22}   # a character that often stands alone: a function word; another
BOUND = 29          # a character that hardly does
LONGEST = 7


class Lexicon(Record):
    """`costs`: word -> cost; `lengths`: first character -> lengths of the words it begins, longest first."""

    costs: dict[str, int]
    lengths: dict[str, tuple[int, ...]]

    def cut(self, text: str) -> list[int]:
        """Where the words of `text` begin, and its length at the end; of equal cuts the one with the longer first word."""
        size = len(text)
        best = [0] * (size + 1)
        step = [1] * size
        costs, lengths = self.costs, self.lengths
        for i in range(size - 1, -1, -1):
            first = text[i]
            cost, length = best[i + 1] + costs.get(first, BOUND), 1
            for n in lengths.get(first, ()):
                price = costs.get(text[i:i + n]) if i + n <= size else None
                if price is not None and price + best[i + n] < cost + (length == 1):
                    cost, length = price + best[i + n], n
            best[i], step[i] = cost, length
        starts = [0]
        while starts[-1] < size:
            starts.append(starts[-1] + step[starts[-1]])
        return starts


def build(words: dict[str, int]) -> Lexicon:
    """A lexicon from words and their costs."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        if len(word) > 1:
            lengths.setdefault(word[0], set()).add(len(word))
    return Lexicon(words, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()})


def read_data(name: str) -> str:
    """A data file of this package."""
    return resources.files("convert.variant").joinpath(name).read_text("utf-8")


@functools.cache
def shipped_words() -> dict[str, int]:
    costs: dict[str, int] = {}
    for line in read_data("lexicon.tsv").splitlines():
        if price := FREE.get(line[:1]):
            costs.update(dict.fromkeys(line[1:].split(), price))
        elif not line.startswith("#"):
            costs.update((word, WORD) for word in line.split() if len(word) <= LONGEST)
    return costs
