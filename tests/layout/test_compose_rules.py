"""clreq in testable form: one example and one number for each rule of line composition."""
from __future__ import annotations

from pathlib import Path

import pytest

from convert.diagnostics import NOWHERE, Refusal
from convert.layout.inline import ComposedLine, Composer
from convert.layout.lines import moved
from convert.model.length import Length
from convert.model.nodes import LineBreak, Run
from convert.model.record import replace
from convert.style import Gap, load_style_sheet
from convert.workspace import shipped
from tests.layout.composing import EM, body, book, compose, composer, ends, glyphs, lines, one_line, origin, sheet, width

HAN = "春种一粒粟秋收万颗子四海无闲田农夫犹饿死锄禾日当午汗滴禾下土谁知盘中餐粒粒皆辛苦"


@pytest.mark.parametrize(("text", "ems"), [
    ("字字", 2.0),
    ("字，字", 3.0),
    ("字。”字", 3.5),          # two marks of 2 em make 1.5
    ("字，“字", 3.5),
    ("字（《字", 3.5),
    ("字》）字", 3.5),
    ("字”“字", 3.5),
    ("字！”）字", 4.0),        # n marks make (n + 1) / 2
    ("字》）。“字", 4.5),
    ("，字", 2.0),             # the white at a line's edge is not there
    ("字，", 1.5),
    ("“字", 1.5),
    ("（字）", 2.0),
    ("字——字", 4.0),
    ("字……字", 4.0),
    ("字·字", 3.0),
    ("字　字", 3.0),
])
def test_widths_in_ems(text: str, ems: float) -> None:
    assert width(one_line(text)) == round(ems * 1000)


@pytest.mark.parametrize(("text", "ems"), [
    ("字，字", 3.0), ("字，", 2.0), ("。字", 2.0), ("字。」字", 3.7), ("字」，字", 3.5), ("字，「字", 3.5), ("「字」", 2.0),
    ("字？！字", 3.7), ("字。」「字", 4.2),
])
def test_stops_of_traditional_text_keep_their_em_adjacent_marks_close_up(text: str, ems: float) -> None:
    assert width(one_line(text, script="zh-Hant-TW")) == round(ems * 1000)


def test_autospace_is_a_quarter_em_and_a_source_space_does_not_add_to_it() -> None:
    tight, spaced = one_line("第A字"), one_line("第 A 字")
    assert origin(tight, "A") == 1250
    assert glyphs(tight) == [g for g in glyphs(spaced) if g[0] != " "]
    assert width(one_line("A字")) == width(one_line("A")) + 1250
    assert width(one_line("字A")) == width(one_line("A")) + 1250       # none at the edges


def test_no_autospace_beside_marks() -> None:
    letter = width(one_line("A"))
    assert width(one_line("字，A")) == 2000 + letter
    assert width(one_line("字， A")) == 2000 + letter
    assert width(one_line("A（字")) == letter + 2000


def test_word_space_between_words_and_between_ideographs() -> None:
    assert width(one_line("a b")) == width(one_line("a")) + 250 + width(one_line("b"))
    assert width(one_line("张 三")) == 2250


def test_opening_mark_at_paragraph_start_stands_at_two_ems_less_a_half() -> None:
    line = compose("“" + HAN).lines[0]
    assert glyphs(line)[0] == ("“", 1500)
    assert line.x == 2 * EM


def test_opening_mark_at_line_start_is_trimmed_by_half_an_em() -> None:
    second = compose(HAN[:20] + "（" + HAN[20:]).lines[1]
    assert second.text[0] == "（"
    assert glyphs(second)[0] == ("（", -500)
    assert origin(second, second.text[1]) == 500


def test_closing_mark_at_line_end_is_half_width() -> None:
    line = compose(HAN[:19] + "，" + HAN[19:]).lines[0]
    assert line.text.endswith("，")
    assert ends(line) == pytest.approx(231 + 5.25, abs=0.02)
    assert line.x + line.width == 231_000


@pytest.mark.parametrize("mark", "、，；：。！？”’」』）〕］｝》〉】〗·～–/")
def test_not_at_line_start(mark: str) -> None:
    for before in range(14, 24):
        assert all(line[0] != mark for line in lines(HAN[:before] + mark + HAN[before:])[1:])


@pytest.mark.parametrize("mark", "“‘「『（〔［｛《〈【〖([")
def test_not_at_line_end(mark: str) -> None:
    for before in range(14, 24):
        assert all(line[-1] != mark for line in lines(HAN[:before] + mark + HAN[before:])[:-1])


@pytest.mark.parametrize("unit", [
    "——", "……", "C919", "1,234.5", "99.5%", "3％", "25℃", "￥300", "$20", "2022/24", "km/h", "3·15", "don’t",
])
def test_units_are_never_parted(unit: str) -> None:
    for before in range(12, 24):
        assert any(unit in line for line in lines(HAN[:before] + unit + HAN[before:]))


