"""A Word file (.docx) -> lines with roles, read from what `review.package` opens."""
from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from convert.importer.characters import BYLINE, PAREN_DATE, is_terminal, plain, rank, skeleton
from convert.importer.gridtable import Cell, markdown_table
from convert.importer.lists import Entry, list_text
from convert.importer.marks import BREAK, as_markdown, note_text
from convert.importer.pictures import Pictures, shown, shown_together
from convert.importer.records import BOLD, Line
from convert.importer.repair import GAP, finish_paragraph, repair_line
from convert.importer.wordlists import Item, Numbering
from convert.importer.wordruns import FALLBACK, Words, boxed, value
from convert.markdown import escape

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PLACED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_VML = "{urn:schemas-microsoft-com:vml}"
_ITEM, _CENTRED, _PICTURE = "\0item", "\0centred", "\0picture"        # roles of a line until the whole file is known
_CAPTION = "题注（图）"
_PICTURED = re.compile(r"图\s*\d*\s*[：:\u3000 ]|(?:摄影?|供图|图片|摄)\s*[：:/／]|[^，。]{0,40}[（(].{0,12}摄影?[）)]$")
_LISTED = re.compile("列表|列出|list", re.IGNORECASE)
_OUTSIDE = 9                # deeper than any item of a list
_STANZA = re.compile("下节|stanza", re.IGNORECASE)
_SET = (("right", re.compile("靠右|右对齐|right|end$", re.IGNORECASE)), ("center", re.compile("居中|cent(?:er|re)", re.IGNORECASE)))
_ALIGNS = {"left": "left", "start": "left", "center": "center", "right": "right", "end": "right"}
_HEADING = re.compile(r"(?:heading|标题)\s*(\d)$", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|文章标题|题目|题)$", re.IGNORECASE)
_MASTHEAD = re.compile(r"(?:本刊)?(?:编委会|编辑委员会|版权页|版权信息|目录|本期目录)$")
_ROLES = (                  # words of style names -> role, the first that fits
    (re.compile(r"toc|目录", re.IGNORECASE), "furniture"),
    (re.compile(r"^(?:诗|verse|poem)", re.IGNORECASE), "verse"),
    (re.compile(r"出处|attribution", re.IGNORECASE), "attribution"),
    (re.compile(r"引文|引用|quot(?:e|ation)", re.IGNORECASE), "quotation"),
    (re.compile(r"图说段"), "group-caption"),
    (re.compile(r"图说|图片|图题|题注|caption|credit|插图", re.IGNORECASE), "caption"),
    (re.compile(r"表题"), "table-caption"),
    (re.compile(r"引题|眉题|kicker", re.IGNORECASE), "kicker"),
    (re.compile(r"副题|副标题|subtitle", re.IGNORECASE), "subtitle"),
    (re.compile(r"署名（|落款|signature", re.IGNORECASE), "signature"),
    (re.compile(r"署名|作者|byline|author", re.IGNORECASE), "byline"),
    (re.compile(r"日期行|dateline", re.IGNORECASE), "date-line"),
    (re.compile(r"成文日期|^date$", re.IGNORECASE), "date"),
    (re.compile(r"单位栏"), "section"),
    (re.compile(r"栏目"), "column"),
    (re.compile(r"salutation|称呼|称谓|主送", re.IGNORECASE), "salutation"),
    (re.compile(r"编者按|editor", re.IGNORECASE), "editor-note"),
    (re.compile(r"附件序号|附件标记"), "front"),
)


def read_word(data: bytes, file: str, pictures: Pictures) -> tuple[Line, ...]:
    """Every paragraph as one line; styles and outline levels say what is a heading, tables and notes become Markdown, pictures
    files of `pictures`.

    Raises Refusal (exit 3) for what is no Word file, is damaged, or unpacks beyond the bounds.
    """
    from convert.review.package import open_bytes, read_picture

    parts = open_bytes(data, file, code="I010", needed=())
    levels = _levels(parts.styles)
    words = Words(_notes(parts.footnotes), {key: name for key, (_, name) in levels.items()})
    drawn = {key: functools.partial(read_picture, data, part) for key, part in parts.pictures.items()}
    reader = _Reader(file, levels, words, Numbering(parts.numbering, parts.styles), _Drawn(pictures, drawn))
    body = parts.document.find(f"{_W}body")
    lines = list(reader.lines(body if body is not None else parts.document))
    read = _with_words(_as_articles(lines), pictures)
    return tuple(line._replace(number=number) for number, line in enumerate(_gathered(read), 1))


