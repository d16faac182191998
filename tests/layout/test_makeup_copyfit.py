"""Columns filled from those before them: whatever stands in the text, bands never meet and no word is lost."""
from __future__ import annotations

import random

import pytest

from convert.layout import magazine
from convert.layout.copyfit import copyfit
from convert.layout.flow import Flow
from convert.model.nodes import Article, Block, Footnote, Issue, Paragraph, plain_text
from convert.model.text import squeeze
from tests.layout.makeup import TEXT, article, figure, heading, issue, logical_text, made, paragraph, table


def any_issue(seed: int) -> Issue:
    """Pieces of paragraphs of all lengths, headings, notes, pictures and tables."""
    dice = random.Random(seed)
    return issue(tuple(_piece(key, dice) for key in "abcd"[:dice.randint(2, 4)]))


def _piece(key: str, dice: random.Random) -> Article:
    blocks: list[Block] = []
    notes: list[Footnote] = []
    for number in range(dice.randint(5, 40)):
        name, kind = f"{key}-{number}", dice.randrange(20)
        if kind == 0:
            blocks.append(figure(name, 900, dice.choice([400, 600, 1200]), dice.choice(["column", "span", "wide"])))
        elif kind == 1:
            blocks.append(table(name, dice.randint(2, 12)))
        elif kind < 4:
            blocks.append(heading(name, "渠上的事"))
        elif kind == 4:
            notes.append(Footnote(f"{name}n", len(notes) + 1, (paragraph(f"{name}np", TEXT[:30]),)))
            blocks.append(paragraph(name, _text(dice), notes=(f"{name}n",)))
        else:
            blocks.append(paragraph(name, _text(dice)))
    blocks.append(paragraph(f"{key}-z", _text(dice)))
    return article(key, tuple(blocks), tuple(notes), column=dice.choice(["纪事", "评论"]), contributor=dice.choice(["", "办公室"]))


def _text(dice: random.Random) -> str:
    return (TEXT * 6)[:dice.randint(8, 330)] + "。"


def check(flow: Flow) -> None:
    for page in flow.pages:
        end = 0
        for band in page.bands:
            assert band.row >= end, page.number
            end = band.row + band.rows
            for column in band.columns:
                foot = 0
                for row, strip in column.items:
                    assert row >= foot
                    foot = row + strip.rows
                assert foot + column.note_rows <= band.rows
        assert end <= page.rows
        assert page.plate or not page.bands or end == page.used


def lacking(flow: Flow) -> int:
    """Rows white in all columns above the foot of their zone."""
    return sum(band.rows - foot for page in flow.pages for band in page.bands if band.columns for foot in band.feet())


@pytest.mark.parametrize("seed", range(8))
def test_any_issue_is_fitted_without_a_collision_or_a_loss(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    white: list[tuple[int, int]] = []

    def watched(flow: Flow, *more: object) -> None:
        before = lacking(flow)
        copyfit(flow, *more)  # type: ignore[arg-type]
        check(flow)
        white.append((before, lacking(flow)))

    monkeypatch.setattr(magazine, "copyfit", watched)
    source = any_issue(seed)
    publication, _ = made(source)
    for piece in source.articles:
        text = squeeze(logical_text(publication, piece.metadata.id))
        at = 0
        for block in piece.blocks:
            if isinstance(block, Paragraph):
                said = squeeze(plain_text(block.inlines))
                assert said[:20] in text[at:], block.id
                at = text.index(said[:20], at) + 1
    assert white
    assert all(after <= before for before, after in white)
