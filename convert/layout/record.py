"""版记 and 分送: the block between rules at the foot of the last page, and dates as documents write them (GB/T 9704 7.4)."""
from __future__ import annotations

from collections.abc import Sequence

from convert.layout.boxes import Box
from convert.layout.desk import Desk
from convert.layout.flow import Flow
from convert.layout.panel import Panel, aligned
from convert.model.length import Length
from convert.model.record import Record, replace
from convert.style import ComputedStyle

MM = 72000 * 10 // 254
OUTER_RULE = MM * 35 // 100
INNER_RULE = MM * 25 // 100


class Entry(Record):
    """A line of the block: `label` with hanging `text`, or `text` left and `right` flush right."""

    text: str
    label: str = ""
    right: str = ""


def record_rows(desk: Desk, entries: Sequence[Entry], role: str = "print-record") -> int:
    """Rows the block takes, the blank one above it included."""
    style = desk.style(role)
    return desk.grid.rows_for(sum(_lines(desk, e, role) for e in entries) * style.line_height) + 1 if entries else 0


def set_record(desk: Desk, flow: Flow, entries: Sequence[Entry], role: str = "print-record") -> list[Box]:
    """Boxes of the block with its last rule on the foot of the type area; opens a page when the last one has no room."""
    if not entries:
        return []
    if record_rows(desk, entries, role) > flow.page.free:
        flow.open_page()
    grid, style = desk.grid, desk.style(role)
    left, width = grid.left(flow.page.side), grid.measure
    panel = Panel(desk)
    black = style.color
    heights = [_lines(desk, e, role) * style.line_height for e in entries]
    y = grid.bottom - sum(heights)
    panel.rule(left, y - OUTER_RULE // 2, width, OUTER_RULE, black)
    for number, (entry, height) in enumerate(zip(entries, heights, strict=True)):
        _entry(desk, panel, entry, left, y, f"record{number}", role)
        y += height
        last = number == len(entries) - 1
        rule = OUTER_RULE if last else INNER_RULE
        panel.rule(left, y - (OUTER_RULE if last else rule // 2), width, rule, black)
    return panel.boxes


def _entry(desk: Desk, panel: Panel, entry: Entry, left: int, y: int, key: str, role: str) -> None:
    """One character free at each side; turned lines hang at the text after the label."""
    style = replace(desk.style(role), text_indent=Length(0))
    indent, outdent = style.margin_inline_start, style.margin_inline_end
    inner = desk.grid.measure - indent - outdent
    tag = panel.tag(key)
    x = left + indent
    if entry.label:
        panel.text(entry.label, aligned(style, "start"), x, y, inner, tag)
        hang = _hang(desk, entry.label, style)
        panel.text(entry.text, style, x + hang, y, inner - hang, tag)
        return
    panel.text(entry.text, aligned(style, "start"), x, y, inner, tag)
    if entry.right:
        panel.text(entry.right, aligned(style, "end"), x, y, inner, tag)


def _lines(desk: Desk, entry: Entry, role: str) -> int:
    style = replace(desk.style(role), text_indent=Length(0))
    inner = desk.grid.measure - style.margin_inline_start - style.margin_inline_end
    if entry.label:
        inner -= _hang(desk, entry.label, style)
    return max(1, len(desk.text(entry.text, style, inner).lines))


def _hang(desk: Desk, label: str, style: ComputedStyle) -> int:
    """Where the text after a label begins: the blank half of its colon counts."""
    return desk.width(label, style) + (style.font_size // 2 if label.endswith("：") else 0)
