"""Balanced lines for titles and headings: lines of like length, broken where the sense allows, by the same table of breaks."""
from __future__ import annotations

from convert.charclass import CENTRED, HAN, LATIN, OPENING, PAUSE, SENTENCE, SPACE, WIDE_SPACE
from convert.layout.breaks import LONE_DEMERITS, Breaks, Candidates, Widths
from convert.layout.cohesion import Cohesion
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
EXTRA_LINE = 300_000        # for one line more than would do
SQUEEZED = 40_000           # a line that has to shrink
GROWING = 1_500             # a line longer than the one above it
SHORT_LAST = 10**8          # a last line of one or two characters
_SHORT = 3
_NAME = 10
_FRAGMENT = 2


def balanced(items: Items, first: int, width: int, widths: Widths | None, cohesion: Cohesion) -> Breaks | None:
    """The fewest lines `items` fit in, or one more, as even as the sense allows; None when some word is wider than its line."""
    room = widths or (lambda n: width if n else first)
    candidates = Candidates(items, items.break_positions(False), items.penalties, ragged=True)
    fewest = _fewest(candidates, room)
    if not fewest:
        return None
    costs = _sense_costs(items, candidates.positions, cohesion) if fewest > 1 else []
    found = _evened(candidates, room, costs, fewest)
    if found is None or fewest == 1 or found.cost <= EXTRA_LINE:
        return found
    more = _evened(candidates, room, costs, fewest + 1)
    return more if more is not None and more.cost + EXTRA_LINE < found.cost else found


def _evened(candidates: Candidates, room: Widths, costs: list[int], count: int) -> Breaks | None:
    """The best `count` lines."""
    layers = [{0: (0, 0)}]                              # start -> (cost, came from), one dict a line
    natural = candidates.ends[-1]
    target = natural // count
    for number in range(count):
        layers.append(_layer(candidates, layers, costs, (room(number), target, number == count - 1)))
    end = layers[-1].get(candidates.last)
    if end is None:
        return None
    positions, at = [], candidates.last
    for layer in reversed(layers[1:]):
        positions.append(candidates.positions[at])
        at = layer[at][1]
    return Breaks(tuple(reversed(positions)), end[0])


def _fewest(c: Candidates, room: Widths) -> int:
    """How many lines filling each in turn takes; 0 when a word does not fit."""
    at = count = 0
    while at < c.last:
        ahead = max((j for j in range(at + 1, c.last + 1) if _least(c, at, j) <= room(count)), default=at)
        if ahead == at:
            return 0
        at, count = ahead, count + 1
    return count


def _least(c: Candidates, k: int, j: int) -> int:
    """What the line from candidate k to j takes with its marks shrunk within the table."""
    return c.ends[j] - c.starts[k] - (c.shrink_end[j] - c.shrink_start[k])


def _layer(c: Candidates, layers: list[dict[int, tuple[int, int]]], costs: list[int],
           line: tuple[int, int, bool]) -> dict[int, tuple[int, int]]:
    room, target, last = line
    out: dict[int, tuple[int, int]] = {}
    for k, (base, before) in sorted(layers[-1].items()):
        above = c.ends[k] - c.starts[before] if k else 10**9
        for j in range(k + 1, c.last + 1):
            width = c.ends[j] - c.starts[k]
            if _least(c, k, j) > room:
                break
            if last != (j == c.last):
                continue
            off = (width - target) // 10
            cost = base + off * off + (costs[j] if costs else 0) + (GROWING if width > above else 0)
            cost += SQUEEZED if width > room else 0
            if last and k and c.items.classes[c.positions[k]] != OPENING and _letters(c.items, c.positions[k]) < _SHORT:
                cost += SHORT_LAST if k < c.lone else LONE_DEMERITS
            if j not in out or cost < out[j][0]:
                out[j] = cost, k
    return out


def _letters(items: Items, start: int) -> int:
    return sum(c.isalnum() for c in items.text[start:])


def _sense_costs(items: Items, positions: list[int], cohesion: Cohesion) -> list[int]:
    """What it costs the sense to end a line at each of `positions`."""
    text, classes = items.text, items.classes
    quoted = _quotations(text)
    spaced = SPACE in classes.strip(bytes((SPACE, WIDE_SPACE))) or WIDE_SPACE in classes.strip(bytes((SPACE, WIDE_SPACE)))
    out = []
    for p in positions:
        if p in (0, len(text)):
            out.append(0)
            continue
        cost = _sense(text, classes, p, cohesion) + items.penalties.get(p, 0) // 1000 + quoted[p]
        if classes[p - 1] not in (SPACE, WIDE_SPACE):
            cost += (NOT_AT_SPACE if spaced else 0) + (DANGLING if _dangles(classes, p) else 0)
        out.append(cost)
    return out


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


def _sense(text: str, classes: bytearray, p: int, cohesion: Cohesion) -> int:
    before, after = text[p - 1], text[p]
    if classes[p - 1] in (SPACE, WIDE_SPACE):
        return AT_SPACE
    leader = AFTER_LEADER if before in _LEADERS and classes[p - 1] == HAN else 0
    if classes[p - 1] not in (HAN, LATIN) or classes[p] == OPENING:
        return AT_MARK + leader
    cost = BETWEEN_HAN + PER_BIT * cohesion.bits(before, after)
    if before in _NUMERALS and after in _NUMERALS:
        return cost + IN_NUMBER
    cost += IN_WORD * cohesion.in_word(text, p) + IN_PHRASE * cohesion.in_phrase(text, p)
    if text[p - 2:p] in _VERBS:
        return cost + AFTER_VERB
    if leader or after in _NEVER_FIRST:
        return cost + (leader or BEFORE_PARTICLE)
    eased = before in _FOLLOWERS or after in _LEADERS or text[p:p + 2] in _VERBS
    return max(BETWEEN_HAN, cost - BY_PARTICLE) if eased else cost
