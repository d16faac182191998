"""Speed against a peer, on the same text, in the same run: `python -m tests.bench ISSUE…`.

Each command is a cold process, taken in turn with the others (A B A B …); CPU is user + system of the process and its children,
and of the children alone; `PDF 一步` is the CPU of make-up and print PDF, without reading and proving the text.  The peer is Typst
setting the same articles on the same page with the same fonts; only its compilation is measured.  `首次` builds with an empty
cache, `再次` forces the same build anew, `改一篇后` is what a person waits for who has corrected one article.  `--times 10` adds
the same text ten times over, every article with a number in each paragraph of its own, so that no two paragraphs are alike.
"""
from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from convert.model.nodes import Article, Heading, Inlines, Mark, NoteReference, Run, Table, inline_sequences, walk
from convert.model.text import closing_lines, opening_lines
from convert.reader.issue import read_issue
from convert.workspace import find_workspace
from tests.bench.press import bench_press

_TYPST = """\
#set text(font: ("Noto Serif CJK SC", "Noto Serif SC"), size: 10.5pt, lang: "zh", region: "cn")
#set text(top-edge: 0.8em, bottom-edge: -0.2em)
#set par(justify: true, leading: 6.5pt, spacing: 6.5pt, first-line-indent: (amount: 2em, all: true), linebreaks: "optimized")
#set page(width: 210mm, height: 285mm, columns: 2, margin: (x: 56.14pt, top: 68.17pt, bottom: 59.5pt), numbering: "1",
  header: context {
    let before = query(selector(heading.where(level: 1)).before(here()))
    text(8.5pt)[TITLE #h(1fr) #if before.len() > 0 { before.last().body }]
  })
#set columns(gutter: 21pt)
#let head(size, body) = block(above: 23pt, below: 12pt, sticky: true)[
  #set par(first-line-indent: 0pt); #text(font: ("Noto Sans CJK SC", "Noto Sans SC"), size: size, body)]
#show heading.where(level: 1): it => head(16pt, it.body)
#show heading.where(level: 2): it => head(12pt, it.body)
#show heading.where(level: 3): it => head(10.5pt, it.body)
#show strong: set text(font: ("Noto Sans CJK SC", "Noto Sans SC"))
#outline(title: "目录", depth: 1)
#pagebreak()
"""
# The first turn of each leaves compiled modules behind, as any installed program has them
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_COMPILE = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"


# Runs the command line as `python -m convert` does; at its end, writes what its process and its children took, and the PDF step:
# making up the pages and writing the print PDF, which is what the peer's compilation does
_WATCHED = """\
import os, resource, sys, time
from convert.__main__ import main
from convert.pipeline.job import Clock
timed, step = Clock.timed, 0
def watched(clock, subject, name, work):
    global step
    begin = time.process_time()
    try:
        return timed(clock, subject, name, work)
    finally:
        step += time.process_time() - begin if name in ("拼版", "print.pdf") else 0
Clock.timed = watched
code = main()
print(step, file=sys.stderr)
for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
    used = resource.getrusage(who)
    print(used.ru_utime + used.ru_stime, file=sys.stderr)
sys.stderr.flush()
os._exit(code)
"""


@dataclass(frozen=True)
class Turn:
    cpu: float
    wall: float
    memory: float           # MB, largest process
    children: float = 0     # CPU of them alone
    step: float = 0         # CPU of the PDF step alone


def cold_run(command: list[str]) -> Turn:
    before = os.times()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=_ENVIRONMENT)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[:4]} failed\n{errors.decode(errors='replace')[-2000:]}")
    step, children = (float(errors.split()[-3]), float(errors.split()[-1])) if _WATCHED in command else (0.0, 0.0)
    return Turn(usage.ru_utime + usage.ru_stime, os.times().elapsed - before.elapsed, usage.ru_maxrss / 1024, children, step)


