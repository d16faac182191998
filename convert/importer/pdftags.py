"""A tagged PDF (14.8): its structure tree says what is a title, a heading, a paragraph, a table; no guessing by positions."""
from __future__ import annotations

import contextlib
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from convert.importer.characters import BYLINE, HAN_CHAR, PAREN_DATE, is_body_name, is_terminal, plain, skeleton
from convert.importer.gridtable import Cell, markdown_table
from convert.importer.heads import authors_of
from convert.importer.lists import LEAD, Entry, list_text, numbered
from convert.importer.marks import as_markdown, note_text
from convert.importer.pdfpictures import Mark, pictures_at
from convert.importer.pdfruns import setting_of, words_of
from convert.importer.pdftext import Glyphs, body_size, by_mark, enough, in_lines, line_text
from convert.importer.pictures import Pictures, shown, shown_together
from convert.importer.records import BOLD, NOTE_CLOSE, NOTE_OPEN, Line
from convert.importer.repair import GAP, finish_paragraph, repair_line
from convert.markdown import escape

_MAX_DEPTH = 60
_EDGE_TO_EDGE, _ACROSS, _TALL = 0.97, 0.55, 0.6         # share of the page's width and height that a figure takes
_EVEN = 0.3                 # em that edges which are one may be apart
_FIGURES = re.compile(r"[\d.,%‰+−-]+")
_MOST_SPANNED = 64          # columns or rows that a cell spans at most
_FLUSH_RIGHT = 2.5          # em: a line that begins further in stands at the right edge
_HEADINGS = ("H2", "H3", "H4", "H5", "H6")
_GROUPS = ("Document", "Part", "Art", "Sect", "Div", "NonStruct", "Private")


class _Element(NamedTuple):
    """A structure element; `spans`: columns and rows of a cell; `alt`, `marks`, `extent`: of a figure, what it shows, where it is
    painted, how far it reaches."""

    kind: str
    kids: tuple[_Element | tuple[Glyphs, ...], ...]
    spans: tuple[int, int] = (1, 1)
    alt: str = ""
    marks: tuple[Mark, ...] = ()
    extent: str = ""


def tagged_lines(data: bytes, pieces: Sequence[Glyphs], file: str, pictures: Pictures) -> tuple[Line, ...] | None:
    """The lines of a tagged file with their roles, its figures put into `pictures`; None when it has no structure tree, or one that
    leaves much text out or does not tell articles apart."""
    tree = _tree(data, by_mark(pieces))
    if tree is None:
        return None
    used = {id(piece) for piece in _leaves(tree)}
    if not enough(sum(len(HAN_CHAR.findall(p.text)) for p in _leaves(tree)), pieces) or not any(
            e.kind == "H1" for e in _elements(tree)) or _heads_columns(tree):
        return None
    at = pictures_at(data, {mark for element in _elements(tree) for mark in element.marks})
    writer = _Writer(file, pieces, pictures, at)
    writer.walk(tree)
    rest = [p for p in pieces if id(p) not in used]
    return tuple(writer.numbered([*writer.lines, *_furniture(rest, file)]))


def _tree(data: bytes, marks: dict[tuple[int, int], list[Glyphs]]) -> _Element | None:
    import pikepdf

    broken = (pikepdf.PdfError, ValueError, AttributeError, KeyError, TypeError)
    with contextlib.suppress(*broken), pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root.get("/StructTreeRoot")
        if root is None:
            return None
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        roles = {str(k): str(v) for k, v in (root.get("/RoleMap") or {}).items()}
        sizes = tuple((float(b[2]) - float(b[0]), float(b[3]) - float(b[1])) for b in (page.mediabox for page in pdf.pages))
        return _Element("Document", tuple(_kids(root, None, _File(pages, sizes, roles, marks), 0)))
    return None


class _File(NamedTuple):
    """Object of a page -> its number from 0; its size in points by number; kinds by the file's own names; glyphs by their mark."""

    pages: dict[Any, int]
    sizes: tuple[tuple[float, float], ...]
    roles: dict[str, str]
    marks: dict[Mark, list[Glyphs]]

    def page_of(self, node: Any, page: int | None) -> int | None:
        return self.pages.get(node.Pg.objgen, page) if "/Pg" in node else page


