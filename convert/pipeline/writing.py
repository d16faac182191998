"""The files of one script from what was made up, each proven to hold the whole text."""
from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from convert import fidelity
from convert.cache import Cache
from convert.diagnostics import Diagnostic
from convert.fonts import FontBook
from convert.messages import PROOF_SHEET
from convert.model.nodes import Issue
from convert.model.pagemap import PageMap
from convert.pipeline.job import PARTS, PROOF, PROOF_RECORD, Clock
from convert.pipeline.settings import house_words
from convert.press import pictures
from convert.press.parts import part_of
from convert.printer import Printer
from convert.style import StyleSheet
from convert.workspace import Workspace

if TYPE_CHECKING:
    from convert.layout.boxes import Publication


class MadeUp(NamedTuple):
    """What the writers work from: PDFs from `publication`, EPUB from `pages`, those of print in the script of the source.

    `source` is the issue as it was read.
    """

    issue: Issue
    source: Issue
    sheet: StyleSheet
    book: FontBook
    publication: Publication | None
    pages: PageMap | None
    timestamp: int
    cache: Path
    printer: Printer
    subsets: Cache
    office_pages: bool
    workspace: Workspace


def check_means(made: MadeUp, names: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """What the editions of `names` ask of pictures and fonts and do not get."""
    found: tuple[Diagnostic, ...] = ()
    if made.publication and "print" in names:
        found += pictures.check(made.publication, made.issue, made.printer)
    if "epub" in names:
        from convert.writer.epub_fonts import check_fonts as check_epub_fonts

        found += tuple(check_epub_fonts(made.issue, made.sheet, made.book))
    if "word" in names and made.sheet.make_up.get("docx-fonts", "none") != "none":
        from convert.writer.docx_fonts import check_fonts as check_docx_fonts

        found += check_docx_fonts(made.sheet, made.book, made.issue.script)
    return found


def write_proven(made: MadeUp, names: dict[str, str], clock: Clock) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """The files of `names` (edition -> file name), each proven to hold the whole text."""
    meta, script = made.issue.metadata, made.issue.script
    files: dict[str, bytes] = {}
    diagnostics: tuple[Diagnostic, ...] = ()
    for edition, name in names.items():
        if edition in files:
            continue
        subject = f"{meta.id} {script}"
        write = partial(_proof, made) if edition == PROOF else partial(_single, edition, made)
        files |= clock.timed(subject, name.removeprefix(f"{meta.id}.{script}."), write)
        data = files[edition]
        if edition not in PARTS:           # the whole was proven already
            prove = partial(fidelity.check_output, data, Path(name).suffix, made.issue, name)
            diagnostics += clock.timed(subject, "核对", prove)
    return files, diagnostics


def _single(edition: str, made: MadeUp) -> dict[str, bytes]:
    return {edition: _write(edition, made)}


def _proof(made: MadeUp) -> dict[str, bytes]:
    """The proof sheets and their record."""
    from convert.proof import check_issue
    from convert.proof.house import read_table
    from convert.proofsheet.edition import make_proof
    from convert.proofsheet.record import as_json
    from convert.writer.pdf import write_pdf

    assert made.publication is not None
    found = check_issue(made.source, made.sheet, read_table(*house_words(made.workspace)))
    sheets, record = make_proof(made.publication, made.issue, made.source, made.book, found)
    pdf = write_pdf(sheets, made.issue, edition="screen", part=PROOF_SHEET["title"].format(mark=record.mark),
                    timestamp=made.timestamp, cache=made.cache, programs=made.subsets)
    return {PROOF: pdf, PROOF_RECORD: as_json(record)}


def _write(edition: str, made: MadeUp) -> bytes:
    issue, timestamp, cache = made.issue, made.timestamp, made.cache
    if edition == "word":
        from convert.review.issued import stamp
        from convert.writer.docx import write_docx

        write = partial(write_docx, issue, made.sheet, made.book, timestamp=timestamp, cache=cache, origin=stamp(issue))
        if not made.office_pages:
            return write()
        from convert.press.office import heading_pages

        return write(pages=heading_pages(write()))
    if edition == "epub" and made.pages:
        from convert.writer.epub import write_epub

        return write_epub(issue, made.sheet, made.book, made.pages, timestamp=timestamp, cache=cache)
    from convert.writer.pdf import write_pdf

    assert made.publication is not None
    edition, _, part = edition.partition("-")
    publication = part_of(made.publication, part) if part else made.publication
    return write_pdf(publication, issue, edition=edition, part=part, timestamp=timestamp, cache=cache, printer=made.printer,
                     programs=made.subsets)
