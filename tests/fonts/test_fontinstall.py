"""`banxin fonts install` on systems of every kind, without a network."""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import convert.fonts
from convert.fontinstall import DEBIAN, System, install, plan
from tests.fonts.forge import forge

APT = frozenset(("apt-get", "dpkg-deb"))
BROUGHT = {"fonts-noto-cjk": {"NotoSerifCJK-Bold.ttc": ("NotoSerifCJKsc-Bold", "NotoSerifCJKtc-Bold"),
                              "NotoSansCJK-Bold.ttc": ("NotoSansCJKsc-Bold", "NotoSansCJKtc-Bold")},
           "fonts-lxgw-wenkai": {"LXGWWenKai-Regular.ttf": ("LXGWWenKai-Regular",), "LXGWWenKai-Bold.ttf": ("LXGWWenKai-Bold",)},
           "fonts-arphic-ukai": {"ukai.ttc": ("UKaiCN", "UKaiHK", "UKaiTW")},
           "texlive-lang-chinese": {"FandolFang-Regular.otf": ("FandolFang-Regular",), "FandolHei-Bold.otf": ("FandolHei-Bold",)}}


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert.fonts, "system_folders", lambda: ())
    monkeypatch.setattr("convert.fontinstall.shipped", lambda kind: Path(__file__).parents[2] / kind / "only-yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "fonts"
    made.mkdir()
    made.joinpath("fonts.yaml").write_bytes((Path(__file__).parents[2] / "fonts" / "fonts.yaml").read_bytes())
    return made


class Apt:
    """A package client that knows four packages; `broken` are those it cannot get."""

    def __init__(self, broken: tuple[str, ...] = ()):
        self.broken = broken
        self.commands: list[tuple[str, ...]] = []

    def __call__(self, command: Sequence[str], folder: Path) -> int:
        self.commands.append(tuple(command))
        if command[:2] == ("apt-get", "download"):
            if command[2] in self.broken:
                return 100
            (folder / f"{command[2]}_1.deb").write_text(command[2])
        if command[0] == "dpkg-deb":
            package = (folder / command[2]).read_text()
            (folder / command[3] / "usr/share/doc").mkdir(parents=True)
            (folder / command[3] / "usr/share/doc/copyright").write_text("licence")
            for name, faces in BROUGHT[package].items():
                forge(folder / command[3] / "usr/share/fonts" / name, *faces)
        return 0


def test_without_root_packages_are_unpacked_beside_their_licence(folder: Path) -> None:
    said: list[str] = []
    apt = Apt()
    done, found = install(folder, said.append, system=System(APT, root=False), run=apt)
    assert done and not found
    assert {p.parent.name for p in folder.glob("*/copyright")} == set(BROUGHT)
    assert (folder / "fonts-lxgw-wenkai" / "LXGWWenKai-Regular.ttf").is_file()
    assert not (folder / "fonts-lxgw-wenkai" / "LXGWWenKai-Bold.ttf").exists(), "only what fonts.yaml asks for"
    assert not any(command[1] == "install" for command in apt.commands)
    assert any("楷体" in line and "OFL" in line for line in said)


def test_a_second_time_there_is_nothing_to_do(folder: Path) -> None:
    install(folder, lambda _: None, system=System(APT, root=False), run=Apt())
    apt = Apt()
    assert install(folder, lambda _: None, system=System(APT, root=False), run=apt) == (True, ()) and not apt.commands


def test_what_could_not_be_got_is_named_and_the_rest_is_there(folder: Path) -> None:
    done, found = install(folder, lambda _: None, system=System(APT, root=False), run=Apt(broken=("fonts-lxgw-wenkai",)))
    assert not done and [d.code for d in found] == ["F010", "F013"]
    assert "fonts-lxgw-wenkai" in found[0].message and "楷体" in found[1].message
    assert (folder / "fonts-arphic-ukai" / "ukai.ttc").is_file()


def test_root_installs_into_the_system_but_unpacks_the_big_one() -> None:
    made = plan(DEBIAN, System(APT, root=True))
    assert made.commands[0] == ("apt-get", "update")
    assert made.commands[1][:3] == ("apt-get", "install", "-y") and "fonts-lxgw-wenkai" in made.commands[1]
    assert "texlive-lang-chinese" not in made.commands[1] and [p.name for p in made.unpack] == ["texlive-lang-chinese"]


@pytest.mark.parametrize(("client", "root", "by_hand", "runs"), [
    ("dnf", False, "sudo dnf install", False), ("dnf", True, "", True), ("pacman", False, "sudo pacman", False),
    ("brew", False, "", True)])
def test_other_systems(client: str, root: bool, by_hand: str, runs: bool) -> None:
    made = plan(DEBIAN, System(frozenset((client,)), root))
    assert made.by_hand.startswith(by_hand) and bool(made.by_hand) is bool(by_hand)
    assert bool(made.commands) is runs


def test_a_system_without_a_client_is_told_so(folder: Path) -> None:
    done, found = install(folder, lambda _: None, system=System(frozenset(), root=False), run=Apt())
    assert not done and found[0].code == "F011" and "fonts/" in found[0].hint


def test_the_administrator_gets_the_command(folder: Path) -> None:
    done, found = install(folder, lambda _: None, system=System(frozenset(("dnf",)), root=False), run=Apt())
    assert not done and found[0].code == "F012" and "sudo dnf" in found[0].hint
