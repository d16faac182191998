"""Numbering of headings and impossible dates."""
from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic, diagnose
from convert.model.nodes import Article
from convert.proof.text import Passage, Rule, headings

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")}
_NUMERAL = "[一二三四五六七八九十]{1,3}"
# the five ranks of GB/T 9704 7.3.3
_RANKS = (re.compile(f"({_NUMERAL})、"), re.compile(f"[（(]({_NUMERAL})[）)]"), re.compile("([0-9]{1,2})[.．、](?![0-9])"),
          re.compile("[（(]([0-9]{1,2})[）)]"))
_MONTH_DAY = re.compile("(?:([12][0-9]{3})年)?(?<![0-9])([0-9]{1,2})月([0-9]{1,2})日")


def number(numeral: str) -> int:
    """The value of 一 … 九十九 or of digits."""
    if numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def heading_numbers(article: Article) -> Iterator[Diagnostic]:
    """P005: 一、二、四、 among the headings of an article; each rank begins anew under the rank above."""
    counts = [0] * len(_RANKS)
    for heading, text in headings(article):
        matches = ((rank, match) for rank, pattern in enumerate(_RANKS) if (match := pattern.match(text)))
        rank, match = next(matches, (0, None))
        if match is None:
            continue
        now, wanted = number(match[1]), counts[rank] + 1
        if now != wanted and (now != 1 or counts[rank] == 1):
            yield diagnose("P005", heading.span, found=match[0], wanted=wanted, excerpt=text[:20])
        counts[rank:] = [now] + [0] * (len(_RANKS) - rank - 1)


def dates(passage: Passage) -> Iterator[Diagnostic]:
    """P006: a day that the calendar does not have."""
    for match in _MONTH_DAY.finditer(passage.text):
        year, month, day = int(match[1] or 2000), int(match[2]), int(match[3])
        if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
            yield passage.finding("P006", *match.span())


RULES: tuple[Rule, ...] = (dates,)
