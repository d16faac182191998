"""Finished pages to a Publication: labels, outline, anchors, links and the PageMap that flowing editions use."""
from __future__ import annotations

from collections.abc import Sequence

from convert.layout.boxes import Anchor, Bookmark, Box, LinkArea, Page, Publication, TextLine, Zone
from convert.layout.desk import Desk
from convert.layout.flow import Placed
from convert.layout.reading import Reading, in_reading_order
from convert.layout.strip import Landmark
from convert.model.length import Length
from convert.model.pagemap import PageMap, PageStart
from convert.model.record import Record, field


class Sheet(Record, frozen=False):
    """One finished page."""

    label: str
    boxes: Sequence[Box]
    landmarks: Sequence[tuple[Landmark, int]] = ()
    start: tuple[str, int] | None = None
    links: list[LinkArea] = field(default_factory=list)
    zones: Sequence[Zone] = ()


def sheet_of(label: str, placed: Placed, furniture: Sequence[Box] = ()) -> Sheet:
    return Sheet(label, [*furniture, *placed.boxes], placed.landmarks, placed.start, zones=placed.zones)


def publish(desk: Desk, sheets: Sequence[Sheet], article_ids: Sequence[str]) -> Publication:
    """Number the sheets and gather what points at them."""
    grid = desk.upright.grid
    pages: list[Page] = []
    bookmarks: list[Bookmark] = []
    anchors: list[Anchor] = []
    starts: list[PageStart] = []
    places: dict[str, str] = {}
    _order(sheets, Reading.of(desk.issue.articles))
    for number, sheet in enumerate(sheets, 1):
        links = (*sheet.links, *_links(sheet.boxes)) if desk.edition == "screen" else ()
        pages.append(Page(number, sheet.label, grid.side(number), tuple(sheet.boxes), links, tuple(sheet.zones)))
        for mark, y in sheet.landmarks:
            if mark.anchor not in places:
                places[mark.anchor] = sheet.label
                anchors.append(Anchor(mark.anchor, number, Length(y)))
            if mark.title:
                level = min(mark.level, bookmarks[-1].level + 1 if bookmarks else 0)
                bookmarks.append(Bookmark(mark.title, level, number, Length(y)))
        if sheet.start:
            starts.append(PageStart(sheet.label, *sheet.start))
    articles = tuple((i, places[i]) for i in article_ids if i in places)
    page_map = PageMap(tuple(s.label for s in sheets), tuple(starts), articles)
    return Publication(Length(grid.width), Length(grid.height), Length(grid.bleed), desk.sheet.page.marks, tuple(pages),
                       tuple(bookmarks), tuple(anchors), page_map, grid.right_to_left)


def _order(sheets: Sequence[Sheet], reading: Reading) -> None:
    """Paint the pages of running text in reading order; a page may begin with a picture."""
    text = [s for s in sheets if s.start]
    for sheet, (boxes, source) in zip(text, in_reading_order([s.boxes for s in text], reading), strict=True):
        sheet.boxes = boxes
        if source:
            sheet.start = source, 0


def _links(boxes: Sequence[Box]) -> tuple[LinkArea, ...]:
    """Hot areas over linked segments, one a line and target."""
    out: list[LinkArea] = []
    for box in boxes:
        if not isinstance(box, TextLine):
            continue
        for segment in box.segments:
            if not segment.href:
                continue
            width = sum(segment.advances) * segment.size // 1000
            top = box.y - segment.rise - segment.size * 9 // 10
            if box.vertical:
                left = box.y + segment.rise - segment.size // 10
                out.append(LinkArea(Length(left), segment.x, Length(segment.size * 11 // 10), Length(width), segment.href))
                continue
            area = LinkArea(segment.x, Length(top), Length(width), Length(segment.size * 11 // 10), segment.href)
            last = out[-1] if out else None
            if last and last.href == area.href and last.y == area.y and last.x <= area.x:
                out[-1] = LinkArea(last.x, last.y, Length(area.x + area.width - last.x), last.height, last.href)
            else:
                out.append(area)
    return tuple(out)
