"""What every part of the Word writer shares: the draft of the document, and inline content as runs."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE

from convert.model.nodes import Footnote, Inline, Inlines, Issue, LineBreak, NoteReference, Run, inline_sequences, walk
from convert.model.record import Record, field
from convert.model.text import note_mark
from convert.style import StyleSheet
from convert.writer.docx_styles import StyleBook
from convert.writer.ooxml import (
    Bookmarks,
    Element,
    break_run,
    field_begin,
    field_end,
    hyperlink,
    make,
    paragraph,
    properties,
    ruby_run,
    text_run,
    value,
)

_CULTURES = {"en": "en-US", "ja": "ja-JP", "ko": "ko-KR", "fr": "fr-FR", "de": "de-DE", "es": "es-ES", "ru": "ru-RU", "bo": "bo-CN",
             "ug": "ug-CN", "mn": "mn-MN", "zh": "zh-CN", "zh-Hans": "zh-CN", "zh-Hans-CN": "zh-CN", "zh-Hant": "zh-TW",
             "zh-Hant-TW": "zh-TW", "zh-Hant-HK": "zh-HK"}
_EAST_ASIAN = {"zh", "ja", "ko"}


class Draft(Record, frozen=False):
    """The document being written, and what its parts are made from."""

    document: WordDocument
    issue: Issue
    sheet: StyleSheet
    styles: StyleBook
    cache: Path | None = None                                           # keeps converted pictures between runs
    bookmarks: Bookmarks = field(default_factory=Bookmarks)
    notes: list[tuple[int, Footnote]] = field(default_factory=list)     # footnotes called so far, with their Word ids
    numberings: list[Element] = field(default_factory=list)             # w:abstractNum, one a list
    anchors: dict[str, str] = field(default_factory=dict)               # id of the source -> bookmark name
    calls: dict[str, str] = field(default_factory=dict)                 # id of a footnote -> bookmark of its first call
    call_counts: Counter[str] = field(default_factory=Counter)          # id of a footnote -> how often it is called
    article_notes: dict[str, Footnote] = field(default_factory=dict)    # of the article being written
    page_numbers: list[tuple[str, Element]] = field(default_factory=list)   # (bookmark, w:t that shows its page) of the contents
    has_notes: bool = False
    pictures: int = 0

    def label(self, key: str) -> str:
        return self.sheet.label(key, self.issue.script)

    def paragraph(self, style: str, children: Iterable[Element], key: str, extra: Iterable[Element] = (), toc: str = "") -> Element:
        """A paragraph under its bookmark `p_…`, the range bookmark of the paragraph whose stable key is `key`."""
        names = [toc] if toc else []
        return self.bookmarks.wrap(paragraph(style, children, extra), self.bookmarks.name_of(key), *names)

    def line(self, role: str, text: str, key: str, toc: str = "") -> Element:
        """A paragraph of plain text in the style of `role`."""
        return self.paragraph(self.styles.paragraph(role), [text_run(text)], key, toc=toc)

    # --- inline content ---
    def runs(self, inlines: Inlines) -> list[Element]:
        """Runs of `inlines`; neighbours with the same target share one link."""
        out: list[Element] = []
        for href, group in groupby(inlines, key=lambda i: i.href if isinstance(i, Run) else ""):
            elements = [element for i in group for element in self._inline(i)]
            out += [self._link(href, elements)] if href else elements
        return out

    def _inline(self, inline: Inline) -> list[Element]:
        match inline:
            case Run():
                run = text_run(inline.text, self.styles.character(inline.marks, bool(inline.href)), culture(inline.lang))
                if not inline.ruby:
                    return [run]
                sizes = self.sheet.role("body").font_size, self.sheet.role("ruby").font_size
                return [ruby_run(run, text_run(inline.ruby, self.styles.role_character("ruby")), sizes)]
            case LineBreak():
                return [break_run()]
            case NoteReference():
                return self._note_call(inline)

    def _link(self, href: str, runs: list[Element]) -> Element:
        if href.startswith("#"):
            anchor = self.anchors.get(href[1:])
            return hyperlink(anchor, runs) if anchor else make("w:hyperlink", None, *runs)
        relation = self.document.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return make("w:hyperlink", {"r:id": relation, "history": "1"}, *runs)

    def _note_call(self, reference: NoteReference) -> list[Element]:
        """The call of a footnote, under a bookmark; a second call of the same one refers to it (NOTEREF, 17.16.5.37)."""
        note = self.article_notes[reference.note_id]
        style = self.styles.note_reference()
        if reference.note_id in self.calls:
            shown = text_run(note_mark(note.number), style)
            return [*field_begin(f"NOTEREF {self.calls[reference.note_id]} \\f \\h"), shown, field_end()]
        number = len(self.notes) + 1
        self.notes.append((number, note))
        call = make("w:r", None, properties("w:rPr", [value("w:rStyle", style)]), make("w:footnoteReference", {"id": number}))
        if self.called_again(reference.note_id):
            name = self.calls[reference.note_id] = self.bookmarks.name_of(reference.note_id, "_Ref")
            return list(self.bookmarks.wrap(make("w:p", None, call), name))
        return [call]

    def called_again(self, note_id: str) -> bool:
        """Whether the article calls the note more than once."""
        if not self.call_counts:
            self.call_counts.update(
                item.note_id for article in self.issue.articles
                for block in (*walk(article.blocks), *(b for n in article.notes for b in walk(n.blocks)))
                for inlines in inline_sequences(block) for item in inlines if isinstance(item, NoteReference))
        return self.call_counts[note_id] > 1


def culture(tag: str) -> tuple[str, str] | None:
    """BCP 47 -> (attribute of w:lang that holds it, the culture name Word knows)."""
    if not tag:
        return None
    name = _CULTURES.get(tag) or _CULTURES.get(tag.partition("-")[0] if tag.count("-") > 1 else tag, tag)
    return ("eastAsia" if tag.partition("-")[0] in _EAST_ASIAN else "val"), name
