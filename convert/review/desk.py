"""The reviewer's changes, each with its place in the source and what becomes of it."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from convert.diagnostics import ExitCode, Refusal, Span, diagnose
from convert.markdown import escape
from convert.model.record import Record, field, replace
from convert.review.compare import BREAK, Edited, Finding, Gone, Placed, Unit, compare, is_contents
from convert.review.fields import rewrite_fields
from convert.review.grid import is_grid, rewrite_cell
from convert.review.issued import Issued, Piece
from convert.review.manuscript import OBJECT, Hand, Manuscript, Remark
from convert.review.markup import align, line_offset
from convert.review.merge import Clash, Merge, Range, line_now, merge
from convert.review.pictures import Pictures
from convert.review.places import ISSUE_FILE
from convert.review.placing import Placing
from convert.review.rewrite import (
    Edit,
    Stuck,
    deletion,
    find,
    new_text,
    rewrite,
)
from convert.review.tables import TableChange, table_changes

READY, ALREADY, CONFLICT, MANUAL = "ready", "already", "conflict", "manual"
_MARKDOWN = {"text", "heading", "verse"}
_HEADS = "书眉、页脚由程序从刊名、栏目、题目生成：要改就改 issue.yaml、那一篇的题头或样式表的 make-up"
MOST_CHANGES = 20_000


class Change(Record, frozen=False):
    """One thing a reviewer did.  `kind`: edit | split | join | style | new | delete | move; `line`: in the source as it is now.

    `status`: ready (goes into the source) | already (is there) | conflict (the source changed in the same place) | manual.
    """

    kind: str
    file: str
    line: int
    before: str
    after: str
    hand: Hand = Hand()
    status: str = READY
    reason: str = ""
    edits: list[Edit] = field(default_factory=list)
    clash: Clash | None = None
    wanted: tuple[str, ...] = ()        # paragraphs that the source must show then
    steps: tuple[tuple[str, str], ...] = ()     # (keep | drop | add, text), for people
    gone: tuple[str, ...] = ()          # paragraphs beside `before` that are meant to go
    order: int = 0                      # of its paragraph in the edited file


class Note(Record):
    """A comment with its place.  `piece`: the paragraph it stands at; `answers`: it answers the one before it."""

    file: str
    line: int
    author: str
    date: str
    text: str
    anchor: str
    piece: Piece | None = None
    answers: bool = False
    settled: bool = False


class Desk(Record, frozen=False):
    """A review on the editor's desk.  `base`: the sources as issued; `now`: as they are; `merged`: with what is ready."""

    issued: Issued
    base: Mapping[str, str]
    now: Mapping[str, str]
    changes: list[Change]
    notes: list[Note]
    merged: dict[str, str] = field(default_factory=dict)
    doubled: int = 0
    pictures: Mapping[str, bytes] = field(default_factory=dict)     # new ones: name in the issue's folder -> bytes


def lay_out(issued: Issued, manuscript: Manuscript, now: Mapping[str, str], picture: Callable[[str], bytes], name: str) -> Desk:
    """Every change and comment of `manuscript`, and the sources with what can go in; `picture` reads one by its part.

    `name`: of the Word file.  Raises Refusal (exit 3) where so much was changed that nobody did it by hand.
    """
    worker = _Worker(issued, Pictures(picture))
    findings, units = compare(issued, manuscript)
    if len(findings) > MOST_CHANGES:
        raise Refusal(ExitCode.SOURCE, [diagnose("W010", Span(name), problem=f"改动超过 {MOST_CHANGES} 段，不像是审阅")])
    changes = worker.changes(findings, manuscript, units)
    desk = Desk(issued, issued.files, now, changes, _notes(issued, manuscript, units), pictures=worker.pictures.files,
                doubled=sum(isinstance(f, Placed) and not f.piece and f.unit.head.copied for f in findings))
    _part_overlaps(changes)
    settle(desk)
    for change in changes:
        change.line = line_now(desk.base[change.file], desk.now.get(change.file, ""), change.line)
    desk.notes = [replace(n, line=line_now(desk.base[n.file], desk.now.get(n.file, ""), n.line)) for n in desk.notes]
    return desk


def settle(desk: Desk) -> None:
    """Merge what is ready into the sources as they are now; fills `merged` and the status of each change."""
    desk.merged = {}
    for name in sorted({e.file for c in desk.changes for e in c.edits}):
        live = [c for c in desk.changes if c.status in {READY, ALREADY} and any(e.file == name for e in c.edits)]
        live.sort(key=lambda c: c.order)        # what comes in one place comes in the order of the edited file
        if name not in desk.now:
            for change in live:
                change.status, change.reason = MANUAL, f"{name} 已经不在了"
            continue
        groups = [[Range(e.start, e.end, e.text) for e in c.edits if e.file == name] for c in live]
        result = merge(desk.base[name], desk.now[name], groups)
        if _sort(live, result):
            return settle(desk)         # a change over two files goes into both or none
        desk.merged[name] = result.text
    return None


