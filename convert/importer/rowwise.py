"""A page of two columns that an extractor wrote by height, row by row -> each column whole.

What such an extractor does: where a line of the left column and one of the right share a height, the left one comes first; a line
that stands right below the one written before it, in the same column, follows it without a blank line, any other with one.  So a
page is dealt again line by line, to the left column, to the right one, or across both, by the cheapest way of the whole page: the
blank lines say whether the column changes, and within a column every line has to go on with the one above it, by its width, its
marks and the words that a line's end cuts.
"""
from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from convert.importer.captions import CREDIT, NUMBER
from convert.importer.characters import BULLET, BYLINE, LIST_ITEM, PAREN_DATE, credit, is_terminal, plain, rank, width
from convert.importer.pieces import BELOW, GAP_WIDTH, closes, is_open, rejoined
from convert.importer.records import Line
from convert.importer.repair import GAP, repair_line
from convert.importer.wordjoints import WordJoints

_FULL, _FIRST = 1.2, 3.2    # em: short of the measure at most, a full line and the first line of a paragraph
_INDENT, _EXACT, _NARROW = 2.0, 0.5, 1.7
_BEAM = 8
_RUN_IN = 8.0               # em of a head run in at most, and of the text behind it at least
_CELL, _CELLS = 13.0, 5     # em of a cell of a table at most; cells one after the other that make a table
_NEVER = 5.0                # what hardly happens: a line below one that it cannot go on with
_CROSSED, _AHEAD = 3.3, 5.5             # two lines that touch in different columns; where the second one stands right of the first
_SIGNED = 0.3               # the same where the second is a credit, set at the right edge of its column
_RIGHT_FIRST = 4.0          # the right column begins higher than the left one
_SKIPPED = 5.5              # a blank line between two lines of one column, nothing beside it
_FREE, _HEAD = 0.5, 1.2     # the same above a cell or the rest of a row; above a head or a credit
_ACROSS, _STILL_ACROSS = 4.0, 1.5       # a line that spans the page and is no title; another below it
_PICTURE_ACROSS = -1.0       # a picture that spans the page
_LARGE = 0.95               # of the measure that a title in a column, of larger type, has at most
_ANOTHER_HEAD = 1.0         # a short line below a title
_BLANK_BESIDE = 0.0         # two rows of a column with nothing beside the second in the other one, whose sentence goes on
_UNEVEN, _ROWS = 0.4, 5     # a row more that one column goes on below a title across the page before the other begins; of so many
_TITLE_IN_COLUMN = 2.5      # a title that does not span the page
_WIDE = 3.0                 # em over the measure from which a line hardly stands in a column
_NEXT, _NOT_NEXT = -2.0, 3.0            # a number that follows the last one, one that does not
_ASTRAY, _MOVED = 9, 6.0     # units that one may be out of its place; what the links must gain where it moves
_TALL = 1.6                 # rows of a line of a title
_EMPTY, _EMPTY_HEAD = 1.0, 4.0          # rows that stay empty in a column at most; beside a head
_HOLE, _HOLES = 0.6, 4.0    # cost of a row more, of so many at most
LEAST, PROVEN = 6.0, 1.5                # what the order found must be better than the one given

LEFT, RIGHT, ACROSS = "LRS"
_END_MARKS = tuple("■◆●▲□")


def by_rows(lines: Sequence[Line], joints: WordJoints, titles: frozenset[int], measure: float,
            before: Line | None, least: float = LEAST) -> tuple[list[Line] | None, float]:
    """(the lines of a page column by column, how much better they read); (None, 0) when the page reads better as it is."""
    if len(lines) < 8 or measure < 9:
        return None, 0.0
    apart = asides(lines, measure)
    below = {line.key: bool(CREDIT.match(lines[i - 1].text) or i - 2 in apart)
             for i, line in enumerate(lines) if i - 1 in apart and i not in apart}
    page = Page([line for i, line in enumerate(lines) if i not in apart], joints, titles, measure, below)
    order, gain = Deal(page, before).order()
    if gain <= least:
        return None, 0.0
    named = {page.lines[i].key for unit in page.units if unit.known for i in range(unit.first, unit.end)}
    at = page.last_break(order)
    text = [page.lines[i] for i in order]
    laid = [*rejoined(text[:at], measure, named), *_gathered(lines, apart), *rejoined(text[at:], measure, named)]
    return laid, gain


