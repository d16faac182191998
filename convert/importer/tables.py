"""Tables that an extractor wrote cell by cell or row by row -> a line for every row, its cells in their order.

Its pieces are dealt to columns (`dealing`); the number of columns is the one that makes dealing cheapest.
"""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.importer.characters import (
    BULLET,
    DATE,
    EDITOR_NOTE,
    HAN,
    LIST_ITEM,
    is_body_name,
    is_terminal,
    plain,
    rank,
    skeleton,
    width,
)
from convert.importer.dealing import HEAD_WORD, TOTAL, Column, Piece, State, deal, is_open_cell, kind_of
from convert.importer.reading import column_width, usual_width
from convert.importer.records import CELL, Line
from convert.importer.repair import GAP, repair_line

_CAPTION = re.compile(r"表 ?\d{1,2}(?:[ \u3000]+\S|[^\d\s、，。；和至中所的及])[^。，；]{1,40}$")
_NUMBERED = re.compile(r"表\d{1,2}")
_ALONE = re.compile(r"表 ?\d{1,2}$")
_BRACKETS = re.compile("[（(][^（）()]*[）)]")
_UNIT = re.compile("[年月日时分秒]|小时")
_COUNTED = re.compile("[室号个条件人次名座路届层楼元米台份点]")          # what a number before it counts
_WIDE_GAP = re.compile(r"[ \u3000\t]{2,}|[\u3000\t]")
_NAME, _NAMES = re.compile(f"[{HAN}]{{1,4}}$"), 8       # one of a list of names; of them at least
_BELOW = re.compile("下(?:表|面[^。；，]{0,6}表)")         # what a paragraph calls a table that stands below it
_ANNOUNCED, _AFLOAT = re.compile("(?:下表|附表)[^。；，]{0,6}[：:]$"), 12       # paragraphs that may stand before a floating table
_LEAST, _FEW = 8, 6         # pieces of a table at least, of one with a caption
_MOST_COLUMNS, _FEW_COLUMNS = 9, 7      # columns at most, on a page of columns
_NARROW, _SINGLE, _BESIDE = 0.62, 0.7, 1.25       # share of the measure that a cell has at most; times it beside another cell
_FIGURES, _CUT, _CUT_FEW = 0.12, 0.3, 0.1       # share of a table's pieces that hold a figure at least; that end on a comma at
                                    # most, where all else may be text
_DEAR = 0.3                         # cost of a piece on the average from which it is no table
_ROUGH, _WAYS, _BEAM = 5, 3, 30        # ways that are followed at first, numbers of columns that are looked into, ways then
_ROUGHEST, _FEWER = 3, 10           # ways at first and then where cells come row by row
_SAMPLE, _FIRST, _LARGEST = 60, 30, 400     # pieces that tell the number of columns, those where cells come row by row; at most
_ROUGHLY = 6.0                      # that the first look is dearer
_MOSTLY = 0.6               # share of the rows that have as many cells as each other; of a table's width that a cell over all has
_FULL_CELL = 1.5            # em that a line of a cell that goes on below is short of the widest at most
_SPANNED, _TALLEST = 3, 8           # columns of a table with such a cell at least, lines of it at most
_REST = 3                           # em of the second line of the first cell beside such a cell
_COLUMN = 12                # em of a line that tells the measure
_PARAGRAPH = 40             # em of a line of text where every line is a paragraph
_SMALLER = 6                        # em that a line of a table, whose type is smaller, is wider than the text's at most
_TITLED, _HEADS, _BETWEEN = 0.4, 2, 0.6     # of a line above the table that is its caption; such lines at most; of a cell between
_CLOSING = 2                # pieces of the end of a table
_CORNER, _SPANNING = 0.5, 0.4       # of a first column without a head; of a head above others
_SPAN, _AMONG = 4.5, 9              # em of such a head at least, pieces among which it stands
_MIXED, _STRANGE = 0.3, 0.1        # of a cell of another kind than most of its column; share of such cells at most
_BETTER = 2.0               # that a way costs more than another, from which it is not looked into
_OVERWIDE, _SMALL = 1.0, 1.3        # of columns wider than one of the page has room for, times its measure, for the type is smaller
_TITLE = 5                          # characters of the words above a table that are its caption, at least
_ROWS, _FILLED, _OF_A_KIND = 3, 0.7, 0.7        # rows of a table at least; shares of them that are whole, that have a figure there


