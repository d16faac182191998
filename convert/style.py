"""Style sheets: YAML in CSS words, resolved once to frozen values that the three writers share.

A sheet names its parent by `extends:`; a role names its parent role by `extends:`.  Lengths: pt, mm, ic or em (the role's own
font size), lh (its own line height), rlh (the body's line height: one row of the page's grid), or a Chinese size (五号).
What stands under `vertical:` holds in the vertical edition alone, over everything else that the sheets say.
"""
from __future__ import annotations

import re
from collections.abc import Mapping as MappingABC
from pathlib import Path
from typing import Any, NamedTuple

from convert import strictyaml
from convert.diagnostics import Diagnostic, ExitCode, Refusal, Span, diagnose, has_errors
from convert.model.length import Length
from convert.model.record import Record, field_names, replace
from convert.strictyaml import Fields, suggest

# GB/T 18358 / office practice, in points
CHINESE_SIZES = {"初号": 42.0, "小初": 36.0, "一号": 26.0, "小一": 24.0, "二号": 22.0, "小二": 18.0, "三号": 16.0, "小三": 15.0,
                 "四号": 14.0, "小四": 12.0, "五号": 10.5, "小五": 9.0, "六号": 7.5, "小六": 6.5, "七号": 5.5, "八号": 5.0}
SCRIPTS = ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK")
GAPS = ("han-han", "closing-han", "stop-han", "centred-stop", "centred-closing", "han-opening", "closing-closing",
        "opening-opening", "closing-opening", "middle-dot", "han-latin", "word-space", "dash")
DEFAULT_SHEETS = {"magazine-issue": "magazine", "official-document": "official", "internal-bulletin": "bulletin"}


class Color(NamedTuple):
    """Ink values in percent for `print`, sRGB bytes for `screen`, Word and EPUB."""

    name: str
    cmyk: tuple[int, int, int, int]
    rgb: tuple[int, int, int]

    @property
    def hex(self) -> str:
        return "{:02X}{:02X}{:02X}".format(*self.rgb)


BLACK = Color("black", (0, 0, 0, 100), (0, 0, 0))


class Border(NamedTuple):
    width: Length
    color: Color


class ComputedStyle(Record):
    """One role, resolved.  Property names are the CSS ones with - written _."""

    role: str
    name: str = ""                          # what a person calls it; the style's name in Word
    font_family: str = "songti"             # a role of fonts.yaml
    font_size: Length = Length(10500)
    line_height: Length = Length(17000)
    color: Color = BLACK
    background_color: Color | None = None
    text_indent: Length = Length(0)
    text_align: str = "start"               # start | center | end | justify
    text_wrap: str = "pretty"               # pretty | balance (headings: lines of like length, broken at sense units)
    letter_spacing: Length = Length(0)
    margin_block_start: Length = Length(0)
    margin_block_end: Length = Length(0)
    margin_inline_start: Length = Length(0)
    margin_inline_end: Length = Length(0)
    padding_block: Length = Length(0)
    padding_inline: Length = Length(0)
    border_block_start: Border | None = None
    border_block_end: Border | None = None
    column_span: str = "none"               # none | all
    break_before: str = "auto"              # auto | avoid | column | page
    break_after: str = "auto"
    break_inside: str = "auto"


class Gap(NamedTuple):
    """The space between two character classes in 1/1000 em: natural width, how far it may grow and shrink."""

    natural: int
    stretch: int
    shrink: int


class Composition(NamedTuple):
    """How lines are composed in one script (clreq); `gaps` by name, see styles/base.yaml."""

    gaps: MappingABC[str, Gap]
    line_break: str = "strict"              # strict | loose
    hanging_punctuation: str = "none"       # none | allow-end
    text_spacing_trim: str = "trim-both"    # trim-both | space-all
    text_autospace: str = "normal"          # normal | no-autospace
    combined_digits: int = 3                # vertical: numbers of so many digits share an em (CSS text-combine-upright: digits n)
    upright_digits: int = 4                 # longer plain ones, up to so many digits, stand digit by digit; others on their side


