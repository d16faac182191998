"""What words that may be a line of a column are told by, and what it costs that one such line stands below another."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from convert.importer.captions import CREDITED
from convert.importer.characters import (
    BULLET,
    BYLINE,
    EDITOR_NOTE,
    HAN,
    LIST_ITEM,
    credit,
    is_terminal,
    is_unit_name,
    rank,
    skeleton,
    width,
)
from convert.importer.linecosts import squeeze, stretch
from convert.importer.pagerows import END_MARKS, numbering_of
from convert.importer.pieces import BELOW
from convert.importer.repair import repair_line
from convert.importer.wordjoints import WordJoints

# a space that is no gap beside a number or a letter
GAP = re.compile(f"(?<=[{HAN}，。、；：！？”’）》…—]) (?=[{HAN}“‘（《])|(?<=[，。、；：！？”’）》]) (?=[0-9A-Za-z])")
SHORT, INDENT, OVER = 1.2, 2.0, 0.4     # em: of a line that does not fill its column; of a first line; over the measure
NEVER = 9.0                 # what hardly happens
_ENDED_GAP = re.compile("[。！？；：][”’）》]*[■◆●▲□]? ")
# marks that meet, of which one sets half
_PAIRED = re.compile("[，。、；：！？”’）》](?=[，。、；：！？“”‘’（）《》])|[“‘（《](?=[“‘（《])")
_CALL = re.compile("[^。；]{0,12}(?:们|同志|朋友|代表|委员|职工|读者)：")        # whom a speech or a letter addresses
_CLAUSES = re.compile("[，。；]")
_TABLE = re.compile("[表图] ?\\d")
_ITEM = re.compile(r"(\d{1,2})[.．)] \S")
_ITEMS, _BULLETS = 9, 100   # levels of items with numbers, of bullets
_NEXT, _NOT_NEXT = -1.0, 1.5            # of a number that follows the last one; of one that does not
_CELLS, _CELL = 2, 11       # gaps of a row of a table; em of a cell at most
_ALIKE, _INSET, _COLUMN = 1.0, 0.8, 8.0         # em within which two lines are of one narrower column; cost of such a line; its
                            # em at least
_HEAD_WIDTH = 0.72          # share of the measure that a head with a comma has at most
_NARROW = 0.5               # share of the measure that a line of a cell has at most
_STEEP, _UNFIT = 0.9, 2.5   # cost of an em that a full line lacks; at most
_SQUEEZED, _OVERFULL, _EASE = 1.8, 4.0, 0.6         # cost of an em that it is squeezed; at most; em that cost nothing
_AFTER_LAST = 3.0           # of text below the end of an article
_CUT_END = 4.5              # of a paragraph that ends without a mark
_AT_END = 1.0               # of a sentence that ends at the end of a line, its paragraph going on
_BEGINS, _ALONE, _HEADED = -0.5, 1.0, 1.0           # of a first line; of a paragraph of one line; below the name of a unit
_HEAD, _NEXT_HEAD = 1.2, 0.3            # of a head; of another below it
_LISTED, _SAME_TITLE, _OTHER_TITLE = 2.0, -1.5, 1.0     # of words of the contents; of two lines of one title; of two titles
_DEEPER, _EMPTY = 0.8, 1.5  # of a head below one of a higher rank; below one without text
_ROW = 1.0                  # of a row of a table below text, of a head that closes a quotation it does not open
_LABEL_BELOW, _TITLE_BELOW = 1.5, -0.8  # of the name of a unit below a title; of a title below the name of a unit
_SUBTITLE = -0.5            # of a subtitle below a title
_TITLE = 5                  # characters that tell that words are of the contents, at least
_MARK_ODDS, _MOST_ODDS = 0.5, 3.0       # cost of a joint at a mark; of any joint at most

Numbers = tuple[tuple[float, int], ...]         # (level, number)


class Words(NamedTuple):
    """A text that may be a line of a column."""

    text: str
    key: str                    # its skeleton
    least: float                # em that it takes squeezed
    most: float                 # and stretched
    wide: float                 # em that it takes where nothing is squeezed
    gaps: int                   # gaps between words of it, those behind the end of a sentence counted twice
    ends: bool                  # whether a paragraph may end with it
    head: bool                  # whether it hardly is a line of text, going on
    begins: bool                # whether its mark or number shows that it begins a paragraph
    credit: bool                # whether it is the unit or the source in brackets that ends an article
    last: bool                  # whether an article ends with it: a credit, a mark at its end
    byline: bool
    known: bool                 # whether the contents has it
    title: bool                 # whether it may be a title in a column then: too narrow for a line of text
    small: bool                 # whether it may be of smaller type: a caption, a row of a table
    cut: bool                   # whether a quotation or a bracket is closed in it that it does not open, or stays open
    unit: bool                  # whether it is the name of a unit, which stands above the title of its news
    aside: bool                 # whether it is the words of a picture, with who took it
    rank: int                   # of its number as a head, 0 for none
    number: tuple[float, int]   # (level, number) of a head or an item; (0, 0) without one


def words_of(text: str, listed: str, measure: float) -> Words:
    """What `text` is told by; `listed`: the words of the contents."""
    bare = repair_line(text)
    wide, paired = width(bare), 0.5 * len(_PAIRED.findall(bare))
    least, most = wide - max(paired, squeeze(bare)), wide + stretch(bare)
    credited = bare[:1] in "（(" and credit(bare) is not None
    byline = BYLINE.match(bare) is not None
    ends = (is_terminal(bare) or credited) and not byline
    level = rank(bare)
    opens = EDITOR_NOTE.match(text) is not None
    begins = opens or bool(BULLET.match(bare) or LIST_ITEM.match(bare) or level or _CALL.fullmatch(bare) or _TABLE.match(bare))
    key = skeleton(bare)
    known = len(key) >= _TITLE and not ends and key in listed
    title = known and not byline and wide < measure - SHORT
    small = _is_small(text, bare)
    glued = level > 0 and text.count(" ") >= _CELLS and not _CLAUSES.search(bare)        # a head and a row of a table beside it
    head = not (ends or opens) and most < measure - INDENT - SHORT and (bare[-1:] not in "，、；" or level > 0)
    head &= level > 0 or "，" not in bare or wide <= _HEAD_WIDTH * measure
    gaps = 0 if known or byline else len(GAP.findall(text)) + 2 * len(_ENDED_GAP.findall(text)) + 2 * glued
    return Words(
        bare, key, least, most, wide - paired, gaps, ends, head or byline or title or small, begins, credited,
        credited or text[-1:] in END_MARKS, byline, known, title, small and not level, _is_cut(bare), is_unit_name(bare),
        CREDITED.match(text) is not None, level, _number_of(bare))


def _number_of(text: str) -> tuple[float, int]:
    """(level, number) of what begins a head or an item; bullets are of levels of their own, all with one number."""
    item = _ITEM.match(text)
    if item is not None:
        return _ITEMS, int(item[1])
    bullet = BULLET.match(text)
    return (_BULLETS + ord(bullet[0][0]), 0) if bullet is not None else numbering_of(text)


def counted(last: Numbers, own: tuple[float, int]) -> Numbers:
    """The last numbers of a column, one of each level, with one more."""
    return (*(number for number in last if number[0] < own[0]), own) if own[0] else last


def follows(last: Numbers, own: tuple[float, int]) -> float:
    """What it costs that a number comes after the last ones of its column."""
    if not last or not own[0]:
        return 0.0
    same = [number for level, number in last if level == own[0]]
    if same:
        return _NEXT if own[1] in (0, same[0] + 1) else _NOT_NEXT
    return _NOT_NEXT * (own[1] > 1) * (own[0] > last[-1][0])


def _is_cut(text: str) -> bool:
    """Whether marks that pair up do not in `text`."""
    return any(text.count(opening) != text.count(closing) for opening, closing in ("“”", "（）", "《》"))


def _is_small(text: str, bare: str) -> bool:
    """Whether words may be of smaller type than the text: the name of a table, a row of one."""
    cells = text.split(" ")
    row = len(cells) > _CELLS and not _CLAUSES.search(bare) and max(map(width, cells)) <= _CELL
    return _TABLE.match(bare) is not None or row


class Links:
    """What it costs that words stand below others in a column of `measure` em."""

    def __init__(self, joints: WordJoints, listed: str, measure: float):
        self.joints, self.listed, self.measure = joints, listed, measure

    def below(self, a: Words, first: bool, b: Words) -> Iterator[tuple[float, bool]]:
        """(cost, whether `b` begins a paragraph then) of every way to take `b` below `a`; `first`: whether `a` began one."""
        if b.credit:
            yield (NEVER if a.credit or not a.ends else _BEGINS), False
        elif a.head:
            yield self.below_head(a, b), not b.head
            if self._is_narrow(a, b) and not (a.title or a.byline or a.small or a.begins or b.begins or b.title):
                yield _INSET + self._joint(a, b), False
        elif not b.byline:
            fresh = _HEAD + _ROW * (b.small + b.cut) - b.begins - _LISTED * b.title if b.head else self.begins(b)
            ended = a.ends or (b.begins and a.text[-1:] in "，；：")          # an item of a list
            yield fresh + (_CUT_END if not ended else _AFTER_LAST * (a.last and (b.rank > 0 or not b.head))), not b.head
            if not a.last:
                yield _AT_END * a.ends + self._goes_on(a, first, b), False

    def below_head(self, a: Words, b: Words) -> float:
        """What it costs that words stand below a head."""
        if not (b.head or b.ends or b.begins or a.title) and b.most < _NARROW * self.measure:       # a line of a cell, a verse
            return _NEXT_HEAD if a.small else min(_OTHER_TITLE, self.begins(b))
        return self.stacked(a, b) if b.head else self.begins(b) + _HEADED * a.unit

    def stacked(self, a: Words, b: Words) -> float:
        """What it costs that a line of a head stands below another."""
        if a.key[-2:] + b.key[:2] in self.listed:
            return _SAME_TITLE
        if a.rank and b.rank:
            return _NEXT_HEAD - _DEEPER if b.rank > a.rank else _NEXT_HEAD + _EMPTY
        if b.text.startswith("——"):
            return _SUBTITLE if a.title else _NEXT_HEAD - _SUBTITLE
        if a.unit and b.title:
            return _TITLE_BELOW
        if a.small or b.small or a.byline or b.byline or b.text[:1] == "（":
            return _NEXT_HEAD
        return _OTHER_TITLE + _LABEL_BELOW * (a.title and b.unit)

    def begins(self, b: Words) -> float:
        """What it costs that words begin a paragraph."""
        if b.text[:1] in BELOW:
            return NEVER
        room = self.measure - INDENT
        full = _BEGINS + self._lack(b, room) + _BEGINS * b.begins
        return min(full, _ALONE) if b.ends and b.wide <= room + OVER and not b.begins else full

    def _lack(self, b: Words, room: float) -> float:
        """What it costs that words should fill `room` em."""
        off = max(0.0, room - b.most)
        over = max(0.0, b.wide - room - _EASE, 2 * (b.least - room - OVER))
        return min(_UNFIT, 0.3 * min(off, 1.0) + _STEEP * max(0.0, off - 1.0)) + min(_OVERFULL, _SQUEEZED * over)

    def _goes_on(self, a: Words, first: bool, b: Words) -> float:
        """What it costs that a sentence goes on from `a` to `b`."""
        narrow = self._is_narrow(a, b)
        lack = self._lack(a, self.measure - INDENT * first)
        return (min(lack, _INSET) if narrow else lack) + self._joint(a, b) + 2.0 * b.begins + 1.5 * (b.head and not narrow)

    def _joint(self, a: Words, b: Words) -> float:
        """What the words at a joint cost."""
        odds = _MARK_ODDS if a.text[-1:] in "，、；：。！？" else -self.joints.odds(a.text, b.text)
        return max(-_MOST_ODDS, min(_MOST_ODDS, odds))

    def _is_narrow(self, a: Words, b: Words) -> bool:
        """Whether two lines are of one narrower column, beside a picture or in a box."""
        return max(a.wide, b.wide) < self.measure - INDENT - SHORT and abs(a.wide - b.wide) <= _ALIKE and a.wide >= _COLUMN
