"""Pages of print as an extractor hands them over line by line: photographs that narrow the column, articles of another measure,
lines set apart by justification, titles below their texts in loose and tight lines, folios in mid-page, labels at the edge, the
imprint twice."""
from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import NamedTuple

from convert.importer.characters import KICKER
from tests.importer.stories import Story

_HAN = "[\u4e00-\u9fff]"
_CLOSING, _OPENING = "，。、；：！？”’）》%", "“（《‘"
IMPRINT = "准印证号：云（6200033）     编辑：《渡口》编辑部      印刷：临江达众印务有限公司           "


class Photo(NamedTuple):
    """Lines of a column that a photograph narrows."""

    first: int
    count: int
    measure: float


def printed_pages(stories: Sequence[Story], seed: int, measure: float = 25) -> str:
    """Every article on the page of the one before where it fits, below a credit mostly; blank lines between the lines, a space
    where a page begins."""
    rng = random.Random(seed)
    rows = rng.choice((64, 72))
    pages: list[list[str]] = [[]]
    used, signed = 0, True
    for story in stories:
        own = rng.random() < 0.2 and not any(level for level, _ in story.blocks)
        lines = _lines(story, rng, rng.choice((16, 21)) if own else measure, _photo(rng))
        apart = rng.random() < (0.15 if signed else 0.7)
        if pages[-1] and (len(lines) > 40 or used + len(lines) > rows or apart):
            pages.append([])
            used = 0
        signed = bool(story.source or story.contributor)
        cluster = _cluster(story, rng)
        while lines:
            room = len(lines) if 0 < len(lines) - (rows - used) < 4 else rows - used
            pages[-1] += lines[:room]
            used += len(lines[:room])
            lines = lines[room:]
            pages[-1] += [cluster] if cluster else []
            cluster = ""
            if lines:
                pages.append([])
                used = 0
        pages[-1] += [story.section + story.section[:rng.choice((2, 40))]] if story.section else []
    return _bound(pages)


def _bound(pages: Sequence[list[str]]) -> str:
    out = []
    for number, page in enumerate(page for page in pages if page):
        if number % 7 == 3 and len(page) > 30:
            page.insert(len(page) // 2, f"\n\n{number + 5}渡口\u30002031 年第 4期")
        out.append("\n\n".join(page))
    rights = "内部资料    免费交流" * 2
    return "\n ".join(out) + f"\n\n\n\n{len(out) + 5}{IMPRINT}{IMPRINT}{rights}\n\nYUN LING WATERWAY\n"


def _photo(rng: random.Random) -> Photo | None:
    return Photo(rng.choice((0, 0, 6, 14)), rng.randrange(6, 12), rng.choice((9, 10, 11, 14))) if rng.random() < 0.2 else None


def _cluster(story: Story, rng: random.Random) -> str:
    """The lines of a head: a long title cut in two that mostly touch, a kicker that announces below it, another one above."""
    parts = story.title.split("\u3000")
    if len(story.title) > 24 and len(parts) > 1:
        lines = [parts[0], "\u3000".join(parts[1:])]
    elif len(story.title) > 22:
        at = 18
        while story.title[at] in _CLOSING + "\u3000" or story.title[at - 1] in _OPENING:
            at -= 1
        lines = [story.title[:at], story.title[at:]]
    else:
        lines = [story.title]
    title = ("\n" if rng.random() < 0.85 else "\n\n").join(lines)
    below = bool(KICKER.search(story.kicker)) and rng.random() < 0.8
    out = story.kicker * (not below)
    for part in (title, story.kicker * below, story.subtitle, story.byline):
        joint = "\n" if rng.random() < 0.5 else "\n\n"
        out += (joint if out and part else "") + part
    return out


def _lines(story: Story, rng: random.Random, measure: float, photo: Photo | None) -> list[str]:
    out: list[str] = []
    brackets = "（{}）" if rng.random() < 0.8 else "( {} )"
    for index, (_, text) in enumerate(story.blocks):
        rest = text
        if index + 1 == len(story.blocks):
            rest += "".join(brackets.format(part) for part in (story.source, story.contributor) if part)
        rest = re.sub(rf"(?<={_HAN})(?=\d)|(?<=\d)(?={_HAN})", " ", rest)
        indent = 2.0
        while rest:
            narrow = photo is not None and photo.first <= len(out) < photo.first + photo.count
            line = _fit(rest, (photo.measure if photo and narrow else measure) - indent)
            rest, indent = rest[len(line):].lstrip(" "), 0.0
            if narrow and rest and rng.random() < 0.5 and not re.search("[0-9 ]", line):
                line = re.sub(rf" (?=[{_CLOSING}])", "", " ".join(line))         # justified: its letters stand apart
            out.append(line.rstrip(" "))
    return out


def _fit(text: str, room: float) -> str:
    """As much of `text` as fits `room` em; closing marks hang, an opening one begins a line in half its width, and neither it nor
    a number is cut off."""
    used, end = -0.5 * (text[0] in _OPENING), 0
    while end < len(text) and (used := used + (0.25 if text[end] == " " else 1 if ord(text[end]) > 0x2000 else 0.5)) <= room:
        end += 1
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    while 1 < end < len(text) and re.match("[0-9A-Za-z.%]", text[end]) and re.match("[0-9A-Za-z.]", text[end - 1]):
        end -= 1
    while 1 < end < len(text) and text[end - 1] in _OPENING:
        end -= 1
    return text[:end]
