"""Where lines break and pages end in the Word edition, foretold without a word processor; and a real LibreOffice to prove it."""
from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from convert import cli
from convert.model.metadata import ArticleMetadata, IssueMetadata
from convert.model.nodes import Article, Issue, Paragraph
from convert.workspace import shipped
from convert.writer.docx_lines import BREAK, NOTE, Piece, break_lines, measure
from convert.writer.docx_looks import Looks, RunLook
from convert.writer.docx_pages import Placed, make_pages
from convert.writer.docx_rows import Ruler
from tests.docx.sample import Package, W, build, bulletin, magazine, said, text
from tests.docx.test_render import render

W_NAMESPACE = f'xmlns:w="{W.strip("{}")}"'
SAMPLE = Path(__file__).parents[2] / "issues" / "xizhou-2025-06"


def lines(text: str, ems: int, language: str = "zh-CN", indent: int = 0) -> list[str]:
    starts = break_lines(measure([Piece(text, RunLook())]), (ems - indent) * 210, ems * 210, language)
    return [text[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]


def placed(data: bytes) -> list[Placed]:
    archive = zipfile.ZipFile(BytesIO(data))
    body, styles = (etree.fromstring(archive.read(f"word/{name}.xml")) for name in ("document", "styles"))
    notes = etree.fromstring(archive.read("word/footnotes.xml")) if "word/footnotes.xml" in archive.namelist() else None
    return make_pages(body[0], styles, notes).rows


def test_a_line_is_full_when_its_ems_are() -> None:
    assert list(map(len, lines("渡" * 23, 10))) == [10, 10, 3]
    assert list(map(len, lines("渡" * 23, 10, indent=2))) == [8, 10, 5]
    assert lines(f"清晨{BREAK}五点", 10) == [f"清晨{BREAK}", "五点"]


def test_marks_are_never_squeezed_nor_hung() -> None:
    assert lines("天冷，手麻，能不能有一趟车。", 6) == ["天冷，手麻，", "能不能有一趟", "车。"]
    assert lines("渡口的灯亮着，船来了", 6) == ["渡口的灯亮", "着，船来了"]
    assert lines("老站长忽然说“好", 7) == ["老站长忽然说", "“好"]


def test_each_script_has_its_own_forbidden_marks() -> None:
    assert lines("他说他要去”了", 5) == ["他说他要", "去”了"]
    assert lines("他說他要去”了", 5, "zh-TW") == ["他說他要去", "”了"]


def test_latin_words_stay_whole_and_stand_off() -> None:
    assert lines("一共95120人次", 4) == ["一共", "95120人", "次"]           # 2 + 0.2 + 2.5 ems are more than four
    assert lines("照GB/T 9704-2012办", 4) == ["照GB/T ", "9704-", "2012办"]
    assert lines("清晨五点开第一班，A/B两组", 9) == ["清晨五点开第一", "班，A/B两组"]
    assert lines("紧紧围绕州委“12345”目标", 8) == ["紧紧围绕州委", "“12345”目标"]


def test_a_dash_is_not_torn() -> None:
    assert lines("写成六个字——亮堂", 6) == ["写成六个字", "——亮堂"]


def test_the_stop_after_a_note_takes_its_mark_along() -> None:
    assert lines(f"共一百个{NOTE}。", 5) == ["共一百个", f"{NOTE}。"]


def test_the_number_before_a_footnote_takes_its_room() -> None:
    number = f"<w:p {W_NAMESPACE}><w:r><w:footnoteRef/></w:r><w:r><w:t>渡船清晨五点</w:t></w:r></w:p>"
    ruler = Ruler(Looks(etree.fromstring(f"<w:styles {W_NAMESPACE}/>")), "zh-CN", {}, 0, 1)
    assert len(ruler.lines(etree.fromstring(number), 6 * 210)[1]) == 2
    assert len(ruler.lines(etree.fromstring(number), 7 * 210)[1]) == 1


def test_rows_follow_each_other_down_the_columns(tmp_path: Path) -> None:
    rows = placed(build(magazine(tmp_path)))
    assert {p.column for p in rows} == {1, 2} and [p.page for p in rows] == sorted(p.page for p in rows)
    for page in {p.page for p in rows}:
        tops = [p.top for p in rows if p.page == page and p.column == 1]
        assert tops == sorted(tops)


def contents(data: bytes) -> list[str]:
    package = Package(data)
    return [said(p) for p in package.body.iter(f"{W}p") if re.fullmatch(r"TOC\d", package.style_of(p) or "")]


def outline(data: bytes, folder: Path) -> list[str]:
    """What LibreOffice says: every heading with its page."""
    folder.mkdir(exist_ok=True)
    return [re.sub(r"\s", "", f"{title}{page}") for _, title, page in render(data, folder).get_toc()]


def wrong(data: bytes, folder: Path) -> list[str]:
    """Entries of the contents that the render does not bear out."""
    shown = outline(data, folder)
    return [entry for entry in contents(data) if re.sub(r"\s", "", entry) not in shown]


@pytest.mark.parametrize("issue", [magazine, bulletin])
def test_contents_say_the_pages_of_the_render(issue: Callable[[Path], object], tmp_path: Path) -> None:
    data = build(issue(tmp_path))       # type: ignore[arg-type]
    assert contents(data) and not wrong(data, tmp_path / "office")


def sample(folder: Path, change: Callable[[str], str]) -> bytes:
    """The Word edition of the sample in a house of its own, whose magazine style `change` has altered."""
    shutil.copytree(shipped("styles"), folder / "styles")
    shutil.copytree(SAMPLE, folder / "issues" / "t")
    style = folder / "styles" / "magazine.yaml"
    style.write_text(change(style.read_text(encoding="utf-8")), encoding="utf-8")
    assert cli.main(["build", str(folder / "issues" / "t"), "--edition", "word", "-q", "--jobs", "1"]) == 0
    return next((folder / "build").rglob("*.docx")).read_bytes()


def as_shipped(style: str) -> str:
    return style


def low_page(style: str) -> str:
    return style.replace("margin-bottom: 21mm", "margin-bottom: 33mm")


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample issue does not lie beside the tests")
@pytest.mark.parametrize("change", [as_shipped, low_page])
def test_contents_of_the_sample_say_the_pages_of_the_render(change: Callable[[str], str], tmp_path: Path) -> None:
    data = sample(tmp_path, change)
    assert len(contents(data)) > 40 and not wrong(data, tmp_path / "office")


def two_pieces(lines_before: int) -> Issue:
    """A piece of so many short paragraphs, and one whose head comes wherever that ends."""
    def piece(key: str, title: str, count: int) -> Article:
        body = (Paragraph(text("船靠岸了。"), id=f"{key}-{n}") for n in range(count))
        return Article(ArticleMetadata(key, title, byline="□ 夜班组"), tuple(body))
    meta = IssueMetadata("g-1", "magazine-issue", "港务通讯", issue_label="2025年第1期")
    return Issue(meta, (piece("a1", "灯亮到天明", lines_before), piece("a2", "潮水的歌", 40)), Path())


def page_breaks(data: bytes) -> int:
    return zipfile.ZipFile(BytesIO(data)).read("word/document.xml").count(b'w:val="nextPage"')


def test_a_head_begins_the_page_on_which_its_text_begins(tmp_path: Path) -> None:
    """Whatever stands before it; only heads at a page's foot are moved, and the render has them there."""
    usual = page_breaks(build(two_pieces(2)))
    moved = []
    for count in range(50, 76, 2):
        data = build(two_pieces(count))
        rows = placed(data)
        title = max(n for n, p in enumerate(rows) if any(name.startswith("_Toc") for name in p.row.anchors))
        byline, first = rows[title + 1:title + 3]
        assert rows[title].page == byline.page == first.page, count
        moved += [data] * (page_breaks(data) > usual)
    assert 0 < len(moved) < 6
    pages = ["".join(page.get_text().split()) for page in render(moved[0], tmp_path)]
    assert "潮水的歌□夜班组船靠岸了" in pages[-1] and "潮水的歌" not in pages[-2]
