"""One form of damage each: what a person would see mended in the imported files."""
from __future__ import annotations

import pytest

from convert.importer.matching import Joints
from convert.importer.repair import finish_paragraph, repair_line
from convert.importer.wordjoints import WordJoints
from tests.importer.conftest import Importer


@pytest.mark.parametrize(("raw", "mended"), [
    ("到 2031 年，全港有 12 座驿站。", "到2031年，全港有12座驿站。"),
    ("会 议 强 调，要 把 灯 点 亮。", "会议强调，要把灯点亮。"),
    ("要把思想 and 行动统一起来。", "要把思想和行动统一起来。"),
    ("用“巡堤 + 修桥”的办法", "用“巡堤+修桥”的办法"),
    ("先看堤,再看桥;都看过了。", "先看堤，再看桥；都看过了。"),
    ("江边站(夜班)的灯", "江边站（夜班）的灯"),
    ("(一) 先看堤。", "（一）先看堤。"),
    ("题目里的『灯』字", "题目里的“灯”字"),
    ('他说"不急"就走了。', "他说“不急”就走了。"),
    ("⼈和⽔", "人和水"),
    ("２０３１年共１２．５万人，乘Ｃ９１９来", "2031年共12.5万人，乘C919来"),
    ("最后一句。■", "最后一句。"),
    ("比例是3:2，共1,200人", "比例是3:2，共1,200人"),
    ("读 Moby Dick 的人", "读Moby Dick的人"),
    ("邮箱 a,b@example.org", "邮箱 a,b@example.org")])
def test_characters_of_a_line(raw: str, mended: str) -> None:
    assert repair_line(raw) == mended


@pytest.mark.parametrize(("raw", "mended"), [
    ("请看“守堤人　守桥人”的故事", "请看“守堤人　守桥人”的故事"), ("堤上　的灯", "堤上的灯"),
    ("**一要看堤。**再看桥。", "**一要看堤。**再看桥。"), ("**一要看堤。再看桥。", "一要看堤。再看桥。"), ("看**** 堤", "看堤")])
def test_gaps_and_bold_of_a_paragraph(raw: str, mended: str) -> None:
    assert finish_paragraph(raw) == mended


BODY = "堤上的灯亮了一夜，守堤的人走了一夜，天亮的时候他们在最高的那一段坐下来，看江水慢慢退下去，谁也没有先说话。"


def test_a_paragraph_cut_by_a_page_and_a_picture_is_joined_over_the_caption(importer: Importer) -> None:
    result = importer(f"# 巡堤的人\n\n{BODY[:30]}\n\n\n\n守堤人在江边\n\n{BODY[30:]}\n\n{BODY}\n")
    assert result.body(0) == f"{BODY}\n\n{BODY}"
    assert "captions:\n- 守堤人在江边" in (result.folder / "01-巡堤的人.md").read_text(encoding="utf-8")


def test_the_contents_is_evidence_and_differences_are_reported(importer: Importer) -> None:
    listed = "# 目录\n\n## 灯下\n\n巡堤的人们和灯\t/何志明 3\n桥头修鞋的老师傅\t5\n"
    result = importer(f"{listed}\n# 巡堤的人们\n\n□ 林小满\n\n{BODY}\n\n# 桥头修鞋的老师傅\n\n{BODY}\n")
    reasons = [item["reason"] for item in result.report["look_at"]]
    assert "题目与目录不同，两种写法都保留" in reasons
    assert "作者与目录不同" in reasons
    assert result.titles()[0] == "巡堤的人们"
    assert "toc_title: 巡堤的人们和灯" in (result.folder / result.report["articles"][0]["file"]).read_text(encoding="utf-8")


def test_an_entry_that_is_not_in_the_text_is_reported(importer: Importer) -> None:
    result = importer(f"# 目录\n\n## 灯下\n\n巡堤的人们\t3\n这一篇没有登出来\t5\n\n# 巡堤的人们\n\n{BODY}\n")
    assert [item["text"] for item in result.report["look_at"]] == ["这一篇没有登出来"]


def test_headings_by_their_numbering_and_runs_in(importer: Importer) -> None:
    result = importer(f"# 看堤的办法\n\n#### 一、先看\n\n{BODY}\n\n## （一）再看\n\n{BODY}\n\n（二）三看。{BODY}\n\n"
                      f"**二、后看**\n\n{BODY}\n")
    lines = [line for line in result.body(0).split("\n\n") if line != BODY]
    assert lines == ["## 一、先看", "### （一）再看", "[（二）三看。]{.runin-3}" + BODY, "## 二、后看"]


def test_sources_credits_salutations_and_notes_of_the_editor(importer: Importer) -> None:
    raw = "# 目录\n\n## 灯下\n\n写给守堤人的信\t3\n堤上的一夜\t4\n\n" \
          "# 写给守堤人的信\n\n（二〇三一年六月一日）\n\n" \
          f"各位守堤的同志：\n\n{BODY}\n\n{BODY}（来源：《江边晚报》2031年6月2日03版）\n\n" \
          f"# 堤上的一夜\n\n编者按：这一夜值得记下来。\n\n{BODY}(江边站工会)\n"
    result = importer(raw)
    first, second = ((result.folder / a["file"]).read_text(encoding="utf-8") for a in result.report["articles"])
    assert "date_line: （二〇三一年六月一日）" in first
    assert "::: {.salutation}\n\n各位守堤的同志：\n\n:::" in first
    assert "publication: 江边晚报\n  date: '2031-06-02'\n  page: '3'" in first
    assert "::: {.editor-note}\n\n编者按：这一夜值得记下来。\n\n:::" in second
    assert "contributor: 江边站工会" in second
    assert result.body(1).endswith(BODY)


@pytest.mark.parametrize(("byline", "names"), [
    ("□ 江边站站长　何志明", ["何志明"]), ("□ 何志明　林小满", ["何志明", "林小满"]), ("□ 汪　琦", ["汪琦"]),
    ("□ 江边站工会", ["江边站工会"]), ("□ 何志明、林小满", ["何志明", "林小满"])])
def test_authors_of_bylines(byline: str, names: list[str]) -> None:
    from convert.importer.heads import authors_of

    assert [person.name for person in authors_of(byline)] == names


def test_markdown_of_the_text_itself_is_escaped(importer: Importer) -> None:
    text = "价格是 5*6_7 [见后] <附> $9 #1，" + BODY
    result = importer(f"# 巡堤的人\n\n{text}\n\n+ {BODY}\n\n1. {BODY}\n")
    assert result.issue is not None
    from convert.model.text import article_text

    body = article_text(result.issue.articles[0])
    assert "5*6_7[见后]<附>$9#1，" in body
    assert f"+{BODY}1.{BODY}" in body


def test_a_word_that_a_line_end_cuts_tells_which_line_goes_on() -> None:
    joints = WordJoints(Joints([]))
    assert joints.odds("大家坐下来讨论这项工", "作怎样安排") > 1
    assert joints.odds("大家坐下来讨论这项工", "麦收以后再说") < 0
