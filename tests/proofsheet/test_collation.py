"""Any text, any corrections in it, set in lines and pages of any size before and after: 核红 gives back just the corrections."""
from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from convert.proofsheet.compare import CHANGED, REFLOWED, SAME, TEXT, compare
from convert.proofsheet.judge import DONE, UNDONE, judge
from convert.proofsheet.marks import Mark
from convert.proofsheet.record import ProofLine, ProofPage, ProofRecord, as_json, from_json

WORDS = "风从海上来灯在岸边亮船过了又回人走还留一夜的雨停时候天光水声起落"
NEW = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"      # none of WORDS
APART = 6


def record(paragraphs: list[str], width: int, depth: int) -> ProofRecord:
    """`paragraphs` in lines of `width`, `depth` lines to a page."""
    lines = [(element, text[at:at + width]) for element, text in enumerate(paragraphs) for at in range(0, max(len(text), 1), width)]
    pages = []
    for number in range(0, len(lines), depth):
        made = tuple(ProofLine("", n, "01.md", 3 + 2 * element, text, element, (("songti 10.5", len(text)),))
                     for n, (element, text) in enumerate(lines[number:number + depth], 1))
        label = str(number // depth + 1)
        pages.append(ProofPage(int(label), label, str(hash(made)), (), (label,), made))
    return ProofRecord("ceshi", "测试", "zh-Hans", False, "00000000", "", ("P",) * len(paragraphs), tuple(pages))


@st.composite
def corrected(draw: st.DrawFn) -> tuple[list[str], list[str], list[tuple[int, int, str, str]]]:
    """Paragraphs, the same corrected, and (paragraph, place, old, new) of each correction."""
    before = draw(st.lists(st.text(WORDS, min_size=20, max_size=120), min_size=1, max_size=8))
    fresh = list(NEW)
    after, made = [], []
    for number, text in enumerate(before):
        at, out = APART, ""
        places = sorted(draw(st.sets(st.integers(APART, len(text) - APART), max_size=3)))
        last = 0
        for place in places:
            if place < at or not fresh:
                continue
            kind = draw(st.sampled_from(("replace", "insert", "delete")))
            char = fresh.pop()
            if kind == "delete":        # of a character that its neighbours are not, so that it is clear which went
                if text[place] in (text[place - 1], text[place + 1]):
                    continue
                old, new = text[place], ""
            else:
                old, new = (text[place], char) if kind == "replace" else ("", char)
            out += text[last:place] + new
            last = place + len(old)
            made.append((number, place, old, new))
            at = place + APART
        after.append(out + text[last:])
    return before, after, made


@given(corrected(), st.integers(5, 30), st.integers(3, 12), st.integers(5, 30), st.integers(3, 12))
@settings(max_examples=150)
def test_corrections_come_back_and_nothing_else(texts: tuple[list[str], list[str], list[tuple[int, int, str, str]]],
                                                width: int, depth: int, width_after: int, depth_after: int) -> None:
    before, after, made = texts
    old, new = record(before, width, depth), record(after, width_after, depth_after)
    found = compare(old, new)
    led = (found.old.chars[a:b] if kind == "equal" else found.new.chars[c:d] for kind, a, b, c, d in found.ops)
    assert "".join(led) == found.new.chars
    changes = [c for c in found.changes if c.kind == TEXT]
    assert len(changes) == len(made)
    starts = found.old.starts
    for (number, place, gone, come), change in zip(made, sorted(changes, key=lambda c: c.span), strict=True):
        assert come in change.new and len(change.old) - len(change.new) == len(gone) - len(come)
        assert abs(change.span[0] - starts[number] - place) <= 2
    marks = [_mark(old, before, number, place, gone, come) for number, place, gone, come in made]
    judged = judge(found, marks)
    assert {v.state for v in judged.verdicts} <= {DONE} and judged.unmarked == ()
    for left in range(len(marks)):
        some = judge(found, marks[:left] + marks[left + 1:])
        assert {v.state for v in some.verdicts} <= {DONE} and len(some.unmarked) == 1


def _mark(old: ProofRecord, before: list[str], number: int, place: int, gone: str, come: str) -> Mark:
    """The correction as a proofreader writes it: page and line, with a character or two on either side."""
    text = before[number]
    start, end = place - 2, place + len(gone) + 2
    lines = [(page, line) for page in old.pages for line in page.lines if line.element == number]
    at = 0
    for page, line in lines:
        if at <= start < at + len(line.text):
            return Mark(page.label, "", line.number, text[start:end], text[start:place] + come + text[place + len(gone):end])
        at += len(line.text)
    raise AssertionError("the place lies in no line")


@given(st.lists(st.text(WORDS, min_size=1, max_size=60), min_size=1, max_size=8), st.integers(5, 30), st.integers(3, 12),
       st.integers(5, 30))
def test_what_only_moved_has_not_changed(paragraphs: list[str], width: int, depth: int, width_after: int) -> None:
    old, new = record(paragraphs, width, depth), record(paragraphs, width_after, depth)
    found = compare(old, new)
    assert all(c.kind != TEXT for c in found.changes)
    assert CHANGED not in {page.state for page in found.pages}
    if width == width_after:
        assert {page.state for page in found.pages} == {SAME}
    else:
        assert {page.state for page in found.pages} <= {SAME, REFLOWED, "added", "removed"}
    line = old.pages[0].lines[0]
    verdict, = judge(found, [Mark("1", "", 1, line.text[:3], "甲乙")]).verdicts
    assert verdict.state == UNDONE


@given(st.lists(st.text(WORDS + "①“”\u3000 ", min_size=1, max_size=60), min_size=1, max_size=6), st.integers(5, 30))
def test_a_record_is_read_as_it_was_written(paragraphs: list[str], width: int) -> None:
    made = record(paragraphs, width, 5)
    assert from_json(as_json(made), "x.json") == made
