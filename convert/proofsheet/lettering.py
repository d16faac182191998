"""Small print in the margins of a proof sheet: one line at a time, each character in the first face that has it."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from convert.fonts import Face
from convert.layout.boxes import Segment, TextLine
from convert.model.length import Length
from convert.style import Color


class Lettering:
    """`faces` in order of preference; a character that none has is left out: margins carry no text of the source."""

    def __init__(self, faces: Sequence[Face], size: int, color: Color):
        self.faces, self.size, self.color = tuple(faces), size, color

    def width(self, text: str) -> int:
        return sum(face.glyphs[char][1] for char, face in self._set(text)) * self.size // 1000

    def line(self, text: str, x: int, y: int, align: str = "start", *, vertical: bool = False) -> TextLine:
        """`text` on the baseline `y`, beginning, ending or centred at `x`; `vertical`: turned clockwise, `x` counts down."""
        x -= {"start": 0, "center": self.width(text) // 2, "end": self.width(text)}[align]
        segments = []
        for _, group in groupby(self._set(text), key=lambda pair: id(pair[1])):
            pairs = list(group)
            face = pairs[0][1]
            glyphs = [face.glyphs[char] for char, _ in pairs]
            advances = tuple(advance for _, advance in glyphs)
            segments.append(Segment(face, Length(self.size), self.color, Length(x), tuple(gid for gid, _ in glyphs),
                                    "".join(char for char, _ in pairs), advances))
            x += sum(advances) * self.size // 1000
        return TextLine(Length(y), tuple(segments), None, vertical)

    def fitted(self, text: str, room: int) -> str:
        """`text`, its end cut for an ellipsis where it is wider than `room`."""
        if self.width(text) <= room:
            return text
        while text and self.width(f"{text}…") > room:
            text = text[:-1]
        return f"{text}…"

    def _set(self, text: str) -> list[tuple[str, Face]]:
        found = ((char, next((face for face in self.faces if face.glyphs[char][0]), None)) for char in text)
        return [(char, face) for char, face in found if face is not None]
