"""Pieces of text dealt to the columns of a table.

Whatever the order of the cells on the whole, in every column the first comes first.  So each piece of text is dealt to a column,
where it begins the next cell or goes on with the last one, and the cheapest way of dealing all of them is looked for (beam search):
a row goes on to the right, cells of a column are of one kind, the first column may count 1, 2, 3 …, a cell goes on below only where
it filled its column.
"""
from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.importer.characters import HAN, is_body_name, plain

_INTEGER, _FIGURE = re.compile(r"\d{1,9}$"), re.compile(r"[+＋\-－−]?[\d.,:/%％+‰±~—-]*\d[\d.,:/%％‰+~—-]*$")
_WORDS = re.compile(f"(?:(?![年月日时分至])[{HAN}]){{4}}")
TOTAL = re.compile("(?:[合总小]\\s?计|备注|说明)$")
_BRACKETED = re.compile("（[^（）]{1,5}）")           # the unit of a head, below it
_OPEN = ("，", "、", "不", "的", "和", "与")        # how a cell cannot end
_COUNTS = re.compile("(?:序号|编号|次序)$")
HEAD_WORD = re.compile("(?:序号|编号|姓名|名称|单位|部门|事项|项目|内容|职务|职责|电话|时间|日期|时限|期限|地点|措施|标准|依据)$")
# what kind of cells stands below a head: days, numbers
_HEAD_KINDS = (("n", _COUNTS), ("d", re.compile("(?:日期|时间|时限|期限)$")),
               ("f", re.compile("(?:（[^（）]{1,5}）|数|量|率|额|比例|系数|[%％])$")))
_FORLORN = 3.0                      # that a way is dearer than the cheapest up to the same piece, from which it is given up
_OUT_OF_TURN, _FAR = 0.5, 0.3       # of a cell out of its turn, for every row that it is away
_COLUMN = 0.3                       # of a column
_BEHIND = 0.1                       # for every cell that the rows above still lack
_EMPTY = 1.3                        # of a cell without words
_NEAR = 3                           # cells above that tell what kind its column is of
_OTHER_KIND, _WORDY, _NEARLY = 1.1, 0.5, 0.3      # of a cell of another kind than the one above it; of words there with digits
                                    # in them, of a number of another form
_COUNTED, _MISCOUNTED = -0.8, 3.0   # of the number of a row; of a number that is not
_UNNAMED = 0.4                      # of a figure in the first column that is not the number of its row
_NO_NUMBER = 0.6                    # of a cell of a row whose number has not come
_MERGED = 2.0               # of a cell beside 合计 whose row has a sentence
_TOTAL_FIRST, _TOTAL_ELSEWHERE = -0.8, 1.5      # of 合计 in the first column, in another
_AGAIN, _ELSEWHERE, _ALIKE = -0.3, 0.2, -0.2        # of words that its column has already; that another column has; that end alike
_GOES_ON, _UNFILLED, _UNFINISHED = 0.5, 1.6, 2.0        # of a second line of a cell; below one with room left; none below a comma
_WHOLE_NAME, _BEHIND_BRACKET = 0.3, 0.5        # of a line below the whole name of a body, below a closing bracket
_WHOLE_CELL = 0.4                   # of a line below words that are a whole cell elsewhere
_BELOW = 0.7                        # what it says that a line begins where the last line of a cell began
_SHORTEST = 4.5                     # em of a cell's line that is full, at least
_WIDE, _GOES_ON_WIDE = 8, 0.15      # em of a cell's line that seldom is a whole cell; cost of a second line below it
_REST, _RESTS = 3, 0.1              # em of a line that rather is the rest of a cell; cost of it as such
_TOO_WIDE = 1.5                     # of a line wider than one that was full
_GLUED, _COUNTED_ON = 0.9, 0.1      # of a gap inside a cell, of one before the word that a number counts
_NO_HEAD, _LONG_HEAD, _HEAD = 1.0, 1.0, 10.5       # of a head that is no word; of one wider than so many em
_KNOWN_HEAD, _HEAD_BELOW = -0.3, 0.8        # of a head that heads many tables; of such a word below the head
_COMMA, _PARTICLE = 0.3, 1.5        # of a cell with a comma, of one that begins with a particle or ends a quotation
_NOT_FIRST = 0.8                    # of a line of several cells that does not begin with the first
_SPANNED, _TALLEST = 0.2, 8         # of a row whose first cell is that of the row above; rows that a cell spans at most
_ASIDE, _FAR_ASIDE = 0.1, 0.8       # of every character that a cell stands aside from the one above it; at most
_ROW_GAP = 0.8                      # of a blank line inside a row, of none above one
_PARTED, _BLANK_INSIDE, _TOUCHES = 0.6, 0.6, 0.25       # share of the pieces with a blank line above from which it parts cells; of
                                    # one inside a cell, of none above one


