"""Issues made by hand and ways to look at made-up pages, for the tests of page make-up."""
from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

from convert.diagnostics import Diagnostic, Span
from convert.fonts import FontBook
from convert.layout.boxes import Publication, Tag, TextLine
from convert.layout.page import make_up
from convert.model.metadata import ArticleMetadata, BoardRole, IssueMetadata
from convert.model.nodes import (
    Article,
    Block,
    Cell,
    Container,
    Figure,
    Footnote,
    Heading,
    Image,
    Inline,
    Issue,
    List,
    ListItem,
    NoteReference,
    Paragraph,
    Quote,
    Row,
    Run,
    Table,
    ThematicBreak,
    Verse,
)
from convert.style import DEFAULT_SHEETS, StyleSheet, load_style_sheet

ROOT = Path(__file__).parents[2]
TEXT = "渠水从山口出来，先是一条细线，到了滩上便散开。每年开春，渠口要清一次淤，全队的人都去，带着锹和热水；到了晌午，水就下来了。"


@cache
def sheet_for(kind: str) -> StyleSheet:
    return load_style_sheet(DEFAULT_SHEETS[kind], (ROOT / "styles",), Span("test"))[0]


@cache
def book() -> FontBook:
    return FontBook.load((ROOT / "fonts",))


def paragraph(key: str, text: str = TEXT, role: str = "body", notes: tuple[str, ...] = ()) -> Paragraph:
    inlines: list[Inline] = [Run(text, span=Span("a.md", 7))]
    for note in notes:
        inlines += [NoteReference(note), Run("后来记在册上的，只有日子和人数。")]
    return Paragraph(tuple(inlines), role, key, Span("a.md", 7))


def heading(key: str, text: str, level: int = 1) -> Heading:
    return Heading(level, (Run(text),), key)


def figure(key: str, width: int = 900, height: int = 600, extent: str = "column", caption: str = "清淤那天") -> Figure:
    image = Image(Path("/nowhere.png"), "image/png", width, height, "0" * 64)
    return Figure(image, "渠边的人", (Run(caption),) if caption else (), "办公室摄", extent, 100, key)


def table(key: str, rows: int, columns: int = 3, caption: str = "表一　用工") -> Table:
    head = Row(tuple(Cell((Run(f"项目{c}"),)) for c in range(columns)))
    body = tuple(Row(tuple(Cell((Run(f"{r}行{c}列"),)) for c in range(columns))) for r in range(rows))
    return Table((head,), body, columns, (), (Run(caption),), key)


def article(key: str, blocks: tuple[Block, ...], notes: tuple[Footnote, ...] = (), **meta: object) -> Article:
    fields = {"title": f"渠上的第{key}篇", "column": "纪事"} | meta
    return Article(ArticleMetadata(key, **fields), blocks, notes, Span(f"{key}.md", 1))  # type: ignore[arg-type]


def issue(articles: tuple[Article, ...], kind: str = "magazine-issue", **meta: object) -> Issue:
    fields = {"title": "渠边月报", "organizer": "渠边水利站", "volume_year": "2025", "number": "3", "issue_label": "2025年第3期",
              "permit": "（试）第001号", "internal_use": "内部资料 免费交流",
              "editorial_board": (BoardRole("主编", ("办公室",)),)} | meta
    return Issue(IssueMetadata("t", kind, **fields), articles)  # type: ignore[arg-type]


def long_article(key: str, paragraphs: int, **meta: object) -> Article:
    """Paragraphs of varying length under a heading now and then."""
    blocks: list[Block] = []
    for n in range(paragraphs):
        if n % 5 == 2:
            blocks.append(heading(f"{key}-h{n}", f"第{n}段渠的由来"))
        blocks.append(paragraph(f"{key}-{n}", TEXT * (1 + n * 7 % 4) + "水"[: n % 2]))
    return article(key, tuple(blocks), **meta)


def everything(key: str = "a") -> Article:
    """One article with every construct."""
    inner = List((ListItem((paragraph(f"{key}-9", "第二层的第一条。"),)), ListItem((paragraph(f"{key}-10", "第二层的第二条。"),))),
                 True, 1, "decimal", f"{key}-8")
    blocks: tuple[Block, ...] = (
        paragraph(f"{key}-1", TEXT * 2, notes=("n1",)), heading(f"{key}-2", "一、渠的由来"), paragraph(f"{key}-3"),
        figure(f"{key}-4"), paragraph(f"{key}-5", TEXT * 3), heading(f"{key}-6", "（一）修渠的人", 2),
        List((ListItem((paragraph(f"{key}-7"), inner)), ListItem((paragraph(f"{key}-11", "第二条。"),))), id=f"{key}-list"),
        Quote((paragraph(f"{key}-12"), paragraph(f"{key}-13", "——引自旧册", "attribution")), f"{key}-quote"),
        Container("editor-note", (paragraph(f"{key}-14"),), f"{key}-note"), figure(f"{key}-15", 1600, 500, "span"),
        Verse(((Run("一渠春水绕山行"),), (), (Run("半是人声半是冰"),)), f"{key}-16"), table(f"{key}-17", 6),
        Container("box", (paragraph(f"{key}-18", TEXT * 4),), f"{key}-box"), ThematicBreak(f"{key}-19"),
        table(f"{key}-20", 30), paragraph(f"{key}-21", TEXT * 5, notes=("n2",)), figure(f"{key}-22", 800, 1200, "page"),
        table(f"{key}-23", 4, 9, "表三　宽表"), paragraph(f"{key}-24", TEXT * 9), paragraph(f"{key}-25", "办公室", "signature"))
    notes = (Footnote("n1", 1, (paragraph("n1-p", "据队里的旧册，前几页已经缺失，年代是按口述补的，仅供参考。"),)),
             Footnote("n2", 2, (paragraph("n2-p", "另有一说。"),)))
    return article(key, blocks, notes, kicker=("一条渠与三代人",), subtitle=("——写在清淤之后",), byline="□ 办公室",
                   contributor="水利站")


def made(what: Issue, edition: str = "screen") -> tuple[Publication, tuple[Diagnostic, ...]]:
    return make_up(what, sheet_for(what.metadata.document_type), book(), edition)


def text_of(line: TextLine) -> str:
    return "".join("".join(s.text) for s in line.segments)


def lines(publication: Publication) -> list[tuple[int, TextLine]]:
    """(physical page, line) of every line of text."""
    return [(p.number, b) for p in publication.pages for b in p.boxes if isinstance(b, TextLine)]


def logical_text(publication: Publication, root: str, notes: bool = False) -> str:
    """Text below structure element `root` in logical order, labels apart, notes left out (or alone)."""
    own: dict[str, list[str]] = defaultdict(list)
    tags: dict[str, Tag] = {}
    children: dict[str, dict[str, Tag]] = defaultdict(dict)
    for _, line in lines(publication):
        tag = line.tag
        if tag:
            own[tag.key].append(text_of(line))
        while tag:
            tags[tag.key] = tag
            if tag.parent:
                children[tag.parent.key][tag.key] = tag
            tag = tag.parent

    def read(tag: Tag, inside: bool) -> str:
        if tag.type == "Lbl":
            return ""
        inside = inside or tag.type == "Note"
        mine = "".join(own[tag.key]) if inside == notes else ""
        return mine + "".join(read(t, inside) for t in sorted(children[tag.key].values(), key=lambda t: t.order))

    return read(tags[root], False)


def page_text(publication: Publication, number: int) -> str:
    return "".join(text_of(line) for page, line in lines(publication) if page == number)
