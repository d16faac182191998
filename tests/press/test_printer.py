"""A printer's profile drives the print edition: bleed by edge, marks, standard, condition, ink limit."""
from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from convert.cli import main
from convert.layout.boxes import ImageBox, Rectangle
from convert.model.length import Length
from convert.press.preflight import preflight
from convert.printer import Bleed, Printer
from convert.style import Color
from convert.workspace import press_profile
from convert.writer.pdf import write_pdf
from convert.writer.pictures import limited, to_press
from tests.pdf.sheets import BLEED, HEIGHT, TIMESTAMP, WIDTH, book, issue, line, publication

MM = 72 / 25.4
NO_SPINE = Printer("厂", bleed=Bleed(BLEED, BLEED, BLEED, Length(0)), marks="full")


def pages(printer: Printer, marks: str = "none", count: int = 8) -> bytes:
    face = book().face("songti", "zh-Hans")
    ground = Rectangle(Length(-BLEED), Length(-BLEED), Length(WIDTH + 2 * BLEED), Length(HEIGHT + 2 * BLEED),
                       Color("tint", (0, 0, 0, 10), (230, 230, 230)))
    sheets = [(ground, line(f"第{n + 1}页", face, 100_000, 1)) for n in range(count)]
    return write_pdf(publication(*sheets, marks=marks), issue(), edition="print", timestamp=TIMESTAMP, printer=printer)


@pytest.mark.parametrize("marks", ["none", "full"])
def test_no_bleed_at_the_spine(marks: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pages(NO_SPINE, marks))
    with pikepdf.open(path) as pdf:
        for number, page in enumerate(pdf.pages):
            trim, bleed = ([float(n) for n in box] for box in (page.trimbox, page.bleedbox))
            left, right = (trim[0] - bleed[0]) / MM, (bleed[2] - trim[2]) / MM
            assert (round(left, 2), round(right, 2)) == ((0, 3) if number % 2 == 0 else (3, 0))
    printer = NO_SPINE._replace(marks=marks)
    assert {f.code for f in preflight(path, printer, strict=True).findings} <= {"X314"}     # no bookmarks here


def test_full_marks_have_targets_and_stay_outside_the_bleed(tmp_path: Path) -> None:
    crop, full = (pages(Printer(marks=marks), marks) for marks in ("crop", "full"))
    curves = []
    for data in (crop, full):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            curves.append(sum(str(i.operator) == "c" for i in pikepdf.parse_content_stream(pdf.pages[0])))
    assert curves == [0, 16]
    path = tmp_path / "a.pdf"
    path.write_bytes(full)
    assert {f.code for f in preflight(path, Printer(marks="full")).findings} <= {"X314"}


def test_x1a_says_so_and_nothing_else(tmp_path: Path) -> None:
    data = pages(Printer(standard="x1a"))
    assert data.startswith(b"%PDF-1.4")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.docinfo["/GTS_PDFXVersion"]) == "PDF/X-1a:2003"
        assert b"pdfxid:GTS_PDFXVersion" not in pdf.Root.Metadata.read_bytes()
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    made = preflight(path, Printer(), standard="x1a")
    assert made.clean and preflight(path, Printer()).standard == "x1a"
    assert {f.code for f in preflight(path, Printer(), standard="x4").findings} >= {"X104"}


def test_the_condition_of_the_printer_is_the_intent(tmp_path: Path) -> None:
    profile = tmp_path / "own.icc"
    profile.write_bytes(press_profile().read_bytes())
    printer = Printer("厂", icc=profile, condition="CGATS TR 001", condition_text="SWOP")
    with pikepdf.open(io.BytesIO(pages(printer))) as pdf:
        assert str(pdf.Root.OutputIntents[0].OutputConditionIdentifier) == "CGATS TR 001"


def rainbow() -> Image.Image:
    """Every corner of the RGB cube, many times, dark ones most."""
    picture = Image.new("RGB", (300, 600))
    picture.putdata([(x % 60, y % 50, (x * y) % 40) for y in range(600) for x in range(300)])
    return picture


@pytest.mark.parametrize("tac", [240, 280, 300])
def test_no_pixel_of_a_photograph_is_over_the_ink_limit(tac: int) -> None:
    before = to_press(rainbow(), None, press_profile())
    after = limited(before.copy(), tac)
    sums = [sum(pixel) for pixel in after.get_flattened_data()]
    assert max(sums) * 100 <= tac * 255 and max(map(sum, before.get_flattened_data())) * 100 > tac * 255
    assert after.getchannel("K").tobytes() == before.getchannel("K").tobytes()
    for old, new in zip(before.get_flattened_data(), after.get_flattened_data(), strict=True):
        if sum(old) * 100 <= (tac - 1) * 255:
            assert old == new


