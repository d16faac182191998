"""The report of a preflight as one HTML file: pictures of the pages in question, and the delivery sheet (交货单)."""
from __future__ import annotations

import base64
from collections.abc import Iterator

from convert.diagnostics import Severity
from convert.press.preflight import Verdict
from convert.press.preflight.findings import Finding, ranges
from convert.press.preflight.raster import pictures_of
from convert.report import escape, page, table

_WIDTH = 360            # pixels of a page's picture
_MAX_PICTURES = 40
_STANDARDS = {"x4": "PDF/X-4", "x1a": "PDF/X-1a:2003"}
_BINDINGS = {"saddle": "骑马订", "perfect": "胶订", "none": ""}
_MARKS = {"none": "不带", "crop": "角线", "full": "角线与套准线", "": ""}
_BLANK = '<span class="blank" contenteditable="plaintext-only" title="点一下就能填"></span>'
_STYLE = """
.page { display: flex; gap: 1.2em; margin: 1em 0; break-inside: avoid }
img { width: 180px; height: auto; border: 1px solid #bbb; align-self: flex-start }
ul { margin: .2em 0; padding-left: 1.2em }
code { word-break: break-all; font-size: 10px }
.blank { display: inline-block; min-width: 12em }
.blank:empty::before { content: "待填" }
.good { color: #1a7f37 } .bad, .blank, .error::marker { color: #c8161d } .warning::marker { color: #b8860b }
.hint { color: #555 } .code { color: #777; font-size: .85em }
@media print { .results { break-before: page } .blank:empty::before { content: "" }
  .blank:empty { border-bottom: 1px solid #222 } }
"""


def as_html(verdict: Verdict) -> str:
    """The whole page: verdict, delivery sheet, findings page by page.  A page that cannot be drawn has no picture."""
    pages = list(dict.fromkeys(f.page for f in verdict.findings if f.page))
    endless = {f.page for f in verdict.findings if f.code == "X128"}
    pictures = pictures_of(verdict.path, sorted({1, *pages} - endless)[:_MAX_PICTURES], _WIDTH)
    title = f"印前检查：{verdict.path.name}"
    errors = sum(f.severity is Severity.ERROR for f in verdict.findings)
    warnings = len(verdict.findings) - errors
    word = '<span class="good">可以付印</span>' if verdict.clean else f'<span class="bad">有 {errors} 处要改</span>'
    said = f"{word}{f'，另有 {warnings} 处请看一眼' if warnings else ''}。按 {_STANDARDS[verdict.standard]} 与印厂“"
    said += f"{escape(verdict.printer.title or '通用')}”的要求检查。"
    note = "" if pictures else "<p>文件损坏，页面画不出来，所以没有附图。</p>"
    body = [f"<p>{said}</p>{note}", delivery_sheet(verdict), *_sections(verdict, pictures)]
    return page(title, body, _STYLE)


def delivery_sheet(verdict: Verdict) -> str:
    """交货单: what the printer must know; what neither the file nor the profile says is marked to be filled in."""
    return "<h2>交货单</h2>" + table((f"<th>{name}</th>", f"<td>{value or _BLANK}</td>") for name, value in _rows(verdict))


def _rows(verdict: Verdict) -> Iterator[tuple[str, str]]:
    printer = verdict.printer
    yield "品名", escape(verdict.title)
    yield "文件", (f"{escape(verdict.path.name)}（{verdict.size / 1e6:.1f} MB，{_STANDARDS[verdict.standard]}）<br>"
                 f"<code>SHA-256 {verdict.sha256}</code>")
    width, height = verdict.trim
    yield "成品尺寸", f"{width:.0f} × {height:.0f} 毫米"
    whole = " × ".join(f"{length + 2 * verdict.bleed:.0f}" for length in verdict.trim)
    yield "出血", f"四边至少 {verdict.bleed:.1f} 毫米（带出血 {whole} 毫米）" if verdict.bleed > 0.05 else "无"
    yield "角线（约定）", _MARKS[printer.marks]
    yield "页数", f"{verdict.pages} 页，单页，按阅读顺序"
    yield "封面与内文", {"same": "同一个文件", "separate": "分成两个文件"}[printer.cover] if printer.name else ""
    yield "用色", escape("、".join(verdict.inks)) + (f"；{_colored(verdict)}" if verdict.inks else "")
    yield "正背面色数（4+4、1+1）", ""
    yield "印刷条件", escape(verdict.condition)
    yield "总墨量", _ink(verdict)
    yield "图片最低精度", f"{verdict.lowest_ppi} ppi" if verdict.lowest_ppi else "没有图片"
    missing = [f.thing for f in verdict.findings if f.code == "X112"]
    yield "字体", f"{len(verdict.fonts)} 款，" + (f"未嵌入：{escape('、'.join(dict.fromkeys(missing)))}" if missing else "全部嵌入")
    yield "内文用纸", escape(printer.paper.name)
    yield "封面用纸", escape(printer.cover_paper.name)
    yield "装订", _BINDINGS[printer.binding]
    yield "承印企业（出版物印刷许可、所在省份）", ""
    for name in ("印数", "交货日期与地点", "联系人与电话"):
        yield name, ""


def _colored(verdict: Verdict) -> str:
    """What decides the price: how many pages take more than one plate."""
    count = len(verdict.colored)
    if count in (0, verdict.pages):
        return "全部是彩色页" if count else "全部只用黑"
    return f"彩色 {count} 页（第 {ranges(verdict.colored)} 页），其余 {verdict.pages - count} 页只用黑"


def _ink(verdict: Verdict) -> str:
    """Never a figure that nobody measured."""
    unmeasured = [f.page for f in verdict.findings if f.code == "X202"]
    if unmeasured:
        return f"有 {len(unmeasured)} 页没有量（缺 Ghostscript），其余各页不超过 {verdict.printer.tac}%"
    if any(f.code == "X120" for f in verdict.findings):
        return "有 CMYK 以外的颜色，量不出"
    if verdict.tac is None:
        return f"各处用色都不超过 {verdict.printer.tac}%"
    return f"最厚处 {verdict.tac:.0f}%，上限 {verdict.printer.tac}%"


def _sections(verdict: Verdict, pictures: dict[int, bytes]) -> Iterator[str]:
    if not verdict.findings:
        yield '<h2>检查结果</h2><p>没有发现问题。</p>' + _picture(pictures, 1)
        return
    yield '<h2 class="results">检查结果</h2>'
    for number in sorted({f.page for f in verdict.findings}):
        found = [f for f in verdict.findings if f.page == number]
        label = found[0].label
        name = f"第 {number} 页{f'（{escape(label)}）' if label and label != str(number) else ''}" if number else "整个文件"
        yield f'<div class="page">{_picture(pictures, number)}<div><h3>{name}</h3><ul>{"".join(map(_item, found))}</ul></div></div>'


def _item(found: Finding) -> str:
    thing = f"{escape(found.thing)}：" if found.thing else ""
    return (f'<li class="{found.severity.name.lower()}">{found.severity.label} <span class="code">{found.code}</span> {thing}'
            f'{escape(found.message)}<br><span class="hint">{escape(found.hint)}</span></li>')


def _picture(pictures: dict[int, bytes], number: int) -> str:
    if number not in pictures:
        return ""
    return f'<img alt="第 {number} 页" src="data:image/jpeg;base64,{base64.b64encode(pictures[number]).decode()}">'
