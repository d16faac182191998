"""The edited file against the issued one: which paragraphs were changed, split, joined, moved, added, deleted.

Paragraphs are matched by the ids in the file; where a reviewer's program lost one, by their text between two that kept theirs.
"""
from __future__ import annotations

import difflib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from convert.model.identity import paragraph_number
from convert.model.record import Record, field
from convert.review.issued import Issued, Piece
from convert.review.manuscript import Hand, Line, Manuscript

BREAK = "\u2029"        # stands for the end of a paragraph between two others
_ALIKE = 0.5            # share of equal text from which a paragraph without an id is taken for one that is missing
_EXACT = 4_000_000      # product of lengths up to which every character is compared


class Step(Record):
    """keep: base[start:end] stays (with `marks`); drop: it goes; add: `text` comes at `start`."""

    kind: str
    start: int
    end: int
    text: str = ""
    marks: tuple[int, ...] = ()
    hand: Hand = Hand()
    notes: tuple[str, ...] = ()     # ids of the footnotes that `text` calls


class Unit(Record, frozen=False):
    """A paragraph as the reviewer left it: one w:p, or several whose marks between them were deleted."""

    lines: list[Line]
    ids: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(line.text() for line in self.lines)

    @property
    def spot(self) -> str:
        return self.lines[0].place

    @property
    def head(self) -> Line:
        """The line whose style the paragraph has: the first that still says something."""
        return next((line for line in self.lines if line.text()), self.lines[0])

    @property
    def hand(self) -> Hand:
        hands = [h for line in self.lines for h in (line.split, *(s.hand for s in line.stretches if s.when == "now")) if h]
        return hands[0] if hands else Hand()

    def marked(self) -> list[tuple[str, int]]:
        """(text, marks) of the paragraph as it is now."""
        now = [s for line in self.lines for s in line.stretches if s.when != "then"]
        return [("".join(s.text for s in group), marks) for marks, group in groupby(now, key=lambda s: s.marks)]


class Edited(Record):
    """Pieces that became units, text changed or paragraphs split and joined; `steps` lead from the one to the other."""

    pieces: tuple[Piece, ...]
    units: tuple[Unit, ...]
    base: str
    steps: tuple[Step, ...]


class Gone(Record):
    """A paragraph that is no longer there."""

    piece: Piece
    hand: Hand = Hand()


class Placed(Record):
    """A unit that is new (`piece` None) or has moved, behind `after` and before `before`, those that stayed.

    `inside`: it stands in the cell of a table or panel in which `after` stands.
    """

    unit: Unit
    piece: Piece | None
    after: Piece | None
    before: Piece | None
    inside: bool = False


Finding = Edited | Gone | Placed


def compare(issued: Issued, manuscript: Manuscript) -> tuple[list[Finding], list[Unit]]:
    """What was done to the issued text, in its order, and the paragraphs of the edited file."""
    order = {piece.name: n for n, piece in enumerate(issued.pieces)}
    units = _units(manuscript.lines)
    _claim(units, order)
    _match_text(units, issued, order)
    _gather_splits(units)
    moved = _moved(units, order)
    found: list[Finding] = []
    for pieces, group in _components(units, issued, order):
        if (edited := _edited(pieces, group)) is not None:
            found.append(edited)
    held = {name for unit in units for name in unit.ids}
    gone_by = _deleters(manuscript.lines)
    found += [Gone(p, gone_by.get(p.name, Hand())) for p in issued.pieces if p.name not in held and p.text]
    found += _placed(units, issued, order, moved)
    return found, units


def _units(lines: Sequence[Line]) -> list[Unit]:
    units: list[Unit] = []
    joining = False
    for line in lines:
        if joining and units and units[-1].spot == line.place:
            units[-1].lines.append(line)
        else:
            units.append(Unit([line]))
        joining = line.joins is not None
    return units


def _claim(units: list[Unit], order: dict[str, int]) -> None:
    """Give each unit the ids of the text it kept; one that kept none, the ids that begin in it."""
    kept: set[str] = set()
    numbers = {paragraph_number(name): name for name in order}
    for unit in units:
        both = (s.owner for line in unit.lines for s in line.stretches if s.when == "both" and s.owner in order)
        unit.ids = list(dict.fromkeys(both))
        kept.update(unit.ids)
    for unit in units:
        if not unit.ids and (unit.text or unit.spot.startswith("cell:")):       # an emptied cell is still that cell
            begun = [n for line in sorted(unit.lines, key=lambda line: line is not unit.head) for n in line.starts]
            unit.ids = [n for n in begun if n in order and n not in kept][:1]
            kept.update(unit.ids)
    for unit in units:
        if not unit.ids and unit.text:          # the bookmark went with the text it was round, as in Word; the number stays
            unit.ids = [n for n in (numbers.get(unit.head.number, ""),) if n in order and n not in kept]
            kept.update(unit.ids)


