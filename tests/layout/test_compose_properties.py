"""What holds for every text and every measure.

BANXIN_CASES says how many cases each property is tried on: a few hundred in the everyday run, 10,000 before a release.
"""
from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

from hypothesis import example, given, settings
from hypothesis import strategies as st

from convert.charclass import NOT_AT_LINE_END, NOT_AT_LINE_START
from convert.layout.inline import Composed
from convert.model.length import Length
from convert.model.nodes import Inlines, LineBreak, Mark, NoteReference, Run, plain_text
from tests.layout.composing import EM, body, compose, composer, ends, glyphs

PIECES = st.sampled_from([
    *"春种一粒粟秋收万颗子四海无闲田农夫犹饿死", *"，。、；：！？“”‘’（）《》「」【】·—…～　 ", "——", "……", "，“", "》（", "。”",
    "2023", "C919", "99.5%", "1,000", "spring", "don’t", "https://example.org/a/b-c", "〔2022〕24号", "éß", "α", "\u200b"])
PLAIN_PIECES = st.sampled_from([*"春种一粒粟秋收万颗子四海无闲田", "，", "。", "“花”", "（一）", "2023", "——"])
TEXTS = st.lists(PIECES, min_size=1, max_size=90).map("".join)
MARKS = st.sampled_from([Mark.NONE, Mark.NONE, Mark.STRONG, Mark.EMPHASIS, Mark.SUPERSCRIPT, Mark.EMPHASIS_DOTS | Mark.UNDERLINE,
                         Mark.PROPER_NAME, Mark.BOOK_TITLE])
LANGUAGES, READINGS = st.sampled_from(["", "", "en", "zh-Hant"]), st.sampled_from(["sù", "zhuāng", "nóngfū’è", "ㄙㄨˋ"])
RUNS = st.builds(Run, st.lists(PIECES, min_size=1, max_size=15).map("".join), MARKS, lang=LANGUAGES)
READ = st.builds(Run, st.sampled_from(["粟", "颗", "四海", "农夫饿"]), MARKS, ruby=READINGS)
INLINES = st.lists(st.one_of(RUNS, RUNS, RUNS, READ, st.just(NoteReference("n")), st.just(LineBreak())), max_size=8).map(tuple)
SCRIPTS = st.sampled_from(["zh-Hans", "zh-Hant-TW", "zh-Hant-HK"])
MEASURES = st.integers(4_000, 48_000)
HAN = frozenset("春种一粒粟秋收万颗子四海无闲田农夫犹饿死")
SLIP = 12           # thousandths of a point: every segment of a line begins at a whole thousandth
Test = TypeVar("Test", bound=Callable[..., object])


def cases(everyday: int) -> Callable[[Test], Test]:
    return settings(max_examples=int(os.environ.get("BANXIN_CASES", everyday)), deadline=None)


VERTICAL = st.booleans()
ALIGNS = st.sampled_from(["justify", "start", "center", "end"])


def check(composed: Composed, plain: str, measure: int) -> None:
    """Text whole and in place; nothing outside the measure, nothing at a line's edge that must not be there, unless reported."""
    reported = {d.code for d in composed.diagnostics}
    assert "".join(line.text for line in composed.lines) == plain
    for line in composed.lines:
        assert plain[line.start:line.start + len(line.text)] == line.text
        assert "L001" in reported or line.x + line.width <= measure + 1
        assert all(len(s.gids) == len(s.text) == len(s.advances) for s in (*line.segments, *line.labels, *line.decorations))
        if line.text[-1:] in HAN and not (line.labels or line.decorations) and line.segments[-1].text[-1:] == (line.text[-1:],):
            assert abs(ends(line) * 1000 - line.x - line.width) <= SLIP     # the glyphs' advances add up to the line
        drawn = "".join(t for s in line.segments for t in s.text)
        assert drawn.removesuffix("\u00ad") == "".join(c for c in line.text if c not in "\u200b")
    if reported & {"L001", "L002"}:
        return
    for above, below in zip(composed.lines, composed.lines[1:], strict=False):
        start, end = below.text.lstrip(" 　\u200b"), above.text.rstrip(" 　\u200b")
        assert not start or start[0] not in NOT_AT_LINE_START
        assert not end or end[-1] not in NOT_AT_LINE_END
        check_units(above.text, below.text)


