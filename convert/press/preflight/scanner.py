"""Reads content streams (ISO 32000-1, 7.8.2): everything a page paints, with where, in which ink and under which settings.

Clips count by the box around them; form XObjects and tiling patterns are entered.
"""
from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from convert.model.record import Record, field
from convert.press.preflight.color import BLACK, CMYK, GRAY, RGB, Ink, Space, space_of
from convert.press.preflight.fonts import Font
from convert.press.preflight.geometry import IDENTITY, Box, Matrix, moved, multiplied, scale, steps, transformed
from convert.press.source import BROKEN

_MAX_DEPTH = 12
_MAX_WORK = 5_000_000               # instructions on a page: forms that call forms can ask for any number
_CALL = 200                         # what entering a stream counts for
_MAX_TREE = 50                      # nodes between a page and the root
_EVERYWHERE = Box(-1e6, -1e6, 1e6, 1e6)
_UNIT = Box(0, 0, 1, 1)
_ASCENT, _DESCENT = 0.88, -0.12     # of an em: the box of a Han character
Operands = Sequence[object]


class Painted(NamedTuple):
    """One painting: `kind` is text, fill, stroke, image or shading; `box` is what of it shows, in points of the page.

    `ink`: of an image or a shading only its space.  `size`: font size or line width as printed.  `name`: the font or the resource.
    `object`: the image's (number, generation).
    `overprint` and `mode` (OPM) hold for this painting; `alpha` below 1, a blend mode or a soft mask make it `transparent`.
    """

    kind: str
    box: Box
    ink: Ink | None
    size: float = 0.0
    name: str = ""
    overprint: bool = False
    mode: int = 0
    transparent: bool = False
    object: tuple[int, int] = (0, 0)
    pixels: tuple[int, int] = (0, 0)        # an image's size
    reach: tuple[float, float] = (0.0, 0.0)     # its printed width and height before clipping, points
    bilevel: bool = False


class Trouble(NamedTuple):
    """Something wrong inside the streams of a page; `code` is a key of MESSAGES."""

    code: str
    thing: str = ""
    detail: str = ""


class PageInk(Record, frozen=False):
    """What scanning one page gives; `work`: how many instructions it has taken."""

    painted: list[Painted] = field(default_factory=list)
    troubles: dict[Trouble, None] = field(default_factory=dict)
    spaces: dict[Space, str] = field(default_factory=dict)                      # with the first thing that uses it
    fonts: dict[str, Font] = field(default_factory=dict)
    states: dict[str, pikepdf.Object] = field(default_factory=dict)             # graphics states in use
    images: dict[tuple[int, int], pikepdf.Object] = field(default_factory=dict)
    intents: dict[str, None] = field(default_factory=dict)                      # rendering intents that operators ask for
    transparent: bool = False
    work: int = 0


class _State(Record, frozen=False):
    matrix: Matrix = IDENTITY
    clip: Box = _EVERYWHERE
    fill: Ink = BLACK
    stroke: Ink = BLACK
    line_width: float = 1.0
    overprint_fill: bool = False
    overprint_stroke: bool = False
    mode: int = 0
    alpha_fill: float = 1.0
    alpha_stroke: float = 1.0
    blended: bool = False
    font: Font | None = None
    size: float = 0.0
    stretch: float = 1.0
    char_spacing: float = 0.0
    word_spacing: float = 0.0
    leading: float = 0.0
    rise: float = 0.0
    rendering: int = 0


