"""The files of an issue put in the place of those of before, all or none, and what there is to say of them."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from convert import manifest
from convert.diagnostics import Diagnostic, ExitCode, diagnose, display_path, explain
from convert.pipeline.job import EDITIONS, PARTS, Job, Made, Result
from convert.pipeline.places import located
from convert.pipeline.plan import Plan


def deliver(plan: Plan, made: tuple[Made, ...]) -> Result:
    """Replace the outputs of one issue, all or none."""
    found = located(plan.diagnostics + tuple(d for m in made for d in m.diagnostics), plan.job.folder, plan.job.workspace)
    exit_code = max([plan.exit_code, *(m.exit_code for m in made)])
    timings = plan.timings + tuple(t for m in made for t in m.timings)
    contents = {name: data for m in made for name, data in m.contents}
    pages = tuple((m.script, m.pages) for m in made if m.pages)
    known = manifest.read_manifest(plan.folder)
    if exit_code is not ExitCode.OK or not made:
        if exit_code is ExitCode.OK:
            found += _older(plan, known)
        return Result(plan.issue_id, exit_code, plan.folder, (), plan.fresh, pages, found, timings)
    keys = dict(plan.keys)
    for m in made:
        kept = known.get(m.script, {}) if known.get(m.script, {}).get("inputs") == keys[m.script] else {}
        known[m.script] = kept | {"inputs": keys[m.script]} | {name: manifest.digest(data) for name, data in m.contents}
    report = {"id": plan.issue_id, "pages": dict(pages), "diagnostics": [d.as_json() for d in _within(found, plan.job)]}
    files = contents | {"report.json": manifest.as_json(report), manifest.MANIFEST: manifest.as_json(known)}
    try:
        if issued := {name: data for m in made for name, data in m.issued}:
            from convert.review.issued import FOLDER

            manifest.replace_files(plan.folder / FOLDER, issued)
        _keep_proofs(plan, made)
        manifest.replace_files(plan.folder, files)
        for name in _parts_of_before(contents):
            (plan.folder / name).unlink(missing_ok=True)
    except OSError as error:
        found += (diagnose("B004", path=error.filename2 or plan.folder.as_posix(), problem=explain(error)),)
        return Result(plan.issue_id, ExitCode.OUTPUT, plan.folder, (), plan.fresh, pages, found, timings)
    return Result(plan.issue_id, exit_code, plan.folder, tuple(contents), plan.fresh, pages, found + _older(plan, known), timings,
                  tuple(r for m in made for r in m.remarks), plan.issue.metadata.document_type if plan.issue else "")


def _keep_proofs(plan: Plan, made: tuple[Made, ...]) -> None:
    """Every version of the proofs stays: 核红 compares it with the next."""
    for m in made:
        for name, mark in m.proofs:
            from convert.proofsheet.session import ENDING, FOLDER, kept

            script = name.removeprefix(f"{plan.issue_id}.").removesuffix(ENDING)
            manifest.replace_files(plan.folder / FOLDER, kept(plan.folder, script, mark, dict(m.contents)[name]))


def _parts_of_before(contents: Mapping[str, bytes]) -> Iterator[str]:
    """Cover and text of a whole that has just been made without them, for a printer who wants one file."""
    whole = EDITIONS["print"]
    for name in contents:
        if name.endswith(whole):
            yield from {name.removesuffix(whole) + ending for ending in PARTS.values()} - contents.keys()


def _older(plan: Plan, known: Mapping[str, Mapping[str, str]]) -> tuple[Diagnostic, ...]:
    """A note on files of the scripts asked for that are not made from these sources: editions left out of this build."""
    endings = [lines + ending for lines in ("", ".vertical") for ending in (EDITIONS | PARTS).values()]
    old = [name for script in plan.job.scripts for name in (f"{plan.issue_id}.{script}{ending}" for ending in endings)
           if name not in known.get(script, {}) and (plan.folder / name).is_file()]
    return (diagnose("B016", names="、".join(old)),) if old else ()


def _within(found: Iterable[Diagnostic], job: Job) -> Iterator[Diagnostic]:
    """`found` with the files of the issue named from its folder, so that a report does not depend on where that lies."""
    prefix = display_path(job.folder, job.workspace.root) + "/"
    for d in found:
        yield d._replace(span=d.span._replace(file=d.span.file.removeprefix(prefix)))
