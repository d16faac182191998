"""What a body may not contain: every case in one issue, each found with its code and line."""
from __future__ import annotations

import pytest

from tests.reader.conftest import Desk

# (body, {(code, line)}): the body begins on line 6
CASES = [
    ("文\n\n# 一级", {("R040", 8)}),
    ("###### 太深\n\n文", {("R042", 6)}),
    ("上文\n---\n下文", {("R043", 7)}),
    ("文\n\n又<b>粗</b>", {("R044", 8)}),
    ("<div>\n块\n</div>", {("R044", 6), ("R044", 8)}),
    ("文<!-- 注 -->", {("R044", 6)}),
    ("用 \\LaTeX{} 排", {("R044", 6)}),
    ("\\begin{x}\n块\n\\end{x}", {("R044", 6)}),
    ("`<b>`{=html}", {("R044", 6)}),
    ("质能$E=mc^2$方程", {("R045", 6)}),
    ("文\n\n    四格", {("R046", 8)}),
    ("```\n码\n```", {("R046", 7)}),
    ("文~~删~~", {("R047", 6)}),
    ("文\n\n::: salutaton\n同志\n:::", {("R048", 8)}),
    ("::: {.box .letter}\n甲\n:::", {("R048", 6)}),
    ("::: box\n甲", {("R049", 6)}),
    ("甲\n\n:::", {("R049", 8), ("R050", 8)}),
    ("甲\n::: box\n乙\n:::", {("R050", 7), ("R050", 9)}),
    ("甲**乙丙\n丁", {("R051", 6)}),
    ("甲\n乙** 丙**丁", {("R051", 7)}),
    ("文[^9]。", {("R053", 6)}),
    ("文\n\n[^1]: 没人用", {("R054", 8)}),
    ("文[^1]\n\n[^1]: 甲\n\n[^1]: 乙", {("R055", 10)}),
    ("甲[乙]{.dot}丙", {("R056", 6)}),
    ("甲[乙]{lang=中}[丙]{#id1}", {("R056", 6)}),
    ("## 甲 {.unnumbered}\n\n文", {("R056", 6)}),
    ("见[文](02-b.md)", {("R057", 6)}),
    ("见[文](javascript:alert)", {("R057", 6)}),
    ("甲\n见[文](#meiyou)", {("R058", 7)}),
    ("文![图](a.png)文", {("R059", 6)}),
    ("![图](https://example.org/a.png){alt=x}", {("R062", 6)}),
    ("![图](../a.png){alt=x}", {("R024", 6)}),
    ("![图](/etc/passwd){alt=x}", {("R024", 6)}),
    ("![图](a.png){alt=x}", {("R063", 6)}),
    ("![图](a.png)", {("R061", 6), ("R063", 6)}),
    ("![图](a.png){alt=x extent=half width=3cm class=y}", {("R060", 6), ("R063", 6)}),
    ("+---+---+\n| 甲 | 乙 |\n+===+===+\n| a | b |\n+---+---+", {("R067", 7)}),
    ("文\n\n[注]: 见下文各节", {("R069", 8)}),
    ("[" * 30 + "甲" + "]" * 30, {("R071", 6)}),
    ("上文\n- 甲\n- 乙", {("R073", 7), ("R073", 8)}),
    ("上文\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |", {("R073", 7), ("R073", 9)}),
    ("::: signature\n## 甲\n:::", {("R074", 7)}),
    ("::: poem\n- 甲\n:::", {("R074", 7)}),
    ("##标题\n\n文", {("R077", 6)}),
    ("文[甲](乙 丙)", {("R057", 6)}),
    ("文[甲](https://example.org", {("R078", 6)}),
    ("文[甲**乙**]{ruby=\"jiǎ yǐ\"}", {("R084", 6)}),
    ("文[甲]{ruby=\"\"}", {("R056", 6)}),
    ("文[甲]{.dots", {("R078", 6)}),
    ("| 甲 | 乙 |\n| 丙 | 丁 |", {("R080", 6), ("R080", 7)}),
    ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 3 |\n| `a|b` | 丙\\|丁 |", {("R082", 8)}),
    ("甲\n\n| 甲 | 乙 | 丙 |\n|---|---|\n| 1 | 2 |", {("R082", 8)}),
    ("![图](a.png){alt=“甲 乙”}", {("R059", 6), ("R078", 6)}),
    ("> " * 20 + "深", {("R004", 6)}),
    ("## 甲 {#同}\n\n## 乙 {#同}\n\n文", {("R032", 8)}),
    ("## 甲 {#a!b}\n\n文", {("R078", 6)}),
    ("甲\x00乙\n\n丙\x1b", {("R022", 6), ("R022", 8)}),
]


def test_every_problem_is_found_at_its_line_in_one_run(desk: Desk) -> None:
    for number, (body, _) in enumerate(CASES, 10):
        desk.article(body, f"{number}-x.md")
    found = desk.refusal()
    for number, (body, expected) in enumerate(CASES, 10):
        own = {(d.code, d.span.line) for d in found if d.span.file.endswith(f"/{number}-x.md") and d.severity.name == "ERROR"}
        assert own == expected, body
    assert all(d.hint for d in found)
    files = [d.span.file for d in found if d.span.file]
    assert files == sorted(files)


def test_lone_stars_are_warned_of(desk: Desk) -> None:
    desk.blocks("甲\n\n3 * 4 = 12")
    assert [(d.code, d.span.line) for d in desk.warnings] == [("R052", 8)]


@pytest.mark.parametrize("body", [
    "＃＃ 一、标题", "｜甲｜乙｜\n｜---｜---｜", "| 甲 |\n|---|\n| 1 |\n\n：表题", "又＊＊粗＊＊了", "文［^1］。", "：：：box",
    "！[图]（images/a.jpg）"])
def test_full_width_markup_is_warned_of_as_it_would_be_printed(desk: Desk, body: str) -> None:
    desk.article(body)
    desk.read()
    assert {d.code for d in desk.warnings} == {"R081"}


def test_full_width_punctuation_of_the_text_is_none(desk: Desk) -> None:
    desk.blocks("栏目｜题目：好！［注］（见下）＊有星＊\n：换行后的冒号")
    assert not desk.warnings


def test_deep_lists_are_refused_not_followed(desk: Desk) -> None:
    desk.article("\n".join("    " * depth + "- 层" for depth in range(40)))
    assert "R004" in {d.code for d in desk.refusal()}


def test_one_article_that_stops_pandoc_does_not_stop_the_others(desk: Desk, monkeypatch) -> None:
    from convert.reader import pandoc

    monkeypatch.setattr(pandoc, "_SECONDS", 2.0)
    monkeypatch.setattr(pandoc, "_CHARACTERS_PER_SECOND", 100_000)
    desk.article("正常", "01-a.md")
    desk.article("\\begin{a}" * 3000, "02-b.md")
    desk.article("# 错", "03-c.md")
    assert desk.codes() == {("R070", "02-b.md", 0), ("R040", "03-c.md", 6)}


def test_without_pandoc_the_reader_says_how_to_get_it(desk: Desk, monkeypatch) -> None:
    import sys

    from convert.diagnostics import ExitCode, Refusal
    from convert.reader import pandoc

    pandoc.pandoc_path.cache_clear()
    monkeypatch.setattr(pandoc.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    try:
        desk.article("文")
        desk.read()
    except Refusal as refusal:
        assert (refusal.exit_code, [d.code for d in refusal.diagnostics]) == (ExitCode.MISSING, ["R072"])
    else:
        raise AssertionError
    finally:
        pandoc.pandoc_path.cache_clear()
