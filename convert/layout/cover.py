"""封一: masthead in the upper fifth, year and number in large figures, one picture to the bleed or an accent field, cover lines."""
from __future__ import annotations

from convert.layout.assembly import Sheet
from convert.layout.desk import Desk
from convert.layout.figure import covering
from convert.layout.panel import Panel, aligned, coloured
from convert.layout.strip import rectangle
from convert.model.length import Length
from convert.model.record import replace
from convert.style import Color, ComputedStyle

MM = 72000 * 10 // 254
HEAD = 70 * MM          # where the picture begins
MARGIN = 14 * MM        # of the masthead from the trim
PANEL_WIDTH = 92 * MM
MAX_LINES = 5
PLAIN_LINES = 6


def cover_page(desk: Desk, label: str) -> Sheet:
    grid, meta = desk.grid, desk.issue.metadata
    panel = Panel(desk, desk.tag("cover", "Sect", lang=meta.language))
    figure = desk.issue.cover
    accent = desk.sheet.colors["accent"]
    kind = desk.switch("cover", "picture")
    if kind == "plain":
        _plain(desk, panel)
    elif figure is not None and kind == "picture":
        tag = desk.tag("cover-picture", "Figure", panel.parent, alt=figure.alt)
        panel.shape(covering(figure.image, -grid.bleed, HEAD, grid.width + 2 * grid.bleed, grid.height + grid.bleed - HEAD, tag))
        _lines_panel(desk, panel, PANEL_WIDTH, with_picture=True)
    else:
        panel.shape(rectangle(-grid.bleed, HEAD, grid.width + 2 * grid.bleed, grid.height + grid.bleed - HEAD, accent))
        _lines_panel(desk, panel, grid.width, with_picture=False)
    field = desk.switch("cover-head", "white") == "field"
    if field:
        panel.shape(rectangle(-grid.bleed, -grid.bleed, grid.width + 2 * grid.bleed, HEAD + grid.bleed, accent))
    _masthead(desk, panel, desk.sheet.colors["white"] if field else None)
    return Sheet(label, panel.boxes)