@pytest.mark.parametrize("unit", ["——", "……"])
def test_dash_and_ellipsis_not_at_line_start_but_at_paragraph_start(unit: str) -> None:
    for before in range(14, 24):
        assert all(not line.startswith(unit) for line in lines(HAN[:before] + unit + HAN[before:])[1:])
    assert lines(unit + HAN)[0].startswith(unit)


def test_a_row_of_dashes_parts_between_its_units_only() -> None:
    rows = lines("—" * 24, 7, indent=0)
    assert "".join(rows) == "—" * 24
    assert all(len(row) % 2 == 0 for row in rows)


def test_dash_fills_two_ems_and_keeps_both_characters() -> None:
    line = one_line("春——夏")
    assert "".join(text for text, _ in glyphs(line)) == "春——夏"
    assert origin(line, "夏") == 3000


def test_document_number_stays_whole_where_the_measure_allows() -> None:
    for before in range(20, 32):
        assert any("〔2022〕24号" in line for line in lines(HAN[:before] + "〔2022〕24号" + HAN[before:], 30))
    assert any(line.endswith("〔2022〕") for line in lines(HAN[:6] + "〔2022〕24号" + HAN, 10, indent=0))


def test_a_number_is_not_left_without_what_it_counts_if_the_line_can_help_it() -> None:
    before, after = "春种秋收夏耘冬藏" * 5 + "春", "春种秋收，夏耘冬藏。"
    assert lines(before + "5梅" + after)[1].endswith("5")
    assert lines(before + "5年" + after)[2].startswith("5年")


def test_range_of_years_breaks_after_its_dash_at_most() -> None:
    for before in range(10, 24):
        for line in lines(HAN[:before] + "2020—2021" + HAN[before:])[1:]:
            assert line[0] != "—"


def test_one_dash_is_one_em_and_no_gap_beside_it() -> None:
    assert width(one_line("京—沪")) == 3000


@pytest.mark.parametrize("count", range(19, 70))
def test_no_lone_character_in_a_last_line(count: int) -> None:
    text = (HAN * 2)[:count]
    for sample in (text, text + "。", text + "！”"):
        last = lines(sample)[-1]
        assert len(last.rstrip("。！”")) >= 2


def test_long_url_breaks_after_its_own_marks() -> None:
    rows = lines("https://example.org/2023/spring-planting/reports/index.html", 11, indent=0)
    assert len(rows) >= 3
    assert [row[-1] in "/.-" for row in rows] == [True] * (len(rows) - 1) + [False]


def test_word_longer_than_the_line_is_cut_and_reported() -> None:
    composed = compose("PNEUMONOULTRAMICROSCOPICSILICOVOLCANO", 8)
    assert "".join(line.text for line in composed.lines) == "PNEUMONOULTRAMICROSCOPICSILICOVOLCANO"
    assert [d.code for d in composed.diagnostics] == ["L002"]
    assert all(line.x + line.width <= 8 * EM for line in composed.lines)


def test_wide_space_stays_an_em_and_leads_the_block() -> None:
    assert origin(one_line("　　字"), "字") == 2000
    parted = compose("春种一粒粟　秋收万颗子", 6, indent=0).lines
    assert [line.text.strip("　") for line in parted] == ["春种一粒粟", "秋收万颗子"]
    assert glyphs(parted[1])[0] == ("秋", 0)


def test_interpunct_is_alike_on_both_sides() -> None:
    line = one_line("约翰·密尔")
    gid_origin, before, after = origin(line, "·"), origin(line, "翰") + 1000, origin(line, "密")
    advance = line.segments[0].face.glyphs["·"][1]
    assert gid_origin + advance / 2 - before == pytest.approx(after - gid_origin - advance / 2, abs=1)


def test_english_quotes_are_proportional_chinese_ones_full_width() -> None:
    english = one_line("He said “yes” twice.")
    assert origin(english, "y") - origin(english, "“") < 600
    chinese = one_line("他说“yes”了")
    assert origin(chinese, "y") - origin(chinese, "“") == 1000


@pytest.mark.parametrize("ems", [4, 6, 9, 14, 22, 30.5, 46])
def test_justified_lines_end_at_the_edge(ems: float) -> None:
    composed = compose(HAN * 3, ems, indent=0)
    for line in composed.lines[:-1]:
        assert ends(line) == pytest.approx(ems * 10.5, abs=0.02)


def test_mixed_text_ends_at_the_edge_in_every_line() -> None:
    text = ("二〇二三年三月，C919客机完成第128次试飞（飞行时间2.5小时），“绿化500亩”的目标达到了98.5%；"
            "大家都说：“只要肯干，就有希望！”") * 4
    composed = compose(text)
    assert len(composed.lines) > 8
    for line in composed.lines[:-1]:
        mark = 5.25 if line.text[-1] in "，。；：！”）" else 0
        assert ends(line) == pytest.approx(231 + mark, abs=0.02)


def test_lines_stretch_little() -> None:
    composed = compose(("天道酬勤，功不唐捐；" + HAN + "。他说：“锄禾日当午。”") * 5)
    assert max(s.spacing for line in composed.lines for s in line.segments) <= 60


