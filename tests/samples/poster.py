"""A full-page poster of the sample magazine: eight steps of a safety harness."""
from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from tests.samples.canvas import (
    CREAM,
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
    mix,
    worker,
)

STEPS = (("看", "织带无伤 缝线无断"), ("抖", "提住背环 抖顺腿带"), ("穿", "像穿背心 背环居中"), ("扣", "先胸后腿 听到咔声"),
         ("收", "平掌能进 握拳不出"), ("藏", "带头入环 不留飘带"), ("挂", "高挂低用 双钩交替"), ("叫", "请人复看 说好再上"))
WEB = mix(RED, MAROON, 0.15)
CARD = (660.0, 400.0)


def harness() -> Image.Image:
    """Eight cards in two columns under a headline."""
    c = Canvas(1500, 2060, mix(CREAM, WHITE, 0.3))
    c.box(0, 0, 1500, 250, TEAL)
    c.text(750, 104, "系好一条安全带", 104, WHITE, "mm")
    c.text(750, 200, "一共八步　一步不少", 46, YELLOW, "mm")
    for i, (word, line) in enumerate(STEPS):
        x, y = 70 + (i % 2) * 700, 292 + (i // 2) * 440
        c.box(x, y, *CARD, WHITE if (i + i // 2) % 2 else mix(MIST, WHITE, 0.6), 22)
        c.disc(x + 84, y + 66, 42, RED)
        c.text(x + 84, y + 65, str(i + 1), 50, WHITE, "mm")
        c.text(x + 84, y + 196, word, 104, INK, "mm")
        DRAWINGS[i](c, x + 410, y + 166)
        c.text(x + CARD[0] / 2, y + 354, line.replace(" ", "　"), 43, TEAL, "mm")
    return c.finish(0, 2060)


def _strap(c: Canvas, points: list[tuple[float, float]], width: float = 22, colour: Colour = WEB) -> None:
    c.line(points, colour, width)


def _ring(c: Canvas, x: float, y: float, radius: float = 24) -> None:
    c.arc(x, y, radius, 0, 360, STEEL, 9)


def _look(c: Canvas, x: float, y: float) -> None:
    _strap(c, [(x - 200, y + 60), (x + 200, y + 60)], 40)
    for i in range(9):
        c.box(x - 190 + i * 44, y + 58, 24, 4, SAND)
    c.polygon([(x + 4, y + 30), (x + 22, y + 30), (x + 10, y + 62)], WHITE)
    c.disc(x + 14, y + 30, 92, INK)
    c.disc(x + 14, y + 30, 78, mix(MIST, WHITE, 0.4))
    c.box(x - 62, y + 22, 152, 62, WEB)
    for i in range(3):
        c.box(x - 50 + i * 52, y + 50, 32, 7, SAND)
    c.polygon([(x + 2, y + 21), (x + 40, y + 21), (x + 18, y + 60)], mix(MIST, WHITE, 0.4))
    c.line([(x - 52, y + 96), (x - 120, y + 158)], INK, 24)


def _shake(c: Canvas, x: float, y: float) -> None:
    _ring(c, x, y - 110)
    for side in (-1, 1):
        _strap(c, [(x, y - 86), (x + side * 74, y - 20), (x + side * 56, y + 50)])
        _strap(c, [(x + side * 56, y + 50), (x + side * 30, y + 128), (x + side * 92, y + 132), (x + side * 56, y + 50)], 18)
        for i in range(2):
            c.arc(x + side * (120 + i * 34), y + 40, 60, -40 if side > 0 else 140, 40 if side > 0 else 220, MIST, 8)
    _strap(c, [(x - 62, y + 20), (x + 62, y + 20)])
    c.disc(x, y - 136, 26, mix(SAND, ORANGE, 0.4))


def _torso(c: Canvas, x: float, y: float) -> None:
    """Seen from behind."""
    c.polygon([(x - 84, y + 104), (x - 96, y - 50), (x - 46, y - 86), (x + 46, y - 86), (x + 96, y - 50), (x + 84, y + 104)], SEA)
    c.box(x - 22, y - 118, 44, 40, mix(SAND, ORANGE, 0.35))
    c.disc(x, y - 136, 40, mix(SAND, ORANGE, 0.35))
    c.pen.pieslice([v * c.SCALE for v in (x - 50, y - 196, x + 50, y - 96)], 180, 360, fill=YELLOW)
    c.box(x - 50, y - 150, 100, 11, YELLOW, 5)


def _wear(c: Canvas, x: float, y: float) -> None:
    y += 42
    _torso(c, x, y)
    _strap(c, [(x - 66, y - 66), (x, y - 6), (x + 66, y - 66)])
    _strap(c, [(x - 64, y + 92), (x, y - 6), (x + 64, y + 92)])
    c.disc(x, y - 6, 34, WHITE)
    _ring(c, x, y - 6)


def _buckle(c: Canvas, x: float, y: float) -> None:
    for side, tone in ((-1, WEB), (1, mix(WEB, INK, 0.25))):
        _strap(c, [(x + side * 210, y + 20), (x + side * 70, y + 20)], 44, tone)
    c.box(x - 98, y - 42, 92, 124, INK, 16)
    c.box(x + 14, y - 32, 88, 104, STEEL, 14)
    c.box(x - 16, y + 2, 36, 36, mix(STEEL, WHITE, 0.4), 5)
    for a, b in ((-70, -110), (0, -124), (70, -110)):
        c.line([(x + a * 0.6, y - 66), (x + a, y + b)], ORANGE, 10)


def _fit(c: Canvas, x: float, y: float) -> None:
    y -= 24
    c.box(x - 190, y + 66, 380, 90, NIGHT, 40)
    _strap(c, [(x - 70, y + 70), (x - 70, y + 152)], 54)
    skin = mix(SAND, ORANGE, 0.35)
    c.box(x - 20, y - 56, 190, 74, skin, 30)
    for i in range(4):
        c.box(x - 118, y - 56 + i * 18.6, 130, 17, skin, 8)
    c.polygon([(x + 20, y - 50), (x - 20, y - 100), (x + 4, y - 112), (x + 70, y - 50)], skin)
    c.box(x + 156, y - 66, 66, 94, SEA, 10)


def _tuck(c: Canvas, x: float, y: float) -> None:
    _strap(c, [(x - 210, y + 10), (x + 210, y + 10)], 52)
    for a in (-60, 70):
        c.box(x + a, y - 32, 40, 84, INK, 8)
    _strap(c, [(x - 150, y + 2), (x + 120, y + 2)], 30, mix(WEB, WHITE, 0.28))
    c.polygon([(x + 128, y + 20), (x + 96, y + 74), (x + 160, y + 74)], mix(STEEL, MIST, 0.4))
    c.box(x + 119, y + 70, 18, 54, mix(STEEL, MIST, 0.4))


def _hook(c: Canvas, x: float, y: float) -> None:
    c.box(x - 220, y - 132, 440, 26, STEEL, 6)
    worker(c, x, y + 158, 168, ORANGE, YELLOW, 1, 0.06)
    for a in (-110, 110):
        c.arc(x + a, y - 92, 34, 150, 390, INK, 14)
        c.line([(x + a + 30, y - 76), (x + a + 22, y - 50), (x, y + 44)], WEB, 12)
    _ring(c, x, y + 44, 12)


def _call(c: Canvas, x: float, y: float) -> None:
    worker(c, x - 110, y + 160, 280, ORANGE, YELLOW, 1, 0.05)
    worker(c, x + 96, y + 160, 286, SEA, WHITE, -1, 0.04)
    c.disc(x - 4, y - 96, 50, RED)
    c.polygon([(x + 20, y - 60), (x + 60, y - 58), (x + 38, y - 92)], RED)
    c.text(x - 4, y - 98, "好", 54, WHITE, "mm")


DRAWINGS: tuple[Callable[[Canvas, float, float], None], ...] = (_look, _shake, _wear, _buckle, _fit, _tuck, _hook, _call)
