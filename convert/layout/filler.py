"""补白: short pieces marked `filler: true` fill what is left at the foot of pages; those that find no room are returned."""
from __future__ import annotations

from collections.abc import Sequence

from convert.layout.article import ArticleTags, start_article
from convert.layout.block import BlockSetter
from convert.layout.columns import Column, balance, text_rows
from convert.layout.desk import Desk
from convert.layout.flow import NO_NOTES, Band, Flow, PageDraft
from convert.layout.strip import Landmark, Shape, Stack, Strip, moved, rectangle
from convert.model.nodes import Article
from convert.model.record import Record, replace
from convert.model.text import opening_lines

INSET_EMS = 2           # of the text from the edges of the band
WIDE_ROWS = 5           # more rows than these across the whole band go in columns
AIR_ROWS = 1            # between what stands above and the band
MOST = 2                # bands at the foot of one page


class Filler(Record):
    """A short piece as one band across the type area."""

    article: Article
    strip: Strip
    tags: ArticleTags


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
    head = stack.height // grid.row
    rows = head + max(c.rows for c in columns) + 2      # half a row of padding and half a row of air, above and below
    pieces = [replace(p, y=p.y + grid.row) for p in stack.pieces]
    shapes: list[Shape] = []
    if style.background_color:
        shapes.append(rectangle(0, grid.row // 2, grid.measure, (rows - 1) * grid.row, style.background_color))
    if border := style.border_block_start:
        shapes.append(rectangle(0, grid.row // 2, grid.measure, border.width, border.color))
    step = widths[count > 1] + grid.gap
    for index, column in enumerate(columns):
        for row, strip in column.items:
            x, y = inset + index * step, (1 + head + row) * grid.row
            pieces += [replace(p, x=p.x + x, y=p.y + y) for p in strip.pieces]
            shapes += [moved(s, x, y) for s in strip.shapes]
    inner = tuple(m for c in columns for _, s in c.items for m in s.landmarks)
    mark = Landmark(article.metadata.id, article.metadata.title, 1)
    return Filler(article, Strip(rows, tuple(pieces), tuple(shapes), span=True, landmarks=(mark, *inner)),
                  (sect, head_tags))


def place_fillers(flow: Flow, pool: Sequence[Filler]) -> list[Filler]:
    """Put fillers at the feet of pages, in each hole the largest that fits, the large holes first; returns those left over.

    No page takes a second one before all have had the choice of one.
    """
    left = list(pool)
    chosen: dict[int, list[Filler]] = {}
    for _ in range(MOST):
        for page in sorted(flow.pages, key=lambda p: (-p.free, p.number)):
            mine = chosen.setdefault(page.number, [])
            room = page.free - AIR_ROWS - sum(f.strip.rows for f in mine)
            fitting = [f for f in left if f.strip.rows <= room]
            if fitting and not page.plate:
                mine.append(max(fitting, key=lambda f: f.strip.rows))
                left.remove(mine[-1])
    for page in flow.pages:
        _at_foot(page, chosen.get(page.number, []))
    return left


def _at_foot(page: PageDraft, fillers: Sequence[Filler]) -> None:
    row = page.rows - sum(f.strip.rows for f in fillers)
    for filler in fillers:
        page.bands.append(Band(row, filler.strip.rows, strip=filler.strip))
        row += filler.strip.rows
    if fillers:
        page.used = page.rows


def filler_pages(flow: Flow, pool: Sequence[Filler], count: int) -> tuple[list[PageDraft], list[Filler]]:
    """At most `count` pages of fillers, from the head down; and those that found no room."""
    left, pages = list(pool), []
    for _ in range(count):
        if not left:
            break
        page = flow.open_page()
        page.section = page.title = ""
        while left and left[0].strip.rows <= page.free:
            flow.span(replace(left.pop(0).strip, floating=False))
        gap = min(page.free // max(1, len(page.bands)), 3)
        for index, band in enumerate(page.bands):
            band.row += gap * index
        pages.append(page)
    return pages, left
