"""版头 of official documents (GB/T 9704-2012, 7.2 and 10): marks, numbers and signers over the red rule; letters and orders."""
from __future__ import annotations

from collections.abc import Sequence

from convert.layout.boxes import Box, TextLine
from convert.layout.desk import Desk
from convert.layout.panel import Panel, aligned
from convert.layout.record import MM
from convert.model.length import Length
from convert.model.record import replace
from convert.model.text import joint_mark, signers

MARK_TOP = {"document": 72 * MM, "minutes": 72 * MM, "order": 57 * MM, "letter": 30 * MM}    # paper's head to the mark's ink
RULE_BELOW = 4 * MM     # from the document number, in letters from the mark, to the red rule (7.2.7, 10.1)
RED_RULE = MM // 2
BLANK_LINES = 2         # between mark and number, and between rule and title
_LETTER_WIDTH = 170 * MM
_LETTER_FOOT = 20 * MM  # from the lower double rule to the paper's foot (10.1)
_THICK, _THIN, _BETWEEN = MM, MM * 3 // 10, MM * 3 // 10


def red_head(desk: Desk) -> tuple[list[Box], int]:
    """Boxes of the head of page 1 and the rows of the type area that it takes, the two before the title included."""
    grid, meta = desk.grid, desk.issue.metadata
    form = meta.form or "document"
    panel = Panel(desk)
    left, width = grid.left("right"), grid.measure
    if form == "letter":
        return _letter_head(desk, panel, left, width)
    y = grid.top
    for role, value in (("copy-number", meta.copy_no), ("secrecy", meta.secrecy), ("urgency", meta.urgency)):
        if value:
            y = panel.text(value, desk.style(role), left, y, width, panel.tag(f"official-{role}"))
    y = _mark(desk, panel, left, width, MARK_TOP[form]) + BLANK_LINES * grid.row
    if form == "order":
        y = panel.text(meta.doc_number, desk.style("doc-number"), left, y, width, panel.tag("doc-number"))
        return panel.boxes, -(-(y - grid.top) // grid.row) + BLANK_LINES
    y = _number_line(desk, panel, left, y, width)
    red = desk.sheet.colors["red"]
    panel.rule(left, y, width, RED_RULE, red)
    return panel.boxes, _rows_under(desk, y + RED_RULE)


def _rows_under(desk: Desk, y: int) -> int:
    """Rows of the type area down to a rule that ends at `y`, and the two blank ones under it.

    What the rule leaves of its row counts as blank when it is most of one.
    """
    grid = desk.grid
    rows = -(-(y - grid.top) // grid.row)
    spare = rows * grid.row - (y - grid.top)
    return rows + BLANK_LINES - (1 if spare > grid.row * 6 // 10 else 0)


def _mark(desk: Desk, panel: Panel, left: int, width: int, top: int) -> int:
    """发文机关标志 with the top of its ink at `top`; returns where its ink ends."""
    meta, grid = desk.issue.metadata, desk.grid
    names, word = joint_mark(meta)
    first = len(panel.boxes)
    if len(names) == 1:
        style = panel.fitted(names[0], desk.style("issuer-mark"), width - 2 * grid.em)
        panel.text(names[0], style, left, 0, width, panel.tag("issuer-mark"))
    else:
        _joint(desk, panel, (left, width), names, word)
    above, below = ink(panel.boxes[first:])
    panel.boxes[first:] = [_lowered(b, top - above) for b in panel.boxes[first:]]
    return top + below - above


def _joint(desk: Desk, panel: Panel, room: tuple[int, int], names: Sequence[str], word: str) -> None:
    """Several organs under each other, each as wide as the longest, 文件 beside their middle (7.2.4)."""
    left, width = room
    style = desk.style("issuer-mark")
    longest = max(len(n) for n in names)
    size = Length(min(style.font_size, (width - 2 * desk.grid.em) * 2 // (2 * longest + (2 * len(word) + 1 if word else 0))))
    line = size * 5 // 4
    style = replace(style, font_size=size, line_height=Length(line), letter_spacing=Length(0), text_align="start")
    block = size * longest
    whole = block + (size // 2 + size * len(word) if word else 0)
    x = left + (width - whole) // 2
    tag = panel.tag("issuer-mark")
    for number, name in enumerate(names):
        step = (block - size) // max(1, len(name) - 1)
        for n, char in enumerate(name):
            panel.text(char, style, x + n * step, number * line, 2 * size, tag)
    if word:
        beside = x + block + size // 2
        panel.text(word, style, beside, (len(names) - 1) * line // 2, size * (len(word) + 1), panel.tag("issuer-word"))


def _number_line(desk: Desk, panel: Panel, left: int, y: int, width: int) -> int:
    """发文字号, and for a report upward the signers beside it, two a line; returns where the red rule lies (7.2.5, 7.2.6)."""
    meta, style, em = desk.issue.metadata, desk.style("doc-number"), desk.grid.em
    first = len(panel.boxes)
    rows = ["　".join(signers(meta.signer)[n:n + 2]) for n in range(0, len(signers(meta.signer)), 2)]
    names = desk.style("signer")
    at = left + width - em - max((panel.width(row, names) for row in rows), default=0)
    tag = panel.tag("signer")
    for number, row in enumerate(rows):
        if not number:
            panel.text(f"{desk.label('signer')}：", aligned(style, "end"), left, y, at - left, tag)
        panel.text(row, aligned(names, "start"), at, y, left + width - at, tag)
        y += desk.grid.row if number + 1 < len(rows) else 0
    if meta.doc_number:
        x = left + em if rows else left
        panel.text(meta.doc_number, aligned(style, "start") if rows else style, x, y, left + width - x, panel.tag("doc-number"))
    return ink(panel.boxes[first:])[1] + RULE_BELOW if len(panel.boxes) > first else y


def _letter_head(desk: Desk, panel: Panel, left: int, width: int) -> tuple[list[Box], int]:
    """Mark 30 mm under the paper's head, double rules 170 mm wide, the number flush right under the upper one (10.1)."""
    grid, meta = desk.grid, desk.issue.metadata
    red = desk.sheet.colors["red"]
    x = (grid.width - _LETTER_WIDTH) // 2
    y = _mark(desk, panel, left, width, MARK_TOP["letter"]) + RULE_BELOW
    panel.rule(x, y, _LETTER_WIDTH, _THICK, red)
    panel.rule(x, y + _THICK + _BETWEEN, _LETTER_WIDTH, _THIN, red)
    foot = grid.height - _LETTER_FOOT - _THICK
    panel.rule(x, foot, _LETTER_WIDTH, _THICK, red)
    panel.rule(x, foot - _BETWEEN - _THIN, _LETTER_WIDTH, _THIN, red)
    y = grid.top + -(-(y + _THICK + _BETWEEN + _THIN - grid.top) // grid.row) * grid.row
    number = aligned(desk.style("doc-number"), "end")
    end = panel.text(meta.doc_number, number, left, y, width, panel.tag("doc-number")) if meta.doc_number else y
    at = y
    for role, value in (("copy-number", meta.copy_no), ("secrecy", meta.secrecy), ("urgency", meta.urgency)):
        if value:
            at = panel.text(value, desk.style(role), left, at, width, panel.tag(f"official-{role}"))
    return panel.boxes, -(-(max(at, end) - grid.top) // grid.row) + BLANK_LINES


def ink(boxes: Sequence[Box]) -> tuple[int, int]:
    """Top and bottom of the ink of text lines, from the glyphs' own outlines."""
    tops, bottoms = [], []
    for box in boxes:
        if isinstance(box, TextLine):
            for segment in box.segments:
                for char in "".join(segment.text):
                    _, low, _, high = segment.face.ink(char)
                    tops.append(box.y - high * segment.size // 1000)
                    bottoms.append(box.y - low * segment.size // 1000)
    return min(tops, default=0), max(bottoms, default=0)


def _lowered(box: Box, distance: int) -> Box:
    return box._replace(y=Length(box.y + distance))