def _gather_splits(units: list[Unit]) -> None:
    """The parts of a split paragraph belong together, with what was written between them; one that left is a new paragraph."""
    last: dict[str, int] = {}
    for number, unit in enumerate(units):
        name = next((n for n in unit.ids if n in last), "")
        between = units[last[name] + 1:number] if name else []
        if any(u.ids and name not in u.ids for u in between) or any(u.spot != unit.spot for u in between):
            unit.ids = [n for n in unit.ids if n not in last]
        elif name:
            for inner in between:
                if not inner.ids and inner.text.strip():
                    inner.ids = [name]
        last.update(dict.fromkeys(unit.ids, number))


def _match_text(units: list[Unit], issued: Issued, order: dict[str, int]) -> None:
    """Ids for units without one: the missing paragraph with the same text, or a similar one in the same place."""
    held = {name for unit in units for name in unit.ids}
    missing = [p for p in issued.pieces if p.name not in held and p.text]
    if not missing:
        return
    by_text: dict[str, list[Piece]] = {}
    for piece in missing:
        by_text.setdefault(piece.text, []).append(piece)
    last = -1
    nexts = [len(order)] * (len(units) + 1)
    for at in range(len(units) - 1, -1, -1):
        nexts[at] = order[units[at].ids[0]] if units[at].ids else nexts[at + 1]
    for at, unit in enumerate(units):
        if unit.ids:
            last = order[unit.ids[-1]]
            continue
        text = unit.text
        if not text.strip() or text in issued.loose:
            continue
        same = by_text.get(text)
        match: Piece | None = same.pop(0) if same else _similar(text, missing, order, last, nexts[at + 1])
        if match is not None and match.name not in held:
            unit.ids = [match.name]
            held.add(match.name)
            last = order[match.name]


def _similar(text: str, missing: list[Piece], order: dict[str, int], low: int, high: int) -> Piece | None:
    near = [p for p in missing if low < order[p.name] < high][:20]
    ratios = [(difflib.SequenceMatcher(None, p.text, text, autojunk=False).quick_ratio(), -n) for n, p in enumerate(near)]
    best = max(ratios, default=(0.0, 0))
    return near[-best[1]] if best[0] >= _ALIKE else None


def _moved(units: list[Unit], order: dict[str, int]) -> set[int]:
    """Numbers of the units that left the order of the others: all but a longest sequence that never falls."""
    anchored = [(n, order[u.ids[0]]) for n, u in enumerate(units) if u.ids and not u.spot.startswith("fn:")]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = [-1] * len(anchored)
    for index, (_, place) in enumerate(anchored):
        at = bisect_right(tails, place)
        tails[at:at + 1] = [place]
        ends[at:at + 1] = [index]
        before[index] = ends[at - 1] if at else -1
    stay, index = set(), ends[-1] if ends else -1
    while index >= 0:
        stay.add(anchored[index][0])
        index = before[index]
    return {n for n, _ in anchored if n not in stay}


def _components(units: list[Unit], issued: Issued, order: dict[str, int]) -> Iterable[tuple[list[Piece], list[Unit]]]:
    """Pieces and units that share text, each group in order."""
    group_of: dict[str, int] = {}
    groups: dict[int, list[Unit]] = {}
    for number, unit in enumerate(units):
        if not unit.ids:
            continue
        target = number
        for name in unit.ids:
            other = group_of.get(name, target)
            if other != target:
                groups[other] += groups.pop(target, [])
                for key, value in group_of.items():
                    if value == target:
                        group_of[key] = other
                target = other
            group_of[name] = target
        groups.setdefault(target, []).append(unit)
    names: dict[int, list[str]] = {}
    for name, number in group_of.items():
        names.setdefault(number, []).append(name)
    for number, members in groups.items():
        yield [issued.pieces[n] for n in sorted(order[name] for name in names[number])], members


def _edited(pieces: list[Piece], units: list[Unit]) -> Edited | None:
    base = BREAK.join(p.text for p in pieces)
    lines = [line for unit in units for line in unit.lines]
    plain = len(pieces) == len(units) == len(lines) == 1 and all(s.when == "both" for s in lines[0].stretches)
    piece, unit = pieces[0], units[0]
    if plain and lines[0].text() == base and _marks(unit) == piece.marks and same_level(piece, unit):
        return None
    steps = _tracked(base, lines)
    if steps is None:
        steps = _compared(base, BREAK.join(u.text for u in units), strung([_marks(u) for u in units]), _calls(units))
    base_marks = strung([p.marks for p in pieces])
    same = all(s.kind == "keep" and s.marks == base_marks[s.start:s.end] for s in steps)
    if same and len(units) == 1 and same_level(piece, unit):
        return None
    return Edited(tuple(pieces), tuple(units), base, steps)


