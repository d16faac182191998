"""What the rules look at: every stretch of text of an issue, with the place in the source it comes from."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.model.nodes import (
    Article,
    Block,
    Figure,
    Heading,
    Inlines,
    Issue,
    LineBreak,
    Mark,
    Paragraph,
    Run,
    inline_sequences,
    walk,
)
from convert.model.record import Record

HAN = "\u3400-\u9fff〇"
_EXCERPT = 10       # characters shown on each side of a finding
_SIMPLIFIED = ("", "zh", "zh-CN", "zh-Hans", "zh-Hans-CN")


class Passage(Record):
    """`text` with code and other languages blanked out; `places`: (offset in `text`, place of the run that begins there)."""

    text: str
    places: tuple[tuple[int, Span], ...]
    block: Block | None = None

    def span(self, offset: int) -> Span:
        """The place of character `offset`: the start of its run, moved by the column within it when the run knows one."""
        begin, span = next((p for p in reversed(self.places) if p[0] <= offset), self.places[0])
        if span.column and "\n" not in self.text[begin:offset]:
            return Span(span.file, span.line, span.column + offset - begin)
        return span

    def excerpt(self, begin: int, end: int) -> str:
        """The words round [begin, end), with … where the sentence goes on."""
        left, right = max(0, begin - _EXCERPT), min(len(self.text), end + _EXCERPT)
        return ("…" if left else "") + self.text[left:right].replace("\n", "") + ("…" if right < len(self.text) else "")

    def finding(self, code: str, begin: int, end: int, **values: object) -> Diagnostic:
        found = diagnose(code, self.span(begin), found=self.text[begin:end].strip(), excerpt=self.excerpt(begin, end), **values)
        return found._replace(context=(self.text[max(0, begin - _EXCERPT):begin], self.text[begin:max(end, begin + _EXCERPT)]))


Rule = Callable[[Passage], Iterator[Diagnostic]]


def pattern_rule(code: str, pattern: str, needle: str = "") -> Rule:
    """A rule that reports every match of `pattern`, looked for only in text that holds `needle`."""
    compiled = re.compile(pattern)

    def rule(passage: Passage) -> Iterator[Diagnostic]:
        for match in compiled.finditer(passage.text) if needle in passage.text else ():
            yield passage.finding(code, *match.span())

    return rule


def passages(issue: Issue) -> Iterator[Passage]:
    """Every text of `issue`, in reading order: metadata, then each article's head, blocks and notes."""
    data = issue.metadata
    place = Span("issue.yaml")
    for text in (data.title, data.issue_label, data.organizer, data.description, data.doc_number, data.addressee, data.cc,
                 data.printed_by, data.cover.caption, data.cover.alt, *data.cover.lines, *data.columns, *data.attachments):
        if text:
            yield Passage(text, ((0, place),))
    for article in issue.articles:
        if article.metadata.lang in _SIMPLIFIED:
            yield from article_passages(article)


def article_passages(article: Article) -> Iterator[Passage]:
    """The texts of one article."""
    head = article.metadata
    byline = head.byline.replace(" ", "　")         # a gap between duty and name is meant, whichever way it is typed
    for text in (*head.kicker, head.title, *head.subtitle, byline, head.date_line, head.contributor,
                 head.source.raw if head.source else ""):
        if text:
            yield Passage(text, ((0, article.span),))
    notes = tuple(b for note in article.notes for b in note.blocks)
    for block in walk(article.blocks + notes):
        if isinstance(block, Figure) and block.alt:
            yield Passage(block.alt, ((0, block.span),), block)
        for inlines in inline_sequences(block):
            if passage := of_inlines(inlines, block):
                yield passage


def of_inlines(inlines: Inlines, block: Block) -> Passage | None:
    """The text of one stretch of inline content; None when it holds none."""
    text, places = "", []
    for inline in inlines:
        if isinstance(inline, Run):
            places.append((len(text), inline.span if inline.span.line else block.span))
            foreign = bool(inline.marks & Mark.CODE) or inline.lang not in _SIMPLIFIED
            text += "\ufffc" * len(inline.text) if foreign else inline.text
        elif isinstance(inline, LineBreak):
            text += "\n"
    return Passage(text, tuple(places), block) if text.strip() else None


def place_in(text: str, apart: re.Pattern[str], begin: int, end: int) -> tuple[int, int]:
    """The stretch of `text` that is [begin, end) when the characters that match `apart` are left out."""
    kept = [i for i, char in enumerate(text) if not apart.match(char)]
    return kept[begin], kept[end - 1] + 1


def at_words(found: Diagnostic, words: str) -> Diagnostic:
    """A finding about a whole block or a field, which stands where `words` stand."""
    return found._replace(context=("", words))


def headings(article: Article) -> Iterator[tuple[Heading | Paragraph, str]]:
    """The headings of `article` with their text, those run into a paragraph too."""
    for block in walk(article.blocks):
        if isinstance(block, Heading) or (isinstance(block, Paragraph) and _runs_in(block)):
            yield block, "".join(i.text for i in block.inlines if isinstance(i, Run))


def _runs_in(block: Paragraph) -> bool:
    first = block.inlines[0] if block.inlines else None
    return isinstance(first, Run) and bool(first.marks & Mark.RUN_IN)
