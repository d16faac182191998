"""Short pieces that fill a page and that the contents leaves out: a head and lines far wider than a column, or a head and a few
verses in the middle of prose."""
from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from convert.importer.characters import BYLINE, ends_sentence, is_terminal, rank, width
from convert.importer.cutrows import MARKS, OPENERS
from convert.importer.heads import is_balanced
from convert.importer.records import Draft, Line
from convert.importer.repair import repair_line

_WIDE, _OVER = 1.5, 2.5     # measures that a line of such a piece has at least; em over one that no line of a column has
_FEW = 0.04                 # share of the lines at most that are so wide where columns are
_HEAD = 20                  # em of its head at most
_VERSES, _EVEN = 4, 0.6     # lines of such a poem at least; em within which they are as wide as each other
_SHORT, _INDENT = 0.7, 3.2  # share of the measure that a verse has at most; em that a first line is short of the measure


def without_fillers(lines: Sequence[Line], titles: Collection[int]) -> tuple[tuple[Line, ...], tuple[Draft, ...]]:
    """(lines without such pieces, the pieces).  `titles`: keys of the lines that print a title of the contents."""
    measure = _measure(lines)
    wide = sum(width(line.text) >= _WIDE * measure for line in lines)
    columns = 0 < wide <= _FEW * len(lines)
    lines, found = without_boxes(lines, titles)
    kept: list[Line] = []
    at = 0
    while at < len(lines):
        end = poem = at
        if _may_be_head(lines, at, titles):
            end = _end(lines, at + 1, measure) if columns and _is_wide(lines, at + 1, measure) else at
            poem = _end_of_poem(lines, at + 1, measure)
        if end > at + 1:
            found.append(Draft((lines[at]._replace(level=1),), _paragraphs(lines[at + 1:end]), page=lines[at].page))
        elif poem > at + 1:
            verse = tuple(map(_whole, lines[at + 1:poem]))
            found.append(Draft((lines[at]._replace(level=1),), verse, page=lines[at].page))
        else:
            kept.append(lines[at])
        at = max(end, poem, at + 1)
    return tuple(kept), tuple(found)


def without_boxes(lines: Sequence[Line], titles: Collection[int]) -> tuple[tuple[Line, ...], list[Draft]]:
    """(lines without the boxes that stand among them and print no title, the boxes)."""
    measure = _measure(lines)
    kept: list[Line] = []
    found: list[Draft] = []
    at = 0
    while at < len(lines):
        box = _end_of_box(lines, at, titles)
        if box <= at + 1:
            kept.append(lines[at])
            at += 1
            continue
        body = lines[at + 1:box]
        verses = _end_of_verses(lines, at + 1, measure) == box
        found.append(Draft((lines[at]._replace(level=1),), tuple(map(_whole, body)) if verses else _paragraphs(body),
                           page=lines[at].page))
        at = box
    return tuple(kept), found


def _measure(lines: Sequence[Line]) -> int:
    """The width in whole em that most lines of the text have; 0 where there is no text."""
    usual = Counter(int(width(line.text) + 0.3) for line in lines if width(line.text) >= 12)
    return max(usual, key=lambda w: (usual[w], w), default=0)


def _may_be_head(lines: Sequence[Line], at: int, titles: Collection[int]) -> bool:
    """Whether line `at` is display type that no contents tells of, with text of its page below it."""
    line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    if below is None or below.page != line.page or line.level or line.role or line.key in titles or width(line.text) > _HEAD:
        return False
    text = repair_line(line.text)
    return (width(text) >= 2 and not is_terminal(text) and text[-1:] not in "，、；" and is_balanced(text)
            and not BYLINE.match(text) and not rank(text) and not text.startswith("——"))


def _is_wide(lines: Sequence[Line], first: int, measure: float) -> bool:
    """Whether the row that begins with line `first` is far wider than a column, also where it was cut at its marks."""
    return _row_width(lines[first:_end_of_row(lines, first, measure)]) >= _WIDE * measure


