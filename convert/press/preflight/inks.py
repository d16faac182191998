"""Inks of what is painted: spaces a press cannot take, spots, black that is not black alone, overprint, transparency."""
from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Dictionary, Name

from convert.press.preflight.artwork import described
from convert.press.preflight.color import SCREEN_SPACES, Space
from convert.press.preflight.findings import Finding, finding
from convert.press.preflight.geometry import Box
from convert.press.preflight.scanner import Painted
from convert.press.preflight.subject import X1A, Sheet, Subject

_LINE = 12.0            # points: narrower black fields are rules


def check(subject: Subject) -> Iterator[Finding]:
    intent = _intent_profile(subject)
    for sheet in subject.sheets:
        for space, thing in sheet.ink.spaces.items():
            yield from _space(space, thing, sheet.number, subject, intent)
        yield from _blacks(sheet, subject)
        yield from _transparency(sheet, subject)


def _space(space: Space, thing: str, page: int, subject: Subject, intent: bytes) -> Iterator[Finding]:
    if space.family in SCREEN_SPACES or (space.family == "ICCBased" and space.parts == 3):
        yield finding("X120", page, thing, space="RGB" if "RGB" in space.family else space.family)
    elif space.family == "ICCBased" and subject.standard == X1A:
        yield finding("X120", page, thing, space="ICC 特性")
    elif space.family == "ICCBased" and space.parts == 4 and space.profile[0] and intent:
        if bytes(subject.pdf.get_object(space.profile).read_bytes()) == intent:
            yield finding("X125", page, thing)
    elif space.family == "?":
        yield finding("X120", page, thing, space="认不出的颜色")
    for name in space.spots:
        if name not in subject.printer.spots:
            yield finding("X211", page, thing, name=name)


def _intent_profile(subject: Subject) -> bytes:
    for intent in subject.pdf.Root.get(Name.OutputIntents, []):
        if Name.DestOutputProfile in intent:
            return bytes(intent.DestOutputProfile.read_bytes())
    return b""


def _blacks(sheet: Sheet, subject: Subject) -> Iterator[Finding]:
    """Each rule once a page, with the first thing that breaks it and how many there are."""
    broken: dict[str, list[Painted]] = {}
    limit = subject.printer.black_overprint_below / 1000
    ground: list[Box] = []              # colours painted so far: a black line that knocks out may leave a white edge in them
    for painted in sheet.artwork:
        if painted.kind != "text" and not (painted.ink and (painted.ink.is_white or painted.ink.is_black)):
            ground.append(painted.box)
        for code in _faults(painted, limit, ground):
            broken.setdefault(code, []).append(painted)
    for code, things in sorted(broken.items()):
        ink = things[0].ink
        yield finding(code, sheet.number, described(things[0]), count=len(things), ink=ink.shown() if ink else "")


def _faults(painted: Painted, limit: float, ground: list[Box]) -> Iterator[str]:
    ink = painted.ink
    plates = ink.plates if ink else None
    if ink is None or plates is None:
        return
    if painted.kind == "text" and (plates[3] >= 0.9 or min(plates[:3]) >= 0.5) and max(plates[:3]) > 0.02:
        yield "X206"
    fine = painted.kind == "text" and painted.size < limit
    line = painted.kind in ("stroke", "fill") and min(painted.box.width, painted.box.height) < _LINE
    if ink.is_black and (fine or (line and any(map(painted.box.meets, ground)))):
        if ink.space.family != "DeviceCMYK" and "All" not in ink.space.colorants:
            yield "X213"
        elif not (painted.overprint and painted.mode == 1):
            yield "X207"
    if ink.is_white and painted.overprint:
        yield "X208"


def _transparency(sheet: Sheet, subject: Subject) -> Iterator[Finding]:
    """ISO 15930-4, 6.11 forbids it; ISO 15930-7, 6.15 wants the blending to happen in the space of the intent."""
    group = sheet.page.obj.get(Name.Group)
    declared = isinstance(group, Dictionary) and group.get(Name.S) == Name.Transparency
    if subject.standard == X1A:
        if sheet.ink.transparent or declared:
            yield finding("X119", sheet.number, problem="有透明")
    elif isinstance(group, Dictionary) and group.get(Name.CS, Name.DeviceCMYK) != Name.DeviceCMYK:
        yield finding("X119", sheet.number, problem="透明在 CMYK 以外的颜色里混合")
    elif sheet.ink.transparent and not (declared and isinstance(group, Dictionary) and Name.CS in group):
        yield finding("X119", sheet.number, problem="有透明，页面却没有写在什么颜色里混合")
