"""The pictures of README: pages of the samples, and the sample magazine in each design (`python -m tests.samples.pages`)."""
from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import pymupdf
from PIL import Image

from convert.cli import main as banxin

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(__file__).resolve().parent / "pages"
MAGAZINE, NOTICE = "xizhou-2025-06", "notice-2025-08"
# picture -> (issue, script, page from 1)
PAGES = {"cover": (MAGAZINE, "zh-Hans", 1), "contents": (MAGAZINE, "zh-Hans", 3), "opener": (MAGAZINE, "zh-Hans", 6),
         "dense": (MAGAZINE, "zh-Hans", 7), "official": (NOTICE, "zh-Hans", 1), "hant": (MAGAZINE, "zh-Hant-TW", 6)}
DESIGNS = {"official-monthly": (1, 6, 15), "workers-monthly": (1, 6, 14), "journal": (1, 6, 15)}     # pages shown of each
SPREAD = (6, 7)         # of the vertical edition
PROOF = 6               # page of the magazine shown as a proof sheet
WIDTH, SMALL, GAP = 620, 400, 12
SHEET = 900             # a sheet is wider than its page
COLOURS = 128


def draw(name: str, issue: str, script: str, number: int) -> None:
    with pymupdf.open(ROOT / "build" / issue / f"{issue}.{script}.screen.pdf") as pdf:
        save(picture(pdf, number, WIDTH), name)


def picture(pdf: pymupdf.Document, number: int, width: int) -> Image.Image:
    page = pdf[number - 1]
    scale = width / page.rect.width
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale))
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def save(image: Image.Image, name: str) -> None:
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)


def draw_design(style: str, numbers: tuple[int, ...]) -> None:
    """The sample magazine set in the sheet `style`: three pages side by side."""
    with tempfile.TemporaryDirectory() as folder:
        space = Path(folder)
        for name in ("styles", "fonts"):
            (space / name).symlink_to(ROOT / name)
        issue = space / "issues" / MAGAZINE
        shutil.copytree(ROOT / "issues" / MAGAZINE, issue)
        text = (issue / "issue.yaml").read_text(encoding="utf-8")
        (issue / "issue.yaml").write_text(re.sub(r"(?m)^(document_type: .*)$", rf"\1\nstyle: {style}", text), encoding="utf-8")
        banxin(["build", str(issue), "--edition", "screen", "--out", str(space / "build"), "-q"])
        with pymupdf.open(space / "build" / MAGAZINE / f"{MAGAZINE}.zh-Hans.screen.pdf") as pdf:
            pages = [picture(pdf, number, SMALL) for number in numbers]
    save(beside(pages), f"design-{style}")


def draw_vertical(numbers: tuple[int, ...]) -> None:
    """A spread of the vertical edition: the page read first lies on the right."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["--script", "zh-Hant-TW", "--vertical", "--edition", "screen", "--out", folder, "-q"]
        banxin(["build", str(ROOT / "issues" / MAGAZINE), *arguments])
        with pymupdf.open(Path(folder) / MAGAZINE / f"{MAGAZINE}.zh-Hant-TW.vertical.screen.pdf") as pdf:
            save(beside([picture(pdf, number, WIDTH) for number in reversed(numbers)]), "vertical")


def draw_proof(number: int) -> None:
    """A proof sheet: the page, its numbered lines, the block that is signed."""
    with tempfile.TemporaryDirectory() as folder:
        banxin(["build", str(ROOT / "issues" / MAGAZINE), "--edition", "proof", "--out", folder, "-q"])
        with pymupdf.open(Path(folder) / MAGAZINE / f"{MAGAZINE}.zh-Hans.proof.pdf") as pdf:
            save(picture(pdf, number, SHEET), "proof")


def beside(pages: list[Image.Image]) -> Image.Image:
    strip = Image.new("RGB", (len(pages) * (pages[0].width + GAP) - GAP, pages[0].height), (208, 208, 208))
    for i, page in enumerate(pages):
        strip.paste(page, (i * (page.width + GAP), 0))
    return strip


def main() -> None:
    OUT.mkdir(exist_ok=True)
    banxin(["build", *(str(ROOT / "issues" / name) for name in (MAGAZINE, NOTICE)), "--script", "zh-Hans,zh-Hant-TW",
            "--edition", "screen", "--out", str(ROOT / "build"), "-q"])
    for name, place in PAGES.items():
        draw(name, *place)
    for style, numbers in DESIGNS.items():
        draw_design(style, numbers)
    draw_vertical(SPREAD)
    draw_proof(PROOF)


if __name__ == "__main__":
    main()
