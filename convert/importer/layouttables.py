"""Tables on the character grid of a page that keeps its layout -> rows of cells, each a line of role "row".

A table is a run of lines that the same gutters part.  A row may take several lines, its cells set in the middle of its height:
lines are one row where fewest cells are missing, cut though they had room, or out of the middle (dynamic programming).
"""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from convert.importer.characters import is_terminal, width
from convert.importer.layoutparts import Part
from convert.importer.records import CELL

_CAPTION = re.compile(r"表 ?\d{1,2}(?!\d)")
_FIGURE = re.compile(r"\d")
_NUMBER = re.compile(r"[+＋\-－−]?[\d.,:：%％‰]+$")
_MOST_COLUMNS, _LINES = 12, 60          # of a table at most
_NEAR = 3                   # lines to the next line of a table at most
_RUNNING = 0.75             # share of the measure that a line of running text has at least
_CROSSING = 0.15            # share of the lines of a table that may cross a gutter: heads and cells over several columns
_LEAST = 3                  # lines with cells beside each other in a table, cells in each of its columns
_FIGURES = 0.7              # share of the rows below the head that have a figure in the same column
_TALL = 8                   # lines of a row at most
_MISSING, _NO_LABEL, _LABEL_ALONE = 1.0, 0.5, 2.5        # cost of a cell that a row lacks, of the first one; of nothing but it
_FULL, _CUT = 0.2, 4.0                  # of a cell on two lines, full above, or with room there
_NUMBERS, _BELOW = 6.0, 0.6             # of a number in a cell with more, of a bracket below its words
_UNLABELLED = 3.0           # of rows that no first cell names
_AT_TOP, _ASIDE = 1.0, 4.0             # of a cell that begins on the first line of its row; elsewhere out of its middle
_ROOM = 1.5                 # em that a full line of a cell may be short of its column's widest


class Table(NamedTuple):
    """The pieces that are a table, and its rows as text, the caption first."""

    parts: tuple[Part, ...]
    rows: tuple[str, ...]


class _Cell(NamedTuple):
    text: str
    column: int
    span: int
    part: Part


def tables(parts: Sequence[Part], measure: float, parted: Sequence[float] = ()) -> Iterator[Table]:
    """The tables among the pieces of a column, or over the columns of a page that is `parted`; `measure`: em of a line of text."""
    lines = [list(line) for _, line in itertools.groupby(sorted(parts, key=lambda p: (p.y, p.x0)), lambda p: p.y)]
    start = 0
    for end in range(1, len(lines) + 1):
        goes_on = end < len(lines) and lines[end][0].y - lines[end - 1][0].y <= _NEAR and not (
            _is_running(lines[end], measure, parted) or _is_running(lines[end - 1], measure, parted) or _is_caption(lines[end]))
        if goes_on:
            continue
        found = _table(lines[start:end])
        if found and (not parted or any(part.x0 < at < part.x1 for at in parted for part in found.parts)):
            yield found
        start = end


def _is_running(line: Sequence[Part], measure: float, parted: Sequence[float]) -> bool:
    """Whether running text stands on a line: of a column, with nothing beside it there."""
    wide = [part for part in line if width(part.text) >= _RUNNING * measure and not any(part.x0 < at < part.x1 for at in parted)]
    return bool(wide) and (len(line) == 1 or bool(parted)) and not _is_caption(line)


def _is_caption(line: Sequence[Part]) -> bool:
    return bool(_CAPTION.match(line[0].text))


def _table(lines: Sequence[Sequence[Part]]) -> Table | None:
    """The table that `lines` are, its caption first where it has one; None where they are none."""
    first = next((at for at, line in enumerate(lines) if len(line) > 1 and not _is_caption(line)), len(lines))
    first = next((at + 1 for at, line in enumerate(lines[:first]) if _is_caption(line)), first)
    end = len(lines)
    while end > first and len(lines[end - 1]) == 1 and lines[end - 1][0].top - lines[end - 2][0].y > 1:
        end -= 1                # the end of a paragraph below it
    body = lines[first:end]
    rows = _rows(body) if _LEAST <= len(body) <= _LINES else None
    if rows is None:
        return None
    titled = first and (_is_caption(lines[first - 1]) or not is_terminal(lines[first - 1][0].text))
    head = lines[first - 1:first] if titled else []
    caption = ["".join(part.text for part in line) for line in head]
    if _letters(part.text for line in body for part in line) != _letters(rows):
        return None
    return Table(tuple(part for line in (*head, *body) for part in line), (*caption, *rows))


def _letters(texts: Iterable[str]) -> Counter[str]:
    return Counter("".join(texts).replace(CELL, "").replace(" ", ""))


