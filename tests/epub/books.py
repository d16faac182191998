"""Issues made by hand for the EPUB tests: one with every construct of the model, an official document, a bulletin."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

from lxml import etree
from PIL import Image as Pillow

from convert.diagnostics import Span
from convert.fonts import FontBook
from convert.model.metadata import ArticleMetadata, BoardRole, Cover, IssueMetadata, Person, Source
from convert.model.nodes import (
    Article,
    Block,
    Cell,
    Container,
    Figure,
    Footnote,
    Heading,
    Image,
    Inlines,
    Issue,
    LineBreak,
    List,
    ListItem,
    Mark,
    NoteReference,
    Paragraph,
    Quote,
    Row,
    Run,
    Table,
    ThematicBreak,
    Verse,
)
from convert.model.pagemap import PageMap, PageStart
from convert.model.text import squeeze
from convert.style import StyleSheet, load_style_sheet
from convert.workspace import shipped
from convert.writer.epub import write_epub

TIMESTAMP = 1_760_000_000
NS = {
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "e": "http://www.idpf.org/2007/ops",
}
TYPE = "{http://www.idpf.org/2007/ops}type"


def sheet(name: str = "magazine", *, vertical: bool = False) -> StyleSheet:
    return load_style_sheet(name, (shipped("styles"),), Span("issue.yaml"), vertical=vertical)[0]


def fonts() -> FontBook:
    return FontBook.load((shipped("fonts"),))


def make(issue: Issue, pages: PageMap | None = None, style: str = "magazine", *, vertical: bool = False) -> bytes:
    return write_epub(issue, sheet(style, vertical=vertical), fonts(), pages or PageMap(), timestamp=TIMESTAMP)


class Book:
    """An EPUB read back from its bytes."""

    def __init__(self, data: bytes):
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        self.names = self.zip.namelist()
        self.opf = self.xml("package.opf")

    def read(self, name: str) -> bytes:
        return self.zip.read(f"EPUB/{name}")

    def xml(self, name: str) -> etree._Element:
        return etree.fromstring(self.read(name))

    def find(self, name: str, path: str) -> list[etree._Element]:
        return self.xml(name).xpath(path, namespaces=NS)

    def meta(self, name: str) -> list[str]:
        return [e.text for e in self.opf.xpath(f"//o:meta[@property='{name}']", namespaces=NS)]

    def dc(self, name: str) -> list[str]:
        return [e.text for e in self.opf.xpath(f"//dc:{name}", namespaces=NS)]

    def spine(self) -> list[str]:
        hrefs = {i.get("id"): i.get("href") for i in self.opf.xpath("//o:item", namespaces=NS)}
        return [hrefs[i.get("idref")] for i in self.opf.xpath("//o:itemref", namespaces=NS)]

    def pages(self) -> list[tuple[str, str]]:
        return [("".join(a.itertext()), a.get("href")) for a in self.find("nav.xhtml", "//h:nav[@e:type='page-list']//h:a")]

    def text_after(self, href: str) -> str:
        """The text of the file from the page mark `href` points to, white space and note numbers and readings apart."""
        file, _, name = href.partition("#")
        following = f"//h:span[@id='{name}']/following::text()[not(ancestor::h:a[@role='doc-noteref'] or ancestor::h:rt)]"
        return squeeze("".join(self.find(file, following)))


def runs(text: str) -> Inlines:
    return (Run(text),)


def picture(folder: Path, name: str, *, size: tuple[int, int] = (900, 600), mode: str = "RGB") -> Image:
    path = folder / name
    Pillow.new(mode, size, (40, 90, 120) if mode == "RGB" else 90).save(path)
    kind = "image/png" if name.endswith("png") else "image/jpeg"
    return Image(path, kind, *size, hashlib.sha256(path.read_bytes() + name.encode()).hexdigest())


def every_block(folder: Path, prefix: str) -> tuple[Block, ...]:
    ids = iter([f"{prefix}-{n}" for n in range(1, 99)])
    cells = [
        Row(tuple(Cell(runs(t), align) for t, align in zip(row, ("start", "center", "end"), strict=True)))
        for row in (("甲仓", "三十", "12.5"), ("乙仓", "四十", "7"))
    ]
    head = (
        Row((Cell(runs("")), Cell(runs("数量"), "center", column_span=2))),
        Row(tuple(Cell(runs(t)) for t in ("库", "件", "吨"))),
    )
    mixed = (
        Run("堤岸上的"),
        Run("防汛", Mark.STRONG),
        Run("队伍按", Mark.NONE),
        Run("预案", Mark.EMPHASIS),
        Run("集合，水位"),
        Run("不得越线", Mark.EMPHASIS_DOTS),
        Run("（见"),
        Run("河防通议", Mark.BOOK_TITLE),
        Run("所记"),
        Run("沙克什", Mark.PROPER_NAME),
        Run("治"),
        Run("浚", ruby="jùn"),
        Run("法）"),
        Run("，记作H"),
        Run("2", Mark.SUBSCRIPT),
        Run("O与m"),
        Run("3", Mark.SUPERSCRIPT),
        Run("，见"),
        Run("规程", href="https://example.org/rules?a=1&b=2"),
        Run("<附>", Mark.UNDERLINE),
        NoteReference(f"{prefix}-fn1"),
        LineBreak(),
        Run("the river rises", lang="en"),
        Run("；print()", Mark.CODE),
        Run("。"),
    )
    return (
        Paragraph(runs("各站所："), "salutation", next(ids)),
        Paragraph(mixed, id=next(ids)),
        Heading(1, (Run("一、水情"), NoteReference(f"{prefix}-fn2")), next(ids)),
        Heading(3, runs("跳了一级的小标题"), next(ids)),
        Paragraph(
            (Run("（一）先排涝。", Mark.RUN_IN), Run("再清淤，"), Run("回看上文", href=f"#{prefix}-2"), Run("。")), id=next(ids)
        ),
        List(
            (
                ListItem((Paragraph(runs("备沙袋"), id=next(ids)),)),
                ListItem(
                    (
                        Paragraph(runs("备抽水机"), id=next(ids)),
                        List((ListItem((Paragraph(runs("柴油机两台"), id=next(ids)),)),), id=next(ids)),
                    )
                ),
            ),
            True,
            3,
            "lower-alpha",
            "parens",
            next(ids),
        ),
        Quote((Paragraph(runs("水来土掩。"), id=next(ids)), Paragraph(runs("——乡谚"), "attribution", next(ids))), next(ids)),
        *(
            Container(role, (Paragraph(runs(f"{role}里的一段。"), id=next(ids)),), next(ids))
            for role in ("editor-note", "abstract", "box", "letter", "profile", "pull-quote")
        ),
        Container("beside", (Figure(picture(folder, "gate.png"), "闸门", runs("旧闸"), width=40, id=next(ids)),
                             Paragraph(runs("这道闸修了三回。"), id=next(ids))), next(ids)),
        Container("figures", (Figure(picture(folder, "east.png"), "东堤", id=next(ids)),
                              Figure(picture(folder, "west.png"), "西堤", id=next(ids)),
                              Paragraph(runs("东堤和西堤。"), "caption-block", next(ids))), next(ids)),
        Verse((runs("河水清清"), runs("柳色依依"), (), runs("桥上行人"), runs("不问归期")), next(ids)),
        Figure(picture(folder, "bank.jpg"), "河堤上排着沙袋", runs("加固后的河堤"), "摄影：水务科", id=next(ids)),
        Figure(picture(folder, "map.png"), "淹没范围示意图", extent="span", width=60, id=next(ids)),
        Table(head, tuple(cells), 3, (500, 250, 250), runs("表1　库存"), next(ids)),
        ThematicBreak(next(ids)),
        Paragraph(runs("图说一段。"), "caption-block", next(ids)),
        Paragraph(runs("河务处"), "signature", next(ids)),
        Paragraph(runs("二〇二五年六月"), "date", next(ids)),
    )


def magazine(folder: Path, script: str = "zh-Hans") -> Issue:
    meta = IssueMetadata(
        "river-2025-06",
        "magazine-issue",
        "河务",
        title_pinyin="Hewu",
        organizer="河务处",
        publisher="河务处",
        compiler="编辑室",
        permit="内准0001",
        internal_use="内部资料 免费交流",
        volume_year="2025",
        number="6",
        issue_label="2025年第6期",
        date="2025-06",
        description="河务处的月刊。",
        editorial_board=(BoardRole("主编", ("编辑室甲",)), BoardRole("摄影", ("影像组", "编辑室甲"))),
        columns=("水情", "人物"),
        cover=Cover("cover.jpg", "晨雾里的水闸", lines=("防汛部署见成效",)),
    )
    first = Article(
        ArticleMetadata(
            "river-2025-06-00",
            "汛期怎样守堤",
            "report",
            "水情",
            kicker=("防汛专题",),
            subtitle=("——来自三个站点的报告",),
            byline="水务科",
            authors=(Person("水务科", corporate=True),),
            date_line="（2025年6月1日）",
            source=Source("《水讯》2025年6月2日"),
            contributor="上游站",
        ),
        every_block(folder, "river-2025-06-00"),
        (
            Footnote("river-2025-06-00-fn1", 1, (Paragraph(runs("预案编号三。"), id="river-2025-06-00-fn1-1"),)),
            Footnote(
                "river-2025-06-00-fn2",
                2,
                (
                    Paragraph(runs("据水文站。"), id="river-2025-06-00-fn2-1"),
                    Paragraph(runs("又一段。"), id="river-2025-06-00-fn2-2"),
                ),
            ),
        ),
    )
    second = Article(
        ArticleMetadata("river-2025-06-01", "两代守闸人", column="人物", section="下游站", authors=(Person("宣传组"),)),
        tuple(Paragraph(runs(f"第{n}段，闸门开了又合，潮水来了又去。" * 3), id=f"river-2025-06-01-{n}") for n in range(1, 8)),
    )
    third = Article(
        ArticleMetadata("river-2025-06-02", "编后", column=""),
        (Paragraph((Run("文中所引见"), Run("上一篇", href="#river-2025-06-01-3"), Run("。")), id="river-2025-06-02-1"),),
    )
    cover = Figure(picture(folder, "cover.jpg", size=(1200, 1500)), "晨雾里的水闸")
    return Issue(meta, (first, second, third), folder, script, cover)


def magazine_pages(issue: Issue) -> PageMap:
    """Pages that begin at a head, inside a run, in a poem, at a figure, in a table's cell, in a paragraph; three without text."""
    ids = {type(b): b.id for b in reversed(issue.articles[0].blocks)}
    starts = (
        PageStart("1", "river-2025-06-00-1", 0),
        PageStart("2", "river-2025-06-00-2", 9),
        PageStart("3", ids[Verse], 6),
        PageStart("4", ids[Figure], 0),
        PageStart("5", ids[Table], 15),
        PageStart("6", "river-2025-06-01-1", 0),
        PageStart("7", "river-2025-06-01-4", 17),
    )
    return PageMap(
        ("封一", "目录", "1", "2", "3", "4", "5", "6", "7", "封四"),
        starts,
        (("river-2025-06-00", "1"), ("river-2025-06-01", "6"), ("river-2025-06-02", "7")),
    )


