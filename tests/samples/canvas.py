"""A small drawing board on Pillow: flat shapes, drawn larger and reduced, with printed grain."""
from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageChops, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]

INK: Colour = (20, 33, 43)
NIGHT: Colour = (14, 49, 66)
TEAL: Colour = (15, 82, 96)
SEA: Colour = (38, 121, 130)
HAZE: Colour = (118, 176, 172)
MIST: Colour = (189, 214, 202)
CREAM: Colour = (252, 244, 226)
SAND: Colour = (247, 222, 172)
YELLOW: Colour = (250, 190, 76)
ORANGE: Colour = (236, 127, 66)
RED: Colour = (200, 22, 29)
MAROON: Colour = (134, 28, 38)
STEEL: Colour = (88, 110, 120)
WHITE: Colour = (255, 253, 247)

FONT = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of `b` in `a`, 0 to 1."""
    return (round(a[0] + (b[0] - a[0]) * share), round(a[1] + (b[1] - a[1]) * share), round(a[2] + (b[2] - a[2]) * share))


class Canvas:
    """`width` × `height` units; a unit is one pixel of the drawing and `SCALE` of what is drawn on."""

    SCALE = 2

    def __init__(self, width: int, height: int, ground: Colour):
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * self.SCALE, height * self.SCALE), ground)
        self.pen = ImageDraw.Draw(self.image)

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.SCALE, y * self.SCALE) for x, y in points]

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        self.pen.polygon(self._at(points), fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0) -> None:
        s = self.SCALE
        corners = (x * s, y * s, (x + width) * s - 1, (y + height) * s - 1)
        if width <= 0 or height <= 0:
            return
        if radius:
            self.pen.rounded_rectangle(corners, radius=radius * s, fill=colour)
        else:
            self.pen.rectangle(corners, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour, squash: float = 1.0) -> None:
        s = self.SCALE
        self.pen.ellipse(((x - radius) * s, (y - radius * squash) * s, (x + radius) * s, (y + radius * squash) * s), fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A polyline with round ends and joints."""
        s = self.SCALE
        self.pen.line(self._at(points), fill=colour, width=max(1, round(width * s)), joint="curve")
        for x, y in points:
            self.disc(x, y, width / 2 - 0.25, colour)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, colour: Colour, width: float) -> None:
        steps = max(8, round(abs(end - start) / 4))
        angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
        self.line([(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles], colour, width)

    def glow(self, draw: Callable[[ImageDraw.ImageDraw, int], None], colour: Colour, share: float) -> None:
        """Lay `colour` over what `draw(pen, scale)` paints white on a mask, `share` of full strength: a flat tint, no gradient."""
        mask = Image.new("L", self.image.size, 0)
        draw(ImageDraw.Draw(mask), self.SCALE)
        mask = mask.point([round(v * share) for v in range(256)])
        self.image.paste(Image.new("RGB", self.image.size, colour), (0, 0), mask)
        self.pen = ImageDraw.Draw(self.image)

    def text(self, x: float, y: float, text: str, size: float, colour: Colour, anchor: str = "lm") -> None:
        """`anchor` as Pillow's: l|m|r and a|m|s|d."""
        face = ImageFont.truetype(FONT, round(size * self.SCALE), layout_engine=ImageFont.Layout.BASIC)
        self.pen.text((x * self.SCALE, y * self.SCALE), text, font=face, fill=colour, anchor=anchor)

    def finish(self, grain: int = 5, width: int = 0, seed: int = 1) -> Image.Image:
        """The picture `width` pixels wide (0: one a unit), with paper grain of ±`grain` levels."""
        if width:
            picture = self.image.resize((width, round(width * self.height / self.width)), Image.Resampling.BOX)
        else:
            picture = self.image.reduce(self.SCALE)
        if not grain:
            return picture
        tile = _grain_tile(grain, seed)
        noise = Image.new("L", picture.size)
        for x in range(0, picture.width, tile.width):
            for y in range(0, picture.height, tile.height):
                noise.paste(tile, (x, y))
        return ImageChops.add(picture, Image.merge("RGB", (noise, noise, noise)), scale=1.0, offset=-128)


def _grain_tile(grain: int, seed: int, side: int = 720) -> Image.Image:
    """A square of soft noise around 128; the same for the same seed on every machine."""
    raw = Image.frombytes("L", (side // 2, side // 2), random.Random(seed).randbytes((side // 2) ** 2))
    soft = raw.resize((side, side), Image.Resampling.BILINEAR)
    return soft.point([128 + round((v - 128) * grain / 96) for v in range(256)])


def ridge(width: float, base: float, height: float, seed: int, step: float = 12.0, peaks: float = 1.0) -> list[Point]:
    """A mountain's skyline from x = 0 to `width`: waves of falling size, seeded."""
    chance = random.Random(seed)
    waves = [(chance.uniform(0.7, 1.3) * peaks * 2 ** k, chance.uniform(0, math.tau), 0.62 ** k) for k in range(6)]
    total = sum(size for _, _, size in waves)
    points = []
    for i in range(round(width / step) + 1):
        x = i * step
        lift = sum(size * math.sin(math.tau * pace * x / width + phase) for pace, phase, size in waves) / total
        points.append((x, base - height * (0.5 + 0.5 * lift)))
    return points


def mountain(canvas: Canvas, base: float, height: float, seed: int, colour: Colour, floor: float, peaks: float = 1.0) -> None:
    skyline = ridge(canvas.width, base, height, seed, peaks=peaks)
    canvas.polygon([(0, floor), *skyline, (canvas.width, skyline[-1][1]), (canvas.width, floor)], colour)


def gull(canvas: Canvas, x: float, y: float, span: float, colour: Colour) -> None:
    width = span * 0.085
    canvas.line([(x - span, y - span * 0.16), (x - span * 0.5, y - span * 0.34), (x, y)], colour, width)
    canvas.line([(x, y), (x + span * 0.5, y - span * 0.34), (x + span, y - span * 0.16)], colour, width)


def container_stack(canvas: Canvas, x: float, base: float, columns: Sequence[int], size: tuple[float, float], seed: int,
                    paints: Sequence[Colour]) -> None:
    """Stacked containers, `columns` high each; ribs show on every box."""
    chance = random.Random(seed)
    width, height = size
    for c, count in enumerate(columns):
        for level in range(count):
            left, top = x + c * (width + 3), base - (level + 1) * (height + 2)
            paint = paints[chance.randrange(len(paints))]
            canvas.box(left, top, width, height, paint)
            rib = mix(paint, INK, 0.22)
            for i in range(1, 8):
                canvas.box(left + width * i / 8, top + height * 0.14, max(1.0, width * 0.012), height * 0.72, rib)
            canvas.box(left, top, width, height * 0.09, mix(paint, WHITE, 0.22))


def crane(canvas: Canvas, x: float, base: float, height: float, colour: Colour, seaward: int = -1, load: Colour | None = None,
          trolley: float = 0.55) -> None:
    """A ship-to-shore crane; its seaward leg stands at `x`, the boom points to `seaward` (-1 left, 1 right)."""
    u = height / 100
    land = x - seaward * 26 * u
    girder = base - 58 * u
    tip, tail = x + seaward * 62 * u, land - seaward * 22 * u
    apex = (x - seaward * 3 * u, base - 100 * u)
    for leg in (x, land):
        canvas.box(leg - 1.7 * u, girder, 3.4 * u, 58 * u, colour)
        canvas.box(leg - 4.6 * u, base - 3.2 * u, 9.2 * u, 3.2 * u, colour)
    left, right = min(x, land), max(x, land)
    canvas.box(left, base - 24 * u, right - left, 3 * u, colour)
    canvas.line([(x, base - 24 * u), (land, girder + 4 * u)], colour, 1.3 * u)
    canvas.box(min(tip, tail), girder - 1.5 * u, abs(tip - tail), 4.2 * u, colour)
    canvas.line([(x, girder), apex, (land, girder)], colour, 2.0 * u)
    canvas.line([(x - seaward * 3 * u, base - 80 * u), (land - seaward * -9 * u, base - 80 * u)], colour, 1.1 * u)
    for end in (x + seaward * 26 * u, x + seaward * 54 * u, tail + seaward * 3 * u):
        canvas.line([apex, (end, girder)], colour, 0.75 * u)
    house = min(land, land - seaward * 15 * u)
    canvas.box(house, girder - 8.5 * u, 15 * u, 8 * u, colour)
    car = x + seaward * 62 * u * trolley
    canvas.box(car - 3.6 * u, girder + 2.6 * u, 7.2 * u, 2.2 * u, colour)
    canvas.box(car + 3.8 * u, girder + 3.2 * u, 4.2 * u, 4.6 * u, colour)
    if load:
        drop = girder + 22 * u
        for side in (-2.6 * u, 2.6 * u):
            canvas.line([(car + side, girder + 4 * u), (car + side * 1.3, drop)], colour, 0.5 * u)
        canvas.box(car - 6.5 * u, drop, 13 * u, 1.2 * u, colour)
        canvas.box(car - 6.5 * u, drop + 1.2 * u, 13 * u, 5.6 * u, load)


def lamp(canvas: Canvas, x: float, base: float, height: float, colour: Colour, light: Colour, side: int = 1) -> None:
    """A street lamp with one arm to `side`."""
    width = height * 0.018
    canvas.line([(x, base), (x, base - height), (x + side * height * 0.16, base - height * 1.03)], colour, width)
    canvas.box(x + side * height * 0.16 - height * 0.05, base - height * 1.045, height * 0.1, height * 0.028, light, 3)


def worker(canvas: Canvas, x: float, base: float, height: float, coat: Colour, helmet: Colour, facing: int = 1,
           stride: float = 0.1) -> None:
    """A person in work clothes and a safety helmet, seen from the side; no face."""
    u = height / 100
    trousers = mix(coat, INK, 0.62)
    for leg in (-stride, stride):
        canvas.line([(x, base - 46 * u), (x + leg * 55 * u, base - 22 * u), (x + leg * 100 * u, base - 3 * u)], trousers, 9.5 * u)
        canvas.line([(x + leg * 100 * u, base - 2.5 * u), (x + (leg * 100 + facing * 5) * u, base - 2.5 * u)], INK, 5 * u)
    canvas.polygon([(x - 11 * u, base - 44 * u), (x - 12 * u, base - 78 * u), (x - 5 * u, base - 83 * u),
                    (x + 6 * u, base - 83 * u), (x + 12 * u, base - 77 * u), (x + 10 * u, base - 44 * u)], coat)
    canvas.box(x - 11.6 * u, base - 62 * u, 22.6 * u, 3.2 * u, SAND)
    sleeve = mix(coat, INK, 0.18)
    canvas.line([(x - 2 * u, base - 76 * u), (x + facing * 2 * u, base - 60 * u), (x + facing * 9 * u, base - 48 * u)], sleeve,
                6.8 * u)
    canvas.disc(x + facing * 10 * u, base - 46.5 * u, 3.1 * u, mix(SAND, ORANGE, 0.35))
    canvas.box(x - 2.4 * u, base - 87 * u, 5.6 * u, 6 * u, mix(SAND, ORANGE, 0.35))
    canvas.disc(x + facing * 0.8 * u, base - 91 * u, 6.6 * u, mix(SAND, ORANGE, 0.35))
    canvas.pen.pieslice([v * canvas.SCALE for v in (x - 8 * u, base - 101 * u, x + 8.8 * u, base - 84 * u)], 180, 360, fill=helmet)
    canvas.box(x - (8 if facing > 0 else 12) * u, base - 93.4 * u, 20.6 * u, 2 * u, helmet, 1)
