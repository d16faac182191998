"""Length: an immutable int of thousandths of a point, with named units."""
from __future__ import annotations


class Length(int):
    """A length in millipoints (1/1000 pt; 1 pt = 1/72 inch).  Arithmetic gives plain ints; wrap again where a unit is wanted."""

    __slots__ = ()

    @classmethod
    def from_pt(cls, value: float) -> Length:
        return cls(round(value * 1000))

    @classmethod
    def from_mm(cls, value: float) -> Length:
        return cls(round(value * 72000 / 25.4))

    @property
    def pt(self) -> float:
        return self / 1000

    @property
    def mm(self) -> float:
        return self * 25.4 / 72000

    @property
    def twips(self) -> int:
        """Twentieths of a point (OOXML ST_TwipsMeasure)."""
        return round(self / 50)

    @property
    def half_points(self) -> int:
        """OOXML ST_HpsMeasure."""
        return round(self / 500)

    @property
    def emu(self) -> int:
        """English Metric Units (DrawingML)."""
        return round(self * 12.7)
