"""Every construct of the model arrives in Word as the structure Word has for it."""
from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from convert.diagnostics import Refusal
from convert.fidelity import check_output
from convert.model.metadata import ArticleMetadata
from convert.model.nodes import Article, Figure, Issue, List, ListItem, Paragraph
from convert.model.record import replace
from convert.model.text import chinese_date
from convert.style import Composition
from tests.docx.sample import Package, W, build, bulletin, magazine, official, picture, said, table, text

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@pytest.fixture(scope="module")
def issue(tmp_path_factory: pytest.TempPathFactory) -> Issue:
    return magazine(tmp_path_factory.mktemp("images"))


@pytest.fixture(scope="module")
def package(issue: Issue) -> Package:
    return Package(build(issue))


@pytest.mark.parametrize("make", [magazine, official, bulletin])
def test_text_stands_whole(make: object, tmp_path: Path) -> None:
    made = make(tmp_path)  # type: ignore[operator]
    assert check_output(build(made), ".docx", made, "x.docx") == ()


def test_headings_are_words_own(package: Package) -> None:
    for level, words in enumerate(("灯亮到天明", "一、夜里的港", "（一）灯", "1．塔吊", "（1）检修"), 1):
        assert package.name(package.style_of(package.find(words))) == f"heading {level}"


def test_styles_have_chinese_names_and_ascii_ids(package: Package) -> None:
    assert all(style_id.isascii() for style_id in package.styles)
    assert package.name(package.style_of(package.find("□ 调研组"))) == "署名（末行）"
    assert package.name(package.style_of(package.find("要闻"))) == "栏目"
    names = Counter(package.name(s) for s in package.styles)
    assert max(names.values()) == 1


def test_no_direct_formatting(package: Package) -> None:
    allowed = {"pStyle", "numPr", "sectPr"}
    assert {e.tag.rpartition("}")[2] for p in package.body.iter(f"{W}pPr") for e in p} <= allowed
    run_looks = [e for r in package.body.iter(f"{W}rPr") for e in r]
    assert {e.tag.rpartition("}")[2] for e in run_looks} <= {"rStyle", "rFonts", "lang"}
    assert {a.rpartition("}")[2] for e in run_looks if e.tag == f"{W}rFonts" for a in e.attrib} == {"hint"}


