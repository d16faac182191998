"""The faces an EPUB carries: subsets with the characters its pages really show, by `make-up: epub-fonts` of the style sheet.

none: the reader's faces, and glyphs for the characters that the faces of devices lack; headings: the faces of titles and headings
too; all: every role's, the text's with the characters of the whole issue.  Open files, so only of faces whose licence allows that.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from pathlib import PurePath

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.fonts import ROLES, Face, FontBook
from convert.model.nodes import Issue, Run, inline_sequences, walk
from convert.model.record import Record, field_names, replace
from convert.model.text import closing_lines, opening_lines
from convert.style import StyleSheet
from convert.writer.epub_css import HEADINGS, RARE, SELECTORS, EmbeddedFonts
from convert.writer.epub_package import Resource

_HEADING_ROLES = HEADINGS | {"kicker", "subtitle"}
_BODY = "body"
_TOKEN = re.compile(r"<(/?)([A-Za-z0-9]+)([^<>]*?)(/?)>|([^<>]+)")
_CLASS = re.compile(r' class="([^"]*)"')
_IDEOGRAPH = re.compile("[\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ALPHABET = "".join(map(chr, range(0x20, 0x7f))) + "•"      # numbers and bullets of lists are the reading system's
# every device has the characters of GBK; for 説 閲 of Hong Kong, too, whose own set knows only 說 閱
_CHARACTERS_OF_DEVICES = {"zh-Hans": ("gbk",), "zh-Hant-TW": ("big5hkscs", "gbk"), "zh-Hant-HK": ("big5hkscs", "gbk")}
_NAMED = 20             # characters listed in one finding
_Segment = tuple[int, int, str]     # start and end in a page, the role whose face it is set in


def with_fonts(resources: Iterable[Resource], sheet: StyleSheet, book: FontBook,
               script: str) -> tuple[list[Resource], EmbeddedFonts]:
    """The resources with the font files, rare characters marked; and what the style sheet of the book must say of them."""
    resources = list(resources)
    pages = {r.path: r.data.decode() for r in resources if r.in_spine}
    mode = sheet.make_up.get("epub-fonts", "none")
    rare = _rare(set().union(*pages.values()), script)
    if mode == "none" and not rare:
        return resources, EmbeddedFonts()
    looks = _looks(sheet)
    segments = {path: list(_segments(page, looks)) for path, page in pages.items()}
    case = _Case(sheet, book, script)
    case.embed(_shown(pages, segments), mode)
    if rare:
        for path, page in pages.items():
            pages[path] = case.mark_rare(page, segments[path], rare)
    out = [replace(r, data=pages[r.path].encode()) if r.in_spine else r for r in resources]
    files = case.files()
    stacks = {role: tuple(case.names[f] for f in faces) for role, faces in case.stacks.items()}
    described = tuple((case.names[face], r.path, "opentype" if face.is_cff else "truetype") for face, r in files.items())
    return [*out, *files.values()], EmbeddedFonts(described, stacks)


class _Case:
    """What is embedded of which face.  `needed`: face -> characters; `stacks`: role -> faces, in the order they lend."""

    def __init__(self, sheet: StyleSheet, book: FontBook, script: str):
        self.sheet, self.book, self.script = sheet, book, script
        self.needed: dict[Face, set[str]] = {}
        self.names: dict[Face, str] = {}
        self.stacks: dict[str, tuple[Face, ...]] = {}

    def embed(self, shown: Mapping[str, set[str]], mode: str) -> None:
        """Faces for the characters that each role shows, of the roles that `mode` names."""
        wanted: dict[str, set[str]] = {}
        for role, chars in shown.items():
            if mode == "all" or (mode == "headings" and role in _HEADING_ROLES):
                wanted.setdefault(self.sheet.role(role).font_family, set()).update(chars)
        if mode == "all":
            wanted.setdefault(self.sheet.role(_BODY).font_family, set()).update(_ALPHABET, *shown.values())
        lent = {family: self._lend(family, self._open_faces(family), wanted[family]) for family in ROLES if family in wanted}
        for role in shown if mode == "all" else _HEADING_ROLES & shown.keys() if mode == "headings" else ():
            if lent[self.sheet.role(role).font_family]:
                self.stacks[role] = lent[self.sheet.role(role).font_family]

    def mark_rare(self, page: str, segments: Sequence[_Segment], rare: set[str]) -> str:
        """The page with every rare character that the faces of its own role don't hold in a span of class RARE."""
        out: list[str] = []
        done = 0
        for start, end, role in segments:
            own = self.stacks.get(role, ())
            lacking = {c for c in rare.intersection(page[start:end]) if not any(c in self.needed[f] for f in own)}
            lacking = {c for c in lacking if self._lend_rare(c)}
            if lacking:
                text = re.sub(f"[{''.join(sorted(lacking))}]+", rf'<span class="{RARE}">\g<0></span>', page[start:end])
                out += [page[done:start], text]
                done = end
        return "".join([*out, page[done:]])

    def files(self) -> dict[Face, Resource]:
        out = {}
        for face, chars in self.needed.items():
            suffix = "otf" if face.is_cff else "ttf"
            data = face.subset("".join(sorted(chars)), vertical=self.sheet.page.vertical)
            out[face] = Resource(f"fonts/{self.names[face]}.{suffix}", f"font/{suffix}", data)
        return out

    def _lend_rare(self, char: str) -> bool:
        face = rare_face(char, self.sheet, self.book, self.script)
        if face is not None and char not in self.needed.get(face, ()):
            self._lend(RARE, (face,), {char})
        if face is not None:
            self.stacks[RARE] = tuple(dict.fromkeys((*self.stacks.get(RARE, ()), face)))
        return face is not None

    def _open_faces(self, family: str) -> tuple[Face, ...]:
        return tuple(f for f in self.book.chain(family, self.script) if self.book.may_be_distributed(f))

    def _lend(self, family: str, faces: tuple[Face, ...], chars: set[str]) -> tuple[Face, ...]:
        """Share `chars` out, each to the first face that has it; the faces that got some."""
        shares: dict[Face, set[str]] = {}
        for char in sorted(chars):
            face = next((f for f in faces if f.glyphs[char][0]), None)
            if face is not None:
                shares.setdefault(face, set()).add(char)
        used = tuple(f for f in faces if f in shares)
        for face in used:
            self.needed.setdefault(face, set()).update(shares[face])
            if face not in self.names:
                number = 1 + sum(name.startswith(f"banxin-{family}") for name in self.names.values())
                self.names[face] = f"banxin-{family}" + (f"-{number}" if number > 1 else "")
        return used


