"""Tables: small ones are whole and float; long ones break between rows of the grid, their head stands again in the next column."""
from __future__ import annotations

from collections.abc import Callable

from convert.layout.boxes import Tag
from convert.layout.desk import Desk
from convert.layout.grid import baseline
from convert.layout.inline import ComposedLine
from convert.layout.lines import EMPTY_LINE
from convert.layout.strip import Group, Landmark, Piece, Shape, Stack, Strip, blank, called, island, moved, rectangle
from convert.model.nodes import Cell, Table
from convert.model.record import Record, replace
from convert.style import ComputedStyle

THICK, THIN = 500, 250
PADDING = 400           # thousandths of the cell's font size, left and right
EASE = 400              # thousandths of its natural width by which a narrow table is widened
NEARLY = 850            # of the measure, in thousandths: a table that comes to so much fills it
FORMS = ("rows", "three-line", "grid")      # rules between rows, none, or between rows and columns
CELL_AIR = 3_000        # above and below a cell's lines together
FLOAT_SHARE = 600       # of a page's rows: a table up to this is never broken
SPAN_COLUMNS = 5        # from this many columns on a wide table may cross the text columns


class _Placed(Record):
    """A cell at its column and row (counted over head and body), with its composed lines."""

    cell: Cell
    row: int
    column: int
    style: ComputedStyle
    lines: tuple[ComposedLine, ...] = ()


