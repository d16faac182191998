"""Word boundaries: the cheapest way to cut a stretch of Han into known words (clreq knows no word; OpenCC needs one).

The vocabulary is `lexicon.tsv` and the words of `glossary.tsv`.  Deterministic, no statistics, no third-party segmenter.
"""
from __future__ import annotations

import functools
from importlib import resources
from itertools import accumulate, pairwise

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

    def has_word_across(self, text: str, at: int) -> bool:
        """Whether a word in `text` begins before character `at` and ends behind it."""
        for i in range(at):
            for n in self.lengths.get(text[i], ()):
                if i + n <= at:
                    break               # the others are shorter still
                if i + n <= len(text) and text[i:i + n] in self.costs:
                    return True
        return False


def build(words: dict[str, int]) -> Lexicon:
    """A lexicon from words and their costs."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        if len(word) > 1:
            lengths.setdefault(word[0], set()).add(len(word))
    return Lexicon(words, {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()})


@functools.cache
def shipped_words() -> dict[str, int]:
    costs: dict[str, int] = {}
    for line in resources.files("convert").joinpath("lexicon.tsv").read_text("utf-8").splitlines():
        if price := FREE.get(line[:1]):
            costs.update(dict.fromkeys(line[1:].split(), price))
        elif not line.startswith("#"):
            costs.update((word, WORD) for word in line.split() if len(word) <= LONGEST)
    return costs


_LEADS = ("关于", "關於", "印发", "印發", "转发", "轉發", "批转", "批轉")        # a title may be turned before these
_A_LINE = 60              # what a line more costs
_HOPELESS = 1 << 30
_BOUND_AFTER = "的和与及《〈（〔“、"                               # and not behind some, nor before others
_BOUND_BEFORE = "的了和与及》〉）〕”、，。"


def sense_lines(title: str, limit: int) -> tuple[str, ...]:
    """`title` in as few lines of at most `limit` characters as hold it, broken between words, best before 关于 (GB/T 9704 7.3.1).

    Lines of equal cost are as even as they can be; two ASCII characters count as one.
    """
    size = [0, *accumulate(1 if char.isascii() else 2 for char in title)]
    count = -(-size[-1] // (2 * limit))
    if count < 2 or "\n" in title:
        return tuple(title.split("\n"))
    words = set(build(shipped_words()).cut(title))
    cost, lines = min(_turned(title, limit, lines, size, words) for lines in (count, count + 1))
    return lines if cost < _HOPELESS else (title,)


def _turned(title: str, limit: int, count: int, size: list[int], words: set[int]) -> tuple[int, tuple[str, ...]]:
    """(cost, lines) of the cheapest way to set `title` in `count` lines; `size`: half-widths before each character."""
    best: list[dict[int, tuple[int, int]]] = [{0: (count * _A_LINE, 0)}]     # for each number of lines: end -> (cost, beginning)
    for _ in range(count):
        row: dict[int, tuple[int, int]] = {}
        for start, (cost, _) in best[-1].items():
            for end in range(start + 1, len(title) + 1):
                width = size[end] - size[start]
                if width > 2 * limit:
                    break
                now = cost + (size[-1] // count - width) ** 2 // 4 + (0 if end == len(title) else _turn(title, end, words))
                if now < row.get(end, (now + 1, 0))[0]:
                    row[end] = now, start
        best.append(row)
    if len(title) not in best[-1]:
        return _HOPELESS, ()
    ends = [len(title)]
    for row in reversed(best[1:]):
        ends.append(row[ends[-1]][1])
    return best[-1][len(title)][0], tuple(title[a:b] for a, b in pairwise(reversed(ends)))


def _turn(title: str, at: int, words: set[int]) -> int:
    """What it costs the sense to turn `title` before character `at`."""
    if title.startswith(_LEADS, at):
        return 0
    if title[at - 1].isascii() and title[at].isascii():
        return 5000
    if title[at - 1] in "，；：》" or title[at] in "《":
        return 20
    bound = 60 if title[at - 1] in _BOUND_AFTER or title[at] in _BOUND_BEFORE else 0
    single = {at - 1, at + 1} <= words          # two characters that our words do not know together: likely a word all the same
    return 40 + bound + (200 if single else 0) + (0 if at in words else 400)
