"""Nodes of the model to XHTML (HTML 5 in XML syntax, EPUB 3.3 §6.1), as escaped strings.

Chinese stays as it is written: no hard spaces, no inline styles; what a thing looks like is told by its class alone.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby

from convert.model.nodes import (
    Article,
    Block,
    Cell,
    Container,
    Figure,
    Footnote,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    List,
    Mark,
    NoteReference,
    Paragraph,
    Quote,
    Row,
    Run,
    Table,
    ThematicBreak,
    Verse,
    child_blocks,
    plain_text,
)
from convert.model.record import Record, field
from convert.model.text import closing_lines, note_mark, opening_lines, signing_at

_SPECIAL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")     # XML 1.0 §2.2
_TEXT = re.compile(r">[^<>]+<")
_SHORT_NUMBER = re.compile(r"(?<![0-9.A-Za-z])[0-9]{1,2}(?![0-9.A-Za-z])")
_TYPES = {"lower-alpha": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I"}
_ELEMENTS = ((Mark.STRONG, "strong", ""), (Mark.EMPHASIS, "em", ""), (Mark.RUN_IN, "b", "run-in"),
             (Mark.EMPHASIS_DOTS, "em", "dots"), (Mark.UNDERLINE, "span", "underline"), (Mark.CODE, "code", ""),
             (Mark.PROPER_NAME, "u", "proper"), (Mark.BOOK_TITLE, "cite", "book-title"),
             (Mark.SUPERSCRIPT, "sup", ""), (Mark.SUBSCRIPT, "sub", ""))


def escape(text: str) -> str:
    """`text` for element content or a quoted attribute."""
    if _NOT_XML.search(text):
        text = _NOT_XML.sub("\ufffd", text)
    return text.translate(_SPECIAL)


def attributes(**values: str) -> str:
    """` name="value"` of every value that is not empty; `_` in a name stands for -, `__` for :, a last `_` is dropped."""
    return "".join(f' {k.rstrip("_").replace("__", ":").replace("_", "-")}="{escape(v)}"' for k, v in values.items() if v)


def language(tag: str) -> str:
    """Both language attributes (EPUB Accessibility: language of parts)."""
    return attributes(lang=tag, xml__lang=tag)


class PageMark(Record):
    """The place where a page of the print edition begins."""

    id: str
    label: str
    offset: int

    def render(self) -> str:
        return f'<span id="{self.id}" role="doc-pagebreak" epub:type="pagebreak" aria-label="{escape(self.label)}"></span>'


class Picture(Record):
    """An image file of the book: path inside the package folder, pixels."""

    href: str
    width: int
    height: int


class Setting(Record):
    """What an article must know of its book.

    `files`: id of any element -> file that holds it; `marks`: block or article id -> page marks in ascending order of offset;
    `pictures`: sha256 of a source image -> file.  Paths are inside the package folder; articles stand one folder below it.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, tuple[PageMark, ...]] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)


def document(title: str, body: str, script: str, *, root: str = "../") -> str:
    """A whole XHTML file; `root` leads from the file to the package folder."""
    return (f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
            f'xmlns:epub="http://www.idpf.org/2007/ops"{language(script)}>\n<head>\n<meta charset="utf-8"/>\n'
            f"<title>{escape(title)}</title>\n"
            f'<link rel="stylesheet" type="text/css" href="{root}style.css"/>\n</head>\n<body>\n{body}\n</body>\n</html>\n')


def upright_numbers(page: str) -> str:
    """The file with every number of one or two figures upright in one em of a vertical line (CSS text-combine-upright)."""
    head, body = page.split("<body>", 1)
    return f"{head}<body>" + _TEXT.sub(lambda m: _SHORT_NUMBER.sub(r'<span class="tcy">\g<0></span>', m[0]), body)


def render_article(article: Article, setting: Setting, file: str, label: tuple[str, str] = ("", ""),
                   before_signing: str = "") -> str:
    """`<article>` with its head, blocks and closing lines, in the order of `model.text.article_text`; notes follow their block.

    `label`: (class, text) of what stands over the article's head; `before_signing` goes before 署名 and 成文日期 of the text, else
    after it.
    """
    return _ArticleWriter(article, setting, file).render(label, before_signing)


