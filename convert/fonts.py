"""Fonts: roles of fonts.yaml -> faces of font files, and what layout asks of a face (glyphs, advances, ink).

A role (songti, heiti …) lists candidates per script; the first found wins, those after it lend the characters it lacks.  Files are
looked for in the workspace's fonts/, then in the bundled packages, then in the system's font folders: always in that order.
"""
from __future__ import annotations

import fnmatch
import functools
import importlib.util
import os
import struct
import weakref
from pathlib import Path
from typing import NamedTuple

import uharfbuzz as hb  # type: ignore[import-untyped]

from convert import strictyaml
from convert.diagnostics import Diagnostic, ExitCode, Refusal, Span, diagnose, has_errors
from convert.model.record import Record, field
from convert.strictyaml import Fields, suggest

FILE_NAME = "fonts.yaml"
PROFILES = ("gb2312", "windows", "mac", "open")
SCRIPTS = ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK")
ROLES = ("songti", "heiti", "kaiti", "fangsong", "xiaobiaosong", "latin", "mono")
FONT_SUFFIXES = (".otf", ".ttf", ".ttc", ".otc")

# The default glyph of these in a Chinese face may be the proportional Western one: ask for the full-width, localised form.
_FULL_WIDTH = frozenset("“”‘’—…⸺")
_MAX_CACHED_WORDS = 50_000

# Licences of fonts.yaml under which a face serves this machine alone: no book may take its outlines along.
_NOT_TO_DISTRIBUTE = frozenset(("随系统授权", "使用者自备"))
# What reading systems shape Chinese by; and the name records that licences want kept: copyright, licence, its URL
_FEATURES = ("locl", "ccmp", "kern", "halt", "chws")
_VERTICAL_FEATURES = ("vert", "vrt2", "vkrn", "vhal", "vchw")
_NAMES = (0, 13, 14)
_OWN_NAMES = (1, 2, 3, 4, 6, 16, 17)
_PAIRS = ("——", "……")

# OpenType OS/2.fsType: what the licence lets a document do
_RESTRICTED, _PREVIEW, _EDITABLE, _NO_SUBSETTING, _BITMAP_ONLY = 0x0002, 0x0004, 0x0008, 0x0100, 0x0200


class _Glyphs(dict[str, tuple[int, int]]):
    """char -> (gid, advance in 1/1000 em), filled on demand.  gid 0: the face lacks the character."""

    def __init__(self, face: Face):
        super().__init__()
        self._face = weakref.proxy(face)        # no ring: a face that nobody uses is gone at once, and its file with it

    def __missing__(self, char: str) -> tuple[int, int]:
        entry: tuple[int, int] = self._face.look_up(char)
        self[char] = entry
        return entry


class _Upright(_Glyphs):
    """As `_Glyphs`, of the glyphs that stand upright in a vertical line, with their advances down it."""

    def __missing__(self, char: str) -> tuple[int, int]:
        entry: tuple[int, int] = self._face.look_up_upright(char)
        self[char] = entry
        return entry


