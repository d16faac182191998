"""A page of wrapped lines -> what every line is, by the cheapest reading of the whole page.

Every line is the first, a middle or the last line of a paragraph, a paragraph of its own, or display type (title, kicker, byline,
heading).  What a line costs as each of these depends on its width against the measure, its end mark and its neighbours; the measure
may change where a picture narrows the column.  The cheapest path is found by dynamic programming (Viterbi 1967), so that one
doubtful line is decided by those around it.
"""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from convert.importer.characters import (
    BULLET,
    BYLINE,
    CLOSING,
    DATE,
    EDITOR_NOTE,
    LABEL,
    LIST_ITEM,
    credit,
    is_terminal,
    plain,
    rank,
    width,
)
from convert.importer.linecosts import INDENT, OPEN_END, OVER, SLACK, LineCosts
from convert.importer.matching import Joints
from convert.importer.records import Line

FIRST, MIDDLE, LAST, ALONE, DISPLAY = range(5)
_LABELS = range(5)
_SLOPE, _STEEP, _MOST = 0.3, 1.6, 7.0   # cost of an em within the slack, beyond it; of any misfit at most
_OVERFULL = 3.0                         # cost of lines that an extractor ran together, at most
_NEVER, _KNOWN = 99.0, 9.0              # cost of what cannot be, of a known title as text
_CHANGE, _AT_FOOT, _WORDS = 2.0, 0.5, 0.8       # cost of another measure, at the foot of a page; of words that go on as display
_CUT, _RESUMED, _GOES_ON = 0.7, 1.0, -0.3       # of a sentence cut by display type, resumed below it; of display type below another
_CLOSE, _CALLS = 0.3, 0.8               # em that characters are squeezed by; what a short call alone on its line saves
_OPEN_HEAD, _CUT_DENSE = 3.0, 2.5         # cost of a head that ends with a comma; of a cut where heads stand in reading order
_AT_END, _ON_PAGE, _ORPHAN = 0.4, 0.3, 1.0      # cost of a middle line below the end of a sentence; of a paragraph that a page
_CUT_OFF = 1.5                          # cuts; that it cuts below the first line; where besides an article ends above that
_NOT_CUT = 1.5                          # cost of a short line at the foot of a page that no mark ends
_ROOM_LEFT, _AN_EM = 0.7, 0.6   # cost of a sentence that goes on below though the line had room for one character; em that it needs
_NEW, _SINGLE, _FULL_END = 0.2, 0.7, 0.3        # cost of a paragraph, of one of a single line, of one whose last line is full
_JOINT, _SURE = 2.5, 4.0                # cost of display type that text goes on with; strength of a joint that is sure
_UNTITLED, _OPENING = 0.5, 2.0          # of text without a title below the end of an article; of 近日， inside a paragraph
_NO_TITLE, _BELOW_FIRST = 1.5, 2.0      # cost of a subtitle below text; of display type below the first line of a paragraph
_DATED = 4.0                            # cost of a date alone on its line that goes on with the line above
_NESTED, _LEAST_ITEM = 0.8, 0.6         # cost of the first line of an item set in deeper; share of the measure that it has at least
_LOOSE = 0.6                            # share of the measure that the characters of a spaced line take at least
_MANY, _VERSES = 0.5, 0.6               # share of the commonest width's lines, of a page's, that are many; of the measure of poems
_NEAR, _FEW, _MEASURES = 3.5, 10, 7     # em that few lines cannot tell apart; lines that are few; measures of a page at most
# what a date tells that leads a paragraph; how words end that a date goes on with
_DATE_LEAD = 0.8
_ON_DATE = re.compile(r"(?:\d{4} ?年 ?)?\d{1,2} ?月 ?\d{1,2} ?日(?:至 ?(?:\d{1,2} ?月 ?)?\d{1,2} ?日)?(?:[上下]午)?，")
_BEFORE_DATE = re.compile("[^\u4e00-\u9fff]$|[于在自从至到年止和及暨]$")
_LEAD = re.compile("(?:近日|日前|近期|连日来|[去今近]年(?:以来|来))，")
_CALL = re.compile("[^。！？；：]{0,20}(?:同志|朋友|代表|委员|职工|工友|兄弟)们?：")
_COLUMN, _EVEN, _FULL_LINES = 12, 0.6, 6        # em of a line that tells the measure; within which lines are as wide as each
                                        # other; full and first lines that prove it
