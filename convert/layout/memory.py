"""Compositions remembered: the lines of a text that was composed before in the same style and measure.

Within a build this serves running heads and folios, from build to build (through a Cache) every paragraph that has not changed.
Remembered are lines without findings only: a finding has a place in the source, and is made anew where it stands now.
"""
from __future__ import annotations

import functools
import json
import struct
from array import array
from collections.abc import Mapping
from typing import Any

from convert.cache import Cache, key_of
from convert.fonts import Face
from convert.layout.boxes import Segment, shared
from convert.layout.lines import ComposedLine, Rule
from convert.model.length import Length
from convert.model.nodes import Inline, Inlines, NoteReference, Run
from convert.style import Color, ComputedStyle

Lines = tuple[ComposedLine, ...]


class Memory:
    """`faces`: those that an entry of `cache` may name, by name."""

    def __init__(self, cache: Cache, faces: Mapping[str, Face]):
        self._cache, self._faces = cache, faces
        self._learnt = ""
        self._known: dict[bytes, Lines] = {}
        self._styles: dict[ComputedStyle, str] = {}

    def learn(self, text: str) -> None:
        """From now on balanced lines break by what `text` teaches."""
        self._learnt = key_of(text).hex()

    def key(self, inlines: Inlines, style: ComputedStyle, room: tuple[int | None, ...], notes: Mapping[str, int]) -> bytes:
        """What decides the lines of `inlines`; `room`: the measure and whatever else is a number."""
        said = self._styles.get(style)
        if said is None:
            said = self._styles[style] = key_of(repr(style)).hex()
        return key_of(f"{[_decisive(i, notes) for i in inlines]} {room} {said}")

    def get(self, key: bytes, style: ComputedStyle) -> Lines | None:
        """The lines of `style` kept under `key`; what fits on one line was not broken by what a text teaches."""
        lines = self._get(key)
        return self._get(self._taught(key)) if lines is None and style.text_wrap == "balance" else lines

    def put(self, key: bytes, style: ComputedStyle, lines: Lines) -> None:
        key = self._taught(key) if style.text_wrap == "balance" and len(lines) > 1 else key
        self._known[key] = lines
        if self._cache:
            encoded = self._encoded(lines)
            if encoded is not None:
                self._cache.put(key, encoded)

    def _taught(self, key: bytes) -> bytes:
        return key_of(key.hex() + self._learnt)

    def _get(self, key: bytes) -> Lines | None:
        lines = self._known.get(key)
        if lines is None and (entry := self._cache.get(key)) is not None:
            try:
                lines = self._known[key] = self._decoded(entry)
            except (ValueError, TypeError, LookupError, StopIteration, struct.error, RecursionError):
                return None
        return lines

    def _encoded(self, lines: Lines) -> bytes | None:
        """The bytes of `lines`; None when they are set in a face that no other build may know, or wider than any column."""
        writer = _Writer()
        for line in lines:
            writer.line(line)
        if any(self._faces.get(face.name) is not face for face in writer.faces):
            return None
        try:
            return writer.entry()
        except struct.error:
            return None

    def _decoded(self, entry: bytes | memoryview) -> Lines:
        return _Reader(entry, self._faces).lines()


def _decisive(inline: Inline, notes: Mapping[str, int]) -> tuple[object, ...]:
    """What decides how `inline` is set: all but its place in the source."""
    if isinstance(inline, Run):
        return inline.text, inline.marks.value, inline.href, inline.lang, inline.ruby
    return (inline.note_id, notes.get(inline.note_id)) if isinstance(inline, NoteReference) else ()


# An entry: the text of its lines in UTF-8; JSON for their looks and for the lines that are more than one segment; the integers of
# each line; the numbers of all glyphs, and their advances.
_HEAD = struct.Struct("<IIII")      # bytes of text, bytes of JSON, number of lines, of glyphs
_INTEGERS, _GIDS, _ADVANCES = "i", "H", "h"
_OF_LINE = 8
_OTHER = -1                         # in place of a look: the line is in the JSON
_Look = tuple[str, Length, Color, Length, str, int]


@functools.lru_cache(maxsize=512)   # nearly every paragraph is in one look and plain
def _json(looks: tuple[_Look, ...], others: tuple[str, ...]) -> bytes:
    return f"[{json.dumps(looks)},[{','.join(others)}]]".encode()


