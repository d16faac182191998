"""Blocks of text that a converter wrote out of turn -> the order in which they read on.

A block is what the converter took for one paragraph.  Where columns stand above and below what spans them, their blocks come mixed:
one that begins in mid-sentence stands below the end of another paragraph, and what it goes on with stands elsewhere on the page.
Runs of blocks change places as long as that mends more joints than it breaks.
"""
from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.importer.characters import (
    BULLET,
    BYLINE,
    LIST_ITEM,
    MARKERS,
    NOTE_MARK,
    credit,
    ends_sentence,
    is_terminal,
    rank,
    skeleton,
)
from convert.importer.cutrows import natural
from convert.importer.linecosts import squeeze
from convert.importer.matching import Joints, coverage
from convert.importer.pagerows import END_MARKS, numbering_of
from convert.importer.records import BOLD, Line
from convert.importer.repair import repair_line
from convert.model.numerals import value_of

_INDENT, _EXACT, _FULL = 2.0, 0.6, 1.2      # em: of a first line; that a line in mid-sentence is short, that one at the end is
_NARROW = 1.5               # em that a block of another measure is narrower or wider
_BROKEN, _MISCOUNT = 3.0, 2.0       # cost of a sentence that does not go on, or that nothing begins; of a number out of turn
_EMPTY = 1.5                # cost of a section without text
_FOLLOWED = 1.0             # cost of text below the end of an article
_UNSURE, _KNOWN, _SURE = 0.3, 1.0, 4.0      # of a full line that ends a sentence; what words that are known to go on save; when
_GAIN, _FAR = 3.0, 0.03     # that a change of places must mend; cost of every block that changes
_APART, _TURNED = 0.4, 0.2  # of two blocks that do not follow each other as written; where columns came by turns
_UNEVEN, _HEADED = 0.1, 0.5         # of runs that are not as long as each other; what a head at the beginning of one saves
_TOP = 0.3                  # of another beginning of the page
_ABOUT = 1.0                # what a head saves all of whose words the text below it has
_ANEW = 0.0                 # in the place of a rank: that numbers may begin again
_COUNTED = 8.0              # rank of 一是, 二是
_RESUMED = 0.3              # share of a number out of turn that one below a head is that has none
_HEADS = 3                  # ranks of heads; what is numbered otherwise are items
_UNLISTED, _TITLE = 1.0, 4  # cost of a title that the contents has above the one before it; characters of a title at least
_CHANGES = 4                # of places on a page at most
_MOST, _PART = 60, 24       # blocks of a page that are looked at; of a part of a text without pages at least
_TABLE = re.compile(r"\||表 ?\d{1,2}(?!\d)|图 ?\d{1,2}(?!\d)")
_ORDINAL = re.compile("第?([一二三四五六七八九十])(?:[是要]|，)")
_SPOKEN_BY = re.compile("[问答]：")
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
    lone: bool = False          # a sentence's end by itself
    asks: bool = False          # ends with a question of an interview
    answers: bool = False       # begins with an answer to one
    closed: bool = False        # ends an article: a credit, or the mark of an end
    text: str = ""              # where a head goes with the text that is about it
    headed: bool = False        # begins with a head
    listed: int = -1            # where the contents has the words of the head
    numbered: bool = False      # begins with a number
    numbers: tuple[tuple[float, int], ...] = ()         # rank and number of all that begin a line below the end of another


class _Page(NamedTuple):
    """The blocks of a page between its running head and its running foot."""

    head: tuple[Line, ...]
    blocks: tuple[_Block, ...]
    foot: tuple[Line, ...]


def in_reading_order(lines: Sequence[Line], measure: float, listed: str) -> tuple[Line, ...]:
    """`lines` with the blocks of every page, which are the lines of one raw line each, in the order in which they read on.
    `listed`: what stands above them, the contents in it."""
    joints = Joints(repair_line(line.text) for line in lines)
    words = skeleton(listed)
    whole = (_page(list(page), measure, words) for _, page in itertools.groupby(lines, lambda line: line.page))
    pages = [part for page in whole for part in _parts(page)]
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


