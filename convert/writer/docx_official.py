"""Official documents (GB/T 9704-2012) and internal bulletins: red head, red rule, body, and the record at the last page's foot."""
from __future__ import annotations

from convert.lexicon import sense_lines
from convert.model.length import Length
from convert.model.nodes import Article, Block, Paragraph, plain_text
from convert.model.record import replace
from convert.model.text import added_addressee, chinese_date, closing_lines, opening_lines, signing_at
from convert.style import ComputedStyle
from convert.writer.docx_blocks import Place, write_blocks
from convert.writer.docx_front import Entry, contents
from convert.writer.docx_letterhead import bulletin_head, official_head
from convert.writer.docx_sections import Look, Sections
from convert.writer.docx_text import Draft
from convert.writer.ooxml import Element, break_run, clark, make, tab_run, text_run

_OUTER_RULE, _INNER_RULE = Length.from_mm(0.35), Length.from_mm(0.25)           # 7.4.2


def write_paper(draft: Draft, sections: Sections, form: str, entries: list[Entry]) -> None:
    """The whole of an official document or bulletin."""
    head = official_head(draft) if form == "official" else bulletin_head(draft)
    if form == "bulletin" and len(entries) > 1:
        head += contents(draft, entries)
    attachments = draft.issue.articles[1:] if form == "official" else ()
    letter = form == "official" and draft.issue.metadata.form == "letter"
    look = Look(furniture=True, letter=letter)
    for number, article in enumerate(draft.issue.articles):
        draft.article_notes = {note.id: note for note in article.notes}
        draft.has_notes = draft.has_notes or bool(article.notes)
        first = number == 0
        opening = head if first else []
        if article in attachments:
            text = draft.label("attachment") + (str(number) if len(attachments) > 1 else "")
            opening = [draft.line("attachment-mark", text, f"{article.metadata.id}/attachment")]
        main = first and form == "official"
        body = [*opening, *_article_head(draft, article, form), *_body(draft, article, main), *_foot(draft, article),
                *(_signing(draft, article) if main else ())]
        sections.add(replace(look, notes_restart=bool(article.notes)), body)
        look = Look(start="continuous")
    foot = print_record(draft) if form == "official" else distribution(draft)
    if foot and sections.stretches:
        sections.stretches[-1][1].extend(foot)


# --- 主体 ---
def _article_head(draft: Draft, article: Article, form: str) -> list[Element]:
    """Kicker, title, subtitle, byline; an official document's title is turned at sense units (7.3.1)."""
    key, out = article.metadata.id, []
    limit = draft.sheet.page.measure // draft.sheet.role("title").font_size
    for n, (role, text) in enumerate(opening_lines(article)):
        lines = sense_lines(text, limit) if role == "title" and form == "official" else (text,)
        runs = [run for i, line in enumerate(lines) for run in ([break_run()] if i else []) + [text_run(line)]]
        toc = draft.anchors[key] if role == "title" else ""
        out.append(draft.paragraph(draft.styles.paragraph(role), runs, f"{key}/{role}-{n}", toc=toc))
    return out


def _foot(draft: Draft, article: Article) -> list[Element]:
    return [draft.line(role, text, f"{article.metadata.id}/{role}") for role, text in closing_lines(article)]


def _body(draft: Draft, article: Article, main: bool) -> list[Element]:
    """The text; in the main document also 主送机关 where the text has none, and 附件说明 before 署名 (7.3.2, 7.3.4)."""
    place = Place(draft.sheet.page.measure)
    if not main:
        return write_blocks(draft, article.blocks, place)
    key, out = article.metadata.id, []
    if addressee := added_addressee(draft.issue):
        out.append(draft.line("salutation", f"{addressee}：", f"{key}/addressee"))
    cut = signing_at(article)
    text, closing = article.blocks[:cut], article.blocks[cut:]
    out += write_blocks(draft, text, place)
    _keep_with_next(draft, out, text)
    return out + _attachment_note(draft, key) + _closing(draft, closing, place)


