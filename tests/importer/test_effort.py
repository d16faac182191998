"""What an import takes grows with its input, not with the square of it."""
from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from convert.importer.halfmarkdown import read_converted
from convert.importer.heads import build_head
from convert.importer.joinedrows import dealt
from convert.importer.matching import Joints
from convert.importer.rawlines import read_lines
from convert.importer.records import Line
from convert.importer.tables import with_page_tables
from tests.importer.test_halfmarkdown import around
from tests.importer.test_joinedrows import GARDEN, LAMP, column, issue, joined

TIMES, MOST = 4, 9         # four times the input takes about four times as long; sixteen times where it grows with the square


def _heads_only(size: int) -> None:
    build_head([Line("raw.txt", number, "堤上的灯", gap=1) for number in range(6 * size)], None, Joints(()))


def _comments_without_end(size: int) -> None:
    read_converted(around("<!--" * 12 * size + "灯"), "raw.md")


def _leaders_without_page(size: int) -> None:
    read_converted(around("灯" + "·" * 12 * size + "灯") + "\n\n".join(["", *["|灯|1|"] * 3]), "raw.md")
    marked = "\n\n\n".join(["# 灯", "# 堤", *["堤上的灯"] * 30, "灯" + "· " * 12 * size + "灯"])
    read_converted(marked, "raw.md")


def _waves_below_words(size: int) -> None:
    rows = joined(column([*LAMP, *GARDEN]), column([*GARDEN, *LAMP]))
    dealt(read_lines(issue(*rows, *["～～～～"] * 10 * size), "raw.txt"))


def _cells_without_end(size: int) -> None:
    with_page_tables([Line("raw.txt", number, "堤上的灯") for number in range(9)] + [Line("raw.txt", 9, "- " * 15 * size + "灯")])


@pytest.mark.parametrize("work", [
    _heads_only, _comments_without_end, _leaders_without_page, _waves_below_words, _cells_without_end])
def test_what_it_takes_does_not_grow_with_the_square(work: Callable[[int], None]) -> None:
    def least(size: int) -> float:
        return min(_spent(work, size) for _ in range(3))

    work(10)                # whatever is made once
    assert least(TIMES * 1_000) <= MOST * least(1_000)


def _spent(work: Callable[[int], None], size: int) -> float:
    begin = time.process_time()
    work(size)
    return time.process_time() - begin
