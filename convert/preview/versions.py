"""What the preview shows: the pages of the last build that came about, and what was found in the sources since."""
from __future__ import annotations

import hashlib
import io
import re
from itertools import zip_longest
from threading import Condition
from typing import NamedTuple

import pikepdf

from convert import pipeline
from convert.diagnostics import Diagnostic, ExitCode
from convert.fidelity import page_texts
from convert.pipeline import Job

_FIGURES = re.compile(r"[0-9.·…\s]+")
_CODES = re.compile(rb"<[0-9A-Fa-f]*>")


class PageView(NamedTuple):
    """`digest` names what stands on the page, `words` its text without figures; width and height of the trimmed page in points."""

    digest: str
    width: int
    height: int
    words: str


class Version(NamedTuple):
    """`number` counts builds from 1; `changed`: index of the page to look at first.

    `refused`: the sources have errors, the pages are those of the last build that had none.
    """

    number: int
    pdf: bytes
    pages: tuple[PageView, ...]
    findings: tuple[Diagnostic, ...]
    changed: int = 0
    refused: bool = False
    facing: bool = False            # pages lie beside one another, the first on the right


class Shelf:
    """The latest version, for those who wait for one."""

    def __init__(self) -> None:
        self._turn = Condition()
        self._latest = Version(0, b"", (), ())

    @property
    def latest(self) -> Version:
        with self._turn:
            return self._latest

    def put(self, version: Version) -> None:
        with self._turn:
            self._latest = version
            self._turn.notify_all()

    def after(self, number: int, seconds: float) -> Version:
        """The latest version as soon as it is not `number`, or what there is after `seconds`."""
        with self._turn:
            self._turn.wait_for(lambda: self._latest.number != number, seconds)
            return self._latest


def made(job: Job, before: Version | None) -> Version:
    """The version that a build of `job` makes, after `before`."""
    result = pipeline.build((job,))[0]
    last = before or Version(0, b"", (), ())
    name = next((n for n in (*result.outputs, *result.fresh) if n.endswith(".screen.pdf")), "")
    if result.exit_code != ExitCode.OK or result.folder is None or not name:
        return last._replace(number=last.number + 1, findings=result.diagnostics, changed=0, refused=True)
    pdf = (result.folder / name).read_bytes()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = tuple(map(_page, document.pages, page_texts(pdf)))
    return Version(last.number + 1, pdf, pages, result.diagnostics, _changed(last.pages, pages),
                   facing=result.document_type == "magazine-issue")


def _changed(before: tuple[PageView, ...], pages: tuple[PageView, ...]) -> int:
    """The first page whose words are not as before, else the first that is not; where all are as before, 0.

    A piece that grows by a page changes the figures of the contents, too: nobody wants to look there.
    """
    pairs = list(enumerate(zip_longest(before[:len(pages)], pages)))
    words = (i for i, (old, new) in pairs if old is None or old.words != new.words)
    return next(words, next((i for i, (old, new) in pairs if old != new), 0))


def state_of(job: Job) -> dict[str, tuple[int, int]]:
    """(time of writing, size) of every file that the pages depend on: those of the issue, sheets, fonts and printers beside it."""
    out = job.out.resolve()
    found: dict[str, tuple[int, int]] = {}
    for folder in (job.folder, job.workspace.root / "styles", job.workspace.root / "fonts"):
        for path in sorted(folder.rglob("*")):
            if path.name.startswith(".") or path.is_relative_to(out):
                continue
            try:
                said = path.stat()
            except OSError:             # gone between the two looks
                continue
            found[str(path)] = said.st_mtime_ns, said.st_size
    return found


def _page(page: pikepdf.Page, text: str) -> PageView:
    """Codes of glyphs change with the subset of the font: what they stand for counts, and where they stand."""
    state = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    state.update(_CODES.sub(lambda match: b"%d" % len(match[0]), page.Contents.read_bytes()))
    for _, image in sorted(page.resources.get("/XObject", pikepdf.Dictionary()).items()):
        state.update(image.read_raw_bytes())
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    words = hashlib.sha256(_FIGURES.sub("", text).encode("utf-8", "surrogatepass"))
    return PageView(state.hexdigest()[:16], round(right - left), round(top - bottom), words.hexdigest())