def _keep_with_next(draft: Draft, elements: list[Element], text: tuple[Block, ...]) -> None:
    """The page that is signed holds text: the last line of the body goes there with 附件说明 and 署名 (7.3.5)."""
    if text and isinstance(text[-1], Paragraph) and text[-1].role == "body":
        kept = draft.styles.variant("body", "signed", "接落款", break_after="avoid")
        elements[-1][0][0].set(clark("w:val"), kept)


def _signing(draft: Draft, article: Article) -> list[Element]:
    """署名 and 成文日期 out of the metadata, where the text has none (7.3.5); minutes carry none (10.3).  附注 follows (7.3.6)."""
    meta, key = draft.issue.metadata, article.metadata.id
    remark = [draft.line("remark", f"（{meta.remark}）", f"{key}/remark")] if meta.remark else []
    date = chinese_date(meta.date)
    if not date or meta.form == "minutes" or signing_at(article) < len(article.blocks):
        return remark
    names = meta.issuers or ((meta.issuer,) if meta.issuer else ())
    out = []
    for number, name in enumerate(names):
        style = _above_date(draft, name, date, first=not number)
        out.append(draft.paragraph(style, [text_run(name)], f"{key}/issuer-{number}" if number else f"{key}/issuer"))
    return [*out, draft.paragraph(_date_style(draft, names[-1] if names else "", date), [text_run(date)], f"{key}/date"), *remark]


def _closing(draft: Draft, closing: tuple[Block, ...], place: Place) -> list[Element]:
    """署名 and 成文日期 of the text; one name over one date is set as the standard has it, several follow the text."""
    match closing:
        case Paragraph(role="signature") as name, Paragraph(role="date") as date:
            words = plain_text(name.inlines), plain_text(date.inlines)
            return [draft.paragraph(_above_date(draft, *words), draft.runs(name.inlines), name.id),
                    draft.paragraph(_date_style(draft, *words), draft.runs(date.inlines), date.id)]
        case _:
            return write_blocks(draft, closing, place)


