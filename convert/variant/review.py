"""The proofreader's list of an edition: the places worth a look, most doubtful first, as JSON and as a page to read.

Places that are alike (the same word, the same choice) are one mark with the places counted, so that a list stays short.
The back-check converts the edition back to Simplified; what differs from the source stands in the list too.
"""
from __future__ import annotations

import functools
import html
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from convert.diagnostics import Span
from convert.messages import HANT_REVIEW
from convert.model.nodes import Issue
from convert.model.record import Record
from convert.variant.converter import BARRIER, Converter, masked
from convert.variant.doubts import Doubt, doubts
from convert.variant.glossary import read_house
from convert.variant.tree import Joined, joined_texts

if TYPE_CHECKING:
    from opencc import OpenCC

BACK = {"zh-Hant-TW": "tw2s", "zh-Hant-HK": "hk2s"}
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

    def as_json(self) -> dict[str, object]:
        marks = [{"places": [str(p) for p in m.places], "sentence": m.before + m.after, "at": len(m.before), "word": m.doubt.word,
                  "chosen": m.doubt.chosen, "alternative": m.doubt.alternative, "why": list(m.doubt.reasons),
                  "doubt": m.doubt.weight, "name": m.doubt.is_name} for m in self.marks]
        returns = [{"place": str(r.place), "source": r.source, "chosen": r.chosen, "back": r.back} for r in self.returns]
        return {"script": self.script, "characters": self.characters, "marks": marks, "returns": returns}


def review_issue(issue: Issue, script: str, house: Path | None) -> Review:
    """The list of `issue` in `script`; raises Refusal (exit 3) when `house` cannot be read."""
    return _review(((converter, j) for converter, joined in joined_texts(issue, script, house) for j in joined), script)


def review_text(text: str, file: str, script: str, house: Path | None) -> Review:
    """The list of a text, each line of which is a paragraph."""
    converter = Converter(script, (read_house(house, script)[0],))
    lines = (Joined(line, [False] * len(line), Span(file, n), ((0, Span(file, n)),)) for n, line in enumerate(text.split("\n"), 1))
    return _review(((converter, line) for line in lines), script)


def _review(texts: Iterable[tuple[Converter, Joined]], script: str) -> Review:
    characters = 0
    found: dict[tuple[str, str, str], list[Mark]] = {}
    returns: list[Return] = []
    for converter, joined in texts:
        characters += sum(not c.isspace() for c in joined.text)
        mask = masked(joined.text, joined.fixed)
        for doubt in doubts(mask, converter):
            begin, end = _sentence(joined.text, doubt.position)
            before, after = joined.text[begin:doubt.position], joined.text[doubt.position:end]
            mark = Mark((_place(joined, doubt.position),), before, after, doubt)
            found.setdefault((doubt.word, doubt.chosen, doubt.alternative), []).append(mark)
        returns += _returns(joined, mask, converter)
    marks = [Mark(tuple(p for m in alike for p in m.places), alike[0].before, alike[0].after, alike[0].doubt)
             for alike in found.values()]
    return Review(script, characters, tuple(sorted(marks, key=lambda m: -m.doubt.weight)), tuple(returns))


@functools.cache
def _back(script: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(BACK[script], include_tofu_risk_dictionaries=False)


def _returns(joined: Joined, mask: str, converter: Converter) -> Iterator[Return]:
    cells = converter.cells(joined.text, joined.fixed).cells
    traditional = "".join(c if len(c) == 1 else BARRIER for c in cells)
    for i, back in enumerate(_back(converter.script).convert(traditional.replace("\0", " "))):
        if back != mask[i] and BARRIER not in (mask[i], traditional[i]) and traditional[i] not in _BRACKETS and mask[i] != "\0":
            yield Return(_place(joined, i), mask[i], cells[i], back)


def _place(joined: Joined, position: int) -> Span:
    return next((span for begin, span in reversed(joined.places) if begin <= position), joined.span)


def _sentence(text: str, position: int) -> tuple[int, int]:
    begin = next((k + 1 for k in range(position - 1, -1, -1) if text[k] in _STOPS), 0)
    end = next((k + 1 for k in range(position, len(text)) if text[k] in _STOPS), len(text))
    return begin, end


def as_html(review: Review, title: str) -> str:
    """The list as one page that needs nothing else."""
    rows = "".join(map(_row, review.marks))
    returns = "".join(f"<tr><td>{html.escape(str(r.place))}</td><td>{html.escape(f'{r.source} → {r.chosen} → {r.back}')}</td></tr>"
                      for r in review.returns)
    per_thousand = f"{1000 * len(review.marks) / max(review.characters, 1):.2f}"
    text = HANT_REVIEW | {"lead": HANT_REVIEW["lead"].format(marks=len(review.marks), per_thousand=per_thousand)}
    head = "".join(f"<th>{text[key]}</th>" for key in ("doubt", "place", "sentence", "chosen", "alternative", "why", "accept"))
    return (f"<!DOCTYPE html>\n<html lang=\"zh-Hans\"><head><meta charset=\"utf-8\"><title>{html.escape(title)}</title>"
            f"<style>{_CSS}</style></head><body><h1>{html.escape(title)}</h1><p>{text['lead']}</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
            f"<h2>{text['returns']}</h2><table><tbody>{returns}</tbody></table></body></html>\n")


_CSS = ("body{font:16px/1.7 serif;max-width:72em;margin:2em auto;padding:0 1em}table{border-collapse:collapse;width:100%}"
        "td,th{border-bottom:1px solid #ccc;padding:.4em .6em;text-align:left;vertical-align:top}mark{background:#fd6}"
        "code{font-size:.85em;white-space:nowrap}th{white-space:nowrap}")


def _row(mark: Mark) -> str:
    doubt = mark.doubt
    more = f"<br>{HANT_REVIEW['more'].format(n=len(mark.places) - 1)}" if len(mark.places) > 1 else ""
    place = html.escape(str(mark.places[0])) + more
    sentence = f"{html.escape(mark.before)}<mark>{html.escape(mark.after[:1])}</mark>{html.escape(mark.after[1:])}"
    accept = f"banxin hant --accept {doubt.word}=…" + (" --name" if doubt.is_name else "")
    cells = (f"{doubt.weight}%", place, sentence, doubt.chosen, doubt.alternative, html.escape("；".join(doubt.reasons)),
             f"<code>{html.escape(accept)}</code>")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
