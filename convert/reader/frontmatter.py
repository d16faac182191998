"""issue.yaml and the front matter of articles: strict YAML to the model's metadata (names: model.metadata)."""
from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import NamedTuple

from convert.diagnostics import Diagnostic, Refusal, Span, diagnose
from convert.model.metadata import (
    ARTICLE_TYPES,
    DOCUMENT_TYPES,
    OFFICIAL_FORMS,
    ArticleMetadata,
    BoardRole,
    Cover,
    GlossaryEntry,
    IssueMetadata,
    Person,
    Source,
    Suppression,
)
from convert.model.record import replace
from convert.reader.files import has_control
from convert.strictyaml import Fields, Mapping, Node, Scalar, Sequence, parse, suggest

SAFE_NAME = re.compile(r"[\w-]+(\.[\w-]+)*$")
_MAX_NAME = 80
_MAX_ISSUE_NAME = 200   # bytes: outputs are called <id>.zh-Hant-TW.screen.pdf, and 255 bytes is what file systems take
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")       # BCP 47, as far as a source needs it
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_WIDE_COLON = re.compile(r"[ -]*[\w-]+：(?!.*:( |$))")
_TAB_INDENT = re.compile(r" *\t")
_SWALLOWED = re.compile(r"""[ ]*(?:- +)*+(?:(?<=- )|[\w-]+:[ \t]+)[^\s"'|>#\[{].*?[ \t](#[^\s#].*)""")     # title: 甲 #乙
_MARKUP = re.compile(r"\*\*|\]\(|\]\{\.")
_ISSUE_TEXTS = (
    "title", "style", "title_pinyin", "title_en", "title_calligraphy", "organizer", "publisher", "compiler", "permit",
    "internal_use", "frequency", "volume_year", "number", "issue_label", "date", "printed", "print_run", "printer",
    "printer_profile", "audience", "address", "email", "phone", "postcode", "description", "rights", "issuer",
    "doc_number", "genre", "remark", "addressee", "printed_by", "secrecy", "urgency", "copy_no", "signer", "distribution_label")
_ISSUE_LISTS = ("columns", "attachments", "distribution", "issuers")
_ARTICLE_TEXTS = ("column", "section", "page", "toc_title", "byline", "date_line")
_UNUSED_ARTICLE_KEYS = ("captions", "figures", "source_lines")     # provenance and notes of the editor: allowed, not printed


class Entry(NamedTuple):
    """One item of issue.yaml's `articles`; `listed` holds column, page and title where the item gives them."""

    file: str
    span: Span
    listed: tuple[tuple[str, str, Span], ...] = ()


class Article(NamedTuple):
    """An article file, split: front matter read, body still Markdown; `body_line` is the line of the file it begins on."""

    metadata: ArticleMetadata
    column_span: Span
    id_span: Span
    body: str
    body_line: int


def split_front_matter(text: str, shown: str, diagnostics: list[Diagnostic]) -> tuple[str, int, str, int]:
    """(front matter, its first line, body, its first line); what lacks front matter is reported and is all body."""
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if lines[start].rstrip() != "---":
        diagnostics.append(diagnose("R028", Span(shown, start + 1)))
        return "", 1, text, 1
    for end in range(start + 1, len(lines)):
        if lines[end].rstrip() in ("---", "..."):
            return "\n".join(lines[start + 1:end]), start + 2, "\n".join(lines[end + 1:]), end + 2
    diagnostics.append(diagnose("R029", Span(shown, start + 1)))
    return "", 1, "", len(lines)


def read_mapping(text: str, shown: str, first_line: int, diagnostics: list[Diagnostic]) -> Fields:
    """The YAML mapping `text`.  One that cannot be read is reported once: the empty one that comes back complains to nobody."""
    tabs = [i for i, line in enumerate(text.split("\n")) if _TAB_INDENT.match(line) and line.strip()]
    if tabs:
        diagnostics += [diagnose("R030", Span(shown, i + first_line)) for i in tabs[:10]]
        return Fields(Mapping((), Span(shown, first_line)), [])
    diagnostics += [diagnose("R083", Span(shown, i + first_line), text=match[1][:30])
                    for i, line in enumerate(text.split("\n")) if (match := _SWALLOWED.match(line))]
    try:
        node = parse(text, shown, first_line)
    except Refusal as refusal:
        diagnostics += [_explain(d, text.split("\n"), shown, first_line) for d in refusal.diagnostics]
        return Fields(Mapping((), Span(shown, first_line)), [])
    fields = Fields.of(_clean(node, "", diagnostics), diagnostics)
    fields.diagnostics = diagnostics if isinstance(node, Mapping) else []
    fields.span = Span(shown, first_line)       # what is missing is reported at the head, without a column
    return fields


