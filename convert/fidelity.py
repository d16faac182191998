"""Nothing lost: the text of every finished file is read back from its bytes and compared with the source, character by character.

Each article must stand in the file whole and in order; white space apart, and apart from what an edition generates.
"""
from __future__ import annotations

import binascii
import io
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from convert.diagnostics import Diagnostic, diagnose
from convert.model.nodes import Article, Issue
from convert.model.text import article_parts, article_text, note_texts, squeeze

if TYPE_CHECKING:
    from lxml import etree

    from convert.pdfreader import PdfFile, Reference


class OutputText(NamedTuple):
    """What a file says: `body` in reading order, `notes` the footnotes; both without white space."""

    body: str
    notes: str


def check_output(data: bytes, suffix: str, issue: Issue, name: str) -> tuple[Diagnostic, ...]:
    """Diagnostics for every article that does not stand whole in the file `data` (suffix .pdf, .docx or .epub)."""
    readers: dict[str, Callable[[bytes], OutputText]] = {".pdf": read_pdf, ".docx": read_docx, ".epub": read_epub}
    output = readers[suffix](data)
    return tuple(_compare(output, issue, name))


def _compare(output: OutputText, issue: Issue, name: str) -> Iterator[Diagnostic]:
    at = note_at = 0
    for article in issue.articles:
        for part in article_parts(article) if issue.metadata.document_type == "official-document" else (article_text(article),):
            at, fault = _advance(output.body, at, part, article, name)
            if fault:
                yield fault
        for note in note_texts(article):
            note_at, fault = _advance(output.notes, note_at, note, article, name)
            if fault:
                yield fault


def _advance(stream: str, at: int, wanted: str, article: Article, name: str) -> tuple[int, Diagnostic | None]:
    found = stream.find(wanted, at)
    if found >= 0:
        return found + len(wanted), None
    start, length = _longest_start(stream, at, wanted)
    place = wanted[max(0, length - 12):length], wanted[length:length + 12], stream[start + length:start + length + 12]
    return at, diagnose("B003", article.span, name=name, before=place[0], wanted=place[1], found=place[2])


def _longest_start(stream: str, at: int, wanted: str) -> tuple[int, int]:
    """Where the longest beginning of `wanted` stands in `stream`, and its length (binary search: beginnings nest)."""
    low, high, start = 0, len(wanted), at
    while low < high:
        middle = (low + high + 1) // 2
        found = stream.find(wanted[:middle], at)
        if found >= 0:
            low, start = middle, found
        else:
            high = middle - 1
    return start, low


# --- the page list ---
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af〇]")
_KEY = 12           # Han characters that tell a place in the text


def check_pages(pdf: bytes, labels: Sequence[str], epub: bytes, name: str) -> tuple[Diagnostic, ...]:
    """A diagnostic for every page mark of the book after which other text stands than at the head of that page of `pdf`.

    `labels`: one a page.  Han characters are compared, running heads and folios (artifacts) apart; no slack.  `name`: of the book.
    """
    from convert.pdfreader import PdfFile

    file, maps = PdfFile(pdf), dict[int, _Characters]()
    stream, places = _page_marks(epub)
    found = []
    for label, (_, page) in zip(labels, file.pages(), strict=True):
        at = places.pop(label, None)
        if at is None:
            continue
        pieces = _marked_text(file, page, maps)
        printed = "".join(_HAN.findall("".join(pieces[mcid] for mcid in sorted(pieces))))[:_KEY]
        if not stream.startswith(printed, at):
            found.append(diagnose("B015", name=name, label=label, printed=printed, marked=stream[at:at + _KEY]))
    strange = [diagnose("B015", name=name, label=label, printed="", marked=stream[at:at + _KEY]) for label, at in places.items()]
    return (*found, *strange)


def _page_marks(data: bytes) -> tuple[str, dict[str, int]]:
    """The Han characters of the book in spine order, and where among them the mark of each page stands."""
    from lxml import etree

    out: list[str] = []
    places: dict[str, int] = {}
    length = 0
    for body in _bodies(data):
        for event, element in etree.iterwalk(body, events=("start", "end")):
            if event == "start" and element.get("role") == "doc-pagebreak":
                places[element.get("aria-label", "")] = length
            han = "".join(_HAN.findall((element.text if event == "start" else element.tail) or ""))
            out.append(han)
            length += len(han)
    return "".join(out), places


