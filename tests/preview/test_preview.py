"""The preview as a browser meets it: pages, findings, a new version for every save, and nothing for strangers."""
from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any

import pytest

from convert.cli import main
from convert.pipeline import Job
from convert.preview import preview
from convert.workspace import Workspace

_SAMPLES = Path(__file__).resolve().parents[2] / "issues"


class Seen:
    """A preview at work on a copy of the notice."""

    def __init__(self, root: Path):
        (root / "styles").mkdir()
        self.folder = Path(shutil.copytree(_SAMPLES / "notice-2025-08", root / "issues" / "notice-2025-08"))
        self.article = min(self.folder.glob("*.md"))
        job = Job(self.folder, Workspace(root), root / "build" / ".preview", ("screen",), force=True)
        self.lines: Queue[str] = Queue()
        self.stop, ready = Event(), Queue[str]()
        self._thread = Thread(target=preview, args=(job, 0, ready.put, self.lines.put, self.stop))
        self._thread.start()
        self.port = int(ready.get(timeout=15).rstrip("/").rpartition(":")[2])

    def end(self) -> None:
        self.stop.set()
        self._thread.join(30)
        assert not self._thread.is_alive()

    def get(self, path: str, host: str = "") -> tuple[int, str, bytes]:
        """(status, type, body)."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers.get("Content-Type", ""), body

    def version(self, after: int) -> dict[str, Any]:
        while True:
            found: dict[str, Any] = json.loads(self.get(f"/version?after={after}")[2])
            if found["number"] > after:
                return found


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Seen]:
    made = Seen(tmp_path)
    yield made
    made.end()


def test_pages_follow_what_is_saved(seen: Seen) -> None:
    first = seen.version(0)
    assert not first["refused"] and not first["facing"]
    status, kind, picture = seen.get(f"/page/{first['pages'][0][0]}.png")
    assert (status, kind, picture[:8]) == (200, "image/png", b"\x89PNG\r\n\x1a\n")
    text = seen.article.read_text(encoding="utf-8")

    seen.article.write_text(text.rstrip("\n") + "\n\n船闸夜间照常放行。\n", encoding="utf-8")
    second = seen.version(1)
    unlike = [i for i, (a, b) in enumerate(zip(first["pages"], second["pages"], strict=False)) if a != b]
    assert second["changed"] == unlike[0] > 0           # characters never used before: the first page stands as it did
    assert seen.get(f"/page/{second['pages'][unlike[0]][0]}.png")[2] != seen.get(f"/page/{second['pages'][0][0]}.png")[2]
    assert seen.get(f"/page/{first['pages'][unlike[0]][0]}.png")[0] == 404

    seen.article.write_text(text.replace("title:", "titel:", 1), encoding="utf-8")
    third = seen.version(2)
    assert third["refused"]
    assert third["pages"] == second["pages"]
    assert any(f["severity"] == "error" and f["file"].endswith(seen.article.name) and f["line"] for f in third["findings"])

    seen.article.write_text(text, encoding="utf-8")
    assert seen.version(3)["pages"] == first["pages"]
    assert seen.lines.qsize() >= 3


def test_nobody_else_is_served(seen: Seen) -> None:
    status, kind, body = seen.get("/")
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert "notice-2025-08" in body.decode()
    assert seen.get("/", host="example.org")[0] == 403
    for path in ("/page/../../issue.yaml", "/page/0123456789abcdef.png", "/issue.yaml", "//etc/passwd"):
        assert seen.get(path)[0] == 404
    assert not (seen.folder.parents[1] / "build" / "notice-2025-08").exists()
    with pytest.raises(ConnectionRefusedError):         # seen from this machine alone
        socket.create_connection(("127.0.0.2", seen.port), 5).close()


def test_a_port_in_use_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["preview", str(_SAMPLES / "notice-2025-08"), "--port", str(port), "--no-open"]) == 2
    assert f"端口 {port}" in capsys.readouterr().err