class Scanner:
    """Scans pages of one file; fonts are read once."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], Font] = {}

    def scan(self, page: pikepdf.Page) -> PageInk:
        found = PageInk()
        resources = inherited(page.obj, Name.Resources)
        _Stream(found, resources if isinstance(resources, Dictionary) else Dictionary(), _State(), 0, self._font).run(page.obj)
        return found

    def _font(self, dictionary: pikepdf.Object) -> Font:
        if not dictionary.is_indirect:
            return Font(dictionary)
        return self._fonts.setdefault(dictionary.objgen, Font(dictionary))


class _Stream:
    """Interprets one content stream with its resources."""

    def __init__(self, found: PageInk, resources: pikepdf.Object, state: _State, depth: int,
                 font: Callable[[pikepdf.Object], Font]):
        self.found, self.resources, self.state, self.depth, self._font_of = found, resources, state, depth, font
        self._saved: list[_State] = []
        self._path: list[tuple[float, float]] = []
        self._pending_clip = False
        self._text: Matrix = IDENTITY
        self._line: Matrix = IDENTITY
        self._known: dict[tuple[str, str], object] = {}

    def run(self, stream: pikepdf.Object) -> None:
        if self.found.work > _MAX_WORK:
            self._trouble("X128")
            return
        try:
            instructions = pikepdf.parse_content_stream(stream)
        except BROKEN as error:
            self._trouble("X122", detail=str(error)[:80])
            return
        self.found.work += len(instructions) + _CALL
        for instruction in instructions:
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._inline_image(instruction)
                continue
            perform = _OPERATORS.get(str(instruction.operator))
            if perform is None:
                continue
            try:
                perform(self, list(instruction.operands))
            except BROKEN:
                self._trouble("X122", detail=str(instruction.operator))
        if self._saved:
            self._trouble("X122", detail="q")

    # --- resources ---
    def _trouble(self, code: str, thing: str = "", detail: str = "") -> None:
        self.found.troubles[Trouble(code, thing, detail)] = None

    def _resource(self, kind: str, name: object) -> object:
        """What the resources call `name`; None after reporting that there is no such thing."""
        key = kind, str(name)
        if key not in self._known:
            group = self.resources.get(f"/{kind}")
            value = group.get(name) if isinstance(group, Dictionary) else None      # type: ignore[call-overload]
            if value is None:
                self._trouble("X123", str(name), kind)
            self._known[key] = value
        return self._known[key]

    def _space(self, name: object) -> Space:
        space = space_of(name)
        if space.family == "?":
            key = "space", str(name)
            if key not in self._known:
                self._known[key] = space_of(self._resource("ColorSpace", name))
            known = self._known[key]
            space = known if isinstance(known, Space) else space
        return space

    def _uses(self, space: Space, thing: str) -> None:
        for part in space.chain:
            self.found.spaces.setdefault(part, thing)

    # --- state ---
    def save(self, _: Operands) -> None:
        self._saved.append(copy.copy(self.state))

    def restore(self, _: Operands) -> None:
        if self._saved:
            self.state = self._saved.pop()
        else:
            self._trouble("X122", detail="Q")

    def concatenate(self, operands: Operands) -> None:
        self.state.matrix = multiplied(_matrix(operands), self.state.matrix)

    def set_line_width(self, operands: Operands) -> None:
        self.state.line_width = _number(operands[0])

    def set_intent(self, operands: Operands) -> None:
        self.found.intents[str(operands[0])] = None

    def set_state(self, operands: Operands) -> None:
        """ISO 32000-1, table 58.  /op follows /OP where it is not given."""
        entry, state = self._resource("ExtGState", operands[0]), self.state
        if not isinstance(entry, Dictionary):
            return
        self.found.states.setdefault(str(operands[0]), entry)
        if Name.OP in entry:
            state.overprint_stroke = bool(entry.OP)
            state.overprint_fill = bool(entry.get(Name.op, entry.OP))
        elif Name.op in entry:
            state.overprint_fill = bool(entry.op)
        state.mode = int(entry.get(Name.OPM, state.mode))
        state.alpha_fill = float(entry.get(Name.ca, state.alpha_fill))
        state.alpha_stroke = float(entry.get(Name.CA, state.alpha_stroke))
        state.line_width = float(entry.get(Name.LW, state.line_width))
        blend, mask = entry.get(Name.BM), entry.get(Name.SMask)
        if blend is not None or mask is not None:
            state.blended = (str(blend) not in ("None", "/Normal", "/Compatible")) or isinstance(mask, Dictionary)
        if state.blended or state.alpha_fill < 1 or state.alpha_stroke < 1:
            self.found.transparent = True
        if Name.Font in entry:
            self.state.font, self.state.size = self._font_of(entry.Font[0]), float(entry.Font[1])

    # --- colour ---
    def set_color(self, operands: Operands, space: Space, stroking: bool) -> None:
        self._set(Ink(space, tuple(_number(v) for v in operands[:space.parts])), stroking)

    def set_space(self, operands: Operands, stroking: bool) -> None:
        space = self._space(operands[0])
        initial = {"DeviceCMYK": (0.0, 0.0, 0.0, 1.0)}.get(space.family, (1.0 if space.colorants else 0.0,) * space.parts)
        self._set(Ink(space, initial), stroking)

    def set_components(self, operands: Operands, stroking: bool) -> None:
        space = (self.state.stroke if stroking else self.state.fill).space
        if operands and isinstance(operands[-1], Name):
            self._pattern(operands[-1])
            self._set(Ink(space, ()), stroking)
        else:
            self._set(Ink(space, tuple(_number(v) for v in operands)), stroking)

    def _set(self, ink: Ink, stroking: bool) -> None:
        if stroking:
            self.state.stroke = ink
        else:
            self.state.fill = ink

    def _pattern(self, name: object) -> None:
        pattern = self._resource("Pattern", name)
        if isinstance(pattern, pikepdf.Stream) and self.depth < _MAX_DEPTH:
            found = PageInk(work=self.found.work)
            inner = _Stream(found, pattern.get(Name.Resources, self.resources), _State(), self.depth + 1, self._font_of)
            inner.run(pattern)
            self.found.work = found.work
            for space in inner.found.spaces:
                self._uses(space, f"图案 {name}")
            self.found.fonts |= inner.found.fonts
            self.found.images |= inner.found.images
        elif isinstance(pattern, Dictionary) and Name.Shading in pattern:
            self._uses(space_of(pattern.Shading.ColorSpace), f"图案 {name}")

    # --- paths ---
    def move(self, operands: Operands) -> None:
        """m, l, c, v, y: every control point widens the path's box."""
        numbers = [_number(v) for v in operands]
        self._path += [moved(self.state.matrix, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]

    def rectangle(self, operands: Operands) -> None:
        x, y, width, height = (_number(v) for v in operands)
        self._path += [moved(self.state.matrix, u, v) for u in (x, x + width) for v in (y, y + height)]

    def clip(self, _: Operands) -> None:
        self._pending_clip = True

    def paint(self, filled: bool, stroked: bool) -> None:
        state = self.state
        if self._path:
            around = Box.around(self._path)
            if filled:
                self._add("fill", around, state.fill, thing="色块")
            if stroked:
                width = state.line_width * scale(state.matrix)
                self._add("stroke", around.grown(width / 2), state.stroke, width, thing="线条", stroking=True)
            if self._pending_clip:
                state.clip = state.clip.within(around)
        self._path, self._pending_clip = [], False

    def _add(self, kind: str, around: Box, ink: Ink, size: float = 0.0, name: str = "", thing: str = "", *,
             stroking: bool = False) -> None:
        state = self.state
        shown = around.within(state.clip)
        if shown.empty:
            return
        self._uses(ink.space, thing)
        alpha = state.alpha_stroke if stroking else state.alpha_fill
        over = state.overprint_stroke if stroking else state.overprint_fill
        self.found.painted.append(Painted(kind, shown, ink, size, name, over, state.mode, state.blended or alpha < 1))

    # --- text ---
    def begin_text(self, _: Operands) -> None:
        self._text = self._line = IDENTITY

    def set_font(self, operands: Operands) -> None:
        dictionary = self._resource("Font", operands[0])
        self.state.font = self._font_of(dictionary) if isinstance(dictionary, Dictionary) else None
        self.state.size = _number(operands[1])

    def set_matrix(self, operands: Operands) -> None:
        self._text = self._line = _matrix(operands)

    def next_line(self, operands: Operands) -> None:
        self._line = multiplied((1, 0, 0, 1, _number(operands[0]), _number(operands[1])), self._line)
        self._text = self._line

    def next_line_leading(self, operands: Operands) -> None:
        self.state.leading = -_number(operands[1])
        self.next_line(operands)

    def next_row(self, _: Operands) -> None:
        self.next_line((0, -self.state.leading))

    def show(self, operands: Operands) -> None:
        """Tj and TJ: a string, or strings with numbers to step back by."""
        state, font = self.state, self.state.font
        if font is None:
            return
        shown = operands[0]
        parts = list(shown.as_list()) if isinstance(shown, Array) else [shown]
        advance, glyphs = 0.0, 0
        for part in parts:
            if isinstance(part, pikepdf.String | bytes | str):
                codes = list(font.codes(bytes(part) if not isinstance(part, str) else part.encode("latin-1", "replace")))
                glyphs += len(codes)
                advance += sum(map(font.advance, codes)) / 1000 * state.size + len(codes) * state.char_spacing
                advance += 0 if font.composite else codes.count(32) * state.word_spacing
                if any(map(font.is_missing, codes)):
                    self._trouble("X113", font.name)
            else:
                advance -= _number(part) / 1000 * state.size
        self._show(font, advance, glyphs)

    def _show(self, font: Font, advance: float, glyphs: int) -> None:
        state = self.state
        matrix = multiplied((state.stretch, 0, 0, 1, 0, state.rise), multiplied(self._text, state.matrix))
        extent = advance - state.char_spacing if glyphs else advance
        if font.vertical:
            around = Box(-state.size / 2, min(0, extent), state.size / 2, max(0, extent))
            travelled = (0.0, advance)
        else:
            around = Box(min(0, extent), _DESCENT * state.size, max(0, extent), _ASCENT * state.size)
            travelled = (advance * state.stretch, 0.0)
        if glyphs and state.rendering != 3:
            self.found.fonts.setdefault(font.name, font)
            size = abs(state.size) * scale(multiplied(self._text, state.matrix))
            stroking = state.rendering in (1, 5)
            ink = state.stroke if stroking else state.fill
            if state.rendering != 7:
                self._add("text", transformed(matrix, around), ink, size, font.name, f"文字（{font.name}）", stroking=stroking)
        self._text = multiplied((1, 0, 0, 1, *travelled), self._text)

    def show_next(self, operands: Operands) -> None:
        self.next_row(operands)
        self.show(operands[-1:])

    def show_spaced(self, operands: Operands) -> None:
        self.state.word_spacing, self.state.char_spacing = _number(operands[0]), _number(operands[1])
        self.show_next(operands)

    # --- pictures, forms, shadings ---
    def invoke(self, operands: Operands) -> None:
        thing = self._resource("XObject", operands[0])
        if not isinstance(thing, pikepdf.Stream):
            return
        kind = str(thing.get(Name.Subtype))
        if kind == "/Image":
            self._image(str(operands[0])[1:], thing, thing.objgen)
        elif kind == "/Form":
            self._form(thing)
        else:
            self._trouble("X116", str(operands[0]), kind[1:])

    def _form(self, form: pikepdf.Object) -> None:
        if self.depth >= _MAX_DEPTH:
            self._trouble("X122", detail="Do")
            return
        state = copy.copy(self.state)
        if Name.Matrix in form:
            state.matrix = multiplied(_matrix(list(form.Matrix.as_list())), state.matrix)
        state.clip = state.clip.within(transformed(state.matrix, Box.of(list(form.BBox.as_list()))))
        group = form.get(Name.Group)
        if isinstance(group, Dictionary) and group.get(Name.S) == Name.Transparency:
            self.found.transparent = True
        inner = _Stream(self.found, form.get(Name.Resources, self.resources), state, self.depth + 1, self._font_of)
        inner.run(form)

    def _image(self, name: str, image: pikepdf.Object, number: tuple[int, int]) -> None:
        state = self.state
        if bool(image.get(Name.ImageMask, False)):
            space = state.fill.space
        else:
            space = space_of(image.get(Name.ColorSpace))
            space = space if space.family != "?" or Name.ColorSpace not in image else self._space(image.get(Name.ColorSpace))
        self._uses(space, f"图片 {name}")
        shown = transformed(state.matrix, _UNIT).within(state.clip)
        if Name.SMask in image:
            self.found.transparent = True
        self.found.images.setdefault(number, image)
        if not shown.empty:
            pixels = int(image.get(Name.Width, 0)), int(image.get(Name.Height, 0))
            bilevel = bool(image.get(Name.ImageMask, False)) or int(image.get(Name.BitsPerComponent, 8)) == 1
            self.found.painted.append(Painted("image", shown, Ink(space, ()), 0, name, state.overprint_fill, state.mode,
                                              state.blended or state.alpha_fill < 1 or Name.SMask in image, number, pixels,
                                              steps(state.matrix), bilevel))

    def _inline_image(self, instruction: pikepdf.ContentStreamInlineImage) -> None:
        image = instruction.iimage
        space = GRAY if image.image_mask else self._inline_space(image)
        self._uses(space, "行内图片")
        shown = transformed(self.state.matrix, _UNIT).within(self.state.clip)
        if not shown.empty:
            self.found.painted.append(Painted("image", shown, Ink(space, ()), 0, "BI", pixels=(image.width, image.height),
                                              reach=steps(self.state.matrix),
                                              bilevel=image.image_mask or image.bits_per_component == 1))

    def _inline_space(self, image: pikepdf.PdfInlineImage) -> Space:
        try:
            return self._space(Name(str(image.colorspace)))
        except (NotImplementedError, ValueError):
            return Space("?", 0)

    def shade(self, operands: Operands) -> None:
        shading = self._resource("Shading", operands[0])
        if isinstance(shading, Dictionary | pikepdf.Stream):
            space = space_of(shading.get(Name.ColorSpace))
            self._uses(space, f"渐变 {operands[0]}")
            self.found.painted.append(Painted("shading", self.state.clip, Ink(space, ()), 0, str(operands[0])[1:]))


def inherited(page: pikepdf.Object, key: Name) -> object:
    """The entry `key` of `page` or of the nodes above it (ISO 32000-1, 7.7.3.4)."""
    node: object = page
    for _ in range(_MAX_TREE):
        if not isinstance(node, Dictionary) or key in node:
            break
        node = node.get(Name.Parent)
    return node.get(key) if isinstance(node, Dictionary) else None


def _number(value: object) -> float:
    return float(value)         # type: ignore[arg-type]


def _matrix(operands: Operands) -> Matrix:
    a, b, c, d, e, f = (_number(v) for v in operands)
    return a, b, c, d, e, f


def _sets(attribute: str, factor: float = 1.0) -> Callable[[_Stream, Operands], None]:
    def perform(stream: _Stream, operands: Operands) -> None:
        setattr(stream.state, attribute, _number(operands[0]) * factor)

    return perform


def _paints(filled: bool, stroked: bool) -> Callable[[_Stream, Operands], None]:
    return lambda stream, _: stream.paint(filled, stroked)


def _colors(space: Space, stroking: bool) -> Callable[[_Stream, Operands], None]:
    return lambda stream, operands: stream.set_color(operands, space, stroking)


def _set_rendering(stream: _Stream, operands: Operands) -> None:
    stream.state.rendering = int(_number(operands[0]))


_OPERATORS: dict[str, Callable[[_Stream, Operands], None]] = {
    "q": _Stream.save, "Q": _Stream.restore, "cm": _Stream.concatenate, "w": _Stream.set_line_width, "gs": _Stream.set_state,
    "ri": _Stream.set_intent,
    "m": _Stream.move, "l": _Stream.move, "c": _Stream.move, "v": _Stream.move, "y": _Stream.move, "re": _Stream.rectangle,
    "W": _Stream.clip, "W*": _Stream.clip, "n": _paints(False, False),
    "f": _paints(True, False), "F": _paints(True, False), "f*": _paints(True, False), "S": _paints(False, True),
    "s": _paints(False, True), "B": _paints(True, True), "B*": _paints(True, True), "b": _paints(True, True),
    "b*": _paints(True, True),
    "g": _colors(GRAY, False), "G": _colors(GRAY, True), "rg": _colors(RGB, False), "RG": _colors(RGB, True),
    "k": _colors(CMYK, False), "K": _colors(CMYK, True),
    "cs": lambda s, o: s.set_space(o, False), "CS": lambda s, o: s.set_space(o, True),
    "sc": lambda s, o: s.set_components(o, False), "scn": lambda s, o: s.set_components(o, False),
    "SC": lambda s, o: s.set_components(o, True), "SCN": lambda s, o: s.set_components(o, True),
    "BT": _Stream.begin_text, "Tf": _Stream.set_font, "Tm": _Stream.set_matrix, "Td": _Stream.next_line,
    "TD": _Stream.next_line_leading, "T*": _Stream.next_row, "Tj": _Stream.show, "TJ": _Stream.show, "'": _Stream.show_next,
    '"': _Stream.show_spaced, "Tc": _sets("char_spacing"), "Tw": _sets("word_spacing"), "TL": _sets("leading"),
    "Ts": _sets("rise"), "Tz": _sets("stretch", 0.01), "Tr": _set_rendering,
    "Do": _Stream.invoke, "sh": _Stream.shade,
}
