"""Lines that an extractor cut apart put together again, before their widths are asked."""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Sequence

from convert.importer.characters import BULLET, BYLINE, credit, is_terminal, rank, width
from convert.importer.records import Line

_FULL, _FIRST, _OVER = 1.2, 3.2, 1.8    # em: a full line, the first line of a paragraph, what squeezed marks may add
_INDENT, _PIECES, _NEVER = 2.0, 9, 99.0  # em of a first line; pieces of a row at most; nothing fits
_ASIDE = 0.8                # em from the left edge from which a piece may stand beside another
_PROOFS = 2                 # rows cut before an opening mark in mid-sentence that prove an extractor does
_USUAL = 0.03                           # share of the lines that end short on a comma where an extractor cuts at squeezed marks
_INNER = re.compile("[，。、；](?=.)")
_OPENERS = "“‘《（"
_MARKS = "，、；：。！？”’）》…"


def unsplit(lines: Sequence[Line], titles: Collection[int] = ()) -> tuple[Line, ...]:
    """Lines that an extractor cut at squeezed punctuation put together again: none begins with a closing mark or ends with an
    opening one, and a quotation that fits behind the words that introduce it stood on their line.
    `titles`: numbers of the lines that print a title."""
    usual = Counter(int(width(line.text)) for line in lines if width(line.text) >= 12)
    measure = max(usual, key=lambda w: (usual[w], w)) if usual else 0
    quoted = not _is_cut_often(lines, measure) and _cuts_quotes(lines, measure)
    out: list[Line] = []
    for line in lines:
        before = out[-1] if out else None
        near = before is not None and before.page == line.page and not before.level + line.level
        if before is not None and near and (_was_cut(before, line, measure) or (
                quoted and (_fills(before, line, measure) or _quotes_on(before, line, measure)))):
            out[-1] = before._replace(text=before.text + line.text)
        else:
            out.append(line)
    return _rejoined(out, measure, titles) if _is_cut_often(out, measure) else tuple(out)


def _is_cut_often(lines: Sequence[Line], measure: float) -> bool:
    """Whether many short lines end on a comma, and no blank lines stand between: lines that touch are a head's."""
    cut = sum(line.text[-1:] in "，、；" and width(line.text) < measure - _FIRST for line in lines)
    return cut >= _USUAL * len(lines) and measure >= 12 and sum(line.gap > 0 for line in lines) <= 0.5 * len(lines)


def _cuts_quotes(lines: Sequence[Line], measure: float) -> bool:
    """Whether rows are cut before opening marks, as those in mid-sentence show."""
    return sum(a.page == b.page and not b.gap and b.text[:1] in _OPENERS and a.text[-1:] in "，、；" and _fills(a, b, measure)
               for a, b in itertools.pairwise(lines)) >= _PROOFS


def _was_cut(before: Line, line: Line, measure: float) -> bool:
    if line.text[:1] in "，。、；：！？”’）》" or before.text[-1:] in "“‘（《":
        return True
    total = width(before.text) + width(line.text)
    set_in = before.indent if 0 < before.indent < _FIRST else 0.0
    reach = set_in + width(before.text)
    beside = line.indent >= _ASIDE and abs(line.indent - reach) <= 2.5 and line.text[:1] in _OPENERS
    filled = measure - _FULL <= set_in + total <= measure + _OVER
    if beside and filled and before.text[-1:] in _MARKS and not is_terminal(before.text):
        return True                 # where the positions are known: it stands where the piece above it ends
    fits = total <= measure + 0.6
    return line.text[:1] == "“" and (before.text[-1:] in "：，、；" or line.indent > 10) and fits


def _quotes_on(before: Line, line: Line, measure: float) -> bool:
    """Whether a quotation follows another in the row: no sentence ended, and both have room in it."""
    total = width(before.text) + width(line.text) + 0.5
    return before.text[-1:] == "”" and line.text[:1] == "“" and not line.gap + is_terminal(before.text) and total <= measure + _OVER


def _fills(before: Line, line: Line, measure: float) -> bool:
    """Whether two pieces with marks at their joint fill a row; (二) below the end of a sentence begins a paragraph instead."""
    if rank(line.text) and is_terminal(before.text):
        return False
    total = width(before.text) + width(line.text) + 0.5
    return (line.text[:1] in _OPENERS and before.text[-1:] in _MARKS and not line.gap
            and width(before.text) < measure - _FULL and measure - 0.6 <= total <= measure + _OVER)


def _rejoined(lines: Sequence[Line], measure: float, titles: Collection[int]) -> tuple[Line, ...]:
    """Pieces that together fill a line as that line."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        end = _end_of_line(lines, at, measure, titles)
        out.append(lines[at]._replace(text="".join(line.text for line in lines[at:end])))
        at = end
    return tuple(out)


def _end_of_line(lines: Sequence[Line], at: int, measure: float, titles: Collection[int]) -> int:
    """Where the printed line that begins with piece `at` ends: commas hold pieces together as long as they fit; a sentence that
    ends inside the line does where the pieces fill the measure, and where what follows does not fill a first line better: a row
    that was cut at a mark was cut at every one."""
    best, held, total = at + 1, True, width(lines[at].text)
    begins = not at or is_terminal(lines[at - 1].text)         # a first line is shorter
    for end in range(at + 1, min(at + _PIECES, len(lines))):
        before, line = lines[end - 1], lines[end]
        joins = _may_join(before, line)
        total += width(line.text) + 0.5 * (before.text[-1:] in _MARKS)
        over = max(_OVER, 0.6 + 0.5 * (end - at))
        if not joins or total > measure + over or rank(line.text) or line.key in titles or credit(before.text):
            break
        if is_terminal(before.text) and not (before.text[:1] in "（(" and before.text[-1:] in "：:"):
            held = False
            whole = line.text[:1] not in _OPENERS and any(_INNER.search(piece.text) for piece in (before, line))
            if whole or _misfit(lines, end, end, measure - _INDENT) < _misfit(lines, at, end, measure):
                break
        if held or measure - _FULL <= total or (begins and measure - _FIRST <= total):
            best = end + 1
    return at + 1 if begins and _is_head(lines, at, best, measure) else best


def _is_head(lines: Sequence[Line], at: int, end: int, measure: float) -> bool:
    """Whether the pieces from `at` to `end` are a head of two lines: no end mark, and a paragraph begins right below."""
    if end - at != 2 or end + 1 >= len(lines) or lines[end - 1].text[-1:] in _MARKS:
        return False
    first, second = width(lines[end].text), width(lines[end + 1].text)
    return measure - _FIRST <= first < measure - _FULL <= second and lines[end].text[-1:] not in _MARKS


def _may_join(before: Line, line: Line) -> bool:
    """Whether an extractor may have cut here: at a mark, on one page, with no blank line between."""
    cut = (before.text[-1:] in _MARKS or line.text[:1] in _OPENERS) and not (BYLINE.match(line.text) or BULLET.match(line.text))
    return cut and line.page == before.page and not line.gap + line.level + before.level


def _misfit(lines: Sequence[Line], at: int, least: int, measure: float) -> float:
    """How far the pieces from `at` to one behind `least` are from a row of `measure` em at best; a mark at a joint sets half."""
    best, total = _NEVER, 0.0
    for end in range(at, min(at + _PIECES, len(lines))):
        if end > at and not _may_join(lines[end - 1], lines[end]):
            break
        total += width(lines[end].text) + 0.5 * (end > at)
        if end >= least:
            best = min(best, max(0.0, measure - total, total - 0.5 * (end - at) - measure))
    return best if best <= _FULL else _NEVER
