"""The order in which a page is painted: that in which it is read, so that a sentence which turns the page is whole when copied.

Running text keeps its order.  Pictures, tables and notes are painted where the source has them; what stands on another page than
the text around it in the source (a float carried on, a filler, a note to a paragraph that turns the page) is painted inside the
page, never at its ends: between two articles where it can.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from convert.layout.boxes import Box, Tag
from convert.model.nodes import Article, NoteReference, inline_sequences, walk
from convert.model.record import Record, field

Key = tuple[int, ...]
FEW_LINES = 2       # of running text that stay together at either end of a page
_FLOATS = {"Figure", "Table"}


class Passage(Record):
    """What a page paints of one block: `key` is its place in the logical order, `source` the id of the model's block."""

    key: Key
    source: str
    boxes: tuple[Box, ...]
    firm: bool = True           # running text, whose order is the page's
    note: bool = False


class Reading(Record):
    """`fillers`: ids of the articles that stand wherever a page has room; `callers`: note id -> block that refers to it first."""

    fillers: frozenset[str] = frozenset()
    callers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Reading:
        articles = tuple(articles)
        callers: dict[str, str] = {}
        for article in articles:
            for block in walk(article.blocks):
                for inline in (i for inlines in inline_sequences(block) for i in inlines):
                    if isinstance(inline, NoteReference):
                        callers.setdefault(inline.note_id, block.id)
        return cls(frozenset(a.metadata.id for a in articles if a.metadata.filler), callers)


def in_reading_order(pages: Sequence[Sequence[Box]], reading: Reading) -> list[tuple[tuple[Box, ...], str]]:
    """(boxes, source of the picture or table that the page begins with, else "") of each page; artifacts are painted first."""
    split = [tuple(passages(boxes, reading)) for boxes in pages]
    before = _ends(split, last=True)
    after = _ends(split[::-1], last=False)[::-1]
    out = []
    for boxes, found, earlier, later in zip(pages, split, before, after, strict=True):
        ordered = _ordered(found, earlier, later, reading)
        artifacts = tuple(b for b in boxes if b.tag is None)
        opening = ordered[0].source if ordered and not ordered[0].firm else ""
        out.append((artifacts + tuple(b for p in ordered for b in p.boxes), opening))
    return out


def passages(boxes: Iterable[Box], reading: Reading) -> Iterator[Passage]:
    """The tagged boxes of a page, a passage for each stretch of one block."""
    for tag, group in groupby(_by_block(boxes), key=lambda pair: pair[0]):
        line = tuple(ancestry(tag))
        note = tag.type == "Note"
        loose = note or is_float(tag) or line[-1].source in reading.fillers
        yield Passage(tuple(t.order for t in reversed(line)), tag.source, tuple(b for _, b in group), not loose, note)


def _by_block(boxes: Iterable[Box]) -> list[tuple[Tag, Box]]:
    """Tagged boxes with their blocks; the marker of a list goes with the text that it stands before."""
    out: list[tuple[Tag, Box]] = []
    before = block = None
    for box in reversed([b for b in boxes if b.tag is not None]):
        tag = box.tag
        assert tag is not None
        if tag is not before:       # most lines follow one of the same block
            marks = tag.type == "Lbl" and tag.parent is not None and tag.parent.type == "LI"
            block = block if marks and block else block_of(tag)
            before = tag
        assert block is not None
        out.append((block, box))
    return out[::-1]


def is_float(tag: Tag | None) -> bool:
    """Whether the element is a picture or a table, or inside one."""
    return any(t.type in _FLOATS for t in ancestry(tag))


def ancestry(tag: Tag | None) -> Iterator[Tag]:
    """The tag and its ancestors, upward."""
    while tag is not None:
        yield tag
        tag = tag.parent


def block_of(tag: Tag) -> Tag:
    """The element of the block that `tag` belongs to: the note, the outermost float, else the nearest that has a source."""
    line = tuple(ancestry(tag))
    for wanted in ({"Note"}, _FLOATS):
        outer = [t for t in line if t.type in wanted]
        if outer:
            return outer[-1]
    return next((t for t in line if t.source and t.type != "Sect"), line[-2] if len(line) > 1 else tag)


def _ends(pages: Sequence[Sequence[Passage]], *, last: bool) -> list[Passage | None]:
    """For each page, the running text nearest to it on the pages before it in the sequence."""
    out: list[Passage | None] = []
    found: Passage | None = None
    for page in pages:
        out.append(found)
        firm = [p for p in page if p.firm]
        if firm:
            found = firm[-1 if last else 0]
    return out


def _ordered(page: Sequence[Passage], before: Passage | None, after: Passage | None, reading: Reading) -> list[Passage]:
    out = [p for p in page if p.firm]
    if not out:
        return list(page)
    strays = []
    for passage in (p for p in page if not p.firm):
        at = _place(passage, out, before, after, reading)
        if at is None:
            strays.append(passage)
        else:
            out.insert(at, passage)
    return _with_strays(out, strays) if strays else out


def _place(passage: Passage, page: Sequence[Passage], before: Passage | None, after: Passage | None,
           reading: Reading) -> int | None:
    """Where on the page the source has `passage`; None when it has it on another page."""
    if passage.note:
        caller = reading.callers.get(passage.source, "")
        at = next((i for i in range(len(page) - 1, -1, -1) if caller and page[i].source == caller), None)
        turns = after is not None and after.source == caller
        return None if at is None or turns else _past_notes(page, at + 1)
    if (before and passage.key < before.key) or (after and passage.key > after.key):
        return None
    root = passage.key[0]
    earlier = [i for i, p in enumerate(page) if p.key[0] == root and p.key < passage.key]
    later = [i for i, p in enumerate(page) if p.key[0] == root and p.key > passage.key]
    if earlier:
        return _past_notes(page, earlier[-1] + 1)
    return later[0] if later else None


def _past_notes(page: Sequence[Passage], at: int) -> int:
    while at < len(page) and page[at].note:
        at += 1
    return at


def _with_strays(page: list[Passage], strays: list[Passage]) -> list[Passage]:
    """`strays` between the last two articles of the page; on a page of one article before the last passage that leaves lines of
    text on both sides; a page of one passage is parted for them."""
    ends = [at for at in range(1, len(page)) if page[at - 1].key[0] != page[at].key[0] and _is_of_article(page[at - 1])]
    if ends:
        return [*page[:ends[-1]], *strays, *page[ends[-1]:]]
    lines = [len(p.boxes) for p in page]
    for at in range(len(page) - 1, 0, -1):
        if sum(lines[:at]) >= FEW_LINES and sum(lines[at:]) >= FEW_LINES and page[at].firm:
            return [*page[:at], *strays, *page[at:]]
    longest = max(range(len(page)), key=lambda i: (page[i].firm, lines[i]))
    whole, middle = page[longest], lines[longest] // 2
    parted = [Passage(whole.key, whole.source, boxes) for boxes in (whole.boxes[:middle], whole.boxes[middle:]) if boxes]
    return [*page[:longest], parted[0], *strays, *parted[1:], *page[longest + 1:]]


def _is_of_article(passage: Passage) -> bool:
    """Whether the passage is in a section of its own, and no label of a 栏目 above one."""
    return list(ancestry(passage.boxes[0].tag))[-1].type == "Sect"
