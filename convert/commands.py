"""The commands: options in, work given to the rooms below, what came of it told to the console, an exit code out."""
from __future__ import annotations

import argparse
import os
import shlex
import sys
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from convert.console import Console
from convert.diagnostics import Diagnostic, ExitCode, Refusal, Severity, diagnose, explain, has_errors
from convert.messages import HANT_REVIEW

if TYPE_CHECKING:
    from convert.pipeline import Job, Result
    from convert.printer import Printer
    from convert.workspace import Workspace


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
        remarks = dict(result.remarks)
        for name in result.outputs + result.fresh:
            if not name.endswith(".review.json"):       # beside the page, for machines
                remark = "（未改动）" if name in result.fresh else remarks.get(name, "")
                console.announce(f"{_shown(result.folder)}/{name}{remark}")
    console.finish(found, issues=[_as_json(r) for r in results])
    return max(codes)


def _job(folder: Path, options: argparse.Namespace) -> Job:
    from convert.pipeline import Job
    from convert.workspace import find_workspace

    workspace = find_workspace(folder)
    folder = _existing(folder)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return Job(folder, workspace, options.out or workspace.root / "build", options.edition, options.script,
               int(epoch) if epoch.isdigit() else None, options.force, options.printer, options.vertical,
               options.office_pages)


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


