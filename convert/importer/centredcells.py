"""Rows of a table that an extractor wrote by height: what stands in the middle of its row comes between the lines beside it.

A cell over several rows, or one of one line beside a cell of several, is set in the middle of its height; so its line is written
between theirs.  It is put before them, where a table that is read cell by cell has it.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from convert.importer.characters import HAN_CHAR, width
from convert.importer.records import Line

_CELLS = 3                  # of a row that tells of a table
_CELL = 11.0                # em of a cell in it at most
_LINE, _WIDE = 16.0, 20.0   # em of a line of a cell that stands alone at most; of a cell over several columns at least
_OWN = 2                    # part of a raw line that a cell taken out of it becomes
# rows of the usual number of cells r, of one more R, lines of one cell s; groups about a middle one
_GROUPS = (re.compile("(?:srsR*){2,}"), re.compile("(?:rsr|rrsrr|rrrsrrr){2,}"), re.compile("(?:rRr|rRRr|rrRrr|rRRRr|rrRRrr){2,}"))
_MERGED = re.compile("(?<=[rR])wq")     # below rows: a cell over the other columns w, its second line q, the first cell on both
_GROUP = re.compile("srs|rsr|rrsrr|rrrsrrr|rRr|rRRr|rrRrr|rRRRr|rrRRrr|.")


def uncentred(lines: Sequence[Line]) -> list[Line]:
    """`lines` with the cells in the middle of their rows before what stands beside them."""
    kinds = _kinds(lines)
    out: list[Line] = []
    at = 0
    for found in _found(kinds):
        out += lines[at:found.start()]
        at = found.end() if found.re is _MERGED else found.start()
        if found.re is _MERGED:
            out += _by_cells(lines[found.start():at])
            continue
        for group in _GROUP.finditer(found[0]):
            out += _turned(lines[at:at + len(group[0])], group[0])
            at += len(group[0])
    return [*out, *lines[at:]]


def _found(kinds: str) -> Iterator[re.Match[str]]:
    """The runs of groups, one after the other."""
    at = 0
    while runs := [found for pattern in (*_GROUPS, _MERGED) if (found := pattern.search(kinds, at))]:
        first = min(runs, key=lambda run: (run.start(), -run.end()))
        yield first
        at = first.end()


def _kinds(lines: Sequence[Line]) -> str:
    """A letter for every line; blank where it is no row of a table."""
    cells = [line.text.split(" ") for line in lines]
    rows = [len(row) if len(row) >= _CELLS and max(map(width, row)) <= _CELL else 0 for row in cells]
    out = []
    for i, row in enumerate(cells):
        near = Counter(count for count in rows[max(0, i - 6):i + 7] if count)
        usual = min(near, key=lambda count: (-near[count], count), default=0)
        if rows[i]:
            out.append("r" if rows[i] == usual else "R" if rows[i] == usual + 1 and HAN_CHAR.search(row[0]) else " ")
        elif len(row) == 2 and width(row[0]) <= _CELL:
            out.append("w" if width(row[1]) >= _WIDE else "q")
        elif len(row) == 1 and width(row[0]) <= _LINE and row[0][-1:] not in "。！？":
            out.append("s")
        else:
            out.append(" ")
    return "".join(out)


def _by_cells(lines: Sequence[Line]) -> list[Line]:
    """Two lines of two cells cell by cell."""
    firsts = [line._replace(text=line.text.split(" ")[0], part=line.part + _OWN) for line in lines]
    return [*firsts, *(line._replace(text=line.text.split(" ")[1]) for line in lines)]


def _turned(lines: Sequence[Line], kinds: str) -> list[Line]:
    """The lines of a group, what stands in the middle first; of a row in the middle that has a cell more, only that cell."""
    outer = len(kinds) - len(kinds.lstrip(kinds[0]))
    middle = range(outer, len(kinds) - outer)
    if len(kinds) == 1:
        return list(lines)
    if "R" not in kinds:
        return [*(lines[i] for i in middle), *(line for i, line in enumerate(lines) if i not in middle)]
    taken = [lines[i]._replace(text=lines[i].text.split(" ")[0], part=lines[i].part + _OWN) for i in middle]
    left = [line._replace(text=line.text.split(" ", 1)[1]) if i in middle else line for i, line in enumerate(lines)]
    return [*taken, *left]