def with_tables(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` with the rows of tables, and their captions, each as one whole line of role "row"."""
    if any(line.role for line in lines):
        return tuple(lines)
    lines = _with_names(lines)
    measure = column_width(lines) or _PARAGRAPH
    out: list[Line] = []
    at = 0
    for first, end in _regions(lines, measure):
        out += lines[at:first]
        out += _table(lines, first, end) or lines[first:end]
        at = end
        if at < len(lines) and out and out[-1].role == "row":
            merged = _merged(out[-1], lines[at], measure)
            out[-1:] = merged
            at += bool(merged[-1].text.endswith(repair_line(lines[at].text)) or len(merged) > 1)
    return (*out, *lines[at:])


def with_page_tables(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` of pages of columns with the rows of tables, and their captions, each as one whole line of role "row"; only what
    shows itself to be a table is one."""
    measure = usual_width(Counter(int(width(line.text) + 0.3) for line in lines if width(line.text) >= _COLUMN))
    room = _SMALL * (measure or _PARAGRAPH)
    lines = _with_captions(lines, measure)
    out: list[Line] = []
    at = 0
    for first, behind in _regions(lines, measure or _PARAGRAPH, True):
        out += lines[at:first]          # below the table there may be pieces of a row of text
        end = next((k for k in range(behind, first, -1) if lines[k - 1].text[-1:] not in "，、："), first)
        found = _table(lines, first - 1, end, room) if _may_head(lines, first - 1, at, measure) else []
        if found:
            del out[-1]
        found = found or _with_last_column(lines, first, end, room) or _table(lines, first, end, room)
        more = _below_label(lines, end, found)
        if more:
            words = repair_line("".join(line.text for line in more))
            found[-1] = found[-1]._replace(text=found[-1].text.replace(CELL, "") + CELL + words)
        out += found or lines[first:end]
        at = end + len(more)
        glued = [] if more else _glued_row(lines, at, found, measure)
        if glued:
            cells = _parted_cells(found[-1], "".join(line.text for line in glued))
            out.append(glued[0]._replace(text=cells, role="row", joined=True))
            at += len(glued)
    return (*out, *lines[at:])


def _glued_row(lines: Sequence[Line], at: int, rows: Sequence[Line], measure: float) -> list[Line]:
    """The lines from line `at` on that are one more row of two cells with no gap between them: it begins as the last of `rows`
    does, but for the figures."""
    near = [line for line in lines[at:at + _TALLEST] if rows and line.page == rows[-1].page]
    if not near or not _parted_cells(rows[-1], near[0].text):
        return []
    return near[:next((k for k, line in enumerate(near, 1) if width(line.text) < measure - _FULL_CELL), len(near))]


def _parted_cells(row: Line, text: str) -> str:
    """`text` in two cells, the first like that of `row` with other figures; "" where it has none."""
    cells = row.text.split(CELL)
    like = re.compile(r"\d+".join(map(re.escape, re.split(r"\d+", cells[0]))) + r"(?=\S)")
    words = repair_line(text)
    match = like.match(words) if len(cells) == 2 and re.search(r"\d", cells[0]) else None
    return f"{match[0]}{CELL}{words[match.end():]}" if match else ""


def _with_captions(lines: Sequence[Line], measure: float) -> list[Line]:
    """`lines` with the words of a caption that were written among the cells below the number of their table."""
    out = list(lines)
    for at, line in enumerate(lines):
        if not _ALONE.match(line.text):
            continue
        words = at + 1
        while words < len(lines) and lines[words].page == line.page and not _may_be_words(lines[words], measure) and (
                _may_be_cells(lines, words, measure, True)):
            words += 1
        near = words < len(lines) and lines[words].page == line.page
        if near and words - at > _ROWS and _may_be_words(lines[words], measure):
            out.insert(at + 1, out.pop(words))
    return out


def _may_be_words(line: Line, measure: float) -> bool:
    """Whether a line may be the words of a caption: a head wider than a cell, with marks in brackets only."""
    text = line.text.strip()
    bare = _BRACKETS.sub("", text)
    return not (line.level or line.role or rank(text) or is_terminal(text) or re.search("[，。；：！？]", bare)) and (
        width(text) > _SINGLE * measure and width(bare) <= measure)


def _with_last_column(lines: Sequence[Line], first: int, end: int, room: float) -> list[Line]:
    """The rows of a table whose last column, of words only, was written below all others; [] where there is none."""
    figured = [at for at in range(first, end) if any(piece.kind in "nf" for piece in _split(lines[at], at))]
    below = figured[-1] + 1 if figured else end
    rows = _table(lines, first, below, room) if end - below >= _ROWS else []
    body = [row for row in rows if CELL in row.text]
    cells = _parted([line.text for line in lines[below:end]], len(body))
    if not cells or rows[len(rows) - len(body):] != body:
        return []
    return [*rows[:len(rows) - len(body)],
            *(row._replace(text=row.text + CELL + repair_line(cell)) for row, cell in zip(body, cells, strict=True))]


def _parted(texts: Sequence[str], count: int) -> list[str]:
    """The lines of one column as `count` cells: a cell goes on where it is open, then where it fills its column best; [] where they
    are no such cells."""
    opens = [bool(i) and is_open_cell("".join(texts[:i])) for i in range(len(texts))]
    widest = max(map(width, texts), default=0)
    spare = opens.count(False) - count
    full = sorted((i for i in range(1, len(texts)) if not opens[i] and width(texts[i - 1]) >= widest - _FULL_CELL),
                  key=lambda i: (-width(texts[i - 1]), i))
    if not 0 <= spare <= len(full) or not count:
        return []
    out: list[str] = []
    for i, text in enumerate(texts):
        if opens[i] or i in full[:spare]:
            out[-1] += text
        else:
            out.append(text)
    return out


def _below_label(lines: Sequence[Line], at: int, rows: Sequence[Line]) -> list[Line]:
    """The lines from line `at` on that are the rest of the last of `rows`, which has its first cell only, perhaps on two lines: one
    cell as wide as all other columns."""
    cells = [row.text.split(CELL) for row in rows]
    count = max(map(len, cells), default=0)
    if count < _SPANNED or len(cells[-1]) > 2 or any(width(cell) > _REST for cell in cells[-1][1:]):
        return []
    full = _MOSTLY * sum(max(width(row[column]) for row in cells if len(row) > column) for column in range(1, count))
    out: list[Line] = []
    for line in lines[at:at + _TALLEST]:
        goes_on = not out or width(out[-1].text) >= full or out[-1].text[-1:] in "，、；"
        wide = width(line.text) >= full or line.text[-1:] in "，、；"
        if line.page != rows[-1].page or line.level or not goes_on or not (wide or out):
            break
        out.append(line)
    return out


def _may_head(lines: Sequence[Line], at: int, least: int, measure: float) -> bool:
    """Whether line `at`, of index `least` at least, may be the caption above a table, wider than any cell: it stands below the end
    of a paragraph or of a page."""
    if at < least or lines[at].page != lines[at + 1].page or _is_named(lines[at + 1]):
        return False
    above, line = lines[at - 1] if at else None, lines[at]
    if line.level or line.role or rank(line.text) or re.search("[。；：]|[，、]$", line.text):
        return False
    ended = above is None or above.page != line.page or is_terminal(above.text)
    return ended and not is_terminal(line.text) and width(_BRACKETS.sub("", line.text)) <= measure


def with_tables_below(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` with every table that a paragraph announces, 见下表：, right below it, and one that came to stand below the date of
    the document below the paragraph that names it: a page had no room for it there."""
    out = list(lines)
    for at in range(1, len(out)):           # it stood at the head of the page, right below the head of the article
        first = next((k + 1 for k in range(at - 1, -1, -1) if out[k].role != "row"), 0)
        opens = first < at and (first == 0 or out[first - 1].level == 1) and out[at].role != "row"
        if opens and _BELOW.search(out[at].text) and not any(line.role == "row" for line in out[at + 1:at + _AFLOAT]):
            out[first:at + 1] = [out[at], *out[first:at]]
    for at in range(len(out) - 1):
        if out[at].role == "row" or out[at + 1].role == "row" or not _ANNOUNCED.search(out[at].text):
            continue
        near = range(at + 2, min(len(out), at + 2 + _AFLOAT))
        first = next((i for i in near if out[i].role == "row"), 0)
        if first and not any(_ANNOUNCED.search(line.text) for line in out[at + 1:first]):
            _move(out, first, at + 1)
    dated = next((i for i, line in enumerate(out) if DATE.match(plain(line.text))), len(out))
    first = next((i for i in range(dated, len(out)) if out[i].role == "row"), 0)
    number = _NUMBERED.match(plain(out[first].text)) if first else None
    above = next((i for i in range(dated) if number and number[0] in plain(out[i].text) and out[i].role != "row"), -1)
    if above >= 0:
        _move(out, first, above + 1)
    return tuple(out)


def _move(lines: list[Line], first: int, to: int) -> None:
    """Put the rows that begin at `first` before line `to`."""
    end = next((i for i in range(first, len(lines)) if lines[i].role != "row"), len(lines))
    lines[to:end] = lines[first:end] + lines[to:first]


def _with_names(lines: Sequence[Line]) -> list[Line]:
    """`lines` with names that were set far apart in rows, and written one by one, as one row; where a row ended, nothing tells."""
    out: list[Line] = []
    for apart, run in itertools.groupby(lines, lambda line: bool(_NAME.match(line.text)) and not line.level + bool(line.role)):
        names = list(run)
        first = [i for i, line in enumerate(names) if line.gap and len(line.text) < 4][:1] if apart else []
        start = max(0, first[0] - 1) if first else len(names)
        alone = sum(line.gap > 0 for line in names[start:])
        if len(names) - start < _NAMES or alone < len(names) - start - 1:
            out += names
            continue
        out += names[:start]
        out.append(names[start]._replace(text=GAP.join(line.text for line in names[start:]), role="row", joined=True))
    return out


def _merged(row: Line, line: Line, measure: float) -> list[Line]:
    """The last row with the sentence of `line` in it, where 合计 stands alone in the row; or two rows, where it begins the line."""
    if line.page != row.page or not is_terminal(line.text) or width(line.text) > measure + _SMALLER or line.level + bool(line.role):
        return [row]
    first, _, rest = re.sub("[ \u3000]+", GAP, line.text.strip(), count=1).partition(GAP)
    if TOTAL.match(first) and rest:
        return [row, line._replace(text=CELL.join(map(repair_line, (first, rest))), role="row", joined=True)]
    if CELL not in row.text and TOTAL.match(row.text):
        return [row._replace(text=row.text + CELL + repair_line(line.text))]
    return [row]


def _regions(lines: Sequence[Line], measure: float, strict: bool = False) -> Iterator[tuple[int, int]]:
    """Runs of lines that may be tables.  `strict`: words with a colon may be cells, for other things tell."""
    start = next((i for i, line in enumerate(lines) if is_terminal(line.text)), -1) + 1
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].page == lines[start].page and _may_be_cells(lines, end, measure, strict) and not (
                end > start and _is_named(lines[end])):
            end += 1
        pieces = [piece for line in lines[start:end] for piece in _split(line, 0)]
        figures = sum(bool(re.search(r"\d", piece.text)) for piece in pieces)
        cut = sum(piece.text[-1:] in "，、；" for piece in pieces)
        named = _is_named(lines[start])
        whole = named or figures >= _FIGURES * len(pieces)
        if len(pieces) >= (_FEW if named else _LEAST) and whole and cut <= (_CUT_FEW if strict else _CUT) * len(pieces):
            yield start, end
        start = max(end, start + 1)


