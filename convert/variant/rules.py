"""Rules by context for characters that a word list cannot decide: surnames, counts, verbs of one character, document numbers.

The rules are data (`rules.tsv`), each with a reason and an example.  A rule looks at the source text round one character; it
decides only where the cut left that character as a word of its own (`alone`), behind a longer word (`after-word`), or
anywhere (`inside`).
"""
from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from convert.model.record import Record
from convert.variant.data import read_data

NEAR = 12   # characters of context a rule may look at on each side
_ANY = ".?"
_HONG_KONG = {"裡": "裏", "臺": "台", "溫": "温"}
_KEEPS_LI = frozenset("于余范游党")     # surnames whose given name keeps 里: 余秋里
_DOCUMENT_NUMBER = re.compile("[\u4e00-\u9fff]{1,8}?发(?:电|函|文)?(?=[〔\\[［（(【]\\d{4}[〕\\]］）)】]\\d*号?)")


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class Rule(Record):
    """`char` becomes `form` where `before` ends at it and `after` begins behind it; `reason` is for the proofreader."""

    char: str
    form: str
    before: str
    after: str
    where: str
    reason: str
    example: str

    def fits(self, left: str, right: str) -> bool:
        """Whether the rule holds between `left` and `right`; a pattern is compiled when it is first asked."""
        return bool((self.after == _ANY or _compiled(self.after).match(right))
                    and (self.before == _ANY or _compiled(f"(?:{self.before})$").search(left)))


class Decision(NamedTuple):
    """What a rule decided for one position, and why."""

    position: int
    form: str
    reason: str


@functools.cache
def rules() -> tuple[Rule, ...]:
    """The rules of `rules.tsv`; a line with several characters gives one rule for each."""
    classes: dict[str, str] = {}
    found: list[Rule] = []
    for line in read_data("rules.tsv").splitlines():
        if line.startswith("@"):
            name, pattern = line[1:].split("\t")
            classes[name] = pattern
        elif line and not line.startswith("#"):
            chars, form, before, after, where, reason, example = line.split("\t")
            left, right = (_pattern(p, classes) for p in (before, after))
            for char in chars:
                found.append(Rule(char, char if form == "=" else form, left, right, where, reason, example))
    return tuple(found)


def _pattern(text: str, classes: dict[str, str]) -> str:
    """`text` with each {class} replaced; a class that is a look-ahead keeps its form."""
    for name, pattern in classes.items():
        text = text.replace("{" + name + "}", pattern if pattern.startswith("(?!") else f"(?:{pattern})")
    return text


@functools.cache
def _by_character() -> tuple[dict[str, tuple[Rule, ...]], re.Pattern[str]]:
    table: dict[str, list[Rule]] = {}
    for rule in rules():
        table.setdefault(rule.char, []).append(rule)
    return {char: tuple(own) for char, own in table.items()}, re.compile(f"[{''.join(table)}]")


def decide(text: str, starts: list[int], script: str) -> Iterator[Decision]:
    """Positions of `text` that a rule decides; `starts` tells where the word of each position begins."""
    table, characters = _by_character()
    size = len(text)
    for match in characters.finditer(text):
        i = match.start()
        alone = starts[i] == i and (i + 1 == size or starts[i + 1] != i)
        places = {"inside"}
        if alone:
            places |= {"alone", "after-word"} if i > 1 and 0 <= starts[i - 1] < i - 1 else {"alone"}
        rule = _last_match(table[match[0]], text, i, places)
        if rule is None:
            continue
        form = rule.form
        yield Decision(i, _HONG_KONG.get(form, form) if script == "zh-Hant-HK" and form != match[0] else form, rule.reason)
        if alone and match[0] in _KEEPS_LI and form == match[0] and "里" in text[i + 1:i + 3]:
            yield Decision(text.index("里", i), "里", rule.reason)
    for match in _DOCUMENT_NUMBER.finditer(text):
        yield from (Decision(k, "發", "文号") for k in range(match.start(), match.end()) if text[k] == "发")


def _last_match(candidates: tuple[Rule, ...], text: str, i: int, places: set[str]) -> Rule | None:
    left, right = text[max(0, i - NEAR):i], text[i + 1:i + 1 + NEAR]
    for rule in reversed(candidates):
        if rule.where in places and rule.fits(left, right):
            return rule
    return None
