"""The press side of the PDF: page boxes and crop marks, output intent, metadata (XMP = Info), page labels.

ISO 15930-7 (PDF/X-4): TrimBox and BleedBox on every page, one GTS_PDFX output intent with its profile, the version in XMP.
"""
from __future__ import annotations

import time
import uuid
from typing import NamedTuple

from convert.layout.boxes import Publication
from convert.model.length import Length
from convert.model.nodes import Issue
from convert.printer import NO_PRINTER, Bleed, Printer
from convert.workspace import screen_profile
from convert.writer.pdftags import text_string
from convert.writer.reportlab_hooks import PressCanvas, Raw, Stream

_MARK_GAP = 2_835           # 1 mm from the bleed edge to the mark
_MARK_LENGTH = 14_173       # 5 mm
_TARGET = 4_252             # radius of a registration mark, 1.5 mm
_CIRCLE = 0.5523            # control points of a quarter circle
_MARK_WIDTH = "0.25"
PRODUCER = "banxin"
_NAMESPACE = uuid.UUID("6f1ed1f5-2f4a-5d7b-9f0a-6a1c2b8e4d31")


class PageGeometry(NamedTuple):
    """Sizes of a page in millipoints; the trim box stands `offset` inside the media box on every side.

    `bleed` is the widest of the four `edges`, None where they are alike.
    """

    width: int
    height: int
    bleed: int
    offset: int
    edges: Bleed | None = None

    @classmethod
    def of(cls, publication: Publication, edition: str, printer: Printer = NO_PRINTER) -> PageGeometry:
        if edition == "screen":
            return cls(publication.width, publication.height, 0, 0)
        slug = printer.slug if publication.marks != "none" else 0
        edges = printer.bleed if printer.bleed and len(set(printer.bleed)) > 1 else None
        return cls(publication.width, publication.height, publication.bleed, publication.bleed + slug, edges)

    @property
    def uneven(self) -> bool:
        return self.edges is not None

    def bleed_box(self, side: str) -> tuple[float, float, float, float]:
        """The bleed box of a left or right page in points: the bound edge lies towards the other page."""
        if self.edges is None:
            return self.box(self.bleed)
        inner, outer = self.edges.spine, self.edges.outer
        left, right = (inner, outer) if side == "right" else (outer, inner)
        low, high = self.offset, self.offset + self.height
        return ((low - left) / 1000, (low - self.edges.bottom) / 1000,
                (low + self.width + right) / 1000, (high + self.edges.top) / 1000)

    def x(self, x: int) -> int:
        return x + self.offset

    def y(self, y: int) -> int:
        """From layout's y (down from the trim's top) to the page's (up from the media's foot)."""
        return self.height + self.offset - y

    @property
    def media(self) -> tuple[float, float]:
        """Width and height of the media box in points."""
        return (self.width + 2 * self.offset) / 1000, (self.height + 2 * self.offset) / 1000

    def box(self, outset: int) -> tuple[float, float, float, float]:
        """The trim box grown by `outset`, in points."""
        low = self.offset - outset
        return low / 1000, low / 1000, (self.width + self.offset + outset) / 1000, (self.height + self.offset + outset) / 1000


def marks(geometry: PageGeometry, registration: bool) -> str:
    """Eight crop marks, and on request four registration marks, in Separation All (colour space /All), outside the bleed."""
    start = geometry.bleed + _MARK_GAP
    left, right = geometry.offset, geometry.offset + geometry.width
    bottom, top = geometry.offset, geometry.offset + geometry.height
    lines = []
    for x in (left, right):
        lines += [(x, bottom - start, x, bottom - start - _MARK_LENGTH), (x, top + start, x, top + start + _MARK_LENGTH)]
    for y in (bottom, top):
        lines += [(left - start, y, left - start - _MARK_LENGTH, y), (right + start, y, right + start + _MARK_LENGTH, y)]
    strokes = "".join(f"{a / 1000} {b / 1000} m {c / 1000} {d / 1000} l S\n" for a, b, c, d in lines)
    far = start + _MARK_LENGTH // 2
    if registration and start + 2 * _TARGET < geometry.offset:
        x, y = (left + right) // 2, (bottom + top) // 2
        strokes += "".join(_target(*at) for at in ((left - far, y), (right + far, y), (x, bottom - far), (x, top + far)))
    return f"/Artifact BMC\nq /All CS 1 SCN {_MARK_WIDTH} w\n{strokes}Q\nEMC\n"


