"""Words of pictures that stand among lines of print: known by their credit, taken out before lines are put together."""
from __future__ import annotations

import re
from collections.abc import Sequence

from convert.importer.records import Draft, Line

_CREDITED = re.compile(r"\S[^。]{0,58}?[ \u3000]+(?:[制绘供插]?图|图片|照片|漫画|摄影?|绘)\s*[：:/／]\s*\S{2,20}$")
_NUMBERED = re.compile(r"图 ?\d{1,2}[ \u3000]+\S[^。，]{1,40}$")


_ALONE = re.compile(r"图 ?\d{1,2}$")
_CREDIT = re.compile(r"(?:[制绘供插]?图|图片|照片|漫画|摄影?|绘)\s*[：:/／]\s*\S{2,20}$")
_WORDS = 40                 # characters of a caption at most


def _together(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` with 图1, the words below it and who made the picture on one line."""
    out: list[Line] = []
    for line in lines:
        before = out[-1] if out else None
        near = before is not None and before.page == line.page and not before.level + line.level and len(line.text) <= _WORDS
        if before is not None and near and ((_ALONE.match(before.text) and "。" not in line.text)
                                            or (_NUMBERED.match(before.text) and _CREDIT.match(line.text))):
            out[-1] = before._replace(text=f"{before.text}\u3000{line.text}")
        else:
            out.append(line)
    return tuple(out)


def without_captions(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """(lines without captions, the captions): lines that end with who drew or took the picture, or that number it."""
    lines = _together(lines)
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
