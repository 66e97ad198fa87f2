"""Who may have which number: 9999xxxxx is divided so that no number can be taken for one of another kind.

| elfproef | numbers        | whose                                                               |
|----------|----------------|---------------------------------------------------------------------|
| passes   | 99999xxxx      | the lives written by hand (909; a life may take any other that passes) |
| passes   | 9999[0-8]xxxx  | the people of the population (8,182, less those that a life took)    |
| fails    | 9999xxxxx      | inventions: partners, children, employers (90,909): never a person   |
"""

import re
from itertools import count

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_ALL = 100_000
_TENS_OF_PEOPLE = 9_000
_TEST_RANGE = "9999"
_NINE = re.compile(r"(?<!\d)\d{9}(?!\d)", re.ASCII)


def passes(digits: str) -> bool:
    """Whether nine digits pass the elfproef (9A+8B+7C+6D+5E+4F+3G+2H-1I divisible by 11)."""
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 == 0


def is_nine_digits(text: str) -> bool:
    """Whether a text has the form of a burgerservicenummer."""
    return bool(_NINE.fullmatch(text))


def is_test_number(text: str) -> bool:
    """Whether a text is nine digits of the test range."""
    return is_nine_digits(text) and text.startswith(_TEST_RANGE)


def names_a_person(text: str) -> bool:
    """Whether a text holds a number that could be a real person's: it passes and is outside 9999xxxxx."""
    found = _NINE.findall(text)
    return any(passes(nine) and nine.strip("0") and not is_test_number(nine) for nine in found)


def masked(text: str) -> str:
    """Give a text in which every nine digits outside the test range are stars."""
    return _NINE.sub(lambda found: found[0] if is_test_number(found[0]) else "*" * 9, text)


def numbers_of_lives() -> list[str]:
    """Give the numbers 99999xxxx for lives written by hand, ascending."""
    beginnings = (f"99999{ten:03d}" for ten in range(1_000))
    return [f"{beginning}{last}" for beginning in beginnings if (last := _last_digit(beginning)) < 10]  # noqa: PLR2004


def numbers_of_people() -> list[str]:
    """Give the numbers of the population, ascending: of every ten at most one passes."""
    beginnings = (f"9999{ten:04d}" for ten in range(_TENS_OF_PEOPLE))
    return [f"{beginning}{last}" for beginning in beginnings if (last := _last_digit(beginning)) < 10]  # noqa: PLR2004


def invented(start: int) -> str:
    """Give the first number from `start` (any integer, taken modulo 100,000) that is nobody's.

    Two even starts never give the same number: of an even number and the next at most one passes.
    """
    numbers = (f"9999{(start + step) % _ALL:05d}" for step in count())
    return next(number for number in numbers if not passes(number))


def _last_digit(beginning: str) -> int:
    """Give what must follow eight digits to pass; ten when no digit does."""
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, beginning, strict=False)) % 11
