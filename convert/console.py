"""What a person sees: progress and findings on standard error, results on standard output.  The only room that prints."""
from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from convert.diagnostics import Diagnostic, Severity


class Console:
    """Progress and findings on standard error, results on standard output; with --json one object on standard output."""

    def __init__(self, as_json: bool, quiet: bool):
        self.json = as_json
        self.quiet = quiet

    def say(self, text: str) -> None:
        if not self.quiet and not self.json:
            self._print(text, sys.stderr)

    def show(self, text: str) -> None:
        """A result the person asked for: printed in quiet mode as well."""
        if not self.json:
            self._print(text, sys.stdout)

    def announce(self, text: str) -> None:
        """What was made and where: a line for the next program in a pipe, nothing in quiet mode."""
        if not self.quiet:
            self.show(text)

    def step(self, subject: str, step: str, seconds: float) -> None:
        self.say(f"  {subject}  {step}  {seconds:.2f} 秒")

    def finish(self, diagnostics: Iterable[Diagnostic], **values: object) -> None:
        """Every finding, errors last so that they stand at the prompt; then the JSON object when it is wanted."""
        found = tuple(dict.fromkeys(diagnostics))
        if self.json:
            self._print(json.dumps(values | {"diagnostics": [d.as_json() for d in found]}, ensure_ascii=False), sys.stdout)
            return
        for d in sorted(found, key=lambda d: (d.severity, d.span)):
            if d.severity is Severity.ERROR or not self.quiet:
                self._print(d.render(), sys.stderr)

    @staticmethod
    def _print(text: str, stream: TextIO | None) -> None:
        """A reader that went away does not stop the work; `stream` is None where it was closed from the start."""
        if stream is None:
            return
        try:
            print(text, file=stream, flush=True)
        except BrokenPipeError:
            discard(stream)


def speak_chinese() -> None:
    """Output in UTF-8, unless a terminal says that it wants another encoding and that one has Chinese; never an encoding error."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):        # None when closed; a test's own
            continue
        encoding = "utf-8"
        if stream.isatty():
            with contextlib.suppress(UnicodeEncodeError, LookupError):
                "版心".encode(stream.encoding)
                encoding = stream.encoding
        stream.reconfigure(encoding=encoding, errors="backslashreplace")


def discard(stream: TextIO) -> None:
    """Nobody reads `stream` any more: what still comes goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
