"""build/<id>/: what is up to date, and outputs replaced whole or not at all.

The manifest holds hashes of every input and output; no time, no absolute path, so that equal builds have equal manifests.
"""
from __future__ import annotations

import functools
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

import convert

MANIFEST = "manifest.json"
_FONT_HEAD = 1 << 16


def digest(data: bytes) -> str:
    """SHA-256 of `data`, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def input_key(files: Iterable[Path], folder: Path, fonts: Iterable[Path], settings: Iterable[str]) -> str:
    """One hash of everything an edition is made from, the same wherever the files lie.

    `files` are hashed whole and named relative to `folder`, those outside it by their name alone; of `fonts` (tens of megabytes)
    the name, the size and the first 64 KiB count, which hold the table directory with the checksum of every table.
    """
    inputs = set()
    for path in files:
        name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
        inputs.add(f"{name} {digest(path.read_bytes())}")
    for path in fonts:
        inputs.add(font_state(path))
    return digest(json.dumps([convert.__version__, program_digest(), *settings, *sorted(inputs)]).encode())


def engines_state() -> str:
    """What tells this Python and its packages from others: whatever is installed or upgraded touches the folder of the packages."""
    return f"{sys.version} {Path(yaml.__file__).parent.parent.stat().st_mtime_ns}"


def font_state(path: Path) -> str:
    """What tells a font file from others, without reading its tens of megabytes."""
    with path.open("rb") as font:
        return f"{path.name} {path.stat().st_size} {digest(font.read(_FONT_HEAD))}"


@functools.cache
def program_digest() -> str:
    """Hash of the program's own source: a changed program makes everything out of date."""
    package = Path(convert.__file__).parent
    state = hashlib.sha256()
    for path in sorted(p for p in package.rglob("*") if p.suffix in {".py", ".yaml", ".tsv"}):
        state.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return state.hexdigest()


def read_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """script -> {"inputs": key, file name: sha256, …}; a missing or unreadable manifest is an empty one."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {str(k): {str(n): str(h) for n, h in v.items()} for k, v in data.items() if isinstance(v, dict)}


def up_to_date(folder: Path, entry: Mapping[str, str] | None, key: str, names: Iterable[str]) -> bool:
    """Whether each of `names` in `folder` was made from `key` and is still the file that was written."""
    if not entry or entry.get("inputs") != key:
        return False
    try:
        return all(entry.get(name) == digest((folder / name).read_bytes()) for name in names)
    except OSError:                     # not there, or not ours to read: made anew
        return False


def replace_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write every file beside its place, then rename all: a killed build leaves yesterday's files whole."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[Path, Path]] = []
    try:
        for name, data in contents.items():
            target = folder / name
            target.parent.mkdir(exist_ok=True)
            beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
            written.append((beside, target))
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for beside, target in written:
            beside.replace(target)
    finally:
        for beside, _ in written:
            beside.unlink(missing_ok=True)


def as_json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
