"""What a person has looked at and found right: the `check:` lists of issue.yaml and of the articles."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

from convert.diagnostics import Diagnostic, diagnose
from convert.model.metadata import Suppression
from convert.model.nodes import Issue


def settle(issue: Issue, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """`found` without what is suppressed with a reason; P059 for a line without one, P060 for a line that meets nothing."""
    lists: list[tuple[str, Suppression]] = [("", s) for s in issue.metadata.check]
    lists += [(article.span.file, s) for article in issue.articles for s in article.metadata.check]
    met: set[int] = set()
    for d in found:
        fitting = [n for n, (file, s) in enumerate(lists) if _fits(s, file, d)]
        met.update(fitting)
        if not any(lists[n][1].reason for n in fitting):
            yield d
    for n, (_, s) in enumerate(lists):
        if not s.reason:
            yield diagnose("P059", s.span, code=s.code)
        elif n not in met:
            yield diagnose("P060", s.span, code=s.code, text=s.text)


def _fits(line: Suppression, file: str, d: Diagnostic) -> bool:
    return line.code == d.code and file in ("", d.span.file) and line.text in d.message
