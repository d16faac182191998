"""Pictures in the flow: a column wide, across the columns, a page, or to the bleed; always whole rows with caption and credit."""
from __future__ import annotations

from convert.layout.boxes import ImageBox, Tag
from convert.layout.desk import Desk
from convert.layout.grid import Grid
from convert.layout.strip import Landmark, Piece, Stack, Strip, called, island, line_end
from convert.model.length import Length
from convert.model.nodes import Figure, Image
from convert.model.record import replace

AIR = 4_000             # between the row's edge and the picture's, and from picture to caption
FOOT_AIR = 7_000        # from the caption to the text that goes on
SMALLEST = 800          # thousandths of its height to which a picture may shrink where it has no room
SMALLEST_VERTICAL = 600 # of the width of one that would go from edge to edge, in the bands of a vertical page
WIDE_SHARE = 450        # of a picture from edge to edge
WIDE = ("span", "wide")
MAX_SHARE = 750         # of the type area's depth that a picture in the flow may take, in thousandths


def figure_strips(desk: Desk, figure: Figure, parent: Tag, measure: int, nested: bool = False) -> list[Strip]:
    """One strip; `nested` in a box or a list it stays where it is and in the column."""
    tag = desk.tag(figure.id, "Figure", parent, source=figure.id, alt=figure.alt)
    landmark = Landmark(figure.id)
    if figure.extent in ("page", "bleed") and not nested:
        return [replace(_plate(desk, figure, tag), landmarks=(landmark,), start=(figure.id, 0))]
    if figure.extent == "wide" and not nested and not desk.grid.vertical:
        return [replace(_wide(desk, figure, tag), landmarks=(landmark,), start=(figure.id, 0))]
    # across the bands of a vertical page a picture would be no wider than in one of them
    spanning = figure.extent == "span" and not nested and desk.grid.columns > 1 and not desk.grid.vertical
    full = desk.grid.measure if spanning else measure
    strips = _framed(desk, figure, tag, full)
    strips = [replace(s, span=spanning, floating=not nested, afar=desk.grid.vertical, landmarks=(landmark,), start=(figure.id, 0))
              for s in strips]
    return [replace(strips[0], smaller=() if spanning else tuple(strips[1:]))]


