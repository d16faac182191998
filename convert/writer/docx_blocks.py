"""Blocks of the model as Word paragraphs, lists, tables and pictures."""
from __future__ import annotations

import io

from convert.diagnostics import ExitCode, Refusal, diagnose
from convert.model.length import Length
from convert.model.nodes import (
    Block,
    Container,
    Figure,
    Heading,
    Inlines,
    List,
    Paragraph,
    Quote,
    Run,
    Table,
    ThematicBreak,
    Verse,
)
from convert.model.numerals import letters
from convert.model.record import Record, replace
from convert.style import BLACK, Border
from convert.writer.docx_tables import panel, side_by_side, table
from convert.writer.docx_text import Draft
from convert.writer.ooxml import Element, break_run, make, value
from convert.writer.screenpictures import UnreadablePicture, screen_picture

_SHARPEST = 220         # pixels an inch: more than that Word's own "compress pictures" throws away for print
_BESIDE = 40            # percent of the measure that a picture beside text takes
_CLEAR = 86             # percent of that which the picture itself takes: LibreOffice gives such cells margins
_WIDE_TABLE = 5         # columns from which a table spans the columns of the page
_FORMATS = {"decimal": "decimal", "lower-alpha": "lowerLetter", "upper-alpha": "upperLetter", "lower-roman": "lowerRoman",
            "upper-roman": "upperRoman"}            # ST_NumberFormat
_DELIMITED = {"period": "{}.", "paren": "{})", "parens": "({})"}      # w:lvlText
_BULLETS = ("●", "○", "■")
_WORD_LETTERS = 27      # behind it Word counts bb. cc., the other editions ab. ac.


class Place(Record):
    """Where blocks stand: in which container, how deep in lists, in what width; `role` replaces body for running text."""

    measure: Length
    container: str = ""
    depth: int = 0
    role: str = "body"


class _Item(Record):
    """The numbering that the next paragraph takes."""

    number: int
    level: int


def spans_columns(block: Block) -> bool:
    """Whether `block` wants the whole measure where text stands in columns."""
    match block:
        case Figure():
            return block.extent != "column"
        case Container(role="figures"):
            return any(isinstance(b, Figure) and spans_columns(b) for b in block.blocks)
        case Table():
            return block.columns >= _WIDE_TABLE
        case _:
            return False


def write_blocks(draft: Draft, blocks: tuple[Block, ...], place: Place) -> list[Element]:
    """The elements of `blocks`, in order."""
    return [element for block in blocks for element in write_block(draft, block, place)]


def write_block(draft: Draft, block: Block, place: Place, item: _Item | None = None) -> list[Element]:
    """The elements of one block; `item` numbers its first paragraph."""
    match block:
        case Paragraph():
            return [_paragraph(draft, block, place, item)]
        case Heading():
            return [_heading(draft, block, place)]
        case List():
            return _list(draft, block, place)
        case Quote():
            return write_blocks(draft, block.blocks, replace(place, container=place.container or "quote"))
        case Container():
            return _container(draft, block, place)
        case Verse():
            return _verse(draft, block, place)
        case Figure():
            return figure(draft, block, place)
        case Table():
            return table(draft, block, place.measure)
        case ThematicBreak():
            return [_thematic_break(draft, block)]


def _paragraph(draft: Draft, block: Paragraph, place: Place, item: _Item | None) -> Element:
    extra = []
    if place.depth:
        style = _list_style(draft, place)
        if item:
            extra = [make("w:numPr", None, value("w:ilvl", item.level), value("w:numId", item.number))]
    elif place.role != "body":
        style = draft.styles.paragraph(place.role)
    else:
        style = draft.styles.within(block.role, place.container)
    return draft.paragraph(style, draft.runs(block.inlines), block.id, extra)


