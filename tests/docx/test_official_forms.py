"""Forms of official documents (GB/T 9704-2012, 7 and 10): the same millimetres in Word, as LibreOffice sets it, and in print."""
from __future__ import annotations

import shutil
import subprocess
from typing import Any

import pytest

from convert import cli
from convert.lexicon import sense_lines
from convert.workspace import shipped
from tests.docx.test_render import MM, bands, pixels

COMMON = """\
document_type: official-document
issuer: 潮生市渡口联合会
addressee: 各渡口，各船队：
date: '2025-06-10'
cc: 潮生市航道办公室。
printed_by: 潮生市渡口联合会办公室
printed: '2025-06-11'
articles: [01-a.md]
"""
FORMS = {
    "joint": "title: 潮生市渡口联合会文件\n"
             "issuers: [潮生市渡口联合会, 潮生市航道管理处, 潮生市团委]\ndoc_number: 潮渡发〔2025〕9号\n"
             "copy_no: '000012'\nsecrecy: 秘密★1年\nurgency: 特急\nremark: 联系人：值班室\n",
    "upward": "title: 潮生市渡口联合会\ndoc_number: 潮渡〔2025〕3号\nsigner: 钱一　孙二二　李三\nunsealed: true\n",
    "letter": "title: 潮生市渡口联合会\nform: letter\ndoc_number: 潮渡函〔2025〕5号\nsecrecy: 秘密★1年\nurgency: 加急\n",
    "order": "title: 潮生市渡口联合会令\nform: order\ndoc_number: 第7号\n",
    "minutes": "title: 潮生市渡口联合会会议纪要\nform: minutes\ndoc_number: 〔2025〕2号\n",
}
HEAD = "---\nid: a\ntype: notice\ntitle: 潮生市渡口联合会关于做好夏季夜航服务保障工作的通知\n---\n\n"
BODY = HEAD + "各渡口要把夜航灯光逐盏检查一遍，坏的当天换。\n\n" * 24


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Any]:
    """(form, edition) -> the PDF of it."""
    pymupdf = pytest.importorskip("pymupdf")
    root = tmp_path_factory.mktemp("forms")
    shutil.copytree(shipped("styles"), root / "styles")
    for name, head in FORMS.items():
        folder = root / "issues" / name
        folder.mkdir(parents=True)
        (folder / "issue.yaml").write_text(f"id: {name}\n{head}{COMMON}", encoding="utf-8")
        (folder / "01-a.md").write_text(BODY, encoding="utf-8")
    folders = [str(root / "issues" / name) for name in FORMS]
    assert cli.main(["build", *folders, "--edition", "print,word", "--jobs", "1", "-q"]) == 0
    out = {(name, "print"): pymupdf.open(root / "build" / name / f"{name}.zh-Hans.print.pdf") for name in FORMS}
    if office := shutil.which("soffice"):
        files = [str(root / "build" / name / f"{name}.zh-Hans.docx") for name in FORMS]
        command = [office, f"-env:UserInstallation=file://{root}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", str(root), *files], capture_output=True, check=True, timeout=240)
        out |= {(name, "word"): pymupdf.open(root / f"{name}.zh-Hans.pdf") for name in FORMS}
    return out


def page_of(pages: dict[tuple[str, str], Any], name: str, edition: str, number: int = 0) -> tuple[Any, list[tuple[float, float]]]:
    """Pixels of a page within its trim, and its red bands."""
    if (name, edition) not in pages:
        pytest.skip("LibreOffice is not installed")
    page = pages[name, edition][number]
    page.set_cropbox(page.trimbox)
    picture = pixels(page)
    return picture, bands((picture[..., 0] > 150) & (picture[..., 1] < 120) & (picture[..., 2] < 120))


@pytest.mark.parametrize("edition", ["print", "word"])
@pytest.mark.parametrize(("name", "mark"), [("joint", 72), ("upward", 72), ("minutes", 72), ("order", 57), ("letter", 30)])
def test_the_mark_stands_where_the_standard_wants_it(pages: dict[tuple[str, str], Any], name: str, mark: int, edition: str) -> None:
    picture, red = page_of(pages, name, edition)
    assert red[0][0] == pytest.approx(mark, abs=0.5 if name != "joint" else 0.6)
    dark = bands(picture.max(axis=2) < 128)
    if name in {"joint", "upward", "minutes"}:
        number = [b for b in dark if b[1] < red[-1][0]][-1]
        assert red[-1][0] - number[1] == pytest.approx(4, abs=0.5)
    if name == "order":
        assert len(red) == 1                                        # no rule under a 令
    text = [b for b in dark if red[-1][1] < b[0] < 262] if name != "letter" else dark
    assert len(text) > 3                                            # the first page holds text


@pytest.mark.parametrize("edition", ["print", "word"])
def test_letters_have_two_double_rules_and_no_number_on_the_first_page(pages: dict[tuple[str, str], Any], edition: str) -> None:
    picture, red = page_of(pages, "letter", edition)
    rules = [b for b in red[1:] if b[1] - b[0] < 3]
    assert rules[0][0] - red[0][1] == pytest.approx(4, abs=1)
    assert 297 - rules[-1][1] == pytest.approx(20, abs=0.6)
    wide = (picture[int(rules[0][0] / MM) + 2, :, 0] > 150) & (picture[int(rules[0][0] / MM) + 2, :, 1] < 120)
    assert wide.sum() * MM == pytest.approx(170, abs=1)
    assert not [b for b in bands(picture.max(axis=2) < 128) if b[0] > 262]
    second, _ = page_of(pages, "letter", edition, 1)
    folio = [b for b in bands(second.max(axis=2) < 128) if b[0] > 262.5][-1]
    assert sum(folio) / 2 - 262 == pytest.approx(7, abs=0.5)


@pytest.mark.parametrize("edition", ["print", "word"])
@pytest.mark.parametrize("name", FORMS)
def test_the_record_ends_on_the_type_area(pages: dict[tuple[str, str], Any], name: str, edition: str) -> None:
    picture, _ = page_of(pages, name, edition, -1)
    rules = [b for b in bands(picture.max(axis=2) < 150) if b[1] - b[0] < 1]
    assert rules[-1][1] == pytest.approx(262, abs=1)


@pytest.mark.parametrize("edition", ["print", "word"])
def test_everything_is_said(pages: dict[tuple[str, str], Any], edition: str) -> None:
    page_of(pages, "joint", edition)
    said = {name: "".join("".join(p.get_text() for p in pages[name, edition]).split()) for name in FORMS}
    words = ("000012", "秘密★1年", "特急", "潮生市团委", "文件", "（联系人：值班室）", "潮渡发〔2025〕9号")
    assert all(word in said["joint"] for word in words)
    assert "签发人：" in said["upward"] and "孙二二" in said["upward"]
    assert "2025年6月10日" not in said["minutes"] and "2025年6月10日" in said["order"]


def test_titles_turn_at_sense_units() -> None:
    lines = sense_lines("潮生市渡口联合会关于做好夏季夜航服务保障工作的通知", 20)
    assert lines == ("潮生市渡口联合会", "关于做好夏季夜航服务保障工作的通知")
    assert sense_lines("关于夜航的通知", 20) == ("关于夜航的通知",)
    lines = sense_lines("潮生市渡口联合会转发省总工会关于学习宣传贯彻落实全省职工技能竞赛工作会议精神的通知", 20)
    assert lines[1].startswith("关于") and max(map(len, lines)) <= 20
