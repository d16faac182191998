"""Word files changed part by part, as a program or a villain might."""
from __future__ import annotations

import io
import zipfile
from collections.abc import Callable


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None) -> bytes:
    """The package with every part changed; None leaves it out; `more` parts come in."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = change(info.filename, old.read(info))
            if part is not None:
                new.writestr(info.filename, part)
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def document(change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    """A change of the body alone."""
    return lambda name, data: change(data) if name == "word/document.xml" else data
