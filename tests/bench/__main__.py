"""Speed against a peer, on the same text, in the same run: `python -m tests.bench ISSUE…`.

Each command is a cold process, taken in turn with the others (A B A B …); CPU is user + system of the process and its children.
The peer is Typst setting the same articles on the same page with the same fonts; only its compilation is measured.
"""
from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from convert.model.nodes import Article, Heading, Paragraph, plain_text, walk
from convert.model.text import closing_lines, opening_lines
from convert.reader.issue import read_issue
from convert.workspace import find_workspace

_TYPST = """\
#set text(font: ("Noto Serif CJK SC", "Noto Serif SC"), size: 10.5pt, lang: "zh", region: "cn")
#set text(top-edge: 0.8em, bottom-edge: -0.2em)
#set par(justify: true, leading: 6.5pt, spacing: 6.5pt, first-line-indent: (amount: 2em, all: true), linebreaks: "optimized")
#set page(width: 210mm, height: 285mm, columns: 2, margin: (x: 56.14pt, top: 68.17pt, bottom: 59.5pt), numbering: "1")
#set columns(gutter: 21pt)
#let head(size, body) = block(above: 23pt, below: 12pt, sticky: true)[
  #set par(first-line-indent: 0pt); #text(font: ("Noto Sans CJK SC", "Noto Sans SC"), size: size, body)]
#show heading.where(level: 1): it => head(16pt, it.body)
#show heading.where(level: 2): it => head(12pt, it.body)
#outline(title: "目录", depth: 1)
#pagebreak()
"""
# The first turn of each leaves compiled modules behind, as any installed program has them
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_COMPILE = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"


@dataclass(frozen=True)
class Run:
    cpu: float
    wall: float
    memory: float       # MB, largest process


def cold_run(command: list[str]) -> Run:
    before = os.times()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=_ENVIRONMENT)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[:4]} failed\n{errors.decode(errors='replace')[-2000:]}")
    return Run(usage.ru_utime + usage.ru_stime, os.times().elapsed - before.elapsed, usage.ru_maxrss / 1024)


def typst_source(articles: tuple[Article, ...]) -> str:
    """The same headings and paragraphs as Typst markup; inline marks, notes, tables and pictures apart."""
    def quoted(text: str) -> str:
        return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    out = [_TYPST]
    for article in articles:
        out += [f"= {quoted(text)}" if role == "title" else quoted(text) for role, text in opening_lines(article)]
        for block in walk(article.blocks):
            if isinstance(block, Heading):
                out.append(f"== {quoted(plain_text(block.inlines))}")
            elif isinstance(block, Paragraph):
                out.append(quoted(plain_text(block.inlines)))
        out += [quoted(text) for _, text in closing_lines(article)]
    return "\n\n".join(out) + "\n"


def measure(commands: dict[str, list[str]], runs: int) -> dict[str, Run]:
    """name -> the least CPU, wall time and the largest memory over `runs` turns."""
    seen: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            seen[name].append(cold_run(command))
    return {name: Run(min(r.cpu for r in rows), min(r.wall for r in rows), max(r.memory for r in rows))
            for name, rows in seen.items()}


def bench(folder: Path, runs: int, scratch: Path) -> None:
    issue, _ = read_issue(folder, find_workspace(folder).root)
    source = scratch / "peer.typ"
    source.write_text(typst_source(issue.articles), encoding="utf-8")
    banxin = [sys.executable, "-m", "convert", "build", str(folder), "--force", "--quiet", "--jobs", "1",
              "--out", str(scratch / "out")]
    rows = measure({"typst": [sys.executable, "-c", _COMPILE, str(source), str(scratch / "peer.pdf")],
                    "banxin print": [*banxin, "--edition", "print"],
                    "banxin zh-Hans 全部": banxin,
                    "banxin 三文种全部": [*banxin, "--script", "all"]}, runs)
    print(f"{folder.name}: {len(issue.articles)} 篇")
    for name, row in rows.items():
        print(f"  {name:<20} CPU {row.cpu:.3f} 秒  墙钟 {row.wall:.3f} 秒  内存 {row.memory:.0f} MB"
              f"  CPU 为 Typst 的 {row.cpu / rows['typst'].cpu:.2f} 倍")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("issues", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    for folder in options.issues:
        with tempfile.TemporaryDirectory() as scratch:
            bench(folder.resolve(), options.runs, Path(scratch))


if __name__ == "__main__":
    main()
