"""What a second application shows: a real LibreOffice sets the file, and the page is measured."""
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.docx.sample import Package, W, build, magazine, official, said

DPI = 200
MM = 25.4 / DPI


def render(data: bytes, folder: Path) -> Any:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    pymupdf = pytest.importorskip("pymupdf")
    (folder / "made.docx").write_bytes(data)
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(folder / "made.docx")], capture_output=True, check=True, timeout=180)
    return pymupdf.open(folder / "made.pdf")


def pixels(page: Any) -> Any:
    picture = page.get_pixmap(dpi=DPI)
    return np.frombuffer(picture.samples, dtype=np.uint8).reshape(picture.height, picture.width, 3).astype(int)


def bands(mask: Any) -> list[tuple[float, float]]:
    """Top and bottom in mm of every band of rows that have ink."""
    out: list[list[int]] = []
    for row in np.where(mask.any(axis=1))[0]:
        if out and row - out[-1][1] <= 2:
            out[-1][1] = row
        else:
            out.append([row, row])
    return [(top * MM, (bottom + 1) * MM) for top, bottom in out]


def test_official_document_keeps_the_millimetres(tmp_path: Path) -> None:
    pdf = render(build(official(tmp_path, 24)), tmp_path)
    first = pixels(pdf[0])
    dark = first.max(axis=2) < 128
    red = bands((first[..., 0] > 150) & (first[..., 1] < 110) & (first[..., 2] < 110))
    number = next(b for b in bands(dark) if b[0] > red[0][1])
    assert red[0][0] == pytest.approx(72, abs=0.5)                  # 7.2.4 the mark
    assert red[-1][0] - number[1] == pytest.approx(4, abs=0.5)      # 7.2.7 the red rule under the number
    folio = bands(dark)[-1]
    assert (folio[0] + folio[1]) / 2 - 262 == pytest.approx(7, abs=0.5)     # 7.5 the dashes, level with the middle of the figures
    last = pixels(pdf[-1]).max(axis=2) < 150
    rules = np.where(last.sum(axis=1) * MM > 150)[0] * MM
    assert rules.max() == pytest.approx(262, abs=1)                 # 7.4 the record's last rule
    rows: dict[int, str] = {}
    for span in (s for b in pdf[1].get_text("dict")["blocks"] for line in b["lines"] for s in line["spans"]):
        if span["origin"][1] < 262 / 25.4 * 72:
            rows[round(span["origin"][1])] = rows.get(round(span["origin"][1]), "") + span["text"].strip()
    assert len(rows) == 22                                          # 5.2.3
    assert max(map(len, rows.values())) == 28


def test_nothing_of_the_source_is_missing_on_the_page(tmp_path: Path) -> None:
    data = build(magazine(tmp_path))
    pdf = render(data, tmp_path)
    shown = "".join(page.get_text() for page in pdf)
    package = Package(data)
    for paragraph in package.body.iter(f"{W}p"):
        for character in said(paragraph):
            if not character.isspace():
                assert character in shown
    source = "".join(said(p) for p in package.body.iter(f"{W}p"))
    for mark in "，。；：“”（）":
        assert shown.count(mark) >= source.count(mark)
