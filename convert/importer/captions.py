"""Words of pictures that stand among lines of print: known by their credit, taken out before lines are put together."""
from __future__ import annotations

import re
from collections.abc import Sequence

from convert.importer.records import Draft, Line
from convert.importer.repair import close_gaps

_BY = r"(?:[制绘供插]?图|图片|照片|漫画|摄影?|绘)\s*[：:/／]\s*\S{2,20}"
_CREDITED = re.compile(r"\S[^。]{0,58}?[ \u3000]+" + _BY + "$")
_AT_END = re.compile(rf"(?:^|[ \u3000]+)({_BY})$")
_NUMBER_BEFORE = re.compile(r"图 ?\d{1,2}[ \u3000]+")
_NUMBERED = re.compile(r"图 ?\d{1,2}[ \u3000]+\S[^。，]{1,40}$")
NUMBER = re.compile(r"图 ?\d{1,2}$")       # what an extractor set apart from the words of the caption
CREDIT = re.compile(_BY + "$")
_WORDS = 40                 # characters of a caption below its number


def credited(words: str) -> tuple[str, str]:
    """(caption, who drew or took the picture): what stands behind a gap at the end."""
    text = words.strip()
    found = _AT_END.search(text)
    caption, credit = (text[:found.start()].strip(), found[1]) if found else (text, "")
    number = _NUMBER_BEFORE.match(caption)
    first = number.end() if number else 0
    return caption[:first] + close_gaps(caption[first:]), credit


def without_captions(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """(lines without captions, the captions): lines that end with who drew or took the picture, or that number it; below a
    number its words, below those who drew it."""
    found: list[Line] = []
    for i, line in enumerate(lines):
        above = lines[i - 1] if i and lines[i - 1].page == line.page else None
        below = above is not None and found[-1:] == [above] and (NUMBER.match(above.text) or CREDIT.match(line.text))
        text = line.text.strip()
        if not line.level and not line.role and (
                _CREDITED.match(text) or _NUMBERED.match(text) or NUMBER.match(text) or (below and len(text) <= _WORDS)):
            found.append(line)
    keys = {line.key for line in found}
    return tuple(line for line in lines if line.key not in keys), tuple(found)


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
