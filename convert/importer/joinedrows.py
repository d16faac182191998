"""Text whose lines are the printed rows of a page, one space where its two columns meet -> lines in reading order.

What such an extractor leaves: a row with text in both columns is one line, the gutter a single space as any other gap; a row with
text in one of them does not tell in which.  So every row is cut and dealt to the left column, the right one, or across both, by the
cheapest way of the whole page: within a column every line has to go on with the one above it, by its width, its marks and the words
that a line's end cuts.
"""
from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.importer.centredcells import uncentred
from convert.importer.characters import LEADERS, NOTE_MARK, skeleton, width
from convert.importer.folios import folio_of, paged
from convert.importer.linecosts import squeeze
from convert.importer.matching import Joints
from convert.importer.records import Line
from convert.importer.repair import repair_line
from convert.importer.rowwords import GAP, INDENT, NEVER, OVER, SHORT, Links, Numbers, Words, counted, follows, words_of
from convert.importer.wordjoints import WordJoints

_MEASURES = range(10, 36)   # em that a column may be wide
_EVEN = 0.6                 # em within which both halves of a row are full
_TWICE = 1.6                # measures of a row of two columns
_UPPER = 0.65               # of the widths of lines, which a mark at the end makes narrower, that stands for the measure
_PROVEN, _USUAL, _ON_PAGE = 8, 0.2, 3           # such rows of a text at least; share of its wide rows; such rows of a page
_BEAM, _BEHIND = 32, 8.0   # ways of dealing that are followed at most; cost that one may be behind the best
_LONGEST, _GAPS = 160, 24    # characters of a row, gaps in one, among which the gutter is looked for
_LEADER = re.compile(f"[{LEADERS}_]{{5}}")
_ENTRY = re.compile(r"\S (\d{1,3})$")    # of the contents, with its page
_LISTS, _ENTRIES = 5, 0.25  # such rows on a page of the contents at least; share of its rows
_WORDLESS = re.compile(r"[^\w■□]{3,}")           # dots below words, a rule
_LABEL = re.compile(r"(?:^|[ \u3000])(?:(?:\d{1,2}|[a-h]|[ivx]{1,4})[.．)]|\d{1,2}:\d\d|[–▪•■●◆□①-⑳])$")          # of an item
_NOTE_TYPE, _IN_NOTE, _BELOW_NOTE = 1.25, 0.3, 2.0      # characters of a footnote to one of the text, at most; cost of a line of
                            # one; of a line below its end
_ACROSS, _AT_TOP = 3.0, 1.5 # of a line across both columns; at the head of a page
_NEW_HEAD = 1.5             # of a head across below text across
_TEXT, _MORE_TEXT, _UNENDED = 2.0, 0.7, 2.0             # of words across that are no head's; of more; below what does not end
_LISTED, _BYLINE = 2.0, 3.0 # of words of the contents; of a byline across below no head across
_EVENLY, _PARTED, _ROW = 5.0, 2.0, 0.5  # of one that two full lines of the columns may be; two lines; of one that may be a row of
                            # a table below another
_GAP, _CELL_GAP = 4.0, 0.5  # of a gap inside a line of a column; inside a row of a table
_PICTURE = 0.5              # of the words of a picture
_LARGE, _TOO_LARGE, _MOST_LARGE = 0.7, 1.5, 4.0         # share of the measure that a title in a column, of larger type, has at
                            # most; cost of every em more; at most
_HEAD_LAST = 1.5            # of a head at the foot of the left column
_CUT_BYLINE = 3.0           # of a byline whose names would be in the other column
_TIGHT = 0.8                # of a head in the very next row below text, no white between
_WHOLE, _WIDE_TITLE = 3.5, 2.5          # of a row of the contents that is cut; of one as wide as a column in it
_RIGHT_FIRST, _RIGHT_ON = 1.5, 0.3      # of a right column that begins above the left one; of another row of it there
_NO_LEFT = 4.0              # of a section without a left column
_AT_BEGIN = 0.5            # share of it above the right column
_HOLE, _HOLES = 0.8, 3.0    # of a row that stays empty in a column; of many
_TITLE_ROWS, _HEAD_ROWS, _TEXT_ROWS = (2.0, 4.0), (0.5, 2.5), (1.0, 1.0)        # rows that a line takes, at least and at most


