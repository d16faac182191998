"""Balanced lines for titles and headings: lines of like length, broken where the sense allows, by the same table of breaks."""
from __future__ import annotations

from convert.charclass import HAN, LATIN, OPENING, SPACE, WIDE_SPACE
from convert.layout.breaks import LONE_DEMERITS, Breaks, Candidates, Widths
from convert.layout.cohesion import Cohesion
from convert.layout.items import Items

# close a phrase: a line may well end after them; open a phrase: a line may well begin with them
_FOLLOWERS = frozenset("的了着著地得之者们們")
_LEADERS = frozenset("和与與及或在从從以为為对對向把被将將让讓于於由到给給同跟")
_NUMERALS = frozenset("第〇零一二三四五六七八九十百千万萬亿億0123456789")
_QUOTE_OPENING, _QUOTE_CLOSING = frozenset("“‘「『《〈（【〔"), frozenset("”’」』》〉）】〕")

# in squares of 1/100 em: what a break costs, against lines of unlike length
AT_SPACE = 0
AT_MARK = 20_000
BETWEEN_HAN = 60_000        # and for each bit of cohesion
PER_BIT = 20_000
BY_PARTICLE = 40_000        # after 的, before 和: less
AFTER_LEADER = 100_000      # on top of BETWEEN_HAN
IN_NUMBER = 300_000         # 二〇二三, 第十四
IN_QUOTE = 60_000
GROWING = 1_500             # a line longer than the one above it
SHORT_LAST = 10**8          # a last line of one or two characters
_SHORT = 3


def balanced(items: Items, first: int, width: int, widths: Widths | None, cohesion: Cohesion) -> Breaks | None:
    """The fewest lines `items` fit in, as even as the sense allows; None when some word is wider than its line."""
    room = widths or (lambda n: width if n else first)
    candidates = Candidates(items, items.break_positions(False), items.penalties, ragged=True)
    costs = _sense_costs(items, candidates.positions, cohesion)
    layers = [{0: (0, 0)}]                              # start -> (cost, came from), one dict a line
    count = _fewest(candidates, room)
    if not count:
        return None
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
        ahead = max((j for j in range(at + 1, c.last + 1) if c.ends[j] - c.starts[at] <= room(count)), default=at)
        if ahead == at:
            return 0
        at, count = ahead, count + 1
    return count


def _layer(c: Candidates, layers: list[dict[int, tuple[int, int]]], costs: list[int],
           line: tuple[int, int, bool]) -> dict[int, tuple[int, int]]:
    room, target, last = line
    out: dict[int, tuple[int, int]] = {}
    for k, (base, before) in sorted(layers[-1].items()):
        above = c.ends[k] - c.starts[before] if k else 10**9
        for j in range(k + 1, c.last + 1):
            width = c.ends[j] - c.starts[k]
            if width > room:
                break
            if last != (j == c.last):
                continue
            off = (width - target) // 10
            cost = base + off * off + costs[j] + (GROWING if width > above else 0)
            if last and k and _letters(c.items, c.positions[k]) < _SHORT:
                cost += SHORT_LAST if k < c.lone else LONE_DEMERITS
            if j not in out or cost < out[j][0]:
                out[j] = cost, k
    return out


def _letters(items: Items, start: int) -> int:
    return sum(c.isalnum() for c in items.text[start:])


def _sense_costs(items: Items, positions: list[int], cohesion: Cohesion) -> list[int]:
    """What it costs the sense to end a line at each of `positions`."""
    text, depth, inside = items.text, 0, []
    for char in text:
        depth = max(0, depth + (char in _QUOTE_OPENING) - (char in _QUOTE_CLOSING))
        inside.append(depth)
    out = []
    for p in positions:
        if p in (0, len(text)):
            out.append(0)
            continue
        cost = _sense(text, items.classes, p, cohesion) + items.penalties.get(p, 0) // 1000
        out.append(cost + (IN_QUOTE if inside[p - 1] else 0))
    return out


def _sense(text: str, classes: bytearray, p: int, cohesion: Cohesion) -> int:
    before, after = text[p - 1], text[p]
    if classes[p - 1] in (SPACE, WIDE_SPACE):
        return AT_SPACE
    if classes[p - 1] not in (HAN, LATIN) or classes[p] == OPENING:
        return AT_MARK
    cost = BETWEEN_HAN + PER_BIT * cohesion.bits(before, after)
    if before in _NUMERALS and after in _NUMERALS:
        return cost + IN_NUMBER
    if before in _LEADERS:
        return cost + AFTER_LEADER
    return max(BETWEEN_HAN, cost - BY_PARTICLE) if before in _FOLLOWERS or after in _LEADERS else cost
