"""Tables as the reader sees them: where figures stand, how wide a small table is, which rules it has."""
from __future__ import annotations

import pytest

from convert.layout.boxes import Publication, Rectangle, TextLine
from convert.layout.grid import Grid
from convert.layout.page import make_up
from convert.model.nodes import Cell, Issue, Row, Run, Table
from convert.model.record import replace
from tests.layout.makeup import TEXT, article, book, issue, lines, paragraph, sheet_for, text_of

GRID = Grid.of(sheet_for("magazine-issue"))
FIGURES = ("6", "27", "1350")


def _row(*cells: tuple[str, str]) -> Row:
    return Row(tuple(Cell((Run(text),), align) for text, align in cells))


def _issue(name: str = "站点") -> Issue:
    rows = tuple(_row((f"{name}{n}", "start"), (figure, "end")) for n, figure in enumerate(FIGURES))
    table = Table((_row((name, "start"), ("人次", "end")),), rows, 2, (), (Run("用水"),), "t")
    return issue((article("a", (paragraph("a-1", TEXT * 5), table, paragraph("a-2", TEXT * 5))),))


def _made(source: Issue, form: str = "rows") -> tuple[Publication, list]:
    sheet = sheet_for("magazine-issue")
    return make_up(source, replace(sheet, make_up={**sheet.make_up, "tables": form}), book(), "print")


def _cells(publication: Publication) -> dict[str, tuple[int, int, TextLine]]:
    """Left and right edge of every cell's ink, by its text."""
    out = {}
    for _, line in lines(publication):
        if line.tag and line.tag.type in ("TH", "TD") and line.segments:
            last = line.segments[-1]
            out[text_of(line)] = line.segments[0].x, last.x + sum(last.advances) * last.size // 1000, line
    return out


def _rules(publication: Publication) -> tuple[list[Rectangle], list[Rectangle]]:
    """Horizontal and vertical rules between the first and the last row of the table."""
    cells = _cells(publication)
    top, foot = (cells[key][2].y for key in ("人次", FIGURES[-1]))
    page = next(p for p in publication.pages if any(b is cells["人次"][2] for b in p.boxes))
    shapes = [b for b in page.boxes if isinstance(b, Rectangle) and top - 20_000 < b.y < foot + 12_000 and not b.tag]
    return [r for r in shapes if r.width > r.height], [r for r in shapes if r.width < r.height]


def test_figures_are_flush_right_and_the_longest_stands_under_the_middle_of_its_head() -> None:
    cells = _cells(_made(_issue())[0])
    assert max(cells[f][1] for f in FIGURES) - min(cells[f][1] for f in FIGURES) < 100
    middle = sum(cells["人次"][:2])
    assert abs(sum(cells[FIGURES[-1]][:2]) - middle) < 1_500


def test_the_head_over_a_column_of_words_begins_where_they_do() -> None:
    cells = _cells(_made(_issue())[0])
    assert cells["站点"][0] == cells["站点0"][0]


def test_a_narrow_table_keeps_its_width_and_stands_in_the_middle_of_the_column() -> None:
    publication, _ = _made(_issue())
    cells = _cells(publication)
    rules, _ = _rules(publication)
    rule = max(rules, key=lambda r: r.width)
    assert rule.width < GRID.column_width * 2 // 3
    page = next(p for p in publication.pages if any(b is cells["人次"][2] for b in p.boxes))
    lefts = [GRID.column_x(page.side, c) for c in range(GRID.columns)]
    assert any(abs(2 * rule.x + rule.width - 2 * left - GRID.column_width) < 10 for left in lefts)


def test_a_wide_table_fills_the_column() -> None:
    rules, _ = _rules(_made(_issue("河东一组渠口到滩上的第三号取水站点"))[0])
    assert max(r.width for r in rules) == GRID.column_width


@pytest.mark.parametrize(("form", "across", "down"), [("rows", 5, 0), ("three-line", 3, 0), ("grid", 5, 12)])
def test_the_sheet_chooses_the_rules(form: str, across: int, down: int) -> None:
    horizontal, vertical = _rules(_made(_issue(), form)[0])
    assert (len(horizontal), len(vertical)) == (across, down)


def test_rules_of_an_unknown_kind_are_reported_once() -> None:
    _, diagnostics = _made(_issue(), "dotted")
    (found,) = (d for d in diagnostics if d.code == "S007")
    assert "make-up.tables" in found.message
    assert "three-line" in found.hint