def _plain(desk: Desk, panel: Panel) -> None:
    """No picture: 要目 between rules on white, as many as the lower part of the page holds, the issue at the foot."""
    grid, meta = desk.grid, desk.issue.metadata
    width = grid.width - 2 * MARGIN
    accent, gray = desk.sheet.colors["accent"], desk.sheet.colors["gray"]
    panel.rule(MARGIN, HEAD, width, 3_000, accent)
    style = replace(desk.style("cover-line"), color=desk.style("body").color, text_align="start", text_wrap="balance")
    size = Length(style.font_size * 8 // 7)
    style = replace(style, font_size=size, line_height=Length(style.line_height * 8 // 7))
    number = aligned(coloured(desk.style("cover-number"), accent), "start")
    number = replace(number, font_size=size, line_height=style.line_height)
    lines = meta.cover.lines or tuple(a.metadata.toc_title or a.metadata.title for a in desk.issue.articles[:PLAIN_LINES])
    inset, air = 16 * MM, 6 * MM
    top = grid.height // 2 - 8 * MM
    for i, text in enumerate(lines[:PLAIN_LINES]):
        panel.rule(MARGIN, top, width, 350, gray)
        panel.text(f"{i + 1:02d}", number, MARGIN, top + air, inset, None)
        top = panel.text(text, style, MARGIN + inset, top + air, width - inset, panel.tag(f"cover-line{i}")) + air
    panel.rule(MARGIN, top, width, 350, gray)
    panel.rule(MARGIN, grid.height - 20 * MM, width, 3_000, accent)
    label = replace(desk.style("cover-permit"), text_align="start")
    panel.text(meta.issue_label, label, MARGIN, grid.height - 16 * MM, width, None)


def _masthead(desk: Desk, panel: Panel, ink: Color | None) -> None:
    """Title as wide as the figures leave it, its Latin form under it, year over number at the right; all in `ink` if given."""
    grid, meta = desk.grid, desk.issue.metadata

    def inked(style: ComputedStyle) -> ComputedStyle:
        return coloured(style, ink) if ink else style

    number_style, issue_style = desk.style("cover-number"), desk.style("cover-issue")
    figures = max((panel.width(t, s) for t, s in ((meta.volume_year, number_style), (meta.number, issue_style)) if t), default=0)
    width = grid.width - 2 * MARGIN
    name = meta.title_calligraphy or meta.title
    style = panel.fitted(name, desk.style("cover-title"), width - figures - 8 * MM)
    foot = HEAD - 11 * MM
    latin = meta.title_pinyin or meta.title_en
    latin_style = desk.style("cover-latin")
    title_bottom = foot - (latin_style.line_height if latin else 0)
    panel.text(name, inked(style), MARGIN, title_bottom - style.line_height, width, panel.tag("cover-title"))
    if latin:
        fitted = panel.fitted(latin.upper(), latin_style, width - figures - 8 * MM)
        panel.text(latin.upper(), inked(fitted), MARGIN, foot - fitted.line_height, width, panel.tag("cover-latin"))
    accent = desk.sheet.colors["accent"]
    x, tag = grid.width - MARGIN - figures, panel.tag("cover-number")
    top = foot - (issue_style.line_height if meta.number else 0) - (number_style.line_height if meta.volume_year else 0)
    if meta.volume_year:
        top = panel.text(meta.volume_year, aligned(inked(number_style), "end"), x, top, figures, tag)
    if meta.number:
        panel.text(meta.number, aligned(coloured(issue_style, ink or accent), "end"), x, top, figures, tag)
    if not meta.volume_year and not meta.number and meta.issue_label:
        panel.text(meta.issue_label, aligned(inked(desk.style("cover-organizer")), "end"), MARGIN, foot - 20_000, width, tag)
    if meta.organizer:
        organizer = inked(desk.style("cover-organizer"))
        panel.text(f"{meta.organizer}　{desk.label('organizer')}", organizer, MARGIN, 12 * MM, width, panel.tag("cover-organizer"))
    _permit(desk, panel, inked(desk.style("cover-permit")), width)


def _permit(desk: Desk, panel: Panel, style: ComputedStyle, width: int) -> None:
    """准印证号 and 内部资料 免费交流, legible, at the head's right."""
    meta = desk.issue.metadata
    parts = [f"{desk.label('permit')}　{meta.permit}" if meta.permit else "", meta.internal_use]
    text = "　".join(p for p in parts if p)
    if text:
        panel.text(text, aligned(style, "end"), MARGIN, 12 * MM + 3_000, width, panel.tag("cover-permit"))


def _lines_panel(desk: Desk, panel: Panel, width: int, with_picture: bool) -> None:
    """要目 in white on an accent field that stands on the bleed; the picture's caption and credit below them."""
    grid, meta = desk.grid, desk.issue.metadata
    white, accent = desk.sheet.colors["white"], desk.sheet.colors["accent"]
    lines = meta.cover.lines or tuple(a.metadata.toc_title or a.metadata.title for a in desk.issue.articles[:MAX_LINES])
    style = replace(coloured(desk.style("cover-line"), white), text_wrap="balance")
    if not with_picture:
        style = replace(style, font_size=Length(style.font_size * 9 // 7), line_height=Length(style.line_height * 4 // 3))
    caption = coloured(desk.style("cover-caption"), white)
    inner = width - MARGIN - 10 * MM
    heights = [_height(desk, text, style, inner) + style.line_height * 2 // 5 for text in lines[:MAX_LINES]]
    figure = desk.issue.cover if with_picture else None
    notes = [t for t in (meta.cover.caption, meta.cover.credit) if t and figure is not None]
    notes_height = sum(_height(desk, t, caption, inner) for t in notes)
    total = sum(heights) + (notes_height + 8 * MM if notes else 0)
    top = grid.height - total - 24 * MM
    if with_picture:
        panel.shape(rectangle(-grid.bleed, top, width + grid.bleed, grid.height + grid.bleed - top, accent))
    y = top + 10 * MM
    panel.shape(rectangle(MARGIN, y, 12 * MM, 1_500, white))
    y += 5 * MM
    for i, text in enumerate(lines[:MAX_LINES]):
        y = panel.text(text, style, MARGIN, y, inner, panel.tag(f"cover-line{i}")) + style.line_height * 2 // 5
    if notes:
        y += 4 * MM
        panel.shape(rectangle(MARGIN, y, inner, 350, white))
        y += 2 * MM
        for i, text in enumerate(notes):
            y = panel.text(text, caption, MARGIN, y, inner, panel.tag(f"cover-note{i}"))


def _height(desk: Desk, text: str, style: ComputedStyle, measure: int) -> int:
    return len(desk.text(text, style, measure).lines) * style.line_height