def _kids(node: Any, page: int | None, file: _File, depth: int) -> Iterator[_Element | tuple[Glyphs, ...]]:
    import pikepdf

    if depth > _MAX_DEPTH:
        return
    held = node.get("/K")
    for kid in held if isinstance(held, pikepdf.Array) else [] if held is None else [held]:
        if isinstance(kid, int):
            yield tuple(file.marks.get((page if page is not None else -1, int(kid)), ()))
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield _element(kid, file.page_of(kid, page), file, depth + 1)
        elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
            here = file.page_of(kid, page)
            yield tuple(file.marks.get((here if here is not None else -1, int(kid.MCID)), ()))


def _element(node: Any, page: int | None, file: _File, depth: int) -> _Element:
    own = str(node.S)
    kind = file.roles.get(own, own).lstrip("/")
    kids = tuple(_kids(node, page, file, depth))
    if kind != "Figure":
        return _Element(kind, kids, _spans(node))
    marks = tuple(_painted(node, page, file, depth))
    size = file.sizes[marks[0][0]] if marks else (0.0, 0.0)
    return _Element(kind, kids, (1, 1), str(node.get("/Alt", "")), marks, _extent(node, *size))


def _extent(node: Any, wide: float, high: float) -> str:
    """How far a figure reaches on its page of that size, by its box (14.8.5.4.5): "" for within a column, or where it has none."""
    import pikepdf

    held = node.get("/A")
    found = [a for a in (held if isinstance(held, pikepdf.Array) else [held]) if isinstance(a, pikepdf.Dictionary) and "/BBox" in a]
    if not found or not wide:
        return ""
    left, foot, right, top = (float(v) for v in found[0].BBox)
    tall = abs(top - foot) >= _TALL * high
    if abs(right - left) >= _EDGE_TO_EDGE * wide:
        return "bleed" if tall else "wide"
    return "" if abs(right - left) < _ACROSS * wide else "page" if tall else "span"


def _painted(node: Any, page: int | None, file: _File, depth: int) -> Iterator[Mark]:
    """The marked content of a figure: its own, and that of what it holds but for other elements of a kind of their own."""
    import pikepdf

    held = node.get("/K")
    for kid in held if isinstance(held, pikepdf.Array) else [] if held is None else [held]:
        mcid = kid if isinstance(kid, int) else kid.get("/MCID") if isinstance(kid, pikepdf.Dictionary) else None
        here = file.page_of(kid, page) if isinstance(kid, pikepdf.Dictionary) else page
        if mcid is not None and here is not None:
            yield here, int(mcid)
        elif isinstance(kid, pikepdf.Dictionary) and str(kid.get("/S", "")) in ("/Span", "/NonStruct") and depth < _MAX_DEPTH:
            yield from _painted(kid, here, file, depth + 1)


def _spans(node: Any) -> tuple[int, int]:
    """Columns and rows that a cell spans (PDF 14.8.5.7)."""
    import pikepdf

    held = node.get("/A")
    found = [a for a in (held if isinstance(held, pikepdf.Array) else [held]) if isinstance(a, pikepdf.Dictionary)]
    columns, rows = (next((int(a[key]) for a in found if isinstance(a.get(key), int)), 1) for key in ("/ColSpan", "/RowSpan"))
    return min(max(columns, 1), _MOST_SPANNED), min(max(rows, 1), _MOST_SPANNED)


def _kinds(element: _Element) -> tuple[str, ...]:
    """The kinds of the elements right below."""
    return tuple(kid.kind for kid in element.kids if isinstance(kid, _Element))


def _is_ragged(lines: Sequence[Sequence[Glyphs]], size: float) -> bool:
    """Whether the lines end at no one edge in any column that they stand in; three below each other tell."""
    columns: list[list[float]] = []
    above: Glyphs | None = None
    for line in lines:
        if above is None or above.page != line[0].page or above.y0 <= line[0].y0:
            columns.append([])
        columns[-1].append(line[-1].x1)
        above = line[0]
    told = [column for column in columns if len(column) > 2]
    return bool(told) and all(max(sum(abs(x - y) <= 0.6 * size for y in column) for x in column) <= 0.6 * len(column)
                              for column in told)