def check_units(above: str, below: str) -> None:
    """No number is parted, nor a number from its sign, and of a row of dashes or dots only pairs from pairs."""
    end, start = above[-1:], below[:1]
    assert not (end.isdigit() and end.isascii() and start.isdigit() and start.isascii())
    assert not (end.isdigit() and start in "%℃‰")
    for sign in "—…":
        row = len(above) - len(above.rstrip(sign))
        assert not (row and start == sign) or row % 2 == 0 or len(below) - len(below.lstrip(sign)) + row > 3


def check_autospace(composed: Composed) -> None:
    """⅛ to ⅓ em between an ideograph and the Latin after it, but where a line has nothing else to widen."""
    for line in composed.lines:
        placed = glyphs(line)
        widened = max((s.spacing for s in line.segments), default=0)
        for (left, x), (right, y) in pairwise(placed):
            if left in HAN and right[:1].isascii() and right[:1].isalnum():
                assert y - x - 1000 >= 120
                assert y - x - 1000 <= 340 or not widened


@cases(150)
@given(TEXTS, MEASURES, SCRIPTS, ALIGNS, VERTICAL)
def test_any_text_in_any_measure(text: str, ems: int, script: str, align: str, vertical: bool) -> None:
    composed = compose(text, ems / 1000, script=script, style=body(text_align=align), vertical=vertical)
    check(composed, text, round(ems / 1000 * EM))
    if not composed.diagnostics and not vertical:       # numbers stand upright there, like Han
        check_autospace(composed)


@cases(150)
@example((Run("春，“ "), NoteReference("n"), Run("春")), 4_650, "zh-Hans", False)
@given(INLINES, MEASURES, SCRIPTS, VERTICAL)
def test_any_runs(inlines: Inlines, ems: int, script: str, vertical: bool) -> None:
    composed = compose(inlines, ems / 1000, script=script, notes={"n": 7}, vertical=vertical)
    plain = plain_text(inlines)
    assert "".join(line.text for line in composed.lines) == plain
    if not any(isinstance(i, LineBreak) or (isinstance(i, Run) and Mark.SUPERSCRIPT in i.marks) for i in inlines):
        check(composed, plain, round(ems / 1000 * EM))
    assert sum(len(line.notes) for line in composed.lines) == sum(isinstance(i, NoteReference) for i in inlines)
    assert compose(inlines, ems / 1000, script=script, notes={"n": 7}, vertical=vertical) == composed


@cases(80)
@given(TEXTS, st.integers(4_000, 30_000), st.sampled_from(["balance", "pretty"]))
def test_any_heading(text: str, ems: int, wrap: str) -> None:
    style = body(text_align="center", text_wrap=wrap, text_indent=Length(0))
    check(compose(text, ems / 1000, style=style), text, round(ems / 1000 * EM))


@cases(80)
@given(st.lists(PLAIN_PIECES, min_size=30, max_size=160).map("".join), st.integers(10, 40), VERTICAL)
def test_justified_lines_fill_the_measure(text: str, ems: int, vertical: bool) -> None:
    composed = compose(text, ems, vertical=vertical)
    for line in composed.lines[:-1]:
        assert line.x + line.width == ems * EM or composed.diagnostics


@cases(60)
@given(TEXTS, MEASURES)
def test_a_line_beside_something_narrows(text: str, ems: int) -> None:
    measure = Length(ems * EM // 1000 + 8 * EM)

    def inset(number: int) -> tuple[Length, Length]:
        return Length(4 * EM if number % 3 == 0 else 0), Length(4 * EM if number % 2 else 0)

    composed = composer().compose((Run(text),), body(), measure, indents=inset, first_indent=Length(0))
    assert "".join(line.text for line in composed.lines) == text
    for number, line in enumerate(composed.lines):
        left, right = inset(number)
        if not composed.diagnostics:
            assert left <= line.x
            assert line.x + line.width <= measure - right + 1
