"""`python -m convert` and the command `banxin`."""
from __future__ import annotations

import sys

_INTERRUPTED = 130


def main() -> int:
    """Run the command line; Ctrl-C while it still loads ends quietly, too."""
    try:
        from convert.cli import main as run

        return run()
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
