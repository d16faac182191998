"""What a build keeps for the next one: whole or not at all, and never more than was asked for."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

from convert.cache import MOST_FILES, SUFFIX, Cache, key_of

KEYS = [key_of(text) for text in ("水", "山", "桥")]


def filled(path: Path, context: str = "") -> Cache:
    cache = Cache(path, context)
    for number, key in enumerate(KEYS):
        cache.put(key, bytes(range(number, number + 90)))
    cache.save()
    return Cache(path, context)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / f"one{SUFFIX}"


def test_what_was_put_is_there_in_the_next_build(path: Path) -> None:
    again = filled(path)
    assert [bytes(again.get(key) or b"") for key in KEYS] == [bytes(range(n, n + 90)) for n in range(3)]
    assert again.get(key_of("河")) is None


def test_another_context_finds_nothing(path: Path) -> None:
    filled(path, "one program")
    assert Cache(path, "another program").get(KEYS[0]) is None


def test_a_damaged_file_counts_as_empty_wherever_the_damage_is(path: Path) -> None:
    filled(path)
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes((whole[place] ^ 1,)) + whole[place + 1:])
        assert all(Cache(path).get(key) is None for key in KEYS), place
        path.write_bytes(whole[:place])
        assert all(Cache(path).get(key) is None for key in KEYS), place


def test_it_keeps_no_more_than_the_last_build_asked_for(path: Path) -> None:
    again = filled(path)
    again.get(KEYS[1])
    again.save()
    assert [key for key in KEYS if Cache(path).get(key)] == [KEYS[1]]


def test_a_build_that_asks_for_the_same_leaves_the_file_alone(path: Path) -> None:
    again = filled(path)
    before = path.stat().st_mtime_ns
    for key in KEYS:
        again.get(key)
    again.save()
    assert path.stat().st_mtime_ns == before


def test_two_builds_at_once_leave_one_whole_file(path: Path) -> None:
    one, other = filled(path), Cache(path)
    one.put(KEYS[0], b"one")
    other.put(KEYS[0], b"other")
    one.save()
    other.save()
    assert bytes(Cache(path).get(KEYS[0]) or b"") == b"other"
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    cache = Cache(blocked / f"one{SUFFIX}")
    cache.put(KEYS[0], b"x")
    cache.save()
    assert blocked.read_text(encoding="utf-8") == "in the way"


def test_the_files_of_issues_long_done_go(path: Path) -> None:
    path.parent.mkdir()
    for number in range(MOST_FILES + 5):
        old = path.with_name(f"{number}{SUFFIX}")
        old.write_bytes(b"")
        os.utime(old, (number, number))
    filled(path)
    left = {p.name for p in path.parent.iterdir()}
    assert len(left) == MOST_FILES
    assert path.name in left
    assert f"0{SUFFIX}" not in left


def test_without_a_place_nothing_is_kept() -> None:
    cache = Cache(None)
    cache.put(KEYS[0], b"x")
    assert not cache
    assert cache.get(KEYS[0]) is None
