"""What stands in a paragraph besides its words, as marks of the private use area until the Markdown is written."""
from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from convert.importer.records import NOTE_CLOSE, NOTE_OPEN
from convert.importer.repair import finish_paragraph
from convert.markdown import escape
from convert.model.picturefile import as_value

STRONG, EMPHASIS, SUPERSCRIPT, SUBSCRIPT = "strong", "emphasis", "superscript", "subscript"
DOTS, UNDERLINE, PROPER, TITLE = "dots", "underline", "proper", "title"
BREAK = "\ue01a"            # a line that ends where the author wanted
_BASE, _READING, _READ = "\ue023\ue024\ue025"        # before the characters, between them and their reading, behind it
_PAIRS = {STRONG: ("\ue012", "\ue013", "**", "**"), EMPHASIS: ("\ue014", "\ue015", "*", "*"),
          SUPERSCRIPT: ("\ue016", "\ue017", "^", "^"), SUBSCRIPT: ("\ue018", "\ue019", "~", "~"),
          DOTS: ("\ue01b", "\ue01c", "[", "]{.dots}"), UNDERLINE: ("\ue01d", "\ue01e", "[", "]{.underline}"),
          PROPER: ("\ue01f", "\ue020", "[", "]{.proper}"), TITLE: ("\ue021", "\ue022", "[", "]{.title}")}
_MARKS = re.compile(f"{_READING}[^{_READ}]*{_READ}|[\ue012-\ue025]")
_RUBY = re.compile(f"{_BASE}([^{_READING}]*){_READING}([^{_READ}]*){_READ}")
_CREDIT = re.compile(r"[（(][^（）()]{1,60}[）)]$")
_CLOSERS = tuple(last for _, last, *_ in _PAIRS.values())
_HAN_SPACE = re.compile(r"(?<=[\u3400-\u9fff，。、；：？！“”‘’（）]) +$")


def marked(runs: Iterable[tuple[str, str]]) -> str:
    """Runs of (words, what they are: a key above or "") as one text.  A blank at a run's edge is the white between scripts; a
    credit in brackets at the end is no part of the text, whatever it is set in."""
    groups = itertools.groupby(_merged(runs), key=lambda run: run[1])
    joined = [(kind, "".join(words for words, _ in group)) for kind, group in groups]
    out = ""
    for index, (kind, words) in enumerate(joined):
        bare = words.strip(" ") if kind else words
        if not kind or not re.search(r"\w", bare) or (index + 1 == len(joined) and _CREDIT.fullmatch(bare)):
            out += words.lstrip(" ") if out[-1:] in _CLOSERS else words
            continue
        first, last, *_ = _PAIRS[kind]
        out = _HAN_SPACE.sub("", out) + first + bare + last
    return out


def with_reading(base: str, reading: str) -> str:
    """`base` with what is set over it; a reading holds nothing that ends an attribute."""
    words = as_value(reading)
    return f"{_BASE}{base}{_READING}{words}{_READ}" if base.strip() and words else base


def _merged(runs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Runs with the blanks between two of a kind counted in."""
    listed = [run for run in runs if run[0]]
    return [(words, listed[i - 1][1]) if not words.strip() and 0 < i < len(listed) - 1 and listed[i - 1][1] == listed[i + 1][1]
            else (words, kind) for i, (words, kind) in enumerate(listed)]


def note_text(number: int, paragraphs: Sequence[str]) -> tuple[str, str]:
    """(text, role) of the line of a note: words under its number, or, of several paragraphs, Markdown already."""
    mark = f"{NOTE_OPEN}{number}{NOTE_CLOSE}："
    if len(paragraphs) < 2:
        return mark + "".join(paragraphs), "note"
    return mark + "\n\n    ".join(escape(finish_paragraph(words), at_start=True) for words in paragraphs), "raw"


def without_marks(text: str) -> str:
    return _MARKS.sub("", text)


def unmarked_lead(text: str) -> str:
    """`text` without the marks round its first words."""
    for first, last, *_ in _PAIRS.values():
        if text.startswith(first):
            return text[1:].replace(last, "", 1)
    return text


def as_markdown(text: str) -> str:
    """`text` with its marks as Markdown has them, calls of notes too; a line that was broken by hand ends with a backslash."""
    text = re.sub(f"{NOTE_OPEN}(\\d+){NOTE_CLOSE}", r"[^\1]", text)
    for first, last, before, after in _PAIRS.values():
        text = text.replace(first, before).replace(last, after)
    return _RUBY.sub(r'[\1]{ruby="\2"}', text).replace(BREAK, "\\\n")
