"""One article of a periodical, set but not yet on pages: column bar, head across the columns, body strips, notes."""
from __future__ import annotations

from convert.layout.block import BlockSetter
from convert.layout.boxes import Tag
from convert.layout.columns import Notes, text_rows
from convert.layout.desk import Desk
from convert.layout.fitting import Reset
from convert.layout.grid import Grid, baseline
from convert.layout.notes import without_long_notes
from convert.layout.panel import coloured
from convert.layout.strip import Landmark, Piece, Stack, Strip, line_end, rectangle
from convert.model.length import Length
from convert.model.nodes import Article
from convert.model.record import Record, replace
from convert.model.text import opening_lines

_STRUCTURE = {"title": "H1"}
_ON_GRID = ("byline", "date-line")      # of a head: set like text, one row a line
LABEL_PADDING = 1       # em left and right of a column label
LABEL_AIR = 10_000      # what a label's bar is higher than its type
BAR_RULE = 1_200
FINE_RULE = 500         # the thinnest that several plates print in register


ArticleTags = tuple[Tag, tuple[Tag, ...]]
"""The structure element of an article, and those of the lines of its head."""


class ArticleBody(Record):
    """The text of an article, set in strips; its head waits until its place on the page is known."""

    article: Article
    head_tags: tuple[Tag, ...]
    strips: tuple[Strip, ...]
    notes: Notes
    rows: int               # in one endless column
    longer: Reset
    shorter: Reset
    grid: Grid


class ArticleSetting(Record):
    """`head` stands across the columns; `body` flows."""

    article: Article
    head: Strip
    body: tuple[Strip, ...]
    notes: Notes
    longer: Reset


def set_body(desk: Desk, article: Article, tags: ArticleTags | None = None) -> ArticleBody:
    """Compose the text of `article` in columns; `tags` where it has them already."""
    sect, head_tags = tags or start_article(desk, article)
    grid = desk.grid_of(article.metadata)
    setter = BlockSetter(desk, article, sect, grid.column_width)
    strips, texts = without_long_notes(desk, setter.article_strips(), setter.notes())
    notes = Notes(texts, desk.grid.row)
    return ArticleBody(article, head_tags, strips, notes, text_rows(strips, notes), setter.longer, setter.shorter, grid)


def start_article(desk: Desk, article: Article) -> ArticleTags:
    """The tags of an article and of the lines of its head."""
    meta = article.metadata
    sect = desk.tag(meta.id, "Sect", source=meta.id, lang=meta.lang)
    return sect, tuple(desk.tag(f"{meta.id}-head{i}", _STRUCTURE.get(role, "P"), sect)
                       for i, (role, _) in enumerate(opening_lines(article)))


def set_article(desk: Desk, article: Article, title_role: str) -> ArticleSetting:
    """Compose `article` with a head across the columns."""
    body = set_body(desk, article)
    return ArticleSetting(article, set_head(desk, body, title_role), body.strips, body.notes, body.longer)


def title_for(desk: Desk, rows: int) -> str:
    """The role of a title over `rows` rows of balanced columns: `title-lead` over long pieces, `title-brief` over short ones."""
    wanted = "title-lead" if rows > desk.grid.rows * 6 // 5 else "title-brief" if rows < desk.grid.rows * 2 // 5 else "title"
    return wanted if wanted in desk.sheet.roles else "title"