def _is_caption(text: str) -> bool:
    """表1 and what the table shows; in brackets there may be any mark."""
    return bool(_CAPTION.match(_BRACKETS.sub("", text)))


def _is_named(line: Line) -> bool:
    """The caption of a table, or its number alone."""
    return _is_caption(line.text) or bool(_ALONE.match(line.text))


def _may_be_cells(lines: Sequence[Line], at: int, measure: float, strict: bool) -> bool:
    line = lines[at]
    text = line.text.strip()
    if strict and text[:1] != "表" and width(text) > _SINGLE * measure and not re.search("[ \u3000]", text):
        return False
    if line.level or line.role or line.joined or rank(text) or LIST_ITEM.match(text) or BULLET.match(text) or (
            EDITOR_NOTE.match(f"{text}：")):
        return False
    marks = re.sub(r"\d[：:]\d" + "|(?<=[^ \u3000：]{2})：(?=[^：]{2})" * strict, "", text)
    if re.search("[。；：〔〕！？]", marks) or _is_signed(lines, at) or re.match(r"附件 ?\d*$", text):
        return False
    if re.fullmatch(r"[-—–·\s]+\d{1,3}[-—–·\s]+|[-—–─━_=*\s]{3,}", text) or is_terminal(text):
        return False
    pieces = _split(line, 0)
    if len(pieces) == 1 and (_is_caption(text) or any(_ALONE.match(lines[k].text) for k in (at - 1, at - 2) if k >= 0)):
        return True
    runs: list[float] = []
    for piece in pieces:
        if piece.joint > 1:
            runs[-1] += piece.wide
        else:
            runs.append(piece.wide)
    share = (_SINGLE, _BESIDE * _NARROW, 1.0) if strict else (_NARROW, _BESIDE * _NARROW, _BESIDE * _NARROW)
    return max(runs) <= measure * share[min(len(runs), len(share)) - 1]


