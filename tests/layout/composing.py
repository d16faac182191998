"""What the composer's tests share: a composer on the bundled fonts, and eyes that read a composed line as a reader sees it."""
from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from convert.diagnostics import NOWHERE
from convert.fonts import FontBook
from convert.layout.inline import Composed, ComposedLine, Composer
from convert.model.length import Length
from convert.model.nodes import Inlines, Run
from convert.model.record import replace
from convert.style import ComputedStyle, StyleSheet, load_style_sheet
from convert.workspace import shipped

EM = 10_500
_NO_NOTES: Mapping[str, int] = {}


@functools.cache
def sheet(name: str = "magazine") -> StyleSheet:
    return load_style_sheet(name, (shipped("styles"),), NOWHERE)[0]


@functools.cache
def book() -> FontBook:
    """The fonts that come with the install command, whatever this machine has besides."""
    return FontBook.load((shipped("fonts"),), system=())


@functools.cache
def composer(script: str = "zh-Hans", vertical: bool = False) -> Composer:
    return Composer(sheet(), book(), script, vertical=vertical)


def body(**changes: Any) -> ComputedStyle:
    return replace(sheet().role("body"), **changes)


def compose(text: str | Inlines, ems: float = 22, *, script: str = "zh-Hans", style: ComputedStyle | None = None,
            indent: float | None = None, vertical: bool = False, **options: Any) -> Composed:
    inlines = (Run(text),) if isinstance(text, str) else text
    first = None if indent is None else Length(round(indent * EM))
    return composer(script, vertical).compose(inlines, style or body(), Length(round(ems * EM)), first_indent=first, **options)


def lines(text: str | Inlines, ems: float = 22, **options: Any) -> list[str]:
    return [line.text for line in compose(text, ems, **options).lines]


def one_line(text: str | Inlines, **options: Any) -> ComposedLine:
    """`text` on one line, nothing stretched, from the left edge."""
    composed = compose(text, 200, indent=0, **options)
    assert len(composed.lines) == 1
    return composed.lines[0]


def glyphs(line: ComposedLine) -> list[tuple[str, int]]:
    """(text, x of the origin in 1/1000 em of the body) of every glyph of the line's text, from left to right."""
    out = []
    for segment in line.segments:
        at = segment.x * 1000
        for text, advance in zip(segment.text, segment.advances, strict=True):
            out.append((text, round(at / EM)))
            at += advance * segment.size
    return out


def origin(line: ComposedLine, char: str) -> int:
    return next(x for text, x in glyphs(line) if text == char)


def width(line: ComposedLine) -> int:
    """Of the line from its first box to its last, in 1/1000 em of the body."""
    return round(line.width * 1000 / EM)


def ends(line: ComposedLine) -> float:
    """Where the last glyph's advance ends, in points from the measure's left edge; read from the segments alone."""
    last = line.segments[-1]
    return (last.x + sum(last.advances) * last.size / 1000) / 1000
