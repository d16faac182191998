"""Tables: a grid with real widths, header rows that repeat, spanning cells, a caption that says what the table is."""
from __future__ import annotations

from itertools import pairwise

from convert.model.length import Length
from convert.model.nodes import Cell, Inlines, Row, Table, plain_text
from convert.writer.docx_styles import PANEL_REACH
from convert.writer.docx_text import Draft
from convert.writer.ooxml import Element, clark, make, paragraph, value

_KEPT_WHOLE = 400       # characters in a box that is not torn: half a column
_ALIGNMENTS = {"start": ("start", ""), "center": ("center", "居中"), "end": ("end", "靠右")}


def table(draft: Draft, block: Table, measure: Length) -> list[Element]:
    """The caption's paragraph and the table."""
    widths = _widths(block, measure.twips)
    head_only: dict[str, str | int] = {"val": "0620", "firstRow": 1, "lastRow": 0, "firstColumn": 0, "lastColumn": 0,
                                       "noHBand": 1, "noVBand": 1}
    looks = make("w:tblPr", None, value("w:tblStyle", draft.styles.table()), make("w:tblW", {"w": sum(widths), "type": "dxa"}),
                 value("w:jc", "center"), make("w:tblLayout", {"type": "fixed"}), make("w:tblLook", head_only),
                 value("w:tblCaption", plain_text(block.caption) or _heading_words(block)))
    element = make("w:tbl", None, looks, make("w:tblGrid", None, *(make("w:gridCol", {"w": w}) for w in widths)))
    covered = _Covered()
    for number, row in enumerate(block.head + block.body):
        element.append(_row(draft, row, f"{block.id}/{number}", widths, covered, number < len(block.head)))
    if not block.caption:
        return [element]
    return [_caption(draft, block.caption, f"{block.id}/caption"), element]


def panel(draft: Draft, content: list[Element], role: str, measure: Length, name: str) -> Element:
    """A box of one cell around `content`, as wide as its text and the reach of its tint; a long one may go on."""
    width = measure.twips + 2 * PANEL_REACH * 20
    looks = make("w:tblPr", None, value("w:tblStyle", draft.styles.panel(role)), make("w:tblW", {"w": width, "type": "dxa"}),
                 value("w:jc", "center"), make("w:tblLayout", {"type": "fixed"}), value("w:tblCaption", name))
    content = parted(draft, content)
    if content[-1].tag != clark("w:p"):
        content.append(paragraph(draft.styles.spacer(), []))
    cell = make("w:tc", None, make("w:tcPr", None, make("w:tcW", {"w": width, "type": "dxa"})), *content)
    row = make("w:tr", None, cell)
    if sum(len(t.text or "") for t in row.iter(clark("w:t"))) <= _KEPT_WHOLE:
        row.insert(0, make("w:trPr", None, make("w:cantSplit")))
    return make("w:tbl", None, looks, make("w:tblGrid", None, make("w:gridCol", {"w": width})), row)


def side_by_side(draft: Draft, rows: list[list[tuple[Length, list[Element]]]]) -> Element:
    """Cells (width, content) next to each other without rules; a shorter last row is filled with an empty cell."""
    widths = [width.twips for width, _ in max(rows, key=len)]
    looks = make("w:tblPr", None, make("w:tblW", {"w": sum(widths), "type": "dxa"}), value("w:jc", "center"),
                 make("w:tblLayout", {"type": "fixed"}))
    element = make("w:tbl", None, looks, make("w:tblGrid", None, *(make("w:gridCol", {"w": w}) for w in widths)))
    for row in rows:
        line = make("w:tr", None, make("w:trPr", None, make("w:cantSplit")))
        contents = [content for _, content in row] + [[] for _ in range(len(widths) - len(row))]
        for width, content in zip(widths, contents, strict=True):
            inner = parted(draft, content)
            if not inner or inner[-1].tag != clark("w:p"):
                inner.append(paragraph(draft.styles.spacer(), []))
            line.append(make("w:tc", None, make("w:tcPr", None, make("w:tcW", {"w": width, "type": "dxa"})), *inner))
        element.append(line)
    return element


