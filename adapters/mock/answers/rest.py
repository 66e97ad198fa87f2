"""Check a JSON message against the OpenAPI of its bron; the few words of JSON Schema that our contracts use.

No library for JSON Schema: the known one needs a compiled wheel, and mock sources start from pure Python.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from adapters.mock.answers.places import member_lines
from adapters.mock.cures import Words, refusal
from adapters.mock.fault import Fault, instead
from adapters.mock.openapi import facets_of
from adapters.mock.parsing import UNFIT, read_json

_KINDS: Mapping[str, tuple[type | tuple[type, ...], str]] = {
    "object": (dict, "een object {…}"),
    "array": (list, "een lijst […]"),
    "string": (str, "een tekst tussen aanhalingstekens"),
    "integer": (int, "een geheel getal"),
    "number": ((int, float), "een getal"),
    "boolean": (bool, "true of false"),
}
Found = tuple[str, Words]


class PathUnknown(Exception):
    """The OpenAPI has no such path, or more than one and none was named; the text names those there are."""


def check_json(content: bytes, file: str, openapi: Path, path: str | None) -> list[Fault]:
    """Give every fault of a question, answer or problem. Raises PathUnknown."""
    document = json.loads(openapi.read_text("utf-8"))
    operation = document["paths"][_chosen(document["paths"], path)]["post"]
    try:
        text = content.decode("utf-8-sig")
        message = read_json(text, _once)
    except UnicodeDecodeError:
        return [Fault(file, 0, "", "geen UTF-8", "bewaar het bestand als UTF-8")]
    except json.JSONDecodeError as error:
        if error.msg in UNFIT:
            return [Fault(file, 0, "", error.msg, UNFIT[error.msg])]
        return [Fault(file, error.lineno, "", "geen JSON", "kijk naar komma's, aanhalingstekens en haken")]
    except _Double as double:
        cure = "haal er een weg: elke naam mag één keer in een object"
        return [Fault(file, 0, str(double), "dit lid staat er twee keer", cure)]
    schema = _fitting(message, operation, document)
    lines = member_lines(text)
    return [
        Fault(file, _line(place, lines), place, *words)
        for place, words in _misfits(message, schema, "", document)
    ]


class _Double(Exception):
    """One name twice in an object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Double(name)
        found[name] = value
    return found


def _chosen(paths: Mapping[str, Any], path: str | None) -> str:
    """Find a path as it is written in the contract, or as it is asked (`/gemeenten/0855/…`)."""
    if path is None and len(paths) == 1:
        return next(iter(paths))
    for known in paths:
        if path is not None and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path):
            return known
        if path == known:
            return known
    raise PathUnknown(f"geef --pad met een van {', '.join(paths)}")


def _fitting(message: object, operation: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Give the schema of the question, the answer or the problem: the one that knows most of the members."""
    holders = [operation["responses"]["200"], operation["requestBody"]]
    holders += [answer for status, answer in operation["responses"].items() if status != "200"]
    schemas = [_resolved(next(iter(h["content"].values()))["schema"], document)[1] for h in holders]
    members = message.keys() if isinstance(message, dict) else set()
    return max(schemas, key=lambda schema: len(members & schema.get("properties", {}).keys()))


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if "$ref" not in schema:
        return "", schema
    name = schema["$ref"].rpartition("/")[2]
    return name, document["components"]["schemas"][name]


def _misfits(value: Any, schema: dict[str, Any], place: str, document: dict[str, Any]) -> Iterator[Found]:  # noqa: ANN401 - JSON
    name, found = _resolved(schema, document)
    types, words = _KINDS.get(found.get("type", ""), (object, ""))
    if not isinstance(value, types) or (
        isinstance(value, bool) and types is not bool and types is not object
    ):
        yield (
            place,
            (f"hier hoort {words}", f"schrijf {words}; een waarde die er niet is laat u weg, ook geen null"),
        )
    elif isinstance(value, dict):
        yield from _object(value, found, place, document)
    elif isinstance(value, list):
        yield from _list(value, found, place, document)
    elif isinstance(value, str) and (
        why := refusal(value, facets_of(name or place.rpartition(".")[2], found))
    ):
        yield place, why


def _object(
    value: dict[str, Any], schema: dict[str, Any], place: str, document: dict[str, Any]
) -> Iterator[Found]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield place, (f"{name} ontbreekt", f"zet {name} erbij")
    for name, item in value.items():
        here = f"{place}.{name}" if place else name
        if name in known:
            yield from _misfits(item, known[name], here, document)
        elif schema.get("additionalProperties") is False:
            yield here, ("dit lid bestaat hier niet", instead(name, known, otherwise="haal het weg"))


def _list(value: list[Any], schema: dict[str, Any], place: str, document: dict[str, Any]) -> Iterator[Found]:
    if len(value) < schema.get("minItems", 0):
        yield place, ("te weinig items", f"geef er ten minste {schema['minItems']}")
    if len(value) > schema.get("maxItems", len(value)):
        yield place, ("te veel items", f"geef er ten hoogste {schema['maxItems']}")
    for at, item in enumerate(value, start=1):
        yield from _misfits(item, schema.get("items", {}), f"{place}[{at}]", document)


def _line(place: str, lines: Mapping[str, int]) -> int:
    """Give the line of a member, else of what is around it."""
    while place not in lines:
        place = re.sub(r"(\.?[^.\[\]]+|\[\d+\])$", "", place)
    return lines[place]
