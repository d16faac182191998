"""Printed rows that an extractor cut at their punctuation marks, put together again by the cheapest reading of the page.

Every row fills its measure, fills what an indent leaves of it, or ends a paragraph; a row that was cut at a mark was cut at every
one.  Which pieces make a row is found for all rows of a page together by dynamic programming, so that a doubtful joint is decided
by the rows around it.
"""
from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from convert.importer.characters import BULLET, BYLINE, HAN, LIST_ITEM, PAREN_DATE, credit, is_terminal, rank, width
from convert.importer.records import Line

_INSIDE, _BEGINS, _BELOW_HEAD = _STATES = range(3)     # what the next row is: of the same paragraph, of a new one, below a head
_HALVED = tuple("，。、；：！？”’）》")      # what `width` takes half of at the end of a line
OPENERS, MARKS = "“‘《（〔", "，、；：。！？”’）》〕…"
_INDENT, _PIECES = 2.0, 9   # em of a first line; pieces of a row at most
_NARROW, _BESIDE, _CHANGE = 3.2, 3, 2.0     # em that a column beside a picture is narrower; rows that tell; cost of a change
_SET_IN, _BOXED = 1.5, 2    # em that a box is narrower at least; rows that tell
_EXACT, _SLACK, _MOST = 0.2, 1.2, 3.2       # em: as wide as its room; short of it at most; over it at most, before it was squeezed
_NEAR, _FAR, _MISFIT = 0.8, 2.0, 4.0        # cost of an em off within the slack, beyond it; of any misfit of a piece by itself
_NEW, _ENDS, _JOINED = 0.2, 0.3, 0.2        # cost of a paragraph, of its last row, of a joint
_AT_END, _SENTENCE = 0.3, 0.5               # cost of a sentence that ends with the row and goes on below it, inside the row
_NOT_SQUEEZED, _SQUEEZED, _TIGHT = 0.6, 1.7, 1.0    # cost of a row cut elsewhere than in pairs though it fits; em it is over
_HEAD, _CLAUSE, _RESUMED = 1.2, 0.5, 1.0    # cost of a row of a head, of a comma at its end, of text that goes on below it
_ANNOUNCES = 0.5            # cost of a paragraph that ends with a colon, of a quotation that begins below it
_CRAMPED = 0.3              # share of the misfit of a row that the number below it had no room on
_WIDOW = 1.5                # cost of a single character on the last row of a paragraph
_UNCUT = 0.8                # cost of a mark inside a row that was cut at others
_NAMED = 1.0                # cost of words of a title among the pieces of a row
_BARE = 5.0                 # cost of a number that is a row by itself
_OWN = 8                    # lines as wide as each other that tell the measure of their page

_STOPS = "，、；：。！？"
_INNER = re.compile(f"[{_STOPS}](?=[^{_STOPS}”’）》])")
_ONE = re.compile(f"[{HAN}][”’》）]?[。！？]”?")
_FOLIO = re.compile(r"[-—–·\s]*\d{1,3}[-—–·\s]*$")
_NUMBER = re.compile(r"（(?:\d{1,2}|[一二三四五六七八九十]{1,3})）")        # of an item; inside a name, 小（2）型, below no end
_OPENING = re.compile(r"(?:[问答]|.{0,2}记者|主持人|[抄分主]\s*[送报])：|.*\d\s*日\s*印[发制]$")
_PAIR = re.compile("[，、；：。！？”’）》](?=[，、；：。！？”’）》“‘《（])|[“‘《（](?=[“‘《（])")
_BESIDE_DIGITS = re.compile(f"(?<=[{HAN}])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[{HAN}])")    # where a gap is set and was not written
_FIGURES, _UNSURE = re.compile("[0-9A-Za-z.%]+"), 0.3     # em that the width of one may be off
_UNBROKEN = re.compile(f"[0-9A-Za-z][0-9A-Za-z.%]+[，。、；：）》]?|[{HAN}][，。、；：？！”’）》]+")

_GAPS = re.compile(f"[{HAN}] [0-9A-Za-z]|[0-9A-Za-z] [{HAN}]")


def natural(text: str) -> float:
    """Width in em before its row was squeezed, with the gaps beside digits that were not written; of two marks one sets half."""
    body = text.strip()
    whole = width(body) + 0.5 * ((body[-1:] in _HALVED) + (body[:1] in OPENERS))
    return whole + 0.25 * len(_BESIDE_DIGITS.findall(body)) - 0.5 * len(_PAIR.findall(body))


def rejoined(lines: Sequence[Line], measure: float, titles: Collection[int], often: bool = True,
             known: bool = False) -> tuple[Line, ...]:
    """Pieces that together are a row as that row.  `measure`: of most pages, em, or of all where it is `known`; `titles`: keys of
    the lines that print a title; `often`: rows are cut at all marks, not only above opening ones."""
    out: list[Line] = []
    first = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and lines[end].page == lines[first].page:
            continue
        out += _Cut(lines[first:end], measure, titles, often, known).rows()
        first = end
    return tuple(out)


