"""Imposition: single pages in reading order become sheets of two pages a side, folded in the middle.

Saddle stitch puts all sheets inside one another, perfect binding gathers signatures side by side.  Pages stay vectors, inks and
pictures stay as they are, and the sheets keep what made the file PDF/X: the output intent, Info = XMP, TrimBox and BleedBox.
"""
from __future__ import annotations

import io
import math
import re
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.model.length import Length
from convert.press.source import BROKEN, opened, refusal

_MARK_GAP = Length.from_mm(1)           # from the bleed to a mark
_MARK_LENGTH = Length.from_mm(5)
_TARGET = Length.from_mm(1.5)           # radius of a registration mark
_SLUG = Length.from_mm(9)               # outside the bleed, room for the marks
_TOLERANCE = 10                         # millipoints by which the boxes of two pages may differ
_CIRCLE = 0.5523                        # control points of a quarter circle
_NAMESPACE = uuid.UUID("0c0b4d6c-5f0e-5d0e-8a63-6c1f6f6f2b7a")
_UUID = re.compile(rb"uuid:[0-9a-fA-F-]{36}")
_INK = (b"[/Separation /All /DeviceCMYK << /FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [1 1 1 1] /N 1 >>]")


class Scheme(NamedTuple):
    """How the book is put together.

    `signature`: pages of one, a multiple of 4; 0 gathers all sheets in one (saddle stitch).  `paper`: thickness of a leaf; the
    pages of each sheet move towards the fold by that much more than those of the sheet around it.  `sheet`: (width, height) of the
    paper, None for as much as the marks need.  `right_to_left`: bound on the right; None asks the file.
    """

    signature: int = 0
    paper: Length = Length(0)
    sheet: tuple[Length, Length] | None = None
    right_to_left: bool | None = None
    marks: bool = True


class Side(NamedTuple):
    """One side of a sheet: page numbers from 1, how many sheets lie around this one in its signature."""

    left: int
    right: int
    depth: int


class _Geometry(NamedTuple):
    """Millipoints: the trimmed page, its bleed, and the sheet around two of them."""

    width: int
    height: int
    bleed: int
    sheet_width: int
    sheet_height: int

    @property
    def fold(self) -> int:
        return self.sheet_width // 2

    @property
    def foot(self) -> int:
        return (self.sheet_height - self.height) // 2

    def trim(self, creep: int, outset: int = 0) -> tuple[int, int, int, int]:
        """What is left of the sheet after trimming, grown by `outset`: creep takes from the fore edges."""
        half = self.width - creep + outset
        return self.fold - half, self.foot - outset, self.fold + half, self.foot + self.height + outset


