"""Pictures that came with the text: kept as files of the issue's images/, each shown by a line of Markdown at its place."""
from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Sequence

from convert.importer.captions import credited
from convert.importer.repair import close_gaps
from convert.markdown import escape
from convert.model.picturefile import FOLDER, MAX_BYTES, MAX_PIXELS, as_value

UNDESCRIBED = "导入的图片，待写明画面上有什么"
PICTURE = re.compile(rf"{FOLDER}/figure-\d{{2,5}}\.(?:png|jpg)")
_SUFFIXES = {"PNG": "png", "JPEG": "jpg"}
_OTHERS = ("GIF", "BMP", "TIFF", "WEBP")          # kept as PNG
_SHOWN = re.compile(rf'!\[[^\n]*\]\({FOLDER}/[^\s()]+\)\{{alt="')
_ALT = 200                  # characters of what a picture shows, at most


class Pictures:
    """What one import took out.  `files`: name in the issue's folder -> bytes; `photo`: the cover's, with what it shows."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.photo: tuple[str, str] = ("", "")
        self.loose: list[tuple[int, str]] = []      # (page of the import, name) of those whose place in the text is not known
        self.first_page = 0     # of the file that is read
        self.unfit = 0          # pictures that could not be kept
        self._names: dict[str, str] = {}

    def put(self, data: bytes) -> str:
        """The name under which the picture `data` is kept, the same for the same bytes; "" for what a build cannot take."""
        key = hashlib.sha256(data).hexdigest()
        if key not in self._names:
            kept, suffix = _kept(data)
            self._names[key] = f"{FOLDER}/figure-{len(self.files) + 1:02d}.{suffix}" if suffix else ""
            if suffix:
                self.files[self._names[key]] = kept
        self.unfit += not self._names[key]
        return self._names[key]


    def put_loose(self, page: int, data: bytes) -> None:
        """Keep a picture of which only the page, from 0, of the file that is read is known."""
        if name := self.put(data):
            self.loose.append((self.first_page + page, name))


def shown(name: str, alt: str, words: str = "", extent: str = "") -> str:
    """The line of Markdown that shows the picture `name`; `words`: its caption and, behind it, who drew or took it; `extent`: how
    far it reaches, "" for within its column."""
    caption, credit = credited(words)
    said = f' credit="{as_value(credit)}"' if credit else ""
    reach = f" extent={extent}" if extent else ""
    return f'![{escape(caption)}]({name}){{alt="{as_value(alt)[:_ALT] or UNDESCRIBED}"{said}{reach}}}'


def shown_together(pictures: Sequence[tuple[str, str]], words: Sequence[str]) -> str:
    """The Markdown of a group of pictures, (name, what it shows) each, with the words below all of them."""
    blocks = [*(shown(name, alt) for name, alt in pictures), *(escape(close_gaps(text), at_start=True) for text in words)]
    return "::: {.figures}\n" + "\n\n".join(blocks) + "\n:::"


def is_shown(text: str) -> bool:
    """Whether `text` is the line of a picture."""
    return _SHOWN.match(text) is not None


def _kept(data: bytes) -> tuple[bytes, str]:
    """(bytes, suffix) of a picture as a build takes it; suffix "" for what cannot be read."""
    from PIL import Image as Pillow

    if len(data) > MAX_BYTES:
        return b"", ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Pillow.open(io.BytesIO(data), formats=[*_SUFFIXES, *_OTHERS]) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    return b"", ""
                picture.load()
                if picture.format in _SUFFIXES:
                    return data, _SUFFIXES[picture.format]
                out = io.BytesIO()
                picture.convert("RGBA" if picture.has_transparency_data else "RGB").save(out, "PNG")
                return out.getvalue(), "png"
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, Pillow.DecompressionBombError):
        return b"", ""              # what Pillow raises on broken files
