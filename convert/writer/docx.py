"""The Word edition: an issue as a WordprocessingML package (ECMA-376), every construct as real Word structure.

python-docx carries the package, styles, sections, headers, footers and pictures; `ooxml` what it has no word for.
"""
from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from convert.diagnostics import ExitCode, Refusal, diagnose
from convert.model.length import Length
from convert.model.nodes import Article, Block, Issue, Run, inline_sequences, walk
from convert.model.record import replace
from convert.model.text import closing_lines, opening_lines
from convert.style import StyleSheet
from convert.writer import docx_official
from convert.writer.docx_blocks import Place, spans_columns, write_blocks
from convert.writer.docx_fonts import embedded_fonts, embeds_fonts
from convert.writer.docx_front import LAST_OF_HEAD, Entry, contents, cover, masthead
from convert.writer.docx_pages import Pages, make_pages
from convert.writer.docx_parts import (
    empty_document,
    shown_parts,
    trim_namespaces,
    write_core_properties,
    write_font_table,
    write_footnotes,
    write_numbering,
    write_origin,
    write_settings,
    write_theme,
)
from convert.writer.docx_sections import Look, Sections
from convert.writer.docx_styles import StyleBook, in_register
from convert.writer.docx_text import Draft
from convert.writer.ooxml import FORBIDDEN, Element, text_run, write_package

if TYPE_CHECKING:
    from convert.fonts import FontBook

_MOST_MOVES = 4             # times that heads are moved to the next page and the pages made anew


def write_docx(issue: Issue, sheet: StyleSheet, book: FontBook, *, timestamp: int,
               cache: Path | None = None, origin: str = "", pages: Mapping[str, int] | None = None) -> bytes:
    """The issue as the bytes of a .docx.

    `timestamp`: seconds since the epoch, for the document's properties; `cache` keeps converted pictures between runs;
    `origin` says where the file comes from, for `banxin review`; `pages`: page of each heading's bookmark, where a word processor
    has told.  Equal arguments give equal bytes.
    Raises Refusal when a picture cannot be placed or the text holds a character that XML has no place for.
    """
    _refuse_forbidden(issue)
    sheet = in_register(sheet)
    document = empty_document()
    draft = Draft(document, issue, sheet, StyleBook(document, sheet, book, issue.script), cache)
    _name_anchors(draft)
    form = sheet.make_up.get("form", "")
    sections = Sections(draft)
    if form in {"official", "bulletin"}:
        pieces = [entry for entry in _contents_entries(draft) if entry.role == "contents-entry"]     # papers print no 栏目
        docx_official.write_paper(draft, sections, form, pieces)
    else:
        _write_magazine(draft, sections)
    sections.assemble()
    notes = write_footnotes(document, draft)
    if draft.page_numbers or sheet.page.column_count > 1:
        _number_contents(draft, {**_pages(sections, notes).numbers(), **(pages or {})})
    write_numbering(document, draft)
    fonts = embedded_fonts(shown_parts(document), document.styles.element, sheet, book, issue.script) if embeds_fonts(sheet) else ()
    write_settings(document, draft, embedded=bool(fonts))
    write_font_table(document, draft, book, fonts)
    write_theme(document, draft, book)
    write_core_properties(document, issue, timestamp)
    write_origin(document, origin)
    trim_namespaces(document)
    return write_package(document.part.package)


def _refuse_forbidden(issue: Issue) -> None:
    faults = [diagnose("W002", run.span, code=f"U+{ord(found[0]):04X}")
              for article in issue.articles for block in walk(article.blocks) for inlines in inline_sequences(block)
              for run in inlines if isinstance(run, Run) and (found := FORBIDDEN.search(run.text))]
    if faults:
        raise Refusal(ExitCode.SOURCE, faults)


def _name_anchors(draft: Draft) -> None:
    """Bookmark names of everything a link of the source may point at."""
    for article in draft.issue.articles:
        draft.anchors[article.metadata.id] = draft.bookmarks.name_of(article.metadata.id, "_Toc")
        for block in walk(article.blocks):
            draft.anchors[block.id] = draft.bookmarks.name_of(_first_paragraph(block))


def _first_paragraph(block: Block) -> str:
    """The key of the first paragraph that `block` becomes."""
    name = type(block).__name__
    if name == "Figure":
        return f"{block.id}/picture"
    if name == "Table":
        return f"{block.id}/0/0"
    children = [b for b in walk((block,)) if b is not block]
    return block.id if name not in {"List", "Quote", "Container"} or not children else _first_paragraph(children[0])


# --- magazine ---
def _write_magazine(draft: Draft, sections: Sections) -> None:
    make_up = draft.sheet.make_up
    if make_up.get("cover", "none") != "none":
        sections.add(Look(), cover(draft))
    front = []
    if make_up.get("contents") == "true":
        front.append(contents(draft, _contents_entries(draft)))
    if make_up.get("masthead", "none") != "none":
        front.append(masthead(draft))
    front = [elements for elements in front if elements]
    for number, elements in enumerate(front):
        sections.add(Look() if number else Look(head=_running_heads(draft, draft.label("contents")), furniture=True), elements)
    furnished = bool(front)
    for column, articles in groupby(draft.issue.articles, key=lambda a: a.metadata.column):
        heads = _running_heads(draft, column)
        look = Look(head=heads if not furnished else ("", heads[1]), furniture=not furnished)
        furnished = True
        section = ""
        for number, article in enumerate(articles):
            opening = [_label_line(draft, article, "column", column)] if column and not number else []
            if article.metadata.section and article.metadata.section != section:
                section = article.metadata.section
                opening.append(_label_line(draft, article, "section", section))
            write_article(draft, sections, article, look, opening)
            look = Look(start=_article_start(draft), head_of_article=draft.sheet.page.column_count > 1)


