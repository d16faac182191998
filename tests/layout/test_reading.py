"""A page is painted in the order in which it is read: asides inside it, its first and last words those of the running text."""
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convert.layout.boxes import Rectangle, Tag
from convert.layout.reading import Reading, in_reading_order
from convert.model.length import Length
from convert.style import Color

SECT = Tag("a", "Sect", 16, None, "a")
INK = Color("黑", (0, 0, 0, 100), (0, 0, 0))


def tag(number: int, kind: str = "P", under: Tag = SECT) -> Tag:
    return Tag(f"{under.key}-{number}", kind, number * 16, under, f"{under.key}-{number}")


def box(owner: Tag | None, y: int = 0) -> Rectangle:
    return Rectangle(Length(0), Length(y), Length(1), Length(1), INK, owner)


def page(*tags: Tag | None) -> list[Rectangle]:
    return [box(t, y) for y, t in enumerate(tags)]


def keys(boxes: tuple[object, ...]) -> list[str]:
    return [b.tag.key if b.tag else "" for b in boxes]      # type: ignore[attr-defined]


def test_a_picture_is_painted_where_the_source_has_it() -> None:
    one, two, picture, four = tag(1), tag(2), tag(3, "Figure"), tag(4)
    (boxes, opening), = in_reading_order([page(None, picture, one, two, two, four)], Reading())
    assert keys(boxes) == ["", "a-1", "a-2", "a-2", "a-3", "a-4"]
    assert opening == ""


def test_a_picture_at_the_head_of_its_page_opens_it() -> None:
    pages = [page(tag(1), tag(1)), page(tag(2, "Figure"), tag(3), tag(3))]
    assert in_reading_order(pages, Reading())[1][1] == "a-2"


def test_a_picture_carried_on_stays_inside_the_page() -> None:
    late = tag(1, "Figure")
    pages = [page(tag(2), tag(2), tag(3)), page(late, tag(3), tag(3), tag(4), tag(4), tag(5), tag(5))]
    boxes, opening = in_reading_order(pages, Reading())[1]
    assert keys(boxes) == ["a-3", "a-3", "a-4", "a-4", "a-1", "a-5", "a-5"]
    assert opening == ""


def test_a_note_follows_its_paragraph_unless_that_turns_the_page() -> None:
    note = tag(9, "Note")
    reading = Reading(callers={"a-9": "a-2"})
    (boxes, _), = in_reading_order([page(tag(1), tag(2), tag(3), tag(3), note)], reading)
    assert keys(boxes) == ["a-1", "a-2", "a-9", "a-3", "a-3"]
    turned = in_reading_order([page(tag(1), tag(1), tag(2), tag(2), note), page(tag(2), tag(3))], reading)
    assert keys(turned[0][0]) == ["a-1", "a-1", "a-9", "a-2", "a-2"]


def test_a_filler_never_ends_the_page() -> None:
    filler = Tag("f", "Sect", 160, None, "f")
    pages = [page(tag(1), tag(1), tag(2), tag(2), tag(1, "P", filler))]
    (boxes, _), = in_reading_order(pages, Reading(fillers=frozenset({"f"})))
    assert keys(boxes) == ["a-1", "a-1", "f-1", "a-2", "a-2"]


def test_a_filler_stands_between_two_articles_not_below_a_label() -> None:
    label, filler, other = Tag("~b", "P", 20, None), Tag("f", "Sect", 160, None, "f"), Tag("b", "Sect", 32, None, "b")
    aside, title = tag(1, "P", filler), tag(1, "H1", other)
    reading = Reading(fillers=frozenset({"f"}))
    (boxes, _), = in_reading_order([page(tag(1), tag(1), aside, label, title, title)], reading)
    assert keys(boxes) == ["a-1", "a-1", "f-1", "~b", "b-1", "b-1"]
    (boxes, _), = in_reading_order([page(label, title, title, tag(2, "P", other), aside)], reading)
    assert keys(boxes)[:2] == ["~b", "b-1"] and keys(boxes)[-1] == "b-2"


@given(st.lists(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["P", "Figure", "Table", "Note", ""])), max_size=12),
                max_size=4))
def test_nothing_is_lost_and_running_text_keeps_its_order(found: list[list[tuple[int, str]]]) -> None:
    pages = [page(*(tag(n, kind) if kind else None for n, kind in row)) for row in found]
    out = in_reading_order(pages, Reading(callers={"a-3": "a-2"}))
    for before, (after, _) in zip(pages, out, strict=True):
        assert sorted(map(repr, before)) == sorted(map(repr, after))
        running = [b for b in before if b.tag and b.tag.type == "P"]
        assert [b for b in after if b.tag and b.tag.type == "P"] == running     # type: ignore[union-attr]


def test_the_marker_of_an_item_is_painted_with_its_text() -> None:
    """A filler that must stand somewhere inside the page does not part “3.” from what it counts."""
    whole = tag(1, "L")
    markers = [Tag(f"~m{n}", "Lbl", 1, Tag(f"~i{n}", "LI", n * 16, whole)) for n in (1, 2)]
    items = [Tag(f"a-1-{n}", "P", 2, Tag(f"~b{n}", "LBody", 2, Tag(f"~i{n}", "LI", n * 16, whole)), f"a-1-{n}") for n in (1, 2)]
    aside = Tag("b", "Sect", 99, None, "b")
    pages = [page(markers[0], items[0], items[0], markers[1], items[1], items[1], Tag("b-1", "P", 16, aside, "b-1"))]
    painted = keys(in_reading_order(pages, Reading(frozenset({"b"})))[0][0])
    assert painted[painted.index("~m2") + 1] == "a-1-2" and painted[painted.index("~m1") + 1] == "a-1-1"
    assert "b-1" not in (painted[0], painted[-1])
