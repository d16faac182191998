"""The data files of this room."""
from __future__ import annotations

from importlib import resources


def read_data(name: str) -> str:
    """The text of a data file of this package."""
    return resources.files("convert.variant").joinpath(name).read_text("utf-8")
