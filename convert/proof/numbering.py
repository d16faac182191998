"""Numbers that follow each other: headings, enumerations, figures; impossible dates."""
from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic, diagnose
from convert.model.nodes import Article, Heading, Paragraph, walk
from convert.model.numerals import digits, value_of
from convert.proof.text import Passage, Rule, article_passages, at_words, headings, of_inlines

_NUMERAL = "[一二三四五六七八九十]{1,3}"
# the five ranks of GB/T 9704 7.3.3
_RANKS = (re.compile(f"({_NUMERAL})、"), re.compile(f"[（(]({_NUMERAL})[）)]"), re.compile("([0-9]{1,2})[.．、](?![0-9])"),
          re.compile("[（(]([0-9]{1,2})[）)]"))
_HAN_DATE = re.compile("(?:([一二三四五六七八九][〇一二三四五六七八九]{3})年)?"
                       "(?<![〇一二三四五六七八九十])([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_STOP = "(?:(?<=[。；：，！？”])|^)"
# the first item, without which there is no enumeration, and what an item looks like
_ENUMERATIONS = tuple((first, re.compile(pattern)) for first, pattern in (
    ("一是", f"{_STOP}([一二三四五六七八九])是"), ("一要", f"{_STOP}([一二三四五六七八九])要"),
    ("第一，", f"{_STOP}第([一二三四五六七八九])，"), ("其一，", f"{_STOP}其([一二三四五六七八九])，"),
    ("（1）", f"{_STOP}（([0-9])）"), ("（一）", f"{_STOP}（([一二三四五六七八九])）"), ("①", f"([{_CIRCLED}])")))
_LEAD = re.compile("([一二三四五六七八九])([是要靠])|第([一二三四五六七八九])，")
_FIGURE = re.compile("[图表][0-9]{1,2}(?![0-9])")
_LONE_DAY = re.compile("(?:^|(?<=[。，；]))(?:3[2-9]|[4-9][0-9])日(?=[，上下凌晚])")
_MONTH_DAY = re.compile("(?:([12][0-9]{3})年)?(?<![0-9])([0-9]{1,2})月([0-9]{1,2})日")


def heading_numbers(article: Article) -> Iterator[Diagnostic]:
    """P005: 一、二、四、 among the headings of an article; each rank begins anew under the rank above."""
    counts = [0] * len(_RANKS)
    for heading, text in headings(article):
        matches = ((rank, match) for rank, pattern in enumerate(_RANKS) if (match := pattern.match(text)))
        rank, match = next(matches, (0, None))
        if match is None:
            continue
        now, wanted = value_of(match[1]), counts[rank] + 1
        if now != wanted and (now != 1 or counts[rank] == 1):
            yield at_words(diagnose("P005", heading.span, found=match[0], wanted=wanted, excerpt=text[:20]), text)
        counts[rank:] = [now] + [0] * (len(_RANKS) - rank - 1)


def dates(passage: Passage) -> Iterator[Diagnostic]:
    """P006: a day that the calendar does not have."""
    for match in _MONTH_DAY.finditer(passage.text) if "月" in passage.text else ():
        year, month, day = int(match[1] or 2000), int(match[2]), int(match[3])
        if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
            yield passage.finding("P006", *match.span())


def han_dates(passage: Passage) -> Iterator[Diagnostic]:
    """P006 for 二〇二五年二月三十日."""
    for match in _HAN_DATE.finditer(passage.text) if "月" in passage.text else ():
        year = int(digits(match[1])) if match[1] else 2000
        month, day = value_of(match[2]), value_of(match[3])
        if year and not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
            yield passage.finding("P006", *match.span())


def enumeration(passage: Passage) -> Iterator[Diagnostic]:
    """P046: 一是…三是, （1）…（3）, ①…③, 第一，…第三， inside one paragraph."""
    for first, pattern in _ENUMERATIONS:
        last = 0
        for match in pattern.finditer(passage.text) if first in passage.text else ():
            now = value_of(match[1]) if match[1] not in _CIRCLED else _CIRCLED.index(match[1]) + 1
            if last and now not in (last + 1, 1):
                yield passage.finding("P046", *match.span(), wanted=last + 1)
            last = now if last or now == 1 else 0


def leads(article: Article) -> Iterator[Diagnostic]:
    """P046: the same numbers at the beginning of paragraphs: 一要 … 三要."""
    last: dict[str, int] = {}
    for block in walk(article.blocks):
        if isinstance(block, Heading):
            last = {}
        if not isinstance(block, Paragraph) or not (passage := of_inlines(block.inlines, block)):
            continue
        if match := _LEAD.match(passage.text):
            kind = match[2] or "第"
            now, before = value_of(match[1] or match[3]), last.get(kind, 0)
            if before and now not in (before + 1, 1):
                yield passage.finding("P046", *match.span(), wanted=before + 1)
            last[kind] = now


def levels(article: Article) -> Iterator[Diagnostic]:
    """P047: one rank of numbers at two levels of headings in an article."""
    seen: dict[int, int] = {}
    for heading, text in headings(article):
        if isinstance(heading, Heading):
            rank = next((n for n, pattern in enumerate(_RANKS) if pattern.match(text)), None)
            if rank is not None and seen.setdefault(rank, heading.level) != heading.level:
                yield at_words(diagnose("P047", heading.span, excerpt=text[:20], level="#" * (seen[rank] + 1)), text)


def figures(article: Article) -> Iterator[Diagnostic]:
    """P048: a figure or table called by a number that no caption of the article bears."""
    texts = tuple(article_passages(article))
    numbered = {m[0] for p in texts if not isinstance(p.block, Paragraph) for m in [_FIGURE.match(p.text)] if m}
    for passage in texts:
        for match in _FIGURE.finditer(passage.text) if isinstance(passage.block, Paragraph) else ():
            if any(name[0] == match[0][0] for name in numbered) and match[0] not in numbered:
                yield passage.finding("P048", *match.span())


def lone_days(passage: Passage) -> Iterator[Diagnostic]:
    """P006 for a day without its month that no month has: 82日, the rest of 8月2日."""
    for match in _LONE_DAY.finditer(passage.text) if "日" in passage.text else ():
        yield passage.finding("P006", *match.span())


RULES: tuple[Rule, ...] = (lone_days, dates, han_dates, enumeration)
