"""The OpenAPI document of the API, made from the vocabulary and the table of problems."""

import json
from typing import Protocol

from gateway.api import examples
from gateway.api.answer_schema import answer_schemas
from gateway.api.media import KEY_HEADER, KEY_PATTERN
from gateway.api.problems import NIET_GEREED, PROBLEM_JSON, PUBLISHED
from gateway.api.question_schema import contract_schemas, problem_schemas, request_schemas
from gateway.api.schema import Schema, ref, text
from gateway.api.status_schema import EVENTS_EXAMPLE, status_schemas
from gateway.core.velden import Profiel

BASE = "/v1"
"""A relative server: the document is right wherever it is served from."""

_VRAAG_STATUSES = (400, 401, 403, 406, 409, 413, 415, 429, 500, 503)
_STAND_STATUSES = (400, 401, 404, 406, 429, 500, 503)
_READ_STATUSES = (400, 404, 406, 500)
_LIST_STATUSES = (400, 406, 500)
_HEADERS: Schema = {
    "API-Version": {"$ref": "#/components/headers/API-Version"},
    "X-Correlation-ID": {"$ref": "#/components/headers/X-Correlation-ID"},
}
_QUOTA: Schema = {
    name: {"$ref": f"#/components/headers/{name}"}
    for name in ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
}
_CORRELATION_ID = "^[A-Za-z0-9._:-]{1,128}$"
_TOO_MANY = 429
_TITLES = {
    400: "De vraag is ongeldig.",
    401: "Niet aangemeld.",
    403: "Deze vraag mag niet; geen bron is gevraagd.",
    404: "Bestaat niet.",
    406: "Dit formaat kan niet worden geleverd.",
    409: "Onder deze Idempotency-Key is al een vraag gesteld; er is geen bron gevraagd.",
    413: "De vraag is groter dan 64 kB.",
    415: "De vraag is geen application/json.",
    429: "Te veel vragen in een minuut; er is niets gevraagd.",
    500: "Er ging iets mis in de gateway; er is niets geleverd.",
    503: "De gateway kan nu niet antwoorden; er is niets geleverd.",
}


class Described(Protocol):
    """As much of a Service as its document depends on."""

    @property
    def version(self) -> str:
        """Give the semantic version."""

    @property
    def profiel(self) -> Profiel:
        """Give the vocabulary."""


def build_openapi(service: Described) -> Schema:
    """Build the OpenAPI 3.1 document; it depends on the version and the vocabulary only."""
    return {
        "openapi": "3.1.0",
        "info": _info(service.version),
        "servers": [{"url": BASE, "description": "Versie 1, op het adres waar dit document is gelezen."}],
        "tags": [
            {"name": "raadplegingen", "description": "Een vraag, een profiel."},
            {"name": "contracten", "description": "Wat er voor welk doel mag, en welke codes er zijn."},
            {"name": "uitleg", "description": "Wat een fout betekent."},
        ],
        "paths": _paths(),
        "components": _components(service.profiel),
    }


def render_openapi(service: Described) -> str:
    """Write the document as text: two spaces, one newline at the end, the same for the same contracts."""
    return json.dumps(build_openapi(service), ensure_ascii=False, indent=2) + "\n"


