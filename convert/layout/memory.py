"""Compositions remembered: the lines of a text that was composed before in the same style and measure.

Within a build this serves running heads and folios, from build to build (through a Cache) every paragraph that has not changed.
Remembered are lines without findings only: a finding has a place in the source, and is made anew where it stands now.
"""
from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Mapping
from typing import Any

from convert.cache import Cache, key_of
from convert.fonts import Face
from convert.layout.boxes import Segment
from convert.layout.lines import ComposedLine, Rule
from convert.model.length import Length
from convert.model.nodes import Inlines, NoteReference, Run
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
        self._styles.clear()
        self._learnt = key_of(text).hex()

    def key(self, inlines: Inlines, style: ComputedStyle, room: tuple[int | None, ...], notes: Mapping[str, int]) -> bytes:
        """What decides the lines of `inlines`; `room`: the measure and whatever else is a number."""
        said = self._styles.get(style)
        if said is None:
            said = self._styles[style] = f"{style!r} {self._learnt if style.text_wrap == 'balance' else ''}"
        parts = [(i.text, i.marks.value, i.href, i.lang, i.ruby) if isinstance(i, Run)
                 else (i.note_id, notes.get(i.note_id)) if isinstance(i, NoteReference) else () for i in inlines]
        return key_of(f"{parts} {room} {said}")

    def get(self, key: bytes) -> Lines | None:
        lines = self._known.get(key)
        if lines is None and (entry := self._cache.get(key)) is not None:
            try:
                lines = self._known[key] = self._decoded(entry)
            except (ValueError, TypeError, KeyError, IndexError, struct.error, RecursionError):
                return None
        return lines

    def put(self, key: bytes, lines: Lines) -> None:
        self._known[key] = lines
        if self._cache:
            encoded = self._encoded(lines)
            if encoded is not None:
                self._cache.put(key, encoded)

    def _encoded(self, lines: Lines) -> bytes | None:
        """The bytes of `lines`; None when they are set in a face that no other build may know."""
        if any(self._faces.get(s.face.name) is not s.face for line in lines for s in (*line.segments, *line.labels, *line.decorations)):
            return None
        writer = _Writer()
        return writer.entry([writer.line(line) for line in lines])

    def _decoded(self, entry: bytes | memoryview) -> Lines:
        reader = _Reader(entry, self._faces)
        return tuple(map(reader.line, reader.rows))


# An entry: JSON for the looks of its segments and for its lines, and two arrays for the glyphs of all segments.
_HEAD = struct.Struct("<II")        # bytes of the JSON part, number of glyphs
_GIDS, _ADVANCES = "H", "i"


class _Writer:
    def __init__(self) -> None:
        self._looks: dict[tuple[Any, ...], int] = {}
        self._gids: list[int] = []
        self._advances: list[int] = []

    def line(self, line: ComposedLine) -> list[Any]:
        row = [line.width, line.text, line.start, line.glue_ratio, line.x, self._segments(line.segments, line.text)]
        if line.notes or line.labels or line.decorations or line.rules:
            row.append((line.notes, self._segments(line.labels), self._segments(line.decorations), line.rules))
        return row

    def _segments(self, segments: tuple[Segment, ...], text: str = "") -> list[list[Any]]:
        out = []
        for s in segments:
            look = self._looks.setdefault((s.face.name, s.size, s.color, s.rise, s.href), len(self._looks))
            self._gids += s.gids
            self._advances += s.advances
            out.append([look, s.x, s.spacing, len(s.gids), *(() if s.text == tuple(text) else s.text)])
        return out

    def entry(self, rows: list[list[Any]]) -> bytes:
        data = json.dumps([list(self._looks), rows], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        glyphs = array(_GIDS, self._gids).tobytes() + array(_ADVANCES, self._advances).tobytes()
        return _HEAD.pack(len(data), len(self._gids)) + data + glyphs


class _Reader:
    def __init__(self, entry: bytes | memoryview, faces: Mapping[str, Face]):
        length, count = _HEAD.unpack_from(entry)
        start = _HEAD.size + length
        gids, advances = array(_GIDS), array(_ADVANCES)
        middle = start + gids.itemsize * count
        gids.frombytes(entry[start:middle])
        advances.frombytes(entry[middle:])
        self._gids, self._advances, self._at = gids.tolist(), advances.tolist(), 0
        looks, self.rows = json.loads(str(entry[_HEAD.size:start], "utf-8", "surrogatepass"))
        self._looks = [(faces[name], Length(size), _color(color), Length(rise), href)
                       for name, size, color, rise, href in looks]

    def line(self, row: list[Any]) -> ComposedLine:
        width, text, start, ratio, x, segments, *more = row
        set_in = self._segments(segments, text)
        if not more:
            return ComposedLine(set_in, Length(width), text, start, (), ratio, Length(x))
        notes, labels, decorations, rules = more[0]
        return ComposedLine(set_in, Length(width), text, start, tuple(notes), ratio, Length(x), self._segments(labels),
                            self._segments(decorations), tuple(Rule(*map(Length, r[:4]), _color(r[4])) for r in rules))

    def _segments(self, rows: list[Any], text: str = "") -> tuple[Segment, ...]:
        out = []
        for look, x, spacing, count, *texts in rows:
            face, size, color, rise, href = self._looks[look]
            at, self._at = self._at, self._at + count
            out.append(Segment(face, size, color, Length(x), tuple(self._gids[at:self._at]), tuple(texts or text),
                               tuple(self._advances[at:self._at]), spacing, rise, href))
        return tuple(out)


def _color(said: list[Any]) -> Color:
    name, cmyk, rgb = said
    return Color(name, tuple(cmyk), tuple(rgb))
