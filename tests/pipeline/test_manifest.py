"""Outputs are replaced whole or not at all, and known to be up to date by what they were made from."""
from __future__ import annotations

from pathlib import Path

import pytest

from convert import manifest


def key(path: Path, *settings: str) -> str:
    return manifest.input_key([path], path.parent, [], settings)


def test_key_depends_on_content_name_and_settings(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("一", encoding="utf-8")
    first = key(path, "zh-Hans")
    assert first == key(path, "zh-Hans")
    assert first != key(path, "zh-Hant-TW")
    path.write_text("二", encoding="utf-8")
    assert first != key(path, "zh-Hans")


def test_key_does_not_depend_on_where_things_lie(tmp_path: Path) -> None:
    keys = set()
    for place in ("here", "z/there"):
        folder = tmp_path / place
        for name, words in {"issue/a.md": "一", "issue/images/a.md": "二", "styles/base.yaml": "三", "fonts/m.otf": "字"}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(words, encoding="utf-8")
        fonts = [folder / "fonts" / "m.otf", Path(__file__)]
        keys.add(manifest.input_key(folder.rglob("*.[my]*[dl]"), folder / "issue", fonts, []))
    assert len(keys) == 1
    (folder / "issue" / "images" / "a.md").rename(folder / "issue" / "b.md")
    assert manifest.input_key(folder.rglob("*.[my]*[dl]"), folder / "issue", fonts, []) not in keys


def test_up_to_date_means_same_inputs_and_same_file(tmp_path: Path) -> None:
    manifest.replace_files(tmp_path, {"a.pdf": b"1"})
    entry = {"inputs": "k", "a.pdf": manifest.digest(b"1")}
    assert manifest.up_to_date(tmp_path, entry, "k", ["a.pdf"])
    assert not manifest.up_to_date(tmp_path, entry, "other", ["a.pdf"])
    assert not manifest.up_to_date(tmp_path, entry, "k", ["a.pdf", "b.pdf"])
    (tmp_path / "a.pdf").write_bytes(b"touched")
    assert not manifest.up_to_date(tmp_path, entry, "k", ["a.pdf"])


def test_a_failed_write_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest.replace_files(tmp_path, {"a.pdf": b"old", "b.pdf": b"old"})
    real = manifest.os.fsync
    calls = []

    def full_disk(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(manifest.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        manifest.replace_files(tmp_path, {"a.pdf": b"new", "b.pdf": b"new"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.pdf": b"old", "b.pdf": b"old"}


@pytest.mark.parametrize("content", ["", "[]", "{", '{"zh-Hans": 3}'])
def test_a_broken_manifest_is_an_empty_one(tmp_path: Path, content: str) -> None:
    (tmp_path / manifest.MANIFEST).write_text(content, encoding="utf-8")
    assert manifest.read_manifest(tmp_path) == {}
