"""What the lines of a page that was written by height are, and what it costs that one stands below another."""
from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from convert.importer.characters import (
    BULLET,
    BYLINE,
    DATE,
    EDITOR_NOTE,
    LIST_ITEM,
    PAREN_DATE,
    PASSED,
    ROW,
    credit,
    is_terminal,
    is_unit_name,
    plain,
    rank,
    skeleton,
    width,
)
from convert.importer.pieces import BELOW, GAP_WIDTH, closes, is_open
from convert.importer.records import Line
from convert.importer.repair import GAP, repair_line
from convert.importer.wordjoints import WordJoints
from convert.model.numerals import value_of

FULL, FIRST = 1.2, 3.2    # em: short of the measure at most, a full line and the first line of a paragraph
_INDENT, _EXACT, _NARROW = 2.0, 0.5, 1.7
RUN_IN = 8.0               # em of a head run in at most, and of the text behind it at least
_CELL, _CELLS = 13.0, 5     # em of a cell of a table at most; cells one after the other that make a table
_IN_BLOCK, _NUMBERED = -0.5, -3.0           # two cells of one block; cells or a caption below the number of their table
_BOX = 4.0                  # em that a box is narrower than its column at most
_SPANNING = 1.5             # measures of a cell over several columns at least
_LEAD = 3                   # lines from a head to the text in its row at most
_BELOW_ROW = 4              # units from one row of a table to the next at most
_NARROW_CELL = 0.6          # share of the measure that the cells of one column have at most
NEVER = 5.0                # what hardly happens: a line below one that it cannot go on with
_ANOTHER_HEAD = 1.0         # a short line below a title
_NEXT, _NOT_NEXT = -2.0, 3.0            # a number that follows the last one, one that does not
_SAME_TITLE = -1.5          # two lines that the contents has one after the other
_UNSIGNED = 3.0             # a byline below text
_RESUMED = -1.0             # what tells that a serial goes on, below its title
PARTED = 3.0               # a line of a title with another below it than in the contents
_INTRODUCED = -2.0          # the text of a head that stands in its row
BOXED = re.compile(f"[■●◆▲]|{EDITOR_NOTE.pattern}")     # how a summary and an editor's note begin, in boxes
_VERSE = 0.6                # share of the measure that a verse has at most
_ITEM_BELOW = -1.5          # an item of a list below one that ends with a semicolon
_DATED, _UNDATED = -2.0, 1.0            # a date below the name of who signs, below other text
_STACKED = 1.0              # a title right below another
_SPLINTERED = 2.0           # one character and a comma below a title
_LISTED = 1.0               # a row of a list of names below a sentence
_VERSE_BELOW = 2.0          # a line of a poem below a full one of the text
_TITLE = 4                  # characters of a title whose place in the contents tells
_LABEL = 12                 # characters of the name of a unit at most
END_MARKS = tuple("■◆●▲□")

_NUMBER = re.compile(r"(?:第|[（(])?([一二三四五六七八九十]{1,3}|\d{1,2})")
_ITEM = re.compile("[–■●◆▪▲◇★]")
_CLAUSE, _OF_CLAUSES = re.compile("第([一二三四五六七八九十]{1,3})条[ \u3000]"), 2.5         # between chapters and （一）
_LETTER, _LETTERED = re.compile(r"([a-h])[.．、] ?\D"), 9
_CLAUSE_NUMBER = re.compile("第[一二三四五六七八九十百零〇]{1,5}条$")
_RESUMES = re.compile("（[接续]上[期文页][^（）]{0,6}）")
_TABLE = re.compile(r"表 ?\d{1,2}$")
_FIGURE = re.compile(r"[\d.,%％+＋－-]*\d[\d.,%％]*")
_SPLINTER = re.compile("[^，。；！？“]，")


def numbered(text: str) -> tuple[float, int]:
    """(rank, number) of a line that begins with a number such as 二、 or （三） or 第四条; (0, 0) without one."""
    item = _LETTER.match(text)
    if item is not None:
        return _LETTERED, ord(item[1]) - 96
    clause = _CLAUSE.match(text)
    level = _OF_CLAUSES if clause else rank(text)
    match = clause or (_NUMBER.match(text) if level else None)
    if match is None:
        return 0, 0
    return level, value_of(match[1])


