"""pandoc's block tree of one article to the model's blocks and footnotes."""
from __future__ import annotations

import re
from typing import Any

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.model.nodes import (
    Block,
    Container,
    Figure,
    Footnote,
    Heading,
    Inlines,
    List,
    ListItem,
    Paragraph,
    Quote,
    Run,
    ThematicBreak,
    Verse,
)
from convert.model.record import replace
from convert.reader.images import ImageShelf
from convert.reader.inlines import InlineReader, xml_id
from convert.reader.linemarks import MAX_DEPTH, PRIVATE, Cursor, Marked, first_line, plain
from convert.reader.pandoc import Tree, target, target_id
from convert.reader.tables import TableReader
from convert.strictyaml import suggest

PARAGRAPH_ROLES = {"salutation": "salutation", "signature": "signature", "date": "date", "attribution": "attribution",
                   "caption": "caption-block"}
CONTAINER_ROLES = ("editor-note", "abstract", "box", "letter", "profile", "pull-quote")
GROUP, BESIDE = "figures", "beside"
POEM = "poem"
EXTENTS = ("column", "span", "wide", "page", "bleed")
_MARKERS = {"LowerAlpha": "lower-alpha", "UpperAlpha": "upper-alpha", "LowerRoman": "lower-roman", "UpperRoman": "upper-roman"}
_DELIMITERS = {"OneParen": "paren", "TwoParens": "parens"}
_ID = re.compile(r"\w[\w.-]{0,79}$")
_PERCENT = re.compile(r"(\d{1,3})\s*%$")
_FIGURE_KEYS = ("alt", "credit", "extent", "width")
_INDENT = re.compile("[\u00a0\u3000]+")


class IdRegister:
    """Every id of an issue and where it was given."""

    def __init__(self, diagnostics: list[Diagnostic]):
        self._diagnostics = diagnostics
        self.places: dict[str, Span] = {}

    def claim(self, name: str, span: Span) -> str:
        """Register `name` as written in the source; reports one that is taken or unfit.  Returns the id to use."""
        identifier = xml_id(name)
        if not _ID.match(name):
            self._diagnostics.append(diagnose("R033", span, id=name[:80]))
        elif identifier in self.places:
            self._diagnostics.append(diagnose("R032", span, id=name, place=self.places[identifier]))
        else:
            self.places[identifier] = span
        return identifier

    def number(self, prefix: str, count: int, span: Span) -> tuple[str, int]:
        """The first free `prefix-n` with n > `count`, and that n."""
        while True:
            count += 1
            identifier = f"{prefix}-{count}"
            if identifier not in self.places:
                self.places[identifier] = span
                return identifier, count


