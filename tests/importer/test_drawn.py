"""Text that a tool wrote in the order of drawing: numbers before what stands left of them, pages that touch."""
from __future__ import annotations

import re

import pytest

from tests.importer.conftest import Importer
from tests.importer.damage import blocks_of_contents, drawn, pushed
from tests.importer.stories import skeleton, stories
from tests.importer.test_extracted import whole


@pytest.mark.parametrize("join", ["\f", "\n", "\n\n", ""])
def test_a_magazine_comes_back_whole_however_its_pages_were_joined(importer: Importer, join: str) -> None:
    told = stories("xizhou-2025-06")
    result = importer(drawn(told, join))
    assert result.issue is not None
    found = [a.metadata for a in result.issue.articles]
    heads = [skeleton("".join([*meta.kicker, meta.title, *meta.subtitle])) for meta in found]
    assert heads == [skeleton(story.kicker + story.title + story.subtitle) for story in told]
    assert [meta.column for meta in found] == [story.column for story in told]
    for index, story in enumerate(told):
        assert skeleton(re.sub(r"\{.*?\}", "", result.body(index))) == whole(story), story.title


def test_numbers_of_the_contents_in_a_block_of_their_own_come_to_their_entries(importer: Importer) -> None:
    told = stories("xizhou-2025-06")
    result = importer(blocks_of_contents(told))
    assert result.issue is not None
    assert [skeleton(a.metadata.title)[-len(skeleton(s.title)):] for a, s in zip(result.issue.articles, told, strict=True)] == [
        skeleton(story.title) for story in told]
    assert [a.metadata.column for a in result.issue.articles] == [story.column for story in told]


def test_rows_that_reach_into_the_right_column_are_set_apart(importer: Importer) -> None:
    told = [story for story in stories("xizhou-2025-06") if sum(len(text) for _, text in story.blocks) > 600]
    result = importer(pushed(told))
    assert result.issue is not None
    bodies = [skeleton(re.sub(r"\{.*?\}", "", result.body(i))) for i in range(len(result.issue.articles))]
    assert sum(body == whole(story) for body, story in zip(bodies, told, strict=True)) >= len(told) - 2
