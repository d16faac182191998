"""pandoc's tables to the model's: heads, spans, alignment, shares of width, and the line of each row."""
from __future__ import annotations

import re
from typing import Any

from convert.diagnostics import Diagnostic, diagnose
from convert.model.nodes import Cell, Inline, Inlines, LineBreak, Row, Table, plain_text
from convert.reader.inlines import InlineReader
from convert.reader.linemarks import Cursor

MAX_ROWS = 1000
MAX_COLUMNS = 40
_ALIGN = {"AlignLeft": "start", "AlignCenter": "center", "AlignRight": "end"}
_TORN = ("|", "===")        # what a misaligned grid leaves in its cells
_NOT_A_BORDER = re.compile(r"\\.|(`+)(?!`).+?(?<!`)\1(?!`)")      # an escape, or code


class TableReader:
    """Reads the tables of one article."""

    def __init__(self, cursor: Cursor, inlines: InlineReader, diagnostics: list[Diagnostic]):
        self._cursor = cursor
        self._inlines = inlines
        self._diagnostics = diagnostics

    def read(self, content: Any) -> Table | None:
        """The table (without id) of pandoc's [attributes, caption, columns, head, bodies, foot]; None when it is too large."""
        _, (_, caption_blocks), columns, (_, head_rows), bodies, (_, foot_rows) = content
        body_rows = [row for body in bodies for row in [*body[2], *body[3]]] + foot_rows
        region = self._region([*head_rows, *body_rows])
        span = self._cursor.span
        if len(head_rows) + len(body_rows) > MAX_ROWS or len(columns) > MAX_COLUMNS:
            self._diagnostics.append(diagnose("R068", span, rows=len(head_rows) + len(body_rows), columns=len(columns)))
            return None
        if not region:
            self._check_widths(span.line, len(columns))
        caption = self._flat(caption_blocks, drawn=False)
        self._cursor.line = span.line
        aligns = [_ALIGN.get(column[0]["t"], "start") for column in columns]
        head = self._rows(head_rows, aligns, region)
        body = self._rows(body_rows, aligns, region)
        if region:
            self._cursor.line = max(self._cursor.line, region[1])
        if not any(cell.inlines for row in head for cell in row.cells):
            head = ()
        return Table(head, body, len(columns), _shares(columns), caption, span=span)

    def _region(self, rows: list[Any]) -> tuple[int, int] | None:
        """First and last line of a table without marks; None for a pipe table, whose rows carry marks of their own."""
        before = self._cursor.line
        self._cursor.enter([cell[4] for row in rows for cell in row[1]])
        if self._cursor.line != before:
            return None
        tables = self._cursor.marked.tables
        start = self._cursor.next_of(tuple(first for first, _ in tables)).line
        return next((table for table in tables if table[0] == start), None)

    def _check_widths(self, line: int, columns: int) -> None:
        """Report the rows of the pipe table at `line` that have more cells than `columns`: pandoc drops the rest without a word."""
        while "|" in (text := _NOT_A_BORDER.sub("", self._cursor.marked.line(line)).strip("> \t")):
            count = text.removeprefix("|").removesuffix("|").count("|") + 1
            if count > columns:
                self._diagnostics.append(diagnose("R082", self._cursor.span._replace(line=line), count=count, columns=columns))
            line += 1

    def _rows(self, rows: list[Any], aligns: list[str], region: tuple[int, int] | None) -> tuple[Row, ...]:
        made: list[Row] = []
        taken: dict[int, int] = {}          # column -> rows that a cell from above still covers
        for _, cells in rows:
            column, row = 0, []
            covered = {c for c, left in taken.items() if left}
            taken = {c: left - 1 for c, left in taken.items() if left > 1}
            for _, align, row_span, column_span, blocks in cells:
                while column in covered:
                    column += 1
                own = _ALIGN.get(align["t"], aligns[min(column, len(aligns) - 1)])
                row.append(self._cell(blocks, own, (row_span, column_span), region))
                taken |= {c: row_span - 1 for c in range(column, column + column_span) if row_span > 1}
                column += column_span
            made.append(Row(tuple(row)))
        return tuple(made)

    def _cell(self, blocks: Any, align: str, spans: tuple[int, int], region: tuple[int, int] | None) -> Cell:
        inlines = self._flat(blocks, drawn=region is not None)
        if region:
            self._find_line(plain_text(inlines), region)
            if any(sign in plain_text(inlines) for sign in _TORN):
                self._diagnostics.append(diagnose("R067", self._cursor.span))
        return Cell(inlines, align, spans[1], spans[0], self._cursor.span)

    def _flat(self, blocks: list[dict[str, Any]], drawn: bool) -> Inlines:
        """The paragraphs of a cell or caption as one stretch of inline text, parted by line breaks."""
        flat: list[Inline] = []
        for block in blocks:
            if block["t"] not in ("Plain", "Para"):
                self._diagnostics.append(diagnose("R067", self._cursor.span))
                continue
            if flat:
                flat.append(LineBreak())
            flat += self._inlines.read(block["c"], drawn)
        return tuple(flat)

    def _find_line(self, text: str, region: tuple[int, int]) -> None:
        """Go on to the line of a drawn table that holds the first word of `text`."""
        word = next(iter(text.split()), "")[:8]
        for number in range(max(self._cursor.line, region[0]), region[1] + 1):
            if word and word in self._cursor.marked.line(number):
                self._cursor.line = number
                return


def _shares(columns: list[Any]) -> tuple[int, ...]:
    """Widths in thousandths that sum to 1000 (largest remainders), () when pandoc gives none."""
    widths = [column[1].get("c", 0.0) for column in columns]
    if not all(width > 0 for width in widths):
        return ()
    units = [round(width * 1_000_000) for width in widths]      # pandoc: characters / columns, exact in millionths
    total = sum(units)
    shares = [unit * 1000 // total for unit in units]
    by_remainder = sorted(range(len(units)), key=lambda i: (-(units[i] * 1000 % total), i))
    for index in by_remainder[:1000 - sum(shares)]:
        shares[index] += 1
    return tuple(shares)
