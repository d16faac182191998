"""Marks between and around members: lists, enumerations, quotations, numbers of items (GB/T 15834—2011)."""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.proof.text import HAN, Passage, Rule, pattern_rule

_NUMBERS = "一二三四五六七八九十"
_SAYS = "提出|指出|强调|说|表示|写道|问道|问|答道|答|认为|要求|告诉[^，。；：“”]{1,8}|说道|讲道|感慨"
_ITEM = re.compile(f"(?:^|(?<=[。；：，]))([{_NUMBERS}])(?:是|要)|(?:^|(?<=[。；：]))第([{_NUMBERS}])，")
_STOPS = re.compile("[。；]")
_ENOUGH = 5         # items whose first characters agree before the one that differs is doubted
_PREPOSITIONS = frozenset("对在以把将从让使为向由")


def _runs(passage: Passage) -> Iterator[tuple[re.Match[str], ...]]:
    """The items of each enumeration 一是 … 二是 … of `passage`, when there are three or more."""
    run: list[re.Match[str]] = []
    for match in (*_ITEM.finditer(passage.text), None):
        number = _NUMBERS.index(match[1] or match[2]) if match else -1
        if match and number == len(run) and (not run or match[0][1:] == run[0][0][1:] or match[0][0] == "第"):
            run.append(match)
            continue
        if len(run) > 2:
            yield tuple(run)
        run = [match] if match and number == 0 else []


def enumerations(passage: Passage) -> Iterator[Diagnostic]:
    """P079 and P080 of every enumeration."""
    if "二" in passage.text and "三" in passage.text:
        for run in _runs(passage):
            yield from _ends(passage, run)
            yield from _heads(passage, run)


def _ends(passage: Passage, run: tuple[re.Match[str], ...]) -> Iterator[Diagnostic]:
    """P079: items of one enumeration parted by 。 here and by ； there."""
    marks = [passage.text[item.start() - 1] for item in run[1:]]
    bodies = [passage.text[a.end():b.start() - 1] for a, b in itertools.pairwise(run)]
    if set(marks) == {"。", "；"} and not any(_STOPS.search(body) for body in bodies):
        rare = min("。；", key=marks.count)
        at = run[1 + marks.index(rare)].start()
        yield passage.finding("P079", at - 1, at, usual="。" if rare == "；" else "；")


def _heads(passage: Passage, run: tuple[re.Match[str], ...]) -> Iterator[Diagnostic]:
    """P080: 一是对…，二是对…，三是…: all items but one begin with the same preposition."""
    firsts = [passage.text[item.end():item.end() + 1] for item in run]
    head, count = Counter(firsts).most_common(1)[0]
    if len(run) >= _ENOUGH and head in _PREPOSITIONS and count == len(run) - 1:
        odd = next(item for item, first in zip(run, firsts, strict=True) if first != head)
        yield passage.finding("P080", *odd.span(), head=head)


def between_quotes(passage: Passage) -> Iterator[Diagnostic]:
    """P078: 、 between members that have quotes or book marks of their own; said once of a text."""
    hits = list(re.finditer("(?<=[”》])、(?=[“《])", passage.text))
    if hits:
        yield passage.finding("P078", hits[0].start() - 1, hits[0].end() + 1, count=len(hits))


_LISTED = "(?![谐平睦美解气顺缓蔼约声田县硕服布林政盛龙静乐为而]|[\u3400-\u9fff]{1,2}（)"
_MEMBER = "[^，。；：、要不请并我因只能就都也还再又是有使让进]{2,9}"
_TRAIT = "[^，。；：、的是有要还就我们]"
_OPENERS = "刚才|据悉|据了解|据介绍|综上所述|下一步"

RULES: tuple[Rule, ...] = (
    pattern_rule("P075", f"、(?=以及|或者)|(?:^|(?<=[，。；：]))[{HAN}]{{2,6}}、(?=和{_LISTED})"
                         f"|(?<=、[{HAN}]{{2}})、(?=和{_LISTED}|及(?![时早其格第至物冠]))"
                         f"|(?<=、[{HAN}]{{3}})、(?=和{_LISTED})|(?<=、[{HAN}]{{4}})、(?=和{_LISTED})"),
    pattern_rule("P076", f"(?:{_SAYS})：“[^“”]*，[^“”]*[^“”。！？…]”(?=。)|[说答喊问]：“[^“”]{{4,}}[呢吗了啊吧的]”(?=。)"),
    pattern_rule("P077", "(?:说|问|答|写道|说道|问道|喊道|告诉[^，。；：“”]{1,6})(?=“[^“”]{6,}[。！？]”)"),
    pattern_rule("P098", f"(?<![说道问答喊想写称告诉地着])，(?=“[^“”]{{15,}}[。！？]”[{HAN}]{{2,40}}(?:说|道|说道|表示)。)", "，“"),
    between_quotes, enumerations,
    pattern_rule("P081", f"(?:^|(?<=[。；：]))(?:第[{_NUMBERS}]{{1,2}}[句条点步]?、(?![{_NUMBERS}第])|(?:首先|其次|再次|最后)、)"
                         f"|[（(](?:[{_NUMBERS}]{{1,2}}|[0-9]{{1,2}})[）)]、|[①②③④⑤⑥⑦⑧⑨⑩]、"),
    pattern_rule("P101", "\\A[0-9]{1,2}、(?![0-9])", "、"),
    pattern_rule("P085", f"(?<=[{HAN}])(?<![就在也而像和从把将为刚方这那另且但又还])(?:{_OPENERS})，"),
    pattern_rule("P086", f"、[{HAN}]{{2,4}}，[{HAN}]{{2,4}}等(?![于到待候级同、])"
                         f"|、[{HAN}]{{2,4}}，[{HAN}]{{2,5}}，[{HAN}]{{2,5}}(?=和[{HAN}])"
                         f"|一[个支](?:{_TRAIT}{{3}}，{_TRAIT}{{3}}|{_TRAIT}{{4}}，{_TRAIT}{{4}})(?=的[{HAN}]{{2,4}}[，。；])"
                         f"|“[^“”，。]{{2,12}}”，(?=“[^“”，。]{{2,12}}”[、和及]“[^“”，。]{{2,12}}”)"
                         f"|(?:对[^，。；：]{{0,4}}[0-9]+(?:名|位|家|户)|前往|赴)[^，。；：]{{2,24}}(?:，{_MEMBER}){{2}}(?=(?:和|以及)[{HAN}])"
                         f"|(?<=[把将])[{HAN}]{{4}}，[{HAN}]{{4}}(?=放在|作为|摆在|融入|纳入|贯穿|列为)"),
    pattern_rule("P100", "(?<=。)(?:从而|以致|以便|以至于)(?=[^，。])"),
    pattern_rule("P087", f"“[{HAN}]{{2,}}[上中下里]的”(?=[{HAN}])"),
    pattern_rule("P090", "(?<=在)[^，。；、：“”]{2,8}、(?:率先|首次|首家|先后|陆续|正式)(?=[^，。；、]*了)"),
)
