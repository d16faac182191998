"""How high what stands in a Word document is: lines of paragraphs, pictures, rows of tables, notes, as LibreOffice sets them.

Lengths are twips.  A `Row` is what no page break can tear.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from convert.model.record import Record, replace
from convert.writer.docx_lines import BREAK, NOTE, NUMBER, TAB, Piece, break_lines, measure
from convert.writer.docx_looks import Looks, ParagraphLook, RunLook, value_at
from convert.writer.ooxml import Element, clark

_EMU_A_TWIP = 635
_EIGHTHS = 2.5
_BARE_SIDES = 216           # left and right of the cells of a table without a style, in LibreOffice
_P, _TBL, _R, _T, _BR, _TAB, _NOTE, _NUMBER, _RUBY_TEXT = (
    clark(f"w:{tag}") for tag in ("p", "tbl", "r", "t", "br", "tab", "footnoteReference", "footnoteRef", "rt"))
_PPR, _VAL, _W, _RSTYLE = clark("w:pPr"), clark("w:val"), clark("w:w"), f"{clark('w:rPr')}/{clark('w:rStyle')}"
_TR, _TRPR, _TCPR, _CANT_SPLIT, _HEADER = (clark(f"w:{tag}") for tag in ("tr", "trPr", "tcPr", "cantSplit", "tblHeader"))
_SAID = {_BR: BREAK, _TAB: TAB, _NOTE: NOTE, _NUMBER: NUMBER}


class Row(Record):
    """`before` stands between it and the row above it, not where it opens a column; `own` does where a page was asked for."""

    height: int
    before: int = 0
    own: int = 0
    kept: bool = False                  # in one column with the next paragraph
    held: bool = False                  # in one column with the next line
    notes: int = 0                      # height of the footnotes that it calls
    repeated: int = 0                   # height of the table's head, set again over it where it opens a column
    new_page: bool = False
    opens: bool = False                 # the first row of a paragraph
    anchors: tuple[str, ...] = ()
    text: str = ""


class Ruler:
    """Measures the blocks of one document in `language` (zh-CN or zh-TW)."""

    def __init__(self, looks: Looks, language: str, notes: Mapping[str, Sequence[Element]], note_width: int, pitch: int):
        self.looks, self.language, self.pitch = looks, language, pitch
        self.notes, self.note_width = notes, note_width
        self.after = 0                  # space under the last block, wherever it stands

    def rows(self, elements: Iterable[Element], width: int) -> Iterator[Row]:
        """The rows of `elements` in a column `width` wide; the space under the block before them is remembered."""
        for element in elements:
            if element.tag == _TBL:
                yield from self._table(element)
                self.after = 0
            elif element.tag == _P:
                yield from self._paragraph(element, width)

    def lines(self, element: Element, width: int) -> tuple[ParagraphLook, list[str]]:
        """The look of a paragraph and what its lines say."""
        look = self.looks.paragraph(value_at(element, "w:pPr/w:pStyle"))
        measured = measure(list(self._pieces(element, look.run)), max(0, -look.first))
        room = width - look.left - look.right
        numbered = element.find(f"{_PPR}/{clark('w:numPr')}") is not None
        starts = break_lines(measured, room - (0 if numbered else look.first), room, self.language)
        return look, [measured.text[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]

    def _pieces(self, element: Element, base: RunLook) -> Iterator[Piece]:
        """What a paragraph says, run by run; the readings over ruby take no room."""
        for run in element.iter(_R):
            parent = run.getparent()
            text = "".join(_SAID.get(child.tag) or child.text or "" for child in run if child.tag == _T or child.tag in _SAID)
            if text and (parent is None or parent.tag != _RUBY_TEXT):
                style = run.find(_RSTYLE)
                yield Piece(text, base if style is None else self.looks.run(style.get(_VAL) or "", base))

    def _paragraph(self, element: Element, width: int) -> Iterator[Row]:
        if element.find(f"{_PPR}/{clark('w:framePr')}") is not None:
            return
        anchors = tuple(b.get(clark("w:name")) or "" for b in element.iter(clark("w:bookmarkStart")))
        drawing = next(element.iter("{*}extent"), None)
        if drawing is not None:
            look = self.looks.paragraph(value_at(element, "w:pPr/w:pStyle"))
            height = -(-int(drawing.get("cy") or 0) // _EMU_A_TWIP)
            if look.snaps:
                height = -(-height // self.pitch) * self.pitch
            yield Row(max(height, look.line), max(self.after, look.before), look.before, look.keep_next, anchors=anchors)
            self.after = look.after
            return
        look, lines = self.lines(element, width)
        calls = [n.get(clark("w:id")) or "" for n in element.iter(_NOTE)]
        last = len(lines) - 1
        for number, line in enumerate(lines):
            first = number == 0
            held = look.keep_lines or (look.widows and number in {0, last - 1})     # with the line after it
            yield Row(look.line + (look.over if first else 0) + (look.under if number == last else 0),
                      max(self.after, look.before) if first else 0, look.before if first else 0,
                      look.keep_next, held and number < last, sum(self._note(calls.pop(0)) for _ in range(line.count(NOTE))), 0,
                      first and look.new_page, first, anchors if first else (), line)
        self.after = look.after

    def _note(self, number: str) -> int:
        ruler = Ruler(self.looks, self.language, {}, 0, 0)
        return sum(row.before + row.height for row in ruler.rows(self.notes.get(number, ()), self.note_width))

    # --- tables ---
    def _table(self, table: Element) -> Iterator[Row]:
        above, self.after = self.after, 0
        frame = _TableFrame(self.looks, table)
        rows = [self._cells(row, frame) for row in table.findall(_TR)]
        switches = [[switch.tag for switch in row.iterfind(f"{_TRPR}/*")] for row in table.findall(_TR)]
        if len(rows) == len(rows[0]) == 1 and _CANT_SPLIT not in switches[0]:
            yield from _torn(rows[0][0].lines, frame, above)
            return
        through: dict[int, int] = {}        # column -> what a cell that spans rows still needs
        heads = 0
        for number, cells in enumerate(rows):
            first, last = number == 0, number == len(rows) - 1
            height = max((cell.height for cell in cells if not cell.merge), default=0)
            through |= {cell.column: cell.height for cell in cells if cell.merge == "restart"}
            goes_on = set() if last else {cell.column for cell in rows[number + 1] if cell.merge == "continue"}
            height = max([height, *(need for column, need in through.items() if column not in goes_on)])
            rules = frame.rule("w:top", first) if first else frame.rule("w:insideH", number == 1)
            height += frame.padding + rules + (frame.rule("w:bottom", first) if last else 0)
            through = {column: need - height for column, need in through.items() if column in goes_on}
            inside = [line for cell in cells for line in cell.lines]
            head = _HEADER in switches[number]
            yield Row(height, above if first else 0, kept=head, notes=sum(line.notes for line in inside),
                      repeated=0 if head else heads, anchors=tuple(a for line in inside for a in line.anchors),
                      text="|".join(line.text for line in inside))
            heads += height if head else 0

    def _cells(self, row: Element, frame: _TableFrame) -> list[_Cell]:
        column, out = 0, []
        for cell in row.findall(clark("w:tc")):
            merge = cell.find(f"{_TCPR}/{clark('w:vMerge')}")
            kind = "" if merge is None else merge.get(_VAL) or "continue"
            out.append(_Cell(column, kind, self._cell(cell, frame)))
            column += int(value_at(cell, "w:tcPr/w:gridSpan") or 1)
        return out

    def _cell(self, cell: Element, frame: _TableFrame) -> list[Row]:
        width = int(value_at(cell, "w:tcPr/w:tcW", _W) or 0) - frame.sides
        self.after = 0
        rows = list(self.rows(list(cell)[1:], width))
        if rows and self.after:
            rows[-1] = replace(rows[-1], height=rows[-1].height + self.after)
        self.after = 0
        return rows


class _Cell(Record):
    """A cell at its column of the grid; `merge`: it begins (restart) or goes on with (continue) one that spans rows."""

    column: int
    merge: str
    lines: list[Row]

    @property
    def height(self) -> int:
        return sum(line.before + line.height for line in self.lines)


def _torn(lines: list[Row], frame: _TableFrame, above: int) -> Iterator[Row]:
    """The lines of a box that may go on in the next column, its rules and margins with the first and the last."""
    for number, line in enumerate(lines):
        first, last = number == 0, number == len(lines) - 1
        more = frame.rule("w:top", True) + frame.above if first else 0
        more += frame.rule("w:bottom", True) + frame.below if last else 0
        yield replace(line, height=line.height + more, before=above if first else line.before, kept=False, held=line.held)


class _TableFrame:
    """Rules and cell margins of a table style."""

    def __init__(self, looks: Looks, table: Element):
        element = looks.styles.get(value_at(table, "w:tblPr/w:tblStyle"))
        self.rules: dict[tuple[str, bool], int] = {}
        if element is None:
            self.above, self.below, self.sides = 0, 0, _BARE_SIDES
            return
        margins = {tag: int(value_at(element, f"w:tblPr/w:tblCellMar/{tag}", _W) or 0)
                   for tag in ("w:top", "w:bottom", "w:left", "w:right")}
        self.above, self.below = margins["w:top"], margins["w:bottom"]
        self.sides = margins["w:left"] + margins["w:right"]
        for tag in ("w:top", "w:bottom", "w:insideH"):
            size = value_at(element, f"w:tblPr/w:tblBorders/{tag}", clark("w:sz"))
            self.rules[tag, False] = round(int(size or 0) * _EIGHTHS)
        head = element.find(clark("w:tblStylePr"))
        for tag, side in (("w:top", "w:top"), ("w:insideH", "w:bottom")):
            size = "" if head is None else value_at(head, f"w:tcPr/w:tcBorders/{side}", clark("w:sz"))
            self.rules[tag, True] = round(int(size) * _EIGHTHS) if size else self.rules[tag, False]
        self.rules["w:bottom", True] = self.rules["w:bottom", False]

    @property
    def padding(self) -> int:
        return self.above + self.below

    def rule(self, side: str, head: bool) -> int:
        """Thickness of the rule over or under a row; `head`: it is the head's."""
        return self.rules.get((side, head), 0)
