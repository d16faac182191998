"""Running pandoc: many article bodies in one process, each parsed on its own.

The binary is the one that pypandoc brings or finds; it is run directly, as one process costs what one conversion through
pypandoc costs in set-up alone.  `--file-scope` keeps the articles apart (footnotes, unclosed constructs); a mark at the start of
each file shows where it begins in the common tree.
"""
from __future__ import annotations

import functools
import importlib.util
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from convert.cache import Cache, key_of
from convert.diagnostics import ExitCode, Refusal, diagnose
from convert.reader.linemarks import ARTICLE_MARK

# Off: whatever guesses (smart quotes, ids, citations, definition lists, examples), reads YAML a second time, or hides images.
# On, so that it is recognised and refused: raw HTML and TeX.
_OFF = ("smart", "yaml_metadata_block", "pandoc_title_block", "tex_math_dollars", "latex_macros", "auto_identifiers",
        "implicit_header_references", "citations", "native_divs", "native_spans", "markdown_in_html_blocks", "example_lists",
        "definition_lists", "task_lists", "blank_before_header", "implicit_figures")
_DIALECT = "markdown" + "".join(f"-{name}" for name in _OFF)
# Columns so wide that no pipe table counts as wider than the page: pandoc then leaves the widths of its columns to us.
_COLUMNS = 100_000
_HEAP = "512m"
# GHC: a nursery that stays in the processor's cache, and no full collection (it walks the whole program) before there is garbage.
_RUNTIME = ("+RTS", f"-M{_HEAP}", "-H4m", "-A4m", "-O64m", "-RTS")
_OPTIONS = ("--from", _DIALECT, "--to", "json", "--sandbox", "--file-scope", f"--columns={_COLUMNS}", *_RUNTIME)
_SECONDS = 15.0
_CHARACTERS_PER_SECOND = 20_000
_CHARACTERS_AT_ONCE = 400_000
# --file-scope makes ids of file names; an id begins with a letter, so the names must, to stay different.
_FILE_PREFIX = re.compile(r"f\d+\.md__")
_NO_TARGET = re.compile(r"#f\d+\.md")

Tree = list[dict[str, Any]]


class Parsed(NamedTuple):
    """The blocks of a body, and the same as JSON."""

    tree: Tree
    text: str


class PandocFailure(Exception):
    """pandoc gave no tree; the text says why, for a person."""


@functools.cache
def pandoc_path() -> str:
    """The pandoc that pypandoc_binary installed, else the one pypandoc finds; raises Refusal (exit 4) when there is none.

    Importing pypandoc takes longer than reading a short issue; its folder is known without that.
    """
    spec = importlib.util.find_spec("pypandoc")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        binary = Path(place) / "files" / ("pandoc.exe" if os.name == "nt" else "pandoc")
        if binary.is_file():
            return str(binary)
    try:
        import pypandoc  # type: ignore[import-untyped]

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        raise Refusal(ExitCode.MISSING, [diagnose("R072")]) from None


def parse(bodies: list[str], cache: Cache) -> list[Parsed | PandocFailure]:
    """The blocks of each body; those that `cache` has are not asked for again."""
    done = {body: known for body in bodies if (known := _remembered(body, cache))}
    missing = [body for body in dict.fromkeys(bodies) if body not in done]
    made = dict(zip(missing, _parse(missing), strict=True))
    for body, parsed in made.items():
        if cache and isinstance(parsed, Parsed):
            cache.put(_key(body), parsed.text.encode("utf-8", "surrogatepass"))
    return [done.get(body) or made[body] for body in bodies]


def _remembered(body: str, cache: Cache) -> Parsed | None:
    entry = cache.get(_key(body)) if cache else None
    if entry is None:
        return None
    try:
        text = str(entry, "utf-8", "surrogatepass")
        tree = json.loads(text)
        return Parsed(tree, text) if isinstance(tree, list) else None
    except (ValueError, RecursionError):
        return None


def _key(body: str) -> bytes:
    return key_of(f"{_identity()} {body}")


@functools.cache
def _identity() -> str:
    """What decides the blocks of a body: which pandoc it is, and how it is told to read."""
    path = pandoc_path()
    try:
        about = Path(path).stat()
    except OSError:
        raise Refusal(ExitCode.MISSING, [diagnose("R072")]) from None
    return repr((path, about.st_size, about.st_mtime_ns, _OPTIONS))


def _parse(bodies: list[str]) -> list[Parsed | PandocFailure]:
    return [parsed for batch in _batches(bodies) for parsed in _parse_together(batch)]


def _batches(bodies: list[str]) -> Iterator[list[str]]:
    """`bodies` in their order, as many at a time as pandoc reads in little memory: an ordinary issue is one batch."""
    batch: list[str] = []
    size = 0
    for body in bodies:
        if batch and size + len(body) > _CHARACTERS_AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(body)
        size += len(body)
    if batch:
        yield batch


def _parse_together(bodies: list[str]) -> list[Parsed | PandocFailure]:
    """One process for all; when that fails, one for each, so that the failure has a name."""
    try:
        return list(_run(bodies))
    except PandocFailure as failure:
        if len(bodies) == 1:
            return [failure]
        return [parsed for body in bodies for parsed in _parse_together([body])]


def target_id(text: str) -> str:
    """An id or #link target as the source has it: --file-scope puts the file's name before it."""
    return _FILE_PREFIX.sub("", text, count=1)


def target(text: str) -> str:
    """A link's or picture's address as the source has it; --file-scope makes the file's own id of an empty one."""
    return "" if _NO_TARGET.fullmatch(text) else text


def _run(bodies: list[str]) -> list[Parsed]:
    seconds = _SECONDS + sum(map(len, bodies)) / _CHARACTERS_PER_SECOND
    names = [f"f{number}.md" for number in range(len(bodies))]
    with tempfile.TemporaryDirectory(prefix="banxin-") as folder:
        for name, body in zip(names, bodies, strict=True):
            (Path(folder) / name).write_text(f"{ARTICLE_MARK}\n\n{body}\n", encoding="utf-8", newline="\n")
        command = [pandoc_path(), *_OPTIONS, *names]
        try:
            done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            raise PandocFailure(f"超过 {seconds:.0f} 秒没有读完") from None
        except OSError as error:
            raise Refusal(ExitCode.MISSING, [diagnose("R072")]) from error
    if done.returncode:
        problem = done.stderr.decode("utf-8", "replace").strip()
        raise PandocFailure("内存不够" if "Heap exhausted" in problem else problem[:200])
    try:
        trees = _split(json.loads(done.stdout)["blocks"], len(bodies))
        return [Parsed(tree, json.dumps(tree, ensure_ascii=False)) for tree in trees]
    except RecursionError:
        raise PandocFailure("嵌套太深") from None


def _split(blocks: Tree, count: int) -> list[Tree]:
    trees: list[Tree] = []
    for block in blocks:
        if block["t"] == "Para" and block["c"] == [{"t": "Str", "c": ARTICLE_MARK}]:
            trees.append([])
        else:
            trees[-1].append(block)
    if len(trees) != count:
        raise PandocFailure(f"{count} 篇读成了 {len(trees)} 篇")
    return trees
