"""Preflight against files broken one way each, and against good ones: every fault seen, no false alarm."""
from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from convert.cli import main
from convert.diagnostics import NOWHERE, Refusal
from convert.messages import MESSAGES
from convert.model.length import Length
from convert.press.imposition import Scheme, impose
from convert.press.preflight import Verdict, coverage, preflight, raster
from convert.press.preflight.findings import diagnostics, finding, ranges
from convert.press.preflight.report import as_html
from convert.printer import NO_PRINTER, Printer, load_printer
from convert.workspace import shipped
from tests.press.faults import FAULTS, PRINTER, broken, drawn, good

needs_ghostscript = pytest.mark.skipif(raster.ghostscript() is None, reason="没有 Ghostscript")


def verdict(data: bytes, folder: Path, printer: Printer = PRINTER, **how: bool) -> Verdict:
    path = folder / "a.print.pdf"
    path.write_bytes(data)
    return preflight(path, printer, **{"strict": True, **how})     # type: ignore[arg-type]


def test_there_are_enough_faults_and_each_rule_has_one() -> None:
    assert len(FAULTS) >= 50
    tried = {code for code, _ in FAULTS.values()} | {"X101", "X102", "X103", "X124", "X126", "X202", "X305", "X310"}     # below
    assert {c for c in MESSAGES if "X100" < c < "X400"} == tried


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_file_is_seen(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, fault = FAULTS[name]
    if code == "X201" and raster.ghostscript() is None:
        code = "X202"
    elif code != "X201":                    # no plates but for the ink, for speed
        monkeypatch.setattr(coverage, "plates_of", lambda *_: None)
    found = verdict(broken(fault), tmp_path).findings
    assert code in {f.code for f in found}, [f"{f.code} {f.place} {f.message}" for f in found]
    assert all(f.message and f.hint for f in found)


def test_good_files_raise_no_alarm(tmp_path: Path) -> None:
    assert verdict(good(), tmp_path).findings == ()
    assert verdict(broken(lambda pdf: None), tmp_path).findings == ()
    rule_on_paper = drawn("/Knock gs 0 0 0 1 K 1 w 120 120 m 250 120 l S")
    assert verdict(broken(rule_on_paper), tmp_path).findings == ()
    without_marks = PRINTER._replace(marks="none")
    assert verdict(good("none"), tmp_path, without_marks).findings == ()
    assert verdict(good("none"), tmp_path, NO_PRINTER, strict=False).findings == ()


@pytest.mark.parametrize("scheme", [Scheme(), Scheme(paper=Length.from_mm(0.1)), Scheme(4)])
def test_imposed_sheets_raise_no_alarm(scheme: Scheme, tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(good("none"))
    printer = PRINTER._replace(trim=None, page_multiple=1)
    assert verdict(impose(source, scheme)[0], tmp_path, printer, imposed=True).findings == ()


def test_what_only_bytes_can_break(tmp_path: Path) -> None:
    assert {f.code for f in verdict(good().replace(b"%PDF-1.6", b"%PDF-1.7", 1), tmp_path).findings} == {"X101"}
    assert {f.code for f in verdict(good().replace(b"/ID", b"/Di"), tmp_path).findings} == {"X103"}
    with pikepdf.open(io.BytesIO(good())) as pdf:
        pdf.save(tmp_path / "b.pdf", encryption=pikepdf.Encryption(owner="钥匙", user=""))
    assert "X102" in {f.code for f in preflight(tmp_path / "b.pdf", NO_PRINTER).findings}
    damaged = good().replace(b"startxref", b"startxxxx", 1)
    assert "X126" in {f.code for f in verdict(damaged, tmp_path).findings}


@pytest.mark.parametrize(("printer", "code"), [
    (PRINTER._replace(condition="Japan Color 2001 Coated"), "X124"), (PRINTER._replace(marks="none"), "X305"),
])
def test_a_good_file_for_another_printer(printer: Printer, code: str, tmp_path: Path) -> None:
    assert {f.code for f in verdict(good(), tmp_path, printer).findings} == {code}


def test_pages_of_two_sizes(tmp_path: Path) -> None:
    _, narrow = FAULTS["narrow-page"]
    assert "X310" in {f.code for f in verdict(broken(narrow), tmp_path, NO_PRINTER, strict=False).findings}


def test_ink_that_nobody_can_measure_is_never_called_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "plates_of", lambda *_: None)
    made = verdict(good(), tmp_path)
    assert {f.code for f in made.findings} == {"X202"} and made.tac is None
    assert {f.page for f in made.findings} == {2, 3}        # the pages with a photograph; the others are proven by their colours
    assert "没有量" in as_html(made)


@needs_ghostscript
def test_the_heaviest_spot_is_measured_and_placed(tmp_path: Path) -> None:
    made = verdict(broken(drawn("1 1 .5 .85 k 200 300 100 100 re f")), tmp_path)
    over = [f for f in made.findings if f.code == "X201"]
    assert [f.page for f in over] == [1] and made.tac == pytest.approx(335, abs=1)
    x, y = (int(n) for n in over[0].thing.replace("左 ", "").replace("、下 ", " ").split()[:2])
    assert 70 <= x <= 106 and 105 <= y <= 142


NOT_PDF = {"空": b"", "损坏": good()[:4000], "Word": b"PK\x03\x04" + bytes(99), "图片": b"\x89PNG" + bytes(99),
           "这不是 PDF": b"hello", "没有页": b"", "加了密": b""}


@pytest.mark.parametrize("command", ["preflight", "impose"])
@pytest.mark.parametrize("words", NOT_PDF)
def test_what_cannot_be_read_is_refused_in_plain_words(words: str, command: str, tmp_path: Path,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(NOT_PDF[words])
    with pikepdf.new() as pdf:
        if words == "没有页":
            pdf.save(path)
        elif words == "加了密":
            pdf.add_blank_page()
            pdf.save(path, encryption=pikepdf.Encryption(owner="钥匙", user="锁"))
    assert main([command, str(path)]) == 3
    said = capsys.readouterr()
    assert words in said.err and "→" in said.err and not said.out


def test_inherited_resources_and_boxes_count(tmp_path: Path) -> None:
    """ISO 32000-1, 7.7.3.4: what all pages share may stand above them."""
    def move_up(pdf: pikepdf.Pdf) -> None:
        for key in ("/Resources", "/MediaBox"):
            pdf.Root.Pages[key] = pdf.pages[3].obj[key]
            for page in pdf.pages[3:]:
                del page.obj[key]

    assert verdict(broken(move_up), tmp_path).findings == ()


ODD = (pikepdf.Name.Odd, pikepdf.String("x"), pikepdf.Array([]), pikepdf.Dictionary(), -1)


@pytest.mark.parametrize("shift", [0, 2])
def test_an_object_of_the_wrong_kind_anywhere_is_no_crash(shift: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every entry of the catalog, a page, its fonts, pictures, states and the outline in turn: a verdict or a refusal."""
    monkeypatch.setattr(coverage, "plates_of", lambda *_: None)
    path = tmp_path / "a.pdf"
    small = good("crop", 4)
    with pikepdf.open(io.BytesIO(small)) as pdf:
        count = len(list(places(pdf)))
    for index in range(count):
        with pikepdf.open(io.BytesIO(small)) as pdf:
            holder, key = list(places(pdf))[index]
            holder[key] = ODD[(index + shift) % len(ODD)]
            pdf.save(path, fix_metadata_version=False)
        try:
            made = preflight(path, PRINTER, strict=True)
            assert index % 9 or "交货单" in as_html(made)
            impose(path, Scheme())
        except Refusal as refusal:
            assert refusal.exit_code == 3, (key, refusal.diagnostics)


def places(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, str]]:
    page = pdf.pages[1].obj
    image = next(iter(page.Resources.XObject.values()))
    font = next(iter(page.Resources.Font.values()))
    state = next(iter(page.Resources.ExtGState.values()))
    for holder in (pdf.Root, page, page.Resources, image, font, font.DescendantFonts[0], state, pdf.Root.OutputIntents[0],
                   pdf.Root.Outlines, pdf.docinfo, pdf.trailer):
        for key in list(holder.keys()):
            if key not in ("/Root", "/Pages", "/Size", "/Prev", "/Length"):
                yield holder, key


def test_the_shipped_printers_read_and_differ() -> None:
    folders = (shipped("styles"),)
    offset, digital = (load_printer(name, folders, NOWHERE) for name in ("offset", "digital"))
    assert offset.binding == "saddle" and offset.page_multiple == 4 and offset.tac == 300 and offset.marks == "full"
    assert digital.marks == "none" and digital.tac == 280 and digital.safe == Length.from_mm(5)
    assert offset.profile.is_file()


@pytest.mark.parametrize(("text", "code"), [
    ("standard: x9", "R011"), ("bled: 3", "R009"), ("bleed: wide", "S005"), ("icc: none.icc", "S011"),
    ("bleed: {top: 3, up: 3}", "R009"),
    ("trim: wide", "S005"), ("tac: many", "S005"),
])
def test_a_wrong_profile_says_where(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "printers").mkdir()
    (tmp_path / "printers" / "house.yaml").write_text(f"title: 厂\n{text}\n", encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        load_printer("house", (tmp_path, shipped("styles")), NOWHERE)
    assert [d.code for d in refusal.value.diagnostics] == [code] and refusal.value.diagnostics[0].span.line == 2


def test_command_writes_a_report_with_pictures_and_a_delivery_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, report = tmp_path / "a.pdf", tmp_path / "检查.html"
    path.write_bytes(good("none"))
    assert main(["preflight", str(path), "--html", str(report)]) == 0
    text = report.read_text(encoding="utf-8")
    for words in ("可以付印", "交货单", "SHA-256", "210 × 285 毫米", "FOGRA39", "全部嵌入", "待填", "承印企业"):
        assert words in text
    assert main(["preflight", str(path), "--printer", "offset", "--json"]) == 1
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {f["code"] for f in said["findings"]} == {"X304"} and said["pages"] == 8 and not said["clean"]
    assert main(["preflight", str(path), "--printer", "offsett"]) == 3
    assert "offset" in capsys.readouterr().err


def test_the_same_fault_on_many_pages_is_said_once() -> None:
    found = [finding("X308", page) for page in (1, 2, 3, 5)]
    assert [d.message for d in diagnostics(found, "a.pdf")] == ["第 1–3、5 页：这一页是空白的"]
    assert ranges([]) == ""


def test_eighty_good_pages_have_no_findings(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(good("crop", 80))
    assert preflight(path, PRINTER, strict=True).findings == ()
