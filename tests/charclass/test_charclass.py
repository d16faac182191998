"""The classes of clreq 3.1, by example, and the sets built from them."""
from __future__ import annotations

import pytest

from convert import charclass as cc


@pytest.mark.parametrize(("chars", "expected"), [
    ("汉字々〇あＡ９①Ⅳ％￥■√", cc.HAN),
    ("“‘「『（〔［｛《〈【〖", cc.OPENING),
    ("”’」』）〕］｝》〉】〗", cc.CLOSING),
    ("，、；：", cc.PAUSE),
    ("。？！", cc.SENTENCE),
    ("·•・", cc.MIDDLE_DOT),
    ("—⸺…⋯", cc.DASH),
    ("–～／", cc.CONNECTOR),
    ("aZ09%$#&αЖé°‰€", cc.LATIN),
    ("([{", cc.LATIN_OPENING),
    (")]}.,;:!?", cc.LATIN_CLOSING),
    (" \t\u00a0\u2009", cc.SPACE),
    ("\u3000", cc.WIDE_SPACE),
    ("\u200b\u2060\ufe00\u0301\ufeff", cc.INVISIBLE),
])
def test_class(chars: str, expected: int) -> None:
    table = cc.class_table("zh-Hans")
    assert {c: table[c] for c in chars} == dict.fromkeys(chars, expected)


@pytest.mark.parametrize("script", ["zh-Hant-TW", "zh-Hant-HK"])
def test_stops_of_traditional_faces_are_centred(script: str) -> None:
    table = cc.class_table(script)
    assert {table[c] for c in "，、；：。？！"} == {cc.CENTRED}
    assert table["「"] == cc.OPENING
    assert table["）"] == cc.CLOSING


def test_line_edge_sets() -> None:
    assert frozenset("、，；：。！？”’」』）〕］｝》〉】〗～–·•・／") <= cc.NOT_AT_LINE_START
    assert frozenset("“‘「『（〔［｛《〈【〖") == cc.NOT_AT_LINE_END - frozenset("〘〚｟〝")
    assert not cc.NOT_AT_LINE_START & cc.NOT_AT_LINE_END


def test_every_character_has_a_class_of_four_bits() -> None:
    table = cc.class_table("zh-Hans")
    assert {table[chr(o)] for o in range(0x20, 0x3000, 7)} <= set(range(16))
