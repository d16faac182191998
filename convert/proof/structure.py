"""The parts of an issue and of a document: what is missing, what disagrees."""
from __future__ import annotations

from collections.abc import Iterator

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.model.nodes import Figure, Heading, Issue, Paragraph, walk
from convert.proof.text import at_words, headings

_PLACE = Span("issue.yaml")


def contents_titles(issue: Issue) -> Iterator[Diagnostic]:
    """P012: the contents show another title than the page."""
    for article in issue.articles:
        data = article.metadata
        kicker, subtitle = "".join(data.kicker), "".join(data.subtitle)
        whole = {_bare(t) for k in ("", kicker) for s in ("", subtitle) for t in (k + data.title + s, data.title + k + s)}
        if data.toc_title and _bare(data.toc_title) not in whole and not _explains(data.toc_title, data.title):
            yield at_words(diagnose("P012", article.span, shown=data.toc_title, title=data.title), data.toc_title)


def _explains(shown: str, title: str) -> bool:
    """Whether `shown` is the whole `title` with an explanation behind it: 题目——说明, 题目（说明）."""
    return shown.startswith(title) and shown[len(title):].lstrip()[:1] in ("—", "：", "（")


def title_ends(issue: Issue) -> Iterator[Diagnostic]:
    """P097: a title or heading that ends with a stop; questions, exclamations and dashes may."""
    for article in issue.articles:
        heads = [(article.span, text) for text in dict.fromkeys((article.metadata.title, article.metadata.toc_title)) if text]
        heads += [(h.span, text) for h, text in headings(article) if isinstance(h, Heading)]
        for span, text in heads:
            if text.endswith(("。", "，", "、", "；", "：")) and not text.endswith("……。"):
                yield at_words(diagnose("P097", span, found=text[-1], title=text), text)


def _bare(title: str) -> str:
    return "".join(title.split()).replace("—", "")


def pictures(issue: Issue) -> Iterator[Diagnostic]:
    """P013: a picture without alternative text."""
    for article in issue.articles:
        for block in walk(article.blocks):
            if isinstance(block, Figure) and not block.alt.strip():
                yield diagnose("P013", block.span)


def official_parts(issue: Issue) -> Iterator[Diagnostic]:
    """P014, P015: an official document without signature or date of issue (GB/T 9704 7.3.5); reported, never filled in."""
    if issue.metadata.document_type != "official-document":
        return
    roles = {b.role for a in issue.articles for b in walk(a.blocks) if isinstance(b, Paragraph)}
    if "signature" not in roles:
        yield diagnose("P014", _PLACE)
    if "date" not in roles and not issue.metadata.date:
        yield diagnose("P015", _PLACE)


def check(issue: Issue) -> Iterator[Diagnostic]:
    """Every rule of this family."""
    yield from contents_titles(issue)
    yield from title_ends(issue)
    yield from pictures(issue)
    yield from official_parts(issue)
