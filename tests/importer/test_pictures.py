"""Pictures of Word files and PDFs: files of images/, shown where they stood, with their words."""
from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.shared import Mm
from PIL import Image

from convert.importer.job import import_files
from convert.importer.pictures import UNDESCRIBED
from convert.model.nodes import Article, Figure, plain_text, walk
from tests.importer.conftest import Importer
from tests.importer.test_word import BODY, saved

RED, BLUE = (200, 30, 40), (20, 60, 200)
HEAD, SECOND = "渡口的早晨", "桥修好以后，渡口没有停。每天还有十几个人坐船，他们说坐惯了。"


def picture(colour: tuple[int, int, int], kind: str = "PNG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, kind)
    return out


def word(*paragraphs: str | io.BytesIO, alts: Sequence[str] = ()) -> bytes:
    """A Word file without styles but for the title."""
    document = docx.Document()
    document.add_heading(HEAD, 1)
    for paragraph in paragraphs:
        if isinstance(paragraph, str):
            document.add_paragraph(paragraph)
        else:
            document.add_picture(paragraph, width=Mm(60))
    for shape, alt in zip(document.inline_shapes, alts, strict=False):
        shape._inline.docPr.set("descr", alt)
    return saved(document)


def figures(article: Article) -> list[tuple[str, str, str]]:
    return [(block.alt, plain_text(block.caption), block.credit) for block in walk(article.blocks) if isinstance(block, Figure)]


def test_a_picture_stands_where_it_stood_with_its_words(importer: Importer) -> None:
    raw = word(BODY, picture(RED), "图1　船离了岸　摄影：周一帆", SECOND, alts=["小船"])
    result = importer(raw, name="p.docx")
    assert result.issue is not None
    assert figures(result.issue.articles[0]) == [("小船", "图1　船离了岸", "摄影：周一帆")]
    body = result.body(0)
    assert body.index(BODY) < body.index("images/figure-01.png") < body.index(SECOND)
    with Image.open(result.folder / "images" / "figure-01.png") as found:
        assert found.convert("RGB").getpixel((30, 20)) == RED


def test_one_picture_shown_twice_is_one_file_and_other_kinds_become_png(importer: Importer) -> None:
    result = importer(word(picture(RED), BODY, picture(RED), picture(BLUE, "BMP"), SECOND), name="p.docx")
    assert sorted(path.name for path in (result.folder / "images").iterdir()) == ["figure-01.png", "figure-02.png"]
    assert result.body(0).count("figure-01.png") == 2
    with Image.open(result.folder / "images" / "figure-02.png") as found:
        assert found.format == "PNG"
        assert found.convert("RGB").getpixel((30, 20)) == BLUE


def test_a_picture_that_says_nothing_is_to_be_looked_at(importer: Importer) -> None:
    result = importer(word(BODY, picture(RED), SECOND), name="p.docx")
    assert result.issue is not None
    assert figures(result.issue.articles[0]) == [(UNDESCRIBED, "", "")]
    assert any("替代文字" in doubt["reason"] for doubt in result.report["look_at"])


def test_a_damaged_picture_is_left_out_and_said(tmp_path: Path) -> None:
    raw, out = io.BytesIO(word(BODY, picture(RED), picture(BLUE, "JPEG"), SECOND)), io.BytesIO()
    with zipfile.ZipFile(raw) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, data[:len(data) // 2] if name.endswith(".jpg") else data)
    (tmp_path / "p.docx").write_bytes(out.getvalue())
    done = import_files([tmp_path / "p.docx"], "magazine", tmp_path / "a", False, print)
    assert done.pictures == 1
    assert [d.message for d in done.diagnostics if d.code == "I017"] == [
        "1 张图片取不出来：损坏了，没有存在文件里，或是 EMF、WMF 等图形"]


def test_the_credit_above_the_last_picture_is_the_articles(importer: Importer) -> None:
    result = importer(word(BODY, f"{SECOND}（渡口工会）", picture(RED), alts=["小船"]), name="p.docx")
    assert result.report["articles"][0]["contributor"] == "渡口工会"
    assert result.body(0).endswith('{alt="小船"}')


def test_a_new_import_takes_away_the_pictures_of_the_old_one(importer: Importer) -> None:
    first = importer(word(BODY, picture(RED), picture(BLUE), SECOND), name="p.docx")
    (first.folder / "images" / "own.png").write_bytes(picture(BLUE).getvalue())
    second = importer(word(BODY, picture(RED), SECOND), "magazine", "p.docx", "--force")
    assert sorted(path.name for path in (second.folder / "images").iterdir()) == ["figure-01.png", "own.png"]
