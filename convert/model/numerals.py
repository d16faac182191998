"""Chinese and Roman numerals, letters that count, and the numbers they stand for."""
from __future__ import annotations

_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
_VALUES = {char: int(digit) for char, digit in _DIGITS.items()} | {"两": 2}
_ROMAN = (("m", 1000), ("cm", 900), ("d", 500), ("cd", 400), ("c", 100), ("xc", 90), ("l", 50), ("xl", 40), ("x", 10), ("ix", 9),
          ("v", 5), ("iv", 4), ("i", 1))


def value_of(numeral: str) -> int:
    """The value of 一 … 九十九 or of digits."""
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return 10 * bool(ten) * _VALUES.get(tens, 1) + _VALUES.get(ones, 0)


def digits(numeral: str) -> str:
    """2031 of 二〇三一, figure by figure; what is no Chinese figure stays."""
    return "".join(_DIGITS.get(char, char) for char in numeral)


def letters(number: int) -> str:
    """The small letters that count a positive number: a … z, aa, ab … (CSS Counter Styles 3, 6.2)."""
    out = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        out = chr(ord("a") + rest) + out
    return out


def of_letters(sign: str) -> int:
    """The number that small letters count."""
    number = 0
    for char in sign:
        number = 26 * number + ord(char) - ord("a") + 1
    return number


def roman(number: int) -> str:
    """The numeral of a positive number in small letters."""
    out = ""
    for sign, value in _ROMAN:
        out, number = out + sign * (number // value), number % value
    return out


def of_roman(numeral: str) -> int:
    """The number of a Roman numeral in small letters."""
    values = [dict(_ROMAN)[char] for char in numeral]
    return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))
