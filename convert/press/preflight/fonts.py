"""Fonts of a file as a content stream uses them: how codes are cut, how wide they are, whether a glyph stands behind them."""
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import pikepdf
from pikepdf import Array, Dictionary, Name

_SUBSET = re.compile(r"^[A-Z]{6}\+")       # ISO 32000-1, 9.6.4
_PROGRAMS = (Name.FontFile, Name.FontFile2, Name.FontFile3)


class Font:
    """One font dictionary.  A damaged one has widths of half an em."""

    def __init__(self, dictionary: pikepdf.Object):
        self.dictionary = dictionary
        self.kind = str(dictionary.get(Name.Subtype, "/?"))[1:]
        self.composite = self.kind == "Type0"
        below = dictionary.get(Name.DescendantFonts)
        self.descendant = below[0] if self.composite and isinstance(below, Array) and len(below) else dictionary
        self.name = _SUBSET.sub("", str(self.descendant.get(Name.BaseFont, "/?"))[1:]) or "?"
        self.vertical = str(dictionary.get(Name.Encoding, "")).endswith("-V")

    @cached_property
    def embedded(self) -> bool:
        """Whether the program of the font lies in the file; Type 3 fonts are drawn by the file itself."""
        if self.kind == "Type3":
            return True
        descriptor = self.descendant.get(Name.FontDescriptor)
        return isinstance(descriptor, Dictionary) and any(isinstance(descriptor.get(key), pikepdf.Stream) for key in _PROGRAMS)

    @cached_property
    def _widths(self) -> dict[int, float]:
        if self.composite:
            return _widths_of_cids(self.descendant.get(Name.W))
        array = self.dictionary.get(Name.Widths)
        first = int(self.dictionary.get(Name.FirstChar, 0))
        return {first + i: float(w) for i, w in enumerate(array.as_list())} if isinstance(array, Array) else {}

    @cached_property
    def _default(self) -> float:
        return float(self.descendant.get(Name.DW, 1000)) if self.composite else 500.0

    @cached_property
    def _identity(self) -> bool:
        return str(self.dictionary.get(Name.Encoding, "")) in ("/Identity-H", "/Identity-V")

    @cached_property
    def _glyphs(self) -> bytes | None:
        """The CIDToGIDMap where it is a stream."""
        stream = self.descendant.get(Name.CIDToGIDMap)
        return stream.read_bytes() if isinstance(stream, pikepdf.Stream) else None

    def codes(self, text: bytes) -> Iterator[int]:
        """The character codes of a shown string: two bytes each in a composite font."""
        if not self.composite:
            return iter(text)
        return (high << 8 | low for high, low in zip(text[::2], text[1::2], strict=False))

    @cached_property
    def _heights(self) -> dict[int, float]:
        return _widths_of_cids(self.descendant.get(Name.W2), 3)

    @cached_property
    def _default_height(self) -> float:
        array = self.descendant.get(Name.DW2)
        return float(array[1]) if isinstance(array, Array) and len(array) == 2 else -1000.0

    def advance(self, code: int) -> float:
        """To the right, or in a vertical font up (that is, negative), in thousandths of an em."""
        return self._heights.get(code, self._default_height) if self.vertical else self._widths.get(code, self._default)

    def is_missing(self, code: int) -> bool:
        """Whether `code` shows .notdef (only told of composite fonts whose codes are CIDs)."""
        if not self.composite or not self._identity:
            return False
        table = self._glyphs
        return code == 0 if table is None else not any(table[2 * code:2 * code + 2])


def _widths_of_cids(array: object, count: int = 1) -> dict[int, float]:
    """ISO 32000-1, 9.7.4.3: c [w …] or first last w, with `count` numbers a glyph, of which the first is its advance."""
    out: dict[int, float] = {}
    items = list(array.as_list()) if isinstance(array, Array) else []
    index = 0
    while index + 1 < len(items):
        first, second = int(items[index]), items[index + 1]
        if isinstance(second, Array):
            out |= {first + i: float(w) for i, w in enumerate(second.as_list()[::count])}
            index += 2
        elif index + 2 < len(items):
            out |= dict.fromkeys(range(first, min(int(second), 65535) + 1), float(items[index + 2]))
            index += 2 + count
        else:
            break
    return out
