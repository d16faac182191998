"""What must say the same in two places: number and year of the issue, signature and date, bylines, cover lines, attachments."""
from __future__ import annotations

import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.model.metadata import IssueMetadata
from convert.model.nodes import Article, Figure, Issue, Paragraph, Run, walk
from convert.proof.text import article_passages, at_words

_PLACE = Span("issue.yaml")
_DATE = re.compile("([12][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})日")
_ATTACHMENT = re.compile("附件([0-9]{1,2})(?![0-9])")
_PLACEHOLDER = re.compile("(?:导入|审阅者插入)的图片")      # what an import and a review write where the file says nothing
_FILE_NAME = re.compile(r"\.(?:jpe?g|png|tiff?|gif)$|^(?:图片|照片|图|image|img)?[0-9_ -]*$|^DSC", re.IGNORECASE)


def _bare(text: str) -> str:
    return re.sub(r"[\s　—]", "", text)


def imprint(about: IssueMetadata) -> Iterator[Diagnostic]:
    """P049: 2025年第6期 against year and number; P050: e-mail, postcode; P051: year of the document number."""
    label = re.search("([12][0-9]{3})年.*?第([0-9]+)期", about.issue_label)
    for key, shown, value in (("volume_year", label and label[1], about.volume_year), ("number", label and label[2], about.number),
                              ("date", label and label[1], about.date[:4])):
        if shown and value and shown.lstrip("0") != value.lstrip("0"):
            yield at_words(diagnose("P049", _PLACE, found=about.issue_label, key=key, value=value), about.issue_label)
    if about.email and not re.fullmatch(r"[^@\s]+@[A-Za-z0-9.-]+\.[A-Za-z]+", about.email):
        yield at_words(diagnose("P050", _PLACE, key="email", found=about.email), about.email)
    if about.postcode and not re.fullmatch("[0-9]{6}", about.postcode):
        yield at_words(diagnose("P050", _PLACE, key="postcode", found=about.postcode), about.postcode)
    year = re.search("〔([12][0-9]{3})〕", about.doc_number)
    if year and about.date and year[1] != about.date[:4]:
        yield at_words(diagnose("P051", _PLACE, found=about.doc_number, value=about.date), about.doc_number)


def signed_date(issue: Issue) -> Iterator[Diagnostic]:
    """P052: the date under an official document against `date`."""
    for article in issue.articles:
        for block in walk(article.blocks):
            if isinstance(block, Paragraph) and block.role == "date" and issue.metadata.date.count("-") == 2:
                text = "".join(i.text for i in block.inlines if isinstance(i, Run))
                match = _DATE.search(text)
                if match and tuple(map(int, match.groups())) != tuple(map(int, issue.metadata.date.split("-"))):
                    yield at_words(diagnose("P052", block.span, found=match[0], value=issue.metadata.date), match[0])


def bylines(article: Article) -> Iterator[Diagnostic]:
    """P053: an author of the data who is not in the printed byline."""
    printed = article.metadata.byline
    shown, parts = _bare(printed), [part for part in printed.strip("□■◎ 　").split() if part]
    for person in article.metadata.authors if shown else ():
        name = _bare(person.name)
        if name not in shown and not any(part in name for part in parts if len(part) > 2):
            yield at_words(diagnose("P053", article.span, name=person.name, byline=printed), printed)


def titles(issue: Issue) -> Iterator[Diagnostic]:
    """P054: one title twice; P055: a cover line that no title holds; P056: a column without an article."""
    first: dict[str, Article] = {}
    for article in issue.articles:
        before = first.setdefault(_bare(article.metadata.title), article)
        if before is not article and before.metadata.column == article.metadata.column:
            yield at_words(diagnose("P054", article.span, title=article.metadata.title, place=before.span), article.metadata.title)
    known = [a.metadata for a in issue.articles]
    heads = ["".join(_bare(t) for t in (*m.kicker, m.title, *m.subtitle, m.toc_title)) for m in known]
    for line in issue.metadata.cover.lines:
        if not any(_bare(line) in head for head in heads):
            yield at_words(diagnose("P055", _PLACE, found=line), line)
    used = {a.metadata.column for a in issue.articles}
    for column in issue.metadata.columns:
        if column not in used:
            yield at_words(diagnose("P056", _PLACE, column=column), column)


def attachments(issue: Issue) -> Iterator[Diagnostic]:
    """P057: 附件3 of a document that has two."""
    count = len(issue.metadata.attachments)
    if issue.metadata.document_type != "official-document" or not count:
        return
    for article in issue.articles:
        for passage in article_passages(article):
            for match in _ATTACHMENT.finditer(passage.text):
                if int(match[1]) > count:
                    yield passage.finding("P057", *match.span(), count=count)


def alternatives(article: Article) -> Iterator[Diagnostic]:
    """P058: alternative text that says nothing: a file name, the caption once more, a placeholder."""
    for block in walk(article.blocks):
        if isinstance(block, Figure) and block.alt.strip():
            caption = _bare("".join(i.text for i in block.caption if isinstance(i, Run)))
            if _PLACEHOLDER.match(block.alt) or _FILE_NAME.search(block.alt.strip()) or _bare(block.alt) == caption:
                yield at_words(diagnose("P058", block.span, found=block.alt), block.alt)


def pages(issue: Issue) -> Iterator[Diagnostic]:
    """P063: the pages that an imported contents gave go back from one article to the next; fillers have no place of their own."""
    last, before = 0, ""
    for article in issue.articles:
        about = article.metadata
        if not about.page.isdigit() or about.filler:
            continue
        if int(about.page) < last:
            found = diagnose("P063", article.span, title=about.title, page=about.page, before=before, last=last)
            yield at_words(found, f"page: {about.page}")
        last, before = max(last, int(about.page)), about.title


def check(issue: Issue) -> Iterator[Diagnostic]:
    """Every rule of this family."""
    yield from imprint(issue.metadata)
    yield from signed_date(issue)
    yield from titles(issue)
    yield from attachments(issue)
    yield from pages(issue)
    for article in issue.articles:
        yield from bylines(article)
        yield from alternatives(article)
