"""Dutch pages for people: documentation and one page per problem code; no script, nothing from outside."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gateway.api import examples
from gateway.api.middleware import CLOSED_POLICY
from gateway.api.openapi import BASE
from gateway.api.problems import PUBLISHED
from gateway.api.schema import Schema

_TEMPLATES = Path(__file__).parent / "templates"
_CURL = """curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
     --data @vraag.json https://gateway.example/v1/raadplegingen"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages as bytes: documentation, one per problem code, and the Content-Security-Policy they need."""

    documentation: bytes
    problems: Mapping[str, bytes]
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of a schema as the documentation shows it; `target` is the schema its form links to."""

    name: str
    required: bool
    form: str
    target: str | None
    description: str
    values: tuple[str, ...]


def render_pages(document: Schema) -> Pages:
    """Render every page from the OpenAPI document."""
    style = (_TEMPLATES / "stijl.css").read_text("utf-8")
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals["stijl"] = style
    problem = environment.get_template("fout.html")
    return Pages(
        documentation=environment.get_template("documentatie.html").render(_view(document)).encode(),
        problems={code: problem.render(code=code, fout=row).encode() for code, row in PUBLISHED.items()},
        policy=_policy(style),
    )


def _policy(style: str) -> str:
    digest = b64encode(sha256(style.encode()).digest()).decode("ascii")
    return f"{CLOSED_POLICY}; style-src 'sha256-{digest}'"


def _view(document: Schema) -> dict[str, object]:
    components = cast("dict[str, dict[str, Schema]]", document["components"])
    return {
        "info": document["info"],
        "vraag": examples.QUESTION,
        "curl": _CURL,
        "operaties": list(_operations(document, components["responses"])),
        "schemas": [_schema(name, schema) for name, schema in components["schemas"].items()],
        "fouten": list(PUBLISHED.items()),
    }


def _operations(document: Schema, shared: Mapping[str, Schema]) -> Iterator[dict[str, object]]:
    for path, methods in cast("dict[str, dict[str, Schema]]", document["paths"]).items():
        for method, operation in methods.items():
            responses = cast("dict[str, Schema]", operation["responses"])
            yield {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": BASE + path,
                "summary": operation["summary"],
                "description": operation.get("description", ""),
                "responses": [
                    (status, shared.get(_target(response) or "", response)["description"])
                    for status, response in responses.items()
                ],
            }


def _schema(name: str, schema: Schema) -> dict[str, object]:
    required = cast("list[str]", schema.get("required", []))
    properties = cast("dict[str, Schema]", schema.get("properties", {}))
    return {
        "name": name,
        "description": schema.get("description", ""),
        "enum": schema.get("enum", []),
        "members": [_member(key, member, required=key in required) for key, member in properties.items()],
    }


def _member(name: str, schema: Schema, *, required: bool) -> Member:
    inner = cast("Schema", schema.get("items", schema))
    target = _target(inner)
    form = target or str(inner.get("format", inner.get("type", "")))
    return Member(
        name=name,
        required=required,
        form=f"lijst van {form}" if "items" in schema else form,
        target=target,
        description=str(schema.get("description", "")),
        values=tuple(cast("list[str]", inner.get("enum", ()))),
    )


def _target(schema: Schema) -> str | None:
    reference = schema.get("$ref")
    return str(reference).rpartition("/")[2] if reference is not None else None
