"""A PDF from outside: opened, or refused in plain words."""
from __future__ import annotations

import io
from pathlib import Path

import pikepdf

from convert.diagnostics import ExitCode, Refusal, Span, diagnose

MAX_PAGES = 4000
# What comes of an object that is not of the kind, or not where, the standard says
BROKEN = (pikepdf.PikepdfError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RuntimeError)
_SIGNATURES = {b"PK\x03\x04": "Word 一类的 Office 文件或压缩包", b"\xd0\xcf\x11\xe0": "旧式的 Word 文件", b"\x89PNG": "图片",
               b"\xff\xd8\xff": "图片", b"II*\x00": "图片", b"MM\x00*": "图片", b"%!PS": "PostScript 文件", b"{\\rtf": "RTF 文件"}
_HEADER = slice(1024)       # where readers look for %PDF


def opened(path: Path) -> tuple[pikepdf.Pdf, bytes]:
    """The PDF at `path`, to be closed, and its bytes.

    Raises Refusal (exit 3) for what is no PDF, cannot be read, is locked, has no pages or more than MAX_PAGES.
    """
    data = path.read_bytes()
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        raise refusal("X002", path) from None
    except pikepdf.PikepdfError:
        raise refusal("X001", path, problem=_problem(data)) from None
    try:
        count = len(pdf.pages)
    except BROKEN:          # a tree of pages that bites its tail
        count = 0
    if not 0 < count <= MAX_PAGES:
        pdf.close()
        problem = f"有 {count} 页，上限 {MAX_PAGES} 页" if count else "里面没有页，或页的目录坏了"
        raise refusal("X001", path, problem=problem)
    return pdf, data


def refusal(code: str, path: Path, **values: object) -> Refusal:
    return Refusal(ExitCode.SOURCE, [diagnose(code, Span(path.as_posix()), **values)])


def _problem(data: bytes) -> str:
    if not data:
        return "文件是空的"
    if b"%PDF-" in data[_HEADER]:
        return "PDF 损坏或不完整"
    kind = next((name for head, name in _SIGNATURES.items() if data.startswith(head)), "")
    return f"这不是 PDF，是{kind}" if kind else "这不是 PDF"