def preview(options: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin preview`: the address on standard output, a line for every build, until somebody stops it."""
    import errno
    import gc
    import webbrowser
    from threading import Event

    from convert import preview as room
    from convert.pipeline import Job
    from convert.workspace import find_workspace

    workspace, folder = find_workspace(options.issue), _existing(options.issue)
    job = Job(folder, workspace, workspace.root / "build" / ".preview", ("screen",), (options.script,), force=True)
    gc.enable()         # many builds in one process

    def ready(address: str) -> None:
        console.finish([], address=address)
        console.show(address)
        if options.open:
            webbrowser.open(address)

    try:
        room.preview(job, options.port, ready, console.say, Event())
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise Refusal(ExitCode.USAGE, [diagnose("B017", port=options.port)]) from None
    return ExitCode.OK


def check(options: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin check`: findings, their number and the error budget; only --fix writes."""
    from convert.pipeline import check_issue
    from convert.proof import budget
    from convert.proof.mending import mend_files
    from convert.workspace import find_workspace

    found: list[Diagnostic] = []
    mends: list[tuple[str, int]] = []
    characters, allowed = 0, 0.0
    unreadable = False
    for folder in dict.fromkeys(options.issues):
        try:
            issue, diagnostics = check_issue(_existing(folder), find_workspace(folder))
        except Refusal as refusal:
            issue, diagnostics = None, refusal.diagnostics
        unreadable |= issue is None
        found += diagnostics
        if issue is not None:
            more, errors = budget(issue)
            characters, allowed = characters + more, allowed + errors
            if options.fix:
                mends.append(mend_files(diagnostics, find_workspace(folder).root, not options.dry_run))
    console.finish(found, **({"patch": "".join(p for p, _ in mends)} if options.fix else {}))
    for text, count in mends:
        if text:
            console.announce(text.rstrip("\n"))
        console.say(f"{'可以改' if options.dry_run else '改好了'} {count} 处")
    if options.html:
        from convert.manifest import replace_files
        from convert.proof.report import as_html

        replace_files(options.html.parent, {options.html.name: as_html(tuple(dict.fromkeys(found)), characters, allowed).encode()})
        console.announce(_shown(options.html.resolve()))
    counts = [sum(d.severity is s for d in dict.fromkeys(found)) for s in (Severity.ERROR, Severity.WARNING, Severity.NOTE)]
    console.say("错误 {} 处，警告 {} 处，提示 {} 处".format(*counts))
    if characters:
        slips = sum(d.code[0] == "P" and d.severity is Severity.ERROR for d in dict.fromkeys(found))
        console.say(f"差错额度（万分之二）：{characters} 字，至多 {allowed:.1f} 处；校对查出的错误 {slips} 处")
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
    console.say(f"{done.articles} 篇，修补 {done.repairs} 行，图片 {done.pictures} 张，要看一眼的 {len(done.diagnostics)} 处"
                f"（{shown}/import-report.html）。下一步：banxin build {shlex.quote(shown)}")
    return ExitCode.OK


def hant(options: argparse.Namespace, console: Console) -> ExitCode:
    """Lines in, the same lines in Traditional characters out; or the proofreader's list; or one decision of it written down."""
    from convert.workspace import find_workspace

    if options.accept:
        return _accept(options, console)
    if options.file is None:
        raise Refusal(ExitCode.USAGE, [diagnose("B009", problem="没有说转哪个文件；- 是标准输入", command="banxin hant")])
    if options.review:
        return _review(options, console)
    from convert.variant import Converter

    text = _read_text(options.file, mark=True)
    converter = Converter.with_house(options.to, find_workspace(Path.cwd()).house_glossary)
    lines = converter.convert_lines(text.split("\n"))
    if console.json:
        console.finish([], text="\n".join(lines))
    else:
        sys.stdout.write("\n".join(lines))
        sys.stdout.flush()
    return ExitCode.OK


def _review(options: argparse.Namespace, console: Console) -> ExitCode:
    """The list of an issue (in build/<id>/), or of a file (in the folder one stands in), as a page and as JSON."""
    from convert import manifest
    from convert.reader.issue import read_issue
    from convert.variant.review import as_html, review_issue, review_text
    from convert.workspace import find_workspace

    path = Path(options.file)
    workspace = find_workspace(path if path.is_dir() else Path.cwd())
    if path.is_dir():
        issue, found = read_issue(_existing(path), workspace.root)
        review, name = review_issue(issue, options.to, workspace.house_glossary), issue.metadata.id
        folder = workspace.root / "build" / name
    else:
        found, name, folder = (), "stdin" if options.file == "-" else path.stem, Path.cwd()
        review = review_text(_read_text(options.file), options.file, options.to, workspace.house_glossary)
    stem = f"{name}.{options.to}.review"
    page = as_html(review, HANT_REVIEW["title"].format(name=name, script=options.to))
    manifest.replace_files(folder, {f"{stem}.html": page.encode(), f"{stem}.json": manifest.as_json(review.as_json())})
    console.announce(HANT_REVIEW["made"].format(path=f"{_shown(folder)}/{stem}.html", summary=review.summary))
    console.finish(found, **review.as_json())
    return ExitCode.OK


def _accept(options: argparse.Namespace, console: Console) -> ExitCode:
    """`简体=繁体` becomes a line of styles/house.yaml, or of issue.yaml when an issue is named."""
    from convert.variant.accept import accept
    from convert.workspace import find_workspace

    folder = _existing(Path(options.file)) if options.file else find_workspace(Path.cwd()).root / "styles"
    path = folder / ("issue.yaml" if options.file else "house.yaml")
    section = "names" if options.name and not options.file else "glossary"
    for entry in options.accept:
        source, _, target = entry.partition("=")
        accept(path, section, source.strip(), target.strip())
        console.announce(HANT_REVIEW["accepted"].format(path=_shown(path), source=source.strip(), target=target.strip()))
    console.finish([])
    return ExitCode.OK


def _read_text(name: str, mark: bool = False) -> str:
    """The text of a file in UTF-8; `mark` keeps a byte order mark at its head."""
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    try:
        return data.decode("utf-8" if mark else "utf-8-sig")
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


def review(options: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin review`: what reviewers changed in a Word file; --apply writes it into the sources."""
    import tempfile

    from convert.review import session
    from convert.workspace import find_workspace

    path: Path = options.file
    workspace = find_workspace(options.issue or Path.cwd())
    with tempfile.TemporaryDirectory(prefix="banxin-issued-") as place:
        made = session.open_review(path, workspace, options.out or workspace.root / "build",
                                   _existing(options.issue) if options.issue else None, _reissue(workspace, Path(place)),
                                   comments=options.comments)
    if options.dry_run:
        console.show(session.patch_of(made).rstrip("\n"))
    else:
        for line in session.summary(made):
            console.show(line)
        written = [*session.write_report(made), *(session.apply(made) if options.apply else ())]
        for name in written:
            console.announce(_shown(name.resolve()))
    console.finish(made.diagnostics, applied=options.apply and not options.dry_run, **session.figures(made))
    console.say(session.verdict(made, applied=options.apply and not options.dry_run))
    return ExitCode.FINDINGS if has_errors(made.diagnostics) else ExitCode.OK


def diff(options: argparse.Namespace, console: Console) -> ExitCode:
    """`banxin diff`: what changed between two versions of the proofs; with --marks, what was carried out and what nobody marked."""
    from convert.manifest import replace_files
    from convert.proofsheet import report, session
    from convert.workspace import find_workspace

    names: list[str] = options.versions
    if len(names) > 2:
        raise Refusal(ExitCode.USAGE, [diagnose("B009", problem="一次比两份", command="banxin diff")])
    build = options.out or find_workspace(Path(names[-1]) if Path(names[-1]).exists() else Path.cwd()).root / "build"
    versions = session.find_versions(names, build, options.script + (".vertical" if options.vertical else ""))
    collation = session.collate(*versions, options.marks)
    made: dict[Path, bytes] = {}
    if options.html:
        made[options.html] = report.as_html(collation).encode()
    if options.pdf:
        made[options.pdf] = session.marked_pages(collation, session.sheets_of(versions[1], names[-1], build))
    for line in report.summary(collation):
        console.show(line)
    for path, data in made.items():
        replace_files(path.parent, {path.name: data})
        console.announce(_shown(path.resolve()))
    console.finish(collation.diagnostics, **report.as_json(collation))
    console.say(report.verdict_of(collation))
    return ExitCode.FINDINGS if has_errors(collation.diagnostics) else ExitCode.OK


def _reissue(workspace: Workspace, place: Path) -> Callable[[Path, str], Path]:
    """Builds the Word edition again into `place`, for a file whose issued state was thrown away."""
    from convert import pipeline

    def rebuild(folder: Path, script: str) -> Path:
        pipeline.build((pipeline.Job(folder, workspace, place, ("word",), (script,)),))
        return place

    return rebuild


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
