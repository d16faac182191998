"""What a line of a wrapped page costs as display type and as the end of a paragraph: the evidence of its words and its neighbours.

Costs are about negative logarithms of odds; what is usual costs nothing.
"""
from __future__ import annotations

import re
from collections.abc import Sequence

from convert.importer.characters import (
    BULLET,
    BYLINE,
    DATE,
    EDITOR_NOTE,
    END_NOTE,
    KICKER,
    LABEL,
    ORDINAL,
    PAREN_DATE,
    PASSED,
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
from convert.importer.tablecells import table_rows

SLACK, OVER, INDENT = 1.15, 1.2, 2.0    # em: how far a full line may stay short of the measure, run over it; an indent
_OPEN_END, _BULLET_END = 3.0, 1.0       # cost of a paragraph that ends without a mark, of a bullet's
_DISPLAY, _SPREAD, _CREDIT = 1.2, 5.0, 6.0      # cost of any display type, of a line with spaced letters, of a credit as such
_TALL = 30                              # lines of a bullet's paragraph at most
_LIST = 3                               # names in two lines that make a list
_VERSE, _STANZA = 0.6, 3                # share of the measure that a verse has at most; verses near one another
_NARROW, _LINES = 8.5, 4                # em: a line that no column is as narrow as; so many of them are verses
_CREDIT_END = re.compile("[^（(。]{0,23}[）)](?:[（(][^（）()]{2,30}[）)])?")
_SPACED_BRACKET = re.compile(" ?([()]) ?")
# how texts begin, not titles
_LEAD = re.compile(r"(?:问|答)：|本[刊报网]讯\s|(?:近日|日前|近期|连日来|\d{1,2}月\d{1,2}日)，")
_CLAUSE = re.compile("第[一二三四五六七八九十百零〇]+条")
_NO_GAP = re.compile("“[^”]*”|^(?:.|第[^\u3000]{1,4}[条章节])\u3000")


class LineCosts:
    """The lines of a page, their widths in em, and what they cost; `titles`: lines that print an entry of the contents."""

    def __init__(self, lines: Sequence[Line], gap: int, titles: Sequence[bool], measure: float):
        self.lines, self.titles, self.gap, self.measure = lines, titles, gap, measure
        self.texts = [repair_line(line.text) for line in lines]
        self.spread = [line.text.count(" ") > 0.3 * len(line.text) for line in lines]
        self.widths = [width(line.text.replace(" ", "") if spread else _SPACED_BRACKET.sub(r"\1", line.text))
                       for line, spread in zip(lines, self.spread, strict=True)]
        self.rows = table_rows(lines)
        self.tight = [(i > 0 and lines[i].gap < gap) or (i + 1 < len(lines) and lines[i + 1].gap < gap) for i in range(len(lines))]

    def below(self, i: int) -> str:
        return self.texts[i + 1] if i + 1 < len(self.texts) else ""

    def is_known(self, i: int) -> bool:
        """Marked as a heading, or named by the contents."""
        return self.lines[i].level > 0 or self.titles[i]

    def is_row(self, i: int) -> bool:
        """A row of a table; a name, a gap and what belongs to it, above or below lines of the same kind: a list, no head."""
        if i in self.rows:
            return True
        near = [k for k in (i - 1, i + 1) if 0 <= k < len(self.lines)]
        return bool(ROW.match(self.texts[i])) and not self.tight[i] and any(ROW.match(self.texts[k]) for k in near)

    def is_verse(self, i: int) -> bool:
        """Far from the measure, with a mark at its end, among lines of the same kind."""
        near = [k for k in range(max(0, i - 2), min(len(self.lines), i + 3))
                if self.widths[k] < _VERSE * self.measure and self.texts[k][-1:] in "，。；！？…"]
        return (i in near and len(near) >= _STANZA) or self.is_free_verse(i)

    def is_free_verse(self, i: int) -> bool:
        """One of many lines below one another that are too narrow for any column beside a picture; no mark is needed."""
        if not self._is_bare_word(i):
            return False
        first, last = i, i
        while first > 0 and self._is_bare_word(first - 1):
            first -= 1
        while last + 1 < len(self.lines) and self._is_bare_word(last + 1):
            last += 1
        return last - first + 1 >= _LINES

    def _is_bare_word(self, k: int) -> bool:
        text = self.texts[k]
        if k + 1 >= len(self.lines) or self.is_known(k) or self.spread[k] or self.tight[k] or BYLINE.match(text) or ROW.match(text):
            return False                # the last line of a page rather is the title of what stands above it
        return self.widths[k] <= _NARROW and not re.search("[（《]", text)

    def open_end(self, i: int) -> float:
        """The cost of a paragraph's end at line `i`: nothing at a mark, a credit or the half of one, a date, a row of a list."""
        text, below = self.texts[i], self.below(i)
        if is_terminal(text) or credit(text) is not None or _CREDIT_END.fullmatch(text) or self._ends_list(i):
            return 0.0
        if DATE.match(plain(text)) or self.is_signed(i) or LABEL.match(text) or self.is_row(i) or self.is_verse(i):
            return 0.0
        if (rank(text) >= 3 and rank(below) == rank(text) and self.widths[i] < self.measure - SLACK) or (
                text[-1:] in "；;" and rank(below) >= 3) or (BULLET.match(below) and self._in_bullet(i, full=True)):
            return 0.0
        return _BULLET_END if self._in_bullet(i) else _OPEN_END

    def as_display(self, i: int) -> float:
        """The cost of line `i` as a title, a kicker, a byline or a heading; below nothing where all speaks for it."""
        text = self.texts[i]
        if self.is_known(i):
            return 0.0
        byline = bool(BYLINE.match(text))
        if self.spread[i] or (credit(text) is not None and not byline):
            return _SPREAD if self.spread[i] else _CREDIT
        bare, asks = plain(text), text[-1:] in "！？"
        dashed = text.startswith("——") and not is_terminal(text)
        return _DISPLAY + sum((
            4.0 * bool(re.search("[。；]", text)), 0.7 * min(3, text.count("，")), 0.4 * min(3, text.count("、")),
            3.0 * (text[-1:] in "，、；：,;"), 3.0 * (bool(_LEAD.match(text)) or _is_bracketed(text)),
            (0.5 if self.tight[i] else 1.0) * _is_unbalanced(text),
            1.5 * asks * (-1 if self._is_above_subtitle(i) else 1),
            -2.5 * (self.tight[i] and not self._is_first_below_head(i)),
            -5.0 * byline, -2.2 * bool(KICKER.search(bare)), -2.0 * dashed,
            -1.0 * bool(rank(text) or ORDINAL.match(bare)), -1.5 * ("\u3000" in _NO_GAP.sub("", self.lines[i].text)),
            -1.0 * bool(PAREN_DATE.match(bare)), 1.5 * self.is_free_verse(i),
            3.0 * bool(_CLAUSE.match(bare) or END_NOTE.match(bare) or self.is_row(i)),
            2.0 * (bool(DATE.match(bare)) or self.is_signed(i)), 3.0 * bool(LABEL.match(text)),
            4.0 * bool(EDITOR_NOTE.match(text)),
            3.0 * (bool(BULLET.match(text)) and not byline)))

    def _ends_list(self, i: int) -> bool:
        """The short last line of names in a row, which end without a mark."""
        text, above = self.texts[i], self.texts[i - 1] if i else ""
        many = "、" in text and (above + text).count("、") >= _LIST
        return many and self.widths[i] < self.measure - SLACK and not re.search("[，。；：]", text)

    def is_signed(self, i: int) -> bool:
        """The name of a body above a date."""
        return is_body_name(self.texts[i]) and bool(DATE.match(plain(self.below(i))))

    def _in_bullet(self, i: int, full: bool = False) -> bool:
        """Whether the paragraph of line `i` began with a bullet, after which the end mark is often left out; its last
        line is short.  `full`: a full line will do, and a beginning on the page before."""
        if not full and self.widths[i] >= self.measure - SLACK:
            return False
        for k in range(i, max(-1, i - _TALL), -1):
            if BULLET.match(self.texts[k]) and not BYLINE.match(self.texts[k]):
                return True
            if k < i and is_terminal(self.texts[k]):
                return False
        return full and i < _TALL

    def _is_first_below_head(self, i: int) -> bool:
        """A line as wide as the first of a paragraph, with a full one below it, that touches the head above it."""
        if i + 1 >= len(self.lines) or self.lines[i + 1].gap < self.gap:
            return False
        first = abs(self.widths[i] + INDENT - self.measure) <= SLACK
        return first and abs(self.widths[i + 1] - self.measure) <= SLACK

    def _is_above_subtitle(self, i: int) -> bool:
        below = self.below(i)
        return (below.startswith("——") and not is_terminal(below)) or bool(BYLINE.match(below))


def _is_bracketed(text: str) -> bool:
    """A name or a note in brackets by itself; a date in brackets and when a rule was passed are a head's."""
    return text[:1] in "（(" and text[-1:] in "）)" and not (PASSED.match(plain(text)) or PAREN_DATE.match(plain(text)))


def _is_unbalanced(text: str) -> bool:
    return any(text.count(b) != text.count(a) for a, b in ("（）", "()", "“”", "《》"))
