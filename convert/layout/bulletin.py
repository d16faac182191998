"""内部通报、简报: no standard, the practice of offices — red name, number, compiler and date over a red rule, 分送 at the end."""
from __future__ import annotations

from convert.layout.article import ArticleSetting, set_article
from convert.layout.assembly import publish, sheet_of
from convert.layout.boxes import Box, Publication
from convert.layout.desk import Desk
from convert.layout.fit import report_fit
from convert.layout.flow import Flow, emit_page
from convert.layout.furniture import dashed_folio
from convert.layout.grid import baseline
from convert.layout.official import flow_document
from convert.layout.panel import Panel, aligned
from convert.layout.record import Entry, set_record
from convert.layout.strip import Piece, Strip, blank
from convert.model.length import Length
from convert.model.record import replace
from convert.model.text import chinese_date

RED_RULE = 1_500
CONTENTS_FROM = 4       # pieces
NAME_INSET = 1          # em left free at each side of the spread name


def make_bulletin(desk: Desk) -> Publication:
    boxes, head_rows = _head(desk)
    contents = _contents(desk)
    settings = [set_article(desk, a, "title") for a in desk.issue.articles]
    flow = Flow(desk, 1, 1, head_rows)
    for strip in contents:
        flow.span(strip)
    for number, setting in enumerate(settings):
        _room_for(flow, setting, first=number == 0)
        flow_document(flow, setting)
    report_fit(desk, flow)
    record = set_record(desk, flow, _distribution(desk), "distribution")
    sheets = []
    for index, page in enumerate(flow.pages):
        furniture = [*(boxes if index == 0 else []), *dashed_folio(desk, page)]
        sheets.append(sheet_of(str(page.folio), emit_page(page, desk.grid), furniture))
    sheets[-1].boxes = [*sheets[-1].boxes, *record]
    return publish(desk, sheets, [a.metadata.id for a in desk.issue.articles])


def _room_for(flow: Flow, setting: ArticleSetting, *, first: bool) -> None:
    """A piece opens below the one before it where its head and four lines fit."""
    if not flow.pages or not flow.page.used or first:
        return
    if flow.page.free < setting.head.rows + 1 + 4:
        flow.open_page()
    else:
        flow.span(blank(1))


def _head(desk: Desk) -> tuple[list[Box], int]:
    """Name spread over the type area, number under it, compiler left and date right, red rule."""
    grid, meta = desk.grid, desk.issue.metadata
    panel = Panel(desk)
    left, width = grid.left("right"), grid.measure
    inner = width - 2 * NAME_INSET * grid.em
    plain = replace(desk.style("bulletin-mark"), letter_spacing=Length(0), text_align="start", text_wrap="pretty")
    style = panel.fitted(meta.title, plain, inner)
    natural = panel.width(meta.title, style)
    count = len(meta.title)
    spread = min((inner - natural) // (count - 1), style.font_size) if count > 1 else 0
    start = left + (width - natural - spread * (count - 1)) // 2
    tag = panel.tag("bulletin-mark")
    # each character stands by itself: letter spacing may not be cut at the line's end
    for index, char in enumerate(meta.title):
        step = natural // count + spread
        panel.text(char, style, start + index * step, grid.top, width, tag)
    y = grid.top + style.line_height
    if meta.issue_label:
        y = panel.text(meta.issue_label, desk.style("bulletin-number"), left, y, width, panel.tag("bulletin-number"))
    line = desk.style("compiler-line")
    bottom = y
    em = grid.em
    if meta.compiler:
        bottom = panel.text(meta.compiler, aligned(line, "start"), left + em, y, width - 2 * em, panel.tag("bulletin-compiler"))
    if meta.date:
        tag = panel.tag("bulletin-date")
        bottom = panel.text(chinese_date(meta.date), aligned(line, "end"), left + em, y, width - 2 * em, tag)
    panel.rule(left, bottom + 2_000, width, RED_RULE, desk.sheet.colors["red"])
    return panel.boxes, -(-(bottom + 2_000 + RED_RULE - grid.top) // grid.row) + 1


def _contents(desk: Desk) -> list[Strip]:
    """本期目录 when there are more than three pieces: titles under each other, no page numbers on a few sheets."""
    articles = desk.issue.articles
    if len(articles) < CONTENTS_FROM:
        return []
    grid, style = desk.grid, replace(desk.style("list"), text_indent=Length(0), text_align="start")
    sect = desk.tag("contents", "TOC")
    head_style = replace(desk.style("heading-1"), text_indent=Length(0), text_align="center")
    y = baseline(grid.row, style.font_size)
    head = desk.text(desk.label("contents"), head_style, grid.measure).lines[0]
    out = [Strip(1, (Piece(head, 0, y, desk.tag("contents-title", "P", sect)),), keep=True)]
    for number, article in enumerate(articles, 1):
        tag = desk.tag(f"{article.metadata.id}-contents", "TOCI", sect)
        mark = desk.text(f"{number}.", style, grid.measure).lines[0]
        title = article.metadata.toc_title or article.metadata.title
        for i, line in enumerate(desk.text(title, style, grid.measure - 4 * grid.em).lines):
            pieces = (Piece(line, 3 * grid.em, y, tag),)
            out.append(Strip(1, (Piece(mark, 3 * grid.em // 2, y, tag), *pieces) if i == 0 else pieces))
    return [*out, blank(1)]


def _distribution(desk: Desk) -> list[Entry]:
    meta = desk.issue.metadata
    entries = []
    if meta.distribution:
        label = meta.distribution_label or desk.label("distribution")
        entries.append(Entry("，".join(meta.distribution).rstrip("。") + "。", f"{label.rstrip('：')}："))
    if meta.printed_by or meta.printed:
        right = f"{chinese_date(meta.printed)}{desk.label('print-issued')}" if meta.printed else ""
        entries.append(Entry(meta.printed_by, right=right))
    return entries
