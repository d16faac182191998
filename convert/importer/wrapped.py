"""Hard-wrapped lines -> paragraphs and display clusters of each page, by the widths of the lines (facts: sources, 5)."""
from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.importer.characters import BYLINE, DATE, FROM, credit, is_terminal, plain, rank, width
from convert.importer.matching import Joints
from convert.importer.reading import ALONE, DISPLAY, FIRST, Reading, read_page, usual_width
from convert.importer.records import Line
from convert.importer.repair import GAP, repair_line

_FULL, _DEEP = 1.15, 3.2    # em: justified to within; shorter than any first line
_AT_EDGE, _SET_IN = 0.8, (1.5, 3.2)     # em from the edge of its column of a heading at it, of one set in
_REST = 3.0                 # em: what is left of a head on a second line
_LONE, _INDENT = 9.0, 2.0   # em of a paragraph of one line at least; of its indent
_CREDIT_END = re.compile("[^（(。]{0,23}[）)]")


def joined(a: str, b: str) -> str:
    """`b` behind `a`, with the space that the end of a line stood for between Latin words."""
    latin = a[-1:].isascii() and a[-1:].isalpha() and b[:1].isascii() and b[:1].isalpha()
    return f"{a} {b}" if latin else a + b


class Item(NamedTuple):
    """A paragraph (or the part of one that stands on a page) or a cluster of display lines."""

    lines: tuple[Line, ...]
    display: bool = False
    first: bool | None = None       # begins like the first line of a paragraph; None: cannot be seen
    last_full: bool = False         # its last line fills the measure
    measure: float = 0.0            # of the column where it begins, em

    @property
    def text(self) -> str:
        return functools.reduce(joined, (repair_line(line.text) for line in self.lines))

    @property
    def begins(self) -> bool | None:
        """As `first`; None also for a sentence on a line of its own, which may be a paragraph as well as the end of one."""
        lone = self.first is False and len(self.lines) == 1 and is_terminal(self.text)
        return None if lone and _LONE <= width(self.text) <= self.measure - _INDENT else self.first

    @property
    def closed(self) -> bool:
        return not self.display and (credit(self.text) is not None or self.ends_credit or bool(DATE.match(plain(self.text))))

    @property
    def ends_credit(self) -> bool:
        """The second half of a credit that the end of a page cut in two."""
        return not self.display and bool(_CREDIT_END.fullmatch(self.text))

    @property
    def open(self) -> bool:
        ended = is_terminal(self.text) or FROM.match(self.text) is not None
        return not ended and not self.closed and self.lines[0].role != "row"


