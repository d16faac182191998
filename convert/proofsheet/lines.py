"""The lines of finished pages, named as a proofreader names them: page, column, number of the line in that column.

Lines of a column are counted from its head to the foot of the page, whatever stands between them; what shares a baseline shares
its number.  Running heads and folios are not counted.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from convert.layout.boxes import Page, Segment, Tag, TextLine, Zone
from convert.layout.reading import ancestry
from convert.model.text import squeeze

SPANNING = "通栏"
UPRIGHT = "横排"            # on a vertical page: tables, captions
_COLUMNS = {2: ("左栏", "右栏"), 3: ("左栏", "中栏", "右栏")}
_TIERS = {2: ("上段", "下段"), 3: ("上段", "中段", "下段")}
_SAME_BASELINE = 5_000      # millipoints: what no two lines of text lie apart
_FEW_LINES = 4              # of a panel beside a list that make it a column
_SOFT_HYPHEN = "\u00ad"

Look = tuple[str, int]      # face, size and colour; how many characters


class NumberedLine(NamedTuple):
    """What one element of the structure shows on one line; `across` is where its baseline lies (x on a vertical line).

    `text` has a U+3000 where a gap parts two pieces; `own` of its characters, white space apart, are the source's, the others are
    numbers of notes and markers of lists.  `column` is "" where there is only one.
    """

    column: str
    number: int
    across: int
    start: int              # along the line
    end: int
    text: str
    looks: tuple[Look, ...]
    tag: Tag
    own: int
    size: int
    vertical: bool = False


class NumberedPage(NamedTuple):
    """`ranks` names the columns from line start to line end; `furniture`: running heads and folios, from the head down."""

    page: Page
    lines: tuple[NumberedLine, ...]
    ranks: tuple[str, ...]
    furniture: tuple[str, ...]


class _Piece(NamedTuple):
    tag: Tag
    across: int
    start: int
    end: int
    segments: tuple[Segment, ...]
    vertical: bool
    column: str = ""


def numbered(pages: Iterable[Page]) -> tuple[NumberedPage, ...]:
    """Every page with its lines, in painting order."""
    return tuple(map(_numbered, pages))


def _numbered(page: Page) -> NumberedPage:
    pieces = [_piece(box, box.tag) for box in page.boxes if isinstance(box, TextLine) and box.tag is not None and _said(box)]
    ranks, pieces = _in_columns(pieces, page.zones)
    numbers: dict[tuple[str, int], int] = {}
    for column in dict.fromkeys(p.column for p in pieces):
        numbers.update(_numbers(column, [p.across for p in pieces if p.column == column]))
    lines = [_line(group, numbers) for group in _joined(pieces)]
    return NumberedPage(page, tuple(lines), ranks, tuple(_furniture(page)))


def _said(line: TextLine) -> str:
    return "".join("".join(s.text) for s in line.segments)


def _piece(box: TextLine, tag: Tag) -> _Piece:
    first, last = box.segments[0], box.segments[-1]
    end = last.x + sum(last.advances) * last.size // 1000
    return _Piece(tag, -box.y if box.vertical else box.y, first.x, end, box.segments, box.vertical)


def _furniture(page: Page) -> Iterator[str]:
    """Artifacts above and below all text: dots and readings belong to a line, they share its baseline."""
    text = [box.y for box in page.boxes if isinstance(box, TextLine) and box.tag is not None and not box.vertical]
    turned = any(isinstance(box, TextLine) and box.vertical for box in page.boxes)
    lines = [box for box in page.boxes if isinstance(box, TextLine) and box.tag is None and not box.vertical and _said(box)]
    for box in sorted(lines, key=lambda b: (b.y, b.segments[0].x)):
        if turned or not text or not min(text) <= box.y <= max(text):
            yield _said(box)


# --- columns ---
def _in_columns(pieces: list[_Piece], zones: Sequence[Zone]) -> tuple[tuple[str, ...], list[_Piece]]:
    """The names of the columns, and `pieces` with theirs."""
    count = max((len(zone.columns) for zone in zones), default=0)
    turned = any(p.vertical for p in pieces)
    if not zones:
        return _side_by_side(pieces)
    if count == 1:
        return ("",), pieces
    ranks = _names(count, turned)
    return ranks, [p._replace(column=UPRIGHT if turned and not p.vertical else _column(p, zones, ranks, turned)) for p in pieces]


def _names(count: int, vertical: bool) -> tuple[str, ...]:
    known = (_TIERS if vertical else _COLUMNS).get(count)
    return known or tuple(f"第{n}{'段' if vertical else '栏'}" for n in range(1, count + 1))


def _column(piece: _Piece, zones: Sequence[Zone], ranks: tuple[str, ...], turned: bool) -> str:
    across = abs(piece.across)
    zone = next((z for z in zones if z.top <= across <= z.bottom), None)
    if zone is None or len(zone.columns) == 1:
        return SPANNING
    names = ranks if len(zone.columns) == len(ranks) else _names(len(zone.columns), turned)
    middle = (piece.start + piece.end) // 2
    near = min(range(len(names)), key=lambda n: abs(sum(zone.columns[n]) // 2 - middle))
    return names[near]


def _side_by_side(pieces: list[_Piece]) -> tuple[tuple[str, ...], list[_Piece]]:
    """The columns of a page outside the flow of text: elements between which no line reaches across."""
    if any(p.vertical for p in pieces) and not all(p.vertical for p in pieces):
        return ("",), [p if p.vertical else p._replace(column=UPRIGHT) for p in pieces]
    extents: dict[str, tuple[int, int]] = {}
    for piece in pieces:
        low, high = extents.get(piece.tag.key, (piece.start, piece.end))
        extents[piece.tag.key] = min(low, piece.start), max(high, piece.end)
    edges: list[tuple[int, int]] = []
    for low, high in sorted(extents.values()):
        if edges and low <= edges[-1][1]:
            edges[-1] = edges[-1][0], max(edges[-1][1], high)
        else:
            edges.append((low, high))
    groups = [[p for p in pieces if low <= p.start <= high] for low, high in edges]
    if len(groups) < 2 or min(map(len, groups)) < _FEW_LINES or pieces[0].vertical:
        return ("",), pieces
    ranks = _names(len(groups), False)
    names = {id(p): name for name, group in zip(ranks, groups, strict=True) for p in group}
    return ranks, [p._replace(column=names[id(p)]) for p in pieces]


# --- lines ---
def _numbers(column: str, baselines: Iterable[int]) -> Iterator[tuple[tuple[str, int], int]]:
    """((column, baseline), number) of each baseline."""
    number, first = 0, None
    for across in sorted(set(baselines)):
        if first is None or across - first > _SAME_BASELINE:
            number, first = number + 1, across
        yield (column, across), number


def _joined(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces of one element on one baseline; the marker of a list goes with the text that it stands before."""
    groups = [list(group) for _, group in groupby(pieces, key=lambda p: (_element(p.tag).key, p.across, p.column))]
    markers: dict[tuple[int, str], list[_Piece]] = {}
    for group in groups:
        if _is_marker(group[0].tag):
            markers[group[0].across, group[0].column] = group
    texts = [group for group in groups if not _is_marker(group[0].tag)]
    for group in texts:
        yield [*markers.pop((group[0].across, group[0].column), ()), *group]
    yield from markers.values()