class Piece(NamedTuple):
    """Text that stands by itself: `joint` is 0 at the beginning of a line, 1 behind a gap, 2 behind one that may be no gap, 3
    behind one that hardly is one."""

    text: str
    line: int
    joint: int
    wide: float
    kind: str
    gap: bool
    x: int                  # characters from the left edge where the text keeps the layout of the page; -1
    several: bool           # whether its line has more pieces


class Column(NamedTuple):
    cells: tuple[str, ...] = ()     # "" where a cell is empty
    kinds: str = ""
    filled: float = 0.0             # em of the last line of the last cell
    widest: float = 0.0
    line: int = -1                  # of the last piece
    x: int = -1                     # of the last piece
    several: bool = False           # whether the line of the last piece has more
    room: float = 99.0              # em of the narrowest line of a cell that went on below it


class State(NamedTuple):
    cost: float
    columns: tuple[Column, ...]
    row: int
    column: int
    path: tuple[int, ...]           # row * 16 + column of every piece
    merged: bool = False            # whether a sentence below the pieces is all else that the row of 合计 has


@functools.lru_cache(maxsize=1 << 12)
def kind_of(text: str) -> str:
    """n for a number, f for a figure of another form, d for words with digits in them, w for words."""
    bare = plain(text)
    if _INTEGER.match(bare):
        return "n"
    if _FIGURE.match(bare):
        return "f"
    return "d" if re.search(r"\d", bare) and not re.match(f"[{HAN}]{{3}}", bare) and not _WORDS.search(bare) else "w"


def deal(pieces: Sequence[Piece], count: int, limit: float, beam: int, merged: bool = False, corner: bool = False,
         by_row: bool = False) -> State | None:
    """The cheapest way to deal `pieces` to `count` columns that costs no more than `limit`; None for none.  `corner`: the first
    column has no head; `by_row`: rows come one after the other."""
    apart = sum(piece.gap for piece in pieces if not piece.joint)
    blocks = 0.08 * len(pieces) < apart < _PARTED * len(pieces)
    parted = apart >= _PARTED * len(pieces)
    first = Column(("",), " ") if corner else Column()
    states = [State(_COLUMN * count, (first, *(Column(),) * (count - 1)), 0, corner - 1, (), merged)]
    for piece in pieces:
        found: dict[tuple[tuple[int, ...], int, int], State] = {}
        for state in states:
            for new in _placed(state, piece, blocks, by_row, parted):
                key = (tuple(len(column.cells) for column in new.columns), new.row, new.column)
                if new.cost <= limit + 3 and (key not in found or new.cost < found[key].cost):
                    found[key] = new
        states = sorted(found.values(), key=lambda s: (s.cost, s.path))[:beam]
        states = [state for state in states if state.cost <= states[0].cost + _FORLORN]
        if not states:
            return None
    ended = [state._replace(cost=state.cost + _EMPTY * _lacking(state)) for state in states]
    best = min(ended, key=lambda s: (s.cost, s.path))
    return best if best.cost <= limit else None


def _lacking(state: State) -> float:
    """Cells that the rows lack at the end; the last row often has few."""
    rows = max(len(column.cells) for column in state.columns)
    lacking = [rows - len(column.cells) for column in state.columns]
    return sum(max(0, n - 1) + 0.15 * (n > 0 and not state.merged) for n in lacking)


