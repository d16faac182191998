"""Which page of the Word edition each heading falls on: an estimate of what Word and LibreOffice make of the sections.

The contents carry page numbers before any word processor has opened the file; those of print do not hold, for Word flows otherwise.
Lines are exact and type is full-width, so counting characters and rows comes close.  Lengths are twips.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from convert.model.nodes import Run, inline_sequences
from convert.model.record import Record, replace
from convert.style import ComputedStyle
from convert.writer.docx_sections import Look
from convert.writer.docx_styles import CELL_SIDE, PANEL_REACH
from convert.writer.docx_text import Draft
from convert.writer.ooxml import Element, clark

_WORD = re.compile(r"[!-~\u00a1-\u024f]+| |.", re.DOTALL)
_HANGS = frozenset("、。，．；：！？”’）》」』】〕")
_AUTOSPACE = 200            # between Han and Latin, thousandths of the size
_SEPARATOR = 240            # over the first footnote of a page
_EMU_A_TWIP = 635
_RULE = 10                  # under a row of a table


class _Line(Record):
    """What cannot be torn: a line of text, a picture, a row.  `before` counts unless it opens a page or a column."""

    height: int
    before: int = 0
    notes: int = 0              # height of the footnotes that it calls
    kept: bool = False          # with the next line
    anchors: tuple[str, ...] = ()


def heading_pages(draft: Draft, stretches: Sequence[tuple[Look, list[Element]]]) -> dict[str, int]:
    """Bookmark name -> number of the page, the first sheet being 1, for every `_Toc…` bookmark of `stretches`."""
    page = draft.sheet.page
    press = _Press(_twips(page.height - page.margin_top - page.margin_bottom))
    ruler = _Ruler(draft)
    lines = [(look, list(ruler.lines(elements, _column_width(draft, look)))) for look, elements in stretches]
    for number, (look, some) in enumerate(lines):
        if number and look.start == "nextPage":
            press.turn()
        follower = lines[number + 1] if number + 1 < len(lines) else None
        after = follower[1][0].height if follower and follower[0].start == "continuous" and follower[1] else 0
        press.columns(some, look.columns, after)
    return press.pages


def _twips(length: int) -> int:
    return round(length / 50)


def _column_width(draft: Draft, look: Look) -> int:
    page = draft.sheet.page
    return _twips((page.measure - (look.columns - 1) * page.column_gap) // look.columns)


class _Press:
    """Fills pages of `depth`, section by section."""

    def __init__(self, depth: int):
        self.depth = depth
        self.page, self.used, self.notes = 1, 0, 0
        self.pages: dict[str, int] = {}

    def turn(self) -> None:
        self.page, self.used, self.notes = self.page + 1, 0, 0

    def columns(self, lines: list[_Line], number: int, after: int) -> None:
        """One section in `number` level columns; `after`: what its last line must keep with, if it is kept."""
        done = 0
        while done < len(lines):
            room = self.depth - self.used - self.notes
            left = lines[done:]
            level = _level(left, number, room)
            ends = _ends(left, number, level if level else room)
            if level and left[-1].kept and level + after > room and self.used:
                chain = len(left) - next(n for n in count(1) if n == len(left) or not left[-n - 1].kept)
                if not chain:
                    self.turn()
                    continue
                ends = [min(e, chain) for e in ends]
                level = 0
            if not ends[-1]:
                if not self.used:
                    ends[-1] = 1
                else:
                    self.turn()
                    continue
            taken = left[:ends[-1]]
            for line in taken:
                self.pages.update(dict.fromkeys(line.anchors, self.page))
            done += len(taken)
            notes = sum(line.notes for line in taken)
            self.notes += notes + (_SEPARATOR if notes and not self.notes else 0)
            if level:
                self.used += level
            else:
                self.turn()


def _level(lines: Sequence[_Line], number: int, room: int) -> int:
    """The least depth at which `number` columns hold `lines`; 0 when they do not in `room`."""
    notes = sum(line.notes for line in lines)
    room -= notes + _SEPARATOR if notes else 0
    low, high = 1, room
    if room <= 0 or _ends(lines, number, room, spare=True)[-1] < len(lines):
        return 0
    while low < high:
        middle = (low + high) // 2
        if _ends(lines, number, middle, spare=True)[-1] < len(lines):
            low = middle + 1
        else:
            high = middle
    return low


def _ends(lines: Sequence[_Line], number: int, depth: int, *, spare: bool = False) -> list[int]:
    """Where each of `number` columns of `depth` ends; `spare`: room for footnotes has been made already."""
    ends: list[int] = []
    start = notes = 0
    for _ in range(number):
        used, at, end = 0, start, start
        while at < len(lines):
            line = lines[at]
            more = 0 if spare else notes + line.notes
            if used + (line.before if used else 0) + line.height + more > depth:
                break
            used += (line.before if used else 0) + line.height
            notes += line.notes
            at += 1
            if not line.kept or at == len(lines):
                end = at
        ends.append(end)
        start = end
    return ends


class _Ruler:
    """Counts the lines of paragraphs and the heights of tables and pictures."""

    def __init__(self, draft: Draft):
        self.draft = draft
        self.notes = {number: note for number, note in draft.notes}

    def lines(self, elements: Sequence[Element], width: int) -> Iterator[_Line]:
        for element in elements:
            yield from self._table(element) if element.tag == clark("w:tbl") else self._paragraph(element, width)

    def _paragraph(self, element: Element, width: int) -> Iterator[_Line]:
        style_id = _value(element, "w:pPr/w:pStyle") or ""
        style = self.draft.styles.looks.get(style_id)
        if style is None or element.find(f"{clark('w:pPr')}/{clark('w:framePr')}") is not None:
            return
        rows = self.draft.styles.rows
        anchors = tuple(b.get(clark("w:name")) or "" for b in element.iter(clark("w:bookmarkStart")))
        before, after, height = rows(style.margin_block_start), rows(style.margin_block_end), rows(style.line_height)
        kept = style.break_after == "avoid"
        drawing = next(element.iter("{*}extent"), None)
        if drawing is not None:
            picture = -(-int(drawing.get("cy") or 0) // _EMU_A_TWIP)
            snapped = -(-picture // height) * height if self.draft.sheet.page.column_count > 1 else picture
            yield _Line(snapped + after, before, 0, kept, anchors)
            return
        number = _count_lines(_said(element), style, width)
        notes = sum(self._note(int(r.get(clark("w:id")) or 0)) for r in element.iter(clark("w:footnoteReference")))
        for n in range(number):
            last = n == number - 1
            yield _Line(height + (after if last else 0), 0 if n else before, notes if last else 0,
                        kept or (style.break_inside == "avoid" and not last), () if n else anchors)

    def _note(self, number: int) -> int:
        style = self.draft.sheet.role("footnote")
        width = _twips(self.draft.sheet.page.measure)
        texts = ["".join(run.text for run in inlines if isinstance(run, Run))
                 for block in self.notes[number].blocks for inlines in inline_sequences(block)]
        return sum(_count_lines(f"①{t}", style, width) for t in texts) * self.draft.styles.rows(style.line_height)

    def _table(self, element: Element) -> Iterator[_Line]:
        panel = _value(element, "w:tblPr/w:tblStyle") != "IssueTable"
        for row in element.findall(clark("w:tr")):
            whole = row.find(f"{clark('w:trPr')}/{clark('w:cantSplit')}") is not None
            cells = [list(self.lines(list(cell)[1:], int(_value(cell, "w:tcPr/w:tcW", "w:w") or 0) - 2 * _side(panel)))
                     for cell in row.findall(clark("w:tc"))]
            if not panel:
                inside = [line for cell in cells for line in cell]
                yield _Line(max(sum(x.before + x.height for x in cell) for cell in cells) + _RULE,
                            notes=sum(x.notes for x in inside), anchors=tuple(a for x in inside for a in x.anchors))
                continue
            padding = self.draft.styles.row // 100
            inside = [line if n + 1 < len(cells[0]) else replace(line, height=line.height + padding)
                      for n, line in enumerate(cells[0])]
            inside[:1] = [replace(inside[0], height=inside[0].height + padding)]
            yield from (replace(line, kept=whole and n + 1 < len(inside)) for n, line in enumerate(inside))


def _side(panel: bool) -> int:
    return PANEL_REACH * 20 if panel else CELL_SIDE


def _value(element: Element, path: str, name: str = "w:val") -> str | None:
    found = element.find("/".join(clark(step) for step in path.split("/")))
    return None if found is None else found.get(clark(name))


def _said(element: Element) -> str:
    """The text of a paragraph, a line feed for each break."""
    breaks = {clark("w:br"): "\n", clark("w:tab"): "　"}
    return "".join(breaks.get(e.tag) or e.text or "" for e in element.iter(clark("w:t"), *breaks))


def _count_lines(text: str, style: ComputedStyle, width: int) -> int:
    """Lines of `text` in a column `width` wide."""
    size = style.font_size / 50
    room = (width - (style.margin_inline_start + style.margin_inline_end) / 50) * 1000 / size
    total = 0
    for part in text.split("\n"):
        total += _wrapped(part, max(1000.0, room), style.text_indent * 1000 / style.font_size)
    return max(1, total)


def _wrapped(text: str, room: float, indent: float) -> int:
    """Lines of `text` in `room`, both in thousandths of the size: words whole, closing marks hanging."""
    number, used, latin = 1, indent, False
    for piece in _WORD.findall(text):
        wide = len(piece) == 1 and ord(piece) > 0x24f
        length = 1000.0 if wide else sum(map(_advance, piece))
        gap = _AUTOSPACE if used and piece != " " and wide == latin and piece not in _HANGS else 0
        if used + gap + length > room + 1 and piece not in _HANGS and piece != " ":
            extra = int(length // room)
            number, used, gap = number + 1 + extra, -extra * room, 0
        used += gap + length
        latin = not wide if piece != " " else latin
    return number


def _advance(char: str) -> int:
    """Thousandths of the size that a Latin character takes in a text face."""
    if char.isdigit():
        return 500
    return 680 if char.isupper() else 450 if char.isalpha() else 250 if char == " " else 380
