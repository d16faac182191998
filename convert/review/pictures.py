"""Pictures that a reviewer put into the Word file: taken out with suspicion, for the issue's images/ and a line of the source."""
from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable

from convert.model.picturefile import FOLDER, MAX_PIXELS, as_value
from convert.model.record import Record, field
from convert.review.compare import Unit
from convert.review.manuscript import OBJECT
from convert.review.rewrite import Stuck

_SUFFIXES = {"PNG": "png", "JPEG": "jpg"}
_ALT = "审阅者插入的图片"
_BY_HAND = "请另存为 PNG 或 JPEG 放进 images/，在源稿里写 ![图题](路径){alt=\"…\"}"


class Pictures(Record, frozen=False):
    """`read` gives the bytes of a part of the Word file; `files`: name in the issue's folder -> bytes, of what was taken."""

    read: Callable[[str], bytes]
    files: dict[str, bytes] = field(default_factory=dict)

    def figure(self, unit: Unit) -> str:
        """The Markdown of a new paragraph that holds nothing but pictures.  Raises Stuck."""
        if unit.text.replace(OBJECT, "").strip():
            raise Stuck(f"新加的图片和文字在同一段，{_BY_HAND}")
        shown = [s for line in unit.lines for s in line.stretches if s.when != "then" and s.text == OBJECT]
        if any(s.note or not s.picture for s in shown):
            raise Stuck(f"新加的图片没有存在文件里（外面的链接，或图形、公式），{_BY_HAND}")
        return "\n\n".join(f'![]({self._taken(s.picture)}){{alt="{_alt(s.alt)}"}}' for s in shown)

    def _taken(self, part: str) -> str:
        data = self.read(part)
        suffix = _SUFFIXES.get(_format(data))
        if not suffix:
            raise Stuck(f"新加的图片打不开，或不是 PNG、JPEG，{_BY_HAND}")
        name = f"{FOLDER}/review-{hashlib.sha256(data).hexdigest()[:8]}.{suffix}"
        self.files[name] = data
        return name


def _alt(text: str) -> str:
    """What the picture shows, as the file says it."""
    return as_value(text)[:100] or _ALT


def _format(data: bytes) -> str:
    """PNG or JPEG where every pixel decodes and there are not too many; else "" or what it is."""
    from PIL import Image as Pillow

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Pillow.open(io.BytesIO(data), formats=list(_SUFFIXES)) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    return ""
                picture.load()
                return picture.format or ""
    except (Pillow.DecompressionBombError, OSError, ValueError, SyntaxError, TypeError, LookupError, EOFError, MemoryError):
        return ""
