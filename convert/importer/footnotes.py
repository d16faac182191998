"""Footnotes of print: the number in the text, ①, and the note at the foot of the page or below its paragraph, put together."""
from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from convert.importer.characters import HAN, is_terminal, rank, width
from convert.importer.cutrows import OPENERS
from convert.importer.linecosts import squeeze
from convert.importer.marks import note_text
from convert.importer.reading import usual_width
from convert.importer.records import NOTE_CLOSE, NOTE_OPEN, Draft, Line
from convert.importer.repair import close_gaps, repair_line

_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CALL = re.compile(rf"(?<=[^\s：；，、:;,（({_MARKS}])\s*([{_MARKS}])\s*|^([{_MARKS}])$")
_NOTE = re.compile(rf"([{_MARKS}])\s*(\S.*)$")
_APART = re.compile(rf"[{_MARKS}]\s")
_CALLS, _MOST = 0xE100, 0x700           # private characters that stand for the calls, in the order of their notes; their number
_OVER, _SMALLEST = 0.4, 1.35        # em that a full line of a note is over the measure of the text, whose type is larger; times it
_CUT = re.compile("[，、；：》）”]$")          # where an extractor cuts a row at squeezed marks
_RAGGED = 1.6               # em that rows of a note are as wide as each other within
_LONGEST, _ABOVE = 12, 8    # lines of a note; above it that tell the measure of its column
_GAP = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
_WORDS = r"\2"             # of a note, without its number
_CAPTION = re.compile(r"[表图] ?\d")


class Noted(NamedTuple):
    """Lines without notes, every call a private character; the paragraphs of note n in `notes[n]`."""

    lines: tuple[Line, ...]
    notes: tuple[tuple[Line, ...], ...]


def without_notes(lines: Sequence[Line]) -> Noted:
    """Notes taken from between the lines: those that begin with the number of a call above them which no other note answers."""
    if not any(char in _MARKS for line in lines for char in line.text):
        return Noted(tuple(lines), ())
    lines = _lowered(lines)
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
        *starts, end = _paragraphs(lines, at, measure)
        calls.remove(call)
        answered[call[1], call[0]] = len(notes)
        notes.append(tuple(_joined(lines[a:b]) for a, b in itertools.pairwise((*starts, end))))
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


def _lowered(lines: Sequence[Line]) -> list[Line]:
    """`lines` with a call that a tool wrote as a line above its row in the gap that it left there, where a note begins with it."""
    noted = {match[1] for line in lines if (match := _NOTE.match(line.text))}
    out: list[Line] = []
    for line in lines:
        mark = out[-1].text if out and out[-1].text in noted and out[-1].page == line.page else ""
        gaps = _GAP.findall(line.text) if mark else []
        if len(gaps) == 1:
            out[-1] = line._replace(text=_GAP.sub(mark, line.text))
        else:
            out.append(line)
    return out


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
    """Whether a note may begin at line `at`: below another note, the end of a paragraph, a blank line where its number stands
    apart, or the last text of its page."""
    above = lines[at - 1]
    if (lines[at].gap or lines[at].indent >= 0) and _APART.match(lines[at].text):
        return True
    if at - 1 in taken or is_terminal(repair_line(above.text)) or rank(above.text) or above.page != lines[at].page:
        return True
    return sum(line.page == lines[at].page for line in lines[at:at + _LONGEST + 1]) <= _LONGEST


def _paragraphs(lines: Sequence[Line], at: int, measure: float) -> tuple[int, ...]:
    """The first lines of the paragraphs of the note that begins at line `at`, and the index behind its last line."""
    starts, row, widest = [at], lines[at].text, 0.0
    end = at + 1
    while end < min(len(lines), at + _LONGEST) and lines[end].page == lines[at].page:
        below = lines[end].text
        if _NOTE.match(below) or lines[end].level or lines[end].role or rank(below):
            break
        cut = bool(_CUT.search(row)) or below[:1] in OPENERS
        full = _is_small(row, measure) or (row != lines[end - 1].text and width(row) > measure + _OVER and not cut)
        widest = max(widest, width(row) * full)
        ended = is_terminal(row) and not (full and _is_small(below, measure)) and not _resumes(lines, end, row, widest)
        if ended and _is_paragraph(lines, at, end, measure):
            starts.append(end)
        elif ended or not (full or cut or is_terminal(row)):
            break
        whole = full and (not cut or width(row + below) > _SMALLEST * measure)
        row = below if ended or whole else row + below
        end += 1
    return (*starts, end)


def _is_small(text: str, measure: float) -> bool:
    """Whether a row has more than the measure of the text holds: it is set in smaller type."""
    return width(text) - squeeze(text) > measure + _OVER


def _resumes(lines: Sequence[Line], at: int, row: str, widest: float) -> bool:
    """Whether pieces that a tool cut at their marks fill the row of a note that it cut behind a full stop."""
    for line in lines[at:at + _LONGEST]:
        if line.page != lines[at].page or not widest or _CAPTION.match(line.text):
            return False
        row += line.text
        if width(row) >= widest - _RAGGED:
            return line is not lines[at] and width(row) <= widest + _RAGGED
        if not _CUT.search(row):
            return False
    return False


def _is_paragraph(lines: Sequence[Line], note: int, at: int, measure: float) -> bool:
    """Whether another paragraph of the note on line `note` begins at line `at`: lines as full as only its type sets them, in a
    column whose text is not as wide, then the end of a sentence."""
    if any(line.page == lines[at].page and _is_small(line.text, measure) for line in lines[max(0, note - _ABOVE):note]):
        return False
    for index in range(at, min(len(lines), at + _LONGEST)):
        line = lines[index]
        small = _is_small(line.text, measure) and width(line.text) <= _SMALLEST * measure
        if line.page != lines[at].page or line.level or _CAPTION.match(line.text):
            return False
        if is_terminal(line.text):
            return small or index > at
        if not small:
            return False
    return False


def _joined(lines: Sequence[Line]) -> Line:
    return lines[0]._replace(text="".join(line.text for line in lines))


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
        first, *more = [close_gaps(repair_line(line.text)) for line in notes[note]]
        text, role = note_text(number, (_NOTE.sub(_WORDS, first), *more))
        body.append(notes[note][0]._replace(text=text, role=role, joined=True))
    return draft._replace(body=tuple(body))
