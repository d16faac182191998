"""One script of an issue: converted, laid out, written, proven.  `make_script` is pure and the unit of parallel work."""
from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from convert import fidelity, manifest
from convert.cache import Cache
from convert.diagnostics import Diagnostic, ExitCode, Refusal, has_errors, trouble_with_file
from convert.fonts import FontBook, close_faces
from convert.messages import HANT_REVIEW, IN_VERTICAL
from convert.model.nodes import Issue
from convert.model.pagemap import PageMap
from convert.model.record import replace
from convert.pipeline.job import (
    CACHE,
    PDF_EDITIONS,
    PROOF_RECORD,
    SOURCE_SCRIPT,
    VERTICAL,
    Clock,
    Job,
    Made,
    Progress,
    list_names,
    made_before,
    output_names,
    silent,
)
from convert.pipeline.settings import load_sheet, printer_of, timestamp_of
from convert.pipeline.writing import MadeUp, check_means, write_proven
from convert.press import pictures
from convert.style import StyleSheet

if TYPE_CHECKING:
    from convert.layout.boxes import Publication


def make_script(job: Job, issue: Issue, script: str, progress: Progress = silent, pages: PageMap | None = None) -> Made:
    """The files of one script of `issue` (as read, in zh-Hans), each proven to hold the whole text.

    `pages`: those of the print edition in zh-Hans, where they are known already.
    """
    clock = Clock(progress)
    try:
        return _make(job, issue, script, clock, pages)
    except (Refusal, OSError) as error:
        refusal = error if isinstance(error, Refusal) else trouble_with_file(error)
        where = pictures.places(issue)
        found = tuple(d._replace(span=where.get(d.span.file, d.span)) for d in refusal.diagnostics)
        return Made(script, exit_code=refusal.exit_code, diagnostics=found, timings=tuple(clock.timings))


def _make(job: Job, issue: Issue, script: str, clock: Clock, pages: PageMap | None) -> Made:
    close_faces(script)
    subject = f"{issue.metadata.id} {script}"
    diagnostics: tuple[Diagnostic, ...] = ()
    printer = printer_of(issue.metadata, job.workspace, job.folder, job.printer)
    names = output_names(job, issue, script, printer)
    sheet, _ = load_sheet(issue.metadata, job.workspace, job.folder, printer)
    book = FontBook.load(job.workspace.font_folders)
    source = issue
    proof_list = _List()
    if script != SOURCE_SCRIPT:
        issue, more, proof_list = _traditional(source, script, job, clock)
        diagnostics += more
    desk = _Desk(job, book)
    publication = None
    if names.keys() & set(PDF_EDITIONS) or (script == SOURCE_SCRIPT and "epub" in names):
        publication, more = clock.timed(subject, "拼版", partial(desk.make_up, issue, sheet, f"{script}.lines"))
        diagnostics += more
    if publication and script == SOURCE_SCRIPT:
        pages = publication.page_map
    elif pages is None and "epub" in names:
        # the page lists of all scripts are those of the print edition in the script of the source: one book, one way to cite it
        plain = clock.timed(subject, "简体版的页", partial(desk.make_up, source, sheet, f"{SOURCE_SCRIPT}.lines"))
        pages = plain[0].page_map
    made = MadeUp(issue, source, sheet, book, publication, pages, timestamp_of(job, issue), job.out / CACHE, printer,
                  made_before(job, f"{script}.fonts") if names.keys() & set(PDF_EDITIONS) else Cache(None),
                  job.office_pages, job.workspace)
    diagnostics += check_means(made, names)
    files, more = _files(job, made, names, desk, diagnostics, clock)
    diagnostics += more
    made.subsets.save()
    exit_code = ExitCode.OUTPUT if has_errors(diagnostics) else ExitCode.OK
    contents = tuple((name, files[edition]) for edition, name in names.items()) + proof_list.files
    issued = (clock.timed(subject, "存底", partial(_snapshot, issue, files["word"])),) if "word" in files else ()
    count = len(publication.pages) if publication else 0
    return Made(script, contents, count, exit_code, diagnostics, tuple(clock.timings), pages, issued, _marks(names, files),
                proof_list.remarks)


