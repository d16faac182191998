"""Scripts of all issues spread over processes, none of which outlives its parent."""
from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from convert.diagnostics import ExitCode, diagnose
from convert.model.nodes import Issue
from convert.pipeline.job import Job, Made, Progress
from convert.pipeline.making import make_script


def spread(tasks: list[tuple[Job, Issue, str]], processes: int, progress: Progress) -> list[Made]:
    """`make_script` of every task, in order.  Whatever ends this function ends the workers: none outlives a Ctrl-C."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    executor = ProcessPoolExecutor(min(processes, len(tasks)), initializer=_stay_with_the_parent)
    out = []
    try:
        with _interrupts_held():        # a worker must never be half started when the interrupt comes
            futures = [executor.submit(make_script, *task) for task in tasks]
        for (job, _, script), future in zip(tasks, futures, strict=True):
            try:
                made = future.result()
            except BrokenProcessPool:
                made = Made(script, exit_code=ExitCode.OUTPUT, diagnostics=(diagnose("B008", name=f"{job.folder.name} {script}"),))
            for timing in made.timings:
                progress(*timing)
            out.append(made)
    except BaseException:
        with _interrupts_held():
            for worker in multiprocessing.active_children():
                worker.terminate()
            executor.shutdown(cancel_futures=True)
        raise
    executor.shutdown()
    return out


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits until the end of the block."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stay_with_the_parent() -> None:
    """In a worker: leave Ctrl-C to the parent, and end when the parent is gone, however it went."""
    import multiprocessing

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(ExitCode.INTERRUPTED)

    threading.Thread(target=follow, daemon=True).start()
