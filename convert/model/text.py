"""The text of an article, and the facts of the imprint, as every edition carries them: one order, one place to look it up.

Generated words (list markers, note numbers, end marks, running heads) are not part of it.
"""
from __future__ import annotations

import re

from convert.model.metadata import IssueMetadata
from convert.model.nodes import Article, Block, Paragraph, inline_sequences, plain_text, walk

_SPACE = re.compile(r"[\s\u3000\u200b\ufeff\u00ad]+")      # soft hyphens too: one is drawn where a line ends in a word


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
    """`article_text` cut where an official document may say more (GB/T 9704): 主送机关 under the title, 附件说明 before 署名."""
    cut = signing_at(article)
    tail = squeeze("".join([*(block_text(b) for b in walk(article.blocks[cut:])), *(line for _, line in closing_lines(article))]))
    whole = article_text(article)
    head = squeeze("".join(line for _, line in opening_lines(article)))
    return head, whole[len(head):len(whole) - len(tail)], tail


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
