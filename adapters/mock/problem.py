"""Errors of REST sources and of the admin API: `application/problem+json` (RFC 9457)."""

from starlette.responses import JSONResponse, Response

PROBLEM = "application/problem+json"
_TITLES = {400: "De vraag klopt niet", 404: "Dit is er niet", 500: "De bron kon niet antwoorden"}


def problem(status: int, detail: str, key: str | None = None) -> Response:
    """Give an error; `key` names what in the question is wrong, the text says why: never a value."""
    content = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail}
    if key is not None:
        content["sleutel"] = key
    return JSONResponse(content, status_code=status, media_type=PROBLEM)
