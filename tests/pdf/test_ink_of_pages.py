"""Made-up pages as pixels: 200 characters of a real issue against the outlines of the font file, drawn alone in their places.

Extraction cannot see a wrong glyph (facts: typesetting 6.2); a renderer can.  The reference is made of bare outlines, without any
font in the file, so that nothing of our font embedding can hide in it.
"""
from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
import uharfbuzz as hb
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageStat
from reportlab.pdfgen.canvas import Canvas

from convert.diagnostics import NOWHERE
from convert.fonts import FILE_NAME, Face, FontBook, package_folder
from convert.layout.boxes import Publication, TextLine
from convert.layout.grid import Grid
from convert.layout.page import make_up
from convert.model.metadata import Cover
from convert.model.nodes import Issue
from convert.model.record import replace
from convert.reader.issue import read_issue
from convert.style import StyleSheet, load_style_sheet
from convert.variant.tree import convert_issue
from convert.workspace import shipped
from convert.writer.pdf import write_pdf
from convert.writer.pdffont import PdfFont

ROOT = Path(__file__).parents[2]
DPI = 576               # so large that pdfium draws text as outlines, too: below 50 pixels it rounds places to whole pixels
SCALE = DPI / 72
COUNT, SEED = 200, 20230104
WRONG_GLYPH = 0.1       # share of ink: text and outline drawn by one renderer hardly differ, another glyph by about 1
SCRIPTS = ("zh-Hans", "zh-Hant-TW")


class Place(NamedTuple):
    """Where glyph `gid` of `face` stands on `page` (from 0): origin in points from the top left corner, size in points."""

    page: int
    face: Face
    gid: int
    text: str
    x: float
    y: float
    size: float


def plain_issue(script: str) -> Issue:
    """Pieces of the sample that have no pictures."""
    whole, _ = read_issue(ROOT / "issues" / "xizhou-2025-06", ROOT)
    pieces = tuple(a for a in whole.articles if a.metadata.id in ("xw-xiyi", "xw-jijiu", "xw-liangpeng", "xw-xilan", "xw-tuoguan"))
    assert len(pieces) >= 3
    issue = replace(whole, articles=pieces, metadata=replace(whole.metadata, cover=Cover()))
    return issue if script == "zh-Hans" else convert_issue(issue, script, None)[0]


def true_type(source: Path, text: str, target: Path) -> None:
    """The characters of `text` from a CFF font as a TrueType font."""
    font = TTFont(source)
    cmap, glyphs = font.getBestCmap(), font.getGlyphSet()
    names = {ord(c): cmap[ord(c)] for c in sorted(set(text)) if ord(c) in cmap}
    order = [".notdef", *dict.fromkeys(names.values())]
    outlines = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, 0.5, reverse_direction=True))
        outlines[name] = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics({name: (font["hmtx"][name][0], outlines[name].xMin if outlines[name].numberOfContours else 0)
                                    for name in order})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": target.stem, "styleName": "Regular", "psName": target.stem})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    builder.font.save(target)


def true_type_book(text: str, folder: Path) -> FontBook:
    """The bundled fonts, with Songti in TrueType as far as `text` needs it."""
    settings = (shipped("fonts") / FILE_NAME).read_text(encoding="utf-8")
    for package, name in (("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular"), ("pylopdf_fonts_zh_tw", "NotoSerifTC-Regular")):
        bundled = package_folder(package)
        assert bundled
        true_type(bundled / f"{name}.otf", text, folder / f"{name}TrueType.ttf")
        settings = settings.replace(f"files: {name}.otf", f"files: {name}TrueType.ttf")
    (folder / FILE_NAME).write_text(settings, encoding="utf-8")
    return FontBook.load((folder,), system=())


def made(issue: Issue, book: FontBook, sheet: StyleSheet | None = None) -> tuple[Publication, bytes]:
    sheet = sheet or magazine()
    publication, _ = make_up(issue, sheet, book, "screen")
    return publication, write_pdf(publication, issue, edition="screen", timestamp=1_735_689_600)


def magazine() -> StyleSheet:
    return load_style_sheet("magazine", (shipped("styles"),), NOWHERE)[0]


def places(publication: Publication, *, cff: bool) -> Iterator[Place]:
    """Every black glyph of text size."""
    for number, page in enumerate(publication.pages):
        for box in page.boxes:
            for segment in box.segments if isinstance(box, TextLine) else ():
                if segment.face.is_cff != cff or segment.color.rgb != (0, 0, 0):
                    continue
                at = segment.x * 1000
                for gid, text, advance in zip(segment.gids, segment.text, segment.advances, strict=True):
                    if text.strip() and segment.face.hb_font.get_glyph_extents(gid).width:
                        yield Place(number, segment.face, gid, text, at / 10**6, (box.y - segment.rise) / 1000, segment.size / 1000)
                    at += advance * segment.size


def chosen(publication: Publication, *, cff: bool) -> list[Place]:
    return random.Random(SEED).sample(list(places(publication, cff=cff)), COUNT)


