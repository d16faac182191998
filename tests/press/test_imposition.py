"""Sheets as the folder of paper meets them: which page lies on which half, where the knife goes, what kind of file it is."""
from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from convert.cli import main
from convert.diagnostics import Refusal
from convert.model.length import Length
from convert.press.imposition import Scheme, impose, sides
from convert.writer.pdf import write_pdf
from tests.pdf.sheets import TIMESTAMP, book, issue, line, publication

MM = 72 / 25.4
WIDTH, HEIGHT, BLEED = 200.0, 300.0, 9.0


def imposed(path: Path, scheme: Scheme) -> bytes:
    return impose(path, scheme)[0]


def numbered(path: Path, pages: int, *, turned: int = 0, odd: int = 0) -> Path:
    """A PDF of `pages` that carry their number in the middle, a tint to the bleed and boxes; two pages may be made wrong."""
    with pymupdf.open() as document:
        for number in range(1, pages + 1):
            page = document.new_page(width=WIDTH + 2 * BLEED, height=HEIGHT + 2 * BLEED)
            page.draw_rect(page.rect, color=None, fill=(0.8,))
            page.insert_text((WIDTH / 2, HEIGHT / 2), f"{number}")
            more = 5 if number == odd else 0
            page.set_trimbox(pymupdf.Rect(BLEED, BLEED, BLEED + WIDTH - more, BLEED + HEIGHT))
            if number == turned:
                page.set_rotation(90)
        document.save(path)
    return path


def halves(data: bytes) -> list[tuple[int, int]]:
    """The numbers read on the left and the right half of each side."""
    out = []
    with pymupdf.open(stream=data, filetype="pdf") as document:
        for page in document:
            fold = page.rect.width / 2
            words = sorted((w[0], w[4]) for w in page.get_text("words"))
            assert words[0][0] < fold < words[1][0]
            out.append((int(words[0][1]), int(words[1][1])))
    return out


def test_eighty_pages_saddle_stitched_read_in_order_when_folded(tmp_path: Path) -> None:
    order = halves(imposed(numbered(tmp_path / "a.pdf", 80), Scheme(marks=False)))
    assert order[:4] == [(80, 1), (2, 79), (78, 3), (4, 77)]
    assert order[-2:] == [(42, 39), (40, 41)]
    assert folded(order) == list(range(1, 81))


def folded(order: list[tuple[int, int]]) -> list[int]:
    """Page numbers as they come when the sheets of one signature are laid inside one another and leafed through."""
    first = [number for (_, right), (left, _) in zip(order[::2], order[1::2], strict=True) for number in (right, left)]
    last = [number for (left, _), (_, right) in zip(order[::2], order[1::2], strict=True) for number in (left, right)]
    return first + last[::-1]


def test_signatures_of_sixteen_follow_one_another(tmp_path: Path) -> None:
    order = halves(imposed(numbered(tmp_path / "a.pdf", 40), Scheme(signature=16, marks=False)))
    assert [n for start in (0, 8) for n in folded(order[start:start + 8])] + folded(order[16:]) == list(range(1, 41))


def test_bound_on_the_right_by_wish_or_by_what_the_file_says(tmp_path: Path) -> None:
    source = numbered(tmp_path / "a.pdf", 8)
    mirrored = [(1, 8), (7, 2), (3, 6), (5, 4)]
    assert halves(imposed(source, Scheme(right_to_left=True, marks=False))) == mirrored
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(Direction=pikepdf.Name.R2L)
        pdf.save(source)
    assert halves(imposed(source, Scheme(marks=False))) == mirrored


def test_creep_takes_from_the_fore_edge_and_leaves_the_bleed_whole(tmp_path: Path) -> None:
    scheme = Scheme(paper=Length.from_mm(0.2))
    with pikepdf.open(io.BytesIO(imposed(numbered(tmp_path / "a.pdf", 16), scheme))) as pdf:
        widths = [float(p.trimbox[2]) - float(p.trimbox[0]) for p in pdf.pages]
        bleeds = [float(p.trimbox[0]) - float(p.bleedbox[0]) for p in pdf.pages]
    assert widths[::2] == widths[1::2] == pytest.approx([2 * WIDTH - 2 * depth * 0.2 * MM for depth in range(4)], abs=0.01)
    assert bleeds == pytest.approx([BLEED] * 8, abs=0.01)


def test_the_inner_page_moves_to_the_fold_by_its_depth(tmp_path: Path) -> None:
    data = imposed(numbered(tmp_path / "a.pdf", 8), Scheme(paper=Length.from_mm(1)))
    with pymupdf.open(stream=data, filetype="pdf") as document:
        lefts = [min(w[0] for w in page.get_text("words")) for page in document]
    assert lefts[2] - lefts[0] == pytest.approx(MM, abs=0.01)


