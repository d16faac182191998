"""pandoc's inline tree to the model's flat runs."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.model.nodes import Inline, Inlines, LineBreak, Mark, NoteReference, Run
from convert.model.record import replace
from convert.reader.frontmatter import LANGUAGE
from convert.reader.linemarks import Cursor, escape_mark, last_line, plain
from convert.reader.pandoc import target as address
from convert.reader.pandoc import target_id
from convert.strictyaml import suggest

SPAN_MARKS = {"dots": Mark.EMPHASIS_DOTS, "underline": Mark.UNDERLINE, "sub": Mark.SUBSCRIPT, "sup": Mark.SUPERSCRIPT,
              "proper": Mark.PROPER_NAME, "title": Mark.BOOK_TITLE,
              **dict.fromkeys(("runin", "runin-1", "runin-2", "runin-3", "runin-4"), Mark.RUN_IN)}
_NAMES = Mark.PROPER_NAME | Mark.BOOK_TITLE     # two side by side are two
_MARKS = {"Emph": Mark.EMPHASIS, "Strong": Mark.STRONG, "Superscript": Mark.SUPERSCRIPT, "Underline": Mark.UNDERLINE}
_REFUSED = {"Strikeout": ("删除线 ~~ ~~", "删去两边的 ~~；要照样印出时写成 \\~\\~"),
            "SmallCaps": ("小型大写", "改用 .dots 或 .underline"), "Math": ("数学公式", "用文字写出，或做成图片")}
_SUBSCRIPT = re.compile(r"[0-9A-Za-z+\-−()]{1,8}$")
_HREF = re.compile(r"(?:https?://[\w.-]+(?::[0-9]+)?(?:[/?#]\S*)?|mailto:[^@\s]+@[\w-]+(?:\.[\w-]+)+(?:\?\S*)?)$")
_EDGE = " \t\n\u00a0\u3000"

# Markup that is still there as text behind pandoc (escapes are stand-ins by now, so a typed \* is not among it).
_MARK = "[\U000f0000-\U000fffff]"
# Patterns, not compiled: hardly a text holds a suspect, and ranges of Han take long to compile.
_LEFTOVERS = (
    ("R050", r":::+[^\n]*"),
    ("R051", r"\*\*|\*(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\*"),
    ("R052", r"(?<![*\u4e00-\u9fff])\*(?![*\u4e00-\u9fff])"),
    ("R053", r"\[\^(?P<label>[^\]\s]+)\]"),
    ("R073", rf"\n(?P<sign>[-+*]|\d{{1,3}}[.)]|#{{1,6}}|>|\|)[ ]{_MARK}"),
    ("R077", rf"^(?:{_MARK})?#{{1,6}}(?=[^\s#]|$)"),
    ("R045", r"\$\$|\$[^$\n]*[\\^_{}][^$\n]*\$"),
    ("R078", r"!\[|\]\(|\]\{|\{[.#][\w-]+[^}]*\}|\{(?:alt|credit|extent|width)=|~~|```"),
    ("R081", rf"^(?:{_MARK})?(?:＃|｜|：)|＊＊[^＊\n]+＊＊|！\[|［\^|\]（(?:https?:|[\w/.-]+\.(?:jpe?g|png))"),
)
_SUSPECT = re.compile(rf"[*$#＃＊]|:::|\[\^|!\[|\][({{（]|\{{[.#acew]|~~|```|\n[-+\d>|]|！\[|［\^|^(?:{_MARK})?[｜：]")


class _Look(NamedTuple):
    """What encloses a piece of text."""

    marks: Mark = Mark.NONE
    href: str = ""
    lang: str = ""
    ruby: str = ""


class InlineReader:
    """Reads inline trees of one article.  `note` takes a note's blocks and gives the id of its Footnote."""

    def __init__(self, cursor: Cursor, diagnostics: list[Diagnostic], note: Callable[[list[dict[str, Any]]], str]):
        self._cursor = cursor
        self._diagnostics = diagnostics
        self._note = note
        self._items: list[Inline] = []
        self._raw: list[str] = []
        self._soft: _Look | None = None
        self._apart = False     # what comes next joins no run before it

    def read(self, nodes: list[dict[str, Any]], drawn: bool = False) -> Inlines:
        """The runs of `nodes`, without white space at the ends.

        `drawn`: from a table without marks, where an escaped sign cannot be told from a bare one.
        """
        outer = self._items, self._raw, self._soft
        self._items, self._raw, self._soft = [], [], None
        start = self._cursor.line
        self._walk(nodes, _Look())
        items, raw = self._items, "".join(self._raw)
        self._items, self._raw, self._soft = outer
        if not drawn and _SUSPECT.search(raw):
            self._report_leftovers(raw, start)
        return trim(tuple(items))

    def _report(self, code: str, **values: object) -> None:
        self._diagnostics.append(diagnose(code, self._cursor.span, **values))

    def _walk(self, nodes: list[dict[str, Any]], look: _Look) -> None:
        for node in nodes:
            kind: str = node["t"]
            content: Any = node.get("c")
            if kind == "Str":
                self._raw.append(content)
                self._cursor.see(content)
                self._text(plain(content), look)
            elif kind == "Space":
                self._raw.append(" ")
                self._text(" ", look)
            elif kind == "SoftBreak":
                self._raw.append("\n")
                self._soft = look
            elif kind == "LineBreak":
                self._soft = None
                self._items.append(LineBreak())
            elif kind in _MARKS:
                self._walk(content, look._replace(marks=look.marks | _MARKS[kind]))
            else:
                self._rare(kind, content, look)

    def _rare(self, kind: str, content: Any, look: _Look) -> None:
        if kind == "Code":
            self._cursor.see(content[1])
            self._text(plain(content[1], escape="\\"), look._replace(marks=look.marks | Mark.CODE))
        elif kind == "Note":
            self._items.append(NoteReference(self._note(content), self._cursor.span))
        elif kind == "Subscript":
            self._subscript(content, look)
        elif kind == "Span":
            self._span(content, look)
        elif kind == "Link":
            self._link(content, look)
        elif kind == "Image":
            self._report("R059")
        elif kind == "RawInline":
            self._report("R044", text=plain(content[1])[:30])
            self._cursor.see(content[1])
        else:
            what, hint = _REFUSED.get(kind, (kind, "改用别的写法"))
            self._report("R047", what=what, hint=hint)

    def _subscript(self, content: list[dict[str, Any]], look: _Look) -> None:
        """H~2~O is a subscript; in `1~3月和5~8月` the tildes are text."""
        if len(content) == 1 and content[0]["t"] == "Str" and _SUBSCRIPT.match(plain(content[0]["c"])):
            self._walk(content, look._replace(marks=look.marks | Mark.SUBSCRIPT))
        else:
            tilde = {"t": "Str", "c": escape_mark("~")}
            self._walk([tilde, *content, tilde], look)

    def _span(self, content: Any, look: _Look) -> None:
        (name, classes, pairs), inner = content
        self._walk_first_mark(inner)
        if name:
            self._report("R056", name=f"#{target_id(plain(name))}", hint="id 只能写在标题、图片、表题和 ::: 上")
        for word in classes:
            if plain(word) in SPAN_MARKS:
                look = look._replace(marks=look.marks | SPAN_MARKS[plain(word)])
            else:
                self._report("R056", name=f".{plain(word)}", hint=suggest(plain(word), SPAN_MARKS))
        for key, value in pairs:
            if plain(key) == "lang" and LANGUAGE.match(plain(value)):
                look = look._replace(lang=plain(value))
            elif plain(key) == "ruby" and plain(value).strip():
                look = look._replace(ruby=" ".join(plain(value).split()))
            else:
                self._report("R056", name=f"{plain(key)}={plain(value)}", hint='这里只能写 lang= 或 ruby=，例如 ruby="hàn zì"')
        self._apart = bool(look.marks & _NAMES)
        if look.ruby:
            self._ruby(inner, look)
        else:
            self._walk(inner, look)

    def _ruby(self, inner: list[dict[str, Any]], look: _Look) -> None:
        """Text under its readings: one a character where their numbers agree, else one over the whole."""
        if any(node["t"] not in ("Str", "Space", "SoftBreak") for node in inner):
            self._report("R084", text=look.ruby)
            self._walk(inner, look._replace(ruby=""))
            return
        raw = "".join(node["c"] for node in inner if node["t"] == "Str")
        self._raw.append(raw)
        text = plain(raw)
        readings = look.ruby.split(" ")
        parts = list(zip(text, readings, strict=True)) if len(text) == len(readings) else [(text, look.ruby)]
        for part, reading in parts:
            self._text(part, look._replace(ruby=reading))

    def _link(self, content: Any, look: _Look) -> None:
        _, inner, (target, _) = content
        self._walk_first_mark(inner)
        target = address(plain(target))
        if target.startswith("#") and len(target) > 1:
            target = f"#{xml_id(target_id(target[1:]))}"
        elif not _HREF.match(target):
            self._report("R057", target=target[:60] or "空地址")
        self._walk(inner, look._replace(href=target))

    def _walk_first_mark(self, inner: list[dict[str, Any]]) -> None:
        """Take the line of what a span or link holds before reporting about it."""
        if inner and inner[0]["t"] == "Str":
            self._cursor.see(inner[0]["c"])

    def _text(self, text: str, look: _Look) -> None:
        if not text:
            return
        if self._soft is not None:
            soft, self._soft = self._soft, None
            before = next((i.text[-1] for i in reversed(self._items) if isinstance(i, Run)), "")
            if self._items and not isinstance(self._items[-1], LineBreak) and needs_space(before, text[0]):
                self._append(" ", soft)
        self._append(text, look)

    def _append(self, text: str, look: _Look) -> None:
        last = self._items[-1] if self._items else None
        joined = not (self._apart or look.ruby)
        self._apart = False
        if isinstance(last, Run) and joined and (last.marks, last.href, last.lang, last.ruby) == look:
            self._items[-1] = replace(last, text=last.text + text)
        else:
            self._items.append(Run(text, look.marks, look.href, look.lang, self._cursor.span, look.ruby))

    def _report_leftovers(self, raw: str, start: int) -> None:
        for code, pattern in _LEFTOVERS:
            for match in re.finditer(pattern, raw):
                line = last_line(raw[:match.end()] if code in ("R073", "R077") else raw[:match.start()]) or start
                if code == "R050":
                    line = self._cursor.marked.find(":::", line)
                text = plain(raw[max(match.start() - 4, 0):match.end() + 8]).replace("\n", "")
                groups = match.groupdict()
                values = {"label": plain(groups.get("label") or ""), "text": groups.get("sign") or text}
                self._diagnostics.append(diagnose(code, Span(self._cursor.file, line), **values))


