"""What page make-up places: an article under a head across the columns, or a run of short pieces whose heads stand in the column."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from convert.layout.article import ArticleBody, column_bar, section_label, separator, set_body, set_head, title_for
from convert.layout.columns import Notes, text_rows
from convert.layout.desk import Desk
from convert.layout.strip import Strip, blank
from convert.layout.tally import Tally

LINES_AFTER_HEAD = 3        # rows of text that a head in a column keeps


@dataclass(frozen=True, slots=True)
class Unit:
    """`openers`: labels of 栏目 and unit before the head; `head` across the columns (None: the heads are in the body).

    `rows`: openers, head and body in balanced columns, roughly.  `section` and `title`: for running heads.
    """

    openers: tuple[Strip, ...]
    head: Strip | None
    body: tuple[Strip, ...]
    notes: Notes
    tally: Tally | None
    rows: int
    section: str
    title: str
    opens_column: bool

    @property
    def lead(self) -> int:
        """Rows above the text."""
        return sum(s.rows for s in self.openers) + (self.head.rows if self.head else 0)


def units_of(desk: Desk) -> list[Unit]:
    """The units of the issue in source order; where a 栏目 or a unit opens, its label goes before."""
    bodies = [set_body(desk, article) for article in desk.issue.articles]
    out: list[Unit] = []
    column = section = ""
    at = 0
    while at < len(bodies):
        run = _run(desk, bodies, at)
        meta = bodies[at].article.metadata
        opens = bool(meta.column) and meta.column != column
        openers = [column_bar(desk, meta.column, meta.id), blank(1)] if opens else []
        if meta.section and (meta.section != section or opens) and len(run) == 1:
            openers.append(section_label(desk, meta.section, meta.id))
        out.append(_brief_unit(desk, run, openers, opens, section) if len(run) > 1 else _unit(desk, run[0], openers, opens))
        column, section = meta.column, run[-1].article.metadata.section
        at += len(run)
    return out


def _run(desk: Desk, bodies: Sequence[ArticleBody], at: int) -> list[ArticleBody]:
    """The short pieces of one 栏目 from `at` on; one body alone is no run."""
    limit = int(desk.switch("brief-rows", "0"))
    end = at
    while (end < len(bodies) and bodies[end].rows <= limit and not any(s.span for s in bodies[end].strips)
           and bodies[end].article.metadata.column == bodies[at].article.metadata.column):
        end += 1
    return list(bodies[at:max(end, at + 1)])


def _unit(desk: Desk, body: ArticleBody, openers: Sequence[Strip], opens: bool) -> Unit:
    rows = -(-body.rows // desk.grid.columns)
    head = set_head(desk, body, title_for(desk, rows))
    meta = body.article.metadata
    return Unit(tuple(openers), head, body.strips, body.notes, Tally.of(body.strips),
                rows + head.rows + sum(s.rows for s in openers), meta.column, meta.title, opens)


def _brief_unit(desk: Desk, run: Sequence[ArticleBody], openers: Sequence[Strip], opens: bool, section: str) -> Unit:
    stream: list[Strip] = []
    for body in run:
        meta = body.article.metadata
        if stream:
            stream.append(separator(desk, in_column=True))
        if meta.section and (meta.section != section or not stream):
            stream.append(section_label(desk, meta.section, meta.id))
        section = meta.section
        stream += [set_head(desk, body, "title", in_column=True), *_kept(body.strips)]
    notes = Notes({key: text for body in run for key, text in body.notes.texts.items()}, desk.grid.row)
    strips = tuple(stream)
    rows = -(-text_rows(strips, notes) // desk.grid.columns) + sum(s.rows for s in openers)
    meta = run[0].article.metadata
    return Unit(tuple(openers), None, strips, notes, Tally.of(strips), rows, meta.column, meta.title, opens)


def _kept(strips: Sequence[Strip]) -> list[Strip]:
    """`strips` with the first few rows inseparable: they stand below a head."""
    out, rows = list(strips), 0
    for i, strip in enumerate(strips[:-1]):
        rows += strip.rows
        if rows >= LINES_AFTER_HEAD:
            break
        out[i] = replace(strip, keep=True)
    return out
