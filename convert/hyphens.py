"""Where a long Latin word may part (Liang 1983, the en_US patterns of pyphen); asked only when a line would be bad otherwise."""
from __future__ import annotations

import functools
from typing import Any

SHORTEST = 7            # letters of a word that may part
_BEFORE, _AFTER = 3, 3  # letters that stay on either side


@functools.cache
def points(word: str) -> tuple[int, ...]:
    """How many letters of `word` may stand before a hyphen, ascending; () for a short word or one in capitals."""
    if len(word) < SHORTEST or word.isupper():
        return ()
    return tuple(int(point) for point in _patterns().positions(word.lower()))


@functools.cache
def _patterns() -> Any:
    import pyphen  # type: ignore[import-untyped]

    return pyphen.Pyphen(lang="en_US", left=_BEFORE, right=_AFTER)