def _info(version: str) -> Schema:
    return {
        "title": "Arbeidsmarktprofiel",
        "version": version,
        "description": (
            "Een vraag over een persoon, een arbeidsmarktprofiel uit UWV, SVB, DUO en gemeenten. "
            "Elk veld is er omdat een doelbinding het noemt, van elk veld dat ontbreekt staat er waarom, "
            "en elke raadpleging wordt vastgelegd. Een bron die niet antwoordt is geen HTTP-fout."
        ),
        "contact": {
            "name": "Beheer arbeidsmarktprofiel",
            "email": "beheer@gateway.example",
            "url": "https://gateway.example/contact",
        },
        "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    }


def _paths() -> Schema:
    return {
        "/raadplegingen": {"post": _raadplegen()},
        "/raadplegingen/{id}": {"get": _raadpleging()},
        "/doelbindingen": {"get": _reading("doelbindingen", "Alle doelbindingen", "Doelbindingen")},
        "/doelbindingen/{id}": {"get": _reading("doelbinding", "Een doelbinding", "Doelbinding", "id")},
        "/waardelijsten/{naam}": {"get": _reading("waardelijst", "Een waardelijst", "Waardelijst", "naam")},
        "/bronnen": {"get": _reading("bronnen", "De toestand van de bronnen", "Bronnen")},
        "/fouten/{code}": {"get": _fout()},
    }


def _raadplegen() -> Schema:
    body: Schema = {"schema": ref("Vraag"), "example": examples.question()}
    answer: Schema = {"schema": ref("Profiel"), "example": examples.answer()}
    return {
        "operationId": "raadplegen",
        "tags": ["raadplegingen"],
        "summary": "Vraag het arbeidsmarktprofiel van een persoon",
        "description": (
            "Vraagt de bronnen tegelijk. Wordt vastgelegd voor er een bron wordt gevraagd, en nog eens "
            "voor er wordt geantwoord. Met `Accept: text/event-stream` komt er een gebeurtenis `bron` zodra "
            "een bron klaar is (`BronGebeurtenis`, niets over de persoon), en aan het eind `profiel` met het "
            "hele `Profiel`, of `fout` met een `Probleem`. Wie de verbinding verbreekt, breekt de "
            "raadpleging af: ook dat wordt vastgelegd."
        ),
        "security": [{"bearer": []}],
        "parameters": [
            {"$ref": "#/components/parameters/Idempotency-Key"},
            {"$ref": "#/components/parameters/X-Correlation-ID"},
        ],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": {
            "200": _ok("Het profiel.", {"application/json": answer, "text/event-stream": _events()}, _QUOTA),
            **_errors(_VRAAG_STATUSES),
        },
    }


def _events() -> Schema:
    return {"schema": {"type": "string"}, "example": EVENTS_EXAMPLE}


def _raadpleging() -> Schema:
    content: Schema = {"application/json": {"schema": ref("Raadplegingsstand")}}
    return {
        "operationId": "raadpleging",
        "tags": ["raadplegingen"],
        "summary": "Hoe een raadpleging eindigde",
        "description": (
            "Voor de medewerker die haar deed; voor ieder ander bestaat zij niet. Zegt niets over de "
            "persoon: wat er is geleverd, wordt niet bewaard. Telt als een vraag in de limiet per minuut."
        ),
        "security": [{"bearer": []}],
        "parameters": [
            {"$ref": "#/components/parameters/raadplegingId"},
            {"$ref": "#/components/parameters/X-Correlation-ID"},
        ],
        "responses": {"200": _ok("De stand.", content, _QUOTA), **_errors(_STAND_STATUSES)},
    }


def _reading(operation: str, summary: str, component: str, parameter: str | None = None) -> Schema:
    parameters = [{"$ref": "#/components/parameters/X-Correlation-ID"}]
    if parameter is not None:
        parameters.insert(0, {"$ref": f"#/components/parameters/{parameter}"})
    content: Schema = {"application/json": {"schema": ref(component)}}
    statuses = _LIST_STATUSES if parameter is None else _READ_STATUSES
    return {
        "operationId": operation,
        "tags": ["contracten"],
        "summary": summary,
        "security": [],
        "parameters": parameters,
        "responses": {"200": _ok(f"{summary}.", content), **_errors(statuses)},
    }


def _fout() -> Schema:
    content: Schema = {
        "text/html": {"schema": {"type": "string"}},
        "application/json": {"schema": ref("Foutuitleg")},
    }
    operation = _reading("fout", "Wat een fout betekent en wat eraan te doen is", "Foutuitleg", "code")
    return operation | {
        "tags": ["uitleg"],
        "responses": {"200": _ok("De uitleg.", content), **_errors(_READ_STATUSES)},
    }


def _ok(description: str, content: Schema, more: Schema | None = None) -> Schema:
    return {"description": description, "headers": _HEADERS | (more or {}), "content": content}


def _errors(statuses: tuple[int, ...]) -> Schema:
    return {str(status): {"$ref": f"#/components/responses/Fout{status}"} for status in statuses}


