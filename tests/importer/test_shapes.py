"""A magazine of many shapes: rules in articles, talks, lists of names, verse, series; as half-Markdown, bare text or lines."""
from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from convert.importer.assembly import Imported, assemble
from convert.importer.matching import common_length
from convert.importer.rawlines import read_lines
from tests.importer.damage import frames, half_markdown, spread, worn, wrapped
from tests.importer.pages import printed_pages
from tests.importer.stories import Story, every_story, skeleton

Damage = Callable[[Sequence[Story], int], str]
CONTENTS_END = "内部资料 免费交流"


def imported(text: str) -> Imported:
    made = assemble(read_lines(text, "raw.txt"), "magazine")
    assert (made.lost, made.gained) == ("", "")
    return made


def body(story: Story) -> list[tuple[int, str]]:
    return [(level, skeleton(text)) for level, text in story.blocks]


def blocks(made: Imported) -> list[list[tuple[int, str]]]:
    return [[(b.level if b.role == "heading" else 0, skeleton(b.text)) for b in a.blocks] for a in made.articles]


def flat(text: str) -> str:
    return re.sub(r"(?m)^#+ |\*\*", "", text)


@pytest.mark.parametrize(("seed", "rough"), [(1, False), (2, True), (3, True)])
def test_every_shape_comes_back_from_half_markdown(seed: int, rough: bool) -> None:
    told = every_story("yilu")
    made = imported(half_markdown(told, seed, rough))
    assert [a.head.title for a in made.articles] == [s.title for s in told]
    assert ["".join(a.head.kicker) for a in made.articles] == [s.kicker for s in told]
    assert ["".join(a.head.subtitle) for a in made.articles] == [s.subtitle for s in told]
    assert [a.head.date_line for a in made.articles] == [s.date_line for s in told]
    assert [a.contributor for a in made.articles] == [s.contributor for s in told]
    assert [a.column for a in made.articles] == [s.column for s in told]
    assert [a.head.section for a in made.articles] == [s.section for s in told]
    assert blocks(made) == [body(s) for s in told]


@pytest.mark.parametrize(("seed", "rough"), [(1, False), (1, True), (2, True)])
def test_articles_are_found_without_a_contents_page(seed: int, rough: bool) -> None:
    told = every_story("yilu")
    text = half_markdown(told, seed, rough)
    made = imported(text[text.index(CONTENTS_END) + len(CONTENTS_END):])
    assert blocks(made) == [body(s) for s in told]
    assert sum(a.head.title == s.title for a, s in zip(made.articles, told, strict=True)) >= len(told) - 2


def test_without_any_mark_the_contents_page_finds_the_articles() -> None:
    told = every_story("yilu")
    made = imported(flat(half_markdown(told, 1)))
    assert [a.head.title for a in made.articles] == [s.title for s in told]
    assert ["".join(t for _, t in found) for found in blocks(made)] == ["".join(t for _, t in body(s)) for s in told]


@pytest.mark.parametrize("name", ["yilu", "weihu"])
def test_without_any_mark_and_contents_the_articles_are_found_too(name: str) -> None:
    told = every_story(name)
    text = flat(half_markdown(told, 1))
    made = imported(text[text.index(CONTENTS_END) + len(CONTENTS_END):])
    assert blocks(made) == [body(s) for s in told]
    assert sum(a.head.title == s.title for a, s in zip(made.articles, told, strict=True)) >= len(told) - 1


@pytest.mark.parametrize(("damage", "name", "seed"), [
    (wrapped, "yilu", 2), (frames, "yilu", 1), (wrapped, "weihu", 1), (frames, "dukou", 1), (frames, "dukou", 3),
    (frames, "kuangdeng", 2), (frames, "kuangdeng", 3), (printed_pages, "kuangdeng", 3), (printed_pages, "dukou", 1)])
