"""The EPUB edition: one reflowable EPUB 3.3 publication, one XHTML file per article, written from the model.

Files and ids come from the issue's own ids, so that the editions of an issue in its scripts correspond file by file, id by id.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

from convert.diagnostics import ExitCode, Refusal, diagnose
from convert.fonts import FontBook
from convert.model.nodes import Article, Block, Figure, Heading, Issue, Table, plain_text, walk
from convert.model.pagemap import PageMap
from convert.model.record import Record, replace
from convert.style import StyleSheet
from convert.writer import epub_matter as matter
from convert.writer.epub_cover import draw_cover
from convert.writer.epub_css import style_css
from convert.writer.epub_fonts import with_fonts
from convert.writer.epub_matter import Entry
from convert.writer.epub_metadata import IDENTIFIER_ID, Content, issue_title, package_metadata
from convert.writer.epub_package import XHTML, Resource, write_container
from convert.writer.screenpictures import ScreenPicture, UnreadablePicture, screen_picture
from convert.writer.xhtml import PageMark, Picture, Setting, column_percents, document, render_article, upright_numbers

_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_COLOPHON = "colophon.xhtml"
LONGEST_SIDE = 2000     # of a picture, in pixels


class _Part(Record):
    """Articles under one divider; `file` "" when they stand by themselves."""

    title: str
    file: str
    articles: tuple[Article, ...]


class _Plan(Record):
    """Where everything of the book stands.  `pages`: (label, href) in print order."""

    parts: tuple[_Part, ...]
    article_files: dict[str, str]
    setting: Setting
    divider_marks: dict[str, tuple[PageMark, ...]]
    pages: tuple[tuple[str, str], ...]


def write_epub(issue: Issue, sheet: StyleSheet, book: FontBook, page_map: PageMap, *, timestamp: int,
               cache: Path | None = None) -> bytes:
    """The bytes of the book.  `timestamp`: seconds since the epoch, becomes dcterms:modified; `cache` keeps converted pictures.

    A page of `page_map` without text of the issue on it (cover, contents) has no place in a flowing book and is not listed.
    A sheet with vertical pages makes a book in vertical lines, read from right to left.
    Raises Refusal (exit 5, W050) when a picture cannot be read.
    """
    images = _encode_images(issue, cache)
    plan = _plan(issue, page_map, images)
    cover = draw_cover(issue, sheet, book)
    indexes = _indexes(issue, sheet, plan)
    content = Content(bool(images), True, bool(plan.pages), bool(indexes))
    nav = matter.navigation_document(issue, sheet, _contents(issue, sheet, plan, indexes),
                                     _landmarks(issue, sheet, plan, indexes), plan.pages)
    picture = f"images/cover.{cover.suffix}"
    resources = [_page("cover.xhtml", matter.cover_document(issue, sheet, picture, matter.cover_text(issue, sheet),
                                                            (cover.width, cover.height))),
                 *_front(issue, sheet, plan), _page("nav.xhtml", nav, "nav"), *_text(issue, sheet, plan),
                 *(_page(i.file, i.page) for i in indexes)]
    if sheet.page.vertical:
        resources = [replace(r, data=upright_numbers(r.data.decode()).encode()) for r in resources]
    resources, fonts = with_fonts(resources, sheet, book, issue.script)
    css = style_css(sheet, book, issue.script, _shares(issue), fonts)
    resources.append(Resource("style.css", "text/css", css.encode()))
    resources.append(Resource(picture, cover.media_type, cover.data, "cover-image"))
    resources += [Resource(plan.setting.pictures[key].href, i.media_type, i.data) for key, i in images.items()]
    metadata = package_metadata(issue, sheet, content, timestamp)
    return write_container(resources, metadata, issue.script, IDENTIFIER_ID, right_to_left=sheet.page.vertical)


class _Index(Record):
    """A page of references to the articles."""

    file: str
    label: str
    page: str


def _indexes(issue: Issue, sheet: StyleSheet, plan: _Plan) -> list[_Index]:
    """Authors, and of a periodical with 栏目 these, each with the articles."""
    authors = matter.authors_index(issue)
    columns = {p.title: list(p.articles) for p in plan.parts if p.file and p.file != _COLOPHON}
    found = (("authors.xhtml", "author-index", authors), ("columns.xhtml", "column-index", columns))
    out = []
    for file, key, entries in found:
        label = sheet.label(key, issue.script)
        if entries:
            out.append(_Index(file, label, matter.index_document(label, entries, plan.article_files, issue.script)))
    return out


def _front(issue: Issue, sheet: StyleSheet, plan: _Plan) -> Iterator[Resource]:
    """The masthead, which is the title page of an issue without 栏目."""
    if issue.metadata.document_type != "magazine-issue":
        return
    titled = any(part.file == _COLOPHON for part in plan.parts)
    yield _page(_COLOPHON, matter.colophon_document(issue, sheet, issue_title(issue) if titled else ""))


def _page(path: str, text: str, properties: str = "") -> Resource:
    return Resource(path, XHTML, text.encode(), properties, in_spine=True)


# --- the plan ---
def _plan(issue: Issue, page_map: PageMap, images: dict[str, ScreenPicture]) -> _Plan:
    parts = _parts(issue)
    article_files = _article_files(issue)
    files = dict(_anchors(issue, article_files))
    dividers = _openers(issue, parts, article_files)
    places = _page_places(issue, page_map, files)
    block_marks: dict[str, list[PageMark]] = {}
    divider_marks: dict[str, list[PageMark]] = {}
    pages = []
    for number, (label, place, offset) in enumerate(places, 1):
        mark = PageMark(f"_page{number}", label, offset)
        # print sets the name of a 栏目 over its first article: a page that opens with that article opens with the divider
        file = dividers.get(place) or files[place]
        target = divider_marks.setdefault(file, []) if place in dividers else block_marks.setdefault(place, [])
        target.append(mark)
        pages.append((label, f"{file}#{mark.id}"))
    marks = {key: tuple(sorted(found, key=lambda m: m.offset)) for key, found in block_marks.items()}
    pictures = {key: Picture(f"images/{key[:16]}.{i.suffix}", i.width, i.height) for key, i in images.items()}
    setting = Setting(files, marks, pictures)
    return _Plan(parts, article_files, setting, {key: tuple(found) for key, found in divider_marks.items()}, tuple(pages))


def _parts(issue: Issue) -> tuple[_Part, ...]:
    """Runs of articles of one 栏目.  A magazine without any stands under a title page, documents under their letterhead."""
    if issue.metadata.document_type != "magazine-issue":
        return (_Part(issue.metadata.title, "", issue.articles),)
    if not any(a.metadata.column for a in issue.articles):
        return (_Part(issue_title(issue), _COLOPHON, issue.articles),) if issue.articles else ()
    parts: list[_Part] = []
    number = 0
    for column, group in groupby(issue.articles, key=lambda a: a.metadata.column):
        number += bool(column)
        parts.append(_Part(column, f"column-{number:02d}.xhtml" if column else "", tuple(group)))
    return tuple(parts)


def _openers(issue: Issue, parts: tuple[_Part, ...], article_files: dict[str, str]) -> dict[str, str]:
    """Article id -> file of what print sets over its head: the bar of a 栏目, or the letterhead in the article's own file."""
    if issue.metadata.document_type == "magazine-issue":
        return {p.articles[0].metadata.id: p.file for p in parts if p.file and p.file != _COLOPHON}
    return {a.metadata.id: article_files[a.metadata.id] for a in issue.articles[:1]}