def _above_date(draft: Draft, name: str, date: str, *, first: bool = True) -> str:
    """The style of 署名 two lines under the text.

    Sealed, it is centred over 成文日期 (7.3.5.1); not sealed, it ends two characters before the edge (7.3.5.2), or further in where
    the date, beginning two characters after it, would not find room.
    """
    style, meta = draft.sheet.role("signature"), draft.issue.metadata
    size = style.font_size
    if meta.unsealed:
        right = Length(max(2, 4 + _width(date) - _width(name)) * size)
    else:
        right = Length(max(0, style.margin_inline_end + (_width(date) - _width(name)) * size // 2))
    suffix, label = ("", "居日期上") if first else (f"-{_width(name)}", f"联署{_width(name)}")
    return draft.styles.variant("signature", f"above{suffix}", label, margin_inline_end=right, break_after="avoid",
                                margin_block_start=Length(2 * draft.styles.row if first else 0))


def _date_style(draft: Draft, name: str, date: str) -> str:
    """成文日期 four characters from the edge; not sealed, its first character two after the name's (7.3.5.2)."""
    if not draft.issue.metadata.unsealed:
        return draft.styles.paragraph("date")
    size = draft.sheet.role("date").font_size
    right = Length(max(2, _width(name) - 2 - _width(date) + 2) * size)
    return draft.styles.variant("date", "unsealed", "不盖章", margin_inline_end=right)


def _width(text: str) -> int:
    """Width of `text` in characters, two ASCII ones to a character."""
    return (sum(1 if char.isascii() else 2 for char in text) + 1) // 2


def _attachment_note(draft: Draft, key: str) -> list[Element]:
    """附件：1. … one line each, names hanging (7.3.4)."""
    names = draft.issue.metadata.attachments
    label = f"{draft.label('attachment')}："
    base = draft.sheet.role("attachment-note")
    size = base.font_size
    hang = Length(size * (len(label) + (1 if len(names) > 1 else 0)))
    inset = Length(base.text_indent + hang)
    style = replace(base, text_indent=Length(-hang), margin_inline_start=inset)
    later = replace(style, text_indent=Length(-size), name=f"{base.name}（续）", margin_block_start=Length(0))
    style, later = replace(style, break_after="avoid"), replace(later, break_after="avoid")
    out = []
    for number, name in enumerate(names):
        text = f"{number + 1}. {name}" if len(names) > 1 else name
        style_id = draft.styles.custom("attachment-note-next" if number else "attachment-note", later if number else style)
        out.append(draft.paragraph(style_id, [text_run(text if number else label + text)], f"{key}/attachment-{number}"))
    return out


# --- 版记 ---
def print_record(draft: Draft) -> list[Element]:
    """抄送, 印发机关 and 印发日期 between rules, their foot on the type area's foot (7.4)."""
    meta = draft.issue.metadata
    lines = []
    if meta.cc:
        lines.append(("cc", [text_run(f"{draft.label('cc')}：{meta.cc}")], len(draft.label("cc")) + 1))
    return _record(draft, "print-record", lines + _issued(draft))


def _issued(draft: Draft) -> list[tuple[str, list[Element], int]]:
    """The line of 印发机关 and 印发日期, if the issue names them."""
    meta = draft.issue.metadata
    if not meta.printed_by and not meta.printed:
        return []
    issued = f"{chinese_date(meta.printed)}{draft.label('print-issued')}" if meta.printed else ""
    return [("issued", [*_words(meta.printed_by), tab_run(), *_words(issued)], 0)]


def distribution(draft: Draft) -> list[Element]:
    """分送 and whom, between rules at the foot."""
    meta = draft.issue.metadata
    lines = []
    if meta.distribution:
        label = (meta.distribution_label or draft.label("distribution")).rstrip("：")
        lines.append(("to", [text_run(f"{label}：{'，'.join(meta.distribution).rstrip('。')}。")], len(label) + 1))
    return _record(draft, "distribution", lines + _issued(draft))


def _record(draft: Draft, role: str, lines: list[tuple[str, list[Element], int]]) -> list[Element]:
    """`lines` of (key, content, characters to hang) between rules, as one frame that stands on the foot of the type area.

    The rules are paragraphs as low as a rule and as dark: LibreOffice drops a frame whose paragraphs have borders.
    """
    out = []
    for number, (key, children, hang) in enumerate(lines):
        rule = _rule_style(draft, "inner", _INNER_RULE) if number else _rule_style(draft, "outer", _OUTER_RULE)
        out.append(draft.paragraph(rule, [], f"foot/rule-{number}", [_frame(draft)]))
        style_id = _record_style(draft, f"{role}-{key}", draft.sheet.role(role), hang)
        out.append(draft.paragraph(style_id, children, f"foot/{key}", [_frame(draft)]))
    if out:
        out.append(draft.paragraph(_rule_style(draft, "outer", _OUTER_RULE), [], "foot/rule", [_frame(draft)]))
    return out


def _rule_style(draft: Draft, kind: str, width: Length) -> str:
    name = {"inner": "版记分隔线", "outer": "版记首末线"}[kind]
    style = replace(draft.sheet.role("body"), name=name, font_size=Length(1000), line_height=width, text_indent=Length(0),
                    background_color=None, border_block_start=None, border_block_end=None)
    black = make("w:shd", {"val": "clear", "color": "auto", "fill": "000000"})
    return draft.styles.custom(f"record-rule-{kind}", style, extra=lambda: [black])


def _record_style(draft: Draft, key: str, base: ComputedStyle, hang: int) -> str:
    name = {"cc": "抄送", "issued": "印发", "to": "对象"}[key.rpartition("-")[2]]
    step = Length(hang * base.font_size)
    style = replace(base, name=f"{base.name}（{name}）", text_align="justify" if hang else "start", text_indent=Length(-step),
                    margin_inline_start=Length(base.margin_inline_start + step))
    stop = make("w:tab", {"val": "right", "pos": Length(draft.sheet.page.measure - base.margin_inline_end).twips})
    return draft.styles.custom(key, style, extra=lambda: [] if hang else [make("w:tabs", None, stop)])


def _frame(draft: Draft) -> Element:
    """The frame itself stands in the paragraph: LibreOffice does not look for it in a style."""
    return make("w:framePr", {"w": draft.sheet.page.measure.twips, "hSpace": 0, "wrap": "notBeside", "vAnchor": "margin",
                              "hAnchor": "margin", "xAlign": "left", "yAlign": "bottom"})


def _words(text: str) -> list[Element]:
    return [text_run(text)] if text else []
