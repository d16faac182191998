"""Errors planted in our own sentences: the conversion is nearly always right, and where it is not the list says so.

`sentences.tsv` holds sentences of many registers with their Taiwan form.  Three measures: how many come out right; how many forms
forced wrong (as by a wrong rule) are in the list; how many errors that come of a missing rule or word are.
"""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from convert.lexicon import shipped_words
from convert.model.record import replace
from convert.variant import Converter, converter, glossary, rules
from convert.variant.converter import Batch
from convert.variant.doubts import candidates, doubts

SCRIPT = "zh-Hant-TW"
SENTENCES = [line.split("\t") for line in (Path(__file__).parent / "sentences.tsv").read_text("utf-8").splitlines()]
NEAR = rules.NEAR


def listed(batch: Batch, own: Converter) -> set[int]:
    return {doubt.position for doubt in doubts(batch, own)}


def test_the_sentences_come_out_right() -> None:
    own = Converter(SCRIPT)
    wrong = [(own.convert(source), wanted) for source, wanted in SENTENCES if own.convert(source) != wanted]
    assert len(SENTENCES) > 1300
    assert len(wrong) <= len(SENTENCES) // 100, wrong


def test_a_form_forced_wrong_is_listed() -> None:
    own, forms = Converter(SCRIPT), candidates(SCRIPT).forms
    planted = missed = 0
    for source, _ in SENTENCES[::5]:
        batch = own.batch([(source, [False] * len(source))])
        for i, char in enumerate(batch.text):
            for form in forms.get(char, ""):
                if form != batch.workings.cells[i]:
                    cells = [*batch.workings.cells[:i], form, *batch.workings.cells[i + 1:]]
                    forced = replace(batch, workings=replace(batch.workings, cells=cells))
                    planted += 1
                    missed += i not in listed(forced, own)
    assert planted > 400
    assert missed <= planted * 0.04


def test_an_error_for_want_of_a_rule_or_a_word_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = {source: Converter(SCRIPT).convert(source) for source, _ in SENTENCES}
    made = missed = 0
    for texts in knocked_out(monkeypatch):
        own = Converter(SCRIPT)
        for text in texts:
            wrong = {i for i, (a, b) in enumerate(zip(own.convert(text), right[text], strict=True)) if a != b}
            if wrong:
                made += len(wrong)
                missed += len(wrong - listed(own.batch([(text, [False] * len(text))]), own))
    assert made > 50
    assert missed <= made * 0.1


def knocked_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Takes one rule after another away, then one word after another; yields the sentences that it could have decided."""
    every, words = rules.rules(), glossary.shipped_entries()
    for gone in every[::2]:
        kept = tuple(rule for rule in every if rule is not gone)
        texts = [source for source, _ in SENTENCES if matches(gone, source)]
        if texts:
            monkeypatch.setattr(rules, "rules", lambda kept=kept: kept)
            rules._by_character.cache_clear()
            yield texts
    monkeypatch.setattr(rules, "rules", lambda: every)
    rules._by_character.cache_clear()
    for word in words[::3]:
        texts = [source for source, _ in SENTENCES if word.source in source]
        if texts:
            monkeypatch.setattr(glossary, "shipped_entries", lambda word=word: tuple(w for w in words if w is not word))
            known = {w: cost for w, cost in shipped_words().items() if w != word.source}
            monkeypatch.setattr(converter, "shipped_words", lambda known=known: known)
            forget()
            yield texts
    monkeypatch.undo()
    forget()


def forget() -> None:
    glossary.shipped_forms.cache_clear()
    converter._lexicon.cache_clear()


def matches(rule: rules.Rule, text: str) -> bool:
    return any(char == rule.char and rule.fits(text[max(0, i - NEAR):i], text[i + 1:i + 1 + NEAR]) for i, char in enumerate(text))