def official(script: str = "zh-Hans") -> Issue:
    meta = IssueMetadata(
        "notice-7",
        "official-document",
        "河务处文件",
        issuer="河务处",
        doc_number="河办〔2025〕7号",
        genre="通知",
        addressee="各站所",
        date="2025-06-03",
        cc="各科室",
        printed_by="河务处办公室",
        printed="2025-06-04",
        secrecy="内部",
        attachments=("汛期值班表", "物资清单"),
    )
    article = Article(
        ArticleMetadata("notice-7-00", "关于做好汛期值班的通知", "notice"),
        (
            Paragraph(runs("现将值班安排通知如下。"), id="notice-7-00-1"),
            Heading(1, runs("一、值班时间"), "notice-7-00-2"),
            Paragraph(runs("自六月起，每日两班。"), id="notice-7-00-3"),
        ),
    )
    return Issue(meta, (article,), script=script)


def bulletin() -> Issue:
    meta = IssueMetadata(
        "brief-3",
        "internal-bulletin",
        "河务通报",
        issue_label="第3期",
        volume_year="2025",
        number="3",
        compiler="办公室编",
        date="2025-06-05",
        distribution=("各站", "各所"),
    )
    articles = tuple(
        Article(ArticleMetadata(f"brief-3-{n}", f"通报第{n}篇"), (Paragraph(runs("情况属实。"), id=f"brief-3-{n}-1"),))
        for n in range(2)
    )
    return Issue(meta, articles)
