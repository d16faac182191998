"""Page make-up: an issue and its style sheet to a made-up publication, by the form that the sheet names."""
from __future__ import annotations

from convert.cache import Cache
from convert.diagnostics import Diagnostic
from convert.fonts import FontBook
from convert.layout.boxes import Publication
from convert.layout.desk import Desk
from convert.model.nodes import Issue
from convert.style import StyleSheet


def make_up(issue: Issue, sheet: StyleSheet, book: FontBook, edition: str,
            cache: Cache | None = None) -> tuple[Publication, tuple[Diagnostic, ...]]:
    """Pages of `issue`; `edition` is print or screen: the same pages, screen adds hot areas.  `cache` keeps its lines.

    Raises Refusal (exit 4) when a face or a character is missing.
    """
    desk = Desk(issue, sheet, book, edition, cache)
    match desk.switch("form", "magazine"):
        case "official":
            from convert.layout.official import make_official

            publication = make_official(desk)
        case "bulletin":
            from convert.layout.bulletin import make_bulletin

            publication = make_bulletin(desk)
        case _:
            from convert.layout.magazine import make_magazine

            publication = make_magazine(desk)
    return publication, desk.finish()