@functools.lru_cache(maxsize=1 << 14)       # asked for with every line that may stand above
def _is_item(text: str) -> bool:
    """Whether `text` begins a numbered paragraph or an item of a list."""
    return bool(rank(text) or BULLET.match(text) or LIST_ITEM.match(text) or _ITEM.match(text))


class Unit(NamedTuple):
    """A row, with the pieces of it that were cut off, or the lines of a title."""

    first: int
    end: int
    known: bool             # prints words of the contents
    spans: bool             # may span the page
    wide: bool = False      # as wide as a line of the column, so that it may be one
    cells: bool = False     # cells of a table, one after the other


class Titles(NamedTuple):
    """Keys of the lines that print a title, the words of the contents, keys of the lines that print the name of a column, of those
    below a caption that was taken out."""

    keys: frozenset[int]
    words: str = ""
    columns: frozenset[int] = frozenset()
    pictures: frozenset[int] = frozenset()


class Page:
    """The lines of one page and what each of them is."""

    def __init__(self, lines: Sequence[Line], joints: WordJoints, titles: Titles, measure: float, below: Mapping[int, bool]):
        self.lines, self.joints, self.measure = lines, joints, measure
        self.below = below          # keys of lines below what is no part of the columns -> whether that is a picture
        self.texts = [repair_line(line.text) for line in lines]
        self.widths = [width(line.text) for line in lines]
        self.reach = list(self.widths)      # of the row so far, where a line is the rest of the one above it
        self.credits = [credit(text) is not None for text in self.texts]
        self.ends = [is_terminal(text) or credited for text, credited in zip(self.texts, self.credits, strict=True)]
        self.titles, self.words, columns, _ = titles
        self.columns = frozenset(i for i, line in enumerate(lines) if line.key in columns)
        self.dates = [DATE.match(plain(text)) is not None for text in self.texts]
        self.list = frozenset(i for i, text in enumerate(self.texts) if ROW.match(text))
        self.labels = self._labels()
        self.block = frozenset(self._blocks_of_cells())
        self.cut = self._cut()
        self.titles -= {self.lines[i - 1].key for i in self.cut if self._is_quoted_half(i)}
        self.whole = self._whole()
        self.units = self._units()
        self.openings = frozenset(unit.first for unit in self.units if unit.known)
        self.cells = frozenset(i for i, unit in enumerate(self.units) if unit.cells)
        self.numbers = [numbered(self.texts[unit.first]) for unit in self.units]
        self.next = self._next()
        self.places = self._places()
        self._links: dict[tuple[int, int], float] = {}

    def _labels(self) -> frozenset[int]:
        """Lines with the name of a unit, set above its news, which ends with it in brackets."""
        signed = {skeleton(text) for text, credited in zip(self.texts, self.credits, strict=True) if credited and text[:1] in "（("}
        own = [i for i, text in enumerate(self.texts) if text[:1] not in "（(" and skeleton(text) in signed]
        kinds = {skeleton(self.texts[i])[-2:] for i in own}
        alike = [i for i, text in enumerate(self.texts) if text[-2:] in kinds and self._may_be_label(i)]
        return frozenset((*own, *alike))

    def _may_be_label(self, i: int) -> bool:
        """Whether line `i` is the name of a unit and no signature, which a date is below."""
        text, near = self.texts[i], self.texts[i + 1:i + 3]
        named = 4 <= len(text) <= _LABEL and is_unit_name(text) and not BYLINE.match(text)
        return named and not any(DATE.match(plain(below)) for below in near)

    def _blocks_of_cells(self) -> Iterator[int]:
        """Lines of the last column of a table, which stands by itself: many that touch, all of them short."""
        first = 0
        for end in range(1, len(self.lines) + 1):
            if end < len(self.lines) and not self.lines[end].gap:
                continue
            if end - first >= _CELLS and all(w < _NARROW_CELL * self.measure for w in self.widths[first:end]):
                yield from range(first, end)
            first = end

    def _cut(self) -> frozenset[int]:
        """Lines that are the rest of the row above them, cut before an opening mark or at a gap inside quotation marks."""
        out = set()
        for i in range(1, len(self.lines)):
            if i in self.block:
                continue
            text = self.texts[i - 1]
            tight = not self.lines[i].gap and self.texts[i][:1] in "“《（" and text[-1:] in BELOW and not (
                self.texts[i][:1] == "（" and self.ends[i - 1])
            total = self.reach[i - 1] + self.widths[i] + (0.0 if tight else GAP_WIDTH)
            if self._runs_in(i):
                self.reach[i] = total + _INDENT
                out.add(i)
                continue
            quoted = is_open(text) or (closes(self.texts[i]) and not is_terminal(text))
            if total <= self.measure + FULL + tight and (tight or (quoted and total >= self.measure - FULL)):
                self.reach[i] = total
                out.add(i)
        for i in range(2, len(self.lines)):         # behind a head in its row, a line of the other column between them
            heads = [k for k in range(max(0, i - _LEAD), i - 1) if self.lines[i].gap and self.introduces(k, i)]
            if heads and i not in out:
                self.reach[i] = max(self.reach[i], _INDENT + self.widths[heads[-1]] + GAP_WIDTH + self.widths[i])
        return frozenset(out)

    def _is_quoted_half(self, i: int) -> bool:
        """Whether line `i` closes a quotation in which a gap cut the row above it: words of a title in running text."""
        return self.lines[i].gap > 0 and closes(self.texts[i]) and self.lines[i].key not in self.titles

    def _whole(self) -> list[float]:
        """The width of the row that begins with every line, without its indent."""
        out = list(self.reach)
        for i in range(len(out) - 1, 0, -1):
            if i in self.cut:
                out[i - 1] = self.measure - _INDENT if self._runs_in(i) else out[i]
        return out

    def _runs_in(self, i: int) -> bool:
        """Whether line `i` is the text that a head in its row introduces, set apart from it by a gap."""
        return self.lines[i].gap > 0 and self.introduces(i - 1, i) and ("，" in self.texts[i] or not self._among_cells(i - 1))

    def introduces(self, a: int, b: int) -> bool:
        """Whether lines `a`, a head, and `b` with a gap between them are the first row of a paragraph."""
        if not self.widths[a] <= RUN_IN <= self.widths[b]:
            return False
        total = _INDENT + self.widths[a] + GAP_WIDTH + self.widths[b]
        whole = self.ends[b] and total <= self.measure + FULL and _CLAUSE_NUMBER.match(self.texts[a]) is not None
        boxed = EDITOR_NOTE.match(self.texts[a] + GAP) is not None and self.measure - _BOX <= total
        full = (abs(total - self.measure) <= FULL or (boxed and total <= self.measure)) and not self.ends[b]
        return ((full or whole) and self.texts[b][:1] not in BELOW and not re.search("[，。、；：！？]", self.texts[a])
                and {self.lines[a].key, self.lines[b].key}.isdisjoint(self.titles))

    def laid(self, order: Sequence[int]) -> list[Line]:
        """The lines in `order`, heads with the text they introduce on one line."""
        out: list[Line] = []
        for k, i in enumerate(order):
            if k and self.introduces(order[k - 1], i) and (i in self.cut or i != order[k - 1] + 1):
                out[-1] = out[-1]._replace(text=f"{out[-1].text}{GAP}{self.lines[i].text}")
            elif k and i == order[k - 1] + 1 and self._fills_row(i):
                out[-1] = out[-1]._replace(text=out[-1].text + self.lines[i].text)
            else:
                out.append(self.lines[i])
        return out

    def _fills_row(self, i: int) -> bool:
        """Whether line `i`, which touches the piece above it, is a piece of a row that all its pieces fill."""
        end = i
        while end + 1 in self.cut and not self.lines[end + 1].gap:
            end += 1
        return i in self.cut and not self.lines[i].gap and abs(self.reach[end] - self.measure) <= FULL

    def _among_cells(self, i: int) -> bool:
        """Whether a short line that ends no sentence stands above line `i`, a blank one between."""
        return i > 0 and self.lines[i].gap > 0 and self.widths[i - 1] <= _CELL and not is_terminal(self.texts[i - 1])

    def _units(self) -> list[Unit]:
        out: list[Unit] = []
        first = 0
        named = [self._title(i) for i in range(len(self.lines))]
        for i in range(1, len(self.lines) + 1):
            same = i < len(self.lines) and named[i] == named[i - 1] and self.columns.isdisjoint((i - 1, i))
            if same and (i in self.cut or (named[i] and self._one_title(i))):
                continue
            wide = named[first] and i - first == 1 and abs(self.widths[first] - self.measure) <= FULL
            out.append(Unit(first, i, named[first] and not wide, named[first] or all(map(self._may_span, range(first, i))), wide))
            first = i
        return self._with_tables(out)

    def _one_title(self, i: int) -> bool:
        """Whether line `i` touches the line above and stands in its head: it is no line of the contents, or goes on with it."""
        listed = not {self.lines[i].key, self.lines[i - 1].key} <= self.titles or self.listed(i - 1, i, i)
        return not self.lines[i].gap and self.labels.isdisjoint((i - 1, i)) and listed

    def _next(self) -> dict[int, int]:
        """Index of a unit of a title -> index of the one below that goes on with it in the contents."""
        known = [k for k, unit in enumerate(self.units) if unit.known and self.lines[unit.first].key in self.titles]
        near = [*itertools.pairwise(known), *zip(known, known[2:], strict=False)]
        return {a: b for a, b in near if self.listed(self.units[a].first, self.units[a].end, self.units[b].first)}

    def _places(self) -> dict[int, int]:
        """Index of a unit of a title -> where the contents has it."""
        titles = {k: "".join(map(skeleton, self.texts[unit.first:unit.end])) for k, unit in enumerate(self.units)
                  if unit.known and self.lines[unit.first].key in self.titles and unit.first not in self.labels}
        return {k: self.words.find(title) for k, title in titles.items() if len(title) >= _TITLE}

    def listed(self, first: int, end: int, below: int) -> bool:
        """Whether the contents has line `below` right after the lines from `first` to `end`."""
        return "".join(map(skeleton, self.texts[first:end])) + skeleton(self.texts[below]) in self.words

    def _with_tables(self, units: Sequence[Unit]) -> list[Unit]:
        """`units` with a run of cells as one."""
        out: list[Unit] = []
        start = 0
        for index in range(len(units) + 1):
            among = index - start >= _CELLS and index + 1 < len(units) and self._is_cell(units[index + 1])
            if index < len(units) and (self._is_cell(units[index]) or (among and self._spans_cells(units[index]))):
                continue
            if index - start >= _CELLS or self._are_row(units[start:index], out):
                out.append(Unit(units[start].first, units[index - 1].end, False, True, cells=True))
            else:
                out += units[start:index]
            out += units[index:index + 1]
            start = index + 1
        return out

    def _are_row(self, cells: Sequence[Unit], above: Sequence[Unit]) -> bool:
        """Whether a few cells are a row, a name and figures, of the table that is among the units right above."""
        figures = [_FIGURE.fullmatch(self.texts[unit.first]) is not None for unit in cells]
        return len(cells) > 1 and figures[0] < figures[-1] and any(unit.cells for unit in above[-_BELOW_ROW:])

    def _title(self, i: int) -> bool:
        """A line of a title, or the byline, date or subtitle right below one."""
        if self.lines[i].key in self.titles or i in self.labels or i in self.columns:
            return True
        if i + 1 < len(self.lines) and self.lines[i].gap and not self.lines[i + 1].gap and self.lines[i + 1].key in self.titles:
            text = self.texts[i]                    # a first line that the contents words otherwise
            return self.widths[i] < self.measure - FIRST and (self._may_span(i) or text.endswith("——"))
        return self._signs(i) or (self._is_below(i) and self._title(i - 1))

    def _is_signature(self, i: int) -> bool:
        """Whether line `i` is a marked byline."""
        return self.texts[i][:1] in "□○◎" and BYLINE.match(self.texts[i]) is not None

    def _is_below(self, i: int) -> bool:
        """Whether line `i`, right below another, looks like what stands below a title: a byline, a date, a subtitle."""
        return i > 0 and not self.lines[i].gap and bool(
            BYLINE.match(self.texts[i]) or PAREN_DATE.match(plain(self.texts[i])) or self.texts[i].startswith("——")
            or PASSED.match(plain(self.texts[i])))

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
        return not (unit.known or unit.end - unit.first > 1 or unit.first in self.block or self.widths[unit.first] > _CELL
                    or self.ends[unit.first] or text[-1:] in "，、；" or rank(text) or EDITOR_NOTE.match(text + GAP))

    def _spans_cells(self, unit: Unit) -> bool:
        """Whether a unit may be a cell over several columns of a table: a line that is far wider than a column of text."""
        return unit.end - unit.first == 1 and not unit.known and self.widths[unit.first] >= _SPANNING * self.measure

    def is_head(self, unit: Unit) -> bool:
        """Whether the type of a unit may be of another size than the text's: a title, a numbered head, a short line alone."""
        last = unit.end - 1
        text = self.texts[last]
        return unit.known or (self.reach[last] < self.measure - FIRST and not self.ends[last] and not is_open(text)
                              and (text[-1:] not in "，、；" or rank(text) > 0))

    def last_break(self, order: Sequence[int]) -> int:
        """The last place in `order` where one paragraph ends and another begins; its end where there is none."""
        for k in range(len(order) - 1, 0, -1):
            a, b = order[k - 1], order[k]
            short = self.reach[a] < self.measure - FULL and self.widths[b] < self.measure - FULL
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
            self._links[a, b] = self._linked(self.units[a], self.units[b], a in self.cells, b in self.cells) + (
                PARTED * (self.next.get(a, b) != b))
        return self._links[a, b]

    def _linked(self, a: Unit, b: Unit, cell_above: bool, cell: bool) -> float:
        if self.texts[b.first][:1] in BELOW:
            return NEVER
        if {a.end - 1, b.first} <= self.block:
            return _IN_BLOCK if b.first == a.end and not self.lines[b.first].gap else NEVER
        if self._is_signature(b.first) and not b.known:
            return _SAME_TITLE if a.known else _UNSIGNED
        if _RESUMES.match(self.texts[b.first]):
            return _RESUMED if a.known or self._is_signature(a.end - 1) else NEVER
        if a.known or b.known:
            return self.at_title(a, b)
        if a.wide or (b.wide and not self._is_above_title(b)):
            return min(self.at_title(a, b._replace(known=b.wide)), self._in_text(a, b, cell_above, cell))
        return self._in_text(a, b, cell_above, cell)

    def _is_above_title(self, unit: Unit) -> bool:
        """Whether a title is written right below `unit`, which may be its kicker."""
        return unit.end in self.openings

    def _in_text(self, a: Unit, b: Unit, cell_above: bool, cell: bool) -> float:
        """What it costs that unit `b` stands below unit `a` where none is a title."""
        last, first = a.end - 1, b.first
        if (self.credits[last] and self.texts[last][:1] in "（(") or self.lines[last].text[-1:] in END_MARKS:
            title = b.spans and not rank(self.texts[first]) and "，" not in self.texts[first]
            return NEVER * (not title)              # only another article comes below a credit
        if cell and _TABLE.match(self.texts[last]):
            return _NUMBERED
        if cell_above and _TABLE.match(self.texts[a.first]) and self.widths[first] > _CELL and self.is_head(b):
            return _NUMBERED
        if cell_above and cell:
            return 0.0
        if cell:
            return 0.5 if self.ends[last] or self.widths[last] < self.measure - FIRST else 2.0
        if cell_above:
            return 1.0 if self._is_full(first) else 0.5
        return self.goes_on(last, first)

    def at_title(self, a: Unit, b: Unit) -> float:
        """What it costs that unit `b` stands below unit `a` where one of them is a title."""
        if self._parts_label(a, b):
            return NEVER
        if (a.known or a.wide) and b.known:
            stacked = {self.lines[a.first].key, self.lines[b.first].key} <= self.titles
            return _SAME_TITLE if self.listed(a.first, a.end, b.first) else _STACKED * stacked
        if b.known:
            return 0.0 if self.ends[a.end - 1] or self.is_head(a) else NEVER
        text = self.texts[b.first]
        if credit(text) is not None and text[:1] in "（(" and not PAREN_DATE.match(plain(text)):
            return NEVER
        if b.spans:
            return _SAME_TITLE if text.startswith("——") and a.known else _ANOTHER_HEAD
        lone = self.whole[b.first] < self.measure - FIRST and text[-1:] in "。；？"
        return self.begins(b.first) + _SPLINTERED * bool(_SPLINTER.match(text)) + 3.5 * lone

    def _parts_label(self, a: Unit, b: Unit) -> bool:
        """Whether the name of a unit, which stands above the title of its news, would stand below a title, or above text."""
        text = self.texts[a.first]
        if b.first in self.labels and self.texts[b.first] != text and (a.known or text.startswith("——")):
            return True
        return a.first in self.labels and a.end == a.first + 1 and not (b.known or b.spans)

    def begins(self, i: int) -> float:
        """What it costs that line `i` is the first one of a paragraph, set in; squeezed marks make one wider."""
        over = self.whole[i] - (self.measure - _INDENT)
        squeezed = 0.5 * min(4, len(re.findall("[，。、；：“”《》（）]", self.texts[i][:-1])))
        return -1.5 if over <= _EXACT else 0.8 if over <= squeezed + _EXACT else 3.0

    def _is_full(self, i: int) -> bool:
        """Whether line `i` is too wide for the first one of a paragraph."""
        return self.begins(i) > 0

    def goes_on(self, a: int, b: int) -> float:
        """What it costs that line `b` of the text stands below line `a`."""
        text, below = self.texts[a], self.texts[b]
        short = self.whole[b] < self.measure - FULL
        if self.credits[b] and below[:1] in "（(" and not PAREN_DATE.match(plain(below)):
            return NEVER if self.credits[a] else -1.0 if self.ends[a] else 1.5
        if a in self.list and b in self.list:
            return _NEXT
        reach = self.reach[a]
        if self.introduces(a, b):
            return _INTRODUCED
        if b in self.list and self.ends[a]:
            return _LISTED
        if text[-1:] in "；：" and _is_item(below):
            return _ITEM_BELOW
        if self.dates[b]:
            return _DATED if is_unit_name(text) else _UNDATED
        if rank(text) and rank(below) > rank(text) and reach < self.measure - FIRST:
            return -1.5
        if self.ends[a]:
            return self._below_end(reach, b)
        if reach < self.measure - FIRST and not self._same_box(a, b) and not self.fills(a, b):
            return self._below_short(a, b)
        narrow = reach < self.measure - _NARROW and not self._same_box(a, b) and not self.fills(a, b)
        cost = 0.5 if text[-1:] in "，、；：" else -self.joints.odds(text, below)
        broken = short and not self.ends[b] and self.whole[b] > 2 and not self._same_box(a, b)
        return max(-4.5, cost) + 1.2 * broken + 1.5 * narrow + 3.0 * _is_item(below) + self._quoted(text, below)

    def _below_end(self, reach: float, b: int) -> float:
        """What it costs that line `b` stands below the end of a sentence that reaches so far."""
        short = self.whole[b] < self.measure - FULL
        if reach < self.measure - FULL:
            return self.begins(b) if reach < self.measure - FIRST else -1.0 if short else 0.8     # a first line may be full
        if self.texts[b][-1:] in "，、" and self.whole[b] < _VERSE * self.measure:
            return _VERSE_BELOW
        return -0.6 if short else 0.2

    def _below_short(self, a: int, b: int) -> float:
        """What it costs that line `b` stands below line `a`, a short one that ends no sentence."""
        text, open_end = self.texts[a], self.whole[b] < self.measure - FULL and not self.ends[b]
        if text[-1:] == "；":                    # an item of a list
            return self.begins(b)
        if text[-1:] in "，、" and max(self.reach[a], self.whole[b]) < _VERSE * self.measure:
            return 0.0
        if text[-1:] in "，、":
            return -0.5 if rank(text) and open_end else 1.5       # a head in two lines
        return 2.0 if self._is_full(b) else -0.5 if open_end else 0.3       # a head above the text

    def _same_box(self, a: int, b: int) -> bool:
        """Whether two lines that are not as wide as the column are lines of a narrower box."""
        return self.measure - 8 < self.widths[a] and (
            abs(self.widths[a] - self.widths[b]) <= 2.2 or (self.ends[b] and self.widths[b] < self.widths[a] + 1))

    def fills(self, a: int, b: int) -> bool:
        """Whether lines `a` and `b` are a full row, a gap between them."""
        total = self.reach[a] + GAP_WIDTH + self.widths[b]
        marked = is_open(self.texts[a]) or closes(self.texts[b])
        return (marked and b == a + 1 and self.lines[b].gap > 0 and not self.ends[a]
                and self.measure - FULL <= total <= self.measure + FULL)

    @staticmethod
    def _quoted(text: str, below: str) -> float:
        """What quotation marks and brackets say: one that `text` opens is closed below before another opens, a bracket before a
        sentence ends."""
        cost = 0.0
        if text.count("“") > text.count("”"):
            mark = re.search("[“”]", below)
            cost = 0.0 if mark is None else -1.0 if mark[0] == "”" else 1.5
        if text.rfind("（") > text.rfind("）"):
            mark = re.search("[（）。！？]", below)
            cost += 0.0 if mark is None else -1.0 if mark[0] == "）" else 1.5
        return cost
