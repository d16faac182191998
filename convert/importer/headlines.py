"""Headlines set over two pages, whose halves stand apart in the text."""
from __future__ import annotations

import re
from collections.abc import Sequence

from convert.importer.characters import BYLINE, HAN, KICKER, plain
from convert.importer.records import Line
from convert.importer.repair import repair_line

# who opened a meeting: no title by itself
_SPOKE = re.compile(f"[{HAN}]{{2,4}}(?:主持(?:会议)?)?(?:并?出席)?(?:会议)?并?(?:讲话|致辞)")
_TOLD = re.compile("(?:纪实|侧记|综述|讲话|报告)$")          # what subtitles end with, and titles on two lines hardly


def are_halves(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two clusters may be one headline: it has one kicker, one subtitle and one byline."""
    heads = [[repair_line(line.text) for line in lines] for lines in (left, right)]
    return not any(all(any(map(test, texts)) for texts in heads) for test in (
        BYLINE.match, lambda text: KICKER.search(plain(text)), lambda text: text.startswith("——")))


def are_sure_halves(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two clusters can be nothing but one headline: the right one tells who spoke, or has the last words of the subtitle
    that is cut in the left one."""
    heads = [[repair_line(line.text) for line in lines] for lines in (left, right)]
    if not left or not right or not are_halves(left, right):
        return False
    if len(right) == 1 and _SPOKE.fullmatch(plain(heads[1][0])) and not any(map(_SPOKE.search, map(plain, heads[0]))):
        return True
    cut = next((text for text in heads[0] if text.startswith("——")), "")
    return len(right) > 1 and bool(cut) and not _TOLD.search(plain(cut)) and bool(_TOLD.search(plain(heads[1][-1])))


def with_right_half(left: Sequence[Line], right: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a headline in the order in which they are read across both pages: the title whole, then the subtitle, of which
    the right page has the lower line of its half, then the byline."""
    at = next((i for i, line in enumerate(left) if _is_lower(line)), len(left))
    if at == len(left) or not repair_line(left[at].text).startswith("——"):
        return (*left[:at], *right, *left[at:])
    dashed = next((i for i, line in enumerate(right) if _is_lower(line)), len(right))
    upper = max(1, dashed - 1)
    signed = next((i for i in range(at + 1, len(left)) if _is_lower(left[i])), len(left))
    return (*left[:at], *right[:upper], *left[at:signed], *right[upper:], *left[signed:])


def _is_lower(line: Line) -> bool:
    """A line that stands below a title: the subtitle behind its dash, the byline."""
    text = repair_line(line.text)
    return text.startswith("——") or bool(BYLINE.match(text))
