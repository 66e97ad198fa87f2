"""Errors of REST sources and of the admin API: `application/problem+json` (RFC 9457)."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

PROBLEM = "application/problem+json"
_TITLES = {
    400: "De vraag klopt niet",
    403: "Dit mag niet",
    404: "Dit is er niet",
    405: "Dit kan hier niet",
    413: "De vraag is te groot",
    415: "De vraag heeft een andere soort inhoud",
    500: "De bron kon niet antwoorden",
}
_NOWHERE = {
    404: "dit adres is er niet",
    405: "dit adres kent deze methode niet; de header Allow noemt welke wel",
}


def problem(status: int, detail: str, key: str | None = None) -> Response:
    """Give an error; `key` names what in the question is wrong, the text says why: never a value."""
    content = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail}
    if key is not None:
        content["sleutel"] = key
    return JSONResponse(content, status_code=status, media_type=PROBLEM)


async def nowhere(_request: Request, error: Exception) -> Response:
    """Answer what no route takes, or not with this method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - for which it is registered
    answer = problem(error.status_code, _NOWHERE[error.status_code])
    answer.headers.update(error.headers or {})
    return answer


async def broken(_request: Request, _error: Exception) -> Response:
    """Answer when something of ours went wrong; what that is, the server itself writes on stderr."""
    return problem(500, "hier ging iets mis; wat, staat in de uitvoer van de nagebootste bronnen")
