"""Random small issues out of the nodes of the model, as any source could spell them."""
from __future__ import annotations

from collections.abc import Callable
from itertools import count

from hypothesis import strategies as st

from convert.model.metadata import ArticleMetadata, IssueMetadata, Source
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
    Inlines,
    Issue,
    LineBreak,
    List,
    ListItem,
    Mark,
    NoteReference,
    Paragraph,
    Quote,
    Row,
    Run,
    Table,
    ThematicBreak,
    Verse,
)

_LETTERS = "潮水灯塔码头夜班工友一二三，。、；：？！“”‘’（）《》—…·〔〕　 aZ9.,-&<>\"'%°\t"
_MARKS = (Mark.NONE, Mark.NONE, *Mark, Mark.STRONG | Mark.EMPHASIS_DOTS)
_CONTAINERS = ("editor-note", "abstract", "box", "letter", "profile", "house-role")
_ROLES = ("body", "body", "salutation", "signature", "date", "attribution", "caption-block", "house-role")
_TEXT = st.text(_LETTERS, min_size=1, max_size=24)
_LINE = st.text(_LETTERS.replace("\t", ""), min_size=1, max_size=16).map(lambda t: f"灯{t}")
_MAYBE = st.one_of(st.just(""), _LINE)
_RUN = st.builds(Run, _TEXT, st.sampled_from(_MARKS), st.sampled_from(("", "", "", "https://example.org/?a=1&b=2", "#a0")),
                 st.sampled_from(("", "", "en", "zh-Hant-TW")))
_INLINE: st.SearchStrategy[Inline] = st.one_of(_RUN, _RUN, _RUN, st.just(LineBreak()))
_INLINES: st.SearchStrategy[Inlines] = st.lists(_INLINE, min_size=1, max_size=5).map(tuple)
_CAPTION: st.SearchStrategy[Inlines] = st.one_of(st.just(()), st.builds(lambda t: (Run(t),), _LINE))

_Draw = Callable[[st.SearchStrategy[object]], object]


@st.composite
def issues(draw: st.DrawFn, image: Image) -> Issue:
    """An issue of any kind with one to three articles."""
    ids = (f"b{n}" for n in count())
    kind = draw(st.sampled_from(("magazine-issue", "magazine-issue", "official-document", "internal-bulletin")))
    articles = tuple(draw(_articles(f"a{n}", ids, image)) for n in range(draw(st.integers(1, 3))))
    meta = IssueMetadata("random", kind, draw(_LINE), organizer=draw(_MAYBE), issue_label="第1期", date="2025-06-01",
                         issuer=draw(_MAYBE), addressee=draw(_MAYBE), cc=draw(_MAYBE), permit=draw(_MAYBE),
                         internal_use=draw(_MAYBE), attachments=tuple(draw(st.lists(_LINE, max_size=2))),
                         distribution=tuple(draw(st.lists(_LINE, max_size=2))))
    cover = draw(st.sampled_from((None, Figure(image, "封面"))))
    return Issue(meta, articles, cover=cover if kind == "magazine-issue" else None)


@st.composite
def _articles(draw: st.DrawFn, key: str, ids: object, image: Image) -> Article:
    assert hasattr(ids, "__next__")
    few = st.lists(_LINE, max_size=2).map(tuple)
    meta = ArticleMetadata(key, draw(_LINE), column=draw(st.sampled_from(("", "要闻", "潮声"))), section=draw(_MAYBE),
                           kicker=draw(few), subtitle=draw(few), byline=draw(_MAYBE), date_line=draw(_MAYBE),
                           source=draw(st.one_of(st.none(), st.builds(Source, _LINE))), contributor=draw(_MAYBE))
    blocks = tuple(draw(_block(ids, image, 0)) for _ in range(draw(st.integers(0, 6))))
    notes = []
    if draw(st.booleans()):
        note = Footnote(f"{key}-fn1", 1, (Paragraph(draw(_INLINES), id=next(ids)),))
        notes.append(note)
        blocks += (Paragraph((Run("见注"), NoteReference(note.id)), id=next(ids)),)
    return Article(meta, blocks, tuple(notes))


@st.composite
def _block(draw: st.DrawFn, ids: object, image: Image, depth: int) -> Block:
    assert hasattr(ids, "__next__")
    key = str(next(ids))
    inner = st.deferred(lambda: _block(ids, image, depth + 1))
    kinds = ("text", "text", "heading", "verse", "table", "figure", "rule")
    match draw(st.sampled_from(kinds if depth > 1 else (*kinds, "list", "quote", "container"))):
        case "heading":
            return Heading(draw(st.integers(1, 4)), (Run(draw(_LINE)),), key)
        case "verse":
            lines = tuple((Run(line),) if line else () for line in draw(st.lists(_MAYBE, max_size=4)))
            return Verse((*lines, (Run("完"),)), key)
        case "table":
            return _table(draw, key)
        case "figure":
            extent = draw(st.sampled_from(("column", "span", "page", "bleed")))
            return Figure(image, "图", draw(_CAPTION), draw(_MAYBE), extent, draw(st.integers(20, 100)), key)
        case "rule":
            return ThematicBreak(key)
        case "list":
            items = tuple(ListItem(tuple(draw(inner) for _ in range(draw(st.integers(1, 2)))))
                          for _ in range(draw(st.integers(1, 3))))
            ordered = draw(st.booleans())
            return List(items, ordered, 1, "decimal" if ordered else "bullet", "period", key)
        case "quote":
            return Quote(tuple(draw(inner) for _ in range(draw(st.integers(1, 2)))), key)
        case "container":
            return Container(draw(st.sampled_from(_CONTAINERS)), tuple(draw(inner) for _ in range(draw(st.integers(1, 3)))), key)
        case _:
            return Paragraph(draw(_INLINES), draw(st.sampled_from(_ROLES)), key)


def _table(draw: st.DrawFn, key: str) -> Table:
    columns = draw(st.integers(1, 6))
    cell = st.builds(Cell, st.one_of(st.just(()), _INLINES), st.sampled_from(("start", "center", "end")))
    row = st.lists(cell, min_size=columns, max_size=columns).map(lambda cells: Row(tuple(cells)))
    body = tuple(draw(st.lists(row, min_size=1, max_size=3)))
    return Table(tuple(draw(st.lists(row, max_size=1))), body, columns, caption=draw(_CAPTION), id=key)
