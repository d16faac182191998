"""One text through every stage: cleaning, stock conversion, boundary check, rules, glossary layers, quotes.

The result is a list of cells, one string for each character of the source, so that text goes back to its runs by index.
"""
from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from convert.lexicon import OWN, Lexicon, build, shipped_words
from convert.model.record import Record
from convert.variant import boundary, rules
from convert.variant.engine import engine
from convert.variant.glossary import Layer, apply_layer, read_house, shipped_forms
from convert.variant.lines import paragraphs
from convert.variant.quotes import corner_quotes

BARRIER = "\ue000"      # stands for a protected character: no word and no phrase reaches across it
# Radicals of PDF text that stand for characters (U+2E80–2EFF have no decomposition in Unicode; U+2F00–2FD5 have).
_RADICALS = dict(zip("⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻥⻦⻩⻬⻮⻰⻳",
                     "母民虎西见角贝车长门青韦页风飞食马鱼鸟黄齐齿龙龟", strict=True))
RADICAL = re.compile("[\u2e80-\u2fd5]")
UNFIT = re.compile("[\x00\ud800-\udfff]")       # OpenCC would cut the text short, or raise

# What stays as it is in any text: addresses and file names.
ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
                     r"|[A-Za-z0-9][\w./-]*\.(?:png|jpe?g|gif|svg|webp|pdf|docx?|epub|md|ya?ml|csv|json|html?)(?![A-Za-z0-9])")


class Converted(Record):
    """`cells`: one string a character; `unmatched`: positions of quotes without a partner."""

    cells: tuple[str, ...]
    unmatched: tuple[int, ...] = ()


class Batch(Record):
    """Many texts converted at once: `text`, masked, one a line; its `workings`; what became of each."""

    text: str
    workings: Workings
    converted: tuple[Converted, ...]


class Workings(Record):
    """`cells`, `starts`, `stock` form of each position; `reasons` of rules that decided; `settled`: those of a layer's entries."""

    cells: list[str]
    starts: list[int]
    stock: str
    reasons: dict[int, str]
    settled: set[int]


@functools.lru_cache(maxsize=64)
def _lexicon(script: str, layers: tuple[Layer, ...]) -> Lexicon:
    words = shipped_words() | dict.fromkeys(shipped_forms(script), OWN)
    words.update((entry.source, OWN) for layer in layers for entry in layer if len(entry.source) > 1)
    return build(words)


def radical_form(char: str) -> str:
    """The unified ideograph of a Kangxi or CJK radical, the character itself when it has none."""
    return _RADICALS.get(char) or unicodedata.normalize("NFKC", char)


class Converter:
    """The conversion of one edition; `layers` of glossaries on top of the shipped one, later ones win."""

    def __init__(self, script: str, glossaries: tuple[Layer, ...] = ()):
        self.script = script
        self.layers = tuple(layer for layer in glossaries if layer)
        self._lexicon = _lexicon(script, self.layers)
        self._forms = shipped_forms(script)

    @classmethod
    def with_house(cls, script: str, house: Path | None) -> Converter:
        """A converter with the glossary of styles/house.yaml; raises Refusal (exit 3) when that cannot be read."""
        return cls(script, (read_house(house, script)[0],))

    def with_layer(self, layer: Layer) -> Converter:
        return Converter(self.script, (*self.layers, layer)) if layer else self

    def convert(self, text: str) -> str:
        """One line of text or Markdown: marks, code, addresses and link targets stay, words are read across the marks."""
        return self.convert_lines([text])[0]

    def convert_lines(self, lines: Sequence[str]) -> list[str]:
        """As many lines as there are, each converted; words are read across the breaks of a paragraph that was wrapped hard."""
        out = [list(line) for line in lines]
        read = list(paragraphs(lines))
        done = self.batch([(paragraph.text, paragraph.fixed) for paragraph in read]).converted
        for paragraph, converted in zip(read, done, strict=True):
            for (number, column), cell in zip(paragraph.places, converted.cells, strict=True):
                out[number][column] = cell
        return ["".join(line) for line in out]

    def cells(self, text: str, fixed: list[bool] | None = None) -> Converted:
        """Convert `text`, in which the characters marked in `fixed` stay; each line is a paragraph of its own for quotes."""
        return self.batch([(text, fixed or [False] * len(text))]).converted[0]

    def batch(self, texts: list[tuple[str, list[bool]]]) -> Batch:
        """Convert many texts at once; each is a paragraph of its own."""
        masks = [masked(text, fixed) for text, fixed in texts]
        whole = "\n".join(masks)
        workings = self.workings(whole)
        cells = workings.cells
        results, start = [], 0
        for (text, _), mask in zip(texts, masks, strict=True):
            end = start + len(text)
            own = cells[start:end]
            quotes = corner_quotes(mask)
            for i, char in quotes.forms.items():
                own[i] = char
            results.append(Converted(tuple(text[i] if mask[i] == BARRIER else c for i, c in enumerate(own)), quotes.unmatched))
            start = end + 1
        return Batch(whole, workings, tuple(results))

    def workings(self, text: str) -> Workings:
        """The conversion of `text`, in which what must stay is BARRIER, with what decided each form."""
        cells, starts, stock = boundary.convert_words(text, engine(self.script), self._lexicon, self._forms)
        reasons = {}
        for decision in rules.decide(text, starts, self.script):
            cells[decision.position] = decision.form
            reasons[decision.position] = decision.reason
        settled: set[int] = set()
        for layer in self.layers:
            for begin, end in apply_layer(text, cells, starts, layer):
                settled.update(range(begin, end))
        return Workings(cells, starts, stock, reasons, settled)

    def form_of(self, word: str) -> str:
        """The form of `word` in the glossary that comes with the program; "" when it is not there."""
        return self._forms.get(word, "")

    def is_known(self, word: str) -> bool:
        """Whether `word` is one of the lexicon's or the glossary's."""
        return word in self._lexicon.costs

    def is_free(self, char: str) -> bool:
        """Whether `char` often is a word of its own."""
        return char in self._lexicon.costs


def masked(text: str, fixed: list[bool]) -> str:
    """`text` with every character that must stay replaced by BARRIER, and radicals by their characters."""
    if RADICAL.search(text):
        text = "".join(radical_form(c) if RADICAL.match(c) else c for c in text)
    chars = [BARRIER if stay else c for c, stay in zip(text, fixed, strict=True)] if True in fixed else list(text)
    for pattern in (ADDRESS, UNFIT):
        for match in pattern.finditer(text):
            begin, end = match.span()
            chars[begin:end] = BARRIER * (end - begin)
    return "".join(chars)