class Face:
    """One face of a font file, mapped into memory, opened when first asked for a glyph or a measure.

    Vertical measures and advances are in 1/1000 em.  `ascent` and `descent` (negative) bound the ideographic em box.
    """

    def __init__(self, path: Path, index: int, script: str = "zh-Hans"):
        blob = hb.Blob.from_file_path(os.fspath(path))
        face = hb.Face(blob, index)
        self.path = path
        self.index = index
        self.script = script
        self.postscript_name = face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or path.stem
        self.name = f"{self.postscript_name}[{index}]"
        self.units_per_em: int = face.upem
        self.hb_face = face
        self.hb_font = hb.Font(face)
        tables = face.table_tags
        self.is_cff = "CFF " in tables
        self._has_vertical_metrics = "vmtx" in tables
        self.usable = ("CFF " in tables or "glyf" in tables) and "fvar" not in tables and face.glyph_count > 1
        os2 = bytes(face.reference_table("OS/2").data) if "OS/2" in tables else b""
        self.embedding: int = struct.unpack_from(">H", os2, 8)[0] if len(os2) >= 10 else 0
        self.ascent, self.descent = self._em_box(os2)
        cap = self.hb_font.get_metric_position_with_fallback(hb.OTMetricsTag.CAP_HEIGHT)
        self.cap_height = self._per_mille(cap)
        self.glyphs: dict[str, tuple[int, int]] = _Glyphs(self)
        self.upright_glyphs: dict[str, tuple[int, int]] = _Upright(self)
        self._shaped: dict[str, tuple[tuple[int, str, int], ...]] = {}
        self.program: tuple[tuple[int, ...], bytes, int] = ((), b"", 0)     # the last subset: glyphs, deflated file, length

    def __repr__(self) -> str:
        return f"Face({self.name})"

    @property
    def may_be_embedded(self) -> bool:
        """Whether the font's own licence bits (OS/2 fsType) allow a subset in a document."""
        restricted = self.embedding & _RESTRICTED and not self.embedding & (_PREVIEW | _EDITABLE)
        return not restricted and not self.embedding & (_NO_SUBSETTING | _BITMAP_ONLY)

    @property
    def may_be_extracted(self) -> bool:
        """Whether they allow a subset that anyone can take out again: installable or editable, not for preview and print alone."""
        return self.may_be_embedded and (not self.embedding & (_RESTRICTED | _PREVIEW) or bool(self.embedding & _EDITABLE))

    def subset(self, text: str, *, vertical: bool = False, named: bool = False) -> bytes:
        """A font file (OTF or TTF) with the characters of `text`, and their forms in the face's language; `vertical`: and upright.

        `named`: it goes by the face's own names, in all their languages.

        Glyphs are those that shaping gives in this language: of a pan-Chinese face, the forms of other regions stay behind.
        """
        wanted = hb.SubsetInput()
        flags = hb.SubsetFlags
        wanted.flags = flags.NO_HINTING | flags.NO_LAYOUT_CLOSURE | flags.NO_BIDI_CLOSURE | flags.NOTDEF_OUTLINE
        wanted.unicode_set.update(map(ord, text))
        pieces = [*sorted(set(text)), *(pair for pair in _PAIRS if pair[0] in text)]
        for direction in ("ltr", "ttb") if vertical else ("ltr",):
            for piece in pieces:
                wanted.glyph_set.update(i.codepoint for i in self._shape(piece, "Hani", self._language, {}, direction)[0])
        features = _FEATURES + (_VERTICAL_FEATURES if vertical else ())
        for kept, values in ((wanted.layout_feature_tag_set, [int.from_bytes(tag.encode(), "big") for tag in features]),
                             (wanted.name_id_set, list(_NAMES + _OWN_NAMES if named else _NAMES))):
            kept.clear()
            kept.update(values)
        if named:
            wanted.name_lang_id_set.clear()
            wanted.name_lang_id_set.invert()
        return bytes(wanted.subset(self.hb_face).blob.data)

    def look_up(self, char: str) -> tuple[int, int]:
        """(gid, advance) of one character set in Chinese text; use `glyphs`, which remembers."""
        gid: int = self.hb_font.get_nominal_glyph(ord(char)) or 0
        if gid and char in _FULL_WIDTH:
            infos, positions = self._shape(char, "Hani", self._language, {"fwid": True})
            if len(infos) == 1 and infos[0].codepoint:
                return infos[0].codepoint, self._per_mille(positions[0].x_advance)
        return gid, self._per_mille(self.hb_font.get_glyph_h_advance(gid))

    def look_up_upright(self, char: str) -> tuple[int, int]:
        """(gid, advance) of one character that stands upright in a vertical line (`vert`); use `upright_glyphs`."""
        if not self.glyphs[char][0]:
            return 0, 1000
        wide = char in _FULL_WIDTH or char.isascii()
        infos, _ = self._shape(char, "Hani", self._language, {"fwid": True} if wide else {}, "ttb")
        if len(infos) != 1 or not infos[0].codepoint:
            return self.glyphs[char][0], 1000
        return infos[0].codepoint, self.vertical_metrics(infos[0].codepoint)[0]

    def has_vertical_form(self, char: str) -> bool:
        """Whether the face draws `char` otherwise in a vertical line than in a horizontal one."""
        return self.upright_glyphs[char][0] != self.glyphs[char][0]

    def shape_upright(self, text: str) -> tuple[tuple[int, str, int], ...]:
        """As `shape`, for a run of Chinese dashes in a vertical line."""
        infos, _ = self._shape(text, "Hani", self._language, {"fwid": True}, "ttb")
        return tuple((info.codepoint, text if len(infos) == 1 else text[info.cluster], self.vertical_metrics(info.codepoint)[0])
                     for info in infos)

    def shape_combined(self, text: str) -> tuple[tuple[int, str, int], ...]:
        """As `shape`, for a short number across one em of a vertical line, in the narrow figures that the face has for it."""
        narrow = {"hwid": True} if len(text) < 3 else {"hwid": True, "twid": True}
        infos, positions = self._shape(text, "Hani", self._language, narrow)
        return tuple((info.codepoint, text[info.cluster], self._per_mille(position.x_advance))
                     for info, position in zip(infos, positions, strict=True))

    def vertical_metrics(self, gid: int) -> tuple[int, int, int]:
        """Advance down the line, and the origin of vertical setting from that of horizontal: to the right, up (vmtx, VORG)."""
        font = self.hb_font
        origin = font.get_glyph_v_origin(gid) if self._has_vertical_metrics else None
        if origin is None:      # the em box, centred
            return 1000, self._per_mille(font.get_glyph_h_advance(gid)) // 2, self.ascent
        return self._per_mille(-font.get_glyph_v_advance(gid)), self._per_mille(origin[0]), self._per_mille(origin[1])

    def shape(self, text: str, *, oldstyle: bool = False) -> tuple[tuple[int, str, int], ...]:
        """(gid, text it stands for, advance) for a Western word, kerned, quotes proportional; or for a run of Chinese dashes.

        A ligature stands for several characters; of several glyphs for one character the first carries it, the others "".
        `oldstyle`: with old-style figures, where the face has them.
        Noto's faces draw `——` as one glyph of 2000.
        """
        key = f"{text}\0" if oldstyle else text
        known = self._shaped.get(key)
        if known is not None:
            return known
        if _FULL_WIDTH.issuperset(text):
            infos, positions = self._shape(text, "Hani", self._language, {"fwid": True})
        else:
            infos, positions = self._shape(text, "", "en", {"pwid": True, "onum": True} if oldstyle else {"pwid": True})
        starts = [info.cluster for info in infos]
        ends = dict(zip(sorted(set(starts)), [*sorted(set(starts))[1:], len(text)], strict=True))
        out: list[tuple[int, str, int]] = []
        for n, (info, position) in enumerate(zip(infos, positions, strict=True)):
            first = n == 0 or starts[n - 1] != info.cluster
            stands_for = text[info.cluster:ends[info.cluster]] if first else ""
            out.append((info.codepoint, stands_for, self._per_mille(position.x_advance)))
        result = tuple(out)
        if len(self._shaped) < _MAX_CACHED_WORDS:
            self._shaped[key] = result
        return result

    def ink(self, char: str) -> tuple[int, int, int, int]:
        """left, bottom, right, top of the glyph's outline from its origin; all 0 for a blank."""
        box = self.hb_font.get_glyph_extents(self.glyphs[char][0])
        if box is None:
            return 0, 0, 0, 0
        edges = (box.x_bearing, box.y_bearing + box.height, box.x_bearing + box.width, box.y_bearing)
        left, bottom, right, top = map(self._per_mille, edges)
        return left, bottom, right, top

    @property
    def _language(self) -> str:
        return {"zh-Hant-TW": "zh-Hant", "zh-Hant-HK": "zh-Hant-HK"}.get(self.script, "zh-Hans")

    def _shape(self, text: str, script: str, language: str, features: dict[str, bool], direction: str = "ltr"
               ) -> tuple[list[hb.GlyphInfo], list[hb.GlyphPosition]]:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        if script:
            buffer.script = script
        buffer.direction = direction
        buffer.language = language      # the guess follows the locale: never let it decide
        hb.shape(self.hb_font, buffer, features)
        return buffer.glyph_infos, buffer.glyph_positions

    def _em_box(self, os2: bytes) -> tuple[int, int]:
        if len(os2) >= 72:
            ascender, descender = struct.unpack_from(">hh", os2, 68)
            if ascender > 0 > descender:
                return self._per_mille(ascender), self._per_mille(descender)
        return 880, -120

    def _per_mille(self, units: int) -> int:
        """Font units -> 1/1000 em, halves away from zero downward: one rule for layout and for the widths in the PDF."""
        return units if self.units_per_em == 1000 else (units * 2000 + self.units_per_em) // (2 * self.units_per_em)


