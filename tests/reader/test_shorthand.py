"""pandoc reads articles with the middle of their prose taken out: the tree must be that of the whole text."""
from __future__ import annotations

import pytest

from convert.reader import pandoc

PROSE = "渡口的钟响了三遍，值夜的人才把灯芯拨亮。"
BODIES = [
    f"{PROSE}{PROSE}\n\n## 一、{PROSE}\n\n**{PROSE}**{PROSE}\n",
    f"- {PROSE}\n- *{PROSE}*{PROSE}\n\n> {PROSE}[^注释的名字很长很长]\n\n[^注释的名字很长很长]: {PROSE}\n",
    f"[{PROSE}](http://example.org/{PROSE})和[{PROSE}]{{.dots}}\n\n::: 编者按编者按编者按\n{PROSE}\n:::\n",
    f"{PROSE}\n\n| 栏目栏目栏目 | 页码页码页码 |\n|---|---|\n| {PROSE} | 十二 |\n",
    f"  栏目栏目栏目    页码\n  ------------    ----\n  {PROSE}  十二\n",
    f"\\渡口的钟响了三遍，{PROSE}\\a{PROSE}\n",
    f"`{PROSE}`\n\n    {PROSE}\n\n{{#渡口的钟响了}} {PROSE}\n",
    f"{PROSE}𠀀{PROSE}\n",
]


@pytest.mark.parametrize("body", BODIES)
def test_the_tree_is_that_of_the_whole_text(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    short = pandoc.parse([body])
    monkeypatch.setattr(pandoc._Shorthand, "shorten", lambda _self, text: text)
    assert short == pandoc.parse([body])
    assert not isinstance(short[0], pandoc.PandocFailure)


def test_prose_is_shortened_and_comes_back() -> None:
    hand = pandoc._Shorthand([BODIES[0]])
    short = hand.shorten(BODIES[0])
    assert len(short) * 3 < len(BODIES[0])
    assert hand.restore(short) == BODIES[0]


@pytest.mark.parametrize("body", [*BODIES[3:6]])
def test_where_width_or_letters_count_nothing_is_shortened(body: str) -> None:
    assert pandoc._Shorthand([body]).shorten(body) == body


def test_rare_characters_are_never_taken_for_shorthand() -> None:
    assert pandoc._Shorthand(BODIES).shorten(BODIES[0]) == BODIES[0]