def strung(marks: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The marks of several paragraphs in a row, none on the breaks between them."""
    return tuple(m for n, one in enumerate(marks) for m in ((0, *one) if n else one))


def same_level(piece: Piece, unit: Unit) -> bool:
    """Of several joined lines LibreOffice gives all the style of the first: then style says nothing."""
    return piece.level == unit.head.level or len(unit.lines) > 1 or piece.place.kind not in {"text", "heading"}


def _marks(unit: Unit) -> tuple[int, ...]:
    return tuple(m for text, m in unit.marked() for _ in text)


def _tracked(base: str, lines: list[Line]) -> tuple[Step, ...] | None:
    """The steps as the reviewer's program recorded them; None when what it calls the old text is not what was issued."""
    atoms: list[tuple[str, str, int, Hand, str]] = []
    for number, line in enumerate(lines):
        atoms += [(s.when, s.text, s.marks, s.hand, s.note) for s in line.stretches]
        if number + 1 < len(lines):
            state, hand = ("now", line.split) if line.split else ("then", line.joins) if line.joins else ("both", None)
            atoms.append((state, BREAK, 0, hand or Hand(), ""))
    if "".join(text for when, text, *_ in atoms if when != "now") != base:
        return None
    steps, at = [], 0
    for when, text, marks, hand, note in atoms:
        if when == "now":
            steps.append(Step("add", at, at, text, (marks,) * len(text), hand, (note,) if note else ()))
            continue
        kind = "keep" if when == "both" else "drop"
        steps.append(Step(kind, at, at + len(text), "", (marks,) * len(text) if kind == "keep" else (), hand))
        at += len(text)
    return tuple(steps)


def _calls(units: Sequence[Unit]) -> dict[int, str]:
    """Where the text as it is now calls a footnote -> the note's id in Word."""
    out, at = {}, 0
    for unit in units:
        for stretch in (s for line in unit.lines for s in line.stretches if s.when != "then"):
            if stretch.note:
                out[at] = stretch.note
            at += len(stretch.text)
        at += len(BREAK)
    return out


def _compared(base: str, now: str, marks: tuple[int, ...], calls: Mapping[int, str]) -> tuple[Step, ...]:
    """The steps found by comparing; a text too long for that is taken as replaced between its equal ends."""
    steps: list[Step] = []
    codes: Sequence[tuple[str, int, int, int, int]]
    if len(base) * len(now) > _EXACT:
        head = next((n for n, (a, b) in enumerate(zip(base, now, strict=False)) if a != b), min(len(base), len(now)))
        tail = next((n for n, (a, b) in enumerate(zip(reversed(base[head:]), reversed(now[head:]), strict=False)) if a != b),
                    min(len(base), len(now)) - head)
        old, new = len(base) - tail, len(now) - tail
        codes = [("equal", 0, head, 0, head), ("replace", head, old, head, new), ("equal", old, len(base), new, len(now))]
    else:
        codes = difflib.SequenceMatcher(None, base, now, autojunk=False).get_opcodes()
    for kind, a, b, c, d in codes:
        if kind == "equal":
            steps.append(Step("keep", a, b, "", marks[c:d]))
            continue
        if a < b:
            steps.append(Step("drop", a, b))
        if c < d:
            notes = tuple(calls[at] for at in range(c, d) if at in calls)
            steps.append(Step("add", b, b, now[c:d], marks[c:d], notes=notes))
    return tuple(s for s in steps if s.start < s.end or s.text)


def _deleters(lines: Iterable[Line]) -> dict[str, Hand]:
    """id -> who deleted text in its range."""
    return {s.owner: s.hand for line in lines for s in line.stretches if s.when == "then" and s.owner}


def _placed(units: list[Unit], issued: Issued, order: dict[str, int], moved: set[int]) -> list[Placed]:
    out: list[Placed] = []
    stays = [bool(u.ids) and n not in moved for n, u in enumerate(units)]
    nexts: list[Piece | None] = [None] * (len(units) + 1)
    for number in range(len(units) - 1, -1, -1):
        nexts[number] = issued.pieces[order[units[number].ids[0]]] if stays[number] else nexts[number + 1]
    titles = {_unnumbered(u.text) for u in units if not is_contents(u)} | {_unnumbered(t) for t in issued.loose}
    after: Piece | None = None
    spot = ""
    seen: set[str] = set()
    for number, unit in enumerate(units):
        if unit.ids and unit.ids[0] in seen:        # the rest of a paragraph that was split and then moved
            continue
        if stays[number]:
            after, spot = issued.pieces[order[unit.ids[-1]]], unit.spot
            continue
        if unit.ids or _is_new(unit, issued, titles):
            piece = issued.pieces[order[unit.ids[0]]] if unit.ids else None
            seen.update(unit.ids)
            out.append(Placed(unit, piece, after, nexts[number], bool(spot) and spot == unit.spot))
    return out


def _is_new(unit: Unit, issued: Issued, titles: set[str]) -> bool:
    text = unit.text
    if not text.strip() or text in issued.loose:
        return False
    # an entry of the contents whose page number or title was worked out again is nothing new
    return not is_contents(unit) or _unnumbered(text) not in titles


def is_contents(unit: Unit) -> bool:
    """Whether the paragraph is an entry of the contents list."""
    return unit.head.style.lower().startswith("toc ")


def _unnumbered(text: str) -> str:
    return "".join(text.split()).rstrip("0123456789")

