"""The conversion of a whole issue."""
from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.diagnostics import ExitCode, Refusal, Span
from convert.model.metadata import ArticleMetadata, BoardRole, Cover, GlossaryEntry, IssueMetadata, Person, Source
from convert.model.nodes import (
    Article,
    Cell,
    Container,
    Figure,
    Footnote,
    Heading,
    Image,
    Issue,
    LineBreak,
    List,
    ListItem,
    Mark,
    NoteReference,
    Paragraph,
    Quote,
    Row,
    Run,
    Table,
    ThematicBreak,
    Verse,
    plain_text,
)
from convert.model.record import field_names, replace
from convert.variant import Converter, convert_issue

WORD = "头发里面发现"
TAIWAN_WORD = "頭髮裡面發現"
SENTENCES = "码头发运的货物到了，干部松了一口气；更加注重新征程，一百年历史。于师傅修表修得准，两只羊只吃草。"
PICTURE = Image(Path("images/头发.png"), "image/png", 10, 10, "00")


def paragraph(*runs: object, id: str = "a-1") -> Paragraph:
    return Paragraph(tuple(runs), id=id, span=Span("a.md", 3))  # type: ignore[arg-type]


def issue_of(*blocks: object, metadata: IssueMetadata | None = None, **article: object) -> Issue:
    data = ArticleMetadata(id="a", title="发现", **article)  # type: ignore[arg-type]
    return Issue(metadata or IssueMetadata("x", "magazine-issue", "头发"), (Article(data, tuple(blocks)),))  # type: ignore[arg-type]


def converted(issue: Issue, script: str = "zh-Hant-TW", house: Path | None = None) -> Issue:
    return convert_issue(issue, script, house)[0]