def _placed(state: State, piece: Piece, blocks: bool, by_row: bool, parted: bool) -> Iterator[State]:
    """Every way to place `piece`; if `by_row`, in the row of the piece before it or the next; if `parted`, blank lines part
    cells."""
    last = state.columns[state.column] if state.path else None
    beside = last is not None and piece.joint > 0
    if by_row and piece.joint == 1 and last is not None and piece.kind in "wd" and last.kinds[-1] in "wd":
        cells = (*last.cells[:-1], last.cells[-1] + piece.text)         # a cell's second line, written on the line of its row
        grown = last._replace(cells=cells, filled=piece.wide, widest=max(last.widest, piece.wide), room=min(last.room, last.filled))
        yield _moved(state, state.column, grown, state.row, _on_cost(state, state.column, piece))
    if beside and piece.joint > 1 and last is not None:
        words = last.cells[-1] + piece.text
        filled = last.filled + piece.wide
        grown = last._replace(cells=(*last.cells[:-1], words), filled=filled, kinds=last.kinds[:-1] + kind_of(words),
                              widest=max(last.widest, filled))
        yield _moved(state, state.column, grown, state.row, _COUNTED_ON if piece.joint == 3 else _GLUED)
    turn = _turn(state)
    top = max(len(column.cells) for column in state.columns)
    rows = range(state.row, state.row + 2) if by_row else range(top + _TALLEST)
    for number, column in enumerate(state.columns):
        if beside and number <= state.column:
            continue
        row = len(column.cells)
        if column.cells and column.line != piece.line and piece.kind in "wd" and column.kinds[-1] in "wd" and row - 1 in rows:
            cost = _on_cost(state, number, piece) + _BLANK_INSIDE * (parted and piece.gap and number == state.column)
            filled = max(piece.wide, column.filled * column.cells[-1].endswith("，"))        # perhaps cut behind the comma
            grown = column._replace(cells=(*column.cells[:-1], column.cells[-1] + piece.text), filled=filled, line=piece.line,
                                    widest=max(column.widest, piece.wide), x=piece.x, room=min(column.room, column.filled))
            yield _moved(state, number, grown, row - 1, cost)
        most = min(_TALLEST, top - row) if number == 0 and row > 1 else int(row < top - 1)
        for skipped in range(most + 1):
            if row + skipped not in rows:
                continue
            cells = (*column.cells, *("",) * skipped)
            spanned = number == 0 and row > 1 and all(len(other.cells) >= row + skipped for other in state.columns[1:])
            cost = _cell_cost(state, number, row + skipped, piece, turn) + (0.0 if spanned else _EMPTY * skipped)
            cost += blocks * _ROW_GAP * (piece.joint == 0 and (number == 0) != piece.gap) + _TOUCHES * (parted and not piece.gap)
            new = Column((*cells, piece.text), column.kinds + " " * skipped + piece.kind, piece.wide,
                          max(column.widest, piece.wide if row else 0.0), piece.line, piece.x,
                          piece.several, column.room)
            yield _moved(state, number, new, row + skipped, cost)


def _moved(state: State, number: int, column: Column, row: int, cost: float) -> State:
    columns = (*state.columns[:number], column, *state.columns[number + 1:])
    return State(state.cost + cost, columns, row, number, (*state.path, row << 4 | number), state.merged)


def _turn(state: State) -> tuple[int, int]:
    """The place whose turn it is: the next in rows that has nothing yet."""
    row, number = state.row, state.column + 1
    while True:
        if number >= len(state.columns):
            row, number = row + 1, 0
        if len(state.columns[number].cells) <= row:
            return row, number
        number += 1


@functools.lru_cache(maxsize=1 << 12)
def is_open_cell(cell: str) -> bool:
    """Whether a cell must go on."""
    return cell.endswith(_OPEN) or cell.count("“") > cell.count("”") or cell.count("（") > cell.count("）")


