"""Our own samples, damaged as extraction damages or set as print PDF and Word, come back whole."""
from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert.cli import main
from convert.fonts import FontBook
from convert.importer.assembly import Imported, assemble
from convert.importer.rawlines import read_lines
from convert.importer.records import Article
from convert.model.nodes import Article as Published
from convert.model.nodes import Figure, Image, Mark, Paragraph, Run, Table, Verse, plain_text, walk
from convert.model.text import article_text, block_text, note_texts
from convert.pipeline import check_issue
from convert.workspace import find_workspace
from tests.importer.damage import frames, half_markdown, wrapped
from tests.importer.stories import ROOT, Story, skeleton, stories

HEADED = Mark.STRONG | Mark.RUN_IN                   # look alike in print
QUICK = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def imported(text: str) -> Imported:
    made = assemble(read_lines(text, "raw.txt"), "magazine")
    assert (made.lost, made.gained) == ("", "")
    return made


def whole_head(article: Article) -> str:
    return skeleton("".join([*article.head.kicker, article.head.title, *article.head.subtitle]))


def boundaries(texts: list[str]) -> set[tuple[str, str]]:
    return {(a[-6:], b[:6]) for a, b in itertools.pairwise(texts)}


@QUICK
@given(seed=st.integers(0, 10_000))
def test_half_markdown_comes_back_whole(seed: int) -> None:
    told = stories("xizhou-2025-06", 1)
    made = imported(half_markdown(told, seed))
    assert len(made.articles) == len(told)
    heads = 0
    for story, article in zip(told, made.articles, strict=True):
        assert whole_head(article) == skeleton(story.kicker + story.title + story.subtitle), story.title
        heads += article.head.title.replace("\u3000", "") == story.title.replace("\u3000", "")
        assert [skeleton(b.text) for b in article.blocks] == [skeleton(text) for _, text in story.blocks], story.title
        assert [skeleton(b.text) for b in article.blocks if b.role == "heading"] == [
            skeleton(text) for level, text in story.blocks if level]
        assert (article.column, article.contributor) == (story.column, story.contributor)
        assert bool(article.page)
        if story.byline:
            assert article.head.byline.replace("\u3000", "").replace(" ", "") == story.byline.replace("\u3000", "").replace(" ", "")
    assert heads >= len(told) - 2           # a kicker and a title set with a space between two heads can be told apart by nobody


@QUICK
@given(seed=st.integers(0, 10_000), measure=st.integers(20, 30), page=st.integers(50, 70))
def test_wrapped_lines_with_titles_after_their_texts_come_back(seed: int, measure: int, page: int) -> None:
    told = _without_doubtful(stories("xizhou-2025-06", 1))
    made = imported(wrapped(told, seed, measure, page))
    assert [skeleton(a.head.title) for a in made.articles] == [skeleton(s.title) for s in told]
    wanted, found = set(), set()
    for story, article in zip(told, made.articles, strict=True):
        assert "".join(skeleton(b.text) for b in article.blocks) == skeleton("".join(t for _, t in story.blocks)), story.title
        wanted |= boundaries([skeleton(text) for _, text in story.blocks])
        found |= boundaries([skeleton(b.text) for b in article.blocks])
    assert 2 * len(wanted & found) / (len(wanted) + len(found)) > 0.93


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000))
def test_frames_out_of_order_come_back(seed: int) -> None:
    """The end of an article below another one's frame, titles below their texts: nearly every article whole, none lost."""
    told = _without_doubtful(stories("xizhou-2025-06", 1))
    made = imported(frames(told, seed))
    assert len(made.articles) == len(told)
    by_title = {skeleton(a.head.title): "".join(skeleton(b.text) for b in a.blocks) for a in made.articles}
    whole = [s for s in told if by_title.get(skeleton(s.title)) == "".join(skeleton(text) for _, text in s.blocks)]
    assert len(whole) >= len(told) - 3


def _without_doubtful(told: tuple[Story, ...]) -> tuple[Story, ...]:
    """Without articles that begin with a heading: at the top of a page nobody can tell it from a title."""
    return tuple(s for s in told if not s.blocks[0][0])


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("build")
    samples = [str(ROOT / "issues" / name) for name in ("xizhou-2025-06", "notice-2025-08", "bulletin-2025-03")]
    assert main(["build", *samples, "--edition", "print,word", "--out", str(out), "--jobs", "1", "-q"]) == 0
    return out


@pytest.mark.parametrize("suffix", ["print.pdf", "docx"])
@pytest.mark.parametrize(("name", "kind"), [("xizhou-2025-06", "magazine"), ("notice-2025-08", "official"),
                                            ("bulletin-2025-03", "bulletin")])
