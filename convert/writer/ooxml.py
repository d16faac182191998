"""OOXML by hand: elements in schema order, text runs, fields, bookmarks, and a package written the same way every time.

ECMA-376 part 1 (WordprocessingML).  python-docx gives the package and its parts; what it has no word for is built here.
"""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import Protocol

from docx.opc.package import OpcPackage
from docx.oxml.parser import oxml_parser
from lxml import etree

from convert.model.identity import paragraph_name, paragraph_number

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_PREFIXES = {"w": W, "w14": W14, "r": R, "xml": "http://www.w3.org/XML/1998/namespace"}
_NSMAP = {"w": W, "r": R}

Element = etree._Element

# CT_PPr, CT_RPr, CT_TblPr, CT_SectPr: children stand in this order or a validator objects
_PARAGRAPH_ORDER = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens "
    "kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
    "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle "
    "rPr sectPr pPrChange")
_RUN_ORDER = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden "
    "color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout")
_SECTION_ORDER = ("headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
                  "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings")
_ORDERS = {name: {tag: n for n, tag in enumerate(order.split())} for name, order in
           (("w:pPr", _PARAGRAPH_ORDER), ("w:rPr", _RUN_ORDER), ("w:sectPr", _SECTION_ORDER))}

# Marks that Word draws in the Latin face unless the run says they are East Asian
AMBIGUOUS = re.compile("[“”‘’—…·]")
# What XML 1.0 cannot carry
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_TEXT_PARTS = re.compile("(\t)")

_NAMES: dict[str, str] = {}


def clark(name: str) -> str:
    """`w:p` -> `{namespace}p`."""
    known = _NAMES.get(name)
    if known is None:
        prefix, colon, local = name.partition(":")
        known = _NAMES[name] = f"{{{_PREFIXES[prefix]}}}{local}" if colon else name
    return known


def make(tag: str, attributes: Mapping[str, str | int] | None = None, *children: Element) -> Element:
    """An element python-docx knows as its own; attribute names without a prefix are in `w:`."""
    element: Element = oxml_parser.makeelement(clark(tag), nsmap=_NSMAP)
    for name, value in (attributes or {}).items():
        element.set(clark(name if ":" in name else f"w:{name}"), str(value))
    element.extend(children)
    return element


def value(tag: str, val: str | int) -> Element:
    """`<w:tag w:val="…"/>`."""
    return make(tag, {"val": val})


def properties(tag: str, children: Iterable[Element]) -> Element:
    """`w:pPr`, `w:rPr` or `w:sectPr` with its children in schema order."""
    order = _ORDERS[tag]
    return make(tag, None, *sorted(children, key=lambda e: order[etree.QName(e).localname]))


def text_run(text: str, style: str = "", lang: tuple[str, str] | None = None) -> Element:
    """A run of `text` in character style `style`; `lang` is (attribute of w:lang, culture).

    Ambiguous marks make the run East Asian, unless its language says that it is Latin text.
    """
    parts = []
    if style:
        parts.append(value("w:rStyle", style))
    latin = lang is not None and lang[0] == "val" and not _HAN.search(text)
    if not latin and AMBIGUOUS.search(text):
        parts.append(make("w:rFonts", {"hint": "eastAsia"}))
    if lang:
        parts.append(make("w:lang", {lang[0]: lang[1]}))
    run = make("w:r")
    if parts:
        run.append(properties("w:rPr", parts))
    for piece in _TEXT_PARTS.split(text) if "\t" in text else (text,):
        if piece == "\t":
            run.append(make("w:tab"))
        elif piece:
            run.append(literal(piece))
    return run


def ruby_run(base: Element, over: Element, sizes: tuple[int, int]) -> Element:
    """The run `base` under the run `over`, its reading (17.3.3.25); `sizes` of both in millipoints."""
    below, above = (round(size / 500) for size in sizes)        # half-points
    settings = make("w:rubyPr", None, value("w:rubyAlign", "center"), value("w:hps", above), value("w:hpsRaise", below - 1),
                    value("w:hpsBaseText", below), value("w:lid", "zh-CN"))
    return make("w:r", None, make("w:ruby", None, settings, make("w:rt", None, over), make("w:rubyBase", None, base)))


def literal(text: str, tag: str = "w:t") -> Element:
    """`w:t` or `w:instrText`, its spaces kept."""
    element = make(tag, {"xml:space": "preserve"} if text != text.strip() else None)
    element.text = text
    return element


def break_run() -> Element:
    return make("w:r", None, make("w:br"))


def tab_run() -> Element:
    return make("w:r", None, make("w:tab"))