def sides(pages: int, signature: int = 0, *, right_to_left: bool = False) -> Iterator[Side]:
    """The sides in the order in which they are printed: front and back of the outermost sheet first, then the one inside it.

    `pages` and `signature` are multiples of 4; the last signature holds what is left.
    """
    size = signature or pages
    for first in range(0, pages, size):
        last = min(first + size, pages)
        for depth in range((last - first) // 4):
            low, high = first + 2 * depth, last - 2 * depth
            for left, right in ((high, low + 1), (low + 2, high - 1)):
                yield Side(right, left, depth) if right_to_left else Side(left, right, depth)


def impose(path: Path, scheme: Scheme) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """The sheets of the PDF at `path`, and X008 where it does not say what is trimmed; the same file and scheme, the same bytes.

    Raises Refusal (exit 3) for a file that is no PDF or is locked, for pages of several sizes, for a number of pages that does not
    fold, for a sheet that is too small.
    """
    source, data = opened(path)
    with source:
        if source.is_encrypted:
            raise refusal("X002", path)
        pages = len(source.pages)
        if pages % 4:
            raise refusal("X003", path, pages=pages, more=-pages % 4)
        try:
            untrimmed = not all(Name.TrimBox in page or Name.ArtBox in page for page in source.pages)
            found = (diagnose("X008", Span(path.as_posix())),) if untrimmed else ()
            return _sheets(source, data, path, scheme), found
        except BROKEN:
            raise refusal("X001", path, problem="PDF 里的对象写错了，拼不成大版") from None


def _sheets(source: pikepdf.Pdf, data: bytes, path: Path, scheme: Scheme) -> bytes:
    with pikepdf.new() as out:
        geometry = _geometry(source, path, scheme)
        forms = _Forms(source, out)
        leftward = _bound_on_the_right(source) if scheme.right_to_left is None else scheme.right_to_left
        order = tuple(sides(len(source.pages), scheme.signature, right_to_left=leftward))
        for side in order:
            _add_side(out, side, forms, geometry, scheme)
        _take_over(source, out, f"{scheme}".encode() + data)
        _name_sides(out, order)
        made = io.BytesIO()
        out.save(made, min_version=source.pdf_version, fix_metadata_version=False, deterministic_id=True,
                 object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made.getvalue()


def _bound_on_the_right(source: pikepdf.Pdf) -> bool:
    """ISO 32000-2, 12.2: the viewer preference Direction."""
    preferences = source.Root.get(Name.ViewerPreferences)
    return isinstance(preferences, Dictionary) and preferences.get(Name.Direction) == Name.R2L


def _box(box: Array) -> tuple[int, int, int, int]:
    """(left, bottom, right, top) in millipoints."""
    x, y, u, v = (round(float(n) * 1000) for n in box)
    return min(x, u), min(y, v), max(x, u), max(y, v)


def _geometry(source: pikepdf.Pdf, path: Path, scheme: Scheme) -> _Geometry:
    sizes = []
    for number, page in enumerate(source.pages, 1):
        if int(page.obj.get(Name.Rotate, 0)) % 360:
            raise refusal("X004", path, page=number)
        left, bottom, right, top = _box(page.trimbox)
        outer = _box(page.bleedbox)
        sizes.append((right - left, top - bottom, min(left - outer[0], bottom - outer[1], outer[2] - right, outer[3] - top)))
    for number, size in enumerate(sizes, 1):
        if any(abs(a - b) > _TOLERANCE for a, b in zip(size, sizes[0], strict=True)):
            raise refusal("X005", path, page=number)
    width, height, bleed = sizes[0]
    bleed = max(0, bleed)
    reach = bleed + (_SLUG if scheme.marks else 0)
    needed = 2 * (width + reach), height + 2 * reach
    if scheme.sheet is None:
        return _Geometry(width, height, bleed, *needed)
    if scheme.sheet[0] < 2 * width or scheme.sheet[1] < height:
        raise refusal("X006", path, width=math.ceil(Length(2 * width).mm - 0.05), height=math.ceil(Length(height).mm - 0.05))
    return _Geometry(width, height, bleed, int(scheme.sheet[0]), int(scheme.sheet[1]))


class _Forms:
    """Pages of `source` as form XObjects of `out`, whole to the bleed (the library would cut them at the TrimBox)."""

    def __init__(self, source: pikepdf.Pdf, out: pikepdf.Pdf):
        self.source, self.out = source, out

    def form(self, number: int) -> tuple[pikepdf.Object, tuple[int, int, int, int]]:
        """The page `number`, from 1, and its trim box."""
        page = self.source.pages[number - 1]
        form = page.as_form_xobject()
        form.BBox = Array([round(float(n), 3) for n in page.bleedbox])
        if Name.StructParents in form:
            del form[Name.StructParents]        # the sheets are no document to be read aloud
        return self.out.copy_foreign(form), _box(page.trimbox)


def _add_side(out: pikepdf.Pdf, side: Side, forms: _Forms, geometry: _Geometry, scheme: Scheme) -> None:
    creep = side.depth * scheme.paper
    left, bottom, right, top = geometry.trim(creep, geometry.bleed)
    drawn, resources = [], Dictionary()
    for name, number, low, high in (("L", side.left, left, geometry.fold), ("R", side.right, geometry.fold, right)):
        form, trim = forms.form(number)
        resources[f"/{name}"] = form
        edge = geometry.fold + creep - geometry.width if name == "L" else geometry.fold - creep
        drawn.append(f"q {_points(low, bottom, high - low, top - bottom)} re W n "
                     f"1 0 0 1 {_points(edge - trim[0], geometry.foot - trim[1])} cm /{name} Do Q")
    spaces = Dictionary()
    if scheme.marks:
        spaces = Dictionary(All=pikepdf.Object.parse(_INK))
        drawn.append(f"q /All CS 1 SCN 0.25 w\n{_marks(geometry, creep)}Q")
    page = out.add_blank_page(page_size=(geometry.sheet_width / 1000, geometry.sheet_height / 1000))
    page.obj.MediaBox = _array(0, 0, geometry.sheet_width, geometry.sheet_height)
    page.obj.BleedBox = _array(max(0, left), max(0, bottom), min(geometry.sheet_width, right), min(geometry.sheet_height, top))
    page.obj.TrimBox = _array(*geometry.trim(creep))
    page.obj.Resources = Dictionary(XObject=resources, ColorSpace=spaces)
    page.obj.Contents = out.make_stream("\n".join(drawn).encode())


def _points(*lengths: int) -> str:
    return " ".join(f"{length / 1000:.3f}" for length in lengths)


def _array(*lengths: int) -> Array:
    return Array([round(length / 1000, 3) for length in lengths])


def _marks(geometry: _Geometry, creep: int) -> str:
    """Crop marks at the corners, fold marks over and under the fold, a registration mark on either side; all on every plate."""
    left, bottom, right, top = geometry.trim(creep)
    near = geometry.bleed + _MARK_GAP
    far = near + _MARK_LENGTH
    uprights = (left, geometry.fold, right)
    strokes = [(x, y + sign * near, x, y + sign * far) for x in uprights for y, sign in ((bottom, -1), (top, 1))]
    strokes += [(x + sign * near, y, x + sign * far, y) for y in (bottom, top) for x, sign in ((left, -1), (right, 1))]
    out = [f"{'[3 2] 0 d ' if x == u == geometry.fold else ''}{_points(x, y)} m {_points(u, v)} l S [] 0 d\n"
           for x, y, u, v in strokes]
    middle = (bottom + top) // 2
    for x in (left - near - 2 * _TARGET, right + near + 2 * _TARGET):
        out.append(_target(x, middle))
    return "".join(out)


def _target(x: int, y: int) -> str:
    """A cross in a circle."""
    r, c = _TARGET, round(_TARGET * _CIRCLE)
    quarters = (((r, c), (c, r), (0, r)), ((-c, r), (-r, c), (-r, 0)), ((-r, -c), (-c, -r), (0, -r)), ((c, -r), (r, -c), (r, 0)))
    curves = " ".join(" ".join(_points(x + dx, y + dy) for dx, dy in quarter) + " c" for quarter in quarters)
    arm = r * 3 // 2
    return (f"{_points(x + r, y)} m {curves} S\n{_points(x - arm, y)} m {_points(x + arm, y)} l S\n"
            f"{_points(x, y - arm)} m {_points(x, y + arm)} l S\n")


def _take_over(source: pikepdf.Pdf, out: pikepdf.Pdf, identity: bytes) -> None:
    """What makes the sheets the same kind of file as the pages: output intent, language, Info and XMP under a new identity."""
    for key in (Name.OutputIntents, Name.Lang):
        if key in source.Root:
            value = source.Root[key]
            out.Root[key] = out.copy_foreign(source.make_indirect(value))
    for name, entry in source.docinfo.items():
        out.docinfo[name] = pikepdf.Object.parse(entry.unparse())
    if Name.Metadata in source.Root:
        fresh = b"uuid:" + str(uuid.uuid5(_NAMESPACE, identity.hex())).encode()
        packet = _UUID.sub(fresh, source.Root.Metadata.read_bytes())
        out.Root.Metadata = out.make_stream(packet, Dictionary(Type=Name.Metadata, Subtype=Name.XML))


def _name_sides(out: pikepdf.Pdf, order: Sequence[Side]) -> None:
    """Page labels (number of the sheet, 正 front or 反 back), and bookmarks that say which pages stand on each side."""
    numbers = Array()
    with out.open_outline() as outline:
        for index, side in enumerate(order):
            name = f"{index // 2 + 1}{'反' if index % 2 else '正'}"
            numbers.append(index)
            numbers.append(Dictionary(P=pikepdf.String(name)))
            outline.root.append(pikepdf.OutlineItem(f"{name}：{side.left}｜{side.right}", index))
    out.Root.PageLabels = Dictionary(Nums=numbers)
