"""What LibreOffice makes of a Word file: the page on which each heading falls.

Only asked when a person wants the contents of the Word edition numbered after it: its pages depend on the fonts and the version of
the machine, which equal builds must not.
"""
from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from convert.diagnostics import ExitCode, Refusal, diagnose

_SECONDS = 180.0
_HEADING = re.compile(r"(?:_|5F)Toc([0-9a-f]{8})$")        # LibreOffice 7 writes _ as 5F
_OPTIONS = {"ExportBookmarksToPDFDestination": {"type": "boolean", "value": "true"}}


def heading_pages(docx: bytes) -> dict[str, int]:
    """Name of a bookmark `_Toc…` -> number of its page, the first sheet being 1.  Raises Refusal (exit 4) without LibreOffice."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        raise Refusal(ExitCode.MISSING, [diagnose("W019", problem="没有装")])
    with tempfile.TemporaryDirectory(prefix="banxin-office-") as name:
        folder = Path(name)
        (folder / "made.docx").write_bytes(docx)
        command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
                   "--convert-to", f"pdf:writer_pdf_Export:{json.dumps(_OPTIONS)}", "--outdir", name, str(folder / "made.docx")]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)
            data = (folder / "made.pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise Refusal(ExitCode.MISSING, [diagnose("W019", problem=type(error).__name__)]) from None
    return _destinations(data)


def _destinations(data: bytes) -> dict[str, int]:
    """The named destinations of a PDF that are headings."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        numbers: dict[object, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        names = pdf.Root.get("/Names")
        new = names.get("/Dests") if isinstance(names, pikepdf.Dictionary) else None
        # LibreOffice writes the dictionary of PDF 1.1
        tree = dict(pikepdf.NameTree(new)) if new is not None else dict(pdf.Root.get("/Dests") or {})
        out = {}
        for name, value in tree.items():
            place = value.get("/D") if isinstance(value, pikepdf.Dictionary) else value
            heading = _HEADING.search(str(name))
            if heading and place is not None and place[0].objgen in numbers:
                out[f"_Toc{heading[1]}"] = numbers[place[0].objgen]
        return out
