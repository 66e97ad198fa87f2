"""The journal and its verification."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from adapters.mock.admin.desk import Desk
from adapters.mock.admin.operation import Given, Operation
from adapters.mock.journal import Entry, shown
from adapters.mock.people import operatie
from adapters.mock.rule_shape import SCOPE, SCOPE_IN_ADDRESS, TARGET
from adapters.mock.rules import read_scope
from adapters.mock.shape import MANY, Schema, obj
from adapters.mock.verification import check_demands, verify

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_EXACT: Mapping[str, Schema] = {
    "regel": {"type": "string", "description": "de id van de regel die de vraag kreeg"},
}
_FILTER: Mapping[str, Schema] = {**TARGET, **SCOPE_IN_ADDRESS, **_EXACT}
_ANSWERED: Schema = {
    **obj(
        {"status": {"type": ["integer", "null"]}, "soort": _TEXT, "bytes": _COUNT}, "status", "soort", "bytes"
    ),
    "type": ["object", "null"],
    "description": "wat de bron wilde antwoorden; soort is GEWOON of een soort fout; null: nog niets",
}
_ENTRY_FIELDS: Mapping[str, Schema] = {
    "service": _TEXT,
    "gemeente": _MAYBE,
    "traceparent": _MAYBE,
    "fields": _TEXTS,
    "periode": {"type": ["object", "null"], "properties": {"DatBPeriode": _TEXT, "DatEPeriode": _TEXT}},
    "persoon": {
        **_MAYBE,
        "description": "een samenvatting met sleutel, nooit een nummer; null: de vraag is niet gelezen",
    },
    "leven": {**_MAYBE, "description": "de naam van het leven, als deze verzonnen persoon hier bekend is"},
    "handtekening": {**_MAYBE, "description": "geldig, of waarom de vraag is geweigerd"},
    "oin": _MAYBE,
    "bron": _TEXT,
    "moment": {**_MAYBE, "description": "volgens de klok van de bronnen"},
    "regel": _MAYBE,
    "antwoord": _ANSWERED,
    "nummer": _COUNT,
}
_VERDICT: Schema = obj(
    {"klopt": {"type": "boolean"}, "gevonden": _COUNT, "verschil": _TEXTS}, "klopt", "gevonden", "verschil"
)
_EXPECTED_COUNT: Schema = {**_COUNT, "maximum": MANY}
_VELDEN: Schema = {
    "type": "array",
    "maxItems": 100,
    "items": {
        "type": "string",
        "maxLength": 200,
        "pattern": r"^[A-Za-z]+(\.[A-Za-z]+)*$",
        "description": "een pad van namen met punten, zoals onderwijsovereenkomst.vakOpleiding",
    },
}
_DEMANDS: Mapping[str, Schema] = {
    "precies": _EXPECTED_COUNT,
    "minstens": _EXPECTED_COUNT,
    "hoogstens": _EXPECTED_COUNT,
    "met_velden": {**_VELDEN, "description": "elke gevonden vraag vraagt deze velden; ten hoogste 100"},
    "zonder_velden": {**_VELDEN, "description": "geen gevonden vraag vraagt deze velden; ten hoogste 100"},
}
EXPECTED: Mapping[str, Schema] = {**TARGET, **_EXACT, **_DEMANDS}
"""What a verification may say beside whose requests it is about."""
_EXPECTED: Schema = obj({**_FILTER, **SCOPE, **_DEMANDS})


class Journals:
    """The operations on the journal."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lives: dict[str, str] = {}

    def show(self, given: Given, _body: None) -> list[dict[str, Any]]:
        """Give the requests, oldest first."""
        if not self._lives:
            # once, and not at the start: a town is large
            hashed = self._desk.tools.journal.person
            self._lives = {hashed(bsn): name for name, bsn in self._desk.people.names().items()}
        return [
            {**shown(entry), "leven": self._lives.get(entry.persoon or "")} for entry in self._found(given)
        ]

    def verify(self, _given: Given, body: Given) -> dict[str, Any]:
        """Compare the requests with what is expected."""
        check_demands(body)
        return {**asdict(verify(self._found(body), body))}

    def reset(self, _given: Given, body: Given) -> None:
        """Undo everything, or what is within a scope."""
        self._desk.reset(read_scope(body, self._desk.people))

    def _found(self, given: Given) -> Iterator[Entry]:
        people = self._desk.people
        people.bron(given.get("bron"), "bron")
        wanted = people.operatie(given.get("operatie"), "operatie")
        exact: dict[str, str] = {name: given[name] for name in ("bron", "gemeente", "regel") if name in given}
        found = self._desk.tools.journal.find(read_scope(given, people), exact)
        return (entry for entry in found if wanted is None or wanted in self._names(entry))

    def _names(self, entry: Entry) -> tuple[str, str]:
        named = (operatie(service) for service in self._desk.people.asked())
        return next(names for names in named if names[0] == entry.service)

    def operations(self) -> list[Operation]:
        """Give the table."""
        entries: Schema = {"type": "array", "items": obj(_ENTRY_FIELDS, *_ENTRY_FIELDS)}
        return [
            Operation("GET", "/requests", "Wat is gevraagd, oudste eerst", self.show, entries, query=_FILTER),
            Operation("POST", "/verify", "Klopt wat is gevraagd?", self.verify, _VERDICT, body=_EXPECTED),
            Operation(
                "POST",
                "/reset",
                "Begin opnieuw: alles, of alleen wat bij een bereik hoort",
                self.reset,
                body=obj(SCOPE),
                body_required=False,
            ),
        ]
