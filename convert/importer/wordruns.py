"""The words of one Word paragraph: runs in order, calls of notes as marks, readings over theirs; deletions and boxes apart."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from convert.importer.marks import (
    DOTS,
    EMPHASIS,
    PROPER,
    STRONG,
    SUBSCRIPT,
    SUPERSCRIPT,
    TITLE,
    UNDERLINE,
    marked,
    with_reading,
    without_marks,
)
from convert.importer.records import NOTE_CLOSE, NOTE_OPEN

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_STYLES = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in (
    (DOTS, "着重号"), (PROPER, "专名号"), (TITLE, "书名号"), (UNDERLINE, "下划线|underline"),
    (STRONG, "strong|着重（|加粗"), (EMPHASIS, "emphasis|强调|楷"),
    (SUPERSCRIPT, "superscript|上标"), (SUBSCRIPT, "subscript|下标")))
_SHIFTS = {"superscript": SUPERSCRIPT, "subscript": SUBSCRIPT}
_OUT = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", FALLBACK))        # said elsewhere, or not any more


class Words:
    """Reads paragraphs one after the other and numbers the notes that they call."""

    def __init__(self, notes: Mapping[str, tuple[str, ...]], styles: Mapping[str, str]):
        self._notes = notes
        self._styles = styles                   # id of a style -> its name
        self.noted: list[tuple[str, ...]] = []  # the paragraphs of the notes called so far
        self._calls: dict[str, int] = {}        # id of a note -> its number
        self._marked: dict[str, int] = {}       # bookmark round a call -> its number (NOTEREF, 17.16.5.37)
        self._marks: dict[str, str] = {}        # bookmarks that are open: id -> name

    def text(self, paragraph: Any) -> str:
        """The words of `paragraph`; a break of line is \\n."""
        self._field: list[str] = []             # instruction of the field that runs; [] outside
        self._result = self._silent = False
        return without_marks("".join(self._word(node) for node in _inside(paragraph)))

    def marked(self, paragraph: Any) -> str:
        """The same with the marks of `marks` round what differs from the rest of the paragraph."""
        self._field = []
        self._result = self._silent = False
        runs = [(self._word(node), self._kind(node)) for node in _inside(paragraph)]
        kinds = {kind for words, kind in runs if words.strip()}
        return marked(runs) if len(kinds) > 1 else "".join(words for words, _ in runs)

    def _kind(self, node: Any) -> str:
        """What the run is that a w:t stands in (17.3.2): by its own properties, else by its style."""
        run = node.getparent() if node.tag == f"{_W}t" else None
        properties = run.find(f"{_W}rPr") if run is not None else None
        if properties is None:
            return ""
        shift = _SHIFTS.get(value(properties.find(f"{_W}vertAlign")), "")
        if shift:
            return shift
        for tag, kind in (("b", STRONG), ("i", EMPHASIS), ("em", DOTS), ("u", UNDERLINE)):
            found = properties.find(f"{_W}{tag}")
            if found is not None:
                return kind if value(found) not in ("0", "false", "none") else ""
        name = self._styles.get(value(properties.find(f"{_W}rStyle")), "")
        return next((kind for kind, pattern in _STYLES if pattern.search(name)), "")

    def _word(self, node: Any) -> str:
        tag = str(node.tag).removeprefix(_W)
        if tag == "ruby":
            base, reading = ("".join(t.text or "" for t in node.iterfind(f"{_W}{part}//{_W}t")) for part in ("rubyBase", "rt"))
            return with_reading(base, reading)
        if tag == "t":
            return "" if self._silent else node.text or ""
        if tag in ("tab", "br", "cr"):
            in_run = node.getparent() is not None and node.getparent().tag == f"{_W}r"
            return ("\t" if tag == "tab" else "\n") if in_run else ""
        if tag == "footnoteReference":
            return self._call(node.get(f"{_W}id", ""))
        if tag == "bookmarkStart":
            self._marks[node.get(f"{_W}id", "")] = node.get(f"{_W}name", "")
        elif tag == "bookmarkEnd":
            self._marks.pop(node.get(f"{_W}id", ""), None)
        elif tag == "instrText":
            self._field.append(node.text or "")
        elif tag == "fldChar":
            return self._field_char(node.get(f"{_W}fldCharType", ""))
        return ""

    def _call(self, identity: str) -> str:
        if identity not in self._notes:
            return ""
        number = self._calls.get(identity, 0)
        if not number:
            self.noted.append(self._notes[identity])
            number = self._calls[identity] = len(self.noted)
        self._marked.update(dict.fromkeys(self._marks.values(), number))
        return f"{NOTE_OPEN}{number}{NOTE_CLOSE}"

    def _field_char(self, kind: str) -> str:
        """A second call of a note is a field that repeats its mark: the note's number stands for the field's result."""
        if kind == "begin":
            self._field = []
        elif kind == "separate":
            words = "".join(self._field).split()
            number = self._marked.get(words[1], 0) if len(words) > 1 and words[0] == "NOTEREF" else 0
            self._silent = bool(number)
            return f"{NOTE_OPEN}{number}{NOTE_CLOSE}" if number else ""
        elif kind == "end":
            self._silent = False
        return ""


def value(element: Any) -> str:
    """The w:val of a property; "" where there is none."""
    return "" if element is None else str(element.get(f"{_W}val", ""))


def _inside(element: Any) -> Iterator[Any]:
    for child in element.iterchildren():
        if child.tag not in _OUT:
            yield child
            if child.tag != f"{_W}ruby":
                yield from _inside(child)


def boxed(paragraph: Any) -> Iterator[Any]:
    """The paragraphs of the text boxes that hang on `paragraph`; what is said a second time for old programs is left out."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(parent.tag == FALLBACK for parent in box.iterancestors()):
            yield from box.iterchildren(f"{_W}p")
