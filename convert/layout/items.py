"""Items: a chunk of text as parallel arrays of boxes and gaps, one item a character (a Latin word's width stands in its letters).

All lengths in 1/1000 em of the block's size, all integers.
"""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate, compress
from operator import itemgetter

from convert.charclass import (
    ATTACHED,
    CENTRED,
    CLOSING,
    CONNECTOR,
    CURRENCY_SIGNS,
    DASH,
    HAN,
    INVISIBLE,
    LATIN,
    LATIN_CLOSING,
    LATIN_OPENING,
    MEASURE_WORDS,
    MIDDLE_DOT,
    OPENING,
    OPENING_MARKS,
    PAUSE,
    SENTENCE,
    SPACE,
    UNIT_SIGNS,
    WIDE_SPACE,
    ClassTable,
)
from convert.layout.boxes import COMBINED, SIDEWAYS, shared
from convert.layout.gaps import (
    AUTOSPACE,
    BREAK,
    BREAK_BASIC,
    DOT,
    FIXED,
    IS_WHITE,
    NO_BREAK,
    PLAIN,
    STOP_SIDE,
    WORD_SPACE,
    GapTable,
)
from convert.layout.looks import Chunk, Look, Stretch
from convert.layout.orientation import RIGID_MARKS, Orientations, orient
from convert.model.record import Record, field

Entry = tuple[int, int]                         # (gid, advance in 1/1000 em of its own size)
Glyphs = tuple[tuple[int, str, int], ...]       # (gid, the text it stands for, advance in 1/1000 em of its own size)

PENALTY = 40_000_000        # a break that reads badly: number | measure word; in the units of `breaks.demerits`
WORD_PENALTY = 60_000_000   # within a very long Latin word or URL, after / and the like
DOT_PENALTY = 240_000_000   # there, after . and -
RUBY_SPACE = 120            # least space between two readings, 1/1000 em
RUBY_REACH = 150            # how far a reading reaches over a neighbour that has none
LONG_WORD = 12              # characters from which a Latin word may part after / . - and the like

_SPACES = re.compile(rb"[\x0c\x0d]+")
_TRANSPARENT = re.compile(rb"[\x0e\x0f]+")
_OWN_BOX = re.compile(rb"[\x01-\x06\x0c\x0d\x0f]")      # classes whose box is not the glyph's advance
_WORDS = re.compile(rb"[\x09-\x0b]+")
_CONTEXT = re.compile(r"[-~/—…‘’“”]")
_WESTERN_CLASSES = {"“": LATIN_OPENING, "‘": LATIN_OPENING, "”": LATIN_CLOSING, "’": LATIN_CLOSING, "…": LATIN_CLOSING}
_ASCII_LETTER = re.compile(r"[A-Za-z]")
_LONE_DASH = re.compile(r"(?<![—⸺])—(?![—⸺])")
_DASH_RUN = re.compile(r"——|[—⸺…⋯]")
_LONG_DASH = re.compile(r"[—⸺]{3,}|[…⋯]{3,}")
_SOLIDUS = re.compile(r"[/／]|(?<=[0-9])[·•](?=[0-9])")
_DOCUMENT_NUMBER = re.compile(r"[〔［（【\[(][0-9]{2,4}[〕］）】\])]\s?第?\s?[0-9]+\s?[号號]?")
# a year or number written with 〇: one unit, as its digits would be
_NUMBER_OF_IDEOGRAPHS = re.compile(r"[一二三四五六七八九零]*〇[〇一二三四五六七八九零]*")
_HANGING = re.compile(r"[、，。．]")
_SIGN = re.compile(r"[-~/]")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])’(?=[A-Za-z])")
# between the quotes: nothing from the East Asian blocks (said the short way round: `re` compiles a range character by character)
_ENGLISH_QUOTE = re.compile(r"“(?=[^“”]*[A-Za-z])[\0-\u201b\u201e-\u2e7f]*”|‘(?=[^‘’]*[A-Za-z])[\0-\u2017\u201a-\u2e7f]*’")
_ENGLISH_BEFORE = re.compile(r"(?:^|[\x21-\x7e]\s*|[\x21-\x7e]\s*[“‘])$")
_ENGLISH_AFTER = re.compile(r"(?:\s*[\x21-\x7e]|[”’]?\s*$)")
_WORD_PARTS = re.compile(r"(?<=[A-Za-z0-9])[-/._?&=+@](?=[A-Za-z0-9])|/(?![/0-9])")
_NUMBER_ENDS = frozenset("0123456789%‰")
_CONNECTOR = bytes((CONNECTOR,))
_BLANK = (ATTACHED, INVISIBLE, SPACE, WIDE_SPACE)
_CLOSE = frozenset((CLOSING, PAUSE, SENTENCE, CENTRED, MIDDLE_DOT, CONNECTOR, LATIN_CLOSING))