_open_faces: dict[tuple[Path, int, str], Face] = {}


def open_face(path: Path, index: int, script: str) -> Face:
    """The face, opened once in a process until `close_faces`."""
    face = _open_faces.get((path, index, script))
    if face is None:
        face = _open_faces[path, index, script] = Face(path, index, script)
    return face


def close_faces(script: str) -> None:
    """Give up the faces of all scripts but `script`: each keeps tens of megabytes of its file in memory."""
    for key in [key for key in _open_faces if key[2] != script]:
        del _open_faces[key]


@functools.cache
def _faces_in(path: Path) -> tuple[str, ...]:
    """PostScript names of the faces of a file, in order; () when it is not a font."""
    if path.suffix.lower() not in (".ttc", ".otc"):
        return ("",)
    blob = hb.Blob.from_file_path(os.fspath(path))
    return tuple(hb.Face(blob, i).get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or "" for i in range(hb.Face(blob, 0).count))


def system_folders() -> tuple[Path, ...]:
    """Where Linux, macOS and Windows keep fonts, those that exist."""
    known = ["/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
             "/usr/share/texmf/fonts/opentype", "/System/Library/Fonts", "/Library/Fonts", "/opt/homebrew/share/fonts",
             "C:/Windows/Fonts"]
    mine = [".local/share/fonts", ".fonts", "Library/Fonts", "AppData/Local/Microsoft/Windows/Fonts"]
    try:
        home = Path.home()
    except RuntimeError:
        home = None
    folders = [Path(p) for p in known] + ([home / p for p in mine] if home else [])
    return tuple(f for f in folders if f.is_dir())


