"""Looks: which face, size, rise and colour the marks of a run ask for, and the runs of a block cut accordingly."""
from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from convert.charclass import INVISIBLE, LATIN, LATIN_CLOSING, LATIN_OPENING, SPACE, WIDE_SPACE, class_table
from convert.diagnostics import NOWHERE, Span
from convert.fonts import Face, FontBook
from convert.layout.boxes import SIDEWAYS, UPRIGHT
from convert.model.nodes import Inlines, LineBreak, Mark, NoteReference, Run
from convert.model.record import Record
from convert.model.text import note_mark
from convert.style import Color, ComputedStyle, StyleSheet

SCRIPT_RATIO = 650          # size of superscripts and subscripts, thousandths of the text's
SUPERSCRIPT_RISE = 380      # 1/1000 em of the text
SUBSCRIPT_RISE = -120
RUBY_LEAST = 300            # of the text's size, where the space between the lines takes hardly any
RUBY_HEIGHT = 1250          # of pinyin with its tone marks and descenders, 1/1000 of its own size
NOTE_PLACEHOLDER = "\ufffc"
_SERIF_ROLES = frozenset(("songti", "kaiti", "fangsong", "xiaobiaosong"))
_ROLE_OF_MARK = ((Mark.CODE, "code"), (Mark.STRONG, "strong"), (Mark.EMPHASIS, "emphasis"), (Mark.RUN_IN, "run-in"))
_EAST_ASIAN = frozenset(("zh", "ja", "ko"))
_SCRIPT_OF_LANGUAGE = {"zh-Hans": "zh-Hans", "zh-CN": "zh-Hans", "zh-Hans-CN": "zh-Hans", "zh-Hant": "zh-Hant-TW",
                       "zh-TW": "zh-Hant-TW", "zh-Hant-TW": "zh-Hant-TW", "zh-HK": "zh-Hant-HK", "zh-Hant-HK": "zh-Hant-HK"}
_LINES = ((Mark.BOOK_TITLE, "wave"), (Mark.PROPER_NAME, "name"), (Mark.UNDERLINE, "straight"))
_WESTERN = frozenset((LATIN, LATIN_OPENING, LATIN_CLOSING))
_GLYPHLESS = frozenset((INVISIBLE, SPACE, WIDE_SPACE))


def _latin_ratio(percent: str) -> int:
    """How large Latin letters of a face of their own are set to look as large as the ideographs, thousandths of their size."""
    return min(max(int(percent), 80), 120) * 10 if percent.isascii() and percent.isdecimal() else 1000


class Reading(NamedTuple):
    """Ruby over a stretch: glyphs, as `Face.shape` gives them; `ratio` its size in thousandths of the block's."""

    face: Face
    glyphs: tuple[tuple[int, str, int], ...]
    ratio: int
    orientation: int = SIDEWAYS     # in a vertical line

    @property
    def width(self) -> int:
        """In 1/1000 em of the block."""
        return sum(g[2] for g in self.glyphs) * self.ratio // 1000


class Look(NamedTuple):
    """How a stretch of text is set.  `ratio`: its size in thousandths of the block's; `rise` in 1/1000 em of the block.

    `label`: what is drawn in place of a note's placeholder.
    """

    face: Face
    color: Color
    ratio: int = 1000
    rise: int = 0
    href: str = ""
    dots: bool = False
    line: str = ""              # below the text: straight, name (a name's own, parted from the next) or wave
    reading: Reading | None = None
    whole: bool = False         # code: no word of it is hyphenated
    oldstyle: bool = False      # old-style figures, where the face has them
    western: bool = False       # said to be in a language whose quotes and dashes are those of Latin type
    note_id: str = ""
    label: str = ""


class Stretch(Record, frozen=False):
    """Characters start … end of a chunk in one look."""

    start: int
    end: int
    look: Look


