"""The gap table: how much space stands between two neighbouring characters, and whether a line may part there.

The white half of a mark is a gap, not part of its box (clreq 3.1.6): gaps at a line's edges vanish, so edges trim themselves
and adjacent marks close up without a special case.  Built from the `composition` of a style sheet, once per script.
"""
from __future__ import annotations

from typing import NamedTuple

from convert.charclass import (
    ATTACHED,
    CENTRED,
    CLOSING,
    CONNECTOR,
    DASH,
    HAN,
    INVISIBLE,
    LATIN,
    LATIN_CLOSING,
    LATIN_OPENING,
    MIDDLE_DOT,
    OPENING,
    PAUSE,
    SENTENCE,
    SPACE,
    WIDE_SPACE,
)
from convert.layout.orientation import Digits
from convert.style import Composition, Gap

# kinds of gaps: adjusted alike within a line
FIXED = 0
PLAIN = 1          # between two full-width characters
WORD_SPACE = 2
DOT = 3            # beside an interpunct: both sides alike, shrinks only
BRACKET = 4
AFTER_PAUSE = 5
AUTOSPACE = 6      # between Han and Latin or digits
AFTER_SENTENCE = 7
STOP_SIDE = 8      # on either side of a centred stop, alike: the stop stays in the middle

# clreq 3.2.2, 行内调整的优先次序
SHRINK_ORDER = (WORD_SPACE, DOT, BRACKET, AFTER_PAUSE, STOP_SIDE, AUTOSPACE, AFTER_SENTENCE)
WHITES = (BRACKET, AFTER_PAUSE, AFTER_SENTENCE)      # the white half of a mark: may go altogether at worst
IS_WHITE = bytes(k in WHITES for k in range(256))
WORD_SPACE_MAXIMUM = 500
AUTOSPACE_MAXIMUM = 333
_AUTOSPACE_STRETCH = 70     # weighed so that where autospace is full (+83) Han stands 0.06 em apart: the bound of a tight line

NO_BREAK, BREAK, BREAK_BASIC = 0, 1, 2    # BREAK_BASIC: only when the paragraph finds no lines at the strict level

_STOPS = (PAUSE, SENTENCE)
_RIGHT_WHITE = (CLOSING, PAUSE, SENTENCE)
_NEVER_BEFORE = frozenset((CLOSING, PAUSE, SENTENCE, CENTRED, MIDDLE_DOT, CONNECTOR, LATIN_CLOSING, ATTACHED, INVISIBLE,
                           SPACE, WIDE_SPACE))
_WESTERN = frozenset((LATIN, LATIN_OPENING, LATIN_CLOSING))
_EM_BOXES = frozenset((HAN, OPENING, CLOSING, PAUSE, SENTENCE, CENTRED, MIDDLE_DOT, CONNECTOR, DASH))
_NOTHING = Gap(0, 0, 0)
# for sheets that say nothing of stops: those of Traditional faces have a third of an em of white on either side of the ink
_STOP_GAPS = {"stop-han": Gap(500, 50, 250), "centred-stop": Gap(0, 50, 198), "centred-closing": Gap(-300, 0, 0)}


class GapTable(NamedTuple):
    """By pair code 16 × left class + right class; lengths in 1/1000 em.

    `boxes` by class: the width of a character's box, None where the face's advance holds.  `floor`: what a bracket or stop gap
    may shrink to at worst is nothing (clreq: ½ em in all).
    """

    natural: tuple[int, ...]
    stretch: tuple[int, ...]
    shrink: tuple[int, ...]
    kinds: bytes
    breaks: bytes
    boxes: tuple[int, ...]          # -1: the glyph's own advance
    word_space: Gap
    autospace: Gap
    hanging: bool                   # a stop at a line's end may stand outside the measure
    wide_space: int                 # U+3000: an em; in balanced titles less, so that it is not taken for a gutter
    digits: Digits | None = None    # of vertical lines: how numbers stand in them

    @classmethod
    def build(cls, composition: Composition, tracking: int = 0, wide_space: int = 1000, *, vertical: bool = False) -> GapTable:
        """`tracking`: letter spacing added after every full-width character, in 1/1000 em."""
        builder = _Builder(composition, tracking)
        cells = [builder.cell(a, b) for a in range(16) for b in range(16)]
        full = composition.text_spacing_trim == "space-all"
        boxes = [-1] * 16
        for mark in (OPENING, CLOSING, PAUSE, SENTENCE):
            boxes[mark] = 1000 if full else 500
        boxes[MIDDLE_DOT] = 500
        boxes[CENTRED] = 1000
        boxes[SPACE] = boxes[WIDE_SPACE] = boxes[INVISIBLE] = 0
        return cls(tuple(c[0].natural for c in cells), tuple(c[0].stretch for c in cells), tuple(c[0].shrink for c in cells),
                   bytes(c[1] for c in cells), bytes(c[2] for c in cells), tuple(boxes),
                   builder.word_space(), builder.gaps["han-latin" if builder.autospace else "word-space"],
                   composition.hanging_punctuation == "allow-end", wide_space,
                   Digits(composition.combined_digits, composition.upright_digits) if vertical else None)


