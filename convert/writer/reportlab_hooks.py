"""The one place that touches ReportLab's private names (pinned to 5.1.x); tests/pdf/test_reportlab_hooks.py has a test per hook.

ReportLab gives pages, outline, labels, annotations, cross-references and the trailer.  Content streams, fonts, pictures, structure
and metadata are ours and enter here as ready objects.
"""
from __future__ import annotations

import importlib.util
import io
import sys
import time
import zlib
from collections.abc import Mapping
from typing import Any


def _put_off(name: str) -> None:
    """Let module `name` be loaded when something of it is used: ReportLab asks for Pillow, which only pictures need."""
    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    package, _, own = name.rpartition(".")
    setattr(sys.modules[package], own, module)      # else `from package import …` looks into the module, which loads it
    spec.loader.exec_module(module)


_put_off("PIL.Image")

from reportlab.pdfbase import pdfdoc  # noqa: E402
from reportlab.pdfgen.canvas import Canvas  # noqa: E402

Value = object      # anything pdfdoc.format takes: bytes, numbers, PDFObject


class Raw(pdfdoc.PDFObject):
    """An object whose PDF syntax is written already; may be filled after it was referred to."""

    def __init__(self, syntax: bytes = b""):
        self.syntax = syntax

    def format(self, _document: object) -> bytes:
        return self.syntax


class Stream(pdfdoc.PDFObject):
    """A stream: `entries` is the inside of its dictionary, `data` its bytes as they stand in the file."""

    __RefOnly__ = 1     # ReportLab: always an indirect object

    def __init__(self, entries: bytes, data: bytes):
        self.entries, self.data = entries, data

    @classmethod
    def deflated(cls, entries: bytes, data: bytes, level: int = 6) -> Stream:
        return cls(entries + b" /Filter /FlateDecode", zlib.compress(data, level))

    def format(self, _document: object) -> bytes:
        return b"<< %s /Length %d >>\nstream\n%s\nendstream\n" % (self.entries.strip(), len(self.data), self.data)


class _Link(pdfdoc.PDFObject):
    """A link annotation: `entries` are written; a destination of the document may be bound later."""

    __RefOnly__ = 1

    def __init__(self, entries: bytes, destination: Value):
        self.entries, self.destination = entries, destination

    def format(self, document: object) -> bytes:
        target = b"/Dest " + bytes(pdfdoc.format(self.destination, document)) if self.destination is not None else b""
        return b"<< /Type /Annot /Subtype /Link %s %s >>" % (self.entries, target)


class _TimeStamp:
    """Seconds since the epoch as ReportLab wants them, in UTC: neither clock nor environment."""

    def __init__(self, seconds: int):
        self.t = seconds
        self.YMDhms = tuple(time.gmtime(seconds))[:6]
        self.dhh = self.dmm = 0
        self.tzname = "UTC"


class Info(pdfdoc.PDFInfo):
    """Document information with exactly the given entries; ReportLab's own writes `anonymous` for what is not there."""

    def __init__(self, entries: Mapping[str, str]):
        super().__init__()
        self.entries = dict(entries)

    def digest(self, _md5: object) -> None:
        """The file identifier is ours."""

    def format(self, document: object) -> bytes:
        values: dict[str, Value] = {key: pdfdoc.PDFString(text) for key, text in self.entries.items() if text}
        values["ModDate"] = values["CreationDate"] = pdfdoc.PDFDate(ts=document._timeStamp)  # type: ignore[attr-defined]
        values["Trapped"] = "/False"
        return bytes(pdfdoc.PDFDictionary(values).format(document))


class PressCanvas(Canvas):
    """A canvas whose pages are written by us."""

    _doc: Any
    _bookmarkReference: Any
    _annotationrefs: Any

    def __init__(self, timestamp: int, language: str, version: tuple[int, int] = (1, 6)):
        super().__init__(io.BytesIO(), pageCompression=0, invariant=1, pdfVersion=version, lang=language)
        self._doc._timeStamp = _TimeStamp(timestamp)

    def _make_preamble(self) -> None:
        """No preamble: ReportLab's selects Helvetica, unembedded, on every page."""
        self._preamble = ""

    def reference(self, thing: Raw | Stream) -> bytes:
        """Make `thing` an indirect object (once); `12 0 R`."""
        return bytes(self._doc.Reference(thing).format(self._doc))

    def page_reference(self, number: int) -> bytes:
        """`12 0 R` of the finished page `number`, from 1."""
        return bytes(self._doc.Reference(self._doc.Pages.pages[number - 1]).format(self._doc))

    def finish_page(self, content: Stream, resources: bytes, entries: Mapping[str, bytes]) -> None:
        """End the page: `resources` is its resource dictionary, `entries` are further keys of its page dictionary."""
        self.showPage()
        page = self._doc.Pages.pages[-1]
        page.Contents = content
        page.Resources = Raw(resources)
        page.Trans = None           # else ReportLab writes an empty /Trans
        page.__NoDefault__ = [*page.__NoDefault__, *entries]
        for key, value in entries.items():
            setattr(page, key, Raw(value))

    def link(self, entries: bytes, bookmark: str = "") -> bytes:
        """Add a link annotation to the page being made, to `bookmark` if it names one; `12 0 R` of it."""
        reference = self._doc.Reference(_Link(entries, self._bookmarkReference(bookmark) if bookmark else None))
        self._annotationrefs.append(reference)
        return bytes(reference.format(self._doc))

    def set_catalog(self, entries: Mapping[str, Raw | Stream]) -> None:
        """Further keys of the catalog, which drops what it does not know; a Stream becomes an indirect object."""
        catalog = self._doc.Catalog
        catalog.__NoDefault__ = list(dict.fromkeys([*catalog.__NoDefault__, *entries]))
        catalog.__Refs__ = [key for key in catalog.__Refs__ if key not in entries]
        for key, value in entries.items():
            setattr(catalog, key, value)

    def set_info(self, entries: Mapping[str, str]) -> None:
        self._doc.info = Info(entries)

    def data(self, identifier: bytes) -> bytes:
        """The finished file; `identifier`: 16 bytes for the trailer's /ID."""
        token = identifier.hex().encode()
        self._doc._ID = b"[<%s><%s>]" % (token, token)
        return bytes(self._doc.GetPDFData(self))
