"""Small print in the margins of a proof sheet: one line at a time, each character in the first face that has it."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from convert.fonts import Face
from convert.layout.boxes import Segment, TextLine
from convert.layout.lines import moved
from convert.model.length import Length
from convert.style import Color


class Lettering:
    """`faces` in order of preference; a character that none has is left out: margins carry no text of the source."""

    def __init__(self, faces: Sequence[Face], size: int, color: Color):
        self.faces, self.size, self.color = tuple(faces), size, color
        self._face_of: dict[str, Face | None] = {}
        self._known: dict[str, tuple[Segment, ...]] = {}
        self._widths: dict[str, int] = {}

    def width(self, text: str) -> int:
        known = self._widths.get(text)
        if known is None:
            known = sum(face.glyphs[char][1] for char in text if (face := self._face(char)) is not None) * self.size // 1000
            self._widths[text] = known
        return known

    def line(self, text: str, x: int, y: int, align: str = "start", *, vertical: bool = False) -> TextLine:
        """`text` on the baseline `y`, beginning, ending or centred at `x`; `vertical`: turned clockwise, `x` counts down."""
        x -= {"start": 0, "center": self.width(text) // 2, "end": self.width(text)}[align]
        return TextLine(Length(y), tuple(moved(segment, x) for segment in self._set(text)), None, vertical)

    def fitted(self, text: str, room: int) -> str:
        """`text`, its end cut for an ellipsis where it is wider than `room`."""
        if self.width(text) <= room:
            return text
        wide = self.width("…")
        for end, char in enumerate(text):
            wide += self.width(char)
            if wide > room:
                return f"{text[:end]}…"
        return text

    def _set(self, text: str) -> tuple[Segment, ...]:
        """The segments of `text` from 0; most of what stands in the margins stands there again and again."""
        known = self._known.get(text)
        if known is None:
            x, segments = 0, []
            pairs = [(char, face) for char in text if (face := self._face(char)) is not None]
            for _, group in groupby(pairs, key=lambda pair: id(pair[1])):
                chars, faces = zip(*group, strict=True)
                gids, advances = zip(*map(faces[0].glyphs.__getitem__, chars), strict=True)
                segments.append(Segment(faces[0], Length(self.size), self.color, Length(x), gids, "".join(chars), advances))
                x += sum(advances) * self.size // 1000
            known = self._known[text] = tuple(segments)
        return known

    def _face(self, char: str) -> Face | None:
        if char not in self._face_of:
            self._face_of[char] = next((face for face in self.faces if face.glyphs[char][0]), None)
        return self._face_of[char]
