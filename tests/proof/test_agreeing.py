"""What must agree within an issue: numbers of a table and a list, parts of a document, names, columns, captions."""
from __future__ import annotations

import pytest

from convert.diagnostics import Span
from convert.model.metadata import ArticleMetadata, IssueMetadata, Person
from convert.model.nodes import Article, Block, Cell, Heading, Issue, List, ListItem, Paragraph, Row, Run, Table
from convert.proof import check_issue
from convert.proof.house import HouseTable
from tests.proof.test_rules import issue_of, paragraph

PLACE = Span("issues/x/a.md", 5, 1)


def text(words: str, role: str = "body") -> Paragraph:
    return Paragraph((Run(words, span=PLACE),), role, span=PLACE)


def items(*words: str) -> List:
    return List(tuple(ListItem((text(w),)) for w in words), span=PLACE)


def table(*rows: tuple[str, ...], caption: str = "") -> Table:
    body = tuple(Row(tuple(Cell((Run(cell),), span=PLACE) for cell in row)) for row in rows)
    return Table((), body, len(rows[0]), caption=(Run(caption, span=PLACE),) if caption else (), span=PLACE)


def codes(*blocks: Block, register: HouseTable | None = None, others: tuple[str, ...] = (), **about: object) -> list[str]:
    first = Article(ArticleMetadata("a", str(about.pop("name", "夜班灯"))), blocks, span=Span("issues/x/a.md", 1))
    rest = tuple(Article(ArticleMetadata(f"b{n}", title), (), span=Span(f"issues/x/b{n}.md", 1)) for n, title in enumerate(others))
    data = {"document_type": "internal-bulletin", "title": "工作通报"} | about
    issue = Issue(IssueMetadata("x", **data), (first, *rest))  # type: ignore[arg-type]
    found = check_issue(issue, None, register or HouseTable())  # type: ignore[arg-type]
    return [d.code for d in found if d.code not in {"P014", "P015"}]


ROWS = (("后勤中心", "603", "98.8%"), ("机修中心", "188", "98.4%"))


@pytest.mark.parametrize(("total", "found"), [("791", []), ("790", ["P107"]), ("—", [])])
def test_the_total_of_a_table_is_the_sum_of_its_rows(total: str, found: list[str]) -> None:
    assert codes(table(*ROWS, ("合计", total, "98.7%"))) == found


def test_rounded_totals_are_right() -> None:
    assert codes(table(("甲", "1.3"), ("乙", "1.3"), ("合计", "2.5"))) == []
    assert codes(table(("甲", "1.3"), ("乙", "1.3"), ("合计", "3.6"))) == ["P107"]


@pytest.mark.parametrize(("lead", "found"), [
    ("请记住三条：", []), ("请记住四条：", ["P106"]),
    ("重点查看以下3项：", []), ("重点查看以下两项：", ["P106"]), ("请记住：", [])])
def test_a_number_announced_is_the_number_of_items(lead: str, found: list[str]) -> None:
    assert codes(text(lead), items("先看灯。", "再看桩。", "后看缆。")) == found


def test_headings_are_counted_too() -> None:
    heads = tuple(Heading(3, (Run(words, span=PLACE),), span=PLACE) for words in ("位置", "遮蔽", "告示"))
    assert codes(text("重点查看以下四项："), *heads, Heading(2, (Run("出行"),), span=PLACE)) == ["P106"]
    assert codes(text("重点查看以下三项："), *heads, Heading(2, (Run("出行"),), span=PLACE)) == []


def test_captions_are_numbered_from_one() -> None:
    assert codes(table(("甲", "乙"), caption="表1　班次"), table(("甲", "乙"), caption="表2　票价")) == []
    assert codes(table(("甲", "乙"), caption="表1　班次"), table(("甲", "乙"), caption="表3　票价")) == ["P115"]


def test_the_number_in_a_title_is_that_of_its_steps() -> None:
    steps = List(tuple(ListItem((text(w),)) for w in ("看", "系", "查")), ordered=True, span=PLACE)
    assert codes(steps, name="系好安全带，一共三步") == []
    assert codes(steps, name="系好安全带，一共四步") == ["P106"]
    assert codes(steps, steps, name="系好安全带，一共四步") == []


def test_a_number_of_a_table_stands_in_the_text_as_it_is() -> None:
    numbers = table(("合同", "1231"), ("工时", "4860"))
    assert codes(text("按期办结1231件。"), numbers) == []
    assert codes(text("按期办结1213件。"), numbers) == ["P108"]
    assert codes(text("按期办结1232件。"), numbers) == []


def test_a_count_that_the_article_gives_again_and_again_has_its_digits_in_one_order() -> None:
    told = (text("补装了312盏灯。"), text("剩下的312盏灯照旧。"))
    assert codes(*told, text("全港321盏灯。")) == ["P108"]
    assert codes(*told, text("全港321名职工、341盏灯。")) == []


def test_an_address_is_that_of_the_imprint() -> None:
    about = {"email": "bianji@port.example"}
    assert codes(text("请寄bianji@port.example，或者qiu@ferry.example。"), **about) == []
    assert codes(text("请寄bianji@part.example。"), **about) == ["P038"]