def _explain(found: Diagnostic, lines: list[str], shown: str, first_line: int) -> Diagnostic:
    """YAML that cannot be read because of a full-width colon: say so, at that line (the parser stops at the next one)."""
    if found.code != "R001":
        return found
    for index in (found.span.line - first_line, found.span.line - first_line - 1):
        if 0 <= index < len(lines) and (match := _WIDE_COLON.match(lines[index])):
            return diagnose("R008", Span(shown, index + first_line), text=match[0].strip()[:30])
    return found


def _clean(node: Node, key: str, diagnostics: list[Diagnostic]) -> Node:
    """`node` with white space at the ends of its texts removed.

    Control characters that YAML escapes brought in are reported, and Markdown, which nobody reads here.
    """
    if isinstance(node, Scalar):
        if has_control(node.text):
            diagnostics.append(diagnose("M005", node.span, key=key or "这里"))
            return node._replace(text="")
        if _MARKUP.search(node.text):
            diagnostics.append(diagnose("M008", node.span, key=key or "这里", text=node.text.strip()[:30]))
        return node._replace(text=node.text.strip())
    if isinstance(node, Sequence):
        return node._replace(items=tuple(_clean(item, key, diagnostics) for item in node.items))
    return node._replace(entries=tuple((name, span, _clean(value, name, diagnostics)) for name, span, value in node.entries))


def read_issue_metadata(fields: Fields) -> tuple[IssueMetadata, tuple[Entry, ...] | None]:
    """issue.yaml: its metadata, and its list of articles (None when it has none).  Problems go to `fields.diagnostics`."""
    diagnostics = fields.diagnostics
    known = len(diagnostics)
    fields.text("schema")
    name = fields.text("id", required=True)
    _check_name(name, fields.span_of("id"), diagnostics, _MAX_ISSUE_NAME)
    kind = fields.choice("document_type", DOCUMENT_TYPES)
    if not kind and not _has_report(diagnostics[known:], fields, "document_type"):
        fields.text("document_type", required=True)
    texts = {key: _line(fields, key, diagnostics, required=key == "title") for key in _ISSUE_TEXTS}
    texts["cc"] = "，".join(fields.texts("cc"))
    for key in ("date", "printed"):
        _check_date(key, texts[key], fields.span_of(key), diagnostics)
    texts["remark"] = _without_brackets(texts["remark"])
    texts["form"] = fields.choice("form", OFFICIAL_FORMS)
    unsealed = fields.flag("unsealed")
    lists = {key: fields.texts(key) for key in _ISSUE_LISTS}
    language = _language(fields, "language") or "zh-Hans-CN"
    board = _board(fields, diagnostics)
    cover = _cover(fields, diagnostics)
    glossary = _glossary(fields, diagnostics)
    check = _suppressions(fields, diagnostics)
    entries = _entries(fields, diagnostics)
    fields.finish()
    return IssueMetadata(id=name, document_type=kind, language=language, editorial_board=board, cover=cover, glossary=glossary,
                         check=check, unsealed=unsealed, **texts, **lists), entries            # type: ignore[arg-type]


def _language(fields: Fields, key: str) -> str:
    value = fields.text(key)
    if value and not LANGUAGE.match(value):
        hint = "写成 zh-Hans-CN、en、ja 这样的语言标记"
        fields.diagnostics.append(diagnose("R011", fields.span_of(key), key=key, value=value, hint=hint))
        return ""
    return value


def _has_report(diagnostics: list[Diagnostic], fields: Fields, key: str) -> bool:
    return any(d.span == fields.span_of(key) for d in diagnostics)


