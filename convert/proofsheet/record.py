"""What a proof sheet says, for machines: every line of every page with its place in the sources (….proof.json).

A record is written with the sheets, kept by its mark, and compared with another for 核红.  Reading one trusts nothing in it.
"""
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from convert.diagnostics import ExitCode, Refusal, Span, diagnose
from convert.layout.boxes import Box, ImageBox, Page, Rectangle, TextLine
from convert.model.nodes import Figure, Issue, walk
from convert.proofsheet.lines import Look, NumberedPage, box_of, order_of
from convert.proofsheet.origins import Origin

FORMAT = "banxin proof 1"
MOST_BYTES = 64 << 20
_MARK = 8               # hexadecimal digits of the mark of a version
_PICTURE = 16

T = TypeVar("T")


class ProofLine(NamedTuple):
    """One line of a column; several elements (cells of a row) may share its number.  `element` is their logical order.

    `box`: left, top, right and bottom on the sheet, in tenths of a point.
    """

    column: str
    number: int
    file: str
    source_line: int
    text: str
    element: int
    looks: tuple[Look, ...] = ()
    box: tuple[int, ...] = (0, 0, 0, 0)


class ProofPage(NamedTuple):
    """`digest` stands for all that is painted, `pictures` for each picture by its content."""

    number: int
    label: str
    digest: str
    pictures: tuple[str, ...]
    furniture: tuple[str, ...]
    lines: tuple[ProofLine, ...]


class ProofRecord(NamedTuple):
    """`mark` names the version: what stands on the pages decides it, no clock.  `source`: the state of the sources.

    `elements`: the type of each (PDF 14.8.4), in logical order.
    """

    issue: str
    title: str
    script: str
    vertical: bool
    mark: str
    source: str
    elements: tuple[str, ...]
    pages: tuple[ProofPage, ...]


