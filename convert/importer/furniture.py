"""Page furniture: folios, running heads and feet, edge labels, colophon lines, rules: taken out, listed, read."""
from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from convert.importer.characters import BYLINE, HAN, credit, is_body_name, is_terminal, plain, skeleton
from convert.importer.masthead import ISSUE, read_colophon_line, read_issue_label, read_line, read_masthead, set_field
from convert.importer.records import Fate, Line
from convert.importer.repair import repair_line
from convert.importer.runningtitles import CUT_SHORT, running_titles

_FOLIO = re.compile(r"[-—–·.\s]*(\d{1,3})[-—–·.\s]*$|第\s*(\d{1,3})\s*页(?:\s*[，,/]?\s*共\s*\d+\s*页)?$")
_RULE = re.compile(r"[-_=|+*—─━～〜﹏﹍·•・˙\s]{3,}$")
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_PINYIN = re.compile(f"(?=.*[{_TONED}])(?:[a-z{_TONED}üê]{{1,6}}[ \u3000'’]*)+$")
_PICTURE = re.compile(r"!\[[^\]\u3400-\u9fff]*\]\([^()]*\)$|\**==> picture \[[^]]*\] intentionally omitted <==\**$")
_END_MARK = re.compile(r"[■◆●▲□][■◆●▲□\s]*$")
_LATIN = re.compile(r"(?!C ?O ?N ?T ?E ?N ?T ?S$)[A-Z][A-Z'’ .]{7,}$")
_LEADER = re.compile(r"(?:[·….] ?){6}")      # of the contents
_EDGE = 3                   # lines from the top or foot of a page where running heads stand
_TITLE = 4                  # characters of a title behind the name of its column at least
_HEAD = 8                   # lines from the top of a page among which its folio may stand
_PROSE = 50                 # characters of a paragraph that is no line of print
_FOOTER = 30                # characters of a running head with the number of the issue
_PAGES = 3                  # pages that a running head must stand on; that tell how folios count
_PAUSES = ("，", "、", "；")
_NAME = 14                  # characters of the name of a magazine at most
_SMALL, _HEAD_LENGTH = 0.95, 30         # size of a running head's type, the text's being 1, where known; its characters at most
_DRIFT = 2                  # that pages left out make between a folio and what the others tell


class Furniture(NamedTuple):
    lines: tuple[Line, ...]
    fates: tuple[Fate, ...]
    folios: dict[int, int]          # page index -> printed page
    labels: dict[int, str]          # page index -> the unit whose label stands at the edge
    values: dict[str, str]


