"""Rows of a table, one a line -> the table as Markdown: heads on two lines, cells that span rows and columns, its caption."""
from __future__ import annotations

import re
from collections.abc import Sequence

from convert.importer.characters import skeleton
from convert.importer.gridtable import Cell, markdown_table
from convert.importer.records import CELL
from convert.importer.repair import GAP
from convert.markdown import escape

_NUMBERED = re.compile(r"表 ?(\d{1,2})(?!\d)[ \u3000]*")
_NUMBER = re.compile(r"[+＋\-－−]?[\d.,%％‰]+$")
_FIGURE = re.compile(r"(?!(?:19|20)\d\d$)[+＋\-－−]?[\d.,:/%％‰]+$")         # years may head columns
_SENTENCE = 16              # characters of a cell that spans the columns, at least


def is_caption(rows: Sequence[str], at: int) -> bool:
    """Whether row `at` is the caption above the others: it numbers a table, or the first is a row of one cell."""
    return at + 1 < len(rows) and bool(_NUMBERED.match(rows[at]) or (at == 0 and CELL not in rows[0]))


def table_texts(rows: Sequence[str]) -> tuple[str, ...]:
    """The tables that `rows` of cells are, as Markdown; a row alone and rows of one cell are paragraphs."""
    starts = [at for at in range(len(rows)) if at == 0 or is_caption(rows, at)]
    return tuple(_table(rows[a:b]) for a, b in zip(starts, [*starts[1:], len(rows)], strict=True))


def bare_row(row: str) -> str:
    """A row as a paragraph."""
    return re.sub(f"{GAP}+", GAP, row.replace(CELL, GAP)).strip(GAP)


def _table(rows: Sequence[str]) -> str:
    captioned = is_caption(rows, 0)
    cells = [[escape(cell, cell=True) for cell in row.split(CELL)] for row in rows[captioned:]]
    count = max(map(len, cells))
    if len(cells) < 2 or count < 2:
        return "\n\n".join(escape(bare_row(row), at_start=True) for row in rows)
    table = markdown_table(_spanned(cells, count))
    captions = [_NUMBERED.sub(rf"表\1{GAP}", bare_row(row)).rstrip(GAP) for row in rows[:captioned]]
    return "\n\n: ".join([table, *map(escape, captions)])


def _spanned(rows: Sequence[Sequence[str]], count: int) -> list[list[Cell]]:
    """The cells of `rows` with the rows and columns that they span."""
    below = len(rows[0]) - 1            # columns whose head has nothing below it, where the last head has several
    if len(rows) > 2 and 0 < below < count - 1 and len(rows[1]) == count and not any(rows[1][:below]) and all(rows[1][below:]):
        heads = [[*(Cell(text, rows=2, head=True) for text in rows[0][:-1]), Cell(rows[0][-1], columns=count - below, head=True)],
                 [Cell(text, head=True) for text in rows[1][below:]]]
    elif any(map(_FIGURE.match, rows[0][1:])):
        heads = [[Cell("", head=True) for _ in range(count)]]
    else:
        heads = [[Cell(text, head=True) for text in (*rows[0], *[""] * (count - len(rows[0])))]]
    body = rows[0 if not any(cell.text for cell in heads[0]) else len(heads):]
    aligns = ["right" * (c > 0 and all(_NUMBER.match(row[c]) for row in body if len(row) > c)) for c in range(count)]
    groups = all(all(row[1:]) and len(row) == count for row in body if not row[0])
    out: list[list[Cell]] = []
    for at, row in enumerate(body):
        tall = next((n for n in range(1, len(body) - at) if body[at + n][0]), len(body) - at) if groups else 1
        first = [Cell(row[0], rows=tall)] if row[0] or not groups or not out else []
        if len(row) == 2 < count and len(skeleton(row[1])) >= _SENTENCE:
            out.append([*first, Cell(row[1], columns=count - 1)])
        else:
            cells = [Cell(text, align=align) for text, align in zip(row[1:], aligns[1:], strict=False)]
            out.append([*first, *cells, *[Cell("")] * (count - len(row))])
    return heads + out
