"""OpenCC as an oracle: the stock conversion of a text, of a word, and of one character, all of the same length.

The stock configurations s2tw and s2hk are used as they are; house words are laid over their result by position (`glossary`).
Inline dictionaries inside OpenCC lose to longer stock phrases, to phrases that begin further left and to the regional stage;
a form laid over the result loses to nothing.  s2twp is never used: it rewrites wording and does not keep the length.
"""
from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

CONFIGS = {"zh-Hant-TW": "s2tw", "zh-Hant-HK": "s2hk"}
# What the press prints where OpenCC has the rarer form: a mother is 娘 everywhere; Hong Kong has 群, 峰, 麵, 床 and 啟.
PRESS_FORMS = {"zh-Hant-TW": str.maketrans("孃", "娘"), "zh-Hant-HK": str.maketrans("羣峯孃麪牀啓", "群峰娘麵床啟")}


class Engine:
    """One configuration of OpenCC; `convert`, `words` and `plain` never change the number of characters."""

    def __init__(self, script: str):
        from opencc import OpenCC  # 60 ms and 40 MB that only Traditional editions pay

        self.script = script
        self._opencc: OpenCC = OpenCC(CONFIGS[script])
        self.press = PRESS_FORMS[script]
        self._words: dict[str, str] = {}

    def convert(self, text: str) -> str:
        """Stock conversion of `text`, which must hold no NUL and no surrogate (OpenCC would cut it short or raise)."""
        converted: str = self._opencc.convert(text)
        assert len(converted) == len(text), "a stock table changed the length"
        return converted.translate(self.press)

    def words(self, words: set[str]) -> dict[str, str]:
        """The conversion of each word standing alone; kept for the life of the process."""
        new = sorted(word for word in words if word not in self._words)
        if new:
            self._words.update(zip(new, self.convert("\n".join(new)).split("\n"), strict=True))
        return self._words

    def plain(self, text: str) -> str:
        """`text` character by character, as if no phrase were known."""
        known = self.words(set(text) - {"\n"})
        return "".join(known.get(c, c) for c in text)


@functools.cache
def engine(script: str) -> Engine:
    """The engine of `script` (zh-Hant-TW or zh-Hant-HK), made once in a process."""
    return Engine(script)
