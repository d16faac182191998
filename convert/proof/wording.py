"""Words: misspellings that are never right, look-alike characters, forms of one term, strays, text typed or scanned twice."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.model.nodes import Paragraph
from convert.proof.commonwords import WORDS
from convert.proof.confusions import FORMS, LOOK_ALIKES, MISSPELT, TRADITIONAL, VARIANTS
from convert.proof.tables import compiled, table_rule
from convert.proof.text import HAN, Passage, Rule, pattern_rule

_MISSPELT = dict(entry.split("=") for entry in MISSPELT.split())
MISSPELT_WORDS = re.compile("|".join(sorted(_MISSPELT, key=lambda word: (-len(word), word))))
_FORMS = tuple(tuple(group.split("/")) for group in FORMS.split())
_SAME_PARAGRAPH = 24
_TWICE = re.compile(rf"([{HAN}]{{3,12}})\1")
_FUNCTION_TWICE = re.compile(
    "(我们|他们|进行|以及|因为|通过|对于|关于|并且|但是|所以|如果|由于|为了|根据(?!根据地)|按照|已经|可以|应当|必须|没有|还是|就是|而是|不是|这个|那个|其中|之后|之前|出自|以上|以下|工会|职工|公司|单位|作业|服务|情况|问题|报告|活动|规定"
    "|会议|部门|班组|同时|同志|主要|方面|要求|使用|全部|所有|各个|由此|从而|同样|只有|只要|虽然|那么|这样|什么|怎么|能够|需要|希望|他的|我的|的是|了一)\\1"
    f"|(?<![{HAN}])([{HAN}]{{5,}})([，。；])\\2(?=[，。；])|(?:^|(?<=[，。；]))([{HAN}]{{4}})，\\4(?=[，。；])")
# what Chinese text writes in small letters
_BORROWED = ("(?:apps?|ppt|pdf|wifi|email|vlog|plog|logo|pos|ok|bug|web|diy|led|emoji|cosplay|ip|vs|pm|am|km|kg|cm|mm|ml|min|www)"
             "(?![a-z])")
_SENTENCE_TWICE = re.compile(f"(?:^|(?<=[。！？；]))([{HAN}0-9A-Za-z][^。！？；“”\n]{{7,}}[。！？；])\\1")
_WORD_TWICE = re.compile(f"(?=([{HAN}]{{2}})\\1)[{HAN}]{{4}}")
# what is said twice to make light of it: 研究研究
_AT_EASE = frozenset((
    "研究", "讨论", "商量", "活动", "休息", "学习", "了解", "考虑", "介绍", "锻炼", "体验", "体会", "交流", "准备",
    "整理", "打扫", "检查", "比较", "调整", "宣传", "感受", "认识", "帮助", "训练", "练习", "参观", "参考", "请教",
    "收拾", "表现", "特别", "非常", "抱怨", "观察", "计算", "放松", "放心", "高兴", "舒服", "舒展", "解释", "汇报",
    "总结",
))
_QUOTED = re.compile(rf"[“《]([{HAN}]{{4,12}})[”》]")
_SHORT_QUOTED = re.compile(rf"“((?![一二两三四五六七八九十百])[{HAN}]{{2,3}}|[{HAN}]{{1,3}}[0-9]{{1,2}})”([{HAN}])")
_CONTRASTS = ("状章", "男女", "国省市州县区乡镇村", "大中小", "上下左右前后", "东西南北", "老新", "内外", "初高", "送迎")
_WHOLE_SENTENCE = re.compile(f"(?:^|(?<=[。！？]))[{HAN}，、]{{12,}}。")
_FAR = 4       # passages between a sentence and its double
_MANY = 2       # times a name must stand before one that differs in a character is doubted


def right_spelling(word: str) -> str:
    """What a word that MISSPELT_WORDS matches should be."""
    return _MISSPELT[word]


def misspelt(passage: Passage) -> Iterator[Diagnostic]:
    """P034: a spelling no dictionary has."""
    for match in MISSPELT_WORDS.finditer(passage.text):
        yield passage.finding("P034", *match.span(), right=_MISSPELT[match[0]])


def twice(passage: Passage) -> Iterator[Diagnostic]:
    """P036: words set twice in a row; 一个一个 and the like are made so."""
    for match in _SENTENCE_TWICE.finditer(passage.text):
        yield passage.finding("P036", *match.span())
    for match in (*_TWICE.finditer(passage.text), *_FUNCTION_TWICE.finditer(passage.text)):
        if not (match[1] or "").startswith("一") and "某" not in match[0]:       # 某某 keeps a place free
            yield passage.finding("P036", *match.span())
    for match in _WORD_TWICE.finditer(passage.text):
        if match[1] in WORDS and match[1][0] != "一" and match[1] not in _AT_EASE:
            yield passage.finding("P036", *match.span())


def forms(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P037: two forms of one term in an issue; the one to keep is the first of its group."""
    for group in _FORMS:
        used = {form: hits for form in group if (hits := _standing(form, passages))}
        usual, *others = used or ("",)
        for passage, match in (hit for form in others for hit in used[form]):
            yield passage.finding("P037", *match.span(), usual=usual.partition("(")[0])


