"""The parts beside the body: settings, numbering, footnotes, font table, properties; the template's leftovers go."""
from __future__ import annotations

import datetime
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from convert.model.length import Length
from convert.model.nodes import Footnote, Issue, Paragraph
from convert.writer.docx_blocks import Place, write_blocks
from convert.writer.docx_fonts import FONT_RELATION, FONT_TYPE, EmbeddedFont
from convert.writer.docx_styles import CULTURES
from convert.writer.docx_text import Draft
from convert.writer.ooxml import Element, clark, declare, literal, make, paragraph, part_xml, properties, value

if TYPE_CHECKING:
    from convert.fonts import FontBook

_KEPT = {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.THEME}
_APP = (b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        b"<Application>banxin</Application><AppVersion>1.0000</AppVersion></Properties>")
_CUSTOM = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
           '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
           'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
           '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="banxin">'
           "<vt:lpwstr>{text}</vt:lpwstr></property></Properties>")
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SUPPLEMENT = "http://schemas.microsoft.com/office/word"


def empty_document() -> WordDocument:
    """python-docx's template without what it carries along: thumbnail, customXml, stale style copies, fonts, properties."""
    document = Document()
    for relation_id, relation in list(document.part.rels.items()):
        if relation.reltype not in _KEPT:
            del document.part.rels[relation_id]
    package = document.part.package
    for relation_id, relation in list(package.rels.items()):
        if relation.reltype not in {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}:
            del package.rels[relation_id]
    app = Part(PackURI("/docProps/app.xml"), CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, _APP, package)
    package.relate_to(app, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
    return document


def write_core_properties(document: WordDocument, issue: Issue, timestamp: int) -> None:
    """docProps/core.xml: title, creator, language, dates; nothing the template said."""
    meta = issue.metadata
    core = document.core_properties
    first = issue.articles[0].metadata.title if issue.articles else ""
    core.title = first if meta.document_type == "official-document" and first else f"{meta.title} {meta.issue_label}".strip()
    core.author = meta.issuer or meta.organizer or meta.publisher or meta.compiler or meta.title
    core.last_modified_by = core.author
    core.language = CULTURES[issue.script]
    core.subject = meta.genre or meta.description
    core.comments = core.keywords = core.category = ""
    core.revision = 1
    core.identifier = meta.id
    moment = datetime.datetime.fromtimestamp(timestamp, datetime.UTC).replace(tzinfo=None)
    core.created = core.modified = moment


def write_origin(document: WordDocument, origin: str) -> None:
    """docProps/custom.xml: which issue, in which state, the file was made from; Word, WPS and LibreOffice keep it."""
    if not origin:
        return
    package = document.part.package
    blob = _CUSTOM.format(text=escape(origin)).encode()
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, blob, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def write_settings(document: WordDocument, draft: Draft, *, embedded: bool = False) -> None:
    """word/settings.xml: mirrored pages, odd and even heads, compressed punctuation, the language of East Asian text."""
    root = document.settings.element
    for child in list(root):
        root.remove(child)
    root.append(make("w:zoom", {"percent": 100}))
    if embedded:
        root.append(make("w:embedTrueTypeFonts"))
        root.append(make("w:saveSubsetFonts"))
    root.append(make("w:mirrorMargins"))
    root.append(make("w:bordersDoNotSurroundHeader"))
    root.append(make("w:bordersDoNotSurroundFooter"))
    root.append(value("w:defaultTabStop", Length(2 * draft.styles.body.font_size).twips))
    root.append(value("w:drawingGridVerticalSpacing", draft.styles.pitch))
    root.append(value("w:characterSpacingControl", "compressPunctuation"))
    if draft.notes:
        root.append(make("w:footnotePr", None, value("w:numFmt", "decimalEnclosedCircleChinese"), value("w:numRestart", "eachSect"),
                         make("w:footnote", {"id": -1}), make("w:footnote", {"id": 0})))
    root.append(_compatibility())
    root.append(make("w:themeFontLang", {"val": "en-US", "eastAsia": CULTURES[draft.issue.script]}))
    root.append(value("w:decimalSymbol", "."))
    root.append(value("w:listSeparator", ","))
    document.settings.odd_and_even_pages_header_footer = True


def _compatibility() -> Element:
    names = {"compatibilityMode": "15", "overrideTableStyleFontSizeAndJustification": "1", "enableOpenTypeFeatures": "1",
             "doNotFlipMirrorIndents": "1", "differentiateMultirowTableHeaders": "1"}
    switches = ("balanceSingleByteDoubleByteWidth", "doNotExpandShiftReturn", "useFELayout")
    return make("w:compat", None, *(make(f"w:{name}") for name in switches),
                *(make("w:compatSetting", {"name": name, "uri": _SUPPLEMENT, "val": val}) for name, val in names.items()))


def write_numbering(document: WordDocument, draft: Draft) -> None:
    """word/numbering.xml: one numbering a list."""
    if not draft.numberings:
        return
    root = make("w:numbering", None, *draft.numberings)
    for number in range(1, len(draft.numberings) + 1):
        root.append(make("w:num", {"numId": number}, value("w:abstractNumId", number)))
    _attach(document, "/word/numbering.xml", CONTENT_TYPE.WML_NUMBERING, RELATIONSHIP_TYPE.NUMBERING, root)


def write_footnotes(document: WordDocument, draft: Draft) -> Element | None:
    """word/footnotes.xml: the two separators Word wants, then every note called in the text; its root is given back."""
    if not draft.notes:
        return None
    style = draft.styles.paragraph("footnote")
    root = make("w:footnotes", None, _separator(-1, "separator", style), _separator(0, "continuationSeparator", style))
    for number, note in draft.notes:
        root.append(_footnote(draft, number, note))
    _attach(document, "/word/footnotes.xml", CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES, root)
    return root


def _separator(number: int, kind: str, style: str) -> Element:
    return make("w:footnote", {"type": kind, "id": number}, paragraph(style, [make("w:r", None, make(f"w:{kind}"))]))


def _footnote(draft: Draft, number: int, note: Footnote) -> Element:
    style = properties("w:rPr", [value("w:rStyle", draft.styles.note_reference())])
    mark = [make("w:r", None, style, make("w:footnoteRef")), make("w:r", None, literal(" "))]
    content = write_blocks(draft, note.blocks, Place(draft.sheet.page.measure, role="footnote"))
    if not isinstance(note.blocks[0] if note.blocks else None, Paragraph):
        content.insert(0, paragraph(draft.styles.paragraph("footnote"), []))
    for position, run in enumerate(mark):
        content[0].insert(1 + position, run)
    return make("w:footnote", {"id": number}, *content)


def write_font_table(document: WordDocument, draft: Draft, book: FontBook, embedded: Sequence[EmbeddedFont] = ()) -> None:
    """word/fontTable.xml: every face the styles name; for the East Asian ones the usual substitute where they are missing."""
    profile, script = draft.sheet.font_profile, draft.issue.script
    open_names = {book.word_name(role, profile, script): book.word_name(role, "open", script)
                  for role in ("songti", "heiti", "kaiti", "fangsong", "xiaobiaosong")}
    root = make("w:fonts")
    for name in draft.styles.font_names:
        parts = []
        if open_names.get(name, name) != name:
            parts.append(value("w:altName", open_names[name]))
        if name in open_names:
            parts.append(value("w:charset", "86" if script == "zh-Hans" else "88"))
        root.append(make("w:font", {"name": name}, *parts, value("w:family", "auto"), value("w:pitch", "variable")))
    for number, font in enumerate(embedded, 1):
        entry = next(e for e in root if e.get(clark("w:name")) == font.name)
        entry.append(make("w:embedRegular", {"r:id": f"rId{number}", "w:fontKey": font.key, "w:subsetted": "true"}))
    table = _attach(document, "/word/fontTable.xml", CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE, root)
    for number, font in enumerate(embedded, 1):
        part = Part(PackURI(f"/word/fonts/font{number}.odttf"), FONT_TYPE, font.data, document.part.package)
        table.load_rel(FONT_RELATION, part, f"rId{number}")


def shown_parts(document: WordDocument) -> list[Element]:
    """The parts that show text: body, notes, heads and feet."""
    kinds = {RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER}
    return [document.element, *(etree.fromstring(r.target_part.blob) for r in document.part.rels.values() if r.reltype in kinds)]


def write_theme(document: WordDocument, draft: Draft, book: FontBook) -> None:
    """word/theme: no style asks it for a face, but Word offers what it names; the template's Japanese faces go."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(part.blob)
    profile = draft.sheet.font_profile
    for tag, role in (("majorFont", "xiaobiaosong"), ("minorFont", draft.styles.body.font_family)):
        for fonts in root.iter(f"{_DRAWING}{tag}"):
            for font in list(fonts.iter(f"{_DRAWING}font")):
                fonts.remove(font)
            for name, face in (("latin", book.latin_name(profile)), ("ea", book.word_name(role, profile, draft.issue.script))):
                for element in fonts.iter(f"{_DRAWING}{name}"):
                    element.attrib.clear()
                    element.set("typeface", face)
    for relation_id in [r.rId for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.THEME]:
        del document.part.rels[relation_id]
    _attach(document, "/word/theme/theme1.xml", CONTENT_TYPE.OFC_THEME, RELATIONSHIP_TYPE.THEME, root)


def _attach(document: WordDocument, name: str, content_type: str, relation: str, root: Element) -> Part:
    part = Part(PackURI(name), content_type, part_xml(root), document.part.package)
    document.part.relate_to(part, relation)
    return part


def trim_namespaces(document: WordDocument) -> None:
    """Leave only the namespaces in use on the roots of body and styles."""
    for root in (document.element, document.styles.element, document.settings.element):
        root.attrib.pop(_IGNORABLE, None)
        declare(root)
