"""Front matter of a magazine: cover, contents with cached page numbers, masthead and imprint."""
from __future__ import annotations

from convert.model.length import Length
from convert.model.record import Record, replace
from convert.model.text import imprint_facts
from convert.style import ComputedStyle
from convert.writer.docx_blocks import picture
from convert.writer.docx_text import Draft
from convert.writer.ooxml import Element, field, field_begin, field_end, hyperlink, make, paragraph, tab_run, text_run

LAST_OF_HEAD = "末行"       # the line of an article's head that the body follows: a row is left after it


class Entry(Record):
    """One line of the contents: `role` is the style's, `anchor` the bookmark of its heading."""

    role: str
    text: str
    anchor: str


def contents(draft: Draft, entries: list[Entry]) -> list[Element]:
    """The heading 目录 and a TOC field (17.16.5.68) with every entry cached: shown as it is, worked out again on request."""
    if not entries:
        return []
    out = [draft.line("contents-title", draft.label("contents"), "contents/title")]
    for number, entry in enumerate(entries):
        page = field(f"PAGEREF {entry.anchor} \\h", "1")
        draft.page_numbers.append((entry.anchor, page[3][0]))
        children = [hyperlink(entry.anchor, [text_run(entry.text), tab_run(), *page])]
        if number == 0:
            children[:0] = field_begin(_instruction(draft))
        if number == len(entries) - 1:
            children.append(field_end())
        out.append(paragraph(_entry_style(draft, entry.role), children))
    return out


def _instruction(draft: Draft) -> str:
    """Articles are level 1; column and section labels join by the names of their styles, which no translation of Word changes."""
    name = {role: draft.sheet.role(role).name for role in ("column-label", "section-label", "title")}
    others = f"{name['column-label']},2,{name['section-label']},3,{name['title']}（{LAST_OF_HEAD}）,1"
    return f'TOC \\o "1-1" \\h \\z \\t "{others}"'


def _entry_style(draft: Draft, role: str) -> str:
    """TOC 1–3: a right tab with a dot leader at the measure's end, long titles hanging two characters."""
    base = draft.sheet.role("contents-entry" if role == "contents-section" else role)
    hang = Length(2 * base.font_size)
    style = replace(base, margin_inline_start=Length(base.margin_inline_start + hang), text_indent=Length(-hang))
    if role == "contents-section":
        style = replace(style, name="目录单位栏", font_family="heiti")
    stop = make("w:tab", {"val": "right", "leader": "dot", "pos": draft.sheet.page.measure.twips})
    return draft.styles.custom(role, style, extra=lambda: [make("w:tabs", None, stop)])


def masthead(draft: Draft) -> list[Element]:
    """编委会: one line a role; then the imprint, one line a fact."""
    meta = draft.issue.metadata
    out: list[Element] = []
    if meta.editorial_board:
        out.append(_masthead_title(draft, "editorial-board"))
        label = draft.styles.role_character("masthead-role")
        for number, entry in enumerate(meta.editorial_board):
            children = [text_run(entry.role, label), tab_run(), text_run("　".join(entry.names))]
            out.append(draft.paragraph(_fact_style(draft, "masthead-names"), children, f"masthead/board-{number}"))
    if meta.permit and meta.internal_use:
        meta = replace(meta, permit=f"{meta.permit}　{meta.internal_use}", internal_use="")
    facts = [(draft.label(key), value) for key, value in imprint_facts(meta)]
    if meta.internal_use:
        facts.append(("", meta.internal_use))
    if facts:
        out.append(_masthead_title(draft, "imprint"))
        label = draft.styles.role_character("masthead-role")
        for number, (name, text) in enumerate(facts):
            children = [*([text_run(name, label), tab_run()] if name else []), text_run(text)]
            style = _fact_style(draft, "imprint", last=number == len(facts) - 1)
            out.append(draft.paragraph(style, children, f"masthead/imprint-{number}"))
    return out


def _masthead_title(draft: Draft, key: str) -> Element:
    """编委会, 版权页: a row before it, and never alone at the foot of a page."""
    style = draft.sheet.role("masthead-title")
    style = replace(style, margin_block_start=style.margin_block_start or draft.styles.row, break_after="avoid")
    return draft.paragraph(draft.styles.custom("masthead-title", style), [text_run(draft.label(key))], f"masthead/{key}")


def _fact_style(draft: Draft, role: str, *, last: bool = False) -> str:
    """Facts stand in a column of their own, six characters in, and all on one page."""
    base = draft.sheet.role(role)
    step = Length(6 * base.font_size)
    style = replace(base, margin_inline_start=step, text_indent=Length(-step), break_after="auto" if last else "avoid")
    stop = make("w:tab", {"val": "left", "pos": step.twips})
    if last:
        style = replace(style, name=f"{base.name}（末条）")
    return draft.styles.custom(f"{role}-last" if last else role, style, extra=lambda: [make("w:tabs", None, stop)])


def cover(draft: Draft) -> list[Element]:
    """The cover: name, its Latin spelling, number, cover lines, picture, organizer, permit."""
    meta = draft.issue.metadata
    name = meta.title_calligraphy or meta.title
    number = meta.issue_label or " ".join(filter(None, (meta.volume_year, meta.number)))
    above = [("cover-title", name), ("cover-latin", meta.title_pinyin or meta.title_en), ("cover-number", number)]
    permit = f"{draft.label('permit')}　{meta.permit}" if meta.permit else ""
    below = [*(("cover-line", line) for line in meta.cover.lines),
             ("cover-organizer", f"{draft.label('organizer')}　{meta.organizer}" if meta.organizer else ""),
             ("cover-permit", "　".join(filter(None, (permit, meta.internal_use))))]
    out = [_cover_line(draft, role, text, n) for n, (role, text) in enumerate(above) if text]
    if draft.issue.cover:
        out += _cover_picture(draft, [role for role, text in above + below if text])
    out += [_cover_line(draft, role, text, n + len(above)) for n, (role, text) in enumerate(below) if text]
    return out


def _cover_line(draft: Draft, role: str, text: str, number: int) -> Element:
    style_id = draft.styles.paragraph(role)
    style = draft.sheet.role(role)
    measure = draft.sheet.page.measure
    if style.font_size * len(text) > measure and role == "cover-title":
        size = Length(measure // len(text))
        style_id = draft.styles.variant(role, "long", "长", font_size=size)
    return draft.paragraph(style_id, [text_run(text)], f"cover/{number}")


def _cover_picture(draft: Draft, roles: list[str]) -> list[Element]:
    """The picture in what height the lines leave, and its caption and credit."""
    figure = draft.issue.cover
    assert figure is not None
    page = draft.sheet.page
    texts = [t for t in (draft.issue.metadata.cover.caption, draft.issue.metadata.cover.credit) if t]
    styles: list[ComputedStyle] = [draft.sheet.role(role) for role in [*roles, *("cover-caption" for _ in texts)]]
    taken = sum(s.line_height + s.margin_block_start + s.margin_block_end for s in styles)
    room = page.height - page.margin_top - page.margin_bottom - taken - 3 * draft.styles.row
    out = [picture(draft, replace(figure, width=100), page.measure, max(room, 4 * draft.styles.row))]
    out += [draft.line("cover-caption", text, f"cover/caption-{n}") for n, text in enumerate(texts)]
    return out