def test_our_own_editions_come_back(printed: Path, tmp_path: Path, name: str, kind: str, suffix: str) -> None:
    """Every character of every article in order, notes, lists, tables and pictures with it."""
    out = tmp_path / "issues" / "again"
    assert main(["import", str(printed / name / f"{name}.zh-Hans.{suffix}"), "--kind", kind, "--out", str(out), "-q"]) == 0
    source, _ = check_issue(ROOT / "issues" / name, find_workspace(ROOT))
    again, found = check_issue(out, find_workspace(out))
    assert source is not None
    assert again is not None, [d.render() for d in found]
    assert again.metadata.cover.alt == source.metadata.cover.alt
    assert [skeleton(a.metadata.title) for a in again.articles] == [skeleton(a.metadata.title) for a in source.articles]
    for before, after in zip(source.articles, again.articles, strict=True):
        words = skeleton(article_text(before) + "".join(note_texts(before)))
        here = skeleton(article_text(after) + "".join(note_texts(after)))
        assert suffix == "docx" or paragraphs(after) == paragraphs(before), before.metadata.title
        assert figures(after, suffix) == figures(before, suffix), before.metadata.title
        pictures = "".join(skeleton(line) for line in _captions(out, after.metadata.title))
        assert sorted(here + pictures) == sorted(words), before.metadata.title
        if not pictures:
            assert here == words


def test_pictures_of_a_file_without_tags_are_kept_with_the_article_of_their_page(printed: Path, tmp_path: Path) -> None:
    plain, out = tmp_path / "plain.pdf", tmp_path / "issues" / "again"
    with pikepdf.open(printed / "xizhou-2025-06" / "xizhou-2025-06.zh-Hans.print.pdf") as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(plain)
    assert main(["import", str(plain), "--kind", "magazine", "--out", str(out), "-q"]) == 0
    again, found = check_issue(out, find_workspace(out))
    assert again is not None, [d.render() for d in found]
    kept = {skeleton(matter["title"]): matter.get("figures", []) for matter in _matters(out)}
    assert len(kept["一份规程改了九遍"]) == 0
    assert len(kept["三本书三盏灯"]) == 3
    assert sum(map(len, kept.values())) == len(list((out / "images").iterdir())) > 10


def figures(article: Published, suffix: str) -> list[tuple[str, str, str, bool, str]]:
    """What pictures show, their words, whether they are higher than wide, and how far they reach, which Word does not know."""
    return [(b.alt, plain_text(b.caption), b.credit, b.image.height > b.image.width, "" if suffix == "docx" else b.extent)
            for b in walk(article.blocks) if isinstance(b, Figure)]


def paragraphs(article: Published) -> list[str]:
    """The words of every block of the body, pictures apart."""
    texts = [skeleton(block_text(b)) for b in walk(article.blocks) if not isinstance(b, Figure | Image)]
    return [text for text in texts if text]


@pytest.mark.parametrize("name", ["xizhou-2025-06"])
def test_verse_labels_quotations_and_columns_come_back_from_print(printed: Path, tmp_path: Path, name: str) -> None:
    """What the page shows of a poem's lines, of the labels of a list, of who is quoted, of fillers that the contents leaves out."""
    out = tmp_path / "issues" / "again"
    assert main(["import", str(printed / name / f"{name}.zh-Hans.print.pdf"), "--kind", "magazine", "--out", str(out), "-q"]) == 0
    source, _ = check_issue(ROOT / "issues" / name, find_workspace(ROOT))
    again, _ = check_issue(out, find_workspace(out))
    assert source is not None
    assert again is not None
    seen = _seen()
    for before, after in zip(source.articles, again.articles, strict=True):
        assert told_apart(after, seen) == told_apart(before, seen), before.metadata.title
        assert after.metadata.column == before.metadata.column, before.metadata.title
        assert [a.name for a in after.metadata.authors] == [a.name for a in before.metadata.authors], before.metadata.title


def _seen() -> Mark:
    """The marks that print shows: emphasis only where this machine has a face for it other than the text's."""
    book = FontBook.load(find_workspace(ROOT).font_folders)
    own = book.face("kaiti", "zh-Hans").path != book.face("songti", "zh-Hans").path
    return HEADED | Mark.SUPERSCRIPT | Mark.SUBSCRIPT | (Mark.EMPHASIS if own else Mark(0))


def _shown(run: Run, seen: Mark) -> Mark:
    return Mark.STRONG if run.marks & HEADED else run.marks & seen


def told_apart(article: Published, seen: Mark) -> list[object]:
    out: list[object] = []
    for block in walk(article.blocks):
        if isinstance(block, Verse):
            out.append([skeleton(plain_text(line)) for line in block.lines])
        elif isinstance(block, Paragraph) and block.role == "attribution":
            out.append(skeleton(plain_text(block.inlines)))
        elif isinstance(block, Table):
            out.append([[(skeleton(plain_text(c.inlines)), c.column_span, c.row_span) for c in row.cells] for row in block.head])
            out.append([[(skeleton(plain_text(c.inlines)), c.column_span, c.row_span) for c in row.cells] for row in block.body])
        if isinstance(block, Paragraph):
            runs = [run for run in block.inlines if isinstance(run, Run)]
            out += [(mark, skeleton("".join(run.text for run in same)))
                    for mark, same in itertools.groupby(runs, key=lambda run: _shown(run, seen)) if mark]
    return out


def _captions(folder: Path, title: str) -> list[str]:
    return next((list(matter.get("captions", [])) for matter in _matters(folder) if matter["title"] == title), [])


def _matters(folder: Path) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8").split("\n---\n")[0][4:]) for path in sorted(folder.glob("*.md"))]