def _gathered(lines: Sequence[Line], apart: Collection[int]) -> list[Line]:
    """The lines `apart`, the words of one picture as one line."""
    out: list[Line] = []
    joins = False
    for i in sorted(apart):
        picture = NUMBER.match(lines[i].text) or CREDIT.match(lines[i].text)
        if out and joins and i - 1 in apart and not _NOTE.match(lines[i].text):
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
        noted = _NOTE.match(line.text) or (i - 1 in out and not line.gap and _is_note(lines, i - 1))
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
    return "，" not in text or not measure - _FIRST <= width(text) <= measure + _FULL


def _is_note(lines: Sequence[Line], i: int) -> bool:
    """Whether line `i` is a line of a footnote."""
    while i > 0 and not lines[i].gap and not _NOTE.match(lines[i].text):
        i -= 1
    return _NOTE.match(lines[i].text) is not None


_NUMBER = re.compile(r"(?:第|[（(])?([一二三四五六七八九十]{1,3}|\d{1,2})")
_ITEM = re.compile("[–■●◆▪▲◇★]")
_LETTER, _LETTERED = re.compile(r"([a-h])[.．、] ?\D"), 9
_DIGITS = "一二三四五六七八九"


def _numbered(text: str) -> tuple[int, int]:
    """(rank, number) of a line that begins with a number such as 二、 or （三）; (0, 0) without one."""
    item = _LETTER.match(text)
    if item is not None:
        return _LETTERED, ord(item[1]) - 96
    level = rank(text)
    match = _NUMBER.match(text) if level else None
    if match is None:
        return 0, 0
    if match[1].isdigit():
        return level, int(match[1])
    tens, ten, ones = match[1].rpartition("十")
    return level, 10 * (_DIGITS.find(tens) + 1 if tens else 1) * bool(ten) + (_DIGITS.find(ones) + 1 if ones else 0)


class Unit(NamedTuple):
    """A row, with the pieces of it that were cut off, or the lines of a title."""

    first: int
    end: int
    known: bool             # prints words of the contents
    spans: bool             # may span the page
    wide: bool = False      # as wide as a line of the column, so that it may be one


_NOTE = re.compile("[①-⑳]")


class _State(NamedTuple):
    """Last units of the two columns and the first of the right one in this section, the last before it; -1 for none."""

    left: int
    right: int
    top: int
    before: int
    side: str
    counted: tuple[int, int, int] = (-1, -1, -1)        # last numbered units of the two columns, the first of the right one


class _Rows(NamedTuple):
    """How many rows of print stand above the next line of each column, and above the lines that were written last."""

    left: float
    right: float
    top: float


class _Path(NamedTuple):
    side: str
    unit: int
    above: _Path | None