def package_folder(name: str) -> Path | None:
    """The folder of an installed Python package, found without importing it."""
    spec = importlib.util.find_spec(name)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


@functools.cache
def _font_files(folder: Path) -> dict[str, Path]:
    """Lower-case file name -> path of every font below `folder`; of equal names the first in path order."""
    out: dict[str, Path] = {}
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(FONT_SUFFIXES):
                out.setdefault(name.lower(), Path(root, name))
    return out


class Candidate(NamedTuple):
    """A face that fonts.yaml knows; `postscript` chooses in a collection."""

    name: str
    files: tuple[str, ...]
    postscript: tuple[str, ...]
    licence: str


class Role(NamedTuple):
    """`candidates`, `word` and `css` by script."""

    name: str
    candidates: dict[str, tuple[str, ...]]
    substitute: str
    word: dict[str, dict[str, str]]
    css: dict[str, tuple[str, ...]]


class FontBook(Record, frozen=False):
    """fonts.yaml, read; hands out faces by role and script."""

    source: Path
    faces: dict[str, Candidate]
    roles: dict[str, Role]
    latin_names: dict[str, str]
    search: tuple[Path, ...]
    _found: list[Diagnostic] = field(default_factory=list)
    _chains: dict[tuple[str, str], tuple[Face, ...]] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)

    @classmethod
    def load(cls, folders: tuple[Path, ...], system: tuple[Path, ...] | None = None) -> FontBook:
        """Read fonts.yaml from the first of `folders` that has one; `system`: font folders instead of this machine's.

        Raises Refusal: exit 4 when there is no fonts.yaml, exit 3 when it is wrong.
        """
        source = next((f / FILE_NAME for f in folders if (f / FILE_NAME).is_file()), None)
        if source is None:
            raise Refusal(ExitCode.MISSING, [diagnose("F001", folders=" ".join(f.as_posix() for f in folders))])
        diagnostics: list[Diagnostic] = []
        root = Fields.of(strictyaml.load(source, source.as_posix()), diagnostics)
        faces = _read_faces(root)
        packages = root.texts("packages")
        roles = _read_roles(root, faces)
        latin = root.fields("latin-names")
        names = {profile: latin.text(profile, required=True) for profile in PROFILES} if latin else {}
        root.finish()
        if has_errors(diagnostics):
            raise Refusal(ExitCode.SOURCE, diagnostics)
        bundled = [folder for name in packages if (folder := package_folder(name))]
        search = (*(f for f in folders if f.is_dir()), *bundled, *(system_folders() if system is None else system))
        return cls(source, faces, roles, names, tuple(dict.fromkeys(search)))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Roles that fell back and files that could not be used, once each, of the roles asked for so far."""
        return tuple(self._found)

    def face(self, role: str, script: str) -> Face:
        """The face `role` is set in; raises Refusal (exit 4) when no candidate is there."""
        chain = self._chain(role, script)
        if not chain:
            raise Refusal(ExitCode.MISSING, [*self._found, diagnose("F002", role=role, script=script)])
        return chain[0]

    def fallbacks(self, role: str, script: str) -> tuple[Face, ...]:
        """Faces that lend characters the first lacks, in order."""
        return self._chain(role, script)[1:]

    def chain(self, role: str, script: str) -> tuple[Face, ...]:
        """The face of `role` and its fallbacks; () when no candidate is there."""
        return self._chain(role, script)

    def files(self, script: str) -> tuple[Path, ...]:
        """fonts.yaml and every font file that an edition in `script` may use, sorted."""
        return tuple(sorted({self.source, *(face.path for role in self.roles for face in self._chain(role, script))}))

    def faces_for(self, script: str) -> dict[str, Face]:
        """The faces of all roles in `script`, by name."""
        return {face.name: face for role in self.roles for face in self._chain(role, script)}

    def has(self, candidate: str) -> bool:
        """Whether the face that fonts.yaml calls `candidate` is on this machine and can be used."""
        return self._open(self.faces[candidate], SCRIPTS[0]) is not None

    @staticmethod
    def forget_files() -> None:
        """Look at the folders anew: files have come."""
        _font_files.cache_clear()

    def licence(self, face: Face) -> str:
        """The licence of `face` as fonts.yaml states it."""
        name = face.path.name.lower()
        return next((c.licence for c in self.faces.values() if any(fnmatch.fnmatch(name, p.lower()) for p in c.files)), "")

    def may_be_distributed(self, face: Face) -> bool:
        """Whether a subset of `face` may go out in a file that anyone can take it from: its licence and its own bits allow it."""
        return face.may_be_extracted and self.licence(face) not in _NOT_TO_DISTRIBUTE

    def word_name(self, role: str, profile: str, script: str) -> str:
        """East Asian font name to write into a Word file; roles without one take songti's."""
        names = self.roles[role].word or self.roles["songti"].word
        return names[script][profile]

    def latin_name(self, profile: str) -> str:
        return self.latin_names[profile]

    def css_names(self, role: str, script: str) -> tuple[str, ...]:
        """font-family list for EPUB, ending with a generic family."""
        return (self.roles[role].css or self.roles["songti"].css)[script]

    def _chain(self, role: str, script: str) -> tuple[Face, ...]:
        known = self._chains.get((role, script))
        if known is None:
            known = self._chains[role, script] = tuple(dict.fromkeys(self._resolve(role, script)))
        return known

    def _resolve(self, name: str, script: str) -> list[Face]:
        role = self.roles.get(name)
        if role is None:
            raise Refusal(ExitCode.SOURCE, [diagnose("F007", role=name, hint=suggest(name, self.roles))])
        found = [face for candidate in role.candidates[script] if (face := self._open(self.faces[candidate], script))]
        if not role.substitute:
            return found
        others = self._chain(role.substitute, script)
        if not found and others and name not in self._said:
            self._said.add(name)
            self._found.append(diagnose("F003", role=name, substitute=role.substitute, face=others[0].postscript_name))
        return [*found, *others]

    def _open(self, candidate: Candidate, script: str) -> Face | None:
        for path in self._paths(candidate):
            names = _faces_in(path)
            wanted = [i for i, name in enumerate(names) if len(names) == 1 or name in candidate.postscript]
            if not wanted:
                continue
            face = open_face(path, wanted[0], script)
            if face.usable and face.may_be_embedded:
                return face
            if path.as_posix() not in self._said:
                self._said.add(path.as_posix())
                self._found.append(diagnose("F005" if face.usable else "F004", Span(path.as_posix())))
        return None

    def _paths(self, candidate: Candidate) -> list[Path]:
        out = []
        for folder in self.search:
            here = _font_files(folder)
            for pattern in candidate.files:
                lower = pattern.lower()
                if lower in here:
                    out.append(here[lower])
                elif "*" in lower or "?" in lower:
                    out += [here[name] for name in sorted(fnmatch.filter(here, lower))]
        return out


