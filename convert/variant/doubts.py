"""Doubts about a conversion: where a proofreader should look, what was chosen, why, and what else it could be.

Each form is held against everything else that is known of its character: whether it stands as a word of its own, the word
of our glossary, stock OpenCC, the words that reach across its word's edge, the register of names, other engines.  What
disagrees raises a doubt, and so does a rule that decided without a word; what an editor has put into a glossary raises none.
"""
from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from convert.model.record import Record
from convert.variant.converter import BARRIER, Batch, Converter
from convert.variant.data import read_data
from convert.variant.engine import engine
from convert.variant.glossary import regional
from convert.variant.opinions import second_opinions
from convert.variant.register import SURNAMES

# How much each raises the doubt, in per cent.
ALONE, OPINION, OWN_WORD, NAME, TWO_READINGS, ACROSS, MIXED = 60, 50, 50, 40, 40, 35, 35
AGAINST_STOCK, RULE, GLOSSARY, LIKELY = 30, 20, 10, 8
_NAME_REASONS = ("姓名",)
# Reasons of rules that hardly err.
_SURE = frozenset(("量词", "数目和量词", "量词重叠", "零数", "里程", "文号", "历史", "助词", "方位，前面是一个词", "表格", "钟点",
                   "签条", "下面"))
_COMMON = frozenset("了党种向家出当千几别致抵修团板象摆宁朱扣愿冬台苏彩")        # words of their own, nearly always of one form
_QUOTES = frozenset("“”‘’")
_TITLE_ENDS = frozenset("员长师任记者工人匠手部民警生授兵夫家官模")      # last characters of titles: what follows may be a name
_PARTY = frozenset("党种")      # surnames that are far oftener words: only a title before them makes a name
_NEAR = 10      # characters on each side of a word in which something may make it doubtful
_REACH = 3      # characters of a word on one side of a word's edge


class Doubt(Record):
    """One doubtful character: `word` is what an accepted decision would be about, `alternative` another form of it."""

    position: int
    word: str
    chosen: str
    alternative: str
    reasons: tuple[str, ...]
    weight: int
    is_name: bool = False


class Candidates(Record):
    """`characters` that have several `forms`; `lonely`: where it is doubtful as a word of its own.

    `words` of two readings: word -> (the character, what near it makes the other reading possible).
    """

    characters: re.Pattern[str]
    forms: dict[str, str]
    lonely: dict[str, re.Pattern[str]]
    words: dict[str, tuple[str, re.Pattern[str]]]


class _Reason(NamedTuple):
    """Why a form is doubtful: the text for the proofreader, by how much, and the form it speaks for ("" for any other)."""

    text: str
    weight: int
    form: str = ""


class _Place(NamedTuple):
    """A character at `i` in its word [begin, end)."""

    i: int
    begin: int
    end: int

    @property
    def alone(self) -> bool:
        return self.end - self.begin == 1


@functools.cache
def candidates(script: str) -> Candidates:
    """The rows of `candidates.tsv`, with the forms of `script`."""
    rows = [line.split("\t") for line in read_data("candidates.tsv").splitlines() if not line.startswith("#")]
    characters = [row for row in rows if len(row[0]) == 1]
    press = engine(script).press
    forms = {char: "".join(dict.fromkeys(regional(char, f, script).translate(press) for f in row)) for char, row, *_ in characters}
    lonely = {row[0]: _pattern(row[2], row[0]) for row in characters if len(row) > 2 and row[2]}
    words = {row[0]: (row[1], _pattern(row[2], "")) for row in rows if len(row[0]) > 1}
    return Candidates(re.compile(f"[{''.join(forms)}]"), forms, lonely, words)


def _pattern(text: str, always: str) -> re.Pattern[str]:
    """`text` of a row, in which "!" alone means `always`."""
    return re.compile(always if text == "!" else text)


Renderings = Mapping[str, Mapping[str, int]]
"""Words that were converted in more than one way: word -> form -> how often."""


def doubts(batch: Batch, converter: Converter, opinions: bool = False, mixed: Renderings | None = None) -> Iterator[Doubt]:
    """The doubts about a batch that `converter` made, in its order.

    `opinions` asks the other engines that are installed; `mixed`: see `renderings`.
    """
    return _Reader(batch, converter, opinions, mixed or {}).doubts()


def renderings(batches: Iterable[Batch], script: str) -> Renderings:
    """The words of `batches` that have more than one form."""
    found: dict[str, dict[str, int]] = {}
    for batch in batches:
        starts, begin = batch.workings.starts, -1
        for match in candidates(script).characters.finditer(batch.text):
            if starts[match.start()] in (begin, -1):
                continue
            begin = starts[match.start()]
            end = _end(starts, begin)
            if end - begin > 1:
                forms = found.setdefault(batch.text[begin:end], {})
                form = "".join(batch.workings.cells[begin:end])
                forms[form] = forms.get(form, 0) + 1
    return {word: forms for word, forms in found.items() if len(forms) > 1}


def _end(starts: list[int], i: int) -> int:
    """Where the word ends that holds position `i`."""
    end = i + 1
    while end < len(starts) and starts[end] == starts[i]:
        end += 1
    return end


