"""Rows of a list of names that an extractor wrote cell by cell: a name, a gap, and where the person belongs."""
from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from convert.importer.characters import HAN, is_terminal, rank, width
from convert.importer.records import Line
from convert.importer.repair import GAP, repair_line

_NAME = re.compile(f"[{HAN}]{{2,4}}$")
_HALF = re.compile(f"[{HAN}]$")         # of a name of two characters, set apart to be as wide as three
_FIRST, _SECOND = re.compile(f"（[{HAN}]$"), re.compile(f"[{HAN}]）$")
_ROWS, _NEAR = 3, 3         # such rows on a page at least; lines of another column between two of them at most
_WORDS = (4, 16)            # characters of what stands behind a name
_AHEAD = 3                  # lines behind a row in which the second half of its name is looked for


def with_name_rows(lines: Sequence[Line], titles: Collection[int] = ()) -> tuple[Line, ...]:
    """`lines` with the cells of every row of a list of names on one line.  `titles`: keys of the lines that print a title."""
    lines = _with_names_whole(lines)
    found: list[tuple[int, tuple[int, ...]]] = []
    used: set[int] = set()
    for at in range(len(lines)):
        row = _row(lines, at, titles) if at not in used else ()
        if row and used.isdisjoint(row):
            found.append((at, row))
            used.update(row)
    kept = {at: row for k, (at, row) in enumerate(found) if _in_list(lines, found, k)}
    taken = {i for row in kept.values() for i in row}
    out: list[Line] = []
    for at, line in enumerate(lines):
        if at in kept:
            *name, words = (repair_line(lines[i].text) for i in kept[at])
            out.append(line._replace(text=f"{GAP.join(name)}{GAP}{words}"))
        elif at not in taken:
            out.append(line)
    return tuple(out)


def _with_names_whole(lines: Sequence[Line]) -> list[Line]:
    """`lines` with the halves of a name in brackets, set apart, on one line."""
    out: list[Line] = []
    for line in lines:
        half = bool(out) and _FIRST.search(out[-1].text) and _SECOND.match(line.text)
        if half and line.gap and line.page == out[-1].page:
            out[-1] = out[-1]._replace(text=f"{out[-1].text}{GAP}{line.text}")
        else:
            out.append(line)
    return out


def _row(lines: Sequence[Line], at: int, titles: Collection[int]) -> tuple[int, ...]:
    """The lines of the row that begins with line `at`, its name first; () for none."""
    def apart(i: int) -> bool:
        return i < len(lines) and lines[i].page == lines[at].page and lines[i].gap > 0 and lines[i].key not in titles

    line = lines[at]
    if line.level or line.role or line.key in titles or not apart(at + 1):
        return ()
    if _NAME.match(line.text):
        return (at, at + 1) if _is_place(lines[at + 1]) else ()
    if not _HALF.match(line.text):
        return ()
    if _HALF.match(lines[at + 1].text):
        return (at, at + 1, at + 2) if apart(at + 2) and _is_place(lines[at + 2]) else ()
    later = range(at + 2, min(at + 2 + _AHEAD, len(lines)))
    rest = next((i for i in later if apart(i) and _HALF.match(lines[i].text)), 0)
    return (at, rest, at + 1) if rest and _is_place(lines[at + 1]) else ()


def _is_place(line: Line) -> bool:
    """Whether a line may be what stands behind a name: words, no sentence and no head."""
    text = repair_line(line.text)
    return (_WORDS[0] <= len(text) <= _WORDS[1] and not line.level and not is_terminal(text) and not rank(text)
            and not re.search("[，。；：、]", text) and bool(re.search(f"[{HAN}]", text)) and width(text) <= _WORDS[1])


def _in_list(lines: Sequence[Line], found: Sequence[tuple[int, tuple[int, ...]]], k: int) -> bool:
    """Whether row `k` is among so many near each other that they are a list."""
    first = last = k
    while first and _near(lines, found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and _near(lines, found[last], found[last + 1]):
        last += 1
    return last - first + 1 >= _ROWS


def _near(lines: Sequence[Line], above: tuple[int, tuple[int, ...]], below: tuple[int, tuple[int, ...]]) -> bool:
    between = below[0] - max(above[1]) - 1
    return lines[above[0]].page == lines[below[0]].page and -_AHEAD <= between <= _NEAR
