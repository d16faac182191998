"""Two versions of an issue compared: which characters changed and where, and which pages only moved.

Text is compared in the logical order of the document, not page by page: a sentence that a correction pushes to the next page has
not changed.  White space counts inside a line only; where lines turn nobody sees it.
"""
from __future__ import annotations

import difflib
import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from convert.proofsheet.record import ProofLine, ProofPage, ProofRecord

END = "\n"                  # of an element
_EXACT = 4_000_000          # product of lengths up to which every character is compared
_JOINED = 1                 # equal characters between two changes that are read as one
_MOVED = 8                  # characters from which text that went here and came there has moved
_CONTEXT = 12
_STOPS = tuple("。！？；，、”")
_CLOSE, _APART, _TURNED = range(3)      # what stands before a character: nothing, white space, the end of a line
CONTENTS = "TOCI"           # type of an entry of the contents

TEXT, SPACE, LOOK, MOVE, PICTURE, FOLIO, FURNITURE = "text", "space", "look", "move", "picture", "folio", "furniture"
FOLLOWING = frozenset({FOLIO, FURNITURE})       # what changes by itself when text moves
SAME, REFLOWED, CHANGED, ADDED, REMOVED = "same", "reflowed", "changed", "added", "removed"

Op = tuple[str, int, int, int, int]     # as difflib has them: equal, replace, delete, insert; old and new range


class At(NamedTuple):
    """A place on a page, and in the sources."""

    page: str
    column: str = ""
    line: int = 0
    file: str = ""
    source_line: int = 0


class Change(NamedTuple):
    """`old` became `new`; `before` and `after` are what stands round it.  `ops`: the steps of the comparison it holds."""

    kind: str
    old: str
    new: str
    old_at: At | None
    new_at: At | None
    before: str = ""
    after: str = ""
    ops: tuple[int, ...] = ()
    span: tuple[int, int] = (0, 0)      # in the old text


class PageState(NamedTuple):
    """`label` is the page's in the new version, in the old one where it is removed."""

    label: str
    state: str


class Text:
    """The text of a version without white space: every element ends in END.  `lines[i]`: the line of character i."""

    def __init__(self, record: ProofRecord):
        self.record = record
        self.places: list[tuple[ProofPage, ProofLine]] = []
        members: list[list[int]] = [[] for _ in record.elements]
        for page in record.pages:
            for line in page.lines:
                members[line.element].append(len(self.places))
                self.places.append((page, line))
        self.lines, self.gaps, self.looks = array("i"), bytearray(), array("i")
        self._names: dict[str, int] = {}
        self._first: dict[int, int] = {}
        parts: list[str] = []
        for element in members:
            parts += [self._take(number) for number in element]
            parts.append(END)
            self.lines.append(element[-1] if element else -1)
            self.gaps.append(_TURNED)
            self.looks.append(-1)
        self.chars = "".join(parts)
        self.elements = tuple(f"{text}{END}" for text in self.chars.split(END)[:-1])
        self.starts = tuple(accumulate(map(len, self.elements), initial=0))

    def _take(self, number: int) -> str:
        line = self.places[number][1]
        names = [name for name, count in line.looks for _ in range(count)]
        names += [""] * (len(line.text) - len(names))
        gap, kept = _TURNED, []
        for char, name in zip(line.text, names, strict=False):
            if char.isspace():
                gap = _APART if gap != _TURNED else gap
                continue
            kept.append(char)
            self.lines.append(number)
            self.gaps.append(gap)
            self.looks.append(self._names.setdefault(name, len(self._names)))
            gap = _CLOSE
        return "".join(kept)

    def first(self, number: int) -> int:
        """The first character of line `number`."""
        if not self._first:
            for index in range(len(self.lines) - 1, -1, -1):
                self._first[self.lines[index]] = index
        return self._first.get(number, 0)

    def look_names(self) -> dict[int, str]:
        """Number in `looks` -> face, size and colour."""
        return {number: name for name, number in self._names.items()}

    def at(self, index: int) -> At | None:
        """Where character `index` stands."""
        number = self.lines[min(index, len(self.lines) - 1)] if self.lines else -1
        if number < 0:
            return None
        page, line = self.places[number]
        return At(page.label, line.column, line.number, line.file, line.source_line)

    def element(self, index: int) -> int:
        return bisect_right(self.starts, index) - 1

    def kind(self, index: int) -> str:
        """The type of the element that holds character `index`."""
        return self.record.elements[min(self.element(index), len(self.record.elements) - 1)]


class Comparison(NamedTuple):
    """`ops` lead from `old.chars` to `new.chars`, in order and without gaps."""

    old: Text
    new: Text
    ops: tuple[Op, ...]
    changes: tuple[Change, ...]
    pages: tuple[PageState, ...]


