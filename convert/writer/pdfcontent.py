"""Content streams: the boxes of a page as PDF operators.

One text matrix a segment, Tc for the spacing its glyphs share, one TJ with numbers only where an advance differs from it.
All arithmetic is in integers (1/1000 em, millipoints), so that the right edge stands where layout put it.
"""
from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from itertools import compress, count
from operator import ne, sub

from convert.layout.boxes import COMBINED, UPRIGHT, ImageBox, Page, Rectangle, Segment, Tag, TextLine
from convert.layout.grid import CENTRE_TO_BASELINE
from convert.model.length import Length
from convert.style import Color
from convert.writer.pdffont import PdfFont
from convert.writer.pdftags import StructureTree, text_string
from convert.writer.pdfx import PageGeometry

KNOCK_OUT, OVERPRINT = "Knock", "Over"          # names of the two graphics states


class PageContent:
    """Writes one page; `operators` is the result."""

    def __init__(self, geometry: PageGeometry, edition: str, fonts: dict[str, PdfFont], tree: StructureTree,
                 image_name: Callable[[ImageBox], str]):
        self.geometry, self.print = geometry, edition == "print"
        self.fonts, self.tree, self.image_name = fonts, tree, image_name
        self.operators: list[str] = []
        self.images: list[str] = []
        self._in_text = False
        self._tag: Tag | None = None
        self._marked = False
        self._color: Color | None = None
        self._overprint = False
        self._font = ""
        self._spacing = 0       # Tc in 1/1000 000 pt

    def draw(self, page: Page) -> None:
        for box in page.boxes:
            self._mark(box.tag)
            match box:
                case TextLine():
                    self._line(box)
                case Rectangle():
                    self._rectangle(box)
                case ImageBox():
                    self._image(box)
        self._unmark()
        self._text(False)

    def _text(self, wanted: bool) -> None:
        if wanted != self._in_text:
            self.operators.append("BT" if wanted else "ET")
            self._in_text = wanted

    def _mark(self, tag: Tag | None) -> None:
        """Open marked content for `tag`, unless the box before belongs to the same element."""
        if self._marked and (tag.key if tag else None) == (self._tag.key if self._tag else None):
            return
        self._unmark()
        self.operators.append(f"/{tag.type} <</MCID {self.tree.mark(tag)}>> BDC" if tag else "/Artifact BMC")
        self._tag, self._marked = tag, True

    def _unmark(self) -> None:
        if self._marked:
            self._text(False)       # a text object and marked content nest, they never cross
            self.operators.append("EMC")
            self._marked = False

    def _set_color(self, color: Color) -> None:
        if color == self._color:
            return
        self._color = color
        if not self.print:
            self.operators.append(" ".join(_decimal(round(v * 1000 / 255)) for v in color.rgb) + " rg")
            return
        black = color.cmyk == (0, 0, 0, 100)
        if black != self._overprint:
            self.operators.append(f"/{OVERPRINT if black else KNOCK_OUT} gs")
            self._overprint = black
        self.operators.append(" ".join(_decimal(v * 10) for v in color.cmyk) + " k")

    def _line(self, line: TextLine) -> None:
        show: Callable[[Segment, int], None] = self._segment
        said = line.vertical or line.silent
        if said and line.segments:
            self._say("" if line.silent else "".join("".join(s.text) for s in line.segments))
        if line.vertical:
            show = self._turned
        for segment in line.segments:
            if segment.gids:
                self._set_color(segment.color)
                self._text(True)
                show(segment, line.y)
        if said and line.segments:
            self.operators.append("EMC")

    def _say(self, words: str) -> None:
        """A vertical line says its text as a whole (PDF 14.9.4): who reads only places takes its parts for lines of their own;
        glyphs that are drawn, not written, say nothing."""
        self._text(True)
        said = text_string(words.replace("\u00ad", "")).decode()
        self.operators.append(f"/Span <</ActualText {said}>> BDC")

    def _segment(self, segment: Segment, y: int) -> None:
        font = self.fonts[segment.face.name]
        spacing = segment.spacing * segment.size
        if spacing != self._spacing:
            self._spacing = spacing
            self.operators.append(f"{spacing / 1_000_000:.6f}".rstrip("0").rstrip(".") + " Tc")
        x = self.geometry.x(segment.x)
        base = self.geometry.y(y) + segment.rise
        if not font.sisters or font.sisters.keys().isdisjoint(zip(segment.gids, segment.text, strict=True)):
            self._show(font, 0, segment, (x, base))
            return
        glyphs = list(zip(segment.gids, segment.text, strict=True))
        start, travelled = 0, 0
        for end in range(1, len(glyphs) + 1):
            sister = font.sisters.get(glyphs[start], 0)
            if end == len(glyphs) or font.sisters.get(glyphs[end], 0) != sister:
                at = (x + travelled * segment.size // 1000, base)
                part = segment._replace(gids=segment.gids[start:end], advances=segment.advances[start:end])
                self._show(font, sister, part, at)
                travelled += sum(part.advances)
                start = end

    def _turned(self, segment: Segment, x: int) -> None:
        """A segment of a vertical line whose baseline lies at `x`; Tc rests: viewers differ in what it does to such lines."""
        font = self.fonts[segment.face.name]
        if self._spacing:
            self._spacing = 0
            self.operators.append("0 Tc")
        base, y = self.geometry.x(x) + segment.rise, segment.x
        start = 0
        glyphs = list(zip(segment.gids, segment.text, strict=True))
        for end in range(1, len(glyphs) + 1):
            sister = font.sisters.get(glyphs[start], 0)
            if end == len(glyphs) or font.sisters.get(glyphs[end], 0) != sister:
                part = segment._replace(gids=segment.gids[start:end], advances=segment.advances[start:end], spacing=0)
                self._show_turned(font, sister, part, (base, self.geometry.y(y)))
                y = Length(y + sum(part.advances) * segment.size // 1000)
                start = end

    def _show_turned(self, font: PdfFont, sister: int, segment: Segment, at: tuple[int, int]) -> None:
        """Glyphs on the baseline through `at`, on their side, upright or in one em."""
        centre = at[0] + CENTRE_TO_BASELINE * segment.size // 1000
        codes = list(map(font.codes.__getitem__, segment.gids))
        if segment.orientation == UPRIGHT:
            self._select(font.vertical_names[sister], segment.size)
            wide = list(map(sub, segment.advances, map(font.heights.__getitem__, segment.gids)))
            matrix, place = "1 0 0 1", (centre, at[1])
        elif segment.orientation == COMBINED:
            self._combined(font, sister, segment, (centre, at[1]))
            return
        else:
            self._select(font.names[sister], segment.size)
            wide = list(map(sub, map(font.widths.__getitem__, segment.gids), segment.advances))
            matrix, place = "0 -1 1 0", at
        wide[-1] = 0        # nothing follows the last glyph
        for index in compress(count(), wide):
            codes[index] += f">{wide[index]}<"
        self.operators.append(f"{matrix} {_decimal(place[0])} {_decimal(place[1])} Tm [<{''.join(codes)}>] TJ")

    def _combined(self, font: PdfFont, sister: int, segment: Segment, at: tuple[int, int]) -> None:
        """縱中橫: glyphs in a row, in the middle of the em that begins at `at` on the central line."""
        self._select(font.names[sister], segment.size)
        width = sum(map(font.widths.__getitem__, segment.gids))
        scale = min(1000, 1_000_000 // width)
        x = at[0] - width * scale * segment.size // 2_000_000
        y = at[1] - (500 + segment.face.cap_height // 2) * segment.size // 1000
        narrow = scale < 1000
        if narrow:
            self.operators.append(f"{_decimal(scale * 100)} Tz")
        codes = "".join(map(font.codes.__getitem__, segment.gids))
        self.operators.append(f"1 0 0 1 {_decimal(x)} {_decimal(y)} Tm [<{codes}>] TJ")
        if narrow:
            self.operators.append("100 Tz")

    def _select(self, name: str, size: int) -> None:
        selected = f"/{name} {_decimal(size)} Tf"
        if selected != self._font:
            self._font = selected
            self.operators.append(selected)

    def _show(self, font: PdfFont, sister: int, segment: Segment, at: tuple[int, int]) -> None:
        self._select(font.names[sister], segment.size)
        gids, advances, spacing = segment.gids, segment.advances, segment.spacing
        codes = list(map(font.codes.__getitem__, gids))
        widths: Iterable[int] = map(font.widths.__getitem__, gids)
        if spacing:
            widths = map(spacing.__add__, widths)
        last = len(gids) - 1        # nothing follows the last glyph
        for index in compress(range(last), map(ne, widths, advances)):
            codes[index] += f">{font.widths[gids[index]] + spacing - advances[index]}<"
        self.operators.append(f"1 0 0 1 {_decimal(at[0])} {_decimal(at[1])} Tm [<{''.join(codes)}>] TJ")

    def _rectangle(self, box: Rectangle) -> None:
        self._text(False)
        self._set_color(box.color)
        x, y = self.geometry.x(box.x), self.geometry.y(box.y + box.height)
        self.operators.append(f"{_decimal(x)} {_decimal(y)} {_decimal(box.width)} {_decimal(box.height)} re f")

    def _image(self, box: ImageBox) -> None:
        self._text(False)
        if self.print and self._overprint:      # a picture knocks out what lies under it
            self.operators.append(f"/{KNOCK_OUT} gs")
            self._overprint, self._color = False, None
        name = self.image_name(box)
        self.images.append(name)
        x, y = self.geometry.x(box.x), self.geometry.y(box.y + box.height)
        self.operators.append(f"q {_decimal(box.width)} 0 0 {_decimal(box.height)} {_decimal(x)} {_decimal(y)} cm /{name} Do Q")
        if box.tag is not None:
            self.tree.bound(box.tag, (x / 1000, y / 1000, (x + box.width) / 1000, (y + box.height) / 1000))


@functools.lru_cache(maxsize=4096)      # columns and rows of the grid: the same few places on every page
def _decimal(thousandths: int) -> str:
    """An integer of thousandths as a PDF number, exactly: 15 digits are more than it has, and a float holds them."""
    return f"{thousandths / 1000:.15g}"
