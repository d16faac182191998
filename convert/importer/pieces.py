"""Pieces of one printed row that a gap inside quotation marks parted."""
from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from convert.importer.characters import is_terminal, width
from convert.importer.records import Line

BELOW = "，。、；：！？”’）》"
GAP_WIDTH = 1.0             # em of a gap that was set
_FULL, _FIRST = 1.2, 3.2    # em: short of the measure at most, a full line and the first line of a paragraph
_STRAY = 14                 # lines below a row that was cut within which its rest is looked for


def is_open(text: str) -> bool:
    """Whether a quotation or a title that begins in `text` does not end in it."""
    return any(text.count(a) > text.count(b) for a, b in ("“”", "《》"))


def gathered(lines: Sequence[Line], measure: float, titles: Collection[int]) -> list[Line]:
    """`lines` with the rest of a row that a gap inside quotation marks cut, and that was written further down, in its place."""
    out = list(lines)
    at = 0
    while at < len(out) - 2:
        text, room = out[at].text, measure + _FULL - GAP_WIDTH - width(out[at].text)
        alone = out[at].gap and out[at + 1].gap and out[at].key not in titles
        if alone and room > _FIRST and is_open(text) and not closes(out[at + 1].text):
            near = range(at + 3, min(len(out), at + _STRAY))
            rest = next((i for i in near if closes(out[i].text) and room - 2 * _FULL <= width(out[i].text) <= room), -1)
            if rest > 0 and out[rest].gap:
                out.insert(at + 1, out.pop(rest))
        at += 1
    return out


def closes(text: str) -> bool:
    """Whether a quotation that was opened above ends in `text`."""
    mark = re.search("[“”《》]", text)
    return mark is not None and mark[0] in "”》"


def rejoined(lines: Sequence[Line], measure: float, titles: Collection[int]) -> list[Line]:
    """Pieces that together fill a line, and that a gap in it parted, as marks tell, as one line."""
    out: list[Line] = []
    named = set(titles)
    at = 0
    while at < len(lines):
        total, end = width(lines[at].text), at + 1
        while end < len(lines) and total < measure - _FULL and total + width(lines[end].text) <= measure + _FULL:
            before, line = lines[end - 1], lines[end]
            if is_terminal(before.text) or {before.key, line.key} & named or not _was_gap(before.text, line.text):
                break
            total, end = total + width(line.text), end + 1
        end = end if total >= measure - _FULL else at + 1
        out.append(lines[at]._replace(text="".join(line.text for line in lines[at:end])))
        at = end
    return out


def _was_gap(text: str, below: str) -> bool:
    """Whether what stands between quotation marks goes on from `text` to `below`, or marks stand at the joint."""
    return is_open(text) or closes(below) or (text[-1:] in BELOW and below[:1] in "“《（")
