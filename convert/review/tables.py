"""What was done to whole rows and columns of tables: as lines of pipe tables and of grid tables in the source."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from convert.model.record import Record
from convert.review.compare import Edited, Finding, Gone, Placed, Unit
from convert.review.grid import new_row, read_grid, row_of, row_range
from convert.review.issued import Issued, Piece
from convert.review.manuscript import Hand
from convert.review.markup import line_offset
from convert.review.placing import Placing
from convert.review.rewrite import Edit, Stuck, new_text

_DELIMITER = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*\r?$")
_BARS = re.compile(r"\\.|(`+)(?!`).+?(?<!`)\1(?!`)|\|")
BY_HAND = "表格的行列请在源稿里删"


class TableChange(Record):
    """A row or column that came, went or moved.  `piece`: a cell that tells its place; `reason`: why a person has to do it."""

    kind: str
    piece: Piece
    before: str
    after: str
    hand: Hand
    edits: tuple[Edit, ...] = ()
    reason: str = ""
    wanted: tuple[str, ...] = ()
    unit: Unit | None = None


class Row(Record):
    """A row of the edited file: its cells by column, and the pieces that they were."""

    cells: Mapping[int, tuple[Unit, ...]]
    pieces: tuple[Piece, ...]

    def text(self, column: int) -> str:
        """The Markdown of a cell.  Raises Stuck."""
        said = [u for u in self.cells.get(column, ()) if u.text.strip()]
        if len(said) > 1:
            raise Stuck("新的格里不止一段，请在源稿里写")
        return new_text(said[0], cell=True).strip() if said else ""


def table_changes(issued: Issued, findings: Sequence[Finding], units: Iterable[Unit],
                  placing: Placing) -> tuple[list[TableChange], set[int]]:
    """The changes of tables, their rows and columns, and the ids (`id()`) of the findings that they account for."""
    known, new = _tables(issued, units)
    worker = _Tables(issued, findings, known)
    worker.run()
    for rows in new:
        worker.add(rows, placing)
    return worker.changes, worker.taken


def _tables(issued: Issued, units: Iterable[Unit]) -> tuple[list[list[Row]], list[list[Row]]]:
    """The tables of the edited file row by row: those of the source, and those that nothing of the source stands in."""
    pieces = {p.name: p for p in issued.pieces if p.place.kind == "cell"}
    places: dict[str, dict[int, dict[int, list[Unit]]]] = {}
    for unit in units:
        if unit.spot.startswith("cell:"):
            _, table, row, column = unit.spot.split(":")
            places.setdefault(table, {}).setdefault(int(row), {}).setdefault(int(column), []).append(unit)
    known, new = [], []
    for rows in places.values():
        made = [Row({c: tuple(us) for c, us in sorted(cells.items())},
                    tuple(pieces[n] for us in cells.values() for u in us for n in u.ids if n in pieces))
                for _, cells in sorted(rows.items())]
        if any(row.pieces for row in made):
            known.append(made)
        elif not any(u.ids for cells in rows.values() for us in cells.values() for u in us):
            new.append(made)
    return known, new


class _Tables:
    """Looks at one table after the other."""

    def __init__(self, issued: Issued, findings: Sequence[Finding], tables: Sequence[list[Row]]):
        self.issued, self.tables = issued, tables
        self.changes: list[TableChange] = []
        self.taken: set[int] = set()
        self.placed = {id(f.unit): f for f in findings if isinstance(f, Placed)}
        self.gone = [f for f in findings if isinstance(f, Gone) and f.piece.place.kind == "cell"]
        self.edited = {p.name for f in findings if isinstance(f, Edited) for p in f.pieces}

    def _file(self, piece: Piece) -> str:
        return self.issued.files[piece.place.file]

    def run(self) -> None:
        for rows in self.tables:
            self._columns(rows)
            self._rows(rows)
        self._went()

    def _take(self, units: Iterable[Unit]) -> None:
        self.taken |= {id(self.placed[id(u)]) for u in units if id(u) in self.placed}

    def add(self, rows: Sequence[Row], placing: Placing) -> None:
        """A new table, as a pipe table."""
        units = [u for row in rows for us in row.cells.values() for u in us]
        found = next((self.placed[id(u)] for u in units if id(u) in self.placed), None)
        if found is None:
            return              # as issued: nothing of it is new
        self._take(units)
        piece = found.after or found.before or self.issued.pieces[0]
        said = "\n".join(" | ".join(u.text for us in row.cells.values() for u in us) for row in rows)
        edits: tuple[Edit, ...] = ()
        reason = ""
        try:
            if len(rows) < 2 or len({len(row.cells) for row in rows}) > 1 or len(rows[0].cells) < 2:
                raise Stuck("新的表格里有合并的格，或只有一行一栏，请在源稿里写")
            lines = [f"| {' | '.join(row.text(c) for c in sorted(row.cells))} |" for row in rows]
            edits = (placing.put(found, "\n".join([lines[0], "|" + "---|" * len(rows[0].cells), *lines[1:]])),)
        except Stuck as stuck:
            reason = str(stuck)
        wanted = tuple(u.text for u in units if u.text.strip()) if edits else ()
        hand = next((u.hand for u in units if u.hand.author), Hand())
        self.changes.append(TableChange("new", piece, "", said, hand, edits, reason, wanted, found.unit))

    # --- rows that came or changed places ---

    def _rows(self, rows: Sequence[Row]) -> None:
        above: Piece | None = None
        for row in rows:
            units = [u for us in row.cells.values() for u in us]
            moved = [u for u in units if id(u) in self.placed and u.ids]
            if row.pieces and not moved:
                above = row.pieces[0]
                continue
            if not any(u.text.strip() for u in units):
                continue
            if row.pieces and len({_row_key(p) for p in row.pieces}) > 1:
                continue                # a cell here, a cell there: no row that moved
            self._take(units)
            self._put(row, units, above or next(r.pieces[0] for r in rows if r.pieces), above is None)

    def _put(self, row: Row, units: Sequence[Unit], above: Piece, first: bool) -> None:
        hand = next((u.hand for u in units if u.hand.author), Hand())
        texts = [" ".join(u.text for u in row.cells[c]) for c in sorted(row.cells)]
        piece, before, after = row.pieces[0] if row.pieces else above, " | ".join(p.text for p in row.pieces), " | ".join(texts)
        edits: tuple[Edit, ...] = ()
        reason = ""
        try:
            if first:
                raise Stuck("新的一行在表头前面，请在源稿里写")
            edits = self._moved(row, above) if row.pieces else self._new(row, above)
        except Stuck as stuck:
            reason = str(stuck)
        wanted = tuple(t for t in texts if t.strip()) if edits else ()
        kind = "move" if row.pieces else "new"
        self.changes.append(TableChange(kind, piece, before, after, hand, edits, reason, wanted, units[0]))

    def _new(self, row: Row, above: Piece) -> tuple[Edit, ...]:
        source, file, line = self._file(above), above.place.file, above.place.line
        texts = [row.text(c) for c in sorted(row.cells)]
        if grid := read_grid(source, line):
            _, end = row_range(grid, row_of(grid, above))
            return (Edit(file, end, end, new_row(grid, texts)),)
        start = line_offset(source, line)
        prefix, count = _pipe_row(source, start)
        if len(texts) != count:
            raise Stuck("新的一行格数和表格不一样，请在源稿里写")
        end = _behind(source, line)
        gap = "" if source[end - 1:end] == "\n" else "\n"
        return (Edit(file, end, end, f"{gap}{prefix}| {' | '.join(texts)} |\n"),)

    def _moved(self, row: Row, above: Piece) -> tuple[Edit, ...]:
        source, file, line = self._file(above), above.place.file, row.pieces[0].place.line
        if any(p.name in self.edited for p in row.pieces) or row.pieces[0].place.group != above.place.group:
            raise Stuck("移动的行里还有改动，或移到了别的表，请在源稿里移")
        if grid := read_grid(source, line):
            moved = row_of(grid, row.pieces[0])
            if grid.rows.index(moved) < grid.head or moved.bars != grid.columns:
                raise Stuck("表头请在源稿里移")
            start, end = row_range(grid, moved)
            _, to = row_range(grid, row_of(grid, above))
        else:
            start, end, to = line_offset(source, line), line_offset(source, line + 1), _behind(source, above.place.line)
            _pipe_row(source, start)
            if _is_delimiter(source, line + 1):
                raise Stuck("表头请在源稿里移")
        text = source[start:end]
        if not text.endswith("\n") or source[to - 1:to] != "\n":
            raise Stuck("表格在文件末尾，请在源稿里移")
        return (Edit(file, start, end, ""), Edit(file, to, to, text))

    # --- rows and columns that went ---

    def _went(self) -> None:
        rows: dict[tuple[str, str], list[Gone]] = {}
        for found in self.gone:
            if id(found) not in self.taken:
                rows.setdefault(_row_key(found.piece), []).append(found)
        for key, cells in rows.items():
            self.taken |= {id(f) for f in cells}
            whole = [p for p in self.issued.pieces if p.place.kind == "cell" and _row_key(p) == key]
            file, line = cells[0].piece.place.file, cells[0].piece.place.line
            piece, before = cells[0].piece, " | ".join(f.piece.text for f in cells)
            source = self.issued.files[file]
            edits: tuple[Edit, ...] = ()
            reason = ""
            try:
                if len(whole) != len(cells):
                    raise Stuck(BY_HAND)
                edits = (Edit(file, *_row_lines(source, line, piece), ""),)
            except Stuck as stuck:
                reason = str(stuck)
            self.changes.append(TableChange("delete", piece, before, "", cells[0].hand, edits, reason))

    # --- columns ---

    def _columns(self, rows: Sequence[Row]) -> None:
        known = [row for row in rows if row.pieces]
        source, line = self._file(known[0].pieces[0]), known[0].pieces[0].place.line
        if read_grid(source, line) or not source.startswith("|", line_offset(source, line)):
            return
        count = _pipe_row(source, line_offset(source, line))[1]
        widths = {len(row.cells) for row in rows}
        if len(widths) != 1 or len(known) != len(rows):
            return
        now = widths.pop()
        if now == count + 1:
            self._new_column(rows, count)
        elif now == count - 1:
            self._old_column(rows, count)

    def _lines(self, rows: Sequence[Row]) -> dict[int, Row]:
        return {row.pieces[0].place.line: row for row in rows}

    def _new_column(self, rows: Sequence[Row], count: int) -> None:
        """A cell of no known paragraph in every row, in the same column."""
        fresh = [{c for c, us in row.cells.items() if not any(u.ids for u in us)} for row in rows]
        apart = [{c: next(iter(p.place.cell for u in us for n in u.ids for p in row.pieces if p.name == n), -1)
                  for c, us in row.cells.items()} for row in rows]
        shared = [c for c in sorted(set.intersection(*fresh)) if all(
            all(cell in {-1, k if k < c else k - 1} for k, cell in cells.items()) for cells in apart)]
        if not shared:
            return
        column, by_line = shared[0], self._lines(rows)
        units = [u for row in rows for u in row.cells[column]]
        piece = rows[0].pieces[0]
        said = " | ".join(u.text for u in units)
        self._take(units)
        hand = next((u.hand for u in units if u.hand.author), Hand())
        try:
            texts = {line: row.text(column) for line, row in by_line.items()}
            edits = self._in_column(piece, by_line, count, column, texts)
            wanted = tuple(u.text for u in units if u.text.strip())
            self.changes.append(TableChange("new", piece, "", said, hand, edits, wanted=wanted))
        except Stuck as stuck:
            self.changes.append(TableChange("new", piece, "", said, hand, reason=str(stuck)))

    def _in_column(self, piece: Piece, lines: Iterable[int], count: int, column: int,
                   texts: Mapping[int, str] | None) -> tuple[Edit, ...]:
        """Edits that put `texts` (of each line) before `column`, or take that column out; the line of dashes too.  Raises Stuck."""
        source, file = self._file(piece), piece.place.file
        edits = []
        wanted = sorted(lines)
        for line in (*wanted[:1], wanted[0] + 1, *wanted[1:]):
            start = line_offset(source, line)
            bars = _bars(source, start)
            dashes = line == wanted[0] + 1
            if len(bars) != count + 1 or dashes != _is_delimiter(source, line):
                raise Stuck("表格写得不齐，列请在源稿里改")
            if texts is None:
                edits.append(Edit(file, bars[column], bars[column + 1], ""))
            else:
                edits.append(Edit(file, bars[column], bars[column], "|---" if dashes else f"| {texts[line]} "))
        return tuple(edits)

    def _old_column(self, rows: Sequence[Row], count: int) -> None:
        """A column of which nothing is left: its cells went in every row, the others are where they were."""
        lines = self._lines(rows)
        table = rows[0].pieces[0].place.group
        went = [f for f in self.gone if f.piece.place.group == table]
        columns = {f.piece.place.cell for f in went}
        kept = {p.place.cell for row in rows for p in row.pieces}
        if len(columns) != 1 or columns & kept or not {f.piece.place.line for f in went} <= set(lines):
            return
        piece = rows[0].pieces[0]
        said = " | ".join(f.piece.text for f in went)
        try:
            edits = self._in_column(piece, lines, count, columns.pop(), None)
        except Stuck:
            return
        self.taken |= {id(f) for f in went}
        self.changes.append(TableChange("delete", piece, said, "", went[0].hand, edits))


def _row_key(piece: Piece) -> tuple[str, str]:
    """The row of a cell in the issued file."""
    return piece.place.file, piece.spot.rpartition(":")[0]


def _row_lines(source: str, line: int, piece: Piece) -> tuple[int, int]:
    """The lines of a row that can go.  Raises Stuck."""
    start = line_offset(source, line)
    if grid := read_grid(source, line):
        row = row_of(grid, piece)
        if row in grid.rows[grid.head:] and row.bars == grid.columns and len(grid.rows) > grid.head + 1:
            return row_range(grid, row)
    elif source.startswith("|", start) and not _is_delimiter(source, line + 1):
        return start, line_offset(source, line + 1)
    raise Stuck(BY_HAND)


def _bars(source: str, start: int) -> list[int]:
    """Where the bars of the pipe row at `start` stand."""
    stop = source.find("\n", start)
    return [m.start() for m in _BARS.finditer(source, start, len(source) if stop < 0 else stop) if m[0] == "|"]


def _pipe_row(source: str, start: int) -> tuple[str, int]:
    """(what comes before the first bar, how many cells) of the pipe row at `start`.  Raises Stuck."""
    bars = _bars(source, start)
    stop = source.find("\n", start)
    tail = source[bars[-1] + 1:len(source) if stop < 0 else stop] if bars else "?"
    prefix = source[start:bars[0]] if bars else "?"
    if tail.strip() or prefix.strip(" \t>"):
        raise Stuck("表格写得不齐，行列请在源稿里改")
    return prefix, len(bars) - 1


def _is_delimiter(source: str, line: int) -> bool:
    start = line_offset(source, line)
    stop = source.find("\n", start)
    return _DELIMITER.match(source[start:len(source) if stop < 0 else stop]) is not None


def _behind(source: str, line: int) -> int:
    """Where the line behind row `line` of a pipe table begins, the line of dashes under a head passed over."""
    return line_offset(source, line + (2 if _is_delimiter(source, line + 1) else 1))
