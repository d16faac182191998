"""White under white in line after line is broken up, and where it cannot be, the editor is told."""
from __future__ import annotations

import pytest

from convert.layout import inline
from tests.layout.composing import EM, compose, composer

HAN = "渠水从山口出来先是一条细线到了滩上便散开每年开春都要清一次淤全队的人都去带着锹和热水"


def prose(seed: int) -> str:
    """Clauses of three to eleven characters."""
    out, state = [], seed
    for _ in range(24):
        state = (state * 1103515245 + 12345) % 2**31
        at, length = state // 65536 % 30, 3 + state // 4096 % 9
        out.append(HAN[at:at + length])
    return "，".join(out) + "。"


def white(text: str) -> list[set[int]]:
    """Of every line, where it has white after a stop within it, in quarters of an em."""
    out = []
    for line in compose(text).lines:
        places, x = set(), line.x
        for segment in line.segments:
            for char, advance in zip(segment.text, segment.advances, strict=True):
                if char in "，。" and advance >= 750 and x < 20 * EM:
                    places.update(range((x + 500 * EM // 1000) * 4 // EM, (x + advance * EM // 1000) * 4 // EM))
                x += advance * EM // 1000
        out.append(places)
    return out


def longest_river(text: str) -> int:
    longest, running = 0, []
    for here in white(text):
        running = [(places & here, count + 1) for places, count in running if places & here] + [(here, 1)] * bool(here)
        longest = max([longest, *(count for _, count in running)])
    return longest


def test_rivers_are_broken_up_and_those_that_stay_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [prose(seed) for seed in range(400)]
    after = {text: compose(text) for text in texts}
    left = {text for text in texts if longest_river(text) >= 4}
    composer.cache_clear()
    monkeypatch.setattr(inline, "smoothed", lambda items, found, *more: found)
    before = {text for text in texts if longest_river(text) >= 4}
    assert len(left) <= len(before) // 4 < len(before)
    assert all(len(compose(text).lines) == len(after[text].lines) for text in before)
    assert left <= {text for text, composed in after.items() if [d.code for d in composed.diagnostics] == ["L005"]}


def test_a_text_without_a_river_is_left_alone() -> None:
    text = "渠水从山口出来，先是一条细线，到了滩上便散开。每年开春，渠口要清一次淤，全队的人都去，带着锹和热水。"
    assert not compose(text * 3).diagnostics
