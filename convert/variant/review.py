"""The proofreader's list of an edition: the places worth a look, most doubtful first, as JSON and as a page to read.

Places that are alike (the same word, the same choice) are one mark with the places counted, so that a list stays short.
The back-check converts the edition back to Simplified; what differs from the source stands in the list too.
"""
from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from convert import report
from convert.diagnostics import Span
from convert.messages import HANT_REVIEW
from convert.model.nodes import Issue
from convert.model.record import Record
from convert.variant.converter import BARRIER, Converter
from convert.variant.doubts import Doubt, doubts, renderings
from convert.variant.glossary import read_house
from convert.variant.lines import Paragraph, paragraphs
from convert.variant.tree import Joined, Reading, convert_issue

if TYPE_CHECKING:
    from opencc import OpenCC

BACK = {"zh-Hant-TW": "tw2s", "zh-Hant-HK": "hk2s"}
FIRST = 20      # per cent of doubt from which a mark is in the first part of the page
_STOPS = frozenset("。！？；\n")
_BRACKETS = frozenset("「」『』")


class Mark(Record):
    """One line of the list; `places`: every place of it, in order; `before`, `after`: the sentence round the character."""

    places: tuple[Span, ...]
    before: str
    after: str
    doubt: Doubt


class Return(Record):
    """A character that comes back from Traditional as another one."""

    place: Span
    source: str
    chosen: str
    back: str


class Review(Record):
    """The list of one edition: `characters` were read, white space apart."""

    script: str
    characters: int
    marks: tuple[Mark, ...]
    returns: tuple[Return, ...]

    @property
    def first(self) -> tuple[Mark, ...]:
        """The marks to look at; those behind them are for a second look, and mostly right."""
        return tuple(mark for mark in self.marks if mark.doubt.weight >= FIRST)

    @property
    def summary(self) -> str:
        """How many marks there are, for a line of the console."""
        return HANT_REVIEW["summary"].format(first=len(self.first), rest=len(self.marks) - len(self.first))

    def as_json(self) -> dict[str, object]:
        marks = [{"places": [str(p) for p in m.places], "sentence": m.before + m.after, "at": len(m.before), "word": m.doubt.word,
                  "chosen": m.doubt.chosen, "alternative": m.doubt.alternative, "why": list(m.doubt.reasons),
                  "doubt": m.doubt.weight, "name": m.doubt.is_name} for m in self.marks]
        returns = [{"place": str(r.place), "source": r.source, "chosen": r.chosen, "back": r.back} for r in self.returns]
        return {"script": self.script, "characters": self.characters, "marks": marks, "returns": returns}


def review_issue(issue: Issue, script: str, house: Path | None, opinions: bool = True) -> Review:
    """The list of `issue` in `script`; raises Refusal (exit 3) when `house` cannot be read or the issue is Traditional already."""
    readings: list[Reading] = []
    convert_issue(issue, script, house, readings)
    return review(readings, script, opinions)


def review_text(text: str, file: str, script: str, house: Path | None) -> Review:
    """The list of a text, read as `Converter.convert_lines` reads it."""
    converter = Converter(script, (read_house(house, script)[0],))
    texts = tuple(_joined(paragraph, file) for paragraph in paragraphs(text.split("\n")))
    return review([Reading(converter, texts, converter.batch([(t.text, t.fixed) for t in texts]))], script, opinions=True)


def _joined(paragraph: Paragraph, file: str) -> Joined:
    numbers = [line for line, _ in paragraph.places]
    places = tuple((numbers.index(line), Span(file, line + 1)) for line in sorted(set(numbers)))
    return Joined(paragraph.text, paragraph.fixed, places[0][1] if places else Span(file), places)


def review(readings: Sequence[Reading], script: str, opinions: bool = False) -> Review:
    """The list of what was converted; `opinions` asks the other engines that are installed on this machine."""
    found: dict[tuple[str, str, str], list[Mark]] = {}
    returns: list[Return] = []
    mixed = renderings((reading.batch for reading in readings), script)
    for reading in readings:
        places = _Places(reading)
        for doubt in doubts(reading.batch, reading.converter, opinions, mixed):
            found.setdefault((doubt.word, doubt.chosen, doubt.alternative), []).append(places.mark(doubt))
        returns += _returns(reading, places)
    marks = [Mark(tuple(p for m in alike for p in m.places), alike[0].before, alike[0].after, alike[0].doubt)
             for alike in found.values()]
    characters = sum(not c.isspace() for reading in readings for joined in reading.texts for c in joined.text)
    return Review(script, characters, tuple(sorted(marks, key=lambda m: -m.doubt.weight)), tuple(returns))


