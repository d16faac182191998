"""`banxin fonts install`: get the richer open faces through the package client this system has; without root where it can.

Plans first (pure), then runs the plan with a runner that tests replace.  Unpacked fonts land in fonts/<package>/ with their
licence; nothing is ever fetched but by the system's own client.
"""
from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from convert.diagnostics import Diagnostic, diagnose
from convert.fonts import FONT_SUFFIXES, FontBook
from convert.model.record import Record
from convert.workspace import shipped

Say = Callable[[str], None]
Runner = Callable[[Sequence[str], Path], int]       # (command, folder to run in) -> exit status

_TIMEOUT = 1800


class Package(Record):
    """A package and the faces of fonts.yaml that it brings; `only` limits what is unpacked to these files."""

    name: str
    faces: tuple[str, ...]
    use: str
    licence: str
    megabytes: int
    only: tuple[str, ...] = ()


DEBIAN = (
    Package("fonts-noto-cjk", ("noto-serif-cjk-sc-bold", "noto-sans-cjk-sc-bold"), "小标宋、黑体", "OFL-1.1", 56),
    Package("fonts-lxgw-wenkai", ("lxgw-wenkai",), "楷体（简）", "OFL-1.1", 52, ("LXGWWenKai-Regular.ttf",)),
    Package("fonts-arphic-ukai", ("ukai-tw", "ukai-hk"), "楷体（繁）", "Arphic Public License", 9),
    Package("texlive-lang-chinese", ("fandol-fang",), "仿宋（简）", "GPL-3.0 附字体例外", 50,
            ("FandolFang-Regular.otf", "FandolKai-Regular.otf")),
)
# a big package of which only a few files are wanted is unpacked into fonts/, never installed
_UNPACK_ALWAYS = frozenset(("texlive-lang-chinese",))
_OTHERS = {
    "dnf": (("dnf", "install", "-y"), ("google-noto-serif-cjk-fonts", "google-noto-sans-cjk-fonts", "lxgw-wenkai-fonts",
                                       "cjkuni-ukai-fonts"), True),
    "pacman": (("pacman", "-S", "--noconfirm", "--needed"), ("noto-fonts-cjk", "ttf-arphic-ukai"), True),
    "brew": (("brew", "install", "--cask"), ("font-noto-serif-cjk-sc", "font-noto-sans-cjk-sc", "font-lxgw-wenkai"), False),
}


class System(Record):
    """Which package clients there are, and whether we are root."""

    clients: frozenset[str]
    root: bool

    @classmethod
    def detect(cls) -> System:
        clients = frozenset(name for name in ("apt-get", "dpkg-deb", *_OTHERS) if shutil.which(name))
        return cls(clients, hasattr(os, "geteuid") and os.geteuid() == 0)


class Plan(Record):
    """`commands` run as they stand; `unpack` are Debian packages to download and unpack into fonts/; `by_hand` is for a person."""

    commands: tuple[tuple[str, ...], ...] = ()
    unpack: tuple[Package, ...] = ()
    by_hand: str = ""


def missing_packages(book: FontBook) -> tuple[Package, ...]:
    """The packages whose faces are not all here yet."""
    return tuple(p for p in DEBIAN if not all(name in book.faces and book.has(name) for name in p.faces))


def plan(wanted: tuple[Package, ...], system: System) -> Plan:
    """What to do on `system` to get `wanted`."""
    if not wanted:
        return Plan()
    if {"apt-get", "dpkg-deb"} <= system.clients:
        if not system.root:
            return Plan(unpack=wanted)
        install = tuple(p.name for p in wanted if p.name not in _UNPACK_ALWAYS)
        commands = (("apt-get", "update"), ("apt-get", "install", "-y", "--no-install-recommends", *install)) if install else ()
        return Plan(commands, tuple(p for p in wanted if p.name in _UNPACK_ALWAYS))
    for client, (command, packages, needs_root) in _OTHERS.items():
        if client in system.clients:
            full = (*command, *packages)
            return Plan(by_hand="sudo " + " ".join(full)) if needs_root and not system.root else Plan((full,))
    return Plan()


def install(folder: Path, say: Say, *, system: System | None = None, run: Runner | None = None
            ) -> tuple[bool, tuple[Diagnostic, ...]]:
    """Bring the richer faces to the workspace's `folder` (fonts/) or the system; (whether all are here now, what is to be said)."""
    system, run = system or System.detect(), run or _run
    folders = tuple(dict.fromkeys((folder, shipped("fonts"))))
    wanted = missing_packages(FontBook.load(folders))
    if not wanted:
        say("字体已经齐备")
        return True, ()
    for package in wanted:
        say(f"  {package.use}：{package.name}（{package.licence}，约 {package.megabytes} MB）")
    chosen = plan(wanted, system)
    found: list[Diagnostic] = []
    if chosen.by_hand:
        found.append(diagnose("F012", command=chosen.by_hand))
    elif not chosen.commands and not chosen.unpack:
        found.append(diagnose("F011"))
    folder.mkdir(parents=True, exist_ok=True)
    for command in chosen.commands:
        say("运行 " + " ".join(command))
        if run(command, folder):
            found.append(diagnose("F010", command=" ".join(command)))
    for package in chosen.unpack:
        found += _unpack(package, folder, say, run)
    FontBook.forget_files()
    still = missing_packages(FontBook.load(folders))
    found += [diagnose("F013", package=p.name, use=p.use) for p in still]
    return not still, tuple(found)


def _unpack(package: Package, folder: Path, say: Say, run: Runner) -> list[Diagnostic]:
    """Download `package` into a temporary folder and move its fonts and its licence to folder/<package>/."""
    say(f"下载并解开 {package.name} → {folder.name}/{package.name}/")
    with tempfile.TemporaryDirectory(prefix="banxin-fonts-") as name:
        workshop = Path(name)
        download = ("apt-get", "download", package.name)
        if run(download, workshop):
            return [diagnose("F010", command=" ".join(download))]
        archive = next(iter(sorted(workshop.glob("*.deb"))), None)
        if archive is None or run(("dpkg-deb", "-x", archive.name, "unpacked"), workshop):
            return [diagnose("F010", command=f"dpkg-deb -x {package.name}")]
        target = folder / package.name
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted((workshop / "unpacked").rglob("*")):
            if _wanted(path, package):
                shutil.copyfile(path, target / path.name)
    return []


def _wanted(path: Path, package: Package) -> bool:
    if not path.is_file():
        return False
    if path.name == "copyright":
        return True
    return path.name in package.only if package.only else path.suffix.lower() in FONT_SUFFIXES


def _run(command: Sequence[str], folder: Path) -> int:
    """Run a package client without a prompt, in a neutral locale; 1 when it cannot be run at all."""
    try:
        return subprocess.run(["env", "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive", *command], cwd=folder, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT).returncode
    except (OSError, subprocess.TimeoutExpired):
        return 1
