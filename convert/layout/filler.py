"""补白: short pieces marked `filler: true` fill what is left at the foot of pages; those that find no room are returned."""
from __future__ import annotations

from collections.abc import Sequence

from convert.layout.article import ArticleTags, start_article
from convert.layout.block import BlockSetter
from convert.layout.columns import Column, balance, text_rows
from convert.layout.desk import Desk
from convert.layout.flow import NO_NOTES, Band, Flow, PageDraft
from convert.layout.strip import Landmark, Piece, Shape, Stack, Strip, moved, rectangle
from convert.model.nodes import Article
from convert.model.record import Record, replace
from convert.model.text import opening_lines

INSET_EMS = 2           # of the text from the edges of the band
WIDE_ROWS = 5           # more rows than these across the whole band go in columns
AIR_ROWS = 1            # between what stands above and the band
MOST = 2                # bands at the foot of one page
AIR = ((0, 0), (0, 1), (1, 0), (1, 1))      # rows of padding above and below the text of a band, and between title and text


class Filler(Record):
    """A short piece as one band across the type area; `strips` are it with ever more air in it, a row at a time."""

    article: Article
    strips: tuple[Strip, ...]
    tags: ArticleTags

    @property
    def rows(self) -> int:
        """Rows that it takes at least."""
        return self.strips[0].rows


class _Parts(Record):
    """What stands in the band: title lines in rows from 0, columns of text `step` apart."""

    title: tuple[Piece, ...]
    title_rows: int
    columns: tuple[Column, ...]
    inset: int
    step: int


def set_filler(desk: Desk, article: Article) -> Filler:
    """Title and text of `article` on a tint between the edges of the type area, in columns when it is more than a few lines."""
    grid, style = desk.grid, desk.style("filler")
    sect, head_tags = start_article(desk, article)
    inset, plain = INSET_EMS * grid.em, replace(style, background_color=None, border_block_start=None)
    widths = [(grid.measure - 2 * inset - (n - 1) * grid.gap) // n // grid.em * grid.em for n in (1, grid.columns)]
    setter = BlockSetter(desk, article, sect, widths[0])
    strips = setter.article_strips(plain)
    count = 1
    if (grid.vertical or text_rows(strips, NO_NOTES) > WIDE_ROWS) and grid.columns > 1:
        count, setter.measure = grid.columns, widths[1]
        strips = setter.article_strips(plain)
    columns = balance(strips, count, text_rows(strips, NO_NOTES), NO_NOTES) or (Column(),)
    stack = Stack()
    for (role, line), tag in zip(opening_lines(article), head_tags, strict=True):
        title = desk.style("filler-title" if role == "title" else role)
        title = replace(title, text_align="start", text_indent=desk.style("filler-title").text_indent)
        stack.lines(desk.text(line, title, grid.measure - 2 * inset).lines, title.font_size, grid.row, tag, inset)
    parts = _Parts(tuple(stack.pieces), stack.height // grid.row, columns, inset, widths[count > 1] + grid.gap)
    inner = tuple(m for c in columns for _, s in c.items for m in s.landmarks)
    marks = (Landmark(article.metadata.id, article.metadata.title, 1), *inner)
    bands = tuple(replace(_band(desk, parts, *air), landmarks=marks) for air in AIR)
    return Filler(article, bands, (sect, head_tags))


def _band(desk: Desk, parts: _Parts, padding: int, gap: int) -> Strip:
    """The band, `padding` rows more of tint above and below its text, and `gap` rows between title and text."""
    grid, style = desk.grid, desk.style("filler")
    gap = gap if parts.title_rows else 0
    head = 1 + padding                                          # half a row of air, and half a row of padding at least
    text = head + parts.title_rows + gap
    rows = text + max(c.rows for c in parts.columns) + padding + 1
    pieces = [replace(p, y=p.y + head * grid.row) for p in parts.title]
    shapes: list[Shape] = []
    if style.background_color:
        shapes.append(rectangle(0, grid.row // 2, grid.measure, (rows - 1) * grid.row, style.background_color))
    if border := style.border_block_start:
        shapes.append(rectangle(0, grid.row // 2, grid.measure, border.width, border.color))
    for index, column in enumerate(parts.columns):
        for row, strip in column.items:
            x, y = parts.inset + index * parts.step, (text + row) * grid.row
            pieces += [replace(p, x=p.x + x, y=p.y + y) for p in strip.pieces]
            shapes += [moved(s, x, y) for s in strip.shapes]
    return Strip(rows, tuple(pieces), tuple(shapes), span=True)


def place_fillers(flow: Flow, pool: Sequence[Filler]) -> list[Filler]:
    """Put fillers at the feet of pages, in each hole the largest that fits, the large holes first; returns those left over.

    No page takes a second one before all have had the choice of one.  What then is left of a hole goes into the fillers and to
    the heads above, so that the page is full.
    """
    left = list(pool)
    chosen: dict[int, list[Filler]] = {}
    for _ in range(MOST):
        for page in sorted(flow.pages, key=lambda p: (-p.free, p.number)):
            mine = chosen.setdefault(page.number, [])
            room = page.free - AIR_ROWS - sum(f.rows for f in mine)
            fitting = [f for f in left if f.rows <= room]
            if fitting and not page.plate:
                mine.append(max(fitting, key=lambda f: f.rows))
                left.remove(mine[-1])
    for page in flow.pages:
        if fillers := chosen.get(page.number):
            _at_foot(page, fillers, flow.grid.row)
    return left


def _at_foot(page: PageDraft, fillers: Sequence[Filler], row: int) -> None:
    """Set `fillers` on the last rows; what is left of the hole is air in them first, then white of the heads of the page."""
    hole = page.free - AIR_ROWS - sum(f.rows for f in fillers)
    strips = []
    for number, filler in enumerate(fillers):
        share = -(-hole // (len(fillers) - number))
        strip = next(s for s in reversed(filler.strips) if s.rows <= filler.rows + share)
        hole -= strip.rows - filler.rows
        strips.append(strip)
    page.give_heads(hole, row)
    at = page.rows - sum(s.rows for s in strips)
    for strip in strips:
        page.bands.append(Band(at, strip.rows, strip=strip))
        at += strip.rows
    page.used = page.rows


def filler_pages(flow: Flow, pool: Sequence[Filler], count: int) -> tuple[list[PageDraft], list[Filler]]:
    """At most `count` pages of fillers, from the head down; and those that found no room."""
    left, pages = list(pool), []
    for _ in range(count):
        if not left:
            break
        page = flow.open_page()
        page.section = page.title = ""
        while left and left[0].rows <= page.free:
            flow.span(replace(left.pop(0).strips[0], floating=False))
        gap = min(page.free // max(1, len(page.bands)), 3)
        for index, band in enumerate(page.bands):
            band.row += gap * index
        pages.append(page)
    return pages, left
