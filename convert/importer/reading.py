"""A page of wrapped lines between blank ones -> what every line is, by the cheapest reading of the whole page.

Every line is the first, a middle or the last line of a paragraph, a paragraph of its own, or display type (title, kicker, byline,
heading).  What a line costs as each of these depends on its width against the measure, its end mark and its neighbours; the measure
may change where a picture narrows the column.  The cheapest path is found by dynamic programming (Viterbi), so that one doubtful
line is decided by those around it.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from convert.importer.characters import (
    BULLET,
    BYLINE,
    END_NOTE,
    KICKER,
    ORDINAL,
    PAREN_DATE,
    ROW,
    credit,
    is_body_name,
    is_terminal,
    plain,
    rank,
    width,
)
from convert.importer.records import Line
from convert.importer.repair import repair_line

FIRST, MIDDLE, LAST, ALONE, DISPLAY = range(5)
_LABELS = range(5)
_SLACK, _OVER = 1.15, 1.2               # em: how far a full line may stay short of the measure, or run over it
_INDENT = 2.0
_SLOPE, _STEEP, _MOST = 0.3, 1.6, 7.0   # cost of an em within the slack, beyond it; of any misfit at most
_NEVER = 99.0
_CHANGE = 2.0                           # cost of another measure
_CUT, _RESUMED = 0.7, 1.0               # cost of a sentence that display type cuts, of a frame that begins in mid-sentence
_GOES_ON = -0.3                         # cost of one line of display type below another
_OPEN_END, _BULLET_END = 3.0, 1.0       # cost of a paragraph that ends without a mark, of a bullet's
_LOOSE = 0.6                            # share of the measure that the characters of a spaced line take at least
_MANY = 0.5                             # share of the commonest width's lines that are many
_NEAR = 3.5                             # em: measures that few lines cannot tell apart
_BESIDE = 5                             # runs of lines that tell a measure beside the usual one
_TALL = 30                              # lines of a bullet's paragraph at most
_CREDIT_END = re.compile("[^（(。]{0,23}[）)](?:[（(][^（）()]{2,30}[）)])?")
_DAY = re.compile("[0-9〇○零一二三四五六七八九]{4}年[0-9一二三四五六七八九十]{1,3}月(?:[0-9一二三四五六七八九十]{1,3}日)?$")
_SPOKEN = re.compile("(?:问|答|.{0,2}记者|主持人)：|【")
_AT_BRACKET = re.compile(" ?([()]) ?")
_NO_GAP = re.compile("“[^”]*”|^(?:.|第[^\u3000]{1,4}[条章节])\u3000")
_FOLLOWERS = {FIRST: (MIDDLE, LAST, DISPLAY), MIDDLE: (MIDDLE, LAST, DISPLAY), LAST: (FIRST, ALONE, DISPLAY),
              ALONE: (FIRST, ALONE, DISPLAY), DISPLAY: (DISPLAY, FIRST, ALONE, MIDDLE, LAST)}


class Reading(NamedTuple):
    """What a line is, and the measure of its column in em."""

    label: int
    measure: float


def read_page(lines: Sequence[Line], gap: int, titles: Sequence[bool], common: float) -> tuple[Reading, ...]:
    """A reading for every line.  `titles`: lines that print an entry of the contents; `common`: the measure of most pages."""
    return _Reader(lines, gap, titles, common).run() if lines else ()


class _Reader:
    def __init__(self, lines: Sequence[Line], gap: int, titles: Sequence[bool], common: float):
        self.lines, self.titles, self.gap = lines, titles, gap
        self.texts = [repair_line(line.text) for line in lines]
        self.spread = [line.text.count(" ") > 0.3 * len(line.text) for line in lines]
        self.widths = [width(line.text.replace(" ", "") if spread else _AT_BRACKET.sub(r"\1", line.text))
                       for line, spread in zip(lines, self.spread, strict=True)]
        self.tight = [(i > 0 and lines[i].gap < gap) or (i + 1 < len(lines) and lines[i + 1].gap < gap) for i in range(len(lines))]
        self.measures: tuple[float, ...] = (common,)
        self.measures = self._candidates(common)
        self.open_ends = [self._open_end(i) for i in range(len(lines))]

    def _open_end(self, i: int) -> float:
        """The cost of a paragraph's end at line `i`: nothing at a mark, a credit or the half of one, a date, a row of a list."""
        text = self.texts[i]
        if is_terminal(text) or credit(text) is not None or _CREDIT_END.fullmatch(text):
            return 0.0
        above = self.texts[i - 1] if i else ""
        below = self.texts[i + 1] if i + 1 < len(self.lines) else ""
        short = self.widths[i] < self.measures[0] - _SLACK
        listed = short and text.count("、") and (above + text).count("、") >= 3 and not re.search("[，。；：]", text)
        if listed or _DAY.match(plain(text)) or self._is_signed(i) or self._is_row(i) or (text[-1:] in "；;" and rank(below) >= 3):
            return 0.0
        if BULLET.match(below) and self._in_bullet(i, True):
            return 0.0
        return _BULLET_END if self._in_bullet(i) else _OPEN_END

    def _is_signed(self, i: int) -> bool:
        """The name of a body above a date."""
        return i + 1 < len(self.lines) and is_body_name(self.texts[i]) and bool(_DAY.match(plain(self.texts[i + 1])))

    def _is_row(self, i: int) -> bool:
        """A name, a gap and what belongs to it, above or below lines of the same kind: a list, no head."""
        near = [k for k in (i - 1, i + 1) if 0 <= k < len(self.lines)]
        return bool(ROW.match(self.texts[i])) and not self.tight[i] and any(ROW.match(self.texts[k]) for k in near)

    def _in_bullet(self, i: int, full: bool = False) -> bool:
        """Whether the paragraph of line `i` began with a bullet, after which the end mark is often left out; its last line is short.
        `full`: a full line will do, and a beginning on the page before."""
        if not full and self.widths[i] >= self.measures[0] - _SLACK:
            return False
        for k in range(i, max(-1, i - _TALL), -1):
            if BULLET.match(self.texts[k]) and not BYLINE.match(self.texts[k]):
                return True
            if k < i and is_terminal(self.texts[k]):
                return False
        return full and i < _TALL

    def _candidates(self, common: float) -> tuple[float, ...]:
        """Measures of the page: the usual one first, then those of three and more neighbours that are as wide as one another."""
        counts = Counter(int(w + 0.3) for w in self.widths if w >= 7)
        usual = usual_width(counts) or common
        if len(self.lines) < 10:
            usual = common or usual
        found = Counter(float(int(max(run) + 0.3)) for n, near in ((3, 1.3), (2, 0.6)) for i in range(len(self.widths) - n + 1)
                        if min(run := self.widths[i:i + n]) >= max(run) - near and 8 <= max(run) < 60 and not self._is_verse(i + 1))
        others = [m for m, n in found.most_common() if abs(m - usual) > _NEAR or n >= (4 if abs(m - usual) > 2 else _BESIDE)]
        kept = [common] * (common != usual and any(abs(k - common) < 1 for k in counts))
        for m in others:
            if m != usual and all(abs(m - k) > 1 for k in kept):
                kept.append(m)
        return (usual, *kept[:6])

    def run(self) -> tuple[Reading, ...]:
        n, many = len(self.lines), len(self.measures)
        best = [[self._cost(0, label, m) + self._start(label) + _broken(self.texts[0]) * (label in (FIRST, ALONE)) + _CHANGE * (m > 0) for m in range(many)] for label in _LABELS]
        back: list[list[list[tuple[int, int]]]] = []
        for i in range(1, n):
            cheapest = [min((best[label][m], m) for m in range(many)) for label in _LABELS]
            row: list[list[float]] = [[_NEVER * n] * many for _ in _LABELS]
            trace = [[(0, 0)] * many for _ in _LABELS]
            for label in _LABELS:
                for follower in _FOLLOWERS[label]:
                    step = self._step(i, label, follower)
                    low, origin = cheapest[label]
                    for m in range(many):
                        same, other = best[label][m] + step, low + _CHANGE + step
                        cost, source = (same, m) if same <= other else (other, origin)
                        if cost < row[follower][m]:
                            row[follower][m], trace[follower][m] = cost, (label, source)
            for label in _LABELS:
                for m in range(many):
                    row[label][m] += self._cost(i, label, m)
            best = row
            back.append(trace)
        _, label, m = min((best[label][m] + self._stop(label), label, m) for label in _LABELS for m in range(many))
        out = [Reading(label, self.measures[m])]
        for trace in reversed(back):
            label, m = trace[label][m]
            out.append(Reading(label, self.measures[m]))
        return tuple(reversed(out))

    def _start(self, label: int) -> float:
        return 0.3 if label in (MIDDLE, LAST) else 0.0

    def _stop(self, label: int) -> float:
        return 0.3 if label in (FIRST, MIDDLE) else 0.0

    def _step(self, i: int, label: int, follower: int) -> float:
        """The cost of the joint above line `i`."""
        above, text = self.texts[i - 1], self.texts[i]
        if follower == DISPLAY and label in (FIRST, MIDDLE):
            return _CUT + 2.0 * is_terminal(above) + 2.0 * (label == FIRST)
        if label == DISPLAY and follower in (MIDDLE, LAST):
            return _RESUMED
        if label == follower == DISPLAY:
            return _GOES_ON
        if follower in (MIDDLE, LAST):
            spoken = 1.5 * bool(_SPOKEN.match(text)) * is_terminal(above)
            return spoken + (0.4 + 1.0 * bool(rank(text))) * is_terminal(above) + _NEVER * bool(BULLET.match(text)) + (
                3.0 * (credit(above) is not None)) + _NEVER * bool(BYLINE.match(text))
        return _broken(text) * (label == DISPLAY) + 6.0 * (text[:1] in "，。、；：！？”’）》")

    def _cost(self, i: int, label: int, measure: int) -> float:
        if label == DISPLAY:
            return self._as_display(i)
        m, w = self.measures[measure], self.widths[i]
        if label != ALONE and self._is_row(i):
            return _MOST
        if self.lines[i].level or self.titles[i]:
            return 9.0
        if label == MIDDLE or label == FIRST:
            loose = self.spread[i] and _LOOSE * m <= w <= m + _OVER
            lack = 0.0 if loose else _misfit(w + _INDENT * (label == FIRST) - m)
            return lack + 0.2 * (label == FIRST)
        lack = min(_MOST, _STEEP * max(0.0, w + _INDENT * (label == ALONE) - m - _OVER)) + 2.0 * self.spread[i]
        mark = 0.0 if self._is_verse(i) else self.open_ends[i]
        return lack + mark + (0.7 if label == ALONE else 0.3 * (w > m - _SLACK))

    def _is_verse(self, i: int) -> bool:
        """Far from the measure, with a mark at its end, among lines of the same kind."""
        near = [k for k in range(max(0, i - 2), min(len(self.lines), i + 3)) if self.widths[k] < 0.6 * self.measures[0]
                and self.texts[k][-1:] in "，。；！？…"]
        return i in near and len(near) >= 3

    def _is_first_below_head(self, i: int) -> bool:
        """A line as wide as the first of a paragraph, with a full one below it, that touches the head above it."""
        if i + 1 >= len(self.lines) or self.lines[i + 1].gap < self.gap:
            return False
        first = abs(self.widths[i] + _INDENT - self.measures[0]) <= _SLACK
        return first and abs(self.widths[i + 1] - self.measures[0]) <= _SLACK

    def _is_above_subtitle(self, i: int) -> bool:
        below = self.texts[i + 1] if i + 1 < len(self.lines) else ""
        return (below.startswith("——") and not is_terminal(below)) or bool(BYLINE.match(below))

    def _as_display(self, i: int) -> float:
        text = self.texts[i]
        if self.lines[i].level or self.titles[i]:
            return 0.0
        if self.spread[i]:
            return 5.0
        if credit(text) is not None and not BYLINE.match(text):
            return 6.0
        out = 1.2 + 4.0 * bool(re.search("[。；]", text)) + 0.7 * min(3, text.count("，")) + 0.4 * min(3, text.count("、"))
        out += 3.0 * (text[-1:] in "，、；：,;") + 1.5 * (text[-1:] in "！？") * (1 - 2 * self._is_above_subtitle(i)) + 0.5 * bool(_open_brackets(text))
        out -= 2.5 * (self.tight[i] and not self._is_first_below_head(i)) + 5.0 * bool(BYLINE.match(text)) + 2.2 * bool(KICKER.search(plain(text)))
        out -= 2.0 * text.startswith("——") * (not is_terminal(text)) + 1.0 * bool(rank(text) or ORDINAL.match(plain(text)))
        out -= 1.5 * ("\u3000" in _NO_GAP.sub("", self.lines[i].text)) + 1.0 * bool(PAREN_DATE.match(plain(text)))
        out += 3.0 * (self._is_row(i) or bool(END_NOTE.match(plain(text)))) + 2.0 * (bool(_DAY.match(plain(text))) or self._is_signed(i))
        return out + 1.0 * bool(BULLET.match(text)) * (not BYLINE.match(text)) * 3


def usual_width(counts: Mapping[int, int]) -> float:
    """The measure that widths in em, counted, tell: the widest that many lines have, for first lines are many, too; 0 for none."""
    most = max(counts.values(), default=0)
    return float(max((w for w, n in counts.items() if n >= _MANY * most), default=0))


def _misfit(lack: float) -> float:
    """The cost of a line that should fill its measure and is `lack` em too wide, or too narrow if negative."""
    return min(_MOST, _SLOPE * min(abs(lack), _SLACK) + _STEEP * max(0.0, lack - _OVER, -lack - _SLACK))


def _broken(text: str) -> float:
    """The cost of a paragraph that begins with the last character of a sentence: rather the end of one that was cut."""
    return 2.0 * bool(re.match("[^，。；！？]{1,2}[，。；！？]", text))


def _open_brackets(text: str) -> bool:
    return any(text.count(b) != text.count(a) for a, b in ("（）", "()", "“”", "《》"))