class _Places:
    """Finds the text, and the place in its file, of a position in a reading's batch."""

    def __init__(self, reading: Reading) -> None:
        self._texts = reading.texts
        self._starts = [0, *accumulate(len(joined.text) + 1 for joined in reading.texts)]

    def find(self, position: int) -> tuple[Joined, int]:
        """The text at `position`, and the position in it."""
        index = bisect_right(self._starts, position) - 1
        return self._texts[index], position - self._starts[index]

    def span(self, position: int) -> Span:
        joined, position = self.find(position)
        return next((span for begin, span in reversed(joined.places) if begin <= position), joined.span)

    def mark(self, doubt: Doubt) -> Mark:
        joined, position = self.find(doubt.position)
        begin, end = _sentence(joined.text, position)
        return Mark((self.span(doubt.position),), joined.text[begin:position], joined.text[position:end], doubt)


@functools.cache
def _back(script: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(BACK[script], include_tofu_risk_dictionaries=False)


def _returns(reading: Reading, places: _Places) -> Iterator[Return]:
    """Characters of the source that do not come back; a form of several characters comes back only as itself."""
    masks = reading.batch.text
    cells = [cell for done in reading.batch.converted for cell in (*done.cells, "\n")][:-1]
    single = "".join(cell if len(cell) == 1 and mask != BARRIER else BARRIER for cell, mask in zip(cells, masks, strict=True))
    for i, back in enumerate(_back(reading.converter.script).convert(single)):
        if masks[i] == BARRIER or single[i] in _BRACKETS or back == masks[i]:
            continue
        joined, position = places.find(i)
        yield Return(places.span(i), joined.text[position], cells[i], back if single[i] != BARRIER else cells[i])


def _sentence(text: str, position: int) -> tuple[int, int]:
    begin = next((k + 1 for k in range(position - 1, -1, -1) if text[k] in _STOPS), 0)
    end = next((k + 1 for k in range(position, len(text)) if text[k] in _STOPS), len(text))
    return begin, end


def as_html(review: Review, title: str) -> str:
    """The list as one page that needs nothing else."""
    heads = [HANT_REVIEW[key] for key in ("doubt", "place", "sentence", "chosen", "alternative", "why", "accept")]
    first, rest = review.first, review.marks[len(review.first):]
    per_thousand = f"{1000 * len(first) / max(review.characters, 1):.2f}"
    body = [f"<p>{HANT_REVIEW['lead'].format(marks=len(first), per_thousand=per_thousand)}</p>",
            report.table(map(_row, first), heads)]
    if rest:
        body += [f"<details><summary>{HANT_REVIEW['rest'].format(marks=len(rest))}</summary>",
                 report.table(map(_row, rest), heads), "</details>"]
    body.append(f"<h2>{HANT_REVIEW['returns']}</h2>")
    if review.returns:
        body.append(report.table((_cell(r.place), _cell(f"{r.source} → {r.chosen} → {r.back}")) for r in review.returns))
    else:
        body.append(f"<p>{HANT_REVIEW['no-returns']}</p>")
    return report.page(title, body, _CSS)


_CSS = "body{max-width:80em}code{font-size:.85em;white-space:nowrap}td:first-child{white-space:nowrap}"


def _row(mark: Mark) -> Sequence[str]:
    doubt = mark.doubt
    more = f"<br>{HANT_REVIEW['more'].format(n=len(mark.places) - 1)}" if len(mark.places) > 1 else ""
    place = f'<td title="{report.escape("、".join(map(str, mark.places)))}">{report.escape(mark.places[0])}{more}</td>'
    sentence = f"{report.escape(mark.before)}<mark>{report.escape(mark.after[:1])}</mark>{report.escape(mark.after[1:])}"
    accept = f"banxin hant --accept {doubt.word}=…" + (" --name" if doubt.is_name else "")
    return (_cell(f"{doubt.weight}%"), place, f"<td>{sentence}</td>", _cell(doubt.chosen), _cell(doubt.alternative),
            _cell("；".join(doubt.reasons)), f"<td><code>{report.escape(accept)}</code></td>")


def _cell(text: object) -> str:
    return f"<td>{report.escape(text)}</td>"
