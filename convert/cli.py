"""The command line: arguments in, one exit code out."""
from __future__ import annotations

import argparse
import gc
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from convert import __version__, commands
from convert.console import Console, discard, speak_chinese
from convert.diagnostics import ExitCode, Refusal, diagnose, trouble_with_file
from convert.messages import HELP, USAGE
from convert.model.length import Length

EDITIONS = ("print", "screen", "word", "epub")
PROOF = "proof"         # an edition that is made only where it is named
SCRIPTS = ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK")
SHORT_KINDS = {"magazine": "magazine-issue", "official": "official-document", "bulletin": "internal-bulletin"}
KINDS = tuple(SHORT_KINDS.values())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (diagnostics.ExitCode).  Raises SystemExit(2) on wrong usage, (0) after --help."""
    gc.disable()        # a build makes hundreds of thousands of objects and hardly a cycle among them
    speak_chinese()
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
        discard(sys.stdout)
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


def _choices(allowed: tuple[str, ...], *named: str) -> Callable[[str], tuple[str, ...]]:
    """An argparse type: a comma list of `allowed` and `named`; `all` are those allowed.  No doubles, the program's order."""

    def parse(text: str) -> tuple[str, ...]:
        wanted = [word for part in text.split(",") for word in (allowed if part == "all" else (part,))]
        if wrong := [w for w in wanted if w not in (*allowed, *named)]:
            raise argparse.ArgumentTypeError(f"没有“{wrong[0]}”；可用的有 {','.join(('all', *allowed, *named))}")
        return tuple(a for a in (*allowed, *named) if a in wanted)

    return parse


def _short_kind(text: str) -> str:
    return next((short for short, kind in SHORT_KINDS.items() if text == kind), text)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”不是正整数")
    return int(text)


def _port(text: str) -> int:
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"“{text}”不是 1024 到 65535 的端口")
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
    subparsers = parser.add_subparsers(required=True, metavar="命令")

    def add(name: str, function: Callable[[argparse.Namespace, Console], ExitCode], text: str, example: str,
            ) -> _Parser:
        sub = subparsers.add_parser(name, parents=[common], help=text, description=text, epilog=f"例：{example}")
        sub.set_defaults(command=function)
        return sub

    _add_new(subparsers, common)
    _add_import(add)
    sub = add("check", commands.check, "校对：结构、标点、编号、字体覆盖", "banxin check issues/2025-06")
    sub.add_argument("issues", nargs="+", type=Path, metavar="期", help="一期的文件夹，可以写几个")
    sub.add_argument("--fix", action="store_true", help="只有一种改法的（标点、全半角、空格、错别字）改在源稿里，并列出改动")
    sub.add_argument("--dry-run", action="store_true", help="与 --fix 同用：只列出改动，不写")
    sub.add_argument("--html", type=Path, metavar="文件", help="写一份可以打印、逐条勾对的报告")
    _add_build(add)
    _add_diff(add)
    _add_review(add)
    _add_hant(add)
    _add_preflight(add)
    _add_impose(add)
    sub = add("preview", commands.preview, "边改边看：在浏览器里看排好的页，存盘就重排", "banxin preview issues/2025-06")
    sub.add_argument("issue", type=Path, metavar="期", help="一期的文件夹")
    sub.add_argument("--script", choices=SCRIPTS, default=SCRIPTS[0], metavar="字形", help="默认 zh-Hans")
    sub.add_argument("--port", type=_port, metavar="端口", default=0, help="只在本机看得到；默认由系统挑一个空的")
    sub.add_argument("--no-open", dest="open", action="store_false", help="不打开浏览器")
    sub = add("fonts", commands.fonts, "哪个角色用哪款字；install 装更丰富的字体", "banxin fonts install")
    sub.add_argument("action", nargs="?", choices=("list", "install"), default="list", metavar="list|install",
                     help="list 列出（默认），install 装更丰富的字体")
    add("doctor", commands.doctor, "安装是否齐全：库、pandoc、字体", "banxin doctor")
    return parser


