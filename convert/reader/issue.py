"""Reading an issue: its folder in, the document model out, with every problem of every file in one list."""
from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from convert.cache import Cache
from convert.diagnostics import Diagnostic, ExitCode, Refusal, Span, diagnose, has_errors
from convert.model.metadata import ArticleMetadata, Cover, IssueMetadata
from convert.model.nodes import Article, Figure, Inlines, Issue, Run, inline_sequences, walk
from convert.model.record import replace
from convert.reader import frontmatter, pandoc
from convert.reader.files import Folder, read_text
from convert.reader.frontmatter import Entry
from convert.reader.images import ImageShelf
from convert.reader.inlines import xml_id
from convert.reader.linemarks import Marked, mark_lines
from convert.reader.markdown import BodyReader, IdRegister
from convert.strictyaml import suggest

ISSUE_FILE = "issue.yaml"
MAX_ARTICLES = 2000
_ARTICLE_FILE = re.compile(r"\d+.*\.md$")
_README = "readme.md"
_HAN = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


class _Draft(NamedTuple):
    """An article on its way: front matter read, body marked (None: not fit for pandoc)."""

    metadata: ArticleMetadata
    shown: str
    marked: Marked | None


def read_issue(folder: Path, base: Path, cache: Cache | None = None) -> tuple[Issue, tuple[Diagnostic, ...]]:
    """Read the issue in `folder`; spans show paths relative to `base`; `cache` spares pandoc the articles it has read before.

    Returns the issue and what a person should know.  Raises Refusal with every diagnostic: exit 3 when one is an error, exit 4
    when pandoc is missing.
    """
    return _IssueReader(Folder(folder.resolve(), base.resolve()), cache or Cache(None)).run()


