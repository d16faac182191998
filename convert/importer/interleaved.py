"""Two columns that an extractor wrote row by row -> each column whole.

An extractor that goes down the page by height writes a line of the left column, the one beside it in the right column, the next of
the left …, or small blocks of them.  Blocks are dealt to the two columns so that every line goes on with the one above it: by the
widths of first, full and last lines, and by whether the characters at the joint stand together elsewhere in the text.  What spans
the page, a title, closes both columns above it.
"""
from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from convert.importer.characters import BYLINE, PAREN_DATE, credit, is_terminal, plain, rank, width
from convert.importer.matching import Joints
from convert.importer.pieces import BELOW, GAP_WIDTH, gathered, is_open, rejoined
from convert.importer.reading import usual_width
from convert.importer.records import Line
from convert.importer.repair import repair_line
from convert.importer.rowwise import LEAST, PROVEN, by_rows
from convert.importer.wordjoints import WordJoints

_LEAST = 8                 # units of a page from which it is looked at
_WINDOW = 9                 # units that may stand between two neighbours of one column
_FULL, _FIRST = 1.2, 3.2    # em: short of the measure at most, a full line and the first line of a paragraph
_OUT_OF_TURN = 5.5          # what a unit costs that comes before the other column's turn is over
_SKIPPED = 6.0              # what it costs that a column has nothing beside a block of the other one
_FREE = 0.5                 # the same where a piece of a row, a credit or a title tells why
_BESIDE_HEAD = 2.0          # the same where a block is a numbered head, whose type and blanks are of any height
_CHANGED = 5.0              # what the joints must gain where two neighbours change places
_UNSURE = 99                # rows ahead below a head, whose type and blanks are of any height
_ALONE = 2                # what a title costs that opens a column and does not span the page
_MID_SENTENCE = 5.0        # what it costs that a title parts a sentence
_ONE_BLOCK, _PROVEN = 0.5, 0.5      # what a block holds together; a joint that is known
_BEAM = 40
_CHANCE = 5.0               # what the few units of a page gain by chance, so that one page at least must gain more
_CERTAIN = 25.0             # what one page gains that proves its extractor to write row by row
_TOUCHING = 0.2            # share of the lines that touch from which the blank ones tell where the column changes
_APART = 0.75               # share of the lines with a blank one above them from which lines that touch prove one column


class _Unit(NamedTuple):
    """Lines that belong together: a block between blank lines, or the part of one that is no title."""

    first: int
    end: int
    spans: bool             # may span the page
    known: bool             # prints words of the contents
    wide: bool = False      # as wide as a line of the column, so that it may be one

    @property
    def rows(self) -> int:
        return self.end - self.first


class _State(NamedTuple):
    """Where a section stands after a unit: last units of the two columns and the first of the right one, -1 for none."""

    left: int
    right: int
    top: int


class _Path(NamedTuple):
    """The units dealt so far, last first: L, R, or S for what spans the page."""

    side: str
    unit: int
    before: _Path | None


_FRESH = _State(-1, -1, -1)


