"""Line marks: how line numbers and escapes travel through pandoc, whose Markdown reader keeps no positions.

Before pandoc one private character is set at the start of the text of each line; its code point is the line's number.  It stands
behind the line's block syntax (`>`, list markers, `##`, `|` …) and before the first character of content, so the structure
that pandoc sees does not change.  Escapes (`\\*`) become private characters too: behind pandoc, a `*` that was typed bare can be
told from one that was meant.  Tables drawn by column position (grid, simple, multiline) are left alone.
"""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, NamedTuple

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.markdown import LINE_MARKS, LIST_END, REMARK
from convert.model.record import Record, field

LINE_ZERO = 0xF0000
_ESCAPE_ZERO = 0x10FF00
ARTICLE_MARK = chr(LINE_ZERO)
MAX_DEPTH = 12              # of quotes and lists on one line, of blocks in blocks
MAX_BRACKETS = 8            # pandoc's time grows exponentially with nested brackets

PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-_{-~])")
_PREFIX = re.compile(LINE_MARKS + r"[ \t]*")
_NESTING = re.compile(r"[ \t]*(?:>|[-*+](?=[ \t])|\(?\d{1,9}[.)](?=[ \t]))")
_QUOTE = re.compile(r"(?:[ \t]*>)*[ \t]*")
_BARE = re.compile(r"[-=+|:*_ \t]*$")
_DEFINITION = re.compile(r"\[[^\]]+\]:")
_RULE = re.compile(r"([-*_])([ \t]*\1){2,}[ \t]*$")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_DIV = re.compile(r":{3,}[ \t]*(\{.*\}|[^\s{}:]+)[ \t]*:*[ \t]*$")
_DIV_END = re.compile(r":{3,}[ \t]*$")
_GRID = re.compile(r"\+[-=:+]+\+[ \t]*$")
_DASHES = re.compile(r"-{2,}[ \t]*$")
_COLUMNS = re.compile(r"-{2,}([ \t]+-{2,})+[ \t]*$")
_NOTE = re.compile(r"\[\^([^\]\s]+)\](:?)")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_REMARKS = re.compile(rf"[ \t]*{REMARK.pattern}[ \t]*$|{REMARK.pattern}")


class Marked(NamedTuple):
    """A body ready for pandoc.  Lines are lines of the file; `tables` are (first, last) of tables without marks."""

    text: str
    rules: tuple[int, ...]
    divs: tuple[int, ...]
    tables: tuple[tuple[int, int], ...]
    lines: tuple[str, ...]
    first_line: int

    def line(self, number: int) -> str:
        """Source line `number` of the file, "" outside the body."""
        index = number - self.first_line
        return self.lines[index] if 0 <= index < len(self.lines) else ""

    def find(self, text: str, number: int) -> int:
        """The first line from `number` on that holds `text`, `number` itself when none does: for what carries no mark."""
        last = self.first_line + len(self.lines)
        return next((n for n in range(number, last) if text and text in self.line(n)), number)


def escape_mark(char: str) -> str:
    """The private character that stands for an escaped ASCII `char` on its way through pandoc."""
    return chr(_ESCAPE_ZERO + ord(char))


def plain(text: str, escape: str = "") -> str:
    """`text` as the source has it: without marks; `escape` goes before each character that was escaped (a backslash in code)."""
    if not PRIVATE.search(text):
        return text
    return PRIVATE.sub(lambda m: escape + chr(ord(m[0]) - _ESCAPE_ZERO) if ord(m[0]) >= _ESCAPE_ZERO else "", text)


def last_line(text: str) -> int:
    """The line of the last mark in `text`, 0 when it has none."""
    for mark in reversed(PRIVATE.findall(text)):
        if ord(mark) < _ESCAPE_ZERO:
            return ord(mark) - LINE_ZERO
    return 0


def first_line(tree: Any) -> int:
    """The line of the first mark in a part of pandoc's JSON, 0 when it has none."""
    if isinstance(tree, str):
        mark = PRIVATE.search(tree)
        return ord(mark[0]) - LINE_ZERO if mark and ord(mark[0]) < _ESCAPE_ZERO else 0
    parts = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return next((line for part in parts if (line := first_line(part))), 0)


