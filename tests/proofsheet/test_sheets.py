"""A proof sheet as the proofreader gets it: the page is the page of print, the numbers stand beside their lines."""
from __future__ import annotations

import io
import re
from pathlib import Path

import numpy
import pikepdf
import pymupdf
import pytest

from convert.proofsheet.sheet import Sheet
from tests.proofsheet.conftest import BULLETIN, MAGAZINE, NOTICE, Proofs

DPI = 144           # two pixels a point: the page lies whole points from the corner of its sheet
SHEET = (297, 420)  # A3, for pages of 210 × 285 and 210 × 297


def pixels(page: pymupdf.Page, clip: pymupdf.Rect | None = None) -> numpy.ndarray:
    made = page.get_pixmap(dpi=DPI, clip=clip, alpha=False)
    return numpy.frombuffer(made.samples, numpy.uint8).reshape(made.height, made.width, made.n).astype(int)


def trim(sheet: pymupdf.Page, page: pymupdf.Page) -> pymupdf.Rect:
    """Where the page lies on the sheet: found by its crop marks, not asked of the program."""
    marks = [d["rect"] for d in sheet.get_drawings() if d["type"] == "f" and 14 < max(d["rect"].width, d["rect"].height) < 14.5
             and min(d["rect"].width, d["rect"].height) < 0.3]
    left = min(r.x1 for r in marks if r.height > r.width)
    top = min(r.y1 for r in marks if r.width > r.height)
    return pymupdf.Rect(left, top, left + page.rect.width, top + page.rect.height)


@pytest.mark.parametrize(("issue", "script", "numbers"), [(MAGAZINE, "zh-Hans", (1, 3, 6, 7, 32)), (NOTICE, "zh-Hant-TW", (1, 6)),
                                                          (BULLETIN, "zh-Hans", (1, 2))])
def test_the_page_on_its_sheet_is_the_page(samples: Proofs, issue: str, script: str, numbers: tuple[int, ...]) -> None:
    with pymupdf.open(samples.file(issue, "proof.pdf", script)) as proof, \
            pymupdf.open(samples.file(issue, "screen.pdf", script)) as screen:
        assert len(proof) == len(screen)
        for number in numbers:
            sheet, page = proof[number - 1], screen[number - 1]
            area = trim(sheet, page)
            assert area.x0 == round(area.x0) and area.y0 == round(area.y0)
            on_sheet, alone = pixels(sheet, area)[2:-3, 2:-3], pixels(page)[2:-3, 2:-3]
            rows, columns = (min(a, b) for a, b in zip(on_sheet.shape[:2], alone.shape[:2], strict=True))
            assert numpy.abs(on_sheet[:rows, :columns] - alone[:rows, :columns]).max() <= 2, number


@pytest.mark.parametrize(("page", "sheet"), [((148, 210), (210, 297)), ((185, 260), (297, 420)), ((210, 285), (297, 420)),
                                             ((210, 297), (297, 420)), ((285, 210), (420, 297)), ((285, 420), (420, 594)),
                                             ((600, 800), (650, 880))])
def test_every_page_has_its_sheet(page: tuple[int, int], sheet: tuple[int, int]) -> None:
    """The smallest that leaves 25 mm at either side; no page is too large."""
    mm = 72000 / 25.4
    made = Sheet.around(round(page[0] * mm), round(page[1] * mm))
    assert (round(made.width / mm), round(made.height / mm)) == sheet
    assert made.x % 1000 == made.y % 1000 == 0
    assert min(made.x, made.width - made.x - page[0] * mm) >= 24.5 * mm
    assert min(made.y, made.height - made.y - page[1] * mm) >= 24.5 * mm


def test_what_bleeds_is_cut_at_the_trim(samples: Proofs) -> None:
    with pymupdf.open(samples.file(MAGAZINE, "proof.pdf")) as proof, pymupdf.open(samples.file(MAGAZINE, "screen.pdf")) as screen:
        area = trim(proof[0], screen[0])
        beside = pixels(proof[0], pymupdf.Rect(area.x0 - 2, area.y0 + 300, area.x0 - 1, area.y1 - 100))
        assert (beside > 180).all()


@pytest.mark.parametrize("issue", [MAGAZINE, NOTICE, BULLETIN])
def test_sheets_leave_room_to_write(samples: Proofs, issue: str) -> None:
    with pymupdf.open(samples.file(issue, "proof.pdf")) as proof, pymupdf.open(samples.file(issue, "screen.pdf")) as screen:
        sheet, page = proof[0], screen[0]
        assert [round(n / 72 * 25.4) for n in (sheet.rect.width, sheet.rect.height)] == list(SHEET)
        area = trim(sheet, page)
        least = 25 / 25.4 * 72
        assert min(area.x0, sheet.rect.x1 - area.x1, sheet.rect.y1 - area.y1) >= least


@pytest.mark.parametrize(("issue", "script", "number"),
                         [(MAGAZINE, "zh-Hans", 8), (MAGAZINE, "zh-Hant-TW", 6), (NOTICE, "zh-Hans", 2)])