def _article_files(issue: Issue) -> dict[str, str]:
    """Article id -> file: named by the id where that is a file name everywhere, else by its place in the issue."""
    taken: set[str] = set()
    out = {}
    for number, article in enumerate(issue.articles, 1):
        name = article.metadata.id
        if not _SAFE_NAME.fullmatch(name) or name.lower() in taken:
            name = f"article-{number:03d}"
        taken.add(name.lower())
        out[article.metadata.id] = f"text/{name}.xhtml"
    return out


def _anchors(issue: Issue, article_files: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(id, file) of everything a link or a page can point to."""
    for article in issue.articles:
        file = article_files[article.metadata.id]
        yield article.metadata.id, file
        for note in article.notes:
            yield note.id, file
        for block in _all_blocks(article):
            if block.id:
                yield block.id, file


def _all_blocks(article: Article) -> Iterator[Block]:
    yield from walk(article.blocks)
    for note in article.notes:
        yield from walk(note.blocks)


def _page_places(issue: Issue, page_map: PageMap, files: dict[str, str]) -> Iterator[tuple[str, str, int]]:
    """(label, id, offset) of every page that has a place in the text, in print order.

    A page on which the article of its first text opens begins with the article's head, so its place is the article itself.
    """
    owners = {b.id: a.metadata.id for a in issue.articles for b in _all_blocks(a)}
    opened = dict(page_map.article_pages)
    starts = {s.label: s for s in reversed(page_map.starts)}
    openers = {label: article for article, label in reversed(page_map.article_pages)}
    for label in dict.fromkeys(page_map.labels or (s.label for s in page_map.starts)):
        start = starts.get(label)
        if start is None or start.block_id not in files:
            if label in openers and openers[label] in files:
                yield label, openers[label], 0
            continue
        owner = owners.get(start.block_id, start.block_id)
        if opened.get(owner) == label or start.block_id == owner:
            yield label, owner, 0
        else:
            yield label, start.block_id, start.offset


# --- the parts of the book ---
def _text(issue: Issue, sheet: StyleSheet, plan: _Plan) -> Iterator[Resource]:
    framed = issue.metadata.document_type != "magazine-issue"
    for part in plan.parts:
        if part.file and part.file != _COLOPHON:
            yield _divider(issue, plan, part)
        section = ""
        for number, article in enumerate(part.articles):
            meta = article.metadata
            file = plan.article_files[meta.id]
            label = ("attachment-mark", matter.attachment_mark(issue, sheet, number)) if framed and number else \
                ("section-label", meta.section if meta.section != section else "")
            closing = matter.closing(issue, sheet) if framed and number == 0 else ""
            pieces = [render_article(article, plan.setting, file, label, closing)]
            section = meta.section
            if framed and number == 0:
                pieces.insert(0, matter.letterhead(issue, sheet, plan.divider_marks.get(file, ())))
            if framed and number == len(part.articles) - 1 and (record := matter.record(issue, sheet)):
                pieces.append(record)
            yield _page(file, document(meta.title, "\n".join(pieces), issue.script))


def _divider(issue: Issue, plan: _Plan, part: _Part) -> Resource:
    marks = plan.divider_marks.get(part.file, ())
    return _page(part.file, matter.divider_document(part.title, marks, issue.script))


def _contents(issue: Issue, sheet: StyleSheet, plan: _Plan, indexes: Sequence[_Index]) -> list[Entry]:
    """栏目 over articles; official documents and bulletins: letterhead over articles over their headings."""
    framed = issue.metadata.document_type != "magazine-issue"
    label = sheet.label("masthead" if issue.metadata.editorial_board else "imprint", issue.script)
    waiting = () if framed else (Entry(label, _COLOPHON),)
    entries: list[Entry] = []
    for part in plan.parts:
        articles = tuple(_article_entry(a, plan, with_headings=framed) for a in part.articles)
        if framed and articles:
            entries.append(Entry(part.title, f"{plan.article_files[part.articles[0].metadata.id]}#_mark", articles))
        elif part.file == _COLOPHON:
            entries.append(Entry(part.title, part.file, articles))
        else:
            entries += [*waiting, *((Entry(part.title, part.file, articles),) if part.file else articles)]
        waiting = ()
    return [*entries, *waiting, *(Entry(i.label, i.file) for i in indexes)]


def _article_entry(article: Article, plan: _Plan, *, with_headings: bool) -> Entry:
    file = plan.article_files[article.metadata.id]
    if not with_headings:
        return Entry(article.metadata.title, file)
    headings = tuple(Entry(plain_text(b.inlines), f"{file}#{b.id}") for b in article.blocks
                     if isinstance(b, Heading) and b.level == 1 and b.id)
    return Entry(article.metadata.title, f"{file}#{article.metadata.id}", headings)


def _landmarks(issue: Issue, sheet: StyleSheet, plan: _Plan, indexes: Sequence[_Index]) -> list[tuple[str, str, str]]:
    """(type, label, href) in the edition's language (EPUB 3.3 §7.4.3)."""
    def label(key: str) -> str:
        return sheet.label(key, issue.script)

    out = [("cover", label("cover"), "cover.xhtml"), ("toc", label("contents"), "nav.xhtml#toc")]
    if plan.parts:
        first = plan.parts[0]
        file = "" if first.file == _COLOPHON else first.file
        out.append(("bodymatter", label("body-matter"), file or plan.article_files[first.articles[0].metadata.id]))
    return [*out, *(("index", i.label, i.file) for i in indexes[:1])]


# --- pictures ---
def _encode_images(issue: Issue, cache: Path | None) -> dict[str, ScreenPicture]:
    """sha256 of the source file -> picture of the book, each file once, in reading order."""
    figures: dict[str, Figure] = {}
    for article in issue.articles:
        for block in _all_blocks(article):
            if isinstance(block, Figure):
                figures.setdefault(block.image.sha256, block)
    if not figures:
        return {}
    with ThreadPoolExecutor(min(4, len(figures))) as pool:      # Pillow decodes, scales and encodes without the interpreter's lock
        return dict(zip(figures, pool.map(lambda f: _encode_image(f, cache), figures.values()), strict=True))


def _encode_image(figure: Figure, cache: Path | None) -> ScreenPicture:
    try:
        return screen_picture(figure.image, (LONGEST_SIDE, LONGEST_SIDE), cache)
    except UnreadablePicture as error:
        raise Refusal(ExitCode.OUTPUT, [diagnose("W050", figure.span, path=figure.image.path.name)]) from error


def _shares(issue: Issue) -> Iterable[int]:
    """Every width in percent that a picture or a table column of the issue asks for."""
    for article in issue.articles:
        for block in _all_blocks(article):
            if isinstance(block, Figure) and block.width < 100:
                yield block.width
            elif isinstance(block, Table):
                yield from column_percents(block.widths)