class Cursor(Record, frozen=False):
    """Where in the file the walk through pandoc's tree has come to."""

    file: str
    marked: Marked
    line: int

    @property
    def span(self) -> Span:
        return Span(self.file, self.line)

    def see(self, text: str) -> None:
        """Go on to the line that `text` carries, if it carries one."""
        if PRIVATE.search(text):
            self.line = last_line(text) or self.line

    def enter(self, tree: Any) -> Span:
        """Go on to the first mark in `tree` (a part of pandoc's JSON): where the block begins."""
        self.line = first_line(tree) or self.line
        return self.span

    def next_of(self, lines: tuple[int, ...]) -> Span:
        """Go on to the first of `lines` (sorted) behind the cursor: for what has no text of its own."""
        index = bisect_right(lines, self.line)
        self.line = lines[index] if index < len(lines) else self.line
        return self.span


class _Scan(Record, frozen=False):
    """One pass over the lines of a body: what is structure, and what is wrong with it before pandoc even looks."""

    lines: list[str]
    first_line: int
    file: str
    diagnostics: list[Diagnostic]
    unmarked: set[int] = field(default_factory=set)
    rules: list[int] = field(default_factory=list)
    divs: list[int] = field(default_factory=list)
    tables: list[tuple[int, int]] = field(default_factory=list)
    open_divs: list[int] = field(default_factory=list)
    brackets: int = 0
    tabs: bool = False

    def report(self, code: str, index: int, **values: object) -> None:
        self.diagnostics.append(diagnose(code, Span(self.file, index + self.first_line), **values))

    def run(self) -> None:
        self._find_tables()
        fence = ""
        for index, line in enumerate(self.lines):
            rest = line[_QUOTE.match(line).end():]  # type: ignore[union-attr]
            if fence:
                self.unmarked.add(index)
                fence = "" if rest.startswith(fence) and not rest.strip(fence[0] + " \t") else fence
            elif index not in self.unmarked:
                if (opener := _FENCE.match(rest)) and "`" not in rest[opener.end():]:
                    fence = opener[1]
                    self.unmarked.add(index)
                if "\t" in rest.strip() and not self.tabs:
                    self.tabs = True
                    self.report("R079", index)
                self._structure(index, rest)
                self._nesting(index, line)
        for index in self.open_divs:
            self.report("R049", index)

    def _structure(self, index: int, rest: str) -> None:
        if _UNDERLINE.match(rest) and len(rest.strip()) > 2 and self._is_text(index - 1):
            self.report("R043", index, text=rest.strip()[:10])
        elif _RULE.match(rest):
            self.rules.append(index + self.first_line)
        elif _DIV_END.match(rest):
            if self.open_divs:
                self.open_divs.pop()
            else:
                self.report("R049", index)
        elif _DIV.match(rest):
            self.divs.append(index + self.first_line)
            self.open_divs.append(index)

    def _is_text(self, index: int) -> bool:
        """Whether line `index` is text that a line of dashes below it would turn into a heading."""
        line = self.lines[index].strip() if index >= 0 else ""
        structure = line.startswith("#") or _RULE.match(line) or _DIV.match(line) or _DIV_END.match(line)
        return bool(line) and index not in self.unmarked and not structure

    def _nesting(self, index: int, line: str) -> None:
        position, depth = 0, 0
        while match := _NESTING.match(line, position):
            position, depth = match.end(), depth + 1
        if depth > MAX_DEPTH:
            self.report("R004", index, limit=MAX_DEPTH)
        if not line.strip():
            self.brackets = 0
        if "[" not in line and "]" not in line:
            return
        deepest = self.brackets
        for char in re.findall(r"\\.|[\[\]]", line):
            self.brackets = max(self.brackets + {"[": 1, "]": -1}.get(char, 0), 0)
            deepest = max(deepest, self.brackets)
        if deepest > MAX_BRACKETS:
            self.report("R071", index, count=deepest, limit=MAX_BRACKETS)

    def _find_tables(self) -> None:
        index = 0
        while index < len(self.lines):
            end = self._table_end(index)
            if end is None:
                index += 1
                continue
            start = index - 1 if _COLUMNS.match(self.lines[index].strip()) and index and self.lines[index - 1].strip() else index
            self.unmarked.update(range(start, end))
            self.tables.append((start + self.first_line, end - 1 + self.first_line))
            index = end

    def _table_end(self, index: int) -> int | None:
        """The line behind the table that begins at `index` (its first line of dashes or +---+), None when none begins."""
        line = self.lines[index][_QUOTE.match(self.lines[index]).end():]  # type: ignore[union-attr]
        if _GRID.match(line):
            return self._while(index, lambda text: text.lstrip("> \t").startswith(("+", "|")))
        columns = _COLUMNS.match(line) is not None
        if not columns and not (_DASHES.match(line) and any(
                _COLUMNS.match(text.strip()) for text in self.lines[index + 1:self._while(index, str.strip)])):
            return None
        if columns and index and self.lines[index - 1].strip():         # a simple table with its head
            return self._while(index, str.strip)
        if not "".join(self.lines[index + 1:index + 2]).strip():        # a rule: --- ---
            return None
        for end in range(index + 2, len(self.lines)):                   # a multiline table ends in dashes before a blank line
            closing = self.lines[end].strip()
            if (_DASHES.match(closing) or _COLUMNS.match(closing)) and not "".join(self.lines[end + 1:end + 2]).strip():
                return end + 1
        return self._while(index, str.strip)

    def _while(self, index: int, test: Callable[[str], object]) -> int:
        while index < len(self.lines) and test(self.lines[index]):
            index += 1
        return index


