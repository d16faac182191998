"""The command line: arguments in, progress and diagnostics out, one exit code.  The only room that prints."""
from __future__ import annotations

import argparse
import contextlib
import gc
import io
import json
import os
import re
import shlex
import signal
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from convert import __version__
from convert.diagnostics import Diagnostic, ExitCode, Refusal, Severity, diagnose, explain, has_errors, trouble_with_file
from convert.messages import HELP, USAGE
from convert.model.length import Length

if TYPE_CHECKING:
    from convert.pipeline import Job, Result
    from convert.printer import Printer

EDITIONS = ("print", "screen", "word", "epub")
SCRIPTS = ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK")
KINDS = ("magazine-issue", "official-document", "internal-bulletin")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (diagnostics.ExitCode).  Raises SystemExit(2) on wrong usage, (0) after --help."""
    gc.disable()        # a build makes hundreds of thousands of objects and hardly a cycle among them
    _speak_chinese()
    try:
        options = _parser().parse_args(arguments)
    except UsageError as error:
        _explain_usage(error, "--json" in (sys.argv if arguments is None else arguments))
        raise SystemExit(int(ExitCode.USAGE)) from None
    console = Console(options.json, options.quiet)
    command: Callable[[argparse.Namespace, Console], ExitCode] = options.command
    try:
        return command(options, console)
    except Refusal as refusal:
        console.finish(refusal.diagnostics)
        return refusal.exit_code
    except BrokenPipeError:             # the reader of our output went away, as `head` does
        _discard(sys.stdout)
        return ExitCode.OK
    except OSError as error:
        trouble = trouble_with_file(error)
        console.finish(trouble.diagnostics)
        return trouble.exit_code
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)        # once is enough: a second one must not break into the leaving
        console.say("已中断；原有的成品没有动。")
        return ExitCode.INTERRUPTED
    except Exception as error:
        if os.environ.get("BANXIN_TRACEBACK"):
            raise
        console.finish([diagnose("B007", problem=f"{type(error).__name__}: {error}")])
        return ExitCode.OUTPUT


def _speak_chinese() -> None:
    """Output in UTF-8, unless a terminal says that it wants another encoding and that one has Chinese; never an encoding error."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):        # None when closed; a test's own
            continue
        encoding = "utf-8"
        if stream.isatty():
            with contextlib.suppress(UnicodeEncodeError, LookupError):
                "版心".encode(stream.encoding)
                encoding = stream.encoding
        stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _discard(stream: TextIO) -> None:
    """Nobody reads `stream` any more: what still comes goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class Console:
    """Progress and findings on standard error, results on standard output; with --json one object on standard output."""

    def __init__(self, as_json: bool, quiet: bool):
        self.json = as_json
        self.quiet = quiet

    def say(self, text: str) -> None:
        if not self.quiet and not self.json:
            self._print(text, sys.stderr)

    def show(self, text: str) -> None:
        """A result the person asked for: printed in quiet mode as well."""
        if not self.json:
            self._print(text, sys.stdout)

    def announce(self, text: str) -> None:
        """What was made and where: a line for the next program in a pipe, nothing in quiet mode."""
        if not self.quiet:
            self.show(text)

    def step(self, subject: str, step: str, seconds: float) -> None:
        self.say(f"  {subject}  {step}  {seconds:.2f} 秒")

    def finish(self, diagnostics: Iterable[Diagnostic], **values: object) -> None:
        """Every finding, errors last so that they stand at the prompt; then the JSON object when it is wanted."""
        found = tuple(dict.fromkeys(diagnostics))
        if self.json:
            self._print(json.dumps(values | {"diagnostics": [d.as_json() for d in found]}, ensure_ascii=False), sys.stdout)
            return
        for d in sorted(found, key=lambda d: (d.severity, d.span)):
            if d.severity is Severity.ERROR or not self.quiet:
                self._print(d.render(), sys.stderr)

    @staticmethod
    def _print(text: str, stream: TextIO | None) -> None:
        """A reader that went away does not stop the work; `stream` is None where it was closed from the start."""
        if stream is None:
            return
        try:
            print(text, file=stream, flush=True)
        except BrokenPipeError:
            _discard(stream)


def build(options: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin build`: what was made on standard output, a line a file; the exit code is the worst of all issues."""
    from convert import pipeline

    if options.vertical and not set(options.script) - {pipeline.SOURCE_SCRIPT}:
        raise Refusal(ExitCode.USAGE, [diagnose("B013")])
    jobs: dict[Path, Job] = {}
    found: list[Diagnostic] = []
    codes = [ExitCode.OK]
    for folder in options.issues:
        try:
            job = _job(folder, options)
            jobs[job.folder] = job
        except Refusal as refusal:              # the other issues are built all the same
            found += refusal.diagnostics
            codes.append(refusal.exit_code)
    results = pipeline.build(tuple(jobs.values()), options.jobs, console.step)
    for result in results:
        found += result.diagnostics
        codes.append(result.exit_code)
        for name in result.outputs + result.fresh:
            console.announce(f"{_shown(result.folder)}/{name}" + ("（未改动）" if name in result.fresh else ""))
    console.finish(found, issues=[_as_json(r) for r in results])
    return max(codes)