class _Writer:
    """`faces`: those of the lines written."""

    def __init__(self) -> None:
        self.faces: set[Face] = set()
        self._looks: dict[_Look, int] = {}
        self._texts: list[str] = []
        self._others: list[str] = []
        self._rows: list[int] = []
        self._gids: list[int] = []
        self._advances: list[int] = []

    def line(self, line: ComposedLine) -> None:
        segment = line.segments[0] if line.segments else None
        text = line.text
        plain = (segment is not None and len(line.segments) == 1 and segment.text == text
                 and not (line.notes or line.labels or line.decorations or line.rules))
        self._texts.append(text)
        look, x, spacing = self._segment(segment) if plain and segment else (_OTHER, 0, 0)
        self._rows += (line.width, line.start, line.glue_ratio, line.x, len(text), look, x, spacing)
        if look == _OTHER:
            parts = [[(*self._segment(s), s.text) for s in part]
                     for part in (line.segments, line.labels, line.decorations)]
            self._others.append(json.dumps((parts, line.notes, line.rules)))

    def _segment(self, s: Segment) -> tuple[int, int, int]:
        """Look, x and spacing of a segment; its glyphs go to the others."""
        self._gids += s.gids
        self._advances += s.advances
        self.faces.add(s.face)
        look = s.face.name, s.size, s.color, s.rise, s.href, s.orientation
        return self._looks.setdefault(look, len(self._looks)), s.x, s.spacing

    def entry(self) -> bytes:
        text = "".join(self._texts).encode("utf-8", "surrogatepass")
        data = _json(tuple(self._looks), tuple(self._others))
        head = _HEAD.pack(len(text), len(data), len(self._texts), len(self._gids))
        numbers = (struct.pack(f"{len(values)}{kind}", *values)
                   for kind, values in ((_INTEGERS, self._rows), (_GIDS, self._gids), (_ADVANCES, self._advances)))
        return b"".join((head, text, data, *numbers))


class _Reader:
    def __init__(self, entry: bytes | memoryview, faces: Mapping[str, Face]):
        size, more, lines, glyphs = _HEAD.unpack_from(entry)
        middle = _HEAD.size + size
        self._text = str(entry[_HEAD.size:middle], "utf-8", "surrogatepass")
        looks, self._others = json.loads(bytes(entry[middle:middle + more]))
        self._looks = [(faces[name], Length(size), _color(color), Length(rise), href, turned)
                       for name, size, color, rise, href, turned in looks]
        numbers = []
        at = middle + more
        for kind, count in ((_INTEGERS, _OF_LINE * lines), (_GIDS, glyphs), (_ADVANCES, glyphs)):
            values = array(kind)
            end = at + values.itemsize * count
            values.frombytes(entry[at:end])
            numbers.append(list(map(shared, values)))
            at = end
        self._rows, self._gids, self._advances = numbers
        self._at = 0

    def lines(self) -> Lines:
        out, at = [], 0
        others = iter(self._others)
        for i in range(0, len(self._rows), _OF_LINE):
            width, start, ratio, x, length, look, left, spacing = self._rows[i:i + _OF_LINE]
            text = self._text[at:at + length]
            at += length
            if look == _OTHER:
                parts, notes, rules = next(others)
                segments, labels, decorations = (tuple(self._segment(*s) for s in part) for part in parts)
                out.append(ComposedLine(segments, Length(width), text, start, tuple(notes), ratio, Length(x), labels, decorations,
                                        tuple(map(_rule, rules))))
            else:
                segment = self._segment(look, left, spacing, text)
                out.append(ComposedLine((segment,), Length(width), text, start, (), ratio, Length(x)))
        return tuple(out)

    def _segment(self, look: int, x: int, spacing: int, text: str | list[str]) -> Segment:
        face, size, color, rise, href, turned = self._looks[look]
        at, self._at = self._at, self._at + len(text)
        texts = text if isinstance(text, str) else tuple(text)
        return Segment(face, size, color, Length(x), tuple(self._gids[at:self._at]), texts, tuple(self._advances[at:self._at]),
                       spacing, rise, href, turned)


def _rule(said: list[Any]) -> Rule:
    x, width, dy, thickness, color = said
    return Rule(Length(x), Length(width), Length(dy), Length(thickness), _color(color))


def _color(said: list[Any]) -> Color:
    name, cmyk, rgb = said
    return Color(name, tuple(cmyk), tuple(rgb))