def _is_signed(lines: Sequence[Line], at: int) -> bool:
    """The name of a body above a date, or the date below it."""
    dates = [k for k in (at, at + 1) if 0 < k < len(lines) and DATE.match(plain(lines[k].text))]
    return any(is_body_name(lines[k - 1].text) and not lines[k].text.startswith(("表", "图")) for k in dates)


def _split(line: Line, index: int, strict: bool = False) -> list[Piece]:
    """The pieces of a line that gaps part; a space inside a date or beside a bracket is none, nor, if `strict`, one that hardly
    is."""
    parts = [line.text] if _is_named(line) else re.split(r"([ \u3000\t]+)", line.text.strip())
    followed = (*parts, "", "")
    out: list[tuple[str, int]] = [(parts[0], 0)]
    wide = any(_WIDE_GAP.fullmatch(gap) for gap in parts[1::2])
    for at in range(1, len(parts), 2):
        text = parts[at + 1]
        joint = _joint(out[-1][0], parts[at], text, followed[at + 3])
        if wide and not _WIDE_GAP.fullmatch(parts[at]):         # beside wide gaps one space hardly is one
            joint = 2 if joint == 1 else 0
        if joint and not (strict and joint == 3):
            out.append((text, joint))
        else:
            out[-1] = (out[-1][0] + text, out[-1][1])
    laid = bool(re.search(r"^ {4}|\S {3,}\S", line.raw))
    places = []
    at = 0
    for text, _ in out:
        at = line.raw.find(text[:1], at) if laid else -1
        places.append(at)
        at += len(text) if laid else 0
    return [Piece(text, index, joint, width(text), kind_of(text), line.gap > 0, x, len(out) > 1)
            for (text, joint), x in zip(out, places, strict=True)]


