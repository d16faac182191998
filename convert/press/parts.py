"""Cover and text as two publications: they are printed on different paper, and bound round each other."""
from __future__ import annotations

from convert.diagnostics import ExitCode, Refusal, diagnose
from convert.layout.boxes import Bookmark, Publication
from convert.model.length import Length

_LEAF = 2               # pages of the cover at each end: 封一 and 封二, 封三 and 封四


def part_of(publication: Publication, part: str) -> Publication:
    """The cover (first and last leaf) or the text (what lies between) of `publication`: numbers from 1, labels as they were.

    A part in which nothing begins has its pages for bookmarks.  Raises Refusal (exit 3) when there is nothing between.
    """
    count = len(publication.pages)
    if count <= 2 * _LEAF:
        raise Refusal(ExitCode.SOURCE, [diagnose("X007", pages=count)])
    outer = {n for n in range(1, count + 1) if n <= _LEAF or n > count - _LEAF}
    kept = [p for p in publication.pages if (p.number in outer) == (part == "cover")]
    number = {page.number: index for index, page in enumerate(kept, 1)}
    pages = tuple(page._replace(number=number[page.number]) for page in kept)
    marks = tuple(m._replace(page=number[m.page]) for m in publication.bookmarks if m.page in number)
    marks = marks or tuple(Bookmark(page.label, 0, page.number, Length(0)) for page in pages)
    anchors = tuple(a._replace(page=number[a.page]) for a in publication.anchors if a.page in number)
    return publication._replace(pages=pages, bookmarks=marks, anchors=anchors)
