"""Glossaries in layers: the program's own, the house's, the issue's, the article's; later layers win.

The program's words are words of the lexicon with a form.  Entries of the other layers are laid over the converted text by
position: an entry wins wherever it does not cut two known words apart; one that is `locked` wins there too.
"""
from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from convert import strictyaml
from convert.diagnostics import Diagnostic, ExitCode, Refusal, diagnose, has_errors
from convert.model.metadata import GlossaryEntry
from convert.model.record import Record
from convert.strictyaml import Fields
from convert.variant.data import read_data

# Taiwan form -> Hong Kong form of the characters in which the two standards of OpenCC differ.
_HONG_KONG = str.maketrans("檯裡著溫衛說閱銳臺戶脫汙稅兌敘溼臥蔥鉤悅媼慍醞妝", "枱裏着温衞説閲鋭台户脱污税兑敍濕卧葱鈎悦媪愠醖妝")
REGIONS = ("zh-Hant-TW", "zh-Hant-HK")


class Entry(Record):
    """`target` is final for the edition it was made for."""

    source: str
    target: str
    locked: bool = False


Layer = tuple[Entry, ...]


def regional(source: str, target: str, script: str) -> str:
    """`target`, written in Taiwan forms, in the forms of `script`; characters the source already has are left alone."""
    if script != "zh-Hant-HK":
        return target
    return "".join(t if t in source else t.translate(_HONG_KONG) for t in target)


class ShippedEntry(Record):
    """A row of the glossary that comes with the program."""

    source: str
    target: str
    example: str


@functools.cache
def shipped_entries() -> tuple[ShippedEntry, ...]:
    """`glossary.tsv`: word, Taiwan form, a sentence that holds the word."""
    rows = (line.split("\t") for line in read_data("glossary.tsv").splitlines() if line and not line.startswith("#"))
    return tuple(ShippedEntry(*row) for row in rows)


@functools.cache
def shipped_forms(script: str) -> dict[str, str]:
    return {e.source: regional(e.source, e.target, script) for e in shipped_entries()}


def layer_of(entries: Iterable[GlossaryEntry], script: str) -> Layer:
    """The layer of an issue's or an article's `glossary:`."""
    return tuple(Entry(e.source, e.hong_kong if e.hong_kong and script == "zh-Hant-HK" else regional(e.source, e.taiwan, script),
                       e.locked) for e in entries if e.source)


def read_house(path: Path | None, script: str, file: str = "") -> tuple[Layer, tuple[Diagnostic, ...]]:
    """The layer of `path` (styles/house.yaml); raises Refusal (exit 3) when it cannot be read."""
    if path is None:
        return (), ()
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(ExitCode.SOURCE, [diagnose("V005", path=path.as_posix(), problem=str(error))]) from None
    diagnostics: list[Diagnostic] = []
    fields = Fields.of(strictyaml.parse(text, file or f"styles/{path.name}"), diagnostics)
    entries = tuple(e for key in ("glossary", "names") for e in _entries(fields.fields(key), script, key == "names", diagnostics))
    fields.finish()
    if has_errors(diagnostics):
        raise Refusal(ExitCode.SOURCE, diagnostics)
    return entries, tuple(diagnostics)


def _entries(fields: Fields | None, script: str, locked: bool, diagnostics: list[Diagnostic]) -> Iterable[Entry]:
    """`source: target`, or `source: {zh-Hant-TW: …, zh-Hant-HK: …, locked: true}`."""
    if fields is None:
        return
    for source in fields:
        node = fields.node(source)
        if isinstance(node, strictyaml.Mapping):
            detail = Fields(node, diagnostics)
            targets = {region: detail.text(region) for region in REGIONS}
            lock = detail.flag("locked", locked)
            detail.finish()
            target = targets[script] or regional(source, targets["zh-Hant-TW"], script)
        else:
            target, lock = regional(source, fields.text(source), script), locked
        if not source or not target:
            diagnostics.append(diagnose("V006", fields.span_of(source), source=source))
        else:
            yield Entry(source, target, lock)


@functools.lru_cache(maxsize=64)
def _pattern(layer: Layer) -> tuple[re.Pattern[str], Mapping[str, Entry]]:
    table = {entry.source: entry for entry in layer}
    longest_first = sorted(table, key=lambda source: (-len(source), source))
    return re.compile("|".join(map(re.escape, longest_first))), table


def apply_layer(text: str, cells: list[str], starts: list[int], layer: Layer) -> Iterator[tuple[int, int]]:
    """Lay the entries of `layer` over `cells` (one string a character of `text`); the longest entry wins.  Yields its places."""
    if not layer:
        return
    pattern, table = _pattern(layer)
    position = 0
    while match := pattern.search(text, position):
        entry, (begin, end) = table[match[0]], match.span()
        if not entry.locked and _cuts_words(starts, begin, end):
            position = begin + 1
            continue
        position = end
        spread = [*entry.target[:end - begin - 1], entry.target[end - begin - 1:]]
        cells[begin:end] = spread + [""] * (end - begin - len(spread))
        yield begin, end


def _cuts_words(starts: list[int], begin: int, end: int) -> bool:
    """Whether [begin, end) overlaps a word without holding it or lying inside it."""
    def inside(position: int) -> bool:
        return 0 <= position < len(starts) and 0 <= starts[position] < position

    if not inside(begin) and not inside(end):
        return False
    return starts[begin] != starts[end - 1]