def _wide(desk: Desk, figure: Figure, tag: Tag) -> Strip:
    """A picture from bleed to bleed in the run of the text; cut about its middle where it would take too much of the page."""
    grid = desk.grid
    width = grid.width + 2 * grid.bleed
    height = min(width * figure.image.height // figure.image.width, grid.depth * WIDE_SHARE // 1000)
    caption = caption_stack(desk, figure, tag, grid.measure)
    stack = Stack()
    stack.skip(AIR)
    stack.shapes.append(covering(figure.image, -grid.bleed, stack.height, width, height, tag))
    stack.skip(height + (AIR if caption.pieces else 0))
    stack.pieces += [replace(p, y=p.y + stack.height) for p in caption.pieces]
    stack.skip(caption.height + FOOT_AIR)
    return replace(stack.strip(grid.row, share_above=0), span=True, floating=True, wide=True)


def _framed(desk: Desk, figure: Figure, tag: Tag, measure: int) -> list[Strip]:
    """The figure with its caption, and after it the same a row less high each time, down to SMALLEST of its height."""
    along, down = proportions(desk.grid, figure.image)
    width = measure * figure.width // 100
    height = width * down // along
    limit = desk.grid.depth * (1000 if figure.extent in WIDE and desk.grid.vertical else MAX_SHARE) // 1000
    caption = caption_stack(desk, figure, tag, measure)
    if desk.grid.vertical:      # whole on one page, with its caption
        limit = min(limit, desk.grid.depth - _height_of(caption) - AIR - FOOT_AIR)
    if height > limit:
        width, height = limit * along // down, limit
    out: list[Strip] = []
    at = height
    smallest = SMALLEST_VERTICAL if desk.grid.vertical and figure.extent == "wide" else SMALLEST
    while at >= height * smallest // 1000:
        out.append(_strip(desk, figure, tag, caption, measure, (width * at // height, at)))
        # the next one fills a row less, wholly
        at = min(at, out[-1].rows * desk.grid.row - (_height_of(caption) + FOOT_AIR + AIR)) - desk.grid.row
    return out


def caption_stack(desk: Desk, figure: Figure, tag: Tag, measure: int) -> Stack:
    """Caption and credit of `figure` in lines of `measure`."""
    stack = Stack()
    _caption(desk, figure, tag, stack, measure)
    return stack


def _height_of(caption: Stack) -> int:
    """Of the caption, with the air above it."""
    return caption.height + AIR if caption.pieces else 0


def _strip(desk: Desk, figure: Figure, tag: Tag, caption: Stack, measure: int, size: tuple[int, int]) -> Strip:
    width, height = size
    stack = Stack()
    stack.skip(AIR)
    stack.shapes.append(image_box(figure.image, (measure - width) // 2, stack.height, width, height, tag))
    stack.skip(height + (AIR if caption.pieces else 0))
    stack.pieces += [replace(p, y=p.y + stack.height) for p in _under(desk, figure, tag, caption, measure, width)]
    stack.skip(caption.height + FOOT_AIR)
    return stack.strip(desk.grid.row, share_above=0)


def _under(desk: Desk, figure: Figure, tag: Tag, caption: Stack, measure: int, width: int) -> list[Piece]:
    """The pieces of `caption`, edge to edge with a picture narrower than the measure, where that takes no more lines."""
    if width >= measure or desk.grid.vertical or not caption.pieces:
        return caption.pieces
    narrow = caption_stack(desk, figure, tag, width)
    left = (measure - width) // 2
    return [replace(p, x=p.x + left) for p in narrow.pieces] if narrow.height == caption.height else caption.pieces


def _caption(desk: Desk, figure: Figure, figure_tag: Tag, stack: Stack, measure: int) -> None:
    """Caption, and the credit flush right behind it where the last line has room, else under it."""
    if not figure.caption and not figure.credit:
        return
    tag = desk.tag(f"{figure.id}-caption", "Caption", figure_tag)
    style, credit_style = desk.style("caption"), desk.style("credit")
    lines = desk.compose(figure.caption, style, measure).lines if figure.caption else ()
    stack.lines(lines, style.font_size, style.line_height, tag)
    if not figure.credit:
        return
    credit = desk.text(figure.credit, replace(credit_style, text_align="start"), measure).lines
    room = measure - (line_end(lines[-1]) if lines else measure)
    if len(credit) == 1 and room >= line_end(credit[0]) + 2 * style.font_size:
        stack.pieces.append(Piece(credit[0], measure - line_end(credit[0]), stack.pieces[-1].y, tag))
        return
    for line in credit:
        stack.lines((line,), credit_style.font_size, credit_style.line_height, tag, measure - line_end(line))


def _plate(desk: Desk, figure: Figure, tag: Tag) -> Strip:
    """A page for one picture; upright on a vertical page too."""
    strip = _upright_plate(desk.upright, figure, tag)
    return strip if not desk.grid.vertical else replace(strip, rows=desk.grid.rows, pieces=(), shapes=(),
                                                        islands=(island(strip, desk.grid.depth),))


def _upright_plate(desk: Desk, figure: Figure, tag: Tag) -> Strip:
    """Inside the type area, or cut to the bleed edge, on three sides where a caption stands under it."""
    grid = desk.grid
    stack = caption_stack(desk, figure, tag, grid.measure)
    under = stack.height + 2 * AIR if stack.pieces else 0
    if figure.extent == "page":
        width, height = _fit(figure.image, grid.measure, grid.depth - under)
        box = image_box(figure.image, (grid.measure - width) // 2, 0, width, height, tag)
        pieces = tuple(replace(p, y=p.y + height + AIR) for p in stack.pieces)
        return Strip(grid.rows, pieces, (box,), span=True, floating=True, notes=called(pieces))
    bottom = grid.bottom - under if stack.pieces else grid.height + grid.bleed
    box = covering(figure.image, -grid.bleed, -grid.bleed, grid.width + 2 * grid.bleed, bottom + grid.bleed, tag)
    left = (grid.width - grid.measure) // 2
    pieces = tuple(replace(p, x=p.x + left, y=p.y + bottom + 2 * AIR) for p in stack.pieces)
    return Strip(grid.rows, pieces, (box,), span=True, floating=True, plate=True, notes=called(pieces))


def proportions(grid: Grid, image: Image) -> tuple[int, int]:
    """The sides of a picture in pixels along the lines of `grid` and down its rows."""
    return (image.height, image.width) if grid.vertical else (image.width, image.height)


def _fit(image: Image, width: int, height: int) -> tuple[int, int]:
    """Largest size inside the frame with the picture's own proportions."""
    return (width, width * image.height // image.width) if width * image.height <= height * image.width else \
        (height * image.width // image.height, height)


def image_box(image: Image, x: int, y: int, width: int, height: int, tag: Tag | None) -> ImageBox:
    return ImageBox(Length(x), Length(y), Length(width), Length(height), image.path, (), tag)


def covering(image: Image, x: int, y: int, width: int, height: int, tag: Tag | None) -> ImageBox:
    """The picture cut about its centre so that it covers the frame without distortion."""
    kept_width, kept_height = _fit_ratio(image, width, height)
    left, top = (image.width - kept_width) // 2, (image.height - kept_height) // 2
    crop = () if (kept_width, kept_height) == (image.width, image.height) else (left, top, left + kept_width, top + kept_height)
    return ImageBox(Length(x), Length(y), Length(width), Length(height), image.path, crop, tag)


def _fit_ratio(image: Image, width: int, height: int) -> tuple[int, int]:
    """Pixels of the picture that have the proportions width : height."""
    if image.width * height <= image.height * width:
        return image.width, max(1, image.width * height // width)
    return max(1, image.height * width // height), image.height
