"""Rows of text with places on a page -> reading order: gutters found, columns one after the other, what spans them apart."""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

from convert.importer.characters import LEADERS, width

_LEADER = re.compile(f"[{LEADERS}_]{{4}}|(?:[{LEADERS}] ){{3}}")
_SIDE_BY_SIDE = 4           # rows beside each other that make a gutter
_FIRST, _FULL = 3.2, 1.2    # em: the first line of a paragraph and a full one fall short of the measure by at most


class Box(Protocol):
    """What stands on a page: `x0`, `x1` and `size` in the units of the page, `y` grows downwards."""

    @property
    def x0(self) -> float: ...

    @property
    def x1(self) -> float: ...

    @property
    def y(self) -> float: ...

    @property
    def size(self) -> float: ...

    @property
    def text(self) -> str: ...


B = TypeVar("B", bound=Box)


class Row(NamedTuple):
    """One line of one column."""

    x0: float
    x1: float
    y: float
    size: float
    text: str
    level: int = 0


class Placed(NamedTuple):
    """A row in reading order, with its indent in em; `opens` a run of lines below each other."""

    row: Row
    indent: float
    opens: bool
    room: float = -1.0          # em left free at the right edge of its column


def gutters(rows: Sequence[Box]) -> tuple[float, ...]:
    """The places where a page is parted into columns: between rows that stand side by side, again and again."""
    if is_contents(rows):
        return ()
    ordered = sorted(rows, key=lambda r: (r.y, r.x0))
    gaps = [(a.x1, b.x0) for a, b in itertools.pairwise(ordered)
            if abs(a.y - b.y) < 0.5 * min(a.size, b.size) and a.x1 < b.x0 and _is_text(a.text) and _is_text(b.text)]
    best = _deepest(gaps)
    if best is None or best[1] < _SIDE_BY_SIDE:
        return ()
    found = [best[0]]
    for side in (-1, 1):        # a third column
        more = _deepest([gap for gap in gaps if all((x - best[0]) * side > 0 for x in gap)])
        if more and more[1] >= max(_SIDE_BY_SIDE, 0.5 * best[1]) and abs(more[0] - best[0]) > 8 * rows[0].size:
            found.append(more[0])
    return tuple(sorted(found))


def is_contents(rows: Sequence[Box]) -> bool:
    """Whether leaders show that a page is of the contents."""
    return sum(bool(_LEADER.search(r.text)) for r in rows) > _SIDE_BY_SIDE


def beside_contents(rows: Sequence[B]) -> list[B]:
    """What stands beside the contents, the imprint: words again and again behind all leaders and page numbers, or before the
    entries."""
    led = {r.y for r in rows if _LEADER.search(r.text)}
    last = max((r.x1 for r in rows if _LEADER.search(r.text)), default=0.0)
    numbers = max((r.x1 for r in rows if r.x0 >= last and r.text.isdigit() and r.y in led), default=last)
    begin = min((r.x0 for r in rows if r.x0 > numbers), default=0.0)
    entries = min((r.x0 for r in rows if r.y in led), default=0.0)
    for at, found in ((begin, [r for r in rows if r.x0 > numbers]), (entries, [r for r in rows if r.x1 <= entries])):
        if sum(_is_text(r.text) for r in found) >= _SIDE_BY_SIDE and not any(r.x0 < at < r.x1 for r in rows):
            return found
    return []


def _is_text(text: str) -> bool:
    """No page number, no leader of a contents page."""
    return width(text) >= 4 and not _LEADER.search(text)


def _deepest(gaps: Sequence[tuple[float, float]]) -> tuple[float, int] | None:
    """(middle of the interval that most gaps share, how many share it)."""
    edges = sorted(edge for a, b in gaps for edge in ((a, 1), (b, -1)))
    depth, best = 0, (0.0, 0)
    for (x, step), (after, _) in itertools.pairwise(edges):
        depth += step
        if depth > best[1]:
            best = ((x + after) / 2, depth)
    return best if best[1] > 0 else None


