"""What a build is asked for and what it gave: plain records that travel to the workers and back."""
from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from convert import manifest
from convert.cache import SUFFIX, Cache
from convert.diagnostics import Diagnostic, ExitCode
from convert.model.nodes import Issue
from convert.model.pagemap import PageMap
from convert.printer import Printer
from convert.workspace import Workspace

EDITIONS = {"print": ".print.pdf", "screen": ".screen.pdf", "word": ".docx", "epub": ".epub"}
PARTS = {"print-cover": ".print-cover.pdf", "print-text": ".print-text.pdf"}     # of `print`, where the printer wants them apart
PROOF, PROOF_RECORD = "proof", "proof-record"
PROOFS = {PROOF: ".proof.pdf", PROOF_RECORD: ".proof.json"}     # only where asked for, one never without the other
PDF_EDITIONS = ("print", "screen", PROOF, *PARTS)
VERTICAL_EDITIONS = (*PDF_EDITIONS, PROOF_RECORD, "epub")
VERTICAL = "vertical-"          # before the name of an edition: the same, set in vertical lines
SOURCE_SCRIPT = "zh-Hans"
CACHE = ".cache"                # of the output folder
LIST = (".review.html", ".review.json")     # the proofreader's list of a Traditional script

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
    remarks: tuple[tuple[str, str], ...] = ()       # (output, what a person should know of it)
    document_type: str = ""


class Made(NamedTuple):
    """The files of one script, or why there are none."""

    script: str
    contents: tuple[tuple[str, bytes], ...] = ()
    pages: int = 0                                  # 0 where none were made up: Word makes its own
    exit_code: ExitCode = ExitCode.OK
    diagnostics: tuple[Diagnostic, ...] = ()
    timings: Timings = ()
    page_map: PageMap | None = None
    issued: tuple[tuple[str, bytes], ...] = ()      # what `review` needs to know of the Word edition
    proofs: tuple[tuple[str, str], ...] = ()        # (name of the record, its mark) of every proof
    remarks: tuple[tuple[str, str], ...] = ()       # (name of a file, what to say of it)


class Clock:
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


def silent(_subject: str, _step: str, _seconds: float) -> None:
    """Progress nobody watches."""


def made_before(job: Job, kind: str, context: str = "") -> Cache:
    """What builds of this folder by this program, with these engines and under `context`, keep of one kind."""
    path = job.out / CACHE / f"{job.folder.name}.{kind}{SUFFIX}"      # named alike wherever the folder lies
    return Cache(path, f"{manifest.program_digest()} {manifest.engines_state()} {context}")


def output_names(job: Job, issue: Issue, script: str, printer: Printer) -> dict[str, str]:
    """edition -> file name; cover and text by themselves come on top of the whole `print`."""
    apart = printer.cover == "separate" and issue.metadata.document_type == "magazine-issue" and "print" in job.editions
    endings = {edition: EDITIONS[edition] for edition in job.editions if edition in EDITIONS} | (PARTS if apart else {})
    endings |= PROOFS if PROOF in job.editions else {}
    if job.vertical and script != SOURCE_SCRIPT and issue.metadata.document_type == "magazine-issue":
        endings |= {f"{VERTICAL}{edition}": f".vertical{endings[edition]}" for edition in VERTICAL_EDITIONS if edition in endings}
    return {edition: f"{issue.metadata.id}.{script}{ending}" for edition, ending in endings.items()}


def list_names(issue: Issue, script: str) -> tuple[str, ...]:
    """The files of the proofreader's list of `script`; none for the script of the source."""
    return tuple(f"{issue.metadata.id}.{script}{ending}" for ending in LIST) if script != SOURCE_SCRIPT else ()
