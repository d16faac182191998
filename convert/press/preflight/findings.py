"""What preflight says: a diagnostic with the page and the thing it is about."""
from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from convert.diagnostics import Diagnostic, Severity, Span, diagnose


class Finding(NamedTuple):
    """`page` counts from 1, 0 is the whole file; `thing` names the font, picture or place."""

    severity: Severity
    code: str
    message: str
    hint: str
    page: int = 0
    label: str = ""
    thing: str = ""

    def as_json(self) -> dict[str, object]:
        return {"severity": self.severity.name.lower(), "code": self.code, "page": self.page, "label": self.label,
                "object": self.thing, "message": self.message, "hint": self.hint}

    @property
    def place(self) -> str:
        """第 3 页（封三），图片 Im2"""
        label = f"（{self.label}）" if self.label not in ("", str(self.page)) else ""
        return "，".join(p for p in (f"第 {self.page} 页{label}" if self.page else "", self.thing) if p)


def finding(code: str, page: int = 0, thing: str = "", **values: object) -> Finding:
    """The finding `code` of MESSAGES, its text filled with `values`."""
    said = diagnose(code, **values)
    return Finding(said.severity, code, said.message, said.hint, page, "", thing)


def diagnostics(found: Iterable[Finding], file: str) -> tuple[Diagnostic, ...]:
    """For the console: what is the same on several pages is said once, with the pages."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        groups.setdefault((one.code, one.message), []).append(one)
    out = []
    for same in groups.values():
        first, pages = same[0], sorted({f.page for f in same})
        place = first.place if len(pages) == 1 else f"第 {ranges(pages)} 页"
        message = f"{place}：{first.message}" if place else first.message
        out.append(Diagnostic(first.severity, first.code, Span(file), message, first.hint))
    return tuple(out)


def ranges(numbers: Iterable[int]) -> str:
    """1、3–5、8"""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
