"""Grid tables, drawn with +---+ and |: where a cell's text stands, and how it is drawn anew inside the lines that are there.

Columns are counted as pandoc counts them: a wide character takes two.
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

from convert.model.record import Record
from convert.reader.inlines import needs_space
from convert.review.compare import Edited
from convert.review.issued import Issued, Piece
from convert.review.markup import Aligned, align_at, line_offset
from convert.review.rewrite import Edit, Rewriter, Stuck, rewrite_steps

_BORDER = re.compile(r"\+[-=:+]+\+[ \t]*\r?$")
_TOO_NARROW = "画出来的表格里这一格放不下，请在源稿里改"
_FIRST_WIDE = "\u2e80"      # from here on a line may end between two characters without a space coming in


class GridRow(Record):
    """Lines `first`..`last` (of the file, from 1) between two borders; `bars`: columns of its bars."""

    first: int
    last: int
    bars: tuple[int, ...]


class Grid(Record):
    """A grid table of `source`, its rows in order.  `columns`: those of the corners; `head`: how many rows are its head."""

    source: str
    rows: tuple[GridRow, ...]
    columns: tuple[int, ...]
    head: int

    def slots(self, row: GridRow, cell: int) -> list[tuple[int, int]]:
        """Where each line of a row's cell stands in the source, bars apart."""
        left, right = row.bars[cell], row.bars[cell + 1]
        out = []
        for number in range(row.first, row.last + 1):
            start = line_offset(self.source, number)
            line = self.source[start:].split("\n", 1)[0]
            out.append((start + _index(line, left) + 1, start + _index(line, right)))
        return out


def read_grid(source: str, line: int) -> Grid | None:
    """The grid table with line `line`; None when there is none, or one whose cells reach over several rows."""
    lines = source.split("\n")
    first = last = line - 1
    if not _is_drawn(lines, first):
        return None
    while _is_drawn(lines, first - 1):
        first -= 1
    while _is_drawn(lines, last + 1):
        last += 1
    if not (_BORDER.match(lines[first]) and _BORDER.match(lines[last])):
        return None
    columns = sorted({c for text in lines[first:last + 1] if _BORDER.match(text) for c in _places(text, "+")})
    rows: list[GridRow] = []
    head, start = 0, first + 1
    for number in range(first + 1, last + 1):
        if not _BORDER.match(lines[number]):
            if lines[number].startswith("+"):
                return None
            continue
        inside = [set(_places(text, "|")) for text in lines[start:number]]
        if not inside:
            return None
        rows.append(GridRow(start + 1, number, tuple(sorted(set.intersection(*inside) & set(columns)))))
        if "=" in lines[number]:
            head = len(rows)
        start = number + 1
    whole = all(row.bars[:1] == (columns[0],) and row.bars[-1:] == (columns[-1],) for row in rows)
    return Grid(source, tuple(rows), tuple(columns), head) if whole and rows else None


def is_grid(source: str, line: int) -> bool:
    """Whether line `line` is one of a grid table, cells that reach over rows or not."""
    lines = source.split("\n")
    first = line - 1
    while _is_drawn(lines, first - 1):
        first -= 1
    return _is_drawn(lines, first) and _BORDER.match(lines[first]) is not None


def _is_drawn(lines: Sequence[str], number: int) -> bool:
    return 0 <= number < len(lines) and lines[number].startswith(("+", "|"))


def width(text: str) -> int:
    """Columns that `text` takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _places(line: str, sign: str) -> list[int]:
    """Columns at which `sign` stands in `line`."""
    out, at = [], 0
    for char in line:
        if char == sign:
            out.append(at)
        at += width(char)
    return out


def _index(line: str, column: int) -> int:
    """Which character of `line` stands at `column`."""
    at = 0
    for index, char in enumerate(line):
        if at >= column:
            return index
        at += width(char)
    return len(line)


def row_of(grid: Grid, piece: Piece) -> GridRow:
    """The row that holds the cell `piece`.  Raises Stuck."""
    return _find(grid, piece)[0]


def _find(grid: Grid, piece: Piece) -> tuple[GridRow, str, Aligned]:
    """The row of a cell, the cell's text on lines of its own, and where each character it shows stands there.  Raises Stuck."""
    number = int(piece.spot.split(":")[2]) if piece.spot.startswith("cell:") else 0
    cell = piece.place.cell
    for row in (*grid.rows[number:number + 2], *grid.rows[:number]):
        if cell + 1 < len(row.bars):
            said = "\n".join(grid.source[a:b].strip() for a, b in grid.slots(row, cell)).rstrip("\n")
            if aligned := align_at(said, 0, 0, piece.text):
                return row, said, aligned
    raise Stuck("画出来的表格请在源稿里改")


