"""公文: GB/T 9704-2012 on the page — red head, red rule, 22 lines of 28 characters, 版记 at the foot of the last page."""
from __future__ import annotations

from collections.abc import Sequence

from convert.layout.article import ArticleSetting, set_article
from convert.layout.assembly import publish, sheet_of
from convert.layout.boxes import Box, Publication, TextLine
from convert.layout.desk import Desk
from convert.layout.fitting import fit_pages
from convert.layout.flow import Flow, emit_page
from convert.layout.furniture import dashed_folio
from convert.layout.grid import baseline
from convert.layout.panel import Panel, aligned
from convert.layout.record import MM, Entry, record_rows, set_record
from convert.layout.strip import Piece, Strip, line_end
from convert.model.length import Length
from convert.model.nodes import Paragraph, plain_text, walk
from convert.model.record import replace
from convert.model.text import chinese_date, squeeze

MARK_TOP = 72 * MM      # from the paper's head to the ink of the issuer's mark (7.2.4)
RULE_BELOW = 4 * MM     # from the document number to the red rule (7.2.7)
RED_RULE = MM // 2
BLANK_LINES = 2         # between mark and number, and between rule and title
SIGNING_LINES = 2       # blank between the text and 署名
SEAL_RIGHT = 4          # characters free at the right of the date (7.3.5.1)


def make_official(desk: Desk) -> Publication:
    boxes, head_rows = _red_head(desk)
    flow = Flow(desk, 1, 1, head_rows)
    for number, article in enumerate(desk.issue.articles):
        setting = set_article(desk, article, "title")
        if number:
            flow.open_page()
            flow.span(_attachment_mark(desk, article.metadata.id, number))
        else:
            setting = replace(setting, body=(*_addressee(desk), *_closed(desk, setting)))
        flow_document(flow, setting)
    entries = _record_entries(desk)
    record = set_record(desk, flow, entries) if record_rows(desk, entries) else []
    last = len(flow.pages) - 1
    sheets = []
    for index, page in enumerate(flow.pages):
        furniture = [*(boxes if index == 0 else []), *dashed_folio(desk, page)]
        sheet = sheet_of(str(page.folio), emit_page(page, desk.grid), furniture)
        if index == last:
            sheet.boxes = [*sheet.boxes, *record]
        sheets.append(sheet)
    return publish(desk, sheets, [a.metadata.id for a in desk.issue.articles])


def flow_document(flow: Flow, setting: ArticleSetting) -> None:
    """Title and text in one column from the row the page has reached; full pages end on their last row where they can."""
    first = max(0, len(flow.pages) - 1)
    flow.span(setting.head)
    flow.text(setting.body, setting.notes)
    fit_pages(flow.pages[first:-1], setting.longer)


