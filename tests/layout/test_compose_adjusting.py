"""What a line gives and takes, in the order of clreq 3.2.2, and what never moves; last lines, numbers, Latin faces of their own."""
from __future__ import annotations

import pytest

from convert.fonts import Face, FontBook
from convert.layout.inline import ComposedLine, Composer
from convert.model.length import Length
from convert.model.nodes import Mark, Run
from convert.model.record import replace
from tests.layout.composing import EM, body, book, compose, glyphs, lines, one_line, origin, sheet, width

HAN = "春种一粒粟秋收万颗子四海无闲田农夫犹饿死锄禾日当午汗滴禾下土谁知盘中餐粒粒皆辛苦"
WORD = "HHHHHHHHHHH"        # too wide to stand on the line before it, and parted nowhere


def gaps(line: ComposedLine, pairs: dict[str, str]) -> dict[str, int]:
    """For each named pair of characters the distance of their origins."""
    placed = glyphs(line)
    out = {}
    for name, pair in pairs.items():
        at = next(i for i in range(len(placed) - 1) if placed[i][0] + placed[i + 1][0] == pair)
        out[name] = placed[at + 1][1] - placed[at][1]
    return out


def full_line(text: str, slack: int, script: str = "zh-Hans") -> ComposedLine:
    """`text` as a line that is `slack` thousandths of an em short of its measure."""
    natural = width(one_line(text, script=script))
    first, second = compose(text + WORD, (natural + slack) / 1000, indent=0, script=script).lines
    assert (first.text, second.text) == (text, WORD)
    return first


def moved(text: str, pairs: dict[str, str], amounts: list[int], script: str = "zh-Hans") -> list[dict[str, int]]:
    """How far each pair is from its natural distance when the line is given each of `amounts` (negative: taken)."""
    natural = gaps(one_line(text, script=script), pairs)
    made = []
    for amount in amounts:
        line = full_line(text, amount, script) if amount > 0 else compose(
            text, (width(one_line(text, script=script)) + amount) / 1000, indent=0, script=script).lines[0]
        made.append({name: gap - natural[name] for name, gap in gaps(line, pairs).items()})
    return made


def test_marks_shrink_in_order() -> None:
    text = "春a b种（秋）收，夏C耘。冬"
    pairs = {"word": " b", "bracket": "）收", "pause": "，夏", "autospace": "夏C", "sentence": "。冬"}
    amounts = [-n for n in range(0, 1450, 25)]
    steps = moved(text, pairs, amounts)
    first = {name: next(-a for a, step in zip(amounts, steps, strict=True) if step[name] < -3) for name in pairs}
    assert list(first) == sorted(first, key=first.__getitem__)
    assert len(set(first.values())) == len(first)
    assert all(step["autospace"] >= -130 for step in steps)


def test_spaces_widen_in_order_then_all_alike() -> None:
    text = "春a b种C秋收夏耘冬藏"
    pairs = {"word": " b", "autospace": "种C", "han": "收夏"}
    steps = moved(text, pairs, [200, 250, 400, 580, 1000])
    assert [s["word"] for s in steps] == pytest.approx([200, 250, 250, 250, 250], abs=7)
    assert [s["autospace"] for s in steps] == pytest.approx([0, 0, 37, 82, 83], abs=7)      # four of them
    assert [s["han"] > 7 for s in steps] == [False, False, False, False, True]


def test_what_is_one_unit_is_never_widened() -> None:
    text = "春——种1,234秋spring收京—沪3／5夏"
    pairs = {"dash": "——", "digits": "23", "letters": "in", "before": "京—", "after": "—沪", "solidus": "3／"}
    face = book().face("songti", "zh-Hans")
    shown = {k: v for k, v in pairs.items() if k != "dash" or len(face.shape("——")) == 2}
    assert moved(text, shown, [700])[0] == pytest.approx(dict.fromkeys(shown, 0), abs=1)


def test_a_centred_stop_stays_in_the_middle() -> None:
    text = "春種一粒粟，秋收萬顆子，四海無閒田"
    pairs = {"before": "粟，", "after": "，秋", "han": "一粒"}
    wide, narrow = moved(text, pairs, [600, -300], "zh-Hant-TW")
    assert wide["before"] == pytest.approx(wide["after"], abs=7)
    assert wide["before"] == pytest.approx(wide["han"], abs=7)
    assert narrow["before"] == pytest.approx(narrow["after"], abs=7)
    assert narrow["before"] < 0 == narrow["han"]


