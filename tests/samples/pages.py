"""The pictures of README: pages of the samples, drawn from the screen PDFs in build/ (`python -m tests.samples.pages`)."""
from __future__ import annotations

from pathlib import Path

import pymupdf

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(__file__).resolve().parent / "pages"
MAGAZINE, NOTICE = "xizhou-2025-06", "notice-2025-08"
# picture -> (issue, script, page from 1)
PAGES = {"cover": (MAGAZINE, "zh-Hans", 1), "contents": (MAGAZINE, "zh-Hans", 3), "opener": (MAGAZINE, "zh-Hans", 6),
         "dense": (MAGAZINE, "zh-Hans", 7), "official": (NOTICE, "zh-Hans", 1), "hant": (MAGAZINE, "zh-Hant-TW", 6)}
WIDTH = 620


def draw(name: str, issue: str, script: str, number: int) -> None:
    with pymupdf.open(ROOT / "build" / issue / f"{issue}.{script}.screen.pdf") as pdf:
        page = pdf[number - 1]
        scale = WIDTH / page.rect.width
        picture = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale))
        picture.save(OUT / f"{name}.png")


def main() -> None:
    OUT.mkdir(exist_ok=True)
    for name, place in PAGES.items():
        draw(name, *place)


if __name__ == "__main__":
    main()