def test_alignments() -> None:
    measure = 22 * EM
    for align, expected in (("start", 0), ("center", (measure - 4 * EM) // 2), ("end", measure - 4 * EM)):
        assert compose("四个汉字", style=body(text_align=align), indent=0).lines[0].x == expected


def test_hard_break_ends_a_line_unstretched_without_indent_after_it() -> None:
    composed = compose((Run("春种一粒粟"), LineBreak(), Run("秋收万颗子")))
    first, second = composed.lines
    assert (first.x, first.width, second.x, second.start) == (2 * EM, 5 * EM, 0, 5)


def test_insets_by_line() -> None:
    def beside_a_picture(number: int) -> tuple[Length, Length]:
        return (Length(8 * EM), Length(0)) if number < 2 else (Length(0), Length(0))

    composed = compose(HAN * 2, indents=beside_a_picture)
    assert [line.x // EM for line in composed.lines[:3]] == [10, 8, 0]
    assert all(line.x + line.width == 22 * EM for line in composed.lines[:-1])


def test_a_text_is_set_in_a_line_more_where_it_can() -> None:
    text = (HAN + "，") * 8
    assert len(lines(text, count=len(lines(text)) + 1)) == len(lines(text)) + 1


def test_tracking_brings_28_characters_into_the_line_of_an_official_document() -> None:
    style = body(font_size=Length(16_000), letter_spacing=Length(-207), text_indent=Length(0))
    composed = compose(HAN * 2, 442.205 / 10.5, style=style)
    assert len(composed.lines[0].text) == 28


def test_natural_width_is_what_a_line_takes() -> None:
    for text in ("春种一粒粟", "第3批（C919）", "“字”", "a b"):
        inlines = (Run(text),)
        assert composer().natural_width(inlines, body()) == pytest.approx(one_line(text).width, abs=1)
    assert composer().natural_width((), body()) == 0


def test_moved_segment_differs_in_place_only() -> None:
    line: ComposedLine = one_line("字")
    assert moved(line.segments[0], 500).x == 500
    assert moved(line.segments[0], 500).gids == line.segments[0].gids


def _composer(**changes: object) -> Composer:
    plain = sheet()
    compositions = {**plain.compositions, "zh-Hans": plain.compositions["zh-Hans"]._replace(**changes)}
    return Composer(replace(plain, compositions=compositions), book(), "zh-Hans")


def test_sheet_may_keep_marks_full_width() -> None:
    full = _composer(text_spacing_trim="space-all")
    (line,) = full.compose((Run("“字。”"),), body(), Length(22 * EM), first_indent=Length(0)).lines
    assert width(line) == 4000
    assert [x for _, x in glyphs(line)] == [0, 1000, 2000, 3000]


def test_sheet_says_only_what_it_changes(tmp_path: Path) -> None:
    said = "hanging-punctuation: allow-end, gaps: {han-latin: 125 50 60}"
    (tmp_path / "ours.yaml").write_text(f"extends: magazine\ncomposition:\n  zh-Hans: {{{said}}}\n", encoding="utf-8")
    ours = load_style_sheet("ours", (tmp_path, shipped("styles")), NOWHERE)[0].compositions["zh-Hans"]
    plain = sheet().compositions["zh-Hans"]
    assert ours == plain._replace(hanging_punctuation="allow-end", gaps={**plain.gaps, "han-latin": Gap(125, 50, 60)})
    (tmp_path / "ours.yaml").write_text("extends: magazine\ncomposition:\n  zh-Hans: {gaps: {han-latn: 1 2 3}}\n", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        load_style_sheet("ours", (tmp_path, shipped("styles")), NOWHERE)
    assert [d.code for d in refused.value.diagnostics] == ["S004"]


def test_sheet_may_let_stops_hang() -> None:
    hanging = _composer(hanging_punctuation="allow-end")
    text = (Run(HAN[:20] + "，" + HAN[:22] + "。" + HAN[:10] + "，" + HAN),)
    upright, hung = (c.compose(text, body(), Length(22 * EM)).lines for c in (composer(), hanging))
    assert not any(line.text.endswith(("，", "。")) and len(line.text) == 23 for line in upright)
    assert [line.text[-1] for line in hung[:2]] == ["，", "。"]
    for line in hung[:2]:
        assert (line.glue_ratio, line.x + line.width) == (0, 22 * EM)
        assert ends(line) > 22 * EM / 1000
    assert "".join(line.text for line in hung) == "".join(line.text for line in upright)


def test_sheet_may_set_latin_without_autospace() -> None:
    tight = _composer(text_autospace="no-autospace")
    (line,) = tight.compose((Run("第A字，第 A 字"),), body(), Length(22 * EM), first_indent=Length(0)).lines
    assert origin(line, "A") == 1000
    assert [x for t, x in glyphs(line) if t == "A"][1] == origin(line, "，") + 1000 + 1000 + 250


def test_sheet_may_loosen_the_rules_for_dashes() -> None:
    loose = _composer(line_break="loose")
    texts = [(Run(HAN[:n] + "——" + HAN),) for n in range(14, 24)]
    assert any(line.text.startswith("——") for text in texts for line in loose.compose(text, body(), Length(22 * EM)).lines)
