"""Properties of the three-way merge: nothing lost, nothing guessed, nothing touched that neither side touched."""
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convert.review.merge import Range, merge

_LINES = st.lists(st.text("潮汐港夜班车灯。，abc ", max_size=12), min_size=1, max_size=8)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[list[Range]]]:
    """A text and edits of it that do not overlap, in groups."""
    base = "\n\n".join(draw(_LINES)) + "\n"
    cuts = sorted(draw(st.lists(st.integers(0, len(base)), max_size=8, unique=True)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    groups: list[list[Range]] = []
    for start, end in pairs:
        edit = Range(start, end, draw(st.text("新旧改\n", max_size=4)))
        if groups and draw(st.booleans()):
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return base, groups


def put_in(base: str, groups: list[list[Range]]) -> str:
    for edit in sorted((e for g in groups for e in g), key=lambda e: -e.start):
        base = base[:edit.start] + edit.text + base[edit.end:]
    return base


@given(documents())
def test_an_unchanged_source_takes_every_edit(case: tuple[str, list[list[Range]]]) -> None:
    base, groups = case
    made = merge(base, base, groups)
    assert made.text == put_in(base, groups)
    assert not made.clashes and not made.already


@given(documents())
def test_a_source_that_has_the_edits_stays_as_it_is(case: tuple[str, list[list[Range]]]) -> None:
    base, groups = case
    now = put_in(base, groups)
    made = merge(base, now, groups)
    assert made.text == now
    assert not made.clashes


@given(documents(), st.integers(0, 60), st.text("编者", min_size=1, max_size=3))
def test_no_edit_of_the_editor_is_lost(case: tuple[str, list[list[Range]]], at: int, words: str) -> None:
    base, groups = case
    at = min(at, len(base))
    now = base[:at] + words + base[at:]
    made = merge(base, now, groups)
    assert words in made.text
    done = [n for n in range(len(groups)) if n not in made.clashes and n not in made.already]
    want = put_in(base, [groups[n] for n in done])
    assert made.text.replace(words, "", 1) == want          # what went in, went in whole; what clashed left no trace
    for number, clash in made.clashes.items():
        assert clash.now != clash.issued and groups[number]


@given(documents())
def test_lines_that_nobody_touched_are_the_same(case: tuple[str, list[list[Range]]]) -> None:
    base, groups = case
    now = "首行\n" + base
    made = merge(base, now, groups)
    untouched = [n for n, line in enumerate(_spans(base)) if not any(
        e.start <= line[1] and line[0] <= e.end for g in groups for e in g)]
    lines = base.split("\n")
    kept = made.text.split("\n")
    assert all(kept.count(lines[n]) >= sum(lines[m] == lines[n] for m in untouched) for n in untouched)


def _spans(text: str) -> list[tuple[int, int]]:
    out, at = [], 0
    for line in text.split("\n"):
        out.append((at, at + len(line)))
        at += len(line) + 1
    return out


def test_a_conflict_shows_all_three_sides() -> None:
    made = merge("夜班车有三条。\n", "夜班车有四条。\n", [[Range(4, 5, "五")]])
    assert made.text == "夜班车有四条。\n"
    clash = made.clashes[0]
    assert (clash.issued, clash.reviewed, clash.now) == ("三", "五", "四")


def test_changes_of_one_sentence_that_do_not_touch_both_go_in() -> None:
    made = merge("夜班车有三条，每天运行。\n", "夜班车有四条，每天运行。\n", [[Range(7, 9, "全年")]])
    assert made.text == "夜班车有四条，全年运行。\n"
