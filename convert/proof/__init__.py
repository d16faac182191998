"""Proofreading rules over the model: high-precision rules by family, each one small function with a code."""
from __future__ import annotations

from convert.diagnostics import Diagnostic
from convert.model.nodes import Issue
from convert.proof import (
    agreement,
    brackets,
    colophon,
    fixedphrases,
    house,
    idioms,
    lookalikes,
    numbering,
    numerals,
    people,
    periods,
    punctuation,
    sentences,
    separators,
    stops,
    structure,
    sums,
    uniformity,
    wording,
)
from convert.proof.house import HouseTable
from convert.proof.suppressed import settle
from convert.proof.text import passages
from convert.style import StyleSheet

_RULES = (punctuation.RULES + stops.RULES + brackets.RULES + separators.RULES + numbering.RULES + numerals.RULES
          + periods.RULES + sums.RULES + wording.RULES + idioms.RULES + lookalikes.RULES + sentences.RULES + fixedphrases.RULES)
_IN_ARTICLES = (numbering.heading_numbers, numbering.leads, numbering.levels, numbering.figures, numbering.captions,
                sums.totals, sums.counted, sums.titled, sums.turned, sums.of_tables)
_ACROSS = (brackets.balance, wording.forms, wording.near_names, wording.near_short_names, wording.same_paragraph,
           wording.same_sentence, stops.open_ends,
           uniformity.lost_particles, uniformity.marks_of_names, uniformity.changed_phrases, uniformity.bare_terms,
           uniformity.designators, uniformity.numbered_names, uniformity.turned_words, lookalikes.unlike_the_rest)
_NO_TABLE = HouseTable()


def check_issue(issue: Issue, _sheet: StyleSheet, table: HouseTable = _NO_TABLE) -> tuple[Diagnostic, ...]:
    """Every finding in `issue`, in the order of the source; nothing is mended.  `table`: the house's own words and duties."""
    texts = tuple(passages(issue))
    found = [d for text in texts for rule in _RULES for d in rule(text)]
    found += [d for rule in _ACROSS for d in rule(texts)]
    found += [d for article in issue.articles for rule in _IN_ARTICLES for d in rule(article)]
    found += agreement.check(issue, texts)
    found += periods.years_to_come(texts, issue.metadata.volume_year or issue.metadata.date[:4])
    found += people.near_names(issue, texts, table.names)
    found += uniformity.units(issue, texts)
    found += structure.check(issue)
    found += house.check(table, texts)
    found += colophon.check(issue, texts)
    placed = [d._replace(span=d.span._replace(file=_issue_file(issue))) if d.span.file == "issue.yaml" else d for d in found]
    return tuple(sorted(dict.fromkeys(settle(issue, placed)), key=lambda d: (d.span, d.code)))


def budget(issue: Issue) -> tuple[int, float]:
    """Characters of `issue` (white space aside) and the errors a periodical may have: 2 in 10,000 (国新出发〔2020〕10号)."""
    characters = sum(len("".join(p.text.split())) for p in passages(issue))
    return characters, characters * 2 / 10_000


def _issue_file(issue: Issue) -> str:
    """issue.yaml as a person at the workspace's root types it: beside the articles."""
    for article in issue.articles:
        folder, slash, _ = article.span.file.rpartition("/")
        return f"{folder}{slash}issue.yaml"
    return "issue.yaml"
