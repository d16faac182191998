"""A desk: an issue folder that a test fills with articles and then reads."""
from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from convert.diagnostics import Diagnostic, Refusal
from convert.model.nodes import Article, Block, Issue, plain_text
from convert.reader.issue import read_issue

ISSUE = "id: shikan-1\ndocument_type: magazine-issue\ntitle: 试刊\n"
BODY_LINE = 6       # of the articles that `Desk.article` writes


@dataclass
class Desk:
    base: Path
    folder: Path = field(init=False)
    warnings: tuple[Diagnostic, ...] = ()

    def __post_init__(self) -> None:
        self.folder = self.base / "issues" / "shikan-1"
        self.folder.mkdir(parents=True)
        self.issue_yaml(ISSUE)

    def issue_yaml(self, text: str) -> None:
        (self.folder / "issue.yaml").write_text(text, encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def article(self, body: str, name: str = "01-a.md") -> None:
        """An article whose body begins on line 6."""
        stem = name.removesuffix(".md")
        self.write(name, f"---\nid: s-{stem}\ntitle: 题\n---\n\n{body}\n")

    def read(self) -> Issue:
        issue, self.warnings = read_issue(self.folder, self.base)
        return issue

    def body(self, text: str) -> Article:
        self.article(text)
        return self.read().articles[0]

    def blocks(self, text: str) -> tuple[Block, ...]:
        return self.body(text).blocks

    def refusal(self) -> tuple[Diagnostic, ...]:
        with pytest.raises(Refusal) as caught:
            self.read()
        return caught.value.diagnostics

    def codes(self) -> set[tuple[str, str, int]]:
        """(code, file name, line) of every diagnostic of a refused issue."""
        return {(d.code, d.span.file.rsplit("/", maxsplit=1)[-1], d.span.line) for d in self.refusal()}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def picture(desk: Desk) -> str:
    """The name of a small picture in the desk's folder."""
    Image.new("RGB", (60, 40), (20, 90, 110)).save(desk.folder / "dam.png")
    return "dam.png"


def text_of(block: Block) -> str:
    return plain_text(block.inlines)  # type: ignore[union-attr]
