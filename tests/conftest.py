"""Property tests draw the same cases on every machine, and no case has a time limit: a busy machine is no fault of the text."""
from __future__ import annotations

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")
