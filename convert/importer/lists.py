"""Lists as Markdown that counts as the printed list does: pandoc takes the first number and counts on, whatever stands below."""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convert.markdown import LIST_END
from convert.model.numerals import letters, of_letters, of_roman, roman

_LABEL = re.compile(r"([(（]?)(\d{1,9}|[a-z]{1,9}|[A-Z]{1,9})([.．、)）]?)")
LEAD = re.compile(r"([(（]?(?:\d{1,9}|[a-z]{1,9}|[A-Z]{1,9})[.．、)）](?!\d)|[●○■▪•–])\s*")     # a label that begins words
_MARK = re.compile(r"(\(?)(?:(\d{1,9})|([a-z]{1,9})|[A-Z]{1,9})([.)])(?=[ \t])")
_ROMAN_END = 4000
_STEP = 4


class Number(NamedTuple):
    """`counter` and `delimiter` as `List` of the model has them."""

    value: int
    counter: str = "decimal"
    delimiter: str = "period"


class Entry(NamedTuple):
    """An item, or with `more` a further paragraph of it; `number` None for a bullet; `text` is Markdown."""

    depth: int
    text: str
    number: Number | None = None
    more: bool = False


class _Open(NamedTuple):
    """A list that goes on: its last item, the number of that as it is written, how far in stands what belongs to it."""

    entry: Entry
    written: Number | None
    inset: int


def numbered(labels: Sequence[str]) -> list[Number | None]:
    """The numbers that printed labels say; None for what says none that Markdown could say: 一、 第三条 1.2."""
    found = [_LABEL.fullmatch(label) for label in labels]
    signs = [match[2] for match in found if match and not match[2].isdecimal()]
    counter = _counter([sign.lower() for sign in signs]) if all(map(str.islower, signs)) or all(map(str.isupper, signs)) else ""
    out: list[Number | None] = []
    for match in found:
        if match is None or (match[1] and not match[3]) or not (match[2].isdecimal() or counter):
            out.append(None)
            continue
        delimiter = "period" if match[3] not in (")", "）") or not match[3] else "parens" if match[1] else "paren"
        if match[2].isdecimal():
            out.append(Number(int(match[2]), "decimal", delimiter))
        else:
            value = (of_roman if counter == "roman" else of_letters)(match[2].lower())
            out.append(Number(value, f"{'lower' if match[2].islower() else 'upper'}-{counter}", delimiter))
    return out


def _counter(signs: Sequence[str]) -> str:
    """What the letters of a list count by, "" where they do not follow one another; a single one that can be both as pandoc reads
    it."""
    romans = [of_roman(sign) for sign in signs] if all(re.fullmatch("[ivxlcdm]+", sign) for sign in signs) else []
    in_order = {"roman": [roman(romans[0] + n) for n in range(len(signs))] if romans else [],
                "alpha": [letters(of_letters(signs[0]) + n) for n in range(len(signs))] if signs else []}
    first = ("roman", "alpha") if signs and (signs[0] == "i" or len(signs[0]) > 1) else ("alpha", "roman")
    return next((counter for counter in first if signs and in_order[counter] == list(signs)), "")


def list_text(entries: Iterable[Entry]) -> str:
    """Entries one below the other as one Markdown text, what belongs to an item set in to where its words begin, four at least."""
    lines: list[str] = []
    inside: list[_Open] = []
    for entry in entries:
        while inside and inside[-1].entry.depth > entry.depth:
            inside.pop()
        if entry.more:
            lines += ["", " " * (inside[-1].inset if inside else 0) + entry.text, ""]
            continue
        above = inside.pop() if inside and inside[-1].entry.depth == entry.depth else None
        inset = inside[-1].inset if inside else 0
        number = entry.number and _beginning(entry.number)
        if above and _counts_on(above.entry.number, entry.number):
            number = above.written and above.written._replace(value=above.written.value + 1)
        elif above:
            alike = above.written and number and _alike(above.written, number)
            lines += ["", " " * inset + LIST_END, ""] if alike else [""]
        mark = _mark(number)
        lines.append(f"{' ' * inset}{mark} {entry.text}")
        inside.append(_Open(entry, number, inset + max(_STEP, len(mark) + 1)))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _counts_on(above: Number | None, below: Number | None) -> bool:
    return below == (above and above._replace(value=above.value + 1))


def run_together(before: str, after: str) -> bool:
    """Whether pandoc would read two texts, one below the other, as one list although the second does not count on."""
    marks = [match for line in before.split("\n") if (match := _MARK.match(line))]
    begin = _MARK.match(after)
    if not marks or begin is None:
        return False
    last = marks[-1]
    alike = (last[1], last[4], bool(last[2]), bool(last[3])) == (begin[1], begin[4], bool(begin[2]), bool(begin[3]))
    return alike and not (begin[2] and int(begin[2]) == int(last[2]) + 1)


def _alike(above: Number, below: Number) -> bool:
    """Whether pandoc would read the lists of two numbers as one: d. may come after c. and after cx."""
    return (above.delimiter, above.counter.partition("-")[0]) == (below.delimiter, below.counter.partition("-")[0])


def _beginning(number: Number) -> Number:
    """The number as Markdown can begin a list with it: pandoc reads i. as 1 and v. as 22, and has no letters behind z."""
    kind = number.counter.partition("-")[2]
    said = letters(number.value) if kind == "alpha" else roman(number.value) if 0 < number.value < _ROMAN_END else ""
    if kind and (number.value < 1 or (said == "i" or len(said) > 1 if kind == "alpha" else said != "i" and len(said) < 2)):
        return number._replace(counter="decimal")
    return number


def _mark(number: Number | None) -> str:
    """What stands before an item: 5. c) (iv); behind A. two spaces, as it may be an initial."""
    if number is None:
        return "-"
    case, _, kind = number.counter.partition("-")
    sign = chr(ord("a") + (number.value - 1) % 26) if kind == "alpha" else roman(number.value) if kind else str(number.value)
    sign = sign.upper() if case == "upper" else sign
    return {"paren": f"{sign})", "parens": f"({sign})"}.get(number.delimiter, f"{sign}. " if case == "upper" else f"{sign}.")
