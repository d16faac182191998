"""Official documents (GB/T 9704-2012) and internal bulletins: red head, red rule, body, and the record at the last page's foot."""
from __future__ import annotations

from convert.model.length import Length
from convert.model.nodes import Article, Block, Paragraph, plain_text
from convert.model.record import replace
from convert.model.text import chinese_date, closing_lines, opening_lines, squeeze
from convert.style import Border, ComputedStyle
from convert.writer.docx_blocks import Place, write_blocks
from convert.writer.docx_front import Entry, contents
from convert.writer.docx_sections import Look, Sections
from convert.writer.docx_text import Draft
from convert.writer.ooxml import Element, clark, make, tab_run, text_run

MARK_TOP = {"official": Length.from_mm(35), "bulletin": Length.from_mm(20)}     # 7.2.4: from the type area's top to the mark's ink
_RULE_UNDER_NUMBER = Length.from_mm(4)      # 7.2.7
_RED_RULE = Length(1250)
_OUTER_RULE, _INNER_RULE = Length.from_mm(0.35), Length.from_mm(0.25)           # 7.4.2
# Where ink stands in a line of exact height, as LibreOffice sets it: four fifths of the line over the baseline
_BASELINE = 0.8
_INK_ABOVE, _INK_BELOW = 0.86, 0.12         # of the size: how far the ink of Han reaches over and under the baseline


def write_paper(draft: Draft, sections: Sections, form: str, entries: list[Entry]) -> None:
    """The whole of an official document or bulletin."""
    head = official_head(draft) if form == "official" else bulletin_head(draft)
    if form == "bulletin" and len(entries) > 1:
        head += contents(draft, entries)
    attachments = draft.issue.articles[1:] if form == "official" else ()
    look = Look(furniture=True)
    for number, article in enumerate(draft.issue.articles):
        draft.article_notes = {note.id: note for note in article.notes}
        draft.has_notes = draft.has_notes or bool(article.notes)
        first = number == 0
        opening = head if first else []
        if article in attachments:
            text = draft.label("attachment") + (str(number) if len(attachments) > 1 else "")
            opening = [draft.line("attachment-mark", text, f"{article.metadata.id}/attachment")]
        main = first and form == "official"
        body = [*opening, *_article_head(draft, article), *_body(draft, article, main), *_foot(draft, article),
                *(_signing(draft, article) if main else ())]
        sections.add(replace(look, notes_restart=bool(article.notes)), body)
        look = Look(start="continuous")
    foot = print_record(draft) if form == "official" else distribution(draft)
    if foot and sections.stretches:
        sections.stretches[-1][1].extend(foot)


# --- 版头 ---
def official_head(draft: Draft) -> list[Element]:
    """份号, 密级, 紧急程度, 发文机关标志, 发文字号 and 签发人 over the red rule (7.2)."""
    meta = draft.issue.metadata
    marks = ("copy-number", meta.copy_no), ("secrecy", meta.secrecy), ("urgency", meta.urgency)
    lines = [(role, text) for role, text in marks if text]
    out = [draft.line(role, text, f"head/{role}") for role, text in lines]
    mark = meta.title or meta.issuer
    out.append(draft.paragraph(_mark_style(draft, "issuer-mark", mark, "official", len(lines)), [text_run(mark)], "head/mark"))
    number = [text_run(meta.doc_number)] if meta.doc_number else []
    if meta.signer:
        name = text_run(meta.signer, draft.styles.role_character("signer"))
        number += [tab_run(), text_run(f"{draft.label('signer')}："), name]
    out.append(draft.paragraph(_ruled_line(draft, "doc-number", 2, spread=bool(meta.signer)), number, "head/number"))
    return out


def bulletin_head(draft: Draft) -> list[Element]:
    """The bulletin's red name, its number, compiler and date on one line over the red rule."""
    meta = draft.issue.metadata
    out = [draft.paragraph(_mark_style(draft, "bulletin-mark", meta.title, "bulletin", 0), [text_run(meta.title)], "head/mark")]
    number = meta.issue_label or meta.number
    if number:
        out.append(draft.line("bulletin-number", number, "head/number"))
    line = [*_words(meta.compiler), tab_run(), *_words(chinese_date(meta.date))]
    out.append(draft.paragraph(_ruled_line(draft, "compiler-line", 1, spread=True), line, "head/compiler"))
    return out


