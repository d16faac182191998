"""Draws the pictures of the sample issues: `python -m tests.samples.pictures` writes them all.  Same pixels on every run."""
from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

from tests.samples import books, charts, poster
from tests.samples.canvas import (
    CREAM,
    HAZE,
    INK,
    MAROON,
    MIST,
    NIGHT,
    ORANGE,
    RED,
    SAND,
    SEA,
    STEEL,
    TEAL,
    WHITE,
    YELLOW,
    Canvas,
    Colour,
    container_stack,
    crane,
    gull,
    lamp,
    mix,
    mountain,
    worker,
)

ISSUES = Path(__file__).parents[2] / "issues"
QUALITY = 86
PAINTS: tuple[Colour, ...] = (RED, MAROON, TEAL, SEA, ORANGE, YELLOW, STEEL, mix(TEAL, INK, 0.4))


def _ripples(c: Canvas, top: float, bottom: float, colour: Colour, seed: int, count: int, x: tuple[float, float]) -> None:
    """Short strokes on the water, longer and thicker towards the viewer."""
    chance = random.Random(seed)
    for _ in range(count):
        depth = chance.random() ** 0.8
        y = top + (bottom - top) * depth
        length = c.width * (0.008 + 0.055 * depth) * chance.uniform(0.5, 1.4)
        left = chance.uniform(*x) - length / 2
        c.box(left, y, length, 1.5 + c.height * 0.0028 * depth, colour, 2)


def _sun_path(c: Canvas, x: float, top: float, bottom: float, radius: float, colour: Colour, seed: int) -> None:
    """The sun's broken reflection."""
    chance = random.Random(seed)
    y = top + 6
    while y < bottom:
        depth = (y - top) / (bottom - top)
        thick = 5 + 16 * depth
        half = radius * (0.95 - 0.45 * depth) * chance.uniform(0.45, 1.0)
        shift = radius * 0.22 * chance.uniform(-1, 1)
        c.box(x + shift - half, y, half * 2, thick, colour, thick / 2)
        y += thick * chance.uniform(1.7, 2.6)


def cover() -> Image.Image:
    """Dawn over the harbour, 220 mm wide at 300 dpi.  The lower left stays quiet: the cover lines stand there in print."""
    c = Canvas(2600, 2640, mix(NIGHT, TEAL, 0.5))
    horizon, sun_x, sun_y = 1430.0, 930.0, 1020.0
    bands = (mix(TEAL, SEA, 0.5), SEA, mix(SEA, HAZE, 0.5), HAZE, mix(HAZE, MIST, 0.6), mix(MIST, SAND, 0.5), SAND,
             mix(SAND, YELLOW, 0.4))
    for i, colour in enumerate(bands):
        c.disc(sun_x, sun_y + 120, 1980 - 208 * i, colour, 0.86)
    c.disc(sun_x, sun_y, 355, mix(YELLOW, ORANGE, 0.35))
    c.disc(sun_x, sun_y, 318, RED)
    for i, (lift, height, seed) in enumerate(((-30, 560, 5), (10, 430, 23), (40, 300, 8), (60, 190, 31))):
        mountain(c, horizon + lift, height, seed, mix(mix(HAZE, SAND, 0.25), TEAL, 0.12 + 0.27 * i), horizon, peaks=1.1 + 0.35 * i)
    c.box(0, horizon, c.width, c.height - horizon, mix(SEA, HAZE, 0.25))
    for i, depth in enumerate((90, 230, 430, 700, 960)):
        c.box(0, horizon + depth, c.width, c.height, mix(SEA, TEAL, 0.24 * (i + 1)))
    _ripples(c, horizon + 20, 2630, mix(HAZE, MIST, 0.4), 4, 130, (0, 2600))
    _ripples(c, horizon + 60, 2630, mix(TEAL, NIGHT, 0.6), 9, 120, (0, 2600))
    _sun_path(c, sun_x, horizon, 2380, 330, mix(YELLOW, ORANGE, 0.25), 12)
    _lighthouse(c, 300, horizon + 70)
    _tug(c, 735, 1534, 2.1, mix(RED, MAROON, 0.2))
    _cover_ship(c, 1080, 1900)
    _cover_quay(c, 2080)
    _tug(c, 330, 2330, 4.4, mix(RED, MAROON, 0.2))
    for x, y, span in ((1560, 330, 74), (1760, 430, 52), (1420, 500, 40), (420, 620, 46), (600, 530, 62), (1960, 290, 34)):
        gull(c, x, y, span, WHITE)
    return c.finish(4)


