"""Words of pictures that stand among lines of print: known by their credit, taken out before lines are put together."""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Sequence

from convert.importer.characters import BYLINE, ends_sentence, is_terminal, rank, width
from convert.importer.cutrows import OPENERS
from convert.importer.records import Draft, Line
from convert.importer.repair import close_gaps
from convert.importer.wrapped import Item

_BY = r"(?:[制绘供插]?图(?![/／]文)|图片|照片|漫画|摄影?|绘)\s*[：:/／]\s*\S{2,20}"
CREDITED = re.compile(r"\S[^。]{0,58}?[ \u3000]+" + _BY + "$")
_AT_END = re.compile(rf"(?:^|[ \u3000]+)({_BY})$")
_NUMBER_BEFORE = re.compile(r"图 ?\d{1,2}[ \u3000]+")
_NUMBERED = re.compile(r"图 ?\d{1,2}[ \u3000]+\S[^。，]{1,40}$")
NUMBER = re.compile(r"图 ?\d{1,2}$")       # what an extractor set apart from the words of the caption
CREDIT = re.compile(_BY + "$")
_IN_ROW = re.compile("[^，。；：]{2,20}[（(](?:从左[到至往]右|从右[到至往]左|[左右]起)[^（）()]{0,8}[）)](?:：|为|$)")
_BESIDE = 0.7               # share of the measure that text beside a picture has at most
_WORDS = 40                 # characters of a caption below its number
_PIECES, _NEAR = 9, 7       # lines of a caption's sentence at most; lines from who drew a picture to its words
_NAME, _SHORT = 8, 3        # em of a name of a picture that stands by itself amid text; that a caption's clause is short of a line


def credited(words: str) -> tuple[str, str]:
    """(caption, who drew or took the picture): what stands behind a gap at the end."""
    text = words.strip()
    found = _AT_END.search(text)
    caption, credit = (text[:found.start()].strip(), found[1]) if found else (text, "")
    number = _NUMBER_BEFORE.match(caption)
    first = number.end() if number else 0
    return caption[:first] + close_gaps(caption[first:]), credit


def without_captions(lines: Sequence[Line], titles: Collection[int] = (),
                     apart: bool = False) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """(lines without captions, the captions): lines that end with who drew or took the picture, or that number it, or that name
    what it shows from left to right; below a number its words, below those who drew it; above who drew it alone its words, also
    with a blank line between where lines stand `apart`.  `titles`: keys of lines that print a title."""
    found: dict[int, Line] = {}
    usual = Counter(int(width(line.text) + 0.3) for line in lines)
    full = max(usual, key=lambda w: (usual[w], w), default=0)
    for i, line in enumerate(lines):
        above = lines[i - 1] if i and lines[i - 1].page == line.page else None
        below = above is not None and above.key in found and (NUMBER.match(above.text) or CREDIT.match(line.text))
        text = line.text.strip()
        if line.level or line.role or line.key in found:
            continue
        if CREDITED.match(text) or _NUMBERED.match(text) or NUMBER.match(text) or (below and len(text) <= _WORDS):
            if above is not None and above.key not in titles and _begins_caption(above, line, full):
                found[above.key] = above
            found[line.key] = line
        elif _IN_ROW.match(text):
            found |= {x.key: x for x in lines[i:_end_of_sentence(lines, i)]}
        elif CREDIT.match(text):
            words = _words_above(lines, i, titles, full, apart)
            found |= {x.key: x for x in words + [line] * bool(words)}
    return tuple(line for line in lines if line.key not in found), tuple(line for line in lines if line.key in found)


def _begins_caption(above: Line, line: Line, full: float) -> bool:
    """Whether the row of a caption was cut between its clause and the quotation mark that `line` begins with."""
    return line.text[:1] in OPENERS and above.text[-1:] in "，、" and width(above.text) < full - _SHORT


def _end_of_sentence(lines: Sequence[Line], first: int) -> int:
    """Where the sentence ends that begins with line `first`, within a few lines; right below it where it ends nowhere near."""
    near = range(first, min(first + _PIECES, len(lines)))
    return next((i + 1 for i in near if ends_sentence(lines[i].text) and lines[i].page == lines[first].page), first + 1)


def _words_above(lines: Sequence[Line], i: int, titles: Collection[int], full: float, apart: bool) -> list[Line]:
    """The words of the picture that line `i` credits: right above it, or else near above it a line by itself that interrupts a
    sentence."""
    line, near = lines[i], [x for x in lines[max(0, i - _NEAR):i] if x.page == lines[i].page]
    if near and (apart or not line.gap) and near[-1].key not in titles and _names_picture(near[-1], full):
        return near[-1:]
    run = [*near, line]
    for k in range(len(near) - 1, 0, -1):
        above, words, below = run[k - 1:k + 2]
        alone = words.gap and below.gap and not is_terminal(above.text) and width(above.text) >= full - 1
        if alone and words.key not in titles and _names_picture(words, full) and width(words.text) >= _NAME and (
                not rank(words.text.strip())):
            return [words]
    return []


def below_captions(lines: Sequence[Line], captions: Sequence[Line]) -> frozenset[int]:
    """Keys of the lines right below one of the `captions` on their page."""
    keys = {line.key for line in captions}
    return frozenset(below.key for line, below in itertools.pairwise(lines)
                     if line.key in keys and below.key not in keys and below.page == line.page)


def _names_picture(line: Line, full: float) -> bool:
    """Whether `line` may be the words of a caption: short of a `full` line, no sentence, no byline."""
    text = line.text.strip()
    ended = is_terminal(text) or text[-1:] in "，、；"
    return not (line.level or line.role or width(text) >= full - 1 or ended or BYLINE.match(text))


def without_names(pages: Sequence[Sequence[Item]],
                  titles: Collection[int]) -> tuple[tuple[tuple[Item, ...], ...], tuple[Line, ...]]:
    """(pages without the names of pictures, the names): a line below a byline, above text that a picture makes much narrower, is no
    heading, which would have text above it."""
    found: list[Line] = []

    def named(items: Sequence[Item], i: int, widest: float) -> bool:
        lines, below = items[i].lines, items[i + 1:i + 2]
        if not items[i].display or len(lines) < 2 or lines[-1].key in titles or not BYLINE.match(lines[-2].text.strip()):
            return False
        narrow = any(not item.display and len(item.lines) > 1 and item.measure <= _BESIDE * widest for item in below)
        return narrow and width(lines[-1].text) <= below[0].measure and _names_picture(lines[-1], widest)

    out = []
    for items in pages:
        widest = max((item.measure for item in items), default=0.0)
        at = {i for i in range(len(items)) if named(items, i, widest)}
        found += [items[i].lines[-1] for i in sorted(at)]
        out.append(tuple(item._replace(lines=item.lines[:-1]) if i in at else item for i, item in enumerate(items)))
    return tuple(out), tuple(found)


def with_captions(drafts: Sequence[Draft], captions: Sequence[Line]) -> tuple[Draft, ...]:
    """Every caption given to the article that its page goes on with: the last that begins above it."""
    out = list(drafts)
    for line in captions:
        begun = [i for i, draft in enumerate(out) if (draft.page, _first(draft)) <= (line.page, line.number)]
        at = begun[-1] if begun else 0
        out[at] = out[at]._replace(captions=(*out[at].captions, line))
    return tuple(out)


def _first(draft: Draft) -> int:
    return next((line.number for line in (*draft.head, *draft.body)), 0)
