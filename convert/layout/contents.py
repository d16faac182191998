"""The contents: 栏目, kicker, title and author, leaders of small dots, figures flush right; a narrow outer panel beside them."""
from __future__ import annotations

from collections.abc import Mapping

from convert.layout.assembly import Sheet
from convert.layout.boxes import Box, LinkArea, Tag, TextLine
from convert.layout.columns import fill
from convert.layout.desk import Desk
from convert.layout.figure import covering
from convert.layout.flow import NO_NOTES
from convert.layout.grid import baseline
from convert.layout.inline import ComposedLine
from convert.layout.masthead import board_panel, imprint_panel, number_panel, spaced_name
from convert.layout.panel import Panel, aligned, coloured
from convert.layout.strip import Piece, Strip, blank, emit, emit_line, line_end
from convert.layout.turn import Island
from convert.model.length import Length
from convert.model.metadata import ArticleMetadata
from convert.model.nodes import Article
from convert.model.record import Record, replace
from convert.style import ComputedStyle

LIST_EMS = 34
VERTICAL_BANDS = 2      # of the list on a vertical page
HEAD_ROWS = 5           # the page's own title
FIGURE_EMS = 3          # kept free for the page number
LEADER = "·"
LEADER_STEP = 700       # from dot to dot, thousandths of the dot's own size
MORE_AIR = 2            # rows that the space above a 栏目 may grow by
COLUMN_REACH = 8        # rows by which pages may differ so that one begins with a 栏目


class Entry(Record):
    """An entry's strip and what is added when its page is known: the end of its last line and that line's baseline."""

    article_id: str
    strip: Strip
    end: int
    y: int
    tag: Tag