def typst_source(title: str, articles: tuple[Article, ...]) -> str:
    """The same text as Typst markup: headings, emphasis, footnotes, tables and running heads; pictures apart."""
    out = [_TYPST.replace("TITLE", _quoted(title))]
    for article in articles:
        notes = {note.id: " ".join(_markup(inlines, {}) for block in walk(note.blocks) for inlines in inline_sequences(block))
                 for note in article.notes}
        out += [f"= {_quoted(text)}" if role == "title" else _quoted(text) for role, text in opening_lines(article)]
        for block in walk(article.blocks):
            if isinstance(block, Table):
                cells = [_markup(cell.inlines, notes) for row in (*block.head, *block.body) for cell in row.cells]
                out.append(f"#table(columns: {block.columns}, {', '.join(f'[{cell}]' for cell in cells)})")
            else:
                level = "=" * (block.level + 1) + " " if isinstance(block, Heading) else ""
                out += [level + _markup(inlines, notes) for inlines in inline_sequences(block)]
        out += [_quoted(text) for _, text in closing_lines(article)]
    return "\n\n".join(out) + "\n"


def _markup(inlines: Inlines, notes: Mapping[str, str]) -> str:
    parts = []
    for inline in inlines:
        if isinstance(inline, Run):
            strong = inline.marks & (Mark.STRONG | Mark.RUN_IN)
            parts.append(f"#strong[{_quoted(inline.text)}]" if strong else _quoted(inline.text))
        elif isinstance(inline, NoteReference) and inline.note_id in notes:
            parts.append(f"#footnote[{notes[inline.note_id]}]")
    return "".join(parts)


def _quoted(text: str) -> str:
    return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def measure(commands: dict[str, list[str]], runs: int, before: dict[str, Callable[[int], None]]) -> dict[str, Turn]:
    """name -> the least CPU (with its children's), wall time and the largest memory over `runs` turns.

    `before[name]` is called with the number of the turn before each run, and is not measured.
    """
    seen: dict[str, list[Turn]] = {name: [] for name in commands}
    for turn in range(runs):
        for name, command in commands.items():
            if name in before:
                before[name](turn)
            seen[name].append(cold_run(command))
    settled = {name: rows[1:] or rows for name, rows in seen.items()}       # the first turn fills caches, ours and the system's
    best = {name: min(rows, key=lambda r: r.cpu) for name, rows in settled.items()}
    return {name: Turn(best[name].cpu, min(r.wall for r in rows), max(r.memory for r in rows), best[name].children,
                       min(r.step for r in rows)) for name, rows in settled.items()}


def repeated(folder: Path, times: int, target: Path) -> Path:
    """A copy of the issue with every article `times` times over, in the order of their names."""
    shutil.copytree(folder, target)
    paragraph = re.compile(r"(?m)(?<=\n\n)(?=[\u4e00-\u9fff])")
    about = target / "issue.yaml"
    about.write_text(re.sub(r"(?m)^articles:.*\n((?:[ -].*)?\n)*", "", about.read_text(encoding="utf-8")), encoding="utf-8")
    for article in sorted(target.glob("*.md")):
        text = article.read_text(encoding="utf-8")
        number, name = re.fullmatch(r"(\d+)(.*)", article.name).groups()  # type: ignore[union-attr]
        article.unlink()
        for n in range(times):
            again = re.sub(r"(?m)^(id: *)(.*)$", rf"\g<1>\g<2>-{n}", text, count=1)
            again = paragraph.sub(f"第{n}种", again)
            (target / f"{n:02}{number}{name}").write_text(again, encoding="utf-8")
    return target


def corrected(folder: Path) -> Callable[[int], None]:
    """Adds a few characters to the longest article of `folder`, others each turn."""
    article = max(folder.glob("*.md"), key=lambda path: path.stat().st_size)
    text = article.read_text(encoding="utf-8").rstrip("\n")

    def correct(turn: int) -> None:
        article.write_text(f"{text}\n\n第{turn}次改过的一段。\n", encoding="utf-8")

    return correct


def emptied(out: Path) -> Callable[[int], None]:
    """Takes away what builds into `out` have kept."""
    return lambda _turn: shutil.rmtree(out / ".cache", ignore_errors=True)


