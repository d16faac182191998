"""What a build hands on to the next one in build/.cache: byte strings by key, one file for each kind of thing and issue.

A file holds what the last build asked for and nothing else, so it does not outgrow its issue; of many issues only the files used
last stay.  It is written whole beside its place and renamed; its first lines say what its contents were made under and their hash.
A file that is missing, damaged or made under anything else counts as empty, and one that cannot be written is not written:
deleting the folder never changes a result.
"""
from __future__ import annotations

import contextlib
import hashlib
import os
import struct
from collections.abc import Iterable
from pathlib import Path

SUFFIX = ".kept"
MOST_FILES = 48
MOST_BYTES = 1 << 28                        # of a file: a larger one is not ours
_MAGIC = b"banxin cache 1\n"
_SIZE = 32                                  # bytes of a SHA-256
_HEAD = len(_MAGIC) + 2 * _SIZE
_COUNT = struct.Struct("<I")
_ROW = struct.Struct("<16sI")               # key of an entry, its length


def key_of(text: str) -> bytes:
    """The key of what `text` decides."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


class Cache:
    """Entries of the file `path`, made under `context`: all that decides them beside their keys.  Without a path nothing is kept.

    Two builds at once each write a whole file; the later one stays.
    """

    def __init__(self, path: Path | None, context: str = ""):
        self._path = path
        self._context = hashlib.sha256(context.encode()).digest()
        self._stored: dict[bytes, bytes | memoryview] = {}
        self._kept: dict[bytes, bytes | memoryview] = {}
        self._changed = False
        if path is not None:
            with contextlib.suppress(OSError, struct.error):
                self._open(path)

    def __bool__(self) -> bool:
        """Whether what is put here is seen again."""
        return self._path is not None

    def _open(self, path: Path) -> None:
        data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
        body = memoryview(data)[_HEAD:]
        if data[:_HEAD] != self._head(body):
            return
        end = _COUNT.size + _ROW.size * _COUNT.unpack_from(body)[0]
        for key, length in _ROW.iter_unpack(body[_COUNT.size:end]):
            self._stored[key] = body[end:end + length]
            end += length

    def _head(self, *parts: bytes | memoryview) -> bytes:
        """What a file of `parts` begins with."""
        state = hashlib.sha256()
        for part in parts:
            state.update(part)
        return _MAGIC + self._context + state.digest()

    def get(self, key: bytes) -> bytes | memoryview | None:
        """The entry of `key`; None when there is none."""
        known = self._stored.get(key)
        if known is not None:
            self._kept[key] = known
        return known

    def put(self, key: bytes, value: bytes) -> None:
        self._kept[key] = value
        self._changed = True

    def save(self) -> None:
        """Write what was asked for and what was put, if that differs from what the file holds; the cache is empty then."""
        if self._path is not None and (self._changed or len(self._kept) < len(self._stored)):
            rows = b"".join(_ROW.pack(key, len(value)) for key, value in self._kept.items())
            parts = (_COUNT.pack(len(self._kept)), rows, *self._kept.values())
            with contextlib.suppress(OSError):
                _replace(self._path, (self._head(*parts), *parts))
        self._stored, self._kept, self._changed = {}, {}, False


def _replace(path: Path, parts: Iterable[bytes | memoryview]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.writelines(parts)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    files = sorted(path.parent.glob(f"*{SUFFIX}"), key=lambda p: p.stat().st_mtime_ns, reverse=True)
    for old in files[MOST_FILES:]:
        old.unlink(missing_ok=True)
