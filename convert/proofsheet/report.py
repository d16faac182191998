"""The report of 核红: lines for the console, JSON for machines, a page with the old and the new lines side by side."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from convert.messages import COLLATION
from convert.proofsheet.compare import CHANGED, FOLLOWING, REFLOWED, SAME, TEXT, At, Change, Comparison, Text
from convert.proofsheet.judge import DONE, NOT_FOUND, OTHERWISE, UNDONE, Verdict
from convert.proofsheet.session import Collation, place_of, said_change, said_place, words_of
from convert.report import escape, table
from convert.report import page as whole

_STYLE = """
.pages { display: flex; flex-wrap: wrap; gap: 4px; margin: .6em 0 }
.pages span { min-width: 2.4em; text-align: center; font-size: 13px; border: 1px solid #ccc; padding: 0 .3em }
.pages .changed, .pages .added, .pages .removed { background: #fbdcd8; border-color: #c22 } .pages .reflowed { background: #fff4d6 }
article table { table-layout: fixed; margin: .5em 0 } article th { font-size: 13px }
.where { font: 13px/1.6 ui-monospace, monospace; color: #555; display: block }
article { border-left: 4px solid #c22; padding: .1em 1em; margin: 1em 0; background: #fafafa; break-inside: avoid }
article.done { border-color: #2a7 } article.following { border-color: #bbb } article.plain { border-color: #47a }
"""
_WORST_FIRST = (UNDONE, OTHERWISE, NOT_FOUND)
_MOST_SHOWN = 200       # changes on the console
_MOST_LINES = 6         # of one change, at either end


def summary(collation: Collation) -> list[str]:
    """A line a change, a mark and a group of pages."""
    compared, lines = collation.comparison, []
    for change in compared.changes[:_MOST_SHOWN]:
        at = change.new_at or change.old_at
        place = f"{at.file}:{at.source_line}  " if at and at.file else ""
        lines.append(f"{place}{_both(change.old_at, change.new_at)}  {words_of(change)}")
    if len(compared.changes) > _MOST_SHOWN:
        lines.append(COLLATION["more"].format(count=len(compared.changes) - _MOST_SHOWN))
    for verdict in collation.judgement.verdicts if collation.judgement else ():
        lines.append(f"{COLLATION[verdict.state]}  {_asked(verdict)}")
    return [*lines, *_pages(compared)]


def verdict_of(collation: Collation) -> str:
    """How it ended, in a line."""
    compared, judged = collation.comparison, collation.judgement
    if judged is not None:
        states = (DONE, *_WORST_FIRST)
        counts = {state: sum(v.state == state for v in judged.verdicts) for state in states}
        said = "，".join(f"{COLLATION[state]} {count} 处" for state, count in counts.items() if count)
        return COLLATION["verdict"].format(marks=len(judged.verdicts), said=said, unmarked=len(judged.unmarked))
    if not compared.changes and all(page.state == SAME for page in compared.pages):
        return COLLATION["identical"]
    changes = sum(c.kind not in FOLLOWING for c in compared.changes)
    return COLLATION["counts"].format(changes=changes, pages="，".join(_counts(compared)))


def _counts(compared: Comparison) -> Iterable[str]:
    for state in dict.fromkeys((CHANGED, REFLOWED, SAME, *(page.state for page in compared.pages))):
        count = sum(page.state == state for page in compared.pages)
        if count:
            yield f"{COLLATION[state]} {count} 页"


def _pages(compared: Comparison) -> Iterable[str]:
    """The pages of each state but those that did not change."""
    for state in dict.fromkeys(page.state for page in compared.pages):
        labels = [page.label for page in compared.pages if page.state == state]
        yield f"{COLLATION[state]}（{len(labels)} 页）：{_ranges(labels)}"


def _ranges(labels: Sequence[str]) -> str:
    """1、2、3 as 1–3."""
    out: list[list[str]] = []
    for label in labels:
        if out and label.isdecimal() and out[-1][-1].isdecimal() and int(label) == int(out[-1][-1]) + 1:
            out[-1].append(label)
        else:
            out.append([label])
    return "、".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in out)


def _both(old: At | None, new: At | None) -> str:
    places = [place_of(at) for at in (old, new) if at]
    return " → ".join(dict.fromkeys(places))


def _asked(verdict: Verdict) -> str:
    mark = verdict.mark
    named = said_place(mark.page, mark.column, mark.line) if mark.page else f"{mark.file}:{mark.source_line}"
    where = place_of(verdict.old_at) or named
    return f"{where}  {said_change(TEXT, mark.old, mark.new)}"


# --- JSON ---
def as_json(collation: Collation) -> dict[str, object]:
    """Everything the page says."""
    compared, judged = collation.comparison, collation.judgement
    out: dict[str, object] = {
        "issue": compared.new.record.issue, "script": compared.new.record.script,
        "old": compared.old.record.mark, "new": compared.new.record.mark,
        "pages": [{"page": page.label, "state": page.state} for page in compared.pages],
        "changes": [_change(change) for change in compared.changes]}
    if judged is not None:
        out["marks"] = [{"page": v.mark.page, "column": v.mark.column, "line": v.mark.line, "old": v.mark.old, "new": v.mark.new,
                         "file": v.mark.file, "state": v.state, "now": v.now, "old_at": _at(v.old_at), "new_at": _at(v.new_at)}
                        for v in judged.verdicts]
        out["unmarked"] = [_change(change) for change in judged.unmarked]
    return out


def _change(change: Change) -> dict[str, object]:
    return {"kind": change.kind, "old": change.old, "new": change.new, "old_at": _at(change.old_at), "new_at": _at(change.new_at),
            "before": change.before, "after": change.after}


def _at(at: At | None) -> dict[str, object] | None:
    return at._asdict() if at else None


# --- the page ---
def as_html(collation: Collation) -> str:
    """The page: what needs a decision first, every change with its old and new lines."""
    compared, judged = collation.comparison, collation.judgement
    old, new = compared.old.record, compared.new.record
    body = []
    if judged is not None:
        for state in _WORST_FIRST:
            body.append(_section(COLLATION[state], [_verdict(compared, v) for v in judged.verdicts if v.state == state]))
        body.append(_section(COLLATION["unmarked"], [_article(compared, c, "unmarked") for c in judged.unmarked], always=True))
        body.append(_section(COLLATION[DONE], [_verdict(compared, v) for v in judged.verdicts if v.state == DONE]))
    else:
        plain = [_article(compared, c, "plain") for c in compared.changes if c.kind not in FOLLOWING]
        body.append(_section(COLLATION["changes"], plain, always=True))
    following = [_article(compared, c, "following") for c in compared.changes if c.kind in FOLLOWING]
    body.append(_section(COLLATION["following"], following))
    pages = "".join(f'<span class="{p.state}" title="{COLLATION[p.state]}">{escape(p.label)}</span>' for p in compared.pages)
    title = COLLATION["title"].format(title=new.title)
    versions = COLLATION["versions"].format(old=old.mark, new=new.mark)
    head = [f"<p>{escape(new.issue)}.{escape(new.script)}　{escape(versions)}</p>",
            f"<p><b>{escape(verdict_of(collation))}</b></p>",
            f"<h2>{COLLATION['pages']}（{escape('，'.join(_counts(compared)))}）</h2>", f'<div class="pages">{pages}</div>']
    return whole(title, [*head, *body], _STYLE)


def _section(title: str, articles: Sequence[str], *, always: bool = False) -> str:
    if not articles and not always:
        return ""
    return f"<h2>{title}（{len(articles)}）</h2>{''.join(articles) or COLLATION['none']}"


def _article(compared: Comparison, change: Change, name: str) -> str:
    head = escape(f"{_both(change.old_at, change.new_at)}　{words_of(change)}")
    ops = [compared.ops[n] for n in change.ops]
    old = {i for _, a, b, _, _ in ops for i in range(a, b)} if ops else set(range(*change.span))
    new = {i for _, _, _, c, d in ops for i in range(c, d)}
    sides = (_side(compared.old, _lines(compared.old, old, change.old_at), old, "del"),
             _side(compared.new, _lines(compared.new, new, change.new_at), new, "ins"))
    return f'<article class="{name}"><div>{head}</div>{_table(*sides)}</article>'


def _verdict(compared: Comparison, verdict: Verdict) -> str:
    """The line that was marked, with all that changed on it."""
    old = {i for kind, a, b, _, _ in compared.ops if kind != "equal" for i in range(a, b)}
    new = {i for kind, _, _, c, d in compared.ops if kind != "equal" for i in range(c, d)}
    sides = (_side(compared.old, _lines(compared.old, set(), verdict.old_at), old, "del"),
             _side(compared.new, _lines(compared.new, set(), verdict.new_at), new, "ins"))
    lines = _table(*sides) if verdict.old_at else ""
    return f'<article class="{verdict.state}"><div>{escape(_asked(verdict))}</div>{lines}</article>'


def _table(old: str, new: str) -> str:
    return table([(f"<td>{old}</td>", f"<td>{new}</td>")], (COLLATION["old"], COLLATION["new"]))


def _lines(text: Text, changed: set[int], at: At | None) -> list[int]:
    """The lines that hold the characters `changed`; of none, those at `at`."""
    numbers = sorted({text.lines[i] for i in changed if text.lines[i] >= 0})
    return numbers or [n for n, (page, line) in enumerate(text.places)
                       if at and (page.label, line.column, line.number) == (at.page, at.column, at.line)]


def _side(text: Text, numbers: Sequence[int], changed: set[int], tag: str) -> str:
    """`numbers` of lines with the characters `changed` marked; the middle of many is left out."""
    shown = numbers if len(numbers) <= 2 * _MOST_LINES else [*numbers[:_MOST_LINES], -1, *numbers[-_MOST_LINES:]]
    return "".join(_line(text, number, changed, tag) if number >= 0 else "……<br>" for number in shown)


def _line(text: Text, number: int, changed: set[int], tag: str) -> str:
    page, line = text.places[number]
    index, out, opened = text.first(number), [], False
    for char in line.text:
        now = index in changed if not char.isspace() else opened
        if now != opened:
            out.append(f"<{'' if now else '/'}{tag}>")
            opened = now
        out.append(escape(char))
        index += not char.isspace()
    out.append(f"</{tag}>" * opened)
    source = f"　{line.file}:{line.source_line}" if line.file else ""
    return f'<span class="where">{escape(said_place(page.label, line.column, line.number) + source)}</span>{"".join(out)}<br>'
