"""A piece set a few rows shorter or longer, so that it does not leave a stub on a page of its own (facts: typesetting 5).

What gives is the white of its head, and paragraphs whose last line is short.
"""
from __future__ import annotations

from convert.layout.fitting import is_plain, paragraphs
from convert.layout.strip import Strip, line_end
from convert.layout.tally import Tally
from convert.layout.units import Unit
from convert.model.record import replace

MOST_LINES = 8          # saved in one piece
TRIALS = 3              # paragraphs tried for each line to be saved
LEAST_LINES = 3         # of a paragraph that is set shorter
SHORT_END = 350         # 1/1000 em for each line of a paragraph: a last line up to this may be taken in
TIGHTEST = -60          # 1/1000 em a gap on average, of any line


HEAD_GIVE = 1           # row that a head may lose
HEAD_TAKE = 3           # rows that it may win


def variants(unit: Unit, lines: int) -> list[tuple[int, Unit]]:
    """Ways to set `unit`, which leaves a stub of `lines`, with the rows of its head that each adds or the lines that it saves."""
    out: list[tuple[int, Unit]] = []
    for cut in range(HEAD_GIVE + 1):
        head = _resized(unit.head, -cut, unit.grid.row)
        need = lines - cut * unit.grid.columns
        made = head and (unit if need <= 0 else tightened(unit, need))
        if head and made:
            out.append((cut + max(need, 0), replace(made, head=head, rows=made.rows - cut)))
    for more in range(1, HEAD_TAKE + 1):
        head = _resized(unit.head, more, unit.grid.row)
        if head:
            out.append((2 * more, replace(unit, head=head, rows=unit.rows + more)))
    return out


def _resized(head: Strip, rows: int, row: int) -> Strip | None:
    """`head` with `rows` more or fewer, half of them above; None where it has no row to lose."""
    above = -(-rows // 2) if rows > 0 else rows
    top = min((p.y - p.line.segments[0].size for p in head.pieces if p.line.segments), default=0)
    if rows < 0 and top + rows * row < 0:
        return None
    return replace(head, rows=head.rows + rows, pieces=tuple(replace(p, y=p.y + above * row) for p in head.pieces))


def tightened(unit: Unit, count: int) -> Unit | None:
    """`unit` with `count` lines less; None when so many cannot be saved decently."""
    if not 0 < count <= MOST_LINES:
        return None
    stream = list(unit.body)
    found = [(_end(stream[at:end]) * 1000 // (end - at), at, end) for at, end in paragraphs(stream)
             if end - at >= LEAST_LINES and is_plain(stream[at:end])]
    em = unit.grid.em
    candidates = sorted(c for c in found if c[0] <= SHORT_END * em)[:count * TRIALS]
    saved: list[tuple[int, int, list[Strip]]] = []
    for _, at, end in candidates:
        start = stream[at].start
        lines = unit.shorter(start[0]) if start else []
        if len(lines) == end - at - 1 and all(p.line.glue_ratio >= TIGHTEST for s in lines for p in s.pieces):
            lines[0] = replace(lines[0], landmarks=stream[at].landmarks)
            lines[-1] = replace(lines[-1], keep=stream[end - 1].keep)
            saved.append((at, end, lines))
        if len(saved) == count:
            break
    else:
        return None
    for at, end, lines in sorted(saved, key=lambda s: s[0], reverse=True):
        stream[at:end] = lines
    return replace(unit, body=tuple(stream), tally=Tally.of(stream), rows=unit.rows - count // unit.grid.columns)


def _end(lines: list[Strip]) -> int:
    return line_end(lines[-1].pieces[0].line)
