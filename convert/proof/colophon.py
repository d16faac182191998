"""What an internal publication (内部资料性出版物) must and must not say: permit, imprint, words reserved to licensed periodicals.

Only what calls itself one (a permit or 内部资料 in issue.yaml) is asked.  An item may stand on a cover picture: "not in the data".
"""
from __future__ import annotations

import re
from collections.abc import Iterator

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.model.metadata import IssueMetadata
from convert.model.nodes import Article, Issue
from convert.proof.text import Passage, article_passages, at_words

_PLACE = Span("issue.yaml")
_RESERVED_TITLE = re.compile("(?:日报|周报|晚报|早报|时报|工报|刊|杂志)$")
_RESERVED_WORDS = re.compile("期刊社|杂志社|报社|刊号|ISSN|CN[ -]?[0-9]{2}-[0-9]{4}")
_REPORTER = re.compile("记者")
_ITSELF = re.compile("(?<![根成基日版资样文书原副])本[报刊](?![名告考送请到价酬复喜恩捷销])")
_QUOTED = re.compile("“[^”]*”|《[^》]*》")
_PRICE = re.compile("(?:定价|零售价|订阅价)[:：]?\\s*[0-9￥¥]")
_ADVERTISING = re.compile("广告(?:经营|发布|热线|招商|许可|刊例|联系)")
_IMPRINT = (("compiler", "编印单位"), ("audience", "发送对象"), ("printer", "印刷单位"), ("printed", "印刷日期"),
            ("print_run", "印数"))


def check(issue: Issue, texts: tuple[Passage, ...]) -> Iterator[Diagnostic]:
    """C001 … C009 for a periodical that is an internal publication."""
    about = issue.metadata
    if about.document_type != "magazine-issue" or not (about.permit or about.internal_use):
        return
    yield from _permit(about)
    yield from _imprint(about)
    yield from _reserved_words(about)
    for article in issue.articles:
        yield from _reporters(article)
        if article.metadata.source is None:
            for passage in article_passages(article):
                if passage.block is not None:           # bylines have their own rule
                    yield from _calls_itself(passage)
    for passage in texts:
        for code, pattern in (("C007", _PRICE), ("C009", _ADVERTISING)):
            for match in pattern.finditer(passage.text):
                yield passage.finding(code, *match.span())


def _permit(about: IssueMetadata) -> Iterator[Diagnostic]:
    """C001: the cover shows the whole number of the permit and 内部资料，免费交流."""
    if not re.search("[0-9]", about.permit):
        yield diagnose("C001", _PLACE, item="准印证号（permit）")
    if "内部资料" not in about.internal_use or "免费交流" not in about.internal_use:
        yield diagnose("C001", _PLACE, item="“内部资料　免费交流”（internal_use）")


def _imprint(about: IssueMetadata) -> Iterator[Diagnostic]:
    """C002: who made it, for whom, who printed it, when, how many; C003: the number of the issue."""
    for key, item in _IMPRINT:
        if not (getattr(about, key) or (key == "compiler" and (about.organizer or about.publisher))):
            yield diagnose("C002", _PLACE, item=item, key=key)
    if not about.number and not about.issue_label:
        yield diagnose("C003", _PLACE)


def _reserved_words(about: IssueMetadata) -> Iterator[Diagnostic]:
    """C004: words and numbers of licensed newspapers and periodicals."""
    if match := _RESERVED_TITLE.search(about.title):
        yield at_words(diagnose("C004", _PLACE, found=match[0]), about.title)
    for text in (about.organizer, about.publisher, about.compiler, about.rights, about.description, about.permit):
        if match := _RESERVED_WORDS.search(text):
            yield at_words(diagnose("C004", _PLACE, found=match[0]), text[match.start():])


def _reporters(article: Article) -> Iterator[Diagnostic]:
    """C005: 记者 in a byline; C008 in a reprint, where it is the other paper's."""
    byline = article.metadata.byline
    if _REPORTER.search(byline):
        yield at_words(diagnose("C005" if article.metadata.source is None else "C008", article.span, byline=byline), byline)


def _calls_itself(passage: Passage) -> Iterator[Diagnostic]:
    """C006: 本报 or 本刊 of itself; quotations and titles do not count."""
    quoted = [m.span() for m in _QUOTED.finditer(passage.text)]
    for match in _ITSELF.finditer(passage.text):
        if not any(begin < match.start() < end for begin, end in quoted):
            yield passage.finding("C006", *match.span())
