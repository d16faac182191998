"""Package metadata of a periodical issue (EPUB 3.3 §5.5, EPUB Accessibility 1.1 §2): from issue.yaml alone, nothing invented."""
from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

from convert.model.metadata import IssueMetadata
from convert.model.nodes import Article, Issue
from convert.model.record import Record
from convert.style import StyleSheet
from convert.writer.xhtml import escape

IDENTIFIER_ID = "publication-id"
_NAMESPACE = uuid.UUID("6f1d2c7e-3b0a-5c54-9d0e-8a57b4f6c219")      # of this program: the root of every identifier it gives
# what a role on the masthead is among the MARC relators; the first word found decides
_RELATORS = (("摄影", "pht"), ("攝影", "pht"), ("插", "ill"), ("绘", "ill"), ("繪", "ill"),
             ("译", "trl"), ("譯", "trl"), ("校", "pfr"), ("设计", "bkd"), ("設計", "bkd"), ("美", "bkd"), ("版式", "bkd"),
             ("顾问", "csl"), ("顧問", "csl"), ("出版", "pbd"), ("社长", "pbd"), ("社長", "pbd"), ("编", "edt"), ("編", "edt"))


class Content(Record):
    """What the book really holds: the accessibility metadata say this and no more."""

    has_images: bool        # pictures inside the articles; each has its text alternative
    has_cover: bool
    has_pages: bool         # page markers and page list
    has_index: bool


def package_metadata(issue: Issue, sheet: StyleSheet, content: Content, timestamp: int) -> str:
    """The content of the `metadata` element, one element a line."""
    lines = [*_identity(issue, sheet, timestamp), *_description(issue), *_people(issue), *_series(issue.metadata),
             *_prism(issue.metadata), *_accessibility(issue, sheet, content)]
    return "\n".join(lines)


def issue_title(issue: Issue) -> str:
    """刊名 and 期 of a periodical; the title of an official document, whose `title` names the letterhead."""
    meta = issue.metadata
    if meta.document_type == "official-document" and issue.articles:
        return issue.articles[0].metadata.title
    return f"{meta.title}　{meta.issue_label}" if meta.issue_label else meta.title


def identifier(issue: Issue) -> str:
    """urn:uuid, version 5, of series, issue and script: the same in every rebuild, another in every edition."""
    meta = issue.metadata
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, ' '.join((meta.document_type, meta.id, issue.script)))}"


def iso_date(*texts: str) -> str:
    """The first of `texts` that is a date, as YYYY, YYYY-MM or YYYY-MM-DD; "" when none is."""
    for text in texts:
        match = re.match(r"(\d{4})(?:年|-|$)(?:(\d{1,2})(?:月|-|$)(?:(\d{1,2})(?:日|$))?)?", text)
        if match:
            year, month, day = match.groups()
            return "-".join([year, *(f"{int(n):02d}" for n in (month, day) if n)])
    return ""


def page_break_source(issue: Issue, sheet: StyleSheet) -> str:
    """The print edition of the same build, in words."""
    return f"{issue_title(issue)}（{sheet.label('print-edition', issue.script)}）"


def _element(name: str, text: str, id_: str = "") -> list[str]:
    attribute = f' id="{id_}"' if id_ else ""
    return [f"<dc:{name}{attribute}>{escape(text)}</dc:{name}>"] if text else []


def _meta(name: str, text: str, refines: str = "", scheme: str = "", id_: str = "") -> list[str]:
    attributes = "".join(f' {k}="{v}"' for k, v in (("refines", refines and f"#{refines}"), ("scheme", scheme), ("id", id_)) if v)
    return [f'<meta property="{name}"{attributes}>{escape(text)}</meta>'] if text else []


def _identity(issue: Issue, sheet: StyleSheet, timestamp: int) -> list[str]:
    meta = issue.metadata
    permit = f"{sheet.label('permit', issue.script)} {meta.permit}" if meta.permit else meta.doc_number
    modified = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return [*_element("identifier", identifier(issue), IDENTIFIER_ID), *_element("identifier", permit),
            *_element("title", issue_title(issue), "title"), *_meta("title-type", "main", "title"),
            *_element("language", issue.script), *_meta("dcterms:modified", modified)]


