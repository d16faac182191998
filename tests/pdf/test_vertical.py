"""Vertical lines in the file: the ink of every glyph in its cell, the text as written, the book bound at the right."""
from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from PIL import Image, ImageOps

from convert import fidelity
from convert.fonts import Face, open_face, package_folder, system_folders
from convert.layout.boxes import COMBINED, UPRIGHT, Page, Publication, Segment, TextLine
from convert.layout.inline import place
from convert.model.length import Length
from convert.model.nodes import Run
from convert.press.preflight import preflight
from convert.printer import NO_PRINTER
from convert.style import BLACK
from convert.writer.pdf import write_pdf
from tests.layout.composing import body, book, composer
from tests.pdf.sheets import TIMESTAMP, issue, paragraph, publication, rendered, renderers

SIZE, TOP, CENTRE, DPI = 40_000, 60_000, 300_000, 144
PIXEL = 72 / DPI
SLACK = 3           # pixels by which the edges of ink may differ: HarfBuzz bounds CFF outlines by their control points
TEXT = "春，「夏」（秋）——冬…：；？！。、《汐》％國"


def _faces() -> list[tuple[str, Path | None, int]]:
    folder = package_folder("pylopdf_fonts_zh_tw")
    assert folder
    found = next((p for place in system_folders() for p in sorted(place.rglob("ukai.ttc"))), None)
    return [("CFF", folder / "NotoSerifTC-Regular.otf", 0), ("TrueType, other vertical origin", found, 2)]


@pytest.fixture(params=_faces(), ids=lambda f: f[0])
def face(request: pytest.FixtureRequest) -> Face:
    _, path, index = request.param
    if path is None:
        pytest.skip("this font is not installed here")
    return open_face(path, index, "zh-Hant-TW")