def field_begin(instruction: str) -> list[Element]:
    """A complex field up to its cached result (17.16.18)."""
    return [make("w:r", None, make("w:fldChar", {"fldCharType": "begin"})),
            make("w:r", None, literal(f" {instruction} ", "w:instrText")),
            make("w:r", None, make("w:fldChar", {"fldCharType": "separate"}))]


def field_end() -> Element:
    return make("w:r", None, make("w:fldChar", {"fldCharType": "end"}))


def field(instruction: str, cached: str) -> list[Element]:
    """A whole field; `cached` is what is shown until Word works it out again."""
    return [*field_begin(instruction), *([text_run(cached)] if cached else []), field_end()]


def hyperlink(anchor: str, children: Iterable[Element]) -> Element:
    """A link to a bookmark of this document."""
    return make("w:hyperlink", {"anchor": anchor, "history": "1"}, *children)


def paragraph(style: str, children: Iterable[Element], extra: Iterable[Element] = ()) -> Element:
    """A paragraph in style `style`; `extra` are structural properties (numbering, section), never looks."""
    return make("w:p", None, properties("w:pPr", [value("w:pStyle", style), *extra]), *children)


class Bookmarks:
    """Names and numbers of bookmarks.  A paragraph's name is `p_` and 8 hex digits of its key's hash, so it outlives a rebuild."""

    def __init__(self) -> None:
        self._taken: dict[str, str] = {}
        self._last = 0

    def name_of(self, key: str, prefix: str = "p_") -> str:
        """The bookmark name for `key`: the same every time, and never that of another key."""
        salt = 0
        while True:
            name = paragraph_name(key, prefix, salt)
            if self._taken.setdefault(name, key) == key:
                return name
            salt += 1

    def wrap(self, paragraph: Element, *names: str) -> Element:
        """Put range bookmarks `names` around all that `paragraph` holds; the first name is outermost, and gives its number."""
        if paragraph.tag == clark("w:p") and names[0].startswith("p_"):
            paragraph.set(clark("w14:paraId"), paragraph_number(names[0]))
        for name in reversed(names):
            self._last += 1
            place = 1 if len(paragraph) and paragraph[0].tag == clark("w:pPr") else 0
            paragraph.insert(place, make("w:bookmarkStart", {"id": self._last, "name": name}))
            paragraph.append(make("w:bookmarkEnd", {"id": self._last}))
        return paragraph


def declare(root: Element) -> None:
    """Leave the namespaces in use on `root`; readers older than Word 2010 are told to pass over its paragraph numbers."""
    numbered = next(root.iter(clark("w:p")), None) is not None
    if numbered:
        root.set(f"{{{MC}}}Ignorable", "w14")
    etree.cleanup_namespaces(root, top_nsmap={"mc": MC, "w14": W14} if numbered else None, keep_ns_prefixes=["w", "r", "w14", "mc"])


def part_xml(root: Element) -> bytes:
    """A part's bytes."""
    declare(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


class _Related(Protocol):
    @property
    def xml(self) -> bytes: ...
    def __len__(self) -> int: ...


_PACKED = (".png", ".jpg", ".jpeg", ".gif")      # compressed already
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DEFAULT_TYPES = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml",
                  "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}


def write_package(package: OpcPackage) -> bytes:
    """The package as a ZIP (ECMA-376 part 2): content types first, then parts by name, no clock, no machine in it."""
    files: dict[str, bytes] = {"_rels/.rels": _relations(package.rels)}
    types = {"rels"}
    overrides = []
    for part in package.parts:
        name = str(part.partname)
        extension = name.rpartition(".")[2]
        files[name[1:]] = part.blob
        if _DEFAULT_TYPES.get(extension) == part.content_type:
            types.add(extension)
        else:
            overrides.append((name, part.content_type))
        if len(part.rels):
            folder, _, base = name[1:].rpartition("/")
            files[f"{folder}/_rels/{base}.rels"] = _relations(part.rels)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        _store(archive, "[Content_Types].xml", _content_types(types | {"xml"}, overrides))
        for name in sorted(files):
            _store(archive, name, files[name])
    return output.getvalue()


def _relations(rels: _Related) -> bytes:
    return rels.xml


def _content_types(extensions: set[str], overrides: list[tuple[str, str]]) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    names: dict[str | None, str] = {None: space}
    root = etree.Element(f"{{{space}}}Types", nsmap=names)  # type: ignore[arg-type]
    for extension in sorted(extensions):
        etree.SubElement(root, f"{{{space}}}Default", Extension=extension, ContentType=_DEFAULT_TYPES[extension])
    for name, content_type in sorted(overrides):
        etree.SubElement(root, f"{{{space}}}Override", PartName=name, ContentType=content_type)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _store(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    archive.writestr(info, data, compresslevel=9)
