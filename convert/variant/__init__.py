"""Traditional-Chinese editions: OpenCC on the document tree."""