def _levels(styles: Any) -> dict[str, tuple[int, str]]:
    """Style id -> (outline level from 1, 0 for body text; name), inherited by w:basedOn."""
    found: dict[str, tuple[int, str, str]] = {}
    for style in () if styles is None else styles.iter(f"{_W}style"):
        name = value(style.find(f"{_W}name"))
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        heading = _HEADING.match(name)
        level = int(value(outline)) + 1 if outline is not None and value(outline).isdigit() else int(heading[1]) if heading else 0
        found[style.get(f"{_W}styleId", "")] = (level if level < 10 else 0, name, value(style.find(f"{_W}basedOn")))
    out: dict[str, tuple[int, str]] = {}
    for key, (level, name, base) in found.items():
        seen, inherited, parent = {key}, level, base
        while not inherited and parent in found and parent not in seen:
            seen.add(parent)
            inherited, parent = found[parent][0], found[parent][2]
        out[key] = (inherited, name)
    return out


def _notes(root: Any) -> dict[str, tuple[str, ...]]:
    """id of a note -> its paragraphs."""
    out: dict[str, tuple[str, ...]] = {}
    for note in () if root is None else root.iter(f"{_W}footnote"):
        if note.get(f"{_W}type") in (None, "normal"):
            words = ("".join(t.text or "" for t in paragraph.iter(f"{_W}t")).strip() for paragraph in note.iter(f"{_W}p"))
            out[note.get(f"{_W}id", "")] = tuple(text for text in words if text)
    return out


def _lines_of(text: str) -> list[str]:
    """Lines that the author broke by hand as one paragraph; where sentences end at the breaks, they part paragraphs."""
    lines = [line for line in text.split("\n") if line.strip()]
    return [BREAK.join(lines)] if not any(is_terminal(line.strip()) for line in lines[:-1]) else lines


class _Drawn(NamedTuple):
    """Where pictures go, and id of a relation -> what reads the picture it leads to."""

    pictures: Pictures
    parts: Mapping[str, Callable[[], bytes]]

    def within(self, element: Any) -> Iterator[tuple[str, str]]:
        """(name, what it shows) of the pictures that hang on a paragraph, in order."""
        for picture in element.iter(f"{_DRAWN}blip", f"{_VML}imagedata"):
            if any(parent.tag in (FALLBACK, f"{_W}txbxContent") and parent is not element for parent in picture.iterancestors()):
                continue
            read = self.parts.get(picture.get(f"{_R}embed") or picture.get(f"{_R}id") or "")
            name = self.pictures.put(read() if read else b"")       # nothing for a picture that lies outside the file
            if name:
                frame = next((p for p in picture.iterancestors() if p.tag in (f"{_PLACED}inline", f"{_PLACED}anchor")), None)
                said = frame.find(f"{_PLACED}docPr") if frame is not None else None
                yield name, "" if said is None else said.get("descr") or ""


