"""Text without form feeds -> the page of every line, by the folios that run through it: 7, 8, 9 … each on a line of its own or
beside a running head."""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence, Set

from convert.importer.characters import is_terminal, skeleton
from convert.importer.masthead import ISSUE
from convert.importer.records import COLUMNS, PARTS, Line
from convert.importer.runningtitles import CUT_SHORT

_LONE = re.compile(r"[-—–·.\s]*(\d{1,3})[-—–·.\s]*$")
_BESIDE = re.compile(r"(\d{1,3})[ \u3000\t]*(?=\D)(\S.*)$|(\S.*?\D)[ \u3000\t]*(\d{1,3})$")
_INSIDE = re.compile(r"(?<![\d\s.,．])(?:[-—–] ?(\d{1,3}) ?[-—–]|(\d{1,3})(?=\D))")
_CONTENTS = re.compile(rf"(?:目[ \u3000]*[录次])[ \u3000]+\S{{2,12}}[ \u3000]+{ISSUE.pattern}$")
_LEAST = 3                  # folios in a row that make a chain
_LINES = (12, 240)          # lines that a page may have
_STEP = 3                   # pages that may stand between two folios
_HEAD = 60                  # characters of a folio and a running head at most
_SURE = 3                   # what a folio beside the number of the issue is worth more


