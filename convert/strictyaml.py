"""Strict YAML on PyYAML's node graph: every value keeps its line; scalars stay text; nothing is guessed.

`12:30`, `no` and `010` are strings; duplicate keys, anchors, tags and surprising types are errors with file:line.
"""
from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from convert.diagnostics import Diagnostic, ExitCode, Refusal, Span, diagnose
from convert.messages import YAML_PROBLEMS

try:
    from yaml import CSafeLoader as _Loader
except ImportError:                 # PyYAML without libyaml: slower, the same graph
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 20
_MAX_BRACKETS = 100
_NESTED_ITEMS = re.compile(r"(?:[-?][ \t]+){50}")
_PROPERTIES = ("&", "!")            # what an anchor and a tag begin with
_BRACKET = re.compile(r"[\[\]{}]")


class Scalar(NamedTuple):
    """`text` is "" for null; `null` tells null from an empty string."""

    text: str
    span: Span
    null: bool = False


class Sequence(NamedTuple):
    items: tuple[Node, ...]
    span: Span


class Mapping(NamedTuple):
    """`entries`: (key, place of the key, value) in source order."""

    entries: tuple[tuple[str, Span, Node], ...]
    span: Span


Node = Scalar | Sequence | Mapping


@functools.lru_cache(maxsize=16)      # nodes are immutable; every script of an issue reads the same sheets
def parse(text: str, file: str, first_line: int = 1) -> Node:
    """Parse one YAML document that begins at line `first_line` of `file`; raises Refusal (exit 3) when it is not YAML."""
    if len(text) > MAX_CHARACTERS:
        raise Refusal(ExitCode.SOURCE, [diagnose("R002", Span(file), count=len(text), limit=MAX_CHARACTERS)])
    if bomb := _nesting_bomb(text):
        raise Refusal(ExitCode.SOURCE, [diagnose("R004", Span(file, text.count("\n", 0, bomb) + first_line), limit=MAX_DEPTH)])
    try:
        graph = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise Refusal(ExitCode.SOURCE, [_not_yaml(error, file, first_line)]) from None
    if graph is None:
        return Mapping((), Span(file, first_line))
    diagnostics: list[Diagnostic] = []
    node = _Reader(text, file, first_line - 1, diagnostics).convert(graph, 0)
    if diagnostics:
        raise Refusal(ExitCode.SOURCE, diagnostics)
    return node


def load(path: Path, shown: str) -> Node:
    """`parse` the file at `path`, which messages call `shown`; raises Refusal (exit 3) also when it is not UTF-8."""
    data = path.read_bytes()
    try:
        return parse(data.decode("utf-8-sig"), shown)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal(ExitCode.SOURCE, [diagnose("R021", Span(shown, line), guess="")]) from None


def _not_yaml(error: yaml.YAMLError, file: str, first_line: int) -> Diagnostic:
    """What libyaml could not read, in Chinese, at the place where a person has to look."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return diagnose("R001", Span(file, first_line), problem="有看不见的控制字符")
    problem = error.problem or error.context or ""
    mark, said = error.problem_mark or error.context_mark, problem
    for pattern, text, at_context in YAML_PROBLEMS:
        if re.search(pattern, problem) or re.search(pattern, error.context or ""):
            said = text
            mark = error.context_mark if at_context and error.context_mark else mark
            break
    span = Span(file, mark.line + first_line, mark.column + 1) if mark else Span(file, first_line)
    return diagnose("R005", span) if said == "R005" else diagnose("R001", span, problem=said)


def _nesting_bomb(text: str) -> int:
    """Where `text` opens so many brackets or list items inside each other that libyaml's recursion would overflow; 0: nowhere."""
    if items := _NESTED_ITEMS.search(text):
        return items.end()
    depth = 0
    for match in _BRACKET.finditer(text):
        depth = max(depth + (1 if match[0] in "[{" else -1), 0)
        if depth > _MAX_BRACKETS:
            return match.end()
    return 0