class _Reader:
    def __init__(self, file: str, levels: dict[str, tuple[int, str]], words: Words, numbering: Numbering, drawn: _Drawn):
        self.file = file
        self.levels = levels
        self.words = words
        self.numbering = numbering
        self.drawn = drawn
        self.pictured = False           # the paragraph before holds a picture
        self.entries: list[tuple[Entry, str]] = []      # of the list that is read, with the styles of their paragraphs

    def lines(self, body: Any) -> Iterator[Line]:
        """The lines of `body`; items of a list one below the other are one line of Markdown, notes to them stand below it."""
        items: list[Line] = []
        notes: list[Line] = []
        for line in self._lines(body):
            if line.role == _ITEM:
                items.append(line)
            elif line.role == "note" and items:
                notes.append(line)
            else:
                yield from (*self._listed(items), *notes, line)
                items, notes = [], []
        yield from (*self._listed(items), *notes)

    def _listed(self, items: list[Line]) -> Iterator[Line]:
        if items:
            text = list_text(entry for entry, _ in self.entries)
            self.entries.clear()
            yield items[0]._replace(text=text, raw=text, role="raw")

    def _lines(self, body: Any) -> Iterator[Line]:
        for element in body.iterchildren():
            tag = str(element.tag)
            if tag == f"{_W}p":
                yield from self._paragraph(element)
            elif tag == f"{_W}tbl":
                yield from self._table(element)
            elif tag == f"{_W}sdt":
                inner = element.find(f"{_W}sdtContent")
                if inner is not None:
                    yield from self._lines(inner)

    def _paragraph(self, element: Any) -> Iterator[Line]:
        style = value(element.find(f"{_W}pPr/{_W}pStyle"))
        level, name = self.levels.get(style, (0, style))
        own = value(element.find(f"{_W}pPr/{_W}outlineLvl"))
        if own.isdigit():
            level = int(own) + 1 if int(own) < 9 else 0
        first = len(self.words.noted)
        text = self.words.text(element) if level else self.words.marked(element)
        item = self.numbering.item(element, style)
        entry = self._entry(item, style, text) if text.strip() and not level else None
        if entry is not None:
            self.entries.append((entry, style))
            yield Line(self.file, 0, entry.text, 0, 1, 0, text, False, _ITEM, True)
        else:
            yield from self._plain(element, (item.prefix if item else "") + text, level, name)
        for number in range(first + 1, len(self.words.noted) + 1):
            note, role = note_text(number, self.words.noted[number - 1])
            yield Line(self.file, 0, note, 0, 1, 0, "", False, role, True)
        for inner in boxed(element):
            yield from self._paragraph(inner)

    def _entry(self, item: Item | None, style: str, text: str) -> Entry | None:
        """A paragraph as an item, or as a further one of the item above it in the same style; None for one outside lists."""
        words = escape(repair_line(text.replace("\n", "")), at_start=True)
        if item is not None:
            return None if item.prefix else Entry(item.depth, words, item.number)
        if not _LISTED.search(self.levels.get(style, (0, style))[1]) or rank(text):
            return None
        outer = _OUTSIDE
        for above, its_style in reversed(self.entries):
            if not above.more and above.depth < outer:
                outer = above.depth
                if its_style == style:
                    return Entry(outer, words, more=True)
        return None

    def _plain(self, element: Any, text: str, level: int, name: str) -> Iterator[Line]:
        whole = not level and not any(pattern.search(name) for pattern, _ in _ROLES)
        for number, part in enumerate(_lines_of(text) if whole else text.split("\n")):
            if not part.strip():
                continue
            short = not is_terminal(part) and len(skeleton(part)) <= 60
            bold = not level and short and _is_bold(element)
            centred = bold and value(element.find(f"{_W}pPr/{_W}jc")) == "center"
            below = self.pictured and short and not level and _PICTURED.match(part.strip())
            role = _CAPTION if below else _CENTRED if centred else name
            gap = 2 if _STANZA.search(name) and not number else 1
            yield Line(self.file, 0, part.strip(), 0, gap, level or (BOLD if bold else 0), part, "\t" in part, role, True)
        for picture, alt in self.drawn.within(element):
            yield Line(self.file, 0, picture, 0, 1, 0, alt, False, _PICTURE, True)
        drawn = next(element.iter(f"{_DRAWN}blip", f"{_VML}imagedata"), None) is not None
        self.pictured = drawn or (self.pictured and not text.strip())

    def _table(self, element: Any) -> Iterator[Line]:
        cells, rows = list(element.iter(f"{_W}tc")), list(element.iterchildren(f"{_W}tr"))
        drawn = next(element.iter(f"{_DRAWN}blip", f"{_VML}imagedata"), None) is not None
        if len(cells) == 1 or (len(rows) == 1 and drawn):       # a frame round paragraphs, a picture beside them
            for cell in cells:
                yield from self._lines(cell)
            return
        merged = _merged([[self._cell(cell) for cell in row.iterchildren(f"{_W}tc")] for row in rows])
        if any(cell.text for row in merged for cell in row):
            text = markdown_table(merged)
            yield Line(self.file, 0, text, 0, 1, 0, text, False, "raw", True)

    def _cell(self, element: Any) -> tuple[Cell, str]:
        """(a cell, w:vMerge: "restart", "continue" or "" for none)."""
        text = " ".join(self.words.marked(p).replace("\n", "").strip() for p in element.iter(f"{_W}p")).strip()
        words = as_markdown(escape(text, cell=True))
        wide = value(element.find(f"{_W}tcPr/{_W}gridSpan"))
        merge = element.find(f"{_W}tcPr/{_W}vMerge")
        row = element.getparent()
        head = row.find(f"{_W}trPr/{_W}tblHeader") is not None
        aligns = {self._align(p) for p in element.iter(f"{_W}p")}
        cell = Cell(words, int(wide) if wide.isdigit() else 1, 1, head, aligns.pop() if len(aligns) == 1 else "")
        return cell, "" if merge is None else value(merge) or "continue"

    def _align(self, paragraph: Any) -> str:
        """How a paragraph is set: by its own w:jc, else by what the name of its style says."""
        own = _ALIGNS.get(value(paragraph.find(f"{_W}pPr/{_W}jc")), "")
        _, name = self.levels.get(value(paragraph.find(f"{_W}pPr/{_W}pStyle")), (0, ""))
        return own or next((align for align, pattern in _SET if pattern.search(name)), "")


