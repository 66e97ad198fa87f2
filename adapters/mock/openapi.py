"""Read the dossier of a REST source from its openapi.json into the same small tree as an XSD."""

import json
from pathlib import Path
from typing import Any

from adapters.mock.schema import Facets, Node, SchemaError

_ECHO = frozenset({"burgerservicenummer", "geboortedatum"})


def read_openapi(document: Path, path: str) -> Node:
    """Read what one dossier of a path may hold, without the echo of the person.

    Raises SchemaError when the path has no `{"dossiers": [...]}`, or a member is no text, object or list.
    """
    schemas = json.loads(document.read_text("utf-8"))
    try:
        content = schemas["paths"][path]["post"]["responses"]["200"]["content"]
        answer = _resolved(content["application/json"]["schema"], schemas)[1]
        dossier = _resolved(answer["properties"]["dossiers"]["items"], schemas)[1]
    except KeyError as error:
        raise SchemaError(
            f"{document}: {path} heeft geen antwoord met dossiers ({error} ontbreekt)"
        ) from error
    members = {name: kind for name, kind in dossier["properties"].items() if name not in _ECHO}
    return Node("dossier", required=True, repeats=False, children=_children(dossier, members, schemas))


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Follow a reference; give its name as well."""
    if "$ref" not in schema:
        return "", schema
    name = schema["$ref"].rpartition("/")[2]
    return name, schemas["components"]["schemas"][name]


def _children(schema: dict[str, Any], members: dict[str, Any], schemas: dict[str, Any]) -> tuple[Node, ...]:
    required = frozenset(schema.get("required", ()))
    return tuple(_node(name, kind, schemas, required=name in required) for name, kind in members.items())


def _node(name: str, schema: dict[str, Any], schemas: dict[str, Any], *, required: bool) -> Node:
    kind, found = _resolved(schema, schemas)
    match found.get("type"):
        case "string":
            return Node(name, required, repeats=False, facets=facets_of(kind, found))
        case "object":
            return Node(
                name, required, repeats=False, children=_children(found, found["properties"], schemas)
            )
        case "array":
            row = _resolved(found["items"], schemas)[1]
            return Node(name, required, repeats=True, children=_children(row, row["properties"], schemas))
    raise SchemaError(f"{name}: een lid van een dossier is een tekst, een object of een lijst van objecten")


def facets_of(kind: str, schema: dict[str, Any]) -> Facets:
    """Give the facets of a text; `kind` is the name under which its type stands in the document."""
    pattern = schema.get("pattern")
    return Facets(
        type=kind,
        min_length=schema.get("minLength", 0),
        max_length=schema.get("maxLength"),
        patterns=(pattern,) if pattern else (),
        values=tuple(schema.get("enum", ())),
    )
