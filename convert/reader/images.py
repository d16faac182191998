"""Pictures: found inside the issue's folder, told by their content, bounded in pixels, whole, turned the way EXIF says."""
from __future__ import annotations

import hashlib
import io
import re
import warnings
import zlib
from pathlib import Path
from urllib.parse import unquote

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.model.nodes import Image
from convert.model.record import Record, field
from convert.reader.files import Folder, read_bytes
from convert.strictyaml import suggest

MAX_BYTES = 100_000_000
MAX_PIXELS = 100_000_000
_SUFFIXES = (".jpg", ".jpeg", ".png")
_MEDIA_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}
_ORIENTATION = 0x0112
_SHOWN_EVERYWHERE = (0xC0, 0xC1, 0xC2)      # ISO/IEC 10918-1 table B.1: baseline, extended, progressive, all by Huffman
_TURNED = (5, 6, 7, 8)              # EXIF 2.3, 4.6.4 A: the stored rows are the picture's columns
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")      # one letter is a drive: outside the folder
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_VECTOR = re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]", re.S)


class ImageShelf(Record, frozen=False):
    """The pictures of one issue; each good file is read once."""

    folder: Folder
    diagnostics: list[Diagnostic]
    _known: dict[str, Image] = field(default_factory=dict)

    def load(self, source: str, span: Span) -> Image | None:
        """The picture `source` (a path in the issue's folder), None after reporting what is wrong with it at `span`."""
        name = unquote(source)
        if name not in self._known:
            image = self._read(name, span)
            if image is None:
                return None
            self._known[name] = image
        return self._known[name]

    def _read(self, name: str, span: Span) -> Image | None:
        if _REMOTE.match(name):
            self.diagnostics.append(diagnose("R062", span, path=name[:60]))
            return None
        path = self.folder.find(name, span, self.diagnostics, lambda: diagnose("R063", span, path=name, hint=self._near(name)))
        if path is None:
            return None
        data = read_bytes(path, self.folder.shown(path), MAX_BYTES, self.diagnostics)
        return None if data is None else self._check(path, name, data, span)

    def _check(self, path: Path, name: str, data: bytes, span: Span) -> Image | None:
        from PIL import Image as Pillow  # takes longer to import than a short issue to read

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")         # our own bound is below
                with Pillow.open(io.BytesIO(data)) as picture:
                    kind, (width, height) = picture.format or "", picture.size
                    if kind in _MEDIA_TYPES and picture.getexif().get(_ORIENTATION) in _TURNED:
                        width, height = height, width
        except Pillow.DecompressionBombError:
            self.diagnostics.append(diagnose("R066", span, size="像素数太多，没有打开", limit=MAX_PIXELS // 10_000))
            return None
        except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError):   # Pillow on broken files
            kind, width, height = _foreign(data[:4096]), 0, 0
        if kind not in _MEDIA_TYPES and kind:
            self.diagnostics.append(diagnose("R064", span, format=kind))
        elif not kind or not _is_whole(data, kind):
            self.diagnostics.append(diagnose("R065", span, path=name))
        elif kind != "PNG" and data[_jpeg_frame(data) + 1] not in _SHOWN_EVERYWHERE:
            self.diagnostics.append(diagnose("R064", span, format="算术编码、无损等少见编码的 JPEG"))
        elif width * height > MAX_PIXELS:
            self.diagnostics.append(diagnose("R066", span, size=f"{width}×{height} 像素", limit=MAX_PIXELS // 10_000))
        else:
            return Image(path, _MEDIA_TYPES[kind], width, height, hashlib.sha256(data).hexdigest())
        return None

    def _near(self, missing: str) -> str:
        root = self.folder.path
        present = [p.relative_to(root).as_posix() for p in sorted(root.rglob("*"))
                   if p.suffix.lower() in _SUFFIXES and p.is_file()][:500]
        if not present:
            return "本期文件夹里还没有图片；把它放进 images/"
        hint = suggest(missing, present)
        return hint if hint.startswith("是不是") else "现有的图片：" + "、".join(present[:8]) + ("……" if len(present) > 8 else "")


def _foreign(head: bytes) -> str:
    """The name of a format that Pillow cannot open but people put in all the same; "" for none of them."""
    if head[4:8] == b"ftyp":
        return "HEIC" if head[8:12] in _HEIC else ""
    return "PDF" if head.startswith(b"%PDF") else "SVG" if _VECTOR.match(head) else ""


def _is_whole(data: bytes, kind: str) -> bool:
    """Whether the file goes to its end marker, without decoding its pixels (ISO/IEC 10918-1 B.2.1 EOI; PNG 11.2.5 IEND)."""
    if kind == "PNG":
        return _png_ends(data)
    return _jpeg_frame(data) > 0 and data.rfind(b"\xff\xd9") > _jpeg_segment(data, (0xDA,)) > 0


def _png_ends(data: bytes) -> bool:
    """Walk the chunks (length, type, data, CRC) to IEND; those that make the picture must be as they were written."""
    position = 8
    while position + 12 <= len(data):
        end = position + 8 + int.from_bytes(data[position:position + 4], "big")
        kind = data[position + 4:position + 8]
        if kind[:1].isupper() and zlib.crc32(data[position + 4:end]) != int.from_bytes(data[end:end + 4], "big"):
            return False
        if kind == b"IEND":
            return True
        position = end + 4
    return False


def _jpeg_frame(data: bytes) -> int:
    """Where the header of the picture's frame stands (behind every thumbnail), 0 when there is none."""
    return _jpeg_segment(data, tuple(n for n in range(0xC0, 0xD0) if n not in (0xC4, 0xC8, 0xCC)))


def _jpeg_segment(data: bytes, wanted: tuple[int, ...]) -> int:
    """Where the first segment of one of the markers `wanted` stands, up to the first scan; 0 when there is none."""
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        if data[position + 1] == 0xFF:              # fill byte
            position += 1
            continue
        if data[position + 1] in wanted:
            return position
        if data[position + 1] == 0xDA:
            break
        position += 2 + int.from_bytes(data[position + 2:position + 4], "big")
    return 0
