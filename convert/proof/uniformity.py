"""One thing, one wording within an issue: long phrases that lose their 的 or a word, or stand in another order; marks in names."""
from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.model.nodes import Issue
from convert.model.numerals import value_of
from convert.proof.commonwords import KNOWN
from convert.proof.text import HAN, Passage, place_in

_REACH = 4          # characters of the phrase on each side of the 的
_SETTLED = 9        # times a phrase must stand with 的 before one without it is doubted
_RARE = 2           # … and how often it may stand without
_OTHER = re.compile("[^\u3400-\u9fff]+")
_LONG, _MANY = 10, 5            # characters of a phrase, and times it stands, before its parts in another order are doubted
_PARTS = ((2, 2), (2, 4), (4, 2), (2, 3), (3, 2))       # lengths of the two parts that may have changed places
_TERM = re.compile("(?=([\u3400-\u9fff]{6}[室站馆所院会队]))")     # 职工创新工作室: four characters, two that may be lost, the head
_OFTEN = 6
_TURNED = 3         # times the word must stand beside the same character for one turned round to be doubted
_HAN_ONLY = re.compile("[\u3400-\u9fff]+")
_ABBREVIATION = re.compile("“([一二三四五六七八九十两][\u4e00-\u9fff]{1,2})”")
_QUOTED_OFTEN = 3
_NUMBERED = re.compile("“([\u3400-\u9fff]{1,6}?)([0-9]{1,3}|[一二三四五六七八九十]{1,3})”([\u3400-\u9fff])")
_UNIT = re.compile("[\u3400-\u9fff]{6,12}[部室科处站会司局院]")
_INSIDE = re.compile("“[^”]*”|‘[^’]*’|《[^》]*》|『[^』]*』")
_APART = re.compile("[、，“”‘’《》　（）·]+")
_NAME = re.compile("“([^“”。！？；：]{6,40})”")
_CODE = re.compile("(?<![A-Za-z0-9])(?P<head>[A-Z]{1,3}|[\u3400-\u9fff]{2})(?P<number>[-—–]?[0-9]{1,3})(?P<tail>)(?![0-9A-Za-z-])")
_LINE = re.compile("(?<=[\u3400-\u9fff，。、；：“])(?P<head>[\u3400-\u9fff])(?P<number>[0-9]{1,2}|[一二三四五六七八九])"
                   "(?P<tail>路|号线|号楼|号泊位|号机|号门)")
_PLAIN = re.compile("[0-9]+")
_MARKS = re.compile("[^\u3400-\u9fff0-9A-Za-z]")


