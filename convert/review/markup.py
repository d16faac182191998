"""Where each character that a paragraph shows stands in its Markdown, and which markup lies between.

The text shown is known (it was issued), so this is no parser: it walks along the source and needs every character of the text in
order; what is left over must be markup.  Where that fails the paragraph is not touched.
"""
from __future__ import annotations

import html
import re

from convert.markdown import LINE_MARKS, REMARK
from convert.model.nodes import Mark
from convert.model.record import Record
from convert.review.manuscript import LINK, OBJECT

_PREFIX = re.compile(LINE_MARKS + r"[ \t\u3000\u00a0]*")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINE_END = re.compile(r"(\\|[ \t]{2,})?[ \t]*\r?\n((?:[ \t]*>)*[ \t\u3000\u00a0]*(?:\|(?=[ \t])[ \t\u3000\u00a0]*)?)")
_WHITE = re.compile("[ \t\u00a0\u3000]+")
_AUTOLINK = re.compile(r"<(?=https?://|mailto:|[\w.+-]+@)[^<>\s]+>")
_CLASSES = {"dots": Mark.EMPHASIS_DOTS, "underline": Mark.UNDERLINE, "sub": Mark.SUBSCRIPT, "sup": Mark.SUPERSCRIPT,
            "proper": Mark.PROPER_NAME, "title": Mark.BOOK_TITLE,
            **dict.fromkeys(("runin", "runin-1", "runin-2", "runin-3", "runin-4"), Mark.RUN_IN)}
_TOGGLES = {"**": Mark.STRONG, "*": Mark.EMPHASIS, "__": Mark.STRONG, "_": Mark.EMPHASIS, "^": Mark.SUPERSCRIPT,
            "~": Mark.SUBSCRIPT}
MAX_LENGTH = 100_000


class Token(Record):
    """Source characters start:end.  `kind`: char (shows `text`), soft (shows nothing), open or close (of pair `pair`)."""

    start: int
    end: int
    kind: str
    text: str = ""
    pair: int = 0
    mark: int = 0               # value of Mark, or LINK


class Aligned(Record):
    """A paragraph in its source: `start:end` holds its text and all markup round it; its first line begins at `line_start`."""

    tokens: tuple[Token, ...]
    line_start: int
    start: int
    end: int

    @property
    def shown(self) -> str:
        return "".join(t.text for t in self.tokens if t.kind == "char")


def line_offset(source: str, line: int) -> int:
    """Where line `line` (from 1) of `source` begins."""
    at = 0
    for _ in range(line - 1):
        at = source.find("\n", at) + 1
        if not at:
            return len(source)
    return at


def align(source: str, line: int, shown: str) -> Aligned | None:
    """The paragraph that shows `shown` and begins on `line`; None when the source does not say it so."""
    begin = line_offset(source, line)
    prefix = _PREFIX.match(source, begin)
    after = prefix.end() if prefix else begin
    bare = begin + len(source[begin:after].rstrip(" \t\u3000\u00a0"))
    for start in dict.fromkeys((after, bare, begin)):
        if found := align_at(source, begin, start, shown):
            return found
    return None


def align_verse(source: str, line: int, shown: str) -> Aligned | None:
    """A stanza that begins on `line` or, behind fences and blank lines, a little later."""
    found = (align(source, number, shown) for number in range(line, line + 4))
    return next((aligned for aligned in found if aligned), None)


def align_caption(source: str, line: int, shown: str) -> Aligned | None:
    """The caption of a picture, between ![ and ], or of a table, behind its colon or the word Table."""
    begin = line_offset(source, line)
    at = source.find("![", begin, _line_end(source, begin))
    if at >= 0:
        return align_at(source, begin, at + 2, shown)
    return align(source, line, shown)


def align_cell(source: str, line: int, number: int, shown: str) -> Aligned | None:
    """Cell `number` of the row of a pipe table on `line`."""
    begin = line_offset(source, line)
    end = _line_end(source, begin)
    prefix = re.compile(r"(?:[ \t]*>)*[ \t]*").match(source, begin)
    at = prefix.end() if prefix else begin
    if source.startswith("|", at):
        at += 1
    for _ in range(number):
        at = _next_pipe(source, at, end) + 1
        if not at:
            return None
    stop = _next_pipe(source, at, end)
    white = _WHITE.match(source, at)
    found = align_at(source, begin, min(white.end() if white else at, stop if stop >= 0 else end), shown)
    return found if found and found.end <= (stop if stop >= 0 else end) else None


def _line_end(source: str, at: int) -> int:
    end = source.find("\n", at)
    return len(source) if end < 0 else end


def _next_pipe(source: str, at: int, end: int) -> int:
    code = False
    while at < end:
        if source[at] == "\\":
            at += 1
        elif source[at] == "`":
            code = not code
        elif source[at] == "|" and not code:
            return at
        at += 1
    return -1


def align_at(source: str, line_start: int, start: int, shown: str) -> Aligned | None:
    """`align` from the very character `start` on."""
    if len(shown) > MAX_LENGTH:
        return None
    walk = _Walk(source, start, shown)
    return Aligned(tuple(walk.tokens), line_start, start, walk.at) if walk.run() else None