def _job(folder: Path, options: argparse.Namespace) -> Job:
    from convert.pipeline import Job
    from convert.workspace import find_workspace

    workspace = find_workspace(folder)
    folder = _existing(folder)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return Job(folder, workspace, options.out or workspace.root / "build", options.edition, options.script,
               int(epoch) if epoch.isdigit() else None, options.force, options.printer, options.vertical)


def _existing(folder: Path) -> Path:
    if (folder / "issue.yaml").is_file():
        return folder.resolve()
    places = (folder.glob("*/issue.yaml"), folder.parent.glob("issue.yaml"), folder.parent.glob("*/issue.yaml"),
              Path("issues").glob("*/issue.yaml"))
    near = next((found for place in places if (found := sorted(p.parent.as_posix() for p in place))), [])
    hint = "可用的有：" + "、".join(near) if near else "用 banxin new issue issues/名字 --kind magazine-issue 新建一期"
    raise Refusal(ExitCode.SOURCE, [diagnose("B001", path=folder.as_posix(), hint=hint)])


def _shown(folder: Path | None) -> str:
    if folder is None:
        return ""
    here = Path.cwd()
    return folder.relative_to(here).as_posix() if folder.is_relative_to(here) else folder.as_posix()


def _as_json(result: Result) -> dict[str, object]:
    return {"id": result.issue_id, "exit_code": int(result.exit_code), "folder": _shown(result.folder), "outputs": result.outputs,
            "up_to_date": result.fresh, "pages": dict(result.pages),
            "seconds": [[subject, step, round(seconds, 3)] for subject, step, seconds in result.timings]}


