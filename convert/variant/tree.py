"""The conversion of a whole issue: text is joined across inline runs, converted once, and given back by index.

Two passes over the same rebuilding function: the first collects the texts of an article, the second puts the results in.
Ids, hrefs, paths, numbers and dates of machines stay; every text a reader may see is converted.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from convert.diagnostics import NOWHERE, Diagnostic, ExitCode, Refusal, Span, diagnose
from convert.model.metadata import ArticleMetadata, IssueMetadata
from convert.model.nodes import (
    Article,
    Block,
    Cell,
    Container,
    Figure,
    Heading,
    Inlines,
    Issue,
    LineBreak,
    List,
    Mark,
    Paragraph,
    Quote,
    Row,
    Run,
    Table,
    Verse,
)
from convert.model.record import Record, replace
from convert.variant.converter import RADICAL, UNFIT, Batch, Converted, Converter
from convert.variant.engine import CONFIGS
from convert.variant.glossary import Layer, layer_of, read_house
from convert.variant.register import names_of

_SIMPLIFIED = ("", "zh", "zh-CN", "zh-SG", "zh-Hans")
_QUOTE_MARKS = "“‘"


def convert_issue(issue: Issue, script: str, house: Path | None,
                  readings: list[Reading] | None = None) -> tuple[Issue, tuple[Diagnostic, ...]]:
    """`issue` in `script` (zh-Hant-TW or zh-Hant-HK), with the glossary of `house` (styles/house.yaml) under its own.

    `readings` takes what the proofreader's list is made from.  Raises Refusal (exit 3) when the issue is already Traditional
    (converting twice spoils it) or `house` cannot be read.
    """
    if script not in CONFIGS:
        raise Refusal(ExitCode.USAGE, [diagnose("V002", NOWHERE, script=script)])
    if issue.script != "zh-Hans" or not is_simplified(issue.metadata.language):
        raise Refusal(ExitCode.SOURCE, [diagnose("V001", NOWHERE, script=issue.script)])
    house_layer, found = read_house(house, script)
    converter = issue_converter(issue, script, house_layer)
    diagnostics = list(found)
    read: list[Reading] = []
    head = replace(issue, articles=())
    converted = _rebuilt(lambda put: _issue_head(head, put, script), _Collector(Span("issue.yaml")), converter, read)
    articles = []
    for article in issue.articles:
        own = converter.with_layer(layer_of(article.metadata.glossary, script))
        if is_simplified(article.metadata.lang):
            articles.append(_rebuilt(lambda put, a=article: _article(a, put), _Collector(article.span), own, read))  # type: ignore[misc]
        else:
            articles.append(article)
    for reading in read:
        _report(reading, diagnostics)
    if readings is not None:
        readings += read
    return replace(converted, articles=tuple(articles), script=script), tuple(diagnostics)


def issue_converter(issue: Issue, script: str, house: Layer) -> Converter:
    """The converter of `issue`: names of its masthead and bylines, then the house's words, then its own."""
    return Converter(script, (names_of(issue, script), house, layer_of(issue.metadata.glossary, script)))


def is_simplified(lang: str) -> bool:
    """Whether text marked with BCP 47 tag `lang` is Simplified Chinese ("" inherits: it is)."""
    return lang in _SIMPLIFIED or lang.startswith(("zh-Hans", "zh-CN"))


# --- joined texts -------------------------------------------------------------------------------------------------------

class Joined(Record):
    """Several inline sequences of one block as one text; `fixed` marks the characters that stay, `places` where each run begins."""

    text: str
    fixed: list[bool]
    span: Span
    places: tuple[tuple[int, Span], ...] = ()


class Reading(Record):
    """The texts of the issue's head, or of an article, with the converter they went through and what it made of them."""

    converter: Converter
    texts: tuple[Joined, ...]
    batch: Batch


