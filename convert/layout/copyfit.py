"""Copyfitting across columns: one that ends short, and has no paragraph of its own to fill it, gets lines from those before it.

A paragraph anywhere in the run of columns is set one line longer, or a space in it grows by a row, and what stands between moves on
by a line; so does a paragraph that goes on in the next column.  Feet, heads and the grid stay (Mittelbach 2018: pages are paired by
paragraphs a line longer or shorter, not by loose leading).
"""
from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from convert.layout.columns import SEPARATOR_GIVE, Column, balance, fill_column, is_beside, spread, unevenness
from convert.layout.fitting import EASY, LEAST_LINES, Reset, is_decent, is_plain, paragraphs, stretch_of
from convert.layout.flow import Band, Flow, PageDraft
from convert.layout.level import EVEN
from convert.layout.strip import Strip, blank, line_end, resized
from convert.layout.tighten import SHORT_END
from convert.model.record import replace

REACH = 3               # rows at most that a column lacks
BACK = 4                # columns before it that may give
TRIALS = 4              # paragraphs set anew for one row
SPACE = 30              # what a row more in a space weighs, against 1/1000 em that a paragraph is set wider


class _Slot(NamedTuple):
    """One column of a zone."""

    page: PageDraft
    band: Band
    place: int

    @property
    def column(self) -> Column:
        return self.band.columns[self.place]

    @property
    def lack(self) -> int:
        return self.band.rows - self.column.foot

    @property
    def is_seen(self) -> bool:
        """Whether what it lacks is seen: at the foot of the page any row is, above white or the next piece one is not."""
        if self.band.ends and is_beside(self.band.columns):
            return False
        return (EVEN if self.band is not self.page.bands[-1] or self.page.free else 0) < self.lack <= REACH

    @property
    def strips(self) -> list[Strip]:
        """What stands in the column, with the rows that its spaces were given."""
        out: list[Strip] = []
        row = 0
        for at, strip in self.column.items:
            out += [blank(at - row)] if at > row else []
            out.append(strip)
            row = at + strip.rows
        return out

    def put(self, column: Column) -> None:
        columns = self.band.columns
        self.band.columns = (*columns[:self.place], column, *columns[self.place + 1:])


class _Choice(NamedTuple):
    """Strips `at` to `end` of the `stream` of columns from the `first` on, a paragraph (`key`) or a space that may take a row more.

    `tail`: the last strips of the stream, lines of the paragraph in the column after them.
    """

    weight: int
    lines: int
    first: int
    at: int
    end: int
    key: str
    stream: list[Strip]
    tail: list[Strip]


class _Craft(NamedTuple):
    """How paragraphs are set anew; `spaced`: blocks with a space before them; `row`: the height of one."""

    longer: Reset
    shorter: Reset
    spaced: Collection[str]
    row: int


def copyfit(flow: Flow, longer: Reset, shorter: Reset, spaced: Collection[str]) -> None:
    """Fill columns that lack up to REACH rows from the columns before them, else move what follows them on or back as well.

    `spaced`: blocks with a space before them.
    """
    craft = _Craft(longer, shorter, spaced, flow.grid.row)
    for run in _runs(flow):
        for at, slot in enumerate(run):
            for _ in range(slot.lack if slot.column.items and slot.is_seen else 0):
                if not _gained(run, at, craft) and not any(_moved_on(run, there, craft) for there in _giving(run, at)):
                    break


def _giving(run: Sequence[_Slot], at: int) -> Sequence[int]:
    """Columns from which lines may be moved on: `at` itself, or those before the zone that the text ends in."""
    if not run[at].band.ends:
        return (at,)
    first = at - run[at].place
    return range(first - 1, max(-1, first - 1 - BACK), -1)


def _runs(flow: Flow) -> Iterator[list[_Slot]]:
    """The columns that the text of each unit runs through."""
    run: list[_Slot] = []
    for page in flow.pages:
        for band in page.bands:
            run += [_Slot(page, band, i) for i in range(len(band.columns))]
            if (band.ends or band.strip) and run:
                yield run
                run = []
    if run:
        yield run


def _gained(run: Sequence[_Slot], at: int, craft: _Craft) -> bool:
    """Whether column `at` of the run now ends a row lower."""
    trials = TRIALS
    for choice in sorted(_choices(run, at, craft.spaced), key=itemgetter(0, 1, 2, 3)):
        slots, tail = run[choice.first:at + 1], choice.tail
        before, old, after = choice.stream[:choice.at], choice.stream[choice.at:choice.end], choice.stream[choice.end:]
        if not _filled(slots, [*before, *_one_more(old), *after], tail):
            continue
        lines = _set_anew(old, craft, 1) if choice.key else _one_more(old)
        if lines and (made := _filled(slots, [*before, *lines, *after], tail)):
            for slot, column in zip(slots, made, strict=True):
                slot.put(column)
            if tail:
                _resume(run[at + 1], lines[-len(tail):])
            return True
        trials -= bool(choice.key)
        if not trials:
            break
    return False


