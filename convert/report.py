"""Pages that commands leave for people to read: one look for all, each a single file that asks for nothing else."""
from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

_STYLE = """
body { font: 15px/1.7 "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif; max-width: 64em; margin: 2em auto;
  padding: 0 1em; color: #222 }
h1 { font-size: 1.5em }
h2 { font-size: 1.15em; border-bottom: 2px solid #c8161d; padding-bottom: .2em; margin-top: 2em }
h3 { font-size: 1em; margin: 0 }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #ccc; padding: .35em .6em; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #f5f5f5; white-space: nowrap; font-weight: 600 }
mark { background: #ffe08a } ins { background: #d8f5df } del { background: #fbdcd8 }
@page { size: A4; margin: 15mm 18mm }
@media print { body { font-size: 13px; margin: 0; padding: 0; max-width: none } h2 { break-after: avoid }
  tr, li { break-inside: avoid } }
"""


def escape(text: object) -> str:
    """`text` as characters of HTML."""
    return html.escape(str(text))


def page(title: str, body: Iterable[str], style: str = "") -> str:
    """A whole HTML page headed `title` (plain text) over `body` (HTML); `style` is CSS beside the common one."""
    return (f'<!DOCTYPE html>\n<html lang="zh-Hans"><head><meta charset="utf-8"><title>{escape(title)}</title>'
            f"<style>{_STYLE}{style}</style></head><body>\n<h1>{escape(title)}</h1>\n" + "\n".join(body) + "\n</body></html>\n")


def table(rows: Iterable[Sequence[str]], heads: Sequence[str] = (), widths: Sequence[int] = ()) -> str:
    """A table of `rows` of cells, `<td>` and `<th>` and what they hold (HTML), under `heads` (HTML).  `widths`: of its columns, in
    em; 0 for a share of what is left."""
    columns = "".join(f'<col style="width:{em}em">' if em else "<col>" for em in widths)
    columns = f"<colgroup>{columns}</colgroup>" if columns else ""
    head = f"<thead><tr>{''.join(f'<th>{text}</th>' for text in heads)}</tr></thead>" if heads else ""
    body = "\n".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    return f"<table>{columns}{head}<tbody>\n{body}\n</tbody></table>"
