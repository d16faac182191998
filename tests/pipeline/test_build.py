"""One command, all editions: as a person at the prompt meets it."""
from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert import fidelity, manifest
from convert.cli import main
from convert.model.text import article_text
from convert.reader.issue import read_issue

SUFFIXES = (".print.pdf", ".screen.pdf", ".docx", ".epub")


def build(workspace: Path, *arguments: str) -> int:
    return main(["build", str(workspace / "issues" / "ceshi"), "--jobs", "1", *arguments])


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def replace(workspace: Path, name: str, old: str, new: str) -> None:
    path = workspace / "issues" / "ceshi" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_all_editions_in_all_scripts(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(workspace, "--script", "all") == 0
    folder = workspace / "build" / "ceshi-2025-01"
    wanted = {f"ceshi-2025-01.{s}{e}" for s in ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK") for e in SUFFIXES}
    made = set(contents(folder))
    lists = {f"ceshi-2025-01.{s}.review.{e}" for s in ("zh-Hant-TW", "zh-Hant-HK") for e in ("html", "json")}
    assert {n for n in made if not n.endswith(".json.gz")} == wanted | lists | {"manifest.json", "report.json"}
    assert len(list((folder / "issued").iterdir())) == 3
    shown = capsys.readouterr()
    assert all(name in shown.out for name in wanted)
    assert "拼版" in shown.err


def test_a_traditional_script_leaves_a_list_for_its_proofreader(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(workspace, "02-chuanfu.md", "船", "把活干在前头的船")
    assert build(workspace, "--script", "zh-Hant-TW", "--edition", "word") == 0
    page, data = "ceshi-2025-01.zh-Hant-TW.review.html", "ceshi-2025-01.zh-Hant-TW.review.json"
    said = [line for line in capsys.readouterr().out.splitlines() if ".review." in line]
    folder = workspace / "build" / "ceshi-2025-01"
    listed = json.loads((folder / data).read_text("utf-8"))
    first = sum(m["doubt"] >= 20 for m in listed["marks"])
    assert [line.endswith(f"{page}（校样单，{first} 处，另 {len(listed['marks']) - first} 处备查）") for line in said] == [True]
    assert any(m["chosen"] == "幹" and "02-chuanfu.md" in m["places"][0] for m in listed["marks"])
    assert "<mark>干</mark>" in (folder / page).read_text("utf-8")
    assert {page, data} <= manifest.read_manifest(folder)["zh-Hant-TW"].keys()
    (folder / data).unlink()
    assert build(workspace, "--script", "zh-Hant-TW", "--edition", "word") == 0
    assert json.loads((folder / data).read_text("utf-8")) == listed


def test_pages_of_the_book_begin_where_those_in_print_do(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever the foot of the page falls, also where a table is carried on and the text below it is not."""
    sentence = "渡口的灯每晚六点半亮起来，摆渡的人远远看见，就知道家里有人等着他回来吃饭。"
    cells = "早上六点半从东岸开出 | 晚上九点四十分回到西岸 | 值班员在码头右边的小屋里 | 电话在墙上写着随时可打 | 雨天另加一班"
    rows = "\n".join(f"| 第{n}站 | {cells} |" for n in range(1, 12))
    table = f"| 站名 | 头班 | 末班 | 找谁 | 怎么找 | 备注 |\n|:---|:---|:---|:---|:---|:---|\n{rows}"
    items = "\n".join(f"{n}. {sentence * 2}" for n in range(1, 6))
    folder = workspace / "issues" / "ceshi"
    names = []
    for n in range(12):
        above = "\n\n".join([sentence * 3] * (n + 3))
        names.append(f"1{n:02}-ban.md")
        head = f"---\nid: ban-{n}\ntitle: 班次表之{n + 1}\n---"
        (folder / names[-1]).write_text(f"{head}\n\n{above}\n\n{table}\n\n{items}\n", "utf-8")
    matter = (folder / "issue.yaml").read_text("utf-8")
    listed = "".join(f"- {name}\n" for name in names)
    (folder / "issue.yaml").write_text(matter.replace("articles:\n", f"articles:\n{listed}", 1), "utf-8")
    assert build(workspace, "--edition", "print,epub", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert [d for d in said["diagnostics"] if d["code"] == "B015"] == []
    assert said["issues"][0]["pages"]["zh-Hans"] > 12


def test_every_character_stands_in_every_edition(workspace: Path) -> None:
    build(workspace)
    issue, _ = read_issue(workspace / "issues" / "ceshi", workspace)
    text = "".join(article_text(a) for a in issue.articles)
    assert "**" not in text
    for name, data in contents(workspace / "build" / "ceshi-2025-01").items():
        if name.endswith((".pdf", ".docx", ".epub")):
            assert not fidelity.check_output(data, Path(name).suffix, issue, name)
            assert "钟挂在渡口的老樟树上，是1978年铸的。" in {".pdf": fidelity.read_pdf, ".docx": fidelity.read_docx,
                                                ".epub": fidelity.read_epub}[Path(name).suffix](data).notes


def test_editions_left_out_of_a_build_are_said_to_be_old(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(workspace) == 0 and "B016" not in capsys.readouterr().err
    replace(workspace, "02-chuanfu.md", "船", "渡船")
    assert build(workspace, "--edition", "epub") == 0
    said = capsys.readouterr().err
    assert "B016" in said and "ceshi-2025-01.zh-Hans.print.pdf" in said and ".epub" not in said.partition("B016")[2]
    assert build(workspace, "--edition", "epub") == 0 and "B016" in capsys.readouterr().err     # up to date itself
    assert build(workspace) == 0 and "B016" not in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".print.pdf", ".docx", ".epub"])
def test_a_lost_character_is_seen(workspace: Path, suffix: str) -> None:
    """The check can fail: against a source with one more character every edition is reported."""
    build(workspace)
    data = (workspace / "build" / "ceshi-2025-01" / f"ceshi-2025-01.zh-Hans{suffix}").read_bytes()
    replace(workspace, "01-hemian.md", "又慢又稳", "又慢又稳又远")
    issue, _ = read_issue(workspace / "issues" / "ceshi", workspace)
    found = fidelity.check_output(data, Path(f"x{suffix}").suffix, issue, "x")
    assert [d.code for d in found] == ["B003"]
    assert "又远" in found[0].message


def test_a_second_build_is_the_same_and_does_nothing(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(workspace)
    folder = workspace / "build" / "ceshi-2025-01"
    first = contents(folder)
    capsys.readouterr()
    assert build(workspace) == 0
    assert "未改动" in capsys.readouterr().out
    assert contents(folder) == first
    assert build(workspace, "--force") == 0
    assert contents(folder) == first


def test_bytes_do_not_depend_on_the_machine(workspace: Path) -> None:
    """Another folder, time zone, locale, hash seed, process count: every file the same."""
    build(workspace, "--script", "zh-Hans,zh-Hant-TW")
    environment = os.environ | {"TZ": "Pacific/Chatham", "LC_ALL": "C", "PYTHONHASHSEED": "17", "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "convert", "build", "issues/ceshi", "--script", "zh-Hans,zh-Hant-TW", "--jobs", "2",
               "--out", "other"]
    done = subprocess.run(command, cwd=workspace, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert contents(workspace / "other" / "ceshi-2025-01") == contents(workspace / "build" / "ceshi-2025-01")


def test_a_changed_article_rebuilds(workspace: Path) -> None:
    build(workspace, "--edition", "epub")
    path = workspace / "build" / "ceshi-2025-01" / "ceshi-2025-01.zh-Hans.epub"
    before = path.read_bytes()
    replace(workspace, "02-chuanfu.md", "留给明天", "留给后天")
    assert build(workspace, "--edition", "epub") == 0
    assert path.read_bytes() != before


BROKEN = [
    ("issue.yaml", "title: 渡口\n", "title: 渡口\ntitle: 渡船\n", "R003", 4, 3),
    ("issue.yaml", "number: 1\n", "number: [1\n", "R001", 0, 3),
    ("issue.yaml", "permit:", "pemrit:", "R009", 9, 3),
    ("issue.yaml", "date: 2025-01-15\n", "style: magazin\n", "S001", 11, 3),
    ("01-hemian.md", "title: 河面上的灯\n", "", "R010", 0, 3),
    ("01-hemian.md", "- 头班船", "![灯](images/deng.png){alt=\"灯\"}\n\n- 头班船", None, 15, 3),
    ("01-hemian.md", "- 头班船", "<b>头</b>班船\n\n- 头班船", None, 15, 3),
    ("01-hemian.md", "对岸的灯", "对岸的\U000E0041灯", None, 9, None),
    ("02-chuanfu.md", "账本的第一页", "账本\u16A0的第一页", None, 8, 4),
]


@pytest.mark.parametrize(("name", "old", "new", "code", "line", "exit_code"), BROKEN)
def test_broken_sources(workspace: Path, capsys: pytest.CaptureFixture[str], name: str, old: str, new: str, code: str | None,
                        line: int, exit_code: int | None) -> None:
    """A message with file and line, a hint, the right exit code; yesterday's files untouched; never a traceback."""
    build(workspace, "--edition", "epub,print")
    before = contents(workspace / "build" / "ceshi-2025-01")
    replace(workspace, name, old, new)
    capsys.readouterr()
    got = build(workspace, "--json", "--edition", "epub,print")
    report = json.loads(capsys.readouterr().out)
    errors = [d for d in report["diagnostics"] if d["severity"] == "error"]
    assert got in ({exit_code} if exit_code else {3, 4})
    assert errors
    assert all(e["hint"] and e["file"] == f"issues/ceshi/{name}" for e in errors)
    assert code is None or code in {e["code"] for e in errors}
    assert not line or line in {e["line"] for e in errors}
    assert contents(workspace / "build" / "ceshi-2025-01") == before


def test_no_such_issue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(tmp_path / "nothing")]) == 3
    assert "B001" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["bild"], ["build"], ["build", "x", "--edition", "pdf"], ["build", "x", "--jobs", "0"],
                                       ["build", "x", "--script", "zh"]])
