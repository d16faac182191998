"""`banxin preview`: the pages of an issue in a browser, set anew whenever one of its files is saved."""
from __future__ import annotations

from collections.abc import Callable
from threading import Event

from convert.messages import PREVIEW
from convert.pipeline import Job
from convert.preview.server import serving
from convert.preview.versions import Shelf, made, state_of

_PAUSE = 0.3        # seconds between two looks at the files


def preview(job: Job, port: int, ready: Callable[[str], None], tell: Callable[[str], None], stop: Event) -> None:
    """Serve the pages of `job` (one script, edition `screen`) on this machine's `port`, 0 for any free one, until `stop` is set.

    `ready` is called with the address once there is something to see there, `tell` with a line after every build.  A source with
    errors leaves the pages as they were and shows the findings.  Raises OSError when the port is taken.
    """
    shelf = Shelf()
    with serving(shelf, port, job.folder.name) as address:
        seen = state_of(job)
        shelf.put(made(job, None))
        ready(address)
        while True:
            latest = shelf.latest
            line = PREVIEW["refused"] if latest.refused else PREVIEW["set"]
            tell(line.format(pages=len(latest.pages), findings=len(latest.findings), changed=latest.changed + 1))
            seen = _changed(job, seen, stop)
            if stop.is_set():
                return
            shelf.put(made(job, latest))


def _changed(job: Job, seen: dict[str, tuple[int, int]], stop: Event) -> dict[str, tuple[int, int]]:
    """The state of the files once it is another than `seen` and nobody is writing any more."""
    before = seen
    while not stop.wait(_PAUSE):
        now = state_of(job)
        if now != seen and now == before:
            return now
        before = now
    return seen