def outlines(publication: Publication, wanted: list[Place]) -> bytes:
    """A PDF of as many pages with the outlines of the wanted glyphs alone, as HarfBuzz reads them from the font file."""
    target = io.BytesIO()
    width, height = publication.width / 1000, publication.height / 1000
    canvas = Canvas(target, (width, height), invariant=1)
    for number in range(len(publication.pages)):
        for place in (p for p in wanted if p.page == number):
            path = canvas.beginPath()
            scale = place.size / place.face.units_per_em
            _draw(place, path, scale, height)
            canvas.drawPath(path, stroke=0, fill=1, fillMode=1)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw(place: Place, path: object, scale: float, height: float) -> None:
    at = [(0.0, 0.0)]

    def point(x: float, y: float) -> tuple[float, float]:
        return place.x + x * scale, height - place.y + y * scale

    def move(x: float, y: float, _: object) -> None:
        at[0] = x, y
        path.moveTo(*point(x, y))  # type: ignore[attr-defined]

    def line(x: float, y: float, _: object) -> None:
        at[0] = x, y
        path.lineTo(*point(x, y))  # type: ignore[attr-defined]

    def cubic(a: float, b: float, c: float, d: float, x: float, y: float, _: object) -> None:
        at[0] = x, y
        path.curveTo(*point(a, b), *point(c, d), *point(x, y))  # type: ignore[attr-defined]

    def quadratic(a: float, b: float, x: float, y: float, _: object) -> None:
        (p, q), third = at[0], 2 / 3
        cubic(p + third * (a - p), q + third * (b - q), x + third * (a - x), y + third * (b - y), x, y, None)

    functions = hb.DrawFuncs()
    functions.set_move_to_func(move)
    functions.set_line_to_func(line)
    functions.set_cubic_to_func(cubic)
    functions.set_quadratic_to_func(quadratic)
    functions.set_close_path_func(lambda _: path.close())  # type: ignore[attr-defined]
    place.face.hb_font.draw_glyph(place.gid, functions, None)


def differences(data: bytes, publication: Publication, wanted: list[Place]) -> list[tuple[float, str]]:
    """For every place the share of ink that differs, worst first."""
    out = []
    with pypdfium2.PdfDocument(data) as ours, pypdfium2.PdfDocument(outlines(publication, wanted)) as reference:
        for number in sorted({p.page for p in wanted}):
            page, alone = (_pixels(document[number]) for document in (ours, reference))
            for place in (p for p in wanted if p.page == number):
                cell = _cell(place)
                drawn = alone.crop(cell)
                ink = ImageStat.Stat(ImageChops.invert(drawn)).sum[0]
                out.append((ImageStat.Stat(ImageChops.difference(page.crop(cell), drawn)).sum[0] / max(ink, 1), place.text))
    return sorted(out, reverse=True)


def _pixels(page: pypdfium2.PdfPage) -> Image.Image:
    return page.render(scale=SCALE, grayscale=True).to_pil().convert("L")


def _cell(place: Place) -> tuple[int, int, int, int]:
    """The pixels of the glyph's ink."""
    box = place.face.hb_font.get_glyph_extents(place.gid)
    unit = place.size / place.face.units_per_em
    left, top = place.x + box.x_bearing * unit, place.y - box.y_bearing * unit
    right, bottom = left + box.width * unit, top - box.height * unit
    return int(left * SCALE), int(top * SCALE), int(right * SCALE) + 1, int(bottom * SCALE) + 1


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("kind", ["CFF", "TrueType"])
def test_two_hundred_characters_of_a_page_are_those_of_the_font_file(kind: str, script: str, tmp_path: Path) -> None:
    issue = plain_issue(script)
    publication, data = made(issue, FontBook.load((shipped("fonts"),), system=()))
    if kind == "TrueType":
        lines = [b for page in publication.pages for b in page.boxes if isinstance(b, TextLine)]
        text = "".join(t for line in lines for s in line.segments for t in s.text)
        publication, data = made(issue, true_type_book(text, tmp_path))
    wanted = chosen(publication, cff=kind == "CFF")
    assert len({p.text for p in wanted}) > 100
    found = differences(data, publication, wanted)
    assert found[0][0] < WRONG_GLYPH, found[:5]


def test_stops_that_hang_outside_the_measure_are_on_the_page() -> None:
    plain = magazine()
    loose = {name: c._replace(hanging_punctuation="allow-end") for name, c in plain.compositions.items()}
    book = FontBook.load((shipped("fonts"),), system=())
    publication, data = made(plain_issue("zh-Hans"), book, replace(plain, compositions=loose))
    grid = Grid.of(plain)
    edges = {round((grid.column_x(side, n) + grid.column_width) / 1000, 2) for side in ("left", "right") for n in range(2)}
    hung = [p for p in places(publication, cff=True) if p.text in "，。" and round(p.x, 2) in edges]
    assert len(hung) >= 5
    assert differences(data, publication, hung)[0][0] < WRONG_GLYPH


@pytest.mark.parametrize("fault", ["another glyph", "blank"])
def test_a_wrong_or_a_blank_glyph_is_seen(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settle = PdfFont.settle

    def mutant(self: PdfFont) -> None:
        settle(self)
        codes = list(self.codes.values())
        wrong = codes[1:] + codes[:1] if fault == "another glyph" else ["0000"] * len(codes)
        self.codes = dict(zip(self.codes, wrong, strict=True))

    monkeypatch.setattr(PdfFont, "settle", mutant)
    publication, data = made(plain_issue("zh-Hans"), FontBook.load((shipped("fonts"),), system=()))
    found = differences(data, publication, chosen(publication, cff=True))
    assert sum(share > WRONG_GLYPH for share, _ in found) > COUNT * 9 // 10