def page_items(lines: Sequence[Line], gap: int, titles: frozenset[int] = frozenset(),
               joints: Joints | None = None, column: float = 0.0) -> tuple[tuple[Item, ...], ...]:
    """For every page its paragraphs and clusters in the order of the text.  `titles`: numbers of lines that the contents names;
    `joints`: of the whole text; `column`: measure of the one column that all text stands in, em."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    widths = Counter(int(width(line.text) + 0.3) for line in lines if width(line.text) >= 12 and line.role != "row")
    common = column or usual_width(widths)

    def items(lines: Sequence[Line]) -> Iterator[Item]:
        for _, run in itertools.groupby(lines, lambda line: line.role == "row"):
            yield from _run_items(list(run), gap, titles, common, joints, column > 0)

    return _with_cut_starts([tuple(items(pages[page])) for page in sorted(pages)], titles, joints or Joints(()))


def _with_cut_starts(pages: Sequence[tuple[Item, ...]], titles: frozenset[int], joints: Joints) -> tuple[tuple[Item, ...], ...]:
    """`pages` with the first line of a paragraph at the foot of a column, which a head right below it drew to itself, as text: the
    next page goes on in mid-sentence, and no other sentence of this page is cut."""
    out = list(pages)
    for k, (items, following) in enumerate(itertools.pairwise(pages)):
        below = following[0] if following else None
        if below is None or below.display or below.first is not False or any(_is_cut(items, i) for i in range(len(items))):
            continue
        found = [i for i in range(1, len(items)) if _has_cut_start(items[i - 1], items[i], titles)]
        if found:
            at = max(found, key=lambda i: (joints.strength(repair_line(items[i].lines[0].text), below.text), i))
            line, *head = items[at].lines
            start = Item((line,), first=True, last_full=True, measure=items[at - 1].measure)
            out[k] = (*items[:at], start, *([items[at]._replace(lines=tuple(head))] if head else []), *items[at + 1:])
    return tuple(out)


def _is_cut(items: Sequence[Item], i: int) -> bool:
    """Whether a frame ends with item `i` in mid-sentence."""
    return not items[i].display and items[i].open and (i + 1 == len(items) or items[i + 1].display)


def _has_cut_start(above: Item, item: Item, titles: frozenset[int]) -> bool:
    """Whether a cluster begins with what may be the first line of a paragraph: below the end of one, as wide as such a line, with
    nothing of a head and, where it is all, with a mark that no head has."""
    line = item.lines[0]
    text = repair_line(line.text)
    if not item.display or above.display or line.key in titles or line.level or not line.gap:
        return False
    if BYLINE.match(text) or text.startswith("——") or GAP in text or is_terminal(text):
        return False
    apart = len(item.lines) > 1 or bool(re.search("[，；：]", text))
    room = above.measure - _INDENT
    return apart and room - _FULL <= width(line.text) <= room + _FULL


def _run_items(lines: Sequence[Line], gap: int, titles: frozenset[int], common: float, joints: Joints | None,
               known: bool) -> list[Item]:
    """The items of lines of one kind: every row of a table is one."""
    if lines[0].role == "row":
        return [Item((row,), first=True) for row in lines]
    return _read_items(lines, gap, titles, common, joints, known)


def _read_items(lines: Sequence[Line], gap: int, titles: frozenset[int], common: float, joints: Joints | None,
                known: bool) -> list[Item]:
    """The paragraphs and clusters of a page by its cheapest reading."""
    readings = read_page(lines, gap, [line.key in titles for line in lines], common, joints, known)
    out: list[Item] = []
    start = 0
    for i, (label, measure) in enumerate(readings):
        if i + 1 < len(readings) and not _parts_below(lines, readings, i, gap, titles):
            continue
        begun, text = readings[start].label, lines[i].text
        full = label != DISPLAY and (width(text) >= measure - _FULL or text.count(" ") > 0.3 * len(text))
        out.append(Item(tuple(lines[start:i + 1]), label == DISPLAY, None if begun in (DISPLAY, ALONE) else begun == FIRST, full,
                        readings[start].measure))
        start = i + 1
    return out


def _parts_below(lines: Sequence[Line], readings: Sequence[Reading], i: int, gap: int, titles: frozenset[int]) -> bool:
    """Whether a paragraph or a cluster ends with line `i`: two heads of sections one below the other are two clusters; where
    positions are known, a number or a size tells."""
    line, below, following = lines[i], lines[i + 1], readings[i + 1].label
    if readings[i].label != DISPLAY:
        return following in (FIRST, ALONE, DISPLAY)
    if following != DISPLAY or below.gap < gap:
        return following != DISPLAY
    text, rest = repair_line(line.text), repair_line(below.text)
    if text.endswith("——") and rest[:1] == "“":
        return True                 # and a quotation as the second half of a head
    if line.indent >= 0 and below.indent >= 0 and not {line.key, below.key} & titles:
        lower = line.indent < _AT_EDGE and _SET_IN[0] <= below.indent <= _SET_IN[1]         # a heading below one of a higher level
        return line.level != below.level or bool(rank(rest)) or text.endswith("——") or lower
    whole = width(line.text) < readings[i].measure - _DEEP and width(below.text) > _REST and line.text[-1:] not in "，、"
    return bool(rank(rest) or (rank(text) and whole))
