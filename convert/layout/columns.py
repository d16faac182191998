"""Filling columns with strips: page-wise to the foot, and balanced at the end of a zone (clreq 3.4, 孤行).

Everything is counted in whole rows, so columns of one zone are always in register.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from convert.layout.strip import Group, NoteText, Strip
from convert.model.record import Record, replace

NOTE_LEAD = 9_000       # from the last row of text to the first note, with the short rule in it
SEPARATOR_GIVE = 3      # rows that a space with a rule between two pieces of a column may grow by
HOLE = 4                # rows that may stay empty before a picture, so that it is not carried into the next section
BALANCE_REACH = 4       # rows tried beyond the shortest zone for more even feet


class Column(Record):
    """`items`: (row, strip) from the head; `rows` used by text, `note_rows` kept free at the foot for `notes`."""

    items: tuple[tuple[int, Strip], ...] = ()
    rows: int = 0
    notes: tuple[str, ...] = ()
    note_rows: int = 0

    @property
    def foot(self) -> int:
        return self.rows + self.note_rows


class Notes:
    """The footnotes of one article and the rows they take together."""

    def __init__(self, texts: Mapping[str, NoteText], row: int):
        self.texts = texts
        self.row = row

    def rows(self, ids: Sequence[str]) -> int:
        if not ids:
            return 0
        return -(-(NOTE_LEAD + sum(self.texts[i].height for i in ids if i in self.texts)) // self.row)


def text_rows(stream: Sequence[Strip], notes: Notes) -> int:
    """Rows that `stream` takes in one endless column."""
    return sum(s.rows for s in stream) + notes.rows([i for s in stream for i in s.notes])


def fill_column(stream: Sequence[Strip], height: int, notes: Notes) -> tuple[Column, list[Strip]]:  # noqa: C901 - the hot loop
    """Set as much of `stream` as `height` rows hold; returns the column and what is left, carried floats first.

    The column is empty when nothing may stand alone in it; then a break where none is wanted is the only way on.
    """
    items: list[tuple[int, Strip]] = []
    carried: list[Strip] = []
    ids: list[str] = []
    row = note_rows = 0
    legal: tuple[int, int, int, int] | None = None     # next strip, items, notes, carried
    for strip in _repeated_head(stream):
        items.append((row, strip))
        row += strip.rows
    head = row
    for at, wish in enumerate(stream):
        strip = wish
        if strip.space and row == head:
            continue
        if carried and _ends_section(strip, height - row - note_rows):
            break
        wanted, wanted_rows = ids, note_rows
        if strip.notes:
            wanted = [*ids, *(i for i in strip.notes if i not in ids)]
            wanted_rows = notes.rows(wanted)
        if row + strip.rows + wanted_rows > height:
            smaller = _smaller(strip, height - row - wanted_rows)
            if smaller is None and strip.floating and (strip.afar or (row and strip.rows <= height)):
                carried.append(strip)
                continue
            if smaller is None:
                break
            strip = smaller
        items.append((row, strip))
        row, ids, note_rows = row + strip.rows, wanted, wanted_rows
        if not strip.keep:
            legal = at + 1, len(items), len(ids), len(carried)
    else:
        return _column(items, ids, notes), carried
    if legal is None:
        return Column(), list(stream)
    taken, count, note_count, carried_count = legal
    return _column(items[:count], ids[:note_count], notes), carried[:carried_count] + _rest(stream[taken:])


def _smaller(strip: Strip, room: int) -> Strip | None:
    """What may stand for `strip` in `room` rows: a picture a little smaller."""
    return next((s for s in strip.smaller if s.rows <= room), None)


def _ends_section(strip: Strip, hole: int) -> bool:
    """Whether a carried picture or table may not be passed by `strip`: it stays in its piece, and in its section unless that
    leaves a `hole` of more than HOLE rows.
    """
    heads = any(m.title and not m.heading for m in strip.landmarks)
    return heads or (hole <= HOLE and any(m.heading for m in strip.landmarks))


def force_column(stream: Sequence[Strip], height: int, notes: Notes) -> tuple[Column, list[Strip]]:
    """As `fill_column`, breaking where no break is wanted; always takes at least one strip."""
    column, rest = fill_column([replace(s, keep=False) for s in stream], height, notes)
    if column.items:
        return column, rest
    head, *tail = stream
    return Column(((0, head),), min(head.rows, height), head.notes, notes.rows(head.notes)), tail


def _rest(stream: Sequence[Strip]) -> list[Strip]:
    start = next((i for i, s in enumerate(stream) if not s.space), len(stream))
    return list(stream[start:])


def _repeated_head(stream: Sequence[Strip]) -> tuple[Strip, ...]:
    """The head of a table whose rows go on at the head of a column."""
    group = _head_group(stream[0]) if stream else None
    if group is None or stream[0] in group.head:
        return ()
    return tuple(replace(s, pieces=tuple(replace(p, tag=None) for p in s.pieces), landmarks=(), start=None, keep=True)
                 for s in group.head)


def _head_group(strip: Strip) -> Group | None:
    return next((g for g in strip.groups if g.head), None)


def _column(items: list[tuple[int, Strip]], ids: list[str], notes: Notes) -> Column:
    while items and items[-1][1].space:
        items.pop()
    rows = items[-1][0] + items[-1][1].rows if items else 0
    return Column(tuple(items), rows, tuple(ids), notes.rows(ids))


def fill(stream: Sequence[Strip], columns: int, height: int, notes: Notes) -> tuple[tuple[Column, ...], list[Strip]]:
    """Fill `columns` columns of `height` rows one after the other."""
    out: list[Column] = []
    rest = list(stream)
    for _ in range(columns):
        column, rest = fill_column(rest, height, notes) if rest else (Column(), [])
        out.append(column)
    return tuple(out), rest


def spread(column: Column, height: int) -> Column:
    """A column whose few missing rows stand in its spaces, so that it ends on row `height`; unchanged when they cannot.

    Breaks that may not part lines leave a column a row or two short: the space above a heading takes up one, that between two
    pieces up to SEPARATOR_GIVE, and the grid stays.
    """
    short = height - column.foot
    spaces = [(i, s) for i, (_, s) in enumerate(column.items) if s.space and not s.groups]
    gaps = [i for turn in range(SEPARATOR_GIVE) for i, s in spaces if not turn or s.shapes]
    if not 0 < short <= len(gaps):
        return column
    chosen = Counter(gaps[:short])
    items = []
    shift = 0
    for i, (row, strip) in enumerate(column.items):
        items.append((row + shift, strip))
        shift += chosen[i]
    return replace(column, items=tuple(items), rows=column.rows + short)


def unevenness(feet: Sequence[int]) -> int:
    """Rows between the longest column and the shortest; a column longer than the one before it counts for more."""
    rising = max((b - a for a, b in pairwise(feet)), default=0)
    return 2 * max(0, rising) + max(feet) - min(feet)


def balance(stream: Sequence[Strip], columns: int, height: int, notes: Notes) -> tuple[Column, ...] | None:
    """Columns that hold the whole `stream` in at most `height` rows; None when they cannot.

    Feet are as even as breaks allow, and no column is longer than the one before it if that can be had.
    """
    best: tuple[tuple[int, int], tuple[Column, ...]] | None = None
    lowest = -(-text_rows(stream, notes) // columns) - 1
    for rows in range(max(1, lowest), height + 1):
        if best and rows > best[1][0].foot + BALANCE_REACH:
            break
        made, rest = fill(stream, columns, rows, notes)
        if rest:
            continue
        feet = [c.foot for c in made]
        score = unevenness(feet), max(feet)
        if best is None or score < best[0]:
            best = score, made
        if score[0] <= 1:
            break
    return best[1] if best else None


def is_taken(column: Column) -> bool:
    """Whether pictures and tables fill the column."""
    return bool(column.items) and all(s.floating for _, s in column.items)


def is_beside(columns: Sequence[Column]) -> bool:
    """Whether text in two columns or more stands beside columns that pictures and tables fill: their feet are not its own."""
    taken = sum(map(is_taken, columns))
    return 0 < taken < len(columns) - 1


def beside_floats(columns: tuple[Column, ...], stream: Sequence[Strip], notes: Notes) -> tuple[Column, ...]:
    """Balanced `columns` of `stream`, their text shared out evenly among those that pictures and tables do not fill."""
    taken = list(map(is_taken, columns))
    if not is_beside(columns) or any(s.floating for c, full in zip(columns, taken, strict=True) if not full for _, s in c.items):
        return columns
    text = [s for at, s in enumerate(stream) if not s.floating and not (s.space and at and stream[at - 1].floating)]
    others = [c.foot for c, full in zip(columns, taken, strict=True) if not full]
    made = balance(text, len(others), max(others), notes)
    if made is None or unevenness([c.foot for c in made]) >= unevenness(others):
        return columns
    left = iter(made)
    return tuple(c if full else next(left) for c, full in zip(columns, taken, strict=True))
