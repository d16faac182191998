"""Stops, dashes, ellipses and gaps: what GB/T 15834 does not allow side by side, and where a sentence may begin and end."""
from __future__ import annotations

import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.model.nodes import Heading, Paragraph
from convert.proof.text import HAN, Passage, Rule, pattern_rule

_LONG_ENOUGH = 30       # characters from which a paragraph is a sentence and not a line of a form or a poem
_OPEN_END = re.compile(rf"[{HAN}，、]$")
_BROKEN_OFF = re.compile(f"[{HAN}]$")
_ASKS = rf"什么|怎么|怎样|怎办|哪|谁|多少|几[个天年时次]|为何|如何|是否|能否|可否|([{HAN}])不\1"
# the last words of a speech or a letter
_CLOSING = re.compile(f"(?:请|敬请|恳请)(?:大家|各位|予以)?[{HAN}]{{0,4}}(?:指正|审议|批示|指示|函复|支持)$|谢谢(?:大家)?$")
_SHORT = 18             # … and from which one that does not lead to a list below it
_GOES_ON = re.compile("[；，、]$")
_SENTENCE = re.compile("[，；。]")
_SINGLE_ELLIPSIS = "(?<!…)(?:…|…{3}|…{5,})(?!…)"


def open_ends(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P021: a body paragraph of whole sentences that stops without a stop; lines of a list, one below the other, have none."""
    ends = [False, *(_is_open(p) for p in passages), False]
    for n, (passage, following) in enumerate(zip(passages, (*passages[1:], None), strict=True), 1):
        if (ends[n] and not ends[n - 1] and not ends[n + 1]) or (_goes_on(passage) and _is_last(passage, following)):
            last = len(passage.text.rstrip())
            yield passage.finding("P021", last - 1, last)


def _goes_on(passage: Passage) -> bool:
    block = passage.block
    return (isinstance(block, Paragraph) and block.role == "body" and "\n" not in passage.text
            and len(passage.text) >= _LONG_ENOUGH and bool(_GOES_ON.search(passage.text.rstrip())))


def _is_last(passage: Passage, following: Passage | None) -> bool:
    """Whether nothing that could go on with `passage` comes after it: another article, a heading."""
    return following is None or following.span(0).file != passage.span(0).file or isinstance(following.block, Heading)


def _is_open(passage: Passage) -> bool:
    text, block = passage.text.rstrip(), passage.block
    if not isinstance(block, Paragraph) or block.role != "body" or "\n" in text:
        return False
    end = _OPEN_END if len(text) >= _LONG_ENOUGH else _BROKEN_OFF
    return bool(_CLOSING.search(text)) or (
        len(text) >= _SHORT and bool(end.search(text)) and bool(_SENTENCE.search(text[:-1])))


RULES: tuple[Rule, ...] = (
    pattern_rule("P016", "(?<![，。、；：])(?:([，、；：])\\1|。。(?!。)"
                         "|[，、；：。](?!\\1)[，、；：。]|[，、；：][！？]|[！？][，、；：。])(?![，。、；：])"),
    pattern_rule("P017", rf"{_SINGLE_ELLIPSIS}|(?<=[{HAN}”》）])(?:\.{{2,}}|·{{3,}})|。{{3,}}|、{{3,}}|，{{3,}}"),
    pattern_rule("P018", "……等(?=[，。；：、！？]|$)|等等?……|(?<=、)[^，。；：、……]{1,8}……等(?!待|到|候|着|一|于)"),
    pattern_rule("P019", rf"(?<=[{HAN}”》），。；：！？])(?:--+|－－+|———(?!—)|—-|-—|__+)(?=[{HAN}“《（]|$)"
                         rf"|\A(?:—(?!—)|--+|－)(?=[{HAN}“《])|(?<=[0-9年月日])--+(?=[0-9])|(?<=[{HAN}])-(?=[{HAN}])"),
    pattern_rule("P020", r"\A(?:[，。、；：！？”》）〉】]|’(?![0-9]))"),
    pattern_rule("P022", "(?<=。)[”’][。](?!。)|(?<=[！？])[”’]。(?=$)"),
    pattern_rule("P023", rf"(?<=[{HAN}]) +(?=[{HAN}]|[0-9][0-9.]*[ {HAN}%])"
                         rf"|(?<![A-Za-z.0-9])[0-9]+(?:\.[0-9]+)?%? +(?=[{HAN}])|(?<=[，。、；：！？”》）]) +(?=[{HAN}“《（])"
                         rf"|(?<=[{HAN}0-9%]) +(?=[，。、；：！？”》）/])|(?<=[《“（]) +| +(?=[》”）])", " "),
    pattern_rule("P024", "(?<=[0-9年月日时%])[~-](?=[0-9]{1,4}(?:\\.[0-9]+)?(?:年|月|日|时|岁|%|℃|摄氏度|分钟|小时|天|人|个|名"
                         "|元|米|公里|吨|公斤|厘米|次|件|倍|周|万|亿))"
                         "|(?<=[0-9])－(?=[0-9]+[年月日时岁人元米个天名次页])"),
    pattern_rule("P092", f"(?<=[{HAN}]{{2}})—(?=[{HAN}]{{2,}}[、　，][^“”—]{{2,20}}”)"
                         f"|(?<=[{HAN}][了着过么吗呢吧来去的里上])—(?=[{HAN}]{{2}})"
                         f"|(?<=[{HAN}]{{2}})—(?=[这那很是也都就因不有他她我它而但还却])", "—"),
    pattern_rule("P092", f"(?<=[么了呢吧来去])一一(?=[{HAN}])|(?<=[{HAN}]{{2}})一一(?=[这那很因他她它我而但])", "一一"),
    pattern_rule("P119", f"吗[。，](?![”’])|\\A问[：:](?=[^。]*(?:{_ASKS}))[^。！？\n]*。\\Z"),
    pattern_rule("P120", f"(?<=[{HAN}]{{4}})：[{HAN}]{{1,8}}：(?=[{HAN}“])", "："),
)