def record_of(issue: Issue, source: str, pages: Sequence[NumberedPage], origins: Sequence[Sequence[Origin]],
              corner: tuple[int, int] = (0, 0)) -> ProofRecord:
    """The record of `pages`; `origins`: the place of each of their lines, `source`: the name of the state of the sources.

    `corner`: where the pages begin on their sheets.
    """
    tags = {line.tag.key: line.tag for page in pages for line in page.lines}
    ordered = sorted(tags, key=lambda key: (order_of(tags[key]), key))
    elements = {key: n for n, key in enumerate(ordered)}
    pictures = {figure.image.path: figure.image.sha256 for figure in _figures(issue)}
    made = []
    for page, places in zip(pages, origins, strict=True):
        lines = tuple(ProofLine(line.column, line.number, place.file, place.line, line.text, elements[line.tag.key], line.looks,
                                tuple((edge + corner[n % 2]) // 100 for n, edge in enumerate(box_of(line))))
                      for line, place in zip(page.lines, places, strict=True))
        images = [box for box in page.page.boxes if isinstance(box, ImageBox)]
        made.append(ProofPage(page.page.number, page.page.label, _digest(page.page, pictures),
                              tuple(pictures.get(b.path, b.path.name)[:_PICTURE] for b in images), page.furniture, lines))
    mark = hashlib.sha256("".join(p.digest for p in made).encode()).hexdigest()[:_MARK]
    about = issue.metadata
    title = f"{about.title} {about.issue_label}".strip()
    vertical = any(line.vertical for page in pages for line in page.lines)
    return ProofRecord(about.id, title, issue.script, vertical, mark, source, tuple(tags[key].type for key in ordered),
                       tuple(made))


def _figures(issue: Issue) -> Iterable[Figure]:
    if issue.cover:
        yield issue.cover
    for article in issue.articles:
        yield from (block for block in walk(article.blocks) if isinstance(block, Figure))


def _digest(page: Page, pictures: Mapping[Any, str]) -> str:
    state = hashlib.sha256(page.label.encode())
    for box in page.boxes:
        state.update(repr(_painted(box, pictures)).encode())
    return state.hexdigest()[:2 * _PICTURE]


def _painted(box: Box, pictures: Mapping[Any, str]) -> tuple[object, ...]:
    """All that decides how `box` looks, whatever the machine."""
    match box:
        case TextLine():
            said = [(s.face.name, s.size, s.color.cmyk, s.x, "".join(s.text), sum(s.advances), s.spacing, s.rise)
                    for s in box.segments]
            return box.y, box.vertical, said
        case Rectangle():
            return box.x, box.y, box.width, box.height, box.color.cmyk
        case ImageBox():
            return box.x, box.y, box.width, box.height, pictures.get(box.path, box.path.name), box.crop


# --- the file ---
def as_json(record: ProofRecord) -> bytes:
    """A line of the file for each line of a page: two versions can be compared by any tool."""
    looks = list(dict.fromkeys(look for page in record.pages for line in page.lines for look, _ in line.looks))
    index = {look: n for n, look in enumerate(looks)}
    head = {"format": FORMAT, "issue": record.issue, "title": record.title, "script": record.script, "vertical": record.vertical,
            "mark": record.mark, "source": record.source, "elements": record.elements, "looks": looks}
    pages = []
    for page in record.pages:
        about = {"page": page.number, "label": page.label, "digest": page.digest, "pictures": page.pictures,
                 "furniture": page.furniture}
        lines = ",\n".join(_said({"column": line.column, "line": line.number, "file": line.file, "source_line": line.source_line,
                                  "text": line.text, "element": line.element, "box": line.box,
                                  "looks": [[index[look], count] for look, count in line.looks]}) for line in page.lines)
        pages.append(_open(about, "lines", lines))
    return (_open(head, "pages", ",\n".join(pages)) + "\n").encode()


def _open(about: Mapping[str, object], key: str, inner: str) -> str:
    """The object `about` with a list `key` in it whose items are written already."""
    return f'{_said(about)[:-1]}, "{key}": [\n{inner}\n]}}'


def _said(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Wrong(Exception):
    """The record is not what it should be."""


def from_json(data: bytes, name: str) -> ProofRecord:
    """The record in `data`; raises Refusal (exit 3) that names the file `name` when it is not one."""
    try:
        if len(data) > MOST_BYTES:
            raise _Wrong
        said = json.loads(data.decode("utf-8"))
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise _Wrong
        return _record(said)
    except (_Wrong, ValueError, KeyError, RecursionError, IndexError):
        raise Refusal(ExitCode.SOURCE, [diagnose("K001", Span(name))]) from None


def _record(said: Mapping[str, Any]) -> ProofRecord:
    looks = _all(said["looks"], str)
    elements = _all(said["elements"], str)
    pages = tuple(_page(page, looks) for page in _all(said["pages"], dict))
    if any(line.element >= len(elements) for page in pages for line in page.lines):
        raise _Wrong
    return ProofRecord(_is(said["issue"], str), _is(said["title"], str), _is(said["script"], str), _is(said["vertical"], bool),
                       _is(said["mark"], str), _is(said["source"], str), elements, pages)


def _page(said: Mapping[str, Any], looks: Sequence[str]) -> ProofPage:
    lines = []
    for line in _all(said["lines"], dict):
        runs = tuple((looks[_count(run[0])], _count(run[1])) for run in _all(line["looks"], list))
        box = _all(line["box"], int)
        if len(box) != 4:
            raise _Wrong
        lines.append(ProofLine(_is(line["column"], str), _count(line["line"]), _is(line["file"], str), _count(line["source_line"]),
                               _is(line["text"], str), _count(line["element"]), runs, box))
    return ProofPage(_count(said["page"]), _is(said["label"], str), _is(said["digest"], str), _all(said["pictures"], str),
                     _all(said["furniture"], str), tuple(lines))


def _is(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise _Wrong
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 31:
        raise _Wrong
    return value


def _all(value: object, kind: type[T]) -> tuple[T, ...]:
    return tuple(_is(item, kind) for item in _is(value, list))
