"""Blocks of text that a converter wrote out of turn -> the order in which they read on.

A block is what the converter took for one paragraph.  Where columns stand above and below what spans them, their blocks come mixed:
one that begins in mid-sentence stands below the end of another paragraph, and what it goes on with stands elsewhere on the page.  Runs
of blocks change places as long as that mends more joints than it breaks.
"""
from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.importer.characters import BULLET, BYLINE, LIST_ITEM, credit, ends_sentence, is_terminal, rank
from convert.importer.cutrows import natural
from convert.importer.linecosts import squeeze
from convert.importer.matching import Joints
from convert.importer.pagerows import numbering_of
from convert.importer.records import BOLD, Line
from convert.importer.repair import repair_line

_INDENT, _EXACT, _FULL = 2.0, 0.6, 1.2    # em that the first line of a block in mid-sentence is short, its last
_BROKEN, _MISCOUNT = 3.0, 1.0       # cost of a sentence that does not go on, or that nothing begins; of a number out of turn
_UNSURE, _KNOWN, _SURE = 0.3, 1.0, 4.0      # of a full line that ends a sentence; what words that are known to go on save; when
_GAIN, _FAR = 4.0, 0.01     # that a change of places must mend; cost of every block that changes
_UNEVEN, _HEADED = 0.3, 0.5         # of runs that are not as long as each other; what a head at the beginning of one saves
_CHANGES = 4                # of places on a page at most
_MOST = 60                  # blocks of a page that are looked at
_TABLE = re.compile(r"\||表 ?\d{1,2}(?!\d)|图 ?\d{1,2}(?!\d)")
_NOTE = re.compile("[①-⑳]")
_SPOKEN = re.compile("(?:问|答|.{0,2}记者|主持人)：")


_Numbers = dict[float, int]


class _Block(NamedTuple):
    """Lines that stay together; how the text in them begins, in mid-sentence, and ends."""

    lines: tuple[Line, ...]
    resumes: bool = False       # begins in mid-sentence
    open: bool = False          # ends in mid-sentence
    full: bool = False          # ends a sentence with a full line
    first: str = ""
    last: str = ""
    credit: bool = False        # of the text above it
    headed: bool = False        # begins with a head
    numbered: tuple[float, int] = (0, 0)        # rank and number that it begins with


class _Page(NamedTuple):
    """The blocks of a page between its running head and its running foot."""

    head: tuple[Line, ...]
    blocks: tuple[_Block, ...]
    foot: tuple[Line, ...]


def in_reading_order(lines: Sequence[Line], measure: float) -> tuple[Line, ...]:
    """`lines` with the blocks of every page, which are the lines of one raw line each, in the order in which they read on."""
    joints = Joints(repair_line(line.text) for line in lines)
    pages = [_page(list(page), measure) for _, page in itertools.groupby(lines, lambda line: line.page)]
    out: list[Line] = []
    above: _Block | None = None
    numbers: _Numbers = {}
    for page, following in itertools.zip_longest(pages, pages[1:]):
        below = following.blocks[0] if following and following.blocks else None
        blocks = _ordered(page.blocks, above, below, joints, numbers)
        out += [*page.head, *(line for block in blocks for line in block.lines), *page.foot]
        above = blocks[-1] if blocks else above
        _miscounted(blocks, numbers)
    return tuple(out)


def _page(lines: Sequence[Line], measure: float) -> _Page:
    """The blocks of a page: what tells nothing, such as a table or a byline, stays with what it stands below, or a kicker with the
    title below it."""
    groups = [tuple(group) for _, group in itertools.groupby(lines, lambda line: line.number)]
    telling = [k for k, rows in enumerate(groups) if not _tells_nothing(rows)]
    inner = [k for k in telling if not (len(groups[k]) == 1 and groups[k][0].level == BOLD)] or telling
    first, last = (min(inner), max(inner)) if inner else (len(groups), len(groups))
    blocks: list[_Block] = []
    waiting: tuple[Line, ...] = ()
    for rows in groups[first:last + 1]:
        if _tells_nothing(rows):
            waiting += rows
            continue
        block = _block(rows, measure)
        kept = len(waiting)
        if rows[0].level and blocks and not blocks[-1].lines[-1].level:
            kept = max((k + 1 for k, line in enumerate(waiting) if _TABLE.match(line.text)), default=0)
        if blocks:
            blocks[-1] = blocks[-1]._replace(lines=(*blocks[-1].lines, *waiting[:kept]))
        blocks.append(block._replace(lines=(*waiting[kept:], *block.lines)))
        waiting = ()
    head, foot = ([line for rows in part for line in rows] for part in (groups[:first], groups[last + 1:]))
    return _Page(tuple(head), tuple(blocks), tuple(foot))


def _tells_nothing(rows: Sequence[Line]) -> bool:
    """Whether no text goes on from or with these lines: a table, a note, furniture, a line by itself that is no head."""
    first = rows[0]
    if first.role or _TABLE.match(first.text) or _NOTE.match(first.text):
        return True
    return len(rows) == 1 and not first.level and not is_terminal(first.text) and not _is_credit(rows)