class Page:
    """The lines of one page and what each of them is."""

    def __init__(self, lines: Sequence[Line], joints: WordJoints, titles: frozenset[int], measure: float,
                 below: Mapping[int, bool]):
        self.lines, self.joints, self.measure = lines, joints, measure
        self.below = below          # keys of lines below what is no part of the columns -> whether that is a picture
        self.texts = [repair_line(line.text) for line in lines]
        self.widths = [width(line.text) for line in lines]
        self.reach = list(self.widths)      # of the row so far, where a line is the rest of the one above it
        self.credits = [credit(text) is not None for text in self.texts]
        self.ends = [is_terminal(text) or credited for text, credited in zip(self.texts, self.credits, strict=True)]
        self.titles = titles
        self.cut = self._cut()
        self.units = self._units()
        self.cells = frozenset(i for i, unit in enumerate(self.units) if unit.end - unit.first >= _CELLS and not unit.known)
        self.numbers = [_numbered(self.texts[unit.first]) for unit in self.units]
        self._links: dict[tuple[int, int], float] = {}

    def _cut(self) -> frozenset[int]:
        """Lines that are the rest of the row above them, cut before an opening mark or at a gap inside quotation marks."""
        out = set()
        for i in range(1, len(self.lines)):
            text = self.texts[i - 1]
            tight = not self.lines[i].gap and self.texts[i][:1] in "“《（" and text[-1:] in BELOW and not (
                self.texts[i][:1] == "（" and self.ends[i - 1])
            total = self.reach[i - 1] + self.widths[i] + (0.0 if tight else GAP_WIDTH)
            if self._runs_in(i):
                self.reach[i] = total + _INDENT
                out.add(i)
                continue
            quoted = is_open(text) or (closes(self.texts[i]) and not is_terminal(text))
            if total <= self.measure + _FULL + tight and (tight or (quoted and total >= self.measure - _FULL)):
                self.reach[i] = total
                out.add(i)
        return frozenset(out)

    def _runs_in(self, i: int) -> bool:
        """Whether line `i` is the text that a head in its row introduces, set apart from it by a gap."""
        head, text = self.texts[i - 1], self.texts[i]
        total = _INDENT + self.widths[i - 1] + GAP_WIDTH + self.widths[i]
        return (self.lines[i].gap > 0 and self.widths[i - 1] <= _RUN_IN and ("，" in text or not self._among_cells(i - 1))
                and not re.search("[，。、；：！？]", head)
                and not self.ends[i] and text[:1] not in BELOW and abs(total - self.measure) <= _FULL
                and {self.lines[i].key, self.lines[i - 1].key}.isdisjoint(self.titles) and self.widths[i] >= _RUN_IN)

    def _among_cells(self, i: int) -> bool:
        """Whether a short line that ends no sentence stands above line `i`, a blank one between."""
        return i > 0 and self.lines[i].gap > 0 and self.widths[i - 1] <= _CELL and not is_terminal(self.texts[i - 1])

    def _units(self) -> list[Unit]:
        out: list[Unit] = []
        first = 0
        named = [self._title(i) for i in range(len(self.lines))]
        for i in range(1, len(self.lines) + 1):
            if i < len(self.lines) and named[i] == named[i - 1] and (i in self.cut or (named[i] and self._one_title(i))):
                continue
            wide = named[first] and i - first == 1 and abs(self.widths[first] - self.measure) <= _FULL
            out.append(Unit(first, i, named[first] and not wide, named[first] or all(map(self._may_span, range(first, i))), wide))
            first = i
        return self._with_tables(out)

    def _one_title(self, i: int) -> bool:
        """Whether line `i` stands in the head of the line above it for certain: the contents does not print both."""
        return not self.lines[i].gap and not {self.lines[i].key, self.lines[i - 1].key} <= self.titles

    def _with_tables(self, units: Sequence[Unit]) -> list[Unit]:
        """`units` with a run of cells as one."""
        out: list[Unit] = []
        start = 0
        for index in range(len(units) + 1):
            if index < len(units) and self._is_cell(units[index]):
                continue
            if index - start >= _CELLS:
                out.append(Unit(units[start].first, units[index - 1].end, False, True))
            else:
                out += units[start:index]
            out += units[index:index + 1]
            start = index + 1
        return out

    def _title(self, i: int) -> bool:
        """A line of a title, or the byline, date or subtitle right below one."""
        if self.lines[i].key in self.titles:
            return True
        if i + 1 < len(self.lines) and self.lines[i].gap and not self.lines[i + 1].gap and self.lines[i + 1].key in self.titles:
            text = self.texts[i]                    # a first line that the contents words otherwise
            return self.widths[i] < self.measure - _FIRST and (self._may_span(i) or text.endswith("——"))
        return self._signs(i) or (self._is_below(i) and self._title(i - 1))

    def _is_below(self, i: int) -> bool:
        """Whether line `i`, right below another, looks like what stands below a title: a byline, a date, a subtitle."""
        return i > 0 and not self.lines[i].gap and bool(
            BYLINE.match(self.texts[i]) or PAREN_DATE.match(plain(self.texts[i])) or self.texts[i].startswith("——"))

    def _signs(self, i: int) -> bool:
        """Whether line `i` is a title that no contents tells of: a marked byline stands right below, a subtitle between at most."""
        below = i + 1
        while below + 1 < len(self.lines) and below < i + 3 and self.texts[below].startswith("——") and not self.lines[below].gap:
            below += 1
        return (below < len(self.lines) and not self.lines[below].gap and self.texts[below][:1] in "□○◎" and self._may_span(i)
                and BYLINE.match(self.texts[below]) is not None and not BYLINE.match(self.texts[i]))

    def _may_span(self, i: int) -> bool:
        """Display type: no sentence, and not as wide as a line of the column."""
        text = self.texts[i]
        if is_terminal(text) or text[-1:] in "，、；" or "。" in text or (credit(text) is not None and not BYLINE.match(text)):
            return False
        return abs(self.widths[i] - self.measure) > 2.5 or BYLINE.match(text) is not None or text.startswith("——")

    def _is_cell(self, unit: Unit) -> bool:
        text = self.texts[unit.first]
        return not (unit.known or unit.end - unit.first > 1 or self.widths[unit.first] > _CELL or self.ends[unit.first]
                    or text[-1:] in "，、；" or rank(text))

    def is_head(self, unit: Unit) -> bool:
        """Whether the type of a unit may be of another size than the text's: a title, a numbered head, a short line alone."""
        last = unit.end - 1
        text = self.texts[last]
        return unit.known or (self.reach[last] < self.measure - _FIRST and not self.ends[last] and not is_open(text)
                              and (text[-1:] not in "，、；" or rank(text) > 0))

    def last_break(self, order: Sequence[int]) -> int:
        """The last place in `order` where one paragraph ends and another begins; its end where there is none."""
        for k in range(len(order) - 1, 0, -1):
            a, b = order[k - 1], order[k]
            short = self.reach[a] < self.measure - _FULL and self.widths[b] < self.measure - _FULL
            if self.ends[a] and short and not self._title(b):
                return k
        return len(order)

    def is_open(self, index: int) -> bool:
        """Whether a sentence of the text goes on below unit `index`."""
        unit = self.units[index]
        return not (self.ends[unit.end - 1] or index in self.cells or self.is_head(unit))

    def follows(self, a: int, b: int) -> float:
        """What it costs that unit `b` has the next number below unit `a`; 0 where one of them has none."""
        (above, last), (level, number) = self.numbers[a] if a >= 0 else (0, 0), self.numbers[b] if b >= 0 else (0, 0)
        if not above or not level:
            return 0.0
        if level == above:
            return _NEXT if number == last + 1 else _NOT_NEXT
        if level > above:
            return _NEXT if number == 1 else 0.5 * _NOT_NEXT
        return 0.5 if number == 1 else -0.5

    def link(self, a: int, b: int) -> float:
        """What it costs that unit `b` stands below unit `a` in one column."""
        if (a, b) not in self._links:
            self._links[a, b] = self._linked(self.units[a], self.units[b], a in self.cells, b in self.cells)
        return self._links[a, b]

    def _linked(self, a: Unit, b: Unit, cell_above: bool, cell: bool) -> float:
        last, first = a.end - 1, b.first
        if self.texts[first][:1] in BELOW:
            return _NEVER
        if a.known or b.known:
            return self.at_title(a, b)
        if (self.credits[last] and self.texts[last][:1] in "（(") or self.lines[last].text[-1:] in _END_MARKS:
            return _NEVER if not b.spans or rank(self.texts[first]) else 0.0       # nothing but another article comes below a credit
        if cell_above and cell:
            return 0.0
        if cell:
            return 0.5 if self.ends[last] or self.widths[last] < self.measure - _FIRST else 2.0
        if cell_above:
            return 1.0 if self._is_full(first) else 0.5
        return self.goes_on(last, first)

    def at_title(self, a: Unit, b: Unit) -> float:
        """What it costs that unit `b` stands below unit `a` where one of them is a title."""
        if (a.known or a.wide) and b.known:
            return 0.0
        if b.known:
            return 0.0 if self.ends[a.end - 1] or self.is_head(a) else _NEVER
        text = self.texts[b.first]
        if credit(text) is not None and text[:1] in "（(" and not PAREN_DATE.match(plain(text)):
            return _NEVER
        if b.spans:
            return _ANOTHER_HEAD
        lone = self.widths[b.first] < self.measure - _FIRST and text[-1:] in "。；"
        return self.begins(b.first) + 2.0 * lone           # an article never begins in mid-sentence

    def begins(self, i: int) -> float:
        """What it costs that line `i` is the first one of a paragraph, set in; squeezed marks make one wider."""
        over = self.widths[i] - (self.measure - _INDENT)
        squeezed = 0.5 * min(4, len(re.findall("[，。、；：“”《》（）]", self.texts[i][:-1])))
        return -1.5 if over <= _EXACT else 0.8 if over <= squeezed + _EXACT else 3.0

    def _is_full(self, i: int) -> bool:
        """Whether line `i` is too wide for the first one of a paragraph."""
        return self.begins(i) > 0

    def goes_on(self, a: int, b: int) -> float:
        """What it costs that line `b` of the text stands below line `a`."""
        text, below = self.texts[a], self.texts[b]
        short = self.widths[b] < self.measure - _FULL
        if self.credits[b] and below[:1] in "（(" and not PAREN_DATE.match(plain(below)):
            return _NEVER if self.credits[a] else -1.0 if self.ends[a] else 1.5
        reach = self.reach[a]
        if rank(text) and rank(below) > rank(text) and reach < self.measure - _FIRST:
            return -1.5
        if self.ends[a]:
            if reach >= self.measure - _FULL:
                return -0.6 if short else 0.2
            return self.begins(b) if reach < self.measure - _FIRST else -1.0 if short else 0.8     # a first line may be full
        if reach < self.measure - _FIRST and not self._same_box(a, b) and not self.fills(a, b):
            if text[-1:] == "；":                # an item of a list
                return self.begins(b)
            if text[-1:] in "，、":
                return -0.5 if rank(text) and short and not self.ends[b] else 1.5       # a head in two lines
            return 2.0 if self._is_full(b) else -0.5 if short and not self.ends[b] else 0.3       # a head above the text
        narrow = reach < self.measure - _NARROW and not self._same_box(a, b) and not self.fills(a, b)
        cost = 0.5 if text[-1:] in "，、；：" else -self.joints.odds(text, below)
        broken = short and not self.ends[b] and self.widths[b] > 2 and not self._same_box(a, b)
        return max(-4.5, cost) + 1.2 * broken + 1.5 * narrow + 3.0 * self._is_item(below) + self._quoted(text, below)

    @staticmethod
    def _is_item(text: str) -> bool:
        """Whether `text` begins a numbered paragraph or an item of a list."""
        return bool(rank(text) or BULLET.match(text) or LIST_ITEM.match(text) or _ITEM.match(text))

    def _same_box(self, a: int, b: int) -> bool:
        """Whether two lines that are not as wide as the column are lines of a narrower box."""
        return self.measure - 8 < self.widths[a] and (
            abs(self.widths[a] - self.widths[b]) <= 2.2 or (self.ends[b] and self.widths[b] < self.widths[a] + 1))

    def fills(self, a: int, b: int) -> bool:
        """Whether lines `a` and `b` are a full row, a gap between them."""
        total = self.reach[a] + GAP_WIDTH + self.widths[b]
        marked = is_open(self.texts[a]) or closes(self.texts[b])
        return (marked and b == a + 1 and self.lines[b].gap > 0 and not self.ends[a]
                and self.measure - _FULL <= total <= self.measure + _FULL)

    @staticmethod
    def _quoted(text: str, below: str) -> float:
        """What quotation marks say: one that `text` opens is closed below before another opens."""
        if text.count("“") <= text.count("”"):
            return 0.0
        mark = re.search("[“”]", below)
        return 0.0 if mark is None else -1.0 if mark[0] == "”" else 1.5


