"""What spans the columns of a page that keeps its layout: heads, whose type is larger than the grid of characters shows, and rows
with gaps in them."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from convert.importer.captions import CREDIT
from convert.importer.characters import BYLINE, credit, is_terminal, rank, width
from convert.importer.layoutparts import Part
from convert.importer.records import Line
from convert.importer.repair import repair_line

_CREDIT_END = re.compile("[^（(。，；]{2,}[）)]")
_SET_IN, _TALL = 3.5, 7     # characters from the left edge of a line set in; lines of a head at most
_LARGEST, _BYLINE = 2.3, 0.9            # ems of text to an em of a head, of a byline, at most
_NARROW, _DEEP = 5, 5      # lines of a paragraph beside a picture that tell of it; characters that its first is set in at most
_PHRASE = 14                # em that a phrase of a head, behind a gap, has at most
_SIGNED = 20                # em that the credit at the end of a text has at most


def ends(text: str) -> bool:
    """Whether a sentence ends, perhaps the last of an article; a head may end with a dash."""
    return is_terminal(repair_line(text)) and not text.endswith("——")


def spread(parts: Sequence[Part], lines: Sequence[Line], parted: Sequence[float], edges: Sequence[float],
           rows: Sequence[int]) -> list[Part]:
    """Lines of larger type are wider than their characters count: one that stands alone between blank lines, set in, and before the
    gutter spans the page.  `edges`: of the columns behind the gutters; `rows`: the lines of the cells of tables."""
    if not parted:
        return list(parts)
    left = min(p.x0 for p in parts)
    right = max(p.x1 for p in parts)
    alone = Counter((*(p.line for p in parts), *rows))
    right_only = {p.line for p in parts if alone[p.line] == 1 and p.x0 >= edges[-1]}
    blocks = _head_blocks(alone, lines, left)
    out = []
    before = False
    for part in (_at_left(p, parted[0]) for p in parts):
        i = part.line
        free = lines[i].gap > 0 or before or i == 0
        heads = part.x0 > left + _SET_IN or (_is_far(i, lines) and width(part.text) > _PHRASE)
        goes_on = lines[i].gap > 0 and part.text[-1:] in "，、" and _head_below(i, left, alone, lines)
        beside = _touches(i, right_only, lines)
        ended = ends(part.text) or rank(part.text) > 0 or (part.text[-1:] in "，、；）" and not goes_on)
        narrow = _is_narrow_text(part, lines, left)
        before = i in blocks or (alone[i] == 1 and free and heads and part.x0 < edges[0] and part.text != "" and not ended
                                 and not beside and not narrow and not _is_column_head(part, left, parted[0]))
        out.append(part._replace(x1=right) if before else part)
    return out


def _is_far(index: int, lines: Sequence[Line]) -> bool:
    """Whether line `index` stands between blank lines, two at least below it."""
    return lines[index].gap > 0 and index + 1 < len(lines) and lines[index + 1].gap > 1


def _is_column_head(part: Part, left: float, gutter: float) -> bool:
    """Whether a head that is set in stands in the left column: in the middle of the page, its type would have to be far larger."""
    size = max(1.0, width(part.text))           # two characters to an em, half of them on either side
    return part.x0 > left + _SET_IN and (gutter - part.x0) / size > (_BYLINE if BYLINE.match(part.text) else _LARGEST)


def _is_narrow_text(part: Part, lines: Sequence[Line], left: float) -> bool:
    """Whether `part` is the first line of a paragraph beside a picture: the lines right below begin a little before it, far from
    the left edge, and a sentence ends among them."""
    for below in lines[part.line + 1:part.line + _NARROW]:
        begin = len(below.raw) - len(below.raw.lstrip())
        if below.gap or begin <= left + _SET_IN or part.x0 - begin > _DEEP:
            return False
        if begin <= part.x0 and "。" in below.text:
            return True
    return False


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
                texts[i] == 1 and not ends(lines[i].text) and "。" not in lines[i].text and not rank(lines[i].text) for i in block):
            out.update(block)
        first = end
    return frozenset(out)


def _at_left(part: Part, gutter: float) -> Part:
    """`part`, or a short credit over the gutter put at the right edge of the left column, where it was set."""
    if not _is_credit(part) or not part.x0 < gutter < part.x1:
        return part
    return part._replace(x0=min(part.x0, gutter - 2), x1=gutter - 1)


def _head_below(index: int, left: float, texts: Counter[int], lines: Sequence[Line]) -> bool:
    """Whether the line that touches line `index` from below is set in and alone as well: the second line of a head."""
    below = lines[index + 1] if index + 1 < len(lines) else None
    if below is None or below.gap or texts[index + 1] > 1 or ends(below.text):
        return False
    return len(below.raw) - len(below.raw.lstrip()) > left + _SET_IN and (index + 2 >= len(lines) or lines[index + 2].gap > 0)


def merged(parts: Sequence[Part], lines: Sequence[Line], parted: Sequence[float]) -> list[Part]:
    """Parts of a line that no gutter parts put together, a gap between them; so is a line set in the middle of the page, and the
    words below a picture as wide as the page, with who took it at their right."""
    left = min((p.x0 for p in parts), default=0.0)
    out: list[Part] = []
    for part in parts:
        last = out[-1] if out else None
        if last is not None and last.line == part.line and len(parted) == 1 and _is_credit(last):
            at = parted[0]          # set at the right edge of its column, it seems to stand over the gutter or behind it
            out[-1] = last._replace(x0=min(last.x0, at - 2), x1=min(last.x1, at - 1))
            out.append(part._replace(x0=max(part.x0, at + 1)))
        elif last is not None and last.line == part.line and (
                not any(last.x1 <= at <= part.x0 for at in parted) or _is_centred(last, part, left, parted)
                or (CREDIT.match(part.text) and _is_free(part.line, lines))):
            text = f"{last.text}\u3000{part.text}"
            out[-1] = last._replace(x1=part.x1, text=text)
        else:
            out.append(part)
    return out


def _is_free(index: int, lines: Sequence[Line]) -> bool:
    """Whether line `index` stands between blank ones."""
    return lines[index].gap > 0 and (index + 1 == len(lines) or lines[index + 1].gap > 0)


def _is_credit(part: Part) -> bool:
    """A credit, or the end of one that took two lines."""
    whole = part.text[:1] in "（(" and credit(part.text) is not None
    return width(part.text) <= _SIGNED and (whole or bool(_CREDIT_END.fullmatch(part.text)))


def _is_centred(a: Part, b: Part, left: float, parted: Sequence[float]) -> bool:
    """Whether two parts are one line round the gutter: set in from both sides, and no lines of the columns."""
    middle = parted[0]
    return (len(parted) == 1 and a.x0 - left > 3.5 and b.x0 - a.x1 <= 12 and a.x0 - left > 0.3 * (middle - left)
            and abs((a.x0 + b.x1) / 2 - middle) < 4 and width(a.text) < 0.7 * (middle - left)
            and not ends(b.text) and not BYLINE.match(b.text) and not (width(b.text) > _PHRASE and re.search("[，。]", b.text)))
