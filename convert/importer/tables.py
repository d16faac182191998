"""Tables that an extractor wrote cell by cell or row by row -> a line for every row, its cells in their order.

Whatever the order of the cells on the whole, in every column the first comes first.  So each piece of text is dealt to a column,
where it begins the next cell or goes on with the last one, and the cheapest way of dealing all of them is looked for (beam search):
a row goes on to the right, cells of a column are of one kind, the first column may count 1, 2, 3 …, a cell goes on below only where
it filled its column.  The number of columns is the one that makes dealing cheapest.
"""
from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.importer.characters import BULLET, DATE, HAN, LIST_ITEM, is_body_name, is_terminal, plain, rank, width
from convert.importer.reading import column_width
from convert.importer.records import Line
from convert.importer.repair import GAP, repair_line

_CAPTION = re.compile(r"表 ?\d{1,2}(?:[ \u3000]+\S|[^\d\s、，。；和至中所的及])[^。，；]{1,40}$")
_NUMBERED = re.compile(r"表\d{1,2}")
_ALONE = re.compile(r"表 ?\d{1,2}$")
_UNIT = re.compile("[年月日时分秒]")
_WIDE_GAP = re.compile(r"[ \u3000\t]{2,}|[\u3000\t]")
_INTEGER, _FIGURE = re.compile(r"\d{1,9}$"), re.compile(r"[+＋\-－−]?[\d.,:/%％+‰±~—-]*\d[\d.,:/%％‰+~—-]*$")
_NAME, _NAMES = re.compile(f"[{HAN}]{{1,4}}$"), 8       # one of a list of names; of them at least
_ANNOUNCED, _AFLOAT = re.compile("(?:下表|附表)[^。；，]{0,6}[：:]$"), 12       # paragraphs that may stand before a floating table
_TOTAL = re.compile("(?:[合总小]\\s?计|备注|说明)$")
_COUNTS = re.compile("(?:序号|编号|次序)$")
_HEAD_WORD = re.compile("(?:序号|编号|姓名|名称|单位|部门|事项|项目|内容|职务|职责|电话|时间|日期|时限|期限|地点|措施|标准|依据)$")
# what kind of cells stands below a head: days, numbers
_HEAD_KINDS = (("n", _COUNTS), ("d", re.compile("(?:日期|时间|时限|期限)$")),
               ("f", re.compile("(?:（[^（）]{1,5}）|数|量|率|额|比例|系数|[%％])$")))
_LEAST, _FEW, _MOST_COLUMNS = 8, 6, 9      # pieces of a table at least, of one with a caption; columns at most
_NARROW = 0.62                      # share of the measure that a cell has at most
_FIGURES, _CUT = 0.12, 0.3          # share of a table's pieces that hold a figure at least; that end on a comma at most
_DEAR = 0.3                         # cost of a piece on the average from which it is no table
_ROUGH, _WAYS, _BEAM = 5, 3, 30        # ways that are followed at first, numbers of columns that are looked into, ways then
_SAMPLE, _LARGEST = 60, 400         # pieces that tell the number of columns; of a table at most
_ROUGHLY = 6.0                      # that the first look is dearer
_OUT_OF_TURN, _FAR = 0.5, 0.3       # of a cell out of its turn, for every row that it is away
_COLUMN = 0.3                       # of a column
_BEHIND = 0.1                       # for every cell that the rows above still lack
_EMPTY = 1.3                        # of a cell without words
_NEAR = 3                           # cells above that tell what kind its column is of
_OTHER_KIND, _WORDY, _NEARLY = 1.1, 0.5, 0.3      # of a cell of another kind than the one above it; of words there with digits
                                    # in them, of a number of another form
