"""The charts and maps of the sample issues, drawn flat on white for the press."""
from __future__ import annotations

import itertools
import math

from PIL import Image

from tests.samples.canvas import (
    CREAM,
    HAZE,
    INK,
    MIST,
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
    Point,
    mix,
)

GRID = (214, 218, 220)
TEXT = (38, 46, 52)
RIDERS = (("6月", 4120), ("7月", 5260), ("8月", 6040), ("9月", 6980), ("10月", 7350), ("11月", 8210), ("12月", 8900),
          ("1月", 8460), ("2月", 7730), ("3月", 9640), ("4月", 10570), ("5月", 11860))
CALLS = (("夜间交通", 412), ("用餐用水", 305), ("高温防护", 268), ("工资工时", 131), ("设施报修", 96), ("其他", 48))


def ridership() -> Image.Image:
    """Columns of riders by month, June 2024 to May 2025."""
    c = Canvas(2000, 860, (255, 255, 255))
    left, right, top, base = 150, 1960, 90, 740
    scale = (base - top) / 12500
    for value in range(0, 12001, 3000):
        y = base - value * scale
        c.box(left, y - 1, right - left, 2, GRID if value else TEXT)
        c.text(left - 18, y, f"{value:,}".replace(",", " ") if value >= 10000 else str(value), 32, TEXT, "rm")
    c.text(left - 18, top - 42, "人次", 32, TEXT, "rm")
    step = (right - left) / len(RIDERS)
    for i, (month, riders) in enumerate(RIDERS):
        x = left + step * (i + 0.5)
        paint = RED if i == len(RIDERS) - 1 else TEAL if i < 7 else SEA
        c.box(x - 44, base - riders * scale, 88, riders * scale, paint)
        c.text(x, base - riders * scale - 26, str(riders), 31, RED if paint == RED else TEXT, "mm")
        c.text(x, base + 34, month, 33, TEXT, "mm")
    split = left + step * 7
    c.box(split - 1, base + 6, 2, 96, STEEL)
    c.text((left + split) / 2, base + 84, "2024年", 33, TEAL, "mm")
    c.text((split + right) / 2, base + 84, "2025年", 33, SEA, "mm")
    return c.finish(0, 2060)


def calls() -> Image.Image:
    """Bars of hotline calls by subject, second quarter."""
    c = Canvas(1600, 700, (255, 255, 255))
    left, top, step = 240, 40, 106
    for i, (subject, count) in enumerate(CALLS):
        y = top + step * i
        length = count * 1200 / 450
        c.text(left - 26, y + 34, subject, 40, TEXT, "rm")
        c.box(left, y, length, 68, RED if i == 0 else TEAL)
        c.text(left + length + 18, y + 34, f"{count}件", 38, TEXT, "lm")
    c.box(left - 2, top - 24, 3, step * len(CALLS) + 14, TEXT)
    return c.finish(0, 1700)


def meals() -> Image.Image:
    """A sketch map: where each work area eats and what was added in April 2025."""
    c = Canvas(2000, 1180, mix(MIST, WHITE, 0.45))
    for row in range(5):
        for i in range(24):
            c.arc(30 + i * 88 + (44 if row % 2 else 0), 46 + row * 52, 15, 200, 340, mix(HAZE, MIST, 0.55), 3)
    coast = ((0, 566), (150, 552), (432, 540), (450, 400), (520, 400), (530, 470), (900, 450), (920, 360), (1010, 352), (1030, 430),
             (1340, 410), (1360, 300), (1440, 292), (1460, 396), (1640, 372), (1760, 250), (1900, 236), (2000, 290))
    c.polygon([*coast, (2000, 1180), (0, 1180)], mix(CREAM, WHITE, 0.4))
    c.line(coast, SEA, 7)
    for x, width, name, tint in ((60, 360, "河口", SAND), (470, 430, "白沙", MIST), (950, 430, "东礁", SAND),
                                 (1430, 510, "南屿", MIST)):
        c.box(x, 590, width, 330, mix(tint, WHITE, 0.35), 26)
        c.text(x + 24, 884, name, 46, mix(TEAL, INK, 0.2), "lm")
    _railway(c, 985, 0, 2000)
    _routes(c)
    for point in CANTEENS:
        _canteen_mark(c, *point)
    for x, y, label, anchor in ADDED:
        c.disc(x, y, 21, INK)
        c.disc(x, y, 17, YELLOW)
        _label(c, x, y, label, anchor)
    _legend(c)
    return c.finish(0, 2060)


CANTEENS: tuple[Point, ...] = ((150, 780), (560, 780), (1050, 780), (1530, 780))
ADDED = ((484, 455, "驳船泊位 1910米", "l"), (820, 545, "散货堆场 1680米", "t"), (1390, 470, "4号泊位 1350米", "r"),
         (1700, 650, "堆场东区 980米", "b"), (1850, 400, "冷藏箱区\n1520米", "b"))


def _routes(c: Canvas) -> None:
    for points in (((150, 780), (300, 740), (440, 600), (484, 455)), ((1050, 780), (1200, 740), (1320, 600), (1390, 470))):
        _dashes(c, points, RED, 9)


def _dashes(c: Canvas, points: tuple[Point, ...], colour: Colour, width: float) -> None:
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        length = math.hypot(bx - ax, by - ay)
        count = max(1, round(length / 30))
        for i in range(count):
            a, b = i / count, (i + 0.55) / count
            c.line([(ax + (bx - ax) * a, ay + (by - ay) * a), (ax + (bx - ax) * b, ay + (by - ay) * b)], colour, width)


def _railway(c: Canvas, y: float, left: float, right: float) -> None:
    c.box(left, y - 5, right - left, 3, STEEL)
    c.box(left, y + 5, right - left, 3, STEEL)
    for i in range(round((right - left) / 36)):
        c.box(left + 10 + i * 36, y - 11, 4, 25, STEEL)
    c.text(1880, y + 36, "港铁专用线", 31, TEXT, "rm")


def _canteen_mark(c: Canvas, x: float, y: float) -> None:
    c.box(x - 27, y - 27, 54, 54, RED, 10)
    c.text(x, y, "食", 36, WHITE, "mm")


def _label(c: Canvas, x: float, y: float, label: str, anchor: str) -> None:
    for i, line in enumerate(label.split("\n")):
        if anchor in "lr":
            c.text(x + (32 if anchor == "r" else -50), y + i * 40, line, 33, TEXT, "lm" if anchor == "r" else "rm")
        else:
            c.text(x, y + (-46 if anchor == "t" else 48) + i * 40, line, 33, TEXT, "mm")


def _legend(c: Canvas) -> None:
    y = 1110
    c.box(60, y - 44, 1880, 88, WHITE, 14)
    _canteen_mark(c, 116, y)
    c.text(158, y, "食堂", 33, TEXT)
    c.disc(300, y, 21, INK)
    c.disc(300, y, 17, YELLOW)
    c.text(338, y, "2025年4月调整的用餐点（到最近食堂的步行距离）", 33, TEXT)
    _dashes(c, ((1130, y), (1230, y)), RED, 9)
    c.text(1250, y, "电动餐车路线", 33, TEXT)
    c.box(1540, y + 6, 200, 5, TEXT)
    for x in (1540, 1640, 1740):
        c.box(x - 2, y - 6, 4, 16, TEXT)
    c.text(1640, y - 24, "500米", 29, TEXT, "mm")
    c.polygon([(1890, y - 34), (1910, y + 30), (1890, y + 16), (1870, y + 30)], mix(ORANGE, RED, 0.6))
    c.text(1846, y + 2, "北", 31, TEXT, "mm")