def _target(x: int, y: int) -> str:
    """A cross in a circle."""
    r, c = _TARGET * 2 // 3, round(_TARGET * 2 // 3 * _CIRCLE)
    quarters = ((r, c, c, r, 0, r), (-c, r, -r, c, -r, 0), (-r, -c, -c, -r, 0, -r), (c, -r, r, -c, r, 0))
    curves = " ".join(" ".join(f"{((x, y)[i % 2] + v) / 1000}" for i, v in enumerate(quarter)) + " c" for quarter in quarters)
    a = _TARGET
    return (f"{(x + r) / 1000} {y / 1000} m {curves} S\n{(x - a) / 1000} {y / 1000} m {(x + a) / 1000} {y / 1000} l S\n"
            f"{x / 1000} {(y - a) / 1000} m {x / 1000} {(y + a) / 1000} l S\n")


SEPARATION_ALL = (b"[/Separation /All /DeviceCMYK << /FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [1 1 1 1] /N 1 >>]")


def output_intent(canvas: PressCanvas, printer: Printer) -> Raw:
    """The OutputIntents array: one GTS_PDFX intent with the printer's profile embedded."""
    stream = canvas.reference(Stream.deflated(b"/N 4", printer.profile.read_bytes(), level=1))
    condition = printer.condition
    return Raw(b"[<< /Type /OutputIntent /S /GTS_PDFX /OutputConditionIdentifier %s /RegistryName (http://www.color.org) /Info %s"
               b" /DestOutputProfile %s >>]" % (text_string(condition), text_string(printer.condition_text or condition), stream))


def screen_intent(canvas: PressCanvas) -> Raw:
    """The output intent of PDF/A: what the RGB values of the screen edition mean."""
    stream = canvas.reference(Stream.deflated(b"/N 3", screen_profile().read_bytes()))
    return Raw(b"[<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /RegistryName (http://www.color.org)"
               b" /Info (sRGB IEC61966-2.1) /DestOutputProfile %s >>]" % stream)


class DocumentMetadata(NamedTuple):
    """What Info and XMP both say."""

    title: str
    author: str
    subject: str
    language: str
    timestamp: int
    document_id: str

    @classmethod
    def of(cls, issue: Issue, edition: str, timestamp: int, part: str = "") -> DocumentMetadata:
        about = issue.metadata
        official = about.document_type == "official-document"
        title = issue.articles[0].metadata.title if official and issue.articles else f"{about.title} {about.issue_label}"
        title = (title.strip() or about.title) + (f"（{_PARTS.get(part, part)}）" if part else "")
        author = about.issuer or about.organizer or about.publisher or about.compiler
        language = about.language if about.language.startswith(issue.script) else issue.script
        name = f"{about.id}/{issue.script}/{edition}" + (f"/{part}" if part else "")
        return cls(title, author, about.description, language, timestamp, str(uuid.uuid5(_NAMESPACE, name)))

    def info(self, standard: str = "") -> dict[str, str]:
        """Entries of the document information; PDF/X-1a states itself here."""
        version = "PDF/X-1a:2003" if standard == "x1a" else ""
        return {"Title": self.title, "Author": self.author, "Subject": self.subject, "Creator": PRODUCER, "Producer": PRODUCER,
                "GTS_PDFXVersion": version, "GTS_PDFXConformance": version}

    def xmp(self, standard: str = "") -> bytes:
        """The XMP packet; PDF/X-4 states itself here."""
        date = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(self.timestamp))
        rows = ["<dc:format>application/pdf</dc:format>",
                f"<dc:language><rdf:Bag><rdf:li>{self.language}</rdf:li></rdf:Bag></dc:language>",
                f"<dc:title>{_alternative(self.title)}</dc:title>"]
        if self.author:
            rows.append(f"<dc:creator><rdf:Seq><rdf:li>{_escaped(self.author)}</rdf:li></rdf:Seq></dc:creator>")
        if self.subject:
            rows.append(f"<dc:description>{_alternative(self.subject)}</dc:description>")
        rows.append(f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><xmp:CreateDate>{date}</xmp:CreateDate>"
                    f"<xmp:ModifyDate>{date}</xmp:ModifyDate><xmp:MetadataDate>{date}</xmp:MetadataDate>")
        rows.append(f"<pdf:Producer>{PRODUCER}</pdf:Producer>" + ("<pdf:Trapped>False</pdf:Trapped>" if standard else ""))
        rows.append(f"<xmpMM:DocumentID>uuid:{self.document_id}</xmpMM:DocumentID><xmpMM:InstanceID>uuid:{self.document_id}"
                    "</xmpMM:InstanceID><xmpMM:VersionID>1</xmpMM:VersionID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>")
        if not standard:
            rows.append(_ACCESSIBLE)
        if standard == "x4":
            rows.append("<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>")
        return (_XMP_HEAD + "\n".join(rows) + _XMP_TAIL).encode()


