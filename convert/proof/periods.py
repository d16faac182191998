"""Days, years and hours: weekdays that agree, clocks that exist, periods that run forward, years that may be meant."""
from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.proof.text import Passage, Rule

_TO = "(?:[—–－～~-]+|至|到)"
_WEEKDAY = re.compile("([12][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})日[（(，]?(?:星期|周|礼拜)([一二三四五六日天])")
_CLOCK = re.compile("(?:(?<=上午)|(?<=下午)|(?<=凌晨)|(?<=晚上)|(?<=中午)|(?<=次日)|(?<![0-9]))([0-9]{1,2})时([0-9]{1,2})分(?!之)")
_HOUR = re.compile("(?<![0-9.每])(2[5-9]|[3-9][0-9])时(?=至|到|次日|许)|(?<=[至到])(2[5-9]|[3-9][0-9])时(?!间|段|期)")
_COLON = re.compile("(?<![0-9:.])([0-9]{1,2}):([0-9]{2})(?![0-9:.])")
_AT = re.compile("(?:[到至在于从自晨午晚夜、]|\\A)$")          # what stands before a time of day written 4:50
_YEARS = re.compile("(?<![0-9])([12][0-9]{3})年?(?:[—–－～~-]|至|到)([12][0-9]{3})(?=年)")
_DAYS = re.compile(f"(?<![0-9])(?:([12][0-9]{{3}})年)?([0-9]{{1,2}})月([0-9]{{1,2}})日?{_TO}(?:([0-9]{{1,2}})月)?([0-9]{{1,2}})日")
_MONTHS = re.compile(f"(?<![0-9])([12][0-9]{{3}})年([0-9]{{1,2}})月{_TO}(?:([12][0-9]{{3}})年)?([0-9]{{1,2}})月(?![0-9]{{1,2}}日)")
_ODD_YEAR = re.compile("(?<![0-9A-Za-z.〔])(?:2[1-9][0-9]{2}|[12][0-9]{4})年(?!前|后|历史)|(?<![0-9])[0-9]{3}年(?=[0-9]{1,2}月)")
_YEAR = re.compile("(?<![0-9])(2[0-9]{3})年(以来|至今)?")
_AHEAD, _GOALS = 12, frozenset(("2035", "2040", "2045", "2049", "2050", "2060"))      # years, and years that plans name
_AUTUMN, _SPRING = 9, 5     # a period from September on may end in the spring without a word about the year


def weekday(passage: Passage) -> Iterator[Diagnostic]:
    """P030: the day of the week is another one."""
    for match in _WEEKDAY.finditer(passage.text) if "日" in passage.text else ():
        try:
            day = datetime.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue            # P006 speaks of it
        right = "一二三四五六日"[day.weekday()]
        if match[4].replace("天", "日") != right:
            yield passage.finding("P030", *match.span(), right=right)


def clock(passage: Passage) -> Iterator[Diagnostic]:
    """P031: an hour after 24 or a minute after 59.  With a colon it is a time only where a time stands, for scores have one too."""
    if "时" in passage.text:
        yield from (passage.finding("P031", *m.span()) for m in _CLOCK.finditer(passage.text) if int(m[1]) > 24 or int(m[2]) > 59)
        yield from (passage.finding("P031", *m.span()) for m in _HOUR.finditer(passage.text))
    if ":" in passage.text:
        times = list(_COLON.finditer(passage.text))
        right = [m for m in times if int(m[1]) <= 24 and int(m[2]) <= 59]
        for match in times:
            at = _AT.search(passage.text[:match.start()]) and int(match[1]) <= 24
            if match not in right and (at or (right and int(match[1]) < 60)):
                yield passage.finding("P031", *match.span())


def backwards(passage: Passage) -> Iterator[Diagnostic]:
    """P032: from a later year, month or day to an earlier one."""
    if "年" in passage.text:
        yield from (passage.finding("P032", *m.span()) for m in _YEARS.finditer(passage.text) if int(m[1]) > int(m[2]))
        for match in _MONTHS.finditer(passage.text):
            begin, end = (int(match[1]), int(match[2])), (int(match[3] or match[1]), int(match[4]))
            if end < begin and (match[3] or not _winter(match[2], match[4])):
                yield passage.finding("P032", *match.span())
    for match in _DAYS.finditer(passage.text) if "日" in passage.text else ():
        month, last = int(match[2]), int(match[4] or match[2])
        if (last, int(match[5])) < (month, int(match[3])) and not _winter(match[2], match[4] or match[2]):
            yield passage.finding("P032", *match.span())


def _winter(first: str, last: str) -> bool:
    return int(first) >= _AUTUMN and int(last) <= _SPRING


def odd_years(passage: Passage) -> Iterator[Diagnostic]:
    """P102: 2205年, 20255年, 225年7月."""
    for match in _ODD_YEAR.finditer(passage.text) if "年" in passage.text else ():
        yield passage.finding("P102", *match.span())


def years_to_come(passages: tuple[Passage, ...], year: str) -> Iterator[Diagnostic]:
    """P102: 2042年以来 in an issue of 2025."""
    for passage in passages if year.isdigit() else ():
        for match in _YEAR.finditer(passage.text):
            ahead = int(match[1]) - int(year)
            if (ahead > 0 and match[2]) or (ahead > _AHEAD and match[1] not in _GOALS):
                yield passage.finding("P102", *match.span())


RULES: tuple[Rule, ...] = (weekday, clock, backwards, odd_years)
