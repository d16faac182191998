"""Words of pictures that stand among lines of print: known by their credit, taken out before lines are put together."""
from __future__ import annotations

import re
from collections.abc import Sequence

from convert.importer.records import Draft, Line

_CREDITED = re.compile(r"\S[^。]{0,58}?[ \u3000]+(?:[制绘供插]?图|图片|照片|漫画|摄影?|绘)\s*[：:/／]\s*\S{2,20}$")
_NUMBERED = re.compile(r"图 ?\d{1,2}[ \u3000]+\S[^。，]{1,40}$")


def without_captions(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """(lines without captions, the captions): lines that end with who drew or took the picture, or that number it."""
    found = [line for line in lines if not line.level and not line.role and (
        _CREDITED.match(line.text.strip()) or _NUMBERED.match(line.text.strip()))]
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
