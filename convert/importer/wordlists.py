"""Numbering of Word paragraphs (17.9): which are items of a list, which carry a number such as 一、 that no Markdown list says."""
from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

from convert.importer.lists import Number
from convert.importer.repair import GAP
from convert.importer.wordruns import value
from convert.model.numerals import letters, roman

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_CHINESE = ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
            "taiwaneseCountingThousand")
_COUNTERS = {"lowerLetter": "lower-alpha", "upperLetter": "upper-alpha", "lowerRoman": "lower-roman", "upperRoman": "upper-roman"}
_MAX_LEVEL = 8


class Item(NamedTuple):
    """`number` None for a bullet; `prefix`: the number as text where Markdown cannot say it, else ""; `depth` counts from 0."""

    depth: int
    number: Number | None
    prefix: str = ""


class _Level(NamedTuple):
    """`kind`: the format of its numbers; `text`: what stands before a paragraph, with %1 for the number of the first level."""

    kind: str = ""
    text: str = ""
    start: int = 1


class _List(NamedTuple):
    """A w:num: the counts that it shares with others, its levels, and the numbers that it begins again with."""

    counts: str
    levels: dict[int, _Level]
    again: dict[int, int]


class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, root: Any, styles: Any):
        self._lists = _lists(root)
        self._styled = {style.get(f"{_W}styleId", ""): style.find(f"{_W}pPr/{_W}numPr")
                        for style in (() if styles is None else styles.iter(f"{_W}style"))}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)     # level -> the last number
        self._begun: set[tuple[str, int]] = set()

    def item(self, paragraph: Any, style: str) -> Item | None:
        """What the paragraph is in its list; None for one without a number."""
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        number = own if own is not None else self._styled.get(style)
        if number is None:
            return None
        identity, level = value(number.find(f"{_W}numId")), value(number.find(f"{_W}ilvl"))
        if identity in ("", "0") or (level and not level.isdigit()):
            return None
        depth = min(int(level or 0), _MAX_LEVEL)
        found = self._lists.get(identity, _List(f"num {identity}", {}, {}))
        plain = _Level("bullet" if "bullet" in style.lower() else "decimal")
        counts = self._count(identity, found, depth)
        kind, text, _ = found.levels.get(depth, plain)
        if kind == "none":
            return None
        if kind == "bullet":
            return Item(depth, None)
        own = f"%{depth + 1}" if "%" in text else _said(_Level(kind), counts[depth])
        if kind in _CHINESE or re.search(r"\w", text.replace(own, "", 1)):
            said = re.sub(r"%([1-9])", lambda m: _said(found.levels.get(int(m[1]) - 1, plain), counts.get(int(m[1]) - 1)), text)
            return Item(depth, None, said + GAP * said[-1:].isalnum())
        return Item(depth, Number(counts[depth], _COUNTERS.get(kind, "decimal"), _delimiter(text)))

    def _count(self, identity: str, found: _List, depth: int) -> dict[int, int]:
        """The numbers of all levels at the next paragraph at `depth`: deeper levels begin again behind it."""
        counts = self._counts[found.counts]
        if depth in found.again and (identity, depth) not in self._begun:
            counts.pop(depth, None)
        self._begun.add((identity, depth))
        start = found.again.get(depth, found.levels.get(depth, _Level()).start)
        counts[depth] = counts[depth] + 1 if depth in counts else start
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return counts


def _lists(root: Any) -> dict[str, _List]:
    """Identity of a w:num -> what it says."""
    if root is None:
        return {}
    abstract = {kind.get(f"{_W}abstractNumId", ""): _levels(kind) for kind in root.iter(f"{_W}abstractNum")}
    out: dict[str, _List] = {}
    for number in root.iter(f"{_W}num"):
        shared = value(number.find(f"{_W}abstractNumId"))
        again = {int(own.get(f"{_W}ilvl", "")): _whole(own.find(f"{_W}startOverride")) for own in number.iter(f"{_W}lvlOverride")
                 if own.get(f"{_W}ilvl", "").isdigit() and own.find(f"{_W}startOverride") is not None}
        levels = abstract.get(shared, {}) | _levels(number)
        out[number.get(f"{_W}numId", "")] = _List(shared or f"num {number.get(f'{_W}numId')}", levels, again)
    return out


def _levels(parent: Any) -> dict[int, _Level]:
    return {int(level.get(f"{_W}ilvl", "0")): _Level(value(level.find(f"{_W}numFmt")), value(level.find(f"{_W}lvlText")),
                                                     _whole(level.find(f"{_W}start")))
            for level in parent.iter(f"{_W}lvl") if level.get(f"{_W}ilvl", "0").isdigit()}


def _whole(element: Any) -> int:
    """The number that an element says; lists begin with 1 where none does."""
    said = value(element)
    return int(said) if re.fullmatch(r"\d{1,9}", said) else 1


def _delimiter(text: str) -> str:
    """What stands round the number in `text`: 1. 1) (1)."""
    closed = text.rstrip()[-1:] in (")", "）")
    return "parens" if closed and re.match("[(（]", text) else "paren" if closed else "period"


def _said(level: _Level, number: int | None) -> str:
    """The number of a level as it is printed; of one that has not begun, the first."""
    number = level.start if number is None else number
    if level.kind in _CHINESE:
        return _chinese(number)
    case, _, kind = _COUNTERS.get(level.kind, "").partition("-")
    sign = letters(number) if kind == "alpha" else roman(number) if kind else str(number)
    return sign.upper() if case == "upper" else sign


def _chinese(number: int) -> str:
    """一 … 九十九."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones or not tens else "")
