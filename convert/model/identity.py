"""The identity of a paragraph: a short name made from its key, the same in every build."""
from __future__ import annotations

import hashlib


def paragraph_name(key: str, prefix: str = "p_", salt: int = 0) -> str:
    """`prefix` and eight hexadecimal digits: the bookmark of the paragraph that has the key `key`."""
    return prefix + hashlib.sha256(f"{key}#{salt}".encode() if salt else key.encode()).hexdigest()[:8]
