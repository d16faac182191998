"""The sample issues and the templates: clean sources, every construct used, original text, pictures that can be drawn again."""
from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from convert.model import nodes
from convert.model.nodes import Issue, Mark
from convert.proof import check_issue
from convert.reader.issue import read_issue
from convert.workspace import templates
from tests.samples.pictures import ISSUES, PICTURES, write

ROOT = ISSUES.parent
SAMPLES = sorted(p.parent.name for p in ISSUES.glob("*/issue.yaml"))
SHARED = ROOT.parent / "shared"     # real sources for measuring; present only where they may be read
HAN = "\u3400-\u9fff"
GRAM = 24
STYLE: object = None     # no rule of the proofreader asks the style sheet


@pytest.fixture(scope="module")
def issues() -> dict[str, Issue]:
    read = {name: read_issue(ISSUES / name, ROOT) for name in SAMPLES}
    assert {name: diagnostics for name, (_, diagnostics) in read.items() if diagnostics} == {}
    return {name: issue for name, (issue, _) in read.items()}


def blocks(issue: Issue) -> Iterator[nodes.Block]:
    for article in issue.articles:
        yield from nodes.walk(article.blocks)
        for note in article.notes:
            yield from nodes.walk(note.blocks)


def inlines(issue: Issue) -> Iterator[nodes.Inline]:
    for block in blocks(issue):
        for sequence in nodes.inline_sequences(block):
            yield from sequence


def test_every_kind_of_document_has_a_sample(issues: dict[str, Issue]) -> None:
    kinds = {issue.metadata.document_type for issue in issues.values()}
    assert kinds == {"magazine-issue", "official-document", "internal-bulletin"}


def test_every_block_is_used(issues: dict[str, Issue]) -> None:
    used = [block for issue in issues.values() for block in blocks(issue)]
    assert {type(b) for b in used} == set(nodes.Block.__args__)
    assert {b.level for b in used if isinstance(b, nodes.Heading)} == {1, 2, 3, 4}
    roles = {b.role for b in used if isinstance(b, nodes.Paragraph)}
    assert roles == {"body", "salutation", "signature", "date", "attribution", "caption-block"}
    assert {b.role for b in used if isinstance(b, nodes.Container)} == {
        "abstract", "editor-note", "box", "letter", "profile", "pull-quote", "figures", "beside"}
    assert {b.extent for b in used if isinstance(b, nodes.Figure)} == {"column", "span", "wide", "page", "bleed"}
    assert {b.marker for b in used if isinstance(b, nodes.List)} == {"bullet", "decimal", "lower-alpha", "lower-roman"}
    assert max(_depth(b) for b in used if isinstance(b, nodes.List)) == 3
    tables = [b for b in used if isinstance(b, nodes.Table)]
    cells = [c for t in tables for row in t.head + t.body for c in row.cells]
    assert {c.align for c in cells} == {"start", "center", "end"}
    assert max(c.column_span for c in cells) > 1
    assert max(c.row_span for c in cells) > 1
    assert any(t.caption for t in tables)
    assert any(len(t.head) > 1 for t in tables)
    assert any(b.credit and b.caption and b.width < 100 for b in used if isinstance(b, nodes.Figure))
    assert any(() in b.lines for b in used if isinstance(b, nodes.Verse))


def _depth(block: nodes.Block) -> int:
    inner = [_depth(b) for b in nodes.child_blocks(block)]
    return max(inner, default=0) + isinstance(block, nodes.List)


def test_every_inline_is_used(issues: dict[str, Issue]) -> None:
    used = [inline for issue in issues.values() for inline in inlines(issue)]
    assert {type(i) for i in used} == set(nodes.Inline.__args__)
    runs = [i for i in used if isinstance(i, nodes.Run)]
    assert {mark for mark in Mark if any(mark in run.marks for run in runs)} == set(Mark)
    assert {run.lang for run in runs} == {"", "en"}
    assert {run.href.split(":")[0] for run in runs if run.href} == {"https", "mailto"}


def test_every_part_of_an_article_head_is_used(issues: dict[str, Issue]) -> None:
    heads = [a.metadata for issue in issues.values() for a in issue.articles]
    for key in ("column", "section", "toc_title", "byline", "authors", "date_line", "source", "contributor", "glossary"):
        assert any(getattr(head, key) for head in heads), key
    assert {len(head.kicker) for head in heads} == {0, 1, 2}
    assert {len(head.subtitle) for head in heads} == {0, 1, 2}
    assert {head.type for head in heads} >= {"article", "speech", "report", "news", "editorial", "letter", "notice", "profile-list"}


def test_columns_are_all_in_use_and_in_order(issues: dict[str, Issue]) -> None:
    issue = next(i for i in issues.values() if i.metadata.document_type == "magazine-issue")
    assert tuple(dict.fromkeys(a.metadata.column for a in issue.articles)) == issue.metadata.columns