_SPOKEN = re.compile("(?:问|答|.{0,2}记者|主持人)：|【")
_SPLINTER = re.compile("[^，。；！？]，|[^，。；！？]{1,2}[。；！？]")


class Reading(NamedTuple):
    """What a line is, and the measure of its column in em."""

    label: int
    measure: float


def read_page(lines: Sequence[Line], gap: int, titles: Sequence[bool], common: float,
              joints: Joints | None = None, known: bool = False) -> tuple[Reading, ...]:
    """A reading for every line.  `titles`: lines that print an entry of the contents; `common`: the measure of most pages;
    `joints`: which ends of lines belong together elsewhere in the text; `known`: `common` is the measure of this page, too."""
    return _Reader(lines, gap, titles, common, joints or Joints(()), known).run() if lines else ()


def usual_width(counts: Mapping[int, int]) -> float:
    """The measure that widths in em, counted, tell: the widest that many lines have, for first lines are many, too; 0 for none."""
    most = max(counts.values(), default=0)
    return float(max((w for w, n in counts.items() if n >= _MANY * most), default=0))


def column_fit(lines: Iterable[Line], measure: float) -> float:
    """How many lines one column of `measure` em explains: full ones and first lines of paragraphs, less those that are wider."""
    widths = [width(line.text) for line in lines if width(line.text) >= _COLUMN and not line.role]
    full = sum(abs(w - measure) <= _EVEN for w in widths)
    first = sum(abs(w + INDENT - measure) <= _EVEN for w in widths)
    return full + first - 2 * sum(w > measure + OVER for w in widths) if full > 1 else 0.0


def column_width(lines: Sequence[Line]) -> float:
    """The measure of one column of text, em, which explains most lines; 0 where too few are explained."""
    measures = {int(width(line.text) + 0.3) for line in lines if width(line.text) >= _COLUMN and not line.role}
    best = max(measures, key=lambda measure: (column_fit(lines, measure), measure), default=0)
    return float(best) if column_fit(lines, best) >= _FULL_LINES else 0.0


