"""A third magazine, as printed pages come out of an extractor and as half-Markdown: interviews, letters, lists, briefs, cases."""
from __future__ import annotations

import itertools

import pytest

from convert.importer.assembly import Imported
from convert.importer.linecosts import LineCosts
from convert.importer.matching import common_length, coverage
from convert.importer.rawlines import read_lines
from convert.importer.reading import ALONE, DISPLAY, FIRST, LAST, MIDDLE, read_page
from tests.importer.damage import half_markdown
from tests.importer.pages import printed_pages
from tests.importer.stories import Story, every_story, skeleton
from tests.importer.test_roundtrip import imported, whole_head

CONTENTS_END = "内部资料 免费交流"


def texts(made: Imported) -> list[list[str]]:
    return [[skeleton(b.text) for b in a.blocks] for a in made.articles]


def body(story: Story) -> list[str]:
    return [skeleton(text) for _, text in story.blocks]


def boundaries(bodies: list[list[str]]) -> set[tuple[str, str]]:
    return {(a[-6:], b[:6]) for paragraphs in bodies for a, b in itertools.pairwise(paragraphs)}


def paragraph_f1(made: Imported, told: tuple[Story, ...]) -> float:
    """F1 over the boundaries of paragraphs, each seen as what stands before it and behind it."""
    wanted, found = boundaries([body(s) for s in told]), boundaries(texts(made))
    return 2 * len(wanted & found) / (len(wanted) + len(found))


def fidelity(made: Imported, told: tuple[Story, ...]) -> float:
    """The share of the characters that stand in the article of their title."""
    found = {whole_head(a): "".join(t) for a, t in zip(made.articles, texts(made), strict=True)}
    wanted = [("".join(body(s)), found.get(skeleton(s.kicker + s.title + s.subtitle), "")) for s in told]
    return sum(common_length(a, b) for a, b in wanted) / sum(len(a) for a, _ in wanted)


@pytest.mark.parametrize(("name", "seed"), [("dukou", 2), ("dukou", 6), ("yilu", 2), ("weihu", 2), ("weihu", 4)])
def test_printed_pages_with_photographs_become_the_articles_again(name: str, seed: int) -> None:
    told = every_story(name)
    made = imported(printed_pages(told, seed))
    assert len(made.articles) == len(told)
    assert fidelity(made, told) > 0.99
    assert paragraph_f1(made, told) > 0.94


@pytest.mark.parametrize("seed", [1, 2])
def test_half_markdown_of_a_third_magazine(seed: int) -> None:
    told = every_story("dukou")
    made = imported(half_markdown(told, seed))
    assert [skeleton(a.head.title) for a in made.articles] == [skeleton(s.title) for s in told]
    assert [a.column for a in made.articles] == [s.column for s in told]
    assert [a.contributor for a in made.articles] == [s.contributor for s in told]
    assert texts(made) == [body(s) for s in told]


def test_without_a_contents_page_a_title_is_known_by_ranks_that_are_sure_elsewhere() -> None:
    told = every_story("dukou")
    text = half_markdown(told, 1)
    made = imported(text[text.index(CONTENTS_END) + len(CONTENTS_END):])
    assert fidelity(made, told) > 0.9


PAGE = """在这个季节里，每天清晨第一班渡船都会准时从东岸
离岸，船上坐着去赶集的老人和上学的孩子，舱面上堆着
他们的竹筐和书包。

渡工说，雾大的时候宁可等一等，也不能抢这十分钟。
等的人里有急的，没有怨的，因为大家都坐过这条船。
雾里开船
"""


def test_the_page_as_a_whole_decides_what_a_line_is() -> None:
    """The last line is as short as the end of a paragraph and has no mark; a full line ends a sentence inside a paragraph."""
    lines = [line._replace(gap=1) for line in read_lines(PAGE, "a.txt")]
    labels = [reading.label for reading in read_page(lines, 1, [False] * len(lines), 25.0)]
    assert labels == [FIRST, MIDDLE, LAST, FIRST, LAST, DISPLAY]


def test_a_list_a_signature_and_a_verse_are_no_titles() -> None:
    rows = "马顺江　临江市马头渡渡工\n彭　秀　云溪市二道河渡工\n云岭省水运工会\n2031年4月\n"
    lines = [line._replace(gap=1) for line in read_lines(PAGE + rows, "a.txt")]
    readings = read_page(lines, 1, [False] * len(lines), 25.0)
    assert [r.label for r in readings[-4:]] == [ALONE] * 4
    costs = LineCosts(lines, 1, [False] * len(lines), 25.0)
    assert costs.as_display(len(lines) - 4) > costs.open_end(len(lines) - 4) == 0


def test_a_title_shares_its_words_with_its_own_text() -> None:
    told = every_story("dukou")
    own = [coverage(s.title, "".join(body(s))) for s in told if len(s.title) > 8]
    other = [coverage(a.title, "".join(body(b))) for a, b in itertools.pairwise(told) if len(a.title) > 8]
    assert sum(own) / len(own) > sum(other) / len(other) + 0.3
