"""The composer: inline content of one block in, lines of positioned glyphs out (clreq 3.1 and 3.2 at the strict level).

Compose with `Composer.compose`, place a line on a page with `boxes`: the line itself (as `place` gives it), its labels (note
numbers, list markers), emphasis dots and underlines.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from convert.cache import Cache
from convert.diagnostics import Diagnostic, Span, diagnose
from convert.fonts import FontBook
from convert.layout.balance import balanced
from convert.layout.boxes import Box, Rectangle, Segment, Tag, TextLine
from convert.layout.breaks import LOOSE, Breaks, Widths, break_lines
from convert.layout.cohesion import Cohesion
from convert.layout.gaps import GapTable
from convert.layout.hyphenation import draw
from convert.layout.items import Items, build_items
from convert.layout.lines import ComposedLine, LineSetter, Rule, moved
from convert.layout.looks import Chunk, Looks
from convert.layout.memory import Memory
from convert.layout.rivers import RIVER, smoothed
from convert.model.length import Length
from convert.model.nodes import Inlines
from convert.style import ComputedStyle, StyleSheet

__all__ = ["Composed", "ComposedLine", "Composer", "Indents", "Rule", "boxes", "place"]

Indents = Callable[[int], tuple[Length, Length]]
_NO_NOTES: Mapping[str, int] = {}
LOOSE_SPACING = 200     # 1/1000 em a gap on average: a justified line that is wider is reported
BALANCED_WIDE_SPACE = 500   # U+3000 in a balanced title: enough at display sizes, and never read as a gutter between columns
_MARKER_GAP = 250       # least space between a list marker and the text, 1/1000 em


class Composed(NamedTuple):
    lines: tuple[ComposedLine, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


class _Frame(NamedTuple):
    """The room of a block's lines: `indent` of the first, `inset` of each."""

    measure: Length
    indent: Length
    inset: Indents | None

    def edges(self, number: int) -> tuple[Length, Length]:
        """Left edge and width of line `number` (from 0)."""
        left, right = self.inset(number) if self.inset else (0, 0)
        left += 0 if number else self.indent
        return Length(left), Length(self.measure - left - right)