SLIPS = {
    "half-width punctuation in Han text": rf"[{HAN}][,;:!?()]|[,;!?()][{HAN}]",
    "space in Han text": rf"[{HAN}0-9A-Za-z][ ]+[{HAN}]|[{HAN}][ ]+[0-9A-Za-z]",
    "space at a full-width mark": r"[，。；：、！？”）》] | [，。；：、！？“（《]",
    "doubled mark": r"，，|。。|、、|；；|：：|，。|。，|、，|，、|；。|。；",
    "single dash between Han": rf"(?<![—])[{HAN}]—[{HAN}]",
    "three points": rf"[{HAN}]\.\.\.|(?<!…)…(?!…)",
    "enumeration comma between quotations or titles": r"”、“|》、《",
    "doubled function word": r"的的|了了|是是(?!非)|在在|和和|与与|我我|他他|这这|把把",
    "straight quotes": rf"[{HAN}]['\"]|['\"][{HAN}]",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_text_is_clean(issues: dict[str, Issue], slip: str) -> None:
    found = [m.group() for issue in issues.values() for text in _texts(issue) for m in re.finditer(SLIPS[slip], text)]
    assert found == []


def test_quotes_and_brackets_pair(issues: dict[str, Issue]) -> None:
    closing = dict(zip("“‘（《〈〔", "”’）》〉〕", strict=True))
    for text in (text for issue in issues.values() for text in _texts(issue)):
        stack: list[str] = []
        for char in text:
            if char in closing:
                stack.append(closing[char])
            elif char in closing.values():
                assert stack, text
                assert char == stack.pop(), text
        assert not stack, text


def _texts(issue: Issue) -> Iterator[str]:
    for article in issue.articles:
        head = article.metadata
        yield from (head.title, head.byline, head.date_line, head.contributor, "".join(head.kicker), "".join(head.subtitle))
    for block in blocks(issue):
        if isinstance(block, nodes.Figure):
            yield block.alt
        yield from map(nodes.plain_text, nodes.inline_sequences(block))


def test_text_is_original(issues: dict[str, Issue]) -> None:
    folders = [SHARED / "sources", SHARED / "seeds"]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip("the real sources are not here")
    theirs = {gram for folder in folders for path in folder.rglob("*") if path.suffix in {".md", ".txt", ".yaml"}
              for gram in _grams(path.read_text("utf-8"))}
    ours = {gram for folder in (ISSUES, templates()) for path in folder.rglob("*") if path.suffix in {".md", ".yaml"}
            for gram in _grams(path.read_text("utf-8"))}
    assert len(ours) > 15_000
    assert len(theirs) > 100_000
    assert ours & theirs == set()


def _grams(text: str) -> Iterator[str]:
    han = re.sub(f"[^{HAN}]", "", text)
    return (han[i:i + GRAM] for i in range(len(han) - GRAM + 1))


@pytest.mark.parametrize("kind", ["magazine-issue", "official-document", "internal-bulletin"])
def test_template_reads_without_findings(kind: str) -> None:
    issue, diagnostics = read_issue(templates() / kind, templates())
    assert diagnostics == ()
    assert issue.metadata.document_type == kind
    assert all(article.blocks for article in issue.articles)
    assert check_issue(issue, STYLE) == ()  # type: ignore[arg-type]


def test_the_proofreader_finds_nothing_in_the_samples(issues: dict[str, Issue]) -> None:
    assert {name: check_issue(issue, STYLE) for name, issue in issues.items()} == dict.fromkeys(SAMPLES, ())  # type: ignore[arg-type]


def test_every_line_of_the_cover_is_a_title(issues: dict[str, Issue]) -> None:
    for issue in issues.values():
        assert set(issue.metadata.cover.lines) <= {a.metadata.title for a in issue.articles}


@pytest.mark.parametrize(("name", "draw"), PICTURES.items(), ids=[Path(name).stem for name in PICTURES])
def test_picture_is_what_its_program_draws(name: str, draw: Callable[[], Image.Image], tmp_path: Path) -> None:
    write(tmp_path / name, draw())
    drawn, kept = (Image.open(folder / name).convert("RGB") for folder in (tmp_path, ISSUES))
    assert drawn.size == kept.size
    assert max(ImageStat.Stat(ImageChops.difference(drawn, kept)).mean) < 0.5      # JPEG decoders may differ in the last bit


def test_no_picture_is_left_over_or_heavy() -> None:
    assert {p.relative_to(ISSUES).as_posix() for p in ISSUES.glob("*/images/*")} == set(PICTURES)
    assert max(p.stat().st_size for p in ISSUES.glob("*/images/*")) < 900_000
    assert sum(p.stat().st_size for p in ISSUES.rglob("*") if p.is_file()) < 6_000_000


def test_the_same_file_comes_from_two_runs() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for stream in (first, second):
        PICTURES["bulletin-2025-03/images/chart-calls.png"]().save(stream, "PNG")
    assert first.getvalue() == second.getvalue()
