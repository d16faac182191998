"""A page that keeps its layout -> its sections, each with columns of its own: news in three columns above a text in two."""
from __future__ import annotations

from collections.abc import Sequence

from convert.importer.characters import width
from convert.importer.columns import gutters
from convert.importer.layoutparts import parts_of
from convert.importer.records import Line

_WHITE = 2                  # blank lines that may part sections
_TEXT = 11                  # em that a line of running text beside another has at least: a cell of a table is narrower
_NEAR = 6                   # characters that the gutters of one section lie apart in its parts at most


def sections(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of the sections of a page, one below the other; what has no columns, a title, belongs to what stands below it."""
    blocks: list[list[Line]] = []
    for line in lines:
        if not blocks or line.gap >= _WHITE:
            blocks.append([])
        blocks[-1].append(line)
    out: list[list[Line]] = []
    waiting: list[Line] = []
    last: tuple[float, ...] = ()
    for block in blocks:
        shape = gutters([part for part in parts_of(block) if width(part.text) >= _TEXT])
        waiting += block
        if not shape:
            continue
        if not out or not _is_alike(last, shape):
            out.append([])
        out[-1] += waiting
        waiting, last = [], shape
    if not out:
        return [waiting] if waiting else []
    out[-1] += waiting
    return out


def _is_alike(a: Sequence[float], b: Sequence[float]) -> bool:
    return len(a) == len(b) and all(abs(x - y) <= _NEAR for x, y in zip(a, b, strict=True))
