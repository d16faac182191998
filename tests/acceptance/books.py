"""The EPUB beside the print edition it cites and the Traditional edition it corresponds to, by the yardstick."""
from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from convert.diagnostics import Span
from convert.layout.furniture import short_title
from convert.model.nodes import Issue
from convert.reader.issue import read_issue
from convert.style import DEFAULT_SHEETS, load_style_sheet
from convert.workspace import find_workspace
from tests.acceptance.rows import AUDIT, ROOT, Row, run

_WANTED = ("page-list", "page-list-complete", "page-list-equals-pdf", "editions-correspond", "fonts-subset")


def judge_book(book: Path, folder: Path, source: Path | None) -> Iterator[Row]:
    """Page list, correspondence and fonts; the text where `source` has it; Ace and the reading engines where they are at hand."""
    workspace = find_workspace(folder).root
    issue, _ = read_issue(folder, workspace)
    options: list[str | Path] = ["--pdf", book.with_suffix(".print.pdf"), "--no-epubcheck"]
    options += [part for head in running_heads(issue, workspace / "styles") for part in ("--head", head)]
    twin = book.with_name(book.name.replace(".zh-Hans.", ".zh-Hant-TW."))
    options += ["--sibling", twin] if twin.is_file() else []
    options += ["--text", source] if source is not None else []
    options += [] if shutil.which(os.environ.get("ACE_CLI", "ace-cli")) else ["--no-ace"]
    options += ["--read"] if "NODE_MODULES" in os.environ else []
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "report.json"
        run(sys.executable, AUDIT / "epubaudit.py", book, *options, "-o", out)
        checks = json.loads(out.read_text(encoding="utf-8"))["checks"]
    found = {check["id"] for check in checks}
    for check in checks:
        if check["group"] in ("fidelity", "readers") or check["id"].startswith("ace") or check["id"] in _WANTED:
            yield Row(book.name, check["id"], check["got"], str(check["want"]), check["ok"])
    for missing in [name for name in _WANTED if name not in found]:
        yield Row(book.name, missing, "没有量到", "要量", False)


def running_heads(issue: Issue, styles: Path) -> list[str]:
    """What print sets over the text of its pages, as its style sheet says: 栏目 or the title, and 刊名 with the number.

    The yardstick takes each away once, in this order, and a page has only one: what stands below it, the bar of a 栏目 or the title
    of a later piece, comes before it here and so stays.
    """
    meta = issue.metadata
    folders = tuple(f for f in (styles, ROOT / "styles") if f.is_dir())
    sheet, _ = load_style_sheet(meta.style or DEFAULT_SHEETS[meta.document_type], folders, Span(""))
    patterns = [p for side in ("left", "right") if (p := sheet.make_up.get(f"running-head-{side}", ""))]
    heads = []
    for article in reversed(issue.articles):
        title = short_title(article.metadata.title)
        heads += [p.format(title=meta.title, issue_label=meta.issue_label, column=article.metadata.column or title, article=title)
                  for p in patterns]
    return sorted(dict.fromkeys(heads), key=lambda head: head.startswith(meta.title))