def _container(draft: Draft, block: Container, place: Place) -> list[Element]:
    if block.role == "figures":
        return _pictures(draft, block, place)
    if block.role == "beside":
        left = Length(place.measure * _BESIDE // 100)
        right = Length(place.measure - left)
        first = replace(block.blocks[0], width=_CLEAR) if isinstance(block.blocks[0], Figure) else block.blocks[0]
        cells = [(left, write_block(draft, first, replace(place, measure=left))),
                 (right, write_blocks(draft, block.blocks[1:], replace(place, measure=right)))]
        return [side_by_side(draft, [cells])]
    if not draft.styles.is_panel(block.role):
        return write_blocks(draft, block.blocks, replace(place, container=block.role))
    style = draft.sheet.role(block.role)
    measure = Length(place.measure - style.margin_inline_start - style.margin_inline_end)
    inner = write_blocks(draft, block.blocks, Place(measure, container=block.role))
    return [panel(draft, inner, block.role, measure, style.name)] if inner else []


def _pictures(draft: Draft, block: Container, place: Place) -> list[Element]:
    """Pictures side by side in a table without rules, the common caption below it."""
    figures = [b for b in block.blocks if isinstance(b, Figure)]
    per_row = 2 if len(figures) in (2, 4) else 3
    width = Length(place.measure // per_row)
    rows = [[(width, write_block(draft, f, replace(place, measure=Length(width * 94 // 100)))) for f in figures[i:i + per_row]]
            for i in range(0, len(figures), per_row)]
    rest = tuple(b for b in block.blocks if not isinstance(b, Figure))
    return [side_by_side(draft, rows), *write_blocks(draft, rest, place)]


def _heading(draft: Draft, block: Heading, place: Place) -> Element:
    style = draft.styles.within(f"heading-{block.level}", place.container)
    return draft.paragraph(style, draft.runs(block.inlines), block.id, toc=draft.bookmarks.name_of(block.id, "_Toc"))


def _list(draft: Draft, block: List, place: Place) -> list[Element]:
    inner = replace(place, depth=place.depth + 1)
    item = _Item(_numbering(draft, block, inner), inner.depth - 1)
    lettered = block.ordered and block.marker in ("lower-alpha", "upper-alpha")
    out: list[Element] = []
    for number, entry in enumerate(block.items, block.start):
        waiting: _Item | None = item
        if lettered and number > _WORD_LETTERS:
            sign = letters(number).upper() if block.marker == "upper-alpha" else letters(number)
            waiting = replace(item, number=_numbering(draft, replace(block, start=number), inner, sign))
        for child in entry.blocks:
            out += write_block(draft, child, inner, waiting)
            if isinstance(child, Paragraph):
                waiting = None
    return out


def _list_style(draft: Draft, place: Place) -> str:
    """List text at depth 1, 2, 3: each level one step further in."""
    styles = draft.styles
    base = draft.sheet.role("list")
    if place.depth == 1:
        return styles.within("list", place.container)
    deep = replace(base, name=f"{base.name}{'〇一二三四五六七八九'[min(place.depth, 9)]}级",
                   margin_inline_start=_list_indent(draft, place.depth))
    return styles.custom(f"list-{place.depth}", deep, based_on=styles.paragraph("list"))


def _list_indent(draft: Draft, depth: int) -> Length:
    base = draft.sheet.role("list")
    return Length((base.margin_inline_start or 2 * base.font_size) * depth)


def _numbering(draft: Draft, block: List, place: Place, sign: str = "") -> int:
    """A numbering of this list's own, so that it starts where it says and no other list counts on; with `sign`, of one item that
    it stands before."""
    base = draft.sheet.role("list")
    left, step = _list_indent(draft, place.depth), base.margin_inline_start or Length(2 * base.font_size)
    number = len(draft.numberings) + 1
    abstract = make("w:abstractNum", {"abstractNumId": number}, value("w:multiLevelType", "multilevel"))
    for level in range(place.depth):
        own = level == place.depth - 1
        if block.ordered:
            style, text = _FORMATS.get(block.marker, "decimal"), _DELIMITED[block.delimiter].format(sign or f"%{level + 1}")
        else:
            style, text = "bullet", _BULLETS[min(level, 2)]
        indent = make("w:ind", {"left": left.twips, "leftChars": round(left * 100 / base.font_size),
                                "hanging": step.twips, "hangingChars": round(step * 100 / base.font_size)})
        abstract.append(make("w:lvl", {"ilvl": level}, value("w:start", block.start if own and block.ordered else 1),
                             value("w:numFmt", style), value("w:suff", "tab"), value("w:lvlText", text), value("w:lvlJc", "left"),
                             make("w:pPr", None, indent), _bullet_face() if not block.ordered else make("w:rPr")))
    draft.numberings.append(abstract)
    return number


def _bullet_face() -> Element:
    return make("w:rPr", None, make("w:rFonts", {"hint": "eastAsia"}))


def _verse(draft: Draft, block: Verse, place: Place) -> list[Element]:
    """Each stanza is a paragraph, its lines parted by line breaks."""
    stanzas: list[list[Inlines]] = [[]]
    for line in block.lines:
        if line:
            stanzas[-1].append(line)
        elif stanzas[-1]:
            stanzas.append([])
    out = []
    for number, lines in enumerate(s for s in stanzas if s):
        style = draft.styles.within("verse", place.container)
        if number:
            style = draft.styles.variant("verse", "next", "下节", margin_block_start=draft.styles.row)
        children = [element for n, line in enumerate(lines) for element in ([break_run()] if n else []) + draft.runs(line)]
        out.append(draft.paragraph(style, children, f"{block.id}/{number}" if number else block.id))
    return out


def _thematic_break(draft: Draft, block: ThematicBreak) -> Element:
    """A rule of its own: an empty paragraph is the only thing a rule can hang on."""
    style = replace(draft.sheet.role("body"), name="分隔线", text_indent=Length(0), border_block_start=None,
                    border_block_end=Border(Length(500), BLACK), margin_block_end=draft.styles.row,
                    margin_inline_start=Length(draft.styles.row * 4), margin_inline_end=Length(draft.styles.row * 4))
    return draft.paragraph(draft.styles.custom("thematic-break", style), [], block.id)


def figure(draft: Draft, block: Figure, place: Place) -> list[Element]:
    """Picture, caption and credit, each in a paragraph that keeps with the next."""
    limit = draft.sheet.page.height * 2 // 3
    out = [picture(draft, block, place.measure, limit)]
    narrow = _width(block, place.measure, limit) < place.measure * 95 // 100
    if block.caption:
        style = _caption_style(draft, "caption", narrow, followed=bool(block.credit))
        out.append(draft.paragraph(style, draft.runs(block.caption), f"{block.id}/caption"))
    if block.credit:
        style = _caption_style(draft, "credit", narrow)
        out.append(draft.paragraph(style, draft.runs((Run(block.credit),)), f"{block.id}/credit"))
    return out


def _caption_style(draft: Draft, role: str, narrow: bool, *, followed: bool = False) -> str:
    """The style of a caption or credit: in the middle under a picture that leaves room at its sides."""
    changes: dict[str, str] = {"text_align": "center"} if narrow else {}
    if followed:
        changes["break_after"] = "avoid"
    if not changes:
        return draft.styles.paragraph(role)
    suffix, name = ("narrow", "居中") if narrow else ("", "")
    if followed:
        suffix, name = f"{suffix}first", f"{name}后有署名"
    return draft.styles.variant(role, suffix, name, **changes)


def _width(block: Figure, measure: Length, limit: int) -> int:
    """How wide the picture stands: its share of the measure, less where it would be higher than `limit`."""
    width = measure * block.width // 100
    height = width * block.image.height // block.image.width
    return width if height <= limit else width * limit // height


def _pixels(length: int) -> int:
    """Pixels of a picture that is `length` long on the page."""
    return max(1, -(-length * _SHARPEST // 72_000))


def picture(draft: Draft, block: Figure, measure: Length, limit: int) -> Element:
    """The picture in a paragraph of its own, in line with the text, at most `limit` high; its alt text describes the drawing.

    Raises Refusal when the file is not a picture.
    """
    width = _width(block, measure, limit)
    height = width * block.image.height // block.image.width
    try:
        pixels = screen_picture(block.image, (_pixels(width), _pixels(height)), draft.cache)
    except UnreadablePicture as error:
        raise Refusal(ExitCode.SOURCE, [diagnose("W001", block.span, path=block.image.path.name)]) from error
    inline = draft.document.part.new_pic_inline(io.BytesIO(pixels.data), Length(width).emu, Length(height).emu)
    draft.pictures += 1
    inline.docPr.set("id", str(draft.pictures))
    inline.docPr.set("name", f"图{draft.pictures}")
    inline.docPr.set("descr", block.alt)
    base = draft.sheet.role("caption")
    style = replace(base, name="图", text_align="center", break_after="avoid" if block.caption or block.credit else "auto",
                    line_height=draft.styles.row, margin_block_start=Length(draft.styles.row // 2))
    key = "figure" if style.break_after == "avoid" else "figure-alone"
    if key == "figure-alone":
        style = replace(style, name="图（独立）")
    styled = draft.styles.picture(key, style)
    return draft.paragraph(styled, [make("w:r", None, make("w:drawing", None, inline))], f"{block.id}/picture")
