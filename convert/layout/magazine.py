"""A magazine from cover to cover: 封一, contents, masthead, the articles by 栏目, fillers, 封四; saddle binding wants fours."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from convert.diagnostics import Span, diagnose
from convert.layout.article import ArticleBody, set_body
from convert.layout.assembly import Sheet, publish, sheet_of
from convert.layout.boxes import Publication
from convert.layout.contents import Contents
from convert.layout.continued import mark_continued
from convert.layout.copyfit import copyfit
from convert.layout.cover import cover_page
from convert.layout.desk import Desk
from convert.layout.filler import Filler, filler_pages, place_fillers, set_filler
from convert.layout.fit import report_fit
from convert.layout.fitting import fit_columns
from convert.layout.flow import Flow, PageDraft, emit_page
from convert.layout.furniture import running_head
from convert.layout.house import HOUSE_PAGES, house_page
from convert.layout.level import level_ends, lower_heads
from convert.layout.masthead import back_cover, masthead_page
from convert.layout.plan import laid_out
from convert.layout.strip import Strip
from convert.layout.units import units_of

SHEET_PAGES = {"saddle": 4, "perfect": 2}


def make_magazine(desk: Desk) -> Publication:
    """Cover and contents are tagged first, so that the logical order is that of the pages."""
    cover = cover_page(desk.upright, desk.label("cover-page"))
    kind = desk.switch("inside-front", "contents")
    front = [cover]
    if kind != "contents":
        front.append(house_page(desk.upright, 2, desk.label("inside-front"), _kinds(desk, "inside-front", "notice")[0]))
    contents = Contents(desk)
    # the masthead has a page of its own where the first article, whose folio 1 stands on a right-hand page, would open on the left
    count = len(contents.pages)
    contents.with_board = (len(front) + count) % 2 == 0
    masthead = [] if contents.with_board else [masthead_page(desk.upright, len(front) + count + 1, desk.label("imprint"))]
    if desk.grid.vertical and contents.with_board:      # no panel beside a vertical list; folio 1 keeps its side
        masthead = [masthead_page(desk.upright, len(front) + count + 1, desk.label("imprint")),
                    house_page(desk.upright, len(front) + count + 2, desk.label("title-page"), "title")]
    first = len(front) + count + len(masthead) + 1
    multiple = SHEET_PAGES.get(desk.switch("binding", "saddle"), 1)
    flow, pool = text_pages(desk, first, multiple)
    report_fit(desk, flow)
    if desk.switch("continued", "false") == "true":
        mark_continued(flow, desk.issue.articles)
    missing = -(first + len(flow.pages)) % multiple
    added, _ = filler_pages(flow, pool, missing)
    next_folio = flow.folio + len(flow.pages)
    text = list(_emitted(desk, flow.pages))
    folios = {mark.anchor: sheet.label for sheet in reversed(text) for mark, _ in sheet.landmarks}
    sheets = [*front, *contents.sheets(len(front) + 1, _contents_labels(desk, len(front), count), folios), *masthead, *text]
    sheets += _back(desk, len(sheets), missing - len(added), next_folio)
    if missing:
        desk.report("L050", count=missing, total=len(sheets))
    return publish(desk, sheets, [a.metadata.id for a in desk.issue.articles])


def _emitted(desk: Desk, pages: list[PageDraft]) -> Iterator[Sheet]:
    """The sheets of `pages`, which are given up one by one: their strips weigh as much as the boxes made of them."""
    pages.reverse()
    while pages:
        page = pages.pop()
        yield sheet_of(str(page.folio), emit_page(page, desk.grid), running_head(desk.upright, page))


def _contents_labels(desk: Desk, before: int, count: int) -> list[str]:
    """What `count` pages of contents are called: the one on the back of the cover is 封二, as the press and the editor say."""
    inside = [desk.label("inside-front")] * (before == 1)
    rest, name = count - len(inside), desk.label("contents")
    return inside + ([name] if rest == 1 else [f"{name}{n}" for n in range(1, rest + 1)])


def text_pages(desk: Desk, first: int, multiple: int) -> tuple[Flow, list[Filler]]:
    """The articles on pages, the best plan of them, short columns filled, and the fillers that stand on none of them.

    `first` is the physical number of the first page.  Fillers without room wait for pages that the binding adds; when it adds
    too few, they are set in their place like other short pieces.
    """
    bodies: dict[str, ArticleBody] = {}
    pool: list[Filler] = []
    for article in desk.issue.articles:
        if article.metadata.filler:
            pool.append(set_filler(desk, article))
        else:
            bodies[article.metadata.id] = set_body(desk, article)
    while True:
        made = [bodies[a.metadata.id] for a in desk.issue.articles if a.metadata.id in bodies]
        flow = _planned(desk, made, first, multiple)
        left = place_fillers(flow, pool)
        trial = Flow(desk, first + len(flow.pages))
        _, homeless = filler_pages(trial, left, -(first + len(flow.pages)) % multiple)
        if not homeless:
            return flow, left
        for filler in homeless:
            meta = filler.article.metadata
            desk.report("L052", filler.article.span, title=meta.title)
            bodies[meta.id] = set_body(desk, filler.article, filler.tags)
            pool.remove(filler)


def _planned(desk: Desk, bodies: Sequence[ArticleBody], first: int, multiple: int) -> Flow:
    flow = laid_out(desk, units_of(desk, bodies), first, multiple)
    flow.settle()
    owner = {strip.start[0]: body for body in bodies for strip in body.strips if strip.start}

    def longer(key: str) -> list[Strip]:
        return owner[key].longer(key) if key in owner else []

    def shorter(key: str) -> list[Strip]:
        return owner[key].shorter(key) if key in owner else []

    level_ends(flow, longer, shorter)
    lower_heads(flow)
    fit_columns(flow, longer)
    copyfit(flow, longer, shorter, {b.start[0] for body in bodies for a, b in pairwise(body.strips) if a.space and b.start})
    return flow


def _back(desk: Desk, used: int, missing: int, folio: int) -> list[Sheet]:
    """Pages of the house to a whole number of sheets, the last of them 封三, then 封四."""
    kinds = _kinds(desk, "binding-pages", "notice")
    sheets = []
    for i in range(missing):
        last = i == missing - 1
        kind = _kinds(desk, "inside-back", "title")[0] if last else kinds[i % len(kinds)]
        sheets.append(house_page(desk.upright, used + i + 1, desk.label("inside-back") if last else str(folio + i), kind))
    sheets.append(back_cover(desk.upright, used + missing + 1, desk.label("back-cover")))
    return sheets


def _kinds(desk: Desk, key: str, default: str) -> list[str]:
    """The house pages that the sheet names; an unknown one is reported."""
    said = desk.switch(key, default).replace("、", " ").replace(",", " ").split()
    wrong = next((kind for kind in said if kind not in HOUSE_PAGES), None)
    if wrong is not None:
        finding = diagnose("S007", Span(""), key=f"make-up.{key}", value=wrong, known=default)
        if finding not in desk.diagnostics:
            desk.diagnostics.append(finding)
    return [kind for kind in said if kind in HOUSE_PAGES] or [default]