def check(options: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin check`: findings and their number; nothing is written."""
    from convert.pipeline import check_issue
    from convert.workspace import find_workspace

    found: list[Diagnostic] = []
    unreadable = False
    for folder in dict.fromkeys(options.issues):
        try:
            issue, diagnostics = check_issue(_existing(folder), find_workspace(folder))
        except Refusal as refusal:
            issue, diagnostics = None, refusal.diagnostics
        unreadable |= issue is None
        found += diagnostics
    console.finish(found)
    counts = [sum(d.severity is s for d in dict.fromkeys(found)) for s in (Severity.ERROR, Severity.WARNING, Severity.NOTE)]
    console.say("错误 {} 处，警告 {} 处，提示 {} 处".format(*counts))
    if unreadable:
        return ExitCode.SOURCE
    return ExitCode.FINDINGS if has_errors(found) else ExitCode.OK


def import_issue(options: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin import`: extracted text, a PDF or a Word file to a folder that builds; what to look at is a finding each."""
    from convert.importer.job import import_files
    from convert.workspace import is_safe_name

    out: Path = options.out
    if not is_safe_name(out.name):
        raise Refusal(ExitCode.USAGE, [diagnose("B005", name=out.name)])
    done = import_files(tuple(options.raw), options.kind, out, options.force, lambda step: console.say(f"  {step}"))
    shown = _shown(done.folder.resolve())
    console.announce(shown)
    console.finish(done.diagnostics, folder=shown, files=sorted(done.files), articles=done.articles, repairs=done.repairs)
    console.say(f"{done.articles} 篇，修补 {done.repairs} 行，要看一眼的 {len(done.diagnostics)} 处（{shown}/import-report.html）。"
                f"下一步：banxin build {shlex.quote(shown)}")
    return ExitCode.OK


def hant(options: argparse.Namespace, console: Console) -> ExitCode:
    """Lines in, the same lines in Traditional characters out."""
    from convert.variant import Converter
    from convert.workspace import find_workspace

    workspace = find_workspace(Path.cwd())
    text = _read_text(options.file)
    converter = Converter.with_house(options.to, workspace.house_glossary)
    lines = [converter.convert(line) for line in text.split("\n")]
    if console.json:
        console.finish([], text="\n".join(lines))
    else:
        sys.stdout.write("\n".join(lines))
        sys.stdout.flush()
    return ExitCode.OK


def _read_text(name: str) -> str:
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"第 {error.start + 1} 个字节起不是 UTF-8"
        raise Refusal(ExitCode.SOURCE, [diagnose("B006", path=name, problem=problem)]) from None


def new_issue(options: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin new issue`: the template of a kind; the folder's name becomes the id."""
    from convert.workspace import is_safe_name, templates

    folder: Path = options.folder
    if not is_safe_name(folder.name):
        raise Refusal(ExitCode.USAGE, [diagnose("B005", name=folder.name)])
    _copy_tree(templates() / options.kind, folder, {"__ID__": folder.name})
    console.announce(f"{folder.as_posix()}：改好 issue.yaml 和文章后，运行 banxin build {shlex.quote(folder.as_posix())}")
    console.finish([], folder=folder.as_posix())
    return ExitCode.OK


def new_workspace(options: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin new workspace`: styles, fonts.yaml and one issue to begin with, in a folder that is new or empty."""
    from convert.workspace import shipped, templates

    folder: Path = options.folder
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(ExitCode.USAGE, [diagnose("B002", path=folder.as_posix())])
    for kind in ("styles", "fonts"):
        _copy_tree(shipped(kind), folder / kind, {})
    _copy_tree(templates() / options.kind, folder / "issues" / "sample", {"__ID__": "sample"})
    console.announce(f"{folder.as_posix()}：运行 banxin build {shlex.quote(f'{folder.as_posix()}/issues/sample')}")
    console.finish([], folder=folder.as_posix())
    return ExitCode.OK


def _copy_tree(source: Path, target: Path, names: dict[str, str]) -> None:
    """Copy files of the program's own; text placeholders `names` are filled in issue.yaml and articles."""
    if target.exists():
        raise Refusal(ExitCode.USAGE, [diagnose("B002", path=target.as_posix())])
    for path in sorted(p for p in source.rglob("*") if p.is_file() and not p.name.startswith(".")):
        copy = target / path.relative_to(source)
        data = path.read_bytes()
        for old, new in names.items() if path.suffix in {".yaml", ".md"} else ():
            data = data.replace(old.encode(), new.encode())
        try:
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(data)
        except OSError as error:
            raise Refusal(ExitCode.OUTPUT, [diagnose("B004", path=target.as_posix(), problem=explain(error))]) from None


def impose(options: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin impose`: a PDF of press sheets beside the PDF of single pages."""
    from convert.manifest import replace_files
    from convert.press.imposition import Scheme, impose

    source: Path = options.file
    out: Path = options.out or source.with_suffix(".imposed.pdf")
    signature = options.signature if options.binding == "perfect" else 0
    scheme = Scheme(signature, options.paper, options.sheet, options.direction and options.direction == "rtl", options.marks)
    data, found = impose(source, scheme)
    replace_files(out.parent, {out.name: data})
    console.announce(_shown(out.resolve()))
    console.finish(found, file=_shown(out.resolve()))
    return ExitCode.OK


def preflight(options: argparse.Namespace, console: Console) -> ExitCode:
    from convert.manifest import replace_files
    from convert.press.preflight import preflight
    from convert.press.preflight.findings import diagnostics

    path: Path = options.file
    printer = _printer(options.printer, path)
    verdict = preflight(path, printer, standard=options.standard or (printer.standard if options.printer else ""),
                        imposed=options.imposed, strict=bool(options.printer))
    if options.html:
        from convert.press.preflight.report import as_html

        replace_files(options.html.parent, {options.html.name: as_html(verdict).encode()})
        console.announce(_shown(options.html.resolve()))
    console.finish(diagnostics(verdict.findings, _shown(path.resolve())), **verdict.figures,
                   findings=[f.as_json() for f in verdict.findings])
    errors = sum(f.severity is Severity.ERROR for f in verdict.findings)
    said = f"{verdict.pages} 页，错误 {errors} 处，警告 {len(verdict.findings) - errors} 处"
    console.say(said + ("，可以付印" if verdict.clean else ""))
    return ExitCode.OK if verdict.clean else ExitCode.FINDINGS


def _printer(name: str, beside: Path) -> Printer:
    """The printer's profile `name` of the workspace round `beside`, or of the one here; "" asks for nothing in particular."""
    from convert.diagnostics import NOWHERE
    from convert.printer import NO_PRINTER, load_printer
    from convert.workspace import find_workspace

    folders = (*find_workspace(beside.resolve().parent).style_folders, *find_workspace(Path.cwd()).style_folders)
    return load_printer(name, dict.fromkeys(folders), NOWHERE) if name else NO_PRINTER


def fonts(options: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin fonts`: which face each role is set in; `install` gets the richer ones."""
    from convert.doctor import font_table
    from convert.workspace import find_workspace

    workspace = find_workspace(Path.cwd())
    if options.action == "install":
        from convert.fontinstall import install

        done, found = install(workspace.root / "fonts", console.say)
        console.finish(found)
        return ExitCode.OK if done else ExitCode.MISSING
    rows, found = font_table(workspace)
    console.show(_aligned(rows))
    console.finish(found, roles=rows)
    return ExitCode.MISSING if has_errors(found) else ExitCode.OK


def doctor(_: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin doctor`: libraries, pandoc and fonts, with versions; exit 4 when something is missing."""
    from convert.doctor import examine

    rows, found = examine()
    console.show(_aligned(rows))
    console.finish(found, tools=rows)
    return ExitCode.MISSING if has_errors(found) else ExitCode.OK


def _aligned(rows: Sequence[dict[str, str]]) -> str:
    """`rows` as a table; the last column is not padded.  Han take two places of a terminal."""
    def places(text: str) -> int:
        return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

    widths = [max(map(places, column)) for column in zip(*(row.values() for row in rows), strict=True)]
    padded = ([text + " " * (width - places(text)) for text, width in zip(row.values(), widths, strict=True)] for row in rows)
    return "\n".join("  ".join(row).rstrip() for row in padded)


class UsageError(Exception):
    """A command line that argparse refuses."""

    def __init__(self, problem: str, usage: str, command: str):
        super().__init__(problem)
        self.problem, self.usage, self.command = problem, usage, command


class _Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese and raises UsageError."""

    def error(self, message: str) -> NoReturn:
        for pattern, text in USAGE:
            if match := re.fullmatch(pattern, message, re.S):
                message = match.expand(text).replace("'", "")
                break
        raise UsageError(message, self.format_usage(), self.prog)

    def format_usage(self) -> str:
        return _in_chinese(super().format_usage())

    def format_help(self) -> str:
        return _in_chinese(super().format_help())


def _in_chinese(text: str) -> str:
    for english, chinese in HELP:
        text = text.replace(english, chinese)
    return text


def _explain_usage(error: UsageError, as_json: bool) -> None:
    console = Console(as_json, quiet=False)
    console.say(error.usage.rstrip())
    console.finish([diagnose("B009", problem=error.problem, command=error.command)])


def _choices(allowed: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    """An argparse type: a comma list of `allowed`, or `all`; duplicates fold, order is the program's own."""

    def parse(text: str) -> tuple[str, ...]:
        wanted = allowed if text == "all" else tuple(text.split(","))
        if wrong := [w for w in wanted if w not in allowed]:
            raise argparse.ArgumentTypeError(f"没有“{wrong[0]}”；可用的有 all,{','.join(allowed)}")
        return tuple(a for a in allowed if a in wanted)

    return parse


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”不是正整数")
    return int(text)


def _millimetres(text: str) -> Length:
    if not re.fullmatch(r"\d{1,2}(\.\d{1,3})?", text):
        raise argparse.ArgumentTypeError(f"“{text}”不是毫米数，例如 0.1")
    return Length.from_mm(float(text))


def _paper(text: str) -> tuple[Length, Length]:
    """An argparse type: WxH in millimetres."""
    if not (match := re.fullmatch(r"(\d{2,4})[xX×*](\d{2,4})", text)):
        raise argparse.ArgumentTypeError(f"“{text}”不是宽×高的毫米数，例如 450x320")
    return Length.from_mm(int(match[1])), Length.from_mm(int(match[2]))


def _pages_of_signature(text: str) -> int:
    if not text.isdigit() or not int(text) or int(text) % 4:
        raise argparse.ArgumentTypeError(f"“{text}”不是 4 的倍数")
    return int(text)


def _parser() -> _Parser:
    common = _Parser(add_help=False)
    common.add_argument("--json", action="store_true", help="结果以 JSON 写到标准输出")
    common.add_argument("-q", "--quiet", action="store_true", help="只说错误")
    parser = _Parser(prog="banxin", description="版心：一份清稿，排出付印 PDF、Word 与 EPUB，简体与繁体")
    parser.add_argument("--version", action="version", version=f"banxin {__version__}")
    commands = parser.add_subparsers(required=True, metavar="命令")

    def add(name: str, function: Callable[[argparse.Namespace, Console], ExitCode], text: str, example: str,
            ) -> _Parser:
        sub = commands.add_parser(name, parents=[common], help=text, description=text, epilog=f"例：{example}")
        sub.set_defaults(command=function)
        return sub

    sub = add("build", build, "排一期或几期", "banxin build issues/2025-06 --script all")
    sub.add_argument("issues", nargs="+", type=Path, metavar="期", help="一期的文件夹，可以写几个")
    sub.add_argument("--edition", metavar="版本", type=_choices(EDITIONS), default=EDITIONS,
                     help="all 或 print,screen,word,epub 中的几样")
    sub.add_argument("--script", metavar="字形", type=_choices(SCRIPTS), default=("zh-Hans",),
                     help="all 或 zh-Hans,zh-Hant-TW,zh-Hant-HK 中的几样")
    sub.add_argument("--vertical", action="store_true", help="繁体的付印与屏幕 PDF 另出一套直排的（期刊）")
    sub.add_argument("--out", type=Path, metavar="文件夹", help="成品放到哪里（默认工作区的 build）")
    sub.add_argument("--jobs", type=_positive, metavar="N", default=os.cpu_count() or 1, help="同时用几个进程")
    sub.add_argument("--printer", metavar="名字", default="", help="按 styles/printers/ 里这家印厂的要求排付印版")
    sub.add_argument("--force", action="store_true", help="没改动也重做")
    sub = add("check", check, "校对：结构、标点、编号、字体覆盖", "banxin check issues/2025-06")
    sub.add_argument("issues", nargs="+", type=Path, metavar="期", help="一期的文件夹，可以写几个")
    sub = add("import", import_issue, "把提取出的文字、PDF 或 Word 文件变成清稿",
              "banxin import 一期.txt --kind magazine --out issues/2025-06")
    sub.add_argument("raw", nargs="+", type=Path, metavar="原文", help="文字、PDF 或 .docx；几份按先后接成一期")
    sub.add_argument("--kind", choices=("magazine", "official", "bulletin"), default="magazine",
                     help="期刊 magazine（默认）、公文 official、内部通报 bulletin")
    sub.add_argument("--out", type=Path, metavar="文件夹", required=True, help="写到哪里，例如 issues/2025-06；文件夹的名字就是 id")
    sub.add_argument("--force", action="store_true", help="文件夹里已有东西也重新导入")
    sub = add("hant", hant, "把文字转成繁体，与繁体各版同一套规则", "banxin hant --to zh-Hant-HK 稿子.md")
    sub.add_argument("--to", choices=SCRIPTS[1:], default=SCRIPTS[1], help="默认 zh-Hant-TW")
    sub.add_argument("file", metavar="文件", help="- 是标准输入")
    _add_new(commands, common)
    _add_preflight(add)
    _add_impose(add)
    sub = add("fonts", fonts, "哪个角色用哪款字；install 装更丰富的字体", "banxin fonts install")
    sub.add_argument("action", nargs="?", choices=("list", "install"), default="list", metavar="list|install")
    add("doctor", doctor, "检查安装：库、pandoc、字体", "banxin doctor")
    return parser


def _add_impose(add: Callable[..., _Parser]) -> None:
    sub = add("impose", impose, "拼大版：单页 PDF 拼成对折的印张，骑马订或胶订",
              "banxin impose build/2025-06/2025-06.zh-Hans.print.pdf")
    sub.add_argument("file", type=Path, metavar="PDF")
    sub.add_argument("--out", type=Path, metavar="文件", help="默认在旁边，叫 ….imposed.pdf")
    sub.add_argument("--binding", choices=("saddle", "perfect"), default="saddle", help="saddle 骑马订（默认），perfect 胶订，按帖")
    sub.add_argument("--signature", type=_pages_of_signature, metavar="页数", default=16, help="胶订每帖几页（默认 16）")
    sub.add_argument("--paper", type=_millimetres, metavar="毫米", default=Length.from_mm(0.1),
                     help="一张纸的厚度，里面的页照它向订口让（默认 0.1；0 不让）")
    sub.add_argument("--sheet", type=_paper, metavar="宽x高", help="印张的毫米数（默认放得下角线就行）")
    sub.add_argument("--direction", choices=("ltr", "rtl"), help="左订 ltr 或右订 rtl（默认看文件）")
    sub.add_argument("--no-marks", dest="marks", action="store_false", help="不要角线、折线、套准线")


def _add_preflight(add: Callable[..., _Parser]) -> None:
    sub = add("preflight", preflight, "印前检查：PDF/X、颜色、叠印、墨量、字体、图片、出血、角线、装订",
              "banxin preflight build/2025-06/2025-06.zh-Hans.print.pdf --printer offset --html 检查.html")
    sub.add_argument("file", type=Path, metavar="PDF")
    sub.add_argument("--printer", metavar="名字", default="", help="按 styles/printers/ 里这家印厂的要求查")
    sub.add_argument("--standard", choices=("x4", "x1a"), help="按哪种 PDF/X 查（默认看文件自称）")
    sub.add_argument("--html", type=Path, metavar="文件", help="写一份带页面图和交货单的报告")
    sub.add_argument("--imposed", action="store_true", help="查的是拼好的印张")


def _add_new(commands: argparse._SubParsersAction[_Parser], common: _Parser) -> None:
    new = commands.add_parser("new", help="新建一期或一个工作区", description="新建一期或一个工作区",
                              epilog="例：banxin new issue issues/2025-07 --kind magazine-issue")
    kinds = new.add_subparsers(required=True, metavar="issue|workspace")
    for name, function, text, example in (("issue", new_issue, "从模板新建一期", "issues/2025-07"),
                                          ("workspace", new_workspace, "新建一个工作区，里面有一期可以照着改", "我的期刊")):
        sub = kinds.add_parser(name, parents=[common], help=text, description=text, epilog=f"例：banxin new {name} {example}")
        sub.add_argument("folder", type=Path, metavar="文件夹")
        sub.add_argument("--kind", choices=KINDS, default=KINDS[0],
                         help="期刊 magazine-issue（默认）、公文 official-document、内部通报 internal-bulletin")
        sub.set_defaults(command=function)
