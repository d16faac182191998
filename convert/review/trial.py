"""Before anything is written: the changed sources are read as a build would read them, and must show what the reviewer wrote."""
from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from convert.diagnostics import Refusal, Severity
from convert.model.nodes import Inlines, Issue, LineBreak, Run, Verse, inline_sequences, walk
from convert.model.text import squeeze
from convert.reader.issue import read_issue
from convert.review.desk import MANUAL, READY, Change, Desk, settle
from convert.review.manuscript import OBJECT
from convert.review.merge import Range, merge
from convert.review.places import file_name

_Errors = frozenset[tuple[str, str]]        # (file, code)
_ROUNDS = 6
_ALONE = 40             # changes of a file that does not read any more that are tried each on its own


def prove(desk: Desk, folder: Path) -> None:
    """Take back every change after which the sources in `folder` could not be read, or would show something else."""
    blamed = _blamed(desk.now, folder, {}, desk.pictures)
    for _ in range(_ROUNDS):
        ready = [c for c in desk.changes if c.status == READY]
        if not ready:
            return
        bad = _unreadable(desk, folder, blamed, ready) or _unshown(desk, folder, ready)
        if not bad:
            return
        for change in bad:
            change.status, change.reason = MANUAL, "写回后读出来不是改后的样子"
        settle(desk)
    for change in desk.changes:
        if change.status == READY:
            change.status, change.reason = MANUAL, "写回后源稿读不通"
    settle(desk)


def _unreadable(desk: Desk, folder: Path, known: _Errors, ready: list[Change]) -> list[Change]:
    """Changes of the files that do not read any more; those near the fault where that can be told."""
    new = _blamed(desk.now, folder, desk.merged, desk.pictures) - known
    files = {name for name, _ in new}
    inside = [c for c in ready if any(e.file in files for e in c.edits)]
    if 1 < len(inside) <= _ALONE:
        guilty = [c for c in inside if _blamed(desk.base, folder, _with(desk, [c]), desk.pictures) - known]
        return guilty or inside
    return inside or (ready if new else [])


def _with(desk: Desk, changes: Sequence[Change]) -> dict[str, str]:
    """The issued sources with `changes` in, as `settle` puts them in."""
    out = {}
    changes = sorted(changes, key=lambda c: c.order)
    for name in desk.base:
        groups = [[Range(e.start, e.end, e.text) for e in c.edits if e.file == name] for c in changes]
        out[name] = merge(desk.base[name], desk.base[name], [g for g in groups if g]).text
    return out


def _unshown(desk: Desk, folder: Path, ready: list[Change]) -> list[Change]:
    """Changes whose paragraphs the issued sources do not show once they are in."""
    shown, _ = _read(folder, _with(desk, ready), desk.pictures)
    if shown is None:
        return []           # pictures that went since: what the sources say now was read all the same
    bad = [c for c in ready if c.wanted and any(
        squeeze(text.replace(OBJECT, "")) not in set().union(*(shown.get(e.file, set()) for e in c.edits))
        for text in c.wanted if text.strip())]
    return bad or _losing(desk, folder, ready, shown)


def _losing(desk: Desk, folder: Path, ready: list[Change], shown: Mapping[str, set[str]]) -> list[Change]:
    """Changes that take along a paragraph that nobody took out."""
    issued, _ = _read(folder, desk.base, desk.pictures)
    if issued is None:
        return []
    meant: dict[str, str] = dict.fromkeys(issued, "")
    for change in ready:
        for name in {e.file for e in change.edits}:
            meant[name] = meant.get(name, "") + squeeze("\0".join(("", change.before, *change.gone)).replace(OBJECT, ""))
    lost = {name: {t for t in texts - shown.get(name, set()) if t not in meant[name]} for name, texts in issued.items()}
    suspects = [c for c in ready if any(lost.get(e.file) for e in c.edits)]
    if len(suspects) > _ALONE:
        return suspects
    guilty = []
    for change in suspects:
        alone, _ = _read(folder, _with(desk, [change]), desk.pictures)
        if alone is None or any(text not in alone.get(name, set()) for name, texts in lost.items() for text in texts):
            guilty.append(change)
    return guilty or suspects


