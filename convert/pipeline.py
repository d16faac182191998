"""The order of steps for one issue, left to right: read, convert, style, lay out, write, prove, replace.

`make_script` is pure, (job, issue, script) -> bytes of the files, and the unit of parallel work; only `build` touches the outputs,
at the very end and all of an issue at once.
"""
from __future__ import annotations

import datetime
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from convert import fidelity, manifest, strictyaml, style
from convert.cache import SUFFIX, Cache
from convert.diagnostics import (
    Diagnostic,
    ExitCode,
    Refusal,
    Span,
    diagnose,
    display_path,
    explain,
    has_errors,
    trouble_with_file,
)
from convert.fonts import FontBook, close_faces
from convert.messages import IN_VERTICAL
from convert.model.metadata import IssueMetadata
from convert.model.nodes import Issue
from convert.model.pagemap import PageMap
from convert.model.record import replace
from convert.press import pictures
from convert.press.parts import part_of
from convert.printer import NO_PRINTER, Printer, load_printer
from convert.reader.issue import read_issue
from convert.strictyaml import Fields
from convert.style import StyleSheet
from convert.workspace import Workspace

if TYPE_CHECKING:
    from convert.layout.boxes import Publication

_PARTS = {"print-cover": ".print-cover.pdf", "print-text": ".print-text.pdf"}     # of `print`, where the printer wants them apart
EDITIONS = {"print": ".print.pdf", "screen": ".screen.pdf", "word": ".docx", "epub": ".epub"}
SOURCE_SCRIPT = "zh-Hans"
CACHE = ".cache"                # of the output folder
_VERTICAL = "vertical-"         # before the name of an edition: the same, set in vertical lines
PDF_EDITIONS = ("print", "screen", *_PARTS)
VERTICAL_EDITIONS = (*PDF_EDITIONS, "epub")
_EPOCH_2000 = 946_684_800

T = TypeVar("T")
Timings = tuple[tuple[str, str, float], ...]
Progress = Callable[[str, str, float], None]
"""Called after each step with (what was being made, step, seconds)."""


class Job(NamedTuple):
    """Everything a build depends on.  `timestamp` is SOURCE_DATE_EPOCH; None takes the issue's own date."""

    folder: Path
    workspace: Workspace
    out: Path
    editions: tuple[str, ...] = tuple(EDITIONS)
    scripts: tuple[str, ...] = (SOURCE_SCRIPT,)
    timestamp: int | None = None
    force: bool = False
    printer: str = ""               # name of a printer's profile; "" takes the one that issue.yaml names
    vertical: bool = False          # PDFs and EPUB of Traditional scripts also in vertical lines
    office_pages: bool = False      # number the contents of the Word edition as LibreOffice sets it


