"""Pages as they fill: bands across the page one below the other, each one zone of columns or one spanning strip."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from convert.layout.boxes import Box, Zone
from convert.layout.columns import Column, Notes, balance, beside_floats, fill, force_column, spread
from convert.layout.desk import Desk
from convert.layout.grid import Grid
from convert.layout.reading import is_float
from convert.layout.strip import Landmark, Strip, emit, rectangle, resized
from convert.layout.tally import Stretch, Tally
from convert.layout.turn import Island
from convert.model.record import Record, field, replace

NOTE_RULE = 350
FEW_ROWS = 4
MOST_GIVEN = 2          # rows that a space between pieces or a head takes of what a page lacks
MOST_WIDENED = 3        # and a head on a page with a filler
NO_NOTES = Notes({}, 1)


class Counted(Record):
    """Columns of plain text that need not be built before the pages are settled."""

    tally: Tally
    stretches: tuple[Stretch, ...]
    ends: bool = False      # the text ends in them

    def feet(self) -> tuple[int, ...]:
        return tuple(map(self.tally.rows, self.stretches))


class Band(Record, frozen=False):
    """`row` counts from the head of the type area; `loose`: blank rows may be added before it to fill the page.

    `counted` stands for `columns` until the pages are settled.  `source`: what was shared out among the columns, where it is
    known; `ends`: the text ends in them.
    """

    row: int
    rows: int
    columns: tuple[Column, ...] = ()
    notes: Notes = NO_NOTES
    strip: Strip | None = None
    loose: bool = False
    counted: Counted | None = None
    grid: Grid | None = None        # where its columns are not the publication's
    source: tuple[Strip, ...] = ()
    ends: bool = False

    def feet(self) -> tuple[int, ...]:
        """The last row of every column."""
        return self.counted.feet() if self.counted else tuple(c.foot for c in self.columns)

    def settle(self) -> None:
        if self.counted:
            tally, stretches = self.counted.tally, self.counted.stretches
            self.columns = tuple(spread(tally.column(s), self.rows) for s in stretches)
            self.source, self.ends = tuple(tally.strips[stretches[0][0]:stretches[-1][1]]), self.counted.ends
            self.counted = None


class PageDraft(Record, frozen=False):
    """A page being filled.  `used` rows are taken; `section` and `title` are what its running head may say.

    `continued_on`, `continued_from`: folios of the pages where its text goes on and comes from, where these are not the next ones.
    """

    number: int
    side: str
    rows: int
    folio: int = 0
    used: int = 0
    section: str = ""
    title: str = ""
    bands: list[Band] = field(default_factory=list)
    plate: bool = False
    continued_on: int = 0
    continued_from: int = 0

    @property
    def free(self) -> int:
        return self.rows - self.used

    @property
    def opens_column(self) -> bool:
        """Whether the page begins with the label of a 栏目."""
        first = self.bands[0].strip if self.bands else None
        return first is not None and any(m.label for m in first.landmarks)

    def copy(self) -> PageDraft:
        bands = [Band(b.row, b.rows, b.columns, b.notes, b.strip, b.loose, b.counted, b.grid, b.source, b.ends) for b in self.bands]
        return replace(self, bands=bands)

    def spread_rows(self, row: int) -> None:
        """Give what is left at the foot to the spaces between pieces, and what these cannot take to the white of heads, when it
        is little: the page closes on its last row.  `row` is the height of one.
        """
        gaps = [b for b in self.bands if b.loose and b.row]
        heads = [b for b in self.bands if b.strip is not None and b.strip.is_head]
        left = self.free
        if not 0 < left <= MOST_GIVEN * (len(gaps) + len(heads)):
            return
        shift = 0
        between = min(left, MOST_GIVEN * len(gaps))
        within = left - between
        for band in self.bands:
            if band.loose and band.row and between:
                share = -(-between // sum(1 for g in gaps if g.row >= band.row))
                shift, between = shift + share, between - share
            band.row += shift
            if within and band.strip is not None and any(band is h for h in heads):
                share = min(within, MOST_GIVEN)
                band.strip = resized(band.strip, share, row)
                band.rows, shift, within = band.rows + share, shift + share, within - share
        self.used = self.rows

    def give_heads(self, rows: int, row: int) -> None:
        """Give up to MOST_WIDENED of `rows` free ones to the white of each head."""
        shift = 0
        for band in self.bands:
            band.row += shift
            share = min(rows - shift, MOST_WIDENED)
            if share > 0 and band.strip is not None and band.strip.is_head:
                band.strip = resized(band.strip, share, row)
                band.rows, shift = band.rows + share, shift + share
        self.used += shift


class Flow:
    """The run of text pages of a publication.  `first` is the physical number of the first one; odd pages lie right."""

    def __init__(self, desk: Desk, first: int, folio: int = 1, head_rows: int = 0):
        self.desk = desk
        self.grid = desk.grid
        self.text_grid = desk.grid          # the columns that text is being set in
        self.first = first
        self.folio = folio
        self.head_rows = head_rows          # rows of the first page that its head takes (official documents)
        self.pages: list[PageDraft] = []

    def fork(self) -> Flow:
        """A flow that goes its own way from here; the pages that are closed are shared."""
        other = Flow(self.desk, self.first, self.folio, self.head_rows)
        other.pages = [*self.pages[:-1], *(p.copy() for p in self.pages[-1:])]
        return other

    @property
    def page(self) -> PageDraft:
        return self.pages[-1] if self.pages else self.open_page()

    def open_page(self) -> PageDraft:
        """Close the page at hand and begin the next."""
        number = self.first + len(self.pages)
        page = PageDraft(number, self.grid.side(number), self.grid.rows, self.folio + len(self.pages))
        if self.pages:
            page.section, page.title = self.pages[-1].section, self.pages[-1].title
        else:
            page.used = self.head_rows
        self.pages.append(page)
        return page

    def span(self, strip: Strip, loose: bool = False) -> None:
        """Set a strip across all columns at the place the page has reached; opens a page when it does not fit."""
        if strip.plate:
            if self.page.used:
                self.open_page()
            self.page.plate = True
        elif strip.rows > self.page.free and self.page.used:
            self.open_page()
        if strip.space and not self.page.used:
            return
        page = self.page
        page.bands.append(Band(page.used, strip.rows, strip=strip, loose=loose))
        page.used += strip.rows

    def columns(self, columns: tuple[Column, ...], notes: Notes, rows: int, source: Sequence[Strip] = ()) -> None:
        page = self.page
        page.bands.append(Band(page.used, rows, columns, notes, grid=self.text_grid, source=tuple(source),
                               ends=bool(source)))
        page.used += rows

    def tallied(self, tally: Tally, grid: Grid | None = None) -> None:
        """As `text`, for plain text that has been counted."""
        self.text_grid = grid or self.grid
        at, columns = 0, self.text_grid.columns
        while at < tally.size:
            if not self.page.free:
                self.open_page()
            made = tally.balance(at, columns, self.page.free)
            if made is not None:
                self._counted(tally, made, max(map(tally.rows, made)), ends=True)
                return
            made = tally.fill(at, columns, self.page.free)
            if made[0][0] == made[0][1]:
                if not self.page.used:
                    self.text(tally.strips[at:], NO_NOTES, grid)      # unbreakable: leave it to the patient way
                    return
            else:
                self._counted(tally, made, self.page.free)
                at = made[-1][1]
            self.open_page()

    def _counted(self, tally: Tally, made: list[Stretch], rows: int, ends: bool = False) -> None:
        page = self.page
        page.bands.append(Band(page.used, rows, counted=Counted(tally, tuple(made), ends), grid=self.text_grid))
        page.used += rows

    def settle(self) -> None:
        """Build the columns that were only counted."""
        for page in self.pages:
            for band in page.bands:
                band.settle()

    def text(self, stream: Sequence[Strip], notes: Notes, grid: Grid | None = None) -> None:
        """Flow an article's strips from the row the page has reached, over as many pages as they need, the end balanced.

        `grid` gives the columns where they are not the publication's.
        """
        self.text_grid = grid or self.grid
        rest = list(stream)
        while rest:
            if not self.page.free:
                self.open_page()
            at = next((i for i, s in enumerate(rest) if s.span), len(rest))
            end = next((i for i in range(at, len(rest)) if not rest[i].span), len(rest))
            before, spanning, after = rest[:at], rest[at:end], rest[end:]
            if not before:
                self._spanning(spanning)
                rest = after
                continue
            needed = sum(s.rows for s in spanning)
            room = self.page.free - needed
            made = balance(before, self.text_grid.columns, room, notes) if room > 0 else None
            if made is not None and spanning and made[0].foot <= FEW_ROWS and not 0 <= made[0].foot - made[-1].foot <= 1:
                self._spanning(spanning)            # a few lines that cannot be shared out go below
                rest = before + after
            elif made is not None:
                made = beside_floats(made, before, notes)
                self.columns(made, notes, max(c.foot for c in made), before)
                rest = spanning + after
            else:
                rest = self._full_page(before, spanning, after, notes)

    def _full_page(self, before: list[Strip], spanning: list[Strip], after: list[Strip], notes: Notes) -> list[Strip]:
        """Fill the page to its foot; text flows past spanning strips that have no room, and these head the next page."""
        everything = [*before, *spanning, *after]
        text = [s for s in everything if not s.span]
        free = self.page.free
        ended = balance(text, self.text_grid.columns, free, notes) if spanning else None
        if ended is not None:
            self.columns(ended, notes, max(c.foot for c in ended), text)
            self.open_page()
            return [s for s in everything if s.span]
        made, rest = self._filled(text, free, notes)
        if not any(c.items for c in made):
            if self.page.used:
                self.open_page()
                return everything
            column, rest = force_column(before, free, notes)
            made, rest = (column,), [*rest, *spanning, *after]
            spanning = []
        self.columns(tuple(spread(c, free) for c in made), notes, free)
        if rest:
            self.open_page()
        return _resumed(everything, rest) if spanning else rest

    def _filled(self, text: list[Strip], free: int, notes: Notes) -> tuple[tuple[Column, ...], list[Strip]]:
        """The page filled from `text`.  A picture that would head the next page with nothing to follow it stands earlier on this
        one instead, in its own piece, so that text goes on beside its foot.
        """
        columns = self.text_grid.columns
        made, rest = fill(text, columns, free, notes)
        floats = [s for s in rest if s.floating]
        if not floats or _text_rows(rest) >= FEW_ROWS:
            return made, rest
        lone = next(i for i, s in enumerate(text) if s is floats[0])
        for at in _earlier(text, lone):
            moved = [*text[:at], text[lone], *text[at:lone], *text[lone + 1:]]
            tried, left = fill(moved, columns, free, notes)
            if all(c.items for c in tried) and (_text_rows(left) >= FEW_ROWS or not left):
                return tried, left
        return made, rest

    def _spanning(self, strips: list[Strip]) -> None:
        """Spanning strips in a row: together on one page when a page holds them, else over pages row by row."""
        total = sum(s.rows for s in strips)
        if total > self.page.free and self.page.used and (total <= self.grid.rows or strips[0].rows + 4 > self.page.free):
            self.open_page()
        stream = strips
        while stream:
            column, stream = fill([replace(s, span=False) for s in stream], 1, self.page.free, NO_NOTES)
            if not column[0].items:
                column, stream = _forced(stream, self.page.free)
            for row, strip in column[0].items:
                self.page.bands.append(Band(self.page.used + row, strip.rows, strip=strip))
                self.page.plate = self.page.plate or strip.plate
            self.page.used += column[0].rows
            if stream:
                self.open_page()


def _earlier(text: list[Strip], lone: int) -> Iterator[int]:
    """Where a picture may stand before its place, the nearest first: between paragraphs, or right below the head of its piece."""
    for at in range(lone - 1, -1, -1):
        if any(m.title and not m.heading for m in text[at].landmarks):
            yield at + 1
            return
        start = text[at].start
        if start and not start[1] and (not at or not (text[at - 1].keep or text[at - 1].space)):
            yield at


def _text_rows(strips: Sequence[Strip]) -> int:
    """Rows of `strips` without what floats."""
    return sum(s.rows for s in strips if not s.floating)


def _resumed(everything: list[Strip], rest: list[Strip]) -> list[Strip]:
    """What is left of a stream whose text went on past its spanning strips: those passed first, the others in their places."""
    left = {id(s) for s in rest}
    reached = next((i for i, s in enumerate(everything) if id(s) in left and not s.floating), len(everything))
    passed = [s for s in everything[:reached] if s.span]
    carried = [s for s in rest if s.floating and any(s is e for e in everything[:reached])]
    return [*passed, *carried, *(s for s in everything[reached:] if s.span or id(s) in left)]


def _forced(stream: list[Strip], height: int) -> tuple[tuple[Column, ...], list[Strip]]:
    column, rest = force_column(stream, height, NO_NOTES)
    return (column,), rest


class Placed(Record):
    """What one page says to the PageMap and the outline: its boxes, landmarks with their height, its first text; its columns."""

    boxes: tuple[Box, ...]
    landmarks: tuple[tuple[Landmark, int], ...]
    start: tuple[str, int] | None
    zones: tuple[Zone, ...] = ()


def emit_page(draft: PageDraft, grid: Grid) -> Placed:
    """Boxes of a page's bands, tints first, in reading order; those of a vertical page turned."""
    tints: list[Box | Island] = []
    boxes: list[Box | Island] = []
    landmarks: list[tuple[Landmark, int]] = []
    start: tuple[str, int] | None = None
    pictured: tuple[str, int] | None = None     # what a page of pictures alone begins with: elsewhere floats stand out of order
    for band in draft.bands:
        top = grid.y(band.row)
        if band.strip is not None:
            boxes += emit(band.strip, grid.left(draft.side), top)
            landmarks += [(m, top) for m in band.strip.landmarks]
            pictured = pictured or band.strip.start
            start = start or (band.strip.start if _runs(band.strip) else None)
        for index, column in enumerate(band.columns):
            x = (band.grid or grid).column_x(draft.side, index)
            tints += _tints(column, x, top, grid.row)
            for row, strip in column.items:
                y = top + row * grid.row
                boxes += emit(strip, x, y)
                if strip.landmarks:
                    landmarks += [(m, y) for m in strip.landmarks]
                if not start:
                    pictured = pictured or strip.start
                    start = strip.start if _runs(strip) else None
            boxes += _notes(column, band, x, grid, landmarks)
    if grid.vertical:
        turned, head = grid.turn(draft.side).boxes([*tints, *boxes]), grid.turned.top
        return Placed(tuple(turned), tuple((m, head) for m, _ in landmarks), start or pictured, _zones(draft, grid))
    flat = tuple(box for box in (*tints, *boxes) if not isinstance(box, Island))
    return Placed(flat, tuple(landmarks), start or pictured, _zones(draft, grid))