def test_lines_of_print_become_the_articles_again(damage: Damage, name: str, seed: int) -> None:
    told = every_story(name)
    made = imported(damage(told, seed))
    found = {skeleton(a.head.title): "".join(t for _, t in b) for a, b in zip(made.articles, blocks(made), strict=True)}
    wanted = [("".join(t for _, t in body(s)), found.get(skeleton(s.title), "")) for s in told]
    assert sum(common_length(a, b) for a, b in wanted) == sum(len(a) for a, _ in wanted)


@pytest.mark.parametrize(("damage", "name", "seed"), [
    (worn, "weihu", 1), (worn, "yilu", 1), (worn, "dukou", 2), (worn, "zhisuo", 3), (worn, "kuangdeng", 2), (spread, "weihu", 1),
    (spread, "yilu", 2)])
def test_worn_text_and_text_of_spreads_come_back_with_their_contents(damage: Damage, name: str, seed: int) -> None:
    told = every_story(name)
    made = imported(damage(told, seed))
    assert [a.head.title for a in made.articles] == [s.title for s in told]
    assert [a.column for a in made.articles] == [s.column for s in told]
    assert all(a.page for a in made.articles)
    assert [["".join(t for _, t in body(s))] for s in told] == [["".join(t for _, t in found)] for found in blocks(made)]


def test_gaps_of_numbered_articles_and_credits_stay() -> None:
    made = imported(half_markdown(every_story("yilu"), 1))
    rules, news = made.articles[2], made.articles[8]
    assert [b.text[:4] for b in rules.blocks][:2] == ["第一章\u3000", "第一条\u3000"]
    assert news.contributor == "风坳养路站\u3000刘半山"


FRONT = """驿 路

2033年第1期（总第87期）

主管：岭南省交通运输厅

编委会主任：郑砚秋
副主任：周牧云　何清
主编：周牧云　　执行主编：何清
责任编辑：苏一苇、万里青

地址：古渡市石门路12号　邮编：000001
投稿邮箱：yilu@example.org
准印证号：（岭）0000001
印数：3000册
发送对象：全省养路职工

# 目 录 CONTENTS

"""


def _listed(told: tuple[Story, ...], form: str) -> str:
    """A contents page with the pages before the entries, going on on a second page, or with rows of dots and pages in brackets."""
    out: list[str] = []
    column = ""
    for number, story in enumerate(told):
        page, author = 2 * number + 1, story.byline.split("　")[-1]
        if story.column != column:
            column = story.column
            out.append(f"**【{column}】**" if form == "before" else f"■ {column}")
            out += ["2", "目 录", "驿路 2033年第1期"] if form == "before" and number == 9 else []
        title = story.title.replace("　", " ")
        out.append(f"{page:02d} {title} {author}".strip() if form == "before"
                   else f"{title}……………{'/' * bool(author)}{author}（{page}）")
    return ("\n\n" if form == "before" else "\n").join(out)


@pytest.mark.parametrize("form", ["before", "dots"])
def test_contents_pages_of_other_forms(form: str) -> None:
    told = every_story("yilu")
    text = half_markdown(told, 1, True)
    made = imported(FRONT + _listed(told, form) + "\n\n" + text[text.index(CONTENTS_END) + len(CONTENTS_END):])
    assert [a.column for a in made.articles] == [s.column for s in told]
    assert [a.page for a in made.articles] == [2 * n + 1 for n in range(len(told))]
    assert blocks(made) == [body(s) for s in told]
    values = made.values
    assert [(row["role"], row["names"]) for row in values["editorial_board"]] == [
        ("编委会主任", ["郑砚秋"]), ("副主任", ["周牧云", "何清"]), ("主编", ["周牧云"]), ("执行主编", ["何清"]),
        ("责任编辑", ["苏一苇", "万里青"])]
    assert (values["title"], values["number"], values["address"], values["postcode"], values["print_run"]) == (
        "驿路", "1", "古渡市石门路12号", "000001", "3000册")
