"""The page's grid: whole rows of one height, whole characters of one width (clreq 7.1 type area)."""
from __future__ import annotations

from typing import NamedTuple

from convert.style import StyleSheet

# The share of the em between its centre and the baseline: a Han em box reaches from -0.12 to 0.88 em.
CENTRE_TO_BASELINE = 380
LONGEST_LINE = 34       # characters of a single column beside several: letters stand in the middle of the page


class Grid(NamedTuple):
    """Geometry shared by all pages of a publication; lengths in millipoints, rows count from 0 at the head of the type area.

    The type area hangs at the inside margin; what whole characters leave over widens the outer margin.
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

    @classmethod
    def of(cls, sheet: StyleSheet) -> Grid:
        page, body = sheet.page, sheet.role("body")
        columns = page.column_count
        available = (page.measure - (columns - 1) * page.column_gap) // columns
        whole = available if page.characters_per_line else available // body.font_size * body.font_size
        rows = page.lines_per_page or (page.height - page.margin_top - page.margin_bottom) // body.line_height
        return cls(page.width, page.height, page.bleed, page.margin_top, page.margin_inside, body.line_height, rows,
                   body.font_size, columns, whole, page.column_gap)

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
        """Left edge of the type area on a `left` or `right` page."""
        return self.inside if side == "right" else self.width - self.inside - self.measure - 2 * self.inset

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

