"""Freely placed text on pages outside the flow: cover, masthead, contents furniture, back cover."""
from __future__ import annotations

from convert.layout.boxes import Box, Tag
from convert.layout.desk import Desk
from convert.layout.grid import baseline
from convert.layout.strip import Shape, emit_line, rectangle
from convert.model.length import Length
from convert.model.record import replace
from convert.style import Color, ComputedStyle


class Panel:
    """Boxes of one page under construction, in page coordinates."""

    def __init__(self, desk: Desk, parent: Tag | None = None):
        self.desk = desk
        self.parent = parent
        self.boxes: list[Box] = []

    def rule(self, x: int, y: int, width: int, height: int, color: Color) -> None:
        self.boxes.append(rectangle(x, y, width, height, color))

    def shape(self, shape: Shape) -> None:
        self.boxes.append(shape)

    def tag(self, key: str, kind: str = "P") -> Tag:
        return self.desk.tag(key, kind, self.parent)

    def text(self, text: str, style: ComputedStyle, x: int, top: int, measure: int, tag: Tag | None) -> int:
        """Set `text` below `top`; returns where it ends.  Alignment is the style's."""
        for line in self.desk.text(text, style, measure).lines:
            self.boxes += emit_line(line, x, top + baseline(style.line_height, style.font_size), tag)
            top += style.line_height
        return top

    def width(self, text: str, style: ComputedStyle) -> int:
        """Natural width of `text` on one line."""
        return self.desk.width(text, style)

    def fitted(self, text: str, style: ComputedStyle, measure: int) -> ComputedStyle:
        """`style`, smaller if that is what it takes to hold `text` on one line of `measure`."""
        width = self.width(text, style)
        if width <= measure:
            return style
        size = style.font_size * measure // width
        return replace(style, font_size=Length(size), line_height=Length(style.line_height * size // style.font_size))


def coloured(style: ComputedStyle, color: Color) -> ComputedStyle:
    return replace(style, color=color)


def aligned(style: ComputedStyle, align: str) -> ComputedStyle:
    return replace(style, text_align=align)
