"""One import: files read, stages run, the folder written whole or not at all."""
from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from convert.diagnostics import Diagnostic, ExitCode, Refusal, Span, diagnose
from convert.importer.assembly import assemble
from convert.importer.decode import check_size, decode, kind_of
from convert.importer.delivery import REPORT, deliver
from convert.importer.drawn import as_printed
from convert.importer.halfmarkdown import read_converted
from convert.importer.joinedrows import dealt
from convert.importer.pictures import PICTURE, Pictures
from convert.importer.rawlines import read_lines
from convert.importer.records import Line
from convert.importer.sidebyside import unfolded
from convert.manifest import replace_files

Step = Callable[[str], None]
_ARTICLE = re.compile(r"[^/\\:]+\.md")
_MAX_LINE = 200_000


class Outcome(NamedTuple):
    """What an import wrote, and what a person should look at."""

    folder: Path
    files: tuple[str, ...]
    articles: int
    repairs: int
    pictures: int
    diagnostics: tuple[Diagnostic, ...]


def import_files(paths: Sequence[Path], kind: str, out: Path, force: bool, step: Step) -> Outcome:
    """Import `paths`, read in this order as one text, into the folder `out`, whose name becomes the id.

    Raises Refusal when a file cannot be read (exit 3), when `out` holds something and `force` is not given (2), or when the account
    of characters is not even (5); then nothing is written.
    """
    if not force and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refusal(ExitCode.USAGE, [diagnose("I012", path=out.as_posix())])
    lines: list[Line] = []
    pictures = Pictures()
    for path in paths:
        step(f"读 {path.name}")
        lines += _read(path, lines[-1].page + 1 if lines else 0, pictures)
    step("分篇、接段、修补")
    made = assemble(lines, kind)
    if not made.articles:
        raise Refusal(ExitCode.SOURCE, [diagnose("I013", Span(paths[0].as_posix()))])
    if made.lost or made.gained:
        raise Refusal(ExitCode.OUTPUT, [diagnose("I011", lost=made.lost[:20], gained=made.gained[:20])])
    step("写文件")
    files, found = deliver(made, kind, out.name, lines, pictures)
    stale = _stale(out, files) if force else ()
    replace_files(out, files)
    for name in stale:
        (out / name).unlink(missing_ok=True)
    return Outcome(out, tuple(files), len(made.articles), len(made.repairs), len(pictures.files), found)


def _read(path: Path, page: int, pictures: Pictures) -> list[Line]:
    with path.open("rb") as file:
        check_size(file.read(16), path.stat().st_size, path.as_posix())
    data = path.read_bytes()
    kind = kind_of(data)
    pictures.first_page = page
    if kind == "pdf":
        from convert.importer.pdftext import read_pdf

        lines = read_pdf(data, path.name, pictures)
    elif kind == "zip":
        from convert.importer.wordtext import read_word

        lines = read_word(data, path.name, pictures)
    else:
        text = decode(data, path.as_posix())
        lines = read_converted(text, path.name) or dealt(unfolded(as_printed(read_lines(text, path.name))))
    for line in lines:
        if len(line.text) > _MAX_LINE:
            raise Refusal(ExitCode.SOURCE, [diagnose("I016", Span(path.as_posix(), line.number), line=line.number,
                                                     count=len(line.text), limit=_MAX_LINE)])
    return [line._replace(page=line.page + page) for line in lines]


def _stale(out: Path, files: dict[str, bytes]) -> tuple[str, ...]:
    """Articles and pictures of an earlier import of this folder that the new one does not have; files of other origin stay."""
    try:
        report = json.loads((out / f"{REPORT}.json").read_bytes())
        names = [str(article["file"]) for article in report["articles"]]
        shown = [str(name) for name in report.get("pictures", [])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()
    return tuple(name for name in (*names, *shown) if name not in files and (_ARTICLE.fullmatch(name) or PICTURE.fullmatch(name)))