class _Step(NamedTuple):
    """The cheapest way to a place: its cost, where its last row begins, the place before."""

    cost: float
    start: int
    before: tuple[int, int]


class _Row(NamedTuple):
    """Pieces as a row, whatever is above it: what they cost, whether they are a bare number, their joints of two marks, their
    width, whether a paragraph may end with them, what it costs then that they announce a quotation, that they are one character."""

    fixed: float
    bare: bool
    paired: int
    width: float
    closed: bool
    announces: float
    widow: float


class _Cut:
    """The pieces of one page."""

    def __init__(self, lines: Sequence[Line], measure: float, titles: Collection[int], often: bool, known: bool):
        self.lines, self.titles, self.often = lines, frozenset(titles), often
        self.texts = [line.text for line in lines]
        self.widths = [natural(text) for text in self.texts]
        usual = Counter(int(w) for w in self.widths if w >= 12).most_common(1)
        self.measure = float(usual[0][0]) if usual and usual[0][1] >= _OWN and not known else measure
        self.ended = [is_terminal(text) and text.count("（") <= text.count("）") for text in self.texts]
        self.folio = [_FOLIO.match(line.text) is not None or line.role == "row" for line in lines]       # nothing of the text's
        gaps = sum(len(_GAPS.findall(text)) for text in self.texts)
        self.tight = [gaps > 0 and bool(_BESIDE_DIGITS.search(text)) for text in self.texts]      # gaps went: it was squeezed
        self.uncut = [len(_INNER.findall(text)) for text in self.texts]
        self.items = [bool(LIST_ITEM.match(text) or BULLET.match(text)) and not BYLINE.match(text) for text in self.texts]
        self.named = [line.key in self.titles for line in lines]
        self.joins = [False, *(self._may_join(i) for i in range(1, len(lines)))]
        self.measures = (self.measure, *self._narrower())
        unbroken = (_UNBROKEN.match(text) for text in self.texts)
        self.unbroken = [*(width(match[0]) if match else 0.0 for match in unbroken), 0.0]     # em that a piece cannot be cut within
        self._known: dict[tuple[int, int], _Row] = {}

    def _narrower(self) -> Iterator[float]:
        """Measures of text beside a picture, or in a box, where it is set in on both sides: rows tell which cannot have been cut;
        those only a little narrower tell in the middle of a paragraph, for a first line is as narrow."""
        joins = [*self.joins, False]
        whole = [i for i in range(1, len(self.lines)) if not (joins[i] or joins[i + 1] or self.named[i])]
        beside = Counter(int(self.widths[i] + 0.3) for i in whole if 8 <= self.widths[i] <= self.measure - _NARROW)
        boxed = Counter(int(self.widths[i] + 0.3) for i in whole if not self.ended[i - 1] and not self.ended[i]
                        and self.measure - _NARROW < self.widths[i] <= self.measure - _SET_IN)
        for counts, least in ((beside, _BESIDE), (boxed, _BOXED)):
            yield from (float(m) for m, count in counts.most_common(2) if count >= least)

    def _may_join(self, i: int) -> bool:
        """Whether the extractor may have cut above piece `i`: at a mark, with no blank line between."""
        before, line = self.lines[i - 1], self.lines[i]
        if line.gap + line.level + before.level:
            return False
        closed = i > 1 and self.ended[i - 2] and credit(before.text) is not None       # a credit stands in a row of its own
        signs = self.ended[i - 1] and credit(line.text) is not None and line.text[:1] in "（("
        parted = before.text.count("（") > before.text.count("）") and "）" in line.text       # （2031 年 | 6 月 1 日）
        cut = (self.often and before.text[-1:] in MARKS) or line.text[:1] in OPENERS or parted
        begins = self.ended[i - 1] and _OPENING.match(line.text) is not None
        whole = before.text.count("（") == before.text.count("）")
        dated = PAREN_DATE.match(before.text) and whole and not (i > 1 and self.texts[i - 2][-1:] == "》")
        alone = self.folio[i - 1] or self.folio[i] or BYLINE.match(line.text) or BULLET.match(line.text) or (
            rank(line.text) and (self.ended[i - 1] or not _NUMBER.fullmatch(line.text)))
        return cut and not (closed or signs or begins or dated or alone)

    def rows(self) -> list[Line]:
        """The rows of the cheapest reading; a place in it is what the next row is, and the index of the measure above it."""
        places = [(state, m) for state in _STATES for m in range(len(self.measures))]
        best: list[dict[tuple[int, int], _Step]] = [{place: _Step(_CHANGE * (place[1] > 0), 0, place) for place in places}]
        lowest = [[0 for _ in _STATES]]         # of every place and state, the measure that cost least
        for end in range(1, len(self.lines) + 1):
            following = {place: _Step(math.inf, 0, place) for place in places}
            for start in range(end - 1, max(-1, end - 1 - _PIECES), -1):
                if start < end - 1 and not self.joins[start + 1]:
                    break
                above = best[start]
                for state, m in places:
                    other = lowest[start][state]
                    same, changed = above[state, m].cost, above[state, other].cost + _CHANGE
                    if same == changed == math.inf:
                        continue
                    source, before = ((state, m), same) if same <= changed else ((state, other), changed)
                    for after, cost in self._costs(start, end, state, self.measures[m]):
                        if before + cost < following[after, m].cost:
                            following[after, m] = _Step(before + cost, start, source)
            best.append(following)
            lowest.append([_cheapest(following, state) for state in _STATES])
        return self._along(best)

    def _along(self, best: Sequence[Mapping[tuple[int, int], _Step]]) -> list[Line]:
        out: list[Line] = []
        end, place = len(self.lines), min(best[-1], key=lambda place: best[-1][place].cost)
        while end:
            _, start, before = best[end][place]
            begins = before[0] != _INSIDE and self._is_set_in(start, end, self.measures[place[1]])
            out.append(self.lines[start]._replace(text="".join(self.texts[start:end]), set_in=begins))
            end, place = start, before
        return out[::-1]

    def _paired(self, start: int, end: int) -> int:
        """Joints of the pieces from `start` to `end` where two marks meet, of which one sets half."""
        return sum(self.texts[i - 1][-1:] in MARKS and self.texts[i][:1] in OPENERS for i in range(start + 1, end))

    def _is_set_in(self, start: int, end: int, measure: float) -> bool:
        """Whether the pieces from `start` to `end` were squeezed into a row where they had room without an indent."""
        paired = self._paired(start, end)
        digits = len(_FIGURES.findall("".join(self.texts[start:end])))
        off = sum(self.widths[start:end]) - 0.5 * paired - measure
        return end - start - 1 > paired and -_SLACK <= off < _EXACT - _UNSURE * digits

    def _ends_item(self, end: int) -> bool:
        """Whether an item of a list ends above the piece at `end`, which is the next."""
        return end < len(self.texts) and self.items[end] and self.texts[end - 1][-1:] in "；;"

    def _row(self, start: int, end: int) -> _Row:
        """The pieces from `start` to `end` as a row."""
        if (start, end) not in self._known:
            joints = end - start - 1
            at_marks = any(self.texts[i - 1][-1:] in _STOPS and self.texts[i][:1] not in OPENERS for i in range(start + 1, end))
            uncut = sum(self.uncut[start:end]) * at_marks
            named = sum(self.named[start:end]) * (joints > 0)
            bare = not joints and _NUMBER.fullmatch(self.texts[start]) is not None
            fixed = _BARE * bare + _JOINED * joints + _NAMED * named + _UNCUT * uncut
            fixed += _SENTENCE * sum(self.ended[i] and self.texts[i][-1:] != "：" for i in range(start, end - 1))
            paired = self._paired(start, end)
            closed = self._ends_item(end) or self.ended[end - 1] or (
                joints > 0 and credit("".join(self.texts[start:end])) is not None)
            announces = self.texts[end - 1][-1:] == "：" and end < len(self.texts) and self.texts[end][:1] == "“"
            widow = not joints and _ONE.fullmatch(self.texts[start]) is not None
            self._known[start, end] = _Row(fixed, bare, paired, sum(self.widths[start:end]) - 0.5 * paired, closed,
                                           _ANNOUNCES * announces, _WIDOW * widow)
        return self._known[start, end]

    def _costs(self, start: int, end: int, state: int, measure: float) -> Iterator[tuple[int, float]]:
        """(state below, cost) of the pieces from `start` to `end` as a row of `measure` em."""
        if self.folio[start]:
            if end == start + 1:
                yield state, 0.0
            return
        joints = end - start - 1
        begins = state != _INSIDE
        row = self._row(start, end)
        off = row.width - measure + _INDENT * begins
        if begins and self.items[start] and off > _EXACT:
            off = min(off, off - _INDENT, key=abs)          # its number may hang in the indent
        if joints and off > _MOST:
            return
        own = row.fixed + _NEW * begins
        own += _NOT_SQUEEZED * (off < _EXACT and (joints > row.paired or self.tight[start])) + _TIGHT * max(0.0, off - _SQUEEZED)
        if not joints or off >= -_SLACK:
            misfit = 0.0 if joints else _NEAR * max(0.0, min(abs(off), _SLACK) - _EXACT) + _FAR * max(0.0, abs(off) - _SLACK)
            misfit *= _CRAMPED if 0 < -off < self.unbroken[end] else 1.0
            yield _INSIDE, own + min(_MISFIT, misfit) + _AT_END * self.ended[end - 1]
        if row.closed and off <= _MOST:
            yield _BEGINS, own + _ENDS + row.announces + row.widow
        if not joints and begins:
            cost = 0.0 if self.named[start] else _BARE * row.bare + _HEAD + _CLAUSE * (self.texts[start][-1:] in "，、；。：")
            yield _BELOW_HEAD, cost
            yield _INSIDE, cost + _RESUMED


def _cheapest(steps: Mapping[tuple[int, int], _Step], state: int) -> int:
    """The measure in which `state` is reached at the least cost, the first of equal ones."""
    return min((m for own, m in steps if own == state), key=lambda m: steps[state, m].cost)