def _lighthouse(c: Canvas, x: float, base: float) -> None:
    rock = mix(NIGHT, INK, 0.3)
    c.polygon([(0, base - 52), (x - 150, base - 40), (x - 60, base - 66), (x + 90, base - 58), (x + 240, base - 26),
               (x + 420, base), (0, base + 22)], rock)
    c.polygon([(x - 42, base - 60), (x - 28, base - 400), (x + 28, base - 400), (x + 42, base - 60)], WHITE)
    for low, high in ((130, 205), (275, 345)):
        c.polygon([(x - 42 + low * 0.041, base - 60 - low + 60), (x - 42 + high * 0.041, base - 60 - high + 60),
                   (x + 42 - high * 0.041, base - 60 - high + 60), (x + 42 - low * 0.041, base - 60 - low + 60)], RED)
    c.box(x - 44, base - 412, 88, 14, INK)
    c.box(x - 22, base - 462, 44, 50, YELLOW)
    for bar in (-22, -4, 14):
        c.box(x + bar, base - 462, 6, 50, INK)
    c.polygon([(x - 34, base - 462), (x, base - 506), (x + 34, base - 462)], RED)
    c.line([(x, base - 506), (x, base - 536)], INK, 5)


def _cover_ship(c: Canvas, x: float, water: float) -> None:
    """A container ship alongside, bow to the left."""
    container_stack(c, x + 250, water - 196, (3, 4, 5, 5, 5, 4, 5, 5, 4), (118, 50), 77, PAINTS)
    c.polygon([(x, water - 232), (x + 260, water - 192), (2600, water - 192), (2600, water), (x + 150, water),
               (x + 70, water - 90)], mix(NIGHT, INK, 0.4))
    c.polygon([(x + 88, water - 66), (2600, water - 66), (2600, water), (x + 150, water)], MAROON)
    c.box(x + 300, water - 176, 2600, 7, mix(STEEL, MIST, 0.4))
    c.line([(x + 60, water - 222), (x + 60, water - 330), (x + 110, water - 214)], INK, 6)
    c.disc(x + 160, water - 142, 15, mix(STEEL, INK, 0.3))
    c.line([(x + 160, water - 142), (x + 120, water - 40)], mix(STEEL, INK, 0.3), 5)


def _cover_quay(c: Canvas, top: float) -> None:
    """The quay at the lower right with three cranes; its deck lies at `top`."""
    dark = mix(NIGHT, INK, 0.55)
    for x, height, load, trolley in ((1600, 1120, YELLOW, 0.48), (2040, 1190, None, 0.2), (2480, 1260, ORANGE, 0.72)):
        crane(c, x, top, height, mix(RED, MAROON, 0.35) if x == 2040 else dark, -1, load, trolley)
    c.polygon([(1340, top), (2600, top), (2600, 2640), (920, 2640)], dark)
    c.polygon([(1340, top), (2600, top), (2600, top + 22), (1322, top + 22)], mix(STEEL, MIST, 0.35))
    for i in range(9):
        c.box(1370 + i * 150, top - 22, 34, 24, YELLOW, 5)
    for i in range(8):
        c.disc(1302 - i * 49, top + 66 + i * 66, 22, INK)
        c.disc(1302 - i * 49, top + 66 + i * 66, 9, STEEL)
    container_stack(c, 1640, top + 286, (2, 3, 3, 2, 3, 4), (160, 66), 15, PAINTS)
    container_stack(c, 1420, top + 566, (2, 2, 3, 2, 3, 3, 2), (188, 78), 41, PAINTS)
    worker(c, 1428, top + 150, 118, ORANGE, YELLOW, -1, 0.06)
    worker(c, 1518, top + 142, 116, mix(SEA, TEAL, 0.3), WHITE, -1, 0.05)


