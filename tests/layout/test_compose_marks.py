"""Runs that look different: faces by role, note numbers, emphasis dots, underlines, links, missing characters, list markers."""
from __future__ import annotations

import time

import pytest

from convert.layout.block import marker_text
from convert.layout.boxes import Rectangle, Tag, TextLine
from convert.layout.inline import ComposedLine, Composer, boxes, place
from convert.model.length import Length
from convert.model.nodes import List, Mark, NoteReference, Run
from convert.model.record import replace
from tests.layout.composing import EM, body, book, compose, composer, glyphs, one_line, origin, sheet, width


@pytest.mark.parametrize(("mark", "role"), [
    (Mark.STRONG, "heiti"), (Mark.EMPHASIS, "kaiti"), (Mark.RUN_IN, "heiti"), (Mark.CODE, "mono"),
])
def test_marks_change_the_face(mark: Mark, role: str) -> None:
    line = one_line((Run("重点："), Run("春耕abc", mark), Run("。")))
    assert line.text == "重点：春耕abc。"
    set_in = {c: s.face for s in line.segments for c in s.text}
    assert set_in["耕"] is book().face(role, "zh-Hans")
    assert set_in["重"] is book().face("songti", "zh-Hans")


def test_marks_at_a_change_of_face_close_up_all_the_same() -> None:
    assert width(one_line((Run("字。"), Run("”字", Mark.STRONG)))) == 3500


def test_note_number_sticks_to_the_word_before_and_is_a_label() -> None:
    text = (Run("春种一粒粟，秋收万颗子"), NoteReference("a-fn1"), Run("。四海无闲田，农夫犹饿死。锄禾日当午，汗滴禾下土。"))
    for ems in range(6, 30):
        for line in compose(text, ems, notes={"a-fn1": 12}, indent=0).lines:
            assert ("子" in line.text) == (line.notes == ("a-fn1",))
            assert "⑫" not in "".join(t for s in line.segments for t in s.text)
    line = one_line(text, notes={"a-fn1": 12})
    (label,) = line.labels
    assert ("".join(label.text), label.href) == ("⑫", "#a-fn1")
    assert label.size < EM
    assert label.rise > 0
    assert origin(line, "子") * EM // 1000 + EM <= label.x < origin(line, "。") * EM // 1000


def test_start_counts_source_characters_only() -> None:
    text = (Run("春种一粒粟"), NoteReference("n"), Run("秋收万颗子四海无闲田"))
    composed = compose(text, 6, notes={"n": 1}, indent=0)
    plain = "春种一粒粟秋收万颗子四海无闲田"
    assert [plain[line.start:line.start + len(line.text)] for line in composed.lines] == [line.text for line in composed.lines]


def test_superscript_is_smaller_raised_and_close() -> None:
    line = one_line((Run("面积为10km"), Run("2", Mark.SUPERSCRIPT), Run("以上，H"), Run("2", Mark.SUBSCRIPT), Run("O")))
    raised, lowered = (s for s in line.segments if s.text == ("2",))
    assert raised.rise > 0 > lowered.rise
    assert raised.size == lowered.size == 650 * EM // 1000
    assert line.text == "面积为10km2以上，H2O"


def test_emphasis_dots_stand_under_ideographs_only_and_are_no_text() -> None:
    line = one_line((Run("要"), Run("真抓，实干", Mark.EMPHASIS_DOTS), Run("。")))
    (dots,) = line.decorations
    assert len(dots.gids) == 4
    assert dots.rise < 0
    places, at = [], dots.x * 1000
    for advance in dots.advances:
        places.append(round(at / EM))
        at += advance * dots.size
    left, _, right, _ = dots.face.ink(dots.text[0])
    centre = (left + right) * dots.size / EM / 2
    assert [p + centre for p in places] == pytest.approx([origin(line, c) + 500 for c in "真抓实干"], abs=4)
    assert line.text == "要真抓，实干。"


def test_underline_spans_its_words() -> None:
    line = one_line((Run("请填"), Run("姓名", Mark.UNDERLINE), Run("。")))
    (rule,) = line.rules
    assert (rule.x, rule.width) == (2 * EM, 2 * EM)
    assert rule.dy > 0


def test_links_keep_their_target() -> None:
    line = one_line((Run("见"), Run("官网", href="https://example.org"), Run("。")))
    assert [s.href for s in line.segments] == ["", "https://example.org", ""]


def test_latin_face_by_switch() -> None:
    own = composer()
    switched = Composer(replace(sheet(), make_up={**sheet().make_up, "latin-face": "latin"}), book(), "zh-Hans")
    text = (Run("春耕 C919 号"),)
    measure = Length(22 * EM)
    faces = [{s.face for s in c.compose(text, body(), measure).lines[0].segments} for c in (own, switched)]
    assert faces[0] == {book().face("songti", "zh-Hans")}
    assert faces[1] == {book().face("songti", "zh-Hans"), book().face("latin", "zh-Hans")}


