"""Where new and moved paragraphs go: lists of every marker and depth, panels, another article."""
from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from convert import cli
from convert.review.rewrite import next_marker
from tests.review.clerk import Clerk, Element, body_of, w, with_body

LIST = "notice-2025-08", "03-fujian-yingji.md"
ROMAN = "xizhou-2025-06", "21-wenda.md"


def reviewed(desk: Path, name: str, body: Element, data: bytes, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    (desk / "x.docx").write_bytes(with_body(data, body))
    capsys.readouterr()
    cli.main(["review", "x.docx", "--apply", "--json"])
    changes: list[dict[str, str]] = json.loads(capsys.readouterr().out)["changes"]
    assert all(c["status"] == "ready" for c in changes), changes
    return changes


def issued_file(desk: Path, name: str) -> bytes:
    return (desk / "build" / name / f"{name}.zh-Hans.docx").read_bytes()


def paragraph(body: Element, words: str) -> Element:
    return next(p for p in body.iter(w("p")) if words in "".join(t.text or "" for t in p.iter(w("t"))))


@pytest.mark.parametrize(("where", "behind", "like", "lines"), [
    (LIST, "摘下安全帽", "摘下安全帽", "2. 松。解开衣领、腰带，摘下安全帽，脱去外层工装。\n3. 新项。\n3. 降。"),
    (LIST, "神志不清的", "不得喂水", "   - 神志不清的，\n     - 新项。\n     - 不得喂水；\n"),
    (LIST, "头偏向一侧", "头偏向一侧", "     - 头偏向一侧，保持呼吸通畅。\n     - 新项。\n4. 报。"),
    (LIST, "头偏向一侧", "神志不清的", "     - 头偏向一侧，保持呼吸通畅。\n   - 新项。\n4. 报。"),
    (LIST, "救护人员到达前", "救护人员到达前", "不得让患者独自离开。\n6. 新项。\n"),
    (ROMAN, "一年以上不满三年的", "一年以上不满三年的", "不超过两个月；\niii. 新项。\niii. 三年以上"),
])
def test_a_new_item_stands_at_its_depth(desk: Path, where: tuple[str, str], behind: str, like: str, lines: str,
                                        capsys: pytest.CaptureFixture[str]) -> None:
    data = issued_file(desk, where[0])
    body = body_of(data)
    clerk = Clerk(body, 1, tracked=True)
    paragraph(body, behind).addnext(clerk.paragraph(paragraph(body, like), "新项。"))
    reviewed(desk, where[0], body, data, capsys)
    assert lines in (desk / "issues" / where[0] / where[1]).read_text(encoding="utf-8")


def test_a_paragraph_behind_a_list_is_no_item(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, file = LIST
    data = issued_file(desk, name)
    body = body_of(data)
    clerk = Clerk(body, 1, tracked=False)
    paragraph(body, "救护人员到达前").addnext(clerk.paragraph(paragraph(body_of(data), "八个热餐窗口"), "表后一段。"))
    reviewed(desk, name, body, data, capsys)
    assert "不得让患者独自离开。\n\n表后一段。\n" in (desk / "issues" / name / file).read_text(encoding="utf-8")


def test_the_last_item_goes_and_what_follows_stays_apart(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, file = ROMAN
    data = issued_file(desk, name)
    body = body_of(data)
    gone = paragraph(body, "三年以上固定期限")
    gone.getparent().remove(gone)
    reviewed(desk, name, body, data, capsys)
    assert "不超过两个月；\n\n合同期不满三个月的" in (desk / "issues" / name / file).read_text(encoding="utf-8")


def test_a_paragraph_moves_to_another_article(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "bulletin-2025-03"
    before = {p.name: p.read_text(encoding="utf-8") for p in (desk / "issues" / name).glob("*.md")}
    data = issued_file(desk, name)
    body = body_of(data)
    paragraph(body, "7月3日至10日，研究室会同").addnext(paragraph(body, "第二句，水要看得见"))
    changes = reviewed(desk, name, body, data, capsys)
    assert [c["kind"] for c in changes] == ["move"]
    after = {p.name: p.read_text(encoding="utf-8") for p in (desk / "issues" / name).glob("*.md")}
    line = next(text for text in before["03-jiaoliu.md"].split("\n") if text.startswith("第二句，水要看得见"))
    assert after["03-jiaoliu.md"] == before["03-jiaoliu.md"].replace(f"{line}\n\n", "")
    assert after["02-choucha.md"].replace(f"\n\n{line}", "", 1) == before["02-choucha.md"]


def test_a_new_paragraph_in_a_panel_stays_in_it(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "xizhou-2025-06"
    data = issued_file(desk, name)
    body = body_of(data)
    cell = next(c for c in body.iter(w("tc")) if len([p for p in c.iterfind(w("p")) if Clerk.text(p)]) > 2)
    last = [p for p in cell.iterfind(w("p")) if Clerk.text(p)][-1]
    words = Clerk.text(last)
    last.addnext(Clerk(body, 1, tracked=False).paragraph(copy.deepcopy(last), "框里的新段。"))
    (change,) = reviewed(desk, name, body, data, capsys)
    text = (desk / "issues" / name / change["file"]).read_text(encoding="utf-8")
    assert "\n\n框里的新段。\n" in text
    assert text.index("框里的新段") < text.index("\n:::", text.index(words[-6:-1]))


def test_markers_count_on() -> None:
    assert [next_marker(m) for m in ("9. ", "(3) ", "a) ", "iii. ", "viii) ", "XIV. ", "- ", "#. ")] == [
        "10. ", "(4) ", "b) ", "iv. ", "ix) ", "XV. ", "- ", "#. "]