class _Reader:
    """Turns PyYAML's node graph into ours; `shift` is added to its line numbers."""

    def __init__(self, text: str, file: str, shift: int, diagnostics: list[Diagnostic]):
        self._text, self._file, self._shift, self._diagnostics = text, file, shift, diagnostics
        self._seen: set[int] = set()

    def convert(self, node: Any, depth: int) -> Node:
        span = self._span(node)
        if depth > MAX_DEPTH:
            raise Refusal(ExitCode.SOURCE, [diagnose("R004", span, limit=MAX_DEPTH)])
        if id(node) in self._seen or self._text[node.start_mark.index:node.start_mark.index + 1] in _PROPERTIES:
            self._diagnostics.append(diagnose("R005", span))
            return Scalar("", span, null=True)
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            null = node.tag == "tag:yaml.org,2002:null"
            return Scalar("" if null else node.value, span, null)
        if isinstance(node, yaml.SequenceNode):
            return Sequence(tuple(self.convert(n, depth + 1) for n in node.value), span)
        entries: dict[str, tuple[str, Span, Node]] = {}
        for key_node, value_node in node.value:
            key, place = key_node.value, self._span(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._diagnostics.append(diagnose("R006", place))
            elif key in entries:
                self._diagnostics.append(diagnose("R003", place, key=key, line=entries[key][1].line))
            else:
                entries[key] = key, place, self.convert(value_node, depth + 1)
        return Mapping(tuple(entries.values()), span)

    def _span(self, node: Any) -> Span:
        return Span(self._file, node.start_mark.line + 1 + self._shift, node.start_mark.column + 1)


class Fields:
    """Typed reading of one mapping; collects what is wrong in `diagnostics`.  Call `finish` to report unknown keys."""

    def __init__(self, mapping: Mapping, diagnostics: list[Diagnostic]):
        self.span = mapping.span
        self.diagnostics = diagnostics
        self._values = {key: value for key, _, value in mapping.entries}
        self._spans = {key: span for key, span, _ in mapping.entries}
        self._known: set[str] = set()

    @classmethod
    def of(cls, node: Node, diagnostics: list[Diagnostic]) -> Fields:
        """Fields of `node`; anything but a mapping is reported and read as an empty one."""
        if isinstance(node, Mapping):
            return cls(node, diagnostics)
        hint_text = node.text if isinstance(node, Scalar) else ""
        code = "R008" if "：" in hint_text else "R007"
        diagnostics.append(diagnose(code, node.span, text=hint_text[:30]))
        return cls(Mapping((), node.span), diagnostics)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        """Its keys, in source order."""
        return iter(self._values)

    def span_of(self, key: str) -> Span:
        """Where `key` stands, the mapping itself when it is absent."""
        return self._spans.get(key, self.span)

    def node(self, key: str) -> Node | None:
        """The value of `key`, None when absent or null."""
        self._known.add(key)
        value = self._values.get(key)
        return None if isinstance(value, Scalar) and value.null else value

    def text(self, key: str, default: str = "", required: bool = False) -> str:
        """A string as it is written (`010`, `no` and `12:30` stay text); anything else is R012, a missing one R010."""
        value = self.node(key)
        if value is None:
            if required:
                self.diagnostics.append(diagnose("R010", self.span, key=key))
            return default
        if isinstance(value, Scalar):
            return value.text
        self._wrong_type(key, "一个字符串")
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """A string or a list of strings."""
        value = self.node(key)
        if value is None:
            return ()
        if isinstance(value, Scalar):
            return (value.text,)
        if isinstance(value, Sequence) and all(isinstance(i, Scalar) for i in value.items):
            return tuple(i.text for i in value.items if isinstance(i, Scalar))
        self._wrong_type(key, "一个字符串或字符串列表")
        return ()

    def items(self, key: str) -> tuple[Node, ...]:
        """The items of a list, () when absent; anything else is R012."""
        value = self.node(key)
        if value is None:
            return ()
        if isinstance(value, Sequence):
            return value.items
        self._wrong_type(key, "一个列表")
        return ()

    def fields(self, key: str) -> Fields | None:
        """A mapping inside this one, None when absent; anything else is R012."""
        value = self.node(key)
        if value is None:
            return None
        if isinstance(value, Mapping):
            return Fields(value, self.diagnostics)
        self._wrong_type(key, "一个映射（键: 值）")
        return None

    def choice(self, key: str, options: Collection[str], default: str = "") -> str:
        """One of `options`; another word is R011."""
        value = self.text(key, default)
        if value and value not in options:
            self.diagnostics.append(diagnose("R011", self.span_of(key), key=key, value=value, hint=suggest(value, options)))
            return default
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """`true` or `false`, in these letters only."""
        return self.choice(key, ("true", "false"), "true" if default else "false") == "true"

    def finish(self) -> None:
        """Report every key that was never asked for (R009)."""
        for key, span in self._spans.items():
            if key not in self._known:
                self.diagnostics.append(diagnose("R009", span, key=key, hint=suggest(key, self._known)))

    def _wrong_type(self, key: str, wanted: str) -> None:
        self.diagnostics.append(diagnose("R012", self.span_of(key), key=key, wanted=wanted))


def suggest(word: str, options: Collection[str]) -> str:
    """「是不是 X？」, or the list of what is allowed."""
    import difflib

    close = difflib.get_close_matches(word, sorted(options), n=1, cutoff=0.6)
    return f"是不是 {close[0]}？" if close else "可用的有：" + "、".join(sorted(options))
