"""Hard-wrapped lines -> paragraphs and display clusters of each page, by the widths of the lines (facts: sources, 5)."""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.importer.characters import (
    BULLET,
    BYLINE,
    DATE,
    KICKER,
    LIST_ITEM,
    ORDINAL,
    PAREN_DATE,
    credit,
    is_terminal,
    plain,
    rank,
    skeleton,
    width,
)
from convert.importer.matching import Joints
from convert.importer.reading import ALONE, DISPLAY, FIRST, Reading, read_page, usual_width
from convert.importer.records import Line
from convert.importer.repair import repair_line
from convert.importer.tablecells import table_cells, table_rows

_WINDOW = 8
_SMALL = 10                 # lines of a page that are too few to tell its measure
_TALL = 7                   # lines of a cluster at most
_FULL, _DEEP, _SHORT = 1.15, 3.2, 1.6         # em: justified to within; shorter than any first line; short of the measure
_UNSET = 2.2                # em: a line this short of the measure is the last of its paragraph, whatever mark it lacks
_REST = 3.0                 # em: what is left of a head on a second line
_FEW, _POEM = 8, 0.6        # characters of an unnumbered head among lines of text; share of the measure that a line of verse has
_CHAPTER = re.compile(r"第[一二三四五六七八九十]+[章编]")
_ITEM = re.compile(r"第[一二三四五六七八九十百零〇]+条[\u3000 ]|[（(][一二三四五六七八九十]{1,3}[）)]")
_CREDIT_END = re.compile("[^（(。]{0,23}[）)]")


class Item(NamedTuple):
    """A paragraph (or the part of one that stands on a page) or a cluster of display lines."""

    lines: tuple[Line, ...]
    display: bool = False
    first: bool | None = None       # begins like the first line of a paragraph; None: cannot be seen
    last_full: bool = False         # its last line fills the measure

    @property
    def text(self) -> str:
        return "".join(repair_line(line.text) for line in self.lines)

    @property
    def closed(self) -> bool:
        return not self.display and (credit(self.text) is not None or self.ends_credit)

    @property
    def ends_credit(self) -> bool:
        """The second half of a credit that the end of a page cut in two."""
        return not self.display and bool(_CREDIT_END.fullmatch(self.text))

    @property
    def open(self) -> bool:
        return not is_terminal(self.text) and not self.closed