def compare(old: ProofRecord, new: ProofRecord) -> Comparison:
    """Everything that differs between two versions of one issue."""
    before, after = Text(old), Text(new)
    ops = tuple(_ops(before, after))
    changes = [*_moves(list(_texts(before, after, ops))), *_quiet(before, after, ops), *_pictures(old, new), *_furniture(old, new)]
    order = {page.label: n for n, page in enumerate((*old.pages, *new.pages))}
    changes.sort(key=lambda c: (order.get((c.new_at or c.old_at or At("")).page, 0), c.span, c.kind))
    return Comparison(before, after, ops, tuple(changes), tuple(_states(old, new, changes)))


# --- alignment ---
def _ops(old: Text, new: Text) -> Iterator[Op]:
    """Elements first, the characters of those that differ then."""
    for kind, a, b, c, d in _elements(old.elements, new.elements):
        i, j = old.starts[a], new.starts[c]
        if kind == "equal":
            yield kind, i, old.starts[b], j, new.starts[d]
        else:
            yield from _shifted(_characters(old.elements[a:b], new.elements[c:d]), i, j)


def _elements(old: Sequence[str], new: Sequence[str]) -> Iterable[Op]:
    """Which elements stayed.  Where there are as many as before, each is taken for the one in its place, unless it takes fewer
    changes to let some come and go: cells of a table often say the same.
    """
    found = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    apart = sum(max(b - a, d - c) for kind, a, b, c, d in found if kind != "equal")
    if len(old) != len(new) or sum(a != b for a, b in zip(old, new, strict=True)) > apart:
        return found
    return [("equal" if a == b else "replace", n, n + 1, n, n + 1) for n, (a, b) in enumerate(zip(old, new, strict=True))]


def _shifted(ops: Sequence[Op], i: int, j: int) -> Iterator[Op]:
    for kind, a, b, c, d in ops:
        yield kind, a + i, b + i, c + j, d + j


def _characters(old: Sequence[str], new: Sequence[str]) -> Sequence[Op]:
    one, other = "".join(old), "".join(new)
    if not one or not other:
        return [("insert" if other else "delete", 0, len(one), 0, len(other))]
    if len(one) * len(other) <= _EXACT:
        return _exact(one, other)
    if len(old) == len(new):
        out, i, j = list[Op](), 0, 0
        for a, b in zip(old, new, strict=True):
            out += _shifted(_exact(a, b) if len(a) * len(b) <= _EXACT else [("replace", 0, len(a), 0, len(b))], i, j)
            i, j = i + len(a), j + len(b)
        return out
    return [("replace", 0, len(one), 0, len(other))]


