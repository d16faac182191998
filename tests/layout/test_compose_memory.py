"""Lines that come back from an earlier build are the lines that composing gives, whatever is set in them."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from convert.cache import Cache
from convert.layout import inline
from convert.layout.inline import Composed, Composer
from convert.model.length import Length
from convert.model.nodes import Inlines, LineBreak, Mark, NoteReference, Run
from tests.layout.composing import EM, body, book, sheet

LONG = "渡口的早晨从一声汽笛开始，船家解开缆绳，把第一班乘客送到对岸去；"
TEXTS: dict[str, Inlines] = {
    "plain": (Run(LONG * 3),),
    "nothing": (),
    "marks": (Run("开渡那天，"), Run("河面上", Mark.STRONG), Run("浮着薄雾", Mark.EMPHASIS_DOTS), Run("的", Mark.UNDERLINE)),
    "names": (Run("山海经", Mark.BOOK_TITLE), Run("里的"), Run("夸父", Mark.PROPER_NAME), Run(LONG, Mark.EMPHASIS)),
    "ruby": (Run("渡", ruby="dù"), Run("口" + LONG)),
    "notes": (Run(LONG), NoteReference("n1"), Run("他说。")),
    "breaks": (Run("第一行"), LineBreak(), LineBreak(), Run(LONG * 2)),
    "Latin": (Run("用 office affinity 与 internationalization——以及 https://example.org/a/very/long/path/of/words 写成" + LONG),),
    "raised": (Run("面积 12 m"), Run("2", Mark.SUPERSCRIPT), Run("，水是 H"), Run("2", Mark.SUBSCRIPT), Run("O。" + LONG)),
    "combining": (Run("cafe\u0301，葛\ufe00城市，零\u200b宽" + LONG),),
    "link": (Run("见", href="#a"), Run("网址", href="https://example.org"), Run(LONG, lang="en")),
    "code": (Run("x = 1", Mark.CODE), Run(LONG)),
}


def composed(cache: Cache, inlines: Inlines, vertical: bool) -> Composed:
    return Composer(sheet(), book(), "zh-Hans", cache, vertical=vertical).compose(inlines, body(), Length(22 * EM), notes={"n1": 7})


@pytest.mark.parametrize("vertical", [False, True])
@pytest.mark.parametrize("name", TEXTS)
def test_lines_come_back_as_they_were(name: str, vertical: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lines.kept"
    cache = Cache(path)
    first = composed(cache, TEXTS[name], vertical)
    assert first == composed(Cache(None), TEXTS[name], vertical)
    assert not first.diagnostics
    cache.save()
    monkeypatch.setattr(inline, "build_items", None)
    again = composed(Cache(path), TEXTS[name], vertical)
    assert again == first
    assert repr(again) == repr(first)       # the same kinds of values, too


def test_what_decides_the_lines_tells_them_apart(tmp_path: Path) -> None:
    """One cache for settings of the same text that differ in one thing each."""
    cache = Cache(tmp_path / "lines.kept")
    composer, plain = Composer(sheet(), book(), "zh-Hans", cache), Composer(sheet(), book(), "zh-Hans")
    text, note = LONG * 2, (Run(LONG), NoteReference("n1"))
    settings: list[tuple[Inlines, dict[str, Any], int, dict[str, Any]]] = [
        ((Run(text),), {}, 22, {}), ((Run(text),), {}, 21, {}), ((Run(text),), {"text_align": "start"}, 22, {}),
        ((Run(text, Mark.STRONG),), {}, 22, {}), ((Run(text),), {}, 22, {"first_indent": Length(0)}),
        ((Run(text),), {}, 22, {"count": 3}), ((Run(text, href="#a"),), {}, 22, {}),
        ((Run(text[:40]), Run(text[40:])), {}, 22, {}),
        (note, {}, 22, {"notes": {"n1": 1}}), (note, {}, 22, {"notes": {"n1": 2}}), (note, {}, 22, {})]
    for _ in range(2):
        for inlines, changes, ems, options in settings:
            made = [c.compose(inlines, body(**changes), Length(ems * EM), **options) for c in (composer, plain)]
            assert made[0] == made[1], (inlines, changes, ems, options)


def test_balanced_lines_depend_on_what_titles_were_learnt_from(tmp_path: Path) -> None:
    """Other words in the issue may part a title elsewhere: then it is not taken from an earlier build."""
    cache = Cache(tmp_path / "lines.kept")
    title, style = (Run("关于进一步做好渡口安全工作的通知"),), body(text_align="center", text_wrap="balance")
    for text in ("渡口安全" * 2000, "安全工作，做好渡口" * 2000):
        kept, fresh = (Composer(sheet(), book(), "zh-Hans", c) for c in (cache, None))
        made = []
        for composer in (kept, fresh):
            composer.learn(text)
            made.append(composer.compose(title, style, Length(9 * EM)))
        assert made[0] == made[1]