class Result(NamedTuple):
    """What a job made.  `outputs` names files of `folder`; `fresh` those that were up to date already."""

    issue_id: str
    exit_code: ExitCode
    folder: Path | None = None
    outputs: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    pages: tuple[tuple[str, int], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    timings: Timings = ()


class Made(NamedTuple):
    """The files of one script, or why there are none."""

    script: str
    contents: tuple[tuple[str, bytes], ...] = ()
    pages: int = 0
    exit_code: ExitCode = ExitCode.OK
    diagnostics: tuple[Diagnostic, ...] = ()
    timings: Timings = ()
    page_map: PageMap | None = None
    issued: tuple[tuple[str, bytes], ...] = ()      # what `review` needs to know of the Word edition


class _Clock:
    """Times steps and tells `progress`."""

    def __init__(self, progress: Progress):
        self.progress = progress
        self.timings: list[tuple[str, str, float]] = []

    def timed(self, subject: str, step: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        value = work()
        seconds = time.perf_counter() - start
        self.timings.append((subject, step, seconds))
        self.progress(subject, step, seconds)
        return value


def _silent(_subject: str, _step: str, _seconds: float) -> None:
    """Progress nobody watches."""


def build(jobs: Sequence[Job], processes: int = 1, progress: Progress = _silent) -> list[Result]:
    """Build every job; never raises for bad input: what went wrong is in the results, one a job, in order.

    Scripts of all jobs are spread over `processes`; an issue's files are replaced together once all of them are made and proven.
    """
    plans = _told_apart([_plan(job, progress) for job in jobs])
    tasks = [(plan.job, plan.issue, script) for plan in plans if plan.issue for script in plan.scripts]
    alone = processes == 1 or len(tasks) < 2
    made = iter(_in_turn(tasks, progress) if alone else _spread(tasks, processes, progress))
    return [_finish(plan, tuple(next(made) for _ in plan.scripts)) for plan in plans]


def _in_turn(tasks: list[tuple[Job, Issue, str]], progress: Progress) -> list[Made]:
    """`make_script` of every task, in order; the pages of a source script serve the scripts after it."""
    out: list[Made] = []
    pages: dict[int, PageMap | None] = {}
    for job, issue, script in tasks:
        out.append(make_script(job, issue, script, progress, pages.get(id(issue))))
        if script == SOURCE_SCRIPT:
            pages[id(issue)] = out[-1].page_map
    return out


def _spread(tasks: list[tuple[Job, Issue, str]], processes: int, progress: Progress) -> list[Made]:
    """`make_script` of every task, in order.  Whatever ends this function ends the workers: none outlives a Ctrl-C."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    executor = ProcessPoolExecutor(min(processes, len(tasks)), initializer=_stay_with_the_parent)
    out = []
    try:
        with _interrupts_held():        # a worker must never be half started when the interrupt comes
            futures = [executor.submit(make_script, *task) for task in tasks]
        for (job, _, script), future in zip(tasks, futures, strict=True):
            try:
                made = future.result()
            except BrokenProcessPool:
                made = Made(script, exit_code=ExitCode.OUTPUT, diagnostics=(diagnose("B008", name=f"{job.folder.name} {script}"),))
            for timing in made.timings:
                progress(*timing)
            out.append(made)
    except BaseException:
        with _interrupts_held():
            for worker in multiprocessing.active_children():
                worker.terminate()
            executor.shutdown(cancel_futures=True)
        raise
    executor.shutdown()
    return out


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits until the end of the block."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stay_with_the_parent() -> None:
    """In a worker: leave Ctrl-C to the parent, and end when the parent is gone, however it went."""
    import multiprocessing

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(ExitCode.INTERRUPTED)

    threading.Thread(target=follow, daemon=True).start()


class _Plan(NamedTuple):
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


def _plan(job: Job, progress: Progress) -> _Plan:
    clock = _Clock(progress)
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
        return _Plan(job, job.folder.name, refusal.exit_code, refusal.diagnostics, tuple(clock.timings))
    folder = job.out / issue.metadata.id
    known = manifest.read_manifest(folder)
    wanted = {script: _names(job, issue, script, printer) for script in job.scripts}
    fresh = [script for script in job.scripts
             if not job.force and manifest.up_to_date(folder, known.get(script), keys[script], wanted[script].values())]
    names = tuple(name for script in fresh for name in wanted[script].values())
    return _Plan(job, issue.metadata.id, ExitCode.OK, diagnostics + more + book.diagnostics, tuple(clock.timings), issue,
                 tuple(s for s in job.scripts if s not in fresh), names, tuple(keys.items()))


def _read(job: Job) -> tuple[Issue, tuple[Diagnostic, ...]]:
    trees = _made_before(job, "articles")
    read = read_issue(job.folder, job.workspace.root, trees)
    trees.save()
    return read


def _made_before(job: Job, kind: str, context: str = "") -> Cache:
    """What builds of this folder by this program, with these engines and under `context`, keep of one kind."""
    path = job.out / CACHE / f"{job.folder.name}.{kind}{SUFFIX}"      # named alike wherever the folder lies
    return Cache(path, f"{manifest.program_digest()} {manifest.engines_state()} {context}")


def _told_apart(plans: list[_Plan]) -> list[_Plan]:
    """Refuse an issue whose outputs would fall on those of an issue before it in the same build."""
    first: dict[Path, _Plan] = {}
    out = []
    for plan in plans:
        before = first.setdefault(plan.folder, plan) if plan.issue else plan
        if before is plan:
            out.append(plan)
            continue
        here, there = (display_path(p.job.folder / "issue.yaml", p.job.workspace.root) for p in (plan, before))
        found = diagnose("R032", Span(here), id=plan.issue_id, place=there)
        out.append(_Plan(plan.job, plan.issue_id, ExitCode.SOURCE, (found,), plan.timings))
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


def _names(job: Job, issue: Issue, script: str, printer: Printer) -> dict[str, str]:
    """edition -> file name; cover and text by themselves come on top of the whole `print`."""
    apart = printer.cover == "separate" and issue.metadata.document_type == "magazine-issue" and "print" in job.editions
    endings = {edition: EDITIONS[edition] for edition in job.editions} | (_PARTS if apart else {})
    if job.vertical and script != SOURCE_SCRIPT and issue.metadata.document_type == "magazine-issue":
        endings |= {f"{_VERTICAL}{edition}": f".vertical{endings[edition]}" for edition in VERTICAL_EDITIONS if edition in endings}
    return {edition: f"{issue.metadata.id}.{script}{ending}" for edition, ending in endings.items()}


def _input_key(job: Job, issue: Issue, settings: tuple[Path, ...], book: FontBook, script: str) -> str:
    out = job.out.resolve()         # lies inside the issue where there is no workspace around it
    files = [p for p in job.folder.rglob("*") if p.is_file() and not p.name.startswith(".") and not p.is_relative_to(out)]
    files += settings
    if job.workspace.house_glossary and script != SOURCE_SCRIPT:
        files.append(job.workspace.house_glossary)
    settings_said = [script, str(_timestamp(job, issue)), *(["office"] if job.office_pages else [])]
    return manifest.input_key(files, job.folder, book.files(script), settings_said)


def _timestamp(job: Job, issue: Issue) -> int:
    return issue_timestamp(issue.metadata) if job.timestamp is None else job.timestamp


def make_script(job: Job, issue: Issue, script: str, progress: Progress = _silent, pages: PageMap | None = None) -> Made:
    """The files of one script of `issue` (as read, in zh-Hans), each proven to hold the whole text.

    `pages`: those of the print edition in zh-Hans, where they are known already.
    """
    clock = _Clock(progress)
    try:
        return _make(job, issue, script, clock, pages)
    except (Refusal, OSError) as error:
        refusal = error if isinstance(error, Refusal) else trouble_with_file(error)
        where = pictures.places(issue)
        found = tuple(d._replace(span=where.get(d.span.file, d.span)) for d in refusal.diagnostics)
        return Made(script, exit_code=refusal.exit_code, diagnostics=found, timings=tuple(clock.timings))


def _make(job: Job, issue: Issue, script: str, clock: _Clock, pages: PageMap | None) -> Made:
    from convert.layout.page import make_up

    close_faces(script)
    subject = f"{issue.metadata.id} {script}"
    timestamp = _timestamp(job, issue)
    diagnostics: tuple[Diagnostic, ...] = ()
    printer = printer_of(issue.metadata, job.workspace, job.folder, job.printer)
    names = _names(job, issue, script, printer)
    sheet, _ = load_sheet(issue.metadata, job.workspace, job.folder, printer)
    book = FontBook.load(job.workspace.font_folders)
    source = issue
    if script != SOURCE_SCRIPT:
        from convert.variant import convert_issue

        issue, more = clock.timed(subject, "转繁体", lambda: convert_issue(source, script, job.workspace.house_glossary))
        diagnostics += more
    fonts = sorted(manifest.font_state(path) for path in book.files(script))
    lines = _made_before(job, f"{script}.lines", repr((replace(sheet, files=()), fonts)))
    publication, more = clock.timed(subject, "拼版", lambda: make_up(issue, sheet, book, "screen", lines))
    lines.save()
    diagnostics += more
    if script == SOURCE_SCRIPT:
        pages = publication.page_map
    elif pages is None and "epub" in names:
        # the page lists of all scripts are those of the print edition in the script of the source: one book, one way to cite it
        pages = clock.timed(subject, "简体版的页", lambda: make_up(source, sheet, book, "screen")[0].page_map)
    if "print" in names:
        diagnostics += pictures.check(publication, issue, printer)
    if "epub" in names:
        diagnostics += _check_epub_fonts(issue, sheet, book)
    made = _MadeUp(issue, sheet, book, publication, pages or publication.page_map, timestamp, job.out / CACHE, printer,
                   _made_before(job, f"{script}.fonts") if names.keys() & set(PDF_EDITIONS) else Cache(None),
                   job.office_pages)
    upright = {edition: name for edition, name in names.items() if not edition.startswith(_VERTICAL)}
    files, more = _written(made, upright, clock)
    diagnostics += more
    if script == SOURCE_SCRIPT and {"print", "epub"} <= files.keys():
        prove = partial(fidelity.check_pages, files["print"], publication.page_map.labels, files["epub"], names["epub"])
        diagnostics += clock.timed(subject, "核对页码", prove)
    if upright != names:
        vertical, more = _vertical_files(job, made, names, fonts, diagnostics, clock)
        diagnostics += more
        files |= vertical
    made.subsets.save()
    exit_code = ExitCode.OUTPUT if has_errors(diagnostics) else ExitCode.OK
    contents = tuple((name, files[edition]) for edition, name in names.items())
    issued = (clock.timed(subject, "存底", partial(_snapshot, issue, files["word"])),) if "word" in files else ()
    return Made(script, contents, len(publication.pages), exit_code, diagnostics, tuple(clock.timings), pages, issued)


def _snapshot(issue: Issue, word: bytes) -> tuple[str, bytes]:
    from convert.review.issued import snapshot

    return snapshot(issue, word)


def _vertical_files(job: Job, made: _MadeUp, names: dict[str, str], fonts: list[str], known: tuple[Diagnostic, ...],
                    clock: _Clock) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """The vertical editions of `names`; `fonts`: the state of the faces; what is `known` of horizontal pages is not repeated."""
    from convert.layout.page import make_up

    issue, script = made.issue, made.issue.script
    sheet, _ = load_sheet(issue.metadata, job.workspace, job.folder, made.printer, vertical=True)
    wanted = {edition.removeprefix(_VERTICAL): name for edition, name in names.items() if edition.startswith(_VERTICAL)}
    publication = made.publication
    found: tuple[Diagnostic, ...] = ()
    if wanted.keys() - {"epub"}:
        lines = _made_before(job, f"{script}.vertical-lines", repr((replace(sheet, files=()), fonts)))
        work = partial(make_up, issue, sheet, made.book, "screen", lines)
        publication, found = clock.timed(f"{issue.metadata.id} {script}", "直排拼版", work)
        lines.save()
    files, more = _written(made._replace(sheet=sheet, publication=publication), wanted, clock)
    said = tuple(d._replace(message=IN_VERTICAL.format(d.message)) for d in found if d not in known)
    return {_VERTICAL + edition: data for edition, data in files.items()}, said + more


def _check_epub_fonts(issue: Issue, sheet: StyleSheet, book: FontBook) -> tuple[Diagnostic, ...]:
    from convert.writer.epub_fonts import check_fonts

    return tuple(check_fonts(issue, sheet, book))


class _MadeUp(NamedTuple):
    """What the writers work from.  `pages`: those of the print edition in the script of the source."""

    issue: Issue
    sheet: StyleSheet
    book: FontBook
    publication: Publication
    pages: PageMap
    timestamp: int
    cache: Path
    printer: Printer
    subsets: Cache
    office_pages: bool = False


def _written(made: _MadeUp, names: dict[str, str], clock: _Clock) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """The files of `names` (edition -> file name), each proven to hold the whole text."""
    meta, script = made.issue.metadata, made.issue.script
    files: dict[str, bytes] = {}
    diagnostics: tuple[Diagnostic, ...] = ()
    for edition, name in names.items():
        subject = f"{meta.id} {script}"
        data = files[edition] = clock.timed(subject, name.removeprefix(f"{meta.id}.{script}."), partial(_write, edition, made))
        if edition not in _PARTS:           # the whole was proven already
            prove = partial(fidelity.check_output, data, Path(name).suffix, made.issue, name)
            diagnostics += clock.timed(subject, "核对", prove)
    return files, diagnostics


def _write(edition: str, made: _MadeUp) -> bytes:
    issue, timestamp, cache = made.issue, made.timestamp, made.cache
    if edition == "word":
        from convert.review.issued import stamp
        from convert.writer.docx import write_docx

        write = partial(write_docx, issue, made.sheet, made.book, made.publication.page_map, timestamp=timestamp, cache=cache,
                        origin=stamp(issue))
        if not made.office_pages:
            return write()
        from convert.press.office import heading_pages

        return write(pages=heading_pages(write()))
    if edition == "epub":
        from convert.writer.epub import write_epub

        return write_epub(issue, made.sheet, made.book, made.pages, timestamp=timestamp, cache=cache)
    from convert.writer.pdf import write_pdf

    edition, _, part = edition.partition("-")
    publication = part_of(made.publication, part) if part else made.publication
    return write_pdf(publication, issue, edition=edition, part=part, timestamp=timestamp, cache=cache, printer=made.printer,
                     programs=made.subsets)


def _finish(plan: _Plan, made: tuple[Made, ...]) -> Result:
    """Replace the outputs of one issue, all or none."""
    found = _located(plan.diagnostics + tuple(d for m in made for d in m.diagnostics), plan.job.folder, plan.job.workspace)
    exit_code = max([plan.exit_code, *(m.exit_code for m in made)])
    timings = plan.timings + tuple(t for m in made for t in m.timings)
    contents = {name: data for m in made for name, data in m.contents}
    pages = tuple((m.script, m.pages) for m in made)
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
        manifest.replace_files(plan.folder, files)
        for name in _parts_of_before(contents):
            (plan.folder / name).unlink(missing_ok=True)
    except OSError as error:
        found += (diagnose("B004", path=error.filename2 or plan.folder.as_posix(), problem=explain(error)),)
        return Result(plan.issue_id, ExitCode.OUTPUT, plan.folder, (), plan.fresh, pages, found, timings)
    return Result(plan.issue_id, exit_code, plan.folder, tuple(contents), plan.fresh, pages, found + _older(plan, known), timings)


def _parts_of_before(contents: Mapping[str, bytes]) -> Iterator[str]:
    """Cover and text of a whole that has just been made without them, for a printer who wants one file."""
    whole = EDITIONS["print"]
    for name in contents:
        if name.endswith(whole):
            yield from {name.removesuffix(whole) + ending for ending in _PARTS.values()} - contents.keys()


def _older(plan: _Plan, known: Mapping[str, Mapping[str, str]]) -> tuple[Diagnostic, ...]:
    """A note on files of the scripts asked for that are not made from these sources: editions left out of this build."""
    endings = [lines + ending for lines in ("", ".vertical") for ending in (EDITIONS | _PARTS).values()]
    old = [name for script in plan.job.scripts for name in (f"{plan.issue_id}.{script}{ending}" for ending in endings)
           if name not in known.get(script, {}) and (plan.folder / name).is_file()]
    return (diagnose("B016", names="、".join(old)),) if old else ()


def _within(found: Iterable[Diagnostic], job: Job) -> Iterator[Diagnostic]:
    """`found` with the files of the issue named from its folder, so that a report does not depend on where that lies."""
    prefix = display_path(job.folder, job.workspace.root) + "/"
    for d in found:
        yield d._replace(span=d.span._replace(file=d.span.file.removeprefix(prefix)))


def check_issue(folder: Path, workspace: Workspace) -> tuple[Issue | None, tuple[Diagnostic, ...]]:
    """Read an issue and run every check that needs no output: structure, proofreading, coverage of the fonts."""
    from convert.layout.page import make_up
    from convert.proof import check_issue as proofread
    from convert.proof.house import read_table

    try:
        issue, diagnostics = read_issue(folder, workspace.root)
        printer = printer_of(issue.metadata, workspace, folder)
        sheet, more = load_sheet(issue.metadata, workspace, folder, printer)
        table = read_table(workspace.root / "styles" / "check.yaml", "styles/check.yaml")
    except Refusal as refusal:
        return None, refusal.diagnostics
    diagnostics += more + proofread(issue, sheet, table)
    try:
        publication, made = make_up(issue, sheet, FontBook.load(workspace.font_folders), "print")
        made += pictures.check(publication, issue, printer)
    except Refusal as refusal:
        made = refusal.diagnostics
    return issue, _located(diagnostics + made, folder, workspace)


def _located(found: Iterable[Diagnostic], folder: Path, workspace: Workspace) -> tuple[Diagnostic, ...]:
    """Each finding once.  One that layout makes of metadata has no place: the text it quotes is looked up in the sources."""
    lines: list[tuple[str, int, str]] = []
    out: dict[Diagnostic, None] = {}
    for d in found:
        quoted = None if d.span.file else re.search("“(.+?)”", d.message)
        if quoted and not lines:
            sources = (folder / "issue.yaml", *sorted(folder.glob("*.md")))
            lines = [(display_path(path, workspace.root), number, line) for path in sources
                     for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), 1)]
        places = (Span(file, number, line.index(quoted[1]) + 1) for file, number, line in lines if quoted and quoted[1] in line)
        out[d._replace(span=next(places, d.span))] = None
    return tuple(out)


def load_sheet(metadata: IssueMetadata, workspace: Workspace, folder: Path,
               printer: Printer = NO_PRINTER, *, vertical: bool = False) -> tuple[StyleSheet, tuple[Diagnostic, ...]]:
    """The style sheet that issue.yaml names, else the default of its document type; bleed, marks and binding as `printer` wants."""
    name = metadata.style or style.DEFAULT_SHEETS[metadata.document_type]
    try:
        sheet, found = style.load_style_sheet(name, workspace.style_folders, Span(""), vertical=vertical)
        return _for_press(sheet, printer), found
    except Refusal as refusal:
        place = _place_of("style", folder / "issue.yaml", workspace)
        raise Refusal(refusal.exit_code, [d if d.span.file else d._replace(span=place) for d in refusal.diagnostics]) from None


def _for_press(sheet: StyleSheet, printer: Printer) -> StyleSheet:
    if not printer.name:
        return sheet
    bleed = printer.bleed.widest if printer.bleed else sheet.page.bleed
    page = sheet.page._replace(bleed=bleed, marks=printer.marks or sheet.page.marks)
    return replace(sheet, page=page, make_up={**sheet.make_up, "binding": printer.binding})


def printer_of(metadata: IssueMetadata, workspace: Workspace, folder: Path, name: str = "") -> Printer:
    """The printer called `name`, else the one that issue.yaml names, else none in particular."""
    name = name or metadata.printer_profile
    if not name:
        return NO_PRINTER
    return load_printer(name, workspace.style_folders, _place_of("printer_profile", folder / "issue.yaml", workspace))


def _place_of(key: str, path: Path, workspace: Workspace) -> Span:
    """Where issue.yaml says `key`."""
    return Fields.of(strictyaml.load(path, display_path(path, workspace.root)), []).span_of(key)


def issue_timestamp(metadata: IssueMetadata) -> int:
    """Seconds since 1970 of the issue's own date (UTC midnight): files carry it instead of the time of the build."""
    for text in (metadata.date, metadata.printed):
        if match := re.match(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$", text):
            year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
            try:
                return int(datetime.datetime(year, month, day, tzinfo=datetime.UTC).timestamp())
            except ValueError:
                continue
    if re.fullmatch(r"(19[89]|20)\d{2,3}", metadata.volume_year) and len(metadata.volume_year) == 4:
        return int(datetime.datetime(int(metadata.volume_year), 1, 1, tzinfo=datetime.UTC).timestamp())
    return _EPOCH_2000
