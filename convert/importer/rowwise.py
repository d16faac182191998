"""A page of two columns that an extractor wrote by height, row by row -> each column whole.

What such an extractor does: where a line of the left column and one of the right share a height, the left one comes first; a line
that stands right below the one written before it, in the same column, follows it without a blank line, any other with one.  So a
page is dealt again line by line, to the left column, to the right one, or across both, by the cheapest way of the whole page: the
blank lines say whether the column changes, and within a column every line has to go on with the one above it, by its width, its
marks and the words that a line's end cuts.
"""
from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from convert.importer.captions import CREDIT, NUMBER
from convert.importer.characters import NOTE_MARK, credit, is_terminal, rank, skeleton, width
from convert.importer.pagerows import BOXED, END_MARKS, FIRST, FULL, NEVER, PARTED, RUN_IN, Page, Titles, Unit
from convert.importer.pieces import rejoined
from convert.importer.records import Line
from convert.importer.repair import GAP, repair_line
from convert.importer.wordjoints import WordJoints

_BEAM, _BEHIND = 12, 10.0   # ways of dealing that are followed at most; cost that one may be behind the best
_CROSSED, _AHEAD = 4.3, 5.5             # two lines that touch in different columns; where the second one stands right of the first
_ALONGSIDE = 0.5            # the same where the first stood right and nothing was beside it
_BEFORE_INDENT = 2.1        # em of a line beside which a first line, set in, goes past
_WHITE_ABOVE = 1.5          # the same where the second is a head, above which the column is white
_OUT_OF_TURN = 4.0          # a title that the contents has elsewhere among the others
_BESIDE = 1.5               # the same where both are titles
_FOREIGN = 3.0              # a credit below the name of another unit
_OWN_BLOCK = 0.8            # a blank line above a title, whose larger type begins a block of its own
_SIGNED = 0.3               # the same where the second is a credit, set at the right edge of its column
_RIGHT_FIRST = 4.0          # the right column begins higher than the left one
_PICTURE_LEFT = 1.0         # the same where a picture may stand at the head of the left one
_PICTURE_ROWS = (4, 15)     # units beside it at least and at most
_SKIPPED = 7.0              # a blank line between two lines of one column, nothing beside it
_FREE, _HEAD = 0.5, 1.2     # the same above a cell or the rest of a row; above a head or a credit
_CREDITED = 5.0             # above a credit
_ACROSS, _STILL_ACROSS = 4.0, 1.5       # a line that spans the page and is no title; another below it
_PICTURE_ACROSS = -1.0       # a picture that spans the page
_UNTITLED = 2.0             # text at the head of a page though the article on the page before has ended
_LARGE = 0.95               # of the measure that a title in a column, of larger type, has at most
_BLANK_BESIDE = 0.0         # two rows of a column with nothing beside the second in the other one, whose sentence goes on
_UNEVEN, _ROWS = 0.4, 5     # a row more that one column goes on below a title across the page before the other begins; of so many
_TITLE_IN_COLUMN = 3.5      # a title that does not span the page
_ALONE = 2.5                # two lines of one column with nothing beside the second, where every line is a block of its own
_OPEN_BESIDE = 5.5           # the same where the sentence beside it goes on
_ROWS_BELOW = 3             # rows of a section in which its right column begins
_BESIDE_HEAD, _STILL_ALONE = 0.8, 0.4       # the same where a head is near in the other column; behind another such line
_WIDE = 3.0                 # em over the measure from which a line hardly stands in a column
_ASIDE = 4                  # units above the text of a head among which that stands, where the other column came between
_ASTRAY, _MOVED = 9, 6.0     # units that one may be out of its place; what the links must gain where it moves
_WHOLE = 4.5                # the least that parts two lines that go well together
_TITLE_BESIDE, _STRANGE = 1.0, 1.5       # a title with another one beside it; two below each other that the contents has apart
_CELLS_A_ROW = 3            # cells of a row of a table, mostly
_TALL = 2.0                 # rows of a line of a title
_EMPTY_TEXT = 0.2           # rows that stay empty beside text
_EMPTY, _EMPTY_HEAD = 1.0, 4.0          # rows that stay empty in a column at most; beside a head
_HOLE, _HOLES = 0.6, 4.0    # cost of a row more, of so many at most
LEAST, PROVEN = 6.0, 1.5                # what the order found must be better than the one given
LEFT, RIGHT, ACROSS = "LRS"


