"""The PDF editions: a Publication of positioned boxes in, the file out (PDF 1.6, tagged; `print` in the shell of PDF/X-4)."""
from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from convert.cache import Cache
from convert.diagnostics import ExitCode, Refusal, Span, diagnose
from convert.layout.boxes import UPRIGHT, ImageBox, LinkArea, Page, Publication, Tag, TextLine
from convert.model.nodes import Issue
from convert.printer import NO_PRINTER, Printer
from convert.writer import pdfx
from convert.writer.pdfcontent import KNOCK_OUT, OVERPRINT, PageContent
from convert.writer.pdffont import PdfFont
from convert.writer.pdftags import StructureTree, text_string
from convert.writer.pdfx import DocumentMetadata, PageGeometry
from convert.writer.reportlab_hooks import PressCanvas, Raw, Stream

_SLACK = 1000             # millipoints: an opening mark stands outside its measure
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


def write_pdf(publication: Publication, issue: Issue, *, edition: str, timestamp: int, cache: Path | None = None,
              printer: Printer = NO_PRINTER, part: str = "", programs: Cache | None = None) -> bytes:
    """The PDF of `publication`; `edition` is print or screen, `timestamp` seconds since the epoch.

    `print`: CMYK and grey only, bleed, marks if the publication asks for them, no annotations, standard, condition and ink limit as
    `printer` wants.  `screen`: sRGB, the trimmed page, links.  `cache` keeps converted pictures between runs.
    `part` names a file that is not the issue itself: its cover, a version of its proof.
    `programs` keeps subsets of fonts for the next build.
    Raises Refusal (exit 5) when a glyph is missing, (exit 3) when a picture cannot be read.
    """
    return _Writer(publication, issue, edition, timestamp, cache, printer, part).write(programs or Cache(None))