def _is_stanza(lines: Sequence[Sequence[Glyphs]]) -> bool:
    """Lines of one length that each end a clause, the last as well."""
    texts = [line_text(line) for line in lines]
    return len({len(skeleton(text)) for text in texts}) == 1 and all(text[-1:] in "，。；！？" for text in texts)


def _leaves(element: _Element) -> Iterator[Glyphs]:
    for kid in element.kids:
        if isinstance(kid, _Element):
            yield from _leaves(kid)
        else:
            yield from kid


def _elements(element: _Element) -> Iterator[_Element]:
    yield element
    for kid in element.kids:
        if isinstance(kid, _Element):
            yield from _elements(kid)


def _inner(element: _Element) -> list[_Element]:
    return [kid for kid in element.kids if isinstance(kid, _Element)]


def _heads_columns(tree: _Element) -> bool:
    """Whether many headings of the first level have no text of their own, another comes at once: they name columns, as in a file
    that a word processor made, and nothing tells which of them begin articles."""
    below: list[bool] = []
    for element in _elements(tree):
        kinds = _kinds(element)
        below += ["H1" in kinds[i + 1:i + 3] for i, kind in enumerate(kinds) if kind == "H1"]
    return 5 * sum(below) > len(below)


def _label(element: _Element) -> str:
    """A note's number as it is printed, without brackets and stops."""
    return "".join(re.findall(r"\w", "".join(piece.text for piece in _leaves(element))))


