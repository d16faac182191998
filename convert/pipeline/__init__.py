"""The order of steps for one issue, left to right: read, convert, style, lay out, write, prove, replace.

`job` holds what travels; `plan` reads and decides what is up to date; `making` makes one script, in this process or in one of the
`workers`; only `delivery` touches the outputs, at the very end and all of an issue at once.
"""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from convert.diagnostics import Diagnostic, Refusal
from convert.fonts import FontBook
from convert.model.nodes import Issue
from convert.model.pagemap import PageMap
from convert.pipeline.delivery import deliver
from convert.pipeline.job import EDITIONS, SOURCE_SCRIPT, Job, Made, Progress, Result, silent
from convert.pipeline.making import make_script
from convert.pipeline.places import located
from convert.pipeline.plan import plan_job, told_apart
from convert.pipeline.settings import house_words, load_sheet, printer_of
from convert.pipeline.workers import spread
from convert.press import pictures
from convert.reader.issue import read_issue
from convert.workspace import Workspace

__all__ = ["EDITIONS", "SOURCE_SCRIPT", "Job", "Result", "build", "check_issue"]


def build(jobs: Sequence[Job], processes: int = 1, progress: Progress = silent) -> list[Result]:
    """Build every job; never raises for bad input: what went wrong is in the results, one a job, in order.

    Scripts of all jobs are spread over `processes`; an issue's files are replaced together once all of them are made and proven.
    """
    plans = told_apart([plan_job(job, progress) for job in jobs])
    tasks = [(plan.job, plan.issue, script) for plan in plans if plan.issue for script in plan.scripts]
    alone = processes == 1 or len(tasks) < 2
    made = iter(_in_turn(tasks, progress) if alone else spread(tasks, processes, progress))
    return [deliver(plan, tuple(next(made) for _ in plan.scripts)) for plan in plans]


def _in_turn(tasks: list[tuple[Job, Issue, str]], progress: Progress) -> list[Made]:
    """`make_script` of every task, in order; the pages of a source script serve the scripts after it."""
    out: list[Made] = []
    pages: dict[int, PageMap | None] = {}
    for job, issue, script in tasks:
        out.append(make_script(job, issue, script, progress, pages.get(id(issue))))
        if script == SOURCE_SCRIPT:
            pages[id(issue)] = out[-1].page_map
    return out


def check_issue(folder: Path, workspace: Workspace) -> tuple[Issue | None, tuple[Diagnostic, ...]]:
    """Read an issue and run every check that needs no output: structure, proofreading, coverage of the fonts."""
    from convert.layout.page import make_up
    from convert.proof import check_issue as proofread
    from convert.proof.house import read_table

    try:
        issue, diagnostics = read_issue(folder, workspace.root)
        printer = printer_of(issue.metadata, workspace, folder)
        sheet, more = load_sheet(issue.metadata, workspace, folder, printer)
        table = read_table(*house_words(workspace))
    except Refusal as refusal:
        return None, refusal.diagnostics
    diagnostics += more + proofread(issue, sheet, table)
    try:
        publication, made = make_up(issue, sheet, FontBook.load(workspace.font_folders), "print")
        made += pictures.check(publication, issue, printer)
    except Refusal as refusal:
        made = refusal.diagnostics
    return issue, located(diagnostics + made, folder, workspace)
