"""The document model: frozen nodes that say what a thing is, never how it looks."""
