"""The book's one style sheet, from the roles of the style sheet; the reader's own size, face and colours are respected.

Sizes are em, line heights unitless, margins logical; colours are accents that stay readable on white and on black.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping

from convert.fonts import FontBook
from convert.model.record import Record, field
from convert.style import Border, Color, Composition, ComputedStyle, StyleSheet

# selector of each role that a flowing edition has; page furniture, printed contents and the print cover have none
SELECTORS = {
    "column-label": ".column-label", "section-label": ".section-label", "kicker": ".kicker", "title": ".title",
    "subtitle": ".subtitle", "byline": ".byline", "date-line": ".date-line", "source": ".source", "contributor": ".contributor",
    "heading-1": ".heading-1", "heading-2": ".heading-2", "heading-3": ".heading-3", "heading-4": ".heading-4",
    "run-in": ".run-in", "strong": "strong", "emphasis": "em", "code": "code",
    "salutation": ".salutation", "signature": ".signature", "date": ".date", "attribution": ".attribution",
    "editor-note": ".editor-note", "abstract": ".abstract", "box": ".box", "letter": ".letter", "profile": ".profile",
    "pull-quote": ".pull-quote",
    "caption-block": ".caption-block", "quote": "blockquote", "verse": ".verse", "list": "ol, ul", "footnote": ".footnote",
    "caption": "figcaption", "credit": ".credit", "table-caption": "caption", "table-head": "th", "table-cell": "td",
    "contents-title": ".contents-title", "masthead-title": ".masthead-title", "masthead-role": "dt", "masthead-names": "dd",
    "issuer-mark": ".issuer-mark", "bulletin-mark": ".bulletin-mark", "doc-number": ".doc-number",
    "bulletin-number": ".bulletin-number", "copy-number": ".copy-number", "secrecy": ".secrecy", "urgency": ".urgency",
    "signer": ".signer", "compiler-line": ".compiler-line",
    "attachment-note": ".attachment-note", "remark": ".remark", "attachment-mark": ".attachment-mark",
    "imprint": ".imprint", "print-record": ".print-record", "distribution": ".distribution",
}
_INLINE = {"run-in", "strong", "emphasis", "code"}
_CONTAINERS = {"editor-note", "abstract", "box", "letter", "profile", "pull-quote", "quote", "verse", "list", "footnote"}
HEADINGS = {"column-label", "section-label", "title", "heading-1", "heading-2", "heading-3", "heading-4", "contents-title",
            "masthead-title", "issuer-mark", "bulletin-mark"}
_SERIF = {"songti", "fangsong", "xiaobiaosong", "kaiti", "latin"}

BASE = """\
html { margin: 0; padding: 0; }
body { margin: 0; padding: 0; }
p { margin: 0; text-indent: 2em; orphans: 2; widows: 2; }
h1, h2, h3, h4, h5, h6 { margin: 0; font-size: 1em; line-height: 1.4; text-indent: 0; break-after: avoid; break-inside: avoid; }
header { margin-block-end: 1em; }
a { color: inherit; text-decoration: underline; text-decoration-thickness: from-font; text-underline-offset: 0.2em; }
em { font-style: normal; }
.dots { text-emphasis: filled dot; text-emphasis-position: under right; }
.underline, .proper { text-decoration: underline; text-underline-offset: 0.2em; }
.book-title { font-style: normal; text-decoration: underline wavy; text-underline-offset: 0.2em; }
.proper, .book-title { margin-inline: 0.06em; }
rt { font-size: 0.5em; line-height: 1.2; }
sup, sub { line-height: 0; font-size: 0.75em; }
.note-reference a, .footnote > p > a, nav a { text-decoration: none; }
blockquote, figure, dl, dd, ol, ul { margin: 0; padding: 0; }
li > p, dd, dt, figcaption, caption, th, td, .verse p, .footnote p { text-indent: 0; }
hr { inline-size: 30%; margin: 1.5em auto; border: 0; border-block-start: 0.06em solid currentColor; }
.verse p { margin-block: 0.75em; }
.verse .line { display: block; padding-inline-start: 1em; text-indent: -1em; }
.verse br { display: none; }
.editor-note, .abstract, .box, .letter, .profile, .pull-quote, .figures, .beside { margin-block: 1em; }
.pull-quote p { text-indent: 0; }
.figures { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.5em; }
.figures figure { flex: 1 1 40%; margin-block: 0; }
.figures .caption-block { flex: 1 1 100%; text-align: center; }
.beside { display: flow-root; }
.beside figure { float: left; inline-size: 40%; margin-block: 0.3em; margin-inline-end: 1em; }
.footnote { margin-block: 0.5em; padding-inline-start: 0.75em; border-inline-start: 0.12em solid currentColor; }
figure { margin-block: 1em; text-align: center; break-inside: avoid; }
figcaption { margin-block-start: 0.4em; }
.credit { display: block; }
img { max-inline-size: 100%; block-size: auto; }
table { margin-block: 1em; margin-inline: auto; max-inline-size: 100%; border-collapse: collapse; }
table { border-block: 0.1em solid currentColor; }
caption { padding-block-end: 0.4em; }
th, td { padding: 0.3em 0.5em; border-block-start: 0.04em solid currentColor; vertical-align: top; }
th.center, td.center { text-align: center; }
th.end, td.end { text-align: end; }
dt { margin-block-start: 0.75em; font-weight: bold; }
nav ol, .index, .index ul { list-style: none; margin-inline-start: 0; }
nav li, .index li { margin-block: 0.4em; text-align: start; }
nav ol ol, .index ul { padding-inline-start: 2em; }
.cover { margin: 0; text-align: center; }
.cover img { max-block-size: 100vh; }
.divider { margin-block-start: 30%; }
.divider h1 { font-size: 1.6em; text-align: center; }
.contents-title, .masthead-title { margin-block-end: 0.75em; }
.letterhead { margin-block-end: 2em; padding-block-end: 0.75em; border-block-end: 0.12em solid currentColor; }
.letterhead h1 { margin-block: 0.5em; }
.closing { margin-block-start: 1em; }
.closing p + p { margin-block-start: 0; }
.record { margin-block-start: 2em; border-block: 0.08em solid currentColor; }
.record p { padding-block: 0.25em; }
.record p + p { border-block-start: 0.04em solid currentColor; }
"""
_COUNTERS = ("decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman")
_ROUND = {"paren": 'suffix: ") ";', "parens": 'prefix: "("; suffix: ") ";'}      # CSS Counter Styles 3, 3
COUNTER_STYLES = "".join(f"@counter-style {form}-{kind} {{ system: extends {kind}; {marks} }}\n"
                         f"ol.{form}-{kind} {{ list-style-type: {form}-{kind}; }}\n"
                         for form, marks in _ROUND.items() for kind in _COUNTERS)

VERTICAL = """\
html { -epub-writing-mode: vertical-rl; -webkit-writing-mode: vertical-rl; writing-mode: vertical-rl; }
.tcy { -epub-text-combine: horizontal; -webkit-text-combine: horizontal; text-combine-upright: all; }
.underline, .proper, .book-title { text-underline-position: left; }
.dots { text-emphasis-position: over right; }
table { writing-mode: horizontal-tb; }
img { inline-size: auto; max-block-size: 80vw; max-inline-size: 100%; }
.divider { margin-inline-start: 20%; }
"""


RARE = "rare"       # class of characters that the faces of devices lack


class EmbeddedFonts(Record):
    """Faces the book carries.  `files`: (family name, path, format); `stacks`: role, "body" or RARE -> families put first."""

    files: tuple[tuple[str, str, str], ...] = ()
    stacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def style_css(sheet: StyleSheet, book: FontBook, script: str, shares: Iterable[int] = (),
              fonts: EmbeddedFonts | None = None) -> str:
    """The text of style.css; `shares` are the widths in percent that pictures and table columns of this book ask for."""
    body = sheet.role("body")
    fonts = fonts or EmbeddedFonts()
    rules = [*_font_faces(fonts), BASE, COUNTER_STYLES, *([VERTICAL] if sheet.page.vertical else []),
             _body(body, sheet.compositions[script])]
    if "body" in fonts.stacks:
        rules.append(f"body {{ font-family: {_stack(body.font_family, book, script, fonts.stacks['body'])}; }}\n")
    dark: list[str] = []
    for role, selector in SELECTORS.items():
        style = sheet.roles.get(role)
        if style is None:
            continue
        declarations = _declarations(role, style, body, _family(style, body, book, script, fonts.stacks.get(role, ())))
        rules.append(f"{selector} {{ {' '.join(declarations)} }}\n" if declarations else "")
        accent = _accent(style)
        if accent is not None:
            dark.append(f"{selector} {{ color: {_lightened(accent)}; }}")
    mark = _accent(sheet.role("issuer-mark"))
    if mark is not None:
        rules.append(f".letterhead {{ border-block-end-color: #{mark.hex}; }}\n")
    if RARE in fonts.stacks:
        rules.append(f".{RARE} {{ font-family: {_quoted(fonts.stacks[RARE])}; }}\n")
    rules += [f".w{share} {{ inline-size: {share}%; }}\n" for share in sorted(set(shares))]
    if dark:
        rules.append("@media (prefers-color-scheme: dark) {\n" + "\n".join(dark) + "\n}\n")
    return "".join(rules)


def _body(body: ComputedStyle, composition: Composition) -> str:
    """clreq 3.1.5, 3.1.6: what a line of Chinese needs; an engine that doesn't know a property passes it over."""
    leading = min(2.0, max(1.75, body.line_height / body.font_size))
    trim = "space-all" if composition.text_spacing_trim == "space-all" else "trim-start"
    return (f"body {{ line-height: {_number(leading)}; text-align: {body.text_align}; line-break: {composition.line_break}; "
            f"overflow-wrap: break-word; hanging-punctuation: {composition.hanging_punctuation}; text-spacing-trim: {trim}; "
            f"text-autospace: {composition.text_autospace}; }}\n"
            f"p {{ text-indent: {_em(body.text_indent, body)}; }}\n")


