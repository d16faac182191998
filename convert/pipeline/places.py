"""Findings -> their columns: the words at the place are looked up in the lines of the source, where markup stands between them."""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from convert.diagnostics import Diagnostic, Span, display_path
from convert.workspace import Workspace

_WINDOWS = ((10, 10), (5, 10), (0, 10), (10, 4), (5, 5), (0, 6), (5, 2), (2, 4), (3, 1), (1, 3), (0, 4))
_SURE = 4                   # characters from which words are believed on another line than the one named
_BLOCK = 40                 # lines that a block of the source may have


def located(found: Iterable[Diagnostic], folder: Path, workspace: Workspace) -> tuple[Diagnostic, ...]:
    """Each finding once, with line and column where its words stand in the source.

    One that layout makes of metadata has no place at all: the text it quotes is looked up in every source.
    """
    sources = _Sources(folder, workspace)
    out: dict[Diagnostic, None] = {}
    for d in found:
        span = sources.anywhere(d) if not d.span.file else d.span if d.span.column else sources.place(d)
        out[d._replace(span=span)] = None
    return tuple(out)


class _Sources:
    """The lines of an issue's files, read when they are asked for."""

    def __init__(self, folder: Path, workspace: Workspace):
        self._paths = {display_path(path, workspace.root): path for path in (folder / "issue.yaml", *sorted(folder.glob("*.md")))}
        self._read: dict[str, tuple[str, ...]] = {}

    def lines(self, name: str) -> tuple[str, ...]:
        if name not in self._read:
            path = self._paths.get(name)
            text = path.read_text(encoding="utf-8", errors="replace") if path is not None and path.is_file() else ""
            self._read[name] = tuple(text.removeprefix("\ufeff").split("\n"))
        return self._read[name]

    def anywhere(self, d: Diagnostic) -> Span:
        """The first place of the words that a finding without a file quotes."""
        quoted = re.search("“(.+?)”", d.message)
        for name in self._paths if quoted else ():
            for number, line in enumerate(self.lines(name), 1):
                if quoted and quoted[1] in line:
                    return Span(name, number, line.index(quoted[1]) + 1)
        return d.span

    def place(self, d: Diagnostic) -> Span:
        """`d.span` with the column of its words, and with their line where the file alone or a block of several is named."""
        before, after = d.context
        lines = self.lines(d.span.file)
        if not after or not any(lines):
            return d.span
        first = max(0, d.span.line - 1)
        block = lines[first:first + _BLOCK] if d.span.line else lines
        for left, right in _WINDOWS:
            head, tail = before[len(before) - min(left, len(before)):], after[:right]
            found = _find(block, head + tail, tail == after)
            if found:
                return Span(d.span.file, first + found[0] + 1, found[1] + len(head) + 1)
        return d.span


def _find(lines: Sequence[str], words: str, whole: bool) -> tuple[int, int] | None:
    """(line, offset) of `words`: on the first line wherever they stand there once, further below only when they are many."""
    if words and lines[0].count(words) == 1:
        return 0, lines[0].index(words)
    if len(words.strip()) < _SURE and not whole:
        return None
    hits = [(number, line.index(words)) for number, line in enumerate(lines) if words in line]
    return hits[0] if hits and lines[hits[0][0]].count(words) == 1 else None
