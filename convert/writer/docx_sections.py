"""Sections: page geometry, columns, the grid of lines, running heads and folios."""
from __future__ import annotations

from typing import Protocol

from docx.opc.part import XmlPart
from docx.section import Section

from convert.model.length import Length
from convert.model.record import Record
from convert.writer.docx_letterhead import letter_furniture
from convert.writer.docx_tables import parted
from convert.writer.docx_text import Draft
from convert.writer.ooxml import Element, clark, field, make, paragraph, properties, text_run, value

_NUMBER_DASH = Length.from_mm(7)    # GB/T 9704-2012, 7.5: the page number's dashes under the type area
_DESCENT = 0.2                      # of an exact line lies under the baseline
_DASH_HEIGHT = 0.33                 # of the size: how high a dash stands over the baseline
_LEEWAY = Length(2000)              # under the last row: room for the low empty paragraph that closes a section of columns


class Look(Record):
    """What a section says of its pages.  `head` is (left page, right page) and "" keeps what the section before has."""

    columns: int = 1
    start: str = "nextPage"         # nextPage | continuous
    head: tuple[str, str] = ("", "")
    furniture: bool = False         # the first section that has running heads and folios
    notes_restart: bool = False     # footnotes count from 1 again
    head_of_article: bool = False   # a section of its own, whatever stands before it: it may have to begin a page
    letter: bool = False            # its first page has the head and foot of a letter (GB/T 9704, 10.1)


