"""Lines that an extractor cut apart put together again, before their widths are asked."""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Sequence

from convert.importer.characters import credit, is_terminal, rank, width
from convert.importer.cutrows import MARKS, OPENERS, natural, rejoined
from convert.importer.records import Line

_FULL, _FIRST, _OVER = 1.2, 3.2, 1.8    # em: a full line, the first line of a paragraph, what squeezed marks may add
_NUMBER = re.compile("(?:第[一二三四五六七八九十百零〇]{1,5}条|（[一二三四五六七八九十]{1,3}）)$")       # with a gap behind it
_SQUEEZED = re.compile("[，。、；：！？“”]")        # marks that give half an em where a row is too long
_INDENT, _EXACT = 2.0, 0.1  # em: of a first row; of a row's width
_PROOFS = 2                 # rows cut before an opening mark in mid-sentence that prove an extractor does
_MANY = 0.5                 # share of the commonest width's lines that are many
_USUAL = 0.03                           # share of the lines that end short on a comma where an extractor cuts at squeezed marks


def unsplit(lines: Sequence[Line], titles: Collection[int] = (), column: float = 0.0) -> tuple[Line, ...]:
    """Lines that an extractor cut at squeezed punctuation put together again: none begins with a closing mark or ends with an
    opening one, and a quotation that fits behind the words that introduce it stood on their line.
    `titles`: numbers of the lines that print a title; `column`: the measure of the one column that all text stands in, em."""
    usual = Counter(int(width(line.text)) for line in lines if width(line.text) >= 12)
    most = max(usual.values(), default=0)
    measure = column or max((w for w, count in usual.items() if count >= _MANY * most), default=0)     # pieces may be many, too
    often = _is_cut_often(lines, measure)
    placed = any(line.indent >= 0 for line in lines)            # what was cut is together already, by its places
    quoted = not placed and (often or column > 0 or _cuts_quotes(lines, measure))
    out: list[Line] = []
    for line in lines:
        before = out[-1] if out else None
        near = before is not None and before.page == line.page and not before.level + line.level and not before.role + line.role
        if before is not None and near and column and not often and _NUMBER.match(before.text):
            out[-1] = before._replace(text=f"{before.text}\u3000{line.text}")
        elif before is not None and near and (_is_torn(before, line) or _parts_titles(before, line, measure) or (
                not (quoted or placed) and _was_cut(before, line, measure))):
            out[-1] = before._replace(text=before.text + line.text)
        else:
            out.append(line)
    return rejoined(out, measure, titles, often, column > 0) if quoted else tuple(out)


def _is_cut_often(lines: Sequence[Line], measure: float) -> bool:
    """Whether many short lines end on a comma, and no blank lines stand between: lines that touch are a head's."""
    items = {id(a) for a, b in itertools.pairwise(lines) if a.text[-1:] == "；" and rank(b.text)}       # of a list may end so
    cut = sum(line.text[-1:] in "，、；" and width(line.text) < measure - _FIRST and id(line) not in items for line in lines)
    return cut >= _USUAL * len(lines) and measure >= 12 and sum(line.gap > 0 for line in lines) <= 0.5 * len(lines)


def _cuts_quotes(lines: Sequence[Line], measure: float) -> bool:
    """Whether rows are cut before opening marks, as those in mid-sentence show, and those that are as wide as a row together."""
    near = [(a, b) for a, b in itertools.pairwise(lines) if a.page == b.page and not b.gap and b.text[:1] in OPENERS]
    return any(_are_row(a, b, measure) for a, b in near) or sum(
        a.text[-1:] in "，、；" and _fills(a, b, measure) for a, b in near) >= _PROOFS


def _are_row(before: Line, line: Line, measure: float) -> bool:
    """Whether two pieces with a mark between them and a quotation in the second are exactly as wide as a row, or as a first one."""
    if before.text[-1:] not in MARKS or line.text[:1] not in "“《":
        return False
    over = natural(before.text) + natural(line.text) - 1 - measure         # both marks set half
    return min(abs(over), abs(over + _INDENT)) <= _EXACT


def _is_torn(before: Line, line: Line) -> bool:
    """Whether a row was cut before a closing mark or behind an opening one, or a credit of its own between its marks."""
    if line.text[:1] in "，。、；：！？”’）》" or before.text[-1:] in "“‘（《":
        return True
    begun = before.text[:1] == "（" and before.text[-1:] in MARKS and "）" not in before.text
    return begun and credit(before.text + line.text) is not None


def _parts_titles(before: Line, line: Line, measure: float) -> bool:
    """Whether a row was cut between the titles of two works in a sentence: lines that are titles by themselves are a list."""
    if before.text[-1:] != "》" or line.text[:1] != "《" or width(before.text) + width(line.text) > measure:
        return False
    return line.text[-1:] in "。，；" or any(text.count("《") != text.count("》") for text in (before.text, line.text))


def _was_cut(before: Line, line: Line, measure: float) -> bool:
    """Whether a row was cut before the quotation that `before` announces, as its width tells."""
    squeezed = 0.5 * len(_SQUEEZED.findall(before.text[:-1] + line.text[1:])) if line.text[-1:] not in MARKS else 0.0
    fits = width(before.text) + width(line.text) - squeezed <= measure + 0.6
    return line.text[:1] == "“" and before.text[-1:] in "：，、；" and fits


def _fills(before: Line, line: Line, measure: float) -> bool:
    """Whether two pieces with marks at their joint fill a row; (二) below the end of a sentence begins a paragraph instead."""
    if rank(line.text) and (before.text[-1:] in "；;" or is_terminal(before.text)):
        return False
    total = width(before.text) + width(line.text) + 0.5
    return (line.text[:1] in OPENERS and before.text[-1:] in MARKS and not line.gap
            and width(before.text) < measure - _FULL and measure - 0.6 <= total <= measure + _OVER)

