"""Bytes -> text, or a refusal that says what is wrong with the file."""
from __future__ import annotations

import re

from convert.diagnostics import ExitCode, Refusal, Span, diagnose

MAX_BYTES = 32 << 20
MAX_OF_KIND = {"pdf": 512 << 20, "zip": 128 << 20}
MAX_CHARACTERS = 4_000_000
_MAGIC = ((b"%PDF-", "pdf"), (b"PK\x03\x04", "zip"), (b"\xd0\xcf\x11\xe0", "doc"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"),
          (b"\x1f\x8b", "gzip"), (b"{\\rtf", "rtf"), (b"GIF8", "gif"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HAN = re.compile("[\u4e00-\u9fff]")
_COMMON = re.compile("[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下"
                     "过子说产种面而方后多定行学法所民得经十三之进]")


def kind_of(data: bytes) -> str:
    """What the first bytes say a file is: pdf, zip, doc, png, …; "" for what may be text."""
    return next((name for magic, name in _MAGIC if data.startswith(magic)), "")


def check_size(head: bytes, size: int, shown: str) -> None:
    """Refuse a file of `size` bytes that begins with `head` when it is empty or too large for its kind; it is not read yet."""
    limit = MAX_OF_KIND.get(kind_of(head), MAX_BYTES)
    if not size:
        raise Refusal(ExitCode.SOURCE, [diagnose("I001", Span(shown))])
    if size > limit:
        raise Refusal(ExitCode.SOURCE, [diagnose("I002", Span(shown), size=size >> 20, limit=limit >> 20)])


def decode(data: bytes, shown: str) -> str:
    """The text of `data` in UTF-8, UTF-16 with a mark, or GB18030; line ends are \\n.  Refuses anything else."""
    if not data.strip():
        raise Refusal(ExitCode.SOURCE, [diagnose("I001", Span(shown))])
    kind = kind_of(data)
    if kind:
        raise Refusal(ExitCode.SOURCE, [diagnose("I003", Span(shown), kind=kind)])
    text = _decoded(data, shown)
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise Refusal(ExitCode.SOURCE, [diagnose("I004", Span(shown, line), char=f"U+{ord(control[0]):04X}")])
    if len(text) > MAX_CHARACTERS:
        raise Refusal(ExitCode.SOURCE, [diagnose("I005", Span(shown), count=len(text), limit=MAX_CHARACTERS)])
    if not _HAN.search(text):
        raise Refusal(ExitCode.SOURCE, [diagnose("I006", Span(shown))])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, shown: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Refusal(ExitCode.SOURCE, [diagnose("I007", Span(shown), byte=error.start + 1)]) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        first = error.start + 1
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise Refusal(ExitCode.SOURCE, [diagnose("I007", Span(shown), byte=first)]) from None
    characters = _HAN.findall(text)
    if not characters or len(_COMMON.findall(text)) < 0.05 * len(characters):       # mojibake of another encoding
        raise Refusal(ExitCode.SOURCE, [diagnose("I007", Span(shown), byte=first)])
    return text