def _sort(live: Sequence[Change], result: Merge) -> bool:
    """Note conflicts; whether one of them belongs to a change that other files hold parts of."""
    again = False
    for number, clash in result.clashes.items():
        change = live[number]
        change.status, change.clash, change.reason = CONFLICT, clash, "源稿在同一处也改了"
        again |= len({e.file for e in change.edits}) > 1
    for number in result.already:
        live[number].status = ALREADY
    return again


def _part_overlaps(changes: Sequence[Change]) -> None:
    """Edits of two changes must not overlap: what two deletions share goes once; anything else is for a person."""
    taken: list[Edit] = []
    for change in _overlapping(changes):
        edits = list(change.edits)
        for n in range(len(edits)):
            for other in taken:
                if other.file != edits[n].file or other.start >= edits[n].end or edits[n].start >= other.end:
                    continue
                if other.text or edits[n].text:
                    change.status, change.reason = MANUAL, "与另一处改动交叠"
                elif other.start <= edits[n].start:
                    edits[n] = replace(edits[n], start=min(max(edits[n].start, other.end), edits[n].end))
                else:
                    edits[n] = replace(edits[n], end=max(min(edits[n].end, other.start), edits[n].start))
        change.edits = edits if change.status == READY else []
        taken += change.edits


def _overlapping(changes: Sequence[Change]) -> list[Change]:
    """The changes of which an edit overlaps one of another change, or has its place inside one."""
    edits = sorted(((e.file, e.start, e.end, n) for n, c in enumerate(changes) for e in c.edits))
    found: set[int] = set()
    reach: tuple[str, int, int] = ("", 0, 0)            # file, end and change of what reaches furthest
    for file, start, end, number in edits:
        if file == reach[0] and start < reach[1] and number != reach[2]:
            found |= {number, reach[2]}
        if file != reach[0] or end >= reach[1]:
            reach = (file, end, number)
    return [change for n, change in enumerate(changes) if n in found]


