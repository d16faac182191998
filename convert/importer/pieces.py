"""Pieces of one printed row that a gap inside quotation marks parted."""
from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from convert.importer.characters import is_terminal, width
from convert.importer.records import Line
from convert.importer.repair import GAP

BELOW = "，。、；：！？”’）》"
GAP_WIDTH, _MARK = 1.0, 0.5 # em of a gap that was set; of a mark at a joint that `width` takes as the end of a row
_FULL, _FIRST, _INDENT = 1.2, 3.2, 2.0      # em: short of the measure at most, a full line and a paragraph's first; its indent
_OPENING = {"〕": "〔", "）": "（", "】": "【", "］": "［"}
_EXACT = 0.6                # em that a line may be off where nothing in it was squeezed
_STRAY = 14                 # lines below a row that was cut within which its rest is looked for


def is_open(text: str) -> bool:
    """Whether a quotation or a title that begins in `text` does not end in it."""
    return any(text.count(a) > text.count(b) for a, b in ("“”", "《》"))


def gathered(lines: Sequence[Line], measure: float, titles: Collection[int]) -> list[Line]:
    """`lines` with the rest of a row that a gap inside quotation marks cut, and that was written further down, in its place."""
    out = _closed(lines)
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


def _closed(lines: Sequence[Line]) -> list[Line]:
    """`lines` with a closing bracket that was written by itself behind the opening one at the end of a row above: blank was left
    between them."""
    out: list[Line] = []
    for line in lines:
        mark = _OPENING.get(line.text.strip())
        near = range(len(out) - 1, max(-1, len(out) - _STRAY), -1)
        at = next((k for k in near if mark and out[k].text.rstrip()[-1:] == mark and out[k].page == line.page), -1)
        if at < 0:
            out.append(line)
        else:
            out[at] = out[at]._replace(text=f"{out[at].text.rstrip()}{GAP}{line.text.strip()}")
    return out


def closes(text: str) -> bool:
    """Whether a quotation that was opened above ends in `text`."""
    mark = re.search("[“”《》]", text)
    return mark is not None and mark[0] in "”》"


def rejoined(lines: Sequence[Line], measure: float, titles: Collection[int]) -> list[Line]:
    """Pieces that together fill a line, or what the indent leaves of a paragraph's first one, and that a gap in it parted, as marks
    tell, as one line."""
    out: list[Line] = []
    named = set(titles)
    at = 0
    while at < len(lines):
        begins = not at or is_terminal(lines[at - 1].text)
        end = _end_of_row(lines, at, measure, named)
        if begins and end == at + 2 and _is_first(lines[at].text, measure) and _has_gap(lines[at].text, lines[at + 1].text):
            end = at + 1
        if begins and end == at + 1:
            end = _end_of_row(lines, at, measure - _INDENT, named)
        row = [line.text for line in lines[at:end]]
        out.append(lines[at]._replace(text="".join(text + GAP * _has_gap(text, below) for text, below in zip(row, [*row[1:], ""],
                                                                                                           strict=True))))
        at = end
    return out


def _end_of_row(lines: Sequence[Line], at: int, measure: float, named: set[int]) -> int:
    """Index behind the last piece of the row that begins at line `at`; behind that line where it is no piece."""
    total, end = width(lines[at].text), at + 1
    gaps = 0.0
    while end < len(lines) and total + gaps < measure - _FULL and total + width(lines[end].text) <= measure + _FULL:
        before, line = lines[end - 1], lines[end]
        if is_terminal(before.text) or {before.key, line.key} & named or not _was_gap(before.text, line.text):
            break
        total, end = total + width(line.text), end + 1
        gaps += GAP_WIDTH if _has_gap(before.text, line.text) else _MARK       # which squeezed marks elsewhere may outweigh
    return end if total + gaps >= measure - _FULL else at + 1


def _is_first(text: str, measure: float) -> bool:
    """Whether `text` fills the first line of a paragraph by itself."""
    return abs(width(text) - (measure - _INDENT)) <= _EXACT


def _has_gap(text: str, below: str) -> bool:
    """Whether white stood between two pieces of a row: no marks stand there."""
    return bool(below) and text[-1:] not in BELOW and below[:1] not in "“《（"


def _was_gap(text: str, below: str) -> bool:
    """Whether what stands between quotation marks goes on from `text` to `below`, or marks stand at the joint."""
    return is_open(text) or closes(below) or (text[-1:] in BELOW and below[:1] in "“《（")