def in_order(rows: Sequence[Row], parted: Sequence[float]) -> tuple[Placed, ...]:
    """The rows of a page in reading order."""
    edge = {column: left_edge([r for r in rows if column_of(r, parted) == column]) for column in range(-1, len(parted) + 1)}
    right = {column: _right_edge([r for r in rows if column_of(r, parted) == column]) for column in edge}
    out: list[Placed] = []
    for group in runs(sorted(rows, key=lambda r: (r.y, r.x0)), parted):
        for index, row in enumerate(group):
            column = column_of(row, parted)
            left = edge[column] if column >= 0 else min(edge[0], row.x0)
            out.append(Placed(row, (row.x0 - left) / row.size, index == 0, (right[column] - row.x1) / row.size))
    return tuple(out)


def column_of(row: Box, parted: Sequence[float]) -> int:
    """The number of the column, -1 for what spans a gutter."""
    slack = 0.4 * row.size
    if any(row.x0 < at - slack and row.x1 > at + slack for at in parted):
        return -1
    return sum((row.x0 + row.x1) / 2 > at for at in parted)


def runs(rows: Sequence[B], parted: Sequence[float]) -> list[list[B]]:
    """Rows, from above, in runs of one column each, or of what spans columns."""
    out: list[list[B]] = []
    columns: list[list[B]] = [[] for _ in range(len(parted) + 1)]
    spanning: list[B] = []
    for row in rows:
        column = column_of(row, parted)
        if column < 0:
            labels = [] if spanning else _labels(columns)
            out += [c for c in columns if c]
            columns = [[] for _ in columns]
            spanning += [*labels, row]
            continue
        if spanning:
            out.append(spanning)
            spanning = []
        columns[column].append(row)
    return [*out, *([spanning] if spanning else []), *(c for c in columns if c)]


def _labels(columns: Sequence[list[B]]) -> list[B]:
    """The last row of a column, taken off it, when it is short, no sentence, and stands below all others: what spans the page
    below belongs to it."""
    longest = max(columns, key=lambda c: c[-1].y if c else 0.0)
    others = max((c[-1].y for c in columns if c and c is not longest), default=0.0)
    row = longest[-1] if longest else None
    if row is None or row.y < others + 1.8 * row.size or width(row.text) > 10 or row.text[-1:] in "。！？；，、）：”":
        return []
    return [longest.pop()]


def left_edge(rows: Sequence[Box]) -> float:
    """Where most lines of a column begin; the leftmost place of a few."""
    if not rows:
        return 0.0
    unit = max(0.35 * rows[0].size, 0.3)
    counts = Counter(round(r.x0 / unit) for r in rows)
    most = max(counts.values())
    common = [place for place, n in counts.items() if n >= max(2, 0.5 * most)] or [min(counts)]
    place = min(common)
    return min(r.x0 for r in rows if round(r.x0 / unit) == place)


def _right_edge(rows: Sequence[Row]) -> float:
    """Where the full lines of a column end."""
    if not rows:
        return 0.0
    unit = 0.5 * rows[0].size
    counts = Counter(round(r.x1 / unit) for r in rows)
    most = max(counts.values())
    common = [place for place, n in counts.items() if n >= max(2, 0.5 * most)] or list(counts)
    place = max(common)
    return max(r.x1 for r in rows if round(r.x1 / unit) == place)


def measure_of(rows: Sequence[Box]) -> float:
    """The width in em that most rows have."""
    counts = Counter(int(width(r.text) + 0.3) for r in rows if width(r.text) >= 7)
    return float(max(counts, key=lambda w: (counts[w], w))) if counts else 0.0


def indent_by_width(row: Box, measure: float) -> float:
    """0 for a full line, 2 for one as short as a first line, -1 where the width does not tell."""
    short = measure - width(row.text)
    return 0.0 if short < _FULL else 2.0 if short < _FIRST else -1.0
