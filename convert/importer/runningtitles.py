"""Running heads that repeat the title of an article: apart from the folio, above the text or among its first lines."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from convert.importer.characters import skeleton
from convert.importer.records import Line

_FIRST = 5                  # lines of a page among which its running head stands
_PAGES = 2                  # pages that have such heads at least
_SHARE = 0.12               # share of the pages that have one
_LEAST = 4                  # characters of a title
CUT_SHORT = re.compile("[….·]+$")            # of a title that a running head has no room for


def running_titles(lines: Sequence[Line], titles: Sequence[str]) -> frozenset[int]:
    """Indices of the lines that repeat one of the `titles`, skeletons, at the head of several pages, blank lines round them; the
    title itself, where nothing else prints it, is none."""
    whole = "\n".join(titles)
    found: list[tuple[int, str]] = []
    place: dict[int, int] = defaultdict(int)
    for index, line in enumerate(lines):
        place[line.page] += 1
        words = skeleton(CUT_SHORT.sub("", line.text))
        if place[line.page] <= _FIRST and len(words) >= _LEAST and _is_apart(lines, index) and words in whole:
            found.append((index, words))
    printed = "".join(skeleton(line.text) for line in lines if not re.search("[。；]", line.text))
    heads = Counter(words for _, words in found)
    own = {words: _of_title(lines, found, words) for words, count in heads.items() if printed.count(words) <= count}
    out = {index for index, words in found if own.get(words) != index}
    pages = len({lines[index].page for index in out})
    return frozenset(out) if pages >= max(_PAGES, _SHARE * len(place)) else frozenset()


def _is_apart(lines: Sequence[Line], index: int) -> bool:
    """Whether a line has blank lines round it, the edge of the page for one."""
    line, before = lines[index], lines[index - 1] if index else None
    below = lines[index + 1] if index + 1 < len(lines) else None
    return not (line.level or line.role) and (line.gap > 0 or before is None or before.page != line.page) and (
        below is None or below.page != line.page or below.gap > 0)


def _of_title(lines: Sequence[Line], found: Sequence[tuple[int, str]], words: str) -> int:
    """The one of the heads with `words` that is the title itself: the last on the first page that has them."""
    places = [index for index, other in found if other == words]
    return max(index for index in places if lines[index].page == lines[places[0]].page)
