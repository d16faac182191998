"""Three-way merge: edits of a text as it was issued, put into the text as it is now.

Both sides are ranges of the issued text.  Where they touch nobody can tell what was meant: a conflict, and the text stays as it is.
"""
from __future__ import annotations

import difflib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from convert.markdown import REMARK
from convert.model.record import Record

_REMARKS = re.compile(rf"(?:\s*{REMARK.pattern})+[ \t]*(?:\r?\n)?$")
_CLOSE = 4_000_000          # product of lengths up to which a changed passage is compared character by character


class Range(Record):
    """base[start:end] becomes `text`."""

    start: int
    end: int
    text: str


class Clash(Record):
    """What was issued in one place, what the reviewer made of it, and what stands there now."""

    issued: str
    reviewed: str
    now: str


class Merge(Record):
    """`text`: the result; `already`: numbers of groups that the text holds; `clashes`: number of a group -> its conflict."""

    text: str
    already: frozenset[int]
    clashes: dict[int, Clash]


def merge(base: str, ours: str, groups: Sequence[Sequence[Range]]) -> Merge:
    """`ours` with every group of edits of `base` that does not touch what changed between the two; a group goes in whole or not.

    Ranges of different groups must not overlap; insertions at the same place keep the order of their groups.
    """
    every = sorted((r for group in groups for r in group), key=lambda r: (r.start, r.end))
    if base != ours and _apply(base, every, 0) == ours:         # written back before
        return Merge(ours, frozenset(range(len(groups))), {})
    hunks = [_settled(base, h) for h in changes(base, ours)]
    already: set[int] = set()
    clashes: dict[int, Clash] = {}
    good: list[tuple[Range, int]] = []
    for numbers, near in _clusters(hunks, groups):
        if not near:
            good += [(r, n) for n in numbers for r in groups[n]]
            continue
        clash = _clash(base, [r for n in numbers for r in groups[n]], near)
        if clash.reviewed == clash.now:
            already.update(numbers)
            continue
        for n in numbers:
            alone = [h for h in near if any(_touch(h, r) for r in groups[n])]
            own = _clash(base, groups[n], alone)
            if own.reviewed == own.now:
                already.add(n)
            elif alone:
                clashes[n] = own
            else:
                good += [(r, n) for r in groups[n]]
    shift = _Shift(hunks)
    good.sort(key=lambda pair: (pair[0].start, pair[0].end, pair[1]))
    moved = [Range(at, at + r.end - r.start, r.text) for r, _ in good for at in (shift.place(r),)]
    return Merge(_apply(ours, moved, 0), frozenset(already), clashes)


def changes(base: str, ours: str) -> list[Range]:
    """What changed between two texts, by lines and inside changed lines by characters."""
    if base == ours:
        return []
    old, new = base.splitlines(keepends=True), ours.splitlines(keepends=True)
    old_at, new_at = [0, *accumulate(map(len, old))], [0, *accumulate(map(len, new))]
    out: list[Range] = []
    # blank lines are everywhere the same: they say nothing about which paragraph became which
    for kind, a, b, c, d in difflib.SequenceMatcher(_is_blank, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        before, after = base[old_at[a]:old_at[b]], ours[new_at[c]:new_at[d]]
        if kind != "replace" or len(before) * len(after) > _CLOSE:
            out.append(Range(old_at[a], old_at[b], after))
            continue
        for inner, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if inner != "equal":
                out.append(Range(old_at[a] + i, old_at[a] + j, after[k:m]))
    return out


def _is_blank(line: str) -> bool:
    return not line.strip()


class _Shift:
    """Places of the issued text in the text as it is now."""

    def __init__(self, hunks: Sequence[Range]):
        self.ends = [h.end for h in hunks]
        self.sums = [0, *accumulate(len(h.text) - (h.end - h.start) for h in hunks)]

    def place(self, edit: Range) -> int:
        """Where `edit` begins: words before a remark that came in the same place, lines behind it."""
        words = edit.start == edit.end and not edit.text.startswith(("\n", "\r"))
        find = bisect_left if words else bisect_right
        return edit.start + self.sums[find(self.ends, edit.start)]


def _is_remark(hunk: Range) -> bool:
    return hunk.start == hunk.end and _REMARKS.match(hunk.text) is not None


def _settled(base: str, hunk: Range) -> Range:
    """A remark that came as a line of its own belongs to the line above it."""
    if not (_is_remark(hunk) and hunk.start and base[hunk.start - 1] == "\n" and hunk.text.endswith("\n")):
        return hunk
    ending = "\r\n" if base[:hunk.start].endswith("\r\n") else "\n"
    at = hunk.start - len(ending)
    return Range(at, at, ending + hunk.text.removesuffix(ending)) if hunk.text.endswith(ending) else hunk


def line_now(base: str, ours: str, line: int) -> int:
    """Where line `line` of `base` (from 1) stands in `ours`: itself, or where it would."""
    if base == ours or line < 1:
        return line
    old, new = base.splitlines(), ours.splitlines()
    for _, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if a <= line - 1 < b:
            return min(c + line - 1 - a, max(d - 1, c)) + 1
    return len(new) or 1


def _touch(hunk: Range, other: Range) -> bool:
    """Whether nobody can tell what was meant.  A remark says nothing of the text: it is only in the way of what takes it out."""
    if _is_remark(hunk):
        return other.start < hunk.start < other.end
    return hunk.start <= other.end and other.start <= hunk.end


def _clusters(hunks: Sequence[Range], groups: Sequence[Sequence[Range]]) -> list[tuple[list[int], list[Range]]]:
    """Groups that reach each other over what changed since, and that: (numbers of groups, hunks) in order."""
    out: list[tuple[list[int], list[Range]]] = []
    for number, group in enumerate(groups):
        near = [h for h in hunks if any(_touch(h, r) for r in group)]
        numbers = [number]
        for cluster in [c for c in out if any(h in c[1] for h in near)]:
            out.remove(cluster)
            numbers = cluster[0] + numbers
            near = sorted({*near, *cluster[1]}, key=lambda h: h.start)
        out.append((numbers, near))
    return out


def _clash(base: str, edits: Sequence[Range], hunks: Sequence[Range]) -> Clash:
    """What the two sides make of the passage that both touched."""
    ranges = [*edits, *hunks]
    low, high = min(r.start for r in ranges), max(r.end for r in ranges)
    theirs = sorted(edits, key=lambda r: (r.start, r.end))
    return Clash(base[low:high], _apply(base[low:high], theirs, low), _apply(base[low:high], hunks, low))


def _apply(text: str, edits: Sequence[Range], origin: int) -> str:
    out, at = [], 0
    for edit in edits:
        out += [text[at:edit.start - origin], edit.text]
        at = max(at, edit.end - origin)
    return "".join([*out, text[at:]])
