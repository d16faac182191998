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