def _element(tag: Tag) -> Tag:
    """The element whose text `tag` is: a number that calls a note belongs to its paragraph."""
    return tag.parent if tag.type == "Lbl" and tag.parent is not None and not _is_marker(tag) else tag


def _is_marker(tag: Tag) -> bool:
    return tag.type == "Lbl" and tag.parent is not None and tag.parent.type in {"LI", "Note"}


def _line(pieces: Sequence[_Piece], numbers: dict[tuple[str, int], int]) -> NumberedLine:
    text, looks, end, own = "", list[Look](), pieces[0].start, 0
    for piece in pieces:
        for segment in piece.segments:
            if text and segment.x - end > segment.size // 2:
                text, looks = text + "\u3000", [*looks, ("", 1)]
            said = "".join(segment.text).replace(_SOFT_HYPHEN, "")
            text += said
            own += len(squeeze(said)) if piece.tag.type != "Lbl" else 0
            looks.append((f"{segment.face.name} {segment.size / 1000:g} {segment.color.name}", len(said)))
            end = segment.x + sum(segment.advances) * segment.size // 1000
    tag = next((p.tag for p in pieces if not _is_marker(p.tag)), pieces[0].tag)
    first = pieces[0]
    return NumberedLine(first.column, numbers[first.column, first.across], abs(first.across), first.start, pieces[-1].end, text,
                        _merged(looks),
                        _element(tag), own, first.segments[0].size, first.vertical)


def _merged(looks: Iterable[Look]) -> tuple[Look, ...]:
    return tuple((look, sum(count for _, count in group)) for look, group in groupby(looks, key=lambda pair: pair[0]))


def box_of(line: NumberedLine) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the em boxes of `line` on its page."""
    above, below = line.size * 88 // 100, line.size * 12 // 100
    if line.vertical:
        return line.across - below, line.start, line.across + above, line.end
    return line.start, line.across - above, line.end, line.across + below


def order_of(tag: Tag) -> tuple[int, ...]:
    """The place of `tag` in the logical order of the document."""
    return tuple(t.order for t in reversed(tuple(ancestry(tag))))