def test_question_and_exclamation_marks_of_traditional_text_give_nothing() -> None:
    text = "春種一粒粟？秋收萬顆子！四海無閒田，農夫"
    step, = moved(text, {"question": "？秋", "before": "子！", "comma": "，農"}, [-150], "zh-Hant-TW")
    assert (step["question"], step["before"]) == (0, 0)
    assert step["comma"] < 0


def test_a_last_line_is_set_as_it_comes() -> None:
    text = HAN + "，" + HAN[:20]
    last = compose(text).lines[-1]
    assert (last.x, last.glue_ratio, width(last)) == (0, 0, width(one_line(last.text)))


def test_a_last_line_is_more_than_a_short_word_where_that_costs_little() -> None:
    for word in ("it.", "AI。", "5年。"):
        assert lines((HAN * 2)[:42] + word)[-1] == (HAN * 2)[41] + word
        assert lines((HAN * 2)[:42] + "2025" + word)[-1] == "2025" + word


@pytest.mark.parametrize("number", ["二〇二三", "一〇一", "〇八", "第二〇"])
def test_numbers_written_with_the_ideographic_zero_stay_whole(number: str) -> None:
    for before in range(14, 24):
        assert any(number.removeprefix("第") in line for line in lines(HAN[:before] + number + "年" + HAN))
        assert all(line[0] != "〇" for line in lines(HAN[:before] + number + "年" + HAN)[1:])


@pytest.mark.parametrize("mark", "•・‧／—-")
def test_connectors_and_dots_begin_no_line(mark: str) -> None:
    for before in range(14, 24):
        text = HAN[:before] + (f"3{mark}5" if mark == "-" else mark) + HAN[before:]
        assert all(line[0] != mark for line in lines(text)[1:])


@pytest.mark.parametrize("unit", ["5‰", "20°", "30℉", "€50", "£8", "№3", "（2）", "1/3", "12:30", "2023-04-06"])
def test_more_units_are_never_parted(unit: str) -> None:
    for before in range(12, 24):
        assert any(unit in line for line in lines(HAN[:before] + unit + HAN[before:]))


def test_the_strict_level_gives_way_before_a_word_is_cut() -> None:
    composed = compose("springs……春种", 4, indent=0)
    assert [line.text for line in composed.lines][1].startswith("……")
    assert not composed.diagnostics


def test_the_measure_holds_its_whole_number_of_characters() -> None:
    for ems in range(4, 47):
        assert [len(line) for line in lines("春" * (2 * ems), ems, indent=0)] == [ems, ems]


def switched(**make_up: str) -> Composer:
    return Composer(replace(sheet(), make_up={**sheet().make_up, **make_up}), book(), "zh-Hans")


def test_latin_of_its_own_face_may_be_set_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    latin, usual = book().face("heiti", "zh-Hans"), FontBook.face
    monkeypatch.setattr(FontBook, "face", lambda self, role, script: latin if role == "latin" else usual(self, role, script))
    text = (Run("春耕C919号，spring与x"), Run("2", Mark.SUPERSCRIPT), Run("共耕" + HAN))
    made = {}
    for percent in ("100", "110"):
        composer = switched(**{"latin-face": "latin", "latin-size": percent})
        made[percent] = composer.compose(text, body(), Length(22 * EM), first_indent=Length(0)).lines
    for percent, found in made.items():
        assert "".join(line.text for line in found) == "春耕C919号，spring与x2共耕" + HAN
        sizes = {s.size for line in found for s in line.segments if s.face is latin and not s.rise}
        assert sizes == {EM * int(percent) // 100}
        assert all(line.x + line.width == 22 * EM for line in found[:-1])
    word = [origin(found[0], "号") - origin(found[0], "C") - 250 for found in made.values()]
    assert word[1] == pytest.approx(word[0] * 1.1, rel=0.02)


def test_figures_may_be_old_style(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    face = book().face("songti", "zh-Hans")
    shape = type(face).shape

    def spy(self: Face, text: str, *, oldstyle: bool = False) -> object:
        asked.append((text, oldstyle))
        return shape(self, text, oldstyle=oldstyle)

    monkeypatch.setattr(type(face), "shape", spy)
    for figures, style in (("lining", body()), ("oldstyle", body()), ("oldstyle", sheet().role("table-cell"))):
        switched(figures=figures).compose((Run("共2025人"),), style, Length(22 * EM))
    assert asked == [("2025", False), ("2025", True), ("2025", False)]
