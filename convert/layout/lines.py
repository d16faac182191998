"""From a chunk's items and a pair of breaks to a line of positioned glyphs: segments, note labels, emphasis dots, underlines."""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate, compress, pairwise
from typing import NamedTuple

from convert.charclass import HAN
from convert.layout.boxes import COMBINED, SIDEWAYS, Segment
from convert.layout.items import Items
from convert.layout.justify import shrink, stretch
from convert.layout.looks import Chunk, Look, Reading, Stretch
from convert.model.length import Length
from convert.style import Color

_ZERO = Length(0)
UNDERLINE_DEPTH = 140       # below the baseline, 1/1000 em
UNDERLINE_WEIGHT = 40
MAXIMUM_TRACKING = 100
DOT_DIAMETER = 130          # 着重号
DOT_DEPTH = 210             # of its centre below the baseline
DOT_RISE = 970              # in a vertical line, at whose right it stands
_DOT_GLYPHS = "•·."
NAME_INSET = 50             # 专名号, 书名号: how much shorter than the text at either end
WAVE_DEPTH = 230            # of the wavy line's middle below the baseline
WAVE_LENGTH = 500           # of the glyph that is repeated
_WAVE_GLYPHS = "～〜﹏"
RUBY_FOOT = 900             # where the lowest stroke of ruby stands above the baseline, 1/1000 em of the text
RUBY_DESCENT = 240          # of pinyin below its own baseline


class Rule(NamedTuple):
    """An underline: its left end from the measure's edge, its length, its depth below the baseline, its weight."""

    x: Length
    width: Length
    dy: Length
    thickness: Length
    color: Color


class ComposedLine(NamedTuple):
    """One line; every x is relative to the measure's left edge, every y to the baseline.

    `x` … `x + width`: from the edge of the first box to that of the last (the blank half of a mark at an edge lies outside).
    `text`: the source characters of the line, `start` their offset in the block's plain text.  `notes`: ids referred to here.
    `glue_ratio`: how far the line was stretched (or, negative, shrunk), 1/1000 em a gap on average.
    `labels` are generated (note numbers, list markers), `decorations` (emphasis dots) are artifacts: neither is text of the block.
    """

    segments: tuple[Segment, ...]
    width: Length
    text: str
    start: int
    notes: tuple[str, ...] = ()
    glue_ratio: int = 0
    x: Length = _ZERO
    labels: tuple[Segment, ...] = ()
    decorations: tuple[Segment, ...] = ()
    rules: tuple[Rule, ...] = ()


EMPTY_LINE = ComposedLine((), _ZERO, "", 0)


def moved(segment: Segment, x: int) -> Segment:
    return Segment(segment.face, segment.size, segment.color, Length(segment.x + x), segment.gids, segment.text, segment.advances,
                   segment.spacing, segment.rise, segment.href, segment.orientation)


