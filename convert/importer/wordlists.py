"""Numbering of Word paragraphs (17.9): which are items of a list, which carry a number such as 一、 that no text holds."""
from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

from convert.importer.wordruns import value

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_CHINESE = ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
            "taiwaneseCountingThousand")
_MAX_LEVEL = 8
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


class Item(NamedTuple):
    """`mark`: what begins the item of a Markdown list; `prefix`: the number as text where none can say it, else ""; `depth` counts
    from 0."""

    depth: int
    mark: str
    prefix: str = ""


class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, root: Any, styles: Any):
        self._formats = _formats(root)
        self._styled = {style.get(f"{_W}styleId", ""): style.find(f"{_W}pPr/{_W}numPr")
                        for style in (() if styles is None else styles.iter(f"{_W}style"))}
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * (_MAX_LEVEL + 1))

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
        counts = self._counts[identity]
        counts[depth] += 1
        counts[depth + 1:] = [0] * (_MAX_LEVEL - depth)
        kind, text = self._formats.get((identity, depth), ("bullet" if "bullet" in style.lower() else "decimal", ""))
        if kind in _CHINESE:
            return Item(depth, "", text.replace(f"%{depth + 1}", _chinese(counts[depth])))
        if kind == "none":
            return None
        return Item(depth, "-" if kind == "bullet" else _enumerator(kind, text, counts[depth]))


def _formats(root: Any) -> dict[tuple[str, int], tuple[str, str]]:
    """(list, level) -> (format of its numbers, their text with %1)."""
    abstract: dict[str, dict[int, tuple[str, str]]] = {}
    for kind in () if root is None else root.iter(f"{_W}abstractNum"):
        abstract[kind.get(f"{_W}abstractNumId", "")] = {
            int(level.get(f"{_W}ilvl", "0")): (value(level.find(f"{_W}numFmt")), value(level.find(f"{_W}lvlText")))
            for level in kind.iter(f"{_W}lvl") if level.get(f"{_W}ilvl", "0").isdigit()}
    return {(number.get(f"{_W}numId", ""), depth): kind for number in (() if root is None else root.iter(f"{_W}num"))
            for depth, kind in abstract.get(value(number.find(f"{_W}abstractNumId")), {}).items()}


def _enumerator(kind: str, text: str, number: int) -> str:
    """The number of an item as Markdown has it: 1. a. i. 1) (1); forms that it has not as 1."""
    letter = kind == "lowerLetter" and number <= 26
    roman = kind == "lowerRoman" and number < len(_ROMAN)
    digits = _LETTERS[number - 1] if letter else _ROMAN[number] if roman else str(number)
    closed = text.rstrip()[-1:] in (")", "）")
    return f"({digits})" if closed and re.match("[(（]", text) else f"{digits})" if closed else f"{digits}."


def _chinese(number: int) -> str:
    """一 … 九十九."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones or not tens else "")
