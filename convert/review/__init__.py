"""The way back: what reviewers changed in a Word file, carried into the Markdown it was made from."""
