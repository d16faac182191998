"""Brackets, book marks and quotes: width, kind, balance and nesting (GB/T 15834, GB/T 9704)."""
from __future__ import annotations

import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.model.nodes import Paragraph
from convert.proof.text import HAN, Passage, Rule, pattern_rule

_PAIRS = {"”": "“", "’": "‘", "》": "《", "〉": "〈", "）": "（", "〕": "〔", "】": "【", "」": "「", "』": "『"}
_MARKS = re.compile(f"[{''.join(_PAIRS)}{''.join(_PAIRS.values())}]")
_LATIN = re.compile("[A-Za-z0-9]")
_ITEM_NUMBER = re.compile("(?:^|[，。；：、\\s])(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}|[a-z])$")


def unbalanced(text: str) -> tuple[int, ...]:
    """Positions of brackets and quotes in `text` that have no partner; apostrophes and item numbers 1） do not count."""
    waiting: list[int] = []
    lonely: list[int] = []
    for match in _MARKS.finditer(text):
        i, mark = match.start(), match[0]
        if mark not in _PAIRS:
            waiting.append(i)
        elif waiting and text[waiting[-1]] == _PAIRS[mark]:
            waiting.pop()
        elif not (mark == "’" and _LATIN.match(text[i - 1:i])) and not (mark == "）" and _ITEM_NUMBER.search(text[:i])):
            lonely.append(i)
    return tuple(sorted(lonely + waiting))


def balance(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P004: a mark without partner in its paragraph; a quotation over several paragraphs opens each and closes the last."""
    for passage, following in zip(passages, (*passages[1:], None), strict=True):
        for i in unbalanced(passage.text):
            mark = passage.text[i]
            goes_on = following is not None and isinstance(following.block, Paragraph) and following.text.startswith(mark)
            if not (mark in "“‘" and goes_on):
                yield passage.finding("P004", i, i + 1)


def nesting(passage: Passage) -> Iterator[Diagnostic]:
    """P043: a pair inside a pair of its own kind (GB/T 15834 4.8.3.3, 4.9.3.2, 4.15.3.6); P044: single ones outermost."""
    waiting: list[str] = []
    for match in _MARKS.finditer(passage.text):
        i, mark = match.start(), match[0]
        if mark in _PAIRS:
            if waiting and waiting[-1] == _PAIRS[mark]:
                waiting.pop()
            continue
        if mark in "“《（" and waiting and waiting[-1] == mark:
            yield passage.finding("P043", i, i + 1)
        if mark in "‘〈" and not waiting and re.match(f"[{HAN}]", passage.text[i + 1:i + 2]):
            yield passage.finding("P044", i, i + 1)
        waiting.append(mark)


RULES: tuple[Rule, ...] = (
    nesting,
    pattern_rule("P045", "“”|‘’|《》|〈〉|（）|【】|〔〕|[《〈（〔][，。、；：！？]"
                 "|[，、；：][》〉）〕]|(?<=[^》。])。[》〉]|“[，。、；：](?!”)|(?<![一二三四五六七八九十“0-9])、”"),
    pattern_rule("P003", rf"\([^()\n]*[{HAN}][^()\n]*\)|\((?=[{HAN}])|(?<=[{HAN}])\)|\[[^\[\]\n]*[{HAN}][^\[\]\n]*\]"),
    pattern_rule("P011", rf"(?<=[{HAN}])(?:发|函|办|字)[\[［(（【][12][0-9]{{3}}[\]］)）】](?=[0-9]+号)"),
)
