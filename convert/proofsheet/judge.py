"""核红: of each mark, whether it was carried out; of each change, whether anybody marked it."""
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.model.text import squeeze
from convert.proofsheet.compare import CONTENTS, END, FOLLOWING, LOOK, At, Change, Comparison
from convert.proofsheet.marks import Mark

DONE, UNDONE, OTHERWISE, NOT_FOUND = "done", "undone", "otherwise", "not-found"
_NEAR = 2               # lines by which a count may be wrong
_BESIDE = 3             # characters beside a change that tell it from others


class Verdict(NamedTuple):
    """`now`: what stands there now; `old_at` and `new_at`: where it stood and stands."""

    mark: Mark
    state: str
    now: str = ""
    old_at: At | None = None
    new_at: At | None = None


class Judgement(NamedTuple):
    """`unmarked`: changes that no mark asked for, without what follows by itself (folios of the contents, running heads)."""

    verdicts: tuple[Verdict, ...]
    unmarked: tuple[Change, ...]


class _Trial(NamedTuple):
    """What became of one occurrence; `ops`: the steps that touch it."""

    state: str
    now: str
    start: int
    new_start: int
    ops: frozenset[int]


def judge(compared: Comparison, marks: Sequence[Mark]) -> Judgement:
    """Marks in their order: of several occurrences on the line the first that was corrected as asked, and each only once."""
    jury = _Jury(compared)
    verdicts = tuple(jury.verdict(mark) for mark in marks)
    explained = [c for c in compared.changes if jury.explains(c)]
    unmarked = (c for c in compared.changes if c.kind not in FOLLOWING and not jury.explains(c))
    return Judgement(verdicts, tuple(c for c in unmarked if not any(jury.repeats(c, other) for other in explained)))


