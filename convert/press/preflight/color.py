"""Colours as a page states them (ISO 32000-1, 8.6): the space with its colorants, and which plates a value inks."""
from __future__ import annotations

from typing import NamedTuple

import pikepdf
from pikepdf import Array, Name

_PARTS = {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4, "CalGray": 1, "CalRGB": 3, "Lab": 3, "Indexed": 1, "Pattern": 0}
_SHORT = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}     # inline images, table 94
SCREEN_SPACES = ("DeviceRGB", "CalRGB", "CalGray", "Lab")
PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
_DEPTH = 6


class Space(NamedTuple):
    """`base`: what Indexed, Separation, DeviceN and Pattern fall back on; `profile` (number, generation) of an ICC stream."""

    family: str
    parts: int
    colorants: tuple[str, ...] = ()
    base: Space | None = None
    profile: tuple[int, int] = (0, 0)

    @property
    def chain(self) -> tuple[Space, ...]:
        """This space and all it rests on."""
        return (self, *(self.base.chain if self.base else ()))

    @property
    def spots(self) -> tuple[str, ...]:
        """Names of inks beyond the four of the process."""
        return tuple(dict.fromkeys(c for s in self.chain for c in s.colorants if c not in (*PROCESS, "All", "None")))


GRAY, RGB, CMYK = (Space(f, _PARTS[f]) for f in ("DeviceGray", "DeviceRGB", "DeviceCMYK"))
UNKNOWN = Space("?", 0)


class Ink(NamedTuple):
    """A colour: `values` in `space`; a pattern has none."""

    space: Space
    values: tuple[float, ...]

    @property
    def plates(self) -> tuple[float, float, float, float] | None:
        """Cyan, magenta, yellow and black from 0 to 1; None where only a colour engine could tell."""
        family, values = self.space.family, self.values
        if family == "DeviceCMYK" and len(values) == 4:
            return values[0], values[1], values[2], values[3]
        if family in ("DeviceGray", "CalGray") and len(values) == 1:
            return 0.0, 0.0, 0.0, 1 - values[0]
        if family in ("Separation", "DeviceN") and len(values) == len(self.space.colorants):
            if self.space.colorants == ("All",):
                return (values[0],) * 4
            if set(self.space.colorants) <= {*PROCESS, "None"}:
                known = dict(zip(self.space.colorants, values, strict=True))
                cyan, magenta, yellow, black = (known.get(name, 0.0) for name in PROCESS)
                return cyan, magenta, yellow, black
        if self.space.family == "ICCBased" and self.space.parts == 4 and len(values) == 4:
            return values[0], values[1], values[2], values[3]
        return None

    @property
    def is_black(self) -> bool:
        """Full black and nothing else, in any way of saying it."""
        plates = self.plates
        return plates is not None and plates[3] > 0.995 and max(plates[:3]) < 0.005

    @property
    def is_white(self) -> bool:
        plates = self.plates
        return plates is not None and max(plates) < 0.005

    def shown(self) -> str:
        """C0 M80 Y80 K0, or the space with its numbers."""
        if self.space.family == "DeviceCMYK" and len(self.values) == 4:
            return " ".join(f"{name}{round(v * 100)}" for name, v in zip("CMYK", self.values, strict=True))
        return f"{self.space.family} {' '.join(f'{v:.3g}' for v in self.values)}".strip()


BLACK = Ink(GRAY, (0.0,))


def space_of(value: object, depth: int = 0) -> Space:
    """The colour space that `value`, a name or an array of the file, defines."""
    if isinstance(value, Name):
        name = _SHORT.get(str(value)[1:], str(value)[1:])
        return Space(name, _PARTS[name]) if name in _PARTS else UNKNOWN
    if not isinstance(value, Array) or not len(value) or depth > _DEPTH:
        return UNKNOWN
    family = _SHORT.get(str(value[0])[1:], str(value[0])[1:])
    if family == "ICCBased" and len(value) > 1:
        return _profiled(value[1], depth)
    base = space_of(value[1], depth + 1) if family in ("Indexed", "Pattern") and len(value) > 1 else None
    if family in ("Separation", "DeviceN") and len(value) > 2:
        names = [value[1]] if family == "Separation" else list(value[1].as_list())
        return Space(family, len(names), tuple(str(n)[1:] for n in names), space_of(value[2], depth + 1))
    return Space(family, _PARTS[family], base=base) if family in _PARTS else UNKNOWN


def _profiled(stream: pikepdf.Object, depth: int) -> Space:
    if not isinstance(stream, pikepdf.Stream):
        return UNKNOWN
    parts = int(stream.get(Name.N, 0))
    alternate = space_of(stream.Alternate, depth + 1) if Name.Alternate in stream else None
    return Space("ICCBased", parts, base=alternate, profile=stream.objgen)
