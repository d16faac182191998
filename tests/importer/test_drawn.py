"""Text that a tool wrote in the order of drawing: numbers before what stands left of them, pages that touch."""
from __future__ import annotations

import re

import pytest

from tests.importer.conftest import Importer
from tests.importer.damage import drawn
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
