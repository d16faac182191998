"""The corrections that a proofreader marked, as a list: YAML, JSON, tab-separated, or the report of `banxin review`.

A mark says where (page, column and line of the old version, or file and line of the source), what stood there and what should.
"""
from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from convert.diagnostics import ExitCode, Refusal, Span, diagnose
from convert.messages import MARK_PROBLEMS
from convert.proofsheet.lines import SPANNING
from convert.strictyaml import Mapping as YamlMapping
from convert.strictyaml import Node, Scalar, parse
from convert.strictyaml import Sequence as YamlSequence

MOST_BYTES = 4 << 20
_KEYS = {"page": "page", "页": "page", "页码": "page", "column": "column", "栏": "column", "line": "line", "行": "line",
         "old": "old", "原": "old", "原文": "old", "before": "old", "误": "old", "new": "new", "改": "new", "改为": "new",
         "after": "new", "正": "new", "file": "file", "文件": "file", "source_line": "source_line", "源行": "source_line",
         "note": "note", "备注": "note", "说明": "note"}
_IGNORED = {"author", "date", "status", "reason", "kind", "conflict"}       # of the report of a review
_ORDER = ("page", "column", "line", "old", "new", "note")
_CONTEXT = 6            # characters that a mark keeps of what stays on either side
_OBJECT = "\ufffc"      # a note or a picture in the text of a Word file
_NUMBER = re.compile(r"(?:第\s*)?(-|倒(?:数第?)?)?\s*(\d{1,5})\s*行?$")
_PAGE = re.compile(r"第\s*(\d+)\s*页$|(\d+)\s*页$|[pP]\.?\s*(\d+)$")


class Mark(NamedTuple):
    """`line` counts from the head of the column, below 0 from its foot; 0: not said.  `span`: where the list has it."""

    page: str
    column: str
    line: int
    old: str
    new: str
    file: str = ""
    source_line: int = 0
    span: Span = Span("")


def read_marks(path: Path) -> tuple[Mark, ...]:
    """The marks in the file at `path`, in its order.  Raises Refusal (exit 3) with every line that is not one, and OSError."""
    if path.stat().st_size > MOST_BYTES:
        raise Refusal(ExitCode.SOURCE, [diagnose("K003", Span(path.name), problem=MARK_PROBLEMS["large"])])
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(ExitCode.SOURCE, [diagnose("K003", Span(path.name), problem=MARK_PROBLEMS["encoding"])]) from None
    rows = {".json": _of_json, ".yaml": _of_yaml, ".yml": _of_yaml}.get(path.suffix.lower(), _of_table)(text, path.name)
    marks, wrong = [], []
    for row, span in rows:
        try:
            marks.append(_mark(row, span))
        except ValueError as error:
            wrong.append(diagnose("K003", span, problem=error))
    if wrong or not marks:
        raise Refusal(ExitCode.SOURCE, wrong or [diagnose("K003", Span(path.name), problem=MARK_PROBLEMS["empty"])])
    return tuple(marks)


def _mark(row: Mapping[str, str], span: Span) -> Mark:
    """The mark of `row`.  Raises ValueError in words for the person who wrote it."""
    known: dict[str, str] = {}
    for key, value in row.items():
        if key in _IGNORED:
            continue
        if key not in _KEYS:
            raise ValueError(MARK_PROBLEMS["key"].format(key=key))
        known[_KEYS[key]] = value
    if "file" in known and "page" not in known:
        known.setdefault("source_line", known.pop("line", "0"))
    if (line := known.get("line", "").strip()).startswith(SPANNING[0]):      # 通3, as it stands in the margin
        known |= {"column": SPANNING, "line": line[1:]}
    page = known.get("page", "").strip()
    if match := _PAGE.match(page):
        page = next(filter(None, match.groups()))
    if not page and not known.get("file"):
        raise ValueError(MARK_PROBLEMS["page"])
    if not known.get("old", "").strip() and not known.get("new", "").strip():
        raise ValueError(MARK_PROBLEMS["words"])
    old, new = known.get("old", ""), known.get("new", "")
    if "file" in known:
        old, new = _core(old, new)
    return Mark(page, known.get("column", "").strip(), _line(known.get("line", "")), old, new,
                known.get("file", "").strip(), max(0, _line(known.get("source_line", ""))), span)


def _core(old: str, new: str) -> tuple[str, str]:
    """What differs of two paragraphs, with a few characters round it; notes have no character in the text of a page."""
    if not old or not new or old == new:
        return old.replace(_OBJECT, ""), new.replace(_OBJECT, "")
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - head
    tail = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    before = old[max(0, head - _CONTEXT):head].rpartition(_OBJECT)[2]
    after = old[len(old) - tail:][:_CONTEXT].partition(_OBJECT)[0]
    return tuple(before + text[head:len(text) - tail].replace(_OBJECT, "") + after for text in (old, new))  # type: ignore[return-value]


def _line(text: str) -> int:
    if not text.strip():
        return 0
    if not (match := _NUMBER.match(text.strip())):
        raise ValueError(MARK_PROBLEMS["line"].format(text=text.strip()))
    return -int(match[2]) if match[1] else int(match[2])


def _of_json(text: str, name: str) -> Iterator[tuple[dict[str, str], Span]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise Refusal(ExitCode.SOURCE, [diagnose("K003", Span(name), problem=MARK_PROBLEMS["json"])]) from None
    rows: Any = data.get("changes", data.get("marks")) if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refusal(ExitCode.SOURCE, [diagnose("K003", Span(name), problem=MARK_PROBLEMS["no-list"])])
    for number, row in enumerate(rows, 1):
        yield {str(k): "" if v is None else str(v) for k, v in row.items()}, Span(name, number)


def _of_yaml(text: str, name: str) -> Iterator[tuple[dict[str, str], Span]]:
    node: Node = parse(text, name)
    if isinstance(node, YamlMapping):
        node = next((value for key, _, value in node.entries if key == "marks"), node)
    if not isinstance(node, YamlSequence):
        raise Refusal(ExitCode.SOURCE, [diagnose("K003", Span(name), problem=MARK_PROBLEMS["no-items"])])
    for item in node.items:
        if not isinstance(item, YamlMapping) or not all(isinstance(value, Scalar) for _, _, value in item.entries):
            raise Refusal(ExitCode.SOURCE, [diagnose("K003", item.span, problem=MARK_PROBLEMS["item"])])
        yield {key: value.text for key, _, value in item.entries if isinstance(value, Scalar)}, item.span


def _of_table(text: str, name: str) -> Iterator[tuple[dict[str, str], Span]]:
    """Tab-separated; the first row may name the columns, else they are page, column, line, old, new."""
    header: Sequence[str] = _ORDER
    for number, row in enumerate(text.splitlines(), 1):
        cells = [cell.strip(" ") for cell in row.split("\t")]
        if not row.strip() or row.startswith("#"):
            continue
        if header is _ORDER and len(cells) > 1 and all(cell.strip().lower() in _KEYS for cell in cells):
            header = tuple(cell.strip().lower() for cell in cells)
            continue
        if not 1 < len(cells) <= len(header):
            raise Refusal(ExitCode.SOURCE, [diagnose("K003", Span(name, number), problem=MARK_PROBLEMS["row"])])
        yield dict(zip(header, cells, strict=False)), Span(name, number)
