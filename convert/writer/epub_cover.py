"""The cover image, drawn from the words and roles of the print cover: masthead over a picture or an accent field.

A library shows it as small as a stamp, so it carries less than print: title, number, picture, cover lines, organizer.
"""
from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont, ImageOps

from convert.diagnostics import ExitCode, Refusal, diagnose
from convert.fonts import Face, FontBook
from convert.model.nodes import Issue
from convert.model.text import chinese_date
from convert.style import Color, ComputedStyle, StyleSheet
from convert.workspace import press_profile
from convert.writer.epub_metadata import issue_title
from convert.writer.pictures import flattened, to_srgb
from convert.writer.screenpictures import ScreenPicture

WIDTH = 1200            # pixels
HEAD_SHARE = 245        # of the height in thousandths: where the picture begins
MARGIN = 80             # pixels
MAX_LINES = 5
PHOTOGRAPH_QUALITY = 85
_NOT_AT_START = "，。、；：？！）》」』】〉”’…—"
_WHITE = (255, 255, 255)
_Rgb = tuple[int, int, int]


def draw_cover(issue: Issue, sheet: StyleSheet, book: FontBook) -> ScreenPicture:
    """The cover as JPEG with a photograph, as PNG without.  Raises Refusal (exit 5, W050) when the photograph cannot be read."""
    height = WIDTH * sheet.page.height // sheet.page.width
    canvas = _Canvas(sheet, book, issue.script, height)
    if issue.metadata.document_type == "magazine-issue":
        _magazine(canvas, issue)
    else:
        _document(canvas, issue)
    out = io.BytesIO()
    if issue.cover is not None and issue.metadata.document_type == "magazine-issue":
        canvas.image.save(out, "JPEG", quality=PHOTOGRAPH_QUALITY)
        return ScreenPicture(out.getvalue(), "jpg", WIDTH, height)
    palette = canvas.image.quantize(32, method=Pillow.Quantize.FASTOCTREE, dither=Pillow.Dither.NONE)
    palette.save(out, "PNG", compress_level=6)
    return ScreenPicture(out.getvalue(), "png", WIDTH, height)


