"""Columns that end a line or two short of the foot are filled: a paragraph in them is set one line longer (facts: typesetting 5).

Breaks that may part no two lines leave such columns.  The grid and every other break stay as they are.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from convert.layout.columns import SEPARATOR_GIVE, Column, spread
from convert.layout.flow import Flow, PageDraft
from convert.layout.strip import Strip, line_end
from convert.model.record import replace

REACH = 3               # rows at most that are made up for
LEAST_LINES = 3         # of a paragraph that is set longer or shorter
LOOSEST = 50             # 1/1000 em a gap on average, over the paragraph: with more, some line of it takes more than LOOSEST_LINE
EASY = 25               # what is less than that is not seen: then the shortest paragraph is the quickest to set anew
LOOSEST_LINE, TIGHTEST_LINE = 60, -60       # and in any line of it

Reset = Callable[[str], list[Strip]]
"""Lines of the paragraph with this block id, one more than best; the best, or none, when that cannot be had."""


def fit_columns(flow: Flow, reset: Reset) -> None:
    """Bring the columns at the foot of every page down to the last row where little is lacking."""
    fit_pages(flow.pages, reset)


def fit_pages(pages: Sequence[PageDraft], reset: Reset) -> None:
    for page in pages:
        _fit_page(page, reset)


def _fit_page(page: PageDraft, reset: Reset) -> None:
    if not page.bands or not page.bands[-1].columns or page.free > REACH:
        return
    band = page.bands[-1]
    target = page.rows - band.row
    fitted = tuple(_fitted(column, target, reset) for column in band.columns)
    if page.free and any(c.foot < target for c in fitted):
        return          # a page whose columns end together above the foot stays as it is
    band.columns, band.rows = fitted, target
    page.used = page.rows


def _fitted(column: Column, target: int, reset: Reset) -> Column:
    """The column with as many lines more as it lacks, if all of them can be had."""
    short = target - column.foot
    if not 0 < short <= REACH + SEPARATOR_GIVE or column.notes:
        return column
    made = column
    for first, last in _candidates(column, short):
        old = [s for _, s in column.items[first:last]]
        key = old[0].start[0] if old[0].start else ""
        lines = reset(key)
        if len(lines) != len(old) + 1 or not is_decent(lines):
            continue
        lines[0] = replace(lines[0], landmarks=old[0].landmarks)
        made = _exchanged(made, old, lines)
        if made.foot == target:
            return made
    whole = spread(made, target)
    return whole if whole.foot == target else column


def _candidates(column: Column, wanted: int) -> Sequence[tuple[int, int]]:
    """Paragraphs that stand whole in the column, those first that gain a line most easily."""
    strips = [s for _, s in column.items]
    found: list[tuple[int, int, int]] = []
    for at, end in paragraphs(strips):
        stretch = stretch_of(strips[at:end])
        if stretch is not None and (end < len(strips) or not strips[end - 1].keep):
            found.append((max(stretch, EASY), end - at, at))
    return [(at, at + lines) for _, lines, at in sorted(found)[:min(wanted, REACH) + 2]]


def paragraphs(strips: Sequence[Strip]) -> Iterator[tuple[int, int]]:
    """Where each run of strips with text of one block begins and ends."""
    at = 0
    while at < len(strips):
        end = at + 1
        start = strips[at].start
        while start and end < len(strips) and (following := strips[end].start) and following[0] == start[0]:
            end += 1
        yield at, end
        at = end


def is_plain(lines: Sequence[Strip]) -> bool:
    """Whether these are all lines of a paragraph from its first on, with nothing beside them."""
    start = lines[0].start
    return start is not None and not start[1] and all(len(s.pieces) == 1 and s.pieces[0].line.segments for s in lines)


def is_decent(lines: Sequence[Strip]) -> bool:
    """Whether no line of a paragraph set anew is looser or tighter than the eye forgives."""
    return all(TIGHTEST_LINE <= p.line.glue_ratio <= LOOSEST_LINE for s in lines for p in s.pieces)


def stretch_of(lines: Sequence[Strip]) -> int | None:
    """1/1000 em a gap that one line more would ask of the paragraph; None when that is too much, or it is no plain paragraph."""
    if len(lines) < LEAST_LINES or not is_plain(lines):
        return None
    first, last = lines[1].pieces[0], lines[-1].pieces[0]
    size = last.line.segments[0].size
    lacking = line_end(first.line) - line_end(last.line) + 2 * size
    gaps = sum(len(s.pieces[0].line.text) for s in lines)
    stretch = lacking * 1000 // (size * gaps)
    return stretch if stretch <= LOOSEST else None


def _exchanged(column: Column, old: Sequence[Strip], new: Sequence[Strip]) -> Column:
    at = next(i for i, (_, s) in enumerate(column.items) if s is old[0])
    row = column.items[at][0]
    extra = len(new) - len(old)
    items = (*column.items[:at], *((row + i, s) for i, s in enumerate(new)),
             *((r + extra, s) for r, s in column.items[at + len(old):]))
    return replace(column, items=items, rows=column.rows + extra)
