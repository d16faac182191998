"""Small publications set by hand, and looks at what came out."""
from __future__ import annotations

import functools
import io
import shutil
import subprocess
from pathlib import Path

import pymupdf
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from convert.fonts import Face, FontBook
from convert.layout.boxes import Box, Page, Publication, Segment, Tag, TextLine
from convert.model.length import Length
from convert.model.metadata import ArticleMetadata, IssueMetadata
from convert.model.nodes import Article, Issue
from convert.style import BLACK, Color
from convert.workspace import shipped

TIMESTAMP = 1_735_689_600
WIDTH, HEIGHT, BLEED = Length.from_mm(210), Length.from_mm(285), Length.from_mm(3)
ACCENT = Color("accent", (0, 100, 100, 10), (200, 22, 29))
LINES = ("夜班灯下，工会主席把“清凉”送到车间。", "第3季度共走访128户——覆盖率达96.5%……", "《河西工运》2025年第6期·内部资料")


@functools.cache
def book() -> FontBook:
    return FontBook.load((shipped("fonts"),), system=())


def segment(text: str, face: Face, x: int = 60_000, size: int = 10_500, *, spacing: int = 0, color: Color = BLACK) -> Segment:
    """`text` glyph by glyph at natural advances, `spacing` added to each."""
    entries = [face.glyphs[c] for c in text]
    return Segment(face, Length(size), color, Length(x), tuple(g for g, _ in entries), tuple(text),
                   tuple(a + spacing for _, a in entries), spacing)


def paragraph(number: int, parent: Tag | None = None) -> Tag:
    return Tag(f"p{number}", "P", number, parent, source=f"a-{number}")


def line(text: str, face: Face, y: int, number: int, **how: object) -> TextLine:
    return TextLine(Length(y), (segment(text, face, **how),), paragraph(number))  # type: ignore[arg-type]


def publication(*pages: tuple[Box, ...], marks: str = "none", labels: tuple[str, ...] = (), **more: object) -> Publication:
    made = tuple(Page(n + 1, labels[n] if labels else str(n + 1), "right" if n % 2 == 0 else "left", boxes)
                 for n, boxes in enumerate(pages))
    return Publication(WIDTH, HEIGHT, BLEED, marks, made, **more)  # type: ignore[arg-type]


def issue() -> Issue:
    about = IssueMetadata("hexi-2025-06", "magazine-issue", "河西工运", issue_label="2025年第6期", organizer="河西市总工会（虚构）",
                          language="zh-Hans-CN")
    return Issue(about, (Article(ArticleMetadata("a", "夜班灯"), ()),))


def three_lines() -> Publication:
    face = book().face("songti", "zh-Hans")
    return publication(tuple(line(text, face, 80_000 + 17_000 * n, n, spacing=12 * n) for n, text in enumerate(LINES)))


def renderers() -> tuple[str, ...]:
    return ("mupdf", "poppler") if shutil.which("pdftoppm") else ("mupdf",)


def rendered(data: bytes, renderer: str, dpi: int, folder: Path, page: int = 1) -> Image.Image:
    """A page in grey."""
    if renderer == "mupdf":
        with pymupdf.open(stream=data, filetype="pdf") as document:
            pixels = document[page - 1].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
            return Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
    source, target = folder / "in.pdf", folder / "out"
    source.write_bytes(data)
    options = ["-r", str(dpi), "-gray", "-png", "-singlefile", "-f", str(page)]
    subprocess.run(["pdftoppm", *options, str(source), str(target)], check=True)
    return Image.open(io.BytesIO(target.with_suffix(".png").read_bytes())).convert("L")


CELL = 40       # points between glyphs of a specimen
SIZE = 30       # their size in points
DPI = 144


def specimen(chars: str, face: Face) -> Publication:
    """The glyphs one by one on a grid of twelve columns."""
    boxes = tuple(TextLine(Length((row + 1) * CELL * 1000), tuple(
        segment(char, face, (column + 1) * CELL * 1000, SIZE * 1000) for column, char in enumerate(chars[row * 12:row * 12 + 12])),
        paragraph(row)) for row in range(-(-len(chars) // 12)))
    return publication(boxes)


def worst_ink(image: Image.Image, chars: str, face: Face) -> float:
    """Over all glyphs of a specimen: the share of ink that differs from the glyph drawn from the font file by FreeType."""
    scale, fine = DPI // 72, 4      # drawn larger and reduced: FreeType's hinting of small sizes must not count
    font = ImageFont.truetype(str(face.path), SIZE * scale * fine, index=face.index, layout_engine=ImageFont.Layout.BASIC)
    worst = 0.0
    for number, char in enumerate(chars):
        x, y = (number % 12 + 1) * CELL * scale, (number // 12 + 1) * CELL * scale
        cell = (x - 8, y - SIZE * scale, x + SIZE * scale + 8, y + 20)
        large = Image.new("L", ((cell[2] - cell[0]) * fine, (cell[3] - cell[1]) * fine), 255)
        ImageDraw.Draw(large).text((8 * fine, SIZE * scale * fine), char, fill=0, font=font, anchor="ls")
        drawn = large.reduce(fine)
        difference = ImageStat.Stat(ImageChops.difference(image.crop(cell), drawn)).sum[0]
        ink = ImageStat.Stat(ImageChops.invert(drawn)).sum[0]
        worst = max(worst, difference / max(ink, 1))
    return worst
