"""One review from end to end: the file, the issue it belongs to, the report, and the sources written when that is wanted."""
from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from convert import manifest, strictyaml
from convert.diagnostics import Diagnostic, ExitCode, Refusal, Span, diagnose, display_path
from convert.messages import REVIEW
from convert.model.record import Record
from convert.review import issued as issued_files
from convert.review import report
from convert.review.desk import ALREADY, CONFLICT, MANUAL, READY, Desk, lay_out
from convert.review.issued import Issued, read_source
from convert.review.manuscript import properties, read_manuscript
from convert.review.package import open_bytes, read_bounded, read_picture
from convert.review.places import ISSUE_FILE
from convert.review.remarks import write_remarks
from convert.review.trial import prove
from convert.workspace import Workspace

_STAMP = re.compile(r"(\S+) (zh-[\w-]+) ([0-9a-f]{16})$")
SOURCE_SCRIPT = "zh-Hans"
Rebuild = Callable[[Path, str], Path]
"""Builds the Word edition of the issue in a folder in a script anew; returns where what was issued is kept then."""


class Review(Record):
    """`desk` holds changes and merged sources; files are written under `out` (build/<id>/review)."""

    desk: Desk
    folder: Path
    shown: str                  # the issue's folder as messages name it, with a slash
    out: Path
    name: str
    writes_back: bool
    unplaced: tuple[Diagnostic, ...] = ()       # comments that no source has a place for

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What a person has to settle, each with its place."""
        found = []
        for change in self.desk.changes:
            place = Span(f"{self.shown}{change.file}", change.line)
            if change.status == CONFLICT:
                found.append(diagnose("W015", place, what=report.what(change)))
            elif change.status == MANUAL:
                found.append(diagnose("W016", place, what=report.what(change), reason=change.reason))
        if self.desk.doubled:
            found.append(diagnose("W017", Span(self.name), count=self.desk.doubled))
        if not self.writes_back:
            found.append(diagnose("W018", Span(self.name), script=self.desk.issued.script))
        return (*found, *self.unplaced)


def open_review(path: Path, workspace: Workspace, build: Path, folder: Path | None, rebuild: Rebuild,
                *, comments: bool = False) -> Review:
    """Everything that reviewers changed in the Word file at `path`; nothing of the sources is touched.

    `folder`: the issue's, where the person names it; `build`: where outputs are; `comments`: they go into the sources too.
    Raises Refusal (exit 3) and OSError.
    """
    data = read_bounded(path)
    parts = open_bytes(data, path.name)
    match = _STAMP.match(properties(parts).get(issued_files.PROPERTY, ""))
    if not match:
        raise Refusal(ExitCode.SOURCE, [diagnose("W011", Span(path.name))])
    issue_id, script, state = match.groups()
    folder = _folder_of(issue_id, workspace, folder, path.name)
    issued = _issued(build, folder, (issue_id, script, state), rebuild, path.name)
    manuscript = read_manuscript(parts, issued.marks)
    now = {name: read_source(folder / name) for name in issued.files if (folder / name).is_file()}
    desk = lay_out(issued, manuscript, now, partial(read_picture, data), path.name)
    writes_back = script == SOURCE_SCRIPT
    if writes_back:
        prove(desk, folder)
    else:
        for change in desk.changes:
            change.status, change.reason = MANUAL, "繁体版的改动不写回"
        desk.merged = {}
    shown = "" if folder == workspace.root else display_path(folder, workspace.root) + "/"
    unplaced = write_remarks(desk, folder, shown) if comments else []
    return Review(desk, folder, shown, build / issue_id / "review", path.stem, writes_back, tuple(unplaced))


def _folder_of(issue_id: str, workspace: Workspace, given: Path | None, name: str) -> Path:
    folders = (given,) if given else sorted(p.parent for p in (workspace.root / "issues").glob(f"*/{ISSUE_FILE}"))
    known: dict[str, Path] = {}
    for folder in folders:
        known.setdefault(id_of(folder), folder.resolve())
    if issue_id in known:
        return known[issue_id]
    if given:
        raise Refusal(ExitCode.SOURCE, [diagnose("W014", Span(name), id=issue_id, given=id_of(given) or given.name)])
    near = f"，只有 {'、'.join(sorted(filter(None, known))[:8])}" if any(known) else ""
    raise Refusal(ExitCode.SOURCE, [diagnose("W012", Span(name), id=issue_id, near=near)])


def id_of(folder: Path) -> str:
    """The id that issue.yaml of `folder` says; "" when it cannot be read."""
    try:
        node = strictyaml.load(folder / ISSUE_FILE, ISSUE_FILE)
    except (Refusal, OSError):
        return ""
    entries = node.entries if isinstance(node, strictyaml.Mapping) else ()
    return next((value.text for key, _, value in entries if key == "id" and isinstance(value, strictyaml.Scalar)), "")


def _issued(build: Path, folder: Path, stamp: tuple[str, str, str], rebuild: Rebuild, name: str) -> Issued:
    """What went out, as it was kept; where that is lost and the sources are the same still, made again."""
    issue_id, script, state = stamp
    if found := issued_files.load(build / issue_id, state):
        return found
    found = issued_files.load(rebuild(folder, script) / issue_id, state)
    if found is None:
        raise Refusal(ExitCode.SOURCE, [diagnose("W013", Span(name), id=issue_id, build=state)])
    return found


def write_report(review: Review) -> tuple[Path, ...]:
    """The page and its JSON under `out`; returns their paths.  Raises OSError."""
    page = report.as_html(review.desk, f"{review.name}.docx", review.shown)
    files = {f"{review.name}.html": page.encode("utf-8", "backslashreplace"),
             f"{review.name}.json": manifest.as_json(report.as_json(review.desk))}
    manifest.replace_files(review.out, files)
    return tuple(review.out / name for name in files)


def patch_of(review: Review) -> str:
    """What writing back would change, as a unified diff."""
    return report.patch(review.desk, review.shown)


def apply(review: Review) -> tuple[Path, ...]:
    """Write the changed sources, all or none; a patch to take them back with is kept first.  Returns patch and sources.

    Raises Refusal (exit 5) when a source changed since it was read, and OSError.
    """
    changed = {name: text for name, text in review.desk.merged.items() if text != review.desk.now[name]}
    if not changed:
        return ()
    data = patch_of(review).encode("utf-8", errors="surrogateescape")
    backup = f"{review.name}.{hashlib.sha256(data).hexdigest()[:8]}.patch"
    manifest.replace_files(review.out, {backup: data})
    for name in changed:
        if read_source(review.folder / name) != review.desk.now[name]:
            raise Refusal(ExitCode.OUTPUT, [diagnose("B004", path=f"{review.shown}{name}", problem="读稿以后又有人改了它")])
    by_folder: dict[Path, dict[str, bytes]] = {}
    for name, text in changed.items():
        path = review.folder / name
        by_folder.setdefault(path.parent, {})[path.name] = text.encode("utf-8", errors="surrogateescape")
    pictures = {name: data for name, data in review.desk.pictures.items()
                if any(name in text for text in changed.values()) and not (review.folder / name).exists()}
    for name, data in pictures.items():         # first: a source never asks for a picture that is not there
        path = review.folder / name
        manifest.replace_files(path.parent, {path.name: data})
    for parent, files in by_folder.items():
        manifest.replace_files(parent, files)
    return (review.out / backup, *(review.folder / name for name in (*pictures, *changed)))



def summary(review: Review) -> list[str]:
    """A line a change and a comment: where, who, what."""
    lines = [f"{review.shown}{c.file}:{c.line}  {REVIEW[c.status]}  {report.what(c)}  {c.hand.author}" for c in review.desk.changes]
    notes = [f"{review.shown}{n.file}:{n.line}  {REVIEW['comments']}  {n.author}：{n.text}" for n in review.desk.notes]
    return [line.replace("\n", " ").rstrip() for line in lines + notes]


def figures(review: Review) -> dict[str, object]:
    """For machines."""
    return report.as_json(review.desk)


def verdict(review: Review, *, applied: bool) -> str:
    """How it ended, in a line."""
    counts = {status: sum(c.status == status for c in review.desk.changes) for status in (READY, ALREADY, CONFLICT, MANUAL)}
    said = "，".join(f"{REVIEW['applied'] if applied and status == READY else REVIEW[status]} {count} 处"
                    for status, count in counts.items() if count)
    comments = f"，{REVIEW['comments']} {len(review.desk.notes)} 条" if review.desk.notes else ""
    return (said or REVIEW["nothing"]) + comments