class _Canvas:
    """A page of pixels that sets lines of text in the roles of the style sheet."""

    def __init__(self, sheet: StyleSheet, book: FontBook, script: str, height: int):
        self.sheet, self.book, self.script, self.height = sheet, book, script, height
        self.image = Pillow.new("RGB", (WIDTH, height), _WHITE)
        self.draw = ImageDraw.Draw(self.image)

    def pixels(self, length: int) -> int:
        return WIDTH * length // self.sheet.page.width

    def color(self, name: str) -> Color:
        return self.sheet.colors[name]

    def font(self, text: str, style: ComputedStyle, width: int, factor: int = 100) -> ImageFont.FreeTypeFont:
        """The role's face at its size times `factor` per cent, smaller where `text` would pass `width`."""
        face = self._face(text, style.font_family)
        size = max(12, self.pixels(style.font_size) * factor // 100)
        font = ImageFont.truetype(face.path.as_posix(), size, index=face.index, layout_engine=ImageFont.Layout.BASIC)
        natural = round(font.getlength(text))
        return font.font_variant(size=max(12, size * width // natural)) if natural > width else font

    def _face(self, text: str, role: str) -> Face:
        """The first face of the role's chain that has every character of `text`."""
        faces = (self.book.face(role, self.script), *self.book.fallbacks(role, self.script))
        return next((f for f in faces if all(f.glyphs[c][0] for c in text if not c.isspace())), faces[0])

    def line(self, text: str, font: ImageFont.FreeTypeFont, x: int, baseline: int, color: _Rgb,
             anchor: str = "ls") -> None:
        self.draw.text((x, baseline), text, font=font, fill=color, anchor=anchor)

    def turned(self, text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
        """`text` in as few lines as `width` allows, of like length, none opening with a closing mark."""
        natural = round(font.getlength(text))
        count = -(-natural // width)
        per_line = -(-len(text) // max(1, count))
        lines: list[str] = []
        rest = text
        while rest:
            cut = per_line
            while cut < len(rest) and rest[cut] in _NOT_AT_START:
                cut += 1
            lines.append(rest[:cut].strip())
            rest = rest[cut:]
        return lines

    def block(self, texts: Iterable[Sequence[str]], font: ImageFont.FreeTypeFont, x: int, top: int, color: _Rgb) -> int:
        """Texts, each of some lines, flush left below `top`; returns the foot."""
        size = round(font.size)
        for lines in texts:
            for line in lines:
                top += size * 3 // 2
                self.line(line, font, x, top - size // 3, color)
            top += size // 2
        return top


def _magazine(canvas: _Canvas, issue: Issue) -> None:
    """Print's cover: masthead in the upper quarter, then the picture to the edges, cover lines on an accent field at its foot."""
    head = canvas.height * HEAD_SHARE // 1000
    accent = canvas.color("accent").rgb
    _masthead(canvas, issue, head)
    meta = issue.metadata
    lines = (meta.cover.lines or tuple(a.metadata.toc_title or a.metadata.title for a in issue.articles))[:MAX_LINES]
    style = canvas.sheet.role("cover-line")
    white = canvas.color("white").rgb
    if issue.cover is None:
        canvas.draw.rectangle((0, head, WIDTH, canvas.height), accent)
        font = canvas.font("", style, WIDTH, 140)
        canvas.draw.rectangle((MARGIN, head + 120, MARGIN + 90, head + 127), white)
        canvas.block([canvas.turned(t, font, WIDTH - 2 * MARGIN) for t in lines], font, MARGIN, head + 160, white)
        return
    canvas.image.paste(_photograph(issue, (WIDTH, canvas.height - head)), (0, head))
    width = WIDTH * 52 // 100
    font = canvas.font("", style, WIDTH, 130)
    texts = [canvas.turned(t, font, width - MARGIN - 40) for t in lines]
    size = round(font.size)
    top = canvas.height - sum(len(t) * size * 3 // 2 + size // 2 for t in texts) - 130
    canvas.draw.rectangle((0, top, width, canvas.height), accent)
    canvas.draw.rectangle((MARGIN, top + 50, MARGIN + 60, top + 55), white)
    canvas.block(texts, font, MARGIN, top + 75, white)


def _masthead(canvas: _Canvas, issue: Issue, head: int) -> None:
    """Title at the left as wide as the figures leave it, its Latin form under it, year over number at the right."""
    meta, sheet = issue.metadata, canvas.sheet
    accent, black = canvas.color("accent").rgb, canvas.color("black").rgb
    figures = [(t, r, c) for t, r, c in ((meta.volume_year, "cover-number", black), (meta.number, "cover-issue", accent)) if t]
    right = WIDTH - MARGIN
    baseline = head - 60
    figures_width = 0
    for text, role, color in reversed(figures):
        font = canvas.font(text, sheet.role(role), WIDTH // 4)
        canvas.line(text, font, right, baseline, color, "rs")
        figures_width = max(figures_width, round(font.getlength(text)))
        baseline -= round(font.size) * 11 // 10
    latin = (meta.title_pinyin or meta.title_en).upper()
    measure = WIDTH - 2 * MARGIN - figures_width - 60
    foot = head - 60
    if latin:
        canvas.line(latin, canvas.font(latin, sheet.role("cover-latin"), measure), MARGIN, foot, black)
        foot -= 70
    name = meta.title_calligraphy or meta.title
    title = sheet.role("cover-title")
    font = canvas.font(name, title, measure)
    canvas.line(name, font, MARGIN, foot - round(font.size) // 10, title.color.rgb)
    if meta.organizer:
        text = f"{meta.organizer}　{sheet.label('organizer', canvas.script)}"
        canvas.line(text, canvas.font(text, sheet.role("cover-organizer"), measure), MARGIN, 100, black)


def _photograph(issue: Issue, size: tuple[int, int]) -> Pillow.Image:
    """The cover picture cut to `size` around its middle."""
    assert issue.cover is not None
    try:
        with Pillow.open(issue.cover.image.path) as picture:
            picture.draft("RGB", size)
            icc = picture.info.get("icc_profile")
            upright = flattened(ImageOps.exif_transpose(picture))
            cut = ImageOps.fit(upright.convert("L") if upright.mode == "1" else upright, size, Pillow.Resampling.LANCZOS)
            return to_srgb(cut, icc, press_profile()).convert("RGB")
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise Refusal(ExitCode.OUTPUT, [diagnose("W050", issue.cover.span, path=issue.cover.image.path.name)]) from error


def _document(canvas: _Canvas, issue: Issue) -> None:
    """Red head and red rule of an official document or bulletin, its title and what identifies it."""
    meta, sheet = issue.metadata, canvas.sheet
    is_official = meta.document_type == "official-document"
    mark_style = sheet.role("issuer-mark" if is_official else "bulletin-mark")
    red, black = mark_style.color.rgb, canvas.color("black").rgb
    middle, measure = WIDTH // 2, WIDTH - 2 * MARGIN
    top = canvas.height * 22 // 100
    canvas.line(meta.title, canvas.font(meta.title, mark_style, measure, 150), middle, top, red, "ms")
    number = meta.doc_number if is_official else meta.issue_label
    canvas.line(number, canvas.font(number, sheet.role("doc-number"), measure, 120), middle, top + 120, black, "ms")
    canvas.draw.rectangle((MARGIN, top + 165, WIDTH - MARGIN, top + 173), red)
    title = issue_title(issue) if is_official else (issue.articles[0].metadata.title if issue.articles else "")
    style = sheet.role("title")
    font = canvas.font("", style, measure, 150)
    baseline = top + 400
    for line in canvas.turned(title, font, measure * 85 // 100):
        canvas.line(line, font, middle, baseline, black, "ms")
        baseline += round(font.size) * 3 // 2
    body = sheet.role("doc-number")
    foot = canvas.height * 86 // 100
    for text in (meta.issuer or meta.compiler or meta.organizer, chinese_date(meta.date)):
        canvas.line(text, canvas.font(text, body, measure), middle, foot, black, "ms")
        foot += 80
