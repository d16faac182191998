"""What an art editor should look at: short pages, columns with holes, pictures away from their text; each with file:line."""
from __future__ import annotations

from collections.abc import Iterator

from convert.diagnostics import Span
from convert.layout.columns import is_beside, is_taken
from convert.layout.desk import Desk
from convert.layout.flow import Band, Flow, PageDraft
from convert.layout.strip import Strip
from convert.model.nodes import Article, Figure, walk

SHORT_PAGE = 6          # a page with that part of its rows, or more, white at the foot and pages after it is short
SHORT_COLUMN = 3        # rows that a column lacks on a page whose text goes on


def report_fit(desk: Desk, flow: Flow) -> None:
    """Findings about the text pages in their order, then about pictures."""
    spans = {b.id: b.span for a in desk.issue.articles for b in walk(a.blocks) if b.id}
    for page in flow.pages[:-1]:
        last = _last_id(page, spans)
        if page.free * SHORT_PAGE >= page.rows and not page.plate:
            desk.report("L060", spans.get(last), page=page.folio, rows=page.free)
        for number, rows, key in _short_columns(page, spans):
            desk.report("L061", spans.get(key), page=page.folio, column=number, rows=rows,
                        unit="段" if desk.grid.vertical else "栏")
    places = _places(flow)
    for article in desk.issue.articles:
        for figure, at, text in _far(article, places):
            desk.report("L062", figure.span, page=flow.pages[at].folio, text=flow.pages[text].folio)


def _strips(band: Band) -> Iterator[Strip]:
    if band.strip:
        yield band.strip
    for column in band.columns:
        yield from (s for _, s in column.items)


def _last_id(page: PageDraft, spans: dict[str, Span]) -> str:
    ids = [s.start[0] for band in page.bands for s in _strips(band) if s.start and s.start[0] in spans]
    return ids[-1] if ids else ""


def _short_columns(page: PageDraft, spans: dict[str, Span]) -> Iterator[tuple[int, int, str]]:
    """Column number, rows that it lacks, a block in it, of the last zone of a page filled to the foot.

    Where a piece ends beside a picture or a table higher than its text, the text of the columns ends together.
    """
    band = page.bands[-1] if page.bands else None
    if band is None or page.free or not any(c.items for c in band.columns):
        return
    beside = band.ends and is_beside(band.columns)
    foot = max(c.foot for c in band.columns if not is_taken(c)) if beside else band.rows
    for number, column in enumerate(band.columns, 1):
        if column.items and foot - column.foot >= SHORT_COLUMN:
            ids = [s.start[0] for _, s in column.items if s.start and s.start[0] in spans]
            yield number, foot - column.foot, ids[-1] if ids else ""


def _places(flow: Flow) -> dict[str, tuple[int, int]]:
    """Block id -> index of the first and of the last page it stands on."""
    out: dict[str, tuple[int, int]] = {}
    for index, page in enumerate(flow.pages):
        strips = [strip for band in page.bands for strip in _strips(band)]
        for key in {s.start[0] for s in strips if s.start} | {m.anchor for s in strips for m in s.landmarks}:
            out[key] = out.get(key, (index, index))[0], index
    return out


def _far(article: Article, places: dict[str, tuple[int, int]]) -> Iterator[tuple[Figure, int, int]]:
    """Pictures that stand on another spread than the text on either side of them in the source: picture, its page, that text's."""
    blocks = [b for b in walk(article.blocks) if b.id in places]
    for i, block in enumerate(blocks):
        if not isinstance(block, Figure):
            continue
        at = places[block.id][0]
        before = next((places[b.id][1] for b in reversed(blocks[:i]) if not isinstance(b, Figure)), None)
        after = next((places[b.id][0] for b in blocks[i + 1:] if not isinstance(b, Figure)), None)
        near = [p for p in (before, after) if p is not None]
        if near and all(abs(at - p) > 1 for p in near):
            yield block, at, near[0]
