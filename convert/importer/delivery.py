"""What was imported -> the files of the issue's folder, the reports among them."""
from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from convert.diagnostics import Diagnostic, Span, diagnose
from convert.importer.assembly import KINDS, Imported, name_of
from convert.importer.imprint import FIELD_NAMES
from convert.importer.pictures import UNDESCRIBED, Pictures
from convert.importer.records import Article, Doubt, Line
from convert.importer.writer import article_file, file_names, issue_file
from convert.report import escape, page, table

REPORT = "import-report"
_SURE = 0.8                 # what is surer than this need not be looked at
_STYLE = """
body { max-width: 70em } table { table-layout: fixed }
.place { color: #777 } .low { color: #c8161d }
"""


def deliver(made: Imported, kind: str, identifier: str, lines: Sequence[Line],
            pictures: Pictures) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """(files by name, diagnostics): issue.yaml, the articles, their pictures, import-report.json and .html.  Same input, same
    bytes."""
    articles = _with_figures(made.articles, lines, pictures.loose)
    made = made._replace(articles=articles, doubts=(*made.doubts, *_unplaced(articles)))
    names = file_names(made.articles)
    title = name_of(made.values, identifier)
    values = {"language": "zh-Hans-CN", **_clean(made.values), "id": identifier, "document_type": KINDS[kind], "title": title,
              "columns": list(made.columns)}
    if pictures.photo[0]:
        photo, alt = pictures.photo
        values["cover"] = {"photo": photo, "alt": alt or UNDESCRIBED, **values.get("cover", {})}
    listed = list(zip(names, made.articles, strict=True))
    files = {f"{name}.md": article_file(article, name).encode() for name, article in listed}
    files["issue.yaml"] = issue_file(values, listed).encode()
    files |= pictures.files
    report = _report(made, kind, listed, lines) | {"pictures": list(pictures.files)}
    files[f"{REPORT}.json"] = (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode()
    files[f"{REPORT}.html"] = _page(report, title).encode()
    found = [_diagnostic(doubt) for doubt in made.doubts if doubt.sure < _SURE]
    if not made.values.get("title") and title == identifier:
        found.insert(0, diagnose("I015", name=identifier))
    if pictures.unfit:
        found.append(diagnose("I017", count=pictures.unfit))
    return files, tuple(found)


def _with_figures(articles: Sequence[Article], lines: Sequence[Line], loose: Sequence[tuple[int, str]]) -> tuple[Article, ...]:
    """Pictures whose page alone is known, (page, name) each, given to the article that has most lines of the page, or of the pages
    next to it."""
    numbers: dict[int, list[tuple[str, int]]] = {}
    for line in lines:
        numbers.setdefault(line.page, []).append((line.file, line.number))
    found: dict[int, list[str]] = {}
    for sheet, name in loose:
        near = min(numbers, key=lambda other: (abs(other - sheet), other), default=sheet)
        shares = [sum(a.file == file and a.lines[0] <= n <= a.lines[1] for file, n in numbers.get(near, ())) for a in articles]
        found.setdefault(shares.index(max(shares)), []).append(name)
    return tuple(a._replace(figures=tuple(dict.fromkeys(found.get(i, ())))) for i, a in enumerate(articles))


def _unplaced(articles: Iterable[Article]) -> Iterator[Doubt]:
    for article in articles:
        if article.figures:
            yield Doubt(article.file, article.lines[0], "这一篇的页上有图片，位置不知道：放到正文里去，写好图题和替代文字",
                        "、".join(article.figures), 0.5)


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    """Values as issue.yaml takes them: one line, no Markdown, dates as ISO; a date that is none is left to the report."""
    out: dict[str, Any] = {}
    for key, value in values.items():
        if not isinstance(value, str):
            out[key] = value
            continue
        text = re.sub(r"[\t\n\r]+", " ", value.replace("**", "")).strip()
        if key in ("date", "printed"):
            text = _iso(text)
        out[key] = text
    return out


def _iso(text: str) -> str:
    match = re.match(r"(\d{4})\s*[-年./]\s*(\d{1,2})(?:\s*[-月./]\s*(\d{1,2})?)?", text)
    if not match or not 1 <= int(match[2]) <= 12:
        return ""
    try:
        datetime.date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return ""
    return f"{match[1]}-{int(match[2]):02d}" + (f"-{int(match[3]):02d}" if match[3] else "")


def _diagnostic(doubt: Doubt) -> Diagnostic:
    return diagnose("I014", Span(doubt.file, doubt.line), said="：".join(part for part in (doubt.reason, doubt.text[:40]) if part))


def _report(made: Imported, kind: str, listed: Sequence[tuple[str, Article]], lines: Sequence[Line]) -> dict[str, Any]:
    """Everything that was decided, as one JSON object; keys in a fixed order."""
    return {
        "kind": kind,
        "inputs": list(dict.fromkeys(line.file for line in lines)),
        "articles": [_decision(name, article, made.doubts) for name, article in listed],
        "look_at": [{"file": d.file, "line": d.line, "reason": d.reason, "text": d.text, "sure": d.sure, "raw": raw}
                    for d, raw in _with_raw(made.doubts, lines)],
        "fields": made.values,
        "columns": list(made.columns),
        "repairs": [r._asdict() for r in made.repairs],
        "left_out": [{"file": f.line.file, "line": f.line.number, "kind": f.kind, "reason": f.reason,
                      "raw": f.line.raw or f.line.text} for f in sorted(made.fates, key=lambda f: (f.line.file, f.line.number))],
        "ledger": {"lost": made.lost, "gained": made.gained},
    }


def _decision(name: str, article: Article, doubts: Iterable[Doubt]) -> dict[str, Any]:
    first, last = article.lines
    mine = [d.sure for d in doubts if d.file == article.file and first <= d.line <= last]
    return {"file": f"{name}.md", "title": article.head.title, "kicker": list(article.head.kicker),
            "subtitle": list(article.head.subtitle), "byline": article.head.byline, "column": article.column,
            "page": article.page, "source": article.source, "contributor": article.contributor,
            "raw": f"{article.file}:{first}-{last}",
            "paragraphs": sum(b.role == "p" for b in article.blocks), "headings": sum(b.role == "heading" for b in article.blocks),
            "sure": min(mine, default=1.0)}


def _with_raw(doubts: Iterable[Doubt], lines: Sequence[Line]) -> list[tuple[Doubt, str]]:
    raw = {(line.file, line.number): line.raw or line.text for line in lines}
    return [(doubt, raw.get((doubt.file, doubt.line), "")) for doubt in sorted(doubts, key=lambda d: (d.sure, d.file, d.line))]


def _page(report: dict[str, Any], title: str) -> str:
    """The report for a person: what to look at first, then the articles, the repairs side by side, what was left out."""
    only = report["inputs"][0] if len(report["inputs"]) == 1 else ""

    def place(item: dict[str, Any]) -> str:
        where = str(item["line"]) if only and item["line"] else f"{item['file']}:{item['line']}" if item["line"] else item["file"]
        return _cell(where, "place")

    doubts = [(place(d), _cell(d["reason"]), _cell(f"{d['sure']:.0%}", "low" if d["sure"] < 0.5 else ""),
               _cell(d["raw"]), _cell(d["text"])) for d in report["look_at"]]
    articles = [(_cell(a["raw"].removeprefix(f"{only}:"), "place"), _cell(a["file"]),
                 _cell("　".join([*a["kicker"], a["title"], *a["subtitle"]])),
                 _cell(a["byline"] or a["contributor"]), _cell(a["column"]), _cell(a["page"] or ""),
                 _cell(f"{a['sure']:.0%}", "low" if a["sure"] < 0.5 else "")) for a in report["articles"]]
    repairs = [(place(r), _cell(r["kind"]), *_changed(r["before"], r["after"])) for r in report["repairs"]]
    left = [(place(f), _cell(f"{FIELD_NAMES[f['reason']]}，在 issue.yaml" if f["reason"] in FIELD_NAMES else f["reason"]),
             _cell(f["raw"])) for f in report["left_out"]]
    fields = [(_cell(FIELD_NAMES.get(key, key)), _cell(_said(value)))
              for key, value in report["fields"].items()]
    width = 6 if only else 12
    even = "原文的每一个汉字，都在文章里，或在下面“没有进正文的行”里。"
    return page(f"导入报告：{title}", [
        f"<p>{f'原文 {escape(only)}，下面的原文位置是它的行。' * bool(only)}"
        f"{len(report['articles'])} 篇，要看一眼的 {len(doubts)} 处，修补 {len(repairs)} 行，图片 {len(report['pictures'])} 张。"
        f"{even}</p>",
        *_table("要看一眼的地方", {"原文位置": width, "为什么": 11, "把握": 4, "原文": 0, "现在": 0}, doubts),
        *_table("篇目", {"原文位置": width, "文件": 0, "题目": 0, "署名或供稿": 11, "栏目": 6, "页": 3, "把握": 4}, articles),
        *_table("总信息", {"项目": 9, "值": 0}, fields),
        *_table("修补过的行", {"原文位置": width, "种类": 9, "原文": 0, "现在": 0}, repairs),
        *_table("没有进正文的行", {"原文位置": width, "原因": 15, "原文": 0}, left)], _STYLE)


def _said(value: object) -> str:
    """A value of issue.yaml as a person writes it."""
    if isinstance(value, dict):
        return "：".join(map(_said, value.values()))
    return "；".join(map(_said, value)) if isinstance(value, list | tuple) else str(value)


def _table(title: str, heads: Mapping[str, int], rows: Sequence[Sequence[str]]) -> tuple[str, str]:
    return f"<h2>{title}</h2>", table(rows, tuple(heads), tuple(heads.values())) if rows else "<p>没有。</p>"


def _cell(text: object, kind: str = "") -> str:
    name = f' class="{kind}"' if kind else ""
    return f"<td{name}>{escape(text)}</td>"


def _changed(before: str, after: str) -> tuple[str, str]:
    """Two cells with the part that differs marked."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    cells = (f"{escape(t[:start])}<mark>{escape(t[start:len(t) - end])}</mark>{escape(t[len(t) - end:])}"
             for t in (before, after))
    first, second = (f"<td>{text}</td>" for text in cells)
    return first, second
