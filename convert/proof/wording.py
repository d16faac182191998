"""Words: misspellings that are never right, look-alike characters, forms of one term, strays, text typed or scanned twice."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.model.nodes import Paragraph
from convert.proof.confusions import FORMS, LOOK_ALIKES, MISSPELT, TRADITIONAL
from convert.proof.text import HAN, Passage, Rule, pattern_rule

_MISSPELT = dict(entry.split("=") for entry in MISSPELT.split())
MISSPELT_WORDS = re.compile("|".join(sorted(_MISSPELT, key=lambda word: (-len(word), word))))
_PAIRS = (line.split(" = ") for line in LOOK_ALIKES.strip().splitlines())
_LOOK_ALIKES = tuple((re.compile(wrong), right) for wrong, right in _PAIRS)
_FORMS = tuple(tuple(group.split("/")) for group in FORMS.split())
_SAME_PARAGRAPH = 24
_TWICE = re.compile(rf"([{HAN}]{{3,12}})\1")
_FUNCTION_TWICE = re.compile(
    "(我们|他们|进行|以及|因为|通过|对于|关于|并且|但是|所以|如果|由于|为了|根据|按照|已经|可以|应当|必须)\\1")
_QUOTED = re.compile(rf"[“《]([{HAN}]{{4,12}})[”》]")
_MANY = 2       # times a name must stand before one that differs in a character is doubted


def right_spelling(word: str) -> str:
    """What a word that MISSPELT_WORDS matches should be."""
    return _MISSPELT[word]


def misspelt(passage: Passage) -> Iterator[Diagnostic]:
    """P034: a spelling no dictionary has."""
    for match in MISSPELT_WORDS.finditer(passage.text):
        yield passage.finding("P034", *match.span(), right=_MISSPELT[match[0]])


def look_alikes(passage: Passage) -> Iterator[Diagnostic]:
    """P035: 己 for 已, 末 for 未 and their like, where the neighbours leave one reading."""
    for pattern, right in _LOOK_ALIKES:
        for match in pattern.finditer(passage.text):
            yield passage.finding("P035", *match.span(), right=right)


def twice(passage: Passage) -> Iterator[Diagnostic]:
    """P036: words set twice in a row; 一个一个 and the like are made so."""
    for match in (*_TWICE.finditer(passage.text), *_FUNCTION_TWICE.finditer(passage.text)):
        if not match[1].startswith("一"):
            yield passage.finding("P036", *match.span())


def forms(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P037: two forms of one term in an issue; the rarer one is named."""
    for group in _FORMS:
        counts = Counter({form: sum(p.text.count(form) for p in passages) for form in group})
        used = [form for form in group if counts[form]]
        if len(used) < 2:
            continue
        usual = max(used, key=lambda form: (counts[form], -group.index(form)))
        for rare in (form for form in used if form != usual):
            for passage in passages:
                for match in re.finditer(rare, passage.text):
                    yield passage.finding("P037", *match.span(), usual=usual)


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


def _one_apart(left: str, right: str) -> bool:
    numerals = set("一二三四五六七八九十")
    if len(left) != len(right):
        return False
    apart = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    return len(apart) == 1 and not numerals.issuperset(apart[0])


def same_paragraph(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P039: a paragraph that already stands in this article, as page breaks leave them."""
    seen: dict[tuple[str, str], int] = {}
    for passage in passages:
        if isinstance(passage.block, Paragraph) and len(passage.text) >= _SAME_PARAGRAPH:
            place = passage.span(0)
            first = seen.setdefault((place.file, passage.text), place.line)
            if first != place.line:
                yield passage.finding("P039", 0, 8, line=first)


RULES: tuple[Rule, ...] = (
    misspelt, look_alikes, twice,
    pattern_rule("P040", rf"(?<=[{HAN}，、])[a-z]{{1,2}}(?=[{HAN}，、。])"
                         rf"|(?<=[{HAN}])[\u0400-\u04ff\u3041-\u30fa\u30fc-\u30ff\u3131-\u318e]+"),
    pattern_rule("P041", f"[{TRADITIONAL}]+"),
    pattern_rule("P042", r"https?[：;；]//|https?:/(?![/])|www[。，]|[A-Za-z0-9]＠[A-Za-z0-9]|https?://[A-Za-z0-9./_-]*[。，][A-Za-z]{2,}"),
)
