"""Traditional-Chinese editions: OpenCC on the document tree, a word-boundary check, context rules, glossaries in layers, quotes."""
from __future__ import annotations

from convert.variant.converter import Converter
from convert.variant.tree import convert_issue

__all__ = ["Converter", "convert_issue"]
