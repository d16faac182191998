"""A document and a bulletin of our own, printed, taken out by other tools and imported again: notes, tables, heads, 版头, 版记."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pymupdf
import pypdfium2
import pytest

from convert.cli import main
from convert.model.nodes import Article, Block, Container, Heading, Issue, Paragraph, Table, plain_text
from convert.pipeline import check_issue
from convert.workspace import find_workspace
from tests.importer.conftest import Importer
from tests.importer.stories import ROOT, skeleton

Tool = Callable[[Path], str]
KINDS = {"guanqu": "official", "qudao": "bulletin"}


def by_pdfium(path: Path) -> str:
    return "\f".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pypdfium2.PdfDocument(path))


def by_mupdf(path: Path) -> str:
    return "\f".join(page.get_text() for page in pymupdf.open(path))


def in_blocks(path: Path) -> str:
    return "\f".join("\n\n".join(block[4].rstrip("\n") for block in page.get_text("blocks") if not block[6])
                     for page in pymupdf.open(path))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("build")
    for name in KINDS:
        folder = Path(__file__).parent / name
        assert main(["build", str(folder), "--edition", "print", "--out", str(out), "--jobs", "1", "-q"]) == 0
    return {name: next(out.rglob(f"{name}*.print.pdf")) for name in KINDS}


def source(name: str) -> Issue:
    issue, _ = check_issue(Path(__file__).parent / name, find_workspace(ROOT))
    assert issue is not None
    return issue


def texts(blocks: Sequence[Block]) -> Iterator[str]:
    """What stands in a paragraph, a heading, a row of a table or its caption."""
    for block in blocks:
        if isinstance(block, Table):
            yield from [skeleton(plain_text(block.caption))] if block.caption else []
            yield from (skeleton("".join(plain_text(cell.inlines) for cell in row.cells)) for row in (*block.head, *block.body))
        elif isinstance(block, Paragraph | Heading):
            yield skeleton(plain_text(block.inlines))
        elif isinstance(block, Container):
            yield from texts(block.blocks)


def whole(article: Article) -> list[str]:
    return [*texts(article.blocks), *(text for note in article.notes for text in texts(note.blocks))]


@pytest.mark.parametrize("tool", [by_pdfium, by_mupdf, in_blocks])
@pytest.mark.parametrize("name", list(KINDS))
def test_every_paragraph_row_and_note_comes_back(importer: Importer, printed: dict[str, Path], name: str, tool: Tool) -> None:
    result = importer(tool(printed[name]), KINDS[name])
    assert result.issue is not None
    before = source(name)
    assert len(result.issue.articles) == len(before.articles)
    for old, new in zip(before.articles, result.issue.articles, strict=True):
        assert new.metadata.title == old.metadata.title
        assert whole(new) == whole(old), old.metadata.title
        assert (new.metadata.kicker, new.metadata.subtitle) == (old.metadata.kicker, old.metadata.subtitle)
        assert [a.name for a in new.metadata.authors] == [a.name for a in old.metadata.authors]


@pytest.mark.parametrize("tool", [by_pdfium, by_mupdf])
def test_what_stands_round_the_text_comes_back(importer: Importer, printed: dict[str, Path], tool: Tool) -> None:
    notice = importer(tool(printed["guanqu"]), "official").issue
    assert notice is not None
    for key in ("title", "issuer", "doc_number", "genre", "addressee", "date", "attachments", "cc", "printed_by", "printed"):
        assert getattr(notice.metadata, key) == getattr(source("guanqu").metadata, key), key


def test_the_masthead_of_a_bulletin_comes_back(importer: Importer, printed: dict[str, Path]) -> None:
    bulletin = importer(by_mupdf(printed["qudao"]), "bulletin").issue
    assert bulletin is not None
    before = source("qudao").metadata
    for key in ("title", "issue_label", "number", "date", "distribution_label"):
        assert getattr(bulletin.metadata, key) == getattr(before, key), key
    assert "，".join(bulletin.metadata.distribution) == "，".join(before.distribution)


def test_calls_stand_where_their_notes_are_called(importer: Importer, printed: dict[str, Path]) -> None:
    result = importer(by_pdfium(printed["guanqu"]), "official")
    body = result.body(0)
    assert "由工程科另行下发[^1]。" in body
    assert "以局统一高程为准[^2]，由水情科" in body
    assert body.index("[^1]: 登记表分渠道") > body.index("2031年2月20日")