def _page(lines: Sequence[Line], measure: float, listed: str) -> _Page:
    """The blocks of a page: what tells nothing, such as a table or a byline, stays with what it stands below, or a kicker with the
    title below it."""
    groups = [tuple(group) for _, group in itertools.groupby(lines, lambda line: line.number)]
    telling = [k for k, rows in enumerate(groups) if not _tells_nothing(rows, measure)]
    inner = [k for k in telling if not (len(groups[k]) == 1 and groups[k][0].level == BOLD)] or telling
    first, last = (min(inner), max(inner)) if inner else (len(groups), len(groups))
    blocks: list[_Block] = []
    waiting: tuple[Line, ...] = ()
    for rows in groups[first:last + 1]:
        if _tells_nothing(rows, measure):
            waiting += rows
            continue
        block = _block(rows, measure, listed)
        kept = len(waiting)
        if rows[0].level and blocks and not blocks[-1].lines[-1].level:
            kept = max((k + 1 for k, line in enumerate(waiting) if _TABLE.match(line.text)), default=0)
        if blocks:
            blocks[-1] = blocks[-1]._replace(lines=(*blocks[-1].lines, *waiting[:kept]))
        blocks.append(block._replace(lines=(*waiting[kept:], *block.lines)))
        waiting = ()
    head, foot = ([line for rows in part for line in rows] for part in (groups[:first], groups[last + 1:]))
    return _Page(tuple(head), tuple(blocks), tuple(foot))


