"""“ ” ‘ ’ to 「 」 『 』 by direction and depth (clreq 3.1.3); apostrophes, ASCII quotes and quotations in Latin text stay."""
from __future__ import annotations

import re

from convert.model.record import Record

_QUOTES = re.compile("[“”‘’]")
_LATIN_TEXT = re.compile("[A-Za-z][A-Za-z’'-]*(?:[ ,.!?]+[A-Za-z][A-Za-z’'-]*)+[.!?]?|[A-Za-z]+’[A-Za-z]+")
_PAIRS = {"“": "「」", "‘": "『』"}
_INNER = {"「」": "『』", "『』": "「」"}
_CLOSES = {"”": "“", "’": "‘"}


class Quotes(Record):
    """`forms`: position -> corner bracket; `unmatched`: positions of marks without a partner."""

    forms: dict[int, str]
    unmatched: tuple[int, ...]


def corner_quotes(text: str) -> Quotes:
    """The corner brackets of one paragraph; the depth starts anew in each."""
    forms: dict[int, str] = {}
    open_marks: list[tuple[int, str, str]] = []     # position, mark, pair of brackets
    unmatched: list[int] = []
    for match in _QUOTES.finditer(text):
        i, mark = match.start(), match[0]
        if _is_apostrophe(text, i, bool(open_marks and open_marks[-1][1] == "‘")):
            continue
        if mark in _PAIRS:
            pair = _INNER[open_marks[-1][2]] if open_marks else _PAIRS[mark]
            open_marks.append((i, mark, pair))
        elif open_marks and open_marks[-1][1] == _CLOSES[mark]:
            start, _, pair = open_marks.pop()
            if not _LATIN_TEXT.fullmatch(text[start + 1:i]):
                forms[start], forms[i] = pair[0], pair[1]
        else:
            forms[i] = _PAIRS[_CLOSES[mark]][1]
            unmatched.append(i)
    for start, _, pair in open_marks:
        forms[start] = pair[0]
        unmatched.append(start)
    return Quotes(forms, tuple(sorted(unmatched)))


def _is_apostrophe(text: str, i: int, single_open: bool) -> bool:
    """Whether the ’ at `i` stands between Latin letters, or behind one (or a digit) while no ‘ is open."""
    before, after = text[i - 1:i], text[i + 1:i + 2]
    if text[i] != "’" or not (before.isascii() and before.isalnum()):
        return False
    return (after.isascii() and after.isalpha()) or not single_open
