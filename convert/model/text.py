"""The text of an article, and the facts of the imprint, as every edition carries them: one order, one place to look it up.

Generated words (list markers, note numbers, end marks, running heads) are not part of it.
"""
from __future__ import annotations

import re

from convert.model.metadata import IssueMetadata
from convert.model.nodes import Article, Block, Issue, Paragraph, inline_sequences, plain_text, walk

_SPACE = re.compile(r"[\s\u3000\u200b\ufeff\u00ad]+")      # soft hyphens too: one is drawn where a line ends in a word

_MARK_ENDS = {"letter": "", "order": "令", "minutes": "纪要"}      # 发文机关标志 of the special forms (GB/T 9704 10.1–10.3)


def squeeze(text: str) -> str:
    """`text` without white space of any kind: spacing belongs to the edition, characters to the source."""
    return _SPACE.sub("", text)


def opening_lines(article: Article) -> tuple[tuple[str, str], ...]:
    """(role, line) of everything that stands before the body: kicker, title, subtitle, byline, date-line."""
    meta = article.metadata
    return (*(("kicker", line) for line in meta.kicker), ("title", meta.title), *(("subtitle", line) for line in meta.subtitle),
            *((("byline", meta.byline),) if meta.byline else ()), *((("date-line", meta.date_line),) if meta.date_line else ()))


def closing_lines(article: Article) -> tuple[tuple[str, str], ...]:
    """(role, line) of what stands after the body: （source）, （contributor）; a source the text names already is not repeated."""
    meta = article.metadata
    said = squeeze(meta.date_line + _last_text(article.blocks))
    lines = []
    if meta.source and meta.source.raw and squeeze(meta.source.raw) not in said[-len(squeeze(meta.source.raw)) - 2:]:
        lines.append(("source", f"（{meta.source.raw}）"))
    if meta.contributor:
        lines.append(("contributor", f"（{meta.contributor}）"))
    return tuple(lines)


def _last_text(blocks: tuple[Block, ...]) -> str:
    texts = [block_text(b) for b in walk(blocks)]
    return texts[-1] if texts else ""


def block_text(block: Block) -> str:
    """The text that `block` itself holds (child blocks apart), in reading order."""
    return "".join(plain_text(inlines) for inlines in inline_sequences(block))


def signers(text: str) -> tuple[str, ...]:
    """签发人: the names that a comma, a 、 or a space parts."""
    return tuple(name for name in re.split(r"[\s\u3000、，,]+", text) if name)


def added_addressee(issue: Issue) -> str:
    """主送机关 out of issue.yaml, without its colon; "" where the first article names its own, or begins with the same words."""
    wanted = issue.metadata.addressee.rstrip("：:")
    first = next((b for a in issue.articles[:1] for b in a.blocks if isinstance(b, Paragraph)), None)
    own = first is not None and (first.role == "salutation" or squeeze(plain_text(first.inlines)).rstrip("：:") == squeeze(wanted))
    return "" if own else wanted


def joint_mark(meta: IssueMetadata) -> tuple[tuple[str, ...], str]:
    """发文机关标志 of several organs: their names, and the word beside them (文件) when the title has it; one organ: its title."""
    if len(meta.issuers) < 2:
        own = meta.issuer and meta.form in _MARK_ENDS and meta.title == f"{meta.issuer}文件"     # 文件 is of the common form alone
        return (meta.issuer + _MARK_ENDS[meta.form] if own else meta.title or meta.issuer,), ""
    return meta.issuers, "文件" if meta.title.endswith("文件") else ""


def imprint_facts(meta: IssueMetadata) -> tuple[tuple[str, str], ...]:
    """(key of the label, value) of the imprint (版权) in the order of print; absent items are left out, none is invented."""
    publisher = "" if meta.publisher == meta.organizer else meta.publisher
    facts = (("organizer", meta.organizer), ("publisher", publisher), ("compiler", meta.compiler), ("address", meta.address),
             ("postcode", meta.postcode), ("phone", meta.phone), ("email", meta.email), ("printer", meta.printer),
             ("print-run", meta.print_run), ("printed", chinese_date(meta.printed)), ("audience", meta.audience),
             ("permit", meta.permit))
    return tuple((key, value) for key, value in facts if value)


def chinese_date(text: str) -> str:
    """2022-11-15 as 2022年11月15日 (GB/T 9704 7.3.5: Arabic figures, no leading noughts); anything else as it is written."""
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日" if match else text


def article_text(article: Article) -> str:
    """Every character of the article in reading order, notes apart, without white space."""
    lines = [line for _, line in opening_lines(article)]
    body = [block_text(b) for b in walk(article.blocks)]
    return squeeze("".join([*lines, *body, *(line for _, line in closing_lines(article))]))


def article_parts(article: Article) -> tuple[str, ...]:
    """`article_text` cut where an official document may say more (GB/T 9704): 主送机关 under the title, 附件说明 before 署名, and
    署名 and 成文日期 out of issue.yaml after the text.
    """
    cut = signing_at(article)
    lines = (line for _, line in opening_lines(article)), (line for _, line in closing_lines(article))
    blocks = (block_text(b) for b in walk(article.blocks[:cut])), (block_text(b) for b in walk(article.blocks[cut:]))
    return tuple(squeeze("".join(texts)) for texts in (lines[0], *blocks, lines[1]))


def signing_at(article: Article) -> int:
    """Where 署名 and 成文日期 that end the text begin, an index into its blocks."""
    cut = len(article.blocks)
    while cut and isinstance(last := article.blocks[cut - 1], Paragraph) and last.role in {"signature", "date"}:
        cut -= 1
    return cut


def note_mark(number: int) -> str:
    """The mark of a note where it is called and where it stands: ① to ⑳, then plain figures, as Word numbers them too."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def note_texts(article: Article) -> tuple[str, ...]:
    """The text of each footnote, in the order of their numbers, without white space."""
    return tuple(squeeze("".join(block_text(b) for b in walk(note.blocks))) for note in article.notes)
