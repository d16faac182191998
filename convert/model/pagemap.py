"""PageMap: what flowing formats need of the pages of the print edition."""
from __future__ import annotations

from typing import NamedTuple


class PageStart(NamedTuple):
    """The first character of body text on a page: `offset` characters into the plain text of block `block_id`."""

    label: str
    block_id: str
    offset: int


class PageMap(NamedTuple):
    """`labels`: one a page, as printed (封一, 目录, 1 …); `article_pages`: article id -> label of the page it opens on."""

    labels: tuple[str, ...] = ()
    starts: tuple[PageStart, ...] = ()
    article_pages: tuple[tuple[str, str], ...] = ()
