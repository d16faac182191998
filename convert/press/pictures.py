"""Pictures of an issue at the size at which they print, told with the file and line that placed them."""
from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.layout.boxes import ImageBox, Publication
from convert.model.nodes import Figure, Issue, walk
from convert.printer import Printer

_RULE_PIXELS = 16


def figures(issue: Issue) -> Iterator[Figure]:
    """Every picture of `issue`, that of the cover first."""
    if issue.cover is not None:
        yield issue.cover
    for article in issue.articles:
        for block in walk(article.blocks):
            if isinstance(block, Figure):
                yield block


def places(issue: Issue) -> dict[str, Span]:
    """Picture file -> where it is placed first."""
    out: dict[str, Span] = {}
    for figure in figures(issue):
        out.setdefault(figure.image.path.as_posix(), figure.span)
    return out


def check(publication: Publication, issue: Issue, printer: Printer) -> tuple[Diagnostic, ...]:
    """X401, X402: pictures too coarse for `printer` after cropping and scaling; X403: inks that are another press's."""
    known = {figure.image.path: figure for figure in reversed(list(figures(issue)))}
    found = []
    for page in publication.pages:
        for box in page.boxes:
            if isinstance(box, ImageBox) and box.path in known:
                found += list(_resolution(box, known[box.path], printer))
    for path, figure in known.items():
        if figure.image.media_type == "image/jpeg" and _foreign_inks(path, printer):
            found.append(diagnose("X403", figure.span, path=path.name))
    return tuple(dict.fromkeys(found))


def _resolution(box: ImageBox, figure: Figure, printer: Printer) -> Iterator[Diagnostic]:
    image = figure.image
    width, height = (box.crop[2] - box.crop[0], box.crop[3] - box.crop[1]) if box.crop else (image.width, image.height)
    if min(width, height) <= _RULE_PIXELS or not box.width or not box.height:
        return
    ppi = min(width * 72_000 // box.width, height * 72_000 // box.height)
    if ppi < printer.good_ppi:
        wanted = -(-width * printer.good_ppi // max(ppi, 1))
        yield diagnose("X401" if ppi < printer.min_ppi else "X402", figure.span, path=image.path.name, found=ppi,
                       size=f"{box.width.mm:.0f} × {box.height.mm:.0f}", wanted=printer.good_ppi, pixels=wanted)


def _foreign_inks(path: Path, printer: Printer) -> bool:
    """Whether a CMYK picture carries a profile other than the printer's."""
    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path) as picture:
            icc = picture.info.get("icc_profile")
            return picture.mode == "CMYK" and bool(icc) and icc != printer.profile.read_bytes()
    except (OSError, ValueError, SyntaxError):
        return False
