"""Fragments of running text -> paragraphs."""
from __future__ import annotations

from collections.abc import Sequence

from convert.importer.characters import BYLINE, DATE, ORDINAL, credit, is_terminal, plain, rank
from convert.importer.records import Line
from convert.importer.repair import repair_line

MAX_HEADING = 60


def join_fragments(lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
    """Paragraphs as groups of lines: a fragment is joined to the next unless it may end a paragraph (facts: sources, 5)."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return tuple(tuple(group) for group in groups)


def _goes_on(group: Sequence[Line], line: Line) -> bool:
    last = group[-1]
    if last.level or line.level or last.joined or line.joined or last.role == "heading" or line.role in ("heading", "raw"):
        return False
    before = "".join(x.text for x in group)
    text = repair_line(line.text)
    if before.count("“") > before.count("”") and "”" in text and text.find("”") < (text.find("“") % (len(text) + 1)):
        return True
    if is_terminal(before) or credit(before) or DATE.match(plain(text)):
        return False
    if BYLINE.match(text) or text[:1] in "■●◆□" or (rank(text) and _is_numbered_sentence(text)):
        return False
    if line.text.startswith("**") or (ORDINAL.match(plain(text)) and before[-1:] not in "，、" and _ends_item(before)):
        return False
    return not (rank(before) == 2 and len(before) <= MAX_HEADING // 2 and len(group) == 1 and before[-1:] not in "，、；")


def _is_numbered_sentence(text: str) -> bool:
    return not text[:1].isdigit()


def _ends_item(text: str) -> bool:
    return text[-1:] in "；;"