class _Writer:
    """Walks over the elements and writes lines."""

    def __init__(self, file: str, pieces: Sequence[Glyphs], pictures: Pictures, at: Mapping[Mark, bytes]):
        self.file = file
        self.pictures, self.at = pictures, at
        self.size = body_size(pieces)
        self.setting = setting_of(pieces)
        self.lines: list[Line] = []
        self.notes = 0          # references met
        self.noted = 0          # notes met
        self.labels: dict[str, int] = {}        # of the article's notes, where each has one of its own
        self.article = False    # an article came already

    def walk(self, element: _Element) -> None:
        kids = [kid for kid in element.kids if isinstance(kid, _Element)]
        if any(kid.kind == "H1" for kid in kids):
            listed = next((i for i, kid in enumerate(kids) if kid.kind == "TOC"), -1)       # in a file without groups
            for kid in kids[:max(listed, 0)]:
                self._put(kid, "front")
            if listed >= 0:
                self._contents(kids[listed])
            self._article(kids[listed + 1:])
            return
        for kid in kids:
            if kid.kind in _GROUPS:
                self.walk(kid)
            elif kid.kind == "TOC":
                self._contents(kid)
            else:
                self._put(kid, "tail" if self.article else "front")

    def _article(self, kids: Sequence[_Element]) -> None:
        self.article = True
        notes = [e for kid in kids for e in _elements(kid) if e.kind == "Note"]
        labels = [_label(next((k for k in _inner(e) if k.kind == "Lbl"), e)) for e in notes]
        own = len(set(labels)) == len(labels) and all(labels)
        self.labels = {label: self.noted + at for at, label in enumerate(labels, 1)} if own else {}
        state = "kicker"
        for kid in kids:
            if kid.kind == "H1":
                self._put(kid, "title", 1)
                state = "head"
            elif state == "kicker":
                self._put(kid, "kicker")
            elif state == "head" and kid.kind == "P" and (role := self._head_role(kid)):
                self._put(kid, role)
            else:
                state = "body"
                self._body(kid)

    def _head_role(self, element: _Element) -> str:
        """What a paragraph below the title is as a part of the head; "" when the body begins."""
        text = repair_line(self.text(element))
        size = next((p.size for p in _leaves(element)), 0.0)
        if BYLINE.match(text) and not is_terminal(text):
            return "byline"
        if PAREN_DATE.match(plain(text)):
            return "date-line"
        if is_terminal(text) or len(skeleton(text)) > 70 or text[:1] in "■●◆":
            return ""
        if text.startswith("——") or abs(size - self.size) > 0.4:
            return "subtitle"
        if re.search(r"\d{4}年.*\d{1,2}日", text):
            return "date-line"
        people = authors_of(text)
        named = bool(people) and all(not p.corporate or is_body_name(p.name) for p in people)
        return "byline" if named and len(skeleton(text)) <= 40 else ""

    def _body(self, element: _Element) -> None:
        kind = element.kind
        if kind in _HEADINGS:
            self._put(element, "heading", int(kind[1]))
        elif kind in _GROUPS and (group := self._group(element)):
            self._line(group, element, "raw")
        elif kind in _GROUPS:
            for kid in _inner(element):
                self._body(kid)
        else:
            special = {"Note": self._note, "Table": self._table, "L": self._items, "BlockQuote": self._quotation,
                       "Figure": self._figure, "Caption": self._figure, "Formula": self._figure}.get(kind)
            if special:
                special(element)
            elif verse := self._verse(element):
                self._line(verse, element, "raw")
            else:
                self._put(element, "paragraph")

    def _verse(self, element: _Element) -> str:
        """The lines of a poem as a line block; "" for a paragraph, whose lines but the last end at one edge."""
        lines = in_lines(list(_leaves(element)))
        if _kinds(element) or len(lines) < 3:
            return ""
        if not _is_stanza(lines) and not _is_ragged(lines[:-1], self.size):
            return ""
        pitch = min((a[0].y0 - b[0].y0 for a, b in itertools.pairwise(lines) if a[0].page == b[0].page and a[0].y0 > b[0].y0),
                    default=0.0)
        out: list[str] = []
        for index, line in enumerate(lines):
            above = lines[index - 1][0] if index else line[0]
            if above.page == line[0].page and above.y0 - line[0].y0 > 1.5 * pitch:
                out.append("|")
            words = line_text(line)
            inset = words[:len(words) - len(words.lstrip("\u3000"))]
            out.append("| " + inset + escape(finish_paragraph(repair_line(words)), at_start=True))
        return "\n".join(out)

    def _note(self, element: _Element) -> None:
        self.noted += 1
        paragraphs = [e for k in _inner(element) if k.kind != "Lbl" for e in ([x for x in _inner(k) if x.kind == "P"] or [k])]
        words = [self.text(paragraph, True) for paragraph in paragraphs]
        text, role = note_text(self.noted, words)
        self._line(text, element, role)

    def _items(self, element: _Element) -> None:
        for plainly, entries in itertools.groupby(self._list(element, 0), key=lambda entry: entry.depth < 0):
            for text in [entry.text for entry in entries] if plainly else [list_text(entries)]:
                self._line(text, element, "paragraph" if plainly else "raw")

    def _quotation(self, element: _Element) -> None:
        """A quotation as one block: its source stands by itself at the right edge."""
        out: list[str] = []
        left = min((p.x0 for p in _leaves(element)), default=0.0)
        for kid in _inner(element):
            words = escape(repair_line(self.text(kid, True)), at_start=True)
            lines = in_lines(list(_leaves(kid)))
            apart = bool(out) and len(lines) == 1 and lines[0][0].x0 > left + _FLUSH_RIGHT * self.size
            out.append("\n".join(["> ::: {.attribution}", f"> {words}", "> :::"]) if apart else f"> {words}")
        self._line("\n>\n".join(out), element, "raw")

    def _captions(self, element: _Element) -> Iterator[_Element]:
        inner = [k for k in element.kids if isinstance(k, _Element)]
        if not inner:
            yield element
        for kid in inner:
            yield from self._captions(kid) if kid.kind in _GROUPS else (kid,)

    def _figure(self, element: _Element) -> None:
        """A picture with its words; what is drawn leaves its words alone."""
        pieces = list(self._captions(element))
        names = self._names(element)
        words = GAP.join(repair_line(self.text(piece)) for piece in pieces if piece is not element)
        extent = "" if element.extent == "span" and not self.setting.in_columns else element.extent
        for name in names:
            self._line(shown(name, element.alt, words if name == names[-1] else "", extent), element, "raw")
        for piece in pieces if not names else ():
            self._put(piece, "caption")

    def _group(self, element: _Element) -> str:
        """Several figures without words of their own, above the words for all of them, as Markdown; "" for anything else."""
        kinds = _kinds(element)
        figures = kinds.count("Figure")
        if figures < 2 or kinds != ("Figure",) * figures + ("P",) * (len(kinds) - figures) or figures == len(kinds):
            return ""
        inner = _inner(element)
        if any(self.text(figure).strip() for figure in inner[:figures]):
            return ""
        pictures = [(name, figure.alt) for figure in inner[:figures] for name in self._names(figure)]
        return shown_together(pictures, [repair_line(self.text(e)) for e in inner[figures:]]) if pictures else ""

    def _names(self, element: _Element) -> list[str]:
        """The names of the pictures that a figure shows; none where it is drawn."""
        names = (self.pictures.put(self.at[mark]) for mark in element.marks if mark in self.at)
        return [name for name in dict.fromkeys(names) if name]

    def _table(self, element: _Element) -> None:
        rows = [[c for c in _inner(e) if c.kind in ("TH", "TD")] for e in _elements(element) if e.kind == "TR"]
        aligns = _aligns([cell for row in rows for cell in row if cell.kind == "TD" and cell.spans[0] == 1])
        table = markdown_table([[Cell(self._cell(cell), *cell.spans, cell.kind == "TH", aligns.get(id(cell), "")) for cell in row]
                                for row in rows])
        captions = [": " + escape(repair_line(self.text(e))) for e in _elements(element) if e.kind == "Caption"]
        if table:
            self._line("\n".join([table, *([""] if captions else []), *captions]), element, "raw")

    def _cell(self, element: _Element) -> str:
        """The words of a cell as Markdown, whose width is known when the table is drawn."""
        return as_markdown(escape(repair_line(self.text(element, element.kind == "TD")), cell=True)).replace("\\\n", "")

    def _list(self, element: _Element, depth: int) -> Iterator[Entry]:
        """The items of a list, each with those of its inner lists; one whose number no Markdown list says, with it as its words."""
        kids = [k for k in _inner(element) if k.kind in ("LI", "L")]
        items = [kid for kid in kids if kid.kind == "LI"]
        labels = [next((self.text(k) for k in _inner(item) if k.kind == "Lbl"), "") for item in items]
        told = [self._told(item) for item in items]
        if not any(labels) and all(leads := [LEAD.match(str(parts[0])) for parts in told]):     # as LibreOffice tags them
            labels = [lead[1] for lead in leads if lead]
            told = [[str(parts[0])[lead.end():], *parts[1:]] for parts, lead in zip(told, leads, strict=True) if lead]
        labels = [unicodedata.normalize("NFKC", label).strip() for label in labels]
        signs = iter(zip(labels, told, numbered(labels), strict=True))
        for kid in kids:
            if kid.kind == "L":
                yield from self._list(kid, depth + 1)
                continue
            label, parts, number = next(signs)
            spoken = number is None and re.search(r"\w", label) is not None
            lead = (label + GAP if label[-1].isalnum() else label) if spoken else ""
            entry = Entry(depth - spoken, "", number, spoken)
            for part in parts:
                if isinstance(part, _Element):
                    yield from self._list(part, depth + 1)
                else:
                    words = lead + repair_line(part)
                    yield entry._replace(text=words if entry.depth < 0 else escape(words, at_start=True))
                    entry, lead = entry._replace(more=True), ""

    def _told(self, item: _Element) -> list[str | _Element]:
        """The paragraphs of an item, the first of which may be empty, and the lists among them."""
        out: list[str | _Element] = [""]
        for part in (e for k in _inner(item) if k.kind != "Lbl" for e in self._parts(k)):
            last = out[-1]
            if part.kind == "L":
                out.append(part)
            elif isinstance(last, str) and (part.kind != "P" or out == [""]):
                out[-1] = last + self.text(part, True)
            else:
                out.append(self.text(part, True))
        return out

    def _parts(self, element: _Element) -> Iterator[_Element]:
        """The paragraphs and lists of the body of an item; what stands beside them without an element of its own as one."""
        if not any(k.kind in ("P", "L") for k in _inner(element)):
            yield element
            return
        for kid in element.kids:
            yield kid if isinstance(kid, _Element) else _Element("Span", (kid,))

    def _contents(self, element: _Element) -> None:
        """Every TOCI a line: the page number after a tab, a head without one marked as such."""
        for item in (e for e in _elements(element) if e.kind == "TOCI"):
            pieces = [p for line in in_lines(list(_leaves(item))) for p in line if re.search(r"\w", p.text)]
            number = pieces[-1].text.strip() if pieces else ""
            if re.fullmatch(r"\d{1,3}", number) and len(pieces) > 1:
                words, author = _parted(pieces[:-1])
                self._line(f"{words}\t{'/' + author if author else ''}\t{number}", item, "front")
            else:
                self._line(words_of(pieces), item, "front", BOLD)

    def text(self, element: _Element, marked: bool = False) -> str:
        """Words of an element; a reference to a note inside it becomes the note's number between marks.  `marked`: with what is
        strong, emphasised, raised, lowered, and with the lines broken by hand."""
        out = ""
        run: list[Glyphs] = []
        setting = self.setting if marked else None
        for kid in element.kids:
            if not isinstance(kid, _Element):
                run += kid
                continue
            if run:
                out, run = _continued(out, words_of(run, setting)), []
            if kid.kind in ("Lbl", "Reference") and element.kind not in ("LI", "Note"):
                number = self.labels.get(_label(kid), self.notes + 1)       # a note may be called twice
                self.notes = max(self.notes, number)
                out += f"{NOTE_OPEN}{number}{NOTE_CLOSE}"
            else:
                out = _continued(out, self.text(kid, marked))
        return _continued(out, words_of(run, setting)) if run else out

    def _put(self, element: _Element, role: str, level: int = 0) -> None:
        if element.kind == "Figure" and role == "front" and not self.pictures.photo[0] and (names := self._names(element)):
            self.pictures.photo = names[0], element.alt
        if element.kind in ("Table", "L", "Figure") and role in ("front", "tail", "kicker"):
            for kid in (k for k in element.kids if isinstance(k, _Element)):
                self._put(kid, role)
            return
        self._line(self.text(element, role == "paragraph"), element, role, level)

    def _line(self, text: str, element: _Element, role: str, level: int = 0) -> None:
        page = next((p.page for p in _leaves(element)), self.lines[-1].page if self.lines else 0)
        if text.strip():
            self.lines.append(Line(self.file, 0, text.strip(), page, 1, level, text.strip(), "\t" in text, role, True))

    def numbered(self, lines: Sequence[Line]) -> Iterator[Line]:
        """Lines count from 1 in reading order: a PDF has none of its own."""
        for number, line in enumerate(lines, 1):
            yield line._replace(number=number)