def test_character_without_a_glyph_is_named_with_its_place() -> None:
    from convert.diagnostics import Span

    fresh = Composer(sheet(), book(), "zh-Hans")
    fresh.compose((Run("字"), Run("\U0001f9ff", span=Span("a.md", 7))), body(), Length(22 * EM))
    assert fresh.missing == {("a.md", "\U0001f9ff"): Span("a.md", 7)}


def test_list_marker_hangs_and_is_a_label() -> None:
    composed = compose("秋收万颗子，四海无闲田，农夫犹饿死。", 10, indent=-2, prefix=(Run("1."),))
    first, second = composed.lines
    assert first.labels[0].x == -2 * EM
    assert (first.x, second.x) == (0, 0)
    assert first.text + second.text == "秋收万颗子，四海无闲田，农夫犹饿死。"


@pytest.mark.parametrize(("marker", "delimiter", "wanted"), [
    ("decimal", "period", "4."), ("decimal", "paren", "4)"), ("decimal", "parens", "(4)"), ("lower-alpha", "paren", "d)"),
    ("upper-alpha", "period", "D."), ("lower-roman", "parens", "(iv)"), ("upper-roman", "period", "IV.")])
def test_the_number_of_an_item_is_printed_as_it_is_written(marker: str, delimiter: str, wanted: str) -> None:
    assert marker_text(List((), True, 1, marker, delimiter), 4, 0) == wanted


@pytest.mark.parametrize(("marker", "number", "wanted"), [
    ("decimal", 999_999_999, "999999999."), ("lower-alpha", 27, "aa."), ("upper-alpha", 27 * 26 + 4, "AAD."),
    ("upper-roman", 1944, "MCMXLIV."), ("lower-roman", 3999, "mmmcmxcix."), ("lower-roman", 4000, "4000."),
    ("upper-roman", 999_999_999, "999999999.")])
def test_a_list_may_begin_with_any_number(marker: str, number: int, wanted: str) -> None:
    begin = time.process_time()
    assert marker_text(List((), True, number, marker), number, 0)[:20] == wanted
    assert time.process_time() - begin < 1


def test_combining_marks_and_selectors_stay_with_their_base() -> None:
    line = one_line("cafe\u0301，葛\ufe00城\u200b市")
    assert "".join(t for s in line.segments for t in s.text).replace("\u200b", "") == "cafe\u0301，葛\ufe00城市"
    assert line.text == "cafe\u0301，葛\ufe00城\u200b市"


def test_boxes_of_a_line() -> None:
    line = one_line((Run("真抓", Mark.EMPHASIS_DOTS), Run("实干", Mark.UNDERLINE), NoteReference("n")), notes={"n": 1})
    tag, label = Tag("p", "P", 0), Tag("n", "Lbl", 1)
    placed = boxes(line, Length(1000), Length(50_000), tag, label)
    rule, text, number, dots = placed
    assert isinstance(rule, Rectangle)
    assert rule.tag is None
    assert [b.tag for b in (text, number, dots) if isinstance(b, TextLine)] == [tag, label._replace(key="n.1", order=2), None]
    assert isinstance(text, TextLine)
    assert text == place(line, Length(1000), Length(50_000), tag)
    assert text.segments[0].x == line.segments[0].x + 1000


def test_a_note_number_is_painted_behind_its_word() -> None:
    line = one_line((Run("渡口"), NoteReference("n"), Run("的灯"), NoteReference("m")), notes={"n": 1, "m": 2})
    tag = Tag("p", "P", 0)
    placed = [b for b in boxes(line, Length(0), Length(0), tag, Tag("n", "Lbl", 1)) if isinstance(b, TextLine)]
    assert [b.tag.type for b in placed if b.tag] == ["P", "Lbl", "P", "Lbl"]
    assert len({b.tag.key for b in placed if b.tag}) == 3
    assert [[t for s in b.segments for t in s.text] for b in placed[::2]] == [["渡", "口"], ["的", "灯"]]


def test_glyph_text_is_the_line_text() -> None:
    text = "他在office说：“fine——first-class……”"
    assert "".join(t for t, _ in glyphs(one_line(text))) == text


def _middle(line: ComposedLine, number: int) -> float:
    """Where the middle of decoration `number` stands, in ems of the body."""
    segment = line.decorations[number]
    return (segment.x + sum(segment.advances) * segment.size / 2000) / EM


def test_ruby_stands_in_the_middle_over_its_character_and_is_no_text() -> None:
    line = one_line((Run("春"), Run("种", ruby="zhòng"), Run("粟", ruby="sù"), Run("。")))
    assert line.text == "春种粟。"
    assert ["".join(d.text) for d in line.decorations] == ["zhòng", "sù"]
    for number, char in enumerate("种粟"):
        assert _middle(line, number) == pytest.approx(origin(line, char) / 1000 + 0.5, abs=0.02)
    left, right = line.decorations
    assert left.x + sum(left.advances) * left.size // 1000 < right.x


def test_wide_ruby_parts_the_text_narrow_ruby_does_not() -> None:
    assert width(one_line((Run("春"), Run("粟", ruby="sù"), Run("秋")))) == 3000
    assert width(one_line((Run("春"), Run("双", ruby="shuāng"), Run("秋")))) > 3000


