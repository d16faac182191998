"""Blocks of an article to strips of whole rows: paragraphs, headings, lists, quotes, boxes, verse (facts: clreq 3.3, 3.4)."""
from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from convert.layout.boxes import Tag
from convert.layout.desk import Desk
from convert.layout.figure import figure_strips
from convert.layout.fitting import is_plain
from convert.layout.grid import baseline
from convert.layout.group import beside_picture, group_strips, joined
from convert.layout.inline import ComposedLine, Indents
from convert.layout.strip import Group, Landmark, NoteText, Piece, Stack, Strip, blank, line_end, rectangle
from convert.layout.table import table_strips
from convert.model.length import Length
from convert.model.nodes import (
    Article,
    Block,
    Container,
    Figure,
    Footnote,
    Heading,
    Inlines,
    LineBreak,
    List,
    Mark,
    Paragraph,
    Quote,
    Run,
    Table,
    ThematicBreak,
    Verse,
    inline_sequences,
    plain_text,
    walk,
)
from convert.model.numerals import letters, roman
from convert.model.record import Record, replace
from convert.model.text import closing_lines, note_mark
from convert.style import Border, ComputedStyle

LINES_AFTER_HEADING = 2
PICTURED = ("beside", "profile")        # a picture that begins one stands beside its text
BULLETS = "▪–▪"
_MOST_HANGING = 4       # em that a list is set in for its markers at most; longer ones hang out
_ROMAN_END = 4000      # Roman numerals end below it; CSS counts on in digits (css-counter-styles 6.1)


class Frame(Record):
    """Where blocks stand: indents from the column's edges, the style that plain paragraphs take, tints, the tag above."""

    parent: Tag
    left: int = 0
    right: int = 0
    style: ComputedStyle | None = None
    groups: tuple[Group, ...] = ()
    level: int = 0      # of lists


