"""What an issue is set with: its style sheet, its printer's wishes, the date that its files carry."""
from __future__ import annotations

import datetime
import re
from pathlib import Path

from convert import strictyaml, style
from convert.diagnostics import Diagnostic, Refusal, Span, display_path
from convert.model.metadata import IssueMetadata
from convert.model.nodes import Issue
from convert.model.record import replace
from convert.pipeline.job import Job
from convert.printer import NO_PRINTER, Printer, load_printer
from convert.strictyaml import Fields
from convert.style import StyleSheet
from convert.workspace import Workspace

_EPOCH_2000 = 946_684_800


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


def house_words(workspace: Workspace) -> tuple[Path, str]:
    """The house's own table of words and duties, and how messages name it; it need not be there."""
    return workspace.root / "styles" / "check.yaml", "styles/check.yaml"


def timestamp_of(job: Job, issue: Issue) -> int:
    return issue_timestamp(issue.metadata) if job.timestamp is None else job.timestamp


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
