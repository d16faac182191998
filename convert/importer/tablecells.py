"""Lines of print that are rows or cells of a table: no headings, and no text that goes on from one to the next."""
from __future__ import annotations

import re
from collections.abc import Sequence

from convert.importer.characters import is_terminal, stretches, width
from convert.importer.records import Line

_ROW = re.compile(r"\S[ \u3000]+[\d.,:%]+(?:[ \u3000]+[\d.,:%]+)+$")     # words and two numbers at least
_CAPTION = re.compile(r"表 ?\d{1,2}[ \u3000]*\S[^。，；]{1,40}$")
_HEAD = re.compile(r"[^ \u3000，。；：]{1,10}(?:[ \u3000]+[^ \u3000，。；：]{1,10}){2,}$")       # three and more words apart
_APART = re.compile(r"[^ \u3000，。；：！？“”]+(?:[ \u3000]+[^ \u3000，。；：！？“”]+){2,}$")
_SPREAD = 0.5               # share of the words that are single characters where a line is justified letter by letter
_RUN = 3                    # such lines one below the other that make a table
_NUMBERED = re.compile(r"\d{1,2}\u3000[^\u3000]+\u3000[^\u3000]")
_NUMBER = re.compile(r"[\d.,:%]+$")
_CELL, _CELLS, _NUMBERS = 12, 6, 0.15       # em of a cell at most; cells in a row that make a table; share of them that are numbers


def table_rows(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the lines that are whole rows: words, then numbers apart from each other; captions of tables, and the head row
    below one or above a row."""
    out = {i for i, line in enumerate(lines) if is_row(line.text)} | _rows_of_words(lines)
    heads = {i for i, line in enumerate(lines) if _HEAD.match(line.text.strip()) and (i - 1 in out or i + 1 in out)}
    return frozenset(out | heads)


def _rows_of_words(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the lines that are three and more cells apart, without any mark, in a run of such lines."""
    runs = stretches(not line.level and _is_apart(line.text.strip()) for line in lines)
    return frozenset(index for run in runs if len(run) >= _RUN for index in run)


def _is_apart(text: str) -> bool:
    """Words with spaces between them; characters that justification set apart are no cells."""
    cells = text.split()
    return bool(_APART.match(text)) and sum(len(cell) == 1 for cell in cells) <= _SPREAD * len(cells)


def is_row(text: str) -> bool:
    """Whether `text` alone shows that it is a row of a table or its caption."""
    return bool(_ROW.search(text.strip()) or _NUMBERED.match(text) or _CAPTION.match(text.strip()))


def table_cells(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the lines that are cells: many short ones one below the other, numbers among them."""
    out: set[int] = set()
    for run in stretches(map(_is_cell, lines)):
        numbers = sum(bool(_NUMBER.match(lines[index].text)) for index in run)
        if len(run) >= _CELLS and numbers >= _NUMBERS * len(run):
            out.update(run)
    return frozenset(out)


def _is_cell(line: Line) -> bool:
    plain = not line.level and not line.joined
    return plain and width(line.text) <= _CELL and not is_terminal(line.text) and line.text[-1:] not in "、；"
