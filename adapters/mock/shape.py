"""Check what an admin sends against a JSON Schema, and say in Dutch which key is wrong."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

import fastjsonschema

Schema: TypeAlias = Mapping[str, Any]
"""A JSON Schema; the same text stands in the OpenAPI document."""

MANY = 1_000_000_000
"""More than anybody counts or waits; no larger number is taken."""

_KINDS = {
    "object": "een object",
    "string": "een tekst",
    "integer": "een geheel getal",
    "number": "een getal",
    "boolean": "true of false",
    "array": "een lijst",
}


_NAME = re.compile(r"[A-Za-z_-]{1,60}[0-9]{0,4}")


class ShapeError(Exception):
    """What was sent cannot be used. `key` says where, the text what is demanded: never what was sent."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(f"{key}: {text}")
        self.key = key


def obj(properties: Mapping[str, Schema], *required: str, text: str = "") -> Schema:
    """Give the schema of an object that knows these keys and no other."""
    schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    schema |= {"required": list(required)} if required else {}
    return {**schema, "description": text} if text else schema


def one_of(*values: str, default: str | None = None, text: str = "") -> Schema:
    """Give the schema of a text that is one of a few."""
    schema: dict[str, Any] = {"type": "string", "enum": list(values), "description": text}
    return schema if default is None else {**schema, "default": default}


def checker(schema: Schema) -> Callable[[object], Any]:
    """Give a check of one schema: it gives the value with its defaults, or raises ShapeError."""
    return partial(_check, fastjsonschema.compile(dict(schema), use_formats=False), schema)


def is_name(text: str) -> bool:
    """Whether a key may be repeated in an error: letters and at most four digits are nobody's number."""
    return bool(_NAME.fullmatch(text))


def _check(compiled: Callable[[object], Any], schema: Schema, value: object) -> Any:  # noqa: ANN401 - JSON
    try:
        checked = compiled(value)
    except fastjsonschema.JsonSchemaValueException as error:
        raise _in_dutch(error) from None
    _refuse_fractions(schema, checked)
    return checked


def _refuse_fractions(schema: Schema, value: object, *path: object) -> None:
    """Refuse 10.0 for an integer: JSON Schema takes it for one, what counts or seeds with it does not."""
    if isinstance(value, float) and "integer" in schema.get("type", ()):
        raise ShapeError(_key(*path), _demand("type", "integer", schema))
    if isinstance(value, list):
        for at, item in enumerate(value):
            _refuse_fractions(schema.get("items", {}), item, *path, at)
    if isinstance(value, dict):
        for name, below in schema.get("properties", {}).items():
            _refuse_fractions(below, value.get(name), *path, name)


def _in_dutch(error: fastjsonschema.JsonSchemaValueException) -> ShapeError:
    path = error.path[1:]
    schema, demanded = error.definition, error.rule_definition
    if error.rule == "additionalProperties":
        return _unknown(path, error.value.keys() - schema["properties"].keys(), schema["properties"])
    if error.rule == "required":
        return ShapeError(_key(*path, min(set(demanded) - error.value.keys())), "ontbreekt")
    return ShapeError(_key(*path) or "bericht", _demand(error.rule, demanded, schema))


def _unknown(path: list[str], unknown: set[str], known: Mapping[str, Schema]) -> ShapeError:
    """Name an unknown key, unless it could be a number of somebody."""
    told = f"bekend zijn {', '.join(known)}"
    named = min(filter(is_name, unknown), default=None)
    if named is None:
        return ShapeError(_key(*path) or "bericht", f"heeft een onbekende sleutel; {told}")
    return ShapeError(_key(*path, named), f"onbekend; {told}")


def _key(*path: object) -> str:
    return ".".join(str(part) for part in path)


def _demand(rule: str | None, demanded: Any, schema: Schema) -> str:  # noqa: ANN401 - a value of a JSON Schema
    match rule:
        case "type":
            kinds = demanded if isinstance(demanded, list) else [demanded]
            return f"moet {' of '.join(_KINDS[kind] for kind in kinds if kind in _KINDS)} zijn"
        case "enum":
            return f"moet een zijn van {', '.join(map(str, demanded))}"
        case "minimum" | "maximum":
            return f"moet {_between(schema)} zijn"
        case "exclusiveMinimum":
            return f"moet meer dan {demanded} zijn"
        case "exclusiveMaximum":
            return f"moet minder dan {demanded} zijn"
    return str(schema.get("description") or "klopt niet").rstrip(".")


def _between(schema: Schema) -> str:
    if "maximum" not in schema:
        return f"ten minste {schema['minimum']}"
    if "minimum" not in schema:
        return f"ten hoogste {schema['maximum']}"
    return f"van {schema['minimum']} tot en met {schema['maximum']}"