class Contents:
    """Composed before the pages are known, so that its own length is; finished when they are."""

    def __init__(self, desk: Desk):
        self.desk = desk
        self.grid = desk.grid
        self.bands = VERTICAL_BANDS if self.grid.vertical else 1
        self.step = self.grid.divided(self.bands).column_width + self.grid.divided(self.bands).gap
        self.measure = self.grid.divided(self.bands).column_width if self.grid.vertical else \
            min(LIST_EMS * self.grid.em, self.grid.measure)
        self.sect = desk.tag("contents", "Sect")
        self.title_tag = desk.tag("contents-title", "P", self.sect)
        self.toc = desk.tag("contents-list", "TOC", self.sect)
        self.entries: dict[str, Entry] = {}
        self.pages = self._paginate(self._stream())
        self.with_board = True          # whether 编委会 and 版权 stand in the panel: they have no page of their own

    def _stream(self) -> list[Strip]:
        out: list[Strip] = []
        column = None
        for article in self.desk.issue.articles:
            meta = article.metadata
            if meta.filler:
                continue
            if meta.column != column and (meta.column or column):
                out += self._column_head(meta.column, meta.id)
                column = meta.column
            out.append(self._entry(article))
        return out

    def _column_head(self, name: str, key: str) -> list[Strip]:
        if not name:
            return [blank(1)]
        style = self.desk.style("contents-column")
        tag = self.desk.tag(f"{key}-contents-column", "TOCI", self.toc)
        lines = self.desk.text(name, style, self.measure).lines
        y = baseline(self.grid.row, style.font_size)
        return [blank(1), Strip(1, tuple(Piece(line, 0, y, tag) for line in lines[:1]), keep=True)]

    def _entry(self, article: Article) -> Strip:
        meta = article.metadata
        tag = self.desk.tag(f"{meta.id}-contents", "TOCI", self.toc)
        pieces: list[Piece] = []
        row = 0
        entry_style, kicker_style = self.desk.style("contents-entry"), self.desk.style("contents-kicker")
        title_measure = self.measure - FIGURE_EMS * self.grid.em
        for text, style in (*((k, kicker_style) for k in meta.kicker), (meta.toc_title or meta.title, entry_style)):
            for i, line in enumerate(self._hung(text, style, title_measure)):
                hang = 2 * self.grid.em if i else 0
                pieces.append(Piece(line, hang, row * self.grid.row + baseline(self.grid.row, style.font_size), tag))
                row += 1
        author = author_text(meta)
        if author:
            row = self._author(author, pieces, row, title_measure, tag)
        last = pieces[-1]
        strip = Strip(row, tuple(pieces))
        self.entries[meta.id] = Entry(meta.id, strip, last.x + line_end(last.line), last.y, tag)
        return strip

    def _hung(self, text: str, style: ComputedStyle, measure: int) -> tuple[ComposedLine, ...]:
        return self.desk.text(text, replace(style, text_wrap="pretty"), measure - 2 * self.grid.em).lines

    def _author(self, author: str, pieces: list[Piece], row: int, measure: int, tag: Tag) -> int:
        """After the title where there is room, else on a line of its own."""
        style = self.desk.style("contents-author")
        lines = self.desk.text(author, style, measure - 2 * self.grid.em).lines
        end = pieces[-1].x + line_end(pieces[-1].line) + self.grid.em
        y = baseline(self.grid.row, style.font_size)
        if len(lines) == 1 and end + line_end(lines[0]) <= measure:
            pieces.append(Piece(lines[0], end, (row - 1) * self.grid.row + y, tag))
            return row
        for line in lines:
            pieces.append(Piece(line, 2 * self.grid.em, row * self.grid.row + y, tag))
            row += 1
        return row

    def _paginate(self, stream: list[Strip]) -> list[list[list[tuple[int, Strip]]]]:
        """Pages, and the bands of each, of about equal length; they begin with a 栏目 where one is near."""
        depth = self.grid.rows - HEAD_ROWS
        total = sum(s.rows for s in stream)
        count = max(1, -(-total // (depth * self.bands)))
        while True:
            fitting = []
            columns = count * self.bands
            for height in range(-(-total // columns), depth + 1):
                made, rest = fill(stream, columns, height, NO_NOTES)
                if not rest:
                    fitting.append(made)
            if fitting:
                whole = [made for made in fitting[:COLUMN_REACH] if all(c.items and c.items[0][1].keep for c in made[1:])]
                made_up = _aired([list(c.items) for c in (whole or fitting)[0]], depth)
                return [made_up[i:i + self.bands] for i in range(0, columns, self.bands)]
            count += 1

    # --- finished pages ---
    def sheets(self, first: int, labels: list[str], folios: Mapping[str, str]) -> list[Sheet]:
        """The pages, `first` the physical number of the first; `folios`: article id -> folio."""
        return [self._sheet(index, first + index, labels[index], folios) for index in range(len(self.pages))]

    def _sheet(self, index: int, number: int, label: str, folios: Mapping[str, str]) -> Sheet:
        side = self.grid.side(number)
        left = self.grid.left(side)
        panel_width = self.grid.measure - self.measure
        list_x = left if side == "right" or self.grid.vertical else left + panel_width
        panel_x = left + self.measure if side == "right" else left
        boxes: list[Box | Island] = [*self._head(index, list_x, self.grid.measure if self.grid.vertical else self.measure)]
        links: list[LinkArea] = []
        by_strip = {id(e.strip): e for e in self.entries.values()}
        for band, items in enumerate(self.pages[index]):
            for row, strip in items:
                x, y = list_x + band * self.step, self.grid.y(HEAD_ROWS + row)
                boxes += emit(strip, x, y)
                entry = by_strip.get(id(strip))
                if entry and entry.article_id in folios:
                    boxes += self._figure(entry, folios[entry.article_id], x, y)
                    height = strip.rows * self.grid.row
                    links.append(LinkArea(Length(x), Length(y), Length(self.measure), Length(height), f"#{entry.article_id}"))
        if self.grid.vertical:
            turn = self.grid.turn(side)
            return Sheet(label, list(turn.boxes(boxes)), links=turn.links(links))
        if panel_width > 6 * self.grid.em:
            boxes += self._side_panel(index, side, panel_x, panel_width)
        return Sheet(label, [box for box in boxes if not isinstance(box, Island)], links=links)

    def _head(self, index: int, x: int, width: int) -> list[Box]:
        panel = Panel(self.desk, self.sect)
        style, latin = self.desk.style("contents-title"), self.desk.style("contents-latin")
        tag = self.title_tag if index == 0 else None
        word = self.desk.label("contents")
        top = self.grid.top
        panel.text(spaced_name(word), style, x, top, width, tag)
        label_style = aligned(self.desk.style("imprint"), "end")
        issue = self.desk.issue.metadata
        label_top = top + style.line_height - label_style.line_height - 6_000
        panel.text(f"{issue.title}　{issue.issue_label}".strip("　"), label_style, x, label_top, width, None)
        accent = self.desk.sheet.colors["accent"]
        panel.rule(x, top + style.line_height, width, 1_200, accent)
        panel.text("CONTENTS", latin, x, top + style.line_height + 4_000, width, None)
        return panel.boxes

    def _figure(self, entry: Entry, folio: str, x: int, y: int) -> list[Box]:
        """Leaders that stop an em before the page number, and the number flush right."""
        style = self.desk.style("folio")
        desk, em = self.desk, self.grid.em
        number = desk.text(folio, aligned(style, "start"), self.measure).lines[0]
        right = self.measure - line_end(number)
        out: list[Box] = [*emit_line(number, x + right, y + entry.y, entry.tag)]
        dots_style = replace(coloured(desk.style("contents-entry"), desk.sheet.colors["gray"]), font_size=Length(em * 3 // 5))
        dot = desk.text(LEADER, dots_style, self.measure).lines[0]
        step = dots_style.font_size * LEADER_STEP // 1000
        # dots of all entries stand on one lattice, so that they line up down the page
        first, last = -(-(entry.end + em // 2) // step), (right - em) // step
        count = last - first + 1
        if dot.segments and count > 0:
            one = dot.segments[0]
            leader = one._replace(x=Length(x + first * step + one.x), gids=one.gids * count, text=one.text * count,
                             advances=(LEADER_STEP,) * count, spacing=LEADER_STEP - one.advances[0])
            out.append(TextLine(Length(y + entry.y), (leader,)))
        return out

    def _side_panel(self, index: int, side: str, x: int, width: int) -> list[Box]:
        """The issue's number; board over imprint, or, where these have a page of their own, the cover in small on the last one."""
        em = self.grid.em
        inner = width - 2 * em
        text_x = x if side == "left" else x + 2 * em
        rule_x = x + inner + em if side == "left" else x + em
        panel = Panel(self.desk, self.sect)
        gray = self.desk.sheet.colors["gray"]
        panel.rule(rule_x, self.grid.y(HEAD_ROWS), 350, (self.grid.rows - HEAD_ROWS) * self.grid.row, gray)
        if index == 0:
            number_panel(self.desk, panel, text_x, self.grid.top, inner)
        if self.with_board:
            y = self.grid.y(HEAD_ROWS + 2)
            if index == 0:
                y = board_panel(self.desk, panel, text_x, y, inner) + self.grid.row
            if index == len(self.pages) - 1:
                imprint_panel(self.desk, panel, text_x, y, self.grid.bottom, inner)
        elif index == len(self.pages) - 1:
            self._small_cover(panel, text_x, inner)
        return panel.boxes


    def _small_cover(self, panel: Panel, x: int, width: int) -> None:
        """The cover picture in the panel, over its caption and credit: what the reader saw is named where he looks things up."""
        figure, meta = self.desk.issue.cover, self.desk.issue.metadata
        if figure is None:
            return
        y, height = self.grid.y(HEAD_ROWS + 1), width * figure.image.height // figure.image.width
        panel.shape(covering(figure.image, x, y, width, min(height, width * 4 // 3), None))
        y += min(height, width * 4 // 3) + self.grid.row // 2
        caption = self.desk.style("caption")
        words = f"{self.desk.label('cover')}：{meta.cover.caption}" if meta.cover.caption else ""
        for text in (words, meta.cover.credit):
            y = panel.text(text, caption, x, y, width, None) if text else y


def _aired(pages: list[list[tuple[int, Strip]]], depth: int) -> list[list[tuple[int, Strip]]]:
    """Pages with a row more above every 栏目, where all of them have the room: the list fills its pages."""
    gaps = [sum(s.space for _, s in items) for items in pages]
    spare = [depth - items[-1][0] - items[-1][1].rows if items else depth for items in pages]
    extra = min((left // count for left, count in zip(spare, gaps, strict=True) if count), default=0)
    extra = min(extra, MORE_AIR)
    out = []
    for items in pages:
        shift, moved = 0, []
        for row, strip in items:
            shift += extra if strip.space else 0
            moved.append((row + shift, strip))
        out.append(moved)
    return out


def author_text(meta: ArticleMetadata) -> str:
    """Authors as the contents name them, persons of two characters set as wide as three; else the byline without its ornament."""
    if meta.authors:
        return "　".join(a.name if a.corporate else spaced_name(a.name) for a in meta.authors)
    return meta.byline.lstrip("□●■○◇◆ 　")
