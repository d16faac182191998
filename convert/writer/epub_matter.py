"""The pages around the articles: cover, masthead, dividers, navigation, author index; head and record of documents."""
from __future__ import annotations

from collections.abc import Mapping, Sequence

from convert.model.metadata import IssueMetadata
from convert.model.nodes import Article, Issue, Paragraph, plain_text, walk
from convert.model.record import Record
from convert.model.text import chinese_date, imprint_facts, joint_mark, squeeze
from convert.style import StyleSheet
from convert.writer.epub_metadata import authors_of, issue_title
from convert.writer.xhtml import PageMark, document, escape


class Entry(Record):
    """A line of the contents; `href` inside the package folder."""

    label: str
    href: str
    children: tuple[Entry, ...] = ()


def cover_document(issue: Issue, sheet: StyleSheet, image: str, alt: str, size: tuple[int, int]) -> str:
    figure = (f'<figure class="cover"><img src="{image}" alt="{escape(alt)}" width="{size[0]}" height="{size[1]}" '
              'role="doc-cover" epub:type="cover"/></figure>')
    return document(sheet.label("cover", issue.script), figure, issue.script, root="")


def cover_text(issue: Issue, sheet: StyleSheet) -> str:
    """What the cover shows, in words."""
    photo = issue.cover.alt if issue.cover else ""
    return "，".join(t for t in (f"{sheet.label('cover', issue.script)}：{issue_title(issue)}", photo) if t)


def colophon_document(issue: Issue, sheet: StyleSheet, title: str = "") -> str:
    """编委会 and 版权: description lists of what issue.yaml gives; under `title` where the page opens the book."""
    meta, script = issue.metadata, issue.script
    label = title or sheet.label("masthead" if meta.editorial_board else "imprint", script)
    parts = [f'<h1 id="_title" class="masthead-title">{escape(label)}</h1>']
    parts += [] if title else [f'<p class="imprint">{escape(issue_title(issue))}</p>']
    board = [(line.role, "、".join(line.names)) for line in meta.editorial_board]
    for items in (board, imprint(meta, sheet, script)):
        if items:
            parts += ["<dl>", *(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in items), "</dl>"]
    parts += [f'<p class="imprint">{escape(text)}</p>' for text in (meta.internal_use, meta.rights) if text]
    body = '<section epub:type="colophon" role="doc-colophon" aria-labelledby="_title">\n' + "\n".join(parts) + "\n</section>"
    return document(label, body, script, root="")


def imprint(meta: IssueMetadata, sheet: StyleSheet, script: str) -> list[tuple[str, str]]:
    """(label, value) of the imprint, absent items left out."""
    return [(sheet.label(key, script), value) for key, value in imprint_facts(meta)]


def divider_document(title: str, marks: Sequence[PageMark], script: str) -> str:
    """The page that opens a 栏目."""
    top = "".join(m.render() for m in marks)
    body = (f'<section epub:type="part" role="doc-part" class="divider" aria-labelledby="_title">{top}\n'
            f'<h1 id="_title" class="column-label">{escape(title)}</h1>\n</section>')
    return document(title, body, script, root="")


def navigation_document(issue: Issue, sheet: StyleSheet, contents: Sequence[Entry], landmarks: Sequence[tuple[str, str, str]],
                        pages: Sequence[tuple[str, str]]) -> str:
    """Contents, landmarks (type, label, href) and page list (label, href): EPUB 3.3 §7."""
    script = issue.script
    title = sheet.label("contents", script)
    parts = [f'<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="_title">\n'
             f'<h1 id="_title" class="contents-title">{escape(title)}</h1>\n{_entries(contents)}\n</nav>',
             f'<nav epub:type="landmarks" aria-labelledby="_landmarks" hidden="hidden">\n'
             f'<h2 id="_landmarks">{escape(sheet.label("landmarks", script))}</h2>\n<ol>']
    parts += [f'<li><a epub:type="{kind}" href="{escape(href)}">{escape(label)}</a></li>' for kind, label, href in landmarks]
    parts.append("</ol>\n</nav>")
    if pages:
        parts.append('<nav epub:type="page-list" role="doc-pagelist" aria-labelledby="_pages" hidden="hidden">\n'
                     f'<h2 id="_pages">{escape(sheet.label("page-list", script))}</h2>\n<ol>')
        parts += [f'<li><a href="{escape(href)}">{escape(label)}</a></li>' for label, href in pages]
        parts.append("</ol>\n</nav>")
    return document(title, "\n".join(parts), script, root="")


def _entries(entries: Sequence[Entry]) -> str:
    lines = ["<ol>"]
    for entry in entries:
        below = "\n" + _entries(entry.children) if entry.children else ""
        lines.append(f'<li><a href="{escape(entry.href)}">{escape(entry.label)}</a>{below}</li>')
    return "\n".join([*lines, "</ol>"])


def authors_index(issue: Issue) -> dict[str, list[Article]]:
    """Author -> articles, the authors by the sound of their names."""
    found: dict[str, list[Article]] = {}
    for article in issue.articles:
        for name in authors_of(article, issue):
            found.setdefault(name, []).append(article)
    return {name: found[name] for name in sorted(found, key=_by_sound)}


