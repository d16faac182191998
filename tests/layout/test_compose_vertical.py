"""Vertical lines: what stands upright, what lies on its side, what shares an em (clreq 3.1.7, 3.2.5)."""
from __future__ import annotations

import pytest

from convert.layout.boxes import COMBINED, SIDEWAYS, UPRIGHT, Segment
from convert.layout.inline import ComposedLine
from convert.model.nodes import Inlines, Mark, NoteReference, Run
from tests.layout.composing import EM, book, compose, glyphs, lines, one_line, origin, width

TW = "zh-Hant-TW"


def down(text: str | Inlines, script: str = TW, **options: object) -> ComposedLine:
    return one_line(text, script=script, vertical=True, **options)


def standing(line: ComposedLine) -> list[tuple[str, int]]:
    """Runs of text with how they stand, spaces apart."""
    out: list[tuple[str, int]] = []
    for segment in line.segments:
        text = "".join(segment.text).replace(" ", "")
        if out and out[-1][1] == segment.orientation != COMBINED:
            out[-1] = out[-1][0] + text, segment.orientation
        elif text:
            out.append((text, segment.orientation))
    return out


@pytest.mark.parametrize(("text", "wanted"), [
    ("六月8日", [("六月8日", UPRIGHT)]),
    ("六月18日", [("六月", UPRIGHT), ("18", COMBINED), ("日", UPRIGHT)]),
    ("共125人", [("共", UPRIGHT), ("125", COMBINED), ("人", UPRIGHT)]),
    ("在2025年", [("在2025年", UPRIGHT)]),
    ("共95120人", [("共", UPRIGHT), ("95120", SIDEWAYS), ("人", UPRIGHT)]),
    ("有35%的", [("有", UPRIGHT), ("35", COMBINED), ("%的", UPRIGHT)]),
    ("為3.5倍", [("為", UPRIGHT), ("3.5", SIDEWAYS), ("倍", UPRIGHT)]),
    ("晚12:30開", [("晚", UPRIGHT), ("12:30", SIDEWAYS), ("開", UPRIGHT)]),
    ("氣溫38℃了", [("氣溫", UPRIGHT), ("38", COMBINED), ("℃了", UPRIGHT)]),
    ("在A座", [("在A座", UPRIGHT)]),
    ("用Windows 11的人", [("用", UPRIGHT), ("Windows11", SIDEWAYS), ("的人", UPRIGHT)]),
    ("1. 開船", [("1.", COMBINED), ("開船", UPRIGHT)]),
    ("潮——汐……", [("潮——汐……", UPRIGHT)]),
])
def test_what_stands_how(text: str, wanted: list[tuple[str, int]]) -> None:
    assert standing(down(text)) == wanted


def test_a_short_number_takes_one_em_without_spaces() -> None:
    line = down("六月18日共125人")
    assert [origin(line, c) for c in "日共人"] == [3000, 4000, 6000]
    assert width(line) == 7000
    assert width(down("有35%的人")) == 5000


def test_a_latin_word_has_a_quarter_em_on_either_side() -> None:
    line = down("讀Hamlet者")
    word = next(s for s in line.segments if s.orientation == SIDEWAYS)
    assert round(word.x * 1000 / EM) == 1250
    assert origin(line, "者") - 1250 - sum(g[2] for g in word.face.shape("Hamlet")) == pytest.approx(250, abs=2)


def test_a_number_is_never_parted() -> None:
    text = "從前渡口每年要走2025個人，後來是38個，再後來是125個，" * 4
    for ems in range(5, 16):
        for line in lines(text, ems, script=TW, vertical=True):
            assert not line[-1].isdigit() or not text[text.index(line) + len(line):][:1].isdigit()


def test_marks_take_the_forms_of_vertical_lines() -> None:
    face = book().face("songti", TW)
    line = down("說：「走，（慢）走。」")
    drawn = {t: g for s in line.segments for t, g in zip(s.text, s.gids, strict=True)}
    for mark in "「」（）":
        assert drawn[mark] != face.glyphs[mark][0]
    for mark in "，。：":
        assert drawn[mark] == face.glyphs[mark][0]      # stops of Traditional faces stand in the middle either way


def test_white_is_trimmed_as_in_horizontal_lines() -> None:
    line = down("「春」，「夏」")
    assert origin(line, "「") == -500
    assert origin(line, "春") == 500
    assert width(down("（春）")) == 2000


@pytest.mark.parametrize("mark", "：；？！")
def test_marks_that_stand_in_the_middle_keep_their_em_in_simplified_too(mark: str) -> None:
    line = down(f"春{mark}夏", "zh-Hans")
    assert [x for _, x in glyphs(line)] == [0, 1000, 2000]


def test_simplified_stops_keep_to_the_upper_right() -> None:
    line = down("春，夏。", "zh-Hans")
    comma = next(g for s in line.segments for t, g in zip(s.text, s.gids, strict=True) if t == "，")
    assert comma != book().face("songti", "zh-Hans").glyphs["，"][0]
    assert width(line) == 3500      # the white of the last stop lies outside


def test_dots_stand_at_the_right_lines_of_names_at_the_left() -> None:
    dots = down((Run("春夏", Mark.EMPHASIS_DOTS),)).decorations[0]
    _, bottom, _, top = dots.face.ink(dots.text[0])
    assert dots.rise + (bottom + top) // 2 * dots.size // 1000 > EM * 88 // 100
    rule, = down((Run("春夏", Mark.PROPER_NAME),)).rules
    assert rule.dy > 0
    wave, = down((Run("春夏", Mark.BOOK_TITLE),)).decorations
    assert wave.rise < 0


@pytest.mark.parametrize(("reading", "orientation"), [("ㄔㄨㄣ", UPRIGHT), ("chūn", SIDEWAYS)])
def test_ruby_stands_at_the_right(reading: str, orientation: int) -> None:
    ruby: Segment = down((Run("春", ruby=reading),)).decorations[0]
    assert ruby.orientation == orientation
    assert ruby.rise > EM * 88 // 100


@pytest.mark.parametrize(("number", "orientation"), [(3, UPRIGHT), (77, COMBINED)])
def test_note_numbers(number: int, orientation: int) -> None:
    line = down((Run("春"), NoteReference("n"), Run("夏")), notes={"n": number})
    assert [s.orientation for s in line.labels] == [orientation]
    assert line.text == "春夏"


def test_an_emphasised_number_is_one_cell_a_torn_one_is_none() -> None:
    assert standing(down((Run("共"), Run("12", Mark.STRONG), Run("人")))) == [("共", UPRIGHT), ("12", COMBINED), ("人", UPRIGHT)]
    torn = down((Run("共1"), Run("2", Mark.STRONG), Run("人")))
    assert all(s.orientation == SIDEWAYS for s in torn.segments if set(s.text) & set("12"))


def test_horizontal_lines_know_nothing_of_it() -> None:
    text = "六月18日，「Hamlet」共125人。" * 5
    assert all(s.orientation == SIDEWAYS for line in compose(text, 20, script=TW).lines for s in line.segments)
