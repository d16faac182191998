"""Word lists as rules: one line `needles | regular expression = right`, asked only of text that holds one of the needles."""
from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic
from convert.model.record import Record
from convert.proof.text import HAN, Passage, Rule


class Entry(Record):
    """A slip: `pattern` matches it, `right` is what it should be; none of the `needles` in a text means no match in it."""

    needles: tuple[str, ...]
    pattern: str
    right: str


def entries(table: str) -> tuple[Entry, ...]:
    """The lines of `table`; needles are parted by spaces, Ⓗ in an expression stands for any Han character."""
    return tuple(_entry(line) for line in table.strip().splitlines())


def _entry(line: str) -> Entry:
    needles, _, rest = line.partition(" | ")
    pattern, _, right = rest.rpartition(" = ")
    return Entry(tuple(needles.split()), pattern.replace("Ⓗ", f"[{HAN}]"), right)


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """`pattern`, compiled when a text first asks for it: most lines of a list meet nothing in an issue."""
    return re.compile(pattern)


def table_rule(code: str, table: str) -> Rule:
    """A rule that reports every match of every line of `table`."""
    rows = [(needle, row) for row in entries(table) for needle in row.needles]

    def rule(passage: Passage) -> Iterator[Diagnostic]:
        text = passage.text
        for row in dict.fromkeys([row for needle, row in rows if needle in text]):
            for match in compiled(row.pattern).finditer(text):
                yield passage.finding(code, *match.span(), right=row.right)

    return rule