def _tug(c: Canvas, x: float, water: float, u: float, hull: Colour) -> None:
    """A harbour tug heading right; `u` pixels a unit, 100 units long."""
    def p(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + a * u, water - b * u) for a, b in points]

    c.polygon(p((2, 0), (0, 15), (40, 14), (78, 18), (103, 26), (96, 8), (90, 0)), mix(INK, NIGHT, 0.3))
    c.polygon(p((1.4, 6), (1, 9), (99, 12), (97.5, 9)), hull)
    c.polygon(p((40, 14), (40, 30), (80, 30), (84, 18)), WHITE)
    c.polygon(p((48, 30), (48, 45), (72, 45), (76, 30)), WHITE)
    c.box(x + 46 * u, water - 48 * u, 30 * u, 3.4 * u, hull)
    for a in (50.5, 57.5, 64.5):
        c.box(x + a * u, water - 42 * u, 5.2 * u, 6.6 * u, NIGHT)
    for a in (45, 53, 61, 69):
        c.disc(x + a * u, water - 23 * u, 1.9 * u, NIGHT)
    c.polygon(p((28, 14), (28.5, 40), (37, 40), (37.5, 14)), hull)
    c.box(x + 28.3 * u, water - 40 * u, 8.8 * u, 4 * u, INK)
    c.line(p((60, 48), (60, 66)), INK, 1.2 * u)
    c.line(p((55, 58), (65, 58)), INK, 0.9 * u)
    c.disc(x + 60 * u, water - 67 * u, 1.5 * u, YELLOW)
    for a in (6, 15, 24, 86, 93):
        c.disc(x + a * u, water - (8.5 + 0.05 * a) * u, 3.1 * u, INK)
        c.disc(x + a * u, water - (8.5 + 0.05 * a) * u, 1.3 * u, STEEL)
    for i, (a, w) in enumerate(((-26, 30), (88, 24), (-44, 22), (102, 16))):
        c.box(x + a * u, water - (1.6 - 0.7 * (i // 2)) * u, w * u, 1.6 * u, WHITE, 0.8 * u)


def tugboat() -> Image.Image:
    """A tug at the bow of a ship, early morning."""
    c = Canvas(2000, 1000, mix(SAND, CREAM, 0.4))
    c.disc(1180, 470, 820, mix(SAND, CREAM, 0.7))
    c.disc(1180, 420, 168, mix(YELLOW, CREAM, 0.25))
    for i, (lift, height, seed) in enumerate(((0, 330, 3), (10, 240, 14), (20, 140, 27))):
        mountain(c, 560 + lift, height, seed, mix(MIST, SEA, 0.18 + 0.3 * i), 590, peaks=1.2 + 0.4 * i)
    c.box(0, 580, 2000, 420, mix(SEA, HAZE, 0.55))
    for i, y in enumerate((650, 740, 860)):
        c.box(0, y, 2000, 400, mix(SEA, TEAL, 0.12 + 0.25 * i))
    _sun_path(c, 1180, 585, 690, 170, mix(YELLOW, CREAM, 0.45), 6)
    _ripples(c, 600, 990, mix(HAZE, MIST, 0.6), 5, 70, (0, 2000))
    hull = mix(NIGHT, INK, 0.3)
    c.polygon([(2000, 150), (1560, 190), (1440, 172), (1500, 420), (1530, 790), (2000, 790)], hull)
    c.polygon([(1519, 650), (1530, 790), (2000, 790), (2000, 650)], MAROON)
    c.polygon([(1443, 184), (1560, 202), (2000, 162), (2000, 180), (1560, 222), (1447, 204)], WHITE)
    for i, n in enumerate(("9", "8", "7", "6")):
        c.text(1570, 560 + i * 42, n, 26, MIST, "mm")
    anchor = mix(STEEL, INK, 0.35)
    c.disc(1640, 330, 30, anchor)
    c.box(1631, 336, 18, 120, anchor, 8)
    c.arc(1640, 404, 48, 25, 155, anchor, 16)
    c.disc(1640, 330, 13, mix(INK, NIGHT, 0.3))
    container_stack(c, 1660, 168, (2, 3, 3), (112, 48), 12, PAINTS)
    _tug(c, 640, 826, 8.6, RED)
    for x, y, span in ((380, 210, 46), (520, 150, 32), (270, 300, 28), (860, 240, 26)):
        gull(c, x, y, span, mix(STEEL, TEAL, 0.4))
    return c.finish(5, 2600)


def night_bus() -> Image.Image:
    """The night bus at its stop; upright, for a page of its own."""
    c = Canvas(1500, 2000, mix(NIGHT, INK, 0.55))
    for i, radius in enumerate((1500, 1180, 880)):
        c.disc(480, 1380, radius, mix(mix(NIGHT, INK, 0.35), TEAL, 0.16 * (i + 1)))
    chance = random.Random(20)
    for _ in range(150):
        c.disc(chance.uniform(0, 1500), chance.uniform(0, 900), chance.uniform(1.2, 3.6), mix(SAND, WHITE, chance.random()))
    c.disc(1160, 330, 92, mix(SAND, CREAM, 0.5))
    for x, y, radius in ((1136, 306, 17), (1186, 352, 24), (1150, 372, 9)):
        c.disc(x, y, radius, mix(SAND, ORANGE, 0.16))
    crane(c, 1040, 1330, 720, mix(INK, NIGHT, 0.25), -1, MAROON, 0.5)
    crane(c, 1390, 1330, 800, mix(INK, NIGHT, 0.1), -1, None, 0.75)
    for x, y in ((1061.6, 604), (1414, 524), (1040, 915), (1390, 868)):
        c.disc(x, y, 9, RED if y < 700 else YELLOW)
    container_stack(c, -40, 1440, (3, 4, 3, 2, 3, 2, 1), (190, 78), 52, tuple(mix(p, NIGHT, 0.68) for p in PAINTS))
    c.box(0, 1440, 1500, 560, mix(NIGHT, INK, 0.75))
    c.box(0, 1440, 1500, 10, mix(STEEL, NIGHT, 0.5))
    c.glow(_cone((336, 868), (408, 868), (830, 1705), (-60, 1705)), YELLOW, 0.18)
    c.glow(lambda pen, s: pen.ellipse((-60 * s, 1615 * s, 830 * s, 1795 * s), fill=255), YELLOW, 0.2)
    lamp(c, 250, 1640, 760, mix(STEEL, INK, 0.25), mix(YELLOW, WHITE, 0.4))
    _bus(c, 560, 1690)
    for i in range(5):
        c.polygon([(60 + i * 330, 1880), (230 + i * 330, 1880), (250 + i * 330, 1908), (70 + i * 330, 1908)],
                  mix(STEEL, NIGHT, 0.25))
    worker(c, 455, 1722, 320, ORANGE, YELLOW, 1, 0.13)
    worker(c, 255, 1742, 326, mix(SEA, HAZE, 0.2), WHITE, 1, 0.1)
    c.box(60, 1330, 14, 330, mix(STEEL, INK, 0.2))
    c.box(8, 1300, 118, 118, RED, 14)
    c.text(67, 1342, "夜2", 42, WHITE, "mm")
    c.text(67, 1388, "招呼站", 26, WHITE, "mm")
    return c.finish(4, 2600)


def _bus(c: Canvas, x: float, ground: float) -> None:
    """A small bus seen from its door side, lit inside, heading right."""
    body, glass = mix(RED, MAROON, 0.1), mix(YELLOW, CREAM, 0.45)
    c.box(x, ground - 400, 1100, 350, body, 46)
    c.box(x + 40, ground - 372, 1060, 150, glass, 22)
    for i in range(5):
        c.box(x + 205 + i * 190, ground - 372, 16, 150, body)
    for i, (a, tone) in enumerate(((100, TEAL), (300, INK), (490, MAROON), (690, TEAL))):
        c.disc(x + a, ground - 288, 30, mix(tone, NIGHT, 0.35))
        c.box(x + a - 50, ground - 262, 100, 60, mix(tone, NIGHT, 0.42 + 0.05 * i), 26)
    c.box(x + 190, ground - 222, 910, 60, body)
    c.box(x, ground - 190, 1100, 26, CREAM)
    c.box(x + 34, ground - 378, 156, 320, mix(INK, NIGHT, 0.4), 10)
    c.box(x + 44, ground - 368, 136, 300, mix(YELLOW, CREAM, 0.65), 6)
    c.box(x + 44, ground - 110, 136, 42, mix(STEEL, INK, 0.3))
    c.line([(x + 160, ground - 330), (x + 160, ground - 120)], ORANGE, 8)
    c.box(x + 380, ground - 416, 250, 52, INK, 8)
    c.text(x + 505, ground - 390, "夜2　潮生路", 32, YELLOW, "mm")
    for wheel in (x + 330, x + 830):
        c.disc(wheel, ground - 46, 66, INK)
        c.disc(wheel, ground - 46, 32, STEEL)
        c.disc(wheel, ground - 46, 12, INK)


def reading_room() -> Image.Image:
    """The quay-side library at eleven at night."""
    c = Canvas(1200, 900, mix(MAROON, INK, 0.5))
    wall = mix(TEAL, NIGHT, 0.35)
    c.box(0, 0, 1200, 700, wall)
    c.box(0, 690, 1200, 210, mix(MAROON, INK, 0.45))
    for i in range(7):
        c.polygon([(i * 190 - 60, 900), (i * 175 + 60, 690), (i * 175 + 64, 690), (i * 190 - 52, 900)], mix(MAROON, INK, 0.62))
    c.box(560, 70, 560, 440, mix(SAND, ORANGE, 0.25), 6)
    c.box(580, 90, 520, 400, mix(NIGHT, INK, 0.35))
    chance = random.Random(8)
    for _ in range(34):
        c.disc(chance.uniform(590, 1090), chance.uniform(100, 300), chance.uniform(1, 2.6), SAND)
    c.box(580, 420, 520, 70, mix(TEAL, NIGHT, 0.5))
    for x, height in ((740, 260), (960, 290)):
        crane(c, x, 424, height, mix(STEEL, NIGHT, 0.45), -1, None, 0.6)
    c.box(1100, 90, 20, 400, mix(SAND, ORANGE, 0.25))
    c.box(1120, 60, 80, 460, wall)
    for x in (606, 690, 800, 905, 1020, 1078):
        c.disc(x, 424, 5, YELLOW)
        c.box(x - 1.5, 430, 3, 46, mix(YELLOW, TEAL, 0.55))
    for x in (747, 921):
        c.box(x, 90, 12, 400, mix(SAND, ORANGE, 0.25))
    _shelf(c, 50, 90, 440, 610)
    c.glow(_cone((782, 380), (898, 380), (1100, 634), (580, 634)), YELLOW, 0.24)
    c.line([(840, 0), (840, 330)], INK, 5)
    c.polygon([(810, 330), (870, 330), (912, 384), (768, 384)], RED)
    c.box(782, 384, 116, 9, mix(YELLOW, WHITE, 0.5), 4)
    c.box(580, 634, 520, 26, mix(SAND, ORANGE, 0.4), 5)
    for x in (610, 1050):
        c.box(x, 660, 22, 190, mix(ORANGE, MAROON, 0.5))
    c.polygon([(730, 630), (832, 612), (840, 622), (848, 612), (950, 630), (950, 636), (730, 636)], WHITE)
    c.line([(840, 620), (840, 634)], STEEL, 3)
    for i, paint in enumerate((TEAL, RED, YELLOW)):
        c.box(990 - i * 5, 614 - i * 20, 92, 20, paint, 3)
    c.arc(688, 614, 13, -90, 90, CREAM, 6)
    c.box(640, 596, 44, 40, CREAM, 8)
    _armchair(c, 130, 610)
    return c.finish(5)


def _cone(*corners: tuple[float, float]) -> Callable[[ImageDraw.ImageDraw, int], None]:
    """A beam of light with these corners, for Canvas.glow."""
    return lambda pen, s: pen.polygon([(x * s, y * s) for x, y in corners], fill=255)


def _armchair(c: Canvas, x: float, y: float) -> None:
    seat, frame = mix(YELLOW, ORANGE, 0.3), mix(ORANGE, MAROON, 0.25)
    for foot in (30, 218):
        c.box(x + foot, y + 210, 20, 44, INK, 4)
    c.box(x + 26, y, 216, 200, frame, 40)
    c.box(x + 46, y + 22, 176, 130, seat, 26)
    c.box(x + 20, y + 136, 228, 86, frame, 18)
    c.box(x + 36, y + 122, 196, 56, seat, 18)
    for arm in (-4, 216):
        c.box(x + arm, y + 92, 56, 134, mix(frame, MAROON, 0.3), 24)


def _shelf(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    chance = random.Random(33)
    wood = mix(ORANGE, MAROON, 0.55)
    c.box(x, y, width, height, wood)
    rows = 4
    for r in range(rows):
        top = y + 18 + r * (height - 18) / rows
        deep = (height - 18) / rows - 18
        c.box(x + 16, top, width - 32, deep, mix(MAROON, INK, 0.6))
        left = x + 22
        while left < x + width - 52:
            thick, tall = chance.uniform(15, 34), deep * chance.uniform(0.62, 0.92)
            paint = chance.choice((RED, TEAL, YELLOW, CREAM, SEA, ORANGE, STEEL, MIST, MAROON))
            if chance.random() < 0.88:
                c.box(left, top + deep - tall, thick, tall, paint, 2)
                c.box(left + 2, top + deep - tall * 0.78, thick - 4, tall * 0.1, mix(paint, INK, 0.35))
            left += thick + 3


def workshop() -> Image.Image:
    """A tool wall: every tool has its shadow, one shadow is empty."""
    c = Canvas(1200, 900, mix(TEAL, NIGHT, 0.2))
    chalk = mix(MIST, TEAL, 0.15)
    for i in range(13):
        for j in range(8):
            c.disc(50 + i * 92, 46 + j * 86, 3, mix(TEAL, NIGHT, 0.6))
    c.box(0, 712, 1200, 26, mix(SAND, ORANGE, 0.45))
    c.box(0, 738, 1200, 162, mix(NIGHT, INK, 0.5))
    for draw, x, paint in ((_spanner, 120, STEEL), (_hammer, 282, RED), (_screwdriver, 452, YELLOW), (_spanner, 560, None),
                           (_pliers, 730, RED)):
        _shadowed(c, draw, x, 330, paint, chalk)
    for x, radius, paint in ((905, 62, YELLOW), (1075, 78, ORANGE)):
        c.arc(x, 220, radius + 9, 0, 360, chalk, 4)
        c.disc(x, 220, radius, paint)
        c.disc(x, 220, radius * 0.46, mix(paint, INK, 0.55))
        c.disc(x, 220, radius * 0.16, CREAM)
    c.box(862, 352, 290, 96, chalk, 14)
    c.box(867, 357, 280, 86, mix(TEAL, NIGHT, 0.2), 11)
    c.box(880, 372, 190, 56, MAROON, 10)
    c.polygon([(1070, 372), (1112, 360), (1112, 440), (1070, 428)], STEEL)
    c.box(1112, 358, 18, 84, mix(YELLOW, WHITE, 0.3), 4)
    for i in range(6):
        c.box(884 + i * 44, 500, 30, 30 + (i % 3) * 8, STEEL, 5)
        c.box(892 + i * 44, 530 + (i % 3) * 8, 14, 120 - i * 9, mix(STEEL, MIST, 0.4), 3)
    c.line([(560, 300), (560, 380)], MIST, 4)
    c.box(524, 376, 72, 92, CREAM, 6)
    c.disc(560, 390, 6, INK)
    c.text(560, 432, "07", 38, RED, "mm")
    for x, paint in ((60, RED), (330, SEA), (600, YELLOW), (870, MAROON)):
        c.box(x, 756, 246, 124, paint, 10)
        c.box(x, 756, 246, 26, mix(paint, WHITE, 0.22), 10)
        c.box(x + 88, 742, 70, 16, INK, 6)
        c.box(x + 62, 806, 122, 46, CREAM, 4)
    for x, label in ((60, "卷扬机"), (330, "照明"), (600, "制动器"), (870, "电缆")):
        c.text(x + 123, 829, label, 30, INK, "mm")
    return c.finish(5)


def _shadowed(c: Canvas, draw: Callable[[Canvas, float, float, Colour, float], None], x: float, y: float, paint: Colour | None,
              chalk: Colour) -> None:
    """A tool before its painted outline; only the outline where `paint` is None."""
    draw(c, x, y, chalk, 9)
    draw(c, x, y, paint or mix(TEAL, NIGHT, 0.2), 0)


def _spanner(c: Canvas, x: float, y: float, paint: Colour, out: float) -> None:
    c.line([(x, y - 170), (x, y + 190)], paint, 34 + 2 * out)
    c.disc(x, y - 205, 52 + out, paint)
    c.disc(x, y + 220, 42 + out, paint)
    inner = mix(TEAL, NIGHT, 0.2)
    if not out:
        c.polygon([(x - 22, y - 275), (x + 22, y - 275), (x + 22, y - 205), (x, y - 190), (x - 22, y - 205)], inner)
        c.disc(x, y + 220, 20, inner)


def _hammer(c: Canvas, x: float, y: float, paint: Colour, out: float) -> None:
    c.box(x - 14 - out, y - 190 - out, 28 + 2 * out, 440 + 2 * out, paint if out or paint != RED else mix(SAND, ORANGE, 0.5), 10)
    c.box(x - 74 - out, y - 240 - out, 128 + 2 * out, 78 + 2 * out, paint if out or paint != RED else STEEL, 8)
    c.polygon([(x + 50, y - 240 - out), (x + 92 + out, y - 204), (x + 92 + out, y - 190), (x + 50, y - 162 + out)],
              paint if out or paint != RED else STEEL)


def _screwdriver(c: Canvas, x: float, y: float, paint: Colour, out: float) -> None:
    c.box(x - 28 - out, y - 250 - out, 56 + 2 * out, 190 + 2 * out, paint, 20)
    c.box(x - 10 - out, y - 70, 20 + 2 * out, 290 + out, paint if out else mix(STEEL, MIST, 0.3), 4)
    c.box(x - 17 - out, y + 190, 34 + 2 * out, 50 + out, paint if out else mix(STEEL, MIST, 0.3), 4)


def _pliers(c: Canvas, x: float, y: float, paint: Colour, out: float) -> None:
    steel = paint if out else STEEL
    c.line([(x + 6, y - 60), (x - 34, y + 40), (x - 46, y + 230)], paint, 32 + 2 * out)
    c.line([(x - 6, y - 60), (x + 34, y + 40), (x + 46, y + 230)], paint, 32 + 2 * out)
    c.polygon([(x - 44 - out, y - 60), (x - 24 - out, y - 230 - out), (x + 24 + out, y - 230 - out), (x + 44 + out, y - 60),
               (x, y - 10 + out)], steel)
    c.disc(x, y - 76, 40 + out, steel)
    if not out:
        c.box(x - 2.5, y - 232, 5, 130, INK)
        c.disc(x, y - 76, 13, INK)


def canteen() -> Image.Image:
    """The window for hot meals, after midnight."""
    c = Canvas(1200, 900, mix(NIGHT, INK, 0.5))
    for i in range(11):
        for j in range(-1, 9):
            brick = mix(mix(NIGHT, TEAL, 0.3), INK, 0.1 + 0.05 * ((i * 7 + j * 3) % 3))
            c.box(j * 160 + (80 if i % 2 else 0), i * 84, 154, 78, brick, 3)
    c.box(0, 800, 1200, 100, mix(NIGHT, INK, 0.8))
    c.glow(_cone((250, 600), (950, 600), (1200, 900), (0, 900)), YELLOW, 0.2)
    c.box(222, 134, 756, 466, mix(MAROON, INK, 0.35), 8)
    c.box(250, 160, 700, 420, mix(YELLOW, CREAM, 0.5))
    c.box(250, 160, 700, 96, mix(YELLOW, ORANGE, 0.25))
    for i in range(7):
        c.line([(310 + i * 92, 186), (310 + i * 92, 236)], STEEL, 6)
        c.disc(310 + i * 92, 246, 22 - (i % 3) * 4, mix(STEEL, INK, 0.25))
    c.box(700, 452, 190, 128, STEEL, 8)
    c.box(684, 436, 222, 22, mix(STEEL, INK, 0.3), 8)
    _cook(c, 520, 590)
    c.polygon([(196, 70), (1004, 70), (1050, 160), (150, 160)], RED)
    for i in range(0, 10, 2):
        c.polygon([(196 + i * 80.8, 70), (277 + i * 80.8, 70), (240 + i * 90, 160), (150 + i * 90, 160)], CREAM)
    for i in range(10):
        c.disc(195 + i * 90, 160, 45, CREAM if i % 2 == 0 else RED, 0.55)
    c.box(190, 580, 820, 34, mix(SAND, ORANGE, 0.45), 6)
    _steam(c, 600, 520)
    c.polygon([(535, 532), (665, 532), (642, 584), (558, 584)], TEAL)
    c.box(526, 524, 148, 14, RED, 7)
    worker(c, 215, 886, 470, ORANGE, YELLOW, 1, 0.04)
    worker(c, 1010, 892, 480, mix(SEA, HAZE, 0.15), WHITE, -1, 0.04)
    c.box(1040, 250, 96, 176, mix(INK, NIGHT, 0.4), 8)
    for i, line in enumerate(("冬瓜汤", "肉丝面", "馄饨", "小米粥")):
        c.text(1088, 282 + i * 38, line, 24, CREAM, "mm")
    return c.finish(5)


def _cook(c: Canvas, x: float, counter: float) -> None:
    """The cook behind the counter, white coat and cap, handing out a bowl."""
    skin = mix(SAND, ORANGE, 0.35)
    c.polygon([(x - 92, counter), (x - 84, counter - 170), (x - 40, counter - 206), (x + 40, counter - 206),
               (x + 84, counter - 170), (x + 92, counter)], WHITE)
    c.polygon([(x - 40, counter - 206), (x, counter - 150), (x + 40, counter - 206)], mix(MIST, WHITE, 0.3))
    c.box(x - 20, counter - 236, 40, 40, skin)
    c.disc(x, counter - 262, 47, skin)
    c.box(x - 50, counter - 322, 100, 52, WHITE, 8)
    c.disc(x - 34, counter - 322, 30, WHITE)
    c.disc(x, counter - 336, 36, WHITE)
    c.disc(x + 34, counter - 322, 30, WHITE)
    c.box(x - 50, counter - 284, 100, 12, mix(MIST, STEEL, 0.2))
    c.line([(x + 66, counter - 160), (x + 96, counter - 90), (x + 60, counter - 40)], mix(WHITE, MIST, 0.55), 36)
    c.disc(x + 56, counter - 36, 20, skin)


def _steam(c: Canvas, x: float, base: float) -> None:
    for shift, high in ((-34, 96), (0, 130), (34, 100)):
        c.arc(x + shift - 9, base - high * 0.28, high * 0.2, -70, 70, WHITE, 7)
        c.arc(x + shift + 13, base - high * 0.66, high * 0.2, 110, 250, WHITE, 7)


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "xizhou-2025-06/images/cover.jpg": cover,
    "xizhou-2025-06/images/tugboat.jpg": tugboat,
    "xizhou-2025-06/images/night-bus.jpg": night_bus,
    "xizhou-2025-06/images/reading-room.jpg": reading_room,
    "xizhou-2025-06/images/workshop.jpg": workshop,
    "xizhou-2025-06/images/canteen.jpg": canteen,
    "xizhou-2025-06/images/book-boat.jpg": books.slow_boat,
    "xizhou-2025-06/images/book-knots.jpg": books.knots,
    "xizhou-2025-06/images/book-typhoon.jpg": books.after_typhoon,
    "xizhou-2025-06/images/old-map.jpg": books.old_map,
    "xizhou-2025-06/images/chart-ridership.png": charts.ridership,
    "xizhou-2025-06/images/map-meals.png": charts.meals,
    "xizhou-2025-06/images/harness.png": poster.harness,
    "bulletin-2025-03/images/chart-calls.png": charts.calls,
}


def write(target: Path, picture: Image.Image) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".png":
        picture.save(target, optimize=True, dpi=(300, 300))
    else:
        picture.save(target, quality=QUALITY, subsampling=2, optimize=True, progressive=False, dpi=(300, 300))


def main() -> None:
    for name, draw in PICTURES.items():
        write(ISSUES / name, draw())


if __name__ == "__main__":
    main()
