"""Tagged PDF (PDF 14.7, 14.8): the tree of structure elements over the marked content of the pages."""
from __future__ import annotations

from collections.abc import Sequence

from convert.layout.boxes import Tag
from convert.model.record import Record, field
from convert.writer.reportlab_hooks import PressCanvas, Raw

Box = tuple[float, float, float, float]


class _Element(Record, frozen=False):
    """A structure element (PDF 14.7) in the making."""

    tag: Tag
    first: int                                                          # when it was first painted
    content: list[tuple[int, int, int]] = field(default_factory=list)   # (when painted, page from 1, MCID)
    children: list[_Element] = field(default_factory=list)
    box: tuple[int, Box] | None = None                                  # of a figure: page, rectangle in points
    annotation: tuple[int, bytes] | None = None                         # of a link: page, `12 0 R`


class StructureTree:
    """Collects marked content page by page; `write` gives the catalog's StructTreeRoot."""

    def __init__(self) -> None:
        self._elements: dict[str, _Element] = {}
        self._roots: list[_Element] = []
        self._links: list[_Element] = []
        self._painted = 0
        self._pages: list[list[_Element]] = []      # per page: MCID -> element

    def begin_page(self) -> None:
        self._pages.append([])

    def mark(self, tag: Tag) -> int:
        """The MCID of a new piece of `tag` on the current page."""
        element = self._element(tag)
        page = self._pages[-1]
        page.append(element)
        element.content.append((self._painted, len(self._pages), len(page) - 1))
        self._painted += 1
        return len(page) - 1

    def bound(self, tag: Tag, box: Box) -> None:
        """Add rectangle `box` to the BBox of figure `tag` on the page where it begins."""
        element = self._element(tag)
        page, old = element.box or (len(self._pages), box)
        if page == len(self._pages):
            element.box = page, (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))

    def next_link(self, pages: int) -> int:
        """The key in the parent tree of the next link of a document of `pages` pages."""
        return pages + len(self._links)

    def link(self, parent: Tag | None, annotation: bytes) -> None:
        """A Link element (PDF 14.8.4.4.2) for `annotation` of the current page, inside the element of `parent`."""
        number = len(self._links)
        element = self._element(Tag(f"~link{number}", "Link", 1_000_000 + number, parent))
        element.annotation = len(self._pages), annotation
        self._links.append(element)
        self._painted += 1

    @property
    def empty(self) -> bool:
        return not self._elements

    def write(self, canvas: PressCanvas, title: str, language: str) -> Raw:
        """Write every element; call when all pages are finished."""
        pages = [canvas.page_reference(n + 1) for n in range(len(self._pages))]
        root, document = Raw(), Raw()
        root_reference, document_reference = canvas.reference(root), canvas.reference(document)
        references: dict[str, bytes] = {}
        kids = [self._write(e, document_reference, pages, canvas, references) for e in _by_order(self._roots)]
        document.syntax = (b"<< /Type /StructElem /S /Document /P %s /T %s /Lang %s /K [%s] >>"
                           % (root_reference, text_string(title), text_string(language), b" ".join(kids)))
        rows = [b"%d [%s]" % (n, b" ".join(references[e.tag.key] for e in page)) for n, page in enumerate(self._pages)]
        rows += [b"%d %s" % (len(pages) + n, references[link.tag.key]) for n, link in enumerate(self._links)]
        notes = sorted((_identity(e), references[key]) for key, e in self._elements.items() if e.tag.type == "Note")
        names = b" /IDTree << /Names [%s] >>" % b" ".join(b"%s %s" % pair for pair in notes) if notes else b""
        parents = canvas.reference(Raw(b"<< /Nums [%s] >>" % b"\n".join(rows)))
        root.syntax = (b"<< /Type /StructTreeRoot /K [%s] /ParentTree %s /ParentTreeNextKey %d%s >>"
                       % (document_reference, parents, len(self._pages) + len(self._links), names))
        return root

    def _element(self, tag: Tag) -> _Element:
        element = self._elements.get(tag.key)
        if element is None:
            element = self._elements[tag.key] = _Element(tag, self._painted)
            (self._element(tag.parent).children if tag.parent else self._roots).append(element)
        return element

    def _write(self, element: _Element, parent: bytes, pages: Sequence[bytes], canvas: PressCanvas,
               references: dict[str, bytes]) -> bytes:
        made = Raw()
        reference = references[element.tag.key] = canvas.reference(made)
        home = element.content[0][1] if element.content else element.box[0] if element.box else 0
        written = {id(c): self._write(c, reference, pages, canvas, references) for c in _by_order(element.children)}
        kids: list[bytes] = []
        if element.content:     # pieces and children as they were painted: a note number stands where it was set
            painted: list[tuple[int, bytes]] = [(when, _piece(page, mcid, home, pages)) for when, page, mcid in element.content]
            painted += [(c.first, written[id(c)]) for c in element.children]
            kids = [kid for _, kid in sorted(painted, key=lambda pair: pair[0])]
        else:
            kids = list(written.values())
        if element.annotation:
            page, annotation = element.annotation
            kids.append(b"<< /Type /OBJR /Pg %s /Obj %s >>" % (pages[page - 1], annotation))
        parts = [b"/Type /StructElem /S /%s /P %s" % (element.tag.type.encode(), parent)]
        if home:
            parts.append(b"/Pg " + pages[home - 1])
        parts += _attributes(element)
        parts.append(b"/K [%s]" % b" ".join(kids))
        made.syntax = b"<< %s >>" % b" ".join(parts)
        return reference


def _piece(page: int, mcid: int, home: int, pages: Sequence[bytes]) -> bytes:
    return b"%d" % mcid if page == home else b"<< /Type /MCR /Pg %s /MCID %d >>" % (pages[page - 1], mcid)


def _by_order(elements: list[_Element]) -> list[_Element]:
    return sorted(elements, key=lambda e: (e.tag.order, e.first))


def _attributes(element: _Element) -> list[bytes]:
    out = []
    if element.tag.type == "Note":
        out.append(b"/ID " + _identity(element))
    if element.tag.alt:
        out.append(b"/Alt " + text_string(element.tag.alt))
    if element.tag.lang:
        out.append(b"/Lang " + text_string(element.tag.lang))
    if element.tag.type in ("TH", "TD"):
        columns, rows = element.tag.spans
        said = b" /Scope /Column" * (element.tag.type == "TH") + b" /ColSpan %d" % columns * (columns > 1)
        said += b" /RowSpan %d" % rows * (rows > 1)
        out += [b"/A << /O /Table%s >>" % said] if said else []
    if element.box:
        numbers = " ".join(f"{round(n, 3)}" for n in element.box[1])
        out.append(b"/A << /O /Layout /Placement /Block /BBox [%s] >>" % numbers.encode())
    return out


def _identity(element: _Element) -> bytes:
    """The element identifier that ISO 14289-1, 7.9 wants of a note."""
    return b"<" + element.tag.key.encode("utf-8").hex().upper().encode() + b">"


def text_string(text: str) -> bytes:
    """A PDF text string (7.9.2.2): ASCII as it is, else UTF-16BE with its mark, in hex."""
    if text.isascii() and text.isprintable():
        return b"(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode() + b")"
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"