def _joint(before: str, gap: str, text: str, after: str) -> int:
    """What a gap is: 0 none, 1 for certain, 2 perhaps; `after`: what follows `text` behind the next gap."""
    if _WIDE_GAP.fullmatch(gap):
        return 1
    if before[-1:] in "，、（“《" or text[:1] in "，、）”》。至":
        return 0
    figure, digits = before[-1:].isdigit() or bool(re.fullmatch("[A-Z]", before)), text[:1].isdigit()
    if digits and before[-1:] in "的和与及在":
        return 0
    if before[-1:] in "层楼区栋幢院座" and text.isdigit() and _COUNTED.match(after):
        return 3                    # 二层 203 室
    dated = text.isdigit() and _UNIT.match(after)
    if (figure and _UNIT.match(text)) or (digits and re.search("[年月日时分至到第]$", before) and (dated or not text.isdigit())):
        return 0
    if figure and _COUNTED.match(text):
        return 3
    return 1 if figure == digits or before[-1:] in "%％年月日时分" else 2


def _table(lines: Sequence[Line], first: int, end: int, room: float = 0.0) -> list[Line]:
    """The rows of the table on lines `first` to `end`, its caption before them; [] where there is none.  `room`: em that a column
    of the page has; there nothing but the cells themselves tells that there is a table."""
    strict = room > 0
    pieces = [piece for i in range(first, end) for piece in _split(lines[i], i, strict)]
    whole = [] if strict else _whole_rows(lines[first:end])
    if whole:
        return whole
    ways = list(_ways(lines[first], pieces, strict))
    limit = _DEAR * len(pieces)
    total = any(TOTAL.match(a.text) and not b.joint for a, b in itertools.pairwise(pieces[-_CLOSING:]))
    merged = total and end < len(lines) and is_terminal(lines[end].text)
    if len(pieces) > _LARGEST:
        return []
    sample = pieces[:_FIRST if strict else _SAMPLE]
    rough = _ROUGHEST if strict else _ROUGH
    ranked = sorted(_dealt(sample, ways, rough, _DEAR * len(sample) + _ROUGHLY, merged and len(sample) == len(pieces), room),
                    key=lambda found: found[:2])
    beam = _FEWER if strict else min(_BEAM, _BEAM * _SAMPLE // len(pieces) + _ROUGH)
    for _, way, state in sorted(_dealt(pieces, [way for _, way, _ in ranked[:_WAYS + strict]], beam, limit, merged, room),
                                 key=lambda found: found[:2]):
        body = _rows(lines, [piece for k, piece in enumerate(pieces) if k not in (*way.heads, way.span)], state)
        if not strict or (_is_sound(body, way.columns) and sum(map(_strangers, state.columns)) <= _STRANGE * len(state.path)):
            break
    else:
        return []
    if way.span >= 0:
        body = _with_span(body, way.columns, lines[pieces[way.span].line], pieces[way.span].text, state, way)
    return _captioned(lines, pieces, way.heads) + body


class _Way(NamedTuple):
    """A way to take a table: the pieces of its caption, its columns, whether the first has no head, the piece that heads several
    of them, -1 for none."""

    heads: tuple[int, ...]
    columns: int
    corner: bool = False
    span: int = -1

    @property
    def cost(self) -> float:
        between = _BETWEEN * (self.heads == (0, 2))
        return _TITLED * len(self.heads) + between + _CORNER * self.corner + _SPANNING * (self.span >= 0)


def _ways(line: Line, pieces: Sequence[Piece], strict: bool) -> Iterator[_Way]:
    for heads in _captions(line, pieces):
        if strict and heads and len(skeleton(pieces[heads[-1]].text)) < _TITLE:
            continue
        left = [k for k in range(len(pieces)) if k not in heads]
        wide = [k for k in left[2:_AMONG] if pieces[k].wide >= _SPAN and pieces[k].kind == "w" and (
                not pieces[k].several or pieces[k].line == pieces[left[0]].line)]        # alone, or all heads are on one line
        span = max(wide, key=lambda k: pieces[k].wide, default=-1)
        for count in _counts([pieces[k] for k in left], strict):
            yield _Way(heads, count)
            if strict and heads:
                yield _Way(heads, count, corner=True)
            if strict and span >= 0 and count > 3:
                yield _Way(heads, count, span=span)


def _captioned(lines: Sequence[Line], pieces: Sequence[Piece], heads: Sequence[int]) -> list[Line]:
    """The lines above the head row, of which the last, or the one that numbers the table, is the caption."""
    if not heads:
        return []
    if _is_caption(pieces[heads[0]].text):
        whole = "".join(repair_line(pieces[k].text) for k in heads)
        return [lines[pieces[heads[0]].line]._replace(text=whole, role="row", joined=True)]
    words = GAP.join(repair_line(pieces[k].text) for k in heads if k == heads[-1] or _ALONE.match(pieces[k].text))
    above = [lines[pieces[k].line] for k in heads[:-1] if not _ALONE.match(pieces[k].text)]
    return [*above, lines[pieces[heads[-1]].line]._replace(text=words, role="row", joined=True)]


def _with_span(rows: list[Line], count: int, line: Line, words: str, state: State, way: _Way) -> list[Line]:
    """`rows` with a row above them whose last head has the heads below it that were printed after it."""
    order = [place & 15 for at, place in enumerate(state.path) if not place >> 4 and at >= way.span - len(way.heads)]
    below = min(order, default=count)
    heads = rows[0].text.split(CELL)
    return [line._replace(text=CELL.join([*heads[:below], repair_line(words)]), role="row", joined=True),
            rows[0]._replace(text=CELL.join([*[""] * below, *heads[below:]])), *rows[1:]]


def _is_sound(rows: Sequence[Line], count: int) -> bool:
    """Whether rows of cells show by themselves that they are a table: none is cut off, most are whole, one column has figures."""
    cells = [row.text.split(CELL) for row in rows]
    if len(cells) < _ROWS or any(_is_cut(cell) for row in cells for cell in row):
        return False
    spanned = [row for row in cells[2:] if not row[0] and len(row) == count > 2 and all(row[1:])]
    whole = sum(len(row) == count and all(row[not at:]) for at, row in enumerate(cells))       # the first column may have no head
    label = len(cells[-1]) == 1 and len(spanned) < 2
    if whole + len(spanned) < _FILLED * len(cells) or not cells[1][0] or label:
        return False
    figures = [sum(len(row) > column and bool(re.search(r"\d", row[column])) for row in cells[1:]) for column in range(count)]
    return max(figures) >= _OF_A_KIND * (len(cells) - 1)


def _is_cut(cell: str) -> bool:
    """Whether a cell is not whole."""
    return cell.endswith(("，", "、", "；", "：")) or any(cell.count(a) != cell.count(b) for a, b in ("“”", "（）", "《》"))


def _whole_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines of a table where each is a row, as wide gaps tell that most have as many of, its caption above them; else []."""
    head = [line for line in lines[:1] if _is_caption(line.text)]
    cells = [[part for part in _WIDE_GAP.split(line.text.strip()) if part] for line in lines[len(head):]]
    counts = Counter(map(len, cells))
    if not cells or min(counts) < 2 or max(counts.values()) < _MOSTLY * len(cells):
        return []
    texts = [CELL.join(map(repair_line, row)) for row in cells]
    return [line._replace(text=text, role="row", joined=True)
            for line, text in zip(lines, [*(repair_line(line.text) for line in head), *texts], strict=True)]


def _dealt(pieces: Sequence[Piece], ways: Sequence[_Way], beam: int, limit: float, merged: bool,
           room: float) -> Iterator[tuple[float, _Way, State]]:
    """(cost, way, the pieces dealt) for each of the `ways` that is cheap; `room`: em of a column of the page, 0 where it has
    one."""
    for way in ways:
        left = [piece for k, piece in enumerate(pieces) if k not in way.heads and k != way.span]
        state = deal(left, way.columns, limit - way.cost, beam, merged, way.corner, room > 0)
        if state is not None and _may_span(state, way):
            cost = _MIXED * sum(map(_strangers, state.columns)) + _OVERWIDE * (_widest(left, state) > room) if room else 0.0
            yield state.cost + way.cost + cost, way, state
            limit = min(limit, state.cost + way.cost + cost + _BETTER) if room else limit


def _widest(pieces: Sequence[Piece], state: State) -> float:
    """Em of the columns side by side."""
    widest: dict[int, float] = {}
    for piece, place in zip(pieces, state.path, strict=True):
        widest[place & 15] = max(widest.get(place & 15, 0.0), piece.wide)
    return sum(widest.values())


def _strangers(column: Column) -> int:
    """Cells of a column below its head that are of another kind than most."""
    kinds = column.kinds[1:].replace(" ", "").replace("f", "n")
    return len(kinds) - max(map(kinds.count, "nwd"))


def _may_span(state: State, way: _Way) -> bool:
    """Whether the heads printed behind one that spans them are the last of their row, two at least."""
    if way.span < 0:
        return True
    behind = [place & 15 for at, place in enumerate(state.path) if not place >> 4 and at >= way.span - len(way.heads)]
    return len(set(behind)) > 1 and set(behind) == set(range(min(behind), way.columns))


def _captions(line: Line, pieces: Sequence[Piece]) -> list[tuple[int, ...]]:
    """Ways to take the first pieces for the table's caption: 表1 and its words, below which a cell may have come to stand; or lines
    above the head row of which each has one piece."""
    first = [k for k, piece in enumerate(pieces) if piece.line == pieces[0].line]
    if _is_caption(line.text):
        more = [k for k in range(len(first), len(first) + 1) if k < len(pieces) and _BRACKETS.fullmatch(pieces[k].text)]
        return [(*first, *more)]
    if _ALONE.match(line.text):
        return [(0, 1), (0, 2)]
    alone = 0
    while alone < min(_HEADS, len(pieces) - 1) and pieces[alone + 1].joint == 0:
        alone += 1
    return [tuple(range(count)) for count in range(alone + 1) if not count or not HEAD_WORD.search(pieces[count - 1].text)]


def _counts(pieces: Sequence[Piece], strict: bool) -> list[int]:
    """Numbers of columns that the table may have: as many as most of its lines have pieces, else any.  `strict`: a line may have
    more pieces than its row has cells."""
    limit = _FEW_COLUMNS if strict else _MOST_COLUMNS
    in_line = Counter(Counter(piece.line for piece in pieces).values())
    many = [n for n, lines in in_line.items() if n > 1 and n * lines >= 0.4 * len(pieces)]
    least = 2 if strict else max([2, *in_line])
    return sorted({k for n in many for k in (n - 1, n, n + 1) if 2 <= k <= limit} or range(least, min(limit, len(pieces) // 2) + 1))


def _rows(lines: Sequence[Line], pieces: Sequence[Piece], state: State) -> list[Line]:
    grid: dict[int, dict[int, list[Piece]]] = {}
    for piece, place in zip(pieces, state.path, strict=True):
        grid.setdefault(place >> 4, {}).setdefault(place & 15, []).append(piece)
    out = []
    for row in sorted(grid):
        cells = [repair_line("".join(piece.text for piece in grid[row].get(column, ()))) for column in range(max(grid[row]) + 1)]
        line = min((lines[piece.line] for cell in grid[row].values() for piece in cell), key=lambda x: x.key)
        out.append(line._replace(text=CELL.join(cells), role="row", joined=True))
    return out
