"""The sense of a title: what it costs to end a line at a place of it, by its words, phrases, quotations and marks."""
from __future__ import annotations

from functools import cached_property

from convert.charclass import CENTRED, HAN, LATIN, OPENING, PAUSE, SENTENCE, SPACE, WIDE_SPACE
from convert.layout.cohesion import Cohesion, Counts
from convert.layout.items import Items

# close a phrase: a line may well end after them; open a phrase: a line may well begin with them
_FOLLOWERS = frozenset("的了着著地得之者们們")
_NEVER_FIRST = frozenset("的们們者")
_LEADERS = frozenset("和与與及或在从從以为為对對向把被将將让讓于於由到给給同跟")
# verbs that titles live on: their object follows them, so a line would rather begin than end with them
_VERBS = frozenset((
    "推动", "推进", "开展", "举办", "召开", "加强", "做好", "落实", "贯彻", "助力", "打造", "实现", "提升", "促进",
    "深化", "凝聚", "践行", "聚焦", "推動", "推進", "開展", "舉辦", "召開", "加強", "落實", "貫徹", "實現", "促進", "踐行"))
_PARTING = frozenset((PAUSE, SENTENCE, CENTRED, SPACE, WIDE_SPACE))
_NUMERALS = frozenset("第〇零一二三四五六七八九十百千万萬亿億0123456789")
_QUOTE_OPENING, _QUOTE_CLOSING = frozenset("“‘「『《〈（【〔"), frozenset("”’」』》〉）】〕")

# in squares of 1/100 em: what a break costs, against lines of unlike length
AT_SPACE = 0
AT_MARK = 20_000
BETWEEN_HAN = 60_000        # and for each bit of cohesion
PER_BIT = 20_000
BY_PARTICLE = 40_000        # after 的, before 和: less
IN_WORD = 120_000           # for each sign that a word goes on
IN_PHRASE = 45_000
AFTER_LEADER = 150_000
BEFORE_PARTICLE = 250_000
AFTER_VERB = 60_000
IN_NUMBER = 300_000         # 二〇二三, 第十四
IN_QUOTE = 60_000
IN_NAME = 200_000           # in a quotation no longer than _NAME
NOT_AT_SPACE = 60_000       # between characters, where the title has a space to break at
DANGLING = 120_000          # one or two characters cut off from the phrase they belong to by the break
_NAME = 10
_FRAGMENT = 2


class Sense:
    """The places of one title; each is weighed when it is first asked for."""

    def __init__(self, items: Items, cohesion: Cohesion):
        self.items, self.cohesion = items, cohesion
        self.quoted = _quotations(items.text)
        inner = items.classes.strip(bytes((SPACE, WIDE_SPACE)))
        self.spaced = SPACE in inner or WIDE_SPACE in inner
        self._costs: dict[int, int] = {}

    def cost(self, p: int) -> int:
        """What it costs the sense to end a line before item `p`; nothing at the end of the text."""
        if p not in self._costs:
            self._costs[p] = self._cost(p) if 0 < p < len(self.items.text) else 0
        return self._costs[p]

    @cached_property
    def counts(self) -> Counts:
        return self.cohesion.counts(self.items.text)

    def _cost(self, p: int) -> int:
        classes = self.items.classes
        cost = self._sense(p) + self.items.penalties.get(p, 0) // 1000 + self.quoted[p]
        if classes[p - 1] not in (SPACE, WIDE_SPACE):
            cost += (NOT_AT_SPACE if self.spaced else 0) + (DANGLING if _dangles(classes, p) else 0)
        return cost

    def _sense(self, p: int) -> int:
        text, classes = self.items.text, self.items.classes
        before, after = text[p - 1], text[p]
        if classes[p - 1] in (SPACE, WIDE_SPACE):
            return AT_SPACE
        leader = AFTER_LEADER if before in _LEADERS and classes[p - 1] == HAN else 0
        if classes[p - 1] not in (HAN, LATIN) or classes[p] == OPENING:
            return AT_MARK + leader
        cost = BETWEEN_HAN + PER_BIT * self.cohesion.bits(before, after)
        if before in _NUMERALS and after in _NUMERALS:
            return cost + IN_NUMBER
        cost += IN_WORD * self.counts.in_word(p) + IN_PHRASE * self.counts.in_phrase(p)
        if text[p - 2:p] in _VERBS:
            return cost + AFTER_VERB
        if leader or after in _NEVER_FIRST:
            return cost + (leader or BEFORE_PARTICLE)
        eased = before in _FOLLOWERS or after in _LEADERS or text[p:p + 2] in _VERBS
        return max(BETWEEN_HAN, cost - BY_PARTICLE) if eased else cost


def _quotations(text: str) -> list[int]:
    """What it costs to part the quotation that each place of `text` lies in: short ones are names."""
    costs, open_at = [0] * (len(text) + 1), []
    for i, char in enumerate(text):
        if char in _QUOTE_OPENING:
            open_at.append(i)
        elif char in _QUOTE_CLOSING and open_at:
            start = open_at.pop()
            for p in range(start + 1, i + 1):
                costs[p] += IN_NAME if i - start <= _NAME + 1 else IN_QUOTE
    return costs


def _dangles(classes: bytearray, p: int) -> bool:
    """Whether a break at `p` leaves a fragment of its phrase at the end of the line, or carries one over."""
    before, after = classes[max(0, p - _FRAGMENT - 1):p - 1], classes[p + 1:p + _FRAGMENT + 1]
    return classes[p - 1] not in _PARTING and (any(k in _PARTING for k in before) or any(k in _PARTING for k in after))
