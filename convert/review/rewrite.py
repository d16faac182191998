"""A change of the Word file as edits of the Markdown: markup stays where it was, new text takes the markup it shows."""
from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from convert.markdown import REMARK, escape
from convert.model.nodes import Mark
from convert.model.numerals import of_roman, roman
from convert.model.record import Record
from convert.review.compare import BREAK, Edited, Step, Unit, same_level, strung
from convert.review.issued import Piece
from convert.review.manuscript import LINK, OBJECT
from convert.review.markup import Aligned, align, align_caption, align_cell, align_verse

_WRAPS = {Mark.STRONG: ("**", "**"), Mark.EMPHASIS: ("*", "*"), Mark.EMPHASIS_DOTS: ("[", "]{.dots}"),
          Mark.UNDERLINE: ("[", "]{.underline}"), Mark.SUPERSCRIPT: ("^", "^"), Mark.SUBSCRIPT: ("~", "~"),
          Mark.PROPER_NAME: ("[", "]{.proper}"), Mark.BOOK_TITLE: ("[", "]{.title}"), Mark.RUN_IN: ("[", "]{.runin-3}"),
          Mark.CODE: ("`", "`")}
_CARRIED = Mark.STRONG | Mark.EMPHASIS | Mark.EMPHASIS_DOTS | Mark.UNDERLINE | Mark.SUPERSCRIPT | Mark.SUBSCRIPT
ITEM = re.compile(r"([ \t]*\(?)(\d{1,9}|[A-Za-z]{1,7}|\#)([.)][ \t]+)$|[ \t]*[-*+][ \t]+$")     # what begins the line of an item
_ROMAN = re.compile("[ivxlcdm]+$")
_BLANK = re.compile(r"[ \t>|]*(?:\r?\n|$)")
_LEFT = rf"(?:[ \t]*(?:\r?\n[ \t>|]*)?{REMARK.pattern})*"           # remarks of an earlier review, in the line or in lines below
_GAP = re.compile(rf"{_LEFT}[ \t]*(?:\r?\n[ \t>|]*)+(?:(?:[-*+]|\(?\w{{1,9}}[.)]|\#{{1,6}})[ \t]+)?[ \t\u3000\u00a0]*$")
_TAIL = re.compile(rf"[ \t]*(?:\{{[^{{}}\n]*\}})?[ \t]*#*{_LEFT}[ \t]*(?=\r?\n|$)")


class Edit(Record):
    """Characters start:end of `file`, as issued, give way to `text`."""

    file: str
    start: int
    end: int
    text: str


class Stuck(Exception):
    """A change that a person has to make; the text says why."""


def find(files: Callable[[str], str], piece: Piece) -> Aligned:
    """The piece in its source.  Raises Stuck when the source does not say it in a way that is understood."""
    place, source = piece.place, files(piece.place.file)
    if place.kind in {"text", "heading"}:
        found = align(source, place.line, piece.text)
    elif place.kind == "verse":
        found = align_verse(source, place.line, piece.text)
    elif place.kind == "caption":
        found = align_caption(source, place.line, piece.text)
    elif place.kind == "cell":
        found = align_cell(source, place.line, place.cell, piece.text)
    else:
        raise Stuck("这一段由程序生成，源稿里没有它")
    if found is None:
        raise Stuck("画出来的表格请在源稿里改" if place.kind == "cell" else "源稿里的写法太复杂，对不上位置")
    return found


class _Gap(Record, frozen=False):
    """Text to come between two tokens: `at` is the number of the token it comes before."""

    at: int
    text: str