class _Reader:
    """One text with its conversion and what else there is to hold it against."""

    def __init__(self, batch: Batch, converter: Converter, opinions: bool, mixed: Renderings) -> None:
        self.text, self.done, self.converter, self.mixed = batch.text, batch.workings, converter, mixed
        self.known = candidates(converter.script)
        self.stock = batch.workings.stock
        engines = second_opinions(converter.script) if opinions else ()
        others = [(name, convert(self.text.replace(BARRIER, " "))) for name, convert in engines]
        self.others = [(name, other) for name, other in others if len(other) == len(self.text)]

    def doubts(self) -> Iterator[Doubt]:
        done = self.done
        listed = {match.start() for match in self.known.characters.finditer(self.text)}
        listed.update(i for i, (cell, stock) in enumerate(zip(done.cells, done.stock, strict=True)) if cell != stock)
        for i in sorted(listed - done.settled):
            if done.starts[i] >= 0 and (doubt := self._doubt(_Place(i, done.starts[i], _end(done.starts, i)))):
                yield doubt

    def _doubt(self, place: _Place) -> Doubt | None:
        reasons = list(self._reasons(place))
        if not reasons:
            return None
        i = place.i
        chosen = self.done.cells[i]
        spoken_for = [r.form for r in sorted(reasons, key=lambda r: -r.weight) if r.form]
        others = [f for f in (*spoken_for, *self.known.forms.get(self.text[i], "")) if f != chosen]
        is_name = self.done.reasons.get(i, "") in _NAME_REASONS
        weight = min(sum(r.weight for r in reasons), 99)
        return Doubt(i, self._word(place, is_name), chosen, others[0] if others else chosen, tuple(r.text for r in reasons), weight,
                     is_name)

    def _word(self, place: _Place, is_name: bool) -> str:
        """What a decision would be about: the word, or a character alone with its neighbours."""
        i, begin, end = place
        if is_name:
            begin, end = i, i + 3
        elif place.alone:
            begin, end = max(begin - 1, 0), end + 1
        return "".join(c for c in self.text[begin:end] if "㐀" <= c <= "\u9fff")

    def _reasons(self, place: _Place) -> Iterator[_Reason]:
        i = place.i
        char, chosen, word = self.text[i], self.done.cells[i], self.text[place.begin:place.end]
        rule = self.done.reasons.get(i)
        if rule is None:
            yield from self._undecided(place, char, word)
        elif rule in _NAME_REASONS:
            yield _Reason("按姓名处理，名册里没有", NAME)
        own = self.converter.form_of(word)
        form = own[i - place.begin] if own else ""
        if form and form != chosen and rule is None:
            yield _Reason(f"词表作“{form}”", OWN_WORD, form)
        if self.stock[i] != chosen and rule not in _NAME_REASONS:
            if form == chosen:
                yield _Reason(f"词表所定；原版词典作“{self.stock[i]}”", GLOSSARY, self.stock[i])
            else:
                yield _Reason(f"原版词典作“{self.stock[i]}”；" + (rule or "它的词组跨了词界"), AGAINST_STOCK, self.stock[i])
        elif rule and rule not in (*_NAME_REASONS, *_SURE) and char in self.known.lonely:
            yield _Reason(f"按上下文的规则：{rule}", RULE)
        for across, other in self._across(place, chosen):
            yield _Reason(f"也可读作“{across}”", ACROSS, other)
        yield from self._elsewhere(place, chosen, word)
        for name, text in self.others:
            if text[i] != chosen and char in self.known.forms:
                yield _Reason(f"{name} 作“{text[i]}”", OPINION, text[i])

    def _elsewhere(self, place: _Place, chosen: str, word: str) -> Iterator[_Reason]:
        """Other forms of the character in the same word elsewhere, at least as frequent as this one."""
        forms = self.mixed.get(word, {})
        here = forms.get("".join(self.done.cells[place.begin:place.end]), 0)
        for form, times in forms.items():
            if times >= here and (other := form[place.i - place.begin]) != chosen:
                yield _Reason(f"别处作“{form}”，{times} 处", MIXED, other)

    def _undecided(self, place: _Place, char: str, word: str) -> Iterator[_Reason]:
        """Doubts about a form that no rule decided."""
        pattern, chosen = self.known.lonely.get(char), self.done.cells[place.i]
        if place.alone and pattern and pattern.match(self.text, place.i):
            yield _Reason("独成一词，按最常见的字形", ALONE)
        elif place.alone and pattern and char not in _COMMON:
            yield _Reason("独成一词，多半是最常见的字形", LIKELY)
        elif place.alone and SURNAMES.get(char, chosen) != chosen and self._reads_as_name(place):
            yield _Reason("后面像人名", ALONE, SURNAMES[char])
        elif word in self.known.words:
            doubtful, near = self.known.words[word]
            if char == doubtful and near.search(self.text[max(0, place.begin - _NEAR):place.end + _NEAR]):
                yield _Reason("这个词有两种读法", TWO_READINGS)

    def _across(self, place: _Place, chosen: str) -> Iterator[tuple[str, str]]:
        """The first known word that reaches across an edge of the character's word and would have it in another form."""
        if self.text[place.i] not in self.known.forms:
            return
        i, begin, end = place
        for a in range(max(0, i - _REACH), i + 1):
            for b in range(max(i + 1, a + 2), min(len(self.text), a + _REACH + 1) + 1):
                if (begin <= a and b <= end) or (a <= begin and end <= b) or not self.converter.is_known(word := self.text[a:b]):
                    continue
                form = self.converter.form_of(word) or engine(self.converter.script).words({word})[word]
                if form[i - a] != chosen:
                    yield word, form[i - a]
                    return

    def _reads_as_name(self, place: _Place) -> bool:
        """Whether a title stands before the surname, 姓 or 氏 behind it, or a character alone that hardly ever is a word."""
        text, starts, begin = self.text, self.done.starts, place.end
        behind = begin + 1
        if (place.i > 0 and text[place.i - 1] in _TITLE_ENDS) or text[begin:behind] in ("姓", "氏"):
            return True
        return (text[place.i] not in _PARTY and begin < len(text) and starts[begin] == begin
                and (behind == len(text) or starts[behind] != begin) and not self.converter.is_free(text[begin]))
