"""The preview's web server: this machine only, pages as pictures, a version as JSON for who waits for it."""
from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from convert.press.preflight.raster import drawn
from convert.preview.page import page
from convert.preview.versions import Shelf, Version

HOST = "127.0.0.1"
_WAIT = 20.0            # seconds that a question after the next version is held open
_WIDTH = 1240           # pixels of a page, sharp on a screen of two pixels a point


@contextmanager
def serving(shelf: Shelf, port: int, title: str) -> Iterator[str]:
    """The address at which `shelf` can be seen."""
    server = _Server((HOST, port), shelf, title)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False      # a question held open must not hold up the end

    def __init__(self, address: tuple[str, int], shelf: Shelf, title: str):
        super().__init__(address, _Handler)
        self.shelf, self.title = shelf, title
        self._drawn: dict[str, bytes] = {}
        self._drawing = Lock()          # PDFium is for one thread at a time

    def picture(self, digest: str) -> bytes | None:
        """The page that `digest` names, as a PNG; None when the latest version has no such page."""
        with self._drawing:
            if digest not in self._drawn:
                version = self.shelf.latest
                number = next((i for i, view in enumerate(version.pages) if view.digest == digest), -1)
                if number < 0:
                    return None
                known = {view.digest for view in version.pages}
                self._drawn = {key: data for key, data in self._drawn.items() if key in known}
                self._drawn[digest] = _png(version.pdf, number)
            return self._drawn[digest]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        # only under its own name: a page from elsewhere that finds a name for this address gets nothing (DNS rebinding)
        if self.headers.get("Host", "") not in (f"{HOST}:{self.server.server_port}", f"localhost:{self.server.server_port}"):
            self.send_error(403)
            return
        asked = urlsplit(self.path)
        if asked.path == "/":
            self._send("text/html; charset=utf-8", page(self.server.title).encode())
        elif asked.path == "/version":
            after = parse_qs(asked.query).get("after", ["0"])[0]
            version = self.server.shelf.after(int(after) if after.isdecimal() and len(after) < 10 else 0, _WAIT)
            self._send("application/json", json.dumps(_as_json(version), ensure_ascii=False).encode())
        elif match := re.fullmatch(r"/page/([0-9a-f]{16})\.png", asked.path):
            data = self.server.picture(match[1])
            if data is None:
                self.send_error(404)
            else:
                self._send("image/png", data, "private, max-age=86400, immutable")
        else:
            self.send_error(404)

    def _send(self, kind: str, data: bytes, keep: str = "no-store") -> None:
        self.send_response(200)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(data))), ("Cache-Control", keep),
                            ("X-Content-Type-Options", "nosniff")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *_: Any) -> None:
        """Nothing below the console prints."""


def _as_json(version: Version) -> dict[str, object]:
    return {"number": version.number, "changed": version.changed, "refused": version.refused, "facing": version.facing,
            "pages": [view[:3] for view in version.pages], "findings": [d.as_json() for d in version.findings]}


def _png(pdf: bytes, number: int) -> bytes:
    import pypdfium2  # type: ignore[import-untyped]

    out = io.BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        drawn(document[number], _WIDTH).save(out, "PNG", compress_level=1)
    return out.getvalue()