def test_every_style_in_use_is_defined(package: Package) -> None:
    used = {e.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle") for e in package.body.iter(f"{W}{tag}")}
    based = {e.get(f"{W}val") for s in package.styles.values() for e in s.iter(f"{W}basedOn")}
    assert used | based <= set(package.styles)


def test_body_indent_is_given_twice(package: Package) -> None:
    paragraph = next(p for p in package.body.iter(f"{W}p") if said(p).startswith("（二）人手。各班"))
    indent = package.styles[package.style_of(paragraph)].find(f"{W}pPr/{W}ind")
    assert (indent.get(f"{W}firstLineChars"), indent.get(f"{W}firstLine")) == ("200", "420")


def test_east_asian_faces_are_literal_names(package: Package) -> None:
    fonts = [f for s in package.styles.values() for f in s.iter(f"{W}rFonts")]
    assert all(f.get(f"{W}eastAsia") for f in fonts)
    assert not any("Theme" in a for f in fonts for a in f.attrib)


def test_ambiguous_marks_are_hinted(package: Package) -> None:
    runs = [r for r in package.body.iter(f"{W}r") if re.search("[“”—·…]", said(r))]
    assert runs
    assert all(r.find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia" for r in runs)


def test_marks_are_character_styles(package: Package) -> None:
    def style(words: str) -> str:
        run = next(r for r in package.body.iter(f"{W}r") if said(r) == words and r.find(f"{W}rPr/{W}rStyle") is not None)
        return str(run.find(f"{W}rPr/{W}rStyle").get(f"{W}val"))

    strong, dots = package.styles[style("凌晨四点")], package.styles[style("潮声")]
    assert strong.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == "黑体"
    assert strong.find(f"{W}rPr/{W}b") is None
    assert dots.find(f"{W}rPr/{W}em").get(f"{W}val") == "underDot"
    assert dots.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == "楷体"
    assert {package.styles[style("2")].find(f"{W}rPr/{W}vertAlign").get(f"{W}val")} <= {"superscript", "subscript"}
    underlines = [package.styles[style(words)].find(f"{W}rPr/{W}u").get(f"{W}val") for words in ("江", "港志")]
    assert underlines == ["single", "wave"]
    ruby = next(package.body.iter(f"{W}ruby"))
    assert [e.tag for e in ruby] == [f"{W}rubyPr", f"{W}rt", f"{W}rubyBase"]
    assert ["".join(t.text for t in ruby.find(f"{W}{part}").iter(f"{W}t")) for part in ("rt", "rubyBase")] == ["bó", "泊"]
    english = next(r for r in package.body.iter(f"{W}r") if said(r) == "low tide")
    assert english.find(f"{W}rPr/{W}lang").get(f"{W}val") == "en-US"


def test_links_lead_somewhere(package: Package) -> None:
    marks = {b.get(f"{W}name") for b in package.body.iter(f"{W}bookmarkStart")}
    inner = [h.get(f"{W}anchor") for h in package.body.iter(f"{W}hyperlink") if h.get(f"{W}anchor")]
    assert len(inner) > 3
    assert set(inner) <= marks
    rels = package.zip.read("word/_rels/document.xml.rels").decode()
    assert rels.count('Target="https://example.org/a?b=1&amp;c=2"') == 1


def test_paragraphs_carry_stable_unique_ids(package: Package, issue: Issue) -> None:
    starts = [b for b in package.body.iter(f"{W}bookmarkStart")]
    assert len({b.get(f"{W}name") for b in starts}) == len(starts)
    ends = {b.get(f"{W}id") for b in package.body.iter(f"{W}bookmarkEnd")}
    assert {b.get(f"{W}id") for b in starts} == ends
    for paragraph in package.body.iter(f"{W}p"):
        if said(paragraph) and not package.style_of(paragraph).startswith("TOC"):
            first = paragraph.find(f"{W}bookmarkStart")
            assert re.fullmatch("p_[0-9a-f]{8}", first.get(f"{W}name"))
            assert paragraph[1] is first
            assert paragraph[-1].tag == f"{W}bookmarkEnd"
    # an article that is taken out leaves the names of all others alone
    fewer = Package(build(replace(issue, articles=issue.articles[1:])))
    assert (package.find("潮水的歌").find(f"{W}bookmarkStart").get(f"{W}name")
            == fewer.find("潮水的歌").find(f"{W}bookmarkStart").get(f"{W}name"))


def test_lists_are_numberings_of_their_own(package: Package) -> None:
    first, second = [p for p in package.body.iter(f"{W}p") if said(p) == "先看风向"][:2]

    def number(paragraph: object) -> tuple[str, str]:
        numbering = paragraph.find(f"{W}pPr/{W}numPr")  # type: ignore[attr-defined]
        return numbering.find(f"{W}ilvl").get(f"{W}val"), numbering.find(f"{W}numId").get(f"{W}val")

    assert number(first)[0] == "1"
    assert number(first) != number(second)
    numbering = package.xml("word/numbering.xml")
    abstract = next(a for a in numbering.iter(f"{W}abstractNum") if a.get(f"{W}abstractNumId") == number(first)[1])
    level = abstract.findall(f"{W}lvl")[1]
    assert level.find(f"{W}start").get(f"{W}val") == "3"
    assert level.find(f"{W}numFmt").get(f"{W}val") == "lowerLetter"
    assert level.find(f"{W}lvlText").get(f"{W}val") == "%2)"
    assert package.find("记一笔。").find(f"{W}pPr/{W}numPr") is None


def test_letters_behind_z_are_those_of_the_other_editions(issue: Issue) -> None:
    """Word counts aa. bb. cc. where print and EPUB have aa. ab. ac."""
    items = tuple(ListItem((Paragraph(text(f"第{n}件"), id=f"z-{n}"),)) for n in (26, 27, 28, 29))
    article = replace(issue.articles[0], blocks=(List(items, True, 26, "upper-alpha", "parens", "z"),))
    made = Package(build(replace(issue, articles=(article,))))
    numbering = made.xml("word/numbering.xml")
    texts = {a.get(f"{W}abstractNumId"): a.find(f"{W}lvl/{W}lvlText").get(f"{W}val") for a in numbering.iter(f"{W}abstractNum")}
    numbers = [made.find(f"第{n}件").find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val") for n in (26, 27, 28, 29)]
    assert [texts[n] for n in numbers] == ["(%1)", "(%1)", "(AB)", "(AC)"]
    assert numbers[0] == numbers[1]


def test_footnotes_are_footnotes_and_restart_with_each_article(package: Package) -> None:
    notes = package.xml("word/footnotes.xml")
    assert [n.get(f"{W}id") for n in notes] == ["-1", "0", "1", "2", "3"]
    assert [said(n).strip() for n in notes[2:]] == ["据值班“日志”。"] * 3
    calls = [r.get(f"{W}id") for r in package.body.iter(f"{W}footnoteReference")]
    assert calls == ["1", "2", "3"]
    restarts = [e.get(f"{W}val") for e in package.body.iter(f"{W}numRestart")]
    assert restarts.count("eachSect") == 3


def test_tables_have_header_widths_spans_and_caption(package: Package) -> None:
    found = next(t for t in package.body.iter(f"{W}tbl")
                 if (style := t.find(f"{W}tblPr/{W}tblStyle")) is not None and style.get(f"{W}val") == "IssueTable")
    assert found.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") == "各班人数"
    assert found.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
    widths = [int(c.get(f"{W}w")) for c in found.iter(f"{W}gridCol")]
    assert sum(widths) == 4620      # a column of 22 characters, 231 pt
    assert widths[2] > widths[0] > widths[1]
    assert [e.get(f"{W}val") for e in found.iter(f"{W}vMerge")] == ["restart", "continue"]
    assert [e.get(f"{W}val") for e in found.iter(f"{W}gridSpan")] == ["3"]
    assert all(len(list(row)) for row in found.iter(f"{W}tr"))


def test_pictures_have_alt_text_and_span(package: Package) -> None:
    pictures = list(package.body.iter(f"{WP}docPr"))
    assert {p.get("descr") for p in pictures} == {"日出的码头", "码头的示意图", "全景", "一盏灯", "第0幅", "第1幅", "第2幅"}
    assert len({p.get("id") for p in pictures}) == len(pictures)
    extents = {p.getparent().find(f"{WP}extent").get("cx") for p in pictures if p.get("descr") == "全景"}
    assert int(extents.pop()) == pytest.approx(170.4 * 36000, rel=0.002)     # the whole measure, not a column


def test_sections_by_column_label_with_running_heads(package: Package) -> None:
    sections = list(package.body.iter(f"{W}sectPr"))
    kinds = [(s.find(f"{W}type").get(f"{W}val"), s.find(f"{W}cols").get(f"{W}num", "1")) for s in sections]
    assert kinds[:5] == [("nextPage", "1")] * 4 + [("continuous", "2")]
    assert [k[0] for k in kinds].count("nextPage") == 5     # cover, contents, masthead, two columns of articles
    heads = [said(package.xml(n)) for n in package.zip.namelist() if re.fullmatch(r"word/header\d+\.xml", n)]
    assert sorted(h for h in heads if h) == sorted(["港务通讯　2025年第1期", "目录", "要闻", "潮声"])
    assert not sections[0].findall(f"{W}headerReference")
    assert package.xml("word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    assert all(s.find(f"{W}docGrid").get(f"{W}linePitch") == "340" for s in sections)


def test_contents_are_a_field_with_cached_entries(package: Package) -> None:
    entries = [(package.style_of(p), said(p)) for p in package.body.iter(f"{W}p") if re.fullmatch(r"TOC\d", package.style_of(p))]
    # numbers count from the first sheet: cover 1, contents 2, masthead 3
    assert entries == [("TOC2", "要闻4"), ("TOC1", "灯亮到天明4"), ("TOC1", "再写一夜5"), ("TOC2", "潮声8"), ("TOC1", "潮水的歌8")]
    codes = "".join(i.text for i in package.body.iter(f"{W}instrText"))
    assert codes.count("PAGEREF") == 5
    assert ' TOC \\o "1-1" \\h' in codes
    kinds = Counter(f.get(f"{W}fldCharType") for f in package.body.iter(f"{W}fldChar"))
    assert kinds["begin"] == kinds["separate"] == kinds["end"] == 6


def test_no_empty_paragraph_and_no_indent_by_spaces(package: Package) -> None:
    for paragraph in package.body.iter(f"{W}p"):
        words = said(paragraph)
        assert not re.match("[\u3000 ]", words)
        if not words and paragraph.find(f".//{W}drawing") is None and paragraph.getparent().tag != f"{W}tc":
            assert package.name(package.style_of(paragraph)) in {"分隔线", "表间", "分节"}


def test_language_of_each_script(issue: Issue) -> None:
    for script, culture in (("zh-Hans", "zh-CN"), ("zh-Hant-TW", "zh-TW"), ("zh-Hant-HK", "zh-HK")):
        made = Package(build(replace(issue, script=script)))
        assert made.xml("word/styles.xml").find(f".//{W}docDefaults//{W}lang").get(f"{W}eastAsia") == culture
        assert made.xml("word/settings.xml").find(f"{W}themeFontLang").get(f"{W}eastAsia") == culture
        assert f"<dc:language>{culture}</dc:language>" in made.zip.read("docProps/core.xml").decode()
        titles = [said(p) for p in made.body.iter(f"{W}p") if made.style_of(p) == "TOCHeading"]
        assert titles == ["目录" if script == "zh-Hans" else "目錄"]


def test_a_table_at_the_end_is_followed_by_a_paragraph(tmp_path: Path) -> None:
    article = Article(ArticleMetadata("x", "只有一张表"), (table("x-1"),))
    issue = replace(bulletin(tmp_path), articles=(article,))
    issue = replace(issue, metadata=replace(issue.metadata, distribution=()))
    made = Package(build(issue))
    assert [e.tag for e in made.body][-3:] == [f"{W}tbl", f"{W}p", f"{W}sectPr"]
    assert made.name(made.style_of(made.body[-2])) == "分节"


def test_mixed_house_roles_and_unknown_links_do_not_break(tmp_path: Path) -> None:
    block = Paragraph((*text("照旧排"), *text("无处可去", href="#nowhere")), "house-role", "x-1")
    issue = replace(bulletin(tmp_path), articles=(Article(ArticleMetadata("x", "题"), (block,)),))
    made = Package(build(issue))
    assert made.style_of(made.find("照旧排无处可去")) == "BodyText"


def test_what_cannot_be_written_is_refused_with_its_place(tmp_path: Path) -> None:
    broken = picture(tmp_path, "broken.png")
    broken.path.write_bytes(b"no picture")
    bad_picture = Article(ArticleMetadata("x", "题"), (Figure(broken, "坏图", id="x-1"),))
    bad_text = Article(ArticleMetadata("x", "题"), (Paragraph(text("响\x07铃"), id="x-1"),))
    for article, code in ((bad_picture, "W001"), (bad_text, "W002")):
        with pytest.raises(Refusal) as refusal:
            build(replace(bulletin(tmp_path), articles=(article,)))
        assert [d.code for d in refusal.value.diagnostics] == [code]
        assert refusal.value.diagnostics[0].hint


def test_official_head_and_record(tmp_path: Path) -> None:
    made = Package(build(official(tmp_path)))
    order = [said(p) for p in made.body.iter(f"{W}p") if said(p)]
    assert order[:4] == ["港务联合会文件", "港联发〔2025〕1号", "港务联合会关于做好夜班服务工作的通知", "各码头，各中心："]
    assert order[-6:] == ["附件：1. 分工表", "2. 联络表", "港务联合会", "2025年6月1日", "抄送：港务办公室，安全办公室。",
                          "港务联合会办公室2025年6月2日印发"]
    framed = [said(p) for p in made.body.iter(f"{W}p") if p.find(f"{W}pPr/{W}framePr") is not None]
    assert framed == ["", order[-2], "", order[-1], ""]
    feet = sorted(said(made.xml(n)) for n in made.zip.namelist() if re.fullmatch(r"word/footer\d+\.xml", n))
    assert feet == ["— 1 —", "— 1 —"]
    body = made.styles["BodyText"]
    assert body.find(f"{W}rPr/{W}spacing").get(f"{W}val") == "-5"
    assert body.find(f"{W}pPr/{W}spacing").get(f"{W}line") == "579"
    assert body.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == "仿宋_GB2312"


def test_bulletin_has_contents_only_for_several_pieces(tmp_path: Path) -> None:
    issue = bulletin(tmp_path)
    order = [said(p) for p in Package(build(issue)).body.iter(f"{W}p") if said(p)]
    assert order[:6] == ["港务通报", "第3期", "联合会办公室2025年7月1日", "目录", "热线情况1", "抽查情况2"]
    assert order[-1] == "分送：各码头，各中心。"
    single = [said(p) for p in Package(build(replace(issue, articles=issue.articles[:1]))).body.iter(f"{W}p")]
    assert "目录" not in single


def test_dates_are_written_out() -> None:
    assert chinese_date("2025-06-01") == "2025年6月1日"
    assert chinese_date("二〇二五年六月") == "二〇二五年六月"


def test_composition_of_the_sheet_does_not_matter_to_word(issue: Issue) -> None:
    """Word breaks lines by its own rules: the file is the same whatever gaps print uses."""
    gaps = {script: Composition({}) for script in ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK")}
    assert build(issue, compositions=gaps) == build(issue)


def test_pictures_of_a_group_stand_side_by_side_and_text_beside_its_picture(package: Package) -> None:
    def rows(words: str) -> list[list[int]]:
        table = next(t for t in package.body.iter(f"{W}tbl")
                     if any(p.get("descr") == words for p in t.iter(f"{WP}docPr")))
        return [[len(list(cell.iter(f"{WP}docPr"))) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]

    assert rows("第0幅") == [[1, 1, 1]]
    assert rows("一盏灯") == [[1, 0]]