def _files(job: Job, made: MadeUp, names: dict[str, str], desk: _Desk, known: tuple[Diagnostic, ...],
           clock: Clock) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """The files of `names` by edition, the page list of the book held against the pages of print; `known` is said already."""
    upright = {edition: name for edition, name in names.items() if not edition.startswith(VERTICAL)}
    files, diagnostics = write_proven(made, upright, clock)
    if made.publication and made.issue.script == SOURCE_SCRIPT and {"print", "epub"} <= files.keys():
        labels = made.publication.page_map.labels
        prove = partial(fidelity.check_pages, files["print"], labels, files["epub"], names["epub"])
        diagnostics += clock.timed(f"{made.issue.metadata.id} {SOURCE_SCRIPT}", "核对页码", prove)
    if upright != names:
        vertical, more = _vertical_files(job, made, names, desk, known + diagnostics, clock)
        diagnostics += more
        files |= vertical
    return files, diagnostics


def _marks(names: dict[str, str], files: dict[str, bytes]) -> tuple[tuple[str, str], ...]:
    """The records of proof sheets among `names`, with the marks of the versions that they record."""
    records = {edition: name for edition, name in names.items() if edition.removeprefix(VERTICAL) == PROOF_RECORD}
    if not records:
        return ()
    from convert.proofsheet.record import from_json

    return tuple((name, from_json(files[edition], name).mark) for edition, name in records.items())


class _List(NamedTuple):
    """The proofreader's list of a Traditional script: its files, and how many places it names."""

    files: tuple[tuple[str, bytes], ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()


def _traditional(source: Issue, script: str, job: Job, clock: Clock) -> tuple[Issue, tuple[Diagnostic, ...], _List]:
    """`source` in `script`, with the list for its proofreader."""
    from convert.variant import convert_issue
    from convert.variant.review import Review, as_html, review
    from convert.variant.tree import Reading

    subject = f"{source.metadata.id} {script}"
    readings: list[Reading] = []
    issue, found = clock.timed(subject, "转繁体", lambda: convert_issue(source, script, job.workspace.house_glossary, readings))

    def listed() -> tuple[Review, str]:
        made = review(readings, script)
        return made, as_html(made, HANT_REVIEW["title"].format(name=source.metadata.id, script=script))

    made, page = clock.timed(subject, "校样单", listed)
    names = list_names(source, script)
    files = tuple(zip(names, (page.encode(), manifest.as_json(made.as_json())), strict=True))
    return issue, found, _List(files, ((names[0], f"（{made.summary}）"),))


class _Desk(NamedTuple):
    """Makes up pages, with the lines that the last build of this issue kept, and keeps those of this one."""

    job: Job
    book: FontBook

    def make_up(self, issue: Issue, sheet: StyleSheet, kind: str) -> tuple[Publication, tuple[Diagnostic, ...]]:
        from convert.layout.page import make_up

        fonts = sorted(manifest.font_state(path) for path in self.book.files(issue.script))
        lines = made_before(self.job, kind, repr((replace(sheet, files=()), fonts)))
        made = make_up(issue, sheet, self.book, "screen", lines)
        lines.save()
        return made


def _snapshot(issue: Issue, word: bytes) -> tuple[str, bytes]:
    from convert.review.issued import snapshot

    return snapshot(issue, word)


def _vertical_files(job: Job, made: MadeUp, names: dict[str, str], desk: _Desk, known: tuple[Diagnostic, ...],
                    clock: Clock) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """The vertical editions of `names`; what is `known` of horizontal pages is not repeated."""
    issue, script = made.issue, made.issue.script
    sheet, _ = load_sheet(issue.metadata, job.workspace, job.folder, made.printer, vertical=True)
    wanted = {edition.removeprefix(VERTICAL): name for edition, name in names.items() if edition.startswith(VERTICAL)}
    publication = made.publication
    found: tuple[Diagnostic, ...] = ()
    if wanted.keys() - {"epub"}:
        work = partial(desk.make_up, issue, sheet, f"{script}.vertical-lines")
        publication, found = clock.timed(f"{issue.metadata.id} {script}", "直排拼版", work)
    files, more = write_proven(made._replace(sheet=sheet, publication=publication), wanted, clock)
    said = tuple(d._replace(message=IN_VERTICAL.format(d.message)) for d in found if d not in known)
    return {VERTICAL + edition: data for edition, data in files.items()}, said + more
