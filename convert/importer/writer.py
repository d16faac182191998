"""Articles and fields -> files that `banxin build` takes: issue.yaml and a Markdown file an article."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from convert.importer.characters import rank, skeleton
from convert.importer.lists import run_together
from convert.importer.marks import as_markdown, without_marks
from convert.importer.records import NOTE_CLOSE, NOTE_OPEN, Article, Block
from convert.importer.structure import have_run_in, with_marker, with_run_in
from convert.markdown import LIST_END

_ESCAPED = re.compile(r"([\\`_{}\[\]<>$~^|]|:(?=::))|(\*)(?!\*)(?<!\*\*)")
_LINE_START = re.compile(r"(?=[#+\-=:>%@](?:\s|$|[#:]))|(?=#)|(?=\d+[.)](?:\s|$))")
_CALL = re.compile(f"{NOTE_OPEN}(\\d+){NOTE_CLOSE}")
_NOTE = re.compile(f"^{_CALL.pattern}[：:]")
_BULLET = re.compile(r"([–▪•]|[-*+](?= ))\s*(?![\d–])")
_FENCED = ("salutation", "signature", "date", "editor-note", "abstract")

_ORDER = (
    "id", "document_type", "title", "title_pinyin", "title_en", "language", "issuer", "issuers",
    "doc_number", "genre", "addressee", "volume_year", "number", "issue_label", "date", "organizer", "publisher", "compiler",
    "permit", "internal_use", "frequency", "printer", "printed", "print_run", "audience", "address", "email", "phone",
    "postcode", "secrecy", "urgency", "copy_no", "signer", "attachments", "remark", "cc", "printed_by", "distribution_label",
    "distribution", "editorial_board", "columns", "cover",
)


def article_file(article: Article, name: str) -> str:
    """The Markdown file of `article`; `name` becomes its id."""
    head = article.head
    matter: dict[str, Any] = {"id": name, "type": article.kind}
    _put(matter, "column", article.column)
    _put(matter, "section", head.section)
    _put(matter, "page", article.page or "")
    _put(matter, "kicker", _one_or_many(head.kicker))
    matter["title"] = head.title
    _put(matter, "subtitle", _one_or_many(head.subtitle))
    _put(matter, "toc_title", article.toc_title)
    _put(matter, "byline", head.byline)
    _put(matter, "author", [_author(p.name, p.role, p.corporate) for p in article.authors])
    _put(matter, "date_line", head.date_line)
    if article.source:
        matter["source"] = _source(article.source)
    _put(matter, "contributor", article.contributor)
    _put(matter, "captions", list(article.captions))
    _put(matter, "figures", list(article.figures))
    if article.lines[0]:
        matter["source_lines"] = f"{article.file}:{article.lines[0]}-{article.lines[1]}"
    return f"---\n{_yaml(matter)}---\n\n{body_text(article.blocks)}"


def body_text(blocks: Sequence[Block]) -> str:
    """The Markdown of a body; neighbours of one fenced role share a fence.  Notes stand at the end, numbered from 1 as called."""
    out: list[str] = []
    fence = ""
    blocks = sorted(blocks, key=lambda block: _NOTE.match(block.text) is not None)
    numbers = _numbers(blocks)
    leads = have_run_in(blocks)
    above = ""
    for block in _listed(blocks):
        role = block.role if block.role in _FENCED else ""
        if fence and (role != fence or fence not in ("abstract", "editor-note")):
            out.append(":::")
            fence = ""
        if role and not fence:
            out.append(f"::: {{.{role}}}")
            fence = role
        text = block.text if block.role == "raw" else _markdown(block, leads)
        out += [LIST_END] if block.role == "raw" and run_together(above, text) else []
        above = text if block.role == "raw" else ""
        out.append(_with_marks(_CALL.sub(lambda m: f"{NOTE_OPEN}{numbers[m[1]]}{NOTE_CLOSE}", text)))
    if fence:
        out.append(":::")
    return "\n\n".join(out) + "\n" if out else ""


def _listed(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` with paragraphs that begin with a bullet, two at least below one another, as items of a Markdown list; a bullet of
    another shape is one level further in, until the outer one comes again."""
    out: list[Block] = []
    marks: list[str] = []
    bullets = [match[1] if block.role == "p" and (match := _BULLET.match(block.text)) else "" for block in blocks]
    for at, (block, bullet) in enumerate(zip(blocks, bullets, strict=True)):
        if not bullet or not (marks or (*bullets, "")[at + 1]):
            marks = []
            out.append(block)
            continue
        marks = marks[:marks.index(bullet) + 1] if bullet in marks else [*marks, bullet]
        text = _escaped(_BULLET.sub("", block.text))
        out.append(block._replace(role="raw", text="    " * (len(marks) - 1) + f"- {text}"))
    return out


