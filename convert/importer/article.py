"""A draft -> an article: paragraphs joined, credit and source taken off the end, head cut, contents compared."""
from __future__ import annotations

import re

from convert.importer.characters import BULLET, credit, plain, skeleton
from convert.importer.heads import authors_of, build_head
from convert.importer.matching import Joints
from convert.importer.paragraphs import join_fragments
from convert.importer.pictures import UNDESCRIBED, is_shown
from convert.importer.records import Article, Block, Doubt, Draft, Head, Person
from convert.importer.repair import GAP, close_gaps, repair_line
from convert.importer.structure import body_blocks

_KINDS = (("report", re.compile("工作报告|调研报告")), ("speech", re.compile("讲话|致辞|发言|贺词|演讲")),
          ("notice", re.compile("(?:通知|公告|启事|通告)$")),
          ("letter", re.compile("(?:一封信|来信|倡议书|慰问信|公开信)")),
          ("editorial", re.compile("^(?:社论|卷首语|评论员文章)")))


def finish(draft: Draft, joints: Joints, strict: bool) -> tuple[Article, tuple[Doubt, ...]]:
    """The article of `draft` and what a person must look at in it."""
    title = "".join(line.text for line in draft.head)
    blocks = body_blocks(join_fragments(draft.body), strict, title)
    blocks, source, contributor = _credited(blocks)
    head = build_head(draft.head, draft.entry, joints, draft.section)
    blocks, head = _date_line(blocks, head)
    authors = authors_of(head.byline)
    doubts = list(_head_doubts(draft, head, authors))
    if not authors and draft.entry is not None and draft.entry.author:
        authors = authors_of(draft.entry.author)
    elif draft.entry is not None and len(authors) == 1 and authors[0].corporate:
        authors = _in_full(authors[0], draft.entry.author)
    numbers = sorted(n for n in (*(x.number for x in draft.head), *(x.number for x in draft.body)) if n)
    first = draft.head[0] if draft.head else (draft.body[0] if draft.body else None)
    title = head.title or _first_words(blocks)
    if not head.title and first is not None:
        doubts.append(Doubt(first.file, first.number, "没有找到题目，暂用正文开头的几个字", title, 0.1))
    doubts += _body_doubts(blocks)
    captions = tuple(close_gaps(repair_line(line.text)) for line in draft.captions)
    entry = draft.entry
    column = (entry.column if entry else "") or draft.column
    return Article(head._replace(title=title), blocks, authors, column, entry.page if entry else 0, _toc_title(head, draft), source,
                   contributor, captions, (), (numbers[0], numbers[-1]) if numbers else (0, 0), _kind(title),
                   first.file if first else "", not head.title), tuple(doubts)


def _in_full(author: Person, listed: str) -> tuple[Person, ...]:
    """A body under the name that the contents gives, where the byline has the end of it only."""
    named = authors_of(listed)
    fuller = len(named) == 1 and named[0].corporate and skeleton(named[0].name).endswith(skeleton(author.name))
    return named if fuller else (author,)


def _credited(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], str, str]:
    """Source and contributing unit, in brackets at the very end, go to the front matter; first the one, then perhaps the other."""
    source = contributor = ""
    text = len(blocks)
    while text and blocks[text - 1].role == "raw" and is_shown(blocks[text - 1].text):
        text -= 1
    out, pictures = list(blocks[:text]), blocks[text:]
    if len(out) > 1 and all(BULLET.match(block.text) for block in out[-2:]):
        return blocks, "", ""           # news in brief, each with its own
    for _ in range(2):
        if not out or out[-1].role not in ("p", "heading", "abstract"):
            break
        found = credit(out[-1].text)
        if found is None or (found[1] and source) or (found[2] and contributor):
            break
        before, new_source, new_contributor = found
        source, contributor = source or new_source, contributor or new_contributor
        if before:
            out[-1] = out[-1]._replace(text=before)
        else:
            out.pop()
    return (*out, *pictures), source, contributor


def _date_line(blocks: tuple[Block, ...], head: Head) -> tuple[tuple[Block, ...], Head]:
    """A date in brackets as the first paragraph belongs to the head."""
    if blocks and not head.date_line and blocks[0].role in ("p", "heading") and re.fullmatch(
            r"[（(][^（）()]*日[）)]", plain(blocks[0].text)):
        return blocks[1:], head._replace(date_line=blocks[0].text)
    return blocks, head


def _head_doubts(draft: Draft, head: Head, authors: tuple[Person, ...]) -> list[Doubt]:
    out: list[Doubt] = []
    if not draft.head:
        return out
    first, entry = draft.head[0], draft.entry
    if len(draft.head) > 1 and any(b.number - a.number > 6 for a, b in zip(draft.head, draft.head[1:], strict=False)):
        out.append(Doubt(first.file, first.number, "题目的几行在原文里不在一处，已拼在一起", head.title, 0.7))
    if entry is None:
        return out
    if _toc_title(head, draft):
        out.append(Doubt(first.file, first.number, "题目与目录不同，两种写法都保留", f"{head.title}｜目录：{entry.text}", 0.6))
    if entry.author and authors and skeleton(entry.author) not in {skeleton(a.name) for a in authors}:
        if skeleton(entry.author) not in skeleton(head.byline):
            out.append(Doubt(first.file, first.number, "作者与目录不同", f"{head.byline}｜目录：{entry.author}", 0.5))
    elif entry.author and not authors:
        out.append(Doubt(first.file, first.number, "正文没有署名，作者取自目录", entry.author, 0.6))
    return out


def _toc_title(head: Head, draft: Draft) -> str:
    """The contents' spelling where it differs from the page in more than how the parts are set together."""
    if draft.entry is None:
        return ""
    text = _without_author(draft.entry.text, head.byline)
    listed = skeleton(text)
    parts = ["".join(head.kicker), head.title, "".join(head.subtitle)]
    shapes = ("".join(parts), parts[1], parts[0] + parts[1], parts[1] + parts[2], parts[2] + parts[1])
    return "" if listed in {skeleton(s) for s in shapes} else text.replace(GAP * 2, GAP)


def _without_author(text: str, byline: str) -> str:
    """An entry's words without the author that stands at their end."""
    names = [skeleton(byline), *(skeleton(a.name) for a in authors_of(byline))]
    bare = skeleton(text)
    name = next((n for n in names if len(n) >= 2 and bare.endswith(n) and len(bare) > len(n)), "")
    left = len(bare) - len(name)
    for at, char in enumerate(text):
        if not left:
            return text[:at].rstrip(" /" + GAP)
        left -= len(skeleton(char))
    return text


def _body_doubts(blocks: tuple[Block, ...]) -> list[Doubt]:
    out = []
    for block in blocks:
        first = block.lines[0] if block.lines else 0
        if block.role == "raw" and UNDESCRIBED in block.text:
            out.append(Doubt(block.file, first, "图片没有替代文字：请写一句画面上有什么", block.text[:80], 0.5))
        elif block.role == "p" and block.text.count("“") != block.text.count("”"):
            out.append(Doubt(block.file, first, "引号不成对：可能断错了段，或原文如此", block.text[:40], 0.5))
        elif block.role == "p" and block.text[-1:] in "，、" and len(block.text) > 10:
            out.append(Doubt(block.file, first, "段尾不是句末：可能少了下文", block.text[-40:], 0.4))
    return out


def _first_words(blocks: tuple[Block, ...]) -> str:
    text = blocks[0].text if blocks else "（无题）"
    return re.split("[，。；：！？]", text.replace("**", ""))[0][:24] or "（无题）"


def _kind(title: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.search(title)), "article")