def _choices(run: Sequence[_Slot], at: int, spaced: Collection[str]) -> Iterator[_Choice]:
    """What may take a row more, in column `at` and those before it from which lines can move on."""
    stream: list[Strip] = []
    for first in range(at, max(-1, at - BACK), -1):
        if first < at and not _goes_on(run[first], run[first + 1], spaced):
            return
        own = run[first].strips
        stream = own + stream
        for begin, end in paragraphs(stream):
            if begin >= len(own):
                break
            strip = stream[begin]
            if first < at and strip.space and not strip.groups and (strip.shapes or strip.rows == 1):
                if begin and strip.rows <= SEPARATOR_GIVE:
                    yield _Choice(SPACE, 0, first, begin, end, "", stream, [])
            elif strip.start:
                tail = _tail(run, at, strip.start[0]) if end == len(stream) else []
                stretch = stretch_of([*stream[begin:end], *tail])
                if stretch is not None:
                    lines = end + len(tail) - begin
                    yield _Choice(max(stretch, EASY), lines, first, begin, begin + lines, strip.start[0], [*stream, *tail], tail)


def _goes_on(slot: _Slot, following: _Slot, spaced: Collection[str], *, full: bool = True) -> bool:
    """Whether a line of the column, `full` as a rule, may stand at the head of the next: no space was dropped between them."""
    head = following.column.items[0][1].start if following.column.items else None
    return bool(slot.column.items and not (full and slot.lack) and head and (head[1] or head[0] not in spaced))


def _tail(run: Sequence[_Slot], at: int, key: str) -> list[Strip]:
    """The lines of paragraph `key` at the head of the column after `at`."""
    out: list[Strip] = []
    for strip in run[at + 1].strips if key and at + 1 < len(run) else ():
        if not strip.start or strip.start[0] != key:
            break
        out.append(strip)
    return out


def _one_more(old: Sequence[Strip]) -> list[Strip]:
    """As many strips as there will be: a space that is a row higher, a paragraph with a line more."""
    if len(old) == 1:
        return [replace(old[0], rows=old[0].rows + 1)]
    return [old[0], replace(old[1], keep=False), *old[1:]]


def _set_anew(old: Sequence[Strip], craft: _Craft, more: int) -> list[Strip]:
    """The lines of a paragraph set a line longer or shorter; none where that cannot be had decently."""
    reset = craft.longer if more > 0 else craft.shorter
    lines = reset(old[0].start[0]) if old[0].start else []
    if len(lines) != len(old) + more or not is_decent(lines):
        return []
    return [replace(lines[0], landmarks=old[0].landmarks), *lines[1:-1], replace(lines[-1], keep=old[-1].keep)]


def _filled(slots: Sequence[_Slot], stream: list[Strip], tail: Sequence[Strip]) -> list[Column]:
    """The columns filled from `stream`, the last of them longer than it was, no other changed in length; none where that fails.

    As many strips as `tail` holds are left over.
    """
    made: list[Column] = []
    rest = stream
    for slot in slots:
        column, rest = fill_column(rest, slot.band.rows, slot.band.notes)
        last = slot is slots[-1]
        if column.foot != slot.column.foot + last or (last and len(rest) != len(tail)) or not (last or rest):
            return []
        made.append(column)
    return made


def _resume(slot: _Slot, lines: Sequence[Strip]) -> None:
    """Put the last lines of a paragraph at the head of the column that it goes on in."""
    items = slot.column.items
    slot.put(replace(slot.column, items=(*((row, s) for (row, _), s in zip(items, lines, strict=False)), *items[len(lines):])))

class _Change(NamedTuple):
    """A paragraph, strips `at` to `end` of a column, with a line `more` or fewer."""

    weight: int
    at: int
    end: int
    more: int

    def sketch(self, old: Sequence[Strip]) -> list[Strip]:
        """As many strips as the paragraph will have."""
        return _one_more(old) if self.more > 0 else [old[0], *old[2:]]


def _moved_on(run: Sequence[_Slot], at: int, craft: _Craft) -> bool:
    """Whether fewer rows are white in all, a paragraph in column `at` set anew, or the head above it a row higher or lower, and the
    columns from there on filled anew."""
    strips = run[at].strips
    trials = TRIALS
    for change in sorted(_changes(run[at].band, strips, cut=True)):
        old = strips[change.at:change.end]
        if not _refilled(run[at:], [*strips[:change.at], *change.sketch(old), *strips[change.end:]], craft):
            continue
        lines = _set_anew(old, craft, change.more)
        made = _refilled(run[at:], [*strips[:change.at], *lines, *strips[change.end:]], craft) if lines else []
        if made:
            _put(run[at:], made, craft.row)
            return True
        trials -= 1
        if not trials:
            break
    return _head_resized(run[at - run[at].place:], craft)


def _head_resized(run: Sequence[_Slot], craft: _Craft) -> bool:
    """Whether the head above the first columns of `run` has taken a row from them, or given one, to their good."""
    band, bands = run[0].band, run[0].page.bands
    place = next(i for i, b in enumerate(bands) if b is band)
    if not place or band.ends:
        return False
    head = bands[place - 1]
    for more in (1, -1):
        strip = _resized(head, more, craft.row)
        made = _refilled(run, run[0].strips, craft, -more) if strip else []
        if made:
            head.strip, head.rows = strip, head.rows + more
            band.row, band.rows = band.row + more, band.rows - more
            _put(run, made, craft.row)
            return True
    return False


