"""Styles of the Word edition: one per role of text, named as the style sheet names it, made when it is first used.

All looks are in styles; a paragraph only says which one it has.  East Asian faces are literal names, indents by the first line are
given in characters and in twips (LibreOffice ignores the former, WPS and Word prefer it), vertical lengths in rows of the grid.
"""
from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE

from convert.model.length import Length
from convert.model.nodes import Mark
from convert.model.record import replace
from convert.style import Border, ComputedStyle, StyleSheet
from convert.writer.ooxml import Element, make, properties, value

if TYPE_CHECKING:
    from convert.fonts import FontBook

CULTURES = {"zh-Hans": "zh-CN", "zh-Hant-TW": "zh-TW", "zh-Hant-HK": "zh-HK"}

# Roles that are Word's own styles: navigation, contents, notes and page furniture depend on them
_HEADINGS = {"title": 1, "heading-1": 2, "heading-2": 3, "heading-3": 4, "heading-4": 5}
_BUILTIN = {**{role: (f"Heading{n}", f"heading {n}") for role, n in _HEADINGS.items()},
            "footnote": ("FootnoteText", "footnote text"), "running-head": ("Header", "header"), "folio": ("Footer", "footer"),
            "contents-title": ("TOCHeading", "TOC Heading"), "contents-entry": ("TOC1", "toc 1"),
            "contents-column": ("TOC2", "toc 2"), "contents-section": ("TOC3", "toc 3")}
# What Chinese Word calls its own styles: a style of ours may not take such a name
_TAKEN = {"正文": ("BodyText", "Body Text First Indent"), "日期": ("Date", "Date"), "称呼": ("Salutation", "Salutation"),
          "列表": ("List", "List"), "签名": ("Signature", "Signature"), "引用": ("Quote", "Quote"), "题注": ("Caption", "caption")}
_OUTLINE = {"column-label": 0, "section-label": 0}
_JUSTIFICATION = {"start": "left", "center": "center", "end": "right", "justify": "both"}
_MARK_ROLES = ((Mark.CODE, "code"), (Mark.RUN_IN, "run-in"), (Mark.STRONG, "strong"), (Mark.EMPHASIS, "emphasis"))
_MARK_NAMES = {Mark.EMPHASIS_DOTS: "着重号", Mark.UNDERLINE: "下划线", Mark.PROPER_NAME: "专名号", Mark.BOOK_TITLE: "浪线书名号",
               Mark.SUPERSCRIPT: "上标", Mark.SUBSCRIPT: "下标"}
PANEL_REACH = 4        # points a tinted panel reaches beyond its text
CELL_SIDE = 60          # twips between a table's rule and its text
_SMALL_TEXT = ("caption", "credit", "table-caption", "table-head", "table-cell")


def _unboxed(style: ComputedStyle) -> ComputedStyle:
    return replace(style, background_color=None, border_block_start=None, border_block_end=None)


