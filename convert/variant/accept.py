"""One line more in a glossary: what a proofreader decided, written into styles/house.yaml or issue.yaml by the program.

The file is edited as text, so that comments and order stay; it is read again before it replaces the old one.
"""
from __future__ import annotations

import re
from pathlib import Path

from convert import strictyaml
from convert.diagnostics import ExitCode, Refusal, diagnose
from convert.strictyaml import Mapping

_PLAIN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff〇·]+")


def with_entry(text: str, section: str, source: str, target: str, file: str) -> str:
    """`text` (YAML) with `source: target` under `section` (`glossary` or `names`), in place of what stood there for `source`.

    Raises Refusal (exit 2) when a word is not plain Han, (exit 3) when the file cannot be read as a mapping, before or after.
    """
    if not (_PLAIN.fullmatch(source) and _PLAIN.fullmatch(target)):
        raise Refusal(ExitCode.USAGE, [diagnose("V010", entry=f"{source}={target}".removesuffix("="))])
    _mapping(text, section, file)
    lines = text.split("\n")
    at = next((n for n, line in enumerate(lines) if re.match(rf"{section}\s*:", line)), None)
    if at is None:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += [f"{section}:", f"  {source}: {target}", ""]
        return _checked("\n".join(lines), section, source, target, file)
    lines[at] = re.sub(r":\s*\{\s*\}", ":", lines[at])
    block = _block(lines, at)
    indent = next((line[:len(line) - len(line.lstrip())] for line in lines[at + 1:block] if line.strip()
                   and not line.lstrip().startswith("#")), "  ")
    entry = f"{indent}{source}: {target}"
    same = re.compile(rf"\s+[\"']?{source}[\"']?\s*:")
    old = next((n for n in range(at + 1, block) if same.match(lines[n])), None)
    if old is None:
        lines.insert(block, entry)
    else:
        lines[old] = entry
    return _checked("\n".join(lines), section, source, target, file)


def _block(lines: list[str], at: int) -> int:
    """The line behind the last entry of the block mapping that begins at line `at`."""
    end = at + 1
    for n in range(at + 1, len(lines)):
        if lines[n].strip() and not lines[n][0].isspace():
            break
        if lines[n].strip():
            end = n + 1
    return end


def _mapping(text: str, section: str, file: str) -> Mapping | None:
    node = strictyaml.parse(text, file)
    if not isinstance(node, Mapping) and text.strip():
        raise Refusal(ExitCode.SOURCE, [diagnose("V011", path=file)])
    entries = {key: value for key, _, value in node.entries} if isinstance(node, Mapping) else {}
    value = entries.get(section)
    return value if isinstance(value, Mapping) else None


def _checked(text: str, section: str, source: str, target: str, file: str) -> str:
    block = _mapping(text, section, file)
    found = {key: value for key, _, value in block.entries} if block else {}
    if not isinstance(value := found.get(source), strictyaml.Scalar) or value.text != target:
        raise Refusal(ExitCode.SOURCE, [diagnose("V011", path=file)])
    return text


def accept(path: Path, section: str, source: str, target: str) -> None:
    """Write the entry into the file at `path`, which may not be there yet; raises Refusal or OSError."""
    try:
        text = path.read_text("utf-8-sig") if path.exists() else ""
    except UnicodeDecodeError as error:
        raise Refusal(ExitCode.SOURCE, [diagnose("V005", path=path.as_posix(), problem=str(error))]) from None
    changed = with_entry(text, section, source, target, path.name)
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_text(changed, "utf-8")
    beside.replace(path)