def _runs(strip: Strip) -> bool:
    """Whether it is running text, which pages go on with; a table across the columns may stand below text that the source has
    after it."""
    tag = next((p.tag for p in strip.pieces if p.tag is not None), None)
    return not strip.floating and not is_float(tag)


def _zones(draft: PageDraft, grid: Grid) -> tuple[Zone, ...]:
    """Where the page is set in columns."""
    zones = []
    for band in draft.bands:
        own = band.grid or grid
        edges = [own.column_x(draft.side, n) for n in range(own.columns)] if band.columns else []
        top, bottom = grid.y(band.row), grid.y(band.row + band.rows)
        if grid.vertical:
            start = grid.turn(draft.side).start
            top, bottom = start - bottom, start - top
        if edges:
            zones.append(Zone(top, bottom, tuple((x, x + own.column_width) for x in edges)))
    return tuple(zones)


def _tints(column: Column, x: int, top: int, row: int) -> list[Box | Island]:
    """One rectangle for each stretch of a tinted group."""
    if not any(s.groups for _, s in column.items):
        return []
    out: list[Box | Island] = []
    open_groups: dict[str, tuple[int, int, Strip]] = {}
    stretches: list[tuple[int, int, Strip, str]] = []
    for at, strip in column.items:
        keys = {g.key for g in strip.groups if g.background}
        for key in [k for k in open_groups if k not in keys]:
            stretches.append((*open_groups.pop(key), key))
        for key in (g.key for g in strip.groups if g.background):
            first = open_groups.get(key, (at * row + strip.trim[0], 0, strip))[0]
            open_groups[key] = first, (at + strip.rows) * row - strip.trim[1], strip
    stretches += [(*value, key) for key, value in open_groups.items()]
    for first, last, strip, key in stretches:
        group = next(g for g in strip.groups if g.key == key)
        assert group.background is not None
        out.append(rectangle(x + group.x, top + first, group.width, last - first, group.background))
    return out


def _notes(column: Column, band: Band, x: int, grid: Grid, landmarks: list[tuple[Landmark, int]]) -> list[Box | Island]:
    """The notes at the column's foot under their short rule, the last line on the zone's last row."""
    texts = [band.notes.texts[i] for i in column.notes if i in band.notes.texts]
    if not texts:
        return []
    bottom = grid.y(band.row + band.rows)
    y = bottom - sum(t.height for t in texts)
    black = next((p.line.segments[0].color for t in texts for p in t.pieces if p.line.segments), None)
    rule_y = grid.y(band.row + band.rows - column.note_rows) + 5_000
    out: list[Box | Island] = [rectangle(x, rule_y, 6 * grid.em, NOTE_RULE, black)] if black else []
    for text in texts:
        out += emit(Strip(0, text.pieces), x, y)
        landmarks += [(m, y) for m in text.landmarks]
        y += text.height
    return out