def shown_texts(issue: Issue) -> dict[str, set[str]]:
    """File -> the paragraphs that its article shows, without white space."""
    out: dict[str, set[str]] = {}
    for article in issue.articles:
        texts = out.setdefault(file_name(issue.folder, article.span.file), {""})
        for block in (*walk(article.blocks), *(b for note in article.notes for b in walk(note.blocks))):
            lines = [_said(inlines) for inlines in inline_sequences(block)]
            texts.update(lines)
            if isinstance(block, Verse):
                stanzas: list[list[str]] = [[]]
                for line in lines:
                    if line:
                        stanzas[-1].append(line)
                    else:
                        stanzas.append([])
                texts.update("".join(s) for s in stanzas)
    return out


def unchanged(folder: Path, before: Mapping[str, str], after: Mapping[str, str], pictures: Mapping[str, bytes]) -> bool:
    """Whether the issue in `folder` shows the same with sources `after` as with `before`, in the same structure."""
    if before == after:
        return True
    (old, old_errors), (new, new_errors) = _issue(folder, before, pictures), _issue(folder, after, pictures)
    if old is None or new is None:
        return old is new and old_errors == new_errors
    return _structure(old) == _structure(new) and new_errors <= old_errors


def _structure(issue: Issue) -> list[tuple[str, str, list[str]]]:
    return [(file_name(issue.folder, article.span.file), type(block).__name__, [_said(i) for i in inline_sequences(block)])
            for article in issue.articles for block in (*walk(article.blocks), *(b for n in article.notes for b in walk(n.blocks)))]


def _said(inlines: Inlines) -> str:
    return squeeze("".join(i.text if isinstance(i, Run) else "\n" if isinstance(i, LineBreak) else "" for i in inlines))


def _blamed(now: Mapping[str, str], folder: Path, changed: Mapping[str, str],
            pictures: Mapping[str, bytes]) -> _Errors:
    """(file, code) of every error that reading the sources gives."""
    return _read(folder, {**now, **changed}, pictures)[1]


def _read(folder: Path, files: Mapping[str, str], pictures: Mapping[str, bytes]) -> tuple[dict[str, set[str]] | None, _Errors]:
    """What the issue in `folder` would show if its sources said `files`, and the errors of reading it."""
    issue, wrong = _issue(folder, files, pictures)
    return shown_texts(issue) if issue else None, wrong


def _issue(folder: Path, files: Mapping[str, str], pictures: Mapping[str, bytes]) -> tuple[Issue | None, _Errors]:
    """The issue in `folder` as it would be read if its sources said `files`; nothing is written there."""
    with tempfile.TemporaryDirectory(prefix="banxin-review-") as name:
        place = Path(name) / folder.name
        place.mkdir()
        for entry in folder.iterdir():
            if entry.name not in files and not entry.name.startswith("."):
                _borrow(entry, place / entry.name)
        for shown, text in files.items():
            target = place / shown
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8", errors="surrogateescape"))
        for shown, data in pictures.items():
            target = place / shown
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():             # one that is there is lent, not ours to write
                target.write_bytes(data)
        issue: Issue | None = None
        try:
            issue, found = read_issue(place, Path(name))
        except Refusal as refusal:
            found = refusal.diagnostics
        wrong = frozenset((file_name(place, d.span.file), d.code) for d in found if d.severity is Severity.ERROR)
        return issue, wrong


def _borrow(entry: Path, target: Path) -> None:
    """A picture or folder of pictures of the issue, where the trial looks for it."""
    if entry.is_dir():
        target.mkdir()
        for inner in entry.iterdir():
            _borrow(inner, target / inner.name)
    elif entry.is_file():
        try:
            os.link(entry, target)
        except OSError:
            target.write_bytes(entry.read_bytes())

