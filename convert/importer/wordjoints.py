"""Whether one line of print goes on with another: odds, in natural logarithms, of the characters that meet at the joint.

Two witnesses: the text itself, which has most joints in the middle of some other line, and the words of the lexicon, which a line's
end cuts without leaving a sign.
"""
from __future__ import annotations

import functools
import itertools
import re

from convert.importer.characters import HAN
from convert.importer.matching import Joints
from convert.lexicon import BOUND, Lexicon, build, shipped_words

_END, _START = re.compile(f"[{HAN}]{{1,6}}$"), re.compile(f"[{HAN}]{{1,6}}")
# odds measured on lines of print whose order is known against lines near by
_UNKNOWN, _SELDOM, _KNOWN, _OFTEN = -0.9, 0.3, 1.0, 2.6     # that the text has the joint elsewhere
_WORD, _LONG = 2.4, 2.8                     # a word that only the joint makes whole, cheaper by so much
_STRANDED = (-0.1, -1.4, -1.9)              # of the characters at the joint, those that hardly stand alone
_GAIN = (20, 28)


class WordJoints:
    """Odds of joints: of the strings of a text, and of words."""

    def __init__(self, joints: Joints):
        self._joints = joints
        self._lexicon = _lexicon()

    def odds(self, before: str, after: str) -> float:
        """Logarithm of how much likelier the joint is in running text than between two lines by chance."""
        strength = self._joints.strength(before, after)
        known = _UNKNOWN if not strength else _SELDOM if strength < 2 else _KNOWN if strength < 4 else _OFTEN
        return known + self._words(before, after, strength)

    def _words(self, before: str, after: str, strength: float) -> float:
        end, start = _end(before), _start(after)
        if not end or not start:
            return 0.0
        whole, at = end + start, len(end)
        if not self._lexicon.has_word_across(whole, at):        # nothing is cheaper with the joint, and it parts two words
            return 0.0 if strength else _STRANDED[_strands_last(end) + _strands_first(start)]
        gain = _cost_of(end) + _cost_of(start) - _cost_of(whole)
        if gain >= _GAIN[0]:
            return _LONG if gain >= _GAIN[1] else _WORD
        return 0.0 if strength else _STRANDED[self._stranded(whole, at)]

    def _stranded(self, whole: str, at: int) -> int:
        """How many of the two characters at the joint are neither words by themselves nor parts of one."""
        starts = _cut(whole)
        if at not in starts:
            return 0
        k = starts.index(at)
        return _hardly_stands_alone(whole[starts[k - 1]:at]) + _hardly_stands_alone(whole[at:starts[k + 1]])


@functools.cache
def _lexicon() -> Lexicon:
    return build(shipped_words())


def _hardly_stands_alone(word: str) -> bool:
    """Whether `word` is a character that is no word by itself."""
    return len(word) == 1 and word not in _lexicon().costs


@functools.lru_cache(maxsize=1 << 14)       # the ends of lines are asked for with many others: here and below
def _end(text: str) -> str:
    """The Han that `text` ends with."""
    match = _END.search(text)
    return match[0] if match else ""


@functools.lru_cache(maxsize=1 << 14)
def _start(text: str) -> str:
    """The Han that `text` begins with."""
    match = _START.match(text)
    return match[0] if match else ""


@functools.lru_cache(maxsize=1 << 14)
def _strands_last(end: str) -> bool:
    return _hardly_stands_alone(end[_cut(end)[-2]:])


@functools.lru_cache(maxsize=1 << 14)
def _strands_first(start: str) -> bool:
    return _hardly_stands_alone(start[:_cut(start)[1]])


@functools.lru_cache(maxsize=1 << 14)
def _cut(text: str) -> list[int]:
    return _lexicon().cut(text)


@functools.lru_cache(maxsize=1 << 14)
def _cost_of(text: str) -> int:
    """What the cheapest cut of `text` into words costs."""
    costs = _lexicon().costs
    return sum(costs.get(text[a:b], BOUND) for a, b in itertools.pairwise(_cut(text)))
