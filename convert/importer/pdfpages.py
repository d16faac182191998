"""An untagged PDF: pieces of text with positions -> lines in reading order, columns one after the other."""
from __future__ import annotations

import re
from collections.abc import Sequence

from convert.importer.pdftext import Glyphs, body_size, line_text
from convert.importer.records import Line

_LEADER = re.compile(r"[·•.…．‧・⋯_\s]{3,}\d{0,3}|\d{1,3}")
_GAP = "\t"


def positioned_lines(pieces: Sequence[Glyphs], file: str) -> tuple[Line, ...]:
    """Lines of all pages.  Display type is marked by its size, and every line knows its indent."""
    size = body_size(pieces)
    out: list[Line] = []
    pages: dict[int, list[Glyphs]] = {}
    for piece in pieces:
        if piece.text.strip():
            pages.setdefault(piece.page, []).append(piece)
    for page in sorted(pages):
        out += _page(pages[page], size, file, page)
    return tuple(line._replace(number=number) for number, line in enumerate(out, 1))


def _page(pieces: Sequence[Glyphs], size: float, file: str, page: int) -> list[Line]:
    out: list[Line] = []
    rows = _baselines(pieces)
    top, foot = max(row[0].y0 for row in rows), min(row[0].y0 for row in rows)
    edges = [_edge(rows, y, size) for y in (top, foot)]         # running heads read first, folios last
    inner = [row for row in rows if row not in edges[0] and row not in edges[1]]
    for column in (*([row] for row in edges[0]), *_columns(inner), *([row] for row in edges[1] if row not in edges[0])):
        left = _left_edge(column, size)
        for index, line in enumerate(column):
            text = line_text(line)
            if not text.strip():
                continue
            large = max(p.size for p in line if p.text.strip())
            level = 1 if large >= 1.3 * size else 2 if large >= 1.08 * size else 0
            out.append(Line(file, 0, text, page, 0 if index else 1, level, text, "\t" in text, indent=(line[0].x0 - left) / size))
    return out


def _edge(rows: Sequence[list[Glyphs]], y: float, size: float) -> list[list[Glyphs]]:
    """The rows at the height `y` when they are as short as running heads and folios are."""
    found = [row for row in rows if abs(row[0].y0 - y) < 0.5 * size]
    return found if all(len(line_text(row)) <= 20 and row[-1].x1 - row[0].x0 < 16 * size for row in found) else []


def _left_edge(column: Sequence[Sequence[Glyphs]], size: float) -> float:
    """Where most lines of a column begin, or the leftmost line of a short one."""
    starts = sorted(line[0].x0 for line in column)
    near = [x for x in starts if x - starts[0] < 0.6 * size]
    most = max(starts, key=lambda x: (sum(abs(x - y) < 0.4 * size for y in starts), -x))
    return starts[0] if len(near) > 1 or len(starts) < 4 else min(most, starts[-1])


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


def _columns(lines: list[list[Glyphs]]) -> list[list[list[Glyphs]]]:
    """Runs of lines read one below the other: what spans the page parts the columns above from those below."""
    if not lines:
        return []
    left, right = min(x[0].x0 for x in lines), max(x[-1].x1 for x in lines)
    middle = (left + right) / 2
    groups: list[list[list[Glyphs]]] = []
    sides: tuple[list[list[Glyphs]], list[list[Glyphs]]] = ([], [])
    for line in lines:
        spans = line[0].x0 < middle - 6 and line[-1].x1 > middle + 6
        if spans:
            groups += [side for side in sides if side]
            sides = ([], [])
            if groups and groups[-1] and _spanning(groups[-1][-1], middle):
                groups[-1].append(line)
            else:
                groups.append([line])
        else:
            sides[0 if line[0].x0 < middle - 6 else 1].append(line)
    return groups + [side for side in sides if side]


def _spanning(line: Sequence[Glyphs], middle: float) -> bool:
    return line[0].x0 < middle - 6 and line[-1].x1 > middle + 6