def _numbers(blocks: Sequence[Block]) -> dict[str, int]:
    """Number of a note in the whole import -> in its article."""
    called = [number for block in blocks for number in _CALL.findall(block.text)]
    return {number: at for at, number in enumerate(dict.fromkeys(called), 1)}


def _with_marks(text: str) -> str:
    """Marks round the numbers of notes as Markdown: [^1] in the text, [^1]: before the note itself."""
    return as_markdown(_NOTE.sub(r"[^\1]: ", text))


def _markdown(block: Block, leads: bool) -> str:
    """The Markdown of a block; `leads`: what begins with 一、 and goes on behind its first sentence has a head run in."""
    if block.role == "heading":
        return "#" * max(2, min(5, block.level)) + " " + _escaped(without_marks(block.text).replace("**", ""))
    text = _escaped(with_marker(block.text) if block.role == "abstract" else block.text)
    return with_run_in(text) if block.role == "p" and (leads or rank(block.text) != 2) else text


def _escaped(text: str) -> str:
    out = _ESCAPED.sub(lambda m: "\\" + m[0], text)
    return _LINE_START.sub(r"\\", out, count=1) if _LINE_START.match(out) and not out[0].isdigit() else re.sub(
        r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", out)


def _put(matter: dict[str, Any], key: str, value: Any) -> None:
    if value:
        matter[key] = value


def _one_or_many(texts: Sequence[str]) -> str | list[str]:
    return texts[0] if len(texts) == 1 else list(texts)


def _author(name: str, role: str, corporate: bool) -> dict[str, Any]:
    person: dict[str, Any] = {"name": name}
    if role:
        person["role"] = role
    if corporate:
        person["corporate"] = True
    return person


def _source(raw: str) -> dict[str, str]:
    """A source line cut into publication, date, page: 来源：《人民日报》2023年04月04日01版"""
    out = {"raw": raw}
    rest = re.sub(r"^(?:(?:文章|稿件|资料|内容)?来源|摘自|转自|转载自|原载|选自|节选自|据)[：:]?", "", raw).strip()
    quoted = re.match(r"《\s*([^》]+?)\s*》", rest)
    wire = re.match(r"(新华社|中新社|中国新闻社)", rest)
    plain = re.match(r"[^\d\s\u3000（(，,]+", rest)
    name = quoted or wire or plain
    if name:
        out["publication"] = re.sub(r"\s", "", name[1] if name is not plain else name[0])
    date = re.search(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日", rest)
    if date:
        out["date"] = f"{date[1]}-{int(date[2]):02d}-{int(date[3]):02d}"
    page = re.search(r"第?\s*0*(\d{1,2})\s*版", rest)
    if page:
        out["page"] = page[1]
    return out


def _yaml(data: Mapping[str, Any]) -> str:
    import yaml

    return yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=1 << 20)


def issue_file(values: Mapping[str, Any], articles: Sequence[tuple[str, Article]]) -> str:
    """issue.yaml; the keys in the order of facts: sources, 3."""
    data = {key: values[key] for key in _ORDER if values.get(key)}
    data["articles"] = [{"file": f"{name}.md"} | ({"column": a.column} if a.column else {}) | ({"page": a.page} if a.page else {})
                        | {"title": a.head.title} for name, a in articles]
    return _yaml(data)


def file_names(articles: Sequence[Article]) -> tuple[str, ...]:
    """NN-words of the title, unique."""
    digits = 3 if len(articles) > 99 else 2
    return tuple(f"{i:0{digits}d}-{skeleton(a.head.title)[:12] or 'article'}" for i, a in enumerate(articles, 1))
