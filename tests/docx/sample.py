"""An issue with every construct of the model, original texts, and a font book that only knows names."""
from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree
from PIL import Image as Pillow

from convert.diagnostics import Span
from convert.model.metadata import ArticleMetadata, BoardRole, Cover, IssueMetadata, Source
from convert.model.nodes import (
    Article,
    Cell,
    Container,
    Figure,
    Footnote,
    Heading,
    Image,
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
from convert.model.record import replace
from convert.style import StyleSheet, load_style_sheet
from convert.writer.docx import write_docx

ROOT = Path(__file__).parents[2]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TIMESTAMP = 1_750_000_000
NAMES = {"songti": "宋体", "heiti": "黑体", "kaiti": "楷体", "fangsong": "仿宋", "xiaobiaosong": "方正小标宋简体",
         "mono": "Consolas"}


class Names:
    """Stands for FontBook: the Word writer asks a font book for names only."""

    def word_name(self, role: str, profile: str, script: str) -> str:
        return NAMES[role] + ("_GB2312" if profile == "gb2312" and role in {"kaiti", "fangsong"} else "")

    def latin_name(self, profile: str) -> str:
        return "Times New Roman"


def sheet(name: str) -> StyleSheet:
    return load_style_sheet(name, (ROOT / "styles",), Span(""))[0]


def text(words: str, marks: Mark = Mark.NONE, **more: Any) -> tuple[Run, ...]:
    return (Run(words, marks, **more),)


def picture(folder: Path, name: str = "dock.png", size: tuple[int, int] = (60, 40)) -> Image:
    path = folder / name
    Pillow.new("RGB", size, (20, 90, 110)).save(path)
    return Image(path, "image/png", *size, hashlib.sha256(path.read_bytes()).hexdigest())


def table(block_id: str, columns: int = 3) -> Table:
    head = (Row((Cell(text("班次")), Cell(text("人数"), "end"), Cell(text("说明")))),)
    body = (Row((Cell(text("夜班"), row_span=2), Cell(text("12"), "end"), Cell(text("一号码头"), "center"))),
            Row((Cell(text("9"), "end"), Cell(text("二号码头")))),
            Row((Cell(text("合计二十一人"), column_span=3),)))
    return Table(head, body, columns, (300, 200, 500), text("各班人数"), block_id)


def blocks(key: str, folder: Path) -> tuple[Any, ...]:
    """Every kind of block, each with an id of its own under `key`."""
    first, second = Paragraph(text("先看风向"), id=f"{key}-l2a"), Paragraph(text("再看潮水"), id=f"{key}-l2b")
    inner = List((ListItem((first,)), ListItem((second,))), True, 3, "lower-alpha", "paren", f"{key}-l2")
    outer = List((ListItem((Paragraph(text("出门之前"), id=f"{key}-l1a"), inner)),
                  ListItem((Paragraph(text("回来之后"), id=f"{key}-l1b"), Paragraph(text("记一笔。"), id=f"{key}-l1c")))),
                 id=f"{key}-l1")
    mixed = (Run("港口的灯亮到"), Run("凌晨四点", Mark.STRONG), Run("，"), Run("潮声", Mark.EMPHASIS | Mark.EMPHASIS_DOTS),
             Run("江", Mark.PROPER_NAME), Run("港志", Mark.BOOK_TITLE), Run("泊", ruby="bó"),
             Run("不歇——“值班”的人说"), NoteReference(f"{key}-fn1"), Run("。面积12m"), Run("2", Mark.SUPERSCRIPT), Run("，"),
             Run("low tide", lang="en"), Run("，"), Run("见表", href=f"#{key}-t"), Run("或", Mark.UNDERLINE),
             Run("网站", href="https://example.org/a?b=1&c=2"), LineBreak(), Run("print()", Mark.CODE), Run("；H"),
             Run("2", Mark.SUBSCRIPT))
    return (
        Paragraph(text("各位工友："), "salutation", f"{key}-1"),
        Heading(1, text("一、夜里的港"), f"{key}-h1"), Heading(2, text("（一）灯"), f"{key}-h2"),
        Heading(3, text("1．塔吊"), f"{key}-h3"),
        Heading(4, text("（1）检修"), f"{key}-h4"), Paragraph(mixed, id=f"{key}-2"),
        Paragraph((Run("（二）人手。", Mark.RUN_IN), Run("各班要按表排班。")), id=f"{key}-3"), outer,
        Quote((Paragraph(text("潮水不等人。"), id=f"{key}-q1"),
               Paragraph(text("——老码头的话"), "attribution", f"{key}-q2")), f"{key}-q"),
        Container("box", (Heading(2, text("须知"), f"{key}-b1"), Paragraph(text("带好安全帽。"), id=f"{key}-b2")), f"{key}-b"),
        Container("editor-note", (Paragraph(text("编者按：这一篇写夜班。"), id=f"{key}-e1"),), f"{key}-e"),
        Container("pull-quote", (Paragraph(text("灯是给走路的人点的。"), id=f"{key}-pq1"),), f"{key}-pq"),
        Container("beside", (Figure(picture(folder, "lamp.png", (30, 40)), "一盏灯", text("老灯"), width=40, id=f"{key}-bf"),
                             Paragraph(text("这盏灯亮了二十年。"), id=f"{key}-bp")), f"{key}-bs"),
        Container("figures", (*(Figure(picture(folder, f"g{n}.png"), f"第{n}幅", id=f"{key}-gf{n}") for n in range(3)),
                              Paragraph(text("三个码头的灯。"), "caption-block", f"{key}-gc")), f"{key}-gr"),
        Verse((text("灯在水上"), text("人在灯下"), (), text("天亮了")), f"{key}-v"),
        table(f"{key}-t"),
        Figure(picture(folder), "码头的示意图", text("图1　码头"), "设计室", id=f"{key}-f"),
        Figure(picture(folder, "wide.png", (300, 80)), "全景", extent="span", id=f"{key}-g"),
        ThematicBreak(f"{key}-r"), Paragraph(text("就写到这里。"), id=f"{key}-4"),
        Paragraph(text("港务通讯编辑室"), "signature", f"{key}-5"), Paragraph(text("6月1日"), "date", f"{key}-6"))


def article(key: str, title: str, folder: Path, column: str = "") -> Article:
    meta = ArticleMetadata(key, title, column=column, kicker=("夜班服务一年记",), subtitle=("——来自四个码头的报告",),
                           byline="□ 调研组", source=Source("来源：港务通讯"), contributor="后勤中心")
    note = Footnote(f"{key}-fn1", 1, (Paragraph(text("据值班“日志”。"), id=f"{key}-fn1-1"),))
    return Article(meta, blocks(key, folder), (note,))


def magazine(folder: Path) -> Issue:
    board = (BoardRole("主编", ("编辑一室",)), BoardRole("责任编辑", ("编辑二室", "资料室")))
    meta = IssueMetadata("gang-2025-01", "magazine-issue", "港务通讯", issue_label="2025年第1期", organizer="港务联合会",
                         address="海滨路1号", permit="（港）内准字001号", internal_use="内部资料　免费交流",
                         editorial_board=board, columns=("要闻", "潮声"), cover=Cover(lines=("夜里的港",)))
    cover = Figure(picture(folder, "cover.png", (200, 150)), "日出的码头")
    articles = (article("a1", "灯亮到天明", folder, "要闻"), article("a2", "再写一夜", folder, "要闻"),
                article("a3", "潮水的歌", folder, "潮声"))
    return Issue(meta, articles, folder, cover=cover)


def official(folder: Path, paragraphs: int = 12) -> Issue:
    meta = IssueMetadata("tz-1", "official-document", "港务联合会文件", issuer="港务联合会", doc_number="港联发〔2025〕1号",
                         genre="通知", addressee="各码头，各中心：", date="2025-06-01", cc="港务办公室，安全办公室。",
                         printed_by="港务联合会办公室", printed="2025-06-02", attachments=("分工表", "联络表"))
    sentence = "各单位要把夜班服务放在重要位置，逐项核对人员、车辆、餐点和照明，做到件件有着落、事事有回音"
    body = tuple(Paragraph(text(f"{sentence * 2}。"), id=f"m-{n}") for n in range(paragraphs))
    return Issue(meta, (Article(ArticleMetadata("m", "港务联合会关于做好夜班服务工作的通知", "notice"), body),), folder)


def bulletin(folder: Path) -> Issue:
    meta = IssueMetadata("tb-1", "internal-bulletin", "港务通报", issue_label="第3期", compiler="联合会办公室", date="2025-07-01",
                         distribution=("各码头", "各中心"))
    pieces = tuple(Article(ArticleMetadata(f"b{n}", title), (Paragraph(text("情况如下。"), id=f"b{n}-1"),))
                   for n, title in enumerate(("热线情况", "抽查情况"), 1))
    return Issue(meta, pieces, folder)


SHEETS = {"magazine-issue": "magazine", "official-document": "official", "internal-bulletin": "bulletin"}


def build(issue: Issue, **changes: Any) -> bytes:
    styles = replace(sheet(SHEETS[issue.metadata.document_type]), **changes)
    return write_docx(issue, styles, Names(), timestamp=TIMESTAMP)  # type: ignore[arg-type]


class Package:
    """A finished file, opened for questions."""

    def __init__(self, data: bytes):
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        self.body = self.xml("word/document.xml")[0]
        self.styles = {s.get(f"{W}styleId"): s for s in self.xml("word/styles.xml").iter(f"{W}style")}

    def xml(self, name: str) -> Any:
        return etree.fromstring(self.zip.read(name))

    def style_of(self, paragraph: Any) -> str:
        return str(paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val"))

    def find(self, words: str) -> Any:
        """The paragraph outside the contents whose text is `words`."""
        return next(p for p in self.body.iter(f"{W}p") if said(p) == words and not self.style_of(p).startswith("TOC"))

    def name(self, style_id: str) -> str:
        return str(self.styles[style_id].find(f"{W}name").get(f"{W}val"))


def said(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))
