"""The form of a scenario file as JSON Schema: what is checked, and what an editor can be given."""

from collections.abc import Mapping
from typing import Any

from adapters.mock.admin.asked import EXPECTED
from adapters.mock.clock import A_MOMENT
from adapters.mock.faults.kind import Kind
from adapters.mock.faults.kinds import KINDS
from adapters.mock.faults.said import NAME_OF_PERSON
from adapters.mock.own.promise import STATUS, read_vocabulary
from adapters.mock.rule_shape import NAME, SEED, TARGET, rule_schema
from adapters.mock.shape import Schema, obj, one_of
from adapters.mock.world import CONTRACTS

VERSIE = 1
"""The version of this format; within it nothing goes away or gets another meaning."""

_FURTHEST = 1_000_000_000
_TEXT: Schema = {"type": "string", "minLength": 1, "description": "moet een tekst zijn, en niet leeg"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_MOMENT: Schema = {"type": "string", "description": f"{A_MOMENT}; de klok staat dan stil"}
_ID: Schema = {
    "type": "string",
    "pattern": "^(?![0-9]{9}$)[A-Za-z0-9][A-Za-z0-9._-]{0,39}$",
    "description": "een naam binnen dit scenario, van ten hoogste 40 letters en cijfers (geen negen cijfers)",
}
_STATES: Schema = {
    "type": "array",
    "items": obj({"naam": NAME, "toestand": NAME}, "naam", "toestand"),
    "description": "zet deze toestanden",
}
_QUESTION = obj(
    {
        "velden": _TEXTS,
        "bronnen": _TEXTS,
        "gemeenten": _TEXTS,
        "geboortedatum": {
            **_TEXT,
            "description": "in plaats van die van het leven, zoals 1984-05-12 of 1984",
        },
        "doelbinding": {**_TEXT, "description": "gewoon: DJI_INTAKE_ARBEIDSMARKT"},
        "zaakkenmerk": {**_TEXT, "description": "een UUID"},
    },
    text="wat er anders is aan de vraag; het nummer volgt uit persoon",
)
_BRON = obj(
    {
        "bron": one_of(*sorted(read_vocabulary(CONTRACTS).bronnen), text="een bron zoals in het antwoord"),
        "gemeente": _TEXT,
        "bronStatus": one_of(*sorted(STATUS), text="hoe het bij deze bron ging"),
        "oorzaak": _TEXT,
    },
    "bron",
    "bronStatus",
    text="deze bron staat zo in het antwoord; wat niet is genoemd, telt niet",
)
_ANSWER = obj(
    {
        "status": {"type": "integer", "minimum": 100, "maximum": 599, "default": 200},
        "code": {**_TEXT, "description": "de code van een weigering"},
        "volledig": {"type": "boolean"},
        "onvolledig": {**_TEXTS, "description": "precies deze groepen, in willekeurige volgorde"},
        "bronnen": {"type": "array", "items": _BRON},
        "afwezig": {**_TEXTS, "description": "deze groepen staan niet in het antwoord, ook niet leeg"},
        "velden": {
            "type": "object",
            "additionalProperties": {"type": "array"},
            "description": "per veld de waarden, rij na rij; [] bij een groep: aanwezig en leeg",
        },
    },
    text="wat de gateway antwoordt",
)
_STEP = obj(
    {
        "naam": NAME,
        "klok": _MOMENT,
        "schuif": {
            "type": "number",
            "minimum": -_FURTHEST,
            "maximum": _FURTHEST,
            "description": "schuif de klok zoveel seconden; negatief: terug",
        },
        "wacht": {
            "type": "number",
            "minimum": 0,
            "maximum": 600,
            "description": "wacht zoveel echte seconden",
        },
        "toestanden": _STATES,
        "keer": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000,
            "default": 1,
            "description": "stel de vraag zo vaak, na elkaar; verwacht geldt voor elk antwoord",
        },
        "vraag": _QUESTION,
        "verwacht": _ANSWER,
        "journaal": {
            "type": "array",
            "items": obj(EXPECTED),
            "description": "wat de bronnen in deze stap is gevraagd; vorm van /__admin/verify",
        },
    },
    "naam",
)


def scenario_schema() -> Schema:
    """Give the JSON Schema of a scenario file."""
    rules = [scenario_rule(kind) for kind in KINDS.values()]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Scenario voor de nagebootste bronnen",
        **outline({"oneOf": rules}),
    }


def outline(rule: Mapping[str, Any]) -> Schema:
    """Give the schema with another for each rule: `oneOf` cannot say which key of a rule is wrong."""
    return obj(
        {
            "versie": {"type": "integer", "enum": [VERSIE], "description": "de versie van dit formaat"},
            "titel": _TEXT,
            "waarom": {**_TEXT, "description": "wat dit in het echt is, en wat er op het spel staat"},
            "persoon": {**NAME_OF_PERSON, "description": "de naam van een leven, zoals P04; ook een eigen"},
            "seed": {**SEED, "description": "voor elke regel zonder eigen seed"},
            "klok": _MOMENT,
            "toestanden": _STATES,
            "regels": {"type": "array", "items": rule, "default": [], "description": "fouten, in volgorde"},
            "stappen": {
                "type": "array",
                "items": _STEP,
                "minItems": 1,
                "description": "ten minste een stap: [[stappen]]",
            },
        },
        "versie",
        "titel",
        "waarom",
        "persoon",
        "stappen",
    )


def scenario_rule(kind: Kind) -> Schema:
    """Give the schema of a rule: as the admin API has it, but whose it is the player fills in."""
    whole = rule_schema(kind)
    where = obj(TARGET, text="welke vragen van deze persoon in dit scenario")
    return {**whole, "properties": {**whole["properties"], "id": _ID, "waar": where}}
