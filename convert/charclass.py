"""Character classes of Chinese composition (clreq 3.1): what a character is to the line it stands in.

Pure tables.  A class decides the box of a character, the gaps beside it and where a line may part; what depends on the
neighbours (an apostrophe, a connector between numbers) is decided in `layout.items`.
"""
from __future__ import annotations

import unicodedata

HAN = 0                # ideographs, kana, full-width letters and symbols: a full em, nothing special
OPENING = 1            # 开始夹注号: white in the left half
CLOSING = 2            # 结束夹注号: white in the right half
PAUSE = 3              # 句内点号 ，、；：
SENTENCE = 4           # 句末点号 。？！
CENTRED = 5            # the stops of Traditional faces: in the middle of the em, never trimmed
MIDDLE_DOT = 6         # 间隔号
DASH = 7               # 破折号, 省略号
CONNECTOR = 8          # 连接号, 分隔号: — – ～ ／ standing alone
LATIN = 9              # letters, digits and signs set with them
LATIN_OPENING = 10     # ( [ {
LATIN_CLOSING = 11     # ) ] } . , ; : ! ?
SPACE = 12
WIDE_SPACE = 13        # U+3000
ATTACHED = 14          # note numbers, superscripts: stick to what precedes them
INVISIBLE = 15         # joiners, selectors, combining marks: no width of their own

OPENING_MARKS = frozenset("“‘「『（〔［｛《〈【〖〘〚｟〝")
CLOSING_MARKS = frozenset("”’」』）〕］｝》〉】〗〙〛｠〞〟")
PAUSE_MARKS = frozenset("，、；：．")
SENTENCE_MARKS = frozenset("。？！｡‼⁇⁈⁉")
MIDDLE_DOTS = frozenset("·•・‧")
DASHES = frozenset("—⸺⸻")
ELLIPSES = frozenset("…⋯")
CONNECTORS = frozenset("–～〜－／")

# clreq 3.1.3: prohibition at line start (basic level) and at line end.  A lone — joins the first set by context.
NOT_AT_LINE_START = CLOSING_MARKS | PAUSE_MARKS | SENTENCE_MARKS | MIDDLE_DOTS | CONNECTORS | frozenset("/")
NOT_AT_LINE_END = OPENING_MARKS

# clreq 3.1.4: signs that stay with the number before or after them
UNIT_SIGNS = frozenset("%％‰℃℉°′″")
CURRENCY_SIGNS = frozenset("¥￥$＄€£￡№#＃")
# counted after a number: parting is allowed but not sought
MEASURE_WORDS = frozenset("余餘多年月日号时分秒点个名位人次项条件种类届期版章节篇页万亿元吨米里公平立千克升亩岁度倍成"
                          "家户台辆架座所支张份套天周週季"
                          "號時點個項條種類節頁萬億頓畝歲戶臺輛張層")

_ASCII_OPENING = frozenset("([{")
_ASCII_CLOSING = frozenset(")]}.,;:!?")
_WESTERN_CATEGORIES = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Sc"))
_INVISIBLE_CATEGORIES = frozenset(("Cf", "Mn", "Me", "Cc"))


def classify(char: str, *, centred_stops: bool = False) -> int:
    """The class of `char`; `centred_stops`: the script's faces set stops in the middle of the em (zh-Hant)."""
    if char in OPENING_MARKS:
        return OPENING
    if char in CLOSING_MARKS:
        return CLOSING
    if char in PAUSE_MARKS:
        return CENTRED if centred_stops else PAUSE
    if char in SENTENCE_MARKS:
        return CENTRED if centred_stops else SENTENCE
    if char in MIDDLE_DOTS:
        return MIDDLE_DOT
    if char in DASHES or char in ELLIPSES:
        return DASH
    if char in CONNECTORS:
        return CONNECTOR
    return _classify_by_properties(char)


def _classify_by_properties(char: str) -> int:
    category = unicodedata.category(char)
    if char == "\u3000":
        return WIDE_SPACE
    if category == "Zs" or char in "\t\n\r\f\v":
        return SPACE
    if category in _INVISIBLE_CATEGORIES:
        return INVISIBLE
    if char in _ASCII_OPENING:
        return LATIN_OPENING
    if char in _ASCII_CLOSING:
        return LATIN_CLOSING
    if ord(char) < 0x100:
        return LATIN
    if unicodedata.east_asian_width(char) in "WF" or category not in _WESTERN_CATEGORIES:
        return LATIN if char in "‰′″" else HAN
    return LATIN


class ClassTable(dict[str, int]):
    """char -> class, filled on demand, for one way of setting stops."""

    def __init__(self, *, centred_stops: bool):
        super().__init__()
        self.centred_stops = centred_stops

    def __missing__(self, char: str) -> int:
        value = self[char] = classify(char, centred_stops=self.centred_stops)
        return value


TRIMMED_STOPS = ClassTable(centred_stops=False)
CENTRED_STOPS = ClassTable(centred_stops=True)


def class_table(script: str) -> ClassTable:
    """The shared table of `script` (zh-Hans, zh-Hant-TW, zh-Hant-HK)."""
    return CENTRED_STOPS if script.startswith("zh-Hant") else TRIMMED_STOPS
