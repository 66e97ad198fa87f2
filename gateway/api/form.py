"""Strict JSON: one object, read member by member, with every fault gathered."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from gateway.api.naming import WHOLE_QUESTION, safe_name
from gateway.errors import InvalidParam, Refused

_MOST_FAULTS = 100
"""An answer is never much larger than the question it refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRule:
    """What a list of texts must be: how many items, which items, and what to say of another."""

    least: int
    most: int
    allowed: Callable[[str], bool]
    code: str
    reason: str


class Form:
    """The members of one JSON object and every fault found in them; it never keeps a value in a fault."""

    __slots__ = ("_members", "faults")

    def __init__(self, body: bytes, known: frozenset[str]) -> None:
        """Read the bytes; raises Refused("ONGELDIGE_VRAAG") when they are no JSON object in UTF-8."""
        self._members: dict[str, object] = {}
        self.faults: list[InvalidParam] = []
        for name, value in _pairs(body):
            if name not in known:
                self._once(safe_name(name), "onbekend", "is geen lid van een vraag")
            elif name in self._members:
                self._once(name, "dubbel", "staat meer dan eens in de vraag")
            else:
                self._members[name] = value

    def fault(self, name: str, code: str, reason: str) -> None:
        """Note a fault."""
        self.faults.append(InvalidParam(name, code, reason))

    def _once(self, name: str, code: str, reason: str) -> None:
        if InvalidParam(name, code, reason) not in self.faults:
            self.fault(name, code, reason)

    def text(self, name: str, pattern: re.Pattern[str], reason: str) -> str | None:
        """Give a required text of the given form; notes `required`, `type` or `pattern` and gives None."""
        value = self._members.get(name)
        if name not in self._members:
            self.fault(name, "required", "ontbreekt")
        elif not isinstance(value, str):
            self.fault(name, "type", "is geen tekst")
        elif not pattern.fullmatch(value):
            self.fault(name, "pattern", reason)
        else:
            return value
        return None

    def texts(self, name: str, rule: ListRule) -> tuple[str, ...] | None:
        """Give an optional list of unique texts, None when absent; faulty items are noted by their index."""
        if name not in self._members:
            return None
        value = self._members[name]
        if not isinstance(value, list):
            self.fault(name, "type", "is geen lijst")
        elif len(value) < rule.least:
            self.fault(name, "minItems", f"moet ten minste {rule.least} waarde noemen, of ontbreken")
        elif len(value) > rule.most:
            self.fault(name, "maxItems", f"noemt meer dan {rule.most} waarden")
        else:
            return self._items(name, value, rule)
        return None

    def _items(self, name: str, value: list[object], rule: ListRule) -> tuple[str, ...]:
        seen: dict[str, None] = {}
        for index, item in enumerate(value):
            place = f"{name}[{index}]"
            if not isinstance(item, str):
                self.fault(place, "type", "is geen tekst")
            elif item in seen:
                self.fault(place, "dubbel", "staat meer dan eens in de lijst")
            elif not rule.allowed(item):
                self.fault(place, rule.code, rule.reason)
            else:
                seen[item] = None
        return tuple(seen)

    def refusal(self, code: str) -> Refused:
        """Give the refusal that names every fault, up to a hundred."""
        return Refused(code, invalid_params=tuple(self.faults[:_MOST_FAULTS]))


def _pairs(body: bytes) -> tuple[tuple[str, object], ...]:
    """Read one JSON object as its pairs: nothing merged, so that a member given twice is seen."""
    try:
        value = _DECODER.decode(body.decode("utf-8"))
    except (ValueError, RecursionError):
        value = None
    # Raised outside the except block: the parser's error holds the whole body and must not hang on to ours.
    if not isinstance(value, tuple):
        fault = InvalidParam(WHOLE_QUESTION, "json", "is geen geldig JSON-object in UTF-8")
        raise Refused("ONGELDIGE_VRAAG", invalid_params=(fault,))
    return value


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("NaN en Infinity zijn geen JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=tuple, parse_constant=_refuse_constant)
"""Makes tuples of objects, which no member may be, and leaves lists lists."""
