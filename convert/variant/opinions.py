"""Second opinions: independent converters that are asked only when a person has installed them (extra `second-opinion`)."""
from __future__ import annotations

import functools
import importlib
from collections.abc import Callable

from convert.variant.engine import CONFIGS, PRESS_FORMS

ENGINES = ("opencc_jieba_pyo3", "opencc_pyo3")      # MIT; each brings a segmentation of its own


@functools.cache
def second_opinions(script: str) -> tuple[tuple[str, Callable[[str], str]], ...]:
    """Name and conversion of every engine that is there, in the house's regional forms."""
    found = []
    for name in ENGINES:
        try:
            convert = importlib.import_module(name).OpenCC(CONFIGS[script]).convert
        except ImportError:
            continue
        found.append((name, functools.partial(_printed, convert, PRESS_FORMS[script])))
    return tuple(found)


def _printed(convert: Callable[[str], str], press: dict[int, int], text: str) -> str:
    return convert(text).translate(press)