class Deal:
    """The cheapest way to deal the units of a page to its columns."""

    def __init__(self, page: Page, before: Line | None):
        self.page, self.units = page, page.units
        self.heads = [page.is_head(unit) for unit in page.units]
        self.rows = [_TALL * (unit.end - unit.first) if unit.known else
                     float(sum(i not in page.cut for i in range(unit.first, unit.end))) for unit in page.units]
        self.before = before

    def order(self) -> tuple[list[int], float]:
        """(indices of the lines in order, how much better they read than as they are)."""
        beam: dict[_State, tuple[float, _Path | None, _Rows]] = {_State(-1, -1, -1, -1, ""): (0.0, None, _Rows(0.0, 0.0, 0.0))}
        for index in range(len(self.units)):
            following: dict[_State, tuple[float, _Path | None, _Rows]] = {}
            for state, (cost, path, rows) in beam.items():
                for side, more, now in self._choices(state, index):
                    hole, below = self._hole(index, side, state, rows)
                    whole = cost + more + hole
                    old = following.get(now)
                    if old is None or whole < old[0]:
                        following[now] = (whole, _Path(side, index, path), below)
            best = sorted(following.items(), key=lambda item: (item[1][0], item[0]))[:_BEAM]
            beam = dict(best)
        _, state, path = min(((cost + self._closing(state), state, path) for state, (cost, path, _) in beam.items()),
                             key=lambda item: item[:2])
        run = self._mended([unit for column in _columns(path) for unit in column])
        given = sum(self.page.link(i, i + 1) for i in range(len(run) - 1))
        found = sum(self.page.link(a, b) for a, b in itertools.pairwise(run))
        return [i for unit in run for i in range(self.units[unit].first, self.units[unit].end)], given - found

    def _hole(self, index: int, side: str, state: _State, rows: _Rows) -> tuple[float, _Rows]:
        """(what it costs that rows above unit `index` stay empty on this side, the rows reached with it)."""
        unit, page = self.units[index], self.page
        own = self.rows[index]
        free = index in page.cells or page.lines[unit.first].key in page.below
        if side == ACROSS:
            low = max(rows.left, rows.right)
            hole = 0.0 if free or state.left < 0 else low - min(rows.left, rows.right) - _EMPTY_HEAD
            return _HOLE * min(_HOLES, max(0.0, hole)), _Rows(low + own, low + own, low)
        base = rows.right if side == RIGHT else rows.left
        begins = page.lines[unit.first].gap > 0 or side != state.side
        y = max(base, rows.top) if begins and side != state.side else base
        near = self.heads[index] or (state.right if side == RIGHT else state.left) < 0 or self.heads[
            state.right if side == RIGHT else state.left]
        hole = 0.0 if free else y - base - (_EMPTY_HEAD if near else _EMPTY)
        top = y if begins else rows.top
        now = _Rows(rows.left, y + own, top) if side == RIGHT else _Rows(y + own, rows.right, top)
        return _HOLE * min(_HOLES, max(0.0, hole)), now

    def _mended(self, run: Sequence[int]) -> list[int]:
        """`run` with units moved that were written out of turn, to where they are the line that fails."""
        out, link = list(run), self.page.link
        for unit in range(1, len(out) - 1):
            i = out.index(unit)
            if not 0 < i < len(out) - 1 or unit in self.page.cells or link(out[i - 1], unit) < _MOVED / 2:
                continue
            gone = link(out[i - 1], out[i + 1]) - link(out[i - 1], unit) - link(unit, out[i + 1])
            places = [j for j in range(1, len(out)) if j not in (i, i + 1)
                      and min(abs(out[j - 1] - unit), abs(out[j] - unit)) <= _ASTRAY]
            costs = [(link(out[j - 1], unit) + link(unit, out[j]) - link(out[j - 1], out[j]) + gone, j) for j in places]
            cost, j = min(costs, default=(0.0, i))
            if cost < -_MOVED:
                out.pop(i)
                out.insert(j - (j > i), unit)
        return out

    def _choices(self, state: _State, index: int) -> Iterator[tuple[str, float, _State]]:
        yield from self._places(state, index)
        if self.page.below.get(self.page.lines[self.units[index].first].key) and state.left >= 0:        # a picture across the page
            closed = _State(-1, -1, -1, state.right if state.right >= 0 else state.left, ACROSS)
            cost = self._closing(state) + _PICTURE_ACROSS
            yield from ((side, cost + more, now) for side, more, now in self._places(closed, index))

    def _places(self, state: _State, index: int) -> Iterator[tuple[str, float, _State]]:
        unit = self.units[index]
        if not index and self._is_label(unit):
            yield ACROSS, 0.0, _State(-1, -1, -1, -1, "")
            return
        wide = max(self.page.widths[unit.first:unit.end]) > self.page.measure + _WIDE
        if unit.spans or wide or index in self.page.cells:
            yield ACROSS, *self._across(state, index, unit)
        if unit.known and max(self.page.widths[unit.first:unit.end]) > _LARGE * self.page.measure:
            return
        own = _NEVER * wide + self._in_column(index) * (unit.known and state.side != RIGHT and state.left < 0)
        own += _NEVER * (unit.known and state.side == ACROSS and not self.page.lines[unit.first].gap)     # of the head above it
        left = self._opening(state, index) if state.left < 0 else self.page.link(state.left, index)
        last, ahead, head = state.counted
        number = self.page.numbers[index][0] > 0
        yield LEFT, own + left + self._turn(state, index, LEFT) + self.page.follows(last, index), state._replace(
            left=index, side=LEFT, counted=(index if number else last, ahead, head))
        if unit.first not in self.page.cut or state.left >= 0:
            right = self.page.link(state.right, index) if state.right >= 0 else 0.0 if state.left >= 0 else _RIGHT_FIRST
            top = state.top if state.right >= 0 else index
            yield RIGHT, own + right + self._turn(state, index, RIGHT) + self.page.follows(ahead, index), state._replace(
                right=index, top=top, side=RIGHT,
                counted=(last, index if number else ahead, index if number and head < 0 else head))

    def _in_column(self, index: int) -> float:
        """What it costs that a title stands at the head of the left column: lines of the right one run on beside it."""
        beside = index + 2 < len(self.units) and not self.page.lines[self.units[index + 2].first].gap
        return _TITLE_IN_COLUMN if beside else 2 * _TITLE_IN_COLUMN

    def _is_label(self, unit: Unit) -> bool:
        """Whether the first unit of the page is a label at its head."""
        page, end = self.page, unit.end
        return (not unit.known and page.is_head(unit) and page.widths[unit.first] <= _RUN_IN and not rank(page.texts[unit.first])
                and end < len(page.lines) and page.lines[end].gap > 0)

    def _across(self, state: _State, index: int, unit: Unit) -> tuple[float, _State]:
        wide = max(self.page.widths[unit.first:unit.end]) > self.page.measure + _WIDE
        cost = 0.0 if unit.known or unit.wide or wide else _STILL_ACROSS if state.side == ACROSS else _ACROSS
        if index in self.page.cells and not unit.known:
            cost *= 0.5
        last = state.right if state.right >= 0 else state.left
        if (unit.known or unit.wide) and last >= 0 and (
                self.page.is_open(last) or (self.page.numbers[last][0] > 0 and self.heads[last])):
            cost += _NEVER
        touches = index > 0 and not self.page.lines[unit.first].gap and state.side not in (ACROSS, "")
        return cost + self._closing(state) + _CROSSED * touches, _State(-1, -1, -1, index, ACROSS)

    def _opening(self, state: _State, index: int) -> float:
        """What it costs that unit `index` begins the left column below what spans the page, or the page."""
        page = self.page
        if state.before >= 0:
            if page.units[state.before].wide and state.side == ACROSS:
                return page.at_title(page.units[state.before], self.units[index])
            return 0.0 if state.before in page.cells else page.link(state.before, index)
        if self.before is None or self.units[index].known:
            return 0.0
        text, below = repair_line(self.before.text), page.texts[self.units[index].first]
        if credit(text) is not None or width(text) < _RUN_IN:
            return 0.0
        if is_terminal(text):
            return 0.0 if width(text) >= page.measure - _FIRST else page.begins(self.units[index].first)
        return -max(-1.0, min(3.0, page.joints.odds(text, below)))

    def _turn(self, state: _State, index: int, side: str) -> float:
        """What the blank line above unit `index`, or its lack, says of the column."""
        if not state.side or state.side == ACROSS:
            return 0.0
        if self.page.lines[self.units[index].first].key in self.page.below:
            return 0.0 if side == state.side else _FREE
        unit, line = self.units[index], self.page.lines[self.units[index].first]
        if not line.gap:
            if side == state.side and (state.left < 0 or state.right < 0) and state.before >= 0 and index - state.before <= _ROWS:
                return _UNEVEN * (unit.end - unit.first)
            if side == state.side:
                other = state.right if side == LEFT else state.left
                return _BLANK_BESIDE if other >= 0 and self.page.is_open(other) else 0.0
            return _SIGNED if self.page.credits[unit.first] and line.text[:1] in "（(" else _AHEAD if side == RIGHT else _CROSSED
        if side != state.side:
            return 0.0
        above = self.units[index - 1]
        page = self.page
        rest = unit.first in page.cut or page.fills(above.end - 1, unit.first) or (
            above.end - 1 in page.cut and page.lines[above.end - 1].gap > 0)
        cells = index in page.cells or index - 1 in page.cells
        if unit.known and line.key in page.titles:
            return 0.0                  # larger type begins a block of its own
        return _FREE if rest or cells else _HEAD if page.credits[unit.first] or self.heads[index] else _SKIPPED

    def _closing(self, state: _State) -> float:
        """What the joint between the foot of the left column and the top of the right one costs."""
        last, _, head = state.counted
        return self.page.follows(last, head) + (
            self.page.link(state.left, state.top) if state.left >= 0 and state.top >= 0 else 0.0)


def _columns(path: _Path | None) -> list[list[int]]:
    """Units column by column, section by section."""
    steps = []
    while path is not None:
        steps.append((path.side, path.unit))
        path = path.above
    out: list[list[int]] = [[], []]
    for side, index in reversed(steps):
        if side == ACROSS:
            out += [[index], [], []]
        else:
            out[-1 if side == RIGHT else -2].append(index)
    return [column for column in out if column]
