"""The two PDF editions as a reader, a screen reader and a printer meet them."""
from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from convert.diagnostics import Refusal
from convert.layout.boxes import Anchor, Bookmark, LinkArea, Publication, Rectangle, Tag, TextLine
from convert.model.length import Length
from convert.writer.pdf import write_pdf
from tests.pdf.sheets import ACCENT, BLEED, HEIGHT, LINES, TIMESTAMP, WIDTH, book, issue, line, publication, segment, three_lines

MM = 72 / 25.4


def made(publication: Publication, edition: str) -> bytes:
    return write_pdf(publication, issue(), edition=edition, timestamp=TIMESTAMP)


def opened(publication: Publication, edition: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(made(publication, edition)))


def rich() -> Publication:
    """Two pages: coloured and black text, a tint to the bleed edge, a running head, links, bookmarks, a paragraph over both."""
    face, head = book().face("songti", "zh-Hans"), book().face("heiti", "zh-Hans")
    article = Tag("sect", "Sect", 1)
    title = TextLine(Length(60_000), (segment("夜班灯", head, size=22_000, color=ACCENT),), Tag("t", "H1", 0, article))
    body = Tag("b", "P", 1, article)
    texts = [TextLine(Length(100_000 + 17_000 * n), (segment(text, face),), body) for n, text in enumerate(LINES)]
    furniture = TextLine(Length(30_000), (segment("河西工运", head, size=9_000),))
    tint = Rectangle(Length(-BLEED), Length(-BLEED), Length(WIDTH + 2 * BLEED), Length(20_000), ACCENT)
    pages = publication((tint, title, *texts[:2], furniture), (texts[2], furniture), labels=("封一", "1"),
                        bookmarks=(Bookmark("夜班灯", 0, 1, Length(60_000)), Bookmark("下一页", 1, 2, Length(90_000))),
                        anchors=(Anchor("b", 2, Length(100_000)),))
    links = (LinkArea(Length(60_000), Length(90_000), Length(50_000), Length(12_000), "#b"),
             LinkArea(Length(60_000), Length(110_000), Length(50_000), Length(12_000), "https://example.org/工会?a=1"),
             LinkArea(Length(60_000), Length(130_000), Length(50_000), Length(12_000), "#nowhere"))
    return pages._replace(pages=(pages.pages[0]._replace(links=links), pages.pages[1]))