class Rewriter:
    """Works out the edits of one paragraph, tokens of its source in hand."""

    def __init__(self, source: str, aligned: Aligned, file: str, cell: bool):
        self.source, self.aligned, self.file, self.cell = source, aligned, file, cell
        self.tokens = aligned.tokens
        self.edits: list[Edit] = []
        self.gaps: list[_Gap] = []
        self.dropped: set[int] = set()          # numbers of tokens
        self.cut: dict[int, str] = {}           # what stays of a token that shows several characters
        self.offsets: list[int] = []            # of each token: characters shown before it
        shown = 0
        for token in self.tokens:
            self.offsets.append(shown)
            shown += len(token.text) if token.kind == "char" else 0
        self.length = shown

    # --- characters ---

    def drop(self, start: int, end: int) -> None:
        """Characters start:end of the text shown go."""
        for number, token in enumerate(self.tokens):
            at = self.offsets[number]
            if token.kind != "char" or at + len(token.text) <= start or at >= end:
                continue
            left = "".join(c for n, c in enumerate(self.cut.get(number, token.text), at) if not start <= n < end)
            if left:
                self.cut[number] = left
            else:
                self.dropped.add(number)

    def add(self, offset: int, text: str, marks: int) -> None:
        """`text` (Markdown already) comes where `offset` characters were shown before it, among markup that shows `marks`."""
        low, high = self._room(offset)
        first = next((n for n in range(low, high) if n in self.dropped), low)
        best = min(range(low, high + 1), key=lambda b: (_bits(self._state(b) ^ marks), abs(b - first), b))
        before, after = self._wrap(marks, self._state(best))
        for pair in reversed(self._pairs(best)):
            opener, closer = self._pair(pair)
            mark = self.tokens[opener].mark
            if mark & ~LINK and not mark & marks:
                before = self._said(closer) + before
                after += self._said(opener)
        self.gaps.append(_Gap(best, before + text + after))

    def go_on(self, text: str, marks: int) -> None:
        """`text` behind what was put in last."""
        last = self.gaps[-1]
        before, after = self._wrap(marks, self._state(last.at))
        last.text += before + text + after

    @staticmethod
    def _wrap(marks: int, state: int) -> tuple[str, str]:
        """Markup round text that shows `marks` where `state` shows already."""
        before, after = "", ""
        for mark, (left, right) in _WRAPS.items():
            if mark in _CARRIED and mark.value & marks & ~state:
                before, after = before + left, right + after
        return before, after

    def breaking(self, offset: int, text: str) -> None:
        """A new paragraph begins at `offset`: `text` parts them, and markup that is open there is closed and opened again."""
        low, high = self._room(offset)
        best = min(range(low, high + 1), key=lambda b: (len(self._pairs(b)), b))
        pairs = self._pairs(best)
        closing = "".join(self._said(self._pair(p)[1]) for p in reversed(pairs))
        opening = "".join(self._said(self._pair(p)[0]) for p in pairs)
        while best < len(self.tokens) and self.tokens[best].kind == "soft":
            self.dropped.add(best)
            best += 1
        self.gaps.append(_Gap(best, closing + text + opening))

    def _said(self, number: int) -> str:
        return self.source[self.tokens[number].start:self.tokens[number].end]

    def _room(self, offset: int) -> tuple[int, int]:
        """Between which tokens text at `offset` may come: behind the last character that stays, before the next."""
        low, high = 0, len(self.tokens)
        for number, token in enumerate(self.tokens):
            if token.kind != "char" or number in self.dropped:
                continue
            if self.offsets[number] < offset:
                low = number + 1
            else:
                high = number
                break
        return low, high

    def _pairs(self, boundary: int) -> list[int]:
        """Pairs of markup open before token `boundary`, outermost first."""
        out: list[int] = []
        for token in self.tokens[:boundary]:
            if token.kind == "open":
                out.append(token.pair)
            elif token.kind == "close":
                out.remove(token.pair)
        return out

    def _state(self, boundary: int) -> int:
        marks = 0
        for pair in self._pairs(boundary):
            marks |= self.tokens[self._pair(pair)[0]].mark
        return marks

    def _pair(self, pair: int) -> tuple[int, int]:
        """Numbers of the tokens that open and close `pair`."""
        numbers = [n for n, t in enumerate(self.tokens) if t.pair == pair and t.kind in {"open", "close"}]
        return numbers[0], numbers[-1]

    # --- looks ---

    def mark(self, start: int, end: int, mark: Mark) -> None:
        """Characters start:end take `mark`."""
        low = next(n for n in range(len(self.tokens)) if self._is(n, start))
        high = next(n for n in reversed(range(len(self.tokens))) if self._is(n, end - 1)) + 1
        inside = [t.pair for t in self.tokens[low:high] if t.kind in {"open", "close"}]
        if any(inside.count(pair) != 2 for pair in inside):
            raise Stuck("新加的强调和原来的标记交叉")
        left, right = _WRAPS[mark]
        if low and self.tokens[low - 1].kind == "close" and self.tokens[low - 1].mark == mark.value:
            self.dropped.add(low - 1)
        else:
            self.gaps.append(_Gap(low, left))
        if high < len(self.tokens) and self.tokens[high].kind == "open" and self.tokens[high].mark == mark.value:
            self.dropped.add(high)
        else:
            self.gaps.append(_Gap(high, right))

    def unmark(self, start: int, end: int, mark: Mark) -> None:
        """Characters start:end lose `mark`: the pair round them goes, shrinks or is torn in two."""
        for pair in dict.fromkeys(t.pair for t in self.tokens if t.kind == "open" and t.mark & mark.value):
            opener, closer = self._pair(pair)
            first, last = self.offsets[opener], self.offsets[closer]
            low, high = max(first, start), min(last, end)
            if low >= high:
                continue
            if self.tokens[opener].mark != mark.value:
                raise Stuck("这个标记同时管着几样，请在源稿里改")
            if low == first:
                self.dropped.add(opener)
            else:
                self.gaps.append(_Gap(self._after(low), self._said(closer)))
            if high == last:
                self.dropped.add(closer)
            else:
                self.gaps.append(_Gap(self._before(high), self._said(opener)))

    def _is(self, number: int, offset: int) -> bool:
        token = self.tokens[number]
        return token.kind == "char" and self.offsets[number] <= offset < self.offsets[number] + len(token.text)

    def _after(self, offset: int) -> int:
        return next(n for n in range(len(self.tokens)) if self._is(n, offset - 1)) + 1

    def _before(self, offset: int) -> int:
        return next(n for n in range(len(self.tokens)) if self._is(n, offset))

    # --- the end ---

    def finish(self) -> list[Edit]:
        """The edits, in order; markup that would enclose nothing goes too."""
        self._drop_empty_pairs()
        out: list[Edit] = []
        for number in range(len(self.tokens) + 1):
            at = self.tokens[number].start if number < len(self.tokens) else self.aligned.end
            text = "".join(g.text for g in self.gaps if g.at == number)
            if text:
                out.append(Edit(self.file, at, at, text))
            if number in self.dropped:
                out.append(Edit(self.file, at, self.tokens[number].end, ""))
            elif number in self.cut:
                out.append(Edit(self.file, at, self.tokens[number].end, escape(self.cut[number], cell=self.cell)))
        return merged(out)

    def _drop_empty_pairs(self) -> None:
        for pair in dict.fromkeys(t.pair for t in self.tokens if t.kind == "open"):
            opener, closer = self._pair(pair)
            inside = range(opener + 1, closer)
            touched = any(n in self.dropped for n in inside)
            stays = any(n not in self.dropped and self.tokens[n].kind == "char" for n in inside)
            if touched and not stays and not any(opener < g.at <= closer for g in self.gaps):
                self.dropped |= {opener, closer}


