"""Text -> lines with their place, page, gap and marks."""
from __future__ import annotations

import itertools
import re
from collections import Counter

from convert.importer.characters import BYLINE, is_terminal, width
from convert.importer.records import BOLD, COLUMNS, PARTS, UNMARKED, Line

_HEADING = re.compile(r"(#{1,6})\s+(.*)$")
_BREAKS, _INDENT = 4, 3.2   # places where running text touches that are page breaks; em that a first line is short of the measure
_ROWS, _FULL = 20, 0.85     # full rows in a row that tell how they were written; share of the measure of a full one
_WHOLE_BOLD = re.compile(r"\*\*([^*]+)\*\*$")


def read_lines(text: str, file: str) -> tuple[Line, ...]:
    """Every line of `text` that is not blank.  Form feeds start pages; so does, where lines alternate with blank lines, a line
    that begins with one space and touches the line before it (what extractors leave of a page break)."""
    raw = text.split("\n")
    spaced = _is_spaced(raw) or _is_indented_by_page(raw)
    lines: list[Line] = []
    page = gap = 0
    for number, whole in enumerate(raw, 1):
        for feeds, content in enumerate(whole.split("\f")):
            page += feeds > 0
            if not content.strip():
                gap += not feeds
                continue
            if spaced and lines and gap == 0 and not feeds and re.match(r" [^ ]", content):
                page += 1
            lines.append(_marked(file, number, content, page, gap)._replace(part=min(feeds, PARTS // COLUMNS - 1) * COLUMNS))
            gap = 0
    if not page and _is_spaced(raw):
        return _paged_by_touch(lines)
    return tuple(line._replace(gap=0) for line in lines) if page and _is_by_rows(lines) else tuple(lines)


def _paged_by_touch(lines: list[Line]) -> tuple[Line, ...]:
    """`lines` between blank ones with their pages, where not even a space is left of the breaks: there running text touches."""
    out: list[Line] = []
    page = 0
    for i, line in enumerate(lines):
        page += i > 0 and not line.gap and not line.level and _runs(lines, i)
        out.append(line._replace(page=page))
    return tuple(out) if page >= _BREAKS else tuple(lines)


def _runs(lines: list[Line], i: int) -> bool:
    """Whether line `i` is running text: as wide as those below it, the first of a paragraph, or the end of a sentence."""
    text = lines[i].text
    below = [width(line.text) for line in lines[i + 1:i + 3] if line.gap]
    if text.startswith("——") or BYLINE.match(text) or not below:
        return False
    return -_INDENT <= width(text) - max(below) <= 1.5 or is_terminal(text)


def _is_by_rows(lines: list[Line]) -> bool:
    """Whether a tool wrote every printed row as a block of its own: rows of text never touch, nor those of a head, only the pieces
    of one row do, so that blank lines tell nothing."""
    counts = Counter(line.gap for line in lines[1:])
    if any(not line.gap and (line.text.startswith("——") or BYLINE.match(line.text)) for line in lines[1:]):
        return False
    if 2 * counts[1] < len(lines) or max(counts, default=0) > 1 or len(lines) < _ROWS:
        return False
    usual = Counter(int(width(line.text)) for line in lines if width(line.text) >= 12).most_common(1)
    full = [bool(usual) and width(line.text) >= _FULL * usual[0][0] for line in lines]
    touching = sum(a and b and not line.gap for a, b, line in zip(full, full[1:], lines[1:], strict=False))
    return sum(a and b for a, b in itertools.pairwise(full)) >= _ROWS and 100 * touching < counts[0]


def _is_spaced(raw: list[str]) -> bool:
    """Whether most lines stand between blank ones."""
    filled = [i for i, line in enumerate(raw) if line.strip()]
    apart = sum(b - a > 1 for a, b in itertools.pairwise(filled))
    return len(filled) > 20 and apart > 0.8 * len(filled)


def _is_indented_by_page(raw: list[str]) -> bool:
    """Whether one line in many, and no other, begins with a space: the mark of a page where the blank lines were taken out."""
    filled = [line for line in raw if line.strip()]
    set_in = sum(line[0] in " \t\u3000" for line in filled)
    single = sum(bool(re.match(r" [^ ]", line)) for line in filled)
    return "\f" not in "".join(raw) and single >= 3 and set_in == single and 15 * single < len(filled)


def _marked(file: str, number: int, raw: str, page: int, gap: int) -> Line:
    text, level = raw.strip(" \t\u00a0\ufeff"), UNMARKED
    text = text.strip()
    match = _HEADING.match(text)
    if match:
        text, level = match[2].strip(), len(match[1])
    bold = _WHOLE_BOLD.match(text)
    if bold and (level or not re.search(r"[。！？；：，]$", bold[1])):
        text, level = bold[1].strip(), level or BOLD
    return Line(file, number, text, page, gap, level, raw.rstrip("\n"), "\t" in raw.strip())


def usual_gap(lines: tuple[Line, ...]) -> int:
    """The number of blank lines between most lines."""
    counts = Counter(line.gap for line in lines[1:])
    return max(counts, key=lambda gap: (counts[gap], -gap)) if counts else 0
