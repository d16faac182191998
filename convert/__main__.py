"""`python -m convert` and the command `banxin`."""
from __future__ import annotations

import os
import sys

_INTERRUPTED = 130


def main() -> int:
    """Run the command line; Ctrl-C while it still loads ends quietly, too."""
    try:
        from convert.cli import main as run

        return run()
    except KeyboardInterrupt:
        return _INTERRUPTED


def leave() -> None:
    """Run the command line and end the process at once: taking an issue's objects apart one by one would serve nobody."""
    code = main()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:          # closed by who called
                stream.flush()
    except OSError:
        sys.exit(code)                      # whoever read our output is gone: the usual way out says so
    os._exit(code)


if __name__ == "__main__":
    leave()
