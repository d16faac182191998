"""A Word file as a reviewer left it: its paragraphs with ids, what each character was and is, who changed it, and comments.

Deleted text (w:del, w:moveFrom) is what was; inserted text (w:ins, w:moveTo) what is.  A paragraph's own mark can be inserted (the
paragraph was split here) or deleted (it joins the next), said in w:pPr/w:rPr (ECMA-376 part 1, 17.13.5).
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from convert.model.nodes import Mark
from convert.model.record import Record, field
from convert.review.package import Element, Parts, w

LINK = 1 << 16                  # beside the values of Mark: text of a link
OBJECT = "\ufffc"               # stands for a footnote call or a picture
IDENTITY = re.compile(r"p_[0-9a-f]{8}$")
_MARK_STYLE = re.compile(r"Char(\d+)(?:Link)?$")
_NUMBER = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_EX = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)
_RANGES = {"ins": "now", "moveTo": "now", "del": "then", "moveFrom": "then"}
_INSIDE = {"hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo"}
_TEXTS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_OBJECTS = {"footnoteReference", "endnoteReference", "drawing", "pict", "object", "AlternateContent"}


class Hand(Record):
    """Who made a change, and when as the file says."""

    author: str = ""
    date: str = ""


class Stretch(Record):
    """Characters of one run.  `when`: both (untouched) | now (inserted) | then (deleted); `owner`: the id in whose range."""

    text: str
    marks: int = 0
    when: str = "both"
    owner: str = ""
    hand: Hand = Hand()
    note: str = ""              # id of the footnote, where `text` is its call
    picture: str = ""           # the part, where `text` stands for a picture
    alt: str = ""


class Line(Record, frozen=False):
    """One w:p.  `place`: "" in the body, fn:ID in a footnote, or cell:table:row:column (gone: of a row that was deleted)."""

    style: str = ""
    level: int = 0              # n of Word's heading n, 0: none
    depth: int = 0              # of the list it is an item of, from 1; 0: of none
    place: str = ""
    stretches: list[Stretch] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)         # ids whose range begins here
    number: str = ""                                        # w14:paraId
    copied: bool = False                                    # an id begins here that had begun before
    joins: Hand | None = None                               # its mark was deleted: the next paragraph continues it
    split: Hand | None = None                               # its mark was inserted
    remarks: list[tuple[str, int]] = field(default_factory=list)    # (comment, where in the text that is) anchored here

    def text(self, side: str = "now") -> str:
        return "".join(s.text for s in self.stretches if s.when in {"both", side})


class Remark(Record):
    """A comment: what it says, and the words it is about; `answers`: id of the comment that it answers."""

    author: str
    date: str
    text: str
    anchor: str = ""
    answers: str = ""
    settled: bool = False


class Manuscript(Record):
    """A whole file as read.  `properties`: the custom ones of the document."""

    lines: tuple[Line, ...]
    remarks: Mapping[str, Remark]
    properties: Mapping[str, str]
    editor: str = ""                                # who saved it last
    heads: frozenset[str] = frozenset()             # what the running heads and feet say, numbers and white space left out


def read_manuscript(parts: Parts, marks: Mapping[str, int]) -> Manuscript:
    """The file as read; `marks`: name of a character style -> Mark value, as the file was issued."""
    reader = _Reader(_Styles(parts.styles, marks), parts.pictures)
    body = parts.document.find(w("body"))
    if body is not None:
        reader.blocks(body, "")
    if parts.footnotes is not None:
        for note in parts.footnotes.iter(w("footnote")):
            if note.get(w("type")) in {None, "normal"}:
                reader.blocks(note, f"fn:{note.get(w('id')) or ''}")
    return Manuscript(tuple(reader.lines), _remarks(parts, reader.anchors), properties(parts), _editor(parts),
                      frozenset(filter(None, (_running(p) for part in parts.furniture for p in part.iter(w("p"))))))


def _running(paragraph: Element) -> str:
    said = "".join(t.text or "" for t in paragraph.iter(w("t")) if next(t.iterancestors(w("del"), w("moveFrom")), None) is None)
    return "".join(c for c in said if not (c.isspace() or c.isdecimal()))


def _remarks(parts: Parts, anchors: Mapping[str, str]) -> dict[str, Remark]:
    """id -> comment.  Threads are told by the numbers of the comments' last paragraphs ([MS-DOCX] 2.5.4.1, commentEx)."""
    threads = {e.get(_EX + "paraId") or "": e for e in parts.threads} if parts.threads is not None else {}
    comments = list(parts.comments.iter(w("comment"))) if parts.comments is not None else []
    numbers = {p.get(_NUMBER) or "": c.get(w("id")) or "" for c in comments for p in c.iter(w("p"))}
    out = {}
    for comment in comments:
        key = comment.get(w("id")) or ""
        paragraphs = list(comment.iter(w("p")))
        said = "\n".join("".join(t.text or "" for t in p.iter(w("t"))) for p in paragraphs).strip()
        thread = threads.get(paragraphs[-1].get(_NUMBER) or "-") if paragraphs else None
        answers = numbers.get(thread.get(_EX + "paraIdParent") or "-", "") if thread is not None else ""
        settled = thread is not None and thread.get(_EX + "done") in {"1", "true"}
        out[key] = Remark(comment.get(w("author")) or "", comment.get(w("date")) or "", said, anchors.get(key, ""),
                          answers if answers != key else "", settled)
    return out