def _rows(lines: Sequence[Sequence[Part]]) -> list[str] | None:
    """The rows of a table, its cells joined; None where `lines` are none."""
    columns = _columns(lines)
    if not 2 <= len(columns) <= _MOST_COLUMNS:
        return None
    cells = [[cell for part in line for cell in _cells(part, columns)] for line in lines]
    beside = sum(len(line) > 1 for line in cells)
    if beside < (_LEAST if len(columns) > 2 else 2):
        return None
    grid = _Grid(cells, len(columns))
    rows = grid.rows()
    return [CELL.join(row) for row in rows] if _is_sound(rows, len(columns)) else None


def _columns(lines: Sequence[Sequence[Part]]) -> list[tuple[int, int]]:
    """From where to where the columns of the lines reach: what nearly no line crosses parts them."""
    left = int(min(part.x0 for line in lines for part in line))
    right = int(max(part.x1 for line in lines for part in line))
    crossed = max(1, int(_CROSSING * len(lines)))
    covered = [0] * (right - left)
    for line in lines:
        for part in line:
            for x in range(int(part.x0), int(part.x1)):
                covered[x - left] += 1
    out: list[tuple[int, int]] = []
    for full, run in itertools.groupby(range(left, right), lambda x: covered[x - left] > crossed):
        a, *more = run
        b = (more or [a])[-1] + 1
        if full and sum(any(part.x0 < b and part.x1 > a for part in line) for line in lines) >= _LEAST:
            out.append((a, b))
    words = [(part, line) for line in lines for part in line if " " not in part.text]
    for part, line in sorted(words, key=lambda word: word[0].x1 - word[0].x0):          # some reach farther than those below them
        over = _over(part, out)
        beside = {k for other in line if other is not part for k in _over(other, out)}
        free = [k for k in range(len(out)) if k not in beside]
        if len(over) == 1 or (not over and free):
            k = over[0] if over else _nearest(part, out, free)
            a, b = min(out[k][0], int(part.x0)), max(out[k][1], int(part.x1))
            if all(b <= c or d <= a for n, (c, d) in enumerate(out) if n != k):
                out[k] = (a, b)
    return out


def _over(part: Part, columns: Sequence[tuple[int, int]]) -> list[int]:
    return [k for k, (a, b) in enumerate(columns) if part.x0 < b and part.x1 > a]


def _nearest(part: Part, columns: Sequence[tuple[int, int]], among: Sequence[int]) -> int:
    return min(among, key=lambda k: abs(columns[k][0] + columns[k][1] - part.x0 - part.x1))


def _cells(part: Part, columns: Sequence[tuple[int, int]]) -> Iterator[_Cell]:
    """The cells that a piece is: two where a space stands in a gutter."""
    for k in range(1, len(columns)):
        first, behind = int(columns[k - 1][1] - part.x0), int(columns[k][0] - part.x0)
        at = part.text.find(" ", max(1, first - 1), max(1, behind + 1))
        if at > 0:
            yield from _cells(part._replace(x1=part.x0 + at, text=part.text[:at]), columns)
            yield from _cells(part._replace(x0=part.x0 + at + 1, text=part.text[at + 1:]), columns)
            return
    over = _over(part, columns) or [_nearest(part, columns, range(len(columns)))]
    yield _Cell(part.text, over[0], len(over), part)


def _is_sound(rows: Sequence[Sequence[str]], count: int) -> bool:
    """Whether rows show by themselves that they are a table: words head them, one column has figures, no cell is cut off."""
    heads = 1 + (len(rows) > 1 and not rows[1][0] and len(rows[1]) > len(rows[0]))
    body = rows[heads:]
    if len(body) < 2 or any(map(_NUMBER.match, rows[0])) or sum(map(bool, rows[0])) < 2:
        return False
    if any(is_terminal(cell) or cell.endswith(("，", "、", "；")) for cell in rows[0]):
        return False
    if any(any(cell.count(a) != cell.count(b) for a, b in ("“”", "（）", "《》")) for row in rows for cell in row):
        return False
    figures = [sum(len(row) > k and bool(_FIGURE.search(row[k])) for row in body) for k in range(count)]
    return max(figures) >= _FIGURES * len(body) or (len(body) < _LEAST and max(figures) == len(body))