def _merged(rows: Sequence[Sequence[tuple[Cell, str]]]) -> list[list[Cell]]:
    """Rows of cells with those that w:vMerge goes on with left out, and counted in the cell that they belong to."""
    out: list[list[Cell]] = []
    open_cells: dict[int, tuple[int, int]] = {}             # column -> row and place of the cell that goes on there
    for r, row in enumerate(rows):
        out.append([])
        column = 0
        for cell, merge in row:
            above = open_cells.get(column)
            if merge == "continue" and above is not None:
                at, place = above
                out[at][place] = out[at][place]._replace(rows=r - at + 1)
            else:
                open_cells.pop(column, None)
                open_cells |= {column: (r, len(out[r]))} if merge == "restart" else {}
                out[r].append(cell)
            column += cell.columns
    return out


def _is_bold(element: Any) -> bool:
    runs = [r for r in element.iter(f"{_W}r") if any((t.text or "").strip() for t in r.iter(f"{_W}t"))]
    marks = [r.find(f"{_W}rPr/{_W}b") for r in runs]
    return bool(runs) and all(m is not None and value(m) not in ("0", "false") for m in marks)


def _as_articles(lines: list[Line]) -> list[Line]:
    """Styles as roles: the highest level that is not numbered is the title's; text without styles is left as it is."""
    levels = Counter(line.level for line in lines if 1 <= line.level <= 6 and not rank(line.text)
                     and not any(pattern.search(line.role) for pattern, _ in _ROLES))
    titled = any(_TITLE.search(line.role) for line in lines if line.role not in ("raw", "note", _PICTURE))
    if not levels and not titled:
        return _by_looks(lines)
    top = min(levels, default=0)
    out: list[Line] = []
    for line in lines:
        if _MASTHEAD.match(plain(line.text)):
            out.append(line._replace(role="front", level=0))
            continue
        styled = next((role for pattern, role in _ROLES if pattern.search(line.role)), "")
        if line.role in ("raw", "note", _PICTURE):
            out.append(line)
        elif styled == "table-caption":
            out.append(line._replace(role="raw", text=": " + line.text))
        elif styled == "signature" and out and out[-1].role in ("title", "subtitle"):
            out.append(line._replace(role="byline", level=0))
        elif styled and (styled != "date" or PAREN_DATE.match(plain(line.text))):
            out.append(line._replace(role=styled, level=0))
        elif _TITLE.search(line.role) or (top and line.level == top):
            again = out and out[-1].role == "title" and skeleton(out[-1].text) == skeleton(line.text)
            out.append(line._replace(role="furniture", level=0) if again else line._replace(role="title", level=1))
        elif 1 <= line.level <= 6:
            out.append(line._replace(role="heading", level=max(2, line.level - (top - 1 if not titled else 0))))
        else:
            out.append(line._replace(role=_small_role(line, out), level=0))
    return out