_COUNTED, _MISCOUNTED = -0.8, 3.0   # of the number of a row; of a number that is not
_NO_NUMBER = 0.6                    # of a cell of a row whose number has not come
_MERGED, _CLOSING = 2.0, 2          # of a cell beside 合计 whose row has a sentence; pieces of the end of a table
_TOTAL_FIRST, _TOTAL_ELSEWHERE = -0.8, 1.5      # of 合计 in the first column, in another
_AGAIN, _ELSEWHERE, _ALIKE = -0.3, 0.2, -0.2        # of words that its column has already; that another column has; that end alike
_GOES_ON, _UNFILLED, _UNFINISHED = 0.5, 1.6, 2.0        # of a second line of a cell; below one with room left; none below a comma
_WHOLE_NAME = 0.3                   # of a line below the whole name of a body
_BELOW = 0.7                        # what it says that a line begins where the last line of a cell began
_SHORTEST = 4.5                     # em of a cell's line that is full, at least
_WIDE, _GOES_ON_WIDE = 8, 0.15      # em of a cell's line that seldom is a whole cell; cost of a second line below it
_TOO_WIDE = 1.5                     # of a line wider than one that was full
_GLUED = 0.9                        # of a gap inside a cell
_NO_HEAD, _LONG_HEAD, _HEAD = 1.0, 1.0, 10.5       # of a head that is no word; of one wider than so many em
_KNOWN_HEAD, _HEAD_BELOW = -0.3, 0.8        # of a head that heads many tables; of such a word below the head
_COMMA = 0.3                        # of a cell with a comma
_NOT_FIRST = 0.8                    # of a line of several cells that does not begin with the first
_ASIDE, _FAR_ASIDE = 0.1, 0.8       # of every character that a cell stands aside from the one above it; at most
_MOSTLY = 0.6               # share of the rows that have as many cells as each other
_PARAGRAPH = 40             # em of a line of text where every line is a paragraph
_SMALLER = 6                        # em that a line of a table, whose type is smaller, is wider than the text's at most
_ROW_GAP = 0.8                      # of a blank line inside a row, of none above one
_TITLED, _HEADS, _BETWEEN = 0.4, 2, 0.6     # of a line above the table that is its caption; such lines at most; of a cell between


class _Piece(NamedTuple):
    """Text that stands by itself: `joint` is 0 at the beginning of a line, 1 behind a gap, 2 behind one that may be no gap."""

    text: str
    line: int
    joint: int
    wide: float
    kind: str
    gap: bool
    x: int                  # characters from the left edge where the text keeps the layout of the page; -1
    several: bool           # whether its line has more pieces


class _Column(NamedTuple):
    cells: tuple[str, ...] = ()     # "" where a cell is empty
    kinds: str = ""
    filled: float = 0.0             # em of the last line of the last cell
    widest: float = 0.0
    line: int = -1                  # of the last piece
    x: int = -1                     # of the last piece
    several: bool = False           # whether the line of the last piece has more
    room: float = 99.0              # em of the narrowest line of a cell that went on below it


class _State(NamedTuple):
    cost: float
    columns: tuple[_Column, ...]
    row: int
    column: int
    path: tuple[int, ...]           # row * 16 + column of every piece
    merged: bool = False            # whether a sentence below the pieces is all else that the row of 合计 has


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


