"""Plain text as Markdown, the dialect that `reader` reads."""
from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\`*\[\]^~$<]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])|&(?=#?[0-9A-Za-z]+;)")
_AT_START = re.compile(r"(?:[-+>|#:＃｜]|(?:\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]{1,7})[.)](?=\s|$))")

REMARK = re.compile(r"<!--[ \t]*批注(?:(?!-->).)*-->")       # what a review left in a source for the editor: in no edition
LIST_END = "<!-- -->"           # on a line of its own between two lists, which pandoc would else read as one
# What may stand before the text of a line: marks of quotes, lists, headings, rows, notes and captions
LINE_MARKS = (
    r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\(?(?:\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]{1,7}|\#)[.)](?=[ \t])|\#{1,6}(?=[ \t])|\|(?=[ \t])"
    r"|\[\^[^\]\s]+\]:|(?:[Tt]able)?:(?=[ \t])))*")


def escape(text: str, *, at_start: bool = False, cell: bool = False) -> str:
    """`text` so that Markdown shows it as it is."""
    out = _SPECIAL.sub(lambda m: "\\" + m[0], text)
    if cell:
        out = re.sub(r"(?<!\\)\|", r"\\|", out)
    if at_start and _AT_START.match(out):
        digits = re.match(r"\w+", out)
        at = digits.end() if digits else 0
        out = f"{out[:at]}\\{out[at:]}"
    return out