class _IssueReader:
    def __init__(self, folder: Folder, cache: Cache):
        self._folder, self._cache = folder, cache
        self._diagnostics: list[Diagnostic] = []
        self._ids = IdRegister(self._diagnostics)
        self._shelf = ImageShelf(folder, self._diagnostics)
        self._order: dict[str, int] = {}        # shown path -> place in the report

    def run(self) -> tuple[Issue, tuple[Diagnostic, ...]]:
        metadata, entries, place = self._issue_file()
        drafts = self._drafts(metadata, entries)
        parsed = pandoc.parse([draft.marked.text for draft in drafts if draft.marked], self._cache)
        parsed.reverse()
        articles = []
        for draft in drafts:        # a tree is given up as soon as it has become an article
            articles.append(self._article(draft, draft.marked, parsed.pop()) if draft.marked else _without_body(draft))
        self._check_links(articles)
        cover = self._cover(metadata.cover, xml_id(f"{metadata.id}-cover"), place)
        diagnostics = self._sorted()
        if has_errors(diagnostics):
            raise Refusal(ExitCode.SOURCE, diagnostics)
        return Issue(metadata, tuple(articles), self._folder.path, cover=cover), diagnostics

    def _report(self, code: str, span: Span, **values: object) -> None:
        self._diagnostics.append(diagnose(code, span, **values))

    def _sorted(self) -> tuple[Diagnostic, ...]:
        """In the order of the files, then of their lines; each once."""
        found = dict.fromkeys(self._diagnostics)
        return tuple(sorted(found, key=lambda d: (self._order.get(d.span.file, len(self._order)), d.span)))

    def _issue_file(self) -> tuple[IssueMetadata, tuple[Entry, ...] | None, Span]:
        shown = self._folder.shown(self._folder.path / ISSUE_FILE)
        self._order[shown] = 0
        place = Span(shown)
        path = self._folder.find(ISSUE_FILE, place, self._diagnostics, lambda: diagnose("R020", place))
        if path is None:
            raise Refusal(ExitCode.SOURCE, self._diagnostics)
        text = read_text(path, shown, self._diagnostics)
        fields = frontmatter.read_mapping(text or "", shown, 1, self._diagnostics)
        if text is None:
            fields.diagnostics = []
        return *frontmatter.read_issue_metadata(fields), fields.span_of("cover")

    # --- articles ---

    def _drafts(self, metadata: IssueMetadata, entries: tuple[Entry, ...] | None) -> list[_Draft]:
        present = sorted(p.name for p in self._folder.path.glob("*.md") if p.name.lower() != _README)
        issue_place = Span(self._folder.shown(self._folder.path / ISSUE_FILE))
        if entries is None:
            entries = tuple(Entry(name, issue_place) for name in present if _ARTICLE_FILE.match(name))
        if len(entries) > MAX_ARTICLES:
            self._report("R035", issue_place, count=len(entries), limit=MAX_ARTICLES)
            entries = entries[:MAX_ARTICLES]
        if not entries:
            self._report("R027", issue_place)
        drafts, seen = [], set()
        for entry in entries:
            if entry.file in seen:
                self._report("R031", entry.span, path=entry.file)
            elif draft := self._draft(entry, metadata.columns, present):
                drafts.append(draft)
            seen.add(entry.file)
        for name in present:
            if name not in seen:
                self._report("R026", Span(self._folder.shown(self._folder.path / name)))
        return drafts

    def _draft(self, entry: Entry, columns: tuple[str, ...], present: list[str]) -> _Draft | None:
        def missing() -> Diagnostic:
            import difflib

            near = difflib.get_close_matches(entry.file, [name for name in present if name != entry.file], n=1)
            return diagnose("R025", entry.span, path=entry.file or "（空文件名）",
                            hint=f"是不是 {near[0]}？" if near else "检查 articles 里的文件名，或补上这个文件")

        path = self._folder.find(entry.file, entry.span, self._diagnostics, missing) if entry.file else None
        if path is None:
            if not entry.file:
                self._diagnostics.append(missing())
            return None
        shown = self._folder.shown(path)
        self._order.setdefault(shown, len(self._order))
        text = read_text(path, shown, self._diagnostics)
        if text is None:
            return None
        article = frontmatter.read_article(text, shown, entry, columns, self._diagnostics)
        name = article.metadata.id
        identifier = self._ids.claim(name, article.id_span) if frontmatter.SAFE_NAME.match(name) else xml_id(name)
        marked = mark_lines(article.body, article.body_line, shown, self._diagnostics)
        return _Draft(replace(article.metadata, id=identifier), shown, marked)

    def _article(self, draft: _Draft, marked: Marked, parsed: pandoc.Parsed | pandoc.PandocFailure) -> Article:
        if isinstance(parsed, pandoc.PandocFailure):
            self._report("R070", Span(draft.shown), problem=str(parsed))
            return _without_body(draft)
        body = BodyReader(draft.metadata.id, draft.shown, marked, self._shelf, self._ids, self._diagnostics)
        blocks, notes = body.read(parsed.tree)
        if not has_errors(d for d in self._diagnostics if d.span.file == draft.shown):
            if not parsed.tree:
                self._report("R076", Span(draft.shown, marked.first_line))
            self._check_conservation(draft.shown, marked, parsed.text)
        return Article(draft.metadata, blocks, notes, Span(draft.shown, 1))

    def _check_conservation(self, shown: str, marked: Marked, read: str) -> None:
        """Every Han character of the body stands in `read`, pandoc's JSON: it drops unused notes and link definitions silently."""
        wanted, got = ("".join(_HAN.findall(text)) for text in (marked.text, read))
        if len(wanted) == len(got) or not (lost := Counter(wanted) - Counter(got)):
            return
        places = (number for number, line in enumerate(marked.lines, marked.first_line)
                  if any(run not in read for run in _HAN.findall(line) if len(run) > 1))
        self._report("R069", Span(shown, next(places, 0)), text="".join(lost)[:30])

    # --- the issue as a whole ---

    def _check_links(self, articles: list[Article]) -> None:
        for article in articles:
            for block in (*walk(article.blocks), *(b for note in article.notes for b in walk(note.blocks))):
                for inlines in inline_sequences(block):
                    self._check_targets(inlines)

    def _check_targets(self, inlines: Inlines) -> None:
        for item in inlines:
            if isinstance(item, Run) and item.href.startswith("#") and item.href[1:] not in self._ids.places:
                target = item.href[1:]
                hint = suggest(target, self._ids.places)
                self._report("R058", item.span, target=target,
                             hint=hint if hint.startswith("是不是") else f"在要链接到的标题后面写 {{#{target}}}，或写那一篇的 id")

    def _cover(self, cover: Cover, block_id: str, place: Span) -> Figure | None:
        if not cover.photo:
            return None
        image = self._shelf.load(cover.photo, place)
        caption: Inlines = (Run(cover.caption, span=place),) if cover.caption else ()
        return Figure(image, cover.alt, caption, cover.credit, "bleed", 100, block_id, place) if image else None


def _without_body(draft: _Draft) -> Article:
    """Stands for an article whose body was refused: its front matter still takes part in the checks of the issue."""
    return Article(draft.metadata, (), span=Span(draft.shown, 1))
