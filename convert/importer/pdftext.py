"""A PDF's text layer -> lines: by the structure tree where the file is tagged, as painted where that is how it reads, else by
their places."""
from __future__ import annotations

import contextlib
import ctypes
import functools
import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from convert.diagnostics import ExitCode, Refusal, Span, diagnose
from convert.importer.characters import HAN_CHAR, skeleton
from convert.importer.pictures import Pictures
from convert.importer.rawlines import read_lines
from convert.importer.records import Line

MAX_PAGES = 2000
_MAX_DEPTH = 12             # forms within forms
_TAGGED = 0.6               # share of Han that must stand in marked content of the structure tree
_NO_TEXT = re.compile("[\x00-\x09\x0b-\x1f\ufffe\uffff]")
_ASTRAY = 0.25              # share of steps from line to line, and of pages, that lead elsewhere in text painted in another order
_GUTTER, _BESIDE = 1.6, 6   # em between two columns; characters of a line's parts that stand side by side


class Glyphs(NamedTuple):
    """One piece of text as painted: `mcid` -1 outside marked content; points from the lower left corner; `y0` is the baseline."""

    page: int
    mcid: int
    size: float
    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    font: str = ""


def read_pdf(data: bytes, file: str, pictures: Pictures) -> tuple[Line, ...]:
    """The lines of a PDF in reading order; what it shows is put into `pictures`.

    Raises Refusal (exit 3) for one without text, with a password, or damaged.
    """
    pieces, texts, pictured = _pieces(data, file)
    if not any(HAN_CHAR.search(p.text) for p in pieces):
        raise Refusal(ExitCode.SOURCE, [diagnose("I008", Span(file), pages=len(texts))])
    from convert.importer.pdftags import tagged_lines

    lines = tagged_lines(data, pieces, file, pictures)
    if lines is not None:
        return lines
    from convert.importer.pdfpictures import pictures_by_page

    for page, picture in pictures_by_page(data, pictured):
        pictures.put_loose(page, picture)
    if reads_as_painted(pieces):
        return _sized(read_lines("\f".join(texts), file), pieces)
    from convert.importer.pdfpages import positioned_lines

    return positioned_lines(pieces, file)


def _sized(lines: Sequence[Line], pieces: Sequence[Glyphs]) -> tuple[Line, ...]:
    """`lines` with the sizes of their type."""
    usual = body_size(pieces) or 1.0
    sizes: dict[int, dict[str, float]] = defaultdict(dict)
    for line in in_lines(pieces):
        sizes[line[0].page].setdefault(skeleton(line_text(line)), round(max(piece.size for piece in line) / usual, 2))

    def size(line: Line) -> float:
        """That of the line as painted, else of the longest of the pieces that PDFium put together."""
        words, painted = skeleton(line.text), sizes[line.page]
        if found := painted.get(words):
            return found
        return max(((len(part), painted[part]) for part in painted if part in words), default=(0, 0.0))[1]

    return tuple(line._replace(size=size(line)) for line in lines)


def _pieces(data: bytes, file: str) -> tuple[list[Glyphs], list[str], set[int]]:
    """The pieces of text of all pages, every page's lines as PDFium puts them together, and the pages with pictures."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Refusal(ExitCode.SOURCE, [diagnose("I009", Span(file), problem=_explained(str(error)))]) from None
    out: list[Glyphs] = []
    texts: list[str] = []
    pictured: set[int] = set()
    with contextlib.closing(document):
        count = len(document)
        if count > MAX_PAGES:
            raise Refusal(ExitCode.SOURCE, [diagnose("I009", Span(file), problem=f"{count} 页，上限 {MAX_PAGES} 页")])
        for number in range(count):
            try:
                page = document[number]
            except pdfium.PdfiumError as error:
                raise Refusal(ExitCode.SOURCE, [diagnose("I009", Span(file), problem=f"第 {number + 1} 页：{error}")]) from None
            with contextlib.closing(page), contextlib.closing(page.get_textpage()) as text:
                out += _objects(page, text, number, pictured)
                texts.append(_NO_TEXT.sub("", unicodedata.normalize("NFC", text.get_text_range().replace("\r\n", "\n"))))
    return out, texts, pictured


def _explained(problem: str) -> str:
    return "有密码" if "assword" in problem else "文件损坏或不是 PDF"


def _objects(page: Any, text: Any, number: int, pictured: set[int]) -> Iterator[Glyphs]:
    from pypdfium2 import raw

    def walk(count: int, get: Any, depth: int) -> Iterator[Any]:
        for i in range(count):
            item = get(i)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                yield item
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                pictured.add(number)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                inner = functools.partial(raw.FPDFFormObj_GetObject, item)
                yield from walk(raw.FPDFFormObj_CountObjects(item), inner, depth + 1)

    size = ctypes.c_float()
    box = [ctypes.c_float() for _ in range(4)]
    for item in walk(raw.FPDFPage_CountObjects(page.raw), lambda k: raw.FPDFPage_GetObject(page.raw, k), 0):
        length = raw.FPDFTextObj_GetText(item, text.raw, None, 0)
        if length <= 2:
            continue
        buffer = (ctypes.c_ushort * length)()
        raw.FPDFTextObj_GetText(item, text.raw, buffer, length)
        words = bytes(buffer)[:length].decode("utf-16-le", "replace").rstrip("\0")
        words = _NO_TEXT.sub("", unicodedata.normalize("NFC", words).replace("\n", ""))
        if not words:
            continue
        raw.FPDFTextObj_GetFontSize(item, size)
        raw.FPDFPageObj_GetBounds(item, *box)
        left, foot, right, top = (round(v.value, 1) for v in box)
        scaled, baseline = _placed(raw, item, size.value, foot)
        yield Glyphs(number, raw.FPDFPageObj_GetMarkedContentID(item), scaled, left, baseline, right, top, words, _face(raw, item))


def _face(raw: Any, item: Any) -> str:
    """The name of the font, without the letters that mark a subset; "" for none."""
    font = raw.FPDFTextObj_GetFont(item)
    buffer = ctypes.create_string_buffer(128)
    if not font or not raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer)):
        return ""
    return buffer.value.decode("utf-8", "replace").split("+")[-1]


def _placed(raw: Any, item: Any, size: float, foot: float) -> tuple[float, float]:
    """(size as seen: the font's, times the vertical scale of the object's matrix; baseline)."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return round(size, 1), foot
    scale = float(matrix.c ** 2 + matrix.d ** 2) ** 0.5
    return round(size * scale or size, 1), round(float(matrix.f), 1)