def _check_name(name: str, span: Span, diagnostics: list[Diagnostic], limit: int = 4 * _MAX_NAME) -> None:
    if name and (not SAFE_NAME.match(name) or len(name) > _MAX_NAME or len(name.encode("utf-8", "replace")) > limit):
        diagnostics.append(diagnose("R033", span, id=name[:_MAX_NAME]))


def _line(fields: Fields, key: str, diagnostics: list[Diagnostic], required: bool = False) -> str:
    """The text of `key`, which must stand on one line; required means present and not empty."""
    value = fields.text(key, required=required)
    if "\n" in value or "\t" in value:
        diagnostics.append(diagnose("M005", fields.span_of(key), key=key))
    if required and key in fields and not value and isinstance(fields.node(key), Scalar):
        diagnostics.append(diagnose("M006", fields.span_of(key), key=key))
    return value


def _check_date(key: str, value: str, span: Span, diagnostics: list[Diagnostic]) -> None:
    if not value:
        return
    match = _DATE.match(value)
    if not match:
        diagnostics.append(diagnose("M003", span, key=key, value=value))
        return
    try:
        datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        diagnostics.append(diagnose("M004", span, key=key, value=value))


def _each(fields: Fields, key: str, diagnostics: list[Diagnostic]) -> list[Fields]:
    return [Fields.of(node, diagnostics) for node in fields.items(key)]


def _board(fields: Fields, diagnostics: list[Diagnostic]) -> tuple[BoardRole, ...]:
    board = []
    for line in _each(fields, "editorial_board", diagnostics):
        board.append(BoardRole(line.text("role", required=True), line.texts("names")))
        line.finish()
    return tuple(board)


def _cover(fields: Fields, diagnostics: list[Diagnostic]) -> Cover:
    inner = fields.fields("cover")
    if inner is None:
        return Cover()
    texts = {key: _line(inner, key, diagnostics) for key in ("photo", "alt", "caption", "credit")}
    cover = Cover(**texts, lines=_lines(inner, "lines"))
    if cover.photo and not cover.alt:
        diagnostics.append(diagnose("M007", inner.span_of("photo")))
    inner.finish()
    return cover


def _lines(fields: Fields, key: str) -> tuple[str, ...]:
    """A string or a list of strings, one a line; a block of several lines counts as a list."""
    return tuple(line.strip() for text in fields.texts(key) for line in text.split("\n") if line.strip())


def _glossary(fields: Fields, diagnostics: list[Diagnostic]) -> tuple[GlossaryEntry, ...]:
    """`source: target`, or `source: {zh-Hant-TW: …, zh-Hant-HK: …, locked: true}`."""
    inner = fields.fields("glossary")
    if inner is None:
        return ()
    entries = []
    for source in inner:
        if isinstance(node := inner.node(source), Mapping):
            detail = Fields(node, diagnostics)
            taiwan, hong_kong = detail.text("zh-Hant-TW"), detail.text("zh-Hant-HK")
            entry = GlossaryEntry(source, taiwan or hong_kong, hong_kong, detail.flag("locked"))
            detail.finish()
        else:
            entry = GlossaryEntry(source, inner.text(source))
        if not source or not entry.taiwan:
            diagnostics.append(diagnose("M006", inner.span_of(source), key=f"glossary 里的“{source}”"))
        entries.append(entry)
    return tuple(entries)


def _suppressions(fields: Fields, diagnostics: list[Diagnostic]) -> tuple[Suppression, ...]:
    """`check:` a list of {code, text, reason}; what lacks a reason is kept and reported by the proofreader."""
    found = []
    for item in _each(fields, "check", diagnostics):
        found.append(Suppression(item.text("code", required=True), item.text("text"), item.text("reason").strip(), item.span))
        item.finish()
    return tuple(found)


def _entries(fields: Fields, diagnostics: list[Diagnostic]) -> tuple[Entry, ...] | None:
    if fields.node("articles") is None:
        return None
    entries = []
    for node in fields.items("articles"):
        if isinstance(node, Scalar):
            entries.append(Entry(node.text, node.span))
            continue
        item = Fields.of(node, diagnostics)
        listed = tuple((key, text, item.span_of(key)) for key in ("column", "page", "title") if (text := item.text(key)))
        entries.append(Entry(item.text("file", required=True), node.span, listed))
        item.finish()
    return tuple(entries)


