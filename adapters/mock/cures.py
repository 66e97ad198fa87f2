"""What is wrong with a value that does not fit its type, and what to write instead, in Dutch.

A value itself is never repeated: it may be of a real person.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from adapters.mock.canary import fits
from adapters.mock.schema import Facets

Words: TypeAlias = tuple[str, str]
"""What is wrong, and the cure."""

_DIGITS = r"\d*"
_NO_DIGITS = r"\D*"
_TYPICAL: tuple[tuple[str, str, Words], ...] = (
    (
        "Geslacht",
        r"[vVmM]",
        ("een letter voor het geslacht", "schrijf 1 voor man, 2 voor vrouw, 9 voor onbekend"),
    ),
    (
        "Voorletters",
        r"([A-Za-z]\.?\s?)+",
        (
            "voorletters met een punt, spatie of kleine letter",
            "laat punten en spaties weg en gebruik hoofdletters: ABC",
        ),
    ),
    (
        "StdInd.*|ind.*",
        r"[jJnN]|ja|nee|true|false",
        ("een letter of woord voor ja of nee", "schrijf 1 voor ja, 2 voor nee"),
    ),
    (
        "CdPartijSuwi|CdKolomSuwi",
        r"[A-Za-z]+\d+",
        (
            "een letter voor de code van de partij of kolom",
            "laat de letter weg en gebruik cijfers: partij K401 of P401 wordt 0401",
        ),
    ),
    (
        "WaardeBedr",
        r"[+-]?[\d.]+,\d*|[+-]?[\d,]*\.\d*",
        ("een bedrag met decimalen", "schrijf hele eurocenten zonder punt of komma: 12,50 wordt 1250"),
    ),
    (
        "Datum",
        r"\d{4}-\d\d-\d\d.*",
        ("een datum met streepjes", "schrijf EEJJMMDD zonder streepjes: 2015-04-01 wordt 20150401"),
    ),
    (
        "Datum",
        r"\d\d?-\d\d?-\d{4}",
        ("een datum met de dag voorop", "schrijf EEJJMMDD: 1-4-2015 wordt 20150401"),
    ),
    (
        "Datum|DatumTijdstip",
        r".*",
        (
            "geen datum zoals SuwiML die schrijft",
            "schrijf EEJJMMDD; een onbekende maand of dag is 00, geen datum is 00000000",
        ),
    ),
    (
        "Burgerservicenr|Burgerservicenummer|SofiNr",
        r".*",
        ("geen negen cijfers", "geef negen cijfers, met voorloopnul"),
    ),
)


def refusal(value: str, facets: Facets) -> Words | None:
    """Say why a value does not fit; None when it does."""
    if accepts(value, facets):
        return None
    if value != value.strip():
        return "spaties of regeleinden om de waarde", "haal de spaties en regeleinden weg"
    if not value:
        return "geen waarde", "geef een waarde, of laat het element weg als het niet verplicht is"
    for kind, shape, words in _TYPICAL:
        if re.fullmatch(kind, facets.type) and re.fullmatch(shape, value):
            return words
    return next(words(facets) for unfit, words in _GENERAL if unfit(value, facets))


def accepts(value: str, facets: Facets) -> bool:
    """Whether a value fits all facets of its type."""
    if facets.values:
        return value in facets.values
    return fits(value, facets) and (facets.base == "string" or _counts(value, facets))


def _counts(value: str, facets: Facets) -> bool:
    """Whether a value is a whole number within its bounds; other built-in types are left to the schema."""
    if not facets.base.lower().endswith("integer"):
        return True
    if not re.fullmatch(r"\+?\d+", value, re.ASCII):
        return False
    number = int(value)
    return (
        number >= (facets.minimum or 0)
        and (facets.maximum is None or number <= facets.maximum)
        and (facets.digits is None or len(str(number)) <= facets.digits)
    )


def _is_short(value: str, facets: Facets) -> bool:
    return len(value) < facets.min_length


def _is_long(value: str, facets: Facets) -> bool:
    return len(value) > (facets.max_length or len(value))


def _room(facets: Facets) -> str:
    if facets.min_length == facets.max_length:
        return f"geef precies {facets.min_length} tekens"
    least = f"ten minste {facets.min_length} en " if facets.min_length else ""
    return f"geef {least}ten hoogste {facets.max_length} tekens"


def _bounds(facets: Facets) -> str:
    largest = "" if facets.maximum is None else f", ten hoogste {facets.maximum}"
    digits = "" if facets.digits is None else f", ten hoogste {facets.digits} cijfers"
    return f"schrijf een geheel getal van cijfers alleen, ten minste {facets.minimum or 0}{largest}{digits}"


_Unfit: TypeAlias = Callable[[str, Facets], bool]
_GENERAL: tuple[tuple[_Unfit, Callable[[Facets], Words]], ...] = (
    (
        lambda _, f: bool(f.values),
        lambda f: ("een code die niet bestaat", f"gebruik een van {', '.join(f.values)}"),
    ),
    (lambda _, f: f.base != "string", lambda f: ("geen getal dat hier past", _bounds(f))),
    (_is_short, lambda f: ("te kort", _room(f))),
    (_is_long, lambda f: ("te lang", _room(f))),
    (
        lambda _, f: f.patterns in {(_DIGITS,), ("^[0-9]*$",)},
        lambda _: ("een ander teken dan een cijfer", "gebruik alleen cijfers"),
    ),
    (
        lambda _, f: f.patterns in {(_NO_DIGITS,), ("^[^0-9]*$",)},
        lambda _: ("een cijfer waar dat niet mag", "laat cijfers weg"),
    ),
    (
        lambda _, __: True,
        lambda f: ("een andere vorm dan het contract vraagt", f"de vorm is {' of '.join(f.patterns)}"),
    ),
)