def _exact(old: str, new: str) -> Sequence[Op]:
    """difflib between the equal ends."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - head
    tail = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    ops: list[Op] = [("equal", 0, head, 0, head)] if head else []
    middle = difflib.SequenceMatcher(None, old[head:len(old) - tail], new[head:len(new) - tail], autojunk=False).get_opcodes()
    ops += _shifted(middle, head, head)
    if tail:
        ops.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return _settled(ops, old, new)


def _settled(ops: Sequence[Op], old: str, new: str) -> Sequence[Op]:
    """A sentence that came or went ends with its stop, it does not begin with that of the one before."""
    out = list(ops)
    for n in range(1, len(out) - 1):
        kind, a, b, c, d = out[n]
        text = new[c:d] if kind == "insert" else old[a:b] if kind == "delete" else ""
        before, after = out[n - 1], out[n + 1]
        if text[:1] in _STOPS and before[0] == after[0] == "equal" and old[after[1]] == text[0] and after[2] - after[1] > 1:
            out[n - 1] = ("equal", before[1], before[2] + 1, before[3], before[4] + 1)
            out[n] = (kind, a + 1, b + 1, c + 1, d + 1)
            out[n + 1] = ("equal", after[1] + 1, after[2], after[3] + 1, after[4])
    return out


# --- changes of text ---
def _texts(old: Text, new: Text, ops: Sequence[Op]) -> Iterator[Change]:
    """Steps that change something, those beside each other as one."""
    group: list[int] = []
    for number, (kind, a, b, _, _) in enumerate(ops):
        if kind != "equal":
            group.append(number)
        elif group and (b - a > _JOINED or END in old.chars[a:b]):
            yield _change(old, new, ops, group)
            group = []
    if group:
        yield _change(old, new, ops, group)


def _change(old: Text, new: Text, ops: Sequence[Op], group: Sequence[int]) -> Change:
    first, last = ops[group[0]], ops[group[-1]]
    a, b, c, d = first[1], last[2], first[3], last[4]
    said, says = old.chars[a:b], new.chars[c:d]
    steps = tuple(n for n in group if ops[n][0] != "equal")
    before, after = old.chars[max(0, a - _CONTEXT):a].rpartition(END)[2], old.chars[b:b + _CONTEXT].partition(END)[0]
    contents = (says or said).isdecimal() and (said or says).isdecimal() and CONTENTS in (old.kind(a), new.kind(c))
    made = Change(TEXT, said, says, _spot(old, a, b), _spot(new, c, d), before, after, steps, (a, b))
    return _whole_folio(made) if contents else made


def _whole_folio(change: Change) -> Change:
    """A page number of the contents with all its figures."""
    before = re.search(r"\d*$", change.before)
    after = re.match(r"\d*", change.after)
    head, tail = before[0] if before else "", after[0] if after else ""
    return change._replace(kind=FOLIO, old=head + change.old + tail, new=head + change.new + tail,
                           before=change.before.removesuffix(head), after=change.after.removeprefix(tail))


def _spot(text: Text, start: int, end: int) -> At | None:
    """Where the characters start … end stand; of none, where they would."""
    if not text.chars:
        return None
    if start == end and start and text.chars[start - 1] != END:
        return text.at(start - 1)
    return text.at(start)


def _moves(changes: list[Change]) -> list[Change]:
    """Text that went in one place and came in another has moved."""
    gone = {c.old.strip(END): n for n, c in enumerate(changes) if not c.new.strip(END) and len(c.old) >= _MOVED}
    taken: set[int] = set()
    out: list[tuple[int, Change]] = []
    for number, change in enumerate(changes):
        origin = gone.pop(change.new.strip(END), None) if not change.old.strip(END) else None
        if origin is None:
            out.append((number, change))
            continue
        source = changes[origin]
        taken.add(origin)
        out.append((number, change._replace(kind=MOVE, old=source.old, old_at=source.old_at, ops=(*source.ops, *change.ops),
                                            span=source.span)))
    return [change for number, change in out if number not in taken]


def _quiet(old: Text, new: Text, ops: Sequence[Op]) -> Iterator[Change]:
    """White space and looks of characters that stayed."""
    had, has = old.look_names(), new.look_names()
    for kind, a, b, c, _ in ops:
        if kind != "equal":
            continue
        shift = c - a
        for i in range(a, b):
            pair = old.gaps[i], new.gaps[i + shift]
            if pair in ((_CLOSE, _APART), (_APART, _CLOSE)):
                parts = [f"{text.chars[at - 1]}{' ' * (gap == _APART)}{text.chars[at]}"
                         for text, at, gap in ((old, i, pair[0]), (new, i + shift, pair[1]))]
                yield Change(SPACE, parts[0], parts[1], old.at(i), new.at(i + shift), span=(i, i + 1))
        looks = ((i, had.get(old.looks[i], ""), has.get(new.looks[i + shift], "")) for i in range(a, b) if old.chars[i] != END)
        for (was, now), run in groupby(looks, key=lambda t: (t[1], t[2])):
            if was != now and was and now:
                at = [i for i, _, _ in run]
                text = old.chars[at[0]:at[-1] + 1].replace(END, "")
                yield Change(LOOK, was, now, old.at(at[0]), new.at(at[0] + shift), text[:_CONTEXT * 2], "", (),
                             (at[0], at[-1] + 1))


# --- what is not text ---
def _pictures(old: ProofRecord, new: ProofRecord) -> Iterator[Change]:
    """Pictures that are in one version only: by content, wherever they stand."""
    for picture, page in _lacking(old, new):
        yield Change(PICTURE, picture, "", At(page), None)
    for picture, page in _lacking(new, old):
        yield Change(PICTURE, "", picture, None, At(page))


def _lacking(record: ProofRecord, other: ProofRecord) -> Iterator[tuple[str, str]]:
    """(picture, page) of `record` that `other` does not have."""
    left = Counter(picture for page in other.pages for picture in page.pictures)
    for page in record.pages:
        for picture in page.pictures:
            left[picture] -= 1
            if left[picture] < 0:
                yield picture, page.label


def _furniture(old: ProofRecord, new: ProofRecord) -> Iterator[Change]:
    """Running heads and folios of pages that both have."""
    for before, after in _paired(old, new):
        if before is not None and after is not None and before.furniture != after.furniture:
            was, now = ("　".join(page.furniture) for page in (before, after))
            yield Change(FURNITURE, was, now, At(before.label), At(after.label))


def _paired(old: ProofRecord, new: ProofRecord) -> Iterator[tuple[ProofPage | None, ProofPage | None]]:
    """Pages of one label; of several with the same, in turn."""
    def named(record: ProofRecord) -> dict[tuple[str, int], ProofPage]:
        seen: Counter[str] = Counter()
        out = {}
        for page in record.pages:
            out[page.label, seen[page.label]] = page
            seen[page.label] += 1
        return out

    before, after = named(old), named(new)
    for key, page in after.items():
        yield before.get(key), page
    for key, page in before.items():
        if key not in after:
            yield page, None


def _states(old: ProofRecord, new: ProofRecord, changes: Sequence[Change]) -> Iterator[PageState]:
    touched = {at.page for c in changes if c.kind not in FOLLOWING for at in (c.old_at, c.new_at) if at}
    for before, after in _paired(old, new):
        if before is None or after is None:
            page = after or before
            yield PageState(page.label if page else "", ADDED if before is None else REMOVED)
        elif after.label in touched:
            yield PageState(after.label, CHANGED)
        else:
            yield PageState(after.label, SAME if before.digest == after.digest else REFLOWED)
