"""A good print file, and more than fifty ways to break it, one fault each."""
from __future__ import annotations

import functools
import io
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from convert.layout.boxes import Bookmark, Box, ImageBox, Rectangle
from convert.model.length import Length
from convert.printer import Bleed, Printer
from convert.style import Color
from convert.writer.pdf import write_pdf
from tests.pdf.sheets import ACCENT, BLEED, HEIGHT, TIMESTAMP, WIDTH, book, issue, line, publication

MM = 72 / 25.4
PRINTER = Printer("test", "测试印厂", trim=(WIDTH, HEIGHT), bleed=Bleed(BLEED, BLEED, BLEED, BLEED), marks="crop", binding="saddle",
                  page_multiple=4)
TINT = Color("tint", (0, 0, 0, 10), (230, 230, 230))
PIXELS = 600            # over 40 mm: 381 ppi
Fault = Callable[[Pdf], None]


@functools.cache
def good(marks: str = "crop", pages: int = 8) -> bytes:
    """Pages with text, a tint and a coloured bar to the bleed, a photograph, a picture that bleeds; as the program writes them."""
    face = book().face("songti", "zh-Hans")
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder, "照片.png")
        noise = Image.effect_noise((PIXELS, PIXELS), 60)
        Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180))).save(photo)
        sheets: list[tuple[Box, ...]] = []
        for number in range(pages):
            head = Rectangle(Length(-BLEED), Length(-BLEED), Length(WIDTH + 2 * BLEED), Length.from_mm(30), TINT)
            boxes: list[Box] = [head]
            boxes.append(line(f"第 {number + 1} 页：渡口的灯亮到天明", face, 120_000, 1))
            boxes.append(line("红字标题", face, 150_000, 2, color=ACCENT))
            if number == 1:
                boxes.append(ImageBox(Length(100_000), Length(200_000), Length.from_mm(40), Length.from_mm(40), photo))
            if number == 2:
                boxes.append(ImageBox(Length(-BLEED), Length(300_000), Length.from_mm(40), Length.from_mm(40), photo))
            sheets.append(tuple(boxes))
        marks_at = (Bookmark("渡口", 0, 1, Length(100_000)),)
        made = publication(*sheets, marks=marks, bookmarks=marks_at)
        return write_pdf(made, issue(), edition="print", timestamp=TIMESTAMP)


def broken(fault: Fault) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good())) as pdf:
        fault(pdf)
        pdf.save(out, fix_metadata_version=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, static_id=True,
                 stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return out.getvalue()


def drawn(operators: str, page: int = 1, **resources: dict[str, pikepdf.Object]) -> Fault:
    """More painting on `page`; x and y are points of its media box."""
    def fault(pdf: Pdf) -> None:
        target = pdf.pages[page - 1]
        own = Dictionary(dict(target.obj.Resources.items()))
        for kind, entries in resources.items():
            group = Dictionary(dict(own.get(f"/{kind}", Dictionary()).items()))
            for name, value in entries.items():
                group[f"/{name}"] = value
            own[f"/{kind}"] = group
        target.obj.Resources = own
        target.contents_add(f"q {operators} Q".encode())

    return fault


def root(key: str, value: object) -> Fault:
    return lambda pdf: pdf.Root.__setitem__(key, value)


def page(key: str, value: object, number: int = 1) -> Fault:
    return lambda pdf: pdf.pages[number - 1].obj.__setitem__(key, value)


def without(key: str, number: int = 1) -> Fault:
    return lambda pdf: pdf.pages[number - 1].obj.__delitem__(key)


def info(key: str, value: object) -> Fault:
    return lambda pdf: pdf.docinfo.__setitem__(key, value)


def packet(pattern: str, replacement: str) -> Fault:
    def fault(pdf: Pdf) -> None:
        text = re.sub(pattern, replacement, pdf.Root.Metadata.read_bytes().decode(), flags=re.S)
        pdf.Root.Metadata.write(text.encode())

    return fault


def intent(change: Callable[[pikepdf.Object], object]) -> Fault:
    def fault(pdf: Pdf) -> None:
        change(pdf.Root.OutputIntents[0])

    return fault


def profile(data: Callable[[bytes], bytes]) -> Fault:
    def fault(pdf: Pdf) -> None:
        stream = pdf.Root.OutputIntents[0].DestOutputProfile
        stream.write(data(stream.read_bytes()))

    return fault


def _unembedded(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get(Name.Type) == Name.FontDescriptor:
            for key in (Name.FontFile2, Name.FontFile3):
                if key in thing:
                    del thing[key]


def _image(pdf: Pdf, number: int = 2) -> pikepdf.Object:
    return next(iter(pdf.pages[number - 1].obj.Resources.XObject.values()))


def _image_entry(key: str, value: object) -> Fault:
    return lambda pdf: _image(pdf).__setitem__(key, value)


def _replaced(pattern: bytes, by: bytes, number: int = 1) -> Fault:
    """Another content on page `number`."""
    def fault(pdf: Pdf) -> None:
        target = pdf.pages[number - 1]
        target.contents_coalesce()
        data = target.obj.Contents.read_bytes()
        changed = re.sub(pattern, by, data, flags=re.S)
        assert changed != data
        target.obj.Contents = pdf.make_stream(changed)

    return fault


def _bookmark_with_action(pdf: Pdf) -> None:
    item = pdf.Root.Outlines.First
    if Name.Dest in item:
        del item[Name.Dest]
    item.A = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))


