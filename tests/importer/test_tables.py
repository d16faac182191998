"""Tables brought back whole: cells that span columns and rows, as pandoc reads what is written."""
from __future__ import annotations

import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert.importer.gridtable import Cell, markdown_table

HEAD = [[Cell("渡口", rows=2, head=True), Cell("过客（人）", columns=2, head=True)],
        [Cell("上水", head=True), Cell("下水", head=True)]]
BODY = [[Cell("白沙"), Cell("130", align="right"), Cell("92", align="right")],
        [Cell("两处合计二百二十二人，水位高于警戒的那一天没有开船。", columns=3)]]


def html(markdown: str) -> str:
    return str(pypandoc.convert_text(markdown, "html", format="markdown"))


def test_cells_that_span_are_drawn_as_a_grid() -> None:
    made = html(markdown_table([*HEAD, *BODY]))
    assert '<th rowspan="2">渡口</th>' in made and "过客（人）</th>" in made and 'colspan="2"' in made and 'colspan="3"' in made
    assert made.count("<tr") == 4 and made.index("上水") < made.index("</thead>") < made.index("白沙")
    assert 'text-align: right;">130</td>' in made


def test_a_plain_table_is_piped() -> None:
    made = markdown_table([[Cell("渡口", head=True), Cell("人数", head=True)], [Cell("白沙"), Cell("130", align="right")]])
    assert made.splitlines() == ["| 渡口 | 人数 |", "| -- | --: |", "| 白沙 | 130 |"]


@pytest.mark.parametrize("rows", [[], [[]], [[], []]])
def test_no_cells_make_no_table(rows: list[list[Cell]]) -> None:
    assert markdown_table(rows) == ""


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=4), min_size=1, max_size=5))
def test_whatever_the_cells_span_pandoc_reads_every_one(shape: list[list[tuple[int, int]]]) -> None:
    rows = [[Cell(f"甲{r}乙{c}丙", columns, tall) for c, (columns, tall) in enumerate(row)] for r, row in enumerate(shape)]
    drawn = markdown_table(rows)
    assert len({len(line.encode("gb18030")) for line in drawn.splitlines()}) == 1 or drawn.startswith("| ")
    made = html(drawn)
    assert all(cell.text in made for row in rows for cell in row) and "<table" in made
