"""One test per private name of ReportLab that reportlab_hooks touches: a new ReportLab that moves one fails here, by name."""
from __future__ import annotations

import io

import pikepdf
import pytest
import reportlab

from convert.writer.reportlab_hooks import PressCanvas, Raw, Stream

IDENTIFIER = bytes(range(16))


def finished(canvas: PressCanvas, **entries: bytes) -> pikepdf.Pdf:
    canvas.finish_page(Stream.deflated(b"", b"0 0 10 10 re f\n"), b"<< >>", entries)
    return pikepdf.open(io.BytesIO(canvas.data(IDENTIFIER)))


def canvas() -> PressCanvas:
    return PressCanvas(1_735_689_600, "zh-Hans-CN")


def test_reportlab_is_the_pinned_minor_version() -> None:
    assert reportlab.Version.startswith("5.1")


def test_no_preamble_and_no_standard_font() -> None:
    with finished(canvas()) as pdf:
        assert pdf.pages[0].Contents.read_bytes() == b"0 0 10 10 re f\n"
        assert not [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/BaseFont") == "/Helvetica"]


def test_streams_are_flate_alone_whatever_the_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    from reportlab import rl_config

    monkeypatch.setattr(rl_config, "useA85", 1)
    with finished(canvas()) as pdf:
        assert pdf.pages[0].Contents.Filter == "/FlateDecode"


def test_page_keys_are_kept_and_no_empty_transition() -> None:
    with finished(canvas(), StructParents=b"7", Tabs=b"/S") as pdf:
        page = pdf.pages[0].obj
        assert page.StructParents == 7 and page.Tabs == "/S" and "/Trans" not in page


def test_page_keys_of_one_page_do_not_reach_another_document() -> None:
    finished(canvas(), UserUnit=b"2").close()
    with finished(canvas()) as pdf:
        assert "/UserUnit" not in pdf.pages[0].obj


def test_catalog_keys_are_kept() -> None:
    made = canvas()
    made.set_catalog({"OutputIntents": Raw(b"[]"), "Metadata": Stream(b"/Type /Metadata", b"<x/>"), "MarkInfo": Raw(b"<< >>")})
    with finished(made) as pdf:
        assert len(pdf.Root.OutputIntents) == 0 and pdf.Root.Metadata.read_raw_bytes() == b"<x/>" and "/MarkInfo" in pdf.Root
    with finished(canvas()) as pdf:
        assert "/OutputIntents" not in pdf.Root


def test_raw_objects_may_be_filled_after_they_were_referred_to() -> None:
    made, thing = canvas(), Raw()
    reference = made.reference(thing)
    assert reference == made.reference(thing)
    thing.syntax = b"<< /Late true >>"
    made.set_catalog({"Names": Raw(reference)})
    with finished(made) as pdf:
        assert pdf.Root.Names.Late is True


def test_a_page_can_be_referred_to() -> None:
    made = canvas()
    made.finish_page(Stream.deflated(b"", b"\n"), b"<< >>", {})
    made.set_catalog({"Names": Raw(b"<< /First %s >>" % made.page_reference(1))})
    with pikepdf.open(io.BytesIO(made.data(IDENTIFIER))) as pdf:
        assert pdf.Root.Names.First.objgen == pdf.pages[0].objgen


def test_information_has_the_given_entries_and_the_given_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    made = canvas()
    made.set_info({"Title": "河西工运", "Author": "", "Creator": "banxin"})
    with finished(made) as pdf:
        assert sorted(pdf.docinfo) == ["/CreationDate", "/Creator", "/ModDate", "/Title", "/Trapped"]
        assert str(pdf.docinfo.Title) == "河西工运" and str(pdf.docinfo.CreationDate) == "D:20250101000000+00'00'"


def test_identifier_is_ours() -> None:
    with finished(canvas()) as pdf:
        assert [bytes(part) for part in pdf.trailer.ID] == [IDENTIFIER, IDENTIFIER]


def test_boxes_are_four_numbers() -> None:
    made = canvas()
    made.setPageSize((200, 300))
    made.setTrimBox((10, 20, 190, 280))
    made.setBleedBox((5, 15, 195, 285))
    with finished(made) as pdf:
        page = pdf.pages[0].obj
        boxes = [[int(n) for n in page[key]] for key in ("/MediaBox", "/TrimBox", "/BleedBox")]
        assert boxes == [[0, 0, 200, 300], [10, 20, 190, 280], [5, 15, 195, 285]]


def test_header_says_the_wanted_version_and_language() -> None:
    made = canvas()
    made.finish_page(Stream.deflated(b"", b"\n"), b"<< >>", {})
    data = made.data(IDENTIFIER)
    assert data.startswith(b"%PDF-1.6")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == "zh-Hans-CN"
