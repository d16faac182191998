"""Our own sample issues as plain stories: what the damager damages and what an import must give back."""
from __future__ import annotations

import functools
import itertools
import re
from pathlib import Path
from typing import NamedTuple

from convert.model.nodes import Heading, Issue, Paragraph, plain_text
from convert.pipeline import check_issue
from convert.workspace import find_workspace

ROOT = Path(__file__).resolve().parents[2]


class Story(NamedTuple):
    title: str
    column: str
    kicker: str
    subtitle: str
    byline: str
    blocks: tuple[tuple[int, str], ...]      # (level of heading or 0, text)
    contributor: str
    source: str
    date_line: str = ""
    section: str = ""


@functools.cache
def stories(name: str = "xizhou-2025-06", least: int = 3) -> tuple[Story, ...]:
    """Articles of a sample that are paragraphs and headings: `least` paragraphs at least."""
    found = []
    for article in _issue(name).articles:
        meta = article.metadata
        blocks = []
        for block in article.blocks:
            if isinstance(block, Heading):
                blocks.append((block.level, plain_text(block.inlines)))
            elif isinstance(block, Paragraph) and block.role == "body" and len(plain_text(block.inlines)) > 12:
                blocks.append((0, plain_text(block.inlines)))
        while blocks and blocks[-1][0]:
            blocks.pop()
        if sum(not level for level, _ in blocks) >= least and not meta.filler and _is_simple(blocks):
            found.append(Story(meta.title, meta.column, "".join(meta.kicker), "".join(meta.subtitle),
                               meta.byline if meta.byline.startswith("□") else "", tuple(blocks), meta.contributor,
                               meta.source.raw if meta.source else ""))
    return tuple(found)


def every_story(name: str) -> tuple[Story, ...]:
    """All articles of a stand-in, whatever their shape: poems, lists of names, rules, notices.  Levels as ## and ### count."""
    return tuple(Story(meta.title, meta.column, "".join(meta.kicker), "".join(meta.subtitle), meta.byline,
                       tuple((b.level + 1 if isinstance(b, Heading) else 0, plain_text(b.inlines)) for b in article.blocks
                             if isinstance(b, Heading | Paragraph)),
                       meta.contributor, meta.source.raw if meta.source else "", meta.date_line, meta.section)
                 for article in _issue(name).articles for meta in [article.metadata])


@functools.cache
def _issue(name: str) -> Issue:
    folder = Path(__file__).parent / name
    issue, _ = check_issue(folder if folder.is_dir() else ROOT / "issues" / name, find_workspace(ROOT))
    assert issue is not None
    return issue


def _is_simple(blocks: list[tuple[int, str]]) -> bool:
    """Every paragraph ends like one, every heading has text below it: the damage must be all that an import has to undo."""
    texts = [text for level, text in blocks if not level]
    doubled = any(a[0] and b[0] for a, b in itertools.pairwise(blocks))
    return all(re.search("[。！？”）…]$", text) for text in texts) and not doubled


def skeleton(text: str) -> str:
    """Han characters, digits and Latin letters."""
    return "".join(re.findall("[\u3400-\u9fff\u30070-9A-Za-z]", text))
