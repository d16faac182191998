"""A piece set a few rows shorter, so that it leaves no stub on a page of its own, or longer, so that its last page is full
(facts: typesetting 5).

What gives is the white of its head, and paragraphs: those whose last line is short lose it, those whose last line is long win one.
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from convert.layout.fitting import LEAST_LINES, is_decent, is_plain, paragraphs, stretch_of
from convert.layout.strip import Strip, line_end, resized
from convert.layout.tally import Tally
from convert.layout.units import Unit
from convert.model.record import replace

MOST_LINES = 8          # saved in one piece
TRIALS = 3              # paragraphs tried for each line to be saved
MOST_ROWS = 40          # of a paragraph that is set anew: the work grows with their square
SHORT_END = 350         # 1/1000 em for each line of a paragraph: a last line up to this may be taken in


HEAD_GIVE = 1           # row that a head may lose
HEAD_TAKE = 3           # rows that it may win


def variants(unit: Unit, lines: int) -> list[tuple[int, Unit]]:
    """Ways to set `unit`, which leaves a stub of `lines`, with the rows of its head that each adds or the lines that it saves."""
    out: list[tuple[int, Unit]] = []
    for cut in range(HEAD_GIVE + 1):
        head = resized(unit.head, -cut, unit.grid.row)
        need = lines - cut * unit.grid.columns
        made = head and (unit if need <= 0 else tightened(unit, need))
        if head and made:
            out.append((cut + max(need, 0), replace(made, head=head, rows=made.rows - cut)))
    for more in range(1, HEAD_TAKE + 1):
        head = resized(unit.head, more, unit.grid.row)
        if head:
            out.append((2 * more, replace(unit, head=head, rows=unit.rows + more)))
    return out


def stretched(unit: Unit, rows: int) -> list[tuple[int, Unit]]:
    """Ways to set `unit`, which leaves so many `rows` free on its last page, so that it fills it or nearly, with their effort."""
    out: list[tuple[int, Unit]] = []
    for target in (rows, rows - 1, rows - 2):
        more = min(target, HEAD_TAKE)
        head = resized(unit.head, more, unit.grid.row)
        lines = (target - more) * unit.grid.columns
        made = loosened(unit, lines) if lines else unit
        if head and made:
            out.append((2 * more + lines // 2, replace(made, head=head, rows=made.rows + more)))
    return out


def tightened(unit: Unit, count: int) -> Unit | None:
    """`unit` with `count` lines less; None when so many cannot be saved decently."""
    em = unit.grid.em
    found = [(_end(lines) * 1000 // len(lines), at, at + len(lines)) for at, lines in _plain_paragraphs(unit)]
    return _reset(unit, [c for c in found if c[0] <= SHORT_END * em], -count)


def loosened(unit: Unit, count: int) -> Unit | None:
    """`unit` with `count` lines more; None when so many cannot be won decently."""
    found = [(stretch_of(lines), at, at + len(lines)) for at, lines in _plain_paragraphs(unit)]
    return _reset(unit, [(stretch, at, end) for stretch, at, end in found if stretch is not None], count)


def _plain_paragraphs(unit: Unit) -> Iterator[tuple[int, Sequence[Strip]]]:
    """Where each paragraph of some lines begins, and its lines."""
    for at, end in paragraphs(unit.body):
        lines = unit.body[at:end]
        if LEAST_LINES <= end - at <= MOST_ROWS and is_plain(lines):
            yield at, lines


def _reset(unit: Unit, candidates: list[tuple[int, int, int]], count: int) -> Unit | None:
    """`unit` with `count` lines more or, below nought, less, the least of the `candidates` tried first; None when not decent."""
    wanted = abs(count)
    if not 0 < wanted <= MOST_LINES or len(candidates) < wanted:
        return None
    stream = list(unit.body)
    made: list[tuple[int, int, list[Strip]]] = []
    trials = sorted(candidates)[:wanted * TRIALS]
    for left, (_, at, end) in zip(range(len(trials) - 1, -1, -1), trials, strict=True):
        start = stream[at].start
        lines = (unit.longer if count > 0 else unit.shorter)(start[0]) if start else []
        if len(lines) == end - at + count // wanted and is_decent(lines):
            lines[0] = replace(lines[0], landmarks=stream[at].landmarks)
            lines[-1] = replace(lines[-1], keep=stream[end - 1].keep)
            made.append((at, end, lines))
        if len(made) == wanted or len(made) + left < wanted:
            break
    if len(made) < wanted:
        return None
    for at, end, lines in sorted(made, key=lambda s: s[0], reverse=True):
        stream[at:end] = lines
    return replace(unit, body=tuple(stream), tally=Tally.of(stream), rows=unit.rows + count // unit.grid.columns)


def _end(lines: Sequence[Strip]) -> int:
    return line_end(lines[-1].pieces[0].line)
