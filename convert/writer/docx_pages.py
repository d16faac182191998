"""Which page of the Word edition each heading falls on: the pages that LibreOffice makes of the document, worked out without it.

The contents carry page numbers before any word processor has opened the file; those of print do not hold, for Word flows otherwise.
Lengths are twips.
"""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from convert.model.record import Record, replace
from convert.writer.docx_looks import Looks, value_at
from convert.writer.docx_rows import Row, Ruler
from convert.writer.ooxml import Element, clark

_SEPARATOR = 132            # over the first footnote of a page: rule and air around it
_ROUNDED = 5                # what LibreOffice loses of a page's depth in hundredths of a millimetre
_FIRST_ROWS = 12            # of a section: more than are ever kept together at its beginning
_EMPTY = 340                # the paragraph that LibreOffice puts before a table with a style where it opens columns
_LANGUAGE = "w:docDefaults/w:rPrDefault/w:rPr/w:lang"


class Section(Record):
    """A stretch of the body: its rows in `columns`, on a new page unless it goes on."""

    rows: list[Row]
    columns: int
    new_page: bool
    depth: int
    top: int
    pitch: int

    def heads(self, follower: Section) -> bool:
        """Whether this is a title over the columns of `follower`."""
        titled = any(anchor.startswith("_Toc") for row in self.rows for anchor in row.anchors)
        return titled and self.columns == 1 and not self.new_page and follower.columns > 1 and not follower.new_page


class Placed(Record):
    """Where a row stands: page and column, counted from 1, and its top from the paper's."""

    page: int
    column: int
    top: int
    row: Row


class Pages(Record):
    """Every row of the body on its page.  `stranded`: numbers, from 0, of the sections that are heads at a page's foot while the
    columns under them begin on the page after; they are placed on that page.
    """

    rows: list[Placed]
    stranded: list[int]

    def numbers(self) -> dict[str, int]:
        """Bookmark name -> number of the page, the first sheet being 1, for every bookmark."""
        return {name: placed.page for placed in self.rows for name in placed.row.anchors}


def make_pages(body: Element, styles: Element, notes: Element | None) -> Pages:
    """The pages of `body`; `styles` and `notes` are the roots of those parts."""
    press, stranded = _Press(), []
    sections = list(_sections(body, styles, notes))
    for number, (section, follower) in enumerate(zip_longest(sections, sections[1:])):
        before = press.state
        press.set(section)
        if follower and section.heads(follower) and before.used and press.page == before.page and not press.holds(follower):
            press.state = before
            press.turn()
            press.set(section)
            stranded.append(number)
    return Pages(press.placed, stranded)


def _sections(body: Element, styles: Element, notes: Element | None) -> Iterator[Section]:
    """The sections of `body`; the properties of each stand in its last paragraph, those of the last one at the end (17.6.18)."""
    contents = {note.get(clark("w:id")) or "": list(note) for note in (notes if notes is not None else ())}
    language = "zh-CN" if value_at(styles, _LANGUAGE, clark("w:eastAsia")) == "zh-CN" else "zh-TW"
    ruler: Ruler | None = None
    waiting: list[Element] = []
    for element in body:
        properties = element if element.tag == clark("w:sectPr") else element.find(f"{clark('w:pPr')}/{clark('w:sectPr')}")
        if element is not properties:
            waiting.append(element)
        if properties is None:
            continue
        measure, columns, width = _measures(properties)
        pitch = _length(properties, "w:docGrid", "w:linePitch") or 1
        ruler = ruler or Ruler(Looks(styles), language, contents, measure, pitch)
        rows = list(ruler.rows(waiting, width))
        if columns > 1 and waiting and value_at(waiting[0], "w:tblPr/w:tblStyle"):
            rows[:1] = [Row(_EMPTY, rows[0].before), replace(rows[0], before=0)]
        top = _length(properties, "w:pgMar", "w:top")
        depth = _length(properties, "w:pgSz", "w:h") - top - _length(properties, "w:pgMar", "w:bottom")
        spare = 0 if contents else depth % pitch // 2       # LibreOffice centres the grid, unless there are footnotes
        yield Section(rows, columns, value_at(properties, "w:type") != "continuous", depth, top + spare, pitch)
        waiting = []


def _measures(properties: Element) -> tuple[int, int, int]:
    """(width of the type area, columns, width of one) of a section."""
    margins = _length(properties, "w:pgMar", "w:left") + _length(properties, "w:pgMar", "w:right")
    measure, columns = _length(properties, "w:pgSz", "w:w") - margins, _length(properties, "w:cols", "w:num") or 1
    return measure, columns, (measure - (columns - 1) * _length(properties, "w:cols", "w:space")) // columns


