"""Text that keeps the layout of the page, columns side by side with runs of spaces -> lines in reading order.

A page is read on its grid of characters: its gutters part it into columns, white bands and what spans the columns cut it across.
"""
from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from convert.importer.characters import BULLET, HAN, HAN_CHAR, LIST_ITEM, credit, ends_sentence, is_terminal, rank, width
from convert.importer.columns import beside_contents, column_of, gutters, indent_by_width, is_contents, left_edge, measure_of, runs
from convert.importer.folios import folio_of, paged
from convert.importer.layoutparts import RUN, Part, parts_of
from convert.importer.layoutsections import sections
from convert.importer.layouttables import Table, tables
from convert.importer.pushed import set_apart
from convert.importer.reading import usual_width
from convert.importer.records import CELL, Line
from convert.importer.repair import repair_line
from convert.importer.spanning import merged, spread

_APART_NUMBER = re.compile(r"^\s*(\d{1,3}) {2,}\S|\S {2,}(\d{1,3})\s*$")
_PAGES = 3                  # that tell how folios count
_TIGHT = re.compile(r"(?:(?P<figure>\d{1,2}[.．])|(?P<bracket>\d{1,2}[)）])|(?P<letter>[a-h][.)])|(?P<roman>[ivx]{1,4}[.)]))"
                    rf"(?=[{HAN}“《（])")
_SIBLINGS = 6               # lines from one item of a list to the next at most
_USUAL = 0.15               # share of the lines with two texts side by side from which a file keeps its layout
_FIRST, _INDENT = 3.2, 2.0              # em: the first line of a paragraph falls short of the measure by at most; its indent
_SET_IN = (1.5, 6)          # characters that a first line is set in
_MANY = 160                 # pieces of a band that are looked at
_WHITE, _APART = 3, 4                # lines to the next from which a white band parts; from which it parts columns by itself
_COLUMN, _LINES = 12, 6     # em of a line that tells the measure; such lines on a page of text
_COLON = 1.0                # em of a colon, with which a line of an item may end
_HEAD = 0.75                # share of the measure that a head has at most
_NARROW, _CLOSE = 3, 2      # lines beside a picture at least; between those above and below its name
_INNER = 0.8                # characters that a line is set in at least
_HALF = 1.5                 # characters that an opening mark begins before the edge, and half of one
_WIDE = 0.5                 # share of the measure of a line that begins at the edge of its column


class _Placed(NamedTuple):
    """A piece in reading order, its indent in characters; `opens` a run of lines below each other; `box`: the line of the page that
    heads the box over all columns in which it stands, -1 for none."""

    part: Part
    indent: float
    opens: bool
    box: int = -1


