"""Numerals and the numbers they stand for."""
from __future__ import annotations

import pytest

from convert.model.numerals import digits, letters, of_letters, of_roman, roman, value_of


@pytest.mark.parametrize(("numeral", "value"), [
    ("〇", 0), ("零", 0), ("一", 1), ("两", 2), ("九", 9), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99),
    ("7", 7), ("031", 31)])
def test_value(numeral: str, value: int) -> None:
    assert value_of(numeral) == value


@pytest.mark.parametrize(("numeral", "figures"), [("二〇三一", "2031"), ("二○三零", "2030"), ("2031", "2031"), ("两千", "两千")])
def test_figures(numeral: str, figures: str) -> None:
    assert digits(numeral) == figures


@pytest.mark.parametrize(("number", "numeral"), [(1, "i"), (4, "iv"), (1944, "mcmxliv"), (3999, "mmmcmxcix")])
def test_roman(number: int, numeral: str) -> None:
    assert roman(number) == numeral
    assert of_roman(numeral) == number


@pytest.mark.parametrize(("number", "sign"), [(1, "a"), (26, "z"), (27, "aa"), (52, "az"), (53, "ba"), (702, "zz"), (703, "aaa")])
def test_letters(number: int, sign: str) -> None:
    assert letters(number) == sign
    assert of_letters(sign) == number