def strip_furniture(lines: Sequence[Line], columns: Sequence[str] = (), titles: Sequence[str] = (),
                    listed: Sequence[str] = ()) -> Furniture:
    """The lines without furniture.  `columns` and `titles`: words of the contents that running heads repeat; `listed`: its lines,
    where entries may have come broken."""
    folios: dict[int, int] = {}
    labels: dict[int, str] = {}
    values: dict[str, str] = {}
    kept: list[Line] = []
    fates: list[Fate] = []
    paged = len({line.page for line in lines}) > 1
    last = lines[-1].page if lines else 0
    names = _names(lines)
    running = _running_heads(lines) | names | ({skeleton(name) for name in columns} if paged else set())
    edges = _edges(lines)
    cover = _back_cover(lines, values) if paged else ()
    fates += cover
    lines = lines[:len(lines) - len(cover)]
    keys = tuple(skeleton(title) for title in titles)
    # a title itself is none, only with its folio
    running = (running - {key for key in running if any(key in title for title in keys)}) | (names - set(keys))
    heads = _lone_heads(lines) | (running_titles(lines, (*keys, *map(skeleton, listed))) if paged else frozenset())
    keys = (*keys, *map(skeleton, listed), "".join(map(skeleton, listed)))        # an entry may be cut anywhere
    named = tuple(key for key in map(skeleton, columns) if key)
    headed = _with_folio_above(lines)
    cells = _lone_cells(lines)
    display = [skeleton(line.text) for line in lines if not re.search("[，。；]", line.text)]
    printed = "".join(display)
    for index, line in enumerate(lines):
        if index in cells:
            kept.append(line)
            continue
        if index in heads:
            fates.append(Fate(line, "debris", "书眉或页脚"))
            continue
        reach = (index - 2, index - 1, index + 1, index + 2) if line.gap else (index - 1, index + 1)      # blank lines part blocks
        near = [lines[k] for k in reach if 0 <= k < len(lines) and lines[k].page == line.page
                and not (abs(k - index) > 1 and ISSUE.search(lines[(k + index) // 2].text))]      # that is the running head
        topmost = line.page in headed and _is_topmost(lines, index, fates)
        beside = topmost or any(_FOLIO.match(other.text) for other in near)
        beside = beside and _stands_twice(skeleton(line.text), display)
        first = index == 0 or lines[index - 1].page != line.page
        if paged and ((first and _is_column_with_title(line, named, keys)) or (
                index in edges and not _is_again(line, fates, keys, printed) and _is_title_above(line, beside, keys, folios))):
            fates.append(Fate(line, "debris", "书眉或页脚"))
            continue
        back = paged and line.page == last and last > 3
        reason = _reason(line, "back" if back else index in edges or not paged, running, folios, labels, values)
        if reason:
            fates.append(Fate(line, "field" if reason.startswith("版权") else "debris", reason))
        else:
            kept.append(line)
    return Furniture(tuple(kept), tuple(fates), folios, labels, values)


def _lone_cells(lines: Sequence[Line]) -> frozenset[int]:
    """Numbers alone on their lines that are no folios: another on their page is the one that the other pages tell, or they stand in
    the middle of it and are far from that."""
    found: dict[int, dict[int, int]] = defaultdict(dict)       # page -> index -> number less page
    for index, line in enumerate(lines):
        match = _FOLIO.match(line.text) if not line.level and not line.role else None
        beside = "".join(other.text for other in lines[max(0, index - 1):index + 2])
        if match and line.text.strip().isdecimal() and not _LEADER.search(beside):
            found[line.page][index] = int(match[1]) - line.page
    offsets = Counter(offset for on in found.values() for offset in set(on.values()))
    usual, pages = max(offsets.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
    if pages < _PAGES:
        return frozenset()
    edges = _edges(lines)
    out: set[int] = set()
    for on in found.values():
        exact = [index for index, offset in on.items() if offset == usual]
        exact = [index for index in exact if index in edges] or exact
        own = exact if exact and len(on) > 1 else [i for i, offset in on.items() if i in edges or abs(offset - usual) <= _DRIFT]
        out |= on.keys() - own
    return frozenset(index for index in out if not _cuts_prose(lines, index, index))


def _lone_heads(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the few words beside a folio where a page cut a long paragraph: a running head."""
    out: set[int] = set()
    for index, line in enumerate(lines):
        if not _FOLIO.match(line.text) or line.level or line.role:
            continue
        out.update(k for k in (index - 1, index + 1) if 0 <= k < len(lines) and not lines[k].level
                   and re.fullmatch(f"[{HAN}]{{2,8}}", lines[k].text) and _cuts_prose(lines, min(index, k), max(index, k)))
    return frozenset(out)


def _cuts_prose(lines: Sequence[Line], first: int, last: int) -> bool:
    """Whether the lines from `first` to `last` stand where a page cut a long paragraph in mid-sentence."""
    above, below = lines[max(0, first - 1)], lines[min(len(lines) - 1, last + 1)]
    return len(skeleton(above.text)) > _PROSE and not is_terminal(above.text) and len(skeleton(below.text)) > _PROSE


def _is_again(line: Line, fates: Sequence[Fate], keys: Sequence[str], printed: str) -> bool:
    """Whether the running head above `line` has its words or is a title of its own, which `line` does not go on with: then `line`
    is the head of an article itself.  `printed`: words of all display lines, among them a head of two lines once more."""
    above = [_key(CUT_SHORT.sub("", fate.line.text)) for fate in fates[-_EDGE:] if fate.line.page == line.page]
    words = _key(line.text)
    return any(head.startswith(words) or (
        any(head in key for key in keys) and printed.count(head + words) < 2) for head in above if len(head) >= 4)


def _stands_twice(words: str, display: Sequence[str]) -> bool:
    """Whether `words` are printed once more, perhaps on two lines: as a running head and as the title."""
    return "".join(display).count(words) > 1 or any(words[:i] in display and words[i:] in display for i in range(2, len(words) - 1))


def _with_folio_above(lines: Sequence[Line]) -> frozenset[int]:
    """Pages whose folio stands among their first lines: the topmost of these is the running head."""
    place: dict[int, int] = defaultdict(int)
    found: set[int] = set()
    for line in lines:
        place[line.page] += 1
        if place[line.page] <= _HEAD and _FOLIO.match(line.text):
            found.add(line.page)
    return frozenset(found)


def _is_topmost(lines: Sequence[Line], index: int, fates: Sequence[Fate]) -> bool:
    """The first line of its page, or the second below a running head."""
    page = lines[index].page
    if not index or lines[index - 1].page != page:
        return True
    first = index < 2 or lines[index - 2].page != page
    return first and bool(fates) and fates[-1].line is lines[index - 1] and not _FOLIO.match(lines[index - 1].text)


def _is_column_with_title(line: Line, columns: Sequence[str], keys: Sequence[str]) -> bool:
    """A running head that has the name of a column and a title behind it, perhaps cut short; the folio stands elsewhere."""
    words = skeleton(CUT_SHORT.sub("", line.text))
    rests = (words[len(column):] for column in columns if words.startswith(column))
    return not (line.level or line.role) and any(len(rest) >= _TITLE and any(rest in key for key in keys) for rest in rests)


def _is_title_above(line: Line, beside: bool, keys: Sequence[str], folios: dict[int, int]) -> bool:
    """A running head that repeats a title, perhaps cut short: the folio stands on its line or right beside it."""
    match = re.fullmatch(r"(?:(\d{1,3})[\s\u3000]+)?(\S.*?)[….]*(?:[\s\u3000]+(\d{1,3}))?", line.text)
    if line.level or line.role or not match or not (match[1] or match[3] or beside):
        return False
    bare = skeleton(match[2])
    if len(bare) < 4 or not any(bare in key for key in keys):
        return False
    if match[1] or match[3]:
        folios.setdefault(line.page, int(match[1] or match[3]))
    return True


def _back_cover(lines: Sequence[Line], values: dict[str, str]) -> tuple[Fate, ...]:
    """The last pages when they hold the imprint and no sentence: its fields are read, all of it is left out."""
    fates: tuple[Fate, ...] = ()
    rest = list(lines)
    while rest:
        page = [line for line in rest if line.page == rest[-1].page]
        if rest[-1].role or len(page) == len(rest) or len(page) > 30 or any("。" in line.text for line in page):
            break
        read = read_masthead(tuple(page))
        if len(read.fates) < 3 and not (fates and len(skeleton("".join(line.text for line in page))) < 30):
            break
        for key, value in read.values.items():
            values.setdefault(key, value)
        fates = (*read.fates, *(Fate(line, "debris", "封底上的字") for line in read.rest), *fates)
        rest = rest[:len(rest) - len(page)]
    return (*_imprint_below(rest, values), *fates)


def _imprint_below(lines: Sequence[Line], values: dict[str, str]) -> tuple[Fate, ...]:
    """The imprint below the last text of all: short lines without a sentence, three of them fields."""
    first = len(lines)
    while first and _may_be_imprint(lines[first - 1]):
        first -= 1
    tail = tuple(lines[first:])
    read = read_masthead(tail)
    names = {_key(line.text[:issue.start()]) for line in lines if (issue := ISSUE.search(line.text))}
    if first and tail and all(_key(line.text) in names or ISSUE.search(line.text) for line in tail):
        return tuple(Fate(line, "debris", "封底上的字") for line in tail)
    if not first or len(tail) > 60 or len(read.fates) < 3 or len(read.rest) > len(read.fates) + 4:
        return ()
    for key, value in read.values.items():
        values.setdefault(key, value)
    return (*read.fates, *(Fate(line, "debris", "封底上的字") for line in read.rest))


def _may_be_imprint(line: Line) -> bool:
    return not line.role and "。" not in line.text and len(skeleton(line.text)) <= 40 and (
        credit(repair_line(line.text)) is None and not _END_MARK.search(line.text)
        and _is_whole(line.text))


def _is_whole(text: str) -> bool:
    """Not half of a credit that was cut at its marks."""
    return text.count("（") == text.count("）")


def _reason(line: Line, edge: bool | str, running: frozenset[str], folios: dict[int, int], labels: dict[int, str],
            values: dict[str, str]) -> str:
    """Why `line` is furniture; "" when it is not."""
    text = line.text
    if line.role in ("furniture", "tail"):
        return _furnished(line, folios, values)
    if line.role:
        return _imprint(line, edge, values) if line.role == "front" else ""
    if drawn := _drawn(line):
        return drawn
    folio = _FOLIO.match(text)
    if folio and not line.level:
        folios.setdefault(line.page, int(folio[1] or folio[2]))
        return "页码"
    issue = ISSUE.search(text)
    if issue and _is_footer(text, issue, line, folios, values):
        return "书眉或页脚"
    label = edge_label(text)
    if label:
        labels[line.page] = label
        return "切口的单位名，印了两遍"
    if edge and _is_running(line, running):
        number = re.search(r"^\d{1,3}(?=\D)|(?<=\D)\d{1,3}$", text)
        if number:
            folios.setdefault(line.page, int(number[0]))
        return "书眉或页脚"
    number = re.match(r"(\d{1,3})(?=准印证)", text)
    if number:
        folios.setdefault(line.page, int(number[1]))
    return _imprint(line, edge, values)


def _is_running(line: Line, running: frozenset[str]) -> bool:
    """Whether a line at the edge of its page is a running head: one that others have, or in small type beside its folio."""
    beside = re.search(r"^\d{1,3}[ \u3000]\D|\D[ \u3000]\d{1,3}$", line.text)
    return _key(line.text) in running or (0 < line.size < _SMALL and bool(beside) and len(_key(line.text)) <= _HEAD_LENGTH)


def _drawn(line: Line) -> str:
    """What was drawn round the text as `line`: a rule, a mark, a picture, the sounds of words; "" for text."""
    if _PICTURE.match(line.text):
        return "图片的位置，图没有随文字来"
    if (_RULE.match(line.text) and not line.level) or _END_MARK.match(line.text):
        return "横线或文末的记号"
    return "注音，印在它所注的字上面" if _PINYIN.match(unicodedata.normalize("NFC", line.text)) else ""


def _furnished(line: Line, folios: dict[int, int], values: dict[str, str]) -> str:
    """What stands outside a tagged file's structure: read for the folio and the name of the magazine."""
    folio, issue = _FOLIO.match(line.text), ISSUE.search(line.text)
    beside = re.search(r"^\d{1,3}(?=[ \u3000\t]*\D)|(?<=\D)\d{1,3}$", line.text)
    if not folio and not issue and beside:
        folios.setdefault(line.page, int(beside[0]))
    if folio:
        folios.setdefault(line.page, int(folio[1] or folio[2]))
    elif issue:
        _is_footer(line.text, issue, line, folios, values)
    return "书眉、页脚、目录域或封底"


def _imprint(line: Line, edge: bool | str, values: dict[str, str]) -> str:
    """What a line of the imprint was read as."""
    text = line.text
    if re.search(r"准印证号?\s*[:：]", text) and len(plain(text)) <= 300:
        read_colophon_line(text, values)
        return "版权行，值在 issue.yaml"
    if _LATIN.match(text):
        values.setdefault("title_en", text)
        return "版权页的西文刊名，值在 issue.yaml"
    if skeleton(text).startswith("内部资料") and len(skeleton(text)) <= 24:
        set_field(values, "internal_use", text)
        return "版权页的一行，值在 issue.yaml"
    if edge == "back" and "。" not in text and _is_whole(text) and read_line(line, values):
        return "版权页的一行，值在 issue.yaml"
    return ""


def _is_footer(text: str, issue: re.Match[str], line: Line, folios: dict[int, int], values: dict[str, str]) -> bool:
    """Name of the magazine, year and number, perhaps with the folio at one end: nothing else on the line."""
    before = re.fullmatch(r"(?:(\d{1,3})(?:[\s\u3000]+|(?=\D)))?(\S{0,14})", text[:issue.start()].strip())
    after = re.fullmatch(r"(\D{0,12}?)[\s\u3000]*(?:CONTENTS)?[\s\u3000]*(\d{0,3})", text[issue.end():].strip())
    quoted = re.search("[。！？，；：]", text) or text[-1:] in "）)"       # the end of a text that names its source
    if not before or not after or line.level or quoted:
        return False
    number = before[1] or after[2]
    if number:
        folios.setdefault(line.page, int(number))
    name = next((n for n in (before[2], after[1]) if re.fullmatch(f"[{HAN}]{{2,12}}", n)), "")
    if name:
        values.setdefault("title", name)
    read_issue_label(issue, values)
    return True


def edge_label(text: str) -> str:
    """The unit of a label whose name is printed again in short right behind it (甲州总工会甲州); "" when it is none."""
    bare = plain(text)
    if bare.count(bare[:2]) < 2:
        return ""
    twice = re.fullmatch(rf"([{HAN}]{{4,12}})\1", bare)
    if twice and is_body_name(twice[1]):
        return twice[1]
    match = re.fullmatch(rf"([{HAN}]{{2,4}})([{HAN}]{{1,8}})\1", bare)
    return match[1] + match[2] if match and is_body_name(match[1] + match[2]) else ""


def _key(text: str) -> str:
    return re.sub(r"\d+", "", skeleton(text))


def _edges(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the first and last lines of pages."""
    return _heads(lines) | frozenset(i for indices in _by_page(lines) for i in indices[-_EDGE:])


def _heads(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the first lines of pages."""
    return frozenset(i for indices in _by_page(lines) for i in indices[:_EDGE])


def _by_page(lines: Sequence[Line]) -> list[list[int]]:
    """Indices of the lines of every page."""
    by_page: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        by_page[line.page].append(index)
    return list(by_page.values())


def _running_heads(lines: Sequence[Line]) -> frozenset[str]:
    """Short lines without a clause that stand at the edge of several pages, not in the midst of a sentence that begins there."""
    pages: dict[str, set[int]] = defaultdict(set)
    for index in _edges(lines) - {index for index in _heads(lines) if _goes_on(lines, index)}:
        line = lines[index]
        if not line.level and 2 <= len(_key(line.text)) <= 24 and not BYLINE.match(line.text) and (
                line.text[-1:] not in "）)！？、：" and not re.search("[，。；]", line.text)):
            pages[_key(line.text)].add(line.page)
    return frozenset(key for key, on in pages.items() if len(on) >= _PAGES)


def _goes_on(lines: Sequence[Line], index: int) -> bool:
    """Whether a line goes on with a sentence that the one above it, on the same page, leaves at a pause."""
    return index > 0 and lines[index - 1].page == lines[index].page and lines[index - 1].text[-1:] in _PAUSES


def _names(lines: Sequence[Line]) -> frozenset[str]:
    """The name of the magazine as many running heads have it before the number of the issue, or right above it: it may stand alone
    as well."""
    found = (ISSUE.search(line.text) for line in lines if len(line.text) <= _FOOTER)
    names = Counter(_key(match.string[:match.start()]) for match in found if match)
    above: dict[str, set[int]] = defaultdict(set)
    for line, below in itertools.pairwise(lines):
        issue = ISSUE.fullmatch(below.text.strip())
        if issue and line.page == below.page and 2 <= len(_key(line.text)) <= _NAME:
            above[_key(line.text)].add(line.page)
    alone = frozenset(name for name, pages in above.items() if len(pages) > 1)
    return alone | {name for name, count in names.items() if count > 1 and re.fullmatch(f"[{HAN}]{{2,12}}", name)}


def printed_page(folios: dict[int, int], index: int) -> int:
    """The printed number of page `index`, from the nearest folio that was read; 0 when there is none."""
    if not folios or index < 0:
        return 0
    offsets: dict[int, int] = {page: number - page for page, number in folios.items()}
    near = min(offsets, key=lambda page: (abs(page - index), page))
    return max(0, index + offsets[near])
