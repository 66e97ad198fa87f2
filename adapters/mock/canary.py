"""Invented texts that fit a schema's facets and can be recognised when they leak."""

import hashlib
import re

from adapters.mock.numbers import invented
from adapters.mock.schema import Facets

DATE = "19030405"
"""The one date that stands in every invented date element: long before any life."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_UNIQUE_FROM = 8
_WORD = 18
_BSN_TYPES = frozenset({"Burgerservicenr", "SofiNr"})
_FITTING = ("1", "01", "001", "0100", "00100", "9999ZZ", "Q", "QZ", "QZX", "QZXQ", "QZXQZ", "QZXQZX", "00QZ")


def invent(seed: str, facets: Facets) -> str:
    """Give a text that fits `facets`, always the same for the same seed (person, service and path).

    Texts and numbers with room for eight characters are unique per seed; dates are `DATE`, with a time of
    day of their own where there is room for one; shorter codes get a fixed fitting value. Raises ValueError
    when nothing fits: extend `_FITTING`.
    """
    if facets.values:
        return facets.values[0]
    if facets.type == "Datum":
        return DATE
    if facets.type == "DatumTijdstip":
        return DATE + _time(seed)
    if facets.type in _BSN_TYPES:
        return _bsn(seed)
    if facets.base != "string":
        return _number(seed, facets)
    return _text(seed, facets)


def fits(text: str, facets: Facets) -> bool:
    """Whether a text has an allowed length and pattern (the facets that strings have)."""
    if not facets.min_length <= len(text) <= (facets.max_length or len(text)):
        return False
    # capitals are the only class of Unicode in the contracts; Python writes it in another way
    patterns = [pattern.replace(r"\p{Lu}", "[A-Z]") for pattern in facets.patterns]
    return not patterns or any(re.fullmatch(pattern, text) for pattern in patterns)


def is_unique(text: str) -> bool:
    """Whether an invented text can be searched for: long enough, or the invented date."""
    return len(text) >= _UNIQUE_FROM


def _text(seed: str, facets: Facets) -> str:
    room = min(facets.max_length or _WORD, max(_WORD, facets.min_length))
    word = "Kanarie" if room >= 2 * _UNIQUE_FROM - 1 else "Kan"
    letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in _bytes(seed))
    unique: tuple[str, ...] = (
        (word + letters[: room - len(word)], _digits(seed, room)) if room >= _UNIQUE_FROM else ()
    )
    candidates = (*unique, *_FITTING)
    fitting = next((text for text in candidates if fits(text, facets)), None)
    if fitting is None:
        raise ValueError(f"{seed}: geen verzonnen tekst past op type {facets.type}")
    return fitting


def _number(seed: str, facets: Facets) -> str:
    digits = facets.digits or _WORD
    if digits < _UNIQUE_FROM:
        return str(max(1, facets.minimum or 0))
    return str(10**11 + int.from_bytes(_bytes(seed)[:5], "big") % (9 * 10**11))[: min(digits, 12)]


def _digits(seed: str, room: int) -> str:
    return str(int.from_bytes(_bytes(seed), "big"))[-room:]


def _time(seed: str) -> str:
    """Give a time of day, to the hundredth of a second: UUMMSSHH."""
    hour, minute, second, hundredth = (
        byte % room for byte, room in zip(_bytes(seed), (24, 60, 60, 100), strict=False)
    )
    return f"{hour:02d}{minute:02d}{second:02d}{hundredth:02d}"


def _bsn(seed: str) -> str:
    """Give a number that is nobody's: it fails the elfproef (`numbers`)."""
    return invented(int.from_bytes(_bytes(seed)[:8], "big"))


def _bytes(seed: str) -> bytes:
    return hashlib.sha256(seed.encode()).digest()