def _add_build(add: Callable[..., _Parser]) -> None:
    sub = add("build", commands.build, "排一期或几期", "banxin build issues/2025-06 --script all")
    sub.add_argument("issues", nargs="+", type=Path, metavar="期", help="一期的文件夹，可以写几个")
    sub.add_argument("--edition", metavar="版本", type=_choices(EDITIONS, PROOF), default=EDITIONS,
                     help="all 或 print,screen,word,epub 中的几样；proof 是带行号的校样，写了才排")
    sub.add_argument("--script", metavar="字形", type=_choices(SCRIPTS), default=("zh-Hans",),
                     help="all 或 zh-Hans,zh-Hant-TW,zh-Hant-HK 中的几样")
    sub.add_argument("--vertical", action="store_true", help="繁体的两个 PDF 和 EPUB 另出一套直排的（期刊）")
    sub.add_argument("--out", type=Path, metavar="文件夹", help="成品放到哪里（默认工作区的 build）")
    sub.add_argument("--jobs", type=_positive, metavar="N", default=os.cpu_count() or 1, help="同时用几个进程")
    sub.add_argument("--printer", metavar="名字", default="", help="按 styles/printers/ 里这家印厂的要求排付印版")
    sub.add_argument("--office-pages", action="store_true", help="Word 版目录的页码以这台机器上 LibreOffice 的实排为准（慢几秒）")
    sub.add_argument("--force", action="store_true", help="没改动也重做")


def _add_diff(add: Callable[..., _Parser]) -> None:
    sub = add("diff", commands.diff, "核红：比较前后两次校样，哪里改了，标了的改了没有",
              "banxin diff issues/2025-06 --marks 一校.yaml")
    sub.add_argument("versions", nargs="+", metavar="旧 新",
                     help="校样或付印的 PDF、….proof.json、build 里一期的文件夹、校样上印的版次；只写一期就比最后两次")
    sub.add_argument("--marks", type=Path, metavar="清单",
                     help="校样上标的修改：YAML、JSON、制表符分开的表，或 banxin review 写的 .json")
    sub.add_argument("--html", type=Path, metavar="文件", help="写一份新旧各行并排的报告")
    sub.add_argument("--pdf", type=Path, metavar="文件", help="改了的各页另成一份 PDF，改动的行加底色，没有人标的是红的")
    sub.add_argument("--script", choices=SCRIPTS, default=SCRIPTS[0], help="哪种字形的校样（默认 zh-Hans）")
    sub.add_argument("--vertical", action="store_true", help="比直排的校样")
    sub.add_argument("--out", type=Path, metavar="文件夹", help="成品在哪里（默认工作区的 build）")


def _add_import(add: Callable[..., _Parser]) -> None:
    sub = add("import", commands.import_issue, "把提取出的文字、PDF 或 Word 文件变成清稿",
              "banxin import 一期.txt --kind magazine --out issues/2025-06")
    sub.add_argument("raw", nargs="+", type=Path, metavar="原文", help="文字、PDF 或 .docx；几份按先后接成一期")
    sub.add_argument("--kind", type=_short_kind, choices=tuple(SHORT_KINDS), default="magazine",
                     help="期刊 magazine（默认）、公文 official、内部通报 bulletin；也认 new 的全名")
    sub.add_argument("--out", type=Path, metavar="文件夹", required=True, help="写到哪里，例如 issues/2025-06；文件夹的名字就是 id")
    sub.add_argument("--force", action="store_true", help="文件夹里已有东西也重新导入")


def _add_hant(add: Callable[..., _Parser]) -> None:
    sub = add("hant", commands.hant, "把文字转成繁体，与繁体各版同一套规则", "banxin hant --to zh-Hant-HK 稿子.md")
    sub.add_argument("--to", choices=SCRIPTS[1:], default=SCRIPTS[1], help="默认 zh-Hant-TW")
    sub.add_argument("--review", action="store_true", help="不转文字，写一份校样单（HTML 与 JSON）：哪些字值得看一眼")
    sub.add_argument("--accept", action="append", metavar="简体=繁体",
                     help="把看定的一条写进 styles/house.yaml，写了期就写进它的 issue.yaml")
    sub.add_argument("--name", action="store_true", help="--accept 的是人名，写进名册")
    sub.add_argument("file", nargs="?", metavar="文件", help="- 是标准输入；--review、--accept 可以是一期的文件夹")