class _Collector:
    """First pass: takes the texts in order and gives everything back unchanged."""

    def __init__(self, whole: Span = NOWHERE) -> None:
        self.joined: list[Joined] = []
        self._whole = whole         # where texts stand that have no place of their own

    def lines(self, lines: tuple[Inlines, ...], span: Span) -> tuple[Inlines, ...]:
        characters: list[str] = []
        fixed: list[bool] = []
        places: list[tuple[int, Span]] = []
        for line in lines:
            for inline in line:
                if isinstance(inline, Run):
                    places.append((len(fixed), inline.span if inline.span.line else span if span.file else self._whole))
                    characters.append(inline.text)
                    fixed += [stays(inline)] * len(inline.text)
                elif isinstance(inline, LineBreak):
                    characters.append("\n")
                    fixed.append(True)
            characters.append("\n")
            fixed.append(True)
            span = next((i.span for i in line if isinstance(i, Run) and i.span.line), span)
        self.joined.append(Joined("".join(characters), fixed, span, tuple(places)))
        return lines


class _Replayer:
    """Second pass: gives the converted texts back, in the same order."""

    def __init__(self, converted: tuple[Converted, ...]) -> None:
        self._converted = iter(converted)

    def lines(self, lines: tuple[Inlines, ...], _span: Span) -> tuple[Inlines, ...]:
        cells = iter(next(self._converted).cells)
        done = tuple(tuple(self._inlines(line, cells)) for line in lines)
        assert next(cells, None) is None, "a converted text is longer than its runs"
        return done

    @staticmethod
    def _inlines(line: Inlines, cells: Iterator[str]) -> Iterator[Run | LineBreak]:
        for inline in line:
            if isinstance(inline, Run):
                text = "".join(next(cells) for _ in inline.text)
                yield inline if text == inline.text else replace(inline, text=text)
            else:
                if isinstance(inline, LineBreak):
                    next(cells)
                yield inline  # type: ignore[misc]
        next(cells)


_Put = _Collector | _Replayer
T = TypeVar("T")


def stays(run: Run) -> bool:
    """Code and text in another language or script stay as they are."""
    return bool(run.marks & Mark.CODE) or not is_simplified(run.lang)


def _rebuilt(make: Callable[[_Put], T], collector: _Collector, converter: Converter, readings: list[Reading]) -> T:
    make(collector)
    reading = Reading(converter, tuple(collector.joined), converter.batch([(j.text, j.fixed) for j in collector.joined]))
    readings.append(reading)
    return make(_Replayer(reading.batch.converted))


def _report(reading: Reading, diagnostics: list[Diagnostic]) -> None:
    texts = reading.texts
    for index, (joined, done) in enumerate(zip(texts, reading.batch.converted, strict=True)):
        following = texts[index + 1].text[:1] if index + 1 < len(texts) else ""
        for position in done.unmatched:
            # a quotation of several paragraphs opens each and closes the last
            if joined.text[position] in _QUOTE_MARKS and following == joined.text[position]:
                continue
            excerpt = joined.text[max(0, position - 8):position + 9].strip()
            diagnostics.append(diagnose("V003", joined.span, mark=joined.text[position], excerpt=excerpt))
        for code, pattern in (("V004", UNFIT), ("V007", RADICAL)):
            if match := pattern.search(joined.text):
                diagnostics.append(diagnose(code, joined.span, char=f"U+{ord(match[0]):04X}"))
        if any("\ue000" <= c <= "\uf8ff" for c in joined.text):
            diagnostics.append(diagnose("V008", joined.span))


# --- rebuilding ---------------------------------------------------------------------------------------------------------

def _text(text: str, put: _Put, span: Span = NOWHERE) -> str:
    if not text:
        return text
    (line,) = put.lines(((Run(text),),), span)
    return "".join(i.text for i in line if isinstance(i, Run))


def _texts(texts: tuple[str, ...], put: _Put) -> tuple[str, ...]:
    """Lines of one text (a kicker of two lines): words and quotes are read across them."""
    if not texts:
        return texts
    lines = put.lines(tuple((Run(t),) for t in texts), NOWHERE)
    return tuple("".join(i.text for i in line if isinstance(i, Run)) for line in lines)


