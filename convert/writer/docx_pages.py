"""Which page of the Word edition each heading falls on: the pages that LibreOffice makes of the document, worked out without it.

The contents carry page numbers before any word processor has opened the file; those of print do not hold, for Word flows otherwise.
Lengths are twips.
"""
from __future__ import annotations

from collections.abc import Sequence

from convert.model.record import Record
from convert.writer.docx_looks import Looks
from convert.writer.docx_rows import Row, Ruler
from convert.writer.ooxml import Element, clark

_SEPARATOR = 132            # over the first footnote of a page: rule and air around it
_W = clark("w:w")


class Section(Record):
    """A stretch of the body: its rows in `columns`, on a new page unless it goes on."""

    rows: list[Row]
    columns: int
    new_page: bool
    depth: int
    top: int
    pitch: int


class Placed(Record):
    """Where a row stands: page and column, counted from 1, and its top from the paper's."""

    page: int
    column: int
    top: int
    row: Row


def heading_pages(body: Element, styles: Element, notes: Element | None) -> dict[str, int]:
    """Bookmark name -> number of the page, the first sheet being 1, for every bookmark of `body`."""
    return {name: placed.page for placed in place_rows(body, styles, notes) for name in placed.row.anchors}


def place_rows(body: Element, styles: Element, notes: Element | None) -> list[Placed]:
    """Every row of `body` on its page; `styles` and `notes` are the roots of those parts."""
    press = _Press()
    for section in _sections(body, styles, notes):
        press.set(section)
    return press.placed


def _sections(body: Element, styles: Element, notes: Element | None) -> list[Section]:
    lang = next(styles.iter(clark("w:lang")))
    language = "zh-CN" if lang.get(clark("w:eastAsia")) == "zh-CN" else "zh-TW"
    contents: dict[str, Sequence[Element]] = {}
    if notes is not None:
        contents = {note.get(clark("w:id")) or "": list(note) for note in notes}
    ruler: Ruler | None = None
    out: list[Section] = []
    waiting: list[Element] = []
    for element in body:
        properties = element if element.tag == clark("w:sectPr") else element.find(f"{clark('w:pPr')}/{clark('w:sectPr')}")
        if element is not properties:
            waiting.append(element)
        if properties is None:
            continue
        size, margins = properties.find(clark("w:pgSz")), properties.find(clark("w:pgMar"))
        columns = properties.find(clark("w:cols"))
        number = int(columns.get(clark("w:num")) or 1)
        measure = int(size.get(_W)) - int(margins.get(clark("w:left"))) - int(margins.get(clark("w:right")))
        width = (measure - (number - 1) * int(columns.get(clark("w:space")) or 0)) // number
        grid = properties.find(clark("w:docGrid"))
        pitch = 1 if grid is None else int(grid.get(clark("w:linePitch")) or 1)
        if ruler is None:
            ruler = Ruler(Looks(styles), language, contents, measure, pitch)
        top = int(margins.get(clark("w:top")))
        depth = int(size.get(clark("w:h"))) - top - int(margins.get(clark("w:bottom")))
        kind = properties.find(clark("w:type")).get(clark("w:val"))
        rows = list(ruler.rows(waiting, width))
        if number > 1 and waiting and waiting[0].tag == clark("w:tbl"):
            rows.insert(0, Row(340, rows[0].before))
        spare = depth % pitch // 2 if notes is None else 0
        out.append(Section(rows, number, kind != "continuous", depth, top + spare, pitch))
        waiting = []
    return out


class _Press:
    """Fills pages section by section."""

    def __init__(self) -> None:
        self.page, self.used, self.notes = 1, 0, 0
        self.placed: list[Placed] = []

    def turn(self) -> None:
        self.page, self.used, self.notes = self.page + 1, 0, 0

    def set(self, section: Section) -> None:
        """Set one section on this page and as many more as it takes.

        A head before columns is not held with them: LibreOffice sees their section on the page, even while it is empty.
        """
        if section.new_page and self.placed:
            self.turn()
        rows, done = section.rows, 0
        while done < len(rows):
            room = (section.depth - self.notes) // section.pitch * section.pitch - self.used
            left = rows[done:]
            gap = left[0].before if self.used else left[0].own if section.new_page and not done else 0
            level = _level(left, section.columns, room - gap)
            ends = _ends(left, section.columns, level if level else room - gap)
            if level:
                ends = _settled(left, ends, level)
            if not ends[-1]:
                if self.used:
                    self.turn()
                    continue
                ends[-1] = 1
            self._place(left, ends, section, gap)
            done += ends[-1]
            notes = sum(row.notes for row in left[:ends[-1]])
            self.notes += notes + (_SEPARATOR if notes and not self.notes else 0)
            if level:
                self.used += level + gap
            else:
                self.turn()

    def _place(self, rows: Sequence[Row], ends: list[int], section: Section, gap: int) -> None:
        start = 0
        for column, end in enumerate(ends):
            y = section.top + self.used + gap
            for number in range(start, end):
                row = rows[number]
                y += row.before if number > start else 0
                self.placed.append(Placed(self.page, column + 1, y, row))
                y += row.height
            start = end


def _level(rows: Sequence[Row], number: int, room: int) -> int:
    """The least depth at which `number` columns hold `rows`; 0 when they do not in `room`."""
    notes = sum(row.notes for row in rows)
    room -= notes + _SEPARATOR if notes else 0
    low, high = 1, room
    if room <= 0 or _ends(rows, number, room, spare=True)[-1] < len(rows):
        return 0
    while low < high:
        middle = (low + high) // 2
        if _ends(rows, number, middle, spare=True)[-1] < len(rows):
            low = middle + 1
        else:
            high = middle
    return low


def _settled(rows: Sequence[Row], ends: list[int], depth: int) -> list[int]:
    """`ends` of level columns as the search for the level leaves them.

    LibreOffice halves its way to the level and back, so the paragraph that opens the second column goes over and back with every
    step; after the twentieth time it may not (SwLayouter::MoveBwdSuppressed), and stays over if it fits there.
    """
    if len(ends) < 2 or not ends[0] or ends[0] == ends[1]:
        return ends
    free = depth - _height(rows[ends[-2]:ends[-1]])
    if not free or not rows[ends[0] - 1].opens or rows[ends[0]].opens:
        return ends
    first = ends[0] - 1
    while first and rows[first - 1].kept:
        first -= 1
    over = [first, *ends[1:]]
    return over if _height(rows[over[0]:over[1]]) <= depth else ends


def _height(rows: Sequence[Row]) -> int:
    return sum(row.height for row in rows) + sum(row.before for row in rows[1:])


def _ends(rows: Sequence[Row], number: int, depth: int, *, spare: bool = False) -> list[int]:
    """Where each of `number` columns of `depth` ends; `spare`: room for footnotes has been made already."""
    ends: list[int] = []
    start = notes = 0
    for _ in range(number):
        used, at, end = 0, start, start
        while at < len(rows):
            row = rows[at]
            more = 0 if spare else notes + row.notes
            if used + (row.before if used else 0) + row.height + more > depth:
                break
            used += (row.before if used else 0) + row.height
            notes += row.notes
            at += 1
            if not row.kept or at == len(rows):
                end = at
        ends.append(end)
        start = end
    return ends