class _Page:
    """The lines of one page with their widths and measures."""

    def __init__(self, lines: Sequence[Line], titles: frozenset[int], common: float = 0.0):
        self.lines = lines
        self.titles = [line.key in titles for line in lines]
        self.texts = [repair_line(line.text) for line in lines]
        self.credits = [credit(text) is not None for text in self.texts]
        self.spread = [line.text.count(" ") > 0.3 * len(line.text) for line in lines]
        self.widths = [width(line.text) for line in lines]       # unrepaired: the spaces beside digits are set too
        self.display = [False] * len(lines)
        self.rows, self.cells = table_rows(lines), table_cells(lines)
        wide = Counter(int(w + 0.3) for w in self.widths if w >= 7)
        self.usual = float(max(wide, key=lambda w: (wide[w], w))) if wide else 0.0
        self.small = len(lines) < _SMALL and self.usual < common and sum(abs(w - common) <= _FULL for w in self.widths) > 0
        if self.small:
            self.usual = common
        self._take_measures()

    def _take_measures(self) -> None:
        self.measures = [self._measure(i) for i in range(len(self.lines))]
        for i, spread in enumerate(self.spread):
            if spread:
                self.widths[i] = max(self.widths[i], self.measures[i])

    def _measure(self, index: int) -> float:
        """The width of the lines around `index`, in its own frame: the widest that many of them have."""
        first, last = index, index
        while first > 0 and index - first < _WINDOW and not self.display[first - 1]:
            first -= 1
        while last + 1 < len(self.lines) and last - index < _WINDOW and not self.display[last + 1]:
            last += 1
        counts = Counter(int(self.widths[i] + 0.3) for i in range(first, last + 1) if self.widths[i] >= 7 and not self.spread[i])
        if not counts:
            counts = Counter(int(w + 0.3) for w in self.widths if w >= 7)
        most = max(counts.values(), default=0)
        own = float(max((w for w, n in counts.items() if n >= 0.6 * most), default=0))
        if self.small:
            return self.usual
        few = last - first < 6 and own < self.usual <= own + 2.5
        return self.usual if few else own

    def full(self, i: int) -> bool:
        return 0 <= i < len(self.lines) and self.widths[i] >= self.measures[i] - _FULL

    def short(self, i: int) -> bool:
        return self.widths[i] < self.measures[i] - _SHORT

    def first_like(self, i: int) -> bool | None:
        """Whether line `i` is as short as an indent makes a first line; None when nothing follows to tell."""
        if not 0 <= i < len(self.lines):
            return None
        if BULLET.match(self.texts[i]):
            return True
        if self.lines[i].indent >= 0:
            return self.lines[i].indent >= 1.2
        if self.full(i):
            return False
        if i + 1 < len(self.lines) and self.widths[i] >= self.measures[i] - _DEEP:
            return not self.display[i + 1] and (self.full(i + 1) or is_terminal(self.texts[i + 1]) or self.short(i + 1))
        return None

    def bare(self, i: int, before: str = "") -> bool:
        """Without any mark at its end; brackets and quotation marks opened, `before` counted in, before they are closed."""
        text = before + self.texts[i]
        return not is_terminal(text) and text[-1:] not in "，、；：,;" and not any(
            text.count(b) > text.count(a) for a, b in ("（）", "()", "“”", "《》"))

    def prose(self, i: int) -> bool:
        """Running text begins at `i`: a first line and a full one, or a sentence inside the line."""
        if re.search("[。；！？]", self.texts[i][:-1]):
            return True
        run = self.widths[i:i + 4]
        if len(run) == 4 and max(run) - min(run) <= 1.2 and min(run) >= 7 and not any(self.display[i:i + 4]):
            return True             # lines of one width, though of another measure
        if self._two_lines(i):
            return True
        following = self.full(i + 1) and not self.display[i + 1]
        deep = _DEEP + 0.8 if following and self.full(i + 2) and not self.display[i + 2] else _DEEP
        return following and self.widths[i] >= self.measures[i] - deep and not BYLINE.match(self.texts[i])

    def _two_lines(self, i: int) -> bool:
        """Where no blank lines tell: a first line whose paragraph ends on the short line below it."""
        if i + 1 >= len(self.lines) or self.titles[i] or self.titles[i + 1] or BYLINE.match(self.texts[i]):
            return False
        return (self.measures[i] - _DEEP <= self.widths[i] < self.measures[i] - _FULL and is_terminal(self.texts[i + 1])
                and self.short(i + 1) and not self.texts[i].startswith("——") and not self._has_gap(i))

    def find_display(self) -> None:
        self._mark_display()
        for i, credited in enumerate(self.credits):
            if credited:
                self.display[i] = False

    def _mark_display(self) -> None:
        self._look_for_display()
        for i in range(len(self.lines)):
            if self.display[i] and (self._flush_left(i) or BULLET.match(self.texts[i]) or self._tabular(i)):
                self.display[i] = False

    def _look_for_display(self) -> None:
        n = len(self.lines)
        for i in range(n):
            dashed = self.texts[i].startswith("——") and self.bare(i) and not re.search("[。；]", self.texts[i]) and (
                (self.short(i) and not self.full(i + 1)) or (i > 0 and self.display[i - 1]))
            strong = bool(BYLINE.match(self.texts[i])) or dashed
            titled = self.titles[i] and not self._runs_into(i)
            ended = is_terminal(self.texts[i])
            self.display[i] = titled or self.lines[i].level > 0 or (strong and not ended)
        for i in range(n):
            if not self.display[i] and self._stands_out(i):
                self.display[i] = True
        for i in range(1, n):           # a cluster goes on until running text begins
            above = self.texts[i - 1] if self.display[i - 1] else ""
            begun = "，" in self.texts[i] and self.texts[i].count("“") > self.texts[i].count("”")
            if self.display[i - 1] and not self.display[i] and not begun and self.bare(i, above) and not rank(self.texts[i]):
                self.display[i] = bool(KICKER.search(plain(self.texts[i]))) or (not self.prose(i) and (
                    self.short(i) or i + 1 == n or self.display[i + 1] or self.widths[i] > self.measures[i] + _SHORT))
        self._mark_heads()
        for i in range(n - 2, -1, -1):  # and begins with the line above a strong one
            if self.titles[i + 1] and self.short(i) and (i == 0 or self.credits[i - 1]):
                self.display[i] = True
            elif self.display[i + 1] and not self.display[i] and self.bare(i) and self.short(i) and not self._ends_paragraph(i):
                self.display[i] = self.widths[i] < self.measures[i] - _DEEP or not re.search("[，。]", self.texts[i])

    def _mark_heads(self) -> None:
        """Where no blank lines tell: short lines without marks between the end of a paragraph and the beginning of one."""
        start = 0
        while start < len(self.lines):
            end = start
            while end < len(self.lines) and end - start < _TALL and self._like_display(end):
                end += 1
            after_end = start == 0 or is_terminal(self.texts[start - 1]) or self.credits[start - 1] or self.display[start - 1]
            if end > start and after_end and (end == len(self.lines) or self._begins_text(end)):
                self.display[start:end] = [True] * (end - start)
            start = max(end, start + 1)

    def _like_display(self, i: int) -> bool:
        measure = max(self.measures[i], self.usual)         # a few lines between heads have none of their own
        far = self.widths[i] < measure - _DEEP or self.widths[i] > measure + _SHORT
        far = far or (bool(rank(self.texts[i])) and self._begins_text(i + 1))       # a numbered head that fills its line
        if far and self.texts[i].endswith(("，", "、")) and i + 1 < len(self.lines) and not rank(self.texts[i + 1]):
            return self._like_display(i + 1) and (i == 0 or is_terminal(self.texts[i - 1]) or self.credits[i - 1]
                                                  or bool(rank(self.texts[i - 1])))
        return self.display[i] or (far and not self.credits[i] and not self.spread[i] and (
            self.bare(i) or bool(PAREN_DATE.match(plain(self.texts[i])))) and not re.search("[。；]", self.texts[i]))

    def _begins_text(self, i: int) -> bool:
        """Whether line `i` begins running text: a first line with a full one or the end below it, or a salutation."""
        if i >= len(self.lines) or self.display[i]:
            return False
        called = self.texts[i].endswith(("：", ":")) and len(self.texts[i]) <= 30
        return self.first_like(i) is True or self._two_lines(i) or called

    def _tabular(self, i: int) -> bool:
        return (i in self.rows or i in self.cells) and not self.titles[i]

    def _flush_left(self, i: int) -> bool:
        """Where positions are known: text that goes on at the left edge under a line that did not end is no display type."""
        line = self.lines[i]
        return (0 <= line.indent < 1.2 and not line.level and not self.titles[i] and i > 0 and not self.display[i - 1]
                and not is_terminal(self.texts[i - 1]) and not self.credits[i - 1])

    def _runs_into(self, i: int) -> bool:
        """A line with words of a title that is the first line of a paragraph: as wide as one, and a full line goes on below it."""
        alone = not (i and self.titles[i - 1]) and i + 1 < len(self.lines) and not self.titles[i + 1]
        if alone and self.lines[i].indent >= 0 and not (self.lines[i].indent >= 1.2 > self.lines[i + 1].indent):
            return False            # where positions are known: set in, and what follows is not
        wide = self.measures[i] - _DEEP <= self.widths[i] < self.measures[i] - _FULL
        return alone and wide and self.full(i + 1)

    def _stands_out(self, i: int) -> bool:
        """A line by itself that no running text can hold: short, without a mark, nothing that continues it below."""
        if not self.bare(i) or not self.short(i) or self.credits[i] or self._goes_on_from_above(i):
            return False
        if "，" in self.texts[i] and self.widths[i] >= self.measures[i] - _DEEP:
            return False            # the first line of a paragraph that goes on elsewhere
        if self._after_close(i) and self.widths[i] < self.measures[i] - _DEEP:
            return True
        deep = self.widths[i] < self.measures[i] - _DEEP or (
            bool(_CHAPTER.match(self.texts[i])) and self.widths[i] < self.usual - _DEEP)
        if deep and self._numbered(i) and not re.search("[。；]", self.texts[i]) and (
                i == 0 or is_terminal(self.texts[i - 1]) or (self.display[i - 1] and self._numbered(i - 1))):
            return True
        if deep and i and self._follows_end(i):
            return True
        if self._has_gap(i) and (i + 1 >= len(self.lines) or self.display[i + 1]):
            return True
        below = i + 1 >= len(self.lines) or self.display[i + 1] or self.first_like(i + 1) is True
        if not below or (self._may_be_first(i) and not self._after_close(i)):
            return False
        if i == 0 or self.display[i - 1]:
            return True
        if is_terminal(self.texts[i - 1]):
            return True
        return not self._ends_paragraph(i)

    def _goes_on_from_above(self, i: int) -> bool:
        """Whether a full line of running text that did not end stands right above line `i`."""
        above = i - 1
        return (i > 1 and not self.display[above] and self.full(above)
                and self.widths[i - 2] >= self.measures[i - 2] - _DEEP and not self.display[i - 2]
                and self.bare(above) and not self.credits[above] and not self._numbered(i))

    def _follows_end(self, i: int) -> bool:
        """A word or two below the short end of a paragraph, or 二、 below the short end of a list of names."""
        ended = is_terminal(self.texts[i - 1]) and self.short(i - 1) and not self.display[i - 1]
        listed = self.bare(i - 1) and "、" in self.texts[i - 1] and self.widths[i - 1] < self.measures[i - 1] - _DEEP
        few = len(self.texts[i]) <= _FEW and not re.search(r"[，。、；：！？\d（]", self.texts[i])
        return (ended and few and i + 1 < len(self.lines) and not self.display[i + 1]) or (listed and rank(self.texts[i]) == 2)

    def _verse(self, i: int) -> bool:
        """A line of a poem: far from the measure, a mark at its end, and neighbours that are the same."""
        if not 0 <= i < len(self.lines) or self.display[i]:
            return False
        return self.widths[i] < _POEM * self.usual and self.texts[i][-1:] in "，。；！？…"

    def _numbered(self, i: int) -> bool:
        return bool(rank(self.texts[i])) or bool(ORDINAL.match(plain(self.texts[i])))

    def _may_be_first(self, i: int) -> bool:
        """As wide as a first line, with running text below it."""
        if self.widths[i] < self.measures[i] - _DEEP:
            return False
        return not self.display[i + 1] if i + 1 < len(self.lines) else self._numbered(i)

    def _has_gap(self, i: int) -> bool:
        """A gap that was set on purpose: running text has none outside quotation marks."""
        return not self.spread[i] and "\u3000" in re.sub("“[^”]*”|^.\u3000", "", self.lines[i].text)

    def _after_close(self, i: int) -> bool:
        if i > 1 and _CREDIT_END.fullmatch(self.texts[i - 1]):        # a credit on two lines
            return credit(self.texts[i - 2] + self.texts[i - 1]) is not None
        return i > 0 and self.credits[i - 1]

    def _ends_paragraph(self, i: int) -> bool:
        """Whether line `i` can be the end of a paragraph that has no end mark: a bullet's, or a heading of two lines."""
        if i + 1 < len(self.lines) and BULLET.match(self.texts[i + 1]):
            return True
        start = i
        while start > 0 and not self.display[start - 1] and not (is_terminal(self.texts[start - 1]) and self.short(start - 1)):
            if BULLET.match(self.texts[start]) or (start < i and self.first_like(start) and is_terminal(self.texts[start - 1])):
                break
            start -= 1
        if BULLET.match(self.texts[start]):
            return True
        whole = "".join(self.texts[start:i + 1])
        return i - start == 1 and not re.search("[。]", whole) and len(skeleton(whole)) <= 60 and i + 1 < len(self.lines)

    def items(self) -> list[Item]:
        self.find_display()
        self._take_measures()           # once more, now that the clusters part the frames
        self.find_display()
        out: list[Item] = []
        current: list[int] = []
        for i in range(len(self.lines)):
            if current and (self.display[i] != self.display[current[-1]] or (not self.display[i] and self._opens(i, current))
                            or (self.display[i] and self._parts(current[-1], i))):
                out.append(self._item(current))
                current = []
            current.append(i)
        if current:
            out.append(self._item(current))
        return out

    def _parts(self, a: int, b: int) -> bool:
        """Two heads of sections one below the other are two clusters; where positions are known, a number or a size tells."""
        if self.lines[a].indent >= 0 and self.lines[b].indent >= 0 and not (self.titles[a] or self.titles[b]):
            return self.lines[a].level != self.lines[b].level or bool(rank(self.texts[b])) or self.texts[a].endswith("——")
        if self.texts[a].endswith(("，", "、")) and not rank(self.texts[b]):
            return False            # a head of two lines
        return bool(rank(self.texts[a]) or rank(self.texts[b]))

    def _item(self, indices: list[int]) -> Item:
        lines = tuple(self.lines[i] for i in indices)
        return Item(lines, self.display[indices[0]], self.first_like(indices[0]), self.full(indices[-1]))

    def _whole_sentence(self, i: int) -> bool:
        """A short call alone on its line, the end of the frame or a first line below it: 谢谢大家！"""
        below = i + 1 >= len(self.lines) or self.display[i + 1] or self.credits[i + 1] or self.first_like(i + 1) is True
        return below and self.widths[i] < self.measures[i] - _DEEP and self.texts[i][-1:] in "！：" and len(self.texts[i]) <= 12

    def _opens(self, i: int, current: list[int]) -> bool:
        """Whether line `i` begins a paragraph or is the next row of a table; cells without rows stay together."""
        if self._tabular(i) or self._tabular(i - 1):
            return not (i in self.cells and i - 1 in self.cells)
        if LIST_ITEM.match(self.lines[i].text):
            return True
        return self._begins(i, current)

    def _begins(self, i: int, current: list[int]) -> bool:
        """Whether line `i` begins a paragraph after the lines `current`."""
        before = "".join(self.texts[k] for k in current)
        last = i - 1
        if current[0] == 0 and _CREDIT_END.fullmatch(before):
            return True
        if BULLET.match(self.texts[i]) or credit(before) or (self.credits[i] and is_terminal(before)) or (
                DATE.match(plain(self.texts[i])) and self.short(last)):
            return True
        if self.lines[i].indent >= 0:
            return self.lines[i].indent >= 1.2 or bool(DATE.match(plain(self.texts[i]))) or self.lines[last].room > _DEEP
        deep = self.widths[last] < self.measures[last] - _DEEP
        if _ITEM.match(self.texts[i]) and before[-1:] in "。；：" and self.widths[last] < self.usual - _SHORT:
            return True
        if self._verse(last) and self._verse(i) and (self._verse(i + 1) or self._verse(last - 1) or self.credits[i]):
            return True
        if is_terminal(before) or before.endswith(("；", ";")):
            if is_terminal(before) and (deep if len(current) == 1 else self.short(last)) and before.count("“") <= before.count("”"):
                return True
            if before.endswith(("：", ":")) and self.full(last):
                return False
            return self.first_like(i) is True or self._whole_sentence(i) or (bool(rank(self.texts[i])) and is_terminal(before))
        if self.short(last) and self.bare(last, before[:-len(self.texts[last])]) and not self.spread[last]:
            short = self.widths[last] < self.measures[last] - _UNSET and self.full(i + 1)
            return bool(self.first_like(i)) and ((len(current) == 1 and deep) or short or self._ends_paragraph(last))
        return False