class _Walk:
    """One walk along the source."""

    def __init__(self, source: str, start: int, shown: str):
        self.source, self.at, self.shown = source, start, shown
        self.done = 0
        self.tokens: list[Token] = []
        self.stack: list[tuple[str, int, int]] = []        # (what closes it, pair, mark)
        self.pairs = 0

    def run(self) -> bool:
        while self.done < len(self.shown):
            if self.at >= len(self.source) or not self._step():
                return False
        while self.stack and self._close():
            pass
        return not self.stack

    def _wanted(self) -> str:
        return self.shown[self.done] if self.done < len(self.shown) else ""

    def _show(self, end: int, text: str) -> bool:
        if not self.shown.startswith(text, self.done):
            return False
        self.tokens.append(Token(self.at, end, "char", text))
        self.at, self.done = end, self.done + len(text)
        return True

    def _soft(self, end: int) -> bool:
        self.tokens.append(Token(self.at, end, "soft"))
        self.at = end
        return True

    def _open(self, end: int, closer: str, mark: int) -> bool:
        self.pairs += 1
        self.tokens.append(Token(self.at, end, "open", pair=self.pairs, mark=mark))
        self.stack.append((closer, self.pairs, mark))
        self.at = end
        return True

    def _close(self) -> bool:
        closer, pair, mark = self.stack[-1]
        end = self._closer_end(closer)
        if end < 0:
            return False
        self.stack.pop()
        self.tokens.append(Token(self.at, end, "close", pair=pair, mark=mark))
        self.at = end
        return True

    def _closer_end(self, closer: str) -> int:
        """Where the closing markup at the walk's place ends, -1 when it is not there."""
        if closer != "]":
            return self.at + len(closer) if self.source.startswith(closer, self.at) else -1
        return _bracket_end(self.source, self.at) if self.source.startswith("]", self.at) else -1

    def _step(self) -> bool:
        source, at = self.source, self.at
        char = source[at]
        if match := _LINE_END.match(source, at):
            return self._new_line(match)
        if char == "\\" and (match := _ESCAPED.match(source, at)):
            return self._show(match.end(), match[1])
        if self._wanted() == OBJECT and self._note():
            return True
        if self.stack and self._close():
            return True
        if char == "`":
            return self._code()
        if (char in "*_^~" and self._toggle(char)) or (char == "[" and self._bracket()):
            return True
        return self._rare(char)

    def _note(self) -> bool:
        """The call of a footnote, or a whole one written in place."""
        if match := _NOTE.match(self.source, self.at):
            return self._show(match.end(), OBJECT)
        if self.source.startswith("^[", self.at) and (closing := _matching(self.source, self.at + 1)) > 0:
            return self._show(closing + 1, OBJECT)
        return False

    def _rare(self, char: str) -> bool:
        source, at = self.source, self.at
        if char == "<" and (match := REMARK.match(source, at)):
            return self._soft(match.end())
        if char == "&" and (match := _ENTITY.match(source, at)) and self._show(match.end(), html.unescape(match[0])):
            return True
        if char == "<" and (match := _AUTOLINK.match(source, at)):
            return self._open(at + 1, ">", LINK)
        return self._plain(char)

    def _new_line(self, match: re.Match[str]) -> bool:
        if self._wanted() == "\n":
            indented = _WHITE.match(self.shown, self.done + 1) is not None
            self._show(match.start(2) + len(match[2].rstrip(" \t\u3000\u00a0")) if indented else match.end(), "\n")
        elif self._wanted() == " " and not match[1]:
            self._show(match.end(), " ")
        elif not self.source[match.end():match.end() + 1].strip() or match[1]:
            return False                # the paragraph ended before its text did
        else:
            return self._soft(match.end())
        return True

    def _plain(self, char: str) -> bool:
        if white := _WHITE.match(self.source, self.at):
            wanted = _WHITE.match(self.shown, self.done)
            return self._show(white.end(), wanted[0]) if wanted else self._soft(white.end())
        return self._show(self.at + 1, char)

    def _toggle(self, char: str) -> bool:
        if self._wanted() == char:
            return False
        sign = char * 2 if char in "*_" and self.source.startswith(char * 2, self.at) else char
        if char in "^~" and self.source.find(char, self.at + 1) < 0:
            return False
        return self._open(self.at + len(sign), sign, _TOGGLES[sign].value)

    def _code(self) -> bool:
        ticks = re.compile("`+").match(self.source, self.at)
        if ticks is None or (end := self.source.find(ticks[0], ticks.end())) < 0:
            return False
        self._open(ticks.end(), ticks[0], Mark.CODE.value)
        while self.at < end and self.done < len(self.shown):
            if self.source[self.at] == " " and self._wanted() != " ":
                self._soft(self.at + 1)
            elif not self._show(self.at + 1, self.source[self.at]):
                return False
        return self._close()

    def _bracket(self) -> bool:
        closing = _matching(self.source, self.at)
        if closing < 0 or self.source[closing + 1:closing + 2] not in {"(", "{"}:
            return False
        attributes = self.source[closing + 1:_bracket_end(self.source, closing)]
        mark = LINK if attributes.startswith("(") else 0
        for name in re.findall(r"\.([\w-]+)", attributes) if attributes.startswith("{") else ():
            mark |= _CLASSES.get(name, Mark.NONE).value
        return self._open(self.at + 1, "]", mark)


def _matching(source: str, at: int) -> int:
    """The ] that closes the [ at `at`, -1 when none does within its paragraph."""
    depth = 0
    stop = source.find("\n\n", at)
    stop = len(source) if stop < 0 else stop
    while at < stop:
        if source[at] == "\\":
            at += 1
        elif source[at] in "[]":
            depth += 1 if source[at] == "[" else -1
            if not depth:
                return at
        at += 1
    return -1


def _bracket_end(source: str, closing: int) -> int:
    """Where what follows the ] at `closing` ends: (target) and {attributes}."""
    at = closing + 1
    while source[at:at + 1] in {"(", "{"}:
        end = source.find(")" if source[at] == "(" else "}", at)
        if end < 0:
            return at
        at = end + 1
    return at