def test_ruby_stays_between_the_lines() -> None:
    for size, row in ((10_500, 17_000), (9_000, 13_000), (16_000, 25_000)):
        style = body(font_size=Length(size), line_height=Length(row))
        (ruby,) = compose((Run("粟", ruby="ǹg"),), 22, style=style).lines[0].decorations
        top = max(ruby.face.ink(c)[3] for c in "ǎňǚ") * ruby.size // 1000 + ruby.rise
        assert ruby.rise > 880 * size // 1000
        assert top <= row - 100 * size // 1000


def test_text_under_one_reading_is_not_parted() -> None:
    text = (Run("春种一粒粟秋"), Run("收万颗", ruby="shōuwànkē"), Run("子四海无闲田农夫犹饿死"))
    for ems in range(5, 12):
        assert any("收万颗" in line.text for line in compose(text, ems, indent=0).lines)


def test_names_side_by_side_have_a_line_each_titles_a_wave() -> None:
    line = one_line((Run("春种", Mark.PROPER_NAME), Run("秋收", Mark.PROPER_NAME), Run("万颗子", Mark.BOOK_TITLE)))
    first, second = line.rules
    assert first.x + first.width < second.x
    assert first.width > 1.8 * EM
    (wave,) = line.decorations
    left, *_ = wave.face.ink(wave.text[0])
    assert wave.rise < 0
    assert wave.x + left * wave.size // 1000 == pytest.approx(4 * EM, abs=0.06 * EM)
    assert wave.x + (sum(wave.advances) + left) * wave.size // 1000 == pytest.approx(7 * EM, abs=0.06 * EM)


def test_marks_of_a_run_in_english_are_proportional_those_about_it_are_not() -> None:
    line = one_line((Run("他说“行”，答：“"), Run("“All’s well” — thank you…", lang="en"), Run("”")))
    advances = {}
    for segment in line.segments:
        for text, advance in zip(segment.text, segment.advances, strict=True):
            advances.setdefault(text, []).append(advance)
    assert advances["’"] == [pytest.approx(300, abs=150)]
    assert min(advances["“"]) < 500 <= max(advances["“"])
    assert origin(line, "行") == 3000


def test_a_run_in_the_other_script_takes_its_face() -> None:
    line = one_line((Run("骨字"), Run("骨字", lang="zh-Hant-TW")))
    assert [s.face for s in line.segments] == [book().face("songti", script) for script in ("zh-Hans", "zh-Hant-TW")]


@pytest.mark.parametrize("script", ["zh-Hans", "zh-Hant-TW", "zh-Hant-HK"])
def test_latin_is_kerned_and_ideographs_have_the_forms_of_their_script(script: str) -> None:
    face = book().face("songti", script)
    assert sum(g[2] for g in face.shape("AVATO")) < sum(face.glyphs[c][1] for c in "AVATO")
    language = {"zh-Hant-TW": "zh-Hant"}.get(script, script)
    for char in "說閱溫為著裏骨返户":
        infos, _ = face._shape(char, "Hani", language, {"locl": True})
        assert [info.codepoint for info in infos] == [face.glyphs[char][0]]


def _long_word(word: Run) -> list[ComposedLine]:
    return [line for before in range(4, 14) for line in compose((Run(HAN[:before]), word, Run(HAN)), 14, indent=0).lines]


HAN = "春种一粒粟秋收万颗子四海无闲田农夫犹饿死锄禾日当午"


def test_a_long_word_parts_with_a_hyphen_that_is_no_text() -> None:
    made = _long_word(Run("containerization"))
    parted = [line for line in made if "".join(t for s in line.segments for t in s.text).endswith("\u00ad")]
    assert parted
    for line in parted:
        assert line.text[-1].isalpha()
        assert line.x + line.width == 14 * EM
        assert line.segments[-1].gids[-1] == line.segments[-1].face.glyphs["-"][0]


def test_words_that_fit_and_words_of_code_addresses_and_capitals_stay_whole() -> None:
    whole = [Run("iron"), Run("containerization", Mark.CODE), Run("CONTAINERIZATION"), Run("C919containers"),
             Run("containerization", href="https://example.org")]
    lines = [line for run in whole for line in _long_word(run)]
    lines += compose("春种containerization秋收万颗子四海无闲田", 30, indent=0).lines
    assert not any("\u00ad" in t for line in lines for s in line.segments for t in s.text)


def test_the_strokes_of_a_dash_touch_in_every_face(monkeypatch: pytest.MonkeyPatch) -> None:
    face = book().face("songti", "zh-Hans")
    stroke = (face.glyphs["—"][0], "—", 1000)
    monkeypatch.setattr(face, "shape", lambda _: (stroke, stroke))
    monkeypatch.setattr(face, "ink", lambda _: (60, 300, 940, 340))
    line = one_line("春——夏")
    places = [x for text, x in glyphs(line) if text == "—"]
    assert places[0] + 940 == places[1] + 60 == 2000
    assert origin(line, "夏") == 3000
