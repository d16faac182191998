"""Columns: nothing is lost or reordered, nothing overflows, what belongs together stays together, feet are even."""
from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from convert.layout.columns import Column, Notes, balance, fill, fill_column
from convert.layout.strip import Landmark, NoteText, Strip

NONE = Notes({}, 17_000)
strips = st.builds(Strip, rows=st.integers(1, 4), keep=st.booleans(), space=st.booleans(), floating=st.booleans())


def flat(columns: tuple[Column, ...] | list[Column]) -> list[Strip]:
    return [s for c in columns for _, s in c.items]


def ids(stream: list[Strip]) -> list[int]:
    return [id(s) for s in stream]


def paragraph(lines: int) -> list[Strip]:
    return [Strip(1, keep=i < lines - 1 and (i == 0 or i == lines - 2), start=(f"p{lines}", i)) for i in range(lines)]


@given(st.lists(strips, max_size=40), st.integers(4, 20))
@settings(max_examples=150, deadline=None)
def test_filling_loses_nothing_and_never_overflows(stream: list[Strip], height: int) -> None:
    (column, *_), rest = fill(stream, 1, height, NONE)
    assert column.rows <= height
    row = 0
    for at, strip in column.items:
        assert at == row
        row += strip.rows
    left = ids(flat([column])) + ids(rest)
    assert len(set(left)) == len(left)
    assert {id(s) for s in stream if not s.space} <= set(left)
    fixed = [id(s) for s in stream if not s.space and not s.floating]
    assert [i for i in left if i in set(fixed)] == fixed


@given(st.lists(st.integers(1, 9).map(paragraph), min_size=1, max_size=12), st.integers(2, 3))
@settings(max_examples=150, deadline=None)
def test_balanced_columns_hold_all_and_leave_no_widow(paragraphs: list[list[Strip]], count: int) -> None:
    stream = [s for p in paragraphs for s in p]
    columns = balance(stream, count, 200, NONE)
    assert columns is not None
    assert ids(flat(columns)) == ids(stream)
    for column in columns[:-1]:
        if column.items:
            assert not column.items[-1][1].keep


def test_feet_differ_by_a_row_at_most_where_breaks_allow() -> None:
    for total in range(1, 41):
        columns = balance([Strip(1) for _ in range(total)], 2, 40, NONE)
        assert columns is not None
        assert 0 <= columns[0].rows - columns[1].rows <= 1


def test_space_is_dropped_at_head_and_foot() -> None:
    stream = [Strip(2, space=True, keep=True), Strip(3), Strip(2, space=True, keep=True), Strip(3)]
    column, rest = fill_column(stream, 5, NONE)
    assert (column.rows, [s.rows for s in rest]) == (3, [3])


def test_text_flows_past_a_picture_that_heads_the_next_column() -> None:
    picture = Strip(4, floating=True)
    stream = [Strip(1), Strip(1), picture, *(Strip(1) for _ in range(6))]
    column, rest = fill_column(stream, 5, NONE)
    assert [s.rows for _, s in column.items] == [1] * 5
    assert rest[0] is picture


def test_a_carried_picture_stays_in_its_section() -> None:
    picture = Strip(4, floating=True)
    title = Strip(1, keep=True, landmarks=(Landmark("h", "二、", 2, heading=True),))
    stream = [Strip(1), Strip(1), picture, title, Strip(1), Strip(1)]
    column, rest = fill_column(stream, 5, NONE)
    assert [s.rows for _, s in column.items] == [1, 1]
    assert rest[:2] == [picture, title]


def test_a_note_takes_room_in_the_column_of_its_reference() -> None:
    notes = Notes({"n": NoteText(26_000, ())}, 17_000)
    stream = [*(Strip(1) for _ in range(4)), Strip(1, notes=("n",)), *(Strip(1) for _ in range(4))]
    column, _ = fill_column(stream, 8, notes)
    assert column.notes == ("n",)
    assert (column.note_rows, column.rows, column.foot) == (3, 5, 8)
    column, rest = fill_column(stream, 7, notes)
    assert (column.notes, column.rows) == ((), 4)
    assert rest[0].notes == ("n",)


def test_a_chain_longer_than_a_column_is_not_begun_in_a_short_one() -> None:
    stream = [Strip(3, keep=True), Strip(3, keep=True), Strip(3)]
    column, rest = fill_column(stream, 5, NONE)
    assert not column.items
    assert rest == stream
