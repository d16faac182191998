"""The proof's own reader of PDF: it says what a full library says, and refuses what it cannot follow."""
from __future__ import annotations

import io

import pikepdf
import pytest

from convert.pdfreader import PdfFile, Reference
from tests.pdf.test_pdf import made, rich


def test_pages_and_streams_as_a_library_reads_them() -> None:
    data = made(rich(), "print")
    file = PdfFile(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [int(number) for number, _ in file.pages()] == [page.objgen[0] for page in pdf.pages]
        for (_, entries), page in zip(file.pages(), pdf.pages, strict=True):
            assert file.stream(entries[b"/Contents"]) == page.Contents.read_bytes()
            assert isinstance(entries[b"/Parent"], Reference)
            assert [float(n) for n in entries[b"/MediaBox"]] == [float(n) for n in page.MediaBox]


@pytest.mark.parametrize("spoil", [
    lambda data: b"",
    lambda data: data[:-40],
    lambda data: data.replace(b"/Type /Catalog", b"/Type {Catalog"),
    lambda data: data[20:],
])
def test_what_it_cannot_follow_it_refuses(spoil: object) -> None:
    assert callable(spoil)
    with pytest.raises(ValueError):
        list(PdfFile(spoil(made(rich(), "print"))).pages())
