"""公文: GB/T 9704-2012 on the page — red head, red rule, 22 lines of 28 characters, 版记 at the foot of the last page."""
from __future__ import annotations

from collections.abc import Sequence

from convert.layout.article import ArticleSetting, set_article
from convert.layout.assembly import publish, sheet_of
from convert.layout.boxes import Publication
from convert.layout.desk import Desk
from convert.layout.fitting import fit_pages
from convert.layout.flow import Flow, emit_page
from convert.layout.furniture import dashed_folio
from convert.layout.grid import baseline
from convert.layout.letterhead import red_head
from convert.layout.panel import Panel
from convert.layout.record import Entry, record_rows, set_record
from convert.layout.strip import Piece, Strip, line_end
from convert.lexicon import sense_lines
from convert.model.length import Length
from convert.model.nodes import Article
from convert.model.record import replace
from convert.model.text import added_addressee, chinese_date, signing_at

SIGNING_LINES = 2       # blank between the text and 署名
SEAL_RIGHT = 4          # characters free at the right of the date (7.3.5.1)


def make_official(desk: Desk) -> Publication:
    boxes, head_rows = red_head(desk)
    flow = Flow(desk, 1, 1, head_rows)
    for number, article in enumerate(desk.issue.articles):
        setting = set_article(desk, turned(desk, article), "title")
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
        bare = index == 0 and desk.issue.metadata.form == "letter"        # its first page has no number (10.1)
        furniture = [*(boxes if index == 0 else []), *([] if bare else dashed_folio(desk, page))]
        sheet = sheet_of(str(page.folio), emit_page(page, desk.grid), furniture)
        if index == last:
            sheet.boxes = [*sheet.boxes, *record]
        sheets.append(sheet)
    return publish(desk, sheets, [a.metadata.id for a in desk.issue.articles])


def turned(desk: Desk, article: Article) -> Article:
    """`article` with its title turned at sense units (7.3.1)."""
    lines = sense_lines(article.metadata.title, desk.grid.measure // desk.style("title").font_size)
    return replace(article, metadata=replace(article.metadata, title="\n".join(lines))) if len(lines) > 1 else article


def flow_document(flow: Flow, setting: ArticleSetting) -> None:
    """Title and text in one column from the row the page has reached; full pages end on their last row where they can."""
    first = max(0, len(flow.pages) - 1)
    flow.span(setting.head)
    flow.text(setting.body, setting.notes)
    fit_pages(flow.pages[first:-1], setting.longer)


def _addressee(desk: Desk) -> list[Strip]:
    """主送机关, unless the text has its own."""
    addressee = added_addressee(desk.issue)
    if not addressee or not desk.issue.articles:
        return []
    style = desk.style("salutation")
    text = f"{addressee}："
    tag = desk.tag_before("addressee", "P", next((b.id for b in desk.issue.articles[0].blocks), ""))
    y = baseline(desk.grid.row, style.font_size)
    return [Strip(1, (Piece(line, 0, y, tag),), keep=True) for line in desk.text(text, style, desk.grid.measure).lines]


def _closed(desk: Desk, setting: ArticleSetting) -> tuple[Strip, ...]:
    """The text with 附件说明 after it and, below that, 署名 and 成文日期: the text's own, else from the metadata.

    What is lacking is reported, never made up.
    """
    meta, body = desk.issue.metadata, setting.body
    signing = {block.id for block in setting.article.blocks[signing_at(setting.article):]}
    at, key = next(((i, s.start[0]) for i, s in enumerate(body) if s.start and s.start[0] in signing), (len(body), ""))
    listed = [Strip(1, keep=True), *_attachments(desk, key)] if meta.attachments else []
    above = [Strip(SIGNING_LINES, keep=True)]
    remark = _remark(desk)
    if signing:
        return (*body[:at], *listed, *above, *_centred_name(desk, body[at:]), *remark)
    if meta.form == "minutes":          # they carry no 署名 (10.3)
        return (*body, *listed, *remark)
    if not meta.date:
        desk.report("L051", setting.article.span)
        return (*body, *listed, *remark)
    names = meta.issuers or ((meta.issuer,) if meta.issuer else ())
    return (*body, *listed, *above, *_signed(desk, names, chinese_date(meta.date)), *remark)


def _remark(desk: Desk) -> list[Strip]:
    """附注 in brackets under the date, two characters in (7.3.6)."""
    text = desk.issue.metadata.remark
    style = desk.style("remark")
    tag = desk.tag("remark", "P")
    y = baseline(desk.grid.row, style.font_size)
    lines = desk.text(f"（{text}）", style, desk.grid.measure).lines if text else ()
    return [Strip(1, (Piece(line, 0, y, tag),)) for line in lines]


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


def _signed(desk: Desk, names: Sequence[str], date: str) -> list[Strip]:
    """署名 and 成文日期: sealed, the date four characters from the edge and the names centred over it (7.3.5.1).

    Not sealed, the name ends two characters from the edge and the date begins two characters after it, further in where it is long
    (7.3.5.2).
    """
    grid, style = desk.grid, replace(desk.style("signature"), text_align="start", text_indent=Length(0))
    y = baseline(grid.row, style.font_size)
    date_line = desk.text(date, style, grid.measure).lines[0]
    date_width, em = line_end(date_line), grid.em
    lines = [desk.text(name, style, grid.measure).lines[0] for name in names]
    date_x = grid.measure - SEAL_RIGHT * em - date_width
    if desk.issue.metadata.unsealed and lines:
        date_x = grid.measure - max(2 * em, line_end(lines[-1]) - date_width) - date_width
    strips = []
    for number, line in enumerate(lines):
        x = min(date_x + (date_width - line_end(line)) // 2, grid.measure - line_end(line))
        if desk.issue.metadata.unsealed:
            x = date_x - 2 * em if number == len(lines) - 1 else grid.measure - 2 * em - line_end(line)
        strips.append(Strip(1, (Piece(line, max(0, x), y, desk.tag(f"signature{number or ''}", "P")),), keep=True))
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