def page_items(lines: Sequence[Line], gap: int, titles: frozenset[int] = frozenset(),
               joints: Joints | None = None, column: float = 0.0) -> tuple[tuple[Item, ...], ...]:
    """For every page its paragraphs and clusters in the order of the text.  `titles`: numbers of lines that the contents names;
    `joints`: of the whole text; `column`: measure of the one column that all text stands in, em, though no blank lines part its
    lines."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    widths = Counter(int(width(line.text) + 0.3) for line in lines if width(line.text) >= 12 and line.role != "row")
    common = float(max(widths, key=lambda w: (widths[w], w))) if widths else 0.0
    if (gap or column) and not any(line.indent >= 0 for line in lines):
        common = column or usual_width(widths)

        def items(lines: Sequence[Line]) -> Iterator[Item]:
            for _, run in itertools.groupby(lines, lambda line: line.role == "row"):
                yield from _run_items(list(run), gap, titles, common, joints, column > 0)

        return tuple(tuple(items(pages[page])) for page in sorted(pages))
    return tuple(tuple(_Page(pages[page], titles, common).items()) for page in sorted(pages))


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
        if i + 1 < len(readings) and not _parts_below(lines, readings, i, gap):
            continue
        begun, text = readings[start].label, lines[i].text
        full = label != DISPLAY and (width(text) >= measure - _FULL or text.count(" ") > 0.3 * len(text))
        out.append(Item(tuple(lines[start:i + 1]), label == DISPLAY, None if begun in (DISPLAY, ALONE) else begun == FIRST, full))
        start = i + 1
    return out


def _parts_below(lines: Sequence[Line], readings: Sequence[Reading], i: int, gap: int) -> bool:
    """Whether a paragraph or a cluster ends with line `i`: two heads of sections one below the other are two clusters."""
    following = readings[i + 1].label
    if readings[i].label != DISPLAY:
        return following in (FIRST, ALONE, DISPLAY)
    if following != DISPLAY or lines[i + 1].gap < gap:
        return following != DISPLAY
    whole = width(lines[i].text) < readings[i].measure - _DEEP and width(lines[i + 1].text) > _REST
    return bool(rank(repair_line(lines[i + 1].text)) or (rank(repair_line(lines[i].text)) and whole))
