"""A PDF without tags: read as it is painted where that is how it reads, by its places where a tool painted it row by row."""
from __future__ import annotations

import io
import itertools
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from convert.cli import main
from tests.importer.conftest import Importer

COLUMNS = (
    "　　堤上的灯亮了一夜，守堤的人走了一夜，天亮的时候他们在最高的那一段坐下来，看江水慢慢退下去，谁也没有先说话。"
    "太阳从对岸的杨树后面升起来，照着一排湿透的鞋。"
    "　　站里的炊事员挑来两桶面，汤还是热的。他说路上滑，摔了一跤，洒了小半桶，够不够大家将就一下。",
    "　　有人笑了，有人去接扁担。桶沿上磕掉一块漆，露出里面的木头，是去年新箍的。那一顿面吃得很慢，吃完的人把碗洗了，"
    "一只一只扣在堤石上晾着。　　后来写总结的时候，谁也没有提起那两桶面。可是说起那一夜，人人都先想起它来，说那面汤里有一点姜。")
MEASURE, ROWS = 20, 30


def _lines(text: str) -> list[str]:
    """Lines of a column, paragraphs begin where the text has its indents."""
    out: list[str] = []
    for paragraph in text.split("　　")[1:]:
        whole = "　　" + paragraph
        while whole:
            cut = MEASURE
            while whole[cut:cut + 1] in tuple("，。、"):
                cut += 1
            out.append(whole[:cut])
            whole = whole[cut:]
    return out


def _painted(by_rows: bool) -> bytes:
    """A page with a title and two columns, painted column by column or row by row."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(480, 640))
    canvas.setFont("STSong-Light", 20)
    canvas.drawString(160, 590, "两桶面的早晨")
    canvas.setFont("STSong-Light", 10)
    rows = [_lines(text) for text in COLUMNS]
    order = [(k, i) for i in range(ROWS) for k in (0, 1)] if by_rows else [(k, i) for k in (0, 1) for i in range(ROWS)]
    for k, i in order:
        if i < len(rows[k]):
            text = rows[k][i]
            canvas.drawString(30 + 220 * k + 10 * (len(text) - len(text.lstrip("　"))), 540 - 16 * i, text.lstrip("　"))
    canvas.showPage()
    canvas.save()
    return data.getvalue()


@pytest.mark.parametrize("by_rows", [False, True], ids=["column by column", "row by row"])
def test_columns_in_the_order_they_are_read_however_they_are_painted(importer: Importer, by_rows: bool) -> None:
    result = importer(_painted(by_rows), "magazine", "a.pdf")
    assert result.titles() == ["两桶面的早晨"]
    assert result.body(0) == "\n\n".join(p for text in COLUMNS for p in text.split("　　") if p)


ISSUE = """id: b
document_type: official-document
title: 云岭省江堤管理局文件
issuer: 云岭省江堤管理局
doc_number: 云堤发〔2031〕9号
genre: 通知
addressee: 各县江堤管理站：
date: '2031-06-01'
articles: [a.md]
"""
ARTICLE = """---
id: a
type: article
title: 云岭省江堤管理局关于下拨巡堤器材的通知
---

为做好汛期巡堤工作，现将器材下拨各站，数目见表1。各站收到以后按时清点。

: 表1　各站器材

| 站名 | 手电筒（支） | 雨衣（件） | 说明 |
|:---|---:|---:|:---|
| 东圩站 | 24 | 30 | 手电筒须配备用电池，雨衣按班组分发到人，退役的交回器材库 |
| 西圩站 | 18 | 22 | 同上 |

一、清点以后三日内报回数目。

