"""Doubts about a conversion: where a proofreader should look, what was chosen, why, and what else it could be.

Five things raise a doubt: a character of several forms that stands as a word of its own and that no rule knew; a word of two
readings; a form that differs from stock OpenCC without a word of our glossary; what may be a name and is in no register;
another engine of another opinion.  What an editor has put into a glossary raises none.
"""
from __future__ import annotations

import functools
from collections.abc import Iterator

from convert.model.record import Record
from convert.variant.converter import BARRIER, Converter, Workings
from convert.variant.data import read_data
from convert.variant.engine import engine
from convert.variant.opinions import second_opinions
from convert.variant.register import SURNAMES

ALONE, AGAINST_STOCK, OPINION, NAME, TWO_READINGS = 60, 30, 50, 40, 40      # how much each raises the doubt, in per cent
_NAME_REASONS = ("姓名",)
_QUOTES = frozenset("“”‘’")
_TITLE_ENDS = frozenset("员长师任记者工人匠手部民警生授兵夫家官模")      # last characters of titles: what follows may be a name


class Doubt(Record):
    """One doubtful character: `word` is what an accepted decision would be about, `alternative` another form of it."""

    position: int
    word: str
    chosen: str
    alternative: str
    reasons: tuple[str, ...]
    weight: int
    is_name: bool = False


class Candidates(Record):
    """`forms` of each character; `doubtful`: those that are so as words of their own; `words` of two readings."""

    forms: dict[str, str]
    doubtful: frozenset[str]
    words: dict[str, str]


@functools.cache
def candidates() -> Candidates:
    """The rows of `candidates.tsv`."""
    rows = [line.split("\t") for line in read_data("candidates.tsv").splitlines() if not line.startswith("#")]
    characters = [row for row in rows if len(row[0]) == 1]
    return Candidates({row[0]: row[1] for row in characters}, frozenset(row[0] for row in characters if len(row) > 2),
                      {row[0]: row[1] for row in rows if len(row[0]) > 1})


def doubts(text: str, converter: Converter) -> Iterator[Doubt]:
    """The doubts about `text` (masked: what stays is BARRIER), in its order."""
    done = converter.workings(text)
    stock = engine(converter.script).convert(text)
    others = [(name, convert(text.replace(BARRIER, " "))) for name, convert in second_opinions(converter.script)]
    others = [(name, other) for name, other in others if len(other) == len(text)]
    for i, char in enumerate(text):
        if char < "㐀" or char in _QUOTES or char == BARRIER or i in done.settled:
            continue
        if doubt := _doubt(text, i, done, stock, others, converter):
            yield doubt


def _doubt(text: str, i: int, done: Workings, stock: str, others: list[tuple[str, str]], converter: Converter) -> Doubt | None:
    known = candidates()
    char, chosen, start = text[i], done.cells[i], done.starts[i]
    end = next((k for k in range(i + 1, len(text)) if done.starts[k] != start), len(text)) if start >= 0 else i + 1
    alone = end - start == 1
    reasons: list[str] = []
    weight = 0
    alternative = next((f for f in known.forms.get(char, "") if f != chosen), chosen)
    if alone and char in known.doubtful and i not in done.reasons:
        reasons.append("独成一词，按最常见的字形")
        weight += ALONE
    elif alone and char in SURNAMES and i not in done.reasons and _reads_as_name(text, end, done, converter):
        reasons.append("后面像人名")
        weight += ALONE
    elif i not in done.reasons and char in known.words.get(text[start:end], ""):
        reasons.append("这个词有两种读法")
        weight += TWO_READINGS
    is_name = done.reasons.get(i, "") in _NAME_REASONS
    if is_name:
        reasons.append("按姓名处理，名册里没有")
        weight += NAME
    elif stock[i] != chosen and not converter.is_word(text[start:end]):
        reasons.append(f"原版词典作“{stock[i]}”；" + done.reasons.get(i, "它的词组跨了词界"))
        alternative = stock[i]
        weight += AGAINST_STOCK
    for name, other in others:
        if other[i] != chosen and char in known.forms:
            reasons.append(f"{name} 作“{other[i]}”")
            alternative = other[i]
            weight += OPINION
    if not reasons:
        return None
    begin, stop = (i, min(i + 3, len(text))) if is_name else (max(start - 1, 0), min(end + 1, len(text))) if alone else (start, end)
    word = "".join(c for c in text[begin:stop] if "㐀" <= c <= "\u9fff")
    return Doubt(i, word, chosen, alternative, tuple(reasons), min(weight, 99), is_name)


def _reads_as_name(text: str, begin: int, done: Workings, converter: Converter) -> bool:
    """Whether a title stands before the surname, or a character alone behind it (at `begin`) that hardly ever is a word."""
    behind = begin + 1
    if begin > 1 and text[begin - 2] in _TITLE_ENDS:
        return True
    return (begin < len(text) and done.starts[begin] == begin and (behind == len(text) or done.starts[behind] != begin)
            and not converter.is_free(text[begin]))