class _Jury:
    def __init__(self, compared: Comparison):
        self.compared, self.old, self.new = compared, compared.old, compared.new
        self._starts = [op[1] for op in compared.ops]
        self._explained: set[int] = set()
        self._looks: set[tuple[int, int]] = set()
        self._taken: set[int] = set()
        self._lines: dict[int, tuple[int, int]] = {}
        for at, number in enumerate(self.old.lines):
            first, _ = self._lines.get(number, (at, at))
            self._lines[number] = first, at + 1

    def explains(self, change: Change) -> bool:
        if change.ops:
            return self._explained.issuperset(change.ops)
        return change.kind == LOOK and change.span in self._looks

    def repeats(self, change: Change, other: Change) -> bool:
        """Whether `change` says again in the contents what `other` says in the text: a title that was corrected."""
        return (change.old, change.new) == (other.old, other.new) and self.new.kind(self._new_start(change)) == CONTENTS and (
            change.before[-_BESIDE:] == other.before[-_BESIDE:] or change.after[:_BESIDE] == other.after[:_BESIDE])

    def _new_start(self, change: Change) -> int:
        return self.compared.ops[change.ops[0]][3] if change.ops else 0

    def verdict(self, mark: Mark) -> Verdict:
        wanted, old = _bare(mark.new), _bare(mark.old)
        stretches = list(self._stretches(mark))
        if not old:
            return self._inserted(mark, wanted, stretches)
        trials = []
        for near in (False, True):
            trials = [self._try(at, at + len(old), wanted) for at in self._occurrences(old, stretches, mark, near=near)]
            if trials:
                break
        if not trials:
            return self._in_furniture(mark, old, wanted)
        order = (DONE, OTHERWISE, UNDONE)
        best = min(trials, key=lambda t: (order.index(t.state), t.start))
        self._taken.add(best.start)
        self._explained |= best.ops
        if wanted == old:
            best = self._look(best, len(old))
        return Verdict(mark, best.state, best.now, self.old.at(best.start), self.new.at(best.new_start))

    def _in_furniture(self, mark: Mark, old: str, wanted: str) -> Verdict:
        """A mark on a running head or folio, which the program makes of other text."""
        before, after = (["".join(map(squeeze, page.furniture)) for page in record.pages if page.label == mark.page]
                         for record in (self.old.record, self.new.record))
        if not before or old not in before[0]:
            return Verdict(mark, NOT_FOUND)
        now = after[0] if after else ""
        state = DONE if before[0].replace(old, wanted, 1) == now else UNDONE if now == before[0] else OTHERWISE
        return Verdict(mark, state, now, At(mark.page), At(mark.page) if after else None)

    def _look(self, trial: _Trial, length: int) -> _Trial:
        """The text stays: the mark asks for another face or size."""
        looks = (c.span for c in self.compared.changes if c.kind == LOOK)
        spans = [span for span in looks if span[0] < trial.start + length and span[1] > trial.start]
        self._looks.update(spans)
        return trial._replace(state=DONE if spans else UNDONE) if trial.state == DONE else trial

    # --- where ---
    def _stretches(self, mark: Mark) -> Iterator[tuple[int, int]]:
        """The character ranges of the lines that the mark names; of the page, where it names none."""
        for number, (page, line) in enumerate(self.old.places):
            if number not in self._lines:
                continue
            if mark.page:
                column = mark.column.removesuffix("栏").removesuffix("段")
                fits = mark.page == page.label and (not line.column or line.column.startswith(column))
                here = not mark.line or line.number == self._counted(mark, page.label, line.column)
            else:
                fits = line.file == mark.file or line.file.endswith(f"/{mark.file}") or mark.file.endswith(f"/{line.file}")
                here = not mark.source_line or line.source_line == mark.source_line
            if fits and here:
                yield self._lines[number]

    def _counted(self, mark: Mark, label: str, column: str) -> int:
        """The number of the line that the mark means, counted from the foot where it says so."""
        if mark.line > 0:
            return mark.line
        last = max((line.number for page, line in self.old.places if page.label == label and line.column == column), default=0)
        return last + 1 + mark.line

    def _occurrences(self, old: str, stretches: Sequence[tuple[int, int]], mark: Mark, *, near: bool) -> Iterator[int]:
        """Where `old` begins in the lines named, or, `near`, within a few characters' count of lines from them."""
        wanted = list(stretches)
        if near and mark.page and mark.line:
            wanted = [s for shift in range(-_NEAR, _NEAR + 1) for s in self._stretches(mark._replace(line=mark.line + shift))
                      if mark.line + shift and (mark.line + shift > 0) == (mark.line > 0)]
        seen: set[int] = set()
        for start, end in wanted:
            at = self.old.chars.find(old, start, end + len(old) - 1)
            while at >= 0:
                if at not in seen and at not in self._taken:
                    seen.add(at)
                    yield at
                at = self.old.chars.find(old, at + 1, end + len(old) - 1)

    # --- what became of it ---
    def _try(self, start: int, end: int, wanted: str) -> _Trial:
        """Whether old.chars[start:end] reads `wanted` now; steps at its edges count where that makes it so."""
        ops = self.compared.ops
        first = max(0, bisect_left(self._starts, start) - 1)
        inner, left, right = list[int](), list[int](), list[int]()
        for number in range(first, len(ops)):
            kind, a, b, _, _ = ops[number]
            if a > end:
                break
            if kind == "equal" or b < start:
                continue
            if a == b and a in (start, end):
                (left if a == start else right).append(number)
            elif (a < end and b > start) or start < a == b < end:
                inner.append(number)
        low = min([start, *(ops[n][1] for n in inner)])
        high = max([end, *(ops[n][2] for n in inner)])
        expected = (self.old.chars[low:start] + wanted + self.old.chars[end:high]).strip(END)
        for extra in ([], right, left, [*left, *right]):
            touched = frozenset((*inner, *extra))
            now, new_start = self._now(low, high, touched)
            if now.strip(END) == expected:
                return _Trial(DONE, now.strip(END), start, new_start, touched)
        now, new_start = self._now(low, high, frozenset(inner))       # what only stands beside it speaks for itself
        return _Trial(OTHERWISE if inner else UNDONE, now.strip(END), start, new_start, frozenset(inner))

    def _now(self, low: int, high: int, counted: frozenset[int]) -> tuple[str, int]:
        """What old.chars[low:high] became, of steps that only insert at its edges those `counted`; and where that stands."""
        out, at = [], -1
        for number in range(max(0, bisect_left(self._starts, low) - 1), len(self.compared.ops)):
            kind, a, b, c, d = self.compared.ops[number]
            if a > high:
                break
            if kind == "equal":
                start, end = max(a, low), min(b, high)
                if start < end:
                    at = at if at >= 0 else c + start - a
                    out.append(self.new.chars[c + start - a:c + end - a])
            elif number in counted:
                at = at if at >= 0 else c
                out.append(self.new.chars[c:d])
        return "".join(out), max(at, 0)

    def _inserted(self, mark: Mark, wanted: str, stretches: Sequence[tuple[int, int]]) -> Verdict:
        """A mark that only adds: the lines it names have the words now."""
        free = [n for n, op in enumerate(self.compared.ops) if op[0] != "equal" and n not in self._explained]
        for number in free:
            kind, a, _, c, d = self.compared.ops[number]
            if kind == "insert" and self.new.chars[c:d].strip(END) == wanted and any(s <= a <= e for s, e in stretches):
                self._explained.add(number)
                return Verdict(mark, DONE, wanted, self.old.at(max(a - 1, 0)), self.new.at(c))
        return Verdict(mark, UNDONE if stretches else NOT_FOUND, "", self.old.at(stretches[0][0]) if stretches else None)


def _bare(text: str) -> str:
    """`text` as the comparison has it: without white space, paragraphs parted by END."""
    return END.join(part for part in (squeeze(line) for line in text.splitlines()) if part)