def _row_width(pieces: Sequence[Line]) -> float:
    return sum(width(line.text) for line in pieces)


def _end_of_row(lines: Sequence[Line], first: int, measure: float) -> int:
    """Where the row that begins with line `first` ends: cut before an opening mark or behind a closing one; cut behind any mark
    where its pieces are wider than a column and a wide row goes on below them."""
    end = first + 1
    while _was_cut_below(lines, end - 1, "》”’"):
        end += 1
    marks = end
    while _was_cut_below(lines, marks - 1, MARKS):
        marks += 1
    below = lines[marks] if marks < len(lines) and lines[marks].page == lines[first].page else None
    goes_on = below is not None and not is_terminal(lines[marks - 1].text) and width(below.text) > measure + _OVER
    return marks if goes_on and _row_width(lines[first:marks]) > measure + _OVER else end


def _was_cut_below(lines: Sequence[Line], at: int, marks: str) -> bool:
    """Whether a row was cut between line `at` and the next, in mid-sentence: before an opening mark or behind one of `marks`."""
    if at + 1 >= len(lines) or lines[at + 1].page != lines[at].page or is_terminal(lines[at].text):
        return False
    return lines[at + 1].text[:1] in OPENERS or lines[at].text[-1:] in marks


def _end(lines: Sequence[Line], first: int, measure: float) -> int:
    """Where the wide lines from `first` end, with the short last line of a paragraph; `first` where they end in mid-sentence."""
    end = first
    while end < len(lines) and lines[end].page == lines[first].page and (
            width(lines[end].text) > measure + _OVER or not is_terminal(lines[end - 1].text)):
        begins, end = end, _end_of_row(lines, end, measure)
        if _row_width(lines[begins:end]) <= measure + _OVER:
            break
    wide = any(width(line.text) >= _WIDE * measure for line in lines[first:end])
    return end if wide and is_terminal(lines[end - 1].text) else first


def _end_of_poem(lines: Sequence[Line], first: int, measure: float) -> int:
    """Where verses as wide as each other from `first` end; `first` where they are no piece amid prose, which ended above their head
    and goes on below them with the first line of a paragraph, or on another page."""
    above = lines[first - 2] if first > 1 and lines[first - 2].page == lines[first].page else None
    if above is None or not ends_sentence(above.text) or not 0 < width(lines[first].text) <= _SHORT * measure:
        return first
    end = _end_of_verses(lines, first, measure)
    after = lines[end] if end < len(lines) and lines[end].page == lines[first].page else None
    whole = end - first >= _VERSES and ends_sentence(lines[end - 1].text)
    goes_on = after is None or measure - _INDENT <= width(after.text) <= measure + _OVER
    return end if whole and goes_on else first


def _end_of_verses(lines: Sequence[Line], first: int, measure: float) -> int:
    """Where short lines as wide as each other from `first` end."""
    end = first
    while end < len(lines) and lines[end].page == lines[first].page and lines[end].text[-1:] in "，；。！？" and (
            abs(width(lines[end].text) - width(lines[first].text)) <= _EVEN and width(lines[end].text) <= _SHORT * measure):
        end += 1
    return end


def _end_of_box(lines: Sequence[Line], at: int, titles: Collection[int]) -> int:
    """Where the box that line `at` heads ends, of whose lines none prints a title or a byline; `at` where it heads none."""
    end = at
    while end < len(lines) and lines[end].box and lines[end].box == lines[at].number and lines[end].page == lines[at].page:
        end += 1
    inside = any(line.key in titles or line.role or BYLINE.match(line.text.strip()) for line in lines[at:end])
    return at if inside or not _may_be_head(lines, at, titles) else end


def _whole(line: Line) -> Line:
    return line._replace(text=repair_line(line.text), joined=True)


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