def paged(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` with their pages; unchanged where the input tells pages itself or no folios run through it."""
    if not lines or lines[-1].page or any(line.role for line in lines):
        return tuple(lines)
    printed = frozenset(line.text for line in lines)
    chain = _chain([(i, n) for i, line in enumerate(lines) if (n := folio_of(line, printed))],
                   {i for i, line in enumerate(lines) if ISSUE.search(line.text)})
    if len(chain) < _LEAST:
        return tuple(lines)
    head = _stands_at_head(lines, [i for i, _ in chain])
    breaks = [_first_of_head(lines, i) if head else _last_of_foot(lines, i) + 1 for i, _ in chain]
    first = chain[0][1]
    running = _running([lines[i] for i, _ in chain])
    out: list[Line] = []
    page, at = 0, 0
    running_at = {i for i, _ in chain}
    for index, line in enumerate(lines):
        while at < len(breaks) and index >= breaks[at]:
            page = chain[at][1] - first + 1 if head else (chain[at + 1][1] if at + 1 < len(chain) else chain[at][1] + 1) - first
            at += 1
        out.append(line._replace(page=page, role="furniture" if index in running_at and line.text in running else ""))
    return tuple(out)


def _running(folios: Sequence[Line]) -> frozenset[str]:
    """Those of the lines that hold a folio whose words run through the issue: they stand beside several folios, or are short."""
    words = [_LONE.sub("", re.sub(r"^\d{1,3}[ \u3000\t]*|[ \u3000\t]*\d{1,3}$", "", line.text)) for line in folios]
    often = Counter(words)
    return frozenset(line.text for line, word in zip(folios, words, strict=True)
                     if word and (often[word] > 1 or ISSUE.search(word) or len(skeleton(word)) <= 8))


def folio_of(line: Line, printed: Set[str] = frozenset()) -> int:
    """The number that `line` may be the folio of; 0 for none.  `printed`: titles and all other lines."""
    if line.level or len(line.text) > 60:
        return 0
    lone = _LONE.match(line.text)
    if lone:
        return int(lone[1])
    beside = _BESIDE.match(line.text)
    if beside is None:
        return 0
    words = beside[2] or beside[3]
    bare = "" if words in printed else CUT_SHORT.sub("", line.text)
    if is_terminal(bare) or re.search("[，。；·…]", bare):
        return 0
    return int(beside[1] or beside[4]) if ISSUE.search(words) or 2 <= len(skeleton(words)) <= 40 else 0


def _chain(found: Sequence[tuple[int, int]], sure: Set[int]) -> list[tuple[int, int]]:
    """The longest run of (line, number) whose numbers go up page by page while the lines go on by whole pages.  `sure`: lines that
    name the issue."""
    best: list[int] = []        # score of the best chain that ends here: folios, less what is skipped
    back: list[int] = []
    for k, (at, number) in enumerate(found):
        score, last = 10, -1
        more = 12 + _SURE * (at in sure)
        for j in range(k - 1, -1, -1):
            lines, step = at - found[j][0], number - found[j][1]
            if lines > _LINES[1] * _STEP:
                break
            least = 1 if at in sure and found[j][0] in sure else _LINES[0] * step
            if 1 <= step <= _STEP and least <= lines <= _LINES[1] * step and best[j] + more - 2 * step > score:
                score, last = best[j] + more - 2 * step, j
        best.append(score)
        back.append(last)
    k = max(range(len(found)), key=lambda i: (best[i], -i), default=-1)
    out = []
    while k >= 0:
        out.append(found[k])
        k = back[k]
    return out[::-1]


def _stands_at_head(lines: Sequence[Line], at: Sequence[int]) -> bool:
    """Whether the folios stand at the heads of their pages: by the running heads beside them, else by what comes first."""
    after = sum(i + 1 < len(lines) and bool(ISSUE.search(lines[i + 1].text)) for i in at)
    before = sum(i > 0 and bool(ISSUE.search(lines[i - 1].text)) for i in at)
    if after != before:
        return after > before
    long = [len(skeleton(line.text)) >= 12 and not line.level and bool(re.search("[，。]", line.text)) for line in lines]
    pages = [b - a for a, b in itertools.pairwise(at)]
    usual = sorted(pages)[len(pages) // 2]
    return sum(long[at[-1] + 1:]) > 0.1 * usual and sum(long[max(0, at[0] - usual):at[0]]) < 0.5 * usual


def _first_of_head(lines: Sequence[Line], index: int) -> int:
    """The first line of the running head whose folio is line `index`."""
    return index - 1 if index and ISSUE.search(lines[index - 1].text) and len(skeleton(lines[index - 1].text)) < 30 else index


def _last_of_foot(lines: Sequence[Line], index: int) -> int:
    after = index + 1
    return after if after < len(lines) and ISSUE.search(lines[after].text) and len(skeleton(lines[after].text)) < 30 else index


def with_pages_apart(lines: Sequence[Line]) -> list[Line]:
    """`lines` cut where the pages were written one right behind the other, in front of the folio that begins a page."""
    if not lines or lines[-1].page:
        return list(lines)
    printed = frozenset(line.text for line in lines)
    found = [(at, *inside) for at, line in enumerate(lines) for inside in _folios_inside(line.text, printed)]
    if 2 * len(found) > len(lines):
        return list(lines)
    names = Counter(words for _, _, _, words in found)
    often = {at for at, _, _, words in found if names[words] >= _LEAST and (not words or ISSUE.search(words))}
    sure = often | {at for at, _, _, words in found if words in printed}
    chain = set(_chain([(at, number) for at, _, number, _ in found], sure))
    if sum(at in often for at, _ in chain) < _LEAST:
        return list(lines)
    cuts = {at: start for at, start, number, _ in found if (at, number) in chain}
    cuts |= {at: match.start() for at, line in enumerate(lines) if (match := _CONTENTS.search(line.text))}
    return [part for at, line in enumerate(lines) for part in _cut(line, cuts.get(at, 0))]


def _folios_inside(text: str, printed: Set[str]) -> list[tuple[int, int, str]]:
    """(place, number, words behind it) of what may be folios inside a line: — 2 —, or 2 and a title or words that are no clause."""
    out = []
    for match in _INSIDE.finditer(text, max(1, len(text) - _HEAD)):
        words = "" if match[1] else text[match.end():].strip()
        clause = len(words) < 2 or re.search("[，。；：！？、]", re.sub("“[^”]*”?", "", words))
        if match[1] or words in printed or not clause:
            out.append((match.start(), int(match[1] or match[2]), words))
    return out


def _cut(line: Line, at: int) -> list[Line]:
    if not at:
        return [line]
    first, rest = line.text[:at].rstrip(), line.text[at:]
    return [line._replace(text=first), line._replace(text=rest, gap=0, part=min(line.part + COLUMNS, PARTS - COLUMNS))]
