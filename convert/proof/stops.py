"""Stops, dashes, ellipses and gaps: what GB/T 15834 does not allow side by side, and where a sentence may begin and end."""
from __future__ import annotations

import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.model.nodes import Paragraph
from convert.proof.text import HAN, Passage, Rule, pattern_rule

_LONG_ENOUGH = 30       # characters from which a paragraph is a sentence and not a line of a form or a poem
_OPEN_END = re.compile(rf"[{HAN}，、]$")
_SENTENCE = re.compile("[，；。]")
_SINGLE_ELLIPSIS = "(?<!…)(?:…|…{3}|…{5,})(?!…)"


def open_ends(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P021: a body paragraph of whole sentences that stops without a stop; lines of a list, one below the other, have none."""
    ends = [False, *(_is_open(p) for p in passages), False]
    for n, passage in enumerate(passages, 1):
        if ends[n] and not ends[n - 1] and not ends[n + 1]:
            last = len(passage.text.rstrip())
            yield passage.finding("P021", last - 1, last)


def _is_open(passage: Passage) -> bool:
    text, block = passage.text.rstrip(), passage.block
    return (isinstance(block, Paragraph) and block.role == "body" and len(text) >= _LONG_ENOUGH and "\n" not in text
            and bool(_OPEN_END.search(text)) and bool(_SENTENCE.search(text[:-1])))


RULES: tuple[Rule, ...] = (
    pattern_rule("P016", "(?<![，。、；：])(?:([，、；：])\\1|。。(?!。)"
                         "|[，、；：。](?!\\1)[，、；：。]|[，、；：][！？]|[！？][，、；：。])(?![，。、；：])"),
    pattern_rule("P017", rf"{_SINGLE_ELLIPSIS}|(?<=[{HAN}”》）])(?:\.{{2,}}|·{{3,}})|。{{3,}}|、{{3,}}|，{{3,}}"),
    pattern_rule("P018", "……等(?=[，。；：、！？]|$)|等等?……"),
    pattern_rule("P019", rf"(?<=[{HAN}”》），。；：！？])(?:--+|－－+|———(?!—)|—-|-—|__+)(?=[{HAN}“《（])"),
    pattern_rule("P020", r"\A(?:[，。、；：！？”》）〉】]|’(?![0-9]))"),
    pattern_rule("P022", "(?<=。)[”’][。](?!。)|(?<=[！？])[”’]。(?=$)"),
    pattern_rule("P023", rf"(?<=[{HAN}]) +(?=[{HAN}]|[0-9][0-9.]*[ {HAN}%])"
                         rf"|(?<![A-Za-z.0-9])[0-9]+(?:\.[0-9]+)?%? +(?=[{HAN}])|(?<=[，。、；：！？”》）]) +(?=[{HAN}“《（])"
                         rf"|(?<=[{HAN}]) +(?=[，。、；：！？”》）/])|(?<=[《“（]) +| +(?=[》”）])", " "),
    pattern_rule("P024", "(?<=[0-9年月日时%])[~-](?=[0-9]{1,4}(?:年|月|日|时|岁|%))"
                         "|(?<=[0-9])－(?=[0-9]+[年月日时岁人元米个天名次页])"),
    pattern_rule("P092", f"(?<=[{HAN}]{{2}})—(?=[{HAN}]{{2,}}[、　，][^“”—]{{2,20}}”)", "—"),
)