def _building(folder: Path, out: Path, *options: str) -> list[str]:
    return [sys.executable, "-c", _WATCHED, "build", str(folder), "--quiet", "--jobs", "1", "--out", str(out), *options]


def _peer(folder: Path, scratch: Path) -> tuple[int, list[str]]:
    """The number of articles, and how the peer compiles them."""
    issue, _ = read_issue(folder, find_workspace(folder).root)
    source = scratch / "peer.typ"
    source.write_text(typst_source(issue.metadata.title, issue.articles), encoding="utf-8")
    return len(issue.articles), [sys.executable, "-c", _COMPILE, str(source), str(scratch / "peer.pdf")]


def bench(folder: Path, runs: int, scratch: Path) -> None:
    count, peer = _peer(folder, scratch)
    copies = [Path(shutil.copytree(folder, scratch / name / folder.name)) for name in ("one", "all")]
    first, again, rebuilt, rebuilt_all = (scratch / f"out-{name}" for name in ("first", "again", "one", "all"))
    rows = measure({"typst": peer,
                    "print 首次": _building(folder, first, "--force", "--edition", "print"),
                    "print 再次": _building(folder, again, "--force", "--edition", "print"),
                    "word 再次": _building(folder, again, "--force", "--edition", "word"),
                    "改一篇后 print": _building(copies[0], rebuilt, "--edition", "print"),
                    "改一篇后 zh-Hans 全部": _building(copies[1], rebuilt_all),
                    "zh-Hans 全部 首次": _building(folder, first, "--force"),
                    "三文种全部 首次": _building(folder, first, "--force", "--script", "all")}, runs,
                   {"print 首次": emptied(first), "zh-Hans 全部 首次": emptied(first), "三文种全部 首次": emptied(first),
                    "改一篇后 print": corrected(copies[0]), "改一篇后 zh-Hans 全部": corrected(copies[1])})
    report(f"{folder.name}: {count} 篇", rows)


def bench_long(folder: Path, runs: int, scratch: Path, times: int) -> None:
    """The print PDF of `times` times the text."""
    long = repeated(folder, times, scratch / "long" / folder.name)
    count, peer = _peer(long, scratch)
    first, again = scratch / "long-first", scratch / "long-again"
    rows = measure({"typst": peer,
                    "print 首次": _building(long, first, "--force", "--edition", "print"),
                    "print 再次": _building(long, again, "--force", "--edition", "print")}, runs, {"print 首次": emptied(first)})
    report(f"{folder.name} × {times}: {count} 篇", rows)


def report(head: str, rows: dict[str, Turn]) -> None:
    print(head)
    for name, row in rows.items():
        apart = f"（自身 {row.cpu - row.children:.3f}，子进程 {row.children:.3f}）" if row.children else ""
        print(f"  {name:<20} CPU {row.cpu:.3f} 秒{apart}  墙钟 {row.wall:.3f} 秒  内存 {row.memory:.0f} MB"
              f"  CPU 为 Typst 的 {row.cpu / rows['typst'].cpu:.2f} 倍")
        if name == "print 首次":
            print(f"  {'  其中 PDF 一步':<17} CPU {row.step:.3f} 秒  为 Typst 的 {row.step / rows['typst'].cpu:.2f} 倍")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("issues", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--times", type=int, default=0, help="measure this many times the text, too")
    parser.add_argument("--press", action="store_true", help="only what the press costs")
    options = parser.parse_args()
    for folder in options.issues:
        with tempfile.TemporaryDirectory() as scratch:
            if not options.press:
                bench(folder.resolve(), options.runs, Path(scratch))
                if options.times:
                    bench_long(folder.resolve(), max(2, options.runs // 2), Path(scratch), options.times)
    for folder in options.issues:       # last: it works in this process, whose memory would count as that of a child
        with tempfile.TemporaryDirectory() as scratch:
            bench_press(folder.resolve(), Path(scratch))


if __name__ == "__main__":
    main()
