"""Answers that are well-formed and break their contract: order, something mandatory, letters for digits."""

from collections.abc import Mapping
from typing import Any

from adapters.mock.service import Tree

WAYS = ("vorm", "ontbreekt", "letters")
"""`vorm` is the order of elements in SOAP, and the type of a member in REST."""

_LETTERS = "GEENCIJFER"


def spoil_tree(client: Tree, way: str) -> Tree:
    """Break the ClientSuwi of a SOAP answer: it must begin with Burgerservicenr, which is mandatory."""
    if way == "ontbreekt":
        return {name: value for name, value in client.items() if name != "Burgerservicenr"}
    if way == "letters":
        return {**client, "Burgerservicenr": _LETTERS}
    return dict(reversed(client.items())) if len(client) > 1 else {"Onbekend": "", **client}


def spoil_dossiers(dossiers: list[dict[str, Any]], bsn: str, way: str) -> dict[str, Any]:
    """Break a REST answer: the list of dossiers, or the number in the first."""
    if way == "ontbreekt":
        return {}
    first = dossiers[0] if dossiers else {"burgerservicenummer": bsn}
    return {"dossiers": [{**first, "burgerservicenummer": _LETTERS}] if way == "letters" else first}


def spoil_lookup(answer: Mapping[str, Any], way: str) -> dict[str, Any]:
    """Break the answer of a lookup: every list of codes it holds."""
    if way == "ontbreekt":
        return {}
    return {name: [_LETTERS] if way == "letters" else _LETTERS for name in answer}