def properties(parts: Parts) -> dict[str, str]:
    """The custom properties of the document: name -> text."""
    if parts.custom is None:
        return {}
    return {p.get("name") or "": "".join(str(t) for t in p.itertext()).strip() for p in parts.custom if isinstance(p.tag, str)}


def _editor(parts: Parts) -> str:
    found = parts.core.find("{*}lastModifiedBy") if parts.core is not None else None
    return (found.text or "").strip() if found is not None else ""


def style_marks(parts: Parts) -> dict[str, int]:
    """Of a file as this program wrote it: name of a character style -> Mark value."""
    styles = parts.styles if parts.styles is not None else ()
    return {_name(style): int(match[1]) for style in styles
            if (match := _MARK_STYLE.match(style.get(w("styleId")) or ""))}


def _name(style: Element) -> str:
    name = style.find(w("name"))
    return "" if name is None else name.get(w("val")) or ""


class _Styles:
    """What the styles of the file mean: names, heading levels through `basedOn`, marks of character styles."""

    def __init__(self, root: Element | None, marks: Mapping[str, int]):
        self.names: dict[str, str] = {}
        self.based: dict[str, str] = {}
        for style in root.iter(w("style")) if root is not None else ():
            key = style.get(w("styleId")) or ""
            self.names[key] = _name(style)
            parent = style.find(w("basedOn"))
            self.based[key] = "" if parent is None else parent.get(w("val")) or ""
        self.marks = {key: marks[name] for key, name in self.names.items() if name in marks}
        self.levels = {key: self._level(key) for key in self.names}

    def _level(self, key: str) -> int:
        seen: set[str] = set()
        while key and key not in seen:
            seen.add(key)
            if match := _HEADING.match(self.names.get(key, "")):
                return int(match[1])
            key = self.based.get(key, "")
        return 0


