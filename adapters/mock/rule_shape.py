"""The keys of a rule as JSON Schema: what is checked, and what the OpenAPI document shows."""

from collections.abc import Mapping

from adapters.mock.clock import A_MOMENT
from adapters.mock.faults.kind import Kind
from adapters.mock.faults.said import NAME_OF_PERSON, PERSON
from adapters.mock.shape import MANY, Schema, obj, one_of

_COUNT: Schema = {"type": "integer", "minimum": 1, "maximum": MANY}
_SECONDS: Schema = {
    "type": "number",
    "exclusiveMinimum": 0,
    "maximum": MANY,
    "description": "seconden",
}
SEED: Schema = {
    "type": "integer",
    "minimum": -(2**53 - 1),
    "maximum": 2**53 - 1,
    "default": 0,
    "description": "dezelfde seed en dezelfde vragen: dezelfde keuzes",
}
NAME: Schema = {"type": "string", "pattern": r"^\S.{0,63}$", "description": "een naam van 1 tot 64 tekens"}
OIN: Schema = {"type": "string", "pattern": "^[0-9]{8}[0-9A-Z]{12}$", "description": "een OIN van 20 tekens"}
TRACE: Schema = {
    "type": "string",
    "pattern": "^[0-9a-f]{32}$",
    "description": "de trace uit traceparent: 32 hexadecimale cijfers",
}
SCOPE: Mapping[str, Schema] = {"persoon": PERSON, "oin": OIN, "trace": TRACE}
SCOPE_IN_ADDRESS: Mapping[str, Schema] = {**SCOPE, "persoon": NAME_OF_PERSON}
TARGET: Mapping[str, Schema] = {
    "bron": {"type": "string", "description": "een bron, zoals svb"},
    "operatie": {
        "type": "string",
        "description": "een dienst, met of zonder versie: SVBDossierPersoonGSD-v0200",
    },
    "gemeente": {
        "type": "string",
        "pattern": "^[0-9]{4}$",
        "description": "een code van vier cijfers; van de gemeente in het pad (REST)",
    },
}

_COMMON: Mapping[str, Schema] = {
    "id": {
        "type": "string",
        "pattern": "^(?![0-9]{9}$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        "description": "een eigen naam van letters, cijfers en . _ - (geen negen cijfers), anders een nummer",
    },
    "waar": obj({**TARGET, **SCOPE}, text="welke vragen; alles wat genoemd is moet kloppen"),
    "vanaf": {**_COUNT, "default": 1, "description": "vanaf de hoeveelste vraag die past"},
    "tot": {**_COUNT, "description": "tot en met de hoeveelste vraag die past"},
    "kans": {
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "default": 1,
        "description": "van de vragen die passen",
    },
    "seed": SEED,
    "tijdvak": obj(
        {
            "van": {"type": "string", "description": A_MOMENT},
            "tot": {"type": "string", "description": A_MOMENT},
        },
        text="alleen in dit tijdvak, volgens de klok van de bronnen; tot telt niet meer mee",
    ),
    "quotum": obj(
        {"aantal": {**_COUNT, "minimum": 0}, "seconden": _SECONDS},
        "aantal",
        "seconden",
        text="zoveel vragen per tijdvak gaan goed, de rest niet",
    ),
    "aanloop": obj({"seconden": _SECONDS}, "seconden", text="de kans loopt zolang op van 0 tot kans"),
    "toestand": obj(
        {"naam": NAME, "eist": NAME, "wordt": NAME},
        "naam",
        text="geldt alleen in toestand eist (de eerste heet begin), en maakt er wordt van",
    ),
}


def rule_schema(kind: Kind) -> Schema:
    """Give the JSON Schema of a rule of one kind."""
    return obj(
        {"soort": one_of(kind.name, text=kind.sees), **_COMMON, **kind.parameters},
        "soort",
        *kind.needs,
        text=kind.sees,
    )