def rare_face(char: str, sheet: StyleSheet, book: FontBook, script: str) -> Face | None:
    """The face that lends a rare character to any role: the text's before others; None when none may be given away."""
    families = dict.fromkeys((sheet.role(_BODY).font_family, *ROLES))
    faces = (face for family in families for face in book.chain(family, script))
    return next((f for f in faces if f.glyphs[char][0] and book.may_be_distributed(f)), None)


def check_fonts(issue: Issue, sheet: StyleSheet, book: FontBook) -> Iterator[Diagnostic]:
    """Faces that may not go out with the book (W051), and characters that the faces of devices lack (W052, W053)."""
    mode = sheet.make_up.get("epub-fonts", "none")
    wanted = {"none": set(), "headings": _HEADING_ROLES, "all": {_BODY, *SELECTORS}}[mode]
    roles = [r for r in (_BODY, *SELECTORS) if r in wanted and r in sheet.roles]
    for family in dict.fromkeys(sheet.role(r).font_family for r in roles):
        chain = book.chain(family, issue.script)
        if chain and not book.may_be_distributed(chain[0]):
            other = next((f.postscript_name for f in chain[1:] if book.may_be_distributed(f)), "")
            yield diagnose("W051", family=family, face=chain[0].postscript_name, licence=book.licence(chain[0]),
                           instead=f"嵌入 {other}" if other else "不嵌入")
    texts = list(_texts(issue))
    rare = _rare(set().union(*(text for text, _ in texts)), issue.script)
    covered: dict[str, Span] = {}
    uncovered: dict[str, Span] = {}
    for text, place in texts if rare else ():
        for char in sorted(rare.intersection(text), key=text.index):
            found = uncovered if rare_face(char, sheet, book, issue.script) is None else covered
            found.setdefault(char, place)
    for code, places in (("W052", covered), ("W053", uncovered)):
        if places:
            said = "、".join(f"{c}（U+{ord(c):04X}，{_said(p)}）" for c, p in list(places.items())[:_NAMED])
            more = f" 等 {len(places)} 个字" if len(places) > _NAMED else ""
            yield diagnose(code, next(iter(places.values())), chars=said + more)


def _said(place: Span) -> str:
    name = PurePath(place.file).name
    return f"{name}:{place.line}" if place.line else name


def _texts(issue: Issue) -> Iterator[tuple[str, Span]]:
    """What the book shows and where it is written, in reading order; the facts of issue.yaml last."""
    for article in issue.articles:
        head = "".join(line for _, line in (*opening_lines(article), *closing_lines(article)))
        yield article.metadata.section + head, article.span
        for block in (*walk(article.blocks), *(b for note in article.notes for b in walk(note.blocks))):
            yield from ((i.text + i.ruby, i.span if i.span.file else article.span) for inlines in inline_sequences(block)
                        for i in inlines if isinstance(i, Run))
    yield "".join(_strings(issue.metadata)), Span("issue.yaml")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, Record):
        for name in field_names(type(value)):
            if name not in ("id", "glossary"):
                yield from _strings(getattr(value, name))


def _rare(chars: Iterable[str], script: str) -> set[str]:
    """The ideographs among `chars` that are not in the character set every device of the region covers."""
    return {c for c in chars if c > "\u2e7f" and _IDEOGRAPH.match(c)
            and not any(c.encode(charset, "ignore") for charset in _CHARACTERS_OF_DEVICES[script])}


def _looks(sheet: StyleSheet) -> dict[str, str]:
    """Selector -> role, of the roles whose face is not the text's: the others inherit."""
    text = sheet.role(_BODY).font_family
    return {selector: role for role, selectors in SELECTORS.items() if role in sheet.roles and sheet.role(role).font_family != text
            for selector in selectors.split(", ")}


def _segments(page: str, looks: Mapping[str, str]) -> Iterator[_Segment]:
    """The stretches of text in the body of a page, each with the role whose face it is set in."""
    stack = [_BODY]
    for token in _TOKEN.finditer(page, page.index("<body>"), page.rindex("</body>")):
        closes, element, attributes, empty, text = token.groups()
        if text:
            yield token.start(), token.end(), stack[-1]
        elif closes:
            stack.pop()
        elif not empty:
            named = _CLASS.search(attributes)
            keys = [*(f".{name}" for name in named[1].split()), element] if named else [element]
            stack.append(next((looks[key] for key in keys if key in looks), stack[-1]))


def _shown(pages: Mapping[str, str], segments: Mapping[str, Sequence[_Segment]]) -> dict[str, set[str]]:
    """Role -> the characters set in its face."""
    shown: dict[str, set[str]] = {_BODY: set()}
    for path, page in pages.items():
        for start, end, role in segments[path]:
            shown.setdefault(role, set()).update(unescape(page[start:end]))
    return {role: {c for c in chars if c >= " "} for role, chars in shown.items()}
