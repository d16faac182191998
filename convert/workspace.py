"""Where things are: the workspace a person works in, and what the program ships.

A workspace is any folder that has `issues/` and `styles/` (ARCHITECTURE.md).  Sheets and fonts.yaml of the workspace win over the
shipped ones, name by name.
"""
from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_PACKAGE = Path(__file__).resolve().parent


class Workspace(NamedTuple):
    root: Path

    @property
    def style_folders(self) -> tuple[Path, ...]:
        return tuple(dict.fromkeys((self.root / "styles", shipped("styles"))))

    @property
    def font_folders(self) -> tuple[Path, ...]:
        return tuple(dict.fromkeys((self.root / "fonts", shipped("fonts"))))

    @property
    def house_glossary(self) -> Path | None:
        """styles/house.yaml, None when the workspace has none."""
        path = self.root / "styles" / "house.yaml"
        return path if path.is_file() else None


def shipped(kind: str) -> Path:
    """The program's own `styles` or `fonts`: inside an installed package, beside `convert/` in a checkout."""
    inside = _PACKAGE / "shipped" / kind
    return inside if inside.is_dir() else _PACKAGE.parent / kind


def press_profile() -> Path:
    """The CMYK profile of the output intent."""
    return shipped("styles") / "icc" / "FOGRA39L_coated.icc"


def screen_profile() -> Path:
    """The sRGB profile of the screen edition."""
    return shipped("styles") / "icc" / "sRGB.icc"


def templates() -> Path:
    """Templates of new issues, a folder per document type."""
    return _PACKAGE / "templates"


def find_workspace(start: Path) -> Workspace:
    """The nearest folder at or above `start` that has issues/ and styles/; `start`'s own folder when there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "issues").is_dir() and (folder / "styles").is_dir():
            return Workspace(folder)
    return Workspace(start if start.is_dir() else start.parent)


def is_safe_name(name: str) -> bool:
    """Whether `name` can be a folder's name on every system: letters, digits, Han, - _ and dots inside."""
    return bool(re.fullmatch(r"[\w-]+(\.[\w-]+)*", name))
