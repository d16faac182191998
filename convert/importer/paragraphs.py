"""Fragments of running text -> paragraphs."""
from __future__ import annotations

import re
from collections.abc import Sequence

from convert.importer.characters import (
    BULLET,
    BYLINE,
    DATE,
    DOC_NUMBER,
    LABEL,
    ORDINAL,
    ROW,
    credit,
    is_body_name,
    is_terminal,
    plain,
    rank,
    stretches,
)
from convert.importer.records import Line
from convert.importer.repair import repair_line

MAX_HEADING = 60
_CLOSING, _SIGNER, _ITEM = 8, 60, 20        # lines of the end of a document; characters of its signers, of an item of a list
_BODIES = 3                 # names of bodies in a row that are a list
_STANZA, _VERSE = 4, 16     # lines of a stanza at least, characters of a line of verse at most


def join_fragments(lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
    """Paragraphs as groups of lines: a fragment is joined to the next unless it may end a paragraph (facts: sources, 5)."""
    groups: list[list[Line]] = []
    apart = _verse(lines) | _signatures(lines) | _listed(lines) | _rows(lines)
    for index, line in enumerate(lines):
        if groups and index not in apart and not _is_motto(groups) and not _enumerates(groups, line) and _goes_on(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(tuple(group) for group in groups)


def _is_motto(groups: Sequence[Sequence[Line]]) -> bool:
    """Whether the last group is words quoted on a line of their own below a head that ends with a dash."""
    if len(groups) < 2 or len(groups[-1]) > 1 or not plain(groups[-2][-1].text).endswith("——"):
        return False
    return bool(re.fullmatch(f"“[^”]{{4,{MAX_HEADING}}}”", plain(groups[-1][0].text)))


def _enumerates(groups: Sequence[Sequence[Line]], line: Line) -> bool:
    """Whether the last group, which ends with a semicolon, is a member of an enumeration of its own paragraphs: it stands below
    words that announce one or below another member, or begins as `line` does."""
    if not _ends_item(plain(groups[-1][-1].text)) or line.level:
        return False
    above = plain(groups[-2][-1].text) if len(groups) > 1 else ""
    return above.endswith(("——", "：", ":")) or _ends_item(above) or _opening(groups[-1][0].text) == _opening(line.text)


def _opening(text: str) -> str:
    """The first character, or what kind of number begins `text`."""
    bare = plain(text)
    year = re.match(r"\d{4}年|\d{1,2}月|\d{1,2}[.．、]", bare)
    return year[0][-1] if year else bare[:1]


def _verse(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the lines of poems: four and more short ones in a row, each with a mark at its end, which cut prose has not."""
    out: set[int] = set()
    short: set[int] = set()             # stanzas of three lines, where there are longer ones
    for run in stretches(map(_is_verse, lines)):
        if len(run) >= _STANZA:
            out.update(run)
        elif len(run) == _STANZA - 1:
            short.update(run)
    return frozenset(out | short if out else out)


def _signatures(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the names of bodies that stand above a date, and of what follows the date."""
    out: set[int] = set()
    for index in range(max(1, len(lines) - _CLOSING), len(lines)):
        if not DATE.match(plain(lines[index].text)):
            continue
        out |= {index, index + 1}
        above = index - 1
        while above > 0 and all(map(is_body_name, lines[above].text.split())) and len(plain(lines[above].text)) <= _SIGNER:
            out.add(above)
            above -= 1
    return frozenset(out)


def _listed(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the lines of a list: short ones in a row without any mark, the first below a head or a sentence that ended."""
    out: set[int] = set()
    for run in stretches(map(_is_item, lines)):
        above = lines[run.start - 1] if run.start else None
        begun = above is None or bool(above.level) or rank(above.text) > 0 or is_terminal(above.text)
        begun = begun or bool(above and re.fullmatch("[（(][^（）()]*[）)]", plain(above.text)))           # （3个）
        after = lines[run.stop] if run.stop < len(lines) else None
        ended = after is None or bool(after.level) or rank(after.text) > 0 or bool(DATE.match(plain(after.text)))
        bodies = _are_bodies(lines[run.start:run.stop])
        if len(run) >= 2 and begun and (ended or bodies):
            out.update(range(run.start, run.stop + bodies))         # names are whole: what follows is text again
    return frozenset(out)


def _are_bodies(lines: Sequence[Line]) -> bool:
    """Names of bodies one below the other, whatever follows."""
    return len(lines) >= _BODIES and all(is_body_name(line.text) for line in lines)


def _rows(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the rows of a list, a name and what belongs to it, that stand one below the other."""
    rows = [bool(ROW.match(repair_line(line.text))) and not (line.level or line.role) for line in lines]
    return frozenset(i for i, row in enumerate(rows) if row and any(rows[max(0, i - 1):i] + rows[i + 1:i + 2]))


def _is_item(line: Line) -> bool:
    text = plain(line.text)
    return not line.level and not line.role and not line.joined and 2 <= len(text) <= _ITEM and not rank(text) and not (
        re.search("[，。、；：！？（）“”]", text))


def _is_verse(line: Line) -> bool:
    text = plain(repair_line(line.text))
    return not line.level and not line.role and 2 <= len(text) <= _VERSE and text[-1] in "，。、；！？…—" and not rank(text)


def _goes_on(group: Sequence[Line], line: Line) -> bool:
    last = group[-1]
    if last.level or line.level or last.joined or line.joined or last.role == "heading" or line.role in ("heading", "raw"):
        return False
    before = "".join(x.text for x in group)
    text = repair_line(line.text)
    if DOC_NUMBER.fullmatch(plain(repair_line(before))):
        return False
    if before.count("“") > before.count("”") and "”" in text and text.find("”") < (text.find("“") % (len(text) + 1)):
        return True
    if is_terminal(before) or credit(before) or DATE.match(plain(text)) or LABEL.match(text):
        return False
    if BYLINE.match(text) or BULLET.match(text) or text[:1] == "□" or (rank(text) and _is_numbered_sentence(text)):
        return False
    if rank(text) >= 4 and _ends_item(before):
        return False
    if line.text.startswith("**") or (ORDINAL.match(plain(text)) and before[-1:] not in "，、" and _ends_item(before)):
        return False
    if len(group) == 1 and rank(before) == 3 and len(before) <= MAX_HEADING // 3 and not re.search("[，。、；：]", before):
        return False
    whole = len(before) <= MAX_HEADING and not re.search("[。：；]", before)          # a sentence would have begun in a run-in head
    return not (rank(before) == 2 and whole and len(group) == 1 and before[-1:] not in "，、；")


def _is_numbered_sentence(text: str) -> bool:
    return not text[:1].isdigit()


def _ends_item(text: str) -> bool:
    return text[-1:] in "；;"