class _Reader:
    """Walks the file in reading order."""

    def __init__(self, styles: _Styles, pictures: Mapping[str, str]):
        self.styles = styles
        self.pictures = pictures
        self.lines: list[Line] = []
        self.anchors: dict[str, str] = {}
        self._seen: set[str] = set()
        self._open: dict[str, str] = {}         # number of a bookmark -> its id
        self._waiting: list[str] = []           # ids that began between paragraphs
        self._anchored: dict[str, list[str]] = {}
        self._boxes: list[Element] = []         # text boxes of the paragraph being read
        self._tables = 0
        self._linked = 0
        self._code = ""                         # of the field being read
        self._muted = False                     # its result is not text

    def blocks(self, parent: Element, place: str) -> None:
        for element in parent:
            kind = etree.QName(element).localname
            if kind == "p":
                self._paragraph(element, place)
            elif kind == "tbl":
                self._table(element)
            elif kind in {"bookmarkStart", "bookmarkEnd"}:
                self._bookmark(element, kind, None)
            elif kind in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
                self.blocks(element, place)

    def _table(self, table: Element) -> None:
        self._tables += 1
        number = self._tables
        for row_number, row in enumerate(table.iter(w("tr"))):
            if next(row.iterancestors(w("tbl"))) is not table:
                continue
            gone = row.find(f"{w('trPr')}/{w('del')}") is not None
            for column, cell in enumerate(row.iterfind(w("tc"))):
                self.blocks(cell, f"{'gone' if gone else 'cell'}:{number}:{row_number}:{column}")

    def _paragraph(self, element: Element, place: str) -> None:
        line = Line(place=place, starts=self._waiting)
        self._waiting = []
        line.number = element.get(_NUMBER) or ""
        settings = element.find(w("pPr"))
        if settings is not None:
            style = settings.find(w("pStyle"))
            key = "" if style is None else style.get(w("val")) or ""
            line.style, line.level = self.styles.names.get(key, key), self.styles.levels.get(key, 0)
            line.depth = _depth(settings)
            mark = settings.find(w("rPr"))
            for child in mark if mark is not None else ():
                kind = etree.QName(child).localname
                if kind in {"del", "moveFrom"}:
                    line.joins = _hand(child)
                elif kind in {"ins", "moveTo"}:
                    line.split = _hand(child)
        self.lines.append(line)
        self._content(element, line, "both", Hand())
        while self._boxes:
            self.blocks(self._boxes.pop(0), place)

    def _content(self, parent: Element, line: Line, when: str, hand: Hand) -> None:
        for child in parent:
            kind = etree.QName(child).localname
            if kind == "r":
                self._run(child, line, when, hand)
            elif kind in _RANGES:
                inner = "never" if {when, _RANGES[kind]} >= {"now", "then"} else _RANGES[kind]
                self._content(child, line, inner, _hand(child))
            elif kind in _INSIDE:
                self._linked += kind == "hyperlink"
                self._content(child, line, when, hand)
                self._linked -= kind == "hyperlink"
            elif kind in {"bookmarkStart", "bookmarkEnd"}:
                self._bookmark(child, kind, line)
            elif kind == "commentRangeStart":
                self._anchored[child.get(w("id")) or ""] = []
            elif kind == "commentRangeEnd":
                key = child.get(w("id")) or ""
                self.anchors[key] = "".join(self._anchored.pop(key, []))

    def _run(self, run: Element, line: Line, when: str, hand: Hand) -> None:
        marks = self._marks(run.find(w("rPr"))) | (LINK if self._linked else 0)
        for child in run:
            kind = etree.QName(child).localname
            if kind in {"fldChar", "instrText"}:
                self._field(child, kind, line, (when, hand))
            elif kind == "commentReference":
                line.remarks.append((child.get(w("id")) or "", len(line.text())))
            elif kind in _OBJECTS:
                self._object(child, kind, line, (when, hand))
            elif kind == "ruby":
                for base in child.iterfind(w("rubyBase")):
                    self._content(base, line, when, hand)
            elif not self._muted:
                self._say(line, _shown(child, kind, line), marks, when, hand)

    def _object(self, element: Element, kind: str, line: Line, change: tuple[str, Hand]) -> None:
        if (box := _box(element)) is not None:
            self._boxes.append(box)
            return
        note = element.get(w("id")) or "" if kind == "footnoteReference" else ""
        part, alt = ("", "") if note else self._picture(element)
        self._say(line, OBJECT, 0, *change, note, (part, alt))

    def _picture(self, element: Element) -> tuple[str, str]:
        """The part that a drawing shows, and what it says of it; "" where it shows several or none."""
        ids = [e.get(key) or "" for e in element.iter("{*}blip", "{*}imagedata") for key in (_EMBED, _ID) if e.get(key)]
        parts = {self.pictures[key] for key in ids if key in self.pictures}
        described = next((e.get("descr") or e.get("title") or "" for e in element.iter("{*}docPr")), "")
        return (parts.pop() if len(parts) == 1 else ""), described

    def _field(self, element: Element, kind: str, line: Line, change: tuple[str, Hand]) -> None:
        """A footnote called again is a field (NOTEREF) whose result is its number: it counts as a call."""
        if kind == "instrText":
            self._code += element.text or ""
            return
        state = element.get(w("fldCharType"))
        if state == "begin":
            self._code = ""
        elif state == "separate" and "NOTEREF" in self._code:
            self._muted = True
            self._say(line, OBJECT, 0, *change)
        elif state == "end":
            self._muted = False

    def _say(self, line: Line, text: str, marks: int, when: str, hand: Hand, note: str = "",
             picture: tuple[str, str] = ("", "")) -> None:
        if not text or when == "never" or (text == "\n" and line.level == 1):       # where a title is turned is no part of it
            return
        owner = next(reversed(self._open.values()), "")
        when = "then" if when == "both" and line.place.startswith("gone:") else when
        line.stretches.append(Stretch(text, marks, when, owner, hand, note, *picture))
        if when != "then":
            for words in self._anchored.values():
                words.append(text.replace(OBJECT, ""))

    def _bookmark(self, element: Element, kind: str, line: Line | None) -> None:
        number = element.get(w("id")) or ""
        if kind == "bookmarkEnd":
            self._open.pop(number, None)
            return
        name = element.get(w("name")) or ""
        if not IDENTITY.match(name):
            return
        if name in self._open.values():         # LibreOffice begins a range again in every paragraph that it reaches into
            self._open = {n: other for n, other in self._open.items() if other != name} | {number: name}
            return
        if name in self._seen:
            if line is not None:
                line.copied = True
            return
        self._seen.add(name)
        self._open[number] = name
        (self._waiting if line is None else line.starts).append(name)

    def _marks(self, settings: Element | None) -> int:
        """The marks a run shows: those of its character style, and what a reviewer laid on directly."""
        if settings is None:
            return 0
        style = settings.find(w("rStyle"))
        marks = Mark(self.styles.marks.get(style.get(w("val")) or "", 0)) if style is not None else Mark.NONE
        for mark in _direct(settings):
            marks |= mark
        return marks.value