class _Grid:
    """The cells of the lines of a table; `count` columns."""

    def __init__(self, lines: Sequence[Sequence[_Cell]], count: int):
        self.count = count
        alone = {at for at, line in enumerate(lines) if len(line) == 1 and line[0].column == 0 and line[0].span == 1}
        self.labels = [(at, cell) for at, line in enumerate(lines) for cell in line if cell.column == 0 and cell.span == 1]
        self.lines = [(at, line) for at, line in enumerate(lines) if at not in alone]
        self.wide = [max((width(cell.text) for line in lines for cell in line if cell.column == k and cell.span == 1), default=0.0)
                     for k in range(count)]

    def rows(self) -> list[list[str]]:
        groups = self._groups()
        heads = self._heads(groups[0])
        rows = [*(heads or [self._row(groups[0])]), *map(self._row, groups[1:])]
        first = groups[1][0][0] if len(groups) > 1 else len(groups[0]) + 1
        named = ["".join(cell.text for at, cell in self.labels if at < first), *[""] * (len(rows) - len(groups)),
                 *self._named(groups[1:])]
        return [[label, *row[1:]] if label or row[0] else row for label, row in zip(named, rows, strict=True)]

    def _groups(self) -> list[list[tuple[int, Sequence[_Cell]]]]:
        """The lines of every row."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(self.lines) + 1):
            best.append(min((best[start][0] + self._cost(start, end), start) for start in range(max(0, end - _TALL), end)))
        out: list[list[tuple[int, Sequence[_Cell]]]] = []
        end = len(self.lines)
        while end:
            start = best[end][1]
            out.insert(0, self.lines[start:end])
            end = start
        return out

    def _cost(self, start: int, end: int) -> float:
        """What it costs that lines `start` to `end` are one row."""
        group = self.lines[start:end]
        cost = 0.0
        middle = (group[0][0] + group[-1][0]) / 2
        found: set[int] = set()
        for column in range(self.count):
            own = [(at, cell) for at, line in group for cell in line if cell.column <= column < cell.column + cell.span]
            for (_, a), (_, b) in itertools.pairwise(own):
                cost += self._joint(a, b)
            if own:
                found.add(column)
                aside = abs((own[0][0] + own[-1][0]) / 2 - middle)
                cost += 0.0 if aside <= 0.5 else _AT_TOP if own[0][0] == group[0][0] else _ASIDE
        named = any(group[0][0] <= at <= group[-1][0] for at, _ in self.labels)
        return cost + _MISSING * len(set(range(1, self.count)) - found) + _NO_LABEL * (not named and 0 not in found)

    def _joint(self, a: _Cell, b: _Cell) -> float:
        """What it costs that `b` goes on with the cell of `a` above it."""
        if a.span > 1:
            return _FULL
        if _NUMBER.match(a.text) or _NUMBER.match(b.text):
            return _NUMBERS
        unit = 2.0 if b.text[0] in "“（《" or b.text[1:2] in tuple("，。、；：！？”）》") else 1.0
        if width(a.text) + unit > self.wide[a.column] - 0.5 and width(a.text) + _ROOM >= self.wide[a.column]:
            return _FULL
        return _BELOW if b.text[0] in "（(" else _CUT

    def _heads(self, group: Sequence[tuple[int, Sequence[_Cell]]]) -> list[list[str]] | None:
        """The two rows that heads are of which the last stands above several; None where no head does."""
        over = [(at, cell) for at, line in group for cell in line if cell.span > 1]
        if len(over) != 1 or over[0][1].column + over[0][1].span != self.count or len(group) < 2:
            return None
        at, head = over[0]
        first = [self._text(group, column) for column in range(head.column)]
        below = ["".join(cell.text for row, line in group for cell in line if row > at and cell.column == column)
                 for column in range(head.column, self.count)]
        beside = any(cell.column >= head.column for row, line in group if row <= at for cell in line if cell is not head)
        return [[*first, head.text], [*[""] * head.column, *below]] if all(below) and not beside else None

    def _text(self, group: Sequence[tuple[int, Sequence[_Cell]]], column: int) -> str:
        return "".join(cell.text for _, line in group for cell in line if cell.column == column)

    def _row(self, group: Sequence[tuple[int, Sequence[_Cell]]]) -> list[str]:
        spans = {cell.column: cell.span for _, line in group for cell in line if cell.span > 1}
        out = []
        column = 0
        while column < self.count:
            out.append(self._text(group, column) + "".join(
                self._text(group, k) for k in range(column + 1, column + spans.get(column, 1))))
            column += spans.get(column, 1)
        while spans and not out[-1]:
            out.pop()
        return out

    def _named(self, groups: Sequence[Sequence[tuple[int, Sequence[_Cell]]]]) -> list[str]:
        """The first cells of rows; one that stands in the middle of several belongs to the first of them."""
        labels = [(at, cell) for at, cell in self.labels if groups and at >= groups[0][0][0]]
        best: list[tuple[float, int, str]] = [(0.0, 0, "")]
        for end in range(1, len(groups) + 1):
            ways = []
            for start in range(end):
                top, foot = groups[start][0][0], groups[end - 1][-1][0]
                upper = groups[start - 1][-1][0] if start else top - 1
                own = [(at, cell) for at, cell in labels if upper < at <= (foot if end < len(groups) else at)]
                joints = sum(self._joint(a, b) for (_, a), (_, b) in itertools.pairwise(own))
                aside = abs((own[0][0] + own[-1][0]) - (top + foot)) / 2 if own else _UNLABELLED
                ways.append((best[start][0] + joints + aside, start, "".join(cell.text for _, cell in own)))
            best.append(min(ways))
        out: list[str] = []
        end = len(groups)
        while end:
            _, start, label = best[end]
            out = [label, *[""] * (end - start - 1), *out]
            end = start
        return out