class _Worker:
    """Turns findings into changes."""

    def __init__(self, issued: Issued, pictures: Pictures):
        self.issued, self.pictures = issued, pictures
        self.placing = Placing(issued)
        self.new_labels: dict[str, int] = {}
        self.used_notes: set[str] = set()
        self.words: dict[str, str] = {}         # footnote in Word -> its text
        self.numbers: dict[int, int] = {}       # id() of a unit -> its place in the edited file

    def _file(self, name: str) -> str:
        return self.issued.files[name]

    def changes(self, findings: Sequence[Finding], manuscript: Manuscript, units: Sequence[Unit]) -> list[Change]:
        for line in manuscript.lines:
            if line.place.startswith("fn:"):
                self.words[line.place[3:]] = "".join(filter(None, (self.words.get(line.place[3:], ""), line.text())))
        self.numbers = {id(unit): n for n, unit in enumerate(units)}
        moved = {f.piece.name for f in findings if isinstance(f, Placed) and f.piece}
        edited = {f.pieces[0].name: f for f in findings if isinstance(f, Edited) and len(f.pieces) == 1}
        out = [self._edited(f) for f in findings if isinstance(f, Edited) and not any(p.name in moved for p in f.pieces)]
        dropped = {p.place.note for p in self._dropped_notes(out)}
        articles, taken = self._whole_articles([f for f in findings if isinstance(f, Gone)])
        findings = [f for f in findings if id(f) not in taken]
        rows, taken = table_changes(self.issued, findings, units, self.placing)
        out += [*articles, *(self._of_table(row) for row in rows)]
        findings = [f for f in findings if id(f) not in taken]
        out += [self._gone(f) for f in findings if isinstance(f, Gone) and f.piece.place.note not in dropped]
        for f in findings:
            if isinstance(f, Placed) and not (f.unit.spot.startswith("fn:") and f.unit.spot[3:] in self.used_notes):
                out += self._placed(f, edited.get(f.piece.name) if f.piece else None)
        if self.issued.heads:
            out += [Change("new", ISSUE_FILE, 1, "", text, status=MANUAL, reason=_HEADS, steps=(("add", text),))
                    for text in sorted(manuscript.heads - self.issued.heads)]
        for change in out:
            change.edits = [self._line_ends(e) for e in change.edits]
        out = [c for c in out if c.edits or c.status != READY]        # looks that no markup stands for
        order = {name: n for n, name in enumerate(self.issued.files)}
        return sorted(out, key=lambda c: (order.get(c.file, 0), c.line))

    def _line_ends(self, edit: Edit) -> Edit:
        """New lines end as those of the file do."""
        return replace(edit, text=edit.text.replace("\n", "\r\n")) if "\r\n" in self._file(edit.file) else edit

    # --- text of paragraphs that stayed ---

    def _edited(self, found: Edited) -> Change:
        piece = found.pieces[0]
        kind = "split" if len(found.units) > len(found.pieces) else "join" if len(found.units) < len(found.pieces) else "edit"
        if all(s.kind == "keep" for s in found.steps):
            kind = "style"
        hand = next((s.hand for s in found.steps if s.kind != "keep" and s.hand.author), found.units[0].hand)
        after = "\n".join(u.text for u in found.units)
        steps = tuple((s.kind, (s.text or found.base[s.start:s.end]).replace(BREAK, "¶\n")) for s in found.steps)
        change = Change(kind, piece.place.file, piece.place.line, found.base.replace(BREAK, "\n"), after, hand, steps=steps)
        change.line, change.order = self._line(piece), self.numbers[id(found.units[0])]
        try:
            if piece.place.kind in {"fields", "credit"}:
                change.edits = rewrite_fields(self._file, found)
            else:
                if piece.place.kind == "cell" and is_grid(self._file(piece.place.file), piece.place.line):
                    change.edits = rewrite_cell(self.issued, found, self._new_note)
                else:
                    change.edits = rewrite(self._file, found, self._new_note)
                change.edits += self._note_bodies(found)
                change.gone = tuple(p.text for p in self._dropped_notes([change]))
                change.wanted = tuple(u.text for u in found.units)
        except Stuck as stuck:
            change.status, change.reason = MANUAL, str(stuck)
        return change

    def _line(self, piece: Piece) -> int:
        return _line_of(self.issued, piece)

    def _new_note(self, file: str, number: str) -> tuple[str, list[Edit]]:
        """The call of a footnote that a reviewer added, and its text at the end of the file."""
        source = self._file(file)
        label = self.new_labels.get(file, 0) + 1
        while f"[^{label}]" in source:
            label += 1
        self.new_labels[file] = label
        self.used_notes.add(number)
        text = escape(self.words.get(number, "").strip(), at_start=True)
        if not text:
            raise Stuck("新加的脚注没有注文")
        gap = "\n" if source.endswith("\n") else "\n\n"
        return f"[^{label}]", [Edit(file, len(source), len(source), f"{gap}[^{label}]: {text}\n")]

    def _note_bodies(self, found: Edited) -> list[Edit]:
        """Where the call of a footnote was deleted, its text goes as well, unless another call needs it."""
        out: list[Edit] = []
        source = self._file(found.pieces[0].place.file)
        for label in self._labels(found):
            if source.count(f"[^{label}]") == 2:
                note = next((p for p in self.issued.pieces if p.place.note and p.place.file == found.pieces[0].place.file
                             and source.startswith(f"[^{label}]:", line_offset(source, p.place.line))), None)
                if note and (aligned := align(source, note.place.line, note.text)):
                    out.append(deletion(source, note.place.file, aligned))
        return out

    def _labels(self, found: Edited) -> list[str]:
        """Labels of the footnotes whose calls were deleted."""
        labels = []
        for step in found.steps:
            if step.kind == "drop" and OBJECT in found.base[step.start:step.end]:
                start = 0
                for piece in found.pieces:
                    aligned = find(self._file, piece)
                    shown = start
                    for token in aligned.tokens:
                        if token.kind == "char":
                            said = self._file(piece.place.file)[token.start:token.end]
                            if token.text == OBJECT and step.start <= shown < step.end and said.startswith("[^"):
                                labels.append(said[2:-1])
                            shown += len(token.text)
                    start += len(piece.text) + 1
        return labels

    def _dropped_notes(self, changes: Iterable[Change]) -> list[Piece]:
        """The notes whose text goes with their call."""
        gone = [e for c in changes for e in c.edits if not e.text]
        return [p for p in self.issued.pieces if p.place.note and any(
            e.file == p.place.file and e.start <= line_offset(self._file(e.file), p.place.line) < e.end for e in gone)]

    # --- paragraphs that went ---

    def _whole_articles(self, gone: Sequence[Gone]) -> tuple[list[Change], set[int]]:
        """Articles of which nothing is left: to be taken out of the list, not emptied.  And ids of the findings that say so."""
        went: dict[str, list[Gone]] = {}
        for found in gone:
            went.setdefault(found.piece.place.file, []).append(found)
        out, taken = [], set()
        for file, findings in went.items():
            pieces = [p for p in self.issued.pieces if p.place.file == file and not p.place.note]
            if file != ISSUE_FILE and len(pieces) > 1 and {f.piece.name for f in findings} >= {p.name for p in pieces}:
                taken |= {id(f) for f in findings}
                out.append(Change("delete", file, 1, "\n".join(p.text for p in pieces), "", findings[0].hand, MANUAL,
                                  f"整篇删去了：不要这一篇，请在 {ISSUE_FILE} 的 articles 里去掉 {file}"))
        return out, taken

    def _gone(self, found: Gone) -> Change:
        piece = found.piece
        change = Change("delete", piece.place.file, self._line(piece), piece.text, "", found.hand, steps=(("drop", piece.text),))
        try:
            if piece.place.kind not in _MARKDOWN:
                raise Stuck("题头、图和版记里的段落请在源稿里删")
            change.edits = [self.placing.cut(piece)]
        except Stuck as stuck:
            change.status, change.reason = MANUAL, str(stuck)
        return change

    def _of_table(self, row: TableChange) -> Change:
        steps = tuple((kind, text) for kind, text in (("drop", row.before), ("add", row.after)) if text and row.kind != "move")
        return Change(row.kind, row.piece.place.file, row.piece.place.line, row.before, row.after, row.hand,
                      MANUAL if row.reason else READY, row.reason, list(row.edits), wanted=row.wanted, steps=steps,
                      order=self.numbers.get(id(row.unit), 0))

    # --- paragraphs that came, or changed places ---

    def _placed(self, found: Placed, edited: Edited | None) -> list[Change]:
        near = found.after or found.before or self.issued.pieces[0]
        home = found.piece or near
        change = Change("move" if found.piece else "new", home.place.file, home.place.line, found.piece.text if found.piece else "",
                        found.unit.text, found.unit.hand, steps=(("add", found.unit.text),), order=self.numbers[id(found.unit)])
        try:
            if is_contents(found.unit):
                raise Stuck("目录由程序从题目生成；要改就改那一篇的题目")
            if found.unit.spot and not (found.inside and found.unit.spot.startswith("cell:")):
                raise Stuck("表格、脚注里新的段落请在源稿里写")
            if found.piece:
                text = self.placing.moved_text(found.piece, edited, lambda e: rewrite(self._file, e, self._new_note))
                change.edits = [self.placing.cut(found.piece), self.placing.put(found, text)]
            else:
                picture = any(s.picture for line in found.unit.lines for s in line.stretches)
                change.edits = self._new(found) if not picture else [self.placing.put(found, self.pictures.figure(found.unit))]
            change.wanted = tuple(u.text for u in edited.units) if edited else (found.unit.text,)
        except Stuck as stuck:
            change.status, change.reason = MANUAL, str(stuck)
        return [change]

    def _new(self, found: Placed) -> list[Edit]:
        """The edits of a new paragraph, with the texts of the footnotes that it calls.  Raises Stuck."""
        file, notes = self.placing.put(found, "").file, []

        def call(number: str) -> str:
            label, edits = self._new_note(file, number)
            notes.extend(edits)
            return label

        text = new_text(found.unit, note=call)
        return [self.placing.put(found, text), *notes]