def read_article(text: str, shown: str, entry: Entry, columns: tuple[str, ...], diagnostics: list[Diagnostic]) -> Article:
    """Split an article file and read its front matter, joined with what issue.yaml says of it."""
    split = len(diagnostics)
    front, front_line, body, body_line = split_front_matter(text, shown, diagnostics)
    fields = read_mapping(front, shown, front_line, diagnostics)
    if len(diagnostics) > split and not front:
        fields.diagnostics = []         # said already: there is no front matter
    own = _article_metadata(fields, shown)
    metadata = _join(own, entry, fields, diagnostics)
    column_span = fields.span_of("column")
    if metadata.column and columns and metadata.column not in columns:
        diagnostics.append(diagnose("M001", column_span, column=metadata.column, hint=suggest(metadata.column, columns)))
    return Article(metadata, column_span, fields.span_of("id"), body, body_line)


def _article_metadata(fields: Fields, shown: str) -> ArticleMetadata:
    diagnostics = fields.diagnostics
    stem = shown.rsplit("/", maxsplit=1)[-1].removesuffix(".md")
    name = fields.text("id") or stem
    _check_name(name, fields.span_of("id"), diagnostics)
    texts = {key: _line(fields, key, diagnostics) for key in _ARTICLE_TEXTS}
    authors = _authors(fields, diagnostics)
    if "byline" not in fields:
        texts["byline"] = "\u3000".join(author.name for author in authors)
    for key in _UNUSED_ARTICLE_KEYS:
        fields.node(key)
    metadata = ArticleMetadata(
        id=name, title=_line(fields, "title", diagnostics, required=True), type=fields.choice("type", ARTICLE_TYPES) or "article",
        kicker=_lines(fields, "kicker"), subtitle=_lines(fields, "subtitle"), authors=authors, source=_source(fields, diagnostics),
        contributor=_without_brackets(_line(fields, "contributor", diagnostics)),
        lang=_language(fields, "lang"), glossary=_glossary(fields, diagnostics),
        check=_suppressions(fields, diagnostics), filler=fields.flag("filler"),
        **texts)
    fields.finish()
    return metadata


def _authors(fields: Fields, diagnostics: list[Diagnostic]) -> tuple[Person, ...]:
    node = fields.node("author")
    if node is None:
        return ()
    authors = []
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, Scalar):
            authors.append(Person(item.text))
            continue
        person = Fields.of(item, diagnostics)
        authors.append(Person(person.text("name", required=True), person.text("role"), person.flag("corporate")))
        person.finish()
    if not all(author.name for author in authors):
        diagnostics.append(diagnose("M006", fields.span_of("author"), key="author"))
    return tuple(author for author in authors if author.name)


def _source(fields: Fields, diagnostics: list[Diagnostic]) -> Source | None:
    node = fields.node("source")
    if node is None:
        return None
    if isinstance(node, Scalar):
        return Source(_without_brackets(node.text)) if node.text else None
    inner = Fields.of(node, diagnostics)
    source = Source(_without_brackets(_line(inner, "raw", diagnostics, required=True)),
                    **{key: _line(inner, key, diagnostics) for key in ("publication", "date", "page", "issue")})
    inner.finish()
    return source


def _without_brackets(text: str) -> str:
    """`text` without one pair of brackets around the whole: every edition sets its own."""
    match = re.match(r"（([^（）]*)）$|\(([^()]*)\)$", text)
    return (match[1] or match[2] or "").strip() if match else text


def _join(own: ArticleMetadata, entry: Entry, fields: Fields, diagnostics: list[Diagnostic]) -> ArticleMetadata:
    """Column and page of issue.yaml fill gaps of the front matter; where both speak they must agree, the title too."""
    values: dict[str, str] = {}
    said: dict[str, Callable[[], str]] = {"column": lambda: own.column, "page": lambda: own.page, "title": lambda: own.title}
    for key, listed, _ in entry.listed:
        mine = said[key]()
        if not mine and key != "title":
            values[key] = listed
        elif mine != listed and not (key == "title" and (not mine or listed == own.toc_title)):
            diagnostics.append(diagnose("M002", fields.span_of(key), key=key, listed=listed, own=mine))
    return replace(own, **values)
