"""Rules, kinds and states."""

from typing import Any

from adapters.mock.admin.desk import Desk
from adapters.mock.admin.operation import Given, Missing, Operation
from adapters.mock.clock import write_moment
from adapters.mock.faults.kinds import KINDS, show_kinds
from adapters.mock.matching import Running
from adapters.mock.rule_shape import NAME, SCOPE, SCOPE_IN_ADDRESS, rule_schema
from adapters.mock.rules import read_rule, read_scope
from adapters.mock.shape import Schema, obj

_COUNT: Schema = {"type": "integer", "minimum": 0}
_SHOWN: Schema = {
    "type": "object",
    "description": "de regel zoals hij is gegeven, met wat vanzelf geldt",
    "required": ["id", "soort", "pasten", "geraakt"],
    "properties": {
        "id": {"type": "string"},
        "soort": {"type": "string", "enum": list(KINDS)},
        "pasten": {**_COUNT, "description": "vragen die pasten"},
        "geraakt": {**_COUNT, "description": "vragen die de fout kregen"},
    },
}
RULE: Schema = {
    "oneOf": [rule_schema(kind) for kind in KINDS.values()],
    "discriminator": {"propertyName": "soort"},
}
_STATE: Schema = obj(
    {
        "naam": {"type": "string"},
        "toestand": {"type": "string"},
        "sinds": {"type": "string", "format": "date-time"},
        **SCOPE,
    },
    "naam",
    "toestand",
    "sinds",
)
_SET_STATE: Schema = obj({"naam": NAME, "toestand": NAME, **SCOPE}, "naam", "toestand")
_KIND: Schema = {
    "type": "object",
    "required": ["soort", "ziet", "koppelvlakken", "alleen_strict", "verplicht", "parameters"],
    "properties": {
        "soort": {"type": "string"},
        "ziet": {"type": "string", "description": "wat een client ziet"},
        "koppelvlakken": {"type": "array", "items": {"type": "string", "enum": ["rest", "soap"]}},
        "alleen_strict": {"type": "boolean"},
        "verplicht": {"type": "array", "items": {"type": "string"}},
        "parameters": {"type": "object", "description": "per parameter zijn JSON Schema"},
    },
}


class Faults:
    """The operations on rules and states."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, _given: Given, _body: None) -> list[dict[str, Any]]:
        """Give every rule at work, in the order in which they are tried."""
        return [_shown(running) for running in self._desk.tools.rules]

    def show_one(self, given: Given, _body: None) -> dict[str, Any]:
        """Give one rule."""
        running = self._desk.tools.rules.get(given["id"])
        if running is None:
            raise Missing("er is geen regel met deze id")
        return _shown(running)

    def add(self, _given: Given, body: object) -> dict[str, Any]:
        """Put a rule to work."""
        rule = read_rule(body, self._desk.people, strict=self._desk.strict)
        return _shown(self._desk.tools.rules.add(rule))

    def remove(self, given: Given, _body: None) -> None:
        """Take one rule away."""
        if not self._desk.tools.rules.remove(given["id"]):
            raise Missing("er is geen regel met deze id")

    def remove_all(self, given: Given, _body: None) -> None:
        """Take the rules within a scope away."""
        self._desk.tools.rules.reset(read_scope(given, self._desk.people))

    def states(self, _given: Given, _body: None) -> list[dict[str, str]]:
        """Give every state that is no longer as it began."""
        return [
            {
                "naam": state.name,
                "toestand": state.now,
                "sinds": write_moment(state.since),
                **self._desk.show_scope(state.scope),
            }
            for state in self._desk.states
        ]

    def set_state(self, _given: Given, body: dict[str, str]) -> None:
        """Make a state what it must be."""
        scope = read_scope(body, self._desk.people)
        self._desk.states.set(body["naam"], scope, body["toestand"], self._desk.tools.clock())

    def operations(self) -> list[Operation]:
        """Give the table."""
        return [
            Operation("GET", "/faults", "Alle regels, in volgorde", self.show, _list(_SHOWN)),
            Operation("POST", "/faults", "Een regel erbij", self.add, _SHOWN, 201, body=RULE, free_body=True),
            Operation(
                "DELETE",
                "/faults",
                "Alle regels weg, of die van een bereik",
                self.remove_all,
                query=SCOPE_IN_ADDRESS,
            ),
            Operation("GET", "/faults/{id}", "Een regel", self.show_one, _SHOWN),
            Operation("DELETE", "/faults/{id}", "Een regel weg", self.remove),
            Operation("GET", "/kinds", "Alle soorten fouten", lambda *_: show_kinds(), _list(_KIND)),
            Operation("GET", "/states", "Toestanden die veranderd zijn", self.states, _list(_STATE)),
            Operation("PUT", "/states", "Een toestand zetten", self.set_state, body=_SET_STATE),
        ]


def _shown(running: Running) -> dict[str, Any]:
    return {**running.rule.given, "id": running.id, "pasten": running.fitted, "geraakt": running.met}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}
