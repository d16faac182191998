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
OPENER_SHARES = (50, 40, 60, 30, 100)   # of a page, free below a piece, that a long one may open in
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
    flow = _made_to_measure(desk, first, [set_article(desk, a) for a in desk.issue.articles])
    text = [sheet_of(str(p.folio), emit_page(p, desk.grid), running_head(desk, p)) for p in flow.pages]
    folios = {i: str(p.folio) for p in flow.pages for i in p.articles}
    label, count = desk.label("contents"), len(contents.pages)
    labels = [label if count == 1 else f"{label}{n}" for n in range(1, count + 1)]
    sheets = [*front, *contents.sheets(len(front) + 1, labels, folios), *text]
    sheets += _back(desk, len(sheets), _missing(desk, flow), flow.folio + len(flow.pages))
    return publish(desk, sheets, [a.metadata.id for a in desk.issue.articles])


def _made_to_measure(desk: Desk, first: int, settings: list[ArticleSetting]) -> Flow:
    """The text pages, long pieces opening a little sooner or later where that spares filler pages."""
    best: Flow | None = None
    for share in OPENER_SHARES:
        flow = Flow(desk, first, int(desk.switch("folio-first", "1")))
        fill_pages(desk, flow, settings, desk.grid.rows * share // 100)
        if best is None or _missing(desk, flow) < _missing(desk, best):
            best = flow
        if _missing(desk, best) <= 1:
            break
    assert best is not None
    return best


def _missing(desk: Desk, flow: Flow) -> int:
    """Pages lacking to whole sheets, 封四 counted."""
    return -(flow.first + len(flow.pages)) % SHEET_PAGES.get(desk.switch("binding", "saddle"), 1)


def fill_pages(desk: Desk, flow: Flow, settings: list[ArticleSetting], opener_rows: int) -> None:
    """Lay the articles on pages in source order; where a 栏目 or a unit opens, its label goes before.

    A long piece opens below another one where at least `opener_rows` are free, else on a new page.
    """
    column = section = ""
    for setting in settings:
        meta = setting.article.metadata
        openers: list[Strip] = []
        if meta.column and meta.column != column:
            openers = [column_bar(desk, meta.column, meta.id), blank(1)]
        if meta.section and (meta.section != section or openers):
            openers.append(section_label(desk, meta.section, meta.id))
        column, section = meta.column, meta.section
        _place(desk, flow, setting, openers, opener_rows)
    if flow.pages:
        flow.page.spread_rows()


def _place(desk: Desk, flow: Flow, setting: ArticleSetting, openers: list[Strip], opener_rows: int) -> None:
    meta = setting.article.metadata
    head = setting.head
    assert head is not None
    lead = sum(s.rows for s in openers) + head.rows
    opens_column = len(openers) > 1
    between = [] if not flow.page.used else [blank(1)] if opens_column else [separator(desk)]
    needed = sum(s.rows for s in between) + sum(s.rows for s in openers) + setting.rows
    lead += sum(s.rows for s in between)
    if flow.page.used and not _stays(desk.grid.rows, flow.page.free, needed, lead, opener_rows):
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


def _stays(rows: int, free: int, needed: int, lead: int, opener_rows: int) -> bool:
    """Whether a piece that needs `needed` rows, `lead` of them head, goes on below the one before it."""
    if needed <= free:
        return True
    if needed > rows * LONG // 10:
        return free >= max(opener_rows, lead + STUB_ROWS)
    stub = needed - free < 4
    return free - lead >= STUB_ROWS and not (stub and free < rows // 2)


def _back(desk: Desk, used: int, missing: int, folio: int) -> list[Sheet]:
    """Fillers to a whole number of sheets, then 封四; the last filler is 封三."""
    if missing:
        desk.report("L050", count=missing, total=used + 1 + missing)
    sheets = []
    for i in range(missing):
        last = i == missing - 1
        label = desk.label("inside-back") if last else str(folio + i)
        sheets.append(filler_page(desk, used + i + 1, label, quiet=last))
    sheets.append(back_cover(desk, used + missing + 1, desk.label("back-cover")))
    return sheets