class _Reader:
    def __init__(self, lines: Sequence[Line], gap: int, titles: Sequence[bool], common: float, joints: Joints,
                 known: bool):
        self.costs = LineCosts(lines, gap, titles, common)
        self.texts, self.widths = self.costs.texts, self.costs.widths
        self.strengths = [0.0, *itertools.starmap(joints.strength, itertools.pairwise(self.texts))]     # of the joint above a line
        self.measures = self._candidates(common, known)
        self.costs.measure = self.measures[0]
        self.display = [self.costs.as_display(i) for i in range(len(lines))]
        self.ends = [self.costs.open_end(i) for i in range(len(lines))]
        self.cut = _CUT if gap else _CUT_DENSE
        self.ended = [is_terminal(text) for text in self.texts]
        self.verses = [self.costs.is_free_verse(i) for i in range(len(lines))]
        self.rows = [self.costs.is_row(i) for i in range(len(lines))]

    def _candidates(self, common: float, known: bool) -> tuple[float, ...]:
        """Measures of the page: the usual one first, then the common one, then those that neighbours have together."""
        counts = Counter(int(w + 0.3) for i, w in enumerate(self.widths)
                         if w >= 7 and i not in self.costs.cells and i not in self.costs.rows)
        usual = usual_width(counts) or common
        firsts = any(abs(k - common) < 1 for k in counts) or not any(abs(k + INDENT - usual) < 1 for k in counts)
        if len(self.widths) < _FEW or known or (abs(usual + INDENT - common) < 1 and firsts):
            usual = common or usual         # few lines, or many that are set in
        if usual < _VERSES * common and sum(abs(w - usual) <= OVER for w in self.widths) < _MANY * len(self.widths):
            usual = common                  # lines of poems, no columns
        kept = [usual] + [common] * (common != usual and any(abs(k - common) < 1 for k in counts))
        for m, runs in Counter(self._even_runs()).most_common():
            apart = abs(m - usual)
            if apart > _NEAR or runs >= (3 if apart >= 2 else 5):
                kept += [m] * all(abs(m - k) > (k != usual) for k in kept)
        kept += [m for m in self._notes() if m not in kept]
        return tuple(kept[:_MEASURES])

    def _notes(self) -> Iterator[float]:
        """The measures of what is set in from both sides: of editor's notes, where the second line is full if there is a third; of
        bullets' paragraphs, whose first lines are as wide as one another and go on below."""
        for i, text in enumerate(self.texts[:-2]):
            wide = (self.widths[i], self.costs.most[i])
            if EDITOR_NOTE.match(text) and min(abs(w + INDENT - self.widths[i + 1]) for w in wide) <= OVER:
                yield float(int(self.widths[i + 1] + 0.3))
        bullets = Counter(int(w + 0.3) for w, text in zip(self.widths, self.texts, strict=True)
                          if BULLET.match(text) and w >= _COLUMN and text[-1:] not in "，、；：" and not is_terminal(text))
        yield from (w + INDENT for w, count in bullets.items() if count > 1)

    def _even_runs(self) -> Iterator[float]:
        """The width, in whole em, of every three lines or two that are as wide as one another, and of a second line that is as much
        wider than the first as that is set in."""
        for first, second in itertools.pairwise(self.widths):
            if abs(first + INDENT - second) <= 0.6 and 8 <= second < 60:
                yield float(int(second + 0.3))
        for i in range(len(self.widths) - 3):           # two paragraphs of two lines
            first, third = self.widths[i], self.widths[i + 2]
            if abs(first - third) <= 0.6 and first < 60 and all(is_terminal(self.texts[k]) for k in (i + 1, i + 3)):
                yield float(int(max(first, third) + INDENT + 0.3))
        verses = [self.costs.is_verse(i) for i in range(len(self.widths))]
        for count, near in ((3, 1.3), (2, 0.6)):
            for i in range(len(self.widths) - count + 1):
                run = self.widths[i:i + count]
                if min(run) >= max(run) - near and 8 <= max(run) < 60 and not any(verses[i:i + count]):
                    yield float(int(max(run) + 0.3))

    def run(self) -> tuple[Reading, ...]:
        many = range(len(self.measures))
        best = [[cost + self._start(label) + _CHANGE * (m > 0) for m, cost in enumerate(self._costs(0, label))]
                for label in _LABELS]
        back: list[list[list[tuple[int, int]]]] = []
        for i in range(1, len(self.widths)):
            best, trace = self._advance(i, best)
            back.append(trace)
        last = len(self.widths) - 1
        short = _NOT_CUT * (last > 0 and self.ends[last] >= OPEN_END)
        left = {FIRST: _ORPHAN + _CUT_OFF * self._closes(last - 1), MIDDLE: _ON_PAGE, LAST: short,
                DISPLAY: _OPEN_HEAD * self._is_open(last)}
        _, label, m = min((best[label][m] + left.get(label, 0.0) + _AT_FOOT * (m > 0), label, m) for label in _LABELS for m in many)
        out = [Reading(label, self.measures[m])]
        for trace in reversed(back):
            label, m = trace[label][m]
            out.append(Reading(label, self.measures[m]))
        return tuple(reversed(out))

    def _closes(self, i: int) -> bool:
        """Whether an article ends with line `i`, for certain: a credit, perhaps begun on the line above, or a date of its own."""
        if i < 0:
            return False
        whole = self.texts[i - 1] + self.texts[i] if i and self.texts[i][-1:] in "）)" else self.texts[i]
        return credit(self.texts[i]) is not None or credit(whole) is not None or bool(DATE.match(plain(self.texts[i])))

    def _advance(self, i: int, best: list[list[float]]) -> tuple[list[list[float]], list[list[tuple[int, int]]]]:
        """(cost of the cheapest path to every label and measure of line `i`, where it comes from)."""
        row = [[_NEVER * len(self.widths)] * len(self.measures) for _ in _LABELS]
        trace = [[(0, 0)] * len(self.measures) for _ in _LABELS]
        steps = self._steps(i)
        for label in _LABELS:
            low = min(best[label])
            origin, changed = best[label].index(low), low + _CHANGE
            for follower, step in steps[label]:
                costs, sources = row[follower], trace[follower]
                other = changed + step
                for m, before in enumerate(best[label]):
                    same = before + step
                    cost, source = (same, m) if same <= other else (other, origin)
                    if cost < costs[m]:
                        costs[m], sources[m] = cost, (label, source)
        return [[cost + own for cost, own in zip(row[label], self._costs(i, label), strict=True)] for label in _LABELS], trace

    def _start(self, label: int) -> float:
        return _ON_PAGE if label in (MIDDLE, LAST) else _splinter(self.texts[0]) * (label != DISPLAY)

    def _steps(self, i: int) -> tuple[tuple[tuple[int, float], ...], ...]:
        """For every label of the line above line `i`: the labels that may follow it, each with the cost of the joint."""
        text, bound, inside = self.texts[i], self._bound(i), self._inside(i)
        open_head = _OPEN_HEAD * self._is_open(i - 1)
        misplaced = 6.0 * (text[:1] in "，。、；：！？”’）》")
        below_head = open_head + (bound + _splinter(text)) + misplaced
        below_text = _UNTITLED * (credit(self.texts[i - 1]) is not None) + misplaced
        resumed = open_head + _RESUMED + bound
        untitled = _NO_TITLE * (text.startswith("——") and not self.costs.is_attributed(i))
        cut = untitled + self.cut + _WORDS * self._is_joint(i) + 2.0 * self.ended[i - 1]
        parted = (FIRST, below_text), (ALONE, below_text), (DISPLAY, untitled)
        return (
            ((MIDDLE, inside), (LAST, inside), (DISPLAY, cut + _BELOW_FIRST)),
            ((MIDDLE, inside), (LAST, inside), (DISPLAY, cut)),
            parted,
            parted,
            ((DISPLAY, _GOES_ON), (FIRST, below_head), (ALONE, below_head), (MIDDLE, resumed), (LAST, resumed)))

    def _inside(self, i: int) -> float:
        """The cost of a paragraph that goes on with line `i`."""
        above, text = self.texts[i - 1], self.texts[i]
        if BULLET.match(text) or BYLINE.match(text) or DATE.match(plain(above)):
            return _NEVER
        if EDITOR_NOTE.match(text):
            return _NEVER
        if LABEL.match(text) or self.costs.is_signed(i):
            return _NEVER * is_terminal(above) or 2.0
        if LIST_ITEM.match(self.costs.lines[i].text) and (is_terminal(above) or above[-1:] in "；;"):
            return _NEVER
        if DATE.match(plain(text)) and not above[-1:].isdigit():
            return _DATED
        lead = _OPENING * bool(_LEAD.match(text) or _CALL.fullmatch(plain(text)))
        begins = _AT_END + 1.5 * bool(_SPOKEN.match(text) or CLOSING.match(text))
        ended = is_terminal(above) or (above[-1:] in "；;" and rank(text) >= 3)
        dated = _DATE_LEAD * bool(_ON_DATE.match(text)) * (ended or not _BEFORE_DATE.search(above))
        return lead + 1.0 * bool(rank(text)) + begins * ended + dated + 3.0 * (credit(above) is not None)

    def _is_open(self, i: int) -> bool:
        """Whether a head cannot end with line `i`: a mark at its end shows that it goes on."""
        return self.texts[i][-1:] in "，、；：,;" and not self.costs.is_known(i)

    def _is_joint(self, i: int) -> bool:
        """Whether line `i` goes on with the line above it as running text does elsewhere."""
        return self.strengths[i] > 0

    def _bound(self, i: int) -> float:
        """What it costs that display type ends above line `i` where the joint is known from running text."""
        if self.costs.is_known(i - 1) or BYLINE.match(self.texts[i - 1]) or _ON_DATE.match(self.texts[i]):
            return 0.0
        return _JOINT * (self.strengths[i] >= _SURE)

    def _costs(self, i: int, label: int) -> list[float]:
        """What line `i` costs as `label` in every measure."""
        fixed = self._fixed(i, label)
        if fixed is not None:
            return [fixed] * len(self.measures)
        return self._as_full(i, label) if label in (FIRST, MIDDLE) else self._as_end(i, label)

    def _fixed(self, i: int, label: int) -> float | None:
        """What line `i` costs as `label` whatever the measure is; None where that tells."""
        if self.costs.lines[i].joined:
            return _SINGLE if label == ALONE else _KNOWN
        if i in self.costs.cells and not self.costs.is_known(i):
            return self.costs.as_cell(i)[label]
        if label == DISPLAY:
            return self.display[i]
        if label != ALONE and self.rows[i]:
            return _MOST
        return _KNOWN if self.costs.is_known(i) or (label != ALONE and self.verses[i]) else None

    def _as_full(self, i: int, label: int) -> list[float]:
        """What line `i` costs in every measure as the first or a middle line of a paragraph, which should fill it."""
        w, first, out = self.widths[i], label == FIRST, []
        cramped, edge = self.costs.cramped(i), self.costs.edge(i, first)
        for m in self.measures:
            room = m - INDENT * first
            lack = 0.0 if self.costs.spread[i] and _LOOSE * m <= w <= m + OVER else self._misfit(i, room, cramped)
            if first and lack > _NESTED and self._is_nested(i, m):
                lack = _NESTED
            lack += _ROOM_LEFT * (self.ended[i] and room - self.costs.most[i] >= _AN_EM and not cramped)
            out.append(lack + _NEW * first + edge)
        return out

    def _as_end(self, i: int, label: int) -> list[float]:
        """What line `i` costs in every measure as the last line of a paragraph, or as all of it."""
        alone, out = label == ALONE, []
        least, single = self.costs.least[i] + INDENT * alone, _SINGLE - _CALLS * self.costs.calls(i)
        edge, spread = self.costs.edge(i, False) * (not alone), 2.0 * self.costs.spread[i]
        for m in self.measures:
            over = min(_OVERFULL, _STEEP * max(0.0, least - m - _CLOSE)) + edge
            out.append(over + spread + self.ends[i] + (single if alone else _FULL_END * (self.widths[i] > m - SLACK)))
        return out

    def _is_nested(self, i: int, measure: float) -> bool:
        """Whether line `i` may be the first of an item inside a list, which is set in deeper, and goes on below: known words do, or
        it ends in mid-sentence above the short end of one."""
        text, below = self.texts[i], self.costs.below(i)
        item = BULLET.match(text) or LIST_ITEM.match(self.costs.lines[i].text)
        if not item or not _LEAST_ITEM * measure <= self.widths[i] < measure - INDENT or is_terminal(text) or not below:
            return False
        if LIST_ITEM.match(self.costs.lines[i + 1].text) or BULLET.match(below):
            return False
        rest = text[-1:] not in "，、；" and below[-1:] in "；。" and self.widths[i + 1] < self.widths[i]
        return rest or self._is_joint(i + 1)

    def _misfit(self, i: int, room: float, cramped: bool) -> float:
        """The cost of line `i` in `room` em that it should fill: squeezed by no more than its marks allow, stretched by little."""
        over, under = self.costs.least[i] - room, room - self.costs.most[i]
        stretched = _SLOPE * (0.3 if cramped else 1.0) * min(max(0.0, under), SLACK)
        squeezed = 0.1 * min(max(0.0, self.widths[i] - room), OVER)
        return min(_OVERFULL if over > 0 else _MOST, stretched + squeezed + _STEEP * max(0.0, over - _CLOSE, under - SLACK))


def _splinter(text: str) -> float:
    """The cost of a paragraph that begins with the last character of a sentence: rather the end of one that was cut."""
    return 2.0 * bool(_SPLINTER.match(text))