def set_head(desk: Desk, body: ArticleBody, title_role: str, *, in_column: bool = False) -> Strip:
    """Kicker, title, subtitle, byline, date line in their natural heights, the whole in whole rows.

    In a column the lines take the roles of notes (`title-note`, `subtitle-note` …), where the sheet has them.
    """
    stack = Stack()
    grid = body.grid
    measure = grid.column_width if in_column else desk.grid.measure
    margin = first = 0
    for (role, line), tag in zip(opening_lines(body.article), body.head_tags, strict=True):
        wanted = title_role if role == "title" else role
        style = desk.style(f"{role}-note" if in_column and f"{role}-note" in desk.sheet.roles else wanted)
        stack.skip(min(margin, grid.row // 2) if stack.pieces else 0)
        left = style.margin_inline_start
        first = first if role not in _ON_GRID else first or len(stack.pieces)
        lines = desk.text(line, style, measure - left - style.margin_inline_end).lines
        stack.lines(lines, style.font_size, style.line_height, tag, left)
        margin = style.margin_block_end
    stack.skip(grid.row // 2 if in_column else max(margin, grid.row * 3 // 4))
    meta = body.article.metadata
    mark = Landmark(meta.id, meta.toc_title or meta.title, desk.outline_level(meta.column), head=True)
    strip = stack.strip(grid.row, share_above=400, keep=True)
    return replace(strip, pieces=_on_grid(strip.pieces, first, strip.rows, grid.row), landmarks=(mark,))


def _on_grid(pieces: tuple[Piece, ...], first: int, rows: int, row: int) -> tuple[Piece, ...]:
    """`pieces` with those from `first` on moved by less than half a row, so that lines in the size of the text keep its grid; by a
    row more where that brings them away from the title and leaves a blank row before the text.
    """
    if not first or first == len(pieces) or not pieces[first].line.segments:
        return pieces
    lead = (pieces[first].y - baseline(row, pieces[first].line.segments[0].size)) % row
    shift = -lead if lead <= row // 2 else row - lead
    close = pieces[first].y + shift - pieces[first - 1].y < row * 3 // 2
    if close and rows * row - pieces[-1].y - shift >= row * 9 // 4:
        shift += row
    return (*pieces[:first], *(replace(p, y=p.y + shift) for p in pieces[first:]))


def column_bar(desk: Desk, name: str, key: str) -> Strip:
    """The label of a 栏目: on a tab that stands on a rule across the type area, on a bar as wide as it, or over a double rule."""
    style = desk.style("column-label")
    tag = desk.tag_before(f"{key}-column", "P", key)
    grid = desk.grid
    lines = desk.text(name, style, grid.measure).lines
    fill = style.background_color or desk.sheet.colors["accent"]
    form = desk.switch("column-label", "tab")
    height = style.font_size + LABEL_AIR
    top = 2 * grid.row - height - BAR_RULE
    padding = 0 if form == "rule" else LABEL_PADDING * style.font_size
    width = grid.measure if form == "bar" else max(line_end(line) for line in lines) + 2 * padding
    if form == "rule":
        style, lines = coloured(style, fill), desk.text(name, coloured(style, fill), grid.measure).lines
    stack = Stack()
    stack.lines(lines, style.font_size, height, tag, padding)
    pieces = tuple(replace(p, y=p.y + top) for p in stack.pieces)
    shapes = (rectangle(0, top, width, height, fill), rectangle(0, top + height, grid.measure, BAR_RULE, fill))
    if form == "rule":
        shapes = (rectangle(0, top + height, grid.measure, BAR_RULE, fill),
                  rectangle(0, top + height - 2 * BAR_RULE, grid.measure, FINE_RULE, fill))
    return Strip(2, pieces, shapes, keep=True, landmarks=(Landmark(tag.key, name, 0, label=True),))


def section_label(desk: Desk, name: str, key: str, measure: int) -> Strip:
    """The head of a unit inside a 栏目, before its first piece, in lines of `measure`."""
    style = desk.style("section-label")
    tag = desk.tag_before(f"{key}-section", "P", key)
    grid = desk.grid
    stack = Stack()
    lines = desk.text(name, style, measure).lines
    stack.lines(lines, style.font_size, grid.row, tag)
    rule = rectangle(0, grid.row + 3_000, max(line_end(line) for line in lines), 750, style.color)
    rule = rule._replace(y=Length(rule.y + (len(lines) - 1) * grid.row))
    return replace(stack.strip(grid.row, keep=True), shapes=(rule,), rows=1 + len(lines))


def separator(desk: Desk, column: int = 0) -> Strip:
    """Between two pieces of one page or, a row less, of one column `column` wide: a fine rule in blank rows."""
    width, rows = (column, 1) if column else (desk.grid.measure, 2)
    rule = rectangle(0, desk.grid.row * 3 // 4 if column else desk.grid.row, width, 350, desk.sheet.colors["black"])
    return Strip(rows, shapes=(rule,), keep=True, space=True)

