"""Spans, severities, diagnostics and exit codes: how every step says what is wrong and where.

A step returns its result together with a tuple of diagnostics, or raises `Refusal` when it has no result to return.
Only `cli` prints them.  Texts live in `messages`.
"""
from __future__ import annotations

import enum
import errno
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from convert.messages import MESSAGES, SYSTEM_ERRORS


class Severity(enum.IntEnum):
    """How much a finding matters: errors alone stop a build; the order is the order of reports."""

    NOTE = 0
    WARNING = 1
    ERROR = 2

    @property
    def label(self) -> str:
        return ("提示", "警告", "错误")[self]


class ExitCode(enum.IntEnum):
    """What a command ends with; of several the highest is taken (README.md lists them)."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    SOURCE = 3
    MISSING = 4
    OUTPUT = 5
    INTERRUPTED = 130


class Span(NamedTuple):
    """A place in a source file: line and column count from 1; 0 means the whole file (or the whole line)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


NOWHERE = Span("")


class Diagnostic(NamedTuple):
    """One finding; made by `diagnose` from a code of `messages`."""

    severity: Severity
    code: str
    span: Span
    message: str
    hint: str = ""
    context: tuple[str, str] = ("", "")     # words right before the place and from it on, for finding its column in the source

    def render(self) -> str:
        """`file:line:column 错误 R012 message` and, on a line of its own, the hint."""
        place = f"{self.span} " if self.span.file else ""
        head = f"{place}{self.severity.label} {self.code} {self.message}"
        return f"{head}\n    → {self.hint}" if self.hint else head

    def as_json(self) -> dict[str, object]:
        return {"severity": self.severity.name.lower(), "code": self.code, "file": self.span.file,
                "line": self.span.line, "column": self.span.column, "message": self.message, "hint": self.hint}


class Refusal(Exception):
    """A step cannot give a result; carries every diagnostic found so far and the exit code that fits."""

    def __init__(self, exit_code: ExitCode, diagnostics: Iterable[Diagnostic]):
        self.exit_code = exit_code
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(d.render() for d in self.diagnostics))

    def __reduce__(self) -> tuple[type[Refusal], tuple[ExitCode, tuple[Diagnostic, ...]]]:
        return Refusal, (self.exit_code, self.diagnostics)


def diagnose(code: str, span: Span = NOWHERE, /, **values: object) -> Diagnostic:
    """Make the diagnostic of `code` (a key of `messages.MESSAGES`) with `values` filled into its text and hint."""
    severity, text, hint = MESSAGES[code]
    return Diagnostic(Severity[severity], code, span, text.format(**values), hint.format(**values))


_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG))


def explain(error: OSError) -> str:
    """What the system says, in Chinese where it is one of the usual troubles."""
    name = errno.errorcode.get(error.errno or 0, "")
    return SYSTEM_ERRORS.get(name) or error.strerror or str(error) or type(error).__name__


def trouble_with_file(error: OSError) -> Refusal:
    """The refusal that fits: exit 5 when the disk takes nothing more, else exit 3, a file that cannot be read."""
    path = error.filename if isinstance(error.filename, str) else "文件"
    if error.errno in _NO_ROOM:
        return Refusal(ExitCode.OUTPUT, [diagnose("B004", path=path, problem=explain(error))])
    return Refusal(ExitCode.SOURCE, [diagnose("B006", path=path, problem=explain(error))])


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.severity is Severity.ERROR for d in diagnostics)


def display_path(path: Path, base: Path) -> str:
    """`path` as a person at `base` would type it: relative below `base`, else as it is; always with /."""
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()