def unfolded(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` column by column where the text keeps the layout of pages; else as they are.  Every line knows its indent then."""
    beside = sum(any(len(HAN_CHAR.findall(part)) >= 4 for part in parts[1:]) and len(HAN_CHAR.findall(parts[0])) >= 4
                 for parts in (RUN.split(line.raw.strip()) for line in lines))
    if beside < max(8, _USUAL * len(lines)) or any(line.level or line.tabs for line in lines):
        return tuple(lines)
    pages: dict[int, list[Line]] = {}
    for line in paged(lines):
        pages.setdefault(line.page, []).append(line)
    folios = _folios(pages)
    return tuple(line for page in set_apart(pages[page] for page in sorted(pages)) for line in _page(page, folios))


def _folios(pages: Mapping[int, Sequence[Line]]) -> frozenset[int]:
    """Keys of the first and last lines of pages with a folio that counts as those of other pages do."""
    edges = [(line, page) for page, lines in pages.items() if len(lines) > 2 for line in (lines[0], lines[-1])]
    found = [(line, number - page) for line, page in edges if (number := _folio(line))]
    usual, times = max(Counter(offset for _, offset in found).items(), key=lambda count: (count[1], count[0]), default=(0, 0))
    return frozenset(line.key for line, offset in found if times >= _PAGES and offset == usual)


def _folio(line: Line) -> int:
    """The number that `line` may be the folio of, or have it at one of its ends, far from words of any kind; 0 for none."""
    apart = _APART_NUMBER.search(line.raw)
    return folio_of(_single(line)) or int((apart[1] or apart[2]) if apart else 0)


def _page(lines: Sequence[Line], folios: Collection[int]) -> list[Line]:
    """The lines of one page in reading order, the running head first and the folio last; `folios`: keys of lines that are such."""
    head = lines[:1] if len(lines) > 1 and (lines[0].key in folios or (lines[1].gap and folio_of(_single(lines[0])))) else []
    foot = lines[-1:] if len(lines) > 2 and (lines[-1].key in folios or (lines[-1].gap and folio_of(_single(lines[-1])))) else []
    inner = [line for section in sections(lines[len(head):len(lines) - len(foot)]) for line in _section(section)]
    return [*map(_single, head), *inner, *map(_single, foot)]


def _section(lines: Sequence[Line]) -> list[Line]:
    """The lines of one section of a page in reading order."""
    parts = parts_of(lines)
    beside = beside_contents(parts) if is_contents(parts) else []
    aside = frozenset(beside)
    return [*_columns([p for p in parts if p not in aside], lines), *_columns(beside, lines)]


def _columns(parts: Sequence[Part], lines: Sequence[Line]) -> list[Line]:
    """The lines of the pieces of a section, column by column."""
    parted = gutters(parts)
    measure = usual_width(Counter(int(width(p.text) + 0.3) for p in parts if width(p.text) >= _COLUMN)) or measure_of(parts)
    whole, rows = _with_tables(parts, parted, measure)
    edges = _edges(whole, parted, measure)
    whole = spread(merged(whole, lines, edges), lines, parted, edges, [p.line for table in rows.values() for p in table.parts])
    out: list[Line] = []
    for placed in _in_order(whole, edges, measure):
        part, line = placed.part, lines[placed.part.line]
        if part in rows:
            out += _rows(rows[part], lines, placed.opens)
        else:
            box = lines[placed.box].number if placed.box >= 0 else 0
            out.append(line._replace(part=line.part + part.at, text=part.text, gap=int(placed.opens),
                                     indent=_indent(placed, measure), box=box))
    return out


def _rows(table: Table, lines: Sequence[Line], opens: bool) -> Iterator[Line]:
    """The rows of a table, and its caption, each as a line, with the keys of its first pieces."""
    for number, (row, part) in enumerate(zip(table.rows, table.parts, strict=False)):
        line, text = lines[part.line], CELL.join(map(repair_line, row.split(CELL)))
        yield line._replace(part=line.part + part.at, text=text, gap=int(opens and not number), indent=0.0, role="row", joined=True)


def _edges(parts: Sequence[Part], parted: Sequence[float], measure: float) -> tuple[float, ...]:
    """The gutters of a page right at the left edges of the columns behind them: what begins before them is of the column before."""
    columns = ([p for p in parts if at < p.x0 and column_of(p, parted) == k] for k, at in enumerate(parted, 1))
    on = Counter(p.line for p in parts)
    found = ((_edge(column, [p for p in column if on[p.line] > 1], measure), at)
             for column, at in zip(columns, parted, strict=True))
    return tuple(edge - _HALF if edge else at for edge, at in found)


def _edge(column: Sequence[Part], sure: Sequence[Part], measure: float) -> float:
    """Where the lines of a column begin: most of them, or a long one of those that are `sure` to be in it."""
    return min(left_edge(column), *(p.x0 for p in sure if width(p.text) >= _WIDE * measure), math.inf)


def _with_tables(parts: Sequence[Part], parted: Sequence[float], measure: float) -> tuple[list[Part], dict[Part, Table]]:
    """(the pieces, each table as one; which those are)."""
    found: dict[Part, Table] = {}
    left = list(parts)
    running = sum(width(p.text) >= _COLUMN and not is_terminal(p.text) for p in parts)
    if is_contents(parts) or running < _LINES:
        return left, found
    for column in (-1, *range(len(parted) + 1)) if parted else (0,):
        own = [p for p in left if column < 0 or column_of(p, parted) == column]
        for table in tables(own, measure, parted if column < 0 else ()):
            first, x1 = table.parts[0], max(p.x1 for p in table.parts)
            whole = first._replace(x0=min(p.x0 for p in table.parts), x1=x1, y=table.parts[-1].y, text="")
            found[whole] = table
            left = [p for p in left if p not in table.parts]
            left.append(whole)
    return sorted(left, key=lambda p: (p.line, p.x0)), found


def _single(line: Line) -> Line:
    return line._replace(text=RUN.sub("\u3000", line.text), indent=0.0)


def _in_order(parts: Sequence[Part], parted: Sequence[float], measure: float) -> list[_Placed]:
    """The pieces of a page in reading order: band by band, in each column by column."""
    columns = ([p for p in parts if column_of(p, parted) == column] for column in range(len(parted) + 1))
    edge = [_edge(column, column, measure) for column in columns]
    outermost = min((p.x0 for p in parts), default=0.0)
    out: list[_Placed] = []
    bands = _bands(sorted(parts, key=lambda p: (p.top, p.x0)), parted, edge, measure)
    box = -1
    for above, band in zip([None, *bands], bands, strict=False):
        groups = runs(band, parted)
        goes_on = above is not None and box >= 0 and band[0].x0 == above[-1].x0 and band[0].top - above[-1].y <= _WHITE
        if not goes_on:
            box = band[0].line if _is_box(band, groups[-1][-1], outermost, measure) else -1
        for group in map(_with_items, map(_with_names_first, groups)):
            column = column_of(group[0], parted)
            left = edge[column] if column >= 0 else min(edge[0], *(p.x0 for p in group))
            out += [_Placed(part, indent, k == 0, box)
                    for k, (part, indent) in enumerate(zip(group, _indents(group, left, measure), strict=True))]
    return out


def _with_names_first(parts: Sequence[Part]) -> list[Part]:
    """The pieces of a column, the name of a picture, which stands beside lines above and below it, before them."""
    out: list[Part] = []
    for k, part in enumerate(parts):
        at = len(out)
        below = parts[k + 1] if 0 < k < len(parts) - 1 and parts[k + 1].top - parts[k - 1].y <= _CLOSE else None
        beside = below.x0 if below and below.x0 > part.x1 else -1.0
        while at and part.x1 < out[at - 1].x0 >= beside >= 0:
            at -= 1
        if sum(p.x0 == beside for p in out[at:]) < _NARROW:
            at = len(out)
        out.insert(at, part)
    return out


def _with_items(parts: Sequence[Part]) -> list[Part]:
    """The pieces of a column with a space behind the numbers of lists that touch their items: the lines of an item below its first
    are set in."""
    tight = [_TIGHT.match(part.text) for part in parts]
    hung = {k for k, match in enumerate(tight[:-1]) if match and not tight[k + 1] and parts[k + 1].top - parts[k].y <= 1
            and _SET_IN[0] <= parts[k + 1].x0 - parts[k].x0 <= _SET_IN[1]}
    out = list(parts)
    for k, match in enumerate(tight):
        near = (tight[n] for n in hung if abs(n - k) <= _SIBLINGS and parts[n].x0 == parts[k].x0)
        if match and any(other and other.lastgroup == match.lastgroup for other in near):
            out[k] = parts[k]._replace(text=f"{match[0]} {parts[k].text[match.end():]}")
    return out


def _is_box(band: Sequence[Part], last: Part, left: float, measure: float) -> bool:
    """Whether all of a band is set in from the left edge of the page, a short head above lines that end with a sentence."""
    text = band[0].text
    headed = len(band) > 2 and band[1].top > band[0].y and width(text) < _HEAD * measure and not is_terminal(text)
    return headed and min(p.x0 for p in band) >= left + _SET_IN[0] and ends_sentence(last.text)


def _bands(parts: Sequence[Part], parted: Sequence[float], edge: Sequence[float], measure: float) -> list[list[Part]]:
    """The pieces in the bands that white ones part, from above; but the columns below go on with those above where they read better
    so."""
    found: list[list[Part]] = []
    foot = -math.inf
    for part in parts:
        if not found or part.top - foot >= _WHITE:
            found.append([])
        found[-1].append(part)
        foot = max(foot, part.y)
    out = found[:1]
    for band in found[1:]:
        if _is_cut(out[-1][-_MANY:], band[:_MANY], parted, edge, measure):
            out.append(band)
        else:
            out[-1] += band
    return out


def _is_cut(above: Sequence[Part], below: Sequence[Part], parted: Sequence[float], edge: Sequence[float], measure: float) -> bool:
    """Whether the columns above a white band are read before what stands below it."""
    upper, lower = ([[p for p in band if column_of(p, parted) == column] for column in range(len(parted) + 1)]
                    for band in (above, below))
    if column_of(above[-1], parted) < 0 or column_of(below[0], parted) < 0 or sum(map(bool, upper)) < 2:
        return True
    cut = _flow((*upper, *lower), parted, edge, measure)
    whole = _flow([column for pair in zip(upper, lower, strict=True) for column in pair], parted, edge, measure)
    return cut > whole or (cut == whole and (below[0].top - above[-1].y >= _APART or _is_alone(below)))


def _is_alone(band: Sequence[Part]) -> bool:
    """Whether the first line of a band has no number and nothing beside it, but the next line something in two columns."""
    return len(band) > 2 and not rank(band[0].text) and band[0].top < band[1].top == band[2].top


def _flow(columns: Sequence[Sequence[Part]], parted: Sequence[float], edge: Sequence[float], measure: float) -> int:
    """How well pieces of text read one after the other: a sentence goes on at the left edge, a paragraph begins set in, a head is
    short."""
    out = 0
    for a, b in itertools.pairwise(column for column in columns if column):
        ended = not _is_open(a[-1], edge[column_of(a[-1], parted)] + measure)
        text = b[0].text
        short = width(text) < _HEAD * measure and not is_terminal(text)
        begins = not text or short or b[0].x0 - edge[column_of(b[0], parted)] > _SET_IN[0] or bool(rank(text))
        out += 1 if ended == begins else -1
    return out


def _indents(parts: Sequence[Part], left: float, measure: float) -> list[float]:
    """The indents of the lines of a column that begins at `left`.  In a box all lines are set in; so are those of an item of a
    list, and the item itself counts as the first line of a paragraph."""
    out: list[float] = []
    item = False                # the line above is of an item that goes on below
    for inner, run in itertools.groupby(range(len(parts)), lambda k: parts[k].x0 >= left + _INNER):
        own = [parts[k] for k in run]
        full = max(part.x0 + width(part.text) for part in own) if inner and len(own) > 1 else left + measure
        hangs, opens = [], [False, *(_is_open(part, full) for part in own)]
        for part in own:
            hangs.append(item and inner and not _is_item(part))
            item = (_is_item(part) or item) and _is_open(part._replace(text=part.text.rstrip("：")), full - _COLON)
        least = min(part.x0 for part in own)
        boxed = inner and any(on and part.x0 == least for on, part in zip(opens, own, strict=False))
        begin = least if boxed else left
        for part, hanging, goes_on in zip(own, hangs, opens, strict=False):
            first = _is_item(part) or (boxed and part.x0 > begin and not goes_on)
            out.append(0.0 if hanging or (boxed and not first) else _INDENT if first else part.x0 - begin)
    return out


def _is_item(part: Part) -> bool:
    return bool(BULLET.match(part.text) or LIST_ITEM.match(part.text))


def _is_open(part: Part, full: float) -> bool:
    """Whether a line goes on below: no sentence ends with it, and there was no room for more before `full`."""
    ended = part.text == "" or is_terminal(repair_line(part.text)) or part.text[-1] == "；" or credit(part.text) is not None
    return not ended and part.x0 + width(part.text) >= full - _FIRST


def _indent(placed: _Placed, measure: float) -> float:
    if placed.part.pushed and placed.indent > 0.5:
        return indent_by_width(placed.part, measure)
    half = placed.part.text[:1] in "“‘《（"         # an opening mark at the beginning of a line sets half
    if _SET_IN[0] - 0.7 * half <= placed.indent <= _SET_IN[1]:
        return _INDENT              # in characters of its line, of which more or less stand on two em
    return max(0.0, placed.indent)
