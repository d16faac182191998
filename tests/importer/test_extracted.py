"""Text that other tools took out of print: two columns mixed up in three ways, an unseen magazine, a PDF without tags."""
from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from convert.cli import main
from convert.importer.assembly import Imported, assemble
from convert.importer.furniture import strip_furniture
from convert.importer.joinedrows import dealt
from convert.importer.matching import common_length
from convert.importer.rawlines import read_lines
from convert.importer.sidebyside import unfolded
from convert.model.nodes import Issue
from convert.model.text import article_text
from convert.pipeline import check_issue
from convert.workspace import find_workspace
from tests.importer.conftest import Importer
from tests.importer.damage import extracted, half_markdown
from tests.importer.stories import ROOT, Story, every_story, skeleton, stories


def imported(text: str) -> Imported:
    made = assemble(dealt(unfolded(read_lines(text, "raw.txt"))), "magazine")
    assert (made.lost, made.gained) == ("", "")
    return made


def whole(story: Story) -> str:
    return skeleton("".join(text for _, text in story.blocks))


@pytest.mark.parametrize(
    ("form", "least"), [("stream", 0.999), ("beside", 0.99), ("joined", 0.99), ("rows", 0.82), ("blocks", 0.82)])
def test_two_columns_come_back_however_they_were_taken_out(form: str, least: float) -> None:
    """The share of the characters that stand in their article in their order; of columns as they come out it is near a half."""
    told = stories("xizhou-2025-06", 1)
    made = imported(extracted(told, form))
    found = {skeleton("".join([*a.head.kicker, a.head.title, *a.head.subtitle])): "".join(skeleton(b.text) for b in a.blocks)
             for a in made.articles}
    bodies = [(whole(s), found.get(skeleton(s.kicker + s.title + s.subtitle), "")) for s in told]
    assert sum(bool(body) for _, body in bodies) >= len(told) - 1
    assert sum(common_length(a, b) for a, b in bodies) >= least * sum(len(a) for a, _ in bodies)


@pytest.mark.parametrize("form", ["stream", "rows", "blocks", "beside", "joined"])
def test_columns_and_pages_come_from_contents_and_folios(form: str) -> None:
    told = stories("xizhou-2025-06", 1)
    made = imported(extracted(told, form))
    columns = {skeleton("".join([*a.head.kicker, a.head.title, *a.head.subtitle])): a.column for a in made.articles}
    assert sum(columns.get(skeleton(s.kicker + s.title + s.subtitle)) == s.column for s in told) >= len(told) - 2
    assert all(article.page for article in made.articles)


@pytest.mark.parametrize("seed", [1, 4])
@pytest.mark.parametrize("contents", [True, False])
def test_a_magazine_never_seen_comes_back(seed: int, contents: bool) -> None:
    """Talks in questions and answers, a series with numbers, news without bylines, duties before names; with or without 目录."""
    told = stories("weihu", 1)
    text = half_markdown(told, seed)
    made = imported(text if contents else text[text.index("内部资料 免费交流") + 10:])
    assert [whole(s) for s in told] == ["".join(skeleton(b.text) for b in a.blocks) for a in made.articles]
    assert [s.contributor for s in told] == [a.contributor for a in made.articles]
    names = [[p.name for p in a.authors] for a in made.articles]
    assert names == [[s.byline.split("　")[-1]] if s.byline else [] for s in told]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("build")
    folder = Path(__file__).parent / "weihu"
    assert main(["build", str(folder), "--edition", "print", "--out", str(out), "--jobs", "1", "-q"]) == 0
    return next(out.rglob("*.print.pdf"))


def weihu() -> Issue:
    issue, _ = check_issue(Path(__file__).parent / "weihu", find_workspace(ROOT))
    assert issue is not None
    return issue


def test_print_without_tags_comes_back_whole(importer: Importer, printed: Path) -> None:
    bare = io.BytesIO()
    with pikepdf.open(printed) as pdf:
        del pdf.Root["/StructTreeRoot"]
        pdf.save(bare)
    result = importer(bare.getvalue(), name="bare.pdf")
    assert result.issue is not None
    for before, after in zip(weihu().articles, result.issue.articles, strict=True):
        assert skeleton(article_text(after)) == skeleton(article_text(before)), before.metadata.title
        assert len(after.blocks) == len(before.blocks), before.metadata.title
        assert after.metadata.column == before.metadata.column


