"""The faces that a Word edition carries, by `make-up: docx-fonts`: none, or a subset of every TrueType face that its styles name.

ECMA-376 part 1, 17.8.1: a font part is the font file, its first 32 bytes hidden under a key that word/fontTable.xml gives.  Word
asks an embedded font for the name that the text wants: a face that goes by another name would not be found, so it stays out, as
does one with CFF outlines, which Word does not read from a document, and one whose OS/2 fsType forbids it.
"""
from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from convert.diagnostics import Diagnostic, diagnose
from convert.fonts import Face, FontBook
from convert.style import StyleSheet
from convert.writer.ooxml import Element, clark

FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
FONT_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_ALWAYS = "".join(map(chr, range(0x20, 0x7f))) + "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·　"  # for corrections
_FAMILIES = (1, 16)         # records of the name table: family, typographic family
_HIDDEN = 32                # bytes


class EmbeddedFont(NamedTuple):
    """One font part: the name that the text asks for, the key in braces, the hidden file."""

    name: str
    key: str
    data: bytes


def embeds_fonts(sheet: StyleSheet) -> bool:
    """Whether the style sheet wants the Word edition to carry fonts."""
    return sheet.make_up.get("docx-fonts", "none") == "subset"


def embedded_fonts(roots: Iterable[Element], styles: Element, sheet: StyleSheet, book: FontBook,
                   script: str) -> tuple[EmbeddedFont, ...]:
    """Subsets with the characters that the parts `roots` show in each face; their keys come from their own bytes."""
    faces, _ = _faces(sheet, book, script)
    out = []
    for name, chars in sorted(_shown(roots, styles).items()):
        if name in faces:
            data = faces[name].subset("".join(sorted(chars | set(_ALWAYS))), named=True)
            digits = hashlib.sha256(data).hexdigest()[:32].upper()
            key = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
            out.append(EmbeddedFont(name, f"{{{key}}}", hide(data, digits)))
    return tuple(out)


def hide(data: bytes, digits: str) -> bytes:
    """`data` with its first 32 bytes under the key of 32 hexadecimal `digits`; done twice it shows them again."""
    key = bytes.fromhex(digits)[::-1] * 2
    return bytes(a ^ b for a, b in zip(data[:_HIDDEN], key, strict=True)) + data[_HIDDEN:]


def check_fonts(sheet: StyleSheet, book: FontBook, script: str) -> tuple[Diagnostic, ...]:
    """Which faces were wanted and stay out, and why."""
    return tuple(_faces(sheet, book, script)[1]) if embeds_fonts(sheet) else ()


def _faces(sheet: StyleSheet, book: FontBook, script: str) -> tuple[dict[str, Face], list[Diagnostic]]:
    """Name in the Word file -> the face that goes by it and may go along; and a finding for every other name."""
    names: dict[str, list[str]] = {}
    for family in sorted({style.font_family for style in sheet.roles.values()} - {"latin"}):
        names.setdefault(book.word_name(family, sheet.font_profile, script), []).append(family)
    faces: dict[str, Face] = {}
    found: list[Diagnostic] = []
    for name, families in sorted(names.items()):
        chain = [face for family in families for face in book.chain(family, script)]
        face = next((face for face in chain if name in _families(face)), None)
        if face is None:
            found.append(diagnose("W060", name=name, face=chain[0].postscript_name if chain else "没有"))
        elif face.is_cff:
            found.append(diagnose("W061", name=name, face=face.postscript_name))
        elif not face.may_be_extracted:
            found.append(diagnose("W062", name=name, face=face.postscript_name, bits=f"{face.embedding:#06x}"))
        else:
            faces[name] = face
    return faces, found


def _families(face: Face) -> set[str]:
    """The family names of a face, in every language."""
    table = bytes(face.hb_face.reference_table("name").data)
    if len(table) < 6:
        return set()
    _, count, strings = struct.unpack_from(">HHH", table)
    out = set()
    for number in range(min(count, (len(table) - 6) // 12)):
        platform, _, _, kind, length, at = struct.unpack_from(">6H", table, 6 + 12 * number)
        if kind in _FAMILIES and platform in {0, 3}:
            out.add(table[strings + at:strings + at + length].decode("utf-16-be", "replace"))
    return out


def _shown(roots: Iterable[Element], styles: Element) -> dict[str, set[str]]:
    """Name of a font -> the characters that runs show in it."""
    faces = _StyleFaces(styles)
    out: dict[str, set[str]] = {}
    for root in roots:
        for paragraph in root.iter(clark("w:p")):
            own = paragraph.find(f"{clark('w:pPr')}/{clark('w:pStyle')}")
            style = faces.default if own is None else own.get(clark("w:val")) or ""
            for run in paragraph.iter(clark("w:r")):
                named = run.find(f"{clark('w:rPr')}/{clark('w:rStyle')}")
                names = (faces.of(named.get(clark("w:val")) or "") if named is not None else ()) or faces.of(style)
                chars = {c for text in run.iterfind(clark("w:t")) for c in text.text or ""}
                for name in names:
                    out.setdefault(name, set()).update(chars)
    return out


class _StyleFaces:
    """Style -> the fonts it names, East Asian and Latin, its own or what it is based on."""

    def __init__(self, styles: Element):
        self._styles: Mapping[str, Element] = {s.get(clark("w:styleId")) or "": s for s in styles.iter(clark("w:style"))}
        self.default = next((key for key, s in self._styles.items()
                             if s.get(clark("w:type")) == "paragraph" and s.get(clark("w:default")) == "1"), "")

    def of(self, key: str) -> tuple[str, ...]:
        for style in self._line(key):
            fonts = style.find(f"{clark('w:rPr')}/{clark('w:rFonts')}")
            if fonts is not None:
                return tuple(name for side in ("eastAsia", "ascii") if (name := fonts.get(clark(f"w:{side}"))))
        return ()

    def _line(self, key: str) -> Iterator[Element]:
        seen: set[str] = set()
        while key in self._styles and key not in seen:
            seen.add(key)
            yield self._styles[key]
            parent = self._styles[key].find(clark("w:basedOn"))
            key = "" if parent is None else parent.get(clark("w:val")) or ""
