"""Where a printed line stands in the sources: file and line, for text of Markdown and of YAML, in every script.

Text of an article is followed from block to block: a line begins where the one before it of the same element ended.  Text of YAML
is looked up among the values of issue.yaml and of the front matter.  What the program says itself (labels, leaders) has no place.
"""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from convert.layout.reading import ancestry
from convert.model.nodes import (
    Article,
    Block,
    Figure,
    Heading,
    Inlines,
    Issue,
    Paragraph,
    Row,
    Run,
    Table,
    Verse,
    plain_text,
    walk,
)
from convert.model.record import Record
from convert.model.text import chinese_date, squeeze
from convert.proofsheet.lines import NumberedLine
from convert.reader.frontmatter import split_front_matter
from convert.review.issued import read_source
from convert.review.places import ISSUE_FILE, file_name
from convert.strictyaml import Mapping, Node, Scalar, parse

_MARKUP = re.compile(r"<!--.*?-->|\]\([^)\s]*\)|\{[^}]*\}|\[\^[^\]\s]+\]:?|^\s*(?:[-*+>]|\d+[.)])\s")
_GAP = re.compile("[\u3000·…：]+")
_LISTED = "，"
_FEWEST = 2         # characters that tell a part of a value
_HEAD = 4           # characters of a cell
_WHOLE = 1000       # what a whole value, or the first, counts more than a part


class Origin(NamedTuple):
    """`file` is named from the issue's folder, `line` counts from 1; ("", 0): made by the program."""

    file: str
    line: int


MADE = Origin("", 0)


class _Text(NamedTuple):
    """The text of an element: (offset, line) of each line of `file` that it begins on."""

    file: str
    starts: tuple[tuple[int, int], ...]

    def at(self, offset: int) -> Origin:
        found = bisect_right(self.starts, offset, key=lambda pair: pair[0])
        return Origin(self.file, self.starts[max(0, found - 1)][1])


class _Fact(NamedTuple):
    """A value of YAML as it is shown, without white space."""

    shown: str
    origin: Origin


class Origins:
    """`issue` is what is printed, `source` the same issue as it was read, in the script of the sources."""

    def __init__(self, issue: Issue, source: Issue):
        self._issue = issue
        self._texts: dict[str, _Text] = {}
        self._facts: dict[str, list[_Fact]] = {"": _facts(read_source(source.folder / ISSUE_FILE), ISSUE_FILE, 1,
                                                          dict(_pairs(source.metadata, issue.metadata)))}
        self._said: dict[str, int] = {}
        self._last: dict[str, Origin] = {}
        for shown, original in zip(issue.articles, source.articles, strict=True):
            self._read(shown, original)

    def of(self, line: NumberedLine) -> Origin:
        """The place of the first character of `line`; call for every line of a publication, in painting order."""
        key = line.tag.key
        text = self._text_of(line)
        if text is None:
            found = self._value(line)
        else:
            offset = self._said.get(key, 0)
            self._said[key] = offset + line.own
            found = text.at(offset)
        self._last[key] = found
        return found

    def _text_of(self, line: NumberedLine) -> _Text | None:
        """The text that the element of `line` shows, or the nearest element round it that is known."""
        for tag in ancestry(line.tag):
            found = self._texts.get(tag.key.removeprefix("~").removesuffix("-caption"))
            if found is not None:
                return found
        return None

    def _read(self, shown: Article, article: Article) -> None:
        file = file_name(self._issue.folder, article.span.file)
        text = read_source(self._issue.folder / file)
        front, first, _, _ = split_front_matter(text.removeprefix("\ufeff").replace("\r\n", "\n"), file, [])
        names = dict(_pairs(article.metadata, shown.metadata))
        self._facts[shown.metadata.id] = _facts(front, file, first, names)
        lines = text.split("\n")
        for block in chain(walk(article.blocks), *(walk(note.blocks) for note in article.notes)):
            for key, starts in _starts(block, lines):
                self._texts[key] = _Text(file, starts)
        for note in article.notes:
            self._texts.setdefault(note.id, _Text(file, ((0, note.span.line),)))

    def _value(self, line: NumberedLine) -> Origin:
        key = line.tag.key.removeprefix("~")
        owners = [tag.source for tag in ancestry(line.tag) if tag.source and tag.source in self._facts]
        owners += sorted((i for i in self._facts if i and key.startswith(f"{i}-")), key=len, reverse=True)[:1]
        own = self._facts[owners[0]] if owners else []
        others = [fact for name, facts in self._facts.items() if name for fact in facts]
        for facts in (own, self._facts[""], others):
            if found := _best(facts, line.text):
                return found
        return self._last.get(line.tag.key, MADE)