def by_rows(lines: Sequence[Line], joints: WordJoints, titles: Titles, measure: float,
            before: Line | None, least: float = LEAST) -> tuple[list[Line] | None, float]:
    """(the lines of a page column by column, how much better they read); (None, 0) when the page reads better as it is."""
    if len(lines) < 8 or measure < 9:
        return None, 0.0
    apart = asides(lines, measure)
    below = {line.key: bool(CREDIT.match(lines[i - 1].text) or i - 2 in apart)
             for i, line in enumerate(lines) if i - 1 in apart and i not in apart}
    below |= {line.key: True for line in lines if line.key in titles.pictures}
    page = Page([line for i, line in enumerate(lines) if i not in apart], joints, titles, measure, below)
    order, gain = Deal(page, before).order()
    if gain <= least:
        return None, 0.0
    named = {page.lines[i].key for unit in page.units if unit.known for i in range(unit.first, unit.end)}
    named |= {page.lines[i].key for i in page.block}
    at = page.last_break(order)
    above, below_it = page.laid(order[:at]), page.laid(order[at:])
    laid = [*rejoined(above, measure, named), *_gathered(lines, apart), *rejoined(below_it, measure, named)]
    return laid, gain


def _gathered(lines: Sequence[Line], apart: Collection[int]) -> list[Line]:
    """The lines `apart`, the words of one picture as one line."""
    out: list[Line] = []
    joins = False
    for i in sorted(apart):
        picture = NUMBER.match(lines[i].text) or CREDIT.match(lines[i].text)
        if out and joins and i - 1 in apart and not NOTE_MARK.match(lines[i].text):
            out[-1] = out[-1]._replace(text=f"{out[-1].text}{GAP}{lines[i].text}")
        else:
            out.append(lines[i])
        joins = not CREDIT.match(lines[i].text) and bool(picture or CREDIT.match(lines[min(i + 1, len(lines) - 1)].text))
    return out


def asides(lines: Sequence[Line], measure: float) -> frozenset[int]:
    """Indices of the lines that are no part of the columns' text: footnotes, credits of pictures with the caption before them, rows
    of dots."""
    out: set[int] = set()
    for i, line in enumerate(lines):
        noted = NOTE_MARK.match(line.text) or (i - 1 in out and not line.gap and _is_note(lines, i - 1))
        if noted or not re.search(r"\w", line.text):
            out.add(i)
        elif NUMBER.match(line.text):
            out.add(i)
            below = lines[i + 1] if i + 1 < len(lines) else line
            if width(below.text) < measure and not is_terminal(below.text) and not rank(below.text) and "，" not in below.text:
                out.add(i + 1)
        elif CREDIT.match(line.text):
            out.add(i)
            above = lines[i - 1] if i else line
            if i and _is_caption(above.text, measure):
                out.add(i - 1)
    return frozenset(out)


def _is_caption(text: str, measure: float) -> bool:
    """Whether `text`, above the credit of a picture, is its caption: no sentence, and no line of the text by its width."""
    if is_terminal(text) or text[-1:] in "，、；" or re.search("[。；！？]", text):
        return False
    return "，" not in text or not measure - FIRST <= width(text) <= measure + FULL


def _is_note(lines: Sequence[Line], i: int) -> bool:
    """Whether line `i` is a line of a footnote."""
    while i > 0 and not lines[i].gap and not NOTE_MARK.match(lines[i].text):
        i -= 1
    return NOTE_MARK.match(lines[i].text) is not None




