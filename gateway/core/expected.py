"""What should have stood where a value does not fit, in Dutch: for contracts and for settings."""

from collections.abc import Mapping

from pydantic_core import ErrorDetails

PATTERNS: Mapping[str, str] = {
    r"^[A-Z][A-Z0-9_]*$": "schrijf een naam in HOOFDLETTERS, cijfers en _",
    r"^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$": (
        "neem het volledige pad over uit profiel.toml (a-z, A-Z, 0-9 en punten); jokertekens bestaan niet"
    ),
    r"^[0-9A-Z]{20}$": "een OIN heeft twintig cijfers of hoofdletters",
    r"^BWBR[0-9]{7}$": "schrijf het nummer van de regeling op wetten.overheid.nl: BWBR en zeven cijfers",
    r"^https://\S+$": "schrijf een adres dat met https:// begint",
    r"^P[1-9][0-9]?Y$": "schrijf een aantal jaren als P10Y",
    r"^P[0-9]+[YMD]$": "schrijf een duur als P4Y, P6M of P30D",
    r"^[0-9]{4}$": "een gemeentecode heeft vier cijfers",
    r"^v[0-9]{4}$": "schrijf de versie als v0200",
    r"^[0-9a-f]{64}$": "een SHA-256 heeft 64 cijfers of letters a-f",
    r"^[a-z][a-z0-9_]*$": "schrijf de naam van de map: kleine letters, cijfers en _",
    r"^[a-z][a-z0-9-]*$": "schrijf de naam van het bestand: kleine letters, cijfers en -",
    r"^(\.\./)*[A-Z][A-Za-z0-9]*(\[1\])?(/[A-Z][A-Za-z0-9]*(\[1\])?)*$": (
        "schrijf SuwiML-namen met / ertussen, ../ voor de ouder, [1] voor de eerste; jokertekens bestaan niet"
    ),
    r"^(\.|([A-Z][A-Za-z0-9]*(\[\])?/)*[A-Z][A-Za-z0-9]*\[\])$": (
        "schrijf SuwiML-namen met / ertussen, met [] achter wat zich herhaalt en achter de laatste, of een"
        " punt voor het dossier zelf"
    ),
    r"^https?://[^/]+(/.*)?$": "schrijf een adres dat met http:// of https:// begint",
    r"^https?://[^/@\s]+(/\S*)?$": (
        "schrijf een adres dat met http:// of https:// begint, zonder gebruiker en wachtwoord"
    ),
}
"""What each pattern asks, said to the one who writes."""

_KINDS = {
    "int": "schrijf een geheel getal",
    "float": "schrijf een getal",
    "finite": "schrijf een eindig getal",
    "bool": "schrijf true of false",
    "date": "schrijf een datum als 2026-01-31",
    "path": "schrijf een pad",
}
"""By the first word of the kind of fault."""
_BOUNDS = {
    "greater_than_equal": ("ge", "minstens"),
    "greater_than": ("gt", "meer dan"),
    "less_than_equal": ("le", "hoogstens"),
    "less_than": ("lt", "minder dan"),
}


def expected(item: ErrorDetails) -> str | None:
    """Say what should have stood there; None for a kind of fault that has no words here."""
    kind, context = item["type"], item.get("ctx", {})
    match kind:
        case "literal_error":
            return f"kies {str(context['expected']).replace(' or ', ' of ')}"
        case "string_pattern_mismatch":
            return PATTERNS.get(str(context["pattern"]))
        case "string_unicode":
            return "schrijf een tekst in UTF-8"
        case "value_error":  # of our own validators, which speak Dutch
            return str(context["error"])
        case bound if bound in _BOUNDS:
            key, word = _BOUNDS[bound]
            return f"geef {word} {context[key]:.12g}"
        case _:
            return _KINDS.get(kind.partition("_")[0])
