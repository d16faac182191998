"""Tiny fonts made for a test."""
from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont


def _font(name: str, chars: str, embedding: int) -> TTFont:
    names = [".notdef", *(f"u{ord(c):04X}" for c in chars)]
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    pen.lineTo((900, 0))
    pen.lineTo((900, 800))
    pen.closePath()
    outline = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in chars})
    builder.setupGlyf(dict.fromkeys(names, outline))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, fsType=embedding)
    builder.setupPost()
    return builder.font


def forge(path: Path, *names: str, chars: str = "永", embedding: int = 0) -> Path:
    """A font file at `path`; several PostScript names make a collection.  `embedding` is OS/2 fsType."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fonts = [_font(name, chars, embedding) for name in names or (path.stem,)]
    if len(fonts) == 1:
        fonts[0].save(path)
    else:
        collection = TTCollection()
        collection.fonts = fonts
        collection.save(path)
    return path
