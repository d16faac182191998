"""Text that keeps the layout of the page, columns side by side with runs of spaces -> lines in reading order."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from convert.importer.characters import HAN_CHAR, credit, is_terminal, width
from convert.importer.columns import Placed, Row, gutters, in_order, indent_by_width, measure_of
from convert.importer.folios import folio_of, paged
from convert.importer.records import COLUMNS, Line

_RUN = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_CREDIT_END = re.compile("[^（(。，；]{2,}[）)]")
_USUAL = 0.15               # share of the lines with two texts side by side from which a file keeps its layout
_SET_IN, _TALL = 3.5, 7     # characters from the left edge of a line set in; lines of a head at most
_ASIDE = 8                  # characters from the left edge of a piece that the row before it goes on with
_FIRST = 3.2                # em: the first line of a paragraph falls short of the measure by at most
_HEAD_SIZES, _LARGEST = (0.85, 1.5), 2.3            # ems of text to an em of a head in a column; of any head, at most
_PHRASE = 14                # em that a phrase of a head, behind a gap, has at most
_SIGNED = 20                # em that the credit at the end of a text has at most
_PUSHED = 3                 # spaces: a right column this close to the left line was pushed out of its place


class _Part(NamedTuple):
    row: Row
    line: int               # index of its line on the page
    pushed: bool
    at: int                 # which part of the line


def unfolded(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` column by column where the text keeps the layout of pages; else as they are.  Every line knows its indent then."""
    beside = sum(any(len(HAN_CHAR.findall(part)) >= 4 for part in parts[1:]) and len(HAN_CHAR.findall(parts[0])) >= 4
                 for parts in (_RUN.split(line.raw.strip()) for line in lines))
    if beside < max(8, _USUAL * len(lines)) or any(line.level or line.tabs for line in lines):
        return tuple(lines)
    pages: dict[int, list[Line]] = {}
    for line in paged(lines):
        pages.setdefault(line.page, []).append(line)
    return tuple(line for page in sorted(pages) for line in _page(pages[page]))


def _page(lines: Sequence[Line]) -> list[Line]:
    """The lines of one page in reading order, the running head first and the folio last."""
    head = lines[:1] if len(lines) > 1 and lines[1].gap and folio_of(_single(lines[0])) else []
    foot = lines[-1:] if len(lines) > 2 and lines[-1].gap and folio_of(_single(lines[-1])) else []
    inner = lines[len(head):len(lines) - len(foot)]
    parts = _parts(inner)
    parted = gutters([p.row for p in parts])
    merged = _spread(_merged(parts, parted), inner, parted)
    measure = measure_of([p.row for p in merged])
    of_row = {id(p.row): p for p in merged}
    out = [_single(line) for line in head]
    order = in_order([p.row for p in merged], parted)
    heads = _headings(order, measure)
    for index, placed in enumerate(order):
        part = of_row[id(placed.row)]
        line = inner[part.line]
        out.append(line._replace(part=line.part + part.at, text=placed.row.text, gap=int(placed.opens), level=2 * (index in heads),
                                 indent=_indent(placed, part.pushed, measure)))
    return out + [_single(line) for line in foot]


def _headings(order: Sequence[Placed], measure: float) -> frozenset[int]:
    """Rows of headings: up to three below a blank line, no sentence, a paragraph set in right below them."""
    out: set[int] = set()
    for first, placed in enumerate(order):
        if not first or placed.opens or placed.row.y - order[first - 1].row.y < 2 or not is_terminal(order[first - 1].row.text):
            continue
        if 0.8 <= placed.indent <= 2.5 and width(placed.row.text) >= measure - _FIRST:
            continue                # the first line of a paragraph
        end = first + 1
        while end < len(order) and end - first < 3 and not order[end].opens and order[end].indent < 1.5:
            end += 1
        text = order[end - 1].row.text
        set_in = end < len(order) and not order[end].opens and 1.5 <= order[end].indent <= 6
        if set_in and not _ends(text) and text[-1:] not in "，、；" and width(text) <= measure + 1 and credit(text) is None:
            out.update(range(first, end))
    return frozenset(out)


