"""An untagged PDF: pieces of text with positions -> lines in reading order, columns one after the other."""
from __future__ import annotations

from collections.abc import Sequence

from convert.importer.characters import is_terminal
from convert.importer.pdftext import Glyphs, body_size, line_text
from convert.importer.records import Line


def positioned_lines(pieces: Sequence[Glyphs], file: str) -> tuple[Line, ...]:
    """Lines of all pages.  Display type is marked by its size; the first line of a paragraph by its indent (a gap before it)."""
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
    for column in _columns(_baselines(pieces)):
        left = min(line[0].x0 for line in column)
        before: Sequence[Glyphs] | None = None
        for line in column:
            text = line_text(line)
            if not text.strip():
                continue
            large = max(p.size for p in line) > 1.18 * size
            indented = 1.3 * size < line[0].x0 - left < 3 * size
            apart = before is not None and before[0].y0 - line[0].y0 > 2.2 * max(size, line[0].size)
            begins = indented or apart or (before is not None and is_terminal(line_text(before)) and _short(before, column, size))
            out.append(Line(file, 0, text, page, 1 if begins or before is None else 0, 1 if large else 0, text))
            before = line
    return out


def _short(line: Sequence[Glyphs], column: Sequence[Sequence[Glyphs]], size: float) -> bool:
    right = max(other[-1].x1 for other in column)
    return right - line[-1].x1 > 1.6 * size


def _baselines(pieces: Sequence[Glyphs]) -> list[list[Glyphs]]:
    """Pieces of one baseline that stand close together; from the top of the page to its foot."""
    out: list[list[Glyphs]] = []
    for piece in sorted(pieces, key=lambda p: (-round(p.y0 / 3), p.x0)):
        near = next((line for line in reversed(out[-6:]) if abs(line[-1].y0 - piece.y0) < 0.4 * piece.size
                     and -1 <= piece.x0 - line[-1].x1 < 1.6 * piece.size), None)
        if near is None:
            out.append([piece])
        else:
            near.append(piece)
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
