"""Numbers that a tool wrote where they were drawn, before what stands left of them -> the line as it is printed.

Tools that follow the order of drawing put no space where the pen goes back to the left: a page number is followed by its row of
dots, the folio of a right-hand page by its running head.  Others write all dots and numbers in blocks of their own.
"""
from __future__ import annotations

import itertools
import re
from collections import Counter, deque
from collections.abc import Sequence

from convert.importer.characters import HAN, LEADERS
from convert.importer.folios import with_pages_apart
from convert.importer.records import COLUMNS, PARTS, Line

_BEFORE_DOTS = re.compile(rf"(?<!\d)(\d{{1,3}})([{LEADERS}_]{{3,}})$")
_BEFORE_HEAD = re.compile(r"(\d{1,3})(?=[^\d\s])(\D.*)$")
_MARKS = re.compile(rf"(?:(?<=[{HAN}])|(?<=  ))[•～﹏]{{3,}}(?=[{HAN}“《]|  |$)")      # below words, or waves
_GAP = re.compile(r"\S {2,}\S")
_DOTS = re.compile(f"(?:[{LEADERS}_] ?){{3,}}")
_NUMBER = re.compile(r"\d{1,3}")
_LEAST = 3                  # such lines that make it the way of the whole text


def as_printed(lines: Sequence[Line]) -> list[Line]:
    """`lines` as the pages have them: pages parted that were written one right behind the other, page numbers behind their
    entries."""
    return _with_pages_from_below(_with_pages_behind_dots(_without_marks(with_pages_apart(lines))))


def _without_marks(lines: Sequence[Line]) -> list[Line]:
    """`lines` that keep the layout of the page, the dots and waves drawn below or above their words on lines of their own."""
    out: list[Line] = []
    for line in lines:
        match = _MARKS.search(line.raw) if _GAP.search(line.raw) else None
        if match is None:
            out.append(line)
            continue
        raw = line.raw[:match.start()] + line.raw[match.end():]
        out.append(line._replace(text=match[0], raw=" " * match.start() + match[0], part=min(line.part + COLUMNS, PARTS - COLUMNS)))
        out.append(line._replace(text=raw.strip(), raw=raw, gap=0))
    return out


def _with_pages_behind_dots(lines: Sequence[Line]) -> list[Line]:
    """`lines` with the page numbers of the contents behind their rows of dots."""
    out = list(lines)
    dotted = [(at, match) for at, line in enumerate(lines) if (match := _BEFORE_DOTS.search(line.text)) and match.start()]
    for at, match in dotted if len(dotted) >= _LEAST else ():
        line = lines[at]
        text = f"{line.text[:match.start()].rstrip()} {match[2]} {match[1]}"
        out[at] = line._replace(text=text, raw=line.raw.removesuffix(line.text) + text)
    return out


def _with_pages_from_below(lines: Sequence[Line]) -> list[Line]:
    """`lines` with the page numbers of the contents, which stand in blocks below entries and their rows of dots, behind the
    entries."""
    out: list[Line] = []
    for _, own in itertools.groupby(lines, lambda line: line.page):
        page = list(own)
        told, gone = _told(page)
        out += [line._replace(text=f"{line.text}\t{told[at]}") if at in told else line
                for at, line in enumerate(page) if at not in gone]
    return out


def _told(page: Sequence[Line]) -> tuple[dict[int, int], set[int]]:
    """(index of an entry's last line -> the number of its page, indices of the dots and numbers); empty where the numbers do not
    go with the dots above them."""
    dotted = [_DOTS.fullmatch(line.text) is not None for line in page]
    runs = [len(list(run)) for lone, run in itertools.groupby(page, lambda line: _NUMBER.fullmatch(line.text) is not None) if lone]
    if sum(dotted) < _LEAST or max(runs, default=0) < _LEAST:
        return {}, set()
    told: dict[int, int] = {}
    gone = {at for at, dots in enumerate(dotted) if dots}
    foot = max(gone)
    waiting: deque[int] = deque()       # entries whose number has not come
    last = at = 0
    for dots, run in itertools.groupby(zip(dotted, page, strict=True), lambda pair: pair[0]):
        own = [line for _, line in run]
        if dots:                        # the dots of two entries may stand below both
            waiting.extend(range(max(0, at - len(own)), at))
        for k, line in enumerate(own if not dots and (waiting or at < foot) else ()):
            if _NUMBER.fullmatch(line.text) and (waiting or (told and at + k < foot)):
                if not waiting or int(line.text) < last:
                    return {}, set()
                last = told[waiting.popleft()] = int(line.text)
                gone.add(at + k)
        at += len(own)
    return ({}, set()) if waiting else (told, gone)


def with_folios_behind(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines`, whose pages are known, with the folios that touch a running head behind it."""
    out = list(lines)
    edges = [at for at, line in enumerate(lines)
             if not 0 < at < len(lines) - 1 or lines[at - 1].page != line.page or lines[at + 1].page != line.page]
    found = [(at, match) for at in edges if (match := _BEFORE_HEAD.match(lines[at].text))]
    offsets = Counter(int(match[1]) - lines[at].page for at, match in found)
    usual, count = max(offsets.items(), key=lambda item: item[1], default=(0, 0))
    for at, match in found if count >= _LEAST else ():
        if int(match[1]) - lines[at].page == usual:
            out[at] = lines[at]._replace(text=f"{match[2]} {match[1]}")
    return tuple(out)
