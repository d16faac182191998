"""Is this installation fit to work?  Libraries, pandoc, fonts; each with what to do when it is not."""
from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path

from convert.diagnostics import Diagnostic, Refusal, diagnose
from convert.fonts import FontBook
from convert.workspace import Workspace, find_workspace

_LIBRARIES = ("reportlab", "uharfbuzz", "pypandoc_binary", "python-docx", "PyYAML", "OpenCC", "lxml", "Pillow", "pikepdf",
              "pypdfium2", "pyphen")
# import name -> the distribution that must own it: forks install over it and break the Traditional or the Word edition
_OWNERS = {"opencc": "OpenCC", "docx": "python-docx"}
# programs that are asked where they are there: name, what for
_HELPERS = (("gs", "可不装；preflight 用它量总墨量"), ("soffice", "可不装；build --office-pages 用它数页"))

Rows = list[dict[str, str]]


def examine() -> tuple[Rows, tuple[Diagnostic, ...]]:
    """Rows of (name, version, note) and what is wrong."""
    rows: Rows = [{"name": "Python", "version": sys.version.split()[0], "note": sys.executable}]
    found: list[Diagnostic] = []
    for name in _LIBRARIES:
        try:
            rows.append({"name": name, "version": version(name), "note": ""})
        except PackageNotFoundError:
            rows.append({"name": name, "version": "—", "note": "没有装"})
            found.append(diagnose("B010", name=name))
    found += _foreign_owners()
    found += _pandoc(rows)
    rows += [{"name": name, "version": "有" if shutil.which(name) else "没有", "note": use} for name, use in _HELPERS]
    roles, font_findings = font_table(find_workspace(Path.cwd()))
    rows += [{"name": f"字体 {r['role']}", "version": r["script"], "note": r["face"]} for r in roles if r["script"] == "zh-Hans"]
    return rows, tuple(found) + font_findings


def _foreign_owners() -> list[Diagnostic]:
    owners = packages_distributions()
    return [diagnose("B011", module=module, owners="、".join(sorted(set(owners.get(module, [])) - {owner})), owner=owner)
            for module, owner in _OWNERS.items() if set(owners.get(module, [])) - {owner}]


def _pandoc(rows: Rows) -> list[Diagnostic]:
    from convert.reader.pandoc import pandoc_path

    try:
        path = pandoc_path()
    except Refusal as refusal:
        return list(refusal.diagnostics)
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.split()
    rows.append({"name": "pandoc", "version": said[1] if len(said) > 1 else "—", "note": str(path)})
    return []


def font_table(workspace: Workspace) -> tuple[Rows, tuple[Diagnostic, ...]]:
    """Which face each role is set in, script by script."""
    rows: Rows = []
    found: list[Diagnostic] = []
    book = FontBook.load(workspace.font_folders)
    for script in ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK"):
        for role in book.roles:
            try:
                face = book.face(role, script)
            except Refusal as refusal:
                found += refusal.diagnostics
                rows.append({"role": role, "script": script, "face": "—", "file": ""})
                continue
            rows.append({"role": role, "script": script, "face": face.postscript_name, "file": face.path.as_posix()})
    return rows, tuple(dict.fromkeys([*found, *book.diagnostics]))


