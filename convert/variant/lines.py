"""Lines of plain text or Markdown: which of their characters stay, and which lines are one paragraph that was wrapped hard.

A line of text keeps its place; only what is read together is joined, so that a word is known across the break of its line.
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

_CODE = re.compile(r"(`+)[^`].*?\1(?!`)")
# Marks of Markdown and tags: they stay, and words are read across them.
_MARKUP = re.compile(r"<(rt|rp)>[^<\u3400-\u9fff]*</\1>|\*+|__+|~~|\[\^[^\]]*\]"
                     r"|\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|\[|\](?:\{[^}]*\})?|<[^<>\u3400-\u9fff]*>|\{[^{}\u3400-\u9fff]*\}")
_HAN = re.compile("[\u3400-\u9fff]")
_BREAKS_A_WORD = re.compile("[\u3400-\u9fff“‘（《]")        # what the line behind a hard wrap may begin with
WRAPPED = 36        # half-widths of the narrowest hard-wrapped column
_SLACK = 3          # half-widths by which full lines of one column differ (a stop that may not begin a line)
_FULL_LINES = 2     # that show a column


class Paragraph(NamedTuple):
    """Lines that are read as one: `text` without marks, `fixed` for what stays, (line, column) of each character."""

    text: str
    fixed: list[bool]
    places: tuple[tuple[int, int], ...]


def paragraphs(lines: Sequence[str]) -> Iterator[Paragraph]:
    """Every line, alone or with those it was wrapped from."""
    for group in _wrapped_together(lines):
        characters, fixed, places = [], [], []
        for number in group:
            for column, (transparent, protected) in enumerate(_roles(lines[number])):
                if not transparent:
                    characters.append(lines[number][column])
                    fixed.append(protected)
                    places.append((number, column))
        yield Paragraph("".join(characters), fixed, tuple(places))


def _wrapped_together(lines: Sequence[str]) -> Iterator[list[int]]:
    """Numbers of the lines of each paragraph: a full line of a block that holds several goes on in the next one."""
    widths = [_width(line) for line in lines]
    group: list[int] = []
    for block in _blocks(lines):
        full = max(widths[n] for n in block)
        column = full >= WRAPPED and sum(widths[n] >= full - _SLACK for n in block) >= _FULL_LINES
        group = [block[0]]
        for before, number in pairwise(block):
            if (column and widths[before] >= full - _SLACK and _HAN.match(lines[before].rstrip()[-1])
                    and _BREAKS_A_WORD.match(lines[number])):
                group.append(number)
            else:
                yield group
                group = [number]
        yield group


def _blocks(lines: Sequence[str]) -> Iterator[list[int]]:
    """Runs of lines that have text, and every empty line by itself."""
    block: list[int] = []
    for number, line in enumerate(lines):
        if line.strip():
            block.append(number)
            continue
        if block:
            yield block
        yield [number]
        block = []
    if block:
        yield block


def _width(line: str) -> int:
    """Half-widths of `line`, white space at its end apart."""
    return sum(2 if unicodedata.east_asian_width(char) in "FWA" else 1 for char in line.rstrip())


def _roles(line: str) -> list[tuple[bool, bool]]:
    """For each character of a line of Markdown: (is a mark that words are read across, stays as it is)."""
    roles = [(False, False)] * len(line)
    for match in _MARKUP.finditer(line):
        roles[match.start():match.end()] = [(True, True)] * len(match[0])
    for match in _CODE.finditer(line):
        roles[match.start():match.end()] = [(False, True)] * len(match[0])
    if line.endswith("\r"):
        roles[-1] = (True, True)
    return roles