class Composer:
    """Composes the blocks of one publication; `missing` collects (file, character) that no face has, with the first place.

    `cache` keeps what was composed for the next build.
    """

    def __init__(self, sheet: StyleSheet, book: FontBook, script: str, cache: Cache | None = None, *, vertical: bool = False):
        self.sheet, self.script, self.vertical = sheet, script, vertical
        self._memory = Memory(cache or Cache(None), book.faces_for(script) if cache else {})
        self.looks = Looks(sheet, book, script, vertical=vertical)
        self._tables: dict[tuple[int, int], GapTable] = {}
        self._cohesion = Cohesion("")

    def learn(self, text: str) -> None:
        """Take the text of the publication as the measure of which characters make words: titles then break between words."""
        self._cohesion = Cohesion(text)
        self._memory.learn(text)

    @property
    def missing(self) -> dict[tuple[str, str], Span]:
        return self.looks.missing

    def compose(self, inlines: Inlines, style: ComputedStyle, measure: Length, *, first_indent: Length | None = None,
                indents: Indents | None = None, notes: Mapping[str, int] = _NO_NOTES, prefix: Inlines = (),
                count: int = 0) -> Composed:
        """Set `inlines` in lines of `measure`.

        `first_indent` None means the style's; `indents(n)` gives what line n leaves free at its left and right.  `notes`: numbers
        of the notes referred to.  `prefix` hangs at the first line's indent (a list marker).  `count`: so many lines, where a text
        without breaks of its own can be had so decently.  Never fails: what does not fit is set as it is and reported.
        """
        if indents or prefix:
            return self._compose(inlines, style, measure, first_indent, indents, notes, prefix, count)
        key = self._memory.key(inlines, style, (measure, first_indent, count, self.vertical), notes)
        lines = self._memory.get(key, style)
        if lines is not None:
            return Composed(lines)
        composed = self._compose(inlines, style, measure, first_indent, None, notes, (), count)
        if not composed.diagnostics and not self.missing:
            self._memory.put(key, style, composed.lines)
        return composed

    def _compose(self, inlines: Inlines, style: ComputedStyle, measure: Length, first_indent: Length | None,
                 indents: Indents | None, notes: Mapping[str, int], prefix: Inlines, count: int) -> Composed:
        indent = style.text_indent if first_indent is None else first_indent
        chunks = self.looks.chunks(inlines, style, notes)
        if not chunks[-1].text:
            chunks.pop()
        labels: tuple[Segment, ...] = ()
        if prefix:
            labels, indent = self._marker(prefix, style, indent)
        frame = _Frame(measure, indent, indents)
        lines: list[ComposedLine] = []
        diagnostics: list[Diagnostic] = []
        for chunk in chunks:
            lines += self._chunk(chunk, style, frame, len(lines), count if len(chunks) == 1 else 0, diagnostics)
        if labels and lines:
            lines[0] = lines[0]._replace(labels=labels + lines[0].labels)
        return Composed(tuple(lines), tuple(diagnostics))

    def natural_width(self, inlines: Inlines, style: ComputedStyle, notes: Mapping[str, int] = _NO_NOTES) -> Length:
        """Width of `inlines` on one line (the longest, where hard breaks part them), before justification."""
        widths = [0]
        for chunk in self.looks.chunks(inlines, style, notes):
            if chunk.text:
                setter = LineSetter(chunk, self._items(chunk, style), style.font_size)
                widths.append(-(-setter.natural_width(0, len(chunk.text)) * style.font_size // 1000))
        return Length(max(widths))

    def _items(self, chunk: Chunk, style: ComputedStyle) -> Items:
        tracking = style.letter_spacing * 1000 // style.font_size
        wide = BALANCED_WIDE_SPACE if style.text_wrap == "balance" else 1000
        table = self._tables.get((tracking, wide))
        if table is None:
            composition = self.sheet.compositions.get(self.script) or self.sheet.compositions["zh-Hans"]
            table = self._tables[tracking, wide] = GapTable.build(composition, tracking, wide, vertical=self.vertical)
        return build_items(chunk, table, self.looks.classes)

    def _chunk(self, chunk: Chunk, style: ComputedStyle, frame: _Frame, number: int, count: int,
               diagnostics: list[Diagnostic]) -> list[ComposedLine]:
        """The lines of one chunk, the first of them line `number` of the block."""
        if not chunk.text:
            return [ComposedLine((), Length(0), "", chunk.offset, x=frame.edges(number)[0])]
        size = style.font_size
        items = self._items(chunk, style)
        found = self._breaks(items, style, frame, number, count)
        if items.hyphens:
            draw(items, found.positions)
        setter = LineSetter(chunk, items, size)
        lines = []
        start = 0
        for nth, end in enumerate(found.positions, number):
            left, room = frame.edges(nth)
            align = style.text_align if style.text_align != "justify" or end < len(chunk.text) else "start"
            lines.append(setter.set(start, end, room * 1000 // size, left=left, measure=room, align=align))
            start = end
        if found.overfull or found.forced or found.ratio > LOOSE or found.river >= 0:
            diagnostics += _complaints(found, lines, style, frame, number, chunk.span)
        return lines

    def _breaks(self, items: Items, style: ComputedStyle, frame: _Frame, number: int, count: int) -> Breaks:
        size = style.font_size
        first, width = (frame.edges(n)[1] * 1000 // size for n in (number, number + 1))
        widths: Widths | None = (lambda n: frame.edges(number + n)[1] * 1000 // size) if frame.inset else None
        ragged = style.text_align != "justify"
        if ragged and style.text_wrap == "balance":
            even = balanced(items, first, width, widths, self._cohesion)
            if even is not None:
                return even
        found = break_lines(items, first, width, ragged=ragged, widths=widths, count=count)
        if ragged or widths or count or len(found.positions) < RIVER or found.ratio:
            return found
        return smoothed(items, found, first, width, lambda: break_lines(items, first, width))

    def _marker(self, prefix: Inlines, style: ComputedStyle, indent: Length) -> tuple[tuple[Segment, ...], Length]:
        """The segments of a list marker that begins at `indent`, and where the text of the first line begins."""
        segments: list[Segment] = []
        x = indent
        for chunk in self.looks.chunks(prefix, style, _NO_NOTES):
            if chunk.text:
                setter = LineSetter(chunk, self._items(chunk, style), style.font_size)
                line = setter.set(0, len(chunk.text), 10**9, left=x, measure=Length(0), align="start")
                segments += line.segments
                x = Length(x + line.width + _MARKER_GAP * style.font_size // 1000)
        return tuple(segments), Length(max(0, x))


def _complaints(found: Breaks, lines: list[ComposedLine], style: ComputedStyle, frame: _Frame, number: int,
                span: Span) -> list[Diagnostic]:
    if found.overfull:
        over = max(enumerate(lines, number), key=lambda n: n[1].width - frame.edges(n[0])[1])[1]
        return [diagnose("L001", span, text=over.text)]
    if found.forced:
        return [diagnose("L002", span, text=lines[0].text[:20])]
    if found.river >= 0:
        return [diagnose("L005", span, text=lines[found.river].text)]
    loose = max(lines, key=lambda line: line.glue_ratio)
    if loose.glue_ratio > LOOSE_SPACING:
        return [diagnose("L003", span, text=loose.text, share=loose.glue_ratio)]
    ends = [frame.edges(n)[1] * 1000 // style.font_size * style.font_size // 1000 for n in range(number, number + len(lines))]
    short = [line for line, end in zip(lines[:-1], ends, strict=False) if line.width < end]
    return [diagnose("L004", span, text=short[0].text)] if short and style.text_align == "justify" else []


def place(line: ComposedLine, x: Length, y: Length, tag: Tag | None) -> TextLine:
    """`line` with the measure's left edge at `x` and its baseline at `y`, under `tag`; without labels and decorations."""
    return TextLine(y, tuple([moved(s, x) for s in line.segments]), tag)


CELLS = ("TH", "TD")        # an empty one counts all the same: the columns of a table are told by counting


def boxes(line: ComposedLine, x: Length, y: Length, tag: Tag | None, label_tag: Tag | None = None) -> tuple[Box, ...]:
    """Everything of `line`: underlines and emphasis dots as artifacts, labels under `label_tag` (None: artifacts too)."""
    out: list[Box] = [Rectangle(Length(x + r.x), Length(y + r.dy), r.width, r.thickness, r.color) for r in line.rules]
    if line.labels and label_tag:
        out += _in_turn(line, x, y, tag, label_tag)
    elif line.segments or (tag is not None and tag.type in CELLS):
        out.append(place(line, x, y, tag))
    if line.labels and not label_tag:
        out.append(TextLine(y, tuple(moved(s, x) for s in line.labels), None))
    for written, group in groupby(line.decorations, key=_is_written):
        out.append(TextLine(y, tuple(moved(s, x) for s in group), None, silent=not written))
    return tuple(out)


def _is_written(decoration: Segment) -> bool:
    """Whether it is a reading, which has letters; dots and wavy lines are drawn in glyphs."""
    return any(char.isalnum() for char in decoration.text)


def _in_turn(line: ComposedLine, x: Length, y: Length, tag: Tag | None, label_tag: Tag) -> Iterator[TextLine]:
    """Text and labels along the line: who reads it aloud or copies it meets a note's number behind its word."""
    parts = sorted([(s.x, False, s) for s in line.segments] + [(s.x, True, s) for s in line.labels], key=lambda part: part[:2])
    for number, (labels, group) in enumerate(groupby(parts, key=lambda part: part[1])):
        own = label_tag._replace(key=f"{label_tag.key}.{number}", order=label_tag.order + number) if labels else tag
        yield TextLine(y, tuple(moved(s, x) for _, _, s in group), own)