def test_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What this process starts hears an interrupt, even where it is itself a job in the background that must not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("delay", [0, 0.03])
def test_interrupt_leaves_the_outputs(workspace: Path, delay: float) -> None:
    """While the workers start, and soon after: long before three scripts can be done, however busy the machine."""
    build(workspace)
    folder = workspace / "build" / "ceshi-2025-01"
    before = contents(folder)
    replace(workspace, "02-chuanfu.md", "留给明天", "留给后天")
    command = [sys.executable, "-m", "convert", "build", "issues/ceshi", "--script", "all", "--jobs", "2"]
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(command, cwd=workspace, env=environment, stderr=subprocess.PIPE, text=True,
                          start_new_session=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert contents(folder) == before


def test_new_issue_from_each_template_builds(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ("magazine-issue", "official-document", "internal-bulletin"):
        folder = workspace / "issues" / f"new-{kind}"
        assert main(["new", "issue", str(folder), "--kind", kind]) == 0, capsys.readouterr().err
        assert main(["build", str(folder), "--jobs", "1", "-q"]) == 0, capsys.readouterr().err
        assert main(["new", "issue", str(folder), "--kind", kind]) == 2


def test_new_workspace_builds(tmp_path: Path) -> None:
    assert main(["new", "workspace", str(tmp_path / "desk")]) == 0
    assert main(["build", str(tmp_path / "desk" / "issues" / "sample"), "--edition", "epub", "-q"]) == 0


def test_help_is_quick_to_load() -> None:
    """`banxin --help` loads no engine."""
    code = "import sys; from convert.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n" \
           "print([m for m in ('reportlab', 'docx', 'opencc', 'pikepdf', 'uharfbuzz', 'lxml', 'PIL', 'yaml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "banxin" in done.stdout


def test_hant_converts_lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("发展，头发\n“干部”", encoding="utf-8")
    assert main(["hant", str(path)]) == 0
    assert capsys.readouterr().out == "發展，頭髮\n「幹部」"


NOTICE = """\
id: duban-1
document_type: official-document
title: 渡口镇文化站文件
issuer: 渡口镇文化站
doc_number: 渡文〔2025〕1号
date: 2025-01-15
"""


def test_a_document_dated_in_its_metadata_may_close_with_a_unit(workspace: Path) -> None:
    """署名 and 成文日期 then stand between the text and what closes it."""
    folder = workspace / "issues" / "duban"
    folder.mkdir()
    (folder / "issue.yaml").write_text(NOTICE, encoding="utf-8")
    (folder / "01-a.md").write_text("---\ntitle: 关于开渡的通知\ncontributor: 渡口夜班\n---\n\n请各船知悉。\n", encoding="utf-8")
    assert main(["build", str(folder), "--jobs", "1", "-q"]) == 0


def test_word_alone_needs_no_pages(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Word makes its own; what an art editor should look at on pages of print is not said of a Word file."""
    assert build(workspace, "--edition", "word") == 0
    assert "拼版" not in capsys.readouterr().err
    report = json.loads((workspace / "build" / "ceshi-2025-01" / "report.json").read_text(encoding="utf-8"))
    assert report["pages"] == {}


def test_text_below_the_date_of_a_document_is_text_like_any_other(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(Path(__file__).resolve().parents[2] / "issues" / "notice-2025-08", tmp_path / "notice"))
    article = min(folder.glob("*.md"))
    article.write_text(article.read_text(encoding="utf-8").rstrip("\n") + "\n\n船闸夜间照常放行。\n", encoding="utf-8")
    assert main(["build", str(folder), "--edition", "print,word,epub", "--out", str(tmp_path / "out"), "-q"]) == 0
