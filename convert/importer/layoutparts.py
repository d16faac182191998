"""A page of text that keeps its layout -> pieces of text with their places on the grid of characters."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from convert.importer.characters import credit, is_terminal, rank, width
from convert.importer.cutrows import OPENERS
from convert.importer.linecosts import squeeze
from convert.importer.reading import usual_width
from convert.importer.records import COLUMNS, Line

RUN = re.compile(r"(?<=\S)\u3000?[ \u00a0]{2,}(?=\S)")         # what parts two pieces of a line
_PUSHED = 3                 # spaces: a right column this close to the left line was pushed out of its place
_GAP = 6                    # blank lines that are counted as such
_COLUMN, _OVER = 12, 1.0    # em of a line that tells the measure; that a full row is over it at most
_SHORT = 4                  # characters of a line below which the first line of a paragraph, set in, begins where it ends
_OVERLAP = 1                # characters that the rest of a row begins before the end of what it goes on with, at most


class Part(NamedTuple):
    """A piece of text: from `x0` to `x1` in characters, on line `line` of its page, piece `at` of it; `top` to `y` in lines, blank
    ones counted; `pushed`: the text beside it left no room for it where it belongs."""

    x0: float
    x1: float
    y: float
    text: str
    line: int
    top: float
    at: int = 0
    pushed: bool = False
    size: float = 1.0


def parts_of(lines: Sequence[Line]) -> list[Part]:
    """The pieces of the lines of a page, those of one printed row that was cut put together."""
    out: list[Part] = []
    before: list[int] = []      # the pieces that end on the line above
    pieces = [_pieces(line, index) for index, line in enumerate(lines)]
    wide = [width(part.text) for line in pieces for part in line]
    measure = usual_width(Counter(int(w + 0.3) for w in wide if w >= _COLUMN)) or max(wide, default=0.0)
    y = 0.0
    for found, line in zip(pieces, lines, strict=True):
        near = [] if line.gap else before[::-1]
        above = [next((k for k in near if _goes_on(out[k], part, measure) and not _is_below(out[k], part, found)), -1)
                 for part in found]
        if min(above, default=-1) < 0:      # what only goes on with the line above it takes no line of its own
            y += 1 + min(line.gap, _GAP)
        before = []
        for k, part in zip(above, found, strict=True):
            if k < 0:
                out.append(part._replace(y=y, top=y))
            else:
                out[k] = out[k]._replace(x1=part.x1, y=y, text=out[k].text + part.text)
            before.append(len(out) - 1 if k < 0 else k)
    return out


def _pieces(line: Line, index: int) -> list[Part]:
    raw = line.raw.rstrip()
    at = len(raw) - len(raw.lstrip())
    end = at
    out: list[Part] = []
    for number, text in enumerate(RUN.split(raw.strip())):
        x = raw.index(text, end)
        out.append(Part(x, x + len(text), 0.0, text, index, 0.0, min(number, COLUMNS - 1), end > at and x - end <= _PUSHED))
        end = x + len(text)
    return out


def _is_below(above: Part, part: Part, line: Sequence[Part]) -> bool:
    """Whether another piece of its line stands below the row that `part` might go on with."""
    return any(other.x0 < above.x1 and other.x1 > above.x0 for other in line if other is not part)


def _goes_on(above: Part, part: Part, measure: float) -> bool:
    """Whether `part` is the rest of a row that was cut before an opening mark: it begins where the line `above` it ends."""
    if part.text[0] not in OPENERS or not 0 <= above.x1 - part.x0 <= _OVERLAP:
        return False
    text = above.text + part.text
    if width(text) - squeeze(text) > measure + _OVER:
        return False
    ended = is_terminal(above.text)
    short = len(above.text) <= _SHORT and ended and above.text[-1] != "”"       # the end of a paragraph
    return not short and not rank(part.text) and not (ended and credit(part.text) is not None)