def _standing(form: str, passages: tuple[Passage, ...]) -> tuple[tuple[Passage, re.Match[str]], ...]:
    pattern, word = compiled(form), form.partition("(")[0]
    return tuple((p, m) for p in passages if word in p.text for m in pattern.finditer(p.text))


def near_names(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P038: a quoted name that stands once and differs in one character from one that stands often."""
    counts = Counter(m[1] for p in passages for m in _QUOTED.finditer(p.text))
    usual = sorted(name for name, count in counts.items() if count >= _MANY)
    for passage in passages:
        for match in _QUOTED.finditer(passage.text):
            name = match[1]
            near = [u for u in usual if counts[name] == 1 and _one_apart(u, name)]
            if near:
                yield passage.finding("P038", *match.span(1), usual=near[0])


def near_short_names(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P038 for names of two or three characters, which the word behind them must tell: “海雁”班 beside “海燕”班."""
    counts = Counter(m[1] + m[2] for p in passages for m in _SHORT_QUOTED.finditer(p.text))
    usual = sorted(name for name, count in counts.items() if count > _MANY)
    for passage in passages if usual else ():
        for match in _SHORT_QUOTED.finditer(passage.text):
            name = match[1] + match[2]
            near = [u for u in usual if counts[name] == 1 and u[-1] == name[-1] and _one_apart(u, name)]
            if near:
                yield passage.finding("P038", *match.span(1), usual=near[0][:-1])


def _one_apart(left: str, right: str) -> bool:
    numerals = set("一二三四五六七八九十")
    if len(left) != len(right):
        return False
    apart = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    return len(apart) == 1 and not numerals.issuperset(apart[0]) and not any(set(apart[0]) <= set(kind) for kind in _CONTRASTS)


def same_paragraph(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P039: a paragraph that already stands in this article, as page breaks leave them."""
    seen: dict[tuple[str, str], int] = {}
    for passage in passages:
        if isinstance(passage.block, Paragraph) and len(passage.text) >= _SAME_PARAGRAPH:
            place = passage.span(0)
            first = seen.setdefault((place.file, passage.text), place.line)
            if first != place.line:
                yield passage.finding("P039", 0, 8, line=first)


def same_sentence(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P036: a sentence that ends one paragraph and stands in it or in the next paragraphs again."""
    seen: dict[tuple[str, str], int] = {}
    for n, passage in enumerate(passages):
        if isinstance(passage.block, Paragraph) and passage.block.role == "body":
            for match in _WHOLE_SENTENCE.finditer(passage.text):
                key = (passage.span(0).file, match[0])
                if n - seen.get(key, -_FAR) < _FAR and seen[key] != n:
                    yield passage.finding("P036", *match.span())
                seen[key] = n


RULES: tuple[Rule, ...] = (
    misspelt, twice,
    table_rule("P035", LOOK_ALIKES),         # 己 for 已, 末 for 未 and their like
    table_rule("P083", VARIANTS),
    pattern_rule("P040", rf"(?<=[{HAN}，、])[a-z]{{1,2}}(?=[{HAN}，、。；：！？])"
                         rf"|(?<=[{HAN}，。；])(?!{_BORROWED})[a-z]{{3,}}(?=[{HAN}，、。；])"
                         rf"|(?<=[{HAN}，。；！？])(?:[*#^_\\\\~&{{}}<>]+)(?=[{HAN}，。；]|$)"
                         rf"|[\u2e80-\u2fdf\uf900-\ufaff\u200b-\u200d\u2060\ufeff\u00ad]+|(?:^|(?<=[{HAN}，。；：“]))ー(?=[{HAN}])|(?<=[{HAN}])[\u00a0\u2002-\u200a]+(?=[{HAN}])"
                         rf"|(?<=[{HAN}])[\u0400-\u04ff\u3041-\u30fa\u30fc-\u30ff\u3131-\u318e]+"),
    pattern_rule("P041", f"[{TRADITIONAL}]+"),
    pattern_rule("P042", r"https?[：;；]//|https?:/(?![/])|www[。，]|[A-Za-z0-9]＠[A-Za-z0-9]|[A-Za-z0-9]@@+[A-Za-z0-9]|[A-Za-z0-9]@[A-Za-z0-9-]+[。，][A-Za-z]|https?://[A-Za-z0-9./_-]*[。，][A-Za-z]{2,}"),
)
