"""Headlines set over two pages, whose halves stand apart in the text."""
from __future__ import annotations

from collections.abc import Sequence

from convert.importer.characters import BYLINE, KICKER, plain
from convert.importer.records import Line
from convert.importer.repair import repair_line


def are_halves(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two clusters may be one headline: it has one kicker, one subtitle and one byline."""
    heads = [[repair_line(line.text) for line in lines] for lines in (left, right)]
    return not any(all(any(map(test, texts)) for texts in heads) for test in (
        BYLINE.match, lambda text: KICKER.search(plain(text)), lambda text: text.startswith("——")))


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
