"""版头 of official documents in Word (GB/T 9704-2012, 7.2 and 10): marks, number and signers over the red rule; of bulletins too.

Where ink stands is worked out from how LibreOffice sets an exact line: four fifths of it over the baseline.
"""
from __future__ import annotations

from convert.model.length import Length
from convert.model.record import replace
from convert.model.text import chinese_date, joint_mark, signers
from convert.style import Border
from convert.writer.docx_text import Draft
from convert.writer.ooxml import Element, make, paragraph, tab_run, text_run, value

MARK_TOP = {"document": Length.from_mm(35), "minutes": Length.from_mm(35), "order": Length.from_mm(20),
            "bulletin": Length.from_mm(20)}                     # from the type area's top to the mark's ink (7.2.4, 10.2, 10.3)
_LETTER_TOP = Length.from_mm(30)                                # from the paper's top (10.1)
_LETTER_RULE_FOOT = Length.from_mm(20)                          # from the lower double rule to the paper's foot
_LETTER_REACH = Length.from_mm(7)                               # the double rules are 170 mm wide, the type area 156
_LETTER_RULE = 24                                               # eighths of a point of the thick part
_RULE_UNDER_NUMBER = Length.from_mm(4)      # 7.2.7
_RED_RULE = Length(1250)
_BASELINE = 0.8
_INK_ABOVE, _INK_BELOW = 0.86, 0.12         # of the size: how far the ink of Han reaches over and under the baseline
_JOINT_LINE = 1.25                          # line of one of several organs, in its size


def official_head(draft: Draft) -> list[Element]:
    """份号, 密级, 紧急程度, 发文机关标志, 发文字号 and 签发人 over the red rule (7.2)."""
    meta = draft.issue.metadata
    form = meta.form or "document"
    marks = ("copy-number", meta.copy_no), ("secrecy", meta.secrecy), ("urgency", meta.urgency)
    lines = [(role, text) for role, text in marks if text]
    out = [draft.line(role, text, f"head/{role}") for role, text in lines]
    if form == "letter":
        return _letter_lines(draft, out)
    names, word = joint_mark(meta)
    out += _joint(draft, names, word, len(lines)) if len(names) > 1 else [_mark(draft, names[0], form, len(lines))]
    if form == "order":
        return [*out, _order_number(draft)] if meta.doc_number else out
    return out + _number_lines(draft)


def _mark(draft: Draft, mark: str, form: str, lines: int) -> Element:
    return draft.paragraph(_mark_style(draft, "issuer-mark", mark, form, lines), [text_run(mark)], "head/mark")


def _number_lines(draft: Draft) -> list[Element]:
    """发文字号 over the red rule; of a report upward the signers beside it, two a line, the number on the last (7.2.5, 7.2.6)."""
    meta = draft.issue.metadata
    number = [text_run(meta.doc_number)] if meta.doc_number else []
    names = signers(meta.signer)
    if len(names) < 2:
        if names:
            number += [tab_run(), text_run(f"{draft.label('signer')}："), _signer(draft, meta.signer)]
        return [draft.paragraph(_ruled_line(draft, "doc-number", 2, spread=bool(names)), number, "head/number")]
    rows = ["　".join(names[n:n + 2]) for n in range(0, len(names), 2)]
    label = f"{draft.label('signer')}："
    size = draft.sheet.role("doc-number").font_size
    at = Length(draft.sheet.page.measure - size * (1 + max(map(len, rows))))       # where the first name of a row begins
    begins = Length(at - size * len(label))
    out = []
    for n, row in enumerate(rows):
        last = n == len(rows) - 1
        text = [tab_run(), *([text_run(label)] if not n else [tab_run()]), _signer(draft, row)]
        style = _signer_line(draft, (begins, at), first=not n, last=last)
        out.append(draft.paragraph(style, [*(number if last else []), *text], "head/number" if last else f"head/signer-{n}"))
    return out


def _signer(draft: Draft, names: str) -> Element:
    return text_run(names, draft.styles.role_character("signer"))


