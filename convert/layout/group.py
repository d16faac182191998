"""Pictures in company: a group in rows under one caption, and a narrow picture with text beside it."""
from __future__ import annotations

from collections.abc import Sequence

from convert.layout.boxes import Tag
from convert.layout.desk import Desk
from convert.layout.figure import AIR, FOOT_AIR, caption_stack, image_box, proportions
from convert.layout.grid import baseline
from convert.layout.strip import Landmark, Stack, Strip, called
from convert.model.nodes import Container, Figure, Paragraph
from convert.model.record import replace

PER_ROW = {1: 1, 2: 2, 3: 3, 4: 2}      # pictures side by side by how many there are; more than four stand in rows of three
GUTTER = 6_000                          # between pictures
DEEPEST = 600                           # thousandths of the type area's depth that a group may take
BESIDE_SHARE = 40                       # percent of the measure of a picture beside text that says no width


def group_strips(desk: Desk, group: Container, tag: Tag, measure: int, *, nested: bool) -> list[Strip]:
    """One strip: rows of pictures as high as each other, their own captions below them, the common one at the foot."""
    figures = [b for b in group.blocks if isinstance(b, Figure)]
    spanning = any(f.extent != "column" for f in figures) and not nested and desk.grid.columns > 1
    full = desk.grid.measure if spanning else measure
    per_row = PER_ROW.get(len(figures), 3)
    rows = [figures[i:i + per_row] for i in range(0, len(figures), per_row)]
    tags = {f.id: desk.tag(f.id, "Figure", tag, source=f.id, alt=f.alt) for f in figures}
    stack = Stack()
    stack.skip(AIR)
    limit = desk.grid.depth * DEEPEST // 1000 // len(rows)
    left = min(_row(desk, row, tags, stack, full, limit) for row in rows)
    stack.skip(AIR)
    for block in group.blocks:
        if isinstance(block, Paragraph):
            style = desk.style(block.role)
            caption = desk.tag(block.id, "P", tag, source=block.id)
            lines = desk.compose(block.inlines, style, full - 2 * left).lines
            stack.lines(lines, style.font_size, style.line_height, caption, left)
    stack.skip(FOOT_AIR)
    marks = tuple(Landmark(b.id) for b in group.blocks)
    strip = stack.strip(desk.grid.row, share_above=0)
    return [replace(strip, span=spanning, floating=not nested, landmarks=marks, start=(figures[0].id, 0))]


def _row(desk: Desk, figures: Sequence[Figure], tags: dict[str, Tag], stack: Stack, measure: int, limit: int) -> int:
    """Pictures side by side, of one height, filling `measure` or their share of it; in the middle where they are narrower.

    Returns how far they stand in from the edges.
    """
    room = measure - GUTTER * (len(figures) - 1)
    ratios = [along * 1000 // down for along, down in (proportions(desk.grid, f.image) for f in figures)]
    full = room * 1000 // sum(ratios)
    height = min(full * max(f.width for f in figures) // 100, limit)
    widths = [height * r // 1000 for r in ratios]
    if height == full:
        widths[-1] += room - sum(widths)
    x = left = (room - sum(widths)) // 2
    depth = 0
    for figure, width in zip(figures, widths, strict=True):
        stack.shapes.append(image_box(figure.image, x, stack.height, width, height, tags[figure.id]))
        own = caption_stack(desk, figure, tags[figure.id], width)
        stack.pieces += [replace(p, x=p.x + x, y=p.y + stack.height + height + AIR) for p in own.pieces]
        depth = max(depth, own.height + AIR if own.pieces else 0)
        x += width + GUTTER
    stack.skip(height + depth + (GUTTER if depth == 0 else AIR))
    return left


def beside_picture(desk: Desk, figure: Figure, tag: Tag, measure: int, left: int) -> tuple[int, Strip]:
    """The picture, its edge at `left`, that text stands beside, and the width that it takes: whole characters, one to spare.

    Its head is level with the tops of the characters of the first line, its foot or that of its caption with the last row.
    """
    share = BESIDE_SHARE if figure.width >= 100 else figure.width
    em, row = desk.grid.em, desk.grid.row
    width = max(3, measure * share // 100 // em) * em
    picture = desk.tag(figure.id, "Figure", tag, source=figure.id, alt=figure.alt)
    own = caption_stack(desk, figure, picture, width)
    along, down = proportions(desk.grid, figure.image)
    height = width * down // along
    top = baseline(row, em) - em * 88 // 100
    under = own.height + AIR if own.pieces else 0
    rows = -(-(top + height + under) // row)
    pieces = tuple(replace(p, x=p.x + left, y=p.y + top + height + AIR) for p in own.pieces)
    box = image_box(figure.image, left, top, width, height, picture)
    return width + em, Strip(rows, pieces, (box,), landmarks=(Landmark(figure.id),), notes=called(pieces))


def joined(picture: Strip, strips: Sequence[Strip], together: int) -> list[Strip]:
    """`strips` of text with `picture` beside the first of them; blank rows where the text is the shorter; not torn beside it."""
    out = list(strips)
    short = picture.rows - sum(s.rows for s in out)
    out += [Strip(1, groups=out[-1].groups if out else ())] * max(0, short)
    first = out[0]
    out[0] = replace(first, pieces=(*picture.pieces, *first.pieces), shapes=(*picture.shapes, *first.shapes),
                     landmarks=(*picture.landmarks, *first.landmarks), notes=(*picture.notes, *first.notes))
    rows = 0
    for i, strip in enumerate(out[:-1]):
        rows += strip.rows
        if rows >= picture.rows + together:
            break
        out[i] = replace(strip, keep=rows < picture.rows or strip.keep)
    return out

