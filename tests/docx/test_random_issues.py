"""Whatever an issue is made of, Word and EPUB carry its whole text, in XML that parses, with ids that are unique."""
from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from convert.fidelity import check_output
from convert.fonts import FontBook
from convert.model.nodes import Image
from convert.model.pagemap import PageMap
from convert.workspace import shipped
from convert.writer.epub import write_epub
from tests.docx.random_issues import issues
from tests.docx.sample import SHEETS, TIMESTAMP, W, build, picture, sheet

_SETTINGS = settings(max_examples=40,
                     suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return picture(tmp_path_factory.mktemp("pictures"))


@cache
def fonts() -> FontBook:
    return FontBook.load((shipped("fonts"),))


def parts(data: bytes) -> dict[str, etree._Element]:
    """Every XML part of a package; raises where one does not parse."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not [n for n, times in Counter(package.namelist()).items() if times > 1]
        return {n: etree.fromstring(package.read(n)) for n in package.namelist()
                if Path(n).suffix in {".xml", ".rels", ".xhtml", ".opf"}}


def once(values: list[str | None]) -> bool:
    return len(values) == len(set(values))


@_SETTINGS
@given(data=st.data())
def test_word_carries_any_issue(data: st.DataObject, image: Image) -> None:
    issue = data.draw(issues(image))
    made = build(issue)
    assert check_output(made, ".docx", issue, "random.docx") == ()
    xml = parts(made)
    body = xml["word/document.xml"]
    starts = [(b.get(f"{W}id"), b.get(f"{W}name")) for b in body.iter(f"{W}bookmarkStart")]
    assert once([i for i, _ in starts]) and once([n for _, n in starts])
    assert sorted(i or "" for i, _ in starts) == sorted(b.get(f"{W}id") or "" for b in body.iter(f"{W}bookmarkEnd"))
    drawings = [d.get("id") for d in body.iter("{*}docPr")]
    assert once(drawings)
    styles = [s.get(f"{W}styleId") for s in xml["word/styles.xml"].iter(f"{W}style")]
    named = {s.get(f"{W}val") for kind in ("pStyle", "rStyle", "tblStyle") for s in body.iter(f"{W}{kind}")}
    assert once(styles) and named <= set(styles)
    for cell in body.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p", "a cell ends with a paragraph"
    for table in body.iter(f"{W}tbl"):
        following = table.getnext()
        assert following is not None and following.tag == f"{W}p", "two tables in a row become one, and none may end the body"


@_SETTINGS
@given(data=st.data())
def test_epub_carries_any_issue(data: st.DataObject, image: Image) -> None:
    issue = data.draw(issues(image))
    made = write_epub(issue, sheet(SHEETS[issue.metadata.document_type]), fonts(), PageMap(), timestamp=TIMESTAMP)
    assert check_output(made, ".epub", issue, "random.epub") == ()
    xml = parts(made)
    ids = {name: [e.get("id") for e in root.iter("*") if e.get("id")] for name, root in xml.items()}
    assert all(once(found) for found in ids.values())
    for name, root in xml.items():
        for link in root.iter("{http://www.w3.org/1999/xhtml}a"):
            target, _, anchor = (link.get("href") or "").partition("#")
            if target.startswith("https:"):
                continue
            file = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target))) if target else name
            assert file in xml and (not anchor or anchor in ids[file])
