"""Columns that end together: where breaks leave the end of a piece uneven, a paragraph of it is set a line longer or shorter."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from convert.layout.columns import Column, balance, fill, is_beside, spread, unevenness
from convert.layout.fitting import LEAST_LINES, Reset, is_decent, is_plain, paragraphs, stretch_of
from convert.layout.flow import Band, Flow
from convert.layout.strip import Strip, line_end, resized
from convert.layout.tighten import HEAD_TAKE, SHORT_END
from convert.model.record import replace

EVEN = 1                # what feet may differ by: an odd number of lines in two columns
ROUNDS = 2              # paragraphs at most that are set anew for one end
TRIALS = 8              # paragraphs tried in each round


def level_ends(flow: Flow, longer: Reset, shorter: Reset) -> None:
    """Bring the feet of every piece's last columns within a row of each other, where that can be had decently."""
    for page in flow.pages:
        for band in page.bands:
            if band.ends and unevenness(band.feet()) > EVEN and not is_beside(band.columns):
                last = band is page.bands[-1]
                _level(band, band.rows + (page.free if last else 0), longer, shorter)
                if last:
                    page.used = band.row + band.rows


def lower_heads(flow: Flow) -> None:
    """Give rows that the columns below a head lack, on a page whose text goes on, to the head: they end together on the foot."""
    for page in flow.pages:
        if page.free or len(page.bands) < 2 or page.bands[-1].ends or not page.bands[-1].source:
            continue
        head, band = page.bands[-2:]
        count = len(band.columns)
        for rows in range(min(HEAD_TAKE, sum(band.rows - foot for foot in band.feet()) // count), 0, -1):
            made, rest = fill(band.source, count, band.rows - rows, band.notes)
            strip = resized(head.strip, rows, flow.grid.row) if head.strip and head.strip.is_head else None
            if strip and all(s.space for s in rest):
                head.strip, head.rows = strip, head.rows + rows
                band.row, band.rows = band.row + rows, band.rows - rows
                band.columns = tuple(spread(c, band.rows) for c in made)
                break


def _level(band: Band, room: int, longer: Reset, shorter: Reset) -> None:
    stream, columns = list(band.source), band.columns
    for _ in range(ROUNDS):
        best = unevenness([c.foot for c in columns])
        found: tuple[list[Strip], tuple[Column, ...]] | None = None
        for other in _others(stream, band, longer, shorter):
            made = balance(other, len(band.columns), room, band.notes)
            if made and unevenness([c.foot for c in made]) < best:
                best, found = unevenness([c.foot for c in made]), (other, made)
            if best <= EVEN:
                break
        if not found:
            break
        stream, columns = found
        if best <= EVEN:
            break
    if columns is not band.columns:
        band.columns, band.source = columns, tuple(stream)
        band.rows = max(c.foot for c in columns)


def _others(stream: Sequence[Strip], band: Band, longer: Reset, shorter: Reset) -> Iterator[list[Strip]]:
    """`stream` with one paragraph a line longer or shorter, those first that are easiest to set anew."""
    em = band.grid.em if band.grid else 0
    trials: list[tuple[int, int, int, Reset, int]] = []
    for at, end in paragraphs(stream):
        lines = stream[at:end]
        if len(lines) < LEAST_LINES or not is_plain(lines):
            continue
        stretch, left = stretch_of(lines), line_end(lines[-1].pieces[0].line) * 1000 // len(lines)
        if stretch is not None:
            trials.append((stretch, at, end, longer, 1))
        if em and left <= SHORT_END * em:
            trials.append((left // em // 4, at, end, shorter, -1))
    for _, at, end, reset, more in sorted(trials, key=lambda t: t[:3])[:TRIALS]:
        start = stream[at].start
        lines = reset(start[0]) if start else []
        if len(lines) == end - at + more and is_decent(lines):
            lines[0] = replace(lines[0], landmarks=stream[at].landmarks)
            lines[-1] = replace(lines[-1], keep=stream[end - 1].keep)
            yield [*stream[:at], *lines, *stream[end:]]
