"""Answers in which the source itself says something else: of the contract, or just not."""

from adapters.mock.faults.kind import SOAP, Kind
from adapters.mock.saying import Saying
from adapters.mock.shape import one_of
from adapters.mock.spoiled import WAYS

PERSON = {
    "type": "string",
    "pattern": r"^(9999[0-9]{5}|[A-Za-z][A-Za-z0-9_-]*)$",
    "description": "een test-BSN (9999xxxxx) of de naam van een leven, zoals P04",
}

NAME_OF_PERSON = {
    "type": "string",
    "pattern": r"^[A-Za-z][A-Za-z0-9_-]*$",
    "description": "de naam van een leven, zoals P04; in een adres staat nooit een nummer",
}

SOAP_FAULT = Kind(
    "SOAP_FAULT",
    "status 500 met een SOAP Fault van de bron",
    faces=SOAP,
    say=lambda _: Saying(fault=True),
)
FWI = Kind(
    "FWI",
    "status 200 met een FWI-melding: naast het antwoord, of alleen",
    {
        "melding": one_of("Fout", "Waarschuwing", "Informatie", default="Fout", text="het soort melding"),
        "alleen": {"type": "boolean", "default": False, "description": "zonder ClientSuwi"},
    },
    faces=SOAP,
    say=lambda given: Saying(melding=given["melding"], alone=given["alleen"]),
)
NIETS_GEVONDEN = Kind(
    "NIETS_GEVONDEN", "de bron zegt dat zij niets van deze persoon weet", say=lambda _: Saying(nothing=True)
)
SCHEMA_ONGELDIG = Kind(
    "SCHEMA_ONGELDIG",
    "een welgevormd antwoord dat niet aan het contract voldoet",
    {
        "wijze": one_of(
            *WAYS,
            default="vorm",
            text="vorm: verkeerde volgorde (SOAP) of verkeerd type (REST); ontbreekt: iets verplichts; "
            "letters: letters waar cijfers horen",
        )
    },
    say=lambda given: Saying(spoiled=given["wijze"]),
)
ANDERE_PERSOON = Kind(
    "ANDERE_PERSOON",
    "een antwoord dat het BSN van een ander noemt; bij de verwijsindex: de gemeenten van een ander",
    {"persoon": PERSON},
    say=lambda given: Saying(person=given["persoon"]),
    needs=("persoon",),
)
LEVEN = Kind(
    "LEVEN",
    "het leven van een persoon is vanaf nu anders, voor wie past bij persoon, oin en trace van waar",
    {
        "tabellen": {
            "type": "object",
            "minProperties": 1,
            "description": "een of meer tabellen van het leven; null haalt weg, een lijst komt in de plaats",
        }
    },
    needs=("tabellen",),
)
HANDTEKENING = Kind(
    "HANDTEKENING",
    "een antwoord met een slechte handtekening (alleen in profiel strict)",
    {
        "wijze": one_of(
            "fout",
            "verlopen",
            "geen",
            "andere_oin",
            default="fout",
            text="fout: na ondertekenen veranderd; verlopen: van een uur geleden; geen: niet ondertekend; "
            "andere_oin: ondertekend door een andere bron",
        )
    },
    faces=SOAP,
    say=lambda given: Saying(signature=given["wijze"]),
    only_strict=True,
)