def _bits(number: int) -> int:
    return bin(number).count("1")


def merged(edits: Sequence[Edit]) -> list[Edit]:
    """Edits that touch, as one."""
    out: list[Edit] = []
    for edit in edits:
        if out and out[-1].end == edit.start and out[-1].file == edit.file:
            out[-1] = Edit(edit.file, out[-1].start, edit.end, out[-1].text + edit.text)
        else:
            out.append(edit)
    return [e for e in out if e.start < e.end or e.text]


def rewrite(files: Callable[[str], str], edited: Edited, note: Callable[[str, str], tuple[str, list[Edit]]]) -> list[Edit]:
    """The edits that make the source show what `edited` shows.  `note` makes a new footnote of (file, id in Word).

    Raises Stuck when a person has to do it.
    """
    found = [find(files, piece) for piece in edited.pieces]
    file = edited.pieces[0].place.file
    if any(p.place.file != file for p in edited.pieces):
        raise Stuck("两篇文章的段落连到了一起")
    source = files(file)
    cell = any(p.place.kind in {"cell", "caption", "credit"} for p in edited.pieces)
    if cell and (len(edited.pieces) > 1 or len(edited.units) > 1):
        raise Stuck("表格、图题里的分段请在源稿里改")
    writers = [Rewriter(source, a, file, cell) for a in found]
    extra: list[Edit] = []
    starts = _starts(edited)
    for step in edited.steps:
        if step.kind == "drop":
            extra += _joins(source, file, found, starts, step)
    rewrite_steps(writers, edited, lambda i: note(file, i), extra)
    edits = [e for writer in writers for e in writer.finish()] + extra
    edits += _relevel(source, file, found[0], edited)
    return sorted(edits, key=lambda e: (e.start, e.end))