class PageStyle(NamedTuple):
    width: Length
    height: Length
    margin_top: Length
    margin_bottom: Length
    margin_inside: Length
    margin_outside: Length
    bleed: Length = Length(0)
    marks: str = "none"                     # none | crop | full
    column_count: int = 1
    column_gap: Length = Length(0)
    characters_per_line: int = 0            # official documents: 28; 0 = by font size
    lines_per_page: int = 0                 # 22; 0 = by line height
    writing_mode: str = "horizontal-tb"     # vertical-rl: `column-count` bands one below the other, lines from right to left

    @property
    def vertical(self) -> bool:
        return self.writing_mode == "vertical-rl"

    @property
    def measure(self) -> Length:
        """Width of the type area."""
        return Length(self.width - self.margin_inside - self.margin_outside)


class StyleSheet(Record):
    """A style sheet with everything it extends, resolved."""

    name: str
    roles: MappingABC[str, ComputedStyle]
    page: PageStyle
    colors: MappingABC[str, Color]
    compositions: MappingABC[str, Composition]
    labels: MappingABC[str, MappingABC[str, str]]   # script -> word key -> word
    make_up: MappingABC[str, str]                   # switches of page make-up, see styles/base.yaml
    font_profile: str = "windows"                   # which Word names fonts.yaml gives: gb2312 | windows | mac | open
    files: tuple[Path, ...] = ()     # every file read, for the manifest

    def role(self, name: str) -> ComputedStyle:
        """The style of role `name`; a house's own role that the sheet does not know is set as body."""
        return self.roles.get(name) or self.roles["body"]

    def label(self, key: str, script: str) -> str:
        return self.labels[script][key]


def load_style_sheet(name: str, folders: tuple[Path, ...], span: Span, *,
                     vertical: bool = False) -> tuple[StyleSheet, tuple[Diagnostic, ...]]:
    """Resolve sheet `name`, looked for as NAME.yaml in `folders` in order; `span` is the place that asks for it.

    `vertical`: with what the sheets say of the vertical edition.

    Raises Refusal (exit 3) when a sheet is missing or wrong.
    """
    diagnostics: list[Diagnostic] = []
    chain: list[Fields] = []
    files: list[Path] = []
    wanted, asked_at = name, span
    while wanted:
        path = _find(wanted, folders, asked_at)
        if path in files:
            raise Refusal(ExitCode.SOURCE, [diagnose("S002", asked_at, name=wanted)])
        files.append(path)
        sheet = Fields.of(strictyaml.load(path, path.as_posix()), diagnostics)
        chain.insert(0, sheet)
        wanted, asked_at = sheet.text("extends"), sheet.span_of("extends")
    ground = folders[-1] / "base.yaml"
    if ground not in files and ground.is_file():    # what a sheet of an older workspace does not say yet, the program's own does
        files.append(ground)
        chain.insert(0, Fields.of(strictyaml.load(ground, ground.as_posix()), diagnostics))
    turned = [part for sheet in chain if (part := sheet.fields("vertical"))]
    resolved = _Resolver(diagnostics).resolve(name, [*chain, *turned] if vertical else chain, tuple(files))
    if resolved.page.vertical and not vertical:     # never the only edition
        place = next(sheet.span_of("page") for sheet in reversed(chain) if "page" in sheet)
        diagnostics.append(diagnose("S006", place, key="page.writing-mode", value="vertical-rl", hint="写在 vertical: 下面"))
    if has_errors(diagnostics):
        raise Refusal(ExitCode.SOURCE, diagnostics)
    return resolved, tuple(diagnostics)


def _find(name: str, folders: tuple[Path, ...], span: Span) -> Path:
    for folder in folders:
        path = folder / f"{name}.yaml"
        if re.fullmatch(r"[\w-]+", name) and path.is_file():
            return path
    known = sorted({p.stem for folder in folders if folder.is_dir() for p in folder.glob("*.yaml")} - {"base", "house"})
    raise Refusal(ExitCode.SOURCE, [diagnose("S001", span, name=name, hint=suggest(name, known))])


_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(pt|mm|ic|em|lh|rlh)?")
_SMALLEST, _LARGEST = Length(2_000), Length(300_000)        # of a font's size and a line's height
_NARROWEST = 4                                              # characters of body text in a column
_PAGE_KEYS = ("size", "margin-top", "margin-bottom", "margin-inside", "margin-outside", "bleed", "marks", "column-count",
              "column-gap", "characters-per-line", "lines-per-page", "writing-mode")