def test_a_photograph_in_the_file_obeys_the_limit(tmp_path: Path) -> None:
    rainbow().save(tmp_path / "夜.png")
    box = ImageBox(Length(100_000), Length(100_000), Length.from_mm(20), Length.from_mm(40), tmp_path / "夜.png")
    data = write_pdf(publication((box,)), issue(), edition="print", timestamp=TIMESTAMP, printer=Printer(tac=240))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        picture = pikepdf.PdfImage(next(iter(pdf.pages[0].Resources.XObject.values()))).as_pil_image()
    assert max(map(sum, picture.reduce(4).get_flattened_data())) * 100 / 255 <= 243     # JPEG rings by a few levels a pixel


def test_build_for_a_printer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "issues" / "a"
    assert main(["new", "issue", str(folder)]) == 0
    (tmp_path / "styles").mkdir()
    out = tmp_path / "build"
    assert main(["build", str(folder), "--edition", "print", "--printer", "offset", "--out", str(out), "-q"]) == 0
    made = out / "a" / "a.zh-Hans.print.pdf"
    assert main(["preflight", str(made), "--printer", "offset"]) == 0, capsys.readouterr().err
    about = folder / "issue.yaml"
    about.write_text(about.read_text(encoding="utf-8") + "printer_profile: digital\n", encoding="utf-8")
    assert main(["build", str(folder), "--edition", "print", "--out", str(out), "-q"]) == 0
    assert main(["preflight", str(made), "--printer", "digital"]) == 0, capsys.readouterr().err
    assert main(["preflight", str(made), "--printer", "offset"]) == 1
    about.write_text(about.read_text(encoding="utf-8").replace("digital", "digitall"), encoding="utf-8")
    capsys.readouterr()
    assert main(["build", str(folder), "--edition", "print", "--out", str(out), "-q"]) == 3
    assert "issue.yaml" in (said := capsys.readouterr().err) and "S010" in said and "digital" in said


def test_cover_and_text_in_two_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, profiles, out = tmp_path / "issues" / "a", tmp_path / "styles" / "printers", tmp_path / "build"
    assert main(["new", "issue", str(folder)]) == 0
    profiles.mkdir(parents=True)
    profile = "bleed: 3\nmarks: crop\nbinding: saddle\npage_multiple: 4\ncover: separate\n"
    (profiles / "house.yaml").write_text(profile, encoding="utf-8")
    command = ["build", str(folder), "--edition", "print", "--printer", "house", "--out", str(out), "-q"]
    assert main(command) == 3 and "X007" in capsys.readouterr().err         # four pages: nothing between the cover's
    article = sorted(folder.glob("*.md"))[-1]
    more = "\n渡口的灯亮到天明，船工们换班时总要看上一眼。\n" * 400
    article.write_text(article.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert main(command) == 0
    labels: dict[str, list[str]] = {}
    numbers, titles = set(), set()
    for part in ("print", "print-cover", "print-text"):
        path = out / "a" / f"a.zh-Hans.{part}.pdf"
        with pikepdf.open(path) as pdf:
            labels[part] = [page.label for page in pdf.pages]
            numbers.add(bytes(pdf.trailer.ID[0]))
            titles.add(str(pdf.docinfo.Title))
            with pdf.open_outline() as outline:
                assert [item.title for item in outline.root]
        assert not [f for f in preflight(path, Printer(marks="crop")).findings if f.code != "X308"]
    whole = labels["print"]
    assert labels["print-cover"] == whole[:2] + whole[-2:] and labels["print-text"] == whole[2:-2]
    assert whole[:2] == ["封一", "封二"] and whole[-2:] == ["封三", "封四"]
    assert len(numbers) == len(titles) == 3
    before = {p.name: p.stat().st_mtime_ns for p in (out / "a").glob("*.pdf")}
    assert main(command) == 0
    assert {p.name: p.stat().st_mtime_ns for p in (out / "a").glob("*.pdf")} == before
    assert main([*command, "--printer", "offset"]) == 0                     # one file again: no cover of before lies beside it
    assert [p.name for p in (out / "a").glob("*.pdf")] == ["a.zh-Hans.print.pdf"]