class Chunk(Record, frozen=False):
    """What stands between two hard line breaks: one character an item; a note reference is one placeholder."""

    text: str
    stretches: list[Stretch]
    offset: int         # of its first character in the block's plain text
    span: Span


class Looks:
    """Resolves marks to looks for one style sheet and script; remembers which characters each face has."""

    def __init__(self, sheet: StyleSheet, book: FontBook, script: str, *, vertical: bool = False):
        self.sheet, self.book, self.script, self.vertical = sheet, book, script, vertical
        self.classes = class_table(script)
        self.latin_face = sheet.make_up.get("latin-face", "own") == "latin"
        self.latin_ratio = _latin_ratio(sheet.make_up.get("latin-size", "100"))
        self.oldstyle = sheet.make_up.get("figures", "lining") == "oldstyle"
        self.missing: dict[tuple[str, str], Span] = {}       # file and character -> the first place
        self._faces: dict[str, Face] = {}
        self._covered: dict[str, set[str]] = {}

    def face(self, role: str) -> Face:
        face = self._faces.get(role)
        if face is None:
            face = self._faces[role] = self.book.face(role, self.script)
        return face

    def chunks(self, inlines: Inlines, style: ComputedStyle, notes: Mapping[str, int]) -> list[Chunk]:
        """Cut `inlines` at hard breaks and at every change of look; characters no face has go to `missing`."""
        chunks: list[Chunk] = []
        looks: dict[tuple[Mark, str, str, str], tuple[Look, str]] = {}
        pieces: list[tuple[str, Look, str, Span]] = []
        offset = length = 0
        for inline in inlines:
            match inline:
                case Run():
                    key = (inline.marks, inline.href, inline.lang, inline.ruby)
                    look = looks.get(key)
                    if look is None:
                        look = looks[key] = self._look(inline, style)
                    pieces.append((inline.text.replace("\n", " "), *look, inline.span))
                    length += len(inline.text)
                case NoteReference():
                    pieces.append((NOTE_PLACEHOLDER, *self._note_look(inline, style, notes), inline.span))
                case LineBreak():
                    chunks.append(self._chunk(pieces, offset))
                    pieces, offset, length = [], offset + length, 0
        chunks.append(self._chunk(pieces, offset))
        return chunks

    def _look(self, run: Run, style: ComputedStyle) -> tuple[Look, str]:
        """The look of `run` and the font role its fallbacks belong to."""
        role, color = style.font_family, style.color
        if not (run.marks.value or run.ruby or run.lang):        # nearly all text; flags take their time
            return Look(self.face(role), color, href=run.href, oldstyle=self._oldstyle(style)), role
        for mark, name in _ROLE_OF_MARK:
            if mark in run.marks:
                marked = self.sheet.role(name)
                role = marked.font_family
                color = marked.color if marked.color != self.sheet.role("body").color else color
                break
        ratio = SCRIPT_RATIO if run.marks & (Mark.SUPERSCRIPT | Mark.SUBSCRIPT) else 1000
        rise = SUPERSCRIPT_RISE if Mark.SUPERSCRIPT in run.marks else SUBSCRIPT_RISE if Mark.SUBSCRIPT in run.marks else 0
        line = next((name for mark, name in _LINES if mark in run.marks), "")
        reading = self._reading(run, style) if run.ruby else None
        script = _SCRIPT_OF_LANGUAGE.get(run.lang, self.script)
        face = self.face(role) if script == self.script else self.book.face(role, script)
        western = bool(run.lang) and run.lang.partition("-")[0] not in _EAST_ASIAN
        return Look(face, color, ratio, rise, run.href, Mark.EMPHASIS_DOTS in run.marks, line, reading, Mark.CODE in run.marks,
                    self._oldstyle(style), western), role

    def _oldstyle(self, style: ComputedStyle) -> bool:
        return self.oldstyle and not style.role.startswith("table")     # figures in columns line up

    def _reading(self, run: Run, style: ComputedStyle) -> Reading:
        """The ruby of `run`, no larger than the space between two lines of `style` takes."""
        role = self.sheet.role("ruby")
        face = self.face(role.font_family)
        for char in run.ruby:
            face = self._face_with(char, face, role.font_family, run.span)
        most = role.font_size * 1000 // self.sheet.role("body").font_size
        room = (style.line_height - style.font_size) * 1000 // style.font_size
        if self.vertical and not any(self.classes[char] in _WESTERN for char in run.ruby):      # 注音符號, Han
            glyphs = tuple((gid, char, advance) for char in run.ruby for gid, advance in (face.upright_glyphs[char],))
            return Reading(face, glyphs, max(RUBY_LEAST, min(most, room)), UPRIGHT)
        return Reading(face, face.shape(run.ruby), max(RUBY_LEAST, min(most, room * 1000 // RUBY_HEIGHT)))

    def _note_look(self, note: NoteReference, style: ComputedStyle, notes: Mapping[str, int]) -> tuple[Look, str]:
        role = self.sheet.role("note-reference")
        color = role.color if role.color != self.sheet.role("body").color else style.color
        label = note_mark(notes[note.note_id]) if note.note_id in notes else "*"
        face = self._face_with(label[0], self.face(role.font_family), role.font_family, note.span)
        look = Look(face, color, SCRIPT_RATIO, SUPERSCRIPT_RISE, f"#{note.note_id}", note_id=note.note_id, label=label)
        return look, role.font_family

    def _chunk(self, pieces: list[tuple[str, Look, str, Span]], offset: int) -> Chunk:
        stretches: list[Stretch] = []
        start = 0
        for text, look, role, span in pieces:
            end = start + len(text)
            covered = self._covered.setdefault(look.face.name, {NOTE_PLACEHOLDER})
            lacking = not look.note_id and not covered.issuperset(text) and not self._covers(look.face, covered, text)
            if lacking or (self.latin_face and role in _SERIF_ROLES and not look.note_id):
                stretches += self._by_face(text, start, look, role, span)
            elif text:
                stretches.append(Stretch(start, end, look))
            start = end
        text = pieces[0][0] if len(pieces) == 1 else "".join(p[0] for p in pieces)
        return Chunk(text, stretches, offset, next((p[3] for p in pieces if p[3].file), NOWHERE))

    def _covers(self, face: Face, covered: set[str], text: str) -> bool:
        """Whether `face` has every character of `text`; those it has are remembered."""
        new = set(text) - covered
        covered.update(c for c in new if self.classes[c] in _GLYPHLESS or face.glyphs[c][0])
        return covered.issuperset(new)

    def _by_face(self, text: str, start: int, look: Look, role: str, span: Span) -> list[Stretch]:
        """`text` cut where its face changes: Latin words in the Latin face, if the sheet asks so; characters the face lacks."""
        out: list[Stretch] = []
        latin = self.latin_face and role in _SERIF_ROLES
        for index, char in enumerate(text, start):
            western = latin and self.classes[char] in _WESTERN
            face = self._face_with(char, self.face("latin") if western else look.face, role, span)
            if out and out[-1].look.face is face:
                out[-1].end = index + 1
            else:
                ratio = look.ratio * self.latin_ratio // 1000 if western else look.ratio
                out.append(Stretch(index, index + 1, look if face is look.face else look._replace(face=face, ratio=ratio)))
        return out

    def _face_with(self, char: str, face: Face, role: str, span: Span) -> Face:
        covered = self._covered.setdefault(face.name, {NOTE_PLACEHOLDER})
        if char in covered or self.classes[char] in _GLYPHLESS or face.glyphs[char][0]:
            covered.add(char)
            return face
        for other in self.book.fallbacks(role, self.script):
            if other.glyphs[char][0]:
                return other
        self.missing.setdefault((span.file, char), span)
        return face