EPUB_FONTS = ("none", "headings", "all")
DOCX_FONTS = ("none", "subset")
_WRITING_MODES = ("horizontal-tb", "vertical-rl")
_KEYWORDS = {"text_align": ("start", "center", "end", "justify"), "text_wrap": ("pretty", "balance"),
             "column_span": ("none", "all"), "break_before": ("auto", "avoid", "column", "page"),
             "break_after": ("auto", "avoid", "column", "page"), "break_inside": ("auto", "avoid")}
_LENGTH_PROPERTIES = ("text_indent", "letter_spacing", "margin_block_start", "margin_block_end", "margin_inline_start",
                      "margin_inline_end", "padding_block", "padding_inline")


class _Resolver:
    """Merges the sheets of one `extends` chain, base first."""

    def __init__(self, diagnostics: list[Diagnostic]):
        self.diagnostics = diagnostics
        self.colors: dict[str, Color] = {}
        self.row = Length(17000)

    def resolve(self, name: str, chain: list[Fields], files: tuple[Path, ...]) -> StyleSheet:
        for sheet in chain:
            self._read_colors(sheet)
        raw: dict[str, dict[str, tuple[str, Span]]] = {}
        for sheet in chain:
            self._collect_roles(sheet, raw)
        roles = self._roles(raw)
        result = StyleSheet(name, roles, self._page(chain, roles), self.colors, self._compositions(chain),
                            self._labels(chain), self._make_up(chain),
                            next((s.text("font-profile") for s in reversed(chain) if "font-profile" in s), "windows"), files)
        for sheet in chain:
            sheet.finish()
        return result

    def _read_colors(self, sheet: Fields) -> None:
        palette = sheet.fields("colors")
        for name in palette or ():
            entry = palette.fields(name) if palette else None
            if entry is None:
                continue
            cmyk = tuple(int(n) for n in entry.text("cmyk", required=True).split() if n.isdigit())
            rgb = re.fullmatch(r"#([0-9a-fA-F]{6})", entry.text("rgb", required=True))
            entry.finish()
            if len(cmyk) != 4 or max(cmyk) > 100 or rgb is None:
                self.diagnostics.append(diagnose("S005", entry.span, key=name, value="cmyk: 0 0 0 100, rgb: '#000000'"))
                continue
            value = bytes.fromhex(rgb[1])
            self.colors[name] = Color(name, (cmyk[0], cmyk[1], cmyk[2], cmyk[3]), (value[0], value[1], value[2]))

    def _collect_roles(self, sheet: Fields, raw: dict[str, dict[str, tuple[str, Span]]]) -> None:
        roles = sheet.fields("roles")
        for name in roles or ():
            entry = roles.fields(name) if roles else None
            if entry is None:
                continue
            target = raw.setdefault(name, {})
            for key in entry:
                target[key] = entry.text(key), entry.span_of(key)

    def _roles(self, raw: dict[str, dict[str, tuple[str, Span]]]) -> dict[str, ComputedStyle]:
        done: dict[str, ComputedStyle] = {}

        def compute(name: str, path: tuple[str, ...]) -> ComputedStyle:
            if name in done:
                return done[name]
            properties = raw[name]
            parent_name, span = properties.get("extends", ("" if name == "body" else "body", Span("")))
            if parent_name and (parent_name not in raw or parent_name in path):
                self.diagnostics.append(diagnose("S003", span, name=parent_name, hint=suggest(parent_name, set(raw) - {name})))
                parent_name = ""
            parent = compute(parent_name, (*path, name)) if parent_name else ComputedStyle(name)
            done[name] = self._compute(name, parent, properties)
            return done[name]

        if "body" in raw:
            self.row = compute("body", ()).line_height
        for name in raw:
            compute(name, ())
        return done

    def _compute(self, name: str, parent: ComputedStyle, properties: dict[str, tuple[str, Span]]) -> ComputedStyle:
        values: dict[str, Any] = {"role": name, "name": name}
        known = {name.replace("_", "-") for name in field_names(ComputedStyle)} - {"role"}
        size = parent.font_size
        if "font-size" in properties:
            size = self._length(*properties["font-size"], parent.font_size, parent.line_height)
            size = values["font_size"] = self._within("font-size", size, properties["font-size"], parent.font_size)
        line = parent.line_height
        if "line-height" in properties:
            line = self._length(*properties["line-height"], size, parent.line_height)
            line = values["line_height"] = self._within("line-height", line, properties["line-height"], parent.line_height)
        for key, (text, span) in properties.items():
            attribute = key.replace("-", "_")
            if key in ("extends", "font-size", "line-height"):
                continue
            if key not in known:
                self.diagnostics.append(diagnose("S004", span, key=key, hint=suggest(key, known)))
            elif attribute in _LENGTH_PROPERTIES:
                values[attribute] = self._length(text, span, size, line)
            elif attribute in ("color", "background_color"):
                values[attribute] = self._color(text, span)
            elif attribute in ("border_block_start", "border_block_end"):
                values[attribute] = self._border(text, span)
            elif attribute in _KEYWORDS and text not in _KEYWORDS[attribute]:
                self.diagnostics.append(diagnose("S006", span, key=key, value=text, hint=suggest(text, _KEYWORDS[attribute])))
            else:
                values[attribute] = text
        return replace(parent, **values)

    def _length(self, text: str, span: Span, size: Length, line: Length) -> Length:
        if text in CHINESE_SIZES:
            return Length.from_pt(CHINESE_SIZES[text])
        match = _LENGTH.fullmatch(text)
        if not match or (match[2] is None and float(match[1])):
            self.diagnostics.append(diagnose("S005", span, key="长度", value="10.5pt、3mm、2ic、1rlh、五号"))
            return Length(0)
        value = float(match[1])
        unit = {None: 0, "pt": 1000, "mm": 72000 / 25.4, "ic": size, "em": size, "lh": line, "rlh": self.row}[match[2]]
        return Length(round(value * unit))

    def _within(self, key: str, value: Length, said: tuple[str, Span], default: Length) -> Length:
        """A size that can be set, else `default`; a length that could not be read has been reported."""
        if _SMALLEST <= value <= _LARGEST:
            return value
        if value:
            self._refuse(key, said, f"写 {_SMALLEST // 1000}pt 到 {_LARGEST // 1000}pt")
        elif (match := _LENGTH.fullmatch(said[0])) and not float(match[1]):
            self._refuse(key, said, "不能是 0")
        return default

    def _refuse(self, key: str, said: tuple[str, Span], hint: str) -> None:
        self.diagnostics.append(diagnose("S006", said[1], key=key, value=said[0], hint=hint))

    def _color(self, text: str, span: Span) -> Color | None:
        if text == "none":
            return None
        if text not in self.colors:
            self.diagnostics.append(diagnose("S006", span, key="color", value=text, hint=suggest(text, self.colors)))
        return self.colors.get(text, BLACK)

    def _border(self, text: str, span: Span) -> Border | None:
        if text == "none":
            return None
        width, _, color = text.partition(" ")
        return Border(self._length(width, span, Length(0), Length(0)), self._color(color, span) or BLACK)

    def _merged(self, chain: list[Fields], key: str) -> dict[str, Fields]:
        """Sub-mappings of the mapping `key`, later sheets first hiding earlier ones whole."""
        out: dict[str, Fields] = {}
        for sheet in chain:
            group = sheet.fields(key)
            for name in group or ():
                entry = group.fields(name) if group else None
                if entry is not None:
                    out[name] = entry
        return out

    def _make_up(self, chain: list[Fields]) -> dict[str, str]:
        for sheet in chain:
            group = sheet.fields("make-up")
            for key, choices in (("epub-fonts", EPUB_FONTS), ("docx-fonts", DOCX_FONTS)):
                if group is not None and key in group:
                    group.choice(key, choices)
        return self._strings(chain, "make-up")

    def _strings(self, chain: list[Fields], key: str) -> dict[str, str]:
        out: dict[str, str] = {}
        for sheet in chain:
            group = sheet.fields(key)
            if group is not None:
                out.update({name: group.text(name) for name in group})
        return out

    def _page(self, chain: list[Fields], roles: dict[str, ComputedStyle]) -> PageStyle:
        said: dict[str, tuple[str, Span]] = {}
        for sheet in chain:
            group = sheet.fields("page")
            said.update({name: (group.text(name), group.span_of(name)) for name in group or ()} if group else {})
        body = roles.get("body", ComputedStyle("body"))
        known = len(self.diagnostics)

        def length(key: str, text: str = "") -> Length:
            value, span = said.get(key, ("0", Span("")))
            return self._length(text or value, span, body.font_size, body.line_height)

        def number(key: str, default: int, least: int) -> int:
            text, span = said.get(key, (str(default), Span("")))
            if text.isascii() and text.isdigit() and least <= int(text) <= 100:
                return int(text)
            self._refuse(f"page.{key}", (text, span), f"写 {least} 到 100 的整数")
            return default

        width, _, height = said.get("size", ("210mm 297mm", Span("")))[0].partition(" ")
        page = PageStyle(
            length("size", width), length("size", height or "0"), length("margin-top"), length("margin-bottom"),
            length("margin-inside"), length("margin-outside"), length("bleed"), said.get("marks", ("none",))[0],
            number("column-count", 1, 1), length("column-gap"), number("characters-per-line", 0, 0), number("lines-per-page", 0, 0),
            said.get("writing-mode", ("horizontal-tb",))[0])
        if page.writing_mode not in _WRITING_MODES:
            self._refuse("page.writing-mode", said["writing-mode"], suggest(page.writing_mode, _WRITING_MODES))
        for key in said:
            if key not in _PAGE_KEYS:
                self.diagnostics.append(diagnose("S004", said[key][1], key=f"page.{key}", hint=suggest(key, _PAGE_KEYS)))
        if len(self.diagnostics) == known and not _has_room(page, body):
            place = next((sheet.span_of("page") for sheet in reversed(chain) if "page" in sheet), Span(""))
            self._refuse("page", (said.get("size", ("",))[0], place), "减去四边的空白和栏间，剩下的地方排不下文字；长度不能是负数")
        return page

    def _compositions(self, chain: list[Fields]) -> dict[str, Composition]:
        """The rules of each script: what a sheet says goes before what the sheets it extends say, key by key."""
        out: dict[str, Composition] = {}
        for sheet in chain:
            group = sheet.fields("composition")
            for script in group or ():
                entry = group.fields(script) if group else None
                if entry is not None:
                    out[script] = self._composition(entry, out.get(script, Composition({})))
        return out

    def _composition(self, entry: Fields, said: Composition) -> Composition:
        gaps = dict(said.gaps)
        table = entry.fields("gaps")
        for name in table or ():
            numbers = table.text(name).split() if table else []
            if name not in GAPS:
                self.diagnostics.append(diagnose("S004", entry.span, key=f"gaps.{name}", hint=suggest(name, GAPS)))
            elif len(numbers) != 3 or not all(re.fullmatch(r"-?[0-9]{1,4}", n) for n in numbers):
                self.diagnostics.append(diagnose("S005", entry.span, key=name, value="500 50 250"))
            else:
                gaps[name] = Gap(*(int(n) for n in numbers))
        out = Composition(gaps, entry.choice("line-break", ("strict", "loose"), said.line_break),
                          entry.choice("hanging-punctuation", ("none", "allow-end"), said.hanging_punctuation),
                          entry.choice("text-spacing-trim", ("trim-both", "space-all"), said.text_spacing_trim),
                          entry.choice("text-autospace", ("normal", "no-autospace"), said.text_autospace),
                          self._digits(entry, "text-combine-upright", "digits ", said.combined_digits),
                          self._digits(entry, "upright-digits", "", said.upright_digits))
        entry.finish()
        return out

    def _digits(self, entry: Fields, key: str, word: str, default: int) -> int:
        """`digits 3` or, without `word`, a plain 3; `none` is 0."""
        text = entry.text(key, f"{word}{default}")
        if text == "none":
            return 0
        if text.startswith(word) and re.fullmatch("[0-9]{1,2}", text.removeprefix(word)):
            return int(text.removeprefix(word))
        self._refuse(key, (text, entry.span_of(key)), f"写 {word}3 或 none")
        return default

    def _labels(self, chain: list[Fields]) -> dict[str, dict[str, str]]:
        out: dict[str, dict[str, str]] = {script: {} for script in SCRIPTS}
        for key, entry in self._merged(chain, "labels").items():
            for script in SCRIPTS:
                out[script][key] = entry.text(script, required=True)
            entry.finish()
        return out


def _has_room(page: PageStyle, body: ComputedStyle) -> bool:
    """Whether margins and gaps leave room for text."""
    lengths = (page.margin_top, page.margin_bottom, page.margin_inside, page.margin_outside, page.bleed, page.column_gap)
    across: int = page.measure
    depth: int = page.height - page.margin_top - page.margin_bottom
    if page.vertical:
        across, depth = depth, across
    width = across - (page.column_count - 1) * page.column_gap
    return min(lengths) >= 0 and width >= page.column_count * _NARROWEST * body.font_size and depth >= _NARROWEST * body.line_height