class _State(NamedTuple):
    """Last units of the two columns and the first of the right one in this section, the last before it; -1 for none."""

    left: int
    right: int
    top: int
    before: int
    side: str
    # last numbered units of the two columns below their last titles, the first of the right one above its first title, else -2
    counted: tuple[int, int, int] = (-1, -1, -1)


class _Rows(NamedTuple):
    """How many rows of print stand above the next line of each column, and above the lines that were written last."""

    left: float
    right: float
    top: float
    labels: tuple[str, str] = ("", "")          # names of units above the news that each column goes on with
    listed: tuple[int, int] = (-1, -1)          # places in the contents of the last title on the left, the first on the right
    loose: bool = True          # whether heads, as high as no one knows, stand above the next line of a column


class _Path(NamedTuple):
    side: str
    unit: int
    above: _Path | None
    below_picture: bool = False         # whether both columns begin again with it


class Deal:
    """The cheapest way to deal the units of a page to its columns."""

    def __init__(self, page: Page, before: Line | None):
        self.page, self.units = page, page.units
        self.heads = [page.is_head(unit) for unit in page.units]
        self.rows = [_TALL * (unit.end - unit.first) if unit.known else
                     float(sum(i not in page.cut for i in range(unit.first, unit.end))) / (_CELLS_A_ROW if unit.cells else 1)
                     for unit in page.units]
        self.before = before
        self.widest = [max(page.widths[unit.first:unit.end]) for unit in page.units]
        self.sections = [self._heads_section(index) for index in range(len(page.units))]
        self.gaps = [page.lines[unit.first].gap for unit in page.units]
        self.below = [page.below.get(page.lines[unit.first].key) for unit in page.units]        # see Page; None elsewhere
        self.pictures = [i for i, picture in enumerate(self.below) if picture]
        self.parted = [-1.0] * len(page.units)          # see _parted; -1 where it is not known yet
        self.above = {below: unit for unit, below in page.next.items()}        # of a title, what it goes on from
        self.headed: list[bool] = []            # names of columns and the titles below them, which span the page
        for unit in page.units:
            self.headed.append(unit.first in page.columns or ((unit.known or unit.wide) and self.headed[-1:] == [True]))

    def order(self) -> tuple[list[int], float]:
        """(indices of the lines in order, how much better they read than as they are)."""
        labelled, places = bool(self.page.labels), self.page.places
        beam: dict[_State, tuple[float, _Path | None, _Rows]] = {_State(-1, -1, -1, -1, ""): (0.0, None, _Rows(0.0, 0.0, 0.0))}
        for index in range(len(self.units)):
            following: dict[_State, tuple[float, _Path | None, _Rows]] = {}
            least = math.inf
            for state, (cost, path, rows) in beam.items():
                for side, more, now in self._choices(state, index):
                    old = following.get(now)
                    if cost + more > least + _BEHIND or (old is not None and cost + more >= old[0]):
                        continue                # what comes on top of it is never below nothing
                    hole, below = self._hole(index, side, state, rows)
                    whole = cost + more + hole
                    if labelled:
                        foreign, below = self._signed(index, side, below)
                        whole += foreign
                    if index in places or (places and side == ACROSS):
                        turn, below = self._listed(index, side, below)
                        whole += turn
                    if old is None or whole < old[0]:
                        following[now] = (whole, _Path(side, index, path, side != ACROSS and now.before != state.before), below)
                        least = min(least, whole)
            near = [item for item in following.items() if item[1][0] <= least + _BEHIND]
            beam = dict(sorted(near, key=lambda item: (item[1][0], item[0]))[:_BEAM])
        _, state, path = min(((cost + self._closing(state), state, path) for state, (cost, path, _) in beam.items()),
                             key=lambda item: item[:2])
        run = self._mended([unit for column in _columns(path) for unit in column])
        given = sum(self.page.link(i, i + 1) for i in range(len(run) - 1))
        found = sum(self.page.link(a, b) for a, b in itertools.pairwise(run))
        return [i for unit in run for i in range(self.units[unit].first, self.units[unit].end)], given - found

    def _listed(self, index: int, side: str, rows: _Rows) -> tuple[float, _Rows]:
        """(what it costs that title `index` comes out of its turn in the contents, the rows with it)."""
        if side == ACROSS:
            return 0.0, rows._replace(listed=(-1, -1))
        place, (left, right) = self.page.places[index], rows.listed
        if place < 0:
            return 0.0, rows
        if side == LEFT:
            return _OUT_OF_TURN * (0 <= right < place), rows._replace(listed=(max(left, place), right))
        return _OUT_OF_TURN * (place < left), rows._replace(listed=(left, place if right < 0 else min(right, place)))

    def _signed(self, index: int, side: str, rows: _Rows) -> tuple[float, _Rows]:
        """(what it costs that unit `index` signs news of another unit, the rows with the name of the unit that this one tells)."""
        if side == ACROSS:
            return 0.0, rows
        page, unit, column = self.page, self.units[index], int(side == RIGHT)
        words = skeleton(page.texts[unit.first])
        if unit.first in page.labels:
            return 0.0, rows._replace(labels=(words, rows.labels[1]) if side == LEFT else (rows.labels[0], words))
        own = rows.labels[column]
        return _FOREIGN * bool(own and page.credits[unit.first] and own not in words), rows

    def _hole(self, index: int, side: str, state: _State, rows: _Rows) -> tuple[float, _Rows]:
        """(what it costs that rows above unit `index` stay empty on this side, the rows reached with it)."""
        unit, page = self.units[index], self.page
        own = self.rows[index]
        free = index in page.cells or self.below[index] is not None or (
            side == LEFT and self._is_under_picture(state, index))
        if side == ACROSS:
            low = max(rows.left, rows.right)
            hole = 0.0 if free or state.left < 0 else low - min(rows.left, rows.right) - _EMPTY_HEAD
            return _HOLE * min(_HOLES, max(0.0, hole)), _Rows(low + own, low + own, low)
        base = rows.right if side == RIGHT else rows.left
        begins = self.gaps[index] > 0 or side != state.side
        y = max(base, rows.top) if begins and side != state.side and not unit.known else base
        if not self.gaps[index] and side != state.side in (LEFT, RIGHT):
            y = max(y, rows.left if side == RIGHT else rows.right)         # below what it touches
        near = self.heads[index] or (state.right if side == RIGHT else state.left) < 0 or self.heads[
            state.right if side == RIGHT else state.left]
        turns = begins and side != state.side in (LEFT, RIGHT)
        hole = 0.0 if free else y - base - (_EMPTY_HEAD if near else _EMPTY if rows.loose or not turns else _EMPTY_TEXT)
        top = y if begins else rows.top
        left, right = (rows.left, y + own) if side == RIGHT else (y + own, rows.right)
        now = _Rows(left, right, top, rows.labels, rows.listed, self.heads[index] or (rows.loose and not turns))
        return _HOLE * min(_HOLES, max(0.0, hole)), now

    def _mended(self, run: Sequence[int]) -> list[int]:
        """`run` with units moved that were written out of turn, to where they are the line that fails."""
        out, link = list(run), self.page.link
        for unit in range(1, len(out)):
            i = out.index(unit)
            last = i + 1 == len(out)
            worst = max(link(out[i - 1], unit), -NEVER if last else link(unit, out[i + 1]))
            if not i or unit in self.page.cells or self.units[unit].first in self.page.block or worst < _MOVED / 2:
                continue
            gone = -link(out[i - 1], unit) + (0.0 if last else link(out[i - 1], out[i + 1]) - link(unit, out[i + 1]))
            places = [j for j in range(1, len(out)) if j not in (i, i + 1)
                      and min(abs(out[j - 1] - unit), abs(out[j] - unit)) <= _ASTRAY]
            costs = [(link(out[j - 1], unit) + link(unit, out[j]) + gone + (
                _WHOLE if link(out[j - 1], out[j]) <= 0 else -link(out[j - 1], out[j])), j) for j in places]
            if not last and abs(out[-1] - unit) <= _ASTRAY:
                costs.append((link(out[-1], unit) + gone, len(out)))
            cost, j = min(costs, default=(0.0, i))
            if cost < -_MOVED + 2 * min(0.0, link(out[i - 1], unit)):        # the more, the better it stands where it is
                out.pop(i)
                out.insert(j - (j > i), unit)
        return out

    def _choices(self, state: _State, index: int) -> Iterator[tuple[str, float, _State]]:
        yield from self._places(state, index)
        if self.below[index] and state.left >= 0:        # a picture across the page
            closed = _State(-1, -1, -1, state.right if state.right >= 0 else state.left, ACROSS)
            cost = self._closing(state) + _PICTURE_ACROSS
            yield from ((side, cost + more, now) for side, more, now in self._places(closed, index))

    def _places(self, state: _State, index: int) -> Iterator[tuple[str, float, _State]]:
        unit = self.units[index]
        if self.headed[index]:
            yield ACROSS, self._closing(state), _State(-1, -1, -1, index, ACROSS)
            return
        if not state.side and self._is_label(unit):
            yield ACROSS, 0.0, _State(-1, -1, -1, -1, "")
            return
        if self.sections[index]:
            yield ACROSS, self._closing(state), _State(-1, -1, -1, -1, ACROSS)
        wide = self.widest[index] > self.page.measure + _WIDE
        if unit.spans or wide or index in self.page.cells:
            yield ACROSS, *self._across(state, index, unit)
        if unit.known and self.widest[index] > _LARGE * self.page.measure:
            return
        own = NEVER * wide
        if unit.known and state.side != RIGHT and state.left < 0:
            own += self._in_column(index)
        if unit.known and state.side == ACROSS and not self.gaps[index]:
            own += NEVER                        # of the head above it
        left = self._opening(state, index) if state.left < 0 else self.page.link(state.left, index)
        last, ahead, head = state.counted
        number = self.page.numbers[index][0] > 0
        yield LEFT, own + left + self._turn(state, index, LEFT) + self.page.follows(last, index), _State(
            index, state.right, state.top, state.before, LEFT, (index if number else -1 if unit.known else last, ahead, head))
        if unit.first not in self.page.cut or state.left >= 0:
            right = self.page.link(state.right, index) if state.right >= 0 else 0.0 if state.left >= 0 else self._right_first(index)
            top = state.top if state.right >= 0 else index
            first = head if head != -1 else index if number else -2 if unit.known else -1
            counted = (last, index if number else -1 if unit.known else ahead, first)
            yield RIGHT, own + right + self._turn(state, index, RIGHT) + self.page.follows(ahead, index), _State(
                state.left, index, top, state.before, RIGHT, counted)

    def _right_first(self, index: int) -> float:
        """What it costs that the right column begins higher than the left one; larger type and a box stand a little lower."""
        below = self.units[index + 1] if index + 1 < len(self.units) else self.units[index]
        if self._pictured(index + _PICTURE_ROWS[0], index + _PICTURE_ROWS[1]):
            return _PICTURE_LEFT
        return _TITLE_BESIDE if below.known or BOXED.match(self.page.texts[below.first]) else _RIGHT_FIRST

    def _in_column(self, index: int) -> float:
        """What it costs that a title stands at the head of the left column: lines of the right one run on beside it, or a title."""
        below = self.units[index + 1] if index + 1 < len(self.units) else self.units[index]
        if below.known and not self.page.listed(self.units[index].first, self.units[index].end, below.first):
            return _TITLE_BESIDE
        beside = index + 2 < len(self.units) and not self.gaps[index + 2]
        return _TITLE_IN_COLUMN if beside else 2 * _TITLE_IN_COLUMN

    def _pictured(self, first: int, end: int) -> bool:
        """Whether the words of a picture stand above one of the units from `first` to `end`."""
        return any(first <= index <= end for index in self.pictures)

    def _is_under_picture(self, state: _State, index: int) -> bool:
        """Whether unit `index` may begin the left column below a picture, where the right one began above: its words came since."""
        return state.left < 0 <= state.right and self._pictured(state.top + 1, index)

    def _is_label(self, unit: Unit) -> bool:
        """Whether a unit is a short head with a blank line below it, as the name of a column is."""
        page, end = self.page, unit.end
        return (not unit.known and page.is_head(unit) and page.widths[unit.first] <= RUN_IN and not rank(page.texts[unit.first])
                and end < len(page.lines) and page.lines[end].gap > 0)

    def _heads_section(self, index: int) -> bool:
        """Whether unit `index` may be the name of a column, set above a title that spans the page."""
        unit = self.units[index]
        below = self.units[index + 1] if index + 1 < len(self.units) else unit
        return below.known and self.page.lines[below.first].gap > 0 and unit.end - unit.first == 1 and self._is_label(unit)

    def _across(self, state: _State, index: int, unit: Unit) -> tuple[float, _State]:
        wide = self.widest[index] > self.page.measure + _WIDE
        above = self.units[state.before] if state.before >= 0 and state.side == ACROSS else unit
        strange = unit.known and above.known and above != unit and not self.page.listed(above.first, above.end, unit.first)
        below = self.units[index + 1] if index + 1 < len(self.units) else unit
        strange = strange or {unit.first, below.first} <= self.page.labels       # names of units side by side
        cost = _STRANGE * strange if unit.known or unit.wide or wide else _STILL_ACROSS if state.side == ACROSS else _ACROSS
        if index in self.page.cells and not unit.known:
            cost *= 0.5
        last = state.right if state.right >= 0 else state.left
        if (unit.known or unit.wide) and last >= 0 and (
                self.page.is_open(last) or (self.page.numbers[last][0] > 0 and self.heads[last])):
            cost += NEVER
        if self.above.get(index, state.before) != state.before or state.side != ACROSS:
            cost += PARTED * (index in self.above)
        lasts = [self.units[last] for last in (state.left, state.right) if last >= 0]
        cost += PARTED * sum(above.known and above.first not in self.page.labels for above in lasts)      # a title without text
        touches = index > 0 and not self.gaps[index] and state.side not in (ACROSS, "")
        return cost + self._closing(state) + _CROSSED * touches, _State(-1, -1, -1, index, ACROSS)

    def _opening(self, state: _State, index: int) -> float:
        """What it costs that unit `index` begins the left column below what spans the page, or the page."""
        page = self.page
        if self._is_under_picture(state, index):
            return 0.0
        if state.before >= 0:
            if page.units[state.before].wide and state.side == ACROSS:
                return page.at_title(page.units[state.before], self.units[index])
            return 0.0 if state.before in page.cells else page.link(state.before, index)
        if self.before is None or self.units[index].known:
            return 0.0
        text, below = repair_line(self.before.text), page.texts[self.units[index].first]
        if self.before.text[-1:] in END_MARKS or (credit(text) is not None and text[:1] in "（("):
            return _UNTITLED + page.begins(self.units[index].first)
        if credit(text) is not None or width(text) < RUN_IN:
            return 0.0
        if is_terminal(text):
            return 0.0 if width(text) >= page.measure - FIRST else page.begins(self.units[index].first)
        return -max(-1.0, min(3.0, page.joints.odds(text, below)))

    def _turn(self, state: _State, index: int, side: str) -> float:
        """What the blank line above unit `index`, or its lack, says of the column."""
        if not state.side or state.side == ACROSS:
            return 0.0
        if self.below[index] is not None:
            return 0.0 if side == state.side else _FREE
        if not self.gaps[index]:
            unit = self.units[index]
            if side == state.side and (state.left < 0 or state.right < 0) and state.before >= 0 and index - state.before <= _ROWS:
                return _UNEVEN * (unit.end - unit.first)
            if side == state.side:
                other = state.right if side == LEFT else state.left
                return _BLANK_BESIDE if other >= 0 and self.page.is_open(other) else 0.0
            return self._touching(state, index, side)
        if side != state.side:
            return 0.0
        if self.page.single:
            return self._alone(state.left if side == RIGHT else state.right, state.before, index)
        if self.parted[index] < 0:
            self.parted[index] = self._parted(index)
        return self.parted[index]

    def _alone(self, beside: int, before: int, index: int) -> float:
        """What it costs that nothing stands beside unit `index`, below another of its column, where every row is a block of its
        own; `beside`: the last unit of the other column, `before`: the last that spans both."""
        if beside < index - 2 and (beside >= 0 or index - before > _ROWS_BELOW):
            return _STILL_ALONE
        below = index + 1 if index + 1 < len(self.units) else index
        if (beside >= 0 and self.heads[beside]) or self.heads[below] or self.page.credits[self.units[below].first]:
            return _BESIDE_HEAD
        return _OPEN_BESIDE if beside >= 0 and self.page.is_open(beside) else _ALONE

    def _touching(self, state: _State, index: int, side: str) -> float:
        """What it costs that unit `index` touches the one before it though that stands in the other column."""
        unit, above, page = self.units[index], self.units[index - 1], self.page
        line = page.lines[unit.first]
        named = line.key in page.titles or unit.first in page.labels
        if {above.first, unit.first} <= page.block:
            return NEVER
        if named and (page.texts[above.end - 1].startswith("——") or page.lines[above.end - 1].key in page.titles):
            return _BESIDE              # the block of a title is as wide as what is free beside it
        if above.first in page.labels:
            return _ALONGSIDE
        if self.heads[index] and not unit.known:
            return _WHITE_ABOVE
        if line.text[:1] in "（(" and not rank(line.text):
            return _SIGNED
        if side == RIGHT:
            return _AHEAD
        if state.left < 0:
            free = not self._pictured(index, index + _PICTURE_ROWS[1])
        else:
            free = page.widths[self.units[state.left].end - 1] <= _BEFORE_INDENT
        return _ALONGSIDE if free else _CROSSED

    def _parted(self, index: int) -> float:
        """What it costs that a blank line stands above unit `index` though the one before it is in the same column."""
        unit, above, page = self.units[index], self.units[index - 1], self.page
        rest = unit.first in page.cut or page.fills(above.end - 1, unit.first) or (
            above.end - 1 in page.cut and page.lines[above.end - 1].gap > 0) or any(
            page.introduces(self.units[k].end - 1, above.first) for k in range(max(0, index - _ASIDE), index - 1))
        cells = index in page.cells or index - 1 in page.cells or above.first in page.block
        if unit.known and page.lines[unit.first].key in page.titles:
            return _OWN_BLOCK
        if rest or cells or self.sections[index]:
            return _FREE
        if page.credits[unit.first]:
            return _CREDITED
        return _HEAD if self.heads[index] else _SKIPPED

    def _closing(self, state: _State) -> float:
        """What the joint between the foot of the left column and the top of the right one costs."""
        last, _, head = state.counted
        return self.page.follows(last, head) + (
            self.page.link(state.left, state.top) if state.left >= 0 and state.top >= 0 else 0.0)


def _columns(path: _Path | None) -> list[list[int]]:
    """Units column by column, section by section."""
    steps = []
    while path is not None:
        steps.append((path.side, path.unit, path.below_picture))
        path = path.above
    out: list[list[int]] = [[], []]
    for side, index, below_picture in reversed(steps):
        out += [[], []] * below_picture
        if side == ACROSS:
            out += [[index], [], []]
        else:
            out[-1 if side == RIGHT else -2].append(index)
    return [column for column in out if column]
