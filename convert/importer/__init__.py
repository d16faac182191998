"""Extracted text, PDF or Word file -> cleaned sources and a report: stages as pure functions over frozen records."""
