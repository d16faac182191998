"""issue.yaml and front matter: every key, and every way to get it wrong."""
from __future__ import annotations

import pytest

from convert.model.metadata import BoardRole, GlossaryEntry, Person, Source
from tests.reader.conftest import ISSUE, Desk

FULL_ISSUE = """\
schema: 1
id: xunchang-2025-03
document_type: magazine-issue
title: 汛长
title_en: The Flood Season
style: magazine
number: 010
issue_label: 2025年第3期
date: 2025-03
printed: 2025-03-08
phone: 12:30
internal_use: no
editorial_board:
- {role: 主编, names: [水文科, 办公室]}
- {role: 校对, names: 资料室}
columns: [堤上, 灯下]
cover: {photo: null, caption: 潮, lines: [甲, 乙]}
glossary: {堤围: 堤圍}
distribution: 各站
articles:
- {file: 01-a.md, column: 堤上, page: 3, title: 巡堤}
- 02-b.md
"""
FULL_ARTICLE = """\
---
id: xc-1
type: report
section: 水文科
kicker: |
  引题一
  引题二
title: 巡堤
subtitle: [——副题, 副题二]
toc_title: 巡
byline: □ 水文科　资料室
author: [水文科, {name: 资料室, role: 摄影, corporate: true}]
date_line: （三月八日）
source: {raw: （来源：水报）, publication: 水报, date: 2025-03-01, page: 2, issue: 5}
contributor: （巡堤队）
captions: [图一]
figures: {a: b}
source_lines: 12-30
glossary: {水位: 水位}
lang: zh-Hans
---

正文
"""


def test_every_key_arrives_as_text(desk: Desk) -> None:
    desk.issue_yaml(FULL_ISSUE)
    desk.write("01-a.md", FULL_ARTICLE)
    desk.write("02-b.md", "---\ntitle: 灯下\ncolumn: 灯下\nauthor: 夜班\nsource: 水报\n---\n\n文\n")
    issue = desk.read()
    meta = issue.metadata
    assert (meta.number, meta.phone, meta.internal_use, meta.date) == ("010", "12:30", "no", "2025-03")
    assert meta.editorial_board == (BoardRole("主编", ("水文科", "办公室")), BoardRole("校对", ("资料室",)))
    assert (meta.columns, meta.cover.lines, meta.glossary, meta.distribution) == (
        ("堤上", "灯下"), ("甲", "乙"), (GlossaryEntry("堤围", "堤圍"),), ("各站",))
    first, second = (a.metadata for a in issue.articles)
    assert (first.column, first.page, first.kicker, first.subtitle) == ("堤上", "3", ("引题一", "引题二"), ("——副题", "副题二"))
    assert first.authors == (Person("水文科"), Person("资料室", "摄影", True))
    assert first.source == Source("来源：水报", "水报", "2025-03-01", "2", "5")
    assert (first.contributor, first.byline) == ("巡堤队", "□ 水文科　资料室")
    assert (second.id, second.byline, second.source) == ("a02-b", "夜班", Source("水报"))
    assert desk.warnings == ()


@pytest.mark.parametrize(("line", "code", "hint"), [
    ("titel_en: x", "R009", "title_en"),
    ("标题：汛", "R008", "半角"),
    ("number: [1]", "R012", ""),
    ("title: 又一", "R003", ""),
    ("date: 2025年3月", "M003", "2025-03"),
    ("date: 2025-02-30", "M004", ""),
    ("publisher: \"a\\u0007b\"", "M005", ""),
    ("publisher: |\n  甲\n  乙", "M005", ""),
    ("cover: {photo: images/a.png}", "M007", "alt"),
    ("glossary: {甲: ''}", "M006", ""),
    ("editorial_board: [{names: 甲}]", "R010", ""),
    ("\tnumber: 1", "R030", ""),
    ("style: *a", "R005", ""),
    ("rights: " + "[" * 100_000, "R004", ""),
    ("rights:\n" + "- " * 100_000, "R004", ""),
    ("rights: [甲]\ncolumns: " + "{a: " * 100_000, "R004", ""),
])
def test_what_is_wrong_in_issue_yaml_is_named(desk: Desk, line: str, code: str, hint: str) -> None:
    desk.issue_yaml(ISSUE + line + "\n")
    desk.article("文", "01-a.md")
    desk.article("# 错", "02-b.md")
    found = desk.refusal()
    mine = [d for d in found if d.span.file.endswith("issue.yaml") and d.code == code]
    assert len(mine) == 1 and mine[0].span.line == 4 + (line.count("\n") if code == "R004" else 0) and hint in mine[0].hint
    assert ("R040", 6) in {(d.code, d.span.line) for d in found}, "the articles are read all the same"