def test_every_line_has_its_number_at_its_side(samples: Proofs, issue: str, script: str, number: int) -> None:
    with pymupdf.open(samples.file(issue, "proof.pdf", script)) as proof, \
            pymupdf.open(samples.file(issue, "screen.pdf", script)) as screen:
        sheet = proof[number - 1]
        area = trim(sheet, screen[number - 1])
        spans = [s for b in sheet.get_text("dict")["blocks"] for line in b.get("lines", ()) for s in line["spans"]]
    inside = [s for s in spans if area.contains(pymupdf.Rect(s["bbox"]).tl)]
    lines = samples.record(issue, script)["pages"][number - 1]["lines"]
    checked = 0
    for line in lines:
        said = re.sub(r"\s", "", line["text"])[:6]
        found = [s for s in inside if said and re.sub(r"\s", "", s["text"]).startswith(said)]
        if len(found) != 1:
            continue
        middle = found[0]["origin"][1] - 0.38 * found[0]["size"]
        left = line["column"] != "右栏"
        wanted = f"通{line['line']}" if line["column"] == "通栏" else str(line["line"])
        around = [s for s in spans if s["text"].strip() and not area.contains(pymupdf.Rect(s["bbox"]).tl)]
        beside = [s["text"].split()[-1 if left else 0] for s in around if (s["origin"][0] < area.x0) == left
                  and abs(s["origin"][1] - 0.38 * s["size"] - middle) < 1.5]
        assert wanted in "".join(beside), (line, beside)
        checked += 1
    assert checked >= len(lines) * 2 // 3


def test_a_sheet_says_which_page_and_version_it_is_and_who_signs(samples: Proofs) -> None:
    record = samples.record(MAGAZINE)
    with pymupdf.open(samples.file(MAGAZINE, "proof.pdf")) as proof:
        for number, said in ((1, "封一"), (6, "第2页")):
            text = re.sub(r"\s", "", proof[number - 1].get_text())
            assert said in text and record["mark"] in text and "xizhou-2025-06.zh-Hans" in text
            for word in ("一校", "二校", "三校", "核红人", "责任编辑", "付印", "改正处数"):
                assert word in text
        assert "02-yeban.md:29" in proof[5].get_text()


@pytest.mark.parametrize("script", ["zh-Hans", "zh-Hant-TW"])
def test_the_file_is_whole(samples: Proofs, script: str) -> None:
    data = samples.file(MAGAZINE, "proof.pdf", script).read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang).startswith(script[:7])
        assert f"校样 {samples.record(MAGAZINE, script)['mark']}" in str(pdf.docinfo.Title)
        assert not pdf.check_pdf_syntax()
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                inner = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile3" in inner or "/FontFile2" in inner
                assert re.match(r"/[A-Z]{6}\+", str(font.BaseFont))
        labels = pdf.Root.PageLabels
        assert labels is not None


def test_proofs_are_made_where_they_are_named_only(desk: Proofs) -> None:
    assert desk.build(NOTICE, "all") == 0
    assert not list((desk.out / NOTICE).glob("*.proof.*"))


def test_the_same_sources_give_the_same_sheets(samples: Proofs, desk: Proofs) -> None:
    assert desk.build(NOTICE) == 0
    for ending in ("proof.pdf", "proof.json"):
        assert desk.file(NOTICE, ending).read_bytes() == samples.file(NOTICE, ending).read_bytes()


def test_vertical_pages_have_their_numbers_at_the_head_and_foot(desk: Proofs) -> None:
    assert desk.build(MAGAZINE, "proof", "zh-Hant-TW", "--vertical") == 0
    record = desk.record(MAGAZINE, "zh-Hant-TW", "vertical.")
    lines = record["pages"][5]["lines"]
    assert {"上段", "中段", "下段"} <= {line["column"] for line in lines}
    assert record["vertical"] and not desk.record(MAGAZINE, "zh-Hant-TW")["vertical"]
    path = Path(desk.file(MAGAZINE, "vertical.proof.pdf", "zh-Hant-TW"))
    with pymupdf.open(path) as proof:
        page = proof[5]
        middle = page.rect.height / 2
        figures = {w[4] for w in page.get_text("words") if abs(w[1] - middle) > 0.3 * page.rect.height}
        last = max(line["line"] for line in lines if line["column"] == "下段")
        assert {str(n) for n in range(1, last + 1)} <= figures


def test_what_the_rules_found_stands_at_its_line(desk: Proofs) -> None:
    """A slip planted in the middle of a long paragraph: its line is red, and the words stand below the page."""
    desk.correct(MAGAZINE, "02-yeban.md", "那条路上，当时只有七盏灯。", "截止目前，当时只有七盏灯。")
    assert desk.build(MAGAZINE) == 0
    lines = desk.record(MAGAZINE)["pages"][5]["lines"]
    wanted = next(line for line in lines if "截止" in line["text"])
    red = 0xC8101C
    with pymupdf.open(desk.file(MAGAZINE, "proof.pdf")) as proof:
        by_page = [[s for b in page.get_text("dict")["blocks"] for line in b.get("lines", ()) for s in line["spans"]
                    if s["color"] == red] for page in proof]
    spans = by_page.pop(5)
    said = "".join(s["text"] for s in spans)
    assert f"{wanted['column']}第 {wanted['line']} 行" in said and "“截止目前”" in said
    assert str(wanted["line"]) in [s["text"].strip() for s in spans]
    assert not any(by_page)
