"""下转 and 上接: pages whose text goes on beyond other pages, a plate for instance, say where."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from convert.layout.flow import Flow, PageDraft
from convert.model.nodes import Article, walk


def mark_continued(flow: Flow, articles: Sequence[Article]) -> None:
    """Note on every page that parts from the rest of its text where that stands."""
    owner = {block.id: article.metadata.id for article in articles for block in walk(article.blocks) if block.id}
    places: dict[str, list[PageDraft]] = {}
    for page in flow.pages:
        for name in dict.fromkeys(owner[key] for key in _blocks(page) if key in owner):
            places.setdefault(name, []).append(page)
    for pages in places.values():
        for page, following in pairwise(pages):
            if following.number > page.number + 1:
                page.continued_on, following.continued_from = following.folio, page.folio


def _blocks(page: PageDraft) -> Iterator[str]:
    """Blocks of running text on the page: what floats is not read on from."""
    for band in page.bands:
        for strip in (s for column in band.columns for _, s in column.items):
            if strip.start and not strip.floating:
                yield strip.start[0]
