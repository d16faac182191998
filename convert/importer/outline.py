"""The outline of a bulletin: 本期要目 below the masthead, and its columns, set in brackets on lines of their own."""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from convert.importer.characters import BULLET, HAN, is_terminal, plain, rank, skeleton
from convert.importer.records import Contents, Entry, Fate, Line
from convert.importer.repair import repair_line

_HEAD = re.compile("(?:本期|今日)?(?:要目|导读|目录|内容提要|看点|内容)[：:]?$")
_COLUMN = re.compile(rf"[【〖]([{HAN}·]{{2,10}})[】〗]$")
_MARK = re.compile(r"(?:[■●◆▪▲◇★○·•※◎-]|\d{1,2}[.．、])\s*")
_PAGE = re.compile(r"[\s·.…]+\d{1,3}$")
_TALL = 3                   # lines of a title
_WITHIN = 12                # lines from the top among which the outline's head stands


class Outline(NamedTuple):
    """What the outline tells, and the lines that are left of the bulletin."""

    contents: Contents
    lines: tuple[Line, ...]
    fates: tuple[Fate, ...]


def read_outline(lines: Sequence[Line]) -> Outline:
    """Titles listed below 本期要目 that come again as lines of their own, and columns in brackets; the listed lines leave the text.

    A column's name stays among the lines: it tells where the column begins.
    """
    start = next((i for i, line in enumerate(lines[:_WITHIN]) if _HEAD.match(plain(line.text).strip("【】〖〗"))), -1)
    end = start + 1
    listed: list[tuple[Line, str]] = []
    while start >= 0 and end < len(lines):
        words = _words(lines[end])
        below = [skeleton(repair_line(line.text)) for line in lines[end + 1:]]
        if not words or not _stands(skeleton(words), below) or (listed and words in (w for _, w in listed)):
            break
        listed.append((lines[end], words))
        end += 1
    rest = tuple(lines) if not listed else (*lines[:start], *lines[end:])
    columns = tuple(dict.fromkeys(match[1] for line in rest if (match := _COLUMN.match(plain(line.text)))))
    entries = tuple(Entry(words, "", 0, _column_of(words, rest), "", line.number, (words,)) for line, words in listed)
    fates = [Fate(line, "debris", "要目，与题目相同") for line in lines[start:end]] if listed else []
    return Outline(Contents(entries, columns), rest, tuple(fates))


def _stands(words: str, lines: Sequence[str]) -> bool:
    """Whether a line is `words`, or a few lines one below the other are."""
    return any(words == "".join(lines[at:at + count]) for at in range(len(lines)) if lines[at] and words.startswith(lines[at])
               for count in range(1, _TALL + 1))


def column_name(line: Line) -> str:
    """The column that a line by itself names in brackets; "" for none."""
    match = _COLUMN.match(plain(line.text))
    return match[1] if match else ""


def _words(line: Line) -> str:
    """The title on a line of the outline, without its mark and its page."""
    text = repair_line(line.text)
    if line.level or is_terminal(text) or (rank(text) and not BULLET.match(text) and rank(text) < 4):
        return ""
    return _PAGE.sub("", _MARK.sub("", text, count=1)).strip()


def _column_of(words: str, lines: Sequence[Line]) -> str:
    column = ""
    for line in lines:
        column = column_name(line) or column
        if skeleton(repair_line(line.text)) == skeleton(words):
            return column
    return ""