class BodyReader:
    """Reads the body of one article; problems go to `diagnostics`, and what could not be read is left out."""

    def __init__(self, article_id: str, file: str, marked: Marked, shelf: ImageShelf, ids: IdRegister,
                 diagnostics: list[Diagnostic]):
        self._prefix = article_id
        self._count = 0
        self._level = 0
        self._depth = 0
        self._indented: list[Span] = []
        self._notes: list[Footnote] = []
        self._note_ids: dict[int, str] = {}
        self._shelf = shelf
        self._ids = ids
        self._diagnostics = diagnostics
        self._cursor = Cursor(file, marked, marked.first_line)
        self._inlines = InlineReader(self._cursor, diagnostics, self._note)
        self._tables = TableReader(self._cursor, self._inlines, diagnostics)
        self._readers = {
            "Para": self._paragraph, "Plain": self._paragraph, "Header": self._heading, "BulletList": self._bullets,
            "OrderedList": self._numbers, "BlockQuote": self._quote, "Div": self._div, "LineBlock": self._line_block,
            "Table": self._table, "HorizontalRule": self._rule, "CodeBlock": self._code, "RawBlock": self._raw}

    def read(self, tree: Tree) -> tuple[tuple[Block, ...], tuple[Footnote, ...]]:
        """The blocks and footnotes of pandoc's blocks; a reader reads once."""
        blocks = self._blocks(tree)
        if self._indented:
            self._diagnostics.append(diagnose("R075", self._indented[0], count=len(self._indented)))
        del self._readers, self._inlines, self._tables      # they hold this reader, and so the article's text, in a circle
        return blocks, tuple(self._notes)

    def _report(self, code: str, **values: object) -> None:
        self._diagnostics.append(diagnose(code, self._cursor.span, **values))

    def _blocks(self, tree: Tree) -> tuple[Block, ...]:
        if self._depth >= MAX_DEPTH:
            self._report("R004", limit=MAX_DEPTH)
            return ()
        self._depth += 1
        made: list[Block] = []
        for node in tree:
            reader = self._readers.get(node["t"])
            if reader is None:
                self._report("R047", what=node["t"], hint="改用别的写法")
            else:
                made += reader(node.get("c"))
        self._depth -= 1
        return tuple(made)

    def _id(self, span: Span, explicit: str = "") -> str:
        if explicit:
            return self._ids.claim(target_id(plain(explicit)), span)
        name, self._count = self._ids.number(self._prefix, self._count, span)
        return name

    # --- text ---

    def _paragraph(self, content: Any, role: str = "body", explicit: str = "") -> tuple[Block, ...]:
        span = self._cursor.enter(content)
        images = [node for node in content if node["t"] == "Image"]
        if len(images) == 1 and role == "body" and all(node is images[0] or _is_blank(node) for node in content):
            return self._figure(images[0]["c"])
        if _indent_of(content):
            self._indented.append(span)
        inlines = self._inlines.read(content)
        if not inlines:
            return ()
        return (Paragraph(inlines, role, self._id(span, explicit), span),)

    def _heading(self, content: Any) -> tuple[Block, ...]:
        level, (explicit, classes, pairs), nodes = content
        span = self._cursor.enter(nodes)
        if level == 1:
            self._report("R040")
        elif level > 5:
            self._report("R042", now="#" * level)
        elif level > self._level + 2:
            self._report("R041", before="#" * (self._level + 1) if self._level else "题目", now="#" * level)
        for extra in [*(f".{plain(c)}" for c in classes), *(f"{plain(k)}=" for k, _ in pairs)]:
            self._report("R056", name=extra, hint="标题后面只能写 {#id}")
        self._level = min(max(level - 1, 1), 4)
        block_id = self._id(span, explicit)
        inlines = self._inlines.read(nodes)
        if not inlines:
            self._report("R077", text="#" * level)
        return (Heading(self._level, inlines, block_id, span),) if inlines else ()

    def _line_block(self, content: Any) -> tuple[Block, ...]:
        span = self._cursor.enter(content)
        block_id = self._id(span)
        lines = tuple(self._verse_line(line) for line in content)
        return (Verse(lines, block_id, span),)

    def _verse_line(self, nodes: Any) -> Inlines:
        """A line of verse; what stood before its first word stays, in ideographic spaces (two columns of the source make one)."""
        if len(nodes) > 1 and nodes[-1] == {"t": "Str", "c": "|"}:
            self._cursor.enter(nodes)
            self._report("R080")
        inlines = self._inlines.read(nodes)
        indent = _indent_of(nodes)
        if indent and inlines and isinstance(first := inlines[0], Run):
            return (replace(first, text=indent + first.text), *inlines[1:])
        return inlines

    def _rule(self, _: Any) -> tuple[Block, ...]:
        span = self._cursor.next_of(self._cursor.marked.rules)
        return (ThematicBreak(self._id(span), span),)

    def _code(self, content: Any) -> tuple[Block, ...]:
        text = plain(content[1]).strip("\n").split("\n", maxsplit=1)[0].strip()
        self._cursor.line = first_line(content[1]) or self._cursor.marked.find(text, self._cursor.line)
        self._report("R046")
        return ()

    def _raw(self, content: Any) -> tuple[Block, ...]:
        text = plain(content[1]).strip()
        self._cursor.line = self._cursor.marked.find(text.split("\n", maxsplit=1)[0].strip(), self._cursor.line)
        self._report("R044", text=text[:30])
        return ()

    # --- structures ---

    def _bullets(self, content: Any) -> tuple[Block, ...]:
        return self._list(content, List(()))

    def _numbers(self, content: Any) -> tuple[Block, ...]:
        (start, style, delimiter), items = content
        marker = _MARKERS.get(style["t"], "decimal")
        return self._list(items, List((), True, start, marker, _DELIMITERS.get(delimiter["t"], "period")))

    def _list(self, items: Any, form: List) -> tuple[Block, ...]:
        """A list of `items` in the form of `form`, which has none."""
        span = self._cursor.enter(items)
        block_id = self._id(span)
        made = []
        for item in items:
            place = self._cursor.enter(item)
            made.append(ListItem(self._blocks(item), place))
        return (replace(form, items=tuple(made), id=block_id, span=span),)

    def _quote(self, content: Any) -> tuple[Block, ...]:
        span = self._cursor.enter(content)
        block_id = self._id(span)
        return (Quote(self._blocks(content), block_id, span),)

    def _div(self, content: Any) -> tuple[Block, ...]:
        (explicit, classes, pairs), tree = content
        span = self._cursor.next_of(self._cursor.marked.divs)
        names = [plain(c) for c in classes]
        known = (*PARAGRAPH_ROLES, *CONTAINER_ROLES, POEM, GROUP, BESIDE)
        values = {plain(key): plain(text) for key, text in pairs}
        for key in values:
            if key != "extent" or names != [GROUP]:
                self._report("R048", name=f"{key}=", hint="::: 后面只写一个类别名和 #id")
        if len(names) != 1 or names[0] not in known:
            wrong = next((name for name in names if name not in known), " ".join(names) or "（没有类别名）")
            self._report("R048", name=wrong, hint="一个 ::: 只写一个类别" if len(names) > 1 else suggest(wrong, known))
            return self._blocks(tree)
        if names[0] in PARAGRAPH_ROLES:
            return self._role_paragraphs(PARAGRAPH_ROLES[names[0]], names[0], explicit, tree)
        block_id = self._id(span, explicit)
        if names[0] == POEM:
            return (Verse(self._poem(tree), block_id, span),)
        if names[0] == GROUP:
            return self._figures(tree, values.get("extent", EXTENTS[0]), block_id, span)
        blocks = self._blocks(tree)
        if names[0] == BESIDE and not (len(blocks) > 1 and isinstance(blocks[0], Figure)):
            self._report("R086", name=BESIDE, hint="第一段写一幅图，后面写图旁的文字")
            return blocks
        return (Container(names[0], blocks, block_id, span),)

    def _figures(self, tree: Tree, extent: str, block_id: str, span: Span) -> tuple[Block, ...]:
        """Pictures of one group; its paragraphs are the common caption."""
        blocks = self._blocks(tree)
        if extent not in EXTENTS[:2]:
            self._report("R060", key="extent", hint=suggest(extent, EXTENTS[:2]))
        if sum(isinstance(b, Figure) for b in blocks) < 2 or not all(isinstance(b, Figure | Paragraph) for b in blocks):
            self._report("R086", name=GROUP, hint="里面写两幅以上的图，每幅自成一段；共用的图题另写一段")
            return blocks
        made = [replace(b, extent=extent) if isinstance(b, Figure) else replace(b, role="caption-block")
                for b in blocks if isinstance(b, Figure | Paragraph)]
        return (Container(GROUP, tuple(made), block_id, span),)

    def _role_paragraphs(self, role: str, name: str, explicit: str, tree: Tree) -> tuple[Block, ...]:
        made: list[Block] = []
        for node in tree:
            if node["t"] not in ("Para", "Plain", "LineBlock"):
                self._cursor.enter(node)
                self._report("R074", name=f"::: {name}")
                continue
            for line in node["c"] if node["t"] == "LineBlock" else [node["c"]]:
                made += self._paragraph(line, role, explicit)
                explicit = "" if made else explicit
        return tuple(made)

    def _poem(self, tree: Tree) -> tuple[Inlines, ...]:
        lines: list[Inlines] = []
        for node in tree:
            if node["t"] not in ("Para", "Plain", "LineBlock"):
                self._cursor.enter(node)
                self._report("R074", name="::: poem")
                continue
            stanza = node["c"] if node["t"] == "LineBlock" else _source_lines(node["c"])
            lines += [()] if lines else []
            lines += [self._verse_line(line) for line in stanza]
        return tuple(lines)

    def _table(self, content: Any) -> tuple[Block, ...]:
        explicit, classes, pairs = content[0]
        table = self._tables.read(content)
        for extra in [*(f".{plain(c)}" for c in classes), *(f"{plain(k)}=" for k, _ in pairs)]:
            self._report("R056", name=extra, hint="表题后面只能写 {#id}")
        return (replace(table, id=self._id(table.span, explicit)),) if table else ()

    def _note(self, content: Any) -> str:
        """Read a footnote where it is referred to; a second reference to the same text gives the same note."""
        place = first_line(content)
        if place in self._note_ids:
            return self._note_ids[place]
        number = len(self._notes) + 1
        note_id = f"{self._prefix}-fn{number}"
        self._notes.append(Footnote(note_id, number, ()))
        outer = self._prefix, self._count, self._cursor.line, self._level
        self._prefix, self._count = note_id, 0
        span = self._cursor.enter(content)
        self._ids.claim(note_id, span)
        blocks = self._blocks(content)
        if not blocks:
            self._report("R053", label=number)
        self._prefix, self._count, self._cursor.line, self._level = outer
        self._notes[number - 1] = Footnote(note_id, number, blocks, span)
        if place:
            self._note_ids[place] = note_id
        return note_id

    # --- pictures ---

    def _figure(self, content: Any) -> tuple[Block, ...]:
        (explicit, classes, pairs), caption, (source, title) = content
        span = self._cursor.span
        source = target(plain(source))
        values = {plain(key): plain(value) for key, value in pairs}
        for name in [*(f".{plain(c)}" for c in classes), *(key for key in values if key not in _FIGURE_KEYS)]:
            self._report("R060", key=name, hint=suggest(name, _FIGURE_KEYS))
        if title:
            self._report("R060", key="引号里的文字", hint="图题写在方括号里：![图题](路径){alt=\"…\"}")
        if not values.get("alt", "").strip():
            self._report("R061", path=source or "images/名字.jpg")
        extent = values.get("extent", EXTENTS[0])
        if extent not in EXTENTS:
            self._report("R060", key="extent", hint=suggest(extent, EXTENTS))
        percent = _PERCENT.match(values.get("width", "100%"))
        width = int(percent[1]) if percent else 0
        if not 1 <= width <= 100:
            self._report("R060", key="width", hint="写成 1% 到 100%，例如 width=80%")
        image = self._shelf.load(source, span)
        block_id = self._id(span, explicit)
        inlines = self._inlines.read(caption)
        if image is None:
            return ()
        alt, credit = (values.get(key, "").strip() for key in ("alt", "credit"))
        return (Figure(image, alt, inlines, credit, extent, width, block_id, span),)


def _is_blank(node: dict[str, Any]) -> bool:
    return node["t"] in ("Space", "SoftBreak") or (node["t"] == "Str" and not plain(node["c"]).strip("\u00a0\u3000"))


def _source_lines(nodes: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """`nodes` cut at the line ends of the source."""
    lines: list[list[dict[str, Any]]] = [[]]
    for node in nodes:
        if node["t"] in ("SoftBreak", "LineBreak"):
            lines.append([])
        else:
            lines[-1].append(node)
    return lines


def _indent_of(nodes: list[dict[str, Any]]) -> str:
    """The white space that `nodes` begins with, as ideographic spaces: two no-break spaces (pandoc's, in verse) make one."""
    text = PRIVATE.sub("", nodes[0]["c"]) if nodes and nodes[0]["t"] == "Str" else ""
    match = _INDENT.match(text)
    if not match:
        return ""
    narrow = match[0].count("\u00a0")
    return "\u3000" * (len(match[0]) - narrow + (narrow + 1) // 2)