def _aligns(cells: Sequence[_Element]) -> dict[int, str]:
    """id of a cell -> how its column is set, by the edges that cells above one another have in common; figures of one width, which
    have all of them, stand at the right."""
    placed = [(id(cell), min(p.x0 for p in found), max(p.x1 for p in found), found)
              for cell in cells if (found := [p for p in _leaves(cell) if p.text.strip()])]
    out: dict[int, str] = {}
    for key, left, right, found in placed:
        near = [(a, b, other) for _, a, b, other in placed if a < right and b > left]
        sides = (("left", [a for a, *_ in near]), ("right", [b for _, b, _ in near]), ("center", [(a + b) / 2 for a, b, _ in near]))
        even = [side for side, edges in sides if max(edges) - min(edges) <= _EVEN * found[0].size]
        figures = all(_FIGURES.fullmatch("".join(p.text for p in other)) for _, _, other in near)
        if len(near) > 1 and even:
            out[key] = "right" if figures and "right" in even else even[0]
    return out


def _parted(pieces: Sequence[Glyphs]) -> tuple[str, str]:
    """(title, author) of an entry of the contents: the author stands apart on the same line."""
    at = next((i for i in range(len(pieces) - 1, 0, -1) if abs(pieces[i].y0 - pieces[i - 1].y0) < 1
               and pieces[i].x0 - pieces[i - 1].x1 > 0.8 * pieces[i].size), len(pieces))
    return words_of(pieces[:at]).strip(), words_of(pieces[at:]).strip()


def _continued(before: str, after: str) -> str:
    latin = before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalpha()
    return before + (" " if latin else "") + after


def _furniture(pieces: Sequence[Glyphs], file: str) -> list[Line]:
    """What stands outside the structure: running heads, folios, leaders."""
    return [Line(file, 0, text, line[0].page, 1, 0, text, False, "furniture", True) for line in in_lines(pieces)
            if re.search(r"\w", text := line_text(line))]
