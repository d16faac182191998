"""Total area coverage: how much ink lies on one spot (GWG: the mean of any square of 15 mm²).

A page whose darkest thing is within the limit is proven without looking.  The others are rendered to their four plates by
Ghostscript; without it they are reported as not measured, never as good.
"""
from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageMath

from convert.press.preflight.color import SCREEN_SPACES
from convert.press.preflight.findings import Finding, finding
from convert.press.preflight.raster import plates_of
from convert.press.preflight.subject import Sheet, Subject

_DPI = 60
_SQUARE = 15 ** 0.5     # mm
_TOLERANCE = 1.0        # per cent: eight bits a plate


def measure(subject: Subject, path: Path) -> tuple[dict[int, float], list[Finding]]:
    """Coverage in per cent, by page, of those that had to be rendered, and what is wrong; `path` is the file on disk."""
    allowed = subject.printer.tac + _TOLERANCE
    doubtful = [s for s in subject.sheets if _bound(s, allowed) > allowed and not _has_screen_colors(s)]
    if not doubtful:
        return {}, []
    endless = any(t.code == "X128" for s in doubtful for t in s.ink.troubles)
    plates = None if endless else plates_of(path, [s.number for s in doubtful], _DPI)
    if plates is None:
        return {}, [finding("X202", s.number) for s in doubtful]
    heaviest = {sheet.number: _heaviest(plate, sheet) for sheet, plate in zip(doubtful, plates, strict=True)}
    over = [finding("X201", page, f"左 {x:.0f}、下 {y:.0f} 毫米", found=round(percent), limit=subject.printer.tac)
            for page, (percent, x, y) in heaviest.items() if percent > allowed]
    return {page: percent for page, (percent, _, _) in heaviest.items()}, over


def _has_screen_colors(sheet: Sheet) -> bool:
    """Whether what the plates carry depends on somebody's conversion; X120 has said so already."""
    return any(space.family in SCREEN_SPACES or (space.family == "ICCBased" and space.parts == 3) for space in sheet.ink.spaces)


def _bound(sheet: Sheet, limit: float) -> float:
    """No spot of the page can carry more than this: pictures may carry 400, black may print over what it meets."""
    ground, heavy, over = 0.0, [], []
    for painted in sheet.artwork:
        plates = painted.ink.plates if painted.ink else None
        if plates is None or painted.transparent or (painted.overprint and painted.ink and not painted.ink.is_black):
            return 400.0
        if painted.overprint:
            over.append(painted.box)
        else:
            ground = max(ground, sum(plates) * 100)
            if sum(plates) * 100 > limit - 100:
                heavy.append(painted.box)
    meeting = any(a.meets(b) for a in heavy for b in over)
    return ground + 100 if meeting else max(ground, 100.0 if over else 0.0)


def _heaviest(plate: Image.Image, sheet: Sheet) -> tuple[float, float, float]:
    """(per cent, x, y in mm from the lower left) of the heaviest square within the bleed, on two grids half a square apart."""
    left, lower = (round((a - b) * _DPI / 72) for a, b in zip(sheet.bleed[:2], sheet.media[:2], strict=True))
    right, upper = left + int(sheet.bleed.width * _DPI / 72), plate.height - lower - int(sheet.bleed.height * _DPI / 72)
    foot = lower * 25.4 / _DPI
    plate = plate.crop((left, max(0, upper), right, plate.height - lower))
    total = ImageMath.lambda_eval(lambda args: args["float"](args["c"]) + args["m"] + args["y"] + args["k"],
                                  **dict(zip("cmyk", plate.split(), strict=True)))
    side = _SQUARE * _DPI / 25.4
    found = (0.0, 0.0, 0.0)
    for shift in (0.0, side / 2):
        columns, rows = int((plate.width - shift) / side), int((plate.height - shift) / side)
        if columns < 1 or rows < 1:
            continue
        area = (shift, shift, shift + columns * side, shift + rows * side)
        cells = total.resize((columns, rows), Image.Resampling.BOX, area).get_flattened_data()
        best = max(range(len(cells)), key=cells.__getitem__)
        x, y = shift + best % columns * side, shift + (best // columns + 1) * side
        found = max(found, (cells[best] * 100 / 255, (left + x) * 25.4 / _DPI, foot + (plate.height - y) * 25.4 / _DPI))
    return found