def in_register(sheet: StyleSheet) -> StyleSheet:
    """`sheet` with the small text of figures and tables in whole rows, where columns stand side by side."""
    row = sheet.role("body").line_height
    if sheet.page.column_count == 1:
        return sheet
    roles = {name: style for name, style in sheet.roles.items() if name in _SMALL_TEXT and row * 3 // 4 <= style.line_height < row}
    return replace(sheet, roles={**sheet.roles, **{name: replace(style, line_height=row) for name, style in roles.items()}})


class StyleBook:
    """Makes styles in `document` on demand and gives their ids."""

    def __init__(self, document: WordDocument, sheet: StyleSheet, book: FontBook, script: str):
        self.document = document
        self.sheet = sheet
        self.book = book
        self.script = script
        self.body = sheet.role("body")
        self.row = self.body.line_height
        # the grid's pitch in twips: rounded down, or the last line of a full page would not fit
        self.pitch = int(self.row) // 50
        self._done: dict[str, ComputedStyle] = {}
        self._names: set[str] = set()
        for element in list(document.styles.element):
            document.styles.element.remove(element)
        document.styles.element.append(self._defaults())
        self._normal()

    # --- lengths ---
    def rows(self, length: int) -> int:
        """A vertical length in twips, so that whole rows stay whole."""
        return round(length * self.pitch / self.row)

    def spacing_of(self, style: ComputedStyle) -> int:
        """Character spacing in twips; the body's size is drawn together until its characters per line fit the measure."""
        spacing = style.letter_spacing.twips
        count = self.sheet.page.characters_per_line
        if count and style.font_size == self.body.font_size:
            spacing += (self.sheet.page.measure // count - style.font_size) // 50
        return spacing

    # --- ids ---
    def paragraph(self, role: str) -> str:
        """The style of role `role`; a house's own role that the sheet does not know is set as body."""
        if role not in self.sheet.roles and role not in _BUILTIN:
            role = "body"
        return self.custom(role, self.sheet.role(role))

    def within(self, role: str, container: str) -> str:
        """The style of role `role` inside a container: its face, and its indent unless a panel around the text gives that."""
        if not container:
            return self.paragraph(role)
        inner, outer = self.sheet.role(role), self.sheet.role(container)
        if self.is_panel(container):
            outer = replace(_unboxed(outer), margin_inline_start=Length(0), margin_inline_end=Length(0), padding_block=Length(0))
        if role == "body":
            return self.custom(container, outer)
        family = outer.font_family if inner.font_family == self.body.font_family else inner.font_family
        style = replace(
            inner, font_family=family,
            margin_inline_start=Length(inner.margin_inline_start + outer.margin_inline_start),
            margin_inline_end=Length(inner.margin_inline_end + outer.margin_inline_end), name=f"{outer.name}·{inner.name}")
        return self.custom(f"{container}-{role}", style, based_on=self.paragraph(role))

    def is_panel(self, container: str) -> bool:
        """Whether text in `container` stands in a box of its own: on a tint or between rules."""
        style = self.sheet.role(container)
        return bool(style.background_color or style.border_block_start or style.border_block_end)

    def variant(self, role: str, suffix: str, name: str, **changes: Any) -> str:
        """A style like that of `role` but for `changes` (fields of ComputedStyle); shown as 角色（name）."""
        base = self.sheet.role(role)
        style = replace(base, **{"name": f"{base.name}（{name}）", **changes})
        freed = base.break_after == "avoid" and style.break_after != "avoid"
        return self.custom(f"{role}-{suffix}", style, based_on=self.paragraph(role),
                           extra=lambda: [value("w:keepNext", 0)] if freed else [])

    def custom(self, key: str, style: ComputedStyle, based_on: str = "Normal",
               extra: Callable[[], list[Element]] | None = None) -> str:
        """The style `key` as `style` says, made if it is not there yet; `extra` gives more children of its w:pPr."""
        known = _BUILTIN.get(key) or (_TAKEN.get(style.name) if key in self.sheet.roles else None)
        style_id = known[0] if known else _ascii(key)
        if key in self._done:
            return style_id
        self._done[key] = style
        element = self._add(style_id, known[1] if known else self._free(style.name), WD_STYLE_TYPE.PARAGRAPH, known is not None)
        if known:
            element.append(value("w:aliases", style.name))
        element.append(value("w:basedOn", based_on))
        if key in _HEADINGS:
            element.append(value("w:next", self.paragraph("body")))
        element.append(value("w:uiPriority", 9 if key in _HEADINGS else 10))
        element.append(make("w:qFormat"))
        parts = self.paragraph_parts(style) + (extra() if extra else [])
        level = _HEADINGS.get(key, 0) - 1 if key in _HEADINGS else _OUTLINE.get(key, -1)
        if level >= 0:
            parts.append(value("w:outlineLvl", level))
        element.append(properties("w:pPr", parts))
        element.append(properties("w:rPr", self.run_parts(style)))
        return style_id

    def picture(self, key: str, style: ComputedStyle) -> str:
        """A style for paragraphs that hold a picture: their line grows with it, in whole rows where the application can."""
        if key not in self._done:
            self._done[key] = style
            element = self._add(_ascii(key), self._free(style.name), WD_STYLE_TYPE.PARAGRAPH, False)
            element.append(value("w:basedOn", "Normal"))
            element.append(value("w:uiPriority", 30))
            snap = [value("w:snapToGrid", 1)] if self.sheet.page.column_count > 1 else []
            element.append(properties("w:pPr", [make("w:suppressLineNumbers"), *snap, *self.paragraph_parts(style, "atLeast")]))
        return _ascii(key)

    def ending(self, style_id: str) -> str:
        """The style `style_id` for the paragraph that ends level columns: free to part anywhere, its lines 0.05 pt less.

        LibreOffice 7 gives up levelling where it has to hold the last lines together; and where the columns come out level at once,
        it leaves what follows on the next page.
        """
        ending = f"{style_id}End"
        if ending not in self._done:
            self._done[ending] = self.body
            base = next(s for s in self.document.styles.element if s.get(_attr("styleId")) == style_id)
            shown = next((e for tag in ("aliases", "name") if (e := base.find(_attr(tag))) is not None), base)
            element = self._add(ending, self._free(f"{shown.get(_attr('val'))}（末段）"), WD_STYLE_TYPE.PARAGRAPH, False)
            element.append(value("w:basedOn", style_id))
            element.append(value("w:uiPriority", 30))
            parts = [value("w:keepNext", 0), value("w:widowControl", 0)]
            spacing = base.find(f"{_attr('pPr')}/{_attr('spacing')}")
            if spacing is not None and spacing.get(_attr("lineRule")) == "exact":
                parts.append(make("w:spacing", {"line": int(spacing.get(_attr("line")) or 0) - 1, "lineRule": "exact"}))
            element.append(properties("w:pPr", parts))
        return ending

    def spacer(self) -> str:
        """For the paragraph that must follow a table or a frame at a section's end: as low as a paragraph can be."""
        low = replace(self.body, name="分节", font_size=Length(1000), line_height=Length(1000), text_indent=Length(0))
        return self.custom("section-end", _unboxed(low))

    def gap(self) -> str:
        """For the empty row that parts two tables: without it Word makes one of them."""
        return self.custom("table-gap", replace(_unboxed(self.body), name="表间", text_indent=Length(0)))

    def character(self, marks: Mark, link: bool = False) -> str:
        """The character style for a set of marks; "" for plain text."""
        roles = [role for mark, role in _MARK_ROLES if mark in marks][:1]
        names = [self.sheet.role(role).name for role in roles]
        names += [name for mark, name in _MARK_NAMES.items() if mark in marks] + (["链接"] if link else [])
        if not names:
            return ""
        key = f"char-{marks.value}-{int(link)}"
        plain_link = link and not marks
        style_id = "Hyperlink" if plain_link else f"Char{marks.value}" + ("Link" if link else "")
        if key not in self._done:
            self._done[key] = self.body
            name = "Hyperlink" if plain_link else self._free("＋".join(names))
            element = self._add(style_id, name, WD_STYLE_TYPE.CHARACTER, plain_link)
            element.append(value("w:uiPriority", 20))
            element.append(make("w:qFormat"))
            parts = self._font_parts(self.sheet.role(roles[0])) if roles else []
            element.append(properties("w:rPr", parts + _mark_parts(marks) + (self._link_parts() if link else [])))
        return style_id

    def role_character(self, role: str) -> str:
        """A character style that gives a run the face, size and colour of role `role`."""
        style = self.sheet.role(role)
        style_id = f"{_ascii(role)}Char"
        if style_id not in self._done:
            self._done[style_id] = style
            element = self._add(style_id, self._free(f"{style.name}字"), WD_STYLE_TYPE.CHARACTER, False)
            element.append(value("w:uiPriority", 20))
            element.append(properties("w:rPr", self.run_parts(style)))
        return style_id

    def note_reference(self) -> str:
        """Word's own style of the marks that call footnotes."""
        if "note" not in self._done:
            self._done["note"] = self.body
            element = self._add("FootnoteReference", "footnote reference", WD_STYLE_TYPE.CHARACTER, True)
            element.append(value("w:aliases", self.sheet.role("note-reference").name))
            element.append(value("w:uiPriority", 99))
            element.append(properties("w:rPr", [*self._font_parts(self.sheet.role("note-reference")),
                                                value("w:vertAlign", "superscript")]))
        return "FootnoteReference"

    def table(self) -> str:
        """The table style: 0.5 pt rules at head, under the header row and at foot, 0.25 pt between rows."""
        if "table" not in self._done:
            self._done["table"] = self.body
            normal = self._add("TableNormal", "Normal Table", WD_STYLE_TYPE.TABLE, True)
            normal.set(_attr("default"), "1")
            normal.append(value("w:uiPriority", 99))
            indent = make("w:tblInd", {"w": 0, "type": "dxa"})
            normal.append(make("w:tblPr", None, indent, make("w:tblCellMar", None, *_cell_margins(0))))
            element = self._add("IssueTable", "版心表格", WD_STYLE_TYPE.TABLE, False)
            element.append(value("w:basedOn", "TableNormal"))
            element.append(value("w:uiPriority", 59))
            rules = make("w:tblBorders", None, _rule("w:top", 4), _rule("w:bottom", 4), _rule("w:insideH", 2))
            element.append(make("w:tblPr", None, rules, make("w:tblCellMar", None, *_cell_margins(CELL_SIDE))))
            element.append(make("w:tblStylePr", {"type": "firstRow"},
                                make("w:tcPr", None, make("w:tcBorders", None, _rule("w:top", 4), _rule("w:bottom", 4)))))
        return "IssueTable"

    def panel(self, container: str) -> str:
        """The table style of the box around a container's text: tint, rules, and whole rows of padding in all."""
        style = self.sheet.role(container)
        self.table()
        key = f"panel-{container}"
        if key not in self._done:
            self._done[key] = style
            element = self._add(_ascii(key), self._free(f"{style.name}（框）"), WD_STYLE_TYPE.TABLE, False)
            element.append(value("w:basedOn", "TableNormal"))
            element.append(value("w:uiPriority", 59))
            rules = [_border(side, border, 0) for side, border in (("w:top", style.border_block_start),
                                                                   ("w:bottom", style.border_block_end)) if border]
            thick = sum(b.width for b in (style.border_block_start, style.border_block_end) if b)
            above = self.rows(style.padding_block)
            below = max(0, above - Length(thick).twips)
            margins = make("w:tblCellMar", None, *_cell_margins(PANEL_REACH * 20, above, below))
            element.append(make("w:tblPr", None, *([make("w:tblBorders", None, *rules)] if rules else []), margins))
            if style.background_color:
                fill = make("w:shd", {"val": "clear", "color": "auto", "fill": style.background_color.hex})
                element.append(make("w:tcPr", None, fill))
        return _ascii(key)

    @property
    def font_names(self) -> tuple[str, ...]:
        """Every face the styles name, sorted."""
        fonts = self.document.styles.element.iter(_attr("rFonts"))
        return tuple(sorted({name for f in fonts for name in (f.get(_attr("eastAsia")), f.get(_attr("ascii"))) if name}))

    # --- pieces ---
    def paragraph_parts(self, style: ComputedStyle, line_rule: str = "exact") -> list[Element]:
        """Children of w:pPr for `style`."""
        spacing: dict[str, str | int] = {"before": self.rows(style.margin_block_start), "after": self.rows(style.margin_block_end),
                                         "line": self.rows(style.line_height), "lineRule": line_rule}
        parts = [make("w:spacing", spacing), value("w:jc", _JUSTIFICATION[style.text_align])]
        if style.break_after == "avoid":
            parts.append(make("w:keepNext"))
        if style.break_inside == "avoid":
            parts.append(make("w:keepLines"))
        if style.break_before == "page" and style.role not in {"title", "column-label"}:
            parts.append(make("w:pageBreakBefore"))
        indent = self._indent(style)
        if indent:
            parts.append(make("w:ind", indent))
        borders = self._borders(style)
        if borders:
            parts.append(make("w:pBdr", None, *borders))
        if style.background_color:
            parts.append(make("w:shd", {"val": "clear", "color": "auto", "fill": style.background_color.hex}))
        return parts

    def run_parts(self, style: ComputedStyle) -> list[Element]:
        """Children of w:rPr for `style`."""
        parts = [*self._font_parts(style), value("w:sz", style.font_size.half_points), value("w:szCs", style.font_size.half_points)]
        spacing = self.spacing_of(style)
        if spacing:
            parts.append(value("w:spacing", spacing))
        return parts

    def _font_parts(self, style: ComputedStyle) -> list[Element]:
        profile = self.sheet.font_profile
        latin = self.book.latin_name(profile)
        east = "songti" if style.font_family in {"latin", "mono"} else style.font_family
        if style.font_family == "mono":
            latin = self.book.word_name("mono", profile, self.script)
        name = self.book.word_name(east, profile, self.script)
        fonts = make("w:rFonts", {"ascii": latin, "eastAsia": name, "hAnsi": latin, "cs": latin})
        return [fonts] if style.color.rgb == (0, 0, 0) else [fonts, value("w:color", style.color.hex)]

    def _link_parts(self) -> list[Element]:
        color = self.sheet.colors.get("link")
        return [value("w:color", color.hex)] if color else []

    def _indent(self, style: ComputedStyle) -> dict[str, str | int]:
        out: dict[str, str | int] = {}

        def give(name: str, length: int) -> None:
            hundredths = length * 100 / style.font_size
            if hundredths == int(hundredths):
                out[f"{name}Chars"] = int(hundredths)
            out[name] = Length(length).twips

        if style.margin_inline_start:
            give("left", style.margin_inline_start)
        if style.margin_inline_end:
            give("right", style.margin_inline_end)
        if style.text_indent:
            give("firstLine" if style.text_indent > 0 else "hanging", abs(style.text_indent))
        return out

    def _borders(self, style: ComputedStyle) -> list[Element]:
        """Rules of `style`; a tinted panel gets rules of its own tint, which carry the padding."""
        tint = style.background_color
        space = min(31, max(0, round((style.padding_block - 500) / 1000)))
        out = []
        for side, border in (("w:top", style.border_block_start), ("w:bottom", style.border_block_end)):
            if border or tint:
                out.append(_border(side, border or Border(Length(500), tint or self.body.color), max(space, 1 if tint else 0)))
        if tint:
            panel = Border(Length(500), tint)
            out[1:1] = [_border("w:left", panel, PANEL_REACH)]
            out.append(_border("w:right", panel, PANEL_REACH))
        order = ("top", "left", "bottom", "right")
        return sorted(out, key=lambda e: order.index(e.tag.rpartition("}")[2]))

    # --- the frame of styles.xml ---
    def _defaults(self) -> Element:
        """w:docDefaults: faces, size and language for text that no style speaks of; Chinese line breaking for all."""
        lang = make("w:lang", {"val": "en-US", "eastAsia": CULTURES[self.script], "bidi": "ar-SA"})
        run = properties("w:rPr", [*self.run_parts(self.body), lang])
        # overflowPunct is on by default in Word; LibreOffice 7 reads it the other way round, and where it lets marks hang in
        # justified lines it does not draw them: said aloud, both set every mark
        # Lines are exact, so they keep the grid by themselves; snapped, LibreOffice gives a line with dots under it two rows
        # One column is filled to its last line (GB/T 9704, 5.2.3: 22 of them); level columns keep two lines together, without
        # which LibreOffice 7 leaves one in five of them unlevelled
        switches = [value("w:widowControl", int(self.sheet.page.column_count > 1)), value("w:overflowPunct", 1),
                    make("w:topLinePunct"), value("w:snapToGrid", 0)]
        if self.sheet.compositions[self.script].text_autospace != "normal":
            switches += [value("w:autoSpaceDE", 0), value("w:autoSpaceDN", 0)]
        base = properties("w:pPr", switches)
        return make("w:docDefaults", None, make("w:rPrDefault", None, run), make("w:pPrDefault", None, base))

    def _normal(self) -> None:
        """`Normal`: the body's size and line without its indent; all other styles stand on it."""
        element = self._add("Normal", "Normal", WD_STYLE_TYPE.PARAGRAPH, True)
        element.set(_attr("default"), "1")
        element.append(make("w:qFormat"))
        plain = replace(_unboxed(self.body), text_indent=Length(0), margin_inline_start=Length(0), margin_inline_end=Length(0))
        element.append(properties("w:pPr", self.paragraph_parts(plain)))
        for role in ("body", "title", "heading-1", "heading-2", "heading-3", "heading-4"):
            self.paragraph(role)

    def _add(self, style_id: str, name: str, kind: WD_STYLE_TYPE, builtin: bool) -> Element:
        element: Element = self.document.styles.add_style(name, kind, builtin).element
        element.set(_attr("styleId"), style_id)
        return element

    def _free(self, name: str) -> str:
        """`name`, or the first of name 2, name 3 … that no style has."""
        count, wanted = 1, name
        while wanted in self._names:
            count += 1
            wanted = f"{name} {count}"
        self._names.add(wanted)
        return wanted


def _attr(name: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name


def _ascii(key: str) -> str:
    parts = re.findall(r"[A-Za-z0-9]+", key)
    if not key.isascii() or not parts:
        parts.append(hashlib.sha256(key.encode()).hexdigest()[:8])
    return "".join(p[:1].upper() + p[1:] for p in parts)


def _mark_parts(marks: Mark) -> list[Element]:
    parts = []
    if Mark.BOOK_TITLE in marks:
        parts.append(value("w:u", "wave"))
    elif marks & (Mark.UNDERLINE | Mark.PROPER_NAME):
        parts.append(value("w:u", "single"))
    if Mark.EMPHASIS_DOTS in marks:
        parts.append(value("w:em", "underDot"))
    if Mark.SUPERSCRIPT in marks:
        parts.append(value("w:vertAlign", "superscript"))
    elif Mark.SUBSCRIPT in marks:
        parts.append(value("w:vertAlign", "subscript"))
    return parts


def _border(tag: str, border: Border, space: int) -> Element:
    return make(tag, {"val": "single", "sz": max(2, round(border.width * 8 / 1000)), "space": space, "color": border.color.hex})


def _rule(tag: str, eighths: int) -> Element:
    return make(tag, {"val": "single", "sz": eighths, "space": 0, "color": "000000"})


def _cell_margins(side: int, above: int = 0, below: int = 0) -> list[Element]:
    return [make(tag, {"w": width, "type": "dxa"}) for tag, width in
            (("w:top", above), ("w:left", side), ("w:bottom", below), ("w:right", side))]
