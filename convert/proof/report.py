"""What the proofreader found as a page for a person: errors first, each with its place, a box to tick and what to do."""
from __future__ import annotations

from collections.abc import Sequence

from convert.diagnostics import Diagnostic, Severity
from convert.report import escape, page, table

_STYLE = ".place { white-space: nowrap } .hint { color: #555 } .box { width: 1.6em; text-align: center }\n"


def as_html(found: Sequence[Diagnostic], characters: int, allowed: float) -> str:
    """The page; `characters` of text allow `allowed` errors."""
    slips = sum(d.code[0] == "P" and d.severity is Severity.ERROR for d in found)
    body = [f"<p>{characters} 字，差错额度（万分之二）至多 {allowed:.1f} 处；校对查出的错误 {slips} 处。位置是“文件:行:列”。</p>"]
    for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE):
        rows = [_row(d) for d in found if d.severity is severity]
        body.append(f"<h2>{severity.label}（{len(rows)}）</h2>")
        body.append(table(rows, ("", "位置", "代码", "问题", "怎么办")) if rows else "<p>没有。</p>")
    return page("校对报告", body, _STYLE)


def _row(d: Diagnostic) -> tuple[str, ...]:
    return ('<td class="box">☐</td>', f'<td class="place">{escape(d.span)}</td>', f"<td>{d.code}</td>",
            f"<td>{escape(d.message)}</td>", f'<td class="hint">{escape(d.hint)}</td>')
