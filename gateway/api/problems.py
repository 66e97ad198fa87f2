"""Problems as they travel: RFC 9457 bodies in which nothing stands that a person sent."""

from collections.abc import Iterable, Mapping

import msgspec
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from gateway.api.measured import remember_problem
from gateway.api.naming import safe_name
from gateway.errors import InvalidParam, Refused
from gateway.problems import PROBLEMS, Problem

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER = "5"
"""Seconds to wait after a 503."""

NIET_GEREED = "NIET_GEREED"
PUBLISHED: Mapping[str, Problem] = PROBLEMS | {
    NIET_GEREED: Problem(
        503,
        "De gateway is nog niet gereed",
        "De gateway start op of mist een onderdeel dat nodig is om vragen te beantwoorden.",
        "Wacht tot /readyz 200 geeft; blijft dat uit, meld dan wat er ontbreekt.",
        opnieuw=True,
        contact="de beheerder van de gateway",
    )
}
"""Every code that the API can answer with."""

PATHS = (
    "/v1/raadplegingen",
    "/v1/doelbindingen",
    "/v1/waardelijsten",
    "/v1/bronnen",
    "/v1/fouten",
    "/v1/openapi.json",
    "/v1/documentatie",
    "/livez",
    "/readyz",
)
"""The fixed part of every path we publish; the only paths that a problem repeats."""

_STATUS_HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    503: {"Retry-After": RETRY_AFTER},
}
_HTTP_CODES = {
    401: "NIET_AANGEMELD",
    404: "NIET_GEVONDEN",
    405: "METHODE_NIET_TOEGESTAAN",
    406: "FORMAAT_NIET_LEVERBAAR",
    413: "TE_GROOT",
    415: "FORMAAT_NIET_ONDERSTEUND",
}
_SERVER_ERROR = 500


def instance_of(path: str) -> str:
    """Give the published part of a path: what follows it may be a value, such as a BSN typed in a URL."""
    return next((known for known in PATHS if path == known or path.startswith(known + "/")), "/")


def problem_response(
    code: str,
    scope: Scope,
    *,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, object] | None = None,
) -> Response:
    """Write a problem as `application/problem+json`; `members` are the optional ones, left out when empty.

    `raadplegingId` is there once it was made for this request; 401 names Bearer, 503 when to come back.
    """
    problem = PUBLISHED[code]
    remember_problem(scope, code)
    raadpleging_id = scope.get("state", {}).get("raadpleging_id")
    optional = {"raadplegingId": raadpleging_id, **(members or {})}
    body = {
        "type": f"/v1/fouten/{code}",
        "title": problem.titel,
        "status": problem.status,
        "detail": detail or problem.oorzaak,
        "code": code,
        "instance": instance_of(scope["path"]),
    } | {name: value for name, value in optional.items() if value}
    extra = {**_STATUS_HEADERS.get(problem.status, {}), **(headers or {})}
    return Response(msgspec.json.encode(body), problem.status, extra, PROBLEM_JSON)


async def on_refused(request: Request, error: Exception) -> Response:
    """Answer a refusal raised anywhere below the routes."""
    if not isinstance(error, Refused):
        return problem_response("INTERNE_FOUT", request.scope)
    members = {
        "invalidParams": error.invalid_params,
        "velden": error.velden,
        **({"raadplegingId": error.raadpleging_id} if error.raadpleging_id else {}),
    }
    return problem_response(error.code, request.scope, detail=error.detail, members=members)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Answer a refusal of the framework (404, 405 with Allow); its own text is never repeated."""
    if not isinstance(error, HTTPException):
        return problem_response("INTERNE_FOUT", request.scope)
    fallback = "INTERNE_FOUT" if error.status_code >= _SERVER_ERROR else "ONGELDIGE_VRAAG"
    code = _HTTP_CODES.get(error.status_code, fallback)
    return problem_response(code, request.scope, headers=error.headers)


async def on_validation_error(request: Request, error: Exception) -> Response:
    """Answer what the framework's validation refused: names and codes only, never its `input` or `msg`."""
    faults = error.errors() if isinstance(error, RequestValidationError) else ()
    params = tuple(
        InvalidParam(
            _place(fault["loc"]), str(fault["type"]), "voldoet niet aan de beschrijving in openapi.json"
        )
        for fault in faults
    )
    return problem_response("ONGELDIGE_VRAAG", request.scope, members={"invalidParams": params})


def _place(location: Iterable[object]) -> str:
    """Write where a fault is, without the first part (body, query), which is the framework's own."""
    _, *parts = location
    return (
        ".".join(str(part) if isinstance(part, int) else safe_name(str(part)) for part in parts) or "(vraag)"
    )