@given(st.data())
def test_markup_inside_words_changes_nothing(data: st.DataObject) -> None:
    text = "码头发运的“头发”里，干部了解群众‘困难’；更加注重新征程，一百年历史。"
    cuts = sorted(data.draw(st.sets(st.integers(1, len(text) - 1), max_size=12)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    marks = [Mark.STRONG, Mark.NONE, Mark.EMPHASIS]
    runs: list[object] = []
    for number, piece in enumerate(pieces):
        runs.append(Run(piece, marks[number % 3], href="https://example.org/里" if number % 2 else "",
                        lang="zh-Hans" if data.draw(st.booleans()) else "", ruby="lǐ" if data.draw(st.booleans()) else ""))
        if data.draw(st.booleans()):
            runs.append(NoteReference(f"a-fn{number}"))
    whole = converted(issue_of(paragraph(Run(text)))).articles[0].blocks[0]
    split = converted(issue_of(paragraph(*runs))).articles[0].blocks[0]
    assert isinstance(whole, Paragraph) and isinstance(split, Paragraph)
    assert plain_text(split.inlines) == plain_text(whole.inlines)
    assert [type(i) for i in split.inlines] == [type(i) for i in runs]
    kept = [(i.marks, i.href, i.lang, i.ruby) for i in runs if isinstance(i, Run)]
    assert [(i.marks, i.href, i.lang, i.ruby) for i in split.inlines if isinstance(i, Run)] == kept


@pytest.mark.parametrize("at", [i for i, c in enumerate(SENTENCES) if c in "，。；"])
def test_code_and_foreign_words_beside_a_clause_change_none_of_its_forms(at: int) -> None:
    for beside in (Run("头发 --里", Mark.CODE), Run("in 里", lang="en")):
        made = converted(issue_of(paragraph(Run(SENTENCES[:at + 1]), beside, Run(SENTENCES[at + 1:])))).articles[0].blocks[0]
        whole = converted(issue_of(paragraph(Run(SENTENCES)))).articles[0].blocks[0]
        assert isinstance(made, Paragraph) and isinstance(whole, Paragraph)
        assert plain_text(made.inlines).replace(beside.text, "", 1) == plain_text(whole.inlines)


def test_every_block_is_converted_and_ids_stay() -> None:
    line = (Run(WORD),)
    blocks = (
        Heading(1, line, id="h"), paragraph(*line), List((ListItem((paragraph(*line),)),), id="l"), Quote((paragraph(*line),)),
        Container("box", (paragraph(*line),)), Verse((line, (), line)),
        Figure(PICTURE, WORD, line, WORD, id="f"), ThematicBreak("t"),
        Table((Row((Cell(line),)),), (Row((Cell(line), Cell(line))),), 2, caption=line, id="tb"))
    issue = issue_of(*blocks)
    issue = replace(issue, articles=(replace(issue.articles[0], notes=(Footnote("a-fn1", 1, (paragraph(*line),)),)),))
    result = converted(issue)
    source, made = repr(issue.articles), repr(result.articles)
    assert made.count(TAIWAN_WORD) == source.count(WORD)
    assert WORD not in made
    assert [b.id for b in result.articles[0].blocks] == [b.id for b in blocks]  # type: ignore[attr-defined]
    figure = result.articles[0].blocks[6]
    assert isinstance(figure, Figure) and figure.image is PICTURE


def test_all_metadata_is_converted_but_what_machines_and_calligraphers_wrote() -> None:
    fixed = {"id", "document_type", "style", "printer_profile", "title_calligraphy", "title_pinyin", "title_en", "email",
             "postcode", "language", "glossary", "cover", "editorial_board", "columns", "attachments", "distribution",
             "issuers", "form", "unsealed", "check"}
    texts = set(field_names(IssueMetadata)) - fixed
    metadata = IssueMetadata(**dict.fromkeys(texts, WORD), id="头发", document_type="magazine-issue", title_calligraphy=WORD,
                             email="li@example.org", columns=(WORD,), attachments=(WORD,), distribution=(WORD,), issuers=(WORD,),
                             editorial_board=(BoardRole(WORD, (WORD,)),), cover=Cover("images/里.png", WORD, WORD, WORD, (WORD,)))
    article = {"column": WORD, "section": WORD, "kicker": (WORD, WORD), "subtitle": (WORD,), "toc_title": WORD, "byline": WORD,
               "authors": (Person(WORD, WORD),), "date_line": WORD, "source": Source(WORD, WORD), "contributor": WORD}
    result = converted(issue_of(metadata=metadata, **article))
    for name in texts:
        assert getattr(result.metadata, name) == TAIWAN_WORD, name
    made = result.metadata
    assert (made.id, made.title_calligraphy, made.email) == ("头发", WORD, "li@example.org")
    assert made.cover == Cover("images/里.png", TAIWAN_WORD, TAIWAN_WORD, TAIWAN_WORD, (TAIWAN_WORD,))
    assert made.language == result.script == "zh-Hant-TW"
    assert WORD not in repr(result.articles[0].metadata)
    assert WORD not in repr((made.columns, made.attachments, made.distribution, made.issuers, made.editorial_board))


def test_code_and_other_languages_stay() -> None:
    block = paragraph(Run("运行"), Run("头发", Mark.CODE), Run("后面"), Run("这里着", lang="zh-Hant"),
                      Run("里", lang="zh-Hans-CN"))
    made = converted(issue_of(block)).articles[0].blocks[0]
    assert isinstance(made, Paragraph)
    assert [i.text for i in made.inlines if isinstance(i, Run)] == ["運行", "头发", "後面", "这里着", "裡"]
    foreign = issue_of(block, lang="zh-Hant")
    assert converted(foreign).articles == foreign.articles


def test_quotes_reach_across_runs_and_breaks() -> None:
    block = paragraph(Run("“团"), Run("结‘", Mark.STRONG), LineBreak(), Run("里’"), Run("”"))
    made = converted(issue_of(block)).articles[0].blocks[0]
    assert isinstance(made, Paragraph)
    assert plain_text(made.inlines) == "「團結『裡』」"


def test_an_unbalanced_quote_is_reported_once_with_its_place() -> None:
    issue = issue_of(paragraph(Run("他说：“走吧。")), paragraph(Run("完了。")))
    _, diagnostics = convert_issue(issue, "zh-Hant-TW", None)
    assert [(d.code, d.span) for d in diagnostics] == [("V003", Span("a.md", 3))]
    continued = issue_of(paragraph(Run("“第一段。")), paragraph(Run("“第二段。”")))
    assert convert_issue(continued, "zh-Hant-TW", None)[1] == ()


def test_odd_characters_are_reported() -> None:
    _, diagnostics = convert_issue(issue_of(paragraph(Run("⼲部\x00和\ue123"))), "zh-Hant-TW", None)
    assert sorted(d.code for d in diagnostics) == ["V004", "V007", "V008"]


def test_layers_house_issue_article(tmp_path: Path) -> None:
    house = tmp_path / "house.yaml"
    house.write_text("glossary:\n  软件: {zh-Hant-TW: 軟體, zh-Hant-HK: 軟件}\n  这里: 這裡\nnames:\n  于谷松: 于谷松\n", "utf-8")
    text = paragraph(Run("于谷松在这里写软件。"))
    assert plain(converted(issue_of(text), house=house)) == "于谷松在這裡寫軟體。"
    assert plain(converted(issue_of(text), "zh-Hant-HK", house)) == "于谷松在這裏寫軟件。"
    issue = issue_of(text, metadata=IssueMetadata("x", "magazine-issue", "刊", glossary=(GlossaryEntry("软件", "軟件甲"),)))
    assert plain(converted(issue, house=house)) == "于谷松在這裡寫軟件甲。"
    issue = issue_of(text, metadata=issue.metadata, glossary=(GlossaryEntry("软件", "軟件乙"),))
    assert plain(converted(issue, house=house)) == "于谷松在這裡寫軟件乙。"


def plain(issue: Issue) -> str:
    block = issue.articles[0].blocks[0]
    assert isinstance(block, Paragraph)
    return plain_text(block.inlines)


@pytest.mark.parametrize(("text", "code", "line"), [
    ("glossary:\n  a: b\n  a: c\n", "R003", 3), ("glosary: {}\n", "R009", 1), ("glossary:\n  软件:\n", "V006", 2),
    ("glossary:\n  软件: {tw: 軟體}\n", "R009", 2), ("glossary: 软件\n", "R012", 1)])
def test_a_wrong_house_list_is_refused_with_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    house = tmp_path / "house.yaml"
    house.write_text(text, "utf-8")
    with pytest.raises(Refusal) as refusal:
        convert_issue(issue_of(), "zh-Hant-TW", house)
    assert refusal.value.exit_code is ExitCode.SOURCE
    assert (code, line) in [(d.code, d.span.line) for d in refusal.value.diagnostics]


def test_the_shipped_house_list_is_valid_and_decides_nothing_for_a_house() -> None:
    house = Path(__file__).parents[2] / "styles" / "house.yaml"
    text = "他坐在台阶上看台账，互联网也不通"
    assert Converter.with_house("zh-Hant-TW", house).convert(text) == Converter.with_house("zh-Hant-TW", None).convert(text)


def test_an_issue_is_never_converted_twice() -> None:
    once = converted(issue_of(paragraph(Run(WORD))))
    with pytest.raises(Refusal, match="V001"):
        convert_issue(once, "zh-Hant-HK", None)
    with pytest.raises(Refusal, match="V001"):
        convert_issue(replace(once, script="zh-Hans"), "zh-Hant-TW", None)
    with pytest.raises(Refusal, match="V002"):
        convert_issue(issue_of(), "zh-Hant", None)