def with_tables_below(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` with every table that a paragraph announces, 见下表：, right below it, and one that came to stand below the date of
    the document below the paragraph that names it: a page had no room for it there."""
    out = list(lines)
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
    if _TOTAL.match(first) and rest:
        return [row, line._replace(text=GAP.join(map(repair_line, (first, rest))), role="row", joined=True)]
    if GAP not in row.text and _TOTAL.match(row.text):
        return [row._replace(text=row.text + GAP + repair_line(line.text))]
    return [row]


def _regions(lines: Sequence[Line], measure: float) -> Iterator[tuple[int, int]]:
    """Runs of lines that may be tables."""
    start = next((i for i, line in enumerate(lines) if is_terminal(line.text)), -1) + 1
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].page == lines[start].page and _may_be_cells(lines, end, measure) and not (
                end > start and _is_named(lines[end])):
            end += 1
        pieces = [piece for line in lines[start:end] for piece in _split(line, 0)]
        figures = sum(bool(re.search(r"\d", piece.text)) for piece in pieces)
        cut = sum(piece.text[-1:] in "，、；" for piece in pieces)
        named = _is_named(lines[start])
        whole = named or figures >= _FIGURES * len(pieces)
        if len(pieces) >= (_FEW if named else _LEAST) and whole and cut <= _CUT * len(pieces):
            yield start, end
        start = max(end, start + 1)


def _is_named(line: Line) -> bool:
    """The caption of a table, or its number alone."""
    return bool(_CAPTION.match(line.text) or _ALONE.match(line.text))


def _may_be_cells(lines: Sequence[Line], at: int, measure: float) -> bool:
    line = lines[at]
    text = line.text.strip()
    if line.level or line.role or line.joined or rank(text) or LIST_ITEM.match(text) or BULLET.match(text):
        return False
    if re.search("[。；：〔〕！？]", re.sub(r"\d[：:]\d", "", text)) or _is_signed(lines, at) or re.match(r"附件 ?\d*$", text):
        return False
    if re.fullmatch(r"[-—–·\s]+\d{1,3}[-—–·\s]+|[-—–─━_=*\s]{3,}", text) or is_terminal(text):
        return False
    pieces = _split(line, 0)
    if len(pieces) == 1 and (_CAPTION.match(text) or any(_ALONE.match(lines[k].text) for k in (at - 1, at - 2) if k >= 0)):
        return True
    runs: list[float] = []
    for piece in pieces:
        if piece.joint == 2:
            runs[-1] += piece.wide
        else:
            runs.append(piece.wide)
    return max(runs) <= _NARROW * measure


def _is_signed(lines: Sequence[Line], at: int) -> bool:
    """The name of a body above a date, or the date below it."""
    dates = [k for k in (at, at + 1) if 0 < k < len(lines) and DATE.match(plain(lines[k].text))]
    return any(is_body_name(lines[k - 1].text) and not lines[k].text.startswith(("表", "图")) for k in dates)


def _split(line: Line, index: int) -> list[_Piece]:
    """The pieces of a line that gaps part; a space inside a date or beside a bracket is none."""
    parts = [line.text] if _CAPTION.match(line.text) else re.split(r"([ \u3000\t]+)", line.text.strip())
    out: list[tuple[str, int]] = [(parts[0], 0)]
    wide = any(_WIDE_GAP.fullmatch(gap) for gap in parts[1::2])
    for at in range(1, len(parts), 2):
        text = parts[at + 1]
        joint = _joint(out[-1][0], parts[at], text, (*parts, "", "")[at + 3])
        if wide and not _WIDE_GAP.fullmatch(parts[at]):         # beside wide gaps one space hardly is one
            joint = 2 if joint == 1 else 0
        if joint:
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
    return [_Piece(text, index, joint, width(text), _kind(text), line.gap > 0, x, len(out) > 1)
            for (text, joint), x in zip(out, places, strict=True)]


def _joint(before: str, gap: str, text: str, after: str) -> int:
    """What a gap is: 0 none, 1 for certain, 2 perhaps; `after`: what follows `text` behind the next gap."""
    if _WIDE_GAP.fullmatch(gap):
        return 1
    if before[-1:] in "，、（“《" or text[:1] in "，、）”》。至":
        return 0
    figure, digits = before[-1:].isdigit(), text[:1].isdigit()
    dated = text.isdigit() and _UNIT.match(after)
    if (figure and _UNIT.match(text)) or (digits and re.search("[年月日时分至到第]$", before) and (dated or not text.isdigit())):
        return 0
    return 1 if figure == digits or before[-1:] in "%％年月日时分" else 2


@functools.lru_cache(maxsize=1 << 12)
def _kind(text: str) -> str:
    """n for a number, f for a figure of another form, d for words with digits in them, w for words."""
    bare = plain(text)
    if _INTEGER.match(bare):
        return "n"
    if _FIGURE.match(bare):
        return "f"
    return "d" if re.search(r"\d", bare) and not re.match(f"[{HAN}]{{3}}", bare) else "w"


def _table(lines: Sequence[Line], first: int, end: int) -> list[Line]:
    """The rows of the table on lines `first` to `end`, its caption before them; [] where there is none."""
    pieces = [piece for i in range(first, end) for piece in _split(lines[i], i)]
    whole = _whole_rows(lines[first:end])
    if whole:
        return whole
    ways = [(heads, count) for heads in _captions(lines[first], pieces)
            for count in _counts([piece for k, piece in enumerate(pieces) if k not in heads])]
    best: tuple[float, tuple[int, ...], _State] | None = None
    limit = _DEAR * len(pieces)
    total = any(_TOTAL.match(a.text) and not b.joint for a, b in itertools.pairwise(pieces[-_CLOSING:]))
    merged = total and end < len(lines) and is_terminal(lines[end].text)
    if len(pieces) > _LARGEST:
        return []
    sample = pieces[:_SAMPLE]
    ranked = sorted(_dealt(sample, ways, _ROUGH, _DEAR * len(sample) + _ROUGHLY, merged and len(sample) == len(pieces)),
                    key=lambda found: found[:2])
    beam = min(_BEAM, _BEAM * _SAMPLE // len(pieces) + _ROUGH)
    for found in _dealt(pieces, [(heads, len(state.columns)) for _, heads, state in ranked[:_WAYS]], beam, limit, merged):
        best = min(best or found, found, key=lambda x: x[:2])
    if best is None:
        return []
    _, heads, state = best
    out = [lines[pieces[k].line] for k in heads[:-1] if not _ALONE.match(pieces[k].text)]
    if heads:
        words = GAP.join(repair_line(pieces[k].text) for k in heads if k == heads[-1] or _ALONE.match(pieces[k].text))
        out.append(lines[pieces[heads[-1]].line]._replace(text=words, role="row", joined=True))
    return out + _rows(lines, [piece for k, piece in enumerate(pieces) if k not in heads], state)


def _whole_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines of a table where each is a row, as wide gaps tell that most have as many of, its caption above them; else []."""
    head = [line for line in lines[:1] if _CAPTION.match(line.text)]
    cells = [[part for part in _WIDE_GAP.split(line.text.strip()) if part] for line in lines[len(head):]]
    counts = Counter(map(len, cells))
    if not cells or min(counts) < 2 or max(counts.values()) < _MOSTLY * len(cells):
        return []
    texts = [GAP.join(map(repair_line, row)) for row in cells]
    return [line._replace(text=text, role="row", joined=True)
            for line, text in zip(lines, [*(repair_line(line.text) for line in head), *texts], strict=True)]


def _dealt(pieces: Sequence[_Piece], ways: Sequence[tuple[tuple[int, ...], int]], beam: int,
           limit: float, merged: bool) -> Iterator[tuple[float, tuple[int, ...], _State]]:
    """(cost, pieces of the caption, the rest dealt) for each of the `ways`, a caption and a number of columns, that is cheap."""
    for heads, count in ways:
        titled = _TITLED * len(heads) + _BETWEEN * (heads == (0, 2))
        state = _deal([piece for k, piece in enumerate(pieces) if k not in heads], count, limit - titled, beam, merged)
        if state is not None:
            yield state.cost + titled, heads, state


def _captions(line: Line, pieces: Sequence[_Piece]) -> list[tuple[int, ...]]:
    """Ways to take the first pieces for the table's caption: 表1 and its words, below which a cell may have come to stand; or lines
    above the head row of which each has one piece."""
    first = [k for k, piece in enumerate(pieces) if piece.line == pieces[0].line]
    if _CAPTION.match(line.text):
        return [tuple(first)]
    if _ALONE.match(line.text):
        return [(0, 1), (0, 2)]
    alone = 0
    while alone < min(_HEADS, len(pieces) - 1) and pieces[alone + 1].joint == 0:
        alone += 1
    return [tuple(range(count)) for count in range(alone + 1) if not count or not _HEAD_WORD.search(pieces[count - 1].text)]


def _counts(pieces: Sequence[_Piece]) -> list[int]:
    """Numbers of columns that the table may have: as many as most of its lines have pieces, else any."""
    in_line = Counter(Counter(piece.line for piece in pieces).values())
    many = [n for n, lines in in_line.items() if n > 1 and n * lines >= 0.4 * len(pieces)]
    most = max(in_line, default=1)
    return sorted({k for n in many for k in (n - 1, n, n + 1) if 2 <= k <= _MOST_COLUMNS} or range(
        max(2, most), min(_MOST_COLUMNS, len(pieces) // 2) + 1))


def _rows(lines: Sequence[Line], pieces: Sequence[_Piece], state: _State) -> list[Line]:
    grid: dict[int, dict[int, list[_Piece]]] = {}
    for piece, place in zip(pieces, state.path, strict=True):
        grid.setdefault(place >> 4, {}).setdefault(place & 15, []).append(piece)
    out = []
    for row in sorted(grid):
        cells = ["".join(piece.text for piece in grid[row][column]) for column in sorted(grid[row])]
        line = min((lines[piece.line] for cell in grid[row].values() for piece in cell), key=lambda x: x.key)
        out.append(line._replace(text=GAP.join(map(repair_line, cells)), role="row", joined=True))
    return out


def _deal(pieces: Sequence[_Piece], count: int, limit: float, beam: int, merged: bool = False) -> _State | None:
    """The cheapest way to deal `pieces` to `count` columns that costs no more than `limit`; None for none."""
    apart = sum(piece.gap for piece in pieces if not piece.joint)
    blocks = 0.08 * len(pieces) < apart < 0.6 * len(pieces)
    states = [_State(_COLUMN * count, (_Column(),) * count, 0, -1, (), merged)]
    for piece in pieces:
        found: dict[tuple[tuple[int, ...], int, int], _State] = {}
        for state in states:
            for new in _placed(state, piece, blocks):
                key = (tuple(len(column.cells) for column in new.columns), new.row, new.column)
                if new.cost <= limit + 3 and (key not in found or new.cost < found[key].cost):
                    found[key] = new
        states = sorted(found.values(), key=lambda s: (s.cost, s.path))[:beam]
        if not states:
            return None
    ended = [state._replace(cost=state.cost + _EMPTY * _lacking(state)) for state in states]
    best = min(ended, key=lambda s: (s.cost, s.path))
    return best if best.cost <= limit else None


def _lacking(state: _State) -> float:
    """Cells that the rows lack at the end; the last row often has few."""
    rows = max(len(column.cells) for column in state.columns)
    lacking = [rows - len(column.cells) for column in state.columns]
    return sum(max(0, n - 1) + 0.15 * (n > 0 and not state.merged) for n in lacking)


def _placed(state: _State, piece: _Piece, blocks: bool) -> Iterator[_State]:
    """Every way to place `piece`."""
    last = state.columns[state.column] if state.path else None
    beside = last is not None and piece.joint > 0
    if beside and piece.joint == 2 and last is not None:
        words = last.cells[-1] + piece.text
        filled = last.filled + piece.wide
        grown = last._replace(cells=(*last.cells[:-1], words), filled=filled, kinds=last.kinds[:-1] + _kind(words),
                              widest=max(last.widest, filled))
        yield _moved(state, state.column, grown, state.row, _GLUED)
    turn = _turn(state)
    for number, column in enumerate(state.columns):
        if beside and number <= state.column:
            continue
        row = len(column.cells)
        if column.cells and column.line != piece.line and piece.kind in "wd" and column.kinds[-1] in "wd":
            cost = _on_cost(state, number, piece)
            grown = column._replace(cells=(*column.cells[:-1], column.cells[-1] + piece.text), filled=piece.wide, line=piece.line,
                                    widest=max(column.widest, piece.wide), x=piece.x, room=min(column.room, column.filled))
            yield _moved(state, number, grown, row - 1, cost)
        top = max(len(other.cells) for other in state.columns)
        for skipped in (0, 1) if row < top - 1 else (0,):
            cells = (*column.cells, *("",) * skipped)
            cost = _cell_cost(state, number, row + skipped, piece, turn) + _EMPTY * skipped
            cost += blocks * _ROW_GAP * (piece.joint == 0 and (number == 0) != piece.gap)
            new = _Column((*cells, piece.text), column.kinds + " " * skipped + piece.kind, piece.wide,
                          max(column.widest, piece.wide if row else 0.0), piece.line, piece.x,
                          piece.several, column.room)
            yield _moved(state, number, new, row + skipped, cost)


def _moved(state: _State, number: int, column: _Column, row: int, cost: float) -> _State:
    columns = (*state.columns[:number], column, *state.columns[number + 1:])
    return _State(state.cost + cost, columns, row, number, (*state.path, row << 4 | number), state.merged)


def _turn(state: _State) -> tuple[int, int]:
    """The place whose turn it is: the next in rows that has nothing yet."""
    row, number = state.row, state.column + 1
    while True:
        if number >= len(state.columns):
            row, number = row + 1, 0
        if len(state.columns[number].cells) <= row:
            return row, number
        number += 1


def _on_cost(state: _State, number: int, piece: _Piece) -> float:
    """What it costs that `piece` goes on with the last cell of a column."""
    column = state.columns[number]
    open_end = column.cells[-1][-1:] in "，、"
    cost = 0.0 if open_end else _GOES_ON if column.filled < _WIDE else _GOES_ON_WIDE
    if not open_end and (column.filled < _SHORTEST or column.filled <= column.widest - 2 or column.kinds[-1] == "d"):
        cost += _UNFILLED
    if piece.x >= 0 and column.x >= 0:
        cost += min(_FAR_ASIDE, _ASIDE * abs(piece.x - column.x)) if abs(piece.x - column.x) > 1 else -_BELOW
    whole = bool(_TOTAL.match(piece.text)) or any(piece.text in other.cells for other in state.columns)
    strange = len(column.cells) == 1 or piece.kind != column.kinds[-1] or whole
    cost += _WHOLE_NAME * is_body_name(column.cells[-1])
    beside_number = state.column == 0 and len(state.path) > 1 and state.path[-2] & 15 == number
    away = number != state.column and not beside_number
    return cost + 0.4 * away + _TOO_WIDE * (piece.wide > column.filled + 0.6) + _OTHER_KIND * strange


def _cell_cost(state: _State, number: int, row: int, piece: _Piece, turn: tuple[int, int]) -> float:
    """What it costs that `piece` is the cell of column `number` in `row`."""
    column = state.columns[number]
    counted = row > 0 and number == 0 and piece.kind == "n" and int(piece.text) == row
    cost = _COUNTED if counted else _BEHIND * sum(max(0, row - len(other.cells)) for other in state.columns)
    if not counted and (row, number) != turn:
        cost += _OUT_OF_TURN + _FAR * abs(row - turn[0])
        first = state.columns[0].cells
        cost += _NO_NUMBER * (number > 0 and 0 < len(first) <= row and first[-1].isdecimal())
    cost += _COMMA * ("，" in piece.text) + _NOT_FIRST * _is_cut_row(state, number, row, piece)
    cost += _UNFINISHED * bool(column.cells and column.cells[-1][-1:] in "，、") + _TOO_WIDE * (piece.wide > column.room + 1)
    if piece.x >= 0 and column.x >= 0:
        cost += min(_FAR_ASIDE, _ASIDE * abs(piece.x - column.x))
    return cost + (_below_cost(state, number, row, piece, counted) if row else _head_cost(number, piece))


def _head_cost(number: int, piece: _Piece) -> float:
    """What it costs that `piece` is the head of column `number`."""
    strange = piece.kind in "nf" or (number > 0 and bool(_COUNTS.match(piece.text)))
    return _NO_HEAD * strange + _LONG_HEAD * (piece.wide > _HEAD) + _KNOWN_HEAD * bool(_HEAD_WORD.search(piece.text))


def _below_cost(state: _State, number: int, row: int, piece: _Piece, counted: bool) -> float:
    """What it costs that `piece` stands below the cells of column `number`."""
    column = state.columns[number]
    cost = _HEAD_BELOW * bool(_HEAD_WORD.search(piece.text))
    first = state.columns[0].cells
    cost += _MERGED * (state.merged and number > 0 and len(first) > row and bool(_TOTAL.match(first[row])))
    last = column.cells[-1] if row > 1 and column.cells else ""
    if number == 0 and piece.kind == "n" and last.isdecimal() and int(last) == row - 1:
        cost += _MISCOUNTED * (not counted)
    if _TOTAL.match(piece.text):
        return cost + (_TOTAL_ELSEWHERE if number else _TOTAL_FIRST)
    above = column.kinds[-1] if last else _kind_below(column.cells[0] if column.cells else "")
    if piece.kind not in (above, *column.kinds[1:][-_NEAR:]):
        cost += _differ(piece.kind, above)
    if piece.kind == "w" and piece.text in column.cells[1:]:
        cost += _AGAIN
    elif piece.kind == "w" and any(piece.text in other.cells[1:] for other in state.columns):
        cost += _ELSEWHERE
    elif piece.kind == "w" and any(piece.text[-1] == cell[-1:] for cell in column.cells[1:]):
        cost += _ALIKE
    return cost


def _is_cut_row(state: _State, number: int, row: int, piece: _Piece) -> bool:
    """Whether a line of several cells would begin in the middle of a row, though the row begins in such a line or not at all."""
    first = state.columns[0]
    return piece.several and not piece.joint and number > 0 and (first.several or len(first.cells) <= row)


@functools.lru_cache(maxsize=1 << 10)
def _kind_below(head: str) -> str:
    """The kind of the cells below `head`; " " where its words do not tell."""
    return next((kind for kind, words in _HEAD_KINDS if words.search(head)), " ")


def _differ(kind: str, above: str) -> float:
    if above == " ":
        return 0.0
    if {kind, above} <= {"n", "f"}:
        return _NEARLY
    return _WORDY if {kind, above} == {"d", "w"} else _OTHER_KIND