class _Writer:
    def __init__(self, publication: Publication, issue: Issue, edition: str, timestamp: int, cache: Path | None,
                 printer: Printer, part: str):
        self.publication, self.edition, self.cache, self.printer = publication, edition, cache, printer
        self.old = edition == "print" and printer.standard == "x1a"
        self.metadata = DocumentMetadata.of(issue, edition, timestamp, part)
        self.geometry = PageGeometry.of(publication, edition, printer)
        self.canvas = PressCanvas(timestamp, self.metadata.language, (1, 4) if self.old else (1, 6))
        self.tree = StructureTree()
        self.fonts = _fonts(publication)
        states = {KNOCK_OUT: b"/OP false /op false /OPM 0", OVERPRINT: b"/OP true /op true /OPM 1"} if edition == "print" else {}
        self.states = {name: self.canvas.reference(Raw(b"<< /Type /ExtGState %s >>" % state)) for name, state in states.items()}
        self._images: dict[tuple[Path, tuple[int, ...]], str] = {}
        self._image_references: dict[str, bytes] = {}
        self._anchors = {anchor.name for anchor in publication.anchors}
        self._destinations = pdfx.destinations(publication, edition == "screen")
        self._digest = hashlib.sha256(repr((self.metadata, edition)).encode())

    def write(self, programs: Cache) -> bytes:
        canvas = self.canvas
        written = [font.write(canvas, programs) for font in self.fonts.values()]
        fonts = self._dictionary({name: reference for references in written for name, reference in references.items()})
        font_resources = canvas.reference(Raw(fonts))
        pdfx.add_bookmarks(canvas, self.publication)
        for page in self.publication.pages:
            self._page(page, font_resources)
        pdfx.add_page_labels(canvas, tuple(page.label for page in self.publication.pages))
        self._catalog()
        return canvas.data(self._digest.digest()[:16])

    def _page(self, page: Page, fonts: bytes) -> None:
        canvas, geometry = self.canvas, self.geometry
        canvas.setPageSize(geometry.media)
        canvas.setTrimBox(geometry.box(0))
        if self.edition == "print":
            canvas.setBleedBox(geometry.bleed_box(page.side))
        for name, y in self._destinations.get(page.number, ()):
            canvas.bookmarkPage(name, fit="XYZ", top=geometry.y(y) / 1000)
        self.tree.begin_page()
        content = PageContent(geometry, self.edition, self.fonts, self.tree, self._image_name)
        content.draw(page)
        operators = "\n".join(content.operators) + "\n"
        marks = self.edition == "print" and self.publication.marks != "none"
        if marks or (self.edition == "print" and geometry.uneven):
            left, bottom, right, top = geometry.bleed_box(page.side)
            operators = f"q {left} {bottom} {right - left:.3f} {top - bottom:.3f} re W n\n{operators}Q\n"
        if marks:
            operators += pdfx.marks(geometry, registration=self.publication.marks == "full")
        if self.edition == "screen":
            for link in page.links:
                self._link(link, page)
        data = operators.encode("ascii")
        self._digest.update(data)
        images = {name: self._image_references[name] for name in dict.fromkeys(content.images)}
        resources = {"Font": fonts, "XObject": self._dictionary(images), "ExtGState": self._dictionary(self.states)}
        if marks:
            resources["ColorSpace"] = self._dictionary({"All": pdfx.SEPARATION_ALL})
        canvas.finish_page(Stream.deflated(b"", data, level=4), self._dictionary(resources),
                           {"StructParents": b"%d" % (page.number - 1)} | ({} if self.old else {"Tabs": b"/S"}))

    def _catalog(self) -> None:
        canvas, metadata = self.canvas, self.metadata
        standard = self.printer.standard if self.edition == "print" else ""
        canvas.set_info(metadata.info(standard))
        xmp = Stream(b"/Type /Metadata /Subtype /XML", metadata.xmp(standard))
        entries: dict[str, Raw | Stream] = {"Metadata": xmp, "MarkInfo": Raw(b"<< /Marked true >>")}
        if not self.tree.empty:
            root = self.tree.write(canvas, metadata.title, metadata.language)
            entries["StructTreeRoot"] = Raw(canvas.reference(root))
        if self.publication.right_to_left:
            canvas.setViewerPreference("Direction", "R2L")
        if self.edition == "print":
            entries["OutputIntents"] = pdfx.output_intent(canvas, self.printer)
        else:
            entries["OutputIntents"] = pdfx.screen_intent(canvas)
            canvas.setViewerPreference("DisplayDocTitle", "true")
            canvas.showOutline()
        canvas.set_catalog(entries)

    def _image_name(self, box: ImageBox) -> str:
        """Resource name of the picture of `box`; the same picture and crop is embedded once."""
        key = (box.path, box.crop)
        name = self._images.get(key)
        if name is None:
            name = self._images[key] = f"Im{len(self._images)}"
            from convert.writer.pdfimage import encode_image

            try:
                made = encode_image(box.path, box.crop, self.edition, self.printer.profile, self.cache, self.printer.tac)
            except (OSError, ValueError, SyntaxError) as error:
                raise Refusal(ExitCode.SOURCE, [diagnose("W021", Span(box.path.as_posix()), problem=error)]) from None
            self._digest.update(hashlib.sha256(made.data).digest())
            self._image_references[name] = self.canvas.reference(made.stream())
        return name

    def _link(self, link: LinkArea, page: Page) -> None:
        """A link annotation within its Link element, described by the words that it lies on (ISO 14289-1, 7.18)."""
        internal = link.href.startswith("#")
        if internal and link.href[1:] not in self._anchors:
            return
        left, top = self.geometry.x(link.x), self.geometry.y(link.y)
        rectangle = " ".join(f"{n / 1000:.15g}" for n in (left, top - link.height, left + link.width, top))
        tag, words = _under(link, page)
        key = self.tree.next_link(len(self.publication.pages))
        entries = [f"/Rect [{rectangle}] /Border [0 0 0] /F 4 /StructParent {key}".encode(),
                   b"/Contents " + text_string(words or link.href)]
        if not internal:
            entries.append(b"/A << /S /URI /URI %s >>" % text_string(quote(link.href, safe=_URL_SAFE)))
        self.tree.link(tag, self.canvas.link(b" ".join(entries), link.href if internal else ""))

    @staticmethod
    def _dictionary(entries: dict[str, bytes]) -> bytes:
        return b"<< %s >>" % b" ".join(b"/%s %s" % (name.encode(), value) for name, value in entries.items())


def _under(link: LinkArea, page: Page) -> tuple[Tag | None, str]:
    """The element and the words that `link` lies on."""
    tag, words = None, []
    for box in page.boxes:
        across, along = (link.x, link.y) if isinstance(box, TextLine) and box.vertical else (link.y, link.x)
        thick, long = (link.width, link.height) if isinstance(box, TextLine) and box.vertical else (link.height, link.width)
        if isinstance(box, TextLine) and box.tag is not None and across <= box.y <= across + thick:
            inside = ["".join(s.text) for s in box.segments if along - _SLACK <= s.x <= along + long]
            tag = tag or (box.tag if inside else None)
            words += inside
    return tag, "".join(words).strip()


def _fonts(publication: Publication) -> dict[str, PdfFont]:
    """Every face of the publication with the glyphs it shows, in order of first use; raises Refusal when one is .notdef."""
    fonts: dict[str, PdfFont] = {}
    for line in _lines(publication.pages):
        for segment in line.segments:
            font = fonts.get(segment.face.name)
            if font is None:
                font = fonts[segment.face.name] = PdfFont(segment.face, f"F{len(fonts) + 1}")
            font.use(segment.gids, segment.text)
            if segment.orientation == UPRIGHT and line.vertical:
                font.stand(segment.gids)
    missing = [text for font in fonts.values() for gid, text in font.glyphs if gid == 0]
    if missing:
        raise Refusal(ExitCode.OUTPUT, [diagnose("W020", char=t, code=" ".join(f"U+{ord(c):04X}" for c in t)) for t in missing])
    for font in fonts.values():
        font.settle()
    return fonts


def _lines(pages: Iterable[Page]) -> Iterable[TextLine]:
    return (box for page in pages for box in page.boxes if isinstance(box, TextLine))
