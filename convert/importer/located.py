"""Where the body prints the titles of the contents: lines of the page that an entry names whose words are the entry's."""
from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from convert.importer.characters import LEADERS, credit, ends_sentence, is_terminal, skeleton
from convert.importer.furniture import printed_page
from convert.importer.matching import common_length
from convert.importer.records import Contents, Line
from convert.importer.repair import GAP, repair_line

_PAUSE = re.compile(r"[\s“”《》（）、，：！？—·]+")         # where the line of a title may end
_DOTS = re.compile(rf"[{LEADERS}_]{{3}}|(?:[{LEADERS}] ){{3}}|(?:^|\s)\d{{1,3}}$")       # what ends an entry
_BETWEEN = 4                # lines from the title to its author's at most
_TALL = 7                   # lines of a head at most
_ALIKE = 0.8                # share of the words that an entry and its lines have in common


def locate(lines: Sequence[Line], contents: Contents, folios: Mapping[int, int]) -> dict[int, int]:
    """Number of a line -> index of the entry whose title it prints, wholly or in part.

    An entry with a page is looked for on that page only, where `folios` (page index -> printed page) tell it; what is found nowhere
    is left out, and so is what is found in two places.
    """
    bare = [skeleton(repair_line(line.text)) for line in lines]
    printed = {page: printed_page(dict(folios), page) for page in {line.page for line in lines}}
    pages: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        pages.setdefault(printed[line.page], []).append(i)
    out: dict[int, int] = {}
    for index, entry in enumerate(contents.entries):
        keys = {key for key in (skeleton(entry.text), skeleton(entry.text + entry.author)) if key}
        where = pages.get(entry.page, []) if folios and entry.page else []
        best = max((_matched(lines, bare, i, key) for key in sorted(keys) for i in where if lines[i].key not in out),
                   key=lambda found: (found[0], -found[1]), default=(0.0, 0, 0))
        if best[0] >= (_ALIKE if len(skeleton(entry.text)) > 2 else 1.0):
            out |= {lines[i].key: index for i in range(best[1], _past_author(lines, bare, best[2], skeleton(entry.author)))}
    return out


def _past_author(lines: Sequence[Line], bare: Sequence[str], end: int, author: str) -> int:
    """`end` of a title, or the end of its author's line where that stands below, a subtitle at most between them."""
    for at in range(end, min(end + _BETWEEN, len(lines)) if author else end):
        if lines[at].page != lines[end - 1].page or is_terminal(lines[at].text):
            break
        if bare[at] == author:
            return at + 1
    return end


def listed_words(contents: Contents, listed: Sequence[Line] = ()) -> tuple[str, frozenset[int]]:
    """(the words of the contents, where entries and the parts of one begin and end in them); `listed`: its lines."""
    texts = [*(entry.text for entry in contents.entries), *(repair_line(x.text) for x in listed)]
    whole_page = (repair_line(x.text) for x in listed if not skeleton(x.text).isdigit())
    texts.append("，".join(whole_page))         # an entry may be cut anywhere
    return "\n".join(map(skeleton, texts)), _edges(texts)


def listed_in_turn(listed: Sequence[Line]) -> str:
    """The words of the lines of the contents one after the other, cut where a row of dots or a page number ends an entry."""
    out = [skeleton(_DOTS.split(repair_line(x.text))[0]) + "\n" * bool(_DOTS.search(x.text)) for x in listed]
    return "".join(out)


def printed_titles(lines: Sequence[Line], contents: Contents, listed: Sequence[Line] = ()) -> frozenset[int]:
    """Keys of the display lines whose words stand in the contents, however its entries are cut; `listed`: its lines."""
    words, edges = listed_words(contents, listed)
    found = [line for i, line in enumerate(lines) if _listed(repair_line(line.text), words) or (
        i + 1 < len(lines) and line.text[-1:] in "，、" and _is_broken(line, lines[i + 1], words))]
    at = {line.key: i for i, line in enumerate(lines)}
    whole = [run for run in runs(found, at) if len(run) > 1 or _has_edge(_words(run), words, edges)]
    return frozenset(line.key for run in whole for line in run if not _is_part(run, whole))


def _edges(texts: Sequence[str]) -> frozenset[int]:
    """Where entries and the parts of one begin and end in their skeletons, one a line."""
    out, at = set(), 0
    for text in texts:
        for part in _PAUSE.split(text):
            out |= {at, at + len(skeleton(part))}
            at += len(skeleton(part))
        at += 1
    return frozenset(out)


def _has_edge(bare: str, words: str, edges: Collection[int]) -> bool:
    """Whether `bare` begins or ends where an entry or a part of one does: running text that shares words with one hardly does."""
    at = words.find(bare)
    while at >= 0:
        if at in edges or at + len(bare) in edges:
            return True
        at = words.find(bare, at + 1)
    return bare not in words


def _is_broken(line: Line, below: Line, words: str) -> bool:
    """Whether the contents has the two lines in one piece: a title broken behind a mark."""
    pair = skeleton(repair_line(line.text)) + skeleton(repair_line(below.text))
    return line.page == below.page and not below.gap and pair in words and _listed(repair_line(below.text), words)


def _listed(text: str, words: str) -> bool:
    """Whether the contents has `text`, in one piece or in the halves that a gap parts."""
    if ends_sentence(text) or text[-1:] in "，、；" or credit(text) is not None:
        return False
    bare = skeleton(text)
    halves = [skeleton(part) for part in text.split(GAP)]
    return (len(bare) >= 5 and bare in words) or (len(halves) > 1 and all(len(half) >= 4 and half in words for half in halves))


def runs(lines: Sequence[Line], at: Mapping[int, int]) -> list[list[Line]]:
    """Lines one below the other; `at`: key of a line -> its place among all."""
    out: list[list[Line]] = []
    for line in lines:
        if out and at[line.key] == at[out[-1][-1].key] + 1 and line.page == out[-1][-1].page:
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _is_part(run: Sequence[Line], whole: Sequence[Sequence[Line]]) -> bool:
    """Whether the words of `run` are a part of a title that is printed whole near by: running text that names it."""
    bare = _words(run)
    near = [_words(other) for other in whole if abs(other[0].page - run[0].page) <= 1]
    return any(len(words) > len(bare) and bare in words for words in near)


def _words(run: Sequence[Line]) -> str:
    return "".join(skeleton(repair_line(line.text)) for line in run)


def _matched(lines: Sequence[Line], bare: Sequence[str], first: int, key: str) -> tuple[float, int, int]:
    """(how alike, first, end) of the lines from `first` that print `key` best; running text is no title."""
    best = (0.0, first, first)
    if not bare[first] or (first and _runs_on(lines[first - 1], lines[first])):
        return best
    whole = ""
    for end in range(first, min(first + _TALL, len(lines))):
        line = lines[end]
        if line.page != lines[first].page or (is_terminal(line.text) and line.text[-1:] not in "！？」”》：—"):
            break
        whole += bare[end]
        if len(whole) > 1.25 * len(key) + 4:
            break
        if whole[:1] in key:
            alike = 1.0 if whole == key else 2 * common_length(whole, key) / (len(whole) + len(key))
            best = max(best, (alike, first, end + 1), key=lambda found: found[0])
    return best


def _runs_on(before: Line, line: Line) -> bool:
    """Whether running text that did not end stands right above `line`."""
    return (before.page == line.page and not before.level and len(skeleton(before.text)) >= 10 and before.text[-1:] in "，、；"
            and credit(repair_line(before.text)) is None)