def _mark_style(draft: Draft, role: str, text: str, form: str, lines_before: int) -> str:
    """The red mark: as large as the measure allows, its ink where the standard wants it whatever lines stand before it."""
    base = draft.sheet.role(role)
    advance = base.font_size + base.letter_spacing
    size = base.font_size if advance * len(text) <= draft.sheet.page.measure else Length(draft.sheet.page.measure // len(text))
    ink = round(base.line_height * _BASELINE - size * _INK_ABOVE)
    before = max(0, MARK_TOP[form] - lines_before * draft.styles.row - ink)
    style = replace(base, font_size=size, margin_block_start=Length(before))
    if size != base.font_size:
        style = replace(style, letter_spacing=Length(0))
    return draft.styles.custom(role, style)


def _ruled_line(draft: Draft, role: str, rows_before: int, *, spread: bool) -> str:
    """A line over the red rule, the rule 4 mm under its ink; `spread`: its two ends stand one character inside the measure."""
    base = draft.sheet.role(role)
    gap = _RULE_UNDER_NUMBER - round(base.line_height * (1 - _BASELINE)) + round(base.font_size * _INK_BELOW)
    color = draft.sheet.role("issuer-mark").color
    style = replace(base, margin_block_start=Length(rows_before * draft.styles.row), padding_block=Length(max(0, gap)),
                    border_block_end=Border(_RED_RULE, color))
    stops: list[Element] = []
    if spread:
        style = replace(style, text_align="start", text_indent=base.font_size)
        end = Length(draft.sheet.page.measure - base.font_size).twips
        stops = [make("w:tabs", None, make("w:tab", {"val": "right", "pos": end}))]
    return draft.styles.custom(role, style, extra=lambda: stops)


# --- 主体 ---
def _article_head(draft: Draft, article: Article) -> list[Element]:
    key = article.metadata.id
    return [draft.line(role, text, f"{key}/{role}-{n}", draft.anchors[key] if role == "title" else "")
            for n, (role, text) in enumerate(opening_lines(article))]


def _foot(draft: Draft, article: Article) -> list[Element]:
    return [draft.line(role, text, f"{article.metadata.id}/{role}") for role, text in closing_lines(article)]


def _body(draft: Draft, article: Article, main: bool) -> list[Element]:
    """The text; in the main document also 主送机关 where the text has none, and 附件说明 before 署名 (7.3.2, 7.3.4)."""
    place = Place(draft.sheet.page.measure)
    if not main:
        return write_blocks(draft, article.blocks, place)
    meta, key = draft.issue.metadata, article.metadata.id
    out = []
    if meta.addressee and not _begins_with(article.blocks, meta.addressee):
        out.append(draft.line("salutation", f"{meta.addressee.rstrip('：:')}：", f"{key}/addressee"))
    text, closing = _split_closing(article.blocks)
    out += write_blocks(draft, text, place)
    _keep_with_next(draft, out, text)
    return out + _attachment_note(draft, key) + _closing(draft, closing, place)


def _keep_with_next(draft: Draft, elements: list[Element], text: tuple[Block, ...]) -> None:
    """The page that is signed holds text: the last line of the body goes there with 附件说明 and 署名 (7.3.5)."""
    if text and isinstance(text[-1], Paragraph) and text[-1].role == "body":
        kept = draft.styles.variant("body", "signed", "接落款", break_after="avoid")
        elements[-1][0][0].set(clark("w:val"), kept)


def _begins_with(blocks: tuple[Block, ...], addressee: str) -> bool:
    """Whether the text itself opens with 主送机关."""
    first = next((b for b in blocks if isinstance(b, Paragraph)), None)
    return first is not None and squeeze(plain_text(first.inlines)).rstrip("：:") == squeeze(addressee).rstrip("：:")


def _signing(draft: Draft, article: Article) -> list[Element]:
    """署名 and 成文日期 out of the metadata, where the text has none (7.3.5)."""
    meta, key = draft.issue.metadata, article.metadata.id
    name, date = meta.issuer, chinese_date(meta.date)
    if not date or _split_closing(article.blocks)[1]:
        return []
    out = [draft.paragraph(_above_date(draft, name, date), [text_run(name)], f"{key}/issuer")] if name else []
    return [*out, draft.line("date", date, f"{key}/date")]


def _closing(draft: Draft, closing: tuple[Block, ...], place: Place) -> list[Element]:
    """署名 and 成文日期 of the text; one name over one date is set as the standard has it, several follow the text."""
    match closing:
        case Paragraph(role="signature") as name, Paragraph(role="date") as date:
            style = _above_date(draft, plain_text(name.inlines), plain_text(date.inlines))
            return [draft.paragraph(style, draft.runs(name.inlines), name.id), *write_blocks(draft, (date,), place)]
        case _:
            return write_blocks(draft, closing, place)


def _above_date(draft: Draft, name: str, date: str) -> str:
    """The style of 署名 two lines under the text, centred over 成文日期 (7.3.5.1)."""
    style = draft.sheet.role("signature")
    aside = (_width(date) - _width(name)) * style.font_size // 2
    right = Length(max(0, style.margin_inline_end + aside))
    return draft.styles.variant("signature", "above", "居日期上", margin_block_start=Length(2 * draft.styles.row),
                                margin_inline_end=right, break_after="avoid")


def _width(text: str) -> int:
    """Width of `text` in characters, two ASCII ones to a character."""
    return (sum(1 if char.isascii() else 2 for char in text) + 1) // 2


def _split_closing(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """`blocks` before the closing 署名 and 成文日期, and these."""
    at = len(blocks)
    while at and isinstance(block := blocks[at - 1], Paragraph) and block.role in {"signature", "date"}:
        at -= 1
    return blocks[:at], blocks[at:]


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