def in_lines(pieces: Sequence[Glyphs]) -> list[list[Glyphs]]:
    """Pieces grouped by baseline in the order they are painted; those of one line from left to right."""
    out: list[list[Glyphs]] = []
    for piece in pieces:
        last = out[-1] if out else []
        if last and last[-1].page == piece.page and abs(last[-1].y0 - piece.y0) <= 0.5 * max(piece.size, last[-1].size, 1) and (
                piece.x0 >= last[-1].x0 - 1):
            last.append(piece)
        else:
            out.append([piece])
    return out


def reads_as_painted(pieces: Sequence[Glyphs]) -> bool:
    """Whether most pages paint their lines in reading order: each below the one before, or in the next column.  Tools that paint
    row by row put lines of several columns on one."""
    pages: dict[int, list[list[Glyphs]]] = defaultdict(list)
    for line in in_lines([piece for piece in pieces if piece.text.strip()]):
        pages[line[0].page].append(line)
    return sum(_is_astray(lines) for lines in pages.values()) <= _ASTRAY * len(pages)


def _is_astray(lines: Sequence[Sequence[Glyphs]]) -> bool:
    rows = sum(any(b.x0 - a.x1 > _GUTTER * b.size and min(len(line_text(line[:i])), len(line_text(line[i:]))) >= _BESIDE
                   for i, (a, b) in enumerate(itertools.pairwise(line), 1)) for line in lines)
    steps = sum(not _leads_on(a, b) for a, b in itertools.pairwise(lines))
    return max(rows, steps) > _ASTRAY * max(len(lines), 1) and len(lines) > _BESIDE


def _leads_on(line: Sequence[Glyphs], below: Sequence[Glyphs]) -> bool:
    return below[0].y0 < line[0].y0 - 0.3 * line[0].size or below[0].x0 >= line[-1].x1


def line_text(line: Sequence[Glyphs]) -> str:
    """The words of one line; a space where Latin words stand apart."""
    return "".join(words for words, _ in spaced(line)).strip(" ")


def spaced(line: Sequence[Glyphs]) -> Iterator[tuple[str, Glyphs]]:
    """(words, piece they are from) along a line; a space, or the gap between Han, comes with the piece before it."""
    before: Glyphs | None = None
    for piece in line:
        words, text = piece.text, before.text if before else ""
        apart = piece.x0 - before.x1 if before else 0.0
        if before and text and not text.endswith((" ", "\u3000")) and not words.startswith((" ", "\u3000")):
            if text[-1:].isascii() and words[:1].isascii() and apart > 0.15 * piece.size:
                yield " ", before
            elif apart > 0.8 * piece.size and HAN_CHAR.search(text[-1:]) and HAN_CHAR.search(words[:1]):
                yield "\u3000", before
        yield words, piece
        before = piece


def body_size(pieces: Sequence[Glyphs]) -> float:
    """The size that most of the text is set in."""
    counts: Counter[float] = Counter()
    for piece in pieces:
        counts[piece.size] += len(piece.text)
    return counts.most_common(1)[0][0] if counts else 0.0


def by_mark(pieces: Sequence[Glyphs]) -> dict[tuple[int, int], list[Glyphs]]:
    """(page, MCID) -> its pieces."""
    out: dict[tuple[int, int], list[Glyphs]] = defaultdict(list)
    for piece in pieces:
        if piece.mcid >= 0:
            out[piece.page, piece.mcid].append(piece)
    return out


def enough(marked: int, pieces: Sequence[Glyphs]) -> bool:
    """Whether `marked` Han characters are nearly all of the text."""
    return marked >= _TAGGED * sum(len(HAN_CHAR.findall(p.text)) for p in pieces)
