"""The boundary check: a stock phrase counts only where both its ends are word boundaries.

Nearly every wrong character of OpenCC comes from a phrase that straddles two words (专|家具|有, 码|头发|运).  Each character
that owes its form to a phrase is looked at: when no stretch of whole words gives that form, it gets the form it has in its
own word.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from convert.lexicon import Lexicon
from convert.variant.engine import Engine

HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
LONGEST_PHRASE = 8  # characters of a stock phrase that is looked for


def convert_words(text: str, engine: Engine, lexicon: Lexicon, forms: Mapping[str, str]) -> tuple[list[str], list[int], str]:
    """The converted characters of `text`; for each position where its word begins (-1 outside Han); what stock OpenCC makes of it.

    `forms`: words whose form is known and not asked of OpenCC.
    """
    stock, plain = engine.convert(text), engine.plain(text)
    out = list(stock)
    starts = [-1] * len(text)
    words: list[tuple[int, int, set[int], tuple[int, int]]] = []    # words whose form OpenCC may have taken from a phrase
    for match in HAN.finditer(text):
        begin, end = match.span()
        cuts = [begin + cut for cut in lexicon.cut(match[0])]
        edges = set(cuts)
        for a, b in pairwise(cuts):
            starts[a:b] = [a] * (b - a)
            form = forms.get(text[a:b])
            if form is not None:
                out[a:b] = form
            elif b - a > 1 or stock[a] != plain[a]:
                words.append((a, b, edges, (begin, end)))
    known = engine.words({text[a:b] for a, b, _, _ in words})
    for a, b, edges, stretch in words:
        for i, form in enumerate(known[text[a:b]], a):
            if out[i] != form and not _supported(text, i, out[i], edges, stretch, engine):
                out[i] = form
    return out, starts, stock


def _supported(text: str, i: int, form: str, edges: set[int], stretch: tuple[int, int], engine: Engine) -> bool:
    """Whether the shortest phrase that gives position `i` its `form` is made of whole words."""
    for length in range(2, LONGEST_PHRASE + 1):
        windows = [(s, s + length) for s in range(max(stretch[0], i - length + 1), i + 1) if s + length <= stretch[1]]
        known = engine.words({text[s:e] for s, e in windows})
        giving = [(s, e) for s, e in windows if known[text[s:e]][i - s] == form]
        if giving:
            return any(s in edges and e in edges for s, e in giving)
    return False