def _parts(page: _Page) -> Iterator[_Page]:
    """`page`, or what may be pages of a text that does not tell them: each begins with a head below the end of a sentence, sooner
    with a title of the contents."""
    if len(page.blocks) <= _MOST:
        yield page
        return
    starts = [0]
    for k, (before, block) in enumerate(itertools.pairwise(page.blocks), 1):
        if k - starts[-1] >= (_PART if block.listed < 0 else _PART // 2) and block.headed and not before.open:
            starts.append(k)
    for start, end in itertools.pairwise((*starts, len(page.blocks))):
        yield _Page(page.head * (start == 0), page.blocks[start:end], page.foot * (end == len(page.blocks)))


def _tells_nothing(rows: Sequence[Line], measure: float) -> bool:
    """Whether no text goes on from or with these lines: a table, a note, furniture, a line by itself that is no head."""
    first = rows[0]
    if first.role or _TABLE.match(first.text) or NOTE_MARK.match(first.text):
        return True
    return len(rows) == 1 and not (first.level or is_terminal(first.text) or _is_credit(rows) or _is_cut(first.text, measure))


def _is_cut(text: str, measure: float) -> bool:
    """Whether a line by itself is all that a column has of a paragraph: in mid-sentence, and as wide as a first line at least."""
    sentence = re.search("[，。]", text) and text[-1] not in "；;" and not BYLINE.match(text)
    return bool(sentence) and natural(text) >= measure - _INDENT - _EXACT


def _whole(rows: Sequence[Line]) -> str:
    return "".join(row.text for row in rows)


def _numbers(rows: Sequence[Line]) -> tuple[tuple[float, int], ...]:
    """(rank, number) of the lines that begin with one, 一是 and 第一， among them, the first or below the end of what is above."""
    out = []
    for above, row in zip(("", *(row.text for row in rows)), rows, strict=False):
        if above[-1:] in "；;" or is_terminal(above):
            ordinal = _ORDINAL.match(row.text)
            out.append((_COUNTED, value_of(ordinal[1])) if ordinal else numbering_of(row.text))
    return tuple(number for number in out if number[0])


def _is_credit(rows: Sequence[Line]) -> bool:
    """Whether the lines are who wrote the text above them, in brackets."""
    text = repair_line(_whole(rows))
    return text[:1] == "（" and credit(text) is not None


def _block(rows: Sequence[Line], usual: float, listed: str) -> _Block:
    """The lines of one raw line as a block; `usual`: the measure of the text, em."""
    first, last = rows[0], rows[-1]
    if _is_credit(rows):
        return _Block(tuple(rows), credit=True, closed=True)
    if first.level and not ends_sentence(last.text):
        words = skeleton(_whole(rows))
        at = listed.find(words) if len(words) >= _TITLE else -1
        return _Block(tuple(rows), text=_whole(rows), headed=True, listed=at, numbered=rank(first.text) > 0, numbers=_numbers(rows))
    widths = [natural(row.text) for row in rows]
    inner = sorted(widths[1:-1])
    own = inner[len(inner) // 2] if len(inner) > 2 else usual
    measure = own if abs(own - usual) > _NARROW else usual
    full = widths[-1] >= measure - _FULL - _INDENT * (len(rows) == 1)
    ended = is_terminal(last.text.rstrip(MARKERS + " "))
    resumes = _fills(first.text, widths[0], measure) and not _begins(first.text) and (len(rows) > 1 or not ended)
    spoken = [row.text[0] for row in rows if _SPOKEN_BY.match(row.text)]
    return _Block(tuple(rows), resumes, full and not ended, full and ended, repair_line(first.text), repair_line(last.text),
                  lone=ended and len(rows) == 1, asks=spoken[-1:] == ["问"], answers=first.text[:2] == "答：",
                  closed=last.text[-1:] in END_MARKS, text=_whole(rows), numbered=rank(first.text) > 0, numbers=_numbers(rows))


def _begins(text: str) -> bool:
    """Whether a line begins a paragraph as its first characters tell."""
    return bool(rank(text) or any(pattern.match(text) for pattern in (BULLET, LIST_ITEM, BYLINE, _SPOKEN)))


def _fills(text: str, wide: float, measure: float) -> bool:
    """Whether a line is as wide as its column, and not a first line whose marks were squeezed."""
    set_in = wide < measure - _EXACT / 2 and wide - squeeze(text) <= measure - _INDENT
    return wide >= measure - _EXACT and not set_in


def _ordered(blocks: Sequence[_Block], above: _Block | None, below: _Block | None, joints: Joints,
             numbers: _Numbers) -> Sequence[_Block]:
    """The blocks of a page in the cheapest order.  `above` and `below`: what stands on the pages before and behind it; `numbers`:
    the last of every rank there."""
    if not 2 < len(blocks) <= _MOST:
        return blocks
    turns = _Turns(blocks, above, below, joints, numbers)
    order = turns.cheapest()
    return [blocks[k] for k in order]


class _Way(NamedTuple):
    """A way of dealing blocks to two columns: its cost, those of the left column, where the contents has the last title of each."""

    cost: float
    lefts: tuple[int, ...]
    listed: tuple[int, ...]


class _Turns:
    """The orders that the blocks of a page may have, as lists of their numbers, and what they cost."""

    def __init__(self, blocks: Sequence[_Block], above: _Block | None, below: _Block | None, joints: Joints, numbers: _Numbers):
        self.blocks, self.numbers, self.count = blocks, numbers, len(blocks)
        self._line = (*blocks, below, above)        # `above` is number -1
        self._joints = joints
        self._known: dict[tuple[int, int], float] = {}

    def cheapest(self) -> list[int]:
        written = list(range(self.count))
        cost = self.total(written)
        if cost < _GAIN:
            return written
        ways = ((self._by_changes(written), _APART), (self._by_columns(), _TURNED))
        found = [(self.total(order, apart), order) for order, apart in ways if self._mends(order)]
        least, best = min(found, default=(cost, written))
        return best if least <= cost - _GAIN else written

    def joint(self, a: int, b: int) -> float:
        """What it costs that block `b` stands below block `a`."""
        if (a, b) not in self._known:
            before, after = self._line[a], self._line[b]
            self._known[a, b] = _joint(before, after, self._joints) if before and after else 0.0
        return self._known[a, b]

    def total(self, order: Sequence[int], price: float = 0.0) -> float:
        """What an order costs whose every two blocks that do not follow each other as written cost `price`."""
        pairs = list(itertools.pairwise((-1, *order, self.count)))
        return sum(self.joint(a, b) + self._turn(a, b, price) for a, b in pairs) + self.miscounts(order)

    def _turn(self, a: int, b: int, price: float) -> float:
        """What it costs that block `b`, which was not written below block `a`, stands there: a head often begins a run."""
        return price * (b != a + 1) * (_HEADED if b < self.count and self.blocks[b].headed else 1.0)

    def miscounts(self, order: Sequence[int]) -> float:
        """What it costs that numbers do not follow each other, or titles not as the contents has them."""
        blocks = [self.blocks[k] for k in order]
        listed = [block.listed for block in blocks if block.listed >= 0]
        return _MISCOUNT * _miscounted(blocks, dict(self.numbers)) + _UNLISTED * sum(b < a for a, b in itertools.pairwise(listed))

    def _mends(self, order: Sequence[int]) -> bool:
        """Whether in `order` a sentence goes on that did not, or numbers follow each other that did not."""
        fresh = [(self._line[a], self._line[b]) for a, b in itertools.pairwise((-1, *order, self.count)) if b != a + 1]
        counted = self.miscounts(order) + 2 * _MISCOUNT <= self.miscounts(range(self.count))
        whole = self._broken(order) + 2 <= self._broken(range(self.count))
        return counted or whole or any(a is not None and b is not None and a.open and b.resumes for a, b in fresh)

    def _broken(self, order: Sequence[int]) -> int:
        return sum(self.joint(a, b) >= _BROKEN for a, b in itertools.pairwise((-1, *order, self.count)))

    def _by_changes(self, order: list[int]) -> list[int]:
        """`order` with neighbouring runs that change places as long as that mends more than it breaks."""
        for _ in range(_CHANGES):
            known = self.miscounts(order)
            found = [(more + self.miscounts(changed) - known + self._odds(order, i, j, k), changed)
                     for more, i, j, k in self._changes(order) for changed in [[*order[:i], *order[j:k], *order[i:j], *order[k:]]]]
            best = min(found, default=(0.0, order))
            if best[0] > -_GAIN:
                break
            order = best[1]
        return order

    def _changes(self, order: Sequence[int]) -> Iterator[tuple[float, int, int, int]]:
        """(what it costs more, i, j, k) of the changes of the runs i to j and j to k that may mend something."""
        line = (*order, self.count, -1)
        doubtful = {i for i in range(self.count + 1) if self.joint(line[i - 1], line[i]) >= _BROKEN}
        uncounted = {i for i in range(self.count) if self.blocks[order[i]].numbers} if self.miscounts(order) else set()
        for i, j in itertools.combinations(range(self.count), 2):
            for k in range(j + 1, self.count + 1):
                if doubtful.isdisjoint((i, j, k)) and uncounted.isdisjoint((i, j, k)):
                    continue
                more = (self.joint(line[i - 1], line[j]) + self.joint(line[k - 1], line[i]) + self.joint(line[j - 1], line[k])
                        - self.joint(line[i - 1], line[i]) - self.joint(line[j - 1], line[j]) - self.joint(line[k - 1], line[k]))
                if more <= _UNSURE:
                    yield more, i, j, k

    def _odds(self, order: Sequence[int], i: int, j: int, k: int) -> float:
        """What tells how far two runs reach: the one that came too late mostly begins with a head, whose white made it lower than
        the other; columns are as long as each other."""
        first, second = (sum(len(self.blocks[n].lines) for n in run) for run in (order[i:j], order[j:k]))
        uneven = abs(first - second) / (first + second)
        return _FAR * (k - i) + _TOP * (i == 0) + _UNEVEN * uneven - _HEADED * self.blocks[order[j]].headed

    def _by_columns(self) -> list[int]:
        """The cheapest order in which blocks of two columns, written by turns, stand in one column below the other."""
        ways = (self._dealt(first) for first in range(1, self.count))
        return min(ways, key=lambda way: way[0])[1]

    def _dealt(self, first: int) -> tuple[float, list[int]]:
        """(cost, order) where the right column begins with block `first`: the others are dealt to the columns, the state being the
        last block of each."""
        above = max((block.listed for block in self.blocks[:first]), default=-1)
        ways = {(first - 1, first): _Way(sum(self.joint(k - 1, k) for k in range(first)), (), (above, self.blocks[first].listed))}
        for block in range(first + 1, self.count):
            fresh: dict[tuple[int, int], _Way] = {}
            for (left, right), way in ways.items():
                for state, column, before in (((block, right), 0, left), ((left, block), 1, right)):
                    cost = way.cost + self.joint(before, block) + self._turn(before, block, _TURNED)
                    listed = self.blocks[block].listed
                    cost += _UNLISTED * (0 <= listed < way.listed[column])
                    if state not in fresh or cost < fresh[state].cost:
                        known = tuple(max(a, listed * (k == column)) for k, a in enumerate(way.listed))
                        fresh[state] = _Way(cost, (*way.lefts, block) if column == 0 else way.lefts, known)
            ways = fresh
        ended = [(way.cost + self.joint(left, first) + self.joint(right, self.count), way.lefts)
                 for (left, right), way in ways.items()]
        cost, lefts = min(ended)
        return cost, [*range(first), *lefts, *(k for k in range(first, self.count) if k not in lefts)]


def _joint(before: _Block, after: _Block, joints: Joints) -> float:
    """What it costs that `after` stands below `before`."""
    if after.credit and (before.headed or before.closed or before.open):
        return _BROKEN
    if before.asks != after.answers:
        return _BROKEN
    if before.closed and not (after.headed and not after.numbered):
        return _BROKEN if after.resumes or after.numbered else _FOLLOWED
    if before.open != after.resumes:
        return _UNSURE if (before.full and after.resumes) or (before.open and after.lone) else _BROKEN
    if before.headed and after.headed and before.numbered and after.numbered and before.numbers[0][0] == after.numbers[0][0]:
        return _EMPTY           # no text between the heads of two sections
    if before.headed:
        return -_ABOUT * coverage(before.text, after.text)
    return -_KNOWN * min(1.0, joints.strength(before.last, after.first) / _SURE) if after.resumes else 0.0


def _miscounted(order: Sequence[_Block], numbers: _Numbers) -> float:
    """How many numbers do not follow the last of their rank, which `numbers` holds and is told, or begin again with no head of
    another text between; one that goes on below such a head counts a little."""
    out = 0.0
    for block in order:
        if block.headed and not block.numbered:          # a list ends above a head, and what comes may count anew
            for known in [known for known in numbers if known > _HEADS]:
                del numbers[known]
            numbers[_ANEW] = 1
        for level, number in block.numbers:
            last, anew = numbers.get(level, 0), _ANEW in numbers
            out += last != number - 1 if number > 1 or not anew else 0
            out += _RESUMED * (anew and number > 1)
            for known in [known for known in numbers if known > level or known == _ANEW]:
                del numbers[known]
            numbers[level] = number
    return out
