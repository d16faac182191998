"""编委会 and 版权: as panels beside the contents, as a page of their own facing the first article, and the back cover."""
from __future__ import annotations

from convert.layout.assembly import Sheet
from convert.layout.boxes import Box
from convert.layout.desk import Desk
from convert.layout.panel import Panel, aligned, coloured
from convert.model.length import Length
from convert.model.record import replace
from convert.model.text import imprint_facts

NAME_EMS = 3


def imprint_lines(desk: Desk) -> list[tuple[str, str]]:
    """(label, value) of the imprint, in the order of print; absent items are left out, none is invented."""
    return [(desk.label(key), value) for key, value in imprint_facts(desk.issue.metadata)]


def spaced_name(name: str) -> str:
    """A personal name, or another word, of two characters set as wide as one of three (汪　琦)."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def number_panel(desk: Desk, panel: Panel, x: int, top: int, width: int) -> None:
    """Year and number in large figures."""
    meta = desk.issue.metadata
    style = aligned(desk.style("cover-number"), "start")
    accent = desk.sheet.colors["accent"]
    y = top
    if meta.volume_year:
        y = panel.text(meta.volume_year, panel.fitted(meta.volume_year, style, width), x, y, width, None)
    if meta.number:
        big = coloured(aligned(desk.style("cover-issue"), "start"), accent)
        panel.text(meta.number, panel.fitted(meta.number, big, width), x, y, width, None)


def board_panel(desk: Desk, panel: Panel, x: int, top: int, width: int) -> int:
    """编委会: role above its names, as many names a line as the panel holds."""
    meta = desk.issue.metadata
    if not meta.editorial_board:
        return top
    y = panel.text(desk.label("editorial-board"), desk.style("masthead-title"), x, top, width, panel.tag("board-title"))
    roles, names = desk.style("masthead-role"), desk.style("masthead-names")
    per_line = max(1, (width + names.font_size) // ((NAME_EMS + 1) * names.font_size))
    for number, entry in enumerate(meta.editorial_board):
        y += names.line_height // 2
        y = panel.text(entry.role, roles, x, y, width, panel.tag(f"board-role{number}"))
        tag = panel.tag(f"board-names{number}")
        spaced = [spaced_name(n) for n in entry.names]
        for i in range(0, len(spaced), per_line):
            y = panel.text("　".join(spaced[i:i + per_line]), names, x, y, width, tag)
    return y


def imprint_panel(desk: Desk, panel: Panel, x: int, top: int, bottom: int, width: int) -> None:
    """版权: label and value, turned as needed, the last line on `bottom`; left to 封四 where it has no room below `top`."""
    label_style = coloured(desk.style("masthead-role"), desk.sheet.colors["gray"])
    value_style = desk.style("imprint")
    lines: list[tuple[str, str]] = imprint_lines(desk)
    meta = desk.issue.metadata
    height = sum(label_style.line_height + value_style.line_height * len(desk.text(v, value_style, width).lines) for _, v in lines)
    internal = meta.internal_use.replace(" ", "\n").replace("　", "\n")
    height += value_style.line_height * (internal.count("\n") + 1) + value_style.line_height // 2 if internal else 0
    y = bottom - height
    if y < top:
        return
    for number, (label, value) in enumerate(lines):
        tag = panel.tag(f"imprint{number}")
        y = panel.text(label, label_style, x, y, width, tag)
        y = panel.text(value, value_style, x, y, width, tag)
    if internal:
        panel.text(internal, desk.style("masthead-role"), x, y + value_style.line_height // 2, width, panel.tag("imprint-internal"))


def masthead_page(desk: Desk, number: int, label: str) -> Sheet:
    """The title over a rule, 编委会 in the middle, 版权 at the foot; much white."""
    grid, meta = desk.grid, desk.issue.metadata
    panel = Panel(desk, desk.tag("masthead", "Sect"))
    side = grid.side(number)
    left, width = grid.left(side), grid.measure
    accent = desk.sheet.colors["accent"]
    title = panel.fitted(meta.title, desk.style("contents-title"), width)
    y = panel.text(meta.title, title, left, grid.y(3), width, panel.tag("masthead-title"))
    if meta.title_pinyin:
        small = replace(desk.style("cover-latin"), font_size=Length(8_000), line_height=Length(14_000))
        y = panel.text(meta.title_pinyin.upper(), small, left, y, width, None)
    y += grid.row
    panel.rule(left, y, width, 1_200, accent)
    y = panel.text(meta.issue_label, aligned(desk.style("imprint"), "end"), left, y + 4_000, width, None)
    _board_table(desk, panel, left, grid.y(grid.rows_for(y - grid.top) + 3), width)
    _imprint_table(desk, panel, left, width)
    return Sheet(label, panel.boxes)


def _board_table(desk: Desk, panel: Panel, left: int, top: int, width: int) -> None:
    """Roles in a narrow column, names beside them, on the grid's rows."""
    grid, meta = desk.grid, desk.issue.metadata
    if not meta.editorial_board:
        return
    title = panel.tag("board-title")
    y = panel.text(desk.label("editorial-board"), desk.style("masthead-title"), left, top, width, title) + grid.row
    roles, names = desk.style("board-role"), desk.style("board-names")
    x = left + 7 * grid.em
    step = (NAME_EMS + 2) * grid.em
    for number, entry in enumerate(meta.editorial_board):
        panel.text(entry.role, roles, left, y, width, panel.tag(f"board-role{number}"))
        tag = panel.tag(f"board-names{number}")
        at = x
        for name in map(spaced_name, entry.names):
            needed = panel.width(name, names)
            if at > x and at + needed > left + width:
                at, y = x, y + grid.row
            panel.text(name, names, at, y, width, tag)
            at += -(-(needed + grid.em) // step) * step     # names stand in columns; a long one takes two
        y += grid.row * 3 // 2


def _imprint_table(desk: Desk, panel: Panel, left: int, width: int) -> None:
    grid, meta = desk.grid, desk.issue.metadata
    lines = imprint_lines(desk)
    internal = [("", meta.internal_use)] if meta.internal_use else []
    style, label_style = desk.style("imprint"), coloured(desk.style("masthead-role"), desk.sheet.colors["gray"])
    x = left + 7 * grid.em
    heights = [len(desk.text(v, style, width - 7 * grid.em).lines) for _, v in (*lines, *internal)]
    y = grid.bottom - sum(heights) * style.line_height - grid.row
    panel.rule(left, y - grid.row // 2, width, 350, desk.sheet.colors["gray"])
    for number, (label, value) in enumerate((*lines, *internal)):
        tag = panel.tag(f"imprint{number}")
        if label:
            panel.text(label, label_style, left, y, 7 * grid.em, tag)
        y = panel.text(value, style, x, y, width - 7 * grid.em, tag)


def back_cover(desk: Desk, number: int, label: str) -> Sheet:
    """封四: title over its Latin form, the imprint in one block on an accent foot that runs to the bleed."""
    grid, meta = desk.grid, desk.issue.metadata
    panel = Panel(desk, desk.tag("back-cover", "Sect"))
    side = grid.side(number)
    left, width = grid.left(side), grid.measure
    accent, white = desk.sheet.colors["accent"], desk.sheet.colors["white"]
    name = meta.title_calligraphy or meta.title
    title = replace(desk.style("cover-title"), font_size=Length(42_000), line_height=Length(60_000), text_align="center")
    y = panel.text(name, panel.fitted(name, title, width), left, grid.y(12), width, panel.tag("back-title"))
    latin = meta.title_pinyin or meta.title_en
    if latin:
        style = replace(desk.style("cover-latin"), font_size=Length(9_000), line_height=Length(16_000), text_align="center")
        panel.text(latin.upper(), style, left, y, width, panel.tag("back-latin"))
    plain = desk.switch("back-cover", "field") == "plain"
    style = desk.style("imprint") if plain else coloured(desk.style("imprint"), white)
    text = ["　".join(pair) for pair in imprint_lines(desk)] + ([meta.internal_use] if meta.internal_use else [])
    half = -(-len(text) // 2)
    rows = max(half, 1)
    height = (rows * style.line_height + 5 * grid.row) // grid.row * grid.row
    field_top = grid.height - height
    boxes: list[Box] = panel.boxes
    if plain:
        panel.rule(left, field_top, width, 1_200, accent)
    else:
        panel.rule(-grid.bleed, field_top, grid.width + 2 * grid.bleed, height + grid.bleed, accent)
    column = (width - grid.gap) // 2
    tag = panel.tag("back-imprint")
    for i, line in enumerate(text):
        x = left + (i // half) * (column + grid.gap)
        fitted = panel.fitted(line, style, column)
        top = field_top + 2 * grid.row + (i % half) * style.line_height
        panel.text(line, replace(fitted, line_height=style.line_height), x, top, column, tag)
    return Sheet(label, boxes)