# --- Word ---
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx(data: bytes) -> OutputText:
    """Text of the main document and of the footnotes part; note marks, readings (w:rt), field codes and page furniture apart."""
    import zipfile

    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        body = etree.fromstring(package.read("word/document.xml"))
        notes = etree.fromstring(package.read("word/footnotes.xml")) if "word/footnotes.xml" in names else None
    return OutputText(_word_text(body), "" if notes is None else _word_text(notes))


def _word_text(root: etree._Element) -> str:
    from lxml import etree

    etree.strip_elements(root, f"{_W}rt")
    return squeeze("".join(t.text or "" for t in root.iter(f"{_W}t") if not _calls_note(t)))


def _calls_note(text: etree._Element) -> bool:
    """Whether a piece of text is the number of a footnote called again (the cached result of a NOTEREF field)."""
    run = text.getparent()
    style = None if run is None else run.find(f"{_W}rPr/{_W}rStyle")
    return style is not None and style.get(f"{_W}val") == "FootnoteReference"


# --- EPUB ---
_H = "{http://www.w3.org/1999/xhtml}"
_READINGS = (f"{_H}rt", f"{_H}rp")      # ruby is a gloss beside the text: a search finds the text unbroken
_TYPE = "{http://www.idpf.org/2007/ops}type"
_PACKAGE = "{http://www.idpf.org/2007/opf}"


def read_epub(data: bytes) -> OutputText:
    """Text of the spine documents in spine order; note references and back links apart, footnotes by themselves."""
    body: list[str] = []
    notes: list[str] = []
    for element in _bodies(data):
        _collect_xhtml(element, body, notes)
    return OutputText(squeeze("".join(body)), squeeze("".join(notes)))


def _bodies(data: bytes) -> Iterator[etree._Element]:
    """The body of every document of the spine."""
    import zipfile

    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        container = etree.fromstring(book.read("META-INF/container.xml"))
        opf_path = next(e.get("full-path") or "" for e in container.iter("{*}rootfile"))
        opf = etree.fromstring(book.read(opf_path))
        folder = opf_path.rpartition("/")[0]
        hrefs = {i.get("id"): i.get("href") or "" for i in opf.iter(f"{_PACKAGE}item")}
        for item in opf.iter(f"{_PACKAGE}itemref"):
            href = hrefs[item.get("idref")]
            body = etree.fromstring(book.read(f"{folder}/{href}" if folder else href)).find(f"{_H}body")
            if body is not None:
                yield body


def _collect_xhtml(element: object, body: list[str], notes: list[str]) -> None:
    from lxml import etree

    if not isinstance(element, etree._Element) or not isinstance(element.tag, str) or element.tag in _READINGS:
        return
    kind = (element.get(_TYPE) or "").split()
    role = element.get("role") or ""
    skipped = "noteref" in kind or role in {"doc-noteref", "doc-backlink", "doc-pagebreak"}
    into = notes if "footnote" in kind or role == "doc-footnote" else body
    if not skipped:
        into.append(element.text or "")
    for child in element:
        if not skipped:
            _collect_xhtml(child, into, notes)
            into.append(child.tail or "")


# --- PDF ---
_TOKEN = re.compile(rb"\[([^\]]*)\] *TJ|<([0-9A-Fa-f]*)> *Tj|(/[\w+.-]+) +[\d.]+ +Tf|/\w+ *<< */MCID (\d+) *>> *BDC"
                    rb"|(/Artifact[^B]*?B[MD]C|EMC\b)|(/Span *<</ActualText)")
_BETWEEN = re.compile(rb">[^<]*<")          # of the strings of a TJ array
_ROW = re.compile(rb"^<([0-9A-Fa-f]{4})> *<([0-9A-Fa-f]+)>", re.MULTILINE)


class _Characters(dict[int, str]):
    """Two-byte code -> text; U+FFFD for a code that has none."""

    def __missing__(self, _code: int) -> str:
        return "\ufffd"


