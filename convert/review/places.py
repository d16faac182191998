"""Where the paragraphs of a Word edition come from: the key of each -> file, line and what it is in the source.

The keys are those under which the Word writer bookmarks (writer.docx*); what the program itself says (labels, rules, a contents
heading) has no place.
"""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from convert.model.identity import paragraph_name
from convert.model.nodes import (
    Article,
    Block,
    Container,
    Figure,
    Heading,
    Issue,
    List,
    Paragraph,
    Quote,
    Table,
    ThematicBreak,
    Verse,
    child_blocks,
)
from convert.model.record import Record
from convert.model.text import chinese_date, closing_lines, opening_lines

ISSUE_FILE = "issue.yaml"


class Place(Record):
    """Where a paragraph stands in the source.

    `kind`: text | heading | verse | caption | credit | cell (of Markdown), fields (of YAML), made (by the program).  `cell` counts
    the cells of a line, `part` the stanzas of a verse; `fields`: (path in the YAML, its value as the paragraph shows it).
    """

    key: str
    file: str
    line: int
    kind: str
    level: int = 0
    cell: int = 0
    part: int = 0
    group: str = ""             # id of the block, where several paragraphs make one; the role of a container's text
    fields: tuple[tuple[str, str], ...] = ()
    note: str = ""              # id of the footnote whose text it is


def places(issue: Issue) -> dict[str, Place]:
    """Name of the bookmark -> where its paragraph comes from."""
    found = [*_issue_places(issue), *(place for article in issue.articles for place in _article_places(issue, article))]
    return {paragraph_name(place.key): place for place in found}


def file_name(folder: Path, shown: str) -> str:
    """The name inside `folder` of the file that messages call `shown`."""
    parts = PurePosixPath(shown).parts
    names = ("/".join(parts[-n:]) for n in range(1, len(parts) + 1))
    return next((name for name in names if (folder / name).is_file()), parts[-1] if parts else "")


def _article_places(issue: Issue, article: Article) -> Iterator[Place]:
    meta, file = article.metadata, file_name(issue.folder, article.span.file)
    counts: dict[str, int] = {}
    for number, (role, text) in enumerate(opening_lines(article)):
        nth = counts[role] = counts.get(role, -1) + 1
        path = f"{role}.{nth}" if role in {"kicker", "subtitle"} else "date_line" if role == "date-line" else role
        yield Place(f"{meta.id}/{role}-{number}", file, 1, "fields", fields=((path, text),))
    for role, text in closing_lines(article):
        raw = text[1:-1]
        path = "source" if role == "source" else "contributor"
        yield Place(f"{meta.id}/{role}", file, 1, "fields", fields=((path, raw),))
    for role in ("column", "section"):
        yield Place(f"{meta.id}/{role}", file, 1, "made")
    yield Place(f"{meta.id}/attachment", file, 1, "made")
    yield from _blocks(article.blocks, file, "")
    for note in article.notes:
        yield from _blocks(note.blocks, file, note.id)
    yield from _official_places(issue, meta.id)


def _blocks(blocks: tuple[Block, ...], file: str, note: str) -> Iterator[Place]:
    """Every paragraph of `blocks`; each knows what it lies in: a paragraph after one of another container is no sibling."""
    for block in blocks:
        match block:
            case Paragraph():
                yield Place(block.id, file, block.span.line, "text", note=note)
            case Heading():
                yield Place(block.id, file, block.span.line, "heading", block.level, note=note)
            case Verse():
                yield from _verse(block, file, note)
            case Figure():
                yield Place(f"{block.id}/picture", file, block.span.line, "made")
                yield Place(f"{block.id}/caption", file, block.span.line, "caption")
                yield Place(f"{block.id}/credit", file, block.span.line, "credit", fields=(("credit", block.credit),))
            case Table():
                yield from _table(block, file)
            case ThematicBreak():
                yield Place(block.id, file, block.span.line, "made")
            case List() | Quote() | Container():
                yield from _blocks(child_blocks(block), file, note)


def _verse(block: Verse, file: str, note: str) -> Iterator[Place]:
    """A place for each stanza."""
    stanzas = [n for n, line in enumerate(block.lines) if line and (n == 0 or not block.lines[n - 1])]
    for part, start in enumerate(stanzas):
        key = f"{block.id}/{part}" if part else block.id
        yield Place(key, file, block.span.line + start, "verse", part=part, group=block.id, note=note)


def _table(block: Table, file: str) -> Iterator[Place]:
    yield Place(f"{block.id}/caption", file, block.caption[0].span.line if block.caption and hasattr(block.caption[0], "span")
                else block.span.line, "caption")
    for number, row in enumerate(block.head + block.body):
        for column, cell in enumerate(row.cells):
            yield Place(f"{block.id}/{number}/{column}", file, cell.span.line, "cell", cell=column, group=block.id)


