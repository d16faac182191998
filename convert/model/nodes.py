"""Nodes of an article.  Inline content is a flat tuple of runs: what every writer and the Traditional conversion need.

All nodes are frozen and hashable; sequences are tuples.  Every block has an `id`, unique in its issue and stable while the
article's structure does not change, and a `span` (where it stands in the source).
"""
from __future__ import annotations

import enum
from collections.abc import Iterator
from pathlib import Path

from convert.diagnostics import NOWHERE, Span
from convert.model.metadata import ArticleMetadata, IssueMetadata
from convert.model.record import Record, field


class Mark(enum.Flag):
    """Inline markup by meaning.  Chinese emphasis is a change of face or dots below, never slanted or fattened Han."""

    NONE = 0
    EMPHASIS = enum.auto()        # *…*
    STRONG = enum.auto()          # **…**
    RUN_IN = enum.auto()          # [（一）…。]{.runin-3}: a head run into its paragraph
    EMPHASIS_DOTS = enum.auto()   # [..]{.dots}: 着重号
    UNDERLINE = enum.auto()       # [..]{.underline}
    CODE = enum.auto()
    SUPERSCRIPT = enum.auto()
    SUBSCRIPT = enum.auto()
    PROPER_NAME = enum.auto()     # [..]{.proper}: 专名号, a straight line under a name
    BOOK_TITLE = enum.auto()      # [..]{.title}: 书名号 of the old style, a wavy line under a title


class Run(Record):
    """Text that looks the same from end to end."""

    text: str
    marks: Mark = Mark.NONE
    href: str = ""      # link target: http(s), mailto or "#id"
    lang: str = ""      # BCP 47, where it differs from the document's
    span: Span = NOWHERE
    ruby: str = ""      # pinyin or another reading over the text: a gloss, no part of the text itself


class NoteReference(Record):
    """Where a footnote is called."""

    note_id: str        # id of a Footnote of the same article
    span: Span = NOWHERE


class LineBreak(Record):
    """A hard line break inside a block."""


Inline = Run | NoteReference | LineBreak
Inlines = tuple[Inline, ...]


class Paragraph(Record):
    """`role` names the function: body, salutation, signature, date, attribution (of a quote), or a house's own."""

    inlines: Inlines
    role: str = "body"
    id: str = ""
    span: Span = NOWHERE


class Heading(Record):
    """A heading that stands alone on its line.  Level 1 is `##` (一、), 2 `###` (（一）), to 4; the article's title is level 0."""

    level: int
    inlines: Inlines
    id: str = ""
    span: Span = NOWHERE


class ListItem(Record):
    """One item; nested lists are among its blocks."""

    blocks: tuple[Block, ...]
    span: Span = NOWHERE


class List(Record):
    """`start` counts for ordered lists; `marker` is decimal | lower-alpha | upper-alpha | lower-roman | upper-roman | bullet,
    `delimiter` what stands round it: period (1.) | paren (1)) | parens ((1))."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1
    marker: str = "bullet"
    delimiter: str = "period"
    id: str = ""
    span: Span = NOWHERE


class Quote(Record):
    """A block quotation."""

    blocks: tuple[Block, ...]
    id: str = ""
    span: Span = NOWHERE


class Container(Record):
    """A fenced div that sets text apart: editor-note, abstract, box, letter, profile."""

    role: str
    blocks: tuple[Block, ...]
    id: str = ""
    span: Span = NOWHERE


class Verse(Record):
    """A poem or a line block: lines are kept, each a tuple of inlines; an empty tuple parts two stanzas."""

    lines: tuple[Inlines, ...]
    id: str = ""
    span: Span = NOWHERE


class Image(Record):
    """A picture file inside the issue's folder, read and checked by the reader."""

    path: Path
    media_type: str     # image/jpeg | image/png | image/svg+xml is refused
    width: int          # pixels, after EXIF orientation
    height: int
    sha256: str


class Figure(Record):
    """`extent` is column | span | wide (from edge to edge of the page) | page | bleed; `width` is a share of it in percent."""

    image: Image
    alt: str
    caption: Inlines = ()
    credit: str = ""
    extent: str = "column"
    width: int = 100
    id: str = ""
    span: Span = NOWHERE


class Cell(Record):
    """A cell of a table; it stands at its first row and column."""

    inlines: Inlines
    align: str = "start"        # start | center | end
    column_span: int = 1
    row_span: int = 1
    span: Span = NOWHERE


class Row(Record):
    """The cells that begin in one row."""

    cells: tuple[Cell, ...]


class Table(Record):
    """`widths`: shares of the table's width in thousandths, one a column, summing to 1000; () leaves them to the content."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]
    columns: int
    widths: tuple[int, ...] = ()
    caption: Inlines = ()
    id: str = ""
    span: Span = NOWHERE


class ThematicBreak(Record):
    """A break between passages (`---`)."""

    id: str = ""
    span: Span = NOWHERE


Block = Paragraph | Heading | List | Quote | Container | Verse | Figure | Table | ThematicBreak


class Footnote(Record):
    """Numbered from 1 in each article, in the order of reference."""

    id: str
    number: int
    blocks: tuple[Block, ...]
    span: Span = NOWHERE


class Article(Record):
    """One file of the issue: front matter, body, footnotes."""

    metadata: ArticleMetadata
    blocks: tuple[Block, ...]
    notes: tuple[Footnote, ...] = ()
    span: Span = NOWHERE


class Issue(Record):
    """`folder` is the issue's folder; `script` the BCP 47 tag of this edition: zh-Hans, zh-Hant-TW or zh-Hant-HK."""

    metadata: IssueMetadata
    articles: tuple[Article, ...]
    folder: Path = field(default_factory=Path)
    script: str = "zh-Hans"
    cover: Figure | None = None


def plain_text(inlines: Inlines) -> str:
    """The text of `inlines` without marks and note references; a hard break counts as nothing."""
    return "".join(i.text for i in inlines if isinstance(i, Run))


def child_blocks(block: Block) -> tuple[Block, ...]:
    """The blocks directly inside `block`, in order."""
    match block:
        case List():
            return tuple(b for item in block.items for b in item.blocks)
        case Quote() | Container():
            return block.blocks
        case _:
            return ()


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block, depth first, parents before children."""
    for block in blocks:
        yield block
        yield from walk(child_blocks(block))


def inline_sequences(block: Block) -> tuple[Inlines, ...]:
    """Every stretch of inline text that `block` itself holds (not its child blocks), in reading order."""
    match block:
        case Paragraph() | Heading():
            return (block.inlines,)
        case Verse():
            return block.lines
        case Figure():
            credit: tuple[Inlines, ...] = ((Run(block.credit, span=block.span),),) if block.credit else ()
            return ((block.caption,) if block.caption else ()) + credit
        case Table():
            caption = (block.caption,) if block.caption else ()
            return caption + tuple(c.inlines for row in block.head + block.body for c in row.cells)
        case _:
            return ()
