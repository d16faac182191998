"""What a style sheet may say and page make-up does not do yet: said once, never passed over in silence."""
from __future__ import annotations

from collections.abc import Iterator

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.style import ComputedStyle, StyleSheet

_BANDS = ("column-label", "section-label")      # stand across the columns already
_OPENERS = ("attachment-mark",)                 # open a page already
_BREAKS = (("break_before", "break-before"), ("break_after", "break-after"))


def unheeded(sheet: StyleSheet) -> Iterator[Diagnostic]:
    """An S007 for every property of `sheet` that has no effect on the pages."""
    for role, style in sheet.roles.items():
        for key, value, known in _ignored(role, style):
            yield _finding(f"roles.{role}.{key}", value, known)


def _ignored(role: str, style: ComputedStyle) -> Iterator[tuple[str, str, str]]:
    if style.column_span == "all" and role not in _BANDS:
        yield "column-span", "all", "none"
    for attribute, key in _BREAKS:
        value = getattr(style, attribute)
        if value in ("column", "page") and role not in _OPENERS:
            yield key, value, "auto"
    if (style.border_block_start or style.border_block_end) and not style.padding_block:
        yield "border-block-start", "（没有 padding-block）", "padding-block: 0.5rlh"


def _finding(key: str, value: str, known: str) -> Diagnostic:
    return diagnose("S007", Span(""), key=key, value=value, known=known)
