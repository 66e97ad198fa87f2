"""The OpenAPI document of the admin API, from the same table as its routes: it cannot drift."""

import re
from collections.abc import Iterable
from typing import Any

from adapters.mock.admin.operation import BASE, Operation
from adapters.mock.problem import PROBLEM
from adapters.mock.shape import Schema, obj
from adapters.mock.version import ADMIN

_PROBLEM: Schema = obj(
    {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "wat er niet klopt; nooit een waarde"},
        "sleutel": {"type": "string", "description": "de sleutel die niet klopt"},
    },
    "type",
    "title",
    "status",
    "detail",
)
_DESCRIPTION = (
    "Beheer van de nagebootste bronnen: fouten, toestanden, klok, journaal en verzonnen personen. "
    "Binnen versie 1 verdwijnt niets en krijgt niets een andere betekenis; er kan wel iets bij komen."
)


def write_openapi(operations: Iterable[Operation]) -> dict[str, Any]:
    """Give the document (OpenAPI 3.1)."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(BASE + operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Beheer van de nagebootste bronnen", "version": ADMIN, "description": _DESCRIPTION},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": {"Probleem": _PROBLEM}},
    }


def _operation(operation: Operation) -> dict[str, Any]:
    named = re.findall(r"{(\w+)}", operation.path)
    written: dict[str, Any] = {
        "operationId": _id(operation),
        "summary": operation.summary,
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in named),
            *({"name": name, "in": "query", "schema": schema} for name, schema in operation.query.items()),
        ],
        "responses": _responses(operation, named),
    }
    if operation.body is not None:
        content = {"application/json": {"schema": operation.body}}
        written["requestBody"] = {"required": operation.body_required, "content": content}
    return written


def _responses(operation: Operation, named: list[str]) -> dict[str, Any]:
    told = {"400": "de vraag klopt niet", "403": "de vraag komt van een webpagina van een andere server"}
    if named:
        told["404"] = "dit is er niet"
    if operation.body is not None:
        told |= {"413": "het bericht is te groot", "415": "het bericht is geen application/json"}
    responses: dict[str, Any] = {
        status: {"description": text, "content": _problem()} for status, text in told.items()
    }
    if not operation.answer:
        return {"204": {"description": "gedaan"}, **responses}
    content = {"application/json": {"schema": operation.answer}}
    return {str(operation.status): {"description": "het antwoord", "content": content}, **responses}


def _problem() -> dict[str, Any]:
    return {PROBLEM: {"schema": {"$ref": "#/components/schemas/Probleem"}}}


def _id(operation: Operation) -> str:
    """Give a name such as `get_faults_id`."""
    return "_".join([operation.method.lower(), *re.findall(r"\w+", operation.path)])
