"""The REST side of a mock source: a SuwiML tree as JSON, cut down to the asked fields."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.mock.service import Tree, Value

_BSN_LENGTH = 9
_ECHO = {"burgerservicenr": "burgerservicenummer", "geboortedat": "geboortedatum"}


class RestRequestError(Exception):
    """A request is not as the OpenAPI demands; the text says what is wrong, never what was sent."""


@dataclass(frozen=True, slots=True)
class RestRequest:
    """What a request says: the person, and the asked dotted member paths (none for a lookup)."""

    bsn: str = field(repr=False)
    fields: tuple[str, ...]


def read_request(body: bytes, *, with_fields: bool) -> RestRequest:
    """Read a JSON request. Raises RestRequestError, naming the faulty member."""
    try:
        members: Any = json.loads(body)
    except ValueError as error:
        raise RestRequestError("de aanvraag is geen JSON") from error
    known = {"burgerservicenummer", "fields"} if with_fields else {"burgerservicenummer"}
    if not isinstance(members, dict) or members.keys() != known:
        raise RestRequestError(f"de aanvraag is een object met precies {', '.join(sorted(known))}")
    bsn, fields = members["burgerservicenummer"], members.get("fields", [])
    if not isinstance(bsn, str) or len(bsn) != _BSN_LENGTH or not bsn.isdigit():
        raise RestRequestError("burgerservicenummer is een tekst van negen cijfers")
    if with_fields and not (isinstance(fields, list) and fields and all(isinstance(f, str) for f in fields)):
        raise RestRequestError("fields is een lijst met ten minste een pad van leden met punten")
    return RestRequest(bsn, tuple(fields))


def dossier(client: Tree, geboortedatum: str, fields: Iterable[str] | None) -> dict[str, Any]:
    """Give the JSON dossier of a ClientSuwi; `fields` None means everything the source holds.

    The echo of the person (burgerservicenummer, geboortedatum as EEJJMMDD) always comes.
    """
    members = {"geboortedatum": geboortedatum, **_members(client)}
    named = {_ECHO.get(name, name): value for name, value in members.items()}
    if fields is None:
        return named
    return _cut(named, frozenset(fields) | set(_ECHO.values()), "")


def write(content: Mapping[str, Any]) -> bytes:
    """Write a JSON answer."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _members(tree: Tree) -> dict[str, Any]:
    return {name[0].lower() + name[1:]: _json(value) for name, value in tree.items()}


def _json(value: Value) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return [_members(tree) for tree in value]
    return _members(value) if isinstance(value, dict) else value


def _cut(members: dict[str, Any], fields: frozenset[str], path: str) -> dict[str, Any]:
    """Keep the leaves that are asked by their full path, and the objects and lists on the way there."""
    kept: dict[str, Any] = {}
    for name, value in members.items():
        here = path + name
        if isinstance(value, str):
            kept |= {name: value} if here in fields else {}
        elif any(field.startswith(f"{here}.") for field in fields):
            below = f"{here}."
            kept[name] = (
                [_cut(item, fields, below) for item in value]
                if isinstance(value, list)
                else _cut(value, fields, below)
            )
    return kept