class Items(Record, frozen=False):
    """`classes`, `advances` (of the glyph), `boxes`, `shifts` (how far the origin lies before the box), and per gap after an item
    `natural`, `stretch`, `shrink`, `kinds`, `flags` (may a line part here).  `clusters`: items drawn by other than one glyph.
    `hyphens`: where a word may part, as the index of the next line's first item, and the width of the hyphen there.
    `hangs`: how far the items that may hang reach outside the measure.  `turned`: how they stand in a vertical line.
    `cells` are box and natural gap together, `starts` where each item's box begins when nothing is adjusted.
    """

    text: str
    stretches: list[Stretch]
    classes: bytearray
    gids: list[int]
    advances: list[int]
    boxes: list[int]
    shifts: list[int]
    natural: list[int]
    stretch: list[int]
    shrink: list[int]
    kinds: bytearray
    flags: bytearray
    penalties: dict[int, int]
    clusters: dict[int, Glyphs]
    words: list[tuple[int, int]]
    hyphens: dict[int, int] = field(default_factory=dict)
    hangs: dict[int, int] = field(default_factory=dict)
    turned: Orientations | None = None
    cells: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def extent(self, start: int, end: int) -> int:
        """Width of items start … end before anything is adjusted."""
        return sum(self.boxes[start:end]) + sum(self.natural[start:end - 1])

    def floor(self) -> list[int]:
        """How far each gap shrinks at worst (clreq 3.2.2): the white of brackets and stops may go altogether."""
        white = self.kinds.translate(IS_WHITE)
        out = self.shrink.copy()
        for i in compress(range(len(out)), white):
            out[i] = self.natural[i]
        return out

    def breaks(self, basic: bool) -> bytes:
        """Whether a line may end before each item, and after the last: nought where it may not."""
        allowed = bytes(self.flags[:-1])
        if not basic and BREAK_BASIC in allowed:
            allowed = allowed.replace(bytes((BREAK_BASIC,)), bytes((NO_BREAK,)))
        return b"%c%b%c" % (NO_BREAK, allowed, BREAK)


