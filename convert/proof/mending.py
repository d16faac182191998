"""Safe corrections: findings whose mend leaves no choice become edits of the source lines; every other byte stays.

A mend is made only where the rule, asked about the line as it stands in the file, says word for word the same: near markup
the two differ, and the place is left to a person.
"""
from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from convert.diagnostics import Diagnostic, Span
from convert.manifest import replace_files
from convert.proof import brackets, numerals, punctuation, separators, stops, wording
from convert.proof.text import HAN, Passage
from convert.proof.wording import MISSPELT_WORDS, right_spelling

_RULES = punctuation.RULES + stops.RULES + brackets.RULES + separators.RULES + numerals.RULES + wording.RULES
_FULL = str.maketrans(",;:!?.", "，；：！？。")
_Mend = Callable[[re.Match[str]], str]
_NUMBER = "[一二三四五六七八九十]"
_PLAIN = r"[^\n()\[\]{}*<>|`\"]"       # inside brackets and quotes: text without markup



def _after_number(match: re.Match[str]) -> str:
    """第一， and （一） and ①: a comma after the number in words, nothing after brackets and circles."""
    return match[1] + ("，" if match[1][0] in "第首其再最" else "")


_MENDS: dict[str, tuple[re.Pattern[str], _Mend]] = {
    "P002": (re.compile("[,;:!?.]"), lambda m: m[0].translate(_FULL)),
    "P003": (re.compile(rf"\(({_PLAIN}*[{HAN}]{_PLAIN}*)\)"), lambda m: f"（{m[1]}）"),
    "P008": (re.compile(rf'"({_PLAIN}*[{HAN}]{_PLAIN}*)"'), lambda m: f"“{m[1]}”"),
    "P009": (re.compile("[０-９Ａ-Ｚａ-ｚ]+"), lambda m: unicodedata.normalize("NFKC", m[0])),
    "P011": (re.compile(r"([发函办字])[\[［(（【]([12][0-9]{3})[\]］)）】]"), lambda m: f"{m[1]}〔{m[2]}〕"),
    "P016": (re.compile("([，、；：。])\\1"), lambda m: m[1]),
    "P017": (re.compile(r"\.{2,}|。{3,}|·{3,}|…(?!…)|…{3}(?!…)"), lambda _: "……"),
    "P019": (re.compile("--+|———|—-|-—|－－+"), lambda _: "——"),
    "P023": (re.compile("([0-9.%]*) +"), lambda m: m[1]),
    "P033": (re.compile("[％．]"), lambda m: unicodedata.normalize("NFKC", m[0])),
    "P081": (re.compile(f"(第{_NUMBER}{{1,2}}|[首其再最][先次后]|[（(](?:{_NUMBER}|[0-9]){{1,2}}[）)]|[①-⑩])、"), _after_number),
    "P034": (MISSPELT_WORDS, lambda m: right_spelling(m[0])),
}


def mend(text: str, found: Iterable[Diagnostic]) -> tuple[str, int]:
    """`text` of one file with the safe findings of that file mended, and how many were; overlapping ones wait for the next run."""
    wanted: dict[int, set[tuple[str, str]]] = {}
    for d in found:
        if d.code in _MENDS:
            wanted.setdefault(d.span.line, set()).add((d.code, d.message))
    lines, count = text.split("\n"), 0
    for number in sorted(n for n in wanted if 0 < n <= len(lines)):
        lines[number - 1], mended = _mend_line(lines[number - 1], wanted[number])
        count += mended
    return "\n".join(lines), count


def _mend_line(line: str, wanted: set[tuple[str, str]]) -> tuple[str, int]:
    """The rules read the line as it is written: a finding is mended where they say of it word for word the same."""
    passage = Passage(line, ((0, Span("", 1, 1)),))
    said = (d for rule in _RULES for d in rule(passage))
    again = sorted({(d.span.column, d.code) for d in said if (d.code, d.message) in wanted}, reverse=True)
    count, limit = 0, len(line)
    for column, code in again:
        pattern, change = _MENDS[code]
        match = pattern.match(line, column - 1)
        if match and match.end() <= limit:
            line = line[:match.start()] + change(match) + line[match.end():]
            count, limit = count + 1, match.start()
    return line, count


def patch(name: str, before: str, after: str) -> str:
    """The change as a unified diff, as `patch -p1` takes it."""
    return "".join(difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"a/{name}", f"b/{name}", n=0))


def mend_files(found: Iterable[Diagnostic], root: Path, write: bool) -> tuple[str, int]:
    """The safe findings mended in their files below `root`, as one patch, and how many; `write` changes them.  Raises OSError."""
    by_file: dict[str, list[Diagnostic]] = {}
    for d in found:
        by_file.setdefault(d.span.file, []).append(d)
    patches, count = [], 0
    for name in sorted(by_file):
        path = root / name
        if path.suffix != ".md" or not path.is_file():
            continue
        before = path.read_bytes().decode("utf-8")
        after, mended = mend(before, by_file[name])
        if mended:
            patches.append(patch(name, before, after))
            count += mended
            if write:
                replace_files(path.parent, {path.name: after.encode("utf-8")})
    return "".join(patches), count