def _add_review(add: Callable[..., _Parser]) -> None:
    sub = add("review", commands.review, "审阅归来：把 Word 文件里的修改和批注带回源稿", "banxin review 改过的.docx --apply")
    sub.add_argument("file", type=Path, metavar="DOCX", help="送审以后改过的 Word 文件，修订开没开都行")
    sub.add_argument("--apply", action="store_true", help="写进源稿（默认只看不写）；冲突的地方不动")
    sub.add_argument("--dry-run", action="store_true", help="只把源稿要改的地方打印成 diff，什么都不写")
    sub.add_argument("--comments", action="store_true",
                     help="批注也写进源稿，<!-- 批注 作者：文字 --> 在那一段旁边，不印；同 --apply 或 --dry-run 一起用")
    sub.add_argument("--issue", type=Path, metavar="期", help="这一期的文件夹（默认按文件里的记号在 issues/ 里找）")
    sub.add_argument("--out", type=Path, metavar="文件夹", help="成品在哪里（默认工作区的 build）；报告写进它的 期/review/")


def _add_impose(add: Callable[..., _Parser]) -> None:
    sub = add("impose", commands.impose, "拼大版：单页 PDF 拼成对折的印张，骑马订或胶订",
              "banxin impose build/2025-06/2025-06.zh-Hans.print.pdf")
    sub.add_argument("file", type=Path, metavar="PDF", help="单页的付印 PDF，自己的、别处来的都行")
    sub.add_argument("--out", type=Path, metavar="文件", help="默认在旁边，叫 ….imposed.pdf")
    sub.add_argument("--binding", choices=("saddle", "perfect"), default="saddle", help="saddle 骑马订（默认），perfect 胶订，按帖")
    sub.add_argument("--signature", type=_pages_of_signature, metavar="页数", default=16, help="胶订每帖几页（默认 16）")
    sub.add_argument("--paper", type=_millimetres, metavar="毫米", default=Length.from_mm(0.1),
                     help="一张纸的厚度，里面的页照它向订口让（默认 0.1；0 不让）")
    sub.add_argument("--sheet", type=_paper, metavar="宽x高", help="印张的毫米数（默认放得下角线就行）")
    sub.add_argument("--direction", choices=("ltr", "rtl"), help="左订 ltr 或右订 rtl（默认看文件）")
    sub.add_argument("--no-marks", dest="marks", action="store_false", help="不要角线、折线、套准线")


def _add_preflight(add: Callable[..., _Parser]) -> None:
    sub = add("preflight", commands.preflight, "印前检查：PDF/X、颜色、叠印、墨量、字体、图片、出血、角线、装订",
              "banxin preflight build/2025-06/2025-06.zh-Hans.print.pdf --printer offset --html 检查.html")
    sub.add_argument("file", type=Path, metavar="PDF", help="付印 PDF，自己的、别处来的都行")
    sub.add_argument("--printer", metavar="名字", default="", help="按 styles/printers/ 里这家印厂的要求查")
    sub.add_argument("--standard", choices=("x4", "x1a"), help="按哪种 PDF/X 查（默认看文件自称）")
    sub.add_argument("--html", type=Path, metavar="文件", help="写一份带页面图和交货单的报告")
    sub.add_argument("--imposed", action="store_true", help="查的是拼好的印张")


def _add_new(subparsers: argparse._SubParsersAction[_Parser], common: _Parser) -> None:
    new = subparsers.add_parser("new", help="新建一期或一个工作区", description="新建一期或一个工作区",
                              epilog="例：banxin new issue issues/2025-07 --kind magazine-issue")
    kinds = new.add_subparsers(required=True, metavar="issue|workspace")
    for name, function, text, example in (("issue", commands.new_issue, "从模板新建一期", "issues/2025-07"),
                                          ("workspace", commands.new_workspace, "新建工作区，里面有一期可以照着改", "我的期刊")):
        sub = kinds.add_parser(name, parents=[common], help=text, description=text, epilog=f"例：banxin new {name} {example}")
        sub.add_argument("folder", type=Path, metavar="文件夹", help="新的文件夹")
        sub.add_argument("--kind", type=lambda text: SHORT_KINDS.get(text, text), choices=KINDS, default=KINDS[0],
                         help="期刊 magazine-issue（默认）、公文 official-document、内部通报 internal-bulletin；也认 import 的短名")
        sub.set_defaults(command=function)