def parted(draft: Draft, elements: list[Element]) -> list[Element]:
    """`elements` with an empty row between tables that touch: Word would make one table of them."""
    out: list[Element] = []
    for element in elements:
        if out and out[-1].tag == element.tag == clark("w:tbl"):
            out.append(paragraph(draft.styles.gap(), []))
        out.append(element)
    return out


def _caption(draft: Draft, caption: Inlines, key: str) -> Element:
    style = draft.styles.variant("table-caption", "above", "表上", break_after="avoid")
    return draft.paragraph(style, draft.runs(caption), key)


def _heading_words(block: Table) -> str:
    """What a table without a caption is called by a screen reader: its column heads."""
    return "、".join(filter(None, (plain_text(c.inlines) for row in block.head[:1] for c in row.cells)))


class _Covered:
    """Cells that a spanning cell of an earlier row reaches into: column -> (rows still covered, columns wide)."""

    def __init__(self) -> None:
        self.columns: dict[int, tuple[int, int]] = {}

    def take(self, column: int) -> int:
        """Width of the covered cell at `column`, 0 when it is free."""
        rows, width = self.columns.get(column, (0, 0))
        if not rows:
            return 0
        self.columns[column] = (rows - 1, width)
        return width


def _row(draft: Draft, row: Row, key: str, widths: list[int], covered: _Covered, head: bool) -> Element:
    switches = [make("w:cantSplit")] + ([make("w:tblHeader")] if head else [])
    element = make("w:tr", None, make("w:trPr", None, *switches))
    cells = iter(row.cells)
    column = number = 0
    while column < len(widths):
        width = covered.take(column)
        if width:
            element.append(_cell_frame(widths[column:column + width], "continue", _cell_paragraph(draft, Cell(()), "", head)))
            column += width
            continue
        cell = next(cells, Cell(()))
        width = max(1, min(cell.column_span, len(widths) - column))
        merge = "restart" if cell.row_span > 1 else ""
        if merge:
            covered.columns[column] = (cell.row_span - 1, width)
        element.append(_cell_frame(widths[column:column + width], merge, _cell_paragraph(draft, cell, f"{key}/{number}", head)))
        column += width
        number += 1
    return element


def _cell_frame(widths: list[int], merge: str, content: Element) -> Element:
    looks = [make("w:tcW", {"w": sum(widths), "type": "dxa"})]
    if len(widths) > 1:
        looks.append(value("w:gridSpan", len(widths)))
    if merge:
        looks.append(value("w:vMerge", merge))
    looks.append(value("w:vAlign", "center"))
    return make("w:tc", None, make("w:tcPr", None, *looks), content)


def _cell_paragraph(draft: Draft, cell: Cell, key: str, head: bool) -> Element:
    role = "table-head" if head else "table-cell"
    align, name = _ALIGNMENTS[cell.align]
    centred = head and (cell.column_span > 1 or cell.align != "start")     # over words a head begins where they do, as in print
    if centred or draft.sheet.role(role).text_align == align:
        style = draft.styles.paragraph(role)
    else:
        style = draft.styles.variant(role, align, name or "靠左", text_align=align)
    if not key:
        return make("w:p", None, make("w:pPr", None, value("w:pStyle", style)))
    return draft.paragraph(style, draft.runs(cell.inlines), key)


def _widths(block: Table, total: int) -> list[int]:
    """Column widths in twips, summing to `total`; a column without a share is as wide as its longest cell, within reason."""
    shares = list(block.widths) if block.widths else _shares(block)
    whole = sum(shares)
    edges = [total * sum(shares[:n]) // whole for n in range(len(shares) + 1)]
    return [b - a for a, b in pairwise(edges)]


def _shares(block: Table) -> list[int]:
    longest = [2] * block.columns
    for row in block.head + block.body:
        if sum(c.column_span for c in row.cells) == block.columns:
            column = 0
            for cell in row.cells:
                if cell.column_span == 1:
                    longest[column] = max(longest[column], len(plain_text(cell.inlines)) + 1)
                column += cell.column_span
    return [min(n, 16) for n in longest]
