"""The plan of the text pages: several ways to place each piece are kept side by side, and the best run of pages wins.

A piece goes on below the one before it or opens a page.  What a way costs is what an art editor dislikes: white at the foot of a
page, a stub of a few lines on the next one, a head low on a page, a piece torn that would fit a page, pages that only fill sheets.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from convert.layout.article import separator
from convert.layout.desk import Desk
from convert.layout.flow import Flow, PageDraft
from convert.layout.strip import blank
from convert.layout.tighten import HEAD_TAKE, MOST_LINES, stretched, variants
from convert.layout.units import Unit
from convert.model.record import Record

WAYS = 10               # kept side by side
LEAST_ROWS = 4          # of text in each column below a head
FAIR_ROWS = 8
STUB_ROWS = 5           # of text on the last page of a piece that goes on there
LONG = 12               # tenths of a page: a longer piece would rather open a page
FEATURE = 2             # pages: so long a piece opens where some rows of it can be seen

WHITE, WHITE_ROW = 20, 4            # a page that ends short, and each row of it
GAPING, GAPING_ROW = 14, 8          # rows of white from which a page looks empty, and what each further one costs more
FEW_LACKING, HOLE_ROW = 2, 4        # rows that a column may lack before the next; more are a hole, each of its rows costs that
STRANDED = 500                      # a head with none of its text below it
UNEVEN = 6                          # each row by which the last columns of a piece differ, beyond the first
LONE = 60                           # a last page of a piece with next to nothing but a picture
COMPANY = 12                        # rows of text that keep one company
LOW_HEAD, STUB, TORN, LOW_LONG, LOW_FEATURE, LOW_COLUMN, FILLER, EFFORT = 5, 9, 5, 6, 80, 8, 20, 1


Others = Callable[[Unit, int], list[tuple[int, Unit]]]
"""Other settings of a unit that leaves so many lines on a page of their own, each with the effort it takes."""


class _Step(NamedTuple):
    """How one piece is set, and whether it is placed below what the page holds."""

    unit: Unit
    below: bool


class _Way(Record, frozen=False):
    """One way to place the pieces so far, and what it costs."""

    flow: Flow
    cost: int
    steps: tuple[_Step, ...] = ()


def laid_out(desk: Desk, units: Sequence[Unit], first: int, multiple: int) -> Flow:
    """The pages of `units`, the first of them physical page `first`; sheets hold `multiple` pages, 封四 counted."""
    made: dict[tuple[int, int], list[tuple[int, Unit]]] = {}

    def others(unit: Unit, lines: int) -> list[tuple[int, Unit]]:
        key = id(unit), lines
        if key not in made:
            made[key] = variants(unit, lines)
        return made[key]

    ways = [_Way(Flow(desk, first, desk.number("folio-first", 1)), 0)]
    for unit in units:
        found: dict[tuple[int, int, int], _Way] = {}
        for way in ways:
            for flow, cost, step in _placements(desk, way.flow, unit, others):
                key = len(flow.pages), flow.page.used, sum(b.loose for b in flow.page.bands)
                if key not in found or way.cost + cost < found[key].cost:
                    found[key] = _Way(flow, way.cost + cost, (*way.steps, step))
        ways = sorted(found.values(), key=lambda w: (w.cost + _white(w.flow) // 2, len(w.flow.pages), w.flow.page.used))[:WAYS]
    for way in ways:
        way.cost += _last(way.flow, multiple)
    best = min(ways, key=lambda w: (w.cost, len(w.flow.pages)))
    return _closed_up(desk, Flow(desk, first, desk.number("folio-first", 1)), best.steps)


def _last(flow: Flow, multiple: int) -> int:
    """What the end of the last page costs, and the pages that the binding adds."""
    if not flow.pages:
        return 0
    return _close(flow.page, flow.grid.row) // 2 + FILLER * (-(flow.first + len(flow.pages)) % multiple)


def _closed_up(desk: Desk, flow: Flow, steps: Sequence[_Step]) -> Flow:
    """The pages that `steps` make in `flow`, pieces that end a few rows above the foot of their page set to fill it."""
    row = desk.grid.row
    for step, following in zip_longest(steps, steps[1:]):
        before = flow.fork()
        cost = _place(desk, flow, step.unit, step.below)
        free = flow.page.free
        if not FEW_LACKING < free <= HEAD_TAKE + MOST_LINES // step.unit.grid.columns or (following and following.below):
            continue
        cost += _close(flow.page.copy(), row)
        for effort, other in stretched(step.unit, free):
            trial = before.fork()
            other_cost = _place(desk, trial, other, step.below) + EFFORT * effort + _close(trial.page.copy(), row)
            if len(trial.pages) == len(flow.pages) and other_cost < cost:
                flow = trial
                break
    if flow.pages:
        _close(flow.page, row)
    return flow


def _placements(desk: Desk, before: Flow, unit: Unit, others: Others) -> Iterator[tuple[Flow, int, _Step]]:
    """The ways to place `unit`, with their costs: below what the page holds, on a new page; set another way to spare a stub."""
    for below in (True, False):
        if not _may_follow(before, unit) if below else not (before.pages and before.page.used):
            continue
        flow = before.fork()
        cost = _place(desk, flow, unit, below)
        yield flow, cost, _Step(unit, below)
        lines = _stub(before, flow)
        for effort, other in others(unit, lines) if lines else ():
            flow = before.fork()
            yield flow, _place(desk, flow, other, below) + EFFORT * effort, _Step(other, below)


def _stub(before: Flow, after: Flow) -> int:
    """Lines that the piece just placed leaves on a last page of its own, where they are few; else 0."""
    if len(after.pages) - len(before.pages) < (1 if before.pages and before.page.used else 2) or after.page.used > STUB_ROWS:
        return 0
    return sum(sum(band.feet()) for band in after.page.bands if not band.strip)


def _may_follow(flow: Flow, unit: Unit) -> bool:
    """Whether the piece may begin below what the page at hand holds: a fresh page always may."""
    if not flow.pages or not flow.page.used:
        return True
    free = flow.page.free - (1 if unit.opens_column else 2)
    return unit.rows <= free or free - unit.lead >= LEAST_ROWS


def _place(desk: Desk, flow: Flow, unit: Unit, below: bool) -> int:
    """Lay `unit` on the pages of `flow`; returns what that costs."""
    cost = 0
    used = bool(flow.pages) and flow.page.used > 0
    if used and not below:
        cost += _close(flow.page, desk.grid.row)
        flow.open_page()
    between = [] if not (used and below) else [blank(1)] if unit.opens_column else [separator(desk)]
    if not (used and below) or unit.openers:
        flow.page.section, flow.page.title = unit.section, unit.title
    for index, strip in enumerate((*between, *unit.openers, unit.head)):
        flow.span(strip, loose=index == 0 and bool(between))
    free, start, head = flow.page.free, len(flow.pages), len(flow.page.bands)
    if unit.tally:
        flow.tallied(unit.tally, unit.grid)
    else:
        flow.text(unit.body, unit.notes, unit.grid)
    if unit.body and len(flow.pages) > start and len(flow.pages[start - 1].bands) == head:
        cost += STRANDED
    for page in flow.pages[start:]:
        page.section, page.title = unit.section, unit.title
    if len(flow.pages) > start:
        cost += sum(_short(page, desk.grid.row) for page in flow.pages[start - 1:-1]) + _torn(desk.grid.rows, flow, unit, free)
    return cost + _uneven(flow.page) + (LOW_COLUMN if between and unit.opens_column else 0)


def _uneven(page: PageDraft) -> int:
    """What it costs that the columns a piece ends in differ by more than a row."""
    feet = page.bands[-1].feet() if page.bands else ()
    return UNEVEN * max(0, max(feet) - min(feet) - 1) if feet else 0


def _torn(rows: int, flow: Flow, unit: Unit, free: int) -> int:
    """What it costs that the piece goes over pages: by what stands on its first one, `free` rows of it, and on its last."""
    last = flow.page.used
    cost = LOW_HEAD * max(0, FAIR_ROWS - free) + STUB * max(0, STUB_ROWS - last)
    if _is_lone(flow.page):
        cost += LONE
    if unit.rows <= rows:
        cost += TORN
    elif unit.rows > FEATURE * rows and free <= STUB_ROWS:
        cost += LOW_FEATURE
    elif unit.rows > rows * LONG // 10 and free < rows // 3:
        cost += LOW_LONG
    return cost


def _is_lone(page: PageDraft) -> bool:
    """Whether the page holds a picture or a table and next to nothing else."""
    strips = [s for band in page.bands for column in band.columns for _, s in column.items]
    return any(s.floating for s in strips) and sum(s.rows for s in strips if not s.floating) < COMPANY


def _white(flow: Flow) -> int:
    return WHITE_ROW * flow.page.free if flow.pages else 0


def _close(page: PageDraft, row: int) -> int:
    """Close a page: little white goes to the spaces between pieces and to heads; what is left costs."""
    page.spread_rows(row)
    return (WHITE if page.free > FEW_LACKING else 0) + WHITE_ROW * page.free + GAPING_ROW * max(0, page.free - GAPING)


def _short(page: PageDraft, row: int) -> int:
    """Rows that the columns of a full page lack."""
    if not page.bands or page.bands[-1].strip:
        return _close(page, row)
    band = page.bands[-1]
    lacking = [band.rows - foot for foot in band.feet()]
    return sum(rows if rows <= FEW_LACKING else HOLE_ROW * rows for rows in lacking)
