"""An untagged PDF: pieces of text with positions -> lines in reading order, columns one after the other."""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from convert.importer.characters import LEADERS, credit, is_terminal
from convert.importer.columns import Placed, Row, gutters, in_order
from convert.importer.pdftext import Glyphs, body_size, line_text
from convert.importer.records import Line

_LEADER = re.compile(rf"[{LEADERS}_\s]{{3,}}\d{{0,3}}|\d{{1,3}}")
_GAP = "\t"
_HEAD_LINES = 3             # lines in another face that a heading inside an article may have


def positioned_lines(pieces: Sequence[Glyphs], file: str) -> tuple[Line, ...]:
    """Lines of all pages.  Display type is marked by its size or face, and every line knows its indent."""
    size = body_size(pieces)
    face = _body_face(pieces, size)
    out: list[Line] = []
    pages: dict[int, list[Glyphs]] = {}
    for piece in pieces:
        if piece.text.strip():
            pages.setdefault(piece.page, []).append(piece)
    for page in sorted(pages):
        out += _page(pages[page], size, face, file, page)
    return tuple(line._replace(number=number) for number, line in enumerate(out, 1))


def _body_face(pieces: Sequence[Glyphs], size: float) -> str:
    counts: Counter[str] = Counter()
    for piece in pieces:
        if piece.size == size:
            counts[piece.font] += len(piece.text)
    return max(counts, key=lambda font: (counts[font], font)) if counts else ""


def _page(pieces: Sequence[Glyphs], size: float, face: str, file: str, page: int) -> list[Line]:
    lines = [line for line in _baselines(pieces) if line_text(line).strip()]
    top, foot_line = max(line[0].y0 for line in lines), min(line[0].y0 for line in lines)
    edges = [_edge(lines, y, size) for y in (top, foot_line)]         # running heads read first, folios last
    inner = [_row(line, size, face) for line in lines if line not in edges[0] and line not in edges[1]]
    parted = gutters(inner)
    rows = [part for line in lines if line not in edges[0] and line not in edges[1]
            for part in (_row(cut, size, face) for cut in _cut(line, parted))]
    placed = in_order(rows, parted)
    levels = _levels(placed)
    head, foot = ([_line(_row(line, size, face)._replace(level=0), 0.0, True, file, page) for line in edge] for edge in edges)
    out = head
    out += [_line(p.row._replace(level=level), p.indent, p.opens, file, page)._replace(room=p.room)
            for p, level in zip(placed, levels, strict=True)]
    return out + (foot if top != foot_line else [])


def _line(row: Row, indent: float, opens: bool, file: str, page: int) -> Line:
    return Line(file, 0, row.text, page, int(opens), row.level, row.text, "\t" in row.text, indent=indent)


def _row(line: Sequence[Glyphs], size: float, face: str) -> Row:
    """The pieces of one line; `level` 1 for type of a title's size, 2 for a larger one than the text's, 3 for another face."""
    large = max(p.size for p in line if p.text.strip())
    words = "".join(p.text for p in line if p.font != face)
    other = len(words) == sum(len(p.text) for p in line)
    level = 1 if large >= 1.3 * size else 2 if large >= 1.08 * size else 3 if other and large >= 0.97 * size else 0
    return Row(line[0].x0, line[-1].x1, -line[0].y0, large, line_text(line), level)


def _levels(placed: Sequence[Placed]) -> list[int]:
    """The levels of the rows; text in another face is a heading where it is short, no sentence, and nothing runs on behind it."""
    out = [p.row.level for p in placed]
    start = 0
    for i in range(1, len(placed) + 1):
        if i < len(placed) and out[i] == out[start] and not placed[i].opens:
            continue
        text = placed[i - 1].row.text
        runs_on = i < len(placed) and not placed[i].opens and not out[i] and placed[i].indent < 1.2
        if out[start] == 3 and (i - start > _HEAD_LINES or is_terminal(text) or text[-1:] in "，、；" or runs_on
                                or credit(text) is not None or placed[start].row.text[:1] in "（("):
            out[start:i] = [0] * (i - start)
        start = i
    return out


def _edge(lines: Sequence[list[Glyphs]], y: float, size: float) -> list[list[Glyphs]]:
    """The lines at the height `y` when they are running heads or folios: short, and smaller than the text or apart from it."""
    found = [line for line in lines if abs(line[0].y0 - y) < 0.5 * size]
    apart = min((abs(line[0].y0 - y) for line in lines if line not in found), default=0.0) > 2.2 * size

    def is_one(line: Sequence[Glyphs]) -> bool:
        text = line_text(line)
        small = min(p.size for p in line if p.text.strip()) < 0.97 * size
        return len(text) <= 48 and (small or apart) and "。" not in text

    return found if all(map(is_one, found)) else []


def _cut(line: Sequence[Glyphs], parted: Sequence[float]) -> list[list[Glyphs]]:
    """A line parted where a gutter runs through a gap of it."""
    out: list[list[Glyphs]] = [[line[0]]]
    for a, b in itertools.pairwise(line):
        if any(a.x1 <= at <= b.x0 for at in parted) and b.x0 - a.x1 > 0.8 * b.size:
            out.append([])
        out[-1].append(b)
    return out


def _baselines(pieces: Sequence[Glyphs]) -> list[list[Glyphs]]:
    """Pieces of one baseline that stand close together, from the top of the page to its foot.  Leaders and the page number behind
    them stay on the line of the words that they lead from."""
    rows: list[list[Glyphs]] = []
    for piece in sorted(pieces, key=lambda p: -p.y0):
        if rows and abs(rows[-1][0].y0 - piece.y0) < 0.45 * min(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    out: list[list[Glyphs]] = []
    for row in rows:
        parts: list[list[Glyphs]] = []
        for piece in sorted(row, key=lambda p: p.x0):
            lead = bool(_LEADER.fullmatch(piece.text.strip()))
            last = parts[-1][-1] if parts else None
            if last and (lead or last.text == _GAP or piece.x0 - last.x1 < 1.6 * max(piece.size, last.size)):
                if lead and last.text != _GAP:
                    parts[-1].append(piece._replace(text=_GAP))
                if not lead or piece.text.strip().isdigit():
                    parts[-1].append(piece)
            else:
                parts.append([piece])
        out += parts
    return out
