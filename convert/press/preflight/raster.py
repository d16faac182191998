"""Pages as pixels: plates by Ghostscript where this machine has it, pictures for the report by pypdfium2.

A PDF from outside is handed to another program with a time limit, and never through a shell.
"""
from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

_PATIENCE = 120         # seconds
_GHOSTSCRIPTS = ("gs", "gswin64c", "gswin32c")


def _run(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def ghostscript() -> str | None:
    """The program's path, None where it is not installed."""
    return next(filter(None, map(shutil.which, _GHOSTSCRIPTS)), None)


def plates_of(path: Path, pages: Sequence[int], dpi: int) -> list[Image.Image] | None:
    """The `pages` (from 1, rising) in CMYK, inks as the file states them; None when nothing here can do it."""
    program = ghostscript()
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        made = _run([program, "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiff32nc", f"-r{dpi}", "-dUseCropBox=false",
                     f"-sPageList={','.join(map(str, pages))}", "-o", str(Path(folder, "%05d.tif")), str(path.resolve())])
        files = sorted(Path(folder).glob("*.tif"))
        if not made or len(files) != len(pages):
            return None
        out = []
        for file in files:
            with Image.open(file) as plate:
                out.append(plate.copy())
    return out


def pictures_of(path: Path, pages: Sequence[int], width: int) -> dict[int, bytes]:
    """JPEG pictures of `pages` (from 1), `width` pixels wide; a page that cannot be drawn is left out."""
    import pypdfium2  # type: ignore[import-untyped]  # only a report needs it

    out = {}
    with contextlib.suppress(pypdfium2.PdfiumError), pypdfium2.PdfDocument(path) as document:
        for number in pages:
            with contextlib.suppress(pypdfium2.PdfiumError):
                out[number] = _jpeg(drawn(document[number - 1], width))
    return out


def drawn(page: Any, width: int) -> Image.Image:
    """A page of a PDFium document, `width` pixels wide."""
    image = page.render(scale=width / max(page.get_width(), 1)).to_pil()
    assert isinstance(image, Image.Image)
    return image


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=75)
    return out.getvalue()
