"""The REST side of a mock source: a SuwiML tree as JSON, cut down to the asked fields."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.mock.numbers import is_nine_digits
from adapters.mock.schema import Node, branches
from adapters.mock.service import Tree, Value

_UNKNOWN = "(onbekend)"
_ECHO = {"burgerservicenr": "burgerservicenummer", "geboortedat": "geboortedatum"}


class RestRequestError(Exception):
    """A request is not as the OpenAPI demands; the text says what is wrong, never what was sent."""


@dataclass(frozen=True, slots=True)
class RestRequest:
    """What a request says: the person, and the asked dotted member paths (none for a lookup).

    Each known path stands there once; whatever else was asked is one "(onbekend)", so that nothing of a
    stranger is kept and nothing grows with what is sent.
    """

    bsn: str = field(repr=False)
    fields: tuple[str, ...]


def read_request(body: bytes, members: frozenset[str] | None = None) -> RestRequest:
    """Read a JSON request; `members` are the paths that exist (None: the request has no fields).

    Raises RestRequestError, naming the faulty member.
    """
    try:
        given: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RestRequestError("de aanvraag is geen JSON") from error
    known = {"burgerservicenummer"} if members is None else {"burgerservicenummer", "fields"}
    if not isinstance(given, dict) or given.keys() != known:
        raise RestRequestError(f"de aanvraag is een object met precies {', '.join(sorted(known))}")
    bsn = given["burgerservicenummer"]
    if not isinstance(bsn, str) or not is_nine_digits(bsn):
        raise RestRequestError("burgerservicenummer is een tekst van negen cijfers")
    return RestRequest(bsn, () if members is None else _fields(given["fields"], members))


def member_paths(schema: Node) -> frozenset[str]:
    """Give the path of every member that a dossier of this schema may hold."""
    return frozenset(_paths(schema, "")) | {*_ECHO.values()}


def _paths(node: Node, above: str) -> Iterator[str]:
    for child in (branch for item in node.children for branch in branches(item)):
        path = above + _member(child.name)
        yield path
        yield from _paths(child, f"{path}.")


def _fields(given: object, members: frozenset[str]) -> tuple[str, ...]:
    if not (isinstance(given, list) and given and all(isinstance(each, str) for each in given)):
        raise RestRequestError("fields is een lijst met ten minste een pad van leden met punten")
    return tuple(dict.fromkeys(each if each in members else _UNKNOWN for each in given))


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
    return {_member(name): _json(value) for name, value in tree.items()}


def _member(element: str) -> str:
    return element[0].lower() + element[1:]


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
