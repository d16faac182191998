"""What a line of a wrapped page costs as display type and as the end of a paragraph: the evidence of its words and its neighbours.

Costs are about negative logarithms of odds; what is usual costs nothing.
"""
from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from convert.importer.characters import (
    BULLET,
    BYLINE,
    DATE,
    EDITOR_NOTE,
    END_NOTE,
    FROM,
    GENRE,
    HAN,
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
from convert.importer.tablecells import table_cells, table_rows

SLACK, OVER, INDENT = 1.15, 1.2, 2.0    # em: how far a full line may stay short of the measure, run over it; an indent
_LARGE, _TITLE_SIZE = 4.0, 1.25          # how much type tells that is so much larger than the text
OPEN_END, _BULLET_END, _ITEM_END = 3.0, 1.0, 1.5       # cost of a paragraph that ends without a mark, of a bullet's, on ；
_DISPLAY, _SPREAD, _CREDIT = 1.2, 5.0, 6.0      # cost of any display type, of a line with spaced letters, of a credit as such
_TOUCH, _BY_CHANCE = 2.5, 2              # what it tells that a line touches another; full lines of a page that do so by chance
_NAME = 18                              # characters of a body's name at most
_TALL = 60                              # lines of a bullet's paragraph at most
_APART = 2.0                            # cost of cells of a table set apart
_LIST = 3                               # names in two lines that make a list
_VERSE, _STANZA = 0.6, 3                # share of the measure that a verse has at most; verses near one another
_NARROW, _LINES = 8.5, 4                # em: a line that no column is as narrow as; so many of them are verses
_CREDIT_END = re.compile("[^（(。]{0,23}[）)](?:[（(][^（）()]{2,30}[）)])?")
_TALL_HEAD = 8              # short lines one below the other that are too many for a head
_EDGE, _SET_IN = 1.5, 1.2               # cost of a first line not set in; em from which a line is set in
_STATED = re.compile("。[”’』」）》]*$")
_CALL = 12                  # characters of a call
_UNCUT = re.compile("[^，。、；：！？”’）》][，。、；：！？”’）》]|[“‘（《]|[0-9A-Za-z][0-9A-Za-z.]+")
_GAP = 0.12                 # em by which the gap beside digits shrinks and grows
_SQUEEZED = re.compile("[，。、；：！？“”‘’（）《》·…—]")
_GAPPED = re.compile("(?<=[0-9A-Za-z]) (?=[^ 0-9A-Za-z])|(?<=[^ 0-9A-Za-z]) (?=[0-9A-Za-z])")
_UNGAPPED = re.compile(f"(?<=[{HAN}])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[{HAN}])")
_SPACED_BRACKET = re.compile(" ?([()]) ?")
# how texts begin, not titles
_LEAD = re.compile(r"(?:问|答)：|本[刊报网]讯\s|(?:近日|日前|近期|连日来|[去今近]年(?:以来|来)|\d{1,2}月\d{1,2}日)，")
_PICTURE = re.compile("(?:[制绘供插]?图片?|照片|摄影?|资料)[：:]")
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
        self.least = [wide - squeeze(text) for text, wide in zip(self.texts, self.widths, strict=True)]
        self.most = [wide + stretch(text) for text, wide in zip(self.texts, self.widths, strict=True)]
        self.rows, self.cells = table_rows(lines), table_cells(lines)
        self.tight = [(i > 0 and lines[i].gap < gap) or (i + 1 < len(lines) and lines[i + 1].gap < gap) for i in range(len(lines))]

    @functools.cached_property          # asked once the measure of the page is settled
    def touch(self) -> float:
        """How much it tells that a line touches another: little where lines of running text do."""
        wide = [abs(w - self.measure) <= SLACK for w in self.widths]
        running = sum(self.lines[i].gap < self.gap and wide[i - 1] and wide[i] for i in range(1, len(wide)))
        return _TOUCH if running < _BY_CHANCE else _TOUCH / 5

    def below(self, i: int) -> str:
        return self.texts[i + 1] if i + 1 < len(self.texts) else ""

    def edge(self, i: int, begins: bool) -> float:
        """Where positions are known: the cost of a paragraph that begins with line `i` at the left edge, or does not where the line
        is set in."""
        indent = self.lines[i].indent
        return _EDGE * (0 <= indent < _SET_IN if begins else _SET_IN <= indent < 2 * INDENT or self.lines[i].set_in)

    def is_motto(self, i: int) -> bool:
        """A line of a quotation on one line or two below a short line that ends with a dash: the second half of a head."""
        for first in (i, i - 1):
            if first < 1 or self.texts[first][:1] != "“" or not self.texts[first - 1].endswith("——") or self.lines[i].gap:
                continue
            last = next((k for k in (first, first + 1) if k < len(self.texts) and self.texts[k][-1:] == "”"), -1)
            whole = "".join(self.texts[first:last + 1])
            return i <= last and whole.count("“") == whole.count("”") and self.widths[first - 1] < self.measure - SLACK
        return False

    def cramped(self, i: int) -> bool:
        """Whether the line below begins with what had no room on line `i` and could not be cut: a number, a mark's neighbour."""
        return bool(_UNCUT.match(self.below(i)))

    def calls(self, i: int) -> bool:
        """A whole sentence of a few characters that calls or announces: 谢谢大家！"""
        text, below = self.texts[i], self.below(i)
        if text[-1:] in "：:" and rank(below) >= 3:
            return not re.search("[。！？；]", text[:-1])
        return text[-1:] in "！：" and len(text) <= _CALL and not re.search("[。！？；]", text[:-1])

    def is_known(self, i: int) -> bool:
        """Marked as a heading, or named by the contents."""
        return self.lines[i].level > 0 or self.titles[i]

    def as_cell(self, i: int) -> tuple[float, ...]:
        """The costs of a cell of a table as the first, a middle, the last line of a paragraph, as one alone and as display type:
        where rows cannot be told, the cells of a table are one paragraph."""
        return _APART * (i - 1 in self.cells), 0.0, _APART * (i + 1 in self.cells), _APART, _CREDIT

    def is_row(self, i: int) -> bool:
        """A row of a table; a name, a gap and what belongs to it, above or below lines of the same kind: a list, no head."""
        if i in self.rows:
            return True
        if self._is_body(i) and sum(map(self._is_body, range(i - 2, i + 3))) > 2:
            return True
        near = [k - (k < i and rank(self.texts[k]) > 0) for k in (i - 1, i + 1) if 0 <= k < len(self.lines)]      # a head between
        return bool(ROW.match(self.texts[i])) and not self.tight[i] and any(k >= 0 and ROW.match(self.texts[k]) for k in near)

    def _is_body(self, i: int) -> bool:
        """The name of a body on a line of its own."""
        if not 0 <= i < len(self.lines) or self.tight[i] or self.is_known(i) or not 4 <= len(self.texts[i]) <= _NAME:
            return False
        return self.widths[i] < self.measure - INDENT - SLACK and is_body_name(self.texts[i]) and "、" not in self.texts[i]

    def is_verse(self, i: int) -> bool:
        """Far from the measure, with a mark at its end, among lines of the same kind."""
        near = [k for k in range(max(0, i - 2), min(len(self.lines), i + 3))
                if self.widths[k] < _VERSE * self.measure and self.texts[k][-1:] in "，。；！？…"]
        return (i in near and len(near) >= _STANZA) or self.is_free_verse(i)

    def is_free_verse(self, i: int) -> bool:
        """One of many lines below one another that are too narrow for any column beside a picture; no mark is needed."""
        if self._stanza(i) > _TALL_HEAD:
            return True
        if not self._is_bare_word(i):
            return False
        first, last = i, i
        while first > 0 and i - first < _LINES and self._is_bare_word(first - 1):
            first -= 1
        while last + 1 < len(self.lines) and last - i < _LINES and self._is_bare_word(last + 1):
            last += 1
        return last - first + 1 >= _LINES

    def _stanza(self, i: int) -> int:
        """The number of short lines one below the other round line `i` that no contents and no byline tells of."""
        if not self._is_short(i):
            return 0
        first = last = i
        while first > 0 and i - first < _TALL_HEAD and self._is_short(first - 1):
            first -= 1
        while last + 1 < len(self.lines) and last - i < _TALL_HEAD and self._is_short(last + 1):
            last += 1
        run = self.widths[first:last + 1]
        even = 2 * sum(w >= max(run) - OVER for w in run) >= len(run)         # a column beside a picture
        return 0 if even else len(run)

    def _is_short(self, k: int) -> bool:
        return self.widths[k] < _VERSE * self.measure and self._is_bare(k) and not rank(self.texts[k])

    def _is_bare_word(self, k: int) -> bool:
        return self.widths[k] <= _NARROW and self._is_bare(k)

    def _is_bare(self, k: int) -> bool:
        """Words that nothing shows to be of a head, a list or a quotation that goes on."""
        text = self.texts[k]
        last = k + 1 >= len(self.lines) and not any(self.titles[:k])        # rather is the title of what stands above it
        if last or k in self.cells or _is_unbalanced(text) or re.search("[（《]", text):
            return False
        if k and not is_terminal(self.texts[k - 1]) and self.widths[k - 1] >= self.measure - SLACK:
            return False                # the rest of a sentence
        if k and text[-1:] not in "，。、；：！？…" and (credit(self.texts[k - 1]) or DATE.match(plain(self.texts[k - 1]))):
            return False                # a title, of what the credit or the date ended or of what follows
        return not (self.is_known(k) or self.spread[k] or self.tight[k] or BYLINE.match(text) or ROW.match(text))

    def open_end(self, i: int) -> float:
        """The cost of a paragraph's end at line `i`: nothing at a mark, a credit or the half of one, a date, a row of a list."""
        text, below = self.texts[i], self.below(i)
        if is_terminal(text) or credit(text) is not None or _CREDIT_END.fullmatch(text) or self._ends_list(i) or (
                self.is_attributed(i)):
            return 0.0
        if DATE.match(plain(text)) or self.is_signed(i) or LABEL.match(text) or self.is_row(i) or self.is_verse(i):
            return 0.0
        if (rank(text) >= 3 and rank(below) == rank(text) and self.widths[i] < self.measure - SLACK) or (
                text[-1:] in "；;" and rank(below) >= 3) or (BULLET.match(below) and self._in_bullet(i, full=True)):
            return 0.0
        if self._in_bullet(i):
            return _BULLET_END
        return _ITEM_END if text[-1:] in "；;" else OPEN_END

    def as_display(self, i: int) -> float:
        """The cost of line `i` as a title, a kicker, a byline or a heading; below nothing where all speaks for it."""
        text = self.texts[i]
        if self.is_known(i):
            return 0.0
        byline = bool(BYLINE.match(text))
        if self.spread[i] or (credit(text) is not None and not byline):
            return _SPREAD if self.spread[i] else _CREDIT
        bare, asks = plain(text), text[-1:] in "！？"
        dashed = (text.startswith("——") and not is_terminal(text)) * (-1 if self.is_attributed(i) else 1)
        return _DISPLAY + sum((
            4.0 * bool(re.search("[。；]", text)), 0.7 * max(0, min(3, text.count("，")) - bool(1 < rank(text) < 4)),
            0.4 * min(3, text.count("、")),
            3.0 * (bool(_LEAD.match(text)) or _is_bracketed(text)),
            (0.5 if self.tight[i] else 1.0) * _is_unbalanced(text),
            1.5 * asks * (-1 if self._is_above_subtitle(i) else 1),
            -self.touch * (self.tight[i] and not self._is_first_below_head(i)),
            3.0 * bool(_PICTURE.match(bare)), -5.0 * byline, -2.2 * bool(KICKER.search(bare)), -2.0 * dashed,
            -0.7 * bool(GENRE.search(bare)), -1.0 * (bool(rank(text) or ORDINAL.match(bare)) and not self._is_item(i)),
            -3.0 * self.is_motto(i), -1.5 * ("\u3000" in _NO_GAP.sub("", self.lines[i].text)),
            -1.0 * bool(PAREN_DATE.match(bare)), 1.5 * self.is_free_verse(i),
            0.5 * max(0, min(_TALL_HEAD, self._stanza(i)) - _LINES),
            3.0 * bool(_CLAUSE.match(bare) or END_NOTE.match(bare) or self.is_row(i)),
            2.0 * (bool(DATE.match(bare)) or self.is_signed(i)), 6.0 * bool(LABEL.match(bare)),
            4.0 * bool(EDITOR_NOTE.match(text)), -_LARGE * self._larger(i),
            3.0 * (bool(BULLET.match(text)) and not byline)))

    def _larger(self, i: int) -> float:
        """How far the type of line `i` is a heading's: 0 for the text's or one not known, 1 for a title's."""
        return min(1.0, max(0.0, self.lines[i].size - 1) / (_TITLE_SIZE - 1))

    def is_attributed(self, i: int) -> bool:
        """Where the words above, a whole sentence, are from: a dash and a name, no subtitle, which stands below a title."""
        return i > 0 and bool(FROM.match(self.texts[i])) and bool(_STATED.search(self.texts[i - 1]))

    def _is_item(self, i: int) -> bool:
        """A numbered item of a list, in a row with another or below words that announce it; heads have text between them."""
        near = [k for k in (i - 1, i + 1) if 0 <= k < len(self.lines)]
        above = self.texts[i - 1] if i else ""
        return rank(self.texts[i]) >= 4 and (above[-1:] in "：:" or any(rank(self.texts[k]) >= 4 for k in near) or (
            BULLET.match(above) is not None))

    def _ends_list(self, i: int) -> bool:
        """The short last line of names in a row, which end without a mark."""
        text, above = self.texts[i], self.texts[i - 1] if i else ""
        many = "、" in text and (above + text).count("、") >= _LIST
        return many and self.widths[i] < self.measure - SLACK and not re.search("[，。；：]", text)

    def is_signed(self, i: int) -> bool:
        """The name of a body above a date, which a credit may follow."""
        below = self.below(i)
        credited = credit(below)
        return is_body_name(self.texts[i]) and bool(DATE.match(plain(credited[0] if credited else below)))

    def _in_bullet(self, i: int, full: bool = False) -> bool:
        """Whether the paragraph of line `i` began with a bullet, after which the end mark is often left out; its last
        line is short.  `full`: a full line will do, and a beginning on the page before."""
        if not full and self.widths[i] >= self.measure - SLACK:
            return False
        for k in range(i, max(-1, i - _TALL), -1):
            if BULLET.match(self.texts[k]) and not BYLINE.match(self.texts[k]):
                return True
            if k < i and is_terminal(self.texts[k]) and self.widths[k] < self.measure - SLACK:
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


def squeeze(text: str) -> float:
    """The em that a line may be narrower than its characters: marks inside it set half, the gaps beside digits shrink."""
    return 0.5 * len(_SQUEEZED.findall(text[1:-1])) + _GAP * len(_GAPPED.findall(text))


def stretch(text: str) -> float:
    """The em that a line may be wider than its characters: a mark at its edges set whole, gaps beside digits that no one wrote."""
    edges = text[-1:] in "，。、；：！？”’）》" or text[:1] in "“‘（《"
    return 0.5 * edges + _GAP * len(_GAPPED.findall(text)) + 2 * _GAP * len(_UNGAPPED.findall(text))


def _is_bracketed(text: str) -> bool:
    """A name or a note in brackets by itself; a date in brackets and when a rule was passed are a head's."""
    return text[:1] in "（(" and text[-1:] in "）)" and not (PASSED.match(plain(text)) or PAREN_DATE.match(plain(text)))


@functools.lru_cache(maxsize=1 << 12)       # asked for a line and for those beside it
def _is_unbalanced(text: str) -> bool:
    return any(text.count(b) != text.count(a) for a, b in ("（）", "()", "“”", "《》"))
