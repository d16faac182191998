"""What cannot be imported is refused with a clear message and leaves nothing behind."""
from __future__ import annotations

import io
import zipfile

import pytest

from tests.importer.conftest import Importer

TEXT = "# 巡堤的人\n\n堤上的灯亮了一夜，守堤的人走了一夜。天亮的时候，他们在最高的那一段坐下来，看江水慢慢退下去。\n"


@pytest.mark.parametrize(("data", "code", "said"), [
    (b"", 3, "I001"), (b" \n\n\t ", 3, "I001"), (b"\x89PNG\r\n\x1a\n" + bytes(99), 3, "I003"),
    (b"\xd0\xcf\x11\xe0" + bytes(99), 3, "I003"),
    (b"{\\rtf1 x}", 3, "I003"), ("一\x00二".encode(), 3, "I004"), (b"plain words only\n", 3, "I006"),
    ("本期目錄與內容說明".encode("big5") * 20, 3, "I007"), (b"\xff\xfe\x00\xd8\x00", 3, "I007"),
    (b"%PDF-1.7\nnot a pdf\n%%EOF", 3, "I009"), (b"PK\x03\x04" + bytes(60), 3, "I010")])
def test_bad_input_is_refused(importer: Importer, capsys: pytest.CaptureFixture[str], data: bytes, code: int, said: str) -> None:
    result = importer(data)
    assert result.code == code
    assert said in capsys.readouterr().err
    assert not result.folder.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_found(importer: Importer, encoding: str) -> None:
    result = importer(TEXT.encode(encoding))
    assert result.code == 0
    assert result.titles() == ["巡堤的人"]


def test_a_huge_file_is_refused_unread(importer: Importer, capsys: pytest.CaptureFixture[str]) -> None:
    assert importer(("堤" * 1000 + "\n").encode() * 12_000).code == 3
    assert "I002" in capsys.readouterr().err


def word(document: str, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
        for name, data in parts.items():
            archive.writestr(f"word/{name}.xml", data)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: str, style: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


@pytest.mark.parametrize("document", [
    f'<!DOCTYPE x [<!ENTITY a "字字字字">]><w:document {W}><w:body>{paragraph("&a;")}</w:body></w:document>',
    f"<w:document {W}><w:body>" + "堤" * 9_000_000 + "</w:body></w:document>", f"<w:document {W}><w:body>"])
def test_bombs_and_entities_are_refused(importer: Importer, capsys: pytest.CaptureFixture[str], document: str) -> None:
    assert importer(word(document), name="a.docx").code == 3
    assert "I010" in capsys.readouterr().err


def test_a_word_file_with_styles(importer: Importer) -> None:
    styles = f'<w:styles {W}><w:style w:styleId="a1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="a2">' \
             '<w:name w:val="heading 2"/></w:style></w:styles>'
    body = paragraph("巡堤的人", "a1") + paragraph("□ 江边站") + paragraph("一、夜里", "a2") + paragraph(
        "堤上的灯亮了一夜，守堤的人走了一夜。") + paragraph("第二篇", "a1") + paragraph("天亮的时候，他们在最高的那一段坐下来。")
    result = importer(word(f"<w:document {W}><w:body>{body}</w:body></w:document>", styles=styles.encode()), name="a.docx")
    assert result.titles() == ["巡堤的人", "第二篇"]
    assert result.report["articles"][0]["byline"] == "□ 江边站"
    assert result.body(0) == "## 一、夜里\n\n堤上的灯亮了一夜，守堤的人走了一夜。"


def test_a_word_file_in_the_strict_form(importer: Importer) -> None:
    namespace = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    body = paragraph("巡堤的人") + paragraph("堤上的灯亮了一夜，守堤的人走了一夜。")
    result = importer(word(f"<w:document {namespace}><w:body>{body}</w:body></w:document>"), name="a.docx")
    assert result.code == 0
    assert "堤上的灯亮了一夜" in result.body(0)


def test_cells_of_a_word_table_are_no_markup(importer: Importer) -> None:
    cells = ["班次", "灯*盏*", "&lt;b&gt;夜班&lt;/b&gt;", "2|3"]
    row = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells)
    body = f"{paragraph('巡堤的人')}{paragraph('堤上的灯亮了一夜，守堤的人走了一夜。')}<w:tbl><w:tr>{row}</w:tr></w:tbl>"
    result = importer(word(f"<w:document {W}><w:body>{body}</w:body></w:document>"), name="a.docx")
    assert r"| 班次 | 灯\*盏\* | \<b>夜班\</b> | 2\|3 |" in result.body(0)


def test_a_pdf_without_text_is_refused(importer: Importer, capsys: pytest.CaptureFixture[str]) -> None:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    assert importer(out.getvalue(), name="a.pdf").code == 3
    assert "I008" in capsys.readouterr().err
