"""Strips: what a block becomes before it has a page.  A strip is an unbreakable piece, a whole number of rows high.

Coordinates inside a strip run from its own top left corner; `emit` gives them their place on a page.
"""
from __future__ import annotations

from collections.abc import Sequence

from convert.layout.boxes import Box, ImageBox, Rectangle, Tag
from convert.layout.grid import baseline
from convert.layout.inline import ComposedLine
from convert.layout.inline import boxes as line_boxes
from convert.layout.turn import Island
from convert.model.length import Length
from convert.model.record import Record, replace
from convert.style import Color

Shape = Rectangle | ImageBox


class Piece(Record):
    """A composed line; `y` is its baseline."""

    line: ComposedLine
    x: int
    y: int
    tag: Tag | None


class Landmark(Record):
    """What can be jumped to: `anchor` by name, and, when `title` is given, from an outline entry of `level`.

    `heading`: it stands in the text; `head`: it stands over a piece; `label`: over a 栏目.
    """

    anchor: str
    title: str = ""
    level: int = 0
    heading: bool = False
    head: bool = False
    label: bool = False


class Group(Record):
    """Strips that belong together: a tinted box (painted over each stretch of it) or a table (its head stands again).

    `x` and `width` are those of the tint, from the column's left edge.
    """

    key: str
    x: int = 0
    width: int = 0
    background: Color | None = None
    head: tuple[Strip, ...] = ()


class Strip(Record):
    """`keep`: no break after it.  `space`: blank rows, dropped at the head and foot of a column.  `floating`: may be carried to
    the head of the next column while the text flows on; `afar` even over columns shorter than it.  `span`: across all columns.
    `plate`: takes a page, in page coordinates.  `wide`: its shapes reach from edge to edge, in the page's own x.
    `trim`: how much of it at top and foot the tint of its group leaves out.  `start`: (block id, character offset) of its text.
    `smaller`: what may stand for it where it has no room, the largest first.  `islands`: what stands upright in a vertical page.
    """

    rows: int
    pieces: tuple[Piece, ...] = ()
    shapes: tuple[Shape, ...] = ()
    keep: bool = False
    space: bool = False
    floating: bool = False
    afar: bool = False
    span: bool = False
    plate: bool = False
    wide: bool = False
    trim: tuple[int, int] = (0, 0)
    notes: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    start: tuple[str, int] | None = None
    landmarks: tuple[Landmark, ...] = ()
    smaller: tuple[Strip, ...] = ()
    islands: tuple[Island, ...] = ()

    @property
    def is_head(self) -> bool:
        """Whether it is the head of a piece."""
        return any(m.head for m in self.landmarks)


class NoteText(Record):
    """One footnote, composed; `height` is not in whole rows, the block of notes at a column's foot is."""

    height: int
    pieces: tuple[Piece, ...]
    landmarks: tuple[Landmark, ...] = ()


def called(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Ids of the notes that `pieces` refer to."""
    return tuple(n for p in pieces for n in p.line.notes)


class Stack:
    """Lines and shapes one below the other in natural heights; becomes one strip of whole rows."""

    def __init__(self) -> None:
        self.height = 0
        self.pieces: list[Piece] = []
        self.shapes: list[Shape] = []

    def lines(self, lines: tuple[ComposedLine, ...], size: int, line_height: int, tag: Tag | None, x: int = 0) -> None:
        for line in lines:
            self.pieces.append(Piece(line, x, self.height + baseline(line_height, size), tag))
            self.height += line_height

    def skip(self, height: int) -> None:
        self.height += height

    def strip(self, row: int, *, rows: int = 0, share_above: int = 500, keep: bool = False) -> Strip:
        """The strip; `share_above` thousandths of what whole rows leave over stand above the content."""
        rows = rows or -(-self.height // row)
        above = (rows * row - self.height) * share_above // 1000
        pieces = tuple(replace(p, y=p.y + above) for p in self.pieces)
        return Strip(rows, pieces, tuple(moved(s, 0, above) for s in self.shapes), keep=keep, notes=called(pieces))


def island(strip: Strip, across: int, x: int = 0, y: int = 0) -> Island:
    """`strip`, set upright and `across` wide, as a part of a vertical page."""
    boxes = tuple(box for box in emit(strip, 0, 0) if not isinstance(box, Island))
    return Island(x, y, across, boxes, plate=strip.plate)


def moved(shape: Shape, x: int, y: int) -> Shape:
    return shape._replace(x=Length(shape.x + x), y=Length(shape.y + y))


def rectangle(x: int, y: int, width: int, height: int, color: Color, tag: Tag | None = None) -> Rectangle:
    return Rectangle(Length(x), Length(y), Length(width), Length(height), color, tag)


def resized(head: Strip, rows: int, row: int) -> Strip | None:
    """`head` with `rows` more or fewer, half of them above; None where it has no row to lose."""
    above = -(-rows // 2) if rows > 0 else rows
    top = min((p.y - p.line.segments[0].size for p in head.pieces if p.line.segments), default=0)
    if rows < 0 and top + rows * row < 0:
        return None
    return replace(head, rows=head.rows + rows, pieces=tuple(replace(p, y=p.y + above * row) for p in head.pieces))


def emit(strip: Strip, x: int, y: int) -> list[Box | Island]:
    """The boxes of `strip` with its corner at (x, y) of the page."""
    if strip.plate:
        x = y = 0
    across = 0 if strip.wide else x
    boxes: list[Box | Island] = [moved(s, across, y) for s in strip.shapes] if strip.shapes else []
    for piece in strip.pieces:
        boxes += emit_line(piece.line, x + piece.x, y + piece.y, piece.tag)
    boxes += [island._replace(x=island.x + x, y=island.y + y) for island in strip.islands]
    return boxes


def emit_line(line: ComposedLine, x: int, y: int, tag: Tag | None) -> tuple[Box, ...]:
    """A line with what belongs to it; the numbers of notes in it are labels of their own (Lbl) below its tag."""
    label = Tag(f"{tag.key}-l{line.start}", "Lbl", line.start + 1, tag) if tag and line.labels else None
    return line_boxes(line, Length(x), Length(y), tag, label)


def line_end(line: ComposedLine) -> int:
    """Right edge of the line from the measure's left edge; the blank half of a closing mark lies outside."""
    return line.x + line.width


def blank(rows: int) -> Strip:
    """A space between blocks."""
    return Strip(rows, keep=True, space=True)
