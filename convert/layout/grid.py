"""The page's grid: whole rows of one height, whole characters of one width (clreq 7.1 type area)."""
from __future__ import annotations

from typing import NamedTuple

from convert.layout.turn import Turn
from convert.style import StyleSheet

# The share of the em between its centre and the baseline: a Han em box reaches from -0.12 to 0.88 em.
CENTRE_TO_BASELINE = 380
LONGEST_LINE = 34       # characters of a single column beside several: letters stand in the middle of the page


class Grid(NamedTuple):
    """Geometry shared by all pages of a publication; lengths in millipoints, rows count from 0 at the head of the type area.

    The type area hangs at the inside margin; what whole characters leave over widens the outer margin.
    `vertical`: x runs down the page and y to the left from the right edge of the type area, columns stand one below the other, and
    `turned` is the same type area as it lies on the page.  `right_to_left`: bound at the right edge.
    """

    width: int
    height: int
    bleed: int
    top: int
    inside: int
    row: int
    rows: int
    em: int
    columns: int
    column_width: int
    gap: int
    inset: int = 0      # of a column narrower than the type area, from its left edge
    vertical: bool = False
    right_to_left: bool = False
    spine: int = 0          # of a vertical grid: the margin at the spine

    @classmethod
    def of(cls, sheet: StyleSheet) -> Grid:
        page, body = sheet.page, sheet.role("body")
        if page.vertical:
            return cls._vertical(sheet)
        columns = page.column_count
        available = (page.measure - (columns - 1) * page.column_gap) // columns
        whole = available if page.characters_per_line else available // body.font_size * body.font_size
        rows = page.lines_per_page or (page.height - page.margin_top - page.margin_bottom) // body.line_height
        return cls(page.width, page.height, page.bleed, page.margin_top, page.margin_inside, body.line_height, rows,
                   body.font_size, columns, whole, page.column_gap)

    @classmethod
    def _vertical(cls, sheet: StyleSheet) -> Grid:
        page, body = sheet.page, sheet.role("body")
        columns, depth = page.column_count, page.height - page.margin_top - page.margin_bottom
        width = (depth - (columns - 1) * page.column_gap) // columns // body.font_size * body.font_size
        gap = (depth - columns * width) // (columns - 1) if columns > 1 else 0
        rows = page.lines_per_page or page.measure // body.line_height
        return cls(page.height, page.width, page.bleed, 0, page.margin_top, body.line_height, rows, body.font_size, columns,
                   width, gap, vertical=True, right_to_left=True, spine=page.margin_inside)

    @property
    def turned(self) -> Grid:
        """The type area of a vertical grid as one column of horizontal lines."""
        return Grid(self.height, self.width, self.bleed, self.inside, self.spine, self.row, self.measure // self.row, self.em, 1,
                    self.depth, self.gap, right_to_left=True)

    def turn(self, side: str) -> Turn:
        """The turn of a vertical page that lies on `side`."""
        return Turn(self.turned.left(side) + self.depth)

    def side(self, number: int) -> str:
        """Where page `number` lies: odd ones on the right, in what is read from right to left on the left."""
        return "right" if (number % 2 == 1) != self.right_to_left else "left"

    def divided(self, columns: int) -> Grid:
        """The same type area in `columns` columns of whole characters; what they leave over widens the gaps.

        A single one is no wider than LONGEST_LINE and stands in the middle.
        """
        if columns == self.columns:
            return self
        width = (self.measure - (columns - 1) * self.gap) // columns // self.em * self.em
        if columns == 1:
            width = min(width, LONGEST_LINE * self.em)
            return self._replace(columns=1, column_width=width, gap=0, inset=(self.measure - width) // 2)
        return self._replace(columns=columns, column_width=width, gap=(self.measure - columns * width) // (columns - 1))

    @property
    def measure(self) -> int:
        """Width of the columns and the gaps between them: of the type area, but for a single narrow column."""
        return self.columns * self.column_width + (self.columns - 1) * self.gap

    @property
    def depth(self) -> int:
        """Height of the type area."""
        return self.rows * self.row

    @property
    def bottom(self) -> int:
        return self.top + self.depth

    def left(self, side: str) -> int:
        """Left edge of the type area on a `left` or `right` page; of a vertical grid, where its lines begin."""
        return self.inside if self.vertical or side == "right" else self.width - self.inside - self.measure - 2 * self.inset

    def column_x(self, side: str, column: int) -> int:
        return self.left(side) + self.inset + column * (self.column_width + self.gap)

    def y(self, row: int) -> int:
        return self.top + row * self.row

    def rows_for(self, height: int) -> int:
        """Whole rows that hold `height`."""
        return -(-height // self.row)


def baseline(line_height: int, size: int) -> int:
    """From the top of a line `line_height` high to the baseline that centres an em box of `size` in it."""
    return line_height // 2 + size * CENTRE_TO_BASELINE // 1000

