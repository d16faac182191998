"""The turn of the axes (CSS Writing Modes 4, 3.1): pages are made up along an inline and a block axis, x and y of every strip.

Horizontally these are the page's own.  In vertical-rl the inline axis runs down the page and the block axis to the left: a finished
page is turned clockwise by a right angle, once, and what stands upright on it all the same (pictures, tables) is put in its place.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from convert.layout.boxes import Box, ImageBox, LinkArea, Rectangle, TextLine
from convert.model.length import Length


class Island(NamedTuple):
    """A part of a turned page that stands upright: `boxes` from its own top left corner, `across` wide, in page coordinates.

    `x` and `y` are its place along the inline and the block axis; of a `plate`, its corner is that of the trimmed page.
    """

    x: int
    y: int
    across: int
    boxes: tuple[Box, ...]
    plate: bool = False


class Turn(NamedTuple):
    """`start`: where the block axis begins, from the left edge of the page; the inline axis begins at its top."""

    start: int

    def boxes(self, made: Iterable[Box | Island]) -> Iterator[Box]:
        """`made` in page coordinates."""
        for box in made:
            match box:
                case Island():
                    x, y = (0, 0) if box.plate else (self.start - box.y - box.across, box.x)
                    yield from (moved(inner, x, y) for inner in box.boxes)
                case TextLine():
                    yield TextLine(Length(self.start - box.y), box.segments, box.tag, vertical=True, silent=box.silent)
                case Rectangle():
                    yield box._replace(x=self._left(box), y=box.x, width=box.height, height=box.width)
                case ImageBox():
                    yield box._replace(x=self._left(box), y=box.x, width=box.height, height=box.width)

    def links(self, areas: Iterable[LinkArea]) -> list[LinkArea]:
        return [area._replace(x=self._left(area), y=area.x, width=area.height, height=area.width) for area in areas]

    def _left(self, box: Rectangle | ImageBox | LinkArea) -> Length:
        return Length(self.start - box.y - box.height)


def moved(box: Box, x: int, y: int) -> Box:
    """`box` moved on the page by x and y."""
    if not isinstance(box, TextLine):
        return box._replace(x=Length(box.x + x), y=Length(box.y + y))
    along, across = (y, x) if box.vertical else (x, y)
    segments = tuple(s._replace(x=Length(s.x + along)) for s in box.segments)
    return box._replace(y=Length(box.y + across), segments=segments)
