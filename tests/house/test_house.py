"""The numbers of the house: small functions and modules, one place that prints, no private names of ReportLab elsewhere."""
from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "convert").rglob("*.py"))
MAX_FUNCTION_LINES = 60
MAX_MODULE_LINES = 600


def test_there_are_modules() -> None:
    assert len(MODULES) > 20


def test_every_room_goes_into_the_wheel() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    rooms = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in MODULES if path.name == "__init__.py"}
    assert rooms <= set(packages)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_module_and_function_length(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MAX_MODULE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MAX_FUNCTION_LINES, node.name


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_only_the_console_prints_and_only_commands_read_the_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names = {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}
    assert ("print" in names) == (path.name == "console.py")
    if path.name not in {"cli.py", "commands.py", "__main__.py"}:
        assert not re.search(r"os\.environ|getenv|sys\.argv|time\.time\(|datetime\.now|\bargparse\b", text)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_diagnostic_code_exists_once_and_is_used(path: Path) -> None:
    from convert.messages import MESSAGES

    used = set(re.findall(r'diagnose\(\s*"([A-Z]\d{3})"', path.read_text(encoding="utf-8")))
    assert used <= set(MESSAGES)


def test_no_message_is_dead() -> None:
    from convert.messages import MESSAGES

    text = "".join(p.read_text(encoding="utf-8") for p in MODULES if p.name != "messages.py")
    assert [code for code in MESSAGES if f'"{code}"' not in text] == []


def test_real_sources_stay_outside() -> None:
    """No run of 24 Han characters of the measured issues stands in the repository (they lie beside it in CI)."""
    shared = ROOT.parent / "shared"
    sources = [*shared.glob("seeds/*.txt"), *shared.glob("sources/*/*.md")]
    if not sources:
        pytest.skip("the real sources are not beside the project")
    han = re.compile(r"[\u4e00-\u9fff]+")
    known: set[str] = set()
    for path in sources:
        run = "".join(han.findall(path.read_text(encoding="utf-8")))
        known.update(run[i:i + 24] for i in range(len(run) - 23))
    for folder in ("convert", "styles", "fonts", "issues", "tests"):
        for path in (p for p in (ROOT / folder).rglob("*") if p.suffix in {".md", ".py", ".yaml", ".tsv", ".json", ".txt"}):
            run = "".join(han.findall(path.read_text(encoding="utf-8")))
            assert not any(run[i:i + 24] in known for i in range(len(run) - 23)), path
