"""The press side of a finished PDF: imposition."""
