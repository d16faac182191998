"""The proofreader's list, the names register, and decisions written into a glossary."""
from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from convert import cli
from convert.diagnostics import Refusal
from convert.model.metadata import ArticleMetadata, BoardRole, GlossaryEntry, IssueMetadata, Person
from convert.model.nodes import Article, Issue, Paragraph, Run, plain_text
from convert.model.text import article_text
from convert.reader.issue import read_issue
from convert.variant import Converter, convert_issue
from convert.variant.accept import with_entry
from convert.variant.review import Review, as_html, review_issue, review_text


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is installed on this machine must not change a list."""
    monkeypatch.setattr("convert.variant.doubts.second_opinions", lambda _script: ())


def listed(text: str) -> Review:
    return review_text(text, "稿.md", "zh-Hant-TW", None)


@pytest.mark.parametrize(("text", "char"), [
    ("木匠把活干在前头。", "干"), ("他把卷交上去了。", "卷"), ("春风拂面，草木生长。", "面"), ("编辑于海生写了这篇稿。", "于"),
    ("每一个中华儿女。", "个")])
def test_a_doubtful_character_is_listed_with_its_place_and_an_alternative(text: str, char: str) -> None:
    marks = [m for m in listed("开头一行。\n" + text).marks if m.after.startswith(char)]
    assert marks
    mark = marks[0]
    assert str(mark.places[0]) == "稿.md:2"
    assert mark.before + mark.after == text
    assert mark.doubt.alternative not in {"", mark.doubt.chosen}
    assert mark.doubt.reasons


def test_ordinary_words_are_not_listed() -> None:
    assert not listed("干部和群众在面馆里吃面条，头发花白的老师傅讲历史。").marks


def test_the_most_doubtful_come_first_and_like_places_are_one_line() -> None:
    marks = listed("每一个中华儿女。\n他把卷交了。\n他把卷交了。").marks
    assert [m.doubt.weight for m in marks] == sorted((m.doubt.weight for m in marks), reverse=True)
    assert [len(m.places) for m in marks if m.after.startswith("卷")] == [2]


def test_another_engine_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    other = ("另一家", lambda text: text.replace("历", "曆"))
    monkeypatch.setattr("convert.variant.doubts.second_opinions", lambda _script: (other,))
    (mark,) = listed("百年历史").marks
    assert (mark.doubt.chosen, mark.doubt.alternative) == ("歷", "曆")
    assert "另一家" in mark.doubt.reasons[-1]


def test_what_comes_back_differently_is_listed() -> None:
    (found,) = listed("他就象没听见一样。").returns
    assert (found.source, found.chosen, found.back) == ("象", "像", "像")
    assert not listed("“干部”与‘群众’在`代码`里。").returns


# Converted back to Simplified, an edition differs from its source in what the list says, and in nothing else.
@pytest.mark.parametrize("script", ["zh-Hant-TW", "zh-Hant-HK"])
@pytest.mark.parametrize("folder", sorted((Path(__file__).parents[2] / "issues").iterdir()), ids=lambda p: p.name)
def test_the_samples_come_back_but_for_what_is_listed(folder: Path, script: str) -> None:
    issue, _ = read_issue(folder, folder.parents[1])
    edition, _ = convert_issue(issue, script, None)
    source, back = ("\n".join(article_text(a) for a in i.articles) for i in (issue, edition))
    back = OpenCC({"zh-Hant-TW": "tw2s", "zh-Hant-HK": "hk2s"}[script], include_tofu_risk_dictionaries=False).convert(back)
    differing = [(a, b) for a, b in zip(source, back, strict=True) if a != b and b not in "「」『』"]
    listed = review_issue(issue, script, None, opinions=False).returns
    assert not Counter(differing) - Counter((r.source, r.back) for r in listed)
    assert len(listed) <= len(differing) + 2        # descriptions of pictures are in no text


def test_a_form_of_another_length_is_listed_as_not_coming_back() -> None:
    metadata = IssueMetadata("x", "magazine-issue", "刊", glossary=(GlossaryEntry("干部", "幹部們"), GlossaryEntry("软件", "軟體")))
    found = review_issue(issue_with(metadata, "干部的软件。"), "zh-Hant-TW", None, opinions=False).returns
    assert [(r.source, r.chosen) for r in found] == [("部", "部們"), ("件", "體")]


def issue_with(metadata: IssueMetadata, text: str) -> Issue:
    data = ArticleMetadata(id="a", title="题", authors=(Person("范里中"), Person("党小组", corporate=True)))
    return Issue(metadata, (Article(data, (Paragraph((Run(text),)),)),))


def body(issue: Issue) -> str:
    block = issue.articles[0].blocks[0]
    assert isinstance(block, Paragraph)
    return plain_text(block.inlines)


def test_people_of_masthead_and_bylines_keep_their_surname() -> None:
    metadata = IssueMetadata("x", "magazine-issue", "刊", editorial_board=(BoardRole("校对", ("涂清云", "于　波", "党委办公室")),))
    issue = issue_with(metadata, "请涂清云过目，再请范里中看，党委办公室盖章。")
    done, _ = convert_issue(issue, "zh-Hant-TW", None)
    assert body(done) == "請涂清雲過目，再請范里中看，黨委辦公室蓋章。"
    assert done.metadata.editorial_board[0].names[0] == "涂清雲"


def test_an_entry_of_the_issue_may_be_locked_and_have_two_forms() -> None:
    entry = GlossaryEntry("于敏感", "于敏感", "于敏感", locked=True)
    metadata = IssueMetadata("x", "magazine-issue", "刊", glossary=(entry, GlossaryEntry("软件", "軟體", "軟件")))
    issue = issue_with(metadata, "对于敏感的软件")
    assert body(convert_issue(issue, "zh-Hant-TW", None)[0]) == "對于敏感的軟體"
    assert body(convert_issue(issue, "zh-Hant-HK", None)[0]) == "對于敏感的軟件"


def test_an_accepted_decision_is_not_listed_again() -> None:
    text = "木匠把活干在前头。"
    plain = issue_with(IssueMetadata("x", "magazine-issue", "刊"), text)
    settled = issue_with(IssueMetadata("x", "magazine-issue", "刊", glossary=(GlossaryEntry("活干在", "活幹在"),)), text)
    assert any(m.after.startswith("干") for m in review_issue(plain, "zh-Hant-TW", None).marks)
    assert not any(m.after.startswith("干") for m in review_issue(settled, "zh-Hant-TW", None).marks)


@pytest.mark.parametrize(("before", "after"), [
    ("", "glossary:\n  干痒: 乾癢\n"),
    ("# 本刊\nglossary: {}\nnames: {}\n", "# 本刊\nglossary:\n  干痒: 乾癢\nnames: {}\n"),
    ("glossary:\n    软件: 軟體  # 定了\n\nnames: {}\n", "glossary:\n    软件: 軟體  # 定了\n    干痒: 乾癢\n\nnames: {}\n"),
    ("glossary:\n  干痒: 幹癢\n", "glossary:\n  干痒: 乾癢\n"),
    ("title: 刊\n", "title: 刊\nglossary:\n  干痒: 乾癢\n"),
])
def test_a_decision_is_one_line_of_the_glossary(before: str, after: str) -> None:
    assert with_entry(before, "glossary", "干痒", "乾癢", "house.yaml") == after


@pytest.mark.parametrize(("text", "source"), [
    ("glossary: [甲]\n", "干痒"), ("glossary: {软件: 軟體}\n", "干痒"), ("glossary: {}\n", "干: x")])
def test_a_decision_that_cannot_be_written_is_refused(text: str, source: str) -> None:
    with pytest.raises(Refusal):
        with_entry(text, "glossary", source, "乾癢", "house.yaml")


def test_list_and_decision_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                 capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("issues", "styles"):
        (tmp_path / name).mkdir()
    (tmp_path / "稿.md").write_text("木匠把活干在前头。\n", "utf-8")
    assert cli.main(["hant", "--review", "稿.md"]) == 0
    report = json.loads((tmp_path / "稿.zh-Hant-TW.review.json").read_text("utf-8"))
    assert report["marks"][0]["places"] == ["稿.md:1"]
    assert "<mark>干</mark>" in (tmp_path / "稿.zh-Hant-TW.review.html").read_text("utf-8")
    assert cli.main(["hant", "--accept", "活干在=活幹在", "--accept", "于谷松=于谷松", "--name"]) == 0
    assert "  活干在: 活幹在\n" in (tmp_path / "styles" / "house.yaml").read_text("utf-8")
    assert cli.main(["hant", "--review", "稿.md"]) == 0
    assert not json.loads((tmp_path / "稿.zh-Hant-TW.review.json").read_text("utf-8"))["marks"]
    assert cli.main(["hant"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_page_escapes_what_it_shows() -> None:
    assert "<script>" not in as_html(listed("<script>把卷交了</script>"), "<script>")


@pytest.mark.parametrize(("data", "wanted", "code"), [
    ("头发\r\n里面\r\n".encode(), "頭髮\r\n裡面\r\n", 0), ("\ufeff头发".encode(), "\ufeff頭髮", 0), (b"", "", 0),
    (b"\xff\xfe\x00", "", 3)])
def test_any_file_is_converted_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
                                          data: bytes, wanted: str, code: int) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "稿.txt").write_bytes(data)
    assert cli.main(["hant", "稿.txt"]) == code
    assert capsys.readouterr().out == wanted


# Hong Kong prints its own forms of the same decisions.
@pytest.mark.parametrize(("source", "wanted"), [
    ("表里如一，台风过后，温师傅在屋里说着话。", "表裏如一，颱風過後，温師傅在屋裏説着話。"),
    ("他把钟拨快了，干粉和面条都在柜台里，台历也在。", "他把鐘撥快了，乾粉和麵條都在櫃枱裏，枱曆也在。"),
])
def test_hong_kong(source: str, wanted: str) -> None:
    assert Converter("zh-Hant-HK").convert(source) == wanted


@given(st.integers(1, 30), st.sampled_from(["**", "*", "[^1]", "<b></b>", "[](a.md)"]))
def test_marks_at_any_character_change_no_form(at: int, mark: str) -> None:
    text = "码头发运的面粉里，干部更加注重实效，于师傅修表修得准，两只羊只吃草。"
    position = min(at, len(text) - 2)
    marked = text[:position] + mark + text[position] + (mark if mark[0] == "*" else "") + text[position + 1:]
    converted = Converter("zh-Hant-TW").convert(marked)
    for piece in (mark, "<b></b>"):
        converted = converted.replace(piece, "")
    assert converted == Converter("zh-Hant-TW").convert(text)


def test_what_is_mostly_right_stands_apart() -> None:
    found = listed("木匠把活干在前头，大家踏上新征程。\n他把话说完才回，并不回头。")
    assert [m.after[0] for m in found.first] == ["干"]
    rest = found.marks[len(found.first):]
    assert {"征", "回"} <= {m.after[0] for m in rest}
    page = as_html(found, "单")
    assert page.index("<mark>干</mark>") < page.index("<details>") < page.index("<mark>征</mark>")
