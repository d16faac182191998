"""Punctuation and odd characters (GB/T 15834)."""
from __future__ import annotations

import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.proof.commonwords import KNOWN
from convert.proof.text import HAN, Passage, Rule, pattern_rule

_DOUBLED = re.compile("的的|了了|在在|是是|和和|对对|与与|把把|被被|从从|将将|并并|及及|这这|都都|也也|还还|让让|向向|给给|知知"
                      "|会会|由由|为为|以以|所所|其其|之之|有有|使使|到到|就就|我我|你你|他他|们们"
                      "|靠靠|请请|后后|前前|里里|中中|出出|地地|得得|着着|过过|来来|去去|要要|能能|但但|再再|而而|于于")
# The two belong to different words, or the word is made of them: 实实在在, 有的|的士, 了|了解, 和|和谐.
_DOUBLED_WORDS = re.compile(
    "实实在在|自自在在|暖暖和和|[反面针]对对|[上中少大]将将|了了不|的的确确|目的的|有的的|的的士|了了(?:解|结|却|断|然|之|心|此|账)|小时了了|在在(?:座|场|校|职|线|岗|建|册)|是是(?:非|否)"
    "|和和(?:气|美|睦|平|谐|善)|对对(?:联|口|象|比|付|子|错|方|手|策|待)|成双成对对|一对对|与与会|把把(?:关|握|手|脉)|被被(?:告|子|套)"
    "|从从(?:容|前|来|事|业|军)|将将(?:军|士|领|来|要|近)|[成首古国旧]都都|让让(?:座|步|路|位)|给给(?:养|予)|向向(?:往|前|上|心|导|阳)|也也(?:许|门)|还还(?:要|有|是|款|书|清|债|给)|并并(?:网|购|轨|非|不)|及及(?:时|早|其)")
# \b finds no border between Han and Latin letters: both are word characters
_FUNCTION_WORD = (rf"(?<=[{HAN}，、；])\s*(?<![A-Za-z])(?:and|or|of|the|to|in|for|with|by|on|at|is|are)(?![A-Za-z])"
                  rf"\s*(?=[{HAN}，、；])")
_HALF_WIDTH = (rf"(?<=[{HAN}”’》）〉])[,;:!?](?!//)|(?<![0-9A-Za-z.]),(?=[{HAN}“‘《（])|(?<=[0-9%]),(?=[{HAN}]{{2}})"
               rf"|(?<=[{HAN}”’》）])\.(?=[{HAN}“‘《（]|$)|(?<=:[0-9]{{2}})\.(?=[{HAN}]{{2}})")


def doubled_character(passage: Passage) -> Iterator[Diagnostic]:
    """P010: a function character typed twice."""
    words = [m.span() for m in _DOUBLED_WORDS.finditer(passage.text)]
    for match in _DOUBLED.finditer(passage.text):
        if any(begin < match.end() and match.start() < end for begin, end in words):
            continue
        if not _made_so(passage.text, match.start()):
            yield passage.finding("P010", *match.span())


def _made_so(text: str, begin: int) -> bool:
    """Whether the two at `begin` end one word and begin the next (工会|会员), or belong to four (来来去去, 你你我我)."""
    before, after, char = text[max(0, begin - 2):begin], text[begin + 2:begin + 4], text[begin]
    left, right = before[-1:] + char in KNOWN, char + after[:1] in KNOWN
    if (left and right) or (left and char in "会就") or (right and char in "着所"):
        return True
    return any(len(pair) == 2 and pair[0] == pair[1] for pair in (before, after)) or char in (before[-1:], after[:1])


RULES: tuple[Rule, ...] = (
    pattern_rule("P001", _FUNCTION_WORD),
    pattern_rule("P002", _HALF_WIDTH),
    pattern_rule("P007", "[\ue000-\uf8ff\ufffd]|[(（]cid:[0-9]+[)）]|锟斤拷|烫烫烫|屯屯屯|&(?:nbsp|amp|lt|gt|quot|#[0-9]+);"
                         f"|(?<=[{HAN}])□(?=[{HAN}，。、；：])(?![^\n]*□)"),
    pattern_rule("P008", rf"\"[^\"\n]*[{HAN}][^\"\n]*\"|(?<=[{HAN}])['\"]|['\"](?=[{HAN}])"),
    pattern_rule("P009", "[０-９Ａ-Ｚａ-ｚ]+|(?<=[0-9A-Za-z])[＋＝／](?=[0-9A-Za-z])"),
    doubled_character,
)
