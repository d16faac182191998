"""Opening the files of an issue: nothing outside its folder, bounded sizes, UTF-8 only, no invisible control characters.

Sources are untrusted: what is refused here is never seen by YAML, pandoc or Pillow.
"""
from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from convert.diagnostics import Diagnostic, Span, diagnose, display_path, explain

MAX_BYTES = 4_000_000
MAX_LINES = 60_000
_MAX_REPORTS = 10

# Planes 15 and 16 carry line numbers and escapes on their way through pandoc (linemarks): a source may not use them.
# Spaces of widths that no font of ours has, and joiners that no edition keeps, come with text copied from the web.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u1680\u2000\u2001\u2004-\u200a\u2028\u2029\u202f\u205f-\u206f"
                      "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff"
                      "\U000e0000-\U000e007f\U000f0000-\U0010ffff]")
_INVISIBLE = re.compile("[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u3164\ufeff\uffa0]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Folder(NamedTuple):
    """The folder of an issue: `path` is resolved, `base` is where shown paths start."""

    path: Path
    base: Path

    def shown(self, path: Path) -> str:
        return display_path(path, self.base)

    def find(self, name: str, span: Span, diagnostics: list[Diagnostic], missing: Callable[[], Diagnostic]) -> Path | None:
        """The regular file `name` (relative, with /), None after reporting that it leaves the folder or is not there."""
        parts = PurePosixPath(name)
        if not name or "\\" in name or ":" in name or parts.is_absolute() or ".." in parts.parts or "\0" in name:
            diagnostics.append(diagnose("R024", span, path=name))
            return None
        path = self.path / parts
        try:
            if not path.resolve().is_relative_to(self.path):
                diagnostics.append(diagnose("R024", span, path=name))
                return None
            if path.is_file():
                return path
            if path.exists() or path.is_symlink():
                diagnostics.append(diagnose("B006", span, path=name, problem="不是普通的文件，或是断了的链接"))
                return None
        except (OSError, RuntimeError):     # a name too long for the system, a ring of links
            pass
        diagnostics.append(missing())
        return None


def read_bytes(path: Path, shown: str, limit: int, diagnostics: list[Diagnostic]) -> bytes | None:
    """The bytes of `path`, None after reporting that it is longer than `limit` bytes or cannot be read."""
    try:
        size = path.stat().st_size
        if size <= limit:
            return path.read_bytes()
    except OSError as error:
        diagnostics.append(diagnose("R036", Span(shown), problem=explain(error)))
        return None
    diagnostics.append(diagnose("R034", Span(shown), size=-(-size // 1_000_000), limit=limit // 1_000_000))
    return None


def read_text(path: Path, shown: str, diagnostics: list[Diagnostic]) -> str | None:
    """The text of `path` with \\n line ends and without BOM; None when it is no text.

    Control characters are reported and left out.
    """
    data = read_bytes(path, shown, MAX_BYTES, diagnostics)
    if data is None:
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        diagnostics.append(diagnose("R021", Span(shown, data.count(b"\n", 0, error.start) + 1), guess=_guess_encoding(data)))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (lines := text.count("\n")) > MAX_LINES:
        diagnostics.append(diagnose("R037", Span(shown), count=lines, limit=MAX_LINES))
        return None
    _report_characters("R023", _INVISIBLE, text, shown, diagnostics)
    return _CONTROL.sub("", text) if _report_characters("R022", _CONTROL, text, shown, diagnostics) else text


def has_control(text: str) -> bool:
    """Whether `text` holds a character that no source may hold (R022)."""
    return _CONTROL.search(text) is not None


def _guess_encoding(data: bytes) -> str:
    if data.startswith(_UTF16):
        return "，看起来是 UTF-16 编码"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "，看起来是 GBK（GB18030）编码"


def _report_characters(code: str, pattern: re.Pattern[str], text: str, shown: str, diagnostics: list[Diagnostic]) -> int:
    """Report the first few matches of `pattern` with line and column; returns how many were reported."""
    count = 0
    for match in pattern.finditer(text):
        start = match.start()
        span = Span(shown, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
        name = unicodedata.name(match[0], "")
        diagnostics.append(diagnose(code, span, char=f"U+{ord(match[0]):04X}" + (f"（{name}）" if name else "")))
        count += 1
        if count == _MAX_REPORTS:
            break
    return count