def _signer_line(draft: Draft, places: tuple[Length, Length], *, first: bool, last: bool) -> str:
    """A line of signers, their label and names at `places`; the last has the number too and the red rule under it."""
    stops = [make("w:tabs", None, *(make("w:tab", {"val": "left", "pos": place.twips}) for place in places))]
    if last:
        return _ruled_line(draft, "doc-number", 0, spread=True, stops=stops)
    base = draft.sheet.role("doc-number")
    style = replace(base, name="签发人首行" if first else "签发人行", text_align="start", text_indent=base.font_size,
                    margin_block_start=Length(2 * draft.styles.row if first else 0))
    return draft.styles.custom("signer-first" if first else "signer-line", style, extra=lambda: stops)


def _joint(draft: Draft, names: tuple[str, ...], word: str, lines: int) -> list[Element]:
    """Several organs under each other, as wide as each other, 文件 beside their middle (7.2.4); a row of air before the first."""
    base = draft.sheet.role("issuer-mark")
    measure = draft.sheet.page.measure
    room = measure * 24 // 28
    longest = max(len(n) for n in names) + (len(word) + 1 if word else 0)
    size = Length(min(base.font_size, room // longest))
    line = Length(round(size * _JOINT_LINE))
    ink = round(line * _BASELINE - size * _INK_ABOVE)
    air = Length(max(1000, MARK_TOP["document"] - lines * draft.styles.row - ink))
    blank = replace(base, name="版头空白", font_size=Length(1000), line_height=air)
    style = replace(base, name=f"{base.name}（联合）", font_size=size, line_height=line, letter_spacing=Length(0),
                    text_align="start")
    spread = draft.styles.custom("issuer-mark-joint", style)
    for element in draft.styles.document.styles.element.iter():
        if element.get(_STYLE_ID) == spread:
            element.find(f"{_PPR}/{_JC}").set(_VAL, "distribute")
    left = Length(size * max(len(n) for n in names) + size // 4)
    right = Length(size * len(word) + size // 2) if word else Length(0)
    cells = [_cell(left, [draft.paragraph(spread, [text_run(n)], f"head/mark-{i}" if i else "head/mark")
                          for i, n in enumerate(names)])]
    if word:
        beside = draft.styles.custom("issuer-mark-word", replace(style, name=f"{base.name}（文件）", text_align="end"))
        cells.append(_cell(right, [draft.paragraph(beside, [text_run(word)], "head/mark-word")]))
    widths = [left, right][:len(cells)]
    looks = make("w:tblPr", None, make("w:tblW", {"w": Length(sum(widths)).twips, "type": "dxa"}), value("w:jc", "center"),
                 make("w:tblLayout", {"type": "fixed"}), value("w:tblCaption", draft.sheet.role("issuer-mark").name))
    grid = make("w:tblGrid", None, *(make("w:gridCol", {"w": w.twips}) for w in widths))
    return [paragraph(draft.styles.custom("head-air", blank), []), make("w:tbl", None, looks, grid, make("w:tr", None, *cells))]


_SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLE_ID, _PPR, _JC, _VAL = f"{_SPACE}styleId", f"{_SPACE}pPr", f"{_SPACE}jc", f"{_SPACE}val"


def _cell(width: Length, content: list[Element]) -> Element:
    return make("w:tc", None, make("w:tcPr", None, make("w:tcW", {"w": width.twips, "type": "dxa"}), value("w:vAlign", "center")),
                *content)


def _order_number(draft: Draft) -> Element:
    """令号 two blank lines below the mark, in the middle, and no rule (10.2)."""
    style = draft.styles.variant("doc-number", "order", "令号", margin_block_start=Length(2 * draft.styles.row),
                                 margin_block_end=Length(2 * draft.styles.row))
    return draft.paragraph(style, [text_run(draft.issue.metadata.doc_number)], "head/number")


# --- letters (10.1) ---
def letter_furniture(draft: Draft) -> tuple[Length, list[Element], Length, list[Element]]:
    """Of the first page of a letter: (distance of the head, its paragraphs, distance of the foot, its paragraphs).

    The mark stands 30 mm under the paper's top, the double rules 4 mm under it and 20 mm over the paper's foot; no page number.
    """
    base = draft.sheet.role("issuer-mark")
    mark = draft.issue.metadata.title or draft.issue.metadata.issuer
    measure = draft.sheet.page.measure
    size = base.font_size if base.font_size * len(mark) <= measure else Length(measure // len(mark))
    ink = round(base.line_height * _BASELINE - size * _INK_ABOVE)
    gap = _RULE_UNDER_NUMBER - round(base.line_height * (1 - _BASELINE)) + round(size * _INK_BELOW)
    style = replace(base, name=f"{base.name}（信函）", font_size=size, letter_spacing=Length(0), margin_block_start=Length(0),
                    margin_inline_start=Length(-_LETTER_REACH), margin_inline_end=Length(-_LETTER_REACH))
    head = draft.styles.custom("issuer-mark-letter", style, extra=lambda: [_double("w:bottom", "thickThinSmallGap", base.color.hex,
                                                                                   max(0, round(gap / 1000) - 1))])
    low = replace(style, name="信函版心下双线", font_size=Length(1000), line_height=Length(1000))
    foot = draft.styles.custom("letter-foot", low, extra=lambda: [_double("w:top", "thinThickSmallGap", base.color.hex, 0)])
    return (Length(max(0, _LETTER_TOP - ink)), [paragraph(head, [text_run(mark)])],
            Length(_LETTER_RULE_FOOT - 2000), [paragraph(foot, [])])


def _double(side: str, kind: str, color: str, space: int) -> Element:
    return make("w:pBdr", None, make(side, {"val": kind, "sz": _LETTER_RULE, "space": min(31, space), "color": color}))


def _letter_lines(draft: Draft, out: list[Element]) -> list[Element]:
    """发文字号 flush right on the first line under the rule; 份号, 密级, 紧急程度 flush left from there on (10.1)."""
    number = draft.issue.metadata.doc_number
    if not number:
        return out
    base = draft.sheet.role("copy-number")
    stop = make("w:tab", {"val": "right", "pos": draft.sheet.page.measure.twips})
    style = draft.styles.custom("letter-number", replace(base, name="发文字号（信函）"), extra=lambda: [make("w:tabs", None, stop)])
    meta = draft.issue.metadata
    first = next(((role, text) for role, text in (("copy-number", meta.copy_no), ("secrecy", meta.secrecy),
                                                  ("urgency", meta.urgency)) if text), ("", ""))
    words = [text_run(first[1], draft.styles.role_character(first[0]))] if first[1] else []
    return [draft.paragraph(style, [*words, tab_run(), text_run(number)], "head/number"), *out[1:]]


# --- bulletins ---
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


def _ruled_line(draft: Draft, role: str, rows_before: int, *, spread: bool, stops: list[Element] | None = None) -> str:
    """A line over the red rule, the rule 4 mm under its ink; `spread`: its two ends stand one character inside the measure."""
    base = draft.sheet.role(role)
    gap = _RULE_UNDER_NUMBER - round(base.line_height * (1 - _BASELINE)) + round(base.font_size * _INK_BELOW)
    color = draft.sheet.role("issuer-mark").color
    style = replace(base, margin_block_start=Length(rows_before * draft.styles.row), padding_block=Length(max(0, gap)),
                    border_block_end=Border(_RED_RULE, color))
    tabs = stops or []
    if spread:
        style = replace(style, text_align="start", text_indent=base.font_size)
        end = Length(draft.sheet.page.measure - base.font_size).twips
        tabs = tabs or [make("w:tabs", None, make("w:tab", {"val": "right", "pos": end}))]
    return draft.styles.custom(role, style, extra=lambda: tabs)


def _words(text: str) -> list[Element]:
    return [text_run(text)] if text else []
