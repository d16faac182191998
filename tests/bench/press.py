"""What the press costs: the PDF/X shell on top of the pages, eighty pages through preflight and imposition, a large photograph."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from convert.diagnostics import NOWHERE
from convert.fonts import FontBook
from convert.layout.page import make_up
from convert.pipeline.settings import load_sheet
from convert.press import pictures
from convert.press.imposition import Scheme, impose
from convert.press.preflight import preflight
from convert.printer import load_printer
from convert.reader.issue import read_issue
from convert.workspace import find_workspace, press_profile
from convert.writer import pdfx
from convert.writer.pdf import write_pdf
from convert.writer.pdfimage import encode_image
from tests.press.faults import PRINTER, good

_PAGES = 80
_PHOTO = 4000, 3000


class Stopwatch:
    """CPU seconds inside the functions it watches."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*values: object, **named: object) -> object:
            begin = time.process_time()
            try:
                return function(*values, **named)
            finally:
                self.seconds += time.process_time() - begin

        return timed

    @contextmanager
    def on(self, place: object, *names: str) -> Iterator[None]:
        before = {name: getattr(place, name) for name in names}
        for name, function in before.items():
            setattr(place, name, self.watched(function))
        yield
        for name, function in before.items():
            setattr(place, name, function)


def shell(folder: Path, scratch: Path) -> tuple[float, float]:
    """(seconds for what only the press wants: output intent, XMP, Info, marks, labels, checks of pictures; the whole PDF)."""
    workspace = find_workspace(folder)
    printer = load_printer("offset", workspace.style_folders, NOWHERE)
    issue, _ = read_issue(folder, workspace.root)
    sheet, _ = load_sheet(issue.metadata, workspace, folder, printer)
    publication, _ = make_up(issue, sheet, FontBook.load(workspace.font_folders), "screen")
    write_pdf(publication, issue, edition="print", timestamp=0, cache=scratch, printer=printer)      # pictures are kept now
    watch, begin = Stopwatch(), time.process_time()
    with watch.on(pdfx, "output_intent", "marks", "add_page_labels"), watch.on(pdfx.DocumentMetadata, "info", "xmp"):
        watch.watched(pictures.check)(publication, issue, printer)
        write_pdf(publication, issue, edition="print", timestamp=0, cache=scratch, printer=printer)
    return watch.seconds, time.process_time() - begin


def photograph(scratch: Path) -> tuple[float, float]:
    """(CPU seconds of the first conversion of 12 megapixels to the press, of the next one)."""
    noise = Image.effect_noise((_PHOTO[0] // 4, _PHOTO[1] // 4), 70).resize(_PHOTO, Image.Resampling.BICUBIC)
    light = Image.linear_gradient("L").resize(_PHOTO)
    path = scratch / "photo.jpg"
    Image.merge("RGB", (noise, Image.blend(noise.rotate(180), light, 0.5), light)).save(path, quality=92)
    turns = []
    for _ in range(2):
        begin = time.process_time()
        encode_image(path, (), "print", press_profile(), scratch / "photos", 300)
        turns.append(time.process_time() - begin)
    return turns[0], turns[1]


def bench_press(folder: Path, scratch: Path) -> None:
    """Print the figures with their bars."""
    (seconds, whole), (first, again) = shell(folder, scratch / "pictures"), photograph(scratch)
    print(f"印前（{folder.name}）")
    print(f"  印前外壳          {seconds * 1000:.0f} 毫秒（≤ 60），整个 PDF {whole * 1000:.0f} 毫秒")
    print(f"  1200 万像素照片   {first:.2f} 秒（≤ 1.5），再排一次 {again:.2f} 秒")
    path = scratch / "eighty.pdf"
    path.write_bytes(good("crop", _PAGES))
    begin = time.perf_counter()
    verdict = preflight(path, PRINTER, strict=True)
    middle = time.perf_counter()
    impose(path, Scheme())
    end = time.perf_counter()
    print(f"  印前检查 {_PAGES} 页    {middle - begin:.2f} 秒（≤ 5），错误与警告 {len(verdict.findings)} 处")
    print(f"  拼大版 {_PAGES} 页      {end - middle:.2f} 秒（≤ 1）")
