"""A magazine from cover to cover: 封一, contents, masthead, the articles by 栏目, fillers, 封四; saddle binding wants fours."""
from __future__ import annotations

from convert.layout.article import set_body
from convert.layout.assembly import Sheet, publish, sheet_of
from convert.layout.boxes import Publication
from convert.layout.contents import Contents
from convert.layout.cover import cover_page
from convert.layout.desk import Desk
from convert.layout.fitting import fit_columns
from convert.layout.flow import Flow, emit_page
from convert.layout.furniture import running_head
from convert.layout.masthead import back_cover, filler_page, masthead_page
from convert.layout.plan import laid_out
from convert.layout.units import units_of

SHEET_PAGES = {"saddle": 4, "perfect": 2}


def make_magazine(desk: Desk) -> Publication:
    """Cover and contents are tagged first, so that the logical order is that of the pages."""
    cover = cover_page(desk, desk.label("cover-page"))
    contents = Contents(desk)
    # contents of two pages are a spread; the masthead faces the first article, whose folio 1 stands on a right-hand page
    count = len(contents.pages)
    masthead = [] if count % 2 else [masthead_page(desk, count + 2, desk.label("imprint"))]
    first = 1 + count + len(masthead) + 1
    multiple = SHEET_PAGES.get(desk.switch("binding", "saddle"), 1)
    flow = text_pages(desk, first, multiple)
    text = [sheet_of(str(p.folio), emit_page(p, desk.grid), running_head(desk, p)) for p in flow.pages]
    folios = {mark.anchor: sheet.label for sheet in reversed(text) for mark, _ in sheet.landmarks}
    label = desk.label("contents")
    labels = [label if count == 1 else f"{label}{n}" for n in range(1, count + 1)]
    sheets = [cover, *contents.sheets(2, labels, folios), *masthead, *text]
    sheets += _back(desk, len(sheets), -(len(sheets) + 1) % multiple, flow.folio + len(flow.pages))
    return publish(desk, sheets, [a.metadata.id for a in desk.issue.articles])


def text_pages(desk: Desk, first: int, multiple: int) -> Flow:
    """The articles on pages, the best plan of them, short columns filled; `first` is the physical number of the first page."""
    bodies = [set_body(desk, article) for article in desk.issue.articles]
    flow = laid_out(desk, units_of(desk, bodies), first, multiple)
    flow.settle()
    owner = {strip.start[0]: body for body in bodies for strip in body.strips if strip.start}
    fit_columns(flow, lambda key: owner[key].longer(key) if key in owner else [])
    return flow


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