def test_text_copied_from_print_comes_back(importer: Importer, printed: Path) -> None:
    document = pypdfium2.PdfDocument(printed)
    result = importer("\n".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document))
    assert result.issue is not None
    for before, after in zip(weihu().articles, result.issue.articles, strict=True):
        assert skeleton(article_text(after)) == skeleton(article_text(before)), before.metadata.title


def test_a_title_alone_above_two_columns_spans_them_and_a_credit_does_not() -> None:
    """The text keeps the layout of a page: a head at the left edge between blank lines, a credit set where the gutter runs."""
    wide = "渡口的灯每晚六点半亮起来，摆渡的人"
    rows = [f"{wide}      {wide.replace('灯', '钟')}" for _ in range(9)]
    page = ["夜里的风从西边来，一直吹到了天亮。      船队靠岸以后，才有人去敲食堂的门。", "            （渡口工会）", "", "",
            "渡口换上了新灯", *rows, "此事到此。                   彼事到彼。"]
    lines = [line.text for line in unfolded(read_lines("\n".join([*rows, *page]), "raw.txt"))]
    title = lines.index("渡口换上了新灯")
    assert lines.index("（渡口工会）") < lines.index("船队靠岸以后，才有人去敲食堂的门。") < title
    assert lines[title + 1:] == [wide] * 9 + ["此事到此。"] + [wide.replace("灯", "钟")] * 9 + ["彼事到彼。"]


def test_a_title_as_wide_as_its_column_spans_both_where_it_stands_far_from_all_else() -> None:
    wide = "渡口的灯每晚六点半亮起来，摆渡的人"
    rows = [f"{wide}      {wide.replace('灯', '钟')}" for _ in range(9)]
    page = [*rows, "夜里的风从西边来，一直吹到了对岸的      天亮。", "", " 渡口换上新灯以后江上的夜里亮堂多了", "", "", *rows]
    lines = [line.text for line in unfolded(read_lines("\n".join(page), "raw.txt"))]
    assert lines.index("天亮。") < lines.index("渡口换上新灯以后江上的夜里亮堂多了") == 20


def test_a_running_head_that_repeats_a_title_is_taken_off_wherever_the_folio_came_to_stand() -> None:
    text = "渡口换上了新灯\n摆渡的人说，灯亮了，心里就有底。\n从此夜里过河不用再喊。\n53\n天亮以后，灯自己会灭。"
    furniture = strip_furniture(read_lines(f"渡口换上了新灯\n上一页的话。\f{text}", "raw.txt"), (), ["渡口换上了新灯"])
    assert [line.text for line in furniture.lines][:3] == ["渡口换上了新灯", "上一页的话。", "摆渡的人说，灯亮了，心里就有底。"]
    assert furniture.folios[1] == 53


def test_a_title_beside_the_folio_that_is_printed_once_is_no_running_head() -> None:
    text = "渡口换上了新灯\n53\n摆渡的人说，灯亮了，心里就有底。\n从此夜里过河不用再喊。"
    furniture = strip_furniture(read_lines(f"上一页的话。\f{text}", "raw.txt"), (), ["渡口换上了新灯"])
    assert [line.text for line in furniture.lines][1] == "渡口换上了新灯"


@pytest.mark.parametrize("name", ["zhisuo", "kuangdeng"])
def test_what_poppler_takes_out_of_print_comes_back(name: str) -> None:
    """`pdftotext` on the print PDF of two issues: it writes both columns by height, by turns, where the lines stand far apart."""
    told = every_story(name)
    made = imported((Path(__file__).parent / name / "pdftotext.txt").read_text(encoding="utf-8"))
    bodies = ["".join(skeleton(block.text) for block in article.blocks) for article in made.articles]
    best = [max(common_length(whole(story), body) for body in bodies) / len(whole(story)) for story in told]
    assert sum(share > 0.9 for share in best) >= 0.9 * len(told)
    assert sum(best) / len(best) > 0.95
    assert sum("pdftotext -layout" in doubt.reason for doubt in made.doubts) == 1       # a better way to take it out


def test_text_column_after_column_asks_for_no_other(importer: Importer, printed: Path) -> None:
    import pypdfium2 as pdfium  # type: ignore[import-untyped]

    document = pdfium.PdfDocument(printed)
    text = "\f".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert not any("pdftotext" in item["reason"] for item in importer(text).report["look_at"])