def needs_space(before: str, after: str) -> bool:
    """Whether a soft line break between two characters is a space: not between Han, and not next to full-width punctuation.

    Quotes, dashes and the ellipsis belong to both scripts: they go with the character on the other side.
    """
    if not before or before in _EDGE or after in _EDGE:
        return False
    widths = [unicodedata.east_asian_width(char) for char in (before, after)]
    wide = [width in "WF" for width in widths]
    if any(w and unicodedata.category(char)[0] == "P" for w, char in zip(wide, (before, after), strict=True)):
        return False
    shared = [width == "A" and unicodedata.category(char)[0] == "P" for width, char in zip(widths, (before, after), strict=True)]
    return not all(w or s for w, s in zip(wide, shared, strict=True))


def trim(items: Inlines) -> Inlines:
    """`items` without white space and line breaks at both ends."""
    trimmed = list(items)
    while trimmed and (isinstance(trimmed[0], LineBreak) or (isinstance(trimmed[0], Run) and not trimmed[0].text.strip(_EDGE))):
        del trimmed[0]
    while trimmed and (isinstance(trimmed[-1], LineBreak) or (isinstance(trimmed[-1], Run) and not trimmed[-1].text.strip(_EDGE))):
        del trimmed[-1]
    if trimmed and isinstance(first := trimmed[0], Run):
        trimmed[0] = replace(first, text=first.text.lstrip(_EDGE))
    if trimmed and isinstance(last := trimmed[-1], Run):
        trimmed[-1] = replace(last, text=last.text.rstrip(_EDGE))
    return tuple(trimmed)


def xml_id(text: str) -> str:
    """`text` as an XML id: an `a` goes before anything but a letter or _."""
    return text if text[:1].isalpha() or text.startswith("_") else f"a{text}"
