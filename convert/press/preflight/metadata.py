"""Document information and XMP (ISO 16684-1): the version of PDF/X, the obligatory entries, and whether the two agree."""
from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import pikepdf
from lxml import etree
from pikepdf import Name

from convert.press.preflight.findings import Finding, finding
from convert.press.preflight.subject import X1A, Subject

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_SPACES = {"http://purl.org/dc/elements/1.1/": "dc", "http://ns.adobe.com/xap/1.0/": "xmp", "http://ns.adobe.com/pdf/1.3/": "pdf",
           "http://ns.adobe.com/xap/1.0/mm/": "xmpMM", "http://www.npes.org/pdfx/ns/id/": "pdfxid"}
_XMP_ENTRIES = ("dc:title", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate", "xmpMM:DocumentID", "xmpMM:VersionID",
                "xmpMM:RenditionClass")
_INFO_ENTRIES = ("Title", "CreationDate", "ModDate")
_PAIRS = (("Title", "dc:title"), ("Author", "dc:creator"), ("Subject", "dc:description"), ("Creator", "xmp:CreatorTool"),
          ("Producer", "pdf:Producer"), ("CreationDate", "xmp:CreateDate"), ("ModDate", "xmp:ModifyDate"))
_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([Zz+-])(?:(\d\d)'?(\d\d)?'?)?)?")


def check(subject: Subject) -> Iterator[Finding]:
    info = {str(k)[1:]: str(v) for k, v in subject.pdf.docinfo.items()}
    packet, trouble = _packet(subject.pdf)
    if trouble:
        yield finding("X105", item=trouble)
    yield from _version_key(subject, info, packet)
    missing = [key for key in _INFO_ENTRIES if not info.get(key)]
    if subject.standard != X1A:
        missing += [key for key in _XMP_ENTRIES if not packet.get(key)]
    for key in [] if trouble and subject.standard != X1A else missing:
        yield finding("X105", item=key)
    trapped = {t for t in (info.get("Trapped", "").lstrip("/"), packet.get("pdf:Trapped", "")) if t}
    if len(trapped) != 1 or not trapped <= {"True", "False"} or (subject.standard == X1A and "Trapped" not in info):
        yield finding("X106", found="、".join(sorted(trapped)) or "没有写")
    if subject.standard != X1A and not trouble:
        for key, name in _PAIRS:
            if key in info and _comparable(key, info[key]) != _comparable(key, packet.get(name, "")):
                yield finding("X107", item=f"{key}（{info[key][:40]} ≠ {packet.get(name, '没有')[:40]}）")


def _version_key(subject: Subject, info: dict[str, str], packet: dict[str, str]) -> Iterator[Finding]:
    if subject.standard == X1A:
        if info.get("GTS_PDFXVersion") != "PDF/X-1a:2003":
            yield finding("X104", wanted="PDF/X-1a:2003", place="文件信息")
    elif packet.get("pdfxid:GTS_PDFXVersion") != "PDF/X-4":
        yield finding("X104", wanted="PDF/X-4", place="XMP")


def claimed(pdf: pikepdf.Pdf) -> str:
    """x1a where the file says so of itself, else x4."""
    return X1A if str(pdf.docinfo.get("/GTS_PDFXVersion", "")).startswith("PDF/X-1a") else "x4"


def _packet(pdf: pikepdf.Pdf) -> tuple[dict[str, str], str]:
    """prefix:Name -> text of the document's XMP, and what is wrong with it."""
    stream = pdf.Root.get(Name.Metadata)
    if not isinstance(stream, pikepdf.Stream):
        return {}, "XMP"
    if Name.Filter in stream:
        return _entries(stream.read_bytes()), "不压缩的 XMP"
    entries = _entries(stream.read_bytes())
    return entries, "" if entries else "读得懂的 XMP"


def _entries(data: bytes) -> dict[str, str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data.strip(b"\0 \n\r\t"), parser)
    except etree.XMLSyntaxError:
        return {}
    out: dict[str, str] = {}
    for description in root.iter(f"{_RDF}Description"):
        for key, value in description.attrib.items():
            if name := _prefixed(str(key)):
                out[name] = str(value)
        for child in description:
            if isinstance(child.tag, str) and (name := _prefixed(child.tag)):
                items = list(child.iter(f"{_RDF}li"))
                out[name] = ("; ".join(i.text or "" for i in items) if items else child.text or "").strip()
    return out


def _prefixed(tag: str) -> str:
    namespace, _, name = tag.removeprefix("{").partition("}")
    return f"{_SPACES[namespace]}:{name}" if namespace in _SPACES else ""


def _comparable(key: str, text: str) -> object:
    """Dates as moments, everything else as text."""
    if "Date" not in key:
        return text.strip()
    if match := _PDF_DATE.fullmatch(text):
        parts = [int(n) if n else d for n, d in zip(match.groups()[:6], (0, 1, 1, 0, 0, 0), strict=True)]
        sign = {"+": 1, "-": -1}.get(match[7] or "", 0)
        zone = datetime.timezone(sign * datetime.timedelta(hours=int(match[8] or 0), minutes=int(match[9] or 0)))
        try:
            year, month, day, hour, minute, second = parts
            return datetime.datetime(year, month, day, hour, minute, second, tzinfo=zone)
        except ValueError:
            return text
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
