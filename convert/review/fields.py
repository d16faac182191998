"""Changes in text that comes from YAML: title, byline, doc number, the record at the foot.  A value is written anew, whole."""
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import yaml

from convert.model.text import chinese_date
from convert.review.compare import BREAK, Edited
from convert.review.issued import Piece
from convert.review.places import ISSUE_FILE
from convert.review.rewrite import Edit, Stuck

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?\r?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.S)
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日$")
_ALIASES = {"date_line": ("date_line", "date-line")}


def rewrite_fields(files: Callable[[str], str], edited: Edited) -> list[Edit]:
    """The edits of the YAML that make it say what the paragraph says now.  Raises Stuck."""
    piece = edited.pieces[0]
    if len(edited.pieces) > 1 or len(edited.units) > 1:
        raise Stuck("题头和版记里的分段、合并请在源稿里改")
    slots = _slots(piece)
    if not slots:
        raise Stuck("这一段由程序生成，源稿里没有它")
    now = _values(edited, slots)
    out = []
    for (path, value, _), text in zip(slots, now, strict=True):
        if text != value:
            if not text.strip():
                raise Stuck(f"{path} 不能改成空的；确实不要这一项，请在源稿里删")
            out.append(_edit(files, piece, path, value, text))
    return out


def _slots(piece: Piece) -> list[tuple[str, str, int]]:
    """(path, value, where the paragraph shows it), in the paragraph's order; values that it does not show are left out."""
    out: list[tuple[str, str, int]] = []
    taken = 0
    for path, value in piece.place.fields:
        at = piece.text.find(value, taken) if value else -1
        if at >= 0:
            out.append((path, value, at))
            taken = at + len(value)
    return out


def _values(edited: Edited, slots: Sequence[tuple[str, str, int]]) -> list[str]:
    """What each slot says now.  Raises Stuck when a change lies outside of them all."""
    said = ["" for _ in slots]

    def slot_of(start: int, end: int) -> int:
        for number, (_, value, at) in enumerate(slots):
            if at <= start and end <= at + len(value):
                return number
        return -1

    for step in edited.steps:
        if step.kind == "add":
            number = slot_of(step.start, step.start)
            if number < 0 or BREAK in step.text:
                raise Stuck("改的是程序生成的字（标签、括号、标点）")
            said[number] += step.text
            continue
        for offset in range(step.start, step.end):
            number = slot_of(offset, offset + 1)
            if step.kind == "drop" and number < 0:
                raise Stuck("改的是程序生成的字（标签、括号、标点）")
            if step.kind == "keep" and number >= 0:
                said[number] += edited.base[offset]
    return said


def _edit(files: Callable[[str], str], piece: Piece, path: str, value: str, text: str) -> Edit:
    source = files(piece.place.file)
    start, end = (0, len(source)) if piece.place.file == ISSUE_FILE else _front(source)
    if piece.place.kind == "credit":
        return _credit(source, piece, value, text)
    node = _node(source[start:end], path)
    if not isinstance(node, yaml.ScalarNode):
        raise Stuck(f"{path} 在源稿里不是一个词条")
    before = node.value.strip()
    if chinese_date(before) == value and before != value:
        if not (match := _DATE.match(text.strip())):
            raise Stuck(f"{path} 要写成 2025年6月1日 这样的日期")
        text = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    elif value not in before:
        raise Stuck(f"{path} 在源稿里写得和成品不一样")
    else:
        text = before.replace(value, text, 1)
    if "\n" in text or node.style in {"|", ">"}:
        raise Stuck(f"{path} 在源稿里占几行")
    return Edit(piece.place.file, start + node.start_mark.index, start + node.end_mark.index, _scalar(text, node.style))


def _front(source: str) -> tuple[int, int]:
    match = _FRONT.match(source)
    if not match:
        raise Stuck("源稿没有题头")
    return match.start(1), match.end(1)


def _credit(source: str, piece: Piece, value: str, text: str) -> Edit:
    found = source.find(f'credit="{value}"')
    if found < 0 or source.count(f'credit="{value}"') > 1 or '"' in text or "\n" in text:
        raise Stuck("图片署名请在源稿里改")
    return Edit(piece.place.file, found + 8, found + 8 + len(value), text)


def _node(text: str, path: str) -> Any:
    """The node at `path`; a list of one may be written as a single scalar.  Raises Stuck."""
    try:
        node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        raise Stuck("题头的 YAML 读不懂") from None
    for step in path.split("."):
        if step.isdigit():
            if isinstance(node, yaml.ScalarNode) and step == "0":
                continue
            node = node.value[int(step)] if isinstance(node, yaml.SequenceNode) and int(step) < len(node.value) else None
        else:
            pairs = node.value if isinstance(node, yaml.MappingNode) else ()
            node = next((v for k, v in pairs if k.value in _ALIASES.get(step, (step,))), None)
        if node is None:
            raise Stuck(f"源稿里没有 {path}")
    if path == "source" and isinstance(node, yaml.MappingNode):
        return next((v for k, v in node.value if k.value == "raw"), None)
    return node


def _scalar(text: str, style: str | None) -> str:
    """`text` as YAML in the style it had, quoted when it must be."""
    if style == '"':
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    quoted = "'" + text.replace("'", "''") + "'"
    if style == "'":
        return quoted
    try:
        node = yaml.compose(f"k: {text}\n", Loader=yaml.SafeLoader)
        plain = isinstance(node, yaml.MappingNode) and node.value[0][1].value == text and node.value[0][1].style is None
    except yaml.YAMLError:
        plain = False
    return text if plain and not text.startswith(("&", "*", "!")) and not any(c in text for c in ",[]{}") else quoted
