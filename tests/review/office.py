"""A real LibreOffice, driven through UNO by the system's Python, as reviewers would use it."""
from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

_REVIEWER = Path(__file__).with_name("reviewer.py")


@functools.cache
def uno_python() -> str:
    """A Python that can import uno, "" when there is none."""
    for python in dict.fromkeys(("/usr/bin/python3", shutil.which("python3") or "", sys.executable)):
        if python and Path(python).exists():
            clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
            if subprocess.run([python, "-c", "import uno"], capture_output=True, check=False, env=clean).returncode == 0:
                return python
    return ""


def need_office() -> None:
    """Skip, with the reason, where LibreOffice or its Python bridge is missing."""
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice (libreoffice-writer-nogui)")
    if not uno_python():
        pytest.skip("needs LibreOffice's Python bridge (python3-uno)")


def edit(jobs: Sequence[dict[str, object]]) -> None:
    """Do every job (see reviewer.py) in one LibreOffice of its own profile."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    with tempfile.TemporaryDirectory(prefix="banxin-lo-") as profile:
        pipe = f"banxin{os.getpid()}"
        command = ["soffice", "--headless", "--norestore", "--nologo", "--nodefault", f"-env:UserInstallation=file://{profile}",
                   f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext"]
        office = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=clean)
        try:
            done = subprocess.run([uno_python(), str(_REVIEWER), pipe], input=json.dumps(jobs), text=True, capture_output=True,
                                  timeout=240, check=False, env=clean)
            assert done.returncode == 0, done.stderr[-2000:]
            office.wait(30)
        finally:
            if office.poll() is None:
                office.kill()
                office.wait(30)