def test_a_unit_keeps_the_order_of_its_name() -> None:
    by = Person("安全生产监督部", corporate=True)
    found = check_issue(issue_of(paragraph("安全监督生产部发出提醒，安全生产监督部值班。"), authors=(by,)), None)    # type: ignore[arg-type]
    assert [d.code for d in found if d.code == "P093"] == ["P093"]


def test_a_quoted_name_has_its_number_in_one_way() -> None:
    told = (text("“汐拖12”轮靠泊。"), text("“汐拖12”轮离泊。"))
    assert codes(*told, text("“汐拖8”轮、“一二三”号靠泊。")) == []
    assert codes(*told, text("“汐拖十二”轮再靠泊。")) == ["P117"]


OFFICIAL = {"document_type": "official-document", "issuer": "汐州港工会联合会", "genre": "通知", "addressee": "各作业区工会：",
            "date": "2025-06-10", "printed": "2025-06-10", "cc": "港务局办公室。", "attachments": ("分工表",),
            "name": "关于做好夜班服务的通知"}


@pytest.mark.parametrize(("change", "found"), [
    ({}, []), ({"addressee": "各作业区工会"}, ["P110"]), ({"cc": "港务局办公室"}, ["P110"]), ({"genre": "通报"}, ["P111"]),
    ({"printed": "2025-06-01"}, ["P112"]), ({"printed": "2025-06-12"}, []), ({"issuer": "汐州港总工会"}, ["P113"]),
    ({"attachments": ("分工安排表",)}, ["P114"])])
def test_parts_of_a_document_agree(change: dict[str, object], found: list[str]) -> None:
    assert codes(text("汐州港工会联合会", "signature"), others=("分工表",), **(OFFICIAL | change)) == found


def test_a_salutation_ends_with_a_colon() -> None:
    assert codes(text("各位同志，", "salutation")) == ["P110"]
    assert codes(text("各位同志：", "salutation")) == []


@pytest.mark.parametrize(("about", "found"), [
    ({"issue_label": "第3期", "number": "3"}, []), ({"issue_label": "第4期", "number": "3"}, ["P049"]),
    ({"phone": "6120l020"}, ["P025", "P050"]), ({"phone": "61203020（港内短号3020）"}, []),
    ({"print_run": "3o0册"}, ["P025", "P050"]),
    ({"date": "2025-06", "printed": "2024-06-05"}, ["P112"]), ({"date": "2025-06", "printed": "2025-06-05"}, [])])
def test_the_imprint_agrees_with_itself(about: dict[str, object], found: list[str]) -> None:
    assert [c for c in codes(**about) if c not in {"P040"}] == found


def test_a_column_named_in_the_text_is_a_column() -> None:
    assert codes(text("本期“特别关心”用较长的篇幅写这件事。"), columns=("特别关注",)) == ["P116", "P056"]
    assert codes(text("本期“特别关注”用较长的篇幅写这件事。"), columns=("特别关注",)) == ["P056"]


def test_a_name_a_character_from_the_register() -> None:
    register = HouseTable(duties=(("周一帆", "副主任"),))
    assert codes(text("抽查由周一凡带队，没有事先通知。"), register=register) == ["P064"]
    assert codes(text("抽查由周一帆带队，没有事先通知。"), register=register) == []


def test_one_look_alike_among_many() -> None:
    lines = [text(f"{n}号箱位属于南屿作业区。") for n in range(4)]
    assert codes(*lines, text("收工后回到南峪作业区。")) == ["P105"]
    assert codes(*lines, text("收工后回到南屿作业区。")) == []


def test_a_short_name_is_told_by_the_word_behind_it() -> None:
    lines = [text(f"{n}号岸桥归“海燕”班管。") for n in range(3)]
    assert "P038" in codes(*lines, text("吊具也归“海雁”班管。"))
    assert codes(*lines, text("吊具归“海鸥”组管。")) == []


def test_years_that_have_not_come() -> None:
    assert codes(text("做好2052年夏季夜班服务。"), date="2025-06") == ["P102"]
    assert codes(text("到2035年，驿站增加一倍。"), date="2025-06") == []
    assert codes(text("2027年以来，驿站增加一倍。"), date="2025-06") == ["P102"]


def test_one_designation_among_many() -> None:
    lines = [text(f"{n}班坐夜1路回家。") for n in range(3)]
    assert codes(*lines, text("五班坐夜一路回家。")) == ["P117"]
    cranes = [text(f"QC0{n}岸桥在装船。") for n in (5, 6)]
    assert codes(*cranes, text("QC-07岸桥在卸船。")) == ["P117"]
    assert codes(*cranes, text("QC07岸桥在卸船。")) == []


def test_a_sentence_set_twice() -> None:
    again = text("快和慢在这里成了同一件事情。")
    assert codes(again, text("船方认这个理。"), again) == ["P036"]
    assert codes(again, text("快和慢在这里成了同一桩事情。")) == []