def _ends(text: str) -> bool:
    """Whether a sentence ends; a head may end with a dash."""
    return is_terminal(text) and not text.endswith("——")


def _single(line: Line) -> Line:
    return line._replace(text=_RUN.sub("\u3000", line.text), indent=0.0)


def _spread(parts: Sequence[_Part], lines: Sequence[Line], parted: Sequence[float]) -> list[_Part]:
    """Lines of larger type are wider than their characters count: one that stands alone between blank lines, set in, and before the
    gutter spans the page."""
    if not parted:
        return list(parts)
    left = min(p.row.x0 for p in parts)
    right = max(p.row.x1 for p in parts)
    alone = Counter(p.line for p in parts)
    right_only = {p.line for p in parts if alone[p.line] == 1 and p.row.x0 >= parted[-1]}
    blocks = _head_blocks(alone, lines, left)
    out = []
    before = False
    for part in (_at_left(p, parted[0]) for p in parts):
        i, row = part.line, part.row
        free = lines[i].gap > 0 or (i + 1 < len(lines) and lines[i + 1].gap > 0) or i + 1 == len(lines) or before
        heads = row.x0 > left + _SET_IN or _parts_both(i, alone, lines)
        goes_on = lines[i].gap > 0 and row.text[-1:] in "，、" and _head_below(i, left, alone, lines)
        beside = _touches(i, right_only, lines)
        before = i in blocks or (alone[i] == 1 and free and heads and row.x0 < parted[0] and not _ends(row.text) and not beside
                                 and (goes_on or row.text[-1:] not in "，、；）") and not _is_column_head(row, left, parted[0]))
        out.append(part._replace(row=row._replace(x1=right)) if before else part)
    return out


def _is_column_head(row: Row, left: float, gutter: float) -> bool:
    """Whether a head stands in the middle of the left column: in that of the page, its type would have to be far larger."""
    size = max(1.0, width(row.text))            # two characters to an em, half of them on either side
    own, of_page = ((left + gutter) / 2 - row.x0) / size, (gutter - row.x0) / size
    return row.x0 > left + _SET_IN and _HEAD_SIZES[0] <= own <= _HEAD_SIZES[1] and of_page > _LARGEST


def _touches(index: int, others: Collection[int], lines: Sequence[Line]) -> bool:
    """Whether a line of `others` stands right above or below line `index`, no blank line between."""
    above = index > 0 and not lines[index].gap and index - 1 in others
    return above or (index + 1 < len(lines) and not lines[index + 1].gap and index + 1 in others)


def _head_blocks(texts: Counter[int], lines: Sequence[Line], left: float) -> frozenset[int]:
    """Lines of heads that span the page: blocks far below what stands above them, of lines alone that end no sentence, the shorter
    ones set in."""
    out: set[int] = set()
    first = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and not lines[end].gap:
            continue
        block = range(first, end)
        set_in = any(len(lines[i].raw) - len(lines[i].raw.lstrip()) > left + _SET_IN for i in block)
        if 1 < len(block) <= _TALL and lines[first].gap > 1 and set_in and end < len(lines) and all(
                texts[i] == 1 and not _ends(lines[i].text) for i in block):
            out.update(block)
        first = end
    return frozenset(out)


def _at_left(part: _Part, gutter: float) -> _Part:
    """`part`, or a short credit over the gutter put at the right edge of the left column, where it was set."""
    row = part.row
    if not _is_credit(row) or not row.x0 < gutter < row.x1:
        return part
    return part._replace(row=row._replace(x0=min(row.x0, gutter - 2), x1=gutter - 1))


