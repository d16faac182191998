"""The report of a review: a page for the editor, JSON for machines, and the change of the sources as a patch."""
from __future__ import annotations

import difflib

from convert.messages import REVIEW
from convert.report import escape, page, table
from convert.review.desk import CONFLICT, Change, Desk
from convert.review.manuscript import OBJECT

_STYLE = """
article { border-left: 4px solid #999; padding: .2em 1em; margin: 1em 0; background: #fafafa }
article.ready { border-color: #2a7 } article.already { border-color: #bbb }
article.conflict { border-color: #c22; background: #fff4f2 }
article.manual { border-color: #d80; background: #fff9ee }
.where { font: 13px/1.6 ui-monospace, monospace; color: #555 } .why { color: #a30 } ins { text-decoration: underline }
"""


def what(change: Change) -> str:
    """The change in a few words: its kind and the beginning of its text."""
    text = (change.before or change.after).replace(OBJECT, "").replace("\n", " ").strip() or REVIEW["picture"]
    return f"{REVIEW[change.kind]}“{text[:16]}{'…' if len(text) > 16 else ''}”"


def as_json(desk: Desk) -> dict[str, object]:
    """Everything the page says."""
    return {"issue": desk.issued.issue, "build": desk.issued.build, "changes": [_change(c) for c in desk.changes],
            "comments": [{"file": n.file, "line": n.line, "author": n.author, "date": n.date, "text": n.text, "anchor": n.anchor}
                         for n in desk.notes]}


def _change(change: Change) -> dict[str, object]:
    out: dict[str, object] = {"kind": change.kind, "file": change.file, "line": change.line, "before": change.before,
                              "after": change.after, "author": change.hand.author, "date": change.hand.date,
                              "status": change.status, "reason": change.reason}
    if change.clash:
        out["conflict"] = {"issued": change.clash.issued, "reviewed": change.clash.reviewed, "now": change.clash.now}
    return out


def patch(desk: Desk, prefix: str) -> str:
    """A unified diff from the sources as they are to the sources with the changes in; `prefix` goes before the file names."""
    out: list[str] = []
    for name, text in desk.merged.items():
        if text != desk.now[name]:
            out += _diff(desk.now[name], text, f"{prefix}{name}")
    return "".join(out)


def _diff(old: str, new: str, name: str) -> list[str]:
    """As `diff -u` gives it: a last line without its end says so."""
    lines = []
    for line in difflib.unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}"):
        lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return lines


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def as_html(desk: Desk, source: str, folder: str) -> str:
    """The page: every change with both texts, conflicts first, then comments.  `source` names the Word file, `folder` the issue."""
    counts = {status: sum(c.status == status for c in desk.changes) for status in ("ready", "already", "conflict", "manual")}
    said = "，".join(f"{REVIEW[status]} {count} 处" for status, count in counts.items() if count) or REVIEW["nothing"]
    order = {"conflict": 0, "manual": 1, "ready": 2, "already": 3}
    body = [_article(c, folder) for c in sorted(desk.changes, key=lambda c: order[c.status])]
    notes = [(f'<td class="where">{escape(f"{folder}{n.file}:{n.line}")}</td>', f"<td>{escape(n.author)}</td>",
              f"<td><q>{escape(n.anchor)}</q></td>", f"<td>{_text(n.text)}</td>") for n in desk.notes]
    comments = [f"<h2>{REVIEW['comments']}（{len(notes)}）</h2>", table(notes)] if notes else []
    return page(f"{REVIEW['title']}：{source}", [f"<p>{escape(said)}</p>", *body, *comments], _STYLE)


def _article(change: Change, folder: str) -> str:
    who = " ".join(filter(None, (change.hand.author or REVIEW["nobody"], change.hand.date.replace("T", " ").rstrip("Z"))))
    head = f"<div class=\"where\">{escape(f'{folder}{change.file}:{change.line}')}　{escape(who)}</div>"
    line = f"<b>{REVIEW[change.kind]}</b>　{REVIEW[change.status]}"
    why = f"　<span class=\"why\">{escape(change.reason)}</span>" if change.reason else ""
    return f'<article class="{change.status}">{head}<div>{line}{why}</div><p>{_marked(change)}</p>{_both(change)}</article>'


def _marked(change: Change) -> str:
    if not any(kind != "keep" for kind, _ in change.steps):
        return _text(change.after or change.before)
    tags = {"keep": ("", ""), "add": ("<ins>", "</ins>"), "drop": ("<del>", "</del>")}
    return "".join(f"{tags[kind][0]}{_text(text)}{tags[kind][1]}" for kind, text in change.steps)


def _both(change: Change) -> str:
    if change.status != CONFLICT or not change.clash:
        return ""
    rows = (("issued", change.clash.issued), ("reviewed", change.clash.reviewed), ("now", change.clash.now))
    return table((f"<th>{REVIEW[key]}</th>", f"<td>{_text(text)}</td>") for key, text in rows)


def _text(text: str) -> str:
    return escape(text.replace(OBJECT, "〔*〕")).replace("\n", "<br>")