def _direct(settings: Element) -> Iterator[Mark]:
    def said(tag: str) -> str | None:
        found = settings.find(w(tag))
        return "off" if found is None else found.get(w("val")) or "on"

    if said("b") in {"on", "1", "true"}:
        yield Mark.STRONG
    if said("i") in {"on", "1", "true"}:
        yield Mark.EMPHASIS
    if said("u") in {"single", "words", "double", "thick"}:
        yield Mark.UNDERLINE
    if said("em") in {"dot", "underDot", "comma", "circle"}:
        yield Mark.EMPHASIS_DOTS
    if (align := said("vertAlign")) in {"superscript", "subscript"}:
        yield Mark.SUPERSCRIPT if align == "superscript" else Mark.SUBSCRIPT


def _shown(element: Element, kind: str, line: Line) -> str:
    """What a child of a run shows.  A note's text begins behind its number and a space of the program's."""
    if kind in {"t", "delText"}:
        text = element.text or ""
        return text if line.stretches or not line.place.startswith("fn:") else text.lstrip()
    if kind == "br" and element.get(w("type")) in {"page", "column"}:
        return ""
    return _TEXTS.get(kind, "")


def _box(element: Element) -> Element | None:
    """The text of a text box: a frame becomes one on its way through .odt."""
    return next(element.iter(w("txbxContent")), None)


def _depth(settings: Element) -> int:
    numbering = settings.find(w("numPr"))
    level = numbering.find(w("ilvl")) if numbering is not None else None
    number = numbering.find(w("numId")) if numbering is not None else None
    if number is None or number.get(w("val")) == "0":
        return 0
    said = level.get(w("val")) or "0" if level is not None else "0"
    return 1 + min(int(said), 8) if said.isdecimal() else 1


def _hand(element: Element) -> Hand:
    return Hand(element.get(w("author")) or "", element.get(w("date")) or "")