- 数目与单据不符的，写明原因。
- 有损坏的，附照片。
"""


def _untagged(folder: Path) -> bytes:
    (folder / "b").mkdir()
    (folder / "b" / "issue.yaml").write_text(ISSUE, encoding="utf-8")
    (folder / "b" / "a.md").write_text(ARTICLE, encoding="utf-8")
    assert main(["build", str(folder / "b"), "--edition", "print", "--out", str(folder / "o"), "--jobs", "1", "-q"]) == 0
    with pikepdf.open(next((folder / "o" / "b").glob("*.pdf"))) as pdf:
        del pdf.Root["/StructTreeRoot"]
        data = io.BytesIO()
        pdf.save(data)
    return data.getvalue()


def test_a_table_and_a_list_of_a_document_without_tags(importer: Importer, tmp_path: Path) -> None:
    data = _untagged(tmp_path)
    body = importer(data, "official", "a.pdf").body(0)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines() if line.startswith("|")]
    assert [rows[0], *rows[2:]] == [
        ["站名", "手电筒（支）", "雨衣（件）", "说明"],
        ["东圩站", "24", "30", "手电筒须配备用电池，雨衣按班组分发到人，退役的交回器材库"], ["西圩站", "18", "22", "同上"]]
    assert "一、清点以后三日内报回数目。" in body.split("\n\n")
    assert "数目与单据不符的，写明原因。" in body and "有损坏的，附照片。" in body


MAGAZINE = """id: b
document_type: magazine-issue
title: 云堤工人
volume_year: '2031'
number: '7'
organizer: 云岭省江堤工会
articles: [a.md, c.md]
"""
STORIES = (("a", "汛期巡堤工作会议强调", "把灯一盏一盏守到天亮", COLUMNS[0]), ("c", "", "两桶面", COLUMNS[1]))


def _magazine(folder: Path) -> Path:
    """The print PDF of two articles, the first with a kicker, each with a heading between its two paragraphs."""
    (folder / "b").mkdir()
    (folder / "b" / "issue.yaml").write_text(MAGAZINE, encoding="utf-8")
    for name, kicker, title, text in STORIES:
        above = f"kicker: {kicker}\n" if kicker else ""
        (folder / "b" / f"{name}.md").write_text(
            f"---\nid: {name}\ntype: article\n{above}title: {title}\n---\n"
            + "\n\n## 那一碗面的来历\n\n".join(text.split("　　")[1:]) + "\n", encoding="utf-8")
    assert main(["build", str(folder / "b"), "--edition", "print", "--out", str(folder / "o"), "--jobs", "1", "-q"]) == 0
    return next((folder / "o" / "b").glob("*.pdf"))


def test_sizes_tell_titles_kickers_and_headings_where_nothing_else_does(importer: Importer, tmp_path: Path) -> None:
    data = io.BytesIO()
    with pikepdf.open(_magazine(tmp_path)) as pdf:
        del pdf.Root["/StructTreeRoot"]
        del pdf.pages[-1], pdf.pages[:2]            # covers and contents
        pdf.save(data)
    result = importer(data.getvalue(), "magazine", "a.pdf")
    assert result.issue is not None
    heads = [(" ".join(a.metadata.kicker), a.metadata.title) for a in result.issue.articles]
    assert heads == [(kicker, title) for _, kicker, title, _ in STORIES]
    assert [result.body(i) for i in (0, 1)] == ["\n\n## 那一碗面的来历\n\n".join(text.split("　　")[1:]) for *_, text in STORIES]


def _flat(kids: pikepdf.Object) -> list[pikepdf.Object]:
    """The elements below `kids` without the groups round them."""
    out: list[pikepdf.Object] = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        group = isinstance(kid, pikepdf.Dictionary) and kid.get("/S") in ("/Document", "/Part", "/Art", "/Sect", "/Div")
        out += _flat(kid.K) if group else [kid]
    return out


def test_a_tree_without_groups_has_its_contents_before_the_first_title(importer: Importer, tmp_path: Path) -> None:
    data = io.BytesIO()
    with pikepdf.open(_magazine(tmp_path)) as pdf:
        document = pdf.Root.StructTreeRoot.K
        document = document[0] if isinstance(document, pikepdf.Array) else document
        kids = _flat(document)
        for above, kid in itertools.pairwise(kids):
            if kid.S == "/TOC":
                above.S = pikepdf.Name.H1               # 目录
        document.K = pikepdf.Array(kids)
        pdf.save(data)
    result = importer(data.getvalue(), "magazine", "a.pdf")
    assert result.issue is not None
    assert [a.metadata.title for a in result.issue.articles] == [title for _, _, title, _ in STORIES]
    assert result.body(0) == "\n\n## 那一碗面的来历\n\n".join(STORIES[0][-1].split("　　")[1:])
