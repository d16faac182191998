"""Running heads and folios: even pages say the periodical and its issue, odd ones the column or the title (GB/T 3179)."""
from __future__ import annotations

from convert.layout.boxes import Box
from convert.layout.desk import Desk
from convert.layout.flow import PageDraft
from convert.layout.grid import baseline
from convert.layout.panel import Panel, aligned
from convert.model.length import Length
from convert.model.record import replace

HEAD_RULE = 350
TITLE_LIMIT = 28
RULE_AIR = 10_000       # from the rule under the running head to the type area


def running_head(desk: Desk, draft: PageDraft) -> list[Box]:
    """Rule, folio at the outer edge and the text beside it; artifacts, so no tag.  None on a plate and, by style, on openers."""
    if draft.plate or (draft.opens_column and desk.switch("opener-folio", "true") == "false"):
        return []
    grid, panel = desk.grid, Panel(desk)
    left = grid.left(draft.side)
    rule_y = grid.top - RULE_AIR
    head, folio = desk.style("running-head"), desk.style("folio")
    panel.rule(left, rule_y, grid.measure, HEAD_RULE, head.color)
    outer = "start" if draft.side == "left" else "end"
    top = rule_y - grid.row
    # both on one baseline, whatever their sizes
    lift = baseline(grid.row, head.font_size) - baseline(folio.line_height, folio.font_size)
    at_foot = desk.switch("folio", "head") == "foot"
    figures = desk.switch(f"folio-{draft.side}", "{folio}").replace("{folio}", str(draft.folio))
    panel.text(figures, aligned(folio, outer), left, grid.bottom + grid.row if at_foot else top + lift, grid.measure, None)
    inset = 0 if at_foot else 3 * grid.em
    _continuation(desk, draft, panel, left, top)
    text = _head_text(desk, draft)
    if text:
        style = aligned(replace(head, line_height=Length(grid.row)), outer)
        panel.text(text, style, left + inset, top, grid.measure - 2 * inset, None)
    return panel.boxes


def _continuation(desk: Desk, draft: PageDraft, panel: Panel, left: int, top: int) -> None:
    """上接 at the inner end of the running head, 下转 below the last column: where other pages part the text of a piece."""
    grid = desk.grid
    style = replace(desk.style("continuation"), line_height=Length(grid.row))
    inner = "end" if draft.side == "left" else "start"
    if draft.continued_from:
        said = desk.label("continued-from").replace("{page}", str(draft.continued_from))
        panel.text(said, aligned(style, inner), left, top, grid.measure, None)
    if draft.continued_on:
        said = desk.label("continued-on").replace("{page}", str(draft.continued_on))
        panel.text(said, aligned(style, "end"), left, grid.bottom + grid.row // 4, grid.measure, None)


def _head_text(desk: Desk, draft: PageDraft) -> str:
    meta = desk.issue.metadata
    pattern = desk.switch(f"running-head-{draft.side}", "")
    title = short_title(draft.title)
    values = {"title": meta.title, "issue_label": meta.issue_label, "column": draft.section or title, "article": title}
    for key, value in values.items():
        pattern = pattern.replace("{" + key + "}", value)
    return pattern.strip("　 ")


def short_title(title: str) -> str:
    """A title as a running head says it: its first sense unit when it is long."""
    first, _, _ = title.partition("　")
    if len(title) > TITLE_LIMIT and len(first) >= TITLE_LIMIT // 3:
        title = first
    return title if len(title) <= TITLE_LIMIT else f"{title[:TITLE_LIMIT - 2]}……"


def dashed_folio(desk: Desk, draft: PageDraft) -> list[Box]:
    """— 1 — at the foot: 4号, 7 mm under the type area, one character in from the outer edge (GB/T 9704 7.5)."""
    grid, panel = desk.grid, Panel(desk)
    style = desk.style("folio")
    text = desk.switch(f"folio-{draft.side}", "— {folio} —").replace("{folio}", str(draft.folio))
    # the dash lies at half the height of the em box's centre line: 7 mm count to it
    seven = 7 * 72000 * 10 // 254
    top = grid.bottom + seven - style.line_height // 2
    em = style.font_size
    # dashes and number stand apart by the spaces of the pattern: composed together the gaps of a dash would close them
    parts = [(part, panel.width(part, style)) for part in text.split(" ") if part]
    space = em // 4
    width = sum(w for _, w in parts) + space * (len(parts) - 1)
    left = grid.left(draft.side) + em
    x = left if draft.side == "left" else left + grid.measure - 2 * em - width
    for part, part_width in parts:
        panel.text(part, aligned(style, "start"), x, top, grid.measure, None)
        x += part_width + space
    return panel.boxes