def lost_particles(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P082: 关于……工作重要论述, where the issue says 关于……工作的重要论述 everywhere else."""
    with_it: dict[tuple[str, str], int] = defaultdict(int)
    for passage in passages:
        for match in re.finditer("的", passage.text):
            left, right = passage.text[:match.start()][-_REACH:], passage.text[match.end():match.end() + _REACH]
            if not _OTHER.search(left + right) and len(left + right) == 2 * _REACH:
                with_it[left, right] += 1
    for (left, right), count in with_it.items():
        if count >= _SETTLED:
            hits = [(p, m.start()) for p in passages if left + right in p.text for m in re.finditer(left + right, p.text)]
            for passage, begin in hits if len(hits) <= _RARE else ():
                yield passage.finding("P082", begin, begin + 2 * _REACH, usual=f"{left}的{right}", count=count)


def marks_of_names(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P089: one quoted name with other marks or gaps inside than where it stands first or oftenest."""
    forms: dict[str, dict[str, list[tuple[Passage, int, int]]]] = defaultdict(lambda: defaultdict(list))
    for passage in passages:
        for match in _NAME.finditer(passage.text):
            forms[_MARKS.sub("", match[1])][match[1]].append((passage, *match.span()))
    for bare, written in forms.items():
        if len(written) > 1 and len(bare) >= 6:
            usual = max(written, key=lambda form: len(written[form]))       # the first of several as frequent
            for form, places in written.items():
                for passage, begin, end in places if form != usual else ():
                    yield passage.finding("P089", begin, end, usual=usual)


def bare_terms(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P099: 五强 without quotes where “五强” stands in quotes everywhere else."""
    quoted = Counter(m[1] for p in passages for m in _ABBREVIATION.finditer(p.text))
    terms = [term for term, count in quoted.items() if count >= _QUOTED_OFTEN]
    for term in terms:
        pattern = re.compile(f"(?<![一二三四五六七八九十百千]){term}")
        hits = [(p, m) for p in passages if term in p.text
                for m in pattern.finditer(_INSIDE.sub(lambda inside: "\0" * len(inside[0]), p.text))]
        if len(hits) == 1:
            yield hits[0][0].finding("P099", *hits[0][1].span(), count=quoted[term])


def designators(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P117: QC-06 in an issue of QC05; 夜一路 in an issue of 夜1路."""
    for pattern in (_CODE, _LINE):
        hits: dict[str, dict[bool, list[tuple[Passage, re.Match[str]]]]] = defaultdict(lambda: {True: [], False: []})
        for passage in passages:
            for match in pattern.finditer(passage.text):
                hits[match["head"] + (match["tail"] or "")][bool(_PLAIN.fullmatch(match["number"]))].append((passage, match))
        for written in hits.values():
            if len(written[True]) >= _RARE and len(written[False]) == 1:
                passage, match = written[False][0]
                yield passage.finding("P117", *match.span(), usual=written[True][0][1][0])


def numbered_names(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P117: “汐拖十二”轮 in an issue of “汐拖12”轮."""
    forms: dict[str, dict[str, list[tuple[Passage, re.Match[str]]]]] = defaultdict(lambda: defaultdict(list))
    for passage in passages:
        for match in _NUMBERED.finditer(passage.text):
            number = match[2] if match[2].isdigit() else str(value_of(match[2]))
            forms[f"{match[1]}{number}{match[3]}"][match[2]].append((passage, match))
    for written in forms.values():
        usual = max(written, key=lambda form: len(written[form]))
        if len(written) > 1 and len(written[usual]) >= _RARE:
            for passage, match in (hit for form, hits in written.items() if form != usual for hit in hits):
                yield passage.finding("P117", *match.span(), usual=written[usual][0][1][0])


def units(issue: Issue, passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P093: 安全监督生产部 in an issue whose bylines have 安全生产监督部."""
    known = {person.name for article in issue.articles for person in article.metadata.authors if person.corporate}
    known |= {name for group in issue.metadata.editorial_board for name in group.names}
    known |= {article.metadata.contributor for article in issue.articles}
    for name in sorted(unit for unit in known if _UNIT.fullmatch(unit)):
        letters = sorted(name)
        for passage in passages:
            for match in re.finditer(f"(?={name[0]}([{HAN}]{{{len(name) - 2}}}){name[-1]})", passage.text):
                end = match.start() + len(name)
                found = passage.text[match.start():end]
                if found != name and sorted(found) == letters:
                    yield passage.finding("P093", match.start(), end, usual=name)


def turned_words(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P093: 本知通 in an issue that says 本通知 again and again, and 知通 nowhere else."""
    runs = [(passage, match) for passage in passages for match in _HAN_ONLY.finditer(passage.text)]
    pairs = Counter(match[0][i:i + 2] for _, match in runs for i in range(len(match[0]) - 1))
    threes = Counter(match[0][i:i + 3] for _, match in runs for i in range(len(match[0]) - 2))
    for passage, match in runs:
        for i, pair in enumerate(itertools.pairwise(match[0])):
            word = pair[1] + pair[0]
            parted = match[0][max(0, i - 1):i + 1] in KNOWN or match[0][i + 1:i + 3] in KNOWN        # the ends of two words
            if parted or pairs["".join(pair)] > 1 or pairs[word] < _OFTEN or pair[0] == pair[1]:
                continue
            around = (match[0][max(0, i - 1):i] + word, word + match[0][i + 2:i + 3])
            usual = next((three for three in around if len(three) == len(word) + 1 and threes[three] >= _TURNED), "")
            if usual:
                yield passage.finding("P093", match.start() + i, match.start() + i + 2, usual=usual)


def changed_phrases(passages: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P093: 甲乙丙丁 once where the issue says 乙甲丙丁 many times; 职工创新室 where it says 职工创新工作室."""
    text = _APART.sub("", "\n".join(passage.text for passage in passages))
    usual = {**_exchanged(text), **_shortened(text)}
    for passage in passages if usual else ():
        bare = _APART.sub("", passage.text)
        for found in (f for f in usual if f in bare):
            for match in re.finditer(found, bare):
                yield passage.finding("P093", *place_in(passage.text, _APART, *match.span()), usual=usual[found])


def _exchanged(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    ends = range(_LONG, len(text) + 1)
    counts = Counter(map(text.__getitem__, map(slice, range(len(ends)), ends)))
    for gram in [gram for gram, count in counts.items() if count >= _MANY and _HAN_ONLY.fullmatch(gram)]:
        for first, second in _PARTS:
            other = gram[first:first + second] + gram[:first] + gram[first + second:]
            known = other == gram or any(other[1:] in f or other[:-1] in f for f in found)
            if not known and 0 < counts[other] <= _RARE:
                found[other] = gram
    return found


def _shortened(text: str) -> dict[str, str]:
    counts = Counter(m[1] for m in _TERM.finditer(text))
    shorts = {gram[:4] + gram[-1]: gram for gram, count in counts.items() if count >= _OFTEN}
    return {short: gram for short, gram in shorts.items() if 0 < text.count(short) <= _RARE}
