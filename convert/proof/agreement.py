"""What must say the same in two places: number and year of the issue, signature and date, bylines, cover lines, attachments."""
from __future__ import annotations

import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.model.metadata import IssueMetadata
from convert.model.nodes import Article, Figure, Issue, Paragraph, Run, plain_text, walk
from convert.proof.text import Passage, article_passages, at_words

_PLACE = Span("issue.yaml")
_DATE = re.compile("([12][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})日")
_ATTACHMENT = re.compile("附件([0-9]{1,2})(?![0-9])")
_MONTHS = 6         # between the date of a periodical and its printing
_GENRES = "决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要"
_COLUMN = re.compile("本期的?[“《]([^”》]{2,8})[”》](?=栏目|专栏|专题|一栏|用|刊|另|里|中|有)")
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
    if re.search("[0-9][A-Za-z]|[A-Za-z][0-9]", about.phone):
        yield at_words(diagnose("P050", _PLACE, key="phone", found=about.phone), about.phone)
    if about.print_run and not re.match("[0-9]+ ?[^0-9A-Za-z]*$", about.print_run):
        yield at_words(diagnose("P050", _PLACE, key="print_run", found=about.print_run), about.print_run)
    if not label and re.fullmatch("[0-9]{4}", about.volume_year) and about.date[:4] not in ("", about.volume_year):
        yield at_words(diagnose("P049", _PLACE, found=about.volume_year, key="date", value=about.date), about.volume_year)
    alone = re.fullmatch("(?:总)?第([0-9]+)期", about.issue_label)
    if alone and about.number and alone[1].lstrip("0") != about.number.lstrip("0"):
        yield at_words(diagnose("P049", _PLACE, found=about.issue_label, key="number", value=about.number), about.issue_label)
    year = re.search("〔([12][0-9]{3})〕", about.doc_number)
    if year and about.date and year[1] != about.date[:4]:
        yield at_words(diagnose("P051", _PLACE, found=about.doc_number, value=about.date), about.doc_number)


def addresses(about: IssueMetadata, texts: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P038: an e-mail address whose name is that of the imprint's, at another domain."""
    name, at, domain = about.email.partition("@")
    for passage in texts if at else ():
        for match in re.finditer(rf"(?<![A-Za-z0-9.]){re.escape(name)}@([A-Za-z0-9.-]+[A-Za-z])", passage.text):
            if match[1] != domain:
                yield passage.finding("P038", *match.span(), usual=about.email)


def signed_date(issue: Issue) -> Iterator[Diagnostic]:
    """P052: the date under an official document against `date`."""
    for article in issue.articles:
        for block in walk(article.blocks):
            if isinstance(block, Paragraph) and block.role == "date" and issue.metadata.date.count("-") == 2:
                text = "".join(i.text for i in block.inlines if isinstance(i, Run))
                match = _DATE.search(text)
                if match and tuple(map(int, match.groups())) != tuple(map(int, issue.metadata.date.split("-"))):
                    yield at_words(diagnose("P052", block.span, found=match[0], value=issue.metadata.date), match[0])


def printed_date(about: IssueMetadata) -> Iterator[Diagnostic]:
    """P112: a document printed before it was made, a periodical printed more than half a year from its date."""
    if not (about.date and about.printed):
        return
    early = about.printed < about.date[:len(about.printed)] if about.document_type == "official-document" else False
    months = [int(d[:4]) * 12 + int(d[5:7]) for d in (about.date, about.printed) if re.match("[0-9]{4}-[0-9]{2}", d)]
    if early or (len(months) == 2 and abs(months[0] - months[1]) > _MONTHS):
        yield at_words(diagnose("P112", _PLACE, found=about.printed, value=about.date), about.printed)


def salutations(article: Article) -> Iterator[Diagnostic]:
    """P110: a salutation without its colon."""
    for block in walk(article.blocks):
        if isinstance(block, Paragraph) and block.role == "salutation":
            text = plain_text(block.inlines).strip()
            if not text.endswith(("：", "！")):
                yield at_words(diagnose("P110", block.span, key="称呼", mark="：", found=text[-12:]), text)


def document_parts(issue: Issue) -> Iterator[Diagnostic]:
    """P110 … P114: marks at the end of 主送 and 抄送; kind, issuer and attachments as the pages show them."""
    about = issue.metadata
    if about.document_type != "official-document" or not issue.articles:
        return
    for key, text, mark in (("主送机关", about.addressee, "："), ("抄送", about.cc, "。")):
        if text and not text.rstrip().endswith(mark):
            yield at_words(diagnose("P110", _PLACE, key=key, mark=mark, found=text[-12:]), text)
    title = issue.articles[0].metadata.title
    if about.genre and (kind := re.search(f"的({_GENRES})$", title)) and kind[1] != about.genre:
        yield at_words(diagnose("P111", _PLACE, found=about.genre, title=title), about.genre)
    signed = [b for a in issue.articles for b in walk(a.blocks) if isinstance(b, Paragraph) and b.role == "signature"]
    if len(signed) == 1 and about.issuer and _bare(plain_text(signed[0].inlines)) not in _bare(about.issuer):
        text = plain_text(signed[0].inlines)
        yield at_words(diagnose("P113", signed[0].span, found=text, value=about.issuer), text)
    titles = [a.metadata.title for a in issue.articles[1:]]
    for name, shown in zip(about.attachments, titles, strict=False) if len(titles) == len(about.attachments) else ():
        if _bare(name) != _bare(shown):
            yield at_words(diagnose("P114", _PLACE, found=name, title=shown), name)


def columns_named(issue: Issue, texts: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """P116: 本期“某某”, which is neither a column nor a title."""
    about = issue.metadata
    if not about.columns:
        return
    known = [*about.columns, *("".join((*a.metadata.kicker, a.metadata.title, *a.metadata.subtitle)) for a in issue.articles)]
    for passage in texts:
        for match in _COLUMN.finditer(passage.text) if "本期" in passage.text else ():
            if not any(match[1] in name for name in known):
                yield passage.finding("P116", *match.span(1))


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


def check(issue: Issue, texts: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """Every rule of this family."""
    yield from imprint(issue.metadata)
    yield from addresses(issue.metadata, texts)
    yield from signed_date(issue)
    yield from titles(issue)
    yield from attachments(issue)
    yield from printed_date(issue.metadata)
    yield from document_parts(issue)
    yield from columns_named(issue, texts)
    yield from pages(issue)
    for article in issue.articles:
        yield from salutations(article)
        yield from bylines(article)
        yield from alternatives(article)