def rewrite_cell(issued: Issued, edited: Edited, note: Callable[[str, str], tuple[str, list[Edit]]]) -> list[Edit]:
    """The edits that make one cell of a grid table show what `edited` shows; every other line stays.  Raises Stuck."""
    piece = edited.pieces[0]
    if len(edited.pieces) > 1 or len(edited.units) > 1:
        raise Stuck("表格、图题里的分段请在源稿里改")
    source = issued.files[piece.place.file]
    grid = read_grid(source, piece.place.line)
    if grid is not None:
        row, said, aligned = _find(grid, piece)
        bars, cell = row.bars, piece.place.cell
        slots = grid.slots(row, cell)
    else:
        slots, said, aligned = _area(issued, piece)
    extra: list[Edit] = []
    writer = Rewriter(said, aligned, piece.place.file, True)
    rewrite_steps([writer], edited, lambda number: note(piece.place.file, number), extra)
    for edit in sorted(writer.finish(), key=lambda e: -e.start):
        said = said[:edit.start] + edit.text + said[edit.end:]
    room = width(source[slots[0][0]:slots[0][1]])
    lines = said.split("\n")
    if "|" in said or len(lines) > len(slots) or any(width(line) > room - 2 or not line.strip() for line in lines):
        lines = wrap(_joined(said), room - 2)
    edits = [Edit(piece.place.file, a, b, text) for (a, b), text in
             zip(slots, (_padded(line, room) for line in [*lines, *[""] * len(slots)]), strict=False) if source[a:b] != text]
    if over := lines[len(slots):]:
        if grid is None:
            raise Stuck(_TOO_NARROW)
        after = line_offset(source, row.last + 1)
        drawn = [_drawn([line if n == cell else "" for n in range(len(bars) - 1)], bars) for line in over]
        edits.append(Edit(piece.place.file, after, after, "".join(f"{text}\n" for text in drawn)))
    return edits + extra


def _area(issued: Issued, piece: Piece) -> tuple[list[tuple[int, int]], str, Aligned]:
    """As `_find`, in a table whose cells reach over rows: the cell's lines, its text, and where each character stands there.

    Raises Stuck.
    """
    source = issued.files[piece.place.file]
    same = [p.name for p in issued.pieces if p.place.group == piece.place.group and p.text == piece.text]
    found = []
    for slots in _areas(source, piece.place.line):
        said = "\n".join(source[a:b].strip() for a, b in slots).rstrip("\n")
        if said and (aligned := align_at(said, 0, 0, piece.text)) and aligned.end == len(said):
            found.append((slots, said, aligned))
    if len(found) != len(same):
        raise Stuck("画出来的表格请在源稿里改")
    return found[same.index(piece.name)]


def _areas(source: str, line: int) -> list[list[tuple[int, int]]]:
    """The cells of the grid table with line `line`, by their first line and column: where each of their lines stands."""
    lines = source.split("\n")
    first = line - 1
    while _is_drawn(lines, first - 1):
        first -= 1
    last = first
    while _is_drawn(lines, last + 1):
        last += 1
    corners = {column for text in lines[first:last + 1] if "+-" in text or _BORDER.match(text) for column in _places(text, "+")}
    out: list[list[tuple[int, int]]] = []
    growing: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for number in range(first, last + 1):
        start = line_offset(source, number + 1)
        bars = sorted(corners & {*_places(lines[number], "|"), *_places(lines[number], "+")})
        still: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for left, right in pairwise(bars):
            a, b = start + _index(lines[number], left) + 1, start + _index(lines[number], right)
            if source[a:b].strip("-=:"):
                slots = growing.get((left, right))
                if slots is None:
                    slots = []
                    out.append(slots)
                slots.append((a, b))
                still[left, right] = slots
        growing = still
    return out


def new_row(grid: Grid, texts: Sequence[str]) -> str:
    """The lines of a row of `texts` (Markdown) with the border under it.  Raises Stuck."""
    if len(texts) != len(grid.columns) - 1:
        raise Stuck("新的一行格数和表格不一样，请在源稿里写")
    cells = [wrap(text, b - a - 3) for text, a, b in zip(texts, grid.columns, grid.columns[1:], strict=False)]
    height = max(1, *map(len, cells))
    lines = [_drawn([c[n] if n < len(c) else "" for c in cells], grid.columns) for n in range(height)]
    border = "+".join("-" * (b - a - 1) for a, b in zip(grid.columns, grid.columns[1:], strict=False))
    return "".join(f"{line}\n" for line in (*lines, f"+{border}+"))


def row_range(grid: Grid, row: GridRow) -> tuple[int, int]:
    """The lines of a row with the border under it."""
    return line_offset(grid.source, row.first), line_offset(grid.source, row.last + 2)


def _drawn(texts: Sequence[str], bars: Sequence[int]) -> str:
    return "|" + "|".join(_padded(t, b - a - 1) for t, a, b in zip(texts, bars, bars[1:], strict=False)) + "|"


def _padded(text: str, room: int) -> str:
    return f" {text}{' ' * (room - 1 - width(text))}"


def _joined(said: str) -> str:
    """The lines of a cell on one, joined as the reader joins them.  Raises Stuck."""
    if "\\\n" in said:
        raise Stuck("画出来的表格里这一格自己分了行，请在源稿里改")
    out = ""
    for line in said.split("\n"):
        out += (" " if out and line and needs_space(out[-1], line[0]) else "") + line
    return out


def wrap(text: str, room: int) -> list[str]:
    """`text` on lines of at most `room` columns, broken only where the reader joins them without a trace.  Raises Stuck."""
    if "|" in text:
        raise Stuck("画出来的表格里不能有竖线，请在源稿里改")
    lines: list[str] = []
    while width(text) > room:
        cut = depth = taken = 0
        for at, char in enumerate(text):
            taken += width(char)
            if taken > room:
                break
            depth = max(depth + {"[": 1, "{": 1, "(": 1, "]": -1, "}": -1, ")": -1}.get(char, 0), 0)
            if not depth and min(char, text[at + 1:at + 2]) >= _FIRST_WIDE:
                cut = at + 1
        if not cut:
            raise Stuck(_TOO_NARROW)
        lines.append(text[:cut])
        text = text[cut:]
    return [*lines, text]
