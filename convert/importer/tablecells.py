"""Lines of print that are rows or cells of a table: no headings, and no text that goes on from one to the next."""
from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from convert.importer.characters import is_terminal, width
from convert.importer.records import Line
from convert.importer.repair import GAP

_ROW = re.compile(r"\S[ \u3000]+[\d.,:%]+(?:[ \u3000]+[\d.,:%]+)+$")     # words and two numbers at least
_CAPTION = re.compile(r"表 ?\d{1,2}[ \u3000]*\S[^。，；]{1,40}$")
_HEAD = re.compile(r"[^ \u3000，。；：]{1,10}(?:[ \u3000]+[^ \u3000，。；：]{1,10}){2,}$")       # three and more words apart
_APART = re.compile(r"[^ \u3000，。；：！？“”]+(?:[ \u3000]+[^ \u3000，。；：！？“”]+){2,}$")
_SPREAD = 0.5               # share of the words that are single characters where a line is justified letter by letter
_RUN = 3                    # such lines one below the other that make a table
_NUMBERED = re.compile(r"\d{1,2}\u3000[^\u3000]+\u3000[^\u3000]")
_ROW_NUMBER = re.compile(r"(\d{1,2})(?:[ \u3000]+[^\d\s年月日].*)?$")
_NUMBER = re.compile(r"[\d.,:%]+$")
_CELL, _CELLS, _NUMBERS = 12, 6, 0.15       # em of a cell at most; cells in a row that make a table; share of them that are numbers


def table_rows(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the lines that are whole rows: words, then numbers apart from each other; captions of tables, and the head row
    below one or above a row."""
    out = {i for i, line in enumerate(lines) if is_row(line.text)} | _rows_of_words(lines)
    heads = {i for i, line in enumerate(lines) if _HEAD.match(line.text.strip()) and (i - 1 in out or i + 1 in out)}
    return frozenset(out | heads)


def with_numbered_rows(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` with the rows of tables that are numbered 1, 2, 3 … each as one line, however many lines its cells took."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        starts = _numbered(lines, at)
        if len(starts) < _RUN:
            out.append(lines[at])
            at += 1
            continue
        least = min(b - a for a, b in itertools.pairwise(starts)) if lines[starts[-1]].text.isdigit() else 1
        ends = [*starts[1:], min(starts[-1] + least, len(lines))]       # the last row takes no more lines than any other
        for start, end in zip(starts, ends, strict=True):
            text = GAP.join(re.sub(r"(?<![0-9]) | (?![0-9])", GAP, line.text) for line in lines[start:end])
            out.append(lines[start]._replace(text=text, joined=True))
        at = ends[-1]
    return tuple(out)


def _numbered(lines: Sequence[Line], first: int) -> list[int]:
    """Indices of the lines that begin the rows 1, 2, 3 … of a table from line `first`; [] where none begins there."""
    found: list[int] = []
    for i in range(first, len(lines)):
        match = _ROW_NUMBER.match(lines[i].text)
        if match and int(match[1]) == len(found) + 1:
            found.append(i)
        elif not found or i - found[-1] >= _CELLS or is_terminal(lines[i].text) or (
                lines[i].level or lines[i].page != lines[first].page):
            break
    return found


def _rows_of_words(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the lines that are three and more cells apart, without any mark, in a run of such lines."""
    out: set[int] = set()
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and not lines[index].level and _is_apart(lines[index].text.strip()):
            continue
        if index - start >= _RUN:
            out.update(range(start, index))
        start = index + 1
    return frozenset(out)


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
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and _is_cell(lines[index]):
            continue
        run = lines[start:index]
        numbers = sum(bool(_NUMBER.match(line.text)) for line in run)
        if len(run) >= _CELLS and numbers >= _NUMBERS * len(run):
            out.update(range(start, index))
        start = index + 1
    return frozenset(out)


def _is_cell(line: Line) -> bool:
    plain = not line.level and not line.joined
    return plain and width(line.text) <= _CELL and not is_terminal(line.text) and line.text[-1:] not in "、；"
