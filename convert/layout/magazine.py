"""A magazine from cover to cover: 封一, 封二, contents, the articles by 栏目, fillers, 封四; saddle binding wants fours."""
from __future__ import annotations

from convert.layout.article import ArticleSetting, column_bar, section_label, separator, set_article
from convert.layout.assembly import Sheet, publish, sheet_of
from convert.layout.boxes import Publication
from convert.layout.contents import Contents
from convert.layout.cover import cover_page
from convert.layout.desk import Desk
from convert.layout.flow import Flow, emit_page
from convert.layout.furniture import running_head
from convert.layout.masthead import back_cover, filler_page, masthead_page
from convert.layout.strip import Strip, blank

SHEET_PAGES = {"saddle": 4, "perfect": 2}
LONG = 12               # tenths of a page from which a piece wants a page of its own
STUB_ROWS = 8           # rows of text that a piece must show where it opens


def make_magazine(desk: Desk) -> Publication:
    """Cover and contents are tagged first, so that the logical order is that of the pages."""
    cover = cover_page(desk, desk.label("cover-page"))
    contents = Contents(desk)
    own_masthead = len(contents.pages) % 2 == 0     # folio 1 stands on a right-hand page
    front = [cover]
    if own_masthead:
        front.append(masthead_page(desk, 2, desk.label("inside-front")))
    first = len(front) + len(contents.pages) + 1
    flow = Flow(desk, first, int(desk.switch("folio-first", "1")))
    settings = [set_article(desk, a) for a in desk.issue.articles]
    fill_pages(desk, flow, settings)
    text = [sheet_of(str(p.folio), emit_page(p, desk.grid), running_head(desk, p)) for p in flow.pages]
    folios = {i: str(p.folio) for p in flow.pages for i in p.articles}
    label, count = desk.label("contents"), len(contents.pages)
    labels = [label if count == 1 else f"{label}{n}" for n in range(1, count + 1)]
    sheets = [*front, *contents.sheets(len(front) + 1, labels, folios), *text]
    sheets += _back(desk, len(sheets), flow.folio + len(flow.pages))
    sheets[0].landmarks = ()
    return publish(desk, sheets, [a.metadata.id for a in desk.issue.articles])


def fill_pages(desk: Desk, flow: Flow, settings: list[ArticleSetting]) -> None:
    """Lay the articles on pages in source order; where a 栏目 or a unit opens, its label goes before."""
    column = section = ""
    for setting in settings:
        meta = setting.article.metadata
        openers: list[Strip] = []
        if meta.column and meta.column != column:
            openers = [column_bar(desk, meta.column, meta.id), blank(1)]
        if meta.section and (meta.section != section or openers):
            openers += [section_label(desk, meta.section, meta.id), blank(1)]
        column, section = meta.column, meta.section
        _place(desk, flow, setting, openers)
    if flow.pages:
        flow.page.spread_rows()


def _place(desk: Desk, flow: Flow, setting: ArticleSetting, openers: list[Strip]) -> None:
    meta = setting.article.metadata
    head = setting.head
    assert head is not None
    lead = sum(s.rows for s in openers) + head.rows
    between = [] if not flow.page.used else [blank(1)] if openers else [separator(desk)]
    needed = sum(s.rows for s in between) + sum(s.rows for s in openers) + setting.rows
    if flow.page.used and not _stays(desk, flow.page.free, needed, lead + sum(s.rows for s in between)):
        flow.page.spread_rows()
        flow.open_page()
        between = []
    if not flow.page.used or openers:
        flow.page.section, flow.page.title = meta.column, meta.title
    flow.page.articles.append(meta.id)
    for index, strip in enumerate((*between, *openers, head)):
        flow.span(strip, loose=index == 0 and bool(between))
    start = len(flow.pages)
    flow.text(setting.body, setting.notes)
    for page in flow.pages[start:]:
        page.section, page.title = meta.column, meta.title


def _stays(desk: Desk, free: int, needed: int, lead: int) -> bool:
    """Whether a piece that needs `needed` rows, `lead` of them head, goes on below the one before it."""
    rows = desk.grid.rows
    if needed <= free:
        return True
    if needed > rows * LONG // 10:
        return free >= max(rows // 2, lead + 10)
    stub = needed - free < 4
    return free - lead >= STUB_ROWS and not (stub and free < rows // 2)


def _back(desk: Desk, used: int, folio: int) -> list[Sheet]:
    """Fillers to a whole number of sheets, then 封四; the last filler is 封三."""
    unit = SHEET_PAGES.get(desk.switch("binding", "saddle"), 1)
    missing = -(used + 1) % unit
    if missing:
        desk.report("L050", count=missing, total=used + 1 + missing)
    sheets = []
    for i in range(missing):
        last = i == missing - 1
        label = desk.label("inside-back") if last else str(folio + i)
        sheets.append(filler_page(desk, used + i + 1, label, quiet=last))
    sheets.append(back_cover(desk, used + missing + 1, desk.label("back-cover")))
    return sheets