def vertical(*segments: Segment) -> Publication:
    """The segments on a line down the page whose centre lies at CENTRE."""
    return publication((TextLine(Length(CENTRE - SIZE * 380 // 1000), segments, paragraph(0), vertical=True),))


def upright(text: str, face: Face) -> Segment:
    entries = [face.upright_glyphs[c] for c in text]
    return Segment(face, Length(SIZE), BLACK, Length(TOP), tuple(g for g, _ in entries), tuple(text), tuple(a for _, a in entries),
                   orientation=UPRIGHT)


def ink(image: Image.Image, box: tuple[float, float, float, float]) -> tuple[float, float, float, float] | None:
    """Left, top, right, bottom of the ink within `box`, in points of the page."""
    left, top, right, bottom = (round(v / PIXEL) for v in box)
    found = ImageOps.invert(image.crop((left, top, right, bottom))).point(lambda v: 255 if v > 30 else 0).getbbox()
    return found and ((left + found[0]) * PIXEL, (top + found[1]) * PIXEL, (left + found[2]) * PIXEL, (top + found[3]) * PIXEL)


@pytest.mark.parametrize("renderer", renderers())
def test_the_ink_of_every_upright_glyph_is_in_its_cell(face: Face, renderer: str, tmp_path: Path) -> None:
    data = write_pdf(vertical(upright(TEXT[:17], face)), issue(), edition="screen", timestamp=TIMESTAMP)
    image = rendered(data, renderer, DPI, tmp_path)
    for number, char in enumerate(TEXT[:17]):
        gid, _ = face.upright_glyphs[char]
        box, (_, vx, vy) = face.hb_font.get_glyph_extents(gid), face.vertical_metrics(gid)
        unit = SIZE / 1000 / face.units_per_em
        x, y = CENTRE / 1000 - vx * SIZE / 1_000_000, (TOP + number * SIZE) / 1000 + vy * SIZE / 1_000_000
        wanted = (x + box.x_bearing * unit, y - box.y_bearing * unit, x + (box.x_bearing + box.width) * unit,
                  y - (box.y_bearing + box.height) * unit)
        cell = ((CENTRE - 0.6 * SIZE) / 1000, min(wanted[1], (TOP + number * SIZE) / 1000) - 0.5, (CENTRE + 0.6 * SIZE) / 1000,
                max(wanted[3], (TOP + (number + 1) * SIZE) / 1000) + 0.5)
        found = ink(image, cell if char not in "—…" else (cell[0], wanted[1] - 0.5, cell[2], wanted[3] + 0.5))
        assert found, char
        assert all(abs(a - b) <= SLACK * PIXEL for a, b in zip(found, wanted, strict=True)), (char, found, wanted)


@pytest.mark.parametrize("renderer", renderers())
def test_a_vertical_comma_sits_in_the_middle_a_bracket_opens_downwards(renderer: str, tmp_path: Path) -> None:
    face = open_face(_faces()[0][1] or Path(), 0, "zh-Hant-TW")
    data = write_pdf(vertical(upright("春，「", face)), issue(), edition="screen", timestamp=TIMESTAMP)
    image = rendered(data, renderer, DPI, tmp_path)
    left, right = (CENTRE - SIZE / 2) / 1000, (CENTRE + SIZE / 2) / 1000
    comma = ink(image, (left, (TOP + SIZE) / 1000, right, (TOP + 2 * SIZE) / 1000))
    assert comma
    assert (comma[0] + comma[2]) / 2 == pytest.approx(CENTRE / 1000, abs=4)
    assert (comma[1] + comma[3]) / 2 == pytest.approx((TOP + 1.5 * SIZE) / 1000, abs=4)
    bracket = ink(image, (left, (TOP + 2 * SIZE) / 1000, right, (TOP + 3 * SIZE) / 1000))
    assert bracket
    assert bracket[1] > (TOP + 2.5 * SIZE) / 1000          # in the lower half, before what it opens
    assert bracket[2] - bracket[0] > bracket[3] - bracket[1]


@pytest.mark.parametrize("renderer", renderers())
@pytest.mark.parametrize("number", ["25", "125"])
def test_a_short_number_stands_across_one_em(number: str, renderer: str, tmp_path: Path) -> None:
    face = open_face(_faces()[0][1] or Path(), 0, "zh-Hant-TW")
    gids, texts, advances = zip(*face.shape_combined(number), strict=True)
    cell = Segment(face, Length(SIZE), BLACK, Length(TOP), gids, texts, advances, orientation=COMBINED)
    data = write_pdf(vertical(cell), issue(), edition="screen", timestamp=TIMESTAMP)
    found = ink(rendered(data, renderer, DPI, tmp_path), (200, 20, 400, 140))
    assert found
    assert found[0] >= (CENTRE - SIZE / 2) / 1000 and found[2] <= (CENTRE + SIZE / 2) / 1000
    assert (found[0] + found[2]) / 2 == pytest.approx(CENTRE / 1000, abs=2)
    assert (found[1] + found[3]) / 2 == pytest.approx((TOP + SIZE / 2) / 1000, abs=2)


@pytest.mark.parametrize("renderer", renderers())
def test_a_latin_word_lies_on_its_side_its_head_to_the_right(renderer: str, tmp_path: Path) -> None:
    face = open_face(_faces()[0][1] or Path(), 0, "zh-Hant-TW")
    gids, texts, advances = zip(*face.shape("Lilt"), strict=True)
    data = write_pdf(vertical(Segment(face, Length(SIZE), BLACK, Length(TOP), gids, texts, advances)), issue(), edition="screen",
                     timestamp=TIMESTAMP)
    image = rendered(data, renderer, DPI, tmp_path)
    found = ink(image, (200, 20, 400, 300))
    assert found
    assert found[3] - found[1] == pytest.approx(sum(advances) * SIZE / 1_000_000, abs=4)
    assert found[0] == pytest.approx((CENTRE - SIZE * 380 // 1000) / 1000, abs=2)        # the baseline is at the left
    foot = ink(image, (200, 20, found[0] + 2, 300))
    assert foot and foot[1] == pytest.approx(found[1], abs=1)                            # of L, which comes first


def _composed(text: str) -> Publication:
    """`text` in lines of twelve ems, from right to left."""
    made = composer("zh-Hant-TW", vertical=True).compose((Run(text),), body(), Length(12 * 10_500))
    boxes = tuple(TextLine(Length(400_000 - 17_000 * n), place(line, Length(TOP), Length(0), paragraph(0)).segments, paragraph(0),
                           vertical=True) for n, line in enumerate(made.lines))
    pages = publication(boxes)
    return pages._replace(right_to_left=True)


MIXED = "六月18日，「渡口」共走125班船——比2024年多35%。船長讀Hamlet，也讀《詩經》；票價3.50元……"


def test_the_text_reads_as_written() -> None:
    data = write_pdf(_composed(MIXED * 2), issue(), edition="screen", timestamp=TIMESTAMP)
    assert fidelity.read_pdf(data).body == MIXED * 2
    with pymupdf.open(stream=data, filetype="pdf") as document:
        assert re.sub(r"\s", "", document[0].get_text()) == MIXED * 2
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = pdf.pages[0].Contents.read_bytes().decode()
    said = [bytes.fromhex(t).decode("utf-16-be") for t in re.findall(r"/ActualText <FEFF([0-9A-F]+)>", content)]
    assert "".join(said) == MIXED * 2       # line by line, for readers that go by places alone


def test_lines_end_where_layout_put_them() -> None:
    """By the arithmetic of PDF 9.4.4: down a line a positive number of TJ moves on."""
    text = "渡口的鐘從前一天敲三次霧大的日子多敲一次，" * 9
    made = composer("zh-Hant-TW", vertical=True).compose((Run(text),), body(), Length(20 * 10_500), first_indent=Length(0))
    boxes = tuple(TextLine(Length(400_000 - 17_000 * n), place(line, Length(TOP), Length(0), None).segments, None, vertical=True)
                  for n, line in enumerate(made.lines))
    data = write_pdf(publication(boxes), issue(), edition="screen", timestamp=TIMESTAMP)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        content = pdf.pages[0].Contents.read_bytes().decode()
    shown = re.findall(r"Tm \[(.*?)\] TJ", content)
    assert len(shown) == len(made.lines) > 5
    for line, array in zip(made.lines[:-1], shown, strict=False):
        glyphs = sum(len(t) // 4 for t in re.findall(r"<([0-9A-F]+)>", array))
        moves = sum(int(n) for n in re.findall(r">(-?[0-9]+)<", array))
        assert (glyphs * 1000 + moves) * 10.5 / 1000 == pytest.approx(210, abs=0.05) or line.text[-1] == "，"


def test_the_book_opens_at_the_right() -> None:
    for edition in ("print", "screen"):
        with pikepdf.open(io.BytesIO(write_pdf(_composed(MIXED), issue(), edition=edition, timestamp=TIMESTAMP))) as pdf:
            assert pdf.Root.ViewerPreferences.Direction == "/R2L"
            encodings = {str(font.Encoding) for font in pdf.pages[0].Resources.Font.values()}
            assert encodings == {"/Identity-H", "/Identity-V"}
            assert pdf.check_pdf_syntax() == []


def test_the_printer_finds_nothing_in_it(tmp_path: Path) -> None:
    page = _composed(MIXED).pages[0]
    four = Publication(Length.from_mm(210), Length.from_mm(285), Length.from_mm(3), "none",
                       tuple(Page(n + 1, str(n + 1), "left" if n % 2 == 0 else "right", page.boxes) for n in range(4)),
                       right_to_left=True)
    path = tmp_path / "a.pdf"
    path.write_bytes(write_pdf(four, issue(), edition="print", timestamp=TIMESTAMP))
    assert preflight(path, NO_PRINTER).findings == ()


def test_the_same_font_file_serves_both_directions() -> None:
    with pikepdf.open(io.BytesIO(write_pdf(_composed(MIXED), issue(), edition="screen", timestamp=TIMESTAMP))) as pdf:
        fonts = pdf.pages[0].Resources.Font
        assert len({font.DescendantFonts[0].objgen for font in fonts.values()}) == 1
    assert book().face("songti", "zh-Hant-TW").has_vertical_form("「")
