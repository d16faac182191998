"""Plane geometry of pages: boxes (left, bottom, right, top) and matrices (a b c d e f; ISO 32000-1, 8.3.3) in points."""
from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

MM = 72 / 25.4
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Box(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> Box:
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @classmethod
    def of(cls, array: Sequence[object]) -> Box:
        """A rectangle of the file, whichever corners it names."""
        x, y, u, v = (float(str(n)) for n in array)
        return cls(min(x, u), min(y, v), max(x, u), max(y, v))

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def empty(self) -> bool:
        return self.right < self.left or self.top < self.bottom

    def within(self, other: Box) -> Box:
        """The part of this box inside `other`; may be `empty`."""
        return Box(max(self.left, other.left), max(self.bottom, other.bottom),
                   min(self.right, other.right), min(self.top, other.top))

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def contains(self, other: Box, tolerance: float = 0.01) -> bool:
        return (self.left <= other.left + tolerance and self.bottom <= other.bottom + tolerance
                and self.right >= other.right - tolerance and self.top >= other.top - tolerance)

    def meets(self, other: Box) -> bool:
        return self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top


def multiplied(first: Matrix, then: Matrix) -> Matrix:
    """`first`, followed by `then`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def transformed(matrix: Matrix, box: Box) -> Box:
    """The box around the image of `box`."""
    return Box.around(moved(matrix, x, y) for x in (box.left, box.right) for y in (box.bottom, box.top))


def scale(matrix: Matrix) -> float:
    """By how much lengths grow: the root of the area's growth."""
    a, b, c, d, _, _ = matrix
    return math.sqrt(abs(a * d - b * c))


def steps(matrix: Matrix) -> tuple[float, float]:
    """Lengths of the unit vectors after `matrix`."""
    a, b, c, d, _, _ = matrix
    return math.hypot(a, b), math.hypot(c, d)
