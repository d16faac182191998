"""Pages of the house: what stands on a page that only rounds off a sheet.  None is ever blank."""
from __future__ import annotations

from convert.layout.assembly import Sheet
from convert.layout.desk import Desk
from convert.layout.panel import Panel, aligned, coloured
from convert.model.length import Length
from convert.model.record import replace
from convert.model.text import imprint_facts

CONTACTS = ("address", "postcode", "email", "phone")
HOUSE_PAGES = ("notice", "title", "memo")


def house_page(desk: Desk, number: int, label: str, kind: str) -> Sheet:
    """`kind`: notice (where to send contributions; the title page where no address is known), title, memo (ruled for notes)."""
    panel = Panel(desk)
    left = desk.grid.left(desk.grid.side(number))
    if kind == "memo":
        _memo(desk, panel, left)
    elif kind == "notice" and _contacts(desk):
        _notice(desk, panel, left)
    else:
        _title(desk, panel, left)
    return Sheet(label, panel.boxes)


def _contacts(desk: Desk) -> list[tuple[str, str]]:
    return [(desk.label(key), value) for key, value in imprint_facts(desk.issue.metadata) if key in CONTACTS]


def _title(desk: Desk, panel: Panel, left: int) -> None:
    """The periodical's name over a short rule, its issue below, on the optical middle."""
    grid, meta = desk.grid, desk.issue.metadata
    title = aligned(panel.fitted(meta.title, desk.style("contents-title"), grid.measure), "center")
    y = panel.text(meta.title, title, left, grid.y(grid.rows * 2 // 5) - title.line_height, grid.measure, None)
    panel.rule(left + (grid.measure - 4 * grid.em) // 2, y, 4 * grid.em, 1_200, desk.sheet.colors["accent"])
    panel.text(meta.issue_label, aligned(desk.style("imprint"), "center"), left, y + 6_000, grid.measure, None)


def _notice(desk: Desk, panel: Panel, left: int) -> None:
    """The name in large type in the upper third; in the lower one where contributions go, beside an accent bar."""
    grid, meta = desk.grid, desk.issue.metadata
    accent = desk.sheet.colors["accent"]
    name = coloured(desk.style("cover-title"), accent)
    name = panel.fitted(meta.title, replace(name, font_size=Length(48_000), line_height=Length(64_000)), grid.measure)
    y = panel.text(meta.title, name, left, grid.y(7), grid.measure, None)
    latin = meta.title_pinyin or meta.title_en
    if latin:
        y = panel.text(latin.upper(), replace(desk.style("cover-latin"), font_size=Length(9_000)), left, y, grid.measure, None)
    panel.rule(left, grid.y(grid.rows_for(y - grid.top) + 1), grid.measure, 1_200, accent)
    contacts = _contacts(desk)
    lines, top = 2 * len(contacts) + 2, grid.rows * 3 // 5
    panel.rule(left, grid.y(top), 3_000, lines * grid.row, accent)
    x = left + 2 * grid.em
    y = panel.text(desk.label("submissions"), aligned(desk.style("heading-1"), "start"), x, grid.y(top), grid.measure, None)
    small, value_style = coloured(desk.style("masthead-role"), desk.sheet.colors["gray"]), desk.style("notice")
    for label, value in contacts:
        y += grid.row
        panel.text(label, small, x, y, 5 * grid.em, None)
        y = panel.text(value, value_style, x + 5 * grid.em, y, grid.measure - 7 * grid.em, None)


def _memo(desk: Desk, panel: Panel, left: int) -> None:
    grid, gray = desk.grid, desk.sheet.colors["gray"]
    panel.text("　".join(desk.label("memo")), coloured(desk.style("masthead-title"), gray), left, grid.top, grid.measure, None)
    for row in range(4, grid.rows + 1, 2):
        panel.rule(left, grid.y(row), grid.measure, 250, gray)
