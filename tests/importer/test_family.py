"""Two issues of trade unions' monthlies, as long and as mixed as real ones: talks, reports, news with credits, letters, notices,
lists, interviews, verse.  As half-Markdown with a contents page and without, and as printed pages that lost some of their marks."""
from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from convert.importer.rawlines import read_lines
from convert.importer.tablecells import table_rows
from tests.importer.damage import half_markdown
from tests.importer.pages import printed_pages
from tests.importer.stories import every_story, skeleton
from tests.importer.test_pages import CONTENTS_END, body, fidelity, paragraph_f1, texts
from tests.importer.test_roundtrip import imported

NAMES = ("zhisuo", "kuangdeng")


def without_contents(text: str) -> str:
    return text[text.index(CONTENTS_END) + len(CONTENTS_END):]


def without_marks(text: str) -> str:
    return re.sub(r"(?m)^#+ |\*\*", "", text)


def with_lines_touching(text: str) -> str:
    """A tenth of the blank lines is lost."""
    rng = random.Random(1)
    return "\n".join(line for line in text.split("\n") if line.strip() or rng.random() > 0.1)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [1, 3])
def test_half_markdown_with_its_contents_comes_back_whole(name: str, seed: int) -> None:
    told = every_story(name)
    made = imported(half_markdown(told, seed))
    assert [skeleton(a.head.title) for a in made.articles] == [skeleton(s.title) for s in told]
    assert [a.column for a in made.articles] == [s.column for s in told]
    assert [a.contributor for a in made.articles] == [s.contributor for s in told]
    assert paragraph_f1(made, told) > 0.98


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("plain", [False, True])
def test_without_a_contents_page_and_without_marks(name: str, plain: bool) -> None:
    told = every_story(name)
    text = without_contents(half_markdown(told, 2))
    made = imported(without_marks(text) if plain else text)
    assert len(made.articles) == len(told)
    assert fidelity(made, told) > 0.99


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [1, 5])
def test_printed_pages_become_the_articles_again(name: str, seed: int) -> None:
    told = every_story(name)
    made = imported(printed_pages(told, seed))
    assert len(made.articles) == len(told)
    assert fidelity(made, told) > 0.99
    assert paragraph_f1(made, told) > 0.95


def with_pages_unmarked(text: str) -> str:
    return re.sub(r"(?m)^ (?=\S)", "", text)


def with_lines_together(text: str) -> str:
    return re.sub(r"\n\s*\n", "\n", text)


@pytest.mark.parametrize(("lose", "least"), [(with_pages_unmarked, 0.9), (with_lines_touching, 0.9), (with_lines_together, 0.8)])
def test_printed_pages_that_lost_their_marks(lose: Callable[[str], str], least: float) -> None:
    """The space that begins a page, one blank line in ten, or all of them."""
    told = every_story("kuangdeng")
    assert fidelity(imported(lose(printed_pages(told, 2))), told) > least


def test_an_entry_with_kicker_and_subtitle_is_longer_than_a_line_and_no_prose() -> None:
    told = list(every_story("kuangdeng"))
    told[4] = told[4]._replace(kicker="全省深入推进新时代能源产业工人队伍建设改革暨职工技能提升行动工作会议在省城召开，"
                                      "省委主要负责同志出席会议并作重要讲话强调")
    made = imported(half_markdown(told, 1))
    assert [a.column for a in made.articles] == [s.column for s in told]
    assert skeleton("".join(made.articles[4].head.kicker)) == skeleton(told[4].kicker)


def test_a_source_with_the_number_of_an_issue_is_no_running_foot() -> None:
    told = every_story("zhisuo")
    at = next(i for i, s in enumerate(told) if s.source.endswith("期"))
    made = imported(printed_pages(told, 3))
    assert made.articles[at].source and texts(made)[at][-1] == body(told[at])[-1]


def test_letters_that_justification_set_apart_are_no_cells() -> None:
    lines = read_lines("活 动 现 场 巷 道 里\n工 作 服 务 队 与 矿 工 们\n省 城 三 家 医 院 的 专 家\n", "a.txt")
    assert table_rows(lines) == frozenset()