def index_document(label: str, entries: Mapping[str, Sequence[Article]], files: Mapping[str, str], script: str) -> str:
    """`entries`: term -> articles; `files`: article id -> file."""
    lines = ['<section epub:type="index" role="doc-index" aria-labelledby="_title">',
             f'<h1 id="_title" class="contents-title">{escape(label)}</h1>',
             '<ul class="index" epub:type="index-entry-list">']
    for term, articles in entries.items():
        places = "".join(f'<li><a href="{escape(files[a.metadata.id])}">{escape(a.metadata.title)}</a></li>' for a in articles)
        lines.append(f'<li epub:type="index-entry"><span epub:type="index-term">{escape(term)}</span>\n'
                     f'<ul epub:type="index-locator-list">{places}</ul></li>')
    return document(label, "\n".join([*lines, "</ul>", "</section>"]), script, root="")


def _by_sound(name: str) -> bytes:
    """GB/T 2312 orders its 3,755 common characters by their sound; the rest follow."""
    return name.encode("gb18030", "replace")


# --- official documents and bulletins: one flow with head, text and record ---
def letterhead(issue: Issue, sheet: StyleSheet, marks: Sequence[PageMark] = ()) -> str:
    """发文机关标志 or the bulletin's name with its numbers, before the first article."""
    meta = issue.metadata
    if meta.document_type == "official-document":
        before = [("copy-number", meta.copy_no), ("secrecy", meta.secrecy), ("urgency", meta.urgency)]
        signer = f"{sheet.label('signer', issue.script)}：{meta.signer}" if meta.signer else ""
        mark, after = "issuer-mark", [("doc-number", meta.doc_number), ("signer", signer)]
    else:
        before, mark = [], "bulletin-mark"
        after = [("bulletin-number", meta.issue_label), ("compiler-line", meta.compiler),
                 ("compiler-line", chinese_date(meta.date))]
    top = "".join(m.render() for m in marks)
    names, word = joint_mark(meta)
    title = "<br/>".join(map(escape, names)) + escape(word) if mark == "issuer-mark" else escape(meta.title)
    return "\n".join([f'<section class="letterhead" aria-labelledby="_mark">{top}', *_lines(before),
                      f'<h1 id="_mark" class="{mark}">{title}</h1>', *_lines(after), "</section>"])


def closing(issue: Issue, sheet: StyleSheet) -> str:
    """附件说明, 署名 and 成文日期 of an official document where its text lacks them, after the text."""
    meta = issue.metadata
    if meta.document_type != "official-document":
        return ""
    attachment = f"{sheet.label('attachment', issue.script)}："
    numbered = len(meta.attachments) > 1
    lines = [("attachment-note", (attachment if n == 1 else "") + (f"{n}. " if numbered else "") + name)
             for n, name in enumerate(meta.attachments, 1)]
    roles = {b.role for a in issue.articles for b in walk(a.blocks) if isinstance(b, Paragraph)}
    if not {"signature", "date"} & roles and meta.date and meta.form != "minutes":
        names = meta.issuers or (meta.issuer,)
        lines += [*(("signature", name) for name in names), ("date", chinese_date(meta.date))]
    lines.append(("remark", f"（{meta.remark}）" if meta.remark else ""))
    written = _lines(lines)
    return "\n".join(['<div class="closing">', *written, "</div>"]) if written else ""


def attachment_mark(issue: Issue, sheet: StyleSheet, number: int) -> str:
    """附件1 over the head of an attachment of an official document (GB/T 9704 7.3.7)."""
    if issue.metadata.document_type != "official-document":
        return ""
    return sheet.label("attachment", issue.script) + (str(number) if len(issue.articles) > 2 else "")


def record(issue: Issue, sheet: StyleSheet) -> str:
    """版记: 主送 where the text does not begin with it (GB/T 9704 7.3.2 allows it here), 抄送, 印发; 分送 of a bulletin."""
    meta, script = issue.metadata, issue.script
    role = "print-record" if meta.document_type == "official-document" else "distribution"
    lines = []
    if role == "print-record":
        lines = [(role, f"{sheet.label('addressee', script)}：{_full_stop(meta.addressee)}" if _lacks_addressee(issue) else ""),
                 (role, f"{sheet.label('cc', script)}：{_full_stop(meta.cc)}" if meta.cc else "")]
    elif meta.distribution:
        label = (meta.distribution_label or sheet.label("distribution", script)).rstrip("：")
        lines = [(role, f"{label}：{_full_stop('，'.join(meta.distribution))}")]
    issued = f"{chinese_date(meta.printed)}{sheet.label('print-issued', script)}" if meta.printed else ""
    lines.append((role, "　".join(t for t in (meta.printed_by, issued) if t)))
    written = _lines(lines)
    if not written:
        return ""
    name = escape(sheet.label("print-record", script))
    top = f'<section class="record" epub:type="colophon" role="doc-colophon" aria-label="{name}">'
    return "\n".join([top, *written, "</section>"])


def _lacks_addressee(issue: Issue) -> bool:
    wanted = squeeze(issue.metadata.addressee).rstrip("：:")
    first = next((b for a in issue.articles[:1] for b in a.blocks if isinstance(b, Paragraph)), None)
    return bool(wanted) and (first is None or squeeze(plain_text(first.inlines)).rstrip("：:") != wanted)


def _full_stop(text: str) -> str:
    return text.rstrip("：:。") + "。"


def _lines(lines: Sequence[tuple[str, str]]) -> list[str]:
    return [f'<p class="{role}">{escape(text)}</p>' for role, text in lines if text]