def build_items(chunk: Chunk, table: GapTable, classes: ClassTable) -> Items:
    """The arrays of `chunk`, whose text is not empty."""
    text = chunk.text
    of_each = itemgetter(*text, text[0])        # one more: of a single character it would give no tuple
    kinds_of = bytearray(of_each(classes)[:-1])
    if _CONTEXT.search(text):
        for stretch in chunk.stretches:
            if stretch.look.western:
                part = slice(stretch.start, stretch.end)
                kinds_of[part] = bytes(map(_WESTERN_CLASSES.get, text[part], kinds_of[part]))
        _reclassify(text, kinds_of)
    turned = None if table.digits is None else orient(chunk, kinds_of, table.digits)
    if turned is None and len(chunk.stretches) == 1:
        entries: Sequence[Entry] = of_each(chunk.stretches[0].look.face.glyphs)[:-1]
    else:
        entries = _entries(chunk, turned)
    gids, advances = list(map(itemgetter(0), entries)), list(map(itemgetter(1), entries))
    _fit_to_looks(chunk, kinds_of, advances)
    boxes, shifts = _boxes(kinds_of, advances, table)
    pairs = _pair_codes(kinds_of)
    pick = itemgetter(*pairs, 0)
    natural, stretches, shrinks = (list(pick(column)[:-1]) for column in (table.natural, table.stretch, table.shrink))
    items = Items(text, chunk.stretches, kinds_of, gids, advances, boxes, shifts, natural, stretches, shrinks,
                  bytearray(pairs.translate(table.kinds)), bytearray(pairs.translate(table.breaks)), {}, {}, [],
                  turned=turned)
    _set_words(items)
    _Exceptions(items, table).apply()
    if table.hanging:
        items.hangs = {m.start(): items.boxes[m.start()] for m in _HANGING.finditer(text)
                       if kinds_of[m.start()] in (PAUSE, SENTENCE, CENTRED)}
    if any(s.look.reading for s in chunk.stretches):
        _make_room_for_readings(items)
    items.cells = boxes.copy()
    for i in compress(range(len(boxes)), items.natural):
        items.cells[i] = shared(boxes[i] + items.natural[i])
    items.starts = list(accumulate(items.cells, initial=0))
    return items


def _make_room_for_readings(items: Items) -> None:
    """Ruby wider than its text parts that text; over a neighbour without ruby it may reach a little."""
    stretches = items.stretches
    for n, stretch in enumerate(stretches):
        reading = stretch.look.reading
        if reading is None:
            continue
        start, end = stretch.start, stretch.end
        beside = [m for m in (n - 1, n + 1) if 0 <= m < len(stretches) and stretches[m].look.reading is None]
        width = items.extent(start, end)
        short = reading.width + RUBY_SPACE - RUBY_REACH * len(beside) - width
        for i in range(start, end):
            if i + 1 < end:
                items.flags[i] = NO_BREAK
            if short > 0:
                part = short // (end - start) + (i - start < short % (end - start))
                items.boxes[i] += part
                items.shifts[i] -= part // 2


def _pair_codes(classes: bytearray) -> bytes:
    """16 × class + class of the next item, for every item; the last item's gap is that before an invisible one: nothing.

    Done on one big integer: shifting it by a nibble and by a byte pairs all neighbours at once.
    """
    value = int.from_bytes(classes, "big")
    length = len(classes)
    return (((value << 8 | INVISIBLE) & ((1 << 8 * length) - 1)) | value << 4).to_bytes(length, "big")


def _entries(chunk: Chunk, turned: Orientations | None) -> list[Entry]:
    """gid and advance of every character, taken alone."""
    out: list[Entry] = []
    for stretch in chunk.stretches:
        part, face = slice(stretch.start, stretch.end), stretch.look.face
        lying, text = face.glyphs, chunk.text[part]
        if turned is None:
            out += map(lying.__getitem__, text)
        else:
            standing = face.upright_glyphs
            out += [standing[c] if turn else lying[c] for c, turn in zip(text, turned.turns[part], strict=True)]
    return out


