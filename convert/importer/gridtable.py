"""Rows of cells -> a Markdown table: piped where every cell is one of its row and column, drawn as a grid where cells span more."""
from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_MARKS = {"": ("", ""), "left": (":", ""), "center": (":", ":"), "right": ("", ":")}
_MOST = 64                  # columns or rows of a table that is drawn at most


class Cell(NamedTuple):
    """Markdown of one cell, in one line, and how many columns and rows it spans; `align` is left, center, right or ""."""

    text: str
    columns: int = 1
    rows: int = 1
    head: bool = False
    align: str = ""


class _Placed(NamedTuple):
    cell: Cell
    row: int
    column: int


def markdown_table(rows: Sequence[Sequence[Cell]]) -> str:
    """The table as Markdown without its caption; "" where it has no cells.  Rows begin with the first free column, as in HTML."""
    grid, count = _grid(rows)
    if not grid or not count:
        return ""
    heads = sum(1 for _ in itertools.takewhile(lambda row: bool(row) and all(cell.head for cell in row), rows))
    heads = heads if heads < len(rows) else 0
    columns = range(max(column for _, column in grid) + 1)
    aligns = [_align(grid, count, heads, c) for c in columns]
    whole = all(placed.cell.columns == placed.cell.rows == 1 for placed in grid.values())
    if (whole and heads <= 1) or len(columns) > _MOST or count > _MOST:
        return _piped(grid, count, aligns)
    return "\n".join(_Drawing(grid, count, len(columns), heads, aligns).lines())


def _grid(rows: Sequence[Sequence[Cell]]) -> tuple[dict[tuple[int, int], _Placed], int]:
    """((row, column) -> the cell that covers it, number of rows)."""
    out: dict[tuple[int, int], _Placed] = {}
    for r, row in enumerate(rows):
        column = 0
        for cell in row:
            while (r, column) in out:
                column += 1
            tall = max(1, min(cell.rows, len(rows) - r))
            wide = next((n for n in range(1, max(1, cell.columns)) if (r, column + n) in out), max(1, cell.columns))
            placed = _Placed(cell._replace(columns=wide, rows=tall), r, column)
            out |= {(r + i, column + k): placed for i in range(tall) for k in range(wide) if (r + i, column + k) not in out}
            column += wide
    return out, len(rows)


def _align(grid: Mapping[tuple[int, int], _Placed], count: int, heads: int, column: int) -> str:
    """What the cells of a column have in common."""
    cells = [grid[r, column].cell for r in range(heads, count) if (r, column) in grid]
    found = {cell.align for cell in cells if cell.text and cell.columns == 1}
    return found.pop() if len(found) == 1 else ""


def _piped(grid: Mapping[tuple[int, int], _Placed], count: int, aligns: Sequence[str]) -> str:
    def text(r: int, c: int) -> str:
        placed = grid.get((r, c))
        return placed.cell.text if placed and (placed.row, placed.column) == (r, c) else ""

    lines = ["| " + " | ".join(text(r, c) for c in range(len(aligns))) + " |" for r in range(count)]
    marks = "|" + "".join(f" {a}--{b} |" for a, b in (_MARKS[align] for align in aligns))
    return "\n".join([lines[0], marks, *lines[1:]])


class _Drawing:
    """A grid table of pandoc: every row one line, borders between cells only."""

    def __init__(self, grid: Mapping[tuple[int, int], _Placed], count: int, columns: int, heads: int, aligns: Sequence[str]):
        empty = {(r, c): _Placed(Cell(""), r, c) for r in range(count) for c in range(columns)}
        self.grid = empty | dict(grid)
        self.count, self.columns, self.heads, self.aligns = count, columns, heads, aligns
        self.widths = self._widths()

    def _widths(self) -> list[int]:
        """Of every column in half-width characters, the blanks beside its text counted in."""
        out = [3] * self.columns
        for placed in sorted(set(self.grid.values()), key=lambda p: (p.cell.columns, p.row, p.column)):
            span = range(placed.column, placed.column + placed.cell.columns)
            lack = _width(placed.cell.text) + 2 - sum(out[c] for c in span) - len(span) + 1
            for n, c in enumerate(span):
                out[c] += max(0, lack) // len(span) + (n < max(0, lack) % len(span))
        return out

    def lines(self) -> Iterator[str]:
        yield self._border(0)
        for r in range(self.count):
            yield self._row(r)
            yield self._border(r + 1)

    def _row(self, r: int) -> str:
        out, c = "", 0
        while c < self.columns:
            placed = self.grid[r, c]
            wide = sum(self.widths[c:c + placed.cell.columns]) + placed.cell.columns - 1
            words = placed.cell.text if placed.row == r else ""
            out += "| " + words + " " * (wide - 1 - _width(words))
            c += placed.cell.columns
        return out + "|"

    def _border(self, r: int) -> str:
        """The border above row `r`."""
        rule = "=" if r == self.heads and r else "-"
        out = ""
        for c in range(self.columns + 1):
            out += self._corner(r, c)
            if c < self.columns:
                left, right = _MARKS[self.aligns[c]] if r == self.heads else ("", "")
                inner = self.widths[c] - len(left) - len(right)
                out += left + rule * inner + right if self._is_rule(r, c) else " " * self.widths[c]
        return out

    def _is_rule(self, r: int, c: int) -> bool:
        """Whether a border runs above row `r` in column `c`."""
        return not 0 < r < self.count or self.grid[r - 1, c] is not self.grid[r, c]

    def _corner(self, r: int, c: int) -> str:
        upright = any(0 <= row < self.count and (c in (0, self.columns) or self.grid[row, c - 1] is not self.grid[row, c])
                      for row in (r - 1, r))
        flat = any(0 <= column < self.columns and self._is_rule(r, column) for column in (c - 1, c))
        return "+" if upright and flat else "|" if upright else ("=" if r == self.heads and r else "-") if flat else " "


def _width(text: str) -> int:
    """Half-width characters that a monospaced font takes, as pandoc counts them."""
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