def _red_head(desk: Desk) -> tuple[list[Box], int]:
    """Boxes of the head of page 1 and the rows of the type area that it takes, the two before the title included."""
    grid, meta = desk.grid, desk.issue.metadata
    panel = Panel(desk)
    left, width = grid.left("right"), grid.measure
    y = grid.top
    for role, value in (("copy-number", meta.copy_no), ("secrecy", meta.secrecy), ("urgency", meta.urgency)):
        if value:
            y = panel.text(value, desk.style(role), left, y, width, panel.tag(f"official-{role}"))
    style = panel.fitted(meta.title, desk.style("issuer-mark"), width - 2 * grid.em)
    first = len(panel.boxes)
    panel.text(meta.title, style, left, 0, width, panel.tag("issuer-mark"))
    top, bottom = ink(panel.boxes[first:])
    panel.boxes[first:] = [_lowered(b, MARK_TOP - top) for b in panel.boxes[first:]]
    y = MARK_TOP + bottom - top + BLANK_LINES * grid.row
    y = _number_line(desk, panel, left, y, width)
    red = desk.sheet.colors["red"]
    panel.rule(left, y, width, RED_RULE, red)
    rows = -(-(y + RED_RULE - grid.top) // grid.row)
    spare = rows * grid.row - (y + RED_RULE - grid.top)
    # what the rule leaves of its row counts as blank when it is most of one
    return panel.boxes, rows + BLANK_LINES - (1 if spare > grid.row * 6 // 10 else 0)


def _number_line(desk: Desk, panel: Panel, left: int, y: int, width: int) -> int:
    """发文字号, and for a report upward the signer beside it; returns where the red rule lies."""
    meta, style, em = desk.issue.metadata, desk.style("doc-number"), desk.grid.em
    first = len(panel.boxes)
    if meta.doc_number:
        number_style = aligned(style, "start") if meta.signer else style
        x = left + em if meta.signer else left
        panel.text(meta.doc_number, number_style, x, y, left + width - x, panel.tag("doc-number"))
    if meta.signer:
        label = f"{desk.label('signer')}："
        name_style = desk.style("signer")
        name_width = panel.width(meta.signer, name_style)
        label_style = aligned(style, "end")
        tag = panel.tag("signer")
        panel.text(label, label_style, left, y, width - em - name_width, tag)
        panel.text(meta.signer, aligned(name_style, "end"), left, y, width - em, tag)
    if len(panel.boxes) == first:
        return y
    return ink(panel.boxes[first:])[1] + RULE_BELOW


def _addressee(desk: Desk) -> list[Strip]:
    """主送机关, unless the text begins with it."""
    meta = desk.issue.metadata
    if not meta.addressee or not desk.issue.articles:
        return []
    first = next((b for b in desk.issue.articles[0].blocks if isinstance(b, Paragraph)), None)
    if first is not None and squeeze(plain_text(first.inlines)).rstrip("：:") == squeeze(meta.addressee).rstrip("：:"):
        return []
    style = desk.style("salutation")
    text = meta.addressee.rstrip("：:") + "："
    tag = desk.tag_before("addressee", "P", next((b.id for b in desk.issue.articles[0].blocks), ""))
    y = baseline(desk.grid.row, style.font_size)
    return [Strip(1, (Piece(line, 0, y, tag),), keep=True) for line in desk.text(text, style, desk.grid.measure).lines]


def _closed(desk: Desk, setting: ArticleSetting) -> tuple[Strip, ...]:
    """The text with 附件说明 after it and, below that, 署名 and 成文日期: the text's own, else from the metadata.

    What is lacking is reported, never made up.
    """
    meta, body = desk.issue.metadata, setting.body
    signing = {b.id for b in walk(setting.article.blocks) if isinstance(b, Paragraph) and b.role in ("signature", "date")}
    at, key = next(((i, s.start[0]) for i, s in enumerate(body) if s.start and s.start[0] in signing), (len(body), ""))
    listed = [Strip(1, keep=True), *_attachments(desk, key)] if meta.attachments else []
    above = [Strip(SIGNING_LINES, keep=True)]
    if signing:
        return (*body[:at], *listed, *above, *_centred_name(desk, body[at:]))
    if not meta.date:
        desk.report("L051", setting.article.span)
        return (*body, *listed)
    return (*body, *listed, *above, *_signed(desk, meta.issuer, chinese_date(meta.date)))


def _attachment_mark(desk: Desk, key: str, number: int) -> Strip:
    """附件1, flush left on the first line; the title stands on the third (7.3.7)."""
    style = desk.style("attachment-mark")
    text = desk.label("attachment") + (str(number) if len(desk.issue.articles) > 2 else "")
    line = desk.text(text, style, desk.grid.measure).lines[0]
    tag = desk.tag_before(f"{key}-mark", "P", key)
    return Strip(2, (Piece(line, 0, baseline(desk.grid.row, style.font_size), tag),), keep=True)


def _attachments(desk: Desk, signing: str) -> list[Strip]:
    """附件：1. … — two characters in, names hanging below each other (7.3.4); `signing`: the block of the text it stands before."""
    grid, style = desk.grid, replace(desk.style("attachment-note"), text_indent=Length(0))
    names = desk.issue.metadata.attachments
    panel = Panel(desk)
    label = f"{desk.label('attachment')}："
    x = 2 * grid.em + panel.width(label, style) + grid.em // 2
    tag = desk.tag_before("attachments", "P", signing)
    y = baseline(grid.row, style.font_size)
    out: list[Strip] = []
    for number, name in enumerate(names, 1):
        mark = f"{number}." if len(names) > 1 else ""
        hang = x + (panel.width(mark, style) + grid.em // 2 if mark else 0)
        for i, line in enumerate(desk.text(name, style, grid.measure - hang).lines):
            pieces = [Piece(line, hang, y, tag)]
            if i == 0 and mark:
                pieces.insert(0, Piece(desk.text(mark, style, grid.measure).lines[0], x, y, tag))
            if i == 0 and number == 1:
                pieces.insert(0, Piece(desk.text(label, style, grid.measure).lines[0], 2 * grid.em, y, tag))
            out.append(Strip(1, tuple(pieces), keep=i == 0))
    out[-1] = replace(out[-1], keep=False)
    return out


def _signed(desk: Desk, name: str, date: str) -> list[Strip]:
    """The date four characters from the right, the name centred over it (7.3.5.1)."""
    grid, style = desk.grid, replace(desk.style("signature"), text_align="start", text_indent=Length(0))
    y = baseline(grid.row, style.font_size)
    date_line = desk.text(date, style, grid.measure).lines[0]
    date_x = grid.measure - SEAL_RIGHT * grid.em - line_end(date_line)
    strips = []
    if name:
        line = desk.text(name, style, grid.measure).lines[0]
        x = min(date_x + (line_end(date_line) - line_end(line)) // 2, grid.measure - line_end(line))
        strips.append(Strip(1, (Piece(line, max(0, x), y, desk.tag("signature", "P")),), keep=True))
    return [*strips, Strip(1, (Piece(date_line, date_x, y, desk.tag("date", "P")),))]


def _centred_name(desk: Desk, signed: Sequence[Strip]) -> tuple[Strip, ...]:
    """署名 and 成文日期 of the text: one line over one line has its middle over that of the date; several stay as they are."""
    if len(signed) != 2 or any(len(s.pieces) != 1 for s in signed):
        return tuple(signed)
    name, date = (s.pieces[0] for s in signed)
    middle = (name.line.x + line_end(name.line)) // 2
    aside = date.x + (date.line.x + line_end(date.line)) // 2 - middle
    x = max(-name.line.x, min(aside, desk.grid.measure - line_end(name.line)))
    return replace(signed[0], pieces=(replace(name, x=x),)), signed[1]


def _record_entries(desk: Desk) -> list[Entry]:
    meta = desk.issue.metadata
    entries = []
    if meta.cc:
        entries.append(Entry(meta.cc, f"{desk.label('cc')}："))
    if meta.printed_by or meta.printed:
        right = f"{chinese_date(meta.printed)}{desk.label('print-issued')}" if meta.printed else ""
        entries.append(Entry(meta.printed_by, right=right))
    return entries


def ink(boxes: Sequence[Box]) -> tuple[int, int]:
    """Top and bottom of the ink of text lines, from the glyphs' own outlines."""
    tops, bottoms = [], []
    for box in boxes:
        if isinstance(box, TextLine):
            for segment in box.segments:
                for char in "".join(segment.text):
                    _, low, _, high = segment.face.ink(char)
                    tops.append(box.y - high * segment.size // 1000)
                    bottoms.append(box.y - low * segment.size // 1000)
    return min(tops, default=0), max(bottoms, default=0)


def _lowered(box: Box, distance: int) -> Box:
    return box._replace(y=Length(box.y + distance))