class _Builder:
    def __init__(self, composition: Composition, tracking: int):
        autospace = composition.gaps["han-latin"]
        autospace = Gap(autospace.natural, min(autospace.stretch, _AUTOSPACE_STRETCH), autospace.shrink)
        self.autospace = composition.text_autospace == "normal"
        if not self.autospace:
            autospace = composition.gaps["han-han"]
        self.gaps = {**_STOP_GAPS, **composition.gaps, "han-latin": autospace}
        self.strict = composition.line_break == "strict"
        self.full = composition.text_spacing_trim == "space-all"
        self.tracking = tracking

    def word_space(self) -> Gap:
        """A space between words; tracked words need more of it, or they run together (CSS letter-spacing counts it twice)."""
        gap = self.gaps["word-space"]
        return Gap(gap.natural + 2 * max(0, self.tracking), gap.stretch, gap.shrink)

    def cell(self, left: int, right: int) -> tuple[Gap, int, int]:
        """(gap, kind, break) between two classes."""
        gap, kind = self._gap(left, right)
        if gap.stretch == 0:
            kind = DOT if gap.shrink else FIXED
        elif kind in WHITES and not gap.shrink:
            kind = PLAIN        # the sheet lets it be
        tracked = left in _EM_BOXES or (left in _WESTERN and self.tracking > 0)
        if tracked and right not in (ATTACHED, INVISIBLE) and (left, right) != (DASH, DASH):
            # a grid of characters a little too tight for the measure gives way by 1/500 em, never by a character
            give = 2 if self.tracking < 0 and kind == PLAIN else 0
            shrink = max(0, gap.shrink + min(0, self.tracking)) if kind in (DOT, STOP_SIDE) else gap.shrink     # its floor stays
            gap = Gap(gap.natural + self.tracking, gap.stretch, shrink + give)
        return gap, kind, self._break(left, right)

    def _white(self, gap: Gap) -> Gap:
        """A gap that holds the white half of one mark; nothing where marks keep their full em."""
        return Gap(max(gap.natural - 500, 0), gap.stretch, 0) if self.full else gap

    def _gap(self, left: int, right: int) -> tuple[Gap, int]:
        if right in (ATTACHED, INVISIBLE, SPACE, WIDE_SPACE) or left in (INVISIBLE, SPACE, WIDE_SPACE):
            return _NOTHING, FIXED
        if MIDDLE_DOT in (left, right):
            return self.gaps["middle-dot"], DOT
        if left in _RIGHT_WHITE:
            return self._after_mark(left, right)
        if right == OPENING:
            if left == OPENING:
                return self.gaps["opening-opening"], PLAIN
            if left == CENTRED:
                return self.gaps["centred-stop"], STOP_SIDE
            return self._white(self.gaps["han-opening"]), BRACKET
        return self._between_boxes(left, right)

    def _after_mark(self, left: int, right: int) -> tuple[Gap, int]:
        if right in (CLOSING, PAUSE, SENTENCE, CENTRED, LATIN_CLOSING):
            return self.gaps["closing-closing"], PLAIN
        kind = AFTER_PAUSE if left == PAUSE else AFTER_SENTENCE if left == SENTENCE else BRACKET
        if right == OPENING:
            return self._white(self.gaps["closing-opening"]), kind
        return self._white(self.gaps["stop-han" if left in _STOPS else "closing-han"]), kind

    def _between_boxes(self, left: int, right: int) -> tuple[Gap, int]:
        if left == CENTRED and right in (CLOSING, CENTRED):
            return self.gaps["centred-closing"], FIXED
        if CENTRED in (left, right):
            return self.gaps["centred-stop"], STOP_SIDE
        if left == OPENING or right in (CLOSING, PAUSE, SENTENCE):
            return _NOTHING, FIXED
        if DASH in (left, right) or CONNECTOR in (left, right):
            return self.gaps["dash"], FIXED
        if left in _WESTERN and right in _WESTERN:
            return _NOTHING, FIXED
        if LATIN in (left, right) or ATTACHED in (left, right):
            return self.gaps["han-latin"], AUTOSPACE if self.autospace else PLAIN
        return self.gaps["han-han"], PLAIN

    def _break(self, left: int, right: int) -> int:
        if right in _NEVER_BEFORE or left in (OPENING, LATIN_OPENING, INVISIBLE):
            return NO_BREAK
        if left in _WESTERN and right in _WESTERN:
            return NO_BREAK
        if right == DASH:
            return NO_BREAK if left == DASH else BREAK_BASIC if self.strict else BREAK
        return BREAK
