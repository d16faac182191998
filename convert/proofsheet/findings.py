"""What the proofreading rules found, at the printed lines that it concerns: the reader of a sheet looks there first."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from convert.diagnostics import Diagnostic, Severity
from convert.model.text import squeeze
from convert.proofsheet.lines import NumberedLine
from convert.proofsheet.origins import Origin
from convert.review.places import file_name

_QUOTED = re.compile("“(.+?)”")


class Finding(NamedTuple):
    """`found` concerns `line` of the page with index `page`."""

    page: int
    line: NumberedLine
    found: Diagnostic


class _Passage(NamedTuple):
    """The printed lines of one element: its text without white space, and (offset, page, line)."""

    text: str
    lines: tuple[tuple[int, int, NumberedLine], ...]


def placed(found: Iterable[Diagnostic], folder: Path, pages: Sequence[Sequence[NumberedLine]],
           origins: Sequence[Sequence[Origin]]) -> dict[int, list[Finding]]:
    """Index of a page -> errors and warnings on its lines; what concerns no printed line is left out.  `folder`: the issue's."""
    passages = _passages(pages, origins)
    out: dict[int, list[Finding]] = {}
    for diagnostic in found:
        if diagnostic.severity < Severity.WARNING:
            continue
        place = Origin(file_name(folder, diagnostic.span.file), diagnostic.span.line)
        made = next(_found(diagnostic, passages.get(place, ())), None)
        if made is not None:
            out.setdefault(made.page, []).append(made)
    return {page: sorted(here, key=lambda f: (f.line.column, f.line.number, f.found.code)) for page, here in out.items()}


def _passages(pages: Sequence[Sequence[NumberedLine]], origins: Sequence[Sequence[Origin]]) -> Mapping[Origin, list[_Passage]]:
    """Place in the sources -> the elements with a line that begins there."""
    elements: dict[str, list[tuple[int, NumberedLine, Origin]]] = {}
    for number, (page, places) in enumerate(zip(pages, origins, strict=True)):
        for line, place in zip(page, places, strict=True):
            elements.setdefault(line.tag.key, []).append((number, line, place))
    out: dict[Origin, list[_Passage]] = {}
    for members in elements.values():
        text, lines = "", []
        for number, line, _ in members:
            lines.append((len(text), number, line))
            text += squeeze(line.text)
        for place in dict.fromkeys(place for _, _, place in members):
            out.setdefault(place, []).append(_Passage(text, tuple(lines)))
    return out


def _found(diagnostic: Diagnostic, passages: Sequence[_Passage]) -> Iterator[Finding]:
    """Where the words that the finding quotes stand; at the latest, where the passage begins."""
    quoted = _QUOTED.findall(diagnostic.message)
    excerpts = [squeeze(part) for part in re.split("[：…]", diagnostic.message)]
    for words in sorted((squeeze(w) for w in (*quoted, *excerpts)), key=len, reverse=True):
        for passage in passages:
            at = passage.text.find(words) if len(words) > 1 else -1
            if at >= 0:
                inner = next((words.find(q) for q in map(squeeze, quoted) if q in words), 0)
                yield _at(diagnostic, passage, at + inner)
    for passage in passages:
        yield _at(diagnostic, passage, 0)


def _at(diagnostic: Diagnostic, passage: _Passage, offset: int) -> Finding:
    _, page, line = next(entry for entry in reversed(passage.lines) if entry[0] <= offset)
    return Finding(page, line, diagnostic)