def unzipped(lines: Sequence[Line], joints: Joints, titles: Collection[int] = ()) -> tuple[Line, ...]:
    """`lines` with the columns of every interleaved page one after the other; pages in order are left as they are.
    `titles`: numbers of lines that print a title."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    measure, apart = _measure(lines), _stand_apart(lines)
    blocks = apart and sum(not line.gap for line in lines) > _TOUCHING * len(lines)
    words = WordJoints(joints)
    out: list[Line] = []
    gain = 0.0
    for page in sorted(pages):
        laid = gathered(pages[page], measure, titles) if apart else pages[page]
        desk = _Page(laid, joints, frozenset(titles), _own_measure(pages[page], measure), apart)
        order, won = desk.order(out[-1] if out else None), desk.gain
        if blocks:
            least = PROVEN if gain > _CERTAIN else LEAST
            own, before = _own_measure(pages[page], measure), out[-1] if out else None
            order, won = by_rows(laid, words, frozenset(titles), own, before, least, order)
        out += pages[page] if order is None else (line._replace(gap=0) for line in order)
        gain = max(gain, won)
    return tuple(out) if gain > _CHANCE else tuple(lines)


def _stand_apart(lines: Sequence[Line]) -> bool:
    """Whether a blank line parts nearly every line from the next: two that touch then stand in one column."""
    return sum(line.gap > 0 for line in lines) > _APART * len(lines)


def _measure(lines: Sequence[Line]) -> float:
    counts: dict[int, int] = {}
    for line in lines:
        w = width(line.text)
        if w >= 9 and not is_terminal(line.text):
            counts[int(w + 0.3)] = counts.get(int(w + 0.3), 0) + 1
    return usual_width(counts)


def _own_measure(lines: Sequence[Line], common: float) -> float:
    """The measure of a page: `common`, or that of its own lines where none is as wide."""
    return common if any(width(line.text) >= common - _FULL for line in lines) else _measure(lines)


class _Page:
    def __init__(self, lines: Sequence[Line], joints: Joints, titles: frozenset[int], measure: float, apart: bool):
        self.lines = lines
        self.apart = apart
        self.gain = 0.0                     # of the order over the plain run of lines
        self.joints = joints
        self.measure = measure
        self.texts = [repair_line(line.text) for line in lines]
        self.widths = [width(line.text) for line in lines]
        self.reach = list(self.widths)      # of the row so far, where a line is the rest of the one above it
        self.credits = [credit(text) is not None for text in self.texts]
        self.ends = [is_terminal(text) or credited for text, credited in zip(self.texts, self.credits, strict=True)]
        self.cut = self._cut() if apart else frozenset()
        self.units = self._units(titles)
        self.known: dict[tuple[int, int], float] = {}
        self.links: dict[tuple[int, int], float] = {}

    def _units(self, titles: frozenset[int]) -> list[_Unit]:
        out: list[_Unit] = []
        first = 0
        for i in range(1, len(self.lines) + 1):
            if i < len(self.lines) and self._title(i, titles) == self._title(i - 1, titles) and (
                    i in self.cut or (not self.lines[i].gap and (self._title(i, titles) or not self._is_seam(i)))):
                continue
            known = self._title(first, titles)
            wide = self.apart and i - first == 1 and abs(self.widths[first] - self.measure) <= _FULL
            out.append(_Unit(first, i, known or all(self._may_span(k) for k in range(first, i)), known, wide))
            first = i
        return out

    def _cut(self) -> frozenset[int]:
        """Lines that are the rest of the row above them, cut before an opening mark or at a gap inside quotation marks."""
        out = set()
        for i in range(1, len(self.lines)):
            text = self.texts[i - 1]
            opened = is_open(text)
            tight = not self.lines[i].gap and self.texts[i][:1] in "“《（" and text[-1:] in BELOW and not (
                self.texts[i][:1] == "（" and self.ends[i - 1])
            total = self.reach[i - 1] + self.widths[i] + (0.0 if tight else GAP_WIDTH)
            if total <= self.measure + _FULL + tight and (tight or (opened and total >= self.measure - _FULL)):
                self.reach[i] = total
                out.add(i)
        return frozenset(out)

    def _fills(self, a: int, b: int) -> bool:
        """Whether lines `a` and `b` are a full row, a gap between them."""
        total = self.reach[a] + GAP_WIDTH + self.widths[b]
        return not self.ends[a] and self.measure - _FULL <= total <= self.measure + _FULL

    def _is_seam(self, i: int) -> bool:
        """Whether nothing proves that line `i` goes on with the one above it: lines of two columns may stand in one block."""
        if self.apart:
            return self.texts[i][:1] in "（(" or (self.credits[i - 1] and self.texts[i - 1][:1] in "（(")
        if self.texts[i][:1] in BELOW:
            return False
        return self.ends[i - 1] or self.joints.strength(self.texts[i - 1], self.texts[i]) < _PROVEN

    def _title(self, i: int, titles: frozenset[int]) -> bool:
        """A line of a title, or the byline, date or subtitle right below one."""
        if self.lines[i].key in titles:
            return True
        if i + 1 < len(self.lines) and self.lines[i].gap and not self.lines[i + 1].gap and self.lines[i + 1].key in titles:
            text = self.texts[i]                    # a first line that the contents words otherwise
            return self.widths[i] < self.measure - _FIRST and (self._may_span(i) or text.endswith("——"))
        below = i > 0 and not self.lines[i].gap and (BYLINE.match(self.texts[i]) or PAREN_DATE.match(plain(self.texts[i]))
                                                     or self.texts[i].startswith("——"))
        return bool(below) and self._title(i - 1, titles)

    def _may_span(self, i: int) -> bool:
        """Display type: no sentence, and not as wide as a line of the column."""
        text = self.texts[i]
        if is_terminal(text) or text[-1:] in "，、；" or "。" in text or (credit(text) is not None and not BYLINE.match(text)):
            return False
        return abs(self.widths[i] - self.measure) > 2.5 or BYLINE.match(text) is not None or text.startswith("——")

    def order(self, before: Line | None) -> list[Line] | None:
        """The lines column by column; None when the page reads better as it is."""
        if len(self.units) < _LEAST or self.measure < 9:
            return None
        plain = sum(self._goes_on(i, i + 1) for i in range(len(self.lines) - 1))
        score, spans = self._dealt(before)
        if score <= plain + (0.4 if self.apart else 0.8) * len(self.units):
            return None
        self.gain = score - plain
        out: list[Line] = []
        for left, right in spans:
            for index in (*self._mended(left), *self._mended(right)):
                unit = self.units[index]
                out += self.lines[unit.first:unit.end]
        named = {line.key for unit in self.units if unit.known for line in self.lines[unit.first:unit.end]}
        return rejoined(out, self.measure, named, self.apart)

    def _mended(self, column: list[int]) -> list[int]:
        """`column` with two neighbours changed that were written the wrong way round."""
        out = list(column)
        for i in range(len(out) - 3 if self.apart else 0):
            a, b, c, d = out[i:i + 4]
            last = self.units[b].end - 1
            gain = (self._link(a, c) + self._link(c, b) + self._link(b, d)
                    - self._link(a, b) - self._link(b, c) - self._link(c, d))
            if gain > _CHANGED and self.ends[last] and self.widths[last] < self.measure - _FIRST:
                out[i + 1:i + 3] = [c, b]
        return out

    def _dealt(self, before: Line | None) -> tuple[float, list[tuple[list[int], list[int]]]]:
        """(score, sections) of the best way to deal the units to columns; a section is (left, right), a title one of its own."""
        beam: dict[tuple[_State, int], tuple[float, _Path | None]] = {(_FRESH, 0): (0.0, None)}
        for index, unit in enumerate(self.units):
            following: dict[tuple[_State, int], tuple[float, _Path | None]] = {}
            inner = sum(self._goes_on(i, i + 1) for i in range(unit.first, unit.end - 1))
            for (state, ahead), (score, path) in beam.items():
                for side, gain, now, step in self._choices(state, ahead, index, unit, before):
                    old = following.get((now, step))
                    if old is None or old[0] < score + gain + inner:
                        following[now, step] = (score + gain + inner, _Path(side, index, path))
            best = sorted(following.items(), key=lambda item: (-item[1][0], item[0]))[:_BEAM]
            beam = dict(best)
        closed = [(score + self._closing(state), state, path) for (state, _), (score, path) in beam.items()]
        score, _, path = max(closed, key=lambda item: item[:2])
        return score, _sections(path)

    def _choices(self, state: _State, ahead: int, index: int, unit: _Unit,
                 before: Line | None) -> Iterator[tuple[str, float, _State, int]]:
        """(side, gain, state, rows that the left column is ahead) for every place of a unit: a row is written from left to right,
        so the left column is never behind; a blank row of one column lets the other one run on, once."""
        if unit.spans:
            yield "S", self._across(state, unit), _FRESH, 0
        if unit.known and max(self.widths[unit.first:unit.end]) > self.measure + 1:
            return
        yield "L", *self._in_left(state, ahead, index, before)
        if state.left >= 0:
            yield "R", *self._in_right(state, ahead, index)

    def _across(self, state: _State, unit: _Unit) -> float:
        """The gain of a unit that spans the page: what stands above it is whole."""
        last = state.right if state.right >= 0 else state.left
        broken = last >= 0 and not self.ends[self.units[last].end - 1] and not self.units[last].known
        return (1.5 if unit.known else -1.5) + self._closing(state) - _MID_SENTENCE * broken

    def _in_left(self, state: _State, ahead: int, index: int, before: Line | None) -> tuple[float, _State, int]:
        """(gain, state, rows ahead) of a unit in the left column."""
        unit = self.units[index]
        turn = self._turn(ahead, index, state.left, 0) if self.apart else 0.0 if ahead <= 0 or ahead == _UNSURE else _OUT_OF_TURN
        if state.left >= 0:
            link = self._link(state.left, index) if index - state.left <= _WINDOW else -4.0
        elif unit.known:
            link = -_ALONE
        else:
            link = self._opening(index, before) if index == 0 else self._below_title(index - 1, index, 0.2)
        if self.apart:
            return link - turn, _State(index, state.right, state.top), 1
        step = _UNSURE if unit.spans else (ahead if ahead <= 0 else 0) + unit.rows
        if self._is_rest(state.left, index):
            turn, step = 0.0, ahead
        turn, link = self._within_block(index, state.left, state.right, turn, link)
        return link - turn, _State(index, state.right, state.top), step

    def _in_right(self, state: _State, ahead: int, index: int) -> tuple[float, _State, int]:
        """(gain, state, rows ahead) of a unit in the right column."""
        unit = self.units[index]
        turn = self._turn(ahead, index, state.right, 1) if self.apart else 0.0 if ahead > 0 else _OUT_OF_TURN     # also if unsure
        link = 0.0 if state.right < 0 else self._link(state.right, index) if index - state.right <= _WINDOW else -4.0
        if self.apart:
            now = _State(state.left, index, state.top if state.right >= 0 else index)
            return link - turn, now, 0
        step = _UNSURE if unit.spans else 0 if ahead == _UNSURE else max(-9, (ahead if ahead > 0 else unit.rows) - unit.rows)
        if self._is_rest(state.right, index):
            turn, step = 0.0, ahead
        turn, link = self._within_block(index, state.right, state.left, turn, link)
        return link - turn, _State(state.left, index, state.top if state.right >= 0 else index), step

    def _turn(self, due: int, index: int, own: int, side: int) -> float:
        """What unit `index` costs in column `side` where the extractor goes from one column to the other with every block; `due`:
        whose turn it is; `own`: the last unit of that column."""
        unit = self.units[index]
        below = own in (index - 1, -1)
        if index and not self.lines[unit.first].gap and self.units[index - 1].known:
            return 0.0 if below else _OUT_OF_TURN
        rest = unit.first - 1 in self.cut and self.lines[unit.first - 1].gap > 0
        free = own == index - 1 and (
            rest or not self.lines[unit.first].gap or unit.known or self._fills(self.units[own].end - 1, unit.first))
        return 0.0 if due == side else _FREE if free else _BESIDE_HEAD if rank(self.texts[unit.first]) else _SKIPPED

    def _is_rest(self, a: int, b: int) -> bool:
        """Whether unit `b` is the rest of the line that unit `a` ends with: a gap in the line cut it."""
        if a < 0 or self.units[a].known or self.units[b].known or self.units[b].rows > 1:
            return False
        last, first = self.units[a].end - 1, self.units[b].first
        return not self.ends[last] and self.widths[last] < self.measure - _FIRST and self.widths[last] + self.widths[first] <= (
            self.measure + _FULL)

    def _within_block(self, index: int, own: int, other: int, turn: float, link: float) -> tuple[float, float]:
        """(cost of the turn, link) of a unit inside a block: it rather stays with the line above it, however many rows that is."""
        if not index or self.lines[self.units[index].first].gap:
            return turn, link
        return (0.0, link + _ONE_BLOCK) if own == index - 1 else (turn, link - _ONE_BLOCK) if other == index - 1 else (turn, link)

    def _below_title(self, a: int, b: int, usual: float) -> float:
        """How well unit `b` stands below unit `a` where that is a title: an article begins, and never in mid-sentence."""
        text = self.texts[self.units[b].first]
        if self.units[a].known and credit(text) is not None and text[:1] in "（(" and not PAREN_DATE.match(plain(text)):
            return -_MID_SENTENCE
        if self.units[b].spans:
            return usual
        first = self.units[b].first
        squeezed = 0.5 * min(2, len(re.findall("[，、。；：“”《》（）]", self.texts[first][:-1]))) if self.apart else 0.0
        return -_MID_SENTENCE if self.widths[first] - squeezed >= self.measure - _FULL else 1.0

    def _link(self, a: int, b: int) -> float:
        """How well unit `b` stands below unit `a` in one column."""
        if (a, b) not in self.links:
            self.links[a, b] = self._linked(a, b)
        return self.links[a, b]

    def _linked(self, a: int, b: int) -> float:
        named, titled = (self.units[i].known and not self.units[i].wide for i in (a, b))
        if named and not titled:
            return self._below_title(a, b, 0.0)
        if titled and not named and not self.ends[self.units[a].end - 1]:
            return -_MID_SENTENCE
        last = self.units[a].end - 1
        if self.apart and self.credits[last] and self.texts[last][:1] in "（(" and not self.units[b].spans:
            return -_MID_SENTENCE               # nothing but another article comes below a credit
        return self._goes_on(last, self.units[b].first)

    def _closing(self, state: _State) -> float:
        """What the joint between the foot of the left column and the top of the right one says."""
        return self._link(state.left, state.top) if state.left >= 0 and state.top >= 0 else 0.0

    def _opening(self, index: int, before: Line | None) -> float:
        if before is None or is_terminal(before.text):
            return 0.0
        return min(3.0, self.joints.strength(repair_line(before.text), self.texts[self.units[index].first]))

    def _goes_on(self, a: int, b: int) -> float:
        """How well line `b` stands below line `a`."""
        if (a, b) not in self.known:
            self.known[a, b] = self._judged(a, b)
        return self.known[a, b]

    def _judged(self, a: int, b: int) -> float:
        text, below = self.texts[a], self.texts[b]
        first = self.measure - _FIRST <= self.widths[b] < self.measure - _FULL
        reach = self.reach[a]
        full = reach >= self.measure - _FULL
        if below[:1] in "，。、；：！？”’）》":
            return -4.0
        if self.apart and self.credits[b] and below[:1] in "（(" and not PAREN_DATE.match(plain(below)):
            return -_MID_SENTENCE if self.credits[a] else 1.2 if self.ends[a] else -1.0
        runs_on = full or self.measure - _FIRST <= reach or text[-1:] in "，、；" or (self.apart and self._fills(a, b))
        if not self.ends[a] and runs_on:
            joint = self.joints.strength(text, below) if text[-1:] not in "，、；：。" else 0.6
            joint += self._quoted(text, below) if self.apart else 0.0
            return min(joint, 4.0) - (0.8 if joint < 0.3 else 0) - 0.5 * first - 1.0 * bool(rank(below))
        if self.ends[a] and not full:
            begins = first or self.widths[b] < self.measure - _FIRST or bool(rank(below))
            return 1.2 if begins else -1.5
        if self.ends[a]:
            return 0.3
        return 0.6 if first else -0.6 if self.widths[b] >= self.measure - _FULL else 0.0


    @staticmethod
    def _quoted(text: str, below: str) -> float:
        """What quotation marks say: one that `text` opens is closed below before another opens."""
        if text.count("“") <= text.count("”"):
            return 0.0
        mark = re.search("[“”]", below)
        return 0.0 if mark is None else 1.0 if mark[0] == "”" else -1.0


def _sections(path: _Path | None) -> list[tuple[list[int], list[int]]]:
    steps = []
    while path is not None:
        steps.append((path.side, path.unit))
        path = path.before
    out: list[tuple[list[int], list[int]]] = [([], [])]
    for side, index in reversed(steps):
        if side == "S":
            out += [([index], []), ([], [])]
        else:
            out[-1][side == "R"].append(index)
    return [section for section in out if section != ([], [])]