def _declarations(role: str, style: ComputedStyle, body: ComputedStyle, family: str) -> list[str]:
    out = [f"font-family: {family};"] if family else []
    if role in _INLINE:
        return out + (["font-weight: bold;"] if role in ("strong", "run-in") else [])
    out += _text(role, style, body)
    for name in ("margin_block_start", "margin_block_end", "margin_inline_start", "margin_inline_end"):
        value = min(getattr(style, name) / style.font_size, 2)
        if value:
            out.append(f"{name.replace('_', '-')}: {_number(value)}em;")
    out += _box(style)
    accent = _accent(style)
    if accent is not None:
        out.append(f"color: #{accent.hex};")
    return out + (["break-after: avoid;"] if style.break_after == "avoid" else [])


def _text(role: str, style: ComputedStyle, body: ComputedStyle) -> list[str]:
    size = _size(style.font_size / body.font_size)
    out = [] if size == 1 else [f"font-size: {_number(size)}em;"]
    if role not in _CONTAINERS:
        out.append(f"text-indent: {_em(style.text_indent, style)};")
    if style.text_align != body.text_align:
        out.append(f"text-align: {style.text_align};")
    if style.text_wrap == "balance":
        out.append("text-wrap: balance;")
    if role in HEADINGS or role in ("kicker", "subtitle"):
        out.append("line-height: 1.4;")
    if style.letter_spacing:
        out.append(f"letter-spacing: {_em(style.letter_spacing, style)};")
    return out