_PARTS = {"cover": "封面", "text": "内文"}
_XMP_HEAD = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
"""
# PDF/A-2a, PDF/UA-1, and what the second is to a reader that knows only the first (ISO 19005-2, 6.6.2.3.3)
_ACCESSIBLE = """<pdfaid:part xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">2</pdfaid:part>
<pdfaid:conformance xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">A</pdfaid:conformance>
<pdfuaid:part xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">1</pdfuaid:part>
<pdfaExtension:schemas xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description></rdf:li></rdf:Seq>
</pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""
_XMP_TAIL = """
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def _alternative(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{_escaped(text)}</rdf:li></rdf:Alt>'


def _escaped(text: str) -> str:
    """`text` as XML character data; the library's own function would bring half of urllib along."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def label_ranges(labels: tuple[str, ...]) -> list[tuple[int, str, int]]:
    """(first page from 0, prefix, first number or 0): numbers that count on share a range, any other label is a prefix alone."""
    out: list[tuple[int, str, int]] = []
    expected = 0
    for index, label in enumerate(labels):
        number = int(label) if label.isascii() and label.isdigit() and not label.startswith("0") else 0
        if number and number == expected:
            expected += 1
            continue
        out.append((index, "" if number else label, number))
        expected = number + 1 if number else 0
    return out


def add_page_labels(canvas: PressCanvas, labels: tuple[str, ...]) -> None:
    for first, prefix, number in label_ranges(labels):
        canvas.addPageLabel(first, style="ARABIC" if number else None, start=number or None, prefix=prefix or None)


def add_bookmarks(canvas: PressCanvas, publication: Publication) -> None:
    """Outline entries; their destinations are bound page by page with `bookmark_key`."""
    level = -1
    for number, mark in enumerate(publication.bookmarks):
        level = min(mark.level, level + 1)
        canvas.addOutlineEntry(mark.title, bookmark_key(number), level)


def bookmark_key(number: int) -> str:
    return f"bookmark-{number}"


def destinations(publication: Publication, anchors: bool) -> dict[int, list[tuple[str, Length]]]:
    """Of each page, the names of its bookmarks and anchors with their places on it; `anchors` only where links use them."""
    out: dict[int, list[tuple[str, Length]]] = {}
    for number, mark in enumerate(publication.bookmarks):
        out.setdefault(mark.page, []).append((bookmark_key(number), mark.y))
    for anchor in publication.anchors if anchors else ():
        out.setdefault(anchor.page, []).append((f"#{anchor.name}", anchor.y))
    return out