class BlockSetter:
    """Sets the blocks of one article in columns `measure` wide."""

    def __init__(self, desk: Desk, article: Article, sect: Tag, measure: int):
        self.desk = desk
        self.article = article
        self.sect = sect
        self.measure = measure
        self.row = desk.grid.row
        self.together = desk.number("lines-together", 2)    # of a paragraph, on each side of a break
        self.targets = _targets(article)
        self._paragraphs: dict[str, tuple[Inlines, ComputedStyle, Frame, Tag, int]] = {}
        self._callers: dict[str, str] = {}      # note -> the block that refers to it first

    def article_strips(self, style: ComputedStyle | None = None) -> list[Strip]:
        """The body with its closing lines; headings keep two lines of text.  `style` is that of plain paragraphs (fillers)."""
        strips = self.blocks(self.article.blocks, Frame(self.sect, style=style))
        self._close(strips, "" if style else self.desk.switch("end-mark", ""))
        return keep_headings(_without_outer_space(strips))

    def blocks(self, blocks: Sequence[Block], frame: Frame) -> list[Strip]:
        out: list[Strip] = []
        for block in blocks:
            strips = self._block(block, frame)
            if strips and block.id in self.targets:
                strips[0] = _with_landmark(strips[0], Landmark(block.id))
            _append(out, strips)
        return out

    def _block(self, block: Block, frame: Frame) -> list[Strip]:
        match block:
            case Paragraph():
                return self._paragraph(block, frame)
            case Heading():
                return self._heading(block, frame)
            case List():
                return self._list(block, frame)
            case Quote():
                tag = self.desk.tag(block.id, "BlockQuote", frame.parent, source=block.id)
                return self._inset(block.blocks, self.desk.style("quote"), replace(frame, parent=tag), block.id)
            case Container():
                return self._container(block, frame)
            case Verse():
                return self._verse(block, frame)
            case Figure():
                strips = figure_strips(self.desk, block, frame.parent, self.measure, nested=bool(frame.left or frame.groups))
                return self._noted_once(strips, block.id)
            case Table():
                strips = table_strips(self.desk, block, frame.parent, self.measure - frame.left - frame.right, frame.left,
                                      nested=bool(frame.left or frame.groups))
                return self._noted_once(strips, block.id)
            case ThematicBreak():
                return [self._thematic_break()]

    # --- paragraphs ---
    def _paragraph(self, block: Paragraph, frame: Frame) -> list[Strip]:
        style = self._style_of(block, frame)
        tag = self.desk.tag(block.id, "P", frame.parent, source=block.id)
        strips = self.lines(block.inlines, style, frame, tag, block.id)
        if style.line_height == self.row:
            self._paragraphs[block.id] = block.inlines, style, frame, tag, len(strips)
        if 0 < len(strips) <= 2 and _is_title(block):
            strips[-1] = replace(strips[-1], keep=True)
        return self._spaced(strips, style)

    def _style_of(self, block: Paragraph, frame: Frame) -> ComputedStyle:
        return frame.style if block.role == "body" and frame.style else self.desk.style(block.role)

    def longer(self, block_id: str) -> list[Strip]:
        """The lines of a paragraph, one more than best; the best ones, or none, where that cannot be had."""
        return self._again(block_id, 1)

    def shorter(self, block_id: str) -> list[Strip]:
        """As `longer`, with a line less than best."""
        return self._again(block_id, -1)

    def _again(self, block_id: str, more: int) -> list[Strip]:
        if block_id not in self._paragraphs:
            return []
        inlines, style, frame, tag, count = self._paragraphs[block_id]
        again = partial(self.lines, inlines, style, frame, tag, block_id)
        return again(count=count + more) or again()

    def lines(self, inlines: Inlines, style: ComputedStyle, frame: Frame, tag: Tag, block_id: str, *,
              count: int = 0, inset: Indents | None = None) -> list[Strip]:
        """One strip a line; lines that are not a row high become one strip together.  `inset` as for `Composer.compose`."""
        left, right = frame.left + style.margin_inline_start, frame.right + style.margin_inline_end
        lines = self.desk.compose(inlines, style, self.measure - left - right, count=count, inset=inset).lines
        if style.line_height != self.row:
            stack = Stack()
            stack.lines(lines, style.font_size, style.line_height, tag, left)
            strips = [replace(stack.strip(self.row), groups=frame.groups, start=(block_id, 0))] if lines else []
            return self._noted_once(strips, block_id)
        y, last = baseline(self.row, style.font_size), len(lines) - 1
        whole = style.break_inside == "avoid"
        strips = [Strip(1, (Piece(line, left, y, tag),), notes=line.notes, groups=frame.groups, start=(block_id, line.start),
                        keep=i < last and (whole or i < self.together - 1 or i > last - self.together))
                  for i, line in enumerate(lines)]
        return self._noted_once(strips, block_id)

    def _noted_once(self, strips: list[Strip], block_id: str) -> list[Strip]:
        """A note stands where it is referred to first: later references, in this block or in others, ask for no room."""
        said: set[str] = set()
        for i, strip in enumerate(strips):
            if strip.notes:
                due = [n for n in strip.notes if self._callers.setdefault(n, block_id) == block_id and n not in said]
                said.update(due)
                notes = tuple(dict.fromkeys(due))
                strips[i] = replace(strip, notes=notes, smaller=tuple(replace(s, notes=notes) for s in strip.smaller))
        return strips

    def _spaced(self, strips: list[Strip], style: ComputedStyle) -> list[Strip]:
        """`strips` with the margins and break wishes of `style`, margins in whole rows."""
        if not strips:
            return strips
        before, after = (self.desk.grid.rows_for(m) for m in (style.margin_block_start, style.margin_block_end))
        if style.break_after == "avoid":
            strips[-1] = replace(strips[-1], keep=True)
        closing = [replace(blank(after), keep=style.break_after == "avoid")] if after else []
        out = [*([blank(before)] if before else []), *strips, *closing]
        if style.break_before == "avoid":
            out[0] = replace(out[0], landmarks=(*out[0].landmarks, KEEP_WITH_PREVIOUS))
        return out

    def _heading(self, block: Heading, frame: Frame) -> list[Strip]:
        style = self.desk.style(f"heading-{min(block.level, 4)}")
        tag = self.desk.tag(block.id, f"H{min(block.level + 1, 6)}", frame.parent, source=block.id)
        strips = self.lines(block.inlines, style, frame, tag, block.id)
        strips = [replace(s, keep=True) for s in strips]
        if strips:
            title = plain_text(block.inlines) if block.level == 1 else ""
            mark = Landmark(block.id, title, self.desk.outline_level(self.article.metadata.column) + 1, heading=True)
            strips[0] = _with_landmark(strips[0], mark)
        return self._spaced(strips, replace(style, break_after="avoid"))

    # --- lists, insets, verse ---
    def _list(self, block: List, frame: Frame) -> list[Strip]:
        style = self.desk.style("list")
        tag = self.desk.tag(block.id, "L", frame.parent, source=block.id)
        numbers = range(block.start, block.start + len(block.items))
        markers = [self._marker(marker_text(block, number, frame.level), style) for number in numbers]
        left = frame.left + self._hang(markers, style)
        body = replace(frame.style or style, text_indent=Length(0), margin_inline_start=Length(0), margin_inline_end=Length(0))
        out: list[Strip] = []
        for number, item, marker in zip(numbers, block.items, markers, strict=True):
            item_tag = self.desk.tag(f"{block.id}-i{number}", "LI", tag)
            label_tag = self.desk.tag(f"{block.id}-m{number}", "Lbl", item_tag)
            body_tag = self.desk.tag(f"{block.id}-b{number}", "LBody", item_tag)
            inner = replace(frame, parent=body_tag, left=left, style=body, level=frame.level + 1)
            strips = self.blocks(item.blocks, inner)
            if strips and marker:
                x = left - style.font_size // 2 - line_end(marker)      # its right edge half an em before the text
                piece = Piece(marker, x, baseline(self.row, style.font_size), label_tag)
                strips[0] = replace(strips[0], pieces=(piece, *strips[0].pieces))
            out += strips
        return self._spaced(out, replace(style, break_before="auto"))

    def _hang(self, markers: Sequence[ComposedLine | None], style: ComputedStyle) -> int:
        """How far the text of a list is set in: in whole em, so that its widest marker and half an em fit."""
        em = style.font_size
        wide = -(-(max((line_end(line) for line in markers if line), default=0) + em // 2) // em) * em
        return max(style.margin_inline_start, wide if wide <= _MOST_HANGING * em else 0)

    def _marker(self, text: str, style: ComputedStyle) -> ComposedLine | None:
        plain = replace(style, text_align="start", text_indent=Length(0))
        return next(iter(self.desk.text(text, plain, self.measure).lines), None)

    def _inset(self, blocks: tuple[Block, ...], style: ComputedStyle, frame: Frame, key: str) -> list[Strip]:
        """A quotation or a box: its own style and indents, and its tint and rules with half a row of padding."""
        left, right = frame.left + style.margin_inline_start, frame.right + style.margin_inline_end
        if style.padding_block or style.background_color:
            left, right = left + style.padding_inline, right + style.padding_inline
        group = Group(key, frame.left, self.measure - frame.left - frame.right, style.background_color)
        groups = (*frame.groups, group) if style.background_color else frame.groups
        inner = replace(style, margin_inline_start=Length(0), margin_inline_end=Length(0), margin_block_start=Length(0),
                        margin_block_end=Length(0))
        strips = _without_outer_space(self.blocks(blocks, replace(frame, left=left, right=right, style=inner, groups=groups)))
        if strips and style.padding_block:
            strips[-1] = replace(strips[-1], keep=True)
            strips = [self._pad(group, groups, style.border_block_start, True), *strips,
                      self._pad(group, groups, style.border_block_end, False)]
        return self._spaced(strips, style)

    def _container(self, block: Container, frame: Frame) -> list[Strip]:
        tag = self.desk.tag(block.id, "Div", frame.parent, source=block.id)
        if block.role == "figures":
            strips = group_strips(self.desk, block, tag, self.measure, nested=bool(frame.left or frame.groups))
            return self._noted_once(strips, block.id)
        if block.role in PICTURED and len(block.blocks) > 1 and isinstance(picture := block.blocks[0], Figure):
            strips = self._beside(picture, block.blocks[1:], replace(frame, parent=tag))
            if block.role == "beside":
                return strips
            style = self.desk.style(block.role)         # a row parts portraits that stand one below the other
            return self._spaced(strips, replace(style, margin_block_end=Length(max(style.margin_block_end, self.row))))
        return self._inset(block.blocks, self.desk.style(block.role), replace(frame, parent=tag), block.id)

    def _beside(self, figure: Figure, blocks: tuple[Block, ...], frame: Frame) -> list[Strip]:
        """A narrow picture at the left, text beside it and, where it is longer, below it over the whole measure."""
        taken, picture = beside_picture(self.desk, figure, frame.parent, self.measure - frame.left - frame.right, frame.left)
        (picture,) = self._noted_once([picture], figure.id)
        out: list[Strip] = []
        for block in blocks:
            below = picture.rows - sum(s.rows for s in out)
            style = self._style_of(block, frame) if isinstance(block, Paragraph) else None
            if isinstance(block, Paragraph) and style and style.line_height == self.row and below > 0:
                tag = self.desk.tag(block.id, "P", frame.parent, source=block.id)
                inset: Indents = partial(_beside_inset, Length(taken), below)
                _append(out, self._spaced(self.lines(block.inlines, style, frame, tag, block.id, inset=inset), style))
            else:
                _append(out, self.blocks((block,), replace(frame, left=frame.left + taken) if below > 0 else frame))
        return joined(picture, _without_outer_space(out) or [Strip(1)], self.together)

    def _pad(self, group: Group, groups: tuple[Group, ...], border: Border | None, opening: bool) -> Strip:
        """A row that is half padding of a box and half space around it, with the box's rule between."""
        half = self.row // 2
        shapes = (rectangle(group.x, half, group.width, border.width, border.color),) if border else ()
        return Strip(1, shapes=shapes, keep=opening, groups=groups, trim=(half, 0) if opening else (0, self.row - half))

    def _verse(self, block: Verse, frame: Frame) -> list[Strip]:
        style = self.desk.style("verse")
        tag = self.desk.tag(block.id, "P", frame.parent, source=block.id)
        out: list[Strip] = []
        offset = 0
        for inlines in block.lines:
            between = Strip(1, groups=frame.groups, space=not frame.groups)
            lines = self.lines(inlines, style, frame, tag, block.id) if inlines else [between]
            at = offset
            out += [replace(s, keep=False, start=(block.id, at + s.start[1]) if s.start else None) for s in lines]
            offset += len(plain_text(inlines))
        for i in {0, len(out) - 2} & set(range(len(out) - 1)):
            out[i] = replace(out[i], keep=True)
        return self._spaced(out, style)

    def _thematic_break(self) -> Strip:
        width = 4 * self.desk.grid.em
        color = self.desk.sheet.colors["gray"]
        return Strip(1, shapes=(rectangle((self.measure - width) // 2, self.row // 2, width, 500, color),))

    # --- notes and the end ---
    def notes(self) -> dict[str, NoteText]:
        """Every footnote of the article, composed for the foot of a column; tagged after the body."""
        return {note.id: self._note(note) for note in self.article.notes}

    def _note(self, note: Footnote) -> NoteText:
        style = self.desk.style("footnote")
        tag = self.desk.tag(note.id, "Note", self.sect, source=note.id)
        label = self.desk.tag(f"{note.id}-n", "Lbl", tag)
        number = self.desk.text(note_mark(note.number), style, self.measure).lines
        indent = style.font_size * 3 // 2
        stack = Stack()
        for block in walk(note.blocks):
            paragraph = self.desk.tag(block.id or f"{note.id}-p", "P", tag)
            for inlines in inline_sequences(block):
                lines = self.desk.compose(inlines, style, self.measure - indent).lines
                stack.lines(lines, style.font_size, style.line_height, paragraph, indent)
        marks = tuple(Piece(line, 0, baseline(style.line_height, style.font_size), label) for line in number[:1])
        return NoteText(stack.height, (*marks, *stack.pieces), (Landmark(note.id),))

    def _close(self, strips: list[Strip], mark: str) -> None:
        """Source and contributor flush right on lines of their own; without them the end mark, if any."""
        closing = closing_lines(self.article)
        if closing:
            _float_earlier(strips)
        for role, line in closing:
            tag = self.desk.tag(f"{self.article.metadata.id}-{role}", "P", self.sect)
            style = replace(self.desk.style(role), text_align="start", text_indent=Length(0))
            lines = self.desk.text(line, style, self.measure).lines
            self._closing_line(strips, lines, style, tag)
        last = self.article.blocks[-1] if self.article.blocks else None
        if mark and not closing and isinstance(last, Paragraph) and last.role == "body" and strips:
            self._end_mark(strips, mark)

    def _closing_line(self, strips: list[Strip], lines: tuple[ComposedLine, ...], style: ComputedStyle, tag: Tag) -> None:
        y = baseline(self.row, style.font_size)
        if strips:
            strips[-1] = replace(strips[-1], keep=True)
        for i, line in enumerate(lines):
            strips.append(Strip(1, (Piece(line, self.measure - line_end(line), y, tag),), keep=i < len(lines) - 1))

    def _end_mark(self, strips: list[Strip], mark: str) -> None:
        last, em = strips[-1], self.desk.grid.em
        if self._room(last) < 3 * em // 2:
            return
        style = replace(self.desk.style("end-mark"), text_align="start", text_indent=Length(0))
        lines = self.desk.text(mark, style, self.measure).lines
        x = max(p.x + line_end(p.line) for p in last.pieces) + em // 2
        pieces = tuple(Piece(line, x, baseline(self.row, style.font_size), None) for line in lines[:1])
        strips[-1] = replace(last, pieces=(*last.pieces, *pieces))

    def _room(self, strip: Strip) -> int:
        """What a one-row line of plain text leaves free at its right."""
        if strip.rows != 1 or not strip.pieces or strip.groups or strip.shapes:
            return 0
        return self.measure - max(p.x + line_end(p.line) for p in strip.pieces)


def _beside_inset(taken: Length, rows: int, number: int) -> tuple[Length, Length]:
    """What line `number` leaves free at its left and right, where a picture stands at the left of the first `rows`."""
    return taken if number < rows else Length(0), Length(0)


def _float_earlier(strips: list[Strip]) -> None:
    """Put pictures that a piece ends with before its last paragraph: one that has no room would part the closing lines from it."""
    end = len(strips)
    while end and strips[end - 1].floating:
        end -= 1
    start = end - 1
    while start > 0 and (at := strips[start].start) and at[1]:
        start -= 1
    first = strips[start].start if 0 <= start < end < len(strips) else None
    if first and not first[1] and is_plain(strips[start:end]) and not (start and strips[start - 1].keep):
        strips[start:] = [*strips[end:], *strips[start:end]]


KEEP_WITH_PREVIOUS = Landmark("", "", -1)


def _is_title(block: Paragraph) -> bool:
    """A paragraph all in bold heads what follows it; so does a name in bold on a line of its own with particulars below it."""
    if len(block.inlines) > 1 and isinstance(block.inlines[1], LineBreak):
        return isinstance(name := block.inlines[0], Run) and Mark.STRONG in name.marks
    runs = [i for i in block.inlines if isinstance(i, Run) and i.text.strip()]
    return bool(runs) and all(Mark.STRONG in r.marks for r in runs)


def marker_text(block: List, number: int, level: int) -> str:
    """What stands before item `number`."""
    if not block.ordered:
        return BULLETS[min(level, len(BULLETS) - 1)]
    counter = _counter(block.marker, number)
    return {"paren": f"{counter})", "parens": f"({counter})"}.get(block.delimiter, f"{counter}.")


def _counter(marker: str, number: int) -> str:
    match marker:
        case "lower-alpha" | "upper-alpha" if number > 0:
            return letters(number).upper() if marker == "upper-alpha" else letters(number)
        case "lower-roman" | "upper-roman" if 0 < number < _ROMAN_END:
            return roman(number).upper() if marker == "upper-roman" else roman(number)
        case _:
            return str(number)


def keep_headings(strips: list[Strip]) -> list[Strip]:
    """A heading keeps at least two rows of what it heads, even when that begins with one-line paragraphs."""
    for at, strip in enumerate(strips):
        if not any(m.heading for m in strip.landmarks):
            continue
        rows, i = 0, at
        while i + 1 < len(strips) and rows < LINES_AFTER_HEADING:
            strips[i] = replace(strips[i], keep=True)
            i += 1
            heads = any(m.heading for m in strips[i].landmarks)
            rows += 0 if strips[i].space or heads else strips[i].rows
    return strips


def _append(out: list[Strip], strips: list[Strip]) -> None:
    """Join two blocks: of two spaces that meet the larger stays; a block may hold the one before it."""
    if not strips:
        return
    if KEEP_WITH_PREVIOUS in strips[0].landmarks:
        strips[0] = replace(strips[0], landmarks=tuple(m for m in strips[0].landmarks if m != KEEP_WITH_PREVIOUS))
        if out:
            out[-1] = replace(out[-1], keep=True)
    if out and out[-1].space and strips[0].space:
        last, keep = out.pop(), out[-1].keep
        strips = [replace(strips[0], rows=max(last.rows, strips[0].rows), keep=keep or strips[0].keep), *strips[1:]]
    out += strips


def _without_outer_space(strips: list[Strip]) -> list[Strip]:
    first = next((i for i, s in enumerate(strips) if not s.space), len(strips))
    last = next((i for i in range(len(strips), first, -1) if not strips[i - 1].space), first)
    return strips[first:last]


def _with_landmark(strip: Strip, landmark: Landmark) -> Strip:
    return replace(strip, landmarks=(*strip.landmarks, landmark))


def _targets(article: Article) -> frozenset[str]:
    """Ids that a link of the article points to."""
    return frozenset(i.href[1:] for block in walk(article.blocks) for inlines in inline_sequences(block) for i in inlines
                     if isinstance(i, Run) and i.href.startswith("#"))
