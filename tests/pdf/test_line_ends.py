"""Lines as a program reads them that takes each for itself: a Latin phrase keeps the space at which it was broken."""
from __future__ import annotations

import re
from itertools import pairwise

import pymupdf
import pypdfium2
import pytest

from convert.layout.boxes import Publication, TextLine
from convert.layout.grid import Grid
from convert.writer.pdf import write_pdf
from tests.layout.makeup import article, issue, made, paragraph, sheet_for
from tests.pdf.sheets import TIMESTAMP

GRID = Grid.of(sheet_for("magazine-issue"))
PHRASE = "A Pocket Guide to the Water Channels of the Upper Valley in Two Volumes"


@pytest.fixture(scope="module")
def pages() -> Publication:
    """The phrase at every place in the line, so that each of its spaces ends one."""
    blocks = tuple(paragraph(f"a-{n}", "渠" * n + PHRASE + "，是第一本讲这条渠的书。") for n in range(1, 24))
    return made(issue((article("a", blocks),)))[0]


def broken(publication: Publication) -> set[str]:
    """The words that a line of the phrase ends with."""
    found = set()
    body = [b for p in publication.pages for b in p.boxes if isinstance(b, TextLine) and b.tag and b.tag.source.startswith("a-")]
    for one, two in pairwise(body):
        text = "".join("".join(s.text) for s in one.segments).rstrip()
        if one.tag == two.tag and text[-1:].isascii() and text[-1:].isalpha():
            found.add(text.split()[-1].lstrip("渠"))
    return found


@pytest.mark.parametrize("edition", ["print", "screen"])
def test_a_phrase_broken_at_a_space_keeps_it_for_every_reader(pages: Publication, edition: str) -> None:
    ends = {word for word in broken(pages) if word in PHRASE.split()}
    assert len(ends) >= 6
    data = write_pdf(pages, issue(()), edition=edition, timestamp=TIMESTAMP)
    document = pypdfium2.PdfDocument(data)
    by_pdfium = "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")
    blocks = [block for page in pymupdf.open(stream=data) for block in page.get_text("dict")["blocks"]]
    by_mupdf = "".join(span["text"] for block in blocks for line in block.get("lines", ()) for span in line["spans"])
    for text in (by_pdfium, by_mupdf):
        assert re.sub("[\u00ad\ufffe\x02-]", "", text).count(PHRASE) == 23


def test_the_space_at_a_line_end_moves_nothing(pages: Publication) -> None:
    """The last letter, not the space after it, stands at the right edge."""
    seen = 0
    for page in pages.pages:
        edges = [GRID.column_x(page.side, column) + GRID.column_width for column in range(GRID.columns)]
        lines = [b for b in page.boxes if isinstance(b, TextLine) and b.tag and b.tag.source.startswith("a-") and b.segments]
        for one, two in pairwise(lines):
            last = one.segments[-1]
            if one.tag == two.tag and last.text[-1] == " ":
                end = last.x + sum(last.advances[:-1]) * last.size // 1000
                assert min(abs(end - edge) for edge in edges) <= 100
                seen += 1
    assert seen >= 6