def _issue_places(issue: Issue) -> Iterator[Place]:
    """Cover, masthead, red head and record: fields of issue.yaml."""
    meta = issue.metadata
    single = {"head/copy-number": "copy_no", "head/secrecy": "secrecy", "head/urgency": "urgency", "foot/cc": "cc",
              "cover/0": "title_calligraphy" if meta.title_calligraphy else "title",
              "cover/1": "title_pinyin" if meta.title_pinyin else "title_en"}
    several = {"head/mark": ("title", "issuer"), "head/mark-word": ("title",),
               "head/number": ("doc_number", "signer", "issue_label", "number"),
               "head/compiler": ("compiler", "date"), "foot/issued": ("printed_by", "printed"), "cover/2": ("issue_label",)}
    fields = {key: (name,) for key, name in single.items()} | several
    for key, names in fields.items():
        yield Place(key, ISSUE_FILE, 1, "fields", fields=tuple(pair for name in names for pair in _field(issue, name)))
    for number, name in enumerate(meta.issuers):
        key = f"head/mark-{number}" if number else "head/mark"
        yield Place(key, ISSUE_FILE, 1, "fields", fields=((f"issuers.{number}", name),))
    lists = tuple((f"distribution.{n}", text.rstrip("。")) for n, text in enumerate(meta.distribution))
    yield Place("foot/to", ISSUE_FILE, 1, "fields", fields=(*_field(issue, "distribution_label"), *lists))
    for number, line in enumerate(meta.cover.lines):
        yield Place(f"cover/{3 + number}", ISSUE_FILE, 1, "fields", fields=((f"cover.lines.{number}", line),))
    after = 3 + len(meta.cover.lines)
    yield Place(f"cover/{after}", ISSUE_FILE, 1, "fields", fields=_field(issue, "organizer"))
    yield Place(f"cover/{after + 1}", ISSUE_FILE, 1, "fields", fields=(*_field(issue, "permit"), *_field(issue, "internal_use")))
    words = [(name, text) for name, text in (("caption", meta.cover.caption), ("credit", meta.cover.credit)) if text]
    for number, (name, text) in enumerate(words):
        yield Place(f"cover/caption-{number}", ISSUE_FILE, 1, "fields", fields=((f"cover.{name}", text),))
    if issue.cover:
        yield Place(f"{issue.cover.id}/picture", ISSUE_FILE, 1, "made")
    yield from _masthead_places(issue)


def _masthead_places(issue: Issue) -> Iterator[Place]:
    meta = issue.metadata
    for number, entry in enumerate(meta.editorial_board):
        names = tuple((f"editorial_board.{number}.names.{n}", name) for n, name in enumerate(entry.names))
        path = f"editorial_board.{number}"
        yield Place(f"masthead/board-{number}", ISSUE_FILE, 1, "fields", fields=((f"{path}.role", entry.role), *names))
    facts = ("organizer", "publisher", "compiler", "address", "postcode", "phone", "email", "printer", "print_run", "printed",
             "audience", "permit", "internal_use")
    for number in range(len(facts)):
        yield Place(f"masthead/imprint-{number}", ISSUE_FILE, 1, "fields",
                    fields=tuple(pair for name in facts for pair in _field(issue, name)))
    for key in ("contents/title", "masthead/editorial-board", "masthead/imprint", "foot/rule", "foot/rule-0", "foot/rule-1"):
        yield Place(key, ISSUE_FILE, 1, "made")


def _official_places(issue: Issue, article: str) -> Iterator[Place]:
    """What an official document takes from issue.yaml for its main text."""
    meta = issue.metadata
    yield Place(f"{article}/addressee", ISSUE_FILE, 1, "fields", fields=(("addressee", meta.addressee.rstrip("：:")),))
    yield Place(f"{article}/issuer", ISSUE_FILE, 1, "fields", fields=_field(issue, "issuer"))
    for number, name in enumerate(meta.issuers):
        key = f"{article}/issuer-{number}" if number else f"{article}/issuer"
        yield Place(key, ISSUE_FILE, 1, "fields", fields=((f"issuers.{number}", name),))
    yield Place(f"{article}/remark", ISSUE_FILE, 1, "fields", fields=_field(issue, "remark"))
    yield Place(f"{article}/date", ISSUE_FILE, 1, "fields", fields=_field(issue, "date"))
    for number, name in enumerate(meta.attachments):
        yield Place(f"{article}/attachment-{number}", ISSUE_FILE, 1, "fields", fields=((f"attachments.{number}", name),))


def _field(issue: Issue, name: str) -> tuple[tuple[str, str], ...]:
    value = getattr(issue.metadata, name)
    return ((name, chinese_date(value)),) if value else ()

