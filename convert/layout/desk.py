"""The make-up desk: what every room of page make-up shares for one publication — composer, grid, tags, words, findings."""
from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence

from convert.cache import Cache
from convert.diagnostics import Diagnostic, ExitCode, Refusal, Span, diagnose
from convert.fonts import FontBook
from convert.layout.boxes import Tag
from convert.layout.grid import Grid
from convert.layout.inline import Composed, Composer, Indents
from convert.layout.limits import unheeded
from convert.model.length import Length
from convert.model.metadata import ArticleMetadata
from convert.model.nodes import Inlines, Issue, LineBreak, Run
from convert.model.record import replace
from convert.model.text import article_text, closing_lines, opening_lines
from convert.style import ComputedStyle, StyleSheet

_STEP = 16              # between the orders of tags: room for labels put before them
NAMED_CHARACTERS = 12   # that a finding spells out


class Desk:
    """`edition` is print or screen.  Collects diagnostics; hands out tags in reading order."""

    def __init__(self, issue: Issue, sheet: StyleSheet, book: FontBook, edition: str, cache: Cache | None = None):
        self.issue = issue
        self.sheet = sheet
        self.book = book
        self.edition = edition
        self.grid = Grid.of(sheet)
        self.composer = Composer(sheet, book, issue.script, cache, vertical=self.grid.vertical)
        self.composer.learn("".join(article_text(article) for article in issue.articles))
        self.diagnostics: list[Diagnostic] = list(unheeded(sheet))
        self.note_numbers = {note.id: note.number for article in issue.articles for note in article.notes}
        self._orders: dict[str, int] = {}
        self._before: dict[str, int] = {}
        self._tags: dict[str, Tag] = {}
        self._tracking = self._body_tracking()
        self.number("latin-size", 100)
        self._upright: Desk | None = None       # a desk that held itself would keep its fonts in memory
        if self.grid.vertical:
            self._upright = copy.copy(self)
            self._upright.grid = self.grid.turned
            self._upright.composer = Composer(sheet, book, issue.script, cache)

    @property
    def upright(self) -> Desk:
        """The desk for what stands upright on vertical pages (cover, running heads, tables): the same, with horizontal lines."""
        return self._upright or self

    def _body_tracking(self) -> int:
        """Letter spacing that makes `characters-per-line` fill the measure (GB/T 9704 5.2.3); 0 where the size decides."""
        count, em = self.sheet.page.characters_per_line, self.grid.em
        return (self.grid.column_width - count * em) // (count - 1) if count > 1 else 0

    def style(self, role: str) -> ComputedStyle:
        style = self.sheet.role(role)
        if self._tracking and style.font_size == self.grid.em and not style.letter_spacing:
            return replace(style, letter_spacing=Length(self._tracking))
        return style

    def label(self, key: str) -> str:
        return self.sheet.label(key, self.issue.script)

    def switch(self, key: str, default: str) -> str:
        return self.sheet.make_up.get(key, default)

    def number(self, key: str, default: int) -> int:
        """A switch that is a whole number; anything else is reported, once, and `default` taken."""
        text = self.switch(key, str(default))
        if text.isascii() and text.isdecimal():
            return int(text)
        finding = diagnose("S005", Span(""), key=f"make-up.{key}", value=f"{key}: '{default}'")
        if finding not in self.diagnostics:
            self.diagnostics.append(finding)
        return default

    def choice(self, key: str, options: Sequence[str]) -> str:
        """A switch that is one of `options`, the first of them where it says nothing; anything else is reported, once."""
        value = self.switch(key, options[0])
        if value in options:
            return value
        finding = diagnose("S007", Span(""), key=f"make-up.{key}", value=value, known="、".join(options))
        if finding not in self.diagnostics:
            self.diagnostics.append(finding)
        return options[0]

    def grid_of(self, meta: ArticleMetadata) -> Grid:
        """The columns that a piece stands in: those of the sheet, unless it names its 栏目 or its type for another number."""
        for count, key in ((1, "one-column"), (2, "two-columns"), (3, "three-columns")):
            named = self.switch(key, "").replace("、", " ").replace(",", " ").split()
            if named and (meta.type in named or meta.column in named):
                return self.grid.divided(count)
        return self.grid

    def compose(self, inlines: Inlines, style: ComputedStyle, measure: int, *, first_indent: int | None = None,
                count: int = 0, inset: Indents | None = None) -> Composed:
        indent = None if first_indent is None else Length(first_indent)
        composed = self.composer.compose(inlines, style, Length(measure), first_indent=indent, notes=self.note_numbers,
                                         count=count, indents=inset)
        self.diagnostics += composed.diagnostics
        return composed

    def outline_level(self, column: str) -> int:
        """Level of an article's outline entry: under its 栏目 where pages have such labels, else at the top."""
        return 1 if column and self.switch("form", "magazine") == "magazine" else 0

    def width(self, text: str, style: ComputedStyle) -> int:
        """Natural width of `text` on one line."""
        return self.composer.natural_width((Run(text),), style)

    def text(self, text: str, style: ComputedStyle, measure: int) -> Composed:
        """Compose a string of metadata; a line feed in it breaks the line."""
        inlines: list[Run | LineBreak] = []
        for line in text.split("\n"):
            inlines += [LineBreak()] if inlines else []
            inlines.append(Run(line))
        return self.compose(tuple(inlines), style, measure)

    def tag(self, key: str, kind: str, parent: Tag | None = None, *, source: str = "", alt: str = "", lang: str = "") -> Tag:
        """A new structure element, after those already under `parent`; keys that begin with ~ meet no id of the source."""
        key = key if source or key.startswith("~") else f"~{key}"
        under = parent.key if parent else ""
        order = self._orders[under] = self._orders.get(under, 0) + _STEP
        made = self._tags[key] = Tag(key, kind, order, parent, source, alt, lang)
        return made

    def tag_before(self, key: str, kind: str, next_key: str) -> Tag:
        """A new structure element directly before that of `next_key`, after others put there: a label over an article."""
        following = self._tags.get(next_key)
        if following is None:
            return self.tag(key, kind)
        order = self._before[next_key] = self._before.get(next_key, following.order - _STEP) + 1
        return Tag(f"~{key}", kind, order, following.parent)

    def report(self, code: str, span: Span | None = None, **values: object) -> None:
        self.diagnostics.append(diagnose(code, span or Span(""), **values))

    def finish(self) -> tuple[Diagnostic, ...]:
        """All findings; raises Refusal (exit 4) when a character stands in no face."""
        if self._missing():
            raise Refusal(ExitCode.MISSING, [*self.diagnostics, *self._lacking()])
        return tuple(dict.fromkeys(self.diagnostics))

    def _missing(self) -> dict[tuple[str, str], Span]:
        return {**self.upright.composer.missing, **self.composer.missing}

    def _lacking(self) -> Iterator[Diagnostic]:
        """One finding for each file with characters that no face has, at the first of them."""
        found: dict[str, dict[str, Span]] = {}
        for (_, char), span in self._missing().items():
            place = span if span.file else self._home(char)
            found.setdefault(place.file, {}).setdefault(char, place)
        for chars in found.values():
            said = [f"“{char}”（U+{ord(char):04X}{f'，第 {place.line} 行' if place.line else ''}）"
                    for char, place in list(chars.items())[:NAMED_CHARACTERS]]
            more = f" 等 {len(chars)} 个字" if len(chars) > len(said) else ""
            yield diagnose("F020", min(chars.values()), chars="".join(said) + more)

    def _home(self, char: str) -> Span:
        """Where a character of the metadata is written: the article whose head or foot has it, else issue.yaml."""
        lines = ((a, line) for a in self.issue.articles for _, line in (*opening_lines(a), *closing_lines(a)))
        return next((a.span for a, line in lines if char in line), Span("issue.yaml"))