def _head_below(index: int, left: float, texts: Counter[int], lines: Sequence[Line]) -> bool:
    """Whether the line that touches line `index` from below is set in and alone as well: the second line of a head."""
    below = lines[index + 1] if index + 1 < len(lines) else None
    if below is None or below.gap or texts[index + 1] > 1 or _ends(below.text):
        return False
    return len(below.raw) - len(below.raw.lstrip()) > left + _SET_IN and (index + 2 >= len(lines) or lines[index + 2].gap > 0)


def _parts_both(index: int, texts: Counter[int], lines: Sequence[Line]) -> bool:
    """Whether line `index` begins below blank lines what two columns go on with right below it."""
    end = index + 1
    while end < len(lines) and end - index < 3 and texts[end] == 1:
        end += 1
    return lines[index].gap > 0 and end < len(lines) and texts[end] > 1


def _indent(placed: Placed, pushed: bool, measure: float) -> float:
    if pushed and placed.indent > 0.5:
        return indent_by_width(placed.row, measure)
    if placed.row.text[:1] in "“‘《（" and 0.8 <= placed.indent < 2:
        return 2.0                  # an opening mark at the beginning of a line sets half
    return max(0.0, placed.indent)


def _parts(lines: Sequence[Line]) -> list[_Part]:
    """The texts of all lines with their places, counted in characters; `y` in lines, blank ones too."""
    out: list[_Part] = []
    y = 0.0
    for index, line in enumerate(lines):
        y += 1 + min(line.gap, 6)
        raw = line.raw.rstrip()
        at = len(raw) - len(raw.lstrip())
        end = at
        for number, text in enumerate(_RUN.split(raw.strip())):
            x = raw.index(text, end)
            out.append(_Part(Row(x, x + len(text), y, 1.0, text), index, end > at and x - end <= _PUSHED, min(number, COLUMNS - 1)))
            end = x + len(text)
    return out


def _merged(parts: Sequence[_Part], parted: Sequence[float]) -> list[_Part]:
    """Parts of a line that no gutter parts put together, a gap between them; so is a line set in the middle of the page."""
    left = min((p.row.x0 for p in parts), default=0.0)
    out: list[_Part] = []
    for part in parts:
        last = out[-1] if out else None
        if last is not None and last.line == part.line and len(parted) == 1 and _is_end(last.row, left):
            at = parted[0]          # set at the right edge of its column, it seems to stand over the gutter or behind it
            out[-1] = last._replace(row=last.row._replace(x0=min(last.row.x0, at - 2), x1=min(last.row.x1, at - 1)))
            out.append(part._replace(row=part.row._replace(x0=max(part.row.x0, at + 1))))
        elif last is not None and last.line == part.line and (
                not any(last.row.x1 <= at <= part.row.x0 for at in parted) or _is_centred(last.row, part.row, left, parted)):
            text = f"{last.row.text}\u3000{part.row.text}"
            out[-1] = last._replace(row=last.row._replace(x1=part.row.x1, text=text))
        else:
            out.append(part)
    return out


def _is_credit(row: Row) -> bool:
    """A credit, or the end of one that took two lines."""
    whole = row.text[:1] in "（(" and credit(row.text) is not None
    return width(row.text) <= _SIGNED and (whole or bool(_CREDIT_END.fullmatch(row.text)))


def _is_end(row: Row, left: float) -> bool:
    """A credit, or the end of a row that was cut before an opening mark: what stands at the right of the left column."""
    return _is_credit(row) or (row.text[:1] in "“《（(" and row.x0 > left + _ASIDE and width(row.text) <= _SIGNED)


def _is_centred(a: Row, b: Row, left: float, parted: Sequence[float]) -> bool:
    """Whether two parts are one line round the gutter: set in from both sides, and no lines of the columns."""
    middle = parted[0]
    return (len(parted) == 1 and a.x0 - left > 3.5 and b.x0 - a.x1 <= 12 and a.x0 - left > 0.3 * (middle - left)
            and abs((a.x0 + b.x1) / 2 - middle) < 4 and width(a.text) < 0.7 * (middle - left)
            and not (width(b.text) > _PHRASE and re.search("[，。]", b.text)))