class Cut(NamedTuple):
    """One way to cut a row: indices of its words in the left column, in the right one, across both; -1 for none."""

    left: int = -1
    right: int = -1
    across: int = -1


class _Column(NamedTuple):
    """The last words of text in a column; whether they begin a paragraph; the last line of a footnote below; the last numbers."""

    last: int = -1
    first: bool = False
    note: int = -1
    numbers: Numbers = ()


class _State(NamedTuple):
    """The two columns, the first words of the right one, the last ones across or of the section above."""

    left: _Column = _Column()
    right: _Column = _Column()
    top: int = -1
    top_first: bool = False
    head: int = -1
    across: bool = False
    lead: tuple[float, float] = (0.0, 0.0)          # rows that the right column is deeper than the left one since they met


class _Path(NamedTuple):
    cut: Cut
    above: _Path | None


_Beam = dict[_State, tuple[float, _Path | None]]


def dealt(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` column by column where they are rows that run over two columns; else as they are."""
    measure = 0.0 if any(line.level or line.tabs or line.indent >= 0 for line in lines) else _measure(lines)
    if not measure:
        return tuple(lines)
    pages: dict[int, list[Line]] = {}
    for line in paged(lines):
        pages.setdefault(line.page, []).append(line)
    parted = {page for page, rows in pages.items() if _is_parted([row.text for row in rows], measure)}
    joints = WordJoints(Joints(repair_line(piece) for page, rows in pages.items() for row in rows
                               for piece in (row.text.split(" ") if page in parted else [row.text])))
    listed = "".join(skeleton(row.text) for page in sorted(pages) if page not in parted for row in pages[page])
    links = Links(joints, listed, measure)
    out: list[Line] = []
    for page in sorted(pages):
        out += _dealt_page(pages[page], links, out[-1:]) if page in parted else pages[page]
    return tuple(out)


def _measure(lines: Sequence[Line]) -> float:
    """The em of a column that most rows of two full lines tell; 0 where the lines are no such rows."""
    gapped = [line.text for line in lines if not line.gap and _halves(line.text)]
    counts = Counter(m for text in gapped for m in _MEASURES if _is_even(text, m))
    near, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    wide = sum(width(line.text) >= _TWICE * near for line in lines)
    if count < max(_PROVEN, _USUAL * wide):
        return 0.0
    halves = sorted(half for text in gapped for cut in _halves(text) if max(abs(wide - near) for wide in cut) <= 2 * _EVEN
                    for half in cut)
    return halves[int(_UPPER * len(halves))] if halves else float(near)


@functools.lru_cache(maxsize=1 << 14)
def _halves(text: str) -> tuple[tuple[float, float], ...]:
    """The widths of both halves of a row at every gap between words."""
    if " " not in text or len(text) > _LONGEST:
        return ()
    return tuple((width(text[:m.start()]), width(text[m.end():])) for m in GAP.finditer(text))


def _is_even(text: str, measure: float) -> bool:
    """Whether `text` is two full lines of `measure` em, or first ones, set in."""
    return any(all(min(abs(wide - measure), abs(wide + INDENT - measure)) <= _EVEN for wide in cut) for cut in _halves(text))


def _is_parted(rows: Sequence[str], measure: float) -> bool:
    """Whether rows of a page have a full line in one column and words in the other, and it is none of the contents."""
    found = sum(any(max(cut) <= measure + SHORT and any(min(abs(wide - measure), abs(wide + INDENT - measure)) <= 2 * _EVEN
                                                        for wide in cut) for cut in _halves(row)) for row in rows)
    return found >= _ON_PAGE > sum(_LEADER.search(row) is not None for row in rows) and not _is_contents(rows)


def _is_contents(rows: Sequence[str]) -> bool:
    """Whether many rows end with the number of a page, which goes up from row to row."""
    pages = [int(entry[1]) for entry in map(_ENTRY.search, rows) if entry]
    return len(pages) >= max(_LISTS, _ENTRIES * len(rows)) and pages == sorted(pages)


def _dealt_page(rows: Sequence[Line], links: Links, before: Sequence[Line]) -> list[Line]:
    """The lines of a page, the running head first, the folio last; `before`: the last line of the page before."""
    head = rows[:1] if folio_of(rows[0]) else []
    foot = rows[-1:] if len(rows) > 1 and folio_of(rows[-1]) else []
    inner = rows[len(head):len(rows) - len(foot)]
    wordless, worded = ([row for row in inner if (_WORDLESS.fullmatch(row.text) is None) == told] for told in (False, True))
    return [*head, *wordless, *Deal(worded, links, before).order(), *foot]


class Deal:
    """The cheapest way to deal the rows of a page to its two columns."""

    def __init__(self, rows: Sequence[Line], links: Links, before: Sequence[Line]):
        self.links, self.measure, self.before = links, links.measure, before
        self.words: list[Words] = []
        self.lines: list[Line] = []
        self._sides: dict[int, float] = {}
        self._below: dict[tuple[int, bool, int], list[tuple[float, bool]]] = {}
        for line in before:
            self._add(line, line.text, 0)
        self.cuts = [list(self._ways(row)) for row in rows]

    def _add(self, line: Line, text: str, part: int) -> int:
        self.words.append(words_of(text, self.links.listed, self.measure))
        self.lines.append(line._replace(text=text, part=line.part + part))
        return len(self.words) - 1

    def _ways(self, row: Line) -> Iterator[Cut]:
        """The ways to deal one row, across both columns first; two full lines of the columns are nothing else."""
        whole = self._add(row, row.text, 0)
        noted = self.measure * _NOTE_TYPE
        gaps = list(re.finditer(" ", row.text)) if len(row.text) <= _LONGEST and row.text.count(" ") <= _GAPS else []
        halves = [(row.text[:gap.start()], row.text[gap.end():]) for gap in gaps]
        yield Cut(across=whole)
        for left, right in halves:
            if not _LABEL.search(left) and max(width(text) - squeeze(text) for text in (left, right)) <= noted:
                yield Cut(self._add(row, left, 0), self._add(row, right, 1))
        if self.words[whole].least <= noted:
            yield Cut(left=whole)
            yield Cut(right=whole)

    def order(self) -> list[Line]:
        """The lines in reading order."""
        beam: _Beam = {_State(head=0 if self.before else -1): (0.0, None)}
        for across, *cuts in self.cuts:
            likely = self.words[across.across].small or not any(cut.left >= 0 and cut.right >= 0 for cut in cuts) or (
                self._as_two(across.across, False) < _EVENLY)
            following = self._following(beam, [across, *cuts] if likely else cuts) or self._following(beam, [across])
            least = min(cost for cost, _ in following.values())
            near = [item for item in following.items() if item[1][0] <= least + _BEHIND]
            beam = dict(sorted(near, key=lambda item: (item[1][0], item[0]))[:_BEAM])
        ended = ((cost + self._closing(state), state, path) for state, (cost, path) in beam.items())
        return self._laid(min(ended, key=lambda item: item[:2])[2])

    def _following(self, beam: _Beam, cuts: Sequence[Cut]) -> _Beam:
        """The ways of dealing with one more row."""
        following: _Beam = {}
        for state, (cost, path) in beam.items():
            for cut in cuts:
                for now, more in self._step(state, cut):
                    if now not in following or cost + more < following[now][0]:
                        following[now] = (cost + more, _Path(cut, path))
        return following

    def _laid(self, path: _Path | None) -> list[Line]:
        """The lines of the sections of a page, the left column of each first."""
        cuts = [Cut()]
        while path is not None:
            cuts.append(path.cut)
            path = path.above
        out: list[Line] = []
        left: list[Line] = []
        right: list[Line] = []
        for cut in cuts[::-1]:
            left += [self.lines[cut.left]] if cut.left >= 0 else []
            right += [self.lines[cut.right]] if cut.right >= 0 else []
            if cut.left < 0 and cut.right < 0:
                out += [*left, *right, *([self.lines[cut.across]] if cut.across >= 0 else [])]
                left, right = [], []
        return uncentred(out)

    def _step(self, state: _State, cut: Cut) -> Iterator[tuple[_State, float]]:
        """(the state below a row that is dealt so, what that costs)."""
        if cut.across >= 0 and self.words[cut.across].aside:
            last = state.right.last if state.right.last >= 0 else state.left.last
            yield _State(head=last if last >= 0 else state.head), self._closing(state) + _PICTURE + self._as_two(cut.across, False)
            return
        if cut.across >= 0:
            yield _State(head=cut.across, across=True), self._closing(state) + self._across(state, cut.across)
            return
        fixed = _WHOLE * (min(cut.left, cut.right) >= 0 and self._is_listed(cut))
        fixed += _CUT_BYLINE * (min(cut.left, cut.right) >= 0 and self.words[cut.left].byline and self.words[cut.right].head)
        if cut.right >= 0 and cut.left < 0 and state.left.last < 0:
            fixed += _RIGHT_FIRST if state.top < 0 else _RIGHT_ON
        met = min(cut.left, cut.right) >= 0
        level = met or (cut.right >= 0 and state.top < 0)           # both columns are as deep here
        fixed += (1.0 if met else _AT_BEGIN) * self._hole(state.lead) * level
        lead = (0.0, 0.0) if met else self._deeper((0.0, 0.0) if level else state.lead, cut)
        for left, cost in self._onto(state.left, cut.left, state):
            for right, more in self._onto(state.right, cut.right, None):
                begun = state.top < 0 <= right.last
                yield state._replace(left=left, right=right, top=right.last if begun else state.top, lead=lead,
                                     top_first=right.first if begun else state.top_first), fixed + cost + more

    def _onto(self, column: _Column, own: int, state: _State | None) -> Iterator[tuple[_Column, float]]:
        """(a column with words at its foot, what that costs); `state`: where the left column begins."""
        if own < 0:
            yield column, 0.0
            return
        words = self.words[own]
        if words.aside:
            yield column, _PICTURE
            return
        if column.note >= 0 or NOTE_MARK.match(words.text):
            if words.least <= self.measure * _NOTE_TYPE:
                ended = column.note >= 0 and self.words[column.note].ends and not NOTE_MARK.match(words.text)
                yield column._replace(note=own), _IN_NOTE + _GAP * words.gaps + _BELOW_NOTE * ended
            return
        if words.least > (self.measure * _NOTE_TYPE if words.small else self.measure + OVER):
            return
        fixed = self._placed(column, own) + follows(column.numbers, words.number)
        numbers = counted(column.numbers, words.number)
        if column.last >= 0:
            ways = self._ways_below(column.last, column.first, own)
        elif state is None or state.head < 0:
            ways = [(0.0, False), (0.0, True)][:1 if words.head else 2]
        else:
            ways = self._ways_begun(state, own)
        for cost, first in ways:
            yield _Column(own, first, -1, numbers), fixed + cost

    def _ways_below(self, above: int, first: bool, own: int) -> list[tuple[float, bool]]:
        key = (above, first, own)
        if key not in self._below:
            self._below[key] = list(self.links.below(self.words[above], first, self.words[own]))
        return self._below[key]

    def _ways_begun(self, state: _State, own: int) -> list[tuple[float, bool]]:
        """The ways to take words as the first of the left column, below words across both or a section that ended."""
        words = self.words[own]
        if not state.across or words.credit:
            return self._ways_below(state.head, False, own)
        return [(self.links.below_head(self.words[state.head], words) + 0.5 * words.head, not words.head)]

    def _placed(self, column: _Column, own: int) -> float:
        """What it costs that words stand in a column, whatever is above them."""
        words = self.words[own]
        last = self.words[column.last] if column.last >= 0 else None
        cell = words.small or (words.head and last is not None and (last.small or (last.head and last.gaps > 0)))
        cost = (_CELL_GAP if cell else _GAP) * words.gaps
        if words.known and not words.title:
            return cost + _WIDE_TITLE * (words.text.count("“") == words.text.count("”"))
        if words.title:
            cost += min(_MOST_LARGE, _TOO_LARGE * max(0.0, words.wide - _LARGE * self.measure))
            cost += _WHOLE * bool(GAP.search(self.lines[own].text))
        if last is not None and words.head and not words.begins and not last.head:
            cost += _TIGHT * (self.lines[own].number == self.lines[column.last].number + 1)
        return cost

    def _is_listed(self, cut: Cut) -> bool:
        """Whether both halves of a row are one title of the contents."""
        return self.words[cut.left].key + self.words[cut.right].key in self.links.listed

    def _deeper(self, lead: tuple[float, float], cut: Cut) -> tuple[float, float]:
        """How much deeper the right column is below a row of one column."""
        words = self.words[max(cut.left, cut.right)]
        low, high = _TITLE_ROWS if words.title else _HEAD_ROWS if words.head else _TEXT_ROWS
        return (lead[0] + low, lead[1] + high) if cut.left < 0 else (lead[0] - high, lead[1] - low)

    @staticmethod
    def _hole(lead: tuple[float, float]) -> float:
        """What it costs that one column goes so far beyond the other where they meet."""
        return min(_HOLES, _HOLE * max(0.0, lead[0] - 0.5, -lead[1] - 0.5))

    def _across(self, state: _State, own: int) -> float:
        """What it costs that words span the page."""
        words = self.words[own]
        cost = 0.0
        if state.left.last >= 0:
            last = state.right.last if state.right.last >= 0 else state.left.last
            cost = _ACROSS + _UNENDED * (not self.words[last].ends)
        elif state.head >= 0:
            above = self.words[state.head]
            below = (self.links.stacked(above, words) if above.head else _NEW_HEAD) if words.head else 0.0
            cost = below if state.across else _AT_TOP
        cost += _BYLINE if words.byline and not state.across else -_LISTED * words.known - words.byline
        if words.least <= self.measure + OVER:
            text = _MORE_TEXT if state.across and words.wide < self.measure - INDENT - SHORT else _TEXT
            return cost + text * (not words.head) + _ACROSS * words.credit
        return cost + self._as_two(own, state.across)

    def _as_two(self, own: int, below: bool) -> float:
        """How much tells that words are of two columns: a gap in them where both halves have room; `below`: words across."""
        words, text = self.words[own], self.lines[own].text
        if words.known or words.text.startswith("——"):
            return 0.0
        if own not in self._sides:
            self._sides[own] = self._widest_half(words, text)
        widest = self._sides[own]
        if (below and words.small) or (words.byline and self.measure - widest > SHORT + INDENT):
            return _ROW * (widest > 0)
        return _EVENLY if self.measure - widest <= SHORT + INDENT or words.gaps > 1 else _PARTED * (widest > 0)

    def _widest_half(self, words: Words, text: str) -> float:
        """The em of the widest half of words at a gap where both halves have room; of a byline only the right one tells."""
        text = text.rpartition(" ")[0] if words.aside else text         # without who took the picture
        if len(text) > _LONGEST:
            return 0.0
        cuts = ((width(text[:m.start()]), width(text[m.end():])) for m in re.finditer(" ", text))
        return max((max(cut[words.byline:]) for cut in cuts if max(cut) <= self.measure + SHORT), default=0.0)

    def _closing(self, state: _State) -> float:
        """What it costs that a section ends: its right column goes on with its left one."""
        if state.left.last < 0 or state.top < 0:
            return _NO_LEFT * (state.right.last >= 0)
        ways = self._ways_below(state.left.last, state.left.first, state.top)
        last = self.words[state.left.last]
        cost = min((cost for cost, first in ways if first == state.top_first), default=2 * NEVER)
        return cost + _HEAD_LAST * (last.head and not last.small)
