"""What there is to make of a job: its source read, its inputs hashed, its scripts that are up to date left out."""
from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from convert import manifest
from convert.diagnostics import Diagnostic, ExitCode, Refusal, Span, diagnose, display_path, trouble_with_file
from convert.fonts import FontBook
from convert.model.nodes import Issue
from convert.pipeline.job import SOURCE_SCRIPT, Clock, Job, Progress, Timings, list_names, made_before, output_names
from convert.pipeline.settings import house_words, load_sheet, printer_of, timestamp_of
from convert.reader.issue import read_issue


class Plan(NamedTuple):
    """One job after reading: what there is to make.  `issue` is None when the source was refused."""

    job: Job
    issue_id: str
    exit_code: ExitCode = ExitCode.OK
    diagnostics: tuple[Diagnostic, ...] = ()
    timings: Timings = ()
    issue: Issue | None = None
    scripts: tuple[str, ...] = ()           # those that are not up to date
    fresh: tuple[str, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()  # script -> hash of its inputs

    @property
    def folder(self) -> Path:
        return self.job.out / self.issue_id


def plan_job(job: Job, progress: Progress) -> Plan:
    clock = Clock(progress)
    try:
        issue, diagnostics = clock.timed(job.folder.name, "读稿", lambda: _read(job))
        printer = printer_of(issue.metadata, job.workspace, job.folder, job.printer)
        sheet, more = load_sheet(issue.metadata, job.workspace, job.folder, printer)
        book = FontBook.load(job.workspace.font_folders)
        keys = {script: _input_key(job, issue, (*sheet.files, *printer.files), book, script) for script in job.scripts}
        more += _twins(job, issue.metadata.id)
        if job.vertical and issue.metadata.document_type != "magazine-issue":
            more += (diagnose("B014", name=issue.metadata.id),)
    except (Refusal, OSError) as error:
        refusal = error if isinstance(error, Refusal) else trouble_with_file(error)
        return Plan(job, job.folder.name, refusal.exit_code, refusal.diagnostics, tuple(clock.timings))
    folder = job.out / issue.metadata.id
    known = manifest.read_manifest(folder)
    wanted = {script: output_names(job, issue, script, printer) for script in job.scripts}
    lists = {script: list_names(issue, script) for script in job.scripts}
    # a list may be made anew with other engines (`banxin hant --review`); it has to be there, not to be the one of the build
    fresh = [script for script in job.scripts
             if not job.force and manifest.up_to_date(folder, known.get(script), keys[script], wanted[script].values())
             and all((folder / name).is_file() for name in lists[script])]
    names = tuple(name for script in fresh for name in (*wanted[script].values(), *lists[script]))
    return Plan(job, issue.metadata.id, ExitCode.OK, diagnostics + more + book.diagnostics, tuple(clock.timings), issue,
                 tuple(s for s in job.scripts if s not in fresh), names, tuple(keys.items()))


def _read(job: Job) -> tuple[Issue, tuple[Diagnostic, ...]]:
    trees = made_before(job, "articles")
    read = read_issue(job.folder, job.workspace.root, trees)
    trees.save()
    return read


def told_apart(plans: list[Plan]) -> list[Plan]:
    """Refuse an issue whose outputs would fall on those of an issue before it in the same build."""
    first: dict[Path, Plan] = {}
    out = []
    for plan in plans:
        before = first.setdefault(plan.folder, plan) if plan.issue else plan
        if before is plan:
            out.append(plan)
            continue
        here, there = (display_path(p.job.folder / "issue.yaml", p.job.workspace.root) for p in (plan, before))
        found = diagnose("R032", Span(here), id=plan.issue_id, place=there)
        out.append(Plan(plan.job, plan.issue_id, ExitCode.SOURCE, (found,), plan.timings))
    return out


def _twins(job: Job, issue_id: str) -> tuple[Diagnostic, ...]:
    """A warning for every issue beside this one that has the same id: a copied folder whose id was forgotten."""
    same = re.compile(rf"^id:[ \t]*([\"']?){re.escape(issue_id)}\1[ \t]*(#.*)?$", re.M)
    place = Span(display_path(job.folder / "issue.yaml", job.workspace.root))
    found = []
    for path in sorted(set(job.folder.parent.glob("*/issue.yaml")) - {job.folder / "issue.yaml"}):
        with suppress(OSError):
            if same.search(path.read_text(encoding="utf-8", errors="replace")):
                found.append(diagnose("B012", place, other=display_path(path.parent, job.workspace.root), id=issue_id))
    return tuple(found)


def _input_key(job: Job, issue: Issue, settings: tuple[Path, ...], book: FontBook, script: str) -> str:
    out = job.out.resolve()         # lies inside the issue where there is no workspace around it
    files = [p for p in job.folder.rglob("*") if p.is_file() and not p.name.startswith(".") and not p.is_relative_to(out)]
    files += settings
    if job.workspace.house_glossary and script != SOURCE_SCRIPT:
        files.append(job.workspace.house_glossary)
    table, _ = house_words(job.workspace)
    if table.is_file():                 # proof sheets show what the house's own rules find
        files.append(table)
    settings_said = [script, str(timestamp_of(job, issue)), *(["office"] if job.office_pages else [])]
    return manifest.input_key(files, job.folder, book.files(script), settings_said)
