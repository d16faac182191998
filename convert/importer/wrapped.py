"""Hard-wrapped lines -> paragraphs and display clusters of each page, by the widths of the lines (facts: sources, 5)."""
from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.importer.characters import BYLINE, DATE, FROM, KICKER, credit, is_terminal, plain, rank, width
from convert.importer.matching import Joints
from convert.importer.reading import ALONE, DISPLAY, FIRST, Reading, read_page, usual_width
from convert.importer.records import Line
from convert.importer.repair import GAP, repair_line

_FULL, _DEEP = 1.15, 3.2    # em: justified to within; shorter than any first line
_AT_EDGE, _SET_IN = 0.8, (1.5, 3.2)     # em from the edge of its column of a heading at it, of one set in
_REST = 3.0                 # em: what is left of a head on a second line
_LONE, _INDENT = 9.0, 2.0   # em of a paragraph of one line at least; of its indent
_SURE = 4.0                 # strength of a joint that is sure
_CREDIT_END = re.compile("[^（(。]{0,23}[）)]")


def joined(a: str, b: str) -> str:
    """`b` behind `a`, with the space that the end of a line stood for between Latin words."""
    latin = a[-1:].isascii() and a[-1:].isalpha() and b[:1].isascii() and b[:1].isalpha()
    return f"{a} {b}" if latin else a + b


@functools.lru_cache(maxsize=1 << 12)       # an item is weighed at many places
def _text_of(lines: tuple[str, ...]) -> str:
    return functools.reduce(joined, map(repair_line, lines))


class Item(NamedTuple):
    """A paragraph (or the part of one that stands on a page) or a cluster of display lines."""

    lines: tuple[Line, ...]
    display: bool = False
    first: bool | None = None       # begins like the first line of a paragraph; None: cannot be seen
    last_full: bool = False         # its last line fills the measure
    measure: float = 0.0            # of the column where it begins, em

    @property
    def text(self) -> str:
        return _text_of(tuple(line.text for line in self.lines))

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

    return _by_next_page([tuple(items(pages[page])) for page in sorted(pages)], titles, joints or Joints(()))


def _by_next_page(pages: Sequence[tuple[Item, ...]], titles: frozenset[int], joints: Joints) -> tuple[tuple[Item, ...], ...]:
    """`pages` with the line at the joint of a frame and the head below it where the next page, which goes on in mid-sentence, tells
    that it belongs: to the text, as the first line of a paragraph that was cut, or to the head."""
    out = [_above_titles_cut(items, titles) for items in pages]
    for k, (items, following) in enumerate(itertools.pairwise(out)):
        below = following[0] if following else None
        if below is None or below.display:
            continue
        cut = [i for i in range(len(items)) if _is_cut(items, i)]
        found = [(joints.strength(repair_line(items[i].lines[_start_of(items[i])].text), below.text), i)
                 for i in range(1, len(items)) if _has_cut_start(items[i - 1], items[i], titles)]
        if cut and below.first is False:
            out[k] = _with_whole_head(items, cut[-1], below.text, joints)
        elif not cut and found and (below.first is False or max(found)[0] >= _SURE):
            out[k] = _with_cut_start(items, max(found)[1])
    return tuple(out)


def _above_titles_cut(items: tuple[Item, ...], titles: frozenset[int]) -> tuple[Item, ...]:
    """`items` with a clause above a title that the contents lists without it as text: a frame ended with the first line of a
    paragraph, and a head was set below it."""
    for i in range(len(items) - 1, 0, -1):
        line, *below = items[i].lines
        clause = "，" in line.text and not KICKER.search(plain(line.text)) and not rank(line.text)
        if below and below[0].key in titles and clause and _has_cut_start(items[i - 1], items[i], titles):
            items = _with_cut_start(items, i)
    return items


def _is_cut(items: Sequence[Item], i: int) -> bool:
    """Whether a frame ends with item `i` in mid-sentence."""
    return not items[i].display and items[i].open and (i + 1 == len(items) or items[i + 1].display)


def _with_whole_head(items: tuple[Item, ...], i: int, below: str, joints: Joints) -> tuple[Item, ...]:
    """`items` with the last line of item `i` given to the head below it, or as the head at the foot of the page: not that line but
    the one above it goes on with `below`, the first words of the next page."""
    if len(items[i].lines) < 2 or any(item.lines[0].level for item in items[i + 1:i + 2]):
        return items
    above, last = (repair_line(line.text) for line in items[i].lines[-2:])
    if joints.strength(above, below) < _SURE or joints.strength(above, last) or joints.strength(last, below):
        return items
    text = items[i]._replace(lines=items[i].lines[:-1], last_full=True)
    head = items[i + 1] if i + 1 < len(items) else Item((), True, measure=items[i].measure)
    return (*items[:i], text, head._replace(lines=(items[i].lines[-1], *head.lines)), *items[i + 2:])


def _with_cut_start(items: tuple[Item, ...], at: int) -> tuple[Item, ...]:
    """`items` with the cut start of a paragraph in the cluster `at` as text."""
    cluster, k = items[at], _start_of(items[at])
    measure = next(item.measure for item in reversed(items[:at]) if not item.display)
    start = Item(cluster.lines[k:k + 1], first=True, last_full=True, measure=measure)
    heads = [cluster._replace(lines=lines) for lines in (cluster.lines[:k], cluster.lines[k + 1:])]
    parts = [part for part in (heads[0], start, heads[1]) if part.lines]
    return (*items[:at], *parts, *items[at + 1:])


def _start_of(item: Item) -> int:
    """The line of a cluster that may be the start of a paragraph: the first, or the one below a numbered heading."""
    return int(len(item.lines) > 1 and rank(item.lines[0].text) > 0)


def _has_cut_start(above: Item, item: Item, titles: frozenset[int]) -> bool:
    """Whether a cluster begins with what may be the first line of a paragraph: below the end of one, or a numbered heading, as wide
    as such a line, with nothing of a head and, where it is all, with a mark that no head has."""
    line = item.lines[_start_of(item)]
    text = repair_line(line.text)
    if not item.display or (above.display and not rank(above.text)) or line.key in titles or line.level or not line.gap:
        return False
    if BYLINE.match(text) or text.startswith("——") or GAP in text or is_terminal(text):
        return False
    apart = len(item.lines) > _start_of(item) + 1 or bool(re.search("[，；：]", text))
    widest = max(width(x.text) for x in above.lines)
    room = (widest if widest > above.measure + _DEEP else above.measure) - _INDENT        # a paragraph may begin beside a picture
    return apart and room - _FULL <= width(line.text + "一") - 1 <= room + _FULL         # a mark at its end sets half or full


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