def _with_words(lines: Sequence[Line], pictures: Pictures) -> list[Line]:
    """Pictures as Markdown with the captions below them, those one after the other that have words in common as a group.  One
    before the first title is the cover's."""
    out: list[Line] = []
    titled = not any(line.role == "title" for line in lines)
    for kind, found in itertools.groupby(lines, key=_of_picture):
        run = list(found)
        titled = titled or any(line.role == "title" for line in run)
        if kind and not titled and run[0].role == _PICTURE and not pictures.photo[0]:
            pictures.photo = run[0].text, run[0].raw
            out += [line._replace(role="front") for line in run[1:] if line.role != _PICTURE]
        else:
            out += _shown(run) if kind else run
    return out


def _of_picture(line: Line) -> bool:
    return line.role in (_PICTURE, "caption", "group-caption")


def _shown(run: Sequence[Line]) -> list[Line]:
    """Pictures and captions one below the other."""
    last = next((i for i, line in enumerate(run) if line.role == "group-caption"), len(run))
    if last > 1 and last < len(run) and all(line.role == _PICTURE for line in run[:last]):
        words = [line.text for line in run[last:] if line.role == "group-caption"]
        text = shown_together([(line.text, line.raw) for line in run[:last]], words)
        rest = run[last + len(words):]
        return [run[0]._replace(text=text, raw=text, role="raw"), *(_shown(rest) if rest else [])]
    out: list[Line] = []
    captions: list[Line] = []       # below the line that comes next, from the foot up
    for line in reversed(run):
        if line.role == "caption":
            captions.append(line)
        elif line.role == _PICTURE:
            text = shown(line.text, line.raw, GAP.join(caption.text for caption in reversed(captions)))
            out.append(line._replace(text=text, raw=text, role="raw"))
            captions = []
        else:
            out += [*captions, line._replace(role="paragraph")]
            captions = []
    return [*out, *captions][::-1]


def _gathered(lines: Sequence[Line]) -> list[Line]:
    """Neighbours that are the lines of a poem, or the paragraphs of a quotation with its source, as one block."""
    out: list[Line] = []
    for kind, group in itertools.groupby(lines, key=lambda line: {"attribution": "quotation"}.get(line.role, line.role)):
        found = list(group)
        if kind in ("verse", "quotation"):
            text = _verse(found) if kind == "verse" else _quotation(found)
            found = [found[0]._replace(text=text, raw=text, role="raw", level=0)]
        out += found
    return out


def _verse(lines: Sequence[Line]) -> str:
    out: list[str] = []
    for line in lines:
        if out and line.gap > 1:
            out.append("|")
        inset = line.raw[:len(line.raw) - len(line.raw.lstrip("\u3000"))]
        out.append("| " + inset + escape(finish_paragraph(line.text), at_start=True))
    return "\n".join(out)


def _quotation(lines: Sequence[Line]) -> str:
    words = [(line.role, escape(finish_paragraph(line.text), at_start=True)) for line in lines]
    return "\n>\n".join("\n".join(["> ::: {.attribution}", f"> {text}", "> :::"]) if role == "attribution" else f"> {text}"
                        for role, text in words)


def _by_looks(lines: list[Line]) -> list[Line]:
    """Without styles: bold lines in the middle are titles, other bold lines headings; where none are, the text is left as it is."""
    if not any(line.role == _CENTRED for line in lines):
        return [line._replace(role=line.role if line.role in ("raw", "note", _PICTURE) else "") for line in lines]
    out: list[Line] = []
    for line in lines:
        if line.role in ("raw", "note", _PICTURE, _CAPTION):
            out.append(line._replace(role="caption" if line.role == _CAPTION else line.role))
        elif line.role == _CENTRED:
            out.append(line._replace(role="title", level=1))
        elif line.level == BOLD:
            out.append(line._replace(role="heading", level=rank(line.text) or 2))
        else:
            out.append(line._replace(role=_small_role(line, out), level=0))
    return out


def _small_role(line: Line, before: list[Line]) -> str:
    """A paragraph of body style: below a title a byline, date or subtitle may stand; before the first title it is front matter."""
    if not any(x.role == "title" for x in before):
        return "front"
    text = line.text
    if before[-1].role in ("title", "subtitle", "byline", "date-line") and not is_terminal(text):
        if BYLINE.match(text):
            return "byline"
        if PAREN_DATE.match(plain(text)):
            return "date-line"
        if text.startswith("——") and len(text) < 60:
            return "subtitle"
    return "paragraph"
