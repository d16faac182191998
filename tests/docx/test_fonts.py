"""Fonts in the Word file (`make-up: docx-fonts: subset`): TrueType faces whose names and rights fit, the same bytes every time."""
from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from convert import cli
from convert.workspace import shipped
from convert.writer.docx_fonts import hide
from tests.docx.test_package import tool
from tests.docx.test_render import render
from tests.fonts.forge import forge

ISSUE = "bulletin-2025-03"
FACE = "BanxinTrialKai"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace whose 楷体 is a TrueType face of its own, which no system has."""
    root = tmp_path / "root"
    shutil.copytree(Path(__file__).resolve().parents[2] / "issues" / ISSUE, root / "issues" / ISSUE)
    shutil.copytree(shipped("styles"), root / "styles")
    shutil.copytree(shipped("fonts"), root / "fonts")
    edit(root / "fonts" / "fonts.yaml", "open: LXGW WenKai}", f"open: {FACE}}}", "LXGWWenKai-Regular.ttf", f"{FACE}.ttf")
    edit(root / "styles" / "base.yaml", "docx-fonts: none", "docx-fonts: subset")
    edit(root / "styles" / "official.yaml", "font-profile: gb2312", "font-profile: open")
    forge(root / "fonts" / f"{FACE}.ttf", FACE, chars=letters(root))
    return root


def letters(root: Path) -> str:
    said = "".join(p.read_text(encoding="utf-8") for p in sorted((root / "issues" / ISSUE).glob("*.md")))
    return "".join(sorted({c for c in said if "\u4e00" <= c <= "\u9fff"} | set("罕")))


def edit(path: Path, *pairs: str) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def built(root: Path) -> bytes:
    assert cli.main(["build", str(root / "issues" / ISSUE), "--edition", "word"]) == 0
    return (root / "build" / ISSUE / f"{ISSUE}.zh-Hans.docx").read_bytes()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name) if name in archive.namelist() else b""


def test_the_face_goes_along_hidden_and_small(root: Path) -> None:
    data = built(root)
    table = part(data, "word/fontTable.xml").decode()
    (entry,) = re.findall(r'<w:font w:name="([^"]+)">(?:(?!</w:font>).)*<w:embedRegular ([^/]*)/>', table)
    assert entry[0] == FACE and 'w:subsetted="true"' in entry[1]
    digits = re.findall(r"\{([0-9A-F-]{36})\}", entry[1])[0].replace("-", "")
    hidden = part(data, "word/fonts/font1.odttf")
    assert hidden[:4] != b"\0\1\0\0"
    face = TTFont(io.BytesIO(hide(hidden, digits)))
    shown = set(map(chr, face.getBestCmap()))
    assert face["name"].getDebugName(1) == FACE and "室" in shown and "罕" not in shown      # the byline is 楷体; 罕 is nowhere
    settings = part(data, "word/settings.xml")
    assert b"<w:embedTrueTypeFonts/><w:saveSubsetFonts/>" in settings
    assert built(root) == data


def test_none_is_the_default(root: Path) -> None:
    edit(root / "styles" / "base.yaml", "docx-fonts: subset", "docx-fonts: none")
    data = built(root)
    assert b"embed" not in part(data, "word/fontTable.xml") + part(data, "word/settings.xml")


def test_an_unknown_word_is_said_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root / "styles" / "base.yaml", "docx-fonts: subset", "docx-fonts: all")
    assert cli.main(["build", str(root / "issues" / ISSUE), "--edition", "word", "-q"]) == 3
    assert "docx-fonts" in capsys.readouterr().err


@pytest.mark.parametrize(("embedding", "carried"), [(0x0000, True), (0x0008, True), (0x0004, False)])
def test_the_rights_of_the_face_are_kept(root: Path, embedding: int, carried: bool, capsys: pytest.CaptureFixture[str]) -> None:
    forge(root / "fonts" / f"{FACE}.ttf", FACE, chars=letters(root), embedding=embedding)
    data = built(root)
    said = capsys.readouterr().err
    assert bool(part(data, "word/fonts/font1.odttf")) == carried
    assert ("W062" in said and "0x0004" in said) != carried
    assert "W061" in said           # 宋体 and 黑体 here have CFF outlines


def test_a_face_of_another_name_stays_out(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(root / "styles" / "official.yaml", "font-profile: open", "font-profile: windows")
    assert not part(built(root), "word/fonts/font1.odttf")
    assert re.search(f"W060 .*“楷体”.*{FACE}", capsys.readouterr().err)


@pytest.mark.parametrize("command", [("openxml-audit", "Errors: 0"), ("ooxml-integrity check", "0 error(s)")])
def test_validators_find_nothing(root: Path, command: tuple[str, str]) -> None:
    built(root)
    name, *words = command[0].split()
    path = root / "build" / ISSUE / f"{ISSUE}.zh-Hans.docx"
    result = subprocess.run([tool(name), *words, str(path)], capture_output=True, text=True, check=False)
    assert command[1] in result.stdout, result.stdout


def test_libreoffice_shows_the_text_in_it_though_it_is_not_installed(root: Path, tmp_path: Path) -> None:
    def faces(data: bytes, name: str) -> set[str]:
        (tmp_path / name).mkdir()
        return {font[3].rpartition("+")[2] for page in render(data, tmp_path / name) for font in page.get_fonts()}

    assert FACE in faces(built(root), "with")
    edit(root / "styles" / "base.yaml", "docx-fonts: subset", "docx-fonts: none")
    assert FACE not in faces(built(root), "without")