def test_tint_reaches_the_bleed_edge_and_stops_at_the_fold(tmp_path: Path) -> None:
    data = imposed(numbered(tmp_path / "a.pdf", 4), Scheme())
    with pymupdf.open(stream=data, filetype="pdf") as document:
        page = document[0]
        picture = page.get_pixmap(dpi=72)
        fold, middle = round(page.rect.width / 2), round(page.rect.height / 2)
        inside = [picture.pixel(round(fold + sign * (WIDTH + BLEED - 1.5)), middle + 40)[0] for sign in (-1, 1)]
        outside = [picture.pixel(round(fold + sign * (WIDTH + BLEED + 1.5)), middle + 40)[0] for sign in (-1, 1)]
    assert max(inside) < 230 < min(outside)


def test_sheets_of_a_print_edition_stay_pdf_x_with_marks_on_every_plate(tmp_path: Path) -> None:
    face = book().face("songti", "zh-Hans")
    pages = publication((line("汽笛响过三遍", face, 60_000, 0),))
    pages = pages._replace(pages=tuple(pages.pages[0]._replace(number=n, label=str(n)) for n in range(1, 5)))
    source = tmp_path / "a.print.pdf"
    source.write_bytes(write_pdf(pages, issue(), edition="print", timestamp=TIMESTAMP))
    data = imposed(source, Scheme())
    assert data == imposed(source, Scheme())
    with pikepdf.open(io.BytesIO(data)) as pdf, pikepdf.open(source) as before:
        profiles = {p.Root.OutputIntents[0].DestOutputProfile.read_bytes() for p in (pdf, before)}
        assert len(profiles) == 1
        assert {k: str(v) for k, v in pdf.docinfo.items()} == {k: str(v) for k, v in before.docinfo.items()}
        packets = [p.Root.Metadata.read_bytes() for p in (pdf, before)]
        assert packets[0] != packets[1]
        assert len({re.sub(rb"uuid:[0-9a-f-]{36}", b"", p) for p in packets}) == 1
        assert str(pdf.pages[0].obj.Resources.ColorSpace.All[1]) == "/All"
        labels = [str(pdf.Root.PageLabels.Nums[n].P) for n in (1, 3)]
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert labels == ["1正", "1反"]
    assert titles == ["1正：4｜1", "1反：2｜3"]


def test_order_is_a_permutation_for_any_signature() -> None:
    for pages in range(4, 100, 4):
        for signature in (0, 4, 8, 16, 32):
            found = [n for side in sides(pages, signature) for n in (side.left, side.right)]
            assert sorted(found) == list(range(1, pages + 1))


@pytest.mark.parametrize(("make", "code"), [
    (lambda path: path.write_bytes(b"%PDF-1.6\nnothing"), "X001"),
    (lambda path: numbered(path, 6), "X003"),
    (lambda path: numbered(path, 4, turned=3), "X004"),
    (lambda path: numbered(path, 4, odd=2), "X005"),
])
def test_what_does_not_fold_is_refused(tmp_path: Path, make: object, code: str) -> None:
    path = tmp_path / "a.pdf"
    make(path)      # type: ignore[operator]
    with pytest.raises(Refusal) as refusal:
        imposed(path, Scheme())
    assert [d.code for d in refusal.value.diagnostics] == [code]
    assert refusal.value.diagnostics[0].hint


def test_pages_that_do_not_say_what_is_trimmed_are_imposed_with_a_word(tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    with pymupdf.open() as document:
        for _ in range(4):
            document.new_page()
        document.save(source)
    data, found = impose(source, Scheme())
    assert [d.code for d in found] == ["X008"] and found[0].hint
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 2
    assert impose(numbered(source, 4), Scheme())[1] == ()


def test_a_locked_file_is_refused(tmp_path: Path) -> None:
    with pikepdf.open(numbered(tmp_path / "a.pdf", 4)) as pdf:
        pdf.save(tmp_path / "b.pdf", encryption=pikepdf.Encryption(owner="钥匙", user=""))
    with pytest.raises(Refusal) as refusal:
        imposed(tmp_path / "b.pdf", Scheme())
    assert refusal.value.diagnostics[0].code == "X002"


def test_command_writes_beside_the_file_and_fits_the_paper(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    numbered(tmp_path / "a.pdf", 8)
    assert main(["impose", str(tmp_path / "a.pdf"), "--sheet", "300x200", "--no-marks"]) == 0
    with pikepdf.open(tmp_path / "a.imposed.pdf") as pdf:
        assert [float(n) for n in pdf.pages[0].mediabox] == pytest.approx([0, 0, 300 * MM, 200 * MM], abs=0.01)
    assert main(["impose", str(tmp_path / "a.pdf"), "--sheet", "100x100"]) == 3
    assert "X006" in capsys.readouterr().err