def rewrite_steps(writers: Sequence[Rewriter], edited: Edited, note: Callable[[str], tuple[str, list[Edit]]],
                  extra: list[Edit]) -> None:
    """Put the steps of `edited` into the writers of its pieces; `extra` takes what new footnotes need elsewhere.  Raises Stuck."""
    starts = _starts(edited)
    for step in edited.steps:
        if step.kind == "drop":
            for n, writer in enumerate(writers):
                writer.drop(step.start - starts[n], step.end - starts[n])
    levels = [unit.head.level for unit in edited.units]
    paragraph = 0
    for step in edited.steps:
        piece_number = max(n for n in range(len(writers)) if starts[n] <= step.start)
        paragraph += edited.base[step.start:step.end].count(BREAK) if step.kind == "keep" else 0
        if step.kind == "add":
            offset = step.start - starts[piece_number]
            paragraph = _add(writers[piece_number], step, offset, levels, paragraph, note, extra)
    _restyle(edited, writers, starts)


def _starts(edited: Edited) -> list[int]:
    """Where each piece begins in the base, and where one more would."""
    starts = [0]
    for piece in edited.pieces:
        starts.append(starts[-1] + len(piece.text) + 1)
    return starts


def _joins(source: str, file: str, found: Sequence[Aligned], starts: Sequence[int], step: Step) -> list[Edit]:
    """Paragraph ends that `step` drops: what lies between the two in the source goes."""
    out = []
    for n in range(len(found) - 1):
        if step.start < starts[n + 1] <= step.end:
            between = source[found[n].end:found[n + 1].start]
            if not _GAP.match(between):
                raise Stuck("合并的两段之间还有别的东西，或分属两处")
            out.append(Edit(file, found[n].end, found[n + 1].start, "".join(REMARK.findall(between))))
    return out


def _add(writer: Rewriter, step: Step, offset: int, levels: Sequence[int], paragraph: int,
         note: Callable[[str], tuple[str, list[Edit]]], extra: list[Edit]) -> int:
    """Put in the text of `step`, part by part as its marks change; returns the number of the paragraph it ends in."""
    at, notes = 0, iter(step.notes)
    while at < len(step.text):
        if step.text[at] == BREAK:
            paragraph += 1
            level = levels[min(paragraph, len(levels) - 1)]
            writer.breaking(offset, separator(writer.source, writer.aligned, level))
            at += 1
            continue
        end = at + 1
        while end < len(step.text) and step.text[end] not in (BREAK, OBJECT) and step.text[at] != OBJECT \
                and step.marks[end] == step.marks[at]:
            end += 1
        words = step.text[at:end]
        if words == OBJECT:
            called = next(notes, "")
            if not called:
                raise Stuck("新加的图片请放进 images/，在源稿里写 ![图题](路径){alt=\"…\"}")
            words, definition = note(called)
            extra += definition
        else:
            fresh = BREAK in step.text[at - 1:at] or not (offset or at)
            words = breaks(escape(words, at_start=fresh, cell=writer.cell), writer)
        if BREAK in step.text[:at]:
            writer.go_on(words, step.marks[at])
        else:
            writer.add(offset, words, step.marks[at])
        at = end
    return paragraph


