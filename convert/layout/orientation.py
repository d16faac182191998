"""How characters stand in a vertical line (clreq 3.1.7, 3.2.5; UAX 50): upright, on their side, or together across one em.

Numbers of a few digits share one em (縱中橫), other short ones and single letters stand upright, Latin words lie on their side;
marks that the face draws for vertical lines stand upright, without such a form they are turned with the line.
"""
from __future__ import annotations

import re
from typing import NamedTuple

from convert.charclass import (
    CENTRED,
    CLOSING,
    CONNECTOR,
    DASH,
    HAN,
    INVISIBLE,
    LATIN,
    LATIN_CLOSING,
    LATIN_OPENING,
    OPENING,
    SPACE,
    WIDE_SPACE,
)
from convert.fonts import Face
from convert.layout.boxes import COMBINED, SIDEWAYS, UPRIGHT
from convert.layout.looks import Chunk

_WORDS = re.compile(rb"[\x09-\x0b]+")
_WESTERN = frozenset((LATIN, LATIN_OPENING, LATIN_CLOSING))
_SHORT = re.compile(r"([0-9]+|[A-Za-z])([%‰.]?)")
_SIGNS = frozenset("§©®±¼½¾×÷")              # Latin-1, and upright all the same (UAX 50: U)
_TURNED = re.compile("[←-⇿∀-∝∟-∳∶-⋿＜＝＞｜＿]")   # symbols that point along the line (UAX 50: R)
_WITH_FORMS = frozenset((OPENING, CLOSING, DASH, CONNECTOR))
RIGID_MARKS = "：；？！"       # in the middle of an em of their own in vertical lines of all scripts (clreq 3.1.6)
_BLANK = frozenset((SPACE, WIDE_SPACE))


class Digits(NamedTuple):
    """Up to how many digits of a number share one em, and up to how many stand one below the other."""

    combined: int
    upright: int


class Orientations(NamedTuple):
    """`turns`: SIDEWAYS, UPRIGHT or COMBINED of every character.  `numbers`: (start, end) of what stands upright and is not parted;
    `cells`: (start, end) of what shares an em.
    """

    turns: bytearray
    numbers: list[tuple[int, int]]
    cells: list[tuple[int, int]]


def orient(chunk: Chunk, classes: bytearray, digits: Digits) -> Orientations:
    """The orientations of `chunk`; what stands upright is classed as an ideograph, what follows in a cell as invisible."""
    found = Orientations(bytearray(len(classes)), [], [])
    for stretch in chunk.stretches:
        for i in range(stretch.start, stretch.end):
            found.turns[i] = _turn(chunk.text[i], classes[i], stretch.look.face)
            if chunk.text[i] in RIGID_MARKS:
                classes[i] = CENTRED
    for match in [m for m in _WORDS.finditer(classes)]:
        start, end = match.span()
        if _is_alone(classes, start, end) and any(s.start <= start and end <= s.end for s in chunk.stretches):
            _stand(chunk.text[start:end], start, classes, digits, found)
    for i, kind in enumerate(classes):
        if kind in _BLANK or (kind == INVISIBLE and not found.turns[i]):
            found.turns[i] = (SIDEWAYS if found.turns[i - 1] == SIDEWAYS else UPRIGHT) if i else UPRIGHT
    return found


def _turn(char: str, kind: int, face: Face) -> int:
    if kind in _WESTERN or kind in _BLANK or kind == INVISIBLE:
        return SIDEWAYS
    if (kind in _WITH_FORMS and char != "／") or _TURNED.match(char):
        return UPRIGHT if face.has_vertical_form(char) else SIDEWAYS
    return UPRIGHT


def _is_alone(classes: bytearray, start: int, end: int) -> bool:
    """Whether a word stands among Chinese: no other Latin word comes before or after it."""
    while start and classes[start - 1] == SPACE:
        start -= 1
    while end < len(classes) and classes[end] == SPACE:
        end += 1
    return not (start and classes[start - 1] in _WESTERN) and not (end < len(classes) and classes[end] in _WESTERN)


def _stand(word: str, start: int, classes: bytearray, digits: Digits, found: Orientations) -> None:
    """Set a short number or a single letter upright."""
    end = start + len(word)
    match = _SHORT.fullmatch(word)
    if set(word) <= _SIGNS:
        upright, cell = range(start, end), 0
    elif match is None:
        return
    elif match[2] == ".":                       # 1. before the item of a list
        upright, cell = range(0), len(word) if len(match[1]) < digits.combined else 0
    elif len(match[1]) == 1:
        upright, cell = range(start, end), 0
    elif len(match[1]) <= digits.combined:
        upright, cell = range(start + len(match[1]), end), len(match[1])
    else:
        upright, cell = range(start, end) if len(match[1]) <= digits.upright and not match[2] else range(0), 0
    if not upright and not cell:
        return
    found.numbers.append((start, end))
    for i in upright:
        found.turns[i], classes[i] = UPRIGHT, HAN
    if cell:
        found.cells.append((start, start + cell))
        found.turns[start:start + cell] = bytes((COMBINED,)) * cell
        classes[start:start + cell] = bytes((HAN, *(INVISIBLE,) * (cell - 1)))
