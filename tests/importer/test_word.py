"""Word files made by other programs and other hands: lists, notes called twice, text boxes, titles that are only bold."""
from __future__ import annotations

import io
from pathlib import Path

import docx
import pypandoc
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from lxml import etree

from convert.cli import main
from tests.importer.conftest import Importer

BODY = "天还没有亮，渡口的灯已经亮了。老周把缆绳解开，船慢慢离了岸，水声比人声大。"
MARKDOWN = f"""---
title: 渡口的早晨
---

# 渡口的早晨

{BODY}[^1]

## 一、船上的人

1. 第一件是米。
2. 第二件是盐。
    - 盐要防潮。

| 站名 | 时间 |
|:--|:--|
| 东渡 | 6:30 |

[^1]: 灯是一九八二年装的。

# 桥上的人

桥修好以后，渡口没有停。每天还有十几个人坐船，他们说坐惯了。
"""
BOX = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
 <w:txbxContent><w:p><w:r><w:t>船票一元。</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>
 <w:txbxContent><w:p><w:r><w:t>船票一元。</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)      # type: ignore[attr-defined]
    return out.getvalue()


def test_a_file_of_pandoc_keeps_lists_tables_and_notes(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "p.docx"
    pypandoc.convert_text(MARKDOWN, "docx", "markdown", outputfile=str(path))
    result = importer(path.read_bytes(), name="p.docx")
    assert result.titles() == ["渡口的早晨", "桥上的人"]
    body = result.body(0)
    assert "1. 第一件是米。\n2. 第二件是盐。\n    - 盐要防潮。" in body
    assert "| 东渡 | 6:30 |" in body
    assert f"{BODY}[^1]" in body
    assert "[^1]: 灯是一九八二年装的。" in body
    assert "## 一、船上的人" in body


def test_titles_that_are_bold_and_centred_part_the_articles(importer: Importer) -> None:
    document = docx.Document()
    for title, byline in (("渡口的早晨", "□　周一帆"), ("桥上的人", "")):
        run = document.add_paragraph().add_run(title)
        run.bold = True
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
        if byline:
            document.add_paragraph(byline)
        document.add_paragraph(BODY)
        document.add_paragraph().add_run("一、船上的人").bold = True
        document.add_paragraph("米一袋。", style="List Bullet")
    result = importer(saved(document), name="b.docx")
    assert result.titles() == ["渡口的早晨", "桥上的人"]
    assert result.report["articles"][0]["byline"] == "□　周一帆"
    assert result.body(1) == f"{BODY}\n\n## 一、船上的人\n\n- 米一袋。"


def test_a_text_box_is_said_once(importer: Importer) -> None:
    document = docx.Document()
    document.add_heading("渡口的早晨", 1)
    document.add_paragraph(BODY)._p.append(etree.fromstring(BOX))
    result = importer(saved(document), name="t.docx")
    assert result.body(0) == f"{BODY}\n\n船票一元。"


@pytest.mark.parametrize("suffix", ["docx", "print.pdf"])
def test_a_note_called_twice_is_one_note(tmp_path: Path, suffix: str) -> None:
    first, again = tmp_path / "issues" / "a", tmp_path / "issues" / "again"
    assert main(["new", "issue", str(first), "-q"]) == 0
    article = first / "02-shili.md"
    called = article.read_text(encoding="utf-8").replace("脚注写成这样[^1]，", "脚注写成这样[^1]，再提一次[^1]，")
    article.write_text(called, encoding="utf-8")
    assert main(["build", str(first), "--edition", "print,word", "--out", str(tmp_path / "out"), "-q"]) == 0
    assert main(["import", str(tmp_path / "out" / "a" / f"a.zh-Hans.{suffix}"), "--out", str(again), "-q"]) == 0
    text = "".join(path.read_text(encoding="utf-8") for path in again.glob("02-*.md"))
    assert "脚注写成这样[^1]，再提一次[^1]，" in text
    assert "[^1]: 这是注文。" in text
    assert "[^2]" not in text


def test_what_differs_inside_a_paragraph_comes_back(importer: Importer) -> None:
    document = docx.Document()
    document.add_heading("渡口的早晨", 1)
    paragraph = document.add_paragraph("老周")
    paragraph.add_run("把缆绳解开").bold = True
    paragraph.add_run("，船舱")
    paragraph.add_run("十二").italic = True
    paragraph.add_run("m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run("，够坐三十个人。")
    document.add_paragraph().add_run("这一段整段都是粗的，没有什么要分开。").bold = True
    result = importer(saved(document), name="m.docx")
    assert "老周**把缆绳解开**，船舱*十二*m^2^，够坐三十个人。" in result.body(0)
    assert "**这" not in result.body(0)


def test_cells_that_were_merged_and_frames(importer: Importer) -> None:
    document = docx.Document()
    document.add_heading("渡口的早晨", 1)
    document.add_paragraph(BODY)
    document.add_table(1, 1).cell(0, 0).text = "告示：雾天不开船。"
    table = document.add_table(3, 3)
    for row, words in enumerate((("渡口", "过客", ""), ("", "上水", "下水"), ("白沙", "130", "92"))):
        for column, text in enumerate(words):
            table.cell(row, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    body = importer(saved(document), name="c.docx").body(0)
    assert "\n\n告示：雾天不开船。\n\n" in body
    drawn = pypandoc.convert_text(body, "html", format="markdown")
    assert 'rowspan="2">渡口' in drawn and 'colspan="2">过客' in drawn and drawn.index("下水") < drawn.index("白沙")


def test_poems_and_quotations_by_their_styles(importer: Importer) -> None:
    document = docx.Document()
    for name in ("诗", "诗（下节）", "引文", "引文·出处"):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    document.add_heading("渡口的早晨", 1)
    document.add_paragraph(BODY)
    document.add_paragraph("水声比人声大\n灯比星星早", style="诗")
    document.add_paragraph("缆绳湿了", style="诗（下节）")
    document.add_paragraph("船不等人，人等船。", style="引文")
    document.add_paragraph("——渡口的老话", style="引文·出处")
    body = importer(saved(document), name="v.docx").body(0)
    assert "| 水声比人声大\n| 灯比星星早\n|\n| 缆绳湿了" in body
    assert "> 船不等人，人等船。\n>\n> ::: {.attribution}\n> ——渡口的老话\n> :::" in body


def test_numbers_of_lists_keep_their_form(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "p.docx"
    lists = ("a. 第一件是米。\nb. 第二件是盐。", "1) 早班。\n2) 晚班。", "(i) 涨潮。\n(ii) 落潮。")
    text = f"\n\n{BODY}\n\n".join(["# 渡口的早晨", *lists])
    pypandoc.convert_text(text, "docx", "markdown", outputfile=str(path))
    body = importer(path.read_bytes(), name="p.docx").body(0)
    assert all(items in body for items in lists)


def test_notes_are_numbered_from_one_in_every_article_and_stand_at_its_end(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "p.docx"
    text = "\n\n".join(["# 渡口的早晨", f"{BODY}[^a]", BODY, "# 桥上的人", f"{BODY}[^b]", BODY, "[^a]: 灯是旧的。",
                        "[^b]: 桥是新的。"])
    pypandoc.convert_text(text, "docx", "markdown", outputfile=str(path))
    result = importer(path.read_bytes(), name="p.docx")
    assert result.body(0) == f"{BODY}[^1]\n\n{BODY}\n\n[^1]: 灯是旧的。"
    assert result.body(1) == f"{BODY}[^1]\n\n{BODY}\n\n[^1]: 桥是新的。"


def test_a_line_broken_by_hand_stays_one_paragraph_unless_a_sentence_ends_there(importer: Importer) -> None:
    document = docx.Document()
    document.add_heading("渡口的早晨", 1)
    document.add_paragraph(BODY)
    for first, second in (("东渡站", "早上六点半开"), ("船开了。", "岸上的人挥手。")):
        run = document.add_paragraph().add_run(first)
        run.add_break()
        run.add_text(second)
    document.add_paragraph(BODY)
    body = importer(saved(document), name="p.docx").body(0)
    assert body.split("\n\n") == [BODY, "东渡站\\\n早上六点半开", "船开了。", "岸上的人挥手。", BODY]


def test_readings_dots_and_underlines_come_back(importer: Importer) -> None:
    document = docx.Document()
    document.add_heading("渡口的早晨", 1)
    paragraph = document.add_paragraph("书上的字旁边注着音：")
    ruby = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:ruby><w:rubyPr/>
        <w:rt><w:r><w:t>zhōu</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>舟</w:t></w:r></w:rubyBase></w:ruby></w:r>"""
    paragraph._p.append(etree.fromstring(ruby))
    runs = (("，船", "", ""), ("不许", "em", "dot"), ("超载，", "", ""), ("每日六点半", "u", "single"), ("开。", "", ""))
    for words, tag, value in runs:
        run = paragraph.add_run(words)
        if tag:
            mark = etree.SubElement(run._r.get_or_add_rPr(), docx.oxml.ns.qn(f"w:{tag}"))
            mark.set(docx.oxml.ns.qn("w:val"), value)
    body = importer(saved(document), name="p.docx").body(0)
    assert body == '书上的字旁边注着音：[舟]{ruby="zhōu"}，船[不许]{.dots}超载，[每日六点半]{.underline}开。'