def _length(properties: Element, path: str, name: str) -> int:
    return int(value_at(properties, path, clark(name)) or 0)


class _State(Record):
    """How far the pages are filled: the page at hand, what rows and what footnotes take of it, rows placed in all."""

    page: int
    used: int
    notes: int
    placed: int


class _Press:
    """Fills pages section by section."""

    def __init__(self) -> None:
        self.page, self.used, self.notes = 1, 0, 0
        self.placed: list[Placed] = []

    @property
    def state(self) -> _State:
        return _State(self.page, self.used, self.notes, len(self.placed))

    @state.setter
    def state(self, state: _State) -> None:
        self.page, self.used, self.notes = state.page, state.used, state.notes
        del self.placed[state.placed:]

    def turn(self) -> None:
        self.page, self.used, self.notes = self.page + 1, 0, 0

    def holds(self, section: Section) -> bool:
        """Whether the first rows of `section` find room on this page."""
        rows = section.rows[:_FIRST_ROWS]
        return not rows or bool(self._ends(section, rows, rows[0].before if self.used else 0)[0][-1])

    def set(self, section: Section) -> None:
        """Set one section on this page and as many more as it takes.

        A head before columns is not held with them: LibreOffice sees their section on the page, even while it is empty
        (`Pages.stranded` tells which to move).
        """
        if section.new_page and self.placed:
            self.turn()
        rows, done = section.rows, 0
        while done < len(rows):
            left = rows[done:]
            gap = left[0].before if self.used else left[0].own if section.new_page and not done else 0
            ends, level = self._ends(section, left, gap)
            if not ends[-1]:
                if self.used:
                    self.turn()
                    continue
                ends[-1] = 1
            self._place(left, ends, section, gap)
            done += ends[-1]
            self.notes += _notes(left[:ends[-1]], self.notes)
            if level:
                self.used += level + gap
            else:
                self.turn()

    def _ends(self, section: Section, rows: Sequence[Row], gap: int) -> tuple[list[int], int]:
        """Where the columns end on this page, and their level if they take all `rows`; footnotes shorten every column.

        Where the last of several lines of the paragraph that ends two columns calls one, LibreOffice 7 mostly takes that line to
        the next page and levels nothing; a paragraph of one line stays.
        """
        notes, top = 0, not self.used
        while True:
            room = (section.depth - _ROUNDED - self.notes - notes) // section.pitch * section.pitch - self.used - gap
            level = _level(rows, section.columns, room, top)
            ends = _ends(rows, section.columns, level or room, top)
            ends = _settled(rows, ends, level) if level else ends
            called = _notes(rows[:ends[-1]], self.notes)
            if level and section.columns == 2 and len(rows) > 1 and rows[-1].notes and not (rows[-1].opens or notes):
                return [min(end, len(rows) - 1) for end in _ends(rows, section.columns, room, top)], 0
            if called <= notes:
                return ends, level
            notes = called

    def _place(self, rows: Sequence[Row], ends: list[int], section: Section, gap: int) -> None:
        start = 0
        for column, end in enumerate(ends):
            y = section.top + self.used + gap
            for number in range(start, end):
                row = rows[number]
                y += row.before if number > start else row.repeated
                self.placed.append(Placed(self.page, column + 1, y, row))
                y += row.height
            start = end


def _notes(rows: Sequence[Row], before: int) -> int:
    """What the footnotes of `rows` take at the foot of a page on which others take `before` already."""
    height = sum(row.notes for row in rows)
    return height + _SEPARATOR if height and not before else height


def _level(rows: Sequence[Row], number: int, room: int, top: bool) -> int:
    """The least depth at which `number` columns hold `rows`; 0 when they do not in `room`."""
    low, high = 1, room
    if room <= 0 or _ends(rows, number, room, top)[-1] < len(rows):
        return 0
    while low < high:
        middle = (low + high) // 2
        if _ends(rows, number, middle, top)[-1] < len(rows):
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
    return sum(row.height for row in rows) + sum(row.before for row in rows[1:]) + sum(row.repeated for row in rows[:1])


def _ends(rows: Sequence[Row], number: int, depth: int, top: bool) -> list[int]:
    """Where each of `number` columns of `depth` ends; `top`: they open the page.

    What is kept together from a page's or a later column's top on can be torn: it has nowhere to go.
    """
    ends: list[int] = []
    start = 0
    for column in range(number):
        used, end, tearable = 0, start, top or column > 0
        for at in range(start, len(rows)):
            row = rows[at]
            used += row.height + (row.before if at > start else row.repeated)
            if used > depth:
                break
            tearable = tearable and row.kept
            if (not row.held and (tearable or not row.kept)) or at + 1 == len(rows):
                end = at + 1
        ends.append(end)
        start = end
    return ends
