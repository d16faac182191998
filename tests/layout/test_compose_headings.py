"""Titles and headings: lines of like length, broken where the sense allows, by the same table of breaks."""
from __future__ import annotations

import pytest

from convert.layout.inline import Composer
from convert.model.length import Length
from convert.model.nodes import Run
from tests.layout.composing import EM, body, book, compose, sheet

TITLE = body(text_align="center", text_wrap="balance", text_indent=0)

TITLES = (
    "关于进一步做好春季植树与河道清理工作的若干意见",
    "把“一带两园”建成群众身边的绿色家园——二〇二四年春季植树活动侧记",
    "约翰·缪尔与山间的四季",
    "在全区“安全生产月”活动动员会上的讲话",
    "《河道管理办法》实施三年回顾与展望",
    "2023—2024年度职工读书活动优秀组织单位名单",
)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("ems", [8, 10, 12, 15, 20])
def test_titles_break_well(title: str, ems: int) -> None:
    composed = compose(title, ems, style=TITLE)
    rows = [line.text for line in composed.lines]
    assert "".join(rows) == title
    if len(rows) == 1:
        return
    assert sum(c.isalnum() for c in rows[-1]) >= 3
    for row in rows[1:]:
        assert row[0] not in "，、；：。！？”》·—的"
    for row in rows[:-1]:
        assert row[-1] not in "“《"
    widths = [line.width for line in composed.lines]
    assert max(widths) <= ems * 10_500
    assert min(widths) * 4 >= max(widths)


def test_as_few_lines_as_hold_it() -> None:
    assert len(compose("春" * 20, 20, style=TITLE).lines) == 1
    rows = [len(line.text) for line in compose("春" * 22, 20, style=TITLE).lines]
    assert rows == [11, 11]


def test_a_quoted_name_is_not_parted() -> None:
    rows = [line.text for line in compose("坚持以“一心为民办实事”为主线推动各项工作", 14, style=TITLE).lines]
    assert any("“一心为民办实事”" in row for row in rows)


def test_prefers_a_space_or_a_mark() -> None:
    rows = [line.text for line in compose("春风化雨润心田　我为群众办实事活动纪实", 14, style=TITLE).lines]
    assert rows == ["春风化雨润心田　", "我为群众办实事活动纪实"]


def test_never_a_preposition_at_the_end() -> None:
    rows = [line.text for line in compose("发展职工文化和丰富精神生活", 7, style=TITLE).lines]
    assert rows[0][-1] != "和"


def test_centred_lines_have_equal_margins() -> None:
    for line in compose(TITLES[0], 15, style=TITLE).lines:
        assert 2 * line.x + line.width == pytest.approx(15 * 10_500, abs=2)


def test_words_learnt_from_the_publication_stay_whole() -> None:
    composer = Composer(sheet(), book(), "zh-Hans")
    text = "河道清理工作进展顺利，植树工作已经展开，志愿者在河道旁种下柳树，清理垃圾。" * 200
    title = (Run("全区河道清理工作展开"),)
    unlearnt = [line.text for line in composer.compose(title, TITLE, Length(7 * EM)).lines]
    composer.learn(text)
    learnt = [line.text for line in composer.compose(title, TITLE, Length(7 * EM)).lines]
    assert unlearnt == ["全区河道清", "理工作展开"]
    assert learnt in (["全区河道", "清理工作展开"], ["全区河道清理", "工作展开"])


def broken(title: str, ems: float, learnt: str = "") -> list[str]:
    composer = Composer(sheet(), book(), "zh-Hans")
    composer.learn(learnt)
    return [line.text for line in composer.compose((Run(title),), TITLE, Length(round(ems * EM))).lines]


@pytest.mark.parametrize(("ems", "rows"), [
    (14, "河东镇调研“村级堤防加固年”/专项行动时提出"),                    # a name in quotes stays whole
    (16, "种树护水　守望家园　/共同为两岸孩子留一片绿荫"),                 # two characters do not dangle
    (15, "坚持用心办好每一件民生实事，/凝聚起两岸群众护堤的力量"),
    (15, "河东镇水利站围绕主汛期/推动两岸堤防加固工程收尾"),               # a verb stays with its object
    (18, "深刻认识植树造林的长远价值，/把“一河两岸”变成孩子的课堂"),     # and a preposition
])
def test_titles_keep_sense_units(ems: int, rows: str) -> None:
    assert broken(rows.replace("/", ""), ems) == rows.split("/")


def test_no_line_begins_with_a_particle() -> None:
    for ems in range(8, 15):
        title = "深刻认识春季植树造林和河道清理的重大现实意义与护林员们的付出"
        assert all(row[0] not in "的们者" for row in broken(title, ems))


LEARNT = "植树节志愿者协会成立，志愿者协会办理登记，孩子们来协会报名。大堤上的柳树由志愿者照看，志愿者有水壶。" * 120


def test_a_set_phrase_of_the_publication_is_not_parted() -> None:
    learnt = "全镇持续推进农田水利建设，农田水利建设事关秋收。今年的水利建设任务重，镇里的工作会议一再部署，河东镇开展春耕。" * 120
    assert broken("在全镇持续推进农田水利建设工作会议上讲话", 13, learnt)[0].endswith(("推进", "农田水利建设"))


def test_one_line_more_rather_than_a_word_in_two() -> None:
    title = "镇里组织志愿者协会沿大堤种下柳树一万株"
    rows = broken(title, 10, LEARNT)
    assert "".join(rows) == title
    assert not any(row.endswith(("志", "志愿", "志愿者协", "柳", "大")) for row in rows)


def test_a_title_that_shrinks_into_one_line_is_not_parted() -> None:
    assert broken("春种，秋收，夏耘", 7.5) == ["春种，秋收，夏耘"]


def test_what_stands_in_brackets_alone_is_no_lone_character() -> None:
    assert broken("距离（米）", 3) == ["距离", "（米）"]
