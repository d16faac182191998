"""Metadata of an issue and of an article (facts: JATS, dc:, prism: names in the comments).  Dates are ISO strings as written."""
from __future__ import annotations

from convert.diagnostics import Span
from convert.model.record import Record

DOCUMENT_TYPES = ("magazine-issue", "official-document", "internal-bulletin")
OFFICIAL_FORMS = ("document", "letter", "order", "minutes")      # 文件, 信函, 命令（令）, 纪要: GB/T 9704-2012, 7 and 10
ARTICLE_TYPES = ("article", "speech", "report", "news", "editorial", "letter", "notice", "profile-list")


class GlossaryEntry(Record):
    """One line of a `glossary:`; `taiwan` holds for both regions when `hong_kong` is empty; `locked`: whatever stands beside it."""

    source: str
    taiwan: str
    hong_kong: str = ""
    locked: bool = False


class Suppression(Record):
    """One line of a `check:` list: findings of `code` that show `text` ("" = all of this file or issue) are right as they are."""

    code: str
    text: str
    reason: str
    span: Span


class Person(Record):
    """An author (JATS contrib, dc:creator).  `corporate`: an organisation, whose name is not spaced out as a person's is."""

    name: str
    role: str = ""
    corporate: bool = False


class BoardRole(Record):
    """One line of 编委会: 主编, 责任编辑 …"""

    role: str
    names: tuple[str, ...]


class Source(Record):
    """Where a reprinted text comes from (dc:source).  `raw` is the line as printed, without brackets."""

    raw: str
    publication: str = ""
    date: str = ""
    page: str = ""
    issue: str = ""


class Cover(Record):
    """The picture and the words of 封一."""

    photo: str = ""             # path inside the issue folder
    alt: str = ""
    caption: str = ""
    credit: str = ""
    lines: tuple[str, ...] = ()  # cover lines 要目


class IssueMetadata(Record):
    """issue.yaml.  An absent string is ""; nothing is invented for it."""

    id: str
    document_type: str
    title: str                          # 刊名 / 机关文件名 (dc:title, prism:publicationName)
    language: str = "zh-Hans-CN"
    style: str = ""                     # style sheet; "" = the kind's default
    title_pinyin: str = ""
    title_en: str = ""
    title_calligraphy: str = ""         # fixed form, never converted
    organizer: str = ""                 # 主办
    publisher: str = ""
    compiler: str = ""                  # 编印
    permit: str = ""                    # 准印证号
    internal_use: str = ""              # 内部资料 免费交流
    frequency: str = ""
    volume_year: str = ""
    number: str = ""
    issue_label: str = ""               # 2023年第1期
    date: str = ""                      # dc:date / 成文日期
    printed: str = ""                   # 印刷日期 / 印发日期
    print_run: str = ""
    printer: str = ""
    printer_profile: str = ""           # the printer's wishes: styles/printers/NAME.yaml
    audience: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    postcode: str = ""
    description: str = ""               # dc:description
    rights: str = ""
    editorial_board: tuple[BoardRole, ...] = ()
    columns: tuple[str, ...] = ()       # 栏目 in order
    cover: Cover = Cover()
    # official document (GB/T 9704)
    issuer: str = ""                    # 发文机关
    doc_number: str = ""                # 发文字号
    genre: str = ""                     # 文种
    addressee: str = ""                 # 主送机关
    cc: str = ""                        # 抄送
    printed_by: str = ""                # 印发机关
    secrecy: str = ""                   # 密级和保密期限
    urgency: str = ""                   # 紧急程度
    copy_no: str = ""                   # 份号
    signer: str = ""                    # 签发人
    attachments: tuple[str, ...] = ()   # 附件说明
    form: str = ""                      # one of OFFICIAL_FORMS, "" = document
    issuers: tuple[str, ...] = ()       # 联合行文: every organ, the leading one first; they replace the mark of `title`
    remark: str = ""                    # 附注, without its brackets
    unsealed: bool = False              # 不加盖印章
    # bulletin
    distribution: tuple[str, ...] = ()  # 分送
    distribution_label: str = ""
    # Traditional: source -> target, on top of the house list
    glossary: tuple[GlossaryEntry, ...] = ()
    check: tuple[Suppression, ...] = ()     # findings of the proofreader that a person has looked at


class ArticleMetadata(Record):
    """Front matter of one article, joined with its entry in issue.yaml."""

    id: str
    title: str
    type: str = "article"
    column: str = ""                    # 栏目 (prism:section)
    section: str = ""                   # unit head inside a column
    kicker: tuple[str, ...] = ()        # 引题, one string a line
    subtitle: tuple[str, ...] = ()      # 副题, keeps its ——
    toc_title: str = ""
    byline: str = ""                    # 署名, verbatim
    authors: tuple[Person, ...] = ()
    date_line: str = ""
    source: Source | None = None
    contributor: str = ""               # unit in brackets at the end, without the brackets
    page: str = ""                      # start page in an earlier edition; kept, never used to set pages
    glossary: tuple[GlossaryEntry, ...] = ()
    check: tuple[Suppression, ...] = ()
    lang: str = ""                      # when the article's language differs
    filler: bool = False                # 补白: print sets it where a page has room, not in its place; not in the contents
