"""What page make-up places: an article under a head across the columns, and after it, in the column, short pieces of its 栏目."""
from __future__ import annotations

from collections.abc import Sequence

from convert.layout.article import ArticleBody, column_bar, section_label, separator, set_head, title_for
from convert.layout.columns import Notes, text_rows
from convert.layout.desk import Desk
from convert.layout.fitting import Reset
from convert.layout.grid import Grid
from convert.layout.strip import Strip, blank
from convert.layout.tally import Tally
from convert.model.record import Record, replace

LINES_AFTER_HEAD = 2        # rows of text that a head in a column keeps


class Unit(Record):
    """`openers`: labels of 栏目 and unit before the head.  The head goes across the columns, which tells where the piece above it
    ends; heads of the short pieces that follow are in `body`.  `rows`: all of it in balanced columns, roughly.
    """

    openers: tuple[Strip, ...]
    head: Strip
    body: tuple[Strip, ...]
    notes: Notes
    tally: Tally | None
    rows: int
    section: str
    title: str
    opens_column: bool
    grid: Grid
    longer: Reset
    shorter: Reset

    @property
    def lead(self) -> int:
        """Rows above the text."""
        return sum(s.rows for s in self.openers) + self.head.rows


def units_of(desk: Desk, bodies: Sequence[ArticleBody]) -> list[Unit]:
    """The units of the issue in source order; where a 栏目 or a unit opens, its label goes before."""
    out: list[Unit] = []
    column = section = ""
    while bodies:
        run = _run(desk, bodies)
        meta = run[0].article.metadata
        opens = bool(meta.column) and meta.column != column
        openers = [column_bar(desk, meta.column, meta.id), blank(1)] if opens else []
        if meta.section and (meta.section != section or opens):
            openers.append(section_label(desk, meta.section, meta.id, desk.grid.measure))
        out.append(_unit(desk, run, tuple(openers), opens))
        column, section = meta.column, run[-1].article.metadata.section
        bodies = bodies[len(run):]
    return out


def _run(desk: Desk, bodies: Sequence[ArticleBody]) -> list[ArticleBody]:
    """The first of `bodies` and, when it is short, the short pieces of the same 栏目 after it."""
    limit = desk.number("brief-rows", 0)
    run = [bodies[0]]
    for body in bodies if bodies[0].rows <= limit else ():
        same = body.article.metadata.column == run[0].article.metadata.column
        if body.rows > limit or not same or body.grid != run[0].grid or any(s.span for s in body.strips):
            break
        if body is not run[0]:
            run.append(body)
    return run


def _unit(desk: Desk, run: Sequence[ArticleBody], openers: tuple[Strip, ...], opens: bool) -> Unit:
    first = run[0]
    head = set_head(desk, first, title_for(desk, -(-first.rows // first.grid.columns)))
    stream = list(first.strips)
    section = first.article.metadata.section
    for body in run[1:]:
        meta = body.article.metadata
        stream.append(separator(desk, first.grid.column_width))
        if meta.section and meta.section != section:
            stream.append(section_label(desk, meta.section, meta.id, first.grid.column_width))
        section = meta.section
        stream += [set_head(desk, body, "title", in_column=True), *_kept(body.strips)]
    notes = Notes({key: text for body in run for key, text in body.notes.texts.items()}, desk.grid.row)
    rows = -(-text_rows(stream, notes) // first.grid.columns) + head.rows + sum(s.rows for s in openers)
    meta = first.article.metadata
    return Unit(openers, head, tuple(stream), notes, Tally.of(stream), rows, meta.column, meta.title, opens, first.grid,
                _any_of(run, 1), _any_of(run, -1))


def _any_of(run: Sequence[ArticleBody], more: int) -> Reset:
    """Sets a paragraph of any piece of `run` a line longer or shorter; each only once."""
    owner: dict[str, ArticleBody] = {}
    made: dict[str, list[Strip]] = {}

    def reset(key: str) -> list[Strip]:
        if not owner:
            owner.update((strip.start[0], body) for body in run for strip in body.strips if strip.start)
        if key not in made:
            made[key] = (owner[key].longer if more > 0 else owner[key].shorter)(key) if key in owner else []
        return list(made[key])

    return reset


def _kept(strips: Sequence[Strip]) -> list[Strip]:
    """`strips` with the first few rows inseparable: they stand below a head.  What floats may leave them."""
    out, rows = list(strips), 0
    for i, strip in enumerate(strips[:-1]):
        if strip.floating:
            continue
        rows += strip.rows
        if rows >= LINES_AFTER_HEAD:
            break
        out[i] = replace(strip, keep=True)
    return out
