"""What was issued: the sources as they were, and each paragraph of the Word file with its text and its place in them.

Kept under build/<id>/issued/, one file a state of the sources; the Word file carries the name of its state as a custom property,
which Word, WPS and LibreOffice keep, through .odt too.
"""
from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from convert.model.nodes import Issue
from convert.model.record import Record
from convert.review.manuscript import Line, read_manuscript, style_marks
from convert.review.package import open_bytes
from convert.review.places import ISSUE_FILE, Place, file_name, places

PROPERTY = "banxin"
FOLDER = "issued"
_FORMAT = 1
_PLACE_FIELDS = ("key", "file", "line", "kind", "level", "cell", "part", "group", "fields", "note")


class Piece(Record):
    """One paragraph as issued.  `marks`: a Mark value a character; `spot`: "" in the body, fn:ID, or its cell."""

    name: str
    place: Place
    text: str
    marks: tuple[int, ...]
    level: int
    style: str
    spot: str = ""
    depth: int = 0              # of the list it is an item of


class Issued(Record):
    """A state of an issue that went out as a Word file.  `loose`: text of paragraphs without an id (a contents list)."""

    issue: str
    script: str
    build: str
    files: Mapping[str, str]
    marks: Mapping[str, int]
    pieces: tuple[Piece, ...]
    loose: frozenset[str]
    heads: frozenset[str] = frozenset()         # running heads and feet; empty where the state does not say


def sources(issue: Issue) -> dict[str, str]:
    """Name inside the issue's folder -> text, of issue.yaml and every article."""
    names = [ISSUE_FILE, *(file_name(issue.folder, a.span.file) for a in issue.articles)]
    return {name: read_source(issue.folder / name) for name in dict.fromkeys(names)}


def read_source(path: Path) -> str:
    """The text of a source with its line ends as they are; a byte order mark stays too.  Raises OSError."""
    return path.read_bytes().decode("utf-8", errors="surrogateescape")


def build_name(script: str, files: Mapping[str, str]) -> str:
    """The name of a state of the sources: 16 hexadecimal digits."""
    state = hashlib.sha256(script.encode())
    for name in sorted(files):
        state.update(f"\0{name}\0".encode() + files[name].encode("utf-8", errors="surrogateescape"))
    return state.hexdigest()[:16]


def stamp(issue: Issue) -> str:
    """What the Word file says of its origin: issue, script and state of the sources."""
    return f"{issue.metadata.id} {issue.script} {build_name(issue.script, sources(issue))}"


def snapshot(issue: Issue, docx: bytes) -> tuple[str, bytes]:
    """(file name, bytes) of what to keep of `docx`, just written from `issue`."""
    files = sources(issue)
    build = build_name(issue.script, files)
    parts = open_bytes(docx, "docx")
    marks = style_marks(parts)
    manuscript, where, loose = read_manuscript(parts, marks), places(issue), set()
    pieces = []
    for line in manuscript.lines:
        place = where.get(line.starts[0]) if line.starts else None
        if place is None:
            loose.add(line.text())
        elif line.text():
            pieces.append(_packed(line, place))
    data = {"format": _FORMAT, "issue": issue.metadata.id, "script": issue.script, "build": build, "files": files, "marks": marks,
            "pieces": pieces, "loose": sorted(loose), "heads": sorted(manuscript.heads)}
    text = json.dumps(data, ensure_ascii=True, sort_keys=True).encode()
    return f"{build}.json.gz", gzip.compress(text, compresslevel=4, mtime=0)


def _packed(line: Line, place: Place) -> dict[str, Any]:
    marks = [(value, sum(len(s.text) for s in group)) for value, group in groupby(line.stretches, key=lambda s: s.marks)]
    return {"name": line.starts[0], "place": [getattr(place, name) for name in _PLACE_FIELDS], "text": line.text(), "marks": marks,
            "level": line.level, "style": line.style, "spot": line.place, "depth": line.depth}


def load(folder: Path, build: str) -> Issued | None:
    """The state `build` kept in `folder` (build/<id>); None when it is not there or cannot be read."""
    try:
        data = json.loads(gzip.decompress((folder / FOLDER / f"{build}.json.gz").read_bytes()))
        if data["format"] != _FORMAT or build_name(data["script"], data["files"]) != build:
            return None
        return Issued(data["issue"], data["script"], build, data["files"], data["marks"], tuple(map(_unpacked, data["pieces"])),
                      frozenset(data["loose"]), frozenset(data.get("heads", ())))
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None


def _unpacked(data: Mapping[str, Any]) -> Piece:
    values = dict(zip(_PLACE_FIELDS, data["place"], strict=True))
    values["fields"] = tuple((path, value) for path, value in values["fields"])
    return Piece(data["name"], Place(**values), data["text"], _spread(data["marks"]), data["level"], data["style"], data["spot"],
                 data.get("depth", 0))


def _spread(marks: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(value for value, count in marks for _ in range(count))