def _description(issue: Issue) -> list[str]:
    meta = issue.metadata
    kind = "" if meta.document_type == "official-document" else "periodical"
    return [*_element("date", iso_date(meta.date, meta.printed, meta.volume_year)),
            *_element("publisher", meta.publisher or meta.organizer or meta.issuer or meta.compiler),
            *_element("rights", meta.rights or meta.internal_use), *_element("description", meta.description),
            *_element("type", kind)]


def _people(issue: Issue) -> list[str]:
    """The issuing body as creator (isb: `pbl` beside dc:publisher breaks foliate-js); masthead, authors and offices contribute."""
    meta = issue.metadata
    body = meta.organizer or meta.issuer or meta.compiler or meta.publisher
    roles: dict[str, list[str]] = {}
    for office, code in ((meta.compiler, "edt"), (meta.printed_by, "dst")):
        if office and office != body:
            roles.setdefault(office, []).append(code)
    for line in meta.editorial_board:
        for name in line.names:
            roles.setdefault(name, []).append(relator(line.role))
    for article in issue.articles:
        for person in article.metadata.authors:
            roles.setdefault(person.name, []).append("aut")
    lines = [*_element("creator", body, "creator"), *(_meta("role", "isb", "creator", "marc:relators") if body else [])]
    for number, (name, codes) in enumerate(roles.items(), 1):
        lines += _element("contributor", name, f"person-{number}")
        for code in dict.fromkeys(codes):
            lines += _meta("role", code, f"person-{number}", "marc:relators")
    return lines


def relator(role: str) -> str:
    """The MARC relator code of a masthead role; `ctb` for what has none."""
    return next((code for word, code in _RELATORS if word in role), "ctb")


def _series(meta: IssueMetadata) -> list[str]:
    """The periodical as a collection, and the names that calibre and foliate-js look at."""
    year, number = meta.volume_year, meta.number
    found = re.search(r"〔(\d{4})〕(\d+)", meta.doc_number)
    if meta.document_type == "official-document":
        year, number = found.groups() if found else ("", "")
    position = ".".join(str(int(n)) for n in (year, number) if n.isdecimal())
    lines = [*_meta("belongs-to-collection", meta.title, id_="series"), *_meta("collection-type", "series", "series"),
             *_meta("group-position", position, "series"), f'<meta name="calibre:series" content="{escape(meta.title)}"/>']
    if position:
        year, _, number = position.partition(".")
        index = f"{year}.{int(number):02d}" if number else year
        lines.append(f'<meta name="calibre:series_index" content="{index}"/>')
    return lines


def _prism(meta: IssueMetadata) -> list[str]:
    if meta.document_type == "official-document":
        return []
    return [*_meta("prism:publicationName", meta.title), *_meta("prism:volume", meta.volume_year),
            *_meta("prism:number", meta.number),
            *_meta("prism:coverDate", iso_date(meta.date)), *_meta("prism:issueName", meta.issue_label)]


def _accessibility(issue: Issue, sheet: StyleSheet, content: Content) -> list[str]:
    """All five schema.org properties, true to the content.  Conformance is claimed by a person's evaluation, never here."""
    features = ["structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability", "unlocked"]
    features += ["alternativeText"] if content.has_images or content.has_cover else []
    features += ["index"] if content.has_index else []
    features += ["pageBreakMarkers", "pageNavigation"] if content.has_pages else []
    parts = ["access-text", *(["access-images"] if content.has_images else []), *(["access-pages"] if content.has_pages else []),
             "access-unchecked"]
    summary = "".join(sheet.label(p, issue.script) for p in parts)
    lines = _meta("schema:accessMode", "textual") + (_meta("schema:accessMode", "visual") if content.has_images else [])
    lines += _meta("schema:accessModeSufficient", "textual")
    for feature in sorted(features):
        lines += _meta("schema:accessibilityFeature", feature)
    lines += _meta("schema:accessibilityHazard", "none") + _meta("schema:accessibilitySummary", summary)
    return lines + (_meta("pageBreakSource", page_break_source(issue, sheet)) if content.has_pages else [])


def authors_of(article: Article, issue: Issue) -> tuple[str, ...]:
    """Names of an article's authors, persons and bodies, for the index; an official document is its issuer's."""
    names = tuple(dict.fromkeys(p.name for p in article.metadata.authors if p.name))
    return names or (issue.metadata.issuer,) * bool(issue.metadata.issuer)
