"""Small pictures of the sample issue: three book jackets and an old blueprint map."""
from __future__ import annotations

import math

from PIL import Image

from tests.samples.canvas import CREAM, HAZE, INK, MIST, NIGHT, ORANGE, RED, SAND, SEA, STEEL, TEAL, WHITE, YELLOW, Canvas, mix

WIDTH, HEIGHT = 720, 960


def _jacket(title: tuple[str, ...], ground: tuple[int, int, int], ink: tuple[int, int, int]) -> Canvas:
    c = Canvas(WIDTH, HEIGHT, ground)
    c.box(0, 0, 26, HEIGHT, mix(ground, INK, 0.18))
    for i, word in enumerate(title):
        c.text(76, 110 + i * 84, word, 68, ink)
    c.box(78, 110 + len(title) * 84 - 30, 90, 7, ink)
    return c


def slow_boat() -> Image.Image:
    """A small boat on three bands of sea under a pale sun."""
    c = _jacket(("慢船", "手记"), CREAM, TEAL)
    c.disc(520, 330, 110, mix(ORANGE, SAND, 0.25))
    for i, colour in enumerate((HAZE, SEA, TEAL)):
        top = 610 + i * 110
        points = [(x, top + 16 * math.sin(x / 70 + i * 1.3)) for x in range(26, WIDTH + 10, 10)]
        c.polygon([*points, (WIDTH, HEIGHT), (26, HEIGHT)], colour)
        if i == 0:
            c.polygon([(300, 590), (470, 590), (440, 640), (330, 640)], RED)
            c.box(352, 540, 66, 50, WHITE)
            c.box(376, 500, 18, 40, INK)
    return c.finish(5)


def knots() -> Image.Image:
    """A figure-of-eight knot in thick rope."""
    c = _jacket(("绳结", "一百种"), mix(NIGHT, TEAL, 0.4), CREAM)

    def eight(t: float) -> tuple[float, float]:
        return 373 + 190 * math.sin(t), 640 + 210 * math.sin(t) * math.cos(t)

    rope = [eight(2 * math.pi * i / 120) for i in range(121)]
    for colour, width in ((INK, 62), (SAND, 50), (mix(SAND, ORANGE, 0.3), 12)):
        c.line([(26, 760), (150, 740), rope[75]], colour, width)
        c.line([rope[45], (600, 740), (WIDTH, 770)], colour, width)
        c.line(rope, colour, width)
    return c.finish(5)


def after_typhoon() -> Image.Image:
    """A school with one lit window and puddles after rain."""
    c = _jacket(("台风过后",), mix(MIST, STEEL, 0.25), NIGHT)
    c.box(26, 740, WIDTH, 220, mix(STEEL, NIGHT, 0.3))
    c.box(150, 430, 460, 330, CREAM)
    c.polygon([(120, 430), (380, 320), (640, 430)], RED)
    for i in range(3):
        c.box(190 + i * 140, 490, 90, 100, YELLOW if i == 1 else mix(STEEL, NIGHT, 0.4))
    c.box(335, 640, 90, 120, TEAL)
    for x, y, r in ((210, 850, 80), (500, 890, 110), (420, 810, 44)):
        c.disc(x, y, r, mix(HAZE, WHITE, 0.2), 0.22)
    return c.finish(5)


def old_map() -> Image.Image:
    """A blueprint: a shore, one berth, three sheds, a well."""
    paper, ink = mix(NIGHT, SEA, 0.35), mix(WHITE, MIST, 0.3)
    c = Canvas(WIDTH, HEIGHT, paper)
    c.box(30, 30, WIDTH - 60, 3, ink)
    c.box(30, HEIGHT - 33, WIDTH - 60, 3, ink)
    c.box(30, 30, 3, HEIGHT - 60, ink)
    c.box(WIDTH - 33, 30, 3, HEIGHT - 60, ink)
    for k in range(4):
        shore = [(60 + x, 300 + k * 34 + 60 * math.sin(x / 130) - x * 0.12) for x in range(0, 600, 12)]
        c.line(shore, mix(paper, ink, 0.9 - k * 0.2), 4)
    c.box(300, 180, 150, 16, ink)
    for i in range(3):
        c.box(130 + i * 170, 520, 120, 80, ink)
        c.box(136 + i * 170, 526, 108, 68, paper)
    c.disc(250, 730, 26, ink)
    c.disc(250, 730, 18, paper)
    c.text(296, 732, "水甜", 44, ink)
    c.line([(560, 860), (560, 740)], ink, 5)
    c.polygon([(540, 760), (560, 700), (580, 760)], ink)
    c.text(560, 890, "北", 30, ink, "mm")
    return c.finish(7)