def breaks(text: str, writer: Rewriter) -> str:
    """Line breaks inside a paragraph, as the paragraph's own lines are written."""
    if "\n" not in text:
        return text
    if writer.cell:
        raise Stuck("表格、图题里不能换行")
    prefix = writer.source[writer.aligned.line_start:writer.aligned.start]
    return text.replace("\n", f"\n{prefix}" if prefix.strip() == "|" else "\\\n")


def separator(source: str, aligned: Aligned, level: int) -> str:
    """What parts a new paragraph from the one before it, in the same quote or list; `level` is that of a heading of Word."""
    prefix = source[aligned.line_start:aligned.start]
    head = "#" * level + " " if level else ""
    if match := re.match(r"[ \t]*\[\^[^\]]+\]:[ \t]*$", prefix):
        return f"\n\n    {head}"
    if match := re.match(r"((?:[ \t]*>)+[ \t]*)", prefix):
        return f"\n{match[1].rstrip()}\n{match[1]}{head}"
    if ITEM.match(prefix):
        return f"\n{next_marker(prefix)}"
    if prefix.strip() == "|":
        return f"\n|\n{prefix}"
    indent = re.match(r"[ \t]*", prefix)
    return f"\n\n{indent[0] if indent else ''}{head}"


def next_marker(prefix: str) -> str:
    """The marker of the item behind one whose line begins with `prefix`."""
    match = ITEM.match(prefix)
    if match is None or match[2] is None:
        return prefix
    sign = match[2]
    if sign.isdecimal():
        sign = str(int(sign) + 1)
    elif _ROMAN.match(sign.lower()):
        following = roman(of_roman(sign.lower()) + 1)
        sign = following.upper() if sign.isupper() else following
    elif len(sign) == 1 and sign not in "zZ#":
        sign = chr(ord(sign) + 1)
    return f"{match[1]}{sign}{match[3]}"



def _restyle(edited: Edited, writers: Sequence[Rewriter], starts: Sequence[int]) -> None:
    """Marks that characters gained or lost."""
    issued = strung([p.marks for p in edited.pieces])
    for mark in _CARRIED:
        changed: list[tuple[int, bool]] = []
        for step in edited.steps:
            if step.kind != "keep":
                continue
            for offset, now in enumerate(step.marks, step.start):
                if (now ^ issued[offset]) & mark.value and edited.base[offset] not in (BREAK, OBJECT):
                    changed.append((offset, bool(now & mark.value)))
        for start, end, on in _runs(changed):
            n = max(n for n in range(len(writers)) if starts[n] <= start)
            if end - starts[n] > writers[n].length:
                raise Stuck("跨段的强调请在源稿里改")
            (writers[n].mark if on else writers[n].unmark)(start - starts[n], end - starts[n], mark)


def _runs(changed: Sequence[tuple[int, bool]]) -> list[tuple[int, int, bool]]:
    out: list[tuple[int, int, bool]] = []
    for offset, on in changed:
        if out and out[-1][1] == offset and out[-1][2] == on:
            out[-1] = (out[-1][0], offset + 1, on)
        else:
            out.append((offset, offset + 1, on))
    return out


def _relevel(source: str, file: str, aligned: Aligned, edited: Edited) -> list[Edit]:
    """A paragraph that became a heading, a heading of another level or a paragraph again."""
    piece, level = edited.pieces[0], edited.units[0].head.level
    if same_level(piece, edited.units[0]):
        return []
    if level == 1:
        raise Stuck("正文里不能有一级标题")
    if not level and not edited.units[0].head.style:
        return []
    prefix = source[aligned.line_start:aligned.start]
    hashes = re.search(r"#{1,6}[ \t]+$", prefix)
    start = aligned.line_start + hashes.start() if hashes else aligned.start
    return [Edit(file, start, aligned.start, "#" * level + " " if level else "")]