class Sections:
    """Gathers the body section by section and puts it into the document."""

    def __init__(self, draft: Draft):
        self.draft = draft
        self.stretches: list[tuple[Look, list[Element]]] = []

    def add(self, look: Look, elements: list[Element]) -> None:
        """Append `elements`; a continuous section like the one before it needs no break."""
        if not elements:
            return
        if self.stretches:
            before = self.stretches[-1][0]
            if look == Look(before.columns, "continuous"):
                self.stretches[-1][1].extend(elements)
                return
        self.stretches.append((look, elements))

    def assemble(self) -> None:
        """Fill w:body.  A section's properties stand in its last paragraph, the last one's at the end of the body."""
        body = self.draft.document.element.body
        for child in list(body):
            body.remove(child)
        self._balance()
        for number, (look, elements) in enumerate(self.stretches):
            last = number == len(self.stretches) - 1
            if look.columns > 1 and elements:
                self._free_last(elements[-1])
            body.extend(parted(self.draft, elements))
            for _ in range(_spacers(look, elements)):
                body.append(paragraph(self.draft.styles.spacer(), []))
            if last:
                body.append(self._properties(look))
            else:
                body[-1][0].append(self._properties(look))
        for (look, _), section in zip(self.stretches, self.draft.document.sections, strict=True):
            self._furnish(look, section)

    def begin_page(self, number: int) -> None:
        """Put section `number`, from 0, of the assembled body on a new page; columns before it still end level."""
        ends = list(self.draft.document.element.body.iter(clark("w:sectPr")))
        kind = ends[number].find(clark("w:type"))
        assert number and kind is not None
        kind.set(clark("w:val"), "nextPage")
        if ends[number - 1].find(clark("w:cols")).get(clark("w:num")):
            level = paragraph(self.draft.styles.spacer(), [])
            level[0].append(self._properties(Look(1, "continuous")))
            next(ends[number - 1].iterancestors(clark("w:p"))).addnext(level)

    def _free_last(self, element: Element) -> None:
        """The paragraph that ends level columns takes the style for it."""
        style = element.find(f"{clark('w:pPr')}/{clark('w:pStyle')}") if element.tag == clark("w:p") else None
        if style is not None:
            style.set(clark("w:val"), self.draft.styles.ending(style.get(clark("w:val")) or ""))

    def _balance(self) -> None:
        """Columns end level only before a continuous section: an empty one stands where a page break or the end follows."""
        out: list[tuple[Look, list[Element]]] = []
        for number, (look, elements) in enumerate(self.stretches):
            out.append((look, elements))
            follower = self.stretches[number + 1][0].start if number + 1 < len(self.stretches) else "nextPage"
            if look.columns > 1 and follower == "nextPage":
                out.append((Look(1, "continuous"), []))
        self.stretches = out

    def _properties(self, look: Look) -> Element:
        page, styles = self.draft.sheet.page, self.draft.styles
        columns: dict[str, str | int] = {"space": page.column_gap.twips}
        if look.columns > 1:
            columns = {"num": look.columns, **columns}
        leeway = _LEEWAY if page.column_count > 1 else 0
        bottom = Length(max(0, page.margin_bottom - leeway))
        head, foot = self._header_distance(), self._footer_distance()
        if look.letter:
            head, _, foot, _ = letter_furniture(self.draft)
        margins = {"top": page.margin_top, "right": page.margin_outside, "bottom": bottom, "left": page.margin_inside,
                   "header": head, "footer": foot, "gutter": Length(0)}
        parts = [value("w:type", look.start), make("w:pgSz", {"w": page.width.twips, "h": page.height.twips}),
                 make("w:pgMar", {name: length.twips for name, length in margins.items()}), make("w:cols", columns),
                 make("w:docGrid", {"type": "lines", "linePitch": styles.pitch})]
        if look.letter:
            parts.append(make("w:titlePg"))
        if self.draft.has_notes:
            parts.append(make("w:footnotePr", None, value("w:numFmt", "decimalEnclosedCircleChinese"),
                              value("w:numRestart", "eachSect" if look.notes_restart else "continuous")))
        return properties("w:sectPr", parts)

    def _header_distance(self) -> Length:
        """The running head takes the row but one above the type area."""
        return Length(max(0, self.draft.sheet.page.margin_top - 2 * self.draft.styles.row))

    def _footer_distance(self) -> Length:
        """Official papers: dashes 7 mm under the type area (GB/T 9704, 7.5); else the row but one under it."""
        page, folio = self.draft.sheet.page, self.draft.sheet.role("folio")
        if "folio-right" in self.draft.sheet.make_up:
            under = round(folio.line_height * _DESCENT + folio.font_size * _DASH_HEIGHT)
            return Length(max(0, page.margin_bottom - _NUMBER_DASH - under))
        return Length(max(0, page.margin_bottom - 2 * self.draft.styles.row))

    def _furnish(self, look: Look, section: Section) -> None:
        styles = self.draft.styles
        left, right = look.head
        if left:
            _fill(section.even_page_header, styles.paragraph("running-head"), [text_run(left)])
        if right:
            odd = styles.variant("running-head", "odd", "单页", text_align="end")
            _fill(section.header, odd, [text_run(right)])
        if look.letter:
            _, head, _, foot = letter_furniture(self.draft)
            _furnish_with(section.first_page_header, head)
            _furnish_with(section.first_page_footer, foot)
        if look.furniture:
            raised = Length(max(0, self._footer_distance() - letter_furniture(self.draft)[2])) if look.letter else Length(0)
            _fill(section.even_page_footer, self._folio("even", "双页", "start", raised), self._number("folio-left"))
            _fill(section.footer, self._folio("odd", "单页", "end", raised), self._number("folio-right"))

    def _folio(self, key: str, name: str, align: str, raised: Length) -> str:
        inset = self.draft.sheet.role("folio").font_size if "folio-right" in self.draft.sheet.make_up else Length(0)
        side = "margin_inline_start" if align == "start" else "margin_inline_end"
        return self.draft.styles.variant("folio", key, name, text_align=align, margin_block_end=raised,
                                          **{side: Length(inset)})

    def _number(self, key: str) -> list[Element]:
        """The folio as the sheet words it, `{folio}` being the page's number."""
        before, _, after = self.draft.sheet.make_up.get(key, "{folio}").partition("{folio}")
        return [*([text_run(before)] if before else []), *field("PAGE", "1"), *([text_run(after)] if after else [])]


def _spacers(look: Look, elements: list[Element]) -> int:
    """How many low empty paragraphs close a section: its properties need one where it does not end in text of its own.

    After a table in columns two: LibreOffice takes the last one away, and with it the table out of the columns.
    """
    if not elements:
        return 1
    if elements[-1].tag == clark("w:tbl"):
        return 2 if look.columns > 1 else 1
    return int(elements[-1].find(f"{clark('w:pPr')}/{clark('w:framePr')}") is not None)


class _Furniture(Protocol):
    """A header or footer as python-docx gives it."""

    is_linked_to_previous: bool

    @property
    def part(self) -> XmlPart: ...


def _fill(furniture: _Furniture, style: str, children: list[Element]) -> None:
    """Give a header or footer a part of its own that says one line."""
    _furnish_with(furniture, [paragraph(style, children)])


def _furnish_with(furniture: _Furniture, content: list[Element]) -> None:
    furniture.is_linked_to_previous = False
    root = furniture.part.element
    for child in list(root):
        root.remove(child)
    root.extend(content)
