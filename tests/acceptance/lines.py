"""The justified lines of an issue as they were broken, and whether a stretched one had to be."""
from __future__ import annotations

from bisect import bisect_right
from itertools import compress
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from unittest import mock

from convert.diagnostics import Span
from convert.fonts import FontBook
from convert.layout import inline
from convert.layout.breaks import Breaks, Candidates, Widths, break_lines
from convert.layout.gaps import AUTOSPACE, AUTOSPACE_MAXIMUM, WORD_SPACE, WORD_SPACE_MAXIMUM
from convert.layout.items import Items
from convert.layout.justify import stretch
from convert.layout.page import make_up
from convert.reader.issue import read_issue
from convert.style import DEFAULT_SHEETS, load_style_sheet
from convert.variant.tree import convert_issue
from convert.workspace import find_workspace

TOO_WIDE = 60       # 1/1000 em between ideographs
_EASY = {WORD_SPACE: WORD_SPACE_MAXIMUM - 250, AUTOSPACE: AUTOSPACE_MAXIMUM - 250}     # what these may take before ideographs do


class Found(NamedTuple):
    """`untouched`: lines without space between ideographs, per mille of all; texts of the stretched lines."""

    untouched: int
    avoidable: list[str]
    unavoidable: list[str]


class _Paragraph(NamedTuple):
    items: Items
    first: int
    width: int
    widths: Widths | None
    breaks: Breaks


def stretched_lines(folder: Path, script: str) -> Found:
    """Make `folder` up in `script` and look at every justified paragraph that was broken."""
    broken: list[_Paragraph] = []

    def spy(items: Items, first: int, width: int, *, ragged: bool = False, widths: Widths | None = None, **more: Any) -> Breaks:
        found = break_lines(items, first, width, ragged=ragged, widths=widths, **more)
        if not ragged and not more.get("count"):
            broken.append(_Paragraph(items, first, width, widths, found))
        return found

    workspace = find_workspace(folder).root
    issue, _ = read_issue(folder, workspace)
    if script != "zh-Hans":
        house = workspace / "styles" / "house.yaml"
        issue, _ = convert_issue(issue, script, house if house.is_file() else None)
    name = issue.metadata.style or DEFAULT_SHEETS[issue.metadata.document_type]
    sheet, _ = load_style_sheet(name, tuple(f for f in (workspace / "styles", _ROOT / "styles") if f.is_dir()), Span(""))
    with _ONE_AT_A_TIME, mock.patch.object(inline, "break_lines", spy):
        make_up(issue, sheet, FontBook.load((workspace / "fonts", _ROOT / "fonts")), "print")
    return _judged(broken)


_ONE_AT_A_TIME = Lock()      # issues are judged in threads, and the composer is one module
_ROOT = Path(__file__).resolve().parents[2]


def _judged(broken: list[_Paragraph]) -> Found:
    untouched = total = 0
    avoidable: list[str] = []
    unavoidable: list[str] = []
    for paragraph in broken:
        wide = []
        for number, (start, end) in enumerate(zip((0, *paragraph.breaks.positions), paragraph.breaks.positions[:-1], strict=False)):
            spacing = _spacing(paragraph, number, start, end)
            total += 1
            untouched += spacing == 0
            if spacing > TOO_WIDE:
                wide.append(f"{paragraph.items.text[start:end]}（{spacing / 1000:.3f}）")
        if wide:
            (avoidable if _has_tight_lines(paragraph) else unavoidable).extend(wide)
    return Found(untouched * 1000 // max(1, total), sorted(set(avoidable)), sorted(set(unavoidable)))


def _spacing(paragraph: _Paragraph, number: int, start: int, end: int) -> int:
    """What stands between two ideographs of a line, 1/1000 em."""
    items = paragraph.items
    room = paragraph.widths(number) if paragraph.widths else paragraph.width if number else paragraph.first
    slack = room - (items.starts[end - 1] + items.boxes[end - 1] - items.starts[start])
    if slack <= 0:
        return 0
    given, kinds = [0] * (end - start), items.kinds[start:end - 1]
    shared = stretch(given, kinds, slack)
    beyond = [g - _EASY[k] for g, k in zip(given, kinds, strict=False) if k in _EASY and g > _EASY[k]]
    return slack if shared < 0 else max(shared, *beyond) if beyond else shared


def _has_tight_lines(paragraph: _Paragraph) -> bool:
    """Whether legal breaks without a lone character at the end exist that stretch no line beyond 0.06 em."""
    items = paragraph.items
    c = Candidates(items, items.breaks(False), items.penalties, ragged=False)
    reached, number = {0}, 0
    while reached:
        room = paragraph.widths(number) if paragraph.widths else paragraph.width if number else paragraph.first
        following = set()
        for k in reached:
            limit = c.starts[k] + room
            over = bisect_right(c.ends, limit, k + 1)
            short = compress(range(k + 1, over), c.legal[k + 1:over])
            for j in (*short, *(end for end, _ in c.squeezed(k, limit, over, c.last))):
                if j == c.last and (k < c.lone or not k):
                    return True
                if j < c.last and _spacing(paragraph, number, k, j) <= TOO_WIDE:
                    following.add(j)
        reached, number = following, number + 1
    return False
