"""What layout hands to a page writer: pages of positioned boxes.  Origin is the trim box's top left corner, y grows downward.

All lengths are millipoints (Length); nothing here knows a PDF library.
"""
from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from convert.fonts import Face
from convert.model.length import Length
from convert.model.pagemap import PageMap
from convert.style import Color


class Tag(NamedTuple):
    """A structure element (PDF 14.8.4: H1, P, L, LI, Table, TR, TH, TD, Figure, Caption, Note, TOC …).

    Boxes with equal `key` belong to one element, over lines, columns and pages.  `order` is the place in the logical reading
    order among its siblings; `parent` None hangs it under the document.  `source` is the id of the model's block, if any.
    `spans`: columns and rows that a cell of a table takes.
    """

    key: str
    type: str
    order: int
    parent: Tag | None = None
    source: str = ""
    alt: str = ""
    lang: str = ""
    spans: tuple[int, int] = (1, 1)


class _Shared(dict[int, int]):
    """One object a number: lines hold a million advances and glyphs, of which a few thousand differ."""

    def __missing__(self, number: int) -> int:
        self[number] = number
        return number


shared = _Shared().__getitem__

# how glyphs stand in a vertical line (CSS text-orientation and text-combine-upright)
SIDEWAYS = 0        # turned with the line
UPRIGHT = 1         # on its central line, by the vertical metrics of the face
COMBINED = 2        # across one em, in a row, narrowed to its width where they are wider


class Segment(NamedTuple):
    """Glyphs of one face, size and colour on a line.

    `text[i]` is what glyph i stands for (a string where that is a character each); `advances[i]` is the distance from its origin
    to the next one's, in 1/1000 em of `size`, justification included; `spacing` is the part of it that most glyphs share on top of
    their natural advance.
    An opening mark at a line start: its segment's `x` lies half an em outside the measure.
    In a vertical line the glyphs stand as `orientation` says; upright ones are centred where their em box would lie on its side.
    """

    face: Face
    size: Length
    color: Color
    x: Length                       # of the first glyph's origin, from the trim box
    gids: tuple[int, ...]
    text: str | tuple[str, ...]
    advances: tuple[int, ...]
    spacing: int = 0
    rise: Length = Length(0)        # baseline shift upward (superscripts)
    href: str = ""
    orientation: int = SIDEWAYS


class TextLine(NamedTuple):
    """One line on its baseline `y`; without segments it only says that there is an empty cell.

    A `vertical` line is turned by a right angle: `y` is the distance of its baseline from the left edge of the trim box, the
    segments' `x` count down from the top, rises go to the right.  A `silent` one is drawn in glyphs that are no text: who copies or
    searches the page does not meet them.
    """

    y: Length
    segments: tuple[Segment, ...]
    tag: Tag | None = None          # None: an artifact (running head, folio, rule of a box …)
    vertical: bool = False
    silent: bool = False


class Rectangle(NamedTuple):
    """A filled rectangle: rules, tints, bars.  Reaching the trim edge means reaching the bleed edge: layout draws it so."""

    x: Length
    y: Length
    width: Length
    height: Length
    color: Color
    tag: Tag | None = None


class ImageBox(NamedTuple):
    """A picture scaled to the rectangle; `crop` is left, top, right, bottom in pixels of the oriented picture, () = whole."""

    x: Length
    y: Length
    width: Length
    height: Length
    path: Path
    crop: tuple[int, ...] = ()
    tag: Tag | None = None


Box = TextLine | Rectangle | ImageBox


class LinkArea(NamedTuple):
    """A hot area of `screen`: an external URL or `#anchor`."""

    x: Length
    y: Length
    width: Length
    height: Length
    href: str


class Zone(NamedTuple):
    """A stretch of a page that is set in columns, `top` to `bottom`; each column from its line start to its line end.

    On a vertical page lines follow each other from right to left: `top` and `bottom` are then x, columns run down the page.
    """

    top: int
    bottom: int
    columns: tuple[tuple[int, int], ...]


class Page(NamedTuple):
    """`label` is the folio as printed or spoken of (封一, 目次, 1 …); `boxes` in painting order; `side` left or right."""

    number: int                     # 1-based, physical
    label: str
    side: str
    boxes: tuple[Box, ...]
    links: tuple[LinkArea, ...] = ()
    zones: tuple[Zone, ...] = ()


class Bookmark(NamedTuple):
    """An outline entry; `level` 0 is the top, no level is skipped."""

    title: str
    level: int
    page: int                       # 1-based physical page
    y: Length


class Anchor(NamedTuple):
    name: str
    page: int
    y: Length


class Publication(NamedTuple):
    """The made-up document."""

    width: Length
    height: Length
    bleed: Length
    marks: str
    pages: tuple[Page, ...]
    bookmarks: tuple[Bookmark, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    page_map: PageMap = PageMap()
    right_to_left: bool = False     # bound at the right edge: odd pages lie on the left