def _on_cost(state: State, number: int, piece: Piece) -> float:
    """What it costs that `piece` goes on with the last cell of a column."""
    column = state.columns[number]
    if _BRACKETED.fullmatch(piece.text) and number == state.column:
        return _COUNTED_ON
    open_end = is_open_cell(column.cells[-1])
    rest = piece.wide <= _REST < _SHORTEST < column.filled
    cost = 0.0 if open_end else _GOES_ON_WIDE if column.filled >= _WIDE else _RESTS if rest else _GOES_ON
    if not open_end and (column.filled < _SHORTEST or column.filled <= column.widest - 2 or column.kinds[-1] == "d"):
        cost += _UNFILLED
    if piece.x >= 0 and column.x >= 0:
        cost += min(_FAR_ASIDE, _ASIDE * abs(piece.x - column.x)) if abs(piece.x - column.x) > 1 else -_BELOW
    whole = bool(TOTAL.match(piece.text)) or any(piece.text in other.cells for other in state.columns)
    strange = len(column.cells) == 1 or piece.kind != column.kinds[-1] or whole
    cost += _WHOLE_CELL * any(column.cells[-1] in other.cells[:-1] for other in state.columns)
    cost += _WHOLE_NAME * is_body_name(column.cells[-1]) + _BEHIND_BRACKET * column.cells[-1].endswith(("）", "”"))
    beside_number = state.column == 0 and len(state.path) > 1 and state.path[-2] & 15 == number
    away = number != state.column and not beside_number
    return cost + 0.4 * away + _TOO_WIDE * (piece.wide > column.filled + 0.6) + _OTHER_KIND * strange


def _cell_cost(state: State, number: int, row: int, piece: Piece, turn: tuple[int, int]) -> float:
    """What it costs that `piece` is the cell of column `number` in `row`."""
    column = state.columns[number]
    counted = row > 0 and number == 0 and piece.kind == "n" and int(plain(piece.text)) == row and (
        row == 1 or column.cells[-1] == str(row - 1))
    cost = _COUNTED if counted else _BEHIND * sum(max(0, row - len(other.cells)) for other in state.columns[number > 0:])
    spanned = turn == (row, 0) and number == 1 and row > 1 and len(state.columns) > 2 and not state.columns[0].several
    if not counted and (row, number) != turn:
        first = state.columns[0].cells
        cost += _SPANNED if spanned else _OUT_OF_TURN + _FAR * abs(row - turn[0])
        cost += _NO_NUMBER * (number > 0 and 0 < len(first) <= row and first[-1].isdecimal())
    cost += _COMMA * ("，" in piece.text) + _PARTICLE * (piece.text[0] in "的了" or piece.text.count("”") > piece.text.count("“"))
    cost += _NOT_FIRST * (not spanned and _is_cut_row(state, number, row, piece))
    cost += _UNFINISHED * bool(column.cells and is_open_cell(column.cells[-1])) + _TOO_WIDE * (piece.wide > column.room + 1)
    if piece.x >= 0 and column.x >= 0:
        cost += min(_FAR_ASIDE, _ASIDE * abs(piece.x - column.x))
    return cost + (_below_cost(state, number, row, piece, counted) if row else _head_cost(number, piece))


def _head_cost(number: int, piece: Piece) -> float:
    """What it costs that `piece` is the head of column `number`."""
    strange = piece.kind in "nf" or bool(_BRACKETED.fullmatch(piece.text)) or (number > 0 and bool(_COUNTS.match(piece.text)))
    return _NO_HEAD * strange + _LONG_HEAD * (piece.wide > _HEAD) + _KNOWN_HEAD * bool(HEAD_WORD.search(piece.text))


def _below_cost(state: State, number: int, row: int, piece: Piece, counted: bool) -> float:
    """What it costs that `piece` stands below the cells of column `number`."""
    column = state.columns[number]
    cost = _HEAD_BELOW * bool(HEAD_WORD.search(piece.text)) + _UNNAMED * (number == 0 and piece.kind in "nf" and not counted)
    first = state.columns[0].cells
    cost += _MERGED * (state.merged and number > 0 and len(first) > row and bool(TOTAL.match(first[row])))
    last = column.cells[-1] if row > 1 and column.cells else ""
    if number == 0 and piece.kind == "n" and last.isdecimal() and int(last) == row - 1:
        cost += _MISCOUNTED * (not counted)
    if TOTAL.match(piece.text):
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


def _is_cut_row(state: State, number: int, row: int, piece: Piece) -> bool:
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
