"""Answers of a proxy or another server instead of the source: STATUS and VERKEERDE_SOORT."""

from random import Random

from starlette.responses import Response

from adapters.mock.faults.kind import Kind, Parameters
from adapters.mock.shape import MANY

_PAGE = "<!doctype html><html lang=nl><title>{0}</title><h1>{0}</h1></html>"


def _status(answer: Response, given: Parameters, _dice: Random) -> Response:
    """Answer as what stands in front of a source does: a page, unsigned, and no SOAP or JSON."""
    after = given["retry_after"]
    headers = {name: text for name, text in answer.headers.items() if name.startswith("x-mock-")}
    headers |= {} if after is None else {"retry-after": str(after)}
    page = _PAGE.format(given["status"])
    return Response(page, status_code=given["status"], headers=headers, media_type="text/html")


def _other_type(answer: Response, given: Parameters, _dice: Random) -> Response:
    answer.headers["content-type"] = given["mediatype"]
    return answer


STATUS = Kind(
    "STATUS",
    "een andere HTTP-status met een HTML-pagina, zoals van een proxy voor de bron",
    {
        "status": {
            "type": "integer",
            "minimum": 300,
            "maximum": 599,
            "not": {"enum": [304]},
            "default": 503,
            "description": "zoals 429, 500 of 503; niet 304, waar geen pagina bij mag",
        },
        "retry_after": {
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": MANY,
            "default": None,
            "description": "seconden in Retry-After; null: geen",
        },
    },
    send=_status,
)
VERKEERDE_SOORT = Kind(
    "VERKEERDE_SOORT",
    "het goede antwoord met een ander Content-Type",
    {
        "mediatype": {
            "type": "string",
            "pattern": "^[ -~]{1,100}$",
            "default": "text/html; charset=utf-8",
            "description": "een Content-Type van zichtbare tekens",
        }
    },
    send=_other_type,
)