def _external(pdf: Pdf) -> None:
    _image(pdf).F = String("picture.dat")


def _form(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("a")))]))


def _lzw(pdf: Pdf) -> None:
    stream = pdf.make_stream(b"")
    stream.write(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", filter=Name.LZWDecode)
    pdf.pages[0].obj.PieceInfo = Dictionary(X=Dictionary(Private=pdf.make_indirect(stream)))


def _postscript(pdf: Pdf) -> None:
    stream = pdf.make_stream(b"%", Dictionary(Type=Name.XObject, Subtype=Name.PS))
    drawn("/P1 Do", XObject={"P1": stream})(pdf)


def _annotation(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([100, 100, 200, 200]), Border=Array([0, 0, 0]))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def _small_bleed_box(pdf: Pdf) -> None:
    trim = [float(n) for n in pdf.pages[0].obj.TrimBox]
    pdf.pages[0].obj.BleedBox = Array([trim[0] - 3, trim[1] - 3, trim[2] + 3, trim[3] + 3])


def _bleed_outside_media(pdf: Pdf) -> None:
    media = [float(n) for n in pdf.pages[0].obj.MediaBox]
    pdf.pages[0].obj.BleedBox = Array([-5, -5, media[2], media[3]])


def _narrow_trim(pdf: Pdf) -> None:
    trim = [float(n) for n in pdf.pages[3].obj.TrimBox]
    pdf.pages[3].obj.TrimBox = Array([trim[0], trim[1], trim[2] - 10, trim[3]])


def _blank(pdf: Pdf) -> None:
    pdf.pages[3].obj.Contents = pdf.make_stream(b"")


def _layer(pdf: Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("图层")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(Order=Array([group])))


def _calibrated(pdf: Pdf) -> None:
    space = Array([Name.ICCBased, pdf.Root.OutputIntents[0].DestOutputProfile])
    drawn("/Cs1 cs 0 0 0 .5 sc 100 100 50 50 re f", ColorSpace={"Cs1": space})(pdf)


def _forms_without_end(pdf: Pdf) -> None:
    """Ten forms that call ten forms that call ten forms …"""
    form = pdf.make_stream(b"/Fx Do " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    form.Resources = Dictionary(XObject=Dictionary(Fx=form))
    drawn("/Fx Do " * 10, XObject={"Fx": form})(pdf)


def _state(**entries: object) -> dict[str, pikepdf.Object]:
    return {"Gx": Dictionary(**entries)}    # type: ignore[arg-type]


def _parsed(text: str) -> pikepdf.Object:
    return pikepdf.Object.parse(text.encode())


_SPOT = "[/Separation /PANTONE_485 /DeviceCMYK << /FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [0 .95 1 0] /N 1 >>]"
_LAB = "[/Lab << /WhitePoint [1 1 1] >>]"
_TEXT = "BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{code}> Tj ET"
X, Y = 200, 300         # a free place on the page
_KEYS = {"pdfxid": r"<pdfxid:GTS_PDFXVersion>.*?</pdfxid:GTS_PDFXVersion>", "date": r"<xmp:MetadataDate>.*?</xmp:MetadataDate>"}


def _text(size: float = 10, x: float = X, y: float = Y, code: str = "0001") -> str:
    return _TEXT.format(size=size, x=x, y=y, code=code)


FAULTS: dict[str, tuple[str, Fault]] = {
    # the file as PDF/X
    "no-version-key": ("X104", packet(_KEYS["pdfxid"], "")),
    "other-version-key": ("X104", packet("PDF/X-4<", "PDF/X-3:2003<")),
    "no-metadata-date": ("X105", packet(_KEYS["date"], "")),
    "no-xmp": ("X105", lambda pdf: pdf.Root.__delitem__(Name.Metadata)),
    "no-title": ("X105", lambda pdf: pdf.docinfo.__delitem__(Name.Title)),
    "trapped-unknown": ("X106", info("/Trapped", Name.Unknown)),
    "info-title-differs": ("X107", info("/Title", String("别的题目"))),
    "info-date-differs": ("X107", info("/ModDate", String("D:20200101000000Z"))),
    "no-output-intent": ("X108", lambda pdf: pdf.Root.__delitem__(Name.OutputIntents)),
    "two-output-intents": ("X108", lambda pdf: pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0])),
    "intent-of-archive": ("X108", intent(lambda entry: entry.__setitem__("/S", Name.GTS_PDFA1))),
    "no-profile": ("X108", intent(lambda entry: entry.__delitem__(Name.DestOutputProfile))),
    "no-condition": ("X108", intent(lambda entry: entry.__delitem__(Name.OutputConditionIdentifier))),
    "monitor-profile": ("X109", profile(lambda data: data[:12] + b"mntr" + data[16:])),
    "cut-profile": ("X109", profile(lambda data: data[:5000])),
    "no-trim-box": ("X110", without("/TrimBox")),
    "trim-and-art-box": ("X110", lambda pdf: pdf.pages[0].obj.__setitem__("/ArtBox", pdf.pages[0].obj.TrimBox)),
    "bleed-outside-media": ("X111", _bleed_outside_media),
    "unembedded-font": ("X112", _unembedded),
    "missing-glyph": ("X113", drawn(_text(code="0000"))),
    "link": ("X114", _annotation),
    "open-action": ("X115", root("/OpenAction", Dictionary(S=Name.GoTo))),
    "javascript": ("X115", root("/Names", Dictionary(JavaScript=Dictionary(Names=Array([]))))),
    "form": ("X115", _form),
    "bookmark-action": ("X115", _bookmark_with_action),
    "page-action": ("X115", page("/AA", Dictionary())),
    "external-stream": ("X116", _external),
    "postscript": ("X116", _postscript),
    "opi": ("X116", _image_entry("/OPI", Dictionary())),
    "lzw": ("X117", _lzw),
    "transfer-curve": ("X118", drawn("/Gx gs", ExtGState=_state(TR2=Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1)))),
    "halftone": ("X118", drawn("/Gx gs", ExtGState=_state(HT=Dictionary(Type=Name.Halftone, HalftoneType=6)))),
    "rendering-intent": ("X118", _image_entry("/Intent", Name.Vivid)),
    "rendering-intent-asked-for": ("X118", drawn("/Pretty ri")),
    "transparency-undeclared": ("X119", drawn("/Gx gs 0 1 0 0 k 100 100 50 50 re f", ExtGState=_state(ca=0.5))),
    "blending-in-rgb": ("X119", page("/Group", Dictionary(S=Name.Transparency, CS=Name.DeviceRGB))),
    "rgb-fill": ("X120", drawn("1 0 0 rg 100 100 50 50 re f")),
    "rgb-text": ("X120", drawn("0 0 0 rg " + _text())),
    "rgb-image": ("X120", _image_entry("/ColorSpace", Name.DeviceRGB)),
    "lab-fill": ("X120", drawn("/Cs1 cs 50 0 0 sc 100 100 50 50 re f", ColorSpace={"Cs1": _parsed(_LAB)})),
    "layer-without-name": ("X121", _layer),
    "unbalanced": ("X122", lambda pdf: pdf.pages[0].contents_add(b"Q Q")),
    "no-such-picture": ("X123", drawn("/Im77 Do")),
    "intent-profile-again": ("X125", _calibrated),
    "profile-is-no-stream": ("X127", intent(lambda entry: entry.__setitem__("/DestOutputProfile", String("FOGRA39")))),
    "forms-without-end": ("X128", _forms_without_end),
    # inks, type, pictures
    "too-much-ink": ("X201", drawn("1 1 1 .6 k 100 100 150 150 re f")),
    "coarse-picture": ("X203", drawn("400 0 0 400 100 250 cm /Im0 Do", 2)),
    "doubtful-picture": ("X204", drawn("250 0 0 250 100 250 cm /Im0 Do", 2)),
    "coarse-line-art": ("X205", drawn(f"100 0 0 100 100 100 cm BI /W 32 /H 32 /IM true /F /AHx ID {'00' * 128}> EI")),
    "four-colour-text": ("X206", drawn(".7 .7 .7 .9 k " + _text())),
    "black-knocks-out": ("X207", drawn("/Gx gs 0 0 0 1 k " + _text(), ExtGState=_state(op=False, OP=False))),
    "black-rule-knocks-out": ("X207", drawn("/Knock gs 0 .3 0 0 k 100 100 200 50 re f 0 0 0 1 K 1 w 120 120 m 250 120 l S")),
    "white-overprints": ("X208", drawn("/Gx gs 0 0 0 0 k 100 100 50 50 re f", ExtGState=_state(op=True, OP=True, OPM=1))),
    "tiny-type": ("X209", drawn("/Over gs 0 0 0 1 k " + _text(4))),
    "small-coloured-type": ("X209", drawn("/Knock gs 0 1 1 0 k " + _text(7))),
    "hairline": ("X210", drawn("/Over gs 0 0 0 1 K .1 w 100 100 m 200 100 l S")),
    "coloured-hairline": ("X210", drawn("/Knock gs 0 1 1 0 K .3 w 100 100 m 200 100 l S")),
    "spot": ("X211", drawn("/Cs1 cs 1 scn 100 100 50 50 re f", ColorSpace={"Cs1": _parsed(_SPOT)})),
    "gray-text": ("X213", drawn("/Over gs 0 g " + _text())),
    # the job
    "narrow-page": ("X301", _narrow_trim),
    "bleed-box-too-small": ("X302", _small_bleed_box),
    "bleed-not-filled": ("X303", drawn("0 1 0 0 k 28.35 200 100 100 re f")),
    "picture-stops-at-trim": ("X303", drawn(f"113.4 0 0 113.4 {28.346 + 210 * MM - 113.4:.3f} 400 cm /Im0 Do", 2)),
    "no-marks": ("X304", _replaced(rb"/All CS.*?Q", b"Q")),
    "marks-in-black": ("X306", _replaced(rb"/All CS 1 SCN", b"0 0 0 1 K")),
    "marks-in-the-bleed": ("X306", drawn("/All CS 1 SCN .25 w 28.346 15 m 28.346 24 l S")),
    "page-gone": ("X307", lambda pdf: pdf.pages.__delitem__(7)),
    "blank-page": ("X308", _blank),
    "text-at-the-knife": ("X309", drawn("/Over gs 0 0 0 1 k " + _text(x=31))),
    "turned-page": ("X311", page("/Rotate", 90)),
    "crop-box": ("X312", page("/CropBox", Array([20, 20, 500, 700]))),
    "no-labels": ("X313", lambda pdf: pdf.Root.__delitem__(Name.PageLabels)),
    "no-bookmarks": ("X314", lambda pdf: pdf.Root.__delitem__(Name.Outlines)),
}
