"""What passes between the stages of the importer: frozen records, each with the raw lines it comes from."""
from __future__ import annotations

from typing import NamedTuple

UNMARKED, BOLD = 0, 7           # Line.level: 1-6 are the #-marks of half-Markdown
HEAD_ROLES = ("kicker", "title", "subtitle", "byline", "date-line")        # Line.role in a tagged file or a Word file with styles
CELL = "\ue01b"             # between the cells of a row of a table
NOTE_OPEN, NOTE_CLOSE = "\ue010", "\ue011"         # round the number of a footnote until the Markdown is written


PARTS, COLUMNS = 256, 16         # parts of a raw line, columns of one of its pages, at most


class Line(NamedTuple):
    """One line of raw text.  `page` counts from 0; `gap` is the number of blank lines before it; `text` is stripped."""

    file: str
    number: int
    text: str
    page: int = 0
    gap: int = 0
    level: int = UNMARKED
    raw: str = ""
    tabs: bool = False
    role: str = ""              # what a tagged file says of it: "", title, heading, paragraph, caption, furniture …; row of a table
    joined: bool = False        # a whole paragraph: never to be joined with its neighbours
    indent: float = -1.0        # em from the left edge of the column; -1 where positions are not known
    room: float = -1.0          # em left free at the right edge of the column; -1 where it is not known
    set_in: bool = False        # whether how its row was squeezed shows that it begins a paragraph
    part: int = 0               # of a raw line that holds lines of several columns or pages
    box: int = 0                # number of its raw line's box: what stands set in over all columns, below a white band; 0 for none
    size: float = 0.0           # of its type, the text's being 1; 0 where it is not known

    @property
    def key(self) -> int:
        """Tells lines apart that stand on one raw line."""
        return self.number * PARTS + self.part


class Repair(NamedTuple):
    """One line or paragraph that is not as it was: both are shown side by side."""

    file: str
    line: int
    kind: str
    before: str
    after: str


class Fate(NamedTuple):
    """A raw line that is in no article: a field of issue.yaml, evidence (the contents page) or debris, and why."""

    line: Line
    kind: str                   # field | contents | debris
    reason: str


class Doubt(NamedTuple):
    """A decision that a person must look at; `sure` is 0..1."""

    file: str
    line: int
    reason: str
    text: str
    sure: float


class Entry(NamedTuple):
    """One entry of the contents: its words as printed there, cut from author and page number."""

    text: str
    author: str
    page: int
    column: str
    section: str
    line: int
    parts: tuple[str, ...] = ()         # its lines, as the contents breaks them


class Contents(NamedTuple):
    entries: tuple[Entry, ...] = ()
    columns: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


class Person(NamedTuple):
    name: str
    role: str = ""
    corporate: bool = False


class Head(NamedTuple):
    """The head of an article as printed: lines in reading order, cut into their functions."""

    title: str = ""
    kicker: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    byline: str = ""
    date_line: str = ""
    section: str = ""


class Block(NamedTuple):
    """A piece of the body; role: p, heading, salutation, signature, date, editor-note, abstract, list, raw, note."""

    role: str
    text: str
    lines: tuple[int, ...] = ()
    level: int = 0
    file: str = ""


class Draft(NamedTuple):
    """An article on its way: the lines of its head, the pieces of its body, captions apart."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]
    captions: tuple[Line, ...] = ()
    section: str = ""
    entry: Entry | None = None
    column: str = ""            # of a Word file's styles; of the contents it stands in the entry
    page: int = -1              # index of the page it begins on


class Article(NamedTuple):
    """An article, ready to be written."""

    head: Head
    blocks: tuple[Block, ...]
    authors: tuple[Person, ...] = ()
    column: str = ""
    page: int = 0
    toc_title: str = ""
    source: str = ""
    contributor: str = ""
    captions: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()       # pictures of its pages whose place is not known
    lines: tuple[int, int] = (0, 0)
    kind: str = "article"
    file: str = ""
    borrowed: bool = False      # the title is the beginning of the text: none was found
