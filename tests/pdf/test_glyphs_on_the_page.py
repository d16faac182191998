"""What stands on the page: rendered ink against the font file, extraction against the text (wrong CIDs extract fine)."""
from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from convert.fonts import Face, open_face, package_folder, system_folders
from convert.writer.pdf import write_pdf
from convert.writer.pdffont import PdfFont
from tests.pdf.sheets import DPI, TIMESTAMP, book, issue, line, publication, rendered, renderers, specimen, worst_ink

CHARS = "工会主席夜班灯下清凉车间户覆盖率期内部资料龘繁體①《。，ABCghj0123456789%"
WRONG_GLYPH = 0.3       # share of ink: two drawings of one glyph differ by 0.03 to 0.12, a wrong glyph by more than 1


def _system_font(name: str) -> Path | None:
    return next((p for folder in system_folders() for p in sorted(folder.rglob(name))), None)


def _faces() -> list[tuple[str, Path | None, int]]:
    simplified, traditional = package_folder("pylopdf_fonts_zh_cn"), package_folder("pylopdf_fonts_zh_tw")
    assert simplified and traditional
    return [("regional OTF, serif", simplified / "NotoSerifSC-Regular.otf", 0),
            ("regional OTF, sans", simplified / "NotoSansSC-Regular.otf", 0),
            ("regional OTF, traditional", traditional / "NotoSerifTC-Regular.otf", 0),
            ("CFF in a TTC", _system_font("NotoSerifCJK-Bold.ttc"), 2),
            ("TrueType, Han", _system_font("LXGWWenKai-Regular.ttf"), 0),
            ("TrueType in a TTC", _system_font("ukai.ttc"), 0),
            ("TrueType, Western", _system_font("DejaVuSansMono.ttf"), 0),
            ("name-keyed CFF", _system_font("NimbusRoman-Regular.otf"), 0)]


@pytest.fixture(params=_faces(), ids=lambda f: f[0])
def face(request: pytest.FixtureRequest) -> Face:
    _, path, index = request.param
    if path is None:
        pytest.skip("this font is not installed here")
    return open_face(path, index, "zh-Hans")


def _shown(face: Face) -> str:
    return "".join(c for c in CHARS if face.glyphs[c][0])


@pytest.mark.parametrize("renderer", renderers())
def test_the_ink_is_that_of_the_font_file(face: Face, renderer: str, tmp_path: Path) -> None:
    chars = _shown(face)
    data = write_pdf(specimen(chars, face), issue(), edition="screen", timestamp=TIMESTAMP)
    assert worst_ink(rendered(data, renderer, DPI, tmp_path), chars, face) < WRONG_GLYPH


@pytest.mark.parametrize("renderer", renderers())
def test_glyph_numbers_written_as_cids_are_seen(renderer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    face = book().face("songti", "zh-Hans")
    chars = _shown(face)
    settle = PdfFont.settle

    def mutant(self: PdfFont) -> None:
        settle(self)
        self.codes = {gid: f"{gid:04X}" for gid in self.gids}

    monkeypatch.setattr(PdfFont, "settle", mutant)
    data = write_pdf(specimen(chars, face), issue(), edition="screen", timestamp=TIMESTAMP)
    assert worst_ink(rendered(data, renderer, DPI, tmp_path), chars, face) > WRONG_GLYPH


def test_every_character_is_extracted_as_written(face: Face) -> None:
    chars = _shown(face)
    data = write_pdf(publication((line(chars, face, 80_000, 0, size=9_000),)), issue(), edition="screen", timestamp=TIMESTAMP)
    with pymupdf.open(stream=data, filetype="pdf") as document:
        assert document[0].get_text().strip() == chars


def test_one_glyph_that_stands_for_two_characters_extracts_as_each() -> None:
    face = open_face(_faces()[1][1] or Path(), 0, "zh-Hans")
    text = "甲·乙•丙·丁⼀一"
    assert face.glyphs["·"] == face.glyphs["•"]
    data = write_pdf(publication((line(text, face, 80_000, 0),)), issue(), edition="screen", timestamp=TIMESTAMP)
    with pymupdf.open(stream=data, filetype="pdf") as document:
        spans = document[0].get_text("rawdict")["blocks"][0]["lines"][0]["spans"]
        characters = [c for span in spans for c in span["chars"]]
    assert "".join(c["c"] for c in characters) == text
    assert [round(c["origin"][0] - 60, 1) for c in characters] == [10.5 * n for n in range(len(text))]


def test_a_two_em_dash_is_one_glyph_and_two_characters(tmp_path: Path) -> None:
    from convert.layout.boxes import TextLine
    from tests.pdf.sheets import paragraph, segment

    face = book().face("songti", "zh-Hans")
    (gid, text, advance), = face.shape("——")
    made = segment("前", face)._replace(gids=(face.glyphs["前"][0], gid, face.glyphs["后"][0]), text=("前", text, "后"),
                                           advances=(1000, advance, 1000))
    data = write_pdf(publication((TextLine(made.x, (made,), paragraph(0)),)), issue(), edition="screen", timestamp=TIMESTAMP)
    with pymupdf.open(stream=data, filetype="pdf") as document:
        assert document[0].get_text().strip() == "前——后"
        assert document[0].get_text("words")[0][2] == pytest.approx(60 + 4 * 10.5, abs=0.1)

def test_what_is_drawn_in_glyphs_is_seen_and_not_copied() -> None:
    """Emphasis dots and wavy lines: ink on the page, no text for who copies or searches it."""
    face = book().face("songti", "zh-Hans")
    words, dots = line("灯下", face, 80_000, 0, size=9_000), line("··", face, 90_000, 0, size=9_000)._replace(silent=True)
    data = write_pdf(publication((words, dots)), issue(), edition="screen", timestamp=TIMESTAMP)
    plain = write_pdf(publication((words,)), issue(), edition="screen", timestamp=TIMESTAMP)
    with pymupdf.open(stream=data, filetype="pdf") as dotted, pymupdf.open(stream=plain, filetype="pdf") as bare:
        assert dotted[0].get_text().strip() == "灯下"
        assert dotted[0].get_pixmap().samples != bare[0].get_pixmap().samples