def _box(style: ComputedStyle) -> list[str]:
    out = []
    if style.padding_block:
        out.append(f"padding-block: {_em(style.padding_block, style)};")
    if style.background_color is not None and _accent(style) is None:
        out += ["background-color: rgb(128 128 128 / 12%);", "padding-inline: 1em;"]
    for name, border in (("start", style.border_block_start), ("end", style.border_block_end)):
        if border is not None:
            out.append(f"border-block-{name}: {_border(border, style)};")
    return out


def _border(border: Border, style: ComputedStyle) -> str:
    color = f"#{border.color.hex}" if _is_chromatic(border.color) else "currentColor"
    return f"{_number(max(0.05, border.width / style.font_size))}em solid {color}"


def _accent(style: ComputedStyle) -> Color | None:
    """The chromatic colour of the text; white on an accent becomes the accent itself: a reader may drop backgrounds."""
    if style.background_color is not None and _is_chromatic(style.background_color):
        return style.background_color
    return style.color if _is_chromatic(style.color) else None


def _is_chromatic(color: Color) -> bool:
    return max(color.rgb) - min(color.rgb) > 24


def _lightened(color: Color) -> str:
    """Half way to white: at least 4.5 : 1 on black for every accent that has it on white."""
    return "#{:02X}{:02X}{:02X}".format(*((c + 255) // 2 for c in color.rgb))


def _size(ratio: float) -> float:
    """Print contrasts of size are too strong on a phone: the root of them above 1, never below 0.8."""
    return max(0.8, ratio) if ratio <= 1 else min(1.6, ratio ** 0.5)


def _family(style: ComputedStyle, body: ComputedStyle, book: FontBook, script: str, first: tuple[str, ...]) -> str:
    """The stack of faces where they differ from the text's; the text itself is set in the face the reader chose."""
    return "" if style.font_family == body.font_family else _stack(style.font_family, book, script, first)


def _stack(family: str, book: FontBook, script: str, first: tuple[str, ...]) -> str:
    generic = "monospace" if family == "mono" else "serif" if family in _SERIF else "sans-serif"
    names = [n for n in book.css_names(family, script) if n not in ("serif", "sans-serif", "monospace")]
    return ", ".join([_quoted((*first, *names)), generic])


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{n}"' for n in names)


def _font_faces(fonts: EmbeddedFonts) -> list[str]:
    """One file for both weights: an engine that finds no bold face would thicken a heading's."""
    return [f'@font-face {{ font-family: "{name}"; font-weight: {weight}; src: url("{path}") format("{kind}"); }}\n'
            for name, path, kind in fonts.files for weight in ("normal", "bold")]


def _em(length: int, style: ComputedStyle) -> str:
    value = _number(length / style.font_size)
    return value if value == "0" else f"{value}em"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
