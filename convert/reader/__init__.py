"""Sources to the model: strict front matter, Markdown through pandoc, one issue."""
