"""Notes at the end of their article, under a short rule: those too long for the foot of a column, those of what stands across
the columns; all, if the sheet says so."""
from __future__ import annotations

from collections.abc import Mapping, Sequence

from convert.layout.desk import Desk
from convert.layout.strip import NoteText, Piece, Strip, rectangle
from convert.model.record import replace

FOOT_SHARE = 400        # thousandths of a column's depth that the notes of one line may take
RULE_EMS, RULE = 6, 350


def without_long_notes(desk: Desk, strips: Sequence[Strip],
                       texts: Mapping[str, NoteText]) -> tuple[tuple[Strip, ...], dict[str, NoteText]]:
    """The body with long notes at its end, and the notes that stay at the feet of columns."""
    limit = 0 if desk.switch("notes", "foot") == "end" else desk.grid.depth * FOOT_SHARE // 1000
    long: list[str] = []
    if not texts:
        return tuple(strips), {}
    for strip in strips:
        if strip.notes and (strip.span or sum(texts[i].height for i in strip.notes if i in texts) > limit):
            long += [i for i in strip.notes if i in texts and i not in long]
    if not long:
        return tuple(strips), dict(texts)
    body = [replace(s, notes=tuple(i for i in s.notes if i not in long)) if s.notes else s for s in strips]
    black = desk.sheet.colors["black"]
    rule = Strip(1, shapes=(rectangle(0, desk.grid.row * 3 // 4, RULE_EMS * desk.grid.em, RULE, black),), keep=True)
    ends = [line for i in long for line in _lines(texts[i])]
    return (*body, rule, *ends), {i: t for i, t in texts.items() if i not in long}


def _lines(text: NoteText) -> list[Strip]:
    """One strip a line, on the grid; two lines stay together at either end."""
    rows: dict[int, list[Piece]] = {}
    for piece in text.pieces:
        rows.setdefault(piece.y, []).append(piece)
    lowest = min(rows)
    out = [Strip(1, tuple(replace(p, y=lowest) for p in pieces)) for _, pieces in sorted(rows.items())]
    last = len(out) - 1
    out = [replace(s, keep=i < last and i in (0, last - 1)) for i, s in enumerate(out)]
    out[0] = replace(out[0], landmarks=text.landmarks)
    return out