def operators(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return "\n".join(page.Contents.read_bytes().decode("latin-1") for page in pdf.pages)


@pytest.mark.parametrize("edition", ["print", "screen"])
def test_the_file_is_sound(edition: str) -> None:
    with opened(rich(), edition) as pdf:
        assert pdf.check_pdf_syntax() == []
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            inner = font.DescendantFonts[0]
            assert font.Subtype == "/Type0" and "/ToUnicode" in font
            assert re.match(r"/[A-Z]{6}\+", str(inner.BaseFont))
            assert "/FontFile3" in inner.FontDescriptor or "/FontFile2" in inner.FontDescriptor
    assert b"Helvetica" not in made(rich(), edition)


@pytest.mark.parametrize("edition", ["print", "screen"])
def test_lines_stand_where_layout_put_them(edition: str) -> None:
    offset = BLEED / 1000 if edition == "print" else 0
    with pymupdf.open(stream=made(three_lines(), edition), filetype="pdf") as document:
        lines = [found for block in document[0].get_text("rawdict")["blocks"] for found in block["lines"]]
    texts = ["".join(c["c"] for span in found["spans"] for c in span["chars"]) for found in lines]
    assert "".join(texts) == "".join(LINES)
    for number, text in enumerate(LINES):
        wanted = segment(text, book().face("songti", "zh-Hans"), spacing=12 * number)
        characters = [c for found in lines for span in found["spans"] for c in span["chars"]
                      if abs(c["origin"][1] - offset - (80 + 17 * number)) < 0.01]
        position = 60.0 + offset
        for char, advance in zip(characters, wanted.advances, strict=True):
            assert char["origin"][0] == pytest.approx(position, abs=0.01)
            position += advance * 10.5 / 1000


def test_uneven_advances_are_kept_to_a_hundredth_of_a_point() -> None:
    face = book().face("songti", "zh-Hans")
    plain = segment("“夜班”，2025年；车间", face, size=9_000, spacing=7)
    uneven = plain._replace(advances=tuple(a + (37 * n) % 11 - 250 * (n == 4) for n, a in enumerate(plain.advances)))
    data = made(publication((TextLine(Length(90_000), (uneven,), Tag("p", "P", 0)),)), "screen")
    with pymupdf.open(stream=data, filetype="pdf") as document:
        spans = document[0].get_text("rawdict")["blocks"][0]["lines"]
        origins = sorted(c["origin"][0] for found in spans for span in found["spans"] for c in span["chars"])
    expected = [60 + sum(uneven.advances[:n]) * 9 / 1000 for n in range(len(uneven.text))]
    assert origins == pytest.approx(expected, abs=0.01)


def test_print_has_no_rgb_and_black_overprints_alone() -> None:
    content = operators(made(rich(), "print"))
    assert not re.search(r"\s(rg|RG|g|G|cs|sc|scn)\s", content)
    state = "Knock"
    shown = []
    ink = ""
    for token in re.finditer(r"/(Knock|Over) gs|([\d. ]+) k\n|TJ| f\n", content):
        if token[1]:
            state = token[1]
        elif token[2]:
            ink = token[2].strip()
        else:
            shown.append((ink, state))
    assert set(shown) == {("0 0 0 1", "Over"), ("0 1 1 0.1", "Knock")}
    with opened(rich(), "print") as pdf:
        states = pdf.pages[0].Resources.ExtGState
        assert (states.Over.op, states.Over.OP, states.Over.OPM) == (True, True, 1)
        assert (states.Knock.op, states.Knock.OP, states.Knock.OPM) == (False, False, 0)


def test_print_boxes_intent_and_metadata() -> None:
    with opened(rich(), "print") as pdf:
        for page in pdf.pages:
            media, trim, bleed = ([float(n) for n in page.obj[key]] for key in ("/MediaBox", "/TrimBox", "/BleedBox"))
            assert trim[2] - trim[0] == pytest.approx(210 * MM, abs=0.01) and trim[3] - trim[1] == pytest.approx(285 * MM, abs=0.01)
            assert [trim[0] - bleed[0], bleed[2] - trim[2]] == pytest.approx([3 * MM] * 2, abs=0.01)
            assert media == pytest.approx(bleed) and "/Annots" not in page.obj and "/CropBox" not in page.obj
            assert "/Trans" not in page.obj
        intent = pdf.Root.OutputIntents[0]
        assert intent.S == "/GTS_PDFX" and intent.DestOutputProfile.N == 4 and str(intent.OutputConditionIdentifier) == "FOGRA39"
        xmp = pdf.Root.Metadata.read_raw_bytes().decode()
        assert "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" in xmp
        info = pdf.docinfo
        assert str(info.Title) == "河西工运 2025年第6期" and str(info.Title) in xmp and str(info.Author) in xmp
        assert str(info.CreationDate) == str(info.ModDate) == "D:20250101000000+00'00'"
        assert xmp.count("2025-01-01T00:00:00+00:00") == 3 and info.Trapped == "/False"
        first, second = (bytes(part) for part in pdf.trailer.ID)
        assert first == second and len(first) == 16


def test_crop_marks_stand_outside_the_bleed_on_every_plate() -> None:
    publication = rich()._replace(marks="crop")
    with opened(publication, "print") as pdf:
        page = pdf.pages[0]
        bleed = [float(n) for n in page.obj["/BleedBox"]]
        content = page.Contents.read_bytes().decode()
        strokes = [[float(n) for n in s] for s in re.findall(r"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S", content)]
        assert len(strokes) == 8 and "/All CS 1 SCN" in content and page.Resources.ColorSpace.All[1] == "/All"
        media = [float(n) for n in page.obj["/MediaBox"]]
        for x1, y1, x2, y2 in strokes:
            beyond = max(x1, x2) < bleed[0] or min(x1, x2) > bleed[2] or max(y1, y2) < bleed[1] or min(y1, y2) > bleed[3]
            assert beyond and min(x1, x2, y1, y2) >= 0 and max(x1, x2) <= media[2] and max(y1, y2) <= media[3]
    assert "/All" not in operators(made(publication, "screen"))


def test_screen_is_the_trimmed_page_with_links() -> None:
    with opened(rich(), "screen") as pdf:
        page = pdf.pages[0]
        assert [float(n) for n in page.obj["/MediaBox"]] == pytest.approx([0, 0, WIDTH / 1000, HEIGHT / 1000])
        inner, outer = page.Annots
        assert inner.Dest[0].objgen == pdf.pages[1].objgen and float(inner.Dest[3]) == pytest.approx((HEIGHT - 100_000) / 1000)
        assert str(outer.A.URI) == "https://example.org/%E5%B7%A5%E4%BC%9A?a=1"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
        intent, = pdf.Root.OutputIntents
        assert str(intent.S) == "/GTS_PDFA1" and int(intent.DestOutputProfile.N) == 3
        packet = pdf.Root.Metadata.read_bytes()
        assert b"<pdfuaid:part" in packet and b"<pdfaid:part" in packet and b"pdf:Trapped" not in packet
    assert not re.search(r"\s(k|K|gs)\s", operators(made(rich(), "screen")))


@pytest.mark.parametrize("edition", ["print", "screen"])
def test_bookmarks_and_labels(edition: str) -> None:
    data = made(rich(), edition)
    with pymupdf.open(stream=data, filetype="pdf") as document:
        assert [entry[:3] for entry in document.get_toc()] == [[1, "夜班灯", 1], [2, "下一页", 2]]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [page.label for page in pdf.pages] == ["封一", "1"]
        assert "/Dest" in pdf.Root.Outlines.First and "/A" not in pdf.Root.Outlines.First


@pytest.mark.parametrize("edition", ["print", "screen"])
def test_the_structure_tree_reads_the_article(edition: str) -> None:
    from convert.fidelity import read_pdf

    data = made(rich(), edition)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked is True and str(pdf.Root.Lang) == "zh-Hans-CN"
        document = pdf.Root.StructTreeRoot.K[0]
        sect, = document.K
        heading, body = sect.K
        assert (str(document.S), str(sect.S), str(heading.S), str(body.S)) == ("/Document", "/Sect", "/H1", "/P")
        overleaf = next(k for k in body.K if isinstance(k, pikepdf.Dictionary) and "/MCID" in k)
        assert int(body.K[0]) == 1 and overleaf.Pg.objgen == pdf.pages[1].objgen
        parents = pdf.Root.StructTreeRoot.ParentTree.Nums
        assert parents[1][1].objgen == body.objgen and parents[3][0].objgen == body.objgen
    text = "".join(("夜班灯", *LINES))
    assert read_pdf(data).body == re.sub(r"\s", "", text)


def test_links_lie_in_link_elements_and_say_where_they_go() -> None:
    with opened(rich(), "screen") as pdf:
        annotations = list(pdf.pages[0].Annots)
        parents = {int(k): v for k, v in zip(*[iter(pdf.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True)}
        for note in annotations:
            element = parents[int(note.StructParent)]
            assert str(element.S) == "/Link" and element.K[-1].Obj.objgen == note.objgen
            assert str(note.Contents) and int(note.F) == 4
    assert b"/Link" not in made(rich(), "print")


def test_tables_count_their_columns_and_notes_have_identifiers() -> None:
    face = book().face("songti", "zh-Hans")
    table = Tag("t", "Table", 0)
    row = Tag("r", "TR", 0, table)
    wide, empty = Tag("c", "TH", 1, row, spans=(2, 1)), Tag("d", "TD", 2, row)
    note = Tag("注", "Note", 3)
    boxes = (TextLine(Length(80_000), (segment("两栏", face),), wide), TextLine(Length(80_000), (), empty),
             TextLine(Length(110_000), (segment("注文", face),), note))
    with opened(publication(boxes), "screen") as pdf:
        head, cell = pdf.Root.StructTreeRoot.K[0].K[0].K[0].K
        assert int(head.A.ColSpan) == 2 and str(head.A.Scope) == "/Column" and str(cell.S) == "/TD"
        assert bytes(pdf.Root.StructTreeRoot.K[0].K[1].ID).decode() == "注"
        assert bytes(pdf.Root.StructTreeRoot.IDTree.Names[0]).decode() == "注"


def test_a_label_set_in_a_paragraph_stays_in_its_place() -> None:
    face = book().face("songti", "zh-Hans")
    body = Tag("p", "P", 0)
    boxes = (TextLine(Length(80_000), (segment("第一行", face),), body),
             TextLine(Length(77_000), (segment("1", face, 100_000, 6_000),), Tag("n", "Lbl", 5, body)),
             TextLine(Length(97_000), (segment("第二行", face),), body))
    with opened(publication(boxes), "screen") as pdf:
        paragraph, = pdf.Root.StructTreeRoot.K[0].K
        first, label, second = paragraph.K
        assert (int(first), str(label.S), int(second)) == (0, "/Lbl", 2)


def test_a_missing_glyph_is_refused_by_name() -> None:
    face = book().face("songti", "zh-Hans")
    with pytest.raises(Refusal) as refusal:
        made(publication((line("字\U0010fffd", face, 80_000, 0),)), "print")
    assert "U+10FFFD" in str(refusal.value)


@pytest.mark.parametrize("edition", ["print", "screen"])
def test_the_same_bytes_twice_in_a_process(edition: str) -> None:
    assert made(rich(), edition) == made(rich(), edition)


def test_the_same_bytes_in_another_process_time_zone_and_hash_seed() -> None:
    script = ("import hashlib; from tests.pdf.test_pdf import made, rich;"
              "print(*(hashlib.sha256(made(rich(), e)).hexdigest() for e in ('print', 'screen')))")
    ours = [hashlib.sha256(made(rich(), edition)).hexdigest() for edition in ("print", "screen")]
    environment = os.environ | {"PYTHONHASHSEED": "4711", "TZ": "Asia/Shanghai", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}
    root = Path(__file__).parents[2]
    theirs = subprocess.run([sys.executable, "-c", script], env=environment, cwd=root, capture_output=True, text=True, check=True)
    assert theirs.stdout.split() == ours


def test_the_identifier_follows_the_content() -> None:
    def identifier(publication: Publication) -> bytes:
        with opened(publication, "screen") as pdf:
            return bytes(pdf.trailer.ID[0])

    assert identifier(rich()) != identifier(three_lines())
