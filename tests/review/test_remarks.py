"""`--comments`: what reviewers said stands beside the paragraph in the source, once, in order, and is in no edition."""
from __future__ import annotations

import copy
import io
import json
import re
from pathlib import Path

import docx
import pytest

from convert import cli
from tests.review.packages import document, rewritten

NAME = "bulletin-2025-03"

@pytest.fixture
def file(desk: Path) -> docx.document.Document:
    return docx.Document(str(desk / "build" / NAME / f"{NAME}.zh-Hans.docx"))


def remark(file: docx.document.Document, words: str, text: str, author: str = "李主席", part: int = 0) -> None:
    """A comment on the paragraph that holds `words`, or on its first `part` characters."""
    paragraphs = [*file.paragraphs, *(p for t in file.tables for row in t.rows for c in row.cells for p in c.paragraphs)]
    run = next(r for p in paragraphs if words in p.text for r in p.runs if r.text.strip())
    if part and len(run.text) > part:
        rest = copy.deepcopy(run._r)
        run._r.addnext(rest)
        run.text, rest.text = run.text[:part], run.text[part:]
    file.add_comment(run, text=text, author=author, initials=author[0])


def sources(desk: Path) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in (desk / "issues" / NAME).iterdir() if p.is_file()}


def bare(texts: dict[str, str]) -> dict[str, str]:
    """The sources without what the review may have put in."""
    out = {n: re.sub(r"(?m)^[ \t]*# 批注 .*\n|^<!-- 批注 .*? -->\n\n(?=\|)", "", t) for n, t in texts.items()}
    return {n: re.sub(r"\n?<!-- 批注 .*? -->", "", t) for n, t in out.items()}


def test_beside_the_paragraph_once_and_in_no_edition(desk: Path, file: docx.document.Document,
                                                     capsys: pytest.CaptureFixture[str]) -> None:
    before = sources(desk)
    text_before = "".join(p.text for p in file.paragraphs)
    places = ["第二句，水要看得见", "白沙2号驿站", "603", "第二季度服务热线办理", "各单位热线办理情况"]
    for number, words in enumerate(places):
        remark(file, words, part=4 * (number == 0), text=f"第{number}条：再核一下--“数”对不对？\n见 [表](a) `|`")
    file.save(str(desk / "x.docx"))
    assert cli.main(["review", "x.docx", "--apply", "--comments"]) == 0
    after = sources(desk)
    assert bare(after) == before
    said = "".join(after.values())
    assert [said.count(f"第{n}条：再核一下——“数”对不对？ 见 ［表］(a) ＇｜＇") for n in range(len(places))] == [1] * len(places)
    assert re.search(r"第二句，水要看得见.*\n<!-- 批注 李主席（“第二句，”）：第0条", after["03-jiaoliu.md"])
    assert re.search(r"白沙2号驿站.*<!-- 批注 李主席：第1条", after["02-choucha.md"])
    capsys.readouterr()
    assert cli.main(["review", "x.docx", "--apply", "--comments"]) == 0         # again: nothing twice
    assert sources(desk) == after
    assert cli.main(["check", str(desk / "issues" / NAME)]) in {0, 1}
    assert capsys.readouterr().err.count("R085") == said.count("<!-- 批注")
    assert cli.main(["build", str(desk / "issues" / NAME), "--edition", "word", "-q"]) == 0
    built = docx.Document(str(desk / "build" / NAME / f"{NAME}.zh-Hans.docx"))
    assert "".join(p.text for p in built.paragraphs) == text_before


def test_without_being_asked_no_remark_is_written(desk: Path, file: docx.document.Document) -> None:
    before = sources(desk)
    remark(file, "第二句，水要看得见", "再核")
    file.save(str(desk / "x.docx"))
    assert cli.main(["review", "x.docx", "--apply", "-q"]) == 0
    assert cli.main(["review", "x.docx", "--comments", "--dry-run", "-q"]) == 0
    assert sources(desk) == before


def test_a_thread_keeps_its_order_and_says_who_answers(desk: Path, file: docx.document.Document,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    for text, author in (("甲问", "李主席"), ("乙说", "王秘书"), ("甲答", "周编辑"), ("再答", "李主席")):
        remark(file, "第二句，水要看得见", text, author)
    out = io.BytesIO()
    file.save(out)
    numbers = iter(range(1, 99))
    space = b'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '

    def numbered(name: str, data: bytes) -> bytes:
        if name == "word/comments.xml":
            data = re.sub(rb"<w:p[ >]", lambda m: b'<w:p w14:paraId="%08X"' % next(numbers) + m[0][4:].rjust(1), data)
            return re.sub(rb"<w:comments ", b"<w:comments " + (b"" if b"xmlns:w14" in data else space), data, count=1)
        if name == "word/_rels/document.xml.rels":
            relation = (b'<Relationship Id="rX" Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended" '
                        b'Target="commentsExtended.xml"/>')
            return data.replace(b"</Relationships>", relation + b"</Relationships>")
        return data

    threads = (b'<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
               b'<w15:commentEx w15:paraId="00000001" w15:done="1"/><w15:commentEx w15:paraId="00000002" w15:done="0"/>'
               b'<w15:commentEx w15:paraId="00000003" w15:paraIdParent="00000001" w15:done="0"/>'
               b'<w15:commentEx w15:paraId="00000004" w15:paraIdParent="00000003" w15:done="0"/></w15:commentsEx>')
    (desk / "x.docx").write_bytes(rewritten(out.getvalue(), numbered, {"word/commentsExtended.xml": threads}))
    assert cli.main(["review", "x.docx", "--apply", "--comments", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["comments"]
    assert [c["text"] for c in listed] == ["甲问", "甲答", "再答", "乙说"]
    remarks = re.findall(r"<!-- 批注 (.*) -->", sources(desk)["03-jiaoliu.md"])
    assert remarks == ["李主席（已解决）：甲问", "周编辑（答）：甲答", "李主席（答）：再答", "王秘书：乙说"]


def test_a_second_reviewer_meets_no_conflict_with_a_remark(desk: Path, file: docx.document.Document) -> None:
    """The remarks of the first say nothing of the text: words at the same end go in, and a paragraph behind, remarks stay."""
    words = "利用率由47%提高到91%"
    remark(file, words, "再核")
    file.save(str(desk / "x.docx"))
    assert cli.main(["review", "x.docx", "--apply", "--comments", "-q"]) == 0
    data = (desk / "build" / NAME / f"{NAME}.zh-Hans.docx").read_bytes()

    def edited(xml: bytes) -> bytes:
        text = xml.decode()
        at = text.index("</w:p>", text.index("提高到91%"))
        end = text.rindex("<w:bookmarkEnd", 0, at)
        return (text[:end] + "<w:r><w:t>可以推广。</w:t></w:r>" + text[end:at] + "</w:p><w:p><w:r><w:t>另起一段。</w:t></w:r></w:p>"
                + text[at + 6:]).encode()

    (desk / "y.docx").write_bytes(rewritten(data, document(edited)))
    assert cli.main(["review", "y.docx", "--apply"]) == 0
    assert re.search(r"提高到91%。可以推广。\n<!-- 批注 李主席.*：再核 -->\n\n另起一段。\n", sources(desk)["03-jiaoliu.md"])
