"""Numbers that a tool wrote where they were drawn, before what stands left of them -> the line as it is printed.

Tools that follow the order of drawing put no space where the pen goes back to the left: a page number is followed by its row of
dots, the folio of a right-hand page by its running head.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from convert.importer.records import Line

_BEFORE_DOTS = re.compile(r"(\S.*?)[ \u3000]*(?<!\d)(\d{1,3})([·•.…．‧・⋯_]{3,})$")
_BEFORE_HEAD = re.compile(r"(\d{1,3})(?=[^\d\s])(\D.*)$")
_LEAST = 3                  # such lines that make it the way of the whole text


def with_pages_behind_dots(lines: Sequence[Line]) -> list[Line]:
    """`lines` with the page numbers of the contents behind their rows of dots."""
    out = list(lines)
    dotted = [(at, match) for at, line in enumerate(lines) if (match := _BEFORE_DOTS.match(line.text))]
    for at, match in dotted if len(dotted) >= _LEAST else ():
        text = f"{match[1]} {match[3]} {match[2]}"
        out[at] = lines[at]._replace(text=text, raw=lines[at].raw[:-len(match[0])] + text)
    return out


def with_folios_behind(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines`, whose pages are known, with the folios that touch a running head behind it."""
    out = list(lines)
    edges = [at for at, line in enumerate(lines)
             if not 0 < at < len(lines) - 1 or lines[at - 1].page != line.page or lines[at + 1].page != line.page]
    found = [(at, match) for at in edges if (match := _BEFORE_HEAD.match(lines[at].text))]
    offsets = Counter(int(match[1]) - lines[at].page for at, match in found)
    usual, count = max(offsets.items(), key=lambda item: item[1], default=(0, 0))
    for at, match in found if count >= _LEAST else ():
        if int(match[1]) - lines[at].page == usual:
            out[at] = lines[at]._replace(text=f"{match[2]} {match[1]}")
    return tuple(out)
