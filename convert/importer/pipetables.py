"""Tables that half-Markdown text has with pipes between their cells -> their rows."""
from __future__ import annotations

import re
from collections.abc import Sequence

from convert.importer.records import CELL, Line
from convert.importer.repair import repair_line

PIPED_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?$")
_PIPE = re.compile(r"(?<!\\)\|")


def with_piped_rows(lines: Sequence[Line]) -> tuple[Line, ...]:
    """`lines` with the rows above and below every rule of pipes and dashes as rows of a table; the rule itself stays a line.  A row
    of one cell above the others is the caption."""
    out = list(lines)
    for at in range(1, len(lines)):
        count = len(cells_of(lines[at - 1].text))
        if not PIPED_RULE.match(lines[at].text) or count < 2 or len(cells_of(lines[at].text)) != count:
            continue
        end = at + 1
        while end < len(lines) and "|" in lines[end].text and len(cells_of(lines[end].text)) <= count and lines[end].gap <= 1:
            end += 1
        captioned = at > 1 and lines[at - 2].text.startswith("|") and len(cells_of(lines[at - 2].text)) == 1
        for k in (*(at - 2,) * captioned, at - 1, *range(at + 1, end)):
            out[k] = lines[k]._replace(text=CELL.join(map(repair_line, cells_of(lines[k].text))), level=0, role="row", joined=True)
    return tuple(out)


def cells_of(text: str) -> list[str]:
    """The cells of a row, without the marks of bold."""
    return [cell.replace("**", "").strip() for cell in marked_cells(text)]


def marked_cells(text: str) -> list[str]:
    """The cells of a row as they are written."""
    bare = text.strip()
    bare = bare.removeprefix("|").removesuffix("|") if not bare.endswith(r"\|") else bare.removeprefix("|")
    return [cell.replace(r"\|", "|").strip() for cell in _PIPE.split(bare)]
