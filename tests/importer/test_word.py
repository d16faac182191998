"""Word files made by other programs and other hands: lists, notes called twice, text boxes, titles that are only bold."""
from __future__ import annotations

import io
from pathlib import Path

import docx
import pypandoc
import pytest
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