class _InlineWriter:
    """Writes the inline sequences of one block, placing page marks at their offsets into the block's plain text."""

    def __init__(self, owner: _ArticleWriter, marks: tuple[PageMark, ...]):
        self.owner = owner
        self.waiting = list(marks)
        self.position = 0

    def write(self, inlines: Inlines) -> str:
        out: list[str] = []
        for href, group in groupby(inlines, key=lambda i: i.href if isinstance(i, Run) else ""):
            content = "".join(self._inline(i) for i in group)
            target = self.owner.target(href)
            out.append(f'<a href="{escape(target)}">{content}</a>' if target else content)
        return "".join(out)

    def rest(self) -> str:
        """Marks at or beyond the end of the block's text."""
        out = "".join(m.render() for m in self.waiting)
        self.waiting.clear()
        return out

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Run():
                return self._run(inline)
            case NoteReference():
                return self.owner.note_reference(inline.note_id)
            case LineBreak():
                return "<br/>"

    def _run(self, run: Run) -> str:
        text = self._text(run.text)
        if run.ruby:
            text = f"<ruby>{text}<rt>{escape(run.ruby)}</rt></ruby>"
        for mark, element, name in _ELEMENTS:
            if mark in run.marks:
                text = f"<{element}{attributes(class_=name)}>{text}</{element}>"
        return f"<span{language(run.lang)}>{text}</span>" if run.lang else text

    def _text(self, text: str) -> str:
        start, self.position = self.position, self.position + len(text)
        if not self.waiting or self.waiting[0].offset >= self.position:
            return escape(text)
        out: list[str] = []
        while self.waiting and self.waiting[0].offset < self.position:
            mark = self.waiting.pop(0)
            cut = max(0, mark.offset - start)
            out += [escape(text[:cut]), mark.render()]
            text, start = text[cut:], start + cut
        return "".join([*out, escape(text)])


