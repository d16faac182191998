"""The make-up desk: what every room of page make-up shares for one publication — composer, grid, tags, words, findings."""
from __future__ import annotations

from collections.abc import Mapping

from convert.cache import Cache
from convert.diagnostics import Diagnostic, ExitCode, Refusal, Span, diagnose
from convert.fonts import FontBook
from convert.layout.boxes import Tag
from convert.layout.grid import Grid
from convert.layout.inline import Composed, Composer
from convert.layout.limits import unheeded
from convert.model.length import Length
from convert.model.metadata import ArticleMetadata
from convert.model.nodes import Inlines, Issue, LineBreak, Run
from convert.model.record import replace
from convert.model.text import article_text
from convert.style import ComputedStyle, StyleSheet


class Desk:
    """`edition` is print or screen.  Collects diagnostics; hands out tags in reading order."""

    def __init__(self, issue: Issue, sheet: StyleSheet, book: FontBook, edition: str, cache: Cache | None = None):
        self.issue = issue
        self.sheet = sheet
        self.book = book
        self.edition = edition
        self.grid = Grid.of(sheet)
        self.composer = Composer(sheet, book, issue.script, cache)
        self.composer.learn("".join(article_text(article) for article in issue.articles))
        self.diagnostics: list[Diagnostic] = list(unheeded(sheet))
        self._orders: dict[str, int] = {}
        self._tracking = self._body_tracking()

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

    def grid_of(self, meta: ArticleMetadata) -> Grid:
        """The columns that a piece stands in: those of the sheet, unless it names its 栏目 or its type for another number."""
        for count, key in ((1, "one-column"), (2, "two-columns"), (3, "three-columns")):
            named = self.switch(key, "").replace("、", " ").replace(",", " ").split()
            if named and (meta.type in named or meta.column in named):
                return self.grid.divided(count)
        return self.grid

    def compose(self, inlines: Inlines, style: ComputedStyle, measure: int, *, first_indent: int | None = None,
                notes: Mapping[str, int] | None = None, looseness: int = 0) -> Composed:
        indent = None if first_indent is None else Length(first_indent)
        composed = self.composer.compose(inlines, style, Length(measure), first_indent=indent, notes=notes or {},
                                         looseness=looseness)
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
        order = self._orders[under] = self._orders.get(under, 0) + 1
        return Tag(key, kind, order, parent, source, alt, lang)

    def report(self, code: str, span: Span | None = None, **values: object) -> None:
        self.diagnostics.append(diagnose(code, span or Span(""), **values))

    def finish(self) -> tuple[Diagnostic, ...]:
        """All findings; raises Refusal (exit 4) when a character stands in no face."""
        missing = self.composer.missing
        if missing:
            lacking = [diagnose("F020", span, char=char, code=f"U+{ord(char):04X}") for char, span in missing.items()]
            raise Refusal(ExitCode.MISSING, [*self.diagnostics, *lacking])
        return tuple(dict.fromkeys(self.diagnostics))
