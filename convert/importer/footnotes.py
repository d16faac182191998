"""Footnotes of print: the number in the text, ①, and the note at the foot of the page or below its paragraph, put together."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from convert.importer.characters import is_terminal, rank, width
from convert.importer.reading import usual_width
from convert.importer.records import NOTE_CLOSE, NOTE_OPEN, Draft, Line
from convert.importer.repair import close_gaps, repair_line

_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CALL = re.compile(rf"(?<=[^\s：；，、:;,（({_MARKS}])\s*([{_MARKS}])\s*|^([{_MARKS}])$")
_NOTE = re.compile(rf"([{_MARKS}])\s*(\S.*)$")
_CALLS, _MOST = 0xE100, 0x700           # private characters that stand for the calls, in the order of their notes; their number
_OVER = 1.5                 # em that a line of a note, whose type is smaller, is wider than the text's at least when it is full
_CUT = re.compile("[，、；：》）”]$")          # where an extractor cuts a row at squeezed marks
_LONGEST = 12               # lines of a note


class Noted(NamedTuple):
    """Lines without notes, every call a private character; the lines of note n in `notes[n]`."""

    lines: tuple[Line, ...]
    notes: tuple[tuple[Line, ...], ...]


def without_notes(lines: Sequence[Line]) -> Noted:
    """Notes taken from between the lines: those that begin with the number of a call above them which no other note answers."""
    if not any(char in _MARKS for line in lines for char in line.text):
        return Noted(tuple(lines), ())
    measure = usual_width(Counter(int(width(line.text) + 0.3) for line in lines if width(line.text) >= 12))
    calls = [(found[0].strip(), at) for at, line in enumerate(lines) for found in _CALL.finditer(line.text)]
    answered: dict[tuple[int, str], int] = {}
    notes: list[tuple[Line, ...]] = []
    taken: set[int] = set()
    at = 0
    while at < len(lines):
        call = _call_of(lines, at, calls) if at == 0 or _may_follow(lines, at, taken) else None
        if call is None:
            at += 1
            continue
        end = _end(lines, at, measure)
        calls.remove(call)
        answered[call[1], call[0]] = len(notes)
        notes.append(tuple(lines[at:end]))
        taken.update(range(at, end))
        at = end
    out: list[Line] = []
    for index, line in enumerate(lines):
        if index in taken:
            continue
        called = line._replace(text=_called(line.text, {mark: note for (i, mark), note in answered.items() if i == index}))
        if out and not line.level + out[-1].level and _is_cut(out[-1], called, measure):
            out[-1] = out[-1]._replace(text=out[-1].text + called.text)
        else:
            out.append(called)
    return Noted(tuple(out), tuple(notes))


def _call_of(lines: Sequence[Line], at: int, calls: Sequence[tuple[str, int]]) -> tuple[str, int] | None:
    """The call that the note on line `at` answers: the first above it, else one further down on its page, where the paragraph was
    set on two pages; None where line `at` is no note."""
    match = _NOTE.match(lines[at].text)
    mine = [call for call in calls if match and call[0] == match[1] and (call[1] < at or lines[call[1]].page == lines[at].page)]
    return next((call for call in mine if call[1] != at), None)


def _is_cut(before: Line, line: Line, measure: float) -> bool:
    """Whether a tool cut the row behind or before the call, which stands higher."""
    if before.page != line.page or rank(line.text):
        return False
    cut = ord(before.text[-1]) >= _CALLS and ord(before.text[-1]) < _CALLS + _MOST and not is_terminal(before.text[:-1])
    alone = len(line.text) == 1 and _CALLS <= ord(line.text) < _CALLS + _MOST
    return alone or (cut and width(before.text) + width(line.text) <= measure + 1)


def _called(text: str, notes: Mapping[str, int]) -> str:
    """`text` with private characters for the numbers that call `notes`."""
    return _CALL.sub(lambda m: chr(_CALLS + notes[m[0].strip()]) if m[0].strip() in notes else m[0], text)


def _may_follow(lines: Sequence[Line], at: int, taken: set[int]) -> bool:
    """Whether a note may begin at line `at`: below another note, the end of a paragraph, or the last text of its page."""
    above = lines[at - 1]
    if at - 1 in taken or is_terminal(above.text) or rank(above.text) or above.page != lines[at].page:
        return True
    return sum(line.page == lines[at].page for line in lines[at:at + _LONGEST + 1]) <= _LONGEST


def _end(lines: Sequence[Line], at: int, measure: float) -> int:
    """Index behind the last line of the note that begins at line `at`."""
    end, row = at + 1, 0.0
    while end < min(len(lines), at + _LONGEST) and lines[end].page == lines[at].page:
        above, below = lines[end - 1].text, lines[end].text
        row += width(above)
        full = row > measure + _OVER
        if is_terminal(above) and not (full and width(below) > measure + _OVER):
            break
        if not (full or _CUT.search(above)) or _NOTE.match(below) or lines[end].level or rank(below):
            break
        end += 1
    return end


def with_notes(drafts: Sequence[Draft], notes: Sequence[Sequence[Line]]) -> tuple[Draft, ...]:
    """Calls numbered from 1 in every article, its notes below its text; notes that are called elsewhere stay in the last one."""
    if not notes or not drafts:
        return tuple(drafts)
    called = {ord(char) - _CALLS for draft in drafts for line in draft.body for char in line.text}
    left = [line._replace(joined=True) for number, note in enumerate(notes) if number not in called for line in note]
    out = [_numbered(draft, notes) for draft in drafts]
    out[-1] = out[-1]._replace(body=(*out[-1].body, *left))
    return tuple(out)


def without_calls(text: str) -> str:
    """`text` without the private characters of calls, which only the text of an article can have."""
    return re.sub(f"[{chr(_CALLS)}-{chr(_CALLS + _MOST)}]", "", text)


def _numbered(draft: Draft, notes: Sequence[Sequence[Line]]) -> Draft:
    order = [ord(char) - _CALLS for line in draft.body for char in line.text if 0 <= ord(char) - _CALLS < len(notes)]
    draft = draft._replace(head=tuple(line._replace(text=without_calls(line.text)) for line in draft.head),
                           captions=tuple(line._replace(text=without_calls(line.text)) for line in draft.captions))
    names = {chr(_CALLS + note): f"{NOTE_OPEN}{number}{NOTE_CLOSE}" for number, note in enumerate(order, 1)}
    table = str.maketrans(names)
    body = [line._replace(text=line.text.translate(table)) for line in draft.body]
    for number, note in enumerate(order, 1):
        words = _NOTE.sub(r"\2", notes[note][0].text) + "".join(line.text for line in notes[note][1:])
        text = close_gaps(repair_line(words))
        body.append(notes[note][0]._replace(text=f"{NOTE_OPEN}{number}{NOTE_CLOSE}：{text}", role="note", joined=True))
    return draft._replace(body=tuple(body))
