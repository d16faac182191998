"""What a measure gives, and how other programs are run."""
from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AUDIT = ROOT.parent / "shared" / "audit"
SOURCES = ROOT.parent / "shared" / "sources"


@dataclass(frozen=True)
class Row:
    """One measure of one file."""

    file: str
    measure: str
    value: object
    bar: str
    passed: bool

    def __str__(self) -> str:
        return f"{'通过' if self.passed else '不过'}  {self.file}  {self.measure}  {self.value}（{self.bar}）"


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, env=os.environ | environment, check=False)