def _components(profiel: Profiel) -> Schema:
    return {
        "securitySchemes": {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": "Toegangsbewijs van hoogstens vijftien minuten; scope noemt de doelbindingen.",
            }
        },
        "parameters": _parameters(),
        "headers": {
            "API-Version": _header("Volledige versie van de API.", required=True),
            "X-Correlation-ID": _header(
                "Het geldige kenmerk dat de vrager meestuurde.", required=False, pattern=_CORRELATION_ID
            ),
            "WWW-Authenticate": _header("Hoe aan te melden.", required=True),
            "Retry-After": _header("Na hoeveel seconden opnieuw vragen zin heeft.", required=True),
            "RateLimit-Limit": _quota("Vragen per minuut die de krapste limiet toestaat."),
            "RateLimit-Remaining": _quota("Hoeveel daarvan nu nog."),
            "RateLimit-Reset": _quota("Over hoeveel seconden zij er alle weer zijn."),
        },
        "responses": {f"Fout{status}": _error(status) for status in _TITLES},
        "schemas": request_schemas(profiel)
        | answer_schemas(profiel)
        | status_schemas()
        | problem_schemas()
        | contract_schemas(),
    }


def _parameters() -> Schema:
    return {
        "X-Correlation-ID": {
            "name": "X-Correlation-ID",
            "in": "header",
            # No pattern here: another id is no bad question, it is only not echoed.
            "description": (
                f"Eigen kenmerk. Voldoet het aan `{_CORRELATION_ID}`, dan komt het ongewijzigd terug; "
                "een ander kenmerk wordt genegeerd."
            ),
            "schema": {"type": "string"},
        },
        "Idempotency-Key": {
            "name": KEY_HEADER,
            "in": "header",
            "description": (
                "Een eigen sleutel voor deze vraag, met of zonder aanhalingstekens. Wie haar binnen 24 uur "
                "herhaalt, krijgt wat de lopende raadpleging oplevert, of 409 als die al klaar is. Leverde "
                "zij niets, dan mag de sleutel opnieuw worden gebruikt."
            ),
            "schema": {"type": "string", "pattern": KEY_PATTERN},
        },
        "raadplegingId": _path_parameter(
            "id", "Kenmerk van een raadpleging.", "019a3e8c-4f80-7c21-9b1e-5d2f6a7c8e90"
        ),
        "id": _path_parameter("id", "Naam van een doelbinding.", "DJI_INTAKE_ARBEIDSMARKT"),
        "naam": _path_parameter("naam", "Naam van een waardelijst.", "sz-wet"),
        "code": _path_parameter("code", "Code van een fout.", "VELD_BUITEN_DOEL"),
    }


def _path_parameter(name: str, description: str, example: str) -> Schema:
    schema = text(description, maxLength=64)
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema} | {
        "example": example
    }


def _header(description: str, *, required: bool, **limits: object) -> Schema:
    return {"description": description, "required": required, "schema": {"type": "string", **limits}}


def _quota(description: str) -> Schema:
    """Describe what every answer to a counted question has, also a refusal, where there is a limit."""
    return _header(f"{description} Zolang er een limiet geldt.", required=False, pattern="^[0-9]+$")


def _error(status: int) -> Schema:
    # Paths of /v1 are not where readiness is asked, so its problem is no answer there.
    codes = [code for code, row in PUBLISHED.items() if row.status == status and code != NIET_GEREED]
    extra = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}.get(status)
    more: Schema = {} if extra is None else {extra: {"$ref": f"#/components/headers/{extra}"}}
    if status == _TOO_MANY:
        more |= _QUOTA
    content = {"schema": ref("Probleem"), "examples": {code: {"value": _example(code)} for code in codes}}
    return {
        "description": _TITLES[status],
        "headers": _HEADERS | more,
        "content": {PROBLEM_JSON: content},
    }


def _example(code: str) -> Schema:
    row = PUBLISHED[code]
    return {
        "type": f"{BASE}/fouten/{code}",
        "title": row.titel,
        "status": row.status,
        "detail": row.oorzaak,
        "code": code,
        "instance": f"{BASE}/{'doelbindingen' if code == 'NIET_GEVONDEN' else 'raadplegingen'}",
    }