def _read_faces(root: Fields) -> dict[str, Candidate]:
    group = root.fields("faces")
    out: dict[str, Candidate] = {}
    for name in group or ():
        entry = group.fields(name) if group else None
        if entry is not None:
            out[name] = Candidate(name, entry.texts("files"), entry.texts("postscript"), entry.text("licence", required=True))
            entry.finish()
    return out


def _read_roles(root: Fields, faces: dict[str, Candidate]) -> dict[str, Role]:
    group = root.fields("roles")
    out: dict[str, Role] = {}
    for name in group or ():
        entry = group.fields(name) if group else None
        if entry is not None:
            out[name] = _read_role(name, entry, faces)
    for name in ROLES:
        if name not in out:
            root.diagnostics.append(diagnose("R010", root.span_of("roles"), key=f"roles.{name}"))
    return out


def _read_role(name: str, entry: Fields, faces: dict[str, Candidate]) -> Role:
    candidates = {script: entry.texts(script) for script in SCRIPTS}
    for script, names in candidates.items():
        for unknown in [n for n in names if n not in faces]:
            entry.diagnostics.append(diagnose("F006", entry.span_of(script), name=unknown, hint=suggest(unknown, faces)))
    word_of, css_of = entry.fields("word"), entry.fields("css")
    word: dict[str, dict[str, str]] = {}
    css: dict[str, tuple[str, ...]] = {}
    for script in SCRIPTS:
        names_of = word_of.fields(script) if word_of else None
        if names_of:
            word[script] = {profile: names_of.text(profile, required=True) for profile in PROFILES}
            names_of.finish()
        if css_of:
            css[script] = css_of.texts(script)
    substitute = entry.choice("substitute", set(ROLES) - {name})
    entry.finish()
    return Role(name, candidates, substitute, word, css)
