"""Short pieces set across the columns of a page, which the contents leaves out: a head, and lines far wider than a column."""
from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from convert.importer.characters import BYLINE, is_terminal, rank, width
from convert.importer.records import Draft, Line
from convert.importer.repair import repair_line

_WIDE, _OVER = 1.5, 2.5     # measures that a line of such a piece has at least; em over one that no line of a column has
_FEW = 0.04                 # share of the lines at most that are so wide where columns are
_HEAD = 20                  # em of its head at most


def without_fillers(lines: Sequence[Line], titles: Collection[int]) -> tuple[tuple[Line, ...], tuple[Draft, ...]]:
    """(lines without such pieces, the pieces).  `titles`: keys of the lines that print a title of the contents."""
    usual = Counter(int(width(line.text) + 0.3) for line in lines if width(line.text) >= 12)
    measure = max(usual, key=lambda w: (usual[w], w)) if usual else 0
    wide = sum(width(line.text) >= _WIDE * measure for line in lines)
    if not 0 < wide <= _FEW * len(lines):
        return tuple(lines), ()
    kept: list[Line] = []
    found: list[Draft] = []
    at = 0
    while at < len(lines):
        end = _end(lines, at + 1, measure) if _is_head(lines, at, measure, titles) else at
        if end > at + 1:
            found.append(Draft((lines[at]._replace(level=1),), _paragraphs(lines[at + 1:end]), page=lines[at].page))
        else:
            kept.append(lines[at])
        at = max(end, at + 1)
    return tuple(kept), tuple(found)


def _is_head(lines: Sequence[Line], at: int, measure: float, titles: Collection[int]) -> bool:
    """Whether line `at` is a head with wide lines of its page below it."""
    line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    text = repair_line(line.text)
    return (below is not None and below.page == line.page and width(below.text) >= _WIDE * measure and line.key not in titles
            and not line.level and 2 <= width(text) <= _HEAD and not is_terminal(text) and text[-1:] not in "，、；"
            and not BYLINE.match(text) and not rank(text) and not text.startswith("——"))


def _end(lines: Sequence[Line], first: int, measure: float) -> int:
    """Where the wide lines from `first` end, with the short last line of a paragraph; `first` where they end in mid-sentence."""
    end = first
    while end < len(lines) and lines[end].page == lines[first].page and (
            width(lines[end].text) > measure + _OVER or not is_terminal(lines[end - 1].text)):
        end += 1
        if width(lines[end - 1].text) <= measure + _OVER:
            break
    return end if is_terminal(lines[end - 1].text) else first


def _paragraphs(lines: Sequence[Line]) -> tuple[Line, ...]:
    """A paragraph ends with a sentence and a line that is short of the widest one."""
    widest = max(width(line.text) for line in lines)
    out: list[Line] = []
    begins = True
    for line in lines:
        text = repair_line(line.text)
        if begins:
            out.append(line._replace(text=text, joined=True))
        else:
            out[-1] = out[-1]._replace(text=out[-1].text + text)
        begins = is_terminal(text) and width(line.text) < widest - 2
    return tuple(out)
