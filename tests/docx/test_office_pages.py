"""What only a word processor can tell: pages of the contents as LibreOffice sets them; and a footnote that is called twice."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from convert import cli
from convert.workspace import shipped
from tests.docx.sample import Package, W
from tests.docx.test_render import render

ISSUE = "id: t\ndocument_type: internal-bulletin\ntitle: 渡口通报\nissue_label: 第1期\ncompiler: 办公室\ndate: '2025-06-10'\n"
PARAGRAPH = "渡船每天清晨五点开第一班，船上的灯要在前一晚擦好，缆绳要晾干，救生衣要点清。" * 6


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "issues" / "t"
    folder.mkdir(parents=True)
    shutil.copytree(shipped("styles"), tmp_path / "styles")
    (folder / "issue.yaml").write_text(ISSUE, encoding="utf-8")
    for number, title in enumerate(("灯要擦亮", "缆要晾干", "衣要点清", "船要准点"), 1):
        notes = "一处[^a]，又一处[^a]。\n\n[^a]: 见航行日志。\n" if number == 1 else ""
        text = f"---\nid: t{number}\ntitle: {title}\n---\n\n" + f"{PARAGRAPH}\n\n" * (2 * number) + notes
        (folder / f"0{number}-t.md").write_text(text, encoding="utf-8")
    return tmp_path


def built(workspace: Path, *options: str) -> bytes:
    assert cli.main(["build", str(workspace / "issues" / "t"), "--edition", "word", "-q", "--jobs", "1", *options]) == 0
    return (workspace / "build" / "t" / "t.zh-Hans.docx").read_bytes()


def test_contents_say_the_pages_that_libreoffice_sets(workspace: Path, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        assert cli.main(["build", str(workspace / "issues" / "t"), "--edition", "word", "-q", "--office-pages"]) == 4
        pytest.skip("LibreOffice is not installed")
    data = built(workspace, "--office-pages")
    paragraphs = [p for p in Package(data).body.iter(f"{W}p") if p.find(f"{W}hyperlink") is not None]
    said = {"".join(t.text for t in p.iter(f"{W}t")) for p in paragraphs}
    outline = {f"{title}{page}" for level, title, page in render(data, tmp_path).get_toc() if level == 1}
    assert said == outline and len(said) == 4


def test_without_libreoffice_the_build_says_what_to_do(workspace: Path, monkeypatch: pytest.MonkeyPatch,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("convert.press.office.shutil.which", lambda name: None)
    assert cli.main(["build", str(workspace / "issues" / "t"), "--edition", "word", "-q", "--office-pages", "--jobs", "1"]) == 4
    assert "W019" in capsys.readouterr().err


def test_a_note_called_twice_stands_once(workspace: Path) -> None:
    package = Package(built(workspace))
    assert len(list(package.body.iter(f"{W}footnoteReference"))) == 1
    codes = [c.text.split() for c in package.body.iter(f"{W}instrText") if "NOTEREF" in c.text]
    names = {b.get(f"{W}name") for b in package.body.iter(f"{W}bookmarkStart")}
    assert len(codes) == 1 and codes[0][1] in names
