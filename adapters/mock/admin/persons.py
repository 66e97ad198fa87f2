"""The people, and what each source answers about them now. All of them are fictitious."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.mock.admin.desk import Desk
from adapters.mock.admin.operation import Given, Missing, Operation
from adapters.mock.changes import Known
from adapters.mock.saying import AS_IT_SHOULD, usual
from adapters.mock.scope import Scope
from adapters.mock.service import Service
from adapters.mock.shape import Schema, obj

_TEXT: Schema = {"type": "string"}
_PERSON: Schema = obj(
    {
        "naam": {**_TEXT, "description": "de naam van het leven, zoals P04"},
        "burgerservicenummer": {**_TEXT, "description": "een testnummer"},
        "geboortedatum": {**_TEXT, "description": "EEJJMMDD, zoals de bronnen haar kennen"},
        "gevraagd": {
            **_TEXT,
            "description": "EEJJMMDD om mee te vragen; zelden een andere dan geboortedatum",
        },
        "wie": {**_TEXT, "description": "hoe deze verzonnen mens heet"},
        "verhaal": _TEXT,
        "versie": {"type": "integer", "minimum": 1},
    }
)
_ANSWER: Schema = {
    "type": "object",
    "required": ["bron", "dienst", "koppelvlak", "gemeente", "antwoord"],
    "properties": {
        "bron": _TEXT,
        "dienst": _TEXT,
        "koppelvlak": {"type": "string", "enum": ["rest", "soap"]},
        "gemeente": {"type": ["string", "null"]},
        "antwoord": {
            "description": "de inhoud van soap:Body als tekst, of het JSON-antwoord met alle velden"
        },
    },
}
_PLACE: Mapping[str, Schema] = {
    "vanaf": {**_TEXT, "pattern": "^[0-9]{1,6}$", "default": "0", "description": "een plaats in de lijst"},
    "aantal": {**_TEXT, "pattern": "^[0-9]{1,3}$", "default": "100", "description": "ten hoogste 999"},
}


class Persons:
    """The operations on people."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, given: Given, _body: None) -> list[dict[str, Any]]:
        """Give the people from a place in the list; those written by hand come first."""
        start = int(given["vanaf"])
        numbers = list(self._desk.people.names().values())[start : start + int(given["aantal"])]
        return [_person(self._known(bsn)) for bsn in numbers]

    def show_one(self, given: Given, _body: None) -> dict[str, Any]:
        """Give one person."""
        return _person(self._named(given))

    def answers(self, given: Given, _body: None) -> list[dict[str, Any]]:
        """Give what each service answers about a person when no rule is met."""
        return list(self._answers(self._named(given)))

    def _known(self, bsn: str) -> Known:
        return self._desk.tools.changes.known(Scope(persoon=bsn))

    def _named(self, given: Given) -> Known:
        bsn = self._desk.people.names().get(given["naam"])
        if bsn is None:
            raise Missing("er is geen leven met deze naam")
        return self._known(bsn)

    def _answers(self, known: Known) -> Iterator[dict[str, Any]]:
        world, speaker = self._desk.tools.world, self._desk.tools.speaker
        for service in world.services:
            saying = usual(known.life, service.name)
            row: dict[str, Any] = {"bron": service.bron, "dienst": service.key}
            if service.soap:
                body = speaker.soap_body(service, known, None, saying)
                yield {**row, "koppelvlak": "soap", "gemeente": None, "antwoord": body}
            for code in self._gemeenten(service, known):
                told = speaker.dossiers(service, known, code, None, saying)
                yield {**row, "koppelvlak": "rest", "gemeente": code, "antwoord": json.loads(told)}
        for lookup in world.lookups:
            row = {"bron": lookup.bron, "dienst": lookup.name, "koppelvlak": "rest", "gemeente": None}
            yield {**row, "antwoord": json.loads(speaker.lookup(lookup, known, AS_IT_SHOULD))}

    def _gemeenten(self, service: Service, known: Known) -> list[str | None]:
        """Give the codes to ask a REST service with: one None when it knows no gemeenten."""
        if not service.rest:
            return []
        if "{code}" not in service.rest or known.life is None:
            return [None]
        return [*sorted(known.life.bron("gemeente"))]

    def operations(self) -> list[Operation]:
        """Give the table."""
        people: Schema = {"type": "array", "items": _PERSON}
        answers: Schema = {"type": "array", "items": _ANSWER}
        return [
            Operation("GET", "/people", "De verzonnen mensen", self.show, people, query=_PLACE),
            Operation("GET", "/people/{naam}", "Een verzonnen mens", self.show_one, _PERSON),
            Operation(
                "GET",
                "/people/{naam}/antwoorden",
                "Wat elke bron nu over deze mens antwoordt, zonder regels",
                self.answers,
                answers,
            ),
        ]


def _person(known: Known) -> dict[str, Any]:
    life = known.life
    if life is None:
        raise Missing("er is geen leven met deze naam")
    tables = life.tables
    return {
        "naam": life.name,
        "burgerservicenummer": life.bsn,
        "geboortedatum": life.geboortedatum,
        "gevraagd": life.gevraagd,
        "wie": tables["persoon"].get("naam", ""),
        "verhaal": tables.get("verhaal", "").strip(),
        "versie": known.version,
    }
