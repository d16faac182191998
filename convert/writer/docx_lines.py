"""Where LibreOffice breaks a paragraph of Chinese into lines: greedily, every mark its full width, no mark hanging.

Han and full-width marks take an em; Latin runs take the advances of Times New Roman, which every substitute for it shares.
What goes where an application leaves a choice is noted beside the table or the rule.  Lengths are twips.
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from convert.model.record import Record
from convert.writer.docx_looks import RunLook

_DASH = "——"
BREAK = "\n"                # a forced line break
TAB = "\t"
NOTE = "\x02"               # the call of a footnote: one em of its raised size, and a line may end before it
NUMBER = "\x03"             # of a footnote, before its text: as wide as its call
_BLANKS = " \u3000"
_AUTOSPACE = 5              # between Han and Latin stands a fifth of the size (ParaIsCharacterDistance)

# What may not begin or end a line where the text is East Asian, by the language (the locale data of zh-CN and zh-TW)
_NOT_FIRST = {
    "zh-CN": frozenset(":!),.:;?]}¢'\"、。〉》」』】〕〗〞︰︱︳﹐､﹒﹔﹕﹖﹗﹚﹜﹞！），．：；？｜｝"
                       "︴︶︸︺︼︾﹀﹂﹄﹏､～￠々‖•·ˇˉ―-′’”"),
    "zh-TW": frozenset("!),.:;?]}¢·-'\"¨•′、。〉》」』】〕〞︰︱︳︴︶︸︺︼︾﹀﹂﹄﹏﹐､﹒﹔﹕﹖﹗﹚﹜﹞！），．：；？｜｝")}
_NOT_LAST = {
    "zh-CN": frozenset("([{£¥'\"‵〈《「『【〔〖（［｛￡￥〝︵︷︹︻︽︿﹁﹃﹙﹛﹝（｛“‘"),
    "zh-TW": frozenset("([{£¥'\"‵〈《「『【〔〝︵︷︹︻︽︿﹁﹃﹙﹛﹝（｛")}

# Scripts, as LibreOffice deals them out: East Asian blocks and Latin ones; the rest is weak and goes with what precedes it
_SCRIPTS = re.compile(
    "(?P<east>[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]+)"
    "|(?P<latin>[!-~¡-ʯ\u0370-\u1fff]+)|(?P<weak>.)", re.DOTALL)

# Thousandths of an em that Times New Roman gives a Latin character; what it has no drawing of is borrowed and has an em
_TIMES = {char: width for width, chars in (
    (180, "'"), (200, "|¦"), (219, "′"), (250, " ,.\xa0"), (276, "ª"), (278, "/:;\\ijltìíîï"), (281, "‖"), (300, "²³¹"), (310, "º"),
    (333, "!()-I[]`fr¡¨\xad´·¸ÌÍÎÏ‘’‹›‐‑"), (350, "•"), (354, "▪▫◦"), (389, "Js"), (400, "°"), (408, '"'), (417, "″"),
    (444, "?acezàáâãäåçèéêë¿“”„"), (453, "¶"), (469, "^"), (480, "{}"),
    (500, "#$*0123456789_bdghknopquvxy¢£¤¥§«¯»ßðñòóôõöøùúûüýþÿ‒–†‡€↑↓↕"), (541, "~"), (549, "±÷√≈≠≤≥"), (556, "FPSÞ"),
    (564, "+<=>¬×−"), (576, "µ"), (604, "■□○●◐◑"), (611, "ELTZÈÉÊË"), (667, "BCRÇæ"), (713, "∑∞"),
    (722, "ADGHKNOQUVXYwÀÁÂÃÄÅÐÑÒÓÔÕÖØÙÚÛÜÝœ"),
    (750, "¼½¾♀♂"), (760, "©®"), (778, "&m"), (833, "%"), (889, "MÆŒ"), (921, "@"), (944, "W"), (954, "№"), (980, "™"),
    (990, "▲►▼◄")) for char in chars}
_MONO = 600
# Of the weak characters set with Han, those that do not take an em
_NARROW = {" ": 224, "\xa0": 224, "–": 536, "‒": 536, "‑": 347, "′": 278, "″": 474, "€": 555, "−": 555, "™": 711, "№": 997}


class Piece(Record):
    """Text in one look."""

    text: str
    look: RunLook


class Measured(Record, frozen=False):
    """The characters of a paragraph: what each takes, whether it is set as East Asian, where its portion begins.

    A portion has one look and one script; `gaps` says what stands between Han and Latin before a character.
    """

    text: str
    widths: list[float]
    east: list[bool]
    portions: list[int]
    gaps: dict[int, int]


def measure(pieces: Sequence[Piece], hang: int = 0) -> Measured:
    """The characters of `pieces` with their widths; the first tab reaches to `hang`, where the other lines begin."""
    widths: list[float] = []
    east: list[bool] = []
    portions: list[int] = []
    gaps: dict[int, int] = {}
    text = "".join(piece.text for piece in pieces)
    asian = False                   # weak characters that open a paragraph are Latin where the office's own language is
    for piece in pieces:
        size, spacing = piece.look.size, piece.look.spacing
        for part in _SCRIPTS.finditer(piece.text):
            chars, kind = part[0], part.lastgroup
            at, changes = len(widths), False
            if kind != "weak":
                changes, asian = at > 0 and asian != (kind == "east"), kind == "east"
            if changes and _lettered(text[at - 1]) and _lettered(text[at]):
                gaps[at] = round(size) // _AUTOSPACE
            begins = changes or not part.start() or not at
            portions += [at if begins else portions[-1]] * len(chars)
            east += [asian] * len(chars)
            if kind == "east":
                widths += [size + spacing] * len(chars)
            else:
                widths += _few(chars, asian, piece.look)
    if TAB in text:
        at = text.index(TAB)
        widths[at] = max(0.0, hang - sum(widths[:at]))
    if _DASH in text:
        _join_dashes(text, widths, east)
    return Measured(text, widths, east, portions, gaps)


def _join_dashes(text: str, widths: list[float], east: list[bool]) -> None:
    """The Chinese dash is one drawing two ems wide in the common faces, so it is never torn."""
    at = text.find(_DASH)
    while at >= 0:
        if east[at]:
            widths[at], widths[at + 1] = widths[at] + widths[at + 1], 0
        at = text.find(_DASH, at + 2)


def _few(chars: str, asian: bool, look: RunLook) -> list[float]:
    """Widths of Latin or weak characters."""
    if look.mono and not asian:
        return [_MONO * look.size / 1000 + look.spacing] * len(chars)
    table = _NARROW if asian else _TIMES
    return [table.get(char, 1000) * look.size / 1000 + look.spacing for char in chars]


@cache
def _lettered(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN"


def break_lines(measured: Measured, first: int, room: int, language: str) -> list[int]:
    """Where the lines of a paragraph begin: `first` is the room of the first line, `room` of the others."""
    text, widths, gaps = measured.text, measured.widths, measured.gaps
    starts, end = [0], len(text)
    at, used, limit = 0, 0.0, first
    start = 0
    while at < end:
        char = text[at]
        if char == BREAK:
            at += 1
            start, used, limit = at, 0.0, room
            starts.append(at)
            continue
        gap = gaps.get(at, 0) if gaps and at > start else 0
        more = used + gap + widths[at]
        if more <= limit + 0.5:
            used, at = more, at + 1
            continue
        start = at = at if gap and used + gap > limit + 0.5 else _break(measured, start, at, language)
        if at < end:
            starts.append(at)
        used, limit = 0.0, room
    return starts


def _break(measured: Measured, start: int, cut: int, language: str) -> int:
    """Where the line that began at `start` ends when the character at `cut` does not fit."""
    text = measured.text
    if text[cut] in _BLANKS:
        at = cut
        while at < len(text) and text[at] in _BLANKS:
            at += 1
        return at
    if text[cut] == NOTE:
        return max(cut, start + 1)
    portion = cut
    while True:
        at = _break_before(measured, start, portion, language)
        begins = measured.portions[portion]
        if at >= begins or begins <= start:
            return at if at > start else max(cut, start + 1)
        portion = begins - 1        # the portion before is set again, and must give its last character up


def _break_before(measured: Measured, start: int, cut: int, language: str) -> int:
    """The last place not after `cut` where a line may end, by the rules of the text there; `start` if there is none."""
    text, at = measured.text, cut
    if _east_rules(measured, cut):
        not_first, not_last = _NOT_FIRST[language], _NOT_LAST[language]
        while at > start and (text[at] in not_first or text[at - 1] in not_last):
            at -= 1
    else:
        while at > start and not _may_part(text, at):
            at -= 1
    return at


def _east_rules(measured: Measured, cut: int) -> bool:
    """Whether the language at `cut` is East Asian: that of the last letter there if it stands in another portion."""
    text, at = measured.text, cut
    while at > 0 and not _lettered(text[at]):
        at -= 1
    return measured.east[at] if at < measured.portions[cut] else measured.east[cut]


# --- UAX 14 between Latin characters, as far as Chinese text with Latin in it needs it ---
_CLASSES = {char: kind for kind, chars in (
    ("SP", " \u3000"), ("CL", ")]}、。，．）］｝〉》」』】〕〗〞"), ("OP", "([{（［｛〈《「『【〔〖〝"), ("QU", "\"'“”‘’«»‹›"),
    ("EX", "!?！？"), ("IS", ",.:;"), ("NS", "：；・‼々"), ("SY", "/"), ("HY", "-"), ("BA", "‐–|"),
    ("B2", "—"), ("GL", "\xa0\u2060‑"),
    ("PO", "%‰¢°′″℃％"), ("PR", "$£¥€№+±−＋￥＄#"), ("IN", "…")) for char in chars}


@cache
def _kind(char: str) -> str:
    known = _CLASSES.get(char)
    if known:
        return known
    if char.isdigit() and char < "\u0800":
        return "NU"
    return "ID" if _SCRIPTS.match(char).lastgroup == "east" else "AL"      # type: ignore[union-attr]


_NEVER_BEFORE = {"SP", "CL", "EX", "IS", "SY", "QU", "NS", "BA", "HY", "GL"}
_NEVER_AFTER = {"OP", "QU", "GL"}
_TOGETHER = {("B2", "B2"), ("AL", "IN"), ("ID", "IN"), ("NU", "IN"), ("IN", "IN"), ("ID", "PO"), ("AL", "NU"), ("NU", "AL"),
             ("PR", "ID"), ("AL", "PR"), ("PR", "AL"), ("PO", "AL"), ("NU", "NU"), ("NU", "PO"), ("NU", "PR"), ("PR", "NU"),
             ("PO", "NU"), ("IS", "NU"), ("SY", "NU"), ("SY", "AL"), ("PR", "OP"), ("PO", "OP"), ("CL", "PO"), ("CL", "PR"),
             ("AL", "AL"), ("IS", "AL"), ("AL", "OP"), ("NU", "OP"), ("CL", "AL"), ("CL", "NU")}


def _may_part(text: str, at: int) -> bool:
    """Whether a line may end before the character at `at` (LB 7 to 30)."""
    before, after = _kind(text[at - 1]), _kind(text[at])
    if after in _NEVER_BEFORE or before in _NEVER_AFTER:
        return before == "SP" and after == "QU"
    return before == "SP" or (before, after) not in _TOGETHER
