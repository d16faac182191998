"""The identity of a paragraph: a short name made from its key, the same in every build."""
from __future__ import annotations

import hashlib


def paragraph_name(key: str, prefix: str = "p_", salt: int = 0) -> str:
    """`prefix` and eight hexadecimal digits: the bookmark of the paragraph that has the key `key`."""
    return prefix + hashlib.sha256(f"{key}#{salt}".encode() if salt else key.encode()).hexdigest()[:8]


def paragraph_number(name: str) -> str:
    """The w14:paraId that goes with the bookmark `name`: eight hexadecimal digits, less than 0x80000000, never nought."""
    return f"{int(name.rpartition('_')[2][-8:], 16) & 0x7FFFFFFF or 1:08X}"
