"""A picture that came with a text: where it is kept, how large it may be, and its words as Markdown takes them."""
from __future__ import annotations

FOLDER = "images"
MAX_BYTES = 32 << 20
MAX_PIXELS = 60_000_000


def as_value(text: str) -> str:
    """`text` as the value of an attribute: nothing in it that ends one."""
    return " ".join("".join(c for c in text if c.isprintable() and c not in '"\\<>`{}[]').split())
