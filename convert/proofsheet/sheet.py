"""The sheets: each page of the print edition, unchanged, on a larger sheet with numbered lines and room for the proofreader.

The page's own boxes are moved, not laid out again.  Everything else is an artifact outside the trimmed page: crop marks, a head
that says which page and version it is, the numbers of the lines with ticks, the place of each paragraph in the sources, and at the
foot the block that is signed.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from convert.fonts import FontBook
from convert.layout.boxes import Box, ImageBox, Page, Publication, Rectangle, TextLine
from convert.layout.grid import CENTRE_TO_BASELINE
from convert.layout.turn import moved
from convert.messages import PROOF_SHEET
from convert.model.length import Length
from convert.proofsheet.findings import Finding
from convert.proofsheet.lettering import Lettering
from convert.proofsheet.lines import SPANNING, UPRIGHT, NumberedLine, NumberedPage
from convert.proofsheet.origins import Origin
from convert.proofsheet.record import ProofRecord
from convert.style import BLACK, Color

MM = 72000 * 10 // 254
ISO_SHEETS = ((210, 297), (297, 420), (420, 594))       # A4, A3, A2
SIDE, HEAD, FOOT = 25 * MM, 36 * MM, 44 * MM            # the least margins of a sheet
_POINT = 1_000
_EDGE = 10 * MM             # what no office printer prints
_ABOVE = _EDGE + 15 * MM    # head and its rule
_BELOW = _EDGE + 27 * MM    # the block that is signed
GREY = Color("proof-grey", (0, 0, 0, 60), (118, 118, 118))
RED = Color("proof-red", (0, 100, 100, 0), (200, 16, 28))
PALE = Color("proof-pale", (0, 0, 0, 25), (200, 200, 200))
PAPER = Color("proof-paper", (0, 0, 0, 0), (255, 255, 255))
_HAIR, _THIN = 250, 500
_TICK, _LONG_TICK = 3 * MM // 2, 5 * MM // 2
_TICK_GAP = 4 * MM // 5     # from the trimmed edge
_NUMBERS = 9 * MM           # from the trimmed edge to the outer end of the numbers
_FIVE = 5
_NOTE = 10_000              # line height of what the rules found
_ROW, _HEAD_ROW = 7 * MM, 5 * MM


class Sheet(NamedTuple):
    """A sheet in millipoints; the trimmed page's corner lies at (x, y), whole points from that of the sheet."""

    width: int
    height: int
    x: int
    y: int

    @classmethod
    def around(cls, width: int, height: int) -> Sheet:
        """The smallest of the ISO sheets that leaves the least margins, upright or lying; else the page and these margins."""
        least = width + 2 * SIDE, height + HEAD + FOOT
        sizes = [(a * MM, b * MM) for sheet in ISO_SHEETS for a, b in (sheet, sheet[::-1])]
        found = next(((a, b) for a, b in sizes if a >= least[0] and b >= least[1]), least)
        down = _ABOVE + (found[1] - _ABOVE - _BELOW - height) // 2
        return cls(*found, (found[0] - width) // 2 // _POINT * _POINT, down // _POINT * _POINT)


class _Pens(NamedTuple):
    """The faces and sizes of what is set in the margins."""

    number: Lettering
    fifth: Lettering
    place: Lettering
    rank: Lettering
    doubt: Lettering
    note: Lettering
    small: Lettering
    text: Lettering
    big: Lettering

    @classmethod
    def of(cls, book: FontBook, script: str) -> _Pens:
        sans, mono = book.chain("heiti", script), book.chain("mono", script)
        mono = (*mono, *sans)
        return cls(number=Lettering(mono, 6_000, GREY), fifth=Lettering(mono, 7_000, BLACK), doubt=Lettering(mono, 7_000, RED),
                   place=Lettering(mono, 6_000, GREY), rank=Lettering(sans, 7_000, GREY), note=Lettering(sans, 7_000, RED),
                   small=Lettering(sans, 7_500, GREY), text=Lettering(sans, 9_000, BLACK), big=Lettering(sans, 15_000, BLACK))


def sheets_of(publication: Publication, sheet: Sheet, pages: Sequence[NumberedPage], origins: Sequence[Sequence[Origin]],
              record: ProofRecord, book: FontBook, findings: Mapping[int, Sequence[Finding]]) -> Publication:
    """`publication` on its sheets; `pages` are its pages with their lines, `origins` the places of these, `findings` by page."""
    maker = _Maker(publication, sheet, record, _Pens.of(book, record.script))
    made = tuple(maker.page(page, places, findings.get(number, ()))
                 for number, (page, places) in enumerate(zip(pages, origins, strict=True)))
    down = sheet.y
    return publication._replace(
        width=Length(sheet.width), height=Length(sheet.height), bleed=Length(0), marks="none", pages=made,
        bookmarks=tuple(b._replace(y=Length(b.y + down)) for b in publication.bookmarks),
        anchors=tuple(a._replace(y=Length(a.y + down)) for a in publication.anchors))


class _Maker:
    """`left` … `bottom`: the edges of the trimmed page on the sheet."""

    def __init__(self, publication: Publication, sheet: Sheet, record: ProofRecord, pens: _Pens):
        self.publication, self.sheet, self.record, self.pens = publication, sheet, record, pens
        self.left, self.top = sheet.x, sheet.y
        self.right, self.bottom = sheet.x + publication.width, sheet.y + publication.height
        self._every = (*self._crop_marks(), *self._foot())      # on every sheet the same
        self._short: dict[tuple[str, int, int], str] = {}

    def page(self, page: NumberedPage, places: Sequence[Origin], findings: Sequence[Finding]) -> Page:
        boxes: list[Box] = [moved(box, self.left, self.top) for box in page.page.boxes]
        if any(not isinstance(box, TextLine) and self._leaves(box) for box in boxes):
            boxes += self._trimmed()
        boxes += self._every
        boxes += self._head(page, places)
        boxes += self._margins(page, places, {(f.line.column, f.line.number) for f in findings})
        boxes += self._findings(findings)
        return page.page._replace(boxes=tuple(boxes), links=(), zones=())

    # --- the page on its sheet ---
    def _leaves(self, box: Rectangle | ImageBox) -> bool:
        """Whether `box` reaches into the bleed."""
        return (box.x < self.left or box.y < self.top or box.x + box.width > self.right or box.y + box.height > self.bottom)

    def _trimmed(self) -> Iterator[Box]:
        """The page as it will be cut: paper over what bleeds."""
        over = 2 * self.publication.bleed + MM
        across = self.right - self.left + 2 * over
        yield _rule(self.left - over, self.top - over, across, over, PAPER)
        yield _rule(self.left - over, self.bottom, across, over, PAPER)
        yield _rule(self.left - over, self.top, over, self.bottom - self.top, PAPER)
        yield _rule(self.right, self.top, over, self.bottom - self.top, PAPER)

    def _crop_marks(self) -> Iterator[Box]:
        """Corners, and a pale line round the page, outside it."""
        gap, length = 3 * MM, 5 * MM
        for x in (self.left, self.right):
            at = x - _HAIR if x == self.left else x
            yield _rule(at, self.top - gap - length, _HAIR, length, BLACK)
            yield _rule(at, self.bottom + gap, _HAIR, length, BLACK)
        for y in (self.top, self.bottom):
            at = y - _HAIR if y == self.top else y
            yield _rule(self.left - gap - length, at, length, _HAIR, BLACK)
            yield _rule(self.right + gap, at, length, _HAIR, BLACK)
        across, down = self.right - self.left, self.bottom - self.top
        yield _rule(self.left, self.top - _HAIR, across, _HAIR, PALE)
        yield _rule(self.left, self.bottom, across, _HAIR, PALE)
        yield _rule(self.left - _HAIR, self.top, _HAIR, down, PALE)
        yield _rule(self.right, self.top, _HAIR, down, PALE)

    # --- head ---
    def _head(self, page: NumberedPage, places: Sequence[Origin]) -> Iterator[Box]:
        """What this sheet is: the periodical, the page as the press calls it, the version; which sources it shows."""
        record, pens, words = self.record, self.pens, PROOF_SHEET
        left, right = 2 * _EDGE, self.sheet.width - 2 * _EDGE
        y = _EDGE + 7 * MM
        yield pens.big.line(words["proof"], left, y)
        yield pens.text.line(record.title, left + pens.big.width(words["proof"]) + 5 * MM, y)
        label = page.page.label
        said = words["folio"].format(label=label) if label.isdecimal() else label
        yield pens.big.line(said, right, y, "end")
        yield _rule(left, y + 3 * MM, right - left, _THIN, BLACK)
        y += 6 * MM
        version = words["version"].format(id=record.issue, script=record.script, mark=record.mark, source=record.source[:8])
        yield pens.small.line(version, left, y)
        total = words["sheet"].format(number=page.page.number, total=len(record.pages), side=words[page.page.side])
        yield pens.small.line(total, right, y, "end")
        shown = "　".join(_sources(places))
        middle = left + pens.small.width(version) + 5 * MM
        room = right - pens.small.width(total) - 5 * MM - middle
        if shown and room > 0:
            yield pens.small.line(pens.small.fitted(shown, room), middle, y)

    # --- numbers and places ---
    def _margins(self, page: NumberedPage, places: Sequence[Origin], doubted: Set[tuple[str, int]]) -> Iterator[Box]:
        """Every line's number at the side of its column, and its place in the sources where that changes; `doubted` ones in red."""
        turned = any(line.vertical for line in page.lines)
        ranks = _sides(page.ranks)
        for name in dict.fromkeys(line.column for line in page.lines):
            upright = turned and name == UPRIGHT
            side = _Side(True, 0, 1) if upright else ranks[name]
            lines = [(line, place) for line, place in zip(page.lines, places, strict=True) if line.column == name]
            lines.sort(key=lambda pair: (pair[0].number, pair[0].start))
            if name and name != SPANNING:
                yield self._rank(name, side, turned and not upright, lines[0][0])
            yield from self._column(lines, side, turned and not upright, doubted)

    def _column(self, lines: Iterable[tuple[NumberedLine, Origin]], side: _Side, turned: bool,
                doubted: Set[tuple[str, int]]) -> Iterator[Box]:
        number, said = 0, Origin("", 0)
        for line, place in lines:
            if line.number != number:
                number = line.number
                doubt = (line.column, number) in doubted
                yield from (self._turned_number if turned else self._number)(line, side, doubt)
                if place.line and place != said:
                    yield (self._turned_place if turned else self._place)(line, place, side)
                    said = place

    def _number(self, line: NumberedLine, side: _Side, doubt: bool) -> Iterator[Box]:
        fifth = doubt or line.number % _FIVE == 0
        pen = self.pens.doubt if doubt else self.pens.fifth if fifth else self.pens.number
        color, weight = (RED, 4 * _HAIR) if doubt else (GREY, _HAIR)
        text = f"{PROOF_SHEET['spanning']}{line.number}" if line.column == SPANNING else str(line.number)
        length = _LONG_TICK if fifth else _TICK
        shift = side.rank * self._share(side, turned=False)
        tick = self._middle(line)
        y = tick + pen.size * CENTRE_TO_BASELINE // 1000
        if side.before:
            if not side.rank:
                yield _rule(self.left - _TICK_GAP - length, tick, length, weight, color)
            yield pen.line(text, self.left - _TICK_GAP - _LONG_TICK - MM // 2 - shift, y, "end")
        else:
            if not side.rank:
                yield _rule(self.right + _TICK_GAP, tick, length, weight, color)
            yield pen.line(text, self.right + _TICK_GAP + _LONG_TICK + MM // 2 + shift, y)

    def _middle(self, line: NumberedLine) -> int:
        """Half the height of a horizontal line."""
        return self.top + line.across - line.size * CENTRE_TO_BASELINE // 1000

    def _place(self, line: NumberedLine, place: Origin, side: _Side) -> Box:
        pen, share = self.pens.place, self._share(side, turned=False)
        text = self._shortened(place, share - _NUMBERS - MM)
        y, shift = self._middle(line) + pen.size * CENTRE_TO_BASELINE // 1000, side.rank * share + _NUMBERS + MM
        return pen.line(text, self.left - shift, y, "end") if side.before else pen.line(text, self.right + shift, y)

    def _shortened(self, place: Origin, room: int) -> str:
        """file:line in `room`: the file without its folder, without its ending, with as many of its first letters as fit."""
        key = place.file, len(str(place.line)), room        # figures are of one width
        known = self._short.get(key)
        if known is None:
            name = place.file.rpartition("/")[2]
            stem = name.rpartition(".")[0] or name
            said = (f"{text}:" for text in (name, stem, *(f"{stem[:n]}…" for n in range(len(stem) - 1, 1, -1)), ""))
            known = next((text for text in said if self.pens.place.width(f"{text}{place.line}") <= room), "")
            self._short[key] = known
        return f"{known}{place.line}"

    def _turned_number(self, line: NumberedLine, side: _Side, doubt: bool) -> Iterator[Box]:
        fifth = doubt or line.number % _FIVE == 0
        pen = self.pens.doubt if doubt else self.pens.fifth if fifth else self.pens.number
        color, weight = (RED, 4 * _HAIR) if doubt else (GREY, _HAIR)
        x = self.left + line.across + line.size * CENTRE_TO_BASELINE // 1000
        text = f"{PROOF_SHEET['spanning']}{line.number}" if line.column == SPANNING else str(line.number)
        length = _LONG_TICK if fifth else _TICK
        shift = side.rank * self._share(side, turned=True)
        if side.before:
            if not side.rank:
                yield _rule(x, self.top - _TICK_GAP - length, weight, length, color)
            yield pen.line(text, x, self.top - _TICK_GAP - _LONG_TICK - MM // 2 - shift, "center")
        else:
            if not side.rank:
                yield _rule(x, self.bottom + _TICK_GAP, weight, length, color)
            yield pen.line(text, x, self.bottom + _TICK_GAP + _LONG_TICK + MM // 2 + pen.size + shift, "center")

    def _turned_place(self, line: NumberedLine, place: Origin, side: _Side) -> Box:
        pen, share = self.pens.place, self._share(side, turned=True)
        text = self._shortened(place, share - _NUMBERS - MM)
        # the line's own baseline: its letters lie on their side as Latin does in the column
        x, shift = self.left + line.across + line.size * CENTRE_TO_BASELINE // 2000, side.rank * share + _NUMBERS + MM
        if side.before:
            return pen.line(text, self.top - shift, x, "end", vertical=True)
        return pen.line(text, self.bottom + shift, x, vertical=True)

    def _rank(self, name: str, side: _Side, turned: bool, first: NumberedLine) -> Box:
        """The name of a column at the head of its numbers."""
        pen, shift = self.pens.rank, side.rank * self._share(side, turned) + _TICK_GAP
        if turned:
            y = self.top - shift - _LONG_TICK if side.before else self.bottom + shift + _LONG_TICK + pen.size
            return pen.line(name, self.left + first.across + 2 * first.size, y)
        y = self.top + max(first.across - 2 * first.size, 0)
        return pen.line(name, self.left - shift, y, "end") if side.before else pen.line(name, self.right + shift, y)

    def _share(self, side: _Side, turned: bool) -> int:
        """What of a margin one of the columns beside it has."""
        room = self.top - _ABOVE if turned else self.left - _EDGE
        return room // side.shared

    # --- what the rules found ---
    def _findings(self, findings: Sequence[Finding]) -> Iterator[Box]:
        """Errors and warnings below the page, by line, as many as there is room for above the block that is signed."""
        pen, room = self.pens.note, self.sheet.height - _BELOW - 3 * MM - self.bottom - 9 * MM
        rows = room // _NOTE
        if not findings or rows < 1:
            return
        half = (self.right - self.left) // 2
        shown = [self._said(f) for f in findings]
        if len(shown) > 2 * rows:
            shown[2 * rows - 1:] = [PROOF_SHEET["more-found"].format(count=len(shown) - 2 * rows + 1)]
        for number, text in enumerate(shown):
            column, row = divmod(number, rows)
            yield pen.line(pen.fitted(text, half - 4 * MM), self.left + column * half, self.bottom + 9 * MM + (row + 1) * _NOTE)

    @staticmethod
    def _said(finding: Finding) -> str:
        number = PROOF_SHEET["line"].format(line=finding.line.number)
        return f"{finding.line.column}{number}　{finding.found.code} {finding.found.message}"

    # --- foot ---
    def _foot(self) -> Iterator[Box]:
        """校次, signed and dated three times over with 核红, and the two who answer for it: 责任编辑 and 付印."""
        words, pen = PROOF_SHEET, self.pens.text
        left, right = 2 * _EDGE, self.sheet.width - 2 * _EDGE
        height = _HEAD_ROW + 3 * _ROW
        top = self.sheet.height - _EDGE - height
        split = left + (right - left) * 62 // 100
        shares = (12, 22, 18, 14, 20, 14)
        edges = [left + (split - left) * sum(shares[:n]) // sum(shares) for n in range(len(shares) + 1)]
        rows = [top, *(top + _HEAD_ROW + n * _ROW for n in range(4))]
        for y in rows:
            yield _rule(left, y, split - left, _HAIR, BLACK)
        for x in edges:
            yield _rule(x, top, _HAIR, height, BLACK)
        for n, name in enumerate(words["table"].split()):
            yield self.pens.small.line(name, (edges[n] + edges[n + 1]) // 2, top + _HEAD_ROW - 3 * MM // 2, "center")
        for n, name in enumerate(words["rounds"].split(), 1):
            yield pen.line(name, (edges[0] + edges[1]) // 2, rows[n] + _ROW - 12 * MM // 5, "center")
        yield from self._signatures(split + 3 * MM, right, top, height)

    def _signatures(self, left: int, right: int, top: int, height: int) -> Iterator[Box]:
        """The editor's box, that of the order to print, and what is decided."""
        words, pen, small = PROOF_SHEET, self.pens.text, self.pens.small
        third = height // 3
        for n in range(4):
            yield _rule(left, top + n * third, right - left + _HAIR, _HAIR, BLACK)
        for x in (left, right):
            yield _rule(x, top, _HAIR, 3 * third + _HAIR, BLACK)
        down = third // 2 + 12 * MM // 10
        for n, name in enumerate((words["editor"], words["release"])):
            yield pen.line(name, left + 2 * MM, top + n * third + down)
            yield small.line(words["date"], right - 24 * MM, top + n * third + down)
        step = (right - left - 2 * MM) // 3
        for n, name in enumerate(words["decision"].split()):
            x, y = left + 2 * MM + n * step, top + 2 * third + down
            yield from _square(x, y - 5 * MM // 2, 3 * MM)
            yield small.line(name, x + 4 * MM, y)


class _Side(NamedTuple):
    """Where the numbers of a column stand: before or behind the lines, `rank` columns further out, of `shared`."""

    before: bool
    rank: int
    shared: int


def _sides(ranks: Sequence[str]) -> dict[str, _Side]:
    """The first half of the columns is numbered before the lines, the others behind them; what spans, before."""
    half = -(-len(ranks) // 2)
    out = {name: _Side(True, n, half) for n, name in enumerate(ranks[:half])}
    out |= {name: _Side(False, n, len(ranks) - half) for n, name in enumerate(reversed(ranks[half:]))}
    return {SPANNING: _Side(True, 0, half), "": _Side(True, 0, half)} | out


def _rule(x: int, y: int, width: int, height: int, color: Color) -> Rectangle:
    return Rectangle(Length(x), Length(y), Length(width), Length(height), color)


def _square(x: int, y: int, size: int) -> Iterator[Rectangle]:
    yield _rule(x, y, size, _HAIR, BLACK)
    yield _rule(x, y + size, size + _HAIR, _HAIR, BLACK)
    yield _rule(x, y, _HAIR, size, BLACK)
    yield _rule(x + size, y, _HAIR, size, BLACK)


def _sources(places: Iterable[Origin]) -> dict[str, None]:
    """The files that a page shows, in order of first use."""
    return dict.fromkeys(place.file for place in places if place.line)
