"""The proof edition of one publication: its sheets, and the record of what stands on them."""
from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from convert.diagnostics import Diagnostic
from convert.fonts import FontBook
from convert.layout.boxes import Publication
from convert.model.nodes import Issue
from convert.proofsheet.findings import placed
from convert.proofsheet.lines import numbered
from convert.proofsheet.origins import origins
from convert.proofsheet.record import ProofRecord, record_of
from convert.proofsheet.sheet import Sheet, sheets_of
from convert.review.issued import build_name, sources


class Proof(NamedTuple):
    sheets: Publication
    record: ProofRecord


def make_proof(publication: Publication, issue: Issue, source: Issue, book: FontBook, found: Iterable[Diagnostic] = ()) -> Proof:
    """The sheets of `publication`, made up from `issue`; `source` is the same issue as it was read.  Raises OSError.

    `found`: what the proofreading rules say of `source`, to stand at the lines concerned.
    """
    pages = numbered(publication.pages)
    lines = [page.lines for page in pages]
    places = origins(issue, source, lines)
    sheet = Sheet.around(publication.width, publication.height)
    record = record_of(issue, build_name(issue.script, sources(source)), pages, places, (sheet.x, sheet.y))
    return Proof(sheets_of(publication, sheet, pages, places, record, book, placed(found, source.folder, lines, places)), record)