class LineSetter:
    """Sets the lines of one chunk at `size`."""

    def __init__(self, chunk: Chunk, items: Items, size: Length):
        self.chunk, self.items, self.size = chunk, items, size
        self.advances = items.cells.copy()
        for i in compress(range(len(items.shifts)), items.shifts):
            self.advances[i] += items.shifts[i]
            if i:
                self.advances[i - 1] -= items.shifts[i]
        self.cluster_places = sorted(items.clusters)
        self.notes = [s.start for s in chunk.stretches if s.look.note_id]
        self.decorated = any(s.look.dots or s.look.line or s.look.reading for s in chunk.stretches)
        self.stretch_ends = [s.end for s in chunk.stretches]
        self.turns = items.turned.turns if items.turned else None

    def natural_width(self, start: int, end: int) -> int:
        """Of the items start … end, in 1/1000 em, before justification."""
        starts = self.items.starts
        return starts[end - 1] + self.items.boxes[end - 1] - starts[start]

    def set(self, start: int, end: int, room: int, *, left: Length, measure: Length, align: str) -> ComposedLine:
        """The line of items start … end in `room` (1/1000 em); `measure` is the same room as a length, `left` where it begins."""
        items = self.items
        advances, spacing = self.advances[start:end], 0
        width = self.natural_width(start, end)
        if width > room and self.items.hangs:
            width -= self.items.hangs.get(end - 1, 0)
        slack = room - width
        given = 0
        if slack < 0:
            last = end - 1
            given = slack + shrink(advances, items.kinds[start:last], items.shrink[start:last], items.natural[start:last], -slack)
        elif align == "justify" and slack:
            spacing = stretch(advances, items.kinds[start:end - 1], slack)
            if spacing < 0:
                spacing, slack = 0, self._track(advances, slack)
            given = slack
        width += given
        advances[-1] = items.boxes[end - 1] if end - 1 in items.clusters else items.advances[end - 1]
        across = Length(width * self.size // 1000)
        x = left + (0 if align in ("start", "justify") else (measure - across) // (2 if align == "center" else 1))
        return self._emit(start, end, advances, spacing, Length(x), across, given)

    def _track(self, advances: list[int], slack: int) -> int:
        """A line that is one long word (a URL) is filled by tracking it, up to MAXIMUM_TRACKING; what was given is returned."""
        gaps = len(advances) - 1
        if slack > gaps * MAXIMUM_TRACKING:
            return 0
        part, rest = divmod(slack, max(1, gaps))
        for i in range(gaps):
            advances[i] += part + (i < rest)
        return slack

    def _emit(self, start: int, end: int, advances: list[int], spacing: int, x: Length, width: Length, given: int) -> ComposedLine:
        items, chunk, size = self.items, self.chunk, self.size
        text = items.text[start:end]
        ratio = given // (end - start - 1) if given else 0
        offset = chunk.offset + start
        if self.notes:
            offset -= bisect_left(self.notes, start)
        first = bisect_right(self.stretch_ends, start)
        if not self.decorated and self._is_plain(chunk.stretches[first], start, end):
            look = chunk.stretches[first].look
            left = Length(x - items.shifts[start] * size // 1000) if items.shifts[start] else x
            segment = Segment(look.face, size, look.color, left, tuple(items.gids[start:end]), text, tuple(advances), spacing,
                              _ZERO, look.href, self._orientation(start))
            return ComposedLine((segment,), width, text, offset, (), ratio, x)
        origins = list(accumulate(advances, initial=-items.shifts[start]))
        parts = [(s, max(start, s.start), min(end, s.end)) for s in chunk.stretches[first:] if s.start < end]
        pieces = parts if self.turns is None else self._by_orientation(parts)
        built = [(s, self._segment(s.look, a, b, start, origins, x, spacing)) for s, a, b in pieces]
        notes = tuple(s.look.note_id for s, _ in built if s.look.note_id)
        if notes:
            text = "".join(items.text[a:b] for s, a, b in parts if not s.look.note_id)
        return ComposedLine(tuple(g for s, g in built if g and not s.look.note_id), width, text, offset, notes, ratio, x,
                            tuple(g for s, g in built if g and s.look.note_id),
                            tuple(self._decorations(parts, start, origins, x)) if self.decorated else (),
                            tuple(self._rule(*p, start, origins, x) for p in parts if p[0].look.line in ("straight", "name")))

    def _decorations(self, parts: list[tuple[Stretch, int, int]], start: int, origins: list[int], x: int) -> Iterator[Segment]:
        """Emphasis dots, readings and wavy lines."""
        for piece, a, b in parts:
            look = piece.look
            if look.dots and (dots := self._dots(piece, a, b, start, origins, x)):
                yield dots
            if look.reading:
                yield self._reading(look, look.reading, self._extent(a, b, start, origins), x)
            if look.line == "wave" and (wave := self._wave(look, self._extent(a, b, start, origins), x)):
                yield wave

    def _extent(self, start: int, end: int, line_start: int, origins: list[int]) -> tuple[int, int]:
        """Left and right edge of items start … end in 1/1000 em from the line's beginning."""
        items = self.items
        return (origins[start - line_start] + items.shifts[start],
                origins[end - 1 - line_start] + items.shifts[end - 1] + items.boxes[end - 1])

    def _reading(self, look: Look, reading: Reading, extent: tuple[int, int], x: int) -> Segment:
        """Ruby in the middle over its text (clreq 3.3.3), clear of the em boxes of its own line and of the line above."""
        left = (sum(extent) - reading.width) // 2
        gids, texts, advances = zip(*reading.glyphs, strict=True)
        return Segment(reading.face, Length(self.size * reading.ratio // 1000), look.color, Length(x + left * self.size // 1000),
                       gids, texts, advances, 0, Length(self.size * (RUBY_FOOT + RUBY_DESCENT * reading.ratio // 1000) // 1000),
                       orientation=reading.orientation)

    def _wave(self, look: Look, extent: tuple[int, int], x: int) -> Segment | None:
        """A wavy line of whole waves under a title, in the glyphs of the first face that has one."""
        left, right = extent[0] + NAME_INSET, extent[1] - NAME_INSET
        char = next((c for c in _WAVE_GLYPHS if look.face.glyphs[c][0]), "")
        if not char or right <= left:
            return None
        begin, bottom, end, top = look.face.ink(char)
        count = max(1, (right - left + WAVE_LENGTH // 2) // WAVE_LENGTH)
        ratio = (right - left) * 1000 // (count * (end - begin))
        left -= begin * ratio // 1000
        rise = -WAVE_DEPTH - (bottom + top) // 2 * ratio // 1000
        gids, advances = (look.face.glyphs[char][0],) * count, (end - begin,) * count
        return Segment(look.face, Length(self.size * ratio // 1000), look.color, Length(x + left * self.size // 1000),
                       gids, (char,) * count, advances, 0, Length(self.size * rise // 1000))

    def _is_plain(self, piece: Stretch, start: int, end: int) -> bool:
        """Whether items start … end are all of one look, one glyph each."""
        if piece.end < end or piece.look.ratio != 1000:
            return False
        turns = self.turns
        if turns is not None and (turns[start] == COMBINED or turns.count(turns[start], start, end) < end - start):
            return False
        return not self.cluster_places or bisect_left(self.cluster_places, start) == bisect_left(self.cluster_places, end)

    def _by_orientation(self, parts: list[tuple[Stretch, int, int]]) -> Iterator[tuple[Stretch, int, int]]:
        """`parts` cut where characters stand otherwise in a vertical line, and round every cell."""
        turned = self.items.turned
        assert turned is not None
        cells = {edge for cell in turned.cells for edge in cell}
        for piece, start, end in parts:
            edges = [i for i in range(start + 1, end) if turned.turns[i] != turned.turns[i - 1] or i in cells]
            for a, b in pairwise([start, *edges, end]):
                yield piece, a, b

    def _orientation(self, start: int) -> int:
        return SIDEWAYS if self.turns is None else self.turns[start]

    def _segment(self, look: Look, start: int, end: int, line_start: int, origins: list[int], x: int,
                 spacing: int) -> Segment | None:
        """Items start … end as one segment; `origins` are the glyph origins of the line in 1/1000 em of the block."""
        gids: list[int] = []
        texts: list[str] = []
        places: list[int] = []          # origins in 1/1000 em of the segment's own size, from its first glyph
        begin = origins[start - line_start]
        for i in range(start, end):
            glyphs = self.items.clusters.get(i)
            origin = (origins[i - line_start] - begin) * 1000 // look.ratio
            if glyphs is None:
                glyphs = ((self.items.gids[i], self.items.text[i], 0),)
            for gid, text, advance in glyphs:
                gids.append(gid)
                texts.append(text)
                places.append(origin)
                origin += advance
        if not gids:
            return None
        final = (origins[end - line_start] - begin) * 1000 // look.ratio
        advances = tuple(b - a for a, b in zip(places, [*places[1:], final], strict=True))
        size = Length(self.size * look.ratio // 1000)
        begin += places[0] * look.ratio // 1000         # what has no glyph may come first
        return Segment(look.face, size, look.color, Length(x + begin * self.size // 1000), tuple(gids), tuple(texts), advances,
                       spacing if look.ratio == 1000 else 0, Length(self.size * look.rise // 1000), look.href,
                       self._orientation(start))

    def _dots(self, piece: Stretch, start: int, end: int, line_start: int, origins: list[int], x: int) -> Segment | None:
        """着重号 under the ideographs of items start … end (clreq: none under marks)."""
        face = piece.look.face
        char = next((c for c in _DOT_GLYPHS if face.glyphs[c][0]), "")
        centres = [origins[i - line_start] + 500 for i in range(start, end) if self.items.classes[i] == HAN]
        if not char or not centres:
            return None
        left, bottom, right, top = face.ink(char)
        ratio = DOT_DIAMETER * 1000 // max(1, right - left)
        begin = centres[0] - (left + right) // 2 * ratio // 1000
        places = [(c - centres[0]) * 1000 // ratio for c in centres]
        advances = tuple(b - a for a, b in zip(places, [*places[1:], places[-1] + face.glyphs[char][1]], strict=True))
        rise = (DOT_RISE if self.turns else -DOT_DEPTH) - (bottom + top) // 2 * ratio // 1000
        count = len(centres)
        return Segment(face, Length(self.size * ratio // 1000), piece.look.color, Length(x + begin * self.size // 1000),
                       (face.glyphs[char][0],) * count, (char,) * count, advances, 0, Length(self.size * rise // 1000))

    def _rule(self, piece: Stretch, start: int, end: int, line_start: int, origins: list[int], x: int) -> Rule:
        size = self.size
        left, right = self._extent(start, end, line_start, origins)
        if piece.look.line == "name" and right - left > 2 * NAME_INSET:      # two names side by side keep two lines
            left, right = left + NAME_INSET, right - NAME_INSET
        return Rule(Length(x + left * size // 1000), Length((right - left) * size // 1000), Length(UNDERLINE_DEPTH * size // 1000),
                    Length(UNDERLINE_WEIGHT * size // 1000), piece.look.color)