class _ArticleWriter:
    def __init__(self, article: Article, setting: Setting, file: str):
        self.article = article
        self.setting = setting
        self.file = file
        self.numbers = {n.id: n.number for n in article.notes}
        self.referred: set[str] = set()
        self.called: list[str] = []      # notes whose place is after the block at hand
        self.levels: list[int] = []      # heading levels open at this point, to keep ranks without gaps

    def render(self, label: tuple[str, str], before_signing: str) -> str:
        meta = self.article.metadata
        top = "".join(m.render() for m in self.setting.marks.get(meta.id, ()))
        blocks = self.article.blocks
        cut = signing_at(self.article) if before_signing else len(blocks)
        parts = [f'<article{attributes(id=meta.id)} aria-labelledby="_title"{language(meta.lang)}>{top}', self._head(label),
                 *self.blocks(blocks[:cut]), *([before_signing] if before_signing else []), *self.blocks(blocks[cut:])]
        parts += [f'<p class="{role}">{escape(line)}</p>' for role, line in closing_lines(self.article)]
        parts += [self._note(n) for n in self.article.notes if n.id not in self.referred]
        return "\n".join([*parts, "</article>"])

    def _head(self, label: tuple[str, str]) -> str:
        # lines of a head are no paragraphs: reading systems indent those
        lines = [f'<div class="{label[0]}">{escape(label[1])}</div>'] if label[1] else []
        lines += [f'<h1 id="_title" class="title">{escape(line)}</h1>' if role == "title"
                  else f'<div class="{role}">{escape(line)}</div>' for role, line in opening_lines(self.article)]
        return "\n".join(["<header>", *lines, "</header>"])

    def target(self, href: str) -> str:
        """`href` as seen from this file; "" when it leads nowhere."""
        if not href.startswith("#"):
            return href
        file = self.setting.files.get(href[1:], "")
        if not file:
            return ""
        return href if file == self.file else f"../{file}{href}"

    def note_reference(self, note_id: str) -> str:
        if note_id not in self.numbers:
            return ""
        anchor = "" if note_id in self.referred else f"_ref-{note_id}"
        if anchor:
            self.called.append(note_id)
        self.referred.add(note_id)
        return (f'<sup class="note-reference"><a{attributes(id=anchor)} href="#{escape(note_id)}" epub:type="noteref" '
                f'role="doc-noteref">{note_mark(self.numbers[note_id])}</a></sup>')

    def _note(self, note: Footnote) -> str:
        back = (f'<a href="#_ref-{escape(note.id)}" role="doc-backlink">{note_mark(note.number)}</a>' if note.id in self.referred
                else f'<span class="number">{note_mark(note.number)}</span>')
        content = "\n".join(self.blocks(note.blocks))
        first = content.find(">") + 1 if content.startswith("<p") else 0
        return (f'<aside id="{escape(note.id)}" class="footnote" epub:type="footnote" role="doc-footnote">'
                f"{content[:first]}{back} {content[first:]}</aside>")

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            yield self._block(block)
            yield from self._notes()

    def _notes(self) -> Iterator[str]:
        """The notes called in the block just written: near their place where a reading system does not pop them up."""
        while self.called:
            wanted = self.called.pop(0)
            yield from (self._note(n) for n in self.article.notes if n.id == wanted)

    def _block(self, block: Block) -> str:
        marks = self.setting.marks.get(block.id, ())
        if marks and not isinstance(block, Paragraph | Heading):
            before = "".join(m.render() for m in marks if m.offset == 0)
            inline = _InlineWriter(self, tuple(m for m in marks if m.offset > 0))
            return before + self._structure(block, inline) + inline.rest()
        return self._structure(block, _InlineWriter(self, marks))

    def _structure(self, block: Block, inline: _InlineWriter) -> str:
        name = attributes(id=block.id)
        match block:
            case Paragraph():
                role = attributes(class_="" if block.role == "body" else block.role)
                return f"<p{name}{role}>{inline.write(block.inlines)}{inline.rest()}</p>"
            case Heading():
                rank = self._rank(block.level)
                return f'<h{rank}{name} class="heading-{block.level}">{inline.write(block.inlines)}{inline.rest()}</h{rank}>'
            case List():
                return self._list(block, name)
            case Verse():
                return f'<div{name} class="verse">\n{self._stanzas(block, inline)}</div>'
            case Figure():
                return self._figure(block, name, inline)
            case Table():
                return self._table(block, name, inline)
            case ThematicBreak():
                return f"<hr{name}/>"
            case Quote() | Container():
                return self._group(block, name)

    def _rank(self, level: int) -> int:
        """The rank of a heading: its level + 1, less where the article leaves a level out (WCAG: no skipped ranks)."""
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        self.levels.append(level)
        return min(6, 1 + len(self.levels))

    def _group(self, block: Quote | Container, name: str) -> str:
        content = "\n".join(self.blocks(child_blocks(block)))
        if isinstance(block, Quote):
            return f"<blockquote{name}>\n{content}\n</blockquote>"
        if block.role == "abstract":
            return f'<section{name} class="abstract" epub:type="abstract" role="doc-abstract">\n{content}\n</section>'
        return f'<div{name}{attributes(class_=block.role)}>\n{content}\n</div>'

    def _list(self, block: List, name: str) -> str:
        element = "ol" if block.ordered else "ul"
        start = str(block.start) if block.ordered and block.start != 1 else ""
        kind = _TYPES.get(block.marker, "") if block.ordered else ""
        form = f"{block.delimiter}-{block.marker}" if block.ordered and block.delimiter != "period" else ""
        items = "\n".join("<li>" + "\n".join(self.blocks(item.blocks)) + "</li>" for item in block.items)
        return f"<{element}{name}{attributes(start=start, type=kind, class_=form)}>\n{items}\n</{element}>"

    def _stanzas(self, verse: Verse, inline: _InlineWriter) -> str:
        out = []
        for has_text, lines in groupby(verse.lines, key=bool):
            if has_text:
                out.append("<p>" + "<br/>\n".join(f'<span class="line">{inline.write(line)}</span>' for line in lines) + "</p>\n")
        return "".join(out)

    def _figure(self, figure: Figure, name: str, inline: _InlineWriter) -> str:
        picture = self.setting.pictures[figure.image.sha256]
        size = attributes(width=str(picture.width), height=str(picture.height))
        share = f"w{figure.width}" if figure.width < 100 else ""
        image = f'<img src="../{picture.href}" alt="{escape(figure.alt)}"{size}{attributes(class_=share)}/>'
        caption = f'<span class="caption-text">{inline.write(figure.caption)}</span>' if figure.caption else ""
        credit = f'<span class="credit">{inline.write((Run(figure.credit),))}</span>' if figure.credit else ""
        text = f"<figcaption>{caption}{' ' if caption and credit else ''}{credit}</figcaption>" if caption or credit else ""
        return f'<figure{name} class="{escape(figure.extent)}">{image}{text}</figure>'

    def _table(self, table: Table, name: str, inline: _InlineWriter) -> str:
        caption = f"<caption>{inline.write(table.caption)}</caption>\n" if table.caption else ""
        columns = "".join(f'<col class="w{percent}"/>' for percent in column_percents(table.widths))
        head = "".join(self._row(row, inline, head=True) for row in table.head)
        body = "".join(self._row(row, inline, head=False) for row in table.body)
        return (f"<table{name}>\n{caption}" + (f"<colgroup>{columns}</colgroup>\n" if columns else "")
                + (f"<thead>\n{head}</thead>\n" if head else "") + (f"<tbody>\n{body}</tbody>\n" if body else "") + "</table>")

    def _row(self, row: Row, inline: _InlineWriter, *, head: bool) -> str:
        return "<tr>" + "".join(self._cell(cell, inline, head) for cell in row.cells) + "</tr>\n"

    def _cell(self, cell: Cell, inline: _InlineWriter, head: bool) -> str:
        is_header = head and bool(plain_text(cell.inlines).strip())     # an empty header cell says nothing to a screen reader
        element = "th" if is_header else "td"
        scope = ("colgroup" if cell.column_span > 1 else "col") if is_header else ""
        spans = attributes(colspan=str(cell.column_span) if cell.column_span > 1 else "",
                           rowspan=str(cell.row_span) if cell.row_span > 1 else "")
        align = "" if cell.align == "start" else cell.align
        return f"<{element}{attributes(scope=scope, class_=align)}{spans}>{inline.write(cell.inlines)}</{element}>"


def column_percents(widths: tuple[int, ...]) -> tuple[int, ...]:
    """Shares in thousandths to whole percents, for classes w1 … w100."""
    return tuple(max(1, round(w / 10)) for w in widths)