def _pages(sections: Sections, notes: Element | None) -> Pages:
    """The pages as the Word edition falls, once no head stands at a page's foot alone."""
    document = sections.draft.document
    pages = make_pages(document.element.body, document.styles.element, notes)
    for _ in range(_MOST_MOVES):
        if not pages.stranded:
            break
        for number in reversed(pages.stranded):
            sections.begin_page(number)
        pages = make_pages(document.element.body, document.styles.element, notes)
    return pages


def _number_contents(draft: Draft, pages: Mapping[str, int]) -> None:
    for anchor, text in draft.page_numbers:
        text.text = str(pages[anchor])


def _article_start(draft: Draft) -> str:
    return "nextPage" if draft.sheet.role("title").break_before == "page" else "continuous"


def _label_line(draft: Draft, article: Article, kind: str, text: str) -> Element:
    """The column or section label before `article`; half a row parts it from what follows if the sheet says nothing."""
    key = f"{article.metadata.id}/{kind}"
    style = draft.sheet.role(f"{kind}-label")
    after = style.margin_block_end or Length(draft.styles.row // 2)
    style_id = draft.styles.custom(f"{kind}-label", replace(style, margin_block_end=after))
    return draft.paragraph(style_id, [text_run(text)], key, toc=draft.bookmarks.name_of(key, "_Toc"))


def _running_heads(draft: Draft, column: str) -> tuple[str, str]:
    """(left page, right page) as the sheet words them; a section of Word holds a 栏目, so the article's title is left out."""
    meta = draft.issue.metadata
    place = column or meta.title

    def worded(pattern: str) -> str:
        words = {"title": meta.title, "issue_label": meta.issue_label, "column": place,
                 "article": "" if "{column}" in pattern else place}
        for key, word in words.items():
            pattern = pattern.replace("{" + key + "}", word)
        return pattern.strip("\u3000 ")

    make_up = draft.sheet.make_up
    return worded(make_up.get("running-head-left", "")), worded(make_up.get("running-head-right", ""))


def _contents_entries(draft: Draft) -> list[Entry]:
    """Column labels, section labels and article titles in the order in which they stand in the body."""
    name, out = draft.bookmarks.name_of, []
    column = section = ""
    for article in draft.issue.articles:
        meta = article.metadata
        if meta.column != column:
            column, section = meta.column, ""
            if column:
                out.append(Entry("contents-column", column, name(f"{meta.id}/column", "_Toc")))
        if meta.section and meta.section != section:
            section = meta.section
            out.append(Entry("contents-section", section, name(f"{meta.id}/section", "_Toc")))
        out.append(Entry("contents-entry", meta.title, name(meta.id, "_Toc")))
    return out


def write_article(draft: Draft, sections: Sections, article: Article, look: Look, opening: list[Element]) -> None:
    """One article: its head over the whole measure, its body in the columns of the sheet, wide figures and tables across them."""
    page = draft.sheet.page
    count = page.column_count
    draft.article_notes = {note.id: note for note in article.notes}
    draft.has_notes = draft.has_notes or bool(article.notes)
    head = [*opening, *article_head(draft, article)]
    wide = Place(page.measure)
    column = Place(Length((page.measure - (count - 1) * page.column_gap) // count))
    restart = bool(article.notes)
    if count == 1:
        body = write_blocks(draft, article.blocks, wide)
        sections.add(Look(1, look.start, look.head, look.furniture, restart), head + body + article_foot(draft, article))
        return
    sections.add(look, head)
    stretches = [(across, tuple(blocks)) for across, blocks in groupby(article.blocks, key=spans_columns)]
    for across, blocks in stretches:
        elements = write_blocks(draft, blocks, wide if across else column)
        sections.add(Look(1 if across else count, "continuous", notes_restart=restart), elements)
        restart = False
    sections.add(Look(count, "continuous"), article_foot(draft, article))


def article_head(draft: Draft, article: Article) -> list[Element]:
    """Kicker, title (heading 1), subtitle, byline, date line.

    Before columns the last of them ends its section and is not kept with what follows: LibreOffice does not hold it there, but
    may leave it on the page after.
    """
    key = article.metadata.id
    lines = opening_lines(article)
    columns = draft.sheet.page.column_count > 1
    out = []
    for number, (role, text) in enumerate(lines):
        style = draft.styles.paragraph(role)
        after = draft.sheet.role(role).margin_block_end
        if number == len(lines) - 1 and (columns or not after):
            kept = "auto" if columns else draft.sheet.role(role).break_after
            style = draft.styles.variant(role, "last", LAST_OF_HEAD, margin_block_end=after or draft.styles.row, break_after=kept)
        toc = draft.anchors[key] if role == "title" else ""
        out.append(draft.paragraph(style, [text_run(text)], f"{key}/{role}-{number}", toc=toc))
    return out


def article_foot(draft: Draft, article: Article) -> list[Element]:
    """Source and contributor, in brackets."""
    return [draft.line(role, text, f"{article.metadata.id}/{role}") for role, text in closing_lines(article)]