@pytest.mark.parametrize(("text", "expected"), [
    ("document_type: magazine-issue\ntitle: 甲\n", {("R010", 1)}),
    ("id: a\ntitle: 甲\n", {("R010", 1)}),
    ("id: a\ndocument_type: magazin-issue\ntitle: 甲\n", {("R011", 2)}),
    ("id: a/b\ndocument_type: magazine-issue\ntitle: ''\n", {("R033", 1), ("M006", 3)}),
    ("", {("R010", 1)}),
    ("只有一句话", {("R007", 1)}),
    ("标题：汛", {("R008", 1)}),
])
def test_what_an_issue_must_have(desk: Desk, text: str, expected: set) -> None:
    desk.issue_yaml(text)
    desk.article("文")
    assert {(code, line) for code, name, line in desk.codes() if name == "issue.yaml"} == expected


@pytest.mark.parametrize(("front", "expected"), [
    ("title: 甲\nkolumn: 乙", ("R009", 3, "column")),
    ("titel: 甲", ("R010", 2, "")),
    ("title: 甲\ncolumn: 堤下", ("M001", 3, "堤上")),
    ("title: 甲\ntype: nws", ("R011", 3, "news")),
    ("title: 甲\nauthor: [{rolle: 摄影, name: 乙}]", ("R009", 3, "role")),
    ("title: 甲\nid: 甲 乙", ("R033", 3, "")),
    ("title: 甲：乙: 丙", ("R001", 2, "")),
    ("title: 甲\nsource: {publication: 水报}", ("R010", 3, "")),
])
def test_what_is_wrong_in_front_matter_is_named(desk: Desk, front: str, expected: tuple[str, int, str]) -> None:
    desk.issue_yaml(ISSUE + "columns: [堤上, 灯下]\n")
    desk.write("01-a.md", f"---\n{front}\n---\n\n文\n")
    code, line, hint = expected
    mine = [d for d in desk.refusal() if d.code == code]
    assert [d.span.line for d in mine] == [line]
    assert hint in mine[0].hint


def test_front_matter_must_be_there_and_end(desk: Desk) -> None:
    desk.write("01-a.md", "正文\n")
    desk.write("02-b.md", "---\ntitle: 甲\n\n正文\n")
    desk.write("03-c.md", "\n\n---\ntitle: 甲\n...\n\n# 错\n")
    assert desk.codes() == {("R028", "01-a.md", 1), ("R029", "02-b.md", 1), ("R040", "03-c.md", 7)}


def test_titles_of_list_and_article_must_agree(desk: Desk) -> None:
    desk.issue_yaml(ISSUE + "articles:\n- {file: 01-a.md, title: 別题}\n- {file: 02-b.md, page: 4}\n")
    desk.article("文", "01-a.md")
    desk.write("02-b.md", "---\ntitle: 乙\npage: 5\n---\n\n文\n")
    assert {(code, name) for code, name, _ in desk.codes()} == {("M002", "01-a.md"), ("M002", "02-b.md")}


def test_duplicate_article_ids_name_the_first(desk: Desk) -> None:
    for name in ("01-a.md", "02-b.md"):
        desk.write(name, "---\nid: tong\ntitle: 甲\n---\n\n文\n")
    found, = desk.refusal()
    assert found.code == "R032" and found.span.file.endswith("02-b.md") and "01-a.md:2" in found.message


def test_a_filler_says_so_in_its_front_matter(desk: Desk) -> None:
    desk.write("01-a.md", "---\ntitle: 渠谚\nfiller: true\n---\n\n水到渠成。\n")
    desk.write("02-b.md", "---\ntitle: 渠上\n---\n\n水到渠成。\n")
    assert [a.metadata.filler for a in desk.read().articles] == [True, False]
    desk.write("01-a.md", "---\ntitle: 渠谚\nfiller: 也许\n---\n\n水到渠成。\n")
    assert ("R011", "01-a.md", 3) in desk.codes()


def test_what_yaml_takes_for_a_comment_and_markup_nobody_reads_are_warned_of(desk: Desk) -> None:
    desk.write("01-a.md", "---\ntitle: 春 #天     # 说明\nbyline: '甲 #乙'\nkicker:\n- 引 #题\ncolumn: 栏 # 说明\n#style: x\n"
                          "subtitle: '**副**题'\n---\n\n正文 #话题\n")
    article, = desk.read().articles
    assert (article.metadata.title, article.metadata.byline, article.metadata.column) == ("春", "甲 #乙", "栏")
    assert [(d.code, d.span.line) for d in desk.warnings] == [("R083", 2), ("R083", 5), ("M008", 8)]