def _inlines(inlines: Inlines, put: _Put, span: Span) -> Inlines:
    return put.lines((inlines,), span)[0] if inlines else inlines


_ISSUE_TEXTS = ("title", "organizer", "publisher", "compiler", "permit", "internal_use", "frequency", "volume_year", "number",
                "issue_label", "date", "printed", "print_run", "printer", "audience", "address", "phone", "description", "rights",
                "issuer", "doc_number", "genre", "addressee", "cc", "printed_by", "secrecy", "urgency", "copy_no",
                "signer", "distribution_label", "remark")
_ISSUE_LISTS = ("columns", "attachments", "distribution", "issuers")
_ARTICLE_TEXTS = ("title", "column", "section", "toc_title", "byline", "date_line", "contributor", "page")


def _issue_head(issue: Issue, put: _Put, language: str) -> Issue:
    data = issue.metadata
    changes: dict[str, object] = {name: _text(getattr(data, name), put) for name in _ISSUE_TEXTS}
    changes |= {name: tuple(_text(t, put) for t in getattr(data, name)) for name in _ISSUE_LISTS}
    board = tuple(replace(r, role=_text(r.role, put), names=tuple(_text(n, put) for n in r.names)) for r in data.editorial_board)
    cover = replace(data.cover, alt=_text(data.cover.alt, put), caption=_text(data.cover.caption, put),
                    credit=_text(data.cover.credit, put), lines=tuple(_text(t, put) for t in data.cover.lines))
    metadata: IssueMetadata = replace(data, language=language, editorial_board=board, cover=cover, **changes)
    figure = _block(issue.cover, put) if issue.cover else None
    return replace(issue, metadata=metadata, cover=figure if isinstance(figure, Figure) else None)


def _article(article: Article, put: _Put) -> Article:
    data = article.metadata
    changes: dict[str, object] = {name: _text(getattr(data, name), put, article.span) for name in _ARTICLE_TEXTS}
    authors = tuple(replace(a, name=_text(a.name, put), role=_text(a.role, put)) for a in data.authors)
    source = data.source and replace(data.source, **{
        name: _text(getattr(data.source, name), put) for name in ("raw", "publication", "date", "page", "issue")})
    metadata: ArticleMetadata = replace(data, kicker=_texts(data.kicker, put), subtitle=_texts(data.subtitle, put),
                                        authors=authors, source=source, **changes)
    blocks = _blocks(article.blocks, put)
    notes = tuple(replace(n, blocks=_blocks(n.blocks, put)) for n in article.notes)
    return replace(article, metadata=metadata, blocks=blocks, notes=notes)


def _blocks(blocks: tuple[Block, ...], put: _Put) -> tuple[Block, ...]:
    return tuple(_block(b, put) for b in blocks)


def _block(block: Block, put: _Put) -> Block:
    match block:
        case Paragraph() | Heading():
            return replace(block, inlines=_inlines(block.inlines, put, block.span))
        case List():
            return replace(block, items=tuple(replace(i, blocks=_blocks(i.blocks, put)) for i in block.items))
        case Quote() | Container():
            return replace(block, blocks=_blocks(block.blocks, put))
        case Verse():
            return replace(block, lines=put.lines(block.lines, block.span))
        case Figure():
            return replace(block, alt=_text(block.alt, put, block.span), caption=_inlines(block.caption, put, block.span),
                           credit=_text(block.credit, put, block.span))
        case Table():
            return replace(block, head=_rows(block.head, put), body=_rows(block.body, put),
                           caption=_inlines(block.caption, put, block.span))
        case _:
            return block


def _rows(rows: tuple[Row, ...], put: _Put) -> tuple[Row, ...]:
    def cell(c: Cell) -> Cell:
        return replace(c, inlines=_inlines(c.inlines, put, c.span))

    return tuple(replace(row, cells=tuple(cell(c) for c in row.cells)) for row in rows)