def _facts(text: str, file: str, first_line: int, names: dict[str, str]) -> list[_Fact]:
    """Every value of the YAML `text`; `names`: value -> what it is in the script that is printed."""
    out = []
    for scalar in _scalars(parse(text, file, first_line)) if text.strip() else ():
        said = names.get(scalar.text, scalar.text)
        shown = dict.fromkeys((squeeze(said), squeeze(chinese_date(said))))
        out += [_Fact(s, Origin(file, scalar.span.line)) for s in shown if s]
    return out


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
        return
    for child in (value for _, _, value in node.entries) if isinstance(node, Mapping) else node.items:
        yield from _scalars(child)


def _pairs(source: object, shown: object) -> Iterator[tuple[str, str]]:
    """The strings of two records of one shape, side by side."""
    if isinstance(source, str) and isinstance(shown, str):
        if source != shown:
            yield source, shown
            parts = source.split(_LISTED), shown.split(_LISTED)       # 抄送: a list in the source, one string as it is shown
            if len(parts[0]) == len(parts[1]) > 1:
                yield from zip(*parts, strict=True)
    elif isinstance(source, tuple) and isinstance(shown, tuple):
        for one, other in zip(source, shown, strict=False):
            yield from _pairs(one, other)
    elif isinstance(source, Record) and type(source) is type(shown):
        for name in type(source)._fields:
            yield from _pairs(getattr(source, name), getattr(shown, name))


def _best(facts: Sequence[_Fact], text: str) -> Origin | None:
    """The value that shares most with `text`: it holds a piece of it, or is held by it."""
    best, most = None, 0
    for piece in dict.fromkeys((squeeze(text), *(squeeze(p) for p in _GAP.split(text)))):
        for fact in facts:
            shared = _shared(piece, fact.shown)
            if shared > most:
                best, most = fact.origin, shared
    return best


def _shared(piece: str, value: str) -> int:
    """How much speaks for `piece` being `value`: a whole one most, then one that it begins with or is a part of."""
    if piece == value:
        return 2 * _WHOLE
    shared = min(len(piece), len(value)) if piece in value or value in piece else 0
    if shared < _FEWEST:
        return 0
    return shared + _WHOLE if piece in value or piece.startswith(value) else shared


# --- blocks ---
def _starts(block: Block, lines: Sequence[str]) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """(key of an element, where its text begins on lines of the source) of everything that `block` itself shows."""
    match block:
        case Paragraph() | Heading():
            yield block.id, _line_starts(block.inlines, block.span.line, lines)
        case Verse():
            offset, starts = 0, []
            for number, inlines in enumerate(block.lines):
                starts.append((offset, _line_of(inlines, block.span.line + number)))
                offset += len(squeeze(plain_text(inlines)))
            yield block.id, tuple(starts)
        case Table():
            yield block.id, ((0, _line_of(block.caption, block.span.line)),)
            at = 0
            for number, row in enumerate(block.head + block.body):
                at = _row_line(row, max(at + 1, min((c.span.line for c in row.cells), default=block.span.line)), lines)
                yield f"{block.id}-r{number}", ((0, at),)
        case Figure():
            yield block.id, ((0, block.span.line),)


def _row_line(row: Row, first: int, lines: Sequence[str]) -> int:
    """The line from `first` on that all cells of `row` begin on: rows of a grid take several."""
    heads = [head for cell in row.cells if (head := squeeze(plain_text(cell.inlines))[:_HEAD])]
    found = []
    for number in range(first, len(lines) + 1):
        source = squeeze(lines[number - 1].replace("*", ""))
        if not source:
            break
        found.append((sum(head in source for head in heads), -number))
    most, number = max(found, default=(0, -first))      # a short cell may turn its text at once, so not all begin as they are shown
    return -number if 2 * most > len(heads) else first


def _line_of(inlines: Inlines, otherwise: int) -> int:
    return next((i.span.line for i in inlines if isinstance(i, Run) and i.span.line), otherwise)


def _line_starts(inlines: Inlines, first: int, lines: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """(offset, line): a paragraph written on one line has one; on several, every line of the source takes what it shows."""
    if first >= len(lines) or not lines[first].strip():
        return ((0, first),)
    text = squeeze(plain_text(inlines))
    starts, at = [(0, first)], 0
    for number in range(first, len(lines) + 1):
        source = lines[number - 1]
        if at >= len(text) or not source.strip():
            break
        if at:
            starts.append((at, number))
        at += _shown(squeeze(_MARKUP.sub("", source)), text, at)
    return tuple(starts)


def _shown(source: str, text: str, at: int) -> int:
    """How many characters of `text` from `at` on the line `source` shows, markup between them passed over."""
    start = at
    for char in source:
        if at < len(text) and char == text[at]:
            at += 1
    return at - start


def origins(issue: Issue, source: Issue, pages: Iterable[Sequence[NumberedLine]]) -> list[list[Origin]]:
    """The place of every line of every page, in their order."""
    found = Origins(issue, source)
    return [[found.of(line) for line in page] for page in pages]
