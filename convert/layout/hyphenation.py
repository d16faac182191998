"""Hyphens at the ends of lines: offered to the breaks of a chunk, drawn where a line ends in one."""
from __future__ import annotations

import re

from convert.hyphens import SHORTEST, points
from convert.layout.gaps import BREAK, NO_BREAK
from convert.layout.items import Items

PENALTY = 20_000_000        # in the units of `breaks.demerits`: a line has to be looser than 0.05 em for a hyphen
SOFT_HYPHEN = "\u00ad"      # what the glyph stands for: no character of the source (PDF 14.8.2.2.3)
_WORD = re.compile(r"[(\[{“‘]*[A-Za-z]+(?:[’'-][A-Za-z]+)*[)\]},.;:!?’”]*")      # no addresses, numbers, identifiers
_LETTERS = re.compile(rf"[A-Za-z]{{{SHORTEST},}}")


def offer(items: Items) -> bool:
    """Let long words of `items` part with a hyphen; whether there are any."""
    for start, end in items.words:
        if end - start < SHORTEST or not _WORD.fullmatch(items.text, start, end):
            continue
        for stretch in items.stretches:
            look = stretch.look
            if not (look.rise or look.href or look.whole):
                for letters in _LETTERS.finditer(items.text, max(start, stretch.start), min(end, stretch.end)):
                    hyphen = sum(glyph[2] for glyph in look.face.shape("-")) * look.ratio // 1000
                    _offer_in_word(items, letters.start(), letters[0], hyphen)
    return bool(items.hyphens)


def _offer_in_word(items: Items, start: int, word: str, hyphen: int) -> None:
    for point in points(word):
        place = start + point
        if items.flags[place - 1] == NO_BREAK and items.clusters.get(place) != ():
            items.flags[place - 1] = BREAK
            items.penalties[place] = PENALTY
            items.hyphens[place] = hyphen


def draw(items: Items, ends: tuple[int, ...]) -> None:
    """Put a hyphen behind every item where a line ends within a word."""
    for end in ends:
        width = items.hyphens.get(end)
        if width is not None:
            last = end - 1
            look = next(s.look for s in items.stretches if s.start <= last < s.end)
            own = items.clusters.get(last) or ((items.gids[last], items.text[last], items.advances[last]),)
            items.clusters[last] = (*own, *((gid, SOFT_HYPHEN, advance) for gid, _, advance in look.face.shape("-")))
            items.boxes[last] += width
