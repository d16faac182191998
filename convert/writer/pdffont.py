"""Type0 fonts (PDF 9.7): one embedded subset a face, two-byte codes, ToUnicode exact for every glyph shown.

CFF: hb-subset compacts the glyphs and writes an identity charset, so a code is the rank of the glyph among those used, whatever
the font's own CIDs are.  glyf: glyph numbers are kept and codes are glyph numbers.
"""
from __future__ import annotations

import hashlib
import zlib

from convert.fonts import Face
from convert.writer.reportlab_hooks import PressCanvas, Raw, Stream

Glyph = tuple[int, str]     # gid, the text it stands for

_DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "name", "post", "OS/2", "cmap", "gasp", "kern", "FFTM",
            "hdmx", "LTSH", "VDMX", "PCLT", "JSTF", "MATH", "EBDT", "EBLC", "EBSC", "SVG ", "COLR", "CPAL")
_BLOCK = 100                # entries of one bfchar section
_LEVEL = 1                  # zlib's: outlines are dense; the highest level takes twice the time for 1.5 %


class PdfFont:
    """The glyphs of one face used in one document, and their codes.

    One glyph may stand for two texts (· and • are one glyph in Noto Sans): the second gets a sister font object, the same subset
    with a ToUnicode map of its own.  `names` are the resource names of the sisters; `codes[gid]` is four hex digits; `gids` are
    those of the subset, .notdef included, ascending.  Glyphs that stand upright in vertical lines are shown through fonts with the
    vertical CMap, `vertical_names`; `heights` are their advances down the line.
    """

    def __init__(self, face: Face, name: str):
        self.face = face
        self.name = name
        self.glyphs: dict[Glyph, None] = {}
        self._known: dict[int, str] = {}        # of each glyph noted, the text it stood for last
        self.gids: tuple[int, ...] = ()
        self.codes: dict[int, str] = {}
        self.names: tuple[str, ...] = (name,)
        self.sisters: dict[Glyph, int] = {}     # only glyphs of a sister other than 0
        self.widths: dict[int, int] = {}
        self.heights: dict[int, int] = {}
        self._upright: dict[int, None] = {}
        self._texts: list[dict[int, str]] = [{}]

    def stand(self, gids: tuple[int, ...]) -> None:
        """Note glyphs that stand upright in a vertical line."""
        self._upright.update(dict.fromkeys(gids))

    @property
    def vertical_names(self) -> tuple[str, ...]:
        return tuple(f"{name}.V" for name in self.names)

    def use(self, gids: tuple[int, ...], texts: tuple[str, ...]) -> None:
        """Note glyphs shown, in the order of the text."""
        if tuple(map(self._known.get, gids)) != texts:
            self.glyphs.update(dict.fromkeys(zip(gids, texts, strict=True)))
            self._known.update(zip(gids, texts, strict=True))

    def settle(self) -> None:
        """All glyphs are known: give out codes, sisters and widths."""
        gids = self.gids = tuple(sorted({0, *(gid for gid, _ in self.glyphs)}))
        for glyph in self.glyphs:
            gid, text = glyph
            sister = next((n for n, texts in enumerate(self._texts) if texts.get(gid, text) == text), len(self._texts))
            if sister == len(self._texts):
                self._texts.append({})
            self._texts[sister][gid] = text
            if sister:
                self.sisters[glyph] = sister
        self.codes = {gid: f"{code:04X}" for code, gid in (enumerate(gids) if self.face.is_cff else zip(gids, gids, strict=True))}
        self.names = (self.name, *(f"{self.name}.{n}" for n in range(1, len(self._texts))))
        advance = self.face.hb_font.get_glyph_h_advance
        units = self.face.units_per_em
        self.widths = {gid: (advance(gid) * 2000 + units) // (2 * units) for gid in gids}
        self.heights = {gid: self.face.vertical_metrics(gid)[0] for gid in self._upright}

    def write(self, canvas: PressCanvas) -> dict[str, bytes]:
        """Resource name -> reference of the font object, one per sister."""
        face, gids = self.face, self.gids
        tag = hashlib.sha256(repr((face.name, gids)).encode()).digest()
        base = "".join(chr(65 + byte % 26) for byte in tag[:6]) + "+" + _pdf_name(face.postscript_name)
        descendant = canvas.reference(Raw(self._descendant(base, canvas.reference(Raw(self._descriptor(base, canvas))))))
        whole = f"{base}-Identity-H" if face.is_cff else base
        out = {}
        for name, texts in zip(self.names, self._texts, strict=True):
            unicode = canvas.reference(Stream.deflated(b"", self._to_unicode(texts)))
            for font, cmap in ((name, "Identity-H"), (f"{name}.V", "Identity-V"))[:2 if self._upright else 1]:
                out[font] = canvas.reference(Raw(
                    b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /%s /DescendantFonts [%s] /ToUnicode %s >>"
                    % (whole.replace("Identity-H", cmap).encode(), cmap.encode(), descendant, unicode)))
        return out

    def _descriptor(self, base: str, canvas: PressCanvas) -> bytes:
        face = self.face
        program, length = subset(face, self.gids)
        if face.is_cff:
            file = b"/FontFile3 " + canvas.reference(Stream(b"/Subtype /CIDFontType0C /Filter /FlateDecode", program))
        else:
            file = b"/FontFile2 " + canvas.reference(Stream(b"/Length1 %d /Filter /FlateDecode" % length, program))
        box = " ".join(map(str, _bounding_box(face))).encode()
        return (b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%s] /ItalicAngle 0 /Ascent %d /Descent %d"
                b" /CapHeight %d /StemV 80 %s >>" % (base.encode(), box, face.ascent, face.descent, face.cap_height, file))

    def _descendant(self, base: str, descriptor: bytes) -> bytes:
        kind = b"/CIDFontType0" if self.face.is_cff else b"/CIDFontType2 /CIDToGIDMap /Identity"
        return (b"<< /Type /Font /Subtype %s /BaseFont /%s"
                b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
                b" /FontDescriptor %s /DW 1000 /W [%s]%s >>" % (kind, base.encode(), descriptor, self._widths(), self._heights()))

    def _heights(self) -> bytes:
        """W2: of glyphs that stand upright, those whose advance or origin is not that of the em box (PDF 9.7.4.3)."""
        if not self._upright:
            return b""
        out = []
        for gid in sorted(self._upright):
            advance, x, y = self.face.vertical_metrics(gid)
            if (advance, y) != (1000, 880) or abs(2 * x - self.widths[gid]) > 1:
                out.append(f"{int(self.codes[gid], 16)} [{-advance} {x} {y}]")
        return b" /DW2 [880 -1000]" + (b" /W2 [%s]" % " ".join(out).encode() if out else b"")

    def _widths(self) -> bytes:
        """W: runs of neighbouring codes whose advance is not 1000."""
        parts: list[str] = []
        last = -2
        for code, gid in enumerate(self.gids) if self.face.is_cff else zip(self.gids, self.gids, strict=True):
            width = self.widths[gid]
            if width == 1000:
                continue
            parts.append(f" {width}" if code == last + 1 else f"{']' if parts else ''} {code} [{width}")
            last = code
        return ("".join(parts) + ("]" if parts else "")).encode()

    def _to_unicode(self, texts: dict[int, str]) -> bytes:
        rows = [f"<{self.codes[gid]}> <{text.encode('utf-16-be').hex().upper()}>" for gid, text in sorted(texts.items()) if text]
        parts = ["/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                 "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                 "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                 "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"]
        for start in range(0, len(rows), _BLOCK):
            block = rows[start:start + _BLOCK]
            parts.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n")
        parts.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
        return "".join(parts).encode()


def subset(face: Face, gids: tuple[int, ...]) -> tuple[bytes, int]:
    """The font program of `gids`, deflated, and its length before: a bare CFF table, or a TrueType file with its glyph numbers.

    The face keeps the last: the two PDF editions show the same glyphs.
    """
    if face.program[0] != gids:
        face.program = gids, *_subset(face, gids)
    return face.program[1:]


def _subset(face: Face, gids: tuple[int, ...]) -> tuple[bytes, int]:
    import uharfbuzz as hb  # type: ignore[import-untyped]

    flags = hb.SubsetFlags
    wanted = hb.SubsetInput()
    wanted.flags = flags.NO_HINTING | flags.NO_LAYOUT_CLOSURE | flags.NO_BIDI_CLOSURE | flags.NOTDEF_OUTLINE | flags.DESUBROUTINIZE
    wanted.flags |= flags.CFF_IDENTITY_CHARSET if face.is_cff else flags.RETAIN_GIDS
    wanted.glyph_set.update(gids)
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED)
    made = wanted.subset(face.hb_face)
    data = bytes(made.reference_table("CFF ").data if face.is_cff else made.blob.data)
    return zlib.compress(data, _LEVEL), len(data)


def _bounding_box(face: Face) -> tuple[int, int, int, int]:
    """head.xMin … yMax in 1/1000 em."""
    head = bytes(face.hb_face.reference_table("head").data)
    edges = (int.from_bytes(head[n:n + 2], "big", signed=True) for n in (36, 38, 40, 42))
    left, bottom, right, top = (edge * 1000 // face.units_per_em for edge in edges)
    return left, bottom, right, top


def _pdf_name(text: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in text)
