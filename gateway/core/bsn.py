"""The burgerservicenummer, wrapped so that it cannot show itself by accident."""

from typing import NoReturn

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_LENGTH = 9


class Bsn:
    """A valid BSN that hides in repr, str, format, json and pickle.

    Only `reveal()` gives the nine digits; it is called where a request to a source or the answer to the
    caller is written, and nowhere else. Raises ValueError (without the value) when the digits are not
    nine ASCII digits, are all zero, or fail the elfproef (9A+8B+7C+6D+5E+4F+3G+2H-1I divisible by 11).
    """

    __slots__ = ("__digits",)

    def __init__(self, digits: str) -> None:
        if not is_bsn(digits):
            raise ValueError("geen geldig burgerservicenummer")
        self.__digits = digits

    def reveal(self) -> str:
        """Give the nine digits."""
        return self.__digits

    @property
    def is_test_person(self) -> bool:
        """Whether the number lies in the customary test range 9999xxxxx."""
        return self.__digits.startswith("9999")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bsn) and self.reveal() == other.reveal()

    def __hash__(self) -> int:
        return hash(self.__digits)

    def __repr__(self) -> str:
        return "Bsn(*********)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("een Bsn wordt niet bewaard of verstuurd")


def is_bsn(digits: str) -> bool:
    """Whether the text is nine ASCII digits, not all zero, that pass the elfproef."""
    if len(digits) != _LENGTH or not digits.isascii() or not digits.isdigit() or digits == "0" * _LENGTH:
        return False
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 == 0