def mark_lines(body: str, first_line: int, file: str, diagnostics: list[Diagnostic]) -> Marked | None:
    """`body`, whose first line is line `first_line` of `file`, with marks; None when it would be unsafe to parse."""
    written = body.split("\n")
    lines = _without_remarks(written, first_line, file, diagnostics) if "批注" in body or LIST_END in body else written
    before = len(diagnostics)
    scan = _Scan(lines, first_line, file, diagnostics)
    scan.run()
    if any(d.code in ("R004", "R071") for d in diagnostics[before:]):
        return None
    marked = [line if index in scan.unmarked else _mark(line, index + first_line, always=line != written[index])
              for index, line in enumerate(lines)]
    text = "\n".join(marked)
    _check_notes(text, file, diagnostics)
    return Marked(text, tuple(scan.rules), tuple(scan.divs), tuple(scan.tables), tuple(lines), first_line)


def _without_remarks(lines: list[str], first_line: int, file: str, diagnostics: list[Diagnostic]) -> list[str]:
    """The lines without `<!-- 批注 … -->`, what a review left for the editor: in no edition, and never forgotten; and without what
    parts two lists."""
    diagnostics += [diagnose("R085", Span(file, number), text=remark[0][4:-3].strip().removeprefix("批注").strip())
                    for number, line in enumerate(lines, first_line) for remark in REMARK.finditer(line)]
    return [line.replace(LIST_END, "") if line.strip() == LIST_END else _REMARKS.sub("", line) for line in lines]


def _mark(line: str, number: int, *, always: bool = False) -> str:
    """`line` with its mark; `always`: also where nothing is left of it, so that it parts no paragraphs."""
    if "\\" in line:
        line = _ESCAPE.sub(lambda m: escape_mark(m[1]), line)
    start = _PREFIX.match(line).end()  # type: ignore[union-attr]
    rest = line[start:]
    if (_BARE.match(rest) and not always) or rest.startswith((":::", "```", "~~~")) or _DEFINITION.match(rest):
        return line
    return f"{line[:start]}{chr(LINE_ZERO + number)}{rest}"


def _check_notes(text: str, file: str, diagnostics: list[Diagnostic]) -> None:
    """Every note is defined once and used: pandoc drops what is not."""
    defined: dict[str, int] = {}
    used: set[str] = set()
    line = 0
    if "[^" not in text:
        return
    for raw in text.split("\n"):
        line = last_line(raw) or line + 1
        for match in _NOTE.finditer(_CODE.sub("", raw)):
            label = plain(match[1])
            if not (match[2] and match.start() <= 3 and not raw[:match.start()].strip()):
                used.add(label)
            elif label in defined:
                diagnostics.append(diagnose("R055", Span(file, line), label=label, line=defined[label]))
            else:
                defined[label] = line
    diagnostics += [diagnose("R054", Span(file, at), label=label) for label, at in defined.items() if label not in used]