class _TableSetter:
    def __init__(self, desk: Desk, table: Table, tag: Tag, measure: int, left: int):
        self.desk = desk
        self.table = table
        self.tag = tag
        self.measure = measure
        self.left = left
        self.rows = table.head + table.body
        self.cells = self._occupy()
        self.edges: list[int] = []
        self.insets: list[int] = []
        self.form = desk.choice("tables", FORMS)

    def _occupy(self) -> list[_Placed]:
        """Cells with their columns: spans of earlier rows push them right (HTML table model)."""
        head, body = self.desk.style("table-head"), self.desk.style("table-cell")
        heads = {1: {"start": replace(head, text_align="start")}}      # over one column of text; figures stand below its middle
        taken: set[tuple[int, int]] = set()
        out = []
        for y, row in enumerate(self.rows):
            x = 0
            for cell in row.cells:
                while (y, x) in taken:
                    x += 1
                taken |= {(y + dy, x + dx) for dy in range(cell.row_span) for dx in range(cell.column_span)}
                style = heads.get(cell.column_span, {}).get(cell.align, head)
                out.append(_Placed(cell, y, x, style if y < len(self.table.head) else replace(body, text_align=cell.align)))
                x += cell.column_span
        return out

    def natural(self) -> list[int]:
        """Width of every column with no cell turned, padding included."""
        widths = [0] * self.table.columns
        for placed in self.cells:
            if placed.cell.column_span == 1 and placed.column < len(widths):
                width = self.desk.composer.natural_width(placed.cell.inlines, placed.style, self.desk.note_numbers)
                widths[placed.column] = max(widths[placed.column], width + self._padding(placed.style))
        return [max(w, 2 * self.desk.grid.em) for w in widths]

    @staticmethod
    def _padding(style: ComputedStyle) -> int:
        return 2 * (style.font_size * PADDING // 1000)

    def widths(self, natural: list[int]) -> list[int]:
        """Column widths: as given, else by content; columns that are too long give way, a narrow table stays narrow."""
        width = self.measure
        if self.table.widths:
            shares = [width * w // 1000 for w in self.table.widths]
        elif sum(natural) <= width:
            eased = sum(natural) * (1000 + EASE) // 1000
            width = eased if eased < width * NEARLY // 1000 else width
            shares = [w + (width - sum(natural)) // len(natural) for w in natural]
        else:
            shares = _shrunk(natural, width)
        shares[-1] += width - sum(shares)
        return shares

    def fill(self, widths: list[int]) -> int:
        """Compose the cells in columns `widths` wide, the table in the middle of the measure; returns its own height."""
        self.edges = [sum(widths[:i]) for i in range(len(widths) + 1)]
        self.left += (self.measure - self.edges[-1]) // 2
        self.measure = self.edges[-1]
        self.insets = self._insets(widths)
        self.cells = [self._composed(p, self.edges) for p in self.cells]
        return sum(self._heights(self.cells, 1))

    def _insets(self, widths: list[int]) -> list[int]:
        """What figures set flush right leave free at their right, so that the longest stands in the middle of its column."""
        longest = [0] * len(widths)
        for p in self.cells:
            if p.row >= len(self.table.head) and p.cell.column_span == 1 and p.cell.align == "end" and p.column < len(widths):
                width = self.desk.composer.natural_width(p.cell.inlines, p.style, self.desk.note_numbers)
                longest[p.column] = max(longest[p.column], width + self._padding(p.style))
        return [max(0, w - n) // 2 if n else 0 for w, n in zip(widths, longest, strict=True)]

    def strips(self, unit: int) -> list[Strip]:
        """One strip a row of the table, its height in `unit`s: rows of the grid, or 1 for rows of their own height."""
        edges, cells = self.edges, self.cells
        heights = [h * unit for h in self._heights(cells, unit)]
        by_row: dict[int, list[_Placed]] = {}
        through: dict[int, set[int]] = {}
        for c in cells:
            by_row.setdefault(c.row, []).append(c)
            for y in range(c.row, c.row + c.cell.row_span - 1):
                through.setdefault(y, set()).update(range(c.column, c.column + c.cell.column_span))
        strips = [self._row(y, by_row.get(y, []), heights, edges, through.get(y, set())) for y in range(len(self.rows))]
        strips = [replace(s, rows=s.rows // unit) for s in strips]
        head_rows = len(self.table.head)
        strips = [replace(s, keep=y < head_rows or y in through or y == len(strips) - 2) for y, s in enumerate(strips)]
        group = Group(f"{self.tag.key}-rows", head=tuple(strips[:head_rows]))
        return [*strips[:head_rows], *(replace(s, groups=(group,)) for s in strips[head_rows:])]

    def _composed(self, placed: _Placed, edges: list[int]) -> _Placed:
        last = min(placed.column + placed.cell.column_span, len(edges) - 1)
        width = edges[last] - edges[min(placed.column, len(edges) - 1)] - self._padding(placed.style)
        if placed.style.text_align == "end" and placed.cell.column_span == 1 and placed.column < len(self.insets):
            width -= self.insets[placed.column]
        lines = self.desk.compose(placed.cell.inlines, placed.style, max(width, placed.style.font_size)).lines
        return replace(placed, lines=lines)

    def _heights(self, cells: list[_Placed], unit: int) -> list[int]:
        """Height of each table row in `unit`s; a cell over several rows widens the last of them when it must."""
        heights = [1] * len(self.rows)
        row = self.desk.grid.row
        for c in sorted(cells, key=lambda c: c.cell.row_span):
            line = c.style.line_height
            air = max(CELL_AIR, min(line // 4, row - line)) if unit < row else CELL_AIR if line < row else 0
            needed = -(-(max(1, len(c.lines)) * line + air) // unit)
            last = min(c.row + c.cell.row_span, len(heights))
            heights[last - 1] += max(0, needed - sum(heights[c.row:last]))
        return heights

    def _row(self, y: int, cells: list[_Placed], heights: list[int], edges: list[int], through: set[int]) -> Strip:
        row_tag = self.desk.tag(f"{self.tag.key}-r{y}", "TR", self.tag)
        head = y < len(self.table.head)
        pieces: list[Piece] = []
        for c in cells:
            tag = self.desk.tag(f"{row_tag.key}-c{c.column}", "TH" if head else "TD", row_tag)
            tag = tag._replace(spans=(c.cell.column_span, c.cell.row_span))
            depth = sum(heights[y:y + c.cell.row_span])
            top = (depth - len(c.lines) * c.style.line_height) // 2
            x = self.left + edges[min(c.column, len(edges) - 1)] + self._padding(c.style) // 2
            for i, line in enumerate(c.lines or (EMPTY_LINE,)):
                pieces.append(Piece(line, x, top + i * c.style.line_height + baseline(c.style.line_height, c.style.font_size), tag))
        return Strip(heights[y], tuple(pieces), self._rules(y, heights, edges, through), notes=called(pieces))

    def _rules(self, y: int, heights: list[int], edges: list[int], through: set[int]) -> tuple[Shape, ...]:
        """Heavy rules above and below the head and at the foot, light ones between rows where no cell runs through.

        三线表 has no others, and heavier ones at head and foot; a grid has them between columns too.
        """
        color = self.desk.sheet.colors["black"]
        foot = heights[y]
        outer = 2 * THICK if self.form == "three-line" else THICK
        out: list[Shape] = [rectangle(self.left, 0, self.measure, outer, color)] if y == 0 else []
        if self.form == "grid":
            out += self._verticals(y, foot, edges)
        if y in (len(self.table.head) - 1, len(self.rows) - 1):
            thick = outer if y == len(self.rows) - 1 else THICK
            return (*out, rectangle(self.left, foot - thick // 2, self.measure, thick, color))
        if self.form == "three-line" and y >= len(self.table.head):
            return tuple(out)
        start = None
        for x in range(len(edges)):
            stopped = x == len(edges) - 1 or x in through
            if start is None and not stopped:
                start = x
            elif start is not None and stopped:
                out.append(rectangle(self.left + edges[start], foot - THIN // 2, edges[x] - edges[start], THIN, color))
                start = None
        return tuple(out)


    def _verticals(self, y: int, height: int, edges: list[int]) -> list[Shape]:
        """Rules of row `y` between its cells, heavy ones at either side of the table."""
        color = self.desk.sheet.colors["black"]
        within = {x for c in self.cells if c.row <= y < c.row + c.cell.row_span
                  for x in range(c.column + 1, c.column + c.cell.column_span)}
        last = len(edges) - 1
        return [rectangle(self.left + edges[x] - thick // 2, 0, thick, height, color) for x in range(last + 1)
                if x not in within for thick in (THICK if x in (0, last) else THIN,)]


def table_strips(desk: Desk, table: Table, parent: Tag, measure: int, left: int, *,
                 nested: bool = False) -> list[Strip]:
    """Caption, head and rows; a table that is much too wide for the column crosses all columns (spanning strips)."""
    tag = desk.tag(table.id, "Table", parent, source=table.id)
    caption_tag = desk.tag(f"{table.id}-caption", "Caption", tag) if table.caption else None
    if desk.grid.vertical:
        return _upright(desk, _TableSetter(desk.upright, table, tag, 0, 0), caption_tag, (left, measure), nested)
    setter = _TableSetter(desk, table, tag, measure, left)
    natural = setter.natural()
    grid = desk.grid
    spanning = not nested and grid.columns > 1 and table.columns >= SPAN_COLUMNS and sum(natural) > measure * 5 // 4
    if spanning:
        setter.measure, setter.left = grid.measure, 0
    caption = _caption(desk, table, caption_tag, setter.measure, setter.left) if caption_tag else None
    height = setter.fill(setter.widths(natural))
    height += caption.rows * grid.row if caption else 0
    whole = not nested and not spanning and height <= grid.depth * FLOAT_SHARE // 1000
    strips = setter.strips(1 if whole else grid.row)
    if caption:
        strips = [replace(caption, rows=caption.rows * grid.row) if whole else caption, *strips]
    strips[0] = replace(strips[0], landmarks=(Landmark(table.id),), start=(table.id, 0))
    if spanning:
        return [replace(s, span=True) for s in (blank(1), *strips, Strip(1))]
    if whole:
        return [_floating(strips, grid.row, 0 if caption_tag else grid.row // 2)]
    return [blank(1), *strips, replace(blank(1), keep=False)]


def _upright(desk: Desk, setter: _TableSetter, caption_tag: Tag | None, place: tuple[int, int], nested: bool) -> list[Strip]:
    """A table on a vertical page: upright, whole in a band where it can, else across all bands, over pages if need be.

    `place`: where its lines would begin in the band, and how long they are.
    """
    left, room = place
    grid, table = desk.grid, setter.table
    natural = setter.natural()
    captions: list[Strip] = []

    def height(width: int) -> int:
        setter.measure = width
        captions[:] = [_caption(desk.upright, table, caption_tag, width, 0)] if caption_tag else []
        return setter.fill(setter.widths(natural)) + sum(c.rows for c in captions) * grid.row

    limits = (room,) if nested else (room, grid.measure)
    tried = range(min(sum(natural), grid.depth // 2), grid.depth - grid.row + 1, grid.row)
    width = next((w for limit in limits for w in tried if _is_decent(desk, height, w, limit)), tried[-1])
    whole = height(width)
    strips = [*(replace(c, rows=c.rows * grid.row) for c in captions), *setter.strips(1)]
    parts = [strips] if nested or whole <= grid.measure else _parts(strips, len(captions) + len(table.head), grid.measure)
    out = []
    for part in parts:
        stacked = _floating(part, 1, 0)
        down, span = sum(s.rows for s in part), whole > room and not nested
        rows = -(-(width + grid.row * 3 // 4) // grid.row)
        at = left + ((grid.measure if span else room) - down) // 2
        isle = island(stacked, width, max(0, at), (rows * grid.row - width) // 2)
        out.append(Strip(rows, islands=(isle,), span=span, floating=not (nested or span), afar=True, notes=stacked.notes))
    out[0] = replace(out[0], landmarks=(Landmark(table.id),), start=(table.id, 0))
    return out


def _is_decent(desk: Desk, height: Callable[[int], int], width: int, limit: int) -> bool:
    """Whether the table as wide as that is no longer than `limit`, no word of it cut; what its trial has found is forgotten."""
    known = len(desk.diagnostics)
    fits = height(width) <= limit
    whole = len(desk.diagnostics) == known
    del desk.diagnostics[known:]
    return fits and whole


def _parts(strips: list[Strip], head: int, limit: int) -> list[list[Strip]]:
    """`strips` in parts no longer than `limit`; the first `head` of them, without the caption, stand again over each part."""
    out = [strips[:head]]
    again = [replace(s, pieces=tuple(replace(p, tag=None) for p in s.pieces)) for s in strips[head - 1:head]]
    for strip in strips[head:]:
        if sum(s.rows for s in out[-1]) + strip.rows > limit:
            out.append(list(again))
        out[-1].append(strip)
    return out


def _floating(strips: list[Strip], row: int, shift: int) -> Strip:
    """A small table, its rows as high as they are, as one strip that the text may flow past, with about a row of space."""
    at = 0
    pieces: list[Piece] = []
    shapes: list[Shape] = []
    for strip in strips:
        pieces += [replace(p, y=p.y + at + shift) for p in strip.pieces]
        shapes += [moved(s, 0, at + shift) for s in strip.shapes]
        at += strip.rows
    notes = tuple(n for s in strips for n in s.notes)
    return Strip(-(-(at + row * 3 // 4) // row), tuple(pieces), tuple(shapes), floating=True, notes=notes,
                 landmarks=strips[0].landmarks, start=strips[0].start)


def _caption(desk: Desk, table: Table, tag: Tag, measure: int, left: int) -> Strip:
    style = desk.style("table-caption")
    stack = Stack()
    stack.lines(desk.compose(table.caption, style, measure).lines, style.font_size, style.line_height, tag, left)
    return stack.strip(desk.grid.row, share_above=300, keep=True)


def _shrunk(natural: list[int], measure: int) -> list[int]:
    """Widths that sum to at most `measure`: columns narrower than an even share keep theirs, the others share the rest by need."""
    fixed: dict[int, int] = {}
    while True:
        left, open_columns = measure - sum(fixed.values()), [i for i in range(len(natural)) if i not in fixed]
        small = [i for i in open_columns if natural[i] <= left // len(open_columns)]
        if not small:
            break
        fixed.update({i: natural[i] for i in small})
    even = left // len(open_columns)
    needs = {i: natural[i] - even // 2 for i in open_columns}
    spare = left - sum(even // 2 for _ in open_columns)
    total = sum(needs.values())
    return [fixed[i] if i in fixed else even // 2 + spare * needs[i] // total for i in range(len(natural))]