def _resized(head: Band, more: int, row: int) -> Strip | None:
    return resized(head.strip, more, row) if head.strip is not None and head.strip.is_head else None


def _put(slots: Sequence[_Slot], columns: Sequence[Column], row: int) -> None:
    """Set `columns` in their places; where the text ends in them, what stands below moves with their foot."""
    for slot, column in zip(slots, columns, strict=False):
        slot.put(column)
    last = slots[len(columns) - 1]
    if not last.band.ends:
        return
    more = max(last.band.feet()) - last.band.rows
    last.band.rows += more
    head = _next_head(last)
    if head is None:
        last.page.used += more
        return
    strip = _resized(head, -more, row)
    for band in last.page.bands:
        band.row += more if last.band.row < band.row <= head.row else 0
    head.strip, head.rows = strip or head.strip, head.rows - more


def _next_head(slot: _Slot) -> Band | None:
    """The head of the piece below the columns."""
    return next((b for b in slot.page.bands if b.row > slot.band.row and b.strip and b.strip.is_head), None)


def _changes(band: Band, strips: Sequence[Strip], *, cut: bool = False) -> Iterator[_Change]:
    """Paragraphs that may be set anew; the last one is not whole where the strips are `cut` off."""
    em = band.grid.em if band.grid else 0
    for at, end in paragraphs(strips):
        lines = strips[at:end]
        if (cut and end == len(strips)) or end - at < LEAST_LINES or not is_plain(lines):
            continue
        stretch, left = stretch_of(lines), line_end(lines[-1].pieces[0].line) * 1000 // len(lines)
        if stretch is not None:
            yield _Change(max(stretch, EASY), at, end, 1)
        if em and left <= SHORT_END * em:
            yield _Change(left // em // 4, at, end, -1)


def _refilled(run: Sequence[_Slot], strips: list[Strip], craft: _Craft, more: int = 0) -> list[Column]:
    """The columns of `run` filled anew, the first from `strips`, up to one that ends where it did; none unless fewer rows are white
    in all.  The zone of the first has so many rows `more`.
    """
    made: list[Column] = []
    gain = 0
    stream = strips
    for number, slot in enumerate(run):
        if slot.band.ends:
            columns = _ended(run[number:], stream, craft) if not slot.place else None
            if columns is None:
                return []
            rows = max(c.foot for c in columns)
            gain += sum(s.lack for s in run[number:]) - sum(rows - c.foot for c in columns) + _closing(slot, rows)
            made += columns
            break
        following = run[number + 1] if number + 1 < len(run) else None
        if following is None or not _goes_on(slot, following, craft.spaced, full=False):
            return []
        height = slot.band.rows + (more if slot.band is run[0].band else 0)
        after = following.strips
        column, stream = fill_column([*stream, *after], height, slot.band.notes)
        column = spread(column, height)
        gain += slot.lack - (height - column.foot)
        made.append(column)
        if len(stream) == len(after) and (not more or following.band is not run[0].band):
            break
    return made if gain > 0 else []


def _closing(slot: _Slot, rows: int) -> int:
    """What the foot of the page gains when the zone above it, where the text ends, is `rows` high: white there, or a full page."""
    more, free = rows - slot.band.rows, slot.page.free
    if slot.band is not slot.page.bands[-1] or (more > 0 and free > more):
        return 0
    return more * len(slot.band.columns)


def _ended(slots: Sequence[_Slot], stream: list[Strip], craft: _Craft) -> list[Column] | None:
    """The columns that the text ends in, as high as they were, or a row more or less where the page or the next head allows it; a
    paragraph in them is set anew for that if need be."""
    if not all(_goes_on(slot, following, craft.spaced, full=False) for slot, following in pairwise(slots)):
        return None
    strips = [*stream, *(s for slot in slots[1:] for s in slot.strips)]
    made = _balanced(slots, strips, craft.row)
    for change in sorted(_changes(slots[0].band, strips)) if made is None else ():
        old = strips[change.at:change.end]
        if _balanced(slots, [*strips[:change.at], *change.sketch(old), *strips[change.end:]], craft.row):
            lines = _set_anew(old, craft, change.more)
            return _balanced(slots, [*strips[:change.at], *lines, *strips[change.end:]], craft.row) if lines else None
    return made


def _balanced(slots: Sequence[_Slot], strips: list[Strip], row: int) -> list[Column] | None:
    page, band = slots[0].page, slots[0].band
    if is_beside(band.columns):
        return None
    head = _next_head(slots[0])
    last = band is page.bands[-1]
    made = balance(strips, len(slots), band.rows + (page.free if last else head is not None), band.notes)
    more = max(c.foot for c in made) - band.rows if made else 0
    if made is None or unevenness([c.foot for c in made]) > max(EVEN, unevenness(band.feet())):
        return None
    if more and not last and (abs(more) > 1 or head is None or not _resized(head, -more, row)):
        return None
    return list(made)