def _line_of(issued: Issued, piece: Piece) -> int:
    """The line of a field's key, where YAML says it; else the paragraph's."""
    if piece.place.kind != "fields" or not piece.place.fields:
        return piece.place.line
    value = next((v for _, v in piece.place.fields if v and v in piece.text), "")
    lines = issued.files[piece.place.file].splitlines()
    return next((n for n, line in enumerate(lines, 1) if value and value in line), piece.place.line)


def _notes(issued: Issued, manuscript: Manuscript, units: Sequence[Unit]) -> list[Note]:
    """The comments in the order of the text, each with those that answer it behind it."""
    pieces = {p.name: p for p in issued.pieces}
    last = issued.pieces[0] if issued.pieces else None
    places: dict[str, Piece | None] = {}
    for unit in units:
        last = pieces[unit.ids[0]] if unit.ids else last
        for key in (key for line in unit.lines for key, _ in line.remarks if key in manuscript.remarks):
            places.setdefault(key, last)
    out = []
    for key in _threaded(places, manuscript.remarks):
        said, piece = manuscript.remarks[key], places[key]
        place = (piece.place.file, _line_of(issued, piece)) if piece else (ISSUE_FILE, 1)
        out.append(Note(*place, said.author, said.date, said.text, said.anchor, piece, said.answers in places, said.settled))
    return out


def _threaded(keys: Iterable[str], remarks: Mapping[str, Remark]) -> list[str]:
    """`keys` with answers behind what they answer, by their dates; nothing is left out."""
    number = {key: n for n, key in enumerate(remarks)}
    known = dict.fromkeys(keys)
    roots: dict[str, list[str]] = {}
    for key in known:
        root, seen = key, {key}
        while (above := remarks[root].answers) in known and above not in seen:
            root = above
            seen.add(root)
        roots.setdefault(root, []).append(key)
    return [key for root, thread in roots.items() for key in sorted(
        thread, key=lambda k: (k != root, remarks[k].date, number[k]))]
