"""The objects of a finished PDF, read from its bytes (PDF 7.3, 7.5) by the cross-reference table at its end.

Only what the proof of a file needs: classic tables, plain and deflated streams.  Anything else raises ValueError, so a file that
this cannot follow does not pass.  A full PDF library takes longer to load than the whole file to read.
"""
from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(rb"(/[^\s()<>\[\]{}/%]*)|(\d+) \d+ R\b|(<<|\[)|(>>|\])|([-+]?[\d.]+)"
                    rb"|(<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|true|false|null)|\S", re.DOTALL)
_NAME, _REFERENCE, _OPENING, _CLOSING, _NUMBER, _OTHER = range(1, 7)
_STREAM = re.compile(rb"\s*stream\r?\n")
_ROW = 20                   # bytes of an entry of the table (7.5.4)


class Reference(int):
    """The number of an indirect object."""


class PdfFile:
    """Values are dict, list, Reference, int and float; names, strings and words are bytes as they stand in the file."""

    def __init__(self, data: bytes):
        self._data = data
        start = int(_found(re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", data[-64:]))[1])
        head = _found(re.compile(rb"xref\s+0 (\d+)\s*\n").match(data, start))
        self._rows, self._count = head.end(), int(head[1])
        trailer = _found(re.compile(rb"\s*trailer\s*").match(data, self._rows + _ROW * self._count))
        self.trailer: dict[bytes, Any] = self._value(trailer.end())[0]

    def get(self, value: object) -> Any:
        """`value`, or the object that it refers to."""
        return self._value(self._start(value))[0] if isinstance(value, Reference) else value

    def stream(self, reference: object) -> bytes:
        """The bytes of a stream, inflated."""
        if not isinstance(reference, Reference):
            raise ValueError("a stream is an indirect object")
        entries, end = self._value(self._start(reference))
        start = _found(_STREAM.match(self._data, end)).end()
        raw = self._data[start:start + int(self.get(entries[b"/Length"]))]
        if entries.get(b"/Filter") not in (None, b"/FlateDecode", [b"/FlateDecode"]):
            raise ValueError(f"filter {entries['Filter']}")
        return zlib.decompress(raw) if b"/Filter" in entries else raw

    def pages(self) -> Iterator[tuple[Reference, dict[bytes, Any]]]:
        """(reference, page dictionary with the Resources it may inherit) of every page in order (7.7.3)."""
        def walk(node: Reference, resources: object) -> Iterator[tuple[Reference, dict[bytes, Any]]]:
            entries = {b"/Resources": resources} | self.get(node)
            if b"/Kids" not in entries:
                yield node, entries
            for kid in self.get(entries.get(b"/Kids", [])):
                yield from walk(kid, entries[b"/Resources"])

        return walk(self.get(self.trailer[b"/Root"])[b"/Pages"], {})

    def _start(self, number: int) -> int:
        """Where object `number` begins, behind its `obj`."""
        if not 0 < number < self._count:
            raise ValueError(f"object {number} is not in the table")
        row = self._rows + _ROW * number
        start, head = int(self._data[row:row + 10]), b"%d 0 obj" % number
        if not self._data.startswith(head, start):
            raise ValueError(f"object {number} is not in its place")
        return start + len(head)

    def _value(self, at: int) -> tuple[Any, int]:
        """The value that begins at `at`, and where it ends."""
        stack: list[list[Any]] = []
        into: list[Any] = []
        for match in _TOKEN.finditer(self._data, at):
            kind = match.lastindex
            if kind == _NAME:
                into.append(match[0])
            elif kind == _REFERENCE:
                into.append(Reference(match[kind]))
            elif kind == _NUMBER:
                into.append(float(match[0]) if b"." in match[0] else int(match[0]))
            elif kind == _OPENING:
                stack.append(into)
                into = []
                continue
            elif kind == _CLOSING and stack:
                value = into if match[0] == b"]" else dict(zip(into[::2], into[1::2], strict=True))
                into = stack.pop()
                into.append(value)
            elif kind == _OTHER:
                into.append(match[0])
            else:
                raise ValueError(f"no value at byte {match.start()}")
            if not stack:
                return into[0], match.end()
        raise ValueError("the file ends within a value")


def _found(match: re.Match[bytes] | None) -> re.Match[bytes]:
    if match is None:
        raise ValueError("not the PDF that was written")
    return match