def _is_credit(rows: Sequence[Line]) -> bool:
    """Whether the lines are who wrote the text above them, in brackets."""
    text = "".join(repair_line(row.text) for row in rows)
    return text[:1] == "（" and credit(text) is not None


def _block(rows: Sequence[Line], usual: float) -> _Block:
    first, last = rows[0], rows[-1]
    if _is_credit(rows):
        return _Block(tuple(rows), credit=True)
    if first.level and not ends_sentence(last.text):
        return _Block(tuple(rows), headed=True, numbered=numbering_of(first.text))
    widths = [natural(row.text) for row in rows]
    inner = sorted(widths[1:-1])
    measure = inner[len(inner) // 2] if len(inner) > 2 else usual
    begins = rank(first.text) or BULLET.match(first.text) or LIST_ITEM.match(first.text) or BYLINE.match(first.text) or (
        _SPOKEN.match(first.text))
    set_in = widths[0] < measure - _EXACT / 2 and widths[0] - squeeze(first.text) <= measure - _INDENT
    whole = widths[0] >= measure - _EXACT and not set_in
    full = widths[-1] >= measure - _FULL
    ended = is_terminal(last.text)
    return _Block(tuple(rows), bool(len(rows) > 1 and whole and not begins), full and not ended, full and ended,
                  repair_line(first.text), repair_line(last.text), numbered=numbering_of(first.text))


def _ordered(blocks: Sequence[_Block], above: _Block | None, below: _Block | None, joints: Joints,
             numbers: _Numbers) -> list[_Block]:
    """The blocks of a page in the cheapest order that can be reached by runs of them changing places.  `above` and `below`: what
    stands on the pages before and behind it; `numbers`: the last of every rank there."""
    order = list(blocks)
    for _ in range(_CHANGES):
        found = [(more + _MISCOUNT * _miscounted(_changed(order, i, j, k), dict(numbers)) + _odds(order, i, j, k), i, j, k)
                 for more, i, j, k in _changes(order, above, below, joints)] if len(order) <= _MOST else []
        if not found or min(found)[0] > _MISCOUNT * _miscounted(order, dict(numbers)) - _GAIN:
            break
        order = _changed(order, *min(found)[1:])
    return order


def _odds(order: Sequence[_Block], i: int, j: int, k: int) -> float:
    """What tells how far two runs reach: the one that came too late mostly begins with a head, whose white made it lower than the
    other; columns are as long as each other."""
    first, second = (sum(len(block.lines) for block in run) for run in (order[i:j], order[j:k]))
    return _FAR * (k - i) + _UNEVEN * abs(first - second) / (first + second) - _HEADED * order[j].headed


def _changed(order: Sequence[_Block], i: int, j: int, k: int) -> list[_Block]:
    return [*order[:i], *order[j:k], *order[i:j], *order[k:]]


def _changes(order: Sequence[_Block], above: _Block | None, below: _Block | None,
             joints: Joints) -> Iterator[tuple[float, int, int, int]]:
    """(what it costs more, i, j, k) of every change of the runs i to j and j to k after which a sentence goes on that did not."""
    known: dict[tuple[int, int], float] = {}
    count = len(order)
    line = [above, *order, below]

    def cost(a: int, b: int) -> float:
        if (a, b) not in known:
            before, after = line[a + 1], line[b + 1]
            known[a, b] = _joint(before, after, joints) if before and after else 0.0
        return known[a, b]

    def mended(a: int, b: int) -> bool:
        before, after = line[a + 1], line[b + 1]
        return before is not None and after is not None and before.open and after.resumes

    broken = {k for k in range(count + 1) if cost(k - 1, k) >= _BROKEN}
    if not broken:
        return
    for i, j in itertools.combinations(range(count), 2):
        for k in range(j + 1, count + 1):
            if broken.isdisjoint((i, j, k)) or not (mended(i - 1, j) or mended(k - 1, i) or mended(j - 1, k)):
                continue
            yield (cost(i - 1, j) + cost(k - 1, i) + cost(j - 1, k) - cost(i - 1, i) - cost(j - 1, j) - cost(k - 1, k)), i, j, k


def _joint(before: _Block, after: _Block, joints: Joints) -> float:
    """What it costs that `after` stands below `before`."""
    if after.credit and before.headed:
        return _BROKEN
    if before.open != after.resumes:
        return _UNSURE if before.full and after.resumes else _BROKEN
    return -_KNOWN * min(1.0, joints.strength(before.last, after.first) / _SURE) if after.resumes else 0.0


def _miscounted(order: Sequence[_Block], numbers: _Numbers) -> int:
    """How many numbers of headings do not follow the last of their rank, which `numbers` holds and is told."""
    out = 0
    for block in order:
        level, number = block.numbered
        if level:
            out += number > 1 and numbers.get(level, 0) != number - 1
            for lower in [known for known in numbers if known > level]:
                del numbers[lower]
            numbers[level] = number
    return out
