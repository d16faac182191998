"""Pieces of a tagged paragraph -> its words with what is strong, emphasised, raised or lowered, and the lines broken by hand."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from convert.importer.marks import BREAK, EMPHASIS, STRONG, SUBSCRIPT, SUPERSCRIPT, marked
from convert.importer.pdftext import Glyphs, in_lines, spaced

_STRONG = re.compile(r"Bold|Black|Heavy|Demi|Hei|^(?!.*Mono).*(?:Sans|Gothic)", re.IGNORECASE)
_EMPHASIS = re.compile(r"Kai|Italic|Oblique", re.IGNORECASE)
_SMALL, _RAISED, _LOWERED = 0.8, 0.15, 0.05     # of the size: a raised figure at most, how far its baseline stands off at least
_MANY = 4                   # lines of a page that end at one edge and show where a column does
_FEW = 6                    # lines of a paragraph that was broken by hand at most
_COLUMN = 10                # em: columns that end so far apart stand side by side
_EDGE, _BROKEN = 0.6, 4.0   # em: lines end at one edge; a line so short of it was broken by hand


class Setting(NamedTuple):
    """How a file is set: font and size of its text, and for every page where its columns end, from left to right, in points."""

    font: str
    size: float
    edges: Mapping[int, Sequence[float]]

    @property
    def in_columns(self) -> bool:
        """Whether most pages are set in columns side by side."""
        found = [page[-1] - page[0] > _COLUMN * self.size for page in self.edges.values() if page]
        return 2 * sum(found) > len(found)


def setting_of(pieces: Sequence[Glyphs]) -> Setting:
    ends: dict[int, Counter[int]] = defaultdict(Counter)
    for line in in_lines(pieces):
        ends[line[-1].page][round(line[-1].x1)] += 1
    edges = {page: tuple(float(x) for x in sorted(found) if found[x - 1] + found[x] + found[x + 1] >= _MANY)
             for page, found in ends.items()}
    return Setting(*_base(pieces), edges)


def words_of(pieces: Sequence[Glyphs], setting: Setting | None = None) -> str:
    """Lines joined, with a space only between Latin words.  With the `setting` of the file the marks of `marks` are set."""
    lines = in_lines(pieces)
    base = _base(pieces)
    runs: list[tuple[str, str]] = []
    for number, line in enumerate(lines):
        words = [(text, _kind(piece, base, line, setting) if setting else "") for text, piece in spaced(line)]
        words[0] = (words[0][0].lstrip(" "), words[0][1])
        words[-1] = (words[-1][0].rstrip(" "), words[-1][1])
        if runs and _is_latin(runs[-1][0][-1:], words[0][0][:1]):
            runs.append((" ", ""))
        runs += words
        if setting and number + 1 < len(lines) <= _FEW and _is_broken(lines, number, setting.edges):
            runs.append((BREAK, ""))
    return marked(runs)


def _base(pieces: Sequence[Glyphs]) -> tuple[str, float]:
    """(font, size) that most of the words are set in."""
    counts: Counter[tuple[str, float]] = Counter()
    for piece in pieces:
        counts[piece.font, piece.size] += len(piece.text)
    return counts.most_common(1)[0][0] if counts else ("", 0.0)


def _kind(piece: Glyphs, base: tuple[str, float], line: Sequence[Glyphs], setting: Setting) -> str:
    """Strong is what differs from the text of the file, emphasised what differs from its paragraph's; larger type is display."""
    font, size = base
    if piece.size <= _SMALL * size:
        off = piece.y0 - next((p.y0 for p in line if p.size > _SMALL * size), piece.y0)
        return SUPERSCRIPT if off > _RAISED * size else SUBSCRIPT if off < -_LOWERED * size else ""
    if _STRONG.search(piece.font) and not _STRONG.search(setting.font):
        return STRONG if piece.font != font or size <= setting.size else ""
    differs = bool(_EMPHASIS.search(piece.font)) and not _EMPHASIS.search(font) and not _STRONG.search(font)
    return EMPHASIS if differs else ""


def _is_latin(before: str, after: str) -> bool:
    return before.isascii() and before.isalnum() and after.isascii() and after.isalpha()


def _is_broken(lines: Sequence[Sequence[Glyphs]], number: int, edges: Mapping[int, Sequence[float]]) -> bool:
    """Whether line `number` ends far from the edge of its column though what follows had room, and no other line ends there."""
    line, below = lines[number], lines[number + 1]
    end, size = line[-1].x1, line[-1].size
    edge = next((x for x in edges.get(line[-1].page, ()) if x >= end - _EDGE * size), end)
    narrow = any(other is not line and abs(other[-1].x1 - end) <= _EDGE * size for other in lines[:-1])
    follows = below[0].page == line[-1].page and below[0].y0 < line[0].y0 and not below[0].text[:1].isascii()
    return edge - end > _BROKEN * size and follows and not narrow