# --- whole paragraphs ---

def block_range(source: str, aligned: Aligned) -> tuple[int, int]:
    """The lines of a paragraph that stands alone on them, without what parts it from the next.  Raises Stuck."""
    tail = _TAIL.match(source, aligned.end)
    if tail is None:
        raise Stuck("这一行里还有别的东西")
    return aligned.line_start, tail.end()


def block_end(source: str, line: int) -> int:
    """Where the table, picture or verse with line `line` ends, a table's caption with it.  Raises Stuck."""
    lines = source.split("\n")
    last = line - 1
    if not lines[last].strip() or lines[last].startswith((">", ":::")):
        raise Stuck("新的段落前后没有普通段落，请在源稿里写")
    while last + 1 < len(lines) and lines[last + 1].strip():
        last += 1
    after = next((n for n in range(last + 1, len(lines)) if lines[n].strip()), last)
    if re.match(r"(?:[Tt]able)?:[ \t]", lines[after]):
        last = after
    return sum(len(text) + 1 for text in lines[:last + 1]) - 1


def deletion(source: str, file: str, aligned: Aligned) -> Edit:
    """The paragraph goes, and with it one of the gaps round it; a fence that would hold nothing goes too."""
    start, end = block_range(source, aligned)
    while True:
        after = _skip_blank(source, end)
        before = _back_blank(source, start)
        fence = re.compile(r":{3,}[ \t]*(?:\r?\n|$)").match(source, after)
        opening = re.search(r"(?:^|\n):{3,}[ \t]*[^\s:][^\n]*\n$", source[:before])
        if not (fence and opening):
            break
        start, end = opening.start() + (source[opening.start()] == "\n"), fence.end()
    if after >= len(source):
        stop = source[end:]
        return Edit(file, before, len(source), "" if before and source[before - 1] == "\n" else stop[:1])
    if before == start and start and (line := source.find("\n", end) + 1) and line < after:
        return Edit(file, start, line, "")          # the last item of a list: what follows stays apart from the one before
    return Edit(file, start, after, "")


def _skip_blank(source: str, at: int) -> int:
    """Behind the end of the line at `at` and the blank lines that follow."""
    end = source.find("\n", at)
    at = len(source) if end < 0 else end + 1
    while at < len(source) and (match := _BLANK.match(source, at)) and match.end() > at:
        at = match.end()
    return at


def _back_blank(source: str, at: int) -> int:
    """Before the blank lines over the line that begins at `at`."""
    while at:
        start = source.rfind("\n", 0, at - 1) + 1
        if source[start:at].strip(" \t>|\r\n"):
            break
        at = start
    return at


def new_text(unit: Unit, cell: bool = False, note: Callable[[str], str] | None = None) -> str:
    """The Markdown of a paragraph that is new; `note` makes a footnote of its id in Word and gives its call.  Raises Stuck."""
    words: list[str] = []
    called = iter([s.note for line in unit.lines for s in line.stretches if s.when != "then" and s.text == OBJECT])
    for text, marks in unit.marked():
        for piece in re.split(f"({OBJECT})", text.strip() if not words else text):
            if piece == OBJECT:
                number = next(called, "")
                if not number or note is None:
                    raise Stuck("新加的图片、脚注请在源稿里写")
                words.append(note(number))
            elif piece:
                words.append(_dressed(escape(piece, at_start=not words, cell=cell).replace("\n", "\\\n"), marks))
    level = unit.head.level
    return ("#" * level + " " if level > 1 else "") + "".join(words).rstrip()


def _dressed(said: str, marks: int) -> str:
    """Markdown in the markup that shows `marks`."""
    for mark, (left, right) in _WRAPS.items():
        if mark.value & marks and mark in _CARRIED and said.strip():
            said = f"{left}{said}{right}"
    return said
