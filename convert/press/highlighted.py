"""Pages of a PDF of ours with stretches of them tinted: what a person looks at once more."""
from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pikepdf

from convert.press.source import opened

_TINT, _ALARM = "1 0.93 0.6 rg", "1 0.78 0.75 rg"
_AIR = 15                       # tenths of a point round a line


class Stretch(NamedTuple):
    """`box`: left, top, right, bottom from the page's top left corner, in tenths of a point; `alarming`: in the louder tint."""

    box: tuple[int, ...]
    alarming: bool = False


def highlighted(path: Path, pages: Mapping[int, Sequence[Stretch]], labels: Sequence[str], title: str) -> bytes:
    """The pages (from 0) that are keys of `pages`, in order, each with its stretches tinted.

    `labels`: those of all pages of the file.  Raises Refusal (exit 3) for what is no PDF, and OSError.
    """
    made = pikepdf.new()
    numbers: list[object] = []
    source, _ = opened(path)
    with source:
        for at, number in enumerate(n for n in sorted(pages) if n < len(source.pages)):
            made.pages.append(source.pages[number])
            page = made.pages[at]
            for key in ("/StructParents", "/Tabs"):
                if key in page:
                    del page[key]
            # over the page as a marker pen does, for what stands on a tinted ground too
            state = page.add_resource(pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, BM=pikepdf.Name.Multiply),
                                      pikepdf.Name.ExtGState)
            page.contents_add(made.make_stream(_tints(pages[number], float(page.mediabox[3]), str(state))))
            numbers += [at, pikepdf.Dictionary(P=pikepdf.String(labels[number]))]
        if "/Lang" in source.Root:
            made.Root.Lang = pikepdf.String(str(source.Root.Lang))
        made.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(numbers))
        made.docinfo["/Title"] = pikepdf.String(title)
        out = io.BytesIO()
        made.save(out, deterministic_id=True)
    return out.getvalue()


def _tints(stretches: Sequence[Stretch], height: float, state: str) -> bytes:
    parts = []
    for (left, top, right, bottom), alarming in sorted(stretches, key=lambda s: s.alarming):
        x, y = (left - _AIR) / 10, height - (bottom + _AIR) / 10
        size = f"{(right - left + 2 * _AIR) / 10:.1f} {(bottom - top + 2 * _AIR) / 10:.1f}"
        parts.append(f"{_ALARM if alarming else _TINT} {x:.1f} {y:.2f} {size} re f")
    return f"/Artifact BMC q {state} gs {' '.join(parts)} Q EMC\n".encode()
