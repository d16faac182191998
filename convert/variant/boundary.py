"""The boundary check: a stock phrase counts only where both its ends are word boundaries.

Nearly every wrong character of OpenCC comes from a phrase that straddles two words (专|家具|有, 码|头发|运).  Each character
that owes its form to a phrase is looked at: when no stretch of whole words gives that form, it gets the form it has in its
own word.
"""
from __future__ import annotations

import re

from convert.variant.engine import Engine
from convert.variant.lexicon import Lexicon

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
LONGEST_PHRASE = 8  # characters of a stock phrase that is looked for


def convert_words(text: str, engine: Engine, lexicon: Lexicon) -> tuple[list[str], list[int]]:
    """The converted characters of `text`, and for each position where its word begins (-1 where no cut was needed)."""
    out = list(engine.convert(text))
    plain = engine.plain(text)
    starts = [-1] * len(text)
    stretches = []
    words: set[str] = set()
    for match in HAN.finditer(text):
        begin, end = match.span()
        cuts = lexicon.cut(match[0])
        stretches.append((begin, cuts))
        for a, b in zip(cuts, cuts[1:], strict=False):
            starts[begin + a:begin + b] = [begin + a] * (b - a)
            if out[begin + a:begin + b] != list(plain[begin + a:begin + b]):
                words.add(text[begin + a:begin + b])
    known = engine.words(words)
    for begin, cuts in stretches:
        edges = {begin + cut for cut in cuts}
        for a, b in zip(cuts, cuts[1:], strict=False):
            own = known.get(text[begin + a:begin + b])
            if own is None:
                continue
            for i in range(begin + a, begin + b):
                form = own[i - begin - a]
                if out[i] != form and not _supported(text, i, out[i], edges, (begin, begin + cuts[-1]), engine):
                    out[i] = form
    return out, starts


def _supported(text: str, i: int, form: str, edges: set[int], stretch: tuple[int, int], engine: Engine) -> bool:
    """Whether the shortest phrase that gives position `i` its `form` is made of whole words."""
    for length in range(2, LONGEST_PHRASE + 1):
        windows = [(s, s + length) for s in range(max(stretch[0], i - length + 1), i + 1) if s + length <= stretch[1]]
        known = engine.words({text[s:e] for s, e in windows})
        giving = [(s, e) for s, e in windows if known[text[s:e]][i - s] == form]
        if giving:
            return any(s in edges and e in edges for s, e in giving)
    return False