def _fit_to_looks(chunk: Chunk, classes: bytearray, advances: list[int]) -> None:
    """Advances of smaller type in 1/1000 em of the block's; what is raised hangs on what stands before it."""
    for stretch in chunk.stretches:
        part, look = slice(stretch.start, stretch.end), stretch.look
        if look.ratio != 1000:
            advances[part] = [advance * look.ratio // 1000 for advance in advances[part]]
        if look.rise:
            classes[part] = bytes((ATTACHED,)) * (stretch.end - stretch.start)


def _reclassify(text: str, classes: bytearray) -> None:
    """Characters whose class depends on their neighbours."""
    for match in _LONE_DASH.finditer(text) if "—" in text else ():
        classes[match.start()] = CONNECTOR
    for match in _SIGN.finditer(text):
        i = match.start()
        beside = [classes[k] in (LATIN, LATIN_OPENING, LATIN_CLOSING) for k in (i - 1, i + 1) if 0 <= k < len(text)]
        if not all(beside) if match[0] == "/" else not any(beside):
            classes[i] = CONNECTOR
    if not _ASCII_LETTER.search(text):
        return
    for match in _APOSTROPHE.finditer(text):
        classes[match.start()] = LATIN
    for match in _ENGLISH_QUOTE.finditer(text):
        start, end = match.span()
        if _ENGLISH_BEFORE.search(text[max(0, start - 8):start]) and _ENGLISH_AFTER.match(text, end):
            classes[start], classes[end - 1] = LATIN_OPENING, LATIN_CLOSING


def _boxes(classes: bytearray, advances: list[int], table: GapTable) -> tuple[list[int], list[int]]:
    """Boxes and shifts: the ink of opening marks is in the right half of the glyph, that of a wide interpunct in its middle."""
    boxes, shifts = advances.copy(), [0] * len(advances)
    for match in _OWN_BOX.finditer(classes):
        i = match.start()
        kind = classes[i]
        boxes[i] = table.boxes[kind]
        if kind == OPENING:
            shifts[i] = advances[i] - boxes[i]
        elif kind == MIDDLE_DOT:
            boxes[i] = min(boxes[i], advances[i])
            shifts[i] = (advances[i] - boxes[i]) // 2
    return boxes, shifts


def _set_words(items: Items) -> None:
    """Shape Latin words and dashes; note labels; give invisible characters no glyph of their own."""
    classes = items.classes
    if DASH in classes or CONNECTOR in classes:
        _set_dashes(items)
    for match in _WORDS.finditer(classes):
        start, end = match.span()
        items.words.append((start, end))
        for stretch in items.stretches:
            if stretch.start < end and start < stretch.end:
                _shape_word(items, max(start, stretch.start), min(end, stretch.end), stretch.look)
    if items.turned:
        _set_cells(items, items.turned)
    if INVISIBLE in classes:
        _hide_invisible(items)
    for stretch in items.stretches:
        if stretch.look.note_id:
            _set_label(items, stretch)


def _set_label(items: Items, stretch: Stretch) -> None:
    """The number of a note; one of several characters shares an em of a vertical line."""
    look, at = stretch.look, stretch.start
    if items.turned and len(look.label) > 1:
        items.turned.turns[at] = COMBINED
        items.clusters[at], width = look.face.shape_combined(look.label), 1000
    elif items.turned:
        gid, width = look.face.upright_glyphs[look.label]
        items.clusters[at] = ((gid, look.label, width),)
    else:
        items.clusters[at] = look.face.shape(look.label)
        width = sum(g[2] for g in items.clusters[at])
    items.boxes[at] = width * look.ratio // 1000


def _set_cells(items: Items, turned: Orientations) -> None:
    """Short numbers across one em of a vertical line."""
    for start, end in turned.cells:
        look = _look_at(items, start)
        items.clusters.update(dict.fromkeys(range(start, end), ()))
        items.clusters[start] = look.face.shape_combined(items.text[start:end])
        items.boxes[start:end] = [look.ratio, *(0,) * (end - start - 1)]


def _look_at(items: Items, i: int) -> Look:
    return next(s.look for s in items.stretches if s.start <= i < s.end)


def _shape_word(items: Items, start: int, end: int, look: Look) -> None:
    word = items.text[start:end]
    glyphs = look.face.shape(word, oldstyle=look.oldstyle)
    widths = [shared(g[2] * look.ratio // 1000) for g in glyphs]
    if len(glyphs) == end - start and all(g[1] for g in glyphs):
        items.gids[start:end] = [g[0] for g in glyphs]
        items.advances[start:end] = items.boxes[start:end] = widths
        return
    items.clusters.update(dict.fromkeys(range(start, end), ()))
    items.boxes[start:end] = [0] * (end - start)
    at = following = start
    for glyph, width in zip(glyphs, widths, strict=True):
        if glyph[1]:
            at, following = following, following + len(glyph[1])
        items.clusters[at] += (glyph,)
        items.boxes[at] += width


def _set_dashes(items: Items) -> None:
    """—— as one glyph where the face has one exactly 2 em wide, else every dash and ellipsis centred in its em."""
    text, boxes = items.text, items.boxes
    for match in _DASH_RUN.finditer(text):
        places = [k for k in range(*match.span()) if items.classes[k] in (DASH, CONNECTOR)]
        if not places:
            continue
        i = places[0]
        look = _look_at(items, i)
        upright = items.turned is not None and items.turned.turns[i] != SIDEWAYS
        if match[0] == "——" and len(places) == 2:
            glyphs = look.face.shape_upright("——") if upright else look.face.shape("——")
            if [(bool(g[0]), g[2]) for g in glyphs] == [(True, 2000)]:
                items.clusters[i], items.clusters[i + 1] = glyphs, ()
                boxes[i], boxes[i + 1] = 2000, 0
                continue
        for k in places:
            boxes[k] = 2000 if text[k] == "⸺" else 1000
            items.shifts[k] = (items.advances[k] - boxes[k]) // 2
        # the two strokes of a face that draws them short touch in the middle
        if match[0] == "——" and len(places) == 2 and not upright:
            left, _, right, _ = look.face.ink("—")
            if left < right < 1000 + left:
                items.shifts[i], items.shifts[i + 1] = right - 1000, left


def _hide_invisible(items: Items) -> None:
    for i, kind in enumerate(items.classes):
        if kind == INVISIBLE and i not in items.clusters:
            _hide(items, i)


def _hide(items: Items, i: int) -> None:
    """An invisible character is drawn by the glyph before it: combining marks and selectors stay in the text."""
    items.clusters[i] = ()
    base = i - 1
    while base >= 0 and items.clusters.get(base) == ():
        base -= 1
    if base >= 0 and items.text[i] not in "\u200b\u2060\ufeff\u00ad":
        glyphs = items.clusters.get(base) or ((items.gids[base], items.text[base], items.advances[base]),)
        gid, text, advance = glyphs[-1]
        items.clusters[base] = (*glyphs[:-1], (gid, text + items.text[i], advance))


class _Exceptions:
    """Gaps that the pair table cannot know: spaces, note marks, numbers with their signs, very long words."""

    def __init__(self, items: Items, table: GapTable):
        self.items, self.table = items, table

    def apply(self) -> None:
        items, classes = self.items, self.items.classes
        if MIDDLE_DOT in classes or CENTRED in classes:
            self._marks_amid()
        if ATTACHED in classes or INVISIBLE in classes:
            for found in _TRANSPARENT.finditer(classes):
                self._transparent(*found.span())
        if SPACE in classes or WIDE_SPACE in classes:
            for found in _SPACES.finditer(classes):
                self._spaces(*found.span())
        for start, end in items.words:
            self._number(start, end)
            if end - start >= LONG_WORD:
                self._part_long(start, end)
        if items.turned:
            self._upright_numbers(items.turned)
        self._signs()

    def _upright_numbers(self, turned: Orientations) -> None:
        for start, end in turned.numbers:
            for i in range(start, end - 1):
                self._join(i)
            self._number(start, end)

    def _marks_amid(self) -> None:
        """The white of an interpunct narrower than its half em stands in the gaps beside it, so that a line's end has none; ？！ of
        Traditional faces are rigid."""
        items = self.items
        rigid = RIGID_MARKS if items.turned else "？！"
        for i, kind in enumerate(items.classes):
            spare = self.table.boxes[MIDDLE_DOT] - items.boxes[i]
            if kind == MIDDLE_DOT and spare > 0:
                items.natural[i] += spare - spare // 2
                if i:
                    items.natural[i - 1] += spare // 2
            elif kind == CENTRED and items.text[i] in rigid:       # clreq 3.2.2: those give nothing
                for k in (max(0, i - 1), i):
                    items.shrink[k] = 0 if items.kinds[k] in (DOT, STOP_SIDE) else items.shrink[k]

    def _number(self, start: int, end: int) -> None:
        """A number with the signs and counted things round it; a document number."""
        text, penalties = self.items.text, self.items.penalties
        before, after = text[start - 1] if start else "", text[end] if end < len(text) else ""
        if text[end - 1] in _NUMBER_ENDS:
            if after in UNIT_SIGNS:
                self._join(end - 1)
            elif after in MEASURE_WORDS:
                penalties[end] = PENALTY
            elif self.items.classes[end:end + 1] == _CONNECTOR and text[end + 1:end + 2].isdecimal():
                penalties[end + 1] = PENALTY
        if text[start].isdecimal():
            if before in CURRENCY_SIGNS:
                self._join(start - 1)
            elif before == "第":
                penalties[start] = PENALTY
        if before in OPENING_MARKS or text[start] in "([":
            match = _DOCUMENT_NUMBER.match(text, start if text[start] in "([" else start - 1)
            for i in range(match.start(), match.end() - 1) if match else ():
                self.items.flags[i] = BREAK_BASIC if self.items.flags[i] else NO_BREAK

    def _signs(self) -> None:
        """Rows of dashes part between units; solidi and the dot within a number end no line; 〇 begins none."""
        items, text = self.items, self.items.text
        if DASH in items.classes:
            for match in _LONG_DASH.finditer(text):
                for i in range(match.start() + 1, match.end() - 1, 2):
                    items.flags[i] = BREAK
        if CONNECTOR in items.classes or MIDDLE_DOT in items.classes or "/" in text:
            for match in _SOLIDUS.finditer(text):
                if items.classes[match.start()] != LATIN:
                    items.flags[match.start()] = NO_BREAK
        if "〇" in text:
            self._ideograph_numbers()

    def _ideograph_numbers(self) -> None:
        items = self.items
        for match in _NUMBER_OF_IDEOGRAPHS.finditer(items.text):
            start = match.start() - (match.start() > 0 and match[0][0] == "〇")      # nor does 〇 begin a line
            for i in range(start, match.end() - 1):
                items.flags[i] = BREAK_BASIC if items.flags[i] else NO_BREAK

    def _part_long(self, start: int, end: int) -> None:
        for match in _WORD_PARTS.finditer(self.items.text, start, end):
            self._part_word(match.start())

    def _part_word(self, i: int) -> None:
        """Let a line end after item i of a long word, if the word was not drawn as a whole."""
        if i + 1 < len(self.items.text) and self.items.clusters.get(i + 1) != ():
            self.items.flags[i] = BREAK
            self.items.penalties[i + 1] = DOT_PENALTY if self.items.text[i] in ".-_" else WORD_PENALTY

    def _join(self, i: int) -> None:
        self._gap(i, 0, 0, 0, FIXED, NO_BREAK)

    def _gap(self, i: int, natural: int, stretch: int, shrink: int, kind: int, flag: int) -> None:
        items = self.items
        items.natural[i], items.stretch[i], items.shrink[i] = natural, stretch, shrink
        items.kinds[i], items.flags[i] = kind, flag

    def _copy(self, i: int, left: int, right: int, used: int) -> None:
        """Give gap i what the table says for the classes `left`, `right`, less the width `used` that stands in its white."""
        code, table = 16 * left + right, self.table
        natural = table.natural[code]
        less = min(used, natural) if left in (CLOSING, PAUSE, SENTENCE) else 0
        self._gap(i, natural - less, table.stretch[code], max(0, table.shrink[code] - less), table.kinds[code], table.breaks[code])

    def _neighbour(self, i: int, step: int, skipped: tuple[int, ...] = (ATTACHED, INVISIBLE)) -> int | None:
        """The class of the next item in direction `step` that is none of `skipped`: neither attached nor invisible."""
        classes = self.items.classes
        while 0 <= i < len(classes):
            if classes[i] not in skipped:
                return classes[i]
            i += step
        return None

    def _transparent(self, start: int, end: int) -> None:
        """What follows a note mark, superscript or selector keeps the gap it has to the character before."""
        items = self.items
        left, right = self._neighbour(start - 1, -1), self._neighbour(end, 1)
        for i in range(start, end - 1):
            self._join(i)
        if left is None and items.classes[end - 1] == ATTACHED:
            left = LATIN
        if left is None or right is None or right in (SPACE, WIDE_SPACE):
            return
        self._copy(end - 1, left, right, sum(items.boxes[start:end]))
        if self._neighbour(start - 1, -1, _BLANK) in (OPENING, LATIN_OPENING):
            items.flags[end - 1] = NO_BREAK
        elif items.text[end - 1] == "\u200b" and right not in _CLOSE:
            items.flags[end - 1] = BREAK

    def _spaces(self, start: int, end: int) -> None:
        """A source space makes the gap of its neighbours, at most; U+3000 (in balanced titles half an em) never stretches."""
        items, classes = self.items, self.items.classes
        left, right = self._neighbour(start - 1, -1), self._neighbour(end, 1)
        for i in range(max(0, start - 1), end - 1):
            self._join(i)
        wide = classes.count(bytes((WIDE_SPACE,)), start, end)
        if left is None or right is None:
            if left is None and wide:
                for i in range(start, end):
                    items.boxes[i] = self.table.wide_space if classes[i] == WIDE_SPACE else 0
            self._join(end - 1)
            return
        flag = NO_BREAK if "\u00a0" in items.text[start:end] else BREAK
        western = (LATIN, LATIN_OPENING, LATIN_CLOSING)
        if self._neighbour(end, 1, _BLANK) in _CLOSE or self._neighbour(start - 1, -1, _BLANK) in (OPENING, LATIN_OPENING):
            flag = NO_BREAK
        if wide:
            white = self.table.natural[16 * left + right] if left in (CLOSING, PAUSE, SENTENCE) or right == OPENING else 0
            self._gap(end - 1, self.table.wide_space * wide + white, 0, 0, FIXED, flag)
        elif (left in western and right in western) or left == right == HAN:
            gap = self.table.word_space
            self._gap(end - 1, gap.natural, gap.stretch, gap.shrink, WORD_SPACE, flag)
        elif {left, right} <= {HAN, *western}:
            gap = self.table.autospace
            self._gap(end - 1, gap.natural, gap.stretch, gap.shrink, AUTOSPACE, flag)
        else:
            self._copy(end - 1, left, right, 0)
            items.flags[end - 1] = min(flag, items.flags[end - 1])
        if items.natural[end - 1] == 0 and items.kinds[end - 1] == PLAIN:
            items.kinds[end - 1] = FIXED
            items.stretch[end - 1] = 0


def lone_limit(items: Items) -> int:
    """The last position where a final line may begin and still hold two letters, digits or ideographs."""
    return _limit(items, {}, 2)


def widow_limit(items: Items) -> int:
    """The last position where a final line may begin and be more than a short word or number: a letter counts half an ideograph."""
    return _limit(items, {LATIN: 1}, 4)


def _limit(items: Items, weights: Mapping[int, int], enough: int) -> int:
    seen, usual = 0, enough // 2
    for i in range(len(items.text) - 1, -1, -1):
        if items.text[i].isalnum():
            seen += weights.get(items.classes[i], usual)
            if seen >= enough:
                return i
    return 0