def read_pdf(data: bytes) -> OutputText:
    """Text through the structure tree: marked content in logical order, Lbl elements apart, Note elements by themselves."""
    from convert.pdfreader import PdfFile

    file = PdfFile(data)
    maps: dict[int, _Characters] = {}
    pieces = {page: _marked_text(file, entries, maps) for page, entries in file.pages()}
    body: list[str] = []
    notes: list[str] = []
    root = file.get(file.get(file.trailer[b"/Root"]).get(b"/StructTreeRoot", {}))
    _collect_structure(file, root.get(b"/K"), {}, (body, notes, pieces))
    return OutputText(squeeze("".join(body)), squeeze("".join(notes)))


def page_texts(data: bytes) -> tuple[str, ...]:
    """The tagged text of every page of one of our PDFs, in the order in which it is painted."""
    from convert.pdfreader import PdfFile

    file, maps = PdfFile(data), dict[int, _Characters]()
    return tuple("".join(_marked_text(file, entries, maps).values()) for _, entries in file.pages())


def _marked_text(file: PdfFile, page: dict[bytes, Any], known: dict[int, _Characters]) -> dict[int, str]:
    """MCID -> text of one page, decoded through the ToUnicode maps of its fonts; `known` keeps the maps from page to page."""
    fonts = file.get(file.get(page[b"/Resources"]).get(b"/Font", {}))
    for reference in fonts.values():
        if reference not in known:
            known[reference] = _to_unicode(file, file.get(reference))
    out: dict[int, list[str]] = {}
    font, mcid, within = _Characters(), -1, False
    waiting: list[bytes] = []       # what one font shows in one piece of content, in hex

    def decode() -> None:
        if not waiting:
            return
        codes = binascii.unhexlify(b"".join(waiting))
        if mcid >= 0:
            out.setdefault(mcid, []).extend(map(font.__getitem__, struct.unpack(f">{len(codes) // 2}H", codes)))
        waiting.clear()

    for match in _TOKEN.finditer(_content(file, page)):
        kind = match.lastindex
        if kind in (1, 2):
            waiting.append(_hex(match))
        else:
            decode()
            if kind == 3:
                font = known.get(fonts.get(match[3]), _Characters())
            elif kind != 6 and not within:
                mcid = int(match[4]) if kind == 4 else -1
            within = kind == 6 or (within and kind == 3)    # what a line says of itself lies within its element
    decode()
    return {mcid: "".join(parts) for mcid, parts in out.items()}


def _hex(match: re.Match[bytes]) -> bytes:
    """What a show operator shows."""
    return _BETWEEN.sub(b"", match[1].strip(b" <>")) if match[1] is not None else match[2]


def _content(file: PdfFile, page: dict[bytes, Any]) -> bytes:
    streams = file.get(page[b"/Contents"]) if isinstance(page.get(b"/Contents"), list) else [page.get(b"/Contents")]
    return b"\n".join(file.stream(s) for s in streams if s is not None)


def _to_unicode(file: PdfFile, font: dict[bytes, Any]) -> _Characters:
    """The ToUnicode map of a font."""
    if b"/ToUnicode" not in font:
        return _Characters()
    rows = _ROW.findall(file.stream(font[b"/ToUnicode"]))
    return _Characters((int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be")) for code, text in rows)


def _collect_structure(file: PdfFile, kid: object, parent: dict[bytes, Any],
                       into: tuple[list[str], list[str], dict[Reference, dict[int, str]]]) -> None:
    """Follow `kid` of the structure element `parent` to the marked content below it; `into`: body, notes, text of the pages."""
    element = file.get(kid)
    body, notes, pieces = into
    if isinstance(element, int):
        body.append(pieces[parent[b"/Pg"]].get(element, ""))
    elif isinstance(element, list):
        for one in element:
            _collect_structure(file, one, parent, into)
    elif isinstance(element, dict) and element.get(b"/S") != b"/Lbl":
        here = {b"/Pg": parent.get(b"/Pg")} | element
        body = notes if here.get(b"/S") == b"/Note" else body
        _collect_structure(file, here.get(b"/MCID", here.get(b"/K")), here, (body, notes, pieces))
